//! What changed in one document since the last decided version, and the decision beside it.

use std::sync::Arc;

use egui::{Frame, Key, Margin, Modifiers, RichText, Stroke, Ui};
use egui_material_icons::icons::{
    ICON_ARROW_BACK, ICON_COMMENT, ICON_DESCRIPTION, ICON_GROUP, ICON_KEYBOARD_ARROW_DOWN,
    ICON_KEYBOARD_ARROW_UP,
};
use format::DocumentId;

use crate::core::editor::{Editor, NewComment};
use crate::core::editors::Slot;
use crate::core::review::{Changes, Hunk};
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::document::panel::decisions;
use crate::ui::document::virtual_list::VirtualList;
use crate::ui::document::{past, writers};
use crate::ui::{Scene, room, standing, theme, widgets};
use crate::words::lifecycle::{status, status_short};

/// How wide the decision stands beside what changed, in points.
const BESIDE: f32 = 340.0;
const LEAST_BESIDE: f32 = 180.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub(super) struct Memory {
    document: Option<DocumentId>,
    made_for: Option<Arc<Changes>>,
    /// The change the person is at.
    at: usize,
    list: VirtualList,
    decisions: decisions::Memory,
    /// What is typed as a comment on a change, and which.
    comment: Option<(usize, String)>,
    takes_focus: bool,
}

/// What is done with the change at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Next,
    Previous,
    Open,
    Comment,
    Approve,
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, document: DocumentId) {
    if memory.document != Some(document) {
        *memory = Memory {
            document: Some(document),
            ..Memory::default()
        };
    }
    let state = scene.state;
    let editor = match state.editors.slot(&document) {
        Some(Slot::Open(editor)) => editor,
        Some(Slot::Failed(why)) => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::problem(ui, scene.word("document-unopened"), why);
            });
            return;
        }
        Some(Slot::Opening) | None => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::centred_note(ui, scene.word("document-opening"));
            });
            return;
        }
    };
    let changes = state.review.changes_of(&document).cloned();
    sync(memory, changes.as_ref());
    let mut deed = key(ui, memory, editor);
    deed = header_ui(ui, scene, memory, editor, changes.as_deref()).or(deed);
    side_ui(ui, scene, memory, editor);
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| match &changes {
            None => widgets::centred_note(ui, scene.word("history-reading")),
            Some(changes) => {
                if changes.hunks.is_empty() && changes.header.is_empty() {
                    widgets::centred_note(ui, scene.word("review-no-changes"));
                    return;
                }
                deed = list_ui(ui, scene, memory, editor, changes).or(deed);
            }
        });
    if let (Some(deed), Some(changes)) = (deed, &changes) {
        perform(scene, memory, editor, changes, deed);
    }
}

/// Takes in what changed. Where the person is stays.
fn sync(memory: &mut Memory, changes: Option<&Arc<Changes>>) {
    let Some(changes) = changes else { return };
    if memory.made_for.as_ref() == Some(changes) {
        return;
    }
    let lengths: Vec<usize> = changes
        .hunks
        .iter()
        .map(|hunk| hunk.passage.body.iter().map(|(_, text)| text.len()).sum())
        .collect();
    let ids = changes.hunks.iter().map(|hunk| hunk.passage.id.as_str());
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let estimate = |at: usize, width: f32| 110.0 + lengths[at] as f32 * 7.4 / width * 22.0;
    memory.list.sync(ids, estimate);
    memory.at = memory.at.min(changes.hunks.len().saturating_sub(1));
    memory.made_for = Some(Arc::clone(changes));
}

/// The keys: only while nobody types.
fn key(ui: &Ui, memory: &Memory, editor: &Editor) -> Option<Deed> {
    let is_typing = ui.ctx().egui_wants_keyboard_input()
        || memory.comment.is_some()
        || memory.decisions.is_filling_in(editor);
    if is_typing {
        return None;
    }
    let keys = [
        (Key::J, Deed::Next),
        (Key::K, Deed::Previous),
        (Key::Enter, Deed::Open),
        (Key::C, Deed::Comment),
        (Key::A, Deed::Approve),
    ];
    // A button that has the keyboard takes Enter for itself.
    let is_on_button = ui.memory(|memory| memory.focused().is_some());
    ui.input_mut(|input| {
        keys.into_iter()
            .filter(|(key, _)| *key != Key::Enter || !is_on_button)
            .find(|(key, _)| input.consume_key(Modifiers::NONE, *key))
            .map(|(_, deed)| deed)
    })
}

