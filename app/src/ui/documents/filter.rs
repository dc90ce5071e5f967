//! What narrows the list: search, kind, unit, status, marks.

use ::council::view::Kind;
use egui::{Margin, Ui};
use egui_material_icons::icons::{ICON_CLOSE, ICON_FILTER_LIST, ICON_SEARCH};

use super::{Memory, kind_sign};
use crate::core::Action;
use crate::core::documents::{Action as ListAction, Filter};
use crate::ui::theme::GAP;
use crate::ui::{Scene, room, widgets};
use crate::words::lifecycle::{STATUSES, status_word};

/// What narrows the list, and the search in all documents.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let state = scene.state;
    let mut filter = state.documents.filter.clone();
    let is_narrow = room::is_narrow(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_SEARCH.rich_text());
        let name = scene.word("documents-search");
        let field = ui.add(
            egui::TextEdit::singleline(&mut memory.query)
                .hint_text(name.to_owned())
                .margin(Margin::symmetric(8, 6))
                .desired_width(if room::is_tight(ui.ctx()) {
                    168.0
                } else {
                    280.0
                }),
        );
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label(name));
        if field.changed() {
            scene.wish(Action::Documents(ListAction::Search(memory.query.clone())));
        }
        if !memory.query.is_empty()
            && widgets::icon_button(ui, ICON_CLOSE, scene.word("documents-search-clear")).clicked()
        {
            memory.query.clear();
            scene.wish(Action::Documents(ListAction::Search(String::new())));
        }
        if is_narrow {
            filter_menu_ui(ui, scene, &mut filter);
        } else {
            ui.add_space(GAP);
            kinds_ui(ui, scene, &mut filter);
        }
    });
    if !is_narrow {
        ui.horizontal_wrapped(|ui| {
            units_ui(ui, scene, &mut filter);
            statuses_ui(ui, scene, &mut filter);
            marks_ui(ui, scene, &mut filter);
        });
    }
    if filter != state.documents.filter {
        scene.wish(Action::Documents(ListAction::Filter(filter)));
    }
}

/// All that narrows the list behind one button, where there is no room for it.
fn filter_menu_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    use egui::containers::menu::{MenuButton, MenuConfig};
    let word = scene.word("documents-filter");
    let is_on = *filter != Filter::default();
    let button =
        egui::Button::new(format!("{} {word}", ICON_FILTER_LIST.codepoint)).selected(is_on);
    let stays = MenuConfig::new()
        .style(egui::style::StyleModifier::default())
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::from_button(button).config(stays).ui(ui, |ui| {
        widgets::menu(ui, |ui| {
            kinds_ui(ui, scene, filter);
            ui.separator();
            units_ui(ui, scene, filter);
            statuses_ui(ui, scene, filter);
            marks_ui(ui, scene, filter);
        });
    });
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, word));
}

fn kinds_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-kinds");
    if ui.selectable_label(filter.kind.is_none(), all).clicked() {
        filter.kind = None;
    }
    for kind in Kind::ALL {
        let (icon, word) = kind_sign(kind);
        let label = format!("{} {}", icon.codepoint, scene.word(word));
        let response = ui.selectable_label(filter.kind == Some(kind), label);
        let is_chosen = filter.kind == Some(kind);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, scene.word(word))
        });
        if response.clicked() {
            filter.kind = Some(kind);
        }
    }
}

fn marks_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let conflicts = scene.word("documents-only-conflicts");
    ui.checkbox(&mut filter.only_conflicts, conflicts);
    let waiting = scene.word("documents-only-waiting");
    ui.checkbox(&mut filter.only_waiting, waiting);
    ui.checkbox(&mut filter.archived, scene.word("documents-archived"));
}

fn units_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-units");
    let chosen = filter.unit.clone().unwrap_or_else(|| all.to_owned());
    let offices = scene
        .state
        .council()
        .map(crate::core::council::Council::offices)
        .unwrap_or_default();
    let response = egui::ComboBox::from_id_salt("unit")
        .selected_text(chosen)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut filter.unit, None, all);
            for office in offices {
                let value = Some(office.clone());
                ui.selectable_value(&mut filter.unit, value, office);
            }
        })
        .response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(scene.word("documents-unit"));
    });
}

fn statuses_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-statuses");
    let word = |name: &str| status_word(scene.language(), name);
    let chosen = filter.status.map_or_else(|| all.to_owned(), word);
    let response = egui::ComboBox::from_id_salt("status")
        .selected_text(chosen)
        .height(f32::INFINITY)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut filter.status, None, all);
            for name in STATUSES {
                ui.selectable_value(&mut filter.status, Some(name), word(name));
            }
        })
        .response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(scene.word("documents-status"));
    });
}
