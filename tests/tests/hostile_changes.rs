//! What a dishonest member with a modified program sends is refused by name, and others go on.

use council::document::genesis::genesis_bytes;
use council::edit::{Edit, Place};
use dewan_tests::chunk::Change;
use dewan_tests::hostile::{Flaw, Work};
use format::run::RunError;
use format::{ChangeHeader, DocumentId, LogId, Run};
use store::{From, StoreError};
use sync::{Item, Outcome, Reason};

use crate::real_stores::world::{RELAYS, World};

#[test]
fn bytes_that_are_no_plain_change_are_refused_and_never_read_further() {
    for hostile in Work::example().spoil_all() {
        let parsed = ChangeHeader::parse(&hostile.chunk);
        assert_eq!(
            parsed.is_err(),
            hostile.flaw.shows_in_bytes(),
            "{:?}: {parsed:?}",
            hostile.flaw
        );
    }
}

/// Two readers of the same bytes, written apart, agree about honest and dishonest changes alike.
#[test]
fn a_header_says_what_the_bytes_say() {
    let work = Work::example();
    let hostile = work.spoil_all().into_iter().map(|hostile| hostile.chunk);
    for chunk in work.own.clone().into_iter().chain(hostile) {
        let Ok(header) = ChangeHeader::parse(&chunk) else {
            continue;
        };
        let change = Change::read(&chunk).unwrap();
        assert_eq!(header.hash, change.hash());
        assert_eq!(header.dependencies, change.dependencies);
        assert_eq!(header.actor.as_bytes().as_slice(), change.actor);
        assert_eq!(
            (header.sequence, header.start_op, header.time_seconds),
            (change.sequence, change.start_op, change.time_seconds)
        );
        assert_eq!(header.operations, change.actions().unwrap().len() as u64);
        assert_eq!(
            header.author.map(|author| author.as_bytes().to_vec()),
            change.footer.get(2..).map(<[u8]>::to_vec)
        );
    }
}

#[test]
fn a_seal_does_not_cover_an_actor_or_author_of_another_key() {
    let work = Work::example();
    let run = |flaw| {
        let hostile = work.spoil(flaw);
        let run = hostile.run(&work).unwrap();
        Run::new(
            &work.council,
            run.document,
            run.author,
            run.changes,
            run.seal,
        )
    };
    assert_eq!(run(Flaw::ForeignActor), Err(RunError::Actor));
    for flaw in [Flaw::FooterMissing, Flaw::FooterForeign, Flaw::FooterLate] {
        assert!(
            matches!(
                run(flaw),
                Err(RunError::Author { index: 0 } | RunError::Change { .. })
            ),
            "{flaw:?}: {:?}",
            run(flaw)
        );
    }
}

#[test]
fn an_honest_run_travels_and_its_seal_fits_nothing_else() {
    let work = Work::example();
    let honest = work.run(&work.own);
    let packed = honest.pack().unwrap();
    assert_eq!(Run::unpack(&packed, &work.council).unwrap(), honest);
    let mut elsewhere = honest.clone();
    elsewhere.document = DocumentId::from_bytes([9; 16]);
    let packed = elsewhere.pack().unwrap();
    assert_eq!(Run::unpack(&packed, &work.council), Err(RunError::Seal));
    let mut shorter = honest;
    shorter.changes.pop();
    let packed = shorter.pack().unwrap();
    assert_eq!(Run::unpack(&packed, &work.council), Err(RunError::Seal));
}

/// What a store answers to a hostile change that comes sealed by a member, after the honest ones.
fn expected(flaw: Flaw) -> Outcome {
    match flaw {
        Flaw::StartOpTooLow | Flaw::StartOpEqual | Flaw::StartOpTooHigh => {
            Outcome::Never(Reason::StartOperation)
        }
        Flaw::SequenceGap | Flaw::OwnDependencyMissing => Outcome::Never(Reason::Sequence),
        Flaw::ForeignActor | Flaw::FooterMissing | Flaw::FooterForeign | Flaw::FooterLate => {
            Outcome::Never(Reason::ForeignActor)
        }
        Flaw::DependencyUnknown => Outcome::Gap,
        // Two changes on one place are both kept. A false count shows when operations are decoded,
        // which no store does: every reader voids the change.
        Flaw::PositionTaken | Flaw::OneOperationTooMany | Flaw::OneOperationTooFew => {
            Outcome::Taken
        }
        other => panic!("{other:?} never gets as far as a store"),
    }
}

/// A member's work in a real document of a real council, and a relay that holds what it stands on.
fn work_in_council() -> (World, Work) {
    let mut world = World::new(11);
    let (member, other) = (RELAYS, RELAYS + 1);
    let mut random = world.random.clone();
    let mut tokens = 0;
    let mut token = || {
        tokens += 1;
        format!("token {tokens}")
    };
    let (document, kind) = world.nodes[other].create(&mut random);
    world.nodes[other].edit(&document, kind, &mut token, &mut random);
    world.round();
    world.round();
    let node = &world.nodes[member];
    let content = node.reader().content(&document).unwrap();
    let mut ground = vec![genesis_bytes(kind).to_vec()];
    ground.extend(content.changes.into_iter().map(|shown| shown.chunk));
    let mut open = node.open(&document, kind);
    open.set_writer(
        node.key.public(),
        node.key.public().actor_with(&node.council, [9; 8]),
    );
    let own = (0..3)
        .map(|n| {
            let place = Place::Title;
            let value = format!("A title with number {n}");
            let edit = Edit::Put { place, value };
            open.edit(&[edit], 1_700_000_000, None)
                .unwrap()
                .unwrap()
                .bytes
        })
        .collect();
    let work = Work {
        council: node.council,
        document,
        key: node.key.clone(),
        roster: node.roster().heads,
        ground,
        own,
    };
    (world, work)
}

#[test]
fn a_store_refuses_a_members_hostile_change_by_name_and_takes_honest_ones_after_it() {
    let (world, work) = work_in_council();
    let relay = &world.nodes[0];
    let from = From {
        peer: work.key.public(),
        log: LogId::from_bytes([1; 16]),
    };
    for hostile in work.spoil_all() {
        let flaw = hostile.flaw;
        if flaw.shows_in_bytes() {
            continue;
        }
        let before = (!hostile.before.is_empty()).then(|| Item::Run(work.run(&hostile.before)));
        let items: Vec<Item> = before
            .into_iter()
            .chain([
                Item::Run(hostile.run(&work).unwrap()),
                Item::Run(work.run(&work.own)),
            ])
            .collect();
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let council = work.council;
        // The job fails at its end, so that the next flaw meets the same store.
        let undone: Result<(), _> = relay.store().write(move |write| {
            let outcomes = write.take(council, from, &items, None)?;
            tell.send(outcomes).unwrap();
            Err(StoreError::TooManyGaps)
        });
        assert!(
            matches!(undone, Err(StoreError::TooManyGaps)),
            "{flaw:?}: {undone:?}"
        );
        let mut outcomes = told.recv().unwrap();
        let honest = outcomes.pop().unwrap();
        assert_eq!(outcomes.pop(), Some(expected(flaw)), "{flaw:?}");
        assert!(
            outcomes.iter().all(|outcome| *outcome == Outcome::Taken),
            "{flaw:?}"
        );
        let all_held = flaw == Flaw::PositionTaken;
        let after = if all_held {
            Outcome::Held
        } else {
            Outcome::Taken
        };
        assert_eq!(honest, after, "honest work after {flaw:?}");
    }
}
