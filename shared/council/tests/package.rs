//! A decision package proves what it holds, and nothing once a byte of it was touched.
#![allow(clippy::unwrap_used)]

use council::act::decision::{Decide, Outcome, Publish, Submit, Text};
use council::act::{Body, Create, Found, Invite, Join, Relay, RelayEntry, Speaker};
use council::authorship::Index;
use council::document::Document;
use council::edit::{Collection, Edit, New, Place};
use council::lifecycle::Version;
use council::package::{
    Contents, Held, Holder, PackageError, Proved, SealedChange, Verified, verify, write,
};
use council::review::{Reviewed, StrikeNote};
use council::roster::{Roster, document_heads};
use council::view::{Clause, Kind, View};
use format::id::{Origin, Scope};
use format::{Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Nonce, Receipt, Seal};

const ADDRESS: &str = "ws://relay.example:8443";

fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

struct Told {
    council: CouncilId,
    document: DocumentId,
    roster: Vec<Act>,
    acts: Vec<Act>,
    view: View,
    heads: Vec<ChangeHash>,
    changes: Vec<SealedChange>,
    later: Vec<SealedChange>,
    receipts: Vec<Receipt>,
    history: Option<Vec<Vec<u8>>>,
    decision: Option<ActId>,
    /// The document as the branch writes on.
    writing: Document,
}

impl Told {
    fn say(&mut self, by: &DeviceKey, body: &Body) -> Act {
        let roster = Roster::fold(&self.council, &self.roster).heads;
        let speaker = Speaker {
            key: by,
            council: Some(self.council),
            roster,
            time_millis: 1_772_341_200_000,
        };
        speaker
            .say_about(self.document, document_heads(&self.acts), body)
            .unwrap()
    }

    fn package(&self) -> Vec<u8> {
        write(&Contents {
            council: self.council,
            document: self.document,
            roster: &self.roster,
            acts: &self.acts,
            view: &self.view,
            heads: &self.heads,
            changes: self.changes.clone(),
            later: self.later.clone(),
            receipts: self.receipts.clone(),
            history: self.history.clone(),
            decision: self.decision,
        })
    }

    fn receipt(&self, holder: &DeviceKey, heads: &[ChangeHash], time_millis: i64) -> Receipt {
        let heads = heads.to_vec();
        Receipt::sign(
            holder,
            self.council,
            self.document,
            heads,
            time_millis,
            time_millis.unsigned_abs(),
        )
    }

    /// A relay and head office say to hold the text, the relay one that goes on somewhere else, too.
    fn held(mut self) -> Self {
        let mut more = self.heads.clone();
        more.push(ChangeHash::from_bytes([0xee; 32]));
        let relay = self.receipt(&key(5), &more, 1_772_341_300_000);
        let head_office = self.receipt(&key(1), &self.heads, 1_772_341_400_000);
        self.receipts = vec![relay, head_office];
        self
    }

    /// The branch goes on writing before anybody fetches it: its changes come as one run with one seal.
    fn written_on(mut self, count: usize) -> Self {
        self.changes[0].seal = None;
        for number in 1..=count {
            let edits = [Edit::Put {
                place: Place::Title,
                value: format!("Pedoman, rancangan {number}"),
            }];
            let change = self.writing.edit(&edits, 1_772_341_500, None);
            let change = change.unwrap().unwrap();
            let seal = (number == count)
                .then(|| Seal::sign(&key(2), &self.council, &self.document, &change.hash, vec![]));
            self.later.push(SealedChange {
                seal,
                chunk: change.bytes,
                author: key(2).public(),
            });
        }
        self
    }
}

