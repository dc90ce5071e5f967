//! The table "role x act" of `domain.md` C2, cell by cell, against the acts themselves: for every role and
//! for nobody's seat, whether an act of each kind counts. The cells are written after the document and not
//! after [`Role::may`], so that neither that table nor who asks it can change alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use format::id::{Origin, Scope};
use format::{ActId, ChangeHash, DeviceKey, Nonce};

use super::stage::*;
use super::*;
use crate::access::Access;
use crate::act::decision::{
    Acknowledge, Adopt, Exempt, PullBack, Return, SuccessorMark, Waiver, Withdraw,
};
use crate::act::meeting::{
    Answer, Ask, CircularResult, Circulate, Close, ConfirmMinutes, Reply, Signer,
};
use crate::act::revocation::{Release, Revoke};
use crate::act::scope::{Grant, Unit, UnitKind};
use crate::act::seat::{Appoint, Charter, EndSeat};
use crate::act::{Create, Relay};
use crate::meeting::{
    Circulars, MinutesText, MinutesTexts, Proceedings, Recused, voters_in_writing,
};
use crate::seats::Role;
use crate::view::{Attendance, Minutes, View};

/// Why an act does not count, in short; `None`: it counts.
type Why = Option<String>;

/// A kind of act: what it is called, its cells, and how it is said.
type Row = (&'static str, &'static str, fn(&mut Scene) -> Why);

/// One cell for each of [`Role::ALL`] and one for whoever holds no seat: chair, acting chair, secretary,
/// member, reviewer, coordinator, drafter, community manager, sponsor, auditor, trainer, participant,
/// reader, nobody. `x`: it counts. `-`: its author held no seat that may. Where the table says no and the
/// act is refused in other words: `c`, what was decided apart is closed for all but the chair; `o`, only
/// the chair says so; `r`, only founder and chair name relays; `v`, not among those who vote.
#[rustfmt::skip]
const LIFECYCLE: [Row; 27] = [
    ("submit own", "xxxxxxxxxxxxxx", |it| it.submit(true, UNIT)),
    ("submit of the unit", "xxxx-x--------", |it| it.submit(false, UNIT)),
    ("submit of another unit", "xxxx----------", |it| it.submit(false, OTHER)),
    ("pull back own", "xxxxxxxxxxxxxx", |it| it.pull_back(true, UNIT)),
    ("pull back of the unit", "xxxx-x--------", |it| it.pull_back(false, UNIT)),
    ("pull back of another unit", "xxxx----------", |it| it.pull_back(false, OTHER)),
    ("opinion", "---xx---------", |it| it.give_opinion("")),
    ("opinion of a department", "---xx---------", |it| it.give_opinion(FIELD)),
    ("return", "xxx-x---------", Scene::send_back),
    ("approve", "xx------------", |it| it.decide(Outcome::Approved)),
    ("reject", "xx------------", |it| it.decide(Outcome::Rejected)),
    ("waive an opinion", "xx------------", Scene::waive),
    ("settle decisions in conflict", "xc------------", Scene::settle),
    ("publish", "xxx-----------", Scene::publish),
    ("withdraw", "xx------------", Scene::withdraw),
    // By the rights to publish and to withdraw.
    ("supersede", "xxx-----------", Scene::supersede),
    ("reinstate", "xx------------", Scene::reinstate),
    ("adopt for the unit", "-----x--------", |it| it.adopt(UNIT, Adoption::AsItIs)),
    ("adopt for another unit", "--------------", |it| it.adopt(OTHER, Adoption::AsItIs)),
    ("ask for an exemption", "-----x--------", |it| it.adopt(UNIT, Adoption::AsksExemption)),
    ("grant an exemption", "xx------------", Scene::exempt),
    ("acknowledge", "xxxxxxxxxxxxxx", Scene::acknowledge),
    ("share own", "xxxxxxxxxxxxxx", |it| it.share(Whose::Own)),
    ("share of the unit", "xxx--x--------", |it| it.share(Whose::OfUnit)),
    ("share of another unit", "xxx-----------", |it| it.share(Whose::OfOther)),
    ("release held back work", "xooooooooooooo", Scene::release),
    ("release own work", "xxxxxxxxxxxxxx", Scene::release_own),
];

