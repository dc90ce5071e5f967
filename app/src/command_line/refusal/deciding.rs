//! The sentences for what is not submitted, decided or published.

use format::blob::MAX_BLOB_BYTES;

use council::numbering::Improper;

use super::Refusal;
use crate::command_line::documents::title_or_none;
use crate::command_line::moments::day;
use crate::engine::deciding::DecidingError;
use crate::engine::files::{FileError, RenderError};
use crate::engine::seating::SeatingError;
use crate::say;
use crate::words::files::{bytes_in_words, media};
use crate::words::lifecycle::{reason, seat_reason, waits};
use crate::words::matrix;
use crate::words::superseded::superseded_by;

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
            DecidingError::Gaps(gaps) => Self::say(move |language| {
                let (rows, rule) = matrix::gaps(language, &gaps);
                say!(language, "refused-matrix-gaps", rows = rows, rule = rule)
            }),
            DecidingError::Struck(count) => {
                Self::say(move |language| say!(language, "refused-struck", count = count as u64))
            }
            DecidingError::OtherText => Self::say(|language| say!(language, "refused-other-text")),
            DecidingError::Nothing(id) => Self::say(move |language| {
                say!(language, "refused-nothing-to-decide", id = id.short())
            }),
            DecidingError::Render(error) => error.into(),
            DecidingError::Improper(Improper::NoNumber) => {
                Self::say(|language| say!(language, "refused-no-number"))
            }
            DecidingError::Improper(Improper::ReviewTooEarly { review, effective }) => {
                Self::say(move |language| {
                    let (review, from) = (day(language, review.0), day(language, effective.0));
                    say!(
                        language,
                        "refused-review-too-early",
                        review = review,
                        from = from
                    )
                })
            }
            DecidingError::NumberTaken {
                number,
                document,
                title,
            } => Self::say(move |language| {
                say!(
                    language,
                    "refused-number-taken",
                    number = number.as_str(),
                    title = title_or_none(language, &title),
                    id = document.short()
                )
            }),
            DecidingError::AlreadyOver(over) => Self::say(move |language| {
                let until = day(language, over.until.0);
                say!(language, "refused-exemption-over", until = until)
            }),
            DecidingError::Superseded(by) => Self::say(move |language| {
                say!(
                    language,
                    "refused-superseded",
                    by = superseded_by(language, &by)
                )
            }),
            DecidingError::StaysSuperseded(by) => Self::say(move |language| {
                say!(
                    language,
                    "refused-stays-superseded",
                    by = superseded_by(language, &by)
                )
            }),
            DecidingError::ReplacesItself => {
                Self::say(|language| say!(language, "refused-replaces-itself"))
            }
            DecidingError::OwnAddendum => {
                Self::say(|language| say!(language, "refused-own-addendum"))
            }
            DecidingError::AddendumNotHere(id) => Self::say(move |language| {
                say!(language, "refused-addendum-not-here", id = id.short())
            }),
            DecidingError::EmptyAddendum(id) => {
                Self::say(move |language| say!(language, "refused-empty-addendum", id = id.short()))
            }
            DecidingError::Unchanged { version } => Self::say(move |language| {
                say!(language, "refused-unchanged", version = version as u64)
            }),
            DecidingError::Minutes => {
                Self::say(|language| say!(language, "refused-minutes-are-circulated"))
            }
            DecidingError::NobodyToAsk => {
                Self::say(|language| say!(language, "refused-nobody-to-ask"))
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

impl From<RenderError> for Refusal {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Version(error) => error.into(),
            RenderError::Store(error) => error.into(),
            RenderError::Pdf(error) => {
                let refusal = Self::say(|language| {
                    let reason = language.say("cause-typesetter");
                    say!(language, "publish-no-files", reason = reason)
                });
                refusal.because_of(&error)
            }
            RenderError::Broken => Self::say(|language| {
                let reason = language.say("cause-unforeseen");
                say!(language, "publish-no-files", reason = reason)
            }),
            RenderError::TooLarge(form, bytes) => Self::say(move |language| {
                say!(
                    language,
                    "publish-file-too-large",
                    form = media(form),
                    bytes = bytes_in_words(language, bytes),
                    most = bytes_in_words(language, MAX_BLOB_BYTES)
                )
            }),
        }
    }
}

impl From<FileError> for Refusal {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Version(error) => error.into(),
            FileError::Store(error) => error.into(),
            FileError::None {
                number,
                media: form,
            } => Self::say(move |language| {
                say!(
                    language,
                    "export-no-file",
                    number = number,
                    form = media(form)
                )
            }),
            FileError::NotHere {
                number,
                media: form,
                blob,
                here,
                is_coming,
            } => Self::say(move |language| {
                let (here, all) = (
                    bytes_in_words(language, here),
                    bytes_in_words(language, blob.bytes),
                );
                match is_coming {
                    true => say!(
                        language,
                        "export-file-coming",
                        number = number,
                        form = media(form),
                        here = here,
                        all = all
                    ),
                    false => say!(
                        language,
                        "export-file-left",
                        number = number,
                        form = media(form),
                        here = here,
                        all = all
                    ),
                }
            }),
        }
    }
}

impl From<SeatingError> for Refusal {
    fn from(error: SeatingError) -> Self {
        match error {
            SeatingError::Office(error) => error.into(),
            SeatingError::Store(error) => error.into(),
            SeatingError::Unit(error) => error.into(),
            SeatingError::CodeTaken { code, unit } => Self::say(move |language| {
                let (code, unit) = (code.as_str(), unit.as_str());
                say!(
                    language,
                    "refused-unit-code-taken",
                    code = code,
                    unit = unit
                )
            }),
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
