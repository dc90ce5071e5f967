//! What an act must say by itself, whoever says it, and does not.

/// What is missing or does not fit in what an act says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It gives no reason where one is owed: a rejection, an objection, a withdrawal, a revocation.
    #[error("it gives no reason")]
    NoReason,
    /// It does without a mandatory opinion and does not say why.
    #[error("it does without an opinion and gives no reason")]
    NoWaiverReason,
    /// A publication without a number.
    #[error("it gives no number")]
    NoNumber,
    /// An adoption with an addendum that is not named.
    #[error("it names no addendum")]
    NoAddendum,
    /// A seat whose last day comes before its first.
    #[error("it ends before it begins")]
    EndsBeforeItBegins,
    /// A quorum of less than half, or of all and more.
    #[error("a quorum is at least half and less than all")]
    Quorum,
    /// More proxies for one person than [`MAX_PROXIES`](super::meeting::MAX_PROXIES).
    #[error("nobody stands in for so many")]
    Proxies,
    /// What no program of ours says.
    #[error("{0}")]
    Form(&'static str),
}

impl From<&'static str> for Fault {
    fn from(reason: &'static str) -> Self {
        Self::Form(reason)
    }
}

#[cfg(test)]
mod tests {
    use format::{ActId, ChangeHash, DeviceKey, Fingerprint};

    use super::*;
    use crate::act::Body;
    use crate::act::day::Day;
    use crate::act::decision::{Decide, Exempt, Opinion, Outcome, Text, Verdict, Withdraw};
    use crate::act::meeting::MeetingRules;
    use crate::act::revocation::Revoke;
    use crate::act::seat::{Appoint, Charter};
    use crate::lifecycle::exemption::{AlreadyOver, check};
    use crate::seats::Role;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn what_lacks_its_words_is_never_signed_and_says_what_is_missing() {
        let act = ActId::from_bytes([1; 32]);
        let holder = DeviceKey::from_secret(&[2; 32]).public();
        let text = Text {
            heads: vec![ChangeHash::from_bytes([3; 32])],
            fingerprint: Fingerprint::from_bytes([4; 32]),
        };
        let decide = |outcome| {
            Body::Decide(Decide {
                submission: act,
                outcome,
                text: text.clone(),
                previous: None,
                words: " ".to_owned(),
                waivers: vec![],
            })
        };
        let opinion = Body::Opinion(Opinion {
            submission: act,
            fingerprint: text.fingerprint,
            field: String::new(),
            verdict: Verdict::Objects,
            words: String::new(),
        });
        let withdraw = Body::Withdraw(Withdraw {
            publication: act,
            reason: String::new(),
        });
        let revoke = Body::Revoke(Revoke {
            device: holder,
            reason: String::new(),
        });
        let charter = Body::Charter(Charter {
            meetings: Some(MeetingRules {
                quorum: 3,
                quorum_of: 2,
                ..MeetingRules::default()
            }),
            ..Charter::default()
        });
        let appoint = Body::Appoint(Appoint {
            holder,
            role: Role::Secretary,
            unit: String::new(),
            field: String::new(),
            from: Some(day("2027-02-03")),
            until: Some(day("2027-01-01")),
            instead_of: None,
        });
        for (body, fault) in [
            (decide(Outcome::Rejected), Fault::NoReason),
            (opinion, Fault::NoReason),
            (withdraw, Fault::NoReason),
            (revoke, Fault::NoReason),
            (charter, Fault::Quorum),
            (appoint, Fault::EndsBeforeItBegins),
        ] {
            assert_eq!(body.check(), Err(fault), "{body:?}");
        }
        assert_eq!(decide(Outcome::Approved).check(), Ok(()));
    }

    #[test]
    fn an_exemption_is_not_granted_for_days_that_are_over() {
        let exempt = |is_granted, until: Option<&str>| Exempt {
            request: ActId::from_bytes([1; 32]),
            is_granted,
            until: until.map(day),
            reason: String::new(),
        };
        let today = day("2026-11-29");
        let until = day("2026-11-28");
        let over = exempt(true, Some("2026-11-28"));
        assert_eq!(check(&over, today), Err(AlreadyOver { until }));
        for fine in [
            exempt(true, Some("2026-11-29")),
            exempt(true, None),
            exempt(false, Some("2026-11-28")),
        ] {
            assert_eq!(check(&fine, today), Ok(()));
        }
    }
}
