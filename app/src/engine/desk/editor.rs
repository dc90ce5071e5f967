//! Opens documents, keeps what was written in them, brings what others wrote, reads their history.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use ::council::act::{Anchor, Comment};
use ::council::authorship::Index;
use ::council::comment::comments;
use ::council::document::{Conflicts, Document};
use ::council::history::history;
use ::council::merge::overlaps;
use ::council::revocation::Released;
use automerge::Change;
use format::{ChangeHash, DocumentId};
use store::content::Shown;
use store::{Reader, StoreError};
use sync::Holdings as _;

use super::{Running, cause};
use crate::command_line::documents::title_or_none;
use crate::command_line::refusal::Refusal;
use crate::core::digest::Digest;
use crate::core::editor::{self, Effect, Loaded, NewComment, ReadOnly, Save};
use crate::core::storage::Cause;
use crate::core::{Event, documents};
use crate::engine::clocks::{self, Doubtful};
use crate::engine::guard::guarded;
use crate::engine::indexing::IndexingError;
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{OpenError, Opened, acts, creation, decode, open};
use crate::engine::write::WriteError;
use crate::engine::{raising, sharing};
use crate::say;

/// With more operations than this, a document is read anew beside the window instead of taking the
/// changes in on the window's thread.
const MOST_OPERATIONS_AT_ONCE: u64 = 2_000;

/// The times of a document that do not fit others.
fn doubtful(office: &Office, opened: &Opened) -> Result<Doubtful, StoreError> {
    let reader = office.reader()?;
    clocks::of_document(&reader, opened, &acts(&reader, &opened.id)?)
}

/// The document whose history was looked at last.
#[derive(Default)]
pub(super) struct LookedAt(Mutex<Option<(DocumentId, Arc<Opened>)>>);

impl LookedAt {
    pub(super) fn get(&self, office: &Office, id: &DocumentId) -> Result<Arc<Opened>, OpenError> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = office.reader()?;
        if let Some((known, opened)) = &*place
            && known == id
            && opened.heads() == reader.outline(id)?.heads
        {
            return Ok(Arc::clone(opened));
        }
        let opened = Arc::new(open(&reader, id)?);
        *place = Some((*id, Arc::clone(&opened)));
        Ok(opened)
    }
}

/// What came into an open document.
enum News {
    Nothing,
    Changes(Vec<Change>),
    /// Too much, or something that is not only more.
    ReadAnew,
}

