//! A document as it was: an older state to read, or two states side by side, word by word.

use std::collections::HashMap;
use std::sync::Arc;

use council::view::View;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Frame, Layout, Margin, Modifiers, Stroke, Ui};
use egui_material_icons::icons::{
    ICON_COMPARE_ARROWS, ICON_DIFFERENCE, ICON_HISTORY, ICON_VERIFIED,
};
use format::ChangeHash;

use super::virtual_list::VirtualList;
use super::writers;
use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::editor::compare::{
    ComparedPassage, Fate, Passage, PassageFate, compare, passages,
};
use crate::core::editor::{Action as EditorAction, Editor, steps};
use crate::say;
use crate::ui::document::policy::rows::numbers;
use crate::ui::markdown::{self, Block, Look};
use crate::ui::{Scene, fonts, theme, widgets};
use crate::words::column::capitalised;
use crate::words::holding;

/// With less room than this the buttons of the banner stand below its words, in points.
const BESIDE: f32 = 900.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    made_for: Option<Key>,
    shows_all: bool,
    list: VirtualList,
    content: Content,
}

/// What is shown: which version, compared with which, and how often the present one changed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    document: format::DocumentId,
    version: Option<Vec<ChangeHash>>,
    compared: Option<Vec<ChangeHash>>,
    shape: u64,
    shows_all: bool,
}

#[derive(Debug)]
enum Content {
    Read(Vec<(String, Passage)>, HashMap<usize, Arc<Vec<Block>>>),
    Compared(Vec<ComparedPassage>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Read(Vec::new(), HashMap::new())
    }
}

/// Whether an older state is on the screen instead of the editor.
pub fn is_shown(editor: &Editor) -> bool {
    editor.version.is_some() || editor.compared.is_some()
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    banner_ui(ui, scene, memory, editor);
    let is_typing = ui.memory(|memory| memory.focused().is_some());
    if !is_typing && ui.input_mut(|input| input.consume_key(Modifiers::NONE, egui::Key::Escape)) {
        back(scene, editor);
    }
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| {
            if !sync(scene, memory, editor) {
                widgets::centred_note(ui, scene.word("history-reading"));
                return;
            }
            if memory.list.is_empty() {
                widgets::centred_note(ui, scene.word("past-nothing"));
                return;
            }
            let mut list = std::mem::take(&mut memory.list);
            let content = &mut memory.content;
            list.show(
                ui,
                theme::TEXT_WIDTH,
                &[],
                |ui, at| match content {
                    Content::Read(passages, parsed) => {
                        if let Some((number, passage)) = passages.get(at) {
                            let blocks = parsed
                                .entry(at)
                                .or_insert_with(|| Arc::new(markdown::parse(&passage.body)));
                            read_ui(ui, number, passage, blocks);
                        }
                    }
                    Content::Compared(compared) => {
                        if let Some(one) = compared.get(at) {
                            compared_ui(ui, scene, one);
                        }
                    }
                },
                |_| {},
            );
            memory.list = list;
        });
}

/// Back to the text as it is.
fn back(scene: &mut Scene<'_>, editor: &Editor) {
    for action in [EditorAction::ShowVersion(None), EditorAction::Compare(None)] {
        scene.wish(Action::Editor(editor.id, action));
    }
}

/// Takes in what is to be shown. Returns whether it is here.
fn sync(scene: &Scene<'_>, memory: &mut Memory, editor: &Editor) -> bool {
    let heads = |past: &Option<crate::core::editor::Past>| {
        let shown = past.as_ref().and_then(|past| past.shown.as_ref());
        shown.map(|(heads, _)| heads.clone())
    };
    let key = Key {
        document: editor.id,
        version: heads(&editor.version),
        compared: heads(&editor.compared),
        shape: editor.revision().shape,
        shows_all: memory.shows_all,
    };
    let is_missing = |past: &Option<crate::core::editor::Past>| {
        past.as_ref().is_some_and(|past| past.shown.is_none())
    };
    if is_missing(&editor.version) || is_missing(&editor.compared) {
        return false;
    }
    if memory.made_for.as_ref() == Some(&key) {
        return true;
    }
    let column = |id: &str| column_name(scene, id);
    let read = |view: &View| passages(view, column);
    let version = editor.version.as_ref().and_then(|past| past.view());
    let shown = read(version.unwrap_or(&editor.view));
    memory.content = match editor.compared.as_ref().and_then(|past| past.view()) {
        None => {
            let numbers = numbers(shown.iter().map(|passage| passage.level));
            let numbered = numbers.into_iter().map(|(number, _)| number).zip(shown);
            Content::Read(numbered.collect(), HashMap::new())
        }
        Some(other) => {
            let other = read(other);
            let mut compared = match is_older(editor) {
                true => compare(&other, &shown),
                false => compare(&shown, &other),
            };
            if !memory.shows_all {
                compared.retain(|one| one.fate != PassageFate::Same || one.is_moved);
            }
            Content::Compared(compared)
        }
    };
    let (ids, lengths): (Vec<String>, Vec<usize>) = match &memory.content {
        Content::Read(passages, _) => passages
            .iter()
            .map(|(_, passage)| (passage.id.clone(), passage.body.len()))
            .unzip(),
        Content::Compared(compared) => compared
            .iter()
            .map(|one| {
                let length = one.body.iter().map(|(_, text)| text.len()).sum::<usize>();
                (one.id.clone(), length)
            })
            .unzip(),
    };
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let estimate = |at: usize, width: f32| 70.0 + lengths[at] as f32 * 7.4 / width * 22.0;
    memory.list.sync(ids.iter().map(String::as_str), estimate);
    memory.made_for = Some(key);
    true
}

