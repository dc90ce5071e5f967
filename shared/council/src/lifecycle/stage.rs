//! A small council in the making, for tests of its rules.

use std::collections::BTreeMap;

use format::{Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Fingerprint, Nonce};

use super::*;

use crate::act::seat::{Appoint, Charter, Mandatory};
use crate::act::{Create, Found, Invite, Join, Speaker};
use crate::seats::{Role, Seats};

pub(crate) const DAY: i64 = 86_400_000;
/// 1 March 2026, 12.00 WIB.
pub(crate) const START: i64 = 1_772_341_200_000;
pub(crate) const DOCUMENT: DocumentId = DocumentId::from_bytes([5; 16]);

pub(crate) fn key(n: u8) -> DeviceKey {
    DeviceKey::from_secret(&[n; 32])
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Texts by their only head: the head with number n says content n / 10.
#[derive(Debug, Default, Clone)]
pub(crate) struct Library(pub(crate) BTreeMap<ChangeHash, TextFacts>);

impl Texts for Library {
    fn at(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        self.0.get(heads.first()?).cloned()
    }
}

/// A council in the making. Every act is said by somebody who has seen all there is, unless told
/// otherwise.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) id: CouncilId,
    pub(crate) roster: Vec<Act>,
    pub(crate) acts: Vec<Act>,
    pub(crate) texts: Library,
    pub(crate) now: i64,
    pub(crate) chair: DeviceKey,
    pub(crate) acting: DeviceKey,
    pub(crate) secretary: DeviceKey,
    pub(crate) legal: DeviceKey,
    pub(crate) coordinator: DeviceKey,
    pub(crate) sponsor: DeviceKey,
    pub(crate) drafter: DeviceKey,
    /// Who began the document.
    pub(crate) creator: PublicKey,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let chair = key(1);
        let speaker = Speaker {
            key: &chair,
            council: None,
            roster: vec![],
            time_millis: START,
        };
        let found = Found {
            name: "Dewan".into(),
            person: "Ratna".into(),
            office: "Pusat".into(),
            nonce: Nonce::from_bytes([9; 16]),
            recovery: None,
        };
        let found = speaker.say(&Body::Found(found)).unwrap();
        let mut stage = Self {
            id: found.council(),
            roster: vec![found],
            acts: vec![],
            texts: Library::default(),
            now: START,
            chair,
            acting: key(2),
            secretary: key(3),
            legal: key(4),
            coordinator: key(5),
            sponsor: key(6),
            drafter: key(7),
            creator: key(7).public(),
        };
        for member in 2..=7 {
            let office = if member == 5 || member == 7 {
                "Surabaya"
            } else {
                "Pusat"
            };
            stage.admit(&key(member), office);
        }
        let chair = stage.chair.clone();
        for (holder, role, unit, field, until) in [
            (2, Role::ActingChair, "", "", Some("2026-06-30")),
            (3, Role::Secretary, "", "", None),
            (4, Role::Reviewer, "", "legal", None),
            (5, Role::Coordinator, "Surabaya", "", None),
            (6, Role::Sponsor, "", "", None),
        ] {
            stage.appoint(&chair, &key(holder), role, (unit, field), until, None);
        }
        stage.council(
            &chair,
            &Body::Charter(Charter {
                mandatory: vec![Mandatory {
                    kind: "policy".into(),
                    fields: vec!["legal".into()],
                }],
                allows_self_approval: false,
                adoption_days: 30,
                meetings: None,
            }),
        );
        stage
    }

    pub(crate) fn admit(&mut self, joining: &DeviceKey, office: &str) {
        let person = joining.public().short();
        self.admit_with(joining, office, person, None);
    }

    /// Somebody joins under this name.
    pub(crate) fn admit_as(&mut self, joining: &DeviceKey, office: &str, person: &str) {
        self.admit_with(joining, office, person.to_owned(), None);
    }

    /// A second device of a person joins.
    pub(crate) fn admit_device(&mut self, joining: &DeviceKey, office: &str, of: &DeviceKey) {
        let person = self.fold_roster().members[&of.public()].person.clone();
        self.admit_with(joining, office, person, Some(of.public()));
    }

    fn admit_with(
        &mut self,
        joining: &DeviceKey,
        office: &str,
        person: String,
        replaces: Option<PublicKey>,
    ) {
        let once = key(100 + joining.public().as_bytes()[0] % 100);
        let chair = self.chair.clone();
        let invite = self.council(
            &chair,
            &Body::Invite(Invite {
                one_time_key: once.public(),
                office: office.into(),
                expires_millis: None,
                replaces,
            }),
        );
        let proof = once.sign(&Join::proof_bytes(&self.id, &invite, &joining.public()));
        self.council(
            joining,
            &Body::Join(Join {
                invite,
                person,
                proof,
            }),
        );
    }

    pub(crate) fn appoint(
        &mut self,
        by: &DeviceKey,
        holder: &DeviceKey,
        role: Role,
        (unit, field): (&str, &str),
        until: Option<&str>,
        instead_of: Option<ActId>,
    ) -> ActId {
        self.council(
            by,
            &Body::Appoint(Appoint {
                holder: holder.public(),
                role,
                unit: unit.into(),
                field: field.into(),
                from: None,
                until: until.map(day),
                instead_of,
            }),
        )
    }

    pub(crate) fn fold_roster(&self) -> Roster {
        Roster::fold(&self.id, &self.roster)
    }

    pub(crate) fn seats(&self) -> Seats {
        self.fold_roster().seats
    }

    /// The founder's seat.
    pub(crate) fn founder_seat(&self) -> ActId {
        self.roster[0].id()
    }

    pub(crate) fn council(&mut self, by: &DeviceKey, body: &Body) -> ActId {
        let heads = self.fold_roster().heads;
        self.council_seeing(by, heads, body)
    }

    pub(crate) fn council_seeing(
        &mut self,
        by: &DeviceKey,
        roster: Vec<ActId>,
        body: &Body,
    ) -> ActId {
        let speaker = Speaker {
            key: by,
            council: Some(self.id),
            roster,
            time_millis: self.now,
        };
        let act = speaker.say(body).unwrap();
        self.roster.push(act);
        self.roster.last().unwrap().id()
    }

    /// A text that is here: content `n`, written last by `author`.
    pub(crate) fn text(&mut self, n: u8, author: &DeviceKey) -> Text {
        let text = Text {
            fingerprint: Fingerprint::from_bytes([n; 32]),
            heads: vec![ChangeHash::from_bytes([n; 32])],
        };
        self.texts.0.insert(
            text.heads[0],
            TextFacts {
                fingerprint: text.fingerprint,
                last_authors: [author.public()].into(),
                unit: "Surabaya".into(),
            },
        );
        text
    }

    pub(crate) fn heads(&self) -> Vec<ActId> {
        crate::roster::document_heads(&self.acts)
    }

    pub(crate) fn say(&mut self, by: &DeviceKey, body: Body) -> ActId {
        let (cites, roster) = (self.heads(), self.fold_roster().heads);
        self.say_seeing(by, cites, roster, body)
    }

    pub(crate) fn say_seeing(
        &mut self,
        by: &DeviceKey,
        cites: Vec<ActId>,
        roster: Vec<ActId>,
        body: Body,
    ) -> ActId {
        let act = self.speak(by, (DOCUMENT, cites), roster, &body);
        self.acts.push(act);
        self.acts.last().unwrap().id()
    }

    /// Says something about any document, which the stage does not keep.
    pub(crate) fn speak(
        &self,
        by: &DeviceKey,
        (document, cites): (DocumentId, Vec<ActId>),
        roster: Vec<ActId>,
        body: &Body,
    ) -> Act {
        let speaker = Speaker {
            key: by,
            council: Some(self.id),
            roster,
            time_millis: self.now,
        };
        speaker.say_about(document, cites, body).unwrap()
    }

    /// The id of a document that is created so.
    pub(crate) fn created_as(&self, create: &Create) -> DocumentId {
        create.document(&self.id)
    }

    pub(crate) fn submit(&mut self, n: u8) -> (ActId, Text) {
        let drafter = self.drafter.clone();
        let text = self.text(n, &drafter);
        let submit = Submit {
            text: text.clone(),
            note: String::new(),
        };
        (self.say(&drafter, Body::Submit(submit)), text)
    }

    pub(crate) fn opinion(&mut self, by: &DeviceKey, submission: ActId, text: &Text) -> ActId {
        self.say(
            by,
            Body::Opinion(Opinion {
                submission,
                fingerprint: text.fingerprint,
                field: "legal".into(),
                verdict: Verdict::Agrees,
                words: String::new(),
            }),
        )
    }

    pub(crate) fn decide(&mut self, by: &DeviceKey, of: &(ActId, Text), outcome: Outcome) -> ActId {
        let (cites, roster) = (self.heads(), self.fold_roster().heads);
        self.decide_seeing(by, cites, roster, of, outcome)
    }

    pub(crate) fn decide_seeing(
        &mut self,
        by: &DeviceKey,
        cites: Vec<ActId>,
        roster: Vec<ActId>,
        (submission, text): &(ActId, Text),
        outcome: Outcome,
    ) -> ActId {
        let decide = Decide {
            submission: *submission,
            text: text.clone(),
            outcome,
            words: "Karena itu.".into(),
            waivers: vec![],
            previous: None,
        };
        self.say_seeing(by, cites, roster, Body::Decide(decide))
    }

    pub(crate) fn publish(
        &mut self,
        by: &DeviceKey,
        decision: ActId,
        number: &str,
        from: &str,
    ) -> ActId {
        self.say(
            by,
            Body::Publish(Publish {
                decision,
                number: number.into(),
                effective: day(from),
                review: None,
                replaces: vec![],
                files: vec![],
            }),
        )
    }

    /// Submitted, judged by legal, approved by the chair, published by the secretary.
    pub(crate) fn pass(&mut self, n: u8, from: &str) -> ActId {
        let (legal, chair, secretary) = (
            self.legal.clone(),
            self.chair.clone(),
            self.secretary.clone(),
        );
        let submitted = self.submit(n);
        self.opinion(&legal, submitted.0, &submitted.1);
        let decision = self.decide(&chair, &submitted, Outcome::Approved);
        self.publish(&secretary, decision, &format!("00{n}"), from)
    }

    pub(crate) fn lifecycle(&self) -> Lifecycle {
        self.lifecycle_of(&self.acts)
    }

    pub(crate) fn lifecycle_of(&self, acts: &[Act]) -> Lifecycle {
        let roster = self.fold_roster();
        Lifecycle::fold(
            &Setting {
                document: DOCUMENT,
                kind: Kind::Policy,
                creator: self.creator,
                roster: &roster,
            },
            &self.texts,
            acts,
        )
    }

    pub(crate) fn why_not(&self, act: ActId) -> Reason {
        let lifecycle = self.lifecycle();
        let found = lifecycle
            .not_counted
            .into_iter()
            .find(|one| one.said.act == act);
        found.expect("it counts").reason
    }
}
