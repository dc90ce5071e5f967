//! Draws: the only place with egui. Reads [`State`], returns [`Action`]s; changes nothing else.
//!
//! A panel first builds the plain data it shows, then draws that. What belongs to the screen alone (where
//! a list is scrolled, what is typed in a dialog) is in [`Window`] and in egui's own memory.
//!
//! | module | what it draws |
//! | --- | --- |
//! | [`theme`] | colours, sizes, spacing: their one home |
//! | [`room`] | what a small window leaves out |
//! | [`fonts`] | the bundled fonts |
//! | [`shell`] | rail, top bar, status bar, notices: what is around every screen |
//! | [`shortcut`] | keys into actions, from the one list in [`core::menu`](crate::core::menu) |
//! | [`keys`] | keys that belong to a form or a page |
//! | [`text_field`] | a text that is edited by exact splices |
//! | [`dropping`] | what becomes of files that hover over the window |
//! | [`pasted`] | what Word and Excel put on the clipboard |
//! | [`markdown`] | Markdown as it reads |
//! | [`completed_field`] | a field that offers what is known |
//! | [`widgets`] | chips, headings, empty states: what several screens use |
//! | [`first_start`] | found, join, look around |
//! | [`new_document`] | the form that begins another document, or documents from files |
//! | [`holders_form`] | who is to hold what is begun |
//! | [`new_minutes`] | the form that begins the minutes of a meeting |
//! | [`scope_picker`] | units and people, chosen by typing a part of a name |
//! | [`carry_file`] | carry files: written, looked at, taken |
//! | [`forked_work`] | what copied devices wrote twice |
//! | [`held_work`] | what is held back of revoked devices |
//! | [`standing`] | decisions in signs and words |
//! | [`home`], [`documents`], [`inbox`], [`review`], [`reports`], [`sync`], [`council`], [`settings`] | the screens |
//! | [`document`] | one open document: header, editor, side panel |

use self::document::panel::decisions;
use crate::core::settings::{Settings, Theme};
use crate::core::{Action, Phase, Screen, State, editor};
use crate::words::Language;

pub mod carry_file;
pub mod completed_field;
pub mod council;
pub mod document;
pub mod documents;
pub mod dropping;
pub mod first_start;
pub mod fonts;
pub mod forked_work;
pub mod held_work;
pub mod holders_form;
pub mod home;
pub mod inbox;
pub mod keys;
pub mod markdown;
pub mod new_document;
pub mod new_minutes;
pub mod palette;
pub mod pasted;
pub mod reports;
pub mod review;
pub mod room;
pub mod scope_picker;
pub mod settings;
pub mod shell;
pub mod shortcut;
pub mod standing;
pub mod sync;
pub mod text_field;
pub mod theme;
pub mod widgets;

/// What every drawing function gets: the state to read, and where wishes go.
pub struct Scene<'a> {
    /// What is shown.
    pub state: &'a State,
    /// What the person wants, in order.
    pub actions: Vec<Action>,
    /// What the window was like when it was drawn last.
    pub before: keys::Before,
}

impl Scene<'_> {
    /// The language of the person.
    pub fn language(&self) -> Language {
        self.state.settings.language
    }

    /// A word or sentence with nothing to fill in.
    pub fn word(&self, name: &'static str) -> &'static str {
        self.language().word(name)
    }

    /// Whether the person leaves this document, or the program: what is typed in a field and not written
    /// yet is written now.
    pub fn leaves(&self, document: format::DocumentId) -> bool {
        self.state.is_quitting
            || self.actions.iter().any(|action| {
                matches!(
                    action,
                    Action::Go(_) | Action::Back | Action::Drop(_) | Action::Quit
                ) || *action == Action::Editor(document, editor::Action::Close)
            })
    }

    /// Wishes that come before all there are, such as what must be written before a document is closed.
    pub fn first(&mut self, wish: impl FnOnce(&mut Self)) {
        let later = std::mem::take(&mut self.actions);
        wish(self);
        self.actions.extend(later);
    }

    /// Notes a wish.
    pub fn wish(&mut self, action: impl Into<Action>) {
        self.actions.push(action.into());
    }
}

/// The window: what belongs to the screen alone.
pub struct Window {
    first_start: first_start::Form,
    documents: documents::Memory,
    document: document::Memory,
    decisions: decisions::Memory,
    new_document: new_document::Form,
    new_minutes: new_minutes::Form,
    council: council::Form,
    carry_file: carry_file::write::Form,
    review: review::Memory,
    palette: palette::Memory,
    before: keys::Before,
    shown_settings: Option<Settings>,
}

