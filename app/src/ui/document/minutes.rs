//! The editor of the minutes of a meeting.

use council::edit::Place;
use council::view::Minutes;
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
    minutes: &Minutes,
    _place: Option<&Place>,
) {
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, &minutes.title, |_| {});
        widgets::centred_note(ui, scene.word("document-opening"));
    });
}
