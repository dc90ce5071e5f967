//! What was decided once stands, with the real program: a later decision on an earlier text takes nothing away.

use serde_json::Value;

use crate::merging::two_offices;
use crate::program::Desk;

const FIRST: &str = "Menjaga nama baik.";
const SECOND: &str = "Menjaga nama baik di semua kanal.";

/// The chair decides alone on a policy that is in force since January, as number 001.
fn in_force() -> Desk {
    let (pusat, _) = two_offices();
    let text = format!("# Pedoman\n\n## Tujuan\n\n{FIRST}\n");
    let file = pusat.file("pedoman.md", text.as_bytes());
    pusat.run(&["charter", "--self-approval", "true"]);
    pusat.run(&["import", &file]);
    pusat.run(&["submit", "Pedoman"]);
    pusat.run(&["decide", "Pedoman", "approve"]);
    publish(&pusat, "001", "2026-01-01");
    pusat
}

fn publish(desk: &Desk, number: &str, from: &str) {
    desk.run(&["publish", "Pedoman", "--number", number, "--from", from]);
}

fn write(desk: &Desk, text: &str) {
    desk.run(&["set", "Pedoman", "clause/1/body", text]);
}

/// Submitted, approved and published.
fn pass(desk: &Desk, number: &str, from: &str) {
    desk.run(&["submit", "Pedoman"]);
    desk.run(&["decide", "Pedoman", "approve"]);
    publish(desk, number, from);
}

/// How many documents are listed under this status.
fn listed(desk: &Desk, status: &str) -> usize {
    let list = desk.json(&["list", "--status", status]);
    list.as_array().map_or(0, Vec::len)
}

/// What a proof of this version says of it.
fn proved(desk: &Desk, version: &str) -> Value {
    let file = desk.path(&format!("{version}.dewan-proof"));
    let file = file.display().to_string();
    let to = ["prove", "Pedoman", "--to", &file, "--force"];
    desk.run(&[&to[..], &["--version", version]].concat());
    desk.json(&["verify", &file])
}

#[test]
fn an_unchanged_text_is_not_submitted_again_and_a_rejected_draft_leaves_what_is_in_force() {
    let pusat = in_force();
    let said = pusat.refused("en", &["submit", "Pedoman"]);
    assert!(said.contains("since version 1"), "{said}");
    let said = pusat.refused("id", &["submit", "Pedoman"]);
    assert!(said.contains("sejak versi 1"), "{said}");
    write(&pusat, SECOND);
    let submitted = pusat.json(&["submit", "Pedoman"]);
    assert_eq!(
        (&submitted["status"], &submitted["in_force"]),
        (&"ready".into(), &1.into())
    );
    // Whoever looks for what is in force finds it, and so does whoever looks for what is to be decided.
    assert_eq!(
        (listed(&pusat, "in-force"), listed(&pusat, "ready")),
        (1, 1)
    );
    for (language, words) in [("id", "versi 1 berlaku"), ("en", "version 1 in force")] {
        for command in [&["list"][..], &["show", "Pedoman"], &["log", "Pedoman"]] {
            let told = pusat.run(&[&["--language", language][..], command].concat());
            assert!(told.contains(words), "{command:?}: {told}");
        }
    }
    let rejected = pusat.json(&["decide", "Pedoman", "reject", "Belum."]);
    assert_eq!(
        (&rejected["status"], &rejected["in_force"]),
        (&"rejected".into(), &1.into())
    );
    assert_eq!(
        (listed(&pusat, "in-force"), listed(&pusat, "rejected")),
        (1, 1)
    );
    let shown = pusat.run(&["show", "Pedoman", "--version", "in-force"]);
    assert!(shown.contains(FIRST) && !shown.contains(SECOND), "{shown}");
    assert_eq!(proved(&pusat, "in-force")["version"], 1);
}

#[test]
fn an_earlier_text_is_a_new_version_and_what_was_withdrawn_is_put_in_force_again() {
    let pusat = in_force();
    write(&pusat, SECOND);
    pass(&pusat, "002", "2026-02-01");
    write(&pusat, FIRST);
    pass(&pusat, "003", "2026-03-01");
    let numbers = |desk: &Desk| -> Vec<(u64, String, String)> {
        let log = desk.json(&["log", "Pedoman"]);
        let versions = log["versions"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        versions
            .map(|one| {
                let number = one["version"].as_u64().unwrap();
                (number, text(&one["number"]), text(&one["fingerprint"]))
            })
            .collect()
    };
    let [one, two, three] = &numbers(&pusat)[..] else {
        panic!("{:?}", numbers(&pusat));
    };
    assert_eq!((one.0, two.0, three.0), (1, 2, 3));
    assert_eq!((one.1.as_str(), three.1.as_str()), ("001", "003"));
    assert!(one.2 == three.2 && one.2 != two.2);
    for (day, number) in [
        ("2026-01-31", "001"),
        ("2026-02-28", "002"),
        ("2026-03-01", "003"),
    ] {
        assert_eq!(proved(&pusat, day)["number"], number, "{day}");
    }
    assert_eq!(proved(&pusat, "3")["version"], 3);
    // The version before does not come back, though it reads the same.
    let withdrawn = pusat.json(&["withdraw", "Pedoman", "Salah tanggal."]);
    let nothing = Value::Null;
    assert_eq!(
        (&withdrawn["status"], &withdrawn["in_force"]),
        (&"withdrawn".into(), &nothing)
    );
    assert_eq!(listed(&pusat, "in-force"), 0);
    pass(&pusat, "004", "2026-04-01");
    assert_eq!(numbers(&pusat).len(), 4);
    let shown = pusat.json(&["show", "Pedoman"]);
    assert_eq!(
        (&shown["status"], &shown["in_force"]),
        (&"in-force".into(), &4.into())
    );
    // Both are proved, each by its own decision, though they read the same at the same heads.
    for (version, number, is_over) in [(3, "003", true), (4, "004", false)] {
        let proved = proved(&pusat, &version.to_string());
        assert_eq!(
            (&proved["version"], &proved["number"], &proved["withdrawn"]),
            (&version.into(), &number.into(), &is_over.into())
        );
    }
    let said = pusat.refused("en", &["submit", "Pedoman"]);
    assert!(said.contains("since version 4"), "{said}");
}
