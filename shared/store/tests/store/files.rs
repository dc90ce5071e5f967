//! Files that acts name: kept part by part, whole only with the right hash, once for all who name them.

use council::act::attach::Attach;
use council::act::decision::Publish;
use council::act::file::{File, Language, Media};
use council::act::seat::{Appoint, EndSeat};
use council::act::{Body, Speaker};
use council::seats::Role;
use format::{Act, ActId, Blob, DeviceKey, PublicKey};
use rusqlite::params;
use store::blobs::BlobsWaiting;
use store::check::Finding;
use store::{From, Options, Store, StoreError};
use sync::blob::{BlobPart, BlobState, PART_BYTES};
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};
use sync::intake::Reason;

use crate::fixture::{Council, council, from, mend, place};

/// Three parts and a bit.
fn contents() -> Vec<u8> {
    (0..3 * PART_BYTES + 5).map(|at| (at % 251) as u8).collect()
}

/// Says, as `key`, that the document was published as these files.
pub(crate) fn publication(council: &Council, key: &DeviceKey, files: &[Blob]) -> Act {
    let places = [Language::English, Language::Indonesian];
    let files = files.iter().zip(places).map(|(blob, language)| File {
        blob: blob.id,
        bytes: blob.bytes,
        media: Media::Pdf,
        language,
    });
    let publish = Publish {
        decision: ActId::from_bytes([4; 32]),
        number: "001".into(),
        effective: "2026-03-01".parse().unwrap(),
        review: None,
        replaces: vec![],
        files: files.collect(),
    };
    let speaker = Speaker {
        key,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 7_000,
    };
    speaker
        .say_about(council.document, vec![], &Body::Publish(publish))
        .unwrap()
}

fn take(store: &Store, council: &Council, from: From, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from, &items, None))
        .unwrap()
}

pub(crate) fn parts(contents: &[u8], blob: Blob, peer: PublicKey) -> Vec<Item> {
    let parts = contents.chunks(PART_BYTES).enumerate();
    parts
        .map(|(at, bytes)| {
            let part = BlobPart {
                blob,
                offset: (at * PART_BYTES) as u64,
                bytes: bytes.to_vec(),
            };
            Item::BlobPart(part, peer)
        })
        .collect()
}

/// A store that holds the act and lacks the file.
fn wanting(path: &std::path::Path, council: &Council) -> (Store, Blob) {
    let store = council.store(path);
    let blob = Blob::of(&contents());
    let act = publication(council, &council.rina, &[blob]);
    take(&store, council, from(1), vec![Item::Act(act)]);
    (store, blob)
}

fn wanted(store: &Store, council: &Council, peer: &PublicKey) -> Vec<(Blob, u64)> {
    let reader = store.reader(council.id).unwrap();
    reader.blobs_wanted(peer, u64::MAX, None, 10).unwrap()
}

