//! Keys that belong to a form or to a page, taken only by what they are meant for: a form takes those that are
//! pressed while one of its own widgets has the keyboard, a page those that are pressed while nothing has it.

use egui::{Context, Id, Key, Modifiers, Popup, Rect, Ui};

use super::Scene;

/// What the window was like when it was drawn last: what is pressed is meant for that. At Escape the toolkit
/// takes the keyboard away before anybody sees the key.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    keyboard: Option<Id>,
    has_popup: bool,
}

impl Before {
    /// To be noted after everything was drawn.
    pub fn of(ctx: &Context) -> Self {
        Self {
            keyboard: ctx.memory(egui::Memory::focused),
            has_popup: Popup::is_any_open(ctx),
        }
    }
}

/// Takes Escape for the page: not while something has the keyboard or is open above it.
pub fn page_escapes(ui: &Ui, scene: &Scene<'_>) -> bool {
    let is_elsewhere =
        scene.state.is_palette_open || scene.before.keyboard.is_some() || scene.before.has_popup;
    !is_elsewhere && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
}

/// The keys of one form: Ctrl+Enter sends it, Escape puts it away.
#[derive(Debug, Clone, Copy, Default)]
pub struct FormKeys {
    /// The widget of the form that had the keyboard when it was drawn last.
    keyboard: Option<Id>,
}

impl FormKeys {
    /// Takes Ctrl+Enter. To be called before anything of the form is drawn: a button would take it for a click.
    pub fn sends(&self, ui: &Ui, scene: &Scene<'_>) -> bool {
        let is_here = self.keyboard.is_some()
            && self.keyboard == ui.memory(|memory| memory.focused())
            && !scene.state.is_palette_open;
        is_here && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter))
    }

    /// Takes Escape.
    pub fn escapes(&self, ui: &Ui, scene: &Scene<'_>) -> bool {
        let is_here = self.keyboard.is_some()
            && self.keyboard == scene.before.keyboard
            && !scene.state.is_palette_open;
        is_here && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
    }

    /// The form was drawn in this area.
    pub fn drawn(&mut self, ui: &Ui, area: Rect) {
        let focused = ui.memory(|memory| memory.focused());
        self.keyboard = focused.filter(|id| {
            let widget = ui.ctx().read_response(*id);
            widget.is_some_and(|widget| {
                widget.layer_id == ui.layer_id() && area.contains(widget.rect.center())
            })
        });
    }
}
