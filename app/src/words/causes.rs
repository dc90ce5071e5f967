//! Why something failed below this program, in its own words: what the operating system, a file format, a
//! table or an act says. A cause stands within a sentence and begins with a small letter.
//!
//! Foreign words are English, made for programmers, and may hold bytes of somebody else. They go to the
//! technical detail of a refusal (`--verbose`, `--json`), never into a sentence.

use ::council::act::BodyError;
use ::council::act::fault::Fault;
use ::council::document::EditError;
use ::council::package as proof;
use ::council::text::table::TableError;
use ::export::package::PackageError;
use format::invitation::InvitationError;
use store::StoreError;
use sync::intake::Reason;

use crate::say;
use crate::words::Language;

/// What the operating system says.
pub fn io(language: Language, error: &std::io::Error) -> String {
    terminal::cause::io(language.on_terminal(), error)
}

/// Why an act says nothing that counts here.
pub fn body(language: Language, error: &BodyError) -> String {
    match error {
        BodyError::UnknownKind(kind) => say!(language, "cause-act-unknown", kind = kind.as_str()),
        BodyError::Fault { fault, .. } => match fault {
            Fault::NoReason => language.say("cause-act-no-reason"),
            Fault::NoWaiverReason => language.say("cause-act-no-waiver-reason"),
            Fault::NoNumber => language.say("cause-act-no-number"),
            Fault::NoAddendum => language.say("cause-act-no-addendum"),
            Fault::EndsBeforeItBegins => language.say("cause-act-ends-before"),
            Fault::Quorum => language.say("cause-act-quorum"),
            Fault::Proxies => language.say("cause-act-proxies"),
            Fault::Form(_) => language.say("cause-act-damaged"),
        },
        BodyError::Form { .. } => language.say("cause-act-damaged"),
        BodyError::Subject(_) => language.say("cause-act-subject"),
        BodyError::DocumentId => language.say("cause-act-document"),
    }
}

/// Why a store began a new log: from the words it noted then.
pub fn renewal(language: Language, words: &str) -> String {
    let all = store::Renewal::read(words);
    let all: Vec<String> = all
        .iter()
        .map(|one| match one {
            store::Renewal::OtherMachine => language.say("renewal-other-machine"),
            store::Renewal::WasAt(path) => say!(language, "renewal-was-at", path = path.as_str()),
            store::Renewal::OtherFile => language.say("renewal-other-file"),
            store::Renewal::Mended => language.say("renewal-mended"),
            store::Renewal::PeerKnewMore => language.say("renewal-peer-knew-more"),
            store::Renewal::Other(words) => words.clone(),
        })
        .collect();
    all.join(", ")
}

/// Why an edit does not go where it should.
pub fn edit(language: Language, error: &EditError) -> String {
    match error {
        EditError::NewerVersion { .. } => language.say("refused-newer-document"),
        EditError::NoWriter => language.say("cause-edit-reading"),
        EditError::WrongKind(_) | EditError::NotFound { .. } => {
            language.say("notice-no-such-place")
        }
        EditError::Removed { .. } => language.say("cause-edit-removed"),
        EditError::LineBreak => language.say("refused-line-break"),
        EditError::Level(level) => say!(language, "refused-level", level = level.as_str()),
        EditError::Name(name) => say!(language, "refused-name", name = name.as_str()),
        EditError::AttendanceOrder => language.say("refused-attendance-order"),
        EditError::TooLarge => language.say("refused-change-too-large"),
        _ => language.say("cause-unforeseen"),
    }
}

/// Why a table does not read.
pub fn table(language: Language, error: &TableError) -> String {
    match error {
        TableError::Empty => language.say("cause-table-empty"),
        TableError::TooWide { row, columns } => say!(
            language,
            "cause-table-wide",
            row = *row,
            columns = *columns,
            most = ::council::text::table::MAX_COLUMNS
        ),
        TableError::OpenQuote { line } => say!(language, "cause-table-quote", line = *line),
        TableError::Unreadable(_) => language.say("cause-table-unreadable"),
    }
}

