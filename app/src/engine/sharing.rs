//! Who may hold a document, and widening that.

use council::access::Access;
use council::act::Body;
use council::act::scope::{Grant, Label};
use format::scope::Scope;
use format::{Act, DocumentId, PublicKey, Subject};
use store::{Reader, StoreError};

use crate::core::sharing::Shared;
use crate::engine::deciding::today;
use crate::engine::office::{Office, OfficeError};

/// Why a document was not shared. Nothing was said then.
#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Everybody it names may hold the document already.
    #[error("everybody it names may hold the document already")]
    NothingNew,
    /// It would count for nothing.
    #[error("whoever says it may not share this document")]
    MayNot,
}

/// Who may hold a document with this label, through what, and whether `me` may share it with more.
///
/// # Errors
/// What the disk says.
pub fn shared(
    reader: &Reader,
    me: &PublicKey,
    document: &DocumentId,
    label: Option<Label>,
) -> Result<Shared, StoreError> {
    let roster = reader.roster()?;
    let access = reader.access(document)?;
    let acts = reader.acts(&Subject::Document(*document))?;
    let may_widen = today().is_some_and(|day| Access::may_be_widened_by(&roster, &acts, me, day));
    let openings = Access::openings(&roster, &acts);
    Ok(Shared::in_full(
        &roster, &access, label, &openings, may_widen,
    ))
}

/// Widens who may hold a document. Saved when this returns; those it names are sent everything there
/// is of it.
///
/// # Errors
/// [`SharingError`]; nothing was said then.
pub fn grant(
    office: &Office,
    document: &DocumentId,
    scope: Scope,
    reason: &str,
) -> Result<Act, SharingError> {
    let reader = office.reader()?;
    let roster = reader.roster()?;
    let acts = reader.acts(&Subject::Document(*document))?;
    let before = Access::of(&roster, &acts);
    let grant = Body::Grant(Grant {
        scope: scope.clone(),
        reason: reason.trim().to_owned(),
    });
    let cites = council::roster::document_heads(&acts);
    let act = office.sign_about(*document, cites, &grant)?;
    let after = Access::of(&roster, acts.iter().chain([&act]));
    let mut refused = after.not_counted().iter();
    if refused.any(|(one, _)| *one == act.id()) || after.is_as_wide_as(&before) {
        return Err(match names_only_known(&before, &scope) {
            true => SharingError::NothingNew,
            false => SharingError::MayNot,
        });
    }
    Ok(office.keep(act)?)
}

fn names_only_known(access: &Access, scope: &Scope) -> bool {
    let has_unit = |unit: &String| access.units().any(|one| one == unit);
    let has_person = |key| access.people().any(|one| one == key);
    access.is_for_everybody()
        || (*scope != Scope::Council
            && scope.units().iter().all(has_unit)
            && scope.people().iter().all(has_person))
}
