//! Decisions and actions, under the agenda item they came from, with what is missing said in words.

use council::edit::{Collection, Edit, Place};
use council::meeting::{Finding, Severity};
use egui::{FontFamily, FontId, Frame, Key, Margin, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_DELETE, ICON_GAVEL, ICON_PAUSE_CIRCLE, ICON_PENDING,
    ICON_RADIO_BUTTON_UNCHECKED, ICON_TASK_ALT, ICON_VERIFIED, ICON_WARNING,
};

use super::attendance::quiet_button;
use super::fields::{Form, Text, Value, pressed};
use super::{NARROWEST, Sheet, Spot};
use crate::core::minutes::board::Records;
use crate::core::minutes::days::Toward;
use crate::core::minutes::states::ActionState;
use crate::ui::document::attached;
use crate::ui::{theme, widgets};
use crate::words::meeting::finding;

/// How wide the fields of a person and of a day are.
const PERSON: f32 = 170.0;
const DAY: f32 = 150.0;
const STATE: f32 = 140.0;

impl Sheet<'_, '_> {
    pub(super) fn records_ui(&mut self, ui: &mut Ui, records: &Records) {
        for at in &records.decisions {
            self.decision_ui(ui, *at);
        }
        for at in &records.actions {
            self.action_ui(ui, *at);
        }
    }

