//! Looking for words in the document.

use std::ops::Range;

use council::edit::Place;
use council::view::{Clause, Policy};
use egui::{Frame, Key, Margin, Modifiers, TextEdit, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_KEYBOARD_ARROW_DOWN, ICON_KEYBOARD_ARROW_UP, ICON_SEARCH,
};

use super::{Jump, Page};
use crate::core::Action;
use crate::core::editor::Revision;
use crate::say;
use crate::ui::{theme, widgets};

/// What is looked for, and where it is.
#[derive(Debug, Default)]
pub(super) struct Memory {
    query: String,
    found: Vec<Found>,
    current: usize,
    made_for: Option<(String, Revision)>,
    is_open: bool,
}

/// A place where the words are.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    clause: usize,
    is_body: bool,
    range: Range<usize>,
}

impl Memory {
    /// Looks again where something changed.
    fn sync(&mut self, policy: &Policy, revision: Revision, typed_in: Option<usize>) {
        let is_same_query = |made: &(String, Revision)| made.0 == self.query;
        match (&self.made_for, typed_in) {
            (Some(made), _) if is_same_query(made) && made.1 == revision => return,
            // Only the clause in which somebody types.
            (Some(made), Some(at)) if is_same_query(made) && made.1.shape == revision.shape => {
                let from = self.found.partition_point(|found| found.clause < at);
                let to = self.found.partition_point(|found| found.clause <= at);
                let anew = policy
                    .clauses
                    .get(at)
                    .map(|clause| in_clause(at, clause, &self.query));
                self.found.splice(from..to, anew.into_iter().flatten());
            }
            _ => {
                let clauses = policy.clauses.iter().enumerate();
                self.found = clauses
                    .flat_map(|(at, clause)| in_clause(at, clause, &self.query))
                    .collect();
                self.current = 0;
            }
        }
        self.current = self.current.min(self.found.len().saturating_sub(1));
        self.made_for = Some((self.query.clone(), revision));
    }

    /// Where the words are in one text: which characters, and whether it is the current one.
    pub(super) fn in_text(
        &self,
        clause: usize,
        is_body: bool,
    ) -> impl Iterator<Item = (Range<usize>, bool)> {
        let found = match self.is_open {
            true => self.found.as_slice(),
            false => &[],
        };
        let from = found.partition_point(|one| (one.clause, one.is_body) < (clause, is_body));
        let here = found[from..]
            .iter()
            .take_while(move |one| (one.clause, one.is_body) == (clause, is_body));
        let current = self.current;
        here.enumerate()
            .map(move |(number, one)| (one.range.clone(), from + number == current))
    }

    fn step(&mut self, forward: bool) -> Option<Found> {
        let count = self.found.len();
        if count == 0 {
            return None;
        }
        self.current = match forward {
            true => (self.current + 1) % count,
            false => (self.current + count - 1) % count,
        };
        self.found.get(self.current).cloned()
    }
}

/// Every place in a clause where the words are, small and capital letters alike.
fn in_clause(at: usize, clause: &Clause, query: &str) -> Vec<Found> {
    let wanted = folded(query.trim());
    let mut found = Vec::new();
    if wanted.is_empty() {
        return found;
    }
    for (is_body, text) in [(false, &clause.heading), (true, &clause.body)] {
        let text = folded(text);
        let mut from = 0;
        while from + wanted.len() <= text.len() {
            if text[from] == wanted[0] && text[from..from + wanted.len()] == wanted {
                found.push(Found {
                    clause: at,
                    is_body,
                    range: from..from + wanted.len(),
                });
                from += wanted.len();
            } else {
                from += 1;
            }
        }
    }
    found
}

/// One character for each character, so that places stay what they are.
fn folded(text: &str) -> Vec<char> {
    let fold = |char: char| char.to_lowercase().next().unwrap_or(char);
    text.chars().map(fold).collect()
}

