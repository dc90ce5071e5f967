//! Workbooks in.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Reader as _, SheetType, SheetVisible, Xlsx};
use council::text::table::{MAX_COLUMNS, TableError, fixed_column, matrix_of_cells};
use council::view::Matrix;

use super::{MARK, MARK_VALUE, TITLE, numbers};
use crate::package::{Package, PackageError, caught};
use crate::properties::Properties;

/// The header field with the lines that stood above the table, but for the first one: that is the title.
pub(crate) const ABOVE: &str = "above the table";
/// The most cells that are read, counting the empty ones within the table.
const MAX_CELLS: usize = 2_000_000;
/// How far down the row that names the columns is looked for.
const HEADER_WITHIN: usize = 20;
/// The longest name of a header field, in bytes.
const MAX_KEY: usize = 200;

/// Why a workbook was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XlsxError {
    /// The file as such.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// The workbook in it.
    #[error("it is no workbook, or a damaged one: {0}")]
    Damaged(String),
    /// No sheet of the name asked for.
    #[error("it has no sheet \"{wanted}\"; there are: {}", .there.join(", "))]
    NoSheet {
        /// The name asked for.
        wanted: String,
        /// The names there are.
        there: Vec<String>,
    },
    /// More than the memory is meant for.
    #[error("the table has too many cells (at most {MAX_CELLS})")]
    TooManyCells,
    /// What the table says.
    #[error(transparent)]
    Table(#[from] TableError),
}

type Workbook = Xlsx<Cursor<Vec<u8>>>;
/// Rows and columns from 0; only cells with text.
type Cells = BTreeMap<u32, BTreeMap<u32, String>>;

/// The names of the visible sheets, in order.
///
/// # Errors
/// [`XlsxError`] when it cannot be opened.
pub fn sheet_names(bytes: &[u8]) -> Result<Vec<String>, XlsxError> {
    let (workbook, _) = open(bytes)?;
    Ok(visible(&workbook))
}

/// Reads a matrix from the first visible sheet that has anything in it, or from the named one.
///
/// Lines above the row that names the columns are the title and the header field `above the table`.
/// The title is empty where the file does not say one; the caller knows the file's name.
///
/// # Errors
/// [`XlsxError`]; nothing panics and nothing takes more memory than the limits say.
pub fn read_matrix(bytes: &[u8], sheet: Option<&str>) -> Result<Matrix, XlsxError> {
    let (mut workbook, properties) = open(bytes)?;
    let ours = properties.custom(MARK) == Some(MARK_VALUE);
    let there = visible(&workbook);
    let (name, cells) = match sheet {
        Some(wanted) => {
            let name = there
                .iter()
                .find(|name| name.trim().to_lowercase() == wanted.trim().to_lowercase())
                .ok_or_else(|| XlsxError::NoSheet {
                    wanted: wanted.to_owned(),
                    there: there.clone(),
                })?;
            (name.clone(), cells(&mut workbook, name)?)
        }
        None => {
            let mut found = None;
            for name in &there {
                let cells = cells(&mut workbook, name)?;
                if !cells.is_empty() {
                    found = Some((name.clone(), cells));
                    break;
                }
            }
            found.ok_or(TableError::Empty)?
        }
    };
    let first = there.first() == Some(&name);
    let mut rows = rows(cells, &mut || merged(&mut workbook, &name))?;
    if ours && first {
        let mut matrix = matrix_of_cells(rows)?;
        if let Some(about) = there.get(1) {
            let about = self::cells(&mut workbook, about)?;
            say_about(&about, &mut matrix);
        }
        return Ok(matrix);
    }
    let header = header(&rows);
    let above: Vec<String> = rows
        .drain(..header)
        .map(|row| {
            let cells: Vec<String> = row.into_iter().filter(|c| !c.trim().is_empty()).collect();
            cells.join(" ")
        })
        .collect();
    let mut matrix = matrix_of_cells(rows)?;
    match above.split_first() {
        Some((title, rest)) => {
            matrix.title = title.replace('\n', " ");
            if !rest.is_empty() {
                matrix.meta.insert(ABOVE.to_owned(), rest.join("\n"));
            }
        }
        None if is_a_default_name(&name) => {}
        None => matrix.title = name,
    }
    Ok(matrix)
}

fn open(bytes: &[u8]) -> Result<(Workbook, Properties), XlsxError> {
    let mut package = Package::open(bytes)?;
    let properties = Properties::read(&mut package)?;
    let sound = package.sound(|name| {
        let name = name.to_ascii_lowercase();
        let aside = [
            "docprops/",
            "/media/",
            "/drawings/",
            "/charts/",
            "/pivot",
            "/externallinks/",
            "customxml/",
            "/comments",
            "/threadedcomments/",
            "/persons/",
            "/theme/",
        ];
        (name.ends_with(".xml") || name.ends_with(".rels"))
            && !aside.iter().any(|part| name.contains(part))
    })?;
    let workbook = caught(|| Workbook::new(Cursor::new(sound)))
        .ok_or_else(panicked)?
        .map_err(damaged)?;
    Ok((workbook, properties))
}

