//! One device: a home folder of its own, and the program run in it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A device with a folder of its own.
pub(crate) struct Office {
    folder: TempDir,
}

impl Office {
    /// A device that never ran the program.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Founds a council here.
    pub(crate) fn founding(relay: Option<&str>) -> Self {
        let office = Self::new();
        let mut command = vec![
            "council",
            "found",
            "Dewan Media Sosial",
            "--office",
            "Kantor Pusat",
            "--person",
            "Ratna",
        ];
        command.extend(relay.iter().flat_map(|relay| ["--relay", relay]));
        office.ok(&command);
        office
    }

    /// A new device that joins by an invitation of this one.
    pub(crate) fn with_branch(&self, office: &str, person: &str) -> Self {
        let invitation = self.invitation(office);
        let branch = Self::new();
        branch.ok(&["council", "join", &invitation, "--person", person]);
        branch
    }

    /// An invitation as one line of text.
    pub(crate) fn invitation(&self, office: &str) -> String {
        let answer = self.json(&["council", "invite", "--office", office]);
        answer["invitation"].as_str().unwrap().to_owned()
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A path beside the home folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the home folder.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.beside(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// The command line so far.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dewan"));
        command
            .arg("--home")
            .arg(self.home())
            .args(["--language", "en"])
            .current_dir(self.folder.path())
            .env_remove("DEWAN_HOME")
            .env_remove("DEWAN_LANGUAGE")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// Runs with text on standard input.
    #[track_caller]
    pub(crate) fn ok_with(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.command();
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        success(arguments, &child.wait_with_output().unwrap())
    }

    /// Runs, insists on success, gives what was printed.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        success(arguments, &self.run(arguments))
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.ok(&arguments)).unwrap()
    }

    /// Insists on a refusal with one sentence, and gives it.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let words = String::from_utf8(output.stderr).unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{arguments:?}: {said}{words}"
        );
        assert!(words.starts_with("dewan: "), "{arguments:?}: {words}");
        words
    }

    /// Synchronises; everything must be said and taken.
    #[track_caller]
    pub(crate) fn sync(&self) -> Value {
        let output = self.run(&["sync", "--once", "--json"]);
        let words = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(0) {
            panic!("{words}\n{}", self.json(&["status"]));
        }
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// All documents in their everyday form, by id.
    #[track_caller]
    pub(crate) fn exports(&self) -> Vec<(String, String)> {
        let list = self.json(&["list", "--archived"]);
        let mut exports: Vec<(String, String)> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|document| {
                let id = document["id"].as_str().unwrap();
                (id.to_owned(), self.ok(&["export", id, "--to", "-"]))
            })
            .collect();
        exports.sort();
        exports
    }
}

#[track_caller]
fn success(arguments: &[&str], output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{arguments:?}: {said}{words}"
    );
    said
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
