//! Meetings with the real program: two minute-takers, quorum, minutes in force, decisions in writing.

use serde_json::Value;

use crate::merging::{carry, exchange, two_offices};
use crate::program::Desk;

fn new_minutes(desk: &Desk, date: &str) {
    desk.run(&[
        "new",
        "minutes",
        "Rapat Rutin",
        "--meeting",
        "rapat rutin",
        "--date",
        date,
        "--unit",
        "Kantor Pusat",
    ]);
}

/// Rina presides, Budi and Citra are members of the council; Citra writes for Medan.
pub(crate) fn council_of_three() -> (Desk, Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let medan = Desk::empty();
    let file = pusat.path("medan");
    let file = file.to_str().unwrap();
    pusat.run(&["council", "invite", "--office", "Medan", "--to", file]);
    medan.run(&["council", "join", file, "--person", "Citra"]);
    carry(&medan, &pusat);
    pusat.run(&["appoint", "Budi", "member", "--department", "it"]);
    pusat.run(&["appoint", "Citra", "member", "--department", "hr"]);
    carry(&pusat, &surabaya);
    carry(&pusat, &medan);
    (pusat, surabaya, medan)
}

fn rules(meeting: &Value, severity: &str) -> Vec<String> {
    let mut rules: Vec<String> = (meeting["findings"].as_array().unwrap().iter())
        .filter(|one| one["severity"] == severity)
        .map(|one| one["rule"].as_str().unwrap().to_owned())
        .collect();
    rules.dedup();
    rules
}

pub(crate) fn day_from_now(days: i64) -> String {
    let today = dewan::engine::deciding::today().unwrap();
    let span = jiff::Span::new().days(days);
    today.0.checked_add(span).unwrap().to_string()
}

/// Scenario 4 of the design: nothing is written twice, and what is is found.
#[test]
fn two_minute_takers_record_one_meeting_apart_and_it_is_one() {
    let (pusat, surabaya) = two_offices();
    new_minutes(&pusat, "2026-11-23");
    new_minutes(&surabaya, "2026-11-23");
    let doc = "Rapat Rutin";
    pusat.run(&["set", doc, "attendance/Rina", "hadir"]);
    pusat.run(&["set", doc, "attendance/Budi", "izin"]);
    pusat.run(&["set", doc, "attendance/Budi/proxy", "Rina"]);
    surabaya.run(&["set", doc, "attendance/Rina", "hadir"]);
    surabaya.run(&["set", doc, "attendance/Sari", "hadir"]);
    surabaya.run(&["set", doc, "attendance/Budi/letter", "SK-7"]);
    let action = "Siapkan draf panduan\tBudi\t2026-12-01";
    pusat.run(&["set", doc, "action/+", action]);
    let action = "Siapkan draf panduan.\tBudi\t2026-12-01";
    surabaya.run(&["set", doc, "action/+", action]);
    exchange(&pusat, &surabaya);
    let shown = pusat.json(&["show", doc]);
    assert_eq!(shown, surabaya.json(&["show", doc]));
    let list = pusat.json(&["list"]);
    assert_eq!(
        list.as_array().unwrap().len(),
        1,
        "one meeting, one document"
    );
    let meeting = pusat.json(&["meeting", doc]);
    assert_eq!(meeting["stage"], surabaya.json(&["meeting", doc])["stage"]);
    assert!(rules(&meeting, "warning").contains(&"N9".to_owned()));
    let places = meeting["findings"].as_array().unwrap().iter();
    let alike = places.clone().find(|one| one["rule"] == "N9").unwrap();
    assert_eq!(alike["places"].as_array().unwrap().len(), 2);
    let exported = pusat.run(&["export", doc, "--to", "-"]);
    for name in ["Rina", "Budi", "Sari"] {
        let rows = exported
            .lines()
            .filter(|line| line.contains(name) && line.contains('|') && !line.contains("panduan"));
        assert!(rows.count() <= 1, "{name} stands once: {exported}");
    }
    // Each took a fact of Budi: both are there.
    let found = pusat.run(&["show", doc, "--json"]);
    assert!(
        found.contains("SK-7") && found.contains("\"proxy\""),
        "{found}"
    );
}

