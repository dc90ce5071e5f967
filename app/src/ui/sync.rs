//! Links, what waits, what was refused.

use egui::Ui;
use egui_material_icons::icons::ICON_SYNC;

use super::{Scene, widgets};
use crate::core::{Action, link};

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-sync"), |ui| {
            if widgets::primary_button(ui, ICON_SYNC, scene.word("menu-sync-now")).clicked() {
                scene.wish(Action::Link(link::Action::SyncNow));
            }
        });
    });
}
