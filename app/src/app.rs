//! The window as a program: events in, wishes out, effects to the engine. Decides nothing itself.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use link::clock::now_millis;

use crate::core::effect::Window as WindowEffect;
use crate::core::settings::Settings;
use crate::core::{Action, Effect, Event, State};
use crate::engine::clipboard::Clipboard;
use crate::engine::desk::{self, Desk, Outbox};
use crate::engine::handover::focus_existing;
use crate::engine::home::Home;
use crate::ui::{Window, pasted};
use crate::words::Language;

/// Performs effects. The engine's desk, or in tests whatever the test wants.
pub type Perform = Box<dyn FnMut(Effect)>;

/// What is asked for of the clipboard comes within so many frames, or there is nothing on it.
const PLAIN_FRAMES: u8 = 8;

/// The window, its state and its engine.
pub struct App {
    state: State,
    window: Window,
    events: Receiver<Event>,
    perform: Perform,
    /// Whether the person closes the window although something is not on disk.
    closes_unsaved: bool,
    clipboard: Clipboard,
    /// For how many more frames a paste shall be nothing but text.
    plain_frames: u8,
}

impl App {
    /// Opens the window on this folder.
    ///
    /// # Errors
    /// When the operating system gives no thread for the engine.
    pub fn open(ctx: &egui::Context, home: Home, system: Language) -> std::io::Result<Self> {
        let settings = desk::settings::read(&home).unwrap_or_else(|| Settings {
            language: system,
            ..Settings::default()
        });
        let repaint = ctx.clone();
        let (outbox, events) = Outbox::new(Arc::new(move || repaint.request_repaint()));
        let dialogs = Arc::new(desk::pick::SystemDialogs);
        let desk = Desk::start(home, settings.language, dialogs, outbox)?;
        desk.perform(Effect::Start);
        let perform = Box::new(move |effect| desk.perform(effect));
        Ok(Self::with(ctx, settings, events, perform))
    }

    /// A window on anything that performs effects and puts events out.
    pub fn with(
        ctx: &egui::Context,
        settings: Settings,
        events: Receiver<Event>,
        perform: Perform,
    ) -> Self {
        Self {
            window: Window::new(ctx, &settings),
            state: State::new(settings, now_millis()),
            events,
            perform,
            closes_unsaved: false,
            clipboard: Clipboard::default(),
            plain_frames: 0,
        }
    }

    /// What the window shows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Gives a wish, as a button would.
    pub fn act(&mut self, ctx: &egui::Context, action: Action) {
        let effects = self.state.act(action, now_millis());
        self.perform_all(ctx, effects);
    }

    /// Waits until something happens outside, and takes it in. Returns whether anything did within
    /// `longest`. For programs that have no window to wake them.
    pub fn wait(&mut self, ctx: &egui::Context, longest: Duration) -> bool {
        let Ok(event) = self.events.recv_timeout(longest) else {
            return false;
        };
        self.take_in(ctx, event);
        self.take_in_all(ctx);
        true
    }

    /// Takes in what happened, and does what is due. Never draws.
    pub fn step(&mut self, ctx: &egui::Context) {
        self.take_in_all(ctx);
        let now = now_millis();
        let effects = self.state.tick(now);
        self.perform_all(ctx, effects);
        if let Some(next) = self.state.next_tick_millis() {
            let pause = u64::try_from(next.saturating_sub(now)).unwrap_or(0);
            ctx.request_repaint_after(Duration::from_millis(pause.max(1)));
        }
    }

    /// Draws, and does what the person wants.
    pub fn draw(&mut self, ui: &mut egui::Ui) {
        let is_quitting = self.state.is_quitting;
        let actions = self.window.ui(ui, &self.state);
        self.state.carets_followed();
        for action in actions {
            self.act(ui.ctx(), action);
        }
        if is_quitting {
            let effects = self.state.handed_over(now_millis());
            self.perform_all(ui.ctx(), effects);
        }
    }

    fn take_in_all(&mut self, ctx: &egui::Context) {
        while let Ok(event) = self.events.try_recv() {
            self.take_in(ctx, event);
        }
    }

    /// Takes in one thing that happened outside.
    pub fn take_in(&mut self, ctx: &egui::Context, event: Event) {
        let effects = self.state.happened(event, now_millis());
        self.perform_all(ctx, effects);
        ctx.request_repaint();
    }

    fn perform_all(&mut self, ctx: &egui::Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Window(effect) => {
                    self.closes_unsaved |= effect == WindowEffect::CloseUnsaved;
                    if effect == WindowEffect::PastePlain {
                        self.plain_frames = PLAIN_FRAMES;
                    }
                    perform_in_window(ctx, effect);
                }
                effect => (self.perform)(effect),
            }
        }
    }
}

fn perform_in_window(ctx: &egui::Context, effect: WindowEffect) {
    match effect {
        WindowEffect::Copy(text) => ctx.copy_text(text),
        WindowEffect::PastePlain => {
            ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste);
            ctx.request_repaint();
        }
        WindowEffect::Show => {
            ctx.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
            ctx.send_viewport_cmd(egui::ViewportCommand::Focus);
        }
        WindowEffect::Close | WindowEffect::CloseUnsaved => {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close)
        }
    }
}

impl eframe::App for App {
    fn raw_input_hook(&mut self, ctx: &egui::Context, input: &mut egui::RawInput) {
        let is_plain = self.plain_frames > 0;
        self.plain_frames = self.plain_frames.saturating_sub(1);
        let is_paste = |event: &egui::Event| matches!(event, egui::Event::Paste(_));
        if input.events.iter().any(is_paste) {
            self.plain_frames = 0;
            pasted::put(ctx, (!is_plain).then(|| self.clipboard.html()).flatten());
        }
    }

    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        // The window closes once everything is on disk.
        let wants_to_close = ctx.input(|input| input.viewport().close_requested());
        if wants_to_close && !self.closes_unsaved && !self.state.is_quitting_now() {
            ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            // What was typed in a field is handed over when it is drawn: the window must be there.
            ctx.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
            self.act(ctx, Action::Quit);
            ctx.request_repaint();
        }
        self.step(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.draw(ui);
    }
}

/// Why the window does not open.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// There is no display, or it cannot show a window.
    #[error("no window can be opened: {0}")]
    Display(String),
}

/// Whether there is a display a window could be opened on.
pub fn has_display() -> bool {
    let is_named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || is_named("WAYLAND_DISPLAY") || is_named("DISPLAY")
}

/// Opens the window and stays until it is closed. Where a window is open on this folder, that one comes
/// to the front instead.
///
/// # Errors
/// [`WindowError`] when there is no display.
pub fn run(home: Home, system: Language) -> Result<(), WindowError> {
    if focus_existing(&home) {
        return Ok(());
    }
    let viewport = egui::ViewportBuilder::default()
        .with_title("Dewan")
        .with_app_id("dewan")
        .with_inner_size([1280.0, 820.0])
        .with_min_inner_size([720.0, 480.0]);
    let options = eframe::NativeOptions {
        viewport,
        renderer: eframe::Renderer::Glow,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "dewan",
        options,
        Box::new(move |creation| Ok(Box::new(App::open(&creation.egui_ctx, home, system)?))),
    )
    .map_err(|error| WindowError::Display(error.to_string()))
}
