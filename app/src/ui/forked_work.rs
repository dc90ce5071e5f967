//! What a copied device wrote twice: the branches, the chair's choice, and writing again what lost.

use egui::{Id, Label, Ui};
use egui_material_icons::icons::{ICON_CALL_SPLIT, ICON_EDIT_NOTE, ICON_TASK_ALT};

use super::theme::{self, GAP};
use super::{Scene, widgets};
use crate::command_line::moments::moment;
use crate::core::council::Action as CouncilAction;
use crate::core::held_work::{ForkedWork, WorkBranch};
use crate::core::{Action, Screen};
use crate::say;

/// Draws it as a card, where a device was used twice.
pub fn card_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let state = scene.state;
    let forks = &state.forked_work;
    if forks.is_empty() {
        return;
    }
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("forks-heading")).size(16.0));
        ui.add(Label::new(theme::weak(ui, scene.word("forks-hint"))).wrap());
        for (at, fork) in forks.iter().enumerate() {
            ui.separator();
            // Written again once for each document, below its last fork.
            let next = forks.get(at + 1);
            let is_last = next.is_none_or(|next| next.document != fork.document);
            ui.push_id(at, |ui| fork_ui(ui, scene, fork, is_last));
        }
        if forks.iter().any(|fork| !fork.is_mine_to_choose) {
            ui.add(Label::new(theme::small(ui, scene.word("forks-who-may"))).wrap());
        }
    });
    ui.add_space(GAP);
}

fn fork_ui(ui: &mut Ui, scene: &mut Scene<'_>, fork: &ForkedWork, is_last: bool) {
    let language = scene.language();
    let title = match fork.title.trim() {
        "" => scene.word("untitled").to_owned(),
        title => title.to_owned(),
    };
    ui.horizontal_wrapped(|ui| {
        let palette = theme::palette(ui);
        ui.label(ICON_CALL_SPLIT.rich_text().color(palette.warn));
        if ui.link(theme::bold(&title)).clicked() {
            scene.wish(Screen::Document(fork.document, None));
        }
    });
    let of = say!(
        language,
        "forks-line",
        person = fork.person.as_str(),
        key = fork.device.short()
    );
    ui.add(Label::new(of).wrap());
    // A choice says why.
    let place = Id::unique((
        "why-this-branch",
        fork.document,
        fork.branches.first().map(|one| one.change),
    ));
    let mut reason: String = ui.data(|data| data.get_temp(place)).unwrap_or_default();
    if fork.is_mine_to_choose {
        let hint = scene.word("forks-reason-hint");
        widgets::labelled_field(ui, scene.word("forks-reason"), &mut reason, hint);
    }
    for branch in &fork.branches {
        branch_ui(ui, scene, fork, branch, &title, &mut reason);
    }
    ui.data_mut(|data| data.insert_temp(place, reason));
    if fork.mine_to_write_again > 0 && is_last {
        let count = fork.mine_to_write_again as u64;
        let text = say!(language, "forks-write-again", count = count);
        ui.add(Label::new(theme::weak(ui, scene.word("forks-write-again-hint"))).wrap());
        if widgets::button(ui, ICON_EDIT_NOTE, &text).clicked() {
            let wanted = CouncilAction::WriteAgain(fork.document);
            scene.wish(Action::Council(wanted));
        }
    }
}

fn branch_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    fork: &ForkedWork,
    branch: &WorkBranch,
    title: &str,
    reason: &mut String,
) {
    let language = scene.language();
    let text = say!(
        language,
        "fork-branch",
        change = branch.change.short(),
        when = moment(language, branch.time_millis),
        count = branch.built_on,
        counts = if branch.counts { "yes" } else { "no" }
    );
    ui.add(Label::new(text).wrap());
    if !fork.is_mine_to_choose || branch.counts {
        return;
    }
    let name = say!(
        language,
        "forks-choose-of",
        change = branch.change.short(),
        title = title
    );
    let has_reason = !reason.trim().is_empty();
    ui.add_enabled_ui(has_reason, |ui| {
        let button = widgets::button(ui, ICON_TASK_ALT, scene.word("forks-choose"));
        button
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), &name));
        if button.clicked() {
            scene.wish(Action::Council(CouncilAction::ChooseBranch {
                document: fork.document,
                change: branch.change,
                reason: std::mem::take(reason).trim().to_owned(),
            }));
        }
    });
}
