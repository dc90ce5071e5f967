//! Which acts name which blobs, and whose acts count.
//!
//! Anybody may write an act that names files; only those of the people whom
//! [`NamedAs::authors`] lists make a blob wanted. Which keys these are follows from the roster and is kept beside
//! the names: so no query ever looks through what others name, however much that is.

use std::collections::BTreeSet;
use std::ops::Deref;

use council::blobs::NamedAs;
use format::{Act, Blob, BlobId, DocumentId, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{id, number, sql};
use crate::error::{Result, StoreError};
use crate::view::View;

/// The number that stands for it in `blob_names`.
pub(crate) fn number_of(named: NamedAs) -> i64 {
    match named {
        NamedAs::Published => 0,
        NamedAs::Attached => 1,
    }
}

/// The table of the keys whose acts count that name files so.
fn table_of(named: NamedAs) -> &'static str {
    match named {
        NamedAs::Published => "blob_publishers",
        NamedAs::Attached => "blob_attachers",
    }
}

/// Whether an act that counts names the blob with this key in the council `?1`.
pub(crate) fn is_named(blob: &str) -> String {
    let one = |named: NamedAs| {
        format!(
            "EXISTS (SELECT 1 FROM blob_names AS names JOIN {} AS counting
             ON counting.author = names.author AND counting.council = ?1
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE names.blob = {blob} AND names.named_as = {})",
            table_of(named),
            number_of(named)
        )
    };
    format!("({})", NamedAs::ALL.map(one).join(" OR "))
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The documents whose acts that count name a blob.
    pub(super) fn documents_naming(&self, blob: i64) -> Result<Vec<DocumentId>> {
        // Publishers are few and what others name may be much; members are many and what is attached is little.
        self.all(
            "SELECT documents.id FROM blob_publishers AS publishers
             JOIN blob_names AS names ON names.author = publishers.author
                 AND names.blob = ?2 AND names.named_as = 0
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE publishers.council = ?1
             UNION
             SELECT documents.id FROM blob_names AS names
             CROSS JOIN blob_attachers AS attachers ON attachers.author = names.author
                 AND attachers.council = ?1
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE names.blob = ?2 AND names.named_as = 1
             ORDER BY 1",
            [self.key, blob],
            |row| id(row, 0),
        )
    }

    /// The blobs held that acts about a document name, whoever wrote these.
    pub(crate) fn blobs_named_about(&self, document: &DocumentId) -> Result<Vec<Blob>> {
        let Some(document) = self.document_key(document)? else {
            return Ok(vec![]);
        };
        self.all(
            "SELECT hash, bytes FROM blobs WHERE council = ?1 AND n IS NOT NULL
             AND key IN (SELECT blob FROM blob_names WHERE document = ?2) ORDER BY n",
            [self.key, document],
            |row| {
                Ok(Blob {
                    id: id(row, 0)?,
                    bytes: number(row, 1)?,
                })
            },
        )
    }

    /// The keys whose acts count that name files so, as they are kept.
    pub(crate) fn counting_authors(&self, named: NamedAs) -> Result<BTreeSet<PublicKey>> {
        let keys = self.all(
            &format!("SELECT author FROM {} WHERE council = ?1", table_of(named)),
            [self.key],
            |row| id(row, 0),
        )?;
        Ok(keys.into_iter().collect())
    }
}

