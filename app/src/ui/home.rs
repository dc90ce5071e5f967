//! Home: what waits for me, what came in, what was changed lately.

use egui::{RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ALTERNATE_EMAIL, ICON_CHECK_CIRCLE, ICON_CLOUD_UPLOAD, ICON_COMMENT, ICON_FACT_CHECK,
    ICON_HOURGLASS_EMPTY, ICON_MERGE, ICON_SCHEDULE, ICON_WARNING,
};

use super::theme::{self, GAP};
use super::{Scene, documents, widgets};
use crate::command_line::documents::title_or_none;
use crate::command_line::moments::{day, moment};
use crate::core::deciding::late::Delay;
use crate::core::documents::{Action as ListAction, Filter, Row};
use crate::core::freshness::SILENT_DAYS;
use crate::core::{Action, Screen, State};
use crate::engine::membership::local_date;
use crate::say;
use crate::words::superseded::sentence;
use crate::words::{Language, meeting};

/// How many documents stand under "changed lately".
const RECENT: usize = 8;

/// How many things that are late are named one by one; of the others it is said how many there are.
const MOST_LATE: usize = 8;

/// Something that waits for the person.
#[derive(Debug, Clone, PartialEq)]
struct Waiting {
    icon: MaterialIconName,
    text: String,
    wishes: Vec<Action>,
}

/// Which sign stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MaterialIconName {
    Mention,
    Decision,
    Comment,
    Conflict,
    Report,
    Join,
    Unsent,
    Overdue,
}

impl MaterialIconName {
    fn icon(self) -> MaterialIcon {
        match self {
            Self::Mention => ICON_ALTERNATE_EMAIL,
            Self::Decision => ICON_FACT_CHECK,
            Self::Comment => ICON_COMMENT,
            Self::Conflict => ICON_WARNING,
            Self::Report => ICON_MERGE,
            Self::Join => ICON_HOURGLASS_EMPTY,
            Self::Unsent => ICON_CLOUD_UPLOAD,
            Self::Overdue => ICON_SCHEDULE,
        }
    }
}

/// What waits, most pressing first.
fn waiting(state: &State, language: Language) -> Vec<Waiting> {
    let mut found = Vec::new();
    let said = state.inbox.count();
    if said.mentions > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Mention,
            text: say!(language, "home-mentions", count = said.mentions as u64),
            wishes: vec![Action::Go(Screen::Inbox)],
        });
    }
    let counts = state.review.counts();
    for (count, text) in [
        (
            counts.settle,
            say!(language, "home-settle", count = counts.settle as u64),
        ),
        (
            counts.decide,
            say!(language, "home-decide", count = counts.decide as u64),
        ),
        (
            counts.minutes,
            say!(language, "home-minutes", count = counts.minutes as u64),
        ),
        (
            counts.answers,
            say!(language, "home-answers", count = counts.answers as u64),
        ),
        (
            counts.closes,
            say!(language, "home-closes", count = counts.closes as u64),
        ),
        (
            counts.opinions,
            say!(language, "home-opinions", count = counts.opinions as u64),
        ),
        (
            counts.revise,
            say!(language, "home-revise", count = counts.revise as u64),
        ),
        (
            counts.publish,
            say!(language, "home-publish", count = counts.publish as u64),
        ),
        (
            counts.exempt,
            say!(language, "home-exempt", count = counts.exempt as u64),
        ),
        (
            counts.adopt,
            say!(language, "home-adopt", count = counts.adopt as u64),
        ),
        (
            counts.acknowledge,
            say!(
                language,
                "home-acknowledge",
                count = counts.acknowledge as u64
            ),
        ),
    ] {
        if count > 0 {
            found.push(Waiting {
                icon: MaterialIconName::Decision,
                text,
                wishes: vec![Action::Go(Screen::Review(None))],
            });
        }
    }
    let rows = state.documents.rows.as_deref().unwrap_or_default();
    let conflicted = rows
        .iter()
        .filter(|row| row.conflicts > 0 && !row.is_archived);
    let conflicted = conflicted.count() as u64;
    let list = |filter| {
        vec![
            Action::Documents(ListAction::Filter(filter)),
            Action::Go(Screen::Documents),
        ]
    };
    if conflicted > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Conflict,
            text: say!(language, "home-conflicts", count = conflicted),
            wishes: list(Filter {
                only_conflicts: true,
                ..Filter::default()
            }),
        });
    }
    let held = state.held_work.iter();
    let held = held.filter(|held| held.is_mine_to_release).count() as u64;
    if held > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Join,
            text: say!(language, "home-held", count = held),
            wishes: vec![Action::Go(Screen::Inbox)],
        });
    }
    let mut forked = state.forked_work.iter();
    if forked.any(|fork| fork.is_mine_to_choose || fork.mine_to_write_again > 0) {
        found.push(Waiting {
            icon: MaterialIconName::Conflict,
            text: say!(language, "home-forked"),
            wishes: vec![Action::Go(Screen::Inbox)],
        });
    }
    let joins = state.council().map_or(0, |council| {
        let mine = council.open_joins.iter();
        mine.filter(|join| join.is_mine_to_confirm).count()
    });
    if joins > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Join,
            text: say!(language, "home-joins", count = joins as u64),
            wishes: vec![Action::Go(Screen::Council)],
        });
    }
    let unsent = state
        .links
        .facts
        .values()
        .filter(|facts| !facts.at_relay.is_true());
    let unsent = unsent.count() as u64;
    if unsent > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Unsent,
            text: say!(language, "home-unsent", count = unsent),
            wishes: list(Filter {
                only_waiting: true,
                ..Filter::default()
            }),
        });
    }
    found
}

