//! What merges brought: per sync, per document, with each place both sides touched.

use egui::{RichText, Ui};
use egui_material_icons::icons::{
    ICON_ADD_CIRCLE, ICON_CALL_MERGE, ICON_DONE, ICON_DONE_ALL, ICON_INVENTORY_2, ICON_MERGE,
    ICON_UNDO, ICON_WARNING,
};
use format::PublicKey;

use super::theme::{self, GAP};
use super::{Scene, widgets};
use crate::command_line::moments::moment;
use crate::core::editor::texts;
use crate::core::reports::{Action as ReportAction, Part, Report, Spot, SpotKind};
use crate::core::{Action, Screen};
use crate::say;

/// How many documents of a report are drawn in which nothing needs a look.
const FEW: usize = 5;
/// How many documents with something to look at are drawn at first.
const MOST: usize = 50;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let unseen: Vec<i64> = scene
        .state
        .reports
        .all
        .iter()
        .filter(|report| !report.is_seen)
        .map(|report| report.key)
        .collect();
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-reports"), |ui| {
            if !unseen.is_empty()
                && widgets::primary_button(ui, ICON_DONE_ALL, scene.word("reports-seen")).clicked()
            {
                scene.wish(Action::Reports(ReportAction::Seen(unseen.clone())));
            }
        });
        let state = scene.state;
        if state.reports.all.is_empty() {
            let (title, text) = (
                scene.word("reports-empty"),
                scene.word("reports-empty-hint"),
            );
            widgets::empty_state(ui, ICON_MERGE, title, text);
        }
        for report in &state.reports.all {
            report_ui(ui, scene, report);
            ui.add_space(GAP);
        }
    });
}

fn report_ui(ui: &mut Ui, scene: &mut Scene<'_>, report: &Report) {
    let palette = theme::palette(ui);
    widgets::card(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let when = moment(scene.language(), report.time_millis);
            ui.label(theme::bold(when).size(16.0));
            if !report.is_seen {
                let colours = (palette.accent, palette.accent_soft);
                widgets::chip(ui, ICON_MERGE, scene.word("reports-new"), colours);
                let word = scene.word("reports-seen-one");
                if widgets::icon_button(ui, ICON_DONE, word).clicked() {
                    scene.wish(Action::Reports(ReportAction::Seen(vec![report.key])));
                }
            }
        });
        let id = egui::Id::unique(("all of report", report.key));
        let shows_all = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or(false);
        let (shown, more) = shown(&report.documents, shows_all);
        for part in shown {
            ui.separator();
            part_ui(ui, scene, part);
        }
        if more > 0 {
            ui.separator();
            let text = say!(scene.language(), "reports-more", count = more as u64);
            if ui.link(text).clicked() {
                ui.data_mut(|data| data.insert_temp(id, true));
            }
        }
    });
}

/// The documents that are drawn: those with something to look at first; of the others a few, until
/// somebody wants all. A first sync brings thousands.
fn shown(documents: &[Part], shows_all: bool) -> (Vec<&Part>, usize) {
    let (looked_at, others): (Vec<&Part>, Vec<&Part>) =
        documents.iter().partition(|part| !part.spots.is_empty());
    let most = match shows_all {
        true => documents.len(),
        false => FEW.max(looked_at.len().min(MOST)),
    };
    let shown: Vec<&Part> = looked_at.into_iter().chain(others).take(most).collect();
    let more = documents.len() - shown.len();
    (shown, more)
}

fn part_ui(ui: &mut Ui, scene: &mut Scene<'_>, part: &Part) {
    ui.horizontal_wrapped(|ui| {
        let title = match part.title.trim() {
            "" => scene.word("untitled").to_owned(),
            title => title.to_owned(),
        };
        if ui.link(theme::bold(title).size(15.0)).clicked() {
            scene.wish(Screen::Document(part.document, None));
        }
        if part.is_new {
            let palette = theme::palette(ui);
            let colours = (palette.good, palette.good_soft);
            widgets::chip(
                ui,
                ICON_ADD_CIRCLE,
                scene.word("reports-new-document"),
                colours,
            );
        }
    });
    let came: Vec<String> = part
        .came
        .iter()
        .map(|(author, changes)| {
            let name = author.map_or_else(String::new, |author| name(scene, &author));
            say!(
                scene.language(),
                "reports-came",
                name = name,
                count = *changes
            )
        })
        .collect();
    if !came.is_empty() {
        ui.add(egui::Label::new(theme::weak(ui, came.join(" · "))).wrap());
    }
    for spot in &part.spots {
        spot_ui(ui, scene, part, spot);
    }
}

fn spot_ui(ui: &mut Ui, scene: &mut Scene<'_>, part: &Part, spot: &Spot) {
    let palette = theme::palette(ui);
    let (icon, sentence, ink) = match spot.kind {
        SpotKind::Conflict => (ICON_WARNING, "reports-conflict", palette.warn),
        SpotKind::Merged => (ICON_CALL_MERGE, "reports-merged", palette.accent),
        SpotKind::BothTouched => (ICON_MERGE, "reports-both-touched", palette.accent),
        SpotKind::ShownAgain => (ICON_UNDO, "reports-shown-again", palette.accent),
        SpotKind::KeptAside => (ICON_INVENTORY_2, "reports-kept-aside", palette.warn),
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(icon.rich_text().color(ink));
        ui.label(RichText::new(scene.word(sentence)).color(ink));
        let label = label_of(scene, part, spot);
        match &spot.place {
            Some(place) => {
                if ui.link(label).clicked() {
                    scene.wish(Screen::Document(part.document, Some(place.clone())));
                }
            }
            None => {
                ui.label(label);
            }
        }
        let people: Vec<String> = spot.people.iter().map(|key| name(scene, key)).collect();
        ui.label(theme::weak(ui, people.join(", ")));
    });
}

fn name(scene: &Scene<'_>, key: &PublicKey) -> String {
    match scene.state.council() {
        Some(council) if council.me == *key => scene.word("me").to_owned(),
        Some(council) => council.name_of(key),
        None => String::new(),
    }
}

/// What a place is called: as the engine found it, or by what stands there in the open document.
fn label_of(scene: &Scene<'_>, part: &Part, spot: &Spot) -> String {
    if !spot.label.is_empty() {
        return spot.label.clone();
    }
    let Some(place) = &spot.place else {
        return scene.word("reports-order").to_owned();
    };
    let standing = scene
        .state
        .editors
        .get(&part.document)
        .and_then(|editor| texts::value(&editor.view, place))
        .filter(|value| !value.trim().is_empty());
    match standing {
        Some(value) => value.chars().take(60).collect(),
        None => place.key(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(n: u8, has_spot: bool) -> Part {
        let spot = Spot {
            kind: SpotKind::Merged,
            place: None,
            label: String::new(),
            people: vec![],
        };
        Part {
            document: format::DocumentId::from_bytes([n; 16]),
            kind: "policy".to_owned(),
            title: n.to_string(),
            is_new: false,
            came: vec![],
            spots: has_spot.then_some(spot).into_iter().collect(),
        }
    }

    #[test]
    fn what_needs_a_look_stands_first_and_a_first_sync_is_short() {
        let documents: Vec<Part> = (0..200).map(|n| part(n, n == 150)).collect();
        let (first, more) = shown(&documents, false);
        assert_eq!((first.len(), more), (FEW, 195));
        assert_eq!(first[0].title, "150");
        assert_eq!(shown(&documents, true).1, 0);
        let all_to_look_at: Vec<Part> = (0..20).map(|n| part(n, true)).collect();
        assert_eq!(shown(&all_to_look_at, false).1, 0);
    }
}
