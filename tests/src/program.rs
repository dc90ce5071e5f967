//! Finds the programs that Cargo built and runs them as somebody at a shell would.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long anything may take before the test gives up on it. Far beyond what any of it needs on a
/// busy two-core machine: it only turns a hang into a failure.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// The path of a program of this workspace, as Cargo built it beside the running test.
///
/// # Panics
/// When it is not there, saying how to build it.
#[track_caller]
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the running test has a path");
    let profile = test
        .ancestors()
        .skip(1)
        .find(|folder| {
            let name = folder.file_name();
            name != Some(OsStr::new("deps")) && name != Some(OsStr::new("examples"))
        })
        .expect("a test lies in a folder");
    let path = profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "the program {name} is not built ({} does not exist). `cargo test --workspace` builds it; \
         for this package alone run `cargo build -p {name}` first, with the same profile.",
        path.display()
    );
    path
}

/// A command for a program of this workspace with nothing of the caller's settings in it: no
/// `DEWAN_*` variable, no editor, no colours.
#[track_caller]
pub fn command(name: &str) -> Command {
    let mut command = Command::new(built(name));
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("DEWAN_") {
            command.env_remove(variable);
        }
    }
    for variable in ["EDITOR", "VISUAL", "RUST_LOG", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    command.env("NO_COLOR", "1");
    command
}

/// What a program left behind.
#[derive(Debug, Clone)]
pub struct Output {
    /// What was run.
    pub what: String,
    /// How it ended.
    pub status: ExitStatus,
    /// All it printed.
    pub stdout: String,
    /// All it complained about.
    pub stderr: String,
}

impl Output {
    /// Insists on an exit code and gives the output back.
    ///
    /// # Panics
    /// With everything the program printed, when it ended otherwise.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        assert!(
            self.status.code() == Some(code),
            "{} ended with {} instead of {code}\n--- stdout\n{}--- stderr\n{}",
            self.what,
            self.status,
            self.stdout,
            self.stderr
        );
        assert!(
            !self.stderr.contains("panicked at"),
            "{} panicked\n--- stderr\n{}",
            self.what,
            self.stderr
        );
        self
    }

    /// The output as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| {
            panic!(
                "{} did not print JSON: {error}\n--- stdout\n{}--- stderr\n{}",
                self.what, self.stdout, self.stderr
            )
        })
    }
}

/// What one stream of a running program has brought so far.
#[derive(Default)]
struct Heard {
    text: Mutex<(String, bool)>,
    grew: Condvar,
}

impl Heard {
    /// Collects a stream to its end on a thread of its own, so that the program never waits for a
    /// reader.
    fn listen(stream: impl std::io::Read + Send + 'static) -> Arc<Self> {
        let heard = Arc::new(Self::default());
        let ours = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut stream = BufReader::new(stream);
            let mut line = Vec::new();
            loop {
                line.clear();
                let ended = !matches!(stream.read_until(b'\n', &mut line), Ok(n) if n > 0);
                let mut text = ours.lock();
                text.0.push_str(&String::from_utf8_lossy(&line));
                text.1 |= ended;
                ours.grew.notify_all();
                if ended {
                    return;
                }
            }
        });
        heard
    }

    fn lock(&self) -> MutexGuard<'_, (String, bool)> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `found` answers, the stream ends or `limit` is over. `found` sees whole and
    /// unfinished lines alike.
    fn wait<T>(&self, limit: Duration, mut found: impl FnMut(&str) -> Option<T>) -> Waited<T> {
        let mut answer = None;
        let (text, waited) = self
            .grew
            .wait_timeout_while(self.lock(), limit, |(text, ended)| {
                answer = found(text);
                answer.is_none() && !*ended
            })
            .unwrap_or_else(PoisonError::into_inner);
        match answer {
            Some(answer) => Waited::Found(answer),
            None if waited.timed_out() && !text.1 => Waited::TooLong,
            None => Waited::Ended,
        }
    }
}

enum Waited<T> {
    Found(T),
    Ended,
    TooLong,
}

/// A program that runs beside the test. Killed when dropped.
pub struct Running {
    what: String,
    child: Child,
    stdout: Arc<Heard>,
    stderr: Arc<Heard>,
}

