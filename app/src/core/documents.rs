//! The list of documents: filter, order, search, new ones.

use std::collections::BTreeMap;
use std::path::PathBuf;

use council::act::file::Media;
use council::codes::as_shown;
use council::units::name_key;
use council::view::Kind;
use format::DocumentId;

use super::deciding::standing::{Readers, Standing};
use super::sharing::Holders;

use crate::words::lifecycle::STATUSES;

/// What the list shows of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The document.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its title; may be empty.
    pub title: String,
    /// The unit that owns it; may be empty.
    pub unit: String,
    /// Its provisional codes as they were given, ascending.
    pub codes: Vec<String>,
    /// Whether it was archived, so that it is hidden.
    pub is_archived: bool,
    /// Whether somebody marked it as archived who may not: then it is shown all the same.
    pub is_archived_in_vain: bool,
    /// Whether this person may archive it, or bring it back.
    pub may_archive: bool,
    /// As which document it started over, if it did.
    pub restarted_as: Option<DocumentId>,
    /// When it was changed last, by that writer's clock, in milliseconds since 1970.
    pub changed_millis: Option<i64>,
    /// Who changed it last; empty if that is not known.
    pub changed_by: String,
    /// Follow-up actions that are open.
    pub open_actions: u32,
    /// Values with more than one choice, and texts that several people changed apart.
    pub conflicts: u32,
    /// Changes that are held and do not show.
    pub held_back: u32,
    /// Where it stands, by the name of the status: see
    /// [`status_name`](crate::words::lifecycle::status_name).
    pub status: String,
    /// The version that readers go by, whatever the status says of a draft.
    pub readers: Option<Readers>,
}

impl Row {
    /// Whether it stands so, by the name of a status, or readers go by a version that does.
    pub fn stands(&self, status: &str) -> bool {
        let of_readers = self.readers.map(|readers| readers.name());
        self.status == status || of_readers == Some(status)
    }
}

/// By what the list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Newest change first.
    #[default]
    Changed,
    /// By title.
    Title,
    /// By unit, then title.
    Unit,
    /// By kind, then title.
    Kind,
    /// By who changed it, then newest first.
    ChangedBy,
    /// By where it stands, in the order of a document's life, then title.
    Status,
}

/// What the list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only this unit.
    pub unit: Option<String>,
    /// Only what stands so, by the name of the status, or of which readers go by a version that does.
    pub status: Option<&'static str>,
    /// Only what has conflicts.
    pub only_conflicts: bool,
    /// Only what is not at the relay yet.
    pub only_waiting: bool,
    /// Archived documents instead of the others.
    pub archived: bool,
}

/// A document that search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The document.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Text around the first place; what was found stands between U+0002 and U+0003.
    pub snippet: String,
}

/// The documents as the screen has them.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    /// Everything that is here; `None` until it was read the first time.
    pub rows: Option<Vec<Row>>,
    /// What the list is narrowed to.
    pub filter: Filter,
    /// By what it is ordered.
    pub order: Order,
    /// Whether the order is turned round.
    pub is_reversed: bool,
    /// What is looked for; empty: nothing.
    pub query: String,
    /// What was found for which words.
    pub hits: Option<(String, Vec<Hit>)>,
    /// The rows that are shown, in order: places in `rows`.
    shown: Vec<usize>,
    /// The codes as they are shown to whoever holds all of the rows.
    codes: BTreeMap<DocumentId, Vec<String>>,
}

impl Documents {
    /// The rows that are shown, in order.
    pub fn shown(&self) -> impl ExactSizeIterator<Item = &Row> {
        let rows = self.rows.as_deref().unwrap_or_default();
        self.shown.iter().map(|at| &rows[*at])
    }

    /// The row of a document.
    pub fn row(&self, id: &DocumentId) -> Option<&Row> {
        self.rows.as_deref()?.iter().find(|row| row.id == *id)
    }

