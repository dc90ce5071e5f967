//! Keys that work everywhere on the page. They are taken before any field sees them.

use council::edit::{Collection, Place};
use egui::{Context, Key, Modifiers};

use super::{Sheet, Spot, head};

/// The parts of the page that F6 goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// When, where, who chairs.
    Head,
    /// Who is there.
    Attendance,
    /// Topics and notes.
    Agenda,
    /// Decisions and actions of the item.
    Records,
}

impl Section {
    const ALL: [Self; 4] = [Self::Head, Self::Attendance, Self::Agenda, Self::Records];

    /// The part a spot belongs to.
    pub(super) fn of(spot: &Spot) -> Self {
        let Spot::At(place) = spot else {
            return match spot {
                Spot::AddPeople => Self::Attendance,
                _ => Self::Agenda,
            };
        };
        match place.thing() {
            None => Self::Head,
            Some((Collection::Attendance, _)) => Self::Attendance,
            Some((Collection::Agenda, _)) => Self::Agenda,
            Some(_) => Self::Records,
        }
    }
}

impl Sheet<'_, '_> {
    pub(super) fn take_keys(&mut self, ctx: &Context) {
        if self.scene.state.is_palette_open {
            return;
        }
        let pressed = |modifiers, key| ctx.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::SHIFT, Key::F6) {
            self.go_to_section(false);
        }
        if pressed(Modifiers::NONE, Key::F6) {
            self.go_to_section(true);
        }
        if !self.is_writable() {
            return;
        }
        let at = self.item_at();
        if pressed(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter) {
            self.insert_item(at.or(self.minutes.agenda.len().checked_sub(1)));
        }
        if pressed(Modifiers::COMMAND, Key::Enter) {
            self.begin_next_item(at);
        }
        if pressed(Modifiers::ALT, Key::ArrowUp)
            && let Some(at) = at
        {
            self.move_item(at, false);
        }
        if pressed(Modifiers::ALT, Key::ArrowDown)
            && let Some(at) = at
        {
            self.move_item(at, true);
        }
        if pressed(Modifiers::ALT, Key::Delete) {
            self.remove_what_is_focused();
        }
        if pressed(Modifiers::NONE, Key::F8) {
            match self.memory.clock.running() {
                Some(_) => self.memory.clock.stop(self.now_millis),
                None => {
                    if let Some(item) = self.memory.at_item.clone() {
                        self.memory.clock.enter(&item, self.now_millis);
                    }
                }
            }
        }
    }

    /// The agenda item the person is at, or was at last.
    fn item_at(&self) -> Option<usize> {
        let id = self.memory.at_item.as_ref()?;
        self.minutes.agenda.iter().position(|item| item.id == *id)
    }

    /// The item after this one; a new one after the last. Whoever comes from the head begins with the
    /// first.
    fn begin_next_item(&mut self, at: Option<usize>) {
        let count = self.minutes.agenda.len();
        match at {
            Some(at) if at + 1 < count => self.go_to_item(at + 1),
            None if count > 0 => self.go_to_item(0),
            _ => self.insert_item(count.checked_sub(1)),
        }
    }

    fn remove_what_is_focused(&mut self) {
        let Some(Spot::At(place)) = self.memory.focused.clone() else {
            return;
        };
        match place.thing() {
            Some((Collection::Attendance, person)) => self.remove_person(person),
            Some((Collection::Agenda, id)) => {
                let at = self.minutes.agenda.iter().position(|item| item.id == id);
                if let Some(at) = at {
                    self.remove_item(at);
                }
            }
            Some((collection @ (Collection::Decisions | Collection::Actions), id)) => {
                self.remove_record(collection, id);
                let notes = self.memory.at_item.clone().map(Place::AgendaNotes);
                self.memory.wanted = notes.map(Spot::At);
            }
            _ => {}
        }
    }

    fn go_to_section(&mut self, forward: bool) {
        let count = Section::ALL.len();
        let here = self.memory.focused.as_ref().map(Section::of);
        let at = here.and_then(|here| Section::ALL.iter().position(|one| *one == here));
        // The nearest part that has anything in it.
        for step in 1..=count {
            let next = match (at, forward) {
                (Some(at), true) => (at + step) % count,
                (Some(at), false) => (at + count - step) % count,
                (None, true) => step - 1,
                (None, false) => count - step,
            };
            if let Some(spot) = self.first_of(Section::ALL[next]) {
                self.memory.wanted = Some(spot);
                return;
            }
        }
    }

    fn first_of(&self, section: Section) -> Option<Spot> {
        let minutes = self.minutes;
        Some(match section {
            Section::Head => {
                let fact = head::facts().next()?;
                Spot::At(Place::Meeting(fact.to_owned()))
            }
            Section::Attendance => match minutes.attendance.first() {
                Some(entry) => Spot::At(Place::AttendanceStatus(entry.person.clone())),
                None => Spot::AddPeople,
            },
            Section::Agenda => match minutes.agenda.get(self.item_at().unwrap_or(0)) {
                Some(item) if item.topic.trim().is_empty() => {
                    Spot::At(Place::AgendaTopic(item.id.clone()))
                }
                Some(item) => Spot::At(Place::AgendaNotes(item.id.clone())),
                None => Spot::AddItem,
            },
            Section::Records => {
                let board = &self.digest.board;
                let here = self.item_at().map(|at| &board.items[at]);
                let all = here.into_iter().chain(&board.items).chain([&board.loose]);
                let records = all.into_iter().find(|records| !records.is_empty())?;
                let place = match (records.decisions.first(), records.actions.first()) {
                    (Some(at), _) => Place::DecisionText(minutes.decisions[*at].id.clone()),
                    (None, Some(at)) => Place::ActionTitle(minutes.actions[*at].id.clone()),
                    (None, None) => return None,
                };
                Spot::At(place)
            }
        })
    }
}
