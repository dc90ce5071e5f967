//! Offline editing sessions as plain data: an office inserts tokens that exist nowhere else and
//! deletes base text at random. Nobody ever deletes a token, so after any merge every token must be
//! there whole, every span of it must be its office's, and of the base text exactly that must be
//! left which nobody deleted.
//!
//! A token is a number in digits that only its office uses, and that no document here contains. So a
//! program that compares texts instead of being told the edit can never take one office's letters
//! for another's, and positions count characters, not bytes.

use std::collections::BTreeSet;
use std::ops::Range;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The first of ten digits in a row, one script per office: Devanagari, Bengali, Gurmukhi, Gujarati,
/// Oriya, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Tibetan.
const ZEROES: [char; 12] = ['०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '໐', '༠'];
/// How many offices can tell their tokens apart.
pub const OFFICES: usize = ZEROES.len();
/// How many digits a token has; see [`token`].
const TOKEN_DIGITS: u32 = 7;

/// One edit of one text: `delete` characters go at `at`, then `insert` comes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Which of the texts.
    pub text: usize,
    /// Where, in characters from the start.
    pub at: usize,
    /// How many characters go.
    pub delete: usize,
    /// What comes: a token, or nothing.
    pub insert: String,
}

/// What one office did offline, in order.
#[derive(Debug, Clone)]
pub struct Session {
    /// Which office, below [`OFFICES`].
    pub office: usize,
    /// The edits.
    pub edits: Vec<Edit>,
    /// How every text reads at this office afterwards.
    pub texts: Vec<String>,
    /// Which characters of every base text it deleted.
    pub deleted: Vec<BTreeSet<usize>>,
    /// The tokens it inserted, with the text each is in.
    pub tokens: Vec<(usize, String)>,
}

/// How many edits to make, and of what kind.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many edits.
    pub edits: usize,
    /// Of how many edits, on average, one deletes; the others insert. At least 2.
    pub deletion_every: u32,
    /// The most characters one deletion takes.
    pub longest_deletion: usize,
    /// Which texts it may touch; empty: all.
    pub texts: Range<usize>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            edits: 500,
            deletion_every: 3,
            longest_deletion: 40,
            texts: 0..0,
        }
    }
}

/// Where a character of a text comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Base(usize),
    /// The first character of a token.
    TokenStart,
    /// Another character of a token: nothing is inserted before it.
    TokenInside,
}

/// Token number `n` of an office: a leading nine that occurs nowhere else in a token, then `n` in
/// base nine. So tokens of one office that stand side by side are never mistaken for another one.
///
/// # Panics
/// When there are fewer offices or numbers than that.
pub fn token(office: usize, n: usize) -> String {
    assert!(n < 9_usize.pow(TOKEN_DIGITS - 1), "too many tokens");
    let digit = |value: usize| {
        char::from_u32(u32::from(ZEROES[office]) + value as u32).expect("ten digits in a row")
    };
    let mut digits = vec![digit(9)];
    for place in (0..TOKEN_DIGITS - 1).rev() {
        digits.push(digit(n / 9_usize.pow(place) % 9));
    }
    digits.into_iter().collect()
}

/// Whose token a character belongs to; `None` for base text.
pub fn office_of(character: char) -> Option<usize> {
    ZEROES.iter().position(|&zero| {
        let zero = u32::from(zero);
        (zero..zero + 10).contains(&u32::from(character))
    })
}

