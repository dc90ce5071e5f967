//! Which branches of forks the chair chose: what the `choose-branch` acts about a document say, seen with
//! the roster.
//!
//! A fork is two changes of one actor at one place, because a device was copied and both copies went on.
//! Without a choice the lowest hash counts, which needs no act. A choice
//! names the change that counts instead. Of several about one place the newest counts: one whose author had
//! seen another comes after it; of two that know nothing of each other the one with the longer past, then
//! the one with the greater id. That is an order of all acts about a document, the same for everybody who
//! holds the same acts, in whatever order they came.

use format::{Act, ActId, ChangeHash, PublicKey};

use crate::act::Body;
use crate::chair::{Said, Uncounted};
use crate::roster::Roster;

/// One choice that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The act.
    pub act: ActId,
    /// The change that counts at its place.
    pub change: ChangeHash,
    /// Who chose.
    pub by: PublicKey,
    /// Why.
    pub reason: String,
    /// When, by its author's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

/// The choices about the forks of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Branches {
    newest_first: Vec<Choice>,
    not_counted: Vec<(ActId, Uncounted)>,
}

impl Branches {
    /// Folds the choices among the acts about one document.
    pub fn of<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        let mut said = Said::of(roster, acts, "choose-branch", |act, body| {
            let Body::ChooseBranch(choice) = body else {
                return None;
            };
            let statement = act.statement();
            Some(Choice {
                act: act.id(),
                change: choice.change,
                by: statement.author,
                reason: choice.reason,
                time_millis: statement.time_millis,
            })
        });
        said.counted.reverse();
        Self {
            newest_first: said.counted,
            not_counted: said.not_counted,
        }
    }

    /// The choices that count, the newest first.
    pub fn choices(&self) -> &[Choice] {
        &self.newest_first
    }

    /// The changes that were chosen, by the newest choice first, each once.
    pub fn chosen(&self) -> Vec<ChangeHash> {
        let mut chosen = Vec::with_capacity(self.newest_first.len());
        for choice in &self.newest_first {
            if !chosen.contains(&choice.change) {
                chosen.push(choice.change);
            }
        }
        chosen
    }

    /// Choices that count for nothing, and why; ascending.
    pub fn not_counted(&self) -> &[(ActId, Uncounted)] {
        &self.not_counted
    }
}
