//! The list itself: its columns, its rows, and what can be done with one.

use egui::{Layout, RichText, Sense, Ui};
use egui_material_icons::icons::{
    ICON_ALTERNATE_EMAIL, ICON_ARCHIVE, ICON_CLOSE, ICON_CLOUD_DONE, ICON_CLOUD_UPLOAD,
    ICON_COMMENT, ICON_DESCRIPTION, ICON_MORE_VERT, ICON_RESTART_ALT, ICON_WARNING,
};

use super::{Memory, empty_ui, kind_sign, title};
use crate::command_line::moments::moment;
use crate::core::documents::{Action as ListAction, Filter, Order, Row};
use crate::core::pick::Pick;
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, standing, widgets};
use crate::words::codes::code;
use crate::words::lifecycle as words;
use crate::words::superseded::sentence;

/// The height of a row, in points.
const ROW: f32 = 44.0;
/// Its height where office, date and author stand below the title.
const TWO_LINES: f32 = 56.0;
/// The height of the line of column names.
const HEADING: f32 = 28.0;
/// The width of the columns after the title, in points: unit, changed, by, signs, menu, where it stands.
const COLUMNS: [f32; 6] = [124.0, 216.0, 130.0, 96.0, 40.0, 160.0];
/// Which of them says where a document stands.
const STATUS: usize = 5;

/// The documents that are shown, or why there are none.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let documents = &scene.state.documents;
    let Some(rows) = &documents.rows else {
        return widgets::centred_note(ui, scene.word("starting"));
    };
    let count = documents.shown().len();
    if count == 0 {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                if rows.iter().all(|row| row.is_archived) && !documents.filter.archived {
                    empty_ui(ui, scene);
                    return;
                }
                let (title, text) = (
                    scene.word("documents-none-fit"),
                    scene.word("documents-none-fit-hint"),
                );
                let empty = (ICON_DESCRIPTION, title, text);
                let all = (ICON_CLOSE, scene.word("documents-show-all"));
                if widgets::empty_state_with(ui, empty, all) {
                    scene.wish(Action::Documents(ListAction::Filter(Filter::default())));
                }
            });
        return;
    }
    heading_ui(ui, scene);
    let row_height = row_height(&widths(ui.available_width()).1);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().auto_shrink(false).show_rows(
        ui,
        row_height,
        count,
        |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let shown: Vec<&Row> = scene
                .state
                .documents
                .shown()
                .skip(range.start)
                .take(range.len())
                .collect();
            for row in shown {
                row_ui(ui, scene, memory, row);
            }
        },
    );
}

/// Widths of title and the other columns in this room. On a narrow window office, author and date go below
/// the title; where a document stands goes last.
fn widths(room: f32) -> (f32, [f32; 6]) {
    const TITLE: f32 = 240.0;
    let mut widths = COLUMNS;
    for column in [2, 0, 1, STATUS] {
        if room - widths.iter().sum::<f32>() < TITLE {
            widths[column] = 0.0;
        }
    }
    let rest = room - widths.iter().sum::<f32>();
    (rest.max(0.0), widths)
}

/// How high a row is where so many columns have room.
fn row_height(widths: &[f32; 6]) -> f32 {
    if widths[1] > 0.0 { ROW } else { TWO_LINES }
}

fn heading_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (title, widths) = widths(ui.available_width());
    // Without columns the names stand in a line, to order by.
    let is_table = widths[1] > 0.0;
    let documents = &scene.state.documents;
    let (order, reversed) = (documents.order, documents.is_reversed);
    let columns = [
        (title, "documents-title", Order::Title),
        (widths[STATUS], "documents-status", Order::Status),
        (widths[0], "documents-unit", Order::Unit),
        (widths[1], "documents-changed", Order::Changed),
        (widths[2], "documents-changed-by", Order::ChangedBy),
    ];
    let line = ui
        .available_rect_before_wrap()
        .with_max_y(ui.cursor().top() + HEADING);
    let mut left = line.left();
    let mut inner = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(line)
            .layout(Layout::left_to_right(egui::Align::Center)),
    );
    if !is_table {
        inner.spacing_mut().item_spacing.x = theme::GROUP;
        inner.add_space(GAP);
    }
    for (width, word, by) in columns {
        let is_hidden_below = match by {
            Order::Status => width <= 0.0,
            Order::ChangedBy => true,
            _ => false,
        };
        if is_table && width <= 0.0 || !is_table && is_hidden_below {
            continue;
        }
        let mark = match (order == by, reversed) {
            (false, _) => "",
            (true, false) => " ↓",
            (true, true) => " ↑",
        };
        let word = scene.word(word);
        let text = RichText::new(format!("{word}{mark}")).size(12.0);
        let button = egui::Button::new(text).frame(false).truncate();
        let response = if is_table {
            let cell = egui::Rect::from_min_size(
                egui::pos2(left + GAP, line.top()),
                egui::vec2((width - GAP).max(0.0), HEADING),
            );
            left += width;
            let cell = egui::UiBuilder::new()
                .max_rect(cell)
                .layout(Layout::left_to_right(egui::Align::Center));
            inner
                .scope_builder(cell, |ui| {
                    ui.spacing_mut().button_padding.x = 0.0;
                    ui.add(button)
                })
                .inner
        } else {
            inner.spacing_mut().button_padding.x = 0.0;
            inner.add(button)
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
        if response.clicked() {
            scene.wish(Action::Documents(ListAction::Order(by)));
        }
    }
    ui.advance_cursor_after_rect(line);
}

