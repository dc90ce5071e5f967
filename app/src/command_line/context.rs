//! What every command needs: the office, the language, where the answer goes, and what the caller
//! brought along.
//!
//! A command runs in the program that was started for it, or in the program that has the office open
//! already ([`crate::engine::handover`]). It asks here for all that differs between the two.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use link::clock;
use store::StoreError;

use super::output::Output;
use super::refusal::Refusal;
use crate::engine::desk::settings;
use crate::engine::handover::Typed;
use crate::engine::home::Home;
use crate::engine::office::{Office, OfficeError, ReadingOffice};
use crate::engine::thrift::Spent;
use crate::say;
use crate::words::Language;

/// What every command needs.
pub struct Context {
    /// This device's folder.
    pub home: Home,
    /// The language of the person.
    pub language: Language,
    /// Where the answer goes.
    pub output: Output,
    caller: Caller,
}

/// Who runs the command.
enum Caller {
    /// This program was started for it.
    Own {
        /// The text it read, for whoever may have to write it instead.
        typed: OnceLock<Typed>,
        /// Whether it found another program writing.
        in_use: AtomicBool,
    },
    /// Another program was started for it, in `folder`, and read `typed`; this one has the office open.
    Other {
        office: Arc<Office>,
        folder: PathBuf,
        typed: Option<Typed>,
    },
}

impl Context {
    /// For a command that this program was started for.
    pub fn own(home: Home, language: Language, output: Output) -> Self {
        Self {
            home,
            language,
            output,
            caller: Caller::Own {
                typed: OnceLock::new(),
                in_use: AtomicBool::new(false),
            },
        }
    }

    /// For a command that another program was started for, in `folder`; `typed` is the text it read.
    pub fn handed(
        office: Arc<Office>,
        language: Language,
        output: Output,
        folder: PathBuf,
        typed: Option<Typed>,
    ) -> Self {
        Self {
            home: office.home().clone(),
            language,
            output,
            caller: Caller::Other {
                office,
                folder,
                typed,
            },
        }
    }

    /// The office for writing: opened, or the one that is open already.
    ///
    /// # Errors
    /// Why not, among them that another program writes, naming it: see [`Context::met_a_writer`].
    pub fn office(&self) -> Result<Arc<Office>, Refusal> {
        match &self.caller {
            Caller::Other { office, .. } => Ok(Arc::clone(office)),
            Caller::Own { in_use, .. } => self.own_office().map_err(|error| {
                let writes = matches!(error, OfficeError::Store(StoreError::InUse { .. }));
                in_use.store(writes, Ordering::Relaxed);
                error.into()
            }),
        }
    }

    /// Whether this program was started for the command.
    pub fn is_own(&self) -> bool {
        matches!(self.caller, Caller::Own { .. })
    }

    /// Whether the command asked for the office and found another program writing there. That program
    /// may run it then.
    pub fn met_a_writer(&self) -> bool {
        matches!(&self.caller, Caller::Own { in_use, .. } if in_use.load(Ordering::Relaxed))
    }

    /// The office for writing, opened by this program for itself; tells what was noticed. For what
    /// takes long and cannot be left to another program.
    ///
    /// # Errors
    /// Why not, among them that another program writes, naming it.
    pub fn own_office(&self) -> Result<Arc<Office>, OfficeError> {
        let office = Office::open(self.home.clone())?;
        if office.notes().moved.is_some() {
            self.output.complain(&say!(self.language, "note-moved"));
        }
        if let Some(kept) = &office.notes().kept_before {
            let file = kept.display().to_string();
            let note = say!(self.language, "note-kept-before", file = file.as_str());
            self.output.complain(&note);
        }
        Ok(Arc::new(office))
    }

    /// Up to how many bytes files come by themselves, as is set on this device.
    pub fn files_up_to(&self) -> u64 {
        let kept = settings::read(&self.home).unwrap_or_default();
        // What went over is known to whoever keeps the link up.
        Spent::default().files_up_to(&kept.thrift, clock::now_millis())
    }

    /// The office for reading, beside whoever writes.
    ///
    /// # Errors
    /// Why not.
    pub fn reading_office(&self) -> Result<ReadingOffice, Refusal> {
        match &self.caller {
            Caller::Own { .. } => Ok(ReadingOffice::open(self.home.clone())?),
            Caller::Other { office, .. } => Ok(ReadingOffice::beside(office)),
        }
    }

    /// Where a path leads that the caller typed.
    pub fn path(&self, typed: &Path) -> PathBuf {
        match &self.caller {
            Caller::Own { .. } => typed.to_owned(),
            Caller::Other { folder, .. } => folder.join(typed),
        }
    }

    /// The text that stands for one in the document, if it was read already.
    pub fn typed(&self) -> Option<&Typed> {
        match &self.caller {
            Caller::Own { typed, .. } => typed.get(),
            Caller::Other { typed, .. } => typed.as_ref(),
        }
    }

    /// Keeps the text that was read: a command reads one, and whoever runs it in place of this program
    /// needs it.
    pub fn keep_typed(&self, text: Typed) {
        if let Caller::Own { typed, .. } = &self.caller {
            typed.get_or_init(|| text);
        }
    }
}