fn visible(workbook: &Workbook) -> Vec<String> {
    workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// The cells with text of a sheet, as they are seen.
fn cells(workbook: &mut Workbook, sheet: &str) -> Result<Cells, XlsxError> {
    caught(|| -> Result<Cells, XlsxError> {
        let mut cells = Cells::new();
        let mut count = 0_usize;
        let mut reader = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
        while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
            let form = reader
                .styles()
                .get(style)
                .and_then(|style| style.number_format.as_ref())
                .map_or("General", |form| form.format_code.as_str());
            let text = seen(cell.get_value(), form);
            if text.trim().is_empty() {
                continue;
            }
            count += 1;
            if count > MAX_CELLS {
                return Err(XlsxError::TooManyCells);
            }
            let (row, column) = cell.get_position();
            cells.entry(row).or_default().insert(column, text);
        }
        Ok(cells)
    })
    .ok_or_else(panicked)?
}

fn seen(value: &DataRef<'_>, form: &str) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(n) => numbers::number(*n as f64, form),
        DataRef::Float(n) => numbers::number(*n, form),
        DataRef::DateTime(moment) => numbers::date(moment, form),
        DataRef::String(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        DataRef::SharedString(text) => text.replace("\r\n", "\n").replace('\r', "\n"),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replacen('T', " ", 1),
        DataRef::Error(error) => Data::Error(error.clone()).to_string(),
    }
}

fn merged(workbook: &mut Workbook, sheet: &str) -> Result<Vec<Dimensions>, XlsxError> {
    caught(|| workbook.merge_cells_by_sheet_name(sheet))
        .ok_or_else(panicked)?
        .map_err(damaged)
}

/// The rows with text, each as wide as the table, without empty columns at either side. A value that
/// stands in merged cells stands in each of their rows, because a row is read by itself here.
fn rows(
    mut cells: Cells,
    merged: &mut dyn FnMut() -> Result<Vec<Dimensions>, XlsxError>,
) -> Result<Vec<Vec<String>>, XlsxError> {
    let last_row = cells.last_key_value().map_or(0, |(row, _)| *row);
    let mut filled = 0_usize;
    for region in merged()? {
        let (top, left) = region.start;
        let bottom = region.end.0.min(last_row);
        let Some(text) = cells.get(&top).and_then(|row| row.get(&left)).cloned() else {
            continue;
        };
        for row in top.saturating_add(1)..=bottom {
            filled = filled.saturating_add(1 + text.len() / 32);
            if filled > MAX_CELLS {
                return Err(XlsxError::TooManyCells);
            }
            // Rows that hold nothing else stay empty: they would only say the same again.
            if let Some(row) = cells.get_mut(&row) {
                row.entry(left).or_insert_with(|| text.clone());
            }
        }
    }
    let columns = || cells.values().flat_map(BTreeMap::keys).copied();
    let first = columns().min().unwrap_or(0);
    let last = columns().max().unwrap_or(0);
    let width = (last - first) as usize + 1;
    if width > MAX_COLUMNS {
        let row = cells.iter().find(|(_, row)| row.contains_key(&last));
        return Err(TableError::TooWide {
            row: row.map_or(0, |(row, _)| *row as usize + 1),
            columns: width,
        }
        .into());
    }
    if width.saturating_mul(cells.len()) > MAX_CELLS {
        return Err(XlsxError::TooManyCells);
    }
    Ok(cells
        .into_values()
        .map(|mut row| {
            (first..=last)
                .map(|column| row.remove(&column).unwrap_or_default())
                .collect()
        })
        .collect())
}

/// The row that names the columns: the first one that names two of a matrix's own, else the first one
/// below the lines of one cell.
fn header(rows: &[Vec<String>]) -> usize {
    let within = &rows[..rows.len().min(HEADER_WITHIN)];
    let known = |row: &Vec<String>| row.iter().filter(|c| fixed_column(c).is_some()).count();
    let filled = |row: &Vec<String>| row.iter().filter(|c| !c.trim().is_empty()).count();
    within
        .iter()
        .position(|row| known(row) >= 2)
        .or_else(|| within.iter().position(|row| filled(row) >= 2))
        .unwrap_or(0)
}

/// What the second sheet of a workbook of ours says about the document.
fn say_about(about: &Cells, matrix: &mut Matrix) {
    for row in about.values() {
        let text = |column| row.get(&column).map_or("", String::as_str);
        // The third column holds the names of the fields, whatever the first one calls them.
        let key = match text(2).trim() {
            "" => text(0).trim(),
            key => key,
        };
        let sound = !key.is_empty() && key.len() <= MAX_KEY && !key.chars().any(char::is_control);
        if key == TITLE {
            matrix.title = text(1).to_owned();
        } else if sound && !text(1).is_empty() {
            matrix.meta.insert(key.to_owned(), text(1).to_owned());
        }
    }
}

/// Whether nobody gave the sheet its name.
fn is_a_default_name(name: &str) -> bool {
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let defaults = [
        "sheet",
        "lembar",
        "lembar kerja",
        "feuil",
        "tabelle",
        "hoja",
        "table",
    ];
    defaults.contains(&word.to_lowercase().as_str())
}

fn damaged(error: calamine::XlsxError) -> XlsxError {
    XlsxError::Damaged(error.to_string())
}

fn panicked() -> XlsxError {
    XlsxError::Damaged("its parts contradict each other".to_owned())
}
