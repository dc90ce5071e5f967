//! A document out, in whatever form its file's ending names.

use council::text::json::write_json;
use council::text::markdown::{write_minutes, write_policy};
use council::text::table::{write_csv, write_tsv};
use council::view::{Kind, View};

use crate::official::Stands;
use crate::pdf::PdfError;
use crate::words::Words;
use crate::xlsx::WorkbookError;
use crate::{docx, pdf, print, xlsx};

/// A form a document can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Policies and minutes.
    Markdown,
    /// Matrices, with commas.
    Csv,
    /// Matrices, with tabs.
    Tsv,
    /// A Word document.
    Docx,
    /// An Excel workbook; matrices.
    Xlsx,
    /// Pages, to be read and printed the same everywhere.
    Pdf,
    /// One page to read in a browser.
    Html,
    /// For programs.
    Json,
}

impl Form {
    /// The form an ending names, in any case: `md`, `DOCX`.
    #[must_use]
    pub fn from_ending(ending: &str) -> Option<Self> {
        Some(match ending.to_lowercase().as_str() {
            "md" | "markdown" => Self::Markdown,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "docx" => Self::Docx,
            "xlsx" => Self::Xlsx,
            "pdf" => Self::Pdf,
            "html" | "htm" => Self::Html,
            "json" => Self::Json,
            _ => return None,
        })
    }

    /// The ending of its files, without the point.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    /// The forms of a kind of document, the everyday ones first.
    #[must_use]
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Policy | Kind::Minutes => &[
                Self::Pdf,
                Self::Markdown,
                Self::Docx,
                Self::Html,
                Self::Json,
            ],
            Kind::Matrix => &[
                Self::Xlsx,
                Self::Pdf,
                Self::Csv,
                Self::Tsv,
                Self::Docx,
                Self::Html,
                Self::Json,
            ],
        }
    }
}

/// Why a document was not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A form documents of this kind do not have.
    #[error("a {} has no form .{}", .kind.name(), .form.ending())]
    Form {
        /// The kind of the document.
        kind: Kind,
        /// The form asked for.
        form: Form,
    },
    /// More than a workbook holds.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// No pages could be made of it.
    #[error(transparent)]
    Pdf(#[from] PdfError),
}

/// Writes a document as it stands, a draft. Equal documents and words give equal bytes.
///
/// # Errors
/// [`WriteError`].
pub fn write(view: &View, form: Form, words: &Words) -> Result<Vec<u8>, WriteError> {
    write_version(view, form, words, None)
}

/// Writes a document with what a text that counts says of itself: on the pages of PDF and HTML, which without it are
/// marked as drafts. The other forms carry the text only. Equal arguments give equal bytes.
///
/// # Errors
/// [`WriteError`].
pub fn write_version(
    view: &View,
    form: Form,
    words: &Words,
    stands: Option<&dyn Stands>,
) -> Result<Vec<u8>, WriteError> {
    Ok(match (form, view) {
        (Form::Markdown, View::Policy(policy)) => write_policy(policy).into_bytes(),
        (Form::Markdown, View::Minutes(minutes)) => write_minutes(minutes).into_bytes(),
        (Form::Csv, View::Matrix(matrix)) => write_csv(matrix).into_bytes(),
        (Form::Tsv, View::Matrix(matrix)) => write_tsv(matrix).into_bytes(),
        (Form::Xlsx, View::Matrix(matrix)) => xlsx::write_matrix(matrix, words)?,
        (Form::Docx, view) => docx::write(view, words),
        (Form::Html, view) => print::page(view, words, stands).into_bytes(),
        (Form::Pdf, view) => pdf::write(view, words, stands)?,
        (Form::Json, view) => write_json(view).into_bytes(),
        (form, view) => {
            return Err(WriteError::Form {
                kind: view.kind(),
                form,
            });
        }
    })
}
