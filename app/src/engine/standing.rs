//! Where the work is: saved here, at a relay, at head office, seen by the chair. Four facts, and each is
//! said only where it is durably true: what is in the store is saved; a relay or head office signed, or a
//! relay acknowledged, that it holds all that is here; the chair's own word says what was read.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use council::roster::Roster;
use format::chain::LoggedItem;
use format::{DocumentId, PublicKey};
use store::summary::Summary;
use store::whereabouts::Whereabouts;
use store::{Reader, StoreError};

use super::indexing::restarted_as;

/// The key of nobody: no device has it.
const NOBODY: PublicKey = PublicKey::from_bytes([0; 32]);

/// A relay as this device knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStanding {
    /// Its key; `None` for a named relay that was never met.
    pub key: Option<PublicKey>,
    /// Its address; `None` if the council does not name this key (any more).
    pub address: Option<String>,
    /// Up to which row of this store's log it said that it holds everything; `None` if it never did for
    /// the log as it is now.
    pub acknowledged: Option<u64>,
    /// Acts here that it has not acknowledged and that did not come from it for certain: all there are, before
    /// it is met.
    pub waiting_acts: u64,
    /// Changes likewise.
    pub waiting_changes: u64,
    /// Bytes of all of these as they are stored.
    pub waiting_bytes: u64,
}

/// One document at one relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtRelay {
    /// Which relay.
    pub relay: PublicKey,
    /// Whether the relay said that it holds all that is here: by what it acknowledged, or by a receipt.
    pub holds_all: bool,
    /// Changes here that it has not acknowledged.
    pub waiting: u64,
    /// Items of the document that it refused.
    pub refused: u64,
    /// The time of its last receipt, by its clock, in milliseconds since 1970 (UTC).
    pub receipt_millis: Option<i64>,
    /// Whether that receipt covers the document as it is here now. The relay may hold more.
    pub receipt_is_current: bool,
}

/// Whether head office holds all that is here of a document. It may hold more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AtHeadOffice {
    /// No device of head office ever said so.
    #[default]
    No,
    /// One said so of an earlier state.
    Before {
        /// When, by its clock, in milliseconds since 1970 (UTC); the last time of several.
        time_millis: i64,
    },
    /// This device is one of head office's, so what is saved here is there.
    Here,
    /// A device of head office signed that it does.
    There {
        /// Which; the first of several.
        holder: PublicKey,
        /// When, by its clock, in milliseconds since 1970 (UTC).
        time_millis: i64,
    },
}

impl AtHeadOffice {
    /// Whether it does.
    pub fn holds_all(&self) -> bool {
        matches!(self, Self::Here | Self::There { .. })
    }
}

/// Whether the chair has read a document as it shows here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeenByChair {
    /// The chair never said so.
    #[default]
    Never,
    /// The chair has read all that shows here.
    AsItIs {
        /// The chair.
        reader: PublicKey,
        /// When, by the chair's clock, in milliseconds since 1970 (UTC).
        time_millis: i64,
    },
    /// The chair has read it, and it changed since.
    ChangedSince {
        /// The chair.
        reader: PublicKey,
        /// When it was read last, by the chair's clock, in milliseconds since 1970 (UTC).
        time_millis: i64,
    },
}

/// The facts about one document besides that it is saved here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// At the relays that ever acknowledged something or signed a receipt for it, in the order of
    /// [`relays`].
    pub at: Vec<AtRelay>,
    /// At head office.
    pub head_office: AtHeadOffice,
    /// Seen by the chair.
    pub seen: SeenByChair,
    /// How many changes of this device did not come along when the document started over as another one. What
    /// peers say of such a document is no longer about its text.
    pub left_behind: u64,
}

impl Facts {
    /// The same where so many changes of this device did not come along.
    fn without(mut self, left_behind: u64) -> Self {
        if left_behind > 0 {
            for at in &mut self.at {
                at.holds_all = false;
            }
            if self.head_office != AtHeadOffice::Here {
                self.head_office = AtHeadOffice::No;
            }
            self.seen = SeenByChair::Never;
            self.left_behind = left_behind;
        }
        self
    }

    /// A relay that holds all that is here, the most preferred of several.
    pub fn at_relay(&self) -> Option<&AtRelay> {
        self.at.iter().find(|at| at.holds_all)
    }
}

