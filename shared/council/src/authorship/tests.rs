use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::Transactable as _;
use automerge::{Automerge, ObjType, ROOT, ReadDoc as _, ScalarValue};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::elements::Elements;
use super::origin::Origin;
use super::testing::*;
use super::*;
use format::ChangeHash;

fn who_wrote(doc: &Automerge) -> Vec<(String, u8)> {
    let spans = Index::read(doc).spans(doc, &body(doc));
    let name = |span: &Span| span.written.as_ref().unwrap().author.unwrap().as_bytes()[0];
    spans
        .iter()
        .map(|span| (span.text.clone(), name(span)))
        .collect()
}

#[test]
fn every_character_names_its_writer() {
    let mut a = opened(&genesis(), 1, 1);
    let mut b = opened(&a, 2, 1);
    splice(&mut a, 0, 0, "Rapat dimulai");
    b.merge(&mut a).unwrap();
    splice(&mut b, 5, 0, " pleno");
    a.merge(&mut b).unwrap();
    let expected = [("Rapat", 1), (" pleno", 2), (" dimulai", 1)];
    assert_eq!(who_wrote(&a), expected.map(|(t, n)| (t.to_owned(), n)));
}

#[test]
fn the_index_grows_with_the_document() {
    let mut a = opened(&genesis(), 1, 1);
    let mut index = Index::read(&a);
    for i in 0..20 {
        splice(&mut a, 0, 0, "x");
        let mut b = opened(&a, 2, i);
        splice(&mut b, 0, 0, "yy");
        a.merge(&mut b).unwrap();
        index.update(&a);
        index.update(&a);
    }
    assert_eq!(index.len(), Index::read(&a).len());
    assert_eq!(
        index.spans(&a, &body(&a)),
        Index::read(&a).spans(&a, &body(&a))
    );
    assert_eq!(index.spans(&a, &body(&a)).len(), 40);
}

#[test]
fn marks_and_foreign_elements_never_shift_the_blame() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "abcdef");
    let mut b = opened(&a, 2, 1);
    edit(&mut b, |tx| {
        let body = tx.get(ROOT, "body")?.unwrap().1;
        tx.mark(
            &body,
            Mark::new("bold".into(), true, 1, 4),
            ExpandMark::Both,
        )?;
        tx.mark(
            &body,
            Mark::new("note".into(), "a string value", 2, 3),
            ExpandMark::None,
        )?;
        tx.mark(&body, Mark::new("n".into(), 7, 0, 6), ExpandMark::None)?;
        tx.splice_text(&body, 3, 0, "XY")?;
        tx.split_block(&body, 2)?;
        tx.put(&body, 0, "Ä")?;
        tx.insert(&body, 1, 5)?;
        Ok(())
    });
    let spans = Index::read(&b).spans(&b, &body(&b));
    let joined: String = spans.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(joined, body_text(&b));
    let by_b: String = spans
        .iter()
        .filter(|span| span.written.as_ref().unwrap().author == Some(key(2)))
        .map(|span| span.text.as_str())
        .collect();
    assert_eq!(by_b, "Ä\u{fffc}\u{fffc}XY");
}

#[test]
fn an_origin_mark_speaks_only_for_what_it_proves() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "gaji naik");
    let first = ChangeHash::from_bytes(a.get_heads()[0].0);
    let counter = Index::read(&a).changes().last().unwrap().start_op;
    let mut b = opened(&a, 2, 1);
    splice(&mut b, 0, 9, "");
    let name = Origin {
        change: first,
        counter,
    }
    .mark_name();
    let note = crate::undo::Note::Undo(first).to_string();
    let options = automerge::transaction::CommitOptions::default().with_message(note);
    b.transact_with::<_, _, automerge::AutomergeError, _>(
        |()| options,
        |tx| {
            let body = tx.get(ROOT, "body")?.unwrap().1;
            // The same letters come back; the last two are not what A wrote.
            tx.splice_text(&body, 0, 0, "gaji naOK")?;
            tx.mark(&body, Mark::new(name, true, 0, 9), ExpandMark::Both)
        },
    )
    .unwrap();
    // Typed inside the marked range, and at its end.
    splice(&mut b, 4, 0, "!!");
    splice(&mut b, 11, 0, "??");
    let spans = Index::read(&b).spans(&b, &body(&b));
    assert!(Index::read(&b).knew(&ChangeHash::from_bytes(b.get_heads()[0].0), &first));
    let shown: Vec<_> = spans
        .iter()
        .map(|span| {
            let author = span.written.as_ref().unwrap().author.unwrap();
            let restored = span
                .restored
                .as_ref()
                .map(|w| w.author.unwrap().as_bytes()[0]);
            (span.text.as_str(), author.as_bytes()[0], restored)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("gaji", 1, Some(2)),
            ("!!", 2, None),
            (" na", 1, Some(2)),
            ("OK", 2, None),
            ("??", 2, None)
        ]
    );
    let elements = Elements::read(&b, &Index::read(&b), &body(&b)).unwrap();
    let texts: Vec<String> = elements.runs().into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["gaji", "!!", " na", "OK", "??"]);
}

