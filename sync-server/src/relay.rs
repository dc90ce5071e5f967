//! The relay's state and how it is opened.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use format::{CouncilId, DeviceKey, Nonce, PublicKey};
use link::Growth;
use store::hosting::offers::Taken;
use store::{KeyFile, KeyFileError, Options, Store, StoreError};
use sync::Interrupted;
use tokio::sync::watch;

use crate::guest::Unnoted;
use crate::metrics::Metrics;
use crate::offer;
use crate::presence::Hub;
use crate::sessions::Sessions;
use crate::tls::TlsError;

/// Why a relay cannot be opened or cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The key beside it.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The file belongs to an office.
    #[error(
        "{} is the store of an office, because a device key stands beside it; a relay needs a file of its \
         own", .0.display()
    )]
    Office(PathBuf),
    /// A council is to be hosted in a file that is not there.
    #[error("there is no relay file at {}", .0.display())]
    NoFile(PathBuf),
    /// A council is meant, and none is hosted.
    #[error("no council is hosted here yet")]
    NoCouncil,
    /// No council hosted here has an id that begins so.
    #[error("no council hosted here has an id that begins with \"{0}\"")]
    NoSuchCouncil(String),
    /// Several councils are hosted and none was named.
    #[error("{0} councils are hosted here; say which is meant")]
    WhichCouncil(usize),
    /// No device known here has a key that begins so.
    #[error("no device known here has a key that begins with \"{0}\"")]
    NoSuchDevice(String),
    /// Several devices fit.
    #[error("several devices have keys that begin with \"{0}\"")]
    WhichDevice(String),
    /// No person and no office of the council has this name.
    #[error("nobody and nothing in the council is called \"{0}\"")]
    NobodyCalled(String),
    /// No invitation that nobody used has this name.
    #[error("no unused invitation is called \"{0}\"")]
    NoSuchInvitation(String),
    /// The relay has no key yet.
    #[error("there is no relay key at {}", .0.display())]
    NoKey(PathBuf),
    /// Something is there that is never replaced.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// The log of a file that is gone lies where another is to be.
    #[error("{} is left of a file that is gone", .0.display())]
    LeftBehind(PathBuf),
    /// A restored file does not hold what the backup holds.
    #[error("{} differs from the backup in {}", .0.display(), .1.join(", "))]
    Differs(PathBuf, Vec<String>),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(getrandom::Error),
    /// The address cannot be listened at.
    #[error("the relay cannot listen at {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// Plain connections from other machines, which nobody asked for.
    #[error("{0} can be reached from other machines, and there is no certificate")]
    Plain(SocketAddr),
    /// The certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The network.
    #[error("the relay cannot serve: {0}")]
    Serve(#[from] std::io::Error),
}

/// A relay: one file, one key, any number of councils. Clones share them.
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    store: Store,
    key: DeviceKey,
    growth: Growth,
    /// Hosts every council that comes.
    open: bool,
    connections: watch::Sender<usize>,
    hub: Hub,
    interrupted: Interrupted,
    sessions: Sessions,
    unnoted: Unnoted,
    decided: watch::Sender<()>,
    metrics: Arc<Metrics>,
}

/// Counts a connection as long as it is kept.
pub(crate) struct Counted(Relay);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.connections.send_modify(|count| *count -= 1);
    }
}

impl Relay {
    /// Opens the relay of this file, making file and key at the first start. An `open` relay hosts
    /// every council that comes.
    ///
    /// # Errors
    /// [`RelayError`], among them that another program serves the file.
    pub fn open(data: &Path, open: bool) -> Result<Self, RelayError> {
        if data.with_file_name("device.key").exists() {
            return Err(RelayError::Office(data.to_owned()));
        }
        let growth = Growth::default();
        let metrics = Metrics::new();
        let timed = Arc::clone(&metrics);
        let (store, notes) = Store::open(
            data,
            Options {
                after_commit: Some(growth.after_commit()),
                commit_time: Some(Arc::new(move |took| timed.committed(took))),
                ..Options::new("dewan-relay")
            },
        )?;
        let key = key_file(data).read_or_make()?;
        if let Some(why) = &notes.moved {
            tracing::warn!(%why, "this file was copied or restored; every council has a new log");
        }
        if let (Some(from), Some(kept)) = (notes.migrated_from, &notes.kept_before) {
            let kept = kept.display();
            tracing::warn!(from, %kept, "the store was brought up to date; a copy from before is kept");
        }
        store.write(|write| write.nobody_is_linked())?;
        Ok(Self(Arc::new(Inner {
            store,
            key,
            growth,
            open,
            connections: watch::Sender::new(0),
            hub: Hub::new(),
            interrupted: Interrupted::default(),
            sessions: Sessions::default(),
            unnoted: Unnoted::default(),
            decided: watch::Sender::new(()),
            metrics,
        })))
    }

