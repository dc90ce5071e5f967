//! Who is what in the council.

use council::act::day::Day;
use council::seats::{Ability, Extent, Role, Seat};
use egui::{RichText, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_ERROR, ICON_HOW_TO_REG, ICON_PERSON_REMOVE, ICON_WARNING,
};
use format::{ActId, PublicKey};

use crate::command_line::moments::day as day_word;
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council};
use crate::core::minutes::days::filled_in;
use crate::core::seating::Change;
use crate::say;
use crate::ui::theme::{self, GAP};
use crate::ui::{Scene, widgets};
use crate::words::column::capitalised;
use crate::words::lifecycle::{act_word, department, role, seat_reason};
use crate::words::seats::check as check_words;

/// What is typed in this card.
#[derive(Debug, Default)]
pub(super) struct Form {
    holder: Option<PublicKey>,
    role: Option<Role>,
    unit: String,
    field: String,
    from: String,
    until: String,
    /// The seat that is about to be ended.
    ends: Option<ActId>,
    /// Why.
    end_reason: String,
}

/// No chair, or more than one: everybody sees it until it is settled.
pub(super) fn trouble_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    let palette = theme::palette(ui);
    for check in council.seating.checks.iter().filter(|one| one.is_error()) {
        let text = check_words(scene.language(), check, |key| council.name_of(key));
        widgets::banner(ui, ICON_ERROR, &text, (palette.bad, palette.bad_soft));
        ui.add_space(GAP);
    }
}

/// What is to be seen to about seats: nothing is wrong yet.
fn checks_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    let palette = theme::palette(ui);
    for check in council.seating.checks.iter().filter(|one| !one.is_error()) {
        let text = check_words(scene.language(), check, |key| council.name_of(key));
        widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
    }
}

/// Draws the card.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("seats-heading")).size(16.0));
        checks_ui(ui, scene, council);
        let width = ui.available_width();
        widgets::sideways(ui, "seats", |ui| {
            table_ui(ui, scene, (form, width), council)
        });
        ending_ui(ui, scene, form, council);
        invalid_ui(ui, scene, council);
        appoint_ui(ui, scene, form, council);
    });
    ui.add_space(GAP);
}

/// From when until when, in words.
fn days(scene: &Scene<'_>, seat: &Seat, today: Option<Day>) -> (String, bool) {
    let language = scene.language();
    let word = |day: Day| day_word(language, day.0);
    let today = today.unwrap_or(Day(jiff::civil::Date::MIN));
    match (seat.from, seat.until) {
        (Some(from), _) if from > today => {
            (say!(language, "seats-from-later", day = word(from)), false)
        }
        (_, Some(until)) if until < today => {
            (say!(language, "seats-over", day = word(until)), false)
        }
        (_, Some(until)) => (word(until), true),
        (_, None) => (scene.word("seats-open-end").to_owned(), true),
    }
}

/// How far a stripe reaches beyond its words.
const STRIPE: f32 = 6.0;

fn room_before(is_first: bool) -> f32 {
    match is_first {
        true => STRIPE,
        false => 0.0,
    }
}

fn table_ui(ui: &mut Ui, scene: &Scene<'_>, (form, width): (&mut Form, f32), council: &Council) {
    let language = scene.language();
    // The stripes end where the card does, and begin before the words.
    let left = ui.max_rect().left();
    egui::Grid::new("seats")
        .num_columns(6)
        .striped(true)
        .spacing([24.0, 8.0])
        .show(ui, |ui| {
            for name in [
                "seats-role",
                "people-person",
                "form-unit",
                "seats-field",
                "seats-until",
            ] {
                let text = theme::small(ui, scene.word(name));
                ui.horizontal(|ui| {
                    ui.add_space(room_before(name == "seats-role"));
                    ui.label(text);
                });
            }
            let rest = left + width - ui.cursor().left() - STRIPE;
            ui.allocate_space(egui::vec2(rest.max(0.0), 0.0));
            ui.end_row();
            for seat in &council.seating.seats {
                let (until, is_on_duty) = days(scene, seat, council.seating.today);
                let ink = match is_on_duty {
                    true => theme::palette(ui).text,
                    false => theme::palette(ui).weak,
                };
                let role = role(language, seat.role);
                let name = council.name_of(&council.seating.holder(seat));
                ui.horizontal(|ui| {
                    ui.add_space(room_before(true));
                    ui.label(RichText::new(capitalised(&role)).color(ink));
                });
                let mut cell = |text: String| ui.label(RichText::new(text).color(ink));
                cell(name.clone());
                cell(match seat.unit.as_str() {
                    "" => scene.word("seats-everywhere").to_owned(),
                    unit => unit.to_owned(),
                });
                cell(department(language, &seat.field));
                cell(until);
                if council.may_write() && council.seating.may_end(&council.me, seat) {
                    let word = say!(language, "seats-end", role = role, name = name);
                    if widgets::icon_button(ui, ICON_PERSON_REMOVE, &word).clicked() {
                        form.ends = Some(seat.act);
                    }
                } else {
                    ui.label("");
                }
                ui.end_row();
            }
        });
}

