//! Forks as people see them, and the chair's choices among their branches: folded from the acts held, kept
//! beside them, and what follows for frontiers and heads.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::rc::Rc;

use council::branches::Branches;
use format::{ActorId, ChangeHash, DocumentId, LogId, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{hashes, id, number, optional_id, sql};
use crate::error::Result;
use crate::forks::{rebuild_forks, rebuild_frontiers, rebuild_heads};
use crate::reader::Reader;
use crate::view::View;

/// Changes that share one place: the key that wrote them was on two machines at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The document.
    pub document: DocumentId,
    /// Whose.
    pub author: PublicKey,
    /// Under which actor.
    pub actor: ActorId,
    /// At which number.
    pub sequence: u64,
    /// The branches, ascending by the change each begins with.
    pub branches: Vec<Branch>,
    /// When it was found, in milliseconds since 1970 (UTC).
    pub found_millis: i64,
    /// Whose log brought one of them; `None` if all were written here.
    pub origin: Option<LogId>,
}

/// One branch of a fork.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The change it begins with.
    pub change: ChangeHash,
    /// When that was written, by its writer's clock, in seconds since 1970 (UTC).
    pub time_seconds: i64,
    /// How many changes are built on it, by anybody.
    pub built_on: u64,
    /// Whether it counts. None of a fork does where all of it stands on another one's lost branch.
    pub counts: bool,
}

impl Reader {
    /// Every fork found, by document and place.
    ///
    /// # Errors
    /// What the disk says.
    pub fn fork_records(&self) -> Result<Vec<Fork>> {
        let rows = self.view.all(
            "SELECT documents.id, actors.author, actors.actor, changes.sequence, changes.previous,
                    changes.hash, changes.time_seconds, changes.fork, forks.found_millis,
                    origins.log, forks.document
             FROM forks
             JOIN changes ON changes.key = forks.change
             JOIN actors ON actors.key = changes.actor
             JOIN documents ON documents.key = forks.document
             LEFT JOIN origins ON origins.key = forks.origin
             WHERE forks.council = ?1
             ORDER BY documents.id, actors.actor, changes.sequence, changes.previous, changes.hash",
            [self.view.key],
            |row| {
                let branch = Branch {
                    change: id(row, 5)?,
                    time_seconds: row.get(6)?,
                    built_on: 0,
                    counts: !row.get::<_, bool>(7)?,
                };
                let fork = Fork {
                    document: id(row, 0)?,
                    author: id(row, 1)?,
                    actor: id(row, 2)?,
                    sequence: number(row, 3)?,
                    branches: vec![branch],
                    found_millis: row.get(8)?,
                    origin: optional_id(row, 9)?,
                };
                let place = (row.get::<_, i64>(10)?, row.get::<_, Option<i64>>(4)?);
                Ok((place, fork))
            },
        )?;
        let mut forks: Vec<((i64, Option<i64>), Fork)> = Vec::new();
        for (place, fork) in rows {
            match forks.last_mut() {
                Some((before, last))
                    if *before == place
                        && (last.actor, last.sequence) == (fork.actor, fork.sequence) =>
                {
                    last.branches.extend(fork.branches);
                    last.found_millis = last.found_millis.min(fork.found_millis);
                    last.origin = last.origin.or(fork.origin);
                }
                _ => forks.push((place, fork)),
            }
        }
        let mut branches: BTreeMap<i64, Vec<&mut Branch>> = BTreeMap::new();
        for ((document, _), fork) in &mut forks {
            let of_document = branches.entry(*document).or_default();
            of_document.extend(&mut fork.branches);
        }
        for (document, branches) in branches {
            self.count_built_on(document, branches)?;
        }
        Ok(forks.into_iter().map(|(_, fork)| fork).collect())
    }

