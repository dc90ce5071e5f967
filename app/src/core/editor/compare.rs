//! Two states of a document side by side, passage by passage, word by word.
//!
//! A passage is what a person would point at: a clause, an agenda item, a decision, an action, a row.
//! All kinds of document are read as passages, so older states of all of them are shown and compared in
//! one way.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use council::document::splice::splices;
use council::edit::Collection;
use council::view::View;

/// One passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it is; `None`: a value that is in no thing, such as the title.
    pub collection: Option<Collection>,
    /// Its id; of a value that is in no thing the key of its place.
    pub id: String,
    /// 1 to 4, as the depth of its heading; 0: without a heading.
    pub level: u8,
    /// Its heading, one line; may be empty.
    pub heading: String,
    /// Its text, Markdown.
    pub body: String,
}

/// The passages of a document. `column` says what a fixed column of a matrix is called.
pub fn passages(view: &View, column: impl Fn(&str) -> String) -> Vec<Passage> {
    let passage = |collection, id: &str, level, heading: &str, body: String| Passage {
        collection: Some(collection),
        id: id.to_owned(),
        level,
        heading: heading.to_owned(),
        body,
    };
    match view {
        View::Policy(policy) => policy
            .clauses
            .iter()
            .map(|clause| {
                let body = clause.body.clone();
                passage(
                    Collection::Clauses,
                    &clause.id,
                    clause.level,
                    &clause.heading,
                    body,
                )
            })
            .collect(),
        View::Minutes(minutes) => {
            let agenda = minutes.agenda.iter().map(|item| {
                let body = item.notes.clone();
                passage(Collection::Agenda, &item.id, item.level, &item.topic, body)
            });
            let decisions = minutes.decisions.iter().map(|one| {
                let mut body = lines([&one.text, &one.owner]);
                for (person, vote) in &one.votes {
                    body.push_str(&format!("\n- {person}: {vote}"));
                }
                passage(Collection::Decisions, &one.id, 2, "", body)
            });
            let actions = minutes.actions.iter().map(|one| {
                let body = lines([&one.owner, &one.due, &one.state]);
                passage(Collection::Actions, &one.id, 2, &one.title, body)
            });
            agenda.chain(decisions).chain(actions).collect()
        }
        View::Matrix(matrix) => matrix
            .rows
            .iter()
            .map(|row| {
                let mut cells = matrix
                    .columns
                    .iter()
                    .zip(&row.cells)
                    .filter(|(_, cell)| !cell.is_empty());
                let heading = cells.next().map_or("", |(_, cell)| cell.as_str());
                let body: Vec<String> = cells
                    .map(|(of, cell)| {
                        let name = match of.name.as_str() {
                            "" => column(&of.id),
                            name => name.to_owned(),
                        };
                        format!("- {name}: {cell}")
                    })
                    .collect();
                passage(Collection::Rows, &row.id, 2, heading, body.join("\n"))
            })
            .collect(),
    }
}

fn lines<const N: usize>(parts: [&String; N]) -> String {
    let parts: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is in both.
    Stayed,
    /// Only the newer one has it.
    Came,
    /// Only the older one has it.
    Went,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PassageFate {
    /// It reads the same.
    Same,
    /// It reads otherwise.
    Changed,
    /// Only the newer one has it.
    Came,
    /// Only the older one has it.
    Went,
}

/// A passage in both states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedPassage {
    /// What it is; `None`: a value that is in no thing.
    pub collection: Option<Collection>,
    /// Its id; of a value that is in no thing the key of its place.
    pub id: String,
    /// What became of it.
    pub fate: PassageFate,
    /// Whether it stands elsewhere among those that stayed.
    pub is_moved: bool,
    /// Its level, before and after; equal if only one state has it.
    pub level: (u8, u8),
    /// Its heading.
    pub heading: Vec<(Fate, String)>,
    /// Its text.
    pub body: Vec<(Fate, String)>,
}

