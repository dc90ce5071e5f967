//! What is read of all documents again and again: the list, what others said, where the work is, what
//! waits for decisions, the reports, what is held back.
//!
//! With ten thousand documents each of these takes a while. So they are read one after the other beside
//! everything else, the list first because people wait for it. What is asked for again before its turn
//! comes is read once, and no answer is told after one that was begun later.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Running;
use crate::core::Event;

/// What is read, in the order of turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// The list of documents.
    List,
    /// What others said.
    Inbox,
    /// Where each document is, and what is in trouble.
    Standing,
    /// What waits for decisions.
    Review,
    /// What merges brought.
    Reports,
    /// What is held back of revoked devices.
    HeldWork,
}

/// Reads; `None` if it cannot be read.
type Read = Box<dyn FnOnce() -> Option<Event> + Send>;

/// What is to be read.
struct Wanted<T> {
    /// By [`Reading`]. The last wish is enough: it sees what was written before the others, too.
    waiting: [Option<T>; 6],
    /// Whether somebody is reading, who will look here again.
    is_under_way: bool,
}

impl<T> Wanted<T> {
    /// Notes a wish; whether somebody has to begin to read.
    fn ask(&mut self, what: Reading, read: T) -> bool {
        self.waiting[what as usize] = Some(read);
        !std::mem::replace(&mut self.is_under_way, true)
    }

    /// What is to be read next; `None`: nothing, and whoever was reading is done. A wish that comes while
    /// its answer is being read is fulfilled again, because the answer may be from before.
    fn next(&mut self) -> Option<T> {
        let next = self.waiting.iter_mut().find_map(Option::take);
        self.is_under_way = next.is_some();
        next
    }
}

/// See the module.
pub(super) struct Readings(Mutex<Wanted<Read>>);

impl Default for Readings {
    fn default() -> Self {
        Self(Mutex::new(Wanted {
            waiting: [const { None }; 6],
            is_under_way: false,
        }))
    }
}

impl Readings {
    fn wanted(&self) -> MutexGuard<'_, Wanted<Read>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// While somebody reads. Should that one fail utterly, the next wish begins anew.
struct Turn<'a>(&'a Readings);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.wanted().is_under_way = false;
        }
    }
}

impl Running {
    /// Reads something when its turn comes, and tells the answer.
    pub(super) fn read_beside(
        &self,
        what: Reading,
        read: impl FnOnce() -> Option<Event> + Send + 'static,
    ) {
        if !self.readings.wanted().ask(what, Box::new(read)) {
            return;
        }
        let readings = Arc::clone(&self.readings);
        self.beside(move |outbox| {
            let turn = Turn(&readings);
            loop {
                let next = turn.0.wanted().next();
                let Some(read) = next else { break };
                if let Some(event) = read() {
                    outbox.tell(event);
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted<u8> {
        Wanted {
            waiting: [None; 6],
            is_under_way: false,
        }
    }

    #[test]
    fn the_list_comes_first_and_of_several_wishes_the_last_is_read() {
        let mut wanted = wanted();
        assert!(wanted.ask(Reading::Reports, 1), "somebody begins");
        assert!(!wanted.ask(Reading::Standing, 2));
        assert!(!wanted.ask(Reading::Standing, 3));
        assert!(!wanted.ask(Reading::List, 4));
        let order: Vec<u8> = std::iter::from_fn(|| wanted.next()).collect();
        assert_eq!(order, [4, 3, 1]);
        assert!(wanted.ask(Reading::List, 5), "somebody begins again");
    }

    #[test]
    fn what_is_asked_for_while_it_is_being_read_is_read_again() {
        let mut wanted = wanted();
        assert!(wanted.ask(Reading::List, 1));
        assert_eq!(wanted.next(), Some(1));
        assert!(!wanted.ask(Reading::List, 2), "whoever reads goes on");
        assert_eq!(wanted.next(), Some(2));
        assert_eq!(wanted.next(), None);
    }
}
