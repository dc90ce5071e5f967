//! The header of an open document: its title, where it is, who is in it.

use council::edit::Place;
use egui::{Frame, Margin, Ui};

use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::ui::text_field::TextField;
use crate::ui::{Scene, fonts, theme};

/// Draws it above the editor.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    egui::Panel::top("document header")
        .frame(
            Frame::NONE
                .fill(theme::palette(ui).surface)
                .inner_margin(Margin::symmetric(24, 12)),
        )
        .show(ui, |ui| title_ui(ui, scene, editor));
}

fn title_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let place = Place::Title;
    let carets: Vec<_> = editor
        .carets()
        .find(|(at, _)| **at == place)
        .map(|(_, splices)| splices.to_vec())
        .unwrap_or_default();
    let edited = TextField {
        id: egui::Id::unique(("title", editor.id)),
        text: editor.value(&place),
        label: scene.word("field-title"),
        hint: scene.word("untitled"),
        is_single_line: true,
        is_enabled: editor.read_only.is_none(),
        carets: &carets,
        font: egui::FontId::new(24.0, fonts::bold()),
    }
    .show(ui);
    for splice in edited.splices {
        scene.wish(Action::Editor(
            editor.id,
            EditorAction::Splice(place.clone(), splice),
        ));
    }
    if edited.response.lost_focus() {
        scene.wish(Action::Editor(editor.id, EditorAction::Pause));
    }
}
