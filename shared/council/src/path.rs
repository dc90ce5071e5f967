//! What a person types to name a place in a document, and how a place prints.
//!
//! A path is a few words with `/` between them: a kind of thing, which one (its number as shown, or six characters
//! or more of its id), a field.
//!
//! ```text
//! title                    meta/unit                meeting/date
//! clause/3                 clause/3/heading         clause/3/level       clause/+
//! agenda/2/notes           agenda/2/topic           agenda/2/presenter   agenda/+
//! decision/1/text          decision/1/votes/Budi    decision/1/owner     decision/+
//! action/2/title           action/2/due             action/2/state       action/+
//! attendance/Budi          attendance/Budi/note     attendance/+
//! row/5/owner              row/5/Jam kerja          row/5/3              row/+
//! column/2                 column/2/name            column/+
//! clause/3/deleted         (whether it is removed)
//! ```
//!
//! The words may be Indonesian too: `judul`, `pasal`, `mata-acara`, `keputusan`, `tindakan`, `baris`,
//! `kolom`, `rapat`, `hadir`, and the fields beside them. Upper and lower case are the same. Names of
//! people, header fields and columns may hold spaces, and a person's name may hold `/`.

use crate::edit::{Collection, Place};
use crate::view::{Column, Kind, View, fact};

mod value;

pub use value::{ValueError, WordKind};

/// What a path names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A value that is there, or a field that may be filled.
    Place(Place),
    /// A new thing at the end.
    New(Collection),
    /// A person who is not in the attendance yet.
    NewPerson(String),
}

/// Why a path names nothing. The message lists what there is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The first word is none of a document of this kind.
    #[error("\"{word}\" is no part of this document; there is {known}")]
    Part {
        /// What was typed.
        word: String,
        /// What could have been.
        known: String,
    },
    /// A part that has several things was named without saying which.
    #[error("say which {what}: {known}, or + for a new one")]
    Which {
        /// What kind of thing.
        what: &'static str,
        /// What there is.
        known: String,
    },
    /// There is no such thing.
    #[error("there is no {what} \"{word}\"; there is {known}")]
    Thing {
        /// What kind of thing.
        what: &'static str,
        /// What was typed.
        word: String,
        /// What there is.
        known: String,
    },
    /// The beginning of an id fits several things.
    #[error("\"{word}\" fits more than one {what}; type more of the id")]
    Ambiguous {
        /// What kind of thing.
        what: &'static str,
        /// What was typed.
        word: String,
    },
    /// The thing has no such field.
    #[error("a {what} has no \"{word}\"; it has {known}")]
    Field {
        /// What kind of thing.
        what: &'static str,
        /// What was typed.
        word: String,
        /// What it has.
        known: &'static str,
    },
    /// A name is missing.
    #[error("a name is missing at the end of \"{0}\"")]
    Name(String),
}