/// Gives the blobs that an act names a row each, and notes that it names them. `document` is what the act
/// is about.
pub(crate) fn note_names(view: &View<&Connection>, act: &Act, document: i64) -> Result<()> {
    let Some(named) = NamedAs::by_kind(&act.statement().kind) else {
        return Ok(());
    };
    let counts = format!(
        "UPDATE blobs SET named = 1 WHERE key = ?1 AND named = 0
         AND EXISTS (SELECT 1 FROM {} WHERE council = ?2 AND author = ?3)
         AND EXISTS (SELECT 1 FROM documents WHERE key = ?4 AND restarted = 0)",
        table_of(named)
    );
    for blob in council::blobs::named_by(act) {
        let key = row_of(view, &blob)?;
        view.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO blob_names (blob, act, document, author, named_as)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                key,
                act.id().as_bytes(),
                document,
                act.statement().author.as_bytes(),
                number_of(named)
            ])?;
        view.conn.prepare_cached(&counts)?.execute(params![
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
    let renamed = format!(
        "UPDATE blobs SET named = {}
         WHERE council = ?1 AND key IN (SELECT blob FROM blob_names WHERE document = ?2)",
        is_named("blobs.key")
    );
    view.conn.execute(&renamed, [view.key, document])?;
    Ok(())
}

/// Removes the bytes of the blobs of a document that no other act names; which had any, and how many bytes.
pub(crate) fn drop_unnamed(view: &View<&Connection>, document: i64) -> Result<(Vec<Blob>, u64)> {
    let unnamed: Vec<(i64, u64, Blob)> = view.all(
        "SELECT blobs.key, blobs.here, blobs.hash, blobs.bytes FROM blobs
         WHERE council = ?1 AND key IN (SELECT blob FROM blob_names WHERE document = ?2)
         AND NOT EXISTS (
             SELECT 1 FROM blob_names AS names
             JOIN documents ON documents.key = names.document AND documents.restarted = 0
             WHERE names.blob = blobs.key)",
        [view.key, document],
        |row| {
            let blob = Blob {
                id: id::<BlobId>(row, 2)?,
                bytes: number(row, 3)?,
            };
            Ok((row.get(0)?, number(row, 1)?, blob))
        },
    )?;
    let mut bytes = 0;
    for (blob, here, _) in &unnamed {
        bytes += here;
        view.conn
            .execute("DELETE FROM blob_parts WHERE blob = ?1", [blob])?;
        view.conn.execute(
            "UPDATE blobs SET here = 0, n = NULL, source = NULL, wished = 0 WHERE key = ?1",
            [blob],
        )?;
    }
    let held = unnamed.into_iter().filter(|(_, here, _)| *here > 0);
    Ok((held.map(|(_, _, blob)| blob).collect(), bytes))
}

/// Notes anew which acts name which blobs.
pub(crate) fn renote_names(view: &View<&Connection>) -> Result<()> {
    view.conn.execute(
        "DELETE FROM blob_names WHERE blob IN (SELECT key FROM blobs WHERE council = ?1)",
        [view.key],
    )?;
    view.conn
        .execute("UPDATE blobs SET named = 0 WHERE council = ?1", [view.key])?;
    for named in NamedAs::ALL {
        let acts: Vec<(i64, Vec<u8>)> = view.all(
            "SELECT document, bytes FROM acts
             WHERE council = ?1 AND kind = ?2 AND document IS NOT NULL ORDER BY n",
            params![view.key, named.kind()],
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
pub(crate) fn settle_authors(view: &View<&Connection>) -> Result<()> {
    let roster = match view.roster() {
        // Left to the check, which settles this again once the damage is set aside.
        Err(StoreError::Damaged(_)) => return Ok(()),
        roster => roster?,
    };
    let mut changed: BTreeSet<PublicKey> = BTreeSet::new();
    for named in NamedAs::ALL {
        let before = view.counting_authors(named)?;
        let after: BTreeSet<PublicKey> = named.authors(&roster).into_iter().collect();
        let table = table_of(named);
        for author in before.symmetric_difference(&after) {
            let change = match after.contains(author) {
                true => format!("INSERT OR IGNORE INTO {table} (council, author) VALUES (?1, ?2)"),
                false => format!("DELETE FROM {table} WHERE council = ?1 AND author = ?2"),
            };
            view.conn
                .prepare_cached(&change)?
                .execute(params![view.key, author.as_bytes()])?;
            changed.insert(*author);
        }
    }
    let renamed = format!(
        "UPDATE blobs SET named = {}
         WHERE council = ?1 AND key IN (SELECT blob FROM blob_names WHERE author = ?2)",
        is_named("blobs.key")
    );
    for author in changed {
        view.conn
            .prepare_cached(&renamed)?
            .execute(params![view.key, author.as_bytes()])?;
    }
    Ok(())
}
