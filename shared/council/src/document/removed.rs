//! Things that were removed and can be brought back.

use super::open::Document;
use super::read;
use super::reader::Standing;
use super::schema::place_in_thing;
use crate::edit::{Collection, Place};

/// A removed thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Of which kind.
    pub collection: Collection,
    /// Its id: names it for [`Edit::Restore`](crate::edit::Edit::Restore).
    pub id: String,
    /// What stands in it, by place; nothing empty.
    pub values: Vec<(Place, String)>,
}

impl Document {
    /// The removed things of a collection, in their order among the others. Not for the attendance,
    /// whose entries are flat: nothing then.
    pub fn removed(&self, collection: Collection) -> Vec<Removed> {
        if collection.kind() != self.kind() || collection == Collection::Attendance {
            return Vec::new();
        }
        let reader = self.reader(None);
        let rows = match collection {
            Collection::Columns => read::visible(&reader, Collection::Rows),
            _ => Vec::new(),
        };
        let mut things = reader.things(collection);
        things.retain(|thing| {
            let standing = match collection {
                Collection::Columns => reader.column_standing(thing, &rows),
                _ => reader.standing(thing),
            };
            standing == Standing::Removed
        });
        let mut removed = Vec::with_capacity(things.len());
        for thing in things {
            let fields = reader.fields(&thing).iter();
            let values = fields.filter_map(|field| {
                let place = place_in_thing(collection, &thing.id, &field.key)?;
                let value = reader.value(field);
                (!value.is_empty() && !matches!(place, Place::Mark(..))).then_some((place, value))
            });
            removed.push(Removed {
                collection,
                values: values.collect(),
                id: thing.id.clone(),
            });
        }
        removed
    }
}

#[cfg(test)]
mod tests {
    use format::{ActorId, PublicKey};

    use super::*;
    use crate::edit::{Edit, New};
    use crate::view::{Kind, Row};

    const ROW: &str = "0b0c0d0e-0000-4000-8000-000000000001";

    #[test]
    fn what_was_removed_is_listed_with_what_stands_in_it_until_it_is_restored() {
        let mut document = Document::genesis(Kind::Matrix);
        document.set_writer(PublicKey::from_bytes([1; 32]), ActorId::from_bytes([1; 24]));
        let collection = Collection::Rows;
        let mut edit = |edit| document.edit(&[edit], 1, None).map(|_| ()).unwrap();
        edit(Edit::Insert {
            new: New::Row {
                row: Row {
                    id: ROW.into(),
                    cells: vec!["Balas komentar".into(), String::new()],
                },
                columns: vec!["activity".into(), "owner".into()],
            },
            after: None,
        });
        edit(Edit::Remove {
            collection,
            id: ROW.into(),
        });
        edit(Edit::Remove {
            collection: Collection::Columns,
            id: "hours".into(),
        });
        let place = Place::Cell(ROW.into(), "activity".into());
        let removed = Removed {
            collection,
            id: ROW.into(),
            values: vec![(place, "Balas komentar".into())],
        };
        assert_eq!(document.removed(collection), [removed]);
        let columns = document.removed(Collection::Columns);
        assert_eq!(columns.len(), 1);
        assert_eq!(columns[0].id, "hours");
        assert!(document.removed(Collection::Clauses).is_empty());
        let restore = Edit::Restore {
            collection,
            id: ROW.into(),
        };
        document.edit(&[restore], 2, None).unwrap();
        assert!(document.removed(collection).is_empty());
    }
}
