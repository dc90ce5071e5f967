//! What was worked out of the document, kept while the document stays as it is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use council::edit::{Collection, Place};
use council::matrix::{Facts, facts};
use council::view::Matrix;
use egui::{FontId, TextStyle, Ui};
use format::ChangeHash;

use super::hands::Hands;
use super::lines::Letters;
use crate::core::council::Council;
use crate::core::editor::Editor;
use crate::core::matrix::arrange::follow;
use crate::core::matrix::selection::Selection;
use crate::core::matrix::sheet::{Sheet, Spot};
use crate::ui::Scene;
use crate::words::{Language, column};

/// Space beside the text of a cell.
pub(super) const PAD_X: f32 = 8.0;
/// Space above and below it.
pub(super) const PAD_Y: f32 = 5.0;
/// The most lines of a cell that show; more of it shows in a tip and under edit.
pub(super) const MOST_LINES: usize = 4;
/// Width of the column of row numbers, and where files are attached to rows.
const GUTTER: f32 = 52.0;
const GUTTER_WITH_FILES: f32 = 84.0;
/// Between the values of a conflict.
const BETWEEN_VALUES: &str = " ⟷ ";

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Shown {
    heads: Vec<ChangeHash>,
    language: Language,
    /// Whether anything was worked out in this frame.
    pub(super) is_new: bool,
    /// What is wrong with which row.
    pub(super) facts: Facts,
    /// The numbers of the rows that are shown, in order.
    pub(super) rows: Vec<usize>,
    /// Whether an empty row stands at the end.
    has_blank: bool,
    /// The ids of all rows there were when it was worked out, in the document's order.
    known: Vec<String>,
    /// The ids of the rows that are shown, in order.
    order: Vec<String>,
    /// Where each of them is.
    places: HashMap<String, usize>,
    /// The ids of the columns.
    columns: Vec<String>,
    /// The columns in words.
    pub(super) names: Vec<String>,
    /// The text of cells with several values.
    pub(super) conflict_texts: BTreeMap<(usize, usize), String>,
    /// Whether the document changed since rows were filtered and sorted.
    pub(super) is_stale: bool,
    /// Where rows and columns stand.
    pub(super) layout: Layout,
}

/// Where rows and columns stand, in points from the first cell.
#[derive(Debug, Default)]
pub(super) struct Layout {
    letters: Option<(f32, Letters)>,
    line: f32,
    /// How many lines each row takes that has its own text only, with that text.
    heights: Vec<(Arc<str>, usize)>,
    /// The top of each row, and the end of the last one.
    pub(super) tops: Vec<f32>,
    /// The left of each column, and the end of the last one.
    pub(super) lefts: Vec<f32>,
}

impl Shown {
    /// The matrix as it is shown.
    pub(super) fn sheet<'a>(&'a self, matrix: &'a Matrix) -> Sheet<'a> {
        Sheet {
            matrix,
            facts: &self.facts,
            rows: &self.rows,
            has_blank: self.has_blank,
        }
    }

    /// The row that is shown there.
    pub(super) fn id_of_row(&self, row: usize) -> Option<&str> {
        self.order.get(row).map(String::as_str)
    }

