//! The unit tree: head office, branch offices, subsidiaries and their parts.
//!
//! Folded from acts of the chair. An office that no act placed is a unit without a kind at the top, so
//! that a council works before anybody draws its tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::act::scope::{Unit, UnitKind};

/// The units of a council by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units(BTreeMap<String, Placed>);

/// Where a unit stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// What it is; `None` while nobody said so.
    pub kind: Option<UnitKind>,
    /// The unit it is part of.
    pub parent: Option<String>,
    /// Whether it is closed.
    pub is_closed: bool,
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
            };
        }
        tree
    }

    /// Adds an office that somebody writes for.
    pub(crate) fn mention(&mut self, office: &str) {
        if !office.trim().is_empty() {
            self.0.entry(office.to_owned()).or_default();
        }
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

    /// Every unit with how deep it stands, each below the one it is part of, then by name. Units in a
    /// circle stand at the top.
    pub fn as_tree(&self) -> Vec<(usize, &str, &Placed)> {
        let mut rows = Vec::with_capacity(self.0.len());
        let mut met = BTreeSet::new();
        let is_top = |placed: &Placed| placed.parent.is_none();
        let tops = self.0.iter().filter(|(_, placed)| is_top(placed));
        for (name, _) in tops {
            self.add_below(name, 0, &mut met, &mut rows);
        }
        for name in self.0.keys() {
            self.add_below(name, 0, &mut met, &mut rows);
        }
        rows
    }

    fn add_below<'a>(
        &'a self,
        name: &'a str,
        depth: usize,
        met: &mut BTreeSet<&'a str>,
        rows: &mut Vec<(usize, &'a str, &'a Placed)>,
    ) {
        let mut open = vec![(name, depth)];
        while let Some((name, depth)) = open.pop() {
            let Some(placed) = self.0.get(name) else {
                continue;
            };
            if !met.insert(name) {
                continue;
            }
            rows.push((depth, name, placed));
            let is_child = |placed: &Placed| placed.parent.as_deref() == Some(name);
            let children = self.0.iter().filter(|(_, placed)| is_child(placed)).rev();
            open.extend(children.map(|(child, _)| (child.as_str(), depth + 1)));
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
    fn a_circle_of_units_ends_and_shows_every_unit_once() {
        let units = Units::of([unit("a", Some("b")), unit("b", Some("a"))]);
        assert_eq!(units.upwards("a").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(units.as_tree().len(), 2);
    }
}
