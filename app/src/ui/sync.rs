//! The page "Sync": how the link is, what waits, what was refused, where each document is.

use egui::{RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CHECK_CIRCLE, ICON_CLOUD_DONE, ICON_CLOUD_OFF, ICON_CORPORATE_FARE, ICON_DNS,
    ICON_HELP, ICON_HOURGLASS_EMPTY, ICON_PAUSE_CIRCLE, ICON_RADIO_BUTTON_UNCHECKED, ICON_SAVE,
    ICON_SYNC, ICON_VISIBILITY, ICON_WARNING,
};

use super::theme::{self, GAP, Palette};
use super::{Scene, carry_file, room, widgets};
use crate::command_line::moments::moment;
use crate::core::documents::Row;
use crate::core::link::{
    Action as LinkAction, Fact, Facts, LinkState, Relay, Saving, Trouble, TroubleKind,
};
use crate::core::settings::Action as Setting;
use crate::core::{Action, Screen};
use crate::say;
use crate::words::clocks::beside_relay;
use crate::words::files::{bytes_in_words, waiting};

/// The height of one line of the table, in points.
const LINE: f32 = 30.0;
/// The narrowest the table is, in points.
const TABLE: f32 = 740.0;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    widgets::page(ui, 1_000.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-sync"), |ui| {
            if widgets::primary_button(ui, ICON_SYNC, scene.word("menu-sync-now")).clicked() {
                scene.wish(Action::Link(LinkAction::SyncNow));
            }
        });
        widgets::card(ui, |ui| link_ui(ui, scene));
        ui.add_space(GAP);
        widgets::card(ui, |ui| carry_file::ui(ui, scene));
        ui.add_space(GAP);
        // What waits on purpose is no trouble.
        let is_left = |trouble: &&Trouble| trouble.kind == TroubleKind::Left;
        let state = scene.state;
        let troubles = state.links.troubles.iter();
        let (left, troubles): (Vec<&Trouble>, Vec<&Trouble>) = troubles.partition(is_left);
        for (title, troubles) in [("troubles-title", troubles), ("left-title", left)] {
            if !troubles.is_empty() {
                widgets::card(ui, |ui| troubles_ui(ui, scene, title, &troubles));
                ui.add_space(GAP);
            }
        }
        widgets::card(ui, |ui| facts_ui(ui, scene));
    });
}

/// The link in words: sign, sentence, colour.
pub fn link_in_words(
    scene: &Scene<'_>,
    palette: &Palette,
) -> (MaterialIcon, String, egui::Color32) {
    let own = |name| scene.word(name).to_owned();
    match &scene.state.links.state {
        LinkState::NoRelay => (ICON_CLOUD_OFF, own("link-no-relay"), palette.weak),
        LinkState::Offline => (ICON_CLOUD_OFF, own("link-offline"), palette.weak),
        LinkState::Calling => (ICON_SYNC, own("link-calling"), palette.weak),
        LinkState::Linked {
            caught_up: true, ..
        } if scene.state.unsaved_changes() == 0 => {
            (ICON_CLOUD_DONE, own("link-caught-up"), palette.good)
        }
        LinkState::Linked { .. } => (ICON_SYNC, own("link-linked"), palette.good),
        LinkState::Broken {
            is_refused: true, ..
        } => (ICON_BLOCK, own("link-refused"), palette.bad),
        LinkState::Broken { .. } => (ICON_CLOUD_OFF, own("link-broken"), palette.warn),
    }
}

