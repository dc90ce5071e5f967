//! Founding, inviting, joining, confirming: how a device gets its place in a council.

use format::invitation::{Invitation, InvitationError};
use format::{Act, ActId, DeviceKey, Nonce, PublicKey};
use link::clock;
use sync::Holdings as _;

use crate::engine::deciding::today;
use crate::engine::home::Home;
use crate::engine::office::{Office, OfficeError};
use crate::engine::units::{NoSuchUnit, known, to_invite_into};
use council::act::{Body, Confirm, Found, Invite, Join, Relay, RelayEntry, SayError, Speaker};
use council::roster::{Membership, Roster};
use council::seats::{Ability, Extent, Seat};
use store::StoreError;

/// The longest name of a person, office or council, in characters.
pub const MAX_NAME_CHARS: usize = 200;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Why somebody cannot be founded, invited, joined or confirmed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The invitation does not read.
    #[error(transparent)]
    Invitation(#[from] InvitationError),
    /// A name is empty, too long or not one line.
    #[error("\"{0}\" cannot be a name: it must be one line of 1 to {MAX_NAME_CHARS} characters")]
    Name(String),
    /// A relay's address is not one.
    #[error("\"{0}\" is no relay address; it looks like wss://relay.example:8443")]
    Address(String),
    /// The invitation ended.
    #[error("the invitation ended on {0}; ask for a new one")]
    Expired(jiff::civil::Date),
    /// The invitation holds no invite act that its own acts make valid.
    #[error("the invitation was not given by a member of its council; ask for a new one")]
    NotGiven,
    /// Only whoever edits the roster names relays.
    #[error("only the chair of the council names its relays")]
    NotChair,
    /// Only members invite.
    #[error(
        "this device is no member that counts (yet), so nobody would accept an invitation of its"
    )]
    NotMember,
    /// Only whoever edits the roster invites into any office.
    #[error("only the chair invites into another office than their own")]
    OtherOffice,
    /// No such join waits.
    #[error("no join that waits is called \"{0}\"")]
    NoSuchJoin(String),
    /// Several joins fit.
    #[error("\"{0}\" fits several joins; give more of the id")]
    AmbiguousJoin(String),
    /// Only the inviter or whoever edits the roster confirms.
    #[error("only whoever gave the invitation, or the chair, confirms this join")]
    NotInviter,
    /// The inviter confirmed several joins apart: whoever edits the roster settles it.
    #[error("several joins were confirmed apart; only the chair says which one counts")]
    Disputed,
    /// The recovery key could not be kept. The council is founded.
    #[error(transparent)]
    Recovery(#[from] crate::engine::recovery::RecoveryError),
    /// The device that the new one is to replace never joined.
    #[error("the device that is replaced never joined")]
    UnknownDevice,
    /// Nobody knows the unit.
    #[error(transparent)]
    Unit(#[from] NoSuchUnit),
    /// The operating system gave no randomness.
    #[error("the operating system gave no randomness: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl From<SayError> for MembershipError {
    fn from(error: SayError) -> Self {
        Self::Office(error.into())
    }
}

/// A name as it is kept: white space trimmed and folded to single spaces.
///
/// # Errors
/// [`MembershipError::Name`].
pub fn name(text: &str) -> Result<String, MembershipError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty()
        || name.chars().count() > MAX_NAME_CHARS
        || name.chars().any(char::is_control)
    {
        return Err(MembershipError::Name(text.chars().take(80).collect()));
    }
    Ok(name)
}

/// A relay as it is typed: an address, after `#` its key if it is known, and after `@@` the units it
/// serves, with commas between them.
///
/// # Errors
/// [`MembershipError::Address`].
pub fn relay_entry(text: &str) -> Result<RelayEntry, MembershipError> {
    let wrong = || MembershipError::Address(text.chars().take(200).collect());
    let (text, serves) = match text.trim().split_once("@@") {
        Some((text, units)) => (text, Some(served(units).ok_or_else(wrong)?)),
        None => (text, None),
    };
    let (address, key) = match text.trim().split_once('#') {
        Some((address, key)) => (address, Some(key.parse().map_err(|_| wrong())?)),
        None => (text.trim(), None),
    };
    Ok(RelayEntry {
        address: link::call::address(address).ok_or_else(wrong)?,
        key,
        serves,
    })
}

