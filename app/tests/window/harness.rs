//! A window on a folder of its own, and what a person does with it.

use std::sync::Arc;
use std::time::Duration;

use dewan::app::App;
use dewan::core::settings::Settings;
use dewan::core::{Action, Effect, State};
use dewan::engine::desk::{Desk, Outbox};
use dewan::engine::home::Home;
use dewan::words::Language;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};

/// How long something may take outside before a test gives up. Never waited for when all is well.
const LONGEST: Duration = Duration::from_secs(60);

/// Bursts end by time, so a window looks again after this long even when nothing happens outside.
const MOMENT: Duration = Duration::from_millis(25);

fn builder() -> egui_kittest::HarnessBuilder<App> {
    Harness::builder()
        .with_size(egui::vec2(1280.0, 820.0))
        .with_max_steps(64)
}

/// A window.
pub(crate) struct TestWindow {
    pub(crate) harness: Harness<'static, App>,
    pub(crate) language: Language,
}

impl TestWindow {
    /// Opens the window on this folder.
    pub(crate) fn open(folder: &std::path::Path, language: Language) -> Self {
        let home = Home::find(Some(folder.to_owned())).unwrap();
        home.make_folder().unwrap();
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let file = folder.join("settings.json");
        if !file.exists() {
            std::fs::write(file, serde_json::to_vec(&settings).unwrap()).unwrap();
        }
        let harness = builder()
            .build_eframe(move |creation| App::open(&creation.egui_ctx, home, language).unwrap());
        Self::begin(harness, language)
    }

    /// Opens the window; `passes` sees every effect first and says whether the engine gets it.
    pub(crate) fn open_with(
        folder: &std::path::Path,
        language: Language,
        passes: impl Fn(&Effect, &Outbox) -> bool + 'static,
    ) -> Self {
        let home = Home::find(Some(folder.to_owned())).unwrap();
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let harness = builder().build_eframe(move |creation| {
            let (outbox, events) = Outbox::new(Arc::new(|| {}));
            let dialogs = Arc::new(dewan::engine::desk::pick::SystemDialogs);
            let desk = Desk::start(home, language, dialogs, outbox.clone()).unwrap();
            desk.perform(Effect::Start);
            let perform = Box::new(move |effect: Effect| {
                if passes(&effect, &outbox) {
                    desk.perform(effect);
                }
            });
            App::with(&creation.egui_ctx, settings, events, perform)
        });
        Self::begin(harness, language)
    }

    fn begin(harness: Harness<'static, App>, language: Language) -> Self {
        let mut window = Self { harness, language };
        window.until("the folder was read", |state| {
            !matches!(state.phase, dewan::core::Phase::Starting)
        });
        window
    }

    /// Founds a council, as a person does.
    pub(crate) fn found(&mut self) {
        self.type_into("field-council", "Dewan Media Sosial");
        self.type_into("field-person", "Ratna");
        self.type_into("field-office", "Kantor Pusat");
        self.click("first-found");
        self.until("the council is there", State::is_working);
    }

    /// Pastes what another program copied: plain text, and HTML beside it.
    pub(crate) fn paste(&mut self, html: Option<&str>, plain: &str) {
        dewan::ui::pasted::put(&self.harness.ctx, html.map(str::to_owned));
        self.harness.event(egui::Event::Paste(plain.to_owned()));
        self.harness.step();
        self.harness.step();
    }

    /// Gives a wish, as a menu would.
    pub(crate) fn act(&mut self, action: Action) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().act(&ctx, action);
        self.harness.step();
    }

    /// Draws once, and takes in what happens outside within a moment.
    pub(crate) fn go_on(&mut self) {
        self.harness.step();
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().wait(&ctx, MOMENT);
    }

    /// Takes in what happens outside, without drawing it, until `done`.
    pub(crate) fn undrawn_until(&mut self, what: &str, done: impl Fn(&State) -> bool) {
        let deadline = link::clock::moment() + LONGEST;
        let ctx = self.harness.ctx.clone();
        while !done(self.state()) {
            assert!(link::clock::moment() < deadline, "it never came: {what}");
            self.harness.state_mut().wait(&ctx, MOMENT);
        }
    }

    /// Opens the window on this folder of a device that does not link by itself.
    pub(crate) fn open_offline(folder: &std::path::Path, language: Language) -> Self {
        let settings = Settings {
            language,
            stay_linked: false,
            ..Settings::default()
        };
        let file = folder.join("settings.json");
        std::fs::write(file, serde_json::to_vec(&settings).unwrap()).unwrap();
        Self::open(folder, language)
    }

    /// What the window shows.
    pub(crate) fn state(&self) -> &State {
        self.harness.state().state()
    }

    /// The word or sentence of this name.
    pub(crate) fn word(&self, name: &'static str) -> &'static str {
        self.language.word(name)
    }

    /// Draws, and takes in what happens outside, until `done`.
    pub(crate) fn until(&mut self, what: &str, done: impl Fn(&State) -> bool) {
        let deadline = link::clock::moment() + LONGEST;
        loop {
            self.harness.step();
            if done(self.state()) {
                self.harness.step();
                return;
            }
            assert!(link::clock::moment() < deadline, "it never came: {what}");
            self.go_on();
        }
    }

    /// Draws until something is called `label`.
    pub(crate) fn until_shown(&mut self, label: &str) {
        let deadline = link::clock::moment() + LONGEST;
        loop {
            self.harness.step();
            if self
                .harness
                .query_all_by_label_contains(label)
                .next()
                .is_some()
            {
                return;
            }
            assert!(link::clock::moment() < deadline, "never shown: {label}");
            self.go_on();
        }
    }

    /// Clicks the button with this word.
    pub(crate) fn click(&mut self, name: &'static str) {
        let word = self.word(name);
        self.harness
            .get_by_role_and_label(egui::accesskit::Role::Button, word)
            .click();
        self.harness.step();
        self.harness.step();
    }

    /// Chooses the tab with this word.
    pub(crate) fn choose(&mut self, name: &'static str) {
        let word = self.word(name);
        self.harness
            .get_by_role_and_label(egui::accesskit::Role::Tab, word)
            .click();
        self.harness.step();
        self.harness.step();
    }

    /// The field with this name.
    pub(crate) fn field(&self, name: &'static str) -> Node<'_> {
        let word = self.word(name);
        self.harness.get_by(move |node| {
            matches!(
                node.role(),
                egui::accesskit::Role::TextInput | egui::accesskit::Role::MultilineTextInput
            ) && node.label().is_some_and(|label| label == word)
        })
    }

    /// Types into the field with this name.
    pub(crate) fn type_into(&mut self, name: &'static str, text: &str) {
        self.field(name).focus();
        self.harness.step();
        self.field(name).type_text(text);
        self.harness.step();
        self.harness.step();
    }
}
