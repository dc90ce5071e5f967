//! What is offered below the clauses: for those that were chosen, removed or pasted; and the list of
//! removed ones.

use std::ops::Range;

use council::edit::{Collection, Edit, New, Place};
use council::text::markdown::read_policy;
use council::view::Clause;
use egui::{Align, Event, Frame, Layout, Margin, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_CONTENT_COPY, ICON_DELETE, ICON_EXPAND_LESS, ICON_EXPAND_MORE,
    ICON_RESTORE_FROM_TRASH, ICON_SPLITSCREEN, ICON_UNDO,
};

use super::Page;
use super::field::Text;
use crate::command_line::moments::moment_of_seconds;
use crate::say;
use crate::ui::text_field::Edited;
use crate::ui::{theme, widgets};

/// Text with headings that was pasted into a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pasted {
    place: Place,
    /// Where it stands, as long as nothing else is written there.
    range: Range<usize>,
    text: String,
    clauses: usize,
}

impl Page<'_, '_> {
    /// At most one bar, the most urgent one.
    pub(super) fn bars_ui(&mut self, ui: &mut Ui) {
        let bar = |ui: &mut Ui, content: &mut dyn FnMut(&mut Ui)| {
            let palette = theme::palette(ui);
            let frame = Frame::NONE
                .fill(palette.accent_soft)
                .inner_margin(Margin::symmetric(24, 8));
            egui::Panel::bottom("policy bar")
                .frame(frame)
                .show(ui, |ui| {
                    ui.horizontal(|ui| content(ui));
                });
        };
        if !self.memory.chosen.is_empty() {
            bar(ui, &mut |ui| self.chosen_ui(ui));
        } else if self.memory.pasted.is_some() {
            bar(ui, &mut |ui| self.pasted_ui(ui));
        } else if self.memory.removed.is_some() {
            bar(ui, &mut |ui| self.just_removed_ui(ui));
        }
    }

    fn chosen_ui(&mut self, ui: &mut Ui) {
        let chosen = self.memory.rows.in_order(&self.memory.chosen);
        ui.label(theme::bold(self.counted("policy-chosen", chosen.len())));
        let is_copied = Self::bar_button(ui, ICON_CONTENT_COPY, self.scene.word("policy-copy"));
        // Ctrl+C means the clauses unless words are selected in a field.
        let is_in_field = ui.memory(|memory| memory.focused().is_some());
        let is_copy_key = !is_in_field
            && ui.input(|input| {
                input
                    .events
                    .iter()
                    .any(|event| matches!(event, Event::Copy))
            });
        if is_copied || is_copy_key {
            self.copy(&chosen);
        }
        if self.can_write()
            && Self::bar_button(ui, ICON_DELETE, self.scene.word("policy-remove-chosen"))
        {
            let ids: Vec<String> = std::mem::take(&mut self.memory.chosen)
                .into_iter()
                .collect();
            let edits = ids.iter().map(|id| Edit::Remove {
                collection: Collection::Clauses,
                id: id.clone(),
            });
            self.edit(edits.collect());
            self.memory.removed = Some(ids);
        }
        if self.close_ui(ui) {
            self.memory.chosen.clear();
        }
    }

    fn just_removed_ui(&mut self, ui: &mut Ui) {
        let Some(removed) = self.memory.removed.clone() else {
            return;
        };
        ui.label(self.counted("policy-removed", removed.len()));
        if Self::bar_button(ui, ICON_UNDO, self.scene.word("policy-bring-back")) {
            self.restore(&removed);
        }
        if self.close_ui(ui) {
            self.memory.removed = None;
        }
    }

    fn restore(&mut self, ids: &[String]) {
        let edits = ids.iter().map(|id| Edit::Restore {
            collection: Collection::Clauses,
            id: id.clone(),
        });
        self.edit(edits.collect());
        self.memory.removed = None;
        self.memory.follow = ids.first().cloned();
    }

    fn pasted_ui(&mut self, ui: &mut Ui) {
        let Some(pasted) = self.memory.pasted.clone() else {
            return;
        };
        ui.label(self.counted("policy-pasted", pasted.clauses));
        let word = self.scene.word("policy-make-clauses");
        if Self::bar_button(ui, ICON_SPLITSCREEN, word) {
            self.make_clauses(&pasted);
            self.memory.pasted = None;
        }
        if self.close_ui(ui) {
            self.memory.pasted = None;
        }
    }

