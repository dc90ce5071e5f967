//! Opening a store, and the handle everything goes through.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};

use format::{CouncilId, LogId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::caches::Caches;
use crate::clock::now_millis;
use crate::columns::{id, number, perhaps_id, text};
use crate::error::{Result, StoreError};
use crate::home::Home;
use crate::identity;
use crate::lock::WriterLock;
use crate::reader::{Pool, Reader};
use crate::schema::{self, Found};
use crate::view::View;
use crate::writer::{AfterCommit, Apart, CommitTime, GiveBackRoom, Typed, Write, Writer};

/// How to open a store.
#[derive(Clone, Default)]
pub struct Options {
    /// The program's name, told to whoever finds the store in use.
    pub program: String,
    /// The most bytes the file may have; `None`: as much as the disk gives. See
    /// [`Store::set_quota`].
    pub quota: Option<u64>,
    /// Told after each commit which logs are longer now.
    pub after_commit: Option<AfterCommit>,
    /// Told how long each commit took to reach the disk.
    pub commit_time: Option<CommitTime>,
}

impl Options {
    /// For the program of this name.
    pub fn new(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            ..Self::default()
        }
    }
}

/// What was noticed while opening. Worth a line to the person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenNotes {
    /// The file was made just now.
    pub created: bool,
    /// The schema the file had, if it was brought up to the present one.
    pub migrated_from: Option<i64>,
    /// Where a copy from before that is kept.
    pub kept_before: Option<PathBuf>,
    /// In words, why this is taken for a copy, a move or a restored backup. Every council then has
    /// a new log id, and no cursor into a peer's log is left: the next sessions compare digests.
    pub moved: Option<String>,
    /// Councils whose own row was damaged. It says again what their acts say.
    pub put_right: Vec<CouncilId>,
}

/// What the writer did since the store was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// Transactions that reached the disk.
    pub commits: u64,
    /// Jobs that got their outcome.
    pub jobs: u64,
    /// Transactions of which something could not be written, for the disk's fault or this program's. One that
    /// only refused a job is none.
    pub failed: u64,
}

/// A store open for writing. Clones share one writer; the lock goes with the last.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    path: PathBuf,
    // Fields drop in this order: the writer finishes before the lock is given up.
    writer: Writer,
    readers: Arc<Pool>,
    caches: Arc<Caches>,
    _lock: WriterLock,
}

impl Store {
    /// Opens the store at `path` for writing and makes it if there is none.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Foreign`], [`StoreError::Newer`],
    /// [`StoreError::Damaged`] and what the disk says. Nothing is changed then.
    pub fn open(path: &Path, options: Options) -> Result<(Self, OpenNotes)> {
        Self::open_at(path, options).map_err(|error| error.of_damage().in_file(path))
    }

    fn open_at(path: &Path, options: Options) -> Result<(Self, OpenNotes)> {
        // Before the lock, so that pointing at the wrong file leaves no lock file beside it.
        schema::inspect(path)?;
        let lock = WriterLock::take(path, &options.program)?;
        let found = schema::inspect(path)?;
        let kept_before = keep_if_older(path, &found)?;
        let conn = schema::connect_writer(path)?;
        let mut notes = OpenNotes {
            created: found == Found::Nothing,
            migrated_from: older(&found),
            kept_before,
            moved: None,
            put_right: identity::settle(&conn)?,
        };
        notes.moved = settle_in(&conn, &Home::of(path)?)?;
        limit(&conn, options.quota)?;
        let caches = Arc::new(Caches::default());
        let writer = Writer::start(
            conn,
            Arc::clone(&caches),
            options.after_commit,
            options.commit_time,
        )?;
        let store = Self(Arc::new(Inner {
            path: path.to_owned(),
            writer,
            readers: Arc::new(Pool::new(path.to_owned())),
            caches,
            _lock: lock,
        }));
        Ok((store, notes))
    }

    /// Opens the store at `path` for reading, beside whoever writes.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Older`] and those of [`Store::open`].
    pub fn open_read_only(path: &Path) -> Result<ReadStore> {
        let found = schema::inspect(path).map_err(|error| error.in_file(path))?;
        schema::require_present(&found, path)?;
        Ok(ReadStore {
            readers: Arc::new(Pool::new(path.to_owned())),
            caches: Arc::new(Caches::default()),
        })
    }

