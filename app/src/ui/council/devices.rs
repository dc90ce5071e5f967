//! People and their devices: since when, when heard of last, how each stands; revoking one, and inviting
//! one in its place.

use std::collections::BTreeMap;

use council::seats::Ability;
use egui::{Label, RichText, Ui};
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_CLOSE, ICON_DEVICES, ICON_HOURGLASS_EMPTY, ICON_PERSON_ADD,
    ICON_WARNING,
};
use format::PublicKey;

use crate::command_line::moments::{day, moment};
use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council, Member, Revoked, Standing};
use crate::engine::membership::local_date;
use crate::say;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, widgets};
use crate::words::column::capitalised;
use crate::words::lifecycle::role;
use crate::words::seats::fate as fate_words;

/// How many people are listed before the person asks for more, and how many more each time.
const LISTED: usize = 30;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub(super) struct Form {
    query: String,
    /// How many people beyond the first are listed.
    more: usize,
    /// The device that is about to be revoked.
    revokes: Option<PublicKey>,
    /// Why.
    reason: String,
    /// Whether that was asked just now.
    is_new: bool,
}

/// A person with all devices, the newest first.
struct Person<'a> {
    devices: Vec<&'a Member>,
}

impl<'a> Person<'a> {
    fn newest(&self) -> &'a Member {
        self.devices[0]
    }

    fn fits(&self, wanted: &str) -> bool {
        self.devices.iter().any(|one| {
            one.person.to_lowercase().contains(wanted)
                || one.office.to_lowercase().contains(wanted)
                || one.key.to_string().starts_with(wanted)
        })
    }
}

/// Everybody whose name, office or device begins or holds what is typed: head office first.
fn people<'a>(council: &'a Council, query: &str) -> Vec<Person<'a>> {
    let mut by_first: BTreeMap<PublicKey, Person<'a>> = BTreeMap::new();
    for member in council.members.values() {
        let person = by_first.entry(member.first);
        let person = person.or_insert(Person { devices: vec![] });
        person.devices.push(member);
    }
    let wanted = query.trim().to_lowercase();
    let mut people: Vec<Person<'a>> = by_first.into_values().collect();
    for person in &mut people {
        person.devices.sort_by_key(|one| {
            let is_gone = matches!(one.standing, Standing::Revoked | Standing::Superseded);
            (is_gone, std::cmp::Reverse(one.since_millis), one.key)
        });
    }
    people.retain(|person| wanted.is_empty() || person.fits(&wanted));
    people.sort_by_cached_key(|person| {
        let one = person.newest();
        (
            one.office != council.head_office,
            one.office.to_lowercase(),
            one.person.to_lowercase(),
            one.first,
        )
    });
    people
}

/// Draws it. Returns the device in whose place another one is to be invited.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    form: &mut Form,
    council: &Council,
) -> Option<PublicKey> {
    let all = people(council, &form.query);
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::bold(scene.word("devices-heading")).size(16.0));
        let text = say!(
            scene.language(),
            "devices-count",
            people = council.persons().len() as u64,
            devices = council.counting() as u64
        );
        ui.label(theme::weak(ui, text));
    });
    if council.members.len() > LISTED / 3 {
        let label = scene.word("devices-search");
        if widgets::labelled_field(ui, label, &mut form.query, "").changed() {
            form.more = 0;
        }
    }
    if all.is_empty() {
        ui.label(theme::weak(ui, scene.word("devices-none-fit")));
    }
    let mut instead_of = None;
    let listed = all.len().min(LISTED + form.more);
    ui.spacing_mut().item_spacing.y = GRID;
    for person in &all[..listed] {
        ui.separator();
        person_ui(ui, scene, council, person.newest());
        for device in &person.devices {
            instead_of = device_ui(ui, scene, form, council, device).or(instead_of);
            if form.revokes == Some(device.key) {
                revoking_ui(ui, scene, form, council, device);
            }
        }
    }
    if listed < all.len() {
        ui.add_space(GAP);
        let rest = (all.len() - listed).min(LISTED);
        let text = say!(scene.language(), "devices-more", count = rest as u64);
        if ui.button(text).clicked() {
            form.more += LISTED;
        }
    }
    if !council.may(Ability::Revoke) {
        ui.add_space(GAP);
        ui.add(Label::new(theme::small(ui, scene.word("devices-only-chair"))).wrap());
    }
    instead_of
}

