//! The acceptance scenarios of the product, from first to last with real programs and a relay, each in
//! Indonesian and in English (scenario 12). Scenario 1 with thousands of edits is `same_policies`. Incidents (8) and
//! training (9) are of registers that do not exist yet.

use council::act::Body;
use council::act::decision::{Decide, Outcome};
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan::engine::open::acts as acts_about;
use dewan_tests::council::{Council, HEAD_OFFICE, SOUTH};
use dewan_tests::link::Link;
use dewan_tests::office::Office;

/// The languages of the interface.
#[derive(Clone, Copy)]
enum Tongue {
    Indonesian,
    English,
}

use Tongue::{English, Indonesian};

impl Tongue {
    /// The words of this language.
    fn of<'a>(self, indonesian: &'a str, english: &'a str) -> &'a str {
        match self {
            Indonesian => indonesian,
            English => english,
        }
    }

    fn with<'a>(self, arguments: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["--language", self.of("id", "en")];
        all.extend(arguments);
        all
    }

    fn says(self, office: &Office, arguments: &[&str]) -> String {
        office.ok(self.with(arguments))
    }

    fn refuses(self, office: &Office, arguments: &[&str]) -> String {
        office.refused(self.with(arguments))
    }
}

/// Insists that all of these stand in what was said.
#[track_caller]
fn tells(said: &str, wanted: &[&str]) {
    for words in wanted {
        assert!(said.contains(words), "\"{words}\" is not in:\n{said}");
    }
}

/// A policy of a branch with one clause.
fn writes(office: &Office, title: &str, clause: &str) {
    office.ok(["new", "policy", title]);
    let clause = format!("# Pasal 1\n\n{clause}");
    office.ok(["set", title, "clause/+", &clause]);
}

/// Submitted by the branch, approved by the chair and published with this number from this day; everybody
/// who has a link knows.
fn puts_in_force(council: &Council, title: &str, number: &str, from: &str) {
    council.north.ok(["submit", title]);
    council.north.sync();
    council.chair.sync();
    council.chair.ok(["decide", title, "approve"]);
    let publish = ["publish", title, "--number", number, "--from", from];
    council.chair.ok(publish);
    council.chair.sync();
    council.north.sync();
}

fn status(office: &Office, title: &str) -> String {
    let log = office.json(["log", title]);
    log["status"].as_str().expect("a status").to_owned()
}

/// Every act about a document by its kind and how it stands, without its creation.
fn acts(office: &Office, title: &str) -> Vec<(String, String)> {
    let log = office.json(["log", title]);
    let word = |act: &serde_json::Value, of: &str| act[of].as_str().expect("a word").to_owned();
    (log["acts"].as_array().expect("a list").iter())
        .map(|act| (word(act, "kind"), word(act, "stands")))
        .filter(|(kind, _)| kind != "create")
        .collect()
}

#[test]
fn scenario_1_two_branches_write_in_one_clause_and_it_is_flagged_for_reading() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (north, south) = (&council.north, &council.south);
        let title = "Pedoman Kanal";
        council.sync_all();
        writes(north, title, "Kanal resmi didaftarkan. Akun dijaga.");
        north.ok(["set", title, "clause/+", "# Pasal 2\n\nSandi diganti."]);
        council.sync_all();
        // One clause both write in, and one clause each for themselves.
        north.ok([
            "set",
            title,
            "clause/1",
            "Kanal resmi didaftarkan di kantor pusat. Akun dijaga.",
        ]);
        south.ok([
            "set",
            title,
            "clause/1",
            "Kanal resmi didaftarkan. Akun dijaga oleh dua orang.",
        ]);
        north.ok(["set", title, "clause/2", "Sandi diganti tiap bulan."]);
        south.ok([
            "set",
            title,
            "clause/+",
            "# Pasal 3\n\nPelanggaran dilaporkan.",
        ]);
        council.sync_all();
        for office in council.offices() {
            let text = office.read(title);
            let merged = "Kanal resmi didaftarkan di kantor pusat. Akun dijaga oleh dua orang.";
            tells(&text, &[merged, "tiap bulan", "Pelanggaran dilaporkan."]);
            let blamed = tongue.says(office, &["blame", title]);
            tells(&blamed, &["Budi", "Sinta"]);
            let reviewed = office.json(["review", title]);
            assert!(!reviewed.is_null());
        }
        // Whoever had a part in it is told which clause to read again, and whose words stand in it.
        for office in [north, south] {
            let said = tongue.says(office, &["report", "--all"]);
            tells(&said, &[title, "Budi", "Sinta"]);
            let reports = office.json(["report", "--all"]);
            let reports = reports.as_array().expect("reports").iter();
            let parts = reports.flat_map(|report| report["documents"].as_array().expect("parts"));
            let both = parts.flat_map(|part| part["both_touched"].as_array().expect("a list"));
            assert_eq!(both.count(), 1, "{said}");
        }
        council.agree("after two branches wrote in one clause");
    }
}

