//! The documents that hold addenda: how they read when a unit adopted something with them, and how they read
//! now.

use std::collections::BTreeMap;

use council::act::decision::{Adopt, Text};
use council::lifecycle::Lifecycle;
use format::{ActId, DocumentId, PublicKey};
use store::{Reader, StoreError};

use crate::core::deciding::adopting::AddendumNow;
use crate::engine::deciding::DecidingError;
use crate::engine::guard::guarded;
use crate::engine::open::{OpenError, Opened, open};

/// The text of an addendum as it is in the store, for an adoption that is about to be signed.
///
/// # Errors
/// The addendum is the document itself, is not here, or is empty.
pub fn text_for(
    reader: &Reader,
    document: &DocumentId,
    addendum: &DocumentId,
) -> Result<Text, DecidingError> {
    if addendum == document {
        return Err(DecidingError::OwnAddendum);
    }
    let opened = match open(reader, addendum) {
        Err(OpenError::NotCreated(_) | OpenError::Store(StoreError::UnknownDocument(_))) => {
            return Err(DecidingError::AddendumNotHere(*addendum));
        }
        opened => opened?,
    };
    text_of(&opened).ok_or(DecidingError::EmptyAddendum(*addendum))
}

/// How the addenda of all adoptions of a document read now, by the adopt act. Opens each addendum once.
///
/// # Errors
/// What the disk says.
pub fn now(
    reader: &Reader,
    lifecycle: &Lifecycle,
    me: Option<&PublicKey>,
) -> Result<BTreeMap<ActId, AddendumNow>, StoreError> {
    let mut read = Known::default();
    let publications = lifecycle.versions.iter();
    let publications = publications.filter_map(|version| version.publication.as_ref());
    let mut found = BTreeMap::new();
    for word in publications.flat_map(|publication| publication.adoptions.values()) {
        if let Some(addendum) = &word.addendum {
            let now = read.now(reader, addendum, word.addendum_text.as_ref(), me)?;
            found.insert(word.said.act, now);
        }
    }
    Ok(found)
}

/// The same for one adopt act, whatever became of it; `None` where it names no addendum.
///
/// # Errors
/// What the disk says.
pub fn now_of(
    reader: &Reader,
    adopt: &Adopt,
    me: Option<&PublicKey>,
) -> Result<Option<AddendumNow>, StoreError> {
    let Some(addendum) = &adopt.addendum else {
        return Ok(None);
    };
    let text = adopt.addendum_text.as_ref();
    Ok(Some(Known::default().now(reader, addendum, text, me)?))
}

/// The texts of the addenda that were read.
#[derive(Default)]
struct Known(BTreeMap<DocumentId, Option<Text>>);

impl Known {
    fn now(
        &mut self,
        reader: &Reader,
        addendum: &DocumentId,
        then: Option<&Text>,
        me: Option<&PublicKey>,
    ) -> Result<AddendumNow, StoreError> {
        let Some(then) = then else {
            return Ok(AddendumNow::Unsaid);
        };
        if !self.0.contains_key(addendum) {
            let roster = reader.roster()?;
            let access = reader.access(addendum)?;
            let may_see = me.is_some_and(|me| access.admits(&roster, me));
            let opened = || open(reader, addendum).ok();
            let opened = may_see.then(|| guarded(opened)).flatten().flatten();
            self.0.insert(*addendum, opened.as_ref().and_then(text_of));
        }
        Ok(match self.0.get(addendum).and_then(Option::as_ref) {
            None => AddendumNow::NotHere,
            Some(text) if text.fingerprint == then.fingerprint => AddendumNow::Same,
            Some(_) => AddendumNow::Changed,
        })
    }
}

/// How a document reads; `None` while nobody has written in it.
fn text_of(opened: &Opened) -> Option<Text> {
    let heads = opened.heads();
    let is_written = !heads.is_empty();
    is_written.then(|| Text {
        fingerprint: opened.document.view().fingerprint(),
        heads,
    })
}
