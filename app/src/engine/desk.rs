//! Performs what the window decides: one thread that takes [`Effect`]s in order, and answers with
//! [`Event`]s.
//!
//! What writes is done here, one thing after the other, so a save is on disk before what follows it is
//! done. What only reads and may take long (opening a document, its history, search) runs beside it.
//!
//! | file | what it performs |
//! | --- | --- |
//! | `attachments` | files that are attached to documents |
//! | `carry_file` | looking into carry files, taking and writing them |
//! | `council` | founding, joining, inviting, confirming |
//! | `door` | commands of other programs, and a second start |
//! | `deciding` | what is said about the text of a document |
//! | `documents` | the list, search, new documents, import and export |
//! | `editor` | opening, saving, what came, history |
//! | `inbox` | what others said |
//! | `link` | staying linked, and where the work is |
//! | `readings` | whose turn it is among readings of all documents |
//! | `reports` | merge reports |
//! | `pick` | dialogs of the system |
//! | `placed` | the council as plain data |
//! | `restarting` | documents that start over |
//! | `review` | the review page |
//! | `settings` | the settings file |

use std::cell::Cell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use format::{ChangeHash, DocumentId};
use store::StoreError;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::command_line::refusal::Refusal;
use crate::core::editor as editing;
use crate::core::settings::Thrift;
use crate::core::storage::Cause;
use crate::core::{Effect, Event};
use crate::engine::copies;
use crate::engine::home::Home;
use crate::engine::office::Office;
use crate::engine::reviewing::Queue;
use crate::engine::syncing::Whereabouts;
use crate::engine::thrift::{Allowance, Spent};
use crate::words::Language;

mod attachments;
mod carry_file;
mod council;
mod deciding;
mod documents;
mod door;
mod editor;
mod inbox;
mod link;
pub mod pick;
mod placed;
mod readings;
mod reports;
mod restarting;
mod review;
pub mod settings;

use pick::Dialogs;
use readings::Reading;

/// How many effects may wait. A person cannot make so many; a program that does is slowed down.
const WAITING: usize = 1_024;
/// How many events may wait for the window.
const EVENTS: usize = 4_096;

/// Called after an event was put out, from any thread: the window looks then.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where events go.
#[derive(Clone)]
pub struct Outbox {
    events: SyncSender<Event>,
    wake: Wake,
}

impl Outbox {
    /// An outbox, and where its events come out.
    pub fn new(wake: Wake) -> (Self, Receiver<Event>) {
        let (events, out) = sync_channel(EVENTS);
        (Self { events, wake }, out)
    }

    /// Tells the window. Once the window is gone, nobody needs to know.
    pub fn tell(&self, event: Event) {
        drop(self.events.send(event));
        (self.wake)();
    }
}

/// The engine of one window. Dropping it waits until everything handed over is done.
pub struct Desk {
    effects: Option<SyncSender<Effect>>,
    thread: Option<JoinHandle<()>>,
}

impl Desk {
    /// Starts the engine for this folder.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        home: Home,
        language: Language,
        dialogs: Arc<dyn Dialogs>,
        outbox: Outbox,
    ) -> std::io::Result<Self> {
        let (effects, waiting) = sync_channel(WAITING);
        let thrift = settings::read(&home).unwrap_or_default().thrift;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let thread = std::thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || {
                let thrift = watch::channel(thrift).0;
                Running {
                    home,
                    language,
                    outbox,
                    runtime,
                    office: None,
                    held: HashMap::new(),
                    link: None,
                    ending: None,
                    door: None,
                    looked_at: Arc::default(),
                    readings: Arc::default(),
                    place_names: Arc::default(),
                    queue: Arc::default(),
                    import: Arc::default(),
                    checked: Arc::default(),
                    dialogs,
                    presence: watch::channel(None).0,
                    wanted: watch::channel(Vec::new()).0,
                    allowance: Allowance::new(thrift.subscribe(), Spent::default()),
                    thrift,
                    real_home: None,
                    readings_begun: Cell::new(0),
                }
                .run(&waiting);
            })?;
        Ok(Self {
            effects: Some(effects),
            thread: Some(thread),
        })
    }

    /// Hands an effect over. Waits only while a thousand others wait.
    pub fn perform(&self, effect: Effect) {
        if let Some(effects) = &self.effects {
            // The thread ends only when this does.
            drop(effects.send(effect));
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.effects = None;
        if let Some(thread) = self.thread.take()
            && let Err(panic) = thread.join()
        {
            tracing::error!(?panic, "BUG: the desk ended unexpectedly");
        }
    }
}

/// The engine at work.
struct Running {
    home: Home,
    language: Language,
    outbox: Outbox,
    runtime: Runtime,
    office: Option<Arc<Office>>,
    /// Of each open document, the changes that the window has.
    held: HashMap<DocumentId, HashSet<ChangeHash>>,
    link: Option<link::Running>,
    /// Links that are to be over before the next one begins.
    ending: Option<tokio::task::JoinHandle<()>>,
    door: Option<door::Open>,
    /// Documents whose history is being looked at, so that a slider does not open them again and again.
    looked_at: Arc<editor::LookedAt>,
    /// What is read of all documents again and again.
    readings: Arc<readings::Readings>,
    /// What places of comments are called, so that no document is opened twice for one.
    place_names: Arc<inbox::PlaceNames>,
    /// What waits for decisions, as it was read last.
    queue: Arc<Queue>,
    /// Set to stop an import under way.
    import: Arc<std::sync::atomic::AtomicBool>,
    /// The carry files that were checked and can be taken.
    checked: Arc<carry_file::Checked>,
    dialogs: Arc<dyn Dialogs>,
    /// Where the person is, for the link to say.
    presence: watch::Sender<Option<Whereabouts>>,
    /// The documents on the screen.
    wanted: watch::Sender<Vec<DocumentId>>,
    /// What may be spent on links, as somebody sets it.
    thrift: watch::Sender<Thrift>,
    /// What may be spent on them now.
    allowance: Allowance,
    /// The folder of this device while a sample is looked at.
    real_home: Option<Home>,
    /// How many readings of open documents began beside everything else.
    readings_begun: Cell<u64>,
}

