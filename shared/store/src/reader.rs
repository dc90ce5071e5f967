//! Reading beside the writer: a few connections, each a consistent snapshot while it is lent out.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use council::roster::Roster;
use council::view::Kind;
use format::chain::LoggedItem;
use format::{
    Act, ActId, ActorId, Blob, Chain, ChangeHash, CouncilId, DocumentId, Frontier, LogId,
    PublicKey, Receipt, Subject,
};
use rusqlite::Connection;
use sync::blob::BlobState;
use sync::holdings::{
    Answer, HeldChange, Holdings, KnownChange, LogPosition, LogRow, Recipient, Standing, Weight,
};

use crate::columns::id;
use crate::error::Result;
use crate::schema;
use crate::view::View;

/// How many idle connections are kept.
const IDLE: usize = 4;

/// Connections that can only read.
#[derive(Debug)]
pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Pool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self {
            path,
            idle: Mutex::default(),
        }
    }

    /// A connection with a snapshot of now.
    pub(crate) fn lend(self: &Arc<Self>) -> Result<Lease> {
        let idle = self.lock().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => schema::connect_read_only(&self.path)?,
        };
        conn.execute_batch("BEGIN")?;
        // SQLite takes the snapshot with the first read, not with BEGIN.
        conn.query_row("SELECT count(*) FROM store", [], |_| Ok(()))?;
        Ok(Lease {
            conn: Some(conn),
            pool: Arc::clone(self),
        })
    }

    /// Closes the connections that nobody uses, with what they have in memory.
    pub(crate) fn close_idle(&self) {
        let idle = std::mem::take(&mut *self.lock());
        drop(idle);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan.
#[derive(Debug)]
pub(crate) struct Lease {
    conn: Option<Connection>,
    pool: Arc<Pool>,
}

impl Deref for Lease {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
            .as_ref()
            .expect("BUG: given back only when dropped")
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && conn.execute_batch("ROLLBACK").is_ok()
        {
            let mut idle = self.pool.lock();
            if idle.len() < IDLE {
                idle.push(conn);
            }
        }
    }
}

/// One council, as it was when this reader was made. Implements [`Holdings`].
///
/// Make one for each question or group of questions that must fit together, and drop it: the writer
/// cannot tidy its log while an old snapshot is looked at.
pub struct Reader {
    pub(crate) view: View<Lease>,
}

impl Reader {
    /// The file that is read.
    pub fn file(&self) -> &Path {
        &self.view.conn.pool.path
    }

    /// The roster as the acts held here make it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn roster(&self) -> Result<Arc<Roster>> {
        self.view.roster()
    }

    /// The kind of a document, as its create act states it; `None` while none is held that this
    /// program understands.
    ///
    /// # Errors
    /// What the disk says.
    pub fn kind(&self, document: &DocumentId) -> Result<Option<Kind>> {
        self.view.kind_of(document)
    }

    /// The acts about the council itself, or about one document, oldest first as they came here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn acts(&self, subject: &Subject) -> Result<Vec<Act>> {
        match subject {
            Subject::Council => self.view.acts_in_order(None),
            Subject::Document(document) => match self.view.document_key(document)? {
                Some(key) => self.view.acts_in_order(Some(key)),
                None => Ok(vec![]),
            },
        }
    }

    /// The documents about which an act of one of these kinds is held, ascending. Looks at the kinds alone:
    /// no act is read for it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn documents_with_acts(&self, kinds: &[&str]) -> Result<Vec<DocumentId>> {
        let places = vec!["?"; kinds.len()].join(", ");
        let council: &dyn rusqlite::ToSql = &self.view.key;
        let kinds = kinds.iter().map(|kind| kind as &dyn rusqlite::ToSql);
        let values: Vec<&dyn rusqlite::ToSql> = std::iter::once(council).chain(kinds).collect();
        self.view.all(
            &format!(
                "SELECT DISTINCT documents.id FROM acts JOIN documents
                 ON documents.key = acts.document
                 WHERE acts.council = ? AND acts.kind IN ({places}) ORDER BY documents.id"
            ),
            values.as_slice(),
            |row| id(row, 0),
        )
    }

    /// The acts of this kind about documents, each with the document, as they came here. One that cannot be
    /// read any more is left out.
    ///
    /// # Errors
    /// What the disk says.
    pub fn acts_of_kind(&self, kind: &str) -> Result<Vec<(DocumentId, Act)>> {
        let rows = self.view.all(
            "SELECT documents.id, acts.hash, acts.bytes FROM acts JOIN documents
             ON documents.key = acts.document
             WHERE acts.council = ?1 AND acts.kind = ?2 ORDER BY acts.n",
            rusqlite::params![self.view.key, kind],
            |row| Ok((id(row, 0)?, id(row, 1)?, row.get::<_, Vec<u8>>(2)?)),
        )?;
        let read = |(document, act, bytes): &(DocumentId, format::ActId, Vec<u8>)| {
            let act = self.view.read_act(act, bytes).ok()?;
            Some((*document, act))
        };
        Ok(rows.iter().filter_map(read).collect())
    }
}

