//! The rules N1 to N3 and N6 to N9, each on a small meeting. The acts are in `tests/acts.rs`.

use std::collections::BTreeMap;

use super::*;
use crate::act::meeting::MeetingRules;
use crate::edit::{Collection, Place};
use crate::view::{Action, AgendaItem, Attendance, Decision, Minutes, fact};

mod acts;

/// Seven members of the council.
const SEVEN: [&str; 7] = ["Ani", "Budi", "Citra", "Dodi", "Eka", "Fajar", "Gita"];

fn seats(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// `Ani`: present; `-Budi`: excused; `-Budi>Ani`: excused, Ani stands in; `?Tamu`: observer.
fn people(list: &str) -> Vec<Attendance> {
    let entries = list.split_whitespace().map(|word| {
        let (status, rest) = match word.split_at(1) {
            ("-", rest) => ("excused", rest),
            ("?", rest) => ("observer", rest),
            _ => ("present", word),
        };
        let (person, proxy) = rest.split_once('>').unwrap_or((rest, ""));
        let mut entry = Attendance {
            person: person.into(),
            status: status.into(),
            ..Attendance::default()
        };
        if !proxy.is_empty() {
            entry.facts.insert(fact::PROXY.into(), proxy.into());
            entry.facts.insert(fact::LETTER.into(), "SK-1".into());
        }
        entry
    });
    entries.collect()
}

/// `Ani+ Budi- Citra0`: for, against, abstain.
fn votes(list: &str) -> BTreeMap<String, String> {
    let votes = list.split_whitespace().map(|word| {
        let (name, sign) = word.split_at(word.len() - 1);
        let vote = match sign {
            "+" => "for",
            "-" => "against",
            _ => "abstain",
        };
        (name.to_owned(), vote.to_owned())
    });
    votes.collect()
}

/// One item with one complete decision.
fn minutes(attendance: &str, recused: &str, voted: &str) -> Minutes {
    let facts = recused
        .split_whitespace()
        .map(|name| (fact::recused(name), fact::SAID.to_owned()));
    Minutes {
        meeting: BTreeMap::from([
            ("date".into(), "2026-03-02".into()),
            ("chair".into(), "Ani".into()),
        ]),
        attendance: people(attendance),
        agenda: vec![AgendaItem {
            id: "item".into(),
            topic: "Pengadaan".into(),
            facts: facts.collect(),
            ..AgendaItem::default()
        }],
        decisions: vec![Decision {
            id: "decision".into(),
            agenda: "item".into(),
            text: "Vendor A dipilih.".into(),
            owner: "Ani".into(),
            votes: votes(voted),
            ..Decision::default()
        }],
        ..Minutes::default()
    }
}

fn judged(minutes: &Minutes, seated: &[String], rules: &MeetingRules) -> (Count, Vec<Finding>) {
    let meeting = Meeting {
        minutes,
        rules,
        seated,
        unit: "Pusat",
    };
    let count = Count::of(&meeting);
    let found = findings(&meeting, &count);
    (count, found)
}

fn rules_broken(found: &[Finding]) -> Vec<&'static str> {
    errors(found).into_iter().map(Rule::name).collect()
}

#[test]
fn a_quorum_is_counted_per_item_without_those_who_take_no_part() {
    // Attendance, recused, share, then: there, needed, eligible, reached.
    let cases = [
        ("Ani Budi Citra Dodi", "", (1, 2), (4, 4, 7, true)),
        ("Ani Budi Citra", "", (1, 2), (3, 4, 7, false)),
        // Recused: on neither side. 4 of 7 less one is 3 of 6: half is not more than half.
        ("Ani Budi Citra Dodi", "Dodi", (1, 2), (3, 4, 6, false)),
        // Who is recused and away makes the room smaller: 3 of 6, then 3 of 5.
        ("Ani Budi Citra", "Dodi", (1, 2), (3, 4, 6, false)),
        ("Ani Budi Citra", "Dodi Eka", (1, 2), (3, 3, 5, true)),
        // A proxy counts, unless who is away or who stands in takes no part.
        ("Ani Budi Citra -Dodi>Ani", "", (1, 2), (4, 4, 7, true)),
        ("Ani Budi Citra -Dodi>Ani", "Dodi", (1, 2), (3, 4, 6, false)),
        ("Ani Budi Citra -Dodi>Ani", "Ani", (1, 2), (2, 4, 6, false)),
        // Guests and observers are there and do not count.
        ("Ani Budi Citra Tamu ?Dodi", "", (1, 2), (3, 4, 7, false)),
        // Who is recused and may not vote changes nothing.
        ("Ani Budi Citra Dodi Tamu", "Tamu", (1, 2), (4, 4, 7, true)),
        // Two thirds.
        ("Ani Budi Citra Dodi", "", (2, 3), (4, 5, 7, false)),
        ("Ani Budi Citra Dodi Eka", "", (2, 3), (5, 5, 7, true)),
        // A name is one person however it is written.
        ("Ani ani ANI Budi", "", (1, 2), (2, 4, 7, false)),
        // Everybody takes no part: nobody is no quorum.
        (
            "Ani",
            "Ani Budi Citra Dodi Eka Fajar Gita",
            (1, 2),
            (0, 1, 0, false),
        ),
    ];
    for (attendance, recused, (quorum, quorum_of), expected) in cases {
        let rules = MeetingRules {
            quorum,
            quorum_of,
            ..MeetingRules::default()
        };
        let minutes = minutes(attendance, recused, "");
        let (count, found) = judged(&minutes, &seats(&SEVEN), &rules);
        let item = &count.items[0];
        let is_reached = item.is_reached();
        let got = (item.there(), item.needed, item.eligible, is_reached);
        assert_eq!(got, expected, "{attendance} | {recused}");
        let is_error = errors(&found).contains(&Rule::N1);
        assert_eq!(is_error, !is_reached, "{attendance} | {recused}");
    }
}

