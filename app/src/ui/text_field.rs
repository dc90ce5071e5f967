//! A text of a document that is edited by exact splices.
//!
//! The toolkit's field works on a buffer; ours hands back every insertion and deletion as it happens, so
//! that what others write around it stays. The field's own undo would put back whole texts, other
//! people's words included: it is kept empty, and undo is the document's.
//!
//! What an input method shows before it is final stays in the field and is handed back once, when it is
//! final.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `composing` | text that is not final |
//! | `emphasis` | bold and italic |

use std::ops::Range;
use std::sync::Arc;

use egui::text::{CCursor, CCursorRange, CharIndex, LayoutJob, TextFormat};
use egui::text_edit::TextEditState;
use egui::{Context, Event, Galley, Id, ImeEvent, Key, Modifiers, TextBuffer, TextEdit, Ui};

use super::markdown::{Tint, append};
use super::{pasted, theme};
use crate::core::editor::TextSplice;
use composing::Composing;

mod composing;
mod emphasis;

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
    /// Where the caret stands among the lines; `None` without focus.
    pub caret: Option<Caret>,
    /// How the text was laid out, and where its upper left corner is on the screen.
    pub galley: (Arc<Galley>, egui::Pos2),
}

/// Where the caret stands among the lines as they are set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Caret {
    /// On the first line.
    pub is_on_first_line: bool,
    /// On the last line.
    pub is_on_last_line: bool,
    /// Before everything.
    pub is_at_start: bool,
    /// Behind everything.
    pub is_at_end: bool,
    /// How far from the left edge, in points.
    pub x: f32,
    /// Where it is on the screen.
    pub rect: egui::Rect,
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

/// What some fields do besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extras<'a> {
    /// Stretches that look otherwise.
    pub tints: &'a [Tint],
    /// From one line to the next, in points; `None`: as the font says.
    pub line_height: Option<f32>,
    /// Whether it reads as Markdown: Ctrl+B and Ctrl+I put signs around the selected words, and what is
    /// pasted keeps its headings, lists and emphasis.
    pub is_markdown: bool,
    /// Whether lines are broken although it is one line of text.
    pub wraps: bool,
}

impl TextField<'_> {
    /// Draws it.
    pub fn show(self, ui: &mut Ui) -> Edited {
        self.show_with(ui, Extras::default())
    }

    /// Draws it, with more.
    pub fn show_with(self, ui: &mut Ui, extras: Extras<'_>) -> Edited {
        let held = self.follow(ui.ctx());
        let mut buffer = SplicingBuffer {
            original: self.text,
            edited: None,
            splices: Vec::new(),
            is_single_line: self.is_single_line,
        };
        if let Some(Composing(held)) = &held {
            let mut shown = self.text.to_owned();
            held.apply(&mut shown);
            buffer.edited = Some(shown);
        }
        let held_text = held.is_some().then(|| buffer.as_str().to_owned());
        if extras.is_markdown && self.is_enabled && held.is_none() {
            self.emphasise(ui, &mut buffer);
            if ui.memory(|memory| memory.has_focus(self.id)) {
                pasted::as_markdown(ui);
            }
        }
        let ime = self.is_enabled.then(|| last_ime(ui, self.id)).flatten();
        let colour = theme::palette(ui).text;
        let (font, line_height) = (self.font.clone(), extras.line_height);
        let is_one_row = self.is_single_line && !extras.wraps;
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, wrap: f32| {
            let mut job = LayoutJob::default();
            job.wrap.max_width = if is_one_row { f32::INFINITY } else { wrap };
            job.break_on_newline = !is_one_row;
            job.keep_trailing_whitespace = true;
            let format = TextFormat {
                font_id: font.clone(),
                color: colour,
                line_height,
                ..TextFormat::default()
            };
            append(&mut job, text.as_str(), 0, &format, extras.tints);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let edit = if is_one_row {
            TextEdit::singleline(&mut buffer)
        } else {
            TextEdit::multiline(&mut buffer)
        };
        let edit = match self.is_single_line && extras.wraps {
            true => edit.return_key(None),
            false => edit,
        };
        let output = edit
            .id(self.id)
            .font(self.font.clone())
            .hint_text(egui::RichText::new(self.hint).font(self.font.clone()))
            .desired_width(f32::INFINITY)
            .desired_rows(1)
            .interactive(self.is_enabled)
            .frame(egui::Frame::NONE)
            .layouter(&mut layouter)
            .show(ui);
        let label = self.label;
        ui.ctx().accesskit_node_builder(self.id, |node| {
            node.set_label(label);
        });
        let mut state = output.state;
        state.clear_undoer();
        state.store(ui.ctx(), self.id);
        let has_focus = ui.memory(|memory| memory.has_focus(self.id));
        let range = output.cursor_range.filter(|_| has_focus);
        let selection = range.map(|range| {
            let [from, to] = range.sorted_cursors();
            from.index.0..to.index.0
        });
        let caret = range.map(|range| caret(&output.galley, range.primary, output.galley_pos));
        let goes_on = match &ime {
            Some(ImeEvent::Preedit { text, .. }) => !text.is_empty(),
            Some(_) => false,
            None => held.is_some() && buffer.splices.is_empty(),
        };
        let had_ime = held.is_some() || ime.is_some();
        let is_composing = has_focus && goes_on;
        let splices = if had_ime {
            let mut shown = held_text.unwrap_or_else(|| self.text.to_owned());
            let mut net = held;
            for splice in &buffer.splices {
                net = Some(Composing::fold(net, splice, &shown));
                splice.apply(&mut shown);
            }
            match is_composing {
                true => {
                    keep_composed(ui.ctx(), self.id, net);
                    Vec::new()
                }
                false => {
                    keep_composed(ui.ctx(), self.id, None);
                    net.into_iter().filter_map(written).collect()
                }
            }
        } else {
            buffer.splices
        };
        Edited {
            splices,
            selection,
            response: output.response.response,
            is_composing,
            caret,
            galley: (output.galley, output.galley_pos),
        }
    }

    /// The caret, and what is not final, follow what others wrote. Returns what is not final.
    fn follow(&self, ctx: &Context) -> Option<Composing> {
        let mut held = composed(ctx, self.id);
        if self.carets.is_empty() {
            return held;
        }
        let mut state = TextEditState::load(ctx, self.id);
        let mut range = state.as_ref().and_then(|state| state.cursor.char_range());
        for splice in self.carets {
            let follow: Box<dyn Fn(usize) -> usize> = match &held {
                Some(composing) => {
                    let (moved, caret) = composing.follow(splice);
                    held = Some(moved);
                    Box::new(caret)
                }
                None => Box::new(|caret| splice.move_caret(caret)),
            };
            if let Some(range) = &mut range {
                for cursor in [&mut range.primary, &mut range.secondary] {
                    cursor.index = CharIndex(follow(cursor.index.0));
                }
            }
        }
        if let (Some(state), Some(range)) = (&mut state, range) {
            state.cursor.set_char_range(Some(range));
            state.clone().store(ctx, self.id);
        }
        keep_composed(ctx, self.id, held.clone());
        held
    }

    fn emphasise(&self, ui: &Ui, buffer: &mut SplicingBuffer<'_>) {
        if !ui.memory(|memory| memory.has_focus(self.id)) {
            return;
        }
        for (key, sign) in [(Key::B, "**"), (Key::I, "*")] {
            let is_wanted = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key));
            let Some(mut state) = TextEditState::load(ui.ctx(), self.id).filter(|_| is_wanted)
            else {
                continue;
            };
            let Some(range) = state.cursor.char_range() else {
                continue;
            };
            let [from, to] = range.sorted_cursors();
            let (splices, selection) =
                emphasis::toggle(buffer.as_str(), &(from.index.0..to.index.0), sign);
            for splice in splices {
                buffer.splice(splice);
            }
            state.cursor.set_char_range(Some(range_of(&selection)));
            state.store(ui.ctx(), self.id);
        }
    }
}

