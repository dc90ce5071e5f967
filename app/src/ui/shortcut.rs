//! Keys into actions. They are taken before any field sees them: a text field would use some of them
//! itself.

use egui::{Context, Event, InputState, Key, KeyboardShortcut, Modifiers};

use super::Scene;
use crate::core::Action;
use crate::core::menu::{self, Shortcut};

/// Takes the shortcuts that were pressed. While a question stands above a document, those that would do something
/// behind it are left alone.
pub fn take(ctx: &Context, scene: &mut Scene<'_>) {
    let is_asking = scene.state.is_asking();
    for command in menu::commands(scene.state) {
        if is_asking && !matches!(command.action, Action::Settings(_) | Action::Quit) {
            continue;
        }
        let Some(shortcut) = command.shortcut else {
            continue;
        };
        for pressed in keys(shortcut) {
            if ctx.input_mut(|input| consume(input, &pressed)) {
                scene.wish(command.action.clone());
                break;
            }
        }
    }
}

/// Takes one press of exactly these keys: Ctrl+Alt+M is not Ctrl+M. Only signs that some keyboards have
/// behind Shift may come with it.
fn consume(input: &mut InputState, shortcut: &KeyboardShortcut) -> bool {
    let is_sign = matches!(
        shortcut.logical_key,
        Key::Plus | Key::Equals | Key::Minus | Key::Comma
    );
    let mut is_taken = false;
    input.events.retain(|event| {
        let is_it = !is_taken
            && matches!(
                event,
                Event::Key { key, modifiers, pressed: true, .. }
                    if *key == shortcut.logical_key
                        && (modifiers.matches_exact(shortcut.modifiers)
                            || is_sign && modifiers.matches_logically(shortcut.modifiers))
            );
        is_taken |= is_it;
        !is_it
    });
    is_taken
}

/// The presses that mean a shortcut: on some keyboards plus is on another key, and redo has two.
fn keys(shortcut: Shortcut) -> Vec<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    if shortcut.alt {
        modifiers |= Modifiers::ALT;
    }
    let name = match shortcut.key {
        "+" => "Plus",
        "-" => "Minus",
        "," => "Comma",
        "." => "Period",
        "/" => "Slash",
        name => name,
    };
    let mut keys: Vec<KeyboardShortcut> = Key::from_name(name)
        .map(|key| KeyboardShortcut::new(modifiers, key))
        .into_iter()
        .collect();
    match shortcut.key {
        "+" => keys.push(KeyboardShortcut::new(modifiers, Key::Equals)),
        "Y" => keys.push(KeyboardShortcut::new(modifiers | Modifiers::SHIFT, Key::Z)),
        _ => {}
    }
    keys.reverse();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::State;
    use crate::core::settings::Settings;

    #[test]
    fn every_shortcut_names_a_key() {
        let state = State::new(Settings::default(), 0);
        for command in menu::commands(&state) {
            if let Some(shortcut) = command.shortcut {
                assert!(!keys(shortcut).is_empty(), "{shortcut}");
            }
        }
    }
}