fn link_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = theme::palette(ui);
    let language = scene.language();
    let links = &scene.state.links;
    let (icon, text, colour) = link_in_words(scene, palette);
    ui.horizontal(|ui| {
        ui.label(icon.rich_text().color(colour).size(24.0));
        ui.label(theme::bold(text).size(16.0));
    });
    if let LinkState::Broken {
        why, again_millis, ..
    } = &links.state
    {
        ui.add(egui::Label::new(why).wrap());
        if let Some(again) = again_millis {
            let seconds = (again - scene.state.now_millis()).max(0) / 1000;
            ui.label(theme::small(
                ui,
                say!(language, "link-again", seconds = seconds),
            ));
            // The number counts down while somebody looks.
            ui.ctx()
                .request_repaint_after(std::time::Duration::from_secs(1));
        }
        ui.label(theme::small(ui, scene.word("link-safe")));
    }
    let mut stay = scene.state.settings.stay_linked;
    let (sent, received) = links.moved;
    ui.horizontal_wrapped(|ui| {
        if let Some(millis) = links.last_caught_up_millis {
            let when = moment(language, millis);
            ui.label(theme::weak(
                ui,
                say!(language, "link-last-synced", when = when),
            ));
        }
        if sent + received > 0 {
            let text = say!(
                language,
                "link-moved",
                sent = bytes_in_words(language, sent),
                received = bytes_in_words(language, received)
            );
            ui.label(theme::weak(ui, text));
        }
        if let Some(to_come) = links.bytes_to_come.filter(|bytes| *bytes > 0) {
            let to_come = bytes_in_words(language, to_come);
            let text = say!(language, "link-to-come", come = to_come);
            ui.label(theme::weak(ui, text));
        }
        if links.bytes_left > 0 {
            let left = bytes_in_words(language, links.bytes_left);
            ui.label(theme::weak(ui, say!(language, "link-left", left = left)));
        }
    });
    saving_ui(ui, scene);
    files_ui(ui, scene);
    for relay in &links.relays {
        relay_ui(ui, scene, relay);
    }
    if ui
        .checkbox(&mut stay, scene.word("settings-stay-linked"))
        .changed()
    {
        scene.wish(Action::Link(LinkAction::StayLinked(stay)));
    }
    thrift_ui(ui, scene);
    if scene
        .state
        .council()
        .is_some_and(|council| council.may_name_relays())
        && ui.link(scene.word("link-relay-settings")).clicked()
    {
        scene.wish(Screen::Council);
    }
}

/// Bytes an hour that are offered.
const BUDGETS: [Option<u64>; 5] = [
    None,
    Some(1_000_000),
    Some(5_000_000),
    Some(20_000_000),
    Some(100_000_000),
];

/// What may be spent on the link, to be set.
fn thrift_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let language = scene.language();
    let thrift = scene.state.settings.thrift;
    let mut changed = thrift;
    ui.checkbox(&mut changed.metered, scene.word("thrift-metered"));
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.word("thrift-budget"));
        // What was set in the file stands among what is offered.
        let mut offered = BUDGETS.to_vec();
        if !offered.contains(&thrift.bytes_per_hour) {
            offered.push(thrift.bytes_per_hour);
        }
        for budget in offered {
            let name = match budget {
                None => scene.word("thrift-no-budget").to_owned(),
                Some(bytes) => bytes_in_words(language, bytes),
            };
            if ui
                .selectable_label(thrift.bytes_per_hour == budget, name)
                .clicked()
            {
                changed.bytes_per_hour = budget;
            }
        }
    });
    ui.add(egui::Label::new(theme::small(ui, scene.word("thrift-hint"))).wrap());
    if changed != thrift {
        scene.wish(Action::Settings(Setting::Thrift(changed)));
    }
}

/// That what is large waits now, why, and until when.
fn saving_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let language = scene.language();
    let text = match scene.state.links.saving {
        Some(Saving::Metered) => scene.word("saving-metered").to_owned(),
        Some(Saving::Spent { until_millis }) if until_millis > scene.state.now_millis() => {
            let until = moment(language, until_millis);
            say!(language, "saving-spent", until = until)
        }
        Some(Saving::Spent { .. }) | None => return,
    };
    let palette = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_HOURGLASS_EMPTY.rich_text().color(palette.warn));
        ui.add(egui::Label::new(text).wrap());
    });
}

/// Which files of publications are still to come.
fn files_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let files = scene.state.links.files;
    let coming = (files.coming, files.coming_bytes);
    for text in waiting(scene.language(), coming, (files.left, files.left_bytes)) {
        ui.add(egui::Label::new(theme::weak(ui, text)).wrap());
    }
}

