//! Changes of which it is in doubt to which document they belong.
//!
//! The bytes of a change say everything but the document. That is said twice, by its row and by the row of its
//! writer; where the two differ, a seal decides, or what a change of that document is built on.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActorId, ChangeHash, ChangeHeader, CouncilId, DocumentId, PublicKey, Seal, cbor};
use rusqlite::params;

use super::Mender;
use crate::columns::{bytes, hashes, perhaps_id, perhaps_number};
use crate::error::Result;

/// The row of a document of a council that is here.
struct Place {
    id: DocumentId,
    council: i64,
    council_id: CouncilId,
}

/// A row whose bytes are whole, and which documents it may belong to.
struct Doubtful {
    key: i64,
    council: Option<i64>,
    n: Option<i64>,
    /// As it says itself.
    document: Option<i64>,
    /// As the row of its writer says.
    pointed: Option<i64>,
    /// Whether that row is its writer's.
    is_pointed_right: bool,
    hash: ChangeHash,
    writer: ActorId,
    builds_on: Vec<ChangeHash>,
    seal: Option<Seal>,
    /// Who may have written it.
    authors: Vec<PublicKey>,
}

/// By which change something is wanted in which documents.
type Wanted = BTreeMap<ChangeHash, BTreeSet<i64>>;

