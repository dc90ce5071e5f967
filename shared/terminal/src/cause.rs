//! What the operating system says, in our own words.

use std::io::{Error, ErrorKind};

use crate::Language;
use crate::sentences::say;

/// Why something with a file, a folder or a connection failed: a few words that stand within a sentence.
pub fn io(language: Language, error: &Error) -> String {
    of_kind(language, error.kind())
}

/// The same of a kind.
pub fn of_kind(language: Language, kind: ErrorKind) -> String {
    say(language, name(kind), &[])
}

/// The kinds that have words of their own. What the system says beyond them is told as unforeseen.
pub const KINDS: [ErrorKind; 30] = [
    ErrorKind::NotFound,
    ErrorKind::PermissionDenied,
    ErrorKind::ConnectionRefused,
    ErrorKind::ConnectionReset,
    ErrorKind::HostUnreachable,
    ErrorKind::NetworkUnreachable,
    ErrorKind::ConnectionAborted,
    ErrorKind::NotConnected,
    ErrorKind::AddrInUse,
    ErrorKind::AddrNotAvailable,
    ErrorKind::NetworkDown,
    ErrorKind::BrokenPipe,
    ErrorKind::AlreadyExists,
    ErrorKind::WouldBlock,
    ErrorKind::NotADirectory,
    ErrorKind::IsADirectory,
    ErrorKind::DirectoryNotEmpty,
    ErrorKind::ReadOnlyFilesystem,
    ErrorKind::InvalidInput,
    ErrorKind::InvalidData,
    ErrorKind::TimedOut,
    ErrorKind::StorageFull,
    ErrorKind::QuotaExceeded,
    ErrorKind::FileTooLarge,
    ErrorKind::ResourceBusy,
    ErrorKind::Deadlock,
    ErrorKind::InvalidFilename,
    ErrorKind::Interrupted,
    ErrorKind::UnexpectedEof,
    ErrorKind::OutOfMemory,
];

fn name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "cause-not-found",
        ErrorKind::PermissionDenied => "cause-not-permitted",
        ErrorKind::ConnectionRefused => "cause-nobody-listens",
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::NotConnected
        | ErrorKind::BrokenPipe => "cause-cut",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "cause-no-way"
        }
        ErrorKind::AddrInUse => "cause-address-in-use",
        ErrorKind::AddrNotAvailable => "cause-no-such-address",
        ErrorKind::AlreadyExists => "cause-exists",
        ErrorKind::NotADirectory => "cause-not-a-folder",
        ErrorKind::IsADirectory => "cause-a-folder",
        ErrorKind::DirectoryNotEmpty => "cause-not-empty",
        ErrorKind::ReadOnlyFilesystem => "cause-read-only",
        ErrorKind::InvalidInput | ErrorKind::InvalidFilename => "cause-bad-name",
        ErrorKind::InvalidData => "cause-not-readable",
        ErrorKind::TimedOut => "cause-too-late",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "cause-disk-full",
        ErrorKind::FileTooLarge => "cause-too-large",
        ErrorKind::ResourceBusy | ErrorKind::Deadlock | ErrorKind::WouldBlock => "cause-busy",
        ErrorKind::Interrupted => "cause-interrupted",
        ErrorKind::UnexpectedEof => "cause-ends-early",
        ErrorKind::OutOfMemory => "cause-no-memory",
        _ => "cause-unforeseen",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_has_words_of_its_own_in_both_languages() {
        for kind in KINDS {
            assert_ne!(name(kind), "cause-unforeseen", "{kind:?}");
            let [one, other] = Language::ALL.map(|language| of_kind(language, kind));
            assert_ne!(one, other, "{kind:?}");
            assert_ne!(other, kind.to_string(), "{kind:?}");
        }
        let unforeseen = Error::other("kerusakan mesin");
        let said = io(Language::English, &unforeseen);
        assert!(!said.contains("kerusakan"), "{said}");
    }
}
