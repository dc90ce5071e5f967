//! Checking everything that is held against itself.

use std::collections::{BTreeMap, BTreeSet};

use council::view::Kind;
use format::{ActId, Blob, Chain, ChangeHash, DocumentId, PublicKey, Seal, cbor};
use rusqlite::Connection;
use sync::holdings::Holdings as _;

use crate::columns::{hashes, id, join_hashes, number, optional_id};
use crate::error::{Result, StoreError};
use crate::ledger::roster_digest;
use crate::reader::Reader;
use crate::readings;
use crate::receipts::{Known, covers, read as read_receipt};
use crate::settled;
use crate::store::{ReadStore, Store};
use crate::view::intact;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// SQLite itself found the file damaged. In its words.
    File(String),
    /// An act's bytes are not what its id says, or its row tells something else than they do.
    Act(ActId),
    /// A change's bytes are not what its hash says, or its row tells something else than they do.
    Change(DocumentId, ChangeHash, String),
    /// A seal that does not verify.
    Seal(DocumentId, ChangeHash),
    /// A change for which neither a seal of its own nor of a later change of its actor is here.
    Unsealed(DocumentId, ChangeHash),
    /// A change rests on something that is not here.
    Dangling(DocumentId, ChangeHash),
    /// A receipt that cannot be read or does not verify.
    Receipt(DocumentId, PublicKey),
    /// A file whose bytes are not what its hash says, or of which the parts do not fit together.
    Blob(Blob),
    /// The log's running hash breaks at this row.
    Chain(u64),
    /// The frontier, heads or fork marks of a document do not follow from its changes.
    Frontier(DocumentId),
    /// Something kept of a document (digest, kind, reading, who may hold it, which acts wait) does not follow
    /// from its acts. `None`: of the roster.
    Digest(Option<DocumentId>),
    /// The summary of a document is missing or older than its content. Making it anew is harmless.
    Summary(DocumentId),
}

/// What a check found in one council.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Acts, changes, seals, files and log rows that were looked at.
    pub looked_at: Looked,
    /// What is wrong, worst first by kind.
    pub findings: Vec<Finding>,
    /// Rows set aside earlier that have not come back.
    pub quarantined: u64,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Looked {
    /// Acts.
    pub acts: u64,
    /// Changes.
    pub changes: u64,
    /// Seals verified.
    pub seals: u64,
    /// Log rows.
    pub rows: u64,
    /// Documents.
    pub documents: u64,
    /// Files.
    pub blobs: u64,
}

impl Store {
    /// Asks SQLite whether the file is whole. Empty if it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn check_file(&self) -> Result<Vec<Finding>> {
        check_file(&*self.pool().lend()?)
    }
}

impl ReadStore {
    /// Asks SQLite whether the file is whole. Empty if it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn check_file(&self) -> Result<Vec<Finding>> {
        check_file(&*self.pool().lend()?)
    }
}

pub(crate) fn check_file(conn: &Connection) -> Result<Vec<Finding>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(100)")?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut findings = Vec::new();
    for line in lines {
        match line {
            Ok(line) if line == "ok" => {}
            Ok(line) => findings.push(Finding::File(line)),
            Err(error) => match StoreError::from(error) {
                StoreError::Damaged(what) => {
                    findings.push(Finding::File(what));
                    break;
                }
                other => return Err(other),
            },
        }
    }
    Ok(findings)
}

/// One change as the check reads it.
struct Row {
    document: i64,
    id: DocumentId,
    hash: ChangeHash,
    actor: i64,
    author: PublicKey,
    sequence: u64,
    previous: Option<ChangeHash>,
    fork: bool,
    dependencies: Vec<ChangeHash>,
}

