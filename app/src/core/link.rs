//! The link to the relay, and where the work is: what the status bar and the page "Sync" show.

use std::collections::BTreeMap;

use format::{DocumentId, PublicKey};

/// How the link is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LinkState {
    /// The council names no relay.
    NoRelay,
    /// Nothing is tried: the person wants to stay offline, or nothing began yet.
    #[default]
    Offline,
    /// A relay is being called.
    Calling,
    /// Linked.
    Linked {
        /// The relay's address.
        address: String,
        /// Whether both sides have everything.
        caught_up: bool,
    },
    /// There is no link (any more); it is tried again.
    Broken {
        /// Why, in the language of the person.
        why: String,
        /// Whether somebody answered and does not serve this device.
        is_refused: bool,
        /// When the next try is, in milliseconds since 1970; `None`: not by itself.
        again_millis: Option<i64>,
    },
}

/// A moment at which a fact about a document became true, in milliseconds since 1970.
pub type Since = i64;

/// Where one document is. Each is said only when it is durably true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// All of it as it is here is at a relay; when the relay said so, if it signed that.
    pub at_relay: Fact,
    /// All of it is at head office.
    pub at_head_office: Fact,
    /// The chair read all of it.
    pub seen_by_chair: Fact,
    /// Changes that wait to be sent.
    pub waiting: u64,
    /// Items of it that a relay refused.
    pub refused: u64,
    /// Changes of this device that did not come along when it started over as another one.
    pub left_behind: u64,
}

impl Facts {
    /// The facts while something is only in memory: what is elsewhere is an earlier state.
    #[must_use]
    pub fn while_unsaved(self) -> Self {
        let before = |fact| match fact {
            Fact::Yes(since) => Fact::Before(since),
            other => other,
        };
        Self {
            at_relay: before(self.at_relay),
            at_head_office: before(self.at_head_office),
            seen_by_chair: before(self.seen_by_chair),
            ..self
        }
    }
}

/// Whether something is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fact {
    /// It was never true, or nobody knows.
    #[default]
    No,
    /// It was true of an earlier state; at which moment, if that is known.
    Before(Option<Since>),
    /// It is true; since when, if that is known.
    Yes(Option<Since>),
}

impl Fact {
    /// Whether it is true now.
    pub fn is_true(self) -> bool {
        matches!(self, Self::Yes(_))
    }
}

/// A relay as this device knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its address; `None` if the council does not name it (any more).
    pub address: Option<String>,
    /// The first characters of its key, once it was met.
    pub key: Option<String>,
    /// When it was linked last, in milliseconds since 1970.
    pub last_contact_millis: Option<i64>,
    /// Acts that wait for it.
    pub waiting_acts: u64,
    /// Changes that wait for it.
    pub waiting_changes: u64,
    /// By how much this machine's clock was ahead of its clock when it was linked last, in milliseconds (below
    /// zero: behind), where that is more than clocks may differ.
    pub ahead_millis: Option<i64>,
}

/// Files of publications that are not here, or not all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Files {
    /// How many come by themselves.
    pub coming: u64,
    /// How many bytes of these are missing.
    pub coming_bytes: u64,
    /// How many come only when somebody opens them, because they are large.
    pub left: u64,
    /// How many bytes of these are missing.
    pub left_bytes: u64,
}

/// Why what is large has to wait now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saving {
    /// The link is paid for by what goes over it.
    Metered,
    /// What may go over in an hour did.
    Spent {
        /// When the hour is over, in milliseconds since 1970 (UTC).
        until_millis: i64,
    },
}

/// Something that was not taken, or did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What kind.
    pub kind: TroubleKind,
    /// Which document, if it is about one.
    pub document: Option<DocumentId>,
    /// What it is, and why, in the language of the person.
    pub text: String,
    /// Since when, in milliseconds since 1970.
    pub since_millis: Option<i64>,
}

/// Kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TroubleKind {
    /// Refused here.
    RefusedHere,
    /// Refused by a relay.
    RefusedThere,
    /// Held and not shown.
    HeldBack,
    /// Known to exist, and not here.
    Gap,
    /// The same, and left where it is until somebody opens it, because what is large has to wait.
    Left,
}

/// Somebody who has a document open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Whose device.
    pub device: PublicKey,
    /// Where, as [`Place::key`](council::edit::Place::key); may be empty.
    pub place: String,
    /// When it was last said, in milliseconds since 1970, by this device's clock.
    pub at_millis: i64,
}

/// What is known of links and of where the work is.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// How the link is.
    pub state: LinkState,
    /// The relays.
    pub relays: Vec<Relay>,
    /// Where each document is.
    pub facts: BTreeMap<DocumentId, Facts>,
    /// What was refused, is held back or is missing.
    pub troubles: Vec<Trouble>,
    /// Bytes of changes and acts here that no relay has acknowledged.
    pub bytes_left: u64,
    /// Files of publications that are not here, or not all of them.
    pub files: Files,
    /// Why what is large has to wait; `None`: it need not.
    pub saving: Option<Saving>,
    /// Bytes sent and received in the session under way.
    pub moved: (u64, u64),
    /// About how many bytes are still to come in it, as far as can be told.
    pub bytes_to_come: Option<u64>,
    /// When both sides last had everything, in milliseconds since 1970.
    pub last_caught_up_millis: Option<i64>,
    /// Since when there is no link, or when the relay was called last because somebody works here, in
    /// milliseconds since 1970.
    pub broken_millis: Option<i64>,
    /// Who has which document open.
    pub present: BTreeMap<DocumentId, Vec<Present>>,
}

/// Wishes about the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Tries at once.
    SyncNow,
    /// Stays linked by itself, or stays offline.
    StayLinked(bool),
}

/// What is to be done about the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Links up and stays linked.
    Stay,
    /// Ends the link in good order.
    Leave,
    /// Tries at once. Without `stays`, and where no link is kept up, the link ends when both sides have
    /// everything.
    Now {
        /// Whether the link is kept up.
        stays: bool,
    },
    /// Reads where everything is; answered by [`Event::Standing`].
    LoadStanding,
    /// Says which document is open here and where; `None`: nothing is open.
    SayPresence(Option<(DocumentId, String)>),
}

/// What happened to the link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The link is so now.
    State(LinkState),
    /// Both sides have everything.
    CaughtUp,
    /// Others' work became durable here.
    Took,
    /// The relay said that it holds more.
    Acknowledged,
    /// Parts of files came, or the relay said which files it holds.
    Files,
    /// Comments came that this person is to be told of.
    CommentsCame,
    /// Others' work is in the index now, and merge reports tell of it.
    Came {
        /// In which documents; none where what came are acts, such as somebody's join.
        documents: Vec<DocumentId>,
        /// How many new reports, as opposed to one that goes on while a link lasts.
        new_reports: usize,
    },
    /// So many bytes went over in the session under way.
    Moved {
        /// Bytes sent.
        sent: u64,
        /// Bytes received.
        received: u64,
        /// About how many bytes are still to come, as far as can be told.
        to_come: Option<u64>,
    },
    /// What came could not be stored; nothing was changed.
    StorageTrouble(super::storage::Cause),
    /// Where everything is.
    Standing {
        /// Bytes of changes and acts here that no relay has acknowledged.
        bytes_left: u64,
        /// Files of publications that are not here, or not all of them.
        files: Files,
        /// Why what is large has to wait; `None`: it need not.
        saving: Option<Saving>,
        /// The relays.
        relays: Vec<Relay>,
        /// Every document.
        facts: BTreeMap<DocumentId, Facts>,
        /// What was refused, held back, or is missing.
        troubles: Vec<Trouble>,
    },
    /// Somebody opened a document, moved in it or left.
    Presence {
        /// Whose device.
        device: PublicKey,
        /// Which document; `None`: none (any more).
        document: Option<DocumentId>,
        /// Where; may be empty.
        place: String,
    },
}
