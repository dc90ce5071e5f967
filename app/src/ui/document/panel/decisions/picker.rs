//! Which other documents are meant: found by title or number, a click takes one.

use egui::Ui;
use egui_material_icons::icons::{ICON_ADD, ICON_CLOSE};
use format::DocumentId;

use crate::core::documents::Row;
use crate::core::review::Item;
use crate::say;
use crate::ui::{Scene, documents, theme, widgets};

/// How many documents are offered at once.
const OFFERED: usize = 6;

/// Documents that were taken, and what is typed to find more.
#[derive(Debug, Default)]
pub(super) struct Picker {
    query: String,
    pub(super) taken: Vec<DocumentId>,
}

/// A document that can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offer {
    id: DocumentId,
    name: String,
}

impl Picker {
    /// Draws it. `most` is how many may be taken; only published documents are offered where
    /// `only_published` says so, and never `not`.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        label: &str,
        (most, only_published): (usize, bool),
        not: DocumentId,
    ) {
        self.taken
            .retain(|id| scene.state.documents.row(id).is_some());
        let mut gone = None;
        for id in &self.taken {
            ui.horizontal_wrapped(|ui| {
                let name = name_of(scene, id);
                let word = say!(scene.language(), "picker-remove", name = name.as_str());
                if widgets::icon_button(ui, ICON_CLOSE, &word).clicked() {
                    gone = Some(*id);
                }
                ui.label(name);
            });
        }
        self.taken.retain(|id| Some(*id) != gone);
        if self.taken.len() >= most {
            return;
        }
        widgets::labelled_field(ui, label, &mut self.query, scene.word("picker-hint"));
        let query = self.query.trim().to_lowercase();
        if query.is_empty() {
            return;
        }
        let fitting = offers(scene, &query, only_published);
        let fitting: Vec<Offer> = fitting
            .into_iter()
            .filter(|offer| offer.id != not && !self.taken.contains(&offer.id))
            .collect();
        if fitting.is_empty() {
            ui.label(theme::weak(ui, scene.word("picker-nothing")));
        }
        for offer in fitting.iter().take(OFFERED) {
            if widgets::button(ui, ICON_ADD, &offer.name).clicked() {
                self.taken.push(offer.id);
                self.query.clear();
            }
        }
    }
}

/// The documents whose title or number holds what is typed, by title.
fn offers(scene: &Scene<'_>, query: &str, only_published: bool) -> Vec<Offer> {
    let rows = scene.state.documents.rows.iter().flatten();
    let mut found: Vec<Offer> = rows
        .filter(|row| !row.is_archived)
        .filter(|row| !only_published || number_of(scene, &row.id).is_some())
        .map(|row| Offer {
            id: row.id,
            name: named(scene, row),
        })
        .filter(|offer| offer.name.to_lowercase().contains(query))
        .collect();
    found.sort_by_cached_key(|offer| offer.name.to_lowercase());
    found
}

fn name_of(scene: &Scene<'_>, id: &DocumentId) -> String {
    let row = scene.state.documents.row(id);
    row.map_or_else(String::new, |row| named(scene, row))
}

fn named(scene: &Scene<'_>, row: &Row) -> String {
    let title = documents::title(scene, row);
    match number_of(scene, &row.id) {
        Some(number) => format!("{title} ({number})"),
        None => title,
    }
}

/// The official number of what is published of a document, if anything is.
fn number_of<'a>(scene: &Scene<'a>, id: &DocumentId) -> Option<&'a str> {
    let mut items = scene.state.review.items.iter().flatten();
    let item: &Item = items.find(|item| item.document == *id)?;
    let (_, publication) = item.decisions.publication()?;
    Some(publication.number.as_str())
}