/// The minutes of one meeting of head office, begun here.
fn begins_minutes(office: &Office, title: &str) {
    let minutes = ["new", "minutes", title, "--meeting", "rapat rutin"];
    let when = ["--date", "2026-03-02", "--unit", HEAD_OFFICE];
    office.ok([minutes.as_slice(), &when].concat());
}

/// The rules that the findings of these minutes name.
fn rules(office: &Office, minutes: &str) -> Vec<String> {
    let meeting = office.json(["meeting", minutes]);
    let findings = meeting["findings"].as_array().expect("findings").iter();
    let rules = findings.map(|one| one["rule"].as_str().expect("a rule").to_owned());
    rules.collect()
}

#[test]
fn scenario_4_two_minute_takers_record_one_meeting_and_it_is_one() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (north, south) = (&council.north, &council.south);
        let title = "Rapat Rutin";
        council.sync_all();
        // Nobody has a link: both begin the minutes of the meeting they sit in.
        begins_minutes(north, title);
        begins_minutes(south, title);
        north.ok(["set", title, "attendance/Ratna", "hadir"]);
        north.ok(["set", title, "attendance/Budi", "izin"]);
        south.ok(["set", title, "attendance/Ratna", "hadir"]);
        south.ok(["set", title, "attendance/Sinta", "hadir"]);
        south.ok(["set", title, "attendance/Budi/letter", "SK-7"]);
        let action = "Siapkan draf panduan\tBudi\t2026-12-01";
        north.ok(["set", title, "action/+", action]);
        let action = "Siapkan draf panduan.\tBudi\t2026-12-01";
        south.ok(["set", title, "action/+", action]);
        council.sync_all();
        for office in council.offices() {
            assert_eq!(office.listed().len(), 1, "one meeting, one document");
            // Each person once, and what was said of them counts, not that somebody named them.
            let exported = office.ok(["export", title, "--language", "id", "--to", "-"]);
            tells(&exported, &["Hadir: Ratna, Sinta\n", "Izin: Budi\n"]);
            assert_eq!(exported.matches("Ratna").count(), 1, "{exported}");
            let open = office.json(["conflicts", title]);
            assert_eq!(open.as_array().map(Vec::len), Some(0), "{open}");
            tells(&office.json(["show", title]).to_string(), &["SK-7"]);
            let rules = rules(office, title);
            assert!(rules.iter().any(|rule| rule == "N9"), "{rules:?}");
            let said = tongue.says(office, &["meeting", title]);
            tells(&said, &["N9", "Siapkan draf panduan"]);
        }
        council.agree("after two took the minutes of one meeting");
    }
}

