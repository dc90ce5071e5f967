//! Identities as text in serialised reports.

use std::fmt::Display;

use serde::ser::{SerializeSeq as _, Serializer};

/// Serialises anything as its printed form.
pub(crate) fn shown<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

/// Serialises an optional value as its printed form or nothing.
pub(crate) fn shown_option<T: Display, S: Serializer>(
    value: &Option<T>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

/// Serialises a list as the printed forms of its items.
pub(crate) fn shown_all<T: Display, S: Serializer>(values: &[T], to: S) -> Result<S::Ok, S::Error> {
    let mut list = to.serialize_seq(Some(values.len()))?;
    for value in values {
        list.serialize_element(&format_args!("{value}"))?;
    }
    list.end()
}
