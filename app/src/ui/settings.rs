//! Language, theme, size, data folder.

use egui::Ui;

use super::{Scene, widgets};

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 700.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-settings"), |_| {});
    });
}
