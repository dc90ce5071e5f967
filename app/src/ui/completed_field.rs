//! A field of one line that offers what is known: names, offices.
//!
//! Enter or Tab takes what is offered. Whoever takes it is done with the field, so the keyboard goes on
//! to the next one, as it does after a whole name was typed.

use egui::{
    CompletionPopup, FocusDirection, Id, Key, Margin, RectAlign, Response, Suggestion, TextEdit, Ui,
};

use super::theme;

/// A field after it was drawn.
pub struct Completed {
    /// The field.
    pub response: Response,
    /// Whether something that was offered was taken in this frame.
    pub is_accepted: bool,
}

/// Draws `edit` under this id. `offer` says what may be meant by the words typed last; `ends_word` which
/// characters end them.
pub fn show(
    ui: &mut Ui,
    id: Id,
    edit: TextEdit<'_>,
    ends_word: impl Fn(char) -> bool,
    offer: impl FnOnce(&str) -> Vec<String>,
) -> Completed {
    let output = CompletionPopup::new(id)
        .word_boundary(ends_word)
        .align(RectAlign::BOTTOM_START)
        .show(ui, edit, |query| {
            offer(query.word).into_iter().map(Suggestion::new).collect()
        });
    Completed {
        response: output.text_edit.response.response,
        is_accepted: output.accepted.is_some(),
    }
}

/// One with its name above it. Takes care of going on to the next field; see [`go_on`].
pub fn labelled(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    offer: impl FnOnce(&str) -> Vec<String>,
    goes_on: &mut bool,
) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = theme::GRID;
        let name = ui.label(theme::small(ui, label));
        let id = ui.make_persistent_id(label);
        let edit = TextEdit::singleline(text)
            .hint_text(hint.to_owned())
            .margin(Margin::symmetric(8, 6))
            .desired_width(f32::INFINITY);
        let field = show(ui, id, edit, |_| false, offer);
        if field.is_accepted {
            note_going_on(ui, &field.response, true, goes_on);
        }
        field.response.labelled_by(name.id)
    })
    .inner
}

/// Goes on to the next field when this one was left by Enter, or what it offered was taken. `goes_on` is
/// kept from frame to frame and says so to [`go_on`].
pub fn note_going_on(ui: &Ui, field: &Response, is_accepted: bool, goes_on: &mut bool) {
    let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if is_entered || is_accepted {
        // From here it is one step to the next.
        field.request_focus();
        *goes_on = true;
        ui.ctx().request_repaint();
    }
}

/// Goes on to the next field if that was wished for. To be called before any field is drawn.
pub fn go_on(ctx: &egui::Context, goes_on: &mut bool) {
    if std::mem::take(goes_on) {
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
    }
}
