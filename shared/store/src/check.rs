//! Checking everything that is held against itself.
//!
//! What is kept beside the items follows from them: from the bytes of acts, changes and receipts, which their
//! hashes and signatures prove, and from which of them are there. So every column is computed anew and
//! compared. Whatever a row holds instead of what it should, it is a finding, and the rest is read on.
//!
//! | module | what it looks at |
//! | --- | --- |
//! | `sqlite` | the file, its indexes, and rows that belong to nothing |
//! | `documents` | changes, and what follows from them and from acts, per document |
//! | `log` | the log against the items |
//! | `receipts` | receipts |
//! | `files` | blobs, their bytes and their names |

mod documents;
mod files;
mod log;
mod receipts;
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};

use council::blobs::NamedAs;
use format::{ActId, Blob, ChangeHash, CouncilId, DocumentId, PublicKey};

use crate::columns::number;
use crate::error::{Result, StoreError};
use crate::ledger::roster_digest;
use crate::reader::Reader;
use crate::settled::{self, KeptAct};
use crate::store::Store;

pub(crate) use sqlite::check_file;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// SQLite itself found the file damaged. In its words. Only a backup mends that.
    File(String),
    /// SQLite found that an index, or the index of the search, does not fit its table, or a value its column.
    /// In its words. It is made anew.
    Index(String),
    /// So many rows of this table belong to a council, document or other row that is not here.
    Stray(String, u64),
    /// The row of the council with this key names another one than its acts are of. Opening the store for
    /// writing puts that right.
    Council(i64),
    /// An act's bytes are not what its id says, or its row tells something else than they do.
    Act(ActId),
    /// A change's bytes are not what its hash says, or its row tells something else than they do.
    Change(DocumentId, ChangeHash, String),
    /// A seal that does not verify.
    Seal(DocumentId, ChangeHash),
    /// A change for which neither a seal of its own nor of a later change of its actor is here. It shows, and
    /// is asked for again, because without a seal it cannot be passed on.
    Unsealed(DocumentId, ChangeHash),
    /// A change rests on something that is not here.
    Dangling(DocumentId, ChangeHash),
    /// A receipt that cannot be read or does not verify, or whose row tells something else than it does.
    Receipt(DocumentId, PublicKey),
    /// A file whose bytes are not what its hash says, or of which the parts do not fit together.
    Blob(Blob),
    /// The log's running hash breaks at this row, or what stands there is not the item that has this number.
    Chain(u64),
    /// The frontier, heads or fork marks of a document do not follow from its changes.
    Frontier(DocumentId),
    /// What is kept of the acts about the council itself (their digest, which of them wait, whose acts may name
    /// files) does not follow from them.
    Roster,
    /// The row of a document, with this key, does not say which it is, or is not there.
    Nameless(i64),
    /// Something kept of a document (digest, kind, reading, who may hold it, which acts wait, which files are
    /// named, whether its text was removed) does not follow from its acts and changes.
    Digest(DocumentId),
    /// What is noted of which files are named, by whom, does not follow from the acts.
    Naming,
    /// The summary of a document is missing or older than its content. Making it anew is harmless.
    Summary(DocumentId),
}

impl Finding {
    /// Whether it is over by itself: a summary is made anew by whoever shows it, and a seal comes with the next
    /// session.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Summary(_) | Self::Unsealed(..))
    }
}

/// Everything that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// With the file, and with rows that belong to nothing.
    pub file: Vec<Finding>,
    /// With each council; those of which all is well may be missing.
    pub councils: BTreeMap<CouncilId, Vec<Finding>>,
}

impl Findings {
    /// Of a file with one council.
    pub fn of(council: CouncilId, file: Vec<Finding>, found: Vec<Finding>) -> Self {
        Self {
            file,
            councils: BTreeMap::from([(council, found)]),
        }
    }

    /// All of them, each with its council; those of the file first.
    pub fn all(&self) -> impl Iterator<Item = (Option<CouncilId>, &Finding)> {
        let councils = self.councils.iter();
        let of_councils = councils.flat_map(|(council, found)| {
            found.iter().map(move |finding| (Some(*council), finding))
        });
        self.file
            .iter()
            .map(|finding| (None, finding))
            .chain(of_councils)
    }

    /// Whether SQLite itself found the file damaged.
    pub fn has_damaged_file(&self) -> bool {
        self.all()
            .any(|(_, finding)| matches!(finding, Finding::File(_)))
    }

    /// Whether anything is wrong that is not over by itself.
    pub fn is_serious(&self) -> bool {
        self.all().any(|(_, finding)| !finding.is_passing())
    }

    /// Without what is over by itself.
    pub(crate) fn to_mend(&self) -> Self {
        let serious = |found: &Vec<Finding>| -> Vec<Finding> {
            let found = found.iter().filter(|finding| !finding.is_passing());
            found.cloned().collect()
        };
        let councils = self.councils.iter();
        Self {
            file: serious(&self.file),
            councils: councils
                .map(|(council, found)| (*council, serious(found)))
                .collect(),
        }
    }
}

