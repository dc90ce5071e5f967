//! The first start: found a council, join one with an invitation, or look around in a sample.

use egui::Ui;
use egui_material_icons::icons::{ICON_ACCOUNT_BALANCE, ICON_LOGIN};

use super::{Scene, theme, widgets};
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, FirstStart};

/// What is typed.
#[derive(Debug, Default)]
pub struct Form {
    council: String,
    office: String,
    person: String,
    relay: String,
    invitation: String,
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, first: &FirstStart) {
    widgets::page(ui, 620.0, |ui| {
        widgets::page_heading(ui, scene.word("first-title"), |_| {});
        if let Some(problem) = &first.problem {
            let palette = theme::palette(ui);
            widgets::banner(
                ui,
                egui_material_icons::icons::ICON_ERROR,
                problem,
                (palette.bad, palette.bad_soft),
            );
        }
        widgets::labelled_field(ui, scene.word("field-council"), &mut form.council, "");
        widgets::labelled_field(ui, scene.word("field-office"), &mut form.office, "");
        widgets::labelled_field(ui, scene.word("field-person"), &mut form.person, "");
        widgets::labelled_field(ui, scene.word("field-relay"), &mut form.relay, "ws://…");
        if widgets::primary_button(ui, ICON_ACCOUNT_BALANCE, scene.word("first-found")).clicked() {
            scene.wish(Action::Council(CouncilAction::Found {
                council: form.council.clone(),
                office: form.office.clone(),
                person: form.person.clone(),
                relay: form.relay.clone(),
            }));
        }
        widgets::labelled_field(ui, scene.word("field-invitation"), &mut form.invitation, "");
        if widgets::button(ui, ICON_LOGIN, scene.word("first-read-invitation")).clicked() {
            scene.wish(Action::Council(CouncilAction::ReadInvitation(
                form.invitation.clone(),
            )));
        }
        if first.invited.is_some()
            && widgets::primary_button(ui, ICON_LOGIN, scene.word("first-join")).clicked()
        {
            scene.wish(Action::Council(CouncilAction::Join {
                person: form.person.clone(),
            }));
        }
    });
}