#[test]
fn a_file_comes_in_parts_and_goes_on_after_a_restart() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let budi = council.budi.public();
    assert_eq!(wanted(&store, &council, &budi), [(blob, 0)]);
    let coming = BlobsWaiting {
        coming: 1,
        coming_bytes: blob.bytes,
        ..BlobsWaiting::default()
    };
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.blobs_waiting(u64::MAX).unwrap(), coming);
    drop(reader);
    let all = parts(&contents(), blob, budi);
    take(&store, &council, from(1), all[..1].to_vec());
    take(&store, &council, from(1), all[1..2].to_vec());
    drop(store);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let here = 2 * PART_BYTES as u64;
    assert_eq!(wanted(&store, &council, &budi), [(blob, here)]);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
    assert_eq!(reader.blob_contents(&blob).unwrap(), None);
    assert_eq!(reader.blob_bytes(&blob, 0, 10).unwrap(), None, "not given");
    drop(reader);
    // What is here is not taken twice, nor anything with a hole before it.
    let again = take(&store, &council, from(1), all[..2].to_vec());
    assert_eq!(again, [Outcome::Held; 2]);
    assert_eq!(
        take(&store, &council, from(1), all[3..].to_vec()),
        [Outcome::Held]
    );
    let rest = take(&store, &council, from(1), all[2..].to_vec());
    assert_eq!(rest, [Outcome::Taken; 2]);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.blob_contents(&blob).unwrap(), Some(contents()));
    assert_eq!(reader.blobs_kept().unwrap(), 1);
    assert_eq!(reader.blobs_after(&budi, 0, 10).unwrap(), [(1, blob)]);
    let piece = |offset| reader.blob_bytes(&blob, offset, PART_BYTES).unwrap();
    assert_eq!(piece(5).unwrap(), contents()[5..PART_BYTES]);
    assert_eq!(
        piece(blob.bytes - 2).unwrap(),
        contents()[3 * PART_BYTES + 3..]
    );
    assert_eq!(piece(blob.bytes), Some(Vec::new()));
    assert_eq!(reader.blobs_waiting(0).unwrap(), BlobsWaiting::default());
    drop(reader);
    assert_eq!(wanted(&store, &council, &budi), []);
}

#[test]
fn a_wrong_hash_drops_the_parts_and_blames_who_brought_them_all() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let [rina, budi] = [&council.rina, &council.budi].map(DeviceKey::public);
    let mut wrong = contents();
    wrong[PART_BYTES] ^= 1;
    let outcomes = take(&store, &council, from(1), parts(&wrong, blob, budi));
    assert_eq!(outcomes[..3], [Outcome::Taken; 3]);
    assert_eq!(outcomes[3], Outcome::Never(Reason::WrongHash));
    assert_eq!(wanted(&store, &council, &budi), []);
    assert_eq!(wanted(&store, &council, &rina), [(blob, 0)]);
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.check(false).unwrap().findings, []);
    drop(reader);
    // Half of it from each: then nobody knows, and it is taken from one alone.
    let (wrong, right) = (parts(&wrong, blob, budi), parts(&contents(), blob, rina));
    let mixed = [wrong[..2].to_vec(), right[2..].to_vec()].concat();
    let outcomes = take(&store, &council, from(1), mixed);
    assert_eq!(outcomes[3], Outcome::NotYet(Reason::WrongHash));
    assert_eq!(wanted(&store, &council, &rina), [(blob, 0)]);
    take(&store, &council, from(1), wrong[..1].to_vec());
    let reader = store.reader(council.id).unwrap();
    let state = |peer| reader.blob(&blob, peer).unwrap();
    let here = PART_BYTES as u64;
    assert_eq!(state(&budi), Some(BlobState::Wanted { here }));
    assert_eq!(state(&rina), Some(BlobState::Coming));
    drop(reader);
    assert_eq!(
        take(&store, &council, from(1), right[1..2].to_vec()),
        [Outcome::Held]
    );
    take(&store, &council, from(1), wrong[1..].to_vec());
    assert_eq!(wanted(&store, &council, &rina), [(blob, 0)]);
    assert!(take(&store, &council, from(1), right).contains(&Outcome::Taken));
    let reader = store.reader(council.id).unwrap();
    assert_eq!(reader.blob_contents(&blob).unwrap(), Some(contents()));
}

#[test]
fn parts_of_what_no_act_names_are_refused() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let budi = council.budi.public();
    let part = |blob: Blob, offset: u64, bytes: &[u8]| {
        let bytes = bytes.to_vec();
        Item::BlobPart(
            BlobPart {
                blob,
                offset,
                bytes,
            },
            budi,
        )
    };
    let larger = Blob {
        bytes: blob.bytes + 1,
        ..blob
    };
    let items = vec![
        part(Blob::of(b"x"), 0, b"x"),
        part(larger, 0, &contents()[..PART_BYTES]),
        part(blob, 0, b""),
        part(blob, blob.bytes, b"x"),
        part(blob, u64::MAX, b"x"),
    ];
    let outcomes = take(&store, &council, from(1), items);
    assert_eq!(outcomes[..2], [Outcome::Never(Reason::NotNamed); 2]);
    assert_eq!(outcomes[2..], [Outcome::Never(Reason::Form); 3]);
    let conn = rusqlite::Connection::open(&path).unwrap();
    let rows: i64 = conn
        .query_row("SELECT count(*) FROM blob_parts", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0);
}

