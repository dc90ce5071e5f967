//! Who is where, said and heard beside the work.
//!
//! Nothing is queued: of each device only the newest is known, and it goes out when nothing else is
//! to be sent. The peer answers every frame with a ping, and before something was heard no further
//! one follows, so that a slow line never fills with decoration.

use std::collections::BTreeMap;

use format::PublicKey;

use super::{Phase, Session, Step};
use crate::close::CloseReason;
use crate::event::Effect;
use crate::frame::{Frame, MAX_PRESENCES};
use crate::holdings::{Answer, Holdings, Standing};
use crate::presence::{EXPIRE_MILLIS, MAX_PRESENT, Presence, RENEW_MILLIS, Whereabouts};

/// Frames about presence are at least this far apart.
const PACE_MILLIS: u64 = 500;
/// How long word of a device that is where it was waits for others to go with it.
const RENEWAL_WAITS_MILLIS: u64 = 10_000;
/// A frame about presence is closed when it has about this many bytes: half a second on a line of
/// 64 kbit/s.
const FILL_BYTES: usize = 4096;
/// Frames beyond so many in this time are passed over; whoever keeps to the pace sends half of it.
const HEARD_AT_MOST: u32 = 40;
const HEARD_MILLIS: u64 = 10_000;

/// What is known of who is where, and what of it the peer was told.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    /// Whether this side wants to hear who is where.
    pub(super) wanted: bool,
    /// One per device, at most [`MAX_PRESENT`].
    devices: BTreeMap<PublicKey, Known>,
    /// Counts what began to wait.
    order: u64,
    said_millis: Option<u64>,
    /// Whether nothing was heard of the peer since something was said.
    unanswered: bool,
    /// Frames heard since then.
    heard: u32,
    heard_since_millis: u64,
}

#[derive(Debug, Clone, Default)]
struct Known {
    /// Where it is; `None` once it is gone.
    at: Option<Whereabouts>,
    /// What the peer was told, and when.
    told: Option<(Whereabouts, u64)>,
    waits: Option<Waits>,
}

/// Something the peer is to be told.
#[derive(Debug, Clone, Copy)]
struct Waits {
    /// Whether the peer was told the same before.
    renewal: bool,
    /// What began to wait first goes first.
    order: u64,
    since_millis: u64,
}

impl Company {
    /// Something came from the peer.
    pub(super) fn answered(&mut self) {
        self.unanswered = false;
    }

    /// A side says again where it is while nothing changes.
    pub(super) fn tick(&mut self, me: &PublicKey, now_millis: u64) {
        if now_millis.saturating_sub(self.heard_since_millis) >= HEARD_MILLIS {
            (self.heard, self.heard_since_millis) = (0, now_millis);
        }
        if let Some(mine) = self.devices.get_mut(me)
            && mine.waits.is_none()
            && let Some((_, told_millis)) = mine.told
            && now_millis >= told_millis + RENEW_MILLIS
        {
            self.order += 1;
            mine.waits = Some(Waits {
                renewal: false,
                order: self.order,
                since_millis: now_millis,
            });
        }
    }

    /// Whether something waits that may be said now.
    fn is_due(&self, now_millis: u64) -> bool {
        let since = |then: u64| now_millis.saturating_sub(then);
        let may = !self.unanswered
            && self
                .said_millis
                .is_none_or(|then| since(then) >= PACE_MILLIS);
        may && self.devices.values().any(|known| {
            known.waits.is_some_and(|waits| {
                !waits.renewal || since(waits.since_millis) >= RENEWAL_WAITS_MILLIS
            })
        })
    }

    /// Those that wait, what is new before what is not, and what came first before what came later.
    fn waiting(&self) -> Vec<PublicKey> {
        let waiting = self
            .devices
            .iter()
            .filter_map(|(device, known)| known.waits.map(|waits| (waits, device)));
        let mut waiting: Vec<_> = waiting
            .map(|(waits, device)| (waits.renewal, waits.order, *device))
            .collect();
        waiting.sort_unstable();
        waiting.into_iter().map(|(_, _, device)| device).collect()
    }
}

