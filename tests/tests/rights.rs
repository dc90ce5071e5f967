//! Who gets what, with real programs, relays and sockets: scopes, grants, and devices that are revoked.

use std::time::Duration;

use dewan_tests::council::{Council, NORTH, SOUTH, figure, joined};
use dewan_tests::crowd::now;
use dewan_tests::disk::is_written_in;
use dewan_tests::office::Office;
use dewan_tests::relay::Relay;

fn lists(office: &Office, title: &str) -> bool {
    office.listed().iter().any(|listed| listed.title == title)
}

/// A policy with a label and one clause that holds a word of its own.
fn policy(office: &Office, title: &str, word: &str, how: &[&str]) {
    let mut arguments = vec!["new", "policy", title];
    arguments.extend(how);
    office.ok(&arguments);
    office.ok(["set", title, "clause/+", word]);
}

#[test]
fn what_is_not_for_an_office_is_on_no_disk_of_its_own() {
    let council = Council::found();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    let subsidiary = Relay::start();
    council.sync_all();
    let served = format!("{}@@{SOUTH}", subsidiary.url());
    chair.ok(["council", "relay", &council.relay.url(), &served]);
    council.sync_all();
    policy(north, "Terbuka", "KATATERBUKA", &["--label", "public"]);
    policy(
        north,
        "Untuk unit",
        "KATAUNIT",
        &["--label", "confidential"],
    );
    policy(
        north,
        "Untuk orang",
        "KATAORANG",
        &["--label", "secret", "--for-person", "Sinta"],
    );
    policy(north, "Sendiri", "KATASENDIRI", &["--label", "secret"]);
    council.sync_all();
    for _ in 0..2 {
        chair.sync_over(&subsidiary.url());
        south.sync_over(&subsidiary.url());
    }
    // Who may hold it, by office: Surabaya wrote it, the chair, Medan, the relay of everybody, the relay
    // of Medan.
    let places = [
        ("Surabaya", north.home()),
        ("chair", chair.home()),
        ("Medan", south.home()),
        ("relay", council.relay.data()),
        ("relay of Medan", subsidiary.data()),
    ];
    let mut leaks = Vec::new();
    let mut cells = 0;
    for (word, title, wanted) in [
        ("KATATERBUKA", "Terbuka", "11111"),
        ("KATAUNIT", "Untuk unit", "11010"),
        ("KATAORANG", "Untuk orang", "10111"),
        ("KATASENDIRI", "Sendiri", "10010"),
    ] {
        for ((name, place), wanted) in places.iter().zip(wanted.chars()) {
            let is_there = is_written_in(place, word);
            cells += 1;
            if is_there && wanted == '0' {
                leaks.push(format!("{word} at {name}"));
            }
            assert!(is_there || wanted == '0', "{word} did not reach {name}");
        }
        for (office, wanted) in [north, chair, south].into_iter().zip(wanted.chars()) {
            let may = wanted == '1';
            cells += 4;
            assert_eq!(lists(office, title), may, "{title} at {}", office.name());
            let found = office.ok(["search", word]);
            assert_eq!(found.contains(title), may, "{found}");
            if !may {
                office.refused(["export", title, "--to", "bocor.md"]);
                office.refused(["log", title]);
            }
        }
        let backup = south.beside(&format!("{word}.backup"));
        south.ok(["backup", backup.to_str().unwrap()]);
        cells += 1;
        if wanted.as_bytes()[2] == b'0' && is_written_in(&backup, word) {
            leaks.push(format!("{word} in a backup of Medan"));
        }
    }
    println!("leaks / cells: {} / {cells}", leaks.len());
    assert_eq!(leaks, Vec::<String>::new());
    let said = north.ok(["--language", "id", "scope", "Untuk unit"]);
    assert!(said.contains("rahasia") && said.contains(NORTH), "{said}");
}

#[test]
fn a_late_grant_brings_the_past_and_only_whoever_may_gives_one() {
    let council = Council::found();
    let (north, south) = (&council.north, &council.south);
    council.sync_all();
    policy(
        north,
        "Untuk unit",
        "KATAUNIT",
        &["--label", "confidential"],
    );
    council.sync_all();
    assert!(!lists(south, "Untuk unit"));
    let again = north.refused(["--language", "en", "grant", "Untuk unit", "--unit", NORTH]);
    assert!(again.contains("already"), "{again}");
    north.ok([
        "grant",
        "Untuk unit",
        "--unit",
        SOUTH,
        "--reason",
        "ikut menyusun",
    ]);
    council.sync_all();
    assert!(south.read("Untuk unit").contains("KATAUNIT"));
    // It writes there now, and everybody who may hold it reads that.
    south.ok(["set", "Untuk unit", "clause/+", "DARIMEDAN"]);
    council.sync_all();
    for office in council.offices() {
        assert!(office.read("Untuk unit").contains("DARIMEDAN"));
    }
    // Whoever only may read it opens it to nobody.
    let refused = south.refused(["--language", "id", "grant", "Untuk unit", "--everybody"]);
    assert!(refused.contains("Tidak ada yang dinyatakan"), "{refused}");
}

