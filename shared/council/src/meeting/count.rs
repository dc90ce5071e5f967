//! Whether enough are there for an agenda item, and what came of the votes on a decision.
//!
//! N1: (present and voting + valid proxies - recused) > q x (eligible - recused). Whoever takes no part in
//! an item leaves the room for it: they count on neither side, nor do the proxies they hold. N6 says whose
//! votes do not count, N7 what a tie needs: the casting vote of whoever chairs the meeting, who is there and
//! takes part in the item. Nobody casts it for them.

use std::collections::{BTreeMap, BTreeSet};

use super::voters::{Meeting, is_present, plain, proxy_of};
use crate::view::{AgendaItem, Decision, fact};

/// One person's vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vote {
    /// In favour.
    For,
    /// Opposed.
    Against,
    /// Neither.
    Abstain,
}

impl Vote {
    /// All of them, in the order of a table.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// The word in the document.
    pub fn kept(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// The vote a document's word means.
    pub fn from_kept(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vote| vote.kept() == word)
    }
}

/// Why a vote does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Void {
    /// They may not vote in this meeting.
    NotEligible,
    /// They take no part in the item.
    Recused,
    /// They are not there, and nobody who counts stands in for them.
    NotThere,
}

/// Why nobody has a casting vote on an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoCasting {
    /// The minutes name nobody who chairs the meeting.
    NotNamed,
    /// Whoever chairs it is not there.
    NotThere,
    /// Whoever chairs it takes no part in the item.
    Recused,
}

/// Why nobody stands in for somebody after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoidProxy {
    /// Whoever should may not vote themselves.
    NotEligible,
    /// Whoever should is not there.
    NotThere,
    /// Whoever should stands in for as many as the charter lets them.
    TooMany,
}

/// Who is there for one agenda item, or for what stands under none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemCount {
    /// The names of those who take no part in it and would count otherwise.
    pub recused: Vec<String>,
    /// Those present who may vote on it.
    pub present: Vec<String>,
    /// Those present who may not vote on it: they hold no seat that votes. As the list spells them.
    pub without_vote: Vec<String>,
    /// Those for whom somebody present stands in, and who that is.
    pub proxies: Vec<(String, String)>,
    /// How many there are in all who may vote on it, there or not.
    pub eligible: usize,
    /// How many must be there.
    pub needed: usize,
}

impl ItemCount {
    /// How many count as there.
    pub fn there(&self) -> usize {
        self.present.len() + self.proxies.len()
    }

    /// Whether enough are there. Nobody is no quorum.
    pub fn is_reached(&self) -> bool {
        self.there() > 0 && self.there() >= self.needed
    }
}

/// What came of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Result {
    /// It says nothing yet.
    Nothing,
    /// Not enough were there.
    NoQuorum,
    /// All agreed without counting.
    Consensus,
    /// More for than against.
    Carried,
    /// More against than for.
    Rejected,
    /// As many for as against, and the chair did not say, or has no say in it.
    Tied,
    /// As many for as against; the chair was for it.
    CarriedByChair,
    /// As many for as against; the chair was against it.
    RejectedByChair,
    /// It is left to a circular decision.
    Circular,
}

impl Result {
    /// Whether it was taken.
    pub fn is_carried(self) -> bool {
        matches!(self, Self::Consensus | Self::Carried | Self::CarriedByChair)
    }

    /// Whether it was turned down.
    pub fn is_rejected(self) -> bool {
        matches!(self, Self::Rejected | Self::RejectedByChair)
    }

    /// Its name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::NoQuorum => "no-quorum",
            Self::Consensus => "consensus",
            Self::Carried => "carried",
            Self::Rejected => "rejected",
            Self::Tied => "tied",
            Self::CarriedByChair => "carried-by-chair",
            Self::RejectedByChair => "rejected-by-chair",
            Self::Circular => "circular",
        }
    }
}

/// The votes on one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// In favour.
    pub in_favour: usize,
    /// Opposed.
    pub against: usize,
    /// Neither.
    pub abstain: usize,
    /// Whose votes do not count, as they are written, and why.
    pub void: Vec<(String, Void)>,
    /// Why nobody has a casting vote on it; `None`: whoever chairs the meeting has it.
    pub no_casting: Option<NoCasting>,
    /// What came of it.
    pub result: Result,
}

