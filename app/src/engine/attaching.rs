//! Files that are attached to documents: kept, fetched, put on disk, looked at.
//!
//! A file is kept as a blob together with the `attach` act that names it; then the document names it, by an edit
//! like any other. If the program ends between the two, there is an act of which no document says anything, and
//! that is all.
//!
//! What was attached is never run. It is put on disk under a [`neutral`] name and never marked as a program; what a
//! person opens from here is a copy that cannot be written, and only of the few kinds that
//! [`Sight`] knows by their content, whatever their name says.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use council::act::Body;
use council::act::attach::{Attach, MAX_ATTACHED};
use council::attachment::{self, Attachment, MAX_BYTES, MAX_COUNT, Refused, check_room, neutral};
use council::authorship::{Index, blame};
use council::edit::{Collection, Place};
use council::roster::document_heads;
use council::view::View;
use format::{Blob, DocumentId, Subject};
use store::{Reader, StoreError};

use crate::core::attachments::{Picture, Standings};
use crate::core::deciding::FileState;
use crate::engine::copies;
use crate::engine::files::comes_by_itself;
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::Opened;
use crate::engine::thumbnail;

/// Why something attached was not kept, not taken off or not put on disk.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The act could not be signed or kept.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A copy to be looked at cannot be written.
    #[error("{} cannot be written: {source}", .file.display())]
    Unwritable {
        /// Where.
        file: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file may not be attached.
    #[error("{} is not attached: {why}", .file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// Why not.
        why: Refused,
    },
    /// What was copied as a picture is none.
    #[error("what was copied as a picture is none")]
    NoPicture,
    /// What was copied as a picture is larger than pictures are that are shown here: so wide and so high, in
    /// pixels.
    #[error("the picture has {} by {} pixels", .0[0], .0[1])]
    LargePicture([usize; 2]),
    /// The document has no such attachment.
    #[error("the document has no attachment {0}")]
    None(String),
    /// Several are meant.
    #[error("several attachments are called {0}")]
    Ambiguous(String),
    /// Not all of it is here.
    #[error("{here} of {} bytes of {} are here", .attachment.blob.bytes, .attachment.name)]
    NotHere {
        /// What.
        attachment: Box<Attachment>,
        /// How many bytes of it are here.
        here: u64,
        /// Whether it comes by itself.
        is_coming: bool,
    },
    /// It is of no kind that is opened from here.
    #[error("{0} is of no kind that is opened from here")]
    NotShown(String),
}

/// Reads a file to be attached. What is larger than an attachment may be is not read.
fn read(file: &Path) -> Result<Vec<u8>, AttachError> {
    let unreadable = |source| AttachError::Unreadable {
        file: file.to_owned(),
        source,
    };
    let refused = |why| AttachError::Refused {
        file: file.to_owned(),
        why,
    };
    let about = std::fs::metadata(file).map_err(unreadable)?;
    if !about.is_file() {
        return Err(unreadable(io::ErrorKind::IsADirectory.into()));
    }
    if about.len() > MAX_BYTES {
        return Err(refused(Refused::TooLarge(about.len())));
    }
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    // It may grow meanwhile.
    let mut some = opened.take(MAX_BYTES + 1);
    some.read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

/// Keeps these files and says that they are attached to a document that has `present`; what is to be put into the
/// document, in the order of the files. All of them or none.
///
/// # Errors
/// [`AttachError`]; nothing was kept then.
pub fn keep(
    office: &Office,
    document: &DocumentId,
    present: &[Attachment],
    files: &[PathBuf],
    to: Option<&(Collection, String)>,
) -> Result<Vec<Attachment>, AttachError> {
    let mut batch = Batch::beside(present, to);
    for file in files {
        batch.add(file, read(file)?)?;
    }
    batch.keep(office, document)
}

/// The same with a picture that was copied, which is kept as PNG under this name.
///
/// # Errors
/// [`AttachError`]; nothing was kept then.
pub fn keep_picture(
    office: &Office,
    document: &DocumentId,
    present: &[Attachment],
    (name, picture): (&str, &Picture),
    to: Option<&(Collection, String)>,
) -> Result<Vec<Attachment>, AttachError> {
    if !thumbnail::may_be_unpacked(picture.size) {
        return Err(AttachError::LargePicture(picture.size));
    }
    let mut batch = Batch::beside(present, to);
    let bytes = packed(picture).ok_or(AttachError::NoPicture)?;
    batch.add(Path::new(name), bytes)?;
    batch.keep(office, document)
}

/// A picture as PNG; `None` if its size is not that of its pixels.
fn packed(picture: &Picture) -> Option<Vec<u8>> {
    let side = |at: usize| u32::try_from(picture.size[at]).ok();
    let image = image::RgbaImage::from_raw(side(0)?, side(1)?, picture.rgba.clone())?;
    let mut bytes = io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).ok()?;
    Some(bytes.into_inner())
}

