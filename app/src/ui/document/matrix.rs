//! The editor of an ownership matrix.

use council::edit::Place;
use council::view::Matrix;
use egui::Ui;

use crate::core::editor::Editor;
use crate::ui::{Scene, widgets};

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    _memory: &mut Memory,
    _editor: &Editor,
    matrix: &Matrix,
    _place: Option<&Place>,
) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, &matrix.title, |_| {});
        widgets::centred_note(ui, scene.word("document-opening"));
    });
}
