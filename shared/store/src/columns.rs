//! Columns as ids, numbers and items, and back.

use format::chain::LoggedItem;
use format::{ActId, ActorId, BlobId, Chain, ChangeHash, CouncilId, DocumentId, LogId, PublicKey};
use rusqlite::Row;
use sync::holdings::LogPosition;

/// An id kept as a blob.
pub(crate) trait Blob: Sized {
    fn of(bytes: &[u8]) -> Option<Self>;
}

macro_rules! blobs {
    ($($name:ident),*) => {$(
        impl Blob for $name {
            fn of(bytes: &[u8]) -> Option<Self> {
                Self::from_slice(bytes)
            }
        }
    )*};
}
blobs!(
    ActId, ActorId, BlobId, Chain, ChangeHash, CouncilId, DocumentId, LogId, PublicKey
);

/// Reads an id; a blob of any other length is damage.
pub(crate) fn id<T: Blob>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let value = row.get_ref(column)?;
    T::of(value.as_blob()?).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Blob,
            "an id has the wrong length".into(),
        )
    })
}

/// Reads an id or NULL.
pub(crate) fn optional_id<T: Blob>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => id(row, column).map(Some),
    }
}

/// The id in a column of a row that may be damaged.
pub(crate) fn perhaps_id<T: Blob>(row: &Row<'_>, column: usize) -> Option<T> {
    id(row, column).ok()
}

/// The number in a column of a row that may be damaged.
pub(crate) fn perhaps_number(row: &Row<'_>, column: usize) -> Option<i64> {
    row.get(column).ok()
}

/// Whether a column holds nothing.
pub(crate) fn is_null(row: &Row<'_>, column: usize) -> bool {
    matches!(row.get_ref(column), Ok(rusqlite::types::ValueRef::Null))
}

/// The bytes in a column of a row that may be damaged; none where there are none.
pub(crate) fn bytes<'r>(row: &'r Row<'_>, column: usize) -> &'r [u8] {
    let value = row.get_ref(column).ok();
    let bytes = value.and_then(|value| value.as_bytes_or_null().ok().flatten());
    bytes.unwrap_or_default()
}

/// Text of which a flipped bit spoils a letter and not the list it is shown in.
pub(crate) fn text(row: &Row<'_>, column: usize) -> String {
    String::from_utf8_lossy(bytes(row, column)).into_owned()
}

/// [`text`], or NULL.
pub(crate) fn optional_text(row: &Row<'_>, column: usize) -> Option<String> {
    match row.get_ref(column) {
        Ok(rusqlite::types::ValueRef::Null) | Err(_) => None,
        Ok(_) => Some(text(row, column)),
    }
}

/// Reads a number that is never negative.
pub(crate) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let found: i64 = row.get(column)?;
    u64::try_from(found).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, found))
}

/// A number as SQLite keeps it. Numbers beyond its range never belong to anything that is held.
pub(crate) fn sql(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn position(row: &Row<'_>) -> rusqlite::Result<LogPosition> {
    Ok(LogPosition {
        log: id(row, 0)?,
        n: number(row, 1)?,
        chain: id(row, 2)?,
    })
}

/// Hashes that lie one after the other.
pub(crate) fn hashes(blob: &[u8]) -> Vec<ChangeHash> {
    blob.chunks_exact(ChangeHash::LEN)
        .filter_map(ChangeHash::from_slice)
        .collect()
}

pub(crate) fn join_hashes<'h>(hashes: impl IntoIterator<Item = &'h ChangeHash>) -> Vec<u8> {
    hashes.into_iter().flat_map(|h| *h.as_bytes()).collect()
}

/// An item by (id, document of a change or NULL), the first two columns.
pub(crate) fn logged_item(row: &Row<'_>) -> rusqlite::Result<LoggedItem> {
    Ok(match optional_id(row, 1)? {
        Some(document) => LoggedItem::Change(document, id(row, 0)?),
        None => LoggedItem::Act(id(row, 0)?),
    })
}