/// Files that are attached in one go: all of them or none.
struct Batch<'a> {
    to: Option<&'a (Collection, String)>,
    /// What is attached already, and what is added.
    all: Vec<Attachment>,
    added: Vec<Attachment>,
    contents: Vec<Vec<u8>>,
}

impl<'a> Batch<'a> {
    fn beside(present: &[Attachment], to: Option<&'a (Collection, String)>) -> Self {
        Self {
            to,
            all: present.to_vec(),
            added: Vec::new(),
            contents: Vec::new(),
        }
    }

    /// Adds a file, if there is room for it.
    fn add(&mut self, file: &Path, bytes: Vec<u8>) -> Result<(), AttachError> {
        check_room(&self.all, &[bytes.len() as u64]).map_err(|why| AttachError::Refused {
            file: file.to_owned(),
            why,
        })?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let one = Attachment::new(&name, Blob::of(&bytes), self.to.cloned());
        self.all.push(one.clone());
        self.added.push(one);
        self.contents.push(bytes);
        Ok(())
    }

    /// Keeps them and says so.
    fn keep(self, office: &Office, document: &DocumentId) -> Result<Vec<Attachment>, AttachError> {
        let (attached, contents) = (self.added, self.contents);
        let council = office.council();
        let acts = office.reader()?.acts(&Subject::Document(*document))?;
        let mut cites = document_heads(&acts);
        let mut signed = Vec::new();
        for some in attached.chunks(MAX_ATTACHED) {
            let body = Body::Attach(Attach::of(some.iter().map(|one| one.blob)));
            let act = office.sign_about(*document, cites, &body)?;
            cites = vec![act.id()];
            signed.push(act);
        }
        office.store().write(move |write| {
            let mut contents = contents.into_iter();
            for act in &signed {
                let some: Vec<Vec<u8>> = contents.by_ref().take(MAX_ATTACHED).collect();
                write.append_act_with_files(council, act, &some)?;
            }
            Ok(())
        })?;
        Ok(attached)
    }
}

/// How what is attached stands here, and with `whose` who attached it: that goes through the whole history.
/// Files of at most `up_to` bytes come by themselves.
///
/// # Errors
/// What the disk says.
pub fn standings(
    reader: &Reader,
    opened: &Opened,
    (whose, up_to): (bool, u64),
) -> Result<Standings, StoreError> {
    let mut found = Standings::default();
    let present = attachment::attachments(&opened.view);
    if present.is_empty() {
        return Ok(found);
    }
    let roster = reader.roster()?;
    for blob in present.iter().take(MAX_COUNT).map(|one| one.blob) {
        let status = reader.blob_status(&blob)?;
        let confirmed = status.iter().flat_map(|status| &status.confirmed_by);
        let state = FileState {
            here: status.as_ref().map_or(0, |status| status.here),
            is_held: status.as_ref().is_some_and(|status| status.is_held),
            is_coming: comes_by_itself(&blob, status.as_ref(), up_to),
            is_wished: status.as_ref().is_some_and(|status| status.is_wished),
            at_relay: confirmed.into_iter().any(|key| roster.is_relay(key)),
        };
        found.files.insert(blob, state);
    }
    if !whose {
        return Ok(found);
    }
    let index = Index::read(opened.document.automerge());
    for one in blame(&opened.document, &index) {
        let Place::Meta(field) = &one.place else {
            continue;
        };
        let Some(id) = field.strip_prefix(attachment::KEY) else {
            continue;
        };
        let written = one.values.first().and_then(|value| value.written.as_ref());
        if let Some(written) = written {
            let said = (written.author, written.time_seconds);
            found.said.insert(id.to_owned(), said);
        }
    }
    Ok(found)
}

/// The attachment that a person means: by its number as listed, its id, its name, or the beginning of either.
///
/// # Errors
/// [`AttachError::None`] and [`AttachError::Ambiguous`].
pub fn find(view: &View, word: &str) -> Result<Attachment, AttachError> {
    let mut all = attachment::attachments(view);
    if let Some(at) = word.parse::<usize>().ok().and_then(|n| n.checked_sub(1))
        && at < all.len()
    {
        return Ok(all.swap_remove(at));
    }
    let lower = word.to_lowercase();
    let exact = |one: &Attachment| one.id == lower || one.name.to_lowercase() == lower;
    let begins = |one: &Attachment| {
        one.id.starts_with(&lower) || one.name.to_lowercase().starts_with(&lower)
    };
    let mut fits: Vec<&Attachment> = all.iter().filter(|one| exact(one)).collect();
    if fits.is_empty() && !lower.is_empty() {
        fits = all.iter().filter(|one| begins(one)).collect();
    }
    match fits[..] {
        [one] => Ok(one.clone()),
        [] => Err(AttachError::None(word.to_owned())),
        _ => Err(AttachError::Ambiguous(word.to_owned())),
    }
}

