//! Provisional codes: what people call a document by while it has no official number. E6 of `domain.md`.
//!
//! A number is given by the secretary, at publication and nowhere else ([`numbering`](crate::numbering)). An
//! office that is offline wants to quote its draft before that, so whoever begins a document gives it a code:
//! the code of its unit, `R` for *rancangan* (draft), and a running number, as in `JKT-R-014`.
//!
//! **It never changes.** It is a header field whose *name* is [`KEY`] and the code, so that there is nothing
//! in it to be written over, and every program that does not know it keeps it, merges it and binds decisions to
//! it like any field. Emptying the field takes nothing from it, and an undo leaves it. (Programs that do not know
//! it take the field away where they undo the change that made it.) Who quoted it finds the document by it for
//! ever, also once it has a number ("formerly JKT-R-014"). Two who begin the minutes of one meeting apart make one
//! document with the codes of both.
//!
//! **It may be given twice.** The number is one more than the greatest that this device holds of the unit's code,
//! so two devices that are offline give the same. Both documents keep it, for both may have been quoted. Where
//! somebody holds both, the beginning of each document's id stands behind it ([`as_shown`]), which is the same
//! for everybody and tells them apart, and a code alone that names several is answered with a choice. That
//! depends on which documents are held and not on the order in which they came.
//!
//! **What it tells.** Whoever holds a document with the number 14 may guess that whoever began it held thirteen
//! others of that unit. It tells nothing else of them, and who does not hold them sees no trace of the code.
//!
//! Documents from before have none, and get none: each device would make up another.

use std::collections::{BTreeMap, BTreeSet};

use format::DocumentId;
use unicode_normalization::UnicodeNormalization as _;

use crate::edit::{Edit, Place};
use crate::view::View;

/// What the names of the header fields begin with that are codes.
pub const KEY: &str = "code:";
/// The most characters of a unit's code.
pub const MAX_UNIT_CODE: usize = 8;
/// The most codes that are read of one document: two take the minutes of a meeting, not fifty.
const MOST_OF_ONE: usize = 8;
/// The most characters that are taken of a unit's name.
const MOST_DERIVED: usize = 6;
/// The fewest digits of a running number, and the most.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=6;
/// The fewest characters of an id behind a code that several documents have.
const SUFFIX: usize = 4;
/// Stands for a draft.
const DRAFT: &str = "R";
/// Stands for a unit whose name has no letter that a code may have.
const NO_LETTERS: &str = "X";

/// Whether a header field with this name is a code, well spelt or not.
pub fn is_code(field: &str) -> bool {
    field.starts_with(KEY)
}

/// The codes of a document that reads so, ascending: one, mostly.
pub fn codes(view: &View) -> Vec<String> {
    let meta = match view {
        View::Policy(policy) => &policy.meta,
        View::Minutes(minutes) => &minutes.meta,
        View::Matrix(matrix) => &matrix.meta,
    };
    let fields = meta.range(KEY.to_owned()..);
    fields
        .map_while(|(field, _)| field.strip_prefix(KEY))
        .filter(|code| parts(code).is_some())
        .take(MOST_OF_ONE)
        .map(str::to_owned)
        .collect()
}

/// The header field that gives a document this code.
pub fn field(code: &str) -> String {
    format!("{KEY}{code}")
}

/// The edit that gives a document this code.
pub fn give(code: &str) -> Edit {
    Edit::Put {
        place: Place::Meta(field(code)),
        // Programs that do not know it show the value.
        value: code.to_owned(),
    }
}

/// The next code of a unit with this code, where these were given before: of any unit, in any order.
///
/// ```
/// # use council::codes::next;
/// assert_eq!(next("JKT", ["JKT-R-013", "SBY-R-200"]), "JKT-R-014");
/// assert_eq!(next("JKT", []), "JKT-R-001");
/// ```
pub fn next<'a>(unit_code: &str, given: impl IntoIterator<Item = &'a str>) -> String {
    let numbers = given.into_iter().filter_map(parts);
    let numbers = numbers.filter(|(unit, _)| *unit == unit_code);
    let last = numbers.map(|(_, number)| number).max().unwrap_or(0);
    format!("{unit_code}-{DRAFT}-{:03}", last.saturating_add(1))
}

/// The unit's code and the running number of a code; `None` for what is none.
fn parts(code: &str) -> Option<(&str, u32)> {
    let (unit, rest) = code.split_once('-')?;
    let digits = rest.strip_prefix(DRAFT)?.strip_prefix('-')?;
    let is_number = DIGITS.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (is_unit_code(unit) && is_number)
        .then(|| digits.parse().ok())
        .flatten()
        .map(|number| (unit, number))
}

