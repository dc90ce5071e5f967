//! What is around every screen: the rail, the top bar, the status bar, notices, trouble with the disk.

use egui::{Align, Align2, Context, Frame, Layout, Margin, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_CHECK_CIRCLE, ICON_CLOSE, ICON_DESCRIPTION, ICON_ERROR, ICON_EXPLORE, ICON_FACT_CHECK,
    ICON_GROUPS, ICON_HOME, ICON_INFO, ICON_MERGE, ICON_NOTIFICATIONS, ICON_PERSON, ICON_SAVE,
    ICON_SEARCH, ICON_SETTINGS, ICON_SYNC,
};

use super::theme::{self, GAP, GRID};
use super::{Scene, room, sync, widgets};
use crate::core::council::Action as CouncilAction;
use crate::core::effect::Window as WindowEffect;
use crate::core::notices::Tone;
use crate::core::storage::Cause;
use crate::core::{Action, Screen};
use crate::say;

/// How wide the rail is, in points: with words, and with signs alone.
const RAIL: f32 = 216.0;
const NARROW_RAIL: f32 = 56.0;

/// Rail, top bar, status bar and what must be seen at once; the rest of `ui` is for the screen.
pub fn around(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = theme::palette(ui);
    let bar = Frame::NONE
        .fill(palette.bar)
        .inner_margin(Margin::symmetric(12, 8));
    let (is_narrow, is_low) = (room::is_narrow(ui.ctx()), room::is_low(ui.ctx()));
    let edge = if is_low { 4 } else { 8 };
    egui::Panel::top("top bar")
        .frame(bar.inner_margin(Margin::symmetric(12, edge)))
        .show(ui, |ui| top_bar_ui(ui, scene));
    egui::Panel::bottom("status bar")
        .frame(bar.inner_margin(Margin::symmetric(12, if is_low { 1 } else { 4 })))
        .show(ui, |ui| status_bar_ui(ui, scene));
    egui::Panel::left(if is_narrow { "narrow rail" } else { "rail" })
        .resizable(false)
        .exact_size(if is_narrow { NARROW_RAIL } else { RAIL })
        .frame(bar.inner_margin(Margin::symmetric(8, edge)))
        .show(ui, |ui| {
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| rail_ui(ui, scene, is_narrow));
        });
    if scene
        .state
        .council()
        .is_some_and(|council| council.is_sample)
    {
        egui::Panel::top("sample")
            .frame(bar.inner_margin(Margin::symmetric(12, 4)))
            .show(ui, |ui| sample_ui(ui, scene));
    }
    if scene.state.storage.trouble().is_some() {
        egui::Panel::top("storage trouble")
            .frame(bar.inner_margin(Margin::symmetric(12, 4)))
            .show(ui, |ui| storage_ui(ui, scene));
    }
}

fn top_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let is_narrow = room::is_narrow(ui.ctx());
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let text = format!("{}  Ctrl+K", scene.word("search-hint"));
        let name = scene.word("menu-palette");
        let search = match is_narrow {
            true => egui::Button::new(ICON_SEARCH.rich_text().size(18.0)),
            false => egui::Button::new(format!("{} {text}", ICON_SEARCH.codepoint))
                .min_size(egui::vec2(280.0, 0.0)),
        };
        let search = ui.add(search).on_hover_text(format!("{name}  Ctrl+K"));
        search.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
        if search.clicked() {
            scene.wish(Action::TogglePalette);
        }
        if let Some(me) = scene.state.council().and_then(|council| council.my_place()) {
            let text = format!("{} · {}", me.person, me.office);
            if room::is_tight(ui.ctx()) {
                let icon = ICON_PERSON.rich_text().color(theme::palette(ui).weak);
                let sign = ui.label(icon.size(18.0)).on_hover_text(&text);
                sign.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &text));
            } else {
                ui.scope(|ui| {
                    ui.set_max_width(ui.available_width() * 0.5);
                    ui.add(egui::Label::new(theme::weak(ui, text)).truncate());
                });
            }
        }
        // What is left is for the council, from the left edge.
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let name = scene.state.council().map_or("", |council| &council.name);
            ui.add(egui::Label::new(theme::bold(name).size(15.0)).truncate());
        });
    });
}

