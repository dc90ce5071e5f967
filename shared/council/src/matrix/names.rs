//! Which people and units a cell names.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::roster::Roster;

/// The names that whoever looks at a cell knows: those of people, units and departments.
///
/// A unit may be called "Riset dan Pengembangan": only who knows it can tell that this is one name. What is
/// told of a cell is therefore for whoever looks, and no act counts or does not for it: nobody judges by names
/// what somebody else submitted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    people: BTreeSet<String>,
    others: BTreeSet<String>,
    /// Those in which something stands that parts names elsewhere, the longest first.
    compound: Vec<Vec<char>>,
}

impl Known {
    /// These people, and these units and departments.
    pub fn new<'a>(
        people: impl IntoIterator<Item = &'a str>,
        others: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let folded = |name: &str| Some(folded(name)).filter(|name| !name.is_empty());
        let people: BTreeSet<String> = people.into_iter().filter_map(folded).collect();
        let others: BTreeSet<String> = others.into_iter().filter_map(folded).collect();
        let all: BTreeSet<&String> = people.iter().chain(&others).collect();
        let compound = all.into_iter().filter(|name| !parts(name, &[]).is_empty());
        let mut compound: Vec<Vec<char>> = compound.map(|name| name.chars().collect()).collect();
        compound.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        Self {
            people,
            others,
            compound,
        }
    }

    /// Everybody of this roster, its units and the departments that seats speak for now.
    pub fn of(roster: &Roster) -> Self {
        let people = roster.members.values().map(|member| member.person.as_str());
        let fields = roster.seats.standing_now().map(|seat| seat.field.as_str());
        Self::new(people, roster.units.names().into_iter().chain(fields))
    }

    fn is_known(&self, folded: &str) -> bool {
        self.people.contains(folded) || self.others.contains(folded)
    }
}

/// The names that an owner cell holds, each once, in order.
///
/// Names that are known are taken whole, the longest first, whatever stands in them. Elsewhere names stand
/// apart by commas, semicolons, slashes and line breaks; academic titles after a comma ("Budi Santoso, S.E.,
/// M.M.") belong to the name before them. "dan", "and" and an `&` between blanks part what is clearly two: where
/// both sides are known, one is a known person or has a title, or a comma parted names before ("Sari, Budi dan
/// Dewi"). Otherwise they may well stand inside one name.
///
/// ```
/// use council::matrix::{Known, names};
/// let known = Known::new(["Sari"], ["Riset dan Pengembangan"]);
/// assert_eq!(names("riset dan pengembangan", &known), ["riset dan pengembangan"]);
/// assert_eq!(names("Sari dan Budi; R&D", &known), ["Sari", "Budi", "R&D"]);
/// ```
pub fn names<'a>(cell: &'a str, known: &Known) -> Vec<&'a str> {
    let whole = whole_names(cell, known);
    let parts = parts(cell, &whole);
    let joints = (0..parts.len()).filter(|at| parts[*at].1 == Sign::Joint);
    let kept: BTreeSet<usize> = joints
        .filter(|at| !is_clear(cell, &parts, *at, known))
        .collect();
    let mut names = Vec::new();
    let mut from = 0;
    let cuts = parts
        .iter()
        .enumerate()
        .filter(|(at, _)| !kept.contains(at));
    for (_, (range, _)) in cuts {
        names.push(&cell[from..range.start]);
        from = range.end;
    }
    names.push(&cell[from..]);
    let mut names: Vec<&str> = names.into_iter().map(bare).collect();
    names.retain(|name| !name.is_empty());
    dedup(&mut names);
    names
}

/// What may part two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// It always does.
    Hard,
    /// It does, unless a title follows, which is told already.
    Comma,
    /// A word or `&`, which may stand inside a name as well.
    Joint,
}

/// Where names may be parted, outside of `whole`.
fn parts(cell: &str, whole: &[Range<usize>]) -> Vec<(Range<usize>, Sign)> {
    let is_whole = |at: usize| whole.iter().any(|range| range.contains(&at));
    let mut parts = Vec::new();
    for (at, c) in cell.char_indices() {
        if is_whole(at) {
            continue;
        }
        let sign = match c {
            ';' | '/' | '\n' => Some((at..at + 1, Sign::Hard)),
            ',' if !is_title(&cell[at + 1..]) => Some((at..at + 1, Sign::Comma)),
            '&' if is_spaced(cell, at) => Some((at..at + 1, Sign::Joint)),
            c if c.is_whitespace() => {
                joint_word(&cell[at..]).map(|end| (at..at + end, Sign::Joint))
            }
            _ => None,
        };
        parts.extend(sign);
    }
    parts
}

fn is_spaced(text: &str, at: usize) -> bool {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let (before, after) = (&text[..at], &text[at + 1..]);
    is_space(before.chars().next_back()) || is_space(after.chars().next())
}

