//! The sentences for what goes wrong with documents.

use std::fmt::Display;

use council::document::{EditError, UnknownHeads};
use council::history::HeadsError;
use council::path::{PathError, ValueError, WordKind};
use council::review::StrikeError;
use council::text::import::{ImportError, MAX_BYTES};
use council::undo::{Direction, UndoError};
use export::package::{MAX_BYTES as MAX_OFFICE_BYTES, PackageError};
use export::read::ReadError;
use export::xlsx::{WorkbookError, XlsxError};
use export::{DocxError, PdfError};
use terminal::BadValue;

use super::{Refusal, cannot_write};
use crate::command_line::documents::title_or_none;
use crate::engine::export::ExportError;
use crate::engine::find::{Candidate, FindError};
use crate::engine::import::FileError;
use crate::engine::indexing::IndexingError;
use crate::engine::open::{OpenAtError, OpenError};
use crate::engine::opening::Shut;
use crate::engine::raising::RaisingError;
use crate::engine::version::VersionError;
use crate::engine::write::WriteError;
use crate::say;
use crate::words::struck::strike_refused;
use crate::words::superseded::superseded_by;
use crate::words::{Language, causes};

impl From<OpenError> for Refusal {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Store(error) => error.into(),
            OpenError::NotCreated(id) => {
                let id = id.short();
                Self::say(move |language| say!(language, "refused-not-created", id = id.as_str()))
            }
            OpenError::Shut(Shut(id)) => {
                let id = id.short();
                Self::say(move |language| say!(language, "refused-shut", id = id.as_str()))
            }
        }
    }
}

impl From<RaisingError> for Refusal {
    fn from(error: RaisingError) -> Self {
        match error {
            RaisingError::Open(error) => error.into(),
            RaisingError::Unreadable(error) => error.into(),
            RaisingError::Write(error) => error.into(),
            RaisingError::Store(error) => error.into(),
            RaisingError::NoMinutes => Self::say(|language| say!(language, "refused-no-meeting")),
            RaisingError::There { topic, title } => Self::say(move |language| {
                let title = title_or_none(language, &title);
                say!(
                    language,
                    "raise-there",
                    topic = topic.as_str(),
                    title = title
                )
            }),
        }
    }
}

impl From<OpenAtError> for Refusal {
    fn from(error: OpenAtError) -> Self {
        match error {
            OpenAtError::Open(error) => error.into(),
            OpenAtError::Heads(error) => error.into(),
        }
    }
}

impl From<IndexingError> for Refusal {
    fn from(error: IndexingError) -> Self {
        match error {
            IndexingError::Store(error) => error.into(),
            IndexingError::Open(error) => error.into(),
        }
    }
}

impl From<WriteError> for Refusal {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Open(error) => error.into(),
            WriteError::Office(error) => error.into(),
            WriteError::Store(error) => error.into(),
            WriteError::Indexing(error) => error.into(),
            WriteError::Edit(error) => error.into(),
            WriteError::Undo(error) => error.into(),
            WriteError::Strike(error) => error.into(),
            WriteError::NotAMember => Self::say(|language| say!(language, "refused-not-a-member")),
            WriteError::MayNotArchive { is_on_record } => {
                Self::say(move |language| match is_on_record {
                    true => say!(language, "refused-archive-on-record"),
                    false => say!(language, "refused-archive-draft"),
                })
            }
            WriteError::Merge(_) => Self::say(|language| say!(language, "refused-merge")),
            WriteError::Plan(error) => Self::technical(&error),
            WriteError::Randomness(error) => Self::technical(&error),
        }
    }
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NewerVersion { .. } => {
                Self::say(|language| say!(language, "refused-newer-document"))
            }
            EditError::Removed { what, id } => Self::say(move |language| {
                say!(
                    language,
                    "refused-removed",
                    what = thing(language, what),
                    id = id.as_str()
                )
            }),
            EditError::LineBreak => Self::say(|language| say!(language, "refused-line-break")),
            EditError::Level(level) => {
                Self::say(move |language| say!(language, "refused-level", level = level.as_str()))
            }
            EditError::Name(name) => {
                Self::say(move |language| say!(language, "refused-name", name = name.as_str()))
            }
            EditError::AttendanceOrder => {
                Self::say(|language| say!(language, "refused-attendance-order"))
            }
            EditError::TooLarge => Self::say(|language| say!(language, "refused-change-too-large")),
            error => {
                let words = error.to_string();
                let refusal = Self::say(move |language| {
                    say!(
                        language,
                        "notice-not-written",
                        why = causes::edit(language, &error)
                    )
                });
                refusal.because_of(&words)
            }
        }
    }
}

