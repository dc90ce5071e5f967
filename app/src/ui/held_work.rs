//! What is held back of revoked devices: whose, how much, since when, and letting it through.

use egui::{Label, Ui};
use egui_material_icons::icons::{ICON_HOURGLASS_EMPTY, ICON_TASK_ALT};

use super::theme::{self, GAP};
use super::{Scene, widgets};
use crate::command_line::moments::moment;
use crate::core::council::Action as CouncilAction;
use crate::core::held_work::HeldWork;
use crate::core::{Action, Screen};
use crate::say;

/// Draws it as a card, where anything is held back.
pub fn card_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let held = &scene.state.held_work;
    if held.is_empty() {
        return;
    }
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("held-heading")).size(16.0));
        ui.add(Label::new(theme::weak(ui, scene.word("held-hint"))).wrap());
        for one in held {
            ui.separator();
            held_ui(ui, scene, one);
        }
        if held.iter().any(|one| !one.is_mine_to_release) {
            ui.add(Label::new(theme::small(ui, scene.word("held-who-may"))).wrap());
        }
    });
    ui.add_space(GAP);
}

fn held_ui(ui: &mut Ui, scene: &mut Scene<'_>, one: &HeldWork) {
    let language = scene.language();
    let title = match one.title.trim() {
        "" => scene.word("untitled"),
        title => title,
    };
    ui.horizontal_wrapped(|ui| {
        let palette = theme::palette(ui);
        ui.label(ICON_HOURGLASS_EMPTY.rich_text().color(palette.warn));
        if ui.link(theme::bold(title)).clicked() {
            scene.wish(Screen::Document(one.document, None));
        }
    });
    let mut what = Vec::new();
    if one.changes > 0 {
        what.push(say!(language, "held-changes", count = one.changes as u64));
    }
    if one.statements > 0 {
        let count = one.statements as u64;
        what.push(say!(language, "held-statements", count = count));
    }
    let text = say!(
        language,
        "held-line",
        what = what.join(" · "),
        person = one.person.as_str(),
        key = one.device.to_string()[..8].to_owned(),
        when = moment(language, one.since_millis)
    );
    ui.add(Label::new(text).wrap());
    if one.is_mine_to_release {
        let name = say!(
            language,
            "held-release",
            person = one.person.as_str(),
            title = title
        );
        let word = scene.word("held-release-short");
        let button = widgets::button(ui, ICON_TASK_ALT, word);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if button.clicked() {
            scene.wish(Action::Council(CouncilAction::Release {
                document: one.document,
                device: one.device,
            }));
        }
    }
}
