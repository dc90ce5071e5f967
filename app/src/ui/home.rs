//! Home: what waits for me and what came in.

use egui::Ui;
use egui_material_icons::icons::ICON_DESCRIPTION;

use super::{Scene, theme, widgets};
use crate::core::Screen;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-home"), |_| {});
        let rows: Vec<_> = scene.state.documents.shown().take(12).cloned().collect();
        if rows.is_empty() {
            widgets::empty_state(
                ui,
                ICON_DESCRIPTION,
                scene.word("documents-empty"),
                scene.word("documents-empty-hint"),
            );
            return;
        }
        ui.label(theme::bold(scene.word("home-recent")));
        for row in rows {
            let title = super::documents::title(scene, &row);
            if ui.link(title).clicked() {
                scene.wish(Screen::Document(row.id, None));
            }
        }
    });
}
