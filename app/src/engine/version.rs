//! A published version of a document: which one is meant, and how it reads.

use council::act::day::Day;
use council::act::decision::Text;
use council::lifecycle::{Publication, Version};
use council::view::Kind;
use format::{DocumentId, PublicKey};
use store::{Reader, StoreError};

use crate::core::deciding::holding::Holding;
use crate::core::deciding::superseded::SupersededBy;
use crate::engine::deciding::Case;
use crate::engine::open::{OpenAtError, Opened, open_at};
use crate::engine::superseding;

/// Which version somebody means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The one that readers go by today.
    InForce,
    /// The one that readers went by on this day.
    InForceOn(Day),
    /// The one with this number, from 1 on.
    Number(usize),
}

impl Which {
    /// Reads `in-force` (of minutes also `confirmed`), a day (`YYYY-MM-DD`) or a number; `None` for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse() {
            _ if ["in-force", "confirmed"].contains(&text) => Some(Self::InForce),
            Ok(day) => Some(Self::InForceOn(day)),
            Err(_) => text.parse().ok().filter(|n| *n > 0).map(Self::Number),
        }
    }
}

/// Who asks for a version, and where it is read. Another document may have taken the place of the one that is
/// asked for.
#[derive(Clone, Copy)]
pub struct Looker<'a> {
    /// The store at the moment at which the document was read.
    pub reader: &'a Reader,
    /// The device of whoever asks, if it has a key.
    pub me: Option<&'a PublicKey>,
}

/// Why a version does not open.
#[derive(Debug, thiserror::Error)]
pub enum VersionError {
    /// None is in force on this day.
    #[error("no version of document {} is in force", .document.short())]
    NoneInForce {
        /// The document.
        document: DocumentId,
        /// The day that was asked for; `None` for today.
        on: Option<Day>,
    },
    /// Another document had taken the place of this one on this day.
    #[error("document {} is superseded since {}", .document.short(), .by.since)]
    Superseded {
        /// The document.
        document: DocumentId,
        /// The day that was asked for; `None` for today.
        on: Option<Day>,
        /// What took its place.
        by: Box<SupersededBy>,
        /// The number of the version that would be in force otherwise.
        number: usize,
    },
    /// What took its place is not known: the store does not say.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There are fewer.
    #[error("document {} has {there} approved versions, and no number {number}", .document.short())]
    Missing {
        /// The document.
        document: DocumentId,
        /// The number asked for.
        number: usize,
        /// How many there are.
        there: usize,
    },
    /// It is approved, and nobody published it.
    #[error("version {number} of document {} is not published yet", .document.short())]
    NotPublished {
        /// The document.
        document: DocumentId,
        /// The number of the version.
        number: usize,
    },
    /// The text does not open as it read then.
    #[error(transparent)]
    Open(#[from] OpenAtError),
    /// What opens is not what was decided.
    #[error("version {number} of document {} does not read here as it was decided", .document.short())]
    OtherText {
        /// The document.
        document: DocumentId,
        /// The number of the version.
        number: usize,
    },
}

/// The published version that is meant.
///
/// # Errors
/// [`VersionError`], all but the ones about its text.
pub fn published<'a>(
    looker: Looker<'_>,
    case: &'a Case,
    which: Which,
    day: Day,
) -> Result<(&'a Version, &'a Publication), VersionError> {
    let document = case.opened.id;
    let in_force = match which {
        Which::InForce => Some((None, day)),
        Which::InForceOn(day) => Some((Some(day), day)),
        Which::Number(_) => None,
    };
    if let Some((on, day)) = in_force
        && let Some(version) = case.lifecycle.in_force(day)
        && let Some(by) = superseding::of(looker.reader, case, looker.me, day)?
    {
        return Err(VersionError::Superseded {
            document,
            on,
            by: Box::new(by),
            number: version.number,
        });
    }
    let versions = &case.lifecycle.versions;
    let version = match which {
        Which::InForce => case.lifecycle.in_force(day),
        Which::InForceOn(day) => case.lifecycle.in_force(day),
        Which::Number(number) => versions.iter().find(|one| one.number == number),
    };
    let version = version.ok_or(match which {
        Which::InForce => VersionError::NoneInForce { document, on: None },
        Which::InForceOn(day) => VersionError::NoneInForce {
            document,
            on: Some(day),
        },
        Which::Number(number) => VersionError::Missing {
            document,
            number,
            there: versions.len(),
        },
    })?;
    match &version.publication {
        Some(publication) => Ok((version, publication)),
        None => Err(VersionError::NotPublished {
            document,
            number: version.number,
        }),
    }
}

/// The text that is meant: a version, which need not be published where its number is said; of minutes
/// those that were confirmed, which are number 1.
///
/// # Errors
/// [`VersionError`], all but the ones about its text.
pub fn holding<'a>(
    looker: Looker<'_>,
    case: &'a Case,
    which: Which,
    day: Day,
) -> Result<Holding<'a>, VersionError> {
    if case.opened.creation.create.kind == Kind::Minutes
        && let Some(confirmed) = case.confirmed()
    {
        let last = confirmed
            .chair
            .time_millis
            .max(confirmed.attendee.time_millis);
        let is_meant = match which {
            Which::InForce | Which::Number(1) => true,
            Which::InForceOn(day) => Day::of_millis(last).is_some_and(|last| last <= day),
            Which::Number(_) => false,
        };
        if is_meant {
            return Ok(Holding::Minutes(confirmed));
        }
    }
    if let Which::Number(number) = which {
        let mut versions = case.lifecycle.versions.iter();
        if let Some(version) = versions.find(|one| one.number == number) {
            return Ok(Holding::Version(version));
        }
    }
    published(looker, case, which, day).map(|(version, _)| Holding::Version(version))
}

/// The document as the version reads.
///
/// # Errors
/// [`VersionError::Open`] and [`VersionError::OtherText`].
pub fn text(
    reader: &Reader,
    document: &DocumentId,
    version: &Version,
) -> Result<Opened, VersionError> {
    text_of(reader, document, (&version.text, version.number))
}

/// The document as this text reads, which is that of the version with this number.
///
/// # Errors
/// [`VersionError::Open`] and [`VersionError::OtherText`].
pub fn text_of(
    reader: &Reader,
    document: &DocumentId,
    (text, number): (&Text, usize),
) -> Result<Opened, VersionError> {
    let opened = open_at(reader, document, &text.heads)?;
    if opened.document.view().fingerprint() != text.fingerprint {
        return Err(VersionError::OtherText {
            document: *document,
            number,
        });
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_by_its_number_a_day_or_as_the_one_in_force() {
        assert_eq!(Which::read("in-force"), Some(Which::InForce));
        assert_eq!(Which::read(" 12 "), Some(Which::Number(12)));
        let day = "2026-03-01".parse().unwrap();
        assert_eq!(Which::read("2026-03-01"), Some(Which::InForceOn(day)));
        for other in [
            "0",
            "-1",
            "",
            "satu",
            "1.5",
            "2026-02-30",
            "99999999999999999999999",
        ] {
            assert_eq!(Which::read(other), None, "{other}");
        }
    }
}
