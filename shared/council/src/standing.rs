//! Whether an act counts, and why: one answer about each act, for whoever reads the log.
//!
//! What counts is decided by the folds; here it is only looked up, in the words of the fold that judged
//! the act. Acts about a document's text and about meetings are looked up in
//! [`Lifecycle`](crate::lifecycle::Lifecycle), [`Proceedings`](crate::meeting::Proceedings) and
//! [`Circulars`](crate::meeting::Circulars); [`ground`] says by what they count.

use std::collections::BTreeMap;

use format::{Act, ActId, CouncilId};

use crate::access::{self, Access};
use crate::act::Body;
use crate::branches::Branches;
use crate::chair::{self, Uncounted};
use crate::lifecycle;
use crate::restart::Restarts;
use crate::revocation::{ReleaseReason, Released};
use crate::roster::{self, GivenInvitation, Membership, Roster};
use crate::seats::{self, Ability, Extent, Role};

/// How an act stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Counts(Ground),
    /// It waits for something, and says nothing until then.
    Waits(Why),
    /// It counts for nothing.
    Invalid(Why),
    /// Nothing judges it: this program does not know its kind.
    Said,
}

/// By what an act counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// It founds the council.
    Founding,
    /// The recovery key signed it.
    RecoveryKey,
    /// Its author held these seats that may, as far as was seen: ascending, at least one.
    Seats(Vec<Role>),
    /// Its author began the document.
    Creator,
    /// It is about what is its author's own: a seat, or the work of an earlier device.
    Own,
    /// It is the only join of its invitation.
    OnlyJoin,
    /// Whoever invited, or edits the roster, confirmed it, or gave the device a seat.
    Confirmed,
    /// Its author gave the invitation.
    Inviter,
    /// Its author is a member who counts, and needs no seat for it; or was, and it was accepted.
    Member,
}

