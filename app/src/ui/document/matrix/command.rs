//! Commands of the grid, whatever they came from (keys, menus, buttons, the pointer), into wishes.

use council::edit::Edit;
use egui::Context;
use export::paste::cells_to_tsv;

use super::Stage;
use super::hands::{Editing, Naming, Wanted};
use crate::core::Action;
use crate::core::editor::Action as EditorAction;
use crate::core::matrix::arrange::{Only, Sort};
use crate::core::matrix::edits;
use crate::core::matrix::selection::{Selection, Step};
use crate::core::matrix::sheet::{Area, Spot};
use crate::core::panel::Panel;
use crate::say;
use crate::ui::pasted;

/// One command.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Command {
    /// Moves the selection; `true`: extends it.
    Step(Step, bool),
    /// Selects this.
    Select(Selection),
    /// Selects everything.
    SelectAll,
    /// Selects the whole rows of the selection.
    SelectRows,
    /// Selects the whole columns of the selection.
    SelectColumns,
    /// Edits the active cell: what stands there, or these letters instead.
    Begin(Option<String>),
    /// Writes the cell under edit, and moves.
    Commit(Option<Step>),
    /// Leaves the cell under edit as it was.
    Cancel,
    /// Shows the values of the conflict in the active cell.
    Choose,
    /// Empties the selection.
    Clear,
    /// Puts the selection on the clipboard.
    Copy,
    /// The same, and empties it.
    Cut,
    /// Asks for the clipboard; what is on it comes as [`Command::Paste`].
    AskPaste,
    /// Writes what was on the clipboard.
    Paste(String),
    /// The first row of the selection to the others.
    FillDown,
    /// One area all over another.
    Fill(Area, Area),
    /// Rows above (`false`) or below.
    InsertRows(bool),
    /// The selected rows once more.
    Duplicate,
    /// The selected rows up (`true`) or down.
    MoveRows(bool),
    /// Marks the selected rows deleted.
    RemoveRows,
    /// A column after this one.
    AddColumn(usize),
    /// Gives a column (by its id) a name.
    NameColumn(String),
    /// Writes the name that was typed.
    CommitName,
    /// A column to the right (`true`) or left.
    MoveColumn(usize, bool),
    /// Marks a column deleted, or hides a fixed one.
    RemoveColumn(usize),
    /// Shows a fixed column that was hidden.
    ShowColumn(String),
    /// Sorts by a column; `None`: the document's order.
    Sort(Option<Sort>),
    /// Shows only rows that need this look, or all again.
    Only(Only),
    /// Opens the filter of a column.
    OpenFilter(usize),
    /// Shows every row in the document's order.
    ShowAll,
    /// Filters and sorts again.
    Again,
    /// Lists the removed rows at the side, or not any more.
    ToggleRemoved,
    /// Shows what needs a choice, in the panel beside the document.
    ShowConflicts,
}

impl Command {
    /// Whether it writes the document.
    pub(super) fn writes(&self) -> bool {
        matches!(
            self,
            Self::Begin(_)
                | Self::Clear
                | Self::Cut
                | Self::AskPaste
                | Self::Paste(_)
                | Self::FillDown
                | Self::Fill(..)
                | Self::InsertRows(_)
                | Self::Duplicate
                | Self::MoveRows(_)
                | Self::RemoveRows
                | Self::AddColumn(_)
                | Self::NameColumn(_)
                | Self::CommitName
                | Self::MoveColumn(..)
                | Self::RemoveColumn(_)
                | Self::ShowColumn(_)
        )
    }
}