fn row_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let palette = theme::palette(ui);
    let room = ui.available_width();
    let (title_width, widths) = widths(room);
    let height = row_height(&widths);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(room, height), Sense::click());
    let shown_title = title(scene, row);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, shown_title.as_str()));
    let fill = if response.hovered() || response.has_focus() {
        palette.hover
    } else {
        palette.surface
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, (1.0, palette.line));
    let mut left = rect.left();
    let mut cell = |ui: &mut Ui, width: f32, content: &mut dyn FnMut(&mut Ui)| {
        if width <= 0.0 {
            return;
        }
        let area = egui::Rect::from_min_size(
            egui::pos2(left + GAP, rect.top()),
            egui::vec2((width - GAP).max(0.0), height),
        );
        left += width;
        let mut inner = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(area)
                .layout(Layout::left_to_right(egui::Align::Center)),
        );
        inner.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        inner.style_mut().interaction.selectable_labels = false;
        content(&mut inner);
    };
    let (icon, kind) = kind_sign(row.kind);
    let changed = row
        .changed_millis
        .map(|millis| moment(scene.language(), millis))
        .unwrap_or_default();
    cell(ui, title_width, &mut |ui| {
        ui.label(icon.rich_text().size(20.0).color(palette.weak))
            .on_hover_text(scene.word(kind));
        let codes = scene.state.documents.codes(&row.id);
        let code = code(scene.language(), codes, false).unwrap_or_default();
        if widths[1] > 0.0 {
            if !code.is_empty() {
                ui.label(theme::small(ui, code))
                    .on_hover_text(scene.word("code-hint"));
            }
            ui.label(theme::bold(shown_title.as_str()));
            return;
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 0.0;
            ui.add_space(GAP);
            ui.label(theme::bold(shown_title.as_str()));
            let status = standing_word(scene, row);
            // It has a column of its own as long as there is room for one.
            let status = match widths[STATUS] > 0.0 {
                true => "",
                false => status.as_str(),
            };
            let parts = [
                status,
                code.as_str(),
                row.unit.as_str(),
                changed.as_str(),
                row.changed_by.as_str(),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            ui.label(theme::small(ui, parts.join(" · ")));
        });
    });
    cell(ui, widths[STATUS], &mut |ui| {
        let word = standing_word(scene, row);
        let (icon, colours) = match row.restarted_as {
            Some(_) => (ICON_RESTART_ALT, (palette.weak, palette.bar)),
            None => standing::look_of(ui, &row.status),
        };
        let widest = widths[STATUS] - GAP;
        let chip = widgets::chip_within(ui, icon, &word, colours, widest);
        // There may be no room for all of it.
        chip.on_hover_text(match scene.state.review.superseded(&row.id) {
            Some(by) => sentence(scene.language(), by),
            None => word,
        });
    });
    cell(ui, widths[0], &mut |ui| {
        ui.label(row.unit.as_str());
    });
    cell(ui, widths[1], &mut |ui| {
        ui.label(theme::weak(ui, changed.as_str()));
    });
    cell(ui, widths[2], &mut |ui| {
        ui.label(theme::weak(ui, row.changed_by.as_str()));
    });
    cell(ui, widths[3], &mut |ui| signs_ui(ui, scene, row));
    cell(ui, widths[4], &mut |ui| row_menu_ui(ui, scene, memory, row));
    response.context_menu(|ui| {
        widgets::menu(ui, |ui| menu_entries_ui(ui, scene, memory, row));
    });
    if response.clicked() {
        scene.wish(Screen::Document(row.id, None));
    }
}

