//! Values and texts of which one is to be chosen, as chips on a card.

use egui::Ui;
use egui_material_icons::icons::ICON_MERGE;

use super::Page;
use super::rows::Row;
use crate::command_line::moments::moment_of_seconds;
use crate::core::editor::Action as EditorAction;
use crate::ui::document::conflict::{self, chip_menu};
use crate::ui::document::writers;
use crate::ui::theme;

/// How much of a text is shown in a list, in code points.
const SHOWN_CHARS: usize = 240;

impl Page<'_, '_> {
    pub(super) fn conflicts_ui(&mut self, ui: &mut Ui, row: &Row) {
        if row.conflicts.is_empty() && row.overlaps.is_empty() {
            return;
        }
        ui.add_space(4.0);
        ui.horizontal_wrapped(|ui| {
            for number in &row.conflicts {
                self.conflict_ui(ui, *number);
            }
            for number in &row.overlaps {
                self.overlap_ui(ui, *number);
            }
        });
    }

    fn conflict_ui(&mut self, ui: &mut Ui, number: usize) {
        let editor = self.editor;
        let Some(conflict) = editor.conflicts.get(number) else {
            return;
        };
        let chosen = conflict::chip(ui, self.scene, conflict, &editor.view);
        if let Some(number) = chosen
            && self.can_write()
        {
            self.tell(EditorAction::Choose(conflict.place.clone(), number));
        }
    }

    fn overlap_ui(&mut self, ui: &mut Ui, number: usize) {
        let editor = self.editor;
        let Some(overlap) = editor.overlaps.get(number) else {
            return;
        };
        let name = self.scene.word("policy-both-changed");
        let chosen = chip_menu(ui, ICON_MERGE, name, name, |ui| {
            ui.set_max_width(480.0);
            ui.add(egui::Label::new(self.scene.word("policy-both-changed-hint")).wrap());
            let mut chosen = None;
            if ui.button(self.scene.word("policy-keep-merged")).clicked() {
                chosen = Some(EditorAction::Settle(overlap.place.clone()));
                ui.close();
            }
            for side in &overlap.sides {
                ui.separator();
                let when = moment_of_seconds(self.scene.language(), side.time_seconds);
                let who = writers::name_and_office(self.scene, side.author.as_ref());
                ui.label(theme::small(ui, format!("{who}, {when}")));
                let mut text: String = side.text.chars().take(SHOWN_CHARS).collect();
                if text.len() < side.text.len() {
                    text.push('…');
                }
                ui.add(egui::Label::new(text).wrap());
                if ui.button(self.scene.word("policy-take-side")).clicked() {
                    let edit = council::edit::Edit::Put {
                        place: overlap.place.clone(),
                        value: side.text.clone(),
                    };
                    chosen = Some(EditorAction::Edit(vec![edit]));
                    ui.close();
                }
            }
            chosen
        });
        if let Some(action) = chosen.flatten()
            && self.can_write()
        {
            self.tell(action);
        }
    }
}
