//! Open actions of earlier meetings that stand on this agenda: what they say now, where they are.

use council::edit::{Collection, Place};
use egui::{RichText, Ui};
use egui_material_icons::icons::{ICON_HOURGLASS_EMPTY, ICON_TASK_ALT};

use super::Sheet;
use crate::command_line::moments::day;
use crate::core::Screen;
use crate::core::minutes::states::ActionState;
use crate::say;
use crate::ui::{theme, widgets};

impl Sheet<'_, '_> {
    /// Nothing is written here: each says what it says in the minutes it is in.
    pub(super) fn carried_ui(&mut self, ui: &mut Ui) {
        let meeting = self.digest.meeting.clone();
        if meeting.carried.is_empty() {
            return;
        }
        let language = self.scene.language();
        widgets::card(ui, |ui| {
            ui.label(theme::bold(self.word("carried-heading")).size(16.0));
            for one in &meeting.carried {
                let palette = theme::palette(ui);
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing.x = theme::GRID;
                    let Some(action) = &one.action else {
                        ui.label(ICON_HOURGLASS_EMPTY.rich_text().color(palette.weak));
                        ui.label(theme::weak(ui, self.word("carried-not-here")));
                        return;
                    };
                    ui.label(ICON_TASK_ALT.rich_text().color(palette.accent));
                    ui.add(egui::Label::new(action.title.as_str()).wrap());
                    let state = ActionState::from_kept(&action.state);
                    let state =
                        state.map_or(action.state.clone(), |state| language.say(state.word()));
                    let due = action
                        .due
                        .parse()
                        .map_or(action.due.clone(), |due| day(language, due));
                    let facts = [action.owner.clone(), due, state];
                    let facts: Vec<String> =
                        facts.into_iter().filter(|fact| !fact.is_empty()).collect();
                    ui.label(theme::weak(ui, facts.join(" · ")));
                    let text = say!(language, "carried-open", minutes = one.minutes.as_str());
                    let link = RichText::new(text).color(palette.accent).size(12.0);
                    if ui.link(link).clicked() {
                        let place = Place::Mark(Collection::Actions, one.link.action.clone());
                        let screen = Screen::Document(one.link.document, Some(place));
                        self.scene.wish(screen);
                    }
                });
            }
        });
    }
}
