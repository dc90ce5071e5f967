//! Clauses, rows and people as wholes: added ones are marked removed, removed ones are left alone, and
//! nothing is hidden that somebody else wrote in.

use automerge::{ObjId, ObjType, ROOT, ReadDoc as _, Value};
use format::PublicKey;

use super::inverse::{Inverter, Stays, TakenBack};
use super::left::Why;
use super::write::Write;
use crate::authorship::path_of;
use crate::document::read;
use crate::document::schema::{
    CELL, DELETED_AT, FIELD_SEPARATOR, attendance_field, attendance_key,
};
use crate::edit::Collection;

impl Inverter<'_> {
    /// Marks a thing removed that the change added.
    pub(super) fn remove_thing(
        &self,
        parent: &ObjId,
        key: &str,
        thing: &ObjId,
        number: u32,
    ) -> Result<TakenBack, Stays> {
        if self.is_marked(thing) {
            return Ok((None, None));
        }
        let known = self.index.ancestors([number]);
        Ok((Some(self.hide_thing(parent, key, thing, &known)?), None))
    }

    /// What marks a thing removed, unless somebody else wrote in it beyond the changes in `known`.
    pub(crate) fn hide_thing(
        &self,
        parent: &ObjId,
        key: &str,
        thing: &ObjId,
        known: &[bool],
    ) -> Result<Write, Stays> {
        self.others_wrote_in(thing, known)?;
        // The cells of a column stand in the rows.
        let is_column =
            path_of(self.doc, parent).is_some_and(|path| path == [Collection::Columns.root_key()]);
        if let (true, Ok(Some((Value::Object(ObjType::Map), rows)))) =
            (is_column, self.doc.get(ROOT, Collection::Rows.root_key()))
        {
            let cell = format!("{CELL}{key}");
            let cells = self.doc.map_range(&rows, ..).flat_map(|row| {
                self.doc
                    .get_all(row.id(), cell.as_str())
                    .unwrap_or_default()
            });
            let cells: Vec<ObjId> = cells.map(|(_, id)| id).collect();
            self.must_be_mine(cells.iter(), known)?;
        }
        let marks = self.doc.get_all(thing, DELETED_AT).unwrap_or_default();
        if marks.len() > 1 {
            let ids: Vec<&ObjId> = marks.iter().map(|(_, id)| id).collect();
            return Err((Why::ChangedAtTheSameTime, self.authors(&ids)));
        }
        Ok(Write::Put {
            object: thing.clone(),
            key: DELETED_AT.to_owned(),
            value: self.time_seconds.to_string().into(),
        })
    }

    /// Fails if anybody else wrote anything in `object` beyond the changes in `known`.
    pub(super) fn others_wrote_in(&self, object: &ObjId, known: &[bool]) -> Result<(), Stays> {
        let mut ids = Vec::new();
        let mut objects = vec![object.clone()];
        while let Some(object) = objects.pop() {
            match self.doc.object_type(&object) {
                Ok(ObjType::Map | ObjType::Table) => {
                    let keys: Vec<String> = self.doc.keys(&object).collect();
                    for key in keys {
                        for (value, id) in self.doc.get_all(&object, key).unwrap_or_default() {
                            if value.is_object() {
                                objects.push(id.clone());
                            }
                            ids.push(id);
                        }
                    }
                }
                _ => ids.extend(self.doc.list_range(&object, ..).map(|item| item.id())),
            }
        }
        self.must_be_mine(ids.iter(), known)
    }

    /// The same for one person of the flat attendance map.
    pub(crate) fn others_wrote_about(
        &self,
        map: &ObjId,
        person: &str,
        known: &[bool],
    ) -> Result<(), Stays> {
        let is_of_person = |key: &String| {
            key.strip_prefix(person)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(FIELD_SEPARATOR))
        };
        let keys: Vec<String> = self.doc.keys(map).filter(is_of_person).collect();
        let values = keys
            .into_iter()
            .flat_map(|key| self.doc.get_all(map, key).unwrap_or_default());
        let ids: Vec<ObjId> = values.map(|(_, id)| id).collect();
        self.must_be_mine(ids.iter(), known)
    }

    fn must_be_mine<'i>(
        &self,
        ids: impl Iterator<Item = &'i ObjId>,
        known: &[bool],
    ) -> Result<(), Stays> {
        let foreign: Vec<&ObjId> = ids
            .filter(|id| {
                let change = self.index.op(id).and_then(|op| self.index.change_of(op));
                change.is_some_and(|change| {
                    self.index.changes()[change as usize].author != Some(self.me)
                        && !known[change as usize]
                })
            })
            .collect();
        if foreign.is_empty() {
            return Ok(());
        }
        Err((Why::OthersWroteInIt, self.authors(&foreign)))
    }

    /// Who removed the thing that holds `object`, or the object itself; `None` if nobody did.
    pub(crate) fn removed_by(&self, object: &ObjId) -> Option<Vec<PublicKey>> {
        let above = self.doc.parents(object).ok()?.map(|parent| parent.obj);
        let removed = std::iter::once(object.clone())
            .chain(above)
            .find(|o| self.is_marked(o))?;
        let marks = self.doc.get_all(&removed, DELETED_AT).unwrap_or_default();
        let ids: Vec<&ObjId> = marks.iter().map(|(_, id)| id).collect();
        Some(self.authors(&ids))
    }

    /// Who removed the person that `key` of the flat attendance map tells about.
    pub(crate) fn person_removed_by(&self, map: &ObjId, key: &str) -> Option<Vec<PublicKey>> {
        let person = attendance_field(key).0;
        if self.is_shown(Collection::Attendance, person) {
            return None;
        }
        let mark = attendance_key(person, DELETED_AT);
        let marks = self.doc.get_all(map, mark).unwrap_or_default();
        let ids: Vec<&ObjId> = marks.iter().map(|(_, id)| id).collect();
        is_mark(&marks).then(|| self.authors(&ids))
    }

    /// Whether a thing is shown though it is marked removed; the mark alone decides where there is no
    /// [`Document`].
    fn is_shown(&self, collection: Collection, id: &str) -> bool {
        self.document
            .is_some_and(|document| read::is_shown(&document.reader(None), collection, id))
    }

    fn is_marked(&self, object: &ObjId) -> bool {
        matches!(self.doc.object_type(object), Ok(ObjType::Map))
            && *object != ROOT
            && is_mark(&self.doc.get_all(object, DELETED_AT).unwrap_or_default())
            && !match path_of(self.doc, object).as_deref() {
                Some([root, id]) => Collection::from_root_key(root)
                    .is_some_and(|collection| self.is_shown(collection, id)),
                _ => false,
            }
    }
}

/// Whether a key is the removal mark of a thing or a person.
pub(crate) fn is_removal_mark(key: &str) -> bool {
    key.rsplit(FIELD_SEPARATOR).next() == Some(DELETED_AT)
}

/// Whether these values of a removal mark say that the thing is removed: one that says it stays wins.
fn is_mark(marks: &[(Value<'_>, ObjId)]) -> bool {
    !marks.is_empty() && marks.iter().all(|(value, _)| value.as_str() != Some(""))
}