/// Budi holds no seat: what he says was published makes nobody fetch anything.
#[test]
fn who_may_not_publish_names_no_files() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let contents = contents();
    let blob = Blob::of(&contents);
    let act = publication(&council, &council.budi, &[blob]);
    let outcomes = take(&store, &council, from(1), vec![Item::Act(act)]);
    assert_eq!(outcomes, [Outcome::Taken], "the act itself is kept");
    let [rina, budi] = [&council.rina, &council.budi].map(DeviceKey::public);
    assert_eq!(wanted(&store, &council, &budi), []);
    let outcomes = take(&store, &council, from(1), parts(&contents, blob, budi));
    assert_eq!(outcomes, [Outcome::Never(Reason::NotNamed); 4]);
    // Nor does it open what others published to those whom that is not for.
    let reader = store.reader(council.id).unwrap();
    assert!(!reader.blob_in_scope(&rina, &blob).unwrap());
    assert_eq!(
        reader.blobs_waiting(u64::MAX).unwrap(),
        BlobsWaiting::default()
    );
}

/// A link brings what was published before it brings who may publish; and an older store knows neither.
#[test]
fn what_was_named_before_the_seat_is_known_is_wanted_as_soon_as_it_is() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, budi) = (council.id, council.budi.public());
    let (early, late) = (contents(), b"later".to_vec());
    let acts = [&early, &late].map(|bytes| {
        let blob = Blob::of(bytes);
        (publication(&council, &council.budi, &[blob]), blob)
    });
    take(
        &store,
        &council,
        from(1),
        vec![Item::Act(acts[0].0.clone())],
    );
    assert_eq!(wanted(&store, &council, &budi), []);
    let speaker = Speaker {
        key: &council.rina,
        council: Some(id),
        roster: vec![council.roster[2].id()],
        time_millis: 6_000,
    };
    let seat = Appoint {
        holder: budi,
        role: Role::Secretary,
        unit: String::new(),
        field: String::new(),
        from: None,
        until: None,
        instead_of: None,
    };
    let appoint = speaker.say(&Body::Appoint(seat)).unwrap();
    take(&store, &council, from(1), vec![Item::Act(appoint.clone())]);
    assert_eq!(wanted(&store, &council, &budi), [(acts[0].1, 0)]);
    take(
        &store,
        &council,
        from(1),
        vec![Item::Act(acts[1].0.clone())],
    );
    let both = [(acts[1].1, 0), (acts[0].1, 0)];
    assert_eq!(wanted(&store, &council, &budi), both, "the smaller first");
    let ended = Speaker {
        roster: vec![appoint.id()],
        ..speaker
    };
    let end = EndSeat {
        seat: appoint.id(),
        reason: String::new(),
    };
    let end = ended.say(&Body::EndSeat(end)).unwrap();
    take(&store, &council, from(1), vec![Item::Act(end)]);
    assert_eq!(
        wanted(&store, &council, &budi),
        both,
        "nothing is taken back"
    );
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TABLE blocked; DROP TABLE quotas; DROP TABLE usage; DROP TABLE seen; DROP TABLE hosting_offers;
         DROP TABLE carried_here; DROP TABLE carried_there; DROP TABLE left_out; DROP TABLE chosen; DROP INDEX acts_of_choice; DROP INDEX acts_of_restart; ALTER TABLE documents DROP COLUMN restarted; ALTER TABLE documents DROP COLUMN forgotten_millis;
         DROP TABLE blob_publishers; DROP TABLE blob_attachers; DROP INDEX blob_names_attached; ALTER TABLE blob_names DROP COLUMN named_as; DROP INDEX blob_names_by_author; DROP INDEX blobs_to_come;
         ALTER TABLE blobs DROP COLUMN named;
         CREATE INDEX blobs_not_whole ON blobs (council, bytes, hash) WHERE n IS NULL;
         PRAGMA user_version = 7;",
    )
    .unwrap();
    drop(conn);
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.migrated_from, Some(7));
    assert_eq!(wanted(&store, &council, &budi), both);
}