#[test]
fn deleted_text_names_writer_and_deleter() {
    let mut a = opened(&genesis(), 1, 1);
    splice(&mut a, 0, 0, "satu dua tiga");
    let mut b = opened(&a, 2, 1);
    splice(&mut b, 5, 4, "");
    let mut c = opened(&a, 3, 1);
    splice(&mut c, 7, 6, "");
    a.merge(&mut b).unwrap();
    a.merge(&mut c).unwrap();
    let runs = deleted(&a, &Index::read(&a), &body(&a)).unwrap();
    let shown: Vec<_> = runs
        .iter()
        .map(|run| {
            let by: Vec<u8> = run
                .deleted_by
                .iter()
                .map(|w| w.author.unwrap().as_bytes()[0])
                .collect();
            (run.at_chars, run.text.as_str(), by)
        })
        .collect();
    assert_eq!(body_text(&a), "satu ");
    let both = &shown[1].2;
    assert_eq!((both.len(), shown.len()), (2, 3));
    assert_eq!(
        (shown[0].0, shown[0].1, shown[0].2.as_slice()),
        (5, "du", [2].as_slice())
    );
    assert_eq!((shown[1].0, shown[1].1), (5, "a "));
    assert_eq!(
        (shown[2].0, shown[2].1, shown[2].2.as_slice()),
        (5, "tiga", [3].as_slice())
    );
    assert!(runs.iter().all(|run| run.written.author == Some(key(1))));
}

#[test]
fn every_concurrent_value_names_its_writer() {
    let mut a = opened(&genesis(), 1, 1);
    let mut b = opened(&a, 2, 1);
    let put = |doc: &mut Automerge, value: &'static str| {
        edit(doc, |tx| {
            let rows = tx.get(ROOT, "rows")?.unwrap().1;
            tx.put(&rows, "cell", value)
        });
    };
    put(&mut a, "satu");
    put(&mut b, "dua");
    sync(&mut a, &mut b);
    let rows = a.get(ROOT, "rows").unwrap().unwrap().1;
    let mut values: Vec<_> = Index::read(&a)
        .values(&a, &rows, "cell")
        .into_iter()
        .map(|v| {
            (
                v.value.unwrap().to_string(),
                v.written.unwrap().author.unwrap(),
            )
        })
        .collect();
    values.sort();
    assert_eq!(
        values,
        [
            ("\"dua\"".to_owned(), key(2)),
            ("\"satu\"".to_owned(), key(1))
        ]
    );
}

/// The rebuilt sequence is automerge's own, whatever people and programs did to the text.
#[test]
fn the_rebuilt_text_is_the_text() {
    for seed in 0..150 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut docs: Vec<Automerge> = (1..=3)
            .map(|name| opened(&genesis(), name, seed as u8))
            .collect();
        for _ in 0..60 {
            let (i, j) = (random.random_range(0..3), random.random_range(0..3));
            if i != j && random.random_bool(0.2) {
                let mut other = docs[j].clone();
                docs[i].merge(&mut other).unwrap();
            }
            let len = docs[i].length(body(&docs[i]));
            let at = random.random_range(0..=len);
            let delete = random.random_range(0..=(len - at).min(5));
            let insert = ["", "a", "bé", "kata ", "📄x"][random.random_range(0..5)];
            let kind = random.random_range(0..12);
            edit(&mut docs[i], |tx| {
                let body = tx.get(ROOT, "body")?.unwrap().1;
                match kind {
                    0 if delete > 0 => tx.mark(
                        &body,
                        Mark::new(
                            format!("m{at}"),
                            ScalarValue::Boolean(true),
                            at,
                            at + delete,
                        ),
                        if at % 2 == 0 {
                            ExpandMark::Both
                        } else {
                            ExpandMark::None
                        },
                    ),
                    1 if at < len => tx.put(&body, at, "U"),
                    2 => tx.insert_object(&body, at, ObjType::Map).map(drop),
                    _ => tx.splice_text(&body, at, delete as isize, insert),
                }
            });
            let doc = &docs[i];
            let index = Index::read(doc);
            let elements = Elements::read(doc, &index, &body(doc)).unwrap();
            assert_eq!(elements.text(), body_text(doc), "seed {seed}");
            let spans = index.spans(doc, &body(doc));
            let runs: Vec<String> = elements.runs().into_iter().map(|(_, text)| text).collect();
            let texts: Vec<String> = spans.into_iter().map(|span| span.text).collect();
            assert_eq!(texts, runs, "seed {seed}");
        }
    }
}

#[test]
fn a_whole_document_names_the_writer_of_every_place() {
    let mut a = policy_office(1);
    let id = a.add_clause("Pasal 1", "Satu dua.");
    a.put(crate::edit::Place::Title, "Pedoman");
    let mut b = policy_office(2);
    b.receive(&a);
    b.put(crate::edit::Place::ClauseBody(id.clone()), "Satu lima dua.");
    b.put(crate::edit::Place::Meta("unit".to_owned()), "B");
    a.put(crate::edit::Place::Meta("unit".to_owned()), "A");
    a.receive(&b);
    let found = blame(&a.document, &a.index());
    let shown: Vec<String> = found
        .iter()
        .map(|place| {
            let spans = place
                .spans
                .iter()
                .map(|s| (s.text.as_str(), s.written.as_ref()));
            let values = place
                .values
                .iter()
                .map(|v| (v.value.as_str(), v.written.as_ref()));
            let mut all: Vec<String> = spans
                .chain(values)
                .map(|(text, who)| format!("{text}={}", who.unwrap().author.unwrap().as_bytes()[0]))
                .collect();
            if place.spans.is_empty() {
                all.sort();
            }
            all.join("|")
        })
        .collect();
    let expected = [
        "Pedoman=1",
        "A=1|B=2",
        "Satu =1|lima =2|dua.=1",
        "Pasal 1=1",
        "1=1",
    ];
    assert_eq!(shown, expected);
    serde_json::to_string(&found).unwrap();
}
