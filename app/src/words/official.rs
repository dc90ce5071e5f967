//! What stands on a published version and on confirmed minutes, in words.

use council::act::day::Day;
use council::act::scope::Label;
use council::lifecycle::{Lifecycle, Publication, Said, Version};
use council::meeting::Proceedings;
use council::roster::Roster;
use council::seats::{Ability, Seat};
use export::official::{Confirmed, Keeper, Official, Opinion, Signer, Waiver};
use format::DocumentId;

use super::Language;
use super::clocks::mark;
use super::lifecycle::{department, outcome, role, verdict};
use super::rights::label;
use super::superseded::on_paper;
use crate::core::clocks::Marks;
use crate::core::deciding::superseded::SupersededBy;
use crate::say;

/// A document on paper: which, whose, and how confidential.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// The document.
    pub document: &'a DocumentId,
    /// The unit it belongs to.
    pub unit: &'a str,
    /// How confidential it is, as its creator says.
    pub label: Option<Label>,
    /// The times of what was said about it that do not fit others.
    pub marks: &'a Marks,
}

impl Paper<'_> {
    fn keeper(&self, language: Language, roster: &Roster) -> Keeper {
        Keeper {
            council: roster.name.clone(),
            unit: self.unit.to_owned(),
            confidentiality: self
                .label
                .map_or_else(String::new, |said| label(language, said)),
        }
    }
}

/// What confirmed minutes say of themselves on paper.
pub fn confirmed(
    language: Language,
    roster: &Roster,
    proceedings: &Proceedings,
    paper: Paper<'_>,
    minutes: &council::meeting::Confirmed,
) -> Confirmed {
    let signer = |said: &Said| signer(language, roster, &paper, said, Ability::Decide);
    let circulations = proceedings.circulations.iter();
    let corrections = circulations.flat_map(|one| &one.corrections);
    Confirmed {
        keeper: paper.keeper(language, roster),
        fingerprint: minutes.text.fingerprint.to_string(),
        chair: signer(&minutes.chair),
        attendee: signer(&minutes.attendee),
        annexes: corrections
            .filter(|one| one.is_annex)
            .map(|one| (signer(&one.said), one.words.clone()))
            .collect(),
        verify: say!(language, "paper-verify", id = paper.document.short()),
    }
}

/// What a publication says of itself on paper, and by what its document is superseded when that is written.
pub fn official(
    language: Language,
    roster: &Roster,
    lifecycle: &Lifecycle,
    paper: Paper<'_>,
    (version, publication): (&Version, &Publication),
    superseded: Option<&SupersededBy>,
) -> Official {
    let signer = |said: &Said, ability| signer(language, roster, &paper, said, ability);
    let decision = &version.decision;
    let submission = lifecycle
        .submissions
        .iter()
        .find(|one| one.said.act == version.submission);
    let opinions = submission.map_or(&[][..], |one| &one.opinions);
    Official {
        keeper: paper.keeper(language, roster),
        review: (publication.review).map_or_else(String::new, |day| day.to_string()),
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
        superseded: superseded.map(|by| on_paper(language, by)),
        verify: say!(language, "paper-verify", id = paper.document.short()),
    }
}

/// Who said something, with the role that let them; of several, the one that stands, and then the highest.
fn signer(
    language: Language,
    roster: &Roster,
    paper: &Paper<'_>,
    said: &Said,
    ability: Ability,
) -> Signer {
    let day = Day::of_millis(said.time_millis);
    let fits = |seat: &&Seat| {
        roster.seats.was_of(seat, &said.by)
            && day.is_none_or(|day| seat.lasts_on(day))
            && seat.may(ability, paper.unit, true)
    };
    let seats = roster.seats.all();
    let seat = seats
        .filter(|(seat, _)| fits(seat))
        .min_by_key(|(seat, ends)| (!ends.is_empty(), seat.role));
    Signer {
        name: roster.name_of(&said.by),
        role: seat.map_or_else(String::new, |(seat, _)| role(language, seat.role)),
        day: day.map_or_else(String::new, |day| day.to_string()),
        doubt: (paper.marks.get(&said.act)).map_or_else(String::new, |found| mark(language, found)),
    }
}
