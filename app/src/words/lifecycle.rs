//! Decisions in words: what a document is, what was said about it, and why something does not count.

use council::act::day::Day;
use council::act::decision::{Adoption, Outcome, Verdict};
use council::lifecycle::{Lifecycle, Reason, Status, Submission, Version, Waits};
use council::meeting::Stage;
use council::seats::{self, Ability, Role};

use format::PublicKey;

use crate::command_line::moments::day;
use crate::core::deciding::deadlock::Deadlock;
use crate::core::deciding::standing::Readers;
use crate::say;
use crate::words::Language;
use crate::words::causes::body;

/// What a document is.
pub fn status(language: Language, status: &Status<'_>) -> String {
    let published = |version: &Version| {
        let publication = version.publication.as_ref();
        publication.map_or_else(Default::default, |one| {
            (one.number.clone(), day(language, one.effective.0))
        })
    };
    match status {
        Status::Draft => say!(language, "status-draft"),
        Status::Conflict(_) => say!(language, "status-conflict"),
        Status::InReview(submission) => in_review(language, submission),
        Status::Ready(_) => say!(language, "status-ready"),
        Status::Returned(_) => say!(language, "status-returned"),
        Status::Rejected(..) => say!(language, "status-rejected"),
        Status::Approved(version) => {
            say!(language, "status-approved", version = version.number as u64)
        }
        Status::Published(version) => {
            let (number, from) = published(version);
            say!(language, "status-published", number = number, day = from)
        }
        Status::InForce(version) => {
            let (number, from) = published(version);
            say!(language, "status-in-force", number = number, day = from)
        }
        Status::DueForReview(version) => {
            let (number, from) = published(version);
            say!(language, "status-due", number = number, day = from)
        }
        Status::Withdrawn(version) => {
            say!(
                language,
                "status-withdrawn",
                version = version.number as u64
            )
        }
    }
}

/// What a document is on this day, and the version that readers go by meanwhile.
pub fn status_on(language: Language, lifecycle: &Lifecycle, on: Day) -> String {
    let now = lifecycle.status(on);
    let told = status(language, &now);
    match lifecycle.readers(on) {
        Some(Status::InForce(version)) if !is_of_readers(&now) => {
            with_readers(language, told, version.number, false)
        }
        Some(Status::DueForReview(version)) if !is_of_readers(&now) => {
            with_readers(language, told, version.number, true)
        }
        _ => told,
    }
}

fn is_of_readers(status: &Status<'_>) -> bool {
    matches!(status, Status::InForce(_) | Status::DueForReview(_))
}

/// What was told of a draft, and that readers go by this version meanwhile.
pub fn with_readers(language: Language, told: String, version: usize, is_due: bool) -> String {
    let version = version as u64;
    match is_due {
        false => say!(
            language,
            "standing-beside",
            status = told,
            version = version
        ),
        true => say!(
            language,
            "standing-beside-due",
            status = told,
            version = version
        ),
    }
}

/// Where a document stands, in a word or two; with the version that readers go by, where the word is about
/// something else.
pub fn standing_word(language: Language, name: &str, readers: Option<Readers>) -> String {
    let word = status_word(language, name);
    match readers.filter(|readers| readers.name() != name) {
        Some(readers) => with_readers(language, word, readers.version, readers.is_due),
        None => word,
    }
}

/// The names of all statuses, in the order of a document's life: of documents that are decided on, then
/// of minutes.
pub const STATUSES: [&str; 20] = [
    "draft",
    "in-review",
    "ready",
    "returned",
    "rejected",
    "conflict",
    "approved",
    "published",
    "in-force",
    "due-for-review",
    "superseded",
    "withdrawn",
    "planned",
    "invited",
    "in-session",
    "minutes-draft",
    "circulated",
    "corrected",
    "confirmed",
    "minutes-conflict",
];

/// The word or two for the status with this name; a name that is none reads as itself.
pub fn status_word(language: Language, name: &str) -> String {
    language.say(match name {
        "draft" => "standing-draft",
        "in-review" => "standing-in-review",
        "ready" => "standing-ready",
        "returned" => "standing-returned",
        "rejected" => "standing-rejected",
        "conflict" => "standing-conflict",
        "approved" => "standing-approved",
        "published" => "standing-published",
        "in-force" => "standing-in-force",
        "due-for-review" => "standing-due",
        "superseded" => "document-stands-superseded",
        "withdrawn" => "standing-withdrawn",
        "planned" => "stage-planned",
        "invited" => "stage-invited",
        "in-session" => "stage-in-session",
        "minutes-draft" => "stage-draft",
        "circulated" => "stage-circulated",
        "corrected" => "proceedings-correction",
        "confirmed" => "stage-confirmed",
        "minutes-conflict" => "standing-minutes-conflict",
        other => return other.to_owned(),
    })
}

