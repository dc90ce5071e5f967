//! Files that a publication names.

#![allow(clippy::unwrap_used, missing_docs)]

use council::act::decision::Publish;
use council::act::file::{File, Language, MAX_FILES, Media};
use council::act::{Body, BodyError, Speaker};
use council::blobs;
use format::blob::MAX_BLOB_BYTES;
use format::{Act, ActId, Blob, BlobId, CouncilId, DeviceKey, DocumentId, Statement, Subject};

fn file(media: Media, language: Language) -> File {
    let blob = Blob::of(media.name().as_bytes());
    File {
        blob: blob.id,
        bytes: blob.bytes,
        media,
        language,
    }
}

fn publish(files: Vec<File>) -> Publish {
    Publish {
        decision: ActId::from_bytes([1; 32]),
        number: "001/DMS/2026".into(),
        effective: "2026-03-01".parse().unwrap(),
        review: None,
        replaces: vec![],
        files,
    }
}

fn say(files: Vec<File>) -> Result<Act, String> {
    let speaker = Speaker {
        key: &DeviceKey::from_secret(&[7; 32]),
        council: Some(CouncilId::from_bytes([2; 32])),
        roster: vec![],
        time_millis: 0,
    };
    let document = DocumentId::from_bytes([3; 16]);
    let said = speaker.say_about(document, vec![], &Body::Publish(publish(files)));
    said.map_err(|error| error.to_string())
}

#[test]
fn files_are_read_back_as_they_were_named() {
    let files = vec![
        file(Media::Pdf, Language::English),
        file(Media::Pdf, Language::Indonesian),
        file(Media::Html, Language::Indonesian),
    ];
    let act = say(files.clone()).unwrap();
    assert_eq!(blobs::files(&act), files);
    // The same bytes are one blob, whatever they are called.
    let mut named = vec![files[0].blob(), files[2].blob()];
    named.sort_unstable();
    assert_eq!(blobs::named_by(&act), named);
}

/// What a program from before there were files wrote, and writes still where there are none.
#[test]
fn a_publication_without_files_is_spelt_as_it_always_was() {
    let bytes = format::cbor::encode(&publish(vec![]));
    assert_eq!(bytes[0], 0xa4, "four entries: no review day, no files");
    let read: Publish = format::cbor::decode_exact(&bytes).unwrap();
    assert_eq!(read.files, vec![]);
    assert!(blobs::named_by(&say(vec![]).unwrap()).is_empty());
}

#[test]
fn files_that_cannot_be_are_refused() {
    let pdf = file(Media::Pdf, Language::English);
    let html = file(Media::Html, Language::English);
    for files in [
        vec![html, pdf],
        vec![pdf, pdf],
        vec![File { bytes: 0, ..pdf }],
        vec![File {
            bytes: MAX_BLOB_BYTES + 1,
            ..pdf
        }],
        vec![pdf; MAX_FILES + 1],
    ] {
        assert!(say(files).is_err());
    }
    let largest = File {
        bytes: MAX_BLOB_BYTES,
        ..pdf
    };
    assert!(say(vec![largest, html]).is_ok());
}

/// Signs a publish act with a body as somebody else's program might spell it.
fn signed(body: Vec<u8>) -> Act {
    let key = DeviceKey::from_secret(&[7; 32]);
    let statement = Statement {
        council: Some(CouncilId::from_bytes([2; 32])),
        author: key.public(),
        kind: "publish".into(),
        subject: Subject::Document(DocumentId::from_bytes([3; 16])),
        cites: vec![],
        roster: vec![],
        time_millis: 0,
        body,
    };
    Act::sign(statement, &key).unwrap()
}

#[test]
fn a_hostile_list_of_files_names_nothing() {
    let good = format::cbor::encode(&publish(vec![file(Media::Pdf, Language::English)]));
    assert_eq!(blobs::named_by(&signed(good.clone())).len(), 1);
    // An empty list is spelt by leaving it out.
    let mut empty = format::cbor::encode(&publish(vec![]));
    empty[0] += 1;
    empty.extend([0x05, 0x80]);
    let act = signed(empty);
    assert!(matches!(Body::read(&act), Err(BodyError::Form { .. })));
    // An unknown form or language, a hash that is too short, and every cut.
    let swap = |from: &str, to: &str| {
        let mut bytes = good.clone();
        let at = bytes
            .windows(from.len())
            .position(|found| found == from.as_bytes())
            .unwrap();
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        bytes
    };
    for body in [swap("application/pdf", "application/exe"), swap("en", "xx")] {
        assert!(blobs::named_by(&signed(body)).is_empty());
    }
    for len in 1..good.len() {
        // The envelope itself refuses what is no map.
        let cut = std::panic::catch_unwind(|| blobs::named_by(&signed(good[..len].to_vec())));
        assert!(cut.map_or(true, |named| named.is_empty()), "cut at {len}");
    }
    assert_ne!(BlobId::of(b""), BlobId::from_bytes([0; 32]));
}