#[test]
fn a_proxy_goes_to_somebody_who_votes_and_is_there_and_holds_no_other() {
    let cases = [
        ("Ani Budi -Citra>Ani", vec!["Citra"], vec![]),
        (
            "Ani -Budi>Tamu Tamu",
            vec![],
            vec![("Budi", VoidProxy::NotEligible)],
        ),
        (
            "Ani -Budi>Citra -Citra",
            vec![],
            vec![("Budi", VoidProxy::NotThere)],
        ),
        // Not on to a third.
        (
            "Ani -Budi>Citra -Citra>Ani",
            vec!["Citra"],
            vec![("Budi", VoidProxy::NotThere)],
        ),
        (
            "Ani -Budi>Ani -Citra>Ani",
            vec!["Budi"],
            vec![("Citra", VoidProxy::TooMany)],
        ),
        // Whoever is there after all votes for themselves.
        ("Ani Budi>Ani", vec![], vec![]),
        ("-Ani>Ani", vec![], vec![("Ani", VoidProxy::NotThere)]),
    ];
    for (attendance, valid, void) in cases {
        let minutes = minutes(attendance, "", "");
        let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
        let names: Vec<&str> = count
            .meeting
            .proxies
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, valid, "{attendance}");
        let got: Vec<_> = (count.void_proxies.iter())
            .map(|(name, _, why)| (name.as_str(), *why))
            .collect();
        assert_eq!(got, void, "{attendance}");
        let said = found
            .iter()
            .filter(|one| matches!(one.what, What::VoidProxy(..)));
        assert_eq!(said.count(), void.len(), "{attendance}");
    }
    let two = MeetingRules {
        proxies: 2,
        ..MeetingRules::default()
    };
    let minutes = minutes("Ani -Budi>Ani -Citra>Ani", "", "");
    let (count, _) = judged(&minutes, &seats(&SEVEN), &two);
    assert_eq!(count.meeting.proxies.len(), 2);
}

#[test]
fn a_proxy_may_stand_in_the_remark_and_its_letter_is_asked_for() {
    let mut minutes = minutes("Ani Budi Citra -Dodi", "", "");
    minutes.attendance[3].note = "Wakil: ani".into();
    let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
    assert_eq!(count.meeting.proxies, [("Dodi".into(), "Ani".into())]);
    assert!(count.items[0].is_reached());
    let no_letter = What::NoLetter("Dodi".into());
    assert!(
        found
            .iter()
            .any(|one| one.what == no_letter && one.severity == Severity::Warning)
    );
}

