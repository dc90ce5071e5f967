//! Acts by their bytes, and the rows of documents by the acts about them.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, DocumentId, Subject};
use rusqlite::params;

use super::Mender;
use crate::columns::{bytes, perhaps_id, perhaps_number};
use crate::error::Result;

/// A row of acts.
struct Row {
    key: i64,
    council: Option<i64>,
    document: Option<i64>,
    /// `None`: the bytes are no act.
    act: Option<Act>,
    /// Whether id, kind, writer and time stand in the row as in the bytes.
    is_told_right: bool,
}

/// The row of a document.
struct Place {
    id: Option<DocumentId>,
    council: Option<i64>,
}

impl Mender<'_, '_> {
    /// Makes the rows of acts and of the documents they are about say what the bytes of acts say.
    pub(super) fn acts(&mut self) -> Result<()> {
        self.give_back_documents()?;
        let view = self.view;
        let mut mine: Vec<(i64, Act, Row)> = Vec::new();
        let mut seen: BTreeSet<ActId> = BTreeSet::new();
        for mut row in self.rows_of_acts()? {
            let is_here = self.councils.may_be_of(view.key, row.council);
            let Some(act) = row.act.take() else {
                if is_here {
                    self.set_act_aside(row.key)?;
                }
                continue;
            };
            match self.councils.key(&act.council()) {
                Some(key) if key == view.key && seen.insert(act.id()) => {
                    mine.push((row.key, act, row));
                }
                // Somebody brought it again while it could not be found.
                Some(key) if key == view.key => self.drop_act(row.key)?,
                Some(key) if is_here => {
                    let moved = "UPDATE OR IGNORE acts SET council = ?2 WHERE key = ?1";
                    view.conn.execute(moved, [row.key, key])?;
                    self.others.insert(key);
                }
                Some(_) => {}
                None if is_here => self.set_act_aside(row.key)?,
                None => {}
            }
        }
        let places = self.place_documents(&mine)?;
        for (key, act, row) in &mine {
            let said = act.statement();
            let document = match &said.subject {
                Subject::Council => None,
                Subject::Document(document) => places.get(document).copied(),
            };
            if row.is_told_right && row.council == Some(view.key) && row.document == document {
                continue;
            }
            view.conn.execute(
                "UPDATE acts SET council = ?2, hash = ?3, document = ?4, kind = ?5, author = ?6,
                     time_millis = ?7 WHERE key = ?1",
                params![
                    key,
                    view.key,
                    act.id().as_bytes(),
                    document,
                    said.kind,
                    said.author.as_bytes(),
                    said.time_millis
                ],
            )?;
            self.done.restored += 1;
        }
        Ok(())
    }