/// What should have been done by now.
fn overdue(state: &State, language: Language) -> Vec<Waiting> {
    let mut found = Vec::new();
    let overdue = state.review.overdue();
    if overdue.reviews > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Overdue,
            text: say!(
                language,
                "home-overdue-reviews",
                count = overdue.reviews as u64
            ),
            wishes: vec![Action::Go(Screen::Review(None))],
        });
    }
    if overdue.adoptions > 0 {
        let count = overdue.adoptions as u64;
        found.push(Waiting {
            icon: MaterialIconName::Overdue,
            text: say!(language, "home-overdue-adoptions", count = count),
            wishes: vec![Action::Go(Screen::Review(None))],
        });
    }
    let late = &state.review.late;
    for one in late.iter().take(MOST_LATE) {
        let what = match &one.delay {
            Delay::Meeting(finding) => meeting::finding(language, finding),
            Delay::Unpublished(days) => say!(language, "home-unpublished", days = *days),
        };
        let title = title_or_none(language, &one.title);
        found.push(Waiting {
            icon: MaterialIconName::Overdue,
            text: say!(language, "home-late", title = title, what = what),
            wishes: vec![Action::Go(Screen::Document(
                one.document,
                one.place().cloned(),
            ))],
        });
    }
    let more = late.len().saturating_sub(MOST_LATE) as u64;
    if more > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Overdue,
            text: say!(language, "home-late-more", count = more),
            wishes: vec![
                Action::Documents(ListAction::Filter(Filter::default())),
                Action::Go(Screen::Documents),
            ],
        });
    }
    found
}

/// What others wrote and said since this person looked.
fn came_in(state: &State, language: Language) -> Vec<Waiting> {
    let mut found = Vec::new();
    let unseen = state.reports.unseen();
    if unseen > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Report,
            text: say!(language, "home-reports", count = unseen),
            wishes: vec![Action::Go(Screen::Reports)],
        });
    }
    let said = state.inbox.count();
    let others = said.comments - said.mentions;
    if others > 0 {
        found.push(Waiting {
            icon: MaterialIconName::Comment,
            text: say!(language, "home-comments", count = others as u64),
            wishes: vec![Action::Go(Screen::Inbox)],
        });
    }
    found
}

