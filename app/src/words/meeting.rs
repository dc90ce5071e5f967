//! Meetings in words: where minutes stand, what is wrong with them, what came of votes and questions.

use council::act::meeting::{CircularResult, Reply, Signer};
use council::meeting::{
    CircularStand, Finding, ItemCount, MinutesDraft, NoCasting, Result, Stage, Void, VoidProxy,
    What,
};

use crate::say;
use crate::words::Language;

/// Where minutes stand.
pub fn stage(language: Language, stage: Stage) -> String {
    language.say(match stage {
        Stage::Planned => "stage-planned",
        Stage::Invited => "stage-invited",
        Stage::InSession => "stage-in-session",
        Stage::Draft => "stage-draft",
        Stage::Circulated => "stage-circulated",
        Stage::Confirmed => "stage-confirmed",
        Stage::Conflict => "stage-conflict",
    })
}

/// How a text stands to what was circulated and confirmed; `None` where there is nothing to say.
pub fn draft(language: Language, draft: MinutesDraft) -> Option<String> {
    match draft {
        MinutesDraft::ChangedSinceCirculated => {
            Some(language.say("minutes-changed-since-circulated"))
        }
        MinutesDraft::ChangedSinceConfirmed => {
            Some(language.say("minutes-changed-since-confirmed"))
        }
        MinutesDraft::New | MinutesDraft::IsCirculated | MinutesDraft::IsConfirmed => None,
    }
}

/// Who is there for an item.
pub fn quorum(language: Language, count: &ItemCount) -> String {
    let (there, eligible, needed) = (count.there(), count.eligible, count.needed);
    match count.is_reached() {
        true => say!(
            language,
            "minutes-quorum-reached",
            there = there,
            eligible = eligible,
            needed = needed
        ),
        false => say!(
            language,
            "minutes-quorum-missed",
            there = there,
            eligible = eligible,
            needed = needed
        ),
    }
}

/// Who takes no part in an item, and who stands in for whom; empty where nobody does.
pub fn who_counts(language: Language, count: &ItemCount) -> String {
    let mut parts = Vec::new();
    if !count.recused.is_empty() {
        let people = count.recused.join(", ");
        parts.push(say!(language, "item-recused", people = people));
    }
    if !count.proxies.is_empty() {
        let pairs = count.proxies.iter();
        let pairs: Vec<String> = pairs.map(|(name, by)| format!("{name} → {by}")).collect();
        parts.push(say!(language, "item-proxies", people = pairs.join(", ")));
    }
    parts.join(" · ")
}

/// The name of the word for what came of a decision.
pub fn result(result: Result) -> &'static str {
    match result {
        Result::Nothing => "minutes-no-vote",
        Result::NoQuorum => "result-no-quorum",
        Result::Consensus => "result-consensus",
        Result::Carried => "minutes-carried",
        Result::Rejected => "minutes-rejected",
        Result::Tied => "minutes-tied",
        Result::CarriedByChair => "result-carried-by-chair",
        Result::RejectedByChair => "result-rejected-by-chair",
        Result::Circular => "result-circular",
    }
}