fn rail_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_narrow: bool) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = GRID;
    ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
    let unseen = scene.state.reports.unseen();
    let to_see = scene.state.inbox.count().comments as u64;
    let to_review = scene.state.review.waiting().count() as u64;
    let entries: [(MaterialIcon, &'static str, Screen, u64); 8] = [
        (ICON_HOME, "menu-home", Screen::Home, 0),
        (ICON_DESCRIPTION, "menu-documents", Screen::Documents, 0),
        (
            ICON_FACT_CHECK,
            "menu-review",
            Screen::Review(None),
            to_review,
        ),
        (ICON_NOTIFICATIONS, "menu-inbox", Screen::Inbox, to_see),
        (ICON_MERGE, "menu-reports", Screen::Reports, unseen),
        (ICON_SYNC, "menu-sync", Screen::Sync, 0),
        (ICON_GROUPS, "menu-council", Screen::Council, 0),
        (ICON_SETTINGS, "menu-settings", Screen::Settings, 0),
    ];
    for (icon, name, screen, count) in entries {
        let is_here = match (&scene.state.screen, &screen) {
            (
                Screen::Document(..) | Screen::NewMinutes | Screen::NewDocument(_),
                Screen::Documents,
            )
            | (Screen::WriteCarryFile | Screen::ReadCarryFiles, Screen::Sync)
            | (Screen::Review(_), Screen::Review(_)) => true,
            (here, there) => here == there,
        };
        // What the screen is called may be longer than the rail is wide.
        let word = match name {
            "menu-reports" => scene.word("rail-reports"),
            name => scene.word(name),
        };
        let name = scene.word(name);
        let mut rich = match is_narrow {
            true => icon.rich_text().size(20.0),
            false => RichText::new(format!("{}  {}", icon.codepoint, word)),
        };
        if is_here && !is_narrow {
            rich = rich.family(super::fonts::bold());
        }
        let height = if room::is_low(ui.ctx()) { 32.0 } else { 36.0 };
        let mut button = egui::Button::new(rich)
            .selected(is_here)
            .frame_when_inactive(is_here)
            .min_size(egui::vec2(ui.available_width(), height));
        if count > 0 && !is_narrow {
            button = button.right_text(RichText::new(count.to_string()).color(palette.accent));
        }
        let response = match is_narrow {
            true => ui
                .scope(|ui| {
                    ui.spacing_mut().button_padding.x = 9.0;
                    ui.add(button)
                })
                .inner
                .on_hover_text(match count {
                    0 => name.to_owned(),
                    count => format!("{name}: {count}"),
                }),
            false => ui.add(button),
        };
        if count > 0 && is_narrow {
            let at = response.rect.right_top() + egui::vec2(-9.0, 9.0);
            ui.painter().circle_filled(at, 4.0, palette.accent);
        }
        response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Tab, true, is_here, name));
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            scene.wish(screen);
        }
    }
}

fn status_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = theme::palette(ui);
    let is_narrow = room::is_narrow(ui.ctx());
    ui.horizontal(|ui| {
        if room::is_low(ui.ctx()) {
            ui.spacing_mut().interact_size.y = 22.0;
        }
        ui.spacing_mut().item_spacing.x = if is_narrow { GAP } else { 2.0 * GAP };
        let (icon, text, colour) = sync::link_in_words(scene, palette);
        let label = match room::is_tight(ui.ctx()) {
            true => icon.codepoint.to_owned(),
            false => format!("{} {text}", icon.codepoint),
        };
        let link =
            ui.add(egui::Button::new(RichText::new(label).size(12.0).color(colour)).frame(false));
        let link = link.on_hover_text(&text);
        link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &text));
        if link.clicked() {
            scene.wish(Screen::Sync);
        }
        ui.separator();
        attaching_ui(ui, scene);
        let state = scene.state;
        match state.shown_editor() {
            Some(editor) => {
                sync::four_facts_ui(ui, scene, editor.is_saved(), state.facts(&editor.id));
                present_ui(ui, scene, &editor.id);
            }
            None => saved_ui(ui, scene),
        }
    });
}

/// That files are being attached, to whatever document: the program does not end before.
fn attaching_ui(ui: &mut Ui, scene: &Scene<'_>) {
    if !scene.state.is_attaching() {
        return;
    }
    let word = match scene.state.is_quitting {
        true => scene.word("status-attaching-then-quit"),
        false => scene.word("status-attaching"),
    };
    ui.spinner();
    ui.label(
        RichText::new(word)
            .size(12.0)
            .color(theme::palette(ui).warn),
    );
}

/// Whether everything is on disk, where no single document is looked at.
fn saved_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let palette = theme::palette(ui);
    let unsaved = scene.state.unsaved_changes();
    let (text, colour) = match unsaved {
        0 => (scene.word("status-saved").to_owned(), palette.good),
        unsaved => (
            say!(scene.language(), "status-unsaved", count = unsaved as u64),
            palette.warn,
        ),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        ui.label(ICON_SAVE.rich_text().color(colour).size(15.0));
        ui.label(RichText::new(text).size(12.0));
    });
    let waiting = scene
        .state
        .links
        .facts
        .values()
        .filter(|facts| !facts.at_relay.is_true())
        .count();
    if waiting > 0 {
        let text = say!(scene.language(), "status-waiting", count = waiting as u64);
        ui.label(RichText::new(text).size(12.0).color(palette.warn));
    }
}

