//! The unit that somebody means by a typed name. The rule is the council's ([`Units::named`]); here the
//! names that come near are added, so that whoever mistypes is not left to guess.

use council::roster::Roster;
use council::units::Units;
use terminal::value::near_all;

/// Nobody's unit is called so. Nothing was said or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no unit \"{wanted}\"")]
pub struct NoSuchUnit {
    /// What was typed.
    pub wanted: String,
    /// The names that come near, the nearest first.
    pub near: Vec<String>,
    /// Every unit there is, in the order of lists.
    pub there: Vec<String>,
}

/// The unit that is meant, as the tree spells it.
///
/// # Errors
/// [`NoSuchUnit`].
pub fn known(roster: &Roster, typed: &str) -> Result<String, NoSuchUnit> {
    let units = &roster.units;
    units.named(typed).map(str::to_owned).map_err(|unknown| {
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let names = units.names();
        NoSuchUnit {
            near: owned(near_all(&unknown.0, names.iter().copied())),
            there: owned(names),
            wanted: unknown.0,
        }
    })
}

/// The office that an invitation is for. Before the chair draws the unit tree an invitation is what makes
/// an office, so a name that nobody used is a new one, unless it is one letter away from another: two
/// spellings would be two offices.
///
/// # Errors
/// [`NoSuchUnit`].
pub fn to_invite_into(roster: &Roster, typed: &str) -> Result<String, NoSuchUnit> {
    match known(roster, typed) {
        Err(unknown) if is_new(&roster.units, &unknown.wanted) => Ok(unknown.wanted),
        other => other,
    }
}

fn is_new(units: &Units, typed: &str) -> bool {
    !units.is_drawn() && !units.names().iter().any(|name| is_misspelt(typed, name))
}

/// Whether two names differ by one letter, and not by their numbers: "Cabang 1" is not "Cabang 2".
fn is_misspelt(typed: &str, name: &str) -> bool {
    const FEWEST_LETTERS: usize = 5;
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let (one, other) = (typed.to_lowercase(), name.to_lowercase());
    one.chars().count() >= FEWEST_LETTERS
        && digits(&one) == digits(&other)
        && strsim::osa_distance(&one, &other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_a_misspelling_and_another_number_another_office() {
        for (typed, name, wanted) in [
            ("Cabang Surabya", "Cabang Surabaya", true),
            ("cabang surabaay", "Cabang Surabaya", true),
            ("Cabang 2", "Cabang 1", false),
            ("Medan", "Bandung", false),
            ("IT", "TI", false),
        ] {
            assert_eq!(is_misspelt(typed, name), wanted, "{typed}");
        }
    }

    #[test]
    fn an_unknown_unit_is_refused_with_those_that_come_near() {
        let mut roster = Roster::default();
        assert!(to_invite_into(&roster, "Cabang  Medan").is_ok_and(|name| name == "Cabang Medan"));
        roster.units = Units::default();
        let refused = known(&roster, "Medan").unwrap_err();
        assert_eq!((refused.wanted.as_str(), refused.there.len()), ("Medan", 0));
    }
}
