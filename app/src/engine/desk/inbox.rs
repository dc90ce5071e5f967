//! What others said: read from the store, marked as seen.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ::council::edit::Place;
use ::council::view::{Kind, View};
use format::{ActId, DocumentId};
use store::{Reader, StoreError};

use super::Running;
use super::readings::Reading;
use crate::core::Event;
use crate::core::inbox::{self, Effect, Item};
use crate::engine::inbox::{Notice, notices};
use crate::engine::office::Office;
use crate::engine::open::open;
use crate::words::{Language, place};

/// Of how many comments the places are called by name: more than anybody reads in one go.
const NAMED: usize = 200;
/// How many documents are opened for it at most, each time.
const OPENED: usize = 50;

/// What places of comments are called, by comment: as they were called when they were first told.
#[derive(Default)]
pub(super) struct PlaceNames(Mutex<HashMap<(ActId, Language), String>>);

impl Running {
    pub(super) fn perform_on_inbox(&mut self, effect: Effect) {
        let Some(office) = self.office.clone() else {
            return;
        };
        match effect {
            Effect::Load => {
                let (language, names) = (self.language, std::sync::Arc::clone(&self.place_names));
                self.read_beside(Reading::Inbox, move || {
                    match load(&office, language, &names) {
                        Ok(items) => Some(Event::Inbox(inbox::Event::Loaded(items))),
                        Err(error) => {
                            tracing::warn!(%error, "what others said is not read");
                            None
                        }
                    }
                });
            }
            Effect::MarkSeen(comments) => {
                if let Err(error) = office.mark_comments_seen(comments) {
                    // Shown again the next time: better twice than never.
                    tracing::warn!(%error, "comments stay unseen");
                }
            }
        }
    }
}

fn load(office: &Office, language: Language, names: &PlaceNames) -> Result<Vec<Item>, StoreError> {
    let reader = office.reader()?;
    let mut titles: HashMap<DocumentId, (Option<Kind>, String)> = HashMap::new();
    let mut items = Vec::new();
    for notice in notices(&reader, office.me(), 0)? {
        let (kind, title) = match titles.get(&notice.document) {
            Some(known) => known.clone(),
            None => {
                let summary = reader.summary(&notice.document)?;
                let kind = reader.kind(&notice.document)?;
                let title = summary.map(|summary| summary.title).unwrap_or_default();
                titles
                    .entry(notice.document)
                    .or_insert((kind, title))
                    .clone()
            }
        };
        items.push(item(notice, kind, title));
    }
    names.call(&reader, language, &mut items);
    Ok(items)
}

fn item(notice: Notice, kind: Option<Kind>, title: String) -> Item {
    let comment = notice.said.comment;
    Item {
        comment: notice.said.id,
        document: notice.document,
        kind,
        title,
        place: Place::from_key(&comment.place),
        label: String::new(),
        author: notice.said.author,
        time_millis: notice.said.time_millis,
        text: comment.text,
        is_mention: notice.is_mention,
    }
}

impl PlaceNames {
    /// Calls the places of the first items by what stands there.
    fn call(&self, reader: &Reader, language: Language, items: &mut [Item]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut views: HashMap<DocumentId, Option<View>> = HashMap::new();
        for item in items.iter_mut().take(NAMED) {
            let Some(at) = &item.place else { continue };
            let key = (item.comment, language);
            if let Some(label) = known.get(&key) {
                item.label.clone_from(label);
                continue;
            }
            if views.len() >= OPENED && !views.contains_key(&item.document) {
                continue;
            }
            let view = views
                .entry(item.document)
                .or_insert_with(|| open(reader, &item.document).ok().map(|opened| opened.view));
            if let Some(view) = view {
                item.label = place::words(language, view, at);
                known.insert(key, item.label.clone());
            }
        }
    }
}