/// Scenario 10 of the design.
#[test]
fn an_item_without_a_quorum_after_a_recusal_goes_to_a_circular_decision() {
    let (pusat, surabaya, medan) = council_of_three();
    new_minutes(&pusat, "2026-11-23");
    let doc = "Rapat Rutin";
    pusat.run(&["set", doc, "agenda/+", "## Vendor"]);
    pusat.run(&["set", doc, "attendance/Rina", "hadir"]);
    pusat.run(&["set", doc, "attendance/Budi", "hadir"]);
    pusat.run(&["set", doc, "decision/+", "Vendor A dipilih."]);
    let meeting = pusat.json(&["meeting", doc]);
    let item = meeting["items"][0]["id"].as_str().unwrap().to_owned();
    pusat.run(&["set", doc, "decision/1/agenda", &item]);
    pusat.run(&["set", doc, "decision/1/owner", "Rina"]);
    pusat.run(&["vote", doc, "1", "for"]);
    pusat.run(&["vote", doc, "1", "for", "--person", "budi"]);
    let meeting = pusat.json(&["meeting", doc]);
    assert_eq!(meeting["items"][0]["eligible"], 3, "Citra, too, may vote");
    assert_eq!(meeting["items"][0]["reached"], true);
    assert_eq!(meeting["decisions"][0]["result"], "carried");
    assert_eq!(rules(&meeting, "error"), [""; 0]);
    let told = pusat.run(&["meeting", doc]);
    let line = "Keputusan 1 “Vendor A dipilih.”: disetujui";
    assert!(told.contains(line), "{told}");

    pusat.run(&["set", doc, "agenda/1/recused/Budi", "keluarga pemilik"]);
    let meeting = pusat.json(&["meeting", doc]);
    assert_eq!(meeting["items"][0]["reached"], false);
    assert_eq!(meeting["items"][0]["recused"][0], "Budi");
    assert_eq!(meeting["decisions"][0]["result"], "no-quorum");
    assert_eq!(rules(&meeting, "error"), ["N1", "N6"]);
    let said = pusat.refused("id", &["circulate", doc]);
    assert!(said.contains("N1") && said.contains("kesalahan"), "{said}");
    let said = pusat.refused("en", &["circulate", doc]);
    assert!(said.contains("errors: N1, N6"), "{said}");

    pusat.run(&["set", doc, "decision/1/votes/Rina", ""]);
    pusat.run(&["set", doc, "decision/1/votes/Budi", ""]);
    pusat.run(&["set", doc, "decision/1/rule", "sirkuler"]);
    let until = day_from_now(5);
    let question = "Apakah Vendor A dipilih?";
    let ask = [
        "circular",
        "ask",
        doc,
        question,
        "--until",
        &until,
        "--decision",
        "1",
    ];
    let asked = pusat.json(&ask);
    assert_eq!(asked["circular"], "open");
    for desk in [&surabaya, &medan] {
        carry(&pusat, desk);
    }
    let early = pusat.refused("en", &["circular", "close", doc]);
    assert!(early.contains("still answer"), "{early}");
    pusat.run(&["circular", "answer", doc, "yes"]);
    // Budi takes no part in it: he is not asked.
    let said = surabaya.refused("en", &["circular", "answer", doc, "yes"]);
    assert!(said.contains("not among those"), "{said}");
    medan.run(&["circular", "answer", doc, "no", "Tunggu dahulu."]);
    medan.run(&["circular", "answer", doc, "yes"]);
    carry(&medan, &pusat);
    let meeting = pusat.json(&["meeting", doc]);
    assert_eq!(meeting["circulars"][0]["stand"], "to-close");
    assert_eq!(meeting["circulars"][0]["result"], "carried");
    let closed = pusat.json(&["circular", "close", doc]);
    assert_eq!(closed["circular"], "carried");
    carry(&pusat, &medan);
    let late = medan.refused("id", &["circular", "answer", doc, "no"]);
    assert!(
        late.contains("tidak ada") || late.contains("Tidak ada"),
        "{late}"
    );
}

