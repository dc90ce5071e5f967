//! Which changes a document is made of: everything held, minus what does not count, minus whatever
//! is built on that.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use council::revocation::Released;
use council::roster::Roster;
use format::{ChangeHash, CouncilId, DocumentId, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{hashes, id, join_hashes, number, text};
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::view::{View, intact};
use crate::writer::Write;

/// Why a change is held and does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldBack {
    /// It is on the losing branch of a fork, or built on one.
    Fork,
    /// The key that wrote it does not count: its join waits for confirmation or was superseded.
    Author,
    /// The device that wrote it was revoked, nobody accepted it, and nobody who counts built on it.
    Revoked,
    /// A program could not read it, or it says something false about itself. In words.
    Void(String),
    /// It is built on this change, which does not show.
    BuiltOn(ChangeHash),
}

/// A change that shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its hash.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub author: PublicKey,
    /// How many operations its header claims; one that has another number when decoded is void.
    pub operations: u64,
    /// Its row in this store's log.
    pub n: u64,
    /// The exact plain chunk.
    pub chunk: Vec<u8>,
}

/// What a document is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The changes that show, each after all it is built on. Genesis is not among them.
    pub changes: Vec<Shown>,
    /// The changes that do not, with author and reason.
    pub held_back: Vec<(ChangeHash, PublicKey, HeldBack)>,
    /// The heads of those that show, ascending; empty for a document nobody has written in.
    pub heads: Vec<ChangeHash>,
    /// Names exactly this content; see [`Reader::stale_summaries`].
    pub basis: [u8; 16],
}

/// A change without its chunk.
struct Outline {
    hash: ChangeHash,
    author: PublicKey,
    fork: bool,
    operations: u64,
    n: u64,
    dependencies: Vec<ChangeHash>,
}

impl Reader {
    /// Everything that shows of a document, by the roster held here.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`], [`StoreError::Damaged`] and what the disk says.
    pub fn content(&self, document: &DocumentId) -> Result<Content> {
        let view = &self.view;
        let key = (view.document_key(document)?).ok_or(StoreError::UnknownDocument(*document))?;
        let roster = view.roster()?;
        let mut content = view.sift(key, &roster)?;
        for shown in &mut content.changes {
            shown.chunk = view
                .one(
                    "SELECT chunk FROM changes WHERE document = ?1 AND hash = ?2",
                    params![key, shown.hash.as_bytes()],
                    |row| row.get(0),
                )?
                .unwrap_or_default();
            intact(&shown.chunk, &shown.hash)?;
        }
        Ok(content)
    }

    /// Like [`Reader::content`], without the chunks: cheap enough to ask for every document.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`] and what the disk says.
    pub fn outline(&self, document: &DocumentId) -> Result<Content> {
        let view = &self.view;
        let key = (view.document_key(document)?).ok_or(StoreError::UnknownDocument(*document))?;
        let roster = view.roster()?;
        view.sift(key, &roster)
    }