/// What is wrong with minutes.
pub fn finding(language: Language, finding: &Finding) -> String {
    match &finding.what {
        What::NoQuorum {
            there,
            needed,
            eligible,
            recused,
        } => say!(
            language,
            "finding-no-quorum",
            there = *there,
            needed = *needed,
            eligible = *eligible,
            recused = *recused
        ),
        What::NoItem => language.say("finding-no-item"),
        What::NoText => language.say("finding-no-text"),
        What::NoOwner => language.say("finding-no-owner"),
        What::NoTitle => language.say("finding-no-title"),
        What::NoPerson => language.say("finding-no-person"),
        What::NoDue => language.say("finding-no-due"),
        What::DueIsNoDay => language.say("finding-due-is-no-day"),
        What::NoUnit => language.say("finding-no-unit"),
        What::VoidVote(person, why) => {
            let why = language.say(match why {
                Void::NotEligible => "vote-not-eligible",
                Void::Recused => "vote-recused",
                Void::NotThere => "vote-not-there",
            });
            say!(
                language,
                "finding-void-vote",
                person = person.as_str(),
                why = why
            )
        }
        What::VoidProxy(person, holder, why) => {
            let why = language.say(match why {
                VoidProxy::NotEligible => "proxy-not-eligible",
                VoidProxy::NotThere => "proxy-not-there",
                VoidProxy::TooMany => "proxy-too-many",
            });
            say!(
                language,
                "finding-void-proxy",
                person = person.as_str(),
                holder = holder.as_str(),
                why = why
            )
        }
        What::NoLetter(person) => {
            say!(language, "finding-no-letter", person = person.as_str())
        }
        What::Tied => language.say("finding-tied"),
        What::TiedForGood(chair, why) => {
            let why = no_casting(language, chair, *why);
            say!(language, "finding-tied-for-good", why = why)
        }
        What::ShortNotice(days, wanted) => say!(
            language,
            "finding-short-notice",
            days = *days,
            wanted = *wanted
        ),
        What::LongAgenda(planned, length) => say!(
            language,
            "finding-long-agenda",
            planned = *planned,
            length = *length
        ),
        What::LikeAction(title) => {
            say!(language, "minutes-gap-like-action", title = title.as_str())
        }
        What::Overdue(title, days) => {
            say!(
                language,
                "finding-overdue",
                title = title.as_str(),
                days = *days
            )
        }
        What::PostponedOften(title, count) => say!(
            language,
            "finding-postponed",
            title = title.as_str(),
            count = *count as u64
        ),
        What::BlockedLong(title, days) => {
            say!(
                language,
                "finding-blocked",
                title = title.as_str(),
                days = *days
            )
        }
        What::VerifiedByOwner(title, person) => say!(
            language,
            "finding-verified-by-owner",
            title = title.as_str(),
            person = person.as_str()
        ),
        What::VerifiedWithoutSeat(title, person) => say!(
            language,
            "finding-verified-without-seat",
            title = title.as_str(),
            person = person.as_str()
        ),
        What::NotCirculated => language.say("finding-not-circulated"),
        What::NotConfirmed => language.say("finding-not-confirmed"),
    }
}

/// Why nobody has a casting vote, where `chair` chairs the meeting.
pub fn no_casting(language: Language, chair: &str, why: NoCasting) -> String {
    match why {
        NoCasting::NotNamed => language.say("casting-no-chair"),
        NoCasting::NotThere => say!(language, "casting-not-there", person = chair),
        NoCasting::Recused => say!(language, "casting-recused", person = chair),
    }
}

/// As what somebody confirms.
pub fn signer(language: Language, signer: Signer) -> String {
    language.say(match signer {
        Signer::Chair => "signer-chair",
        Signer::Attendee => "signer-attendee",
    })
}

/// What somebody answers.
pub fn reply(language: Language, reply: Reply) -> String {
    language.say(match reply {
        Reply::Yes => "reply-yes",
        Reply::No => "reply-no",
        Reply::Abstain => "reply-abstain",
    })
}

/// What came of a question.
pub fn circular_result(language: Language, result: CircularResult) -> String {
    language.say(match result {
        CircularResult::Carried => "circular-carried",
        CircularResult::Lapsed => "circular-lapsed",
        CircularResult::ToMeeting => "circular-to-meeting",
    })
}

/// Where a question stands.
pub fn circular_stand(language: Language, stand: CircularStand) -> String {
    match stand {
        CircularStand::Open => language.say("circular-open"),
        CircularStand::ToClose(result) => {
            let result = circular_result(language, result);
            say!(language, "circular-to-close", result = result)
        }
        CircularStand::Closed(result) => circular_result(language, result),
        CircularStand::Conflict => language.say("circular-conflict"),
    }
}
