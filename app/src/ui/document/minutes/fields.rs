//! The fields of the page: texts that merge, values of which one stands, and rows that take single keys.

use council::edit::{Edit, Place};
use egui::text::{CCursor, CCursorRange};
use egui::{Context, EventFilter, FontId, Id, Key, Modifiers, Response};
use egui::{Margin, Stroke, StrokeKind, TextEdit, Ui};

use super::{Sheet, Spot};
use crate::command_line::moments;
use crate::core::Action;
use crate::core::editor::Action as EditorAction;
use crate::core::minutes::attendance::{offered, same_name};
use crate::core::minutes::days::{self, Toward};
use crate::core::minutes::hours;
use crate::ui::document::conflict;
use crate::ui::text_field::{self, Edited, Extras, TextField};
use crate::ui::{completed_field, theme};

/// What is typed in a field of one value.
#[derive(Debug, Clone)]
pub(super) struct Typing {
    place: Place,
    form: Form,
    text: String,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Any words.
    Words,
    /// A person: names are completed.
    Person,
    /// A day.
    Day(Toward),
    /// From when to when.
    Hours,
    /// WIB, WITA or WIT.
    Zone,
}

/// A text that merges.
pub(super) struct Text<'t> {
    pub(super) place: Place,
    pub(super) text: &'t str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) is_single_line: bool,
    pub(super) font: FontId,
}

/// One value.
pub(super) struct Value<'t> {
    pub(super) place: Place,
    pub(super) value: &'t str,
    pub(super) label: &'t str,
    pub(super) hint: &'t str,
    pub(super) form: Form,
    pub(super) width: f32,
}

impl Sheet<'_, '_> {
    /// What egui calls a spot.
    pub(super) fn id(&self, spot: &Spot) -> Id {
        Id::unique((self.editor.id, spot))
    }

    /// What every spot does once it is drawn: takes the keyboard if it shall, says that it has it, shows
    /// that it is marked.
    pub(super) fn after(&mut self, ui: &Ui, spot: &Spot, response: &Response) {
        if self.memory.wanted.as_ref() == Some(spot) {
            self.memory.wanted = None;
            response.request_focus();
            response.scroll_to_me(None);
        }
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.has_focus() {
            self.focus = Some((spot.clone(), self.item.clone()));
        }
        let is_marked =
            matches!(spot, Spot::At(place) if self.memory.marked.as_ref() == Some(place));
        if is_marked {
            let stroke = Stroke::new(2.0, theme::palette(ui).warn);
            let rect = response.rect.expand(3.0);
            ui.painter()
                .rect_stroke(rect, 4.0, stroke, StrokeKind::Outside);
        }
    }

    /// A text: what is typed goes out as exact splices.
    pub(super) fn text(&mut self, ui: &mut Ui, ask: Text<'_>) -> Edited {
        let spot = Spot::At(ask.place);
        let Spot::At(place) = &spot else {
            unreachable!("BUG: made a place just now")
        };
        let id = self.id(&spot);
        if !ui.memory(|memory| memory.has_focus(id))
            && let Some(splice) = text_field::take_composed(ui.ctx(), id)
        {
            self.wish(EditorAction::Splice(place.clone(), splice));
        }
        let edited = TextField {
            id,
            text: ask.text,
            label: ask.label,
            hint: ask.hint,
            is_single_line: ask.is_single_line,
            is_enabled: self.is_writable(),
            carets: self.carets.get(place).copied().unwrap_or_default(),
            font: ask.font,
        }
        .show_with(
            ui,
            Extras {
                is_markdown: !ask.is_single_line,
                ..Extras::default()
            },
        );
        for splice in &edited.splices {
            self.wish(EditorAction::Splice(place.clone(), splice.clone()));
        }
        if edited.response.lost_focus() {
            self.wish(EditorAction::Pause);
        }
        if edited.response.has_focus() {
            let stroke = Stroke::new(1.0, theme::palette(ui).accent);
            let rect = edited.response.rect.expand2(egui::vec2(4.0, 2.0));
            ui.painter()
                .rect_stroke(rect, 4.0, stroke, StrokeKind::Inside);
        }
        self.after(ui, &spot, &edited.response);
        edited
    }

