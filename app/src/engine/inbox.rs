//! What others said, until this person saw it.
//!
//! Comments are noted as they come, from where the log was looked at last; nobody goes through all
//! documents for them. Which of them concern this person is decided in [`council::inbox`], each time they
//! are read: the answer may change while acts of the roster are still on their way.

use std::collections::BTreeMap;

use council::act::Body;
use council::comment::SaidComment;
use council::inbox::{Concern, Listener};
use format::{Act, ActId, DocumentId, PublicKey, Subject};
use store::comments::{Noted, NotedComment};
use store::{Reader, StoreError};

use crate::engine::office::Office;

/// How many comments are looked at in one transaction.
const AT_ONCE: usize = 1_000;

/// A comment that this person is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What was said.
    pub said: SaidComment,
    /// About which document.
    pub document: DocumentId,
    /// Whether this person is mentioned.
    pub is_mention: bool,
    /// When this person saw it, in milliseconds since 1970 (UTC); `None` while it is to be seen.
    pub seen_millis: Option<i64>,
}

/// Notes the comments that came. Returns how many of them this person is to be told of. Costs next to
/// nothing when none came.
///
/// # Errors
/// What the disk says; what is not noted is noted the next time.
pub fn note(office: &Office) -> Result<usize, StoreError> {
    let _turn = office.turn();
    let mut told = 0;
    loop {
        let reader = office.reader()?;
        let new = reader.new_comments(AT_ONCE)?;
        if new.acts.is_empty() && !new.is_more {
            return Ok(told);
        }
        let roster = reader.roster()?;
        let listener = Listener::of(&roster, &reader.acts(&Subject::Council)?, office.me());
        let mut noted = Vec::with_capacity(new.acts.len());
        for act in &new.acts {
            match concern(&listener, act) {
                Some(Concern::Own) | None => {}
                Some(Concern::Past) => noted.push((act.id(), Noted::Past)),
                Some(concern) => {
                    told += usize::from(concern.is_told());
                    noted.push((act.id(), Noted::ToSee));
                }
            }
        }
        drop(reader);
        let (council, upto) = (office.council(), new.upto);
        office
            .store()
            .write(move |write| write.note_comments(council, &noted, upto))?;
        if !new.is_more {
            return Ok(told);
        }
    }
}

/// What this person is told of: what is to be seen, mentions first, then the newest; after it at most
/// `seen` of what was seen. Comments on documents that are not here are left out until they are.
///
/// # Errors
/// What the disk says.
pub fn notices(reader: &Reader, me: PublicKey, seen: usize) -> Result<Vec<Notice>, StoreError> {
    let mut noted = reader.noted_comments(seen)?;
    // What came and was not noted yet is told all the same.
    let new = reader.new_comments(AT_ONCE)?.acts.into_iter();
    noted.extend(new.map(|act| NotedComment {
        act,
        seen_millis: None,
    }));
    if noted.is_empty() {
        return Ok(vec![]);
    }
    let roster = reader.roster()?;
    let listener = Listener::of(&roster, &reader.acts(&Subject::Council)?, me);
    let mut found: BTreeMap<ActId, Notice> = BTreeMap::new();
    let mut is_here: BTreeMap<DocumentId, bool> = BTreeMap::new();
    for noted in noted {
        let Subject::Document(document) = noted.act.statement().subject else {
            continue;
        };
        let is_mention = match concern(&listener, &noted.act) {
            Some(Concern::Mention) => true,
            Some(Concern::News) => false,
            _ => continue,
        };
        let is_here = match is_here.get(&document) {
            Some(is_here) => *is_here,
            None => *is_here
                .entry(document)
                .or_insert(reader.kind(&document)?.is_some()),
        };
        if !is_here {
            continue;
        }
        if let Some(said) = said(&noted.act) {
            found.entry(said.id).or_insert(Notice {
                said,
                document,
                is_mention,
                seen_millis: noted.seen_millis,
            });
        }
    }
    let mut notices: Vec<Notice> = found.into_values().collect();
    notices.sort_by_key(|notice| {
        (
            notice.seen_millis.is_some(),
            !notice.is_mention && notice.seen_millis.is_none(),
            std::cmp::Reverse((notice.said.time_millis, notice.said.id)),
        )
    });
    Ok(notices)
}

impl Office {
    /// Notes that this person saw these comments.
    ///
    /// # Errors
    /// What the disk says.
    pub fn mark_comments_seen(&self, comments: Vec<ActId>) -> Result<(), StoreError> {
        let council = self.council();
        self.store()
            .write(move |write| write.mark_comments_seen(council, &comments))
    }
}

/// How an act concerns somebody; `None` if it is no comment.
fn concern(listener: &Listener<'_>, act: &Act) -> Option<Concern> {
    match Body::read(act) {
        Ok(Body::Comment(comment)) => Some(listener.concern(act, &comment)),
        _ => None,
    }
}

fn said(act: &Act) -> Option<SaidComment> {
    council::comment::comments([act], |_| true).pop()
}
