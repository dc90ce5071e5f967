//! Before a document starts over as another one, or its text is removed from this device: what happens, what
//! stays, what is lost.

use std::collections::BTreeMap;

use egui::{Label, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_DELETE_FOREVER, ICON_ERROR, ICON_RESTART_ALT, ICON_WARNING};
use format::DocumentId;

use crate::command_line::documents::title_or_none;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, COMMENT_CHARS, Editor, Restarting};
use crate::core::header::title_of;
use crate::say;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, room, widgets};
use crate::words::holding;

/// How wide it is, in points.
const WIDTH: f32 = 520.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Why it starts over, as it is typed, by document: until it did.
    reasons: BTreeMap<DocumentId, String>,
    /// What was asked when it was drawn last, and of which document: what is asked anew gets the keyboard.
    asked: Option<(DocumentId, Restarting)>,
}

/// Draws it, while something is asked.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    if editor.has_restarted() {
        memory.reasons.remove(&editor.id);
    }
    let asked = editor.restarting.map(|asked| (editor.id, asked));
    let is_new = std::mem::replace(&mut memory.asked, asked) != asked;
    let Some((_, asked)) = asked else {
        return;
    };
    let modal = egui::Modal::new(egui::Id::unique("restarting")).show(ui.ctx(), |ui| {
        ui.set_width(room::floating_width(ui.ctx(), WIDTH));
        let height = room::floating_height(ui.ctx(), f32::INFINITY, 0.0);
        egui::ScrollArea::vertical()
            .max_height(height)
            // As high as what it holds, unless the window is lower.
            .min_scrolled_height(height)
            .show(ui, |ui| match asked {
                Restarting::Asked => restart_ui(ui, scene, memory, editor, is_new),
                Restarting::AskedToForget => forget_ui(ui, scene, editor, is_new),
                Restarting::AskedAgainToForget => forget_again_ui(ui, scene, editor, is_new),
                Restarting::UnderWay => {
                    ui.horizontal(|ui| {
                        ui.spinner();
                        ui.label(scene.word("restarting-under-way"));
                    });
                }
            });
    });
    if modal.should_close() {
        wish(scene, editor, EditorAction::AskToRestart(None));
    }
}

fn wish(scene: &mut Scene<'_>, editor: &Editor, action: EditorAction) {
    scene.wish(Action::Editor(editor.id, action));
}

fn title(scene: &Scene<'_>, editor: &Editor) -> String {
    title_or_none(scene.language(), title_of(&editor.view))
}

fn heading(ui: &mut Ui, text: String) {
    ui.add(Label::new(theme::bold(text).size(16.0)).wrap());
    ui.add_space(GRID);
}

/// One of the things to be known before: what it is about, and what is to be said of it.
fn told(ui: &mut Ui, name: &str, text: &str) {
    ui.add(Label::new(theme::bold(name)).wrap());
    ui.add(Label::new(text).wrap());
    ui.add_space(GRID);
}

fn warning(ui: &mut Ui, text: &str) {
    let palette = theme::palette(ui);
    widgets::banner(ui, ICON_WARNING, text, (palette.warn, palette.warn_soft));
    ui.add_space(GAP);
}

/// The button that does it, and the one that does not; the latter is the one a key press meets first where
/// nothing is typed before. Whether it is to be done.
fn buttons(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    (icon, word): (MaterialIcon, &'static str),
    (is_open, is_cancel_first): (bool, bool),
) -> bool {
    ui.horizontal_wrapped(|ui| {
        let word = scene.word(word);
        let does = ui.add_enabled_ui(is_open, |ui| widgets::primary_button(ui, icon, word));
        let cancel = ui.button(scene.word("cancel"));
        if is_cancel_first {
            cancel.request_focus();
        }
        if cancel.clicked() {
            wish(scene, editor, EditorAction::AskToRestart(None));
        }
        does.inner.clicked()
    })
    .inner
}

fn restart_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    is_new: bool,
) {
    let language = scene.language();
    let title = title(scene, editor);
    heading(ui, say!(language, "restarting-title", title = title));
    let holding = editor.judged.decisions.as_ref();
    let holding = holding.and_then(|decisions| decisions.holding());
    let happens = match &holding {
        Some(holding) => {
            let what = holding::named(language, holding);
            say!(language, "restarting-happens-decided", what = what)
        }
        None => say!(language, "restarting-happens"),
    };
    told(ui, scene.word("restarting-what-happens"), &happens);
    let stays = scene.word("restarting-stays");
    told(ui, scene.word("restarting-what-stays"), stays);
    let lost = match holding {
        Some(_) => "restarting-lost-decided",
        None => "restarting-lost",
    };
    told(ui, scene.word("restarting-what-is-lost"), scene.word(lost));
    warning(ui, scene.word("restarting-for-good"));
    let (label, hint) = (
        scene.word("restarting-reason"),
        scene.word("restarting-reason-hint"),
    );
    let reason = memory.reasons.entry(editor.id).or_default();
    let field = widgets::limited_field(ui, label, reason, hint, COMMENT_CHARS);
    if is_new {
        field.request_focus();
    }
    let reason = reason.trim().to_owned();
    ui.add_space(GRID);
    if let Some(why) = &editor.not_restarted {
        let palette = theme::palette(ui);
        widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
        ui.add_space(GRID);
    }
    let is_open = !reason.is_empty();
    let sign = (ICON_RESTART_ALT, "restarting-do");
    if buttons(ui, scene, editor, sign, (is_open, false)) {
        wish(scene, editor, EditorAction::Restart(reason));
    }
}

fn forget_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, is_new: bool) {
    let title = title(scene, editor);
    heading(
        ui,
        say!(scene.language(), "forgetting-title", title = title),
    );
    for (name, text) in [
        ("restarting-what-happens", "forgetting-happens"),
        ("restarting-what-stays", "forgetting-stays"),
        ("restarting-what-is-lost", "forgetting-lost"),
    ] {
        told(ui, scene.word(name), scene.word(text));
    }
    mine_ui(ui, scene, editor);
    let sign = (ICON_DELETE_FOREVER, "forgetting-go-on");
    if buttons(ui, scene, editor, sign, (true, is_new)) {
        let next = EditorAction::AskToRestart(Some(Restarting::AskedAgainToForget));
        wish(scene, editor, next);
    }
}

/// That words of this person's would be lost with it.
fn mine_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &Editor) {
    let count = scene.state.facts(&editor.id).left_behind;
    if count > 0 {
        warning(
            ui,
            &say!(scene.language(), "forgetting-mine", count = count),
        );
    }
}

fn forget_again_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, is_new: bool) {
    let language = scene.language();
    let title = title(scene, editor);
    heading(ui, say!(language, "forgetting-surely"));
    let id = editor.id.short();
    let text = say!(language, "forgetting-for-good", title = title, id = id);
    warning(ui, &text);
    mine_ui(ui, scene, editor);
    let sign = (ICON_DELETE_FOREVER, "forgetting-do");
    if buttons(ui, scene, editor, sign, (true, is_new)) {
        wish(scene, editor, EditorAction::Forget);
    }
}
