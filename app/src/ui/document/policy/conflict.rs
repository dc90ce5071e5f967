//! Values and texts of which one is to be chosen, as chips on a card.

use egui::Ui;
use egui_material_icons::icons::ICON_MERGE;

use super::Page;
use super::rows::Row;
use crate::core::editor::Action as EditorAction;
use crate::ui::document::conflict::{self, chip_menu};
use crate::ui::document::overlap;
use crate::ui::room;

/// How wide and high the texts of both sides may become before they scroll, in points.
const WIDTH: f32 = 480.0;
const HEIGHT: f32 = 440.0;

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
            ui.set_width(room::floating_width(ui.ctx(), WIDTH));
            let height = room::floating_height(ui.ctx(), HEIGHT, 0.0);
            let scroll = egui::ScrollArea::vertical().max_height(height);
            let chosen = scroll.show(ui, |ui| overlap::chooser(ui, self.scene, overlap));
            if chosen.inner.is_some() {
                ui.close();
            }
            chosen.inner
        });
        if let Some(action) = chosen.flatten()
            && self.can_write()
        {
            self.tell(action);
        }
    }
}