    /// Documents that only acts of another council are about are of that one.
    fn give_back_documents(&mut self) -> Result<()> {
        let strayed: Vec<(i64, i64)> = self.view.all(
            "SELECT documents.key, max(acts.council) FROM documents
             JOIN acts ON acts.document = documents.key AND acts.council <> ?1
             JOIN councils ON councils.key = acts.council
             WHERE documents.council = ?1
             AND NOT EXISTS (SELECT 1 FROM acts AS own
                             WHERE own.council = ?1 AND own.document = documents.key)
             GROUP BY documents.key",
            [self.view.key],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        for (document, council) in strayed {
            self.done.restored += self.view.conn.execute(
                "UPDATE OR IGNORE documents SET council = ?2 WHERE key = ?1",
                [document, council],
            )? as u64;
            self.others.insert(council);
        }
        Ok(())
    }

    /// The rows that are kept as acts of this council or of none, and those that its log names. Rows that say
    /// what their bytes say come first: of two of one act that one stays.
    fn rows_of_acts(&self) -> Result<Vec<Row>> {
        let mut rows = self.view.all(
            "SELECT key, council, document, hash, kind, author, time_millis, bytes FROM acts
             WHERE council = ?1 OR council NOT IN (SELECT key FROM councils)
             OR key IN (SELECT act FROM log WHERE council = ?1 AND act IS NOT NULL)
             ORDER BY n, key",
            [self.view.key],
            |row| {
                let act = Act::parse(bytes(row, 7)).ok();
                let is_told_right = act.as_ref().is_some_and(|act| {
                    let said = act.statement();
                    perhaps_id(row, 3) == Some(act.id())
                        && bytes(row, 4) == said.kind.as_bytes()
                        && bytes(row, 5) == said.author.as_bytes()
                        && perhaps_number(row, 6) == Some(said.time_millis)
                });
                Ok(Row {
                    key: row.get(0)?,
                    council: perhaps_number(row, 1),
                    document: perhaps_number(row, 2),
                    act,
                    is_told_right,
                })
            },
        )?;
        let council = Some(self.view.key);
        rows.sort_by_key(|row| !(row.is_told_right && row.council == council));
        Ok(rows)
    }

    fn set_act_aside(&mut self, key: i64) -> Result<()> {
        self.view.conn.execute(
            "INSERT INTO quarantine (council, document, hash, what, reason, bytes, time_millis)
             SELECT ?3, documents.id, hash, 'act', 'damaged', bytes, ?2
             FROM acts LEFT JOIN documents ON documents.key = acts.document WHERE acts.key = ?1",
            params![key, self.now_millis, self.view.key],
        )?;
        self.drop_act(key)?;
        self.done.rows += 1;
        Ok(())
    }

    fn drop_act(&self, key: i64) -> Result<()> {
        let conn = self.view.conn;
        conn.execute("DELETE FROM awaited WHERE act = ?1", [key])?;
        conn.execute("DELETE FROM acts WHERE key = ?1", [key])?;
        Ok(())
    }

    /// The key of the row of each document that an act is about; the row is put right or made.
    fn place_documents(&mut self, acts: &[(i64, Act, Row)]) -> Result<BTreeMap<DocumentId, i64>> {
        let view = self.view;
        let mut about: BTreeMap<DocumentId, BTreeMap<i64, usize>> = BTreeMap::new();
        for (_, act, row) in acts {
            if let Subject::Document(document) = act.statement().subject {
                let pointers = about.entry(document).or_default();
                if let Some(key) = row.document {
                    *pointers.entry(key).or_default() += 1;
                }
            }
        }
        let rows = view.all(
            "SELECT key, id, council FROM documents ORDER BY key",
            [],
            |row| {
                let place = Place {
                    id: perhaps_id(row, 1),
                    council: perhaps_number(row, 2),
                };
                Ok((row.get::<_, i64>(0)?, place))
            },
        )?;
        let rows: BTreeMap<i64, Place> = rows.into_iter().collect();
        // The id of a document follows from its council, too: a row that has it is the right one, wherever it
        // says to belong. One that says so rightly comes last, and stays.
        let is_here = |place: &Place| self.councils.may_be_of(view.key, place.council);
        let mut by_id: Vec<(bool, DocumentId, i64)> = rows
            .iter()
            .filter_map(|(key, place)| Some((is_here(place), place.id?, *key)))
            .collect();
        by_id.sort_unstable();
        let named = by_id.into_iter().map(|(_, id, key)| (id, key));
        let named: BTreeMap<DocumentId, i64> = named.collect();
        let mut places = BTreeMap::new();
        for (document, pointers) in &about {
            let most = pointers.iter().max_by_key(|(_, count)| **count);
            let most = most.map(|(key, _)| *key);
            let key = match (named.get(document), most) {
                // Whoever spoke of it points at a row that is not there, and nobody at the row with its id.
                (Some(here), Some(most))
                    if !rows.contains_key(&most) && !self.is_pointed_at(*here)? =>
                {
                    self.rename(*here, most)?;
                    most
                }
                (Some(here), _) => *here,
                (None, Some(most)) => match rows.get(&most) {
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
                        most
                    }
                    Some(_) => self.make_document(None, document)?,
                    None => self.make_document(Some(most), document)?,
                },
                (None, None) => self.make_document(None, document)?,
            };
            self.done.restored += view.conn.execute(
                "UPDATE documents SET council = ?2 WHERE key = ?1 AND council IS NOT ?2",
                [key, view.key],
            )? as u64;
            places.insert(*document, key);
        }
        // One about which nothing was said that is here is told by its changes.
        self.done.restored += view.conn.execute(
            "UPDATE documents SET council = ?1 WHERE council NOT IN (SELECT key FROM councils)
             AND EXISTS (SELECT 1 FROM changes
                         WHERE changes.document = documents.key AND changes.council = ?1)",
            [view.key],
        )? as u64;
        Ok(places)
    }

    fn is_pointed_at(&self, document: i64) -> Result<bool> {
        let found = self.view.one(
            "SELECT 1 FROM acts WHERE document = ?1
             UNION ALL SELECT 1 FROM changes WHERE document = ?1
             UNION ALL SELECT 1 FROM actors WHERE document = ?1 LIMIT 1",
            [document],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    /// Gives the row of a document the key that others point with.
    fn rename(&mut self, from: i64, to: i64) -> Result<()> {
        let conn = self.view.conn;
        conn.execute("UPDATE documents SET key = ?2 WHERE key = ?1", [from, to])?;
        self.done.restored += 1;
        Ok(())
    }

    fn make_document(&self, key: Option<i64>, document: &DocumentId) -> Result<i64> {
        self.view.conn.execute(
            "INSERT INTO documents (key, council, id, digest) VALUES (?1, ?2, ?3, x'')",
            params![key, self.view.key, document.as_bytes()],
        )?;
        Ok(self.view.conn.last_insert_rowid())
    }

    /// Drops the rows of documents of which nothing is left: with an item that comes back they are made anew.
    pub(super) fn drop_empty_documents(&self) -> Result<()> {
        let empty: Vec<i64> = self.view.all(
            "SELECT key FROM documents WHERE council = ?1
             AND NOT EXISTS (SELECT 1 FROM acts
                             WHERE acts.council = ?1 AND acts.document = documents.key)
             AND NOT EXISTS (SELECT 1 FROM changes WHERE changes.document = documents.key)",
            [self.view.key],
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
                self.view.conn.execute(query, [document])?;
            }
        }
        Ok(())
    }
}
