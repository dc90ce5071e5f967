//! Invitations survive mail, and say what is wrong when they do not.
#![allow(clippy::unwrap_used)]

use format::invitation::{Invitation, InvitationError, MAX_INVITATION_ACTS};
use format::{Act, CouncilId, DeviceKey, PublicKey, Statement, Subject};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

fn act(council: Option<CouncilId>, kind: &str, time_millis: i64) -> Act {
    let mut body = format::cbor::Encoder::new();
    body.map(2).u8(0).str("Dewan Media Sosial");
    body.u8(1).str("Kantor Cabang Surabaya");
    Act::sign(
        Statement {
            council,
            author: key(1).public(),
            kind: kind.to_owned(),
            subject: Subject::Council,
            cites: vec![],
            roster: vec![],
            time_millis,
            body: body.into_bytes(),
        },
        &key(1),
    )
    .unwrap()
}

fn invitation() -> Invitation {
    let found = act(None, "found", 1);
    let council = found.council();
    Invitation {
        acts: vec![
            found,
            act(Some(council), "relay", 2),
            act(Some(council), "invite", 3),
        ],
        one_time_key: key(9),
    }
}

fn assert_read(text: &str, note: &str) {
    let read = Invitation::from_text(text).unwrap_or_else(|error| panic!("{note}: {error}"));
    assert_eq!(read.acts, invitation().acts, "{note}");
    assert_eq!(read.one_time_key.public(), key(9).public(), "{note}");
}

#[test]
fn an_invitation_survives_mail() {
    let text = invitation().to_text().unwrap();
    println!("an invitation of three acts has {} characters", text.len());
    assert_eq!(text.lines().count(), 1);
    assert_read(&text, "as it is");
    assert_read(&invitation().to_file().unwrap(), "the file");
    assert_read(&text.to_uppercase(), "upper case");
    let broken: Vec<_> = text
        .as_bytes()
        .chunks(61)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    assert_read(
        &format!("Yth. Bapak,\n\n{}", broken.join("\r\n")),
        "broken into lines",
    );
    // The mark itself stays whole here: only what follows it is quoted.
    assert_read(&format!("> {}", broken.join("\n> > ")), "quoted");
    assert_read(&text.replace('7', "7- \t"), "hyphens and white space");
    assert_read(
        &format!("Silakan: \"{text}\"\n\nSalam,\nBudi"),
        "with a greeting",
    );
    let file = invitation().to_file().unwrap().replace('\n', "\r\n");
    assert_read(&format!("\u{feff}{file}"), "a file saved by another editor");
}

#[test]
fn cut_off_damaged_and_foreign_texts_are_told_apart() {
    let text = invitation().to_text().unwrap();
    let mark = "dewan1-".len();
    for len in 0..text.len() {
        let expected = if len < mark {
            InvitationError::Foreign
        } else {
            InvitationError::CutOff
        };
        assert_eq!(
            Invitation::from_text(&text[..len]).unwrap_err(),
            expected,
            "cut to {len}"
        );
    }
    for at in mark..text.len() {
        let mut damaged = text.clone().into_bytes();
        damaged[at] = if damaged[at] == b'q' { b'r' } else { b'q' };
        let error = Invitation::from_text(std::str::from_utf8(&damaged).unwrap()).unwrap_err();
        assert_eq!(error, InvitationError::Damaged, "character {at}");
    }
    let strange = text.replacen(&text[40..41], "ç", 1);
    assert!(matches!(
        Invitation::from_text(&strange),
        Err(InvitationError::Damaged | InvitationError::Foreign)
    ));
    for foreign in ["", "Halo", "dewan2-aaaa", "https://example.org/dewan"] {
        assert_eq!(
            Invitation::from_text(foreign).unwrap_err(),
            InvitationError::Foreign
        );
    }
}

#[test]
fn acts_that_do_not_belong_together_are_refused() {
    let mut without_founding = invitation();
    without_founding.acts.remove(0);
    assert!(matches!(
        without_founding.to_text(),
        Err(InvitationError::Council(_))
    ));
    let mut of_two = invitation();
    of_two
        .acts
        .push(act(Some(CouncilId::from_bytes([1; 32])), "relay", 4));
    assert!(matches!(of_two.to_text(), Err(InvitationError::Council(_))));
    let mut founded_twice = invitation();
    founded_twice.acts.push(act(None, "found", 5));
    assert!(matches!(
        founded_twice.to_text(),
        Err(InvitationError::Council(_))
    ));
    let mut empty = invitation();
    empty.acts.clear();
    assert!(matches!(empty.to_text(), Err(InvitationError::Council(_))));
    let mut large = invitation();
    let last = large.acts[2].clone();
    large.acts.resize(MAX_INVITATION_ACTS + 1, last);
    assert_eq!(large.to_text(), Err(InvitationError::TooLarge));
}

#[test]
fn arbitrary_text_does_no_harm() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let text = invitation().to_text().unwrap();
    for round in 0..2_000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..rng.random_range(1..8) {
            let at = rng.random_range(0..bytes.len());
            match rng.random_range(0..3) {
                0 => bytes[at] = rng.random_range(b' '..b'~'),
                1 => bytes.insert(at, rng.random_range(b'a'..=b'z')),
                _ => {
                    bytes.remove(at);
                }
            }
        }
        let text = String::from_utf8(bytes).unwrap();
        if let Ok(read) = Invitation::from_text(&text) {
            assert_eq!(
                read.acts,
                invitation().acts,
                "seed 3, round {round}: {text}"
            );
        }
    }
}

/// Invitations as released programs wrote them, and how many acts each holds. `tests/recorded/README.md` at the
/// top of the repository says where they come from.
const RECORDED: &[(&str, usize)] = &[("0001.invitation", 3)];

#[test]
fn every_recorded_invitation_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recorded");
    for (name, acts) in RECORDED {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let read = Invitation::from_text(&text).unwrap();
        assert_eq!(read.acts.len(), *acts, "{name}");
        let kinds = |act: &Act| act.statement().kind.clone();
        let (first, last) = (read.acts.first().unwrap(), read.acts.last().unwrap());
        assert_eq!([first, last].map(kinds), ["found", "invite"], "{name}");
        // The key is the one that the invite act names.
        let key = read.one_time_key.public();
        let body = &last.statement().body;
        let mut names = body.windows(PublicKey::LEN);
        assert!(names.any(|bytes| bytes == key.as_bytes()), "{name}");
        let again = Invitation::from_text(&read.to_text().unwrap()).unwrap();
        assert_eq!(again.acts, read.acts, "{name}");
    }
}
