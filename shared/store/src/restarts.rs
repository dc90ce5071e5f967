//! Documents that started over as another one: which they are, and removing what their text left.

use std::collections::HashMap;
use std::ops::Deref;

use council::restart::Restarts;
use format::{Blob, ChangeHash, ChangeHeader, CouncilId, DocumentId, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{bytes, hashes, id, join_hashes, optional_id};
use crate::error::{Result, StoreError};
use crate::forks::{rebuild_forks, rebuild_frontiers, rebuild_heads};
use crate::reader::Reader;
use crate::view::View;
use crate::writer::Write;

/// What removing the text of a document gave back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Forgotten {
    /// Changes whose bytes are gone.
    pub changes: u64,
    /// Files that only this document named and that are gone, as far as something of them was here.
    pub blobs: Vec<Blob>,
    /// The bytes of both.
    pub bytes: u64,
}

/// What names the content of a document that started over in its summary: another name than before, so that
/// lists say so.
pub fn basis(heads: &[ChangeHash]) -> [u8; 16] {
    let mut bytes = b"restarted".to_vec();
    bytes.extend(join_hashes(heads));
    format::chain::short_hash(&bytes)
}

impl Reader {
    /// Whether and as what a document started over, by the acts held here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn restarts(&self, document: &DocumentId) -> Result<Restarts> {
        match self.view.document_key(document)? {
            Some(key) => self.view.restarts(key),
            None => Ok(Restarts::default()),
        }
    }

    /// When the text of a document was removed here, in milliseconds since 1970 (UTC).
    ///
    /// # Errors
    /// What the disk says.
    pub fn forgotten(&self, document: &DocumentId) -> Result<Option<i64>> {
        match self.view.document_key(document)? {
            Some(key) => self.view.forgotten_millis(key),
            None => Ok(None),
        }
    }

    /// How many changes of `author` a document that started over holds which whoever let it start over did not
    /// hold: what was written there and did not come along. None where that was not named, and once the text was
    /// removed here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn left_behind(&self, document: &DocumentId, author: &PublicKey) -> Result<u64> {
        let restarts = self.restarts(document)?;
        let held = restarts.first().and_then(|first| first.held.as_deref());
        let (Some(held), Some(key)) = (held, self.view.document_key(document)?) else {
            return Ok(0);
        };
        let changes = self.view.all(
            "SELECT changes.hash, changes.dependencies, actors.author, before.hash,
                 changes.fork = 0 AND changes.chunk <> x''
             FROM changes JOIN actors ON actors.key = changes.actor
             LEFT JOIN changes AS before ON before.key = changes.previous
             WHERE changes.document = ?1",
            [key],
            |row| {
                let mut built_on = hashes(bytes(row, 1));
                built_on.extend(optional_id::<ChangeHash>(row, 3)?);
                let is_theirs = id::<PublicKey>(row, 2)? == *author && row.get(4)?;
                Ok((id(row, 0)?, (built_on, is_theirs)))
            },
        )?;
        let mut changes: HashMap<ChangeHash, (Vec<ChangeHash>, bool)> =
            changes.into_iter().collect();
        let mut came_along: Vec<ChangeHash> = held.to_vec();
        while let Some(hash) = came_along.pop() {
            if let Some((built_on, _)) = changes.remove(&hash) {
                came_along.extend(built_on);
            }
        }
        Ok(changes.values().filter(|(_, is_theirs)| *is_theirs).count() as u64)
    }

    /// The documents that started over and whose text is still here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn to_forget(&self) -> Result<Vec<DocumentId>> {
        self.view.to_forget()
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    pub(crate) fn restarts(&self, document: i64) -> Result<Restarts> {
        // Nearly no document has any.
        let said = self.one(
            "SELECT 1 FROM acts WHERE council = ?1 AND document = ?2 AND kind = 'restart' LIMIT 1",
            params![self.key, document],
            |_| Ok(()),
        )?;
        if said.is_none() {
            return Ok(Restarts::default());
        }
        let roster = self.roster()?;
        Ok(Restarts::of(&roster, &self.readable_acts(document)?))
    }

    /// Whether the document started over, as it is kept.
    pub(crate) fn has_restarted(&self, document: i64) -> Result<bool> {
        let kept = self.one(
            "SELECT restarted FROM documents WHERE key = ?1",
            [document],
            |row| row.get(0),
        )?;
        Ok(kept.unwrap_or(false))
    }

    /// Whether the text of a document was removed here, whatever its row says. Removing it empties all of its
    /// changes at once, and only what started over is removed: so bytes that are whole prove that a row is
    /// wrong that says so, and changes that are all empty prove the same of one that does not.
    pub(crate) fn was_removed(&self, document: i64) -> Result<bool> {
        let said = self.one(
            "SELECT forgotten_millis IS NOT NULL, EXISTS (
                 SELECT 1 FROM acts WHERE acts.council = ?1 AND acts.document = documents.key
                 AND acts.kind = 'restart')
             FROM documents WHERE key = ?2",
            [self.key, document],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let (is_marked, is_restarted): (bool, bool) = said.unwrap_or_default();
        if !is_marked && !is_restarted {
            return Ok(false);
        }
        let mut statement = self
            .conn
            .prepare_cached("SELECT chunk, seal IS NOT NULL FROM changes WHERE document = ?1")?;
        let mut rows = statement.query([document])?;
        let (mut any_empty, mut any_whole, mut any_other) = (false, false, false);
        while let Some(row) = rows.next()? {
            let chunk = bytes(row, 0);
            match chunk.is_empty() && !row.get::<_, bool>(1)? {
                true => any_empty = true,
                false if ChangeHeader::parse(chunk).is_ok() => any_whole = true,
                false => any_other = true,
            }
        }
        Ok(match is_marked {
            true if any_whole => any_empty && is_restarted,
            true => any_empty || is_restarted,
            false => any_empty && !any_whole && !any_other,
        })
    }

    /// Whether the row of a document says that its text was removed here.
    pub(crate) fn is_marked_as_removed(&self, document: i64) -> Result<bool> {
        let marked = self.one(
            "SELECT forgotten_millis IS NOT NULL FROM documents WHERE key = ?1",
            [document],
            |row| row.get(0),
        )?;
        Ok(marked.unwrap_or(false))
    }

    pub(crate) fn forgotten_millis(&self, document: i64) -> Result<Option<i64>> {
        let kept = self.one(
            "SELECT forgotten_millis FROM documents WHERE key = ?1",
            [document],
            |row| row.get(0),
        )?;
        Ok(kept.flatten())
    }

    /// The documents about which anybody said that they start over, whether it counts or not.
    pub(crate) fn documents_with_restarts(&self) -> Result<Vec<i64>> {
        self.all(
            "SELECT DISTINCT document FROM acts WHERE council = ?1 AND kind = 'restart'
             AND document IS NOT NULL",
            [self.key],
            |row| row.get(0),
        )
    }

    pub(crate) fn to_forget(&self) -> Result<Vec<DocumentId>> {
        self.all(
            "SELECT id FROM documents
             WHERE council = ?1 AND restarted = 1 AND forgotten_millis IS NULL ORDER BY id",
            [self.key],
            |row| id(row, 0),
        )
    }
}