/// Why an act does not count, by the fold that says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// About a document's text, or a comment.
    #[error(transparent)]
    Text(#[from] lifecycle::Reason),
    /// About what it waits for.
    #[error(transparent)]
    Waits(#[from] lifecycle::Waits),
    /// About who may hold a document.
    #[error(transparent)]
    Access(#[from] access::Reason),
    /// About the work of a revoked device.
    #[error(transparent)]
    Release(#[from] ReleaseReason),
    /// What the chair alone may say about a document.
    #[error(transparent)]
    Chair(#[from] chair::Uncounted),
    /// About who belongs to the council.
    #[error(transparent)]
    Roster(#[from] roster::Reason),
    /// About seats, the charter and units.
    #[error(transparent)]
    Seats(#[from] seats::Reason),
    /// Several devices joined by one invitation, and nobody confirmed one.
    #[error("several devices joined by its invitation, and none was confirmed")]
    Rivals,
    /// Several joins of one invitation were confirmed apart.
    #[error("several joins of its invitation were confirmed apart, and the chair settled none")]
    Disputed,
    /// Its author's own join waits.
    #[error("whoever says it joined beside another, and was not confirmed")]
    Unconfirmed,
    /// Another join of the same invitation was confirmed.
    #[error("another join of the same invitation was confirmed")]
    Superseded,
    /// Only the chair's word counts.
    #[error("only the chair says so")]
    NotChair,
    /// The device it names was not revoked, as far as is known here.
    #[error("the device it names was not revoked")]
    NotRevoked,
}

/// How an act about the council itself stands.
pub fn of_council(council: &CouncilId, roster: &Roster, act: &Act) -> Standing {
    let id = act.id();
    if act.council() != *council {
        return Standing::Said;
    }
    if let Some(refused) = roster.not_counted.iter().find(|one| one.act == id) {
        let why = refused.reason.clone();
        return match why.waits() {
            true => Standing::Waits(why.into()),
            false => Standing::Invalid(why.into()),
        };
    }
    let statement = act.statement();
    match statement.kind.as_str() {
        "found" => Standing::Counts(Ground::Founding),
        "invite" => invitation(roster, act),
        "join" => join(roster, act),
        "confirm" => {
            let names = match Body::read(act) {
                Ok(Body::Confirm(confirm)) => confirm.join,
                _ => return Standing::Invalid(Why::Superseded),
            };
            let mut given = roster.invitations.values();
            match given.find(|one| one.joins.contains(&names)) {
                Some(one) if one.is_disputed => Standing::Waits(Why::Disputed),
                Some(one) if one.confirmed != Some(names) => Standing::Invalid(Why::Superseded),
                Some(one) if one.inviter == statement.author => Standing::Counts(Ground::Inviter),
                Some(_) => Standing::Counts(ground(roster, act, false)),
                None => Standing::Invalid(Why::Superseded),
            }
        }
        "relay" | "revoke" => Standing::Counts(ground(roster, act, false)),
        "appoint" | "end-seat" | "charter" | "unit" | "unit-code" => {
            let refused = roster.seats.not_counted();
            match refused.iter().find(|one| one.act == id) {
                Some(one) if one.reason == seats::Reason::Incomplete => {
                    Standing::Waits(one.reason.clone().into())
                }
                Some(one) => Standing::Invalid(one.reason.clone().into()),
                None => Standing::Counts(ground(roster, act, true)),
            }
        }
        _ => Standing::Said,
    }
}

fn invitation(roster: &Roster, act: &Act) -> Standing {
    let inviter = roster.members.get(&act.statement().author);
    if roster.revocations.excludes(act) {
        return Standing::Invalid(roster::Reason::Revoked.into());
    }
    match inviter.map(|inviter| inviter.membership) {
        Some(Membership::Waits) => Standing::Waits(Why::Unconfirmed),
        Some(Membership::Superseded) => Standing::Invalid(Why::Superseded),
        _ => Standing::Counts(Ground::Member),
    }
}

fn join(roster: &Roster, act: &Act) -> Standing {
    let id = act.id();
    let names = |invitation: &&GivenInvitation| invitation.joins.contains(&id);
    let Some(invitation) = roster.invitations.values().find(names) else {
        // The same device joined by the same invitation before.
        return Standing::Invalid(Why::Superseded);
    };
    let ground = match invitation.confirmed {
        Some(confirmed) if confirmed == id => Ground::Confirmed,
        Some(_) => return Standing::Invalid(Why::Superseded),
        None if invitation.is_disputed => return Standing::Waits(Why::Disputed),
        None if invitation.joins.len() > 1 => return Standing::Waits(Why::Rivals),
        None => Ground::OnlyJoin,
    };
    let key = &act.statement().author;
    let member = roster.members.get(key).filter(|member| member.act == id);
    match member.map(|member| member.membership) {
        Some(Membership::Waits) => Standing::Waits(Why::Rivals),
        Some(Membership::Superseded) => Standing::Invalid(Why::Superseded),
        // Revoked itself, it had joined; invited beyond a cut, it never did.
        Some(Membership::Revoked) if roster.revocations.of(key).is_empty() => {
            Standing::Invalid(roster::Reason::Revoked.into())
        }
        _ => Standing::Counts(ground),
    }
}

/// How the acts about one document stand that say who may hold it and what of it is accepted, and what is
/// said about it beside its text: `create`, `grant`, `release`, `attach`, `choose-branch`, `restart`, `comment`
/// and `seen`. Every other act is passed over.
pub fn of_document(roster: &Roster, access: &Access, acts: &[Act]) -> BTreeMap<ActId, Standing> {
    let released = Released::judged(roster, acts);
    let branches = Branches::of(roster, acts);
    let restarts = Restarts::of(roster, acts);
    let stands = |act: &Act| {
        let id = act.id();
        Some(match act.statement().kind.as_str() {
            "create" | "grant" => {
                let refused = access.not_counted().iter().find(|(one, _)| *one == id);
                match refused {
                    Some((_, why)) if *why == access::Reason::Incomplete => {
                        Standing::Waits(why.clone().into())
                    }
                    Some((_, why)) => Standing::Invalid(why.clone().into()),
                    None => Standing::Counts(match access.is_begun_by(roster, act) {
                        true => Ground::Creator,
                        false => ground(roster, act, false),
                    }),
                }
            }
            "release" => release(roster, &released, act),
            "choose-branch" => said_by_chair(roster, branches.not_counted(), act),
            "restart" => said_by_chair(roster, restarts.not_counted(), act),
            "comment" | "attach" => match standing_of_author(roster, &released, act) {
                Ok(()) => match Body::read(act) {
                    Ok(_) => Standing::Counts(Ground::Member),
                    Err(error) => Standing::Invalid(Why::Text(error.into())),
                },
                Err(why) => Standing::Invalid(why.into()),
            },
            "seen" => seen(roster, &released, act),
            _ => return None,
        })
    };
    acts.iter()
        .filter_map(|act| Some((act.id(), stands(act)?)))
        .collect()
}

/// How an act stands that is the chair's to say, by the fold's list of those that do not count.
fn said_by_chair(roster: &Roster, refused: &[(ActId, Uncounted)], act: &Act) -> Standing {
    match refused.iter().find(|(one, _)| *one == act.id()) {
        Some((_, why @ Uncounted::Incomplete)) => Standing::Waits(why.clone().into()),
        Some((_, why)) => Standing::Invalid(why.clone().into()),
        None => Standing::Counts(ground(roster, act, false)),
    }
}

fn release(roster: &Roster, released: &Released, act: &Act) -> Standing {
    let refused = released.not_counted().iter();
    if let Some((_, why)) = refused.clone().find(|(one, _)| *one == act.id()) {
        return match why {
            ReleaseReason::Incomplete => Standing::Waits(why.clone().into()),
            _ => Standing::Invalid(why.clone().into()),
        };
    }
    let Ok(Body::Release(release)) = Body::read(act) else {
        return Standing::Said;
    };
    let author = act.statement().author;
    if !roster.is_revoked(&release.device) {
        return Standing::Waits(Why::NotRevoked);
    }
    Standing::Counts(
        match roster.person(&author) == roster.person(&release.device) {
            true => Ground::Own,
            false => ground(roster, act, false),
        },
    )
}

/// Whoever was the chair when they read, as far as they knew, has read it as the chair: that the seat passed
/// on since takes nothing away from it.
fn seen(roster: &Roster, released: &Released, act: &Act) -> Standing {
    if standing_of_author(roster, released, act).is_err() {
        return Standing::Invalid(Why::NotChair);
    }
    if !roster.seats.knows(&act.statement().roster) {
        return Standing::Waits(Why::Chair(Uncounted::Incomplete));
    }
    match roster.seats.held_chair(act) {
        true => Standing::Counts(Ground::Seats(vec![Role::Chair])),
        false => Standing::Invalid(Why::NotChair),
    }
}

/// Whether the author counts, or the act was accepted.
fn standing_of_author(
    roster: &Roster,
    released: &Released,
    act: &Act,
) -> Result<(), lifecycle::Reason> {
    if released.admits(roster, act) {
        return Ok(());
    }
    Err(match roster.is_revoked(&act.statement().author) {
        true => lifecycle::Reason::Revoked,
        false => lifecycle::Reason::Stranger,
    })
}

/// By what an act counts that needs a seat, or may be said without one: the seats its author held that may
/// do it, as far as was seen and on that day by its clock; else who the author is. `may_be_own`: without
/// such a seat the act is about a seat of its author.
pub fn ground(roster: &Roster, act: &Act, may_be_own: bool) -> Ground {
    let author = act.statement().author;
    if roster.recovery == Some(author) {
        return Ground::RecoveryKey;
    }
    let abilities = abilities(&act.statement().kind);
    let may = |role: Role| {
        let mut any = abilities.iter();
        any.any(|ability| role.may(*ability) != Extent::Never)
    };
    let mut roles = roster.seats.roles_of_author(act);
    roles.retain(|role| may(*role));
    match roles.is_empty() {
        false => Ground::Seats(roles),
        true if may_be_own => Ground::Own,
        true => Ground::Member,
    }
}

/// What somebody needs to be able to do for an act of this kind to count; nothing where no seat is needed.
fn abilities(kind: &str) -> &'static [Ability] {
    match kind {
        "relay" | "charter" | "unit" | "unit-code" | "confirm" => &[Ability::EditRoster],
        "appoint" | "end-seat" => &[Ability::EditRoster, Ability::AppointChair],
        "revoke" | "release" | "choose-branch" | "restart" => &[Ability::Revoke],
        "grant" => &[Ability::Grant],
        "submit" | "pull-back" | "circulate" => &[Ability::Submit],
        "opinion" => &[Ability::GiveOpinion],
        "return" => &[Ability::Return],
        "decide" | "confirm-minutes" => &[Ability::Decide],
        "publish" | "supersede" => &[Ability::Publish],
        "withdraw" | "reinstate" => &[Ability::Withdraw],
        "adopt" => &[Ability::Adopt],
        "exempt" => &[Ability::GrantExemption],
        "ask" | "close" => &[Ability::AskInWriting],
        "answer" => &[Ability::Vote],
        _ => &[],
    }
}
