//! Thousands of acts about one document: whoever says them keeps nobody waiting who folds them.

use std::time::Instant;

use super::stage::*;
use super::*;
use crate::act::decision::{PullBack, Return};

/// How many: what a hostile member may well say, and few enough for a test of a build without optimisation.
const MANY: usize = 3_000;

#[expect(clippy::disallowed_methods, reason = "a figure beside the test")]
fn folded(what: &str, stage: &Stage) -> Lifecycle {
    let started = Instant::now();
    let lifecycle = stage.lifecycle();
    println!(
        "{what}: {} acts in {:?}",
        stage.acts.len(),
        started.elapsed()
    );
    lifecycle
}

/// Each is judged against all that closed the submission before, and counts, since none saw another.
#[test]
fn thousands_of_acts_that_close_one_submission_side_by_side_are_judged_at_once() {
    let mut stage = Stage::new();
    let (submission, _) = stage.submit(1);
    let (drafter, secretary) = (stage.drafter.clone(), stage.secretary.clone());
    let roster = stage.fold_roster().heads;
    for number in 0..MANY {
        let reason = number.to_string();
        let (by, body) = match number % 2 {
            0 => (&drafter, Body::PullBack(PullBack { submission, reason })),
            _ => (&secretary, Body::Return(Return { submission, reason })),
        };
        stage.say_seeing(by, vec![submission], roster.clone(), body);
    }
    let lifecycle = folded("side by side", &stage);
    assert_eq!(lifecycle.not_counted, []);
    let [only] = &lifecycle.submissions[..] else {
        panic!("{}", lifecycle.submissions.len());
    };
    assert!(matches!(only.stand, Stand::PulledBack(_)));
    // Whoever saw one of them says nothing about what is closed.
    let reason = String::new();
    let late = stage.say(&drafter, Body::PullBack(PullBack { submission, reason }));
    assert_eq!(stage.why_not(late), Reason::Closed);
}

/// A text is submitted and pulled back again and again, each time with all before in sight.
#[test]
fn a_text_that_is_submitted_and_pulled_back_a_thousand_times_is_judged_at_once() {
    let mut stage = Stage::new();
    let drafter = stage.drafter.clone();
    let text = stage.text(1, &drafter);
    let roster = stage.fold_roster().heads;
    let mut cites = vec![];
    for number in 0..MANY / 2 {
        let (text, note) = (text.clone(), number.to_string());
        let submit = Body::Submit(Submit { text, note });
        let submission = stage.say_seeing(&drafter, cites, roster.clone(), submit);
        let reason = String::new();
        let back = Body::PullBack(PullBack { submission, reason });
        let back = stage.say_seeing(&drafter, vec![submission], roster.clone(), back);
        cites = vec![back];
    }
    let lifecycle = folded("again and again", &stage);
    assert_eq!(lifecycle.not_counted, []);
    let all = lifecycle.submissions.iter();
    assert_eq!(lifecycle.submissions.len(), MANY / 2);
    assert!(
        all.into_iter()
            .all(|one| matches!(one.stand, Stand::PulledBack(_)))
    );
}
