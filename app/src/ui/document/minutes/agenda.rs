//! The agenda: items with topic, presenter and notes, each with its clock, its decisions and actions.
//!
//! Only items near what is seen are drawn; for the others room is kept, as high as they were.

use council::edit::{Collection, Edit, New, Place};
use council::view::{Action, AgendaItem, Decision};
use egui::{Align, FontFamily, FontId, Frame, Layout, Margin, RichText, Ui, vec2};
use egui_material_icons::icons::{
    ICON_ADD, ICON_ARROW_DOWNWARD, ICON_ARROW_UPWARD, ICON_DELETE, ICON_GAVEL, ICON_PAUSE,
    ICON_PLAY_ARROW, ICON_SCHEDULE, ICON_TASK_ALT,
};

use super::attendance::quiet_button;
use super::fields::{Form, Text, Value};
use super::{NARROWEST, Sheet, Spot};
use crate::core::minutes::clock;
use crate::core::minutes::slash::{self, Command};
use crate::core::minutes::states::ActionState;
use crate::ui::document::attached;
use crate::ui::text_field::Edited;
use crate::ui::{fonts, room, theme, widgets};

/// The least room a topic has beside the other things of its line, and how much of it the presenter
/// takes, in points.
const TOPIC: f32 = 160.0;
const PRESENTER: f32 = 150.0;
/// How far beyond what is seen items are drawn, in points.
const AHEAD: f32 = 400.0;
/// How deep an agenda goes that a file did not bring: as `##` in Markdown.
const LEVEL: u8 = 2;

impl Sheet<'_, '_> {
    pub(super) fn agenda_ui(&mut self, ui: &mut Ui) {
        let minutes = self.minutes;
        ui.add_space(theme::GAP);
        ui.label(theme::bold(self.word("minutes-agenda")).size(16.0));
        if minutes.agenda.is_empty() {
            ui.label(theme::weak(ui, self.word("minutes-agenda-empty")));
        }
        let width = ui.available_width();
        if (width - self.memory.width).abs() > 0.5 {
            self.memory.width = width;
            self.memory.heights.clear();
        }
        let focused = self.memory.at_item.clone();
        let focused = focused.and_then(|id| minutes.agenda.iter().position(|one| one.id == id));
        let wanted = self.wanted_item();
        for (at, item) in minutes.agenda.iter().enumerate() {
            let height = self.memory.heights.get(&item.id).copied();
            let height = height.unwrap_or_else(|| self.likely_height(at, width));
            let top = ui.cursor().top();
            let seen = ui.clip_rect();
            let is_near = top < seen.bottom() + AHEAD && top + height > seen.top() - AHEAD;
            // Tab goes to the neighbours of the item that has the keyboard.
            let is_neighbour = focused.is_some_and(|focused| focused.abs_diff(at) <= 1);
            if !is_near && !is_neighbour && wanted != Some(at) {
                ui.allocate_space(vec2(width, height));
                continue;
            }
            self.item = Some(item.id.clone());
            let drawn = ui.scope(|ui| self.item_ui(ui, at));
            self.memory
                .heights
                .insert(item.id.clone(), drawn.response.rect.height());
        }
        self.item = None;
        let loose = self.digest.board.loose.clone();
        if !loose.is_empty() {
            widgets::card(ui, |ui| {
                ui.label(theme::bold(self.word("minutes-loose")));
                self.records_ui(ui, &loose);
            });
        }
        if self.is_writable() {
            let response = widgets::button(ui, ICON_ADD, self.word("minutes-add-item"));
            self.after(ui, &Spot::AddItem, &response);
            if response.clicked() {
                self.insert_item(minutes.agenda.len().checked_sub(1));
            }
        }
    }

    /// How high an item is that was not drawn yet.
    fn likely_height(&self, at: usize, width: f32) -> f32 {
        let per_line = (width / 7.0).max(20.0);
        let notes = &self.minutes.agenda[at].notes;
        let lines: f32 = notes
            .split('\n')
            .map(|line| (line.len() as f32 / per_line).ceil().max(1.0))
            .sum();
        let records = &self.digest.board.items[at];
        let records = records.decisions.len() + records.actions.len();
        150.0 + 19.0 * lines + 76.0 * records as f32
    }