/// How long the blank and the "dan" or "and" are that `text` begins with, where that is a word of its own.
fn joint_word(text: &str) -> Option<usize> {
    let blank = text.chars().next()?.len_utf8();
    let word = text.get(blank..blank + 3)?;
    let is_joint = word.eq_ignore_ascii_case("dan") || word.eq_ignore_ascii_case("and");
    let after = text.get(blank + 3..)?;
    (is_joint && after.starts_with(char::is_whitespace)).then_some(blank + 3)
}

/// Whether what follows a comma is an academic title: short, one word, with a full stop inside.
fn is_title(after: &str) -> bool {
    let part = after
        .split([',', ';', '/', '\n'])
        .next()
        .unwrap_or_default();
    let end = part.char_indices().find_map(|(at, c)| {
        let is_joint = c.is_whitespace() && joint_word(&part[at..]).is_some();
        (is_joint || c == '&').then_some(at)
    });
    let part = part[..end.unwrap_or(part.len())].trim();
    part.contains('.') && part.chars().count() <= 9 && !part.contains(char::is_whitespace)
}

/// The names in `cell` that are known and hold what parts names elsewhere: as they stand there, the longest
/// that begins at a place, none inside another.
fn whole_names(cell: &str, known: &Known) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if known.compound.is_empty() {
        return found;
    }
    let mut from = 0;
    while let Some(at) = next_beginning(cell, from) {
        let end = known.compound.iter().find_map(|name| {
            let end = at + length_of(&cell[at..], name)?;
            is_end(&cell[end..]).then_some(end)
        });
        from = match end {
            Some(end) => {
                found.push(at..end);
                end
            }
            None => at + cell[at..].chars().next().map_or(1, char::len_utf8),
        };
    }
    found
}

/// The next place at or after `from` where a name may begin: at the start, and after whatever may part names.
fn next_beginning(cell: &str, from: usize) -> Option<usize> {
    let places = cell[from..].char_indices().map(|(at, _)| from + at);
    places
        .filter(|at| !cell[*at..].starts_with(char::is_whitespace))
        .find(|at| {
            let before = cell[..*at].trim_end_matches([' ', '\t']);
            let is_after_word = before.len() < *at && ends_with_joint(before);
            before.is_empty() || before.ends_with([';', '/', '\n', ',', '&']) || is_after_word
        })
}

fn ends_with_joint(before: &str) -> bool {
    let at = before.len().checked_sub(3);
    let Some((rest, word)) = at.and_then(|at| before.split_at_checked(at)) else {
        return false;
    };
    let is_joint = word.eq_ignore_ascii_case("dan") || word.eq_ignore_ascii_case("and");
    is_joint && (rest.is_empty() || rest.ends_with(char::is_whitespace))
}

/// Whether a name may end before this.
fn is_end(after: &str) -> bool {
    let next = after.trim_start_matches([' ', '\t']);
    let is_before_word =
        next.len() < after.len() && joint_word(&after[after.len() - next.len() - 1..]).is_some();
    next.is_empty() || next.starts_with([';', '/', '\n', ',', '&']) || is_before_word
}

/// How many bytes of `text` are this name, which is folded: whatever its capitals, and however many blanks
/// stand between its words.
fn length_of(text: &str, name: &[char]) -> Option<usize> {
    let mut wanted = name.iter().copied().peekable();
    let mut is_blank = false;
    for (at, c) in text.char_indices() {
        let Some(next) = wanted.peek().copied() else {
            return Some(at);
        };
        if c == '\n' {
            return None;
        }
        if c.is_whitespace() {
            if !is_blank {
                (next == ' ').then_some(())?;
                wanted.next();
            }
            is_blank = true;
            continue;
        }
        is_blank = false;
        for lower in c.to_lowercase() {
            (wanted.next() == Some(lower)).then_some(())?;
        }
    }
    wanted.next().is_none().then_some(text.len())
}

/// Whether the joint at this place clearly stands between two names.
fn is_clear(cell: &str, parts: &[(Range<usize>, Sign)], at: usize, known: &Known) -> bool {
    let begin = at.checked_sub(1).map_or(0, |before| parts[before].0.end);
    let end = parts
        .get(at + 1)
        .map_or(cell.len(), |(range, _)| range.start);
    let (before, after) = (&cell[begin..parts[at].0.start], &cell[parts[at].0.end..end]);
    // Nothing on one side: "Sari, dan Budi".
    if bare(before).is_empty() || bare(after).is_empty() {
        return true;
    }
    let is_list = parts[..at]
        .iter()
        .rev()
        .take_while(|(_, sign)| *sign != Sign::Hard)
        .any(|(_, sign)| *sign == Sign::Comma);
    let has_title = |name: &str| name.contains(',');
    let (one, other) = (folded(before), folded(after));
    let is_person = |name: &String| known.people.contains(name);
    is_list
        || has_title(before)
        || has_title(after)
        || is_person(&one)
        || is_person(&other)
        || (known.is_known(&one) && known.is_known(&other))
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(',').trim()
}