impl Running {
    fn run(mut self, effects: &Receiver<Effect>) {
        let mut waiting = VecDeque::new();
        while let Some(effect) = waiting.pop_front().or_else(|| effects.recv().ok()) {
            waiting.extend(effects.try_iter());
            // Of several wishes to read the same, the last one is enough: it sees what is written before it.
            if !waiting.iter().any(|later| is_same_reading(&effect, later)) {
                self.perform(effect);
            }
        }
        self.close_door();
        self.end_link();
        // Only whoever holds the store shows copies of attachments.
        if self.office.is_some() {
            copies::forget_all(&copies::folder(&self.home));
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Start => self.begin(),
            Effect::Council(effect) => self.perform_in_council(effect),
            Effect::Documents(effect) => self.perform_on_documents(effect),
            Effect::Editor(id, effect) => self.perform_in_editor(id, effect),
            Effect::Link(effect) => self.perform_on_link(effect),
            Effect::Carry(effect) => self.perform_on_carry_files(effect),
            Effect::Reports(effect) => self.perform_on_reports(effect),
            Effect::Inbox(effect) => self.perform_on_inbox(effect),
            Effect::Review(effect) => self.perform_on_review(effect),
            Effect::Settings(effect) => self.perform_on_settings(effect),
            Effect::Pick(dialog) => self.open_dialog(dialog),
            // The window's own.
            Effect::Window(_) => {}
        }
    }

    fn tell(&self, event: Event) {
        self.outbox.tell(event);
    }

    /// A refusal in the person's language.
    fn sentence(&self, error: impl Into<Refusal>) -> String {
        error.into().sentence(self.language)
    }

    /// Runs something that only reads beside everything else.
    fn beside(&self, work: impl FnOnce(&Outbox) + Send + 'static) {
        let outbox = self.outbox.clone();
        self.runtime.spawn_blocking(move || work(&outbox));
    }
}

/// A reading of an open document beside everything else: numbered, so that no answer is taken in after one
/// that was begun later.
struct Numbered {
    document: DocumentId,
    number: u64,
}

impl Numbered {
    /// Tells what was read.
    fn tell(&self, outbox: &Outbox, read: editing::Event) {
        let read = editing::Event::Read(self.number, Box::new(read));
        editor::tell(outbox, self.document, read);
    }
}

impl Running {
    /// Begins a reading.
    fn begin_reading(&self, document: DocumentId) -> Numbered {
        let number = self.readings_begun.get() + 1;
        self.readings_begun.set(number);
        Numbered { document, number }
    }
}

fn is_same_reading(effect: &Effect, next: &Effect) -> bool {
    use crate::core::editor::Effect as Editing;
    use crate::core::{council, documents, inbox, link, reports, review};
    match (effect, next) {
        (
            Effect::Documents(documents::Effect::Load),
            Effect::Documents(documents::Effect::Load),
        )
        | (Effect::Reports(reports::Effect::Load), Effect::Reports(reports::Effect::Load))
        | (Effect::Inbox(inbox::Effect::Load), Effect::Inbox(inbox::Effect::Load))
        | (Effect::Review(review::Effect::Load), Effect::Review(review::Effect::Load))
        | (Effect::Council(council::Effect::Load), Effect::Council(council::Effect::Load))
        | (
            Effect::Council(council::Effect::LoadHeldWork),
            Effect::Council(council::Effect::LoadHeldWork),
        )
        | (Effect::Link(link::Effect::LoadStanding), Effect::Link(link::Effect::LoadStanding)) => {
            true
        }
        (Effect::Editor(id, Editing::LoadHistory), Effect::Editor(next, Editing::LoadHistory))
        | (
            Effect::Editor(id, Editing::LoadAttachments { whose: false }),
            Effect::Editor(next, Editing::LoadAttachments { .. }),
        )
        | (Effect::Editor(id, Editing::LoadShared), Effect::Editor(next, Editing::LoadShared))
        | (
            Effect::Editor(id, Editing::LoadOverlaps),
            Effect::Editor(next, Editing::LoadOverlaps),
        )
        | (
            Effect::Editor(id, Editing::LoadDecisions),
            Effect::Editor(next, Editing::LoadDecisions),
        ) => id == next,
        _ => false,
    }
}

/// Why the disk does not take what is written.
pub(crate) fn cause(error: &StoreError) -> Cause {
    match error {
        StoreError::DiskFull => Cause::Full,
        StoreError::ReadOnly => Cause::ReadOnly,
        StoreError::Damaged(what) => Cause::Damaged(what.clone()),
        other => Cause::Other(other.to_string()),
    }
}
