//! The first start: found a council, join one with an invitation, or look around in a sample.

use egui::{RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ACCOUNT_BALANCE, ICON_ATTACH_FILE, ICON_CHECK_CIRCLE, ICON_ERROR, ICON_EXPLORE,
    ICON_FOLDER, ICON_LOGIN,
};

use super::theme::{self, GAP, GRID, GROUP};
use super::{Scene, widgets};
use crate::command_line::moments::day;
use crate::core::council::{Action as CouncilAction, FirstStart, InvitedTo};
use crate::core::pick::Pick;
use crate::core::{Action, settings};
use crate::engine::membership::local_date;
use crate::say;
use crate::words::Language;

/// What a person comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Way {
    #[default]
    Found,
    Join,
    Sample,
}

/// What is typed.
#[derive(Debug, Default)]
pub struct Form {
    way: Way,
    council: String,
    office: String,
    person: String,
    relay: String,
    invitation: String,
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, first: &FirstStart) {
    widgets::page(ui, 660.0, |ui| {
        ui.add_space(GROUP);
        languages_ui(ui, scene);
        ui.label(RichText::new(scene.word("first-title")).text_style(theme::title_style()));
        ui.label(theme::weak(ui, scene.word("first-subtitle")));
        ui.add_space(GAP);
        ways_ui(ui, scene, form);
        ui.add_space(GAP);
        if let Some(problem) = &first.problem {
            let palette = theme::palette(ui);
            widgets::banner(ui, ICON_ERROR, problem, (palette.bad, palette.bad_soft));
            ui.add_space(GAP);
        }
        ui.add_enabled_ui(!first.is_busy, |ui| {
            widgets::card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 3.0 * GRID;
                match form.way {
                    Way::Found => found_ui(ui, scene, form),
                    Way::Join => join_ui(ui, scene, form, first),
                    Way::Sample => sample_ui(ui, scene),
                }
                if first.is_busy {
                    ui.horizontal(|ui| {
                        ui.spinner();
                        ui.label(scene.word("first-busy"));
                    });
                }
            });
        });
        ui.add_space(GAP);
        folder_ui(ui, scene, first);
    });
}

fn languages_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
        for (language, name) in [
            (Language::English, "English"),
            (Language::Indonesian, "Bahasa Indonesia"),
        ] {
            let is_chosen = scene.language() == language;
            if ui.selectable_label(is_chosen, name).clicked() {
                scene.wish(Action::Settings(settings::Action::Language(language)));
            }
        }
    });
}

fn ways_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    let ways: [(Way, MaterialIcon, &'static str); 3] = [
        (Way::Found, ICON_ACCOUNT_BALANCE, "first-way-found"),
        (Way::Join, ICON_LOGIN, "first-way-join"),
        (Way::Sample, ICON_EXPLORE, "first-way-sample"),
    ];
    let width = (ui.available_width() - 2.0 * GAP) / 3.0;
    ui.horizontal(|ui| {
        for (way, icon, label) in ways {
            let word = scene.word(label);
            let is_chosen = form.way == way;
            let button = egui::Button::new(format!("{}  {word}", icon.codepoint))
                .selected(is_chosen)
                .wrap()
                .min_size(egui::vec2(width, 48.0));
            let response = ui.add_sized([width, 48.0], button);
            response
                .widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_chosen, word));
            if response.clicked() {
                form.way = way;
            }
        }
    });
}

