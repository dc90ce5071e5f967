//! One open document: its header, its editor, and one side panel.

use std::collections::HashMap;

use council::edit::Place;
use council::view::View;
use egui::Ui;
use format::DocumentId;

use super::{Scene, widgets};
use crate::core::editors::Slot;

pub mod header;
pub mod matrix;
pub mod minutes;
pub mod policy;

/// What belongs to the screen alone, per document.
#[derive(Debug, Default)]
pub struct Memory {
    policies: HashMap<DocumentId, policy::Memory>,
    minutes: HashMap<DocumentId, minutes::Memory>,
    matrices: HashMap<DocumentId, matrix::Memory>,
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    id: DocumentId,
    place: Option<&Place>,
) {
    let state = scene.state;
    match state.editors.slot(&id) {
        Some(Slot::Open(editor)) => {
            header::ui(ui, scene, editor);
            match &editor.view {
                View::Policy(policy) => {
                    let memory = memory.policies.entry(id).or_default();
                    policy::ui(ui, scene, memory, editor, policy, place);
                }
                View::Minutes(minutes) => {
                    let memory = memory.minutes.entry(id).or_default();
                    minutes::ui(ui, scene, memory, editor, minutes, place);
                }
                View::Matrix(matrix) => {
                    let memory = memory.matrices.entry(id).or_default();
                    matrix::ui(ui, scene, memory, editor, matrix, place);
                }
            }
        }
        Some(Slot::Failed(why)) => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::problem(ui, scene.word("document-unopened"), why);
            });
        }
        Some(Slot::Opening) | None => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::centred_note(ui, scene.word("document-opening"));
            });
        }
    }
}
