//! Units and people that are chosen by typing a part of a name: Enter or a click takes one.

use std::collections::BTreeSet;

use egui::{Response, RichText, Ui};
use egui_material_icons::icons::{ICON_ADD, ICON_CLOSE, ICON_CORPORATE_FARE, ICON_PERSON};
use format::PublicKey;
use format::scope::Scope;

use super::{Scene, theme, widgets};
use crate::core::council::Council;
use crate::core::sharing::{Named, offers};
use crate::say;
use crate::words::rights::unit_kind;

/// How many are offered at once.
const OFFERED: usize = 6;

/// What was chosen, and what is typed to find more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picker {
    query: String,
    /// The units.
    pub units: BTreeSet<String>,
    /// The people, by a device of each.
    pub people: BTreeSet<PublicKey>,
}

impl Picker {
    /// One that begins with these units.
    pub fn with_units(units: impl IntoIterator<Item = String>) -> Self {
        Self {
            units: units.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Whether nothing was chosen.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.people.is_empty()
    }

    /// What was chosen, as acts say it; `None` where that is nothing, or too much.
    pub fn scope(&self) -> Option<Scope> {
        Scope::named(self.units.iter().cloned(), self.people.iter().copied())
    }

    /// What was chosen, by name.
    pub fn names(&self, council: &Council) -> Vec<String> {
        let people = self.people.iter().map(|key| council.name_of(key));
        self.units.iter().cloned().chain(people).collect()
    }

    /// Draws it; `people` says whether people are offered too. Returns the field.
    pub fn ui(&mut self, ui: &mut Ui, scene: &Scene<'_>, label: &str, people: bool) -> Response {
        let council = scene.state.council();
        self.chosen_ui(ui, scene);
        let hint = match people {
            true => scene.word("scope-picker-hint"),
            false => scene.word("scope-picker-units-hint"),
        };
        let field = widgets::labelled_field(ui, label, &mut self.query, hint);
        let Some(council) = council.filter(|_| !self.query.trim().is_empty()) else {
            return field;
        };
        let is_new = |one: &Named| match one {
            Named::Unit(unit) => !self.units.contains(unit),
            Named::Person(key) => !self.people.contains(key),
        };
        let mut fitting = offers(council, &self.query, people);
        fitting.retain(is_new);
        if fitting.is_empty() {
            ui.label(theme::weak(ui, scene.word("picker-nothing")));
        }
        let mut taken = None;
        ui.horizontal_wrapped(|ui| {
            for one in fitting.iter().take(OFFERED) {
                if widgets::button(ui, ICON_ADD, &named(scene, council, one)).clicked() {
                    taken = Some(one.clone());
                }
            }
        });
        let more = fitting.len().saturating_sub(OFFERED);
        if more > 0 {
            let text = say!(scene.language(), "scope-picker-more", count = more as u64);
            ui.label(theme::small(ui, text));
        }
        let is_entered = widgets::is_entered(ui, &field);
        let first = fitting.first().filter(|_| is_entered).cloned();
        if let Some(one) = taken.or(first) {
            match one {
                Named::Unit(unit) => drop(self.units.insert(unit)),
                Named::Person(key) => drop(self.people.insert(key)),
            }
            self.query.clear();
            field.request_focus();
        }
        field
    }

    fn chosen_ui(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        if self.is_empty() {
            return;
        }
        let Some(council) = scene.state.council() else {
            return;
        };
        let chosen: Vec<Named> = (self.units.iter().cloned().map(Named::Unit))
            .chain(self.people.iter().copied().map(Named::Person))
            .collect();
        ui.horizontal_wrapped(|ui| {
            for one in chosen {
                let name = named(scene, council, &one);
                let icon = match &one {
                    Named::Unit(_) => ICON_CORPORATE_FARE,
                    Named::Person(_) => ICON_PERSON,
                };
                let palette = theme::palette(ui);
                let text = format!("{} {name}  {}", icon.codepoint, ICON_CLOSE.codepoint);
                let text = RichText::new(text).color(palette.accent);
                let button = egui::Button::new(text).fill(palette.accent_soft);
                let word = say!(scene.language(), "picker-remove", name = name);
                let response = ui.add(button).on_hover_text(&word);
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Button, true, word.as_str())
                });
                if response.clicked() {
                    match one {
                        Named::Unit(unit) => drop(self.units.remove(&unit)),
                        Named::Person(key) => drop(self.people.remove(&key)),
                    }
                }
            }
        });
    }
}

/// A unit with its kind, a person with the office.
fn named(scene: &Scene<'_>, council: &Council, one: &Named) -> String {
    match one {
        Named::Unit(unit) => {
            let row = council.units.iter().find(|row| row.name == *unit);
            match row.and_then(|row| row.kind) {
                Some(kind) => format!("{unit} ({})", unit_kind(scene.language(), kind)),
                None => unit.clone(),
            }
        }
        Named::Person(key) => {
            let office = council.members.get(key).map_or("", |one| &one.office);
            format!("{} · {office}", council.name_of(key))
        }
    }
}
