//! What an administrator does with a relay, and what the offices notice: quotas, blocked devices, invitations,
//! backups, TLS.

use dewan_tests::council::{Council, NORTH, SOUTH};
use dewan_tests::disk::is_written_in;
use dewan_tests::office::Office;
use dewan_tests::program::{self, Running};
use dewan_tests::relay::Relay;
use serde_json::Value;

const TITLE: &str = "Kebijakan cabang";

fn lists(office: &Office, title: &str) -> bool {
    office.listed().iter().any(|listed| listed.title == title)
}

/// The device of this person, as the relay lists it.
#[track_caller]
fn device(relay: &Relay, person: &str) -> Value {
    let answer = relay.run(["members", "--json"]).expect_code(0).json();
    let devices = answer["devices"].as_array().unwrap();
    let mut found = devices.iter().filter(|device| device["person"] == person);
    found.next().unwrap_or_else(|| panic!("{answer}")).clone()
}

#[test]
fn a_member_over_quota_is_told_and_everything_arrives_once_there_is_room() {
    let council = Council::found();
    let (relay, north, chair) = (&council.relay, &council.north, &council.chair);
    council.sync_all();
    relay
        .run(["quota", "--member", "Budi", "--items", "0"])
        .expect_code(0);
    north.ok(["new", "policy", TITLE]);
    north.ok(["set", TITLE, "clause/+", "Pasal pertama."]);
    chair.ok(["new", "policy", "Kebijakan pusat"]);
    // A refusal is told; everything else of everybody goes on.
    let told = north.run(["--language", "en", "sync", "--once"]);
    assert!(told.status.code() != Some(0), "{}", told.stdout);
    chair.sync();
    let status = north.ok(["--language", "en", "status"]);
    assert!(status.contains("a quota is used up"), "{status}");
    let status = north.ok(["--language", "id", "status"]);
    assert!(
        status.contains("sebuah kuota sudah terpakai habis"),
        "{status}"
    );
    assert!(!lists(chair, TITLE));
    north.run(["sync", "--once"]);
    assert!(lists(north, "Kebijakan pusat"));
    let shown = relay.run(["quota", "--json"]).expect_code(0).json();
    assert_eq!(shown["quotas"][0]["name"], "Budi");
    assert_eq!(shown["quotas"][0]["items_kept"], 0);

    relay
        .run([
            "quota", "--member", "Budi", "--items", "1000", "--bytes", "5MB",
        ])
        .expect_code(0);
    north.sync();
    chair.sync();
    assert!(lists(chair, TITLE));
    north.sync();
    let status = north.json(["status"]);
    assert_eq!(
        status["refused_by_peers"].as_array().unwrap().len(),
        0,
        "{status}"
    );
    council.sync_all();
    council.agree("after the quota was raised");
}

#[test]
fn a_device_the_administrator_blocks_is_cut_off_and_let_in_again() {
    let council = Council::found();
    let (relay, north, south) = (&council.relay, &council.north, &council.south);
    council.sync_all();
    let staying = north.start(["--language", "en", "sync"]);
    staying.line(|line| line.contains("Linked").then_some(()));
    // It is written down a moment after the member is told.
    let mut looks = (0..MOST_LOOKS).map(|_| device(relay, "Budi"));
    let blocked = looks.find(|device| device["linked"] == true).unwrap();
    assert_eq!(blocked["standing"], "counts");
    let key = blocked["device"].as_str().unwrap();
    relay
        .run(["revoke", &key[..16], "--why", "laptop hilang"])
        .expect_code(0);
    // The session that is up ends, without anybody waiting for its next word.
    staying.line(|line| line.contains("does not serve this device").then_some(()));
    drop(staying);
    let why = north.refused(["--language", "en", "sync", "--once"]);
    assert!(why.contains("does not serve this device"), "{why}");
    south.sync();
    let blocked = device(relay, "Budi");
    assert_eq!(blocked["blocked"], true);
    assert_eq!(blocked["why_blocked"], "laptop hilang");
    relay.run(["revoke", key, "--undo"]).expect_code(0);
    north.sync();
}

/// How often a relay is looked at before the test gives up on it.
const MOST_LOOKS: usize = 1000;

