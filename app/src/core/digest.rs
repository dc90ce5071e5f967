//! What lists and search know of a document, kept in step with it: the index row is made from this, so a
//! keystroke in a large document costs what it changed and not the document.
//!
//! The text that search looks through is kept in pieces that are shared, one for each clause, agenda item
//! or row. Handing a digest to the disk copies no text.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use council::attachment::{Attachment, is_attachment};
use council::codes::{codes, is_code};
use council::document::news::News;
use council::edit::{Collection, Place};
use council::view::{AgendaItem, Clause, Row, View, fact};

use super::header::{ARCHIVED, head_of, is_archived, title_of};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The title it is called by, wherever that is kept; may be empty.
    pub title: String,
    /// The unit it says it belongs to; empty: it does not say.
    pub unit: String,
    /// Its provisional codes, ascending.
    pub codes: Vec<String>,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Follow-up actions that are open.
    pub open_actions: usize,
    /// Of minutes: the day of the meeting, `YYYY-MM-DD`; empty where none is said.
    pub meets_on: String,
    /// Of minutes: whether people were invited.
    pub is_invited: bool,
    /// What stands before the pieces and after them.
    before: Arc<str>,
    after: Arc<str>,
    pieces: Vec<Piece>,
    /// Which columns the cells of the pieces are of.
    columns: Vec<String>,
}

/// The text of one clause, agenda item or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The id of the thing.
    pub id: Arc<str>,
    /// All its text, a line each. The same allocation for as long as nothing of the thing was written.
    pub text: Arc<str>,
}

impl Digest {
    /// Of a document that reads so.
    pub fn of(view: &View) -> Self {
        let mut digest = Self {
            title: String::new(),
            unit: String::new(),
            codes: Vec::new(),
            is_archived: false,
            open_actions: 0,
            meets_on: String::new(),
            is_invited: false,
            before: Arc::default(),
            after: Arc::default(),
            pieces: Vec::new(),
            columns: Vec::new(),
        };
        digest.read_the_rest(view);
        digest.read_pieces(view, &BTreeSet::new());
        digest
    }

    /// Takes in what is new; `view` shows it already. Costs a look at the id of each thing, and the text
    /// of those that were written.
    pub fn update(&mut self, view: &View, news: &News) {
        if news.is_empty() {
            return;
        }
        if news.everything {
            *self = Self::of(view);
            return;
        }
        self.read_the_rest(view);
        let collection = collection(view);
        let of = |place: &Place| {
            let (of, id) = place.thing()?;
            (of == collection).then(|| id.to_owned())
        };
        let things = news.things.iter();
        let things = things.filter(|(of, _)| *of == collection);
        let written: BTreeSet<String> = (things.map(|(_, id)| id.clone()))
            .chain(news.places.iter().filter_map(of))
            .chain(news.splices.iter().filter_map(|splice| of(&splice.place)))
            .collect();
        self.read_pieces(view, &written);
    }