/// Who asks what is wanted never looks through what a member without the seat named.
#[test]
fn what_others_name_is_not_looked_through() {
    let (_folder, path) = place();
    let council = council();
    let (store, _) = wanting(&path, &council);
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    let plan: Vec<String> = conn
        .prepare(
            "EXPLAIN QUERY PLAN SELECT key FROM blobs WHERE council = 1 AND named = 1
             AND n IS NULL AND (bytes, hash) > (0, x'00') ORDER BY bytes, hash LIMIT 256",
        )
        .unwrap()
        .query_map([], |row| row.get(3))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(
        plan.iter().any(|step| step.contains("blobs_to_come")),
        "{plan:?}"
    );
}

#[test]
fn who_finds_a_file_wrong_has_it_verified_and_only_a_damaged_one_is_set_aside() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let (id, budi) = (council.id, council.budi.public());
    take(&store, &council, from(1), parts(&contents(), blob, budi));
    let verify = move |write: &mut store::Write<'_>| write.verify_blob(id, &blob);
    assert!(!store.write(verify).unwrap(), "the complaint was wrong");
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.blob_contents(&blob).unwrap(), Some(contents()));
    drop((reader, store));
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute(
        "UPDATE blob_parts SET part = ?1 WHERE offset = 0",
        [vec![0_u8; PART_BYTES]],
    )
    .unwrap();
    drop(conn);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    assert!(store.write(verify).unwrap());
    assert_eq!(wanted(&store, &council, &budi), [(blob, 0)]);
}

#[test]
fn an_act_and_its_files_are_kept_together_or_not_at_all() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (id, blob) = (council.id, Blob::of(&contents()));
    let act = publication(&council, &council.rina, &[blob, Blob::of(b"another")]);
    let said = act.clone();
    let refused = store.write(move |write| write.append_act_with_files(id, &said, &[contents()]));
    assert!(matches!(refused, Err(StoreError::Misplaced(_))));
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.act(&act.id()).unwrap(), None);
    assert_eq!(reader.blobs_kept().unwrap(), 0);
    drop(reader);
    let said = act.clone();
    store
        .write(move |write| {
            write.append_act_with_files(id, &said, &[contents(), b"another".to_vec()])
        })
        .unwrap();
    // A second publication names the same bytes: they are kept once.
    let second = publication(&council, &council.rina, &[Blob::of(b"another"), blob]);
    store
        .write(move |write| write.append_act_with_files(id, &second, &[contents()]))
        .unwrap();
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.blobs_kept().unwrap(), 2);
    let status = reader.blob_status(&blob).unwrap().unwrap();
    assert!(status.is_held && status.confirmed_by.is_empty());
    let relay = council.budi.public();
    assert_eq!(reader.blobs_unconfirmed(&relay, None, 10).unwrap().len(), 2);
    drop(reader);
    for (held, lacking, by) in [(vec![blob], vec![], 1), (vec![], vec![blob], 0)] {
        store
            .write(move |write| write.record_blobs(id, &relay, &held, &lacking))
            .unwrap();
        let reader = store.reader(id).unwrap();
        let status = reader.blob_status(&blob).unwrap().unwrap();
        assert_eq!(status.confirmed_by.len(), by);
        assert_eq!(reader.is_blob_confirmed(&relay, &blob).unwrap(), by == 1);
    }
}

