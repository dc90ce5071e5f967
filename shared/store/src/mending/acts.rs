//! Acts by their bytes, and the rows of documents by the acts about them.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, DocumentId, Subject};
use rusqlite::{Connection, Row, params};

use super::Mender;
use crate::columns::{bytes, perhaps_id, perhaps_number};
use crate::error::Result;
use crate::view::View;

/// What the row of an act holds, without its bytes.
struct ActRow {
    key: i64,
    council: Option<i64>,
    n: Option<i64>,
    /// The document it points at.
    document: Option<i64>,
    /// `None`: the bytes are no act.
    said: Option<Said>,
    /// Whether id, kind, writer and time stand in the row as in the bytes.
    is_told_right: bool,
}

/// What the bytes say.
#[derive(Clone, Copy)]
struct Said {
    id: ActId,
    /// The council's key, if it is here.
    council: Option<i64>,
    /// `None`: it is about the council.
    document: Option<DocumentId>,
}

/// The row of a document.
struct Place {
    id: Option<DocumentId>,
    council: Option<i64>,
}

impl<'t> Mender<'t> {
    /// Makes the rows of acts and of the documents they are about say what the bytes of acts say.
    pub(super) fn acts(&mut self, view: &View<&'t Connection>) -> Result<()> {
        self.give_back_documents(view)?;
        let mut mine: Vec<(ActRow, Said)> = Vec::new();
        let mut seen: BTreeSet<ActId> = BTreeSet::new();
        for row in self.rows_of_acts(view)? {
            let is_here = row.council == Some(view.key);
            let Some(said) = row.said else {
                if is_here {
                    self.set_act_aside(row.key, Some(view.key))?;
                }
                continue;
            };
            match said.council {
                Some(key) if key == view.key && seen.insert(said.id) => mine.push((row, said)),
                // Somebody brought it again while it could not be found.
                Some(key) if key == view.key => {
                    self.drop_act(row.key)?;
                    self.touched.items.insert(view.key);
                }
                Some(key) if is_here => {
                    let moved = "UPDATE OR IGNORE acts SET council = ?2 WHERE key = ?1";
                    view.conn.execute(moved, [row.key, key])?;
                    self.touched.item(key);
                }
                None if is_here => self.set_act_aside(row.key, Some(view.key))?,
                Some(_) | None => {}
            }
        }
        let places = self.place_documents(view, &mine)?;
        for (row, said) in &mine {
            let document = said.document.and_then(|id| places.get(&id).copied());
            if row.is_told_right && row.council == Some(view.key) && row.document == document {
                continue;
            }
            let act = view.one("SELECT bytes FROM acts WHERE key = ?1", [row.key], |row| {
                Ok(Act::parse(bytes(row, 0)).ok())
            })?;
            let Some(act) = act.flatten() else { continue };
            let statement = act.statement();
            view.conn.execute(
                "UPDATE acts SET council = ?2, hash = ?3, document = ?4, kind = ?5, author = ?6,
                     time_millis = ?7 WHERE key = ?1",
                params![
                    row.key,
                    view.key,
                    act.id().as_bytes(),
                    document,
                    statement.kind,
                    statement.author.as_bytes(),
                    statement.time_millis
                ],
            )?;
            self.done.restored += 1;
            self.touched.items.insert(view.key);
        }
        Ok(())
    }

