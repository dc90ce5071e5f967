//! The votes on one decision: a compact table, one key per person.

use council::edit::{Collection, Edit, Place};
use council::meeting::{Ballot, Result as Outcome, same_name};
use council::view::fact;
use egui::{Align, Key, Layout, RichText, Ui};

use super::fields::{letter_pressed, pressed, shift_letter_pressed};
use super::{Sheet, Spot};
use crate::core::minutes::votes::{self, Vote};
use crate::ui::{theme, widgets};
use crate::{say, words::Language, words::meeting as words};

/// Below this width people stand in one column.
const NARROW: f32 = 640.0;
/// How high a row is.
const ROW: f32 = 28.0;

/// Totals and result.
pub(super) fn tally_in_words(language: Language, ballot: &Ballot) -> String {
    let result = language.word(words::result(ballot.result));
    let said = ballot.in_favour + ballot.against + ballot.abstain;
    match ballot.result {
        // Nobody counted: the button only says what it is for.
        Outcome::Nothing | Outcome::Consensus => language.word("minutes-votes").to_owned(),
        _ if said == 0 => format!("{}: {result}", language.word("minutes-votes")),
        _ => say!(
            language,
            "minutes-tally",
            in_favour = ballot.in_favour,
            against = ballot.against,
            abstain = ballot.abstain,
            outcome = result
        ),
    }
}

impl Sheet<'_, '_> {
    /// The people in the table of a decision: those who may vote, then those who voted all the same.
    pub(super) fn voters_on(&self, at: usize) -> Vec<String> {
        let agenda = &self.minutes.decisions[at].agenda;
        let count = self.digest.board.count.item_of(self.minutes, agenda);
        let by_proxy = count.proxies.iter().map(|(person, _)| person);
        let mut people: Vec<String> = count.present.iter().chain(by_proxy).cloned().collect();
        // As the list spells and orders them.
        let listed: Vec<&str> = (self.minutes.attendance.iter())
            .map(|entry| entry.person.as_str())
            .collect();
        let place = |name: &str| listed.iter().position(|other| same_name(other, name));
        for person in &mut people {
            if let Some(at) = place(person) {
                *person = listed[at].to_owned();
            }
        }
        people.sort_by_key(|person| place(person));
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
            Some(vote) => self.word(votes::word(vote)),
            None => self.word("minutes-not-voted"),
        };
        let is_void =
            (self.digest.board.decisions[at].ballot.void.iter()).any(|(name, _)| name == person);
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
                    let mut text = RichText::new(sheet.word(votes::word(one))).size(12.0);
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
        if shift_letter_pressed(ui, votes::key(Vote::For, language)) {
            self.all_in_favour(at, people);
        }
        for vote in Vote::ALL {
            if letter_pressed(ui, votes::key(vote, language)) {
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

    /// What decides a tie, and where a decision goes that cannot be taken here.
    pub(super) fn way_out_ui(&mut self, ui: &mut Ui, at: usize) {
        let decision = &self.minutes.decisions[at];
        let ballot = &self.digest.board.decisions[at].ballot;
        let (result, has_casting) = (ballot.result, ballot.no_casting.is_none());
        let has_way_out = matches!(
            result,
            Outcome::Tied
                | Outcome::CarriedByChair
                | Outcome::RejectedByChair
                | Outcome::NoQuorum
                | Outcome::Circular
        );
        if !self.is_writable() || !has_way_out {
            return;
        }
        let place =
            |name: &str| Place::Fact(Collection::Decisions, decision.id.clone(), name.to_owned());
        ui.horizontal_wrapped(|ui| match result {
            Outcome::Tied | Outcome::CarriedByChair | Outcome::RejectedByChair => {
                for (vote, word) in [
                    (Vote::For, "casting-for"),
                    (Vote::Against, "casting-against"),
                ] {
                    let is_chosen = decision.casting() == vote.kept();
                    // What is noted and does not count can only be taken back.
                    if !has_casting && !is_chosen {
                        continue;
                    }
                    let button = ui.selectable_label(is_chosen, self.word(word));
                    if button.clicked() {
                        let value = if is_chosen { "" } else { vote.kept() };
                        self.put(place(fact::CASTING), value);
                    }
                }
                if !has_casting {
                    self.circular_ui(ui, place(fact::RULE));
                }
            }
            Outcome::NoQuorum => self.circular_ui(ui, place(fact::RULE)),
            Outcome::Circular => {
                let word = self.word("back-to-meeting");
                if widgets::button(ui, egui_material_icons::icons::ICON_UNDO, word).clicked() {
                    self.put(place(fact::RULE), "");
                }
            }
            _ => {}
        });
        self.conflict_ui(ui, &place(fact::CASTING));
        self.conflict_ui(ui, &place(fact::RULE));
    }

    fn circular_ui(&mut self, ui: &mut Ui, rule: Place) {
        let word = self.word("to-circular");
        let icon = egui_material_icons::icons::ICON_FORWARD_TO_INBOX;
        if widgets::button(ui, icon, word).clicked() {
            self.put(rule, fact::CIRCULAR);
        }
    }
}