    /// The provisional codes of a document as they are shown; none where it has none.
    pub fn codes(&self, id: &DocumentId) -> &[String] {
        self.codes.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is shown of a code depends on which others have it. A document that started over as another one
    /// left its code to that one.
    fn read_codes(&mut self) {
        let rows = self.rows.iter().flatten();
        let rows = rows.filter(|row| row.restarted_as.is_none());
        self.codes = as_shown(rows.map(|row| (row.id, row.codes.as_slice())));
    }

    /// Takes in what was read, and narrows and orders it. `is_waiting` says what is not at the relay.
    pub fn loaded(&mut self, rows: Vec<Row>, is_waiting: impl Fn(&DocumentId) -> bool) {
        self.rows = Some(rows);
        self.read_codes();
        self.arrange(is_waiting);
    }

    /// Takes in one document that changed.
    pub fn changed(&mut self, row: Row) {
        let rows = self.rows.get_or_insert_default();
        let known = rows.iter_mut().find(|known| known.id == row.id);
        let named = |row: &Row| (row.codes.clone(), row.restarted_as);
        let is_named_otherwise = known.as_deref().map(named) != Some(named(&row));
        match known {
            Some(known) => *known = row,
            None => rows.push(row),
        }
        if is_named_otherwise {
            self.read_codes();
        }
    }

    /// Takes in where documents stand. Returns whether any is new.
    pub fn standings(&mut self, standings: impl Iterator<Item = (DocumentId, Standing)>) -> bool {
        let known: std::collections::HashMap<DocumentId, Standing> = standings.collect();
        let mut is_new = false;
        for row in self.rows.iter_mut().flatten() {
            if let Some(standing) = known.get(&row.id)
                && (row.status != standing.name || row.readers != standing.readers)
            {
                row.status = standing.name.to_owned();
                row.readers = standing.readers;
                is_new = true;
            }
        }
        is_new
    }

    /// Narrows and orders anew.
    pub fn arrange(&mut self, is_waiting: impl Fn(&DocumentId) -> bool) {
        let rows = self.rows.as_deref().unwrap_or_default();
        let filter = &self.filter;
        let fits = |row: &Row| {
            row.is_archived == filter.archived
                && filter.kind.is_none_or(|kind| row.kind == kind)
                && filter.unit.as_ref().is_none_or(|unit| row.unit == *unit)
                && filter.status.is_none_or(|status| row.stands(status))
                && (!filter.only_conflicts || row.conflicts > 0)
                && (!filter.only_waiting || is_waiting(&row.id))
        };
        let mut shown: Vec<usize> = (0..rows.len()).filter(|at| fits(&rows[*at])).collect();
        let newest = |row: &Row| std::cmp::Reverse(row.changed_millis.unwrap_or(i64::MIN));
        match self.order {
            Order::Changed => shown.sort_by_cached_key(|at| newest(&rows[*at])),
            Order::Title => shown.sort_by_cached_key(|at| name_key(&rows[*at].title)),
            Order::Unit => shown
                .sort_by_cached_key(|at| (name_key(&rows[*at].unit), name_key(&rows[*at].title))),
            Order::Kind => {
                shown.sort_by_cached_key(|at| (rows[*at].kind.name(), name_key(&rows[*at].title)))
            }
            Order::Status => shown.sort_by_cached_key(|at| {
                let mut names = STATUSES.iter();
                let at_name = names.position(|name| *name == rows[*at].status);
                (at_name, name_key(&rows[*at].title))
            }),
            Order::ChangedBy => {
                shown.sort_by_cached_key(|at| (name_key(&rows[*at].changed_by), newest(&rows[*at])))
            }
        }
        if self.is_reversed {
            shown.reverse();
        }
        self.shown = shown;
    }
}

/// What a new document begins as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Template {
    /// An empty policy.
    Policy,
    /// A guideline with a part on personal use and one on use for the company.
    Guideline,
    /// The minutes of one meeting: two minute-takers who name the same meeting share one document.
    Minutes {
        /// The unit that meets.
        unit: String,
        /// What kind of meeting, as people call it.
        meeting: String,
        /// The day, `YYYY-MM-DD`.
        date: String,
        /// Which meeting of that type and day, from 1.
        ordinal: u32,
    },
    /// A matrix with the columns who, what and execution.
    Matrix,
}

/// What a form begins: a document of this kind, or documents from files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beginning {
    /// An empty policy.
    Policy,
    /// A guideline.
    Guideline,
    /// A matrix.
    Matrix,
    /// Documents that these files hold.
    Files(Vec<PathBuf>),
}

/// Wishes about the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Narrows the list.
    Filter(Filter),
    /// Orders it; the same order again turns it round.
    Order(Order),
    /// Looks for words in all documents.
    Search(String),
    /// Begins a new document and opens it.
    Create {
        /// As what.
        template: Template,
        /// Its title; may be empty.
        title: String,
        /// The unit it belongs to; empty: mine.
        unit: String,
        /// Who is to hold it.
        holders: Holders,
    },
    /// Imports files, for these people.
    Import(Vec<PathBuf>, Holders),
    /// Stops an import that is under way; nothing of it is kept.
    CancelImport,
    /// Gives a document another title.
    Rename(DocumentId, String),
    /// Makes a copy under a title of its own.
    Duplicate(DocumentId),
    /// Takes a document out of the list, or back into it.
    Archive(DocumentId, bool),
    /// Writes a document to a file; the ending names the form.
    Export(DocumentId, PathBuf),
    /// Opens a document as a page that can be printed.
    Print(DocumentId),
}

/// What is to be done about the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Reads it; answered by [`Event::Loaded`].
    Load,
    /// Looks for words; answered by [`Event::Found`].
    Search(String),
    /// See [`Action::Create`]; answered by [`Event::Created`].
    Create {
        /// As what.
        template: Template,
        /// Its title.
        title: String,
        /// The unit it belongs to; empty: mine.
        unit: String,
        /// Who is to hold it.
        holders: Holders,
    },
    /// See [`Action::Import`]; answered by [`Event::Imported`] or [`Event::Refused`].
    Import(Vec<PathBuf>, Holders),
    /// See [`Action::CancelImport`].
    CancelImport,
    /// See [`Action::Rename`].
    Rename(DocumentId, String),
    /// See [`Action::Duplicate`]; answered by [`Event::Created`].
    Duplicate(DocumentId),
    /// See [`Action::Archive`].
    Archive(DocumentId, bool),
    /// See [`Action::Export`].
    Export(DocumentId, PathBuf),
    /// Writes the published version with this number to a file.
    ExportVersion(DocumentId, usize, PathBuf),
    /// Writes the file that was published with the version of this number, as it was signed.
    SaveFile(DocumentId, usize, Media, PathBuf),
    /// See [`Action::Print`].
    Print(DocumentId),
}