#[test]
fn scenario_10_an_item_whose_quorum_fails_after_a_recusal_is_decided_in_writing() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north, south) = (&council.chair, &council.north, &council.south);
        let title = "Rapat Rutin";
        council.sync_all();
        for (person, department) in [("Budi", "it"), ("Sinta", "hr")] {
            chair.ok(["appoint", person, "member", "--department", department]);
        }
        begins_minutes(chair, title);
        chair.ok(["set", title, "agenda/+", "## Vendor"]);
        for person in ["Ratna", "Budi"] {
            chair.ok(["set", title, &format!("attendance/{person}"), "hadir"]);
        }
        chair.ok(["set", title, "decision/+", "Vendor A dipilih."]);
        let meeting = chair.json(["meeting", title]);
        let item = meeting["items"][0]["id"].as_str().expect("an item");
        chair.ok(["set", title, "decision/1/agenda", item]);
        chair.ok(["set", title, "decision/1/owner", "Ratna"]);
        for person in ["Ratna", "Budi"] {
            chair.ok(["vote", title, "1", "for", "--person", person]);
        }
        let meeting = chair.json(["meeting", title]);
        assert_eq!(meeting["decisions"][0]["result"], "carried", "{meeting}");
        // Budi's family owns the vendor.
        chair.ok(["set", title, "agenda/1/recused/Budi", "keluarga pemilik"]);
        let meeting = chair.json(["meeting", title]);
        assert_eq!(meeting["decisions"][0]["result"], "no-quorum", "{meeting}");
        let refused = tongue.refuses(chair, &["circulate", title]);
        tells(&refused, &["N1", tongue.of("kesalahan", "error")]);
        // So those who take part in it are asked in writing, wherever they are.
        for person in ["Ratna", "Budi"] {
            chair.ok(["set", title, &format!("decision/1/votes/{person}"), ""]);
        }
        chair.ok(["set", title, "decision/1/rule", "sirkuler"]);
        let ask = ["circular", "ask", title, "Apakah Vendor A dipilih?"];
        chair.ok([&ask[..], &["--until", "2099-12-31", "--decision", "1"]].concat());
        council.sync_all();
        let early = tongue.refuses(chair, &["circular", "close", title]);
        tells(&early, &[tongue.of("dapat menjawab", "still answer")]);
        // Budi has no voice in it, and nobody waits for him.
        for reply in ["yes", "no"] {
            let recused = tongue.refuses(north, &["circular", "answer", title, reply]);
            let not_asked = tongue.of("tidak termasuk yang ditanya", "not among those");
            tells(&recused, &[not_asked]);
        }
        chair.ok(["circular", "answer", title, "yes"]);
        tongue.says(south, &["circular", "answer", title, "yes"]);
        council.sync_all();
        let closed = chair.json(["circular", "close", title]);
        assert_eq!(closed["circular"], "carried", "{closed}");
        council.sync_all();
        for office in council.offices() {
            let meeting = office.json(["meeting", title]);
            let circular = &meeting["circulars"][0];
            assert_eq!(circular["result"], "carried", "{meeting}");
            assert_eq!(circular["stand"], "carried", "{meeting}");
            let asked = circular["voters"].as_array().expect("voters").iter();
            let asked: Vec<&str> = asked
                .map(|one| one["who"]["person"].as_str().expect("a name"))
                .collect();
            assert!(asked.len() == 2 && !asked.contains(&"Budi"), "{meeting}");
        }
        let late = tongue.refuses(south, &["circular", "answer", title, "no"]);
        tells(&late, &[tongue.of("idak ada", "othing")]);
        council.agree("after a decision in writing");
    }
}

#[test]
fn scenario_2_the_chair_approves_offline_while_a_branch_keeps_writing() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north) = (&council.chair, &council.north);
        writes(north, "Pedoman Kanal", "Satu kanal resmi.");
        council.sync_all();
        north.ok(["submit", "Pedoman Kanal"]);
        council.sync_all();
        // Both without a link from here on.
        chair.ok(["decide", "Pedoman Kanal", "approve"]);
        let publish = ["publish", "Pedoman Kanal", "--number", "001/2026"];
        chair.ok([&publish[..], &["--from", "2026-01-05"]].concat());
        north.ok(["set", "Pedoman Kanal", "clause/1", "Dua kanal resmi."]);
        council.sync_all();
        for office in council.offices() {
            assert_eq!(status(office, "Pedoman Kanal"), "in-force");
            assert!(office.read("Pedoman Kanal").contains("Dua kanal"));
            let shown = tongue.says(office, &["show", "Pedoman Kanal", "--version", "in-force"]);
            tells(&shown, &["Satu kanal resmi."]);
            assert!(!shown.contains("Dua kanal"), "{shown}");
            let log = tongue.says(office, &["log", "Pedoman Kanal"]);
            tells(
                &log,
                &[tongue.of("rancangan versi 2", "draft of version 2")],
            );
        }
    }
}

