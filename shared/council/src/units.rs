//! The unit tree: head office, branch offices, subsidiaries and their parts.
//!
//! Folded from acts of the chair. An office that no act placed is a unit without a kind at the top, so
//! that a council works before anybody draws its tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::act::scope::{Unit, UnitCode, UnitKind};
use crate::codes::derived;

mod order;

pub use order::{compare_names, name_key};

/// The units of a council by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units(BTreeMap<String, Placed>);

/// No unit of the council is called so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no unit is called \"{0}\"")]
pub struct UnknownUnit(pub String);

/// Where a unit stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// What it is; `None` while nobody said so.
    pub kind: Option<UnitKind>,
    /// The unit it is part of.
    pub parent: Option<String>,
    /// Whether it is closed.
    pub is_closed: bool,
    /// The code it was given; without one it goes by [`Units::code`].
    pub code: Option<String>,
}

impl Units {
    /// The tree of these units, each name once; units above that nobody placed are added.
    pub(crate) fn of(units: impl IntoIterator<Item = Unit>) -> Self {
        let mut tree = Self::default();
        for unit in units {
            if let Some(parent) = &unit.parent {
                tree.0.entry(parent.clone()).or_default();
            }
            let placed = tree.0.entry(unit.name).or_default();
            *placed = Placed {
                kind: Some(unit.kind),
                parent: unit.parent,
                is_closed: unit.is_closed,
                code: None,
            };
        }
        tree
    }

    /// The same with these codes; a unit that nobody placed is added.
    pub(crate) fn with_codes(mut self, codes: impl IntoIterator<Item = UnitCode>) -> Self {
        for code in codes {
            self.0.entry(code.unit).or_default().code = Some(code.code);
        }
        self
    }

    /// The code with which the provisional codes of a unit's documents begin: the one it was given, else one
    /// made of its name.
    pub fn code(&self, name: &str) -> String {
        let given = self.0.get(name).and_then(|placed| placed.code.clone());
        given.unwrap_or_else(|| derived(name))
    }

    /// Adds an office that somebody writes for.
    pub(crate) fn mention(&mut self, office: &str) {
        if !office.trim().is_empty() {
            self.0.entry(office.to_owned()).or_default();
        }
    }

    /// The unit that a typed name means, as the tree spells it: capitals and blanks do not matter. A seat, a
    /// scope or a part of a unit that nobody knows would be for nobody, so whoever types one is told.
    ///
    /// # Errors
    /// [`UnknownUnit`].
    pub fn named(&self, typed: &str) -> Result<&str, UnknownUnit> {
        let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted = one_line(typed);
        let lower = wanted.to_lowercase();
        // A name that is spelt exactly so comes before one with other capitals.
        let exact = self.0.get_key_value(wanted.as_str()).map(|(name, _)| name);
        let found = exact.or_else(|| {
            let mut names = self.0.keys();
            names.find(|name| one_line(name).to_lowercase() == lower)
        });
        found.map(String::as_str).ok_or(UnknownUnit(wanted))
    }

    /// Whether the chair said of any unit what it is: whoever names another one mistypes then.
    pub fn is_drawn(&self) -> bool {
        self.0.values().any(|placed| placed.kind.is_some())
    }

