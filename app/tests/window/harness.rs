//! A window on a folder of its own, and what a person does with it.

use std::time::Duration;

use dewan::app::App;
use dewan::core::State;
use dewan::core::settings::Settings;
use dewan::engine::home::Home;
use dewan::words::Language;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, Node};

/// How long something may take outside before a test gives up. Never waited for when all is well.
const LONGEST: Duration = Duration::from_secs(60);

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
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 820.0))
            .with_max_steps(64)
            .build_eframe(move |creation| App::open(&creation.egui_ctx, home, language).unwrap());
        let mut window = Self { harness, language };
        window.until("the folder was read", |state| {
            !matches!(state.phase, dewan::core::Phase::Starting)
        });
        window
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
            let ctx = self.harness.ctx.clone();
            // Bursts end by time, so it looks again now and then even when nothing happens outside.
            self.harness
                .state_mut()
                .wait(&ctx, Duration::from_millis(50));
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
            let ctx = self.harness.ctx.clone();
            self.harness
                .state_mut()
                .wait(&ctx, Duration::from_millis(50));
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