#[test]
fn a_damaged_file_is_found_set_aside_and_wanted_again() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let (id, budi) = (council.id, council.budi.public());
    take(&store, &council, from(1), parts(&contents(), blob, budi));
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute(
        "UPDATE blob_parts SET part = ?1 WHERE offset = ?2",
        params![vec![0_u8; PART_BYTES], PART_BYTES as i64],
    )
    .unwrap();
    drop(conn);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let reader = store.reader(id).unwrap();
    assert!(matches!(
        reader.blob_contents(&blob),
        Err(StoreError::Damaged(_))
    ));
    let report = reader.check(false).unwrap();
    assert_eq!(report.findings, [Finding::Blob(blob)]);
    assert_eq!(report.looked_at.blobs, 1);
    drop(reader);
    let done = mend(&store);
    assert_eq!(done.rows, 1);
    let reader = store.reader(id).unwrap();
    let report = reader.check(false).unwrap();
    assert_eq!((&report.findings[..], report.quarantined), (&[][..], 1));
    // However large it is: it was here.
    assert_eq!(
        reader.blobs_wanted(&budi, 0, None, 10).unwrap(),
        [(blob, 0)]
    );
    drop(reader);
    take(&store, &council, from(1), parts(&contents(), blob, budi));
    let reader = store.reader(id).unwrap();
    assert_eq!(reader.blob_contents(&blob).unwrap(), Some(contents()));
}

#[test]
fn a_large_file_waits_until_somebody_wants_it() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let (id, budi) = (council.id, council.budi.public());
    let asked = |store: &Store| {
        let reader = store.reader(id).unwrap();
        let asked = reader
            .blobs_wanted(&budi, blob.bytes - 1, None, 10)
            .unwrap();
        (asked, reader.blobs_waiting(blob.bytes - 1).unwrap())
    };
    let (found, waiting) = asked(&store);
    assert_eq!(
        (found, waiting.left, waiting.left_bytes),
        (vec![], 1, blob.bytes)
    );
    assert!(
        store
            .write(move |write| write.wish_for_blob(id, &blob))
            .unwrap()
    );
    drop(store);
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    let (found, waiting) = asked(&store);
    assert_eq!((found, waiting.coming), (vec![(blob, 0)], 1));
    // The wish can be taken back.
    store
        .write(move |write| write.take_back_wish(id, &blob))
        .unwrap();
    let (found, waiting) = asked(&store);
    assert_eq!((found, waiting.left), (vec![], 1));
    let unknown = Blob::of(b"nobody named this");
    assert!(
        !store
            .write(move |write| write.wish_for_blob(id, &unknown))
            .unwrap()
    );
}

#[test]
fn a_backup_has_the_files_and_an_older_store_learns_of_them() {
    let (_folder, path) = place();
    let council = council();
    let (store, blob) = wanting(&path, &council);
    let (id, budi) = (council.id, council.budi.public());
    let all = parts(&contents(), blob, budi);
    take(&store, &council, from(1), all[..2].to_vec());
    let copy = path.with_file_name("backup.dewan");
    store.backup(&copy).unwrap();
    take(&store, &council, from(1), all[2..].to_vec());
    drop(store);
    store::restore(&copy, &path, "test").unwrap();
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert!(notes.moved.is_some());
    let here = 2 * PART_BYTES as u64;
    assert_eq!(wanted(&store, &council, &budi), [(blob, here)]);
    take(&store, &council, from(1), all[2..].to_vec());
    let whole = path.with_file_name("whole.dewan");
    store.backup(&whole).unwrap();
    let restored = Store::open_read_only(&whole).unwrap();
    let reader = restored.reader(id).unwrap();
    assert_eq!(reader.blob_contents(&blob).unwrap(), Some(contents()));
    drop((reader, restored, store));
    // An older program took the act in and knows nothing of files.
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "DROP TABLE blocked; DROP TABLE quotas; DROP TABLE usage; DROP TABLE seen; DROP TABLE hosting_offers;
         DROP TABLE carried_here; DROP TABLE carried_there; DROP TABLE left_out; DROP TABLE chosen; DROP INDEX acts_of_choice; DROP INDEX acts_of_restart; ALTER TABLE documents DROP COLUMN restarted; ALTER TABLE documents DROP COLUMN forgotten_millis;
         DROP TABLE blob_publishers; DROP TABLE blob_attachers; DROP TABLE blob_names; DROP TABLE blob_parts; DROP TABLE blobs_refused;
         DROP TABLE blobs_confirmed; DROP TABLE blobs;
         ALTER TABLE councils DROP COLUMN blobs;
         PRAGMA user_version = 6;",
    )
    .unwrap();
    drop(conn);
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.migrated_from, Some(6));
    assert_eq!(wanted(&store, &council, &budi), [(blob, 0)]);
}

