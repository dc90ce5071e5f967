//! The row of column names: click to sort, filter, drag to change the width, and name.

use std::ops::Range;

use council::matrix::{CONTACT, OWNER};
use egui::text::LayoutJob;
use egui::{
    Align2, CornerRadius, CursorIcon, Id, Key, Margin, Pos2, Rect, Role, Sense, Stroke, TextEdit,
    Ui, UiBuilder, Vec2,
};
use egui_material_icons::icons::{
    ICON_ARROW_DOWNWARD, ICON_ARROW_UPWARD, ICON_FILTER_ALT, ICON_FILTER_LIST,
};

use super::command::{Command, perform};
use super::grid::{Side, header_font};
use super::hands::Naming;
use super::shown::{Layout, PAD_X};
use super::{Stage, bar};
use crate::core::matrix::arrange::{Filter, Only, values};
use crate::core::{Action, settings};
use crate::say;
use crate::ui::{theme, widgets};

/// Width of the filter's button.
const BUTTON: f32 = 28.0;
/// How near the edge of a column it can be grasped.
const GRIP: f32 = 4.0;

/// The height of the row of names.
pub(super) fn height(layout: &Layout) -> f32 {
    layout.one_line() + 8.0
}

/// The columns of one side that can be seen.
pub(super) fn visible(stage: &Stage<'_, '_>, side: Side, clip: Rect) -> Range<usize> {
    let view = stage.hands.view;
    let lefts = &stage.shown.layout.lefts;
    let count = stage.matrix.columns.len();
    match side {
        Side::Left => 0..view.sticky.min(count),
        Side::Right => {
            let left = clip.left() - view.origin.x + view.offset.x;
            let right = left + clip.width();
            let first = lefts.partition_point(|one| *one <= left).saturating_sub(1);
            let end = lefts.partition_point(|one| *one < right);
            let first = first.clamp(view.sticky.min(count), count);
            first..end.clamp(first, count)
        }
    }
}

/// Draws the names of one side.
pub(super) fn ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, side: Side) {
    let palette = theme::palette(ui);
    let clip = ui.clip_rect();
    ui.painter()
        .rect_filled(clip, CornerRadius::ZERO, palette.bar);
    for column in visible(stage, side, clip) {
        name_ui(ui, stage, column, clip);
    }
    if side == Side::Left {
        corner_ui(ui, stage, clip);
    }
    let line = Stroke::new(1.0, palette.line);
    ui.painter()
        .hline(clip.x_range(), clip.bottom() - 0.5, line);
}

/// Above the row numbers: selects everything.
fn corner_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, clip: Rect) {
    let rect = clip.with_max_x(clip.left() + stage.shown.layout.gutter());
    let id = Id::unique(("matrix corner", stage.editor.id));
    let line = Stroke::new(1.0, theme::palette(ui).line);
    ui.painter().vline(rect.right(), rect.y_range(), line);
    if ui.interact(rect, id, Sense::CLICK).clicked() {
        perform(ui.ctx(), stage, Command::SelectAll);
    }
}

fn name_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, column: usize, clip: Rect) {
    let palette = theme::palette(ui);
    let view = stage.hands.view;
    let lefts = &stage.shown.layout.lefts;
    let scrolled = if column < view.sticky {
        0.0
    } else {
        view.offset.x
    };
    let left = view.origin.x + lefts[column] - scrolled;
    let right = view.origin.x + lefts[column + 1] - scrolled;
    let rect = Rect::from_x_y_ranges(left..=right, clip.y_range());
    let Some(id) = stage.sheet().column_id(column).map(str::to_owned) else {
        return;
    };
    if stage.hands.name_next.as_ref() == Some(&id) {
        stage.hands.name_next = None;
        perform(ui.ctx(), stage, Command::NameColumn(id.clone()));
    }
    let is_selected = stage.hands.selection.area().columns().contains(&column);
    if is_selected {
        ui.painter()
            .rect_filled(rect, CornerRadius::ZERO, palette.accent_soft);
    }
    let line = Stroke::new(1.0, palette.line);
    ui.painter().vline(rect.right(), rect.y_range(), line);
    if stage
        .hands
        .naming
        .as_ref()
        .is_some_and(|naming| naming.column == id)
    {
        naming_ui(ui, stage, rect);
        return;
    }
    let base = Id::unique(("matrix column", stage.editor.id, &id));
    let button = rect.with_min_x((rect.right() - BUTTON).max(rect.left()));
    let response = ui.interact(rect, base, Sense::CLICK);
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, CornerRadius::ZERO, palette.hover);
    }
    let name = stage.shown.names.get(column).cloned().unwrap_or_default();
    let sort = stage.hands.arrangement.sort.as_ref();
    let sorted = sort
        .filter(|sort| sort.column == id)
        .map(|sort| sort.is_descending);
    paint_name(ui, rect.with_max_x(button.left()), &name, sorted);
    let spoken = match sorted {
        Some(false) => say!(
            stage.scene.language(),
            "matrix-sorted-up",
            column = name.as_str()
        ),
        Some(true) => say!(
            stage.scene.language(),
            "matrix-sorted-down",
            column = name.as_str()
        ),
        None => name.clone(),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(Role::ColumnHeader, true, &spoken));
    if response.clicked() {
        stage.hands.arrangement.toggle_sort(&id);
        stage.hands.rearrange = true;
        ui.ctx().request_repaint();
    }
    let mut chosen = None;
    response.context_menu(|ui| {
        chosen = widgets::menu(ui, |ui| bar::column_menu(ui, stage, column));
    });
    if let Some(command) = chosen {
        perform(ui.ctx(), stage, command);
    }
    filter_button_ui(ui, stage, column, &id, &name, button);
    grip_ui(ui, stage, column, &id, rect);
}

