//! Changes by their bytes, and their writers, document by document.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use format::{ActorId, ChangeHash, ChangeHeader, DocumentId, PublicKey, Seal, cbor};
use rusqlite::{Connection, params};

use super::Mender;
use crate::check::Finding;
use crate::columns::{bytes, perhaps_id, perhaps_number};
use crate::error::Result;
use crate::told::{TOLD, TOLD_COLUMNS, Told};
use crate::view::View;

/// A row whose bytes are whole, without them.
struct Whole {
    key: i64,
    council: Option<i64>,
    actor: Option<i64>,
    previous: Option<i64>,
    /// Whether the row says of it what its bytes say.
    is_told_right: bool,
    /// What its bytes say.
    told: Told,
    writer: ActorId,
    /// As an actor's first change states it.
    stated: Option<PublicKey>,
    is_sealed: bool,
    /// Who wrote it, as the row says that it points at.
    pointed: Option<PublicKey>,
}

impl Whole {
    fn hash(&self) -> ChangeHash {
        let none = ChangeHash::from_bytes([0; ChangeHash::LEN]);
        self.told.hash.unwrap_or(none)
    }

    fn sequence(&self) -> i64 {
        self.told.sequence.unwrap_or(0)
    }
}

impl<'t> Mender<'t> {
    /// Takes the seals away that do not verify: with none, a change is asked for again.
    pub(super) fn seals(&mut self, view: &View<&'t Connection>, found: &[Finding]) -> Result<()> {
        for finding in found {
            if let Finding::Seal(document, change) = finding
                && let Some(key) = view.document_key(document)?
            {
                let removed = view.conn.execute(
                    "UPDATE changes SET seal = NULL
                     WHERE document = ?1 AND hash = ?2 AND seal IS NOT NULL",
                    params![key, change.as_bytes()],
                )?;
                self.done.rows += removed as u64;
                self.touched.items.insert(view.key);
            }
        }
        Ok(())
    }

