//! Who is there: one row per person, one key per status, the quorum counted live.

use council::edit::{Collection, Edit, Place};
use council::meeting::ItemCount;
use council::view::Attendance;
use egui::{Align, Key, Layout, Margin, Sense, TextEdit, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_CHECK_CIRCLE, ICON_CLOSE, ICON_EVENT_BUSY, ICON_GROUP, ICON_GROUP_ADD, ICON_PERSON_OFF,
    ICON_RADIO_BUTTON_UNCHECKED, ICON_VISIBILITY, ICON_WARNING,
};

use super::fields::{Form, Value, letter_pressed, name_field, pressed};
use super::{NARROWEST, Sheet, Spot};
use crate::core::minutes::attendance::{Status, offered, people, same_name};
use crate::ui::{completed_field, theme, widgets};
use crate::{say, words::Language, words::meeting as words};

/// Below this width people stand in one column.
const NARROW: f32 = 700.0;
/// Below this width a person has two lines.
const TIGHT: f32 = 300.0;
/// How high a row is.
const ROW: f32 = 30.0;

/// The quorum in words.
pub(super) fn quorum_in_words(language: Language, count: &ItemCount) -> String {
    match count.eligible {
        0 => language.word("minutes-nobody").to_owned(),
        _ => words::quorum(language, count),
    }
}

/// The sign of the quorum and its colours.
pub(super) fn quorum_look(
    palette: &theme::Palette,
    count: &ItemCount,
) -> (MaterialIcon, (egui::Color32, egui::Color32)) {
    match (count.eligible, count.is_reached()) {
        (0, _) => (ICON_GROUP, (palette.weak, palette.bar)),
        (_, true) => (ICON_CHECK_CIRCLE, (palette.good, palette.good_soft)),
        (_, false) => (ICON_WARNING, (palette.warn, palette.warn_soft)),
    }
}

