//! Gives new documents their provisional codes. The rules are the council's ([`council::codes`]).

use std::collections::BTreeMap;

use council::codes::{as_shown, give, next};
use council::edit::Edit;
use format::DocumentId;
use store::summary::Summary;
use store::{Reader, StoreError};

use crate::engine::indexing::{known_codes, restarted_as};
use crate::engine::office::{Office, OfficeError};

/// The codes that are given one after the other, before any of the documents is saved.
#[derive(Debug, Default)]
pub struct Given {
    /// What is held here; read when it is needed first.
    held: Option<Vec<String>>,
    now: Vec<String>,
}

impl Given {
    /// The next code of this unit; empty: of the office that this device writes for.
    ///
    /// # Errors
    /// What the disk says.
    pub fn next(&mut self, office: &Office, unit: &str) -> Result<String, OfficeError> {
        let roster = office.roster()?;
        let own = roster.members.get(&office.me());
        let unit = match unit.trim() {
            "" => own.map_or("", |member| member.office.as_str()),
            unit => unit,
        };
        if self.held.is_none() {
            let summaries = office.reader()?.summaries()?;
            self.held = Some(summaries.iter().flat_map(known_codes).collect());
        }
        let held = self.held.iter().flatten().chain(&self.now);
        let code = next(&roster.units.code(unit), held.map(String::as_str));
        self.now.push(code.clone());
        Ok(code)
    }
}

/// The edit that gives a new document of this unit its code.
///
/// # Errors
/// What the disk says.
pub fn code_of_new(office: &Office, unit: &str) -> Result<Edit, OfficeError> {
    Ok(give(&Given::default().next(office, unit)?))
}

/// The codes of these documents as whoever holds them is shown them. A document that started over as another
/// one left its code to that one.
pub fn shown<'a>(
    summaries: impl IntoIterator<Item = &'a Summary>,
) -> BTreeMap<DocumentId, Vec<String>> {
    let own: Vec<(DocumentId, Vec<String>)> = summaries
        .into_iter()
        .filter(|summary| restarted_as(summary).is_none())
        .map(|summary| (summary.document, known_codes(summary)))
        .collect();
    as_shown(own.iter().map(|(id, codes)| (*id, codes.as_slice())))
}

/// The codes of one document, as whoever holds all that is here is shown them.
///
/// # Errors
/// What the disk says.
pub fn shown_of(reader: &Reader, document: &DocumentId) -> Result<Vec<String>, StoreError> {
    let mut shown = shown(&reader.summaries()?);
    Ok(shown.remove(document).unwrap_or_default())
}
