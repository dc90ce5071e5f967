//! What the commands about documents share: which document is meant, and how results are told.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use council::roster::Roster;
use council::view::Kind;
use format::{ChangeHash, DocumentId, PublicKey};
use serde::Serialize;
use store::Reader;
use store::summary::Summary;

use super::Context;
use super::refusal::Refusal;
use crate::engine::find::find;
use crate::engine::office::ReadingOffice;
use crate::engine::open::{OpenError, Opened, open};
use crate::engine::write::Saved;
use crate::engine::{archiving, coding, indexing};
use crate::say;
use crate::words::Language;

/// The documents of an office as they are now, open for reading beside whoever writes.
pub struct Desk {
    /// The office.
    pub office: ReadingOffice,
    /// One moment of its store.
    pub reader: Reader,
    /// Who is who.
    pub roster: Arc<Roster>,
    /// What is known of each document, by title; archived is what is hidden.
    pub summaries: Vec<Summary>,
}

impl Desk {
    /// Opens it.
    ///
    /// # Errors
    /// Why not.
    pub fn open(context: &Context) -> Result<Self, Refusal> {
        let office = context.reading_office()?;
        let reader = office.reader()?;
        let roster = reader.roster()?;
        let mut summaries = reader.summaries()?;
        // Whoever received them has not indexed them yet: what is shown is right all the same.
        for id in reader.stale_summaries()? {
            let known = summaries.iter_mut().find(|summary| summary.document == id);
            let opened = match open(&reader, &id) {
                Err(OpenError::Shut(_)) => {
                    if known.is_none() {
                        let row = indexing::shut_row(&reader, &roster, &id)?;
                        summaries.extend(row.map(|row| row.summary));
                    }
                    continue;
                }
                opened => opened?,
            };
            let fresh = indexing::row(&opened, &roster, indexing::overlaps(&opened));
            match known {
                Some(stale) => *stale = fresh.standing_as(Some(&*stale)).summary,
                None => summaries.push(fresh.summary),
            }
        }
        let record = archiving::Record::read(&reader)?;
        for summary in &mut summaries {
            record.settle(&reader, summary);
        }
        summaries.sort_by(|a, b| {
            (a.title.to_lowercase(), a.document).cmp(&(b.title.to_lowercase(), b.document))
        });
        Ok(Self {
            office,
            reader,
            roster,
            summaries,
        })
    }

    /// The document a person means.
    ///
    /// # Errors
    /// None or several fit.
    pub fn find(&self, wanted: &str) -> Result<&Summary, Refusal> {
        Ok(find(&self.summaries, wanted)?)
    }

    /// The provisional codes of every document that has one, as whoever holds all of these is shown them.
    pub fn codes(&self) -> BTreeMap<DocumentId, Vec<String>> {
        coding::shown(&self.summaries)
    }

    /// The same of one document.
    pub fn codes_of(&self, document: &DocumentId) -> Vec<String> {
        self.codes().remove(document).unwrap_or_default()
    }

    /// Opens the document a person means.
    ///
    /// # Errors
    /// None or several fit, or it does not open.
    pub fn opened(&self, wanted: &str) -> Result<Opened, Refusal> {
        Ok(open(&self.reader, &self.find(wanted)?.document)?)
    }

    /// Person and office of a key.
    pub fn name(&self, language: Language, key: Option<&PublicKey>) -> String {
        name(&self.roster, language, key)
    }
}

/// Person and office of a key.
pub fn name(roster: &Roster, language: Language, key: Option<&PublicKey>) -> String {
    key.map_or_else(|| say!(language, "nobody-known"), |key| roster.name_of(key))
}

/// Who wrote something, for scripts.
#[derive(Debug, Serialize)]
pub struct Writer {
    /// The key; absent where no device wrote it.
    pub key: Option<String>,
    /// The person, if the roster knows the key.
    pub person: Option<String>,
    /// The office, if the roster knows the key.
    pub office: Option<String>,
}

impl Writer {
    /// Looks a key up.
    pub fn of(roster: &Roster, key: Option<&PublicKey>) -> Self {
        let member = key.and_then(|key| roster.members.get(key));
        Self {
            key: key.map(ToString::to_string),
            person: member.map(|member| member.person.clone()),
            office: member.map(|member| member.office.clone()),
        }
    }
}

/// Heads for scripts: whole hashes, ascending.
pub fn hashes(heads: &[ChangeHash]) -> Vec<String> {
    heads.iter().map(ToString::to_string).collect()
}

/// The word for a kind.
pub fn kind_word(language: Language, kind: &str) -> Cow<'static, str> {
    Cow::Owned(match Kind::from_name(kind) {
        Some(Kind::Policy) => say!(language, "kind-policy"),
        Some(Kind::Minutes) => say!(language, "kind-minutes"),
        Some(Kind::Matrix) => say!(language, "kind-matrix"),
        None => kind.to_owned(),
    })
}

/// A title, or the words for a document without one.
pub fn title_or_none(language: Language, title: &str) -> String {
    if title.trim().is_empty() {
        say!(language, "untitled")
    } else {
        title.to_owned()
    }
}

/// The answer of every command that writes in one document.
#[derive(Debug, Serialize)]
pub struct SavedAnswer<'a> {
    id: String,
    title: &'a str,
    heads: Vec<String>,
    changes: Vec<String>,
    created: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

impl<'a> SavedAnswer<'a> {
    /// For this document; `path` is where something new can be found.
    pub fn of(saved: &'a Saved, path: Option<&'a str>) -> Self {
        Self {
            id: saved.id.to_string(),
            title: &saved.title,
            heads: hashes(&saved.heads),
            changes: hashes(&saved.changes),
            created: saved.created,
            path,
        }
    }
}

/// Tells that one document was saved, or that nothing differed.
pub fn tell_saved(context: &Context, saved: &Saved, path: Option<&str>) {
    let language = context.language;
    let title = title_or_none(language, &saved.title);
    let id = saved.id.short();
    context
        .output
        .line(if saved.changes.is_empty() && !saved.created {
            say!(language, "nothing-changed", title = title, id = id)
        } else {
            say!(language, "saved-document", title = title, id = id)
        });
    if let Some(path) = path {
        context
            .output
            .line(say!(language, "new-thing-at", path = path));
    }
    context.output.json(&SavedAnswer::of(saved, path));
}

/// The whole id of a document and its title in a line.
pub fn labelled(language: Language, id: &DocumentId, title: &str) -> String {
    format!("{}  {}", id.short(), title_or_none(language, title))
}
