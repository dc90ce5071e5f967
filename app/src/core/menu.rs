//! Every command with its name and its shortcut, in one list: menus, keys and the palette all read it,
//! so they always agree.

use super::{Action, Screen, State, council, documents, editor, link, settings};
use crate::core::documents::Beginning;
use crate::core::panel::Panel;
use crate::core::pick::Pick;

/// A key with the modifiers held down. `command` is Ctrl, and on a Mac the command key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut {
    /// The key: a letter, digit or sign, or `F5` and the like, or `Tab`.
    pub key: &'static str,
    /// With Ctrl.
    pub command: bool,
    /// With Shift.
    pub shift: bool,
    /// With Alt.
    pub alt: bool,
}

impl Shortcut {
    const fn ctrl(key: &'static str) -> Self {
        Self {
            key,
            command: true,
            shift: false,
            alt: false,
        }
    }

    const fn ctrl_shift(key: &'static str) -> Self {
        Self {
            shift: true,
            ..Self::ctrl(key)
        }
    }

    const fn bare(key: &'static str) -> Self {
        Self {
            key,
            command: false,
            shift: false,
            alt: false,
        }
    }
}

impl std::fmt::Display for Shortcut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (held, name) in [
            (self.command, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ] {
            if held {
                f.write_str(name)?;
            }
        }
        f.write_str(self.key)
    }
}

/// One command.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// The name of its sentence.
    pub label: &'static str,
    /// Its shortcut.
    pub shortcut: Option<Shortcut>,
    /// What it does.
    pub action: Action,
}

/// The commands that can be given now, in the order of the menu.
pub fn commands(state: &State) -> Vec<Command> {
    let mut commands = vec![Command {
        label: "menu-palette",
        shortcut: Some(Shortcut::ctrl("K")),
        action: Action::TogglePalette,
    }];
    let mut add = |label, shortcut, action| {
        commands.push(Command {
            label,
            shortcut,
            action,
        });
    };
    if state.is_working() {
        add("menu-home", Some(Shortcut::ctrl("1")), Screen::Home.into());
        add(
            "menu-documents",
            Some(Shortcut::ctrl("2")),
            Screen::Documents.into(),
        );
        add("menu-sync", Some(Shortcut::ctrl("3")), Screen::Sync.into());
        add(
            "menu-reports",
            Some(Shortcut::ctrl("4")),
            Screen::Reports.into(),
        );
        add(
            "menu-inbox",
            Some(Shortcut::ctrl("6")),
            Screen::Inbox.into(),
        );
        add(
            "menu-review",
            Some(Shortcut::ctrl("7")),
            Screen::Review(None).into(),
        );
        add(
            "menu-council",
            Some(Shortcut::ctrl("5")),
            Screen::Council.into(),
        );
        let begin = |what: Beginning| Action::Go(Screen::NewDocument(what));
        if state.may_write() {
            add(
                "menu-new-policy",
                Some(Shortcut::ctrl("N")),
                begin(Beginning::Policy),
            );
            add(
                "menu-new-minutes",
                Some(Shortcut::ctrl("M")),
                Screen::NewMinutes.into(),
            );
            add("menu-new-guideline", None, begin(Beginning::Guideline));
            add("menu-new-matrix", None, begin(Beginning::Matrix));
            add("new-import", None, Action::Pick(Pick::Import));
            add("menu-write-carry-file", None, Screen::WriteCarryFile.into());
        }
        add(
            "menu-read-carry-files",
            None,
            Action::Pick(Pick::CarryFiles),
        );
        if let Some(editor) = state.shown_editor() {
            let id = editor.id;
            let of = |action| Action::Editor(id, action);
            add(
                "menu-undo",
                Some(Shortcut::ctrl("Z")),
                of(editor::Action::Undo),
            );
            add(
                "menu-redo",
                Some(Shortcut::ctrl("Y")),
                of(editor::Action::Redo),
            );
            if editor.read_only.is_none() {
                add(
                    "menu-paste-plain",
                    Some(Shortcut::ctrl_shift("V")),
                    Action::Window(super::effect::Window::PastePlain),
                );
            }
            add(
                "menu-find-here",
                Some(Shortcut::ctrl("F")),
                Action::Find(!state.is_finding),
            );
            for (label, key, panel) in [
                ("panel-outline", "O", Panel::Outline),
                ("panel-comments", "C", Panel::Comments),
                ("panel-attachments", "F", Panel::Attachments),
                ("panel-changes", "E", Panel::Changes),
                ("panel-history", "H", Panel::History),
                ("panel-decisions", "D", Panel::Decisions),
                ("panel-sharing", "B", Panel::Sharing),
            ] {
                add(label, Some(Shortcut::ctrl_shift(key)), Action::Panel(panel));
            }
            if editor.read_only.is_none() {
                let attach = Pick::Attach(id, None);
                add("menu-attach", None, Action::Pick(attach));
            }
            let restarting = |asked| of(editor::Action::AskToRestart(Some(asked)));
            if state.may_restart(editor) {
                let ask = restarting(editor::Restarting::Asked);
                add("menu-restart", None, ask);
            }
            if editor.has_restarted() && !editor.is_forgotten() {
                let ask = restarting(editor::Restarting::AskedToForget);
                add("menu-forget", None, ask);
            }
            if let Some(heads) = editor.what_counts() {
                add(
                    "menu-read-holding",
                    Some(Shortcut::ctrl_shift("R")),
                    of(editor::Action::ShowVersion(heads)),
                );
            }
            add(
                "menu-author-colours",
                None,
                Action::Settings(settings::Action::AuthorColours(
                    !state.settings.author_colours,
                )),
            );
            add(
                "menu-print",
                Some(Shortcut::ctrl("P")),
                Action::Documents(documents::Action::Print(id)),
            );
            add(
                "menu-close",
                Some(Shortcut::ctrl("W")),
                of(editor::Action::Close),
            );
        }
        add(
            "menu-sync-now",
            Some(Shortcut::bare("F5")),
            Action::Link(link::Action::SyncNow),
        );
    } else {
        add(
            "menu-sample",
            None,
            Action::Council(council::Action::ExploreSample),
        );
    }
    let set = |action| Action::Settings(action);
    add(
        "menu-zoom-in",
        Some(Shortcut::ctrl("+")),
        set(settings::Action::ZoomIn),
    );
    add(
        "menu-zoom-out",
        Some(Shortcut::ctrl("-")),
        set(settings::Action::ZoomOut),
    );
    add(
        "menu-zoom-reset",
        Some(Shortcut::ctrl("0")),
        set(settings::Action::ZoomReset),
    );
    let (language, label) = match state.settings.language {
        crate::words::Language::Indonesian => (crate::words::Language::English, "menu-english"),
        crate::words::Language::English => (crate::words::Language::Indonesian, "menu-indonesian"),
    };
    add(label, None, set(settings::Action::Language(language)));
    for (label, theme) in [
        ("menu-theme-light", settings::Theme::Light),
        ("menu-theme-dark", settings::Theme::Dark),
        ("menu-theme-system", settings::Theme::System),
    ] {
        add(label, None, set(settings::Action::Theme(theme)));
    }
    if state.is_working() {
        add(
            "menu-settings",
            Some(Shortcut::ctrl(",")),
            Screen::Settings.into(),
        );
    }
    add("menu-quit", Some(Shortcut::ctrl_shift("Q")), Action::Quit);
    commands
}