/// Whether what is compared is older than what is on the screen.
fn is_older(editor: &Editor) -> bool {
    let at = |past: &Option<crate::core::editor::Past>| {
        let heads = &past.as_ref()?.heads;
        let mut moments = editor.history.as_ref()?.iter();
        moments.position(|moment| moment.heads == *heads)
    };
    match (at(&editor.compared), at(&editor.version)) {
        // Newest first.
        (Some(compared), Some(version)) => compared >= version,
        _ => true,
    }
}

/// The words for a version: when, and by whom.
fn version_in_words(scene: &Scene<'_>, editor: &Editor, heads: &[ChangeHash]) -> String {
    let decisions = editor.judged.decisions.as_ref();
    if let Some(holding) = decisions.and_then(|one| one.with_heads(heads)) {
        return holding::named(scene.language(), &holding);
    }
    let moments = editor.history.as_deref().unwrap_or_default();
    match moments.iter().find(|moment| moment.heads == heads) {
        Some(moment) => {
            let when = moment_of_seconds(scene.language(), moment.entry.time_seconds);
            format!(
                "{when} ({})",
                writers::name(scene, moment.entry.author.as_ref())
            )
        }
        None => heads
            .first()
            .map_or(String::new(), |hash| hash.to_string()[..8].to_owned()),
    }
}

/// The version before the step of changes that led to this one.
fn before(editor: &Editor, heads: &[ChangeHash]) -> Option<Vec<ChangeHash>> {
    let moments = editor.history.as_deref()?;
    let at = moments.iter().position(|moment| moment.heads == heads)?;
    let steps = steps(moments);
    let step = steps.iter().find(|step| step.moments.contains(&at))?;
    Some(moments.get(step.moments.end)?.heads.clone())
}

fn banner_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let palette = theme::palette(ui);
    let frame = Frame::NONE
        .fill(palette.warn_soft)
        .inner_margin(Margin::symmetric(24, 8));
    let language = scene.language();
    let in_words = |past: &crate::core::editor::Past| version_in_words(scene, editor, &past.heads);
    let version = editor.version.as_ref().map(in_words);
    let compared = editor.compared.as_ref().map(in_words);
    let now = || scene.word("history-now").to_owned();
    let (icon, text) = match compared {
        None => {
            let when = version.unwrap_or_else(now);
            let decisions = editor.judged.decisions.as_ref();
            let shown = editor.version.as_ref().map(|past| past.heads.as_slice());
            let holding = decisions
                .zip(shown)
                .and_then(|(one, heads)| one.with_heads(heads));
            match holding {
                Some(_) => {
                    let what = capitalised(&when);
                    (ICON_VERIFIED, say!(language, "past-holding", what = what))
                }
                None => (ICON_HISTORY, say!(language, "past-as-of", when = when)),
            }
        }
        Some(compared) => {
            let shown = version.unwrap_or_else(now);
            let (older, newer) = match is_older(editor) {
                true => (compared, shown),
                false => (shown, compared),
            };
            let text = say!(language, "past-compared", older = older, newer = newer);
            (ICON_COMPARE_ARROWS, text)
        }
    };
    egui::Panel::top("past banner").frame(frame).show(ui, |ui| {
        let said = |ui: &mut Ui| {
            let text = egui::RichText::new(&text).color(palette.warn);
            ui.add(egui::Label::new(text).wrap());
        };
        let sign = icon.rich_text().color(palette.warn).size(18.0);
        if ui.available_width() < BESIDE {
            ui.horizontal_top(|ui| {
                ui.label(sign);
                said(ui);
            });
            ui.horizontal_wrapped(|ui| banner_buttons_ui(ui, scene, memory, editor));
        } else {
            ui.horizontal(|ui| {
                ui.label(sign);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    banner_buttons_ui(ui, scene, memory, editor);
                    ui.with_layout(Layout::left_to_right(Align::Center), said);
                });
            });
        }
        if let Content::Compared(compared) = &memory.content
            && editor.compared.is_some()
        {
            ui.label(theme::small(ui, summary(scene, compared)));
        }
    });
}

