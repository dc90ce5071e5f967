//! Which acts name which blobs, and whose acts count.
//!
//! Anybody may write a publish act; only those of people who hold or held a seat that publishes make a
//! blob wanted. Which keys these are follows from the roster and is kept beside the names: so no query
//! ever looks through what others name, however much that is.

use std::collections::BTreeSet;
use std::ops::Deref;

use council::blobs::publishers;
use format::{Act, Blob, DocumentId, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{id, number, sql};
use crate::error::{Result, StoreError};
use crate::view::View;

impl<C: Deref<Target = Connection>> View<C> {
    /// The documents whose acts that count name a blob.
    pub(super) fn documents_naming(&self, blob: i64) -> Result<Vec<DocumentId>> {
        self.all(
            "SELECT DISTINCT documents.id FROM blob_publishers AS publishers
             JOIN blob_names ON blob_names.author = publishers.author AND blob_names.blob = ?2
             JOIN documents ON documents.key = blob_names.document AND documents.restarted = 0
             WHERE publishers.council = ?1 ORDER BY documents.id",
            [self.key, blob],
            |row| id(row, 0),
        )
    }

    fn blob_publishers(&self) -> Result<BTreeSet<PublicKey>> {
        let keys = self.all(
            "SELECT author FROM blob_publishers WHERE council = ?1",
            [self.key],
            |row| id(row, 0),
        )?;
        Ok(keys.into_iter().collect())
    }
}

/// Gives the blobs that an act names a row each, and notes that it names them. `document` is what the act
/// is about.
pub(crate) fn note_names(view: &View<&Connection>, act: &Act, document: i64) -> Result<()> {
    for blob in council::blobs::named_by(act) {
        let key = row_of(view, &blob)?;
        view.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO blob_names (blob, act, document, author)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                key,
                act.id().as_bytes(),
                document,
                act.statement().author.as_bytes()
            ])?;
        view.conn
            .prepare_cached(
                "UPDATE blobs SET named = 1 WHERE key = ?1 AND named = 0
                 AND EXISTS (SELECT 1 FROM blob_publishers WHERE council = ?2 AND author = ?3)
                 AND EXISTS (SELECT 1 FROM documents WHERE key = ?4 AND restarted = 0)",
            )?
            .execute(params![
                key,
                view.key,
                act.statement().author.as_bytes(),
                document
            ])?;
    }
    Ok(())
}

/// Notes anew which blobs of a document are named, once it started over or goes on after all: what only acts
/// about documents that started over name, nobody wants.
pub(crate) fn rename(view: &View<&Connection>, document: i64) -> Result<()> {
    view.conn.execute(
        "UPDATE blobs SET named = EXISTS (
             SELECT 1 FROM blob_publishers AS publishers JOIN blob_names AS names
             ON names.author = publishers.author AND names.blob = blobs.key
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE publishers.council = ?1)
         WHERE council = ?1 AND key IN (SELECT blob FROM blob_names WHERE document = ?2)",
        [view.key, document],
    )?;
    Ok(())
}

/// Removes the bytes of the blobs of a document that no other act names; how many, and how many bytes.
pub(crate) fn drop_unnamed(view: &View<&Connection>, document: i64) -> Result<(u64, u64)> {
    let unnamed: Vec<(i64, u64)> = view.all(
        "SELECT blobs.key, blobs.here FROM blobs
         WHERE council = ?1 AND key IN (SELECT blob FROM blob_names WHERE document = ?2)
         AND NOT EXISTS (
             SELECT 1 FROM blob_names AS names
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE names.blob = blobs.key)",
        [view.key, document],
        |row| Ok((row.get(0)?, number(row, 1)?)),
    )?;
    let mut bytes = 0;
    for (blob, here) in &unnamed {
        bytes += here;
        view.conn
            .execute("DELETE FROM blob_parts WHERE blob = ?1", [blob])?;
        view.conn.execute(
            "UPDATE blobs SET here = 0, n = NULL, source = NULL, wished = 0 WHERE key = ?1",
            [blob],
        )?;
    }
    let held = unnamed.iter().filter(|(_, here)| *here > 0);
    Ok((held.count() as u64, bytes))
}

/// Notes anew which acts name which blobs.
pub(crate) fn renote_names(view: &View<&Connection>) -> Result<()> {
    view.conn.execute(
        "DELETE FROM blob_names WHERE blob IN (SELECT key FROM blobs WHERE council = ?1)",
        [view.key],
    )?;
    view.conn
        .execute("UPDATE blobs SET named = 0 WHERE council = ?1", [view.key])?;
    for kind in council::blobs::KINDS {
        let acts: Vec<(i64, Vec<u8>)> = view.all(
            "SELECT document, bytes FROM acts
             WHERE council = ?1 AND kind = ?2 AND document IS NOT NULL ORDER BY n",
            params![view.key, kind],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (document, bytes) in acts {
            // What cannot be read names nothing, and is left to the check.
            if let Ok(act) = Act::parse(&bytes) {
                note_names(view, &act, document)?;
            }
        }
    }
    Ok(())
}

/// The row of a blob, made if there is none.
pub(super) fn row_of(view: &View<&Connection>, blob: &Blob) -> Result<i64> {
    if let Some(kept) = view.kept_blob(blob)? {
        return Ok(kept.key);
    }
    view.conn
        .prepare_cached("INSERT INTO blobs (council, hash, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![view.key, blob.id.as_bytes(), sql(blob.bytes)])?;
    Ok(view.conn.last_insert_rowid())
}

/// Brings up to the roster held whose acts may name blobs, and which blobs are named by one of them.
/// To be called whenever the roster changed.
pub(crate) fn settle_publishers(view: &View<&Connection>) -> Result<()> {
    let roster = match view.roster() {
        // Left to the check, which settles this again once the damage is set aside.
        Err(StoreError::Damaged(_)) => return Ok(()),
        roster => roster?,
    };
    let before = view.blob_publishers()?;
    let after: BTreeSet<PublicKey> = publishers(&roster).collect();
    if before == after {
        return Ok(());
    }
    for author in before.symmetric_difference(&after) {
        let change = match after.contains(author) {
            true => "INSERT OR IGNORE INTO blob_publishers (council, author) VALUES (?1, ?2)",
            false => "DELETE FROM blob_publishers WHERE council = ?1 AND author = ?2",
        };
        view.conn
            .prepare_cached(change)?
            .execute(params![view.key, author.as_bytes()])?;
    }
    for author in before.symmetric_difference(&after) {
        view.conn
            .prepare_cached(
                "UPDATE blobs SET named = EXISTS (
                     SELECT 1 FROM blob_publishers AS publishers JOIN blob_names AS names
                     ON names.author = publishers.author AND names.blob = blobs.key
                     JOIN documents ON documents.key = names.document AND documents.restarted = 0
                     WHERE publishers.council = ?1)
                 WHERE council = ?1
                 AND key IN (SELECT blob FROM blob_names WHERE author = ?2)",
            )?
            .execute(params![view.key, author.as_bytes()])?;
    }
    Ok(())
}
