//! Who is what in the council, the rules it decides by, and who may what.

use council::act::day::Day;
use council::act::seat::{Charter, Mandatory};
use council::seats::{Ability, Extent, Role, Seat};
use council::view::Kind;
use egui::{RichText, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_ERROR, ICON_HOW_TO_REG, ICON_PERSON_REMOVE, ICON_SAVE, ICON_WARNING,
};
use format::{ActId, PublicKey};

use crate::command_line::moments::day as day_word;
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council};
use crate::core::seating::Change;
use crate::say;
use crate::ui::theme::{self, GAP};
use crate::ui::{Scene, widgets};
use crate::words::column::capitalised;
use crate::words::lifecycle::{ability, act_word, department, role, seat_reason};

/// What is typed in these cards.
#[derive(Debug, Default)]
pub(super) struct Form {
    holder: Option<PublicKey>,
    role: Option<Role>,
    unit: String,
    field: String,
    until: String,
    /// The seat that is about to be ended.
    ends: Option<ActId>,
    /// Why.
    end_reason: String,
    rules: Option<Rules>,
}

/// The rules while they are typed.
#[derive(Debug)]
struct Rules {
    /// What they were filled in from.
    of: Charter,
    /// By kind, in the order of [`KINDS`].
    mandatory: [String; KINDS.len()],
    allows_self_approval: bool,
    adoption_days: u32,
}

const KINDS: [(Kind, &str); 3] = [
    (Kind::Policy, "kind-policy"),
    (Kind::Matrix, "kind-matrix"),
    (Kind::Minutes, "kind-minutes"),
];

/// No chair, or more than one: everybody sees it until it is settled.
pub(super) fn trouble_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council) {
    let chairs = council.seating.chairs().count();
    let text = match chairs {
        1 => return,
        0 => scene.word("seats-vacant").to_owned(),
        several => say!(scene.language(), "seats-several", count = several as u64),
    };
    let palette = theme::palette(ui);
    widgets::banner(ui, ICON_ERROR, &text, (palette.bad, palette.bad_soft));
    ui.add_space(GAP);
}

/// Draws the cards.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("seats-heading")).size(16.0));
        widgets::sideways(ui, "seats", |ui| table_ui(ui, scene, form, council));
        ending_ui(ui, scene, form, council);
        invalid_ui(ui, scene, council);
        appoint_ui(ui, scene, form, council);
    });
    ui.add_space(GAP);
    widgets::card(ui, |ui| rules_ui(ui, scene, form, council));
    ui.add_space(GAP);
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("who-may-heading")).size(16.0));
        widgets::sideways(ui, "who may what", |ui| grid_ui(ui, scene));
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

fn table_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut Form, council: &Council) {
    let language = scene.language();
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
                ui.label(theme::small(ui, scene.word(name)));
            }
            ui.label("");
            ui.end_row();
            for seat in &council.seating.seats {
                let (until, is_on_duty) = days(scene, seat, council.seating.today);
                let ink = match is_on_duty {
                    true => theme::palette(ui).text,
                    false => theme::palette(ui).weak,
                };
                let mut cell = |text: String| ui.label(RichText::new(text).color(ink));
                let role = role(language, seat.role);
                let name = council.name_of(&seat.holder);
                cell(capitalised(&role));
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
        name = council.name_of(&seat.holder)
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
    let hint = "2026-12-31";
    widgets::labelled_field(ui, scene.word("seats-until-field"), &mut form.until, hint);
    if role == Role::Chair && council.seating.chair_to_replace().is_some() {
        widgets::hint(ui, scene.word("seats-replaces-chair"));
    }
    let until: Result<Option<Day>, &'static str> = match form.until.trim() {
        "" if role == Role::ActingChair => Err("seats-needs-end"),
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "form-lacks-day"),
    };
    if let Err(lacks) = &until {
        ui.label(theme::weak(ui, scene.word(lacks)));
    }
    ui.add_enabled_ui(until.is_ok(), |ui| {
        let word = scene.word("seats-appoint");
        if widgets::primary_button(ui, ICON_HOW_TO_REG, word).clicked()
            && let Ok(until) = until
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
                until,
            })));
            *form = Form {
                rules: form.rules.take(),
                ..Form::default()
            };
        }
    });
}

fn called(ui: &Ui, chooser: &egui::Response, name: &str) {
    ui.ctx()
        .accesskit_node_builder(chooser.id, |node| node.set_label(name));
}

/// Departments as they are typed: names with commas between them.
fn fields(text: &str) -> Vec<String> {
    let fields = text.split(',').map(|name| name.trim().to_lowercase());
    fields.filter(|name| !name.is_empty()).collect()
}

impl Rules {
    fn of(charter: &Charter) -> Self {
        let mandatory = KINDS.map(|(kind, _)| {
            let fields: Vec<&str> = charter.mandatory_for(kind.name()).collect();
            fields.join(", ")
        });
        Self {
            of: charter.clone(),
            mandatory,
            allows_self_approval: charter.allows_self_approval,
            adoption_days: charter.adoption_days,
        }
    }

