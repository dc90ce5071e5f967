//! One session between two stores, without a line between them.

use std::collections::VecDeque;

use format::{CouncilId, DeviceKey, Nonce};
use store::{From, Store};
use sync::{Carry, CloseReason, Effect, Event, Expected, Role, Session, Setup};

/// A device and its store.
pub(crate) struct Device<'d> {
    pub(crate) store: &'d Store,
    pub(crate) key: &'d DeviceKey,
}

/// Runs a session until both sides have everything and say goodbye. The caller wants every file.
///
/// # Errors
/// Why it ended otherwise.
pub(crate) fn meet(
    council: CouncilId,
    caller: &Device<'_>,
    host: &Device<'_>,
) -> Result<(), String> {
    let sides = [caller, host];
    let session = |role, key: &DeviceKey| {
        let setup = Setup {
            role,
            expected: match role {
                Role::Caller => Expected::Placed,
                Role::Host => Expected::Anybody,
            },
            key: key.clone(),
            nonce: Nonce::from_bytes([role as u8 + 1; 16]),
            signs_receipts: false,
            now_millis: 0,
            carry: Carry::default(),
        };
        Session::new(setup).with_blobs(u64::MAX)
    };
    let mut sessions = [
        session(Role::Caller, caller.key),
        session(Role::Host, host.key),
    ];
    let mut events = VecDeque::from([(1, Event::Opened), (0, Event::Opened)]);
    let mut ended = [None; 2];
    let mut now_millis = 0;
    while ended.contains(&None) {
        let (side, event) = match events.pop_front() {
            Some(next) => next,
            None if now_millis < 300_000 => {
                now_millis += 1_000;
                events.push_back((1, Event::Tick { now_millis }));
                (0, Event::Tick { now_millis })
            }
            None => return Err("nothing goes on".to_owned()),
        };
        if ended[side].is_some() {
            continue;
        }
        let store = sides[side].store;
        let reader = store.reader(council).map_err(|error| error.to_string())?;
        let effects = sessions[side].handle(event, &reader);
        drop(reader);
        for effect in effects.map_err(|error| error.to_string())? {
            match effect {
                Effect::Send(frame) => events.push_back((1 - side, Event::Frame(frame))),
                Effect::CaughtUp if side == 0 => events.push_back((0, Event::Finish)),
                Effect::Close { reason, .. } => ended[side] = Some(reason),
                // Nobody signs: what was signed before is what shall be there afterwards.
                Effect::SignReceipts { .. } => {
                    events.push_back((side, Event::Receipts(vec![])));
                }
                effect => {
                    let answer = perform(store, council, effect)?;
                    events.extend(answer.map(|answer| (side, answer)));
                    events.push_back((side, Event::Grew));
                }
            }
        }
    }
    match ended {
        [Some(CloseReason::Done), Some(CloseReason::Done)] => Ok(()),
        other => Err(format!("the session ended with {other:?}")),
    }
}

fn perform(store: &Store, council: CouncilId, effect: Effect) -> Result<Option<Event>, String> {
    let done = store.write(move |write| {
        match effect {
            Effect::Take {
                ticket,
                items,
                origin: log,
                cursor,
                peer,
            } => {
                let outcomes = write.take(council, From { peer, log }, &items, cursor)?;
                return Ok(Some(Event::Taken { ticket, outcomes }));
            }
            Effect::RenewLog => drop(write.renew_log(council, "told by a peer")?),
            Effect::RecordAck {
                peer,
                position,
                gaps,
            } => write.record_ack(council, &peer, &position, gaps.as_deref())?,
            Effect::RecordUnfound { peer, subject } => {
                write.record_unfound(council, &peer, &subject)?;
            }
            Effect::RecordRejects { peer, rejects } => {
                write.record_rejects(council, &peer, &rejects)?;
            }
            Effect::RecordAccepted { peer, items } => {
                write.record_accepted(council, &peer, &items)?;
            }
            Effect::RecordBlobs {
                peer,
                held,
                lacking,
            } => write.record_blobs(council, &peer, &held, &lacking)?,
            Effect::VerifyBlob(blob) => drop(write.verify_blob(council, &blob)?),
            _ => {}
        }
        Ok(None)
    });
    done.map_err(|error| error.to_string())
}