/// Whether a document is to be kept as one that started over. One whose text was removed stays so, whatever
/// is learned about whoever said it: there is nothing left to go on with.
pub(crate) fn shall_be_restarted(view: &View<&Connection>, document: i64) -> Result<bool> {
    Ok(view.restarts(document)?.first().is_some() || view.was_removed(document)?)
}

/// Brings what is kept of a document to whether it started over, by the acts held. Whether that changed.
pub(crate) fn refold(view: &View<&Connection>, document: i64) -> Result<bool> {
    let restarted = shall_be_restarted(view, document)?;
    if restarted == view.has_restarted(document)? {
        return Ok(false);
    }
    view.conn.execute(
        "UPDATE documents SET restarted = ?2 WHERE key = ?1",
        params![document, restarted],
    )?;
    match restarted {
        true => {
            view.conn
                .execute("DELETE FROM heads WHERE document = ?1", [document])?;
            // Nobody waits for what is not wanted any more.
            view.conn.execute(
                "DELETE FROM gaps WHERE council = ?1 AND act = 0
                 AND document = (SELECT id FROM documents WHERE key = ?2)",
                params![view.key, document],
            )?;
        }
        false => {
            rebuild_forks(view, document)?;
            rebuild_frontiers(view, document)?;
            rebuild_heads(view, document)?;
        }
    }
    crate::blobs::rename(view, document)?;
    Ok(true)
}