#[test]
fn scenario_3_a_subsidiary_comes_back_adopts_with_an_addendum_and_keeps_its_drafts() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north, south) = (&council.chair, &council.north, &council.south);
        council.sync_all();
        chair.ok(["unit", SOUTH, "--kind", "subsidiary"]);
        chair.ok(["appoint", "Sinta", "coordinator", "--unit", SOUTH]);
        writes(north, "Pedoman Kanal", "Satu kanal resmi.");
        council.sync_all();
        puts_in_force(&council, "Pedoman Kanal", "001/2026", "2026-01-05");
        council.sync_all();
        // Away: a draft of its own, a proposal in the policy of everybody, and an addendum in waiting.
        writes(south, "Panduan Medan", "RANCANGANMEDAN");
        writes(south, "Adendum Medan", "Kanal bahasa Batak menyusul.");
        south.ok(["set", "Pedoman Kanal", "clause/+", "USULANMEDAN"]);
        // Meanwhile the others go on: a second version, and a new policy.
        north.ok(["set", "Pedoman Kanal", "clause/1", "Dua kanal resmi."]);
        puts_in_force(&council, "Pedoman Kanal", "002/2026", "2026-02-02");
        writes(
            north,
            "Kebijakan Privasi",
            "Data pelanggan tidak disiarkan.",
        );
        puts_in_force(&council, "Kebijakan Privasi", "003/2026", "2026-02-09");
        // It comes back over a link that is cut again and again.
        let link = Link::to(council.relay.address(), 3);
        link.set(|conditions| conditions.cut_after_bytes = Some(60_000..=120_000));
        let back = (0..50).any(|_| south.sync_over(&link.url()).status.success());
        assert!(back, "the link never let everything through");
        for title in ["Pedoman Kanal", "Kebijakan Privasi"] {
            assert_eq!(status(south, title), "in-force");
        }
        let shown = tongue.says(south, &["show", "Kebijakan Privasi"]);
        tells(&shown, &["003/2026", "Data pelanggan"]);
        let current = tongue.says(south, &["show", "Pedoman Kanal", "--version", "in-force"]);
        tells(&current, &["Dua kanal resmi."]);
        assert!(!current.contains("USULANMEDAN"), "{current}");
        let adopt = ["adopt", "Kebijakan Privasi", "--unit", SOUTH];
        tongue.says(
            south,
            &[&adopt[..], &["--addendum", "Adendum Medan"]].concat(),
        );
        council.sync_all();
        for office in council.offices() {
            let said = acts(office, "Kebijakan Privasi");
            assert!(
                said.contains(&("adopt".into(), "counts".into())),
                "{said:?}"
            );
            assert!(office.read("Panduan Medan").contains("RANCANGANMEDAN"));
            let draft = office.read("Pedoman Kanal");
            tells(&draft, &["Dua kanal resmi.", "USULANMEDAN"]);
        }
        council.agree("after the subsidiary came back");
    }
}

