//! The review page: what waits for a decision, and what changed in one document since the last one.
//!
//! | file | what it draws |
//! | --- | --- |
//! | `changes` | one document: what changed, and the decision beside it |
//! | `hunk` | one change in it |

use std::collections::BTreeMap;

use egui::{Frame, Margin, RichText, Sense, Ui, UiBuilder};
use egui_material_icons::icons::ICON_FACT_CHECK;
use format::DocumentId;

use super::document::panel::decisions;
use super::theme::{self, GAP, GRID};
use super::{Scene, documents, standing, widgets};
use crate::command_line::moments::moment;
use crate::core::Screen;
use crate::core::deciding::Turn;
use crate::core::review::Item;
use crate::say;
use crate::words::Language;
use crate::words::lifecycle::department;
use crate::words::superseded::sentence as superseded;

mod changes;
mod hunk;

/// How many documents each list shows.
const SHOWN: usize = 200;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    /// Of the documents that are looked at, or in which something is typed.
    pages: BTreeMap<DocumentId, changes::Memory>,
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (memory, decisions): (&mut Memory, &mut decisions::Memory),
    document: Option<DocumentId>,
) {
    let is_shown = |id: &DocumentId| document == Some(*id);
    memory
        .pages
        .retain(|id, page| is_shown(id) || page.is_kept());
    match document {
        Some(document) => {
            let page = memory.pages.entry(document).or_default();
            changes::ui(ui, scene, (page, decisions), document);
        }
        None => queue_ui(ui, scene),
    }
}

/// What is to be done, in words.
pub fn turn_words(language: Language, turn: &Turn) -> String {
    let departments = |fields: &[String]| {
        let named = fields.iter().filter(|field| !field.is_empty());
        let named: Vec<String> = named.map(|field| department(language, field)).collect();
        named.join(", ")
    };
    match turn {
        Turn::Settle => say!(language, "turn-settle"),
        Turn::Decide => say!(language, "turn-decide"),
        Turn::GiveOpinion(fields) => match departments(fields) {
            fields if fields.is_empty() => say!(language, "turn-opinion-of-member"),
            fields => say!(language, "turn-opinion", departments = fields),
        },
        Turn::Revise => say!(language, "turn-revise"),
        Turn::Publish => say!(language, "turn-publish"),
        Turn::Exempt(unit) => say!(language, "turn-exempt", unit = unit.as_str()),
        Turn::Adopt(units) => say!(language, "turn-adopt", units = units.join(", ")),
        Turn::WaitForOpinions(fields) => {
            say!(language, "turn-wait", departments = departments(fields))
        }
        Turn::Acknowledge => say!(language, "turn-acknowledge"),
        Turn::ConfirmMinutes => say!(language, "turn-confirm-minutes"),
        Turn::AnswerInWriting => say!(language, "turn-answer-in-writing"),
        Turn::CloseQuestion => say!(language, "turn-close-question"),
    }
}

fn queue_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let state = scene.state;
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-review"), |_| {});
        if state.review.items.is_none() {
            ui.label(theme::weak(ui, scene.word("history-reading")));
            return;
        }
        let waiting: Vec<&Item> = state.review.waiting().collect();
        let others: Vec<&Item> = state.review.others().collect();
        if waiting.is_empty() && others.is_empty() {
            let (title, text) = (scene.word("review-empty"), scene.word("review-empty-hint"));
            widgets::empty_state(ui, ICON_FACT_CHECK, title, text);
            return;
        }
        for (heading, empty, items) in [
            ("review-waiting", "review-nothing-waits", waiting),
            ("review-others", "", others),
        ] {
            if items.is_empty() && empty.is_empty() {
                continue;
            }
            widgets::card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = GRID;
                ui.label(theme::bold(scene.word(heading)).size(16.0));
                if items.is_empty() {
                    let palette = theme::palette(ui);
                    ui.horizontal_wrapped(|ui| {
                        ui.label(standing::COUNTS.rich_text().color(palette.good));
                        ui.label(scene.word(empty));
                    });
                }
                for item in items.iter().take(SHOWN) {
                    item_ui(ui, scene, item);
                }
                if items.len() > SHOWN {
                    let more = (items.len() - SHOWN) as u64;
                    ui.label(theme::weak(
                        ui,
                        say!(scene.language(), "and-more", count = more),
                    ));
                }
            });
            ui.add_space(GAP);
        }
    });
}

/// One document: a button as wide as the card.
fn item_ui(ui: &mut Ui, scene: &mut Scene<'_>, item: &Item) {
    let language = scene.language();
    let title = match item.title.trim() {
        "" => scene.word("untitled"),
        title => title,
    };
    let area = UiBuilder::new()
        .id_salt(item.document)
        .sense(Sense::click());
    let response = ui
        .scope_builder(area, |ui| {
            let palette = theme::palette(ui);
            let before = ui.response();
            let is_marked = before.hovered() || before.has_focus();
            ui.style_mut().interaction.selectable_labels = false;
            Frame::NONE
                .fill(match is_marked {
                    true => palette.hover,
                    false => palette.surface,
                })
                .corner_radius(6)
                .inner_margin(Margin::symmetric(8, 6))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = 3.0;
                    row_ui(ui, language, item, title);
                });
        })
        .response
        .on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, title));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.clicked() {
        scene.wish(Screen::Review(Some(item.document)));
    }
}

fn row_ui(ui: &mut Ui, language: Language, item: &Item, title: &str) {
    let palette = theme::palette(ui);
    let decisions = &item.decisions;
    ui.horizontal_wrapped(|ui| {
        let (icon, _) = documents::kind_sign(item.kind);
        ui.label(icon.rich_text().color(palette.weak));
        ui.label(theme::bold(title));
        let (name, word, sentence) = standing::told(language, decisions);
        let (icon, colours) = standing::look_of(ui, name);
        widgets::chip(ui, icon, &word, colours).on_hover_text(sentence);
    });
    if let Some(by) = &decisions.superseded {
        let text = superseded(language, by);
        ui.add(egui::Label::new(theme::small(ui, text)).wrap());
    }
    for turn in &item.turns {
        let colour = match turn {
            Turn::WaitForOpinions(_) => palette.weak,
            Turn::Settle => palette.bad,
            _ => palette.accent,
        };
        let text = RichText::new(turn_words(language, turn)).color(colour);
        ui.add(egui::Label::new(text).wrap());
    }
    let submission = decisions.lifecycle.submissions.last();
    let when = submission.map(|one| moment(language, one.said.time_millis));
    let mut parts: Vec<String> = vec![decisions.unit.clone()];
    if let Some(when) = when {
        parts.push(say!(language, "review-submitted", when = when));
    }
    parts.retain(|part| !part.is_empty());
    ui.add(egui::Label::new(theme::small(ui, parts.join(" · "))).wrap());
}
