//! Writing again what stands on a branch of a fork that lost.
//!
//! A device that was copied wrote twice at one place; one branch counts, and what the other one says does
//! not show. Its writer's device writes it again under a fresh actor: on what the branch was built on, so
//! that it merges with everything written since as any late work does. What was built on somebody else's
//! words of the same branch may have nothing to stand on any more; that is told and not guessed.
//!
//! The changes that do so name those they write again in their message: a line `rewrite`, then a hash a
//! line. A claim like every message: it says only what need not be offered to its own author again.

use format::ChangeHash;

use crate::document::splice::{Splice, splices};
use crate::document::{Document, EditError, LocalChange};
use crate::edit::{Edit, Place};
use crate::plan::{PlanError, plan};
use crate::view::View;

/// The first line of the message.
const REWRITE: &str = "rewrite";

/// The most changes that one message names.
const NAMED_AT_ONCE: usize = 60;

/// What a change with this message writes again; nothing for any other message.
///
/// ```
/// # use council::rewrite::{message, written_again};
/// let lost = [format::ChangeHash::from_bytes([7; 32])];
/// assert_eq!(written_again(&message(&lost)), lost);
/// assert_eq!(written_again("rewrite the introduction"), []);
/// ```
pub fn written_again(message: &str) -> Vec<ChangeHash> {
    let mut lines = message.lines();
    if lines.next() != Some(REWRITE) {
        return Vec::new();
    }
    lines.filter_map(|line| line.parse().ok()).collect()
}

/// The message that names these changes.
pub fn message(lost: &[ChangeHash]) -> String {
    let mut message = REWRITE.to_owned();
    for change in lost.iter().take(NAMED_AT_ONCE) {
        message.push_str(&format!("\n{change}"));
    }
    message
}

/// What came of writing again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rewritten {
    /// The changes that were made, oldest first.
    pub changes: Vec<LocalChange>,
    /// What had nothing to stand on, in the order in which it was meant.
    pub left: Vec<Edit>,
}

/// Why nothing was written again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// The document cannot be written.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The two states are of different kinds.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl Document {
    /// Writes here what led from `before` to `after` elsewhere, as far as it fits. `lost` are the changes
    /// that wrote it there; at least one change is made, so that what is done is not offered again.
    ///
    /// `new_id` gives each new thing a fresh id: the branch may be chosen yet, and must not clash then.
    ///
    /// # Errors
    /// [`RewriteError`]; throw the document away then, for some of it may be written.
    pub fn write_again(
        &mut self,
        (before, after): (&View, &View),
        lost: &[ChangeHash],
        time_seconds: i64,
        new_id: &mut impl FnMut() -> String,
    ) -> Result<Rewritten, RewriteError> {
        let mut done = Rewritten::default();
        let mut names = lost.chunks(NAMED_AT_ONCE).map(message);
        let first = names.next().unwrap_or_else(|| message(&[]));
        for batch in plan(before, after, new_id)? {
            let now = self.view();
            let mut fitting = Vec::new();
            for edit in batch {
                match fitted(edit, before, &now) {
                    Ok(edits) => fitting.extend(edits),
                    Err(edit) => done.left.push(*edit),
                }
            }
            self.write_what_fits(&fitting, &first, time_seconds, &mut done)?;
        }
        if done.changes.is_empty() {
            done.changes.push(self.note(time_seconds, &first)?);
        }
        for name in names {
            done.changes.push(self.note(time_seconds, &name)?);
        }
        Ok(done)
    }

    /// All of it in one change; where that cannot be done, one by one.
    fn write_what_fits(
        &mut self,
        edits: &[Edit],
        message: &str,
        time_seconds: i64,
        done: &mut Rewritten,
    ) -> Result<(), EditError> {
        match self.edit(edits, time_seconds, Some(message)) {
            Ok(change) => done.changes.extend(change),
            Err(error @ (EditError::NewerVersion { .. } | EditError::NoWriter)) => {
                return Err(error);
            }
            Err(_) if edits.len() > 1 => {
                let (first, second) = edits.split_at(edits.len() / 2);
                self.write_what_fits(first, message, time_seconds, done)?;
                self.write_what_fits(second, message, time_seconds, done)?;
            }
            Err(_) => done.left.extend_from_slice(edits),
        }
        Ok(())
    }
}