    fn close_ui(&self, ui: &mut Ui) -> bool {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::icon_button(ui, ICON_CLOSE, self.scene.word("policy-close")).clicked()
        })
        .inner
    }

    /// Notes that text with headings was pasted, and forgets it once something else is written.
    pub(super) fn note_paste(&mut self, ui: &Ui, of: &Text<'_>, edited: &Edited) {
        if edited.splices.is_empty() {
            return;
        }
        let pasted = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        });
        let inserted = edited.splices.last();
        self.memory.pasted = pasted.zip(inserted).and_then(|(text, splice)| {
            let clauses = clauses_in(&text);
            let headings = clauses.iter().filter(|clause| clause.level > 0).count();
            (headings > 0
                && splice.insert.trim_end().len() == text.replace("\r\n", "\n").trim_end().len())
            .then(|| Pasted {
                place: of.place.clone(),
                range: splice.at..splice.at + splice.insert.chars().count(),
                clauses: headings,
                text,
            })
        });
    }

    /// Takes the pasted text out of the body and puts its clauses behind this one.
    fn make_clauses(&mut self, pasted: &Pasted) {
        let Some(at) = self.memory.rows.clause_of(&pasted.place) else {
            return;
        };
        let clause = &self.policy.clauses[at];
        let mut clauses = clauses_in(&pasted.text);
        let before = match clauses.first() {
            Some(first) if first.level == 0 => clauses.remove(0).body,
            _ => String::new(),
        };
        // The shallowest of them stands beside this one.
        let shallowest = clauses.iter().map(|one| one.level).min().unwrap_or(1);
        let base = clause.level.max(1);
        let mut edits = vec![Edit::Splice {
            place: pasted.place.clone(),
            at: pasted.range.start,
            delete: pasted.range.len(),
            insert: before,
        }];
        let mut after = clause.id.clone();
        for one in clauses {
            let id = uuid::Uuid::new_v4().to_string();
            let new = New::Clause(Clause {
                id: id.clone(),
                level: (one.level - shallowest + base).min(4),
                ..one
            });
            edits.push(Edit::Insert {
                new,
                after: Some(std::mem::replace(&mut after, id)),
            });
        }
        self.edit(edits);
    }

    /// The clauses that were removed, below all others.
    pub(super) fn removed_ui(&mut self, ui: &mut Ui) {
        let shape = self.editor.revision().shape;
        let is_known = self
            .memory
            .removed_list
            .as_ref()
            .is_some_and(|(of, _)| *of == shape);
        if !is_known {
            self.memory.removed_list = Some((shape, self.editor.removed_clauses()));
        }
        let Some((_, removed)) = self.memory.removed_list.take() else {
            return;
        };
        if !removed.is_empty() {
            ui.horizontal(|ui| {
                ui.add_space(super::GUTTER);
                let text = self.counted("policy-removed-list", removed.len());
                let icon = match self.memory.is_removed_open {
                    true => ICON_EXPAND_LESS,
                    false => ICON_EXPAND_MORE,
                };
                if widgets::button(ui, icon, &text).clicked() {
                    self.memory.is_removed_open ^= true;
                }
            });
            if self.memory.is_removed_open {
                for one in &removed {
                    self.removed_one_ui(ui, one);
                }
            }
        }
        self.memory.removed_list = Some((shape, removed));
    }

    fn removed_one_ui(&mut self, ui: &mut Ui, one: &crate::core::editor::RemovedClause) {
        let palette = theme::palette(ui);
        let frame = Frame::NONE
            .fill(palette.bar)
            .corner_radius(8)
            .outer_margin(Margin {
                left: 56,
                ..Margin::ZERO
            })
            .inner_margin(Margin::symmetric(16, 8));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                let heading = match one.heading.trim() {
                    "" => self.scene.word("untitled"),
                    heading => heading,
                };
                ui.label(theme::bold(heading));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let word = self.scene.word("policy-restore");
                    if widgets::button(ui, ICON_RESTORE_FROM_TRASH, word).clicked() {
                        self.restore(std::slice::from_ref(&one.id));
                    }
                });
            });
            if !one.beginning.trim().is_empty() {
                ui.add(egui::Label::new(theme::weak(ui, one.beginning.trim())).wrap());
            }
            if let Some(seconds) = one.removed_seconds {
                let language = self.scene.language();
                let when = moment_of_seconds(language, seconds);
                ui.label(theme::small(
                    ui,
                    say!(language, "policy-removed-at", when = when),
                ));
            }
        });
    }
}

/// The clauses that a text with headings is.
fn clauses_in(text: &str) -> Vec<Clause> {
    // The first heading of a file is its title; here every heading begins a clause.
    let text = text.replace("\r\n", "\n");
    read_policy(&format!("# -\n\n{text}")).clauses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_of_a_pasted_text_begins_a_clause() {
        let found: Vec<_> =
            clauses_in("Mula-mula.\r\n\r\n# Tujuan\r\n\r\nSatu.\n\n## Rinci\n\nDua.")
                .into_iter()
                .map(|clause| (clause.level, clause.heading, clause.body))
                .collect();
        let own = |level, heading: &str, body: &str| (level, heading.to_owned(), body.to_owned());
        assert_eq!(
            found,
            [
                own(0, "", "Mula-mula."),
                own(1, "Tujuan", "Satu."),
                own(2, "Rinci", "Dua."),
            ]
        );
        assert!(
            clauses_in("tanpa judul")
                .iter()
                .all(|clause| clause.level == 0)
        );
    }
}
