//! What is offered to whom, and what waits for whom.

use council::act::decision::Text;
use council::lifecycle::{Decision, Said};
use council::meeting::Circulation;

use super::deadlock::Deadlock;
use super::holding::Holding;
use super::standing::Readers;
use super::superseded::{Replacement, SUPERSEDED, SupersededBy, Unshared};
use super::*;

const TEXT: Fingerprint = Fingerprint::from_bytes([1; 32]);
const OTHER_TEXT: Fingerprint = Fingerprint::from_bytes([2; 32]);

fn key(n: u8) -> PublicKey {
    PublicKey::from_bytes([n; 32])
}

fn said(act: u8, by: u8) -> Said {
    Said {
        act: ActId::from_bytes([act; 32]),
        by: key(by),
        time_millis: 1_772_341_200_000,
    }
}

fn text() -> Text {
    Text {
        fingerprint: TEXT,
        heads: vec![ChangeHash::from_bytes([7; 32])],
    }
}

fn decision(act: u8, outcome: Outcome) -> Decision {
    Decision {
        said: said(act, 8),
        outcome,
        words: String::new(),
        waivers: vec![],
    }
}

/// Submitted by person 9; the opinion of Legal is missing.
fn submission(stand: Stand) -> Submission {
    Submission {
        said: said(20, 9),
        text: text(),
        note: String::new(),
        opinions: vec![],
        missing: vec!["legal".into()],
        stand,
    }
}

fn in_review() -> Lifecycle {
    Lifecycle {
        submissions: vec![submission(Stand::InReview)],
        ..Lifecycle::default()
    }
}

fn approved(publication: Option<Publication>) -> Lifecycle {
    let decided = decision(30, Outcome::Approved);
    Lifecycle {
        submissions: vec![submission(Stand::Decided(decided.clone()))],
        versions: vec![Version {
            number: 1,
            text: text(),
            submission: said(20, 9).act,
            decision: decided,
            publication,
        }],
        ..Lifecycle::default()
    }
}

fn published() -> Publication {
    Publication {
        said: said(40, 8),
        number: "001".into(),
        effective: "2026-02-01".parse().unwrap(),
        review: None,
        replaces: vec![],
        files: vec![],
        doubles: vec![],
        withdrawn: None,
        adoptions: std::collections::BTreeMap::new(),
        readers: std::collections::BTreeMap::new(),
    }
}

fn seat(role: Role) -> Seat {
    Seat {
        act: ActId::from_bytes([50; 32]),
        holder: key(1),
        role,
        unit: "Surabaya".into(),
        field: match role {
            Role::Reviewer => "legal".into(),
            _ => String::new(),
        },
        from: None,
        until: None,
    }
}

/// Person 1, with this seat, looks at a document of Surabaya that person 9 began and wrote.
fn looks(role: Option<Role>, lifecycle: Lifecycle) -> Decisions {
    Decisions {
        lifecycle,
        day: "2026-03-01".parse().unwrap(),
        kind: Kind::Policy,
        unit: "Surabaya".into(),
        creator: key(9),
        last_authors: [key(9)].into(),
        hands: [key(9)].into(),
        person: Person {
            key: key(1),
            office: "Surabaya".into(),
            counts: true,
            seats: role.map(seat).into_iter().collect(),
            answers_for: [key(1)].into(),
        },
        charter: Charter::default(),
        chairs: 1,
        deciders: vec![key(1)],
        first_devices: BTreeMap::new(),
        struck: 0,
        files: std::collections::BTreeMap::new(),
        restarted_as: None,
        number_shared: vec![],
        marks: BTreeMap::new(),
        superseded: None,
        unshared: Unshared::default(),
        addenda: std::collections::BTreeMap::new(),
        meeting: Box::default(),
    }
}

fn now(fingerprint: Fingerprint, conflicts: usize) -> TextNow {
    TextNow {
        is_written: true,
        fingerprint: Some(fingerprint),
        conflicts,
    }
}