fn relay_ui(ui: &mut Ui, scene: &Scene<'_>, relay: &Relay) {
    let language = scene.language();
    ui.horizontal_wrapped(|ui| {
        let address = match &relay.address {
            Some(address) => address.clone(),
            None => say!(
                language,
                "relay-without-address",
                key = relay.key.clone().unwrap_or_default()
            ),
        };
        ui.label(address);
        let text = match (relay.waiting_changes + relay.waiting_acts, &relay.key) {
            (_, None) => scene.word("relay-never-met").to_owned(),
            (0, Some(_)) => scene.word("relay-has-all").to_owned(),
            (waiting, Some(_)) => say!(language, "relay-waiting", count = waiting),
        };
        ui.label(theme::weak(ui, text));
        let is_linked = matches!(
            &scene.state.links.state,
            LinkState::Linked { address, .. } if relay.address.as_ref() == Some(address)
        );
        if is_linked {
            ui.label(theme::weak(ui, scene.word("relay-linked")));
        } else if let Some(millis) = relay.last_contact_millis {
            let when = moment(language, millis);
            ui.label(theme::weak(
                ui,
                say!(language, "relay-last-contact", when = when),
            ));
        }
    });
    if let Some(ahead_millis) = relay.ahead_millis {
        let palette = theme::palette(ui);
        let address = relay.address.as_deref().unwrap_or_default();
        let text = beside_relay(language, address, ahead_millis);
        ui.horizontal_wrapped(|ui| {
            ui.label(ICON_WARNING.rich_text().color(palette.warn));
            ui.add(egui::Label::new(RichText::new(text).color(palette.warn)).wrap());
        });
    }
}

fn troubles_ui(ui: &mut Ui, scene: &mut Scene<'_>, title: &'static str, troubles: &[&Trouble]) {
    ui.label(theme::bold(scene.word(title)).size(16.0));
    let palette = theme::palette(ui);
    for trouble in troubles {
        let (icon, name, ink) = match trouble.kind {
            TroubleKind::RefusedHere => (ICON_BLOCK, "trouble-refused-here", palette.bad),
            TroubleKind::RefusedThere => (ICON_BLOCK, "trouble-refused-there", palette.bad),
            TroubleKind::HeldBack => (ICON_PAUSE_CIRCLE, "trouble-held-back", palette.warn),
            TroubleKind::Gap => (ICON_HELP, "trouble-gap", palette.warn),
            TroubleKind::Left => (ICON_HOURGLASS_EMPTY, "trouble-left", palette.weak),
        };
        ui.horizontal_wrapped(|ui| {
            ui.label(icon.rich_text().color(ink));
            ui.label(RichText::new(scene.word(name)).color(ink));
            if let Some(id) = trouble.document {
                let title = scene.state.documents.row(&id).map_or_else(
                    || id.short().to_string(),
                    |row| super::documents::title(scene, row),
                );
                if ui.link(title).clicked() {
                    scene.wish(Screen::Document(id, None));
                }
            }
            ui.add(egui::Label::new(&trouble.text).wrap());
            if let Some(millis) = trouble.since_millis {
                ui.label(theme::small(ui, moment(scene.language(), millis)));
            }
        });
    }
}

/// The four facts of every document, as one table.
fn facts_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.label(theme::bold(scene.word("facts-title")).size(16.0));
    ui.add(egui::Label::new(theme::small(ui, scene.word("facts-hint"))).wrap());
    widgets::sideways(ui, "facts", |ui| table_ui(ui, scene));
}

fn table_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let state = scene.state;
    let rows: Vec<&Row> = state.documents.rows.iter().flatten().collect();
    // Wide enough for the words of each fact; in a narrow window the table is scrolled.
    let width = ui.available_width().max(TABLE);
    let columns = [0.32, 0.15, 0.17, 0.18, 0.18].map(|part| part * width);
    line(ui, &columns, |ui, column| {
        const NAMES: [&str; 5] = [
            "facts-document",
            "fact-saved",
            "fact-at-relay",
            "fact-at-head-office",
            "fact-seen",
        ];
        ui.label(theme::small(ui, scene.word(NAMES[column])));
    });
    let mut opened = None;
    let first = ui.cursor().top();
    let clip = ui.clip_rect();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a row number"
    )]
    let from = ((clip.top() - first) / LINE).floor().max(0.0) as usize;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a row number"
    )]
    let to = ((clip.bottom() - first) / LINE).ceil().max(0.0) as usize;
    let (from, to) = (from.min(rows.len()), to.min(rows.len()));
    skip(ui, from);
    for row in &rows[from..to] {
        let facts = state.facts(&row.id);
        let is_saved = state
            .editors
            .get(&row.id)
            .is_none_or(crate::core::editor::Editor::is_saved);
        line(ui, &columns, |ui, column| match column {
            0 => {
                let title = super::documents::title(scene, row);
                if ui.add(egui::Link::new(title)).clicked() {
                    opened = Some(row.id);
                }
            }
            1 => fact_ui(
                ui,
                scene,
                if is_saved { Fact::Yes(None) } else { Fact::No },
                0,
            ),
            2 => fact_ui(ui, scene, facts.at_relay, facts.waiting),
            3 => fact_ui(ui, scene, facts.at_head_office, 0),
            _ => fact_ui(ui, scene, facts.seen_by_chair, 0),
        });
    }
    skip(ui, rows.len() - to);
    if let Some(id) = opened {
        scene.wish(Screen::Document(id, None));
    }
}

