//! Asks the peer for what lies beyond what is held here, one subject at a time.

use std::collections::BTreeSet;

use format::{ActorId, Subject};

use super::receive::{OPEN_FETCHES, Open, Pending, TRIES};
use super::send::short_of;
use super::{Session, Step};
use crate::close::CloseReason;
use crate::event::Effect;
use crate::frame::{Claim, Fetch, Fetched, Frame, Short, short};
use crate::holdings::Holdings;

/// The most claims an answer to a fetch may leave open.
const MAX_UNSURE: usize = 100_000;
/// With more rows of the peer's log to come than this, who belongs to the council is asked for first.
const FAR_BEHIND_ROWS: u64 = 512;
/// With more than this, what somebody has open is: it costs a round trip and a few bytes.
const BEHIND_ROWS: u64 = 64;
/// Entries per `Fetch` frame; 50 bytes each at most.
const ENTRIES_PER_FRAME: usize = 1000;

impl Session {
    pub(super) fn fetched(&mut self, fetched: Fetched) -> Step {
        let Some(open) = self.reader.open.get_mut(&fetched.subject) else {
            return if self.limited {
                Ok(())
            } else {
                Err(CloseReason::Protocol.into())
            };
        };
        open.unsure.extend(fetched.unsure);
        if open.unsure.len() > MAX_UNSURE {
            return Err(CloseReason::Overrun.into());
        }
        if !fetched.more {
            self.reader
                .pending
                .push_back(Pending::Fetched(fetched.subject));
        }
        Ok(())
    }

    /// Everything the peer holds of a subject beyond what was held here has come, unless the two
    /// hold different branches of a fork: then it is asked for again without claiming those.
    pub(super) fn fetch_over(&mut self, subject: Subject, holdings: &dyn Holdings) -> Step {
        let Some(open) = self.reader.open.remove(&subject) else {
            return Ok(());
        };
        let mut branched = BTreeSet::new();
        if let Subject::Document(document) = subject {
            for (actor, sequence, claimed) in open.unsure {
                let here = holdings.at_position(&document, &actor, sequence)?;
                if !here.iter().any(|hash| short_of(hash) == claimed) {
                    branched.insert(actor);
                }
            }
        }
        if !branched.is_empty() {
            let tries = self.reader.tries.entry(subject).or_default();
            if *tries < TRIES {
                *tries += 1;
                self.ask(subject, &branched, holdings)?;
            }
            return Ok(());
        }
        self.look_for_unfound(subject, open.named_since, holdings)
    }

    /// All that the peer holds of a subject has come: says so if something of it is still missing.
    fn look_for_unfound(
        &mut self,
        subject: Subject,
        named_since: bool,
        holdings: &dyn Holdings,
    ) -> Step {
        // What the peer named since it was asked need not be in its answer.
        if named_since || !self.reader.missing.remove(&subject) || !holdings.is_gap(&subject)? {
            return Ok(());
        }
        self.reader.came_in_vain(&subject);
        let peer = self.hand.peer()?.key;
        self.out.push(Effect::RecordUnfound { peer, subject });
        Ok(())
    }

    /// Whether what is missing of a subject is to be asked for. Over a metered line somebody has to want it.
    pub(super) fn is_to_come(&self, subject: &Subject) -> bool {
        match subject {
            Subject::Council => true,
            Subject::Document(document) => !self.metered || self.wanted.contains(document),
        }
    }

    /// Where this side is far behind, asks for what matters most before all that was logged before it: who
    /// belongs to the council, and what somebody has open.
    pub(super) fn ask_for_first_things(&mut self, holdings: &dyn Holdings) -> Step {
        let behind = self.hand.peer_end()?.n.saturating_sub(self.reader.cursor_n);
        let far = behind > FAR_BEHIND_ROWS;
        if far && self.hand.rosters_differ() {
            self.reader.want(Subject::Council);
        }
        for document in self.wanted.clone() {
            let subject = Subject::Document(document);
            let is_due = behind > BEHIND_ROWS || self.metered && holdings.is_gap(&subject)?;
            if is_due && self.may_ask_for(&subject, holdings)? {
                self.reader.want(subject);
            }
        }
        Ok(())
    }

    /// Asks for what is wanted, a bounded number at a time.
    pub(super) fn send_fetches(&mut self, holdings: &dyn Holdings) -> Step {
        while self.reader.open.len() < OPEN_FETCHES {
            let Some(subject) = self.reader.next_wish() else {
                break;
            };
            self.ask(subject, &BTreeSet::new(), holdings)?;
        }
        Ok(())
    }

    fn ask(
        &mut self,
        subject: Subject,
        unclaimed: &BTreeSet<ActorId>,
        holdings: &dyn Holdings,
    ) -> Step {
        let (acts, claims, forks) = match &subject {
            Subject::Council => (holdings.roster_acts()?, vec![], vec![]),
            Subject::Document(document) => {
                let claims: Vec<Claim> = holdings
                    .frontier(document)?
                    .0
                    .into_iter()
                    .filter(|(actor, _)| !unclaimed.contains(actor))
                    .map(|(actor, position)| (actor, position.sequence, short_of(&position.hash)))
                    .collect();
                let forks = holdings.forks(document)?;
                (
                    holdings.document_acts(document)?,
                    claims,
                    forks.iter().map(short_of).collect(),
                )
            }
        };
        let acts: Vec<Short> = acts.iter().map(|act| short(act.as_bytes())).collect();
        self.reader.open.insert(subject, Open::default());
        let (mut acts, mut claims, mut forks) = (&acts[..], &claims[..], &forks[..]);
        loop {
            let mut room = ENTRIES_PER_FRAME;
            let page = Fetch {
                subject,
                claims: cut_off(&mut claims, &mut room).to_vec(),
                acts: cut_off(&mut acts, &mut room).to_vec(),
                forks: cut_off(&mut forks, &mut room).to_vec(),
                more: !(claims.is_empty() && acts.is_empty() && forks.is_empty()),
            };
            let more = page.more;
            self.send(&Frame::Fetch(page));
            if !more {
                return Ok(());
            }
        }
    }
}

/// Takes up to `room` entries from the front of `list`.
fn cut_off<'a, T>(list: &mut &'a [T], room: &mut usize) -> &'a [T] {
    let (now, later) = list.split_at(list.len().min(*room));
    *list = later;
    *room -= now.len();
    now
}
