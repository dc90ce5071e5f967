//! What changed in one document since the last decided version, and the decision beside it.

use std::sync::Arc;

use council::edit::Place;
use council::review::Strike;
use egui::{Frame, Key, Margin, Modifiers, Ui};
use egui_material_icons::icons::{
    ICON_ARROW_BACK, ICON_DESCRIPTION, ICON_KEYBOARD_ARROW_DOWN, ICON_KEYBOARD_ARROW_UP,
};
use format::{ChangeHash, DocumentId};

use super::hunk::{self, Saying, Striking, Threads, may_strike};
use crate::core::Screen;
use crate::core::editor::Editor;
use crate::core::editors::Slot;
use crate::core::review::Changes;
use crate::say;
use crate::ui::document::panel::decisions;
use crate::ui::document::virtual_list::VirtualList;
use crate::ui::{Scene, room, standing, theme, widgets};

/// How wide the decision stands beside what changed, in points.
const BESIDE: f32 = 340.0;
const LEAST_BESIDE: f32 = 180.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub(super) struct Memory {
    made_for: Option<Arc<Changes>>,
    /// The change the person is at: first what differs, then what was struck.
    pub(super) at: usize,
    list: VirtualList,
    /// What is typed as a comment on a change.
    pub(super) saying: Option<Saying>,
    /// The change that is about to be struck.
    pub(super) striking: Option<Striking>,
    pub(super) threads: Threads,
}

impl Memory {
    /// Whether something is typed. While another document is looked at, nothing but that is kept.
    pub(super) fn is_kept(&mut self) -> bool {
        let is_kept = self.saying.as_ref().is_some_and(Saying::is_typed)
            || self.striking.as_ref().is_some_and(Striking::is_typed);
        if is_kept && self.made_for.is_some() {
            *self = Self {
                saying: self.saying.take(),
                striking: self.striking.take(),
                ..Self::default()
            };
        }
        is_kept
    }
}

/// A change that something typed is about, whatever its number is by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) place: Place,
    /// The change that struck it, where it stands among what was struck.
    strike: Option<ChangeHash>,
}

impl About {
    pub(super) fn of_strike(strike: &Strike) -> Self {
        Self {
            place: strike.place.clone(),
            strike: Some(strike.change),
        }
    }

    pub(super) fn at(changes: &Changes, at: usize) -> Option<Self> {
        match at.checked_sub(changes.hunks.len()) {
            None => changes.hunks.get(at).map(|hunk| Self {
                place: hunk.place.clone(),
                strike: None,
            }),
            Some(at) => changes.struck.get(at).map(Self::of_strike),
        }
    }

    /// Its number; what was struck meanwhile has another one.
    fn number(&self, changes: &Changes) -> Option<usize> {
        let mut numbers = 0..changes.hunks.len() + changes.struck.len();
        let exact = |at: &usize| Self::at(changes, *at).as_ref() == Some(self);
        let same_place = |at: &usize| place_at(changes, *at) == Some(&self.place);
        numbers
            .clone()
            .find(exact)
            .or_else(|| numbers.find(same_place))
    }
}

/// What is done with the change at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Next,
    Previous,
    Open,
    Comment,
    Strike,
    Approve,
}

/// Draws it.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (memory, of_decisions): (&mut Memory, &mut decisions::Memory),
    document: DocumentId,
) {
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
    let is_unreadable = state.review.is_unreadable(&document);
    sync(memory, changes.as_ref());
    hunk::follow(memory, editor);
    let mut deed = key(ui, scene);
    deed = header_ui(ui, scene, memory, editor, changes.as_deref()).or(deed);
    let beside = decisions::Beside::Changes(changes.as_deref());
    side_ui(ui, scene, of_decisions, editor, beside);
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| {
            if changes.is_some() || is_unreadable {
                hunk::loose_ui(ui, scene, memory, editor);
            }
            match &changes {
                None if is_unreadable => {
                    widgets::centred_note(ui, scene.word("review-unreadable"));
                }
                None => widgets::centred_note(ui, scene.word("decisions-reading")),
                Some(changes) if changes.hunks.is_empty() && changes.struck.is_empty() => {
                    widgets::centred_note(ui, scene.word("review-no-changes"));
                }
                Some(changes) => deed = list_ui(ui, scene, memory, editor, changes).or(deed),
            }
        });
    match (deed, &changes) {
        (Some(Deed::Approve), _) => of_decisions.begin_decision(scene, editor, beside),
        (Some(deed), Some(changes)) => perform(scene, memory, editor, changes, deed),
        _ => {}
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
        .chain(changes.struck.iter().map(|strike| strike.reason.len()))
        .collect();
    let hunks = changes.hunks.iter().map(|hunk| hunk.place.key());
    let struck = changes.struck.iter().map(|one| one.change.to_string());
    let ids: Vec<String> = hunks.chain(struck).collect();
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let estimate = |at: usize, width: f32| 130.0 + lengths[at] as f32 * 7.4 / width * 22.0;
    memory.list.sync(ids.iter().map(String::as_str), estimate);
    // Where the person is stays, also when something was struck before it.
    let was = memory
        .made_for
        .as_ref()
        .and_then(|was| place_at(was, memory.at));
    let same = was.and_then(|was| (0..ids.len()).find(|at| place_at(changes, *at) == Some(was)));
    memory.at = same.unwrap_or(memory.at).min(ids.len().saturating_sub(1));
    if let Some(striking) = &mut memory.striking {
        let number = striking.about.number(changes);
        striking.at = number.filter(|at| *at < changes.hunks.len());
    }
    if let Some(saying) = &mut memory.saying {
        saying.at = saying.about.number(changes);
    }
    memory.made_for = Some(Arc::clone(changes));
}