#[rustfmt::skip]
const MEETING: [Row; 8] = [
    ("circulate own", "xxxxxxxxxxxxxx", |it| it.circulate(true, UNIT)),
    ("circulate of the unit", "xxxx-x--------", |it| it.circulate(false, UNIT)),
    ("circulate of another unit", "xxxx----------", |it| it.circulate(false, OTHER)),
    ("confirm as the chair", "xx------------", |it| it.confirm(Signer::Chair)),
    ("confirm as an attendee", "xxxxxxxxxxxxxx", |it| it.confirm(Signer::Attendee)),
    ("ask in writing", "xxx-----------", Scene::ask),
    ("answer in writing", "xvvxvvvvvvvvvv", Scene::answer),
    ("close a question", "xxx-----------", Scene::close),
];

#[rustfmt::skip]
const ROSTER: [Row; 11] = [
    ("appoint a member", "xx------------", |it| it.appoint(Role::Member)),
    ("appoint a secretary", "xx------------", |it| it.appoint(Role::Secretary)),
    // Who acts for the chair makes nobody preside, and gives the sponsor's seat to nobody.
    ("appoint an acting chair", "x-------------", |it| it.appoint(Role::ActingChair)),
    ("appoint a sponsor", "x-------------", |it| it.appoint(Role::Sponsor)),
    ("name a chair", "x-------x-----", |it| it.appoint(Role::Chair)),
    ("end a seat", "xx------------", |it| it.end(Role::Coordinator)),
    ("end the sponsor's seat", "x-------------", |it| it.end(Role::Sponsor)),
    ("place a unit", "xx------------", Scene::place_unit),
    ("change the charter", "xx------------", Scene::change_charter),
    ("name relays", "xxrrrrrrrrrrrr", Scene::name_relays),
    ("revoke a device", "xooooooooooooo", Scene::revoke),
];

/// The unit of the seat that is looked at, and one that is none of its business.
const UNIT: &str = "Surabaya";
const OTHER: &str = "Medan";
/// The department it speaks for, where it does.
const FIELD: &str = "legal";

#[derive(Clone, Copy)]
enum Whose {
    Own,
    OfUnit,
    OfOther,
}

/// A council, and somebody who gets a seat in it once all is prepared.
struct Scene {
    stage: Stage,
    actor: DeviceKey,
    role: Option<Role>,
    shelf: BTreeMap<ChangeHash, MinutesText>,
}

impl MinutesTexts for Scene {
    fn minutes_at(&self, heads: &[ChangeHash]) -> Option<MinutesText> {
        self.shelf.get(heads.first()?).cloned()
    }
}

impl Scene {
    fn new(role: Option<Role>) -> Self {
        let (mut stage, actor) = (Stage::new(), key(50));
        stage.admit(&actor, "Malang");
        Self {
            stage,
            actor,
            role,
            shelf: BTreeMap::new(),
        }
    }

    /// The chair who founded the council gives the seat. Whoever is to be the chair follows the founder.
    fn sit(&mut self) {
        let Some(role) = self.role else { return };
        let (chair, actor) = (self.stage.chair.clone(), self.actor.clone());
        let instead = (role == Role::Chair).then(|| self.stage.founder_seat());
        let field = match role {
            Role::Member | Role::Reviewer => FIELD,
            _ => "",
        };
        let until = (role == Role::ActingChair).then_some("2026-06-30");
        let seat = (UNIT, field);
        self.stage
            .appoint(&chair, &actor, role, seat, until, instead);
    }

    /// The actor says something about the document.
    fn say(&mut self, body: Body) -> Why {
        let actor = self.actor.clone();
        let act = self.stage.say(&actor, body);
        let lifecycle = self.stage.lifecycle();
        assert_eq!(lifecycle.waiting, []);
        let mut refused = lifecycle.not_counted.into_iter();
        let refused = refused.find(|one| one.said.act == act);
        refused.map(|one| format!("{:?}", one.reason))
    }