/// The offers by name, as in the tables below.
fn names(decisions: &Decisions, text: &TextNow) -> String {
    let names = decisions.offers(text).into_iter().map(|offer| match offer {
        Offer::Submit => "submit",
        Offer::PullBack(_) => "pull-back",
        Offer::Opinion(..) => "opinion",
        Offer::Return(_) => "return",
        Offer::Decide { settles: false, .. } => "decide",
        Offer::Decide { settles: true, .. } => "settle",
        Offer::Publish(_) => "publish",
        Offer::Withdraw(_) => "withdraw",
        Offer::Adopt(..) => "adopt",
        Offer::Exempt(..) => "exempt",
        Offer::Acknowledge(_) => "acknowledge",
        Offer::Meeting(_) => "meeting",
    });
    names.collect::<Vec<_>>().join(" ")
}

/// In the order of [`Role::ALL`], then somebody without a seat.
fn table(lifecycle: &Lifecycle, text: &TextNow, wanted: [&str; 14]) {
    let roles = Role::ALL.into_iter().map(Some).chain([None]);
    for (role, wanted) in roles.zip(wanted) {
        let decisions = looks(role, lifecycle.clone());
        assert_eq!(names(&decisions, text), wanted, "{role:?}");
    }
}

#[test]
fn a_text_in_review_offers_each_role_its_own() {
    table(
        &in_review(),
        &now(TEXT, 0),
        [
            "decide return pull-back",
            "decide return pull-back",
            "return pull-back",
            "opinion pull-back",
            "opinion return",
            "pull-back",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
    );
}

#[test]
fn a_draft_of_somebody_else_is_submitted_by_those_who_may() {
    let submits = "submit";
    table(
        &Lifecycle::default(),
        &now(TEXT, 0),
        [
            submits, submits, submits, submits, "", submits, "", "", "", "", "", "", "", "",
        ],
    );
    let mut own = looks(None, Lifecycle::default());
    own.last_authors = [key(1)].into();
    assert_eq!(
        names(&own, &now(TEXT, 0)),
        "submit",
        "whoever wrote it last"
    );
    own.last_authors.clear();
    own.creator = key(1);
    assert_eq!(names(&own, &now(TEXT, 0)), "submit", "whoever began it");
    let nothing = TextNow {
        is_written: false,
        fingerprint: None,
        conflicts: 0,
    };
    assert_eq!(names(&own, &nothing), "", "nobody has written");
    own.person.counts = false;
    assert_eq!(names(&own, &now(TEXT, 0)), "", "who does not count");
}

#[test]
fn an_approved_text_is_published_by_those_who_number() {
    let publishes = "publish";
    table(
        &approved(None),
        &now(TEXT, 0),
        [
            publishes, publishes, publishes, "", "", "", "", "", "", "", "", "", "", "",
        ],
    );
}

#[test]
fn a_version_in_force_is_read_by_all_adopted_by_units_and_ended_by_the_chair() {
    let mut publication = published();
    let asking = GivenAdoption {
        said: said(41, 6),
        adoption: Adoption::AsksExemption,
        addendum: None,
        addendum_text: None,
        reason: "Belum siap.".into(),
        answer: None,
    };
    publication.adoptions.insert("Malang".into(), asking);
    let reads = "acknowledge";
    table(
        &approved(Some(publication.clone())),
        &now(TEXT, 0),
        [
            "exempt acknowledge withdraw",
            "exempt acknowledge withdraw",
            reads,
            reads,
            reads,
            "adopt acknowledge",
            reads,
            reads,
            reads,
            reads,
            reads,
            reads,
            reads,
            reads,
        ],
    );
    publication.readers.insert(key(1), said(42, 1));
    let read = looks(None, approved(Some(publication)));
    assert_eq!(names(&read, &now(TEXT, 0)), "");
}

#[test]
fn what_was_withdrawn_may_be_submitted_as_it_is_and_what_is_in_force_may_not() {
    let mut publication = published();
    let in_force = looks(Some(Role::Member), approved(Some(publication.clone())));
    assert_eq!(names(&in_force, &now(TEXT, 0)), "acknowledge");
    assert!(names(&in_force, &now(OTHER_TEXT, 0)).contains("submit"));
    publication.withdrawn = Some((said(43, 1), "Salah angka.".into()));
    let withdrawn = looks(Some(Role::Member), approved(Some(publication)));
    assert_eq!(names(&withdrawn, &now(TEXT, 0)), "submit");
}

#[test]
fn what_readers_go_by_is_told_beside_a_draft_in_review_and_not_twice() {
    let mut decisions = looks(None, approved(Some(published())));
    let readers = Readers {
        version: 1,
        is_due: false,
    };
    let standing = decisions.standing();
    assert_eq!(
        (standing.name, standing.readers),
        ("in-force", Some(readers))
    );
    assert_eq!(standing.beside(), None);
    decisions
        .lifecycle
        .submissions
        .push(submission(Stand::InReview));
    let standing = decisions.standing();
    assert_eq!(
        (standing.name, standing.beside()),
        ("in-review", Some(readers))
    );
}

#[test]
fn nobody_decides_on_their_own_text_unless_the_charter_allows_it() {
    let mut wrote = looks(Some(Role::Chair), in_review());
    wrote.hands = [key(1)].into();
    assert!(!names(&wrote, &now(TEXT, 0)).contains("decide"));
    // Written apart from others, and merged.
    wrote.hands = [key(1), key(9)].into();
    assert!(!names(&wrote, &now(TEXT, 0)).contains("decide"));
    let mut submitted = looks(Some(Role::Chair), in_review());
    submitted.lifecycle.submissions[0].said.by = key(1);
    assert!(!names(&submitted, &now(TEXT, 0)).contains("decide"));
    assert_eq!(submitted.turns(), []);
    submitted.charter.allows_self_approval = true;
    assert!(names(&submitted, &now(TEXT, 0)).contains("decide"));
}

#[test]
fn only_the_chair_settles_a_conflict_and_nothing_else_goes_on() {
    let conflict = Stand::Conflict(vec![
        decision(30, Outcome::Approved),
        decision(31, Outcome::Rejected),
    ]);
    let lifecycle = Lifecycle {
        submissions: vec![submission(conflict)],
        ..Lifecycle::default()
    };
    let mut wanted = [""; 14];
    wanted[0] = "settle";
    table(&lifecycle, &now(OTHER_TEXT, 0), wanted);
    assert_eq!(looks(Some(Role::Chair), lifecycle).turns(), [Turn::Settle]);
}

#[test]
fn of_what_started_over_only_what_follows_from_the_version_in_force_is_offered() {
    for lifecycle in [Lifecycle::default(), in_review(), approved(None)] {
        let mut chair = looks(Some(Role::Chair), lifecycle);
        let another_text = now(OTHER_TEXT, 0);
        assert_ne!(names(&chair, &another_text), "");
        chair.restarted_as = Some(DocumentId::from_bytes([3; 16]));
        assert_eq!(names(&chair, &another_text), "");
        assert_eq!(chair.turns(), []);
    }
    let mut chair = looks(Some(Role::Chair), approved(Some(published())));
    chair.restarted_as = Some(DocumentId::from_bytes([3; 16]));
    let offered = names(&chair, &now(OTHER_TEXT, 0));
    assert!(offered.contains("acknowledge") && offered.contains("withdraw"));
    assert!(!offered.contains("submit"), "{offered}");
    assert!(chair.turns().contains(&Turn::Acknowledge));
}

#[test]
fn while_there_are_two_chairs_nobody_presides_and_the_secretary_goes_on() {
    let mut chair = looks(Some(Role::Chair), in_review());
    chair.chairs = 2;
    assert_eq!(names(&chair, &now(TEXT, 0)), "");
    let mut secretary = looks(Some(Role::Secretary), approved(None));
    secretary.chairs = 2;
    assert_eq!(names(&secretary, &now(TEXT, 0)), "publish");
}

#[test]
fn open_values_block_the_text_that_has_them_and_no_other() {
    let chair = looks(Some(Role::Chair), in_review());
    assert!(!chair.is_blocked(&now(TEXT, 0)));
    assert!(chair.is_blocked(&now(TEXT, 2)));
    assert!(
        !chair.is_blocked(&now(OTHER_TEXT, 2)),
        "they came after the submission"
    );
    let drafter = looks(None, Lifecycle::default());
    assert!(drafter.is_blocked(&now(TEXT, 1)));
}

#[test]
fn what_waits_for_each_role_is_named_most_pressing_first() {
    let legal = || vec!["legal".to_owned()];
    let turns = |role, lifecycle| looks(Some(role), lifecycle).turns();
    assert_eq!(
        turns(Role::Chair, in_review()),
        [Turn::WaitForOpinions(legal())]
    );
    let mut ready = in_review();
    ready.submissions[0].missing.clear();
    assert_eq!(turns(Role::Chair, ready), [Turn::Decide]);
    assert_eq!(
        turns(Role::Reviewer, in_review()),
        [Turn::GiveOpinion(legal())]
    );
    assert_eq!(turns(Role::Reviewer, approved(None)), []);
    assert_eq!(turns(Role::Secretary, approved(None)), [Turn::Publish]);
    assert_eq!(
        turns(Role::Coordinator, approved(Some(published()))),
        [Turn::Adopt(vec!["Surabaya".into()]), Turn::Acknowledge]
    );
    let mut returned = looks(
        None,
        Lifecycle {
            submissions: vec![submission(Stand::Returned(said(33, 8), "Kurang.".into()))],
            ..Lifecycle::default()
        },
    );
    assert_eq!(returned.turns(), []);
    returned.lifecycle.submissions[0].said.by = key(1);
    assert_eq!(returned.turns(), [Turn::Revise]);
}

#[test]
fn of_what_was_superseded_nothing_is_to_be_adopted_read_or_numbered_any_more() {
    let superseded = SupersededBy {
        since: "2026-02-20".parse().unwrap(),
        by: Some(Replacement {
            document: DocumentId::from_bytes([3; 16]),
            title: "Panduan".into(),
            number: "002".into(),
        }),
    };
    let asking = GivenAdoption {
        said: said(41, 6),
        adoption: Adoption::AsksExemption,
        addendum: None,
        addendum_text: None,
        reason: "Belum siap.".into(),
        answer: None,
    };
    let mut publication = published();
    publication.adoptions.insert("Malang".into(), asking);
    for role in Role::ALL {
        let mut one = looks(Some(role), approved(Some(publication.clone())));
        one.superseded = Some(superseded.clone());
        assert_eq!(one.turns(), [], "{role:?}");
        let offered = names(&one, &now(TEXT, 0));
        assert!(["", "withdraw"].contains(&offered.as_str()), "{offered}");
        assert_eq!(one.standing_name(), SUPERSEDED);
    }
    // A version that was approved meanwhile may be published in the place of what replaced it.
    let mut secretary = looks(Some(Role::Secretary), approved(None));
    secretary.superseded = Some(superseded.clone());
    assert_eq!(secretary.turns(), []);
    assert_eq!(names(&secretary, &now(TEXT, 0)), "publish");
    // What waits to be judged is that above all.
    let mut chair = looks(Some(Role::Chair), in_review());
    chair.superseded = Some(superseded);
    assert_eq!(chair.standing_name(), "in-review");
    assert_eq!(chair.turns().len(), 1);
}

#[test]
fn a_unit_whose_request_was_refused_or_whose_exemption_is_over_has_to_adopt_after_all() {
    let answered = |is_granted, until: Option<&str>| {
        let mut publication = published();
        let word = GivenAdoption {
            said: said(41, 1),
            adoption: Adoption::AsksExemption,
            addendum: None,
            addendum_text: None,
            reason: "Belum siap.".into(),
            answer: Some(council::lifecycle::Answer {
                said: said(42, 8),
                is_granted,
                until: until.map(|day| day.parse().unwrap()),
                reason: String::new(),
            }),
        };
        publication.adoptions.insert("Surabaya".into(), word);
        publication
    };
    let adopt = Turn::Adopt(vec!["Surabaya".into()]);
    for (publication, waits, is_late, due) in [
        (answered(false, None), true, true, Some("2026-03-01")),
        (answered(true, None), false, false, None),
        (answered(true, Some("2026-03-20")), false, false, None),
        (
            answered(true, Some("2026-03-19")),
            true,
            false,
            Some("2026-03-19"),
        ),
        (
            answered(true, Some("2026-03-04")),
            true,
            true,
            Some("2026-03-04"),
        ),
    ] {
        let mut coordinator = looks(Some(Role::Coordinator), approved(Some(publication.clone())));
        coordinator.day = "2026-03-20".parse().unwrap();
        coordinator.charter.adoption_days = 14;
        assert_eq!(coordinator.turns().contains(&adopt), waits);
        let unit = ["Surabaya".to_owned()];
        assert_eq!(waits && coordinator.is_late(&publication, &unit), is_late);
        let open = coordinator.not_adopted(&publication, unit);
        let from = due.map(|day| day.parse::<Day>().unwrap());
        let wanted = from.map(|from| {
            let due = from.0.checked_add(jiff::Span::new().days(14)).unwrap();
            (Some(Day(due)), vec!["Surabaya".to_owned()])
        });
        assert_eq!(open, wanted.into_iter().collect());
        // Where the charter sets no day, whoever asked in vain is told all the same, and nobody else.
        coordinator.charter.adoption_days = 0;
        let all = ["Malang".to_owned(), "Surabaya".to_owned()];
        let open = coordinator.not_adopted(&publication, all);
        let wanted = waits.then(|| (None, vec!["Surabaya".to_owned()]));
        assert_eq!(open, wanted.into_iter().collect());
    }
}

#[test]
fn units_have_as_many_days_as_the_charter_gives() {
    let mut decisions = looks(None, approved(Some(published())));
    assert_eq!(decisions.adoption_due(&published()), None);
    decisions.charter.adoption_days = 30;
    assert_eq!(
        decisions.adoption_due(&published()),
        Some("2026-03-31".parse().unwrap())
    );
}

#[test]
fn a_text_that_nobody_may_decide_on_is_said_to_be_so_before_and_after() {
    let open = |by: u8| Lifecycle {
        submissions: vec![Submission {
            said: said(20, by),
            ..submission(Stand::InReview)
        }],
        ..Lifecycle::default()
    };
    // Person 1 is the only one who decides, and 9 wrote last.
    let mut chair = looks(Some(Role::Chair), open(9));
    assert_eq!(chair.deadlock(), None);
    assert_eq!(
        chair.deadlock_if_submitted(),
        Some(Deadlock::Submitted(key(1)))
    );
    chair.lifecycle = open(1);
    assert_eq!(chair.deadlock(), Some(Deadlock::Submitted(key(1))));
    // Whoever else submits: what the chair wrote last nobody decides on either.
    chair.lifecycle = open(9);
    chair.hands = [key(1)].into();
    assert_eq!(chair.deadlock(), Some(Deadlock::Wrote(key(1))));
    let mut member = looks(None, Lifecycle::default());
    member.deciders = vec![key(2)];
    assert_eq!(member.deadlock_if_submitted(), None);
    member.last_authors = [key(2)].into();
    assert_eq!(
        member.deadlock_if_submitted(),
        Some(Deadlock::Wrote(key(2)))
    );
    // An acting chair leads out of it, and so does a charter that allows it.
    member.deciders = vec![key(2), key(3)];
    assert_eq!(member.deadlock_if_submitted(), None);
    chair.charter.allows_self_approval = true;
    assert_eq!(chair.deadlock(), None);
    member.deciders.clear();
    assert_eq!(member.deadlock_if_submitted(), Some(Deadlock::NoSeat));
}

#[test]
fn what_counts_is_named_beside_a_text_that_was_changed_since() {
    let decided = looks(None, approved(Some(published())));
    let same = now(text().fingerprint, 0);
    assert_eq!(decided.holding_beside(&same), None);
    let changed = now(Fingerprint::from_bytes([77; 32]), 0);
    let Some((Holding::Version(version), 2)) = decided.holding_beside(&changed) else {
        panic!("{:?}", decided.holding_beside(&changed));
    };
    assert_eq!(version.number, 1);
    let draft = looks(None, Lifecycle::default());
    assert_eq!(draft.holding_beside(&changed), None);
}

/// Minutes of a meeting on Friday 27 February, of whose actions one is mine and one is not.
fn minutes_of(taker: &str, chair: &str) -> council::view::Minutes {
    let action = |id: &str, owner: &str, due: &str| council::view::Action {
        id: id.into(),
        title: format!("Tindak lanjut {id}"),
        owner: owner.into(),
        due: due.into(),
        state: "open".into(),
        ..council::view::Action::default()
    };
    council::view::Minutes {
        meeting: BTreeMap::from([
            ("date".into(), "2026-02-27".into()),
            ("minute-taker".into(), taker.into()),
            ("chair".into(), chair.into()),
        ]),
        actions: vec![
            action("a", " budi ", "2026-03-01"),
            action("b", "Citra", "2026-03-01"),
            action("c", "Sari dan Budi", "2026-02-28"),
            action("d", "Budi", "2026-12-31"),
        ],
        ..council::view::Minutes::default()
    }
}

fn late_on(day: &str, role: Option<Role>, minutes: council::view::Minutes) -> Vec<String> {
    late_with(day, role, minutes, vec![])
}

fn late_with(
    day: &str,
    role: Option<Role>,
    minutes: council::view::Minutes,
    circulations: Vec<Circulation>,
) -> Vec<String> {
    let mut decisions = looks(role, Lifecycle::default());
    decisions.meeting.proceedings.circulations = circulations;
    decisions.kind = Kind::Minutes;
    decisions.day = day.parse().unwrap();
    decisions.meeting.name = "Budi".into();
    decisions.meeting.minutes = Some(std::sync::Arc::new(minutes));
    let late = decisions.late().into_iter();
    late.map(|delay| match delay {
        super::late::Delay::Meeting(finding) => format!("{:?}", finding.what),
        super::late::Delay::Unpublished(days) => format!("Unpublished({days})"),
    })
    .collect()
}

#[test]
fn actions_are_late_for_who_answers_for_them() {
    let late = late_on("2026-03-02", None, minutes_of("Citra", "Citra"));
    let expected = [
        "Overdue(\"Tindak lanjut a\", 1)",
        "Overdue(\"Tindak lanjut c\", 2)",
    ];
    assert_eq!(late, expected);
    // On the last day they are not late yet.
    let late = late_on("2026-02-28", None, minutes_of("Citra", "Citra"));
    assert_eq!(late, [""; 0]);
}

#[test]
fn minutes_are_late_for_who_takes_and_who_chairs_them() {
    let late = |day: &str, role, taker: &str, chair: &str| {
        let mut minutes = minutes_of(taker, chair);
        minutes.actions.clear();
        late_on(day, role, minutes)
    };
    // Circulated on 1 March.
    let waiting = |day: &str, role, taker: &str, chair: &str| {
        let mut minutes = minutes_of(taker, chair);
        minutes.actions.clear();
        let circulated = Circulation {
            said: said(20, 9),
            text: text(),
            note: String::new(),
            corrections: vec![],
            confirmations: vec![],
            is_replaced: false,
        };
        late_with(day, role, minutes, vec![circulated])
    };
    // Three working days later is Wednesday 4 March.
    assert_eq!(late("2026-03-04", None, "Budi", "Citra"), [""; 0]);
    for (taker, chair) in [("BUDI", "Citra"), ("Citra", "Budi (Surabaya)")] {
        assert_eq!(late("2026-03-05", None, taker, chair), ["NotCirculated"]);
        assert_eq!(late("2026-03-31", None, taker, chair), ["NotCirculated"]);
        assert_eq!(waiting("2026-03-15", None, taker, chair), [""; 0]);
        assert_eq!(waiting("2026-03-16", None, taker, chair), ["NotConfirmed"]);
    }
    let chair = Some(Role::Chair);
    assert_eq!(waiting("2026-03-16", chair, "Citra", "Citra"), [""; 0]);
    assert_eq!(
        waiting("2026-03-16", Some(Role::Member), "Citra", ""),
        [""; 0]
    );
    // Where nobody is named, who presides by a seat.
    assert_eq!(waiting("2026-03-16", chair, "Citra", ""), ["NotConfirmed"]);
}

#[test]
fn what_is_approved_is_late_after_two_weeks_for_who_may_publish_it() {
    // Approved on 1 March.
    let late = |day: &str, role, publication| {
        let mut decisions = looks(Some(role), approved(publication));
        decisions.day = day.parse().unwrap();
        decisions.late()
    };
    let secretary = Role::Secretary;
    assert_eq!(late("2026-03-15", secretary, None), []);
    assert_eq!(
        late("2026-03-16", secretary, None),
        [super::late::Delay::Unpublished(15)]
    );
    assert_eq!(late("2026-03-16", Role::Member, None), []);
    assert_eq!(late("2026-03-16", secretary, Some(published())), []);
}

/// Person 1 looks with device 2 at what they said with device 1.
#[test]
fn what_somebody_did_with_another_device_they_did() {
    let with_second = |mut decisions: Decisions| {
        decisions.person.key = key(2);
        decisions.person.answers_for = [key(1), key(2)].into();
        decisions.first_devices = [(key(2), key(1))].into();
        decisions
    };
    let text_now = TextNow {
        is_written: true,
        fingerprint: Some(TEXT),
        conflicts: 0,
    };
    // Their own submission they do not decide on, and pull back.
    let mut lifecycle = in_review();
    lifecycle.submissions[0].said.by = key(1);
    let decides = |decisions: &Decisions| {
        let offers = decisions.offers(&text_now);
        offers.iter().any(|one| matches!(one, Offer::Decide { .. }))
    };
    let chair = with_second(looks(Some(Role::Chair), lifecycle.clone()));
    assert!(!decides(&chair));
    assert_eq!(chair.deadlock(), Some(Deadlock::Submitted(key(1))));
    let of_others = with_second(looks(Some(Role::Chair), in_review()));
    assert!(decides(&of_others));
    let drafter = with_second(looks(None, lifecycle.clone()));
    let offers = drafter.offers(&text_now);
    assert!(
        offers.iter().any(|one| matches!(one, Offer::PullBack(_))),
        "{offers:?}"
    );
    // The opinion is given.
    lifecycle.submissions[0]
        .opinions
        .push(council::lifecycle::GivenOpinion {
            said: said(21, 1),
            field: "legal".into(),
            verdict: Verdict::Agrees,
            words: String::new(),
        });
    let reviewer = with_second(looks(Some(Role::Reviewer), lifecycle));
    assert_eq!(reviewer.turns(), []);
    // It is read.
    let mut publication = published();
    publication.readers.insert(key(1), said(41, 1));
    let reader = with_second(looks(None, approved(Some(publication))));
    assert_eq!(reader.turns(), []);
}