fn perform(
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    changes: &Changes,
    deed: Deed,
) {
    let last = changes.hunks.len().saturating_sub(1);
    match deed {
        Deed::Next => memory.at = (memory.at + 1).min(last),
        Deed::Previous => memory.at = memory.at.saturating_sub(1),
        Deed::Open => {
            if let Some(hunk) = changes.hunks.get(memory.at) {
                scene.wish(Screen::Document(editor.id, Some(hunk.place.clone())));
            }
            return;
        }
        Deed::Comment => {
            if memory.at < changes.hunks.len() {
                memory.comment = Some((memory.at, String::new()));
                memory.takes_focus = true;
            }
            return;
        }
        Deed::Approve => {
            memory.decisions.begin_decision(scene, editor);
            return;
        }
    }
    if !changes.hunks.is_empty() {
        memory.list.scroll_to(memory.at);
    }
}

/// Which states are compared, and how much differs.
fn summary(scene: &Scene<'_>, editor: &Editor, changes: &Changes) -> String {
    let language = scene.language();
    let versions = editor.judged.decisions.iter();
    let mut versions = versions.flat_map(|decisions| &decisions.lifecycle.versions);
    let before = versions.find(|version| version.text.heads == changes.span.before);
    let count = (changes.hunks.len() + changes.header.len()) as u64;
    let same = changes.same as u64;
    match before {
        Some(version) => say!(
            language,
            "review-since",
            version = version.number as u64,
            count = count,
            same = same
        ),
        None => say!(language, "review-all-new", count = count),
    }
}

fn header_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &Memory,
    editor: &Editor,
    changes: Option<&Changes>,
) -> Option<Deed> {
    let palette = theme::palette(ui);
    let mut deed = None;
    egui::Panel::top("review header")
        .frame(
            Frame::NONE
                .fill(palette.surface)
                .inner_margin(Margin::symmetric(12, 8)),
        )
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GRID;
            ui.horizontal(|ui| {
                let back = scene.word("review-back");
                if widgets::icon_button(ui, ICON_ARROW_BACK, back).clicked() {
                    scene.wish(Screen::Review(None));
                }
                let title = match crate::core::header::title_of(&editor.view).trim() {
                    "" => scene.word("untitled"),
                    title => title,
                };
                ui.add(egui::Label::new(theme::bold(title).size(18.0)).truncate());
            });
            widgets::strip(ui, "review facts", |ui| {
                if let Some(decisions) = &editor.judged.decisions {
                    let now = decisions.status();
                    let (icon, colours) = standing::look(ui, &now);
                    let language = scene.language();
                    widgets::chip(ui, icon, &status_short(language, &now), colours)
                        .on_hover_text(status(language, &now));
                }
                if let Some(changes) = changes {
                    let text = summary(scene, editor, changes);
                    ui.label(theme::weak(ui, text));
                }
                if changes.is_some_and(|changes| !changes.hunks.is_empty()) {
                    for (icon, word, what) in [
                        (ICON_KEYBOARD_ARROW_UP, "review-previous", Deed::Previous),
                        (ICON_KEYBOARD_ARROW_DOWN, "review-next", Deed::Next),
                    ] {
                        if widgets::icon_button(ui, icon, scene.word(word)).clicked() {
                            deed = Some(what);
                        }
                    }
                    let of = changes.map_or(0, |changes| changes.hunks.len()) as u64;
                    let at = memory.at as u64 + 1;
                    let text = say!(scene.language(), "review-at", at = at, of = of);
                    ui.label(theme::small(ui, text));
                }
                let open = scene.word("review-open-document");
                if widgets::button(ui, ICON_DESCRIPTION, open).clicked() {
                    scene.wish(Screen::Document(editor.id, None));
                }
            });
            if !room::is_low(ui.ctx()) && !room::is_tight(ui.ctx()) {
                ui.add(egui::Label::new(theme::small(ui, scene.word("review-keys"))).wrap());
            }
        });
    deed
}

