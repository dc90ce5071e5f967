//! How long the questions take that are asked again and again. Prints; nothing here can fail by
//! being slow. `cargo nextest run -p dewan-store --run-ignored only --no-capture measuring`

use std::hint::black_box;

use council::act::{Body, Comment, Invite, Join, Speaker};
use format::{DeviceKey, Frontier};
use store::Store;
use store::summary::Summary;
use sync::event::Outcome;
use sync::holdings::{Holdings as _, Item};

use crate::files::{parts, publication};
use crate::fixture::{Council, council, from, history, more_documents, place};

#[expect(clippy::disallowed_methods, reason = "this measures")]
fn timed<T>(what: &str, times: u32, mut work: impl FnMut() -> T) {
    let begun = std::time::Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    println!("{what}: {:?}", begun.elapsed() / times);
}

fn take(council: &Council, store: &Store, items: Vec<Item>) -> Vec<Outcome> {
    let id = council.id;
    store
        .write(move |write| write.take(id, from(1), &items, None))
        .unwrap()
}

/// The most memory this process had since the last call, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.unwrap().trim().trim_end_matches(" kB");
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    1024 * peak.parse::<u64>().unwrap()
}

/// `DEWAN_STOCK_MIB`: how large the file shall be, 20 unless told.
#[test]
#[ignore = "it measures"]
fn memory_of_check_and_mending() {
    let stock = std::env::var("DEWAN_STOCK_MIB").map_or(20, |text| text.parse().unwrap());
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    // Half of it in changes, half in files.
    let documents = more_documents(&council, &store, stock);
    for document in &documents {
        take(
            &council,
            &store,
            vec![history(&council, &store, *document, 1_000)],
        );
    }
    for number in 0..=stock / 8 {
        let contents: Vec<u8> = (0..4_usize << 20)
            .map(|at| (at * (number + 1) % 251) as u8)
            .collect();
        let blob = format::Blob::of(&contents);
        let mut items = vec![Item::Act(publication(&council, &council.rina, &[blob]))];
        items.extend(parts(&contents, blob, council.budi.public()));
        take(&council, &store, items);
    }
    drop(store);
    let conn = rusqlite::Connection::open(&path).unwrap();
    for damage in [
        "UPDATE changes SET chunk = x'00' WHERE n = 5000",
        "UPDATE changes SET last_op = 0 WHERE n % 1000 = 7",
        "DELETE FROM heads",
    ] {
        conn.execute(damage, []).unwrap();
    }
    drop(conn);
    println!("{} bytes", std::fs::metadata(&path).unwrap().len());
    let (store, _) = Store::open(&path, store::Options::new("test")).unwrap();
    store.rest().unwrap();
    peak();
    let before = peak();
    let mut found = None;
    timed("check", 1, || found = Some(store.findings().unwrap()));
    println!("check: {} bytes more at the peak", peak() - before);
    timed("mend", 1, || {
        let found = found.take().unwrap();
        assert!(!store.mend(found, None).unwrap().left.is_serious());
    });
    println!(
        "mend: {} bytes more at the peak",
        peak().saturating_sub(before)
    );
    assert_eq!(store.reader(id).unwrap().lost_council_acts().unwrap(), 0);
}

