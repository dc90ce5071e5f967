//! Who we are and who belongs to the council; founding and joining.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ::council::matrix::Known;
use ::council::mention::Person;
use ::council::units::name_key;
use format::{ChangeHash, CouncilId, DocumentId, PublicKey};

use super::held_work::{ForkedWork, HeldText, HeldWork};
use super::seating::{Change, Seating};
use super::units::UnitRow;

/// A device of the council, with its person and office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The device's key.
    pub key: PublicKey,
    /// The person.
    pub person: String,
    /// The office the person writes for.
    pub office: String,
    /// How it stands.
    pub standing: Standing,
    /// When it joined, by its own clock, in milliseconds since 1970.
    pub since_millis: i64,
    /// The person's earlier device, where it replaces one.
    pub replaces: Option<PublicKey>,
    /// The first device of the person: the same for all of them.
    pub first: PublicKey,
    /// How it was revoked.
    pub revoked: Option<Revoked>,
}

/// How a device was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// By whom; `None`: with the recovery key.
    pub by: Option<PublicKey>,
    /// Why.
    pub reason: String,
    /// When, by the clock of whoever did it, in milliseconds since 1970.
    pub time_millis: i64,
}

/// A relay that the council names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedRelay {
    /// Its address.
    pub address: String,
    /// The units it serves; `None`: the whole council.
    pub serves: Option<Vec<String>>,
}

/// How somebody who joined stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Founded the council, or joined and was confirmed.
    Counts,
    /// Counts, and the inviter's program has not confirmed it yet.
    Unconfirmed,
    /// One of several joins by one invitation; a person must choose.
    Waits,
    /// Another join by the same invitation was confirmed.
    Superseded,
    /// Revoked by the council.
    Revoked,
}

/// A join that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJoin {
    /// The join act, as hexadecimal digits: names it for [`Action::Confirm`].
    pub id: String,
    /// Who joined.
    pub person: String,
    /// For which office.
    pub office: String,
    /// How many joins of that invitation there are.
    pub rivals: usize,
    /// Whether this device may confirm it.
    pub is_mine_to_confirm: bool,
}

/// The council as this device knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Council {
    /// Its id.
    pub id: CouncilId,
    /// Its name.
    pub name: String,
    /// This device.
    pub me: PublicKey,
    /// Everybody who ever joined, by key.
    pub members: BTreeMap<PublicKey, Member>,
    /// Whom a comment can mention.
    pub people: Vec<Person>,
    /// Joins that wait.
    pub open_joins: Vec<OpenJoin>,
    /// The relays, in order of preference.
    pub relays: Vec<NamedRelay>,
    /// The office that is head office.
    pub head_office: String,
    /// The unit tree.
    pub units: Vec<UnitRow>,
    /// Who founded it.
    pub founder: Option<PublicKey>,
    /// Who is what, and the rules.
    pub seating: Seating,
    /// The data folder of this device.
    pub folder: PathBuf,
    /// Where the device key is.
    pub key_place: KeyPlace,
    /// Whether the recovery key, made at founding, still waits on this device to be moved away.
    pub recovery_waits: bool,
    /// Whether it is made up, to look around in.
    pub is_sample: bool,
}

/// Where the device key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a file of the data folder, readable by its owner only.
    File,
    /// In the key ring of the system.
    KeyRing,
    /// Nowhere, or that cannot be told.
    Unknown,
}

impl Council {
    /// This device's place; `None` while its join is not here.
    pub fn my_place(&self) -> Option<&Member> {
        self.members.get(&self.me)
    }

    /// Whether what this device writes shows at others.
    pub fn may_write(&self) -> bool {
        self.my_place()
            .is_some_and(|me| matches!(me.standing, Standing::Counts | Standing::Unconfirmed))
    }

    /// The person behind a key, or the first characters of the key.
    pub fn name_of(&self, key: &PublicKey) -> String {
        self.members.get(key).map_or_else(
            || key.to_string()[..8].to_owned(),
            |member| member.person.clone(),
        )
    }

    /// Whether this device belongs to it now.
    pub fn counts(&self, key: &PublicKey) -> bool {
        let member = self.members.get(key);
        member.is_some_and(|one| matches!(one.standing, Standing::Counts | Standing::Unconfirmed))
    }

    /// How many devices belong to it.
    pub fn counting(&self) -> usize {
        let standing = self.members.values().map(|member| member.standing);
        let counts = |one: &Standing| matches!(one, Standing::Counts | Standing::Unconfirmed);
        standing.filter(counts).count()
    }