    /// The item that holds what shall have the keyboard.
    fn wanted_item(&self) -> Option<usize> {
        let Some(Spot::At(place)) = &self.memory.wanted else {
            return None;
        };
        let (collection, id) = place.thing()?;
        let agenda = match collection {
            Collection::Agenda => id,
            Collection::Decisions => {
                let mut decisions = self.minutes.decisions.iter();
                &decisions.find(|decision| decision.id == id)?.agenda
            }
            Collection::Actions => {
                let mut actions = self.minutes.actions.iter();
                &actions.find(|action| action.id == id)?.agenda
            }
            _ => return None,
        };
        self.minutes
            .agenda
            .iter()
            .position(|item| item.id == *agenda)
    }

    fn item_ui(&mut self, ui: &mut Ui, at: usize) {
        let item = &self.minutes.agenda[at];
        let palette = theme::palette(ui);
        let is_now = self.memory.clock.running() == Some(&item.id);
        let line = match is_now {
            true => egui::Stroke::new(2.0, palette.accent),
            false => egui::Stroke::new(1.0, palette.line),
        };
        Frame::NONE
            .fill(palette.surface)
            .stroke(line)
            .corner_radius(8)
            .inner_margin(Margin::same(if room::is_tight(ui.ctx()) { 10 } else { 16 }))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                self.topic_ui(ui, at, is_now);
                self.quorum_ui(ui, at);
                self.conflict_ui(ui, &Place::AgendaPresenter(item.id.clone()));
                self.conflict_ui(ui, &Place::Mark(Collection::Agenda, item.id.clone()));
                self.notes_ui(ui, item);
                attached::chips(ui, self.scene, self.editor, Collection::Agenda, &item.id);
                let records = self.digest.board.items[at].clone();
                self.records_ui(ui, &records);
                if self.is_writable() {
                    self.add_records_ui(ui, item);
                }
            });
    }

    fn topic_ui(&mut self, ui: &mut Ui, at: usize, is_now: bool) {
        let buttons = if self.is_writable() { 84.0 } else { 0.0 };
        let clock = if is_now { 148.0 } else { 72.0 };
        let beside = PRESENTER + buttons + clock + 4.0 * theme::GAP;
        if ui.available_width() - beside >= TOPIC {
            ui.horizontal(|ui| {
                self.topic_field_ui(ui, at, beside);
                self.presenter_ui(ui, at);
                self.item_tools_ui(ui, at, is_now);
            });
        } else {
            // In a tight window the topic has the line to itself.
            ui.horizontal(|ui| self.topic_field_ui(ui, at, 0.0));
            ui.horizontal_wrapped(|ui| {
                self.presenter_ui(ui, at);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = theme::GRID;
                    self.clock_ui(ui, &self.minutes.agenda[at].id, is_now);
                    if self.is_writable() {
                        self.item_buttons(ui, at);
                    }
                });
            });
        }
    }

    /// The number and the topic; `beside` is what is to stay free at the right.
    fn topic_field_ui(&mut self, ui: &mut Ui, at: usize, beside: f32) {
        let item = &self.minutes.agenda[at];
        let number = self
            .digest
            .board
            .numbers
            .get(at)
            .cloned()
            .unwrap_or_default();
        if !number.is_empty() {
            let number = theme::bold(format!("{number}.")).size(16.0);
            ui.label(number.color(theme::palette(ui).weak));
        }
        let width = (ui.available_width() - beside).max(NARROWEST);
        let place = Place::AgendaTopic(item.id.clone());
        let (label, hint) = (self.word("minutes-topic"), self.word("minutes-topic-hint"));
        let topic = ui
            .scope(|ui| {
                ui.set_width(width);
                self.text(
                    ui,
                    Text {
                        place,
                        text: &item.topic,
                        label,
                        hint,
                        is_single_line: true,
                        font: FontId::new(16.0, fonts::bold()),
                    },
                )
            })
            .inner;
        let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
        if topic.response.lost_focus() && entered {
            self.memory.wanted = Some(Spot::At(Place::AgendaNotes(item.id.clone())));
        }
    }

    fn presenter_ui(&mut self, ui: &mut Ui, at: usize) {
        let item = &self.minutes.agenda[at];
        let label = self.word("minutes-presenter");
        self.value(
            ui,
            &Value {
                place: Place::AgendaPresenter(item.id.clone()),
                value: &item.presenter,
                label,
                hint: label,
                form: Form::Person,
                width: PRESENTER - 16.0,
            },
        );
    }

    fn item_tools_ui(&mut self, ui: &mut Ui, at: usize, is_now: bool) {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = theme::GRID;
            if self.is_writable() {
                self.item_buttons(ui, at);
            }
            self.clock_ui(ui, &self.minutes.agenda[at].id, is_now);
        });
    }

    fn item_buttons(&mut self, ui: &mut Ui, at: usize) {
        if quiet_button(ui, ICON_DELETE, self.word("minutes-remove-item")).clicked() {
            self.remove_item(at);
        }
        if quiet_button(ui, ICON_ARROW_DOWNWARD, self.word("minutes-move-down")).clicked() {
            self.move_item(at, true);
        }
        if quiet_button(ui, ICON_ARROW_UPWARD, self.word("minutes-move-up")).clicked() {
            self.move_item(at, false);
        }
    }

    fn clock_ui(&mut self, ui: &mut Ui, id: &str, is_now: bool) {
        let palette = theme::palette(ui);
        let spent = self.memory.clock.spent_millis(id, self.now_millis);
        if is_now {
            if quiet_button(ui, ICON_PAUSE, self.word("minutes-clock-stop")).clicked() {
                self.memory.clock.stop(self.now_millis);
            }
        } else if quiet_button(ui, ICON_PLAY_ARROW, self.word("minutes-clock-start")).clicked() {
            self.memory.clock.enter(id, self.now_millis);
            self.memory.at_item = Some(id.to_owned());
        }
        if is_now || spent >= 1_000 {
            let ink = if is_now { palette.accent } else { palette.weak };
            ui.label(RichText::new(clock::shown(spent)).color(ink).size(13.0));
        }
        if is_now {
            let word = self.word("minutes-now");
            ui.horizontal(|ui| {
                let colours = (palette.accent, palette.accent_soft);
                widgets::chip(ui, ICON_SCHEDULE, word, colours)
            });
        }
    }

    fn notes_ui(&mut self, ui: &mut Ui, item: &AgendaItem) {
        let edited = self.text(
            ui,
            Text {
                place: Place::AgendaNotes(item.id.clone()),
                text: &item.notes,
                label: self.word("minutes-notes"),
                hint: self.word("minutes-notes-hint"),
                is_single_line: false,
                font: FontId::new(14.0, FontFamily::Proportional),
            },
        );
        self.take_commands(item, &edited);
    }

    /// A line that says a command and was ended just now becomes a decision or an action, and leaves the
    /// notes in the same change.
    fn take_commands(&mut self, item: &AgendaItem, edited: &Edited) {
        let mut text: Option<String> = None;
        for (number, splice) in edited.splices.iter().enumerate() {
            let text = text.get_or_insert_with(|| item.notes.clone());
            splice.apply(text);
            // Pasted text is only text, and what follows the line break must be where it was.
            if splice.insert != "\n" || number + 1 < edited.splices.len() {
                continue;
            }
            let Some(line) = slash::line(text, splice.at, &self.digest.known, self.today) else {
                continue;
            };
            let insert = match line.command {
                Command::Decision { text, owner } => self.new_decision(&item.id, text, owner),
                Command::Action { title, owner, due } => {
                    let due = due.map(|due| due.to_string()).unwrap_or_default();
                    self.new_action(&item.id, title, owner, due)
                }
            };
            let leave = Edit::Splice {
                place: Place::AgendaNotes(item.id.clone()),
                at: line.at,
                delete: line.delete,
                insert: String::new(),
            };
            self.edit(vec![leave, insert]);
        }
    }

    /// A decision under an item, after those that are there.
    fn new_decision(&self, agenda: &str, text: String, owner: String) -> Edit {
        Edit::Insert {
            after: self.minutes.decisions.last().map(|last| last.id.clone()),
            new: New::Decision(Decision {
                id: fresh_id(),
                agenda: agenda.to_owned(),
                text,
                owner,
                ..Decision::default()
            }),
        }
    }

    /// An action under an item, after those that are there.
    fn new_action(&self, agenda: &str, title: String, owner: String, due: String) -> Edit {
        Edit::Insert {
            after: self.minutes.actions.last().map(|last| last.id.clone()),
            new: New::Action(Action {
                id: fresh_id(),
                agenda: agenda.to_owned(),
                title,
                owner,
                due,
                state: ActionState::Open.kept().to_owned(),
                ..Action::default()
            }),
        }
    }

    fn add_records_ui(&mut self, ui: &mut Ui, item: &AgendaItem) {
        ui.horizontal_wrapped(|ui| {
            if widgets::button(ui, ICON_GAVEL, self.word("minutes-decision")).clicked() {
                let insert = self.new_decision(&item.id, String::new(), String::new());
                if let Edit::Insert {
                    new: New::Decision(decision),
                    ..
                } = &insert
                {
                    let place = Place::DecisionText(decision.id.clone());
                    self.memory.wanted = Some(Spot::At(place));
                }
                self.edit(vec![insert]);
            }
            if widgets::button(ui, ICON_TASK_ALT, self.word("minutes-action")).clicked() {
                let empty = String::new;
                let insert = self.new_action(&item.id, empty(), empty(), empty());
                if let Edit::Insert {
                    new: New::Action(action),
                    ..
                } = &insert
                {
                    let place = Place::ActionTitle(action.id.clone());
                    self.memory.wanted = Some(Spot::At(place));
                }
                self.edit(vec![insert]);
            }
        });
    }

    /// A new item after the one at `after`, or first; it has the keyboard then.
    pub(super) fn insert_item(&mut self, after: Option<usize>) {
        let after = after.and_then(|at| self.minutes.agenda.get(at));
        let item = AgendaItem {
            id: fresh_id(),
            level: after.map_or(LEVEL, |item| item.level.max(1)),
            ..AgendaItem::default()
        };
        self.memory.wanted = Some(Spot::At(Place::AgendaTopic(item.id.clone())));
        self.edit(vec![Edit::Insert {
            after: after.map(|item| item.id.clone()),
            new: New::Agenda(item),
        }]);
    }

    /// Goes to an item: to its topic while it has none, else to its notes.
    pub(super) fn go_to_item(&mut self, at: usize) {
        let Some(item) = self.minutes.agenda.get(at) else {
            return;
        };
        let id = item.id.clone();
        let place = match item.topic.trim() {
            "" => Place::AgendaTopic(id),
            _ => Place::AgendaNotes(id),
        };
        self.memory.wanted = Some(Spot::At(place));
    }

    /// Moves an item past its neighbour.
    pub(super) fn move_item(&mut self, at: usize, down: bool) {
        let agenda = &self.minutes.agenda;
        let after = match down {
            true if at + 1 < agenda.len() => Some(agenda[at + 1].id.clone()),
            false if at > 1 => Some(agenda[at - 2].id.clone()),
            false if at == 1 => None,
            _ => return,
        };
        let id = agenda[at].id.clone();
        // It stays in sight.
        self.memory.wanted = self.memory.focused.clone();
        self.edit(vec![Edit::Move {
            collection: Collection::Agenda,
            id,
            after,
        }]);
    }

    pub(super) fn remove_item(&mut self, at: usize) {
        let Some(item) = self.minutes.agenda.get(at) else {
            return;
        };
        let (id, agenda) = (item.id.clone(), &self.minutes.agenda);
        let neighbour = agenda
            .get(at + 1)
            .or(at.checked_sub(1).and_then(|at| agenda.get(at)));
        self.memory.wanted = neighbour.map(|item| Spot::At(Place::AgendaNotes(item.id.clone())));
        self.edit(vec![Edit::Remove {
            collection: Collection::Agenda,
            id,
        }]);
    }
}

fn fresh_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
