//! Documents on paper: PDF, typeset here with our own letters. Equal documents and words give equal bytes.
//!
//! | file | what it knows |
//! | --- | --- |
//! | `sheet` | what stands on the paper of a document, as values |
//! | `blocks` | blocks of text as values, and how wide the columns of a table are |
//! | `template.typ` | how it looks |
//! | this file | the typesetter: one source, two fonts, no files, no clock, no network |
//!
//! A text never becomes source of the typesetter: it is handed over as values, and the template shows
//! them.

mod blocks;
mod sheet;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use council::view::View;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration, Smart, Value};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use crate::fonts::{INTER, INTER_ITALIC};
use crate::official::Stands;
use crate::package::caught;
use crate::words::Words;

const TEMPLATE: &str = include_str!("template.typ");
/// The most text a PDF is made of, in bytes: about 1,200 pages. Setting it takes some 550 times as much
/// memory.
pub const MAX_TEXT_BYTES: usize = 2_000_000;

/// Why no PDF was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// More text than [`MAX_TEXT_BYTES`].
    #[error("the document holds {bytes} bytes of text, and a PDF at most {MAX_TEXT_BYTES}")]
    TooLarge {
        /// How much there is.
        bytes: usize,
    },
    /// The typesetter gave up.
    #[error("the pages could not be set: {0}")]
    NotSet(String),
}

/// Writes a document as PDF.
pub(crate) fn write(
    view: &View,
    words: &Words,
    stands: Option<&dyn Stands>,
) -> Result<Vec<u8>, PdfError> {
    let outcome = caught(|| {
        let document = set(sheet::sheet(view, words, stands)?)?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Dewan".to_owned())),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(not_set)
    });
    // What the typesetter remembers for a next time that is not to come.
    typst::comemo::evict(0);
    outcome.unwrap_or_else(|| Err(PdfError::NotSet("the typesetter failed".to_owned())))
}

/// Sets the pages.
fn set(sheet: Dict) -> Result<PagedDocument, PdfError> {
    typst::compile::<PagedDocument>(&Press::new(sheet))
        .output
        .map_err(not_set)
}

fn not_set(errors: impl IntoIterator<Item = typst::diag::SourceDiagnostic>) -> PdfError {
    let first = errors.into_iter().next();
    PdfError::NotSet(first.map(|one| one.message.to_string()).unwrap_or_default())
}

/// All the typesetter ever sees.
struct Press {
    library: LazyHash<Library>,
    template: Source,
}

impl Press {
    fn new(sheet: Dict) -> Self {
        let mut inputs = Dict::new();
        inputs.insert("paper".into(), Value::Dict(sheet));
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            template: Source::detached(TEMPLATE),
        }
    }
}

/// The letters, read once.
fn letters() -> &'static (Vec<Font>, LazyHash<FontBook>) {
    static LETTERS: OnceLock<(Vec<Font>, LazyHash<FontBook>)> = OnceLock::new();
    LETTERS.get_or_init(|| {
        let fonts: Vec<Font> = [INTER, INTER_ITALIC]
            .into_iter()
            .flat_map(|file| Font::iter(Bytes::new(file)))
            .collect();
        let book = FontBook::from_fonts(&fonts);
        (fonts, LazyHash::new(book))
    })
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &letters().1
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        letters().0.get(index).cloned()
    }

    /// There is no clock: the caller says the day, where one stands on the paper.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
