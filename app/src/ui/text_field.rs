//! A text of a document that is edited by exact splices.
//!
//! The toolkit's field works on a buffer; ours hands back every insertion and deletion as it happens, so
//! that what others write around it stays. The field's own undo would put back whole texts, other
//! people's words included: it is kept empty, and undo is the document's.

use std::ops::Range;

use egui::text::{CCursor, CCursorRange, CharIndex};
use egui::{Id, TextBuffer, TextEdit, Ui};

use crate::core::editor::TextSplice;

/// What was done in a field in one frame.
pub struct Edited {
    /// What was written, in order.
    pub splices: Vec<TextSplice>,
    /// Where the caret is, or what is selected, in code points; `None` without focus.
    pub selection: Option<Range<usize>>,
    /// The field itself.
    pub response: egui::Response,
    /// Whether it has an input method's text that is not final.
    pub is_composing: bool,
}

/// How a field is.
pub struct TextField<'a> {
    /// Names the field from frame to frame.
    pub id: Id,
    /// The text.
    pub text: &'a str,
    /// What assistive technology calls it.
    pub label: &'a str,
    /// What stands there while it is empty.
    pub hint: &'a str,
    /// One line only.
    pub is_single_line: bool,
    /// Whether it can be written in.
    pub is_enabled: bool,
    /// What others wrote in this text since the last frame.
    pub carets: &'a [TextSplice],
    /// The font.
    pub font: egui::FontId,
}

impl TextField<'_> {
    /// Draws it.
    pub fn show(self, ui: &mut Ui) -> Edited {
        self.move_caret(ui);
        let mut buffer = SplicingBuffer {
            original: self.text,
            edited: None,
            splices: Vec::new(),
            is_single_line: self.is_single_line,
        };
        let edit = if self.is_single_line {
            TextEdit::singleline(&mut buffer)
        } else {
            TextEdit::multiline(&mut buffer)
        };
        let output = edit
            .id(self.id)
            .font(self.font)
            .hint_text(self.hint.to_owned())
            .desired_width(f32::INFINITY)
            .desired_rows(1)
            .interactive(self.is_enabled)
            .frame(egui::Frame::NONE)
            .show(ui);
        let label = self.label;
        ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_label(label);
        });
        let mut state = output.state;
        state.clear_undoer();
        state.store(ui.ctx(), self.id);
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        let selection = output.cursor_range.filter(|_| has_focus).map(|range| {
            let [from, to] = range.sorted_cursors();
            from.index.0..to.index.0
        });
        Edited {
            splices: buffer.splices,
            selection,
            response: output.response.response,
            is_composing: false,
        }
    }

    /// The caret follows what others wrote.
    fn move_caret(&self, ui: &Ui) {
        if self.carets.is_empty() {
            return;
        }
        let Some(mut state) = egui::text_edit::TextEditState::load(ui.ctx(), self.id) else {
            return;
        };
        let Some(range) = state.cursor.char_range() else {
            return;
        };
        let moved = |cursor: CCursor| {
            let index = self
                .carets
                .iter()
                .fold(cursor.index.0, |caret, splice| splice.move_caret(caret));
            CCursor {
                index: CharIndex(index),
                ..cursor
            }
        };
        state.cursor.set_char_range(Some(CCursorRange {
            primary: moved(range.primary),
            secondary: moved(range.secondary),
            ..range
        }));
        state.store(ui.ctx(), self.id);
    }
}

/// A text that notes what is done to it.
struct SplicingBuffer<'a> {
    original: &'a str,
    /// The text after the first splice.
    edited: Option<String>,
    splices: Vec<TextSplice>,
    is_single_line: bool,
}

impl SplicingBuffer<'_> {
    fn splice(&mut self, splice: TextSplice) {
        if splice.delete == 0 && splice.insert.is_empty() {
            return;
        }
        let text = self.edited.get_or_insert_with(|| self.original.to_owned());
        splice.apply(text);
        self.splices.push(splice);
    }
}

impl TextBuffer for SplicingBuffer<'_> {
    fn is_mutable(&self) -> bool {
        true
    }

    fn as_str(&self) -> &str {
        self.edited.as_deref().unwrap_or(self.original)
    }

    fn insert_text(&mut self, text: &str, char_index: CharIndex) -> usize {
        let insert: String = match self.is_single_line {
            true => text.replace(['\r', '\n'], " "),
            // Files and clipboards of other systems end lines in other ways.
            false => text.replace("\r\n", "\n").replace('\r', "\n"),
        };
        let count = insert.chars().count();
        self.splice(TextSplice {
            at: char_index.0,
            delete: 0,
            insert,
        });
        count
    }

    fn delete_char_range(&mut self, char_range: Range<CharIndex>) {
        self.splice(TextSplice {
            at: char_range.start.0,
            delete: char_range.end.0.saturating_sub(char_range.start.0),
            insert: String::new(),
        });
    }

    /// The smallest splices that lead there, instead of all of it anew.
    fn replace_with(&mut self, text: &str) {
        for splice in council::document::splice::splices(self.as_str(), text) {
            self.splice(TextSplice {
                at: splice.at,
                delete: splice.delete,
                insert: splice.insert,
            });
        }
    }

    fn type_id(&self) -> std::any::TypeId {
        std::any::TypeId::of::<SplicingBuffer<'static>>()
    }
}