/// Who else has the document open.
fn present_ui(ui: &mut Ui, scene: &Scene<'_>, id: &format::DocumentId) {
    let state = scene.state;
    let (Some(present), Some(council)) = (state.links.present.get(id), state.council()) else {
        return;
    };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        for one in present {
            let name = council.name_of(&one.device);
            let text = match room::is_narrow(ui.ctx()) {
                true => ICON_PERSON.codepoint.to_owned(),
                false => format!("{} {name}", ICON_PERSON.codepoint),
            };
            let palette = theme::palette(ui);
            let hover = say!(scene.language(), "present-here", name = name.as_str());
            let text = RichText::new(text).size(12.0).color(palette.accent);
            ui.add(egui::Label::new(text).truncate())
                .on_hover_text(hover);
        }
    });
}

/// What is looked at is made up, and the way out of it.
fn sample_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let palette = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_EXPLORE.rich_text().color(palette.accent));
        ui.label(scene.word("sample-here"));
        if ui.button(scene.word("sample-leave")).clicked() {
            scene.wish(Action::Council(CouncilAction::LeaveSample));
        }
    });
}

/// The trouble with the disk, until it is over. A person who wants to leave all the same is told what
/// that costs.
fn storage_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(trouble) = scene.state.storage.trouble().cloned() else {
        return;
    };
    let language = scene.language();
    let text = match &trouble.cause {
        Cause::Full => say!(language, "storage-full"),
        Cause::ReadOnly => say!(language, "storage-read-only"),
        Cause::Damaged(what) => say!(language, "storage-damaged", what = what.as_str()),
        Cause::Other(what) => say!(language, "storage-other", what = what.as_str()),
    };
    let palette = theme::palette(ui);
    widgets::banner(ui, ICON_ERROR, &text, (palette.bad, palette.bad_soft));
    if scene.state.is_quitting {
        ui.horizontal_wrapped(|ui| {
            let unsaved = scene.state.unsaved_changes() as u64;
            ui.label(say!(language, "storage-quit", count = unsaved));
            if ui.button(scene.word("storage-stay")).clicked() {
                scene.wish(Action::StayOpen);
            }
            if ui.button(scene.word("storage-quit-anyway")).clicked() {
                scene.wish(Action::Window(WindowEffect::CloseUnsaved));
            }
        });
    }
}

/// The notices, over everything at the lower right; where a panel with its buttons stands there, at the
/// lower left of what is beside it.
pub fn notices_ui(ctx: &Context, scene: &mut Scene<'_>) {
    if scene.state.notices.shown().is_empty() {
        return;
    }
    let palette = theme::palette_of(ctx);
    let notices = scene.state.notices.shown().to_vec();
    let state = scene.state;
    let has_panel = match state.screen {
        Screen::Document(..) => state.panel.is_some(),
        Screen::Review(document) => document.is_some(),
        _ => false,
    };
    let rail = match room::is_narrow(ctx) {
        true => NARROW_RAIL,
        false => RAIL,
    };
    let (anchor, offset) = match has_panel {
        true => (Align2::LEFT_BOTTOM, egui::vec2(rail + 16.0, -48.0)),
        false => (Align2::RIGHT_BOTTOM, egui::vec2(-16.0, -48.0)),
    };
    egui::Area::new(egui::Id::unique("notices"))
        .anchor(anchor, offset)
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            ui.set_max_width(room::floating_width(ui.ctx(), 420.0));
            for notice in notices {
                let (icon, ink) = match notice.tone {
                    Tone::Done => (ICON_CHECK_CIRCLE, palette.good),
                    Tone::News => (ICON_INFO, palette.accent),
                    Tone::Problem => (ICON_ERROR, palette.bad),
                };
                Frame::popup(ui.style())
                    .fill(palette.surface)
                    .show(ui, |ui| {
                        ui.horizontal(|ui| {
                            ui.label(icon.rich_text().color(ink));
                            ui.add(egui::Label::new(&notice.text).wrap());
                            let close = scene.word("notice-dismiss");
                            if widgets::icon_button(ui, ICON_CLOSE, close).clicked() {
                                scene.wish(Action::Dismiss(notice.number));
                            }
                        });
                    });
            }
        });
}