/// The edit as it fits a document that reads `now`, though it was planned for one that read `before`.
fn fitted(edit: Edit, before: &View, now: &View) -> Result<Vec<Edit>, Box<Edit>> {
    let Edit::Put { place, value } = &edit else {
        return Ok(vec![edit]);
    };
    // Values that are no text are replaced as a whole, wherever they stand.
    let (Some(was), Some(is)) = (before.text(place), now.text(place)) else {
        return match before.text(place).is_some() {
            true => Err(Box::new(edit)),
            false => Ok(vec![edit]),
        };
    };
    if was == is {
        return Ok(vec![edit]);
    }
    rebased(place, was, value, is).ok_or_else(|| Box::new(edit))
}

/// What leads from `was` to `wanted`, done to `is` instead; `None` where both changed the same passage.
fn rebased(place: &Place, was: &str, wanted: &str, is: &str) -> Option<Vec<Edit>> {
    let theirs = in_one_text(splices(was, is));
    let mut edits = Vec::new();
    let mut moved_by_mine = 0;
    for mine in in_one_text(splices(was, wanted)) {
        let mut moved_by_theirs = 0;
        for other in &theirs {
            let touches = mine.from < other.to && other.from < mine.to;
            let is_within = mine.from == mine.to && other.from < mine.from && mine.from < other.to;
            if touches || is_within {
                return None;
            }
            if other.to <= mine.from {
                moved_by_theirs += other.grows;
            }
        }
        let at = mine.from as isize + moved_by_theirs + moved_by_mine;
        moved_by_mine += mine.grows;
        edits.push(Edit::Splice {
            place: place.clone(),
            at: usize::try_from(at).ok()?,
            delete: mine.to - mine.from,
            insert: mine.insert,
        });
    }
    Some(edits)
}

/// A splice whose place is counted in the text before any of them.
struct InOneText {
    from: usize,
    to: usize,
    insert: String,
    /// By how much the text is longer afterwards.
    grows: isize,
}

