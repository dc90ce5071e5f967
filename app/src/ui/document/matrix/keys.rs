//! Keys and clipboard into commands, as in the spreadsheets people know.

use egui::{Event, Id, Key, Modifiers, Ui};

use super::Stage;
use super::command::{Command, perform};
use crate::core::matrix::selection::Step;

/// The one widget of the grid that has the keys: the cells while the selection moves, the field while a
/// cell is under edit. They share it, so that keys never go astray between the two.
pub(super) fn focus_id(stage: &Stage<'_, '_>) -> Id {
    Id::unique(("matrix keys", stage.editor.id))
}

/// The first button of the toolbar: where F6 leads.
pub(super) fn toolbar_id(stage: &Stage<'_, '_>) -> Id {
    Id::unique(("matrix toolbar", stage.editor.id))
}

/// Takes the keys that are for the grid, before anything else of it is drawn.
pub(super) fn take(ui: &Ui, stage: &mut Stage<'_, '_>) {
    let focus = focus_id(stage);
    let is_covered = stage.scene.state.is_palette_open || egui::Popup::is_any_open(ui.ctx());
    let focused = ui.memory(|memory| memory.focused());
    if is_covered || stage.hands.naming.is_some() || focused.is_some_and(|id| id != focus) {
        // The person went elsewhere: what was typed is written.
        if stage.hands.editing.is_some() && focused.is_some_and(|id| id != focus) {
            perform(ui.ctx(), stage, Command::Commit(None));
        }
        return;
    }
    if focused.is_none() {
        ui.memory_mut(|memory| memory.request_focus(focus));
    }
    let modifiers = ui.input(|input| input.modifiers);
    let events = ui.input_mut(|input| std::mem::take(&mut input.events));
    let mut rest = Vec::with_capacity(events.len());
    for event in events {
        match command(&event, modifiers, stage) {
            Taken::Command(command) => perform(ui.ctx(), stage, command),
            Taken::Nothing => {}
            Taken::Leave => ui.memory_mut(|memory| memory.request_focus(toolbar_id(stage))),
            Taken::NotMine => rest.push(event),
        }
    }
    ui.input_mut(|input| {
        rest.append(&mut input.events);
        input.events = rest;
    });
}

/// What an event means here.
enum Taken {
    Command(Command),
    /// It is for the grid, and nothing follows.
    Nothing,
    /// On to the toolbar.
    Leave,
    NotMine,
}

fn command(event: &Event, modifiers: Modifiers, stage: &mut Stage<'_, '_>) -> Taken {
    let found = match (&mut stage.hands.editing, event) {
        // The field has not been drawn yet: what is typed in the same moment belongs to it.
        (Some(editing), Event::Text(text)) if !editing.is_begun => {
            editing.text.push_str(text);
            return Taken::Nothing;
        }
        (
            Some(editing),
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            },
        ) => while_editing(*key, *modifiers, editing.by_typing),
        (Some(_), _) => None,
        (None, Event::Copy) => Some(Command::Copy),
        (None, Event::Cut) => Some(Command::Cut),
        (None, Event::Paste(text)) => Some(Command::Paste(text.clone())),
        (None, Event::Text(text)) => {
            let is_space_with = text == " " && (modifiers.shift || modifiers.command);
            if is_space_with || text.chars().all(char::is_control) {
                return Taken::Nothing;
            }
            Some(Command::Begin(Some(text.clone())))
        }
        (
            None,
            Event::Key {
                key: Key::F6,
                pressed: true,
                ..
            },
        ) => return Taken::Leave,
        (
            None,
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            },
        ) => {
            let has_conflict = (stage.sheet())
                .conflict(stage.hands.selection.active)
                .is_some();
            match key {
                Key::L if modifiers.command && modifiers.shift => {
                    Some(Command::OpenFilter(stage.hands.selection.active.column))
                }
                key => while_moving(*key, *modifiers, stage.page(), has_conflict),
            }
        }
        _ => None,
    };
    found.map_or(Taken::NotMine, Taken::Command)
}

fn while_editing(key: Key, modifiers: Modifiers, by_typing: bool) -> Option<Command> {
    let commit = |step| Some(Command::Commit(Some(step)));
    match key {
        // Alt+Enter is a line break in the cell.
        Key::Enter if modifiers.alt || modifiers.command => None,
        Key::Enter if modifiers.shift => commit(Step::EnterUp),
        Key::Enter => commit(Step::Enter),
        Key::Tab if modifiers.shift => commit(Step::Previous),
        Key::Tab => commit(Step::Next),
        Key::Escape => Some(Command::Cancel),
        _ if !by_typing || modifiers.any() => None,
        Key::ArrowUp => commit(Step::Up),
        Key::ArrowDown => commit(Step::Down),
        Key::ArrowLeft => commit(Step::Left),
        Key::ArrowRight => commit(Step::Right),
        _ => None,
    }
}

fn while_moving(key: Key, held: Modifiers, page: usize, has_conflict: bool) -> Option<Command> {
    let step = |plain, with_ctrl| {
        let step = if held.command { with_ctrl } else { plain };
        Some(Command::Step(step, held.shift))
    };
    match key {
        Key::ArrowUp | Key::ArrowDown if held.alt => Some(Command::MoveRows(key == Key::ArrowUp)),
        Key::ArrowUp => step(Step::Up, Step::JumpUp),
        Key::ArrowDown => step(Step::Down, Step::JumpDown),
        Key::ArrowLeft => step(Step::Left, Step::JumpLeft),
        Key::ArrowRight => step(Step::Right, Step::JumpRight),
        Key::Home => step(Step::RowStart, Step::First),
        Key::End => step(Step::RowEnd, Step::Last),
        Key::PageUp => step(Step::PageUp(page), Step::PageUp(page)),
        Key::PageDown => step(Step::PageDown(page), Step::PageDown(page)),
        Key::Tab if held.shift => Some(Command::Step(Step::Previous, false)),
        Key::Tab => Some(Command::Step(Step::Next, false)),
        Key::Enter if has_conflict && !held.any() => Some(Command::Choose),
        Key::Enter if held.shift => Some(Command::Step(Step::EnterUp, false)),
        Key::Enter => Some(Command::Step(Step::Enter, false)),
        Key::F2 => Some(Command::Begin(None)),
        Key::Backspace => Some(Command::Begin(Some(String::new()))),
        Key::Delete => Some(Command::Clear),
        Key::A if held.command => Some(Command::SelectAll),
        Key::D if held.command => Some(Command::FillDown),
        Key::Space if held.command => Some(Command::SelectColumns),
        Key::Space if held.shift => Some(Command::SelectRows),
        Key::Escape => Some(Command::Cancel),
        _ => None,
    }
}

impl Stage<'_, '_> {
    /// How many rows one page has.
    fn page(&self) -> usize {
        let height = self.hands.view.body.height().max(0.0);
        ((height / self.shown.layout.one_line().max(1.0)) as usize)
            .saturating_sub(1)
            .max(1)
    }
}
