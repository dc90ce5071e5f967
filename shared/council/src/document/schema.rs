//! Where each place lives in the Automerge document, and which place a key there means.

use crate::edit::{Collection, Place};
use crate::view::{Kind, fact};

/// Order key of a thing.
pub(crate) const ORD: &str = "ord";
/// The mark of a removed thing: not empty.
pub(crate) const DELETED_AT: &str = "deleted_at";
/// What a matrix row's cell keys begin with; the column's id follows.
pub(crate) const CELL: &str = "c:";
/// Between a person's name and the field, in the flat attendance map.
pub(crate) const FIELD_SEPARATOR: char = '\u{1f}';
/// The fields of a person in the attendance that say something: the status, the note, the facts.
pub(crate) const ATTENDANCE_FIELDS: [&str; 4] = ["", "note", fact::PROXY, fact::LETTER];
/// A decision's map of votes.
pub(crate) const VOTES: &str = "votes";
/// Longest name of a field or person, in bytes.
pub(crate) const MAX_KEY_BYTES: usize = 400;

impl Collection {
    /// All collections of a kind that hold one object per thing.
    pub(crate) fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Policy => &[Self::Clauses],
            Kind::Minutes => &[Self::Agenda, Self::Decisions, Self::Actions],
            Kind::Matrix => &[Self::Columns, Self::Rows],
        }
    }

    /// The root key of the collection.
    pub(crate) const fn root_key(self) -> &'static str {
        match self {
            Self::Clauses => "clauses",
            Self::Agenda => "agenda",
            Self::Decisions => "decisions",
            Self::Actions => "actions",
            Self::Columns => "columns",
            Self::Rows => "rows",
            Self::Attendance => "attendance",
        }
    }

    /// The collection of things under a root key; attendance, whose entries are flat, is none.
    pub fn from_root_key(root_key: &str) -> Option<Self> {
        const ALL: [Collection; 6] = [
            Collection::Clauses,
            Collection::Agenda,
            Collection::Decisions,
            Collection::Actions,
            Collection::Columns,
            Collection::Rows,
        ];
        ALL.into_iter()
            .find(|collection| collection.root_key() == root_key)
    }

    /// The kind that has this collection.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Clauses => Kind::Policy,
            Self::Agenda | Self::Decisions | Self::Actions | Self::Attendance => Kind::Minutes,
            Self::Columns | Self::Rows => Kind::Matrix,
        }
    }

    /// One thing of the collection, in words.
    pub(crate) const fn one(self) -> &'static str {
        match self {
            Self::Clauses => "clause",
            Self::Agenda => "agenda item",
            Self::Decisions => "decision",
            Self::Actions => "action",
            Self::Columns => "column",
            Self::Rows => "row",
            Self::Attendance => "person in the attendance",
        }
    }
}

/// What kind of value a place holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A Text object of any lines.
    Text,
    /// A Text object of one line.
    Line,
    /// A string.
    Scalar,
    /// A whole number from 0 to 4.
    Level,
    /// The mark of a removed thing.
    Mark,
}

impl Form {
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Line)
    }
}

/// The object a place's key is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder<'a> {
    /// The root.
    Root,
    /// A map under this root key.
    Map(&'static str),
    /// A thing.
    Thing(Collection, &'a str),
    /// The votes of the decision with this id.
    Votes(&'a str),
}

/// The key of a place in its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot<'a> {
    pub(crate) holder: Holder<'a>,
    pub(crate) key: String,
    pub(crate) form: Form,
}

/// The attendance key of a person's field; the status has the empty field.
pub(crate) fn attendance_key(person: &str, field: &str) -> String {
    if field.is_empty() {
        person.to_owned()
    } else {
        format!("{person}{FIELD_SEPARATOR}{field}")
    }
}

/// Person and field of an attendance key.
pub(crate) fn attendance_field(key: &str) -> (&str, &str) {
    key.split_once(FIELD_SEPARATOR).unwrap_or((key, ""))
}

/// Finds the slot of a place.
pub(crate) fn slot(place: &Place) -> Slot<'_> {
    use Collection as C;
    let thing = |collection, id, key: &str, form| Slot {
        holder: Holder::Thing(collection, id),
        key: key.to_owned(),
        form,
    };
    let map = |name, key: &str| Slot {
        holder: Holder::Map(name),
        key: key.to_owned(),
        form: Form::Scalar,
    };
    match place {
        Place::Title => Slot {
            holder: Holder::Root,
            key: "title".to_owned(),
            form: Form::Line,
        },
        Place::Meta(key) => map("meta", key),
        Place::ClauseHeading(id) => thing(C::Clauses, id, "heading", Form::Line),
        Place::ClauseBody(id) => thing(C::Clauses, id, "body", Form::Text),
        Place::ClauseLevel(id) => thing(C::Clauses, id, "level", Form::Level),
        Place::Meeting(key) => map("meeting", key),
        Place::AttendanceStatus(person) => map("attendance", &attendance_key(person, "")),
        Place::AttendanceNote(person) => map("attendance", &attendance_key(person, "note")),
        Place::AgendaTopic(id) => thing(C::Agenda, id, "topic", Form::Line),
        Place::AgendaPresenter(id) => thing(C::Agenda, id, "presenter", Form::Scalar),
        Place::AgendaNotes(id) => thing(C::Agenda, id, "notes", Form::Text),
        Place::AgendaLevel(id) => thing(C::Agenda, id, "level", Form::Level),
        Place::DecisionText(id) => thing(C::Decisions, id, "text", Form::Text),
        Place::DecisionOwner(id) => thing(C::Decisions, id, "owner", Form::Scalar),
        Place::DecisionAgenda(id) => thing(C::Decisions, id, "agenda", Form::Scalar),
        Place::DecisionVote(id, person) => Slot {
            holder: Holder::Votes(id),
            key: person.clone(),
            form: Form::Scalar,
        },
        Place::ActionTitle(id) => thing(C::Actions, id, "title", Form::Text),
        Place::ActionOwner(id) => thing(C::Actions, id, "owner", Form::Scalar),
        Place::ActionDue(id) => thing(C::Actions, id, "due", Form::Scalar),
        Place::ActionState(id) => thing(C::Actions, id, "state", Form::Scalar),
        Place::ActionAgenda(id) => thing(C::Actions, id, "agenda", Form::Scalar),
        Place::Fact(C::Attendance, person, name) => {
            map("attendance", &attendance_key(person, name))
        }
        Place::Fact(collection, id, name) => thing(*collection, id, name, Form::Scalar),
        Place::ColumnName(id) => thing(C::Columns, id, "name", Form::Scalar),
        Place::Cell(row, column) => Slot {
            holder: Holder::Thing(C::Rows, row),
            key: format!("{CELL}{column}"),
            form: Form::Scalar,
        },
        Place::Mark(C::Attendance, person) => Slot {
            form: Form::Mark,
            ..map("attendance", &attendance_key(person, DELETED_AT))
        },
        Place::Mark(collection, id) => thing(*collection, id, DELETED_AT, Form::Mark),
    }
}

