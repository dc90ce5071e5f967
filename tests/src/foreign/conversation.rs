//! A session that has begun, into which foreign frames can be said.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use format::{CouncilId, DeviceKey, Nonce};
use store::{From, Store, StoreError};
use sync::{Carry, Effect, Event, Expected, Role, Session, Setup};

/// The relay's side of a session with `member`, who holds what is in `other`, once both have said who they are
/// and what they hold.
pub(super) fn begun(
    council: CouncilId,
    (relay, store): (&DeviceKey, &Store),
    (member, other): (&DeviceKey, &Store),
) -> Session {
    let side = |role, expected, key: &DeviceKey, nonce| {
        Session::new(Setup {
            role,
            expected,
            key: key.clone(),
            nonce: Nonce::from_bytes([nonce; 16]),
            signs_receipts: role == Role::Host,
            now_millis: 0,
            carry: Carry::default(),
        })
    };
    let mut sessions = [
        side(Role::Caller, Expected::Unpinned, member, 5),
        side(Role::Host, Expected::Anybody, relay, 3),
    ];
    let stores = [other, store];
    let mut events = VecDeque::from([(1, Event::Opened), (0, Event::Opened)]);
    while let Some((at, event)) = events.pop_front() {
        let reader = stores[at].reader(council).expect("the store can be read");
        let effects = sessions[at].handle(event, &reader);
        for effect in effects.expect("the store answers") {
            match effect {
                Effect::Send(frame) => events.push_back((1 - at, Event::Frame(frame))),
                Effect::Take {
                    ticket,
                    items,
                    origin,
                    cursor,
                    peer,
                } => {
                    let from = From { peer, log: origin };
                    let outcomes = stores[at]
                        .write(move |write| write.take(council, from, &items, cursor))
                        .expect("the store takes what is ours");
                    events.push_back((at, Event::Taken { ticket, outcomes }));
                }
                Effect::Close { reason, .. } => panic!("closed: {reason:?}"),
                _ => {}
            }
        }
    }
    let [_, host] = sessions;
    host
}

/// Says a frame to a session and does all it asks for. What it has the store take is judged and put, and undone
/// again.
pub(super) fn say(mut session: Session, store: &Store, council: CouncilId, frame: &[u8]) {
    let mut events = VecDeque::from([Event::Frame(frame.to_vec())]);
    while let Some(event) = events.pop_front() {
        let reader = store.reader(council).expect("the store can be read");
        let effects = session.handle(event, &reader).expect("the store answers");
        for effect in effects {
            if let Effect::Take {
                ticket,
                items,
                origin,
                cursor,
                peer,
            } = effect
            {
                let from = From { peer, log: origin };
                let told = Arc::new(Mutex::new(None));
                let tells = Arc::clone(&told);
                let undone: Result<(), StoreError> = store.write(move |write| {
                    let outcomes = write.take(council, from, &items, cursor)?;
                    *tells.lock().expect("nobody panicked") = Some(outcomes);
                    Err(StoreError::Misplaced("undone".to_owned()))
                });
                drop(undone);
                let outcomes = told.lock().expect("nobody panicked").take();
                events.push_back(match outcomes {
                    Some(outcomes) => Event::Taken { ticket, outcomes },
                    None => Event::TakeFailed { ticket },
                });
            }
        }
    }
}
