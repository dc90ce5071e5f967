//! Which of several changes at one place counts.
//!
//! Two changes of one actor with the same own predecessor are a fork (a cloned device). All are kept. One
//! counts: the one that the newest counting choice of the chair names, and where none is named the one with
//! the lowest hash. The others, and whatever is built on them by anybody, stand outside the frontier. That
//! is a pure function of the changes and acts held, so nodes with equal sets agree.

use format::ChangeHash;

/// By what changes at one place are told apart: the lowest counts. `chosen` are the changes that counting
/// acts name, by the newest choice first.
pub fn rank(chosen: &[ChangeHash], change: &ChangeHash) -> (usize, ChangeHash) {
    let at = chosen.iter().position(|one| one == change);
    (at.unwrap_or(chosen.len()), *change)
}

/// Which of these changes, which stand at one place, counts; `None` of none.
pub fn counting<'a>(
    chosen: &[ChangeHash],
    changes: impl IntoIterator<Item = &'a ChangeHash>,
) -> Option<ChangeHash> {
    let changes = changes.into_iter();
    changes.min_by_key(|change| rank(chosen, change)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(byte: u8) -> ChangeHash {
        ChangeHash::from_bytes([byte; 32])
    }

    #[test]
    fn the_newest_choice_among_those_there_counts_and_without_one_the_lowest_hash() {
        let all = [hash(3), hash(1), hash(2)];
        assert_eq!(counting(&[], &all), Some(hash(1)));
        assert_eq!(counting(&[hash(3)], &all), Some(hash(3)));
        assert_eq!(counting(&[hash(2), hash(3)], &all), Some(hash(2)));
        // A choice about another place, or a change that is not here yet, says nothing.
        assert_eq!(counting(&[hash(9)], &all), Some(hash(1)));
        assert_eq!(counting(&[hash(9), hash(2)], &all), Some(hash(2)));
        assert_eq!(counting(&[], &[]), None);
    }
}
