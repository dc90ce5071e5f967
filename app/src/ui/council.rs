//! The council: seats, people and their devices, units, rules, invitations, relays.
//!
//! | file | what it draws |
//! | --- | --- |
//! | `seats` | who is what |
//! | `devices` | people and their devices, and revoking one |
//! | `units` | the unit tree |
//! | `rules` | the rules, and who may what |
//! | `invite` | invitations |
//! | `relays` | relays, and whom they serve |

use egui::Ui;
use egui_material_icons::icons::{
    ICON_CHECK_CIRCLE, ICON_CONTENT_COPY, ICON_HOURGLASS_EMPTY, ICON_KEY,
};

use super::theme::{self, GAP};
use super::{Scene, forked_work, held_work, widgets};
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council};
use crate::core::effect::Window as WindowEffect;
use crate::core::pick::Pick;
use crate::say;

mod devices;
mod invite;
mod relays;
mod rules;
mod seats;
mod units;

/// What is typed on this screen.
#[derive(Debug, Default)]
pub struct Form {
    units: units::Form,
    devices: devices::Form,
    seats: seats::Form,
    rules: rules::Form,
    invite: invite::Form,
    relays: relays::Form,
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    let Some(council) = scene.state.council().cloned() else {
        return;
    };
    widgets::page(ui, 860.0, |ui| {
        widgets::page_heading(ui, &council.name, |_| {});
        id_ui(ui, scene, &council);
        ui.add_space(GAP);
        seats::trouble_ui(ui, scene, &council);
        waiting_ui(ui, scene, &council);
        held_work::card_ui(ui, scene);
        forked_work::card_ui(ui, scene);
        recovery_ui(ui, scene, &council);
        seats::ui(ui, scene, &mut form.seats, &council);
        let instead_of =
            widgets::card(ui, |ui| devices::ui(ui, scene, &mut form.devices, &council));
        if let Some(member) = instead_of.and_then(|key| council.members.get(&key)) {
            form.invite.begin_instead_of(member);
            scene.wish(Action::Council(CouncilAction::CloseInvitation));
        }
        ui.add_space(GAP);
        widgets::card(ui, |ui| units::ui(ui, scene, &mut form.units, &council));
        ui.add_space(GAP);
        rules::ui(ui, scene, &mut form.rules, &council);
        if council.may_write() {
            widgets::card(ui, |ui| invite::ui(ui, scene, &mut form.invite, &council));
            ui.add_space(GAP);
        }
        widgets::card(ui, |ui| relays::ui(ui, scene, &mut form.relays, &council));
    });
}

fn id_ui(ui: &mut Ui, scene: &mut Scene<'_>, council: &Council) {
    ui.horizontal_wrapped(|ui| {
        let id = council.id.to_string();
        let text = say!(scene.language(), "people-id", id = council.id.short());
        // Letter for letter, as it is read out.
        let text = theme::small(ui, text).family(egui::FontFamily::Monospace);
        ui.label(text).on_hover_text(id.clone());
        if widgets::icon_button(ui, ICON_CONTENT_COPY, scene.word("people-copy-id")).clicked() {
            scene.wish(Action::Window(WindowEffect::Copy(id)));
        }
    });
}

/// Joins that a person has to settle.
fn waiting_ui(ui: &mut Ui, scene: &mut Scene<'_>, council: &Council) {
    if council.open_joins.is_empty() {
        return;
    }
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("people-open-joins")).size(16.0));
        for join in &council.open_joins {
            ui.horizontal_wrapped(|ui| {
                ui.label(ICON_HOURGLASS_EMPTY.rich_text());
                let text = say!(
                    scene.language(),
                    "people-open-join",
                    person = join.person.as_str(),
                    office = join.office.as_str()
                );
                ui.label(text);
                if join.rivals > 1 {
                    let text = say!(
                        scene.language(),
                        "people-rivals",
                        count = join.rivals as u64
                    );
                    ui.label(egui::RichText::new(text).color(theme::palette(ui).warn));
                }
                if join.is_mine_to_confirm {
                    let label = say!(
                        scene.language(),
                        "people-confirm-person",
                        person = join.person.as_str()
                    );
                    if widgets::button(ui, ICON_CHECK_CIRCLE, &label).clicked() {
                        scene.wish(Action::Council(CouncilAction::Confirm(join.id.clone())));
                    }
                }
            });
        }
    });
    ui.add_space(GAP);
}

/// The recovery key, until it is moved away from this device.
fn recovery_ui(ui: &mut Ui, scene: &mut Scene<'_>, council: &Council) {
    if !council.recovery_waits {
        return;
    }
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("people-recovery-title")).size(16.0));
        ui.add(egui::Label::new(scene.word("people-recovery-hint")).wrap());
        if widgets::button(ui, ICON_KEY, scene.word("people-recovery-move")).clicked() {
            scene.wish(Action::Pick(Pick::RecoveryKey));
        }
    });
    ui.add_space(GAP);
}
