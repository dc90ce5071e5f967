//! Files that an attach act names, and how they merge in a document.

#![allow(clippy::unwrap_used, missing_docs)]

use council::act::attach::{Attach, Attached, MAX_ATTACHED};
use council::act::{Body, Speaker};
use council::attachment::{Attachment, attachments};
use council::authorship::Index;
use council::blobs::{self, NamedAs};
use council::document::Document;
use council::edit::{Collection, Edit, Place};
use council::undo::Direction;
use council::view::Kind;
use format::blob::MAX_BLOB_BYTES;
use format::{
    Act, ActorId, Blob, BlobId, CouncilId, DeviceKey, DocumentId, PublicKey, Statement, Subject,
};

fn say(body: &Body) -> Result<Act, String> {
    let speaker = Speaker {
        key: &DeviceKey::from_secret(&[7; 32]),
        council: Some(CouncilId::from_bytes([2; 32])),
        roster: vec![],
        time_millis: 0,
    };
    let document = DocumentId::from_bytes([3; 16]);
    let said = speaker.say_about(document, vec![], body);
    said.map_err(|error| error.to_string())
}

fn attach(files: Vec<Attached>) -> Result<Act, String> {
    say(&Body::Attach(Attach { files }))
}

fn file(number: u8) -> Attached {
    Attached {
        blob: BlobId::from_bytes([number; 32]),
        bytes: u64::from(number) + 1,
    }
}

#[test]
fn an_attach_act_names_its_files_in_one_spelling_and_nothing_else() {
    let (a, b) = (Blob::of(b"a"), Blob::of(b"bb"));
    let act = say(&Body::Attach(Attach::of([b, a, b]))).unwrap();
    assert_eq!(blobs::named_by(&act), [a, b]);
    assert_eq!(
        NamedAs::by_kind(&act.statement().kind),
        Some(NamedAs::Attached)
    );
    assert!(
        blobs::files(&act).is_empty(),
        "they are no files of a version"
    );
    let empty = Attached {
        bytes: 0,
        ..file(1)
    };
    let large = Attached {
        bytes: MAX_BLOB_BYTES + 1,
        ..file(1)
    };
    let many = (0..=MAX_ATTACHED).map(|n| file(u8::try_from(n).unwrap()));
    for files in [
        vec![],
        vec![file(2), file(1)],
        vec![file(1), file(1)],
        vec![empty],
        vec![large],
        many.clone().collect(),
    ] {
        assert!(attach(files).is_err());
    }
    assert!(attach(many.take(MAX_ATTACHED).collect()).is_ok());
}

#[test]
fn a_hostile_attach_act_names_nothing() {
    let key = DeviceKey::from_secret(&[7; 32]);
    let signed = |subject: Subject, body: Vec<u8>| {
        let statement = Statement {
            council: Some(CouncilId::from_bytes([2; 32])),
            author: key.public(),
            kind: "attach".into(),
            subject,
            cites: vec![],
            roster: vec![],
            time_millis: 0,
            body,
        };
        Act::sign(statement, &key)
    };
    let document = Subject::Document(DocumentId::from_bytes([3; 16]));
    let good = format::cbor::encode(&Attach::of([Blob::of(b"a"), Blob::of(b"bb")]));
    assert_eq!(
        blobs::named_by(&signed(document, good.clone()).unwrap()).len(),
        2
    );
    assert!(blobs::named_by(&signed(Subject::Council, good.clone()).unwrap()).is_empty());
    for at in 0..good.len() {
        let mut changed = good.clone();
        changed[at] ^= 0x40;
        for body in [changed, good[..at].to_vec()] {
            // The envelope itself refuses what is no map.
            let Ok(act) = signed(document, body) else {
                continue;
            };
            for blob in blobs::named_by(&act) {
                assert!(blob.is_possible());
            }
        }
    }
}

fn writer(kind: Kind, number: u8) -> Document {
    let mut document = Document::genesis(kind);
    let key = PublicKey::from_bytes([number; 32]);
    document.set_writer(key, ActorId::from_bytes([number; 24]));
    document
}

fn edit(document: &mut Document, edit: Edit) -> automerge::Change {
    let change = document
        .edit(&[edit], 1_700_000_000, None)
        .unwrap()
        .unwrap();
    automerge::Change::from_bytes(change.bytes).unwrap()
}

#[test]
fn two_offices_that_attach_apart_both_keep_what_they_attached_in_every_kind() {
    for kind in Kind::ALL {
        let (mut a, mut b) = (writer(kind, 1), writer(kind, 2));
        // The same file under the same name, and another one.
        let one = Attachment::new("Foto.png", Blob::of(b"foto"), None);
        let same = Attachment::new("Foto.png", Blob::of(b"foto"), None);
        let to = Some((Collection::Rows, "x".to_owned()));
        let other = Attachment::new("Denah.pdf", Blob::of(b"denah"), to);
        let from_a = edit(&mut a, one.attach());
        let from_b = [edit(&mut b, same.attach()), edit(&mut b, other.attach())];
        a.apply(from_b).unwrap();
        b.apply([from_a]).unwrap();
        let mut ids: Vec<String> = attachments(&a.view()).into_iter().map(|it| it.id).collect();
        assert_eq!(attachments(&a.view()), attachments(&b.view()));
        ids.sort();
        let mut all = [one.id, same.id, other.id];
        all.sort();
        assert_eq!(ids, all);
        assert_eq!(a.view().fingerprint(), b.view().fingerprint());
    }
}

#[test]
fn attaching_and_taking_off_can_be_undone_and_done_again() {
    let mut document = writer(Kind::Minutes, 1);
    let plain = document.view().fingerprint();
    let one = Attachment::new("Foto.png", Blob::of(b"foto"), None);
    edit(&mut document, one.attach());
    let with = document.view().fingerprint();
    let step = |document: &mut Document, direction: Direction| {
        let index = Index::read_with_texts(document.automerge());
        match direction {
            Direction::Undo => document.undo(&index, 1_700_000_000).unwrap(),
            Direction::Redo => document.redo(&index, 1_700_000_000).unwrap(),
        };
        attachments(&document.view()).len()
    };
    assert_eq!(step(&mut document, Direction::Undo), 0);
    assert_eq!(document.view().fingerprint(), plain);
    assert_eq!(step(&mut document, Direction::Redo), 1);
    assert_eq!(document.view().fingerprint(), with);
    edit(&mut document, one.detach());
    assert_eq!(attachments(&document.view()), []);
    assert_eq!(step(&mut document, Direction::Undo), 1);
    assert_eq!(attachments(&document.view()), std::slice::from_ref(&one));
    // A field of somebody who writes something else there is no attachment, and hurts nobody.
    let Place::Meta(field) = one.place() else {
        unreachable!()
    };
    let odd = Edit::Put {
        place: Place::Meta(field),
        value: "\u{202e}../..".into(),
    };
    edit(&mut document, odd);
    assert_eq!(attachments(&document.view()), []);
}