/// The place of a change, or of what was struck.
fn place_at(changes: &Changes, at: usize) -> Option<&Place> {
    match at.checked_sub(changes.hunks.len()) {
        None => changes.hunks.get(at).map(|hunk| &hunk.place),
        Some(at) => changes.struck.get(at).map(|strike| &strike.place),
    }
}

/// The keys: only while nobody types.
fn key(ui: &Ui, scene: &Scene<'_>) -> Option<Deed> {
    if ui.ctx().text_edit_focused() || scene.state.is_palette_open {
        return None;
    }
    let keys = [
        (Key::J, Deed::Next),
        (Key::K, Deed::Previous),
        (Key::Enter, Deed::Open),
        (Key::C, Deed::Comment),
        (Key::S, Deed::Strike),
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
    let count = changes.hunks.len() + changes.struck.len();
    match deed {
        Deed::Next => memory.at = (memory.at + 1).min(count.saturating_sub(1)),
        Deed::Previous => memory.at = memory.at.saturating_sub(1),
        Deed::Open => {
            if let Some(place) = place_at(changes, memory.at) {
                scene.wish(Screen::Document(editor.id, Some(place.clone())));
            }
            return;
        }
        Deed::Comment => {
            if let Some(about) = About::at(changes, memory.at)
                && scene.state.may_write()
            {
                let answers = memory.threads.last(editor, &about.place);
                hunk::say(memory, about, answers);
            }
            return;
        }
        Deed::Strike => {
            let hunk = changes.hunks.get(memory.at);
            if may_strike(editor)
                && hunk.is_some_and(|hunk| !hunk.is_struck())
                && let Some(about) = About::at(changes, memory.at)
            {
                let striking = memory.striking.take();
                memory.striking = Some(Striking::begin(striking, about, memory.at));
            }
            return;
        }
        // Done by whoever has the decisions.
        Deed::Approve => return,
    }
    if count > 0 {
        memory.list.scroll_to(memory.at);
    }
}

/// Which states are compared, and how much differs.
fn summary(scene: &Scene<'_>, editor: &Editor, changes: &Changes) -> String {
    let language = scene.language();
    let decisions = editor.judged.decisions.as_ref();
    let versions = decisions.map_or(&[][..], |one| one.lifecycle.versions.as_slice());
    let with_heads = |heads: &[ChangeHash]| {
        let mut newest_first = versions.iter().rev();
        newest_first.find(|one| one.text.heads == heads)
    };
    let before = with_heads(&changes.span.before);
    // What was struck reads as before.
    let struck = changes.hunks.iter().filter(|hunk| hunk.is_struck()).count();
    let count = (changes.hunks.len() - struck) as u64;
    let same = changes.same as u64;
    let told = match before {
        Some(version) => say!(
            language,
            "review-since",
            version = version.number as u64,
            count = count,
            same = same
        ),
        None => match with_heads(&changes.span.after) {
            Some(first) => say!(
                language,
                "review-first-version",
                version = first.number as u64,
                count = count
            ),
            None => say!(language, "review-all-new", count = count),
        },
    };
    match struck {
        0 => told,
        _ => {
            let struck = say!(language, "review-struck-count", count = struck as u64);
            format!("{told} · {struck}")
        }
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
                    let (name, word, sentence) = standing::told(scene.language(), decisions);
                    let (icon, colours) = standing::look_of(ui, name);
                    widgets::chip(ui, icon, &word, colours).on_hover_text(sentence);
                }
                if let Some(changes) = changes {
                    let text = summary(scene, editor, changes);
                    ui.label(theme::weak(ui, text));
                }
                let count = changes.map_or(0, |one| one.hunks.len() + one.struck.len());
                if count > 0 {
                    for (icon, word, what) in [
                        (ICON_KEYBOARD_ARROW_UP, "review-previous", Deed::Previous),
                        (ICON_KEYBOARD_ARROW_DOWN, "review-next", Deed::Next),
                    ] {
                        if widgets::icon_button(ui, icon, scene.word(word)).clicked() {
                            deed = Some(what);
                        }
                    }
                    let of = count as u64;
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
                let keys = match may_strike(editor) {
                    true => "review-keys-of-chair",
                    false => "review-keys",
                };
                ui.add(egui::Label::new(theme::small(ui, scene.word(keys))).wrap());
            }
        });
    deed
}

fn side_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut decisions::Memory,
    editor: &Editor,
    beside: decisions::Beside<'_>,
) {
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
            decisions::ui(ui, scene, memory, editor, beside);
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
    let mut list = std::mem::take(&mut memory.list);
    list.show(
        ui,
        theme::TEXT_WIDTH,
        &[],
        |ui, at| match at.checked_sub(changes.hunks.len()) {
            None => {
                deed = hunk::ui(ui, scene, memory, editor, changes, at).or(deed);
            }
            Some(number) => {
                if let Some(strike) = changes.struck.get(number) {
                    hunk::struck_ui(ui, scene, memory, editor, strike, at);
                }
            }
        },
        |_| {},
    );
    memory.list = list;
    deed
}