    /// Runs a job on the writer and waits until it is durable, or has failed.
    ///
    /// Never call it from inside a job.
    ///
    /// # Errors
    /// What the job returned, or why it could not be made durable. Nothing of it happened then.
    pub fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, outcome) = mpsc::sync_channel(1);
        self.submit(job, move |result| drop(tell.send(result)));
        outcome.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// [`Store::write`], alone and in a transaction that does not enforce references between rows.
    pub(crate) fn write_apart<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (tell, outcome) = mpsc::sync_channel(1);
        let job = Typed::new(job, move |result| drop(tell.send(result)));
        self.0.writer.submit(Box::new(Apart(job)));
        outcome.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Hands a job to the writer. `done` is called on the writer's thread once the job is durable
    /// or has failed: it shall only pass the outcome on, such as into a channel.
    ///
    /// Waits only while the writer's queue is full.
    pub fn submit<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Write<'_>) -> Result<T> + Send + 'static,
        done: impl FnOnce(Result<T>) + Send + 'static,
    ) {
        self.0.writer.submit(Box::new(Typed::new(job, done)));
    }

    /// Writes the file anew, without the room that was given up and whatever still stood in it, and waits
    /// until it is done. Takes as much room beside the file as the file has, and nobody writes meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while somebody reads an older state, and what the disk says. What was kept is
    /// kept.
    pub fn give_back_room(&self) -> Result<()> {
        let (tell, outcome) = mpsc::sync_channel(1);
        let done = move |result| drop(tell.send(result));
        self.0.writer.submit(Box::new(GiveBackRoom(done)));
        outcome.recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Gives back memory that only makes the next access quicker: closes the connections that wait for readers,
    /// and empties the writer's cache after what waits to be written. To be called when nobody is there;
    /// whoever comes next reads from the disk once.
    ///
    /// # Errors
    /// What the disk says, to what is written before. The readers' memory is given back then.
    pub fn rest(&self) -> Result<()> {
        self.0.readers.close_idle();
        self.write(|write| Ok(write.conn.execute_batch("PRAGMA shrink_memory")?))
    }

    /// The same store for reading only, over the same connections. Opening the file a second time in
    /// one process is best avoided: closing it gives up the locks SQLite holds on it.
    pub fn to_read(&self) -> ReadStore {
        ReadStore {
            readers: Arc::clone(&self.0.readers),
            caches: Arc::clone(&self.0.caches),
        }
    }

    /// One council as it is now.
    ///
    /// # Errors
    /// [`StoreError::UnknownCouncil`] and what the disk says.
    pub fn reader(&self, council: CouncilId) -> Result<Reader> {
        reader(&self.0.readers, &self.0.caches, council)
    }

    /// The councils held here, oldest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn councils(&self) -> Result<Vec<CouncilId>> {
        councils(&*self.0.readers.lend()?)
    }

    /// The random id of this store.
    ///
    /// # Errors
    /// What the disk says.
    pub fn id(&self) -> Result<LogId> {
        store_id(&*self.0.readers.lend()?)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Sets the most bytes the file may have, until it is closed. A file that is larger already
    /// only cannot grow.
    ///
    /// # Errors
    /// What the disk says.
    pub fn set_quota(&self, bytes: Option<u64>) -> Result<()> {
        self.write(move |write| limit(write.conn, bytes))
    }

    /// What the writer did so far.
    pub fn stats(&self) -> Stats {
        let counters = &self.0.writer.counters;
        Stats {
            commits: counters.commits.load(Ordering::Relaxed),
            jobs: counters.jobs.load(Ordering::Relaxed),
            failed: counters.failed.load(Ordering::Relaxed),
        }
    }

    pub(crate) fn pool(&self) -> &Arc<Pool> {
        &self.0.readers
    }

    pub(crate) fn caches(&self) -> &Caches {
        &self.0.caches
    }
}

/// A store open for reading only.
#[derive(Clone)]
pub struct ReadStore {
    readers: Arc<Pool>,
    caches: Arc<Caches>,
}

impl ReadStore {
    /// One council as it is now.
    ///
    /// # Errors
    /// [`StoreError::UnknownCouncil`] and what the disk says.
    pub fn reader(&self, council: CouncilId) -> Result<Reader> {
        reader(&self.readers, &self.caches, council)
    }

    /// The councils held here, oldest first.
    ///
    /// # Errors
    /// What the disk says.
    pub fn councils(&self) -> Result<Vec<CouncilId>> {
        councils(&*self.readers.lend()?)
    }