impl Mender<'_> {
    /// Gives each change to the document it belongs to. One that belongs to none is set aside.
    pub(super) fn place_changes(&mut self) -> Result<()> {
        let keys = self.doubtful()?;
        if keys.is_empty() {
            return Ok(());
        }
        let places = self.documents_of_all()?;
        let mut rows = Vec::new();
        for key in &keys {
            match self.read_doubtful(*key, &places)? {
                Some(row) => rows.push(row),
                None => self.set_lost_change_aside(*key, &places)?,
            }
        }
        rows.sort_by_key(|row| (row.n, row.key));
        let mut wanted = self.wanted(&rows, &keys.iter().copied().collect(), &places)?;
        let mut open = Vec::new();
        let mut nowhere = Vec::new();
        // From the newest backwards: what is placed tells where that belongs which it is built on.
        for row in rows.into_iter().rev() {
            let between = [row.document, row.pointed];
            let mut between = between.into_iter().flatten().peekable();
            if between.peek().is_none() {
                nowhere.push(row);
                continue;
            }
            let sealed = between.find(|key| is_sealed_for(&row, &places[key]));
            match (row.document, row.pointed, sealed) {
                (.., Some(document)) => self.place(row, document, &places, &mut wanted)?,
                (Some(document), None, _) | (None, Some(document), _) => {
                    self.place(row, document, &places, &mut wanted)?;
                }
                _ => open.push(row),
            }
        }
        for row in open {
            let between = [row.document, row.pointed].into_iter().flatten();
            let wanting = wanted.get(&row.hash);
            let mut by_what_is_built_on_it =
                between.filter(|key| wanting.is_some_and(|wanting| wanting.contains(key)));
            let by_writer = match row.is_pointed_right {
                true => row.pointed,
                false => row.document,
            };
            if let Some(document) = by_what_is_built_on_it.next().or(by_writer) {
                self.place(row, document, &places, &mut wanted)?;
            }
        }
        for row in nowhere {
            match wanted.get(&row.hash).and_then(BTreeSet::first).copied() {
                Some(document) => self.place(row, document, &places, &mut wanted)?,
                None => self.set_lost_change_aside(row.key, &places)?,
            }
        }
        Ok(())
    }

    /// The keys of changes whose document is not here, or is another one than their writer's.
    fn doubtful(&self) -> Result<Vec<i64>> {
        self.list(
            "SELECT changes.key FROM changes
             LEFT JOIN documents ON documents.key = changes.document
             LEFT JOIN actors ON actors.key = changes.actor
             LEFT JOIN documents AS theirs ON theirs.key = actors.document
             WHERE documents.key IS NULL
             OR theirs.key IS NOT NULL AND theirs.key <> changes.document",
            [],
            |row| row.get(0),
        )
    }

    fn documents_of_all(&self) -> Result<BTreeMap<i64, Place>> {
        let rows = self.list("SELECT key, id, council FROM documents", [], |row| {
            let said = perhaps_id(row, 1).zip(perhaps_number(row, 2));
            Ok((row.get::<_, i64>(0)?, said))
        })?;
        let known = rows.into_iter().filter_map(|(key, said)| {
            let (id, council) = said?;
            let council_id = self.councils.id(council)?;
            let place = Place {
                id,
                council,
                council_id,
            };
            Some((key, place))
        });
        Ok(known.collect())
    }

    /// `None`: its bytes are damaged.
    fn read_doubtful(&self, key: i64, places: &BTreeMap<i64, Place>) -> Result<Option<Doubtful>> {
        let known = |document: Option<i64>| document.filter(|key| places.contains_key(key));
        let row = self.list(
            "SELECT changes.council, changes.n, changes.document, changes.seal, changes.chunk,
                    actors.document, actors.actor, actors.author
             FROM changes LEFT JOIN actors ON actors.key = changes.actor WHERE changes.key = ?1",
            [key],
            |row| {
                Ok(ChangeHeader::parse(bytes(row, 4))
                    .ok()
                    .map(|header| Doubtful {
                        key,
                        council: perhaps_number(row, 0),
                        n: perhaps_number(row, 1),
                        document: known(perhaps_number(row, 2)),
                        pointed: known(perhaps_number(row, 5)),
                        is_pointed_right: perhaps_id(row, 6) == Some(header.actor),
                        hash: header.hash,
                        writer: header.actor,
                        builds_on: header.dependencies.clone(),
                        seal: cbor::decode_exact(bytes(row, 3)).ok(),
                        authors: header
                            .author
                            .into_iter()
                            .chain(perhaps_id(row, 7))
                            .collect(),
                    }))
            },
        )?;
        Ok(row.into_iter().next().flatten())
    }

    /// In which documents something that is not in doubt itself is built on these.
    fn wanted(
        &self,
        rows: &[Doubtful],
        in_doubt: &BTreeSet<i64>,
        places: &BTreeMap<i64, Place>,
    ) -> Result<Wanted> {
        let asked: BTreeSet<ChangeHash> = rows.iter().map(|row| row.hash).collect();
        let mut wanted = Wanted::new();
        let mut statement = self
            .conn
            .prepare("SELECT key, document, dependencies FROM changes")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let document = perhaps_number(row, 1).filter(|key| places.contains_key(key));
            let Some(document) = document
                .filter(|_| perhaps_number(row, 0).is_some_and(|key| !in_doubt.contains(&key)))
            else {
                continue;
            };
            for dependency in hashes(bytes(row, 2)) {
                if asked.contains(&dependency) {
                    wanted.entry(dependency).or_default().insert(document);
                }
            }
        }
        Ok(wanted)
    }

    /// Gives a row to a document.
    fn place(
        &mut self,
        row: Doubtful,
        document: i64,
        places: &BTreeMap<i64, Place>,
        wanted: &mut Wanted,
    ) -> Result<()> {
        for dependency in &row.builds_on {
            wanted.entry(*dependency).or_default().insert(document);
        }
        let council = places[&document].council;
        self.touched.item(council);
        if let Some(before) = row
            .council
            .filter(|before| self.councils.id(*before).is_some())
        {
            self.touched.item(before);
        }
        if row.document == Some(document) {
            return Ok(());
        }
        self.make_room_for_change(document, row.key, &row.hash)?;
        self.done.restored += self.conn.execute(
            "UPDATE OR IGNORE changes SET document = ?2, council = ?3, hash = ?4 WHERE key = ?1",
            params![row.key, document, council, row.hash.as_bytes()],
        )? as u64;
        Ok(())
    }

    /// Of two rows of one change in one document the other one goes: aside, if it does not hold it.
    fn make_room_for_change(&mut self, document: i64, key: i64, hash: &ChangeHash) -> Result<()> {
        let twins = self.list(
            "SELECT key, council, chunk FROM changes
             WHERE document = ?1 AND hash = ?2 AND key <> ?3",
            params![document, hash.as_bytes(), key],
            |row| {
                let header = ChangeHeader::parse(bytes(row, 2));
                let is_whole = header.is_ok_and(|header| header.hash == *hash);
                Ok((row.get::<_, i64>(0)?, perhaps_number(row, 1), is_whole))
            },
        )?;
        for (twin, council, is_whole) in twins {
            match is_whole {
                true => {
                    self.pass_the_seal_on(twin, key)?;
                    self.drop_change(twin)?;
                }
                false => self.set_change_aside(twin, council)?,
            }
        }
        Ok(())
    }

    /// Gives a change the seal of its twin, if it has none.
    pub(super) fn pass_the_seal_on(&self, from: i64, to: i64) -> Result<()> {
        self.conn.execute(
            "UPDATE changes SET seal = (SELECT seal FROM changes WHERE key = ?1)
             WHERE key = ?2 AND typeof(seal) <> 'blob'",
            [from, to],
        )?;
        Ok(())
    }

    fn set_lost_change_aside(&mut self, key: i64, places: &BTreeMap<i64, Place>) -> Result<()> {
        let said = self.list(
            "SELECT council, document FROM changes WHERE key = ?1",
            [key],
            |row| Ok((perhaps_number(row, 0), perhaps_number(row, 1))),
        )?;
        let Some((council, document)) = said.into_iter().next() else {
            return Ok(());
        };
        // Its document sees to it.
        if let Some(place) = document.and_then(|document| places.get(&document)) {
            self.touched.item(place.council);
            return Ok(());
        }
        let council = council.filter(|council| self.councils.id(*council).is_some());
        self.touched.any.extend(council);
        self.set_change_aside(key, council)
    }
}

/// Whether a seal of somebody who may have written the change says that it belongs to this document.
fn is_sealed_for(row: &Doubtful, place: &Place) -> bool {
    let Some(seal) = &row.seal else { return false };
    row.authors.iter().any(|author| {
        author.owns(&place.council_id, &row.writer)
            && seal.verifies(author, &place.council_id, &place.id, &row.hash)
    })
}