impl From<UndoError> for Refusal {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Nothing(Direction::Undo) => {
                Self::say(|language| say!(language, "refused-nothing-to-undo"))
            }
            UndoError::Nothing(Direction::Redo) => {
                Self::say(|language| say!(language, "refused-nothing-to-redo"))
            }
            UndoError::NothingLeft(_) => {
                Self::say(|language| say!(language, "refused-nothing-left-to-undo"))
            }
            error => Self::technical(&error),
        }
    }
}

impl From<StrikeError> for Refusal {
    fn from(error: StrikeError) -> Self {
        Self::say(move |language| strike_refused(language, &error))
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        Self::say(move |language| path_in_words(language, &error))
    }
}

fn path_in_words(language: Language, error: &PathError) -> String {
    match error {
        PathError::Part { word, known } => {
            say!(
                language,
                "path-part",
                word = word.as_str(),
                known = known.as_str()
            )
        }
        PathError::Which { what, known } => {
            say!(
                language,
                "path-which",
                what = thing(language, what),
                known = counted(language, known)
            )
        }
        PathError::Thing { what, word, known } => say!(
            language,
            "path-thing",
            what = thing(language, what),
            word = word.as_str(),
            known = counted(language, known)
        ),
        PathError::Ambiguous { what, word } => {
            say!(
                language,
                "path-ambiguous",
                what = thing(language, what),
                word = word.as_str()
            )
        }
        PathError::Field { what, word, known } => {
            say!(
                language,
                "path-field",
                what = thing(language, what),
                word = word.as_str(),
                known = listed(language, known)
            )
        }
        PathError::Name(path) => say!(language, "path-name", path = path.as_str()),
    }
}

/// The word for a thing of a document, given in English.
fn thing(language: Language, what: &str) -> String {
    match what {
        "clause" => say!(language, "thing-clause"),
        "agenda item" => say!(language, "thing-agenda-item"),
        "decision" => say!(language, "thing-decision"),
        "action" => say!(language, "thing-action"),
        "column" => say!(language, "thing-column"),
        "row" => say!(language, "thing-row"),
        "person in the attendance" => say!(language, "thing-person"),
        other => other.to_owned(),
    }
}

/// A list the path grammar wrote in English.
fn listed(language: Language, known: &str) -> String {
    known.replace(" and ", &format!(" {} ", say!(language, "and")))
}

/// The path grammar's own words for how many there are, in this language.
fn counted(language: Language, known: &str) -> String {
    match known {
        "none yet" => say!(language, "none-yet"),
        other => match other.strip_prefix("1 to ") {
            Some(last) => say!(language, "one-to", last = last),
            None => other.to_owned(),
        },
    }
}

impl From<ValueError> for Refusal {
    fn from(error: ValueError) -> Self {
        Self::say(move |language| match &error {
            ValueError::Empty(_) => say!(language, "nothing-typed"),
            ValueError::Word { what, typed } => {
                let why = BadValue::none_of(typed, known_words(*what));
                let why = why.sentence(language.on_terminal());
                say!(language, "value-refused", typed = typed.as_str(), why = why)
            }
            ValueError::Item(error) => path_in_words(language, error),
            ValueError::Day(typed) => say!(language, "refused-day", text = typed.as_str()),
            ValueError::Cells {
                row,
                found,
                columns,
                names,
            } => say!(
                language,
                "too-many-cells",
                row = *row,
                found = *found,
                columns = *columns,
                names = names.as_str()
            ),
        })
    }
}

/// The words that can be typed at such a place, each as (Indonesian, English).
fn known_words(what: WordKind) -> Vec<(String, String)> {
    let words = what.words().iter();
    words
        .map(|(stored, others)| {
            // What clears has no word in documents, and "no" is typed for it.
            let english = match stored.is_empty() {
                true => others.last().copied().unwrap_or_default(),
                false => stored,
            };
            let indonesian = others.first().copied().unwrap_or(english);
            (indonesian.to_owned(), english.to_owned())
        })
        .collect()
}