    /// The actor says something about the meeting, or in writing.
    fn say_of_meeting(&mut self, body: Body) -> Why {
        let actor = self.actor.clone();
        let act = self.stage.say(&actor, body);
        let roster = self.stage.fold_roster();
        let setting = self.setting(&roster);
        let proceedings = Proceedings::fold(&setting, self, &self.stage.acts);
        let circulars = Circulars::fold(&setting, &self.stage.texts, self, &self.stage.acts);
        assert_eq!((proceedings.waiting, circulars.waiting), (vec![], vec![]));
        let refused = proceedings.not_counted.into_iter();
        let mut refused = refused.chain(circulars.not_counted);
        let refused = refused.find(|one| one.said.act == act);
        refused.map(|one| format!("{:?}", one.reason))
    }

    /// The actor says something about the council.
    fn tell(&mut self, body: &Body) -> Why {
        let actor = self.actor.clone();
        let act = self.stage.council(&actor, body);
        let roster = self.stage.fold_roster();
        let by_roster = roster.not_counted.iter().find(|one| one.act == act);
        let by_seats = roster.seats.not_counted();
        let by_seats = by_seats.iter().find(|one| one.act == act);
        let by_seats = by_seats.map(|one| format!("{:?}", one.reason));
        by_seats.or_else(|| by_roster.map(|one| format!("{:?}", one.reason)))
    }

