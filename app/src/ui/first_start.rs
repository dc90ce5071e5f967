//! The first start: found a council, join one with an invitation, or look around in a sample.

use egui::{RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ACCOUNT_BALANCE, ICON_ATTACH_FILE, ICON_CHECK_CIRCLE, ICON_ERROR, ICON_EXPLORE,
    ICON_FOLDER, ICON_LOGIN,
};

use super::theme::{self, GAP, GRID, GROUP};
use super::{Scene, completed_field, room, widgets};
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
    /// Whose first field had the keyboard already: the way, and whether an invitation was read.
    begun: Option<(Way, bool)>,
    /// Whether the keyboard goes on to the next field.
    goes_on: bool,
    council: String,
    office: String,
    person: String,
    relay: String,
    invitation: String,
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, first: &FirstStart) {
    completed_field::go_on(ui.ctx(), &mut form.goes_on);
    widgets::page(ui, 660.0, |ui| {
        ui.add_space(if room::is_low(ui.ctx()) { 0.0 } else { GROUP });
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
    let line = egui::vec2(ui.available_width(), ui.spacing().interact_size.y);
    ui.allocate_ui_with_layout(line, egui::Layout::right_to_left(egui::Align::Min), |ui| {
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
    // Beside each other, or below each other where the words need the line.
    let room = ui.available_width();
    let (width, height, layout) = match room::is_tight(ui.ctx()) {
        true => (room, 36.0, egui::Layout::top_down(egui::Align::Min)),
        false => (
            (room - 2.0 * GAP) / 3.0,
            48.0,
            egui::Layout::left_to_right(egui::Align::Center),
        ),
    };
    ui.allocate_ui_with_layout(egui::vec2(room, height), layout, |ui| {
        for (way, icon, label) in ways {
            let word = scene.word(label);
            let is_chosen = form.way == way;
            let button = egui::Button::new(format!("{}  {word}", icon.codepoint))
                .selected(is_chosen)
                .wrap()
                .min_size(egui::vec2(width, height));
            let response = ui.add_sized([width, height], button);
            response
                .widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_chosen, word));
            if response.clicked() {
                form.way = way;
            }
        }
    });
}

/// The first field of a form has the keyboard as soon as the form is there.
fn begin_in(field: &egui::Response, begun: &mut Option<(Way, bool)>, this: (Way, bool)) {
    if *begun != Some(this) {
        *begun = Some(this);
        field.request_focus();
    }
}

fn found_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form) {
    ui.label(theme::weak(ui, scene.word("first-found-hint")));
    let council = widgets::labelled_field(
        ui,
        scene.word("field-council"),
        &mut form.council,
        scene.word("field-council-hint"),
    );
    begin_in(&council, &mut form.begun, (Way::Found, false));
    let columns = if room::is_tight(ui.ctx()) { 1 } else { 2 };
    let (person, office) = ui.columns(columns, |columns| {
        let person = widgets::labelled_field(
            &mut columns[0],
            scene.word("field-person"),
            &mut form.person,
            scene.word("field-person-hint"),
        );
        let last = columns.len() - 1;
        let office = widgets::labelled_field(
            &mut columns[last],
            scene.word("field-office"),
            &mut form.office,
            scene.word("field-office-hint"),
        );
        (person, office)
    });
    for field in [&council, &person, &office] {
        completed_field::note_going_on(ui, field, false, &mut form.goes_on);
    }
    let relay = widgets::labelled_field(
        ui,
        scene.word("field-relay"),
        &mut form.relay,
        "wss://relai.contoh.id:8443",
    );
    let is_entered = widgets::is_entered(ui, &relay);
    ui.label(theme::small(ui, scene.word("field-relay-hint")));
    let is_complete = [&form.council, &form.office, &form.person]
        .iter()
        .all(|text| !text.trim().is_empty());
    ui.add_enabled_ui(is_complete, |ui| {
        let word = scene.word("first-found");
        let button = widgets::primary_button(ui, ICON_ACCOUNT_BALANCE, word);
        if button.clicked() || is_complete && is_entered {
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
        let field = ui
            .add(
                egui::TextEdit::multiline(&mut form.invitation)
                    .font(egui::TextStyle::Monospace)
                    .hint_text(scene.word("field-invitation-hint").to_owned())
                    // It is pasted: Enter is free to read it.
                    .return_key(None)
                    .desired_rows(4)
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(name.id);
        begin_in(&field, &mut form.begun, (Way::Join, false));
        let is_entered = field.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        ui.horizontal_wrapped(|ui| {
            let is_complete = !form.invitation.trim().is_empty();
            ui.add_enabled_ui(is_complete, |ui| {
                let word = scene.word("first-read-invitation");
                let button = widgets::primary_button(ui, ICON_LOGIN, word);
                if button.clicked() || is_complete && is_entered {
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
    let person = widgets::labelled_field(
        ui,
        scene.word("field-person"),
        &mut form.person,
        scene.word("field-person-hint"),
    );
    begin_in(&person, &mut form.begun, (Way::Join, true));
    let is_entered = widgets::is_entered(ui, &person);
    ui.horizontal_wrapped(|ui| {
        let is_complete = !form.person.trim().is_empty();
        ui.add_enabled_ui(is_complete, |ui| {
            let button = widgets::primary_button(ui, ICON_LOGIN, scene.word("first-join"));
            if button.clicked() || is_complete && is_entered {
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
