//! Runs the real program and reads what it says.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The folder of one device.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A folder where nothing was done yet.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder whose owner founded a council.
    pub(crate) fn founded() -> Self {
        let desk = Self::empty();
        desk.run(&[
            "council",
            "found",
            "Dewan Media Sosial",
            "--office",
            "Kantor Pusat",
            "--person",
            "Rina",
        ]);
        desk
    }

    /// A file or folder beside the store.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the store and gives its path as an argument.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Its home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    /// Runs a command and waits.
    pub(crate) fn output(&self, arguments: &[&str], input: Option<&str>) -> Output {
        run_in(&self.home(), arguments, input)
    }

    /// Runs a command that must succeed; what it said, in Indonesian.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, None)
    }

    /// The same, with a text on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: Option<&str>) -> String {
        let output = self.output(arguments, input);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must succeed with `--json`; what it answered.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.run(&arguments)).unwrap()
    }

    /// Runs a command that must be refused; its sentence in this language.
    pub(crate) fn refused(&self, language: &str, arguments: &[&str]) -> String {
        self.refused_with(language, arguments, None)
    }

    /// The same, with a text on standard input.
    pub(crate) fn refused_with(
        &self,
        language: &str,
        arguments: &[&str],
        input: Option<&str>,
    ) -> String {
        let mut all = vec!["--language", language];
        all.extend_from_slice(arguments);
        let output = self.output(&all, input);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(
            output.stdout.is_empty(),
            "{arguments:?} was refused and answered all the same"
        );
        assert!(said.starts_with("dewan: "), "{said}");
        said
    }
}

fn run_in(home: &Path, arguments: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dewan"));
    command
        .args(arguments)
        .env("DEWAN_HOME", home)
        .env_remove("DEWAN_LANGUAGE")
        .env_remove("VISUAL")
        .env_remove("EDITOR")
        .env("LC_ALL", "id_ID.UTF-8")
        .env("TZ", "Asia/Jakarta")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads no input may be gone before it is written.
    let mut stdin = child.stdin.take().unwrap();
    drop(stdin.write_all(input.unwrap_or_default().as_bytes()));
    drop(stdin);
    child.wait_with_output().unwrap()
}