/// Where one document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStanding {
    /// What lists show of it.
    pub summary: Summary,
    /// Where it is.
    pub facts: Facts,
}

/// The relays the council names, in order of preference, then others that hold something. Devices of
/// members are none: they acknowledge what a carry file brought them, too.
///
/// # Errors
/// What the disk says.
pub fn relays(reader: &Reader) -> Result<Vec<RelayStanding>, StoreError> {
    let roster = reader.roster()?;
    let mut found: Vec<(Option<PublicKey>, Option<String>)> = roster
        .relays
        .iter()
        .map(|relay| (relay.key, Some(relay.address.clone())))
        .collect();
    for peer in reader.acknowledging_peers()? {
        let is_known = found.iter().any(|(key, _)| *key == Some(peer));
        if !is_known && !roster.members.contains_key(&peer) {
            found.push((Some(peer), None));
        }
    }
    // One relay met, one relay named whose key is not known yet: it is that one.
    if let [(None, Some(_)), (Some(_), None)] = found.as_slice() {
        found = vec![(found[1].0, found[0].1.clone())];
    }
    found
        .into_iter()
        .map(|(key, address)| {
            // Of one that was never met nothing is known but that nothing was sent to it.
            let asked = key.unwrap_or(NOBODY);
            let acknowledged = reader.acknowledged(&asked)?.map(|position| position.n);
            let waiting = reader.unsent(&asked, None)?;
            Ok(RelayStanding {
                key,
                address,
                acknowledged,
                waiting_acts: waiting.acts,
                waiting_changes: waiting.changes,
                waiting_bytes: waiting.bytes,
            })
        })
        .collect()
}

/// Where these documents are. `me` is this device's key, if it has one. A few queries, however many
/// documents there are.
///
/// # Errors
/// What the disk says.
pub fn documents(
    reader: &Reader,
    me: Option<&PublicKey>,
    summaries: Vec<Summary>,
    relays: &[RelayStanding],
) -> Result<Vec<DocumentStanding>, StoreError> {
    let known = Known::read(reader, me, relays, |relay| reader.unsent_by_document(relay))?;
    let mut whereabouts = reader.whereabouts()?;
    summaries
        .into_iter()
        .map(|summary| {
            let id = summary.document;
            let whereabouts = whereabouts.remove(&id).unwrap_or_default();
            // Nearly no document started over.
            let left_behind = match (me, restarted_as(&summary)) {
                (Some(me), Some(_)) => reader.left_behind(&id, me)?,
                _ => 0,
            };
            Ok(DocumentStanding {
                facts: known.facts(&id, &whereabouts).without(left_behind),
                summary,
            })
        })
        .collect()
}

/// Where one document is. `me` is this device's key, if it has one.
///
/// # Errors
/// What the disk says.
pub fn of(
    reader: &Reader,
    me: Option<&PublicKey>,
    document: &DocumentId,
) -> Result<Facts, StoreError> {
    let known = Known::read(reader, me, &relays(reader)?, |relay| {
        let waiting = reader.unsent_of(relay, document)?;
        Ok(HashMap::from([(*document, waiting)]))
    })?;
    let left_behind = me.map_or(Ok(0), |me| reader.left_behind(document, me))?;
    let facts = known.facts(document, &reader.whereabouts_of(document)?);
    Ok(facts.without(left_behind))
}

/// A relay, and what it said.
struct Met {
    key: PublicKey,
    /// `None` if it never acknowledged anything of this store's log as it is now.
    acknowledged: Option<Acknowledged>,
}

/// What a relay acknowledged.
struct Acknowledged {
    acts_wait: bool,
    /// Changes it has not acknowledged.
    waiting: HashMap<DocumentId, u64>,
    /// Documents it waits for something of.
    gaps: HashSet<DocumentId>,
}

/// What the facts of all documents follow from.
struct Known {
    roster: Arc<Roster>,
    i_am_head_office: bool,
    relays: Vec<Met>,
    /// How many changes a relay refused.
    refused: BTreeMap<(PublicKey, DocumentId), u64>,
}