/// A policy that a branch wrote.
fn drafted() -> Told {
    let (chair, branch, once) = (key(1), key(2), key(3));
    let speaker = |key, council, roster| Speaker {
        key,
        council,
        roster,
        time_millis: 1_772_341_200_000,
    };
    let found = Found {
        name: "Dewan".into(),
        person: "Ratna".into(),
        office: "Pusat".into(),
        nonce: Nonce::from_bytes([9; 16]),
        recovery: None,
    };
    let found = speaker(&chair, None, vec![])
        .say(&Body::Found(found))
        .unwrap();
    let council = found.council();
    let mut roster = vec![found];
    let heads = |roster: &[Act]| Roster::fold(&council, roster).heads;
    let invite = Invite {
        one_time_key: once.public(),
        office: "Surabaya".into(),
        expires_millis: None,
        replaces: None,
    };
    let speaks = speaker(&chair, Some(council), heads(&roster));
    let invite = speaks.say(&Body::Invite(invite)).unwrap();
    let id = invite.id();
    roster.push(invite);
    let join = Join {
        invite: id,
        person: "Budi".into(),
        proof: once.sign(&Join::proof_bytes(&council, &id, &branch.public())),
    };
    let speaks = speaker(&branch, Some(council), heads(&roster));
    roster.push(speaks.say(&Body::Join(join)).unwrap());
    let relay = Relay {
        relays: vec![RelayEntry {
            address: ADDRESS.into(),
            key: Some(key(5).public()),
            serves: None,
        }],
        head_office: "Pusat".into(),
    };
    let speaks = speaker(&chair, Some(council), heads(&roster));
    roster.push(speaks.say(&Body::Relay(relay)).unwrap());
    let create = Create {
        kind: Kind::Policy,
        scope: Scope::Council,
        label: None,
        origin: Origin::Nonce(Nonce::from_bytes([4; 16]), branch.public()),
    };
    let document = create.document(&council);
    let actor = branch.public().new_actor(&council).unwrap();
    let mut writing = Document::genesis(Kind::Policy);
    writing.set_writer(branch.public(), actor);
    let edits = [
        Edit::Put {
            place: Place::Title,
            value: "Pedoman".into(),
        },
        Edit::Insert {
            new: New::Clause(Clause {
                id: uuid::Uuid::from_u128(7).to_string(),
                level: 1,
                heading: "Tujuan".into(),
                body: "Menjaga nama baik – selalu.".into(),
            }),
            after: None,
        },
    ];
    let change = writing.edit(&edits, 1_772_341_200, None).unwrap().unwrap();
    let view = writing.view();
    let mut told = Told {
        council,
        document,
        roster,
        acts: vec![],
        heads: vec![change.hash],
        changes: vec![SealedChange {
            seal: Some(Seal::sign(
                &branch,
                &council,
                &document,
                &change.hash,
                vec![],
            )),
            chunk: change.bytes,
            author: branch.public(),
        }],
        view,
        later: vec![],
        receipts: vec![],
        history: None,
        decision: None,
        writing,
    };
    let act = told.say(&branch, &Body::Create(create));
    told.acts.push(act);
    told
}

/// The same, submitted by the branch; the chair approved and published it.
fn told() -> Told {
    drafted().decided()
}

const STRUCK: &str = "Tanpa batas.";