/// Minutes, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    /// Of each agenda item, in order.
    pub items: Vec<ItemCount>,
    /// Of the meeting as a whole: nobody is recused.
    pub meeting: ItemCount,
    /// Proxies that do not count: who is away, who should stand in, and why not.
    pub void_proxies: Vec<(String, String, VoidProxy)>,
    /// Of each decision, in order.
    pub decisions: Vec<Ballot>,
}

/// Who may vote, who is there, and who stands in for whom; names as they are compared.
struct Room {
    eligible: BTreeMap<String, String>,
    present: BTreeSet<String>,
    /// Those present who may not vote, as the list spells them.
    without_vote: Vec<String>,
    /// Who is away, and who stands in for them.
    proxies: BTreeMap<String, String>,
    void_proxies: Vec<(String, String, VoidProxy)>,
    /// Who chairs the meeting; empty where that is not said.
    chair: String,
    /// Whether they are there, as far as a list was taken.
    is_chair_here: bool,
}

impl Room {
    fn of(meeting: &Meeting<'_>) -> Self {
        let eligible = meeting.eligible();
        let attendance = &meeting.minutes.attendance;
        let here: BTreeSet<String> = attendance
            .iter()
            .filter(|entry| is_present(entry))
            .map(|entry| plain(&entry.person))
            .collect();
        let chair = meeting.minutes.meeting.get("chair");
        let chair = chair.map(|name| plain(name)).unwrap_or_default();
        let mut held: BTreeMap<String, u32> = BTreeMap::new();
        let mut room = Self {
            present: here
                .iter()
                .filter(|name| eligible.contains_key(*name))
                .cloned()
                .collect(),
            without_vote: {
                let present = attendance.iter().filter(|entry| is_present(entry));
                let mut names: Vec<String> = present
                    .filter(|entry| !eligible.contains_key(&plain(&entry.person)))
                    .map(|entry| entry.person.trim().to_owned())
                    .collect();
                names.sort_unstable();
                names.dedup_by_key(|name| plain(name));
                names
            },
            eligible,
            proxies: BTreeMap::new(),
            void_proxies: vec![],
            // Where no list was taken nothing is known of who is there.
            is_chair_here: attendance.is_empty() || here.contains(&chair),
            chair,
        };
        // By name: whose proxy comes first when one person holds too many must not depend on the order in
        // which two minute-takers wrote the list.
        let mut away: Vec<_> = attendance
            .iter()
            .filter_map(|entry| {
                Some((
                    plain(&entry.person),
                    entry.person.trim(),
                    proxy_of(entry)?.trim(),
                ))
            })
            .filter(|(name, ..)| !here.contains(name) && room.eligible.contains_key(name))
            .collect();
        away.sort_unstable();
        away.dedup_by(|a, b| a.0 == b.0);
        for (name, person, holder) in away {
            let by = plain(holder);
            let count = held.entry(by.clone()).or_default();
            let void = match () {
                () if !room.eligible.contains_key(&by) => VoidProxy::NotEligible,
                () if !room.present.contains(&by) => VoidProxy::NotThere,
                () if *count >= meeting.rules.proxies => VoidProxy::TooMany,
                () => {
                    *count += 1;
                    room.proxies.insert(name, by);
                    continue;
                }
            };
            room.void_proxies
                .push((person.to_owned(), holder.to_owned(), void));
        }
        room
    }

    fn name(&self, plain: &str) -> String {
        self.eligible
            .get(plain)
            .cloned()
            .unwrap_or_else(|| plain.to_owned())
    }

    fn recused(item: Option<&AgendaItem>) -> BTreeSet<String> {
        let recused = item.into_iter().flat_map(AgendaItem::recused);
        recused.map(|(person, _)| plain(person)).collect()
    }

    fn count(&self, item: Option<&AgendaItem>, meeting: &Meeting<'_>) -> ItemCount {
        let recused = Self::recused(item);
        let takes_part = |name: &&String| !recused.contains(*name);
        let eligible = self.eligible.keys().filter(takes_part).count();
        let proxies = self.proxies.iter();
        let rules = meeting.rules;
        let share = eligible as u64 * u64::from(rules.quorum);
        ItemCount {
            recused: self
                .eligible
                .iter()
                .filter(|(name, _)| recused.contains(*name))
                .map(|(_, name)| name.clone())
                .collect(),
            present: self
                .present
                .iter()
                .filter(takes_part)
                .map(|name| self.name(name))
                .collect(),
            without_vote: self.without_vote.clone(),
            proxies: proxies
                .filter(|(name, by)| takes_part(name) && takes_part(by))
                .map(|(name, by)| (self.name(name), self.name(by)))
                .collect(),
            eligible,
            needed: (share / u64::from(rules.quorum_of.max(1))) as usize + 1,
        }
    }

