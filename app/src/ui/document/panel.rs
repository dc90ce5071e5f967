//! The panel beside a document, the same for every kind: outline, comments, changes, history,
//! decisions.

use council::edit::Place;
use egui::{Align, Frame, Layout, Margin, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ATTACH_FILE, ICON_CLOSE, ICON_COMMENT, ICON_DIFFERENCE, ICON_GAVEL, ICON_HISTORY,
    ICON_TOC, ICON_VISIBILITY_LOCK,
};

use crate::core::Action;
use crate::core::editor::Editor;
use crate::core::panel::Panel;
use crate::ui::{Scene, theme, widgets};

pub mod attachments;
pub mod changes;
pub mod comments;
pub mod decisions;
pub mod history;
mod mentions;
pub mod outline;
mod seeing;
pub mod sharing;

/// The narrowest the panel is, in points.
const NARROWEST: f32 = 200.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    attachments: attachments::Memory,
    outline: outline::Memory,
    /// What is typed as a comment.
    pub comments: comments::Memory,
    changes: changes::Memory,
    history: history::Memory,
    sharing: sharing::Memory,
}

/// A place to go to, and which characters there.
pub type GoTo = (Place, Option<std::ops::Range<usize>>);

/// The icon and the name of a panel.
pub fn sign(panel: Panel) -> (MaterialIcon, &'static str, &'static str) {
    match panel {
        Panel::Outline => (ICON_TOC, "panel-outline", "Ctrl+Shift+O"),
        Panel::Comments => (ICON_COMMENT, "panel-comments", "Ctrl+Shift+C"),
        Panel::Attachments => (ICON_ATTACH_FILE, "panel-attachments", "Ctrl+Shift+F"),
        Panel::Changes => (ICON_DIFFERENCE, "panel-changes", "Ctrl+Shift+E"),
        Panel::History => (ICON_HISTORY, "panel-history", "Ctrl+Shift+H"),
        Panel::Decisions => (ICON_GAVEL, "panel-decisions", "Ctrl+Shift+D"),
        Panel::Sharing => (ICON_VISIBILITY_LOCK, "panel-sharing", "Ctrl+Shift+B"),
    }
}

/// Draws it, if one is open. `current` is the thing at which the person is, by its number. Returns where
/// the person wants to go.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (memory, of_decisions): (&mut Memory, &mut decisions::Memory),
    editor: &Editor,
    current: Option<usize>,
) -> Option<GoTo> {
    memory.comments.turn_to(scene, editor);
    let panel = scene.state.panel?;
    let palette = theme::palette(ui);
    let room = ui.available_width();
    let mut go_to = None;
    egui::Panel::right("document panel")
        .resizable(true)
        .default_size((room * 0.34).clamp(NARROWEST, 340.0))
        .min_size(NARROWEST)
        .max_size((room * 0.5).max(NARROWEST))
        .frame(
            Frame::NONE
                .fill(palette.surface)
                .inner_margin(Margin::symmetric(12, 8)),
        )
        .show(ui, |ui| {
            let (icon, word, _) = sign(panel);
            ui.horizontal(|ui| {
                ui.label(icon.rich_text().size(18.0).color(palette.weak));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let close = scene.word("document-panel-close");
                    if widgets::icon_button(ui, ICON_CLOSE, close).clicked() {
                        scene.wish(Action::Panel(panel));
                    }
                    // What is left is for the name, from the left edge.
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let name = theme::bold(scene.word(word)).size(15.0);
                        ui.add(egui::Label::new(name).truncate());
                    });
                });
            });
            ui.add_space(theme::GRID);
            go_to = match panel {
                Panel::Outline => outline::ui(ui, scene, &mut memory.outline, editor, current),
                Panel::Comments => comments::ui(ui, scene, &mut memory.comments, editor),
                Panel::Attachments => attachments::ui(ui, scene, &mut memory.attachments, editor)
                    .map(|place| (place, None)),
                Panel::Changes => {
                    changes::ui(ui, scene, &mut memory.changes, editor).map(|place| (place, None))
                }
                Panel::History => {
                    history::ui(ui, scene, &mut memory.history, editor);
                    None
                }
                Panel::Decisions => {
                    let beside = decisions::Beside::Document;
                    decisions::ui(ui, scene, of_decisions, editor, beside);
                    None
                }
                Panel::Sharing => {
                    sharing::ui(ui, scene, &mut memory.sharing, editor);
                    None
                }
            };
        });
    go_to
}
