//! Clicks and drags on cells.

use egui::{Pos2, Rect, Response, Ui};

use super::command::{Command, perform};
use super::hands::{Drag, View};
use super::shown::Layout;
use super::{Stage, bar, cell, keys};
use crate::core::matrix::selection::Selection;
use crate::core::matrix::sheet::{Area, Spot};
use crate::ui::widgets;

/// Half the width of the square at the corner of the selection.
pub(super) const HANDLE: f32 = 4.0;

impl View {
    /// The rectangle of an area on the screen.
    pub(super) fn rect(&self, layout: &Layout, area: Area) -> Rect {
        let x = |column: usize, border: usize| {
            let scrolled = if column < self.sticky {
                0.0
            } else {
                self.offset.x
            };
            self.origin.x + layout.lefts[border] - scrolled
        };
        let y = |row: usize| self.origin.y + self.header + layout.tops[row] - self.offset.y;
        Rect::from_min_max(
            Pos2::new(x(area.from.column, area.from.column), y(area.from.row)),
            Pos2::new(x(area.to.column, area.to.column + 1), y(area.to.row + 1)),
        )
    }

    /// The nearest cell.
    pub(super) fn nearest(&self, layout: &Layout, at: Pos2) -> Spot {
        let from_left = at.x - self.origin.x;
        let is_sticky = from_left < layout.lefts.get(self.sticky).copied().unwrap_or(0.0);
        let x = if is_sticky {
            from_left
        } else {
            from_left + self.offset.x
        };
        let y = at.y - self.origin.y - self.header + self.offset.y;
        let among = |borders: &[f32], at: f32| {
            let after = borders.partition_point(|border| *border <= at);
            after.saturating_sub(1).min(borders.len().saturating_sub(2))
        };
        Spot {
            row: among(&layout.tops, y),
            column: among(&layout.lefts, x),
        }
    }

    /// The cell under the pointer.
    fn cell(&self, layout: &Layout, at: Pos2) -> Option<Spot> {
        let spot = self.nearest(layout, at);
        let area = Area::between(spot, spot);
        self.rect(layout, area).contains(at).then_some(spot)
    }

    fn is_in_gutter(&self, layout: &Layout, at: Pos2) -> bool {
        at.x < self.origin.x + layout.gutter()
    }
}

/// Follows the pointer on one part of the cells.
pub(super) fn follow(ui: &Ui, stage: &mut Stage<'_, '_>, response: &Response) {
    if stage.sheet().is_empty() {
        return;
    }
    let (pressed, shift, latest) = ui.input(|input| {
        let pointer = &input.pointer;
        (
            pointer.primary_pressed(),
            input.modifiers.shift,
            pointer.latest_pos(),
        )
    });
    if pressed
        && response.contains_pointer()
        && let Some(at) = latest
    {
        press(ui, stage, at, shift);
    }
    let view = stage.hands.view;
    let spot = latest.and_then(|at| view.cell(&stage.shown.layout, at));
    if response.double_clicked()
        && let (Some(at), Some(spot)) = (latest, spot)
        && !view.is_in_gutter(&stage.shown.layout, at)
    {
        let command = match stage.sheet().conflict(spot) {
            Some(_) => Command::Choose,
            None => Command::Begin(None),
        };
        perform(ui.ctx(), stage, command);
    }
    if response.secondary_clicked()
        && let Some(spot) = spot
        && !stage.hands.selection.area().contains(spot)
    {
        perform(ui.ctx(), stage, Command::Select(Selection::at(spot)));
    }
    let mut chosen = None;
    response.context_menu(|ui| chosen = widgets::menu(ui, |ui| bar::cell_menu(ui, stage)));
    if let Some(command) = chosen {
        perform(ui.ctx(), stage, command);
    }
    tip(stage, response);
}