    /// The pieces, in the order of the document.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Everything a person may look for, in the order of the document, a line each.
    pub fn text(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| &*piece.text);
        let parts = [&*self.before].into_iter().chain(pieces);
        parts.chain([&*self.after]).collect()
    }

    /// Reads what is not in pieces: it is short.
    fn read_the_rest(&mut self, view: &View) {
        let (_, meta) = head_of(view);
        self.title = title_of(view).to_owned();
        self.unit = meta.get("unit").cloned().unwrap_or_default();
        self.codes = codes(view);
        self.is_archived = is_archived(view);
        let mut before = Lines::default();
        for (name, value) in meta {
            match Attachment::read(name, value) {
                Some(one) => before.add(&one.name),
                None if name == ARCHIVED || is_attachment(name) || is_code(name) => {}
                None => before.add(value),
            }
        }
        // What was quoted is found, whatever became of the value.
        self.codes.iter().for_each(|code| before.add(code));
        let mut after = Lines::default();
        self.open_actions = 0;
        match view {
            View::Policy(_) => {}
            View::Minutes(minutes) => {
                let meeting = &minutes.meeting;
                let day = meeting.get("date").map(|day| day.trim().to_owned());
                self.meets_on = day.unwrap_or_default();
                self.is_invited = meeting.contains_key(fact::INVITED);
                minutes.meeting.values().for_each(|value| before.add(value));
                for person in &minutes.attendance {
                    before.add(&person.person);
                    before.add(&person.note);
                }
                for decision in &minutes.decisions {
                    after.add(&decision.text);
                    after.add(&decision.owner);
                }
                for action in &minutes.actions {
                    after.add(&action.title);
                    after.add(&action.owner);
                    after.add(&action.due);
                    let is_open = !matches!(action.state.as_str(), "done" | "verified");
                    self.open_actions += usize::from(is_open);
                }
            }
            View::Matrix(matrix) => {
                for column in &matrix.columns {
                    before.add(&column.name);
                }
            }
        }
        self.before = before.0.into();
        self.after = after.0.into();
    }

    /// Brings the pieces into the order of the document; those of things that are new or `written` are
    /// read.
    fn read_pieces(&mut self, view: &View, written: &BTreeSet<String>) {
        match view {
            View::Policy(policy) => self.follow(&policy.clauses, written),
            View::Minutes(minutes) => self.follow(&minutes.agenda, written),
            View::Matrix(matrix) => {
                let columns = matrix.columns.iter().map(|column| &column.id);
                if !columns.clone().eq(&self.columns) {
                    self.columns = columns.cloned().collect();
                    self.pieces.clear();
                }
                self.follow(&matrix.rows, written);
            }
        }
    }

    fn follow<T: Searched>(&mut self, things: &[T], written: &BTreeSet<String>) {
        let is_same = |(thing, piece): &(&T, &Piece)| thing.id() == &*piece.id;
        // What stands before and after all that came, went or moved.
        let most = things.len().min(self.pieces.len());
        let head = things.iter().zip(&self.pieces).take_while(is_same).count();
        let ends = things.iter().rev().zip(self.pieces.iter().rev());
        let tail = ends.take(most - head).take_while(is_same).count();
        let (from, to) = (head..things.len() - tail, head..self.pieces.len() - tail);
        let known: HashMap<&str, &Piece> = (self.pieces[to.clone()].iter())
            .map(|piece| (&*piece.id, piece))
            .collect();
        let moved: Vec<Piece> = (things[from].iter())
            .map(|thing| match known.get(thing.id()) {
                Some(piece) => (*piece).clone(),
                None => Piece {
                    id: thing.id().into(),
                    text: thing.text(),
                },
            })
            .collect();
        self.pieces.splice(to, moved);
        for (piece, thing) in self.pieces.iter_mut().zip(things) {
            if written.contains(thing.id()) {
                piece.text = thing.text();
            }
        }
    }
}

/// The things that documents of this kind have pieces of.
fn collection(view: &View) -> Collection {
    match view {
        View::Policy(_) => Collection::Clauses,
        View::Minutes(_) => Collection::Agenda,
        View::Matrix(_) => Collection::Rows,
    }
}

/// A text, a line for each part that is not empty.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, part: &str) {
        if !part.is_empty() {
            self.0.push_str(part);
            self.0.push('\n');
        }
    }
}

/// A thing that search looks into.
trait Searched {
    fn id(&self) -> &str;

    fn add_to(&self, lines: &mut Lines);

    fn text(&self) -> Arc<str> {
        let mut lines = Lines::default();
        self.add_to(&mut lines);
        lines.0.into()
    }
}

impl Searched for Clause {
    fn id(&self) -> &str {
        &self.id
    }

    fn add_to(&self, lines: &mut Lines) {
        lines.add(&self.heading);
        lines.add(&self.body);
    }
}

impl Searched for AgendaItem {
    fn id(&self) -> &str {
        &self.id
    }

    fn add_to(&self, lines: &mut Lines) {
        lines.add(&self.topic);
        lines.add(&self.presenter);
        lines.add(&self.notes);
    }
}

impl Searched for Row {
    fn id(&self) -> &str {
        &self.id
    }

    fn add_to(&self, lines: &mut Lines) {
        self.cells.iter().for_each(|cell| lines.add(cell));
    }
}

#[cfg(test)]
mod tests;
