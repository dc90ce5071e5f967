use super::*;

/// The names of the fields in which two changes differ.
fn differences(a: &Change, b: &Change) -> Vec<&'static str> {
    let actions = |change: &Change| -> Vec<Vec<u8>> {
        let actions = change
            .columns
            .iter()
            .filter(|c| c.specification & !8 == 0x42);
        actions.map(|c| c.data.clone()).collect()
    };
    let others = |change: &Change| -> Vec<_> {
        let others = change
            .columns
            .iter()
            .filter(|c| c.specification & !8 != 0x42);
        others.cloned().collect()
    };
    [
        ("dependencies", a.dependencies != b.dependencies),
        ("actor", a.actor != b.actor),
        ("sequence", a.sequence != b.sequence),
        ("start_op", a.start_op != b.start_op),
        ("time", a.time_seconds != b.time_seconds),
        ("message", a.message != b.message),
        ("other actors", a.other_actors != b.other_actors),
        ("actions", actions(a) != actions(b)),
        ("other columns", others(a) != others(b)),
        ("footer", a.footer != b.footer),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

#[test]
fn every_flaw_changes_what_it_names_and_nothing_else() {
    use Flaw::*;
    let work = Work::example();
    for hostile in work.spoil_all() {
        let flaw = hostile.flaw;
        let honest = if flaw.is_of_first_change() {
            &work.own[0]
        } else {
            &work.own[2]
        };
        let honest_change = Change::read(honest).expect("plain");
        let expected: &[&str] = match flaw {
            StartOpTooLow | StartOpEqual | StartOpTooHigh => &["start_op"],
            StartOpNearLimit | StartOpOverflows | StartOpZero => &["start_op"],
            OneOperationTooMany | OneOperationTooFew | OperationsWithoutEnd => &["actions"],
            CompressedColumn => &["actions"],
            SequenceGap => &["sequence"],
            PositionTaken => &["other columns"],
            // The numbering follows the dependencies.
            OwnDependencyMissing => &["dependencies", "start_op"],
            DependencyUnknown | DependenciesUnsorted | DependencyTwice => &["dependencies"],
            ForeignActor | GenesisActor => &["actor"],
            FooterMissing | FooterForeign | FooterLate => &["footer"],
            ChecksumWrong | ByteTooMany | ByteTooFew => &[],
            CompressedChunk | DocumentChunk | BundleChunk | UnknownChunk => {
                assert!(
                    hostile.change.is_none() && hostile.chunk != *honest,
                    "{flaw:?}"
                );
                continue;
            }
        };
        let change = hostile.change.as_ref().expect("still a change");
        assert_eq!(differences(&honest_change, change), expected, "{flaw:?}");
        assert_ne!(&hostile.chunk, honest, "{flaw:?}");
        assert_eq!(hostile.hash, change.hash(), "{flaw:?}");
        let sound = Change::read(&hostile.chunk).as_ref() == Some(change);
        let unsound = matches!(flaw, ChecksumWrong | ByteTooMany | ByteTooFew);
        assert_eq!(
            sound, !unsound,
            "{flaw:?}: the bytes are those of the change"
        );
    }
}

#[test]
fn every_flaw_is_listed_once() {
    assert!(Flaw::ALL.is_sorted_by(|a, b| a < b));
    assert_eq!(
        *Flaw::ALL.last().expect("some") as usize + 1,
        Flaw::ALL.len()
    );
}

#[test]
fn every_hostile_change_is_sealed_by_the_member() {
    let work = Work::example();
    for hostile in work.spoil_all() {
        let author = work.key.public();
        let sealed = hostile
            .seal
            .verifies(&author, &work.council, &work.document, &hostile.hash);
        assert!(sealed, "{:?}", hostile.flaw);
    }
}

#[test]
fn numbers_are_wrong_by_what_the_name_says() {
    let work = Work::example();
    let before = Change::read(&work.own[1])
        .expect("plain")
        .last_op()
        .expect("counted");
    let start = |flaw| work.spoil(flaw).change.expect("a change").start_op;
    assert_eq!(start(Flaw::StartOpEqual), before);
    assert_eq!(start(Flaw::StartOpTooHigh), before + 2);
    assert!(start(Flaw::StartOpTooLow) < before);
    let honest = Change::read(&work.own[2])
        .expect("plain")
        .actions()
        .expect("actions")
        .len();
    let count = |flaw| {
        work.spoil(flaw)
            .change
            .and_then(|c| c.actions())
            .expect("actions")
            .len()
    };
    assert_eq!(count(Flaw::OneOperationTooMany), honest + 1);
    assert_eq!(count(Flaw::OneOperationTooFew), honest - 1);
    let alone = work
        .spoil(Flaw::OwnDependencyMissing)
        .change
        .expect("a change");
    let own_first = Change::read(&work.own[0]).expect("plain");
    assert_eq!(alone.dependencies, [own_first.hash()]);
    assert_eq!(Some(alone.start_op - 1), own_first.last_op());
}

#[test]
fn changes_that_only_break_our_rules_are_changes_to_automerge() {
    let work = Work::example();
    for flaw in [
        Flaw::StartOpTooLow,
        Flaw::StartOpEqual,
        Flaw::StartOpTooHigh,
        Flaw::SequenceGap,
        Flaw::PositionTaken,
        Flaw::OwnDependencyMissing,
        Flaw::DependencyUnknown,
        Flaw::FooterLate,
        Flaw::ForeignActor,
        Flaw::CompressedChunk,
    ] {
        let hostile = work.spoil(flaw);
        let read = automerge::Change::from_bytes(hostile.chunk).expect("automerge reads it");
        if flaw != Flaw::CompressedChunk {
            assert_eq!(&read.hash().0, hostile.hash.as_bytes(), "{flaw:?}");
        }
    }
}

#[test]
fn the_hanging_bundle_is_a_sound_chunk() {
    let (kind, _) = chunk::open(HANGING_BUNDLE).expect("its checksum is right");
    assert_eq!(kind, chunk::BUNDLE);
}
