//! Putting rows right by what they hold, and setting aside only what is damaged itself.
//!
//! The bytes of an act, a change, a receipt and a blob prove themselves. Every other column follows from such
//! bytes, from who points at whom (always said twice), or from what is there as a whole. So where the bytes
//! are whole, the row is made to say again what they say; nothing is lost that was not hit. Where they are
//! not, the row is set aside, changes built on it wait, and whoever holds the item brings it back.
//!
//! First the file: indexes that fit their tables, and rows that say to belong to a council that is not here.
//! Then each council of which something was found, or that got rows back. What still belongs to nothing when
//! all are done is removed, and kept aside if it holds bytes.
//!
//! Everything runs inside one write and under a check that found something; nobody else pays for it.
//!
//! | module | what it puts right |
//! | --- | --- |
//! | `indexes` | indexes that do not fit their tables, and rows that came twice behind them |
//! | `homes` | rows of a council that is not here |
//! | `acts` | acts, and the documents they are about |
//! | `places` | changes of which it is in doubt to which document they belong |
//! | `changes` | changes and their writers |
//! | `receipts` | receipts |
//! | `files` | blobs and their parts |
//! | `log` | the log, by the items |
//! | `strays` | rows that belong to nothing |
//! | `aside` | what cannot be put right, kept as it was found |

mod acts;
mod aside;
mod changes;
mod files;
mod homes;
mod indexes;
mod log;
mod places;
mod receipts;
mod strays;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use format::{CouncilId, PublicKey};
use rusqlite::{Connection, params};

use crate::caches::Caches;
use crate::check::{Finding, Findings};
use crate::columns::perhaps_id;
use crate::error::Result;
use crate::ledger::roster_digest;
use crate::quarantine::Quarantined;
use crate::view::View;

/// The councils of a file, by id and by key: rows of one council may have strayed into another.
struct Councils {
    by_id: BTreeMap<CouncilId, i64>,
    ids: BTreeMap<i64, CouncilId>,
}

impl Councils {
    fn of(conn: &Connection) -> Result<Self> {
        let mut statement = conn.prepare("SELECT key, id FROM councils")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, perhaps_id(row, 1))))?;
        let rows: Vec<(i64, Option<CouncilId>)> = rows.collect::<rusqlite::Result<_>>()?;
        let known = rows.into_iter().filter_map(|(key, id)| Some((key, id?)));
        let ids: BTreeMap<i64, CouncilId> = known.collect();
        Ok(Self {
            by_id: ids.iter().map(|(key, id)| (*id, *key)).collect(),
            ids,
        })
    }

    /// The id of the council with this key.
    fn id(&self, key: i64) -> Option<CouncilId> {
        self.ids.get(&key).copied()
    }

    fn key(&self, id: &CouncilId) -> Option<i64> {
        self.by_id.get(id).copied()
    }

    /// The key of the only one, where there is one.
    fn only(&self) -> Option<i64> {
        let mut keys = self.ids.keys();
        keys.next().copied().filter(|_| keys.next().is_none())
    }

    /// Whether a row that says to belong to `said` may be one of `council`: it is, or it is nobody's.
    fn may_be_of(&self, council: i64, said: Option<i64>) -> bool {
        said == Some(council) || said.is_none_or(|said| !self.ids.contains_key(&said))
    }
}

/// Whose rows were changed, by the keys of councils.
#[derive(Default)]
pub(crate) struct Touched {
    /// Any rows.
    any: BTreeSet<i64>,
    /// Acts, changes, seals or rows of the log: whoever reads the log of such a council has to look anew.
    pub(crate) items: BTreeSet<i64>,
    /// Receipts: whoever brings some has to tell all of them again.
    pub(crate) receipts: BTreeSet<i64>,
}

impl Touched {
    fn item(&mut self, council: i64) {
        self.any.insert(council);
        self.items.insert(council);
    }

    fn receipt(&mut self, council: i64) {
        self.any.insert(council);
        self.receipts.insert(council);
    }
}

/// Where things are put right.
pub(crate) struct Mender<'t> {
    conn: &'t Connection,
    caches: Arc<Caches>,
    councils: Councils,
    now_millis: i64,
    pub(crate) done: Quarantined,
    pub(crate) touched: Touched,
    /// The keys of people that are known in a council, once they are asked for.
    people: BTreeMap<i64, Vec<PublicKey>>,
}

impl<'t> Mender<'t> {
    /// For the rows of a whole file.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn new(conn: &'t Connection, caches: &Arc<Caches>, now_millis: i64) -> Result<Self> {
        Ok(Self {
            conn,
            caches: Arc::clone(caches),
            councils: Councils::of(conn)?,
            now_millis,
            done: Quarantined::default(),
            touched: Touched::default(),
            people: BTreeMap::new(),
        })
    }

    /// Puts right the rows that hold what peers hold as well, and sets aside those that do not. Gives the
    /// councils whose rows these were; what follows from the items is to be computed afterwards, and then
    /// [`Mender::sweep`] called.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn mend(&mut self, found: &Findings) -> Result<Vec<View<&'t Connection>>> {
        if !found.file.is_empty() {
            self.indexes(&found.file)?;
            self.take_home()?;
        }
        let with_findings = found.councils.iter().filter(|(_, found)| !found.is_empty());
        let with_findings: Vec<i64> = with_findings
            .filter_map(|(council, _)| self.councils.key(council))
            .collect();
        self.touched.any.extend(with_findings);
        // Documents first: changes are told apart by them.
        let mut told = BTreeSet::new();
        while let Some(view) = self.next(&told)? {
            told.insert(view.key);
            self.acts(&view)?;
        }
        self.place_changes()?;
        self.fill_gaps(found)?;
        let mut mended = BTreeMap::new();
        loop {
            let keys: BTreeSet<i64> = mended.keys().copied().collect();
            let Some(view) = self.next(&keys)? else { break };
            if told.insert(view.key) {
                self.acts(&view)?;
            }
            let nothing = Vec::new();
            let found = found.councils.get(&view.id).unwrap_or(&nothing);
            self.rest(&view, found)?;
            mended.insert(view.key, view);
        }
        Ok(mended.into_values().collect())
    }

    /// A council whose rows were changed and that is not among these.
    fn next(&self, done: &BTreeSet<i64>) -> Result<Option<View<&'t Connection>>> {
        let left = self.touched.any.iter().filter(|key| !done.contains(key));
        let id = left.filter_map(|key| self.councils.id(*key)).next();
        id.map(|id| View::find(self.conn, id, Arc::clone(&self.caches)))
            .transpose()
    }

    fn rest(&mut self, view: &View<&'t Connection>, found: &[Finding]) -> Result<()> {
        // A folded roster goes by it, and what follows asks the roster.
        let digest = roster_digest(&view.acts_of(None)?);
        view.conn.execute(
            "UPDATE councils SET roster_digest = ?2 WHERE key = ?1 AND roster_digest IS NOT ?2",
            params![view.key, digest],
        )?;
        self.seals(view, found)?;
        self.changes(view)?;
        self.drop_empty_documents(view)?;
        self.receipts(view)?;
        self.blobs(view, found)?;
        self.log(view)
    }
}