/// The branch wrote a clause too many, the chair struck it before it was submitted, and approved what was left.
/// With `own` the chair's strike also writes something of the chair's own.
fn struck(own: bool) -> Told {
    let mut told = drafted();
    let (chair, branch) = (key(1), key(2));
    let edits = [Edit::Insert {
        new: New::Clause(Clause {
            id: uuid::Uuid::from_u128(8).to_string(),
            level: 1,
            heading: "Anggaran".into(),
            body: STRUCK.into(),
        }),
        after: None,
    }];
    let added = told.writing.edit(&edits, 1_772_341_210, None);
    let added = added.unwrap().unwrap();
    let mut reviewing = told.writing.clone();
    reviewing.set_writer(
        chair.public(),
        chair.public().new_actor(&told.council).unwrap(),
    );
    let reviewed = Reviewed {
        before: told.heads.clone(),
        after: vec![added.hash],
    };
    let place = Place::Mark(Collection::Clauses, uuid::Uuid::from_u128(8).to_string());
    let index = Index::read_with_texts(reviewing.automerge());
    let strike = match own {
        false => {
            let struck = reviewing.strike(&index, &place, &reviewed, "Belum.", 1_772_341_220);
            struck.unwrap().0
        }
        true => {
            let note = StrikeNote {
                place,
                before: reviewed.before,
                reason: "Belum.".into(),
            };
            let title = [Edit::Put {
                place: Place::Title,
                value: "Pedoman ketua".into(),
            }];
            let change = reviewing.edit(&title, 1_772_341_220, Some(&note.to_string()));
            change.unwrap().unwrap()
        }
    };
    told.view = reviewing.view();
    told.heads = vec![strike.hash];
    told.history = Some(vec![]);
    for (by, change) in [(&branch, added), (&chair, strike)] {
        let seal = Seal::sign(by, &told.council, &told.document, &change.hash, vec![]);
        told.changes.push(SealedChange {
            seal: Some(seal),
            chunk: change.bytes,
            author: by.public(),
        });
    }
    told.decided()
}

impl Told {
    /// The branch submits the text, the chair approves and publishes it.
    fn decided(mut self) -> Self {
        self.passes("001", None);
        self
    }

    /// The same with this number; `previous` is the approval with the number before. The decision.
    fn passes(&mut self, number: &str, previous: Option<ActId>) -> ActId {
        let (chair, branch) = (key(1), key(2));
        let text = Text {
            fingerprint: self.view.fingerprint(),
            heads: self.heads.clone(),
        };
        let submit = self.say(
            &branch,
            &Body::Submit(Submit {
                text: text.clone(),
                note: String::new(),
            }),
        );
        let submission = submit.id();
        self.acts.push(submit);
        let decide = self.say(
            &chair,
            &Body::Decide(Decide {
                submission,
                text,
                outcome: Outcome::Approved,
                words: String::new(),
                waivers: vec![],
                previous,
            }),
        );
        let decision = decide.id();
        self.acts.push(decide);
        let publish = self.say(
            &chair,
            &Body::Publish(Publish {
                decision,
                number: number.into(),
                effective: "2026-03-01".parse().unwrap(),
                review: None,
                replaces: vec![],
                files: vec![],
            }),
        );
        self.acts.push(publish);
        decision
    }
}

fn version(verified: &Verified) -> &Version {
    match &verified.proved {
        Proved::Version(version) => version,
        Proved::Minutes(confirmed) => panic!("{confirmed:?}"),
    }
}

#[test]
fn a_package_proves_who_decided_and_who_wrote() {
    let told = told();
    let verified = verify(&told.package()).unwrap();
    assert_eq!(verified.council, told.council);
    assert_eq!(verified.view, told.view.content());
    assert_eq!(version(&verified).decision.said.by, key(1).public());
    assert_eq!(verified.last_authors, [key(2).public()].into());
    let publication = version(&verified).publication.clone();
    assert_eq!(publication.unwrap().number, "001");
}

#[test]
fn a_package_written_before_there_were_receipts_verifies_still() {
    let bytes = include_bytes!("packages/decision-1.dewan-proof");
    let verified = verify(bytes).unwrap();
    let publication = version(&verified).publication.clone();
    assert_eq!(publication.unwrap().number, "001");
    assert_eq!(verified.last_authors, [key(2).public()].into());
    assert_eq!((verified.held, verified.later), (vec![], 0));
}

