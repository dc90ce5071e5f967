//! What stands on a published version, in words.

use council::act::day::Day;
use council::lifecycle::{Lifecycle, Publication, Said, Version};
use council::roster::Roster;
use council::seats::{Ability, Seat};
use export::official::{Official, Opinion, Signer, Waiver};
use format::DocumentId;

use super::Language;
use super::lifecycle::{department, outcome, role, verdict};
use crate::say;

/// What a publication says of itself on paper. `unit` is that of the document.
pub fn official(
    language: Language,
    roster: &Roster,
    lifecycle: &Lifecycle,
    (document, unit): (&DocumentId, &str),
    (version, publication): (&Version, &Publication),
) -> Official {
    let signer = |said: &Said, ability| signer(language, roster, unit, said, ability);
    let decision = &version.decision;
    let submission = lifecycle
        .submissions
        .iter()
        .find(|one| one.said.act == version.submission);
    let opinions = submission.map_or(&[][..], |one| &one.opinions);
    Official {
        number: publication.number.clone(),
        version: version.number,
        effective: publication.effective.to_string(),
        fingerprint: version.text.fingerprint.to_string(),
        outcome: outcome(language, decision.outcome),
        words: decision.words.clone(),
        decided: signer(&decision.said, Ability::Decide),
        opinions: opinions
            .iter()
            .map(|one| Opinion {
                field: department(language, &one.field),
                verdict: verdict(language, one.verdict),
                words: one.words.clone(),
                signer: signer(&one.said, Ability::GiveOpinion),
            })
            .collect(),
        waivers: decision
            .waivers
            .iter()
            .map(|(field, reason)| Waiver {
                field: department(language, field),
                reason: reason.clone(),
            })
            .collect(),
        published: signer(&publication.said, Ability::Publish),
        withdrawn: publication
            .withdrawn
            .as_ref()
            .map(|(said, reason)| (signer(said, Ability::Withdraw), reason.clone())),
        verify: say!(language, "paper-verify", id = document.short()),
    }
}

/// Who said something, with the role that let them; of several, the one that stands, and then the highest.
fn signer(
    language: Language,
    roster: &Roster,
    unit: &str,
    said: &Said,
    ability: Ability,
) -> Signer {
    let day = Day::of_millis(said.time_millis);
    let fits = |seat: &&Seat| {
        seat.holder == said.by
            && day.is_none_or(|day| seat.lasts_on(day))
            && seat.may(ability, unit, true)
    };
    let seats = roster.seats.all();
    let seat = seats
        .filter(|(seat, _)| fits(seat))
        .min_by_key(|(seat, ends)| (!ends.is_empty(), seat.role));
    Signer {
        name: roster.name_of(&said.by),
        role: seat.map_or_else(String::new, |(seat, _)| role(language, seat.role)),
        day: day.map_or_else(String::new, |day| day.to_string()),
    }
}