/// What is worth a sign: conflicts, waiting, held back.
fn signs_ui(ui: &mut Ui, scene: &Scene<'_>, row: &Row) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.x = GRID;
    let said = scene.state.inbox.count_of(&row.id);
    if said.comments > 0 {
        let (count, mentions) = (said.comments as u64, said.mentions as u64);
        let (icon, ink, text) = match mentions {
            0 => (
                ICON_COMMENT,
                palette.accent,
                say!(scene.language(), "documents-new-comments", count = count),
            ),
            mentions => (
                ICON_ALTERNATE_EMAIL,
                palette.warn,
                say!(
                    scene.language(),
                    "documents-new-mentions",
                    count = count,
                    mentions = mentions
                ),
            ),
        };
        ui.label(RichText::new(format!("{} {count}", icon.codepoint)).color(ink))
            .on_hover_text(text);
    }
    if row.is_archived_in_vain {
        ui.label(ICON_ARCHIVE.rich_text().color(palette.warn))
            .on_hover_text(scene.word("documents-archived-in-vain"));
    }
    if row.conflicts > 0 {
        let text = say!(scene.language(), "list-conflicts", count = row.conflicts);
        ui.label(
            RichText::new(format!("{} {}", ICON_WARNING.codepoint, row.conflicts))
                .color(palette.warn),
        )
        .on_hover_text(text);
    }
    let held = scene.state.held_work.iter();
    let held = held.filter(|one| one.document == row.id);
    let of_revoked: usize = held.map(|one| one.changes + one.statements).sum();
    let count = of_revoked.max(row.held_back as usize) as u64;
    if count > 0 {
        let text = match of_revoked {
            0 => say!(scene.language(), "list-held-back", count = count),
            _ => say!(scene.language(), "documents-held-work", count = count),
        };
        ui.label(RichText::new(format!("{} {count}", ICON_WARNING.codepoint)).color(palette.warn))
            .on_hover_text(text);
    }
    let (icon, ink, text) = match scene.state.facts(&row.id).at_relay.is_true() {
        true => (ICON_CLOUD_DONE, palette.good, scene.word("fact-at-relay")),
        false => (
            ICON_CLOUD_UPLOAD,
            palette.weak,
            scene.word("documents-not-at-relay"),
        ),
    };
    ui.label(icon.rich_text().color(ink)).on_hover_text(text);
    if row.open_actions > 0 {
        let text = say!(
            scene.language(),
            "list-open-actions",
            count = row.open_actions
        );
        ui.label(theme::small(ui, row.open_actions.to_string()))
            .on_hover_text(text);
    }
}

fn row_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let button = egui::Button::new(ICON_MORE_VERT.rich_text()).frame(false);
    let menu = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        widgets::menu(ui, |ui| menu_entries_ui(ui, scene, memory, row));
    });
    let name = say!(
        scene.language(),
        "documents-menu-of",
        title = title(scene, row)
    );
    menu.0
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
}

fn menu_entries_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let mut wish = None;
    if ui.button(scene.word("documents-open")).clicked() {
        wish = Some(Screen::Document(row.id, None).into());
    }
    let superseded = scene.state.review.superseded(&row.id);
    if let Some(by) = superseded.and_then(|one| one.by.as_ref())
        && ui.button(scene.word("superseded-go")).clicked()
    {
        wish = Some(Screen::Document(by.document, None).into());
    }
    if scene.state.may_write() {
        if ui.button(scene.word("documents-rename")).clicked() {
            memory.renaming = Some((row.id, row.title.clone()));
            ui.close();
        }
        if ui.button(scene.word("documents-duplicate")).clicked() {
            wish = Some(Action::Documents(ListAction::Duplicate(row.id)));
        }
    }
    if ui.button(scene.word("documents-export")).clicked() {
        wish = Some(Action::Pick(Pick::Export(row.id)));
    }
    if ui.button(scene.word("documents-print")).clicked() {
        wish = Some(Action::Documents(ListAction::Print(row.id)));
    }
    if scene.state.may_write() && row.may_archive {
        let word = if row.is_archived {
            "documents-restore"
        } else {
            "documents-archive"
        };
        if ui.button(scene.word(word)).clicked() {
            wish = Some(Action::Documents(ListAction::Archive(
                row.id,
                !row.is_archived,
            )));
        }
    }
    if let Some(wish) = wish {
        scene.wish(wish);
        ui.close();
    }
}

/// Where a document stands, in a word; of one that started over, that it did.
fn standing_word(scene: &Scene<'_>, row: &Row) -> String {
    match row.restarted_as {
        Some(_) => scene.word("act-restart").to_owned(),
        None => words::standing_word(scene.language(), &row.status, row.readers),
    }
}