#[test]
fn a_revoked_device_is_cut_off_live_and_its_later_work_waits_for_the_chair() {
    let council = Council::found();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    let second = Relay::start();
    council.sync_all();
    chair.ok(["council", "relay", &council.relay.url(), &second.url()]);
    council.sync_all();
    chair.sync_over(&second.url());
    policy(south, "Bersama", "SEBELUM", &[]);
    policy(south, "Pribadi", "RAHASIAKU", &["--label", "secret"]);
    council.sync_all();
    let live = south.start(["--language", "en", "sync"]);
    live.line(|line| line.contains("Everything was sent").then_some(()));
    let refused = north.refused(["--language", "en", "revoke", "Sinta", "hilang"]);
    assert!(refused.contains("only the council chair"), "{refused}");
    chair.ok(["revoke", "Sinta", "hilang di perjalanan"]);
    chair.sync();
    live.line(|line| line.contains("was revoked by the council").then_some(()));
    live.stop();
    // What it wrote before stands at everybody.
    north.sync();
    assert!(north.read("Bersama").contains("SEBELUM"));
    // What it writes afterwards reaches nobody by itself.
    south.ok(["set", "Bersama", "clause/+", "SESUDAH"]);
    south.run(["sync", "--once"]);
    council.north.sync();
    assert!(!is_written_in(&council.relay.data(), "SESUDAH"));
    // Over a relay that has not heard of it, it comes, and is held back until the chair releases it.
    south.sync_over(&second.url());
    chair.sync_over(&second.url());
    assert!(is_written_in(&chair.home(), "SESUDAH"));
    let shown = chair.ok(["--language", "en", "show", "Bersama"]);
    assert!(shown.contains("its device was revoked"), "{shown}");
    assert!(!chair.read("Bersama").contains("SESUDAH"));
    let refused = north.refused(["--language", "en", "release", "Bersama", "Sinta"]);
    assert!(refused.contains("Nothing was said"), "{refused}");
    chair.ok(["release", "Bersama", "Sinta"]);
    assert!(chair.read("Bersama").contains("SESUDAH"));
    chair.sync();
    north.sync();
    assert!(north.read("Bersama").contains("SESUDAH"));
    // A new device of the same person gets back all it may have.
    let again = Office::new("south again");
    let invitation = chair.beside("sinta.invitation");
    let path = invitation.to_str().unwrap();
    chair.ok([
        "council",
        "invite",
        "--office",
        SOUTH,
        "--to",
        path,
        "--replaces",
        "Sinta",
    ]);
    again.ok(["council", "join", path, "--person", "Sinta"]);
    chair.sync();
    again.sync();
    assert!(again.read("Bersama").contains("SEBELUM"));
    // What the chair never held waits for the person's own word.
    let held = again
        .listed()
        .into_iter()
        .find(|listed| listed.title.is_empty());
    let held = held.expect("its text is held back");
    again.ok(["release", &held.id, "Sinta"]);
    assert!(again.read("Pribadi").contains("RAHASIAKU"));
}

#[test]
fn a_coordinators_new_device_adopts_and_answers_what_was_asked_before_the_old_one_was_lost() {
    let council = Council::found();
    let (chair, south) = (&council.chair, &council.south);
    council.sync_all();
    chair.ok(["appoint", "Sinta", "coordinator", "--unit", SOUTH]);
    chair.ok(["appoint", "Sinta", "member"]);
    chair.ok(["appoint", "Budi", "sponsor"]);
    council.sync_all();
    published(&council, "Pedoman");
    let ask = ["circular", "ask", "Pedoman", "Dipakai mulai Januari?"];
    chair.ok([&ask[..], &["--until", "2099-12-31"]].concat());
    council.sync_all();
    let told = chair.ok(["--language", "en", "revoke", "Sinta", "hilang"]);
    assert!(
        told.contains("Seats that end") && told.contains(SOUTH),
        "{told}"
    );
    council.north.sync();
    chair.sync();
    let again = Office::new("south again");
    let invitation = chair.beside("sinta.invitation");
    let path = invitation.to_str().unwrap();
    let invite = ["council", "invite", "--office", SOUTH, "--to", path];
    chair.ok([&invite[..], &["--replaces", "Sinta"]].concat());
    again.ok(["council", "join", path, "--person", "Sinta"]);
    for _ in 0..2 {
        chair.sync();
        again.sync();
    }
    again.ok(["adopt", "Pedoman"]);
    again.ok(["circular", "answer", "Pedoman", "yes"]);
    again.sync();
    chair.sync();
    council.north.sync();
    for office in [chair, &council.north, &again] {
        let log = office.json(["log", "Pedoman"]);
        let acts = log["acts"].as_array().unwrap();
        for kind in ["adopt", "answer"] {
            let said = acts.iter().find(|act| act["kind"] == kind);
            let said = said.unwrap_or_else(|| panic!("no {kind}: {log}"));
            assert_eq!(
                said["stands"],
                "counts",
                "{kind} at {}: {log}",
                office.name()
            );
        }
        let seats = office.json(["seats"]);
        assert_eq!(seats["checks"], serde_json::json!([]), "{seats}");
    }
    // The lost device answers in nobody's name.
    south.run(["circular", "answer", "Pedoman", "no"]);
    south.run(["sync", "--once"]);
    chair.sync();
    let log = chair.json(["log", "Pedoman"]);
    let acts = log["acts"].as_array().unwrap().iter();
    assert_eq!(
        acts.filter(|act| act["kind"] == "answer").count(),
        1,
        "{log}"
    );
}