impl From<FindError> for Refusal {
    fn from(error: FindError) -> Self {
        Self::say(move |language| match &error {
            FindError::Missing { wanted, near } if near.is_empty() => {
                say!(language, "find-missing", wanted = wanted.as_str())
            }
            FindError::Missing { wanted, near } => {
                let first = say!(language, "find-missing-near", wanted = wanted.as_str());
                with_candidates(first, near)
            }
            FindError::Ambiguous {
                wanted,
                count,
                candidates,
            } => {
                let first = say!(
                    language,
                    "find-ambiguous",
                    wanted = wanted.as_str(),
                    count = *count
                );
                let mut text = with_candidates(first, candidates);
                if *count > candidates.len() {
                    text.push_str("\n       ");
                    text.push_str(&say!(
                        language,
                        "and-more",
                        count = count - candidates.len()
                    ));
                }
                text
            }
        })
    }
}

fn with_candidates(mut text: String, candidates: &[Candidate]) -> String {
    for candidate in candidates {
        text.push_str(&format!(
            "\n       {}  {}",
            candidate.id.short(),
            candidate.title
        ));
    }
    text
}

impl From<UnknownHeads> for Refusal {
    fn from(error: UnknownHeads) -> Self {
        let change = error.0.short();
        Self::say(move |language| say!(language, "heads-unknown", change = change.as_str()))
    }
}

impl From<HeadsError> for Refusal {
    fn from(error: HeadsError) -> Self {
        Self::say(move |language| match &error {
            HeadsError::Empty => say!(language, "heads-empty"),
            HeadsError::NotAHash(part) => say!(language, "heads-not-a-hash", part = part.as_str()),
            HeadsError::Unknown(part) => say!(language, "heads-unknown", change = part.as_str()),
            HeadsError::Ambiguous { prefix, count } => say!(
                language,
                "heads-ambiguous",
                prefix = prefix.as_str(),
                count = *count
            ),
        })
    }
}

impl From<council::authorship::Unreadable> for Refusal {
    fn from(error: council::authorship::Unreadable) -> Self {
        Self::technical(&error)
    }
}

impl From<ExportError> for Refusal {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Form {
                file,
                ending,
                possible,
                ..
            } => {
                let file = file.display().to_string();
                Self::say(move |language| {
                    say!(
                        language,
                        "export-form",
                        file = file.as_str(),
                        ending = ending.as_str(),
                        possible = possible.as_str()
                    )
                })
            }
            ExportError::Workbook {
                file,
                source: WorkbookError::LongCell { row, column },
            } => {
                let file = file.display().to_string();
                Self::say(move |language| {
                    say!(
                        language,
                        "export-long-cell",
                        file = file.as_str(),
                        row = row,
                        column = column
                    )
                })
            }
            ExportError::Workbook { source, .. } => {
                let refusal = Self::say(|language| {
                    let reason = language.say("cause-workbook-unfit");
                    say!(language, "export-unfit", reason = reason)
                });
                refusal.because_of(&source)
            }
            ExportError::Pdf {
                file,
                source: PdfError::TooLarge { .. },
            } => about(
                "export-too-large-for-paper",
                file.display().to_string(),
                (export::MAX_TEXT_BYTES / 1_000_000).to_string(),
            ),
            ExportError::Pdf { file, source } => {
                let file = file.display().to_string();
                about_cause("export-not-set", file, source, |language, _| {
                    language.say("cause-typesetter")
                })
            }
            ExportError::Exists(file) => {
                let file = file.display().to_string();
                Self::say(move |language| say!(language, "export-exists", file = file.as_str()))
            }
            ExportError::Disk { file, source } => cannot_write(file.display(), &source),
        }
    }
}

