//! What people do to documents, from numbers, so that a failing run shrinks.

use format::{ActorId, PublicKey};
use proptest::prelude::*;

use super::foreign;
use crate::authorship::Index;
use crate::document::Document;
use crate::edit::{Collection, Edit, New, Place};
use crate::undo::{self, Direction};
use crate::view::{
    Action, AgendaItem, Attendance, Clause, Column, Decision, Kind, Row, View, fact,
};

/// One deed of one office; the numbers choose among what there is.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub(super) who: u8,
    pub(super) what: u8,
    pub(super) a: u16,
    pub(super) b: u16,
    pub(super) text: String,
}

/// A run of deeds.
pub(super) fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let text = prop_oneof!["[a-c]{0,3}", "[aé→😀]{1,4}", "[a-z ]{5,12}"];
    let deed = (any::<u8>(), any::<u8>(), any::<u16>(), any::<u16>(), text);
    let deed = deed.prop_map(|(who, what, a, b, text)| Deed {
        who,
        what,
        a,
        b,
        text,
    });
    prop::collection::vec(deed, 1..70)
}

impl Deed {
    pub(super) fn is_look(&self) -> bool {
        self.what.is_multiple_of(24)
    }

    pub(super) fn merge_from(&self, offices: usize) -> Option<usize> {
        (1..=4)
            .contains(&(self.what % 24))
            .then(|| usize::from(self.a) % offices)
    }
}

pub(super) fn id(n: u64) -> String {
    format!("00000000-0000-4000-8000-{n:012x}")
}

/// One office's copy.
pub(super) struct Office {
    pub(super) document: Document,
    office: u8,
    index: Index,
}

impl Office {
    pub(super) fn new(kind: Kind, office: u8) -> Self {
        let mut document = Document::genesis(kind);
        document.set_writer(
            PublicKey::from_bytes([office; 32]),
            ActorId::from_bytes([office; ActorId::LEN]),
        );
        Self {
            index: Index::read_with_texts(document.automerge()),
            document,
            office,
        }
    }

    /// Does what can be done; what the document refuses is no deed.
    pub(super) fn perform(&mut self, deed: &Deed, time: i64, is_ours: bool) {
        let view = self.document.view();
        let edits = match deed.what % 24 {
            11 | 20..=22 if !is_ours => {
                foreign::write(&mut self.document, deed, time);
                return;
            }
            5..=9 => self.write_text(deed, &view),
            10 => self.write_value(deed, &view),
            11 => return self.mark(deed, &view, time),
            12 | 13 => vec![self.insert(deed, &view, time)],
            14 | 15 => self.on_things(deed, &view, |collection, id, after| Edit::Move {
                collection,
                id,
                after,
            }),
            16 | 17 => self.on_things(deed, &view, |collection, id, _| Edit::Remove {
                collection,
                id,
            }),
            18 => self.restore(deed),
            19 => {
                let conflicts = self.document.conflicts();
                let conflict = pick(&conflicts, deed.a);
                let choice = conflict.and_then(|c| c.choose(usize::from(deed.b) % c.values.len()));
                choice.into_iter().collect()
            }
            20 => return self.toggle(Direction::Undo, time),
            21 => return self.toggle(Direction::Redo, time),
            _ => {
                // Several at once, as an import or a fast typist makes them.
                let mut edits = self.write_text(deed, &view);
                edits.push(self.insert(deed, &view, time));
                edits.extend(self.write_value(deed, &view));
                edits
            }
        };
        drop(self.document.edit(&edits, time, None));
    }

    /// Undo and redo as an open document does them, with an index that is kept up to date; reading the
    /// whole history must lead to the same.
    fn toggle(&mut self, direction: Direction, time: i64) {
        let doc = self.document.automerge();
        self.index.update(doc);
        let me = PublicKey::from_bytes([self.office; 32]);
        let plan = |index| undo::plan(doc, index, &me, direction, time);
        assert_eq!(plan(&self.index), plan(&Index::read(doc)));
        drop(match direction {
            Direction::Undo => self.document.undo(&self.index, time),
            Direction::Redo => self.document.redo(&self.index, time),
        });
    }

    fn write_text(&self, deed: &Deed, view: &View) -> Vec<Edit> {
        let places = text_places(view);
        let Some(place) = pick(&places, deed.a) else {
            return Vec::new();
        };
        let text = view.text(place).unwrap_or_default();
        let length = text.chars().count();
        let at = usize::from(deed.b) % (length + 1);
        let delete = usize::from(deed.b >> 8) % 4;
        vec![Edit::Splice {
            place: place.clone(),
            at,
            delete: delete.min(length - at),
            insert: deed.text.clone(),
        }]
    }