/// The chair's program is linked as well, as it is while its window is open: what is measured is the way
/// from the chair's word, said and saved, over the relay to the end of the other's session.
#[test]
fn one_revoked_device_after_the_other_is_cut_off_while_the_others_stay_linked() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    let rounds = figure("DEWAN_ROUNDS", 2);
    council.sync_all();
    let linked = |office: &Office| {
        let live = office.start(["--language", "en", "sync", "--take-commands"]);
        live.line(|line| line.contains("Everything was sent").then_some(()));
        live
    };
    let (chairs, stays) = (linked(chair), linked(north));
    let mut longest = Duration::ZERO;
    for round in 1..=rounds {
        let person = format!("Petugas {round}");
        let office = joined(chair, &person.replace(' ', "-"), SOUTH, &person);
        let live = linked(&office);
        chair.ok(["revoke", &person, "hilang di perjalanan"]);
        let said = now();
        live.line(|line| line.contains("was revoked by the council").then_some(()));
        longest = longest.max(said.elapsed());
        live.stop();
    }
    let said = stays.stop().stdout;
    assert!(!said.contains("was revoked"), "{said}");
    chairs.stop();
    println!(
        "{rounds} devices revoked while linked: cut off at most {} ms after the chair's word",
        longest.as_millis()
    );
}

#[test]
fn with_the_recovery_key_the_council_goes_on_without_the_chairs_device() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    council.sync_all();
    let key = chair.beside("pemulihan.key");
    let path = key.to_str().unwrap();
    chair.ok(["council", "recovery-key", path, "--yes"]);
    let again = chair.refused(["--language", "en", "council", "recovery-key", "lagi.key"]);
    assert!(again.contains("moved away before"), "{again}");
    // Another council's key opens nothing.
    let other = Council::found();
    let wrong = other.chair.beside("lain.key");
    other
        .chair
        .ok(["council", "recovery-key", wrong.to_str().unwrap(), "--yes"]);
    north.refused([
        "recover",
        "--key",
        wrong.to_str().unwrap(),
        "--revoke",
        "Ratna",
        "--yes",
        "hilang",
    ]);
    // A word that nobody would hear is not said.
    let itself = chair.refused([
        "--language",
        "en",
        "recover",
        "--key",
        path,
        "--revoke",
        "Ratna",
        "--chair",
        "Budi",
        "--yes",
        "dijual",
    ]);
    assert!(itself.contains("nobody would hear of it"), "{itself}");
    north.ok([
        "recover", "--key", path, "--revoke", "Ratna", "--chair", "Budi", "--yes", "hilang",
    ]);
    council.north.sync();
    council.south.sync();
    let seats = council.south.json(["seats"]);
    assert_eq!(seats["chairs"], 1, "{seats}");
    assert_eq!(seats["seats"][0]["holder"]["person"], "Budi");
    // The new chair does what a chair does, and the lost device nothing any more.
    let newcomer = joined(north, "newcomer", "Pusat", "Wati");
    newcomer.sync();
    north.sync();
    north.ok(["appoint", "Wati", "secretary"]);
    north.sync();
    chair.run(["sync", "--once"]);
    chair.ok(["appoint", "Sinta", "secretary"]);
    let refused = chair.run(["--language", "en", "sync", "--once"]);
    assert!(refused.stderr.contains("revoked"), "{refused:?}");
}

/// Moves the chair's recovery key to a file; gives its path.
fn recovery_key(chair: &Office) -> String {
    let key = chair.beside("pemulihan.key");
    let path = key.to_str().unwrap().to_owned();
    chair.ok(["council", "recovery-key", &path, "--yes"]);
    path
}