/// What happened to documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Everything that is here.
    Loaded(Vec<Row>),
    /// One document changed, or is new.
    Changed(Box<Row>),
    /// What was found.
    Found {
        /// For which words.
        query: String,
        /// Best first.
        hits: Vec<Hit>,
    },
    /// A document was created, or is here already (minutes of a meeting).
    Created(DocumentId),
    /// Files were read so far.
    Importing {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Files were imported, all of them.
    Imported(Vec<DocumentId>),
    /// A document was written to a file.
    Exported(PathBuf),
    /// Something was done to a document; the sentence says what.
    Done(String),
    /// Something was not done, and why; nothing was changed.
    Refused(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u8, title: &str, changed: i64) -> Row {
        Row {
            id: DocumentId::from_bytes([id; 16]),
            kind: if id.is_multiple_of(2) {
                Kind::Policy
            } else {
                Kind::Matrix
            },
            title: title.into(),
            unit: "Medan".into(),
            codes: vec!["MED-R-001".into()],
            is_archived: id == 9,
            is_archived_in_vain: false,
            may_archive: true,
            restarted_as: None,
            changed_millis: Some(changed),
            changed_by: "Ratna".into(),
            open_actions: 0,
            conflicts: u32::from(id == 2),
            held_back: 0,
            status: if id == 4 { "in-force" } else { "draft" }.into(),
            readers: None,
        }
    }

    fn titles(documents: &Documents) -> Vec<&str> {
        documents.shown().map(|row| row.title.as_str()).collect()
    }

    #[test]
    fn a_code_that_two_rows_have_is_told_apart_while_both_are_here() {
        let mut documents = Documents::default();
        documents.loaded(vec![row(1, "a", 1)], |_| false);
        let id = |n: u8| DocumentId::from_bytes([n; 16]);
        assert_eq!(documents.codes(&id(1)), ["MED-R-001"]);
        documents.changed(row(2, "b", 2));
        assert_eq!(documents.codes(&id(1)), ["MED-R-001-0101"]);
        assert_eq!(documents.codes(&id(2)), ["MED-R-001-0202"]);
        let mut restarted = row(1, "a", 1);
        restarted.restarted_as = Some(id(2));
        documents.changed(restarted);
        assert_eq!(documents.codes(&id(2)), ["MED-R-001"]);
    }

    #[test]
    fn the_list_is_narrowed_and_ordered() {
        let mut documents = Documents::default();
        let rows = vec![
            row(1, "b", 3),
            row(2, "A", 1),
            row(4, "c", 2),
            row(9, "z", 9),
        ];
        documents.loaded(rows, |_| false);
        assert_eq!(
            titles(&documents),
            ["b", "c", "A"],
            "newest first, without the archive"
        );
        documents.order = Order::Title;
        documents.arrange(|_| false);
        assert_eq!(titles(&documents), ["A", "b", "c"]);
        documents.is_reversed = true;
        documents.filter.kind = Some(Kind::Policy);
        documents.arrange(|_| false);
        assert_eq!(titles(&documents), ["c", "A"]);
        documents.filter.only_conflicts = true;
        documents.arrange(|_| false);
        assert_eq!(titles(&documents), ["A"]);
        documents.filter = Filter {
            only_waiting: true,
            ..Filter::default()
        };
        documents.arrange(|id| id.as_bytes()[0] == 4);
        assert_eq!(titles(&documents), ["c"]);
        documents.filter = Filter {
            status: Some("in-force"),
            ..Filter::default()
        };
        documents.arrange(|_| false);
        assert_eq!(titles(&documents), ["c"]);
        // A new draft in review hides nothing that is in force.
        let id = DocumentId::from_bytes([4; 16]);
        let readers = Readers {
            version: 1,
            is_due: false,
        };
        let standing = |name, readers| [(id, Standing { name, readers })].into_iter();
        assert!(documents.standings(standing("in-review", Some(readers))));
        for status in ["in-force", "in-review"] {
            documents.filter.status = Some(status);
            documents.arrange(|_| false);
            assert_eq!(titles(&documents), ["c"], "{status}");
        }
        documents.filter.status = Some("in-force");
        let draft = [(
            id,
            Standing {
                name: "draft",
                readers: None,
            },
        )];
        assert!(documents.standings(draft.into_iter()));
        assert!(!documents.standings(draft.into_iter()), "it is known");
        documents.arrange(|_| false);
        assert!(titles(&documents).is_empty());
        documents.filter = Filter {
            archived: true,
            ..Filter::default()
        };
        documents.arrange(|_| false);
        assert_eq!(titles(&documents), ["z"]);
    }
}