#[test]
#[ignore = "it measures"]
fn measuring() {
    let (_folder, path) = place();
    let council = council();
    let store = council.store(&path);
    let id = council.id;
    let documents = more_documents(&council, &store, 10_000);
    let reader = store.reader(id).unwrap();
    timed("overall_digest of 10,000 documents", 20, || {
        store.reader(id).unwrap().overall_digest().unwrap()
    });
    timed("a page of 1,000 digests", 20, || {
        reader.digests_after(Some(documents[5]), 1000).unwrap()
    });
    let ids: Vec<_> = (reader.rows_after(0, 2_000).unwrap().into_iter())
        .filter_map(|row| match row.item {
            format::chain::LoggedItem::Act(act) => Some(act),
            format::chain::LoggedItem::Change(..) => None,
        })
        .collect();
    for pass in ["first", "second"] {
        timed(&format!("2,000 acts read, {pass} time"), 1, || {
            ids.iter().for_each(|act| {
                black_box(reader.act(act).unwrap());
            });
        });
    }
    timed("genesis of 1,000 documents", 1, || {
        documents[..1000].iter().for_each(|document| {
            black_box(reader.genesis(document).unwrap());
        });
    });
    drop(reader);

    let runs: Vec<Item> = (documents[..1000].iter())
        .map(|document| history(&council, &store, *document, 1))
        .collect();
    timed("1,000 runs of one change, one document each", 1, || {
        take(&council, &store, runs.clone())
    });
    let runs: Vec<Item> = (documents[1000..2000].iter())
        .map(|document| history(&council, &store, *document, 40))
        .collect();
    timed("1,000 runs of 40 changes, one document each", 1, || {
        take(&council, &store, runs.clone())
    });
    for document in &documents[1000..2000] {
        let content = store.reader(id).unwrap().outline(document).unwrap();
        let summary = Summary {
            document: *document,
            kind: "policy".into(),
            title: document.to_string(),
            unit: String::new(),
            archived: false,
            created: None,
            changed: None,
            open_actions: 0,
            conflicts: 0,
            heads: content.heads,
            basis: content.basis,
            more: serde_json::Value::Null,
        };
        store
            .write(move |write| write.put_summary(id, &summary, "text"))
            .unwrap();
    }
    timed("stale_summaries, 9,001 of 10,001 stale", 3, || {
        store.reader(id).unwrap().stale_summaries().unwrap()
    });

    let long = documents[3000];
    take(
        &council,
        &store,
        vec![history(&council, &store, long, 4_000)],
    );
    let reader = store.reader(id).unwrap();
    let frontier = reader.frontier(&long).unwrap();
    let (actor, _) = frontier.0.iter().next().unwrap();
    let hash = reader.at_position(&long, actor, 3_995).unwrap()[0];
    let behind = Frontier(
        [(
            *actor,
            format::Position {
                sequence: 3_995,
                hash,
            },
        )]
        .into(),
    );
    timed("changes_beyond, 5 of 4,000 missing", 20, || {
        assert_eq!(
            reader.changes_beyond(&long, &behind, 0, 100).unwrap().len(),
            5
        );
    });
    drop(reader);

    let speaker = Speaker {
        key: &council.rina,
        council: Some(id),
        roster: vec![council.roster[2].id()],
        time_millis: 5_000,
    };
    let comments: Vec<Item> = (0..1_000)
        .map(|number| {
            let body = Body::Comment(Comment {
                anchor: None,
                place: String::new(),
                quote: String::new(),
                answers: None,
                mentions: None,
                text: format!("comment {number}"),
            });
            Item::Act(speaker.say_about(documents[0], vec![], &body).unwrap())
        })
        .collect();
    timed("1,000 acts about one document", 1, || {
        take(&council, &store, comments.clone())
    });
    let mut joins = Vec::new();
    for number in 0..500_u16 {
        let mut secret = [77; 32];
        secret[..2].copy_from_slice(&number.to_le_bytes());
        let (key, one_time) = (
            DeviceKey::from_secret(&secret),
            DeviceKey::from_secret(&[secret[0]; 32]),
        );
        let invite = speaker
            .say(&Body::Invite(Invite {
                office: format!("Office {number}"),
                one_time_key: one_time.public(),
                expires_millis: None,
                replaces: None,
            }))
            .unwrap();
        let join = Speaker {
            key: &key,
            council: Some(id),
            roster: vec![invite.id()],
            time_millis: 6_000,
        }
        .say(&Body::Join(Join {
            person: format!("Person {number}"),
            invite: invite.id(),
            proof: one_time.sign(&Join::proof_bytes(&id, &invite.id(), &key.public())),
        }))
        .unwrap();
        joins.push(Item::Act(invite));
        joins.push(Item::Act(join));
    }
    timed("500 invitations and joins, 1,000 acts", 1, || {
        take(&council, &store, joins.clone())
    });
    timed("the standing after them", 1, || {
        let reader = store.reader(id).unwrap();
        reader.standing(&council.rina.public(), &[]).unwrap()
    });
    let stranger = DeviceKey::from_secret(&[99; 32]);
    let refused: Vec<Item> = (0..1_000)
        .map(|number| {
            let body = Body::Comment(Comment {
                anchor: None,
                place: String::new(),
                quote: String::new(),
                answers: None,
                mentions: None,
                text: format!("refused {number}"),
            });
            let stranger = Speaker {
                key: &stranger,
                ..speaker.clone()
            };
            Item::Act(stranger.say_about(documents[0], vec![], &body).unwrap())
        })
        .collect();
    timed("1,000 refusals", 1, || {
        take(&council, &store, refused.clone())
    });
}
