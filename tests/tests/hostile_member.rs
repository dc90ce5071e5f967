//! A member with a modified program sends what no honest program sends, over a real socket to a real
//! relay: it is refused by name, and everybody else goes on.

use council::document::genesis::genesis_bytes;
use council::edit::{Edit, Place};
use council::view::View;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan::engine::open::open;
use dewan_tests::council::Council;
use dewan_tests::hostile::{Flaw, HANGING_BUNDLE, Hostile, Work};
use dewan_tests::member::{Member, Said};
use dewan_tests::office::Office;
use format::{Act, ActId, DeviceKey, DocumentId, Run, Statement, Subject};
use serde_json::Value;
use sync::frame::{MAX_FRAME_BYTES, Packed};
use sync::{CloseReason, Reason};

fn writing(office: &Office) -> Writing {
    Writing::open(Home::find(Some(office.home())).unwrap()).unwrap()
}

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// A word that only one change of one flaw writes.
fn word(flaw: Flaw, n: usize) -> String {
    format!("kata-{flaw:?}-{n};")
}

/// Three honest changes of the member on the document as it is, under an actor of their own, each
/// with a word of its own. They are not in its store.
fn work(office: &Writing, document: &DocumentId, flaw: Flaw) -> Work {
    let reader = office.reader().unwrap();
    let mut opened = open(&reader, document).unwrap();
    let mut ground = vec![genesis_bytes(opened.creation.create.kind).to_vec()];
    let content = reader.content(document).unwrap();
    ground.extend(content.changes.into_iter().map(|shown| shown.chunk));
    let View::Policy(policy) = &opened.view else {
        panic!("no policy")
    };
    let place = Place::ClauseBody(policy.clauses[0].id.clone());
    let suffix = [100 + flaw as u8; 8];
    let actor = office.me().actor_with(&office.council(), suffix);
    opened.document.set_writer(office.me(), actor);
    let own = (0..3)
        .map(|n| {
            let edit = Edit::Splice {
                place: place.clone(),
                at: 0,
                delete: 0,
                insert: word(flaw, n),
            };
            let change = opened.document.edit(&[edit], 1_700_000_000, None).unwrap();
            change.unwrap().bytes
        })
        .collect();
    Work {
        council: office.council(),
        document: *document,
        key: office.key().clone(),
        roster: office.roster().unwrap().heads,
        ground,
        own,
    }
}

/// The change as a dishonest program would pack it. Where a run cannot carry the flaw, because it is no
/// change at all or because what is wrong is what a run leaves out, its bytes as they are.
fn packed(hostile: &Hostile, work: &Work) -> Packed {
    let run = hostile.run(work).and_then(|run| run.pack().ok());
    let run = run.filter(|run| match Run::unpack(run, &work.council) {
        Ok(unpacked) => unpacked.changes[0].chunk == hostile.chunk,
        Err(_) => true,
    });
    Packed::Run(run.unwrap_or_else(|| hostile.chunk.clone()))
}

/// The name under which a relay refuses it; `None` where it keeps it by design: what it needs may come
/// later, two changes on one place are both kept, and a relay never decodes operations, so it cannot
/// know that their number is false.
fn refusal(flaw: Flaw) -> Option<Reason> {
    match flaw {
        Flaw::StartOpTooLow | Flaw::StartOpEqual | Flaw::StartOpTooHigh => {
            Some(Reason::StartOperation)
        }
        Flaw::SequenceGap | Flaw::OwnDependencyMissing => Some(Reason::Sequence),
        Flaw::DependencyUnknown
        | Flaw::PositionTaken
        | Flaw::OneOperationTooMany
        | Flaw::OneOperationTooFew => None,
        // These never get past the reading of the bytes and the check of the seal.
        _ => Some(Reason::Form),
    }
}

struct Scene {
    council: Council,
    document: DocumentId,
    member: Writing,
}

