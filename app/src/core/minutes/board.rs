//! Decisions and actions under their agenda items, and what is missing: said in words, never in the way.

use std::collections::BTreeMap;

use council::view::{Action, AgendaItem, Decision, Minutes};
use jiff::civil::Date;

use super::attendance::{Quorum, same_name};
use super::states::ActionState;
use super::votes::{Outcome, Tally};

/// From how much alike two titles may be one action, from 0 to 1.
const ALIKE: f64 = 0.8;
/// Titles are compared by so many characters at most: nobody writes the same five hundred by chance.
const MOST_COMPARED: usize = 500;
/// Actions of one owner under one item are compared up to this many.
const MOST_OF_ONE_OWNER: usize = 50;

/// What is missing or odd in a decision or an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// A decision says nothing.
    NoText,
    /// Nobody is responsible.
    NoOwner,
    /// An action has no due date.
    NoDue,
    /// What stands as the due date is no day.
    DueIsNoDay,
    /// A decision was taken without a quorum.
    NoQuorum,
    /// The vote is a tie.
    Tied,
    /// More voted against it than for it.
    Rejected,
    /// These voted and are neither present nor stood in for.
    VoidVotes(Vec<String>),
    /// Another action of the same owner under the same item says nearly the same.
    LikeAction(String),
}

impl Gap {
    /// The name of its sentence.
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::NoText => "minutes-gap-no-text",
            Self::NoOwner => "minutes-gap-no-owner",
            Self::NoDue => "minutes-gap-no-due",
            Self::DueIsNoDay => "minutes-gap-due-is-no-day",
            Self::NoQuorum => "minutes-gap-no-quorum",
            Self::Tied => "minutes-gap-tied",
            Self::Rejected => "minutes-gap-rejected",
            Self::VoidVotes(_) => "minutes-gap-void-votes",
            Self::LikeAction(_) => "minutes-gap-like-action",
        }
    }
}

/// A decision, counted and looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionFacts {
    /// Its votes.
    pub tally: Tally,
    /// What is missing.
    pub gaps: Vec<Gap>,
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
    /// Who is there.
    pub quorum: Quorum,
    /// What stands under each agenda item, in their order.
    pub items: Vec<Records>,
    /// The number of each agenda item: `2`, `2.1` for one under it; empty where its topic brings one or
    /// it has none.
    pub numbers: Vec<String>,
    /// What stands under none.
    pub loose: Records,
    /// Of each decision.
    pub decisions: Vec<DecisionFacts>,
    /// What is missing in each action.
    pub actions: Vec<Vec<Gap>>,
    /// Actions that are not done.
    pub open_actions: usize,
    /// Decisions and actions in which something is missing.
    pub incomplete: usize,
}

