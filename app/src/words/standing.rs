//! Whether an act counts and why, in words.

use council::access;
use council::chair::Uncounted;
use council::revocation::{self, ReleaseReason};
use council::roster;
use council::standing::{Ground, Standing, Why};

use super::lifecycle::{reason, role, seat_reason, waits};
use crate::say;
use crate::words::Language;
use crate::words::causes::body;

/// The stable name of how an act stands, for scripts.
pub fn standing_name(standing: &Standing) -> &'static str {
    match standing {
        Standing::Counts(_) => "counts",
        Standing::Waits(_) => "waits",
        Standing::Invalid(_) => "invalid",
        Standing::Said => "said",
    }
}

/// Why an act stands as it does; `None` for one that nothing judges.
pub fn why_it_stands(language: Language, standing: &Standing) -> Option<String> {
    match standing {
        Standing::Counts(by) => Some(ground(language, by)),
        Standing::Waits(why) | Standing::Invalid(why) => Some(self::why(language, why)),
        Standing::Said => None,
    }
}

/// How an act stands, in one sentence; empty for one that nothing judges.
pub fn standing(language: Language, standing: &Standing) -> String {
    let why = why_it_stands(language, standing).unwrap_or_default();
    match standing {
        Standing::Counts(_) => say!(language, "log-counts", why = why),
        Standing::Waits(_) => say!(language, "log-waits", why = why),
        Standing::Invalid(_) => say!(language, "log-invalid", why = why),
        Standing::Said => String::new(),
    }
}

/// By what an act counts.
fn ground(language: Language, ground: &Ground) -> String {
    language.say(match ground {
        Ground::Seats(roles) => {
            let roles: Vec<String> = roles.iter().map(|one| role(language, *one)).collect();
            return say!(language, "ground-seats", roles = roles.join(", "));
        }
        Ground::Founding => "ground-founding",
        Ground::RecoveryKey => "ground-recovery-key",
        Ground::Creator => "ground-creator",
        Ground::Own => "ground-own",
        Ground::OnlyJoin => "ground-only-join",
        Ground::Confirmed => "ground-confirmed",
        Ground::Inviter => "ground-inviter",
        Ground::Member => "ground-member",
    })
}

/// Why an act does not count, or what it waits for.
fn why(language: Language, why: &Why) -> String {
    language.say(match why {
        Why::Text(why) => return reason(language, why),
        Why::Waits(what) => return waits(language, what),
        Why::Seats(why) => return seat_reason(language, why),
        Why::Roster(why) => return roster_reason(language, why),
        Why::Access(access::Reason::Body(error))
        | Why::Release(ReleaseReason::Body(error))
        | Why::Chair(Uncounted::Body(error)) => {
            return say!(language, "invalid-body", why = body(language, error));
        }
        Why::Access(access::Reason::Incomplete)
        | Why::Release(ReleaseReason::Incomplete)
        | Why::Chair(Uncounted::Incomplete) => "waits-acts",
        Why::Chair(Uncounted::Stranger) => "invalid-stranger",
        Why::Chair(Uncounted::Revoked) => "invalid-revoked",
        Why::Chair(Uncounted::NotChair) => "invalid-not-chair",
        Why::Access(access::Reason::Stranger) => "invalid-stranger",
        Why::Access(access::Reason::Revoked) => "invalid-revoked",
        Why::Access(access::Reason::NoSeat) => "invalid-may-not-share",
        Why::Access(access::Reason::NotCreator) => "invalid-not-creator",
        Why::Release(ReleaseReason::NotChair) => "invalid-may-not-release",
        Why::Rivals => "waits-rivals",
        Why::Disputed => "waits-disputed",
        Why::Unconfirmed => "waits-unconfirmed",
        Why::Superseded => "invalid-superseded",
        Why::NotChair => "invalid-not-chair",
        Why::NotRevoked => "waits-not-revoked",
    })
}

/// Why an act about who belongs to the council does not count.
pub fn roster_reason(language: Language, reason: &roster::Reason) -> String {
    use roster::Reason;
    language.say(match reason {
        Reason::Body(error) => {
            return say!(language, "invalid-body", why = body(language, error));
        }
        Reason::Revoked | Reason::Revocation(revocation::Reason::Revoked) => {
            "invalid-revoked-before"
        }
        Reason::NoInvitation => "waits-invitation",
        Reason::OtherKey => "invalid-other-key",
        Reason::MayNotNameRelays => "invalid-may-not-name-relays",
        Reason::InvitedByStranger => "waits-inviter",
        Reason::NoJoin => "waits-join",
        Reason::NotInviter => "invalid-not-inviter",
        Reason::Revocation(revocation::Reason::Incomplete) => "waits-acts",
        Reason::Revocation(revocation::Reason::NotChair) => "invalid-may-not-revoke",
        Reason::Revocation(revocation::Reason::OfChair) => "invalid-revokes-chair",
        Reason::Revocation(revocation::Reason::UnknownDevice) => "invalid-unknown-device",
        Reason::Revocation(revocation::Reason::Itself) => "invalid-revokes-itself",
    })
}