#[test]
fn of_a_text_that_was_approved_again_a_package_proves_the_decision_it_names() {
    let mut told = drafted();
    let first = told.passes("001", None);
    let second = told.passes("002", Some(first));
    for (decision, number, official) in [(first, 1, "001"), (second, 2, "002")] {
        told.decision = Some(decision);
        let bytes = told.package();
        let verified = verify(&bytes).unwrap();
        let version = version(&verified);
        assert_eq!(
            (version.number, version.decision.said.act),
            (number, decision)
        );
        assert_eq!(version.publication.as_ref().unwrap().number, official);
    }
    let unnamed = ActId::from_bytes([7; 32]);
    told.decision = Some(unnamed);
    let refused = verify(&told.package());
    assert!(matches!(refused, Err(PackageError::NotDecided(_))));
}

#[test]
fn a_package_says_who_holds_the_text_since_when_by_their_own_clock() {
    let told = told().held();
    let mut wanted = vec![
        Held {
            holder: key(5).public(),
            by: Holder::Relay(ADDRESS.into()),
            since_millis: 1_772_341_300_000,
        },
        Held {
            holder: key(1).public(),
            by: Holder::HeadOffice("Pusat".into()),
            since_millis: 1_772_341_400_000,
        },
    ];
    wanted.sort_by_key(|held| held.holder);
    assert_eq!(verify(&told.package()).unwrap().held, wanted);
}

#[test]
fn a_receipt_that_shows_nothing_of_the_text_makes_a_package_prove_nothing() {
    let plain = told();
    let later = [ChangeHash::from_bytes([0xee; 32])];
    let other_document = DocumentId::from_bytes([9; 16]);
    let mut altered = plain.receipt(&key(5), &plain.heads, 5);
    altered.time_millis -= 1;
    let mut elsewhere = plain.receipt(&key(5), &plain.heads, 5);
    elsewhere.document = other_document;
    let heads = plain.heads.clone();
    let council = plain.council;
    let signed_elsewhere = Receipt::sign(&key(5), council, other_document, heads, 5, 5);
    for (what, receipt) in [
        ("of a stranger", plain.receipt(&key(8), &plain.heads, 5)),
        ("of a branch", plain.receipt(&key(2), &plain.heads, 5)),
        ("of later heads only", plain.receipt(&key(5), &later, 5)),
        ("of nothing", plain.receipt(&key(5), &[], 5)),
        ("with another time", altered),
        ("moved here", elsewhere),
        ("of another document", signed_elsewhere),
    ] {
        let mut told = told();
        told.receipts = vec![receipt];
        assert_eq!(
            verify(&told.package()),
            Err(PackageError::Receipt),
            "{what}"
        );
    }
}

#[test]
fn the_seal_of_a_later_change_vouches_for_the_last_one_through_all_between() {
    for count in [1, 3] {
        let told = told().written_on(count);
        let verified = verify(&told.package()).unwrap();
        assert_eq!(verified.last_authors, [key(2).public()].into());
        assert_eq!(verified.view, told.view.content(), "as it was decided");
        assert_eq!(verified.later, count);
    }
    // Without one of them, without the seal, with more than is needed, with somebody else's seal.
    for missing in 0..3 {
        let mut told = told().written_on(3);
        told.later.remove(missing);
        assert!(verify(&told.package()).is_err(), "without {missing}");
    }
    let mut unsealed = told().written_on(3);
    unsealed.later[2].seal = None;
    assert_eq!(verify(&unsealed.package()), Err(PackageError::Seal));
    let mut more = told().written_on(3);
    let (council, document) = (more.council, more.document);
    let hash = format::ChangeHeader::parse(&more.later[1].chunk)
        .unwrap()
        .hash;
    let seal = |by: &DeviceKey| Some(Seal::sign(by, &council, &document, &hash, vec![]));
    more.later[1].seal = seal(&key(2));
    assert!(
        verify(&more.package()).is_err(),
        "the last one shows nothing"
    );
    more.later.pop();
    assert!(verify(&more.package()).is_ok());
    more.later[1].seal = seal(&key(1));
    assert_eq!(verify(&more.package()), Err(PackageError::Seal));
    let mut none = told().written_on(1);
    none.changes = told().changes;
    assert!(verify(&none.package()).is_err(), "of another document");
}

