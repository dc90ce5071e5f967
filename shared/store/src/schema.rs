//! Connections and migrations: what a file must be before anything else touches it.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use format::Act;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use crate::caches::Caches;
use crate::error::{Result, StoreError};
use crate::readings;
use crate::receipts;
use crate::view::{View, kind_stated_by};

/// "DWAN", in the header of every store (SQLite's `application_id`).
pub(crate) const APPLICATION_ID: i64 = 0x4457_414e;

/// The steps from an empty file to the present schema. A released step never changes.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_items.sql"),
    include_str!("../migrations/0002_kept_beside.sql"),
    include_str!("../migrations/0003_who_holds_what.sql"),
    include_str!("../migrations/0004_comments_to_see.sql"),
    include_str!("../migrations/0005_who_may_hold_what.sql"),
    include_str!("../migrations/0006_first_receipts.sql"),
    include_str!("../migrations/0007_files.sql"),
    include_str!("../migrations/0008_whose_files_count.sql"),
    include_str!("../migrations/0009_carry_files.sql"),
    include_str!("../migrations/0010_attachments.sql"),
    include_str!("../migrations/0011_hosting.sql"),
    include_str!("../migrations/0012_chosen_branches.sql"),
    include_str!("../migrations/0013_restarted.sql"),
    include_str!("../migrations/0014_left_out_of_carry_files.sql"),
    include_str!("../migrations/0015_who_named_what_is_missing.sql"),
];

/// The step that added the kept kind of documents, which SQL alone cannot fill.
const KINDS_KEPT: usize = 2;

/// The step that numbered receipts and kept beside them and `seen` acts what they say.
const HOLDERS_KEPT: usize = 3;

/// The step that noted which documents are for the whole council.
const ACCESS_KEPT: usize = 5;

/// The step from which on it is noted which files acts name, and whose acts count; attachments among them.
const FILES_KEPT: usize = 10;

/// The step from which on it is kept which branches of forks the chair chose.
const CHOICES_KEPT: usize = 12;

/// The step from which on it is kept which documents started over.
const RESTARTS_KEPT: usize = 13;

/// The schema this program writes.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;

/// A write-ahead log of no more bytes has a header and no page (SQLite's file format, 4.1).
const LOG_HEADER_BYTES: u64 = 32;

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing, or an empty file.
    Nothing,
    /// A store with this schema.
    Store(i64),
}

/// Looks at a file without changing it.
///
/// # Errors
/// [`StoreError::Foreign`] and [`StoreError::Newer`] for what must be left alone.
pub(crate) fn inspect(path: &Path) -> Result<Found> {
    let mut header = [0; 72];
    let read = match std::fs::File::open(path) {
        Ok(mut file) => {
            let about = file.metadata()?;
            // Some systems open a folder as if it were a file.
            if !about.is_file() {
                return Err(StoreError::Foreign(path.to_owned()));
            }
            if about.len() == 0 {
                return Ok(Found::Nothing);
            }
            file.read(&mut header)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => Err(error),
    };
    if read? < header.len() || !header.starts_with(b"SQLite format 3\0") {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    // Asking SQLite leaves files beside a database of somebody else. The header tells most of them
    // apart; one of ours says 0 only while its first pages are still in the write-ahead log.
    let stated = i64::from(u32::from_be_bytes([
        header[68], header[69], header[70], header[71],
    ]));
    if stated != APPLICATION_ID && (stated != 0 || (!has_log(path) && !is_one_page(path)?)) {
        return Err(StoreError::Foreign(path.to_owned()));
    }
    // Asked through SQLite, because the newest header may still be in the write-ahead log; read
    // only, so that nobody else's log is recovered or folded in by us.
    let conn = connect_read_only(path)?;
    let ask = |pragma: &str| -> rusqlite::Result<i64> {
        conn.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
    };
    let (application, schema) = (ask("application_id")?, ask("user_version")?);
    if application != APPLICATION_ID {
        // A crash right after creation leaves a database with nothing in it.
        let things: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
        if application == 0 && schema == 0 && things == 0 {
            return Ok(Found::Nothing);
        }
        return Err(StoreError::Foreign(path.to_owned()));
    }
    if schema > SCHEMA {
        return Err(StoreError::Newer {
            found: schema,
            known: SCHEMA,
        });
    }
    Ok(Found::Store(schema))
}

/// The connection of the one writer, on the present schema.
pub(crate) fn connect_writer(path: &Path) -> Result<Connection> {
    create_private(path)?;
    let mut conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&conn)?;
    // EXTRA, before the file changes its mode: SQLite notes that change in a journal, and a journal whose removal
    // a power cut undoes takes the file back to what it was before, with all that came since. From then on as
    // FULL: a commit returns only once the log is on the disk, so "saved" survives a power cut.
    conn.execute_batch("PRAGMA synchronous = EXTRA")?;
    // Readers go on while the writer writes.
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Io(format!(
            "this file system gave journal mode {mode} where WAL is needed"
        )));
    }
    conn.execute_batch(
        "PRAGMA wal_autocheckpoint = 1000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA cache_size = -16384;",
    )?;
    migrate(&mut conn)?;
    Ok(conn)
}

