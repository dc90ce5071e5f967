//! The cells. Only those that can be seen are painted; none of them is a widget.

use std::ops::Range;

use council::edit::{Collection, Place};
use council::matrix::Ownership;
use egui::text::LayoutJob;
use egui::{
    Align2, Color32, CornerRadius, EventFilter, FontId, Id, Painter, Pos2, Rect, Response, Role,
    Sense, Stroke, StrokeKind, TextStyle, Ui, UiBuilder, Vec2,
};
use egui_table::{SplitScroll, SplitScrollDelegate};

use super::cell::{self, Face};
use super::hands::{Drag, View};
use super::pointer::{self, HANDLE};
use super::shown::{PAD_X, PAD_Y, font};
use super::{Stage, columns, field, keys};
use crate::core::editor::Action as EditorAction;
use crate::core::matrix::sheet::{Area, Spot};
use crate::ui::document::attached;
use crate::ui::document::conflict::{self, Answer, Questions};
use crate::ui::room;
use crate::ui::theme::{self, Palette};

/// The room for a paper-clip and a count beside a row's number, in points.
const FILES: f32 = 40.0;
/// The longest part of a cell that assistive technology is given, in bytes.
const MOST_SPOKEN: usize = 300;

/// Draws the grid into what is left of the screen.
pub(super) fn ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, questions: &mut Questions) {
    let rect = ui.available_rect_before_wrap();
    let layout = &stage.shown.layout;
    let (Some(width), Some(height)) = (layout.lefts.last(), layout.tops.last()) else {
        return;
    };
    let header = columns::height(layout);
    // The first column stays in view while the rest is scrolled, if there is room for that.
    let sticky = match layout.lefts.get(1) {
        Some(first) if *first <= rect.width() * 0.5 => 1,
        _ => 0,
    };
    let fixed = Vec2::new(layout.lefts[sticky], header);
    let content = Vec2::new(width - fixed.x + PAD_X, height + layout.one_line());
    stage.hands.view = View {
        origin: rect.min,
        body: rect.with_min_y(rect.top() + header),
        header,
        sticky,
        ..stage.hands.view
    };
    focus_ui(ui, stage, rect);
    let mut grid = Grid {
        id: Id::unique(("matrix", stage.editor.id)),
        palette: theme::palette(ui),
        font: font(ui),
        is_spoken: false,
        responses: Vec::with_capacity(2),
        stage,
    };
    grid.is_spoken = ui
        .ctx()
        .accesskit_node_builder(keys::focus_id(grid.stage), |_| ())
        .is_some();
    SplitScroll {
        scroll_enabled: egui::Vec2b::TRUE,
        fixed_size: fixed,
        scroll_outer_size: (rect.size() - fixed).max(Vec2::ZERO),
        scroll_content_size: content,
        stick_to_bottom: false,
    }
    .show(ui, &mut grid);
    for response in std::mem::take(&mut grid.responses) {
        pointer::follow(ui, stage, &response);
    }
    pointer::drag(ui, stage);
    if stage.sheet().height() == 0 && stage.hands.arrangement.is_filtered() {
        let text = stage.word("matrix-nothing-passes");
        let middle = rect.center();
        let weak = theme::palette(ui).weak;
        ui.painter()
            .text(middle, Align2::CENTER_CENTER, text, font(ui), weak);
    }
    chooser_ui(ui, stage, questions);
}

/// What has the keys while no cell is under edit.
fn focus_ui(ui: &Ui, stage: &Stage<'_, '_>, rect: Rect) {
    let focus = keys::focus_id(stage);
    if stage.hands.editing.is_none() {
        ui.interact(rect, focus, Sense::focusable_noninteractive());
        let label = stage.word("matrix-grid");
        let active = cell_id(stage, stage.hands.selection.active).accesskit_id();
        ui.ctx().accesskit_node_builder(focus, |node| {
            node.set_role(Role::Group);
            node.set_label(label);
            node.set_active_descendant(active);
        });
    }
    ui.memory_mut(|memory| {
        let all = EventFilter {
            tab: true,
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
        };
        memory.set_focus_lock_filter(focus, all);
    });
}

fn cell_id(stage: &Stage<'_, '_>, spot: Spot) -> Id {
    Id::unique(("matrix cell", stage.editor.id, spot.row, spot.column))
}

