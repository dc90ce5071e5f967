//! Who is told of which comments, over real stores.

use serde_json::Value;

use crate::merging::{carry, two_offices};
use crate::program::Desk;

const POLICY: &str = "# Pedoman\n\n## Tujuan\n\nMenjaga nama baik.\n";

/// Two offices that both hold the policy.
fn with_policy() -> (Desk, Desk) {
    let (pusat, surabaya) = two_offices();
    let file = pusat.file("pedoman.md", POLICY.as_bytes());
    pusat.run(&["import", &file]);
    carry(&pusat, &surabaya);
    (pusat, surabaya)
}

/// Text of each notice, and whether it is a mention.
fn told(desk: &Desk, arguments: &[&str]) -> Vec<(String, bool)> {
    let found = desk.json(&[&["notices"], arguments].concat());
    let found = found.as_array().unwrap().iter();
    found
        .map(|one| {
            (
                one["text"].as_str().unwrap().to_owned(),
                one["mention"].as_bool().unwrap(),
            )
        })
        .collect()
}

#[test]
fn comments_of_others_are_told_until_they_are_seen_and_mentions_stand_first() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["comment", "pedoman", "clause/1", "Tolong @rina, periksa."]);
    surabaya.run(&["comment", "pedoman", "clause/1", "Sudah baik."]);
    assert_eq!(told(&surabaya, &[]), [], "one's own are no news");
    assert_eq!(told(&pusat, &[]), []);
    carry(&surabaya, &pusat);
    // What comes again is no news.
    carry(&surabaya, &pusat);
    let both = [
        ("Tolong @rina, periksa.".to_owned(), true),
        ("Sudah baik.".to_owned(), false),
    ];
    assert_eq!(told(&pusat, &[]), both);
    let first: Value = pusat.json(&["notices"])[0].clone();
    assert_eq!(first["path"], "clause/1/body");
    assert_eq!(first["title"], "Pedoman");
    assert_eq!(first["author"]["person"], "Budi");
    let text = pusat.run(&["notices", "--seen"]);
    assert!(text.contains("Budi (Surabaya) menyebut Anda"), "{text}");
    // Each command is a program of its own: it is kept.
    assert_eq!(told(&pusat, &[]), []);
    assert_eq!(told(&pusat, &["--all"]).len(), 2);
    carry(&surabaya, &pusat);
    assert_eq!(told(&pusat, &[]), []);
}

#[test]
fn whoever_joins_later_is_not_flooded_with_the_past_but_is_told_where_the_name_stands() {
    let (pusat, surabaya) = with_policy();
    surabaya.run(&["comment", "pedoman", "clause/1", "Catatan lama."]);
    surabaya.run(&["comment", "pedoman", "clause/1", "Tanyakan @Maruli nanti."]);
    carry(&surabaya, &pusat);
    let file = pusat.path("undangan-medan");
    let file = file.to_str().unwrap();
    pusat.run(&["council", "invite", "--office", "Medan", "--to", file]);
    let medan = Desk::empty();
    medan.run(&["council", "join", file, "--person", "Maruli"]);
    carry(&pusat, &medan);
    assert_eq!(
        told(&medan, &[]),
        [("Tanyakan @Maruli nanti.".to_owned(), true)]
    );
    carry(&medan, &pusat);
    pusat.run(&["comment", "pedoman", "clause/1", "Selamat datang."]);
    carry(&pusat, &medan);
    assert_eq!(told(&medan, &[]).len(), 2);
}

#[test]
fn a_comment_names_the_device_of_whom_it_mentions() {
    let (pusat, surabaya) = with_policy();
    pusat.run(&[
        "comment",
        "pedoman",
        "clause/1",
        "Untuk @Budi (Surabaya), bukan budi@contoh.example.",
    ]);
    carry(&pusat, &surabaya);
    assert_eq!(told(&surabaya, &[]).len(), 1);
    let office = dewan::engine::office::Office::open(
        dewan::engine::home::Home::find(Some(surabaya.home())).unwrap(),
    )
    .unwrap();
    let reader = office.reader().unwrap();
    let notices = dewan::engine::inbox::notices(&reader, office.me(), 0).unwrap();
    let mentions = notices[0].said.comment.mentions.clone();
    assert_eq!(mentions, Some(vec![office.me()]));
    assert_eq!(dewan::engine::inbox::note(&office).unwrap(), 1);
    assert_eq!(dewan::engine::inbox::note(&office).unwrap(), 0);
}
