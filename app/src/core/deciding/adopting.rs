//! Who has adopted a publication and who has not, by when, and whether an addendum still reads as it did.

use std::collections::BTreeMap;

use council::act::day::Day;
use council::lifecycle::Publication;

use super::Decisions;

/// How the addendum of an adoption reads now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddendumNow {
    /// As it did when the unit adopted.
    Same,
    /// Otherwise.
    Changed,
    /// It is not here, or not for this person.
    NotHere,
    /// The adoption does not say how it read: an older program said it.
    Unsaid,
}

impl Decisions {
    /// Until when every unit has to adopt the publication or ask for an exemption; `None`: no such rule.
    pub fn adoption_due(&self, publication: &Publication) -> Option<Day> {
        self.days_after(Day::of_millis(publication.said.time_millis)?)
    }

    /// The same for one unit, of which an exemption may have ended meanwhile.
    pub fn adoption_due_of(&self, publication: &Publication, unit: &str) -> Option<Day> {
        self.days_after(publication.days_count_from(unit)?)
    }

    fn days_after(&self, from: Day) -> Option<Day> {
        let days = i64::from(self.charter.adoption_days);
        if days == 0 {
            return None;
        }
        let span = jiff::Span::new().try_days(days).ok()?;
        from.0.checked_add(span).ok().map(Day)
    }

    /// Whether one of these units should have adopted the publication by now.
    pub fn is_late(&self, publication: &Publication, units: &[String]) -> bool {
        let due = |unit: &String| self.adoption_due_of(publication, unit);
        units.iter().filter_map(due).any(|due| due < self.day)
    }

    /// The units among these that have neither adopted the publication nor are exempted or wait for an answer,
    /// by the day until which they have to; `None`: the charter sets none.
    ///
    /// Without a day of the charter nobody owes a word, and only a unit is told that asked to be exempted and
    /// is not, or not any more.
    pub fn not_adopted(
        &self,
        publication: &Publication,
        units: impl IntoIterator<Item = String>,
    ) -> BTreeMap<Option<Day>, Vec<String>> {
        let mut open: BTreeMap<Option<Day>, Vec<String>> = BTreeMap::new();
        let silent = units
            .into_iter()
            .filter(|unit| !publication.is_settled(unit, self.day));
        for unit in silent {
            let due = self.adoption_due_of(publication, &unit);
            if due.is_some() || publication.adoptions.contains_key(&unit) {
                open.entry(due).or_default().push(unit);
            }
        }
        open
    }
}
