//! Checks everything that is held: hashes, seals, digests, index, and that every document opens.

use format::DocumentId;
use store::check::{Findings, Looked};
use store::quarantine::Quarantined;
use store::{ReadStore, Reader, StoreError};
use sync::holdings::Holdings as _;

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
    pub findings: Findings,
    /// Rows set aside earlier that have not come back.
    pub quarantined: u64,
    /// Documents that do not open as they should.
    pub unopened: Vec<Unopened>,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        let is_right = self.findings.all().next().is_none();
        is_right && self.unopened.is_empty() && self.quarantined == 0
    }
}

/// What is wrong with a store, and what of it was set aside.
#[derive(Debug, Clone, Default)]
pub struct Mended {
    /// What was found before.
    pub checked: Checked,
    /// What was done, and what is left; nothing was where the file itself is damaged.
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
    let found = checked.findings.clone();
    let set_aside = office.store().mend(found, Some(office.key()))?;
    Ok(Mended { checked, set_aside })
}

/// Checks one council of a store.
///
/// # Errors
/// What the disk says; damage is a finding, not an error.
pub fn check(store: &ReadStore, reader: &Reader) -> Result<Checked, StoreError> {
    let report = reader.check(true)?;
    let mut checked = Checked {
        looked_at: report.looked_at,
        findings: Findings::of(reader.council(), store.check_file()?, report.findings),
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