    pub(crate) fn pool(&self) -> &Arc<Pool> {
        &self.readers
    }
}

/// The schema of a store that has to be brought up to the present one.
fn older(found: &Found) -> Option<i64> {
    match *found {
        Found::Store(schema) if schema < schema::SCHEMA => Some(schema),
        _ => None,
    }
}

/// Keeps a copy of a store that is about to be brought up to the present schema.
pub(crate) fn keep_if_older(path: &Path, found: &Found) -> Result<Option<PathBuf>> {
    older(found)
        .map(|schema| crate::backup::keep_before_migration(path, schema))
        .transpose()
}

fn reader(pool: &Arc<Pool>, caches: &Arc<Caches>, council: CouncilId) -> Result<Reader> {
    Ok(Reader {
        view: View::find(pool.lend()?, council, Arc::clone(caches))?,
    })
}

pub(crate) fn councils(conn: &Connection) -> Result<Vec<CouncilId>> {
    let mut statement = conn.prepare_cached("SELECT id, key FROM councils ORDER BY key")?;
    let rows = statement.query_map([], |row| Ok((perhaps_id(row, 0), row.get(1)?)))?;
    let rows: Vec<(Option<CouncilId>, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    let known = rows.into_iter().filter_map(|(id, key)| {
        if id.is_none() {
            tracing::warn!(
                key,
                "the row of a council does not say which; it is passed over"
            );
        }
        id
    });
    Ok(known.collect())
}

fn store_id(conn: &Connection) -> Result<LogId> {
    Ok(conn.query_row("SELECT id FROM store", [], |row| id(row, 0))?)
}

/// A random id; the operating system not giving one is treated as failing hardware.
pub(crate) fn fresh_log() -> Result<LogId> {
    LogId::random().map_err(|error| StoreError::Io(error.to_string()))
}

/// Notes where the store lives; if that is not where it lived before, starts new logs.
fn settle_in(conn: &Connection, home: &Home) -> Result<Option<String>> {
    let before = conn
        .query_row("SELECT machine, path, inode FROM store", [], |row| {
            // A damaged name of a place is another place.
            Ok(Home {
                machine: text(row, 0),
                path: text(row, 1),
                inode: text(row, 2),
            })
        })
        .optional()?;
    let moved = match &before {
        None => {
            conn.execute(
                "INSERT INTO store (one, id, machine, path, inode) VALUES (1, ?1, ?2, ?3, ?4)",
                params![fresh_log()?.as_bytes(), home.machine, home.path, home.inode],
            )?;
            return Ok(None);
        }
        Some(before) => home.moved_from(before),
    };
    if let Some(why) = &moved {
        // One transaction: a crash half way must not leave the new home with an old log id.
        let tx = conn.unchecked_transaction()?;
        tx.execute(
            "UPDATE store SET machine = ?1, path = ?2, inode = ?3",
            params![home.machine, home.path, home.inode],
        )?;
        let now = now_millis();

        let mut statement = tx.prepare("SELECT key FROM councils")?;
        let keys: Vec<i64> = statement
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        drop(statement);
        for key in keys {
            renew_log(&tx, key, now, why)?;
        }
        tx.commit()?;
    }
    Ok(moved)
}

/// Gives a council a new log id and forgets where this store stood in its peers' logs. What peers
/// acknowledged stays, and counts for the old log only.
pub(crate) fn renew_log(conn: &Connection, council: i64, now_millis: i64, why: &str) -> Result<()> {
    conn.execute(
        "INSERT OR IGNORE INTO old_logs (council, log, end_n, chain, until_millis, why)
         SELECT key, log, end_n, chain, ?2, ?3 FROM councils WHERE key = ?1",
        params![council, now_millis, why],
    )?;
    conn.execute(
        "UPDATE councils SET log = ?2 WHERE key = ?1",
        params![council, fresh_log()?.as_bytes()],
    )?;
    for cursors in ["cursors", "receipts_cursors"] {
        conn.execute(
            &format!("DELETE FROM {cursors} WHERE council = ?1"),
            [council],
        )?;
    }
    Ok(())
}

/// Sets how large the file may grow on this connection.
fn limit(conn: &Connection, bytes: Option<u64>) -> Result<()> {
    let page = conn.query_row("PRAGMA page_size", [], |row| number(row, 0))?;
    let pages = bytes.map_or(u64::from(u32::MAX) - 1, |bytes| {
        (bytes / page.max(1)).max(1)
    });
    conn.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
    Ok(())
}