fn paint_name(ui: &Ui, rect: Rect, name: &str, sorted: Option<bool>) {
    let palette = theme::palette(ui);
    let room = rect.width() - PAD_X - if sorted.is_some() { 20.0 } else { 0.0 };
    let mut job = LayoutJob::simple(
        name.to_owned(),
        header_font(ui),
        palette.text,
        room.max(0.0),
    );
    job.wrap.max_rows = 1;
    job.wrap.break_anywhere = true;
    let galley = ui.painter().layout_job(job);
    let at = Pos2::new(rect.left() + PAD_X, rect.center().y - galley.size().y / 2.0);
    let end = at.x + galley.size().x;
    ui.painter().galley(at, galley, palette.text);
    if let Some(is_descending) = sorted {
        let icon = match is_descending {
            true => ICON_ARROW_DOWNWARD,
            false => ICON_ARROW_UPWARD,
        };
        let at = Pos2::new(end + 2.0, rect.center().y);
        let font = egui::FontId::proportional(16.0);
        ui.painter().text(
            at,
            Align2::LEFT_CENTER,
            icon.codepoint,
            font,
            palette.accent,
        );
    }
}

fn filter_button_ui(
    ui: &mut Ui,
    stage: &mut Stage<'_, '_>,
    column: usize,
    id: &str,
    name: &str,
    rect: Rect,
) {
    let palette = theme::palette(ui);
    let base = Id::unique(("matrix filter", stage.editor.id, id));
    let response = ui.interact(rect, base, Sense::CLICK);
    let is_active = stage
        .hands
        .arrangement
        .filters
        .get(id)
        .is_some_and(|filter| !filter.is_empty());
    let (icon, colour) = match is_active {
        true => (ICON_FILTER_ALT, palette.accent),
        false => (ICON_FILTER_LIST, palette.weak),
    };
    if response.hovered() {
        let ground = rect.shrink(3.0);
        ui.painter()
            .rect_filled(ground, CornerRadius::same(4), palette.accent_soft);
    }
    let font = egui::FontId::proportional(16.0);
    ui.painter().text(
        rect.center(),
        Align2::CENTER_CENTER,
        icon.codepoint,
        font,
        colour,
    );
    let label = say!(stage.scene.language(), "matrix-filter-of", column = name);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, true, &label));
    let popup = egui::Popup::default_response_id(&response);
    let wanted = stage.hands.open_filter.as_deref() == Some(id);
    if wanted {
        stage.hands.open_filter = None;
        egui::Popup::open_id(ui.ctx(), popup);
    }
    egui::Popup::from_toggle_button_response(&response)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| filter_ui(ui, stage, column, id, wanted || response.clicked()));
}

