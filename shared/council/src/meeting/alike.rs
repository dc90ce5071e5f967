//! Actions that two minute-takers may both have written down: same owner, same item, similar title (N9).

use std::collections::BTreeMap;

use super::voters::plain;
use crate::view::Action;

/// From how much alike two titles may be one action, from 0 to 1.
const ALIKE: f64 = 0.8;
/// Titles are compared by so many characters at most: nobody writes the same five hundred by chance.
const MOST_COMPARED: usize = 500;
/// Actions of one owner under one item are compared up to this many.
const MOST_OF_ONE_OWNER: usize = 50;

/// The pairs of actions, by their places in the list, that may be one; the lower place first.
pub(super) fn alike(actions: &[Action]) -> Vec<(usize, usize)> {
    let mut groups: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (at, action) in actions.iter().enumerate() {
        let owner = plain(&action.owner);
        if !owner.is_empty() {
            groups.entry((&action.agenda, owner)).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for group in groups.values() {
        let group = &group[..group.len().min(MOST_OF_ONE_OWNER)];
        for (n, first) in group.iter().enumerate() {
            for second in &group[n + 1..] {
                if are_alike(&actions[*first].title, &actions[*second].title) {
                    pairs.push((*first, *second));
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Whether two titles may mean the same.
fn are_alike(a: &str, b: &str) -> bool {
    let words = |title: &str| -> Vec<String> {
        let title: String = title.chars().take(MOST_COMPARED).collect();
        let lower = title.to_lowercase();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    // Words in another order are another title to a comparison of letters, and the same to people.
    let (mut a_sorted, mut b_sorted) = (a.clone(), b.clone());
    a_sorted.sort_unstable();
    b_sorted.sort_unstable();
    [
        (a.join(" "), b.join(" ")),
        (a_sorted.join(" "), b_sorted.join(" ")),
    ]
    .into_iter()
    .any(|(a, b)| strsim::normalized_levenshtein(&a, &b) >= ALIKE)
}