/// The passages of two states, in the order of the newer one; what went stands where it stood.
pub fn compare(old: &[Passage], new: &[Passage]) -> Vec<ComparedPassage> {
    let old_at: HashMap<&str, usize> = numbered(old);
    let new_at: HashMap<&str, usize> = numbered(new);
    let stayed = staying(old, &new_at);
    let mut compared = Vec::new();
    let went_after = |from: usize, compared: &mut Vec<ComparedPassage>| {
        for passage in &old[from..] {
            if new_at.contains_key(passage.id.as_str()) {
                break;
            }
            compared.push(one_sided(passage, PassageFate::Went));
        }
    };
    went_after(0, &mut compared);
    for passage in new {
        let Some(at) = old_at.get(passage.id.as_str()) else {
            compared.push(one_sided(passage, PassageFate::Came));
            continue;
        };
        let before = &old[*at];
        let is_same = before.heading == passage.heading
            && before.body == passage.body
            && before.level == passage.level;
        compared.push(ComparedPassage {
            collection: passage.collection,
            id: passage.id.clone(),
            fate: match is_same {
                true => PassageFate::Same,
                false => PassageFate::Changed,
            },
            is_moved: !stayed.contains(passage.id.as_str()),
            level: (before.level, passage.level),
            heading: words(&before.heading, &passage.heading),
            body: words(&before.body, &passage.body),
        });
        went_after(at + 1, &mut compared);
    }
    compared
}

fn numbered(passages: &[Passage]) -> HashMap<&str, usize> {
    let numbered = passages.iter().enumerate();
    numbered
        .map(|(at, passage)| (passage.id.as_str(), at))
        .collect()
}

/// Of the passages that both have, a longest run that stands in the same order in both: the others moved.
fn staying<'a>(old: &'a [Passage], new_at: &HashMap<&str, usize>) -> HashSet<&'a str> {
    let both: Vec<(usize, &str)> = old
        .iter()
        .filter_map(|passage| {
            let at = new_at.get(passage.id.as_str())?;
            Some((*at, passage.id.as_str()))
        })
        .collect();
    // Patience: `tails[n]` ends the best run of length n + 1, `before` leads back through it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(both.len());
    for (number, (at, _)) in both.iter().enumerate() {
        let length = tails.partition_point(|tail| both[*tail].0 < *at);
        before.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        match tails.get_mut(length) {
            Some(tail) => *tail = number,
            None => tails.push(number),
        }
    }
    let mut found = HashSet::new();
    let mut next = tails.last().copied();
    while let Some(number) = next {
        found.insert(both[number].1);
        next = before[number];
    }
    found
}

fn one_sided(passage: &Passage, fate: PassageFate) -> ComparedPassage {
    let of_text = match fate {
        PassageFate::Came => Fate::Came,
        _ => Fate::Went,
    };
    let whole = |text: &str| match text {
        "" => vec![],
        text => vec![(of_text, text.to_owned())],
    };
    ComparedPassage {
        collection: passage.collection,
        id: passage.id.clone(),
        fate,
        is_moved: false,
        level: (passage.level, passage.level),
        heading: whole(&passage.heading),
        body: whole(&passage.body),
    }
}

/// What stayed, went and came between two texts, in reading order and in whole words.
pub fn words(old: &str, new: &str) -> Vec<(Fate, String)> {
    let mut found: Vec<(Fate, String)> = Vec::new();
    let mut push = |fate, chars: &[char]| {
        if !chars.is_empty() {
            found.push((fate, chars.iter().collect()));
        }
    };
    let hunks = hunks(old, new);
    let old: Vec<char> = old.chars().collect();
    let new: Vec<char> = new.chars().collect();
    let mut new_at = 0;
    for (went, came) in hunks {
        push(Fate::Stayed, &new[new_at..came.start]);
        push(Fate::Went, &old[went]);
        new_at = came.end;
        push(Fate::Came, &new[came]);
    }
    push(Fate::Stayed, &new[new_at..]);
    found
}