    /// Where a row is shown.
    pub(super) fn row(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Where a cell of the document is shown.
    pub(super) fn spot(&self, place: &Place) -> Option<Spot> {
        let Place::Cell(row, column) = place else {
            return None;
        };
        Some(Spot {
            row: self.row(row)?,
            column: self.columns.iter().position(|one| one == column)?,
        })
    }

    /// How many rows can be selected: those there are, and the empty one.
    pub(super) fn lines(&self) -> usize {
        self.rows.len() + usize::from(self.has_blank)
    }

    /// Works out what the document or the person changed.
    pub(super) fn update(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        hands: &mut Hands,
        editor: &Editor,
        matrix: &Matrix,
    ) {
        let heads = editor.document().heads();
        let is_first = self.heads.is_empty();
        let is_other = is_first || heads != self.heads;
        let rearrange = std::mem::take(&mut hands.rearrange);
        let language = scene.language();
        self.is_new = is_other || rearrange || self.language != language;
        if self.is_new {
            let selected = (!is_first).then(|| self.ids_of(&hands.selection));
            if is_other {
                let known = scene.state.council().map(Council::known_names);
                self.facts = facts(matrix, &editor.conflicts, &known.unwrap_or_default());
                self.conflict_texts = conflict_texts(editor, &self.facts);
            }
            self.language = language;
            self.arrange(hands, matrix, is_first || rearrange);
            self.names = (matrix.columns.iter())
                .map(|one| column::capitalised(&column::name(language, one)))
                .collect();
            self.has_blank = editor.read_only.is_none() && !hands.arrangement.is_filtered();
            self.heads = heads;
            self.select(hands, selected, matrix);
        }
        let widths_changed = std::mem::take(&mut hands.widths_changed);
        self.lay_out(ui, hands, editor, matrix, self.is_new || widths_changed);
    }

    fn arrange(&mut self, hands: &Hands, matrix: &Matrix, anew: bool) {
        let arrangement = &hands.arrangement;
        let is_known = matrix.rows.iter().map(|row| &row.id).eq(&self.known);
        let wanted = arrangement.rows(matrix, &self.facts);
        self.is_stale = false;
        let rows = if anew || arrangement.is_plain() {
            wanted
        } else {
            let rows = match is_known {
                true => self.rows.clone(),
                false => follow(&self.order, &self.known.iter().cloned().collect(), matrix),
            };
            self.is_stale = rows != wanted;
            rows
        };
        self.columns = (matrix.columns.iter())
            .map(|column| column.id.clone())
            .collect();
        self.rows = rows;
        if !is_known {
            self.known = matrix.rows.iter().map(|row| row.id.clone()).collect();
        }
        // Most of them stand where they stood.
        let ids = || (self.rows.iter()).filter_map(|row| Some(&matrix.rows.get(*row)?.id));
        let same = ids().zip(&self.order).take_while(|(a, b)| a == b).count();
        for id in self.order.drain(same..) {
            self.places.remove(&id);
        }
        self.order.extend(ids().skip(same).cloned());
        let moved = self.order.iter().cloned().zip(0..).skip(same);
        self.places.extend(moved);
    }

    /// The ids of the two corners of a selection; `None` where the empty row is.
    fn ids_of(&self, selection: &Selection) -> [(Option<String>, Option<String>); 2] {
        [selection.active, selection.corner].map(|spot| {
            (
                self.order.get(spot.row).cloned(),
                self.columns.get(spot.column).cloned(),
            )
        })
    }

    /// The selection stays on the cells it was on (`None`: it was on none yet), wherever they are now;
    /// what was just made is selected.
    fn select(
        &self,
        hands: &mut Hands,
        selected: Option<[(Option<String>, Option<String>); 2]>,
        matrix: &Matrix,
    ) {
        let sheet = self.sheet(matrix);
        let now = |spot: Spot, (row, column): (Option<String>, Option<String>)| {
            let row = match row {
                Some(id) => self.row(&id).unwrap_or(spot.row),
                None => sheet.end().row,
            };
            let column = column.and_then(|id| self.columns.iter().position(|one| *one == id));
            Spot {
                row,
                column: column.unwrap_or(spot.column),
            }
        };
        let before = hands.selection;
        let after = match selected {
            Some([active, corner]) => Selection {
                active: now(before.active, active),
                corner: now(before.corner, corner),
                ..before
            },
            None => before,
        };
        hands.selection = after.within(&sheet);
        let Some(wanted) = hands.wanted.take() else {
            return;
        };
        if let (Some(first), Some(last)) = (self.row(&wanted.first), self.row(&wanted.last)) {
            let spot = |row, column| Spot { row, column };
            let mut selection = Selection {
                active: spot(first, wanted.columns.0),
                corner: spot(last, wanted.columns.1),
                tab_column: before.tab_column,
            };
            if let Some(step) = wanted.then {
                selection = selection.stepped(step, false, &sheet);
            }
            hands.selection = selection.within(&sheet);
            hands.scroll_to = Some(hands.selection.corner);
        }
    }

    fn lay_out(&mut self, ui: &Ui, hands: &Hands, editor: &Editor, matrix: &Matrix, anew: bool) {
        let points = ui.pixels_per_point();
        let is_measured = (self.layout.letters.as_ref()).is_some_and(|(at, _)| *at == points);
        if is_measured && !anew {
            return;
        }
        if !is_measured {
            let font = font(ui);
            self.layout.letters = Some((
                points,
                ui.fonts_mut(|fonts| Letters::measure(|letter| fonts.glyph_width(&font, letter))),
            ));
            self.layout.line = ui.fonts_mut(|fonts| fonts.row_height(&font));
        }
        let Some((_, letters)) = &self.layout.letters else {
            return;
        };
        let has_files =
            (matrix.rows.iter()).any(|row| editor.attached.count(Collection::Rows, &row.id) > 0);
        let mut left = match has_files {
            true => GUTTER_WITH_FILES,
            false => GUTTER,
        };
        let mut lefts = Vec::with_capacity(self.columns.len() + 1);
        lefts.push(left);
        for column in &self.columns {
            left += hands.width(column);
            lefts.push(left);
        }
        let known = std::mem::take(&mut self.layout.heights);
        let mut known = match is_measured && lefts == self.layout.lefts {
            true => Known::of(&known),
            false => Known::of(&[]),
        };
        let lines_of_row = |number: usize| {
            let cells = matrix.rows[number].cells.iter().enumerate();
            let lines = cells.map(|(column, cell)| {
                let text = match self.conflict_texts.is_empty() {
                    true => cell,
                    false => self.conflict_texts.get(&(number, column)).unwrap_or(cell),
                };
                let room = lefts[column + 1] - lefts[column] - 2.0 * PAD_X;
                letters.lines(text, room, MOST_LINES)
            });
            lines.max().unwrap_or(1)
        };
        let in_conflict: BTreeSet<usize> =
            self.conflict_texts.keys().map(|(row, _)| *row).collect();
        let mut top = 0.0;
        let mut tops = Vec::with_capacity(self.lines() + 1);
        let mut heights = Vec::with_capacity(self.rows.len());
        tops.push(top);
        for number in &self.rows {
            let piece = editor.pieces().get(*number);
            let piece = piece.filter(|_| !in_conflict.contains(number));
            let known = piece.and_then(|piece| known.lines(&piece.text));
            let lines = known.unwrap_or_else(|| lines_of_row(*number));
            if let Some(piece) = piece {
                heights.push((Arc::clone(&piece.text), lines));
            }
            top += height(lines, self.layout.line);
            tops.push(top);
        }
        if self.has_blank {
            tops.push(top + height(1, self.layout.line));
        }
        self.layout.lefts = lefts;
        self.layout.tops = tops;
        self.layout.heights = heights;
    }
}

impl Layout {
    /// The width of the column of row numbers.
    pub(super) fn gutter(&self) -> f32 {
        self.lefts.first().copied().unwrap_or(GUTTER)
    }

