//! The documents: find, narrow, order, begin new ones, bring files in.
//!
//! | file | what it draws |
//! | --- | --- |
//! | `filter` | what narrows the list |
//! | `list` | the list itself |
//! | `hits` | what search found |

use ::council::view::Kind;
use egui::{Frame, Margin, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ADD, ICON_ARCHIVE, ICON_ARTICLE, ICON_DESCRIPTION, ICON_EVENT_NOTE, ICON_GRID_ON,
    ICON_UPLOAD_FILE,
};
use format::DocumentId;

use super::theme::{self, GAP};
use super::{Scene, room, widgets};
use crate::core::Action;
use crate::core::documents::{Action as ListAction, Row};
use crate::core::pick::Pick;
use crate::say;

mod filter;
mod hits;
mod list;

pub use hits::hit_ui;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    query: String,
    /// The document that gets another title, and what is typed.
    renaming: Option<(DocumentId, String)>,
}

/// The title of a row, or the words for having none.
pub fn title(scene: &Scene<'_>, row: &Row) -> String {
    match row.title.trim() {
        // Nothing is left of it here but what was said.
        "" if row.restarted_as.is_some() => format!("({})", scene.word("document-forgotten-short")),
        "" => scene.word("untitled").to_owned(),
        title => title.to_owned(),
    }
}

/// The sign of a kind, and the name of its word.
pub fn kind_sign(kind: Kind) -> (MaterialIcon, &'static str) {
    match kind {
        Kind::Policy => (ICON_ARTICLE, "documents-policy"),
        Kind::Minutes => (ICON_EVENT_NOTE, "documents-minutes"),
        Kind::Matrix => (ICON_GRID_ON, "documents-matrix"),
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground).inner_margin(
            match room::is_narrow(ui.ctx()) {
                true => Margin::symmetric(12, 8),
                false => Margin::symmetric(24, 16),
            },
        ))
        .show(ui, |ui| {
            widgets::page_heading(ui, scene.word("menu-documents"), |ui| {
                new_ui(ui, scene);
                if widgets::button(ui, ICON_UPLOAD_FILE, scene.word("documents-import")).clicked() {
                    scene.wish(Action::Pick(Pick::Import));
                }
            });
            importing_ui(ui, scene);
            filter::ui(ui, scene, memory);
            ui.add_space(GAP);
            let state = scene.state;
            match &state.documents.hits {
                Some((query, hits)) if *query == memory.query && !query.trim().is_empty() => {
                    hits::ui(ui, scene, hits);
                }
                _ => list::ui(ui, scene, memory),
            }
        });
    renaming_ui(ui, scene, memory);
}

fn new_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.state.may_write() {
        return;
    }
    let palette = theme::palette(ui);
    let word = scene.word("documents-new");
    let label = RichText::new(format!("{} {word}", ICON_ADD.codepoint))
        .color(palette.on_accent)
        .family(super::fonts::bold());
    let button = egui::Button::new(label).fill(palette.accent);
    let menu = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        for command in crate::core::menu::commands(scene.state) {
            if command.label.starts_with("menu-new-")
                && ui.button(scene.word(command.label)).clicked()
            {
                scene.wish(command.action);
                ui.close();
            }
        }
    });
    menu.0
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
}

fn importing_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some((done, of)) = scene.state.importing else {
        return;
    };
    ui.horizontal(|ui| {
        ui.spinner();
        let text = say!(
            scene.language(),
            "documents-importing",
            done = done as u64,
            of = of as u64
        );
        ui.label(text);
        if ui.button(scene.word("cancel")).clicked() {
            scene.wish(Action::Documents(ListAction::CancelImport));
        }
    });
}

/// No document yet: what to begin with.
pub fn empty_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (title, text) = (
        scene.word("documents-empty"),
        scene.word("documents-empty-hint"),
    );
    widgets::empty_state(ui, ICON_DESCRIPTION, title, text);
    ui.vertical_centered(|ui| {
        let commands = crate::core::menu::commands(scene.state);
        let new = commands
            .into_iter()
            .filter(|command| command.label.starts_with("menu-new-"));
        for (number, command) in new.enumerate() {
            let word = scene.word(command.label);
            let clicked = match number {
                0 => widgets::primary_button(ui, ICON_ADD, word).clicked(),
                _ => widgets::button(ui, ICON_ADD, word).clicked(),
            };
            if clicked {
                scene.wish(command.action);
            }
        }
    });
    ui.add_space(theme::GROUP);
}

fn renaming_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let Some((id, mut text)) = memory.renaming.take() else {
        return;
    };
    let mut is_open = true;
    let mut is_done = false;
    let modal = egui::Modal::new(egui::Id::unique("rename")).show(ui.ctx(), |ui| {
        ui.set_width(room::floating_width(ui.ctx(), 420.0));
        ui.label(theme::bold(scene.word("documents-rename")).size(16.0));
        let field = widgets::labelled_field(ui, scene.word("field-title"), &mut text, "");
        if !field.has_focus() && !field.lost_focus() {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        ui.horizontal(|ui| {
            let save = widgets::primary_button(ui, ICON_ARCHIVE, scene.word("save"));
            is_done = entered || save.clicked();
            if ui.button(scene.word("cancel")).clicked() {
                is_open = false;
            }
        });
    });
    if is_done {
        scene.wish(Action::Documents(ListAction::Rename(
            id,
            text.trim().to_owned(),
        )));
    } else if is_open && !modal.should_close() {
        memory.renaming = Some((id, text));
    }
}