    /// One value: what is typed is kept until the person leaves the field, and then written.
    pub(super) fn value(&mut self, ui: &mut Ui, ask: &Value<'_>) -> Response {
        let spot = Spot::At(ask.place.clone());
        let id = self.id(&spot);
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let mut text = match &self.memory.typing {
            Some(typing) if typing.place == ask.place => typing.text.clone(),
            _ => self.shown(ask.form, ask.value),
        };
        let is_in_conflict = self.conflicts.contains_key(&ask.place);
        let palette = theme::palette(ui);
        let mut edit = TextEdit::singleline(&mut text)
            .id(id)
            .hint_text(ask.hint.to_owned())
            .margin(Margin::symmetric(8, 5))
            .desired_width(ask.width)
            .interactive(self.is_writable());
        if is_in_conflict {
            edit = edit.background_color(palette.bad_soft);
        }
        let (response, is_accepted) = if has_focus && ask.form == Form::Person {
            let known = &self.digest.known;
            let offer = |typed: &str| offered(typed, known, |_| false);
            let field = completed_field::show(ui, id, edit, |_| false, offer);
            (field.response, field.is_accepted)
        } else {
            (edit.show(ui).response.response, false)
        };
        name_field(ui, id, ask.label);
        if response.changed() || is_accepted {
            self.memory.typing = Some(Typing {
                place: ask.place.clone(),
                form: ask.form,
                text: text.clone(),
            });
        }
        if response.gained_focus() && !ui.input(|input| input.pointer.any_down()) {
            let is_begun = matches!(&self.memory.typing, Some(typing) if typing.place == ask.place);
            match is_begun {
                true => select(
                    ui.ctx(),
                    id,
                    CCursorRange::one(CCursor::new(text.chars().count())),
                ),
                // As in every form: whoever comes with Tab replaces what stands there.
                false => select(ui.ctx(), id, CCursorRange::select_all_str(&text)),
            }
        }
        let goes_on = &mut self.memory.goes_on;
        completed_field::note_going_on(ui, &response, is_accepted, goes_on);
        self.after(ui, &spot, &response);
        response
    }

    /// Puts words into a field of one value, as if they were typed.
    pub(super) fn begin_typing(&mut self, place: Place, form: Form, text: String) {
        self.memory.typing = Some(Typing { place, form, text });
    }

    /// A value under its name.
    pub(super) fn named_value(&mut self, ui: &mut Ui, ask: &Value<'_>) {
        ui.vertical(|ui| {
            ui.set_width(ask.width);
            ui.spacing_mut().item_spacing.y = theme::GRID;
            ui.label(theme::small(ui, ask.label));
            self.value(ui, ask);
            self.conflict_ui(ui, &ask.place);
        });
    }

    /// The values among which somebody has to choose, if there are several.
    pub(super) fn conflict_ui(&mut self, ui: &mut Ui, place: &Place) {
        let Some(conflict) = self.conflicts.get(place).copied() else {
            return;
        };
        let editor = self.editor;
        let chosen = conflict::chip(ui, self.scene, conflict, &editor.view);
        if let Some(number) = chosen.filter(|_| self.is_writable()) {
            self.wish(EditorAction::Choose(place.clone(), number));
        }
    }

    fn shown(&self, form: Form, value: &str) -> String {
        match form {
            Form::Day(_) => moments::written_day(self.scene.language(), value),
            Form::Hours => hours::shown(self.scene.language(), value),
            Form::Words | Form::Person | Form::Zone => value.to_owned(),
        }
    }