impl Running {
    pub(super) fn perform_in_editor(&mut self, id: DocumentId, effect: Effect) {
        let Some(office) = self.office.clone() else {
            // Whoever waits for the end of it waits no longer.
            if let Effect::Attach { .. } | Effect::AttachPicture { .. } | Effect::ReadClipboard =
                effect
            {
                let why = self.language.say("notice-no-office");
                tell(&self.outbox, id, editor::Event::NotAttached(why));
            }
            return;
        };
        match effect {
            Effect::Open => self.open_document(office, id),
            Effect::Refresh => self.refresh_document(office, id),
            Effect::Save(save) => self.save_document(&office, id, &save),
            Effect::Comment(comment, anchor, quote) => {
                self.comment(&office, id, comment, anchor, quote);
            }
            Effect::LoadHistory => {
                let looked_at = Arc::clone(&self.looked_at);
                let reading = self.begin_reading(id);
                self.beside(move |outbox| {
                    let moments = looked_at.get(&office, &id).ok().and_then(|opened| {
                        let document = opened.document.automerge();
                        let mut entries =
                            guarded(|| history(document, &Index::read(document)))?.ok()?;
                        // Nobody made the first change: it ships with the program.
                        let genesis = Document::genesis(opened.document.kind()).heads();
                        entries.retain(|entry| !genesis.contains(&entry.hash));
                        let made_on = dependencies(document);
                        let mut moments = editor::moments(entries, |change| {
                            made_on.get(change).cloned().unwrap_or_default()
                        });
                        let mut doubtful = doubtful(&office, &opened).unwrap_or_default();
                        for moment in &mut moments {
                            moment.mark = doubtful.changes.remove(&moment.entry.hash);
                        }
                        Some(moments)
                    });
                    let moments = moments.unwrap_or_default();
                    reading.tell(outbox, editor::Event::History(moments));
                });
            }
            Effect::LoadOverlaps => {
                let looked_at = Arc::clone(&self.looked_at);
                let reading = self.begin_reading(id);
                self.beside(move |outbox| {
                    let found = looked_at.get(&office, &id).ok().and_then(|opened| {
                        let index = Index::read(opened.document.automerge());
                        guarded(|| overlaps(&opened.document, &index))?.ok()
                    });
                    // What cannot be read now is looked for again after the next change.
                    if let Some(found) = found {
                        reading.tell(outbox, editor::Event::Overlaps(found));
                    }
                });
            }
            Effect::LoadVersion(heads) => {
                let looked_at = Arc::clone(&self.looked_at);
                self.beside(move |outbox| {
                    let view = looked_at
                        .get(&office, &id)
                        .ok()
                        .and_then(|opened| guarded(|| opened.document.view_at(&heads))?.ok());
                    if view.is_none() {
                        tracing::warn!(document = %id.short(), "a version is not readable");
                    }
                    tell(
                        outbox,
                        id,
                        editor::Event::Version(heads, view.map(Box::new)),
                    );
                });
            }
            Effect::LoadDecisions => self.load_decisions(office, id),
            Effect::Say(wish) => self.say_of_text(office, id, wish),
            Effect::WishForFile(blob) => self.wish_for_file(office, id, blob),
            Effect::Raise(place, minutes) => {
                let language = self.language;
                self.beside(move |outbox| {
                    let event = match raising::raise(&office, language, (&id, &place), &minutes) {
                        Ok(title) => {
                            let title = title_or_none(language, &title);
                            let text = say!(language, "notice-raised", title = title);
                            documents::Event::Done(text)
                        }
                        Err(error) => {
                            documents::Event::Refused(Refusal::from(error).sentence(language))
                        }
                    };
                    outbox.tell(Event::Documents(event));
                });
            }
            Effect::Restart(reason) => self.restart(office, id, reason),
            Effect::Forget => self.forget(office, id),
            Effect::Attach { files, present, to } => {
                self.attach(office, id, files, present, to);
            }
            Effect::AttachPicture {
                picture,
                present,
                to,
            } => self.attach_picture(office, id, picture, present, to),
            Effect::ReadClipboard => self.read_clipboard(id),
            Effect::LoadAttachments { whose } => self.load_attachments(office, id, whose),
            Effect::WishForAttachment(blob) => self.wish_for_attachment(office, id, blob),
            Effect::TakeBackWish(blob) => self.take_back_wish(office, id, blob),
            Effect::OpenAttachment(attachment) => self.open_attachment(office, attachment),
            Effect::SaveAttachment(attachment, file) => {
                self.save_attachment(office, attachment, file);
            }
            Effect::LoadThumbnails(pictures) => self.load_thumbnails(office, id, pictures),
            Effect::LoadShared => self.load_shared(office, id),
            Effect::Share(scope, reason) => match sharing::grant(&office, &id, scope, &reason) {
                Ok(_) => {
                    self.load_shared(Arc::clone(&office), id);
                    let text = self.language.say("notice-shared");
                    self.tell(Event::Documents(documents::Event::Done(text)));
                }
                Err(error) => self.refuse(error),
            },
            Effect::SaySeen(heads) => match office.say_seen_at(&id, heads) {
                Ok(Some(_)) => self.perform_on_link(crate::core::link::Effect::LoadStanding),
                Ok(None) => {}
                // It is said the next time the chair reads it.
                Err(error) => {
                    tracing::warn!(%error, document = %id.short(), "it is not said that it was seen")
                }
            },
            Effect::Close => {
                self.held.remove(&id);
            }
        }
    }

    /// Opens a document beside everything else. What the window has of it is known from here on, so that
    /// a refresh brings what comes meanwhile.
    fn open_document(&mut self, office: Arc<Office>, id: DocumentId) {
        let held = office.reader().and_then(|reader| reader.outline(&id));
        let held = held.map(|content| content.changes.iter().map(|change| change.hash).collect());
        self.held.insert(id, held.unwrap_or_default());
        let language = self.language;
        let reading = self.begin_reading(id);
        self.beside(move |outbox| {
            let event = match load(&office, &id) {
                Ok(loaded) => editor::Event::Opened(Box::new(loaded)),
                Err(error) => editor::Event::Unopened(Refusal::from(error).sentence(language)),
            };
            reading.tell(outbox, event);
        });
    }

