//! Decisions and actions under their agenda items, and what is missing: said in words, never in the way.

use std::collections::BTreeMap;

use council::meeting::{Ballot, Count, Finding, Severity, What};
use council::view::{Action, AgendaItem, Minutes};

use super::attendance::same_name;
use super::states::ActionState;
use crate::core::deciding::meeting::MeetingCase;

/// A decision, counted and looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFacts {
    /// Its votes, and what came of them.
    pub ballot: Ballot,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// The decisions and actions under one agenda item, by their places in the view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records {
    /// Places in [`Minutes::decisions`].
    pub decisions: Vec<usize>,
    /// Places in [`Minutes::actions`].
    pub actions: Vec<usize>,
}

impl Records {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.decisions.is_empty() && self.actions.is_empty()
    }
}

/// Minutes, looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// Who is there, for each agenda item and for the meeting.
    pub count: Count,
    /// Everything that is wrong, errors first.
    pub findings: Vec<Finding>,
    /// What stands under each agenda item, in their order.
    pub items: Vec<Records>,
    /// The number of each agenda item: `2`, `2.1` for one under it; empty where its topic brings one or
    /// it has none.
    pub numbers: Vec<String>,
    /// What stands under none.
    pub loose: Records,
    /// Of each decision.
    pub decisions: Vec<DecisionFacts>,
    /// What is wrong with each action.
    pub actions: Vec<Vec<Finding>>,
    /// Actions that are not done.
    pub open_actions: usize,
    /// Decisions and actions in which something is missing.
    pub incomplete: usize,
}

impl Board {
    /// How many errors keep the minutes from being circulated.
    pub fn errors(&self) -> usize {
        let is_error = |one: &&Finding| one.severity == Severity::Error;
        self.findings.iter().filter(is_error).count()
    }
}

impl Board {
    /// Looks at minutes, by the rules and seats of the council.
    pub fn of(minutes: &Minutes, meeting: &MeetingCase) -> Self {
        let (count, findings) = meeting.judge(minutes);
        let mut items = vec![Records::default(); minutes.agenda.len()];
        let mut loose = Records::default();
        let places: BTreeMap<&str, usize> = (minutes.agenda.iter())
            .enumerate()
            .map(|(at, item)| (item.id.as_str(), at))
            .collect();
        for (at, decision) in minutes.decisions.iter().enumerate() {
            let records = match places.get(decision.agenda.as_str()) {
                Some(item) => &mut items[*item],
                None => &mut loose,
            };
            records.decisions.push(at);
        }
        for (at, action) in minutes.actions.iter().enumerate() {
            let records = match places.get(action.agenda.as_str()) {
                Some(item) => &mut items[*item],
                None => &mut loose,
            };
            records.actions.push(at);
        }
        let of_thing = |id: &str| -> Vec<Finding> {
            let is_there = |one: &&Finding| {
                let mut places = one.places.iter();
                places.any(|place| place.thing().is_some_and(|(_, thing)| thing == id))
            };
            findings.iter().filter(is_there).cloned().collect()
        };
        let ballots = minutes.decisions.iter().zip(&count.decisions);
        let decisions: Vec<DecisionFacts> = ballots
            .map(|(decision, ballot)| DecisionFacts {
                ballot: ballot.clone(),
                findings: of_thing(&decision.id),
            })
            .collect();
        let actions: Vec<Vec<Finding>> = (minutes.actions.iter())
            .map(|action| {
                let mut found = of_thing(&action.id);
                for one in &mut found {
                    // Each of two that may be one names the other.
                    if let What::LikeAction(title) = &mut one.what {
                        let other = one.places.iter().filter_map(|place| place.thing());
                        let other = other.map(|(_, id)| id).find(|id| *id != action.id);
                        let mut all = minutes.actions.iter();
                        if let Some(other) = all.find(|one| Some(one.id.as_str()) == other) {
                            title.clone_from(&other.title);
                        }
                    }
                }
                found
            })
            .collect();
        let is_open = |action: &&Action| {
            !ActionState::from_kept(&action.state).is_some_and(ActionState::is_over)
        };
        let incomplete = decisions
            .iter()
            .filter(|one| !one.findings.is_empty())
            .count()
            + actions.iter().filter(|found| !found.is_empty()).count();
        Self {
            count,
            findings,
            items,
            loose,
            numbers: numbers(&minutes.agenda),
            open_actions: minutes.actions.iter().filter(is_open).count(),
            incomplete,
            decisions,
            actions,
        }
    }
}

fn numbers(agenda: &[AgendaItem]) -> Vec<String> {
    let top = agenda
        .iter()
        .map(|item| item.level)
        .filter(|level| *level > 0)
        .min();
    let mut counts = [0_u32; 5];
    let number = |item: &AgendaItem| {
        let depth = usize::from(item.level.saturating_sub(top.unwrap_or(1))).min(4);
        if item.level == 0 {
            return String::new();
        }
        counts[depth] += 1;
        counts[depth + 1..].fill(0);
        if item
            .topic
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
        {
            return String::new();
        }
        let parts: Vec<String> = counts[..=depth].iter().map(u32::to_string).collect();
        parts.join(".")
    };
    agenda.iter().map(number).collect()
}

/// Everybody whom these minutes name, and `members`: for completing names. By name, each once.
pub fn known_people<'a>(
    minutes: &'a Minutes,
    members: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let facts = ["chair", "minute-taker"];
    let attendance = minutes.attendance.iter().map(|entry| entry.person.as_str());
    let named = attendance
        .chain(
            facts
                .iter()
                .filter_map(|fact| minutes.meeting.get(*fact))
                .map(String::as_str),
        )
        .chain(minutes.agenda.iter().map(|item| item.presenter.as_str()))
        .chain(
            minutes
                .decisions
                .iter()
                .map(|decision| decision.owner.as_str()),
        )
        .chain(minutes.actions.iter().map(|action| action.owner.as_str()))
        .chain(members)
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut known: Vec<String> = Vec::new();
    for name in named {
        if !known.iter().any(|other| same_name(other, name)) {
            known.push(name.to_owned());
        }
    }
    known.sort_by_key(|name| name.to_lowercase());
    known
}

