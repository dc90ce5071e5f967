//! The head of the minutes: what meeting, when, where, who chairs, who writes.

use council::edit::Place;
use egui::Ui;

use super::fields::{Form, Value};
use super::{NARROWEST, Sheet};
use crate::core::minutes::days::Toward;
use crate::ui::{theme, widgets};

/// A fact: its name in the document, its name on the screen, what it is, and how many of the eight parts
/// of a line it takes.
struct Fact(&'static str, &'static str, Form, f32);

/// As on paper.
const FACTS: [Fact; 7] = [
    Fact("type", "minutes-type", Form::Words, 2.0),
    Fact("date", "minutes-date", Form::Day(Toward::Nearest), 2.0),
    Fact("time", "minutes-time", Form::Hours, 2.0),
    Fact("zone", "minutes-zone", Form::Zone, 2.0),
    Fact("place", "minutes-place", Form::Words, 4.0),
    Fact("chair", "minutes-chair", Form::Person, 2.0),
    Fact("minute-taker", "minutes-taker", Form::Person, 2.0),
];

/// Below this width the fields stand two beside each other.
const NARROW: f32 = 620.0;
/// Below this width they stand one below the other.
const TIGHT: f32 = 320.0;

/// The facts in the order of the page. The title is in the header of the document.
pub(super) fn facts() -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|fact| fact.0)
}

impl Sheet<'_, '_> {
    pub(super) fn head_ui(&mut self, ui: &mut Ui) {
        widgets::card(ui, |ui| {
            let width = ui.available_width();
            let factor = match width {
                width if width < TIGHT => 8.0,
                width if width < NARROW => 2.0,
                _ => 1.0,
            };
            let gap = theme::GROUP;
            ui.spacing_mut().item_spacing.x = gap;
            let mut line: Vec<(&Fact, f32)> = Vec::new();
            let mut taken = 0.0;
            for fact in &FACTS {
                let parts = (fact.3 * factor).min(8.0);
                if taken + parts > 8.0 {
                    self.line_ui(ui, &line, width, gap);
                    line.clear();
                    taken = 0.0;
                }
                line.push((fact, parts));
                taken += parts;
            }
            self.line_ui(ui, &line, width, gap);
        });
    }

    fn line_ui(&mut self, ui: &mut Ui, line: &[(&Fact, f32)], width: f32, gap: f32) {
        let minutes = self.minutes;
        ui.horizontal_top(|ui| {
            for (fact, parts) in line {
                let value = Value {
                    place: Place::Meeting(fact.0.to_owned()),
                    value: minutes.meeting.get(fact.0).map_or("", String::as_str),
                    label: self.word(fact.1),
                    hint: match fact.2 {
                        Form::Day(_) => self.word("minutes-date-hint"),
                        Form::Hours => self.word("minutes-time-hint"),
                        Form::Zone => "WIB, WITA, WIT",
                        Form::Words | Form::Person => "",
                    },
                    form: fact.2,
                    width: ((width + gap) * parts / 8.0 - gap).max(NARROWEST),
                };
                self.named_value(ui, &value);
            }
        });
    }
}