impl Board {
    /// Looks at minutes.
    pub fn of(minutes: &Minutes) -> Self {
        let quorum = Quorum::of(&minutes.attendance);
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
        let decisions: Vec<DecisionFacts> = (minutes.decisions.iter())
            .map(|decision| decision_facts(decision, minutes, quorum))
            .collect();
        let mut actions: Vec<Vec<Gap>> = minutes.actions.iter().map(action_gaps).collect();
        for records in items.iter().chain([&loose]) {
            mark_alike(&minutes.actions, &records.actions, &mut actions);
        }
        let is_open = |action: &&Action| {
            !ActionState::from_kept(&action.state).is_some_and(ActionState::is_over)
        };
        let incomplete = decisions.iter().filter(|one| !one.gaps.is_empty()).count()
            + actions.iter().filter(|gaps| !gaps.is_empty()).count();
        Self {
            quorum,
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

fn decision_facts(decision: &Decision, minutes: &Minutes, quorum: Quorum) -> DecisionFacts {
    let tally = Tally::of(&decision.votes, &minutes.attendance);
    let mut gaps = Vec::new();
    if is_blank(&decision.text) {
        gaps.push(Gap::NoText);
    }
    if is_blank(&decision.owner) {
        gaps.push(Gap::NoOwner);
    }
    if !minutes.attendance.is_empty() && !quorum.is_reached() {
        gaps.push(Gap::NoQuorum);
    }
    match tally.outcome() {
        Outcome::Tied => gaps.push(Gap::Tied),
        Outcome::Rejected => gaps.push(Gap::Rejected),
        Outcome::NoVote | Outcome::Carried => {}
    }
    if !tally.void.is_empty() {
        gaps.push(Gap::VoidVotes(tally.void.clone()));
    }
    DecisionFacts { tally, gaps }
}

fn action_gaps(action: &Action) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if is_blank(&action.title) {
        gaps.push(Gap::NoText);
    }
    if is_blank(&action.owner) {
        gaps.push(Gap::NoOwner);
    }
    if is_blank(&action.due) {
        gaps.push(Gap::NoDue);
    } else if action.due.parse::<Date>().is_err() {
        gaps.push(Gap::DueIsNoDay);
    }
    gaps
}

/// Marks, of the actions under one item, those that two minute-takers may both have written down.
fn mark_alike(actions: &[Action], under_item: &[usize], gaps: &mut [Vec<Gap>]) {
    let mut by_owner: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in under_item {
        let owner = actions[*at].owner.trim().to_lowercase();
        if !owner.is_empty() {
            by_owner.entry(owner).or_default().push(*at);
        }
    }
    for of_one in by_owner.values_mut() {
        of_one.truncate(MOST_OF_ONE_OWNER);
        for (n, first) in of_one.iter().enumerate() {
            for second in &of_one[n + 1..] {
                let (one, other) = (&actions[*first], &actions[*second]);
                if are_alike(&one.title, &other.title) {
                    gaps[*first].push(Gap::LikeAction(other.title.clone()));
                    gaps[*second].push(Gap::LikeAction(one.title.clone()));
                }
            }
        }
    }
}

/// Whether two titles may mean the same.
fn are_alike(a: &str, b: &str) -> bool {
    let plain = |title: &str| -> Vec<String> {
        let title: String = title.chars().take(MOST_COMPARED).collect();
        let lower = title.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    // Words in another order are another title to a comparison of letters, and the same to people.
    let (mut a_sorted, mut b_sorted) = (a.clone(), b.clone());
    a_sorted.sort_unstable();
    b_sorted.sort_unstable();
    [
        (a.join(" "), b.join(" ")),
        (a_sorted.join(" "), b_sorted.join(" ")),
    ]
    .into_iter()
    .any(|(a, b)| strsim::normalized_levenshtein(&a, &b) >= ALIKE)
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
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
    use council::view::Attendance;

    use super::*;

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
            id: format!("{agenda} {title}"),
            agenda: agenda.into(),
            title: title.into(),
            owner: owner.into(),
            due: due.into(),
            state: state.into(),
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
            agenda: "one".into(),
            text: "Satu akun".into(),
            owner: "Budi".into(),
            ..Decision::default()
        }];
        let board = Board::of(&minutes);
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
            action("one", "Kirim surat", "Budi", "segera", ""),
        ];
        minutes.decisions = vec![Decision::default()];
        minutes.attendance = vec![Attendance {
            person: "Budi".into(),
            status: "excused".into(),
            ..Attendance::default()
        }];
        minutes.decisions[0]
            .votes
            .insert("Budi".into(), "for".into());
        let board = Board::of(&minutes);
        assert_eq!(board.actions[0], [Gap::NoOwner, Gap::NoDue]);
        assert_eq!(board.actions[1], [Gap::DueIsNoDay]);
        assert_eq!(
            board.decisions[0].gaps,
            [
                Gap::NoText,
                Gap::NoOwner,
                Gap::NoQuorum,
                Gap::VoidVotes(vec!["Budi".into()])
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
        let board = Board::of(&minutes);
        let marked: Vec<usize> = (0..7).filter(|at| !board.actions[*at].is_empty()).collect();
        assert_eq!(marked, [0, 1, 5, 6]);
        assert_eq!(
            board.actions[0],
            [Gap::LikeAction("Kirimkan surat ke kantor cabang.".into())]
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