    /// Makes the rows of changes and of their writers say what the bytes of changes say. Sets aside those whose
    /// bytes are damaged; those built on them, or on nothing that is here, wait.
    pub(super) fn changes(&mut self, view: &View<&'t Connection>) -> Result<()> {
        self.marks(view)?;
        let documents = view.all(
            "SELECT key, id, forgotten_millis IS NOT NULL FROM documents WHERE council = ?1",
            [view.key],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    perhaps_id(row, 1),
                    row.get::<_, bool>(2)?,
                ))
            },
        )?;
        for (document, id, is_removed) in documents {
            if is_removed {
                self.empty_what_was_removed(view, document)?;
                continue;
            }
            let Some(id) = id else { continue };
            let mut changes = self.changes_of(view, document)?;
            self.drop_twins(view, &mut changes)?;
            let actors = self.writers(view, document, &mut changes)?;
            self.settle_changes(view, (document, &id), changes, &actors)?;
        }
        // Writers of whom nothing is left.
        view.conn.execute(
            "DELETE FROM actors WHERE council = ?1
             AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.actor = actors.key)",
            [view.key],
        )?;
        Ok(())
    }

    /// Makes the rows of documents say whether their text was removed.
    fn marks(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let documents = view.all(
            "SELECT key, forgotten_millis, forgotten_millis IS NOT NULL FROM documents
             WHERE council = ?1",
            [view.key],
            |row| {
                let since = perhaps_number(row, 1);
                Ok((row.get::<_, i64>(0)?, since, row.get::<_, bool>(2)?))
            },
        )?;
        for (key, since, is_marked) in documents {
            let was_removed = view.was_removed(key)?;
            if was_removed == is_marked && since.is_some() == is_marked {
                continue;
            }
            let since = was_removed.then_some(since.unwrap_or(self.now_millis));
            view.conn.execute(
                "UPDATE documents SET forgotten_millis = ?2 WHERE key = ?1",
                params![key, since],
            )?;
            self.done.restored += 1;
            self.touched.items.insert(view.key);
        }
        Ok(())
    }

    /// Of a document whose text was removed only the places of its changes stay.
    fn empty_what_was_removed(&mut self, view: &View<&'t Connection>, document: i64) -> Result<()> {
        let left_over: Vec<i64> = view.all(
            "SELECT key FROM changes WHERE document = ?1 AND length(chunk) > 0",
            [document],
            |row| row.get(0),
        )?;
        for key in left_over {
            self.keep_change(key, Some(view.key))?;
            let empty = "UPDATE changes SET chunk = x'', seal = NULL WHERE key = ?1";
            view.conn.execute(empty, [key])?;
        }
        Ok(())
    }

    /// The changes of a document, in the order of the log. Those whose bytes are damaged are set aside.
    fn changes_of(&mut self, view: &View<&'t Connection>, document: i64) -> Result<Vec<Whole>> {
        let mut statement = view.conn.prepare_cached(&format!(
            "SELECT {TOLD}, changes.key, changes.council, changes.actor, changes.previous,
                    typeof(changes.seal) = 'blob', changes.chunk, actors.author, changes.seal
             FROM changes LEFT JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 ORDER BY changes.n"
        ))?;
        let mut found = statement.query([document])?;
        let (mut changes, mut damaged) = (Vec::new(), Vec::new());
        while let Some(row) = found.next()? {
            let key: i64 = row.get(TOLD_COLUMNS)?;
            let told = Told::read(row, 0);
            let Ok(header) = ChangeHeader::parse(bytes(row, TOLD_COLUMNS + 5)) else {
                damaged.push(key);
                continue;
            };
            let right = Told::of(&header);
            let seal = cbor::decode_exact::<Seal>(bytes(row, TOLD_COLUMNS + 7));
            changes.push(Whole {
                key,
                council: perhaps_number(row, TOLD_COLUMNS + 1),
                actor: perhaps_number(row, TOLD_COLUMNS + 2),
                previous: perhaps_number(row, TOLD_COLUMNS + 3),
                is_told_right: told == right,
                told: right,
                writer: header.actor,
                stated: header.author,
                is_sealed: row.get::<_, bool>(TOLD_COLUMNS + 4)? && seal.is_ok(),
                pointed: perhaps_id(row, TOLD_COLUMNS + 6),
            });
        }
        drop(found);
        drop(statement);
        for key in damaged {
            self.set_change_aside(key, Some(view.key))?;
        }
        Ok(changes)
    }

    /// Of rows with the same change the one stays that says it rightly, with a seal if any has one.
    fn drop_twins(&mut self, view: &View<&'t Connection>, changes: &mut Vec<Whole>) -> Result<()> {
        let mut best: BTreeMap<ChangeHash, (bool, bool, i64)> = BTreeMap::new();
        for row in changes.iter() {
            let rank = (!row.is_told_right, !row.is_sealed, row.key);
            let kept = best.entry(row.hash()).or_insert(rank);
            *kept = rank.min(*kept);
        }
        if best.len() == changes.len() {
            return Ok(());
        }
        for row in changes.iter() {
            let (.., kept) = best[&row.hash()];
            if row.key != kept {
                self.pass_the_seal_on(row.key, kept)?;
                self.drop_change(row.key)?;
                self.touched.items.insert(view.key);
            }
        }
        changes.retain(|row| best[&row.hash()].2 == row.key);
        Ok(())
    }

    /// The key of each writer's row; the row is put right or made. Changes of which nobody knows who wrote them
    /// are set aside.
    fn writers(
        &mut self,
        view: &View<&'t Connection>,
        document: i64,
        changes: &mut Vec<Whole>,
    ) -> Result<BTreeMap<ActorId, (i64, PublicKey)>> {
        let kept = view.all(
            "SELECT key, actor, author FROM actors WHERE document = ?1",
            [document],
            |row| {
                let said = (row.get::<_, i64>(0)?, perhaps_id::<PublicKey>(row, 2));
                Ok((perhaps_id::<ActorId>(row, 1), said))
            },
        )?;
        let kept: BTreeMap<ActorId, (i64, Option<PublicKey>)> = kept
            .into_iter()
            .filter_map(|(actor, said)| Some((actor?, said)))
            .collect();
        let mut writers: BTreeMap<ActorId, Vec<&Whole>> = BTreeMap::new();
        for row in changes.iter() {
            writers.entry(row.writer).or_default().push(row);
        }
        let mut found = BTreeMap::new();
        for (actor, rows) in &writers {
            let row = kept.get(actor);
            let said = row.and_then(|(_, author)| *author);
            let mut candidates = rows
                .iter()
                .flat_map(|row| [row.stated, row.pointed])
                .chain([said])
                .flatten();
            let author = match candidates.find(|author| author.owns(&view.id, actor)) {
                Some(author) => author,
                None => match self.known_owner(view, actor)? {
                    Some(author) => author,
                    None => continue,
                },
            };
            // The row that its changes point at, where it is nobody else's.
            let pointers: BTreeSet<i64> = rows.iter().filter_map(|row| row.actor).collect();
            let pointed = pointers.first().copied().filter(|_| pointers.len() == 1);
            let key = match (row, pointed) {
                (Some((key, _)), Some(pointed))
                    if pointed != *key
                        && !is_writer(view, pointed)?
                        && !has_written(view, *key)? =>
                {
                    let rename = "UPDATE actors SET key = ?2 WHERE key = ?1";
                    view.conn.execute(rename, [*key, pointed])?;
                    self.done.restored += 1;
                    self.touched.items.insert(view.key);
                    pointed
                }
                (Some((key, _)), _) => *key,
                (None, Some(pointed)) if is_only_of(view, pointed, rows)? => {
                    view.conn.execute(
                        "INSERT INTO actors (key, council, document, actor, author, sequence, hash)
                         VALUES (?1, ?2, ?3, ?4, ?5, 0, x'')
                         ON CONFLICT (key) DO UPDATE SET document = excluded.document,
                             actor = excluded.actor, author = excluded.author",
                        params![
                            pointed,
                            view.key,
                            document,
                            actor.as_bytes(),
                            author.as_bytes()
                        ],
                    )?;
                    self.done.restored += 1;
                    self.touched.items.insert(view.key);
                    pointed
                }
                (None, _) => {
                    view.conn.execute(
                        "INSERT INTO actors (council, document, actor, author, sequence, hash)
                         VALUES (?1, ?2, ?3, ?4, 0, x'')",
                        params![view.key, document, actor.as_bytes(), author.as_bytes()],
                    )?;
                    view.conn.last_insert_rowid()
                }
            };
            let corrected = view.conn.execute(
                "UPDATE actors SET author = ?2, council = ?3
                 WHERE key = ?1 AND (author IS NOT ?2 OR council IS NOT ?3)",
                params![key, author.as_bytes(), view.key],
            )?;
            if corrected > 0 {
                self.done.restored += 1;
                self.touched.items.insert(view.key);
            }
            found.insert(*actor, (key, author));
        }
        for row in changes.iter() {
            if !found.contains_key(&row.writer) {
                self.set_change_aside(row.key, Some(view.key))?;
            }
        }
        changes.retain(|row| found.contains_key(&row.writer));
        Ok(found)
    }

    /// Whoever is known here and writes under this actor.
    fn known_owner(
        &mut self,
        view: &View<&'t Connection>,
        actor: &ActorId,
    ) -> Result<Option<PublicKey>> {
        let known = match self.people.entry(view.key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let known = view.all(
                    "SELECT author FROM acts WHERE council = ?1
                     UNION SELECT author FROM actors WHERE council = ?1",
                    [view.key],
                    |row| Ok(perhaps_id::<PublicKey>(row, 0)),
                )?;
                place.insert(known.into_iter().flatten().collect())
            }
        };
        let mut known = known.iter();
        Ok(known.find(|author| author.owns(&view.id, actor)).copied())
    }

    /// Writes what is wrong in the rows of one document, and lets those wait that rest on nothing.
    fn settle_changes(
        &mut self,
        view: &View<&'t Connection>,
        (document, id): (i64, &DocumentId),
        changes: Vec<Whole>,
        actors: &BTreeMap<ActorId, (i64, PublicKey)>,
    ) -> Result<()> {
        let genesis = view.stated_kind(document)?;
        let genesis = genesis.map(|kind| crate::genesis::of(kind).0);
        let by_hash: BTreeMap<ChangeHash, &Whole> =
            changes.iter().map(|row| (row.hash(), row)).collect();
        let resting = resting(&by_hash, genesis);
        for row in &changes {
            let Some((actor, author)) = actors.get(&row.writer) else {
                continue;
            };
            if !resting.contains(&row.hash()) {
                self.strand(view, row, id, author)?;
                continue;
            }
            let previous = before(row, &by_hash).map(|before| before.key);
            if row.is_told_right
                && row.council == Some(view.key)
                && row.actor == Some(*actor)
                && row.previous == previous
            {
                continue;
            }
            let told = &row.told;
            view.conn.execute(
                "UPDATE changes SET council = ?2, hash = ?3, actor = ?4, sequence = ?5,
                     previous = ?6, start_op = ?7, last_op = ?8, operations = ?9,
                     time_seconds = ?10, dependencies = ?11 WHERE key = ?1",
                params![
                    row.key,
                    view.key,
                    row.hash().as_bytes(),
                    actor,
                    told.sequence,
                    previous,
                    told.start_op,
                    told.last_op,
                    told.operations,
                    told.time_seconds,
                    told.dependencies
                ],
            )?;
            self.done.restored += 1;
            self.touched.items.insert(view.key);
        }
        Ok(())
    }

    fn strand(
        &mut self,
        view: &View<&'t Connection>,
        row: &Whole,
        document: &DocumentId,
        author: &PublicKey,
    ) -> Result<()> {
        view.conn.execute(
            "INSERT OR REPLACE INTO stranded
             (council, document, hash, author, origin, n, seal, chunk)
             SELECT ?2, ?3, ?4, ?5, log.origin, changes.n, changes.seal, changes.chunk
             FROM changes LEFT JOIN log ON log.council = ?2 AND log.n = changes.n
                 AND log.change = changes.key
             WHERE changes.key = ?1",
            params![
                row.key,
                view.key,
                document.as_bytes(),
                row.hash().as_bytes(),
                author.as_bytes()
            ],
        )?;
        self.done.stranded += 1;
        self.touched.items.insert(view.key);
        self.drop_change(row.key)
    }
}

