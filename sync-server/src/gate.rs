//! Who is let in: counts connections, in all and by address, and how fast new ones come.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use leaky_bucket::RateLimiter;
use link::clock;
use tokio::time::Instant;

use crate::limits::Limits;
use crate::pace::bucket;

/// How many addresses are remembered at most; beyond that all are forgotten.
const ADDRESSES: usize = 100_000;

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TurnedAway {
    /// There are as many connections as there may be.
    Full,
    /// There are as many of this address as there may be.
    Address,
    /// New ones come too fast from this address.
    Rate,
}

impl TurnedAway {
    /// As it is counted.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Address => "address",
            Self::Rate => "rate",
        }
    }
}

/// Counts who is in. Clones share the counts.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    limits: Limits,
    inside: Mutex<Inside>,
    arrivals: Mutex<HashMap<IpAddr, Arrivals>>,
}

/// The bucket of an address.
struct Arrivals {
    bucket: RateLimiter,
    last: Instant,
}

#[derive(Default)]
struct Inside {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// Held by whoever is in; gives the place back when it is dropped.
pub(crate) struct Pass {
    gate: Gate,
    place: Place,
}

enum Place {
    Any,
    Of(IpAddr),
}

impl Gate {
    pub(crate) fn new(limits: Limits) -> Self {
        Self(Arc::new(Inner {
            limits,
            inside: Mutex::default(),
            arrivals: Mutex::default(),
        }))
    }

    /// A place among all connections.
    pub(crate) fn enter(&self) -> Result<Pass, TurnedAway> {
        let mut inside = self.inside();
        if inside.all >= self.0.limits.connections {
            return Err(TurnedAway::Full);
        }
        inside.all += 1;
        Ok(self.pass(Place::Any))
    }

    /// A place among those of an address.
    pub(crate) fn enter_from(&self, address: IpAddr) -> Result<Pass, TurnedAway> {
        let network = network(address);
        if !self.may_arrive(network) {
            return Err(TurnedAway::Rate);
        }
        let mut inside = self.inside();
        let count = inside.by_address.entry(network).or_default();
        if *count >= self.0.limits.connections_per_address {
            return Err(TurnedAway::Address);
        }
        *count += 1;
        Ok(self.pass(Place::Of(network)))
    }

    /// Forgets addresses from which nobody came lately.
    pub(crate) fn tidy(&self) {
        let limits = &self.0.limits;
        let full = limits.arrivals_at_once / limits.arrivals_per_second.max(1) + 1;
        let full = Duration::from_secs(full.into());
        // Whose bucket is full again is as good as new.
        self.arrivals().retain(|_, one| one.last.elapsed() < full);
    }

    fn may_arrive(&self, network: IpAddr) -> bool {
        let limits = &self.0.limits;
        let mut arrivals = self.arrivals();
        if arrivals.len() >= ADDRESSES {
            arrivals.clear();
        }
        let of = arrivals.entry(network).or_insert_with(|| Arrivals {
            bucket: bucket(limits.arrivals_per_second, limits.arrivals_at_once),
            last: clock::moment(),
        });
        of.last = clock::moment();
        of.bucket.try_acquire(1)
    }

    fn arrivals(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Arrivals>> {
        let arrivals = self.0.arrivals.lock();
        arrivals.unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, place: Place) -> Pass {
        Pass {
            gate: self.clone(),
            place,
        }
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.0.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut inside = self.gate.inside();
        match self.place {
            Place::Any => inside.all = inside.all.saturating_sub(1),
            Place::Of(network) => {
                if let Some(count) = inside.by_address.get_mut(&network) {
                    *count -= 1;
                    if *count == 0 {
                        inside.by_address.remove(&network);
                    }
                }
            }
        }
    }
}

/// What counts as one address: of IPv6 a network of 64 bits, because whoever has one has them all.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn gate(limits: Limits) -> Gate {
        Gate::new(limits)
    }

    #[test]
    fn no_more_come_in_than_may_and_whoever_leaves_makes_room() {
        let gate = gate(Limits {
            connections: 2,
            ..Limits::default()
        });
        let one = gate.enter().ok();
        let two = gate.enter().ok();
        assert!(one.is_some() && two.is_some());
        assert_eq!(gate.enter().err(), Some(TurnedAway::Full));
        drop(one);
        assert!(gate.enter().is_ok());
    }

    #[test]
    fn one_address_keeps_no_other_out() {
        let gate = gate(Limits {
            connections_per_address: 2,
            ..Limits::default()
        });
        let inside: Vec<Pass> = ["10.0.0.1", "::ffff:10.0.0.1"]
            .map(|address| gate.enter_from(ip(address)).ok().unwrap())
            .into();
        let third = gate.enter_from(ip("10.0.0.1")).err();
        assert_eq!(third, Some(TurnedAway::Address));
        assert!(gate.enter_from(ip("10.0.0.2")).is_ok());
        drop(inside);
        assert!(gate.enter_from(ip("10.0.0.1")).is_ok());
        assert_eq!(gate.inside().by_address.len(), 0, "nobody is in any more");
    }

    #[test]
    fn new_ones_of_one_network_come_no_faster_than_may() {
        let gate = gate(Limits {
            arrivals_per_second: 1,
            arrivals_at_once: 3,
            ..Limits::default()
        });
        let from = |n: u16| ip(&format!("2001:db8:0:1::{n:x}"));
        let turned_away = (0..50)
            .filter(|n| gate.enter_from(from(*n)).err() == Some(TurnedAway::Rate))
            .count();
        assert!((40..=47).contains(&turned_away), "{turned_away}");
        assert!(gate.enter_from(ip("2001:db8:0:2::1")).is_ok());
    }
}
