//! What becomes of files that somebody holds over the window, said before they let go.

use std::path::PathBuf;

use council::edit::Place;
use egui::{Align2, Context, Frame, Id, Order};

use super::theme::{self, GAP};
use super::{Scene, room};
use crate::core::attachments::Thing;
use crate::core::editor::Editor;
use crate::core::pick::Landing;
use crate::say;
use crate::words::place;

/// Draws it over everything, while files hover.
pub fn ui(ctx: &Context, scene: &Scene<'_>) {
    let hovering = ctx.input(|input| input.raw.hovered_files.clone());
    // Where the system does not tell what it is, it is a file like any other.
    let paths = hovering
        .into_iter()
        .map(|file| file.path.unwrap_or_default());
    let paths: Vec<PathBuf> = paths.collect();
    let Some(text) = in_words(scene, &paths) else {
        return;
    };
    let palette = theme::palette_of(ctx);
    egui::Area::new(Id::unique("dropping"))
        .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO)
        .order(Order::Foreground)
        .interactable(false)
        .show(ctx, |ui| {
            ui.set_max_width(room::floating_width(ui.ctx(), 480.0));
            Frame::popup(ui.style())
                .fill(palette.accent_soft)
                .inner_margin(2.0 * GAP)
                .show(ui, |ui| {
                    let text = theme::bold(text).size(16.0).color(palette.accent);
                    ui.add(egui::Label::new(text).wrap());
                });
        });
}

/// What becomes of these files; `None`: nothing hovers, or nothing becomes of them.
fn in_words(scene: &Scene<'_>, paths: &[PathBuf]) -> Option<String> {
    let language = scene.language();
    let count = paths.len() as u64;
    Some(match scene.state.landing(paths) {
        Landing::Nowhere => return None,
        Landing::Invitation => language.say("drop-invitation"),
        Landing::CarryFiles { others } => {
            let count = count - others as u64;
            say!(language, "drop-carry-files", count = count)
        }
        Landing::Attach(_, to) => {
            let name = to_in_words(scene, scene.state.shown_editor(), to);
            say!(language, "drop-attach", count = count, name = name)
        }
        Landing::Import => say!(language, "drop-import", count = count),
    })
}

fn to_in_words(scene: &Scene<'_>, editor: Option<&Editor>, to: Option<Thing>) -> String {
    match (editor, to) {
        (Some(editor), Some((collection, id))) => {
            place::words(scene.language(), &editor.view, &Place::Mark(collection, id))
        }
        _ => scene.language().say("attachments-to-document"),
    }
}
