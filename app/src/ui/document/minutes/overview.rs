//! What is always in sight: counts, the quorum and the running item above, the keys below.

use egui::{Frame, Margin, RichText, Ui};
use egui_material_icons::icons::{ICON_SCHEDULE, ICON_WARNING};

use council::edit::Place;

use super::attendance::{quorum_in_words, quorum_look};
use super::keys::Section;
use super::{Sheet, Spot};
use crate::core::minutes::clock;
use crate::say;
use crate::ui::{room, theme, widgets};

impl Sheet<'_, '_> {
    pub(super) fn overview_ui(&mut self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let is_narrow = room::is_narrow(ui.ctx());
        egui::Panel::top("minutes overview")
            .frame(Frame::NONE.fill(palette.surface).inner_margin(Margin {
                left: if is_narrow { 12 } else { 24 },
                right: if is_narrow { 12 } else { 24 },
                top: 0,
                bottom: if room::is_low(ui.ctx()) { 4 } else { 8 },
            }))
            .show(ui, |ui| {
                widgets::strip(ui, "counts", |ui| {
                    ui.spacing_mut().item_spacing = egui::vec2(theme::GAP, theme::GRID);
                    ui.spacing_mut().interact_size.y = 20.0;
                    self.counts_ui(ui);
                });
            });
    }

    fn counts_ui(&mut self, ui: &mut Ui) {
        let palette = theme::palette(ui);
        let language = self.scene.language();
        let board = &self.digest.board;
        let counts = say!(
            language,
            "minutes-counts",
            items = self.minutes.agenda.len(),
            decisions = self.minutes.decisions.len(),
            actions = board.open_actions
        );
        ui.label(RichText::new(counts).size(13.0));
        let quorum = &board.count.meeting;
        let (icon, colours) = quorum_look(palette, quorum);
        widgets::chip(ui, icon, &quorum_in_words(language, quorum), colours);
        if board.errors() > 0 {
            let text = say!(language, "minutes-not-circulable", count = board.errors());
            widgets::chip(ui, ICON_WARNING, &text, (palette.bad, palette.bad_soft));
        }
        if board.incomplete > 0 {
            let text = say!(language, "minutes-incomplete", count = board.incomplete);
            widgets::chip(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
        }
        let running = self.memory.clock.running().map(str::to_owned);
        let at = running.and_then(|id| {
            let mut agenda = self.minutes.agenda.iter();
            agenda.position(|item| item.id == id)
        });
        if let Some(at) = at {
            let item = &self.minutes.agenda[at];
            let spent = self.memory.clock.spent_millis(&item.id, self.now_millis);
            let number = self.digest.board.numbers.get(at).map_or("", String::as_str);
            let topic: String = item.topic.chars().take(40).collect();
            let text = format!("{number} {topic} {}", clock::shown(spent));
            let colours = (palette.accent, palette.accent_soft);
            let chip = widgets::chip(ui, ICON_SCHEDULE, text.trim(), colours);
            let chip = chip
                .interact(egui::Sense::CLICK)
                .on_hover_text(self.word("minutes-now"));
            if chip.clicked() {
                self.memory.wanted = Some(Spot::At(Place::AgendaNotes(item.id.clone())));
            }
        }
    }

    /// The keys that matter where the person is.
    pub(super) fn keys_ui(&mut self, ui: &mut Ui) {
        // In a low window the page needs the room; the keys work all the same.
        if !self.is_writable() || room::is_low(ui.ctx()) {
            return;
        }
        let section = self.memory.focused.as_ref().map(Section::of);
        let sentence = match (section, &self.memory.focused) {
            (_, Some(Spot::At(Place::DecisionVote(..)))) => "minutes-keys-votes",
            (Some(Section::Attendance), _) => "minutes-keys-attendance",
            (Some(Section::Agenda), _) => "minutes-keys-agenda",
            (Some(Section::Records), _) => "minutes-keys-records",
            (Some(Section::Head) | None, _) => "minutes-keys-head",
        };
        egui::Panel::bottom("minutes keys")
            .frame(
                Frame::NONE
                    .fill(theme::palette(ui).bar)
                    .inner_margin(Margin::symmetric(24, 6)),
            )
            .show(ui, |ui| {
                let text = RichText::new(self.word(sentence)).size(12.0);
                ui.add(egui::Label::new(text).wrap());
            });
    }
}
