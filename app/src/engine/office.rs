//! One device's place in a council: its key, its store, and what it writes.
//!
//! [`Office`] writes and is held by one program at a time. [`ReadingOffice`] reads beside it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use format::{Act, ActId, CouncilId, DeviceKey, DocumentId, PublicKey};
use link::{Growth, clock};
use store::{OpenNotes, Options, ReadStore, Reader, Store, StoreError};

use crate::engine::home::{Home, HomeError};
use council::act::{Body, SayError, Speaker};
use council::restart::is_over_for;
use council::roster::Roster;

/// Why an office cannot be opened or cannot say something.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// The folder or the key.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody founded or joined a council here.
    #[error("this folder belongs to no council yet; found one or join with an invitation")]
    NoCouncil,
    /// A council is here already.
    #[error(
        "this folder belongs to a council already; use another folder (--home) for another one"
    )]
    CouncilExists,
    /// The key that belongs to the store is gone.
    #[error("the device key is missing; documents can be read, but nothing can be signed")]
    NoKey,
    /// The act would not be accepted.
    #[error(transparent)]
    Say(#[from] SayError),
    /// The document started over as another one: what is said or written belongs there.
    #[error("the document started over as {}", .0.short())]
    Restarted(DocumentId),
}

/// A device's place in a council, open for writing.
pub struct Office {
    home: Home,
    key: DeviceKey,
    store: Store,
    council: CouncilId,
    growth: Growth,
    notes: OpenNotes,
    turn: Mutex<()>,
}

impl Office {
    /// Opens the office of this folder.
    ///
    /// # Errors
    /// [`OfficeError`], among them that another program writes here, naming it.
    pub fn open(home: Home) -> Result<Self, OfficeError> {
        if !home.store().exists() {
            return Err(OfficeError::NoCouncil);
        }
        let key = home.read_key()?.ok_or(OfficeError::NoKey)?;
        let (store, growth, notes) = open_store(&home)?;
        let council = *store.councils()?.first().ok_or(OfficeError::NoCouncil)?;
        Ok(Self {
            home,
            key,
            store,
            council,
            growth,
            notes,
            turn: Mutex::default(),
        })
    }

    /// Makes this folder's place in a council from the acts that place it: those of an invitation and
    /// the join, or the founding act.
    ///
    /// # Errors
    /// [`OfficeError::CouncilExists`] and what the disk says. The acts are there all or not at all.
    pub fn establish(home: Home, key: DeviceKey, acts: Vec<Act>) -> Result<Self, OfficeError> {
        home.make_folder()?;
        let council = acts.first().ok_or(OfficeError::NoCouncil)?.council();
        let (store, growth, notes) = open_store(&home)?;
        if !store.councils()?.is_empty() {
            return Err(OfficeError::CouncilExists);
        }
        store.write(move |write| {
            write.hold_council(council)?;
            for act in &acts {
                write.append_act(council, act)?;
            }
            Ok(())
        })?;
        Ok(Self {
            home,
            key,
            store,
            council,
            growth,
            notes,
            turn: Mutex::default(),
        })
    }

    /// Its folder.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The device's key.
    pub fn key(&self) -> &DeviceKey {
        &self.key
    }

    /// The device's public key.
    pub fn me(&self) -> PublicKey {
        self.key.public()
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The council.
    pub fn council(&self) -> CouncilId {
        self.council
    }

    /// Wakes links when something was written.
    pub fn growth(&self) -> &Growth {
        &self.growth
    }

    /// What was noticed while opening.
    pub fn notes(&self) -> &OpenNotes {
        &self.notes
    }

    /// Held by whoever reads the index and then writes what follows from it: two at once would report
    /// one merge twice.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        // What was written of a turn that ended in a panic was undone.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The council as it is now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        self.store.reader(self.council)
    }