fn fresh() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Does it.
pub(super) fn perform(ctx: &Context, stage: &mut Stage<'_, '_>, command: Command) {
    if command.writes() && !stage.can_write {
        return;
    }
    // Whatever else is done, what was typed is written first.
    let is_about_editing = matches!(
        command,
        Command::Commit(_) | Command::Cancel | Command::Begin(_) | Command::CommitName
    );
    if !is_about_editing && stage.hands.editing.is_some() && !commit(stage, None) {
        return;
    }
    stage.hands.note = None;
    let selection = stage.hands.selection;
    let area = selection.area();
    match command {
        Command::Step(step, extend) => {
            let stepped = selection.stepped(step, extend, &stage.sheet());
            stage.hands.select(stepped);
        }
        Command::Select(selection) => stage.hands.selection = selection,
        Command::SelectAll => stage.hands.selection = Selection::of(stage.sheet().all()),
        Command::SelectRows => {
            let last = stage.sheet().last().column;
            stage.hands.selection = Selection::of(Area {
                from: Spot {
                    column: 0,
                    ..area.from
                },
                to: Spot {
                    column: last,
                    ..area.to
                },
            });
        }
        Command::SelectColumns => {
            let last = stage.sheet().last().row;
            stage.hands.selection = Selection::of(Area {
                from: Spot {
                    row: 0,
                    ..area.from
                },
                to: Spot {
                    row: last,
                    ..area.to
                },
            });
        }
        Command::Begin(text) => begin(stage, text),
        Command::Commit(step) => {
            commit(stage, step);
        }
        Command::Cancel => stage.hands.editing = None,
        Command::Choose => {
            let sheet = stage.sheet();
            let place = sheet.place(selection.active);
            let has_conflict = sheet.conflict(selection.active).is_some();
            stage.hands.choosing = place.filter(|_| has_conflict);
        }
        Command::Clear => write(stage, |stage| edits::clear(&stage.sheet(), area)),
        Command::Copy => copy(ctx, stage, area),
        Command::Cut => {
            copy(ctx, stage, area);
            write(stage, |stage| edits::clear(&stage.sheet(), area));
        }
        Command::AskPaste => ctx.send_viewport_cmd(egui::ViewportCommand::RequestPaste),
        Command::Paste(text) => paste(stage, area, &pasted::as_cells(ctx, &text)),
        Command::FillDown => write(stage, |stage| edits::fill_down(&stage.sheet(), area)),
        Command::Fill(source, target) => {
            write(stage, |stage| edits::fill(&stage.sheet(), source, target));
            stage.hands.selection = Selection::of(target);
        }
        Command::InsertRows(below) => {
            let edits = edits::insert_rows(&stage.sheet(), area, below, &mut fresh);
            want(stage, &edits, (area.from.column, area.from.column), None);
            send(stage, edits);
        }
        Command::Duplicate => {
            let edits = edits::duplicate_rows(&stage.sheet(), area, &mut fresh);
            want(stage, &edits, (area.from.column, area.to.column), None);
            send(stage, edits);
        }
        Command::MoveRows(up) => {
            // In another order, one place further up means nothing to the document.
            if stage.hands.arrangement.sort.is_none() {
                write(stage, |stage| {
                    (edits::move_rows(&stage.sheet(), area, up).into_iter()).collect()
                });
                stage.hands.scroll_to = Some(selection.corner);
            }
        }
        Command::RemoveRows => write(stage, |stage| edits::remove_rows(&stage.sheet(), area)),
        Command::AddColumn(after) => {
            let name = stage.word("matrix-column-new");
            let after = Some(after);
            let id = fresh();
            let edit = edits::add_column(&stage.sheet(), name, after, &mut || id.clone());
            stage.hands.name_next = Some(id);
            send(stage, vec![edit]);
        }
        Command::NameColumn(column) => {
            let mut names = (stage.matrix.columns.iter()).zip(&stage.shown.names);
            let name = names.find(|(one, _)| one.id == column);
            let name = name.map(|(_, name)| name.clone());
            stage.hands.naming = name.map(|text| Naming {
                column,
                text,
                is_begun: false,
            });
        }
        Command::CommitName => commit_name(stage),
        Command::MoveColumn(column, right) => write(stage, |stage| {
            (edits::move_column(&stage.sheet(), column, right).into_iter()).collect()
        }),
        Command::RemoveColumn(column) => write(stage, |stage| {
            (edits::remove_column(&stage.sheet(), column).into_iter()).collect()
        }),
        Command::ShowColumn(id) => send(stage, vec![edits::show_column(&id)]),
        Command::Sort(sort) => {
            stage.hands.arrangement.sort = sort;
            stage.hands.rearrange = true;
        }
        Command::Only(only) => {
            let arrangement = &mut stage.hands.arrangement;
            arrangement.only = (arrangement.only != Some(only)).then_some(only);
            stage.hands.rearrange = true;
        }
        Command::OpenFilter(column) => {
            let id = stage.sheet().column_id(column);
            stage.hands.open_filter = id.map(str::to_owned);
            // The button it hangs from must be in view.
            stage.hands.scroll_to = Some(Spot {
                column,
                ..selection.active
            });
        }
        Command::ShowAll => stage.hands.show_all(),
        Command::Again => stage.hands.rearrange = true,
        Command::ToggleRemoved => stage.hands.shows_removed = !stage.hands.shows_removed,
        Command::ShowConflicts => stage.scene.wish(Action::Panel(Panel::Changes)),
    }
    if stage.hands.rearrange {
        // The order is worked out before the next frame is drawn.
        ctx.request_repaint();
    }
}