/// The passages that differ, in characters of the one and of the other text. One that begins or ends
/// within a word takes in the whole word.
fn hunks(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut differing: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    // Old and new run side by side between two splices.
    let (mut old_at, mut new_at) = (0, 0);
    for splice in splices(old, new) {
        let from = old_at + (splice.at - new_at);
        let came = splice.at..splice.at + splice.insert.chars().count();
        (old_at, new_at) = (from + splice.delete, came.end);
        differing.push((from..old_at, came));
    }
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let is_letter =
        |text: &[char], at: usize| text.get(at).is_some_and(|char| char.is_alphanumeric());
    let begins =
        |text: &[char], range: &Range<usize>| !range.is_empty() && is_letter(text, range.start);
    let ends =
        |text: &[char], range: &Range<usize>| !range.is_empty() && is_letter(text, range.end - 1);
    let next: Vec<usize> = differing
        .iter()
        .skip(1)
        .map(|(_, came)| came.start)
        .collect();
    let mut whole: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (number, (mut went, mut came)) in differing.into_iter().enumerate() {
        let before = whole.last().map_or(0, |(_, came)| came.end);
        if begins(&old, &went) || begins(&new, &came) {
            while came.start > before && is_letter(&new, came.start - 1) {
                came.start -= 1;
                went.start -= 1;
            }
        }
        if ends(&old, &went) || ends(&new, &came) {
            let after = next.get(number).copied().unwrap_or(new.len());
            while came.end < after && is_letter(&new, came.end) {
                came.end += 1;
                went.end += 1;
            }
        }
        match whole.last_mut() {
            Some(last) if last.1.end == came.start => {
                last.0.end = went.end;
                last.1.end = came.end;
            }
            _ => whole.push((went, came)),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(id: &str, heading: &str, body: &str) -> Passage {
        Passage {
            collection: Some(Collection::Clauses),
            id: id.into(),
            level: 1,
            heading: heading.into(),
            body: body.into(),
        }
    }

    #[test]
    fn words_that_came_and_went_stand_beside_each_other() {
        let found = words("Rapat dibuka pukul 09.00.", "Rapat dibuka pukul 10.00 WIB.");
        let side = |fate: Fate| -> String {
            found
                .iter()
                .filter(|(of, _)| *of == fate || *of == Fate::Stayed)
                .map(|(_, text)| text.as_str())
                .collect()
        };
        assert_eq!(side(Fate::Went), "Rapat dibuka pukul 09.00.");
        assert_eq!(side(Fate::Came), "Rapat dibuka pukul 10.00 WIB.");
        assert!(found.contains(&(Fate::Went, "09.00".into())), "{found:?}");
        assert_eq!(words("", ""), []);
        let own = |fate: Fate, text: &str| (fate, text.to_owned());
        assert_eq!(
            words("pukul sembilan, satu tiga", "pukul sepuluh, satu dua tiga"),
            [
                own(Fate::Stayed, "pukul "),
                own(Fate::Went, "sembilan"),
                own(Fate::Came, "sepuluh"),
                own(Fate::Stayed, ", satu"),
                own(Fate::Came, " dua"),
                own(Fate::Stayed, " tiga"),
            ],
            "whole words"
        );
        assert_eq!(
            words("unggah", "diunggah"),
            [own(Fate::Went, "unggah"), own(Fate::Came, "diunggah")]
        );
    }

    #[test]
    fn passages_are_followed_by_their_ids() {
        let old = [
            clause("a", "Tujuan", "satu"),
            clause("b", "Hapus", "dua"),
            clause("c", "Cakupan", "tiga"),
            clause("d", "Akun", "empat"),
        ];
        let new = [
            clause("d", "Akun", "empat"),
            clause("a", "Tujuan", "satu lagi"),
            clause("e", "Baru", "lima"),
            clause("c", "Cakupan", "tiga"),
        ];
        let found: Vec<_> = compare(&old, &new)
            .into_iter()
            .map(|one| (one.id, one.fate, one.is_moved))
            .collect();
        assert_eq!(
            found,
            [
                ("d".into(), PassageFate::Same, true),
                ("a".into(), PassageFate::Changed, false),
                ("b".into(), PassageFate::Went, false),
                ("e".into(), PassageFate::Came, false),
                ("c".into(), PassageFate::Same, false),
            ]
        );
    }
}
