//! Ownership matrices as CSV and TSV.
//!
//! The first row names the columns. A column that means one of the fixed columns of a matrix gets that
//! column's id, whether the file names it by id, in English or in Indonesian; its name stays as the
//! file has it. Written: quotes only where they are needed, and the line ends the file came with
//! (kept in the header field [`LINE_ENDS`]; LF when it does not say otherwise).

use csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};

use super::normalised;
use crate::view::{Column, Matrix, Row};

/// The most columns a file may have; a row of millions of commas is not a matrix.
pub const MAX_COLUMNS: usize = 500;

/// The header field that says `CRLF` when a file came with such line ends.
pub const LINE_ENDS: &str = "line ends";

/// The fixed columns of a matrix in their order: id, then the names a file may call it by, in lower
/// case. The first name is the English one, the second the Indonesian one.
pub const FIXED_COLUMNS: [(&str, &[&str]); 10] = [
    (
        "activity",
        &["activity", "aktivitas", "kegiatan", "what", "apa"],
    ),
    (
        "owner",
        &[
            "owner",
            "penanggung jawab",
            "pemilik",
            "person responsible",
            "who",
            "siapa",
        ],
    ),
    (
        "mode",
        &[
            "mode",
            "cara kepemilikan",
            "ownership mode",
            "mode kepemilikan",
        ],
    ),
    ("contact", &["contact", "narahubung", "kontak"]),
    (
        "executors",
        &["executors", "pelaksana", "executor", "eksekutor"],
    ),
    ("consulted", &["consulted", "dikonsultasikan"]),
    ("informed", &["informed", "diberi tahu", "diinformasikan"]),
    ("cadence", &["cadence", "frekuensi", "irama"]),
    (
        "hours",
        &["hours", "jam", "jam per minggu", "hours per week"],
    ),
    ("objective", &["objective", "sasaran", "tujuan"]),
];

/// Why a table was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing there.
    #[error("the table is empty: its first row must name the columns")]
    Empty,
    /// More than [`MAX_COLUMNS`].
    #[error("row {row} of the table has {columns} columns; at most {MAX_COLUMNS} can be read")]
    TooWide {
        /// Which row, from 1.
        row: usize,
        /// How many columns it has.
        columns: usize,
    },
    /// A cell begins with a quotation mark and nothing ends it: the file was cut off, or spoiled by hand.
    /// Read on, the rest of the file would become one cell.
    #[error(
        "the quotation mark that opens in line {line} of the table is never closed; close it, or take \
         the file from where it was whole"
    )]
    OpenQuote {
        /// The line, from 1.
        line: usize,
    },
    /// The CSV reader gave up.
    #[error("the table cannot be read: {0}")]
    Unreadable(String),
}

/// Reads a matrix; the delimiter is found by trying comma, semicolon and tab.
///
/// Rows shorter than the widest are filled up with empty cells; columns beyond the header get an empty
/// name; rows without any text are left out. The title stays empty: the caller knows the file's name.
///
/// # Errors
/// [`TableError`] when there is no header, or too many columns.
///
/// ```
/// let matrix = council::text::table::read_matrix("Aktivitas;Penanggung jawab\nBalas komentar;Sari\n").unwrap();
/// assert_eq!(matrix.columns[1].id, "owner");
/// assert_eq!(matrix.rows[0].cells, ["Balas komentar", "Sari"]);
/// ```
pub fn read_matrix(text: &str) -> Result<Matrix, TableError> {
    let crlf = text.ends_with("\r\n") || (!text.ends_with('\n') && text.contains("\r\n"));
    let text = normalised(text);
    let (delimiter, text) = delimiter(&text);
    if let Some(line) = open_quote(text, delimiter) {
        return Err(TableError::OpenQuote { line });
    }
    let mut records = Vec::new();
    for (n, record) in reader(delimiter, text).into_records().enumerate() {
        let record = record.map_err(|e| TableError::Unreadable(e.to_string()))?;
        within_width(n, record.len())?;
        records.push(record.iter().map(str::to_owned).collect());
    }
    let mut matrix = matrix_of_cells(records)?;
    if crlf {
        matrix.meta.insert(LINE_ENDS.to_owned(), "CRLF".to_owned());
    }
    Ok(matrix)
}

/// The matrix of a table that was read elsewhere: the first row names the columns, and everything is
/// recognised as in a file ([`read_matrix`]).
///
/// # Errors
/// [`TableError`] when there is no header, or too many columns.
pub fn matrix_of_cells(mut records: Vec<Vec<String>>) -> Result<Matrix, TableError> {
    let mut width = 0;
    for (n, record) in records.iter().enumerate() {
        within_width(n, record.len())?;
        width = width.max(record.len());
    }
    if records.is_empty() {
        return Err(TableError::Empty);
    }
    let filled = |mut cells: Vec<String>| {
        cells.resize(width, String::new());
        cells
    };
    let header = filled(records.remove(0));
    Ok(Matrix {
        columns: columns(header),
        rows: records
            .into_iter()
            .filter(|cells| cells.iter().any(|cell| !cell.trim().is_empty()))
            .map(|cells| Row {
                id: String::new(),
                cells: filled(cells),
            })
            .collect(),
        ..Matrix::default()
    })
}