impl Reader {
    /// Rehashes every item, verifies every seal and receipt, and computes chain, frontiers, heads,
    /// forks and digests anew. Summaries are compared with their content if `summaries`; a relay
    /// has none.
    ///
    /// # Errors
    /// What the disk says. Damage is a finding, not an error.
    pub fn check(&self, summaries: bool) -> Result<Report> {
        let mut report = Report::default();
        self.check_acts(&mut report)?;
        let rows = self.check_changes(&mut report)?;
        self.check_structure(&rows, &mut report)?;
        self.check_log(&mut report)?;
        self.check_receipts(&mut report)?;
        let damaged = self.damaged_blobs(&mut report.looked_at.blobs)?;
        report
            .findings
            .extend(damaged.into_iter().map(Finding::Blob));
        if summaries {
            // By the content itself, not by what is noted about it.
            match (self.documents()).and_then(|all| self.with_other_basis(all)) {
                Ok(stale) => report
                    .findings
                    .extend(stale.into_iter().map(Finding::Summary)),
                // The damage itself was found above.
                Err(StoreError::Damaged(_)) => {}
                Err(error) => return Err(error),
            }
        }
        report.findings.sort();
        report.findings.dedup();
        report.quarantined = self
            .view
            .one(
                "SELECT count(*) FROM quarantine WHERE council = ?1
                 AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.council = quarantine.council
                     AND acts.hash = quarantine.hash)
                 AND NOT EXISTS (SELECT 1 FROM documents
                     JOIN changes ON changes.document = documents.key
                     WHERE documents.council = quarantine.council
                     AND documents.id = quarantine.document AND changes.hash = quarantine.hash)",
                [self.view.key],
                |row| number(row, 0),
            )?
            .unwrap_or(0);
        Ok(report)
    }

    /// Of each act its bytes and its row, and what is kept beside the acts.
    fn check_acts(&self, report: &mut Report) -> Result<()> {
        let acts = settled::kept(&self.view)?;
        report.looked_at.acts += acts.len() as u64;
        let damaged = acts.iter().filter(|act| !act.is_whole());
        report
            .findings
            .extend(damaged.map(|act| Finding::Act(act.id)));
        for document in settled::wrongly_waiting(&acts) {
            let document = match document {
                Some(key) => {
                    self.view
                        .one("SELECT id FROM documents WHERE key = ?1", [key], |row| {
                            id(row, 0)
                        })?
                }
                None => None,
            };
            report.findings.push(Finding::Digest(document));
        }
        let wrong = settled::wrongly_open(&self.view, &acts)?;
        let wrong = wrong.into_iter().map(Some).map(Finding::Digest);
        report.findings.extend(wrong);
        Ok(())
    }

    fn check_changes(&self, report: &mut Report) -> Result<Vec<Row>> {
        let view = &self.view;
        let mut statement = view.conn.prepare(
            "SELECT changes.document, documents.id, changes.hash, changes.actor, actors.author,
                    changes.sequence, before.hash, changes.fork, changes.dependencies,
                    changes.chunk, changes.seal, actors.actor, changes.start_op, changes.last_op,
                    changes.operations, documents.forgotten_millis
             FROM changes
             JOIN documents ON documents.key = changes.document
             JOIN actors ON actors.key = changes.actor
             LEFT JOIN changes AS before ON before.key = changes.previous
             WHERE changes.council = ?1 ORDER BY changes.document, changes.n",
        )?;
        let mut rows = statement.query([view.key])?;
        let mut outlines = Vec::new();
        // Positions from which on backwards everything of an actor is vouched for.
        let mut vouched: BTreeSet<ChangeHash> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let outline = Row {
                document: row.get(0)?,
                id: id(row, 1)?,
                hash: id(row, 2)?,
                actor: row.get(3)?,
                author: id(row, 4)?,
                sequence: number(row, 5)?,
                previous: optional_id(row, 6)?,
                fork: row.get(7)?,
                dependencies: hashes(row.get_ref(8)?.as_blob().unwrap_or_default()),
            };
            report.looked_at.changes += 1;
            // Of a document whose text was removed only the places are left.
            if row.get::<_, Option<i64>>(15)?.is_some() {
                let left = row.get_ref(9)?.as_blob().unwrap_or_default();
                if !left.is_empty() {
                    let wrong = "its document was removed, and its bytes are here".to_owned();
                    let finding = Finding::Change(outline.id, outline.hash, wrong);
                    report.findings.push(finding);
                }
                vouched.insert(outline.hash);
                outlines.push(outline);
                continue;
            }
            let chunk = row.get_ref(9)?.as_blob().unwrap_or_default();
            let wrong = match intact(chunk, &outline.hash) {
                Ok(header) => {
                    let same = header.dependencies == outline.dependencies
                        && header.sequence == outline.sequence
                        && header.actor.as_bytes()[..]
                            == *row.get_ref(11)?.as_blob().unwrap_or_default()
                        && header.start_op == number(row, 12)?
                        && header.last_op() == number(row, 13)?
                        && header.operations == number(row, 14)?;
                    (!same).then(|| "its row tells something else than its bytes".to_owned())
                }
                Err(error) => Some(error.to_string()),
            };
            if let Some(wrong) = wrong {
                let finding = Finding::Change(outline.id, outline.hash, wrong);
                report.findings.push(finding);
            }
            if let Ok(Some(seal)) = row.get_ref(10)?.as_blob_or_null() {
                report.looked_at.seals += 1;
                let valid = cbor::decode_exact::<Seal>(seal).is_ok_and(|seal| {
                    seal.verifies(&outline.author, &view.id, &outline.id, &outline.hash)
                });
                if valid {
                    vouched.insert(outline.hash);
                } else {
                    report
                        .findings
                        .push(Finding::Seal(outline.id, outline.hash));
                }
            }
            outlines.push(outline);
        }
        // From the newest backwards a seal passes on to the change before it.
        for row in outlines.iter().rev() {
            if !vouched.contains(&row.hash) {
                report.findings.push(Finding::Unsealed(row.id, row.hash));
            } else if let Some(previous) = row.previous {
                vouched.insert(previous);
            }
        }
        Ok(outlines)
    }

    /// Computes forks, frontiers and heads from nothing but the changes.
    fn check_structure(&self, rows: &[Row], report: &mut Report) -> Result<()> {
        let view = &self.view;
        let mut by_document: BTreeMap<(i64, DocumentId), Vec<&Row>> = BTreeMap::new();
        for row in rows {
            by_document
                .entry((row.document, row.id))
                .or_default()
                .push(row);
        }
        for document in self.documents()? {
            report.looked_at.documents += 1;
            let Some(key) = view.document_key(&document)? else {
                continue;
            };
            let none = Vec::new();
            let rows = by_document.get(&(key, document)).unwrap_or(&none);
            let kind = view.stated_kind(key)?;
            let genesis = kind.map(|kind| crate::genesis::of(kind).0);
            let chosen = view.branches(key)?.chosen();
            let mut counted: BTreeMap<(i64, u64, Option<ChangeHash>), ChangeHash> = BTreeMap::new();
            for row in rows {
                let place = (row.actor, row.sequence, row.previous);
                let best = counted.entry(place).or_insert(row.hash);
                *best = sync::forks::counting(&chosen, [&*best, &row.hash]).unwrap_or(*best);
            }
            let mut seen = BTreeMap::new();
            let mut heads = BTreeSet::new();
            let mut last: BTreeMap<i64, (u64, ChangeHash)> = BTreeMap::new();
            let mut right = chosen == view.chosen_in(key)?;
            for row in rows {
                let mut fork =
                    counted.get(&(row.actor, row.sequence, row.previous)) != Some(&row.hash);
                for dependency in &row.dependencies {
                    match seen.get(dependency) {
                        Some(on_fork) => fork |= on_fork,
                        None if Some(*dependency) == genesis => {}
                        None => {
                            let finding = Finding::Dangling(document, row.hash);
                            report.findings.push(finding);
                        }
                    }
                }
                seen.insert(row.hash, fork);
                right &= fork == row.fork;
                if !fork {
                    row.dependencies.iter().for_each(|d| {
                        heads.remove(d);
                    });
                    heads.insert(row.hash);
                    last.insert(row.actor, (row.sequence, row.hash));
                }
            }
            let frontier = view.all(
                "SELECT key, sequence, hash FROM actors WHERE document = ?1 AND sequence > 0",
                [key],
                |row| Ok((row.get(0)?, (number(row, 1)?, id(row, 2)?))),
            )?;
            right &= frontier.into_iter().collect::<BTreeMap<_, _>>() == last;
            let restarted =
                view.restarts(key)?.first().is_some() || view.forgotten_millis(key)?.is_some();
            right &= restarted == view.has_restarted(key)?;
            if restarted {
                heads.clear();
            }
            right &= heads.into_iter().eq(view.heads_of(key)?);
            if !right {
                report.findings.push(Finding::Frontier(document));
            }
            let (digest, kept): (Vec<u8>, Option<String>) = view
                .one(
                    "SELECT digest, kind FROM documents WHERE key = ?1",
                    [key],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .unwrap_or_default();
            // A kind that is not kept is read from the acts each time, so it cannot be wrong.
            let kept = kept.as_deref();
            if digest != view.digest_of(key)?
                || kept.is_some() && kept != kind.map(Kind::name)
                || readings::folded(view, key)? != readings::kept(view, key)?
            {
                report.findings.push(Finding::Digest(Some(document)));
            }
        }
        if view.stored_roster_digest()? != roster_digest(&view.acts_of(None)?) {
            report.findings.push(Finding::Digest(None));
        }
        Ok(())
    }

    fn check_log(&self, report: &mut Report) -> Result<()> {
        let mut chain = Chain::START;
        let mut n = 0;
        loop {
            let rows = self.view.log_rows(n, 1000)?;
            let Some(last) = rows.last() else { break };
            n = last.n;
            for row in &rows {
                report.looked_at.rows += 1;
                chain = chain.then(&row.item);
                if chain != row.chain {
                    report.findings.push(Finding::Chain(row.n));
                    chain = row.chain;
                }
            }
        }
        let end = self.view.log_end()?;
        if (end.n, end.chain) != (n, chain) {
            report.findings.push(Finding::Chain(end.n));
        }
        Ok(())
    }

    fn check_receipts(&self, report: &mut Report) -> Result<()> {
        let rows = self.view.all(
            "SELECT document, holder, time_millis, heads, receipt FROM receipts WHERE council = ?1",
            [self.view.key],
            |row| Ok((Known::read(row)?, row.get::<_, Vec<u8>>(4)?)),
        )?;
        for (known, bytes) in rows {
            let fine = read_receipt(&bytes).is_ok_and(|receipt| {
                (receipt.document, receipt.holder, receipt.council)
                    == (known.document, known.holder, self.view.id)
                    && receipt.time_millis == known.time_millis
                    && covers(&known.heads, &receipt.heads)
                    && receipt.verifies()
            });
            if !fine {
                let finding = Finding::Receipt(known.document, known.holder);
                report.findings.push(finding);
            }
        }
        self.check_first_receipts(report)
    }

    fn check_first_receipts(&self, report: &mut Report) -> Result<()> {
        let rows = self.view.all(
            "SELECT document, holder, heads, receipt FROM first_receipts WHERE council = ?1",
            [self.view.key],
            |row| {
                let heads = hashes(row.get_ref(2)?.as_blob().unwrap_or_default());
                Ok((id(row, 0)?, id(row, 1)?, heads, row.get::<_, Vec<u8>>(3)?))
            },
        )?;
        for (document, holder, heads, bytes) in rows {
            let fine = read_receipt(&bytes).is_ok_and(|receipt| {
                (receipt.document, receipt.holder, receipt.council)
                    == (document, holder, self.view.id)
                    && covers(&join_hashes(&receipt.heads), &heads)
                    && receipt.verifies()
            });
            if !fine {
                let finding = Finding::Receipt(document, holder);
                report.findings.push(finding);
            }
        }
        Ok(())
    }
}