/// The stable name of a status, for scripts.
pub fn status_name(status: &Status<'_>) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Conflict(_) => "conflict",
        Status::InReview(_) => "in-review",
        Status::Ready(_) => "ready",
        Status::Returned(_) => "returned",
        Status::Rejected(..) => "rejected",
        Status::Approved(_) => "approved",
        Status::Published(_) => "published",
        Status::InForce(_) => "in-force",
        Status::DueForReview(_) => "due-for-review",
        Status::Withdrawn(_) => "withdrawn",
    }
}

/// The stable name of a stage of minutes; `is_corrected`: somebody asked for a correction of what was
/// circulated.
pub fn stage_name(stage: Stage, is_corrected: bool) -> &'static str {
    match stage {
        Stage::Planned => "planned",
        Stage::Invited => "invited",
        Stage::InSession => "in-session",
        Stage::Draft => "minutes-draft",
        Stage::Circulated if is_corrected => "corrected",
        Stage::Circulated => "circulated",
        Stage::Confirmed => "confirmed",
        Stage::Conflict => "minutes-conflict",
    }
}

fn in_review(language: Language, submission: &Submission) -> String {
    let missing: Vec<String> = submission
        .missing
        .iter()
        .map(|name| department(language, name))
        .collect();
    say!(language, "status-in-review", missing = missing.join(", "))
}

/// A department by the name it has in acts; names somebody made up stand for themselves.
pub fn department(language: Language, name: &str) -> String {
    let word = match name {
        "legal" => "department-legal",
        "it" => "department-it",
        "hr" => "department-hr",
        "marcom" => "department-marcom",
        "pr" => "department-pr",
        _ => return name.to_owned(),
    };
    language.say(word)
}

/// What somebody is in the council.
pub fn role(language: Language, role: Role) -> String {
    language.say(match role {
        Role::Chair => "role-chair",
        Role::ActingChair => "role-acting-chair",
        Role::Secretary => "role-secretary",
        Role::Member => "role-member",
        Role::Reviewer => "role-reviewer",
        Role::Coordinator => "role-coordinator",
        Role::Drafter => "role-drafter",
        Role::CommunityManager => "role-community-manager",
        Role::Sponsor => "role-sponsor",
        Role::Auditor => "role-auditor",
        Role::Trainer => "role-trainer",
        Role::Participant => "role-participant",
        Role::Reader => "role-reader",
    })
}

/// What somebody may do.
pub fn ability(language: Language, ability: Ability) -> String {
    language.say(match ability {
        Ability::Submit => "ability-submit",
        Ability::GiveOpinion => "ability-give-opinion",
        Ability::Return => "ability-return",
        Ability::Decide => "ability-decide",
        Ability::Publish => "ability-publish",
        Ability::Withdraw => "ability-withdraw",
        Ability::SettleConflict => "ability-settle-conflict",
        Ability::Waive => "ability-waive",
        Ability::EditRoster => "ability-edit-roster",
        Ability::AppointChair => "ability-appoint-chair",
        Ability::Adopt => "ability-adopt",
        Ability::GrantExemption => "ability-grant-exemption",
        Ability::Verify => "ability-verify",
        Ability::Grant => "ability-grant",
        Ability::Revoke => "ability-revoke",
        Ability::Vote => "ability-vote",
        Ability::AskInWriting => "ability-ask-in-writing",
    })
}

/// How a decision went.
pub fn outcome(language: Language, outcome: Outcome) -> String {
    language.say(match outcome {
        Outcome::Approved => "outcome-approved",
        Outcome::ApprovedWithNotes => "outcome-approved-with-notes",
        Outcome::Rejected => "outcome-rejected",
    })
}

/// What a reviewer thinks.
pub fn verdict(language: Language, verdict: Verdict) -> String {
    language.say(match verdict {
        Verdict::Agrees => "verdict-agrees",
        Verdict::AgreesWithNotes => "verdict-agrees-with-notes",
        Verdict::Objects => "verdict-objects",
    })
}

/// How a unit takes a version.
pub fn adoption(language: Language, adoption: Adoption) -> String {
    language.say(match adoption {
        Adoption::AsItIs => "adoption-as-it-is",
        Adoption::WithAddendum => "adoption-with-addendum",
        Adoption::AsksExemption => "adoption-asks-exemption",
    })
}

/// Why nobody may decide on a text, and what leads out of it. With `is_ahead` it would become so.
pub fn deadlock(
    language: Language,
    deadlock: &Deadlock,
    is_ahead: bool,
    name_of: impl Fn(&PublicKey) -> String,
) -> String {
    match deadlock {
        Deadlock::NoSeat => say!(language, "deadlock-no-seat"),
        Deadlock::Submitted(who) if is_ahead => {
            say!(language, "deadlock-would-submit", name = name_of(who))
        }
        Deadlock::Submitted(who) => say!(language, "deadlock-submitted", name = name_of(who)),
        Deadlock::Wrote(who) if is_ahead => {
            say!(language, "deadlock-would-write", name = name_of(who))
        }
        Deadlock::Wrote(who) => say!(language, "deadlock-wrote", name = name_of(who)),
        Deadlock::Both(all) => {
            let names: Vec<String> = all.iter().map(name_of).collect();
            say!(language, "deadlock-both", names = names.join(", "))
        }
    }
}

