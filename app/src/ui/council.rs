//! Members, invitations, relays.

use egui::Ui;

use super::{Scene, widgets};

/// What is typed on this screen.
#[derive(Debug, Default)]
pub struct Form {}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, _form: &mut Form) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-council"), |_| {});
    });
}