#[test]
fn votes_are_one_each_and_a_tie_is_the_chairs() {
    // Attendance, recused, votes, casting vote, then: for, against, abstain, result, broken rules.
    let five = "Ani Budi Citra Dodi Eka";
    let cases = [
        (five, "", "", "", (0, 0, 0), Result::Consensus, vec![]),
        (
            five,
            "",
            "Ani+ Budi+ Citra- Dodi0",
            "",
            (2, 1, 1),
            Result::Carried,
            vec![],
        ),
        (
            five,
            "",
            "Ani- Budi- Citra+",
            "",
            (1, 2, 0),
            Result::Rejected,
            vec![],
        ),
        (
            five,
            "",
            "Ani+ Budi-",
            "",
            (1, 1, 0),
            Result::Tied,
            vec!["N7"],
        ),
        (
            five,
            "",
            "Ani0 Budi0",
            "",
            (0, 0, 2),
            Result::Tied,
            vec!["N7"],
        ),
        (
            five,
            "",
            "Ani+ Budi-",
            "for",
            (1, 1, 0),
            Result::CarriedByChair,
            vec![],
        ),
        (
            five,
            "",
            "Ani+ Budi-",
            "against",
            (1, 1, 0),
            Result::RejectedByChair,
            vec![],
        ),
        (
            five,
            "",
            "Ani+ Budi-",
            "abstain",
            (1, 1, 0),
            Result::Tied,
            vec!["N7"],
        ),
        // A casting vote where there is no tie decides nothing.
        (
            five,
            "",
            "Ani+ Budi+ Citra-",
            "against",
            (2, 1, 0),
            Result::Carried,
            vec![],
        ),
        // One vote each, however the name is written.
        (
            five,
            "",
            "Ani+ ANI- Budi+",
            "",
            (1, 1, 0),
            Result::Tied,
            vec!["N7"],
        ),
        // A vote by a guest, by somebody recused, by somebody who is away: named, and not counted.
        (
            "Ani Budi Citra Dodi Tamu",
            "",
            "Ani+ Tamu-",
            "",
            (1, 0, 0),
            Result::Carried,
            vec!["N6"],
        ),
        (
            five,
            "Eka",
            "Ani+ Eka-",
            "",
            (1, 0, 0),
            Result::Carried,
            vec!["N6"],
        ),
        (
            five,
            "",
            "Ani+ Gita-",
            "",
            (1, 0, 0),
            Result::Carried,
            vec!["N6"],
        ),
        // By proxy, and by a proxy holder who is away.
        (
            "Ani Budi Citra -Gita>Ani",
            "",
            "Ani+ Gita+",
            "",
            (2, 0, 0),
            Result::Carried,
            vec![],
        ),
        (
            "Ani Budi Citra Dodi -Gita>Eka -Eka",
            "",
            "Ani+ Gita-",
            "",
            (1, 0, 0),
            Result::Carried,
            vec!["N6"],
        ),
        // Only votes that do not count decide nothing, not even by consensus.
        (
            five,
            "",
            "Tamu+",
            "",
            (0, 0, 0),
            Result::Nothing,
            vec!["N6"],
        ),
        (
            "Ani Budi Citra",
            "",
            "Ani+ Budi+ Citra+",
            "",
            (3, 0, 0),
            Result::NoQuorum,
            vec!["N1"],
        ),
    ];
    for (attendance, recused, voted, casting, counts, result, broken) in cases {
        let mut minutes = minutes(attendance, recused, voted);
        let facts = &mut minutes.decisions[0].facts;
        facts.insert(fact::CASTING.into(), casting.into());
        let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
        let ballot = &count.decisions[0];
        let name = format!("{attendance} | {recused} | {voted} | {casting}");
        let got = (ballot.in_favour, ballot.against, ballot.abstain);
        assert_eq!(got, counts, "{name}");
        assert_eq!(ballot.result, result, "{name}");
        assert_eq!(rules_broken(&found), broken, "{name}");
    }
}

#[test]
fn a_casting_vote_counts_only_from_a_chair_who_is_named_there_and_takes_part() {
    use NoCasting::{NotNamed, NotThere, Recused};
    let five = "Ani Budi Citra Dodi Eka";
    // Chair, attendance, recused, then: why there is no casting vote.
    let cases = [
        ("Ani", five, "", None),
        (" ANI ", five, "", None),
        ("", five, "", Some(NotNamed)),
        ("Ani", five, "Ani", Some(Recused)),
        // Who chairs and takes no part in another item casts it here.
        ("Ani", five, "Eka", None),
        ("Gita", five, "", Some(NotThere)),
        // Whoever stands in for the chair votes for them, and does not preside for them.
        (
            "Gita",
            "Ani Budi Citra Dodi Eka -Gita>Ani",
            "",
            Some(NotThere),
        ),
        ("Gita", "Ani Budi Citra Dodi Eka ?Gita", "", Some(NotThere)),
        ("Ani", "", "", None),
        ("", "", "", Some(NotNamed)),
    ];
    for (chair, attendance, recused, expected) in cases {
        let name = format!("{chair} | {attendance} | {recused}");
        for (casting, result) in [
            ("for", Result::CarriedByChair),
            ("against", Result::RejectedByChair),
        ] {
            let mut minutes = minutes(attendance, recused, "Budi+ Citra-");
            minutes.meeting.insert("chair".into(), chair.into());
            let facts = &mut minutes.decisions[0].facts;
            facts.insert(fact::CASTING.into(), casting.into());
            let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
            assert_eq!(count.decisions[0].no_casting, expected, "{name}");
            let Some(why) = expected else {
                assert_eq!(count.decisions[0].result, result, "{name}");
                assert_eq!(rules_broken(&found), [""; 0], "{name}");
                continue;
            };
            assert_eq!(count.decisions[0].result, Result::Tied, "{name}");
            assert_eq!(rules_broken(&found), ["N7"], "{name}");
            let tied = found.iter().find(|one| one.rule == Rule::N7).unwrap();
            let what = What::TiedForGood(chair.trim().to_owned(), why);
            assert_eq!(tied.what, what, "{name}");
        }
    }
}