/// Puts the caret of a field there, or selects; it takes effect when the field is drawn the next time.
pub fn select(ctx: &Context, id: Id, selection: &Range<usize>) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    state.cursor.set_char_range(Some(range_of(selection)));
    state.store(ctx, id);
}

/// Where the caret of a field is, or what was selected in it last.
pub fn selected(ctx: &Context, id: Id) -> Option<Range<usize>> {
    let [from, to] = TextEditState::load(ctx, id)?
        .cursor
        .char_range()?
        .sorted_cursors();
    Some(from.index.0..to.index.0)
}

/// What an input method showed in a field that was left before it was final: it is written as it stood.
pub fn take_composed(ctx: &Context, id: Id) -> Option<TextSplice> {
    let held = composed(ctx, id)?;
    keep_composed(ctx, id, None);
    written(held)
}

fn range_of(selection: &Range<usize>) -> CCursorRange {
    CCursorRange::two(CCursor::new(selection.start), CCursor::new(selection.end))
}

fn written(Composing(splice): Composing) -> Option<TextSplice> {
    (splice.delete > 0 || !splice.insert.is_empty()).then_some(splice)
}

fn composed(ctx: &Context, id: Id) -> Option<Composing> {
    ctx.data(|data| data.get_temp(id.with("composing")))
}

fn keep_composed(ctx: &Context, id: Id, composing: Option<Composing>) {
    let id = id.with("composing");
    ctx.data_mut(|data| match composing {
        Some(composing) => {
            data.insert_temp(id, composing);
        }
        None => data.remove::<Composing>(id),
    });
}

/// The last thing an input method said to this field.
fn last_ime(ui: &Ui, id: Id) -> Option<ImeEvent> {
    if !ui.memory(|memory| memory.owns_ime_events(id)) {
        return None;
    }
    ui.input(|input| {
        let mut said = input.events.iter().filter_map(|event| match event {
            Event::Ime(said @ (ImeEvent::Preedit { text, .. } | ImeEvent::Commit(text)))
                if text != "\n" && text != "\r" =>
            {
                Some(said.clone())
            }
            _ => None,
        });
        said.next_back()
    })
}

fn caret(galley: &Galley, cursor: CCursor, at: egui::Pos2) -> Caret {
    let place = galley.layout_from_cursor(cursor);
    let rect = galley.pos_from_cursor(cursor);
    Caret {
        is_on_first_line: place.row == 0,
        is_on_last_line: place.row + 1 >= galley.rows.len(),
        is_at_start: cursor.index.0 == 0,
        is_at_end: cursor == galley.end(),
        x: rect.min.x,
        rect: rect.translate(at.to_vec2()),
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
