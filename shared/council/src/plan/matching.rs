//! Which thing of one version is which of the other.

use std::collections::{BTreeMap, HashMap, VecDeque};

use similar::{Algorithm, capture_diff_slices, diff_ratio};

/// What a thing is recognised by.
pub(super) struct Signature {
    /// Its id; may be empty.
    pub(super) id: String,
    /// What names it: level and heading, activity.
    pub(super) name: String,
    /// All of its text.
    pub(super) text: String,
}

/// Pairs less alike than this are different things.
const ALIKE: f32 = 0.5;
/// How many pairs are compared by their words, at most.
const MAX_PAIRS: usize = 10_000;
/// How many words of a text are compared, at most.
const MAX_WORDS: usize = 2_000;

/// For each wanted thing its place among the current ones, if it is there.
pub(super) fn matched(current: &[Signature], wanted: &[Signature]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut free = vec![true; current.len()];
    by_key(current, wanted, &mut found, &mut free, |s| {
        (!s.id.is_empty()).then_some((s.id.as_str(), ""))
    });
    by_key(current, wanted, &mut found, &mut free, |s| {
        Some((s.name.as_str(), s.text.as_str()))
    });
    by_key(current, wanted, &mut found, &mut free, |s| {
        (!s.name.is_empty()).then_some((s.name.as_str(), ""))
    });
    by_likeness(current, wanted, &mut found, &mut free);
    found
}

/// Matches equal keys, the first with the first.
fn by_key<'a>(
    current: &'a [Signature],
    wanted: &'a [Signature],
    found: &mut [Option<usize>],
    free: &mut [bool],
    key: impl Fn(&'a Signature) -> Option<(&'a str, &'a str)>,
) {
    let mut places: HashMap<(&str, &str), VecDeque<usize>> = HashMap::new();
    for (at, signature) in current.iter().enumerate().filter(|(at, _)| free[*at]) {
        if let Some(key) = key(signature) {
            places.entry(key).or_default().push_back(at);
        }
    }
    for (n, signature) in wanted.iter().enumerate() {
        if found[n].is_none()
            && let Some(key) = key(signature)
            && let Some(at) = places.get_mut(&key).and_then(VecDeque::pop_front)
        {
            found[n] = Some(at);
            free[at] = false;
        }
    }
}

/// Matches what is left by its words, the most alike first. With very much left, things are compared
/// only with what stands about where they stand.
fn by_likeness(
    current: &[Signature],
    wanted: &[Signature],
    found: &mut [Option<usize>],
    free: &mut [bool],
) {
    let left: Vec<usize> = (0..current.len()).filter(|at| free[*at]).collect();
    let new: Vec<usize> = (0..wanted.len()).filter(|n| found[*n].is_none()).collect();
    let reach = (MAX_PAIRS / new.len().max(1)).max(1);
    let mut interned = BTreeMap::new();
    let old_words: Vec<Vec<usize>> = left
        .iter()
        .map(|at| words(&current[*at].text, &mut interned))
        .collect();
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (place, n) in new.iter().enumerate() {
        let words = words(&wanted[*n].text, &mut interned);
        let middle = place * left.len() / new.len().max(1);
        let from = middle.saturating_sub(reach / 2);
        for at in from..(from + reach).min(left.len()) {
            let likeness = likeness(&old_words[at], &words);
            if likeness >= ALIKE {
                pairs.push((likeness, left[at], *n));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)).then(a.1.cmp(&b.1)));
    for (_, at, n) in pairs {
        if free[at] && found[n].is_none() {
            found[n] = Some(at);
            free[at] = false;
        }
    }
}

/// The words of a text as numbers.
fn words<'a>(text: &'a str, interned: &mut BTreeMap<&'a str, usize>) -> Vec<usize> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words
        .take(MAX_WORDS)
        .map(|word| {
            let next = interned.len();
            *interned.entry(word).or_insert(next)
        })
        .collect()
}

/// How much two texts have in common, from 0 to 1.
fn likeness(old: &[usize], new: &[usize]) -> f32 {
    let (short, long) = (old.len().min(new.len()), old.len().max(new.len()));
    // The ratio cannot be more than this: most pairs need no comparing.
    if short == 0 || 2.0 * short as f32 / ((short + long) as f32) < ALIKE {
        return 0.0;
    }
    let (mut a, mut b) = (old.to_vec(), new.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    if 2.0 * common(&a, &b) as f32 / ((short + long) as f32) < ALIKE {
        return 0.0;
    }
    let operations = capture_diff_slices(Algorithm::Patience, old, new);
    diff_ratio(&operations, old.len(), new.len())
}

/// How many words two sorted lists share.
fn common(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}
