//! What changed in a document since somebody last looked: for an open editor, so that it stays in step
//! without reading everything again.
//!
//! [`Document::watch`] once, then after each change of any origin [`Document::take_news`], and with the
//! [`News`]
//! - [`View::update`](crate::view::View::update) brings a view up to date,
//! - [`Conflicts::update`](super::Conflicts::update) the list of conflicts,
//! - [`News::splices_of`] tells an editor what happened in the text it has open, so that text and caret
//!   move along.
//!
//! Which things and values were touched is read from the operations of the changes, and so is complete:
//! automerge's patches leave out what changes no shown value, such as a conflict that was settled by
//! others. Only the splices come from the patches. Whatever is not laid out as it should be counts as
//! touched whole and is read again.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `splice` | [`TextSplice`]: one splice, and where it takes a caret |
//! | `collect` | from changes and patches to news |
//! | `update` | views brought up to date |

mod collect;
mod splice;
#[cfg(test)]
mod tests;
mod update;

use std::collections::BTreeSet;

pub(super) use collect::{Touches, Watch};
pub use splice::TextSplice;
pub(super) use update::columns_to_ask_again;

use super::open::Document;
use super::schema::{VOTES, place_in_attendance, place_in_thing};
use crate::edit::{Collection, Place};
use crate::view::Kind;

/// More than this is read again as a whole: nobody looked for long, or very much came.
const MAX_NOTED: usize = 10_000;

/// What changed in a document since the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Nothing that was read before holds: read everything again. The rest is empty then.
    pub everything: bool,
    /// What happened in texts that were there before, in the order in which it happened in each. See
    /// [`News::splices_of`] for one text.
    pub splices: Vec<TextSplice>,
    /// Things (people of the attendance too) that are new, moved, removed or brought back, or of which
    /// anything but text was written.
    pub things: BTreeSet<(Collection, String)>,
    /// Values that were written in things that were there before, header fields and facts. A text is
    /// among them if it is another text now, which no splices lead to.
    pub places: BTreeSet<Place>,
    /// Things that are new or were made again: no splice is about those.
    made: BTreeSet<(Collection, String)>,
}

impl News {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What happened in one text, in order; `None` if that does not lead to how the text is now, so that
    /// it must be taken from the view and a caret in it kept only as far as the text goes.
    ///
    /// Exact for text that consists of characters. Where another program put something else into a text,
    /// automerge's patches do not always tell it right: an editor compares with the view, which is right.
    pub fn splices_of(&self, place: &Place) -> Option<impl Iterator<Item = &TextSplice>> {
        let splices = self.splices.iter();
        (!self.everything && self.follows(place))
            .then(|| splices.filter(move |splice| splice.place == *place))
    }

    /// Everything changed.
    fn all() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }

    /// Whether the text at a place can be followed by splices so far.
    fn follows(&self, place: &Place) -> bool {
        let made =
            |(collection, id): (Collection, &str)| self.made.contains(&(collection, id.to_owned()));
        !self.places.contains(place) && !place.thing().is_some_and(made)
    }

    /// The things of a collection that must be read again.
    pub(super) fn things_of(&self, collection: Collection) -> impl Iterator<Item = &str> {
        self.things
            .range((collection, String::new())..)
            .take_while(move |(of, _)| *of == collection)
            .map(|(_, id)| id.as_str())
    }

    /// The things of a collection of which anything was written, text too.
    pub(super) fn touched(&self, collection: Collection) -> BTreeSet<&str> {
        let spliced = self
            .splices
            .iter()
            .filter_map(|splice| splice.place.thing());
        let of = spliced
            .filter(|(of, _)| *of == collection)
            .map(|(_, id)| id);
        self.things_of(collection).chain(of).collect()
    }

    /// Whether a thing is new or was made again.
    pub(super) fn is_made(&self, collection: Collection, id: &str) -> bool {
        self.made.contains(&(collection, id.to_owned()))
    }

    /// Notes that whatever stands at these keys from the root may be something else now.
    fn touch(&mut self, kind: Kind, path: &[String]) {
        let Some((root_key, inside)) = path.split_first() else {
            return;
        };
        match (root_key.as_str(), kind) {
            ("title", _) => {
                self.places.insert(Place::Title);
            }
            ("meta", _) => self.touch_field(inside, Place::Meta),
            ("meeting", Kind::Minutes) => self.touch_field(inside, Place::Meeting),
            ("attendance", Kind::Minutes) => match inside.first() {
                Some(key) => {
                    let (person, _) = super::schema::attendance_field(key);
                    let person = (Collection::Attendance, person.to_owned());
                    self.things.insert(person);
                    self.places.extend(place_in_attendance(key));
                }
                None => *self = Self::all(),
            },
            _ => {
                if let Some(collection) = Collection::from_root_key(root_key)
                    && collection.kind() == kind
                {
                    self.touch_thing(collection, inside);
                }
            }
        }
    }

    fn touch_field(&mut self, inside: &[String], place: impl Fn(String) -> Place) {
        match inside.first() {
            Some(key) => {
                self.places.insert(place(key.clone()));
            }
            None => *self = Self::all(),
        }
    }

    fn touch_thing(&mut self, collection: Collection, inside: &[String]) {
        let Some((id, inside)) = inside.split_first() else {
            *self = Self::all();
            return;
        };
        self.things.insert((collection, id.clone()));
        match inside {
            [] => {
                self.made.insert((collection, id.clone()));
            }
            [key, person, ..] if collection == Collection::Decisions && key == VOTES => {
                let vote = Place::DecisionVote(id.clone(), person.clone());
                self.places.insert(vote);
            }
            [key, ..] => self.places.extend(place_in_thing(collection, id, key)),
        }
    }

    fn limit(&mut self) {
        let noted = self.splices.len() + self.things.len() + self.places.len();
        if self.everything || noted > MAX_NOTED {
            *self = Self::all();
        }
    }
}

impl Document {
    /// From now on the document notes what changes in it.
    pub fn watch(&mut self) {
        self.watch.get_or_insert_default();
    }

    /// What changed since the last call, or since [`Document::watch`]: by changes of others, edits, undo
    /// and redo. Empty if the document is not watched.
    pub fn take_news(&mut self) -> News {
        let Some(watch) = &mut self.watch else {
            return News::default();
        };
        let mut news = std::mem::take(&mut watch.news);
        let mut splices = std::mem::take(&mut news.splices);
        splices.retain(|splice| news.follows(&splice.place));
        news.splices = splices;
        news
    }
}
