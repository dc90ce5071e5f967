//! Language, theme, size, data folder, backup.

use egui::Ui;
use egui_material_icons::icons::{
    ICON_ADD, ICON_BACKUP, ICON_CONTENT_COPY, ICON_KEY, ICON_REMOVE, ICON_RESTORE,
};
use format::blob::MAX_BLOB_BYTES;

use super::theme::{self, GAP};
use super::{Scene, room, widgets};
use crate::core::council::KeyPlace;
use crate::core::effect::Window as WindowEffect;
use crate::core::pick::Pick;
use crate::core::settings::{Action as Set, FILES_UP_TO, Theme, Thrift};
use crate::core::{Action, link};
use crate::say;
use crate::words::Language;
use crate::words::files::bytes_in_words;

/// How wide the names of settings are, in points.
const NAME: f32 = 120.0;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 700.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-settings"), |_| {});
        widgets::card(ui, |ui| look_ui(ui, scene));
        ui.add_space(GAP);
        widgets::card(ui, |ui| link_ui(ui, scene));
        ui.add_space(GAP);
        widgets::card(ui, |ui| folder_ui(ui, scene));
    });
}

fn section(ui: &mut Ui, scene: &Scene<'_>, name: &'static str) {
    ui.label(theme::bold(scene.word(name)).size(16.0));
    ui.add_space(GAP / 2.0);
}

/// A setting: its name, and what can be chosen; below the name where the window is tight.
fn row(ui: &mut Ui, name: &str, choices: impl FnOnce(&mut Ui)) {
    if room::is_tight(ui.ctx()) {
        ui.label(name);
        ui.horizontal_wrapped(choices);
        return;
    }
    ui.horizontal(|ui| {
        let size = egui::vec2(NAME, ui.spacing().interact_size.y);
        let layout = egui::Layout::left_to_right(egui::Align::Center);
        ui.allocate_ui_with_layout(size, layout, |ui| {
            ui.set_min_width(NAME);
            ui.label(name);
        });
        choices(ui);
    });
}

fn look_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    section(ui, scene, "settings-look");
    let settings = scene.state.settings.clone();
    row(ui, scene.word("settings-language"), |ui| {
        for (language, name) in [
            (Language::Indonesian, "Bahasa Indonesia"),
            (Language::English, "English"),
        ] {
            if ui
                .selectable_label(settings.language == language, name)
                .clicked()
            {
                scene.wish(Action::Settings(Set::Language(language)));
            }
        }
    });
    row(ui, scene.word("settings-theme"), |ui| {
        for (theme, name) in [
            (Theme::System, "settings-theme-system"),
            (Theme::Light, "settings-theme-light"),
            (Theme::Dark, "settings-theme-dark"),
        ] {
            if ui
                .selectable_label(settings.theme == theme, scene.word(name))
                .clicked()
            {
                scene.wish(Action::Settings(Set::Theme(theme)));
            }
        }
    });
    row(ui, scene.word("settings-zoom"), |ui| {
        if widgets::icon_button(ui, ICON_REMOVE, scene.word("menu-zoom-out")).clicked() {
            scene.wish(Action::Settings(Set::ZoomOut));
        }
        ui.label(format!("{} %", settings.zoom_percent));
        if widgets::icon_button(ui, ICON_ADD, scene.word("menu-zoom-in")).clicked() {
            scene.wish(Action::Settings(Set::ZoomIn));
        }
        if settings.zoom_percent != 100 && ui.button(scene.word("menu-zoom-reset")).clicked() {
            scene.wish(Action::Settings(Set::ZoomReset));
        }
    });
    let mut colours = settings.author_colours;
    if ui
        .checkbox(&mut colours, scene.word("settings-author-colours"))
        .changed()
    {
        scene.wish(Action::Settings(Set::AuthorColours(colours)));
    }
}

fn link_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    section(ui, scene, "settings-link");
    let mut stay = scene.state.settings.stay_linked;
    if ui
        .checkbox(&mut stay, scene.word("settings-stay-linked"))
        .changed()
    {
        scene.wish(Action::Link(link::Action::StayLinked(stay)));
    }
    ui.add(egui::Label::new(theme::small(ui, scene.word("settings-stay-linked-hint"))).wrap());
    ui.separator();
    files_ui(ui, scene);
}

/// Sizes up to which files come by themselves that are offered, in bytes.
const FILES: [u64; 5] = [0, 250_000, 1_000_000, FILES_UP_TO, MAX_BLOB_BYTES];

/// Which attachments come by themselves, and which when somebody opens them.
fn files_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let language = scene.language();
    let thrift = scene.state.settings.thrift;
    // What was set in the file stands among what is offered.
    let mut offered = FILES.to_vec();
    if !offered.contains(&thrift.files_up_to) {
        offered.push(thrift.files_up_to);
        offered.sort_unstable();
    }
    ui.label(scene.word("settings-files"));
    ui.horizontal_wrapped(|ui| {
        for up_to in offered {
            let name = match up_to {
                0 => scene.word("settings-files-none").to_owned(),
                MAX_BLOB_BYTES.. => scene.word("settings-files-all").to_owned(),
                up_to => {
                    let bytes = bytes_in_words(language, up_to);
                    say!(language, "settings-files-up-to", bytes = bytes)
                }
            };
            let is_set = thrift.files_up_to == up_to;
            if ui.selectable_label(is_set, name).clicked() && !is_set {
                let changed = Thrift {
                    files_up_to: up_to,
                    ..thrift
                };
                scene.wish(Action::Settings(Set::Thrift(changed)));
            }
        }
    });
    ui.add(egui::Label::new(theme::small(ui, scene.word("settings-files-hint"))).wrap());
}

fn folder_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    section(ui, scene, "settings-data");
    let Some(council) = scene.state.council() else {
        return;
    };
    let folder = council.folder.display().to_string();
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.word("settings-folder"));
        ui.label(theme::weak(ui, folder.clone()));
        if widgets::icon_button(ui, ICON_CONTENT_COPY, scene.word("settings-copy-folder")).clicked()
        {
            scene.wish(Action::Window(WindowEffect::Copy(folder)));
        }
    });
    let (hint, button, to_key_ring) = match council.key_place {
        KeyPlace::KeyRing => ("settings-key-in-ring", "settings-key-to-file", false),
        KeyPlace::File | KeyPlace::Unknown => ("settings-key-hint", "settings-key-to-ring", true),
    };
    ui.add(egui::Label::new(theme::small(ui, scene.word(hint))).wrap());
    if widgets::button(ui, ICON_KEY, scene.word(button)).clicked() {
        scene.wish(Action::Settings(Set::MoveKey { to_key_ring }));
    }
    ui.separator();
    ui.horizontal_wrapped(|ui| {
        if widgets::button(ui, ICON_BACKUP, scene.word("settings-backup")).clicked() {
            scene.wish(Action::Pick(Pick::Backup));
        }
        if widgets::button(ui, ICON_RESTORE, scene.word("settings-restore")).clicked() {
            scene.wish(Action::Pick(Pick::Restore));
        }
    });
    ui.add(egui::Label::new(theme::small(ui, scene.word("settings-backup-hint"))).wrap());
}
