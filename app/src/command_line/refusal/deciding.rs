//! The sentences for what is not submitted, decided or published.

use super::Refusal;
use crate::engine::deciding::DecidingError;
use crate::engine::seating::SeatingError;
use crate::say;
use crate::words::lifecycle::{reason, seat_reason, waits};

impl From<DecidingError> for Refusal {
    fn from(error: DecidingError) -> Self {
        match error {
            DecidingError::Open(error) => error.into(),
            DecidingError::Store(error) => error.into(),
            DecidingError::Office(error) => error.into(),
            DecidingError::Empty => Self::say(|language| say!(language, "refused-empty-text")),
            DecidingError::OpenConflicts(count) => Self::say(move |language| {
                say!(language, "refused-open-conflicts", count = count as u64)
            }),
            DecidingError::Struck(count) => {
                Self::say(move |language| say!(language, "refused-struck", count = count as u64))
            }
            DecidingError::Nothing(id) => Self::say(move |language| {
                say!(language, "refused-nothing-to-decide", id = id.short())
            }),
            DecidingError::Minutes => {
                Self::say(|language| say!(language, "refused-minutes-are-circulated"))
            }
            DecidingError::NotValid(why) => Self::say(move |language| {
                say!(language, "refused-invalid", why = reason(language, &why))
            }),
            DecidingError::Waits(why) => Self::say(move |language| {
                say!(language, "refused-waits", why = waits(language, &why))
            }),
        }
    }
}

impl From<SeatingError> for Refusal {
    fn from(error: SeatingError) -> Self {
        match error {
            SeatingError::Office(error) => error.into(),
            SeatingError::Store(error) => error.into(),
            SeatingError::NotValid(why) => Self::say(move |language| {
                say!(
                    language,
                    "refused-invalid",
                    why = seat_reason(language, &why)
                )
            }),
        }
    }
}
