//! What can go wrong with a store, in the words of the person who has to do something about it.

use std::path::PathBuf;

use format::{CouncilId, DocumentId};
use rusqlite::ErrorCode;

/// Why the store did not do what it was asked. Whatever it is, what was saved before stays saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room. Writing works again as soon as there is.
    #[error(
        "the disk or the store's quota is full; nothing of this was saved. Make room and try again"
    )]
    DiskFull,
    /// The file or its folder may not be written.
    #[error(
        "the store may only be read; nothing was saved. Check the permissions of the file and its folder"
    )]
    ReadOnly,
    /// The file is ours, and something in it is not what was written.
    #[error("the store is damaged: {0}. Run `check`, or restore a backup")]
    Damaged(String),
    /// Another program has the store open for writing.
    #[error(
        "the store is in use by {holder}. Close that program, or use a command that only reads"
    )]
    InUse {
        /// Program, process id, machine and since when, as that program wrote them down.
        holder: String,
    },
    /// Another connection was in the way for longer than the store waits.
    #[error("the store is busy; try again")]
    Busy,
    /// The operating system could not read or write.
    #[error("the store cannot be read or written: {0}")]
    Io(String),
    /// There is no such file.
    #[error("there is no store at {}", .0.display())]
    Missing(PathBuf),
    /// A file of somebody else.
    #[error("{} is not a Dewan store; it was left as it is", .0.display())]
    Foreign(PathBuf),
    /// Written by a newer program.
    #[error(
        "the store has schema {found}, and this program knows schemas up to {known}; use a newer program. Nothing was changed"
    )]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// Written by an older program, and opened for reading only.
    #[error(
        "the store has the older schema {found}; open it once for writing, which brings it to schema {known}"
    )]
    Older {
        /// The schema of the file.
        found: i64,
        /// The one this program reads.
        known: i64,
    },
    /// The target of a backup exists.
    #[error("{} exists already; choose another name", .0.display())]
    Exists(PathBuf),
    /// The store holds nothing of this council.
    #[error("the store does not hold council {}", .0.short())]
    UnknownCouncil(CouncilId),
    /// The store holds nothing of this document.
    #[error("the store does not hold document {}", .0.short())]
    UnknownDocument(DocumentId),
    /// A local write does not follow from what is held.
    #[error("this does not follow from what is held: {0}")]
    Misplaced(String),
    /// The document is not shared, or no longer, with whoever writes in it.
    #[error("the document is not shared with its writer")]
    NotShared,
    /// A peer named more missing subjects than may stand open.
    #[error("too much is missing at once; what is open must be fetched first")]
    TooManyGaps,
    /// The store was closed, or its writer ended.
    #[error("the store is closed")]
    Closed,
    /// A write job ended in a panic; its work was undone.
    #[error("BUG: a write ended unexpectedly: {0}")]
    Panicked(String),
    /// SQLite refused for a reason that is nobody's fault but ours.
    #[error("BUG: {0}")]
    Query(String),
}

impl StoreError {
    /// Whether the same request can succeed later without anybody changing the program.
    pub fn can_retry(&self) -> bool {
        matches!(
            self,
            Self::DiskFull | Self::ReadOnly | Self::InUse { .. } | Self::Busy | Self::Io(_)
        )
    }

    /// Whether the disk or this program is at fault, and not what was asked.
    pub(crate) fn is_failure(&self) -> bool {
        match self {
            Self::DiskFull
            | Self::ReadOnly
            | Self::Damaged(_)
            | Self::Busy
            | Self::Io(_)
            | Self::Panicked(_)
            | Self::Query(_) => true,
            Self::InUse { .. }
            | Self::Missing(_)
            | Self::Foreign(_)
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Exists(_)
            | Self::UnknownCouncil(_)
            | Self::UnknownDocument(_)
            | Self::Misplaced(_)
            | Self::NotShared
            | Self::TooManyGaps
            | Self::Closed => false,
        }
    }
}

impl StoreError {
    /// The same of a file that is looked at as a whole. All queries of ours fit the schema, and what is written
    /// fits itself: one that SQLite refuses there shows that the file is damaged.
    pub(crate) fn of_damage(self) -> Self {
        match self {
            Self::Query(what) => Self::Damaged(what),
            other => other,
        }
    }

    /// Names the file that is damaged.
    pub(crate) fn in_file(self, path: &std::path::Path) -> Self {
        match self {
            Self::Damaged(what) => Self::Damaged(format!("{}: {what}", path.display())),
            other => other,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::OutOfMemory) => {
                Self::Io(text)
            }
            _ => match error {
                // A column that does not hold what every writer of ours puts there.
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..) => Self::Damaged(text),
                _ => Self::Query(text),
            },
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly
            }
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<sync::holdings::Unreadable> for StoreError {
    fn from(error: sync::holdings::Unreadable) -> Self {
        Self::Io(error.0)
    }
}

/// The answer of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