impl From<VersionError> for Refusal {
    fn from(error: VersionError) -> Self {
        match error {
            VersionError::NoneInForce { document, on } => {
                let id = document.short();
                Self::say(move |language| match on {
                    None => say!(language, "export-none-in-force", id = id.as_str()),
                    Some(on) => say!(
                        language,
                        "export-none-in-force-on",
                        id = id.as_str(),
                        day = crate::command_line::moments::day(language, on.0)
                    ),
                })
            }
            VersionError::Superseded { on, by, number, .. } => Self::say(move |language| {
                let by = superseded_by(language, &by);
                match on {
                    None => say!(
                        language,
                        "export-superseded",
                        by = by.as_str(),
                        version = number as u64
                    ),
                    Some(on) => say!(
                        language,
                        "export-superseded-on",
                        day = crate::command_line::moments::day(language, on.0),
                        by = by.as_str(),
                        version = number as u64
                    ),
                }
            }),
            VersionError::Store(error) => error.into(),
            VersionError::Missing {
                document,
                number,
                there,
            } => {
                let id = document.short();
                Self::say(move |language| {
                    say!(
                        language,
                        "export-no-such-version",
                        id = id.as_str(),
                        number = number,
                        there = there
                    )
                })
            }
            VersionError::NotPublished { number, .. } => {
                Self::say(move |language| say!(language, "export-not-published", number = number))
            }
            VersionError::OtherText { number, .. } => {
                Self::say(move |language| say!(language, "export-other-text", number = number))
            }
            VersionError::Open(error) => error.into(),
        }
    }
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        let named = |file: &std::path::Path| file.display().to_string();
        match error {
            FileError::Read { file, source } => {
                Self::io("import-unreadable", file.display(), &source)
            }
            FileError::Empty(file) => about("import-empty-folder", named(&file), String::new()),
            FileError::Unknown(file) => about("import-unknown", named(&file), String::new()),
            FileError::Content { file, source } => content(named(&file), source),
        }
    }
}

/// What is wrong with what is in a file.
fn content(file: String, error: ReadError) -> Refusal {
    match error {
        ReadError::Text(ImportError::NotText { .. }) => {
            about("import-not-text", file, String::new())
        }
        ReadError::Text(ImportError::TooLarge { .. }) => too_large(file, MAX_BYTES),
        ReadError::Text(ImportError::Table { source, .. }) => {
            about_cause("import-table", file, source, causes::table)
        }
        ReadError::Docx(DocxError::Package(error)) | ReadError::Xlsx(XlsxError::Package(error)) => {
            match error {
                PackageError::TooLarge(_) => too_large(file, MAX_OFFICE_BYTES),
                PackageError::OldOrLocked => about("import-old-office", file, String::new()),
                PackageError::TooMuch => about("import-too-much", file, String::new()),
                error => about_cause("import-damaged", file, error, causes::office_file),
            }
        }
        ReadError::Xlsx(error @ XlsxError::Damaged(_)) => {
            about_cause("import-damaged", file, error, |language, _| {
                language.say("cause-workbook-damaged")
            })
        }
        ReadError::Xlsx(XlsxError::NoSheet { wanted, there }) => {
            let there = there.join(", ");
            Refusal::say(move |language| {
                say!(
                    language,
                    "import-no-sheet",
                    file = file.as_str(),
                    wanted = wanted.as_str(),
                    there = there.as_str()
                )
            })
        }
        ReadError::Docx(DocxError::TooManyCells)
        | ReadError::Xlsx(XlsxError::TooManyCells)
        | ReadError::Html(_) => about("import-too-much", file, String::new()),
        ReadError::Table(error) | ReadError::Xlsx(XlsxError::Table(error)) => {
            about_cause("import-table", file, error, causes::table)
        }
        ReadError::NotAMatrix => about("import-not-a-matrix", file, String::new()),
    }
}

fn too_large(file: String, most: usize) -> Refusal {
    about("import-too-large", file, (most / 1024 / 1024).to_string())
}

/// A sentence about a file with what is wrong below, whose own words are kept as the detail.
fn about_cause<E: Display + Send + 'static>(
    name: &'static str,
    file: String,
    error: E,
    cause: impl Fn(Language, &E) -> String + Send + 'static,
) -> Refusal {
    let words = error.to_string();
    let refusal = Refusal::say(move |language| {
        language.say_with(
            name,
            &std::collections::HashMap::from([
                ("file".into(), file.as_str().into()),
                ("reason".into(), cause(language, &error).into()),
            ]),
        )
    });
    refusal.because_of(&words)
}

/// A sentence about a file, with a reason or limit where it has one.
fn about(name: &'static str, file: String, reason: String) -> Refusal {
    Refusal::say(move |language| {
        language.say_with(
            name,
            &std::collections::HashMap::from([
                ("file".into(), file.as_str().into()),
                ("reason".into(), reason.as_str().into()),
            ]),
        )
    })
}
