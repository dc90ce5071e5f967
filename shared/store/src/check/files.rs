//! Blobs: their bytes against their hashes, and which acts name them.

use std::collections::BTreeSet;

use council::blobs::{NamedAs, named_by};
use format::{ActId, Blob, BlobId, PublicKey};

use super::{Finding, Report, readable};
use crate::blobs::{COLUMNS, Kept, is_named, number_of};
use crate::columns::{perhaps_id, perhaps_number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::settled;

/// That an act names a blob, as a row says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    document: Option<i64>,
    blob: BlobId,
    bytes: i64,
    act: ActId,
    author: PublicKey,
    named_as: i64,
}

impl Reader {
    pub(super) fn check_blobs(&self, acts: &[settled::KeptAct], report: &mut Report) -> Result<()> {
        let damaged = self.damaged_blobs(&mut report.looked_at.blobs)?;
        report
            .findings
            .extend(damaged.into_iter().map(Finding::Blob));
        self.check_names(acts, report)?;
        let wrong = self.view.one(
            &format!(
                "SELECT 1 FROM blobs WHERE council = ?1 AND named IS NOT ({}) LIMIT 1",
                is_named("blobs.key")
            ),
            [self.view.key],
            |_| Ok(()),
        )?;
        if wrong.is_some() {
            report.findings.push(Finding::Naming);
        }
        Ok(())
    }

    /// The blobs that are held, and those of which parts are, against their hashes.
    fn damaged_blobs(&self, looked_at: &mut u64) -> Result<Vec<Blob>> {
        let last = readable(self.view.kept_blobs())?.unwrap_or(0);
        let rows = self.view.all(
            &format!("SELECT {COLUMNS} FROM blobs WHERE council = ?1 ORDER BY bytes, hash"),
            [self.view.key],
            |row| Ok(Kept::read(row).ok()),
        )?;
        let mut damaged = Vec::new();
        let mut numbers = BTreeSet::new();
        // Whatever has no name can be no finding of its own; acts that name it are.
        for kept in rows.into_iter().flatten() {
            let found = self.view.blob_from_parts(kept.key, kept.assembly.here)?;
            *looked_at += u64::from(kept.number.is_some());
            let is_fine = match kept.number {
                Some(n) => found == Some(kept.blob) && (1..=last).contains(&n) && numbers.insert(n),
                None => found.is_some(),
            };
            if !is_fine {
                damaged.push(kept.blob);
            }
        }
        Ok(damaged)
    }

    /// What is noted of which acts name blobs against the acts.
    fn check_names(&self, acts: &[settled::KeptAct], report: &mut Report) -> Result<()> {
        let mut right: BTreeSet<Named> = BTreeSet::new();
        for kept in acts {
            let (Some(act), Some(document)) = (kept.act.as_ref(), kept.document()) else {
                continue;
            };
            let Some(named_as) = NamedAs::by_kind(&act.statement().kind) else {
                continue;
            };
            right.extend(named_by(act).into_iter().map(|blob| Named {
                document: Some(document),
                blob: blob.id,
                bytes: sql(blob.bytes),
                act: act.id(),
                author: act.statement().author,
                named_as: number_of(named_as),
            }));
        }
        let rows = self.view.all(
            "SELECT names.document, blobs.hash, blobs.bytes, names.act, names.author, names.named_as
             FROM blobs JOIN blob_names AS names ON names.blob = blobs.key
             WHERE blobs.council = ?1",
            [self.view.key],
            |row| {
                let named = || {
                    Some(Named {
                        document: perhaps_number(row, 0),
                        blob: perhaps_id(row, 1)?,
                        bytes: perhaps_number(row, 2)?,
                        act: perhaps_id(row, 3)?,
                        author: perhaps_id(row, 4)?,
                        named_as: perhaps_number(row, 5)?,
                    })
                };
                Ok(named())
            },
        )?;
        let unreadable = rows.iter().any(Option::is_none);
        let noted: BTreeSet<Named> = rows.into_iter().flatten().collect();
        if unreadable {
            report.findings.push(Finding::Naming);
        }
        for wrong in noted.symmetric_difference(&right) {
            let finding = match wrong.document {
                Some(key) => self.about(key)?,
                None => Finding::Naming,
            };
            report.findings.push(finding);
        }
        Ok(())
    }
}
