//! The sentences for what goes wrong with founding, inviting and joining.

use super::Refusal;
use crate::engine::membership::MembershipError;
use crate::say;
use crate::words::causes;

impl From<MembershipError> for Refusal {
    fn from(error: MembershipError) -> Self {
        match error {
            MembershipError::Office(error) => error.into(),
            MembershipError::Store(error) => error.into(),
            MembershipError::Name(name) => {
                Self::say(move |language| say!(language, "refused-own-name", name = name.as_str()))
            }
            MembershipError::Address(address) => Self::say(move |language| {
                say!(language, "refused-address", address = address.as_str())
            }),
            MembershipError::Expired(day) => {
                let day = day.to_string();
                Self::say(move |language| {
                    say!(
                        language,
                        "refused-expired",
                        day = crate::command_line::moments::written_day(language, &day)
                    )
                })
            }
            MembershipError::NotGiven => Self::say(|language| say!(language, "refused-not-given")),
            MembershipError::NotChair => {
                Self::say(|language| say!(language, "refused-names-no-relays"))
            }
            MembershipError::NotMember => Self::say(|language| say!(language, "refused-no-member")),
            MembershipError::OtherOffice => {
                Self::say(|language| say!(language, "refused-other-office"))
            }
            MembershipError::NoSuchJoin(wanted) => Self::say(move |language| {
                say!(language, "refused-no-such-join", wanted = wanted.as_str())
            }),
            MembershipError::AmbiguousJoin(wanted) => Self::say(move |language| {
                say!(language, "refused-ambiguous-join", wanted = wanted.as_str())
            }),
            MembershipError::NotInviter => {
                Self::say(|language| say!(language, "refused-not-inviter"))
            }
            MembershipError::Disputed => {
                Self::say(|language| say!(language, "refused-disputed-join"))
            }
            MembershipError::Invitation(error) => {
                let words = error.to_string();
                let refusal = Self::say(move |language| {
                    let reason = causes::invitation(language, &error);
                    say!(language, "refused-invitation", reason = reason)
                });
                refusal.because_of(&words)
            }
            MembershipError::Recovery(error) => error.into(),
            MembershipError::UnknownDevice => {
                Self::say(|language| say!(language, "refused-replaces-nobody"))
            }
            MembershipError::Unit(error) => error.into(),
            error @ MembershipError::Randomness(_) => Self::technical(&error),
        }
    }
}