macro_rules! forward {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $answer:ty;)*) => {
        impl Holdings for Reader {
            fn council(&self) -> CouncilId {
                self.view.council()
            }
            $(fn $name(&self, $($arg: $ty),*) -> Answer<$answer> {
                self.view.$name($($arg),*)
            })*
        }
    };
}

forward! {
    log_end() -> LogPosition;
    chain_at(n: u64) -> Option<Chain>;
    rows_after(n: u64, limit: usize) -> Vec<LogRow>;
    cursor(peer: &PublicKey, log: &LogId) -> Option<LogPosition>;
    standing(key: &PublicKey, also: &[Act]) -> Standing;
    placed(keys: &BTreeSet<PublicKey>, also: &[Act]) -> BTreeSet<PublicKey>;
    is_awaited(act: &ActId) -> bool;
    is_stray(act: &ActId) -> bool;
    lacks_council_acts() -> bool;
    placing_acts(key: &PublicKey) -> Vec<Act>;
    roster_digest() -> [u8; 16];
    roster_acts() -> Vec<ActId>;
    document_acts(document: &DocumentId) -> Vec<ActId>;
    act(id: &ActId) -> Option<Act>;
    is_created(document: &DocumentId) -> bool;
    genesis(document: &DocumentId) -> Option<(ChangeHash, u64)>;
    in_scope(peer: &PublicKey, document: &DocumentId) -> bool;
    may_have_been_written_by(writer: &PublicKey, document: &DocumentId) -> bool;
    is_all_open() -> bool;
    opened_since(peer: &PublicKey, n: u64) -> Vec<(DocumentId, ActId)>;
    overall_digest() -> [u8; 16];
    overall_digest_for(peer: Option<&PublicKey>) -> [u8; 16];
    digests_after(after: Option<DocumentId>, limit: usize) -> Vec<(DocumentId, [u8; 16])>;
    frontier(document: &DocumentId) -> Frontier;
    forks(document: &DocumentId) -> Vec<ChangeHash>;
    chosen(document: &DocumentId) -> Vec<ChangeHash>;
    is_restarted(document: &DocumentId) -> bool;
    changes_beyond(document: &DocumentId, frontier: &Frontier, after_row: u64, limit: usize)
        -> Vec<(u64, ChangeHash)>;
    known(document: &DocumentId, change: &ChangeHash) -> Option<KnownChange>;
    counting_at(document: &DocumentId, actor: &ActorId, sequence: u64, previous: Option<&ChangeHash>)
        -> Option<ChangeHash>;
    at_position(document: &DocumentId, actor: &ActorId, sequence: u64) -> Vec<ChangeHash>;
    change(document: &DocumentId, change: &ChangeHash) -> Option<HeldChange>;
    receipt(holder: &PublicKey, document: &DocumentId) -> Option<Receipt>;
    answers_for_others(key: &PublicKey) -> bool;
    receipts_of(document: &DocumentId) -> Vec<Receipt>;
    receipts_kept() -> u64;
    receipts_after(recipient: &Recipient, after: u64, limit: usize) -> Vec<(u64, Receipt)>;
    last_receipt_for(recipient: &Recipient) -> u64;
    receipts_cursor(peer: &PublicKey, log: &LogId) -> u64;
    unanswered(holder: &PublicKey, after: Option<DocumentId>, limit: usize) -> Vec<DocumentId>;
    blob(blob: &Blob, peer: &PublicKey) -> Option<BlobState>;
    blob_bytes(blob: &Blob, offset: u64, limit: usize) -> Option<Vec<u8>>;
    blob_in_scope(peer: &PublicKey, blob: &Blob) -> bool;
    blobs_wanted(peer: &PublicKey, bytes: u64, after: Option<Blob>, limit: usize)
        -> Vec<(Blob, u64)>;
    blobs_of(document: &DocumentId) -> Vec<Blob>;
    blobs_kept() -> u64;
    blobs_after(peer: &PublicKey, after: u64, limit: usize) -> Vec<(u64, Blob)>;
    blobs_unconfirmed(peer: &PublicKey, after: Option<Blob>, limit: usize) -> Vec<Blob>;
    is_blob_confirmed(peer: &PublicKey, blob: &Blob) -> bool;
    gaps() -> Vec<Subject>;
    gaps_named_by(peer: &PublicKey) -> Vec<Subject>;
    is_gap(subject: &Subject) -> bool;
    refused_not_yet(peer: &PublicKey) -> Vec<LoggedItem>;
    refused_until_an_act(peer: &PublicKey) -> Vec<LoggedItem>;
    has_room_for(writer: &PublicKey, document: &DocumentId, weight: Weight) -> bool;
    is_blocked(device: &PublicKey) -> bool;
}
