//! Where a command's answer goes: text for a person, or JSON for a script.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

/// Standard output, as text or as JSON.
#[derive(Debug, Default)]
pub struct Output {
    json: bool,
    /// Nobody listens any more (`dewan list | head`).
    closed: AtomicBool,
}

impl Output {
    /// Prints JSON only, or text only.
    pub fn new(json: bool) -> Self {
        Self {
            json,
            closed: AtomicBool::new(false),
        }
    }

    /// Whether a script asked for JSON.
    pub fn is_json(&self) -> bool {
        self.json
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

    fn write(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut out = io::stdout().lock();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            self.closed.store(true, Ordering::Relaxed);
        }
    }
}
