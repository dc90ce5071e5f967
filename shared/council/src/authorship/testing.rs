//! Documents and writers for tests.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Author, Automerge, ObjId, ObjType, ROOT, ReadDoc as _};
use format::{CouncilId, PublicKey};

use super::Index;
use crate::document::Document;
use crate::edit::{Edit, New, Place};
use crate::view::{Clause, Kind, View};

/// A key that is only bytes: nothing here verifies signatures.
pub(crate) fn key(name: u8) -> PublicKey {
    PublicKey::from_bytes([name; 32])
}

/// A document with a text `body`, a map `rows` and nothing else, made the way genesis is.
pub(crate) fn genesis() -> Automerge {
    let mut doc = Automerge::new().with_actor(ActorId::from([0; 16].as_slice()));
    doc.transact_with::<_, _, automerge::AutomergeError, _>(
        |()| CommitOptions::default().with_time(0),
        |tx| {
            tx.put_object(ROOT, "body", ObjType::Text)?;
            tx.put_object(ROOT, "rows", ObjType::Map)?;
            Ok(())
        },
    )
    .unwrap();
    doc
}

/// The same document as `doc`, opened by `name` in program start `start`.
pub(crate) fn opened(doc: &Automerge, name: u8, start: u8) -> Automerge {
    let mut doc = Automerge::load(&doc.save()).unwrap();
    doc.set_author(Some(Author::from(key(name).as_bytes().to_vec())));
    let council = CouncilId::from_bytes([9; 32]);
    let actor = key(name).actor_with(&council, [start; 8]);
    doc.set_actor(ActorId::from(actor.as_bytes().as_slice()));
    doc
}

pub(crate) fn body(doc: &Automerge) -> ObjId {
    doc.get(ROOT, "body").unwrap().unwrap().1
}

pub(crate) fn body_text(doc: &Automerge) -> String {
    doc.text(body(doc)).unwrap()
}

/// One change that splices the body.
pub(crate) fn splice(doc: &mut Automerge, at: usize, delete: isize, insert: &str) {
    edit(doc, |tx| {
        let body = tx.get(ROOT, "body")?.unwrap().1;
        tx.splice_text(&body, at, delete, insert)
    });
}

/// One change.
pub(crate) fn edit(
    doc: &mut Automerge,
    run: impl FnOnce(
        &mut automerge::transaction::Transaction<'_>,
    ) -> Result<(), automerge::AutomergeError>,
) {
    let options = CommitOptions::default().with_time(1_800_000_000);
    doc.transact_with::<_, _, automerge::AutomergeError, _>(|()| options, run)
        .unwrap();
}

/// Both get everything the other has.
pub(crate) fn sync(a: &mut Automerge, b: &mut Automerge) {
    a.merge(b).unwrap();
    b.merge(a).unwrap();
}

/// A council document in the hands of one person.
pub(crate) struct Office {
    pub(crate) document: Document,
    pub(crate) name: u8,
    starts: u8,
    clauses: u32,
}

pub(crate) const NOW: i64 = 1_800_000_000;

/// An empty policy, opened by `name`.
pub(crate) fn policy_office(name: u8) -> Office {
    office(Kind::Policy, name)
}

/// An empty document, opened by `name`.
pub(crate) fn office(kind: Kind, name: u8) -> Office {
    let mut office = Office {
        document: Document::genesis(kind),
        name,
        starts: 0,
        clauses: 0,
    };
    office.restart();
    office
}

impl Office {
    /// Closes and opens the program: everything is loaded again, under a fresh actor.
    pub(crate) fn restart(&mut self) {
        self.starts += 1;
        let changes = self.document.automerge().get_changes(&[]);
        // Genesis is there from the start.
        let changes = changes
            .into_iter()
            .filter(|change| change.actor_id().to_bytes() != [0; 16]);
        self.document = Document::load(self.document.kind(), changes).unwrap();
        let council = CouncilId::from_bytes([9; 32]);
        let actor = key(self.name).actor_with(&council, [self.starts; 8]);
        self.document.set_writer(key(self.name), actor);
    }

    pub(crate) fn edit(&mut self, edits: &[Edit]) {
        self.document.edit(edits, NOW, None).unwrap();
    }

    pub(crate) fn put(&mut self, place: Place, value: &str) {
        self.edit(&[Edit::Put {
            place,
            value: value.to_owned(),
        }]);
    }

    /// A clause after all others; its id.
    pub(crate) fn add_clause(&mut self, heading: &str, body: &str) -> String {
        self.clauses += 1;
        let id =
            uuid::Uuid::from_u64_pair(u64::from(self.name), u64::from(self.clauses)).to_string();
        let clause = Clause {
            id: id.clone(),
            level: 1,
            heading: heading.to_owned(),
            body: body.to_owned(),
        };
        self.edit(&[Edit::Insert {
            new: New::Clause(clause),
            after: None,
        }]);
        id
    }

    /// Takes in everything the other has.
    pub(crate) fn receive(&mut self, from: &Office) {
        let changes = from.document.automerge().get_changes(&[]);
        self.document.apply(changes).unwrap();
    }

    pub(crate) fn index(&self) -> Index {
        Index::read(self.document.automerge())
    }

    pub(crate) fn body_of(&self, clause: &str) -> Option<String> {
        let View::Policy(policy) = self.document.view() else {
            return None;
        };
        policy
            .clauses
            .into_iter()
            .find(|c| c.id == clause)
            .map(|c| c.body)
    }
}
