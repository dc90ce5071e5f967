//! Where a command's answer goes: text for a person, or JSON for a script.

use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::refusal::Refusal;
use crate::words::Language;

/// Where an answer and the complaints go, as text or as JSON. Clones go to the same place.
#[derive(Clone)]
pub struct Output {
    json: bool,
    /// The technical words of an error are asked for.
    verbose: bool,
    out: Sink,
    err: Sink,
    /// A person looks at the answer on a terminal.
    terminal: bool,
    /// Nobody listens any more (`dewan list | head`).
    closed: Arc<AtomicBool>,
}

/// Something that takes text.
#[derive(Clone)]
struct Sink(Arc<Mutex<dyn Write + Send>>);

impl Sink {
    fn new(to: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(to)))
    }

    fn lock(&self) -> MutexGuard<'_, dyn Write + Send + 'static> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Output {
    /// This program's own standard output and standard error. Prints JSON only, or text only.
    pub fn new(json: bool) -> Self {
        Self {
            terminal: io::stdout().is_terminal(),
            ..Self::to(json, io::stdout(), io::stderr())
        }
    }

    /// The answer goes to `out` and complaints go to `err`. Prints JSON only, or text only.
    pub fn to(
        json: bool,
        out: impl Write + Send + 'static,
        err: impl Write + Send + 'static,
    ) -> Self {
        Self {
            json,
            verbose: false,
            out: Sink::new(out),
            err: Sink::new(err),
            terminal: false,
            closed: Arc::default(),
        }
    }

    /// The same place, for a person.
    pub fn as_text(&self) -> Self {
        Self {
            json: false,
            ..self.clone()
        }
    }

    /// The same place, with the technical words of errors if they are asked for.
    #[must_use]
    pub fn verbose(self, verbose: bool) -> Self {
        Self { verbose, ..self }
    }

    /// Whether the technical words of an error are printed beside its sentence: a person asked for them,
    /// or a script runs, whose reader looks for the cause later.
    pub fn is_technical(&self) -> bool {
        self.verbose || self.json
    }

    /// Tells why a command ends without an answer.
    pub fn refuse(&self, refusal: &Refusal, language: Language) {
        let text = match self.is_technical() {
            true => refusal.in_detail(language),
            false => refusal.sentence(language),
        };
        self.complain(&text);
    }

    /// Whether a script asked for JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether the answer is shown on a terminal.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Prints one line for a person; nothing when a script asked for JSON.
    pub fn line(&self, text: impl AsRef<str>) {
        if !self.json {
            self.write(text.as_ref());
        }
    }

    /// Prints a command's whole answer for a script; nothing when a person asked.
    pub fn json<T: Serialize + ?Sized>(&self, answer: &T) {
        if self.json {
            let text = serde_json::to_string_pretty(answer)
                .expect("BUG: answers are plain data with text keys");
            self.write(&text);
        }
    }

    /// Prints these bytes and nothing else, whatever was asked for.
    ///
    /// # Errors
    /// What the operating system says; that nobody listens any more is no error.
    pub fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let mut out = self.out.lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    /// Tells the person something beside the answer: a note, or why there is no answer.
    pub fn complain(&self, text: &str) {
        let mut err = self.err.lock();
        // Nobody listens: the exit code says it all the same.
        drop(writeln!(err, "dewan: {text}").and_then(|()| err.flush()));
    }

    /// Prints what a command printed elsewhere, as it is.
    pub(super) fn pass_on(&self, text: &str) {
        // A command elsewhere goes on when nobody listens, as one here does.
        drop(self.bytes(text.as_bytes()));
    }

    /// The same for what it complained about.
    pub(super) fn pass_on_complaint(&self, text: &str) {
        let mut err = self.err.lock();
        drop(err.write_all(text.as_bytes()).and_then(|()| err.flush()));
    }

    fn write(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut out = self.out.lock();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            self.closed.store(true, Ordering::Relaxed);
        }
    }
}
