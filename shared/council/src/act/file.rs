//! Files that an act names: what a published version looked like on the day it was published.

use format::blob::MAX_BLOB_BYTES;
use format::{Blob, BlobId};
use minicbor::{Decode, Encode};

/// The most files one act may name.
pub const MAX_FILES: usize = 8;

/// A file: the version in one form and one language. The bytes are a blob, which goes its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct File {
    /// SHA-256 of the bytes.
    #[n(0)]
    pub blob: BlobId,
    /// How many bytes: at least 1, at most [`MAX_BLOB_BYTES`].
    #[n(1)]
    pub bytes: u64,
    /// In which form.
    #[n(2)]
    pub media: Media,
    /// In which language the words around the text are.
    #[n(3)]
    pub language: Language,
}

impl File {
    /// The bytes, by name.
    pub fn blob(&self) -> Blob {
        Blob {
            bytes: self.bytes,
            id: self.blob,
        }
    }

    /// What the files of one act must be: at most [`MAX_FILES`], none empty or larger than
    /// [`MAX_BLOB_BYTES`], one of each form and language, in ascending order of form, then language.
    ///
    /// # Errors
    /// What is wrong.
    pub(super) fn check_all(files: &[Self]) -> Result<(), &'static str> {
        let place = |file: &Self| (file.media, file.language);
        match files {
            _ if files.len() > MAX_FILES => Err("it names too many files"),
            _ if !files.is_sorted_by(|a, b| place(a) < place(b)) => {
                Err("its files are not one of each form and language, in order")
            }
            _ if !files.iter().all(|file| file.blob().is_possible()) => {
                Err("a file has no acceptable size")
            }
            _ => Ok(()),
        }
    }
}

const _: () = assert!(MAX_BLOB_BYTES < u32::MAX as u64);

macro_rules! named {
    ($(#[$doc:meta])* $name:ident, $unknown:literal, {
        $($(#[$value_doc:meta])* $value:ident = $text:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$value),*];

            /// As it stands in acts.
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $text,)* }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.name() == name)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.str(self.name())?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                Self::from_name(d.str()?)
                    .ok_or_else(|| minicbor::decode::Error::message($unknown))
            }
        }
    };
}

named!(
    /// In which form a file is, by its media type (RFC 6838).
    Media, "unknown form of a file", {
        /// Pages.
        Pdf = "application/pdf";
        /// One page for a browser that needs nothing besides.
        Html = "text/html";
    }
);

named!(
    /// The language of the words around a text, by its tag (RFC 5646).
    Language, "unknown language of a file", {
        /// English.
        English = "en";
        /// Indonesian.
        Indonesian = "id";
    }
);

impl Media {
    /// The ending of a file in this form.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Html => "html",
        }
    }

    /// The form that an ending names, in any case.
    pub fn from_ending(ending: &str) -> Option<Self> {
        match ending.to_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "html" | "htm" => Some(Self::Html),
            _ => None,
        }
    }
}