impl Page<'_, '_> {
    /// The bar above the clauses, while it is open.
    pub(super) fn find_ui(&mut self, ui: &mut Ui) {
        let is_open = self.scene.state.is_finding;
        let was_open = std::mem::replace(&mut self.memory.find.is_open, is_open);
        if !is_open {
            return;
        }
        let typed_in = self
            .memory
            .here
            .as_ref()
            .and_then(|here| self.memory.rows.clause_of(&here.place));
        let revision = self.editor.revision();
        self.memory.find.sync(self.policy, revision, typed_in);
        let palette = theme::palette(ui);
        let frame = Frame::NONE
            .fill(palette.bar)
            .inner_margin(Margin::symmetric(24, 6));
        let mut step = None;
        egui::Panel::top("find in document")
            .frame(frame)
            .show(ui, |ui| {
                ui.horizontal(|ui| {
                    let word = self.scene.word("menu-find-here");
                    ui.label(ICON_SEARCH.rich_text().size(18.0));
                    // Before the field sees them.
                    let has_focus = ui.memory(|memory| memory.has_focus(find_id()));
                    if has_focus {
                        ui.input_mut(|input| {
                            if input.consume_key(Modifiers::SHIFT, Key::Enter) {
                                step = Some(false);
                            } else if input.consume_key(Modifiers::NONE, Key::Enter) {
                                step = Some(true);
                            }
                        });
                    }
                    let field = ui.add(
                        TextEdit::singleline(&mut self.memory.find.query)
                            .id(find_id())
                            .margin(Margin::symmetric(8, 6))
                            .desired_width(280.0),
                    );
                    ui.ctx()
                        .accesskit_node_builder(find_id(), |node| node.set_label(word));
                    if !was_open {
                        field.request_focus();
                    }
                    // The toolkit takes the focus away before anybody else sees the key.
                    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
                        self.scene.wish(Action::Find(false));
                    }
                    if field.changed() {
                        self.memory.find.sync(self.policy, revision, None);
                        if let Some(found) = self.memory.find.found.first().cloned() {
                            self.go_to(&found);
                        }
                    }
                    let count = self.memory.find.found.len();
                    let language = self.scene.language();
                    let text = match (self.memory.find.query.trim(), count) {
                        ("", _) => String::new(),
                        (_, 0) => self.scene.word("find-nothing").to_owned(),
                        _ => say!(
                            language,
                            "find-count",
                            n = self.memory.find.current as u64 + 1,
                            count = count as u64
                        ),
                    };
                    ui.add_enabled_ui(count > 0, |ui| {
                        let word = self.scene.word("find-previous");
                        if widgets::icon_button(ui, ICON_KEYBOARD_ARROW_UP, word).clicked() {
                            step = Some(false);
                        }
                        let word = self.scene.word("find-next");
                        if widgets::icon_button(ui, ICON_KEYBOARD_ARROW_DOWN, word).clicked() {
                            step = Some(true);
                        }
                    });
                    ui.label(theme::weak(ui, text));
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        let word = self.scene.word("policy-close");
                        if widgets::icon_button(ui, ICON_CLOSE, word).clicked() {
                            self.scene.wish(Action::Find(false));
                        }
                    });
                });
            });
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::SHIFT, Key::F3) {
                step = Some(false);
            } else if input.consume_key(Modifiers::NONE, Key::F3) {
                step = Some(true);
            }
        });
        if let Some(found) = step.and_then(|forward| self.memory.find.step(forward)) {
            self.go_to(&found);
        }
    }

    fn go_to(&mut self, found: &Found) {
        let Some(clause) = self.policy.clauses.get(found.clause) else {
            return;
        };
        let place = match found.is_body {
            true => Place::ClauseBody(clause.id.clone()),
            false => Place::ClauseHeading(clause.id.clone()),
        };
        self.memory.jump = Some(Jump {
            place,
            range: Some(found.range.clone()),
            is_marked: false,
            is_forced: false,
        });
    }
}

fn find_id() -> egui::Id {
    egui::Id::unique("find in document field")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(bodies: &[&str]) -> Policy {
        let clauses = bodies.iter().map(|body| Clause {
            body: (*body).into(),
            heading: "Akun".into(),
            ..Clause::default()
        });
        Policy {
            clauses: clauses.collect(),
            ..Policy::default()
        }
    }

    #[test]
    fn words_are_found_whatever_their_case_and_counted_by_characters() {
        let clause = Clause {
            heading: "Éakun".into(),
            body: "Akun resmi, AKUN lain, akuntan".into(),
            ..Clause::default()
        };
        let found: Vec<_> = in_clause(3, &clause, " akun ")
            .into_iter()
            .map(|found| (found.is_body, found.range))
            .collect();
        assert_eq!(
            found,
            [(false, 1..5), (true, 0..4), (true, 12..16), (true, 23..27)]
        );
        assert!(in_clause(0, &clause, "  ").is_empty());
    }

    #[test]
    fn typing_looks_again_only_where_somebody_types() {
        let mut memory = Memory {
            query: "satu".into(),
            is_open: true,
            ..Memory::default()
        };
        let revision = |text| Revision { shape: 1, text };
        memory.sync(&policy(&["satu", "dua", "satu satu"]), revision(1), None);
        assert_eq!(memory.found.len(), 3);
        memory.sync(
            &policy(&["satu", "satu", "satu satu"]),
            revision(2),
            Some(1),
        );
        assert_eq!(memory.found.len(), 4);
        assert_eq!(memory.in_text(1, true).count(), 1);
        assert_eq!(memory.step(true).map(|found| found.clause), Some(1));
        assert!(memory.in_text(1, true).all(|(_, is_current)| is_current));
    }
}