#[test]
fn minutes_are_circulated_confirmed_by_two_and_then_only_annexed() {
    let (pusat, surabaya, medan) = council_of_three();
    new_minutes(&pusat, "2026-11-23");
    let doc = "Rapat Rutin";
    let said = pusat.refused("en", &["submit", doc]);
    assert!(said.contains("circulate"), "{said}");
    for person in ["Rina", "Budi"] {
        pusat.run(&["set", doc, &format!("attendance/{person}"), "hadir"]);
    }
    let circulated = pusat.json(&["circulate", doc, "--note", "Mohon dikoreksi."]);
    assert_eq!(circulated["stage"], "circulated");
    exchange(&pusat, &surabaya);
    exchange(&pusat, &medan);
    surabaya.run(&["correct", doc, "Tempatnya belum ditulis."]);
    // Citra was not there, but votes: she may ask for corrections, and cannot confirm.
    medan.run(&["correct", doc, "Setuju dengan Budi."]);
    let said = medan.refused("id", &["confirm-minutes", doc, "--as", "attendee"]);
    assert!(said.contains("tidak hadir"), "{said}");
    let said = surabaya.refused("en", &["confirm-minutes", doc, "--as", "chair"]);
    assert!(said.contains("seat"), "{said}");
    carry(&surabaya, &pusat);
    pusat.run(&["set", doc, "meeting/place", "Ruang 2"]);
    // What was circulated is confirmed, not what is on the screen; a newer text replaces it.
    pusat.run(&["circulate", doc]);
    carry(&pusat, &surabaya);
    pusat.run(&["confirm-minutes", doc, "--as", "chair"]);
    let said = pusat.refused("en", &["confirm-minutes", doc, "--as", "attendee"]);
    assert!(said.contains("already"), "{said}");
    let confirmed = surabaya.json(&["confirm-minutes", doc]);
    assert_eq!(
        confirmed["stage"], "circulated",
        "the chair's is not here yet"
    );
    exchange(&pusat, &surabaya);
    assert_eq!(pusat.json(&["meeting", doc])["stage"], "confirmed");
    let said = pusat.refused("en", &["circulate", doc]);
    assert!(said.contains("closed"), "{said}");
    surabaya.run(&["correct", doc, "Lampiran: daftar harga."]);
    let log = surabaya.json(&["log", doc]);
    let kinds: Vec<&str> = (log["acts"].as_array().unwrap().iter())
        .filter(|act| act["stands"] == "counts")
        .map(|act| act["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds
            .iter()
            .filter(|kind| **kind == "confirm-minutes")
            .count(),
        2
    );
}

#[test]
fn confirmed_minutes_are_proved_printed_with_who_confirmed_and_read_again_once_changed() {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["appoint", "Budi", "member", "--department", "it"]);
    new_minutes(&pusat, "2026-11-23");
    let doc = "Rapat Rutin";
    pusat.run(&["set", doc, "agenda/+", "## Vendor"]);
    for person in ["Rina", "Budi"] {
        pusat.run(&["set", doc, &format!("attendance/{person}"), "hadir"]);
    }
    pusat.run(&["circulate", doc]);
    exchange(&pusat, &surabaya);
    pusat.run(&["confirm-minutes", doc, "--as", "chair"]);
    let file = pusat.path("bukti");
    let proof = file.to_str().unwrap();
    let said = pusat.refused("en", &["prove", doc, "--to", proof]);
    assert!(said.contains("no decided version"), "{said}");
    surabaya.run(&["confirm-minutes", doc]);
    exchange(&pusat, &surabaya);

    // Whoever has no store sees who confirmed them, as what.
    pusat.run(&["prove", doc, "--to", proof]);
    let stranger = Desk::empty();
    let verified = stranger.json(&["verify", proof]);
    assert_eq!(verified["version"], Value::Null);
    assert_eq!(verified["confirmed"]["chair"]["who"]["person"], "Rina");
    assert_eq!(verified["confirmed"]["attendee"]["who"]["person"], "Budi");
    let told = stranger.run(&["verify", proof]);
    assert!(
        told.contains("sebagai ketua") && told.contains("disahkan"),
        "{told}"
    );
    let bytes = std::fs::read(&file).unwrap();
    assert!(council::package::verify(&bytes).is_ok());
    for at in 0..bytes.len() {
        let mut mutant = bytes.clone();
        mutant[at] ^= 1;
        let accepted = council::package::verify(&mutant).is_ok();
        assert!(!accepted, "byte {at} of {}", bytes.len());
    }

    // On paper, too; and it is no draft.
    let page = pusat.path("notulen.html");
    let page = page.to_str().unwrap();
    pusat.run(&["export", doc, "--to", page]);
    let html = std::fs::read_to_string(page).unwrap();
    for part in [
        "Rina",
        "Sebagai ketua",
        "Budi",
        "Sebagai yang hadir",
        "Kuorum",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(!html.contains("class=\"mark\""), "{html}");

    // Somebody goes on writing: what is confirmed is named, and can be read as it was.
    let shown = pusat.run(&["show", doc]);
    assert!(
        shown.contains("Disahkan") && !shown.contains("rancangan"),
        "{shown}"
    );
    pusat.run(&["set", doc, "meeting/place", "Ruang 9"]);
    let shown = pusat.run(&["show", doc]);
    assert!(
        shown.contains("rancangan") && shown.contains("--version confirmed"),
        "{shown}"
    );
    let then = pusat.run(&["show", doc, "--version", "confirmed"]);
    assert!(
        !then.contains("Ruang 9") && then.contains("notulen yang disahkan"),
        "{then}"
    );
    pusat.run(&["export", doc, "--to", page, "--force"]);
    let html = std::fs::read_to_string(page).unwrap();
    assert!(html.contains("class=\"mark\""), "a draft: {html}");
    pusat.run(&[
        "export",
        doc,
        "--to",
        page,
        "--force",
        "--version",
        "confirmed",
    ]);
    let html = std::fs::read_to_string(page).unwrap();
    assert!(
        !html.contains("Ruang 9") && html.contains("Sebagai ketua"),
        "{html}"
    );
    pusat.run(&["prove", doc, "--to", proof, "--force"]);
    let verified = stranger.json(&["verify", proof]);
    assert!(
        !verified["view"].to_string().contains("Ruang 9"),
        "{verified}"
    );
}

#[test]
fn open_actions_stand_on_the_next_agenda_and_say_what_they_say_now() {
    let (pusat, surabaya) = two_offices();
    new_minutes(&pusat, "2026-11-16");
    let id = |desk: &Desk, at: usize| {
        let list = desk.json(&["list"]);
        let mut ids: Vec<String> = (list.as_array().unwrap().iter())
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort_by_key(|id| {
            let shown = desk.json(&["show", id]);
            shown.to_string().contains("2026-11-23")
        });
        ids[at].clone()
    };
    let first = id(&pusat, 0);
    pusat.run(&["set", &first, "action/+", "Tulis surat\tBudi\t2026-12-01"]);
    pusat.run(&["set", &first, "action/+", "Cari ruang\tRina\t2026-12-01"]);
    pusat.run(&["set", &first, "action/2/state", "selesai"]);
    carry(&pusat, &surabaya);
    // Two minute-takers begin the next meeting apart: one list, each action once.
    new_minutes(&pusat, "2026-11-23");
    new_minutes(&surabaya, "2026-11-23");
    exchange(&pusat, &surabaya);
    let second = id(&pusat, 1);
    let carried = pusat.json(&["meeting", &second])["carried"].clone();
    assert_eq!(carried.as_array().unwrap().len(), 1);
    assert_eq!(carried[0]["title"], "Tulis surat");
    assert_eq!(carried[0]["document"], first.as_str());
    assert_eq!(carried[0]["state"], "open");
    assert_eq!(pusat.json(&["conflicts"]), serde_json::json!([]));
    pusat.run(&["set", &first, "action/1", "Tulis surat kepada cabang"]);
    pusat.run(&["set", &first, "action/1/state", "selesai"]);
    let carried = pusat.json(&["meeting", &second])["carried"].clone();
    assert_eq!(carried[0]["title"], "Tulis surat kepada cabang");
    assert_eq!(carried[0]["state"], "done");
    // What is opened later is put there by whoever wants it, once.
    pusat.run(&["set", &first, "action/+", "Undang tamu\tBudi\t2026-12-01"]);
    for _ in 0..2 {
        pusat.run(&["carry-over", &second]);
    }
    let carried = pusat.json(&["meeting", &second])["carried"].clone();
    assert_eq!(carried.as_array().unwrap().len(), 2);
}
