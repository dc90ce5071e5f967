//! Files that belong to a document: to all of it, or to one thing in it, such as an agenda item or a row.
//!
//! An attachment is a header field of the document, so that every kind has room for it and programs that do not
//! know it keep it, merge it, undo it and bind decisions to it like any field. Its name is [`KEY`] and a fresh id:
//! two people who attach apart both keep what they attached. Its value is one line:
//!
//! ```text
//! 9f86d081…0f00a08 48213 image/png agenda/6f1c8a5e-0000-4000-8000-000000000001 Foto rapat.png
//! ```
//!
//! the hash, the bytes, the media type, the thing it belongs to (`-`: the whole document), the name. It is written
//! once and only ever emptied, so there is nothing in it to merge. The bytes are a blob; an `attach` act
//! ([`act::attach`](crate::act::attach)) makes them known to relays, which decode no document.
//!
//! Who attached it when is who wrote the field: see [`blame`](fn@crate::authorship::blame). Everything in a field may
//! come from a hostile program; [`Attachment::read`] gives nothing that a screen or a disk has to fear.

use format::{Blob, BlobId};

use crate::edit::{Collection, Edit, Place};
use crate::view::View;

mod name;

pub use name::{ALL_TYPES, clean, media_of, neutral};

/// What the names of the header fields begin with that are attachments.
pub const KEY: &str = "attachment:";
/// The most bytes one may have: 25 MiB.
pub const MAX_BYTES: u64 = 25 * 1024 * 1024;
/// The most bytes all of one document may have: 250 MiB.
pub const MAX_TOTAL_BYTES: u64 = 250 * 1024 * 1024;
/// The most one document may have.
pub const MAX_COUNT: usize = 500;
/// Stands for the whole document.
const WHOLE: &str = "-";
/// The longest media type, in bytes (RFC 6838 allows two names of at most 127).
const MAX_MEDIA: usize = 127;

/// A file that belongs to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Names it in the document.
    pub id: String,
    /// What it is called, without anything that a screen or a file system takes for something else.
    pub name: String,
    /// Its media type, as whoever attached it says.
    pub media: String,
    /// The bytes, by name.
    pub blob: Blob,
    /// The thing it belongs to; `None`: the whole document.
    pub to: Option<(Collection, String)>,
}

/// Why a file is not attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It has more than [`MAX_BYTES`].
    #[error("the file has {0} bytes, more than an attachment may have")]
    TooLarge(u64),
    /// With it the document would have more than [`MAX_TOTAL_BYTES`].
    #[error("the attachments of the document would have {0} bytes, more than they may")]
    TooMuch(u64),
    /// With it the document would have more than [`MAX_COUNT`].
    #[error("the document has as many attachments as it may")]
    TooMany,
}

/// Whether a header field with this name is an attachment.
pub fn is_attachment(field: &str) -> bool {
    field.starts_with(KEY)
}

impl Attachment {
    /// A file of this name with these bytes, to be attached under a fresh id.
    pub fn new(file_name: &str, blob: Blob, to: Option<(Collection, String)>) -> Self {
        let name = clean(file_name);
        Self {
            id: uuid::Uuid::new_v4().to_string(),
            media: media_of(&name).to_owned(),
            name,
            blob,
            to,
        }
    }

    /// The place in the document.
    pub fn place(&self) -> Place {
        Place::Meta(format!("{KEY}{}", self.id))
    }

    /// The edit that attaches it.
    pub fn attach(&self) -> Edit {
        Edit::Put {
            place: self.place(),
            value: self.value(),
        }
    }

    /// The edit that takes it off. The bytes stay where they are: an older version may name them.
    pub fn detach(&self) -> Edit {
        Edit::Put {
            place: self.place(),
            value: String::new(),
        }
    }

    /// As it stands in the document.
    pub fn value(&self) -> String {
        let to = match &self.to {
            Some((collection, id)) => format!("{}/{}", collection.thing(), escaped(id)),
            None => WHOLE.to_owned(),
        };
        let Blob { id, bytes } = self.blob;
        format!("{id} {bytes} {} {to} {}", self.media, self.name)
    }

    /// The attachment that a header field is; `None` where it is none, was taken off, or cannot be read.
    pub fn read(field: &str, value: &str) -> Option<Self> {
        let id = field.strip_prefix(KEY)?;
        let mut parts = value.splitn(5, ' ');
        let blob: BlobId = parts.next()?.parse().ok()?;
        let bytes: u64 = parts.next()?.parse().ok()?;
        let media = parts.next()?;
        let to = match parts.next()? {
            WHOLE => None,
            thing => {
                let (collection, id) = thing.split_once('/')?;
                Some((Collection::from_thing(collection)?, unescaped(id)))
            }
        };
        let name = clean(parts.next()?);
        let blob = Blob { id: blob, bytes };
        let is_media = |c: char| c.is_ascii_alphanumeric() || "!#$&-^_.+/".contains(c);
        let is_said =
            media.len() <= MAX_MEDIA && media.contains('/') && media.chars().all(is_media);
        blob.is_possible().then(|| Self {
            id: id.to_owned(),
            media: match is_said {
                true => media.to_owned(),
                false => media_of(&name).to_owned(),
            },
            name,
            blob,
            to,
        })
    }
}

fn escaped(id: &str) -> String {
    id.replace('%', "%25").replace(' ', "%20")
}