fn items_ui(ui: &mut Ui, scene: &mut Scene<'_>, items: Vec<Waiting>, ink: egui::Color32) {
    for item in items {
        ui.horizontal_wrapped(|ui| {
            ui.label(item.icon.icon().rich_text().color(ink));
            if ui.link(&item.text).clicked() {
                item.wishes.into_iter().for_each(|wish| scene.wish(wish));
            }
        });
    }
}

/// How new what is counted is, and which units it may leave out.
fn freshness_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let language = scene.language();
    let freshness = scene.state.freshness();
    let Some(millis) = freshness.as_of_millis else {
        return;
    };
    let when = moment(language, millis);
    let text = say!(language, "home-as-of", when = when);
    ui.label(theme::small(ui, text));
    if !freshness.silent.is_empty() {
        let units = freshness.silent.iter().map(|(unit, millis)| {
            let day = day(language, local_date(*millis));
            say!(
                language,
                "home-silent-unit",
                unit = unit.as_str(),
                day = day
            )
        });
        let text = say!(
            language,
            "home-silent",
            days = SILENT_DAYS,
            units = units.collect::<Vec<_>>().join(", ")
        );
        let text = RichText::new(text)
            .color(theme::palette(ui).warn)
            .size(12.0);
        ui.add(egui::Label::new(text).wrap());
    }
    ui.add_space(GAP);
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 900.0, |ui| {
        let person = scene.state.council().and_then(|council| council.my_place());
        let greeting = match person {
            Some(me) => say!(
                scene.language(),
                "home-greeting",
                person = me.person.as_str()
            ),
            None => scene.word("menu-home").to_owned(),
        };
        widgets::page_heading(ui, &greeting, |_| {});
        freshness_ui(ui, scene);
        let waiting = waiting(scene.state, scene.language());
        widgets::card(ui, |ui| {
            ui.label(theme::bold(scene.word("home-waiting")).size(16.0));
            let palette = theme::palette(ui);
            if waiting.is_empty() {
                ui.horizontal_wrapped(|ui| {
                    ui.label(ICON_CHECK_CIRCLE.rich_text().color(palette.good));
                    ui.label(scene.word("home-nothing-waits"));
                });
            }
            items_ui(ui, scene, waiting, palette.warn);
        });
        let overdue = overdue(scene.state, scene.language());
        let came = came_in(scene.state, scene.language());
        for (heading, items, is_bad) in
            [("home-overdue", overdue, true), ("home-came", came, false)]
        {
            if items.is_empty() {
                continue;
            }
            ui.add_space(GAP);
            widgets::card(ui, |ui| {
                ui.label(theme::bold(scene.word(heading)).size(16.0));
                let palette = theme::palette(ui);
                let ink = match is_bad {
                    true => palette.bad,
                    false => palette.accent,
                };
                items_ui(ui, scene, items, ink);
            });
        }
        ui.add_space(GAP);
        widgets::card(ui, |ui| recent_ui(ui, scene));
    });
}

fn recent_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.label(theme::bold(scene.word("home-recent")).size(16.0));
    let mut rows: Vec<&Row> = scene
        .state
        .documents
        .rows
        .iter()
        .flatten()
        .filter(|row| !row.is_archived)
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.changed_millis));
    rows.truncate(RECENT);
    if rows.is_empty() {
        documents::empty_ui(ui, scene);
        return;
    }
    for row in rows {
        ui.horizontal_wrapped(|ui| {
            let (icon, _) = documents::kind_sign(row.kind);
            ui.label(icon.rich_text().color(theme::palette(ui).weak));
            if ui.link(documents::title(scene, row)).clicked() {
                scene.wish(Screen::Document(row.id, None));
            }
            let when = row
                .changed_millis
                .map(|millis| moment(scene.language(), millis));
            let superseded = scene.state.review.superseded(&row.id);
            let superseded = superseded.map(|by| sentence(scene.language(), by));
            let parts: Vec<String> = [
                superseded,
                Some(row.changed_by.clone()),
                when,
                Some(row.unit.clone()),
            ]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
            ui.label(
                RichText::new(parts.join(" · "))
                    .color(theme::palette(ui).weak)
                    .size(12.0),
            );
        });
    }
}
