//! The rows that were removed, at the side.

use council::document::Removed;
use council::edit::{Collection, Edit, Place};
use council::matrix::ACTIVITY;
use egui::Ui;
use egui_material_icons::icons::{ICON_CLOSE, ICON_RESTORE_FROM_TRASH};
use format::ChangeHash;

use super::Stage;
use crate::core::editor::Action as EditorAction;
use crate::say;
use crate::ui::theme;
use crate::ui::widgets;

/// What was worked out for the panel, while the document stays as it is.
#[derive(Debug, Default)]
pub(super) struct Memory {
    heads: Vec<ChangeHash>,
    removed: Vec<Removed>,
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, memory: &mut Memory) {
    ui.horizontal(|ui| {
        ui.label(theme::bold(stage.word("matrix-rows-removed")).size(15.0));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if widgets::icon_button(ui, ICON_CLOSE, stage.word("document-panel-close")).clicked() {
                stage.hands.shows_removed = false;
            }
        });
    });
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| removed_ui(ui, stage, memory));
}

fn removed_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, memory: &mut Memory) {
    let heads = stage.editor.document().heads();
    if memory.heads != heads {
        memory.removed = stage.editor.document().removed(Collection::Rows);
        memory.heads = heads;
    }
    if memory.removed.is_empty() {
        ui.label(theme::weak(ui, stage.word("matrix-none-removed")));
    }
    let mut wanted = None;
    for row in &memory.removed {
        let title = title(row, stage.word("matrix-empty-cell"));
        widgets::card(ui, |ui| {
            ui.add(egui::Label::new(&title).wrap());
            let word = stage.word("matrix-restore");
            let button = widgets::button(ui, ICON_RESTORE_FROM_TRASH, word);
            let name = say!(
                stage.scene.language(),
                "matrix-restore-row",
                row = title.as_str()
            );
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.clicked() {
                wanted = Some(row.id.clone());
            }
        });
    }
    if let Some(id) = wanted.filter(|_| stage.can_write) {
        stage.wish(EditorAction::Edit(vec![Edit::Restore {
            collection: Collection::Rows,
            id,
        }]));
    }
}

/// What a removed row is known by: its activity, else whatever stands in it first.
fn title(row: &Removed, nothing: &str) -> String {
    let is_activity = |place: &Place| matches!(place, Place::Cell(_, column) if column == ACTIVITY);
    let values = &row.values;
    let value = values
        .iter()
        .find(|(place, _)| is_activity(place))
        .or(values.first());
    value.map_or_else(|| nothing.to_owned(), |(_, value)| value.clone())
}