impl Write<'_> {
    /// Removes what the text of a document left here, once it started over as another one: the bytes of its
    /// changes, the files that only it named, its row of the index, its words in the search, and what merge
    /// reports tell of it. Its acts stay, which say what it was and what was decided, and the rows of the
    /// log. The room is given back by [`Store::give_back_room`](crate::Store::give_back_room), and only
    /// then is nothing of it left in the file.
    ///
    /// # Errors
    /// [`StoreError::UnknownDocument`], [`StoreError::Misplaced`] while it did not start over, and what
    /// the disk says.
    pub fn forget(&mut self, council: CouncilId, document: &DocumentId) -> Result<Forgotten> {
        let view = self.view(council)?;
        let key = (view.document_key(document)?).ok_or(StoreError::UnknownDocument(*document))?;
        if !view.has_restarted(key)? {
            return Err(StoreError::Misplaced(
                "the document goes on: only what started over as another one can be removed"
                    .to_owned(),
            ));
        }
        let bytes: u64 = view
            .one(
                "SELECT ifnull(sum(length(chunk)), 0) FROM changes WHERE document = ?1",
                [key],
                |row| crate::columns::number(row, 0),
            )?
            .unwrap_or(0);
        let changes = self.conn.execute(
            "UPDATE changes SET chunk = x'', seal = NULL WHERE document = ?1 AND chunk <> x''",
            [key],
        )?;
        let (blobs, bytes_of_blobs) = crate::blobs::drop_unnamed(&view, key)?;
        for query in [
            "DELETE FROM summaries WHERE document = ?1",
            "DELETE FROM texts WHERE rowid = ?1",
            "DELETE FROM voids WHERE document = ?1",
        ] {
            self.conn.execute(query, [key])?;
        }
        for table in ["stranded", "quarantine"] {
            self.conn.execute(
                &format!("DELETE FROM {table} WHERE council = ?1 AND document = ?2"),
                params![view.key, document.as_bytes()],
            )?;
        }
        crate::notes::drop_from_reports(&view, document)?;
        // What was deleted stands in the search index until its parts are merged.
        self.conn
            .execute("INSERT INTO texts (texts) VALUES ('optimize')", [])?;
        self.conn.execute(
            "UPDATE documents SET forgotten_millis = ifnull(forgotten_millis, ?2),
                 revision = revision + 1 WHERE key = ?1",
            params![key, self.now_millis],
        )?;
        Ok(Forgotten {
            changes: changes as u64,
            blobs,
            bytes: bytes + bytes_of_blobs,
        })
    }

    /// [`Write::forget`], of every document of a council that started over.
    ///
    /// # Errors
    /// What the disk says.
    pub fn forget_restarted(&mut self, council: CouncilId) -> Result<Forgotten> {
        let mut all = Forgotten::default();
        for document in self.view(council)?.to_forget()? {
            let one = self.forget(council, &document)?;
            all.changes += one.changes;
            all.blobs.extend(one.blobs);
            all.bytes += one.bytes;
        }
        self.view(council)?.recount_usage()?;
        Ok(all)
    }
}
