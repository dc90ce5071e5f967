//! What undo and redo do to one text.

use std::collections::BTreeSet;

use automerge::ObjId;
use format::PublicKey;

use super::left::Why;
use super::plan::Direction;
use super::stacks::Stacks;
use super::write::Write;
use crate::authorship::origin::Origin;
use crate::authorship::{Elements, Index};

/// What must be written into one text, and what stays deleted because of whom.
#[derive(Debug, Default)]
pub(crate) struct TextInverse {
    pub(crate) writes: Vec<Write>,
    pub(crate) left: Vec<(Why, Vec<PublicKey>)>,
}

/// Takes back what change `of` did to `text`, or does it again.
///
/// A character shows when whoever wrote it has not taken that back and everybody who deleted it has, or
/// somebody brought it back after that and has not taken that back. Only the characters that the change
/// wrote, deleted or brought back are looked at.
pub(crate) fn toggle(
    text: &ObjId,
    elements: &Elements,
    index: &Index,
    stacks: &Stacks,
    of: u32,
    direction: Direction,
) -> TextInverse {
    let is_undone = |change: u32| match direction {
        _ if change != of => stacks.is_undone(change),
        Direction::Undo => true,
        Direction::Redo => false,
    };
    let deleters = deleters(elements, stacks);
    let restorers = restorers(elements, stacks);
    let shown = elements.shown_slots();
    let (mut hide, mut show) = (vec![false; shown.len()], vec![false; shown.len()]);
    let mut left = Vec::new();
    for (slot, element) in elements.slots().filter(|(_, element)| !element.is_mark) {
        let slot = slot as usize;
        let (deleters, restorers) = (&deleters[slot], &restorers[slot]);
        let is_of_change = element.change == of || deleters.contains(&of);
        if !is_of_change && !restorers.contains(&of) {
            continue;
        }
        let is_overruled = |deleter: u32| {
            let mut later = restorers.iter().filter(|&&change| change > deleter);
            later.any(|&change| !is_undone(change))
        };
        let mut standing = deleters
            .iter()
            .filter(|&&change| !is_undone(change) && !is_overruled(change))
            .copied()
            .peekable();
        let is_wanted = !is_undone(element.change) && standing.peek().is_none();
        if shown[slot] {
            hide[slot] = !is_wanted;
        } else if is_wanted && element.is_character() {
            show[slot] = true;
        } else if is_wanted {
            left.push((Why::Unsupported, Vec::new()));
        } else if !is_of_change {
            // It was brought back and is gone again: nothing to be told.
        } else if element.change != of && is_undone(element.change) {
            let by = authors(index, [element.change]);
            note(&mut left, Why::TakenBack(element.text().to_owned()), by);
        } else if !standing.any(|change| change == of) && !is_undone(element.change) {
            let by = authors(
                index,
                deleters
                    .iter()
                    .copied()
                    .filter(|&change| !is_undone(change)),
            );
            note(&mut left, Why::AlsoDeleted(element.text().to_owned()), by);
        }
    }
    let mut writes = deletions(text, elements, &hide);
    writes.extend(insertions(text, elements, index, &hide, &show));
    TextInverse { writes, left }
}

/// For each slot the changes that deleted it; not those that only undid or did something again.
fn deleters(elements: &Elements, stacks: &Stacks) -> Vec<Vec<u32>> {
    let mut deleters = vec![Vec::new(); elements.len()];
    for element in elements.by_age() {
        let by = element.deleted_by.iter().copied();
        deleters[element.slot as usize].extend(by.filter(|&c| stacks.reversed_by(c).is_none()));
    }
    deleters
}

/// For each slot the changes that brought it back for somebody else: strikes, and proposals made again.
fn restorers(elements: &Elements, stacks: &Stacks) -> Vec<Vec<u32>> {
    let mut restorers = vec![Vec::new(); elements.len()];
    for (number, element) in (0..).zip(elements.by_age()) {
        if element.slot != number && stacks.reversed_by(element.change).is_none() {
            restorers[element.slot as usize].push(element.change);
        }
    }
    restorers
}

fn authors(index: &Index, changes: impl IntoIterator<Item = u32>) -> Vec<PublicKey> {
    let authors: BTreeSet<PublicKey> = changes
        .into_iter()
        .filter_map(|change| index.changes()[change as usize].author)
        .collect();
    authors.into_iter().collect()
}

/// Notes what stays, neighbouring characters together.
fn note(left: &mut Vec<(Why, Vec<PublicKey>)>, why: Why, by: Vec<PublicKey>) {
    match (left.last_mut(), &why) {
        (Some((Why::AlsoDeleted(before), of)), Why::AlsoDeleted(text))
        | (Some((Why::TakenBack(before), of)), Why::TakenBack(text))
            if *of == by =>
        {
            before.push_str(text);
        }
        _ => left.push((why, by)),
    }
}

/// From the end to the start, so that no deletion moves the next.
pub(crate) fn deletions(text: &ObjId, elements: &Elements, hide: &[bool]) -> Vec<Write> {
    let mut writes: Vec<Write> = Vec::new();
    let mut at = 0;
    let mut goes_on = false;
    for (_, element) in elements.visible() {
        let chars = element.text().chars().count();
        let goes = hide[element.slot as usize];
        match writes.last_mut() {
            Some(Write::DeleteText { count, .. }) if goes && goes_on => *count += chars,
            _ if goes => writes.push(Write::DeleteText {
                text: text.clone(),
                at,
                count: chars,
            }),
            _ => {}
        }
        goes_on = goes;
        at += chars;
    }
    writes.reverse();
    writes
}

/// Each run goes directly after the nearest visible character to the left of its slots. From the end
/// to the start, as the text stands once the deletions are done.
pub(crate) fn insertions(
    text: &ObjId,
    elements: &Elements,
    index: &Index,
    hide: &[bool],
    show: &[bool],
) -> Vec<Write> {
    // Where the last visible element of each slot ends.
    let mut end_of_slot = vec![None; elements.len()];
    let mut at = 0;
    for (_, element) in elements.visible() {
        if !hide[element.slot as usize] {
            at += element.text().chars().count();
            end_of_slot[element.slot as usize] = Some(at);
        }
    }
    let mut runs: Vec<(usize, Origin, String)> = Vec::new();
    let mut anchor = 0;
    let mut goes_on = false;
    for (slot, element) in elements.slots().filter(|(_, element)| !element.is_mark) {
        if let Some(end) = end_of_slot[slot as usize] {
            anchor = end;
            goes_on = false;
        } else if show[slot as usize] {
            let origin = Origin {
                change: index.changes()[element.change as usize].hash,
                counter: element.id.counter,
            };
            match runs.last_mut() {
                Some((_, first, run)) if goes_on && first.after(run.chars().count()) == origin => {
                    run.push_str(element.text());
                }
                _ => runs.push((anchor, origin, element.text().to_owned())),
            }
            goes_on = true;
        }
    }
    let write = |(at, origin, insert): (usize, Origin, String)| Write::InsertText {
        text: text.clone(),
        at,
        insert,
        origin,
    };
    runs.into_iter().rev().map(write).collect()
}