#[test]
fn a_version_that_ends_with_the_chairs_own_strike_is_proved_by_all_it_was_built_on() {
    let told = struck(false);
    let bytes = told.package();
    let verified = verify(&bytes).unwrap();
    assert_eq!(verified.last_authors, [key(2).public()].into());
    assert_eq!(version(&verified).decision.said.by, key(1).public());
    assert_eq!((verified.strikes, verified.history), (1, 0));
    assert!(
        bytes
            .windows(STRUCK.len())
            .any(|at| at == STRUCK.as_bytes()),
        "what was struck is in it"
    );
    // Without the history nobody can look: the chair wrote last.
    let mut without = struck(false);
    without.history = None;
    assert!(verify(&without.package()).is_err());
    let strike = without.changes.pop().unwrap();
    without.changes = vec![strike];
    let refused = verify(&without.package()).unwrap_err();
    assert!(matches!(refused, PackageError::NotDecided(_)), "{refused}");
    // Nor with another, with less, or with more than the text is built on.
    let mut less = struck(false);
    less.changes.remove(0);
    assert!(verify(&less.package()).is_err());
    let mut more = struck(false);
    let edits = [Edit::Put {
        place: Place::Title,
        value: "Lain".into(),
    }];
    let later = more.writing.edit(&edits, 1_772_341_900, None);
    more.history
        .as_mut()
        .unwrap()
        .push(later.unwrap().unwrap().bytes);
    assert!(verify(&more.package()).is_err());
    // A text that is not what the history leads to.
    let mut other = struck(false);
    other.view = told.writing.view();
    assert!(verify(&other.package()).is_err());
    // A history where there is no strike to be looked at.
    let mut needless = crate::told();
    needless.history = Some(vec![]);
    assert!(verify(&needless.package()).is_err());
}

#[test]
fn a_strike_that_writes_something_of_its_own_is_no_strike() {
    let refused = verify(&struck(true).package()).unwrap_err();
    assert!(matches!(refused, PackageError::Form(_)), "{refused}");
    // As the edit that it is, it shows that the chair wrote last.
    let mut plain = struck(true);
    let strike = plain.changes.pop().unwrap();
    plain.changes = vec![strike];
    plain.history = None;
    let refused = verify(&plain.package()).unwrap_err();
    assert!(matches!(refused, PackageError::NotDecided(_)), "{refused}");
}

#[test]
fn what_somebody_wrote_who_never_belonged_to_the_council_proves_nothing() {
    let stranger = key(9);
    let mut told = drafted();
    let actor = stranger.public().new_actor(&told.council).unwrap();
    let mut writing = told.writing.clone();
    writing.set_writer(stranger.public(), actor);
    let edits = [Edit::Put {
        place: Place::Title,
        value: "Pedoman orang lain".into(),
    }];
    let change = writing.edit(&edits, 1_772_341_210, None).unwrap().unwrap();
    told.view = writing.view();
    told.heads = vec![change.hash];
    let seal = Seal::sign(
        &stranger,
        &told.council,
        &told.document,
        &change.hash,
        vec![],
    );
    told.changes = vec![SealedChange {
        seal: Some(seal),
        chunk: change.bytes,
        author: stranger.public(),
    }];
    let told = told.decided();
    assert_eq!(
        verify(&told.package()),
        Err(PackageError::Stranger(stranger.public()))
    );
}