    fn setting<'a>(&self, roster: &'a Roster) -> Setting<'a> {
        Setting {
            document: DOCUMENT,
            kind: Kind::Minutes,
            creator: self.stage.drafter.public(),
            roster,
        }
    }

    /// A text of this unit, written last by the actor or by the drafter.
    fn text(&mut self, is_own: bool, unit: &str) -> Text {
        let author = self.author(is_own);
        let text = self.stage.text(1, &author);
        let facts = self.stage.texts.0.get_mut(&text.heads[0]).unwrap();
        facts.unit = unit.to_owned();
        text
    }

    fn author(&self, is_own: bool) -> DeviceKey {
        match is_own {
            true => self.actor.clone(),
            false => self.stage.drafter.clone(),
        }
    }

    fn submit(&mut self, is_own: bool, unit: &str) -> Why {
        let text = self.text(is_own, unit);
        self.sit();
        let note = String::new();
        self.say(Body::Submit(Submit { text, note }))
    }

    fn pull_back(&mut self, is_own: bool, unit: &str) -> Why {
        let (text, author) = (self.text(is_own, unit), self.author(is_own));
        let note = String::new();
        let submission = self.stage.say(&author, Body::Submit(Submit { text, note }));
        self.sit();
        let reason = String::new();
        self.say(Body::PullBack(PullBack { submission, reason }))
    }

    fn give_opinion(&mut self, field: &str) -> Why {
        let (submission, text) = self.stage.submit(1);
        self.sit();
        self.say(Body::Opinion(Opinion {
            submission,
            fingerprint: text.fingerprint,
            field: field.to_owned(),
            verdict: Verdict::Agrees,
            words: String::new(),
        }))
    }

    fn send_back(&mut self) -> Why {
        let (submission, _) = self.stage.submit(1);
        self.sit();
        let reason = "Belum lengkap.".into();
        self.say(Body::Return(Return { submission, reason }))
    }

    /// What the drafter submitted, with the opinion it needs.
    fn ready(&mut self) -> (ActId, Text) {
        let legal = self.stage.legal.clone();
        let submitted = self.stage.submit(1);
        self.stage.opinion(&legal, submitted.0, &submitted.1);
        submitted
    }

    fn decision(of: (ActId, Text), outcome: Outcome, waivers: Vec<Waiver>) -> Body {
        Body::Decide(Decide {
            submission: of.0,
            text: of.1,
            outcome,
            words: "Karena itu.".into(),
            waivers,
            previous: None,
        })
    }

    fn decide(&mut self, outcome: Outcome) -> Why {
        let ready = self.ready();
        self.sit();
        self.say(Self::decision(ready, outcome, vec![]))
    }

    fn waive(&mut self) -> Why {
        let submitted = self.stage.submit(1);
        self.sit();
        let waiver = Waiver {
            field: FIELD.into(),
            reason: "Mendesak.".into(),
        };
        self.say(Self::decision(submitted, Outcome::Approved, vec![waiver]))
    }

    fn settle(&mut self) -> Why {
        let ready = self.ready();
        let (chair, acting) = (self.stage.chair.clone(), self.stage.acting.clone());
        let now = (self.stage.heads(), self.stage.fold_roster().heads);
        for (by, outcome) in [(&chair, Outcome::Approved), (&acting, Outcome::Rejected)] {
            let (cites, roster) = now.clone();
            self.stage.decide_seeing(by, cites, roster, &ready, outcome);
        }
        self.sit();
        self.say(Self::decision(ready, Outcome::Approved, vec![]))
    }

    fn publish(&mut self) -> Why {
        let (ready, chair) = (self.ready(), self.stage.chair.clone());
        let decision = self.stage.decide(&chair, &ready, Outcome::Approved);
        self.sit();
        self.say(Body::Publish(Publish {
            decision,
            number: "001".into(),
            effective: day("2026-03-10"),
            review: None,
            replaces: vec![],
            files: vec![],
        }))
    }

    fn withdraw(&mut self) -> Why {
        let publication = self.stage.pass(1, "2026-03-01");
        self.sit();
        let reason = "Salah angka.".into();
        self.say(Body::Withdraw(Withdraw {
            publication,
            reason,
        }))
    }

    fn supersede(&mut self) -> Why {
        self.stage.pass(1, "2026-03-01");
        self.sit();
        let publication = ActId::from_bytes([8; 32]);
        self.say(Body::Supersede(Supersede {
            publication,
            by: SuccessorMark::of(&publication, &DocumentId::from_bytes([6; 16])),
            since: day("2026-03-10"),
        }))
    }

    fn reinstate(&mut self) -> Why {
        self.stage.pass(1, "2026-03-01");
        self.sit();
        self.say(Body::Reinstate(Reinstate {
            publication: ActId::from_bytes([8; 32]),
            from: Some(day("2026-03-10")),
        }))
    }

    fn adopting(publication: ActId, unit: &str, adoption: Adoption) -> Body {
        Body::Adopt(Adopt {
            publication,
            unit: unit.to_owned(),
            adoption,
            addendum: None,
            addendum_text: None,
            reason: "Sesuai.".into(),
        })
    }

    fn adopt(&mut self, unit: &str, adoption: Adoption) -> Why {
        let publication = self.stage.pass(1, "2026-03-01");
        self.sit();
        self.say(Self::adopting(publication, unit, adoption))
    }

    fn exempt(&mut self) -> Why {
        let publication = self.stage.pass(1, "2026-03-01");
        let coordinator = self.stage.coordinator.clone();
        let asks = Self::adopting(publication, UNIT, Adoption::AsksExemption);
        let request = self.stage.say(&coordinator, asks);
        self.sit();
        self.say(Body::Exempt(Exempt {
            request,
            is_granted: true,
            until: None,
            reason: "Sampai dipindahkan.".into(),
        }))
    }

    fn acknowledge(&mut self) -> Why {
        let publication = self.stage.pass(1, "2026-03-01");
        self.sit();
        self.say(Body::Acknowledge(Acknowledge { publication }))
    }

    fn share(&mut self, whose: Whose) -> Why {
        let creator = match whose {
            Whose::Own => self.actor.clone(),
            Whose::OfUnit => self.stage.drafter.clone(),
            Whose::OfOther => self.stage.legal.clone(),
        };
        let scope = Scope::Named {
            units: vec![],
            people: vec![creator.public()],
        };
        let create = Create {
            kind: Kind::Policy,
            scope,
            origin: Origin::Nonce(Nonce::from_bytes([3; 16]), creator.public()),
            label: None,
        };
        let document = self.stage.created_as(&create);
        let heads = self.stage.fold_roster().heads;
        let create = Body::Create(create);
        let created = self
            .stage
            .speak(&creator, (document, vec![]), heads, &create);
        self.sit();
        let (scope, reason) = (Scope::Council, String::new());
        let (roster, cites) = (self.stage.fold_roster(), vec![created.id()]);
        let grant = Body::Grant(Grant { scope, reason });
        let heads = roster.heads.clone();
        let granted = self
            .stage
            .speak(&self.actor, (document, cites), heads, &grant);
        let access = Access::of(&roster, [&created, &granted]);
        let mut refused = access.not_counted().iter();
        let refused = refused.find(|(one, _)| *one == granted.id());
        refused.map(|(_, reason)| format!("{reason:?}"))
    }

    /// Revokes a device, and asks whether the actor's word counts on what is accepted of it.
    fn release_of(&mut self, device: &DeviceKey) -> Why {
        let chair = self.stage.chair.clone();
        let revoke = Revoke {
            device: device.public(),
            reason: "Hilang.".into(),
        };
        self.stage.council(&chair, &Body::Revoke(revoke));
        self.sit();
        let release = Release {
            device: device.public(),
            heads: vec![],
        };
        let actor = self.actor.clone();
        let act = self.stage.say(&actor, Body::Release(release));
        let released = Released::of(&self.stage.fold_roster(), &self.stage.acts);
        let mut refused = released.not_counted().iter();
        let refused = refused.find(|(one, _)| *one == act);
        refused.map(|(_, reason)| format!("{reason:?}"))
    }

    fn release(&mut self) -> Why {
        let device = self.stage.drafter.clone();
        self.release_of(&device)
    }

    fn release_own(&mut self) -> Why {
        let (lost, actor) = (key(51), self.actor.clone());
        self.stage.admit_device(&lost, "Malang", &actor);
        self.release_of(&lost)
    }

    fn name(&self, key: &DeviceKey) -> String {
        self.stage.fold_roster().members[&key.public()]
            .person
            .clone()
    }

    /// Minutes of a meeting at which chair and actor were, of people who hold no seats in the unit.
    fn minutes(&mut self, is_own: bool, unit: &str) -> Text {
        let people = [self.stage.chair.clone(), self.actor.clone()];
        let attendance = people.iter().map(|key| Attendance {
            person: self.name(key),
            status: "present".into(),
            ..Attendance::default()
        });
        let minutes = Minutes {
            title: "Rapat".into(),
            meeting: BTreeMap::from([("date".into(), "2026-02-27".into())]),
            attendance: attendance.collect(),
            ..Minutes::default()
        };
        let author = self.author(is_own);
        let text = Text {
            fingerprint: View::Minutes(minutes.clone()).fingerprint(),
            heads: vec![ChangeHash::from_bytes([1; 32])],
        };
        let read = MinutesText {
            fingerprint: text.fingerprint,
            last_authors: [author.public()].into(),
            unit: unit.to_owned(),
            minutes: Arc::new(minutes),
        };
        self.shelf.insert(text.heads[0], read);
        text
    }

    fn circulate(&mut self, is_own: bool, unit: &str) -> Why {
        let text = self.minutes(is_own, unit);
        self.sit();
        let note = String::new();
        self.say_of_meeting(Body::Circulate(Circulate { text, note }))
    }

    fn confirm(&mut self, signer: Signer) -> Why {
        let (text, secretary) = (self.minutes(false, UNIT), self.stage.secretary.clone());
        let fingerprint = text.fingerprint;
        let note = String::new();
        let circulate = Body::Circulate(Circulate { text, note });
        let circulation = self.stage.say(&secretary, circulate);
        self.sit();
        self.say_of_meeting(Body::ConfirmMinutes(ConfirmMinutes {
            circulation,
            fingerprint,
            signer,
        }))
    }

    /// A question to everybody who votes.
    fn question(&mut self) -> Body {
        let today = Day::of_millis(self.stage.now).unwrap();
        Body::Ask(Ask {
            text: self.text(false, UNIT),
            place: String::new(),
            question: "Disetujui?".into(),
            voters: voters_in_writing(&self.stage.fold_roster(), UNIT, today, &Recused::default()),
            until: day("2026-03-05"),
        })
    }

    fn ask(&mut self) -> Why {
        self.sit();
        let ask = self.question();
        self.say_of_meeting(ask)
    }

    fn asked(&mut self) -> ActId {
        let (ask, secretary) = (self.question(), self.stage.secretary.clone());
        self.stage.say(&secretary, ask)
    }

    fn answer(&mut self) -> Why {
        self.sit();
        let question = self.asked();
        self.say_of_meeting(Body::Answer(Answer {
            question,
            reply: Reply::Yes,
            words: String::new(),
        }))
    }

    fn close(&mut self) -> Why {
        let question = self.asked();
        self.sit();
        // After the last day, when nobody answered.
        self.stage.now += 10 * DAY;
        self.say_of_meeting(Body::Close(Close {
            question,
            counted: vec![],
            result: CircularResult::Lapsed,
            words: String::new(),
        }))
    }

    /// The seat of somebody else with this role.
    fn seat(&self, role: Role) -> ActId {
        let seats = self.stage.seats();
        let mut standing = seats.standing_now();
        let others = |seat: &&crate::seats::Seat| seat.holder != self.actor.public();
        let found = standing.find(|seat| seat.role == role && others(seat));
        found.unwrap().act
    }

    fn appoint(&mut self, role: Role) -> Why {
        self.sit();
        let seats = self.stage.seats();
        let mut chairs = seats.standing_now().filter(|seat| seat.role == Role::Chair);
        let chair = chairs.next().unwrap().act;
        let holder = key(60);
        self.stage.admit(&holder, "Malang");
        self.tell(&Body::Appoint(Appoint {
            holder: holder.public(),
            role,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: (role == Role::ActingChair).then(|| day("2026-06-30")),
            instead_of: (role == Role::Chair).then_some(chair),
        }))
    }

    fn end(&mut self, role: Role) -> Why {
        let seat = self.seat(role);
        self.sit();
        let reason = String::new();
        self.tell(&Body::EndSeat(EndSeat { seat, reason }))
    }

    fn place_unit(&mut self) -> Why {
        self.sit();
        self.tell(&Body::Unit(Unit {
            name: OTHER.into(),
            kind: UnitKind::Branch,
            parent: None,
            is_closed: false,
        }))
    }

    fn change_charter(&mut self) -> Why {
        self.sit();
        self.tell(&Body::Charter(Charter::default()))
    }

    fn name_relays(&mut self) -> Why {
        self.sit();
        self.tell(&Body::Relay(Relay {
            relays: vec![],
            head_office: "Pusat".into(),
        }))
    }

    fn revoke(&mut self) -> Why {
        self.sit();
        self.tell(&Body::Revoke(Revoke {
            device: self.stage.drafter.public(),
            reason: "Hilang.".into(),
        }))
    }
}