    /// The heads of what is held of a document, inside the frontier, whether it shows or not.
    ///
    /// # Errors
    /// What the disk says.
    pub fn held_heads(&self, document: &DocumentId) -> Result<Vec<ChangeHash>> {
        match self.view.document_key(document)? {
            Some(key) => self.view.heads_of(key),
            None => Ok(vec![]),
        }
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// Tells what shows from what does not; chunks are left empty.
    pub(crate) fn sift(&self, document: i64, roster: &Roster) -> Result<Content> {
        // What was removed shows nothing.
        if self.is_marked_as_removed(document)? && self.was_removed(document)? {
            let basis = crate::restarts::basis(&[]);
            return Ok(Content {
                basis,
                ..Content::default()
            });
        }
        let voids: HashMap<ChangeHash, String> = self
            .all(
                "SELECT hash, reason FROM voids WHERE document = ?1",
                [document],
                |row| Ok((id(row, 0)?, text(row, 1))),
            )?
            .into_iter()
            .collect();
        let outlines = self.all(
            "SELECT changes.hash, actors.author, changes.fork, changes.operations, changes.n,
                    changes.dependencies
             FROM changes JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 ORDER BY changes.n",
            [document],
            |row| {
                Ok(Outline {
                    hash: id(row, 0)?,
                    author: id(row, 1)?,
                    fork: row.get(2)?,
                    operations: number(row, 3)?,
                    n: number(row, 4)?,
                    dependencies: hashes(row.get_ref(5)?.as_blob()?),
                })
            },
        )?;
        let vouched = self.vouched(document, roster, &outlines, &voids)?;
        let mut content = Content::default();
        let mut out = HashSet::new();
        let mut heads = std::collections::BTreeSet::new();
        // The log has a change after all it builds on, so one pass closes the exclusion.
        for change in outlines {
            let reason = if change.fork {
                Some(HeldBack::Fork)
            } else if let Some(reason) = voids.get(&change.hash) {
                Some(HeldBack::Void(reason.clone()))
            } else if roster.is_revoked(&change.author) && !vouched.contains(&change.hash) {
                Some(HeldBack::Revoked)
            } else if !roster.counts(&change.author) && !roster.is_revoked(&change.author) {
                Some(HeldBack::Author)
            } else {
                let under = change.dependencies.iter().find(|d| out.contains(*d));
                under.map(|under| HeldBack::BuiltOn(*under))
            };
            if let Some(reason) = reason {
                out.insert(change.hash);
                content.held_back.push((change.hash, change.author, reason));
                continue;
            }
            for dependency in &change.dependencies {
                heads.remove(dependency);
            }
            heads.insert(change.hash);
            content.changes.push(Shown {
                hash: change.hash,
                author: change.author,
                operations: change.operations,
                n: change.n,
                chunk: Vec::new(),
            });
        }
        content.heads = heads.into_iter().collect();
        // Heads cover everything they are built on, so they name the content.
        content.basis = match self.has_restarted(document)? {
            true => crate::restarts::basis(&content.heads),
            false => format::chain::short_hash(&join_hashes(&content.heads)),
        };
        Ok(content)
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The changes of revoked devices that count all the same: accepted ones, texts that were approved and
    /// what somebody built on whose own work counts, each with everything it is built on. Empty where nobody
    /// was revoked.
    fn vouched(
        &self,
        document: i64,
        roster: &Roster,
        outlines: &[Outline],
        voids: &HashMap<ChangeHash, String>,
    ) -> Result<HashSet<ChangeHash>> {
        let mut vouched = HashSet::new();
        let mut writers = outlines.iter().map(|change| &change.author);
        if !writers.any(|author| roster.is_revoked(author)) {
            return Ok(vouched);
        }
        let released = Released::of(roster, &self.readable_acts(document)?);
        // A change stands in the log after all it builds on, so one pass from the end finds what is
        // built on.
        for change in outlines.iter().rev() {
            let author = &change.author;
            let is_named = released.is_approved(&change.hash)
                || released.heads_of(author).any(|head| *head == change.hash);
            let stands = !change.fork && !voids.contains_key(&change.hash);
            if stands && (roster.counts(author) || is_named || vouched.contains(&change.hash)) {
                vouched.insert(change.hash);
                vouched.extend(change.dependencies.iter().copied());
            }
        }
        Ok(vouched)
    }
}

impl Write<'_> {
    /// Marks a change as one that cannot be read or says something false. It and what is built on
    /// it shows no more; it is kept and passed on, because others judge for themselves.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`] and what the disk says.
    pub fn void_change(
        &mut self,
        council: CouncilId,
        document: &DocumentId,
        change: &ChangeHash,
        reason: &str,
    ) -> Result<()> {
        let view = self.view(council)?;
        let key = (view.document_key(document)?).ok_or(StoreError::UnknownDocument(*document))?;
        self.conn.execute(
            "INSERT OR REPLACE INTO voids (council, document, hash, reason, time_millis)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![view.key, key, change.as_bytes(), reason, self.now_millis],
        )?;
        self.conn.execute(
            "UPDATE documents SET revision = revision + 1 WHERE key = ?1",
            [key],
        )?;
        Ok(())
    }
}