/// Leaves the room of so many lines.
#[expect(clippy::cast_precision_loss, reason = "rows on a screen")]
fn skip(ui: &mut Ui, lines: usize) {
    if lines > 0 {
        ui.allocate_space(egui::vec2(1.0, lines as f32 * LINE));
    }
}

fn line(ui: &mut Ui, columns: &[f32], mut cell: impl FnMut(&mut Ui, usize)) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        ui.horizontal(|ui| {
            for (column, width) in columns.iter().enumerate() {
                let size = egui::vec2(*width, LINE);
                let layout = egui::Layout::left_to_right(egui::Align::Center);
                ui.allocate_ui_with_layout(size, layout, |ui| {
                    ui.set_min_width(*width);
                    ui.set_max_width(*width);
                    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                    cell(ui, column);
                });
            }
        });
    });
}

/// One fact: a sign and a word; when, on hover.
pub fn fact_ui(ui: &mut Ui, scene: &Scene<'_>, fact: Fact, waiting: u64) {
    let palette = theme::palette(ui);
    let language = scene.language();
    let (icon, ink, text, hover) = match fact {
        Fact::Yes(since) => (
            ICON_CHECK_CIRCLE,
            palette.good,
            scene.word("fact-yes").to_owned(),
            since.map(|millis| moment(language, millis)),
        ),
        Fact::Before(millis) => (
            ICON_WARNING,
            palette.warn,
            match waiting {
                0 => scene.word("fact-before").to_owned(),
                waiting => say!(language, "fact-waiting", count = waiting),
            },
            millis.map(|millis| say!(language, "fact-since", when = moment(language, millis))),
        ),
        Fact::No => (
            ICON_RADIO_BUTTON_UNCHECKED,
            palette.weak,
            match waiting {
                0 => scene.word("fact-no").to_owned(),
                waiting => say!(language, "fact-waiting", count = waiting),
            },
            None,
        ),
    };
    let response = ui
        .horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(icon.rich_text().color(ink).size(15.0));
            ui.label(RichText::new(text).size(13.0));
        })
        .response;
    if let Some(hover) = hover {
        response.on_hover_text(hover);
    }
}

/// The four facts of one document, in a row: for the status bar.
pub fn four_facts_ui(ui: &mut Ui, scene: &Scene<'_>, is_saved: bool, facts: Facts) {
    let saved = if is_saved { Fact::Yes(None) } else { Fact::No };
    for (name, place, fact) in [
        ("fact-saved", ICON_SAVE, saved),
        ("fact-at-relay", ICON_DNS, facts.at_relay),
        (
            "fact-at-head-office",
            ICON_CORPORATE_FARE,
            facts.at_head_office,
        ),
        ("fact-seen", ICON_VISIBILITY, facts.seen_by_chair),
    ] {
        let palette = theme::palette(ui);
        let (icon, ink, state) = match fact {
            Fact::Yes(_) => (ICON_CHECK_CIRCLE, palette.good, "fact-yes"),
            Fact::Before(_) => (ICON_WARNING, palette.warn, "fact-before"),
            Fact::No => (ICON_RADIO_BUTTON_UNCHECKED, palette.weak, "fact-no"),
        };
        let word = scene.word(name);
        let is_narrow = room::is_narrow(ui.ctx());
        let response = ui
            .horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = if is_narrow { 1.0 } else { 4.0 };
                if is_narrow {
                    let weak = palette.weak;
                    ui.label(place.rich_text().color(weak).size(15.0));
                }
                let sign = ui.label(icon.rich_text().color(ink).size(15.0));
                if is_narrow {
                    // Read out all the same.
                    sign.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, word));
                } else {
                    ui.label(RichText::new(word).size(12.0));
                }
            })
            .response;
        let mut hover = format!("{word}: {}", scene.word(state));
        if let Fact::Yes(Some(millis)) | Fact::Before(Some(millis)) = fact {
            hover.push_str(" · ");
            hover.push_str(&moment(scene.language(), millis));
        }
        response.on_hover_text(hover);
    }
}
