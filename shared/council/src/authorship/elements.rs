//! One text with every character it ever held, the deleted ones included, in lasting order.
//!
//! Automerge shows what is visible now; to undo a deletion, or to say who deleted what, one must know
//! the rest too, and where it stood. So this rebuilds the sequence from the history, by the rule
//! automerge itself follows (an insertion stands directly after the element it names, the newest
//! first).
//!
//! Each character has a **slot**, for ever: its place among all characters ever written. Text that an
//! undo inserted again takes the slot of the character it brings back, wherever it was really put.
//! That is what keeps the order right through any number of undos.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpType};
use automerge::{Automerge, ObjId, ScalarValue};

use super::decode::{Decoded, Unreadable, decode_each, decode_one};
use super::index::{Index, OpId};
use super::origin::{Claim, claims};
use super::spans::Source;

/// How many changes can be read in one walk in the time that one takes by itself.
const COST_OF_ONE: usize = 4;

/// The start of the text, as a parent.
const HEAD: u32 = 0;

/// One element of a text: a character or a mark.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) id: OpId,
    /// The number of the change that inserted it.
    pub(crate) change: u32,
    /// Whose slot it has: itself, or the element that it brings back.
    pub(crate) slot: u32,
    /// The numbers of the changes that deleted it.
    pub(crate) deleted_by: Vec<u32>,
    pub(crate) visible: bool,
    pub(crate) is_mark: bool,
    /// The element it was inserted after, counted from 1; 0: at the start.
    parent: u32,
    value: ScalarValue,
    /// The number of the change that wrote `value`: another one only where a program put a value over
    /// the element later.
    value_change: u32,
}

impl Element {
    /// What it shows. An embedded object shows one replacement character, as in automerge.
    pub(crate) fn text(&self) -> &str {
        match &self.value {
            _ if self.is_mark => "",
            ScalarValue::Str(text) => text,
            _ => "\u{fffc}",
        }
    }

    /// Whether it is one ordinary character, which can be inserted again as it was.
    pub(crate) fn is_character(&self) -> bool {
        matches!(&self.value, ScalarValue::Str(text) if text.chars().nth(1).is_none())
            && !self.is_mark
            && !self.text().is_empty()
    }
}

/// Every element of one text.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    elements: Vec<Element>,
    /// As automerge has them.
    order: Vec<u32>,
    /// The elements that are their own slot, in the order of the slots.
    slots: Vec<u32>,
}

impl Elements {
    /// Rebuilds `text` from the whole history of `doc`.
    pub(crate) fn read(doc: &Automerge, index: &Index, text: &ObjId) -> Result<Self, Unreadable> {
        let mut all = Self::read_many(doc, index, std::slice::from_ref(text))?;
        Ok(all.pop().unwrap_or_default())
    }

    /// Rebuilds several texts in one walk through the history, or through those changes that wrote in
    /// them if the index knows which; in the order of `texts`.
    pub(crate) fn read_many(
        doc: &Automerge,
        index: &Index,
        texts: &[ObjId],
    ) -> Result<Vec<Self>, Unreadable> {
        let wanted: HashMap<OpId, usize> = texts
            .iter()
            .enumerate()
            .filter_map(|(i, text)| Some((index.op(text)?, i)))
            .collect();
        let mut readers: Vec<Reader> = texts.iter().map(|_| Reader::default()).collect();
        let mut take = |change: &Decoded| {
            let Some(number) = index.number(&change.hash) else {
                return;
            };
            let actor = index.changes()[number as usize].actor;
            let text_of = |object: &ObjectId| match object {
                ObjectId::Root => None,
                ObjectId::Id(id) => wanted.get(&op_id(index, id)?).copied(),
            };
            // Operations on one object stand together: look its name up once.
            let mut last: Option<(&ObjectId, Option<usize>)> = None;
            let has_claims = index.changes()[number as usize].note.is_some();
            for (counter, op) in change.operations() {
                let at = match last {
                    Some((object, at)) if *object == op.obj => at,
                    _ => text_of(&op.obj),
                };
                last = Some((&op.obj, at));
                if let Some(at) = at {
                    readers[at].take(index, number, OpId { counter, actor }, op);
                }
            }
            if has_claims {
                for claim in claims(change) {
                    if let Some(at) = text_of(&claim.text) {
                        readers[at].believe(index, number, actor, &claim);
                    }
                }
            }
        };
        match index.changes_in(wanted.keys().copied()) {
            Some(changes) if changes.len() * COST_OF_ONE < index.len() => {
                for number in changes {
                    let hash = index.changes()[number as usize].hash;
                    let change = decode_one(doc, hash)?;
                    take(&change.ok_or(Unreadable { change: Some(hash) })?);
                }
            }
            _ => decode_each(doc, &[], take)?,
        }
        let ranks = ranks(index);
        Ok(readers
            .into_iter()
            .map(|reader| reader.finish(&ranks))
            .collect())
    }