fn press(ui: &Ui, stage: &mut Stage<'_, '_>, at: Pos2, shift: bool) {
    let view = stage.hands.view;
    let layout = &stage.shown.layout;
    let selection = stage.hands.selection;
    let handle = view.rect(layout, selection.area()).right_bottom();
    if stage.can_write && (at - handle).abs().max_elem() <= HANDLE + 2.0 {
        let source = selection.area();
        stage.hands.drag = Some(Drag::Fill {
            source,
            target: source,
        });
        return;
    }
    let is_row = view.is_in_gutter(layout, at);
    let spot = match view.cell(layout, at) {
        Some(spot) => spot,
        None if is_row => view.nearest(layout, at),
        None => return,
    };
    let last = stage.sheet().last().column;
    let wanted = match (is_row, shift) {
        (false, false) => Selection::at(spot),
        (false, true) => selection.extended_to(spot),
        (true, false) => Selection::of(Area {
            from: Spot { column: 0, ..spot },
            to: Spot {
                column: last,
                ..spot
            },
        }),
        (true, true) => Selection {
            active: Spot {
                column: 0,
                ..selection.active
            },
            ..selection.extended_to(Spot {
                column: last,
                ..spot
            })
        },
    };
    perform(ui.ctx(), stage, Command::Select(wanted));
    let focus = keys::focus_id(stage);
    if stage.hands.editing.is_none() {
        stage.hands.drag = Some(if is_row { Drag::Rows } else { Drag::Cells });
    }
    ui.memory_mut(|memory| memory.request_focus(focus));
}

/// Follows a drag, once per frame.
pub(super) fn drag(ui: &Ui, stage: &mut Stage<'_, '_>) {
    let Some(drag) = stage.hands.drag else {
        return;
    };
    let (is_down, latest) =
        ui.input(|input| (input.pointer.primary_down(), input.pointer.latest_pos()));
    let view = stage.hands.view;
    let nearest = latest.map(|at| view.nearest(&stage.shown.layout, at));
    match (drag, nearest) {
        (Drag::Cells, Some(spot)) if spot != stage.hands.selection.corner => {
            let extended = stage.hands.selection.extended_to(spot);
            stage.hands.select(extended);
        }
        (Drag::Rows, Some(spot)) if spot.row != stage.hands.selection.corner.row => {
            let corner = Spot {
                row: spot.row,
                ..stage.hands.selection.corner
            };
            stage.hands.selection = stage.hands.selection.extended_to(corner);
        }
        (Drag::Fill { source, .. }, Some(spot)) => {
            let target = stretched(source, spot);
            stage.hands.drag = Some(Drag::Fill { source, target });
        }
        _ => {}
    }
    if is_down {
        return;
    }
    let ended = stage.hands.drag.take();
    if let Some(Drag::Fill { source, target }) = ended
        && source != target
    {
        perform(ui.ctx(), stage, Command::Fill(source, target));
    }
}

/// An area stretched towards a cell, along rows or along columns, whichever is further.
fn stretched(source: Area, to: Spot) -> Area {
    let beyond =
        |at: usize, from: usize, end: usize| from.saturating_sub(at).max(at.saturating_sub(end));
    let rows = beyond(to.row, source.from.row, source.to.row);
    let columns = beyond(to.column, source.from.column, source.to.column);
    let mut target = source;
    if rows >= columns {
        target.from.row = target.from.row.min(to.row);
        target.to.row = target.to.row.max(to.row);
    } else {
        target.from.column = target.from.column.min(to.column);
        target.to.column = target.to.column.max(to.column);
    }
    target
}

fn tip(stage: &Stage<'_, '_>, response: &Response) {
    let (Some(at), None, None) = (response.hover_pos(), stage.hands.drag, &stage.hands.editing)
    else {
        return;
    };
    let view = stage.hands.view;
    let layout = &stage.shown.layout;
    let spot = view.cell(layout, at);
    let Some(spot) = spot.filter(|_| !view.is_in_gutter(layout, at)) else {
        return;
    };
    let language = stage.scene.language();
    let face = cell::face(stage.shown, stage.matrix, spot, language);
    if face.look == cell::Look::Plain && !layout.is_cut(face.text, spot) {
        return;
    }
    if let Some(text) = cell::tip(stage.shown, stage.matrix, spot, language) {
        response.clone().on_hover_ui_at_pointer(|ui| {
            ui.set_max_width(420.0);
            ui.add(egui::Label::new(text).wrap());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fill_handle_stretches_along_the_longer_way() {
        let spot = |row, column| Spot { row, column };
        let source = Area::between(spot(2, 2), spot(3, 3));
        assert_eq!(stretched(source, spot(2, 3)), source);
        assert_eq!(
            stretched(source, spot(7, 4)),
            Area::between(spot(2, 2), spot(7, 3))
        );
        assert_eq!(
            stretched(source, spot(0, 3)),
            Area::between(spot(0, 2), spot(3, 3))
        );
        assert_eq!(
            stretched(source, spot(4, 9)),
            Area::between(spot(2, 2), spot(3, 9))
        );
    }
}
