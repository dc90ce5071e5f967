//! Carry files: on the page "Sync" what they are for, the form that writes one, and what is in those that are
//! looked at.

use egui::{Label, Ui};
use egui_material_icons::icons::{ICON_DOWNLOAD, ICON_UPLOAD_FILE, ICON_VISIBILITY};

use super::{Scene, theme, widgets};
use crate::core::pick::Pick;
use crate::core::{Action, Screen};
use crate::say;

pub mod read;
pub mod write;

/// The widest a page about carry files is set, in points.
const WIDTH: f32 = 680.0;

/// What the page "Sync" says of them.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.label(theme::bold(scene.word("carry-title")).size(16.0));
    ui.add(Label::new(theme::small(ui, scene.word("carry-hint"))).wrap());
    ui.add_space(theme::GRID);
    let looked_at = scene.state.carry.files.len() as u64;
    ui.horizontal_wrapped(|ui| {
        if scene.state.may_write() {
            let word = scene.word("menu-write-carry-file");
            if widgets::button(ui, ICON_UPLOAD_FILE, word).clicked() {
                scene.wish(Screen::WriteCarryFile);
            }
        }
        let word = scene.word("menu-read-carry-files");
        if widgets::button(ui, ICON_DOWNLOAD, word).clicked() {
            scene.wish(Action::Pick(Pick::CarryFiles));
        }
        if looked_at > 0 {
            let word = say!(scene.language(), "carry-looked-at", count = looked_at);
            if widgets::button(ui, ICON_VISIBILITY, &word).clicked() {
                scene.wish(Screen::ReadCarryFiles);
            }
        }
    });
}
