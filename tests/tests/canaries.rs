//! Words that nobody else has ever written, and secrets, appear in no log and no complaint of either
//! program, however talkative it is asked to be.

use std::collections::BTreeMap;

use dewan_tests::council::joined;
use dewan_tests::office::Office;
use dewan_tests::program::{Output, Running};
use dewan_tests::relay::Relay;

/// What is written in the council; each in its own field.
const CONTENT: [&str; 8] = [
    "kenari-dewan-5161",
    "kenari-kantor-5262",
    "kenari-orang-5363",
    "kenari-judul-5464",
    "kenari-pasal-5565",
    "kenari-komentar-5666",
    "kenari-alasan-5767",
    "kenari-lampiran-5868",
];

/// All that both programs complained of or logged.
#[derive(Default)]
struct Log {
    by_whom: BTreeMap<String, String>,
}

impl Log {
    /// Runs a command as talkative as it can be, in both languages if it is refused; what it complains of
    /// is kept. `typed` may stand in a refusal: it repeats what the person just typed.
    fn run(&mut self, office: &Office, arguments: &[&str]) -> Output {
        let mut last = None;
        for language in ["en", "id"] {
            let mut command = office.command();
            command
                .env("RUST_LOG", "trace")
                .args(["--verbose", "--language", language])
                .args(arguments);
            let output = Running::start(command, "").finish();
            let mut heard = output.stderr.clone();
            // A refusal names what was typed; that is no leak.
            for typed in arguments {
                heard = heard.replace(typed, "(as typed)");
            }
            self.note(&format!("dewan {}", arguments.join(" ")), &heard);
            let is_done = output.status.success();
            last = Some(output);
            if is_done {
                break;
            }
        }
        last.expect("ran once")
    }

    fn note(&mut self, who: &str, words: &str) {
        self.by_whom
            .entry(who.to_owned())
            .or_default()
            .push_str(words);
    }

    /// In what somebody said, these words.
    fn hits(&self, words: &str) -> Vec<&str> {
        let hits = self.by_whom.iter().filter(|(_, said)| said.contains(words));
        hits.map(|(who, _)| who.as_str()).collect()
    }
}

/// The long words of a file that holds a secret: in whatever form, its key is one of them.
fn long_words(path: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{} holds a secret: {error}", path.display()));
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| word.len() >= 32).collect();
    assert!(!words.is_empty(), "{} holds no long word", path.display());
    words.into_iter().map(str::to_owned).collect()
}

#[test]
fn secrets_and_content_reach_neither_logs_nor_error_texts() {
    let [
        council,
        office,
        person,
        title,
        clause,
        comment,
        reason,
        file,
    ] = CONTENT;
    let mut relay = Relay::start_with(&["--open", "--log", "trace"]);
    let mut log = Log::default();
    let chair = Office::new("chair");
    let url = relay.url();
    let found = [
        "council", "found", council, "--office", office, "--person", person, "--relay", &url,
    ];
    assert!(log.run(&chair, &found).status.success());
    let north = joined(&chair, "north", "kenari-cabang-5969", "kenari-anggota-6060");
    let text = format!(
        "# {title}\n\n## Pasal 1\n\n{clause} {}\n",
        "isi ".repeat(2_000)
    );
    let policy = chair.file(&format!("{file}.md"), &text);
    assert!(log.run(&chair, &["import", &policy]).status.success());
    log.run(&chair, &["comment", title, comment]);
    for _ in 0..2 {
        assert!(log.run(&chair, &["sync", "--once"]).status.success());
        assert!(log.run(&north, &["sync", "--once"]).status.success());
    }
    let recovery = chair.beside("recovery.key");
    let target = recovery.to_str().unwrap();
    let moved = log.run(&chair, &["council", "recovery-key", target, "--yes"]);
    assert!(moved.status.success(), "{}", moved.stderr);

    // Everything that can be refused or go wrong, with content and secrets at hand.
    let invitation = chair.beside("north.invitation");
    let invitation = std::fs::read_to_string(invitation)
        .unwrap()
        .trim()
        .to_owned();
    let cut = &invitation[..invitation.len() - 8];
    let wrong: [&[&str]; 12] = [
        &["show", "tidak ada"],
        &["set", title, "clause/99/heading", reason],
        &["edit", title, "clause/99/body"],
        &["export", title, "--to", "/tidak/ada/berkas.pdf"],
        &["import", "/tidak/ada.md"],
        &["restore", &policy],
        &["council", "join", &invitation, "--person", "Lagi"],
        &["council", "join", cut, "--person", "Lagi"],
        &["council", "invite", "--office", office, "--to", target],
        &["carry", "read", &policy],
        &["decide", title],
        &["verify", &policy],
    ];
    let mut refused = 0;
    for arguments in wrong {
        refused += u64::from(!log.run(&north, arguments).status.success());
    }
    assert!(refused > 8, "only {refused} were refused");
    // A text that is no Markdown of ours, in which the words stand.
    let broken = north.file("rusak.xlsx", &format!("PK\u{3}\u{4}{clause}"));
    log.run(&north, &["import", &broken]);
    // Nobody answers; then the disk is damaged.
    let killed = relay.kill();
    log.note("dewan-relay", &killed.stdout);
    log.note("dewan-relay", &killed.stderr);
    assert!(
        killed.stderr.contains("TRACE") || killed.stderr.contains("DEBUG"),
        "the relay does not log as much as it was asked to: {}",
        killed.stderr
    );
    log.run(&chair, &["sync", "--once"]);
    let store = north.home().join("council.sqlite");
    let mut bytes = std::fs::read(&store).unwrap();
    let mut flipped = 0;
    for at in 0..bytes.len() - clause.len() {
        if bytes[at..].starts_with(clause.as_bytes()) {
            bytes[at + 3] ^= 1;
            flipped += 1;
        }
    }
    assert!(flipped > 0 || bytes.len() > 4096);
    std::fs::write(&store, bytes).unwrap();
    for arguments in [&["check"][..], &["show", title], &["list"]] {
        log.run(&north, arguments);
    }

    let mut secrets = vec![invitation.clone(), cut.to_owned()];
    for secret in [
        chair.home().join("device.key"),
        north.home().join("device.key"),
        recovery,
    ] {
        secrets.extend(long_words(&secret));
    }
    let mut relay_key = relay.data().into_os_string();
    relay_key.push(".key");
    secrets.extend(long_words(relay_key.as_ref()));
    let mut hits = Vec::new();
    for words in CONTENT
        .iter()
        .copied()
        .chain(secrets.iter().map(String::as_str))
    {
        for who in log.hits(words) {
            hits.push(format!("{words} in what was said by: {who}"));
        }
    }
    let bytes: usize = log.by_whom.values().map(String::len).sum();
    println!(
        "{} hits: {} words of content and {} secrets looked for in {bytes} bytes of logs and complaints of \
         {} commands and a relay",
        hits.len(),
        CONTENT.len(),
        secrets.len(),
        log.by_whom.len() - 1
    );
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}
