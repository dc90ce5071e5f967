//! Who else is linked, and where, told to the person who watches.

use format::PublicKey;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use link::clock;
use sync::presence::{Attendance, Heard};
use sync::{Presence, Whereabouts};
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Progress, Tell};

/// What a device says of itself from its newest word on; the last is that it is gone.
pub(super) fn own_presence(
    device: PublicKey,
    mine: watch::Receiver<Option<Whereabouts>>,
) -> BoxStream<'static, Presence> {
    let first = true;
    stream::unfold(Some((mine, first)), move |state| async move {
        let (mut mine, first) = state?;
        if !first && mine.changed().await.is_err() {
            return Some((Presence::gone(device), None));
        }
        let at = mine.borrow_and_update().clone();
        Some((Presence { device, at }, Some((mine, false))))
    })
    .boxed()
}

/// Who is where, as far as one session tells. When it ends, nobody is known to be anywhere.
pub(super) struct Company<'a> {
    attendance: Attendance,
    since: Instant,
    tell: Tell<'a>,
}

impl<'a> Company<'a> {
    pub(super) fn new(tell: Tell<'a>) -> Self {
        Self {
            attendance: Attendance::default(),
            since: clock::moment(),
            tell,
        }
    }

    /// Tells who came, moved, stays or left, and who was not heard of for too long.
    pub(super) fn hear(&mut self, news: Vec<Presence>) {
        let now_millis = u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX);
        for presence in news {
            match self.attendance.hear(presence, now_millis) {
                Heard::Changed(presence) | Heard::Renewed(presence) => self.tell(&presence),
                Heard::Nothing => {}
            }
        }
        for gone in self.attendance.expire(now_millis) {
            self.tell(&gone);
        }
    }

    fn tell(&self, presence: &Presence) {
        let at = presence.at.as_ref();
        (self.tell)(&Progress::Presence {
            device: presence.device,
            document: at.and_then(|at| at.document()),
            place: at.map_or("", |at| at.place()),
            gone: at.is_none(),
        });
    }
}

impl Drop for Company<'_> {
    fn drop(&mut self) {
        for gone in self.attendance.clear() {
            self.tell(&gone);
        }
    }
}
