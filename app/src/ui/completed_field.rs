//! A field of one line that offers what is known: names, offices.
//!
//! Enter or Tab takes what is offered. Whoever takes it is done with the field, so the keyboard goes on
//! to the next one, as it does after a whole name was typed.

use egui::{
    CompletionPopup, FocusDirection, Id, Key, RectAlign, Response, Suggestion, TextEdit, Ui,
};

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
