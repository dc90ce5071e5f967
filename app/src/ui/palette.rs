//! The palette: documents, text and commands by name (Ctrl+K).

use egui::{Align2, Context};

use super::{Scene, widgets};
use crate::core::{Action, menu};

/// What is typed in the palette.
#[derive(Debug, Default)]
pub struct Memory {
    query: String,
    is_open: bool,
}

impl Memory {
    /// The palette is not open: the next time it begins empty.
    pub fn closed(&mut self) {
        if self.is_open {
            *self = Self::default();
        }
    }
}

/// Draws it.
pub fn ui(ctx: &Context, scene: &mut Scene<'_>, memory: &mut Memory) {
    let title = scene.word("menu-palette");
    egui::Window::new(title)
        .id(egui::Id::unique("palette"))
        .title_bar(false)
        .resizable(false)
        .anchor(Align2::CENTER_TOP, egui::vec2(0.0, 80.0))
        .fixed_size([560.0, 400.0])
        .show(ctx, |ui| {
            let field = widgets::labelled_field(ui, title, &mut memory.query, "");
            if !memory.is_open {
                field.request_focus();
                memory.is_open = true;
            }
            let wanted = memory.query.to_lowercase();
            for command in menu::commands(scene.state) {
                let label = scene.word(command.label);
                if label.to_lowercase().contains(&wanted) && ui.button(label).clicked() {
                    scene.wish(Action::TogglePalette);
                    scene.wish(command.action);
                }
            }
        });
    if ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
        scene.wish(Action::TogglePalette);
    }
}