fn unescaped(id: &str) -> String {
    id.replace("%20", " ").replace("%25", "%")
}

/// The attachments of a document that reads so, by name.
pub fn attachments(view: &View) -> Vec<Attachment> {
    let meta = match view {
        View::Policy(policy) => &policy.meta,
        View::Minutes(minutes) => &minutes.meta,
        View::Matrix(matrix) => &matrix.meta,
    };
    let fields = meta.range(KEY.to_owned()..);
    let fields = fields.take_while(|(field, _)| is_attachment(field));
    let mut found: Vec<Attachment> = fields
        .filter_map(|(field, value)| Attachment::read(field, value))
        .collect();
    found.sort_by_cached_key(|one| (one.name.to_lowercase(), one.id.clone()));
    found
}

/// How many bytes they have together; one that is attached twice counts once.
pub fn total_bytes(attachments: &[Attachment]) -> u64 {
    let blobs: std::collections::BTreeSet<Blob> = attachments.iter().map(|one| one.blob).collect();
    blobs.iter().map(|blob| blob.bytes).sum()
}

/// Whether files of these sizes may be attached beside `present`.
///
/// # Errors
/// [`Refused`], for the first that may not.
pub fn check_room(present: &[Attachment], sizes: &[u64]) -> Result<(), Refused> {
    let mut total = total_bytes(present);
    for (count, bytes) in sizes.iter().enumerate() {
        match *bytes {
            0 => return Err(Refused::Empty),
            bytes if bytes > MAX_BYTES => return Err(Refused::TooLarge(bytes)),
            _ => {}
        }
        total += bytes;
        if total > MAX_TOTAL_BYTES {
            return Err(Refused::TooMuch(total));
        }
        if present.len() + count + 1 > MAX_COUNT {
            return Err(Refused::TooMany);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::view::Policy;

    fn attachment(name: &str) -> Attachment {
        Attachment::new(name, Blob::of(b"isi"), None)
    }

    #[test]
    fn an_attachment_reads_back_as_it_was_written() {
        for to in [
            None,
            Some((
                Collection::Agenda,
                "6f1c8a5e-0000-4000-8000-000000000001".to_owned(),
            )),
            Some((Collection::Rows, "a b%20c/d".to_owned())),
        ] {
            let one = Attachment::new("Foto  rapat (1).PNG", Blob::of(b"isi"), to);
            assert_eq!(one.media, "image/png");
            let Place::Meta(field) = one.place() else {
                unreachable!()
            };
            assert_eq!(Attachment::read(&field, &one.value()), Some(one));
        }
    }

    #[test]
    fn a_field_of_a_hostile_program_gives_nothing_to_fear() {
        let hash = Blob::of(b"isi").id.to_string();
        let read = |value: &str| Attachment::read("attachment:x", value);
        for value in [
            "",
            "x",
            &hash,
            &format!("{hash} 3"),
            &format!("{hash} 0 image/png - leer"),
            &format!("{hash} 99999999999999999999 image/png - groß"),
            &format!("{hash} 67108865 image/png - groß"),
            &format!("{hash} -1 image/png - x"),
            &format!("{hash} 3 image/png nirgends/1 x"),
            &format!("{hash} 3 image/png agenda x"),
            &format!("{} 3 image/png - x", &hash[1..]),
        ] {
            assert_eq!(read(value), None, "{value:?}");
        }
        let odd = read(&format!(
            "{hash} 3 image/png\n - ../../.ssh/\u{202e}gnp.exe\u{7}"
        ));
        let odd = odd.unwrap();
        assert_eq!(odd.name, "gnp.exe");
        assert_eq!(odd.media, "application/octet-stream");
        assert_eq!(Attachment::read("number", "7"), None);
    }

    #[test]
    fn sizes_are_bounded_one_by_one_and_together() {
        let present = [attachment("a")];
        assert_eq!(check_room(&present, &[1, MAX_BYTES]), Ok(()));
        assert_eq!(check_room(&present, &[0]), Err(Refused::Empty));
        let more = MAX_BYTES + 1;
        assert_eq!(check_room(&present, &[more]), Err(Refused::TooLarge(more)));
        let full = [MAX_BYTES; 10];
        assert_eq!(check_room(&[], &full), Ok(()));
        let much = MAX_TOTAL_BYTES + 3;
        assert_eq!(check_room(&present, &full), Err(Refused::TooMuch(much)));
        assert_eq!(check_room(&[], &[1; 501]), Err(Refused::TooMany));
        assert_eq!(total_bytes(&[attachment("a"), attachment("b")]), 3);
    }

    #[test]
    fn attachments_are_listed_by_name_and_bind_the_fingerprint() {
        let mut policy = Policy::default();
        let plain = View::Policy(policy.clone()).fingerprint();
        let (b, a) = (attachment("b.txt"), attachment("A.txt"));
        for one in [&b, &a] {
            let Place::Meta(field) = one.place() else {
                unreachable!()
            };
            policy.meta.insert(field, one.value());
        }
        policy.meta.insert("attachment:none".into(), String::new());
        policy.meta.insert("number".into(), "7".into());
        let view = View::Policy(policy.clone());
        assert_eq!(attachments(&view), [a, b]);
        assert_ne!(view.fingerprint(), plain);
        policy.meta = BTreeMap::from([("attachment:none".into(), String::new())]);
        assert_eq!(View::Policy(policy).fingerprint(), plain);
    }
}