/// Makes an office's session on these base texts. Equal arguments give equal sessions.
///
/// # Panics
/// When a base text contains a digit that tokens are made of, or the plan names texts that are not
/// there.
pub fn session(seed: u64, office: usize, base: &[String], plan: &Plan) -> Session {
    assert!(
        base.iter()
            .all(|text| text.chars().all(|c| office_of(c).is_none())),
        "a base text contains digits that tokens are made of"
    );
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut texts: Vec<Vec<(char, Source)>> = base
        .iter()
        .map(|text| text.chars().zip((0..).map(Source::Base)).collect())
        .collect();
    let range = if plan.texts.is_empty() {
        0..base.len()
    } else {
        plan.texts.clone()
    };
    let mut session = Session {
        office,
        edits: Vec::with_capacity(plan.edits),
        texts: Vec::new(),
        deleted: vec![BTreeSet::new(); base.len()],
        tokens: Vec::new(),
    };
    while session.edits.len() < plan.edits {
        let text = random.random_range(range.clone());
        let now = &mut texts[text];
        let at = random.random_range(0..=now.len());
        let mut edit = Edit {
            text,
            at,
            delete: 0,
            insert: String::new(),
        };
        if random.random_ratio(1, plan.deletion_every.max(2)) {
            let most = random.random_range(1..=plan.longest_deletion.max(1));
            edit.delete = now[at..]
                .iter()
                .take(most)
                .take_while(|(_, source)| matches!(source, Source::Base(_)))
                .count();
            if edit.delete == 0 {
                continue;
            }
            for (_, source) in now.drain(at..at + edit.delete) {
                if let Source::Base(index) = source {
                    session.deleted[text].insert(index);
                }
            }
        } else {
            let inside = now
                .get(at)
                .is_some_and(|(_, source)| *source == Source::TokenInside);
            if inside {
                continue;
            }
            edit.insert = token(office, session.tokens.len());
            let letters = edit.insert.chars().enumerate().map(|(n, letter)| {
                let source = if n == 0 {
                    Source::TokenStart
                } else {
                    Source::TokenInside
                };
                (letter, source)
            });
            now.splice(at..at, letters);
            session.tokens.push((text, edit.insert.clone()));
        }
        session.edits.push(edit);
    }
    session.texts = texts
        .iter()
        .map(|text| text.iter().map(|(letter, _)| letter).collect())
        .collect();
    session
}

/// What is wrong with the texts after a merge of these sessions, in words; empty when nothing is.
/// Every edit must have been made as told: where a program compared texts instead, equal neighbours
/// may have been deleted in another order, and only [`lost_tokens`] can be asked.
pub fn faults(base: &[String], sessions: &[&Session], merged: &[String]) -> Vec<String> {
    let mut faults = lost_tokens(sessions, merged);
    for (n, (base, merged)) in base.iter().zip(merged).enumerate() {
        let expected: String = base
            .chars()
            .enumerate()
            .filter(|(index, _)| !sessions.iter().any(|s| s.deleted[n].contains(index)))
            .map(|(_, letter)| letter)
            .collect();
        let found: String = merged.chars().filter(|&c| office_of(c).is_none()).collect();
        if found != expected {
            faults.push(format!(
                "text {n}: of the base text {} characters are left instead of {}",
                found.chars().count(),
                expected.chars().count()
            ));
        }
    }
    if merged.len() != base.len() {
        faults.push(format!("{} texts instead of {}", merged.len(), base.len()));
    }
    faults
}

/// The tokens that are not there whole, or not exactly once, in the text they were written in.
pub fn lost_tokens(sessions: &[&Session], merged: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    for session in sessions {
        for (text, token) in &session.tokens {
            let times = merged
                .get(*text)
                .map_or(0, |merged| merged.matches(token).count());
            if times != 1 {
                let office = session.office;
                faults.push(format!(
                    "text {text}: token {token} of office {office}: {times} times"
                ));
            }
        }
    }
    faults
}