/// Scenario 10 of `domain.md` C8.
#[test]
fn a_quorum_that_fails_after_a_recusal_moves_the_item_to_a_circular_decision() {
    let attendance = "Ani Budi Citra Dodi";
    let (count, found) = judged(
        &minutes(attendance, "", ""),
        &seats(&SEVEN),
        &MeetingRules::default(),
    );
    assert!(count.items[0].is_reached());
    assert_eq!(rules_broken(&found), [""; 0]);
    let mut minutes = minutes(attendance, "Dodi", "Ani+ Budi+ Citra+");
    let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
    assert_eq!(count.decisions[0].result, Result::NoQuorum);
    let what = What::NoQuorum {
        there: 3,
        needed: 4,
        eligible: 6,
        recused: 1,
    };
    let no_quorum = found.iter().find(|one| one.rule == Rule::N1).unwrap();
    assert_eq!(no_quorum.what, what);
    assert!(no_quorum.places.contains(&Place::Fact(
        Collection::Decisions,
        "decision".into(),
        fact::RULE.into()
    )));
    // The other items and the meeting as a whole go on.
    assert!(count.meeting.is_reached());
    let decision = &mut minutes.decisions[0];
    decision
        .facts
        .insert(fact::RULE.into(), fact::CIRCULAR.into());
    decision.owner.clear();
    decision.votes.clear();
    let (count, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
    assert_eq!(count.decisions[0].result, Result::Circular);
    assert_eq!(rules_broken(&found), [""; 0]);
}

#[test]
fn those_on_the_list_vote_where_nobody_on_it_holds_a_seat() {
    let of = |minutes: &Minutes, seated: &[&str]| {
        let (count, _) = judged(minutes, &seats(seated), &MeetingRules::default());
        count.meeting.eligible
    };
    let branch = minutes("Hadi Ida Joko ?Kiki", "", "");
    assert_eq!(of(&branch, &SEVEN), 3);
    assert_eq!(of(&branch, &["Ani"]), 3);
    let visited = minutes("Hadi Ida Joko Ani", "", "");
    assert_eq!(of(&visited, &["Ani"]), 4, "a chair alone is no council");
    assert_eq!(of(&visited, &SEVEN), 7);
    let observed = minutes("Hadi Ida Joko ?Ani", "", "");
    assert_eq!(of(&observed, &SEVEN), 3);
    // The minutes may say it.
    let mut said = visited;
    said.meeting
        .insert(fact::VOTERS.into(), fact::BY_LIST.into());
    assert_eq!(of(&said, &SEVEN), 4);
    let mut said = branch;
    said.meeting
        .insert(fact::VOTERS.into(), fact::BY_SEATS.into());
    assert_eq!(of(&said, &SEVEN), 7);
}

#[test]
fn where_no_list_was_taken_every_vote_counts() {
    let minutes = minutes("", "", "Ani+ Siapa+ Budi-");
    let (count, found) = judged(&minutes, &[], &MeetingRules::default());
    assert_eq!(count.decisions[0].result, Result::Carried);
    assert_eq!(rules_broken(&found), [""; 0]);
}

#[test]
fn decisions_and_actions_say_who_what_and_when() {
    let action = |title: &str, owner: &str, due: &str| Action {
        id: title.to_owned(),
        agenda: "item".into(),
        title: title.into(),
        owner: owner.into(),
        due: due.into(),
        ..Action::default()
    };
    let mut minutes = minutes("Ani Budi Citra Dodi", "", "");
    minutes.decisions[0].owner.clear();
    minutes.decisions.push(Decision {
        id: "empty".into(),
        ..Decision::default()
    });
    minutes.actions = vec![
        action("Tulis surat", "Ani", "2026-03-09"),
        action("", "Ani", "2026-03-09"),
        action("Cari ruang", " ", ""),
        action("Undang tamu", "Budi", "minggu depan"),
    ];
    let (_, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
    let said: Vec<_> = found
        .iter()
        .map(|one| (one.rule, one.what.clone()))
        .collect();
    assert_eq!(
        said,
        [
            (Rule::N2, What::NoOwner),
            (Rule::N2, What::NoText),
            (Rule::N2, What::NoOwner),
            (Rule::N3, What::NoTitle),
            (Rule::N3, What::NoPerson),
            (Rule::N3, What::NoDue),
            (Rule::N3, What::DueIsNoDay),
        ]
    );
    assert_eq!(found[0].places, [Place::DecisionOwner("decision".into())]);
    // The unit is the meeting's unless the action says another.
    let rules = MeetingRules::default();
    let no_unit = Meeting {
        minutes: &minutes,
        rules: &rules,
        seated: &[],
        unit: " ",
    };
    let found = findings(&no_unit, &Count::of(&no_unit));
    let missing = found.iter().filter(|one| one.what == What::NoUnit).count();
    assert_eq!(missing, 4);
}

/// Scenario 4 of `domain.md` C8: what two minute-takers both wrote down.
#[test]
fn an_action_that_two_minute_takers_wrote_is_found() {
    let action = |id: &str, agenda: &str, title: &str, owner: &str| Action {
        id: id.into(),
        agenda: agenda.into(),
        title: title.into(),
        owner: owner.into(),
        due: "2026-03-09".into(),
        ..Action::default()
    };
    let mut minutes = minutes("Ani Budi Citra Dodi", "", "");
    minutes.actions = vec![
        action("a", "item", "Siapkan draf panduan untuk cabang", "Budi"),
        action("b", "item", "Untuk cabang siapkan draf panduan.", " budi"),
        action("c", "other", "Siapkan draf panduan untuk cabang", "Budi"),
        action("d", "item", "Siapkan draf panduan untuk cabang", "Citra"),
        action("e", "item", "Pesan ruang rapat", "Budi"),
    ];
    let (_, found) = judged(&minutes, &seats(&SEVEN), &MeetingRules::default());
    let alike: Vec<_> = found.iter().filter(|one| one.rule == Rule::N9).collect();
    assert_eq!(alike.len(), 1);
    let places = [
        Place::ActionTitle("a".into()),
        Place::ActionTitle("b".into()),
    ];
    assert_eq!(alike[0].places, places);
    assert_eq!(alike[0].severity, Severity::Warning);
}

#[test]
fn a_short_notice_and_a_long_agenda_are_said() {
    let rules = MeetingRules {
        notice_days: 7,
        ..MeetingRules::default()
    };
    let mut minutes = minutes("Ani Budi Citra Dodi", "", "");
    minutes
        .meeting
        .insert(fact::INVITED.into(), "2026-02-24".into());
    minutes.meeting.insert(fact::LENGTH.into(), "60".into());
    minutes.agenda[0]
        .facts
        .insert(fact::PLANNED.into(), "61".into());
    let (_, found) = judged(&minutes, &seats(&SEVEN), &rules);
    let said: Vec<What> = found.into_iter().map(|one| one.what).collect();
    assert_eq!(said, [What::ShortNotice(6, 7), What::LongAgenda(61, 60)]);
    minutes
        .meeting
        .insert(fact::INVITED.into(), "2026-02-23".into());
    minutes.agenda[0]
        .facts
        .insert(fact::PLANNED.into(), "60".into());
    let (_, found) = judged(&minutes, &seats(&SEVEN), &rules);
    assert_eq!(found, []);
}

#[test]
fn open_actions_of_earlier_minutes_are_carried_by_link_and_once() {
    let action = |id: &str, title: &str, state: &str| Action {
        id: id.into(),
        title: title.into(),
        state: state.into(),
        ..Action::default()
    };
    let earlier = Minutes {
        actions: vec![
            action("a", "Tulis surat", "open"),
            action("b", "Cari ruang", "done"),
            action("c", "Undang tamu", "blocked"),
            action("d", "Bayar sewa", "verified"),
            action("e", " ", "open"),
        ],
        ..Minutes::default()
    };
    let document = format::DocumentId::from_bytes([3; 16]);
    let earlier = Earlier {
        document,
        minutes: &earlier,
    };
    let mut now = Minutes::default();
    let links = open_actions(&now, [earlier, earlier]);
    let ids: Vec<&str> = links.iter().map(|link| link.action.as_str()).collect();
    assert_eq!(ids, ["a", "c"]);
    now.carried.insert(links[0].fact(), fact::SAID.into());
    assert_eq!(open_actions(&now, [earlier]).len(), 1);
    assert_eq!(now.links().collect::<Vec<_>>(), links[..1]);
}
