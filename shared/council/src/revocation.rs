//! Which devices were revoked, and what of their work is accepted.
//!
//! A pure function of the set of acts. A revocation counts by what its author had seen: the chair's,
//! or one signed with the recovery key. The recovery key comes before everybody. Whoever is the chair
//! now is revoked by nobody else: an old copy of a former chair's folder, and two chairs that were named
//! apart, stay an error that everybody sees until the recovery key or the sponsor settles it. Whoever is
//! the chair now comes before whoever was.
//!
//! What a revoked device did is judged by the **cut**, never by clocks. Acts about the council: those
//! that the revocation has seen. Acts about a document: those that a `release` there has seen; of grants, where
//! there is no release, those that had seen no more of the council than the revocation.
//! Acts and changes that a decision is about count as well: who decides accepts the submission, the opinions on
//! it that they had seen and, by an approval, exactly the text they sign for, so that nobody who had not heard
//! of a decision undoes it by revoking the device of whoever submitted. Changes
//! of a document: those that a `release` names (the chair's, or one of the same person by the device that
//! replaces it), with everything they are built on; and what somebody
//! built on whose own work counts.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, ChangeHash, PublicKey};

use crate::act::revocation::Revoke;
use crate::act::{Body, BodyError};
use crate::past::{Past, see, seen_by_any};
use crate::roster::Roster;
use crate::seats::{Ability, Seats};

/// One revocation that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The act.
    pub act: ActId,
    /// Who said it: the chair, or the recovery key.
    pub by: PublicKey,
    /// Why.
    pub reason: String,
    /// When, by its author's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

/// Why a revocation counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It is built on acts that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Neither the chair, as far as its author had seen, nor the recovery key.
    #[error("only the chair or the recovery key revokes a device")]
    NotChair,
    /// The device never joined.
    #[error("the device it revokes never joined")]
    UnknownDevice,
    /// Nobody revokes the device they sign with.
    #[error("a device does not revoke itself")]
    Itself,
    /// The device of whoever is the chair now: only the recovery key revokes it.
    #[error(
        "the device of a chair is revoked with the recovery key, or after another chair was named"
    )]
    OfChair,
    /// Its author was revoked by somebody of higher rank, who had not seen it.
    #[error("its author's device was revoked")]
    Revoked,
}

/// The revocations of a council.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Revocations {
    by_device: BTreeMap<PublicKey, Vec<Revocation>>,
    /// Of each revoked device: what its revocations have seen of the council's acts.
    accepted: BTreeMap<PublicKey, BTreeSet<ActId>>,
    not_counted: Vec<(ActId, PublicKey, Reason)>,
}

impl Revocations {
    /// Folds the revocations with the recovery key: nobody overrules those. `roster` and `seats` are folded
    /// from the same acts as if nobody had been revoked.
    pub(crate) fn by_recovery(
        roster: &Roster,
        seats: &Seats,
        acts: &BTreeMap<ActId, &Act>,
    ) -> Self {
        let is_recovery = |author: &PublicKey| roster.recovery == Some(*author);
        Self::fold_those(roster, seats, acts, &Self::default(), is_recovery)
    }

    /// Folds the revocations among `acts`, the acts about the council itself. `roster` and `seats` are
    /// folded from the same acts with those that are `settled`, the ones with the recovery key.
    pub(crate) fn fold(
        roster: &Roster,
        seats: &Seats,
        acts: &BTreeMap<ActId, &Act>,
        settled: &Self,
    ) -> Self {
        Self::fold_those(roster, seats, acts, settled, |_| true)
    }

    fn fold_those(
        roster: &Roster,
        seats: &Seats,
        acts: &BTreeMap<ActId, &Act>,
        settled: &Self,
        is_asked: impl Fn(&PublicKey) -> bool,
    ) -> Self {
        let mut revocations = Self::default();
        let mut candidates = Vec::new();
        for act in acts.values() {
            let Some(revoke) = revoke_of(act).filter(|_| is_asked(&act.statement().author)) else {
                continue;
            };
            match may_revoke(roster, seats, settled, act, &revoke) {
                Ok(()) => candidates.push((*act, revoke)),
                Err(reason) => {
                    let author = act.statement().author;
                    revocations.not_counted.push((act.id(), author, reason));
                }
            }
        }
        let overruled = overruled(roster, seats, acts, &candidates);
        let mut seen: BTreeMap<PublicKey, BTreeSet<ActId>> = BTreeMap::new();
        for (act, revoke) in candidates {
            let statement = act.statement();
            if overruled.contains(&act.id()) {
                let refused = (act.id(), statement.author, Reason::Revoked);
                revocations.not_counted.push(refused);
                continue;
            }
            // Several revocations of one device accept together what any of them has seen.
            see(acts, act, seen.entry(revoke.device).or_default(), |_| {});
            let revocation = Revocation {
                act: act.id(),
                by: statement.author,
                reason: revoke.reason,
                time_millis: statement.time_millis,
            };
            let of_device = revocations.by_device.entry(revoke.device).or_default();
            of_device.push(revocation);
        }
        for (device, seen) in seen {
            let accepted = revocations.accepted.entry(device).or_default();
            accepted.extend(seen.into_iter().filter(|id| {
                let author = acts.get(id).map(|act| act.statement().author);
                author == Some(device)
            }));
        }
        revocations
    }