#[test]
fn what_the_administrator_decides_holds_for_relays_that_this_one_calls() {
    let council = Council::found();
    let (relay, north, chair) = (&council.relay, &council.north, &council.chair);
    council.sync_all();
    let other = Relay::start_with(&[]);
    other.host(&council.id).expect_code(0);
    let named = [relay, &other].map(|one| format!("{}#{}", one.url(), one.key()));
    chair.ok(["council", "relay"]
        .into_iter()
        .chain(named.iter().map(String::as_str)));
    // Each office has a relay of its own; what one wrote reaches the other between the relays only.
    let sync = |office: &Office, at: &Relay| drop(office.sync_over(&at.url()).expect_code(0));
    sync(chair, &other);
    sync(chair, relay);
    let link = || {
        let listed = relay.run(["link", "--json"]).expect_code(0).json();
        listed[0].clone()
    };
    let documents = |relay: &Relay| {
        let stats = relay.run(["stats", "--json"]).expect_code(0).json();
        stats["councils"][0]["documents"].as_u64().unwrap()
    };
    let until = |what: &str, is_so: &dyn Fn() -> bool| {
        assert!((0..MOST_LOOKS).any(|_| is_so()), "{what}: {}", link());
    };
    let is_up = || link()["down"].is_null() && link()["caught_up"].is_string();
    relay.run(["link", &other.url()]).expect_code(0);
    until("the link is up", &is_up);

    // It is a session like any other to whoever looks.
    let metrics = || program::http_get(relay.address(), "/metrics").unwrap();
    until("it is counted", &|| {
        metrics().contains("\ndewan_relay_sessions 1\n")
    });
    let is_linked = || {
        let members = relay.run(["members", "--json"]).expect_code(0).json();
        let mut devices = members["devices"].as_array().unwrap().iter();
        devices.any(|one| one["device"] == other.key() && one["linked"] == true)
    };
    assert!(is_linked());

    relay.run(["revoke", other.key()]).expect_code(0);
    until("the session ends", &|| link()["down"] == "blocked-here");
    until("nobody stays linked", &|| !is_linked());
    north.ok(["new", "policy", TITLE]);
    sync(north, relay);
    assert_eq!((documents(relay), documents(&other)), (1, 0));
    let told = relay.run(["link"]).expect_code(0).stdout;
    assert!(told.contains("--undo"), "{told}");
    relay.run(["revoke", other.key(), "--undo"]).expect_code(0);
    until("it is let in again", &|| documents(&other) == 1);

    // What there was no room for is asked of the other relay as soon as there is.
    until("the link is up again", &is_up);
    let before = link()["linked"].clone();
    relay
        .run(["quota", "--each-member", "--items", "0"])
        .expect_code(0);
    until("the quota holds", &|| link()["linked"] != before && is_up());
    chair.ok(["new", "policy", "Kebijakan pusat"]);
    sync(chair, &other);
    until("the quota is used up", &|| {
        !metrics().contains("quota_refusals_total 0\n")
    });
    assert_eq!(documents(relay), 1);
    relay
        .run(["quota", "--each-member", "--remove"])
        .expect_code(0);
    until("what had no room is here", &|| documents(relay) == 2);
    // A quota that is lifted as soon as it was set is noticed, too: something may have been refused meanwhile.
    until("the link stays up", &is_up);
    let before = link()["linked"].clone();
    relay
        .run(["quota", "--each-member", "--items", "1"])
        .expect_code(0);
    relay
        .run(["quota", "--each-member", "--remove"])
        .expect_code(0);
    until("the link begins anew", &|| {
        link()["linked"] != before && is_up()
    });
    // What ended is counted, and by which reason.
    let metrics = metrics();
    assert!(
        metrics.contains("sessions_ended_total{result=\"blocked\"}"),
        "{metrics}"
    );
}

#[test]
fn an_invited_council_is_hosted_and_no_other_by_the_same_address() {
    let relay = Relay::start_with(&[]);
    let made = relay
        .run(["invite", &relay.url(), "--note", "Medan", "--json"])
        .expect_code(0)
        .json();
    let address = made["address"].as_str().unwrap();
    let found = |name: &str| {
        let chair = Office::new(name);
        let council = [
            "council", "found", name, "--office", "Pusat", "--person", "Ratna",
        ];
        chair.ok(council.into_iter().chain(["--relay", address]));
        chair
    };
    let (one, other) = (found("satu"), found("dua"));
    one.ok(["new", "policy", TITLE]);
    one.sync();
    one.sync();
    let why = other.refused(["--language", "en", "sync", "--once"]);
    assert!(why.contains("not hosted"), "{why}");
    let listed = relay
        .run(["invite", "--list", "--json"])
        .expect_code(0)
        .json();
    let id = one.json(["council", "show"]);
    assert_eq!(listed[0]["council"], id["id"], "{id}");
    assert_eq!(listed[0]["note"], "Medan");
    let stats = relay.run(["stats", "--json"]).expect_code(0).json();
    assert_eq!(stats["councils"].as_array().unwrap().len(), 1);
    assert_eq!(stats["councils"][0]["documents"], 1);
    assert!(stats["served_by"].as_str().unwrap().contains("dewan-relay"));
}