    /// Documents that only acts of another council are about are of that one.
    fn give_back_documents(&mut self, view: &View<&'t Connection>) -> Result<()> {
        let strayed: Vec<(i64, i64)> = view.all(
            "SELECT documents.key, max(acts.council) FROM documents
             JOIN acts ON acts.document = documents.key AND acts.council <> ?1
             JOIN councils ON councils.key = acts.council
             WHERE documents.council = ?1
             AND NOT EXISTS (SELECT 1 FROM acts AS own
                             WHERE own.council = ?1 AND own.document = documents.key)
             GROUP BY documents.key",
            [view.key],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (document, council) in strayed {
            self.done.restored += view.conn.execute(
                "UPDATE OR IGNORE documents SET council = ?2 WHERE key = ?1",
                [document, council],
            )? as u64;
            self.touched.item(council);
        }
        Ok(())
    }

    /// The rows that are kept as acts of this council, and those that its log names, in the order of the log.
    /// Rows that say what their bytes say come first: of two of one act that one stays.
    fn rows_of_acts(&self, view: &View<&'t Connection>) -> Result<Vec<ActRow>> {
        let mut rows = view.all(
            "SELECT key, council, n, document, hash, kind, author, time_millis, bytes FROM acts
             WHERE council = ?1
             OR key IN (SELECT act FROM log WHERE council = ?1 AND act IS NOT NULL)",
            [view.key],
            |row| self.act_row(row),
        )?;
        let council = Some(view.key);
        rows.sort_by_key(|row| {
            let is_right = row.is_told_right && row.council == council;
            (!is_right, row.n, row.key)
        });
        Ok(rows)
    }

    fn act_row(&self, row: &Row<'_>) -> rusqlite::Result<ActRow> {
        let act = Act::parse(bytes(row, 8)).ok();
        let is_told_right = act.as_ref().is_some_and(|act| {
            let said = act.statement();
            perhaps_id(row, 4) == Some(act.id())
                && bytes(row, 5) == said.kind.as_bytes()
                && bytes(row, 6) == said.author.as_bytes()
                && perhaps_number(row, 7) == Some(said.time_millis)
        });
        let said = act.map(|act| Said {
            id: act.id(),
            council: self.councils.key(&act.council()),
            document: match act.statement().subject {
                Subject::Council => None,
                Subject::Document(document) => Some(document),
            },
        });
        Ok(ActRow {
            key: row.get(0)?,
            council: perhaps_number(row, 1),
            n: perhaps_number(row, 2),
            document: perhaps_number(row, 3),
            said,
            is_told_right,
        })
    }

    /// The key of the row of each document that an act is about; the row is put right or made.
    fn place_documents(
        &mut self,
        view: &View<&'t Connection>,
        acts: &[(ActRow, Said)],
    ) -> Result<BTreeMap<DocumentId, i64>> {
        let mut about: BTreeMap<DocumentId, BTreeMap<i64, usize>> = BTreeMap::new();
        for (row, said) in acts {
            if let Some(document) = said.document {
                let pointers = about.entry(document).or_default();
                if let Some(key) = row.document {
                    *pointers.entry(key).or_default() += 1;
                }
            }
        }
        let mut places = BTreeMap::new();
        for (document, pointers) in &about {
            let most = pointers.iter().max_by_key(|(_, count)| **count);
            let most = most.map(|(key, _)| *key);
            let key = match (self.row_with_id(view, document)?, most) {
                // Whoever spoke of it points at a row that is not there, and nobody at the row with its id.
                (Some(here), Some(most))
                    if place(view, most)?.is_none() && !is_pointed_at(view, here)? =>
                {
                    self.rename(view, here, most)?;
                    most
                }
                (Some(here), _) => here,
                (None, Some(most)) => match place(view, most)? {
                    // It has another id than everybody who points at it says.
                    Some(place)
                        if self.councils.may_be_of(view.key, place.council)
                            && !place.id.is_some_and(|id| about.contains_key(&id)) =>
                    {
                        view.conn.execute(
                            "UPDATE documents SET id = ?2 WHERE key = ?1",
                            params![most, document.as_bytes()],
                        )?;
                        self.done.restored += 1;
                        self.touched.items.insert(view.key);
                        most
                    }
                    Some(_) => make_document(view, None, document)?,
                    None => make_document(view, Some(most), document)?,
                },
                (None, None) => make_document(view, None, document)?,
            };
            let moved = view.conn.execute(
                "UPDATE documents SET council = ?2 WHERE key = ?1 AND council IS NOT ?2",
                [key, view.key],
            )?;
            if moved > 0 {
                self.done.restored += 1;
                self.touched.items.insert(view.key);
            }
            places.insert(*document, key);
        }
        Ok(places)
    }

    /// The row that has this id. An id follows from its council, too, so it is the right one wherever it says
    /// to belong.
    fn row_with_id(
        &self,
        view: &View<&'t Connection>,
        document: &DocumentId,
    ) -> Result<Option<i64>> {
        if let Some(key) = view.document_key(document)? {
            return Ok(Some(key));
        }
        view.one(
            "SELECT key FROM documents WHERE id = ?1
             ORDER BY council IN (SELECT key FROM councils), key DESC LIMIT 1",
            [document.as_bytes()],
            |row| row.get(0),
        )
    }

    /// Gives the row of a document the key that others point with.
    fn rename(&mut self, view: &View<&'t Connection>, from: i64, to: i64) -> Result<()> {
        let conn = view.conn;
        conn.execute("UPDATE documents SET key = ?2 WHERE key = ?1", [from, to])?;
        self.done.restored += 1;
        self.touched.items.insert(view.key);
        Ok(())
    }

    /// Drops the rows of documents of which nothing is left: with an item that comes back they are made anew.
    pub(super) fn drop_empty_documents(&self, view: &View<&'t Connection>) -> Result<()> {
        let empty: Vec<i64> = view.all(
            "SELECT key FROM documents WHERE council = ?1
             AND NOT EXISTS (SELECT 1 FROM acts
                             WHERE acts.council = ?1 AND acts.document = documents.key)
             AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.document = documents.key)",
            [view.key],
            |row| row.get(0),
        )?;
        for document in empty {
            for query in [
                "DELETE FROM texts WHERE rowid = ?1",
                "DELETE FROM summaries WHERE document = ?1",
                "DELETE FROM voids WHERE document = ?1",
                "DELETE FROM readings WHERE document = ?1",
                "DELETE FROM heads WHERE document = ?1",
                "DELETE FROM chosen WHERE document = ?1",
                "DELETE FROM forks WHERE document = ?1",
                "DELETE FROM actors WHERE document = ?1",
                "DELETE FROM blob_names WHERE document = ?1",
                "DELETE FROM documents WHERE key = ?1",
            ] {
                view.conn.execute(query, [document])?;
            }
        }
        Ok(())
    }
}

fn place(view: &View<&Connection>, key: i64) -> Result<Option<Place>> {
    view.one(
        "SELECT id, council FROM documents WHERE key = ?1",
        [key],
        |row| {
            Ok(Place {
                id: perhaps_id(row, 0),
                council: perhaps_number(row, 1),
            })
        },
    )
}

fn is_pointed_at(view: &View<&Connection>, document: i64) -> Result<bool> {
    let found = view.one(
        "SELECT 1 FROM acts WHERE document = ?1
         UNION ALL SELECT 1 FROM changes WHERE document = ?1
         UNION ALL SELECT 1 FROM actors WHERE document = ?1 LIMIT 1",
        [document],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

fn make_document(view: &View<&Connection>, key: Option<i64>, document: &DocumentId) -> Result<i64> {
    view.conn.execute(
        "INSERT INTO documents (key, council, id, digest) VALUES (?1, ?2, ?3, x'')",
        params![key, view.key, document.as_bytes()],
    )?;
    Ok(view.conn.last_insert_rowid())
}
