//! Who is meant by `@Name` in what people write.
//!
//! A mention is an `@` and the whole name of a member: `@Ratna`, `@Budi Santoso`. Where several people
//! have one name, the office in brackets says which of them: `@Budi (Surabaya)`; without it all of them
//! are meant. `@[Budi Santoso]` is the same as `@Budi Santoso`. Case does not matter, nor does how many
//! spaces stand between the words of a name. Of several names that fit, the longest is meant.
//!
//! An `@` inside a word, as in `ratna@pusat.example`, mentions nobody, and neither does a name that is
//! only the beginning of a longer word.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use format::PublicKey;

use crate::roster::{Membership, Roster};

/// The most devices that one comment may name.
pub const MAX_MENTIONS: usize = 256;

/// Somebody who can be mentioned: a person of an office, with every device that writes as that person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The office.
    pub office: String,
    /// The devices, ascending.
    pub keys: Vec<PublicKey>,
}

/// A mention in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands, in bytes, the `@` included.
    pub range: Range<usize>,
    /// Who is meant, as numbers of the people that were given: several where a name is shared.
    pub people: Vec<usize>,
}

/// Everybody who can be mentioned: the members that count, by name and office.
pub fn people(roster: &Roster) -> Vec<Person> {
    let counting = roster
        .members
        .values()
        .filter(|member| member.membership == Membership::Counts);
    gather(counting.map(|member| (member.key, member.person.as_str(), member.office.as_str())))
}

/// Devices as the people who write with them: one name in one office is one person.
pub fn gather<'a>(devices: impl IntoIterator<Item = (PublicKey, &'a str, &'a str)>) -> Vec<Person> {
    let mut people: BTreeMap<(String, String), Person> = BTreeMap::new();
    for (key, name, office) in devices {
        let folded = (folded(name), folded(office));
        if folded.0.is_empty() {
            continue;
        }
        let person = people.entry(folded).or_insert_with(|| Person {
            name: name.to_owned(),
            office: office.to_owned(),
            keys: Vec::new(),
        });
        person.keys.push(key);
    }
    let mut people: Vec<Person> = people.into_values().collect();
    for person in &mut people {
        person.keys.sort_unstable();
    }
    people
}

/// The mentions of these people in a text, in the order of the text.
pub fn find(text: &str, people: &[Person]) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for (at, _) in text.match_indices('@') {
        if found.last().is_some_and(|last| at < last.range.end) || is_inside_word(text, at) {
            continue;
        }
        found.extend(mention_at(text, at, people));
    }
    found
}

/// The devices of everybody whom a text mentions, ascending; at most [`MAX_MENTIONS`].
pub fn keys(text: &str, people: &[Person]) -> Vec<PublicKey> {
    let keys: BTreeSet<PublicKey> = find(text, people)
        .into_iter()
        .flat_map(|mention| mention.people)
        .flat_map(|number| people[number].keys.iter().copied())
        .collect();
    keys.into_iter().take(MAX_MENTIONS).collect()
}

/// How to mention one of these people so that nobody else is meant as well.
pub fn written(person: &Person, people: &[Person]) -> String {
    let name = folded(&person.name);
    let namesakes = people.iter().filter(|other| folded(&other.name) == name);
    match namesakes.count() > 1 && !person.office.trim().is_empty() {
        true => format!("@{} ({})", person.name.trim(), person.office.trim()),
        false => format!("@{}", person.name.trim()),
    }
}

/// An `@` that stands in an address or at another `@` begins no name.
fn is_inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(|c| c.is_alphanumeric() || "._%+-@/".contains(c))
}

fn mention_at(text: &str, at: usize, people: &[Person]) -> Option<Mention> {
    let after = &text[at + 1..];
    let (opening, named) = match after.strip_prefix('[') {
        Some(named) => (1, named),
        None => (0, after),
    };
    let ends = |length: &usize| match opening {
        0 => ends_word(&named[*length..]),
        _ => named[*length..].starts_with(']'),
    };
    let fits = |person: &Person| name_length(named, &person.name).filter(ends);
    let length = people.iter().filter_map(fits).max()?;
    let mut meant: Vec<usize> = (0..people.len())
        .filter(|number| fits(&people[*number]) == Some(length))
        .collect();
    // With a closing bracket where there was an opening one.
    let mut end = at + 1 + opening + length + opening;
    let mut of_office: Option<usize> = None;
    meant.iter().for_each(|number| {
        let office = office_length(&text[end..], &people[*number].office);
        of_office = of_office.max(office);
    });
    if let Some(length) = of_office {
        meant.retain(|number| office_length(&text[end..], &people[*number].office).is_some());
        end += length;
    }
    Some(Mention {
        range: at..end,
        people: meant,
    })
}

/// How many bytes of the beginning of `text` are this name.
fn name_length(text: &str, name: &str) -> Option<usize> {
    let mut rest = text;
    let mut is_first = true;
    for word in name.split_whitespace() {
        if !is_first {
            let next = rest.trim_start();
            if next.len() == rest.len() {
                return None;
            }
            rest = next;
        }
        is_first = false;
        let mut written = rest.chars();
        for wanted in word.chars() {
            if !is_same_letter(written.next()?, wanted) {
                return None;
            }
        }
        rest = written.as_str();
    }
    (!is_first).then(|| text.len() - rest.len())
}