fn within_width(n: usize, columns: usize) -> Result<(), TableError> {
    if columns > MAX_COLUMNS {
        return Err(TableError::TooWide {
            row: n + 1,
            columns,
        });
    }
    Ok(())
}

/// Writes a matrix as CSV with commas.
#[must_use]
pub fn write_csv(matrix: &Matrix) -> String {
    write(matrix, b',')
}

/// Writes a matrix as tab-separated values.
#[must_use]
pub fn write_tsv(matrix: &Matrix) -> String {
    write(matrix, b'\t')
}

/// The id of the fixed column a heading means, if it means one.
#[must_use]
pub fn fixed_column(heading: &str) -> Option<&'static str> {
    let heading = heading.trim().to_lowercase().replace(['_', '-'], " ");
    FIXED_COLUMNS
        .iter()
        .find(|(id, names)| *id == heading || names.contains(&heading.as_str()))
        .map(|(id, _)| *id)
}

/// What a column is called in a file: its name; a fixed column nobody has named goes by its id.
#[must_use]
pub fn heading(column: &Column) -> &str {
    match FIXED_COLUMNS.iter().find(|(id, _)| *id == column.id) {
        Some((id, _)) if column.name.is_empty() => id,
        _ => &column.name,
    }
}

fn columns(names: Vec<String>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for name in names {
        // A second column of the same meaning is a column of its own.
        let id = fixed_column(&name).filter(|id| columns.iter().all(|c| c.id != *id));
        columns.push(Column {
            id: id.unwrap_or_default().to_owned(),
            name,
        });
    }
    columns
}

fn reader(delimiter: u8, text: &str) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes())
}

/// The delimiter, and the text without the `sep=` line some spreadsheets write before the header.
fn delimiter(text: &str) -> (u8, &str) {
    if let Some((first, rest)) = text.split_once('\n')
        && let [separator @ (b',' | b';' | b'\t')] =
            first.strip_prefix("sep=").unwrap_or_default().as_bytes()
    {
        return (*separator, rest);
    }
    // The header decides how many columns; rows that agree with it decide between delimiters.
    let score = |delimiter: u8| {
        let records = reader(delimiter, text).into_records().take(50);
        let widths: Vec<usize> = records.map_while(Result::ok).map(|r| r.len()).collect();
        let header = widths.first().copied().unwrap_or_default();
        let agreeing = widths.iter().filter(|w| **w == header).count();
        if header < 2 {
            (0, 0)
        } else {
            (agreeing * 100 / widths.len(), header)
        }
    };
    let best = [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|d| score(*d))
        .unwrap_or(b',');
    (best, text)
}

/// The line of a quotation mark that begins a cell and is never closed.
fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let mut line = 1;
    let mut opened = None;
    let mut begins_cell = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        line += usize::from(byte == b'\n');
        match (opened, byte) {
            // Two in a row stand for one.
            (Some(_), b'"') if bytes.peek() == Some(&b'"') => drop(bytes.next()),
            (Some(_), b'"') => opened = None,
            (Some(_), _) => {}
            (None, b'"') if begins_cell => opened = Some(line),
            (None, _) => {}
        }
        begins_cell = byte == delimiter || byte == b'\n';
    }
    opened
}

fn write(matrix: &Matrix, wanted: u8) -> String {
    let line_end = match matrix.meta.get(LINE_ENDS).map(String::as_str) {
        Some("CRLF") => Terminator::CRLF,
        _ => Terminator::Any(b'\n'),
    };
    let mut writer = WriterBuilder::new()
        .delimiter(wanted)
        .flexible(true)
        .quote_style(QuoteStyle::Necessary)
        .terminator(line_end)
        .from_writer(Vec::new());
    let header = matrix.columns.iter().map(|c| heading(c).to_owned());
    let header: Vec<String> = header.collect();
    let rows = matrix.rows.iter().map(|r| {
        let cell = |n| r.cells.get(n).cloned().unwrap_or_default();
        (0..matrix.columns.len()).map(cell).collect()
    });
    for record in std::iter::once(header).chain(rows) {
        writer
            .write_record(record)
            .expect("BUG: writing to memory failed");
    }
    let bytes = writer.into_inner().expect("BUG: flushing to memory failed");
    let text = String::from_utf8(bytes).expect("BUG: text in, but not text out");
    let plain = normalised(&text);
    if delimiter(&plain) == (wanted, plain.as_str()) {
        text
    } else {
        // Few and odd cells would be taken apart at another delimiter: the line that spreadsheets
        // understand too says which one is meant.
        let end = if matches!(line_end, Terminator::CRLF) {
            "\r\n"
        } else {
            "\n"
        };
        format!("sep={}{end}{text}", char::from(wanted))
    }
}
