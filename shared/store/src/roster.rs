//! How keys stand, folded from the roster acts held; kept per council until another roster act lands.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use council::act::Body;
use council::roster::{Membership, Roster};
use format::{Act, ActId, CouncilId, PublicKey};
use sync::holdings::Standing;

use crate::caches::lock;
use crate::error::Result;
use crate::ledger::roster_digest;

/// How many folds are kept before all are forgotten: a relay may host any number of councils.
const KEPT: usize = 256;

/// The newest fold per council. Named by the digest of the acts it was made from, so that a fold of
/// a transaction that was undone can never be taken for the present one.
#[derive(Debug, Default)]
pub(crate) struct Rosters(Mutex<HashMap<CouncilId, Fold>>);

/// The digest of the acts, and what they make.
type Fold = ([u8; 16], Arc<Roster>);

impl Rosters {
    pub(crate) fn forget(&self) {
        lock(&self.0).clear();
    }

    pub(crate) fn get(
        &self,
        council: CouncilId,
        digest: [u8; 16],
        acts: impl FnOnce() -> Result<Vec<Act>>,
    ) -> Result<Arc<Roster>> {
        if let Some((known, folded)) = lock(&self.0).get(&council)
            && *known == digest
        {
            return Ok(Arc::clone(folded));
        }
        let acts = acts()?;
        let folded = Arc::new(Roster::fold(&council, &acts));
        let mut ids: Vec<ActId> = acts.iter().map(Act::id).collect();
        ids.sort_unstable();
        // Where a row was damaged, these are not the acts that the digest names.
        if roster_digest(&ids) == digest {
            let mut kept = lock(&self.0);
            if kept.len() >= KEPT {
                kept.clear();
            }
            kept.insert(council, (digest, Arc::clone(&folded)));
        }
        Ok(folded)
    }
}

/// How the protocol sees a key of this roster. A relay that is also a member is a member.
pub(crate) fn standing_in(roster: &Roster, key: &PublicKey) -> Standing {
    match roster.members.get(key).map(|member| member.membership) {
        Some(Membership::Counts) => Standing::Member,
        _ if roster.is_relay(key) => Standing::Relay,
        Some(Membership::Waits) => Standing::Waiting,
        Some(Membership::Superseded) => Standing::Superseded,
        Some(Membership::Revoked) => Standing::Revoked,
        None => Standing::Unknown,
    }
}

/// The acts that place `key`: the founding act, then from the founder outward each invitation that
/// leads to it with all its joins and confirmations (those of others decide whether this one
/// counts). For a relay, the acts that name relays; where their authors may do so by a seat, with everything
/// these acts are built on.
pub(crate) fn placing_acts(roster: &Roster, acts: &[Act], key: &PublicKey) -> Vec<Act> {
    let standing = standing_in(roster, key);
    let Some(founder) = roster.founder.filter(|_| standing != Standing::Unknown) else {
        return vec![];
    };
    let mut chain: Vec<BTreeSet<ActId>> = Vec::new();
    let mut inviters = BTreeSet::new();
    let mut at = *key;
    while at != founder && inviters.insert(at) {
        let Some(member) = roster.members.get(&at) else {
            break;
        };
        let Some(invitation) =
            (roster.invitations.values()).find(|invitation| invitation.joins.contains(&member.act))
        else {
            break;
        };
        let confirms = acts.iter().filter(|act| {
            matches!(Body::read(act), Ok(Body::Confirm(confirm)) if invitation.joins.contains(&confirm.join))
        });
        chain.push(confirms.map(Act::id).collect());
        chain.push(invitation.joins.iter().copied().collect());
        chain.push(BTreeSet::from([invitation.act]));
        at = invitation.inviter;
    }
    if roster.is_relay(key) {
        let named = acts.iter().filter(|act| act.statement().kind == "relay");
        chain.push(named.map(Act::id).collect());
    }
    chain.push(
        (roster.members.get(&founder).map(|member| member.act))
            .into_iter()
            .collect(),
    );
    let steps = chain.iter().rev();
    let placing: Vec<Act> = steps
        .flat_map(|step| acts.iter().filter(|act| step.contains(&act.id())).cloned())
        .collect();
    match acts.first().map(Act::council) {
        Some(council) if standing_in(&Roster::fold(&council, &placing), key) != standing => {
            with_what_they_cite(acts, &placing)
        }
        _ => placing,
    }
}

/// These acts and all that they are built on, in the order of the log.
fn with_what_they_cite(acts: &[Act], placing: &[Act]) -> Vec<Act> {
    let by_id: HashMap<ActId, &Act> = acts.iter().map(|act| (act.id(), act)).collect();
    let mut open: Vec<ActId> = placing.iter().map(Act::id).collect();
    let mut needed = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(act) = by_id.get(&id).filter(|_| needed.insert(id)) {
            open.extend(&act.statement().cites);
        }
    }
    let acts = acts.iter();
    acts.filter(|act| needed.contains(&act.id()))
        .cloned()
        .collect()
}
