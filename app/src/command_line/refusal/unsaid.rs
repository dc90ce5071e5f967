//! The sentences for acts that do not say what they have to: what is missing, and how it is written.

use council::act::fault::Fault;
use council::act::meeting::MAX_PROXIES;
use council::act::{BodyError, SayError};

use super::Refusal;
use crate::say;

impl From<SayError> for Refusal {
    fn from(error: SayError) -> Self {
        let SayError::Body(BodyError::Fault { kind, fault }) = &error else {
            return Self::technical(&error);
        };
        let name = match fault {
            Fault::NoReason => match kind.as_str() {
                "decide" => "unsaid-decide",
                "opinion" => "unsaid-opinion",
                "return" => "unsaid-return",
                "withdraw" => "unsaid-withdraw",
                "revoke" => "unsaid-revoke",
                "adopt" => "unsaid-adopt",
                "correct" => "unsaid-correct",
                "ask" => "unsaid-ask",
                _ => "unsaid-reason",
            },
            Fault::NoWaiverReason => "unsaid-waiver",
            Fault::NoNumber => "refused-no-number",
            Fault::NoAddendum => "unsaid-addendum",
            Fault::EndsBeforeItBegins => "unsaid-ends-before",
            Fault::Quorum => "unsaid-quorum",
            Fault::Proxies => {
                return Self::say(|language| say!(language, "unsaid-proxies", most = MAX_PROXIES));
            }
            Fault::Form(_) => return Self::technical(&error),
        };
        Self::say(move |language| language.say(name))
    }
}
