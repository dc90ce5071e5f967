//! What the chair alone says: which branch of a fork counts.

use council::act::branch::ChooseBranch;
use council::branches::Branches;
use council::chair::Uncounted;
use council::standing::{Ground, Standing, of_document};

use super::*;

fn hash(byte: u8) -> ChangeHash {
    ChangeHash::from_bytes([byte; 32])
}

fn choosing(change: u8) -> Body {
    Body::ChooseBranch(ChooseBranch {
        change: hash(change),
        reason: "cabang kantor".into(),
    })
}

impl Council {
    fn branches(&self, document: DocumentId) -> Branches {
        Branches::of(&self.roster(), self.about(document))
    }

    /// Says something about a document that has seen only these acts about it.
    fn say_having_seen(
        &mut self,
        by: u8,
        document: DocumentId,
        cites: Vec<ActId>,
        body: &Body,
    ) -> ActId {
        let key = key(by);
        let speaker = Speaker {
            key: &key,
            council: Some(self.id),
            roster: self.roster().heads,
            time_millis: self.acts.len() as i64,
        };
        let act = speaker.say_about(document, cites, body).unwrap();
        self.acts.push(act);
        self.acts.last().unwrap().id()
    }
}

#[test]
fn only_the_chair_chooses_which_branch_counts() {
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    let by_secretary = council.say_about(5, document, &choosing(1));
    let by_creator = council.say_about(2, document, &choosing(2));
    assert_eq!(council.branches(document).chosen(), []);
    let refused = council.branches(document).not_counted().to_vec();
    let mut wanted = vec![
        (by_secretary, Uncounted::NotChair),
        (by_creator, Uncounted::NotChair),
    ];
    wanted.sort_by_key(|(act, _)| *act);
    assert_eq!(refused, wanted);
    let by_chair = council.say_about(CHAIR, document, &choosing(3));
    assert_eq!(council.branches(document).chosen(), [hash(3)]);
    let roster = council.roster();
    let acts: Vec<Act> = council.about(document).cloned().collect();
    let stand = of_document(&roster, &Access::of(&roster, &acts), &acts);
    let seats = Standing::Counts(Ground::Seats(vec![Role::Chair]));
    assert_eq!(stand[&by_chair], seats);
    let invalid = Standing::Invalid(Uncounted::NotChair.into());
    assert_eq!(stand[&by_creator], invalid);
}

#[test]
fn a_choice_that_saw_another_comes_before_it() {
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    council.say_about(CHAIR, document, &choosing(9));
    council.say_about(CHAIR, document, &choosing(1));
    council.say_about(CHAIR, document, &choosing(4));
    let chosen = council.branches(document).chosen();
    assert_eq!(chosen, [hash(4), hash(1), hash(9)]);
    council.say_about(CHAIR, document, &choosing(9));
    let chosen = council.branches(document).chosen();
    assert_eq!(chosen, [hash(9), hash(4), hash(1)]);
}

#[test]
fn a_choice_says_why() {
    let silent = Body::ChooseBranch(ChooseBranch {
        change: hash(1),
        reason: "  ".into(),
    });
    let mut council = organisation();
    let document = council.create(2, Scope::Council);
    let speaker = Speaker {
        key: &key(CHAIR),
        council: Some(council.id),
        roster: vec![],
        time_millis: 0,
    };
    assert!(speaker.say_about(document, vec![], &silent).is_err());
}

#[test]
fn choices_are_the_same_in_a_thousand_orders_of_arrival() {
    for seed in 0..20u64 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut council = organisation();
        let document = council.create(2, Scope::Council);
        let first = council.say_about(CHAIR, document, &choosing(1));
        // Two that know nothing of each other, one with a longer past; one by nobody who may; one by a
        // chair whose device is lost afterwards, and one of it that nobody accepted.
        council.say_having_seen(CHAIR, document, vec![first], &choosing(2));
        let other = council.say_having_seen(CHAIR, document, vec![first], &choosing(3));
        council.say_having_seen(CHAIR, document, vec![other], &choosing(4));
        council.say_about(5, document, &choosing(5));
        if seed % 2 == 0 {
            let before = council.roster().heads;
            council.say(RECOVERY, &revocation(CHAIR));
            council.say(RECOVERY, &appointment(7, Role::Chair, "", None));
            council.say_about_seeing(CHAIR, document, before, &choosing(6));
            council.say_about(7, document, &choosing(7));
        }
        let wanted = council.branches(document);
        // What the lost device chose counts no more once it is revoked, unless somebody releases it.
        let first = wanted.chosen().first().copied();
        let newest = if seed % 2 == 0 { hash(7) } else { hash(4) };
        assert_eq!(first, Some(newest), "seed {seed}");
        for _ in 0..50 {
            council.acts.shuffle(&mut rng);
            assert_eq!(council.branches(document), wanted, "seed {seed}");
        }
    }
}
