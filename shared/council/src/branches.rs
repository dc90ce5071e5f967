//! Which branches of forks the chair chose: what the `choose-branch` acts about a document say, seen with
//! the roster.
//!
//! A fork is two changes of one actor at one place, because a device was copied and both copies went on.
//! Without a choice the lowest hash counts, which needs no act. A choice
//! names the change that counts instead. Of several about one place the newest counts: one whose author had
//! seen another comes after it; of two that know nothing of each other the one with the longer past, then
//! the one with the greater id. That is an order of all acts about a document, the same for everybody who
//! holds the same acts, in whatever order they came.

use std::collections::BTreeMap;

use format::{Act, ActId, ChangeHash, PublicKey};

use crate::act::Body;
use crate::chair::{self, Uncounted};
use crate::past::Past;
use crate::revocation::Released;
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
        let acts: BTreeMap<ActId, &Act> = acts.into_iter().map(|act| (act.id(), act)).collect();
        let mut branches = Self::default();
        let said: Vec<&Act> = (acts.values().copied())
            .filter(|act| act.statement().kind == "choose-branch")
            .collect();
        // Following what everybody had seen costs more than looking at the word.
        if said.is_empty() {
            return branches;
        }
        let released = Released::of(roster, acts.values().copied());
        let past = Past::of(&acts, |_| false);
        let depths = past.depths(&acts);
        let mut counted: Vec<(u64, Choice)> = Vec::new();
        for act in said {
            match judge(roster, &released, &past, act) {
                Ok(choice) => {
                    let depth = depths.get(&act.id()).copied().unwrap_or_default();
                    counted.push((depth, choice));
                }
                Err(reason) => branches.not_counted.push((act.id(), reason)),
            }
        }
        counted.sort_by_key(|(depth, choice)| std::cmp::Reverse((*depth, choice.act)));
        branches.newest_first = counted.into_iter().map(|(_, choice)| choice).collect();
        branches
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

fn judge(
    roster: &Roster,
    released: &Released,
    past: &Past,
    act: &Act,
) -> Result<Choice, Uncounted> {
    let Body::ChooseBranch(choice) = Body::read(act)? else {
        return Err(Uncounted::NotChair);
    };
    chair::judge(roster, released, past, act)?;
    let statement = act.statement();
    Ok(Choice {
        act: act.id(),
        change: choice.change,
        by: statement.author,
        reason: choice.reason,
        time_millis: statement.time_millis,
    })
}