/// The parts of a document by the words that name them, the first of each the one that is printed.
const PARTS: [(Part, &[&str]); 10] = [
    (Part::Title, &["title", "judul"]),
    (Part::Meta, &["meta", "header", "data"]),
    (Part::Meeting, &["meeting", "rapat"]),
    (
        Part::Things(Collection::Attendance),
        &["attendance", "hadir", "daftar-hadir"],
    ),
    (
        Part::Things(Collection::Clauses),
        &["clause", "pasal", "butir"],
    ),
    (Part::Things(Collection::Agenda), &["agenda", "mata-acara"]),
    (
        Part::Things(Collection::Decisions),
        &["decision", "keputusan"],
    ),
    (
        Part::Things(Collection::Actions),
        &["action", "tindakan", "tindak-lanjut"],
    ),
    (Part::Things(Collection::Columns), &["column", "kolom"]),
    (Part::Things(Collection::Rows), &["row", "baris"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Meta,
    Meeting,
    Things(Collection),
}

impl Part {
    fn is_in(self, kind: Kind) -> bool {
        match self {
            Self::Title | Self::Meta => true,
            Self::Meeting => kind == Kind::Minutes,
            Self::Things(collection) => collection.kind() == kind,
        }
    }
}

/// Whether a word names this collection in a path.
fn is_named(collection: Collection, word: &str) -> bool {
    let word = word.trim().to_lowercase();
    let mut parts = PARTS.iter();
    parts.any(|(part, words)| *part == Part::Things(collection) && words.contains(&word.as_str()))
}

/// Paths into documents.
pub struct Path;

impl Path {
    /// Finds what `text` names in the document that reads as `view`.
    ///
    /// # Errors
    /// [`PathError`], listing what there is.
    pub fn parse(text: &str, view: &View) -> Result<Target, PathError> {
        let text = text.trim().trim_end_matches('/');
        let (word, rest) = match text.split_once('/') {
            Some((word, rest)) => (word.trim(), rest.trim()),
            None => (text, ""),
        };
        let kind = view.kind();
        let part = PARTS
            .iter()
            .filter(|(part, _)| part.is_in(kind))
            .find(|(_, words)| words.contains(&word.to_lowercase().as_str()))
            .map(|(part, _)| *part)
            .ok_or_else(|| PathError::Part {
                word: word.to_owned(),
                known: PARTS
                    .iter()
                    .filter(|(part, _)| part.is_in(kind))
                    .map(|(_, words)| words[0])
                    .collect::<Vec<_>>()
                    .join(", "),
            })?;
        match part {
            Part::Title => Ok(Target::Place(Place::Title)),
            Part::Meta => Ok(Target::Place(Place::Meta(name(text, rest)?))),
            Part::Meeting => Ok(Target::Place(Place::Meeting(name(text, rest)?))),
            Part::Things(Collection::Attendance) => person(text, rest, view),
            Part::Things(collection) => thing(collection, rest, view),
        }
    }
}

/// A header field or a person: one word or more, spaces kept.
fn name(path: &str, rest: &str) -> Result<String, PathError> {
    if rest.is_empty() {
        Err(PathError::Name(path.to_owned()))
    } else {
        Ok(rest.to_owned())
    }
}

fn person(path: &str, rest: &str, view: &View) -> Result<Target, PathError> {
    if rest == "+" {
        return Ok(Target::New(Collection::Attendance));
    }
    let rest = name(path, rest)?;
    let View::Minutes(minutes) = view else {
        return Err(PathError::Name(path.to_owned()));
    };
    let known = |wanted: &str| {
        let wanted = wanted.to_lowercase();
        minutes
            .attendance
            .iter()
            .find(|known| known.person.to_lowercase() == wanted)
            .map(|known| known.person.clone())
    };
    // A name may hold a slash, so the whole is tried as a name before its end is taken for a field.
    if let Some(person) = known(&rest) {
        return Ok(Target::Place(Place::AttendanceStatus(person)));
    }
    if let Some((who, field)) = rest.rsplit_once('/') {
        let who = known(who).unwrap_or_else(|| who.to_owned());
        match field.to_lowercase().as_str() {
            "status" => return Ok(Target::Place(Place::AttendanceStatus(who))),
            "note" | "catatan" => return Ok(Target::Place(Place::AttendanceNote(who))),
            "deleted" | "dihapus" => {
                return Ok(Target::Place(Place::Mark(Collection::Attendance, who)));
            }
            field => {
                if let Some(name) = fact_named(Collection::Attendance, field) {
                    return Ok(Target::Place(Place::Fact(
                        Collection::Attendance,
                        who,
                        name,
                    )));
                }
            }
        }
    }
    Ok(Target::NewPerson(rest))
}

fn thing(collection: Collection, rest: &str, view: &View) -> Result<Target, PathError> {
    let (which, field) = match rest.split_once('/') {
        Some((which, field)) => (which.trim(), field.trim()),
        None => (rest, ""),
    };
    if which == "+" {
        return Ok(Target::New(collection));
    }
    let known = things(collection, view);
    if which.is_empty() {
        return Err(PathError::Which {
            what: collection.one(),
            known: numbers(known.len()),
        });
    }
    let word = field.to_lowercase();
    let is_mark = matches!(word.as_str(), "deleted" | "dihapus");
    let id = match find(collection, which, &known) {
        Ok(id) => id,
        // What is removed is in no view; its whole id still names it.
        Err(PathError::Thing { .. }) if is_mark && is_whole_id(which) => which.to_lowercase(),
        Err(error) => return Err(error),
    };
    if is_mark {
        return Ok(Target::Place(Place::Mark(collection, id)));
    }
    field_of(collection, id, field, &word, view).map(Target::Place)
}

/// The place of a field, named in either language.
fn field_of(
    collection: Collection,
    id: String,
    field: &str,
    word: &str,
    view: &View,
) -> Result<Place, PathError> {
    use Collection as C;
    let place: fn(String) -> Place = match (collection, word) {
        (C::Clauses, "" | "body" | "isi") => Place::ClauseBody,
        (C::Clauses, "heading" | "judul") => Place::ClauseHeading,
        (C::Clauses, "level" | "tingkat") => Place::ClauseLevel,
        (C::Agenda, "" | "notes" | "catatan") => Place::AgendaNotes,
        (C::Agenda, "topic" | "topik" | "judul") => Place::AgendaTopic,
        (C::Agenda, "presenter" | "penyaji") => Place::AgendaPresenter,
        (C::Agenda, "level" | "tingkat") => Place::AgendaLevel,
        (C::Decisions, "" | "text" | "isi") => Place::DecisionText,
        (C::Decisions, "owner" | "penanggung-jawab") => Place::DecisionOwner,
        (C::Decisions, "agenda" | "mata-acara") => Place::DecisionAgenda,
        (C::Actions, "" | "title" | "judul") => Place::ActionTitle,
        (C::Actions, "owner" | "penanggung-jawab") => Place::ActionOwner,
        (C::Actions, "due" | "tenggat") => Place::ActionDue,
        (C::Actions, "state" | "status" | "keadaan") => Place::ActionState,
        (C::Actions, "agenda" | "mata-acara") => Place::ActionAgenda,
        (C::Columns, "" | "name" | "nama") => Place::ColumnName,
        (C::Rows, "") => {
            return Err(PathError::Which {
                what: Collection::Columns.one(),
                known: names(&things(C::Columns, view)),
            });
        }
        (C::Rows, _) => {
            let column = find(C::Columns, field, &things(C::Columns, view))?;
            return Ok(Place::Cell(id, column));
        }
        (_, _) if fact_named(collection, field).is_some() => {
            let name = fact_named(collection, field).unwrap_or_default();
            return Ok(Place::Fact(collection, id, name));
        }
        (C::Decisions, _) => {
            let person = field
                .split_once('/')
                .filter(|(votes, _)| {
                    matches!(votes.to_lowercase().as_str(), "votes" | "vote" | "suara")
                })
                .map(|(_, person)| person.trim())
                .filter(|person| !person.is_empty());
            if let Some(person) = person {
                return Ok(Place::DecisionVote(id, person.to_owned()));
            }
            return Err(no_field(collection, field));
        }
        _ => return Err(no_field(collection, field)),
    };
    Ok(place(id))
}

/// The fact that a word names, in either language; `recused/NAME` names one person's.
fn fact_named(collection: Collection, field: &str) -> Option<String> {
    if let Some((word, person)) = field.split_once('/') {
        let is_recusal = matches!(
            word.trim().to_lowercase().as_str(),
            "recused" | "tidak-ikut"
        );
        let name = fact::recused(person.trim());
        return (is_recusal && fact::is_fact(collection, &name)).then_some(name);
    }
    let lower = field.to_lowercase();
    let name = match lower.as_str() {
        "wakil" => fact::PROXY,
        "surat" | "surat-kuasa" => fact::LETTER,
        "planned" | "menit" => fact::PLANNED,
        "jenis" => fact::ITEM_KIND,
        "cara" => fact::RULE,
        "suara-penentu" => fact::CASTING,
        "pendapat-berbeda" => fact::DISSENT,
        "tinjau-lagi" => fact::LOOK_AGAIN,
        "pelaksana" => fact::EXECUTORS,
        "bukti" => fact::EVIDENCE,
        name => name,
    };
    fact::is_fact(collection, name).then(|| name.to_owned())
}

/// How a person types the name of a fact.
fn fact_word(name: &str) -> String {
    match name.strip_prefix(fact::RECUSED) {
        Some(person) => format!("recused/{person}"),
        None => name.to_owned(),
    }
}

fn no_field(collection: Collection, word: &str) -> PathError {
    PathError::Field {
        what: collection.one(),
        word: word.to_owned(),
        known: match collection {
            Collection::Clauses => "body, heading, level and deleted",
            Collection::Agenda => {
                "notes, topic, presenter, level, minutes, kind, recused/NAME and deleted"
            }
            Collection::Decisions => {
                "text, owner, agenda, votes/NAME, rule, casting, dissent, look-again and deleted"
            }
            Collection::Actions => {
                "title, owner, due, state, agenda, unit, executors, evidence and deleted"
            }
            Collection::Columns => "name and deleted",
            Collection::Rows => "its columns and deleted",
            Collection::Attendance => "status, note, proxy, letter and deleted",
        },
    }
}

/// The (id, name) of all things of a collection that are shown.
fn things(collection: Collection, view: &View) -> Vec<(&str, &str)> {
    match (collection, view) {
        (Collection::Clauses, View::Policy(policy)) => {
            let clauses = policy.clauses.iter();
            clauses
                .map(|clause| (clause.id.as_str(), clause.heading.as_str()))
                .collect()
        }
        (Collection::Agenda, View::Minutes(minutes)) => {
            let agenda = minutes.agenda.iter();
            agenda
                .map(|item| (item.id.as_str(), item.topic.as_str()))
                .collect()
        }
        (Collection::Decisions, View::Minutes(minutes)) => minutes
            .decisions
            .iter()
            .map(|decision| (decision.id.as_str(), ""))
            .collect(),
        (Collection::Actions, View::Minutes(minutes)) => minutes
            .actions
            .iter()
            .map(|action| (action.id.as_str(), ""))
            .collect(),
        (Collection::Columns, View::Matrix(matrix)) => matrix
            .columns
            .iter()
            .map(|Column { id, name }| (id.as_str(), name.as_str()))
            .collect(),
        (Collection::Rows, View::Matrix(matrix)) => matrix
            .rows
            .iter()
            .map(|row| (row.id.as_str(), ""))
            .collect(),
        _ => Vec::new(),
    }
}

/// The fewest characters of an id that name a thing. With fewer, a number that is too large would find
/// whatever id happens to begin so.
const MIN_ID_CHARS: usize = 6;

/// Finds a thing by its number, its id, its name or the beginning of its id.
fn find(collection: Collection, word: &str, known: &[(&str, &str)]) -> Result<String, PathError> {
    let lower = word.to_lowercase();
    if let Some((id, _)) = known.iter().find(|(id, _)| *id == lower) {
        return Ok((*id).to_owned());
    }
    if let Some((id, _)) = lower
        .parse::<usize>()
        .ok()
        .and_then(|number| known.get(number.checked_sub(1)?))
    {
        return Ok((*id).to_owned());
    }
    let mut fits: Vec<_> = known
        .iter()
        .filter(|(_, name)| !name.is_empty() && name.to_lowercase() == lower)
        .collect();
    if fits.is_empty() && lower.len() >= MIN_ID_CHARS {
        fits = known
            .iter()
            .filter(|(id, _)| id.starts_with(&lower))
            .collect();
    }
    match fits.as_slice() {
        [(id, _)] => Ok((*id).to_owned()),
        [] => Err(PathError::Thing {
            what: collection.one(),
            word: word.to_owned(),
            known: match collection {
                Collection::Columns => names(known),
                _ => numbers(known.len()),
            },
        }),
        _ => Err(PathError::Ambiguous {
            what: collection.one(),
            word: word.to_owned(),
        }),
    }
}

fn numbers(count: usize) -> String {
    match count {
        0 => "none yet".to_owned(),
        1 => "1".to_owned(),
        _ => format!("1 to {count}"),
    }
}

fn names(known: &[(&str, &str)]) -> String {
    if known.is_empty() {
        return "none yet".to_owned();
    }
    let names: Vec<_> = known
        .iter()
        .map(|(id, name)| if name.is_empty() { *id } else { *name })
        .collect();
    names.join(", ")
}

fn is_whole_id(word: &str) -> bool {
    let lower = word.to_lowercase();
    uuid::Uuid::parse_str(&lower).is_ok()
        || crate::document::genesis::FIXED_COLUMNS.contains(&lower.as_str())
}

impl Place {
    /// The path of this place as a person would type it for the document that reads as `view`. What is
    /// not shown there is named by its id.
    pub fn path(&self, view: &View) -> String {
        // The key says the same by ids and in the same words; what is left is to put numbers for ids.
        let Some((collection, id)) = self.thing() else {
            return match self {
                Self::Meta(name) => format!("meta/{name}"),
                Self::Meeting(name) => format!("meeting/{name}"),
                _ => self.key(),
            };
        };
        let which = match things(collection, view)
            .iter()
            .position(|(known, _)| *known == id)
        {
            Some(at) => (at + 1).to_string(),
            None => id.to_owned(),
        };
        let field = match self {
            Self::AttendanceStatus(_) => return format!("attendance/{id}"),
            Self::Cell(_, column) => {
                let columns = things(Collection::Columns, view);
                let name = columns.iter().find(|(known, _)| known == column);
                // Two columns may have one name, and a name may look like a number.
                name.map(|(_, name)| *name)
                    .filter(|name| find(Collection::Columns, name, &columns).as_ref() == Ok(column))
                    .filter(|name| !matches!(name.to_lowercase().as_str(), "deleted" | "dihapus"))
                    .unwrap_or(column)
                    .to_owned()
            }
            Self::DecisionVote(_, person) => format!("votes/{person}"),
            Self::Fact(_, _, name) => fact_word(name),
            _ => {
                let key = self.key();
                key.rsplit_once('/')
                    .map_or(key.clone(), |(_, field)| field.to_owned())
            }
        };
        format!("{}/{which}/{field}", collection.thing())
    }
}

impl View {
    /// The kind of the document.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Policy(_) => Kind::Policy,
            Self::Minutes(_) => Kind::Minutes,
            Self::Matrix(_) => Kind::Matrix,
        }
    }
}

#[cfg(test)]
mod tests;