/// A council with one policy that everybody holds; the south office's program is a modified one.
fn scene() -> Scene {
    let council = Council::found();
    let text = "# Kebijakan\n\n## Pasal 1\n\nIsi pertama.\n\n## Pasal 2\n\nIsi kedua.\n";
    let file = council.chair.file("kebijakan.md", text);
    council.chair.ok(["import", &file]);
    council.chair.sync();
    council.sync_all();
    let document = council.chair.listed()[0].id.parse().unwrap();
    let member = writing(&council.south);
    Scene {
        council,
        document,
        member,
    }
}

#[test]
fn a_members_hostile_changes_are_refused_by_name_over_a_real_socket() {
    let Scene {
        council,
        document,
        member,
    } = scene();
    wait(async {
        let mut session = Member::link(
            &council.relay.url(),
            member.council(),
            member.key(),
            member.store(),
        )
        .await;
        for flaw in Flaw::ALL {
            if matches!(flaw, Flaw::OneOperationTooMany | Flaw::OneOperationTooFew) {
                continue;
            }
            let work = work(&member, &document, flaw);
            let hostile = work.spoil(flaw);
            if !hostile.before.is_empty() {
                let honest = Packed::Run(work.run(&hostile.before).pack().unwrap());
                assert_eq!(session.offer(vec![honest]).await, Said::Kept, "{flaw:?}");
            }
            let said = session.offer(vec![packed(&hostile, &work)]).await;
            let expected = match refusal(flaw) {
                Some(reason) => Said::Refused(vec![(0, true, reason)]),
                None => Said::Kept,
            };
            assert_eq!(said, expected, "{flaw:?}");
            // The member is not shut out, and honest work after it is taken.
            let honest = Packed::Run(work.run(&work.own).pack().unwrap());
            let said = session.offer(vec![honest]).await;
            assert_eq!(said, Said::Kept, "honest work after {flaw:?}");
            // Nor does anybody else notice.
            if (flaw as u8).is_multiple_of(8) {
                council.north.sync();
            }
        }
    });
    drop(member);
    let word_of_north = "Ditulis di Surabaya.";
    council
        .north
        .ok_with(["edit", "Kebijakan", "clause/2/body"], word_of_north);
    council.sync_all();
    let text = council.north.read("Kebijakan");
    assert!(
        text.contains(word_of_north) && text.contains("Isi pertama."),
        "{text}"
    );
    for flaw in Flaw::ALL {
        if flaw == Flaw::PositionTaken || refusal(flaw).is_none() {
            continue;
        }
        for n in 0..3 {
            let times = text.matches(&word(flaw, n)).count();
            assert_eq!(times, 1, "{flaw:?} {n}: {text}");
        }
    }
    council.agree("after every hostile change");
}

#[test]
fn a_false_number_of_operations_is_void_for_every_reader_and_named() {
    let Scene {
        council,
        document,
        member,
    } = scene();
    let flaws = [Flaw::OneOperationTooMany, Flaw::OneOperationTooFew];
    wait(async {
        let mut session = Member::link(
            &council.relay.url(),
            member.council(),
            member.key(),
            member.store(),
        )
        .await;
        for flaw in flaws {
            let work = work(&member, &document, flaw);
            let hostile = work.spoil(flaw);
            for item in [
                Packed::Run(work.run(&hostile.before).pack().unwrap()),
                packed(&hostile, &work),
            ] {
                assert_eq!(session.offer(vec![item]).await, Said::Kept, "{flaw:?}");
            }
        }
    });
    drop(member);
    council.sync_all();
    for office in council.offices() {
        let text = office.read("Kebijakan");
        for flaw in flaws {
            for (n, times) in [(0, 1), (1, 1), (2, 0)] {
                let found = text.matches(&word(flaw, n)).count();
                assert_eq!(found, times, "{}: {flaw:?} {n}: {text}", office.name());
            }
        }
        assert!(text.contains("Isi kedua."), "{text}");
        let listed = office.json(["list"]);
        assert_eq!(listed[0]["held_back"], 2, "{}: {listed}", office.name());
        let shown = office.ok(["--language", "en", "show", "Kebijakan"]);
        assert!(
            shown.contains("2 changes are held back") && shown.contains("operations"),
            "{}: {shown}",
            office.name()
        );
        let status = office.ok(["--language", "en", "status"]);
        assert!(status.contains("held back"), "{}: {status}", office.name());
    }
    council.agree("with void changes");
}