fn person_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council, one: &Member) {
    let language = scene.language();
    let is_me = council.my_place().map(|me| me.first) == Some(one.first);
    let person = match is_me {
        true => say!(language, "people-me", person = one.person.as_str()),
        false => one.person.clone(),
    };
    let office = match one.office == council.head_office {
        true => say!(language, "people-head-office", office = one.office.as_str()),
        false => one.office.clone(),
    };
    let seats = council.seating.on_duty();
    let seats = seats.filter(|seat| council.seating.holds(&one.key, seat));
    let mut roles: Vec<String> = seats
        .map(|seat| capitalised(&role(language, seat.role)))
        .collect();
    // Several seats of one role, for several units.
    roles.sort();
    roles.dedup();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.label(theme::bold(person));
        ui.label(office);
        ui.label(theme::small(ui, roles.join(" · ")));
    });
}

fn device_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &mut Form,
    council: &Council,
    device: &Member,
) -> Option<PublicKey> {
    let language = scene.language();
    let palette = theme::palette(ui);
    let key = short(device);
    let mut instead_of = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 20.0;
        ui.label(ICON_DEVICES.rich_text().color(palette.weak).size(16.0));
        // Letter for letter, as it is read out.
        let text = theme::small(ui, key.as_str()).family(egui::FontFamily::Monospace);
        ui.label(text).on_hover_text(device.key.to_string());
        standing_ui(ui, scene, council, device);
        instead_of = deeds_ui(ui, scene, form, council, device);
    });
    ui.add(Label::new(theme::small(ui, facts(scene, council, device))).wrap());
    if let Some(revoked) = &device.revoked {
        let text = RichText::new(revoked_words(scene, council, revoked));
        ui.add(Label::new(text.size(12.0).color(palette.bad)).wrap());
    }
    if let Some(replaced) = council.replacement_of(&device.key) {
        let text = say!(language, "devices-replaced-by", key = short(replaced));
        ui.label(theme::small(ui, text));
    }
    instead_of
}

/// What can be done about a device.
fn deeds_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    form: &mut Form,
    council: &Council,
    device: &Member,
) -> Option<PublicKey> {
    let language = scene.language();
    let palette = theme::palette(ui);
    let (person, key) = (device.person.as_str(), short(device));
    let is_other = device.key != council.me;
    let counts = matches!(device.standing, Standing::Counts | Standing::Unconfirmed);
    let is_replaced = council.replacement_of(&device.key).is_some();
    if is_other && device.revoked.is_none() && council.may(Ability::Revoke) {
        let name = say!(
            language,
            "devices-revoke",
            person = person,
            key = key.as_str()
        );
        let word = scene.word("devices-revoke-short");
        let colours = (palette.bad, palette.bar);
        let button = widgets::chip_button(ui, ICON_BLOCK, word, colours);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        if button.clicked() {
            form.revokes = Some(device.key);
            form.reason.clear();
            form.is_new = true;
        }
    }
    let may_go_on = counts || device.standing == Standing::Revoked;
    if !(is_other && may_go_on && !is_replaced && council.may(Ability::EditRoster)) {
        return None;
    }
    let name = say!(
        language,
        "devices-replace",
        person = person,
        key = key.as_str()
    );
    let word = scene.word("devices-replace-short");
    let colours = (palette.accent, palette.bar);
    let button = widgets::chip_button(ui, ICON_PERSON_ADD, word, colours);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    button.clicked().then_some(device.key)
}

/// The first characters of a device's key, by which people tell devices apart.
pub(super) fn short(device: &Member) -> String {
    device.key.to_string()[..8].to_owned()
}

/// Since when it belongs to the council, and when it was heard of last.
fn facts(scene: &Scene<'_>, council: &Council, device: &Member) -> String {
    let language = scene.language();
    let since = day(language, local_date(device.since_millis));
    let since = say!(language, "devices-since", day = since);
    if device.key == council.me {
        return format!("{since} · {}", scene.word("devices-this"));
    }
    let heard = match scene.state.last_heard.get(&device.key) {
        Some(millis) => say!(language, "devices-heard", when = moment(language, *millis)),
        None => scene.word("devices-never-heard").to_owned(),
    };
    format!("{since} · {heard}")
}