    /// The relay's public key, which the council's relay act names.
    pub fn key(&self) -> PublicKey {
        self.0.key.public()
    }

    /// How many connections are up.
    pub fn connections(&self) -> usize {
        *self.0.connections.borrow()
    }

    /// How many connections are up, whenever that changes.
    pub(crate) fn connections_change(&self) -> watch::Receiver<usize> {
        self.0.connections.subscribe()
    }

    /// How many councils are hosted.
    ///
    /// # Errors
    /// What the disk says.
    pub fn councils(&self) -> Result<usize, StoreError> {
        Ok(self.0.store.councils()?.len())
    }

    /// Whether the council is hosted; an open relay hosts it now.
    ///
    /// # Errors
    /// What the disk says.
    pub fn hosts(&self, council: CouncilId) -> Result<bool, StoreError> {
        if self.0.store.councils()?.contains(&council) {
            return Ok(true);
        }
        if !self.0.open {
            return Ok(false);
        }
        self.0
            .store
            .write(move |write| write.hold_council(council))?;
        tracing::info!(council = %council.short(), "hosting a new council");
        Ok(true)
    }

    /// Whether a council that shows this secret is hosted; if the secret is good and unused, it is from now
    /// on.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn hosts_invited(
        &self,
        council: CouncilId,
        secret: &Nonce,
    ) -> Result<bool, StoreError> {
        if self.0.store.councils()?.contains(&council) {
            return Ok(true);
        }
        let hash = offer::hash(secret);
        let taken = self
            .0
            .store
            .write(move |write| write.take_offer(&hash, council))?;
        if taken == Taken::Now {
            tracing::info!(council = %council.short(), "hosting an invited council");
        }
        Ok(taken != Taken::No || self.hosts(council)?)
    }

    /// Whether the store can be written: writes a row anew and brings it to the disk.
    ///
    /// # Errors
    /// What the disk says.
    pub(crate) fn can_write(&self) -> Result<(), StoreError> {
        self.0.store.write(|write| write.try_writing())
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn unnoted(&self) -> &Unnoted {
        &self.0.unnoted
    }

    /// Tells when the administrator decided something.
    pub(crate) fn decided(&self) -> &watch::Sender<()> {
        &self.0.decided
    }

    pub(crate) fn metrics(&self) -> &Arc<Metrics> {
        &self.0.metrics
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn secret(&self) -> &DeviceKey {
        &self.0.key
    }

    pub(crate) fn growth(&self) -> &Growth {
        &self.0.growth
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn interrupted(&self) -> &Interrupted {
        &self.0.interrupted
    }

    pub(crate) fn count(&self) -> Counted {
        self.0.connections.send_modify(|count| *count += 1);
        Counted(self.clone())
    }
}

/// Hosts a council in the relay's file from now on, beside the program that may be serving it.
///
/// # Errors
/// [`RelayError::NoFile`] where there is no file: a relay begins by serving, so a mistyped path makes
/// nothing. [`RelayError::Office`] and [`RelayError::Store`].
pub fn host(data: &Path, council: CouncilId) -> Result<(), RelayError> {
    check(data)?;
    Ok(store::host(data, council)?)
}

/// Whether a relay's file is there.
///
/// # Errors
/// [`RelayError::Office`] and [`RelayError::NoFile`].
pub(crate) fn check(data: &Path) -> Result<(), RelayError> {
    if data.with_file_name("device.key").exists() {
        return Err(RelayError::Office(data.to_owned()));
    }
    if !data.exists() {
        return Err(RelayError::NoFile(data.to_owned()));
    }
    Ok(())
}

/// The relay's key stands beside its file.
pub(crate) fn key_file(data: &Path) -> KeyFile {
    let mut name = data.as_os_str().to_owned();
    name.push(".key");
    KeyFile::new(PathBuf::from(name))
}