/// Says, as `key`, that these files are attached to the document.
fn attachment(council: &Council, key: &DeviceKey, files: &[Blob]) -> Act {
    let attach = Attach::of(files.iter().copied());
    let speaker = Speaker {
        key,
        council: Some(council.id),
        roster: vec![council.roster[2].id()],
        time_millis: 7_000,
    };
    speaker
        .say_about(council.document, vec![], &Body::Attach(attach))
        .unwrap()
}

/// Budi holds no seat and may write all the same: what he attaches is fetched; and a key of which nobody knows
/// whose it is attaches nothing.
#[test]
fn whoever_belongs_attaches_files_and_a_stranger_does_not() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let (mine, strange) = (Blob::of(&contents()), Blob::of(b"strange"));
    let budi = council.budi.public();
    let stranger = DeviceKey::from_secret(&[99; 32]);
    let acts = [
        attachment(&council, &council.budi, &[mine]),
        attachment(&council, &stranger, &[strange]),
    ];
    take(&store, &council, from(1), acts.map(Item::Act).to_vec());
    assert_eq!(wanted(&store, &council, &budi), [(mine, 0)]);
    let outcomes = take(&store, &council, from(1), parts(&contents(), mine, budi));
    assert_eq!(outcomes, [Outcome::Taken; 4]);
    let outcomes = take(&store, &council, from(1), parts(b"strange", strange, budi));
    assert_eq!(outcomes, [Outcome::Never(Reason::NotNamed)]);
    let reader = store.reader(council.id).unwrap();
    assert!(reader.blob_in_scope(&budi, &mine).unwrap());
    assert!(!reader.blob_in_scope(&budi, &strange).unwrap());
    assert_eq!(reader.blob_contents(&mine).unwrap(), Some(contents()));
    assert_eq!(reader.check(false).unwrap().findings, []);
}

/// A program from before there were attachments kept the act, and knew nothing of what it names.
#[test]
fn what_an_older_program_took_in_is_wanted_after_the_migration() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let blob = Blob::of(&contents());
    let act = attachment(&council, &council.budi, &[blob]);
    take(&store, &council, from(1), vec![Item::Act(act)]);
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch(
        "DELETE FROM blob_names; DELETE FROM blobs; DROP TABLE blob_attachers;
         DROP INDEX blob_names_attached; ALTER TABLE blob_names DROP COLUMN named_as;
         DROP TABLE blocked; DROP TABLE quotas; DROP TABLE usage; DROP TABLE seen; DROP TABLE hosting_offers;
         DROP TABLE left_out; DROP TABLE chosen; DROP INDEX acts_of_choice; DROP INDEX acts_of_restart; ALTER TABLE documents DROP COLUMN restarted; ALTER TABLE documents DROP COLUMN forgotten_millis;
         PRAGMA user_version = 9;",
    )
    .unwrap();
    drop(conn);
    let (store, notes) = Store::open(&path, Options::new("test")).unwrap();
    assert_eq!(notes.migrated_from, Some(9));
    let budi = council.budi.public();
    assert_eq!(wanted(&store, &council, &budi), [(blob, 0)]);
}