fn revoked_words(scene: &Scene<'_>, council: &Council, revoked: &Revoked) -> String {
    let language = scene.language();
    let when = moment(language, revoked.time_millis);
    let text = match &revoked.by {
        Some(by) => say!(
            language,
            "devices-revoked-by",
            name = council.name_of(by),
            when = when
        ),
        None => say!(language, "devices-revoked-by-key", when = when),
    };
    match revoked.reason.as_str() {
        "" => text,
        reason => format!("{text} · {reason}"),
    }
}

fn standing_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council, member: &Member) {
    let palette = theme::palette(ui);
    let good = (palette.good, palette.good_soft);
    let warn = (palette.warn, palette.warn_soft);
    let bad = (palette.bad, palette.bad_soft);
    let (icon, name, colours) = match member.standing {
        Standing::Counts if council.founder == Some(member.key) => {
            (ICON_CHECK_CIRCLE, "people-standing-founder", good)
        }
        Standing::Counts => (ICON_CHECK_CIRCLE, "people-standing-member", good),
        Standing::Unconfirmed => (ICON_HOURGLASS_EMPTY, "people-standing-unconfirmed", warn),
        Standing::Waits => (ICON_HOURGLASS_EMPTY, "people-standing-waits", warn),
        Standing::Superseded => (ICON_WARNING, "people-standing-superseded", bad),
        Standing::Revoked => (ICON_BLOCK, "people-standing-revoked", bad),
    };
    widgets::chip_within(ui, icon, scene.word(name), colours, widgets::CHIP_WIDTH);
}

/// Says what revoking does, and asks why, before it is done: it is never taken back.
fn revoking_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    form: &mut Form,
    council: &Council,
    device: &Member,
) {
    let language = scene.language();
    if device.revoked.is_some() {
        form.revokes = None;
        return;
    }
    let palette = theme::palette(ui);
    let (person, key) = (device.person.as_str(), short(device));
    let text = say!(
        language,
        "devices-revoke-sure",
        person = person,
        key = key.as_str()
    );
    widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
    let replaced = match council.replacement_of(&device.key) {
        Some(by) => say!(language, "devices-revoke-replaced", key = short(by)),
        None => scene.word("devices-revoke-unreplaced").to_owned(),
    };
    let others = council.members.values().filter(|other| {
        other.first == device.first && other.key != device.key && council.counts(&other.key)
    });
    let others = others.map(|other| other.key).collect();
    let fate = council.seating.fate_of(&device.key, others);
    let mut lines = vec![scene.word("devices-revoke-session").to_owned()];
    lines.extend(fate_words(language, &fate));
    lines.extend([scene.word("devices-revoke-work").to_owned(), replaced]);
    for line in lines {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = GRID;
            ui.label("•");
            ui.add(Label::new(line).wrap());
        });
    }
    let label = scene.word("devices-revoke-reason");
    let hint = scene.word("devices-revoke-reason-hint");
    let field = widgets::labelled_field(ui, label, &mut form.reason, hint);
    if std::mem::take(&mut form.is_new) {
        field.request_focus();
        field.scroll_to_me(None);
    }
    let is_entered = widgets::is_entered(ui, &field);
    let has_reason = !form.reason.trim().is_empty();
    let mut is_over = false;
    ui.horizontal_wrapped(|ui| {
        let word = scene.word("devices-revoke-do");
        let revokes = ui
            .add_enabled_ui(has_reason, |ui| {
                widgets::button(ui, ICON_BLOCK, word).clicked()
            })
            .inner;
        if has_reason && (revokes || is_entered) {
            scene.wish(Action::Council(CouncilAction::Revoke {
                device: device.key,
                reason: form.reason.trim().to_owned(),
            }));
            is_over = true;
        }
        is_over |= widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked();
    });
    let is_typing = ui.ctx().memory(|memory| memory.focused().is_some());
    is_over |= !is_typing && ui.input(|input| input.key_pressed(egui::Key::Escape));
    if is_over {
        form.revokes = None;
        form.reason.clear();
    }
}