fn served(units: &str) -> Option<Vec<String>> {
    let mut units = units
        .split(',')
        .map(name)
        .collect::<Result<Vec<_>, _>>()
        .ok()?;
    units.sort();
    units.dedup();
    Some(units)
}

/// Founds a council in this folder. The founder's office is head office until told otherwise.
///
/// # Errors
/// [`MembershipError`].
pub fn found(
    home: Home,
    council: &str,
    office: &str,
    person: &str,
    relays: &[String],
) -> Result<Office, MembershipError> {
    let (council, office, person) = (name(council)?, name(office)?, name(person)?);
    let relays = relays
        .iter()
        .map(|relay| relay_entry(relay))
        .collect::<Result<Vec<_>, _>>()?;
    let key = home.key().map_err(OfficeError::from)?;
    let recovery = DeviceKey::generate()?;
    let speaker = Speaker {
        key: &key,
        council: None,
        roster: vec![],
        time_millis: clock::now_millis(),
    };
    let founding = speaker.say(&Body::Found(Found {
        name: council,
        person,
        office: office.clone(),
        nonce: Nonce::random()?,
        recovery: Some(recovery.public()),
    }))?;
    let mut acts = vec![founding];
    if !relays.is_empty() {
        let speaker = Speaker {
            council: Some(acts[0].council()),
            roster: vec![acts[0].id()],
            ..speaker
        };
        acts.push(speaker.say(&Body::Relay(Relay {
            relays,
            head_office: office,
        }))?);
    }
    let office = Office::establish(home, key, acts)?;
    crate::engine::recovery::keep(office.home(), &recovery)?;
    Ok(office)
}

/// Whether a seat that edits the roster, and lasts today, is held with `key`: what is said by another one does
/// not count.
pub fn edits_roster_today(roster: &Roster, key: &PublicKey) -> bool {
    let may = |seat: &&Seat| seat.role.may(Ability::EditRoster) != Extent::Never;
    let on = |day| {
        let mut seats = roster.seats.on(day).filter(may);
        seats.any(|seat| roster.seats.is_held_with(seat, key))
    };
    roster.counts(key) && today().is_some_and(on)
}

/// Names the relays and, if given, head office.
///
/// # Errors
/// [`MembershipError::NotChair`] and others.
pub fn name_relays(
    office: &Office,
    relays: &[String],
    head_office: Option<&str>,
) -> Result<Act, MembershipError> {
    let entries = relays.iter().map(|relay| relay_entry(relay));
    name_relay_entries(office, entries.collect::<Result<_, _>>()?, head_office)
}

/// The same with the entries themselves.
///
/// # Errors
/// As [`name_relays`].
pub fn name_relay_entries(
    office: &Office,
    relays: Vec<RelayEntry>,
    head_office: Option<&str>,
) -> Result<Act, MembershipError> {
    let roster = office.roster()?;
    if !edits_roster_today(&roster, &office.me()) {
        return Err(MembershipError::NotChair);
    }
    let mut entries = Vec::new();
    for mut entry in relays {
        if entry.key.is_none() {
            // A key that was met before stays known.
            let known = roster.relays.iter().find(|r| r.address == entry.address);
            entry.key = known.and_then(|relay| relay.key);
        }
        entries.push(entry);
    }
    for entry in &mut entries {
        for unit in entry.serves.iter_mut().flatten() {
            *unit = known(&roster, unit)?;
        }
    }
    let head_office = match head_office {
        Some(office) => known(&roster, office)?,
        None => roster.head_office,
    };
    Ok(office.say(&Body::Relay(Relay {
        relays: entries,
        head_office,
    }))?)
}

/// After the program of whoever edits the roster met a relay whose key the council does not name yet: names it. Others
/// then accept no other key at that address. Returns whether something was said.
///
/// # Errors
/// [`MembershipError`].
pub fn pin_relay(office: &Office, address: &str, key: PublicKey) -> Result<bool, MembershipError> {
    let roster = office.roster()?;
    let mut relays = roster.relays.clone();
    let unpinned = relays
        .iter_mut()
        .find(|relay| relay.address == address && relay.key.is_none());
    let (Some(relay), true) = (unpinned, edits_roster_today(&roster, &office.me())) else {
        return Ok(false);
    };
    relay.key = Some(key);
    office.say(&Body::Relay(Relay {
        relays,
        head_office: roster.head_office,
    }))?;
    Ok(true)
}