fn filter_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, column: usize, id: &str, is_new: bool) {
    ui.set_width(240.0);
    let mut filter = (stage.hands.arrangement.filters.get(id).cloned()).unwrap_or_default();
    let before = filter.clone();
    let label = stage.word("matrix-filter-contains");
    let field = widgets::labelled_field(ui, label, &mut filter.contains, "");
    if is_new {
        field.request_focus();
    }
    if field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        egui::Popup::close_all(ui.ctx());
    }
    let mut only = stage.hands.arrangement.only;
    if id == OWNER {
        only_ui(ui, stage, Only::WithoutOwner, "matrix-no-owner", &mut only);
        only_ui(ui, stage, Only::Overlapping, "matrix-overlap", &mut only);
    }
    if id == CONTACT {
        let word = "matrix-no-contact";
        only_ui(ui, stage, Only::WithoutContact, word, &mut only);
    }
    only_ui(ui, stage, Only::Conflicting, "matrix-conflict", &mut only);
    values_ui(ui, stage, column, &mut filter);
    let clear = stage.word("matrix-filter-clear");
    if ui
        .add_enabled(!filter.is_empty(), egui::Button::new(clear))
        .clicked()
    {
        filter = Filter::default();
    }
    let arrangement = &mut stage.hands.arrangement;
    if filter != before || only != arrangement.only {
        arrangement.only = only;
        if filter.is_empty() {
            arrangement.filters.remove(id);
        } else {
            arrangement.filters.insert(id.to_owned(), filter);
        }
        stage.hands.rearrange = true;
        ui.ctx().request_repaint();
    }
}

fn only_ui(
    ui: &mut Ui,
    stage: &Stage<'_, '_>,
    this: Only,
    word: &'static str,
    only: &mut Option<Only>,
) {
    let mut is_on = *only == Some(this);
    if ui.checkbox(&mut is_on, stage.word(word)).changed() {
        *only = is_on.then_some(this);
    }
}

/// The values of a short column, to choose from.
fn values_ui(ui: &mut Ui, stage: &Stage<'_, '_>, column: usize, filter: &mut Filter) {
    let Some(values) = values(stage.matrix, column).filter(|values| values.len() > 1) else {
        return;
    };
    ui.separator();
    egui::ScrollArea::vertical()
        .max_height(220.0)
        .show(ui, |ui| {
            for (value, count) in values {
                let mut is_on = filter.values.contains(value);
                let word = match value {
                    "" => stage.word("matrix-empty-cell"),
                    value => super::cell::cut(value, 60),
                };
                if ui
                    .checkbox(&mut is_on, format!("{word} ({count})"))
                    .changed()
                {
                    if is_on {
                        filter.values.insert(value.to_owned());
                    } else {
                        filter.values.remove(value);
                    }
                }
            }
        });
}

/// The edge of a column: drags its width, a double click fits it to its longest cell.
fn grip_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, column: usize, id: &str, rect: Rect) {
    let grip = Rect::from_x_y_ranges(rect.right() - GRIP..=rect.right() + GRIP, rect.y_range());
    let base = Id::unique(("matrix width", stage.editor.id, id));
    let response = ui
        .interact(grip, base, Sense::CLICK | Sense::DRAG)
        .on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
    {
        stage.hands.set_width(id, at.x - rect.left());
        ui.ctx().request_repaint();
    }
    if response.double_clicked() {
        let name = stage.shown.names.get(column).map(String::as_str);
        let layout = &stage.shown.layout;
        let width = layout.natural_width(name.unwrap_or_default(), stage.matrix, column);
        stage.hands.set_width(id, width);
        ui.ctx().request_repaint();
    }
    if response.drag_stopped() || response.double_clicked() {
        let widths = settings::Action::ColumnWidths(stage.editor.id, stage.hands.widths());
        stage.scene.wish(Action::Settings(widths));
    }
}

/// The field for the name of a column.
fn naming_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, rect: Rect) {
    let label = stage.word("matrix-column-name");
    let Some(Naming { text, is_begun, .. }) = &mut stage.hands.naming else {
        return;
    };
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(rect.shrink(1.0))
            .id_salt("naming"),
    );
    let field = TextEdit::singleline(text)
        .margin(Margin::symmetric(7, 5))
        .min_size(rect.size() - Vec2::splat(2.0))
        .desired_width(rect.width());
    let response = inner.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(Role::TextInput, true, label));
    if !*is_begun {
        *is_begun = true;
        response.request_focus();
        let all = egui::text::CCursorRange::select_all(&ui.ctx().fonts_mut(|fonts| {
            fonts.layout_no_wrap(text.clone(), header_font(ui), egui::Color32::PLACEHOLDER)
        }));
        let mut state =
            egui::text_edit::TextEditState::load(ui.ctx(), response.id).unwrap_or_default();
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), response.id);
        return;
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        stage.hands.naming = None;
    } else if response.lost_focus() {
        perform(ui.ctx(), stage, Command::CommitName);
    }
}
