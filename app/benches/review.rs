//! What it costs until a chair sees what changed: a policy of 100,000 characters of which five offices
//! changed 600 passages, 100 of them two offices at the same time.
//! `cargo bench --profile dev -p dewan --bench review`
#![allow(clippy::unwrap_used, reason = "a measurement")]

use automerge::Change;
use council::act::Create;
use council::document::Document;
use council::edit::{Collection, Edit, New, Place};
use council::review::Reviewed;
use council::view::{Clause, Kind};
use criterion::Criterion;
use dewan::core::review::Span;
use dewan::engine::open::{Creation, Opened};
use dewan::engine::reviewing::changes;
use dewan::words::Language;
use format::id::{Origin, Scope};
use format::{ActorId, ChangeHash, DocumentId, Nonce, PublicKey};

const CLAUSES: usize = 650;
const CHANGED: usize = 600;
const OFFICES: usize = 5;
/// How many of the changed passages a second office changed, too.
const TWICE: usize = 100;
/// How often whoever changes a passage pauses: each time is a change of the document.
const BURSTS: usize = 3;
const SENTENCE: &str = "Setiap unggahan atas nama perusahaan diperiksa oleh penanggung jawab kanal \
    sebelum terbit dan dicatat bersama alasannya dalam daftar unggahan bulan itu. ";

fn key(office: usize) -> PublicKey {
    PublicKey::from_bytes([u8::try_from(office).unwrap() + 1; 32])
}

fn writer(document: &Document, office: usize) -> Document {
    let mut writer = document.clone();
    let actor = ActorId::from_bytes([u8::try_from(office).unwrap() + 1; ActorId::LEN]);
    writer.set_writer(key(office), actor);
    writer
}

fn id(clause: usize) -> String {
    format!("00000000-0000-4000-8000-{clause:012x}")
}

/// What head office wrote, a clause at a time.
fn decided() -> Document {
    let mut document = writer(&Document::genesis(Kind::Policy), OFFICES);
    let mut after = None;
    for clause in 0..CLAUSES {
        let new = New::Clause(Clause {
            id: id(clause),
            level: 1,
            heading: format!("Pasal {clause}"),
            body: SENTENCE.trim().to_owned(),
        });
        let insert = Edit::Insert { new, after };
        document.edit(&[insert], 0, None).unwrap();
        after = Some(id(clause));
    }
    document
}

/// Takes out a few words of a clause and writes others, in some bursts.
fn change(document: &mut Document, clause: usize, words: &str) {
    for burst in 0..BURSTS {
        let edit = Edit::Splice {
            place: Place::ClauseBody(id(clause)),
            at: 8 + 30 * burst,
            delete: 5,
            insert: words.to_owned(),
        };
        document.edit(&[edit], 1, None).unwrap();
    }
}

fn main() {
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let base = decided();
    let before = base.heads();
    let mut offices: Vec<Document> = (0..OFFICES).map(|office| writer(&base, office)).collect();
    for clause in 0..CHANGED {
        let office = clause % OFFICES;
        change(&mut offices[office], clause, "KANAL");
        if clause < TWICE {
            change(&mut offices[(office + 1) % OFFICES], clause, "akun");
        }
    }
    let mut merged = base.clone();
    for office in &offices {
        let all = office.automerge().get_changes(&[]);
        merged.apply(all.into_iter().skip(1)).unwrap();
    }
    let all: Vec<Change> = merged.automerge().get_changes(&[]).split_off(1);
    println!("{} changes", all.len());
    let document = DocumentId::from_bytes([1; 16]);
    let opened = |merged: Document| Opened {
        id: document,
        creation: Creation {
            create: Create {
                kind: Kind::Policy,
                scope: Scope::Council,
                label: None,
                origin: Origin::Nonce(Nonce::from_bytes([1; 16]), key(0)),
            },
            author: key(0),
            time_millis: 0,
        },
        view: merged.view(),
        document: merged,
        held_back: vec![],
        found_void: vec![],
    };
    let after: Vec<ChangeHash> = merged.heads();
    let span = || Span {
        document,
        before: before.clone(),
        after: after.clone(),
        now: after.clone(),
    };
    let held = opened(merged.clone());
    let found = changes(&held, span(), Language::Indonesian).unwrap();
    assert_eq!(found.hunks.len(), CHANGED);
    let several = found.hunks.iter().filter(|hunk| hunk.is_of_several);
    assert_eq!(several.count(), TWICE);
    criterion.bench_function(
        "open 100,000 characters, 600 changed, for review",
        |bencher| {
            bencher.iter(|| {
                let loaded = Document::load(Kind::Policy, all.iter().cloned()).unwrap();
                changes(&opened(loaded), span(), Language::Indonesian).unwrap()
            });
        },
    );
    criterion.bench_function("the same, the document being in memory", |bencher| {
        bencher.iter(|| changes(&held, span(), Language::Indonesian).unwrap());
    });
    let place = Place::Mark(Collection::Clauses, id(0));
    let reviewed = Reviewed {
        before: before.clone(),
        after: after.clone(),
    };
    criterion.bench_function("strike one of them, on the screen's thread", |bencher| {
        let index = council::authorship::Index::read_with_texts(held.document.automerge());
        bencher.iter_batched(
            || writer(&held.document, OFFICES + 1),
            |mut document| {
                let struck = document.strike(&index, &place, &reviewed, "Belum dibahas.", 2);
                struck.unwrap()
            },
            criterion::BatchSize::LargeInput,
        );
    });
    criterion.final_summary();
}