/// How many bytes of the beginning of `text` are this office in brackets.
fn office_length(text: &str, office: &str) -> Option<usize> {
    let opened = text.trim_start().strip_prefix('(')?.trim_start();
    let length = name_length(opened, office)?;
    let closed = opened[length..].trim_start().strip_prefix(')')?;
    Some(text.len() - closed.len())
}

/// Whether no word goes on here. A mark between two letters belongs to the word: `@Jean-Pierre` is not
/// Jean, and `@ratna.example` is not Ratna.
fn ends_word(rest: &str) -> bool {
    let mut rest = rest.chars();
    match rest.next() {
        None => true,
        Some(c) if c.is_alphanumeric() || c == '_' || c == '@' => false,
        Some('-' | '.' | '\'' | '’') => !rest.next().is_some_and(char::is_alphanumeric),
        Some(_) => true,
    }
}

/// A name by which two spellings of it are told to be the same.
fn folded(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

fn is_same_letter(one: char, other: char) -> bool {
    one == other || one.to_lowercase().eq(other.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn everybody() -> Vec<Person> {
        let key = |n: u8| PublicKey::from_bytes([n; 32]);
        gather([
            (key(1), "Ratna", "Kantor Pusat"),
            (key(2), "Budi", "Surabaya"),
            (key(3), "Budi", "Medan"),
            (key(4), "Budi Santoso", "Medan"),
            (key(5), "Siti Nur Aisyah", "Medan"),
            (key(6), "siti  nur aisyah", "MEDAN"),
        ])
    }

    /// What is mentioned, and whom that means.
    fn meant(text: &str) -> Vec<(&str, Vec<String>)> {
        let people = everybody();
        let found = find(text, &people).into_iter();
        found
            .map(|mention| {
                let named = |number: &usize| {
                    let person = &people[*number];
                    format!("{}, {}", person.name, person.office)
                };
                (
                    &text[mention.range.clone()],
                    mention.people.iter().map(named).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_whole_name_with_its_spaces_is_a_mention_and_the_longest_one_is_meant() {
        assert_eq!(
            meant("Tolong @ratna, periksa."),
            [("@ratna", vec!["Ratna, Kantor Pusat".to_owned()])]
        );
        assert_eq!(
            meant("@Budi  Santoso dan (@Ratna)."),
            [
                ("@Budi  Santoso", vec!["Budi Santoso, Medan".to_owned()]),
                ("@Ratna", vec!["Ratna, Kantor Pusat".to_owned()])
            ]
        );
        assert_eq!(meant("@[Siti Nur Aisyah]?")[0].0, "@[Siti Nur Aisyah]");
        assert_eq!(meant("Terima kasih @Ratna.").len(), 1);
    }

    #[test]
    fn one_name_in_two_offices_means_both_unless_the_office_is_named() {
        let both = vec!["Budi, Medan".to_owned(), "Budi, Surabaya".to_owned()];
        assert_eq!(meant("@Budi hadir"), [("@Budi", both.clone())]);
        assert_eq!(
            meant("@budi (surabaya) hadir"),
            [("@budi (surabaya)", vec!["Budi, Surabaya".to_owned()])]
        );
        assert_eq!(meant("@Budi (sakit)"), [("@Budi", both)]);
    }

    #[test]
    fn addresses_and_parts_of_words_mention_nobody() {
        for text in [
            "ratna@ratna.example",
            "humas@Ratna",
            "a.b@Ratna",
            "@Ratna.example",
            "@Ratna@pusat.example",
            "@@Ratna",
            "@Ratnawati",
            "@Ratna_2",
            "@ Ratna",
            "@[Ratna",
            "@Siti",
            "@",
            "https://media.example/@Ratna",
        ] {
            assert_eq!(meant(text), [], "{text}");
        }
    }

    #[test]
    fn two_devices_of_one_person_are_one_person_and_both_are_told() {
        let people = everybody();
        assert_eq!(keys("@Siti Nur Aisyah", &people).len(), 2);
        assert_eq!(
            people
                .iter()
                .filter(|one| one.name.starts_with("Siti"))
                .count(),
            1
        );
    }

    #[test]
    fn what_is_offered_means_exactly_the_person_it_was_offered_for() {
        let people = everybody();
        for (number, person) in people.iter().enumerate() {
            let text = format!("Halo {}, tolong.", written(person, &people));
            let found = find(&text, &people);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].people, [number], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_read_and_mentions_stand_in_order(
            text in "[@\\[\\]() .A-Za-zÀ-ÿİßǅ\u{300}\u{202e}🙂\\n]{0,80}|\\PC{0,80}",
            name in "[A-Za-zİß. ()@\\[]{0,12}|\\PC{0,8}",
        ) {
            let mut people = everybody();
            people.push(Person { name, office: "İ (x)".into(), keys: vec![] });
            let mut end = 0;
            for mention in find(&text, &people) {
                prop_assert!(mention.range.start >= end);
                prop_assert!(text[mention.range.clone()].starts_with('@'));
                prop_assert!(!mention.people.is_empty());
                end = mention.range.end;
            }
        }

        #[test]
        fn a_name_is_found_among_any_words_around_it(
            before in "[a-z ,(]{0,20}",
            after in "[a-z ,)!?]{0,20}",
        ) {
            let text = format!("{before} @Ratna {after}");
            prop_assert_eq!(meant(&text).len(), 1);
        }
    }
}
