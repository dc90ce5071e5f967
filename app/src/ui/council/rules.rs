//! The rules the council decides by, and who may what.

use council::act::meeting::{MAX_PROXIES, MeetingRules};
use council::act::seat::{Charter, Mandatory};
use council::seats::{Ability, Extent, Role};
use council::view::Kind;
use egui::{RichText, Ui};
use egui_material_icons::icons::ICON_SAVE;

use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council};
use crate::core::seating::Change;
use crate::say;
use crate::ui::theme::{self, GAP};
use crate::ui::{Scene, widgets};
use crate::words::Language;
use crate::words::column::capitalised;
use crate::words::lifecycle::{ability, department, role};

/// The greatest number in the fraction of a quorum: a council has no more members.
const MOST_PARTS: u32 = 100;
/// The most days before a meeting people are invited.
const MOST_DAYS: u32 = 90;

/// What is typed in these cards.
#[derive(Debug, Default)]
pub(super) struct Form {
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
    meetings: MeetingRules,
}

const KINDS: [(Kind, &str); 3] = [
    (Kind::Policy, "kind-policy"),
    (Kind::Matrix, "kind-matrix"),
    (Kind::Minutes, "kind-minutes"),
];

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
            meetings: charter.meeting_rules(),
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
            // A charter that says nothing of meetings stays one that every program reads.
            meetings: match self.of.meetings {
                None if self.meetings == MeetingRules::default() => None,
                _ => Some(self.meetings),
            },
        }
    }
}

/// Draws the cards.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    widgets::card(ui, |ui| rules_ui(ui, scene, form, council));
    ui.add_space(GAP);
    widgets::card(ui, |ui| {
        ui.label(theme::bold(scene.word("who-may-heading")).size(16.0));
        let everybody = theme::small(ui, scene.word("who-may-drafts"));
        ui.add(egui::Label::new(everybody).wrap());
        widgets::sideways(ui, "who may what", |ui| grid_ui(ui, scene));
    });
    ui.add_space(GAP);
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
    meetings_ui(ui, scene, &mut rules.meetings);
    let typed = rules.charter();
    let is_acceptable = rules.meetings.is_acceptable();
    ui.add_enabled_ui(is_acceptable && typed != *charter, |ui| {
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
    let meetings = charter.meeting_rules();
    ui.label(quorum_words(language, &meetings));
    if meetings.notice_days > 0 {
        let days = u64::from(meetings.notice_days);
        ui.label(say!(language, "charter-notice", days = days));
    }
    ui.label(theme::small(ui, scene.word("rules-only-chair")));
}

fn quorum_words(language: Language, rules: &MeetingRules) -> String {
    say!(
        language,
        "charter-quorum",
        quorum = u64::from(rules.quorum),
        of = u64::from(rules.quorum_of),
        proxies = u64::from(rules.proxies)
    )
}

/// How meetings go, as far as the charter says so; what every council has alike is told beside it.
fn meetings_ui(ui: &mut Ui, scene: &Scene<'_>, rules: &mut MeetingRules) {
    ui.add_space(GAP);
    ui.label(theme::bold(scene.word("rules-meetings")));
    ui.horizontal_wrapped(|ui| {
        let name = ui.label(scene.word("rules-quorum"));
        ui.add(egui::DragValue::new(&mut rules.quorum).range(1..=MOST_PARTS))
            .labelled_by(name.id);
        let name = ui.label(scene.word("rules-quorum-of"));
        ui.add(egui::DragValue::new(&mut rules.quorum_of).range(2..=MOST_PARTS))
            .labelled_by(name.id);
    });
    ui.horizontal_wrapped(|ui| {
        let name = ui.label(scene.word("rules-proxies"));
        ui.add(egui::DragValue::new(&mut rules.proxies).range(0..=MAX_PROXIES))
            .labelled_by(name.id);
    });
    ui.horizontal_wrapped(|ui| {
        let name = ui.label(scene.word("rules-notice-days"));
        ui.add(egui::DragValue::new(&mut rules.notice_days).range(0..=MOST_DAYS))
            .labelled_by(name.id);
    });
    let palette = theme::palette(ui);
    match rules.is_acceptable() {
        true => ui.label(theme::weak(ui, quorum_words(scene.language(), rules))),
        false => {
            let text = RichText::new(scene.word("rules-quorum-bounds"));
            ui.label(text.color(palette.bad))
        }
    };
    let text = say!(
        scene.language(),
        "rules-meetings-hint",
        most = u64::from(MAX_PROXIES)
    );
    ui.add(egui::Label::new(theme::small(ui, text)).wrap());
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
    fn rules_of_meetings_are_said_only_once_somebody_changes_them() {
        let mut rules = Rules::of(&Charter::default());
        assert_eq!(rules.charter().meetings, None);
        rules.meetings.quorum = 2;
        rules.meetings.quorum_of = 3;
        let said = rules.charter();
        assert_eq!(said.meetings, Some(rules.meetings));
        let mut back = Rules::of(&said);
        back.meetings = MeetingRules::default();
        assert_eq!(back.charter().meetings, Some(MeetingRules::default()));
    }

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