impl Known {
    fn read(
        reader: &Reader,
        me: Option<&PublicKey>,
        relays: &[RelayStanding],
        waiting: impl Fn(&PublicKey) -> Result<HashMap<DocumentId, u64>, StoreError>,
    ) -> Result<Self, StoreError> {
        let roster = reader.roster()?;
        let met = relays.iter().filter_map(|relay| Some((relay, relay.key?)));
        let relays = met
            .map(|(relay, key)| {
                let acknowledged = match relay.acknowledged {
                    None => None,
                    Some(_) => Some(Acknowledged {
                        acts_wait: relay.waiting_acts > 0,
                        waiting: waiting(&key)?,
                        gaps: reader.acknowledged_gaps(&key)?.into_iter().collect(),
                    }),
                };
                Ok(Met { key, acknowledged })
            })
            .collect::<Result<_, StoreError>>()?;
        let mut refused = BTreeMap::new();
        for refusal in reader.refused_by_peers()? {
            if let LoggedItem::Change(document, _) = refusal.item {
                *refused.entry((refusal.peer, document)).or_default() += 1;
            }
        }
        Ok(Self {
            i_am_head_office: me.is_some_and(|me| roster.is_head_office(me)),
            roster,
            relays,
            refused,
        })
    }

    fn facts(&self, document: &DocumentId, whereabouts: &Whereabouts) -> Facts {
        Facts {
            at: self
                .relays
                .iter()
                .filter_map(|relay| self.at_relay(relay, document, whereabouts))
                .collect(),
            head_office: self.at_head_office(whereabouts),
            seen: self.seen_by_chair(whereabouts),
            left_behind: 0,
        }
    }

    fn at_relay(
        &self,
        relay: &Met,
        document: &DocumentId,
        whereabouts: &Whereabouts,
    ) -> Option<AtRelay> {
        let receipt = whereabouts
            .holdings
            .iter()
            .find(|holding| holding.holder == relay.key);
        if relay.acknowledged.is_none() && receipt.is_none() {
            return None;
        }
        let receipt_is_current = receipt.is_some_and(|receipt| receipt.covers);
        let refused = self.refused.get(&(relay.key, *document)).copied();
        let refused = refused.unwrap_or(0);
        let (mut waiting, mut acknowledged_all) = (0, false);
        if let Some(acknowledged) = &relay.acknowledged {
            waiting = acknowledged.waiting.get(document).copied().unwrap_or(0);
            // A document without changes is its create act.
            let created_there = whereabouts.is_written || !acknowledged.acts_wait;
            acknowledged_all =
                waiting == 0 && created_there && !acknowledged.gaps.contains(document);
        }
        Some(AtRelay {
            relay: relay.key,
            holds_all: refused == 0 && (receipt_is_current || acknowledged_all),
            waiting: if receipt_is_current { 0 } else { waiting },
            refused,
            receipt_millis: receipt.map(|receipt| receipt.time_millis),
            receipt_is_current,
        })
    }

    fn at_head_office(&self, whereabouts: &Whereabouts) -> AtHeadOffice {
        if self.i_am_head_office {
            return AtHeadOffice::Here;
        }
        let said = || {
            (whereabouts.holdings.iter())
                .filter(|holding| self.roster.is_head_office(&holding.holder))
        };
        let there = said().filter(|holding| holding.covers);
        match there.min_by_key(|holding| (holding.time_millis, holding.holder)) {
            Some(holding) => AtHeadOffice::There {
                holder: holding.holder,
                time_millis: holding.time_millis,
            },
            None => (said().map(|holding| holding.time_millis).max())
                .map_or(AtHeadOffice::No, |time_millis| AtHeadOffice::Before {
                    time_millis,
                }),
        }
    }

    fn seen_by_chair(&self, whereabouts: &Whereabouts) -> SeenByChair {
        whereabouts
            .readings
            .iter()
            .filter(|reading| self.roster.is_chair(&reading.reader))
            .max_by_key(|reading| (reading.covers, reading.time_millis, reading.reader))
            .map_or(SeenByChair::Never, |reading| {
                let (reader, time_millis) = (reading.reader, reading.time_millis);
                match reading.covers {
                    true => SeenByChair::AsItIs {
                        reader,
                        time_millis,
                    },
                    false => SeenByChair::ChangedSince {
                        reader,
                        time_millis,
                    },
                }
            })
    }
}