#[test]
fn no_byte_of_a_package_can_be_changed_unnoticed() {
    for told in [
        told(),
        told().held(),
        told().written_on(2).held(),
        struck(false),
        struck(false).held(),
    ] {
        let bytes = told.package();
        assert!(verify(&bytes).is_ok());
        let mut accepted = 0_u64;
        let mut mutants = 0_u64;
        for at in 0..bytes.len() {
            for flip in [1, 0x80, 0xff] {
                let mut mutant = bytes.clone();
                mutant[at] ^= flip;
                mutants += 1;
                accepted += u64::from(verify(&mutant).is_ok());
            }
            assert!(verify(&bytes[..at]).is_err(), "cut at {at}");
        }
        println!(
            "{accepted} false accepts / {mutants} mutants of {} bytes",
            bytes.len()
        );
        assert_eq!(accepted, 0);
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(verify(&longer).is_err());
    }
}

#[test]
fn what_is_left_out_or_put_in_proves_nothing() {
    // Another text.
    let mut other = told();
    if let View::Policy(policy) = &mut other.view {
        policy.clauses[0].body.push('!');
    }
    let refused = verify(&other.package()).unwrap_err();
    assert!(matches!(refused, PackageError::NotDecided(_)), "{refused}");
    // A header field that is no content cannot be slipped in.
    let mut archived = told();
    let plain = archived.package();
    if let View::Policy(policy) = &mut archived.view {
        policy.meta.insert("archived".into(), "yes".into());
    }
    assert_eq!(archived.package(), plain);
    // The decision, the roster, the creation, the change.
    let mut without = told();
    without.acts.retain(|act| act.statement().kind != "decide");
    assert!(verify(&without.package()).is_err());
    let mut without = told();
    without.acts.retain(|act| act.statement().kind != "create");
    assert_eq!(verify(&without.package()), Err(PackageError::NotCreated));
    let mut without = told();
    without.roster.remove(0);
    assert!(verify(&without.package()).is_err());
    let mut without = told();
    without.changes.clear();
    assert!(verify(&without.package()).is_err());
    // Somebody else's seal: nobody is made the author of what they did not write.
    let mut forged = told();
    forged.changes[0].author = key(1).public();
    assert_eq!(verify(&forged.package()), Err(PackageError::Seal));
    let mut twice = told();
    let more = twice.changes[0].clone();
    twice.changes.push(more);
    assert!(verify(&twice.package()).is_ok(), "written once");
    let foreign = told().changes.remove(0);
    twice.changes.push(foreign);
    assert!(
        verify(&twice.package()).is_err(),
        "nothing is in it that shows nothing"
    );
}

/// The branch wrote, `archiver` archived it and brought it back, the branch submitted, the chair approved.
fn archived_before(archiver: u8) -> Told {
    let mut told = drafted();
    let archiver = key(archiver);
    let mut keeping = told.writing.clone();
    let actor = archiver.public().new_actor(&told.council).unwrap();
    keeping.set_writer(archiver.public(), actor);
    for value in ["yes", ""] {
        let edits = [Edit::Put {
            place: Place::Meta("archived".into()),
            value: value.into(),
        }];
        let change = keeping.edit(&edits, 1_772_341_220, None).unwrap().unwrap();
        let seal = Seal::sign(
            &archiver,
            &told.council,
            &told.document,
            &change.hash,
            vec![],
        );
        told.heads = vec![change.hash];
        told.changes.push(SealedChange {
            seal: Some(seal),
            chunk: change.bytes,
            author: archiver.public(),
        });
    }
    told.view = keeping.view();
    told.decided()
}

#[test]
fn a_version_that_was_archived_and_brought_back_before_is_proved_with_who_wrote_it() {
    for archiver in [1, 2] {
        let told = archived_before(archiver);
        let verified = verify(&told.package()).unwrap();
        assert_eq!(
            verified.last_authors,
            [key(2).public()].into(),
            "{archiver}"
        );
        assert_eq!((verified.strikes, verified.history), (0, 0));
    }
    // Whoever leaves out what was written before would make the archiver its writer.
    for left_out in 0..2 {
        let mut told = archived_before(1);
        told.changes.remove(left_out);
        assert!(verify(&told.package()).is_err(), "{left_out}");
    }
}
