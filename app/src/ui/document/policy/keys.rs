//! Keys that mean more than one field: across the edges of fields, and on whole clauses.

use council::edit::{Collection, Edit, New, Place};
use council::view::Clause;
use egui::{Key, Modifiers, Ui};

use super::{CaretWish, Here, Jump, Page, Wanted};

/// What a key does to clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// A new one after it.
    InsertAfter,
    /// One place up.
    Up,
    /// One place down.
    Down,
    /// One level deeper.
    Deeper,
    /// One level less deep.
    Shallower,
    /// Away, to come back by undo.
    Remove,
}

/// The deepest level.
const DEEPEST: u8 = 4;

impl Page<'_, '_> {
    /// Takes the keys that are not for one field alone, before the fields see them.
    pub(super) fn take_keys(&mut self, ui: &Ui) {
        let Some(here) = self.memory.here.clone() else {
            return;
        };
        let id = super::field_id(self.editor.id, &here.place);
        if !ui.memory(|memory| memory.has_focus(id)) {
            return;
        }
        let Some(at) = self.memory.rows.clause_of(&here.place) else {
            return;
        };
        if self.can_write() {
            for (modifiers, key, deed) in [
                (Modifiers::COMMAND, Key::Enter, Deed::InsertAfter),
                (Modifiers::ALT, Key::ArrowUp, Deed::Up),
                (Modifiers::ALT, Key::ArrowDown, Deed::Down),
                (Modifiers::ALT, Key::ArrowRight, Deed::Deeper),
                (Modifiers::ALT, Key::ArrowLeft, Deed::Shallower),
            ] {
                if ui.input_mut(|input| input.consume_key(modifiers, key)) {
                    self.do_to(at, deed);
                    return;
                }
            }
        }
        if here.is_composing {
            return;
        }
        self.cross_edges(ui, at, &here);
    }

    fn cross_edges(&mut self, ui: &Ui, at: usize, here: &Here) {
        let is_heading = matches!(here.place, Place::ClauseHeading(_));
        let take = |modifiers, key| {
            ui.input_mut(|input| {
                let is_pressed = input.key_pressed(key) && input.modifiers == modifiers;
                is_pressed && input.consume_key(modifiers, key)
            })
        };
        if is_heading && take(Modifiers::NONE, Key::Enter) {
            self.focus_body(at, CaretWish::Start);
            return;
        }
        let Some(caret) = here.caret.filter(|_| here.selection.is_empty()) else {
            return;
        };
        if caret.is_on_first_line && take(Modifiers::NONE, Key::ArrowUp) {
            self.focus_before(at, is_heading, CaretWish::LastLineAt(caret.x));
        } else if caret.is_on_last_line && take(Modifiers::NONE, Key::ArrowDown) {
            self.focus_after(at, is_heading, CaretWish::FirstLineAt(caret.x));
        } else if caret.is_at_start && take(Modifiers::NONE, Key::ArrowLeft) {
            self.focus_before(at, is_heading, CaretWish::End);
        } else if caret.is_at_end && take(Modifiers::NONE, Key::ArrowRight) {
            self.focus_after(at, is_heading, CaretWish::Start);
        } else if caret.is_at_start && take(Modifiers::COMMAND, Key::Home) {
            self.focus_heading(0, CaretWish::Start);
        } else if caret.is_at_end && take(Modifiers::COMMAND, Key::End) {
            let last = self.policy.clauses.len().saturating_sub(1);
            self.focus_body(last, CaretWish::End);
        } else if caret.is_at_start && take(Modifiers::NONE, Key::Backspace) {
            let clause = &self.policy.clauses[at];
            let is_empty = clause.heading.is_empty() && clause.body.is_empty();
            if is_heading && is_empty && at > 0 && self.can_write() {
                self.do_to(at, Deed::Remove);
            }
            self.focus_before(at, is_heading, CaretWish::End);
        } else if caret.is_at_end && take(Modifiers::NONE, Key::Delete) {
            self.focus_after(at, is_heading, CaretWish::Start);
        }
    }