    pub(crate) fn get(&self, number: u32) -> &Element {
        &self.elements[number as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// All elements in the order they were made; parents before what was inserted after them.
    pub(crate) fn by_age(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter()
    }

    /// All elements in the order automerge has them.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (u32, &Element)> {
        self.order.iter().map(|&n| (n, self.get(n)))
    }

    /// All slots in their order.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (u32, &Element)> {
        self.slots.iter().map(|&n| (n, self.get(n)))
    }

    /// The text as it shows now.
    pub(crate) fn text(&self) -> String {
        self.visible().map(|(_, element)| element.text()).collect()
    }

    /// The visible elements in the order automerge has them.
    pub(crate) fn visible(&self) -> impl Iterator<Item = (u32, &Element)> {
        self.in_order()
            .filter(|(_, element)| element.visible && !element.is_mark)
    }

    /// The text by who wrote and who restored it.
    pub(crate) fn runs(&self) -> Vec<(Source, String)> {
        let mut runs: Vec<(Source, String)> = Vec::new();
        for (number, element) in self.visible() {
            let source = if element.slot == number {
                (Some(element.value_change), None)
            } else {
                (Some(self.get(element.slot).change), Some(element.change))
            };
            match runs.last_mut() {
                Some((of, text)) if *of == source => text.push_str(element.text()),
                _ => runs.push((source, element.text().to_owned())),
            }
        }
        runs
    }

    /// For each slot, by element number, whether anything of it is visible.
    pub(crate) fn shown_slots(&self) -> Vec<bool> {
        let mut shown = vec![false; self.elements.len()];
        for (_, element) in self.visible() {
            shown[element.slot as usize] = true;
        }
        shown
    }

    /// The same for the state that holds the changes in `within`, of each change by its number.
    pub(crate) fn slots_shown_in(&self, within: &[bool]) -> Vec<bool> {
        let mut shown = vec![false; self.elements.len()];
        for element in self.elements.iter().filter(|element| !element.is_mark) {
            let is_there = within[element.change as usize]
                && !element.deleted_by.iter().any(|&by| within[by as usize]);
            shown[element.slot as usize] |= is_there;
        }
        shown
    }

    /// For each slot, by element number, the newest element that has it.
    pub(crate) fn newest_of_slots(&self) -> Vec<u32> {
        let mut newest: Vec<u32> = (0..).take(self.elements.len()).collect();
        for (number, element) in (0..).zip(&self.elements) {
            newest[element.slot as usize] = number;
        }
        newest
    }
}

/// The operation a change names.
pub(crate) fn op_id(index: &Index, id: &automerge::legacy::OpId) -> Option<OpId> {
    Some(OpId {
        counter: id.counter(),
        actor: index.actor_number(id.actor())?,
    })
}

/// A value put over an element.
#[derive(Debug)]
struct Update {
    element: u32,
    id: OpId,
    change: u32,
    value: ScalarValue,
}

/// Takes in the operations on one text, change by change in causal order.
#[derive(Debug, Default)]
struct Reader {
    elements: Vec<Element>,
    /// Insertions and later values, to the element they belong to.
    by_op: HashMap<OpId, u32>,
    superseded: HashSet<OpId>,
    /// Values put over an element later: no program of ours does it.
    updates: Vec<Update>,
}