fn found_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    ui.label(theme::weak(ui, scene.word("first-found-hint")));
    widgets::labelled_field(
        ui,
        scene.word("field-council"),
        &mut form.council,
        scene.word("field-council-hint"),
    );
    ui.columns(2, |columns| {
        widgets::labelled_field(
            &mut columns[0],
            scene.word("field-person"),
            &mut form.person,
            scene.word("field-person-hint"),
        );
        widgets::labelled_field(
            &mut columns[1],
            scene.word("field-office"),
            &mut form.office,
            scene.word("field-office-hint"),
        );
    });
    widgets::labelled_field(
        ui,
        scene.word("field-relay"),
        &mut form.relay,
        "ws://relai.contoh.id:8443",
    );
    ui.label(theme::small(ui, scene.word("field-relay-hint")));
    let is_complete = [&form.council, &form.office, &form.person]
        .iter()
        .all(|text| !text.trim().is_empty());
    ui.add_enabled_ui(is_complete, |ui| {
        if widgets::primary_button(ui, ICON_ACCOUNT_BALANCE, scene.word("first-found")).clicked() {
            scene.wish(Action::Council(CouncilAction::Found {
                council: form.council.clone(),
                office: form.office.clone(),
                person: form.person.clone(),
                relay: form.relay.clone(),
            }));
        }
    });
}

fn join_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, first: &FirstStart) {
    let Some((_, invited)) = &first.invited else {
        ui.label(theme::weak(ui, scene.word("first-join-hint")));
        let name = ui.label(theme::small(ui, scene.word("field-invitation")));
        ui.add(
            egui::TextEdit::multiline(&mut form.invitation)
                .hint_text(scene.word("field-invitation-hint").to_owned())
                .desired_rows(4)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(name.id);
        ui.horizontal(|ui| {
            ui.add_enabled_ui(!form.invitation.trim().is_empty(), |ui| {
                let word = scene.word("first-read-invitation");
                if widgets::primary_button(ui, ICON_LOGIN, word).clicked() {
                    scene.wish(Action::Council(CouncilAction::ReadInvitation(
                        form.invitation.clone(),
                    )));
                }
            });
            if widgets::button(ui, ICON_ATTACH_FILE, scene.word("first-open-invitation")).clicked()
            {
                scene.wish(Action::Pick(Pick::Invitation));
            }
        });
        return;
    };
    invited_ui(ui, scene, invited);
    widgets::labelled_field(
        ui,
        scene.word("field-person"),
        &mut form.person,
        scene.word("field-person-hint"),
    );
    ui.horizontal(|ui| {
        ui.add_enabled_ui(!form.person.trim().is_empty(), |ui| {
            if widgets::primary_button(ui, ICON_LOGIN, scene.word("first-join")).clicked() {
                scene.wish(Action::Council(CouncilAction::Join {
                    person: form.person.clone(),
                }));
            }
        });
        if ui.button(scene.word("first-other-invitation")).clicked() {
            form.invitation.clear();
            scene.wish(Action::Council(CouncilAction::ForgetInvitation));
        }
    });
}

fn invited_ui(ui: &mut Ui, scene: &Scene<'_>, invited: &InvitedTo) {
    let palette = theme::palette(ui);
    let language = scene.language();
    let mut text = say!(
        language,
        "first-invited",
        council = invited.council.as_str(),
        office = invited.office.as_str()
    );
    if let Some(expires) = invited.expires_millis {
        let until = day(language, local_date(expires));
        text.push(' ');
        text.push_str(&say!(language, "first-invited-until", day = until));
    }
    let colours = (palette.good, palette.good_soft);
    widgets::banner(ui, ICON_CHECK_CIRCLE, &text, colours);
}

fn sample_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add(egui::Label::new(theme::weak(ui, scene.word("first-sample-hint"))).wrap());
    if widgets::primary_button(ui, ICON_EXPLORE, scene.word("menu-sample")).clicked() {
        scene.wish(Action::Council(CouncilAction::ExploreSample));
    }
}

fn folder_ui(ui: &mut Ui, scene: &mut Scene<'_>, first: &FirstStart) {
    ui.horizontal_wrapped(|ui| {
        let folder = first.folder.display().to_string();
        let text = say!(scene.language(), "first-folder", folder = folder);
        ui.label(theme::small(ui, text));
        if widgets::button(ui, ICON_FOLDER, scene.word("first-other-folder")).clicked() {
            scene.wish(Action::Pick(Pick::DataFolder));
        }
    });
}
