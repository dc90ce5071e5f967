//! What stayed out of carry files is kept, until the recipient says in a file of its own that it has read it.

use std::collections::BTreeMap;

use format::{Blob, DocumentId, LogId};
use store::{Options, Store};
use sync::carry_file::{Header, Mark, Piece, Stands, Written};
use sync::holdings::Holdings as _;

use crate::fixture::{Council, council, place};

fn lacking(store: &Store, council: &Council) -> BTreeMap<Piece, u64> {
    let reader = store.reader(council.id).unwrap();
    reader.known_there(&council.budi.public()).unwrap().lacking
}

/// Budi's answer: it stands at the end of this store's log, and has read the file of this number.
fn answer(store: &Store, council: &Council, file: u64) {
    let end = store.reader(council.id).unwrap().log_end().unwrap();
    let me = council.rina.public();
    let stands = Stands {
        key: me,
        log: end.log,
        mark: Mark {
            n: end.n,
            chain: end.chain,
            receipts: 0,
            blobs: file,
        },
        gaps: vec![],
    };
    let header = Header {
        council: council.id,
        from: council.budi.public(),
        log: LogId::from_bytes([5; 16]),
        base: None,
        upto: Mark::START,
        recipients: vec![me],
        since_millis: None,
        time_millis: 9_000,
        stands: vec![stands],
    };
    let id = council.id;
    store
        .write(move |write| write.end_carried(id, &header, &me, false))
        .unwrap();
}

/// Takes a number and notes a file with these pieces, and without those.
fn file(store: &Store, council: &Council, brought: &[Piece], stayed_out: &[(Piece, u64)]) -> u64 {
    let (id, budi) = (council.id, council.budi.public());
    store
        .write(move |write| write.begin_carried(id, &[budi]))
        .unwrap();
    let number = store.reader(id).unwrap().blobs_kept().unwrap();
    let written = Written {
        number,
        brought: [(budi, brought.iter().copied().collect())].into(),
        stayed_out: [(budi, stayed_out.iter().copied().collect())].into(),
        ..Written::default()
    };
    store
        .write(move |write| write.note_carried(id, &written))
        .unwrap();
    number
}

#[test]
fn what_stayed_out_of_a_carry_file_is_kept_until_it_was_read() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let document = Piece::Document(council.document);
    let other = Piece::Document(DocumentId::from_bytes([8; 16]));
    let blob = Piece::Blob(Blob::of(b"a plan"));
    let first = file(
        &store,
        &council,
        &[],
        &[(document, 2), (other, 3), (blob, 0)],
    );
    assert_eq!(first, 0, "nothing stayed out before");
    answer(&store, &council, first);
    let all = BTreeMap::from([(document, 2), (other, 3), (blob, 0)]);
    assert_eq!(lacking(&store, &council), all);
    let second = file(&store, &council, &[document], &[(other, 3), (blob, 0)]);
    assert_eq!(second, 1, "it is told from the first");
    answer(&store, &council, first);
    assert_eq!(lacking(&store, &council), all, "only the first was read");
    drop(store);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    answer(&store, &council, second);
    let left = BTreeMap::from([(other, 3), (blob, 0)]);
    assert_eq!(lacking(&store, &council), left);
    // A log that was given up has other rows, and no answer to it counts.
    let id = council.id;
    file(&store, &council, &[other, blob], &[]);
    store
        .write(move |write| write.renew_log(id, "a test").map(drop))
        .unwrap();
    let left = BTreeMap::from([(other, 0), (blob, 0)]);
    assert_eq!(lacking(&store, &council), left);
    answer(&store, &council, 9);
    assert_eq!(lacking(&store, &council), left);
}