impl Reader {
    fn take(&mut self, index: &Index, change: u32, id: OpId, op: &Op) {
        let of_key = match &op.key {
            Key::Map(_) => return,
            Key::Seq(ElementId::Head) => None,
            Key::Seq(ElementId::Id(key)) => {
                // Unknown here only in damaged files; the text then differs and is refused whole.
                match op_id(index, key).and_then(|key| self.by_op.get(&key)) {
                    Some(&element) => Some(element),
                    None => return,
                }
            }
        };
        let is_mark = matches!(op.action, OpType::MarkBegin(_) | OpType::MarkEnd(_));
        if op.insert {
            let number = self.elements.len();
            let Ok(number) = u32::try_from(number) else {
                return;
            };
            self.by_op.insert(id, number);
            self.elements.push(Element {
                id,
                change,
                slot: number,
                deleted_by: Vec::new(),
                visible: true,
                is_mark,
                parent: of_key.map_or(HEAD, |element| element + 1),
                value: op.primitive_value().unwrap_or(ScalarValue::Null),
                value_change: change,
            });
            return;
        }
        if matches!(op.action, OpType::Increment(_)) {
            return;
        }
        if let (Some(element), OpType::Put(_) | OpType::Make(_)) = (of_key, &op.action) {
            self.by_op.insert(id, element);
            let value = op.primitive_value().unwrap_or(ScalarValue::Null);
            self.updates.push(Update {
                element,
                id,
                change,
                value,
            });
        }
        for pred in op.pred.iter().filter_map(|pred| op_id(index, pred)) {
            self.superseded.insert(pred);
            if let (OpType::Delete, Some(&element)) = (&op.action, self.by_op.get(&pred)) {
                let deleted_by = &mut self.elements[element as usize].deleted_by;
                if deleted_by.last() != Some(&change) {
                    deleted_by.push(change);
                }
            }
        }
    }

    /// Gives an element the slot of what it claims to bring back, if the claim is true.
    fn believe(&mut self, index: &Index, change: u32, actor: u32, claim: &Claim) {
        let Some(first) = index
            .number(&claim.origin.change)
            .filter(|&first| first < change)
        else {
            return;
        };
        let written = OpId {
            counter: claim.origin.counter,
            actor: index.changes()[first as usize].actor,
        };
        let restored = OpId {
            counter: claim.counter,
            actor,
        };
        let (Some(&original), Some(&again)) = (self.by_op.get(&written), self.by_op.get(&restored))
        else {
            return;
        };
        let of = &self.elements[original as usize];
        if of.id == written
            && of.change == first
            && of.slot == original
            && original < again
            && of.is_character()
            && of.value == claim.value
        {
            self.elements[again as usize].slot = original;
        }
    }

    fn finish(mut self, ranks: &[u32]) -> Elements {
        for element in &mut self.elements {
            element.visible = !self.superseded.contains(&element.id);
        }
        // Of several values over one element the greatest operation shows.
        let key = |id: OpId| (id.counter, ranks[id.actor as usize]);
        self.updates.sort_by_key(|update| key(update.id));
        for update in self.updates {
            if !self.superseded.contains(&update.id) {
                let element = &mut self.elements[update.element as usize];
                element.visible = true;
                element.value = update.value;
                element.value_change = update.change;
            }
        }
        let elements = self.elements;
        let order = depth_first(&elements, ranks, |_| true, |parent| parent);
        let slot_of = |parent: u32| match parent.checked_sub(1) {
            Some(element) => elements[element as usize].slot + 1,
            None => HEAD,
        };
        let own_slot = |number: u32| elements[number as usize].slot == number;
        let slots = depth_first(&elements, ranks, own_slot, slot_of);
        Elements {
            elements,
            order,
            slots,
        }
    }
}

/// The elements that `keep` keeps, each directly after its parent, of several children the newest
/// first. Parents have smaller numbers than their children, so this ends.
fn depth_first(
    elements: &[Element],
    ranks: &[u32],
    keep: impl Fn(u32) -> bool,
    parent: impl Fn(u32) -> u32,
) -> Vec<u32> {
    let mut children: Vec<u32> = (0..)
        .take(elements.len())
        .filter(|&number| keep(number))
        .collect();
    let parent = |number: u32| parent(elements[number as usize].parent);
    children.sort_by_cached_key(|&number| {
        let id = elements[number as usize].id;
        (
            parent(number),
            Reverse((id.counter, ranks[id.actor as usize])),
        )
    });
    let of = |wanted: u32| {
        let from = children.partition_point(|&number| parent(number) < wanted);
        let to = from + children[from..].partition_point(|&number| parent(number) == wanted);
        from..to
    };
    let mut order = Vec::with_capacity(children.len());
    let mut stack = vec![of(HEAD)];
    while let Some(range) = stack.last_mut() {
        match range.next() {
            Some(at) => {
                let number = children[at];
                order.push(number);
                let below = of(number + 1);
                if !below.is_empty() {
                    stack.push(below);
                }
            }
            None => {
                stack.pop();
            }
        }
    }
    order
}

/// The place of each actor, by number, when actors are sorted by their bytes.
fn ranks(index: &Index) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..).take(index.actors().len()).collect();
    sorted.sort_by_key(|&number| index.actor(number));
    let mut ranks = vec![0; sorted.len()];
    for (rank, number) in (0..).zip(sorted) {
        ranks[number as usize] = rank;
    }
    ranks
}