    /// Counts how many changes of a document are built on each of these branches.
    fn count_built_on(&self, document: i64, mut branches: Vec<&mut Branch>) -> Result<()> {
        let changes = self.view.all(
            "SELECT hash, dependencies FROM changes WHERE document = ?1 ORDER BY n",
            [document],
            |row| {
                let dependencies = hashes(row.get_ref(1)?.as_blob().unwrap_or_default());
                Ok((id::<ChangeHash>(row, 0)?, dependencies))
            },
        )?;
        let begins: BTreeMap<ChangeHash, usize> = (branches.iter().enumerate())
            .map(|(at, branch)| (branch.change, at))
            .collect();
        // On which branches a change stands. The log has it after all it builds on, so one pass finds
        // everything; what follows on one change stands on the same ones.
        let mut on: BTreeMap<ChangeHash, Rc<BTreeSet<usize>>> = BTreeMap::new();
        for (hash, dependencies) in changes {
            let mut below: Option<Rc<BTreeSet<usize>>> = None;
            for one in dependencies.iter().filter_map(|one| on.get(one)) {
                match &mut below {
                    None => below = Some(Rc::clone(one)),
                    Some(all) if one.is_subset(all) => {}
                    Some(all) => Rc::make_mut(all).extend(one.iter()),
                }
            }
            for at in below.iter().flat_map(|below| below.iter()) {
                branches[*at].built_on += 1;
            }
            if let Some(at) = begins.get(&hash) {
                Rc::make_mut(below.get_or_insert_default()).insert(*at);
            }
            if let Some(below) = below {
                on.insert(hash, below);
            }
        }
        Ok(())
    }

    /// The choices of the chair about the forks of a document, and those that do not count.
    ///
    /// # Errors
    /// What the disk says.
    pub fn branches(&self, document: &DocumentId) -> Result<Branches> {
        match self.view.document_key(document)? {
            Some(key) => self.view.branches(key),
            None => Ok(Branches::default()),
        }
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// The choices, folded from the acts held.
    pub(crate) fn branches(&self, document: i64) -> Result<Branches> {
        // Nearly no document has any.
        if !self.has_choices(document)? {
            return Ok(Branches::default());
        }
        let roster = self.roster()?;
        Ok(Branches::of(&roster, &self.readable_acts(document)?))
    }

    /// The chosen changes as they are kept, by the newest choice first.
    pub(crate) fn chosen_in(&self, document: i64) -> Result<Vec<ChangeHash>> {
        self.all(
            "SELECT hash FROM chosen WHERE document = ?1 ORDER BY rank",
            [document],
            |row| id(row, 0),
        )
    }

    /// The documents about whose forks anybody chose, whether it counts or not.
    pub(crate) fn documents_with_choices(&self) -> Result<Vec<i64>> {
        self.all(
            "SELECT DISTINCT document FROM acts WHERE council = ?1 AND kind = 'choose-branch'
             AND document IS NOT NULL",
            [self.key],
            |row| row.get(0),
        )
    }

    fn has_choices(&self, document: i64) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM acts WHERE council = ?1 AND document = ?2 AND kind = 'choose-branch' LIMIT 1",
            params![self.key, document],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }
}

/// Brings the kept choices of a document to what the acts held say, and frontier and heads to what follows.
/// Whether anything changed.
pub(crate) fn refold(view: &View<&Connection>, document: i64) -> Result<bool> {
    let chosen = view.branches(document)?.chosen();
    if chosen == view.chosen_in(document)? {
        return Ok(false);
    }
    view.conn
        .execute("DELETE FROM chosen WHERE document = ?1", [document])?;
    for (rank, change) in chosen.iter().enumerate() {
        view.conn.execute(
            "INSERT INTO chosen (document, rank, hash) VALUES (?1, ?2, ?3)",
            params![document, sql(rank as u64), change.as_bytes()],
        )?;
    }
    rebuild_forks(view, document)?;
    rebuild_frontiers(view, document)?;
    rebuild_heads(view, document)?;
    Ok(true)
}
