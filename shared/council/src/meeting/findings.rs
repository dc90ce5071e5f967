//! What is wrong with minutes, and where: N1 to N3 and N6 to N9 of `domain.md` C6.
//!
//! Errors keep minutes from being circulated and confirmed; warnings are said and stand in nobody's way.

use jiff::civil::Date;

use super::alike::alike;
use super::count::{Count, NoCasting, Result, Void, VoidProxy};
use super::voters::{Meeting, plain};
use crate::edit::{Collection, Place};
use crate::view::fact;

/// A rule of `domain.md` C6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A decision without a quorum, or for which it cannot be told.
    N1,
    /// A decision without owner or text.
    N2,
    /// An action without owner, due date or unit.
    N3,
    /// An action that waits too long.
    N4,
    /// Minutes that wait too long.
    N5,
    /// A vote or a proxy that does not count.
    N6,
    /// A tie without the chair's casting vote.
    N7,
    /// A short notice, or an agenda longer than the meeting.
    N8,
    /// Two actions that may be one.
    N9,
    /// An action verified by its own owner, or by somebody whose seat may not.
    U1,
}

impl Rule {
    /// Its name in the design, and for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::N1 => "N1",
            Self::N2 => "N2",
            Self::N3 => "N3",
            Self::N4 => "N4",
            Self::N5 => "N5",
            Self::N6 => "N6",
            Self::N7 => "N7",
            Self::N8 => "N8",
            Self::N9 => "N9",
            Self::U1 => "U1",
        }
    }
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It stands in the way of circulating and confirming.
    Error,
    /// It should be looked at.
    Warning,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// So many of those who may vote are there, and so many are needed.
    NoQuorum {
        /// How many count as there.
        there: usize,
        /// How many are needed.
        needed: usize,
        /// How many may vote on it.
        eligible: usize,
        /// How many take no part in the item.
        recused: usize,
    },
    /// A decision stands under no agenda item, and some take no part in one.
    NoItem,
    /// A decision says nothing.
    NoText,
    /// A decision that was taken names nobody who carries it out.
    NoOwner,
    /// An action says nothing.
    NoTitle,
    /// An action names nobody.
    NoPerson,
    /// An action has no due date.
    NoDue,
    /// What stands as the due date is no day.
    DueIsNoDay,
    /// Neither an action nor its meeting names a unit.
    NoUnit,
    /// This person's vote does not count.
    VoidVote(String, Void),
    /// Nobody stands in for the first person: the second does not count, and why.
    VoidProxy(String, String, VoidProxy),
    /// Somebody stands in for this person, and no letter says so.
    NoLetter(String),
    /// As many for as against: the chair's casting vote is needed.
    Tied,
    /// As many for as against, and nobody has a casting vote on it: who chairs the meeting, if that is said,
    /// and why.
    TiedForGood(String, NoCasting),
    /// A meeting was called so many days before, and the charter asks for so many.
    ShortNotice(i64, u32),
    /// The agenda is planned for so many minutes, and the meeting has so many.
    LongAgenda(u32, u32),
    /// Another action of the same owner under the same item says nearly the same.
    LikeAction(String),
    /// This action is overdue by so many days.
    Overdue(String, i64),
    /// This action was put off so many times.
    PostponedOften(String, usize),
    /// This action has been blocked for so many days.
    BlockedLong(String, i64),
    /// This action was verified by this person, who answers for it.
    VerifiedByOwner(String, String),
    /// This action was verified by this person, whose seat does not verify it.
    VerifiedWithoutSeat(String, String),
    /// Not circulated three working days after the meeting.
    NotCirculated,
    /// Not confirmed fourteen days after the meeting.
    NotConfirmed,
}

/// Something that is wrong with minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that says so.
    pub rule: Rule,
    /// How much it matters.
    pub severity: Severity,
    /// What.
    pub what: What,
    /// Where it is to be mended; the first is where somebody goes.
    pub places: Vec<Place>,
}