    /// Bold text, as another program has it.
    fn mark(&mut self, deed: &Deed, view: &View, time: i64) {
        let places = text_places(view);
        let text = pick(&places, deed.a).and_then(|place| self.document.text_object(place));
        if let Some(text) = text {
            foreign::mark(&mut self.document, &text, deed, time);
        }
    }

    fn write_value(&self, deed: &Deed, view: &View) -> Vec<Edit> {
        let places = value_places(view);
        let Some(place) = pick(&places, deed.a) else {
            return Vec::new();
        };
        let value = match place {
            Place::ClauseLevel(_) | Place::AgendaLevel(_) => (deed.b % 5).to_string(),
            Place::DecisionAgenda(_) | Place::ActionAgenda(_) => {
                let agenda = of(view, Collection::Agenda);
                pick(&agenda, deed.b).cloned().unwrap_or_default()
            }
            _ => deed.text.clone(),
        };
        let place = place.clone();
        vec![Edit::Put { place, value }]
    }

    fn insert(&self, deed: &Deed, view: &View, time: i64) -> Edit {
        let id = id(time as u64 * 256 + u64::from(self.office));
        let text = deed.text.clone();
        let agenda = pick(&of(view, Collection::Agenda), deed.b)
            .cloned()
            .unwrap_or_default();
        let new = match (view, deed.a % 4) {
            (View::Policy(_), _) => New::Clause(Clause {
                id,
                level: (deed.b % 5) as u8,
                heading: text.clone(),
                body: text,
            }),
            (View::Minutes(_), 0) => New::Agenda(AgendaItem {
                id,
                topic: text.clone(),
                notes: text,
                ..AgendaItem::default()
            }),
            (View::Minutes(_), 1) => New::Decision(Decision {
                id,
                agenda,
                text,
                ..Decision::default()
            }),
            (View::Minutes(_), 2) => New::Action(Action {
                id,
                agenda,
                title: text,
                ..Action::default()
            }),
            (View::Minutes(_), _) => {
                return Edit::Attend(Attendance {
                    person: person(deed),
                    status: text,
                    note: String::new(),
                    ..Attendance::default()
                });
            }
            (View::Matrix(_), 0) => New::Column(Column { id, name: text }),
            (View::Matrix(matrix), _) => New::Row {
                row: Row {
                    id,
                    cells: vec![text; 2],
                },
                columns: matrix
                    .columns
                    .iter()
                    .map(|column| column.id.clone())
                    .collect(),
            },
        };
        let collection = match &new {
            New::Clause(_) => Collection::Clauses,
            New::Agenda(_) => Collection::Agenda,
            New::Decision(_) => Collection::Decisions,
            New::Action(_) => Collection::Actions,
            New::Column(_) => Collection::Columns,
            New::Row { .. } => Collection::Rows,
        };
        let after = pick(&of(view, collection), deed.b).cloned();
        Edit::Insert { new, after }
    }

    fn on_things(
        &self,
        deed: &Deed,
        view: &View,
        edit: impl Fn(Collection, String, Option<String>) -> Edit,
    ) -> Vec<Edit> {
        let collections = collections(view.kind());
        let collection = collections[usize::from(deed.a) % collections.len()];
        let things = of(view, collection);
        let Some(id) = pick_at_ends(&things, deed.a / 4) else {
            return Vec::new();
        };
        vec![edit(collection, id.clone(), pick(&things, deed.b).cloned())]
    }

    fn restore(&self, deed: &Deed) -> Vec<Edit> {
        let collections = collections(self.document.kind());
        let collection = collections[usize::from(deed.a) % collections.len()];
        let reader = self.document.reader(None);
        let ids: Vec<String> = match collection {
            Collection::Attendance => vec![person(deed)],
            _ => reader
                .things(collection)
                .into_iter()
                .map(|thing| thing.id)
                .collect(),
        };
        let id = pick(&ids, deed.b).cloned();
        let restore = |id| Edit::Restore { collection, id };
        id.map(restore).into_iter().collect()
    }
}

fn person(deed: &Deed) -> String {
    ["Ani", "Budi", "Citra"][usize::from(deed.b) % 3].to_owned()
}

