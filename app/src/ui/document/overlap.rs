//! Texts that several people changed without knowing of each other: the merged text is read, and kept or
//! replaced by what one of them wrote. For all editors.

use council::edit::{Edit, Place};
use council::merge::Overlap;
use egui::{Align, Frame, Layout, Margin, ScrollArea, Ui};
use egui_material_icons::icons::{ICON_CHECK, ICON_COMPARE_ARROWS, ICON_DONE_ALL};

use super::conflict::CHOOSER_HEIGHT;
use super::{raising, writers};
use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::say;
use crate::ui::markdown::{self, Look};
use crate::ui::{Scene, theme, widgets};
use crate::words::place;

/// How much of a text is shown, in code points.
const SHOWN_CHARS: usize = 600;
/// The most texts a panel shows at once.
const MOST_SHOWN: usize = 50;
/// How high one text may become before it scrolls, in points.
const TEXT_HEIGHT: f32 = CHOOSER_HEIGHT / 2.0;

/// Draws the choice for one text, into as much width as there is. Gives what the person wants.
pub fn chooser(ui: &mut Ui, scene: &Scene<'_>, overlap: &Overlap) -> Option<EditorAction> {
    ui.with_layout(Layout::top_down(Align::LEFT), |ui| {
        let mut chosen = None;
        ui.add(egui::Label::new(scene.word("policy-both-changed-hint")).wrap());
        let keep = scene.word("policy-keep-merged");
        if widgets::primary_button(ui, ICON_DONE_ALL, keep).clicked() {
            chosen = Some(EditorAction::Settle(overlap.place.clone()));
        }
        for (number, side) in overlap.sides.iter().enumerate() {
            ui.add_space(theme::GRID);
            let when = moment_of_seconds(scene.language(), side.time_seconds);
            let who = writers::name_and_office(scene, side.author.as_ref());
            let written = say!(scene.language(), "conflict-by", name = who, moment = when);
            ui.add(egui::Label::new(theme::small(ui, written)).wrap());
            ui.push_id(number, |ui| side_ui(ui, &side.text));
            let take = scene.word("policy-take-side");
            if widgets::button(ui, ICON_CHECK, take).clicked() {
                let edit = Edit::Put {
                    place: overlap.place.clone(),
                    value: side.text.clone(),
                };
                chosen = Some(EditorAction::Edit(vec![edit]));
            }
        }
        chosen
    })
    .inner
}

/// What one side wrote, as it reads.
fn side_ui(ui: &mut Ui, text: &str) {
    let mut shown: String = text.chars().take(SHOWN_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    Frame::NONE
        .fill(theme::palette(ui).bar)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ScrollArea::vertical()
                .max_height(TEXT_HEIGHT)
                .show(ui, |ui| {
                    markdown::show(ui, &markdown::parse(&shown), Look::SMALL, &[]);
                });
        });
}

/// Draws all such texts of a document, for a side panel. Choices are wished for at once; gives the place to
/// which the person wants to go, if any.
pub fn section(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) -> Option<Place> {
    if editor.overlaps.is_empty() {
        return None;
    }
    let mut wanted = None;
    ui.label(theme::bold(scene.word("texts-title")).size(15.0));
    for overlap in editor.overlaps.iter().take(MOST_SHOWN) {
        let answer = ui.push_id(&overlap.place, |ui| {
            let title = place::words(scene.language(), &editor.view, &overlap.place);
            ui.add(egui::Label::new(theme::bold(title)).wrap());
            let answer = ui
                .add_enabled_ui(editor.read_only.is_none(), |ui| chooser(ui, scene, overlap))
                .inner;
            let go = widgets::button(ui, ICON_COMPARE_ARROWS, scene.word("conflict-go"));
            if go.clicked() {
                wanted = Some(overlap.place.clone());
            }
            raising::button_ui(ui, scene, editor, &overlap.place);
            answer
        });
        if let Some(action) = answer.inner {
            scene.wish(Action::Editor(editor.id, action));
        }
        ui.add_space(theme::GAP);
        ui.separator();
    }
    let more = editor.overlaps.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        let text = say!(scene.language(), "conflicts-more", count = more as u64);
        ui.label(theme::weak(ui, text));
    }
    wanted
}