/// Whether two spellings are one name.
pub fn same_name(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// The rules that minutes break in a way that keeps them from being circulated and confirmed; each once.
pub fn errors(findings: &[Finding]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = findings
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| one.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What is wrong with these minutes, errors first.
pub fn findings(meeting: &Meeting<'_>, count: &Count) -> Vec<Finding> {
    let mut found = Vec::new();
    decisions(meeting, count, &mut found);
    proxies(meeting, count, &mut found);
    actions(meeting, &mut found);
    times(meeting, &mut found);
    found.sort_by_key(|one| one.severity);
    found
}

fn error(rule: Rule, what: What, places: Vec<Place>) -> Finding {
    Finding {
        rule,
        severity: Severity::Error,
        what,
        places,
    }
}

fn warning(rule: Rule, what: What, places: Vec<Place>) -> Finding {
    Finding {
        severity: Severity::Warning,
        ..error(rule, what, places)
    }
}

fn decisions(meeting: &Meeting<'_>, count: &Count, found: &mut Vec<Finding>) {
    let minutes = meeting.minutes;
    let mut agenda = minutes.agenda.iter();
    let has_recusals = agenda.any(|item| item.recused().next().is_some());
    for (decision, ballot) in minutes.decisions.iter().zip(&count.decisions) {
        let id = || decision.id.clone();
        let text = || Place::DecisionText(id());
        // Who takes no part is said of an item: under none, nobody would be kept from deciding.
        let has_item = minutes.agenda.iter().any(|item| item.id == decision.agenda);
        if !has_item && has_recusals {
            let place = Place::DecisionAgenda(id());
            found.push(error(Rule::N1, What::NoItem, vec![place]));
        }
        if decision.text.trim().is_empty() {
            found.push(error(Rule::N2, What::NoText, vec![text()]));
        }
        // Who carries it out is known once it is taken: what was turned down or is asked in writing has
        // nobody yet.
        let has_owner = !decision.owner.trim().is_empty();
        let needs_owner = !ballot.result.is_rejected() && ballot.result != Result::Circular;
        if needs_owner && !has_owner {
            let place = Place::DecisionOwner(id());
            found.push(error(Rule::N2, What::NoOwner, vec![place]));
        }
        match ballot.result {
            Result::NoQuorum => {
                let item = count.item_of(minutes, &decision.agenda);
                let mut places = vec![Place::Fact(
                    Collection::Decisions,
                    id(),
                    fact::RULE.to_owned(),
                )];
                if minutes.agenda.iter().any(|one| one.id == decision.agenda) {
                    let agenda = decision.agenda.clone();
                    places.push(Place::Mark(Collection::Agenda, agenda));
                }
                found.push(error(
                    Rule::N1,
                    What::NoQuorum {
                        there: item.there(),
                        needed: item.needed,
                        eligible: item.eligible,
                        recused: item.recused.len(),
                    },
                    places,
                ));
            }
            Result::Tied => {
                let casting = fact::CASTING.to_owned();
                let place = Place::Fact(Collection::Decisions, id(), casting);
                let chair = minutes.meeting.get("chair").map_or("", |name| name.trim());
                let what = match ballot.no_casting {
                    None => What::Tied,
                    Some(why) => What::TiedForGood(chair.to_owned(), why),
                };
                found.push(error(Rule::N7, what, vec![place]));
            }
            _ => {}
        }
        for (person, why) in &ballot.void {
            let place = Place::DecisionVote(id(), person.clone());
            let what = What::VoidVote(person.clone(), *why);
            found.push(error(Rule::N6, what, vec![place]));
        }
    }
}

fn proxies(meeting: &Meeting<'_>, count: &Count, found: &mut Vec<Finding>) {
    let place = |person: &str| {
        let mut listed = meeting.minutes.attendance.iter();
        let entry = listed.find(|entry| same_name(&entry.person, person));
        let person = entry.map_or(person, |entry| &entry.person).to_owned();
        Place::Fact(Collection::Attendance, person, fact::PROXY.to_owned())
    };
    for (person, holder, why) in &count.void_proxies {
        let what = What::VoidProxy(person.clone(), holder.clone(), *why);
        found.push(warning(Rule::N6, what, vec![place(person)]));
    }
    for (person, _) in &count.meeting.proxies {
        let mut listed = meeting.minutes.attendance.iter();
        let entry = listed.find(|entry| same_name(&entry.person, person));
        if entry.is_some_and(|entry| entry.letter().is_empty()) {
            let what = What::NoLetter(person.clone());
            found.push(warning(Rule::N6, what, vec![place(person)]));
        }
    }
}

fn actions(meeting: &Meeting<'_>, found: &mut Vec<Finding>) {
    let actions = &meeting.minutes.actions;
    for action in actions {
        let id = || action.id.clone();
        let mut lacks = |what, place| found.push(error(Rule::N3, what, vec![place]));
        if action.title.trim().is_empty() {
            lacks(What::NoTitle, Place::ActionTitle(id()));
        }
        if action.owner.trim().is_empty() {
            lacks(What::NoPerson, Place::ActionOwner(id()));
        }
        match action.due.trim() {
            "" => lacks(What::NoDue, Place::ActionDue(id())),
            due if due.parse::<Date>().is_err() => {
                lacks(What::DueIsNoDay, Place::ActionDue(id()));
            }
            _ => {}
        }
        // An action is the unit's that met unless it says another.
        if action.unit().is_empty() && meeting.unit.trim().is_empty() {
            let unit = fact::UNIT.to_owned();
            lacks(What::NoUnit, Place::Fact(Collection::Actions, id(), unit));
        }
    }
    for (first, second) in alike(actions) {
        let place = |at: usize| Place::ActionTitle(actions[at].id.clone());
        found.push(warning(
            Rule::N9,
            What::LikeAction(actions[second].title.clone()),
            vec![place(first), place(second)],
        ));
    }
}

fn times(meeting: &Meeting<'_>, found: &mut Vec<Finding>) {
    let facts = &meeting.minutes.meeting;
    let day = |name: &str| -> Option<Date> { facts.get(name)?.trim().parse().ok() };
    let notice = meeting.rules.notice_days;
    if let (Some(invited), Some(held)) = (day(fact::INVITED), day("date"))
        && let Ok(span) = invited.until(held)
        && i64::from(span.get_days()) < i64::from(notice)
    {
        found.push(warning(
            Rule::N8,
            What::ShortNotice(i64::from(span.get_days()), notice),
            vec![Place::Meeting(fact::INVITED.to_owned())],
        ));
    }
    let planned: u32 = meeting
        .minutes
        .agenda
        .iter()
        .filter_map(crate::view::AgendaItem::planned_minutes)
        .fold(0, u32::saturating_add);
    let length = facts
        .get(fact::LENGTH)
        .and_then(|text| text.trim().parse().ok());
    if let Some(length) = length
        && planned > length
    {
        found.push(warning(
            Rule::N8,
            What::LongAgenda(planned, length),
            vec![Place::Meeting(fact::LENGTH.to_owned())],
        ));
    }
}
