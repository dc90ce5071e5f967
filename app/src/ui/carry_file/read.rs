//! Carry files that are looked at: what each brings, before anything of it is taken; then what came.

use egui::{Label, RichText, Ui};
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_DESCRIPTION, ICON_DOWNLOAD, ICON_FIBER_NEW,
    ICON_FOLDER_OPEN, ICON_INVENTORY_2, ICON_LOCK, ICON_LOCK_OPEN, ICON_WARNING,
};

use super::WIDTH;
use crate::command_line::moments::moment;
use crate::core::carry_file::{Action as Carrying, File, Part, Preview, Stage};
use crate::core::pick::Pick;
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::theme::{self, GAP};
use crate::ui::{Scene, keys, widgets};
use crate::words::files::bytes_in_words;

/// The height of a line that names a document, in points.
const LINE: f32 = 20.0;
/// So many documents of a file are named at first.
const FEW: usize = 8;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let ready = scene.state.carry.ready();
    let files = scene.state.carry.files.clone();
    widgets::page(ui, WIDTH, |ui| {
        widgets::page_heading(ui, scene.word("carry-read-title"), |ui| {
            if ready.len() > 1 {
                let count = ready.len() as u64;
                let word = say!(scene.language(), "carry-take-all", count = count);
                if widgets::primary_button(ui, ICON_DOWNLOAD, &word).clicked() {
                    scene.wish(Action::Carry(Carrying::Take(ready.clone())));
                }
            }
        });
        if files.is_empty() {
            let (title, text) = (scene.word("carry-empty"), scene.word("carry-hint"));
            widgets::empty_state(ui, ICON_INVENTORY_2, title, text);
        }
        let mut is_first = ready.len() == 1;
        for file in &files {
            widgets::card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = GAP;
                file_ui(ui, scene, file, &mut is_first);
            });
            ui.add_space(GAP);
        }
        ui.horizontal_wrapped(|ui| {
            let word = scene.word("menu-read-carry-files");
            if widgets::button(ui, ICON_FOLDER_OPEN, word).clicked() {
                scene.wish(Action::Pick(Pick::CarryFiles));
            }
            if !files.is_empty() && ui.button(scene.word("carry-close")).clicked() {
                scene.wish(Action::Carry(Carrying::ForgetAll));
                scene.wish(Screen::Sync);
            }
        });
    });
    // What is looked at stays.
    if keys::page_escapes(ui, scene) {
        scene.wish(Action::Back);
    }
}

/// One file. `is_first` says whether the keyboard goes to its button, and is taken.
fn file_ui(ui: &mut Ui, scene: &mut Scene<'_>, file: &File, is_first: &mut bool) {
    let palette = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_INVENTORY_2.rich_text().color(palette.weak).size(20.0));
        ui.add(Label::new(theme::bold(file.name()).size(15.0)).truncate())
            .on_hover_text(file.path.display().to_string());
        match &file.stage {
            Stage::Ready(_) => {
                let colours = (palette.good, palette.good_soft);
                let word = scene.word("carry-stage-ready");
                widgets::chip(ui, ICON_CHECK_CIRCLE, word, colours);
            }
            Stage::Stopped(..) => {
                let colours = (palette.warn, palette.warn_soft);
                let word = scene.word("carry-stage-stopped");
                widgets::chip(ui, ICON_WARNING, word, colours);
            }
            Stage::Refused(_) => {
                let colours = (palette.bad, palette.bad_soft);
                widgets::chip(ui, ICON_BLOCK, scene.word("carry-stage-refused"), colours);
            }
            Stage::Taken(..) => {
                let colours = (palette.good, palette.good_soft);
                let word = scene.word("carry-stage-taken");
                widgets::chip(ui, ICON_CHECK_CIRCLE, word, colours);
            }
            Stage::Looking | Stage::Taking(_) => {}
        }
    });
    match &file.stage {
        Stage::Looking => busy_ui(ui, scene.word("carry-looking")),
        Stage::Refused(why) => {
            ui.add(Label::new(RichText::new(why).color(palette.bad)).wrap());
        }
        Stage::Ready(preview) | Stage::Stopped(preview, _) => {
            let word = match &file.stage {
                Stage::Stopped(_, why) => {
                    let colours = (palette.warn, palette.warn_soft);
                    widgets::banner(ui, ICON_WARNING, why, colours);
                    ui.add(Label::new(theme::weak(ui, scene.word("carry-stopped"))).wrap());
                    scene.word("carry-take-again")
                }
                _ => scene.word("carry-take"),
            };
            preview_ui(ui, scene, file.number, preview);
            let button = widgets::primary_button(ui, ICON_DOWNLOAD, word);
            // The keyboard goes to it once.
            let seen = egui::Id::unique(("carry file", file.number));
            let is_new = !ui.data(|data| data.get_temp::<bool>(seen).unwrap_or(false));
            if std::mem::take(is_first) && is_new {
                ui.data_mut(|data| data.insert_temp(seen, true));
                button.request_focus();
            }
            if button.clicked() {
                scene.wish(Action::Carry(Carrying::Take(vec![file.number])));
            }
        }
        Stage::Taking(preview) => {
            preview_ui(ui, scene, file.number, preview);
            busy_ui(ui, scene.word("carry-taking"));
        }
        Stage::Taken(preview, lines) => {
            from_ui(ui, scene, preview);
            for line in lines {
                ui.add(Label::new(line).wrap());
            }
            let news = preview.documents.iter().filter(|part| part.is_news());
            let news: Vec<&Part> = news.collect();
            parts_ui(ui, scene, file.number, &news, true);
            if !news.is_empty() && ui.link(scene.word("carry-report")).clicked() {
                scene.wish(Screen::Reports);
            }
        }
    }
}

