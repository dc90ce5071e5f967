//! A stretch of items made ready to go: acts first, then runs, then names.

use std::collections::BTreeMap;

use format::chain::LoggedItem;
use format::{ActorId, DocumentId, LogId, PublicKey, Subject};

use crate::frame::Packed;
use crate::holdings::{Answer, Holdings, LogRow, Named};
use crate::runs::Grouping;

/// A batch is closed at this many rows or bytes.
const BATCH_ROWS: usize = 512;
const BATCH_BYTES: usize = 512 * 1024;

/// One item ready to go, with what it is.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) item: Packed,
    /// The rows of the batch it covers; empty outside the stream.
    pub(crate) rows: Vec<u64>,
    pub(crate) names: Vec<LoggedItem>,
    /// Whether the peer refused it before as "not yet".
    pub(crate) again: bool,
}

/// A stretch of items being made ready.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    acts: Vec<Outgoing>,
    grouping: Grouping,
    named: Vec<Outgoing>,
    /// Where the last name of each actor stands in `named`.
    last_named: BTreeMap<(DocumentId, ActorId), usize>,
    rows: usize,
    bytes: usize,
    /// The document whose scope was asked for last, and the answer.
    asked: Option<(DocumentId, bool)>,
    /// The document of which it was asked last whether it started over, and the answer.
    restarted: Option<(DocumentId, bool)>,
}

impl Batch {
    pub(crate) fn is_full(&self) -> bool {
        (self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES) && !self.grouping.is_torn()
    }

    /// Adds what a log row records, if it is in the scope of `peer`: the thing itself, or only its name
    /// if it came from there.
    pub(crate) fn add(
        &mut self,
        row: &LogRow,
        (peer, peer_log): (&PublicKey, Option<LogId>),
        limited: bool,
        holdings: &dyn Holdings,
    ) -> Answer<()> {
        self.rows += 1;
        if limited {
            if let LoggedItem::Act(act) = row.item
                && let Some(act) = holdings.act(&act)?
                && act.statement().subject == Subject::Council
            {
                return self.add_item(row.n, row.item, holdings);
            }
            return Ok(());
        }
        if !self.is_for(peer, &row.item, holdings)? {
            return Ok(());
        }
        if row.origin.is_some() && row.origin == peer_log {
            return self.name(row, holdings);
        }
        self.add_item(row.n, row.item, holdings)
    }

    /// Whether an item may go to `peer`. Asked once for rows of one document that follow each other.
    pub(crate) fn is_for(
        &mut self,
        peer: &PublicKey,
        item: &LoggedItem,
        holdings: &dyn Holdings,
    ) -> Answer<bool> {
        let subject = match item {
            LoggedItem::Change(document, _) => Some(Subject::Document(*document)),
            LoggedItem::Act(id) => holdings.act(id)?.map(|act| act.statement().subject),
        };
        Ok(match subject {
            // Not held any more, as a damaged row may be.
            None => false,
            Some(Subject::Council) => true,
            Some(Subject::Document(document)) => match self.asked {
                Some((asked, answer)) if asked == document => answer,
                _ => {
                    let answer = holdings.in_scope(peer, &document)?;
                    self.asked = Some((document, answer));
                    answer
                }
            },
        })
    }

    /// Whether the changes of a document are not passed on any more. Asked once for rows of one document
    /// that follow each other.
    fn is_restarted(&mut self, document: &DocumentId, holdings: &dyn Holdings) -> Answer<bool> {
        match self.restarted {
            Some((asked, answer)) if asked == *document => Ok(answer),
            _ => {
                let answer = holdings.is_restarted(document)?;
                self.restarted = Some((*document, answer));
                Ok(answer)
            }
        }
    }

    /// Adds an item. One that is not held any more, as a damaged row may be, is passed over, and a change
    /// of a document that started over.
    pub(crate) fn add_item(
        &mut self,
        row: u64,
        item: LoggedItem,
        holdings: &dyn Holdings,
    ) -> Answer<()> {
        match item {
            LoggedItem::Act(id) => {
                if let Some(act) = holdings.act(&id)? {
                    self.bytes += act.bytes().len();
                    self.acts.push(Outgoing {
                        item: Packed::Act(act.bytes().to_vec()),
                        rows: vec![row],
                        names: vec![item],
                        again: false,
                    });
                }
            }
            LoggedItem::Change(document, hash) => {
                if self.is_restarted(&document, holdings)? {
                    return Ok(());
                }
                if let Some(held) = holdings.change(&document, &hash)? {
                    self.bytes += held.change.chunk.len();
                    self.grouping.push(row, document, held);
                }
            }
        }
        Ok(())
    }

    /// Says of a row only that it is held here.
    pub(crate) fn name(&mut self, row: &LogRow, holdings: &dyn Holdings) -> Answer<()> {
        let named = match row.item {
            LoggedItem::Act(id) => {
                let Some(act) = holdings.act(&id)? else {
                    return Ok(());
                };
                Named::Act(id, act.statement().subject)
            }
            LoggedItem::Change(document, hash) => {
                if self.is_restarted(&document, holdings)? {
                    return Ok(());
                }
                let Some(known) = holdings.known(&document, &hash)? else {
                    return Ok(());
                };
                let named = Named::Change {
                    document,
                    actor: known.actor,
                    sequence: known.sequence,
                    hash,
                };
                // A later change of the actor speaks for the one before it.
                let key = (document, known.actor);
                if let Some(at) = self.last_named.get(&key)
                    && let Some(last) = self.named.get_mut(*at)
                    && let Packed::Named(Named::Change { hash: before, .. }) = last.item
                    && known.previous == Some(before)
                {
                    last.item = Packed::Named(named);
                    last.rows.push(row.n);
                    return Ok(());
                }
                self.last_named.insert(key, self.named.len());
                named
            }
        };
        self.named.push(Outgoing {
            item: Packed::Named(named),
            rows: vec![row.n],
            names: vec![row.item],
            again: false,
        });
        Ok(())
    }

    /// Acts first, then runs, then names.
    pub(crate) fn finish(self) -> Vec<Outgoing> {
        let runs = self.grouping.pack().into_iter().map(|run| Outgoing {
            item: Packed::Run(run.packed),
            rows: run.rows,
            names: run.names,
            again: false,
        });
        let mut outgoing = self.acts;
        outgoing.extend(runs);
        outgoing.extend(self.named);
        outgoing
    }
}
