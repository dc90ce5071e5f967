//! The commands of the README work as they are written there.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use dewan_tests::office::Office;
use dewan_tests::program::{Running, built};
use dewan_tests::relay::Relay;

const README: &str = include_str!("../../README.md");

/// The shell blocks of the README from "A relay and three offices" on, each as its commands.
fn blocks() -> Vec<Vec<String>> {
    let (_, text) = README.split_once("## A relay and three offices").unwrap();
    let (text, _) = text.split_once("\n## ").unwrap();
    let mut blocks = Vec::new();
    for block in text.split("```sh\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        let commands = block.lines().filter(|line| !line.trim().is_empty());
        blocks.push(commands.map(str::to_owned).collect());
    }
    blocks
}

/// Runs a line of the README in a shell, as somebody at this office would.
fn type_line(office: &Office, folder: &Path, line: &str) -> String {
    let mut command = Command::new("sh");
    let programs = built("dewan").parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(programs).chain(std::env::split_paths(&path));
    command
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(paths).unwrap())
        .env("DEWAN_HOME", office.home())
        .env("DEWAN_LANGUAGE", "en")
        .env_remove("EDITOR")
        .env_remove("VISUAL");
    // What `edit` reads instead of an editor.
    let output = Running::start(command, "Isi pasal ketiga yang baru.\n").finish();
    output.expect_code(0).stdout
}

#[test]
fn the_commands_of_the_readme_work_as_written() {
    let mut relay = Relay::start_with(&[]);
    let chair = Office::new("chair");
    let surabaya = Office::new("surabaya");
    let folder = tempfile::tempdir().unwrap();
    let policy = "# Kebijakan Media Sosial\n\n## Satu\n\nA.\n\n## Dua\n\nB.\n\n## Tiga\n\nC.\n";
    let minutes = "# Notulen Rapat\n\nTanggal: 2026-11-23\n\n## Hadir\n\n- Budi\n";
    let mut matrix = "activity,owner\n".to_owned();
    for row in 1..=6 {
        matrix.push_str(&format!("Kegiatan {row},Budi\n"));
    }
    std::fs::create_dir(folder.path().join("notulen")).unwrap();
    for (name, text) in [("kebijakan.md", policy), ("notulen/rapat.md", minutes)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }

    let mut known = BTreeMap::from([
        ("wss://relay.example:8443".to_owned(), relay.url()),
        (
            "relay.sqlite".to_owned(),
            relay.data().display().to_string(),
        ),
    ]);
    let mut typed = Vec::new();
    for block in blocks() {
        // The chair founds; after that the blocks are those of a branch.
        let founds = block.iter().any(|line| line.contains("council found"));
        let office = if founds { &chair } else { &surabaya };
        for line in block {
            // Building and serving is what the harness does.
            if line.starts_with("cargo ") || line.contains("relay serve") {
                continue;
            }
            if line.starts_with("dewan import") {
                // Whatever the README calls the table, it is there.
                let mut words = line.split([' ', '"']).filter(|word| !word.is_empty());
                let quoted = line.split('"').find(|part| part.ends_with(".csv"));
                let table = quoted.or_else(|| words.find(|word| word.ends_with(".csv")));
                let table = table.unwrap();
                std::fs::write(folder.path().join(table), &matrix).unwrap();
            }
            let line = known
                .iter()
                .fold(line, |line, (written, real)| line.replace(written, real));
            let said = type_line(office, folder.path(), &line);
            if line.contains("council found") {
                let id = said
                    .lines()
                    .find_map(|line| line.strip_prefix("Council id: "));
                known.insert("5f0c…".to_owned(), id.unwrap().to_owned());
            }
            typed.push(line);
        }
    }
    for wanted in [
        "council found",
        "invite",
        "join",
        "import",
        "sync",
        "report",
        "host",
    ] {
        assert!(
            typed.iter().any(|line| line.contains(wanted)),
            "{wanted} is not in the README"
        );
    }
    // What the branch did arrives at the chair.
    chair.ok(["sync", "--once"]);
    surabaya.ok(["sync", "--once"]);
    chair.ok(["sync", "--once"]);
    assert_eq!(chair.listed(), surabaya.listed());
    assert_eq!(chair.listed().len(), 3);
    relay.stop();
}