/// Why an office file does not open.
pub fn office_file(language: Language, error: &PackageError) -> String {
    match error {
        PackageError::TooLarge(_) | PackageError::TooMuch => language.say("cause-file-too-large"),
        PackageError::OldOrLocked => language.say("cause-file-old"),
        PackageError::NotAPackage => language.say("cause-file-foreign"),
        PackageError::Missing(part) => say!(language, "cause-file-part", part = part.as_str()),
        PackageError::Damaged { part, .. } => {
            say!(language, "cause-file-damaged", part = part.as_str())
        }
    }
}

/// Why a file with a proof proves nothing; a text that was not decided has a sentence of its own.
pub fn proof(language: Language, error: &proof::PackageError) -> String {
    language.say(match error {
        proof::PackageError::TooLarge(_) => "cause-proof-too-large",
        proof::PackageError::Form(_) => "cause-proof-form",
        proof::PackageError::Act(_) => "cause-proof-act",
        proof::PackageError::NoCouncil => "cause-proof-council",
        proof::PackageError::NotCreated => "cause-proof-document",
        proof::PackageError::Seal => "cause-proof-seal",
        proof::PackageError::Stranger(_) => "cause-proof-stranger",
        proof::PackageError::Receipt => "cause-proof-receipt",
        proof::PackageError::NotDecided(_) => "cause-proof-not-decided",
    })
}

/// What is wrong with an invitation.
pub fn invitation(language: Language, error: &InvitationError) -> String {
    language.say(match error {
        InvitationError::Foreign => "invitation-foreign",
        InvitationError::CutOff => "invitation-cut-off",
        InvitationError::Damaged => "invitation-damaged",
        InvitationError::Version(_) => "invitation-newer",
        InvitationError::TooLarge => "invitation-too-large",
        InvitationError::Act { .. } | InvitationError::Council(_) | InvitationError::Form(_) => {
            "invitation-not-together"
        }
    })
}

/// Why the store did not do what it was asked.
pub fn store(language: Language, error: &StoreError) -> String {
    language.say(match error {
        StoreError::DiskFull => "cause-store-full",
        StoreError::ReadOnly => "cause-store-read-only",
        StoreError::Damaged(_) => "cause-store-damaged",
        StoreError::InUse { .. } | StoreError::Busy => "cause-store-busy",
        StoreError::Io(_) => "cause-store-io",
        StoreError::Missing(_) => "cause-store-missing",
        StoreError::NotShared => "cause-store-not-shared",
        StoreError::Closed => "cause-store-closed",
        _ => "cause-unforeseen",
    })
}

/// Why something that came was refused.
pub fn intake(language: Language, reason: Reason) -> String {
    language.say(match reason {
        Reason::Form => "intake-form",
        Reason::ForeignCouncil => "intake-foreign-council",
        Reason::ForeignActor => "intake-foreign-actor",
        Reason::Sequence => "intake-sequence",
        Reason::NoDependency => "intake-no-dependency",
        Reason::StartOperation => "intake-start-operation",
        Reason::TooManyOperations => "intake-too-many-operations",
        Reason::NotAHolder => "intake-not-a-holder",
        Reason::NotCreated => "intake-not-created",
        Reason::UnknownKind => "intake-unknown-kind",
        Reason::UnknownWriter => "intake-unknown-writer",
        Reason::NotInScope => "intake-not-in-scope",
        Reason::NotNamed => "intake-not-named",
        Reason::NotAsked => "intake-not-asked",
        Reason::WrongHash => "intake-wrong-hash",
        Reason::Quota => "intake-quota",
        Reason::Other => "intake-other",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_store_began_a_new_log_is_told_in_the_readers_language() {
        let words = "it was at /data/dewan/store, it is another file than before";
        assert_eq!(renewal(Language::English, words), words);
        assert_eq!(
            renewal(Language::Indonesian, words),
            "sebelumnya di /data/dewan/store, berkasnya bukan berkas yang dahulu"
        );
        for words in ["damaged rows were set aside", "a peer knew a later state"] {
            assert_ne!(renewal(Language::Indonesian, words), words);
        }
    }
}
