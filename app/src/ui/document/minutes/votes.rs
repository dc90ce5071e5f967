//! The votes on one decision: a compact table, one key per person.

use council::edit::{Edit, Place};
use egui::{Align, Key, Layout, RichText, Ui};

use super::fields::{letter_pressed, pressed, shift_letter_pressed};
use super::{Sheet, Spot};
use crate::core::minutes::attendance::voters;
use crate::core::minutes::votes::{Outcome, Tally, Vote};
use crate::ui::{theme, widgets};
use crate::{say, words::Language};

/// Below this width people stand in one column.
const NARROW: f32 = 640.0;
/// How high a row is.
const ROW: f32 = 28.0;

/// Totals and result.
pub(super) fn tally_in_words(language: Language, tally: &Tally) -> String {
    if tally.outcome() == Outcome::NoVote {
        return language.word("minutes-votes").to_owned();
    }
    say!(
        language,
        "minutes-tally",
        in_favour = tally.in_favour,
        against = tally.against,
        abstain = tally.abstain,
        outcome = language.word(tally.outcome().word())
    )
}

impl Sheet<'_, '_> {
    /// The people in the table of a decision: those who may vote, then those who voted all the same.
    pub(super) fn voters_on(&self, at: usize) -> Vec<String> {
        let mut people: Vec<String> = voters(&self.minutes.attendance)
            .map(str::to_owned)
            .collect();
        for (person, vote) in &self.minutes.decisions[at].votes {
            if !vote.is_empty() && !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }

    pub(super) fn votes_ui(&mut self, ui: &mut Ui, at: usize) {
        let decision = &self.minutes.decisions[at];
        if !self.memory.open_votes.contains(&decision.id) {
            return;
        }
        let people = self.voters_on(at);
        if people.is_empty() {
            ui.label(theme::weak(ui, self.word("minutes-no-voters")));
            return;
        }
        if ui.available_width() < NARROW {
            self.voters_ui(ui, at, &people, 0..people.len());
        } else {
            let half = people.len().div_ceil(2);
            ui.columns(2, |columns| {
                self.voters_ui(&mut columns[0], at, &people, 0..half);
                self.voters_ui(&mut columns[1], at, &people, half..people.len());
            });
        }
        if self.is_writable() {
            let all = self.word("minutes-all-for");
            if widgets::button(ui, egui_material_icons::icons::ICON_DONE_ALL, all).clicked() {
                self.all_in_favour(at, &people);
            }
        }
    }

    fn voters_ui(
        &mut self,
        ui: &mut Ui,
        at: usize,
        people: &[String],
        range: std::ops::Range<usize>,
    ) {
        ui.spacing_mut().item_spacing.y = 2.0;
        for number in range {
            self.voter_ui(ui, at, people, number);
        }
    }

    fn voter_ui(&mut self, ui: &mut Ui, at: usize, people: &[String], number: usize) {
        let decision = &self.minutes.decisions[at];
        let person = &people[number];
        let kept = decision.votes.get(person).map_or("", String::as_str);
        let vote = Vote::from_kept(kept);
        let place = Place::DecisionVote(decision.id.clone(), person.clone());
        let spot = Spot::At(place.clone());
        let said = match vote {
            Some(vote) => self.word(vote.word()),
            None => self.word("minutes-not-voted"),
        };
        let is_void = self.digest.board.decisions[at].tally.void.contains(person);
        let label = match is_void {
            true => format!("{person}: {said} ({})", self.word("minutes-void")),
            false => format!("{person}: {said}"),
        };
        let size = egui::vec2(ui.available_width(), ROW);
        let mut clicked = None;
        let response = self.row(ui, &spot, size, &label, |sheet, ui| {
            let palette = theme::palette(ui);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = theme::GRID;
                for one in Vote::ALL.into_iter().rev() {
                    let (ink, ground) = match one {
                        Vote::For => (palette.good, palette.good_soft),
                        Vote::Against => (palette.bad, palette.bad_soft),
                        Vote::Abstain => (palette.weak, palette.bar),
                    };
                    let is_chosen = vote == Some(one);
                    let mut text = RichText::new(sheet.word(one.word())).size(12.0);
                    text = match is_chosen {
                        true => text.color(ink).family(crate::ui::fonts::bold()),
                        false => text.color(palette.weak),
                    };
                    let mut button = egui::Button::new(text)
                        .sense(egui::Sense::CLICK)
                        .min_size(egui::vec2(0.0, 22.0));
                    button = match is_chosen {
                        true => button.fill(ground),
                        false => button.frame(false),
                    };
                    if ui.add(button).clicked() {
                        clicked = Some(one);
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let name = match is_void {
                        true => RichText::new(format!("{person} ({})", sheet.word("minutes-void")))
                            .color(palette.warn),
                        false => RichText::new(person),
                    };
                    ui.add(egui::Label::new(name).truncate());
                });
            });
        });
        if let Some(vote) = clicked {
            response.request_focus();
            self.put(place.clone(), vote.kept());
        }
        if response.has_focus() {
            self.voter_keys(ui, at, people, number, &place);
        }
        self.conflict_ui(ui, &place);
    }

    fn voter_keys(&mut self, ui: &Ui, at: usize, people: &[String], number: usize, place: &Place) {
        let decision = &self.minutes.decisions[at];
        let language = self.scene.language();
        let neighbour = |number: Option<usize>| {
            let person = number.and_then(|number| people.get(number))?;
            let place = Place::DecisionVote(decision.id.clone(), person.clone());
            Some(Spot::At(place))
        };
        let next = || neighbour(Some(number + 1)).or_else(|| Some(Spot::At(place.clone())));
        if shift_letter_pressed(ui, Vote::For.key(language)) {
            self.all_in_favour(at, people);
        }
        for vote in Vote::ALL {
            if letter_pressed(ui, vote.key(language)) {
                self.put(place.clone(), vote.kept());
                self.memory.wanted = next();
            }
        }
        if pressed(ui, Key::Delete) || pressed(ui, Key::Backspace) {
            self.put(place.clone(), "");
        }
        if pressed(ui, Key::ArrowDown) {
            self.memory.wanted = next();
        }
        if pressed(ui, Key::ArrowUp) {
            self.memory.wanted = neighbour(number.checked_sub(1));
        }
        let kept = decision
            .votes
            .get(&people[number])
            .map_or("", String::as_str);
        let chosen = Vote::ALL.iter().position(|vote| vote.kept() == kept);
        if pressed(ui, Key::ArrowRight) {
            let vote = Vote::ALL[chosen.map_or(0, |at| (at + 1).min(2))];
            self.put(place.clone(), vote.kept());
        }
        if pressed(ui, Key::ArrowLeft) {
            let vote = Vote::ALL[chosen.map_or(2, |at| at.saturating_sub(1))];
            self.put(place.clone(), vote.kept());
        }
    }

    /// Everybody who may vote and has not voted is in favour: one change.
    fn all_in_favour(&mut self, at: usize, people: &[String]) {
        let decision = &self.minutes.decisions[at];
        let edits = people
            .iter()
            .filter(|person| decision.votes.get(*person).is_none_or(String::is_empty))
            .map(|person| Edit::Put {
                place: Place::DecisionVote(decision.id.clone(), person.clone()),
                value: Vote::For.kept().to_owned(),
            });
        self.edit(edits.collect());
    }
}
