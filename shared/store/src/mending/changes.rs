//! Changes by their bytes, and their writers.
//!
//! The bytes say everything but the document. That is said twice, by the row and by the row of its writer; where
//! the two differ, a seal decides, or what a change of that document is built on.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActorId, ChangeHash, ChangeHeader, CouncilId, DocumentId, PublicKey, Seal, cbor};
use rusqlite::params;

use super::Mender;
use crate::columns::{bytes, perhaps_id, perhaps_number};
use crate::error::Result;
use crate::told::{TOLD, TOLD_COLUMNS, Told};

/// The row of a document.
struct Document {
    id: DocumentId,
    council: i64,
    council_id: CouncilId,
    is_forgotten: bool,
}

/// A writer as the row of a change points at it.
#[derive(Clone, Copy)]
struct Pointed {
    document: Option<i64>,
    actor: Option<ActorId>,
    author: Option<PublicKey>,
}

/// A row whose bytes are whole.
struct Whole {
    key: i64,
    council: Option<i64>,
    document: Option<i64>,
    actor: Option<i64>,
    previous: Option<i64>,
    /// Whether the row says of it what its bytes say.
    is_told_right: bool,
    /// What its bytes say.
    told: Told,
    writer: ActorId,
    /// As an actor's first change states it.
    stated: Option<PublicKey>,
    seal: Option<Seal>,
    pointed: Pointed,
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

/// The rows that are kept as changes of this council or of none.
#[derive(Default)]
struct Rows {
    whole: Vec<Whole>,
    /// The keys of rows whose bytes are damaged.
    damaged: Vec<i64>,
    /// The keys of rows that hold bytes though the text of their document was removed.
    left_over: Vec<i64>,
}

impl Mender<'_, '_> {
    /// Makes the rows of changes and of their writers say what the bytes of changes say. Sets aside those whose
    /// bytes are damaged; those built on them, or on nothing that is here, wait.
    pub(super) fn changes(&mut self) -> Result<()> {
        self.marks()?;
        let documents = self.all_documents()?;
        let rows = self.rows_of_changes(&documents)?;
        for key in rows.damaged {
            self.set_change_aside(key)?;
        }
        for key in rows.left_over {
            self.keep_change_aside(key)?;
            self.view.conn.execute(
                "UPDATE changes SET chunk = x'', seal = NULL WHERE key = ?1",
                [key],
            )?;
        }
        let placed = self.place(rows.whole, &documents)?;
        for (document, mut changes) in placed {
            let Some(place) = documents.get(&document) else {
                continue;
            };
            self.drop_twins(&mut changes)?;
            let actors = self.writers(document, &mut changes)?;
            self.settle_changes(document, place, changes, &actors)?;
        }
        // Writers of whom nothing is left.
        self.view.conn.execute(
            "DELETE FROM actors WHERE council = ?1
             AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.actor = actors.key)",
            [self.view.key],
        )?;
        Ok(())
    }

