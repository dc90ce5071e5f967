//! Every change, with a slider: the document as of any of them.

use egui::{Align, Layout, RichText, ScrollArea, Slider, Ui};
use egui_material_icons::icons::{ICON_COMPARE_ARROWS, ICON_HISTORY, ICON_WARNING};

use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor, Step, steps};
use crate::say;
use crate::ui::document::writers;
use crate::ui::{Scene, fonts, theme, widgets};
use crate::words::clocks::mark as mark_in_words;
use crate::words::column::capitalised;
use crate::words::place::{heading, words};

/// How high one line is, in points.
const LINE: f32 = 64.0;
/// How many things a line names.
const NAMED: usize = 3;

/// What follows from the history, made again when it was read again.
#[derive(Debug, Default)]
pub struct Memory {
    made_for: Option<(format::DocumentId, usize)>,
    steps: Vec<Step>,
    /// What a step touched, in words, once it was on the screen.
    touched: std::collections::HashMap<usize, String>,
}

/// What a step touched, in words.
fn touched(scene: &Scene<'_>, editor: &Editor, step: &Step) -> String {
    let moments = editor.history.as_deref().unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    let mut more = 0_u64;
    for moment in &moments[step.moments.clone()] {
        for touched in &moment.entry.touched {
            let Some(place) = &touched.place else {
                continue;
            };
            let name = match place.thing() {
                Some(_) => heading(&editor.view, place),
                None => Some(capitalised(&words(scene.language(), &editor.view, place))),
            };
            let name = name.unwrap_or_else(|| scene.word("history-something").to_owned());
            if names.contains(&name) {
                continue;
            }
            if names.len() < NAMED {
                names.push(name);
            } else {
                more += 1;
            }
        }
        if more > 20 {
            break;
        }
    }
    let mut text = names.join(", ");
    if more > 0 {
        let rest = say!(scene.language(), "and-more", count = more);
        text = format!("{text} {rest}");
    }
    text
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let Some(moments) = &editor.history else {
        ui.label(theme::weak(ui, scene.word("history-reading")));
        return;
    };
    let made_for = Some((editor.id, moments.len()));
    if memory.made_for != made_for {
        memory.made_for = made_for;
        memory.steps = steps(moments);
        memory.touched.clear();
    }
    if memory.steps.is_empty() {
        let (title, text) = (
            scene.word("history-empty"),
            scene.word("history-empty-hint"),
        );
        widgets::empty_state(ui, ICON_HISTORY, title, text);
        return;
    }
    // Which step is looked at; `None`: the present.
    let version = editor.version.as_ref();
    let at = version.and_then(|past| {
        let moment = moments.iter().position(|one| one.heads == past.heads)?;
        memory
            .steps
            .iter()
            .position(|step| step.moments.contains(&moment))
    });
    slider_ui(ui, scene, memory, editor, at);
    ui.add_space(theme::GRID);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(
        ui,
        LINE,
        memory.steps.len() + 1,
        |ui, shown| {
            for line in shown {
                match line.checked_sub(1) {
                    None => now_ui(ui, scene, editor, at.is_none()),
                    Some(number) => step_ui(ui, scene, memory, editor, number, at == Some(number)),
                }
            }
        },
    );
}

/// From the first step at the left to the present at the right.
fn slider_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &Memory,
    editor: &Editor,
    at: Option<usize>,
) {
    let count = memory.steps.len();
    // 0 is the oldest step, `count` the present.
    let before = at.map_or(count, |at| count - 1 - at);
    let mut chosen = before;
    let name = ui.label(theme::small(ui, scene.word("history-slider")));
    ui.spacing_mut().slider_width = ui.available_width() - theme::GAP;
    let slider = ui.add(
        Slider::new(&mut chosen, 0..=count)
            .show_value(false)
            .step_by(1.0),
    );
    slider.labelled_by(name.id);
    if chosen != before {
        let step = count.checked_sub(1 + chosen);
        show(scene, editor, step.and_then(|step| memory.steps.get(step)));
    }
}

/// Shows the document as of a step; `None`: as it is.
fn show(scene: &mut Scene<'_>, editor: &Editor, step: Option<&Step>) {
    let moments = editor.history.as_deref().unwrap_or_default();
    let heads = step.map(|step| moments[step.moments.start].heads.clone());
    scene.wish(Action::Editor(editor.id, EditorAction::ShowVersion(heads)));
}

