//! The comments on a document, folded from acts.

use std::collections::BTreeMap;

use format::{Act, ActId, PublicKey};

use crate::act::{Body, Comment};

/// A comment with who said it and when they say they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidComment {
    /// The act.
    pub id: ActId,
    /// Who said it.
    pub author: PublicKey,
    /// The author's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// What was said, where.
    pub comment: Comment,
}

/// The comments among the acts about one document by authors who count, oldest first as their authors'
/// clocks say, ties by id: the same whatever the order of arrival.
pub fn comments<'a>(
    acts: impl IntoIterator<Item = &'a Act>,
    counts: impl Fn(&Act) -> bool,
) -> Vec<SaidComment> {
    let mut said = BTreeMap::new();
    for act in acts {
        let statement = act.statement();
        if !counts(act) {
            continue;
        }
        if let Ok(Body::Comment(comment)) = Body::read(act) {
            said.insert(
                (statement.time_millis, act.id()),
                SaidComment {
                    id: act.id(),
                    author: statement.author,
                    time_millis: statement.time_millis,
                    comment,
                },
            );
        }
    }
    said.into_values().collect()
}