/// The values of a conflict, beside its cell.
fn chooser_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, questions: &mut Questions) {
    let Some(place) = stage.hands.choosing.clone() else {
        return;
    };
    let spot = stage.shown.spot(&place);
    let question = questions.of(stage.scene, stage.editor);
    let question = question.iter().find(|question| question.place == place);
    let (Some(spot), Some(question)) = (spot, question) else {
        // It is settled, here or by others.
        stage.hands.choosing = None;
        return;
    };
    let view = stage.hands.view;
    let cell = view.rect(&stage.shown.layout, Area::between(spot, spot));
    let mut is_open = true;
    let mut answer = None;
    let width = room::floating_width(ui.ctx(), conflict::CHOOSER_WIDTH);
    egui::Popup::new(
        Id::unique(("matrix chooser", stage.editor.id)),
        ui.ctx().clone(),
        cell,
        ui.layer_id(),
    )
    .open_bool(&mut is_open)
    .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
    .width(width)
    .show(|ui| {
        ui.set_width(width);
        egui::ScrollArea::vertical()
            .max_height(conflict::CHOOSER_HEIGHT)
            .show(ui, |ui| {
                answer = conflict::chooser(ui, stage.scene, question)
            });
    });
    match answer {
        Some(Answer::Choose(number)) => {
            stage.wish(EditorAction::Choose(place, number));
            stage.hands.choosing = None;
        }
        Some(Answer::WriteAnother) => {
            stage.hands.choosing = None;
            super::command::perform(ui.ctx(), stage, super::command::Command::Begin(None));
        }
        None if !is_open => stage.hands.choosing = None,
        None => {}
    }
}

/// Which part of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// Row numbers and the column that stays.
    Left,
    /// The columns that scroll.
    Right,
}

/// The grid while it is drawn.
struct Grid<'g, 'a, 's> {
    id: Id,
    palette: &'static Palette,
    font: FontId,
    /// Whether assistive technology listens.
    is_spoken: bool,
    responses: Vec<Response>,
    stage: &'g mut Stage<'a, 's>,
}

impl SplitScrollDelegate for Grid<'_, '_, '_> {
    fn right_bottom_ui(&mut self, ui: &mut Ui, offset: Vec2) {
        self.stage.hands.view.offset = offset;
        self.scroll(ui);
        self.body(ui, Side::Right);
    }

    fn left_bottom_ui(&mut self, ui: &mut Ui, _offset: Vec2) {
        self.body(ui, Side::Left);
    }

    fn left_top_ui(&mut self, ui: &mut Ui) {
        columns::ui(ui, self.stage, Side::Left);
    }

    fn right_top_ui(&mut self, ui: &mut Ui, _offset: Vec2) {
        columns::ui(ui, self.stage, Side::Right);
    }
}

