//! The sentences for what goes wrong with links.

use link::{ConnectError, NoAnswer, WrongAddress};
use sync::CloseReason;

use super::Refusal;
use crate::engine::syncing::{NoLink, SyncError};
use crate::say;
use crate::words::{Language, causes};
use link::{Distrust, TrustError};

impl From<SyncError> for Refusal {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NoRelay => Self::say(|language| say!(language, "refused-no-relay")),
            SyncError::Connect(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Indexing(error) => error.into(),
            SyncError::Membership(error) => error.into(),
        }
    }
}

impl From<ConnectError> for Refusal {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Address { address, reason } => {
                let words = reason.to_string();
                let refusal = Self::say(move |language| wrong_address(language, &address, &reason));
                refusal.because_of(&words)
            }
            ConnectError::Unreachable { address, reason } => {
                let words = reason.to_string();
                let refusal = Self::say(move |language| {
                    say!(
                        language,
                        "refused-unreachable",
                        address = address.as_str(),
                        reason = no_answer(language, &reason)
                    )
                });
                refusal.because_of(&words)
            }
            ConnectError::Refused { address, reason } => Self::say(move |language| {
                say!(
                    language,
                    "refused-by-relay",
                    address = address.as_str(),
                    reason = relay_words(language, &reason)
                )
            }),
            ConnectError::Randomness(error) => Self::technical(&error),
            ConnectError::Link(link::LinkError::Store(error)) => error.into(),
        }
    }
}

/// Why a session ended, in this language.
pub fn closing(language: Language, reason: CloseReason) -> String {
    match reason {
        CloseReason::Done => say!(language, "closing-done"),
        CloseReason::Version => say!(language, "closing-version"),
        CloseReason::NotHosted => say!(language, "closing-not-hosted"),
        CloseReason::UnknownKey => say!(language, "closing-unknown-key"),
        CloseReason::Proof => say!(language, "closing-proof"),
        CloseReason::WrongPeer => say!(language, "closing-wrong-peer"),
        CloseReason::Protocol => say!(language, "closing-protocol"),
        CloseReason::TooLarge => say!(language, "closing-too-large"),
        CloseReason::Overrun => say!(language, "closing-overrun"),
        CloseReason::LogRenewed => say!(language, "closing-log-renewed"),
        CloseReason::Storage => say!(language, "closing-storage"),
        CloseReason::Timeout => say!(language, "closing-timeout"),
        CloseReason::StandingChanged => say!(language, "closing-standing-changed"),
        CloseReason::ShuttingDown => say!(language, "closing-shutting-down"),
        CloseReason::TooSlow => say!(language, "closing-too-slow"),
        CloseReason::Mirror => say!(language, "closing-mirror"),
        CloseReason::Revoked => say!(language, "closing-revoked"),
        CloseReason::Blocked => say!(language, "closing-blocked"),
        CloseReason::Busy => say!(language, "closing-busy"),
        CloseReason::Replaced => say!(language, "closing-replaced"),
        CloseReason::Other => say!(language, "closing-other"),
    }
}

/// Why there is no link, in this language.
pub fn no_link(language: Language, reason: NoLink<'_>) -> String {
    match reason {
        NoLink::Failed(ConnectError::Unreachable { reason, .. }) => no_answer(language, reason),
        NoLink::Failed(ConnectError::Refused { reason, .. }) => relay_words(language, reason),
        NoLink::Failed(ConnectError::Address { address, reason }) => {
            wrong_address(language, address, reason)
        }
        NoLink::Failed(ConnectError::Link(link::LinkError::Store(error))) => {
            causes::store(language, error)
        }
        NoLink::Failed(ConnectError::Randomness(_)) => language.say("cause-unforeseen"),
        NoLink::Ended(reason) => closing(language, reason),
        NoLink::Broke => say!(language, "sync-connection-broke"),
    }
}

fn wrong_address(language: Language, address: &str, reason: &WrongAddress) -> String {
    let reason = match reason {
        WrongAddress::Trust(TrustError::Plain) => {
            return say!(language, "refused-plain", address = address);
        }
        WrongAddress::Trust(TrustError::Authority(file, _)) => {
            let file = file.display().to_string();
            return say!(language, "refused-authority", file = file.as_str());
        }
        WrongAddress::Trust(TrustError::Nobody) => language.say("cause-no-authority"),
        WrongAddress::Trust(TrustError::Setup(_)) => language.say("cause-unforeseen"),
        WrongAddress::Form(_) => language.say("cause-address"),
    };
    say!(
        language,
        "refused-relay-address",
        address = address,
        reason = reason
    )
}

/// Why nobody answers, in this language.
fn no_answer(language: Language, reason: &NoAnswer) -> String {
    let name = match reason {
        NoAnswer::NobodyListens => "unreachable-nobody-listens",
        NoAnswer::UnknownName => "unreachable-unknown-name",
        NoAnswer::NoWay => "unreachable-no-way",
        NoAnswer::TooLate => "unreachable-too-late",
        NoAnswer::Cut => "unreachable-cut",
        NoAnswer::Distrusted(Distrust::UnknownIssuer) => "distrusted-issuer",
        NoAnswer::Distrusted(Distrust::Expired) => "distrusted-expired",
        NoAnswer::Distrusted(Distrust::OtherName) => "distrusted-name",
        NoAnswer::Distrusted(Distrust::NoTls) => "distrusted-no-tls",
        NoAnswer::NoRelay(_) => "cause-no-websocket",
        NoAnswer::System(kind, _) => {
            return terminal::cause::of_kind(language.on_terminal(), *kind);
        }
    };
    language.say(name)
}

/// What a relay answered instead of serving: in this language where it is one of the fixed reasons,
/// else in its own words.
pub fn relay_words(language: Language, words: &str) -> String {
    CloseReason::ALL
        .iter()
        .find(|reason| reason.to_string() == words)
        .map_or_else(|| words.to_owned(), |reason| closing(language, *reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relays_refusal_is_told_in_the_readers_language() {
        for reason in CloseReason::ALL {
            let words = reason.to_string();
            assert_eq!(relay_words(Language::English, &words), words);
            assert_ne!(relay_words(Language::Indonesian, &words), words);
        }
        assert_eq!(
            relay_words(Language::Indonesian, "502 Bad Gateway"),
            "502 Bad Gateway"
        );
    }
}
