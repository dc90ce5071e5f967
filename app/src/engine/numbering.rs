//! Which documents hold an official number.

use std::collections::BTreeSet;

use council::act::Body;
use council::act::decision::Publish;
use council::lifecycle::Lifecycle;
use council::numbering::{is_same, number_in_use, numbers_of};
use format::DocumentId;
use store::{Reader, StoreError};

use crate::core::header::title_of;
use crate::engine::deciding::{Case, today};
use crate::engine::guard::guarded;

/// The documents other than `document` that a version was ever published of under this number, with their
/// titles. Opens only those of which somebody says so.
///
/// # Errors
/// What the disk says.
pub fn holders(
    reader: &Reader,
    document: &DocumentId,
    number: &str,
) -> Result<Vec<(DocumentId, String)>, StoreError> {
    others(reader, document, number, |lifecycle| {
        let mut numbers = numbers_of(lifecycle).into_iter();
        numbers.any(|held| is_same(held, number))
    })
}

/// The other documents that readers go by under the number of this one today: P4 of `domain.md`.
///
/// # Errors
/// What the disk says.
pub fn shared(reader: &Reader, case: &Case) -> Result<Vec<(DocumentId, String)>, StoreError> {
    let Some(day) = today() else {
        return Ok(vec![]);
    };
    let Some(number) = number_in_use(&case.lifecycle, day) else {
        return Ok(vec![]);
    };
    others(reader, &case.opened.id, number, |lifecycle| {
        number_in_use(lifecycle, day).is_some_and(|held| is_same(held, number))
    })
}

fn others(
    reader: &Reader,
    document: &DocumentId,
    number: &str,
    holds: impl Fn(&Lifecycle) -> bool,
) -> Result<Vec<(DocumentId, String)>, StoreError> {
    let acts = reader.acts_of_kind("publish")?;
    let says_so = |publish: &Publish| is_same(&publish.number, number);
    let saying: BTreeSet<DocumentId> = acts
        .iter()
        .filter(|(other, _)| other != document)
        .filter(|(_, act)| matches!(Body::read(act), Ok(Body::Publish(one)) if says_so(&one)))
        .map(|(other, _)| *other)
        .collect();
    let mut found = Vec::new();
    for other in saying {
        let Some(Ok(case)) = guarded(|| Case::read(reader, &other)) else {
            continue;
        };
        if holds(&case.lifecycle) {
            found.push((other, title_of(&case.opened.view).to_owned()));
        }
    }
    Ok(found)
}