/// In small letters, with one blank between words.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

pub(super) fn dedup(names: &mut Vec<&str>) {
    if names.len() < 2 {
        return;
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known::new(
            ["Sari", "Budi Santoso", "Andi dan Rekan"],
            [
                "Riset dan Pengembangan",
                "Riset",
                "Hukum, Kepatuhan & Risiko",
                "Hukum",
                "TI/Digital",
                "Pemasaran",
                "Penjualan",
                "Pemasaran dan Penjualan Daring",
            ],
        )
    }

    #[test]
    fn names_stand_apart_by_every_usual_sign() {
        for (cell, wanted) in [
            ("", vec![]),
            (" ; , ", vec![]),
            ("Sari", vec!["Sari"]),
            (
                "Sari, Budi;Dewi/Eko & Fitri",
                vec!["Sari", "Budi", "Dewi", "Eko & Fitri"],
            ),
            ("Sari, Budi dan Dewi", vec!["Sari", "Budi", "Dewi"]),
            ("Sari, Budi, dan Dewi", vec!["Sari", "Budi", "Dewi"]),
            ("Wildan Andika", vec!["Wildan Andika"]),
            (
                "Budi Santoso, S.E., M.M., Sari",
                vec!["Budi Santoso, S.E., M.M.", "Sari"],
            ),
            (
                "Dewi dan Budi Santoso, S.E.; R&D",
                vec!["Dewi", "Budi Santoso, S.E.", "R&D"],
            ),
            ("Budi, S.E. dan Dewi", vec!["Budi, S.E.", "Dewi"]),
            ("Divisi R&D", vec!["Divisi R&D"]),
            ("Sari\nsari\nBudi", vec!["Sari", "Budi"]),
            ("dan", vec!["dan"]),
            // Nobody knows whether these are one or two.
            ("Riset dan Pengembangan", vec!["Riset dan Pengembangan"]),
            ("Research and Development", vec!["Research and Development"]),
            ("Riset & Pengembangan", vec!["Riset & Pengembangan"]),
        ] {
            assert_eq!(names(cell, &Known::default()), wanted, "{cell:?}");
        }
    }

    #[test]
    fn known_names_are_taken_whole_and_show_what_is_two() {
        for (cell, wanted) in [
            ("riset  DAN pengembangan", vec!["riset  DAN pengembangan"]),
            (
                "Hukum, Kepatuhan & Risiko",
                vec!["Hukum, Kepatuhan & Risiko"],
            ),
            (
                "Hukum, Kepatuhan & Risiko, TI/Digital",
                vec!["Hukum, Kepatuhan & Risiko", "TI/Digital"],
            ),
            (
                "Riset dan Pengembangan dan Hukum",
                vec!["Riset dan Pengembangan", "Hukum"],
            ),
            (
                "Sari dan Riset dan Pengembangan",
                vec!["Sari", "Riset dan Pengembangan"],
            ),
            // Two that are known, and the longest of those that begin alike.
            ("Pemasaran dan Penjualan", vec!["Pemasaran", "Penjualan"]),
            (
                "Pemasaran dan Penjualan Daring",
                vec!["Pemasaran dan Penjualan Daring"],
            ),
            // A person is nobody's first half; a unit may be.
            ("Sari dan Dewi", vec!["Sari", "Dewi"]),
            ("Dewi and Budi Santoso", vec!["Dewi", "Budi Santoso"]),
            ("Andi dan Rekan", vec!["Andi dan Rekan"]),
            ("Riset dan Inovasi", vec!["Riset dan Inovasi"]),
            // Inside another word nothing is taken for a name.
            ("TI/Digitalisasi", vec!["TI", "Digitalisasi"]),
        ] {
            assert_eq!(names(cell, &known()), wanted, "{cell:?}");
        }
    }

    #[test]
    fn whatever_is_typed_is_parted_without_harm_and_nothing_of_it_is_lost() {
        use proptest::prelude::*;
        let known = known();
        let piece = prop::sample::select(vec![
            "dan",
            "and",
            " ",
            "  ",
            ",",
            ";",
            "/",
            "\n",
            "&",
            "Sari",
            "Riset",
            "Pengembangan",
            "hukum",
            "S.E.",
            "é",
            "\u{3000}",
            "İ",
            "Penjualan",
        ]);
        proptest!(|(pieces in prop::collection::vec(piece, 0..12))| {
            let cell = pieces.concat();
            let found = names(&cell, &known);
            for name in &found {
                prop_assert!(!name.trim().is_empty() && cell.contains(name));
            }
            prop_assert!(!cell.contains("Sari") || !found.is_empty());
        });
    }
}
