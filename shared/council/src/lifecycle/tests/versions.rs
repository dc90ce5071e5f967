//! Which approvals are versions, and what later decisions take away from them: nothing.

use super::*;

/// The numbers of the versions, and what they say.
fn versions(lifecycle: &Lifecycle) -> Vec<(usize, Fingerprint)> {
    let versions = lifecycle.versions.iter();
    versions
        .map(|version| (version.number, version.text.fingerprint))
        .collect()
}

fn print(n: u8) -> Fingerprint {
    Fingerprint::from_bytes([n; 32])
}

fn number_on(lifecycle: &Lifecycle, on: &str) -> Option<usize> {
    lifecycle.in_force(day(on)).map(|version| version.number)
}

fn keeps_in_every_order(stage: &Stage) {
    let whole = stage.lifecycle();
    let seed = 20_260_302;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut shuffled = stage.clone();
    for round in 0..1_000 {
        shuffled.acts.shuffle(&mut rng);
        assert_eq!(shuffled.lifecycle(), whole, "seed {seed}, round {round}");
    }
}

impl Stage {
    /// Submitted and judged by legal, so that it can be decided.
    fn ready(&mut self, n: u8) -> (ActId, Text) {
        let legal = self.legal.clone();
        let submitted = self.submit(n);
        self.opinion(&legal, submitted.0, &submitted.1);
        submitted
    }

    /// The chair approves and the acting chair rejects, of whom neither knows of the other; each their own
    /// submission.
    fn decide_apart(&mut self, approved: &(ActId, Text), rejected: &(ActId, Text)) -> [ActId; 2] {
        let (chair, acting) = (self.chair.clone(), self.acting.clone());
        let (cites, roster) = (self.heads(), self.fold_roster().heads);
        let outcome = Outcome::Approved;
        let first = self.decide_seeing(&chair, cites.clone(), roster.clone(), approved, outcome);
        let second = self.decide_seeing(&acting, cites, roster, rejected, Outcome::Rejected);
        [first, second]
    }

    fn withdraw(&mut self, publication: ActId) -> ActId {
        let chair = self.chair.clone();
        let reason = "Salah angka.".into();
        self.say(
            &chair,
            Body::Withdraw(Withdraw {
                publication,
                reason,
            }),
        )
    }
}

#[test]
fn a_text_that_is_approved_again_after_another_is_a_version_of_its_own() {
    let mut stage = Stage::new();
    stage.pass(1, "2026-03-01");
    stage.pass(2, "2026-04-01");
    stage.pass(1, "2026-05-01");
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.not_counted, []);
    let wanted = [(1, print(1)), (2, print(2)), (3, print(1))];
    assert_eq!(versions(&lifecycle), wanted);
    assert!(
        lifecycle
            .versions
            .iter()
            .all(|one| one.publication.is_some())
    );
    let numbers = ["2026-03-31", "2026-04-30", "2026-05-01"];
    let numbers = numbers.map(|on| number_on(&lifecycle, on));
    assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    let Draft::IsVersion(newest) = lifecycle.draft(&print(1)) else {
        panic!("{:?}", lifecycle.draft(&print(1)));
    };
    assert_eq!(newest.number, 3);
    keeps_in_every_order(&stage);
}

#[test]
fn what_was_withdrawn_is_approved_again_and_published() {
    let mut stage = Stage::new();
    let publication = stage.pass(1, "2026-03-01");
    stage.now = START + 30 * DAY;
    stage.withdraw(publication);
    let lifecycle = stage.lifecycle();
    let today = day("2026-04-02");
    assert!(matches!(lifecycle.status(today), Status::Withdrawn(_)));
    assert_eq!(lifecycle.unchanged_since(&print(1), today), None);
    stage.pass(1, "2026-04-01");
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.not_counted, []);
    assert_eq!(versions(&lifecycle), [(1, print(1)), (2, print(1))]);
    let [before, after] = &lifecycle.versions[..] else {
        panic!("{:?}", lifecycle.versions);
    };
    assert!(before.is_withdrawn() && !after.is_withdrawn());
    assert_eq!(number_on(&lifecycle, "2026-04-02"), Some(2));
    let same = lifecycle.unchanged_since(&print(1), today);
    assert_eq!(same.map(|version| version.number), Some(2));
    keeps_in_every_order(&stage);
}

