//! The real documents of a council travel: what one office imported, another one exports byte for
//! byte, and what is there already is not sent again.

use std::collections::BTreeMap;

use dewan_tests::council::Council;
use dewan_tests::data::Data;
use dewan_tests::link::Link;
use dewan_tests::office::Office;

/// The most bytes a synchronisation with nothing new may take, both ways, with everything HTTP says
/// before the first frame. The greetings ride in it, in letters: a third longer, and one round trip less.
const QUIET_BYTES: u64 = 1100;

#[test]
fn real_documents_arrive_byte_for_byte_and_are_sent_once() {
    let Some(data) = Data::find() else { return };
    let council = Council::found();
    let (north, south) = (&council.north, &council.south);
    let (to_north, to_south) = (
        Link::to(council.relay.address(), 1),
        Link::to(council.relay.address(), 2),
    );
    // Membership settles first, so that nothing but the documents is new afterwards.
    council.sync_all();

    let mut paths = data.markdown();
    paths.push(data.ownership());
    let arguments = paths.iter().map(|path| path.as_os_str());
    let imported = north.json(std::iter::once("import".as_ref()).chain(arguments));
    let imported = imported.as_array().unwrap();
    assert_eq!(imported.len(), 80);
    let kinds = imported.iter().fold(BTreeMap::new(), |mut kinds, file| {
        *kinds.entry(file["kind"].as_str().unwrap()).or_insert(0) += 1;
        kinds
    });
    assert_eq!(
        kinds,
        BTreeMap::from([("matrix", 1), ("minutes", 60), ("policy", 19)])
    );

    let sync = |office: &Office, link: &Link| {
        let before = link.traffic();
        office.sync_over(&link.url()).expect_code(0);
        link.traffic().since(before)
    };
    let sent = sync(north, &to_north);
    let received = sync(south, &to_south);
    assert_eq!(north.listed(), south.listed());
    let (exported, arrived) = (north.exports(), south.exports());
    assert_eq!(exported.len(), 80);
    let different: Vec<_> = exported
        .iter()
        .filter(|(id, bytes)| arrived.get(*id) != Some(bytes))
        .map(|(id, _)| id)
        .collect();
    assert!(different.is_empty(), "exported otherwise: {different:?}");

    let again = [sync(north, &to_north), sync(south, &to_south)];
    println!(
        "80 documents: {} bytes sent by one office, {} received by the other; again: {} and {} bytes \
         both ways, WebSocket upgrade included",
        sent.there,
        received.back,
        again[0].total(),
        again[1].total()
    );
    for traffic in again {
        assert!(
            traffic.total() < QUIET_BYTES,
            "a synchronisation with nothing new took {traffic:?}"
        );
    }
    north.check();
    south.check();
}
