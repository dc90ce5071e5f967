//! Which times of what is held here do not fit others, and how this machine's clock differs from relays'.

use std::collections::BTreeMap;

use council::clocks::{Doubt, Timed, Times, Whose};
use council::package::Holder;
use council::roster::Roster;
use format::{Act, ChangeHash, Subject};
use store::notes::Setting;
use store::{Reader, StoreError};

use crate::core::clocks::{Mark, Marks, Whose as Shown};
use crate::engine::office::Office;
use crate::engine::open::Opened;

/// The form of what is kept: two times eight bytes, most significant first: the difference and the moment.
const VERSION: u32 = 1;

/// Times of a document that do not fit others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubtful {
    /// Of the acts about it.
    pub acts: Marks,
    /// Of its changes.
    pub changes: BTreeMap<ChangeHash, Mark>,
}

/// Looks at every time of a document: of its changes, of the acts about it and the council, and of the receipts
/// of those who answer for others.
///
/// # Errors
/// What the disk says.
pub fn of_document(reader: &Reader, opened: &Opened, acts: &[Act]) -> Result<Doubtful, StoreError> {
    let roster = reader.roster()?;
    let receipts = reader.every_receipt(&opened.id)?;
    let receipts = receipts
        .iter()
        .filter(|receipt| Holder::of(&roster, &receipt.holder).is_some());
    let council = reader.acts(&Subject::Council)?;
    let times = Times::default()
        .with_changes(opened.document.automerge())
        .with_acts(council.iter().chain(acts))
        .with_receipts(receipts);
    let mut found = Doubtful::default();
    for (timed, doubt) in times.doubts() {
        let mark = mark(&roster, &doubt);
        match timed {
            Timed::Act(act) => {
                found.acts.insert(act, mark);
            }
            Timed::Change(change) => {
                found.changes.insert(change, mark);
            }
            Timed::Receipt(..) => {}
        }
    }
    Ok(found)
}

/// Looks at the times of acts about the council.
pub fn of_council(roster: &Roster, acts: &[Act]) -> Marks {
    of_acts(roster, &Times::default().with_acts(acts).doubts())
}

/// The acts among these.
pub fn of_acts(roster: &Roster, doubts: &BTreeMap<Timed, Doubt>) -> Marks {
    let acts = doubts.iter().filter_map(|(timed, doubt)| match timed {
        Timed::Act(act) => Some((*act, mark(roster, doubt))),
        Timed::Change(_) | Timed::Receipt(..) => None,
    });
    acts.collect()
}

/// What is shown of a doubt.
pub fn mark(roster: &Roster, doubt: &Doubt) -> Mark {
    Mark {
        off_millis: doubt.off_millis,
        whose: match doubt.whose {
            Whose::Its => Shown::Its,
            Whose::ItsAtSomeTime => Shown::ItsAtSomeTime,
            Whose::OneOfTwo(other) => match Holder::of(roster, &other) {
                Some(Holder::Relay(address)) => Shown::OrRelays { address },
                Some(Holder::HeadOffice(_)) | None => Shown::OrMembers {
                    device: other,
                    name: roster.name_of(&other),
                },
            },
        },
    }
}

fn name(address: &str) -> String {
    format!("clock-beside {address}")
}

/// By how much this machine's clock was ahead of a relay's, in milliseconds, and when that was seen, by this
/// machine's clock in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BesideRelay {
    /// Below zero: it was behind.
    pub ahead_millis: i64,
    /// When.
    pub time_millis: i64,
}

impl BesideRelay {
    /// Whether one of the two clocks is wrong.
    pub fn is_wrong(self) -> bool {
        self.ahead_millis.saturating_abs() > council::clocks::TOLERANCE_MILLIS
    }
}

/// Notes how this machine's clock stood beside that of the relay at `address`. Nobody waits for it, and nothing
/// but what people are told depends on it.
pub fn note(office: &Office, address: &str, beside: BesideRelay) {
    let (council, name) = (office.council(), name(address));
    let value = [beside.ahead_millis, beside.time_millis].map(i64::to_be_bytes);
    let setting = Setting {
        version: VERSION,
        value: value.concat(),
    };
    office.store().submit(
        move |write| write.set(Some(council), &name, Some(&setting)),
        |noted| {
            if let Err(error) = noted {
                tracing::debug!(%error, "how the clock stands is not noted");
            }
        },
    );
}

/// How this machine's clock stood beside that of the relay at `address` when it was linked last; `None` if it
/// never was, or the relay did not say the time.
///
/// # Errors
/// What the disk says.
pub fn beside(reader: &Reader, address: &str) -> Result<Option<BesideRelay>, StoreError> {
    let setting = reader.setting(&name(address))?;
    let setting = setting.filter(|setting| setting.version == VERSION);
    Ok(setting.and_then(|setting| {
        let (ahead, time) = setting.value.split_at_checked(8)?;
        Some(BesideRelay {
            ahead_millis: i64::from_be_bytes(ahead.try_into().ok()?),
            time_millis: i64::from_be_bytes(time.try_into().ok()?),
        })
    }))
}
