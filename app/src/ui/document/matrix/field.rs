//! The cell under edit: the only widget among the cells.

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::{
    CornerRadius, Frame, Key, KeyboardShortcut, Margin, Modifiers, Rect, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder,
};

use super::Stage;
use super::command::{Command, perform};
use super::keys::focus_id;
use super::shown::{PAD_X, PAD_Y};
use crate::say;
use crate::ui::theme;

/// Draws the field over its cell; it grows downwards with what is typed.
pub(super) fn ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, cell: Rect) {
    let id = focus_id(stage);
    let palette = theme::palette(ui);
    let label = label(stage);
    let language = stage.scene.language();
    let Some(editing) = &mut stage.hands.editing else {
        return;
    };
    if !editing.is_begun {
        editing.is_begun = true;
        let end = CCursor::new(CharIndex(editing.text.chars().count()));
        let mut state = egui::text_edit::TextEditState::default();
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ui.ctx(), id);
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let mut inner = ui.new_child(UiBuilder::new().max_rect(cell).id_salt("cell under edit"));
    let margin = Margin {
        left: PAD_X as i8,
        right: PAD_X as i8,
        top: PAD_Y as i8,
        bottom: PAD_Y as i8,
    };
    // The letters stay where they were when the cell was only read.
    let frame = Frame::NONE.fill(palette.surface).inner_margin(margin);
    let field = TextEdit::multiline(&mut editing.text)
        .id(id)
        .desired_rows(1)
        .desired_width(cell.width())
        .min_size(cell.size())
        .frame(frame)
        .lock_focus(true)
        .return_key(KeyboardShortcut::new(Modifiers::ALT, Key::Enter));
    let response = inner.add(field);
    let stroke = Stroke::new(2.0, palette.accent);
    ui.painter().rect_stroke(
        response.rect,
        CornerRadius::ZERO,
        stroke,
        StrokeKind::Inside,
    );
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_label(label));
    if let Some(now) = &editing.told {
        let text = say!(language, "matrix-cell-changed", value = now.as_str());
        egui::Popup::from_response(&response)
            .open(true)
            .width(320.0)
            .show(|ui| {
                ui.add(egui::Label::new(text).wrap());
            });
    }
    if response.lost_focus() {
        perform(ui.ctx(), stage, Command::Commit(None));
    }
}

fn label(stage: &Stage<'_, '_>) -> String {
    let spot = stage.hands.selection.active;
    let name = stage.shown.names.get(spot.column).map(String::as_str);
    let row = stage.shown.rows.get(spot.row);
    let row = row.map_or_else(
        || stage.word("matrix-new-row").to_owned(),
        |row| format!("{} {}", stage.word("matrix-row-word"), row + 1),
    );
    format!("{}, {row}", name.unwrap_or_default())
}