/// Asks before a seat is ended: it cannot be undone, only given again.
fn ending_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    let Some(act) = form.ends else { return };
    let seat = council.seating.seats.iter().find(|seat| seat.act == act);
    let Some(seat) = seat else {
        form.ends = None;
        return;
    };
    let language = scene.language();
    let text = say!(
        language,
        "seats-end-sure",
        role = role(language, seat.role),
        name = council.name_of(&council.seating.holder(seat))
    );
    let palette = theme::palette(ui);
    widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
    let label = scene.word("seats-end-reason");
    let field = widgets::labelled_field(ui, label, &mut form.end_reason, "");
    let is_entered = widgets::is_entered(ui, &field);
    ui.horizontal_wrapped(|ui| {
        let ends = widgets::button(ui, ICON_PERSON_REMOVE, scene.word("seats-end-short")).clicked();
        if ends || is_entered {
            let reason = std::mem::take(&mut form.end_reason).trim().to_owned();
            let change = Change::End { seat: act, reason };
            scene.wish(Action::Council(CouncilAction::Seat(change)));
            form.ends = None;
        }
        if widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked() {
            form.ends = None;
            form.end_reason.clear();
        }
    });
}

fn invalid_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    if council.seating.not_counted.is_empty() {
        return;
    }
    let language = scene.language();
    let palette = theme::palette(ui);
    ui.label(theme::bold(scene.word("seats-invalid-heading")));
    for one in &council.seating.not_counted {
        let what = say!(
            language,
            "told-not-valid",
            what = capitalised(&act_word(language, &one.kind)),
            why = seat_reason(language, &one.reason)
        );
        let text = format!("{what} ({})", council.name_of(&one.author));
        ui.horizontal_wrapped(|ui| {
            ui.label(ICON_WARNING.rich_text().color(palette.bad));
            ui.label(RichText::new(text).color(palette.bad));
        });
    }
}

fn appoint_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    let roles = council.seating.appointable(&council.me);
    if roles.is_empty() || !council.may_write() {
        return;
    }
    let language = scene.language();
    ui.add_space(GAP);
    ui.label(theme::bold(scene.word("seats-appoint-heading")));
    let holder = form.holder.filter(|key| council.members.contains_key(key));
    let name = |key: &PublicKey| {
        let office = council.members.get(key).map_or("", |one| &one.office);
        format!("{} · {office}", council.name_of(key))
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.word("seats-holder"));
        let choose = scene.word("seats-choose");
        let chosen = holder.as_ref().map_or_else(|| choose.to_owned(), name);
        let choice = egui::ComboBox::from_id_salt("seat holder")
            .selected_text(chosen)
            .width(200.0)
            .show_ui(ui, |ui| {
                for key in council.members.keys() {
                    ui.selectable_value(&mut form.holder, Some(*key), name(key));
                }
            });
        called(ui, &choice.response, scene.word("seats-holder"));
        ui.label(scene.word("seats-role"));
        let chosen = form
            .role
            .map_or_else(|| choose.to_owned(), |one| role(language, one));
        let choice = egui::ComboBox::from_id_salt("seat role")
            .selected_text(capitalised(&chosen))
            .width(200.0)
            .show_ui(ui, |ui| {
                for one in &roles {
                    let word = capitalised(&role(language, *one));
                    ui.selectable_value(&mut form.role, Some(*one), word);
                }
            });
        called(ui, &choice.response, scene.word("seats-role"));
    });
    let Some((holder, role)) = holder.zip(form.role.filter(|role| roles.contains(role))) else {
        return;
    };
    let is_spoken_for = role.may(Ability::GiveOpinion) != Extent::Never;
    widgets::labelled_field(
        ui,
        scene.word("form-unit"),
        &mut form.unit,
        scene.word("seats-everywhere"),
    );
    if is_spoken_for {
        let hint = scene.word("seats-field-hint");
        widgets::labelled_field(ui, scene.word("seats-field"), &mut form.field, hint);
    }
    let hint = council
        .seating
        .today
        .map(|today| day_word(language, today.0));
    let hint = hint.unwrap_or_default();
    widgets::labelled_field(ui, scene.word("seats-from-field"), &mut form.from, &hint);
    widgets::labelled_field(ui, scene.word("seats-until-field"), &mut form.until, &hint);
    if role == Role::Chair && council.seating.chair_to_replace().is_some() {
        widgets::hint(ui, scene.word("seats-replaces-chair"));
    }
    let typed = |text: &str| -> Result<Option<Day>, &'static str> {
        match (text.trim(), council.seating.today) {
            ("", _) => Ok(None),
            (text, Some(today)) => filled_in(text, today).map(Some).ok_or("form-lacks-day"),
            (text, None) => text.parse().map(Some).map_err(|_| "form-lacks-day"),
        }
    };
    let days = typed(&form.from).and_then(|from| match (from, typed(&form.until)?) {
        (_, None) if role == Role::ActingChair => Err("seats-needs-end"),
        (Some(from), Some(until)) if until < from => Err("seats-ends-before"),
        days => Ok(days),
    });
    if let Err(lacks) = &days {
        ui.label(theme::weak(ui, scene.word(lacks)));
    }
    ui.add_enabled_ui(days.is_ok(), |ui| {
        let word = scene.word("seats-appoint");
        if widgets::primary_button(ui, ICON_HOW_TO_REG, word).clicked()
            && let Ok((from, until)) = days
        {
            let field = match is_spoken_for {
                true => form.field.trim().to_lowercase(),
                false => String::new(),
            };
            scene.wish(Action::Council(CouncilAction::Seat(Change::Appoint {
                holder,
                role,
                unit: form.unit.trim().to_owned(),
                field,
                from,
                until,
            })));
            *form = Form::default();
        }
    });
}

fn called(ui: &Ui, chooser: &egui::Response, name: &str) {
    ui.ctx()
        .accesskit_node_builder(chooser.id, |node| node.set_label(name));
}