impl Sheet<'_, '_> {
    pub(super) fn attendance_ui(&mut self, ui: &mut Ui) {
        let minutes = self.minutes;
        widgets::card(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(theme::bold(self.word("minutes-attendance")).size(16.0));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let quorum = &self.digest.board.count.meeting;
                    let (icon, colours) = quorum_look(theme::palette(ui), quorum);
                    let text = quorum_in_words(self.scene.language(), quorum);
                    ui.horizontal(|ui| widgets::chip(ui, icon, &text, colours));
                });
            });
            let width = ui.available_width();
            if width < NARROW {
                self.people_ui(ui, 0..minutes.attendance.len());
            } else {
                let half = minutes.attendance.len().div_ceil(2);
                ui.columns(2, |columns| {
                    self.people_ui(&mut columns[0], 0..half);
                    self.people_ui(&mut columns[1], half..minutes.attendance.len());
                });
            }
            if self.is_writable() {
                self.add_people_ui(ui);
            }
        });
    }

    fn people_ui(&mut self, ui: &mut Ui, range: std::ops::Range<usize>) {
        ui.spacing_mut().item_spacing.y = 2.0;
        for at in range {
            self.person_ui(ui, at);
        }
    }

    fn person_ui(&mut self, ui: &mut Ui, at: usize) {
        let minutes = self.minutes;
        let entry = &minutes.attendance[at];
        let person = &entry.person;
        let place = Place::AttendanceStatus(person.clone());
        let spot = Spot::At(place.clone());
        let width = ui.available_width();
        // In a tight window the note stands below the name.
        let is_tight = width < TIGHT;
        let removing = 28.0;
        let (name_width, note_width) = match is_tight {
            true => (width - removing, width - removing - 2.0 * theme::GRID),
            false => {
                let note = (width * 0.36).max(96.0);
                (width - note - removing, note)
            }
        };
        let layout = match is_tight {
            true => Layout::left_to_right(Align::Center).with_main_wrap(true),
            false => Layout::left_to_right(Align::Center),
        };
        let line = egui::vec2(width, ROW);
        ui.allocate_ui_with_layout(line, layout, |ui| {
            ui.spacing_mut().item_spacing.x = theme::GRID;
            let size = egui::vec2(name_width.max(NARROWEST), ROW);
            let label = format!("{person}: {}", self.status_in_words(&entry.status));
            let mut is_cycled = false;
            let response = self.row(ui, &spot, size, &label, |sheet, ui| {
                let status = &entry.status;
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let chip = sheet.status_chip(ui, status);
                    let hint = sheet.word("minutes-status-hint");
                    let chip = ui
                        .interact(chip.rect, chip.id.with("cycle"), Sense::CLICK)
                        .on_hover_text(hint);
                    is_cycled = chip.clicked();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(person).truncate());
                    });
                });
            });
            if is_cycled {
                response.request_focus();
                self.put(place.clone(), Status::beside(&entry.status, true).kept());
            }
            if response.has_focus() {
                self.person_keys(ui, at, &place);
            }
            let note = Place::AttendanceNote(person.clone());
            let hint = match response.has_focus() {
                true => self.word("minutes-note-hint"),
                false => self.word("minutes-note"),
            };
            self.value(
                ui,
                &Value {
                    place: note.clone(),
                    value: &entry.note,
                    label: &format!("{person}: {}", self.word("minutes-note")),
                    hint,
                    form: Form::Words,
                    width: note_width.max(NARROWEST),
                },
            );
            if self.is_writable() {
                let name = self.word("minutes-remove-person");
                if quiet_button(ui, ICON_CLOSE, name).clicked() {
                    self.remove_person(person);
                }
            }
        });
        for place in [
            place,
            Place::AttendanceNote(person.clone()),
            Place::Mark(Collection::Attendance, person.clone()),
        ] {
            self.conflict_ui(ui, &place);
        }
    }

    pub(super) fn remove_person(&mut self, person: &str) {
        self.edit(vec![Edit::Remove {
            collection: Collection::Attendance,
            id: person.to_owned(),
        }]);
    }

    /// A letter sets the status and goes to the next person: a roll call is one letter per name.
    fn person_keys(&mut self, ui: &Ui, at: usize, place: &Place) {
        let minutes = self.minutes;
        let language = self.scene.language();
        let neighbour = |at: Option<usize>| {
            let entry = at.and_then(|at| minutes.attendance.get(at))?;
            Some(Spot::At(Place::AttendanceStatus(entry.person.clone())))
        };
        for status in Status::ALL {
            if letter_pressed(ui, status.key(language)) {
                self.put(place.clone(), status.kept());
                self.memory.wanted = neighbour(Some(at + 1)).or(Some(Spot::AddPeople));
            }
        }
        let kept = &minutes.attendance[at].status;
        if pressed(ui, Key::ArrowRight) || pressed(ui, Key::Space) {
            self.put(place.clone(), Status::beside(kept, true).kept());
        }
        if pressed(ui, Key::ArrowLeft) {
            self.put(place.clone(), Status::beside(kept, false).kept());
        }
        if pressed(ui, Key::ArrowDown) {
            self.memory.wanted = neighbour(Some(at + 1)).or(Some(Spot::AddPeople));
        }
        if pressed(ui, Key::ArrowUp) {
            self.memory.wanted = neighbour(at.checked_sub(1));
        }
        if pressed(ui, Key::Delete) {
            self.memory.wanted = neighbour(Some(at + 1)).or(Some(Spot::AddPeople));
            self.remove_person(&minutes.attendance[at].person);
        }
        let stand_in = match language {
            Language::Indonesian => 'W',
            Language::English => 'R',
        };
        if letter_pressed(ui, stand_in) {
            let person = minutes.attendance[at].person.clone();
            let place = Place::AttendanceNote(person);
            if minutes.attendance[at].note.is_empty() {
                let begun = format!("{}: ", self.word("minutes-stand-in"));
                self.begin_typing(place.clone(), Form::Words, begun);
            }
            self.memory.wanted = Some(Spot::At(place));
        }
    }

    fn status_in_words(&self, kept: &str) -> String {
        match (Status::from_kept(kept), kept) {
            (Some(status), _) => self.word(status.word()).to_owned(),
            (None, "") => self.word("minutes-unsaid").to_owned(),
            (None, other) => other.to_owned(),
        }
    }

    fn status_chip(&self, ui: &mut Ui, kept: &str) -> egui::Response {
        let palette = theme::palette(ui);
        let (icon, colours) = match Status::from_kept(kept) {
            Some(Status::Present) => (ICON_CHECK_CIRCLE, (palette.good, palette.good_soft)),
            Some(Status::Excused) => (ICON_EVENT_BUSY, (palette.accent, palette.accent_soft)),
            Some(Status::Absent) => (ICON_PERSON_OFF, (palette.bad, palette.bad_soft)),
            Some(Status::Observer) => (ICON_VISIBILITY, (palette.weak, palette.bar)),
            None => (ICON_RADIO_BUTTON_UNCHECKED, (palette.weak, palette.bar)),
        };
        let text = self.status_in_words(kept);
        let chip = |ui: &mut Ui| widgets::chip(ui, icon, &text, colours);
        // A chip reads from the left, wherever it stands.
        ui.horizontal(chip).inner
    }

    fn add_people_ui(&mut self, ui: &mut Ui) {
        let minutes = self.minutes;
        ui.horizontal_wrapped(|ui| {
            let members = self.members_not_listed();
            let spot = Spot::AddPeople;
            let id = self.id(&spot);
            let label = self.word("minutes-add-people");
            let known = &self.digest.known;
            let width = (ui.available_width() - 260.0)
                .max(200.0)
                .min(ui.available_width());
            let mut text = std::mem::take(&mut self.memory.new_people);
            let edit = TextEdit::singleline(&mut text)
                .hint_text(self.scene.word("minutes-add-people-hint"))
                .margin(Margin::symmetric(8, 5))
                .desired_width(width);
            let is_taken = |name: &str| {
                let mut listed = minutes.attendance.iter();
                listed.any(|entry| same_name(&entry.person, name))
            };
            let offer = |typed: &str| offered(typed, known, is_taken);
            let ends_name = |c| matches!(c, ',' | ';');
            let field = completed_field::show(ui, id, edit, ends_name, offer);
            name_field(ui, id, label);
            let response = field.response;
            let is_entered =
                response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            self.after(ui, &spot, &response);
            // Whoever goes away has said the names; whoever pressed Enter goes on with the next one.
            if field.is_accepted || response.lost_focus() {
                self.add_people(&text);
                text.clear();
            }
            if is_entered || field.is_accepted {
                response.request_focus();
            }
            if response.has_focus() && text.is_empty() && pressed(ui, Key::ArrowUp) {
                let last = minutes.attendance.last();
                self.memory.wanted =
                    last.map(|entry| Spot::At(Place::AttendanceStatus(entry.person.clone())));
            }
            self.memory.new_people = text;
            if !members.is_empty() {
                let text = say!(
                    self.scene.language(),
                    "minutes-add-members",
                    count = members.len()
                );
                if widgets::button(ui, ICON_GROUP_ADD, &text).clicked() {
                    let edits = members.into_iter().map(|person| {
                        Edit::Attend(Attendance {
                            person,
                            ..Attendance::default()
                        })
                    });
                    self.edit(edits.collect());
                }
            }
        });
    }

    /// People who belong to the council now and are not in the list, by name.
    fn members_not_listed(&self) -> Vec<String> {
        let council = self.scene.state.council();
        let mut names: Vec<String> = council
            .into_iter()
            .flat_map(|council| {
                let members = council.members.iter();
                members.filter(|(key, _)| council.counts(key))
            })
            .map(|(_, member)| member)
            .map(|member| member.person.trim().to_owned())
            .filter(|name| {
                let mut listed = self.minutes.attendance.iter();
                !name.is_empty() && !listed.any(|entry| same_name(&entry.person, name))
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whoever leaves while names are typed has said them.
    pub(super) fn add_typed_people(&mut self) {
        if self.memory.new_people.trim().is_empty() || !self.scene.leaves(self.editor.id) {
            return;
        }
        let typed = std::mem::take(&mut self.memory.new_people);
        let later = std::mem::take(&mut self.scene.actions);
        self.add_people(&typed);
        self.scene.actions.extend(later);
    }

    fn add_people(&mut self, typed: &str) {
        let listed = &self.minutes.attendance;
        let edits = people(typed, &self.digest.known)
            .into_iter()
            .filter(|(name, _)| !listed.iter().any(|entry| same_name(&entry.person, name)))
            .map(|(person, status)| {
                Edit::Attend(Attendance {
                    person,
                    status: status.kept().to_owned(),
                    note: String::new(),
                    ..Attendance::default()
                })
            });
        self.edit(edits.collect());
    }
}

/// A sign that a pointer can click; a key does the same, so Tab passes it by.
pub(super) fn quiet_button(ui: &mut Ui, icon: MaterialIcon, name: &str) -> egui::Response {
    let weak = theme::palette(ui).weak;
    let button = egui::Button::new(icon.rich_text().size(16.0).color(weak))
        .frame(false)
        .sense(Sense::CLICK);
    let response = ui.add(button).on_hover_text(name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    response
}