/// Invites one device into an office. Saved here when this returns.
///
/// # Errors
/// [`MembershipError`].
pub fn invite(
    office: &Office,
    invited_office: &str,
    expires_days: u32,
) -> Result<Invitation, MembershipError> {
    invite_instead_of(office, invited_office, expires_days, None)
}

/// The same for a new device of somebody whose earlier one is named: it may hold all that the earlier
/// one might, where the inviter may edit the roster.
///
/// # Errors
/// [`MembershipError`].
pub fn invite_instead_of(
    office: &Office,
    invited_office: &str,
    expires_days: u32,
    replaces: Option<PublicKey>,
) -> Result<Invitation, MembershipError> {
    let invited_office = name(invited_office)?;
    if !office.roster()?.counts(&office.me()) {
        return Err(MembershipError::NotMember);
    }
    let roster = office.roster()?;
    let invited_office = to_invite_into(&roster, &invited_office)?;
    let own = roster
        .members
        .get(&office.me())
        .map(|me| me.office.as_str());
    let may = edits_roster_today(&roster, &office.me()) || own == Some(invited_office.as_str());
    if !may {
        return Err(MembershipError::OtherOffice);
    }
    let one_time_key = DeviceKey::generate()?;
    let expires = clock::now_millis().saturating_add(i64::from(expires_days) * DAY_MILLIS);
    let invite = office.say(&Body::Invite(Invite {
        one_time_key: one_time_key.public(),
        office: invited_office,
        expires_millis: Some(expires),
        replaces,
    }))?;
    let reader = office.reader()?;
    let mut acts = reader
        .placing_acts(&office.me())
        .map_err(StoreError::from)?;
    for id in reader.roster_acts().map_err(StoreError::from)? {
        if let Some(act) = reader.act(&id).map_err(StoreError::from)?
            && act.statement().kind == "relay"
            && !acts.contains(&act)
        {
            acts.push(act);
        }
    }
    acts.push(invite);
    Ok(Invitation { acts, one_time_key })
}

/// What an invitation invites to.
#[derive(Debug, Clone)]
pub struct InvitedTo {
    /// The council's name.
    pub council: String,
    /// The office.
    pub office: String,
    /// When it ends, in milliseconds since 1970 (UTC).
    pub expires_millis: Option<i64>,
    /// The invite act.
    pub invite: ActId,
}

/// Reads what an invitation invites to, from its own acts.
///
/// # Errors
/// [`MembershipError::NotGiven`] when those acts do not make it valid.
pub fn invited_to(invitation: &Invitation) -> Result<InvitedTo, MembershipError> {
    let invite = invitation.acts.last().ok_or(MembershipError::NotGiven)?;
    let roster = Roster::fold(&invite.council(), &invitation.acts);
    let given = roster
        .invitations
        .get(&invite.id())
        .filter(|given| roster.counts(&given.inviter))
        .ok_or(MembershipError::NotGiven)?;
    match Body::read(invite) {
        Ok(Body::Invite(body)) if body.one_time_key == invitation.one_time_key.public() => {}
        _ => return Err(MembershipError::NotGiven),
    }
    Ok(InvitedTo {
        council: roster.name.clone(),
        office: given.office.clone(),
        expires_millis: given.expires_millis,
        invite: invite.id(),
    })
}

/// Joins by an invitation. Needs no link: the acts of the invitation and the join are saved here, and
/// this device writes from now on.
///
/// # Errors
/// [`MembershipError`]; this folder is then as it was.
pub fn join(home: Home, invitation: &Invitation, person: &str) -> Result<Office, MembershipError> {
    let person = name(person)?;
    let invited = invited_to(invitation)?;
    let now = clock::now_millis();
    if let Some(expires) = invited.expires_millis
        && expires < now
    {
        return Err(MembershipError::Expired(local_date(expires)));
    }
    if home.store().exists() {
        return Err(OfficeError::CouncilExists.into());
    }
    let key = home.key().map_err(OfficeError::from)?;
    let mut acts = invitation.acts.clone();
    let council = acts[0].council();
    let proof =
        invitation
            .one_time_key
            .sign(&Join::proof_bytes(&council, &invited.invite, &key.public()));
    let speaker = Speaker {
        key: &key,
        council: Some(council),
        roster: Roster::fold(&council, &acts).heads,
        time_millis: now,
    };
    acts.push(speaker.say(&Body::Join(Join {
        invite: invited.invite,
        person,
        proof,
    }))?);
    Ok(Office::establish(home, key, acts)?)
}