    fn void(&self, name: &str, recused: &BTreeSet<String>) -> Option<Void> {
        if !self.eligible.contains_key(name) {
            return Some(Void::NotEligible);
        }
        if recused.contains(name) {
            return Some(Void::Recused);
        }
        if self.present.contains(name) {
            return None;
        }
        match self.proxies.get(name) {
            Some(by) if !recused.contains(by) => None,
            _ => Some(Void::NotThere),
        }
    }

    fn no_casting(&self, recused: &BTreeSet<String>) -> Option<NoCasting> {
        match () {
            () if self.chair.is_empty() => Some(NoCasting::NotNamed),
            () if recused.contains(&self.chair) => Some(NoCasting::Recused),
            () if !self.is_chair_here => Some(NoCasting::NotThere),
            () => None,
        }
    }

    fn ballot(
        &self,
        decision: &Decision,
        item: Option<&AgendaItem>,
        count: &ItemCount,
        has_list: bool,
    ) -> Ballot {
        let recused = Self::recused(item);
        let mut ballot = Ballot {
            in_favour: 0,
            against: 0,
            abstain: 0,
            void: vec![],
            no_casting: self.no_casting(&recused),
            result: Result::Nothing,
        };
        let mut voted = BTreeSet::new();
        for (person, vote) in &decision.votes {
            let Some(vote) = Vote::from_kept(vote) else {
                continue;
            };
            let name = plain(person);
            // One vote each, however often the name is written.
            if !voted.insert(name.clone()) {
                continue;
            }
            // Where no list was taken nothing is known of who may vote.
            if has_list && let Some(why) = self.void(&name, &recused) {
                ballot.void.push((person.clone(), why));
                continue;
            }
            *match vote {
                Vote::For => &mut ballot.in_favour,
                Vote::Against => &mut ballot.against,
                Vote::Abstain => &mut ballot.abstain,
            } += 1;
        }
        ballot.result = match () {
            () if decision.is_circular() => Result::Circular,
            () if has_list && !count.is_reached() => Result::NoQuorum,
            () => outcome(&ballot, decision),
        };
        ballot
    }
}

fn outcome(ballot: &Ballot, decision: &Decision) -> Result {
    let said = ballot.in_favour + ballot.against + ballot.abstain;
    match ballot.in_favour.cmp(&ballot.against) {
        std::cmp::Ordering::Greater => Result::Carried,
        std::cmp::Ordering::Less => Result::Rejected,
        // A tally in which nobody's vote counts decides nothing.
        std::cmp::Ordering::Equal if said == 0 => {
            let is_agreed = decision.text.trim().is_empty()
                || decision.rule() == fact::MAJORITY
                || !ballot.void.is_empty();
            match is_agreed {
                true => Result::Nothing,
                false => Result::Consensus,
            }
        }
        std::cmp::Ordering::Equal => match Vote::from_kept(decision.casting()) {
            _ if ballot.no_casting.is_some() => Result::Tied,
            Some(Vote::For) => Result::CarriedByChair,
            Some(Vote::Against) => Result::RejectedByChair,
            _ => Result::Tied,
        },
    }
}

impl Count {
    /// Counts.
    pub fn of(meeting: &Meeting<'_>) -> Self {
        let minutes = meeting.minutes;
        let room = Room::of(meeting);
        let items: Vec<ItemCount> = minutes
            .agenda
            .iter()
            .map(|item| room.count(Some(item), meeting))
            .collect();
        let whole = room.count(None, meeting);
        let has_list = !minutes.attendance.is_empty();
        let decisions = minutes.decisions.iter().map(|decision| {
            let at = minutes
                .agenda
                .iter()
                .position(|item| item.id == decision.agenda);
            let count = at.and_then(|at| items.get(at)).unwrap_or(&whole);
            let item = at.and_then(|at| minutes.agenda.get(at));
            room.ballot(decision, item, count, has_list)
        });
        let decisions = decisions.collect();
        Self {
            decisions,
            items,
            meeting: whole,
            void_proxies: room.void_proxies,
        }
    }

    /// The count of the item that a decision or action is under; else that of the meeting.
    pub fn item_of(&self, minutes: &crate::view::Minutes, agenda: &str) -> &ItemCount {
        let at = minutes.agenda.iter().position(|item| item.id == agenda);
        at.and_then(|at| self.items.get(at))
            .unwrap_or(&self.meeting)
    }
}