/// Whether this can be the code of a unit: capital letters and digits.
pub fn is_unit_code(code: &str) -> bool {
    (1..=MAX_UNIT_CODE).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The code of a unit that nobody gave one: the first letters of its words, of one word its first three;
/// numbers whole.
///
/// ```
/// # use council::codes::derived;
/// assert_eq!(derived("Kantor Cabang Surabaya"), "KCS");
/// assert_eq!(derived("Surabaya"), "SUR");
/// assert_eq!(derived("Cabang 12"), "C12");
/// ```
pub fn derived(unit: &str) -> String {
    // Accents are parts of their own then, and fall away.
    let plain: String = unit
        .nfkd()
        .filter(|c| !('\u{300}'..'\u{370}').contains(c))
        .collect();
    let plain = plain.to_uppercase();
    let words: Vec<&str> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let code: String = match words[..] {
        [word] => word.chars().take(3).collect(),
        ref words => words
            .iter()
            .map(|word| match word.bytes().all(|b| b.is_ascii_digit()) {
                true => word,
                false => &word[..1],
            })
            .collect(),
    };
    match code.is_empty() {
        true => NO_LETTERS.to_owned(),
        false => code.chars().take(MOST_DERIVED).collect(),
    }
}

/// The code of a unit as somebody types it: whatever the capitals, with nothing around it; `None` for what can
/// be none.
pub fn typed_unit_code(typed: &str) -> Option<String> {
    let code = typed.trim().to_ascii_uppercase();
    is_unit_code(&code).then_some(code)
}

/// How the codes of these documents are shown to whoever holds them: behind one that several have stands the
/// beginning of the document's id.
pub fn as_shown<'a>(
    documents: impl IntoIterator<Item = (DocumentId, &'a [String])>,
) -> BTreeMap<DocumentId, Vec<String>> {
    let documents: BTreeMap<DocumentId, &[String]> = documents.into_iter().collect();
    let mut holders: BTreeMap<&str, BTreeSet<DocumentId>> = BTreeMap::new();
    for (document, codes) in &documents {
        for code in *codes {
            holders.entry(code).or_default().insert(*document);
        }
    }
    let shown = |document: &DocumentId, code: &String| match holders.get(code.as_str()) {
        Some(holders) if holders.len() > 1 => with_suffix(code, document, holders),
        _ => code.clone(),
    };
    let all = documents.iter().filter(|(_, codes)| !codes.is_empty());
    all.map(|(document, codes)| {
        let codes = codes.iter().map(|code| shown(document, code));
        (*document, codes.collect())
    })
    .collect()
}

/// The code with as much of the document's id as tells it from the others.
fn with_suffix(code: &str, document: &DocumentId, holders: &BTreeSet<DocumentId>) -> String {
    let id = document.to_string();
    let others: Vec<String> = holders
        .iter()
        .filter(|other| *other != document)
        .map(ToString::to_string)
        .collect();
    let is_alone = |length: &usize| !others.iter().any(|other| other[..*length] == id[..*length]);
    let length = (SUFFIX..id.len()).find(is_alone).unwrap_or(id.len());
    format!("{code}-{}", &id[..length])
}

/// Whether `typed` names the document with these codes: one of them, whatever the capitals, alone or with the
/// beginning of the document's id behind it.
pub fn is_named(typed: &str, document: &DocumentId, codes: &[String]) -> bool {
    let typed = typed.trim().to_lowercase();
    codes.iter().any(|code| {
        let rest = typed.strip_prefix(&code.to_lowercase());
        rest.is_some_and(|rest| match rest.strip_prefix('-') {
            Some(start) => start.len() >= SUFFIX && document.to_string().starts_with(start),
            None => rest.is_empty(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authorship::testing::{NOW, office};
    use crate::view::{Kind, Policy};

    fn document(start: &str) -> DocumentId {
        format!("{start:0<32}").parse().unwrap()
    }

    fn view(fields: &[&str]) -> View {
        let meta = fields
            .iter()
            .map(|field| ((*field).to_owned(), String::new()));
        View::Policy(Policy {
            meta: meta.collect(),
            ..Policy::default()
        })
    }

    #[test]
    fn a_document_has_the_codes_in_its_header_and_nothing_else_is_one() {
        let view = view(&[
            "code:JKT-R-014",
            "code:JKT-R-003",
            "code:JKT-R-14",
            "code:jkt-R-014",
            "code:JKT-X-014",
            "code:-R-014",
            "code:JKT-R-0000014",
            "code:JKT-R-01\n4",
            "code",
            "kode:JKT-R-001",
            "unit",
        ]);
        assert_eq!(codes(&view), ["JKT-R-003", "JKT-R-014"]);
        assert!(matches!(give("JKT-R-014"), Edit::Put { value, .. } if value == "JKT-R-014"));
    }

    #[test]
    fn a_code_stays_whatever_is_written_over_it_and_two_apart_are_both_kept() {
        let mut one = office(Kind::Minutes, 1);
        let mut other = office(Kind::Minutes, 2);
        for (office, beside, code) in [
            (&mut one, "unit", "JKT-R-014"),
            (&mut other, "number", "JKT-R-003"),
        ] {
            let beside = Edit::Put {
                place: Place::Meta(beside.into()),
                value: "Jakarta".into(),
            };
            let edits = [beside, give(code)];
            office.document.edit(&edits, NOW, None).unwrap();
        }
        one.receive(&other);
        let both = ["JKT-R-003", "JKT-R-014"];
        assert_eq!(codes(&one.document.view()), both);
        assert_eq!(one.document.conflicts(), []);
        let index = one.index();
        one.document.undo(&index, NOW).unwrap();
        let index = other.index();
        other.document.undo(&index, NOW).unwrap();
        one.receive(&other);
        assert_eq!(one.document.view().unit(), "");
        let empties = Edit::Put {
            place: Place::Meta(field("JKT-R-003")),
            value: String::new(),
        };
        one.document.edit(&[empties], NOW, None).unwrap();
        assert_eq!(codes(&one.document.view()), both);
        other.receive(&one);
        assert_eq!(codes(&other.document.view()), both);
    }

    #[test]
    fn the_next_number_is_one_more_than_the_greatest_of_the_unit() {
        for (given, wanted) in [
            (&[][..], "JKT-R-001"),
            (&["JKT-R-009", "JKT-R-002"], "JKT-R-010"),
            (
                &["SBY-R-040", "JK-R-050", "JKT-R-999", "quatsch"],
                "JKT-R-1000",
            ),
        ] {
            assert_eq!(next("JKT", given.iter().copied()), wanted);
        }
    }

    #[test]
    fn a_unit_gets_the_first_letters_of_its_name() {
        for (name, wanted) in [
            ("Jakarta", "JAK"),
            ("Kantor Pusat", "KP"),
            ("PT Anak Usaha, Tbk.", "PAUT"),
            ("cabang 12", "C12"),
            ("Élan", "ELA"),
            ("IT", "IT"),
            ("Riset dan Pengembangan Produk Media Sosial Baru", "RDPPMS"),
            ("東京", "X"),
            ("", "X"),
        ] {
            assert_eq!(derived(name), wanted, "{name}");
            assert!(is_unit_code(&derived(name)));
        }
        assert_eq!(typed_unit_code(" jkt2 ").as_deref(), Some("JKT2"));
        for typed in ["", "JKT-1", "JAKARTABARAT", "é"] {
            assert_eq!(typed_unit_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_that_several_have_is_shown_with_the_beginning_of_the_id_whatever_came_first() {
        let own = |code: &str| vec![code.to_owned()];
        let (one, other) = (document("3f2a11"), document("3f2a77"));
        let (third, none) = (document("aa"), document("bb"));
        let (shared, alone) = (own("JKT-R-014"), own("JKT-R-015"));
        let mut all = vec![
            (one, shared.as_slice()),
            (other, shared.as_slice()),
            (third, alone.as_slice()),
            (none, &[][..]),
        ];
        let found = as_shown(all.clone());
        assert_eq!(found[&one], ["JKT-R-014-3f2a1"]);
        assert_eq!(found[&other], ["JKT-R-014-3f2a7"]);
        assert_eq!(found[&third], ["JKT-R-015"]);
        assert!(!found.contains_key(&none));
        all.reverse();
        assert_eq!(as_shown(all), found);
        // Who holds one of them sees no trace of the other.
        assert_eq!(as_shown([(one, shared.as_slice())])[&one], ["JKT-R-014"]);
        for (typed, wanted) in [
            ("jkt-r-014", [true, true]),
            (" JKT-R-014-3F2A1 ", [true, false]),
            ("JKT-R-014-3f2", [false, false]),
            ("JKT-R-01", [false, false]),
            ("JKT-R-0144", [false, false]),
        ] {
            let named = [one, other].map(|id| is_named(typed, &id, &shared));
            assert_eq!(named, wanted, "{typed}");
        }
    }
}