impl Store {
    /// Checks the file and every council of it, summaries left aside.
    ///
    /// # Errors
    /// As [`Reader::check`].
    pub fn findings(&self) -> Result<Findings> {
        let mut findings = Findings {
            file: self.check_file()?,
            ..Findings::default()
        };
        for council in self.councils()? {
            let report = self.reader(council)?.check(false)?;
            findings.councils.insert(council, report.findings);
        }
        Ok(findings)
    }
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

/// The keys of acts and of changes, with the number each has in the log by its own row.
#[derive(Debug, Default)]
struct Numbered {
    acts: BTreeMap<i64, u64>,
    changes: BTreeMap<i64, u64>,
}

/// What was computed; `None` where damage is in the way that is found by itself.
fn readable<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Err(StoreError::Damaged(_)) => Ok(None),
        answer => answer.map(Some),
    }
}

impl Reader {
    /// Rehashes every item, verifies every seal and receipt, and computes chain, frontiers, heads,
    /// forks and digests anew. Summaries are compared with their content if `summaries`; a relay
    /// has none.
    ///
    /// Rows that belong to no council at all are found by [`Store::check_file`](crate::Store::check_file).
    ///
    /// # Errors
    /// What the disk says. Damage is a finding, not an error.
    pub fn check(&self, summaries: bool) -> Result<Report> {
        self.look_through(summaries).map_err(StoreError::of_damage)
    }

    fn look_through(&self, summaries: bool) -> Result<Report> {
        let mut report = Report::default();
        let mut numbered = Numbered::default();
        let acts = settled::kept(&self.view)?;
        let doubtful = self.check_acts(&acts, &mut report)?;
        numbered.acts = acts.iter().map(|act| (act.key, act.n)).collect();
        numbered.changes = self.check_documents(&doubtful, &mut report)?;
        self.check_roster(&mut report)?;
        self.check_log(&numbered, &mut report)?;
        self.check_receipts(&mut report)?;
        self.check_blobs(&acts, &mut report)?;
        if summaries {
            // By the content itself, not by what is noted about it.
            let stale = self.documents().and_then(|all| self.with_other_basis(all));
            let stale = readable(stale)?.unwrap_or_default();
            report
                .findings
                .extend(stale.into_iter().map(Finding::Summary));
        }
        report.findings.sort();
        report.findings.dedup();
        report.quarantined = self.set_aside_and_away()?;
        Ok(report)
    }

    /// How many rows were set aside and have not come back. Of receipts, whose holders sign others, and of parts
    /// of files, which come with the whole, nothing is waited for.
    fn set_aside_and_away(&self) -> Result<u64> {
        let away = self.view.one(
            "SELECT count(*) FROM quarantine WHERE council = ?1 AND what NOT IN ('receipt', 'part')
             AND NOT EXISTS (SELECT 1 FROM acts WHERE acts.council = quarantine.council
                 AND acts.hash = quarantine.hash)
             AND NOT EXISTS (SELECT 1 FROM documents
                 JOIN changes ON changes.document = documents.key
                 WHERE documents.council = quarantine.council
                 AND (quarantine.document IS NULL OR documents.id = quarantine.document)
                 AND changes.hash = quarantine.hash)
             AND NOT EXISTS (SELECT 1 FROM blobs WHERE blobs.council = quarantine.council
                 AND blobs.hash = quarantine.hash AND blobs.n IS NOT NULL)",
            [self.view.key],
            |row| number(row, 0),
        )?;
        Ok(away.unwrap_or(0))
    }

    /// Of each act its bytes and its row, and what is kept beside the acts. Gives the keys of documents whose
    /// row is in doubt, because acts that point at it speak of another one.
    fn check_acts(&self, acts: &[KeptAct], report: &mut Report) -> Result<BTreeSet<i64>> {
        report.looked_at.acts += acts.len() as u64;
        let mut doubtful = BTreeSet::new();
        for act in acts {
            if !act.is_whole() {
                report.findings.push(Finding::Act(act.id));
            }
            if let Some(subject) = act.misplaced() {
                let finding = subject.map_or(Finding::Act(act.id), Finding::Digest);
                report.findings.push(finding);
                doubtful.extend(act.document());
            }
        }
        for document in settled::wrongly_waiting(&self.view, acts)? {
            let finding = match document {
                Some(key) => self.about(key)?,
                None => Finding::Roster,
            };
            report.findings.push(finding);
        }
        let wrong = settled::wrongly_open(&self.view, acts)?;
        let wrong = wrong.into_iter().map(Finding::Digest);
        report.findings.extend(wrong);
        Ok(doubtful)
    }

    /// That something kept of the document with this key is wrong.
    fn about(&self, key: i64) -> Result<Finding> {
        let found = self
            .view
            .one("SELECT id FROM documents WHERE key = ?1", [key], |row| {
                Ok(crate::columns::perhaps_id(row, 0))
            })?;
        Ok(found
            .flatten()
            .map_or(Finding::Nameless(key), Finding::Digest))
    }

    /// What is kept of the roster: its digest, and whose acts may name files.
    fn check_roster(&self, report: &mut Report) -> Result<()> {
        let view = &self.view;
        let kept = readable(view.stored_roster_digest())?;
        let acts = readable(view.acts_of(None))?;
        let mut is_right = kept.is_some() && kept == acts.map(|acts| roster_digest(&acts));
        if let Some(roster) = readable(view.roster())? {
            for named in NamedAs::ALL {
                let counting: BTreeSet<PublicKey> = named.authors(&roster).into_iter().collect();
                is_right &= readable(view.counting_authors(named))? == Some(counting);
            }
        }
        if !is_right {
            report.findings.push(Finding::Roster);
        }
        Ok(())
    }
}