/// What stands in a cell where an act does not count for this reason.
fn refusal(cell: char) -> &'static str {
    match cell {
        '-' => "NoSeat",
        'c' => "Closed",
        'o' => "NotChair",
        'r' => "MayNotNameRelays",
        'v' => "NoVoter",
        other => panic!("{other}"),
    }
}

/// Looks at every cell of these rows; how many there were.
fn check(rows: &[Row]) -> usize {
    let roles = || Role::ALL.into_iter().map(Some).chain([None]);
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, cells, say) in rows {
        assert_eq!(cells.chars().count(), roles().count(), "{name}");
        for (role, cell) in roles().zip(cells.chars()) {
            let found = say(&mut Scene::new(role));
            let wanted = (cell != 'x').then(|| refusal(cell).to_owned());
            // Reasons of other folds are wrapped in one of the roster's.
            let fits = match (&found, &wanted) {
                (Some(found), Some(wanted)) => found.contains(wanted),
                (found, wanted) => found == wanted,
            };
            if !fits {
                wrong.push(format!("{name}, {role:?}: {found:?} for {wanted:?}"));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    count
}

#[test]
fn every_act_about_a_text_counts_for_the_roles_of_the_table_and_for_nobody_else() {
    println!("{} cells", check(&LIFECYCLE));
}

#[test]
fn every_act_about_a_meeting_counts_for_the_roles_of_the_table_and_for_nobody_else() {
    println!("{} cells", check(&MEETING));
}

#[test]
fn every_act_about_the_council_counts_for_the_roles_of_the_table_and_for_nobody_else() {
    println!("{} cells", check(&ROSTER));
}

/// No kind of act may be forgotten: whoever adds one says for whom it counts.
#[test]
fn every_kind_of_act_of_a_lifecycle_stands_in_the_table() {
    let rows = || LIFECYCLE.iter().map(|(name, ..)| *name);
    for kind in KINDS {
        let word = match kind {
            "pull-back" => "pull back",
            "decide" => "approve",
            "exempt" => "grant an exemption",
            kind => kind,
        };
        assert!(rows().any(|name| name.starts_with(word)), "{kind}");
    }
}
