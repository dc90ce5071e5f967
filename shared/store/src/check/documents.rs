//! Changes against their bytes, and what follows from them and from acts, document by document.

use std::collections::{BTreeMap, BTreeSet};

use council::view::Kind;
use format::{ChangeHash, DocumentId, PublicKey, Seal, cbor};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::{Finding, Report, readable};
use crate::columns::{bytes, is_null, number, optional_text, perhaps_id, perhaps_number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::readings;
use crate::told::{TOLD, TOLD_COLUMNS, Told};
use crate::view::intact;

/// A document by its row.
struct Document {
    key: i64,
    id: DocumentId,
    digest: Option<[u8; 16]>,
    kind: Option<String>,
    restarted: Option<i64>,
    /// Its text was removed: of its changes only the places are left.
    is_forgotten: bool,
    /// Whether its row says so.
    is_marked_right: bool,
}

/// One change as the check reads it.
struct Outline {
    key: i64,
    /// By its bytes, or, where they are damaged, by its row; zeros where neither can be read.
    hash: ChangeHash,
    actor: Option<i64>,
    sequence: i64,
    previous: Option<i64>,
    fork: Option<i64>,
    dependencies: Vec<ChangeHash>,
    is_sealed: bool,
    /// Its seal verifies, or nobody can say.
    is_proved: bool,
}

impl Reader {
    /// Looks at every document. `doubtful` are the keys of those whose id may not be the one that their seals
    /// are about. Gives the number in the log of each change, by key.
    pub(super) fn check_documents(
        &self,
        doubtful: &BTreeSet<i64>,
        report: &mut Report,
    ) -> Result<BTreeMap<i64, u64>> {
        let documents = self.view.all(
            "SELECT key, id, digest, kind, restarted, forgotten_millis FROM documents
             WHERE council = ?1 ORDER BY key",
            [self.view.key],
            |row| {
                let key = row.get(0)?;
                Ok(perhaps_id(row, 1).ok_or(key).map(|id| Document {
                    key,
                    id,
                    digest: row.get(2).ok(),
                    kind: optional_text(row, 3),
                    restarted: perhaps_number(row, 4),
                    is_forgotten: perhaps_number(row, 5).is_some(),
                    is_marked_right: is_null(row, 5) || perhaps_number(row, 5).is_some(),
                }))
            },
        )?;
        let mut numbered = BTreeMap::new();
        for document in documents {
            report.looked_at.documents += 1;
            let mut document = match document {
                Ok(document) => document,
                Err(key) => {
                    report.findings.push(Finding::Nameless(key));
                    continue;
                }
            };
            let was_removed = self.view.was_removed(document.key)?;
            document.is_marked_right &= document.is_forgotten == was_removed;
            document.is_forgotten = was_removed;
            let is_doubtful = doubtful.contains(&document.key);
            let rows = self.outlines(&document, is_doubtful, &mut numbered, report)?;
            self.check_structure(&document, &rows, report)?;
            self.check_kept(&document, report)?;
        }
        Ok(numbered)
    }

    /// Reads the changes of one document and compares each with its bytes.
    fn outlines(
        &self,
        document: &Document,
        is_doubtful: bool,
        numbered: &mut BTreeMap<i64, u64>,
        report: &mut Report,
    ) -> Result<Vec<Outline>> {
        let mut statement = self.view.conn.prepare_cached(&format!(
            "SELECT {TOLD}, changes.key, changes.council, changes.actor, changes.previous,
                    changes.fork, changes.n, changes.seal, changes.chunk,
                    actors.council, actors.document, actors.actor, actors.author
             FROM changes LEFT JOIN actors ON actors.key = changes.actor
             WHERE changes.document = ?1 ORDER BY changes.n",
        ))?;
        let mut rows = statement.query([document.key])?;
        let mut outlines = Vec::new();
        while let Some(row) = rows.next()? {
            report.looked_at.changes += 1;
            let key: i64 = row.get(TOLD_COLUMNS)?;
            numbered.insert(key, number(row, TOLD_COLUMNS + 5).unwrap_or(0));
            let told = Told::read(row, 0);
            let author = perhaps_id::<PublicKey>(row, TOLD_COLUMNS + 11);
            let chunk = bytes(row, TOLD_COLUMNS + 7);
            let seal = bytes(row, TOLD_COLUMNS + 6);
            let is_blob = matches!(row.get_ref(TOLD_COLUMNS + 6)?, ValueRef::Blob(_));
            let zeros = ChangeHash::from_bytes([0; ChangeHash::LEN]);
            let mut outline = Outline {
                key,
                hash: told.hash.unwrap_or(zeros),
                actor: perhaps_number(row, TOLD_COLUMNS + 2),
                sequence: told.sequence.unwrap_or(0),
                previous: perhaps_number(row, TOLD_COLUMNS + 3),
                fork: perhaps_number(row, TOLD_COLUMNS + 4),
                dependencies: told.builds_on(),
                is_sealed: is_blob,
                is_proved: false,
            };
            if document.is_forgotten {
                if !chunk.is_empty() {
                    let wrong = "its document was removed, and its bytes are here".to_owned();
                    let finding = Finding::Change(document.id, outline.hash, wrong);
                    report.findings.push(finding);
                }
                continue;
            }
            let (wrong, writer) = self.compare(row, document, &told, chunk, author, &mut outline);
            if let Some(wrong) = wrong {
                let finding = Finding::Change(document.id, outline.hash, wrong);
                report.findings.push(finding);
            }
            if !is_null(row, TOLD_COLUMNS + 6) {
                report.looked_at.seals += 1;
                // Where it is in doubt whose it is or of which document, the seal is not to blame.
                outline.is_proved = match writer.filter(|_| !is_doubtful) {
                    _ if !is_blob => false,
                    None => true,
                    Some(author) => cbor::decode_exact::<Seal>(seal).is_ok_and(|seal| {
                        seal.verifies(&author, &self.view.id, &document.id, &outline.hash)
                    }),
                };
                if !outline.is_proved {
                    report
                        .findings
                        .push(Finding::Seal(document.id, outline.hash));
                }
            }
            outlines.push(outline);
        }
        Ok(outlines)
    }

    /// What is wrong with a row beside its bytes, and who wrote it where that is sure.
    fn compare(
        &self,
        row: &Row<'_>,
        document: &Document,
        told: &Told,
        chunk: &[u8],
        author: Option<PublicKey>,
        outline: &mut Outline,
    ) -> (Option<String>, Option<PublicKey>) {
        // By the hash that the bytes have, whatever the row says.
        let header = match format::ChangeHeader::parse(chunk) {
            Ok(header) => header,
            Err(_) => {
                let error = intact(chunk, &outline.hash).err();
                return (error.map(|error| error.to_string()), None);
            }
        };
        outline.hash = header.hash;
        outline.dependencies.clone_from(&header.dependencies);
        outline.sequence = sql(header.sequence);
        let council = Some(self.view.key);
        let writer = author.filter(|author| {
            perhaps_number(row, TOLD_COLUMNS + 8) == council
                && perhaps_number(row, TOLD_COLUMNS + 9) == Some(document.key)
                && bytes(row, TOLD_COLUMNS + 10) == header.actor.as_bytes()
                && author.owns(&self.view.id, &header.actor)
                && header.author.is_none_or(|said| said == *author)
        });
        let is_right = *told == Told::of(&header)
            && perhaps_number(row, TOLD_COLUMNS + 1) == council
            && writer.is_some();
        let wrong = (!is_right).then(|| "its row tells something else than its bytes".to_owned());
        (wrong, writer)
    }

    /// Computes forks, frontiers and heads from nothing but the changes.
    fn check_structure(
        &self,
        document: &Document,
        rows: &[Outline],
        report: &mut Report,
    ) -> Result<()> {
        let view = &self.view;
        let restarts = readable(view.restarts(document.key))?;
        let restarted =
            restarts.map(|restarts| i64::from(restarts.first().is_some() || document.is_forgotten));
        let mut right = restarted.is_none() || restarted == document.restarted;
        let branches = readable(view.branches(document.key))?;
        let kept_choices = readable(view.chosen_in(document.key))?.unwrap_or_default();
        let chosen = branches.map_or_else(|| kept_choices.clone(), |branches| branches.chosen());
        right &= chosen == kept_choices;
        let mut heads = BTreeSet::new();
        if !document.is_forgotten {
            vouch(document, rows, report);
            let genesis = readable(view.stated_kind(document.key))?.flatten();
            let genesis = genesis.map(|kind| crate::genesis::of(kind).0);
            let structure = Structure::of(rows, &chosen, genesis);
            for change in structure.dangling {
                report.findings.push(Finding::Dangling(document.id, change));
            }
            for change in structure.misled {
                let wrong = "its row names another change before it than its bytes".to_owned();
                let finding = Finding::Change(document.id, change, wrong);
                report.findings.push(finding);
            }
            let frontier = view.all(
                "SELECT key, sequence, hash FROM actors WHERE document = ?1 AND sequence > 0",
                [document.key],
                |row| {
                    let hash = perhaps_id(row, 2);
                    Ok((row.get(0)?, (perhaps_number(row, 1).unwrap_or(0), hash)))
                },
            )?;
            right &= frontier.into_iter().collect::<BTreeMap<i64, _>>() == structure.frontier;
            let forks = view.all(
                "SELECT change, council FROM forks WHERE document = ?1",
                [document.key],
                |row| Ok((row.get::<_, i64>(0)?, perhaps_number(row, 1))),
            )?;
            let council = Some(view.key);
            let rivals = structure.rivals.into_iter().map(|key| (key, council));
            right &= forks.into_iter().collect::<BTreeSet<_>>() == rivals.collect();
            right &= structure.are_forks_marked;
            heads = structure.heads;
        }
        if restarted.or(document.restarted).unwrap_or(0) != 0 {
            heads.clear();
        }
        let kept_heads = view.all(
            "SELECT hash, council FROM heads WHERE document = ?1 ORDER BY hash",
            [document.key],
            |row| Ok((perhaps_id(row, 0), perhaps_number(row, 1))),
        )?;
        let heads = heads.into_iter().map(|head| (Some(head), Some(view.key)));
        right &= heads.eq(kept_heads);
        if !right {
            report.findings.push(Finding::Frontier(document.id));
        }
        Ok(())
    }

    /// Compares what is kept of a document with its acts.
    fn check_kept(&self, document: &Document, report: &mut Report) -> Result<()> {
        let view = &self.view;
        let digest = readable(view.digest_of(document.key))?;
        let kind = readable(view.stated_kind(document.key))?.flatten();
        let readings = readable(readings::folded(view, document.key))?;
        let kept_readings = readable(readings::kept(view, document.key))?;
        let elsewhere = view.one(
            "SELECT 1 FROM readings WHERE document = ?1 AND council IS NOT ?2 LIMIT 1",
            [document.key, view.key],
            |_| Ok(()),
        )?;
        // A kind that is not kept is read from the acts each time, so it cannot be wrong.
        let kept_kind = document.kind.as_deref();
        let is_right = document.is_marked_right
            && digest.is_some()
            && digest == document.digest
            && (kept_kind.is_none() || kept_kind == kind.map(Kind::name))
            && readings == kept_readings
            && elsewhere.is_none();
        if !is_right {
            report.findings.push(Finding::Digest(document.id));
        }
        Ok(())
    }
}

/// From the newest backwards a seal passes on to the change before it.
fn vouch(document: &Document, rows: &[Outline], report: &mut Report) {
    let mut vouched = BTreeSet::new();
    for row in rows.iter().rev() {
        if !row.is_proved && !vouched.contains(&row.key) {
            report
                .findings
                .push(Finding::Unsealed(document.id, row.hash));
        } else {
            vouched.extend(row.previous);
        }
    }
}

/// What follows from the changes of a document.
#[derive(Default)]
struct Structure {
    dangling: Vec<ChangeHash>,
    /// Changes whose row points at another change before them than the one they are built on.
    misled: Vec<ChangeHash>,
    frontier: BTreeMap<i64, (i64, Option<ChangeHash>)>,
    heads: BTreeSet<ChangeHash>,
    /// The keys of changes that share a place.
    rivals: BTreeSet<i64>,
    are_forks_marked: bool,
}

impl Structure {
    fn of(rows: &[Outline], chosen: &[ChangeHash], genesis: Option<ChangeHash>) -> Self {
        let mut structure = Self {
            are_forks_marked: true,
            ..Self::default()
        };
        let by_hash: BTreeMap<ChangeHash, &Outline> =
            rows.iter().map(|row| (row.hash, row)).collect();
        let mut places: BTreeMap<Place, Vec<&Outline>> = BTreeMap::new();
        for row in rows {
            places.entry(place(row)).or_default().push(row);
        }
        for rivals in places.values().filter(|rivals| rivals.len() > 1) {
            structure.rivals.extend(rivals.iter().map(|row| row.key));
        }
        // What only a change outside the frontier or a later one vouches for is passed on with that.
        let mut sealed = BTreeSet::new();
        for row in rows.iter().rev() {
            if row.is_sealed || sealed.contains(&row.key) {
                sealed.insert(row.key);
                sealed.extend(row.previous);
            }
        }
        let mut outside = BTreeSet::new();
        for row in rows {
            let hashes = places[&place(row)].iter().map(|row| &row.hash);
            let counts = sync::forks::counting(chosen, hashes) == Some(row.hash);
            let mut before = None;
            let mut fork = !counts;
            for dependency in &row.dependencies {
                match by_hash.get(dependency) {
                    Some(found) => {
                        fork |= outside.contains(dependency);
                        if found.actor == row.actor && found.sequence == row.sequence - 1 {
                            before = Some(found.key);
                        }
                    }
                    None if Some(*dependency) == genesis => {}
                    None => structure.dangling.push(row.hash),
                }
            }
            if before != row.previous {
                structure.misled.push(row.hash);
            }
            structure.are_forks_marked &= row.fork == Some(i64::from(fork));
            if fork {
                outside.insert(row.hash);
                continue;
            }
            for dependency in &row.dependencies {
                structure.heads.remove(dependency);
            }
            structure.heads.insert(row.hash);
            if let Some(actor) = row.actor.filter(|_| sealed.contains(&row.key)) {
                let position = (row.sequence, Some(row.hash));
                structure.frontier.insert(actor, position);
            }
        }
        structure
    }
}

/// Where changes are rivals: actor, number, and the actor's change before.
type Place = (Option<i64>, i64, Option<i64>);

fn place(row: &Outline) -> Place {
    (row.actor, row.sequence, row.previous)
}
