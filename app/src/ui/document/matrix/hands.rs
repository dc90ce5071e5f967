//! What the person is doing in the grid.

use std::collections::BTreeMap;

use council::edit::Place;
use egui::{Pos2, Rect, Vec2};

use crate::core::editor::Editor;
use crate::core::matrix::arrange::Arrangement;
use crate::core::matrix::selection::{Selection, Step};
use crate::core::matrix::sheet::{Area, Sheet, Spot};
use crate::ui::Scene;

/// The narrowest and the widest column, in points.
pub(super) const WIDTHS: std::ops::RangeInclusive<f32> = 48.0..=800.0;

/// What belongs to the person's hands.
#[derive(Debug, Default)]
pub(super) struct Hands {
    /// Sort and filters.
    pub(super) arrangement: Arrangement,
    /// Whether they are to be applied anew.
    pub(super) rearrange: bool,
    /// What is selected.
    pub(super) selection: Selection,
    /// The cell under edit.
    pub(super) editing: Option<Editing>,
    /// The column that gets a name: its id and what is typed.
    pub(super) naming: Option<Naming>,
    /// A new column that gets its name as soon as it is there.
    pub(super) name_next: Option<String>,
    /// What the pointer drags.
    pub(super) drag: Option<Drag>,
    /// The cell to bring into view.
    pub(super) scroll_to: Option<Spot>,
    /// Widths of columns by their ids, where somebody set one.
    widths: BTreeMap<String, f32>,
    /// Whether one of them changed.
    pub(super) widths_changed: bool,
    /// Whether the removed rows are listed at the side.
    pub(super) shows_removed: bool,
    /// What is selected once it is there.
    pub(super) wanted: Option<Wanted>,
    /// The conflict whose values are shown.
    pub(super) choosing: Option<Place>,
    /// The column whose filter opens: its id.
    pub(super) open_filter: Option<String>,
    /// Something worth knowing about the last command.
    pub(super) note: Option<String>,
    /// Where the grid was drawn last.
    pub(super) view: View,
    /// The active cell that others know of.
    pub(super) said: Option<Spot>,
    /// The place to go to.
    pub(super) go_to: Option<Place>,
    /// The place that the screen named last.
    gone_to: Option<Place>,
    has_begun: bool,
}

/// A cell under edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Editing {
    /// Its row; `None`: the empty one at the end.
    pub(super) row: Option<String>,
    /// Its column.
    pub(super) column: String,
    /// What is typed.
    pub(super) text: String,
    /// What stood there when it began.
    pub(super) base: String,
    /// Whether it began by typing: arrows leave the cell then.
    pub(super) by_typing: bool,
    /// Whether the caret was put to the end.
    pub(super) is_begun: bool,
    /// What others wrote there meanwhile, once the person was told.
    pub(super) told: Option<String>,
}

/// A column that gets a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// Its id.
    pub(super) column: String,
    /// What is typed.
    pub(super) text: String,
    /// Whether its field has had the focus.
    pub(super) is_begun: bool,
}

/// What the pointer drags.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Drag {
    /// A range of cells.
    Cells,
    /// A range of rows, at their numbers.
    Rows,
    /// The fill handle: from this area to that one.
    Fill {
        /// What is repeated.
        source: Area,
        /// Up to where.
        target: Area,
    },
}

/// Rows that were just made, to be selected once they are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The first row.
    pub(super) first: String,
    /// The last row.
    pub(super) last: String,
    /// The first and the last column.
    pub(super) columns: (usize, usize),
    /// A move after that.
    pub(super) then: Option<Step>,
}

/// Where the grid was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    /// The corner above the row numbers.
    pub(super) origin: Pos2,
    /// All cells that can be seen, with row numbers and without column names.
    pub(super) body: Rect,
    /// How far it was scrolled.
    pub(super) offset: Vec2,
    /// The height of the column names.
    pub(super) header: f32,
    /// How many columns do not scroll.
    pub(super) sticky: usize,
}

impl Default for View {
    fn default() -> Self {
        Self {
            origin: Pos2::ZERO,
            body: Rect::NOTHING,
            offset: Vec2::ZERO,
            header: 0.0,
            sticky: 0,
        }
    }
}

impl Hands {
    /// The first look at a document: columns get the widths they had.
    pub(super) fn begin(&mut self, scene: &Scene<'_>, editor: &Editor) {
        if self.has_begun {
            return;
        }
        self.has_begun = true;
        let widths = scene
            .state
            .settings
            .column_widths
            .get(&editor.id.to_string());
        for (column, width) in widths.into_iter().flatten() {
            self.widths.insert(column.clone(), f32::from(*width));
        }
    }

    /// Goes to the place the screen names, once, and wherever else the person wants to go.
    pub(super) fn follow_places(&mut self, named: Option<&Place>, sheet: &Sheet<'_>) {
        if named != self.gone_to.as_ref() {
            self.gone_to = named.cloned();
            self.go_to = self.gone_to.clone().or_else(|| self.go_to.take());
        }
        let Some(place) = self.go_to.take() else {
            return;
        };
        if !self.go(&place, sheet) && self.arrangement.is_filtered() {
            // A filter hides it; the next frame shows every row.
            self.show_all();
            self.go_to = Some(place);
        }
    }

    /// Selects a cell and brings it into view. Returns whether it is shown.
    fn go(&mut self, place: &Place, sheet: &Sheet<'_>) -> bool {
        let spot = match place {
            Place::Mark(_, id) => sheet.row(id).map(|row| Spot { row, column: 0 }),
            place => sheet.spot(place),
        };
        if let Some(spot) = spot {
            self.select(Selection::at(spot));
        }
        spot.is_some()
    }

    /// Selects, and brings the moving corner into view.
    pub(super) fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.scroll_to = Some(selection.corner);
    }

    /// No filter any more.
    pub(super) fn show_all(&mut self) {
        self.arrangement = Arrangement::default();
        self.rearrange = true;
    }

    /// The width of a column.
    pub(super) fn width(&self, id: &str) -> f32 {
        self.widths.get(id).copied().unwrap_or(match id {
            "activity" => 260.0,
            "owner" => 224.0,
            "hours" | "mode" | "cadence" => 100.0,
            _ => 150.0,
        })
    }

    /// Makes a column wider or narrower.
    pub(super) fn set_width(&mut self, id: &str, width: f32) {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end()).round();
        self.widths.insert(id.to_owned(), width);
        self.widths_changed = true;
    }

    /// Widths to be remembered.
    pub(super) fn widths(&self) -> BTreeMap<String, u16> {
        (self.widths.iter())
            .map(|(id, width)| (id.clone(), *width as u16))
            .collect()
    }
}