fn is_writer(view: &View<&Connection>, key: i64) -> Result<bool> {
    let found = view.one("SELECT 1 FROM actors WHERE key = ?1", [key], |_| Ok(()))?;
    Ok(found.is_some())
}

fn has_written(view: &View<&Connection>, key: i64) -> Result<bool> {
    let query = "SELECT 1 FROM changes WHERE actor = ?1 LIMIT 1";
    Ok(view.one(query, [key], |_| Ok(()))?.is_some())
}

/// Whether no other changes than these point at a writer's row.
fn is_only_of(view: &View<&Connection>, key: i64, rows: &[&Whole]) -> Result<bool> {
    let these: BTreeSet<i64> = rows.iter().map(|row| row.key).collect();
    let mut statement = view
        .conn
        .prepare_cached("SELECT key FROM changes WHERE actor = ?1")?;
    let mut pointing = statement.query([key])?;
    while let Some(row) = pointing.next()? {
        if !these.contains(&row.get(0)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The same actor's change before this one, if it is here and this one is built on it.
fn before<'r>(row: &Whole, rows: &BTreeMap<ChangeHash, &'r Whole>) -> Option<&'r Whole> {
    let dependencies = row.told.builds_on();
    let mut known = dependencies
        .iter()
        .filter_map(|hash| rows.get(hash).copied());
    known.find(|found| found.writer == row.writer && found.sequence() == row.sequence() - 1)
}

/// The changes of which everything is here that they are built on, and their actor's change before them.
fn resting(
    rows: &BTreeMap<ChangeHash, &Whole>,
    genesis: Option<ChangeHash>,
) -> BTreeSet<ChangeHash> {
    let mut missing: BTreeMap<ChangeHash, usize> = BTreeMap::new();
    let mut on: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
    let mut ready = Vec::new();
    for (hash, row) in rows {
        let dependencies = row.told.builds_on();
        let needs = dependencies.iter().filter(|one| Some(**one) != genesis);
        let mut count = 0;
        for need in needs {
            on.entry(*need).or_default().push(*hash);
            count += 1;
        }
        if row.sequence() > 1 && before(row, rows).is_none() {
            // Nothing that comes can make up for it but the change itself.
            count += 1;
        }
        if count == 0 {
            ready.push(*hash);
        }
        missing.insert(*hash, count);
    }
    let mut resting = BTreeSet::new();
    while let Some(hash) = ready.pop() {
        resting.insert(hash);
        for above in on.get(&hash).into_iter().flatten() {
            if let Some(count) = missing.get_mut(above) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*above);
                }
            }
        }
    }
    resting
}
