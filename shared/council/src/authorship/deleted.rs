//! What was deleted from a text, by whom, and who had written it.

use automerge::{Automerge, ObjId};
use serde::Serialize;

use super::decode::Unreadable;
use super::elements::Elements;
use super::index::{Index, Written};

/// A stretch of text that is not there any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeletedRun {
    /// Where it would stand: code points of the current text before it.
    pub at_chars: usize,
    /// What it said.
    pub text: String,
    /// Who wrote it first.
    pub written: Written,
    /// Who deleted it: several when people deleted it at the same time.
    pub deleted_by: Vec<Written>,
}

/// Everything that was ever deleted from `text` and is not back, in the order it stood in.
///
/// Reads the whole history of the document, or with [`Index::read_with_texts`] the changes of the text.
///
/// # Errors
/// When the history cannot be taken apart.
pub fn deleted(
    doc: &Automerge,
    index: &Index,
    text: &ObjId,
) -> Result<Vec<DeletedRun>, Unreadable> {
    let elements = Elements::read(doc, index, text)?;
    let (shown, newest) = (elements.shown_slots(), elements.newest_of_slots());
    let mut runs: Vec<DeletedRun> = Vec::new();
    let mut at_chars = 0;
    // The change that wrote and the changes that deleted the last run, while it still goes on.
    let mut last: Option<(u32, &[u32])> = None;
    for (slot, element) in elements.slots().filter(|(_, element)| !element.is_mark) {
        if shown[slot as usize] {
            at_chars += element.text().chars().count();
            last = None;
            continue;
        }
        let by = elements.get(newest[slot as usize]).deleted_by.as_slice();
        match runs.last_mut() {
            Some(run) if last == Some((element.change, by)) => run.text.push_str(element.text()),
            _ => runs.push(DeletedRun {
                at_chars,
                text: element.text().to_owned(),
                written: index.written(element.change),
                deleted_by: by.iter().map(|&change| index.written(change)).collect(),
            }),
        }
        last = Some((element.change, by));
    }
    Ok(runs)
}