impl Running {
    /// Starts a command. `input` is all it can read; then its input ends.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[track_caller]
    pub fn start(mut command: Command, input: &str) -> Self {
        let what = describe(&command);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{what} cannot be started: {error}"));
        let stdout = Heard::listen(child.stdout.take().expect("BUG: stdout is piped above"));
        let stderr = Heard::listen(child.stderr.take().expect("BUG: stderr is piped above"));
        let mut stdin = child.stdin.take().expect("BUG: stdin is piped above");
        let input = input.to_owned();
        // On its own thread: a program may print much before it reads. One that reads nothing
        // closes the pipe, which is its right.
        std::thread::spawn(move || stdin.write_all(input.as_bytes()).ok());
        Self {
            what,
            child,
            stdout,
            stderr,
        }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for a finished line of standard output that `wanted` answers to.
    ///
    /// # Panics
    /// When the program ends without one, or [`PATIENCE`] does.
    #[track_caller]
    pub fn line<T>(&self, mut wanted: impl FnMut(&str) -> Option<T>) -> T {
        match self.stdout.wait(PATIENCE, |text| {
            text.split_inclusive('\n')
                .filter_map(|line| line.strip_suffix('\n'))
                .find_map(&mut wanted)
        }) {
            Waited::Found(answer) => answer,
            Waited::Ended => self.fail("ended without the line that was waited for"),
            Waited::TooLong => self.fail("did not print the line that was waited for"),
        }
    }

    /// Waits until it has printed `lines` lines, has ended, or `limit` is over, whichever is first.
    pub fn wait_for_lines(&self, lines: usize, limit: Duration) {
        self.stdout.wait(limit, |text| {
            (text.bytes().filter(|&byte| byte == b'\n').count() >= lines).then_some(())
        });
    }

    /// Waits until it has ended or `limit` is over; says whether it has ended.
    pub fn wait_for_end(&self, limit: Duration) -> bool {
        matches!(self.stdout.wait(limit, |_| None::<()>), Waited::Ended)
    }

    /// Kills it as a power cut would (SIGKILL), and collects what it had said.
    pub fn kill(mut self) -> Output {
        self.child.kill().ok();
        self.collect()
    }

    /// Asks it to end (SIGTERM) and waits for that.
    ///
    /// # Panics
    /// When it does not end within [`PATIENCE`].
    #[track_caller]
    pub fn stop(self) -> Output {
        // The shell's own `kill`: no other way to send this signal without unsafe code.
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {}", self.child.id())])
            .status();
        assert!(
            asked.is_ok_and(|status| status.success()),
            "{} could not be asked to end",
            self.what
        );
        self.finish()
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it does not end within [`PATIENCE`].
    #[track_caller]
    pub fn finish(mut self) -> Output {
        if !self.wait_for_end(PATIENCE) {
            self.fail("did not end");
        }
        self.collect()
    }

    fn collect(&mut self) -> Output {
        let status = self.child.wait().expect("a child can be waited for");
        let rest = |heard: &Heard| {
            heard.wait(PATIENCE, |_| None::<()>);
            heard.lock().0.clone()
        };
        Output {
            what: self.what.clone(),
            status,
            stdout: rest(&self.stdout),
            stderr: rest(&self.stderr),
        }
    }

    #[track_caller]
    fn fail(&self, how: &str) -> ! {
        panic!(
            "{} {how}\n--- stdout so far\n{}--- stderr so far\n{}",
            self.what,
            self.stdout.lock().0,
            self.stderr.lock().0
        )
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Program and arguments as one line, the program by its name only.
fn describe(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        if argument.contains([' ', '\n', '"']) || argument.is_empty() {
            line.push_str(&format!(" {argument:?}"));
        } else {
            line.push_str(&format!(" {argument}"));
        }
    }
    line
}

/// Sends one HTTP GET over a new connection and gives the whole answer, head and body; `None` when
/// nobody answers.
pub fn http_get(address: std::net::SocketAddr, path: &str) -> Option<String> {
    let mut stream = std::net::TcpStream::connect_timeout(&address, PATIENCE).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_program_is_run_with_input_and_its_streams_are_kept_apart() {
        let output = Running::start(shell("cat; echo complaint >&2; exit 1"), "one\ntwo").finish();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            (output.stdout.as_str(), output.stderr.as_str()),
            ("one\ntwo", "complaint\n")
        );
    }

    #[test]
    fn input_larger_than_a_pipe_does_not_block() {
        let text = "0123456789abcdef".repeat(64 * 1024);
        let output = Running::start(shell("cat"), &text).finish();
        assert!(output.stdout == text);
        Running::start(shell("exit 0"), &text)
            .finish()
            .expect_code(0);
    }

    #[test]
    fn a_line_is_waited_for_and_a_killed_program_is_gone() {
        let running = Running::start(
            shell("echo first; echo port 12; exec tail -f /dev/null"),
            "",
        );
        let port: u16 = running.line(|line| line.strip_prefix("port ")?.parse().ok());
        assert_eq!(port, 12);
        let output = running.kill();
        assert_eq!(output.status.code(), None);
        assert!(output.stdout.starts_with("first\nport 12\n"));
    }

    #[test]
    fn asking_to_end_lets_a_program_clean_up() {
        let running = Running::start(
            shell("trap 'echo bye; exit 0' TERM; echo ready; while :; do read line; done"),
            "",
        );
        running.line(|line| (line == "ready").then_some(()));
        assert_eq!(running.stop().expect_code(0).stdout, "ready\nbye\n");
    }

    #[test]
    #[should_panic(expected = "ended with exit status: 3 instead of 0")]
    fn another_exit_code_fails_with_what_was_printed() {
        Running::start(shell("echo why >&2; exit 3"), "")
            .finish()
            .expect_code(0);
    }

    #[test]
    #[should_panic(expected = "`cargo test --workspace` builds it")]
    fn a_program_that_is_not_built_is_named() {
        built("dewan-that-nobody-wrote");
    }
}
