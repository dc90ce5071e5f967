//! What a relay has in memory follows who is linked, not what it keeps, and is given back.
//!
//! `DEWAN_CROWD` says how many are linked (6 unless told), `DEWAN_STOCK_MIB` how large the large stock is (50
//! unless told); the small one is a fortieth of it, and at least 1 MiB.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use council::act::{Body, Create};
use council::view::Kind;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan_tests::chunk::{ACTION_COLUMN, Change, Column, VALUE_COLUMN, author_footer};
use dewan_tests::council::{Council, figure};
use dewan_tests::crowd::{Crowd, Met, What, now};
use dewan_tests::memory;
use dewan_tests::program::{self, PATIENCE};
use dewan_tests::relay::Relay;
use format::id::{Origin, Scope};
use format::run::PlainChange;
use format::{Act, DocumentId, LogId, Nonce, Run, Seal};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use store::{From, Options, Store};
use sync::{Holdings as _, Item};
use tokio::sync::{Semaphore, mpsc, watch};

const MIB: u64 = 1024 * 1024;
/// How often the relay is asked whether it has noticed something.
const POLL: Duration = Duration::from_millis(50);
/// One change; random, so that compression makes it no smaller.
const CHANGE_BYTES: usize = 24 * 1024;
/// Changes of one document.
const CHANGES: usize = 20;
/// So many fetch everything at the same time; the others come when these have it.
const FETCHING: usize = 4;
/// By so much more at most a relay with the large stock may have in memory at its peak: the page caches of
/// SQLite, which have a fixed size, and what a few lookups need.
const MORE_AT_PEAK: u64 = 24 * MIB;
/// By so much more at most a relay may have in memory when all are gone than before anybody came: what its
/// allocator keeps of the page caches, whatever their use was,
const MORE_AFTERWARDS: u64 = 16 * MIB;
/// and of each of those who were linked at once. While linked, each takes about 200 KiB.
const MORE_FOR_EACH: u64 = 64 * 1024;

/// What a relay had in memory, in bytes.
struct Ran {
    stock: u64,
    before: u64,
    linked: u64,
    peak: u64,
    after: u64,
    after_again: u64,
}

/// Writes documents of so many bytes in all into the file of a relay that does not run, as `writer`.
fn fill(relay: &Relay, writer: &Writing, bytes: u64) {
    let (store, _) = Store::open(&relay.data(), Options::new("test")).unwrap();
    let (council, key) = (writer.council(), writer.key());
    let from = From {
        peer: key.public(),
        log: LogId::from_bytes([7; 16]),
    };
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let documents = bytes.div_ceil((CHANGES * CHANGE_BYTES) as u64);
    for _ in 0..documents {
        let create = creation(writer, &mut random);
        let document = match create.statement().subject {
            format::Subject::Document(document) => document,
            format::Subject::Council => panic!("a create act is about a document"),
        };
        let act = Item::Act(create);
        store
            .write(move |write| write.take(council, from, &[act], None))
            .unwrap();
        let reader = store.reader(council).unwrap();
        let (genesis, last_op) = reader.genesis(&document).unwrap().unwrap();
        drop(reader);
        let run = run(writer, document, (genesis, last_op), &mut random);
        let outcomes = store
            .write(move |write| write.take(council, from, &[Item::Run(run)], None))
            .unwrap();
        assert_eq!(outcomes, [sync::Outcome::Taken]);
    }
}

fn creation(writer: &Writing, random: &mut ChaCha8Rng) -> Act {
    let mut nonce = [0; 16];
    random.fill_bytes(&mut nonce);
    let create = Create {
        kind: Kind::Policy,
        scope: Scope::Council,
        label: None,
        origin: Origin::Nonce(Nonce::from_bytes(nonce), writer.key().public()),
    };
    let document = create.document(&writer.council());
    let body = Body::Create(create);
    writer.sign_about(document, vec![], &body).unwrap()
}

fn run(
    writer: &Writing,
    document: DocumentId,
    (genesis, last_op): (format::ChangeHash, u64),
    random: &mut ChaCha8Rng,
) -> Run {
    let (council, key) = (writer.council(), writer.key());
    let mut suffix = [0; 8];
    random.fill_bytes(&mut suffix);
    let actor = key.public().actor_with(&council, suffix);
    let mut changes: Vec<PlainChange> = Vec::new();
    for sequence in 1..=CHANGES as u64 {
        let mut value = vec![0; CHANGE_BYTES];
        random.fill_bytes(&mut value);
        let before = changes.last().map_or(genesis, |last| last.header.hash);
        let change = Change {
            dependencies: vec![before],
            actor: actor.as_bytes().to_vec(),
            sequence,
            start_op: last_op + sequence,
            time_seconds: 0,
            message: vec![],
            other_actors: vec![],
            columns: vec![
                // One operation.
                Column {
                    specification: ACTION_COLUMN,
                    data: vec![0x7f, 1],
                },
                Column {
                    specification: VALUE_COLUMN,
                    data: value,
                },
            ],
            footer: match sequence {
                1 => author_footer(key.public().as_bytes()),
                _ => vec![],
            },
        };
        changes.push(PlainChange::parse(change.write()).unwrap());
    }
    let last = changes.last().unwrap().header.hash;
    Run {
        document,
        author: key.public(),
        seal: Seal::sign(key, &council, &document, &last, vec![]),
        changes,
    }
}

