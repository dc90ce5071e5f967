//! From changes and patches to news.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use automerge::legacy::{Key, OpType};
use automerge::{Automerge, Change, ObjId, PatchAction, PatchLog};

use super::{MAX_NOTED, News, TextSplice};
use crate::authorship::origin::object_id;
use crate::authorship::touched::place_at;
use crate::authorship::{decode, guarded, path_of};
use crate::document::Document;
use crate::edit::{Collection, Place};
use crate::view::Kind;

/// What some changes touch. What is inside an object that they make counts as that object.
#[derive(Debug, Default)]
pub(in crate::document) struct Touches {
    keys: BTreeSet<(ObjId, String)>,
    /// Texts, and lists of other programs.
    sequences: BTreeSet<ObjId>,
}

impl Touches {
    /// Reads the operations of changes, in the order they are applied in; `None` if one cannot be read.
    pub(in crate::document) fn read(changes: &[Change]) -> Option<Self> {
        let mut touches = Self::default();
        let mut made: HashSet<ObjId> = HashSet::new();
        for change in changes {
            let change = decode(change).ok()?;
            for (counter, op) in change.operations() {
                let holder = object_id(&op.obj);
                if !made.contains(&holder) {
                    match &op.key {
                        Key::Map(key) => {
                            touches.keys.insert((holder, key.to_string()));
                        }
                        Key::Seq(_) => {
                            touches.sequences.insert(holder);
                        }
                    }
                }
                if matches!(op.action, OpType::Make(_)) {
                    made.insert(ObjId::Id(counter, change.actor().clone(), 0));
                }
            }
        }
        Some(touches)
    }
}

/// Somebody who looks at the news of a document.
#[derive(Debug, Default)]
pub(in crate::document) struct Watch {
    pub(super) news: News,
    /// The keys from the root to objects. Where an object is made is where it stays.
    paths: HashMap<ObjId, Vec<String>>,
}

impl Watch {
    /// Somebody who must read everything again.
    pub(in crate::document) fn all() -> Self {
        Self {
            news: News::all(),
            paths: HashMap::new(),
        }
    }

    /// Takes in changes that `document` has just taken in or made: what they touch, `None` if that is not
    /// known, and the patches that came of them.
    pub(in crate::document) fn take_in(
        &mut self,
        document: &Document,
        touches: Option<Touches>,
        log: &mut PatchLog,
    ) {
        if self.news.everything {
            return;
        }
        let taken = touches.and_then(|touches| self.take(document, &touches, log));
        if taken.is_none() {
            self.news = News::all();
        }
        self.news.limit();
        if self.paths.len() > MAX_NOTED {
            self.paths.clear();
        }
    }

    /// `None` if something cannot be read.
    fn take(&mut self, document: &Document, touches: &Touches, log: &mut PatchLog) -> Option<()> {
        let (doc, kind) = (document.automerge(), document.kind());
        for (object, key) in &touches.keys {
            let mut path = self.path_of(doc, object)?;
            path.push(key.clone());
            self.news.touch(kind, &path);
        }
        let mut texts = BTreeMap::new();
        for object in &touches.sequences {
            let path = self.path_of(doc, object)?;
            match text_place(document, object, &path) {
                Some(place) => {
                    texts.insert(object, Text::new(place, path));
                }
                None => self.news.touch(kind, &path),
            }
        }
        if texts.is_empty() {
            return Some(());
        }
        for patch in guarded(None, || doc.make_patches(log)).ok()? {
            if let Some(text) = texts.get_mut(&patch.obj) {
                text.take(patch.action);
            }
        }
        for text in texts.into_values() {
            self.news.take_text(kind, text);
        }
        Some(())
    }

    fn path_of(&mut self, doc: &Automerge, object: &ObjId) -> Option<Vec<String>> {
        if let Some(path) = self.paths.get(object) {
            return Some(path.clone());
        }
        let path = path_of(doc, object)?;
        self.paths.insert(object.clone(), path.clone());
        Some(path)
    }
}

impl News {
    fn take_text(&mut self, kind: Kind, text: Text) {
        if text.is_odd {
            self.touch(kind, &text.path);
            return;
        }
        // Without a splice it may still matter to whether a removed thing is shown.
        if let (true, Some((collection, id))) = (text.splices.is_empty(), text.place.thing()) {
            self.things.insert((collection, id.to_owned()));
        }
        self.splices.extend(text.splices);
    }
}

/// The place of a text that an editor may have open: one that `object` is shown at.
fn text_place(document: &Document, object: &ObjId, path: &[String]) -> Option<Place> {
    let place = place_at(path)?;
    let is_known = match &place {
        Place::Title => true,
        Place::Mark(..) | Place::DecisionVote(..) => false,
        place => place.thing().is_some_and(|(collection, _)| {
            collection != Collection::Attendance && collection.kind() == document.kind()
        }),
    };
    (is_known && document.text_object(&place).as_ref() == Some(object)).then_some(place)
}

/// What came of some changes in one text.
struct Text {
    place: Place,
    path: Vec<String>,
    splices: Vec<TextSplice>,
    /// Something happened that no splice can tell: only in texts of other programs.
    is_odd: bool,
}

impl Text {
    fn new(place: Place, path: Vec<String>) -> Self {
        Self {
            place,
            path,
            splices: Vec::new(),
            is_odd: false,
        }
    }

    fn take(&mut self, action: PatchAction) {
        let (at, delete, insert) = match action {
            PatchAction::SpliceText { index, value, .. } => (index, 0, value.make_string()),
            PatchAction::DeleteSeq { index, length } => (index, length, String::new()),
            // Marks say who wrote something first; no text changes by them.
            PatchAction::Mark { .. } => return,
            _ => {
                self.is_odd = true;
                return;
            }
        };
        let next = TextSplice {
            place: self.place.clone(),
            at,
            delete,
            insert,
        };
        let is_joined = self.splices.last_mut().is_some_and(|last| last.join(&next));
        if !is_joined {
            self.splices.push(next);
        }
    }
}
