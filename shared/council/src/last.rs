//! Who wrote a text last (E3 of `domain.md`: nobody decides on what they wrote last).
//!
//! From each head the ways back are followed to the first change that writes. **Whoever made one of these
//! wrote last**: where people wrote apart, each of them did. Changes without an operation only join others;
//! whoever only archives, or only takes back what others wrote, writes nothing.
//!
//! **What was struck ends no way back.** It is gone from the text, wholly or in part, so what was written
//! before it is last as well: a strike makes nobody somebody who did not write last. What is left of a
//! change is not weighed: whoever made it is one of the last authors, and so is whoever wrote before.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use format::{ChangeHash, PublicKey};

use crate::archiving::only_archives;
use crate::document::Document;
use crate::review::TakenBack;
use crate::undo::Note;

/// What a change does to who wrote last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It writes.
    Writes,
    /// It only takes back what was written.
    TakesBack,
    /// Neither.
    Nothing,
}

/// A change that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Who made it; `None` where it names nobody.
    pub author: Option<PublicKey>,
    /// The changes it was made on.
    pub before: Vec<ChangeHash>,
    /// What it does.
    pub does: Does,
}

/// Who wrote a text last, with everything that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Last {
    /// The changes that were looked at.
    pub met: BTreeMap<ChangeHash, Looked>,
}

impl Last {
    /// Follows the ways back from these heads. `look` looks at a change, `None`: it is not here. `took` says
    /// whether a change that only takes back, the first, took back something of the second.
    ///
    /// # Errors
    /// Those of `look`.
    pub fn find<E>(
        heads: &[ChangeHash],
        mut look: impl FnMut(&ChangeHash) -> Result<Option<Looked>, E>,
        took: impl Fn(&ChangeHash, &ChangeHash) -> bool,
    ) -> Result<Self, E> {
        let mut open = heads.to_vec();
        let mut strikes: Vec<ChangeHash> = Vec::new();
        let mut last = Self::default();
        while let Some(hash) = open.pop() {
            if last.met.contains_key(&hash) {
                continue;
            }
            let Some(looked) = look(&hash)? else { continue };
            let is_passed = match looked.does {
                Does::Nothing => true,
                Does::Writes => strikes.iter().any(|strike| took(strike, &hash)),
                Does::TakesBack => {
                    strikes.push(hash);
                    // What another way met before.
                    let met = last.met.iter();
                    let struck =
                        met.filter(|(change, one)| one.does == Does::Writes && took(&hash, change));
                    open.extend(struck.flat_map(|(_, one)| &one.before));
                    true
                }
            };
            if is_passed {
                open.extend(&looked.before);
            }
            last.met.insert(hash, looked);
        }
        Ok(last)
    }

    /// The same in a document. `taken` are its strikes, asked for only where one may be met.
    pub fn of<'t>(
        document: &Document,
        heads: &[ChangeHash],
        taken: impl Fn() -> &'t TakenBack,
    ) -> Self {
        let automerge = document.automerge();
        let look = |hash: &ChangeHash| Ok(looked(document, automerge, hash, &taken));
        let took =
            |strike: &ChangeHash, change: &ChangeHash| taken().took(document, strike, change);
        let found: Result<Self, std::convert::Infallible> = Self::find(heads, look, took);
        match found {
            Ok(last) => last,
            Err(never) => match never {},
        }
    }

    /// Everybody who wrote last; nobody for a text in which nobody wrote.
    pub fn authors(&self) -> BTreeSet<PublicKey> {
        let met = self.met.values();
        let wrote = met.filter(|one| one.does == Does::Writes);
        wrote.filter_map(|one| one.author).collect()
    }

    /// The changes met that only take back.
    pub fn strikes(&self) -> impl Iterator<Item = (&ChangeHash, &Looked)> {
        let met = self.met.iter();
        met.filter(|(_, one)| one.does == Does::TakesBack)
    }
}

fn looked<'t>(
    document: &Document,
    automerge: &Automerge,
    hash: &ChangeHash,
    taken: impl Fn() -> &'t TakenBack,
) -> Option<Looked> {
    let change = automerge.get_change_meta_by_hash(&automerge::ChangeHash(*hash.as_bytes()))?;
    // Of these alone it is looked at whether they take back and write nothing.
    let note = change.message.as_ref().map(|message| Note::parse(message));
    let says_so = matches!(
        note.flatten(),
        Some(Note::Strike | Note::Undo(_) | Note::Redo(_))
    );
    let does = match () {
        () if change.max_op < change.start_op || only_archives(document, hash) => Does::Nothing,
        () if says_so && taken().contains(hash) => Does::TakesBack,
        () => Does::Writes,
    };
    let author = change.author.as_ref();
    let author = author.and_then(|author| PublicKey::from_slice(author.as_bytes()));
    let before = change.deps.iter();
    Some(Looked {
        author,
        before: before
            .map(|parent| ChangeHash::from_bytes(parent.0))
            .collect(),
        does,
    })
}
