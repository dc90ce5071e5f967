//! Who is to hold what is begun: the confidentiality level with whom that means, or units and people by
//! name. It can only be widened later, so it is asked first.

use council::act::scope::Label;
use egui::{RichText, Ui};

use super::scope_picker::Picker;
use super::theme::{self, GRID};
use super::{Scene, widgets};
use crate::core::sharing::Holders;
use crate::say;
use crate::words::column::capitalised;
use crate::words::rights::label;

/// What is chosen.
#[derive(Debug, Default)]
pub struct Form {
    label: Label,
    /// Whether units and people are chosen by name.
    is_by_name: bool,
    picker: Picker,
}

impl Form {
    /// Who is to hold it; `None` while nobody is named who is to be.
    pub fn holders(&self) -> Option<Holders> {
        let label = Some(self.label);
        if !self.is_by_name {
            return Some(Holders {
                label,
                ..Holders::default()
            });
        }
        self.picker.scope()?;
        Some(Holders {
            label,
            units: self.picker.units.iter().cloned().collect(),
            people: self.picker.people.iter().copied().collect(),
        })
    }

    /// Draws it, for something that belongs to `unit`.
    pub fn ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, unit: &str) {
        let language = scene.language();
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            ui.label(theme::small(ui, scene.word("holders-label")));
            ui.horizontal_wrapped(|ui| {
                for one in Label::ALL {
                    let word = capitalised(&label(language, one));
                    ui.radio_value(&mut self.label, one, word);
                }
            });
            ui.add(egui::Label::new(self.words(scene, unit)).wrap());
            ui.checkbox(&mut self.is_by_name, scene.word("holders-by-name"));
            if self.is_by_name {
                self.picker.ui(ui, scene, scene.word("holders-named"), true);
                if self.holders().is_none() {
                    let text = RichText::new(scene.word("holders-lack-names"));
                    ui.label(text.color(theme::palette(ui).weak));
                }
            }
            widgets::hint(ui, scene.word("holders-for-good"));
        });
    }

    /// Whom it means, as a sentence.
    fn words(&self, scene: &Scene<'_>, unit: &str) -> String {
        let language = scene.language();
        if self.is_by_name {
            let council = scene.state.council();
            let names = council.map(|council| self.picker.names(council));
            let names = names.unwrap_or_default();
            return match names.is_empty() {
                true => scene.word("holders-only-named").to_owned(),
                false => say!(language, "holders-are", named = names.join(", ")),
            };
        }
        match self.label {
            Label::Public => scene.word("holders-of-public").to_owned(),
            Label::Internal => scene.word("holders-of-internal").to_owned(),
            Label::Confidential if !unit.trim().is_empty() => {
                say!(language, "holders-of-confidential", unit = unit.trim())
            }
            Label::Confidential | Label::Secret => scene.word("holders-of-secret").to_owned(),
        }
    }
}