fn side_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let palette = theme::palette(ui);
    let room = ui.available_width();
    egui::Panel::right("review decisions")
        .resizable(true)
        .default_size((room * 0.4).clamp(LEAST_BESIDE, BESIDE))
        .min_size(LEAST_BESIDE)
        .max_size((room * 0.6).max(LEAST_BESIDE))
        .frame(
            Frame::NONE
                .fill(palette.surface)
                .inner_margin(Margin::symmetric(12, 8)),
        )
        .show(ui, |ui| {
            // However little is in it: the panel would shrink to that.
            ui.set_min_width(ui.available_width());
            decisions::ui(ui, scene, &mut memory.decisions, editor);
        });
}

fn list_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    changes: &Changes,
) -> Option<Deed> {
    let mut deed = None;
    if !changes.header.is_empty() {
        egui::Panel::top("review head")
            .frame(Frame::NONE.inner_margin(Margin::symmetric(16, 8)))
            .show(ui, |ui| head_ui(ui, scene, changes));
    }
    let mut list = std::mem::take(&mut memory.list);
    list.show(
        ui,
        theme::TEXT_WIDTH,
        &[],
        |ui, at| {
            if let Some(hunk) = changes.hunks.get(at) {
                deed = hunk_ui(ui, scene, memory, editor, hunk, at).or(deed);
            }
        },
        |_| {},
    );
    memory.list = list;
    deed
}

/// The title and the header fields that differ.
fn head_ui(ui: &mut Ui, scene: &Scene<'_>, changes: &Changes) {
    let palette = theme::palette(ui);
    for change in &changes.header {
        let name = match change.name.as_str() {
            "" => scene.word("field-title"),
            "unit" => scene.word("people-office"),
            name => name,
        };
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::bold(format!("{name}:")));
            if !change.before.is_empty() {
                let text = RichText::new(&change.before).color(palette.bad);
                ui.label(text.strikethrough());
            }
            ui.label(RichText::new(&change.after).color(palette.good).underline());
        });
    }
}

/// One change: who wrote it, before and after, and what can be done with it.
fn hunk_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    hunk: &Hunk,
    at: usize,
) -> Option<Deed> {
    let palette = theme::palette(ui);
    let mut deed = None;
    let is_here = memory.at == at;
    let line = match is_here {
        true => Stroke::new(2.0, palette.accent),
        false => Stroke::NONE,
    };
    Frame::NONE
        .stroke(line)
        .corner_radius(10)
        .inner_margin(Margin::same(3))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GRID;
            past::compared_ui(ui, scene, &hunk.passage);
            ui.horizontal_wrapped(|ui| {
                ui.add_space(theme::GAP);
                if hunk.is_of_several {
                    let colours = (palette.warn, palette.warn_soft);
                    widgets::chip(ui, ICON_GROUP, scene.word("review-several"), colours);
                }
                for author in &hunk.authors {
                    let colour = writers::colour(ui, scene, Some(author));
                    let name = writers::name_and_office(scene, Some(author));
                    widgets::chip(ui, ICON_GROUP, &name, (colour, writers::behind(colour)));
                }
                for (icon, word, what) in [
                    (ICON_DESCRIPTION, "review-open-place", Deed::Open),
                    (ICON_COMMENT, "review-comment", Deed::Comment),
                ] {
                    if widgets::icon_button(ui, icon, scene.word(word)).clicked() {
                        memory.at = at;
                        deed = Some(what);
                    }
                }
            });
            comment_ui(ui, scene, memory, editor, hunk, at);
        });
    deed
}

/// The field for a comment on this change. Enter says it, Escape puts it away.
fn comment_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    hunk: &Hunk,
    at: usize,
) {
    let Some((_, text)) = memory.comment.as_mut().filter(|(of, _)| *of == at) else {
        return;
    };
    let escapes = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let field = widgets::labelled_field(ui, scene.word("review-comment-field"), text, "");
    if std::mem::take(&mut memory.takes_focus) {
        field.request_focus();
    }
    let is_entered = widgets::is_entered(ui, &field);
    if is_entered && !text.trim().is_empty() {
        let comment = NewComment {
            place: Some(hunk.place.clone()),
            range: None,
            text: text.trim().to_owned(),
            answers: None,
        };
        let action = crate::core::editor::Action::Comment(comment);
        scene.wish(Action::Editor(editor.id, action));
    }
    if escapes || is_entered {
        memory.comment = None;
    }
}