/// Makes an empty file that only its owner may read, unless there is one: what a council writes is
/// nobody else's business on a shared machine. SQLite gives its log the same permissions.
pub(crate) fn create_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// A connection that cannot write.
pub(crate) fn connect_read_only(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let open = |immutable: bool| -> Result<Connection> {
        let conn = Connection::open_with_flags(uri(path, immutable), flags)?;
        settle(&conn)?;
        conn.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -4096;")?;
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok(conn)
    };
    match open(false) {
        // SQLite shares memory through a file beside the store. In a folder we may not write, and
        // with no log left to fold in, the file alone is the whole truth.
        Err(StoreError::Io(_) | StoreError::ReadOnly) if !has_log(path) => open(true),
        other => other,
    }
}

/// Whether a write-ahead log lies beside the file that holds anything.
fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > LOG_HEADER_BYTES)
}

/// What a crash right after creation leaves: a header and nothing else.
fn is_one_page(path: &Path) -> Result<bool> {
    Ok(std::fs::metadata(path)?.len() <= 4096)
}

fn uri(path: &Path, immutable: bool) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                uri.push(char::from(*byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    if immutable {
        uri.push_str("?immutable=1");
    }
    uri
}

/// What every connection has in common.
fn settle(conn: &Connection) -> Result<()> {
    // A reader never waits for the writer; this covers the moments around opening and recovery.
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.set_prepared_statement_cache_capacity(128);
    // The file may have been written by anybody: nothing in its schema may run code of its own.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // No memory mapping: a failing disk shall give an error, not kill the program.
    // Pages stay at 4096 bytes: most commits carry one small change, and a page is what they write.
    conn.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(())
}

/// Fills what a step added.
type Fill = fn(&Connection) -> Result<()>;

/// What SQL alone cannot fill, by the step that added it. All of it reads through the present schema, so it
/// is filled once every step is taken.
const FILLED: &[(usize, Fill)] = &[
    (KINDS_KEPT, keep_kinds),
    (ACCESS_KEPT, keep_access),
    (HOLDERS_KEPT, keep_holders),
    (FILES_KEPT, keep_names),
    (CHOICES_KEPT, keep_choices),
    (RESTARTS_KEPT, keep_restarts),
];

/// Takes every missing step in one transaction: all, or the file stays as it was.
fn migrate(conn: &mut Connection) -> Result<()> {
    let found: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let found = usize::try_from(found).unwrap_or(0);
    if found >= MIGRATIONS.len() {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in &MIGRATIONS[found..] {
        tx.execute_batch(step)?;
    }
    for (step, fill) in FILLED {
        if *step > found {
            fill(&tx)?;
        }
    }
    tx.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA};"
    ))?;
    tx.commit()?;
    Ok(())
}

/// Notes the kind of every document that was created before kinds were kept.
fn keep_kinds(conn: &Connection) -> Result<()> {
    let mut creations =
        conn.prepare("SELECT document, bytes FROM acts WHERE kind = 'create' ORDER BY n")?;
    let mut keep =
        conn.prepare("UPDATE documents SET kind = ?2 WHERE key = ?1 AND kind IS NULL")?;
    let mut rows = creations.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        // What cannot be read is left to the check.
        if let Some(kind) = Act::parse(bytes).ok().and_then(|act| kind_stated_by(&act)) {
            keep.execute(params![row.get::<_, Option<i64>>(0)?, kind.name()])?;
        }
    }
    Ok(())
}