impl Window {
    /// A window with our fonts and colours.
    pub fn new(ctx: &egui::Context, settings: &Settings) -> Self {
        fonts::install(ctx);
        theme::install(ctx);
        let mut window = Self {
            first_start: first_start::Form::default(),
            documents: documents::Memory::default(),
            document: document::Memory::default(),
            decisions: decisions::Memory::default(),
            new_document: new_document::Form::default(),
            new_minutes: new_minutes::Form::default(),
            council: council::Form::default(),
            carry_file: carry_file::write::Form::default(),
            review: review::Memory::default(),
            palette: palette::Memory::default(),
            before: keys::Before::default(),
            shown_settings: None,
        };
        window.apply(ctx, settings);
        window
    }

    /// Draws everything; returns what the person wants.
    pub fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Vec<Action> {
        self.apply(ui.ctx(), &state.settings);
        let mut scene = Scene {
            state,
            actions: Vec::new(),
            before: self.before,
        };
        // Before any field sees the keys: a field would take some of them for itself.
        shortcut::take(ui.ctx(), &mut scene);
        let dropped = ui.ctx().input(|input| input.raw.dropped_files.clone());
        let paths: Vec<_> = dropped
            .into_iter()
            .map(|file| file.path().to_owned())
            .collect();
        if !paths.is_empty() {
            scene.wish(Action::Drop(paths));
        }
        match &state.phase {
            Phase::Starting => {
                egui::CentralPanel::default().show(ui, |ui| {
                    widgets::centred_note(ui, scene.word("starting"));
                });
            }
            Phase::Unusable(why) => {
                egui::CentralPanel::default().show(ui, |ui| {
                    widgets::problem(ui, scene.word("unusable-title"), why);
                });
            }
            Phase::FirstStart(first) => {
                let first = first.clone();
                first_start::ui(ui, &mut scene, &mut self.first_start, &first);
            }
            Phase::Working(_) => self.working_ui(ui, &mut scene),
        }
        dropping::ui(ui.ctx(), &scene);
        shell::notices_ui(ui.ctx(), &mut scene);
        // Whoever wanted what was pasted has taken it.
        pasted::put(ui.ctx(), None);
        self.before = keys::Before::of(ui.ctx());
        scene.actions
    }

    fn working_ui(&mut self, ui: &mut egui::Ui, scene: &mut Scene<'_>) {
        self.document.follow_sent(scene);
        shell::around(ui, scene);
        let state = scene.state;
        match &state.screen {
            Screen::Home => home::ui(ui, scene),
            Screen::Documents => documents::ui(ui, scene, &mut self.documents),
            Screen::NewDocument(beginning) => {
                new_document::ui(ui, scene, &mut self.new_document, beginning);
            }
            Screen::NewMinutes => new_minutes::ui(ui, scene, &mut self.new_minutes),
            Screen::Document(id, place) => {
                let memory = (&mut self.document, &mut self.decisions);
                document::ui(ui, scene, memory, *id, place.as_ref());
            }
            Screen::Inbox => inbox::ui(ui, scene),
            Screen::Review(document) => {
                let memory = (&mut self.review, &mut self.decisions);
                review::ui(ui, scene, memory, *document);
            }
            Screen::Reports => reports::ui(ui, scene),
            Screen::Sync => sync::ui(ui, scene),
            Screen::WriteCarryFile => carry_file::write::ui(ui, scene, &mut self.carry_file),
            Screen::ReadCarryFiles => carry_file::read::ui(ui, scene),
            Screen::Council => council::ui(ui, scene, &mut self.council),
            Screen::Settings => settings::ui(ui, scene),
        }
        if !matches!(state.screen, Screen::NewDocument(_)) {
            self.new_document.left();
        }
        if state.screen != Screen::NewMinutes {
            self.new_minutes.left();
        }
        if state.is_palette_open {
            palette::ui(ui.ctx(), scene, &mut self.palette);
        } else {
            self.palette.closed(ui.ctx());
        }
        self.document.keep_unsent(scene);
    }

    /// Language needs nothing: every word is looked up when it is drawn.
    fn apply(&mut self, ctx: &egui::Context, settings: &Settings) {
        if self.shown_settings.as_ref() == Some(settings) {
            return;
        }
        ctx.set_theme(match settings.theme {
            Theme::System => egui::ThemePreference::System,
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
        });
        ctx.set_zoom_factor(f32::from(settings.zoom_percent) / 100.0);
        self.shown_settings = Some(settings.clone());
    }
}