#[test]
fn a_backup_taken_while_serving_is_restored_and_every_office_goes_on() {
    let mut council = Council::found();
    council.north.ok(["new", "policy", TITLE]);
    council.sync_all();
    let to = council.relay.beside("backup.sqlite");
    let path = to.to_str().unwrap().to_owned();
    let saved = council
        .relay
        .run(["backup", &path, "--json"])
        .expect_code(0)
        .json();
    assert!(saved["rows"].as_u64().unwrap() > 10, "{saved}");
    council.relay.run(["backup", &path]).expect_code(1);
    // What is written afterwards is not in the backup.
    council.south.ok(["new", "policy", "Kebijakan kemudian"]);
    council.sync_all();
    council.relay.stop();
    let data = council.relay.data();
    let restore = |to: &std::path::Path| {
        let mut command = program::command("dewan-relay");
        command
            .args(["--language", "en", "restore", &path, "--to"])
            .arg(to);
        Running::start(command, "").finish()
    };
    let refused = restore(&data).expect_code(1);
    assert!(
        refused.stderr.contains("never replaced"),
        "{}",
        refused.stderr
    );
    for beside in ["", ".key", "-wal", "-shm"] {
        let mut name = data.clone().into_os_string();
        name.push(beside);
        std::fs::remove_file(name).ok();
    }
    let restored = restore(&data).expect_code(0);
    assert!(
        restored.stdout.contains("all the same"),
        "{}",
        restored.stdout
    );
    council.relay.restart();
    council.sync_all();
    let stats = council.relay.run(["stats", "--json"]).expect_code(0).json();
    assert_eq!(stats["councils"][0]["documents"], 2, "{stats}");
    council.relay.run(["check"]).expect_code(0);
    council.agree("after the relay was restored");
}

/// A certificate for this machine by an authority of its own: the authority's, the relay's, the relay's key.
fn certificates() -> [String; 3] {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certificate = rcgen::CertificateParams::new(names).unwrap();
    let certificate = certificate.signed_by(&key, &issuer).unwrap();
    [authority_pem, certificate.pem(), key.serialize_pem()]
}

#[test]
fn offices_link_over_tls_and_refuse_what_nobody_vouches_for() {
    let folder = tempfile::tempdir().unwrap();
    let [authority, certificate, key] = certificates();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let authority = file("authority.pem", &authority);
    let certificate = file("relay.pem", &certificate);
    let key = file("relay-key.pem", &key);
    let relay = Relay::start_with(&[
        "--open",
        "--tls-certificate",
        &certificate,
        "--tls-key",
        &key,
    ]);
    let port = relay.address().port();
    let council = Council::found();
    let north = &council.north;
    north.ok(["new", "policy", TITLE]);
    let over = |address: &str, more: &[&str]| {
        let mut arguments = vec!["--language", "en", "sync", "--once", "--relay", address];
        arguments.extend(more);
        north.run(arguments)
    };
    let [name, number] = ["localhost", "127.0.0.1"].map(|host| format!("wss://{host}:{port}"));
    let why = over(&name, &[]).expect_code(1).stderr;
    assert!(why.contains("by nobody whom this machine trusts"), "{why}");
    for address in [&name, &number] {
        over(address, &["--relay-ca", &authority]).expect_code(0);
    }
    // What speaks TLS gets no plain word, and the other way round.
    let why = over(&relay.url(), &[]).expect_code(1).stderr;
    assert!(!why.trim().is_empty());
    let plain = council.relay.url().replace("ws://", "wss://");
    let why = over(&plain, &["--relay-ca", &authority])
        .expect_code(1)
        .stderr;
    assert!(why.contains("TLS"), "{why}");
    let why = over(&name, &["--relay-ca", &key]).expect_code(1).stderr;
    assert!(why.contains("no certificates that can be used"), "{why}");
    let why = over("ws://192.0.2.1:8443", &[]).expect_code(1).stderr;
    assert!(why.contains("--allow-plain"), "{why}");
    let stats = relay.run(["stats", "--json"]).expect_code(0).json();
    assert_eq!(stats["councils"][0]["documents"], 1, "{stats}");
}

