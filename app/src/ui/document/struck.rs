//! What was struck: who, when, why, and the way to propose it again. On the review page and beside every
//! document.

use council::review::Strike;
use egui::{Frame, Margin, Ui};
use egui_material_icons::icons::{ICON_CONTENT_CUT, ICON_RESTORE};

use super::writers;
use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::say;
use crate::ui::{Scene, theme, widgets};
use crate::words::place;

/// One strike. `names` says whether its place is named, which it need not be where it stands at the place.
pub fn strike_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    strike: &Strike,
    names: bool,
) {
    let palette = theme::palette(ui);
    let language = scene.language();
    Frame::NONE
        .fill(palette.bad_soft)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = theme::GRID;
            if names {
                let name = place::words(language, &editor.view, &strike.place);
                ui.add(egui::Label::new(theme::bold(name)).wrap());
            }
            let told = say!(
                language,
                "struck-by",
                name = writers::name_and_office(scene, strike.by.as_ref()),
                when = moment_of_seconds(language, strike.time_seconds)
            );
            ui.horizontal_wrapped(|ui| {
                ui.label(ICON_CONTENT_CUT.rich_text().color(palette.bad).size(16.0));
                ui.label(egui::RichText::new(told).color(palette.bad));
            });
            ui.add(egui::Label::new(strike.reason.as_str()).wrap());
            if editor.read_only.is_none() {
                let word = scene.word("struck-propose-again");
                if widgets::button(ui, ICON_RESTORE, word).clicked() {
                    let action = EditorAction::ProposeAgain(strike.change);
                    scene.wish(Action::Editor(editor.id, action));
                }
            }
        });
}

/// Everything that was struck in a document and is not over.
pub fn section(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    /// The most that a panel shows at once.
    const MOST: usize = 50;
    let strikes = editor.strikes();
    if strikes.is_empty() {
        return;
    }
    ui.label(theme::bold(scene.word("struck-heading")));
    ui.add_space(theme::GRID);
    for strike in strikes.iter().take(MOST) {
        ui.push_id(strike.change, |ui| {
            strike_ui(ui, scene, editor, strike, true)
        });
        ui.add_space(theme::GAP);
    }
    if strikes.len() > MOST {
        let count = (strikes.len() - MOST) as u64;
        ui.label(theme::weak(
            ui,
            say!(scene.language(), "and-more", count = count),
        ));
    }
    ui.add_space(theme::GROUP);
}