/// The bytes of an attachment, verified. Files of at most `up_to` bytes come by themselves.
///
/// # Errors
/// [`AttachError::NotHere`], and what the disk says.
pub fn contents(
    reader: &Reader,
    attachment: &Attachment,
    up_to: u64,
) -> Result<Vec<u8>, AttachError> {
    let blob = attachment.blob;
    if let Some(bytes) = reader.blob_contents(&blob)? {
        return Ok(bytes);
    }
    let status = reader.blob_status(&blob)?;
    Err(AttachError::NotHere {
        attachment: Box::new(attachment.clone()),
        here: status.as_ref().map_or(0, |status| status.here),
        is_coming: comes_by_itself(&blob, status.as_ref(), up_to),
    })
}

/// Has an attachment fetched from now on, however large. Whether an act names it.
///
/// # Errors
/// What the disk says.
pub fn wish_for(office: &Office, blob: Blob) -> Result<bool, StoreError> {
    let council = office.council();
    office
        .store()
        .write(move |write| write.wish_for_blob(council, &blob))
}

/// Does not have it fetched after all, unless it comes by itself.
///
/// # Errors
/// What the disk says.
pub fn take_back_wish(office: &Office, blob: Blob) -> Result<(), StoreError> {
    let council = office.council();
    office
        .store()
        .write(move |write| write.take_back_wish(council, &blob))
}

/// A kind of file that is opened from here with what the system shows it with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// A picture; the ending says which kind.
    Picture(&'static str),
    /// Pages.
    Pages,
    /// Plain text.
    Text,
}

impl Sight {
    /// What these bytes are, by themselves and not by a name; `None`: nothing that is opened from here.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |magic: &[u8]| bytes.starts_with(magic);
        if begins(b"\x89PNG\r\n\x1a\n") {
            return Some(Self::Picture("png"));
        }
        if begins(b"\xff\xd8\xff") {
            return Some(Self::Picture("jpg"));
        }
        if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Self::Picture("webp"));
        }
        if begins(b"%PDF-") {
            return Some(Self::Pages);
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let is_plain = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
        text.chars().all(is_plain).then_some(Self::Text)
    }

    /// The ending under which the system shows it.
    fn ending(self) -> &'static str {
        match self {
            Self::Picture(ending) => ending,
            Self::Pages => "pdf",
            Self::Text => "txt",
        }
    }
}

/// Puts a copy of an attachment into `folder` that cannot be written and that the system shows as what it is;
/// where it is. See [`contents`] for `up_to`.
///
/// # Errors
/// [`AttachError::NotShown`], [`AttachError::NotHere`], and what the disk says.
pub fn to_look_at(
    reader: &Reader,
    (attachment, up_to): (&Attachment, u64),
    folder: &Path,
) -> Result<PathBuf, AttachError> {
    let bytes = contents(reader, attachment, up_to)?;
    let sight = Sight::of(&bytes).ok_or_else(|| AttachError::NotShown(attachment.name.clone()))?;
    let folder = copies::folder_of(folder, &attachment.blob);
    let unwritable = |source| AttachError::Unwritable {
        file: folder.clone(),
        source,
    };
    let stem = attachment.name.rsplit_once('.');
    let stem = stem.map_or(attachment.name.as_str(), |(stem, _)| stem);
    let name = neutral(&format!("{stem}.{}", sight.ending()));
    let file = folder.join(name);
    make_private(&folder).map_err(unwritable)?;
    // The same bytes as before, if it is there: but somebody may have changed them since.
    if std::fs::read(&file).ok().as_deref() != Some(&bytes[..]) {
        match copies::discard(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritable(error)),
            _ => {}
        }
        write_once(&file, &bytes).map_err(unwritable)?;
    }
    Ok(file)
}

/// Makes a folder that only its owner may look into.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Writes a new file that cannot be written afterwards, nor run.
fn write_once(file: &Path, bytes: &[u8]) -> io::Result<()> {
    use io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
    let mut opened = options.open(file)?;
    opened.write_all(bytes)?;
    let mut permissions = opened.metadata()?.permissions();
    permissions.set_readonly(true);
    opened.set_permissions(permissions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_is_told_by_its_content_and_never_a_program() {
        for (bytes, sight) in [
            (&b"\x89PNG\r\n\x1a\n..."[..], Some(Sight::Picture("png"))),
            (b"\xff\xd8\xff\xe0", Some(Sight::Picture("jpg"))),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Sight::Picture("webp"))),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"%PDF-1.7\n", Some(Sight::Pages)),
            ("Catatan rapat – é\n".as_bytes(), Some(Sight::Text)),
            (b"MZ\x90\0\x03", None),
            (b"\x7fELF\x02\x01\x01\0", None),
            (b"PK\x03\x04\0", None),
            (b"\x1b[2J", None),
            (b"\xff\xfeM\0Z\0", None),
        ] {
            assert_eq!(Sight::of(bytes), sight, "{bytes:?}");
        }
    }
}
