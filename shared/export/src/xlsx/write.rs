//! Workbooks out.

use council::text::table::heading;
use council::view::Matrix;
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, Workbook, Worksheet, XlsxError, utility::column_number_to_name,
};

use super::{MARK, MARK_VALUE, TITLE};
use crate::words::Words;

/// The most characters of a sheet's name.
const MAX_NAME: usize = 31;
/// The most characters of a cell.
const MAX_CELL: usize = 32_767;
/// The greatest height of a row, in points.
const MAX_HEIGHT: usize = 405;

/// Why a matrix was not written as a workbook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// A cell is longer than Excel allows.
    #[error(
        "the cell in row {row}, column {column} has more than {MAX_CELL} characters, which Excel cannot \
         hold; write it as .csv"
    )]
    LongCell {
        /// Which row, from 1; 0 for the names of the columns.
        row: usize,
        /// Which column, from 1.
        column: usize,
    },
    /// More rows or columns than a sheet has, and anything else.
    #[error("Excel cannot hold this table: {0}")]
    Unfit(String),
}

/// Writes a matrix as a workbook: the names of the columns bold and frozen, every cell text, rows
/// without an owner marked for as long as they have none.
///
/// # Errors
/// [`WorkbookError`] where Excel has less room than the matrix.
pub fn write_matrix(matrix: &Matrix, words: &Words) -> Result<Vec<u8>, WorkbookError> {
    for (n, row) in matrix.rows.iter().enumerate() {
        for (m, cell) in row.cells.iter().enumerate() {
            if cell.chars().count() > MAX_CELL {
                return Err(WorkbookError::LongCell {
                    row: n + 1,
                    column: m + 1,
                });
            }
        }
    }
    for (m, column) in matrix.columns.iter().enumerate() {
        if column.name.chars().count() > MAX_CELL {
            return Err(WorkbookError::LongCell {
                row: 0,
                column: m + 1,
            });
        }
    }
    workbook(matrix, words).map_err(|error| WorkbookError::Unfit(error.to_string()))
}

fn workbook(matrix: &Matrix, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new()
        .set_title(&matrix.title)
        .set_custom_property(MARK, MARK_VALUE);
    // Without a day from the caller a fixed one, so that equal matrices give equal files.
    let day = ExcelDateTime::parse_from_str(&words.today)
        .or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    properties = properties.set_creation_datetime(&day);
    workbook.set_properties(&properties);
    let name = sheet_name(&matrix.title, words.say("matrix"));
    table(workbook.add_worksheet().set_name(&name)?, matrix)?;
    let about = match words.say("about") {
        other if other.to_lowercase() == name.to_lowercase() => format!("({other})"),
        other => other.to_owned(),
    };
    let about = sheet_name(&about, "about");
    self::about(workbook.add_worksheet().set_name(&about)?, matrix, words)?;
    workbook.save_to_buffer()
}

fn table(sheet: &mut Worksheet, matrix: &Matrix) -> Result<(), XlsxError> {
    let cell = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xBF_C5CC));
    let head = cell
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0xDC_E6F1));
    let count = column(matrix.columns.len())?;
    let widths = widths(matrix);
    for (n, (named, width)) in matrix.columns.iter().zip(&widths).enumerate() {
        let n = column(n)?;
        sheet.set_column_width(n, *width)?;
        sheet.write_string_with_format(0, n, heading(named), &head)?;
    }
    for (n, row) in matrix.rows.iter().enumerate() {
        let n = u32::try_from(n + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        // Excel would find the height by itself; other programs leave lines on top of each other.
        let lines = lines(&row.cells, &widths);
        if lines > 1 {
            sheet.set_row_height(n, (15 * lines).min(MAX_HEIGHT) as f64)?;
        }
        for m in 0..count {
            let text = row.cells.get(usize::from(m)).map_or("", String::as_str);
            sheet.write_string_with_format(n, m, text, &cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let last = u32::try_from(matrix.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    if last > 0 && count > 0 {
        sheet.autofilter(0, 0, last, count - 1)?;
        if let Some(owner) = matrix.columns.iter().position(|c| c.id == "owner") {
            // A condition and not a colour: it goes when somebody fills the cell in.
            let owner = column_number_to_name(column(owner)?);
            let mark = ConditionalFormatFormula::new()
                .set_rule(Formula::new(format!("=LEN(TRIM(${owner}2))=0")))
                .set_format(Format::new().set_background_color(Color::RGB(0xF8_D7DA)));
            sheet.add_conditional_format(1, 0, last, count - 1, &mark)?;
        }
    }
    Ok(())
}

/// What the document says about itself: what it is called here, what it says, its name for the way back.
fn about(sheet: &mut Worksheet, matrix: &Matrix, words: &Words) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let text = Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 70)?;
    sheet.set_column_hidden(2)?;
    let title = std::iter::once((TITLE, matrix.title.as_str()));
    let fields = matrix
        .meta
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    for (n, (key, value)) in title.chain(fields).enumerate() {
        let n = u32::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.write_string_with_format(n, 0, words.say(key), &bold)?;
        sheet.write_string_with_format(n, 1, value, &text)?;
        sheet.write_string(n, 2, key)?;
    }
    Ok(())
}

fn column(n: usize) -> Result<u16, XlsxError> {
    u16::try_from(n).map_err(|_| XlsxError::RowColumnLimitError)
}

/// How wide each column is, in characters: as its longest line, within reason.
fn widths(matrix: &Matrix) -> Vec<f64> {
    let longest = |text: &str| {
        let lines = text.lines().map(|line| line.chars().count());
        lines.max().unwrap_or_default()
    };
    let mut widths: Vec<usize> = matrix
        .columns
        .iter()
        // Room for the arrow of the filter.
        .map(|column| longest(heading(column)) + 3)
        .collect();
    for row in &matrix.rows {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(longest(cell) + 1);
        }
    }
    widths
        .into_iter()
        .map(|width| width.clamp(8, 36) as f64)
        .collect()
}

/// How many lines the longest cell of a row takes in columns of these widths.
fn lines(cells: &[String], widths: &[f64]) -> usize {
    let of = |(cell, width): (&String, &f64)| {
        let width = (*width as usize).max(1);
        let lines = cell
            .split('\n')
            .map(|line| line.chars().count().div_ceil(width).max(1));
        lines.sum()
    };
    cells.iter().zip(widths).map(of).max().unwrap_or(1)
}

/// A name a sheet may have: short, without the characters that mean something in formulas.
fn sheet_name(title: &str, otherwise: &str) -> String {
    let clean = |text: &str| {
        let spaced: String = text
            .chars()
            .map(|c| {
                if "[]:*?/\\".contains(c) || c.is_control() {
                    ' '
                } else {
                    c
                }
            })
            .collect();
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut name = String::new();
        let mut units = 0;
        for c in words.join(" ").chars() {
            units += c.len_utf16();
            if units > MAX_NAME {
                break;
            }
            name.push(c);
        }
        name.trim_matches(['\'', ' ']).to_owned()
    };
    let name = clean(title);
    // Excel keeps this name for itself.
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        match clean(otherwise) {
            name if name.is_empty() => "Dewan".to_owned(),
            name => name,
        }
    } else {
        name
    }
}