    /// How many lines of text a row has room for.
    pub(super) fn lines_of(&self, row: usize) -> usize {
        let height = self.tops[row + 1] - self.tops[row];
        (((height - 2.0 * PAD_Y) / self.line.max(1.0)).round() as usize).max(1)
    }

    /// Whether a cell holds more than its row shows.
    pub(super) fn is_cut(&self, text: &str, spot: Spot) -> bool {
        let Some((_, letters)) = &self.letters else {
            return false;
        };
        let shown = self.lines_of(spot.row);
        let room = self.lefts[spot.column + 1] - self.lefts[spot.column] - 2.0 * PAD_X;
        letters.lines(text, room, shown + 1) > shown
    }

    /// The width a column needs to show its longest cell in one line.
    pub(super) fn natural_width(&self, name: &str, matrix: &Matrix, column: usize) -> f32 {
        let Some((_, letters)) = &self.letters else {
            return 0.0;
        };
        let cells = matrix.rows.iter().filter_map(|row| row.cells.get(column));
        let widths = cells
            .flat_map(|cell| cell.lines())
            .map(|line| letters.width_of(line));
        // A name needs room for the signs of sort and filter too.
        widths.fold(letters.width_of(name) + 56.0, f32::max) + 2.0 * PAD_X + 1.0
    }

    /// The height of a row of one line.
    pub(super) fn one_line(&self) -> f32 {
        height(1, self.line)
    }
}

/// How many lines rows took, asked in the order in which they stand now.
struct Known<'a> {
    heights: &'a [(Arc<str>, usize)],
    /// The one that is asked for next if nothing moved.
    next: usize,
    /// Where each stands, by the address of its text, once something did.
    places: Option<HashMap<*const u8, usize>>,
}

impl<'a> Known<'a> {
    fn of(heights: &'a [(Arc<str>, usize)]) -> Self {
        Self {
            heights,
            next: 0,
            places: None,
        }
    }

    /// Of the row with this very text.
    fn lines(&mut self, text: &Arc<str>) -> Option<usize> {
        let is_here = |(known, _): &&(Arc<str>, usize)| Arc::ptr_eq(known, text);
        if self.heights.get(self.next).filter(is_here).is_none() {
            let heights = self.heights.iter().enumerate();
            let places = self.places.get_or_insert_with(|| {
                heights.map(|(at, (text, _))| (text.as_ptr(), at)).collect()
            });
            self.next = *places.get(&text.as_ptr())?;
        }
        let (_, lines) = self.heights.get(self.next)?;
        self.next += 1;
        Some(*lines)
    }
}

fn height(lines: usize, line: f32) -> f32 {
    (lines as f32 * line + 2.0 * PAD_Y).ceil()
}

/// The font of cells.
pub(super) fn font(ui: &Ui) -> FontId {
    TextStyle::Body.resolve(ui.style())
}

fn conflict_texts(editor: &Editor, facts: &Facts) -> BTreeMap<(usize, usize), String> {
    let text = |number: &usize| {
        let conflict = editor.conflicts.get(*number)?;
        let mut values: Vec<&str> = Vec::new();
        for value in &conflict.values {
            let value = match value.value.as_str() {
                "" => "–",
                value => value,
            };
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Some(values.join(BETWEEN_VALUES))
    };
    (facts.conflicts.iter())
        .filter_map(|(at, number)| Some((*at, text(number)?)))
        .collect()
}