    fn refresh_document(&mut self, office: Arc<Office>, id: DocumentId) {
        let Some(held) = self.held.get_mut(&id) else {
            return;
        };
        match news(&office, &id, held) {
            Ok(News::Nothing) => {}
            Ok(News::Changes(changes)) => {
                tell(&self.outbox, id, editor::Event::Came(changes));
            }
            Ok(News::ReadAnew) => self.open_document(Arc::clone(&office), id),
            Err(error) => tracing::warn!(%error, document = %id.short(), "what came is not read"),
        }
        self.tell_comments(&office, id);
        self.load_shared(Arc::clone(&office), id);
        self.load_decisions(office, id);
    }

    /// Reads who may hold a document, beside everything else: it goes through the whole roster.
    fn load_shared(&self, office: Arc<Office>, id: DocumentId) {
        let reading = self.begin_reading(id);
        self.beside(move |outbox| {
            let read = office.reader().and_then(|reader| {
                let label = creation(&reader, &id)?.and_then(|one| one.create.label);
                let shared = sharing::shared(&reader, &office.me(), &id, label)?;
                Ok((shared, reader.outline(&id)?.held_back.len()))
            });
            match read {
                Ok((shared, held_back)) => {
                    let shared = editor::Event::Shared(Box::new(shared), held_back);
                    reading.tell(outbox, shared);
                }
                Err(error) => {
                    tracing::warn!(%error, document = %id.short(), "who may hold it is not read")
                }
            }
        });
    }

    fn save_document(&mut self, office: &Office, id: DocumentId, save: &Save) {
        let hashes: Vec<ChangeHash> = save.changes.iter().map(|change| change.hash).collect();
        match office.save_changes(&id, save) {
            Ok(summary) => {
                self.held.entry(id).or_default().extend(&hashes);
                tell(&self.outbox, id, editor::Event::Saved(hashes));
                if let Some(row) = self.row(office, &summary) {
                    self.tell(Event::Documents(documents::Event::Changed(Box::new(row))));
                }
            }
            Err(error) => {
                tracing::warn!(%error, document = %id.short(), "nothing was saved");
                let event = match error {
                    WriteError::Office(OfficeError::Restarted(into)) => {
                        editor::Event::Restarted(into)
                    }
                    error => editor::Event::NotSaved(why_not_saved(&error)),
                };
                tell(&self.outbox, id, event);
            }
        }
    }

    fn comment(
        &self,
        office: &Office,
        id: DocumentId,
        comment: NewComment,
        anchor: Option<Anchor>,
        quote: String,
    ) {
        let place = comment.place.as_ref().map(::council::edit::Place::key);
        let said = Comment {
            place: place.unwrap_or_default(),
            anchor,
            quote,
            text: comment.text.clone(),
            answers: comment.answers,
            mentions: None,
        };
        if let Err(error) = office.comment(id, said) {
            let why = Refusal::from(error).sentence(self.language);
            let event = editor::Event::NotCommented(Box::new(comment), why);
            tell(&self.outbox, id, event);
            return;
        }
        self.tell_comments(office, id);
        tell(
            &self.outbox,
            id,
            editor::Event::Commented(Box::new(comment)),
        );
    }

    fn tell_comments(&self, office: &Office, id: DocumentId) {
        match comments_on(office, &id) {
            Ok(comments) => tell(&self.outbox, id, editor::Event::Comments(comments)),
            Err(error) => tracing::warn!(%error, document = %id.short(), "comments are not read"),
        }
    }
}

/// What each change was made on.
fn dependencies(document: &automerge::Automerge) -> HashMap<ChangeHash, Vec<ChangeHash>> {
    let of = |hash: &automerge::ChangeHash| ChangeHash::from_bytes(hash.0);
    document
        .get_changes_meta(&[])
        .iter()
        .map(|meta| (of(&meta.hash), meta.deps.iter().map(of).collect()))
        .collect()
}