#[test]
fn the_same_text_submitted_again_and_rejected_takes_nothing_from_the_version_in_force() {
    let mut stage = Stage::new();
    let chair = stage.chair.clone();
    stage.pass(1, "2026-03-01");
    let before = stage.lifecycle();
    let again = stage.ready(1);
    stage.decide(&chair, &again, Outcome::Rejected);
    let lifecycle = stage.lifecycle();
    assert_eq!(lifecycle.not_counted, []);
    assert_eq!(lifecycle.versions, before.versions);
    assert_eq!(number_on(&lifecycle, MARCH), Some(1));
    assert!(matches!(lifecycle.status(day(MARCH)), Status::Rejected(..)));
    assert!(matches!(
        lifecycle.readers(day(MARCH)),
        Some(Status::InForce(_))
    ));
    let stands: Vec<bool> = (lifecycle.submissions.iter())
        .map(|one| matches!(&one.stand, Stand::Decided(by) if by.outcome.is_approval()))
        .collect();
    assert_eq!(stands, [true, false], "each by its own decision");
    keeps_in_every_order(&stage);
}

#[test]
fn two_submissions_of_one_text_decided_apart_are_a_conflict_that_the_chair_settles_on_either() {
    for (settled, wanted) in [
        (Outcome::Approved, vec![1, 2]),
        (Outcome::Rejected, vec![2]),
    ] {
        for on in [0, 1] {
            let mut stage = Stage::new();
            let (chair, acting, secretary) = (
                stage.chair.clone(),
                stage.acting.clone(),
                stage.secretary.clone(),
            );
            let submitted = [stage.ready(1), stage.ready(1)];
            let [approved, _] = stage.decide_apart(&submitted[0], &submitted[1]);
            let lifecycle = stage.lifecycle();
            for submission in &lifecycle.submissions {
                let Stand::Conflict(all) = &submission.stand else {
                    panic!("{:?}", submission.stand);
                };
                assert_eq!(all.len(), 2);
            }
            assert_eq!(lifecycle.versions, []);
            assert_eq!(lifecycle.next_number(), 2, "the number is used up");
            let early = stage.publish(&secretary, approved, "1", MARCH);
            assert_eq!(stage.why_not(early), Reason::Conflict);
            // Meanwhile another text is approved: its number is the next, and stays.
            let other = stage.pass(2, MARCH);
            let numbers = |lifecycle: &Lifecycle| -> Vec<usize> {
                lifecycle.versions.iter().map(|one| one.number).collect()
            };
            assert_eq!(numbers(&stage.lifecycle()), [2]);
            let by_acting = stage.decide(&acting, &submitted[on], settled);
            assert_eq!(stage.why_not(by_acting), Reason::Closed);
            let settles = stage.decide(&chair, &submitted[on], settled);
            let lifecycle = stage.lifecycle();
            assert_eq!(numbers(&lifecycle), wanted);
            assert_eq!(lifecycle.next_number(), 3);
            for submission in &lifecycle.submissions[..2] {
                assert!(
                    matches!(&submission.stand, Stand::Decided(by) if by.said.act == settles),
                    "{:?}",
                    submission.stand
                );
            }
            let again = stage.decide(&chair, &submitted[on], settled);
            assert_eq!(stage.why_not(again), Reason::Closed, "it is settled");
            // What was approved and settled so is published by either decision, once.
            let published = stage.publish(&secretary, approved, "1", MARCH);
            match settled.is_approval() {
                true => {
                    let twice = stage.publish(&secretary, settles, "3", MARCH);
                    assert_eq!(stage.why_not(twice), Reason::Closed);
                    let lifecycle = stage.lifecycle();
                    let publication = lifecycle.versions[0].publication.as_ref().unwrap();
                    assert_eq!(publication.said.act, published);
                }
                false => assert_eq!(stage.why_not(published), Reason::NotApproved),
            }
            assert_ne!(other, published);
            keeps_in_every_order(&stage);
        }
    }
}

