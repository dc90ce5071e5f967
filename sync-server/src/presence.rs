//! Who is where, for everybody who is linked: in memory only, and gone with the relay.
//!
//! Each link has a [`Seat`] in the room of its council. What one says is noted and handed to all others;
//! whoever comes is told who is there; whoever leaves is gone for all others. A seat that does not
//! take what it is told does without: it is said again soon.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use format::{CouncilId, PublicKey};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use link::clock;
use sync::Presence;
use sync::presence::{Attendance, Heard, MAX_PRESENT};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Rooms of all councils. Clones share them.
#[derive(Clone)]
pub(crate) struct Hub(Arc<Inner>);

struct Inner {
    rooms: Mutex<Rooms>,
    started: Instant,
}

#[derive(Default)]
struct Rooms {
    rooms: BTreeMap<CouncilId, Room>,
    next_seat: u64,
}

/// Who is linked for one council, and who is where.
#[derive(Default)]
struct Room {
    attendance: Attendance,
    /// Which seat spoke for a device last. An old link of a device that has come back already may end
    /// late, and must not take it away.
    speakers: BTreeMap<PublicKey, u64>,
    seats: BTreeMap<u64, mpsc::Sender<Presence>>,
}

/// The place of one link in the room of its council; it is given up when this is dropped.
pub(crate) struct Seat {
    hub: Hub,
    council: CouncilId,
    number: u64,
    told: mpsc::Sender<Presence>,
}

impl Hub {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            rooms: Mutex::default(),
            started: clock::moment(),
        }))
    }

    /// A seat that is not taken yet, and what whoever takes it is told.
    pub(crate) fn seat(&self, council: CouncilId) -> (Seat, BoxStream<'static, Presence>) {
        let (told, hears) = mpsc::channel(MAX_PRESENT);
        let number = self.with(|rooms, _| {
            rooms.next_seat += 1;
            rooms.next_seat
        });
        let seat = Seat {
            hub: self.clone(),
            council,
            number,
            told,
        };
        let hears = stream::unfold(hears, |mut hears| async move {
            let presence = hears.recv().await?;
            Some((presence, hears))
        });
        (seat, hears.boxed())
    }

    fn with<T>(&self, f: impl FnOnce(&mut Rooms, u64) -> T) -> T {
        let now_millis = u64::try_from(self.0.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        // Decoration: should a panic ever leave it half changed, it is right again within a minute.
        let mut rooms = self.0.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        f(&mut rooms, now_millis)
    }
}

impl Seat {
    /// The peer proved who it is: from here on it hears of the others, first of those who are there.
    pub(crate) fn take(&self) {
        self.hub.with(|rooms, now_millis| {
            let room = rooms.rooms.entry(self.council).or_default();
            room.expire(now_millis);
            for presence in room.attendance.present() {
                self.told.try_send(presence).ok();
            }
            room.seats.insert(self.number, self.told.clone());
        });
    }

    /// The peer said where these devices are.
    pub(crate) fn says(&self, devices: &[Presence]) {
        self.hub.with(|rooms, now_millis| {
            if let Some(room) = rooms.rooms.get_mut(&self.council)
                && room.seats.contains_key(&self.number)
            {
                room.expire(now_millis);
                for presence in devices {
                    room.hear(self.number, presence.clone(), now_millis);
                }
            }
        });
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.with(|rooms, now_millis| {
            let Some(room) = rooms.rooms.get_mut(&self.council) else {
                return;
            };
            room.leave(self.number, now_millis);
            if room.seats.is_empty() {
                rooms.rooms.remove(&self.council);
            }
        });
    }
}

impl Room {
    fn hear(&mut self, seat: u64, presence: Presence, now_millis: u64) {
        match self.attendance.hear(presence, now_millis) {
            Heard::Changed(presence) | Heard::Renewed(presence) => {
                match presence.at {
                    Some(_) => self.speakers.insert(presence.device, seat),
                    None => self.speakers.remove(&presence.device),
                };
                self.tell_all_but(Some(seat), &presence);
            }
            Heard::Nothing => {}
        }
    }

    fn expire(&mut self, now_millis: u64) {
        for gone in self.attendance.expire(now_millis) {
            self.speakers.remove(&gone.device);
            self.tell_all_but(None, &gone);
        }
    }

