//! Checks everything that is held: hashes, seals, digests, index, and that every document opens.

use format::DocumentId;
use store::check::{Finding, Looked};
use store::quarantine::Quarantined;
use store::{ReadStore, Reader, StoreError};

use crate::engine::office::Office;
use crate::engine::open::{OpenError, open};

/// A document that does not open as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unopened {
    /// Which.
    pub document: DocumentId,
    /// Why not, in words.
    pub why: String,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// How much was looked at.
    pub looked_at: Looked,
    /// What is wrong with what is stored.
    pub findings: Vec<Finding>,
    /// Rows set aside earlier that have not come back.
    pub quarantined: u64,
    /// Documents that do not open as they should.
    pub unopened: Vec<Unopened>,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty() && self.unopened.is_empty() && self.quarantined == 0
    }

    /// Whether SQLite itself finds the file damaged.
    pub fn has_damaged_file(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| matches!(finding, Finding::File(_)))
    }
}

/// What is wrong with a store, and what of it was set aside.
#[derive(Debug, Clone, Default)]
pub struct Mended {
    /// What was found before.
    pub checked: Checked,
    /// What was done; nothing where the file itself is damaged.
    pub set_aside: Quarantined,
}

/// Checks an office and sets aside what is damaged in it, so that the rest is whole and the next session with
/// whoever holds the lost items brings them back. A file that SQLite itself finds damaged is left alone: only
/// a backup mends that.
///
/// # Errors
/// What the disk says. What was set aside before stays so.
pub fn mend(office: &Office) -> Result<Mended, StoreError> {
    let checked = check(&office.store().to_read(), &office.reader()?)?;
    let mut mended = Mended {
        checked,
        ..Mended::default()
    };
    if mended.checked.has_damaged_file() {
        return Ok(mended);
    }
    let found = mended.checked.findings.clone();
    let (store, council) = (office.store(), office.council());
    mended.set_aside = store.mend(council, found, Some(office.key()))?;
    Ok(mended)
}

/// Checks one council of a store.
///
/// # Errors
/// What the disk says; damage is a finding, not an error.
pub fn check(store: &ReadStore, reader: &Reader) -> Result<Checked, StoreError> {
    let mut findings = store.check_file()?;
    let report = reader.check(true)?;
    findings.extend(report.findings);
    let mut checked = Checked {
        looked_at: report.looked_at,
        findings,
        quarantined: report.quarantined,
        unopened: Vec::new(),
    };
    for document in reader.documents()? {
        // What is only held back by a rule (a fork, a membership) is as it should be; so is a document
        // whose create act is still to come, which status tells.
        let why = match open(reader, &document) {
            Ok(opened) => opened
                .found_void
                .first()
                .map(|(change, why)| format!("change {change}: {why}")),
            Err(OpenError::NotCreated(_)) => None,
            Err(OpenError::Store(error)) => Some(error.to_string()),
            Err(OpenError::Shut(shut)) => Some(shut.to_string()),
        };
        checked
            .unopened
            .extend(why.map(|why| Unopened { document, why }));
    }
    Ok(checked)
}
