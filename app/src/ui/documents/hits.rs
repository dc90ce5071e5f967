//! What search found.

use egui::Ui;
use egui_material_icons::icons::ICON_SEARCH;

use super::kind_sign;
use crate::core::Screen;
use crate::core::documents::Hit;
use crate::ui::{Scene, fonts, theme, widgets};

/// What search found, with the words around it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, hits: &[Hit]) {
    if hits.is_empty() {
        let (title, text) = (
            scene.word("documents-nothing-found"),
            scene.word("documents-nothing-found-hint"),
        );
        widgets::empty_state(ui, ICON_SEARCH, title, text);
        return;
    }
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            for hit in hits {
                hit_ui(ui, scene, hit);
            }
        });
}

/// One document that search found; what was found is bold.
pub fn hit_ui(ui: &mut Ui, scene: &mut Scene<'_>, hit: &Hit) {
    widgets::card(ui, |ui| {
        let (icon, _) = kind_sign(hit.kind);
        let title = match hit.title.trim() {
            "" => scene.word("untitled"),
            title => title,
        };
        ui.horizontal(|ui| {
            ui.label(icon.rich_text());
            if ui.link(theme::bold(title)).clicked() {
                scene.wish(Screen::Document(hit.id, None));
            }
            ui.label(theme::weak(ui, hit.unit.as_str()));
        });
        ui.add(egui::Label::new(snippet(ui, &hit.snippet)).wrap());
    });
}

/// Text with what stands between U+0002 and U+0003 in bold.
fn snippet(ui: &Ui, text: &str) -> egui::text::LayoutJob {
    let palette = theme::palette(ui);
    let mut job = egui::text::LayoutJob::default();
    let mut is_found = false;
    for piece in text.split_inclusive(['\u{2}', '\u{3}']) {
        let words = piece.trim_end_matches(['\u{2}', '\u{3}']);
        let (family, color) = if is_found {
            (fonts::bold(), palette.text)
        } else {
            (egui::FontFamily::Proportional, palette.weak)
        };
        let font = egui::FontId::new(13.0, family);
        job.append(
            &words.replace('\n', " "),
            0.0,
            egui::TextFormat::simple(font, color),
        );
        is_found = piece.ends_with('\u{2}');
    }
    job
}