    fn focus_before(&mut self, at: usize, is_heading: bool, caret: CaretWish) {
        match (is_heading, at) {
            (false, _) if self.has_heading(at) => self.focus_heading(at, caret),
            (_, 0) => {
                self.memory.wanted = Some(Wanted {
                    place: Place::Title,
                    caret,
                })
            }
            (_, at) => self.focus_body(at - 1, caret),
        }
    }

    fn focus_after(&mut self, at: usize, is_heading: bool, caret: CaretWish) {
        if is_heading {
            self.focus_body(at, caret);
        } else if at + 1 < self.policy.clauses.len() {
            match self.has_heading(at + 1) {
                true => self.focus_heading(at + 1, caret),
                false => self.focus_body(at + 1, caret),
            }
        }
    }

    /// Text before the first heading has none of its own.
    pub(super) fn has_heading(&self, at: usize) -> bool {
        let clause = &self.policy.clauses[at];
        clause.level > 0 || !clause.heading.is_empty()
    }

    pub(super) fn focus_heading(&mut self, at: usize, caret: CaretWish) {
        if !self.policy.clauses.is_empty() && !self.has_heading(at) {
            return self.focus_body(at, caret);
        }
        let clause = self.policy.clauses.get(at);
        self.focus(
            clause.map(|clause| Place::ClauseHeading(clause.id.clone())),
            caret,
        );
    }

    pub(super) fn focus_body(&mut self, at: usize, caret: CaretWish) {
        let clause = self.policy.clauses.get(at);
        self.focus(
            clause.map(|clause| Place::ClauseBody(clause.id.clone())),
            caret,
        );
    }

    fn focus(&mut self, place: Option<Place>, caret: CaretWish) {
        let Some(place) = place else { return };
        self.memory.jump = Some(Jump {
            place: place.clone(),
            range: None,
            is_marked: false,
            is_forced: false,
        });
        self.memory.wanted = Some(Wanted { place, caret });
    }

    /// Does something to a clause.
    pub(super) fn do_to(&mut self, at: usize, deed: Deed) {
        let clauses = &self.policy.clauses;
        let Some(clause) = clauses.get(at) else {
            return;
        };
        let id = clause.id.clone();
        let after = |at: Option<usize>| at.and_then(|at| clauses.get(at)).map(|one| one.id.clone());
        let moved = |after| Edit::Move {
            collection: Collection::Clauses,
            id: id.clone(),
            after,
        };
        let level = |level: u8| Edit::Put {
            place: Place::ClauseLevel(id.clone()),
            value: level.to_string(),
        };
        let edit = match deed {
            Deed::InsertAfter => {
                let new = Clause {
                    id: uuid::Uuid::new_v4().to_string(),
                    level: clause.level.max(1),
                    ..Clause::default()
                };
                self.memory.wanted = Some(Wanted {
                    place: Place::ClauseHeading(new.id.clone()),
                    caret: CaretWish::Start,
                });
                Edit::Insert {
                    new: New::Clause(new),
                    after: Some(id.clone()),
                }
            }
            Deed::Up if at > 0 => moved(after(at.checked_sub(2))),
            Deed::Down if at + 1 < clauses.len() => moved(after(Some(at + 1))),
            Deed::Deeper if clause.level < DEEPEST => level(clause.level + 1),
            Deed::Shallower if clause.level > 1 => level(clause.level - 1),
            Deed::Remove => {
                self.memory.removed = Some(vec![id.clone()]);
                Edit::Remove {
                    collection: Collection::Clauses,
                    id: id.clone(),
                }
            }
            Deed::Up | Deed::Down | Deed::Deeper | Deed::Shallower => return,
        };
        if matches!(deed, Deed::Up | Deed::Down) {
            self.memory.follow = Some(id);
        }
        self.edit(vec![edit]);
    }
}
