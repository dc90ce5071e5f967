//! Taking a device its rights, and accepting what of its work is held back.

use std::collections::BTreeSet;

use council::act::revocation::{Release, Revoke};
use council::act::seat::Appoint;
use council::act::{Body, MAX_SEEN_HEADS, SayError, Speaker};
use council::revocation::{Reason, Released};
use council::roster::Roster;
use council::seats::Role;
use format::{Act, ChangeHash, DeviceKey, DocumentId, PublicKey, Subject};
use link::clock;
use store::content::HeldBack;
use store::{Reader, StoreError};
use sync::holdings::Holdings as _;

use crate::core::held_work::HeldWork;
use crate::engine::office::{Office, OfficeError};

/// Why nobody was revoked, or nothing released. Nothing was said then.
#[derive(Debug, thiserror::Error)]
pub enum RevokingError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot be said at all.
    #[error(transparent)]
    Say(#[from] SayError),
    /// It would not count.
    #[error(transparent)]
    NotValid(#[from] Reason),
    /// The device is revoked already.
    #[error("the device is revoked already")]
    Already,
    /// The council was founded without a recovery key, or this is another one.
    #[error("this is not the recovery key of the council")]
    NotRecoveryKey,
    /// It is the device at which this is said: relays would close its sessions before the word got out.
    #[error("the device would revoke itself, and nobody would hear of it")]
    ThisDevice,
    /// Whoever is to be the chair would not be: the act would not count.
    #[error("the new chair would not count")]
    NoChair,
    /// Only the chair accepts what is held back.
    #[error("only the chair accepts what is held back")]
    NotChair,
    /// Nothing of that device is held back in the document.
    #[error("nothing of that device is held back here")]
    NothingHeldBack,
    /// Nothing of that device is held back anywhere.
    #[error("nothing of that device is held back anywhere")]
    NothingHeldBackAnywhere,
}

/// What came of a revocation.
#[derive(Debug, Clone)]
pub struct Revoked {
    /// The act.
    pub act: Act,
    /// In how many documents what is held here of the device was accepted.
    pub documents: usize,
}

/// Revokes a device as the chair. What is held here of its work is accepted: one `release` for each
/// document it wrote in or spoke about. All of it is saved at once, before this returns.
///
/// # Errors
/// [`RevokingError`]; nothing was said then.
pub fn revoke(office: &Office, device: PublicKey, reason: &str) -> Result<Revoked, RevokingError> {
    let act = office.sign(&revocation(device, reason))?;
    let roster = folded_with(office, &[&act])?;
    refuse_uncounted(office, &roster, &act, &device)?;
    let mut acts = vec![act.clone()];
    let mut documents = 0;
    for document in office.reader()?.documents_by(&device)? {
        acts.extend(releases(office, &roster, &document, device)?);
        documents += 1;
    }
    keep(office, acts)?;
    Ok(Revoked { act, documents })
}

/// What came of a recovery.
#[derive(Debug, Clone)]
pub struct Recovered {
    /// What was said with the recovery key, and what was accepted with this device.
    pub acts: Vec<Act>,
    /// In how many documents what is held here of the device was accepted.
    pub accepted: usize,
    /// In how many documents something of it waits for the chair.
    pub waiting: usize,
}

/// Revokes a device with the recovery key, names a chair, or both: at least one is given. Where this device is a chair
/// afterwards, what is held here of the lost one's work is accepted in the same step, as [`revoke`] does:
/// otherwise every decision it ever made would count for nothing until somebody accepts it. All of it is
/// saved at once, before this returns.
///
/// # Errors
/// [`RevokingError`]; nothing was said then.
pub fn recover(
    office: &Office,
    key: &DeviceKey,
    device: Option<PublicKey>,
    chair: Option<PublicKey>,
    reason: &str,
) -> Result<Recovered, RevokingError> {
    let roster = office.roster()?;
    if roster.recovery != Some(key.public()) {
        return Err(RevokingError::NotRecoveryKey);
    }
    if device == Some(office.me()) {
        return Err(RevokingError::ThisDevice);
    }
    let mut speaker = Speaker {
        key,
        council: Some(office.council()),
        roster: roster.cites_for(&key.public()),
        time_millis: clock::now_millis(),
    };
    let mut acts = Vec::new();
    let lost = device.filter(|device| roster.revocations.of(device).is_empty());
    if let Some(device) = lost {
        let act = speaker.say(&revocation(device, reason))?;
        let after = folded_with(office, &[&act])?;
        refuse_uncounted(office, &after, &act, &device)?;
        speaker.roster = after.cites_for(&key.public());
        acts.push(act);
    } else if chair.is_none() {
        return Err(RevokingError::Already);
    }
    if let Some(holder) = chair {
        let standing = roster
            .seats
            .standing_now()
            .find(|seat| seat.role == Role::Chair && Some(seat.holder) != device);
        let appoint = Body::Appoint(Appoint {
            holder,
            role: Role::Chair,
            unit: String::new(),
            field: String::new(),
            from: None,
            until: None,
            instead_of: standing.map(|seat| seat.act),
        });
        let act = speaker.say(&appoint)?;
        let said: Vec<&Act> = acts.iter().chain([&act]).collect();
        let after = folded_with(office, &said)?;
        let counts = !after
            .seats
            .not_counted()
            .iter()
            .any(|one| one.act == act.id());
        if !counts {
            return Err(RevokingError::NoChair);
        }
        acts.push(act);
    }
    let mut accepted = 0;
    // What came after an earlier revocation is looked at before anybody accepts it.
    if let Some(device) = lost {
        let after = folded_with(office, &acts.iter().collect::<Vec<_>>())?;
        for document in office.reader()?.documents_by(&device)? {
            let said = releases(office, &after, &document, device)?;
            if counted(office, &after, &document, &said)? {
                acts.extend(said);
                accepted += 1;
            }
        }
    }
    keep(office, acts.clone())?;
    let waiting = match device {
        Some(device) => documents_holding(&office.reader()?, &device)?.len(),
        None => 0,
    };
    Ok(Recovered {
        acts,
        accepted,
        waiting,
    })
}

/// The documents in which something of a revoked device is held back that a release would let through:
/// text, or what it said about the document.
///
/// # Errors
/// What the disk says.
pub fn documents_holding(
    reader: &Reader,
    device: &PublicKey,
) -> Result<Vec<DocumentId>, StoreError> {
    let roster = reader.roster()?;
    let mut found = Vec::new();
    if !roster.is_revoked(device) {
        return Ok(found);
    }
    for document in reader.documents_by(device)? {
        if is_holding(reader, &roster, &document, device)? {
            found.push(document);
        }
    }
    Ok(found)
}

/// Accepts everything of a revoked device that is held back anywhere: one `release` for each document.
/// Tells what was said, and in how many documents. Saved at once, before this returns.
///
/// # Errors
/// [`RevokingError`]; nothing was said then.
pub fn release_all(office: &Office, device: PublicKey) -> Result<(Vec<Act>, usize), RevokingError> {
    let reader = office.reader()?;
    let roster = reader.roster()?;
    let documents = documents_holding(&reader, &device)?;
    if documents.is_empty() {
        return Err(RevokingError::NothingHeldBackAnywhere);
    }
    let mut acts = Vec::new();
    for document in &documents {
        let said = releases(office, &roster, document, device)?;
        if !counted(office, &roster, document, &said)? {
            return Err(RevokingError::NotChair);
        }
        acts.extend(said);
    }
    keep(office, acts.clone())?;
    Ok((acts, documents.len()))
}

/// Accepts, as the chair, everything of a revoked device that is held back in a document. Saved when
/// this returns.
///
/// # Errors
/// [`RevokingError`]; nothing was said then.
pub fn release(
    office: &Office,
    document: &DocumentId,
    device: PublicKey,
) -> Result<Vec<Act>, RevokingError> {
    let reader = office.reader()?;
    let roster = reader.roster()?;
    if !roster.is_revoked(&device) || !is_holding(&reader, &roster, document, &device)? {
        return Err(RevokingError::NothingHeldBack);
    }
    let said = releases(office, &roster, document, device)?;
    if !counted(office, &roster, document, &said)? {
        return Err(RevokingError::NotChair);
    }
    keep(office, said.clone())?;
    Ok(said)
}

/// What is held back of revoked devices, by title. `me` is who asks. Looks only at documents in which
/// such a device wrote or spoke.
///
/// # Errors
/// What the disk says.
pub fn held_work(reader: &Reader, me: &PublicKey) -> Result<Vec<HeldWork>, StoreError> {
    let roster = reader.roster()?;
    let is_mine = |device: &PublicKey| {
        let is_own = roster.person(device) == roster.person(me);
        roster.counts(me) && (is_own || roster.is_chair(me))
    };
    let mut found = Vec::new();
    for (device, revocations) in roster.revocations.all() {
        let since_millis = revocations.iter().map(|one| one.time_millis).min();
        for document in reader.documents_by(device)? {
            let about = reader.acts(&Subject::Document(document))?;
            let released = Released::of(&roster, &about);
            let is_held = |act: &&Act| is_held(&roster, &released, device, act);
            let statements = about.iter().filter(is_held).count();
            let outline = reader.outline(&document);
            let held = outline.map(|content| content.held_back).unwrap_or_default();
            let changes = held.iter().filter(|(_, author, why)| {
                author == device && matches!(why, HeldBack::Revoked | HeldBack::BuiltOn(_))
            });
            let changes = changes.count();
            if changes + statements == 0 {
                continue;
            }
            let member = roster.members.get(device);
            found.push(HeldWork {
                document,
                title: reader
                    .summary(&document)?
                    .map(|summary| summary.title)
                    .unwrap_or_default(),
                device: *device,
                person: member.map(|one| one.person.clone()).unwrap_or_default(),
                changes,
                statements,
                since_millis: since_millis.unwrap_or_default(),
                is_mine_to_release: is_mine(device),
            });
        }
    }
    found.sort_by_cached_key(|held| (held.title.to_lowercase(), held.document, held.device));
    Ok(found)
}

/// Whether an act of a revoked device counts for nothing until it is released. Whoever began a document and
/// what they read stays as it was said.
fn is_held(roster: &Roster, released: &Released, device: &PublicKey, act: &Act) -> bool {
    let statement = act.statement();
    statement.author == *device
        && !["create", "seen"].contains(&statement.kind.as_str())
        && !released.admits(roster, act)
}

fn is_holding(
    reader: &Reader,
    roster: &Roster,
    document: &DocumentId,
    device: &PublicKey,
) -> Result<bool, StoreError> {
    let acts = reader.acts(&Subject::Document(*document))?;
    let released = Released::of(roster, &acts);
    if acts
        .iter()
        .any(|act| is_held(roster, &released, device, act))
    {
        return Ok(true);
    }
    // A document of which nothing but acts came has no text to hold back.
    let content = match reader.outline(document) {
        Err(StoreError::UnknownDocument(_)) => return Ok(false),
        content => content?,
    };
    let mut held_back = content.held_back.iter();
    Ok(held_back.any(|(_, author, why)| author == device && *why == HeldBack::Revoked))
}

/// Whether all of these releases would count, by this roster.
fn counted(
    office: &Office,
    roster: &Roster,
    document: &DocumentId,
    said: &[Act],
) -> Result<bool, RevokingError> {
    let acts = office.reader()?.acts(&Subject::Document(*document))?;
    let after = Released::of(roster, acts.iter().chain(said));
    let refused = after.not_counted();
    let is_refused = |act: &Act| refused.iter().any(|(id, _)| *id == act.id());
    Ok(!said.iter().any(is_refused))
}

fn revocation(device: PublicKey, reason: &str) -> Body {
    Body::Revoke(Revoke {
        device,
        reason: reason.trim().to_owned(),
    })
}

fn folded_with(office: &Office, more: &[&Act]) -> Result<Roster, RevokingError> {
    let acts = office.reader()?.acts(&Subject::Council)?;
    let acts = acts.iter().chain(more.iter().copied());
    Ok(Roster::fold(&office.council(), acts))
}

/// Refuses to say what would not count, with the reason.
fn refuse_uncounted(
    office: &Office,
    after: &Roster,
    act: &Act,
    device: &PublicKey,
) -> Result<(), RevokingError> {
    if !office.roster()?.revocations.of(device).is_empty() {
        return Err(RevokingError::Already);
    }
    let refused = after.revocations.not_counted().iter();
    let refused = refused.clone().find(|(id, _, _)| *id == act.id());
    match refused {
        Some((_, _, reason)) => Err((*reason).into()),
        None => Ok(()),
    }
}

/// Accepts everything of a device that is held here in a document. Every program start is a writer of
/// its own, so that one act may not be enough to name all last changes.
fn releases(
    office: &Office,
    roster: &Roster,
    document: &DocumentId,
    device: PublicKey,
) -> Result<Vec<Act>, RevokingError> {
    let reader = office.reader()?;
    let frontier = reader.frontier(document).map_err(StoreError::from)?;
    let council = office.council();
    let own = frontier.0.iter();
    let own = own.filter(|(actor, _)| device.owns(&council, actor));
    let heads: BTreeSet<ChangeHash> = own.map(|(_, position)| position.hash).collect();
    let heads: Vec<ChangeHash> = heads.into_iter().collect();
    let mut parts: Vec<&[ChangeHash]> = heads.chunks(MAX_SEEN_HEADS).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let about = reader.acts(&Subject::Document(*document))?;
    let mut cites = council::roster::document_heads(&about);
    let mut acts = Vec::new();
    for part in parts {
        let speaker = Speaker {
            key: office.key(),
            council: Some(council),
            roster: roster.cites_for(&office.me()),
            time_millis: clock::now_millis(),
        };
        let heads = part.to_vec();
        let act = speaker.say_about(*document, cites, &Body::Release(Release { device, heads }))?;
        cites = vec![act.id()];
        acts.push(act);
    }
    Ok(acts)
}

fn keep(office: &Office, acts: Vec<Act>) -> Result<(), RevokingError> {
    let council = office.council();
    office.store().write(move |write| {
        for act in &acts {
            write.append_act(council, act)?;
        }
        Ok(())
    })?;
    Ok(())
}