#[test]
fn members_and_their_offices_are_listed_with_what_they_keep() {
    let council = Council::found();
    council.sync_all();
    council.north.ok(["new", "policy", TITLE]);
    council.north.sync();
    let (budi, sinta) = (
        device(&council.relay, "Budi"),
        device(&council.relay, "Sinta"),
    );
    assert_eq!(
        (&budi["office"], &sinta["office"]),
        (&NORTH.into(), &SOUTH.into())
    );
    assert!(budi["items_kept"].as_u64() > sinta["items_kept"].as_u64());
    assert!(
        budi["last_seen"].is_string() && budi["linked"] == false,
        "{budi}"
    );
    assert!(budi["sessions"].as_u64() >= Some(3));
    let listed = council.relay.run(["members"]).expect_code(0).stdout;
    assert!(
        listed.contains("Budi") && listed.contains(NORTH),
        "{listed}"
    );
    council.relay.run(["members", "ffff"]).expect_code(1);
}

/// A disk that spoils a revocation lets nobody in: until an office brings it back, nothing but acts about the
/// council goes over the relay, and whom it revoked is cut off as before once it is there.
#[test]
fn nobody_is_let_in_because_a_relay_lost_the_act_that_revoked_them() {
    let mut council = Council::found();
    let why = "tertinggal di perjalanan ke kantor";
    council.sync_all();
    council.chair.ok(["revoke", "Sinta", why]);
    council.chair.sync();
    council.relay.stop();
    let data = council.relay.data();
    spoil(&data, why);
    let relay = &council.relay;
    let mended = relay
        .run(["check", "--mend", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(mended["lost_council_acts"], 1, "{mended}");
    let told = relay.run(["check"]).expect_code(1).stdout;
    assert!(told.contains("--give-up"), "{told}");

    council.relay.restart();
    let (chair, north, south) = (&council.chair, &council.north, &council.south);
    for office in [south, north] {
        office.ok(["new", "policy", TITLE]);
    }
    south.run(["sync", "--once"]);
    assert!(!is_written_in(&data, TITLE), "the revoked one was let in");
    chair.run(["sync", "--once"]);
    chair.sync();
    north.sync();
    chair.sync();
    assert!(lists(chair, TITLE));
    let checked = council.relay.run(["check", "--json"]).expect_code(0).json();
    assert_eq!(checked["lost_council_acts"], 0, "{checked}");
    let refused = south.run(["--language", "en", "sync", "--once"]);
    assert!(refused.stderr.contains("revoked"), "{}", refused.stderr);
}

/// Turns a bit of a text that stands in a file.
#[track_caller]
fn spoil(file: &std::path::Path, words: &str) {
    let mut bytes = std::fs::read(file).unwrap();
    let at = (0..bytes.len() - words.len()).find(|at| bytes[*at..].starts_with(words.as_bytes()));
    bytes[at.expect("short text stands there as it is")] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

/// What a disk forgets of one change at the relay: `check` finds it, `check --mend` sets it aside, and the offices
/// bring it back by themselves.
#[test]
fn what_a_relay_lost_is_set_aside_when_told_and_comes_back_from_the_offices() {
    let mut council = Council::found();
    let words = "Kalimat yang akan rusak di server relai ini.";
    let file = council
        .north
        .file("rusak.md", &format!("# Rusak\n\n## Pasal 1\n\n{words}\n"));
    council.north.ok(["import", &file]);
    council.sync_all();
    council.relay.stop();
    let data = council.relay.data();
    spoil(&data, words);

    let relay = &council.relay;
    let checked = relay.run(["check", "--json"]).expect_code(1).json();
    assert_eq!(checked["findings"][0]["what"], "change", "{checked}");
    let told = relay.run(["check"]).expect_code(1).stdout;
    assert!(told.contains("check --mend"), "{told}");
    let mended = relay
        .run(["check", "--mend", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(mended["mended"]["set_aside"], 1, "{mended}");
    let checked = relay.run(["check", "--json"]).expect_code(1).json();
    assert_eq!(checked["quarantined"], 1, "it is away: {checked}");

    council.relay.restart();
    council.sync_all();
    let checked = council.relay.run(["check", "--json"]).expect_code(0).json();
    assert_eq!(checked["clean"], true, "{checked}");
    council.agree("after a damaged row came back");
}