    /// Whether nobody was revoked.
    pub fn is_empty(&self) -> bool {
        self.by_device.is_empty()
    }

    /// The revocations of a device; none if it was never revoked.
    pub fn of(&self, device: &PublicKey) -> &[Revocation] {
        self.by_device.get(device).map_or(&[], Vec::as_slice)
    }

    /// Every revoked device with its revocations.
    pub fn all(&self) -> impl Iterator<Item = (&PublicKey, &[Revocation])> {
        let all = self.by_device.iter();
        all.map(|(device, revocations)| (device, revocations.as_slice()))
    }

    /// Revocations that count for nothing, who said them and why.
    pub fn not_counted(&self) -> &[(ActId, PublicKey, Reason)] {
        &self.not_counted
    }

    /// Whether an act about the council is beyond the cut of its author.
    pub(crate) fn excludes(&self, act: &Act) -> bool {
        let accepted = self.accepted.get(&act.statement().author);
        accepted.is_some_and(|accepted| !accepted.contains(&act.id()))
    }
}

/// The revocations whose author was revoked by somebody of higher rank who had not seen them.
fn overruled(
    roster: &Roster,
    seats: &Seats,
    acts: &BTreeMap<ActId, &Act>,
    candidates: &[(&Act, Revoke)],
) -> BTreeSet<ActId> {
    let chairs: BTreeSet<&PublicKey> = seats.chairs_now().collect();
    let rank = |key: &PublicKey| (roster.recovery == Some(*key), chairs.contains(key));
    let mut by_author: BTreeMap<PublicKey, Vec<ActId>> = BTreeMap::new();
    for (act, _) in candidates {
        let of_author = by_author.entry(act.statement().author).or_default();
        of_author.push(act.id());
    }
    let mut overruled = BTreeSet::new();
    for (other, revoke) in candidates {
        // Most revoke somebody who revoked nobody, and need not be followed.
        if let Some(said) = by_author.get(&revoke.device)
            && rank(&other.statement().author) > rank(&revoke.device)
        {
            let seen = seen_by_any(acts, [*other]);
            overruled.extend(said.iter().filter(|act| !seen.contains(act)));
        }
    }
    overruled
}

fn revoke_of(act: &Act) -> Option<Revoke> {
    if act.statement().kind != "revoke" {
        return None;
    }
    match Body::read(act) {
        Ok(Body::Revoke(revoke)) => Some(revoke),
        _ => None,
    }
}

fn may_revoke(
    roster: &Roster,
    seats: &Seats,
    settled: &Revocations,
    act: &Act,
    revoke: &Revoke,
) -> Result<(), Reason> {
    let author = act.statement().author;
    if !seats.is_complete(&act.id()) {
        return Err(Reason::Incomplete);
    }
    if author == revoke.device {
        return Err(Reason::Itself);
    }
    if !roster.members.contains_key(&revoke.device) {
        return Err(Reason::UnknownDevice);
    }
    if roster.recovery == Some(author) {
        return Ok(());
    }
    // What a chair whose device was lost said before that stays said.
    let counts =
        roster.counts(&author) || (!settled.of(&author).is_empty() && !settled.excludes(act));
    if !counts || !seats.was_chair(act) {
        return Err(Reason::NotChair);
    }
    // Else an old copy of a former chair's folder, which has not seen that its seat ended, would put
    // whoever is the chair out, and name another, without anybody seeing two.
    match seats.chairs_now().any(|chair| *chair == revoke.device) {
        true => Err(Reason::OfChair),
        false => Ok(()),
    }
}

/// Why a release counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseReason {
    /// It says nothing this program understands.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// It is built on acts that are not here (yet).
    #[error("it is built on acts that are not here")]
    Incomplete,
    /// Its author was not the chair, as far as was seen, nor the person whose device it is.
    #[error(
        "only the chair, or the person with a new device, says what of a revoked device's work is accepted"
    )]
    NotChair,
}

/// What is accepted of the work of revoked devices in one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Released {
    heads: BTreeMap<PublicKey, BTreeSet<ChangeHash>>,
    /// The heads of texts that somebody approved who might.
    approved: BTreeSet<ChangeHash>,
    acts: BTreeSet<ActId>,
    not_counted: Vec<(ActId, ReleaseReason)>,
}

