//! An office file is a ZIP package of XML parts. It is opened here, under limits: nobody else unzips.

use std::io::{Cursor, Read as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::tree::Element;
use crate::xml::{self, XmlError};

/// The largest office file that is read, in bytes: minutes with photographs are that large.
pub const MAX_BYTES: usize = 64 << 20;
/// How much text may come out of one file, in bytes. Pictures are not unzipped and do not count.
pub const MAX_UNZIPPED: usize = 64 << 20;
/// The most parts of one file.
const MAX_PARTS: usize = 10_000;

/// Why a file is no office file to be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Larger than [`MAX_BYTES`].
    #[error("it is too large ({0} bytes, at most {MAX_BYTES}): take the pictures out, or split it")]
    TooLarge(usize),
    /// The form office programs wrote before 2007, or one with a password.
    #[error(
        "it is in an old form, or has a password: open it and save it as .docx or .xlsx without one"
    )]
    OldOrLocked,
    /// Another thing, or only its beginning.
    #[error("it is no office file, or was cut off")]
    NotAPackage,
    /// It would fill the memory.
    #[error("it holds too much (at most {MAX_UNZIPPED} bytes of text): split it")]
    TooMuch,
    /// A part that must be there is not.
    #[error("its part \"{0}\" is missing")]
    Missing(String),
    /// A part that cannot be read.
    #[error("its part \"{part}\" is damaged: {why}")]
    Damaged {
        /// Which part.
        part: String,
        /// What is wrong with it.
        why: String,
    },
}

/// An opened office file.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    /// How many bytes may still be unzipped.
    left: usize,
}

impl<'a> Package<'a> {
    /// Opens a file; nothing is unzipped yet.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, PackageError> {
        if bytes.len() > MAX_BYTES {
            return Err(PackageError::TooLarge(bytes.len()));
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(PackageError::OldOrLocked);
        }
        // Counted before the list of parts is read: a list of a million names takes much memory.
        let entries = bytes.windows(4).filter(|four| four == b"PK\x01\x02");
        if entries.take(MAX_PARTS + 1).count() > MAX_PARTS {
            return Err(PackageError::TooMuch);
        }
        let archive = caught(|| ZipArchive::new(Cursor::new(bytes)))
            .and_then(Result::ok)
            .ok_or(PackageError::NotAPackage)?;
        let names = archive
            .file_names()
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .collect();
        Ok(Self {
            archive,
            names,
            left: MAX_UNZIPPED,
        })
    }

    /// The bytes of a part, whatever the case of its name; `None` if there is none.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, PackageError> {
        let Some(name) = self
            .names
            .iter()
            .find(|found| *found == name)
            .or_else(|| self.names.iter().find(|n| n.eq_ignore_ascii_case(name)))
            .cloned()
        else {
            return Ok(None);
        };
        let damaged = |why: String| PackageError::Damaged {
            part: name.clone(),
            why,
        };
        let (archive, left) = (&mut self.archive, self.left as u64);
        let read = caught(AssertUnwindSafe(|| -> Result<Vec<u8>, String> {
            let part = archive.by_name(&name).map_err(|e| e.to_string())?;
            let mut bytes = Vec::new();
            // One byte more than may be tells that there is more, whatever the list of parts says.
            part.take(left + 1)
                .read_to_end(&mut bytes)
                .map_err(|e| e.to_string())?;
            Ok(bytes)
        }));
        let bytes = read
            .ok_or_else(|| damaged("it cannot be unzipped".to_owned()))?
            .map_err(damaged)?;
        self.left = self
            .left
            .checked_sub(bytes.len())
            .ok_or(PackageError::TooMuch)?;
        Ok(Some(bytes))
    }

    /// A part as a tree; `None` if there is none.
    pub(crate) fn tree(&mut self, name: &str) -> Result<Option<Element>, PackageError> {
        let Some(bytes) = self.part(name)? else {
            return Ok(None);
        };
        xml::parse(&bytes)
            .map(Some)
            .map_err(|error| damaged_part(name, &error))
    }

    /// The same file with only the wanted parts, unpacked and checked, for a library that would unzip and
    /// trust whatever it finds.
    pub(crate) fn sound(&mut self, wanted: impl Fn(&str) -> bool) -> Result<Vec<u8>, PackageError> {
        let mut writer = Writer::stored();
        for name in self.names.clone() {
            if !wanted(&name) {
                continue;
            }
            let Some(bytes) = self.part(&name)? else {
                continue;
            };
            xml::check(&bytes).map_err(|error| damaged_part(&name, &error))?;
            writer.add(&name, &bytes);
        }
        Ok(writer.finish())
    }
}

fn damaged_part(part: &str, error: &XmlError) -> PackageError {
    match error {
        XmlError::TooMany => PackageError::TooMuch,
        error => PackageError::Damaged {
            part: part.to_owned(),
            why: error.to_string(),
        },
    }
}

/// Writes a package. Equal parts give equal bytes: no clock is asked.
pub(crate) struct Writer {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    method: CompressionMethod,
}

impl Writer {
    pub(crate) fn compressed() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::default()),
            method: CompressionMethod::Deflated,
        }
    }

    fn stored() -> Self {
        Self {
            method: CompressionMethod::Stored,
            ..Self::compressed()
        }
    }

    /// Adds a part. A name that is there already is passed over: a reader would find the first one.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8]) {
        let options = SimpleFileOptions::default()
            .compression_method(self.method)
            .last_modified_time(zip::DateTime::default());
        if self.zip.start_file(name, options).is_ok() {
            self.zip
                .write_all(bytes)
                .expect("BUG: writing to memory failed");
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        let cursor = self.zip.finish().expect("BUG: writing to memory failed");
        cursor.into_inner()
    }
}

/// The result of a library's work on foreign bytes, or `None` if it panicked.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_package_says_what_it_is() {
        let refusal = |bytes: &[u8]| Package::open(bytes).map(drop).unwrap_err();
        assert_eq!(refusal(b"# Pedoman"), PackageError::NotAPackage);
        assert_eq!(refusal(b""), PackageError::NotAPackage);
        assert_eq!(
            refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."),
            PackageError::OldOrLocked
        );
        assert_eq!(
            refusal(&vec![b'P'; MAX_BYTES + 1]),
            PackageError::TooLarge(MAX_BYTES + 1)
        );
        assert_eq!(
            refusal(&b"PK\x01\x02".repeat(MAX_PARTS + 1)),
            PackageError::TooMuch
        );
    }

    #[test]
    fn a_part_that_unzips_to_too_much_is_refused() {
        let mut writer = Writer::compressed();
        let block = vec![b' '; MAX_UNZIPPED / 4];
        for name in ["a.xml", "b.xml", "c.xml", "d.xml", "e.xml"] {
            writer.add(name, &block);
        }
        let bomb = writer.finish();
        assert!(bomb.len() < 1 << 20);
        let mut package = Package::open(&bomb).unwrap();
        let names = package.names.clone();
        let outcome: Result<Vec<_>, _> = names.iter().map(|name| package.part(name)).collect();
        assert_eq!(outcome, Err(PackageError::TooMuch));
    }

    #[test]
    fn parts_are_found_whatever_their_case() {
        let mut writer = Writer::compressed();
        writer.add("Word/Document.xml", b"<a/>");
        let bytes = writer.finish();
        let mut package = Package::open(&bytes).unwrap();
        assert!(package.tree("word/document.xml").unwrap().is_some());
        assert_eq!(package.part("word/other.xml"), Ok(None));
    }
}