    /// The names of all units, in the order of lists.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        names.sort_by(|one, other| compare_names(one, other));
        names
    }

    /// Where a unit stands.
    pub fn get(&self, name: &str) -> Option<&Placed> {
        self.0.get(name)
    }

    /// Every unit, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Placed)> {
        self.0.iter().map(|(name, placed)| (name.as_str(), placed))
    }

    /// The unit itself and those above it, upwards. A circle, which acts said apart may make, is
    /// followed once.
    pub fn upwards<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let mut met = BTreeSet::new();
        let mut next = Some(name);
        std::iter::from_fn(move || {
            let here = next.take().filter(|here| met.insert(*here))?;
            let placed = self.0.get(here);
            next = placed.and_then(|placed| placed.parent.as_deref());
            Some(here)
        })
    }

    /// Whether `unit` is `above` or part of it.
    pub fn is_within(&self, unit: &str, above: &str) -> bool {
        self.upwards(unit).any(|one| one == above)
    }

    /// Every unit with how deep it stands, each below the one it is part of, then in the order of
    /// [`compare_names`]. Units in a circle stand at the top.
    pub fn as_tree(&self) -> Vec<(usize, &str, &Placed)> {
        let mut rows = Vec::with_capacity(self.0.len());
        let mut met = BTreeSet::new();
        let names = self.names();
        let mut children: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        for name in &names {
            let parent = self
                .0
                .get(*name)
                .and_then(|placed| placed.parent.as_deref());
            children.entry(parent).or_default().push(name);
        }
        let tops = children.get(&None).into_iter().flatten();
        for name in tops.chain(&names) {
            self.add_below(name, &children, &mut met, &mut rows);
        }
        rows
    }

    fn add_below<'a>(
        &'a self,
        name: &'a str,
        children: &BTreeMap<Option<&'a str>, Vec<&'a str>>,
        met: &mut BTreeSet<&'a str>,
        rows: &mut Vec<(usize, &'a str, &'a Placed)>,
    ) {
        let mut open = vec![(name, 0)];
        while let Some((name, depth)) = open.pop() {
            let Some(placed) = self.0.get(name) else {
                continue;
            };
            if !met.insert(name) {
                continue;
            }
            rows.push((depth, name, placed));
            let below = children.get(&Some(name)).into_iter().flatten().rev();
            open.extend(below.map(|child| (*child, depth + 1)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, parent: Option<&str>) -> Unit {
        Unit {
            name: name.to_owned(),
            kind: UnitKind::Branch,
            parent: parent.map(str::to_owned),
            is_closed: false,
        }
    }

    #[test]
    fn a_unit_is_within_all_above_it_and_not_within_its_neighbours() {
        let units = Units::of([
            unit("PT Anak", None),
            unit("Surabaya", Some("PT Anak")),
            unit("Gudang", Some("Surabaya")),
            unit("Medan", Some("PT Anak")),
        ]);
        for (unit, above, wanted) in [
            ("Gudang", "Gudang", true),
            ("Gudang", "PT Anak", true),
            ("Gudang", "Medan", false),
            ("PT Anak", "Gudang", false),
            ("tak dikenal", "PT Anak", false),
            ("tak dikenal", "tak dikenal", true),
        ] {
            assert_eq!(units.is_within(unit, above), wanted, "{unit} in {above}");
        }
        let tree: Vec<_> = (units.as_tree().into_iter())
            .map(|(depth, name, _)| (depth, name))
            .collect();
        let wanted = [(0, "PT Anak"), (1, "Medan"), (1, "Surabaya"), (2, "Gudang")];
        assert_eq!(tree, wanted);
    }

    #[test]
    fn units_stand_in_the_order_people_expect_and_are_found_however_they_are_typed() {
        let units = Units::of([
            unit("Cabang 10", Some("Pusat")),
            unit("cabang 2", Some("Pusat")),
            unit("Cabang 1", None),
        ]);
        let tree: Vec<_> = (units.as_tree().into_iter())
            .map(|(depth, name, _)| (depth, name))
            .collect();
        let wanted = [
            (0, "Cabang 1"),
            (0, "Pusat"),
            (1, "cabang 2"),
            (1, "Cabang 10"),
        ];
        assert_eq!(tree, wanted);
        assert_eq!(units.named("  CABANG   2 "), Ok("cabang 2"));
        assert_eq!(units.named("Cabang 3"), Err(UnknownUnit("Cabang 3".into())));
        assert_eq!(units.named(""), Err(UnknownUnit(String::new())));
        assert!(units.is_drawn() && !Units::default().is_drawn());
    }

    #[test]
    fn a_circle_of_units_ends_and_shows_every_unit_once() {
        let units = Units::of([unit("a", Some("b")), unit("b", Some("a"))]);
        assert_eq!(units.upwards("a").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(units.as_tree().len(), 2);
    }
}