impl Released {
    /// Folds the releases among the acts about one document.
    pub fn of<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        // Where nobody was revoked no release says anything.
        match roster.has_revoked() {
            true => Self::judged(roster, acts),
            false => Self::default(),
        }
    }

    /// The same, with a judgment of every release even while nobody was revoked.
    pub(crate) fn judged<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        let mut released = Self::default();
        let acts: BTreeMap<ActId, &Act> = acts.into_iter().map(|act| (act.id(), act)).collect();
        let past = Past::of(&acts, |_| false);
        let mut seen: BTreeMap<PublicKey, BTreeSet<ActId>> = BTreeMap::new();
        let mut open: Vec<&Act> = (acts.values().copied())
            .filter(|act| act.statement().kind == "release")
            .collect();
        // A release by somebody revoked since counts once another accepted it.
        loop {
            let before = open.len();
            open.retain(
                |act| match released.take(roster, &past, &acts, &mut seen, act) {
                    Ok(taken) => !taken,
                    Err(reason) => {
                        released.not_counted.push((act.id(), reason));
                        false
                    }
                },
            );
            if open.len() == before {
                break;
            }
        }
        released.take_decisions(roster, &past, &acts);
        let unaccepted = open.iter().map(|act| (act.id(), ReleaseReason::NotChair));
        released.not_counted.extend(unaccepted);
        released.not_counted.sort_by_key(|(act, _)| *act);
        released
    }

    /// Whether an act about the document counts as far as its author's rights go: the author counts,
    /// or was revoked and the act is accepted.
    pub fn admits(&self, roster: &Roster, act: &Act) -> bool {
        roster.counts(&act.statement().author) || self.acts.contains(&act.id())
    }

    /// Whether this is the last change of a text that was approved: it is accepted, with everything it is built
    /// on, whoever made it.
    pub fn is_approved(&self, head: &ChangeHash) -> bool {
        self.approved.contains(head)
    }

    /// Accepts what decisions are about.
    fn take_decisions(&mut self, roster: &Roster, past: &Past, acts: &BTreeMap<ActId, &Act>) {
        let mut accepted = BTreeSet::new();
        for act in acts.values() {
            if act.statement().kind != "decide" || !self.admits(roster, act) {
                continue;
            }
            let Ok(Body::Decide(decide)) = Body::read(act) else {
                continue;
            };
            let is_known =
                past.is_complete(&act.id()) && roster.seats.knows(&act.statement().roster);
            if !is_known || !roster.seats.might(act, Ability::Decide, "", false) {
                continue;
            }
            let submitted = acts.get(&decide.submission).map(|act| Body::read(act));
            let Some(Ok(Body::Submit(submit))) = submitted else {
                continue;
            };
            let seen = seen_by_any(acts, [*act]);
            if submit.text != decide.text || !seen.contains(&decide.submission) {
                continue;
            }
            accepted.insert(decide.submission);
            let opinions = seen.iter().filter(|id| {
                let act = acts.get(id).filter(|act| act.statement().kind == "opinion");
                let body = act.map(|act| Body::read(act));
                matches!(body, Some(Ok(Body::Opinion(one))) if one.submission == decide.submission)
            });
            accepted.extend(opinions.copied());
            if decide.outcome.is_approval() {
                self.approved.extend(decide.text.heads);
            }
        }
        self.acts.extend(accepted);
    }

    /// The changes of this device that are accepted, with everything they are built on.
    pub fn heads_of(&self, device: &PublicKey) -> impl Iterator<Item = &ChangeHash> {
        self.heads.get(device).into_iter().flatten()
    }

    /// Whether a release that counts says what of this device is accepted.
    pub(crate) fn is_about(&self, device: &PublicKey) -> bool {
        self.heads.contains_key(device)
    }

    /// Releases that count for nothing, and why; ascending.
    pub fn not_counted(&self) -> &[(ActId, ReleaseReason)] {
        &self.not_counted
    }

    fn take(
        &mut self,
        roster: &Roster,
        past: &Past,
        acts: &BTreeMap<ActId, &Act>,
        seen: &mut BTreeMap<PublicKey, BTreeSet<ActId>>,
        act: &Act,
    ) -> Result<bool, ReleaseReason> {
        let Body::Release(release) = Body::read(act)? else {
            return Ok(true);
        };
        if !self.admits(roster, act) {
            return Ok(false);
        }
        let statement = act.statement();
        if !past.is_complete(&act.id()) || !roster.seats.knows(&statement.roster) {
            return Err(ReleaseReason::Incomplete);
        }
        let is_own = roster.person(&statement.author) == roster.person(&release.device);
        if !is_own && !roster.seats.held_chair(act) {
            return Err(ReleaseReason::NotChair);
        }
        let heads = self.heads.entry(release.device).or_default();
        heads.extend(release.heads);
        // Only what no earlier release of the device has seen is looked at.
        let before = seen.entry(release.device).or_default();
        see(acts, act, before, |seen| {
            let author = acts.get(seen).map(|act| act.statement().author);
            if author == Some(release.device) {
                self.acts.insert(*seen);
            }
        });
        Ok(true)
    }
}