/// Why an act about a document does not count.
pub fn reason(language: Language, reason: &Reason) -> String {
    language.say(match reason {
        Reason::Body(error) => return say!(language, "invalid-body", why = body(language, error)),
        Reason::Missing(field) => {
            let field = department(language, field);
            return say!(language, "invalid-missing-opinion", department = field);
        }
        Reason::Errors(rules) => {
            let rules: Vec<&str> = rules.iter().map(|rule| rule.name()).collect();
            return say!(language, "invalid-errors", rules = rules.join(", "));
        }
        Reason::Stranger => "invalid-stranger",
        Reason::Revoked => "invalid-revoked",
        Reason::NoTime => "invalid-time",
        Reason::NoSeat => "invalid-no-seat",
        Reason::Expired => "invalid-expired",
        Reason::TwoChairs => "invalid-two-chairs",
        Reason::NoSuchAct => "invalid-no-such-act",
        Reason::Closed => "invalid-closed",
        Reason::OtherText => "invalid-other-text",
        Reason::OwnSubmission => "invalid-own-submission",
        Reason::OwnText => "invalid-own-text",
        Reason::Conflict => "invalid-conflict",
        Reason::NotApproved => "invalid-not-approved",
        Reason::OwnAddendum => "invalid-own-addendum",
        Reason::NoRequest => "invalid-no-request",
        Reason::NoMinutes => "invalid-no-minutes",
        Reason::NotThere => "invalid-not-there",
        Reason::Namesake => "invalid-namesake",
        Reason::Twice => "invalid-twice",
        Reason::Replaced => "invalid-replaced",
        Reason::OtherVoters => "invalid-other-voters",
        Reason::NoVoter => "invalid-no-voter",
        Reason::Late => "invalid-late",
        Reason::TooEarly => "invalid-too-early",
        Reason::Miscounted => "invalid-miscounted",
    })
}

/// Why an act about seats does not count.
pub fn seat_reason(language: Language, reason: &seats::Reason) -> String {
    use seats::Reason;
    language.say(match reason {
        Reason::Body(error) => return say!(language, "invalid-body", why = body(language, error)),
        Reason::Incomplete => "waits-acts",
        Reason::Stranger => "invalid-stranger",
        Reason::NoTime => "invalid-time",
        Reason::NoSeat => "invalid-no-seat",
        Reason::UnknownHolder => "invalid-unknown-holder",
        Reason::NoEnd => "invalid-no-end",
        Reason::NoSuchSeat => "invalid-no-such-seat",
        Reason::OtherRole => "invalid-other-role",
        Reason::SecondChair => "invalid-second-chair",
        Reason::Revoked => "invalid-revoked",
    })
}

/// What an act waits for.
pub fn waits(language: Language, waits: &Waits) -> String {
    language.say(match waits {
        Waits::Acts => "waits-acts",
        Waits::Text => "waits-text",
    })
}

/// What an act is called.
pub fn act_word(language: Language, kind: &str) -> String {
    let name = match kind {
        "grant" => "act-grant",
        "release" => "act-release",
        "attach" => "act-attach",
        "choose-branch" => "act-choose-branch",
        "restart" => "act-restart",
        "submit" => "act-submit",
        "pull-back" => "act-pull-back",
        "opinion" => "act-opinion",
        "return" => "act-return",
        "decide" => "act-decide",
        "publish" => "act-publish",
        "withdraw" => "act-withdraw",
        "supersede" => "act-supersede",
        "reinstate" => "act-reinstate",
        "adopt" => "act-adopt",
        "exempt" => "act-exempt",
        "acknowledge" => "act-acknowledge",
        "circulate" => "act-circulate",
        "correct" => "act-correct",
        "confirm-minutes" => "act-confirm-minutes",
        "ask" => "act-ask",
        "answer" => "act-answer",
        "close" => "act-close",
        "appoint" => "act-appoint",
        "end-seat" => "act-end-seat",
        "charter" => "act-charter",
        "create" => "act-create",
        "comment" => "act-comment",
        "seen" => "act-seen",
        "found" => "act-found",
        "invite" => "act-invite",
        "join" => "act-join",
        "confirm" => "act-confirm",
        "relay" => "act-relay",
        "unit" => "act-unit",
        "unit-code" => "act-unit-code",
        "revoke" => "act-revoke",
        other => return other.to_owned(),
    };
    language.say(name)
}