/// Sends edits as one change.
fn send(stage: &mut Stage<'_, '_>, edits: Vec<Edit>) {
    if !edits.is_empty() {
        stage.wish(EditorAction::Edit(edits));
    }
}

fn write(stage: &mut Stage<'_, '_>, wish: impl FnOnce(&Stage<'_, '_>) -> Vec<Edit>) {
    let edits = wish(stage);
    send(stage, edits);
}

/// Selects the rows these edits make, once they are there.
fn want(stage: &mut Stage<'_, '_>, made: &[Edit], columns: (usize, usize), then: Option<Step>) {
    let id = |edit: Option<&Edit>| match edit {
        Some(Edit::Insert {
            new: council::edit::New::Row { row, .. },
            ..
        }) => Some(row.id.clone()),
        _ => None,
    };
    if let (Some(first), Some(last)) = (id(made.first()), id(made.last())) {
        stage.hands.wanted = Some(Wanted {
            first,
            last,
            columns,
            then,
        });
    }
}

fn begin(stage: &mut Stage<'_, '_>, text: Option<String>) {
    let spot = stage.hands.selection.active;
    let sheet = stage.sheet();
    let Some(column) = sheet.column_id(spot.column).map(str::to_owned) else {
        return;
    };
    let row = sheet.row_id(spot.row).map(str::to_owned);
    let base = sheet.cell(spot).to_owned();
    stage.hands.editing = Some(Editing {
        row,
        column,
        by_typing: text.is_some(),
        text: text.unwrap_or_else(|| base.clone()),
        base,
        is_begun: false,
        told: None,
    });
    stage.hands.choosing = None;
    stage.hands.scroll_to = Some(spot);
}

/// Writes what was typed. `false`: the person is told first that others wrote there meanwhile.
fn commit(stage: &mut Stage<'_, '_>, step: Option<Step>) -> bool {
    let Some(mut editing) = stage.hands.editing.take() else {
        return true;
    };
    let sheet = stage.sheet();
    let row = match &editing.row {
        Some(id) => stage.shown.row(id),
        None => Some(sheet.height()),
    };
    let column = (stage.matrix.columns.iter()).position(|one| one.id == editing.column);
    let (Some(row), Some(column)) = (row, column) else {
        return true;
    };
    let spot = Spot { row, column };
    let now = sheet.cell(spot);
    let is_touched = editing.text != editing.base;
    if is_touched && now != editing.base && now != editing.text {
        // Nothing that others wrote is written over unseen: the person is told, and says so again.
        let is_confirmed = step.is_some() && editing.told.as_deref() == Some(now);
        if !is_confirmed {
            editing.told = Some(now.to_owned());
            stage.hands.editing = Some(editing);
            return false;
        }
    }
    let is_new_row = row >= sheet.height();
    let edit = match is_touched {
        true => edits::write(&sheet, spot, &editing.text, &mut fresh),
        false => None,
    };
    let stepped = step.map(|step| {
        let from = Selection {
            tab_column: stage.hands.selection.tab_column,
            ..Selection::at(spot)
        };
        from.stepped(step, false, &sheet)
    });
    let edits: Vec<Edit> = edit.into_iter().collect();
    if is_new_row && !edits.is_empty() {
        want(stage, &edits, (column, column), step);
    } else if let Some(stepped) = stepped {
        stage.hands.select(stepped);
    }
    send(stage, edits);
    true
}

