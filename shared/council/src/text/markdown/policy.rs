//! Policies, guidelines and any other text in clauses.

use super::outline;
use crate::view::{Clause, Policy};

/// Reads a policy: the first `#` heading is the title, every other heading begins a clause.
///
/// A text before the first heading becomes a clause of level 0. Without a `#` heading the title stays
/// empty: the caller knows the file's name.
///
/// ```
/// let policy = council::text::markdown::read_policy("# Kebijakan\n\n## Tujuan\n\nMenjaga nama baik.\n");
/// assert_eq!(policy.title, "Kebijakan");
/// assert_eq!(policy.clauses[0].heading, "Tujuan");
/// assert_eq!(policy.clauses[0].body, "Menjaga nama baik.");
/// ```
#[must_use]
pub fn read_policy(text: &str) -> Policy {
    let outline = outline::read(text);
    Policy {
        title: outline.title,
        meta: outline.meta,
        clauses: outline
            .sections
            .into_iter()
            .map(|s| Clause {
                id: String::new(),
                level: s.level,
                heading: s.heading,
                body: s.body,
            })
            .collect(),
    }
}

/// Writes a policy as Markdown, in the form [`read_policy`] reads back to the same policy.
#[must_use]
pub fn write_policy(policy: &Policy) -> String {
    outline::write(
        &policy.meta,
        &policy.title,
        policy
            .clauses
            .iter()
            .map(|c| (c.level, c.heading.as_str(), c.body.as_str())),
    )
}
