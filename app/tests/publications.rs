//! What follows from a publication, with the real program: documents it takes the place of, units that adopt it
//! with addenda of their own or ask to be exempted.

use format::Subject;
use serde_json::Value;

use crate::merging::{carry, exchange, open, two_offices};
use crate::program::Desk;

/// Writes, submits and approves a policy, at head office alone.
fn approved(desk: &Desk, title: &str) {
    let text = format!("# {title}\n\n## Tujuan\n\nMenjaga nama baik.\n");
    let file = desk.file(&format!("{title}.md"), text.as_bytes());
    desk.run(&["import", &file]);
    approve(desk, title);
}

fn approve(desk: &Desk, title: &str) {
    desk.run(&["charter", "--self-approval", "true"]);
    desk.run(&["submit", title]);
    desk.run(&["decide", title, "approve"]);
}

fn publish(desk: &Desk, title: &str, number: &str, more: &[&str]) {
    let arguments = ["publish", title, "--number", number];
    desk.run(&[&arguments[..], more].concat());
}

/// Head office and Surabaya, with "Lama" in force in both.
fn with_old_policy() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    pusat.run(&["appoint", "Budi", "coordinator", "--unit", "Surabaya"]);
    approved(&pusat, "Lama");
    publish(&pusat, "Lama", "1", &["--from", "2026-01-01"]);
    exchange(&pusat, &surabaya);
    (pusat, surabaya)
}

fn status(desk: &Desk, title: &str) -> String {
    let shown = desk.json(&["show", title]);
    shown["status"].as_str().unwrap().to_owned()
}