    /// Whether this device may say which relays the council uses.
    pub fn may_name_relays(&self) -> bool {
        self.may(::council::seats::Ability::EditRoster)
    }

    /// Whether this person may do this, by a seat they hold today.
    pub fn may(&self, ability: ::council::seats::Ability) -> bool {
        self.may_write() && self.seating.may(&self.me, ability)
    }

    /// The names that are known where a cell names an owner.
    pub fn known_names(&self) -> Known {
        let people = self.members.values().map(|member| member.person.as_str());
        let units = self.units.iter().map(|unit| unit.name.as_str());
        let fields = self.seating.seats.iter().map(|seat| seat.field.as_str());
        Known::new(people, units.chain(fields))
    }

    /// One device of each person who counts, the newest: by it the person is meant.
    pub fn persons(&self) -> Vec<&Member> {
        let counts =
            |member: &&Member| matches!(member.standing, Standing::Counts | Standing::Unconfirmed);
        let mut newest: BTreeMap<PublicKey, &Member> = BTreeMap::new();
        for member in self.members.values().filter(counts) {
            let kept = newest.entry(member.first).or_insert(member);
            if member.since_millis > kept.since_millis {
                *kept = member;
            }
        }
        let mut persons: Vec<&Member> = newest.into_values().collect();
        persons.sort_by_cached_key(|one| (name_key(&one.person), name_key(&one.office)));
        persons
    }

    /// The device that replaces this one, if any does.
    pub fn replacement_of(&self, device: &PublicKey) -> Option<&Member> {
        let mut members = self.members.values();
        members.find(|member| member.replaces == Some(*device))
    }

    /// Whether this person holds the chair's seat today: what they read counts as seen by the chair.
    pub fn is_chair(&self) -> bool {
        self.seating
            .chairs()
            .any(|seat| self.seating.holds(&self.me, seat))
    }

    /// The chair's name; `None` where there is not exactly one.
    pub fn chair_name(&self) -> Option<String> {
        let mut chairs = self.seating.chairs();
        match (chairs.next(), chairs.next()) {
            (Some(chair), None) => Some(self.name_of(&self.seating.holder(chair))),
            _ => None,
        }
    }

    /// Every office there is, by name.
    pub fn offices(&self) -> Vec<String> {
        let mut offices: Vec<String> = self
            .members
            .values()
            .map(|member| member.office.clone())
            .chain([self.head_office.clone()])
            .filter(|office| !office.is_empty())
            .collect();
        offices.sort_by_cached_key(|office| name_key(office));
        offices.dedup();
        offices
    }
}

/// What an invitation invites to, read from the invitation itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedTo {
    /// The council.
    pub council: String,
    /// The office.
    pub office: String,
    /// When it ends, in milliseconds since 1970.
    pub expires_millis: Option<i64>,
}

/// Why founding, joining or inviting did not work, in the language of the person.
pub type Sentence = String;

/// The first start: nothing is in the data folder yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FirstStart {
    /// The folder everything will be in.
    pub folder: PathBuf,
    /// The invitation that was read, with its text.
    pub invited: Option<(String, InvitedTo)>,
    /// Whether something is under way.
    pub is_busy: bool,
    /// What went wrong last.
    pub problem: Option<Sentence>,
}

/// Wishes about the council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Founds a council here.
    Found {
        /// Its name.
        council: String,
        /// The founder's office.
        office: String,
        /// The founder.
        person: String,
        /// The relay's address; may be empty.
        relay: String,
    },
    /// Reads an invitation that was pasted.
    ReadInvitation(String),
    /// Forgets the invitation that was read.
    ForgetInvitation,
    /// Joins by the invitation that was read.
    Join {
        /// Who joins.
        person: String,
    },
    /// Opens a council that is made up, to look around in.
    ExploreSample,
    /// Leaves it; nothing of it is kept.
    LeaveSample,
    /// Gives an invitation for an office.
    Invite {
        /// Which office.
        office: String,
        /// For how many days.
        days: u32,
        /// The earlier device of the person, which the new one replaces.
        replaces: Option<PublicKey>,
    },
    /// Takes a device its rights.
    Revoke {
        /// Which.
        device: PublicKey,
        /// Why.
        reason: String,
    },
    /// Accepts what of a revoked device is held back in a document.
    Release {
        /// The document.
        document: DocumentId,
        /// The device.
        device: PublicKey,
    },
    /// Chooses which branch counts where a copied device wrote twice.
    ChooseBranch {
        /// The document.
        document: DocumentId,
        /// The change with which the branch begins.
        change: ChangeHash,
        /// Why.
        reason: String,
    },
    /// Writes again what this device wrote on a branch that does not count.
    WriteAgain(DocumentId),
    /// Shows what of a revoked device is held back in a document; with `None` nothing of it.
    ShowHeldWork(Option<(DocumentId, PublicKey)>),
    /// Puts the invitation away.
    CloseInvitation,
    /// Confirms a join.
    Confirm(String),
    /// Appoints, ends a seat, changes the rules.
    Seat(Change),
    /// Names the relays of the council.
    NameRelays {
        /// In order of preference.
        relays: Vec<NamedRelay>,
        /// The office that is head office.
        head_office: String,
    },
}