#[cfg(test)]
mod tests {
    use council::meeting::Void;
    use council::view::{Attendance, Decision};

    use super::*;

    /// A meeting of people who hold no seats.
    fn of(minutes: &Minutes) -> Board {
        let meeting = MeetingCase {
            unit: "Pusat".into(),
            ..MeetingCase::default()
        };
        Board::of(minutes, &meeting)
    }

    fn said(found: &[Finding]) -> Vec<What> {
        found.iter().map(|one| one.what.clone()).collect()
    }

    fn minutes() -> Minutes {
        let item = |id: &str| AgendaItem {
            id: id.into(),
            ..AgendaItem::default()
        };
        Minutes {
            agenda: vec![item("one"), item("two")],
            ..Minutes::default()
        }
    }

    fn action(agenda: &str, title: &str, owner: &str, due: &str, state: &str) -> Action {
        Action {
            id: format!("{agenda} {title} {owner}"),
            agenda: agenda.into(),
            title: title.into(),
            owner: owner.into(),
            due: due.into(),
            state: state.into(),
            ..Action::default()
        }
    }

    #[test]
    fn records_stand_under_their_items() {
        let mut minutes = minutes();
        minutes.actions = vec![
            action("two", "a", "B", "2012-12-17", "open"),
            action("", "b", "B", "2012-12-17", "done"),
            action("two", "c", "B", "2012-12-17", "in progress"),
        ];
        minutes.decisions = vec![Decision {
            id: "d".into(),
            agenda: "one".into(),
            text: "Satu akun".into(),
            owner: "Budi".into(),
            ..Decision::default()
        }];
        let board = of(&minutes);
        assert_eq!(board.items[0].decisions, [0]);
        assert_eq!(board.items[1].actions, [0, 2]);
        assert_eq!(board.loose.actions, [1]);
        assert_eq!((board.open_actions, board.incomplete), (2, 0));
    }

    #[test]
    fn items_are_numbered_by_their_depth() {
        let item = |level, topic: &str| AgendaItem {
            level,
            topic: topic.into(),
            ..AgendaItem::default()
        };
        let agenda = [
            item(0, ""),
            item(2, "Pembukaan"),
            item(2, "Akun"),
            item(3, "Cabang"),
            item(3, "Pusat"),
            item(2, "4. Anggaran"),
            item(3, "Rincian"),
        ];
        assert_eq!(numbers(&agenda), ["", "1", "2", "2.1", "2.2", "", "3.1"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut minutes = minutes();
        minutes.actions = vec![
            action("one", "Kirim surat", "", "", ""),
            action("one", "Kirim faks", "Budi", "segera", ""),
        ];
        minutes.decisions = vec![Decision {
            id: "d".into(),
            ..Decision::default()
        }];
        minutes.attendance = vec![Attendance {
            person: "Budi".into(),
            status: "excused".into(),
            ..Attendance::default()
        }];
        minutes.decisions[0]
            .votes
            .insert("Budi".into(), "for".into());
        let board = of(&minutes);
        assert_eq!(said(&board.actions[0]), [What::NoPerson, What::NoDue]);
        assert_eq!(said(&board.actions[1]), [What::DueIsNoDay]);
        assert_eq!(
            said(&board.decisions[0].findings),
            [
                What::NoText,
                What::NoOwner,
                What::NoQuorum {
                    there: 0,
                    needed: 1,
                    eligible: 1,
                    recused: 0
                },
                What::VoidVote("Budi".into(), Void::NotThere),
            ]
        );
        assert_eq!(board.incomplete, 3);
    }

    #[test]
    fn two_minute_takers_who_wrote_one_action_twice_are_told() {
        let mut minutes = minutes();
        let due = "2012-12-17";
        minutes.actions = vec![
            action("one", "Kirim surat ke kantor cabang", "Budi", due, ""),
            action("one", "Kirimkan surat ke kantor cabang.", "budi", due, ""),
            action("one", "Kirim surat ke kantor cabang", "Citra", due, ""),
            action("two", "Kirim surat ke kantor cabang", "Budi", due, ""),
            action("one", "Susun anggaran", "Budi", due, ""),
            action("one", "ke kantor cabang: kirim surat", "Dewi", due, ""),
            action("one", "Kirim surat ke kantor cabang", "Dewi", due, ""),
        ];
        let board = of(&minutes);
        let marked: Vec<usize> = (0..7).filter(|at| !board.actions[*at].is_empty()).collect();
        assert_eq!(marked, [0, 1, 5, 6]);
        assert_eq!(
            said(&board.actions[0]),
            [What::LikeAction("Kirimkan surat ke kantor cabang.".into())]
        );
        assert_eq!(
            said(&board.actions[1]),
            [What::LikeAction("Kirim surat ke kantor cabang".into())]
        );
    }

    #[test]
    fn everybody_named_is_known_once() {
        let mut minutes = minutes();
        minutes.meeting.insert("chair".into(), "Ratna".into());
        minutes.agenda[0].presenter = "budi".into();
        minutes.actions = vec![action("one", "x", "Budi", "", "")];
        let known = known_people(&minutes, ["Ratna", "Ani", ""].into_iter());
        assert_eq!(known, ["Ani", "budi", "Ratna"]);
    }
}