/// Everybody links, has everything, and goes, and the relay has noticed it. Gives what it had in memory while
/// all were linked.
fn come_and_go(relay: &Relay, crowd: &Crowd, members: usize) -> u64 {
    let rested = rests(relay);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (tell, mut told) = mpsc::channel::<Met>(100_000);
    let (_never, reads) = watch::channel(false);
    let doors = Arc::new(Semaphore::new(FETCHING));
    for who in 0..members {
        let member = crowd.clone();
        runtime.spawn(member.follow(who, tell.clone(), reads.clone(), Arc::clone(&doors)));
    }
    let mut linked = BTreeSet::new();
    while linked.len() < members {
        let met = runtime.block_on(async { tokio::time::timeout(PATIENCE, told.recv()).await });
        let met = met.expect("the crowd goes on").expect("the crowd is there");
        assert!(!matches!(met.what, What::Ended(_)), "{met:?}");
        if met.what == What::Linked {
            linked.insert(met.who);
        }
    }
    let own = own(relay);
    runtime.shutdown_timeout(PATIENCE);
    let begun = now();
    while rests(relay) == rested {
        assert!(begun.elapsed() < PATIENCE, "the relay does not rest");
        std::thread::park_timeout(POLL);
    }
    own
}

/// How often the relay gave memory back because nobody was linked any more.
fn rests(relay: &Relay) -> String {
    let metrics = program::http_get(relay.address(), "/metrics").unwrap();
    let mut lines = metrics.lines();
    let line = lines.find(|line| line.starts_with("dewan_relay_rests_total "));
    line.unwrap().to_owned()
}

fn own(relay: &Relay) -> u64 {
    memory::of(relay.process().unwrap()).unwrap().own
}

fn run_with(stock: u64, members: usize) -> Ran {
    // All members of the crowd have one key: the crowd is what is looked at, not who is in it.
    let relay = Relay::start_with(&["--open", "--max-per-device", "1000"]);
    let mut council = Council::found_at(relay);
    council.sync_all();
    let writer = Writing::open(Home::find(Some(council.north.home())).unwrap()).unwrap();
    council.relay.stop();
    fill(&council.relay, &writer, stock);
    council.relay.restart();
    let reader = Writing::open(Home::find(Some(council.south.home())).unwrap()).unwrap();
    let crowd = Crowd {
        url: council.relay.url(),
        council: reader.council(),
        key: reader.key().clone(),
        store: reader.store().clone(),
    };
    let relay = &council.relay;
    let before = own(relay);
    let linked = come_and_go(relay, &crowd, members);
    let after = own(relay);
    come_and_go(relay, &crowd, members);
    let ran = Ran {
        stock: std::fs::metadata(relay.data()).unwrap().len(),
        before,
        linked,
        peak: memory::of(relay.process().unwrap()).unwrap().peak,
        after,
        after_again: own(relay),
    };
    let mib = |bytes: u64| bytes as f64 / MIB as f64;
    println!(
        "{members} linked, {FETCHING} of them fetching all at once; a file of {:.0} MiB: {:.1} MiB before, {:.1} \
         while all are linked, {:.1} at the peak with the program itself, {:.1} when all are gone, {:.1} when as \
         many came and went again",
        mib(ran.stock),
        mib(ran.before),
        mib(ran.linked),
        mib(ran.peak),
        mib(ran.after),
        mib(ran.after_again)
    );
    ran
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn what_a_relay_has_in_memory_follows_its_connections_and_not_its_stock() {
    let members = usize::try_from(figure("DEWAN_CROWD", 6)).unwrap();
    let stock = figure("DEWAN_STOCK_MIB", 50) * MIB;
    let small = run_with((stock / 40).max(MIB), members);
    let large = run_with(stock, members);
    assert!(
        large.stock > small.stock * 10 && large.stock > 2 * MORE_AT_PEAK,
        "the stocks are too much alike to tell anything"
    );
    assert!(
        large.peak <= small.peak + MORE_AT_PEAK,
        "the peak grew by {} bytes with the stock",
        large.peak - small.peak
    );
    let more = MORE_AFTERWARDS + members as u64 * MORE_FOR_EACH;
    for ran in [&small, &large] {
        for rest in [ran.after, ran.after_again] {
            assert!(
                rest <= ran.before + more,
                "{} bytes were not given back",
                rest - ran.before
            );
        }
    }
}
