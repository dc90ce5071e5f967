//! Putting rows right by what they hold, and setting aside only what is damaged itself.
//!
//! The bytes of an act, a change, a receipt and a blob prove themselves. Every other column follows from such
//! bytes, from who points at whom (always said twice), or from what is there as a whole. So where the bytes
//! are whole, the row is made to say again what they say; nothing is lost that was not hit. Where they are
//! not, the row is set aside, changes built on it wait, and whoever holds the item brings it back.
//!
//! Everything runs inside one write and under a check that found something; nobody else pays for it.
//!
//! | module | what it puts right |
//! | --- | --- |
//! | `acts` | acts, and the documents they are about |
//! | `changes` | changes and their writers |
//! | `receipts` | receipts |
//! | `files` | blobs and their parts |
//! | `log` | the log, by the items |
//! | `strays` | indexes, and rows that belong to nothing |

mod acts;
mod changes;
mod files;
mod log;
mod receipts;
mod strays;

use std::collections::{BTreeMap, BTreeSet};

use format::CouncilId;
use rusqlite::{Connection, params};

use crate::check::Report;
use crate::columns::perhaps_id;
use crate::error::Result;
use crate::ledger::roster_digest;
use crate::quarantine::Quarantined;
use crate::view::View;

pub(crate) use strays::{remake_indexes, sweep};

/// The councils of a file, by id and by key: rows of one council may have strayed into another.
pub(crate) struct Councils {
    by_id: BTreeMap<CouncilId, i64>,
    ids: BTreeMap<i64, CouncilId>,
}

impl Councils {
    /// All of them.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn of(conn: &Connection) -> Result<Self> {
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
    pub(crate) fn id(&self, key: i64) -> Option<CouncilId> {
        self.ids.get(&key).copied()
    }

    fn key(&self, id: &CouncilId) -> Option<i64> {
        self.by_id.get(id).copied()
    }

    /// Whether a row that says to belong to `said` may be one of `council`: it is, or it is nobody's.
    fn may_be_of(&self, council: i64, said: Option<i64>) -> bool {
        said == Some(council) || said.is_none_or(|said| !self.ids.contains_key(&said))
    }
}

/// Where things are put right.
struct Mender<'m, 't> {
    view: &'m View<&'t Connection>,
    councils: &'m Councils,
    now_millis: i64,
    done: &'m mut Quarantined,
    /// Other councils of this file whose rows were among those of this one.
    others: BTreeSet<i64>,
}

/// Puts right the rows of a council that hold what peers hold as well, and sets aside those that do not. Gives
/// the keys of other councils that got rows back. What follows from the items is to be computed afterwards.
///
/// # Errors
/// What the disk says.
pub(crate) fn mend(
    view: &View<&Connection>,
    councils: &Councils,
    report: &Report,
    now_millis: i64,
    done: &mut Quarantined,
) -> Result<BTreeSet<i64>> {
    let mut mender = Mender {
        view,
        councils,
        now_millis,
        done,
        others: BTreeSet::new(),
    };
    mender.acts()?;
    // A folded roster goes by it, and what follows asks the roster.
    let digest = roster_digest(&view.acts_of(None)?);
    view.conn.execute(
        "UPDATE councils SET roster_digest = ?2 WHERE key = ?1 AND roster_digest IS NOT ?2",
        params![view.key, digest],
    )?;
    mender.changes()?;
    mender.drop_empty_documents()?;
    mender.receipts()?;
    mender.blobs(report)?;
    mender.log()?;
    Ok(mender.others)
}
