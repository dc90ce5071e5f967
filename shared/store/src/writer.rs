//! The one writer: a thread that owns the only writing connection.
//!
//! Callers hand over jobs through a bounded channel. Jobs that wait together share one transaction,
//! so a hundred small writes cost one flush of the disk; each runs in a savepoint of its own, so one
//! that fails takes nobody with it. Every caller gets the outcome after the commit, never before.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use format::CouncilId;
use rusqlite::Connection;
use sync::holdings::{Holdings, LogPosition};

use crate::caches::Caches;
use crate::error::{Result, StoreError};
use crate::view::View;

/// How many jobs may wait. A caller beyond that waits with its job in hand.
const QUEUE: usize = 256;
/// How many jobs share one transaction at most, so that nobody waits long for a commit.
const GROUP: usize = 128;

/// One write transaction, as a job sees it.
///
/// Everything a job does is kept or undone together: return an error, and nothing of it happened.
pub struct Write<'t> {
    pub(crate) conn: &'t Connection,
    pub(crate) caches: &'t Arc<Caches>,
    pub(crate) now_millis: i64,
    /// Where the logs stand that this job made longer.
    pub(crate) grown: BTreeMap<CouncilId, LogPosition>,
}

impl<'t> Write<'t> {
    /// What is held of a council, with everything this job did so far.
    ///
    /// # Errors
    /// [`StoreError::UnknownCouncil`] and what the disk says.
    pub fn holdings(&self, council: CouncilId) -> Result<impl Holdings + use<'t>> {
        self.view(council)
    }

    pub(crate) fn view(&self, council: CouncilId) -> Result<View<&'t Connection>> {
        View::find(self.conn, council, Arc::clone(self.caches))
    }
}

/// Told after each commit which logs are longer now, on the writer's thread: hand it on, do not work
/// there.
pub type AfterCommit = Arc<dyn Fn(&[(CouncilId, LogPosition)]) + Send + Sync>;

/// Told how long a commit took to reach the disk, on the writer's thread: count it, do not work there.
pub type CommitTime = Arc<dyn Fn(std::time::Duration) + Send + Sync>;

/// What the writer counted since it was started.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) commits: AtomicU64,
    pub(crate) jobs: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// A job with its types hidden.
pub(crate) trait Job: Send {
    /// Does the work, inside a savepoint.
    fn run(&mut self, write: &mut Write<'_>) -> Result<()>;
    /// Tells the caller, after the commit or the failure.
    fn finish(self: Box<Self>, committed: Result<()>);
    /// Whether it must not run inside the transaction of others.
    fn is_outside(&self) -> bool {
        false
    }
}

/// Writes the file anew, without the room that was given up and what still stands in it.
pub(crate) struct GiveBackRoom<D>(pub(crate) D);

impl<D: FnOnce(Result<()>) + Send> Job for GiveBackRoom<D> {
    fn run(&mut self, write: &mut Write<'_>) -> Result<()> {
        // The copy that is made in between may be larger than the memory.
        write
            .conn
            .execute_batch("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY;")?;
        let busy: i64 =
            (write.conn).query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        match busy {
            0 => Ok(()),
            _ => Err(StoreError::Busy),
        }
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        (self.0)(committed);
    }

    fn is_outside(&self) -> bool {
        true
    }
}

/// Runs a job alone, in a transaction in which references between rows are not enforced, and in which what is
/// sorted or put apart may be larger than the memory.
pub(crate) struct Apart<J>(pub(crate) J);

impl<J: Job> Job for Apart<J> {
    fn run(&mut self, write: &mut Write<'_>) -> Result<()> {
        let conn = write.conn;
        conn.execute_batch(
            "PRAGMA temp_store = FILE; PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE;",
        )?;
        let done = catch_unwind(AssertUnwindSafe(|| self.0.run(write)))
            .unwrap_or_else(|panic| Err(StoreError::Panicked(words_of(panic.as_ref()))));
        let done = done.and_then(|()| Ok(conn.execute_batch("COMMIT")?));
        if !conn.is_autocommit() {
            conn.execute_batch("ROLLBACK")?;
        }
        conn.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
        done
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        Box::new(self.0).finish(committed);
    }

