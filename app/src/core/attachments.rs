//! What is attached to an open document, as the screen shows it. The list itself stands in the document:
//! [`council::attachment`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use council::attachment::Attachment;
use council::edit::{Collection, Place};
use format::{Blob, PublicKey};

use super::deciding::FileState;

/// The most thumbnails kept of one document.
const MOST_THUMBNAILS: usize = 200;

/// A small picture of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// Width and height, in pixels.
    pub size: [usize; 2],
    /// Width and height of the image itself, in pixels.
    pub full_size: [u32; 2],
    /// Red, green, blue and opacity of each pixel, line by line from the top.
    pub rgba: Vec<u8>,
}

/// A picture that somebody copied: a part of a screen, an image of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height, in pixels.
    pub size: [usize; 2],
    /// Red, green, blue and opacity of each pixel, line by line from the top.
    pub rgba: Vec<u8>,
}

/// What lay on the clipboard, as far as it can be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// Files.
    Files(Vec<PathBuf>),
    /// A picture.
    Picture(Arc<Picture>),
    /// Nothing of the kind.
    Nothing,
}

/// How what is attached stands here, and who attached it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standings {
    /// The bytes, by name.
    pub files: BTreeMap<Blob, FileState>,
    /// By the id of the attachment: who put it into the document, and when by their clock, in seconds since
    /// 1970.
    pub said: BTreeMap<String, (Option<PublicKey>, i64)>,
}

/// What is known of the attachments of one open document.
#[derive(Debug, Clone, Default)]
pub struct Attached {
    /// How they stand here.
    pub standings: Standings,
    /// Whether files are being read to be attached.
    pub is_busy: bool,
    /// The thing whose attachments the person asked for last, and how often they asked for any: tells asking
    /// again from still looking.
    pub going_to: Option<((Collection, String), u64)>,
    thumbnails: BTreeMap<Blob, Option<Arc<Thumbnail>>>,
    asked: BTreeSet<Blob>,
    counts: BTreeMap<Collection, BTreeMap<String, usize>>,
}

impl Attached {
    /// How many belong to a thing of the document.
    pub fn count(&self, collection: Collection, id: &str) -> usize {
        let of = |things: &BTreeMap<String, usize>| things.get(id).copied();
        self.counts.get(&collection).and_then(of).unwrap_or(0)
    }

    /// Counts anew what belongs to which thing.
    pub fn recount(&mut self, all: &[Attachment]) {
        self.counts.clear();
        for (collection, id) in all.iter().filter_map(|one| one.to.as_ref()) {
            let things = self.counts.entry(*collection).or_default();
            *things.entry(id.clone()).or_default() += 1;
        }
    }

    /// The person wants to see what belongs to this thing.
    pub fn go_to(&mut self, collection: Collection, id: String) {
        let visits = self.going_to.as_ref().map_or(0, |(_, visits)| *visits);
        self.going_to = Some(((collection, id), visits + 1));
    }

    /// The thumbnail of an image, once it was made.
    pub fn thumbnail(&self, blob: &Blob) -> Option<&Arc<Thumbnail>> {
        self.thumbnails.get(blob)?.as_ref()
    }

    /// The pictures that are here and of which nobody asked for a thumbnail yet; they are asked for now.
    pub fn ask_for_thumbnails(&mut self, attachments: &[Attachment]) -> Vec<Blob> {
        let mut wanted = Vec::new();
        for one in attachments {
            let is_here = self
                .standings
                .files
                .get(&one.blob)
                .is_some_and(|file| file.is_held);
            let has_room = self.asked.len() < MOST_THUMBNAILS;
            if is_here && has_room && may_be_picture(&one.media) && self.asked.insert(one.blob) {
                wanted.push(one.blob);
            }
        }
        wanted
    }

    /// A thumbnail was made, or the file is no picture.
    pub fn thumbnail_made(&mut self, blob: Blob, thumbnail: Option<Arc<Thumbnail>>) {
        self.thumbnails.insert(blob, thumbnail);
    }
}

/// Whether a file of this type may have a thumbnail.
fn may_be_picture(media: &str) -> bool {
    matches!(media, "image/png" | "image/jpeg" | "image/webp")
}

/// The thing that a place is in, if files can be attached to it.
pub fn thing_of(place: &Place) -> Option<(Collection, String)> {
    match place.thing()? {
        (Collection::Attendance | Collection::Columns, _) => None,
        (collection, id) => Some((collection, id.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_a_thing_is_counted_for_it_alone() {
        let to = |id: &str| Some((Collection::Rows, id.to_owned()));
        let mut attached = Attached::default();
        let all = [
            Attachment::new("a.png", Blob::of(b"a"), to("r")),
            Attachment::new("b.png", Blob::of(b"b"), to("r")),
            Attachment::new("c.png", Blob::of(b"c"), to("s")),
            Attachment::new("d.png", Blob::of(b"d"), None),
        ];
        attached.recount(&all);
        let counts =
            |attached: &Attached| ["r", "s", "t"].map(|id| attached.count(Collection::Rows, id));
        assert_eq!(counts(&attached), [2, 1, 0]);
        assert_eq!(attached.count(Collection::Clauses, "r"), 0);
        attached.recount(&all[1..]);
        assert_eq!(counts(&attached), [1, 1, 0]);
    }

    #[test]
    fn a_thumbnail_is_asked_for_once_and_only_of_pictures_that_are_here() {
        let picture = Attachment::new("foto.png", Blob::of(b"foto"), None);
        let away = Attachment::new("jauh.jpg", Blob::of(b"jauh"), None);
        let text = Attachment::new("catatan.txt", Blob::of(b"catatan"), None);
        let mut attached = Attached::default();
        let held = FileState {
            here: 4,
            is_held: true,
            is_coming: true,
            at_relay: false,
        };
        attached.standings.files.insert(picture.blob, held);
        attached.standings.files.insert(text.blob, held);
        let all = [picture.clone(), away, text];
        assert_eq!(attached.ask_for_thumbnails(&all), [picture.blob]);
        assert_eq!(attached.ask_for_thumbnails(&all), []);
        assert_eq!(attached.thumbnail(&picture.blob), None);
        attached.thumbnail_made(picture.blob, None);
        assert_eq!(attached.thumbnail(&picture.blob), None);
    }
}