/// An act about the council of a kind that no program knows, with one of the lowest ids there are.
fn unknown(member: &Writing, key: &DeviceKey, cites: &[ActId], n: i64) -> Packed {
    let tries = (0..).map(|one| {
        let statement = Statement {
            council: Some(member.council()),
            author: key.public(),
            kind: "zzz".into(),
            subject: Subject::Council,
            cites: cites.to_vec(),
            roster: vec![],
            time_millis: n << 32 | one,
            body: vec![0xa0],
        };
        Act::sign(statement, key).unwrap()
    });
    let mut low = tries.filter(|act| act.id().as_bytes()[0] < 8);
    Packed::Act(low.next().unwrap().bytes().to_vec())
}

#[test]
fn a_member_who_floods_the_council_keeps_the_chair_from_nothing() {
    let Scene {
        council, member, ..
    } = scene();
    let stranger = DeviceKey::from_secret(&[66; 32]);
    wait(async {
        let mut session = Member::link(
            &council.relay.url(),
            member.council(),
            member.key(),
            member.store(),
        )
        .await;
        let strange: Vec<Packed> = (0..40)
            .map(|n| unknown(&member, &stranger, &[], n))
            .collect();
        let refused = (0..40).map(|n| (n, false, Reason::UnknownWriter)).collect();
        assert_eq!(session.offer(strange).await, Said::Refused(refused));
        let own: Vec<Packed> = (0..40)
            .map(|n| unknown(&member, member.key(), &[], n))
            .collect();
        assert_eq!(session.offer(own).await, Said::Kept);
        let on_nothing = unknown(&member, member.key(), &[ActId::from_bytes([1; 32])], 41);
        assert_eq!(session.offer(vec![on_nothing]).await, Said::Kept);
    });
    drop(member);
    council.sync_all();
    council.chair.ok(["appoint", "Budi", "reviewer"]);
    council.chair.ok(["revoke", "Sinta", "programnya diubah"]);
    council.chair.sync();
    council.north.sync();
    for office in [&council.chair, &council.north] {
        let seats = office.json(["seats"]);
        let mut held = seats["seats"].as_array().unwrap().iter();
        let is_his = |seat: &Value| seat["holder"]["person"] == "Budi";
        assert!(held.any(is_his), "{}: {seats}", office.name());
        let shown = office.ok(["--language", "en", "council", "show"]);
        assert!(shown.contains("revoked"), "{}: {shown}", office.name());
    }
}

#[test]
fn bytes_out_of_protocol_end_that_session_with_a_reason_and_nobody_elses() {
    let Scene {
        council, member, ..
    } = scene();
    let hello_again = {
        let mut bytes = vec![0x81, 0x0f];
        bytes.extend([0; 4]);
        bytes
    };
    for (what, bytes, reason) in [
        ("garbage", b"not a frame".to_vec(), CloseReason::Protocol),
        ("nothing", Vec::new(), CloseReason::Protocol),
        ("bytes after a frame", hello_again, CloseReason::Protocol),
        (
            "the hanging chunk",
            HANGING_BUNDLE.to_vec(),
            CloseReason::Protocol,
        ),
        (
            "too much",
            vec![0; MAX_FRAME_BYTES + 1],
            CloseReason::TooLarge,
        ),
    ] {
        let said = wait(async {
            let mut session = Member::link(
                &council.relay.url(),
                member.council(),
                member.key(),
                member.store(),
            )
            .await;
            session.provoke(bytes).await
        });
        assert_eq!(said, Some(reason), "{what}");
        council.north.sync();
    }
    assert!(
        council
            .relay
            .health()
            .is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    );
}