/// What is wrong with who is said to have written what: `spans` are the pieces of one merged text in
/// order, each with the office named for it, `None` for whoever wrote the base.
pub fn blame_faults(spans: &[(String, Option<usize>)]) -> Vec<String> {
    spans
        .iter()
        .filter_map(|(piece, named)| {
            let wrong = piece.chars().find(|&letter| office_of(letter) != *named)?;
            let (named, real) = (*named, office_of(wrong));
            Some(format!(
                "{piece:?} is said to be by {named:?}, but {wrong:?} is by {real:?}"
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable as _;
    use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc as _};

    use super::*;

    fn base() -> Vec<String> {
        let text = "Pasal 1. Rapat diadakan sebulan sekali — kecuali libur.\n\nAaaa bbb.\n";
        (1..=4).map(|times| text.repeat(times * 3)).collect()
    }

    #[test]
    fn equal_seeds_give_equal_sessions_and_edits_lead_to_their_texts() {
        let base = base();
        for seed in 0..20 {
            let made = session(seed, 3, &base, &Plan::default());
            assert_eq!(made.edits.len(), 500);
            assert_eq!(made.edits, session(seed, 3, &base, &Plan::default()).edits);
            let mut texts: Vec<Vec<char>> = base.iter().map(|t| t.chars().collect()).collect();
            for edit in &made.edits {
                let text = &mut texts[edit.text];
                text.splice(edit.at..edit.at + edit.delete, edit.insert.chars());
            }
            let texts: Vec<String> = texts.into_iter().map(String::from_iter).collect();
            assert_eq!(texts, made.texts, "seed {seed}");
            assert_eq!(faults(&base, &[&made], &texts), [""; 0], "seed {seed}");
            assert!(made.deleted.iter().all(|deleted| !deleted.is_empty()));
        }
    }

    #[test]
    fn a_merge_by_automerge_has_no_faults_and_a_spoiled_one_has() {
        let base = base();
        for seed in 0..5 {
            let plan = Plan {
                edits: 150,
                ..Plan::default()
            };
            let sessions =
                [0, 1, 11].map(|office| session(seed ^ office as u64, office, &base, &plan));
            let mut root = AutoCommit::new();
            let ids: Vec<ObjId> = (0..base.len())
                .map(|n| {
                    root.put_object(ROOT, n.to_string(), ObjType::Text)
                        .expect("made")
                })
                .collect();
            for (id, text) in ids.iter().zip(&base) {
                root.splice_text(id, 0, 0, text).expect("spliced");
            }
            let mut copies = sessions.clone().map(|session| {
                let mut copy = root.fork();
                for edit in &session.edits {
                    let delete = edit.delete as isize;
                    copy.splice_text(&ids[edit.text], edit.at, delete, &edit.insert)
                        .expect("spliced");
                }
                copy
            });
            for copy in &mut copies {
                root.merge(copy).expect("merged");
            }
            let mut merged: Vec<String> =
                ids.iter().map(|id| root.text(id).expect("read")).collect();
            let sessions: Vec<&Session> = sessions.iter().collect();
            assert_eq!(faults(&base, &sessions, &merged), [""; 0], "seed {seed}");

            let lost = sessions[1].tokens[7].clone();
            merged[lost.0] = merged[lost.0].replacen(&lost.1, &lost.1[..lost.1.len() - 3], 1);
            assert_eq!(faults(&base, &sessions, &merged).len(), 1, "seed {seed}");
            let of_base = |letter: char| office_of(letter).is_none();
            let at = merged[0].find(of_base).expect("base text is left");
            merged[0].remove(at);
            assert_eq!(faults(&base, &sessions, &merged).len(), 2, "seed {seed}");
        }
    }

    #[test]
    fn tokens_are_unique_and_never_found_across_neighbours() {
        let all: Vec<String> = (0..2000).map(|n| token(2, n)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        let together = all.concat();
        assert!(
            all.iter()
                .all(|token| together.matches(token.as_str()).count() == 1)
        );
        for office in 0..OFFICES {
            assert!(
                token(office, 12_345)
                    .chars()
                    .all(|c| office_of(c) == Some(office))
            );
        }
        assert!(('!'..='~').all(|letter| office_of(letter).is_none()));
    }

    #[test]
    fn a_wrong_name_on_a_span_is_found() {
        let spans = |office| vec![("Rapat ".to_owned(), None), (token(1, 5), office)];
        assert_eq!(blame_faults(&spans(Some(1))), [""; 0]);
        assert_eq!(blame_faults(&spans(Some(2))).len(), 1);
        assert_eq!(blame_faults(&spans(None)).len(), 1);
    }

    #[test]
    fn only_the_planned_texts_are_touched() {
        let plan = Plan {
            texts: 1..3,
            ..Plan::default()
        };
        let made = session(9, 0, &base(), &plan);
        assert!(made.edits.iter().all(|edit| (1..3).contains(&edit.text)));
        assert_eq!(made.texts[0], base()[0]);
    }
}