fn in_one_text(splices: Vec<Splice>) -> Vec<InOneText> {
    let mut grown = 0;
    let one = |splice: Splice| {
        let from = usize::try_from(splice.at as isize - grown).unwrap_or_default();
        let grows = splice.insert.chars().count() as isize - splice.delete as isize;
        grown += grows;
        InOneText {
            from,
            to: from + splice.delete,
            insert: splice.insert,
            grows,
        }
    };
    splices.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use format::{CouncilId, DeviceKey};

    use super::*;
    use crate::edit::New;
    use crate::view::{Clause, Kind};

    fn done(was: &str, wanted: &str, is: &str) -> Option<String> {
        let mut text: Vec<char> = is.chars().collect();
        for edit in rebased(&Place::Title, was, wanted, is)? {
            let Edit::Splice {
                at, delete, insert, ..
            } = edit
            else {
                panic!("a splice");
            };
            text.splice(at..at + delete, insert.chars());
        }
        Some(text.into_iter().collect())
    }

    #[test]
    fn what_was_written_elsewhere_is_put_where_it_belongs_in_another_text() {
        let was = "Rapat dibuka pukul sembilan oleh ketua.";
        let wanted = "Rapat dibuka pukul sepuluh oleh ketua dewan.";
        let is = "Rapat bulan ini dibuka pukul sembilan oleh ketua.";
        assert_eq!(
            done(was, wanted, is).unwrap(),
            "Rapat bulan ini dibuka pukul sepuluh oleh ketua dewan."
        );
        assert_eq!(done(was, was, is).unwrap(), is);
        assert_eq!(done(was, wanted, was).unwrap(), wanted);
        // Both changed the same words.
        let other = "Rapat dibuka pukul delapan oleh ketua.";
        assert_eq!(done(was, wanted, other), None);
    }

    fn document(key: u8) -> Document {
        let mut document = Document::genesis(Kind::Policy);
        writes(&mut document, key, key);
        document
    }

    /// A copy of a document has no writer.
    fn writes(document: &mut Document, key: u8, start: u8) {
        let key = DeviceKey::from_secret(&[key; 32]).public();
        let council = CouncilId::from_bytes([1; 32]);
        document.set_writer(key, key.actor_with(&council, [start; 8]));
    }

    fn id(number: u8) -> String {
        uuid::Uuid::from_bytes([number; 16]).to_string()
    }

    fn clause(number: u8, body: &str) -> Edit {
        Edit::Insert {
            new: New::Clause(Clause {
                id: id(number),
                level: 1,
                heading: format!("Pasal {number}"),
                body: body.into(),
            }),
            after: None,
        }
    }

    fn body(number: u8, value: &str) -> Edit {
        Edit::Put {
            place: Place::ClauseBody(id(number)),
            value: value.into(),
        }
    }

    #[test]
    fn what_was_lost_is_written_again_and_named() {
        let mut before = document(1);
        before.edit(&[clause(1, "Isi pasal.")], 0, None).unwrap();
        let shared = before.automerge().get_changes(&[]).split_off(1);
        let mut after = before.clone();
        writes(&mut after, 1, 7);
        let edits = [body(1, "Isi pasal yang baru."), clause(2, "Pasal baru.")];
        after.edit(&edits, 0, None).unwrap();
        let mut now = Document::load(Kind::Policy, shared).unwrap();
        writes(&mut now, 1, 9);
        let lost = [ChangeHash::from_bytes([3; 32])];
        let mut number = 100;
        let mut new_id = || {
            number += 1;
            id(number)
        };
        let done = now
            .write_again((&before.view(), &after.view()), &lost, 0, &mut new_id)
            .unwrap();
        assert_eq!(done.left, []);
        assert_eq!(written_again(&message(&lost)), lost);
        let View::Policy(policy) = now.view() else {
            panic!("a policy")
        };
        let mut bodies: Vec<_> = policy.clauses.iter().map(|one| one.body.as_str()).collect();
        bodies.sort_unstable();
        assert_eq!(bodies, ["Isi pasal yang baru.", "Pasal baru."]);
        // A thing of the branch has a fresh id here: the branch may be chosen yet.
        assert!(policy.clauses.iter().all(|one| one.id != id(2)));
        // Where there is nothing to write, it is said all the same that it is done.
        let view = now.view();
        let again = now
            .write_again((&view, &view), &lost, 0, &mut new_id)
            .unwrap();
        assert_eq!(again.changes.len(), 1);
        assert_eq!(now.view(), view);
    }

    #[test]
    fn what_has_nothing_to_stand_on_is_told() {
        let mut before = document(1);
        before.edit(&[clause(1, "Isi.")], 0, None).unwrap();
        before
            .edit(&[clause(2, "Milik orang lain.")], 0, None)
            .unwrap();
        let mut after = before.clone();
        writes(&mut after, 1, 7);
        let edits = [body(1, "Isi baru."), body(2, "Milik orang lain dan saya.")];
        after.edit(&edits, 0, None).unwrap();
        let mut now = document(2);
        now.edit(&[clause(1, "Isi.")], 0, None).unwrap();
        let lost = [ChangeHash::from_bytes([3; 32])];
        let done = now
            .write_again((&before.view(), &after.view()), &lost, 0, &mut || id(50))
            .unwrap();
        assert_eq!(done.left, [body(2, "Milik orang lain dan saya.")]);
        let View::Policy(policy) = now.view() else {
            panic!("a policy")
        };
        assert_eq!(policy.clauses[0].body, "Isi baru.");
    }
}
