//! Real programs over the line of a far office: 64 kbit/s each way, 600 ms there and back, cut by a reset
//! every 20 s, up again at once. Says how many seconds a first sync takes, and how many the line needs.
//!
//! `cargo build --workspace && cargo run -p dewan-tests --example far_office`, some minutes long. The same in
//! virtual time, with a limit: `shared/sync/tests/simulator/thin.rs`.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "it measures time, and ends where something goes wrong"
)]

use std::time::{Duration, Instant};

use council::act::{Body, Create};
use council::document::Document;
use council::edit::{Edit, Place};
use council::view::Kind;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan_tests::council::Council;
use dewan_tests::link::{Conditions, Link, Way};
use format::id::Origin;
use format::scope::Scope;
use format::{Nonce, Seal};

const BYTES_PER_SECOND: u64 = 8_000;
const ROUND_TRIP: Duration = Duration::from_millis(600);
const CUT_AFTER_MILLIS: u64 = 20_000;

/// The line, with cuts or without.
fn line(cuts: bool) -> Conditions {
    Conditions {
        cut_after_millis: cuts.then_some(CUT_AFTER_MILLIS..=CUT_AFTER_MILLIS),
        ..Conditions::both_ways(&Way {
            delay: ROUND_TRIP / 2,
            bytes_per_second: Some(BYTES_PER_SECOND),
            ..Way::default()
        })
    }
}

/// Documents of the chair whose title was typed letter by letter.
fn typed(council: &Council, documents: usize, changes: usize) {
    let home = Home::find(Some(council.chair.home())).expect("the chair has a home");
    let office = Writing::open(home).expect("the chair has an office");
    let (id, me) = (office.council(), office.me());
    for number in 0..documents {
        let create = Create {
            kind: Kind::Policy,
            scope: Scope::Council,
            label: None,
            origin: Origin::Nonce(Nonce::random().expect("randomness"), me),
        };
        let document = create.document(&id);
        office
            .say_about(document, vec![], &Body::Create(create))
            .expect("it can be created");
        let mut text = Document::genesis(Kind::Policy);
        text.set_writer(me, me.new_actor(&id).expect("randomness"));
        let letters = "kebijakan dewan media sosial ";
        let mut sealed = Vec::new();
        for (at, letter) in letters.chars().cycle().take(changes).enumerate() {
            let edit = Edit::Splice {
                place: Place::Title,
                at,
                delete: 0,
                insert: letter.to_string(),
            };
            let seconds = i64::try_from(at / 3 + number).expect("small");
            let change = text.edit(&[edit], seconds, None);
            let change = change.expect("it fits").expect("it changes something");
            let seal = Seal::sign(office.key(), &id, &document, &change.hash, vec![]);
            sealed.push((change.bytes, seal));
        }
        let written = office.store().write(move |write| {
            for (bytes, seal) in &sealed {
                write.append_local(id, document, &me, bytes, seal)?;
            }
            Ok(())
        });
        written.expect("it can be written");
    }
}

/// A council whose chair wrote this, and a branch that lacks it: what a first sync takes over the line.
fn first_sync(what: &str, write: impl Fn(&Council)) {
    let mut need = 0;
    for cuts in [false, true] {
        let council = Council::found();
        write(&council);
        council.chair.sync();
        let link = Link::to(council.relay.address(), 7);
        link.set(|conditions| *conditions = line(cuts));
        let began = Instant::now();
        let mut commands = 0;
        loop {
            commands += 1;
            let output = council.north.sync_over(&link.url());
            match output.status.code() {
                Some(0) => break,
                Some(1) if commands < 100 => {}
                _ => panic!("{}{}", output.stdout, output.stderr),
            }
        }
        let took = began.elapsed().as_secs_f64();
        let traffic = link.traffic();
        let bytes = traffic.there.max(traffic.back);
        let connections = link.connections().len();
        if !cuts {
            need = bytes;
        }
        let floor = need as f64 / BYTES_PER_SECOND as f64
            + 4.0 * ROUND_TRIP.as_secs_f64() * connections as f64;
        println!(
            "{what}, {}: {took:.1} s in {connections} connections and {commands} commands, {bytes} \
             bytes the busier way; {need} bytes and 4 round trips a connection: {floor:.1} s, {:.2} \
             times that",
            if cuts { "cut every 20 s" } else { "no cuts" },
            took / floor
        );
    }
}

fn main() {
    first_sync("50 documents of 2,000 changes", |council| {
        typed(council, 50, 2_000);
    });
    first_sync("one document of one change", |council| {
        // Letters that do not shrink: about 302 kB on the line.
        let mut state = 7_u64;
        let text: String = (0..370_000)
            .map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b'!' + u8::try_from((state >> 33) % 90).expect("below 90"))
            })
            .collect();
        let file = council.chair.file("besar.txt", &text);
        council.chair.ok(["import", &file]);
    });
}
