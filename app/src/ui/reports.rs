//! What merges brought.

use egui::Ui;
use egui_material_icons::icons::ICON_MERGE;

use super::{Scene, widgets};

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-reports"), |_| {});
        if scene.state.reports.all.is_empty() {
            let (title, text) = (
                scene.word("reports-empty"),
                scene.word("reports-empty-hint"),
            );
            widgets::empty_state(ui, ICON_MERGE, title, text);
        }
    });
}