/// The way back first, then what else can be seen of it.
fn banner_buttons_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let word = scene.word("past-back");
    if widgets::primary_button(ui, ICON_HISTORY, word).clicked() {
        back(scene, editor);
    }
    if editor.compared.is_some() {
        ui.checkbox(&mut memory.shows_all, scene.word("past-all"));
    } else if let Some(past) = &editor.version {
        if let Some(before) = before(editor, &past.heads) {
            let word = scene.word("past-what-changed");
            if widgets::button(ui, ICON_DIFFERENCE, word).clicked() {
                let compare = EditorAction::Compare(Some(before));
                scene.wish(Action::Editor(editor.id, compare));
            }
        }
        let word = scene.word("past-compare-now");
        if widgets::button(ui, ICON_COMPARE_ARROWS, word).clicked() {
            let heads = Some(past.heads.clone());
            for action in [
                EditorAction::Compare(heads),
                EditorAction::ShowVersion(None),
            ] {
                scene.wish(Action::Editor(editor.id, action));
            }
        }
    }
}

fn summary(scene: &Scene<'_>, compared: &[ComparedPassage]) -> String {
    let count = |fate: PassageFate| compared.iter().filter(|one| one.fate == fate).count() as u64;
    say!(
        scene.language(),
        "past-summary",
        changed = count(PassageFate::Changed),
        came = count(PassageFate::Came),
        went = count(PassageFate::Went)
    )
}

fn card(ui: &mut Ui, stroke: Stroke, content: impl FnOnce(&mut Ui)) {
    Frame::NONE
        .fill(theme::palette(ui).surface)
        .stroke(stroke)
        .corner_radius(8)
        .inner_margin(Margin::symmetric(16, 12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = theme::GRID;
            content(ui);
        });
}

fn read_ui(ui: &mut Ui, number: &str, passage: &Passage, blocks: &[Block]) {
    let line = Stroke::new(1.0, theme::palette(ui).line);
    card(ui, line, |ui| {
        if !passage.heading.is_empty() {
            let text = format!("{number}  {}", passage.heading);
            ui.add(egui::Label::new(theme::bold(text.trim()).size(17.0)).wrap());
        }
        markdown::show(ui, blocks, Look::BODY, &[]);
    });
}

pub(crate) fn compared_ui(ui: &mut Ui, scene: &Scene<'_>, one: &ComparedPassage) {
    let palette = theme::palette(ui);
    let (word, ink, ground) = match one.fate {
        PassageFate::Same => ("past-same", palette.weak, palette.bar),
        PassageFate::Changed => ("past-changed", palette.warn, palette.warn_soft),
        PassageFate::Came => ("past-came", palette.good, palette.good_soft),
        PassageFate::Went => ("past-went", palette.bad, palette.bad_soft),
    };
    card(ui, Stroke::new(1.0, palette.line), |ui| {
        ui.horizontal(|ui| {
            let chip = |ui: &mut Ui, word: &str, ink, ground| {
                Frame::NONE
                    .fill(ground)
                    .corner_radius(10)
                    .inner_margin(Margin::symmetric(8, 2))
                    .show(ui, |ui| {
                        ui.label(egui::RichText::new(word).color(ink).size(12.0));
                    });
            };
            chip(ui, scene.word(word), ink, ground);
            if one.is_moved {
                chip(
                    ui,
                    scene.word("past-moved"),
                    palette.accent,
                    palette.accent_soft,
                );
            }
            if one.level.0 != one.level.1 {
                let text = say!(
                    scene.language(),
                    "past-level",
                    before = u64::from(one.level.0),
                    after = u64::from(one.level.1)
                );
                chip(ui, &text, palette.accent, palette.accent_soft);
            }
        });
        let bold = FontId::new(17.0, fonts::bold());
        words_ui(ui, &one.heading, bold, 23.0);
        let body = FontId::new(Look::BODY.size, egui::FontFamily::Proportional);
        words_ui(ui, &one.body, body, Look::BODY.line_height);
    });
}

/// Words that came are underlined, words that went are struck through; the colour says it once more.
fn words_ui(ui: &mut Ui, words: &[(Fate, String)], font: FontId, line_height: f32) {
    if words.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    for (fate, text) in words {
        let format = TextFormat {
            font_id: font.clone(),
            line_height: Some(line_height),
            color: palette.text,
            ..TextFormat::default()
        };
        let format = match fate {
            Fate::Stayed => format,
            Fate::Came => TextFormat {
                color: palette.good,
                background: palette.good_soft,
                underline: Stroke::new(1.5, palette.good),
                ..format
            },
            Fate::Went => TextFormat {
                color: palette.bad,
                background: palette.bad_soft,
                strikethrough: Stroke::new(1.5, palette.bad),
                ..format
            },
        };
        job.append(text, 0.0, format);
    }
    ui.label(job);
}

/// What a fixed column of a matrix is called.
fn column_name(scene: &Scene<'_>, id: &str) -> String {
    let name = match id {
        "activity" => "column-activity",
        "owner" => "column-owner",
        "mode" => "column-mode",
        "contact" => "column-contact",
        "executors" => "column-executors",
        "consulted" => "column-consulted",
        "informed" => "column-informed",
        "cadence" => "column-cadence",
        "hours" => "column-hours",
        "objective" => "column-objective",
        _ => return id.to_owned(),
    };
    scene.word(name).to_owned()
}