fn in_both_languages(desk: &Desk, arguments: &[&str], id: &str, en: &str) {
    for (language, words) in [("id", id), ("en", en)] {
        let said = desk.run(&[&["--language", language][..], arguments].concat());
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_document_that_another_one_replaces_is_superseded_wherever_it_is_told() {
    let (pusat, surabaya) = with_old_policy();
    approved(&pusat, "Baru");
    let itself = ["publish", "Baru", "--number", "2", "--replaces", "Baru"];
    let said = pusat.refused("id", &itself);
    assert!(said.contains("menggantikan dirinya sendiri"), "{said}");
    let from = ["--replaces", "Lama", "--from", "2026-03-01"];
    publish(&pusat, "Baru", "2", &from);
    carry(&pusat, &surabaya);
    for desk in [&pusat, &surabaya] {
        assert_eq!(status(desk, "Lama"), "superseded");
        assert_eq!(status(desk, "Baru"), "in-force");
        let (id, en) = ("Digantikan oleh “Baru”", "Superseded by “Baru”");
        in_both_languages(desk, &["show", "Lama"], id, en);
        in_both_languages(desk, &["log", "Lama"], id, en);
        in_both_languages(desk, &["list"], "digantikan oleh", "superseded by");
        let listed = desk.json(&["list", "--status", "superseded"]);
        assert_eq!(listed[0]["title"], "Lama");
        assert_eq!(listed.as_array().unwrap().len(), 1);
        let shown = desk.json(&["show", "Lama"]);
        let by = &shown["superseded"];
        assert_eq!(by["since"], "2026-03-01");
        assert_eq!(
            (&by["by"]["title"], &by["by"]["number"]),
            (&"Baru".into(), &"2".into())
        );
        assert_eq!(listed[0]["superseded_by"], by["by"]["id"]);
    }
    // Nobody takes it as if it were in force, and the sentence leads to what is.
    for deed in ["adopt", "acknowledge"] {
        let said = surabaya.refused("id", &[deed, "Lama"]);
        assert!(said.contains("digantikan oleh “Baru”"), "{said}");
        let said = surabaya.refused("en", &[deed, "Lama"]);
        assert!(said.contains("superseded by “Baru”"), "{said}");
        surabaya.run(&[deed, "Baru"]);
    }
    // On the day before it was in force, and its text can be read at any time.
    let before = surabaya.json(&["show", "Lama", "--version", "2026-02-28"]);
    assert_eq!(before["version"]["number"], "1");
    for when in ["in-force", "2026-03-01"] {
        let said = surabaya.refused("en", &["show", "Lama", "--version", when]);
        assert!(said.contains("superseded by “Baru”"), "{said}");
    }
    surabaya.run(&["show", "Lama", "--version", "1"]);
    let page = surabaya.path("lama.html").to_str().unwrap().to_owned();
    surabaya.run(&["export", "Lama", "--version", "1", "--to", &page]);
    let page = std::fs::read_to_string(page).unwrap();
    assert!(
        page.contains("<p class=\"mark\">Digantikan</p>") && page.contains("oleh “Baru”"),
        "{page}"
    );
}

#[test]
fn a_superseded_document_comes_back_only_when_somebody_says_so() {
    let (pusat, _) = with_old_policy();
    approved(&pusat, "Baru");
    publish(&pusat, "Baru", "2", &["--replaces", "Lama"]);
    pusat.run(&["set", "Lama", "clause/1", "Menjaga nama baik kita."]);
    pusat.run(&["submit", "Lama"]);
    assert_eq!(status(&pusat, "Lama"), "ready");
    in_both_languages(
        &pusat,
        &["show", "Lama"],
        "Digantikan oleh",
        "Superseded by",
    );
    pusat.run(&["decide", "Lama", "approve"]);
    assert_eq!(status(&pusat, "Lama"), "superseded");
    let said = pusat.refused("id", &["publish", "Lama", "--number", "1"]);
    assert!(
        said.contains("Baru") && said.contains("--replaces"),
        "{said}"
    );
    publish(&pusat, "Lama", "1", &["--replaces", "Baru"]);
    assert_eq!(status(&pusat, "Lama"), "in-force");
    assert_eq!(status(&pusat, "Baru"), "superseded");
    pusat.run(&["acknowledge", "Lama"]);
    pusat.run(&["withdraw", "Lama", "Salah."]);
}

#[test]
fn what_replaced_a_document_gives_it_back_when_it_is_withdrawn() {
    let (pusat, surabaya) = with_old_policy();
    approved(&pusat, "Baru");
    publish(&pusat, "Baru", "2", &["--replaces", "Lama"]);
    assert_eq!(status(&pusat, "Lama"), "superseded");
    pusat.run(&["withdraw", "Baru", "Terlalu dini."]);
    carry(&pusat, &surabaya);
    assert_eq!(status(&surabaya, "Lama"), "in-force");
    surabaya.run(&["acknowledge", "Lama"]);
}

#[test]
fn of_a_replacement_that_is_not_shared_only_that_there_is_one_is_told() {
    let (pusat, surabaya) = with_old_policy();
    pusat.run(&["new", "policy", "Rahasia", "--label", "secret"]);
    approve(&pusat, "Rahasia");
    publish(&pusat, "Rahasia", "2", &["--replaces", "Lama"]);
    // A folder that was carried by hand holds more than its owner may.
    carry(&pusat, &surabaya);
    let shown = surabaya.json(&["show", "Lama"]);
    assert_eq!(shown["status"], "superseded");
    assert_eq!(shown["superseded"]["by"], Value::Null);
    // Whoever published it is told who does not hear of it.
    let told = pusat.run(&["show", "Rahasia"]);
    assert!(told.contains("Budi (Surabaya)"), "{told}");
    for language in ["id", "en"] {
        let told = [
            surabaya.run(&["--language", language, "show", "Lama"]),
            surabaya.run(&["--language", language, "log", "Lama"]),
            surabaya.refused(language, &["acknowledge", "Lama"]),
        ];
        for said in told {
            assert!(!said.contains("Rahasia"), "{said}");
        }
    }
}

fn adoption_of(desk: &Desk, title: &str) -> Value {
    desk.json(&["show", title])["adoption"].clone()
}

#[test]
fn an_addendum_is_another_written_document_and_what_changes_in_it_is_told() {
    let (pusat, surabaya) = with_old_policy();
    let adopt = |addendum: &str| ["adopt", "Lama", "--addendum", addendum].map(str::to_owned);
    let refused = |addendum: &str, id: &str, en: &str| {
        let adopt = adopt(addendum);
        let arguments: Vec<&str> = adopt.iter().map(String::as_str).collect();
        for (language, words) in [("id", id), ("en", en)] {
            let said = surabaya.refused(language, &arguments);
            assert!(said.contains(words), "{words}: {said}");
        }
    };
    refused("Lama", "adendum bagi dirinya sendiri", "addendum to itself");
    // Of this one nothing has come but the act that creates it.
    pusat.run(&["new", "policy", "Kosong"]);
    let empty = pusat.json(&["show", "Kosong"])["id"]
        .as_str()
        .unwrap()
        .to_owned();
    {
        let (from, to) = (open(&pusat.home()), open(&surabaya.home()));
        let document = Subject::Document(empty.parse().unwrap());
        for act in from.reader().unwrap().acts(&document).unwrap() {
            to.keep(act).unwrap();
        }
    }
    refused(&empty, "masih kosong", "still empty");
    let file = surabaya.file("t.md", b"# Tambahan\n\n## Bahasa\n\nBahasa setempat.\n");
    surabaya.run(&["import", &file]);
    let sworn = adopt("Tambahan");
    surabaya.run(&sworn.each_ref().map(String::as_str));
    carry(&surabaya, &pusat);
    for desk in [&pusat, &surabaya] {
        let unit = &adoption_of(desk, "Lama")["units"][0];
        assert_eq!(
            (&unit["unit"], &unit["addendum_now"]),
            (&"Surabaya".into(), &"same".into())
        );
    }
    surabaya.run(&["set", "Tambahan", "clause/1", "Bahasa lain."]);
    carry(&surabaya, &pusat);
    let unit = &adoption_of(&pusat, "Lama")["units"][0];
    assert_eq!(
        (&unit["addendum_now"], &unit["settled"]),
        (&"changed".into(), &true.into())
    );
    for what in ["show", "log"] {
        let (id, en) = ("berubah sejak diberlakukan", "changed since it was adopted");
        in_both_languages(&pusat, &[what, "Lama"], id, en);
    }
    // Back to what was signed it is the same text.
    surabaya.run(&["set", "Tambahan", "clause/1", "Bahasa setempat."]);
    carry(&surabaya, &pusat);
    let unit = &adoption_of(&pusat, "Lama")["units"][0];
    assert_eq!(unit["addendum_now"], "same");
}

#[test]
fn a_refused_request_leaves_the_unit_among_those_that_have_not_adopted() {
    let (pusat, surabaya) = with_old_policy();
    pusat.run(&["charter", "--adoption-days", "30"]);
    let silent = |desk: &Desk| {
        let open = adoption_of(desk, "Lama")["not_adopted"].clone();
        let units = open.as_array().unwrap().iter();
        let units = units.map(|one| one["unit"].as_str().unwrap().to_owned());
        units.collect::<Vec<_>>()
    };
    assert_eq!(silent(&pusat), ["Surabaya"]);
    surabaya.run(&["adopt", "Lama", "--ask-exemption", "belum siap"]);
    carry(&surabaya, &pusat);
    assert_eq!(silent(&pusat), Vec::<String>::new(), "nobody answered yet");
    pusat.run(&["exempt", "Lama", "Surabaya", "--refuse"]);
    assert_eq!(silent(&pusat), ["Surabaya"]);
    let unit = &adoption_of(&pusat, "Lama")["units"][0];
    assert_eq!(
        (&unit["answer"]["granted"], &unit["settled"]),
        (&false.into(), &false.into())
    );
    let (id, en) = ("Belum memberlakukan: Surabaya", "Not adopted yet: Surabaya");
    in_both_languages(&pusat, &["show", "Lama"], id, en);
    in_both_languages(
        &pusat,
        &["show", "Lama"],
        "dispensasi ditolak",
        "exemption refused",
    );
    exchange(&pusat, &surabaya);
    surabaya.run(&["adopt", "Lama"]);
    surabaya.run(&["acknowledge", "Lama"]);
    carry(&surabaya, &pusat);
    let taken = adoption_of(&pusat, "Lama");
    assert_eq!(silent(&pusat), Vec::<String>::new());
    assert_eq!(
        (&taken["readers"], &taken["people"]),
        (&1.into(), &2.into())
    );
    in_both_languages(&pusat, &["show", "Lama"], "1 dari 2 orang", "1 of 2");
}

#[test]
fn what_is_refused_is_called_as_in_the_glossary() {
    let (pusat, surabaya) = with_old_policy();
    let said = pusat.refused("id", &["withdraw", "Lama", ""]);
    assert!(said.contains("pencabutan memerlukan alasan"), "{said}");
    let said = surabaya.refused("id", &["adopt", "Lama", "--ask-exemption", ""]);
    assert!(said.contains("permintaan dispensasi"), "{said}");
    surabaya.run(&["adopt", "Lama", "--ask-exemption", "belum siap"]);
    carry(&surabaya, &pusat);
    let past = ["exempt", "Lama", "Surabaya", "--until", "2020-01-01"];
    let said = pusat.refused("id", &past);
    assert!(said.contains("dispensasi sampai"), "{said}");
}
