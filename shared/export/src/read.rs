//! A file in, whatever office program wrote it.

use council::text::import::{self, ImportError, title_from_file_name};
use council::text::table::{TableError, matrix_of_cells};
use council::view::{Kind, Matrix, View};

use crate::blocks::{Block, text_of, to_markdown};
use crate::docx::{self, Document, DocxError};
use crate::html::{self, HtmlError};
use crate::package;
use crate::xlsx::{self, XlsxError};

/// The largest file of any form, in bytes; some forms have less.
pub const MAX_BYTES: usize = package::MAX_BYTES;

/// The endings of files that are documents wherever they lie, the everyday ones first.
pub const ENDINGS: [&str; 10] = [
    "md", "markdown", "mdown", "csv", "tsv", "tab", "docx", "docm", "xlsx", "xlsm",
];

/// The endings of files that are read when somebody names them, but may be anything.
pub const OTHER_ENDINGS: [&str; 4] = ["txt", "text", "html", "htm"];

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// A text or table.
    #[error(transparent)]
    Text(#[from] ImportError),
    /// A Word document.
    #[error(transparent)]
    Docx(#[from] DocxError),
    /// An Excel workbook.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
    /// A web page.
    #[error(transparent)]
    Html(#[from] HtmlError),
    /// A table in a Word document or web page.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A workbook that shall be something else than a matrix.
    #[error("a workbook can only be read as a matrix")]
    NotAMatrix,
}

/// Reads a file as the kind of document it is, or as the kind asked for: the form by the ending of its
/// name, anything unknown as text. `sheet` names the sheet of a workbook; else the first one with anything in
/// it is read.
///
/// A document without a title is called by its file name.
///
/// # Errors
/// [`ReadError`]. Nothing panics, and nothing takes more memory than the limits of each form.
pub fn read(
    bytes: &[u8],
    file_name: &str,
    kind: Option<Kind>,
    sheet: Option<&str>,
) -> Result<View, ReadError> {
    let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_lowercase().as_str() {
        "xlsx" | "xlsm" => match kind {
            None | Some(Kind::Matrix) => {
                let matrix = xlsx::read_matrix(bytes, sheet)?;
                Ok(View::Matrix(named(matrix, file_name)))
            }
            Some(_) => Err(ReadError::NotAMatrix),
        },
        "docx" | "docm" => of_document(docx::read(bytes)?, file_name, kind),
        "html" | "htm" => {
            let text = html::decoded(bytes);
            let document = Document {
                blocks: html::blocks(&html::parse(&text)?),
                ..Document::default()
            };
            of_document(document, file_name, kind)
        }
        _ => Ok(import::import(bytes, file_name, kind)?),
    }
}

fn named(mut matrix: Matrix, file_name: &str) -> Matrix {
    if matrix.title.trim().is_empty() {
        matrix.title = title_from_file_name(file_name);
    }
    matrix
}

fn of_document(document: Document, file_name: &str, kind: Option<Kind>) -> Result<View, ReadError> {
    let said = document.kind.as_deref().and_then(Kind::from_name);
    let kind = kind.or(said);
    if kind == Some(Kind::Matrix) || (kind.is_none() && is_one_table(&document.blocks)) {
        let mut matrix = table(&document.blocks)?;
        matrix.meta.extend(document.fields);
        return Ok(View::Matrix(named(matrix, file_name)));
    }
    let mut text = to_markdown(&document.blocks);
    if said.is_some()
        && !document.titled
        && matches!(document.blocks.first(), Some(Block::Heading(1, _)))
    {
        // A document of ours without a title; its first heading is none.
        text.insert_str(0, "#\n\n");
    }
    // The ending decides what a text is; the words decide which kind.
    let stem = file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem);
    let mut view = import::import(text.as_bytes(), &format!("{stem}.md"), kind)?;
    let meta = match &mut view {
        View::Policy(policy) => &mut policy.meta,
        View::Minutes(minutes) => &mut minutes.meta,
        View::Matrix(matrix) => &mut matrix.meta,
    };
    meta.extend(document.fields);
    Ok(view)
}

/// Whether a document is a title and a table of the columns a matrix has.
fn is_one_table(blocks: &[Block]) -> bool {
    let mut tables = blocks.iter().filter_map(|block| match block {
        Block::Table(rows) => Some(rows),
        _ => None,
    });
    let only = tables.next().filter(|_| tables.next().is_none());
    let rest = blocks
        .iter()
        .all(|block| matches!(block, Block::Table(_) | Block::Heading(1, _)));
    let known = only.and_then(|rows| rows.first()).map_or(0, |head| {
        let names = head.iter().map(|cell| text_of(cell));
        names
            .filter(|name| council::text::table::fixed_column(name).is_some())
            .count()
    });
    rest && known >= 2
}

/// The first table of a document, with the title above it.
fn table(blocks: &[Block]) -> Result<Matrix, TableError> {
    let rows = blocks.iter().find_map(|block| match block {
        Block::Table(rows) => Some(rows),
        _ => None,
    });
    let cells = rows.ok_or(TableError::Empty)?.iter();
    let cells = cells.map(|row| row.iter().map(|cell| text_of(cell)).collect());
    let mut matrix = matrix_of_cells(cells.collect())?;
    if let Some(Block::Heading(1, runs)) = blocks.first() {
        matrix.title = text_of(runs);
    }
    Ok(matrix)
}