fn pick<T>(of: &[T], number: u16) -> Option<&T> {
    of.get(usize::from(number) % of.len().max(1))
}

/// One of the first and last few, so that people meet.
fn pick_at_ends<T>(of: &[T], number: u16) -> Option<&T> {
    if of.len() <= 4 {
        return pick(of, number);
    }
    let at = usize::from(number) % 4;
    of.get(if at < 2 { at } else { of.len() - 4 + at })
}

fn collections(kind: Kind) -> &'static [Collection] {
    match kind {
        Kind::Policy => &[Collection::Clauses],
        Kind::Minutes => &[
            Collection::Agenda,
            Collection::Decisions,
            Collection::Actions,
            Collection::Attendance,
        ],
        Kind::Matrix => &[Collection::Columns, Collection::Rows],
    }
}

/// The ids of the things that show.
fn of(view: &View, collection: Collection) -> Vec<String> {
    fn ids<T>(things: &[T], id: impl Fn(&T) -> &String) -> Vec<String> {
        things.iter().map(|thing| id(thing).clone()).collect()
    }
    match (view, collection) {
        (View::Policy(policy), Collection::Clauses) => ids(&policy.clauses, |c| &c.id),
        (View::Minutes(minutes), Collection::Agenda) => ids(&minutes.agenda, |a| &a.id),
        (View::Minutes(minutes), Collection::Decisions) => ids(&minutes.decisions, |d| &d.id),
        (View::Minutes(minutes), Collection::Actions) => ids(&minutes.actions, |a| &a.id),
        (View::Minutes(minutes), Collection::Attendance) => {
            ids(&minutes.attendance, |person| &person.person)
        }
        (View::Matrix(matrix), Collection::Columns) => ids(&matrix.columns, |c| &c.id),
        (View::Matrix(matrix), Collection::Rows) => ids(&matrix.rows, |row| &row.id),
        _ => Vec::new(),
    }
}

/// Every text that shows.
pub(super) fn text_places(view: &View) -> Vec<Place> {
    let mut places = vec![Place::Title];
    for id in of(view, Collection::Clauses) {
        places.extend([Place::ClauseHeading(id.clone()), Place::ClauseBody(id)]);
    }
    for id in of(view, Collection::Agenda) {
        places.extend([Place::AgendaTopic(id.clone()), Place::AgendaNotes(id)]);
    }
    places.extend(
        of(view, Collection::Decisions)
            .into_iter()
            .map(Place::DecisionText),
    );
    places.extend(
        of(view, Collection::Actions)
            .into_iter()
            .map(Place::ActionTitle),
    );
    places
}

/// Every value that can be set.
fn value_places(view: &View) -> Vec<Place> {
    let mut places = vec![Place::Meta("unit".into()), Place::Meta("number".into())];
    places.extend(
        of(view, Collection::Clauses)
            .into_iter()
            .map(Place::ClauseLevel),
    );
    if view.kind() == Kind::Minutes {
        places.push(Place::Meeting("date".into()));
    }
    for id in of(view, Collection::Agenda) {
        places.extend([
            Place::AgendaPresenter(id.clone()),
            Place::Fact(Collection::Agenda, id.clone(), fact::recused("Ani")),
            Place::AgendaLevel(id),
        ]);
    }
    for id in of(view, Collection::Decisions) {
        places.extend([
            Place::DecisionOwner(id.clone()),
            Place::DecisionAgenda(id.clone()),
            Place::DecisionVote(id, "Ani".into()),
        ]);
    }
    for id in of(view, Collection::Actions) {
        places.extend([
            Place::ActionOwner(id.clone()),
            Place::ActionState(id.clone()),
            Place::Fact(Collection::Actions, id.clone(), fact::UNIT.into()),
            Place::ActionAgenda(id),
        ]);
    }
    for person in of(view, Collection::Attendance) {
        places.extend([
            Place::AttendanceStatus(person.clone()),
            Place::Fact(Collection::Attendance, person.clone(), fact::PROXY.into()),
            Place::AttendanceNote(person),
        ]);
    }
    let columns = of(view, Collection::Columns);
    for row in of(view, Collection::Rows).into_iter().take(3) {
        let cells = columns.iter().take(2).chain(columns.iter().rev().take(2));
        places.extend(cells.map(|column| Place::Cell(row.clone(), column.clone())));
    }
    places.extend(columns.into_iter().take(2).map(Place::ColumnName));
    places
}
