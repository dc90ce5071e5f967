//! What of a document should have been done by now, and by this person: N4, N5 and P5 of `domain.md` C6.
//!
//! A delay is told to whoever can end it: an action to whoever answers for it, minutes to who takes and who
//! chairs them, what is approved to whoever may publish it.

use council::act::day::Day;
use council::matrix::{Known, names};
use council::meeting::{Finding, What, same_name};
use council::seats::Ability;
use council::view::Minutes;

use super::Decisions;

/// How many days what is approved may wait to be published.
const PUBLISH_DAYS: i64 = 14;

/// Something that should have been done by now. The most pressing first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delay {
    /// An action of this person, or minutes of theirs, wait too long.
    Meeting(Finding),
    /// A version was approved so many days ago, and is not published.
    Unpublished(i64),
}

impl Delay {
    /// By what delays are put in order: actions, minutes, versions, each the longest first.
    pub fn rank(&self) -> (u8, i64) {
        match self {
            Self::Meeting(finding) => match &finding.what {
                What::Overdue(_, days) => (0, -days),
                What::BlockedLong(_, days) => (1, -days),
                What::PostponedOften(_, count) => (2, -i64::try_from(*count).unwrap_or(i64::MAX)),
                _ => (3, 0),
            },
            Self::Unpublished(days) => (4, -days),
        }
    }
}

impl Decisions {
    /// What of this document this person should have done by now, or seen to.
    pub fn late(&self) -> Vec<Delay> {
        let mut found = Vec::new();
        if self.restarted_as.is_some() {
            return found;
        }
        if let Some(minutes) = self.meeting.minutes.as_deref() {
            let waiting = self.meeting.waiting(minutes, self.day);
            let mine = waiting
                .into_iter()
                .filter(|one| self.answers_for(minutes, one));
            found.extend(mine.map(Delay::Meeting));
            let delay = self.meeting.proceedings.delays(minutes, self.day);
            let delay = delay.filter(|_| self.sees_to(minutes));
            found.extend(delay.map(Delay::Meeting));
        }
        found.extend(self.unpublished().map(Delay::Unpublished));
        found
    }

    /// Whether a name in the minutes is this person's.
    pub(super) fn is_me(&self, name: &str) -> bool {
        let (me, office) = (self.meeting.name.trim(), &self.person.office);
        !me.is_empty() && (same_name(name, me) || same_name(name, &format!("{me} ({office})")))
    }

    /// Whether it is about an action that this person answers for.
    fn answers_for(&self, minutes: &Minutes, finding: &Finding) -> bool {
        let of = |id: &str| minutes.actions.iter().find(|action| action.id == id);
        let mut things = finding.places.iter().filter_map(|place| place.thing());
        let action = things.find_map(|(_, id)| of(id));
        let me = self.meeting.name.trim();
        let with_office = format!("{me} ({})", self.person.office);
        let known = Known::new([me, with_office.as_str()], []);
        action.is_some_and(|action| {
            let owners = names(&action.owner, &known);
            owners.into_iter().any(|one| self.is_me(one))
        })
    }

    /// Whether this person takes these minutes or chairs their meeting. Where they do not say who does, it
    /// is who began them, and who presides by a seat.
    fn sees_to(&self, minutes: &Minutes) -> bool {
        let named = |fact: &str| {
            let name = minutes.meeting.get(fact).map(|name| name.trim());
            name.filter(|name| !name.is_empty())
        };
        let takes = match named("minute-taker") {
            Some(name) => self.is_me(name),
            None => self.creator == self.person.key,
        };
        let chairs = match named("chair") {
            Some(name) => self.is_me(name),
            None => self.may(Ability::Decide, false),
        };
        takes || chairs
    }

    /// For how many days the newest version is approved and not published, if that is too long and this
    /// person may publish it.
    fn unpublished(&self) -> Option<i64> {
        let version = self.lifecycle.versions.last()?;
        if version.publication.is_some() || !self.may(Ability::Publish, false) {
            return None;
        }
        let decided = Day::of_millis(version.decision.said.time_millis)?;
        let waited = decided.0.until(self.day.0).ok()?;
        let days = i64::from(waited.get_days());
        (days > PUBLISH_DAYS).then_some(days)
    }
}