/// Whoever leaves has written what is typed in a cell or a column's name, also where others wrote
/// meanwhile: theirs stays in the history.
pub(super) fn leave(stage: &mut Stage<'_, '_>) {
    let is_typing = stage.hands.editing.is_some() || stage.hands.naming.is_some();
    if !is_typing || !stage.can_write || !stage.scene.leaves(stage.editor.id) {
        return;
    }
    let later = std::mem::take(&mut stage.scene.actions);
    if !commit(stage, None) {
        if let Some(editing) = &mut stage.hands.editing {
            editing.base = editing.told.take().unwrap_or_default();
        }
        commit(stage, None);
    }
    commit_name(stage);
    stage.scene.actions.extend(later);
}

fn commit_name(stage: &mut Stage<'_, '_>) {
    let Some(naming) = stage.hands.naming.take() else {
        return;
    };
    let name = naming.text.trim();
    let column = (stage.matrix.columns.iter()).position(|one| one.id == naming.column);
    let Some(column) = column.filter(|_| !name.is_empty()) else {
        return;
    };
    // Our own word for a fixed column is no name that somebody gave.
    if stage.shown.names.get(column).is_some_and(|now| now == name) {
        return;
    }
    write(stage, |stage| {
        (edits::rename_column(&stage.sheet(), column, name).into_iter()).collect()
    });
}

fn copy(ctx: &Context, stage: &Stage<'_, '_>, area: Area) {
    let sheet = stage.sheet();
    let rows = area.rows().map(|row| {
        area.columns()
            .map(move |column| Spot { row, column })
            .map(|spot| sheet.cell(spot))
    });
    ctx.copy_text(cells_to_tsv(rows));
}

fn paste(stage: &mut Stage<'_, '_>, area: Area, cells: &[Vec<String>]) {
    let pasted = edits::paste(&stage.sheet(), area, cells, &mut fresh);
    if pasted.cut_columns > 0 {
        stage.hands.note = Some(say!(
            stage.scene.language(),
            "matrix-cut-columns",
            count = pasted.cut_columns as u64
        ));
    }
    stage.hands.selection = Selection::of(pasted.area);
    let sheet = stage.sheet();
    let last = pasted.edits.last().and_then(|edit| match edit {
        Edit::Insert {
            new: council::edit::New::Row { row, .. },
            ..
        } => Some(row.id.clone()),
        _ => None,
    });
    if let Some(last) = last {
        // Rows are added: all of the pasted cells are selected once they are there.
        let first = sheet.row_id(pasted.area.from.row).map(str::to_owned);
        let columns = (pasted.area.from.column, pasted.area.to.column);
        let made = |edits: &[Edit]| {
            edits.iter().find_map(|edit| match edit {
                Edit::Insert {
                    new: council::edit::New::Row { row, .. },
                    ..
                } => Some(row.id.clone()),
                _ => None,
            })
        };
        stage.hands.wanted = first.or_else(|| made(&pasted.edits)).map(|first| Wanted {
            first,
            last,
            columns,
            then: None,
        });
    }
    send(stage, pasted.edits);
}