/// The place a key of a thing means; `None` for order keys and keys this version does not know.
pub(crate) fn place_in_thing(collection: Collection, id: &str, key: &str) -> Option<Place> {
    use Collection as C;
    let id = || id.to_owned();
    if key == DELETED_AT {
        return Some(Place::Mark(collection, id()));
    }
    Some(match (collection, key) {
        (C::Clauses, "heading") => Place::ClauseHeading(id()),
        (C::Clauses, "body") => Place::ClauseBody(id()),
        (C::Clauses, "level") => Place::ClauseLevel(id()),
        (C::Agenda, "topic") => Place::AgendaTopic(id()),
        (C::Agenda, "presenter") => Place::AgendaPresenter(id()),
        (C::Agenda, "notes") => Place::AgendaNotes(id()),
        (C::Agenda, "level") => Place::AgendaLevel(id()),
        (C::Decisions, "text") => Place::DecisionText(id()),
        (C::Decisions, "owner") => Place::DecisionOwner(id()),
        (C::Decisions, "agenda") => Place::DecisionAgenda(id()),
        (C::Actions, "title") => Place::ActionTitle(id()),
        (C::Actions, "owner") => Place::ActionOwner(id()),
        (C::Actions, "due") => Place::ActionDue(id()),
        (C::Actions, "state") => Place::ActionState(id()),
        (C::Actions, "agenda") => Place::ActionAgenda(id()),
        (C::Columns, "name") => Place::ColumnName(id()),
        (C::Rows, _) => Place::Cell(id(), key.strip_prefix(CELL)?.to_owned()),
        (_, name) if fact::is_fact(collection, name) => {
            Place::Fact(collection, id(), name.to_owned())
        }
        _ => return None,
    })
}

/// The place a key of the attendance map means.
pub(crate) fn place_in_attendance(key: &str) -> Option<Place> {
    let (person, field) = attendance_field(key);
    let person = person.to_owned();
    match field {
        "" => Some(Place::AttendanceStatus(person)),
        "note" => Some(Place::AttendanceNote(person)),
        DELETED_AT => Some(Place::Mark(Collection::Attendance, person)),
        name if fact::is_fact(Collection::Attendance, name) => {
            Some(Place::Fact(Collection::Attendance, person, name.to_owned()))
        }
        _ => None,
    }
}

impl Place {
    /// The thing this place belongs to, if any. Its [`Place::Mark`] belongs to it too.
    pub fn thing(&self) -> Option<(Collection, &str)> {
        match self {
            Self::AttendanceStatus(person) | Self::AttendanceNote(person) => {
                Some((Collection::Attendance, person))
            }
            Self::Mark(collection, id) | Self::Fact(collection, id, _) => Some((*collection, id)),
            _ => match slot(self).holder {
                Holder::Thing(collection, id) => Some((collection, id)),
                Holder::Votes(id) => Some((Collection::Decisions, id)),
                Holder::Root | Holder::Map(_) => None,
            },
        }
    }

    /// Whether documents of this kind have such a place.
    pub fn is_in(&self, kind: Kind) -> bool {
        match self {
            Self::Title | Self::Meta(_) => true,
            Self::Meeting(_) => kind == Kind::Minutes,
            _ => self
                .thing()
                .is_some_and(|(collection, _)| collection.kind() == kind),
        }
    }

    /// Whether the place holds a text that merges, as opposed to a value of which one is chosen.
    pub fn is_text(&self) -> bool {
        slot(self).form.is_text()
    }
}