    /// The roster as it is now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn roster(&self) -> Result<Roster, StoreError> {
        Ok((*self.reader()?.roster()?).clone())
    }

    /// Says something about the council itself. Saved when this returns.
    ///
    /// # Errors
    /// [`OfficeError`]; nothing was said then.
    pub fn say(&self, body: &Body) -> Result<Act, OfficeError> {
        let act = self.speaker()?.say(body)?;
        self.keep(act)
    }

    /// Signs what is said about the council itself, without keeping it.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn sign(&self, body: &Body) -> Result<Act, OfficeError> {
        Ok(self.speaker()?.say(body)?)
    }

    /// Says something about a document. Saved when this returns.
    ///
    /// # Errors
    /// [`OfficeError`]; nothing was said then.
    pub fn say_about(
        &self,
        document: DocumentId,
        cites: Vec<ActId>,
        body: &Body,
    ) -> Result<Act, OfficeError> {
        let act = self.sign_about(document, cites, body)?;
        self.keep(act)
    }

    /// Signs what is said about a document, without keeping it.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn sign_about(
        &self,
        document: DocumentId,
        cites: Vec<ActId>,
        body: &Body,
    ) -> Result<Act, OfficeError> {
        self.sign_about_at(document, cites, body, clock::now_millis())
    }

    /// The same, as said at this moment.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn sign_about_at(
        &self,
        document: DocumentId,
        cites: Vec<ActId>,
        body: &Body,
        time_millis: i64,
    ) -> Result<Act, OfficeError> {
        if is_over_for(body.kind()) {
            self.require_going_on(&document)?;
        }
        let speaker = Speaker {
            time_millis,
            ..self.speaker()?
        };
        Ok(speaker.say_about(document, cites, body)?)
    }

    /// Refuses what belongs to the document as which this one started over.
    ///
    /// # Errors
    /// [`OfficeError::Restarted`], and what the disk says.
    pub fn require_going_on(&self, document: &DocumentId) -> Result<(), OfficeError> {
        match self.reader()?.restarts(document)?.first() {
            Some(restart) => Err(OfficeError::Restarted(restart.document)),
            None => Ok(()),
        }
    }

    fn speaker(&self) -> Result<Speaker<'_>, OfficeError> {
        Ok(Speaker {
            key: &self.key,
            council: Some(self.council),
            roster: self.roster()?.cites_for(&self.me()),
            time_millis: clock::now_millis(),
        })
    }

    /// Keeps an act that was signed here. Saved when this returns.
    ///
    /// # Errors
    /// What the disk says; nothing was kept then.
    pub fn keep(&self, act: Act) -> Result<Act, OfficeError> {
        let council = self.council;
        Ok(self.store.write(move |write| {
            write.append_act(council, &act)?;
            Ok(act)
        })?)
    }
}

fn open_store(home: &Home) -> Result<(Store, Growth, OpenNotes), StoreError> {
    let growth = Growth::default();
    let (store, notes) = Store::open(
        &home.store(),
        Options {
            after_commit: Some(growth.after_commit()),
            ..Options::new("dewan")
        },
    )?;
    if let Some(kept) = &notes.kept_before {
        tracing::warn!(kept = %kept.display(), "the store was brought up to date; a copy from before is kept");
    }
    Ok((store, growth, notes))
}

/// A device's place in a council, open for reading beside whoever writes.
pub struct ReadingOffice {
    home: Home,
    store: ReadStore,
    council: CouncilId,
}

impl ReadingOffice {
    /// Opens the office of this folder for reading.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub fn open(home: Home) -> Result<Self, OfficeError> {
        if !home.store().exists() {
            return Err(OfficeError::NoCouncil);
        }
        let store = Store::open_read_only(&home.store())?;
        let council = *store.councils()?.first().ok_or(OfficeError::NoCouncil)?;
        Ok(Self {
            home,
            store,
            council,
        })
    }

    /// The same office, read beside what this program writes in it.
    pub fn beside(office: &Office) -> Self {
        Self {
            home: office.home.clone(),
            store: office.store.to_read(),
            council: office.council,
        }
    }

    /// Its folder.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The council.
    pub fn council(&self) -> CouncilId {
        self.council
    }

    /// The store, for reading.
    pub fn store(&self) -> &ReadStore {
        &self.store
    }

    /// The device's public key, if it has one. Never asks the key ring.
    ///
    /// # Errors
    /// When what tells it is damaged.
    pub fn me(&self) -> Result<Option<PublicKey>, HomeError> {
        self.home.public_key()
    }

    /// The council as it is now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        self.store.reader(self.council)
    }
}