impl Session {
    /// Remembers where a device is, to tell the peer when there is time.
    pub(super) fn note_presence(
        &mut self,
        presence: Presence,
        holdings: &dyn Holdings,
    ) -> Answer<()> {
        let Presence { device, at } = presence;
        let known = self.company.devices.get(&device);
        if known.is_none() && self.company.devices.len() >= MAX_PRESENT {
            return Ok(());
        }
        let told = known.and_then(|known| known.told.clone());
        let renewal = match (&at, told) {
            (None, None) => {
                self.company.devices.remove(&device);
                return Ok(());
            }
            (Some(at), Some((told, told_millis))) => {
                self.now_millis < told_millis + EXPIRE_MILLIS
                    && self.as_visible(at.clone(), holdings)? == told
            }
            _ => false,
        };
        self.company.order += 1;
        let fresh = Waits {
            renewal,
            order: self.company.order,
            since_millis: self.now_millis,
        };
        let known = self.company.devices.entry(device).or_default();
        known.at = at;
        let waits = known.waits.get_or_insert(fresh);
        waits.renewal = renewal;
        Ok(())
    }

    /// Tells the peer who is where, if there is news of it and nothing else to be sent.
    pub(super) fn say_presence(&mut self, holdings: &dyn Holdings) -> Step {
        let wished = self.company.wanted
            && !self.limited
            && self.hand.peer()?.wants_presence()
            && self.company.is_due(self.now_millis);
        if !wished || !self.has_said_all(holdings)? {
            return Ok(());
        }
        let mut said = Vec::new();
        let mut bytes = 0;
        for device in self.company.waiting() {
            let Some(known) = self.company.devices.get(&device) else {
                continue;
            };
            let at = match known.at.clone() {
                Some(at) => Some(self.as_visible(at, holdings)?),
                None => None,
            };
            bytes += 60 + at.as_ref().map_or(0, |at| at.place().len());
            if said.len() == MAX_PRESENCES || bytes > FILL_BYTES {
                break;
            }
            said.push(Presence { device, at });
        }
        for Presence { device, at } in &said {
            match at {
                Some(at) => {
                    let known = self.company.devices.entry(*device).or_default();
                    known.told = Some((at.clone(), self.now_millis));
                    known.waits = None;
                }
                None => {
                    self.company.devices.remove(device);
                }
            }
        }
        self.company.said_millis = Some(self.now_millis);
        self.company.unanswered = true;
        self.send(&Frame::Presence(said));
        Ok(())
    }

    /// The peer says who is where. A member speaks for itself, a relay for others.
    pub(super) fn presence(&mut self, said: Vec<Presence>, holdings: &dyn Holdings) -> Step {
        if !self.company.wanted {
            return Err(CloseReason::Protocol.into());
        }
        self.company.heard = self.company.heard.saturating_add(1);
        if self.limited || self.company.heard > HEARD_AT_MOST {
            return Ok(());
        }
        let (me, peer) = (self.setup.key.public(), self.hand.peer()?.key);
        let speaks_for_others = self.peer_is_relay(holdings)?;
        let mut heard = Vec::new();
        for Presence { device, at } in said {
            if device != peer && !speaks_for_others {
                return Err(CloseReason::Protocol.into());
            }
            if device == me || holdings.standing(&device, &[])? != Standing::Member {
                continue;
            }
            let at = match at {
                Some(at) => Some(self.as_visible(at, holdings)?),
                None => None,
            };
            heard.push(Presence { device, at });
        }
        if !heard.is_empty() {
            self.out.push(Effect::Presence(heard));
        }
        if self.phase == Phase::Open {
            self.send(&Frame::Ping);
        }
        Ok(())
    }

    /// Where somebody is, as far as the peer's business goes: who has a document open that is not in
    /// the peer's scope is online and no more.
    fn as_visible(&self, at: Whereabouts, holdings: &dyn Holdings) -> Answer<Whereabouts> {
        let Some(document) = at.document() else {
            return Ok(at);
        };
        let peer = self.hand.peer.as_ref().map(|hello| hello.key);
        Ok(match peer {
            Some(peer) if holdings.in_scope(&peer, &document)? => at,
            _ => Whereabouts::default(),
        })
    }
}
