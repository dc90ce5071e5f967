//! Who belongs to the council, folded from acts.
//!
//! The fold is a pure function of the set of roster acts: the same whatever the order of arrival. It
//! starts at the founder and follows invitations outward.
//!
//! **How a join counts.** An invitation is for one device. A join counts while it is the only one of
//! its invitation, or once the inviter, or whoever edits the roster, confirmed it; then the others never
//! count. Two unconfirmed joins both wait, and so do two that were confirmed apart (`joins` has the table). Clocks play no part: whether an invitation has ended is checked by
//! the program that joins and by the one that confirms.

use std::collections::{BTreeMap, BTreeSet};

use format::id::Origin;
use format::{Act, ActId, CouncilId, PublicKey, Subject};

use crate::act::{Body, BodyError, Create, Invite, Join, RelayEntry};
use crate::past::{self, Past};
use crate::revocation::{self, Revocations};
use crate::seats::{Ability, Extent, InTime, Role, Seats};
use crate::units::Units;

pub mod checks;
mod heads;
mod joins;
pub mod room;

use joins::{Verdict, Words};

/// How somebody who joined stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Membership {
    /// Founded the council, or joined and counts.
    Counts,
    /// One of several joins of one invitation, none confirmed or several apart; `council confirm` settles it.
    Waits,
    /// Another join of the same invitation was confirmed.
    Superseded,
    /// The device was revoked, or was invited by one beyond its cut.
    Revoked,
}

/// One device with a person and an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device's key.
    pub key: PublicKey,
    /// The person.
    pub person: String,
    /// The office the person writes for.
    pub office: String,
    /// How it stands.
    pub membership: Membership,
    /// The act that placed it: the founding act or a join.
    pub act: ActId,
    /// When, by that act's author's clock, in milliseconds since 1970 (UTC).
    pub since_millis: i64,
    /// Whether the join was confirmed; the founder needs no confirmation.
    pub confirmed: bool,
    /// An earlier device of the same person, if the invitation says so and its author might.
    pub replaces: Option<PublicKey>,
}

/// An invitation that a member gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenInvitation {
    /// The invite act.
    pub act: ActId,
    /// Who invited.
    pub inviter: PublicKey,
    /// The office it is for.
    pub office: String,
    /// When it ends, in milliseconds since 1970 (UTC).
    pub expires_millis: Option<i64>,
    /// The joins by it, one per device, ascending by act id.
    pub joins: Vec<ActId>,
    /// The join that counts and no other: it was confirmed, or given a seat while there were several.
    pub confirmed: Option<ActId>,
    /// Whether several were confirmed apart: whoever edits the roster settles which one counts.
    pub is_disputed: bool,
}

/// A roster act that counts for nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCounted {
    /// The act.
    pub act: ActId,
    /// What it claims to be.
    pub kind: String,
    /// Who signed it.
    pub author: PublicKey,
    /// Why it does not count.
    pub reason: Reason,
}

/// Why a roster act counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// Its author's device was revoked before, as far as the revocation had seen.
    #[error("its author's device was revoked before")]
    Revoked,
    /// The invitation that a join names is not here (yet).
    #[error("the invitation it names is not here")]
    NoInvitation,
    /// The one-time key of the invitation did not sign the join.
    #[error("the key of the invitation did not sign it")]
    OtherKey,
    /// Somebody else names relays.
    #[error("only whoever edits the roster names relays, until the seat ends")]
    MayNotNameRelays,
    /// Whoever gave this invitation, or that of this join, is no member.
    #[error("whoever gave the invitation is no member")]
    InvitedByStranger,
    /// The join that it confirms is not here (yet).
    #[error("the join it confirms is not here")]
    NoJoin,
    /// Somebody else confirms.
    #[error("only the inviter or the chair confirms a join")]
    NotInviter,
    /// A revocation that does not count.
    #[error(transparent)]
    Revocation(#[from] revocation::Reason),
}

impl Reason {
    /// Whether the act waits for something that may still come.
    pub fn waits(&self) -> bool {
        matches!(
            self,
            Self::NoInvitation
                | Self::NoJoin
                | Self::InvitedByStranger
                | Self::Revocation(revocation::Reason::Incomplete)
        )
    }
}

