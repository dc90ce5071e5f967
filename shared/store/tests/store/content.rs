//! What shows of a document, lists, search, reports.

use store::Store;
use store::content::HeldBack;
use store::notes::Setting;
use store::summary::Summary;
use sync::holdings::Holdings as _;

use crate::fixture::{Council, Pen, council, from, place, subject};

pub(crate) fn summary(
    store: &Store,
    council: &Council,
    document: format::DocumentId,
    title: &str,
) -> Summary {
    let content = store
        .reader(council.id)
        .unwrap()
        .outline(&document)
        .unwrap();
    Summary {
        document,
        kind: "policy".into(),
        title: title.into(),
        unit: "Pusat".into(),
        archived: false,
        created: None,
        changed: Some("2026-07-01".into()),
        open_actions: 2,
        conflicts: 0,
        heads: content.heads,
        basis: content.basis,
        more: serde_json::json!({"number": "7/2026"}),
    }
}

pub(crate) fn put(store: &Store, council: &Council, summary: Summary, text: &str) {
    let (id, text) = (council.id, text.to_owned());
    store
        .write(move |write| write.put_summary(id, &summary, &text))
        .unwrap();
}

#[test]
fn a_voided_change_and_all_built_on_it_are_held_back_with_the_reason() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, document) = (council.id, council.document);
    let mut pen = Pen::new(id, council.genesis(&store));
    let one = pen.change(&council.rina, 1, &[], "one");
    let bad = pen.change(&council.budi, 1, &[one.header.hash], "bad");
    let on_bad = pen.change(
        &council.rina,
        1,
        &[one.header.hash, bad.header.hash],
        "on bad",
    );
    let beside = pen.change(&council.budi, 2, &[one.header.hash], "beside");
    let [one_hash, bad_hash, on_hash, beside_hash] =
        [&one, &bad, &on_bad, &beside].map(|change| change.header.hash);
    let items = [
        council.run(&council.rina, vec![one]),
        council.run(&council.budi, vec![bad]),
        council.run(&council.rina, vec![on_bad]),
        council.run(&council.budi, vec![beside]),
    ];
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap();
    put(
        &store,
        &council,
        summary(&store, &council, document, "Before"),
        "",
    );
    assert_eq!(store.reader(id).unwrap().stale_summaries().unwrap(), []);
    store
        .write(move |write| write.void_change(id, &document, &bad_hash, "cannot be read"))
        .unwrap();
    let reader = store.reader(id).unwrap();
    let content = reader.content(&document).unwrap();
    let shown: Vec<_> = content.changes.iter().map(|shown| shown.hash).collect();
    assert_eq!(shown, [one_hash, beside_hash]);
    assert_eq!(content.heads, [beside_hash]);
    let reasons: Vec<_> = content
        .held_back
        .iter()
        .map(|(h, _, r)| (*h, r.clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            (bad_hash, HeldBack::Void("cannot be read".into())),
            (on_hash, HeldBack::BuiltOn(bad_hash)),
        ]
    );
    assert_eq!(reader.stale_summaries().unwrap(), [document]);
    // It is kept and passed on all the same.
    assert!(reader.change(&document, &bad_hash).unwrap().is_some());
}

#[test]
fn search_finds_roots_inside_words_whatever_case_and_accents() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let other = council.creation(44);
    let (id, second) = (council.id, subject(&other));
    store
        .write(move |write| write.append_act(id, &other))
        .unwrap();
    put(
        &store,
        &council,
        summary(
            &store,
            &council,
            council.document,
            "Kebijakan Perjalanan Dinas",
        ),
        "Setiap perjalanan memerlukan persetujuan kepala kantor.\nSecond paragraph, naïve café.",
    );
    put(
        &store,
        &council,
        summary(&store, &council, second, "Notulen rapat pleno"),
        "Rapat: anggaran Rp 5 juta disetujui untuk \"kantor cabang\".",
    );
    let reader = store.reader(id).unwrap();
    let find = |words: &str| -> Vec<_> {
        let hits = reader.search(words, 10).unwrap();
        hits.into_iter().map(|hit| hit.document).collect()
    };
    assert_eq!(find("setuju").len(), 2);
    assert_eq!(find("PERSETUJUAN"), [council.document]);
    assert_eq!(find("cafe NAIVE"), [council.document]);
    assert_eq!(find("rapat anggaran"), [second]);
    assert_eq!(find("\"kantor cabang\""), [second]);
    assert_eq!(find("rp 5"), [second]);
    assert_eq!(find("rapat perjalanan"), []);
    assert_eq!(find("  "), []);
    for odd in [
        "\"",
        "a\"b",
        "AND",
        "NEAR(",
        "col:x",
        "*",
        "-",
        "'; DROP TABLE log",
        "\0",
    ] {
        find(odd);
    }
    let hit = &reader.search("persetujuan", 10).unwrap()[0];
    assert!(
        hit.snippet.contains("\u{2}persetujuan\u{3}"),
        "{}",
        hit.snippet
    );
    assert_eq!(hit.title, "Kebijakan Perjalanan Dinas");
    // Text that is gone is found no more.
    put(
        &store,
        &council,
        summary(&store, &council, second, "Notulen rapat pleno"),
        "Kosong.",
    );
    assert!(
        store
            .reader(id)
            .unwrap()
            .search("anggaran", 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_document_is_found_by_id_beginning_of_id_and_title() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    put(
        &store,
        &council,
        summary(&store, &council, council.document, "Kebijakan Perjalanan"),
        "",
    );
    let reader = store.reader(council.id).unwrap();
    let name = council.document.to_string();
    for name in [
        &name[..],
        &name[..6],
        "kebijakan perjalanan",
        "Kebijakan",
        " KEBI",
    ] {
        assert_eq!(
            reader.find_documents(name).unwrap(),
            [council.document],
            "{name}"
        );
    }
    for name in ["", "zzzz", &name[..2], "perjalanan"] {
        assert_eq!(reader.find_documents(name).unwrap(), [], "{name}");
    }
    let listed = reader.summaries().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].more["number"], "7/2026");
    assert_eq!(
        reader.summary(&council.document).unwrap().unwrap(),
        listed[0]
    );
}

#[test]
fn reports_are_kept_until_seen_and_settings_until_removed() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let key = store
        .write(move |write| write.save_report(id, &serde_json::json!({"changes": 3})))
        .unwrap();
    let unseen = store.reader(id).unwrap().reports(true, 100).unwrap();
    assert_eq!(unseen[0].body["changes"], 3);
    store
        .write(move |write| write.mark_reports_seen(id, &[key]))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.reports(true, 100).unwrap(), []);
    assert!(reader.reports(false, 100).unwrap()[0].seen_millis.is_some());

    let setting = Setting {
        version: 2,
        value: b"x".to_vec(),
    };
    let kept = setting.clone();
    store
        .write(move |write| write.set(Some(id), "draft", Some(&kept)))
        .unwrap();
    assert_eq!(
        store.reader(id).unwrap().setting("draft").unwrap(),
        Some(setting)
    );
    assert_eq!(store.setting("draft").unwrap(), None);
    store
        .write(move |write| write.set(Some(id), "draft", None))
        .unwrap();
    assert_eq!(store.reader(id).unwrap().setting("draft").unwrap(), None);
}
