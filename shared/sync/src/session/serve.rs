//! Answers what the peer asks: pages of the comparison, and fetches.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use format::chain::LoggedItem;
use format::{ActId, ChangeHash, DocumentId, Frontier, Position, PublicKey, Subject};

use super::batch::Batch;
use super::send::short_of;
use super::{Fault, Session, Step};
use crate::close::CloseReason;
use crate::frame::{Claim, Differ, Digest, Fetch, Fetched, Frame, Short, short};
use crate::holdings::{Answer, Holdings, KnownChange, Unreadable};

/// The most fetches of the peer that may wait for an answer.
const MAX_FETCHES: usize = 64;
/// The most entries a fetch in several frames may have.
const MAX_FETCH_ENTRIES: usize = 100_000;
/// The most entries of all that wait.
const MAX_WAITING_ENTRIES: usize = 2 * MAX_FETCH_ENTRIES;
/// An answer to one page names at most this many documents, and looks at no more than this many.
const MAX_DIFFERENT: usize = 1000;
const MAX_LOOKED_AT: usize = 4000;
/// How many steps back from changes outside the frontier common ones are looked for, for all claims of a fetch
/// together. Whoever claims longer branches gets all of the writers beyond.
const MAX_STEPS_BACK: usize = 10_000;
/// For so many claimed changes the common one that was found is remembered.
const MAX_REMEMBERED: usize = 4096;
/// Changes asked of the store at once.
const CHANGES_AT_ONCE: usize = 256;
/// Claims per `Fetched` frame.
const CLAIMS_PER_FRAME: usize = 1000;

/// Fetches of the peer, in the order they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Server {
    asked: VecDeque<Fetch>,
    /// A fetch of which more frames will come.
    partial: Option<Fetch>,
    answering: Option<Answering>,
    common: Common,
}

#[derive(Debug, Clone)]
struct Answering {
    subject: Subject,
    acts: VecDeque<ActId>,
    /// What the peer holds, as far as it is known here.
    frontier: Frontier,
    forks: BTreeSet<Short>,
    after_row: u64,
    unsure: Vec<Claim>,
    changes_left: bool,
    /// Rows of the log that waited to go and go with this answer instead.
    overtaken: Vec<u64>,
}

/// The last change inside the frontier on the way back from a claimed one, as far as it was looked for: the same
/// claim made again costs nothing.
#[derive(Debug, Clone, Default)]
struct Common {
    /// The end of this node's log for which they are true: an act may say that another branch counts.
    end_n: u64,
    found: BTreeMap<(DocumentId, ChangeHash), Option<Position>>,
}

impl Common {
    /// Forgets what was true before the log grew to here.
    fn look_at(&mut self, end_n: u64) {
        if self.end_n != end_n {
            self.found.clear();
            self.end_n = end_n;
        }
    }

    fn of(
        &mut self,
        (document, claimed): (DocumentId, ChangeHash),
        steps: &mut usize,
        known: impl Fn(&ChangeHash) -> Answer<Option<KnownChange>>,
    ) -> Answer<Option<Position>> {
        if let Some(found) = self.found.get(&(document, claimed)) {
            return Ok(*found);
        }
        let found = last_inside(claimed, steps, known)?;
        if self.found.len() < MAX_REMEMBERED {
            self.found.insert((document, claimed), found);
        }
        Ok(found)
    }
}

