//! Who counts for an agenda item: the quorum without those who take no part in it, and who stands in.

use council::edit::{Collection, Place};
use council::view::fact;
use egui::{RichText, Ui};

use super::Sheet;
use super::attendance::{quorum_in_words, quorum_look};
use crate::ui::{theme, widgets};
use crate::words::meeting::who_counts;

impl Sheet<'_, '_> {
    /// The line below the topic of an item.
    pub(super) fn quorum_ui(&mut self, ui: &mut Ui, at: usize) {
        if self.minutes.attendance.is_empty() {
            return;
        }
        let item = &self.minutes.agenda[at];
        let board = &self.digest.board;
        let Some(count) = board.count.items.get(at).cloned() else {
            return;
        };
        // Every item has the quorum of the meeting, until somebody takes no part in it.
        let is_own = count != board.count.meeting || !count.recused.is_empty();
        let has_decision = !board.items[at].decisions.is_empty();
        let language = self.scene.language();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GRID;
            if is_own || has_decision {
                let (icon, colours) = quorum_look(theme::palette(ui), &count);
                let text = quorum_in_words(language, &count);
                widgets::chip(ui, icon, &text, colours);
                let who = who_counts(language, &count);
                if !who.is_empty() {
                    ui.label(RichText::new(who).size(12.0));
                }
            }
            if self.is_writable() {
                self.recuse_ui(ui, at);
            }
        });
        for (person, _) in item.recused() {
            let name = fact::recused(person);
            self.conflict_ui(ui, &Place::Fact(Collection::Agenda, item.id.clone(), name));
        }
    }

    /// A list of those who may vote: whoever is ticked takes no part in this item.
    fn recuse_ui(&mut self, ui: &mut Ui, at: usize) {
        let item = &self.minutes.agenda[at];
        let word = RichText::new(self.word("item-recuse")).size(12.0);
        let mut toggled = None;
        let hint = self.word("item-recuse-hint");
        let button = ui.menu_button(word, |ui| {
            for entry in &self.minutes.attendance {
                let name = fact::recused(&entry.person);
                let mut is_recused = item.facts.get(&name).is_some_and(|why| !why.is_empty());
                if ui.checkbox(&mut is_recused, &entry.person).changed() {
                    toggled = Some((name, is_recused));
                }
            }
        });
        button.response.on_hover_text(hint);
        if let Some((name, is_recused)) = toggled {
            let value = if is_recused { fact::SAID } else { "" };
            self.put(
                Place::Fact(Collection::Agenda, item.id.clone(), name),
                value,
            );
        }
    }
}
