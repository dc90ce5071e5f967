//! What is attached to an open document, as the screen shows it. The list itself stands in the document:
//! [`council::attachment`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use council::attachment::{Attachment, MAX_COUNT};
use council::edit::{Collection, Place};
use council::view::View;
use format::{Blob, PublicKey};

use super::deciding::FileState;

/// The most thumbnails kept of one document.
const MOST_THUMBNAILS: usize = 200;

/// A thing in a document to which files can be attached.
pub type Thing = (Collection, String);

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

/// Where something that is to be attached comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Files.
    Files(Vec<PathBuf>),
    /// A picture that was copied.
    Picture(Arc<Picture>),
    /// Whatever lies on the clipboard, which was not read yet.
    Clipboard,
}

/// Something that is attached in one go: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attaching {
    /// What.
    pub source: Source,
    /// The thing it belongs to; `None`: the whole document.
    pub to: Option<Thing>,
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
    /// Whether what is added belongs to the thing where the person is, as opposed to the whole document.
    pub to_thing: bool,
    /// The thing whose attachments the person asked for last, and how often they asked for any: tells asking
    /// again from still looking.
    pub going_to: Option<(Thing, u64)>,
    /// What is to be attached, in the order in which it was given; the first is being read and kept. One after
    /// the other, so that the limits of a document hold for all of it together.
    under_way: VecDeque<Attaching>,
    /// What the document names, by name: at most as many as one may have.
    all: Vec<Attachment>,
    /// How many it names besides, as documents of hostile programs may.
    more: usize,
    /// Which of `all` belong to which thing.
    of_things: BTreeMap<Collection, BTreeMap<String, Vec<usize>>>,
    thumbnails: BTreeMap<Blob, Option<Arc<Thumbnail>>>,
    asked: BTreeSet<Blob>,
}

impl Attached {
    /// What is attached, by name; at most as many as one document may have.
    pub fn all(&self) -> &[Attachment] {
        &self.all
    }

    /// How many are named besides and not listed.
    pub fn more(&self) -> usize {
        self.more
    }

    /// What belongs to a thing of the document, by name.
    pub fn of<'a>(
        &'a self,
        collection: Collection,
        id: &str,
    ) -> impl ExactSizeIterator<Item = &'a Attachment> + use<'a> {
        let things = self.of_things.get(&collection);
        let found = things.and_then(|things| things.get(id));
        let found: &[usize] = found.map_or(&[], Vec::as_slice);
        found.iter().map(move |at| &self.all[*at])
    }

    /// How many belong to a thing of the document.
    pub fn count(&self, collection: Collection, id: &str) -> usize {
        self.of(collection, id).len()
    }

    /// Takes in what the document names now.
    pub fn list(&mut self, mut all: Vec<Attachment>) {
        self.more = all.len().saturating_sub(MAX_COUNT);
        all.truncate(MAX_COUNT);
        self.of_things.clear();
        for (at, one) in all.iter().enumerate() {
            if let Some((collection, id)) = &one.to {
                let things = self.of_things.entry(*collection).or_default();
                things.entry(id.clone()).or_default().push(at);
            }
        }
        self.all = all;
    }

    /// Whether something is being read to be attached.
    pub fn is_busy(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// What is being attached now.
    pub fn first_under_way(&self) -> Option<&Attaching> {
        self.under_way.front()
    }

    /// Something is to be attached. Whether its turn is now, because nothing else waits.
    pub fn begin(&mut self, attaching: Attaching) -> bool {
        self.under_way.push_back(attaching);
        self.under_way.len() == 1
    }

    /// What lay on the clipboard was read, for what is being attached now.
    pub fn was_read(&mut self, source: Source) {
        if let Some(first) = self.under_way.front_mut() {
            first.source = source;
        }
    }

    /// What was being attached is, or cannot be.
    pub fn end(&mut self) {
        self.under_way.pop_front();
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
    pub fn ask_for_thumbnails(&mut self) -> Vec<Blob> {
        let mut wanted = Vec::new();
        for one in &self.all {
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
pub fn thing_of(place: &Place) -> Option<Thing> {
    match place.thing()? {
        (Collection::Attendance | Collection::Columns, _) => None,
        (collection, id) => Some((collection, id.to_owned())),
    }
}

/// Whether a thing is shown in a document that reads so.
pub fn is_shown(view: &View, (collection, id): &Thing) -> bool {
    match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => {
            policy.clauses.iter().any(|one| one.id == *id)
        }
        (View::Minutes(minutes), Collection::Agenda) => {
            minutes.agenda.iter().any(|one| one.id == *id)
        }
        (View::Minutes(minutes), Collection::Decisions) => {
            minutes.decisions.iter().any(|one| one.id == *id)
        }
        (View::Minutes(minutes), Collection::Actions) => {
            minutes.actions.iter().any(|one| one.id == *id)
        }
        (View::Matrix(matrix), Collection::Rows) => matrix.rows.iter().any(|one| one.id == *id),
        _ => false,
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
        attached.list(all.to_vec());
        let counts =
            |attached: &Attached| ["r", "s", "t"].map(|id| attached.count(Collection::Rows, id));
        assert_eq!(counts(&attached), [2, 1, 0]);
        assert_eq!(attached.count(Collection::Clauses, "r"), 0);
        let of_row = attached.of(Collection::Rows, "r").map(|one| &one.name[..]);
        assert_eq!(of_row.collect::<Vec<_>>(), ["a.png", "b.png"]);
        attached.list(all[1..].to_vec());
        assert_eq!(counts(&attached), [1, 1, 0]);
    }

    #[test]
    fn of_more_than_a_document_may_have_the_first_are_listed_and_the_others_counted() {
        let many = MAX_COUNT + 3;
        let all = (0..many).map(|n| Attachment::new(&format!("{n:03}"), Blob::of(b"x"), None));
        let mut attached = Attached::default();
        attached.list(all.collect());
        assert_eq!(attached.all().len(), MAX_COUNT);
        assert_eq!(attached.more(), 3);
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
            is_wished: false,
            at_relay: false,
        };
        attached.standings.files.insert(picture.blob, held);
        attached.standings.files.insert(text.blob, held);
        attached.list(vec![picture.clone(), away, text]);
        assert_eq!(attached.ask_for_thumbnails(), [picture.blob]);
        assert_eq!(attached.ask_for_thumbnails(), []);
        assert_eq!(attached.thumbnail(&picture.blob), None);
        attached.thumbnail_made(picture.blob, None);
        assert_eq!(attached.thumbnail(&picture.blob), None);
    }
}