    /// The rules as typed; those for kinds that are not shown stay.
    fn charter(&self) -> Charter {
        let is_shown = |kind: &str| KINDS.iter().any(|(known, _)| known.name() == kind);
        let others = self.of.mandatory.iter();
        let mut mandatory: Vec<Mandatory> =
            others.filter(|one| !is_shown(&one.kind)).cloned().collect();
        for ((kind, _), text) in KINDS.iter().zip(&self.mandatory) {
            let fields = fields(text);
            if !fields.is_empty() {
                mandatory.push(Mandatory {
                    kind: kind.name().to_owned(),
                    fields,
                });
            }
        }
        mandatory.sort_by(|a, b| a.kind.cmp(&b.kind));
        Charter {
            mandatory,
            allows_self_approval: self.allows_self_approval,
            adoption_days: self.adoption_days,
            meetings: self.of.meetings,
        }
    }
}

fn rules_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    let charter = &council.seating.charter;
    ui.label(theme::bold(scene.word("rules-heading")).size(16.0));
    let may_change = council.may_write() && council.seating.may(&council.me, Ability::EditRoster);
    if form.rules.as_ref().is_none_or(|rules| rules.of != *charter) {
        form.rules = Some(Rules::of(charter));
    }
    let Some(rules) = &mut form.rules else { return };
    if !may_change {
        shown_rules_ui(ui, scene, charter);
        return;
    }
    ui.label(theme::weak(ui, scene.word("rules-mandatory")));
    for ((_, word), text) in KINDS.iter().zip(&mut rules.mandatory) {
        let label = capitalised(scene.word(word));
        widgets::labelled_field(ui, &label, text, scene.word("seats-field-hint"));
    }
    ui.checkbox(
        &mut rules.allows_self_approval,
        scene.word("rules-self-approval"),
    );
    ui.horizontal_wrapped(|ui| {
        let name = ui.label(scene.word("rules-adoption-days"));
        ui.add(egui::DragValue::new(&mut rules.adoption_days).range(0..=365))
            .labelled_by(name.id);
    });
    let typed = rules.charter();
    ui.add_enabled_ui(typed != *charter, |ui| {
        if widgets::button(ui, ICON_SAVE, scene.word("rules-save")).clicked() {
            scene.wish(Action::Council(CouncilAction::Seat(Change::Rules(typed))));
        }
    });
}

fn shown_rules_ui(ui: &mut Ui, scene: &Scene<'_>, charter: &Charter) {
    let language = scene.language();
    if charter.mandatory.is_empty() {
        ui.label(scene.word("charter-needs-none"));
    }
    for one in &charter.mandatory {
        let kind = KINDS.iter().find(|(kind, _)| kind.name() == one.kind);
        let kind = kind.map_or_else(|| one.kind.clone(), |(_, word)| scene.word(word).to_owned());
        let names = one.fields.iter().map(|field| department(language, field));
        let names: Vec<String> = names.collect();
        let text = say!(
            language,
            "charter-needs",
            kind = capitalised(&kind),
            departments = names.join(", ")
        );
        ui.label(text);
    }
    ui.label(scene.word(match charter.allows_self_approval {
        true => "charter-self-approval-yes",
        false => "charter-self-approval-no",
    }));
    if charter.adoption_days > 0 {
        let days = u64::from(charter.adoption_days);
        ui.label(say!(language, "charter-adoption-days", days = days));
    }
    ui.label(theme::small(ui, scene.word("rules-only-chair")));
}

/// The table of roles and rights.
fn grid_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let language = scene.language();
    egui::Grid::new("who may what")
        .num_columns(Role::ALL.len() + 1)
        .striped(true)
        .spacing([16.0, 6.0])
        .show(ui, |ui| {
            ui.label(theme::small(ui, scene.word("who-may-ability")));
            for one in Role::ALL {
                ui.label(theme::small(ui, capitalised(&role(language, one))));
            }
            ui.end_row();
            for right in Ability::ALL {
                ui.label(ability(language, right));
                for one in Role::ALL {
                    let palette = theme::palette(ui);
                    let (text, ink) = match one.may(right) {
                        Extent::Never => ("–", palette.weak),
                        Extent::Own => (scene.word("extent-own"), palette.warn),
                        Extent::Unit => (scene.word("extent-unit"), palette.accent),
                        Extent::Everywhere => (scene.word("extent-everywhere"), palette.good),
                    };
                    ui.label(RichText::new(text).color(ink));
                }
                ui.end_row();
            }
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_rules_keep_what_is_not_shown() {
        let charter = Charter {
            mandatory: vec![
                Mandatory {
                    kind: "policy".into(),
                    fields: vec!["legal".into()],
                },
                Mandatory {
                    kind: "register".into(),
                    fields: vec!["it".into()],
                },
            ],
            allows_self_approval: false,
            adoption_days: 30,
            meetings: None,
        };
        let mut rules = Rules::of(&charter);
        assert_eq!(rules.charter(), charter, "nothing was typed");
        rules.mandatory[0] = " Legal, ,HR ".into();
        rules.mandatory[1] = "it".into();
        let typed = rules.charter();
        let needs = |kind: &str| typed.mandatory_for(kind).collect::<Vec<_>>().join(" ");
        assert_eq!(needs("policy"), "legal hr");
        assert_eq!(needs("matrix"), "it");
        assert_eq!(needs("register"), "it");
    }
}