#[test]
fn scenario_5_two_departments_take_one_activity_and_the_decision_sets_one_owner() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north, south) = (&council.chair, &council.north, &council.south);
        let table = "activity,owner\nBalas komentar,\nSiaran pers,Humas\n";
        north.ok(["import", &north.file("kegiatan.csv", table)]);
        council.sync_all();
        north.ok(["set", "kegiatan", "row/1/owner", "Pemasaran"]);
        south.ok(["set", "kegiatan", "row/1/owner", "Humas"]);
        council.sync_all();
        for office in council.offices() {
            let said = tongue.says(office, &["conflicts", "kegiatan"]);
            tells(&said, &["Pemasaran", "Humas", "Budi", "Sinta"]);
        }
        // What is not one text is not decided.
        let refused = tongue.refuses(north, &["submit", "kegiatan"]);
        tells(&refused, &[tongue.of("nilai berbenturan", "conflicting")]);
        // It goes to the agenda with both claims.
        let minutes = ["new", "minutes", "Rapat Maret", "--meeting", "bulanan"];
        chair.ok([&minutes[..], &["--date", "2026-03-02"]].concat());
        let raise = ["raise", "kegiatan", "row/1/owner", "--in", "Rapat Maret"];
        tongue.says(chair, &raise);
        let agenda = tongue.says(chair, &["show", "Rapat Maret"]);
        tells(
            &agenda,
            &["Balas komentar", "Pemasaran", "Humas", "Budi", "Sinta"],
        );
        tells(&agenda, &[tongue.of("Tumpang tindih", "Overlap")]);
        let again = tongue.refuses(chair, &raise);
        tells(&again, &["Rapat Maret"]);
        for person in ["Ratna", "Budi", "Sinta"] {
            let there = format!("{person}\thadir");
            chair.ok(["set", "Rapat Maret", "attendance/+", &there]);
        }
        let decision = "Balas komentar dipegang Humas.";
        chair.ok(["set", "Rapat Maret", "decision/+", decision]);
        chair.ok(["set", "Rapat Maret", "decision/1/owner", "Humas"]);
        for person in ["Ratna", "Budi", "Sinta"] {
            let vote = ["vote", "Rapat Maret", "1", "for", "--person", person];
            chair.ok(vote);
        }
        let counted = chair.json(["meeting", "Rapat Maret"]);
        assert_eq!(counted["decisions"][0]["result"], "carried", "{counted}");
        // The decision sets one owner, and matrix and minutes say the same everywhere.
        council.sync_all();
        let values = north.json(["conflicts", "kegiatan"]);
        let values = values[0]["values"].as_array().expect("values").clone();
        let decided = values.iter().find(|value| value["value"] == "Humas");
        let n = decided.expect("the claim")["n"].to_string();
        north.ok(["choose", "kegiatan", "row/1/owner", &n]);
        puts_in_force(&council, "kegiatan", "M-01/2026", "2026-03-02");
        council.sync_all();
        for office in council.offices() {
            let left = office.json(["conflicts", "kegiatan"]);
            assert_eq!(left.as_array().map(Vec::len), Some(0), "{left}");
            let in_force = ["export", "kegiatan", "--version", "in-force", "--to", "-"];
            tells(&office.ok(in_force), &["Balas komentar,Humas"]);
            tells(&office.read("Rapat Maret"), &[decision]);
        }
        council.agree("after the overlap was decided");
    }
}

#[test]
fn scenario_6_chair_and_acting_chair_decide_differently_and_the_chair_settles() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north, south) = (&council.chair, &council.north, &council.south);
        council.sync_all();
        let acting = ["appoint", "Sinta", "acting-chair", "--until", "2099-12-31"];
        chair.ok(acting);
        writes(north, "Pedoman", "Satu kanal resmi.");
        north.ok(["submit", "Pedoman"]);
        council.sync_all();
        chair.ok(["decide", "Pedoman", "approve"]);
        south.ok(["decide", "Pedoman", "reject", "Terlalu umum."]);
        council.sync_all();
        for office in council.offices() {
            assert_eq!(status(office, "Pedoman"), "conflict");
            let log = tongue.says(office, &["log", "Pedoman"]);
            tells(&log, &[tongue.of("onflik keputusan", "onflict")]);
        }
        let publish = ["publish", "Pedoman", "--number", "1"];
        tongue.refuses(chair, &publish);
        tongue.refuses(south, &["decide", "Pedoman", "reject", "Tetap."]);
        chair.ok(["decide", "Pedoman", "approve"]);
        council.sync_all();
        for office in council.offices() {
            assert_eq!(status(office, "Pedoman"), "approved");
            let log = tongue.says(office, &["log", "Pedoman"]);
            assert!(
                !log.contains(tongue.of("onflik keputusan", "onflict")),
                "{log}"
            );
        }
    }
}

#[test]
fn scenario_7_an_approval_that_a_member_without_the_right_puts_into_the_store_counts_nowhere() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (north, south) = (&council.north, &council.south);
        council.sync_all();
        writes(north, "Pedoman", "Satu kanal resmi.");
        north.ok(["submit", "Pedoman"]);
        council.sync_all();
        // The program would refuse; what is signed with the device's own key beside it is kept and passed on.
        {
            let office = Writing::open(Home::find(Some(south.home())).unwrap()).unwrap();
            let document = south.listed()[0].id.parse().unwrap();
            let reader = office.reader().unwrap();
            let acts = acts_about(&reader, &document).unwrap();
            let submission = acts.iter().find(|act| act.statement().kind == "submit");
            let submission = submission.expect("it was submitted");
            let Ok(Body::Submit(submit)) = Body::read(submission) else {
                panic!("it reads as what it is")
            };
            let forged = Body::Decide(Decide {
                submission: submission.id(),
                text: submit.text,
                outcome: Outcome::Approved,
                words: String::new(),
                waivers: vec![],
                previous: None,
            });
            let cites = vec![submission.id()];
            let forged = office.sign_about(document, cites, &forged).unwrap();
            office.keep(forged).unwrap();
        }
        council.sync_all();
        for office in council.offices() {
            assert_eq!(status(office, "Pedoman"), "ready");
            let said = acts(office, "Pedoman");
            let expected = [("submit", "counts"), ("decide", "invalid")];
            let expected = expected.map(|(kind, stands)| (kind.to_owned(), stands.to_owned()));
            assert_eq!(said, expected);
            let log = tongue.says(office, &["log", "Pedoman"]);
            let why = tongue.of("jabatan yang berwenang", "seat that may");
            tells(&log, &[tongue.of("tidak sah", "not valid"), why]);
        }
    }
}

