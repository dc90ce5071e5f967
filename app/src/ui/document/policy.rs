//! The editor of a policy: its clauses as cards in one scroll.

use council::edit::{Edit, New, Place};
use council::view::{Clause, Policy};
use egui::Ui;
use egui_material_icons::icons::ICON_ADD;

use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::ui::text_field::TextField;
use crate::ui::{Scene, fonts, widgets};

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    _memory: &mut Memory,
    editor: &Editor,
    policy: &Policy,
    _place: Option<&Place>,
) {
    widgets::page(ui, crate::ui::theme::TEXT_WIDTH, |ui| {
        for clause in &policy.clauses {
            widgets::card(ui, |ui| {
                let heading = Place::ClauseHeading(clause.id.clone());
                field(ui, scene, editor, &heading, true);
                let body = Place::ClauseBody(clause.id.clone());
                field(ui, scene, editor, &body, false);
            });
        }
        if widgets::button(ui, ICON_ADD, scene.word("policy-add-clause")).clicked() {
            let after = policy.clauses.last().map(|clause| clause.id.clone());
            let new = New::Clause(Clause {
                id: uuid::Uuid::new_v4().to_string(),
                level: 1,
                ..Clause::default()
            });
            scene.wish(Action::Editor(
                editor.id,
                EditorAction::Edit(vec![Edit::Insert { new, after }]),
            ));
        }
    });
}

fn field(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, place: &Place, heading: bool) {
    let carets: Vec<_> = editor
        .carets()
        .find(|(at, _)| *at == place)
        .map(|(_, splices)| splices.to_vec())
        .unwrap_or_default();
    let label = match heading {
        true => scene.word("policy-heading"),
        false => scene.word("policy-body"),
    };
    let edited = TextField {
        id: egui::Id::unique((editor.id, place)),
        text: editor.value(place),
        label,
        hint: label,
        is_single_line: heading,
        is_enabled: editor.read_only.is_none(),
        carets: &carets,
        font: match heading {
            true => egui::FontId::new(18.0, fonts::bold()),
            false => egui::FontId::new(15.0, egui::FontFamily::Proportional),
        },
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
