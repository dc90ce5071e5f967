//! Files that are attached to documents: kept, told, fetched, looked at. All beside everything else: they may be
//! large.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use ::council::attachment::Attachment;
use format::{Blob, DocumentId};
use link::clock;

use super::editor::tell;
use super::{Outbox, Running};
use crate::command_line::moments::file_moment;
use crate::command_line::refusal::Refusal;
use crate::core::attachments::{Copied, Picture, Thing};
use crate::core::documents::Event as ListEvent;
use crate::core::{Event, editor};
use crate::engine::attaching::{self, AttachError};
use crate::engine::clipboard;
use crate::engine::copies;
use crate::engine::export;
use crate::engine::guard::guarded;
use crate::engine::office::Office;
use crate::engine::thumbnail::thumbnail;
use crate::say;
use crate::words::Language;

/// Pictures are unpacked one at a time, whatever how many are asked for: each takes much memory.
static UNPACKING: Mutex<()> = Mutex::new(());

impl Running {
    pub(super) fn attach(
        &self,
        office: Arc<Office>,
        id: DocumentId,
        files: Vec<PathBuf>,
        present: Vec<Attachment>,
        to: Option<Thing>,
    ) {
        let language = self.language;
        self.beside(move |outbox| {
            let keep = || attaching::keep(&office, &id, &present, &files, to.as_ref());
            tell(outbox, id, kept(language, keep));
        });
    }

    /// Reads what lies on the clipboard, which may have to wait for another program.
    pub(super) fn read_clipboard(&self, id: DocumentId) {
        self.beside(move |outbox| {
            let copied = guarded(clipboard::copied).unwrap_or(Copied::Nothing);
            tell(outbox, id, editor::Event::Copied(copied));
        });
    }

    pub(super) fn attach_picture(
        &self,
        office: Arc<Office>,
        id: DocumentId,
        picture: Arc<Picture>,
        present: Vec<Attachment>,
        to: Option<Thing>,
    ) {
        let language = self.language;
        self.beside(move |outbox| {
            let name = say!(
                language,
                "pasted-picture",
                moment = file_moment(clock::now_millis())
            );
            let picture = (name.as_str(), &*picture);
            let keep = || attaching::keep_picture(&office, &id, &present, picture, to.as_ref());
            tell(outbox, id, kept(language, keep));
        });
    }

    pub(super) fn load_attachments(&self, office: Arc<Office>, id: DocumentId, whose: bool) {
        let looked_at = Arc::clone(&self.looked_at);
        let up_to = self.allowance.files_up_to();
        let reading = self.begin_reading(id);
        self.beside(move |outbox| {
            let read = looked_at
                .get(&office, &id)
                .map_err(|error| error.to_string());
            let read = read.and_then(|opened| {
                let reader = office.reader().map_err(|error| error.to_string())?;
                attaching::standings(&reader, &opened, (whose, up_to))
                    .map_err(|error| error.to_string())
            });
            match read {
                Ok(standings) => {
                    let event = editor::Event::Attachments(Box::new(standings));
                    reading.tell(outbox, event);
                }
                Err(error) => {
                    tracing::warn!(%error, document = %id.short(), "attachments are not read");
                }
            }
        });
    }

    pub(super) fn wish_for_attachment(&mut self, office: Arc<Office>, id: DocumentId, blob: Blob) {
        match attaching::wish_for(&office, blob) {
            Ok(true) => {}
            Ok(false) => {
                let why = self.language.say("notice-file-unknown");
                self.tell(Event::Documents(ListEvent::Refused(why)));
            }
            Err(error) => self.refuse(error),
        }
        self.load_attachments(office, id, false);
        self.perform_on_link(crate::core::link::Effect::LoadStanding);
    }

    pub(super) fn take_back_wish(&mut self, office: Arc<Office>, id: DocumentId, blob: Blob) {
        if let Err(error) = attaching::take_back_wish(&office, blob) {
            self.refuse(error);
        }
        // What is on its way in a session goes on until its end.
        self.link_again();
        self.load_attachments(office, id, false);
        self.perform_on_link(crate::core::link::Effect::LoadStanding);
    }

    pub(super) fn open_attachment(&self, office: Arc<Office>, attachment: Box<Attachment>) {
        let (language, folder) = (self.language, copies::folder(&self.home));
        let up_to = self.allowance.files_up_to();
        self.beside(move |outbox| {
            let shown = office
                .reader()
                .map_err(AttachError::from)
                .and_then(|reader| attaching::to_look_at(&reader, (&attachment, up_to), &folder))
                .map_err(Refusal::from)
                .and_then(|file| {
                    ::open::that_detached(&file).map_err(|error| Refusal::technical(&error))
                });
            if let Err(refusal) = shown {
                refuse(outbox, language, &refusal);
            }
        });
    }

    pub(super) fn save_attachment(
        &self,
        office: Arc<Office>,
        attachment: Box<Attachment>,
        file: PathBuf,
    ) {
        let language = self.language;
        let up_to = self.allowance.files_up_to();
        self.beside(move |outbox| {
            let saved = office
                .reader()
                .map_err(AttachError::from)
                .and_then(|reader| attaching::contents(&reader, &attachment, up_to))
                .map_err(Refusal::from)
                // The dialog asked whether a file that is there is to be replaced.
                .and_then(|bytes| Ok(export::write(&file, &bytes, true)?));
            match saved {
                Ok(()) => outbox.tell(Event::Documents(ListEvent::Exported(file))),
                Err(refusal) => refuse(outbox, language, &refusal),
            }
        });
    }

    pub(super) fn load_thumbnails(&self, office: Arc<Office>, id: DocumentId, pictures: Vec<Blob>) {
        self.beside(move |outbox| {
            for blob in pictures {
                let read = office
                    .reader()
                    .and_then(|reader| reader.blob_contents(&blob));
                let bytes = read.inspect_err(|error| {
                    tracing::warn!(%error, "a picture is not read");
                });
                let _turn = UNPACKING.lock().unwrap_or_else(PoisonError::into_inner);
                let small = bytes.ok().flatten().and_then(|bytes| thumbnail(&bytes));
                tell(
                    outbox,
                    id,
                    editor::Event::Thumbnail(blob, small.map(Arc::new)),
                );
            }
        });
    }
}

/// What became of files that were to be kept. Whatever happens is told: the program waits for it before it ends.
fn kept(
    language: Language,
    keep: impl FnOnce() -> Result<Vec<Attachment>, AttachError>,
) -> editor::Event {
    let why = match guarded(keep) {
        Some(Ok(attached)) => return editor::Event::Attached(attached),
        Some(Err(error)) => Refusal::from(error).sentence(language),
        None => say!(
            language,
            "notice-not-attached",
            why = language.say("cause-unforeseen")
        ),
    };
    editor::Event::NotAttached(why)
}

fn refuse(outbox: &Outbox, language: Language, refusal: &Refusal) {
    let why = refusal.sentence(language);
    outbox.tell(Event::Documents(ListEvent::Refused(why)));
}