    fn is_outside(&self) -> bool {
        true
    }
}

pub(crate) struct Typed<T, F, D> {
    work: Option<F>,
    value: Option<T>,
    done: D,
}

impl<T, F, D> Typed<T, F, D> {
    pub(crate) fn new(work: F, done: D) -> Self {
        Self {
            work: Some(work),
            value: None,
            done,
        }
    }
}

impl<T, F, D> Job for Typed<T, F, D>
where
    T: Send,
    F: FnOnce(&mut Write<'_>) -> Result<T> + Send,
    D: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, write: &mut Write<'_>) -> Result<()> {
        let work = self.work.take().expect("BUG: a job is run only once");
        self.value = Some(work(write)?);
        Ok(())
    }

    fn finish(self: Box<Self>, committed: Result<()>) {
        let Self { value, done, .. } = *self;
        done(committed.and_then(|()| value.ok_or(StoreError::Closed)));
    }
}

/// The queue's end that callers hold, and the thread behind it.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<std::thread::JoinHandle<()>>,
    pub(crate) counters: Arc<Counters>,
}

impl Writer {
    pub(crate) fn start(
        conn: Connection,
        caches: Arc<Caches>,
        after_commit: Option<AfterCommit>,
        commit_time: Option<CommitTime>,
    ) -> Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let counters = Arc::new(Counters::default());
        let desk = Desk {
            conn,
            caches,
            after_commit,
            commit_time,
            counters: Arc::clone(&counters),
        };
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.serve(&jobs))?;
        Ok(Self {
            queue: Some(queue),
            thread: Some(thread),
            counters,
        })
    }

    /// Hands a job over; waits while the queue is full.
    pub(crate) fn submit(&self, job: Box<dyn Job>) {
        let queue = self.queue.as_ref().expect("BUG: closed only when dropped");
        if let Err(refused) = queue.send(job) {
            refused.0.finish(Err(StoreError::Closed));
        }
    }
}

impl Drop for Writer {
    /// Finishes every job handed over, then ends the thread and with it the connection.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            // The last handle may be dropped by a job's own callback.
            && thread.thread().id() != std::thread::current().id()
        {
            drop(thread.join());
        }
    }
}

/// The thread's side.
struct Desk {
    conn: Connection,
    caches: Arc<Caches>,
    after_commit: Option<AfterCommit>,
    commit_time: Option<CommitTime>,
    counters: Arc<Counters>,
}