#[test]
fn a_publication_said_before_a_conflict_was_known_is_that_of_what_settles_it() {
    let mut stage = Stage::new();
    let (chair, secretary) = (stage.chair.clone(), stage.secretary.clone());
    let submitted = stage.ready(1);
    let before = stage.acts.len();
    let [approved, rejected] = stage.decide_apart(&submitted, &submitted);
    // The secretary knows of the approval alone.
    let roster = stage.fold_roster().heads;
    let publish = Publish {
        decision: approved,
        number: "001".into(),
        effective: day("2026-03-01"),
        review: None,
        replaces: vec![],
        files: vec![],
    };
    let publication = stage.say_seeing(&secretary, vec![approved], roster, Body::Publish(publish));
    let alone: Vec<Act> = stage
        .acts
        .iter()
        .filter(|act| act.id() != rejected)
        .cloned()
        .collect();
    assert!(alone.len() > before);
    assert_eq!(number_on(&stage.lifecycle_of(&alone), MARCH), Some(1));
    assert_eq!(number_on(&stage.lifecycle(), MARCH), None, "in conflict");
    let settles = stage.decide(&chair, &submitted, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    let version = lifecycle.in_force(day(MARCH)).unwrap();
    assert_eq!((version.number, version.decision.said.act), (1, settles));
    assert_eq!(version.publication.as_ref().unwrap().said.act, publication);
    keeps_in_every_order(&stage);
}

#[test]
fn a_number_that_a_rejection_used_up_is_given_to_nobody_and_deciders_name_the_one_before() {
    let mut stage = Stage::new();
    let chair = stage.chair.clone();
    let submitted = stage.ready(1);
    let [approved, _] = stage.decide_apart(&submitted, &submitted);
    let lifecycle = stage.lifecycle();
    assert_eq!(
        lifecycle.previous(&lifecycle.submissions[0]),
        None,
        "who settles takes its number"
    );
    stage.decide(&chair, &submitted, Outcome::Rejected);
    assert_eq!(stage.lifecycle().draft(&print(9)), Draft::Next(2));
    stage.ready(2);
    let lifecycle = stage.lifecycle();
    assert_eq!(
        lifecycle.previous(&lifecycle.submissions[1]),
        Some(approved)
    );
    stage.pass(3, MARCH);
    assert_eq!(versions(&stage.lifecycle()), [(2, print(3))]);
    keeps_in_every_order(&stage);
}

#[test]
fn who_repeats_an_approval_apart_makes_no_version_and_undoes_no_later_one() {
    let mut stage = Stage::new();
    let (chair, acting, secretary) = (
        stage.chair.clone(),
        stage.acting.clone(),
        stage.secretary.clone(),
    );
    let submitted = stage.ready(1);
    let (cites, roster) = (stage.heads(), stage.fold_roster().heads);
    let first = stage.decide(&chair, &submitted, Outcome::Approved);
    let publication = stage.publish(&secretary, first, "001", "2026-03-01");
    stage.now = START + 10 * DAY;
    stage.withdraw(publication);
    stage.pass(1, "2026-03-12");
    // Offline all the time, the acting chair says the same as the first decision.
    stage.decide_seeing(&acting, cites, roster, &submitted, Outcome::Approved);
    let lifecycle = stage.lifecycle();
    assert_eq!(versions(&lifecycle), [(1, print(1)), (2, print(1))]);
    assert!(lifecycle.versions[0].is_withdrawn());
    assert_eq!(number_on(&lifecycle, "2026-03-12"), Some(2));
    keeps_in_every_order(&stage);
}

#[test]
fn who_withdraws_a_version_that_began_brings_none_before_it_back() {
    let mut stage = Stage::new();
    stage.pass(1, "2026-03-01");
    let second = stage.pass(2, "2026-04-01");
    stage.now = START + 40 * DAY;
    stage.withdraw(second);
    let lifecycle = stage.lifecycle();
    let numbers = ["2026-03-31", "2026-04-09", "2026-04-10"];
    let numbers = numbers.map(|on| number_on(&lifecycle, on));
    assert_eq!(numbers, [Some(1), Some(2), None]);
    let today = day("2026-04-10");
    let superseded: Vec<usize> = lifecycle.superseded(today).map(|one| one.number).collect();
    assert_eq!(superseded, [1], "replaced for good");
    let Status::Withdrawn(version) = lifecycle.status(today) else {
        panic!("{:?}", lifecycle.status(today));
    };
    assert_eq!(version.number, 2);
    // The text before it is put in force again by being decided on again.
    assert_eq!(lifecycle.unchanged_since(&print(1), today), None);
    stage.pass(1, "2026-04-11");
    assert_eq!(number_on(&stage.lifecycle(), "2026-04-11"), Some(3));
}

#[test]
fn a_version_that_was_withdrawn_before_it_began_takes_nothing_away() {
    for withdrawn_after in [0, 31] {
        let mut stage = Stage::new();
        stage.pass(1, "2026-03-01");
        let second = stage.pass(2, "2026-04-01");
        // On its first day or before.
        stage.now = START + withdrawn_after * DAY;
        stage.withdraw(second);
        let lifecycle = stage.lifecycle();
        for on in ["2026-03-31", "2026-04-01", "2026-06-01"] {
            assert_eq!(number_on(&lifecycle, on), Some(1), "{on}");
            assert!(matches!(lifecycle.status(day(on)), Status::InForce(_)));
            assert_eq!(lifecycle.superseded(day(on)).count(), 0);
        }
        let same = lifecycle.unchanged_since(&print(1), day("2026-04-02"));
        assert_eq!(same.map(|version| version.number), Some(1));
    }
}

#[test]
fn a_new_draft_in_review_hides_from_nobody_what_is_in_force() {
    let mut stage = Stage::new();
    stage.pass(1, "2026-03-01");
    stage.submit(2);
    let lifecycle = stage.lifecycle();
    let today = day(MARCH);
    assert!(matches!(lifecycle.status(today), Status::InReview(_)));
    assert!(matches!(
        lifecycle.readers(today),
        Some(Status::InForce(version)) if version.number == 1
    ));
    assert_eq!(lifecycle.stage(today), Some(lifecycle.status(today)));
}
