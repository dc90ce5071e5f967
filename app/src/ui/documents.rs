//! The list of documents.

use egui::Ui;
use egui_material_icons::icons::{ICON_ADD, ICON_DESCRIPTION};

use super::{Scene, widgets};
use crate::core::documents::{Action as ListAction, Row, Template};
use crate::core::{Action, Screen};

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {}

/// The title of a row, or the words for having none.
pub fn title(scene: &Scene<'_>, row: &Row) -> String {
    match row.title.trim() {
        "" => scene.word("untitled").to_owned(),
        title => title.to_owned(),
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, _memory: &mut Memory) {
    widgets::page(ui, 1_000.0, |ui| {
        let heading = scene.word("menu-documents");
        widgets::page_heading(ui, heading, |ui| {
            if widgets::primary_button(ui, ICON_ADD, scene.word("menu-new-policy")).clicked() {
                scene.wish(Action::Documents(ListAction::Create {
                    template: Template::Policy,
                    title: String::new(),
                    unit: String::new(),
                }));
            }
        });
        let rows: Vec<Row> = scene.state.documents.shown().cloned().collect();
        if rows.is_empty() {
            widgets::empty_state(
                ui,
                ICON_DESCRIPTION,
                scene.word("documents-empty"),
                scene.word("documents-empty-hint"),
            );
        }
        for row in rows {
            let title = title(scene, &row);
            if ui.link(title).clicked() {
                scene.wish(Screen::Document(row.id, None));
            }
        }
    });
}
