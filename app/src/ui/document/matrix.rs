//! The editor of an ownership matrix: a grid as people know it from spreadsheets.
//!
//! All of it is worked out anew only when the document, the language or a wish of the person changed
//! (`shown`); a frame paints the cells that are visible, and only the cell under edit is a widget.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `shown` | what was worked out: order of rows, checks, names, heights |
//! | `lines` | how many lines a cell takes |
//! | `hands` | what the person is doing: selection, cell under edit, drags, filters |
//! | `keys` | keys and clipboard into commands |
//! | `command` | commands into wishes |
//! | `grid` | the cells |
//! | `cell` | one cell: what it shows and how it looks |
//! | `pointer` | clicks and drags on cells |
//! | `field` | the cell under edit |
//! | `columns` | the row of column names: sort, filter, width |
//! | `bar` | sums, toolbar and menus |
//! | `panel` | removed rows at the side |

use council::edit::Place;
use council::view::Matrix;
use egui::{Frame, Margin, Ui};

use super::conflict::Questions;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::core::matrix::selection::Selection;
use crate::core::matrix::sheet::{Sheet, Spot};
use crate::ui::{Scene, room, theme};

mod bar;
mod cell;
mod columns;
mod command;
mod field;
mod grid;
mod hands;
mod keys;
mod lines;
mod panel;
mod pointer;
mod shown;

use hands::Hands;
use shown::Shown;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    hands: Hands,
    shown: Shown,
    questions: Questions,
    panel: panel::Memory,
    is_begun: bool,
}

impl Memory {
    /// Whether the caret shall go to the title: a matrix without a name and without rows is new.
    pub fn takes_title(&mut self, editor: &Editor, matrix: &Matrix) -> bool {
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let is_empty = matrix.title.is_empty() && matrix.rows.is_empty();
        is_first && is_empty && editor.read_only.is_none()
    }

    /// The caret comes down from the title, to the first cell: it has the keyboard when nobody else has.
    pub fn enter_from_title(&mut self, ctx: &egui::Context) {
        self.hands.select(Selection::at(Spot { row: 0, column: 0 }));
        ctx.memory_mut(|memory| {
            if let Some(focused) = memory.focused() {
                memory.surrender_focus(focused);
            }
        });
    }

    /// Selects the cell at a place and brings it into view.
    pub fn go_to(&mut self, place: Place) {
        self.hands.go_to = Some(place);
    }
}

/// Everything a part of the editor works with.
struct Stage<'a, 's> {
    scene: &'a mut Scene<'s>,
    hands: &'a mut Hands,
    shown: &'a Shown,
    editor: &'a Editor,
    matrix: &'a Matrix,
    /// Whether the person may write.
    can_write: bool,
}

impl Stage<'_, '_> {
    fn sheet(&self) -> Sheet<'_> {
        self.shown.sheet(self.matrix)
    }

    fn word(&self, name: &'static str) -> &'static str {
        self.scene.word(name)
    }

    fn wish(&mut self, action: EditorAction) {
        self.scene.wish(Action::Editor(self.editor.id, action));
    }
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    matrix: &Matrix,
    place: Option<&Place>,
) {
    let Memory {
        hands,
        shown,
        questions,
        panel,
        is_begun: _,
    } = memory;
    let can_write = editor.read_only.is_none();
    hands.begin(scene, editor);
    shown.update(ui, scene, hands, editor, matrix);
    hands.follow_places(place, &shown.sheet(matrix));
    let mut stage = Stage {
        scene,
        hands,
        shown,
        editor,
        matrix,
        can_write,
    };
    keys::take(ui, &mut stage);
    command::leave(&mut stage);
    let palette = theme::palette(ui);
    let bar = Frame::NONE
        .fill(palette.ground)
        .inner_margin(Margin::symmetric(
            16,
            if room::is_low(ui.ctx()) { 2 } else { 8 },
        ));
    egui::Panel::top("matrix bar")
        .frame(bar)
        .show(ui, |ui| bar::ui(ui, &mut stage));
    if stage.hands.shows_removed {
        egui::Panel::right("matrix panel")
            .default_size(300.0)
            .size_range(220.0..=520.0)
            .frame(bar.fill(palette.surface).inner_margin(Margin::same(12)))
            .show(ui, |ui| panel::ui(ui, &mut stage, panel));
    }
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(palette.ground))
        .show(ui, |ui| grid::ui(ui, &mut stage, questions));
    say_where(&mut stage);
}

/// Tells others where the person is.
fn say_where(stage: &mut Stage<'_, '_>) {
    let spot = stage.hands.selection.active;
    let is_said = stage.hands.said.is_some_and(|said| said == spot) && !stage.shown.is_new;
    if is_said {
        return;
    }
    stage.hands.said = Some(spot);
    let place = stage.sheet().place(spot);
    if stage.editor.at != place {
        stage.wish(EditorAction::At(place));
    }
}