/// A policy of Surabaya that the chair approved and published; everybody has it.
fn published(council: &Council, title: &str) {
    policy(&council.north, title, "Pasal satu", &[]);
    council.north.ok(["submit", title]);
    council.sync_all();
    council.chair.ok(["decide", title, "approve"]);
    let number = format!("SK-{title}");
    council.chair.ok(["publish", title, "--number", &number]);
    council.sync_all();
}

fn status(office: &Office, title: &str) -> String {
    office.json(["log", title])["status"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_the_lost_chair_decided_counts_on_when_the_new_chair_recovers() {
    let council = Council::found();
    let north = &council.north;
    published(&council, "Satu");
    let key = recovery_key(&council.chair);
    let done = north.json([
        "recover", "--key", &key, "--revoke", "Ratna", "--chair", "Budi", "--yes", "hilang",
    ]);
    assert_eq!(done["accepted_documents"], 1, "{done}");
    assert_eq!(done["waiting_documents"], 0, "{done}");
    assert_eq!(status(north, "Satu"), "in-force");
    north.sync();
    council.south.sync();
    assert_eq!(status(&council.south, "Satu"), "in-force");
    // Whoever founded the council is shown as revoked like anybody else.
    let shown = council.south.json(["council", "show"]);
    let mut members = shown["members"].as_array().unwrap().iter();
    let founder = members.find(|member| member["founder"] == true).unwrap();
    assert_eq!(founder["standing"], "revoked", "{founder}");
    let shown = council.south.ok(["--language", "id", "council", "show"]);
    assert!(shown.contains("pendiri · dicabut"), "{shown}");
    // Nobody is sent to a device that is gone.
    let refused = north.refused(["--language", "id", "appoint", "Citra", "member"]);
    assert!(
        refused.contains("Budi") && !refused.contains("Ratna"),
        "{refused}"
    );
    let log = north.ok(["--language", "en", "log", "Satu"]);
    assert!(
        log.contains("decision: approved") && log.contains("number SK-Satu"),
        "{log}"
    );
}

#[test]
fn what_waits_for_a_new_chair_elsewhere_is_counted_and_released_at_once() {
    let council = Council::found();
    let (north, south) = (&council.north, &council.south);
    published(&council, "Satu");
    published(&council, "Dua");
    let key = recovery_key(&council.chair);
    let said = north.ok([
        "--language",
        "en",
        "recover",
        "--key",
        &key,
        "--revoke",
        "Ratna",
        "--chair",
        "Sinta",
        "--yes",
        "hilang",
    ]);
    assert!(said.contains("2 documents wait"), "{said}");
    assert!(said.contains("dewan release --all"), "{said}");
    north.sync();
    south.sync();
    assert_ne!(status(south, "Satu"), "in-force");
    let refused = north.refused(["--language", "en", "release", "--all", "Ratna", "--yes"]);
    assert!(refused.contains("only the council chair"), "{refused}");
    let refused = south.refused(["--language", "en", "release", "--all", "Ratna"]);
    assert!(refused.contains("--yes"), "{refused}");
    let done = south.json(["release", "--all", "Ratna", "--yes"]);
    assert_eq!(done["accepted_documents"], 2, "{done}");
    south.sync();
    north.sync();
    for office in [north, south] {
        assert_eq!(status(office, "Satu"), "in-force");
        assert_eq!(status(office, "Dua"), "in-force");
    }
    let again = south.refused(["--language", "en", "release", "--all", "Ratna", "--yes"]);
    assert!(again.contains("in any document"), "{again}");
}

/// Nobody need lose a device because nobody is the chair.
#[test]
fn the_recovery_key_names_a_chair_where_there_is_none() {
    let council = Council::found();
    let (chair, north) = (&council.chair, &council.north);
    council.sync_all();
    let key = recovery_key(chair);
    let seats = chair.json(["seats"]);
    let seat = seats["seats"][0]["id"].as_str().expect("a seat").to_owned();
    chair.ok(["end-seat", &seat, "pindah tugas"]);
    council.sync_all();
    assert_eq!(north.json(["seats"])["chairs"], 0);
    let refused = north.run(["recover", "--key", &key, "--yes", "kosong"]);
    assert!(!refused.status.success(), "neither a device nor a chair");
    let question = [
        "recover", "--key", &key, "--chair", "Budi", "--yes", "kosong",
    ];
    north.ok(question);
    council.sync_all();
    for office in council.offices() {
        let seats = office.json(["seats"]);
        assert_eq!(seats["chairs"], 1, "{seats}");
    }
    let shown = chair.json(["council", "show"]);
    let members = shown["members"].as_array().expect("members").iter();
    let mut revoked = members.filter(|member| member["standing"] == "revoked");
    assert!(revoked.next().is_none(), "{shown}");
}
