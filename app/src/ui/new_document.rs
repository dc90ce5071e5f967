//! The form that begins a document, or documents from files: what it is called, where it belongs, and who
//! is to hold it.

use egui::{Label, Ui};
use egui_material_icons::icons::{ICON_ADD, ICON_DESCRIPTION, ICON_UPLOAD_FILE};

use super::holders_form;
use super::{Scene, completed_field, keys, theme, widgets};
use crate::core::Action;
use crate::core::documents::{Action as ListAction, Beginning, Template};
use crate::core::minutes::attendance::offered;
use crate::say;

/// The widest the form is set.
const WIDTH: f32 = 560.0;
/// How many files are named; of more, how many there are is said.
const NAMED: usize = 12;

/// What is typed in the form: kept until it is done with, also while other screens are looked at.
#[derive(Debug, Default)]
pub struct Form {
    /// What it begins.
    of: Option<Beginning>,
    title: String,
    unit: String,
    holders: holders_form::Form,
    goes_on: bool,
    is_done: bool,
    /// The visit to a screen in which it was shown last.
    visit: Option<u64>,
}

impl Form {
    /// Another screen is shown: what is done with is forgotten.
    pub fn left(&mut self) {
        if self.is_done {
            *self = Self::default();
        }
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, beginning: &Beginning) {
    completed_field::go_on(ui.ctx(), &mut form.goes_on);
    let me = scene.state.council().and_then(|council| council.my_place());
    let own = me.map(|me| me.office.clone()).unwrap_or_default();
    if form.of.as_ref() != Some(beginning) {
        *form = Form {
            of: Some(beginning.clone()),
            unit: own.clone(),
            ..Form::default()
        };
    }
    let is_back = form.visit.replace(scene.state.visits) != Some(scene.state.visits);
    let is_import = matches!(beginning, Beginning::Files(_));
    widgets::page(ui, WIDTH, |ui| {
        let heading = scene.word(match beginning {
            Beginning::Policy => "menu-new-policy",
            Beginning::Guideline => "menu-new-guideline",
            Beginning::Matrix => "menu-new-matrix",
            Beginning::Files(_) => "new-import",
        });
        widgets::page_heading(ui, heading, |_| {});
        widgets::card(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GAP;
            let mut is_entered = false;
            match beginning {
                Beginning::Files(files) => files_ui(ui, scene, files),
                _ => is_entered = names_ui(ui, scene, form, is_back),
            }
            let unit = match (is_import, form.unit.trim()) {
                (true, _) | (_, "") => own.as_str(),
                (_, unit) => unit,
            };
            let unit = unit.to_owned();
            form.holders.ui(ui, scene, &unit);
            ui.add_space(theme::GRID);
            buttons_ui(ui, scene, form, beginning, (is_entered, is_back));
        });
    });
    if keys::page_escapes(ui, scene) {
        scene.wish(Action::Back);
        form.is_done = true;
    }
}

/// Title and unit; whether one of them was left by Enter.
fn names_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, is_back: bool) -> bool {
    let hint = scene.word("new-title-hint");
    let title = widgets::labelled_field(ui, scene.word("field-title"), &mut form.title, hint);
    if is_back {
        title.request_focus();
    }
    let names: Vec<String> = scene
        .state
        .council()
        .map(|council| council.units.iter().map(|row| row.name.clone()).collect())
        .unwrap_or_default();
    let unit = completed_field::labelled(
        ui,
        scene.word("form-unit"),
        &mut form.unit,
        "",
        |typed| offered(typed, &names, |_| false),
        &mut form.goes_on,
    );
    widgets::is_entered(ui, &title) || widgets::is_entered(ui, &unit)
}

fn files_ui(ui: &mut Ui, scene: &Scene<'_>, files: &[std::path::PathBuf]) {
    for file in files.iter().take(NAMED) {
        let name = file.file_name().unwrap_or(file.as_os_str());
        ui.horizontal(|ui| {
            let weak = theme::palette(ui).weak;
            ui.label(ICON_DESCRIPTION.rich_text().color(weak).size(16.0));
            ui.add(Label::new(name.to_string_lossy()).truncate())
                .on_hover_text(file.display().to_string());
        });
    }
    let more = files.len().saturating_sub(NAMED);
    if more > 0 {
        let text = say!(scene.language(), "new-import-more", count = more as u64);
        ui.label(theme::weak(ui, text));
    }
}

fn buttons_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    form: &mut Form,
    beginning: &Beginning,
    (is_entered, is_back): (bool, bool),
) {
    let holders = form.holders.holders();
    ui.horizontal_wrapped(|ui| {
        let (icon, word) = match beginning {
            Beginning::Files(_) => (ICON_UPLOAD_FILE, scene.word("documents-import")),
            _ => (ICON_ADD, scene.word("new-create")),
        };
        let begin = ui.add_enabled_ui(holders.is_some(), |ui| {
            let button = widgets::primary_button(ui, icon, word);
            if is_back && matches!(beginning, Beginning::Files(_)) {
                button.request_focus();
            }
            button.clicked()
        });
        if ui.button(scene.word("cancel")).clicked() {
            scene.wish(Action::Back);
            form.is_done = true;
        }
        let Some(holders) = holders.filter(|_| begin.inner || is_entered) else {
            return;
        };
        let template = match beginning {
            Beginning::Policy => Template::Policy,
            Beginning::Guideline => Template::Guideline,
            Beginning::Matrix => Template::Matrix,
            Beginning::Files(files) => {
                let import = ListAction::Import(files.clone(), holders);
                scene.wish(Action::Documents(import));
                form.is_done = true;
                return;
            }
        };
        let me = scene.state.council().and_then(|council| council.my_place());
        let unit = form.unit.trim();
        // A document says its unit only where that is not its writer's.
        let is_own = me.is_some_and(|me| me.office == unit);
        let create = ListAction::Create {
            template,
            title: form.title.trim().to_owned(),
            unit: if is_own {
                String::new()
            } else {
                unit.to_owned()
            },
            holders,
        };
        scene.wish(Action::Documents(create));
        form.is_done = true;
    });
}
