//! Invitations: one for each device, and shown until it is put away, because it is kept nowhere.

use council::seats::Ability;
use egui::Ui;
use egui_material_icons::icons::{
    ICON_CHECK_CIRCLE, ICON_CLOSE, ICON_CONTENT_COPY, ICON_DEVICES, ICON_PERSON_ADD, ICON_SAVE,
};
use format::PublicKey;

use super::devices::short;
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council, Member};
use crate::core::effect::Window as WindowEffect;
use crate::core::pick::Pick;
use crate::say;
use crate::ui::theme;
use crate::ui::{Scene, widgets};

/// For how many days an invitation holds unless told otherwise.
const INVITATION_DAYS: u32 = 14;

/// What is typed in this card.
#[derive(Debug, Default)]
pub(super) struct Form {
    office: String,
    days: Option<u32>,
    replaces: Option<PublicKey>,
    /// Whether the person was led here just now.
    is_new: bool,
}

impl Form {
    /// Begins an invitation for a device in the place of this one.
    pub(super) fn begin_instead_of(&mut self, member: &Member) {
        self.office.clone_from(&member.office);
        self.replaces = Some(member.key);
        self.is_new = true;
    }
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    ui.label(theme::bold(scene.word("people-invite-title")).size(16.0));
    if let Some((office, text)) = scene.state.invitation.clone() {
        made_ui(ui, scene, &office, &text);
        return;
    }
    ui.add(egui::Label::new(theme::weak(ui, scene.word("people-invite-hint"))).wrap());
    let field = widgets::labelled_field(
        ui,
        scene.word("people-invite-office"),
        &mut form.office,
        scene.word("field-office-hint"),
    );
    if std::mem::take(&mut form.is_new) {
        field.request_focus();
        field.scroll_to_me(Some(egui::Align::Center));
    }
    let is_entered = widgets::is_entered(ui, &field);
    ui.horizontal_wrapped(|ui| {
        for office in council.offices() {
            if ui.small_button(&office).clicked() {
                form.office = office;
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        let days = form.days.get_or_insert(INVITATION_DAYS);
        let name = ui.label(scene.word("people-invite-days"));
        ui.add(egui::DragValue::new(days).range(1..=365))
            .labelled_by(name.id);
    });
    replaces_ui(ui, scene, form, council);
    let is_complete = !form.office.trim().is_empty();
    ui.add_enabled_ui(is_complete, |ui| {
        let button = widgets::primary_button(ui, ICON_PERSON_ADD, scene.word("people-invite"));
        if button.clicked() || is_complete && is_entered {
            scene.wish(Action::Council(CouncilAction::Invite {
                office: form.office.trim().to_owned(),
                days: form.days.unwrap_or(INVITATION_DAYS),
                replaces: form.replaces.take(),
            }));
        }
    });
}

/// Which earlier device the new one replaces: it may hold all that the earlier one might.
fn replaces_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, council: &Council) {
    let replaced = form.replaces.and_then(|key| council.members.get(&key));
    let Some(replaced) = replaced.filter(|_| council.may(Ability::EditRoster)) else {
        form.replaces = None;
        return;
    };
    let text = say!(
        scene.language(),
        "people-invite-replaces",
        person = replaced.person.as_str(),
        key = short(replaced)
    );
    let palette = theme::palette(ui);
    let colours = (palette.accent, palette.accent_soft);
    widgets::banner(ui, ICON_DEVICES, &text, colours);
    let word = scene.word("people-invite-replaces-nothing");
    if widgets::button(ui, ICON_CLOSE, word).clicked() {
        form.replaces = None;
    }
}

/// An invitation that was made: shown until it is put away, because it is kept nowhere.
fn made_ui(ui: &mut Ui, scene: &mut Scene<'_>, office: &str, text: &str) {
    let hint = say!(scene.language(), "people-invitation-made", office = office);
    let palette = theme::palette(ui);
    let colours = (palette.good, palette.good_soft);
    widgets::banner(ui, ICON_CHECK_CIRCLE, &hint, colours);
    let name = ui.label(theme::small(ui, scene.word("field-invitation")));
    let mut shown = text;
    egui::ScrollArea::vertical()
        .max_height(120.0)
        .show(ui, |ui| {
            ui.add(
                egui::TextEdit::multiline(&mut shown)
                    .font(egui::TextStyle::Monospace)
                    .desired_rows(4)
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(name.id);
        });
    ui.horizontal_wrapped(|ui| {
        if widgets::primary_button(ui, ICON_CONTENT_COPY, scene.word("people-copy-invitation"))
            .clicked()
        {
            scene.wish(Action::Window(WindowEffect::Copy(text.to_owned())));
        }
        if widgets::button(ui, ICON_SAVE, scene.word("people-save-invitation")).clicked() {
            scene.wish(Action::Pick(Pick::SaveInvitation));
        }
        if widgets::button(ui, ICON_CLOSE, scene.word("people-invitation-done")).clicked() {
            scene.wish(Action::Council(CouncilAction::CloseInvitation));
        }
    });
}