/// Notes which documents are for the whole council, by create acts that an older program took in.
fn keep_access(conn: &Connection) -> Result<()> {
    let mut said = conn.prepare(
        "SELECT document, bytes, n FROM acts
         WHERE kind IN ('create', 'grant', 'release') AND document IS NOT NULL ORDER BY n",
    )?;
    let mut keep =
        conn.prepare("UPDATE documents SET open = max(open, ?2), access_n = ?3 WHERE key = ?1")?;
    let mut rows = said.query([])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().unwrap_or_default();
        // What cannot be read opens nothing, and is left to the check.
        let is_open = Act::parse(bytes).is_ok_and(|act| crate::access::opens(&act));
        keep.execute(params![
            row.get::<_, i64>(0)?,
            is_open,
            row.get::<_, i64>(2)?
        ])?;
    }
    Ok(())
}

/// Notes which files are named by acts that an older program took in, and by whose.
fn keep_names(conn: &Connection) -> Result<()> {
    let caches = Arc::new(Caches::default());
    for council in crate::store::councils(conn)? {
        let view = View::find(conn, council, Arc::clone(&caches))?;
        crate::blobs::renote_names(&view)?;
        crate::blobs::settle_authors(&view)?;
    }
    Ok(())
}

/// Folds the choices among branches that an older program took in, and took to say nothing.
fn keep_choices(conn: &Connection) -> Result<()> {
    let caches = Arc::new(Caches::default());
    for council in crate::store::councils(conn)? {
        let view = View::find(conn, council, Arc::clone(&caches))?;
        for document in view.documents_with_choices()? {
            if crate::branches::refold(&view, document)? {
                conn.execute(
                    "UPDATE documents SET digest = ?2, revision = revision + 1 WHERE key = ?1",
                    params![document, view.digest_of(document)?],
                )?;
            }
        }
    }
    Ok(())
}

/// Notes which documents started over, by acts that an older program took to say nothing.
fn keep_restarts(conn: &Connection) -> Result<()> {
    let caches = Arc::new(Caches::default());
    for council in crate::store::councils(conn)? {
        let view = View::find(conn, council, Arc::clone(&caches))?;
        for document in view.documents_with_restarts()? {
            if crate::restarts::refold(&view, document)? {
                conn.execute(
                    "UPDATE documents SET digest = ?2, revision = revision + 1 WHERE key = ?1",
                    params![document, view.digest_of(document)?],
                )?;
            }
        }
    }
    Ok(())
}

/// Numbers the receipts that were kept before they were numbered, and notes what they and `seen` acts
/// say: an older program keeps what it does not know.
fn keep_holders(conn: &Connection) -> Result<()> {
    let caches = Arc::new(Caches::default());
    for council in crate::store::councils(conn)? {
        let view = View::find(conn, council, Arc::clone(&caches))?;
        let receipts: Vec<Vec<u8>> = view.all(
            "SELECT receipt FROM receipts WHERE council = ?1 ORDER BY document, holder",
            [view.key],
            |row| row.get(0),
        )?;
        conn.execute("DELETE FROM receipts WHERE council = ?1", [view.key])?;
        // One that cannot be read says nothing; its holder signs another.
        for receipt in receipts
            .iter()
            .filter_map(|bytes| receipts::read(bytes).ok())
        {
            receipts::keep(&view, &receipt, None)?;
        }
        let read: Vec<i64> = view.all(
            "SELECT DISTINCT document FROM acts
             WHERE council = ?1 AND kind = 'seen' AND document IS NOT NULL",
            [view.key],
            |row| row.get(0),
        )?;
        for document in read {
            readings::refold(&view, document)?;
        }
    }
    Ok(())
}

/// Refuses a store of an older schema, for connections that cannot bring it up.
pub(crate) fn require_present(found: &Found, path: &Path) -> Result<()> {
    match *found {
        Found::Nothing => Err(StoreError::Missing(path.to_owned())),
        Found::Store(schema) if schema < SCHEMA => Err(StoreError::Older {
            found: schema,
            known: SCHEMA,
        }),
        Found::Store(_) => Ok(()),
    }
}
