//! What is held back of revoked devices: whose, how much, since when, and letting it through.

use egui::{Key, Label, Modifiers, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_HOURGLASS_EMPTY, ICON_TASK_ALT, ICON_VISIBILITY,
};

use super::theme::{self, GAP};
use super::{Scene, widgets};
use crate::command_line::moments::moment;
use crate::core::council::Action as CouncilAction;
use crate::core::held_work::{HeldText, HeldWork};
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::document::past;
use crate::words::column::capitalised;

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
    let state = scene.state;
    let shown = state.held_shown.as_ref();
    let shown =
        shown.filter(|(document, device, _)| (*document, *device) == (one.document, one.device));
    match shown {
        Some((_, _, Some(text))) => shown_ui(ui, scene, one, title, text),
        Some((_, _, None)) => {
            ui.label(theme::weak(ui, scene.word("history-reading")));
        }
        None => {
            let name = say!(
                language,
                "held-look",
                person = one.person.as_str(),
                title = title
            );
            let word = scene.word("held-look-short");
            let button = widgets::button(ui, ICON_VISIBILITY, word);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if button.clicked() {
                let wanted = Some((one.document, one.device));
                scene.wish(Action::Council(CouncilAction::ShowHeldWork(wanted)));
            }
        }
    }
}

/// What it says, and the question whether it is let through.
fn shown_ui(ui: &mut Ui, scene: &mut Scene<'_>, one: &HeldWork, title: &str, text: &HeldText) {
    let language = scene.language();
    let hunks = text
        .changes
        .as_ref()
        .map(|changes| changes.hunks.as_slice());
    let hunks = hunks.unwrap_or_default();
    if !hunks.is_empty() {
        ui.label(theme::bold(scene.word("held-would-read")));
        for hunk in hunks {
            past::compared_ui(ui, scene, &hunk.passage);
        }
    } else if one.changes > 0 {
        ui.add(Label::new(theme::weak(ui, scene.word("held-nothing-differs"))).wrap());
    }
    if text.unreadable > 0 {
        let count = text.unreadable as u64;
        let text = say!(language, "held-unreadable", count = count);
        ui.add(Label::new(theme::weak(ui, text)).wrap());
    }
    if !text.statements.is_empty() {
        ui.label(theme::bold(scene.word("held-would-count")));
        for (what, time_millis, words) in &text.statements {
            let when = moment(language, *time_millis);
            let line = match words.trim() {
                "" => format!("{} · {when}", capitalised(what)),
                words => format!("{} · {when}: {words}", capitalised(what)),
            };
            ui.add(Label::new(line).wrap());
        }
    }
    let close = |scene: &mut Scene<'_>| {
        scene.wish(Action::Council(CouncilAction::ShowHeldWork(None)));
    };
    if !one.is_mine_to_release {
        if widgets::button(ui, ICON_CLOSE, scene.word("held-close")).clicked() {
            close(scene);
        }
        return;
    }
    let sure = say!(
        language,
        "held-sure",
        person = one.person.as_str(),
        title = title
    );
    ui.add(Label::new(theme::bold(&sure)).wrap());
    ui.horizontal_wrapped(|ui| {
        let name = say!(
            language,
            "held-release",
            person = one.person.as_str(),
            title = title
        );
        let word = scene.word("held-release-short");
        let button = widgets::primary_button(ui, ICON_TASK_ALT, word);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if button.clicked() {
            scene.wish(Action::Council(CouncilAction::Release {
                document: one.document,
                device: one.device,
            }));
        }
        let escapes = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        if widgets::button(ui, ICON_CLOSE, scene.word("held-leave")).clicked() || escapes {
            close(scene);
        }
    });
}