#[test]
fn scenario_11_the_auditor_opens_any_date_with_the_text_in_force_the_approval_and_its_proof() {
    for tongue in [Indonesian, English] {
        let council = Council::found();
        let (chair, north, auditor) = (&council.chair, &council.north, &council.south);
        council.sync_all();
        chair.ok(["appoint", "Sinta", "auditor"]);
        writes(north, "Pedoman", "Satu kanal resmi.");
        puts_in_force(&council, "Pedoman", "001/2026", "2026-01-05");
        north.ok(["set", "Pedoman", "clause/1", "Dua kanal resmi."]);
        puts_in_force(&council, "Pedoman", "002/2026", "2026-02-02");
        north.ok(["set", "Pedoman", "clause/1", "RANCANGANKETIGA"]);
        let label = ["new", "policy", "Khusus", "--label", "confidential"];
        north.ok(label);
        council.sync_all();
        // No link from here on.
        for (day, in_force, other) in [
            ("2026-01-05", "Satu kanal resmi.", "Dua kanal"),
            ("2026-02-01", "Satu kanal resmi.", "Dua kanal"),
            ("2026-02-02", "Dua kanal resmi.", "Satu kanal"),
            ("2026-10-31", "Dua kanal resmi.", "RANCANGANKETIGA"),
        ] {
            let shown = tongue.says(auditor, &["show", "Pedoman", "--version", day]);
            tells(&shown, &[in_force]);
            assert!(!shown.contains(other), "{day}: {shown}");
        }
        let none = ["show", "Pedoman", "--version", "2025-12-31"];
        let before = tongue.refuses(auditor, &none);
        tells(
            &before,
            &[tongue.of("31 Desember 2025", "31 December 2025")],
        );
        // The approval: who, as what, counted.
        let log = tongue.says(auditor, &["log", "Pedoman"]);
        tells(&log, &["Ratna", "001/2026", "002/2026"]);
        let said = acts(auditor, "Pedoman");
        assert!(
            said.iter().all(|(_, stands)| stands == "counts"),
            "{said:?}"
        );
        // The page that anybody reads, and the proof that anybody checks with no store and no link.
        let page = auditor.beside("halaman.html");
        let path = page.to_str().expect("a path of ours is text");
        let export = ["export", "Pedoman", "--version", "2026-01-20", "--to", path];
        tongue.says(auditor, &export);
        let page = std::fs::read_to_string(&page).expect("the page was written");
        tells(&page, &["001/2026", "Satu kanal resmi.", "Ratna"]);
        let proof = auditor.beside("bukti.dewan");
        let path = proof.to_str().expect("a path of ours is text");
        tongue.says(
            auditor,
            &["prove", "Pedoman", "--version", "2026-01-20", "--to", path],
        );
        let stranger = Office::new("stranger");
        let verified = tongue.says(&stranger, &["verify", path]);
        assert!(
            !verified.contains(tongue.of("Tidak sah", "Not valid")),
            "{verified}"
        );
        tells(
            &verified,
            &["Ratna", tongue.of("ketua dewan", "chair"), "001/2026"],
        );
        let verified = stranger.json(["verify", path]);
        assert_eq!(verified["council"], council.id.as_str());
        // Whoever looks at everything decides nothing, and holds what is for units, too.
        tongue.refuses(auditor, &["decide", "Pedoman", "approve"]);
        assert!(auditor.listed().iter().any(|one| one.title == "Khusus"));
        assert!(!stranger.home().join("device.key").exists());
    }
}