    fn frame_ui(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui)) {
        Frame::NONE
            .fill(theme::palette(ui).ground)
            .corner_radius(6)
            .inner_margin(Margin::symmetric(12, 8))
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                draw(self, ui);
            });
    }

    /// The sign, the text, and the sign that removes it.
    fn text_line_ui(
        &mut self,
        ui: &mut Ui,
        icon: MaterialIcon,
        thing: (Collection, &str),
        ask: Text<'_>,
    ) {
        ui.horizontal_top(|ui| {
            let accent = theme::palette(ui).accent;
            ui.label(icon.rich_text().size(18.0).color(accent))
                .on_hover_text(ask.label);
            let attached = self.editor.attached.count(thing.0, thing.1);
            let removing = if self.is_writable() { 32.0 } else { 0.0 };
            let clip = if attached > 0 { 48.0 } else { 0.0 };
            let width = (ui.available_width() - removing - clip).max(NARROWEST);
            ui.scope(|ui| {
                ui.set_width(width);
                self.text(ui, ask);
            });
            if attached > 0 {
                attached::count_button(ui, self.scene, self.editor, thing, attached);
            }
            if self.is_writable() {
                let name = match thing.0 {
                    Collection::Decisions => self.word("minutes-remove-decision"),
                    _ => self.word("minutes-remove-action"),
                };
                if quiet_button(ui, ICON_DELETE, name).clicked() {
                    self.remove_record(thing.0, thing.1);
                }
            }
        });
    }

    fn decision_ui(&mut self, ui: &mut Ui, at: usize) {
        let decision = &self.minutes.decisions[at];
        let id = &decision.id;
        self.frame_ui(ui, |sheet, ui| {
            sheet.text_line_ui(
                ui,
                ICON_GAVEL,
                (Collection::Decisions, id),
                Text {
                    place: Place::DecisionText(id.clone()),
                    text: &decision.text,
                    label: sheet.word("minutes-decision-text"),
                    hint: sheet.word("minutes-decision-hint"),
                    is_single_line: false,
                    font: FontId::new(14.0, FontFamily::Proportional),
                },
            );
            ui.horizontal_wrapped(|ui| {
                sheet.person_ui_of(ui, Place::DecisionOwner(id.clone()), &decision.owner);
                sheet.votes_button_ui(ui, at);
            });
            sheet.votes_ui(ui, at);
            for place in [
                Place::DecisionOwner(id.clone()),
                Place::Mark(Collection::Decisions, id.clone()),
            ] {
                sheet.conflict_ui(ui, &place);
            }
            sheet.way_out_ui(ui, at);
            let found = sheet.digest.board.decisions[at].findings.clone();
            sheet.findings_ui(ui, &found);
        });
    }

    fn action_ui(&mut self, ui: &mut Ui, at: usize) {
        let action = &self.minutes.actions[at];
        let id = &action.id;
        self.frame_ui(ui, |sheet, ui| {
            sheet.text_line_ui(
                ui,
                ICON_TASK_ALT,
                (Collection::Actions, id),
                Text {
                    place: Place::ActionTitle(id.clone()),
                    text: &action.title,
                    label: sheet.word("minutes-action-title"),
                    hint: sheet.word("minutes-action-hint"),
                    is_single_line: false,
                    font: FontId::new(14.0, FontFamily::Proportional),
                },
            );
            ui.horizontal_wrapped(|ui| {
                sheet.person_ui_of(ui, Place::ActionOwner(id.clone()), &action.owner);
                let due = sheet.word("minutes-due");
                sheet.value(
                    ui,
                    &Value {
                        place: Place::ActionDue(id.clone()),
                        value: &action.due,
                        label: due,
                        hint: due,
                        form: Form::Day(Toward::Coming),
                        width: DAY,
                    },
                );
                sheet.state_ui(ui, id, &action.state);
            });
            for place in [
                Place::ActionOwner(id.clone()),
                Place::ActionDue(id.clone()),
                Place::ActionState(id.clone()),
                Place::Mark(Collection::Actions, id.clone()),
            ] {
                sheet.conflict_ui(ui, &place);
            }
            let found = sheet.digest.board.actions[at].clone();
            sheet.findings_ui(ui, &found);
        });
    }

    fn person_ui_of(&mut self, ui: &mut Ui, place: Place, value: &str) {
        let label = self.word("minutes-owner");
        self.value(
            ui,
            &Value {
                place,
                value,
                label,
                hint: label,
                form: Form::Person,
                width: PERSON,
            },
        );
    }

    /// The state of an action: arrows go through the states, digits name them.
    fn state_ui(&mut self, ui: &mut Ui, id: &str, kept: &str) {
        let place = Place::ActionState(id.to_owned());
        let state = ActionState::from_kept(kept);
        let word = match state {
            Some(state) => self.word(state.word()).to_owned(),
            None => kept.to_owned(),
        };
        let label = format!("{}: {word}", self.word("minutes-state"));
        let spot = Spot::At(place.clone());
        let size = egui::vec2(STATE, 28.0);
        let response = self.row(ui, &spot, size, &label, |_, ui| {
            let palette = theme::palette(ui);
            let (icon, ink) = match state {
                Some(ActionState::InProgress) => (ICON_PENDING, palette.accent),
                Some(ActionState::Blocked) => (ICON_BLOCK, palette.bad),
                Some(ActionState::Postponed) => (ICON_PAUSE_CIRCLE, palette.warn),
                Some(ActionState::Done) => (ICON_CHECK_CIRCLE, palette.good),
                Some(ActionState::Verified) => (ICON_VERIFIED, palette.good),
                Some(ActionState::Open) | None => (ICON_RADIO_BUTTON_UNCHECKED, palette.weak),
            };
            ui.spacing_mut().item_spacing.x = theme::GRID;
            ui.label(icon.rich_text().size(16.0).color(ink));
            ui.label(RichText::new(&word).color(ink));
        });
        let response = response.on_hover_text(self.word("minutes-state-hint"));
        let step = |right| Some(ActionState::beside(kept, right));
        let mut next = if response.clicked() { step(true) } else { None };
        if response.has_focus() {
            if pressed(ui, Key::ArrowRight) || pressed(ui, Key::ArrowDown) {
                next = step(true);
            }
            if pressed(ui, Key::ArrowLeft) || pressed(ui, Key::ArrowUp) {
                next = step(false);
            }
            let digits = [
                Key::Num1,
                Key::Num2,
                Key::Num3,
                Key::Num4,
                Key::Num5,
                Key::Num6,
            ];
            for (key, state) in digits.into_iter().zip(ActionState::ALL) {
                if pressed(ui, key) {
                    next = Some(state);
                }
            }
        }
        if let Some(next) = next {
            self.put(place, next.kept());
        }
    }

    /// What is wrong, in words: errors in red, the rest as a warning.
    pub(super) fn findings_ui(&mut self, ui: &mut Ui, found: &[Finding]) {
        let palette = theme::palette(ui);
        let language = self.scene.language();
        for (severity, ink) in [
            (Severity::Error, palette.bad),
            (Severity::Warning, palette.warn),
        ] {
            let mut words: Vec<String> = (found.iter())
                .filter(|one| one.severity == severity)
                .map(|one| finding(language, one))
                .collect();
            words.dedup();
            if words.is_empty() {
                continue;
            }
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = theme::GRID;
                ui.label(ICON_WARNING.rich_text().size(14.0).color(ink));
                let text = RichText::new(words.join(" · ")).color(ink).size(12.0);
                ui.add(egui::Label::new(text).wrap());
            });
        }
    }

    pub(super) fn votes_button_ui(&mut self, ui: &mut Ui, at: usize) {
        let decision = &self.minutes.decisions[at];
        let ballot = self.digest.board.decisions[at].ballot.clone();
        let label = super::votes::tally_in_words(self.scene.language(), &ballot);
        let response = widgets::button(ui, egui_material_icons::icons::ICON_HOW_TO_VOTE, &label);
        if response.clicked() {
            let id = decision.id.clone();
            if self.memory.open_votes.remove(&id) {
                return;
            }
            let first = self.voters_on(at).into_iter().next();
            if let Some(first) = first {
                let place = Place::DecisionVote(id.clone(), first);
                self.memory.wanted = Some(Spot::At(place));
            }
            self.memory.open_votes.insert(id);
        }
    }

    pub(super) fn remove_record(&mut self, collection: Collection, id: &str) {
        self.edit(vec![Edit::Remove {
            collection,
            id: id.to_owned(),
        }]);
    }
}
