//! What every command needs: the office, the language, where the answer goes, and what the caller
//! brought along.
//!
//! A command runs in the program that was started for it, or in the program that has the office open
//! already. It asks here for all that differs between the two.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::Output;
use super::refusal::Refusal;
use crate::engine::home::Home;
use crate::engine::office::{Office, OfficeError, ReadingOffice};
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
    Own,
    /// Another program was started for it, in `folder`; this one has the office open.
    Other {
        office: Arc<Office>,
        folder: PathBuf,
    },
}

impl Context {
    /// For a command that this program was started for.
    pub fn own(home: Home, language: Language, output: Output) -> Self {
        Self {
            home,
            language,
            output,
            caller: Caller::Own,
        }
    }

    /// For a command that another program was started for, in `folder`.
    pub fn handed(
        office: Arc<Office>,
        language: Language,
        output: Output,
        folder: PathBuf,
    ) -> Self {
        Self {
            home: office.home().clone(),
            language,
            output,
            caller: Caller::Other { office, folder },
        }
    }

    /// The office for writing: opened, or the one that is open already.
    ///
    /// # Errors
    /// Why not, among them that another program writes, naming it.
    pub fn office(&self) -> Result<Arc<Office>, Refusal> {
        match &self.caller {
            Caller::Own => Ok(self.own_office()?),
            Caller::Other { office, .. } => Ok(Arc::clone(office)),
        }
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
        Ok(Arc::new(office))
    }

    /// The office for reading, beside whoever writes.
    ///
    /// # Errors
    /// Why not.
    pub fn reading_office(&self) -> Result<ReadingOffice, Refusal> {
        match &self.caller {
            Caller::Own => Ok(ReadingOffice::open(self.home.clone())?),
            Caller::Other { office, .. } => Ok(ReadingOffice::beside(office)),
        }
    }

    /// Where a path leads that the caller typed.
    pub fn path(&self, typed: &Path) -> PathBuf {
        match &self.caller {
            // An empty path leads nowhere, not to the folder.
            Caller::Other { folder, .. } if !typed.as_os_str().is_empty() => folder.join(typed),
            Caller::Own | Caller::Other { .. } => typed.to_owned(),
        }
    }
}