impl Desk {
    fn serve(self, jobs: &Receiver<Box<dyn Job>>) {
        while let Ok(first) = jobs.recv() {
            let mut next = Some(first);
            while let Some(job) = next {
                next = match job.is_outside() {
                    true => {
                        self.outside(job);
                        None
                    }
                    false => self.group(job, jobs),
                };
            }
        }
        // Leaves one file without a log beside it, if nobody reads.
        drop(
            self.conn
                .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)"),
        );
    }

    /// Runs a job that takes no transaction, or one of its own.
    fn outside(&self, mut job: Box<dyn Job>) {
        let mut write = Write {
            conn: &self.conn,
            caches: &self.caches,
            now_millis: crate::clock::now_millis(),
            grown: BTreeMap::new(),
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut write)))
            .unwrap_or_else(|panic| Err(StoreError::Panicked(words_of(panic.as_ref()))));
        if outcome.is_ok() {
            self.counters.commits.fetch_add(1, Ordering::Relaxed);
            self.tell_grown(write.grown);
        }
        self.tell(vec![(job, outcome)]);
    }

    /// Runs `first` and what waits behind it in one transaction. Gives the job that must run after it,
    /// outside of any, if one waits.
    fn group(&self, first: Box<dyn Job>, jobs: &Receiver<Box<dyn Job>>) -> Option<Box<dyn Job>> {
        if let Err(error) = self.conn.execute_batch("BEGIN IMMEDIATE") {
            self.tell(vec![(first, Err(error.into()))]);
            return None;
        }
        let mut after = None;
        let now_millis = crate::clock::now_millis();
        let mut grown = BTreeMap::new();
        let mut done: Vec<(Box<dyn Job>, Result<()>)> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next {
            let outcome = self.one(job.as_mut(), now_millis, &mut grown);
            done.push((job, outcome));
            if self.conn.is_autocommit() {
                // SQLite gave the whole transaction up (a full or failing disk can do that): the
                // jobs before this one are undone with it.
                let error = match &done[done.len() - 1].1 {
                    Err(error) => error.clone(),
                    Ok(()) => StoreError::Io("the transaction was given up".to_owned()),
                };
                for (_, outcome) in &mut done {
                    if outcome.is_ok() {
                        *outcome = Err(error.clone());
                    }
                }
                self.tell(done);
                return None;
            }
            next = if done.len() < GROUP {
                jobs.try_recv().ok()
            } else {
                None
            };
            if next.as_ref().is_some_and(|job| job.is_outside()) {
                after = next.take();
            }
        }
        if done.iter().all(|(_, outcome)| outcome.is_err()) {
            self.roll_back();
            self.tell(done);
            return after;
        }
        let begun = crate::clock::moment();
        match self.conn.execute_batch("COMMIT") {
            Ok(()) => {
                if let Some(tell) = &self.commit_time {
                    let took = begun.elapsed();
                    drop(catch_unwind(AssertUnwindSafe(|| tell(took))));
                }
                self.counters.commits.fetch_add(1, Ordering::Relaxed);
                self.tell_grown(grown);
            }
            Err(error) => {
                self.roll_back();
                let error = StoreError::from(error);
                for (_, outcome) in &mut done {
                    if outcome.is_ok() {
                        *outcome = Err(error.clone());
                    }
                }
            }
        }
        self.tell(done);
        after
    }

    /// Runs one job in a savepoint of its own.
    fn one(
        &self,
        job: &mut dyn Job,
        now_millis: i64,
        grown: &mut BTreeMap<CouncilId, LogPosition>,
    ) -> Result<()> {
        self.conn.execute_batch("SAVEPOINT job")?;
        let mut write = Write {
            conn: &self.conn,
            caches: &self.caches,
            now_millis,
            grown: BTreeMap::new(),
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut write)))
            .unwrap_or_else(|panic| Err(StoreError::Panicked(words_of(panic.as_ref()))));
        let longer = write.grown;
        if outcome.is_ok() {
            self.conn.execute_batch("RELEASE job")?;
            grown.extend(longer);
        } else if !self.conn.is_autocommit() {
            self.conn.execute_batch("ROLLBACK TO job; RELEASE job")?;
        }
        outcome
    }

    fn tell_grown(&self, grown: BTreeMap<CouncilId, LogPosition>) {
        if let Some(after_commit) = &self.after_commit
            && !grown.is_empty()
        {
            let grown: Vec<_> = grown.into_iter().collect();
            drop(catch_unwind(AssertUnwindSafe(|| after_commit(&grown))));
        }
    }

    fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.conn.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    fn tell(&self, done: Vec<(Box<dyn Job>, Result<()>)>) {
        let mut errors = done
            .iter()
            .filter_map(|(_, outcome)| outcome.as_ref().err());
        if errors.any(StoreError::is_failure) {
            self.counters.failed.fetch_add(1, Ordering::Relaxed);
        }
        for (job, outcome) in done {
            self.counters.jobs.fetch_add(1, Ordering::Relaxed);
            match &outcome {
                Err(error) if error.is_failure() => tracing::warn!(%error, "a write failed"),
                Err(error) => tracing::warn!(%error, "a write was refused"),
                Ok(()) => {}
            }
            // A caller that went away, or whose callback panics, is no reason to stop writing.
            drop(catch_unwind(AssertUnwindSafe(|| job.finish(outcome))));
        }
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}