/// The day a moment falls on, here.
pub fn local_date(millis: i64) -> jiff::civil::Date {
    jiff::Timestamp::from_millisecond(millis)
        .unwrap_or_default()
        .to_zoned_datetime(jiff::tz::TimeZone::system())
        .date()
}

/// A join that its inviter's program may confirm, or that waits for a person to settle it.
#[derive(Debug, Clone)]
pub struct OpenJoin {
    /// The join act.
    pub join: ActId,
    /// Who joined.
    pub person: String,
    /// For which office.
    pub office: String,
    /// With which device.
    pub key: PublicKey,
    /// Who gave the invitation.
    pub inviter: PublicKey,
    /// How many joins of that invitation there are, as long as it is not settled which one counts.
    pub rivals: usize,
    /// Whether several of them were confirmed apart: only whoever edits the roster settles it.
    pub is_disputed: bool,
    /// When the invitation ends, in milliseconds since 1970 (UTC).
    pub expires_millis: Option<i64>,
}

/// The joins that nobody confirmed yet, or several apart.
pub fn open_joins(roster: &Roster) -> Vec<OpenJoin> {
    let mut open = Vec::new();
    for invitation in roster.invitations.values() {
        for member in roster.members.values() {
            if invitation.joins.contains(&member.act)
                && !member.confirmed
                && member.membership != Membership::Superseded
            {
                let is_chosen = invitation.confirmed == Some(member.act);
                open.push(OpenJoin {
                    join: member.act,
                    person: member.person.clone(),
                    office: member.office.clone(),
                    key: member.key,
                    inviter: invitation.inviter,
                    rivals: match is_chosen {
                        true => 1,
                        false => invitation.joins.len(),
                    },
                    is_disputed: invitation.is_disputed,
                    expires_millis: invitation.expires_millis,
                });
            }
        }
    }
    open
}

/// Confirms the joins by this device's own invitations that came alone and in time. Two that came
/// together wait for a person.
///
/// # Errors
/// [`MembershipError`].
pub fn confirm_first_joins(office: &Office) -> Result<Vec<OpenJoin>, MembershipError> {
    let now = clock::now_millis();
    let mut confirmed = Vec::new();
    for open in open_joins(&office.roster()?) {
        let in_time = open.expires_millis.is_none_or(|expires| expires >= now);
        if open.inviter == office.me() && open.rivals == 1 && in_time {
            office.say(&Body::Confirm(Confirm { join: open.join }))?;
            confirmed.push(open);
        }
    }
    Ok(confirmed)
}

/// Confirms the join that `which` names: its id, the start of it, or the person.
///
/// # Errors
/// [`MembershipError`].
pub fn confirm(office: &Office, which: &str) -> Result<OpenJoin, MembershipError> {
    let roster = office.roster()?;
    let wanted = which.trim().to_lowercase();
    let mut fitting: Vec<OpenJoin> = open_joins(&roster)
        .into_iter()
        .filter(|open| {
            open.person.to_lowercase() == wanted
                || (wanted.len() >= 4 && open.join.to_string().starts_with(&wanted))
                || (wanted.len() >= 4 && open.key.to_string().starts_with(&wanted))
        })
        .collect();
    let open = match fitting.len() {
        0 => return Err(MembershipError::NoSuchJoin(which.to_owned())),
        1 => fitting.remove(0),
        _ => return Err(MembershipError::AmbiguousJoin(which.to_owned())),
    };
    if !edits_roster_today(&roster, &office.me()) {
        if open.is_disputed {
            return Err(MembershipError::Disputed);
        }
        if open.inviter != office.me() {
            return Err(MembershipError::NotInviter);
        }
    }
    office.say(&Body::Confirm(Confirm { join: open.join }))?;
    Ok(open)
}