/// What is to be done about the council. Each is as in [`Action`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// See [`Action::Found`].
    Found {
        /// The council's name.
        council: String,
        /// The founder's office.
        office: String,
        /// The founder.
        person: String,
        /// The relay's address, if there is one.
        relay: Option<String>,
    },
    /// Reads an invitation; answered by [`Event::Invited`] or [`Event::Refused`].
    ReadInvitation(String),
    /// Joins by an invitation.
    Join {
        /// The invitation's text.
        invitation: String,
        /// Who joins.
        person: String,
    },
    /// Reads an invitation from a file; answered as [`Effect::ReadInvitation`].
    ReadInvitationFile(PathBuf),
    /// Writes an invitation into a file.
    WriteInvitation(PathBuf, String),
    /// Moves the recovery key into a file, off this device.
    ExportRecoveryKey(PathBuf),
    /// Uses another folder for this device's data.
    UseFolder(PathBuf),
    /// See [`Action::ExploreSample`].
    ExploreSample,
    /// See [`Action::LeaveSample`].
    LeaveSample,
    /// See [`Action::Invite`].
    Invite {
        /// Which office.
        office: String,
        /// For how many days.
        days: u32,
        /// The earlier device of the person, which the new one replaces.
        replaces: Option<PublicKey>,
    },
    /// See [`Action::Revoke`]; answered by [`Event::Done`] or [`Event::Refused`].
    Revoke {
        /// Which.
        device: PublicKey,
        /// Why.
        reason: String,
    },
    /// See [`Action::Release`]; answered by [`Event::Done`] or [`Event::Refused`].
    Release {
        /// The document.
        document: DocumentId,
        /// The device.
        device: PublicKey,
    },
    /// See [`Action::ChooseBranch`]; answered by [`Event::Done`] or [`Event::Refused`].
    ChooseBranch {
        /// The document.
        document: DocumentId,
        /// The change with which the branch begins.
        change: ChangeHash,
        /// Why.
        reason: String,
    },
    /// See [`Action::WriteAgain`]; answered by [`Event::Done`] or [`Event::Refused`].
    WriteAgain(DocumentId),
    /// See [`Action::Confirm`].
    Confirm(String),
    /// See [`Action::Seat`]; answered by [`Event::Placed`] or [`Event::Refused`].
    Seat(Change),
    /// See [`Action::NameRelays`].
    NameRelays {
        /// In order of preference.
        relays: Vec<NamedRelay>,
        /// The office that is head office.
        head_office: String,
    },
    /// Reads the council again; answered by [`Event::Placed`].
    Load,
    /// Reads when each device was heard of last; answered by [`Event::Heard`].
    LoadHeard,
    /// Reads what is held back of revoked and of copied devices; answered by [`Event::HeldWork`].
    LoadHeldWork,
    /// Reads what one piece of it says; answered by [`Event::HeldText`].
    LoadHeldText(DocumentId, PublicKey),
}

/// What happened about the council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The data folder belongs to no council yet.
    Nowhere {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder cannot be used: another program has it open, or it is damaged.
    Unusable {
        /// Why, with what is safe and what to do.
        why: Sentence,
    },
    /// This device has its place in a council; also whenever the roster changed.
    Placed(Box<Council>),
    /// An invitation was read.
    Invited {
        /// Its text.
        text: String,
        /// What it invites to.
        to: InvitedTo,
    },
    /// Founding, joining, inviting or naming was refused; nothing changed.
    Refused(Sentence),
    /// When devices were heard of last, by their clocks, in milliseconds since 1970.
    Heard(BTreeMap<PublicKey, i64>),
    /// What is held back of revoked devices, and where copied ones wrote twice.
    HeldWork(Vec<HeldWork>, Vec<ForkedWork>),
    /// What one piece of it says.
    HeldText(Box<HeldText>),
    /// Something was done; the sentence says what.
    Done(Sentence),
    /// An invitation was made.
    InvitationMade {
        /// For which office.
        office: String,
        /// What to give away, once, to one device.
        text: String,
    },
}
