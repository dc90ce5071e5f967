//! Members, seats and rules, invitations, relays.

use egui::Ui;
use egui_material_icons::icons::{
    ICON_CHECK_CIRCLE, ICON_CLOSE, ICON_CONTENT_COPY, ICON_HOURGLASS_EMPTY, ICON_KEY,
    ICON_PERSON_ADD, ICON_SAVE, ICON_WARNING,
};
use format::CouncilId;

use super::theme::{self, GAP};
use super::{Scene, widgets};
use crate::command_line::moments::day;
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council, Member, Standing};
use crate::core::effect::Window as WindowEffect;
use crate::core::pick::Pick;
use crate::engine::membership::local_date;
use crate::say;

mod seats;

/// For how many days an invitation holds unless told otherwise.
const INVITATION_DAYS: u32 = 14;

/// What is typed on this screen.
#[derive(Debug, Default)]
pub struct Form {
    office: String,
    days: Option<u32>,
    relays: String,
    head_office: String,
    seats: seats::Form,
    /// Which council the relays were filled in for.
    filled_for: Option<(CouncilId, Vec<String>, String)>,
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
        recovery_ui(ui, scene, &council);
        widgets::card(ui, |ui| members_ui(ui, scene, &council));
        ui.add_space(GAP);
        seats::ui(ui, scene, &mut form.seats, &council);
        if council.may_write() {
            widgets::card(ui, |ui| invite_ui(ui, scene, form, &council));
            ui.add_space(GAP);
        }
        widgets::card(ui, |ui| relays_ui(ui, scene, form, &council));
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

fn members_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    ui.label(theme::bold(scene.word("people-members")).size(16.0));
    let mut members: Vec<&Member> = council.members.values().collect();
    members.sort_by_key(|member| {
        (
            member.office != council.head_office,
            member.office.to_lowercase(),
            member.person.to_lowercase(),
        )
    });
    widgets::sideways(ui, "members", |ui| table_ui(ui, scene, council, members));
}

fn table_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council, members: Vec<&Member>) {
    egui::Grid::new("members")
        .num_columns(4)
        .striped(true)
        .spacing([24.0, 8.0])
        .show(ui, |ui| {
            for name in [
                "people-person",
                "people-office",
                "people-standing",
                "people-since",
            ] {
                ui.label(theme::small(ui, scene.word(name)));
            }
            ui.end_row();
            for member in members {
                let person = if member.key == council.me {
                    let person = member.person.as_str();
                    say!(scene.language(), "people-me", person = person)
                } else {
                    member.person.clone()
                };
                ui.label(person);
                let office = if member.office == council.head_office {
                    let office = member.office.as_str();
                    say!(scene.language(), "people-head-office", office = office)
                } else {
                    member.office.clone()
                };
                ui.label(office);
                standing_ui(ui, scene, council, member);
                let since = day(scene.language(), local_date(member.since_millis));
                ui.label(theme::weak(ui, since));
                ui.end_row();
            }
        });
}

fn standing_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council, member: &Member) {
    let palette = theme::palette(ui);
    let good = (palette.good, palette.good_soft);
    let warn = (palette.warn, palette.warn_soft);
    let (icon, name, colours) = match member.standing {
        Standing::Counts if council.founder == Some(member.key) => {
            (ICON_CHECK_CIRCLE, "people-standing-founder", good)
        }
        Standing::Counts => (ICON_CHECK_CIRCLE, "people-standing-member", good),
        Standing::Unconfirmed => (ICON_HOURGLASS_EMPTY, "people-standing-unconfirmed", warn),
        Standing::Waits => (ICON_HOURGLASS_EMPTY, "people-standing-waits", warn),
        Standing::Superseded => (
            ICON_WARNING,
            "people-standing-superseded",
            (palette.bad, palette.bad_soft),
        ),
        Standing::Revoked => (
            ICON_WARNING,
            "people-standing-revoked",
            (palette.bad, palette.bad_soft),
        ),
    };
    widgets::chip_within(ui, icon, scene.word(name), colours, widgets::CHIP_WIDTH);
}

fn invite_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
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
    let is_complete = !form.office.trim().is_empty();
    ui.add_enabled_ui(is_complete, |ui| {
        let button = widgets::primary_button(ui, ICON_PERSON_ADD, scene.word("people-invite"));
        if button.clicked() || is_complete && is_entered {
            scene.wish(Action::Council(CouncilAction::Invite {
                office: form.office.trim().to_owned(),
                days: form.days.unwrap_or(INVITATION_DAYS),
            }));
        }
    });
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

fn relays_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    ui.label(theme::bold(scene.word("people-relays")).size(16.0));
    if !council.is_founder() {
        if council.relays.is_empty() {
            ui.label(theme::weak(ui, scene.word("link-no-relay")));
        }
        for relay in &council.relays {
            ui.label(relay);
        }
        ui.add(egui::Label::new(theme::small(ui, scene.word("people-relays-founder"))).wrap());
        return;
    }
    let now = (
        council.id,
        council.relays.clone(),
        council.head_office.clone(),
    );
    if form.filled_for.as_ref() != Some(&now) {
        form.relays = council.relays.join("\n");
        form.head_office.clone_from(&council.head_office);
        form.filled_for = Some(now);
    }
    ui.add(egui::Label::new(theme::weak(ui, scene.word("people-relays-hint"))).wrap());
    let name = ui.label(theme::small(ui, scene.word("people-relay-addresses")));
    ui.add(
        egui::TextEdit::multiline(&mut form.relays)
            .hint_text("ws://relai.contoh.id:8443")
            .desired_rows(2)
            .desired_width(f32::INFINITY),
    )
    .labelled_by(name.id);
    widgets::labelled_field(
        ui,
        scene.word("people-head-office-field"),
        &mut form.head_office,
        "",
    );
    let relays: Vec<String> = form
        .relays
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect();
    let changed = relays != council.relays || form.head_office.trim() != council.head_office;
    ui.add_enabled_ui(changed, |ui| {
        if widgets::button(ui, ICON_SAVE, scene.word("people-save-relays")).clicked() {
            scene.wish(Action::Council(CouncilAction::NameRelays {
                relays,
                head_office: form.head_office.trim().to_owned(),
            }));
        }
    });
}
