//! What is open at a place of a document, put on the agenda of a meeting.

use council::authorship::Index;
use council::authorship::Unreadable;
use council::edit::{Edit, New, Place};
use council::roster::Roster;
use council::view::{AgendaItem, View};
use format::DocumentId;
use store::StoreError;

use crate::command_line::conflicts::value_in_words;
use crate::command_line::placing::value_at;
use crate::engine::header::head_of;
use crate::engine::office::Office;
use crate::engine::open::{OpenError, Opened, open};
use crate::engine::write::WriteError;
use crate::words::Language;
use crate::words::raised::{Claim, Raised};

/// Why nothing was put on an agenda. Nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum RaisingError {
    /// A document does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The history cannot be taken apart.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The minutes cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The document is no minutes.
    #[error("the document is no minutes of a meeting")]
    NoMinutes,
    /// An item with this topic stands there already.
    #[error("\"{topic}\" stands on the agenda of \"{title}\" already")]
    There {
        /// The topic.
        topic: String,
        /// The title of the minutes.
        title: String,
    },
}

/// Puts what is open at a place of a document on the agenda of a meeting. Saved when this returns; the title
/// of the minutes.
///
/// # Errors
/// [`RaisingError`].
pub fn raise(
    office: &Office,
    language: Language,
    (document, place): (&DocumentId, &Place),
    minutes: &DocumentId,
) -> Result<String, RaisingError> {
    let reader = office.reader()?;
    let about = open(&reader, document)?;
    let raised = raised(language, &*reader.roster()?, &about, place)?;
    let meeting = open(&reader, minutes)?;
    drop(reader);
    let title = head_of(&meeting.view).0.to_owned();
    if !matches!(meeting.view, View::Minutes(_)) {
        return Err(RaisingError::NoMinutes);
    }
    let topic = raised.topic.clone();
    let Some(edit) = on_agenda(&meeting.view, raised) else {
        return Err(RaisingError::There { topic, title });
    };
    let mut draft = office.draft_from(meeting)?;
    draft.edit(&[edit]).map_err(WriteError::from)?;
    office.save_one(draft)?;
    Ok(title)
}

/// What an agenda says of a place: its conflicting values or texts with their writers, else what stands
/// there.
///
/// # Errors
/// [`Unreadable`] when the history cannot be taken apart.
pub fn raised(
    language: Language,
    roster: &Roster,
    opened: &Opened,
    place: &Place,
) -> Result<Raised, Unreadable> {
    let document = &opened.document;
    let head = head_of(&opened.view).0;
    let of =
        |claims: &[Claim<'_>]| Raised::of(language, roster, (head, &opened.view), place, claims);
    let conflicts = document.conflicts();
    if let Some(conflict) = conflicts.iter().find(|one| one.place == *place) {
        let texts = conflict.values.iter().map(|value| {
            let text = value_in_words(language, place, &value.value);
            (text, value.author.as_ref())
        });
        let texts: Vec<_> = texts.collect();
        let claims = texts.iter().map(|(text, author)| Claim {
            text,
            author: *author,
        });
        return Ok(of(&claims.collect::<Vec<_>>()));
    }
    let index = Index::read(document.automerge());
    let overlaps = council::merge::overlaps(document, &index)?;
    if let Some(overlap) = overlaps.iter().find(|one| one.place == *place) {
        let claims = overlap.sides.iter().map(|side| Claim {
            text: &side.text,
            author: side.author.as_ref(),
        });
        return Ok(of(&claims.collect::<Vec<_>>()));
    }
    let text = value_at(&opened.view, place);
    Ok(of(&[Claim {
        text: &text,
        author: None,
    }]))
}

/// The edit that puts it at the end of an agenda; `None` where an item with this topic stands there already,
/// or the document is no minutes.
pub fn on_agenda(view: &View, raised: Raised) -> Option<Edit> {
    let View::Minutes(minutes) = view else {
        return None;
    };
    let is_there = |item: &AgendaItem| item.topic.trim() == raised.topic;
    if minutes.agenda.iter().any(is_there) {
        return None;
    }
    Some(Edit::Insert {
        after: minutes.agenda.last().map(|item| item.id.clone()),
        new: New::Agenda(AgendaItem {
            id: uuid::Uuid::new_v4().to_string(),
            level: minutes.agenda.last().map_or(1, |item| item.level.max(1)),
            topic: raised.topic,
            notes: raised.notes,
            ..AgendaItem::default()
        }),
    })
}