/// The roster as the acts held here make it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// What the council is called; empty while the founding act is not here.
    pub name: String,
    /// Everybody who ever joined validly, by key.
    pub members: BTreeMap<PublicKey, Member>,
    /// The invitations of members who count, by act.
    pub invitations: BTreeMap<ActId, GivenInvitation>,
    /// The relays, in order of preference.
    pub relays: Vec<RelayEntry>,
    /// The office that is head office.
    pub head_office: String,
    /// Who founded the council.
    pub founder: Option<PublicKey>,
    /// The key that revokes devices and names a chair when nobody else can.
    pub recovery: Option<PublicKey>,
    /// The unit tree, with every office somebody writes for.
    pub units: Units,
    /// Which devices were revoked.
    pub revocations: Revocations,
    /// Who holds which seat.
    pub seats: Seats,
    /// The acts of everybody placed here that no other such act has seen, ascending. What a new act
    /// cites is [`Roster::cites_for`].
    pub heads: Vec<ActId>,
    /// Acts that count for nothing, with the reason, ascending.
    pub not_counted: Vec<NotCounted>,
    citable: heads::Citable,
    spoken: room::Spoken,
}

/// A join with its proof checked.
struct ProvedJoin<'a> {
    act: &'a Act,
    person: String,
}

/// The acts of one council by what they say.
#[derive(Default)]
struct Sorted<'a> {
    relays: Vec<(&'a Act, crate::act::Relay)>,
    invites: BTreeMap<ActId, (&'a Act, Invite)>,
    /// Invitations and joins beyond the cut of a revoked author: they place devices, which may then be
    /// kept what they wrote, and give them no rights.
    beyond_cut: BTreeSet<ActId>,
    /// Joins with a valid proof, by invitation, then by joining key: a device that joins twice by one
    /// invitation joined once, by the lower act id.
    joins: BTreeMap<ActId, BTreeMap<PublicKey, ProvedJoin<'a>>>,
    /// Confirmations by the join they name.
    confirms: BTreeMap<ActId, Vec<&'a Act>>,
}

impl Roster {
    /// Folds the roster acts of `council`. Acts about documents and acts of other councils are passed
    /// over.
    pub fn fold<'a>(council: &CouncilId, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts
            .into_iter()
            .filter(|act| act.council() == *council && act.statement().subject == Subject::Council)
            .map(|act| (act.id(), act))
            .collect();
        // Who may revoke follows from seats, which follow from who is a member: first as if nobody had
        // been revoked, then without what the recovery key takes away, then without what chairs do.
        let mut revocations = Revocations::default();
        if acts.values().any(|act| act.statement().kind == "revoke") {
            let mut before = Self::with(council, &acts, &revocations);
            let settled = Revocations::by_recovery(&before, &before.seats, &acts);
            if !settled.is_empty() {
                before = Self::with(council, &acts, &settled);
            }
            revocations = Revocations::fold(&before, &before.seats, &acts, &settled);
        }
        let mut roster = Self::with(council, &acts, &revocations);
        roster.revocations = revocations;
        roster.settle_heads(&acts);
        roster.settle_spoken(&acts);
        roster
    }

    fn with(council: &CouncilId, acts: &BTreeMap<ActId, &Act>, revocations: &Revocations) -> Self {
        let mut roster = Self::default();
        let sorted = roster.sort(council, acts, revocations);
        let Some(founder) = roster.founder else {
            return roster;
        };
        let words = roster.words(council, founder, acts, &sorted, revocations);
        roster.follow_invitations(founder, acts, &sorted, &words);
        roster.explain_strangers(&sorted, &words);
        // Whoever never counted does not begin to by being revoked.
        let counted = roster.counted();
        for (device, _) in revocations.all() {
            if let Some(member) = roster.members.get_mut(device) {
                member.membership = Membership::Revoked;
            }
        }
        let all = acts.values().copied();
        roster.seats = Seats::fold(council, &roster, &counted, revocations, all);
        roster.place_in_offices(&sorted);
        roster.name_relays(acts, &sorted);
        roster.units = roster.seats.units();
        let offices = roster.members.values().map(|member| &member.office);
        for office in offices.chain([&roster.head_office]) {
            roster.units.mention(office);
        }
        roster.name_earlier_devices(&sorted);
        for (act, author, reason) in revocations.not_counted() {
            roster.not_counted.push(NotCounted {
                act: *act,
                kind: "revoke".to_owned(),
                author: *author,
                reason: (*reason).into(),
            });
        }
        roster.not_counted.sort_by_key(|entry| entry.act);
        roster
    }

    fn counted(&self) -> BTreeSet<PublicKey> {
        let counts = |member: &&Member| member.membership == Membership::Counts;
        let members = self.members.values().filter(counts);
        members.map(|member| member.key).collect()
    }

    /// What those who edit the roster said of joins. Who they are follows from seats, and these from who is a
    /// member; so that is folded before by what inviters say alone, and as if whoever joined were a member:
    /// nobody has a seat whom nobody gave one, and whoever was given one is a member by that.
    fn words(
        &self,
        council: &CouncilId,
        founder: PublicKey,
        acts: &BTreeMap<ActId, &Act>,
        sorted: &Sorted<'_>,
        revocations: &Revocations,
    ) -> Words {
        if !sorted.asks_who_edits() {
            return Words::default();
        }
        let mut before = self.clone();
        before.follow_invitations(founder, acts, sorted, &Words::default());
        let counted = before.counted();
        for member in before.members.values_mut() {
            member.membership = match member.membership {
                Membership::Revoked => Membership::Revoked,
                _ => Membership::Counts,
            };
        }
        let all = acts.values().copied();
        let seats = Seats::fold(council, &before, &counted, revocations, all);
        Words::of(&seats, acts, sorted, (revocations, self.recovery))
    }

    /// Whether this device was revoked, or invited by one beyond its cut.
    pub fn is_revoked(&self, key: &PublicKey) -> bool {
        let member = self.members.get(key);
        member.is_some_and(|member| member.membership == Membership::Revoked)
    }

    /// Whether anybody was revoked.
    pub fn has_revoked(&self) -> bool {
        let mut members = self.members.values();
        members.any(|member| member.membership == Membership::Revoked)
    }

    /// The first device of the person whose device this is: one name for all devices of a person. Devices are
    /// joined by invitations of whoever might edit the roster. That says whose word it is; with which devices
    /// a seat is held is narrower, and said by [`Seats`].
    pub fn person(&self, device: &PublicKey) -> PublicKey {
        let mut met = BTreeSet::new();
        let mut at = *device;
        while met.insert(at) {
            let member = self.members.get(&at);
            match member.and_then(|member| member.replaces) {
                Some(earlier) => at = earlier,
                None => return at,
            }
        }
        // A circle: any name will do, as long as it is the same for all in it.
        met.into_iter().min().unwrap_or(*device)
    }

    /// Whether `key` is a member that counts.
    pub fn counts(&self, key: &PublicKey) -> bool {
        self.members
            .get(key)
            .is_some_and(|member| member.membership == Membership::Counts)
    }

    /// Whether `key` is a relay that the roster names.
    pub fn is_relay(&self, key: &PublicKey) -> bool {
        self.relays.iter().any(|relay| relay.key == Some(*key))
    }

    /// Whether `key` is a device of head office: its receipts say what head office holds.
    pub fn is_head_office(&self, key: &PublicKey) -> bool {
        self.members.get(key).is_some_and(|member| {
            member.membership == Membership::Counts
                && !self.head_office.is_empty()
                && member.office == self.head_office
        })
    }

    /// Whether a seat of the chair that was not ended is held with `key`, by all that is known here. The
    /// founder does from the start.
    pub fn is_chair(&self, key: &PublicKey) -> bool {
        let mut seats = self.seats.of_device(key, false);
        self.counts(key) && seats.any(|seat| seat.role == Role::Chair)
    }

    /// Whether a seat that may edit the roster and was not ended is held with `key`, by all that is known
    /// here.
    pub fn edits_roster(&self, key: &PublicKey) -> bool {
        let may = |role: Role| role.may(Ability::EditRoster) != Extent::Never;
        let mut seats = self.seats.of_device(key, false);
        self.counts(key) && seats.any(|seat| may(seat.role))
    }

    /// The unit a document belongs to: as it `says` itself, else the one that meets, else its creator's
    /// office.
    pub fn unit_of(&self, create: &Create, creator: &PublicKey, says: &str) -> String {
        if !says.trim().is_empty() {
            return says.to_owned();
        }
        if let Origin::Meeting { unit, .. } = &create.origin {
            return unit.clone();
        }
        let member = self.members.get(creator);
        member
            .map(|member| member.office.clone())
            .unwrap_or_default()
    }

    /// Person and office of a key, for lists: `Rina (Surabaya)`, or the start of the key.
    pub fn name_of(&self, key: &PublicKey) -> String {
        match self.members.get(key) {
            Some(member) => format!("{} ({})", member.person, member.office),
            None => key.short(),
        }
    }

    fn refuse(&mut self, act: &Act, reason: impl Into<Reason>) {
        self.not_counted.push(NotCounted {
            act: act.id(),
            kind: act.statement().kind.clone(),
            author: act.statement().author,
            reason: reason.into(),
        });
    }

    fn sort<'a>(
        &mut self,
        council: &CouncilId,
        acts: &BTreeMap<ActId, &'a Act>,
        revocations: &Revocations,
    ) -> Sorted<'a> {
        let mut sorted = Sorted::default();
        let mut joins: Vec<(&Act, Join)> = Vec::new();
        for (id, act) in acts {
            let is_beyond = revocations.excludes(act);
            if is_beyond {
                sorted.beyond_cut.insert(*id);
            }
            match Body::read(act) {
                Ok(Body::Found(found)) => {
                    // Only the act whose hash is the council's id is of this council at all.
                    let author = act.statement().author;
                    self.name = found.name;
                    self.head_office.clone_from(&found.office);
                    self.founder = Some(author);
                    self.recovery = found.recovery;
                    self.members.insert(
                        author,
                        Member {
                            key: author,
                            person: found.person,
                            office: found.office,
                            membership: Membership::Counts,
                            act: *id,
                            since_millis: act.statement().time_millis,
                            confirmed: true,
                            replaces: None,
                        },
                    );
                }
                Ok(Body::Relay(_) | Body::Confirm(_)) if is_beyond => {
                    self.refuse(act, Reason::Revoked);
                }
                Ok(Body::Relay(relay)) => sorted.relays.push((act, relay)),
                Ok(Body::Invite(invite)) => {
                    sorted.invites.insert(*id, (act, invite));
                }
                Ok(Body::Join(join)) => joins.push((act, join)),
                Ok(Body::Confirm(confirm)) => {
                    sorted.confirms.entry(confirm.join).or_default().push(act);
                }
                // About seats and documents: folded elsewhere.
                Ok(_) => {}
                Err(error) => self.refuse(act, error),
            }
        }
        for (act, join) in joins {
            let joining = act.statement().author;
            let Some((_, invite)) = sorted.invites.get(&join.invite) else {
                self.refuse(act, Reason::NoInvitation);
                continue;
            };
            let signed = Join::proof_bytes(council, &join.invite, &joining);
            if !invite.one_time_key.verifies(&signed, &join.proof) {
                self.refuse(act, Reason::OtherKey);
                continue;
            }
            sorted
                .joins
                .entry(join.invite)
                .or_default()
                .entry(joining)
                .or_insert(ProvedJoin {
                    act,
                    person: join.person,
                });
        }
        sorted
    }

    /// From the founder outward. Invitations of members who count make members; invitations of those
    /// who wait or were superseded make nobody count, but are remembered, so that what may be kept and
    /// passed on only ever grows.
    fn follow_invitations(
        &mut self,
        founder: PublicKey,
        acts: &BTreeMap<ActId, &Act>,
        sorted: &Sorted<'_>,
        words: &Words,
    ) {
        let past = Past::of(acts, |act| {
            matches!(act.statement().kind.as_str(), "confirm" | "appoint")
        });
        let mut given: BTreeMap<PublicKey, Vec<(&ActId, &Invite)>> = BTreeMap::new();
        for (id, (act, invite)) in &sorted.invites {
            let of_inviter = given.entry(act.statement().author).or_default();
            of_inviter.push((id, invite));
        }
        let mut open: Vec<(PublicKey, Membership)> = vec![(founder, Membership::Counts)];
        let mut done: BTreeSet<(PublicKey, Membership)> = BTreeSet::new();
        while let Some((inviter, standing)) = open.pop() {
            if !done.insert((inviter, standing)) {
                continue;
            }
            for (invite_id, invite) in given.get(&inviter).into_iter().flatten().copied() {
                let nobody = BTreeMap::new();
                let joins = sorted.joins.get(invite_id).unwrap_or(&nobody);
                let verdict = words.verdict(&inviter, joins, &sorted.confirms, &past);
                let confirmed = match verdict {
                    Verdict::Chosen(join) => Some(join),
                    Verdict::Open | Verdict::Disputed => None,
                };
                let is_confirmed = |join: &ActId| {
                    let mut acts = sorted.confirms.get(join).into_iter().flatten();
                    confirmed == Some(*join)
                        && acts.any(|act| {
                            act.statement().author == inviter || words.confirm(join, &act.id())
                        })
                };
                let mut ids: Vec<ActId> = joins.values().map(|join| join.act.id()).collect();
                ids.sort_unstable();
                self.invitations.insert(
                    *invite_id,
                    GivenInvitation {
                        act: *invite_id,
                        inviter,
                        office: invite.office.clone(),
                        expires_millis: invite.expires_millis,
                        joins: ids,
                        confirmed,
                        is_disputed: verdict == Verdict::Disputed,
                    },
                );
                let is_beyond = sorted.beyond_cut.contains(invite_id);
                for (key, join) in joins {
                    let own = match confirmed {
                        _ if is_beyond || sorted.beyond_cut.contains(&join.act.id()) => {
                            Membership::Revoked
                        }
                        Some(chosen) if chosen == join.act.id() => Membership::Counts,
                        Some(_) => Membership::Superseded,
                        None if joins.len() == 1 => Membership::Counts,
                        None => Membership::Waits,
                    };
                    // Nobody counts by the word of somebody who does not.
                    let membership = own.max(standing);
                    let member = Member {
                        key: *key,
                        person: join.person.clone(),
                        office: invite.office.clone(),
                        membership,
                        act: join.act.id(),
                        since_millis: join.act.statement().time_millis,
                        confirmed: is_confirmed(&join.act.id()),
                        replaces: invite.replaces.filter(|earlier| earlier != key),
                    };
                    // A device may have joined by several invitations: the best standing wins, then
                    // the lower act id.
                    let better = self.members.get(key).is_none_or(|held| {
                        (member.membership, member.act) < (held.membership, held.act)
                    });
                    if better {
                        self.members.insert(*key, member);
                        open.push((*key, membership));
                    }
                }
            }
        }
    }

    /// Of the relay acts by whoever might edit the roster, the founder at first, those no other of them cites
    /// stand; among several the later by its clock, then the greater id. What was said by a seat that was
    /// ended by somebody who had not seen it does not count: a copied folder would name relays for ever.
    fn name_relays(&mut self, acts: &BTreeMap<ActId, &Act>, sorted: &Sorted<'_>) {
        let (mut own, mut refused) = (Vec::new(), Vec::new());
        let mut in_time = InTime::new(&self.seats, acts);
        for (act, relay) in &sorted.relays {
            let author = self.members.get(&act.statement().author);
            let is_member = author.is_some_and(|author| {
                matches!(author.membership, Membership::Counts | Membership::Revoked)
            });
            let might = self.is_founders_in_part(act) || in_time.said(act, Ability::EditRoster);
            match is_member && might {
                true => own.push((*act, relay)),
                false => refused.push(*act),
            }
        }
        for act in refused {
            self.refuse(act, Reason::MayNotNameRelays);
        }
        let replaced = past::seen_by_any(acts, own.iter().map(|(act, _)| *act));
        let standing = own
            .iter()
            .filter(|(act, _)| !replaced.contains(&act.id()))
            .max_by_key(|(act, _)| (act.statement().time_millis, act.id()));
        if let Some((_, relay)) = standing {
            self.relays.clone_from(&relay.relays);
            if !relay.head_office.is_empty() {
                self.head_office.clone_from(&relay.head_office);
            }
        }
    }

    /// Whether the founder said this and not all of what it is built on is here. Whoever has just joined holds
    /// little else, and goes by what the invitation said until the rest comes.
    fn is_founders_in_part(&self, act: &Act) -> bool {
        self.founder == Some(act.statement().author) && !self.seats.is_complete(&act.id())
    }

    /// Places those in their inviter's office who were invited into another one by somebody who may not
    /// edit the roster. Every member lets others into the own office; could they into any, nothing would
    /// be for one unit alone.
    fn place_in_offices(&mut self, sorted: &Sorted<'_>) {
        let mut by_join: BTreeMap<ActId, (PublicKey, ActId)> = BTreeMap::new();
        for given in self.invitations.values() {
            let said = (given.inviter, given.act);
            by_join.extend(given.joins.iter().map(|join| (*join, said)));
        }
        let invited = |member: &Member| by_join.get(&member.act).copied();
        let mut offices: BTreeMap<PublicKey, String> = BTreeMap::new();
        for key in self.members.keys() {
            // Up to somebody who is placed already, then down again.
            let (mut path, mut met, mut at) = (Vec::new(), BTreeSet::new(), *key);
            while let Some(member) = self.members.get(&at)
                && !offices.contains_key(&at)
                && met.insert(at)
            {
                path.push(member);
                match invited(member) {
                    Some((inviter, _)) => at = inviter,
                    None => break,
                }
            }
            while let Some(member) = path.pop() {
                let theirs = invited(member).and_then(|(inviter, act)| {
                    let theirs = offices.get(&inviter)?;
                    let (act, _) = sorted.invites.get(&act)?;
                    let may = *theirs == member.office
                        || self.is_founders_in_part(act)
                        || self.seats.edited_roster(act);
                    (!may).then(|| theirs.clone())
                });
                let office = theirs.unwrap_or_else(|| member.office.clone());
                offices.insert(member.key, office);
            }
        }
        for (key, office) in offices {
            if let Some(member) = self.members.get_mut(&key) {
                member.office = office;
            }
        }
    }

    /// Forgets who replaces whom where the invitation was not by somebody who may edit the roster, or
    /// where the earlier device is none that ever joined.
    fn name_earlier_devices(&mut self, sorted: &Sorted<'_>) {
        let claimed: Vec<(PublicKey, PublicKey, ActId)> = (self.members.values())
            .filter_map(|member| Some((member.key, member.replaces?, member.act)))
            .collect();
        for (key, earlier, join) in claimed {
            let invitation =
                (self.invitations.values()).find(|invitation| invitation.joins.contains(&join));
            let invite = invitation.and_then(|given| sorted.invites.get(&given.act));
            let might = invite.is_some_and(|(act, _)| self.seats.edited_roster(act));
            if (!might || !self.members.contains_key(&earlier))
                && let Some(member) = self.members.get_mut(&key)
            {
                member.replaces = None;
            }
        }
    }

    fn explain_strangers(&mut self, sorted: &Sorted<'_>, words: &Words) {
        for (id, (act, _)) in &sorted.invites {
            if !self.invitations.contains_key(id) {
                self.refuse(act, Reason::InvitedByStranger);
            }
        }
        for (invite, joins) in &sorted.joins {
            if !self.invitations.contains_key(invite) {
                for join in joins.values() {
                    self.refuse(join.act, Reason::InvitedByStranger);
                }
            }
        }
        let mut inviters: BTreeMap<ActId, PublicKey> = BTreeMap::new();
        for invitation in self.invitations.values() {
            inviters.extend((invitation.joins.iter()).map(|join| (*join, invitation.inviter)));
        }
        for (join, confirms) in &sorted.confirms {
            for act in confirms {
                let author = act.statement().author;
                match inviters.get(join) {
                    None => self.refuse(act, Reason::NoJoin),
                    Some(inviter) if author != *inviter && !words.confirm(join, &act.id()) => {
                        self.refuse(act, Reason::NotInviter);
                    }
                    Some(_) => {}
                }
            }
        }
    }
}

/// The newest acts about one document: those that no other of them cites, ascending. What a new act
/// about it cites.
pub fn document_heads<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Vec<ActId> {
    let acts: BTreeMap<ActId, &Act> = acts.into_iter().map(|act| (act.id(), act)).collect();
    let cited: BTreeSet<ActId> = acts
        .values()
        .flat_map(|act| act.statement().cites.iter().copied())
        .collect();
    acts.keys()
        .filter(|id| !cited.contains(id))
        .copied()
        .collect()
}