    /// Makes the rows of documents say whether their text was removed.
    fn marks(&mut self) -> Result<()> {
        let view = self.view;
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
        }
        Ok(())
    }

    fn all_documents(&self) -> Result<BTreeMap<i64, Document>> {
        let rows = self.view.all(
            "SELECT key, id, council, forgotten_millis IS NOT NULL FROM documents",
            [],
            |row| {
                let council = perhaps_number(row, 2);
                let is_forgotten: bool = row.get(3)?;
                let place = (perhaps_id(row, 1), council, is_forgotten);
                Ok((row.get::<_, i64>(0)?, place))
            },
        )?;
        let known = rows
            .into_iter()
            .filter_map(|(key, (id, council, is_forgotten))| {
                let council = council?;
                let document = Document {
                    id: id?,
                    council,
                    council_id: self.councils.id(council)?,
                    is_forgotten,
                };
                Some((key, document))
            });
        Ok(known.collect())
    }

    fn rows_of_changes(&self, documents: &BTreeMap<i64, Document>) -> Result<Rows> {
        let view = self.view;
        let mut statement = view.conn.prepare(&format!(
            "SELECT {TOLD}, changes.key, changes.council, changes.document, changes.actor,
                    changes.previous, changes.seal, changes.chunk,
                    actors.document, actors.actor, actors.author
             FROM changes LEFT JOIN actors ON actors.key = changes.actor
             WHERE changes.council = ?1
             OR changes.council NOT IN (SELECT key FROM councils)
             OR changes.document IN (SELECT key FROM documents WHERE council = ?1)
             OR changes.actor IN (SELECT actors.key FROM actors
                 JOIN documents ON documents.key = actors.document AND documents.council = ?1)
             ORDER BY changes.n, changes.key"
        ))?;
        let mut found = statement.query([view.key])?;
        let mut rows = Rows::default();
        while let Some(row) = found.next()? {
            let key: i64 = row.get(TOLD_COLUMNS)?;
            let council = perhaps_number(row, TOLD_COLUMNS + 1);
            let document = perhaps_number(row, TOLD_COLUMNS + 2);
            let place = document.and_then(|document| documents.get(&document));
            let chunk = bytes(row, TOLD_COLUMNS + 6);
            if let Some(place) = place.filter(|place| place.is_forgotten) {
                if !chunk.is_empty() && place.council == view.key {
                    rows.left_over.push(key);
                }
                continue;
            }
            let told = Told::read(row, 0);
            let header = match ChangeHeader::parse(chunk) {
                Ok(header) => header,
                Err(_) => {
                    let is_here = match place {
                        Some(place) => place.council == view.key,
                        None => self.councils.may_be_of(view.key, council),
                    };
                    if is_here {
                        rows.damaged.push(key);
                    }
                    continue;
                }
            };
            let right = Told::of(&header);
            let seal = bytes(row, TOLD_COLUMNS + 5);
            rows.whole.push(Whole {
                key,
                council,
                document,
                actor: perhaps_number(row, TOLD_COLUMNS + 3),
                previous: perhaps_number(row, TOLD_COLUMNS + 4),
                is_told_right: told == right,
                told: right,
                writer: header.actor,
                stated: header.author,
                seal: cbor::decode_exact(seal).ok(),
                pointed: Pointed {
                    document: perhaps_number(row, TOLD_COLUMNS + 7),
                    actor: perhaps_id(row, TOLD_COLUMNS + 8),
                    author: perhaps_id(row, TOLD_COLUMNS + 9),
                },
            });
        }
        Ok(rows)
    }

    /// Finds out to which document each row belongs. Rows of other councils are given back to those.
    fn place(
        &mut self,
        rows: Vec<Whole>,
        documents: &BTreeMap<i64, Document>,
    ) -> Result<BTreeMap<i64, Vec<Whole>>> {
        // Which documents lack a change, because something in them is built on it.
        let mut wanted: BTreeMap<ChangeHash, BTreeSet<i64>> = BTreeMap::new();
        let mut want = |row: &Whole, document: i64| {
            for dependency in row.told.builds_on() {
                wanted.entry(dependency).or_default().insert(document);
            }
        };
        let mut placed: Vec<(i64, Whole)> = Vec::new();
        let mut disputed: Vec<([i64; 2], Whole)> = Vec::new();
        let mut nowhere = Vec::new();
        for row in rows {
            let known = |document: Option<i64>| document.filter(|key| documents.contains_key(key));
            match (known(row.document), known(row.pointed.document)) {
                (Some(one), Some(other)) if one != other => disputed.push(([one, other], row)),
                (Some(document), _) | (None, Some(document)) => {
                    want(&row, document);
                    placed.push((document, row));
                }
                (None, None) => nowhere.push(row),
            }
        }
        // From the newest backwards: what is placed tells where that belongs which it is built on.
        let mut open = Vec::new();
        for (between, row) in disputed.into_iter().rev() {
            match between
                .into_iter()
                .find(|key| is_sealed_for(&row, &documents[key]))
            {
                Some(document) => {
                    want(&row, document);
                    placed.push((document, row));
                }
                None => open.push((between, row)),
            }
        }
        for (between, row) in open {
            let wanting = wanted.get(&row.hash());
            let by_what_is_built_on_it = between
                .into_iter()
                .find(|key| wanting.is_some_and(|wanting| wanting.contains(key)));
            let [said, pointed] = between;
            let by_writer = match row.pointed.actor == Some(row.writer) {
                true => pointed,
                false => said,
            };
            let document = by_what_is_built_on_it.unwrap_or(by_writer);
            for dependency in row.told.builds_on() {
                wanted.entry(dependency).or_default().insert(document);
            }
            placed.push((document, row));
        }
        for row in nowhere {
            let wanting = wanted.get(&row.hash()).and_then(BTreeSet::first);
            match wanting {
                Some(document) => placed.push((*document, row)),
                None if self.councils.may_be_of(self.view.key, row.council) => {
                    self.set_change_aside(row.key)?;
                }
                None => {}
            }
        }
        let mut mine: BTreeMap<i64, Vec<Whole>> = BTreeMap::new();
        for (document, row) in placed {
            let council = documents[&document].council;
            if council == self.view.key {
                mine.entry(document).or_default().push(row);
            } else {
                // It, or the row of its writer, strayed into this council.
                self.view.conn.execute(
                    "UPDATE OR IGNORE changes SET document = ?2, council = ?3
                     WHERE key = ?1 AND (document IS NOT ?2 OR council IS NOT ?3)",
                    [row.key, document, council],
                )?;
                self.others.insert(council);
            }
        }
        Ok(mine)
    }

    /// Of rows with the same change the one stays that says it rightly, with a seal if any has one.
    fn drop_twins(&mut self, changes: &mut Vec<Whole>) -> Result<()> {
        changes.sort_by_key(|row| (row.hash(), !row.is_told_right, row.seal.is_none(), row.key));
        let mut first: Option<(ChangeHash, i64, bool)> = None;
        let mut twins = Vec::new();
        for row in changes.iter() {
            match &mut first {
                Some((hash, kept, is_sealed)) if *hash == row.hash() => {
                    twins.push((*kept, row.key, !*is_sealed && row.seal.is_some()));
                    *is_sealed |= row.seal.is_some();
                }
                _ => first = Some((row.hash(), row.key, row.seal.is_some())),
            }
        }
        for (kept, twin, has_the_seal) in &twins {
            if *has_the_seal {
                self.view.conn.execute(
                    "UPDATE changes SET seal = (SELECT seal FROM changes WHERE key = ?2)
                     WHERE key = ?1",
                    [kept, twin],
                )?;
            }
            self.drop_change(*twin)?;
        }
        changes.retain(|row| !twins.iter().any(|(_, twin, _)| *twin == row.key));
        Ok(())
    }

    /// The key of each writer's row; the row is put right or made. Changes of which nobody knows who wrote them
    /// are set aside.
    fn writers(
        &mut self,
        document: i64,
        changes: &mut Vec<Whole>,
    ) -> Result<BTreeMap<ActorId, (i64, PublicKey)>> {
        let view = self.view;
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
                .flat_map(|row| [row.stated, row.pointed.author])
                .chain([said])
                .flatten();
            let author = match candidates.find(|author| author.owns(&view.id, actor)) {
                Some(author) => author,
                None => match self.known_owner(actor)? {
                    Some(author) => author,
                    None => continue,
                },
            };
            // The row that its changes point at, where it is nobody else's.
            let mut pointers: Vec<i64> = rows.iter().filter_map(|row| row.actor).collect();
            pointers.sort_unstable();
            pointers.dedup();
            let pointed = match pointers[..] {
                [pointed] => Some(pointed),
                _ => None,
            };
            let key = match (row, pointed) {
                (Some((key, _)), Some(pointed))
                    if pointed != *key
                        && !self.is_writer(pointed)?
                        && !self.has_written(*key)? =>
                {
                    let rename = "UPDATE actors SET key = ?2 WHERE key = ?1";
                    view.conn.execute(rename, [*key, pointed])?;
                    self.done.restored += 1;
                    pointed
                }
                (Some((key, _)), _) => *key,
                (None, Some(pointed)) if self.is_only_of(pointed, rows)? => {
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
            self.done.restored += view.conn.execute(
                "UPDATE actors SET author = ?2, council = ?3
                 WHERE key = ?1 AND (author IS NOT ?2 OR council IS NOT ?3)",
                params![key, author.as_bytes(), view.key],
            )? as u64;
            found.insert(*actor, (key, author));
        }
        let nameless: Vec<i64> = changes
            .iter()
            .filter(|row| !found.contains_key(&row.writer))
            .map(|row| row.key)
            .collect();
        for key in &nameless {
            self.set_change_aside(*key)?;
        }
        changes.retain(|row| !nameless.contains(&row.key));
        Ok(found)
    }

    /// Whoever is known here and writes under this actor.
    fn known_owner(&self, actor: &ActorId) -> Result<Option<PublicKey>> {
        let known = self.view.all(
            "SELECT author FROM acts WHERE council = ?1 UNION SELECT author FROM actors WHERE council = ?1",
            [self.view.key],
            |row| Ok(perhaps_id::<PublicKey>(row, 0)),
        )?;
        let mut known = known.into_iter().flatten();
        Ok(known.find(|author| author.owns(&self.view.id, actor)))
    }

    fn is_writer(&self, key: i64) -> Result<bool> {
        let found = self
            .view
            .one("SELECT 1 FROM actors WHERE key = ?1", [key], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn has_written(&self, key: i64) -> Result<bool> {
        let query = "SELECT 1 FROM changes WHERE actor = ?1 LIMIT 1";
        Ok(self.view.one(query, [key], |_| Ok(()))?.is_some())
    }

    /// Whether no other changes than these point at a writer's row.
    fn is_only_of(&self, key: i64, rows: &[&Whole]) -> Result<bool> {
        let pointing: Vec<i64> =
            self.view
                .all("SELECT key FROM changes WHERE actor = ?1", [key], |row| {
                    row.get(0)
                })?;
        Ok(pointing
            .iter()
            .all(|key| rows.iter().any(|row| row.key == *key)))
    }

    /// Writes what is wrong in the rows of one document, and lets those wait that rest on nothing.
    fn settle_changes(
        &mut self,
        document: i64,
        place: &Document,
        changes: Vec<Whole>,
        actors: &BTreeMap<ActorId, (i64, PublicKey)>,
    ) -> Result<()> {
        let view = self.view;
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
                self.strand(row, &place.id, author)?;
                continue;
            }
            let previous = before(row, &by_hash).map(|before| before.key);
            if row.is_told_right
                && (row.council, row.document) == (Some(view.key), Some(document))
                && row.actor == Some(*actor)
                && row.previous == previous
            {
                continue;
            }
            let told = &row.told;
            view.conn.execute(
                "UPDATE changes SET council = ?2, document = ?3, hash = ?4, actor = ?5,
                     sequence = ?6, previous = ?7, start_op = ?8, last_op = ?9, operations = ?10,
                     time_seconds = ?11, dependencies = ?12 WHERE key = ?1",
                params![
                    row.key,
                    view.key,
                    document,
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
        }
        Ok(())
    }

    fn set_change_aside(&mut self, key: i64) -> Result<()> {
        self.keep_change_aside(key)?;
        self.drop_change(key)
    }

    fn keep_change_aside(&mut self, key: i64) -> Result<()> {
        self.view.conn.execute(
            "INSERT INTO quarantine (council, document, hash, what, reason, bytes, seal, time_millis)
             SELECT ?3, documents.id, hash, 'change', 'damaged', chunk, seal, ?2
             FROM changes LEFT JOIN documents ON documents.key = changes.document
             WHERE changes.key = ?1",
            params![key, self.now_millis, self.view.key],
        )?;
        self.done.rows += 1;
        Ok(())
    }

    fn strand(&mut self, row: &Whole, document: &DocumentId, author: &PublicKey) -> Result<()> {
        self.view.conn.execute(
            "INSERT OR IGNORE INTO stranded
             (council, document, hash, author, origin, n, seal, chunk)
             SELECT ?2, ?3, ?4, ?5, log.origin, changes.n, changes.seal, changes.chunk
             FROM changes LEFT JOIN log ON log.council = ?2 AND log.n = changes.n
                 AND log.change = changes.key
             WHERE changes.key = ?1",
            params![
                row.key,
                self.view.key,
                document.as_bytes(),
                row.hash().as_bytes(),
                author.as_bytes()
            ],
        )?;
        self.done.stranded += 1;
        self.drop_change(row.key)
    }

    fn drop_change(&self, key: i64) -> Result<()> {
        let conn = self.view.conn;
        conn.execute("DELETE FROM forks WHERE change = ?1", [key])?;
        conn.execute("DELETE FROM changes WHERE key = ?1", [key])?;
        Ok(())
    }
}

/// Whether a seal of somebody who may have written the change says that it belongs to this document.
fn is_sealed_for(row: &Whole, document: &Document) -> bool {
    let Some(seal) = &row.seal else { return false };
    let mut authors = [row.stated, row.pointed.author].into_iter().flatten();
    authors.any(|author| {
        author.owns(&document.council_id, &row.writer)
            && seal.verifies(&author, &document.council_id, &document.id, &row.hash())
    })
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
