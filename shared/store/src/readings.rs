//! How far somebody has read a document, kept beside it: folded anew whenever an act about it lands,
//! so that nobody verifies all acts for the answer.

use std::collections::BTreeSet;

use council::seen::{Reading, reading};
use format::{Act, PublicKey};
use rusqlite::{Connection, params};

use crate::columns::{hashes, id, join_hashes};
use crate::error::Result;
use crate::view::View;

/// Folds what acts say about the reading of one document, if any does.
pub(crate) fn refold(view: &View<&Connection>, document: i64) -> Result<()> {
    view.conn
        .prepare_cached("DELETE FROM readings WHERE document = ?1")?
        .execute([document])?;
    for (reader, reading) in folded(view, document)? {
        view.conn
            .prepare_cached(
                "INSERT INTO readings (document, reader, council, act, time_millis, heads)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                document,
                reader.as_bytes(),
                view.key,
                reading.act.as_bytes(),
                reading.time_millis,
                join_hashes(&reading.heads)
            ])?;
    }
    Ok(())
}

/// What acts say about the reading of one document, by reader.
pub(crate) fn folded<C: std::ops::Deref<Target = Connection>>(
    view: &View<C>,
    document: i64,
) -> Result<Vec<(PublicKey, Reading)>> {
    let said = view.one(
        "SELECT 1 FROM acts WHERE council = ?1 AND document = ?2 AND kind = 'seen' LIMIT 1",
        params![view.key, document],
        |_| Ok(()),
    )?;
    if said.is_none() {
        return Ok(vec![]);
    }
    // What is damaged is left to the check, and says nothing.
    let acts: Vec<Act> = view.readable_acts(document)?;
    let readers: BTreeSet<PublicKey> = acts
        .iter()
        .filter(|act| act.statement().kind == "seen")
        .map(|act| act.statement().author)
        .collect();
    Ok(readers
        .into_iter()
        .filter_map(|reader| Some((reader, reading(&reader, &acts)?)))
        .collect())
}

/// What is kept about the reading of one document, by reader.
pub(crate) fn kept<C: std::ops::Deref<Target = Connection>>(
    view: &View<C>,
    document: i64,
) -> Result<Vec<(PublicKey, Reading)>> {
    view.all(
        "SELECT reader, act, time_millis, heads FROM readings WHERE document = ?1 ORDER BY reader",
        [document],
        |row| {
            let reading = Reading {
                act: id(row, 1)?,
                time_millis: row.get(2)?,
                heads: hashes(row.get_ref(3)?.as_blob()?),
            };
            Ok((id(row, 0)?, reading))
        },
    )
}