fn busy_ui(ui: &mut Ui, text: &str) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(text);
    });
}

fn from_ui(ui: &mut Ui, scene: &Scene<'_>, preview: &Preview) {
    let language = scene.language();
    let text = say!(
        language,
        "carry-preview-from",
        name = preview.from.as_str(),
        whom = preview.whom.as_str(),
        moment = moment(language, preview.time_millis)
    );
    ui.add(Label::new(text).wrap());
}

fn preview_ui(ui: &mut Ui, scene: &mut Scene<'_>, number: u64, preview: &Preview) {
    let language = scene.language();
    let palette = theme::palette(ui);
    from_ui(ui, scene, preview);
    ui.horizontal_wrapped(|ui| {
        let (icon, word) = match preview.was_locked {
            true => (ICON_LOCK, scene.word("carry-was-locked")),
            false => (ICON_LOCK_OPEN, scene.word("carry-was-open")),
        };
        ui.label(icon.rich_text().color(palette.weak).size(16.0));
        let bytes = bytes_in_words(language, preview.bytes);
        ui.add(Label::new(theme::weak(ui, format!("{word} {bytes}."))).wrap());
    });
    if let Some(since) = preview.since_millis {
        let text = say!(
            language,
            "carry-only-since",
            moment = moment(language, since)
        );
        ui.add(Label::new(theme::weak(ui, text)).wrap());
    }
    let news = preview.documents.iter().filter(|part| part.is_news());
    let news = match preview.is_known() {
        true => scene.word("carry-preview-nothing").to_owned(),
        false => say!(
            language,
            "carry-preview-new",
            changes = preview.new_changes(),
            acts = preview.new_acts(),
            documents = news.count() as u64
        ),
    };
    ui.add(Label::new(theme::bold(news)).wrap());
    for (name, count) in [
        ("carry-roster", preview.new_roster_acts),
        ("carry-preview-files", preview.files),
        ("carry-receipts", preview.receipts),
    ] {
        if count > 0 {
            let values = std::collections::HashMap::from([("count".into(), count.into())]);
            ui.add(Label::new(theme::weak(ui, language.say_with(name, &values))).wrap());
        }
    }
    if preview.lacks_earlier {
        let text = scene.word("carry-earlier-missing");
        widgets::banner(ui, ICON_WARNING, text, (palette.warn, palette.warn_soft));
    }
    let parts: Vec<&Part> = preview.documents.iter().collect();
    parts_ui(ui, scene, number, &parts, false);
}

/// The documents, a line each; `is_taken` says that they are here now.
fn parts_ui(ui: &mut Ui, scene: &mut Scene<'_>, number: u64, parts: &[&Part], is_taken: bool) {
    let id = egui::Id::unique(("all of carry file", number));
    let shows_all = ui.data(|data| data.get_temp::<bool>(id).unwrap_or(false));
    let shown = if shows_all { parts.len() } else { FEW };
    // Lines of text, as close as such.
    let before = std::mem::replace(&mut ui.spacing_mut().interact_size.y, LINE);
    for part in parts.iter().take(shown) {
        part_ui(ui, scene, part, is_taken);
    }
    ui.spacing_mut().interact_size.y = before;
    let more = parts.len().saturating_sub(shown);
    if more > 0 {
        let text = say!(scene.language(), "reports-more", count = more as u64);
        if ui.link(text).clicked() {
            ui.data_mut(|data| data.insert_temp(id, true));
        }
    }
}

fn part_ui(ui: &mut Ui, scene: &mut Scene<'_>, part: &Part, is_taken: bool) {
    let palette = theme::palette(ui);
    let language = scene.language();
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_DESCRIPTION.rich_text().color(palette.weak).size(16.0));
        let row = scene.state.documents.row(&part.id);
        let title = match (row, part.title.trim()) {
            (Some(row), _) => crate::ui::documents::title(scene, row),
            (None, "") if part.is_unknown => {
                say!(language, "carry-new-document", id = part.id.short())
            }
            (None, "") => scene.word("untitled").to_owned(),
            (None, title) => title.to_owned(),
        };
        if row.is_some() {
            if ui.link(title).clicked() {
                scene.wish(Screen::Document(part.id, None));
            }
        } else {
            ui.add(Label::new(title).wrap());
        }
        if part.is_unknown && !is_taken {
            let colours = (palette.accent, palette.accent_soft);
            widgets::chip(ui, ICON_FIBER_NEW, scene.word("carry-new-here"), colours);
        }
        let counts = say!(
            language,
            "carry-part",
            changes = part.new_changes,
            acts = part.new_acts
        );
        let text = match (part.is_news(), part.held) {
            (true, 0) => counts,
            (true, held) => {
                let held = say!(language, "carry-part-held", count = held);
                format!("{counts}, {held}")
            }
            (false, _) => scene.word("carry-part-known").to_owned(),
        };
        if !is_taken {
            ui.label(theme::weak(ui, text));
        }
    });
}