    /// Nobody speaks any more for the devices this seat spoke for last.
    fn leave(&mut self, seat: u64, now_millis: u64) {
        self.seats.remove(&seat);
        let spoke = self
            .speakers
            .iter()
            .filter(|(_, speaker)| **speaker == seat);
        let devices: Vec<PublicKey> = spoke.map(|(device, _)| *device).collect();
        for device in devices {
            self.hear(seat, Presence::gone(device), now_millis);
        }
    }

    fn tell_all_but(&self, seat: Option<u64>, presence: &Presence) {
        for (number, told) in &self.seats {
            if Some(*number) != seat {
                told.try_send(presence.clone()).ok();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use sync::Whereabouts;

    use super::*;

    const COUNCIL: CouncilId = CouncilId::from_bytes([1; 32]);

    fn device(number: u8) -> PublicKey {
        PublicKey::from_bytes([number; 32])
    }

    fn at(number: u8, place: &str) -> Presence {
        let document = format::DocumentId::from_bytes([5; 16]);
        Presence {
            device: device(number),
            at: Some(Whereabouts::open(document, place)),
        }
    }

    /// Somebody who is linked.
    struct Guest {
        seat: Seat,
        hears: BoxStream<'static, Presence>,
    }

    impl Guest {
        fn of(hub: &Hub, council: CouncilId) -> Self {
            let (seat, hears) = hub.seat(council);
            seat.take();
            Self { seat, hears }
        }

        fn heard(&mut self) -> Vec<Presence> {
            let next = || self.hears.next().now_or_never().flatten();
            std::iter::from_fn(next).collect()
        }
    }

    #[test]
    fn everybody_else_hears_where_somebody_is_and_newcomers_too() {
        let hub = Hub::new();
        let [mut one, mut two] = [(); 2].map(|()| Guest::of(&hub, COUNCIL));
        let mut elsewhere = Guest::of(&hub, CouncilId::from_bytes([2; 32]));
        one.seat.says(&[at(1, "clause/1")]);
        one.seat.says(&[at(1, "clause/2")]);
        assert_eq!(two.heard(), [at(1, "clause/1"), at(1, "clause/2")]);
        assert!(one.heard().is_empty());
        assert!(elsewhere.heard().is_empty());
        let mut three = Guest::of(&hub, COUNCIL);
        assert_eq!(three.heard(), [at(1, "clause/2")]);
        // Renewals go on, so that nobody takes it for gone.
        one.seat.says(&[at(1, "clause/2")]);
        assert_eq!(three.heard(), [at(1, "clause/2")]);
    }

    #[test]
    fn presence_is_gone_after_the_session_ends() {
        let hub = Hub::new();
        let [one, mut two] = [(); 2].map(|()| Guest::of(&hub, COUNCIL));
        one.seat.says(&[at(1, "")]);
        drop(one);
        assert_eq!(two.heard(), [at(1, ""), Presence::gone(device(1))]);
        assert!(Guest::of(&hub, COUNCIL).heard().is_empty());
        drop(two);
        hub.with(|rooms, _| assert!(rooms.rooms.is_empty()));
    }

    #[test]
    fn a_device_that_came_back_stays_when_its_old_link_ends() {
        let hub = Hub::new();
        let [old, new, mut other] = [(); 3].map(|()| Guest::of(&hub, COUNCIL));
        old.seat.says(&[at(1, "before")]);
        new.seat.says(&[at(1, "after")]);
        drop(old);
        assert_eq!(other.heard(), [at(1, "before"), at(1, "after")]);
        drop(new);
        assert_eq!(other.heard(), [Presence::gone(device(1))]);
    }

    #[test]
    fn a_seat_that_takes_nothing_does_without_and_holds_nobody_up() {
        let hub = Hub::new();
        let [one, mut deaf, mut other] = [(); 3].map(|()| Guest::of(&hub, COUNCIL));
        for round in 0..3 * MAX_PRESENT {
            one.seat.says(&[at(1, &round.to_string())]);
            assert_eq!(other.heard(), [at(1, &round.to_string())]);
        }
        assert_eq!(deaf.heard().len(), MAX_PRESENT);
    }

    #[test]
    fn whoever_is_not_linked_fully_neither_hears_nor_speaks() {
        let hub = Hub::new();
        let mut one = Guest::of(&hub, COUNCIL);
        let (waiting, mut hears) = hub.seat(COUNCIL);
        waiting.says(&[at(2, "")]);
        one.seat.says(&[at(1, "")]);
        assert!(hears.next().now_or_never().is_none());
        assert!(one.heard().is_empty());
    }
}