impl Grid<'_, '_, '_> {
    /// Brings the wanted cell into view.
    fn scroll(&mut self, ui: &Ui) {
        let Some(spot) = self.stage.hands.scroll_to.take() else {
            return;
        };
        let layout = &self.stage.shown.layout;
        let view = self.stage.hands.view;
        let (Some(top), Some(bottom)) = (layout.tops.get(spot.row), layout.tops.get(spot.row + 1))
        else {
            return;
        };
        let sticky = layout.lefts[view.sticky];
        let corner = ui.min_rect().min;
        let mut target = ui.clip_rect();
        // The scrolled area reaches below the names and the column that stays: what is to be seen must
        // stand clear of them.
        target.min.y = corner.y + top - view.header;
        target.max.y = corner.y + bottom;
        if spot.column >= view.sticky
            && let (Some(left), Some(right)) = (
                layout.lefts.get(spot.column),
                layout.lefts.get(spot.column + 1),
            )
        {
            target.min.x = corner.x + left - sticky - sticky;
            target.max.x = corner.x + right - sticky;
        }
        ui.scroll_to_rect_animation(target, None, egui::style::ScrollAnimation::none());
    }

    fn columns(&self, side: Side, clip: Rect) -> Range<usize> {
        columns::visible(self.stage, side, clip)
    }

    fn rows(&self, clip: Rect) -> Range<usize> {
        let view = self.stage.hands.view;
        let tops = &self.stage.shown.layout.tops;
        let top = clip.top() - view.origin.y - view.header + view.offset.y;
        let bottom = top + clip.height();
        let first = tops.partition_point(|one| *one <= top).saturating_sub(1);
        let end = tops
            .partition_point(|one| *one < bottom)
            .min(tops.len().saturating_sub(1));
        first..end.max(first)
    }

    fn body(&mut self, ui: &mut Ui, side: Side) {
        let clip = ui.clip_rect();
        let id = self.id.with(("cells", side));
        self.responses
            .push(ui.interact(clip, id, Sense::CLICK | Sense::DRAG));
        let (rows, columns) = (self.rows(clip), self.columns(side, clip));
        let painter = ui.painter().clone();
        painter.rect_filled(clip, CornerRadius::ZERO, self.palette.ground);
        for row in rows.clone() {
            self.row(ui, &painter, side, row, columns.clone());
        }
        self.lines(&painter, side, rows.clone(), columns.clone());
        if side == Side::Left {
            self.attached(ui, rows.clone());
        }
        self.selection(&painter, side);
        self.presence(ui, &painter, side, &rows, &columns);
        let edited = self.stage.hands.editing.as_ref().and_then(|editing| {
            let row = match &editing.row {
                Some(id) => self.stage.shown.row(id)?,
                None => self.stage.sheet().height(),
            };
            let columns = &self.stage.matrix.columns;
            let column = columns.iter().position(|one| one.id == editing.column)?;
            Some(Spot { row, column })
        });
        if let Some(spot) = edited
            && spot.row < self.stage.shown.lines()
            && (spot.column < self.stage.hands.view.sticky) == (side == Side::Left)
        {
            let cell = self.rect(spot);
            field::ui(ui, self.stage, cell);
        }
    }

    fn rect(&self, spot: Spot) -> Rect {
        self.area_rect(Area::between(spot, spot))
    }

    fn area_rect(&self, area: Area) -> Rect {
        (self.stage.hands.view).rect(&self.stage.shown.layout, area)
    }

    fn row(&self, ui: &mut Ui, painter: &Painter, side: Side, row: usize, columns: Range<usize>) {
        let stage = &*self.stage;
        let language = stage.scene.language();
        let area = stage.hands.selection.area();
        let active = stage.hands.selection.active;
        let lines = stage.shown.layout.lines_of(row);
        let is_blank = row >= stage.shown.rows.len();
        if side == Side::Left {
            self.number(painter, row);
        }
        let row_ui = self.is_spoken.then(|| self.spoken_row(ui, side, row));
        for column in columns {
            let spot = Spot { row, column };
            let rect = self.rect(spot);
            let face = cell::face(stage.shown, stage.matrix, spot, language);
            let colours = face.look.colours(self.palette);
            let is_tinted = area.contains(spot) && spot != active;
            let ground = match (is_tinted, colours) {
                (true, _) => self.palette.accent_soft,
                (false, Some((_, ground))) => ground,
                (false, None) => self.palette.surface,
            };
            painter.rect_filled(rect, CornerRadius::ZERO, ground);
            if !face.text.is_empty() {
                let ink = match colours {
                    Some((ink, _)) if !is_tinted => ink,
                    _ => self.palette.text,
                };
                self.text(painter, rect, face.text, lines, ink);
            } else if is_blank && column == 0 {
                let hint = stage.word("matrix-new-row");
                self.text(painter, rect, hint, 1, self.palette.weak);
            }
            if let Some(row_ui) = &row_ui {
                self.speak(row_ui, spot, rect, face);
            }
        }
    }

    /// Beside the numbers of rows to which files are attached: how many, and the way to them.
    fn attached(&mut self, ui: &mut Ui, rows: Range<usize>) {
        let editor = self.stage.editor;
        for row in rows {
            let Some(id) = self.stage.shown.id_of_row(row) else {
                continue;
            };
            let count = editor.attached.count(Collection::Rows, id);
            if count == 0 {
                continue;
            }
            let top = self.rect(Spot { row, column: 0 });
            let left = self.stage.hands.view.origin.x + PAD_Y;
            let rect = Rect::from_x_y_ranges(left..=left + FILES, top.y_range());
            let builder = UiBuilder::new()
                .id_salt(("attached", row))
                .max_rect(rect)
                .layout(egui::Layout::left_to_right(egui::Align::Min));
            let mut child = ui.new_child(builder);
            child.spacing_mut().button_padding = Vec2::new(2.0, 3.0);
            child.spacing_mut().interact_size.y = 0.0;
            let thing = (Collection::Rows, id);
            attached::count_button(&mut child, self.stage.scene, editor, thing, count);
        }
    }

    fn text(&self, painter: &Painter, cell: Rect, text: &str, lines: usize, ink: Color32) {
        let room = cell.width() - 2.0 * PAD_X;
        let mut job = LayoutJob::simple(text.to_owned(), self.font.clone(), ink, room);
        job.wrap.max_rows = lines;
        job.wrap.break_anywhere = lines == 1;
        let galley = painter.layout_job(job);
        painter.galley(cell.min + Vec2::new(PAD_X, PAD_Y), galley, ink);
    }

    /// The number of a row, with a mark at its left where its owner needs a look.
    fn number(&self, painter: &Painter, row: usize) {
        let stage = &*self.stage;
        let top = self.rect(Spot { row, column: 0 });
        let left = stage.hands.view.origin.x;
        let right = left + stage.shown.layout.gutter();
        let rect = Rect::from_x_y_ranges(left..=right, top.y_range());
        let is_selected = stage.hands.selection.area().rows().contains(&row);
        let ground = match is_selected {
            true => self.palette.accent_soft,
            false => self.palette.bar,
        };
        painter.rect_filled(rect, CornerRadius::ZERO, ground);
        let number = stage.shown.rows.get(row);
        let mark = number.and_then(|number| match stage.shown.facts.ownership.get(*number) {
            _ if stage.shown.facts.rows_in_conflict.contains(number) => Some(self.palette.warn),
            Some(Ownership::Nobody) => Some(self.palette.bad),
            _ if stage.shown.facts.without_contact.contains(number) => Some(self.palette.bad),
            Some(Ownership::Several) => Some(self.palette.warn),
            _ => None,
        });
        if let Some(mark) = mark {
            let bar = rect.with_max_x(rect.left() + 4.0);
            painter.rect_filled(bar, CornerRadius::ZERO, mark);
        }
        let text = number.map_or_else(|| "+".to_owned(), |number| (number + 1).to_string());
        let font = FontId::new(12.0, self.font.family.clone());
        let at = Pos2::new(rect.right() - PAD_X, rect.top() + PAD_Y + 2.0);
        painter.text(at, Align2::RIGHT_TOP, text, font, self.palette.weak);
    }

    fn lines(&self, painter: &Painter, side: Side, rows: Range<usize>, columns: Range<usize>) {
        if rows.is_empty() {
            return;
        }
        let spot = |row, column| Spot { row, column };
        let line = Stroke::new(1.0, self.palette.line);
        let last = columns.end.max(1) - 1;
        let all = self.area_rect(Area::between(
            spot(rows.start, columns.start.min(last)),
            spot(rows.end - 1, last),
        ));
        let left = match side {
            Side::Left => self.stage.hands.view.origin.x,
            Side::Right => all.left(),
        };
        for row in rows {
            let bottom = self.rect(spot(row, last)).bottom();
            painter.hline(left..=all.right(), bottom, line);
        }
        for column in columns {
            let rect = self.rect(spot(0, column));
            painter.vline(rect.right(), all.y_range(), line);
        }
        if side == Side::Left {
            painter.vline(left + self.stage.shown.layout.gutter(), all.y_range(), line);
        }
    }

    /// The frame around the selection and the square to fill from; while filling, the area that will be.
    fn selection(&self, painter: &Painter, side: Side) {
        let stage = &*self.stage;
        let selection = stage.hands.selection;
        let lines = stage.shown.lines();
        let area = selection.area();
        if area.to.row >= lines || area.to.column >= stage.matrix.columns.len() {
            return;
        }
        let sticky = stage.hands.view.sticky;
        let is_here = |area: Area| match side {
            Side::Left => area.from.column < sticky,
            Side::Right => area.to.column >= sticky,
        };
        // On each side, an area that reaches across both stands as if all of it scrolled with that side.
        let view = View {
            sticky: match side {
                Side::Left => usize::MAX,
                Side::Right => 0,
            },
            ..stage.hands.view
        };
        let rect = |area| view.rect(&stage.shown.layout, area);
        let accent = self.palette.accent;
        if is_here(area) {
            let frame = rect(area);
            let stroke = Stroke::new(2.0, accent);
            painter.rect_stroke(frame, CornerRadius::ZERO, stroke, StrokeKind::Inside);
            if stage.can_write && stage.hands.editing.is_none() {
                let corner = frame.right_bottom() - Vec2::splat(1.0);
                let handle = Rect::from_center_size(corner, Vec2::splat(2.0 * HANDLE));
                painter.rect_filled(handle, CornerRadius::ZERO, accent);
                let line = Stroke::new(1.0, self.palette.surface);
                painter.rect_stroke(handle, CornerRadius::ZERO, line, StrokeKind::Outside);
            }
        }
        if let Some(Drag::Fill { target, .. }) = stage.hands.drag
            && is_here(target)
        {
            let stroke = Stroke::new(1.0, accent);
            painter.rect_stroke(rect(target), CornerRadius::ZERO, stroke, StrokeKind::Inside);
        }
    }

    /// Who else is in which cell.
    fn presence(
        &self,
        ui: &Ui,
        painter: &Painter,
        side: Side,
        rows: &Range<usize>,
        columns: &Range<usize>,
    ) {
        let state = self.stage.scene.state;
        let Some(present) = state.links.present.get(&self.stage.editor.id) else {
            return;
        };
        let Some(council) = state.council() else {
            return;
        };
        for one in present {
            let spot = Place::from_key(&one.place).and_then(|place| self.stage.shown.spot(&place));
            let Some(spot) = spot else { continue };
            let is_here = (spot.column < self.stage.hands.view.sticky) == (side == Side::Left);
            if !is_here || !rows.contains(&spot.row) || !columns.contains(&spot.column) {
                continue;
            }
            let number = council.members.keys().position(|key| *key == one.device);
            let colour = theme::writer(ui, number.unwrap_or_default());
            let rect = self.rect(spot);
            let stroke = Stroke::new(2.0, colour);
            painter.rect_stroke(rect, CornerRadius::ZERO, stroke, StrokeKind::Inside);
            let name = council.name_of(&one.device);
            let font = FontId::new(11.0, self.font.family.clone());
            let galley = painter.layout_no_wrap(name, font, self.palette.surface);
            let size = galley.size() + Vec2::new(8.0, 2.0);
            let tag = Rect::from_min_size(rect.right_top() - Vec2::new(size.x, 0.0), size);
            painter.rect_filled(tag, CornerRadius::ZERO, colour);
            painter.galley(tag.min + Vec2::new(4.0, 1.0), galley, self.palette.surface);
        }
    }

    /// A row as assistive technology knows it.
    fn spoken_row(&self, ui: &mut Ui, side: Side, row: usize) -> Ui {
        let id = self.id.with(("row", row));
        let builder = UiBuilder::new().max_rect(ui.clip_rect());
        match side {
            Side::Right => ui.new_child(builder.scope_id(id).accessibility_role(Role::Row)),
            // The same row as on the right side.
            Side::Left => ui.new_child(builder.scope_id(id.with(side)).accessibility_parent(id)),
        }
    }

    /// A cell as assistive technology knows it.
    fn speak(&self, row_ui: &Ui, spot: Spot, rect: Rect, face: Face<'_>) {
        let stage = &*self.stage;
        let id = cell_id(stage, spot);
        row_ui.interact(rect, id, Sense::hover());
        row_ui.ctx().accesskit_node_builder(id, |node| {
            let name = stage.shown.names.get(spot.column).map(String::as_str);
            let value = match face.text {
                "" => stage.word("matrix-empty-cell"),
                text => cell::cut(text, MOST_SPOKEN),
            };
            let name = name.unwrap_or_default();
            let label = match stage.shown.rows.get(spot.row) {
                Some(row) => format!(
                    "{name}, {} {}: {value}",
                    stage.word("matrix-row-word"),
                    row + 1
                ),
                None => format!("{name}, {}", stage.word("matrix-new-row")),
            };
            node.set_role(Role::GridCell);
            node.set_label(label);
            node.set_bounds(egui::accesskit::Rect {
                x0: rect.min.x.into(),
                y0: rect.min.y.into(),
                x1: rect.max.x.into(),
                y1: rect.max.y.into(),
            });
            node.set_row_index(spot.row);
            node.set_column_index(spot.column);
            if stage.hands.selection.area().contains(spot) {
                node.set_selected(true);
            }
        });
    }
}

/// The style of column names.
pub(super) fn header_font(ui: &Ui) -> FontId {
    let body = TextStyle::Body.resolve(ui.style());
    FontId::new(body.size, crate::ui::fonts::bold())
}
