//! One office: a home folder of its own, and `dewan` run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::program::{self, Output, Running};

/// One device of one office. Its home folder goes when it is dropped.
pub struct Office {
    name: String,
    folder: TempDir,
}

impl Office {
    /// A device that has never run Dewan. The name is for messages.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            folder: tempfile::Builder::new()
                .prefix(&format!("dewan-{name}-"))
                .tempdir()
                .expect("a temporary folder can be made"),
        }
    }

    /// The name given at the start.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `--home` names. The program makes it at its first start.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A place beside the home folder, for exports, invitations and backups.
    pub fn beside(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The command line so far: the program and its home, run in the folder beside it.
    #[track_caller]
    pub fn command(&self) -> Command {
        let mut command = program::command("dewan");
        command
            .arg("--home")
            .arg(self.home())
            .current_dir(self.folder.path())
            // Whoever looks for the user's own folders must not find them.
            .env("HOME", self.folder.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            // No test opens a window on somebody's screen.
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
        command
    }

    /// Starts `dewan` with these arguments beside the test, with an empty input.
    #[track_caller]
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Running {
        self.start_with(arguments, "")
    }

    /// Starts `dewan` with these arguments and this text on its standard input.
    #[track_caller]
    pub fn start_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> Running {
        let mut command = self.command();
        command.args(arguments);
        Running::start(command, input)
    }

    /// Runs `dewan` to its end, however it ends.
    #[track_caller]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Output {
        self.start(arguments).finish()
    }

    /// Runs `dewan`, insists on success and gives what it printed.
    ///
    /// # Panics
    /// With all it printed, when it does not succeed.
    #[track_caller]
    pub fn ok<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> String {
        self.run(arguments).expect_code(0).stdout
    }

    /// Like [`Office::ok`], with text on standard input.
    #[track_caller]
    pub fn ok_with<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> String {
        self.start_with(arguments, input)
            .finish()
            .expect_code(0)
            .stdout
    }

    /// Like [`Office::ok`] with `--json` added, read.
    #[track_caller]
    pub fn json<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> serde_json::Value {
        let mut command = self.command();
        command.args(arguments).arg("--json");
        Running::start(command, "").finish().expect_code(0).json()
    }

    /// Insists on a refusal (exit 1) that gives its reason and has no panic in it; gives the reason.
    #[track_caller]
    pub fn refused<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> String {
        let output = self.run(arguments).expect_code(1);
        assert!(
            !output.stderr.trim().is_empty(),
            "{} refused without a reason",
            output.what
        );
        output.stderr
    }

    /// Copies the home folder to another machine: both have the same key and the same store.
    ///
    /// # Panics
    /// When a file cannot be copied.
    #[track_caller]
    pub fn copied_as(&self, name: &str) -> Self {
        let copy = Self::new(name);
        copy_folder(&self.home(), &copy.home());
        copy
    }

    /// Puts the home folder back to what it was at `earlier`, as restoring a machine's backup would.
    ///
    /// # Panics
    /// When a file cannot be copied.
    #[track_caller]
    pub fn roll_back_to(&self, earlier: &Self) {
        std::fs::remove_dir_all(self.home()).expect("the home folder can be removed");
        copy_folder(&earlier.home(), &self.home());
    }
}

#[track_caller]
fn copy_folder(from: &Path, to: &Path) {
    let failed = |error: std::io::Error| -> ! { panic!("{} not copied: {error}", from.display()) };
    std::fs::create_dir_all(to).unwrap_or_else(|error| failed(error));
    for entry in std::fs::read_dir(from).unwrap_or_else(|error| failed(error)) {
        let entry = entry.unwrap_or_else(|error| failed(error));
        let kind = entry.file_type().unwrap_or_else(|error| failed(error));
        if kind.is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()));
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))
                .unwrap_or_else(|error| failed(error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copied_home_has_the_same_files_and_lives_alone() {
        let first = Office::new("first");
        std::fs::create_dir_all(first.home().join("deep")).expect("made");
        std::fs::write(first.home().join("deep/key"), b"secret").expect("written");
        let second = first.copied_as("second");
        std::fs::write(first.home().join("deep/key"), b"changed").expect("written");
        let read = |office: &Office| std::fs::read(office.home().join("deep/key")).expect("read");
        assert_eq!(read(&second), b"secret");
        first.roll_back_to(&second);
        assert_eq!(read(&first), b"secret");
    }
}