fn now_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, is_here: bool) {
    let name = scene.word("history-now");
    let button = egui::Button::new(RichText::new(name).family(fonts::bold()))
        .selected(is_here)
        .frame_when_inactive(is_here)
        .right_text("")
        .min_size(egui::vec2(ui.available_width(), LINE - 6.0));
    let response = ui.add_sized([ui.available_width(), LINE - 4.0], button);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, is_here, name));
    if response.clicked() {
        scene.wish(Action::Editor(editor.id, EditorAction::ShowVersion(None)));
    }
}

fn step_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    number: usize,
    is_here: bool,
) {
    let Some(step) = memory.steps.get(number).cloned() else {
        return;
    };
    let text = memory
        .touched
        .entry(number)
        .or_insert_with(|| touched(scene, editor, &step))
        .clone();
    let palette = theme::palette(ui);
    let language = scene.language();
    let who = writers::name(scene, step.author.as_ref());
    let when = moment_of_seconds(language, step.time_seconds);
    let name = format!("{who}, {when}");
    let room = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(egui::vec2(room, LINE), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListItem, true, is_here, &name));
    let inner = rect.shrink2(egui::vec2(0.0, 2.0));
    if is_here || response.hovered() || response.has_focus() {
        let fill = match is_here {
            true => palette.accent_soft,
            false => palette.hover,
        };
        ui.painter().rect_filled(inner, 6.0, fill);
    }
    let colour = writers::colour(ui, scene, step.author.as_ref());
    let stripe = egui::Rect::from_min_size(inner.min, egui::vec2(4.0, inner.height()));
    ui.painter().rect_filled(stripe, 2.0, colour);
    let builder = egui::UiBuilder::new()
        .id_salt(("step", number))
        .max_rect(inner.shrink2(egui::vec2(12.0, 4.0)));
    let mut child = ui.new_child(builder);
    let ui = &mut child;
    ui.horizontal(|ui| {
        ui.set_height(20.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let is_base = editor
                .compared
                .as_ref()
                .is_some_and(|past| heads(editor, &step) == Some(past.heads.as_slice()));
            let icon = ICON_COMPARE_ARROWS
                .rich_text()
                .size(16.0)
                .color(match is_base {
                    true => palette.accent,
                    false => palette.weak,
                });
            let word = scene.word("history-compare");
            ui.spacing_mut().button_padding = egui::vec2(4.0, 0.0);
            let button = egui::Button::new(icon).frame_when_inactive(is_base).small();
            let response = ui.add(button).on_hover_text(word);
            let name = format!("{word}: {name}");
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::Button, true, is_base, &name)
            });
            if response.clicked() {
                let heads = heads(editor, &step).filter(|_| !is_base).map(<[_]>::to_vec);
                scene.wish(Action::Editor(editor.id, EditorAction::Compare(heads)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = egui::Label::new(theme::bold(&who).size(13.0));
                ui.add(label.selectable(false).truncate());
            });
        });
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = step.moments.len() as u64;
    let when = match count {
        1 => when,
        count => say!(language, "history-step", when = when, count = count),
    };
    let label = |ui: &mut Ui, text: RichText| {
        ui.add(egui::Label::new(text).selectable(false).truncate());
    };
    let history = editor.history.as_deref().unwrap_or_default();
    let moments = history.get(step.moments.clone()).unwrap_or_default();
    let mark = moments.iter().find_map(|moment| moment.mark.as_ref());
    let mark = mark.map(|found| mark_in_words(language, found));
    ui.horizontal(|ui| {
        if mark.is_some() {
            ui.label(ICON_WARNING.rich_text().size(13.0).color(palette.warn));
        }
        let when = theme::small(ui, when);
        label(ui, when);
    });
    let response = match mark {
        Some(mark) => response.on_hover_text(mark),
        None => response,
    };
    let text = RichText::new(text).size(12.0);
    label(ui, text);
    if response.clicked() {
        show(scene, editor, Some(&step));
    }
}

fn heads<'a>(editor: &'a Editor, step: &Step) -> Option<&'a [format::ChangeHash]> {
    let moment = editor.history.as_ref()?.get(step.moments.start)?;
    Some(&moment.heads)
}