    /// The edits that write what was typed.
    fn read(&self, typing: &Typing) -> Vec<Edit> {
        let typed = typing.text.trim();
        let put = |place: &Place, value: String| {
            let is_new = self.editor.value(place) != value;
            is_new.then(|| Edit::Put {
                place: place.clone(),
                value,
            })
        };
        let place = &typing.place;
        let value = match typing.form {
            Form::Words => typed.to_owned(),
            Form::Person => {
                let known = self.digest.known.iter().find(|name| same_name(name, typed));
                known.cloned().unwrap_or_else(|| typed.to_owned())
            }
            Form::Day(toward) => days::day(typed, self.today, toward)
                .map_or_else(|| typed.to_owned(), |day| day.to_string()),
            Form::Zone => hours::zone(typed).unwrap_or(typed).to_owned(),
            Form::Hours => match hours::read(typed) {
                Some((time, zone)) => {
                    let zone = zone
                        .and_then(|zone| put(&Place::Meeting("zone".to_owned()), zone.to_owned()));
                    return put(place, time).into_iter().chain(zone).collect();
                }
                None => typed.to_owned(),
            },
        };
        put(place, value).into_iter().collect()
    }

    /// Writes what was typed in a field of one value once the person is not in it any more, or goes away.
    pub(super) fn write_what_was_typed(&mut self, ctx: &Context) {
        let Some(typing) = &self.memory.typing else {
            return;
        };
        let id = self.id(&Spot::At(typing.place.clone()));
        let is_there = ctx.memory(|memory| memory.has_focus(id));
        let document = self.editor.id;
        let goes = self.scene.leaves(document);
        // Undo takes back first what is typed and not written.
        let undo = Action::Editor(document, EditorAction::Undo);
        if is_there && let Some(at) = self.scene.actions.iter().position(|one| *one == undo) {
            self.scene.actions.remove(at);
            self.memory.typing = None;
            return;
        }
        if is_there && !goes {
            return;
        }
        let Some(typing) = self.memory.typing.take() else {
            return;
        };
        let edits = self.read(&typing);
        if !edits.is_empty() && self.is_writable() {
            let edit = Action::Editor(document, EditorAction::Edit(edits));
            self.scene.first(|scene| scene.wish(edit));
        }
    }

    /// A row that has the keyboard as a whole and takes single keys. Drawn by `paint` inside `size`.
    pub(super) fn row(
        &mut self,
        ui: &mut Ui,
        spot: &Spot,
        size: egui::Vec2,
        label: &str,
        paint: impl FnOnce(&mut Self, &mut Ui),
    ) -> Response {
        let id = self.id(spot);
        let (_, rect) = ui.allocate_space(size);
        let response = ui.interact(rect, id, egui::Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
        if response.clicked() {
            response.request_focus();
        }
        let palette = theme::palette(ui);
        if response.has_focus() {
            // The arrows are for the row.
            ui.memory_mut(|memory| {
                memory.set_focus_lock_filter(
                    id,
                    EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        ..EventFilter::default()
                    },
                );
            });
            ui.painter().rect_filled(rect, 6.0, palette.accent_soft);
            let stroke = Stroke::new(1.0, palette.accent);
            ui.painter()
                .rect_stroke(rect, 6.0, stroke, StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 6.0, palette.hover);
        }
        let inside = rect.shrink2(egui::vec2(8.0, 0.0));
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(inside).layout(layout),
            |ui| {
                // Text that can be selected would take the clicks.
                ui.style_mut().interaction.selectable_labels = false;
                paint(self, ui);
            },
        );
        self.after(ui, spot, &response);
        response
    }
}

/// Calls a field by a name for those who do not see it.
pub(super) fn name_field(ui: &Ui, id: Id, name: &str) {
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_label(name));
}

/// Takes a press of a bare key, so that nobody else acts on it.
pub(super) fn pressed(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

/// Takes a press of a letter, with Shift held or not.
pub(super) fn letter_pressed(ui: &Ui, letter: char) -> bool {
    Key::from_name(&letter.to_string()).is_some_and(|key| pressed(ui, key))
}

/// Takes a press of a letter with Shift held.
pub(super) fn shift_letter_pressed(ui: &Ui, letter: char) -> bool {
    Key::from_name(&letter.to_string())
        .is_some_and(|key| ui.input_mut(|input| input.consume_key(Modifiers::SHIFT, key)))
}

fn select(ctx: &Context, id: Id, range: CCursorRange) {
    let mut state = egui::text_edit::TextEditState::load(ctx, id).unwrap_or_default();
    state.cursor.set_char_range(Some(range));
    state.store(ctx, id);
}
