//! What other documents have to do with what is said about this one: the one that took its place, those it
//! replaces, and the addendum of a unit.

use std::borrow::Cow;

use council::act::Body;
use council::act::decision::{Adopt, Publish};
use council::lifecycle::Lifecycle;
use format::PublicKey;
use store::Reader;

use super::{Case, DecidingError, today};
use crate::engine::{addenda, superseding};

/// The body with what other documents add to it: the text of an addendum.
///
/// # Errors
/// The addendum is the document itself, is not here, or is empty.
pub(super) fn completed<'a>(
    reader: &Reader,
    case: &Case,
    body: &'a Body,
) -> Result<Cow<'a, Body>, DecidingError> {
    Ok(match body {
        Body::Adopt(
            adopt @ Adopt {
                addendum: Some(addendum),
                ..
            },
        ) => {
            let text = addenda::text_for(reader, &case.opened.id, addendum)?;
            Cow::Owned(Body::Adopt(Adopt {
                addendum_text: Some(text),
                ..adopt.clone()
            }))
        }
        body => Cow::Borrowed(body),
    })
}

/// Refuses what is said of a document as if it were in force, while another has taken its place. `said` is
/// what its acts come to with this one.
///
/// # Errors
/// [`DecidingError::Superseded`], [`DecidingError::StaysSuperseded`], [`DecidingError::ReplacesItself`].
pub(super) fn check(
    reader: &Reader,
    case: &Case,
    (body, said): (&Body, &Lifecycle),
    me: &PublicKey,
) -> Result<(), DecidingError> {
    let Some(today) = today() else { return Ok(()) };
    let document = case.opened.id;
    match body {
        Body::Adopt(_) | Body::Exempt(_) | Body::Acknowledge(_) => {
            match superseding::of(reader, case, Some(me), today)? {
                Some(by) => Err(DecidingError::Superseded(Box::new(by))),
                None => Ok(()),
            }
        }
        Body::Publish(Publish { replaces, .. }) if replaces.contains(&document) => {
            Err(DecidingError::ReplacesItself)
        }
        Body::Publish(publish) => {
            // A newer version comes back only by replacing what took its place: see `council::superseding`.
            let from = today.max(publish.effective);
            match superseding::of_lifecycle(reader, (document, said), Some(me), from)? {
                Some(by) => Err(DecidingError::StaysSuperseded(Box::new(by))),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}