pub(super) fn tell(outbox: &super::Outbox, id: DocumentId, event: editor::Event) {
    outbox.tell(Event::Editor(id, Box::new(event)));
}

/// A document ready to be written in.
fn load(office: &Office, id: &DocumentId) -> Result<Loaded, WriteError> {
    let reader = office.reader()?;
    let roster = reader.roster()?;
    let mut opened = open(&reader, id)?;
    let restarts = reader.restarts(id)?;
    let read_only = if let Some(restart) = restarts.first() {
        Some(ReadOnly::Restarted(restart.document))
    } else if !roster.counts(&office.me()) {
        Some(ReadOnly::NotAMember)
    } else {
        let newer = opened.document.newer_version();
        newer.map(|_| ReadOnly::NewerVersion)
    };
    if read_only.is_none() {
        let actor = office.me().new_actor(&office.council())?;
        opened.document.set_writer(office.me(), actor);
    }
    let view = opened.document.view();
    let digest = Digest::of(&view);
    let creation = &opened.creation;
    let unit = roster.unit_of(&creation.create, &creation.author, &digest.unit);
    let shared = sharing::shared(&reader, &office.me(), id, creation.create.label)?;
    Ok(Loaded {
        id: *id,
        view,
        digest,
        index: Index::read_with_texts(opened.document.automerge()),
        conflicts: Conflicts::of(&opened.document),
        comments: said(&reader, id)?,
        unit,
        shared,
        held_back: opened.held_back.len(),
        read_only,
        document: opened.document,
    })
}

/// What shows in the store and the window does not have. What is found is noted as given.
fn news(
    office: &Office,
    id: &DocumentId,
    held: &mut HashSet<ChangeHash>,
) -> Result<News, StoreError> {
    let reader = office.reader()?;
    let mut content = reader.outline(id)?;
    if content.changes.len() < held.len() {
        return Ok(News::ReadAnew);
    }
    let known = content
        .changes
        .iter()
        .filter(|change| held.contains(&change.hash))
        .count();
    if known < held.len() {
        return Ok(News::ReadAnew);
    }
    content
        .changes
        .retain(|change| !held.contains(&change.hash));
    let operations: u64 = content.changes.iter().map(|change| change.operations).sum();
    if content.changes.is_empty() {
        return Ok(News::Nothing);
    }
    if operations > MOST_OPERATIONS_AT_ONCE {
        return Ok(News::ReadAnew);
    }
    let mut changes = Vec::with_capacity(content.changes.len());
    for shown in &mut content.changes {
        let Some(change) = chunk(&reader, id, shown)? else {
            return Ok(News::ReadAnew);
        };
        changes.push(change);
    }
    held.extend(content.changes.iter().map(|change| change.hash));
    Ok(News::Changes(changes))
}

/// The change itself, decoded and checked; `None` if it is void.
fn chunk(
    reader: &Reader,
    id: &DocumentId,
    shown: &mut Shown,
) -> Result<Option<Change>, StoreError> {
    let Some(held) = reader.change(id, &shown.hash)? else {
        return Ok(None);
    };
    shown.chunk = held.change.chunk;
    Ok(decode(shown).ok())
}

/// What members who count said about a document, oldest first.
fn said(
    reader: &Reader,
    id: &DocumentId,
) -> Result<Vec<::council::comment::SaidComment>, StoreError> {
    let acts = acts(reader, id)?;
    let roster = reader.roster()?;
    let released = Released::of(&roster, &acts);
    Ok(comments(&acts, |act| released.admits(&roster, act)))
}

fn comments_on(
    office: &Office,
    id: &DocumentId,
) -> Result<Vec<::council::comment::SaidComment>, StoreError> {
    said(&office.reader()?, id)
}

/// Why the disk did not take it. What is not about the disk stands there in words.
fn why_not_saved(error: &WriteError) -> Cause {
    match error {
        WriteError::Store(error)
        | WriteError::Office(OfficeError::Store(error))
        | WriteError::Open(OpenError::Store(error))
        | WriteError::Indexing(
            IndexingError::Store(error) | IndexingError::Open(OpenError::Store(error)),
        ) => cause(error),
        other => Cause::Other(other.to_string()),
    }
}
