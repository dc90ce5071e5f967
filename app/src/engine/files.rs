//! Files of published versions: made before the publication is signed, and read back as they were made.

use ::export::PdfError;
use ::export::write::{Form, WriteError, write_version};
use council::act::file::{File, Language as Tongue, Media};
use council::codes::codes;
use council::lifecycle::{Lifecycle, Publication};
use council::roster::Roster;
use format::{ActId, Blob};
use store::blobs::BlobStatus;
use store::{Reader, StoreError};

use crate::command_line::moments::today;
use crate::engine::clocks;
use crate::engine::deciding::Case;
use crate::engine::guard::guarded;
use crate::engine::header::exported;
use crate::engine::paper::{self, Named};
use crate::engine::version::{self, VersionError};
use crate::words::Language;
use crate::words::official::{Paper, official};

/// Why no files could be made of a version. Nothing was published then.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The approved text does not open as it read then.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// No pages could be made of it.
    #[error("no PDF could be made of it: {0}")]
    Pdf(#[from] PdfError),
    /// Making pages ended in a panic.
    #[error("no file could be made of it")]
    Broken,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file is larger than one may be.
    #[error("its {} has {} bytes, more than a file may have", .0.ending(), .1)]
    TooLarge(Media, u64),
}

/// Why a file of a published version was not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The version is not there, or not published.
    #[error(transparent)]
    Version(#[from] VersionError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The publication names no file of this form: an older program said it.
    #[error("version {number} was published without a {} file", .media.ending())]
    None {
        /// The number of the version.
        number: usize,
        /// The form that was asked for.
        media: Media,
    },
    /// Not all of it is here.
    #[error("{here} of {} bytes of the file are here", .blob.bytes)]
    NotHere {
        /// The number of the version.
        number: usize,
        /// The form that was asked for.
        media: Media,
        /// The file.
        blob: Blob,
        /// How many bytes of it are here.
        here: u64,
        /// Whether it comes by itself.
        is_coming: bool,
    },
}

impl Language {
    /// The same language as it stands in acts.
    pub fn tongue(self) -> Tongue {
        match self {
            Self::Indonesian => Tongue::Indonesian,
            Self::English => Tongue::English,
        }
    }
}

/// Makes the files of the publication that `act` is in this lifecycle: PDF and HTML, as `dewan export
/// --version` writes them, in the order in which an act names them.
///
/// # Errors
/// [`RenderError`].
pub fn render(
    reader: &Reader,
    case: &Case,
    (roster, lifecycle, act): (&Roster, &Lifecycle, &ActId),
    language: Language,
) -> Result<Vec<(File, Vec<u8>)>, RenderError> {
    let document = case.opened.id;
    let missing = || VersionError::NoneInForce { document, on: None };
    let is_it = |publication: &Publication| publication.said.act == *act;
    let mut versions = lifecycle.versions.iter();
    let (version, publication) = versions
        .find_map(|version| {
            let publication = version.publication.as_ref()?;
            let is_it = is_it(publication) || publication.doubles.contains(act);
            is_it.then_some((version, publication))
        })
        .ok_or_else(missing)?;
    let opened = version::text(reader, &document, version)?;
    let marks = clocks::of_document(reader, &case.opened, &case.acts)?.acts;
    let stands = official(
        language,
        roster,
        lifecycle,
        Paper {
            marks: &marks,
            ..case.paper()
        },
        (version, publication),
        // What is superseded is not published.
        None,
    );
    let codes = codes(&opened.view);
    let named = Named::Published(&codes);
    let words = paper::words(language, case, &opened.view, named, &today());
    let view = exported(&opened.view);
    let mut files = Vec::new();
    for (media, form) in [(Media::Pdf, Form::Pdf), (Media::Html, Form::Html)] {
        let made = guarded(|| write_version(&view, form, &words, Some(&stands)));
        let bytes = match made.ok_or(RenderError::Broken)? {
            Ok(bytes) => bytes,
            Err(WriteError::Pdf(error)) => return Err(error.into()),
            Err(WriteError::Form { .. } | WriteError::Workbook(_)) => {
                return Err(RenderError::Broken);
            }
        };
        let blob = Blob::of(&bytes);
        if !blob.is_possible() {
            return Err(RenderError::TooLarge(media, blob.bytes));
        }
        let file = File {
            blob: blob.id,
            bytes: blob.bytes,
            media,
            language: language.tongue(),
        };
        files.push((file, bytes));
    }
    Ok(files)
}

/// The file of a publication in this form: in the language of the person, else in another.
pub fn file_of(publication: &Publication, media: Media, language: Language) -> Option<&File> {
    let mut files: Vec<&File> = (publication.files.iter())
        .filter(|file| file.media == media)
        .collect();
    files.sort_by_key(|file| file.language != language.tongue());
    files.first().copied()
}

/// The bytes of a published version as they were signed, verified. Files of at most `up_to` bytes come by
/// themselves.
///
/// # Errors
/// [`FileError`].
pub fn published_file(
    reader: &Reader,
    publication: &Publication,
    number: usize,
    media: Media,
    (language, up_to): (Language, u64),
) -> Result<Vec<u8>, FileError> {
    let none = FileError::None { number, media };
    let file = file_of(publication, media, language).ok_or(none)?;
    let blob = file.blob();
    if let Some(bytes) = reader.blob_contents(&blob)? {
        return Ok(bytes);
    }
    let status = reader.blob_status(&blob)?;
    Err(FileError::NotHere {
        number,
        media,
        blob,
        here: status.as_ref().map_or(0, |status| status.here),
        is_coming: comes_by_itself(&blob, status.as_ref(), up_to),
    })
}

/// Whether a file that is not here comes without anybody opening it, where files of at most `up_to` bytes do.
pub fn comes_by_itself(blob: &Blob, status: Option<&BlobStatus>, up_to: u64) -> bool {
    blob.bytes <= up_to || status.is_some_and(|status| status.is_wished)
}

/// How the files of a document's versions stand here.
///
/// # Errors
/// What the disk says.
pub fn standings(reader: &Reader, lifecycle: &Lifecycle) -> Result<Vec<BlobStatus>, StoreError> {
    let publications = lifecycle.versions.iter();
    let publications = publications.filter_map(|version| version.publication.as_ref());
    let mut found = Vec::new();
    for file in publications.flat_map(|publication| &publication.files) {
        found.extend(reader.blob_status(&file.blob())?);
    }
    Ok(found)
}