impl Server {
    pub(super) fn is_idle(&self) -> bool {
        self.asked.is_empty() && self.partial.is_none() && self.answering.is_none()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Session {
    pub(super) fn fetch(&mut self, fetch: Fetch) -> Step {
        if self.limited && fetch.subject != Subject::Council {
            // It was asked before the peer knew that the session is limited.
            return Ok(());
        }
        let server = &mut self.server;
        let whole = match server.partial.take() {
            None => fetch,
            Some(mut whole) => {
                if whole.subject != fetch.subject {
                    return Err(CloseReason::Protocol.into());
                }
                whole.claims.extend(fetch.claims);
                whole.acts.extend(fetch.acts);
                whole.forks.extend(fetch.forks);
                whole.more = fetch.more;
                whole
            }
        };
        let entries = |fetch: &Fetch| fetch.claims.len() + fetch.acts.len() + fetch.forks.len();
        let waiting: usize = server.asked.iter().map(entries).sum();
        let entries = entries(&whole);
        if entries > MAX_FETCH_ENTRIES
            || waiting + entries > MAX_WAITING_ENTRIES
            || server.asked.len() >= MAX_FETCHES
        {
            return Err(CloseReason::Overrun.into());
        }
        if whole.more {
            server.partial = Some(whole);
        } else {
            // A frontier has one place of each writer.
            let actors: BTreeSet<_> = whole.claims.iter().map(|(actor, ..)| actor).collect();
            if actors.len() < whole.claims.len() {
                return Err(CloseReason::Protocol.into());
            }
            server.asked.push_back(whole);
        }
        Ok(())
    }

    /// Queues the next items a fetch asks for, or says that an answer is complete; whether there was
    /// anything to do. Called when nothing urgent waits, so that the end follows all items.
    pub(super) fn serve(&mut self, holdings: &dyn Holdings) -> Result<bool, Fault> {
        let mut answering = match self.server.answering.take() {
            Some(answering) => answering,
            None => match self.server.asked.pop_front() {
                Some(fetch) => {
                    let peer = self.hand.peer()?.key;
                    // As if nothing were held: who may not hold a document is not told of it.
                    let is_for = match &fetch.subject {
                        Subject::Council => true,
                        Subject::Document(document) => holdings.in_scope(&peer, document)?,
                    };
                    match is_for {
                        true => {
                            let common = &mut self.server.common;
                            let mut answering = Answering::begin(fetch, common, holdings)?;
                            // Where the peer may hold another branch it is asked again, and may be cut first.
                            if answering.unsure.is_empty() {
                                answering.overtaken = self.overtake(|name| answering.brings(name));
                            }
                            answering
                        }
                        false => Answering::nothing(fetch.subject),
                    }
                }
                None => return Ok(false),
            },
        };
        let batch = answering.next(holdings)?;
        let outgoing = batch.finish();
        if outgoing.is_empty() && !answering.changes_left && answering.acts.is_empty() {
            self.say_fetched(answering.subject, &answering.unsure);
            self.overtaken(&answering.overtaken);
            return Ok(true);
        }
        // What the peer asks for after it had refused it, it may take now.
        let again = !holdings.refused_not_yet(&self.hand.peer()?.key)?.is_empty();
        let outgoing = outgoing.into_iter().map(|mut one| {
            one.rows.clear();
            one.again = again;
            one
        });
        let outgoing = outgoing.collect();
        self.enqueue_ahead(outgoing, holdings)?;
        self.server.answering = Some(answering);
        Ok(true)
    }

    fn say_fetched(&mut self, subject: Subject, unsure: &[Claim]) {
        let mut rest = unsure;
        loop {
            let (now, later) = rest.split_at(rest.len().min(CLAIMS_PER_FRAME));
            rest = later;
            self.send(&Frame::Fetched(Fetched {
                subject,
                unsure: now.to_vec(),
                more: !rest.is_empty(),
            }));
            if rest.is_empty() {
                return;
            }
        }
    }

    pub(super) fn digest(&mut self, page: &Digest, holdings: &dyn Holdings) -> Step {
        let ascending = page.entries.is_sorted_by(|a, b| a.0 < b.0);
        let within = page.entries.iter().all(|(document, _)| {
            page.after.is_none_or(|after| *document > after)
                && page.to.is_none_or(|to| *document <= to)
        });
        if !ascending || !within {
            return Err(CloseReason::Protocol.into());
        }
        if self.limited {
            return Ok(());
        }
        let differ = differences(page, &self.hand.peer()?.key, holdings)?;
        self.send(&Frame::Differ(differ));
        Ok(())
    }
}

/// Compares a page with what is held here.
fn differences(
    page: &Digest,
    peer: &PublicKey,
    holdings: &dyn Holdings,
) -> Result<Differ, Unreadable> {
    let mut documents = Vec::new();
    let mut after = page.after;
    let mut looked_at = 0;
    loop {
        let held = holdings.digests_for(peer, after, CHANGES_AT_ONCE)?;
        if held.is_empty() {
            break;
        }
        for (document, digest) in held {
            if page.to.is_some_and(|to| document > to) {
                return Ok(Differ {
                    reached: None,
                    documents,
                });
            }
            let same = page
                .entries
                .binary_search_by(|(other, _)| other.cmp(&document))
                .is_ok_and(|at| page.entries[at].1 == digest);
            if !same {
                documents.push(document);
            }
            looked_at += 1;
            after = Some(document);
            if documents.len() >= MAX_DIFFERENT || looked_at >= MAX_LOOKED_AT {
                return Ok(Differ {
                    reached: after,
                    documents,
                });
            }
        }
    }
    Ok(Differ {
        reached: None,
        documents,
    })
}

impl Answering {
    fn nothing(subject: Subject) -> Self {
        Self {
            subject,
            acts: VecDeque::new(),
            frontier: Frontier::default(),
            forks: BTreeSet::new(),
            after_row: 0,
            unsure: vec![],
            changes_left: false,
            overtaken: vec![],
        }
    }

    fn begin(
        fetch: Fetch,
        common: &mut Common,
        holdings: &dyn Holdings,
    ) -> Result<Self, Unreadable> {
        let held_there: BTreeSet<Short> = fetch.acts.into_iter().collect();
        let acts = match &fetch.subject {
            Subject::Council => holdings.roster_acts()?,
            Subject::Document(document) => holdings.document_acts(document)?,
        };
        let acts = acts
            .into_iter()
            .filter(|act| !held_there.contains(&short(act.as_bytes())))
            .collect();
        let mut answering = Self {
            subject: fetch.subject,
            acts,
            frontier: Frontier::default(),
            forks: fetch.forks.into_iter().collect(),
            after_row: 0,
            unsure: vec![],
            changes_left: false,
            overtaken: vec![],
        };
        if let Subject::Document(document) = &fetch.subject {
            answering.changes_left = true;
            answering.read_claims(document, &fetch.claims, common, holdings)?;
        }
        Ok(answering)
    }

    /// Whether this is among what is given. Asked before anything was. Changes are given whether they are
    /// claimed or not: what is claimed is held there.
    fn brings(&self, name: &LoggedItem) -> bool {
        match (name, &self.subject) {
            (LoggedItem::Change(document, _), Subject::Document(asked)) => document == asked,
            (LoggedItem::Act(act), _) => self.acts.contains(act),
            (LoggedItem::Change(..), Subject::Council) => false,
        }
    }

    /// Finds out, per actor, the last change inside the frontier here that the peer holds.
    fn read_claims(
        &mut self,
        document: &DocumentId,
        claims: &[Claim],
        common: &mut Common,
        holdings: &dyn Holdings,
    ) -> Result<(), Unreadable> {
        common.look_at(holdings.log_end()?.n);
        let mut steps = MAX_STEPS_BACK;
        let here = holdings.frontier(document)?;
        let known = |change: &ChangeHash| holdings.known(document, change);
        for (actor, sequence, claimed) in claims {
            let Some(mine) = here.0.get(actor) else {
                continue;
            };
            let found = holdings
                .at_position(document, actor, *sequence)?
                .into_iter()
                .find(|hash| short_of(hash) == *claimed);
            if let Some(hash) = found {
                if let Some(position) = common.of((*document, hash), &mut steps, known)? {
                    self.frontier.0.insert(*actor, position);
                }
            } else if *sequence > mine.sequence {
                // The peer is ahead, on this branch or on another: it must look.
                self.frontier.0.insert(*actor, *mine);
                self.unsure
                    .push((*actor, mine.sequence, short_of(&mine.hash)));
            }
            // Otherwise the peer holds another branch, and gets all of this actor.
        }
        Ok(())
    }

    fn next(&mut self, holdings: &dyn Holdings) -> Result<Batch, Fault> {
        let mut batch = Batch::default();
        while let Some(act) = self.acts.pop_front() {
            batch.add_item(0, LoggedItem::Act(act), holdings)?;
            if batch.is_full() {
                return Ok(batch);
            }
        }
        let Subject::Document(document) = self.subject else {
            return Ok(batch);
        };
        while self.changes_left && !batch.is_full() {
            let changes = holdings.changes_beyond(
                &document,
                &self.frontier,
                self.after_row,
                CHANGES_AT_ONCE,
            )?;
            self.changes_left = !changes.is_empty();
            for (row, hash) in changes {
                if batch.is_full() {
                    break;
                }
                self.after_row = row;
                if !self.forks.contains(&short_of(&hash)) {
                    batch.add_item(row, LoggedItem::Change(document, hash), holdings)?;
                }
            }
        }
        Ok(batch)
    }
}

/// The change itself if it is inside the frontier, else its nearest own predecessor that is, as far as the steps
/// reach.
fn last_inside(
    mut hash: ChangeHash,
    steps: &mut usize,
    known: impl Fn(&ChangeHash) -> Answer<Option<KnownChange>>,
) -> Answer<Option<Position>> {
    while *steps > 0 {
        *steps -= 1;
        let Some(known) = known(&hash)? else {
            return Ok(None);
        };
        if !known.fork {
            let sequence = known.sequence;
            return Ok(Some(Position { sequence, hash }));
        }
        let Some(previous) = known.previous else {
            return Ok(None);
        };
        hash = previous;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use format::ActorId;

    use super::*;

    fn hash(number: u8) -> ChangeHash {
        ChangeHash::from_bytes([number; 32])
    }

    /// Changes 1 to 255 of an actor, of which the first three are inside the frontier.
    fn known(change: &ChangeHash) -> Option<KnownChange> {
        let number = change.as_bytes()[0];
        Some(KnownChange {
            actor: ActorId::from_bytes([1; 24]),
            sequence: number.into(),
            previous: (number > 1).then(|| hash(number - 1)),
            last_op: number.into(),
            fork: number > 3,
        })
    }

    #[test]
    fn all_claims_of_a_fetch_share_one_number_of_steps_and_none_is_walked_twice() {
        let asked = Cell::new(0);
        let known = |change: &ChangeHash| {
            asked.set(asked.get() + 1);
            Ok(known(change))
        };
        let document = DocumentId::from_bytes([1; 16]);
        let mut common = Common::default();
        let mut steps = 30;
        let mut of = |common: &mut Common, number| {
            let found = common.of((document, hash(number)), &mut steps, known);
            found.unwrap().map(|position| position.sequence)
        };
        common.look_at(7);
        assert_eq!((of(&mut common, 20), asked.get()), (Some(3), 18));
        assert_eq!((of(&mut common, 20), asked.get()), (Some(3), 18));
        assert_eq!((of(&mut common, 200), asked.get()), (None, 30));
        assert_eq!((of(&mut common, 100), asked.get()), (None, 30));
        // An act may say that other branches count.
        common.look_at(8);
        assert_eq!((of(&mut common, 20), asked.get()), (None, 30));
    }
}
