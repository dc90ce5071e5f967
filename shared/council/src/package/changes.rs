//! Who wrote last, shown by the changes of a package.

use std::collections::{BTreeMap, BTreeSet};

use format::{ActorId, ChangeHash, ChangeHeader, PublicKey, Seal};

use super::history::History;
use super::{MAX_CHANGES, PackageError, Raw, RawChange};
use crate::archiving::is_only_archiving;
use crate::document::foreign::decode_change;
use crate::document::genesis::genesis_hash;
use crate::last::{self as walk, Does};
use crate::roster::{Membership, Roster};
use crate::view::View;

/// Who wrote last.
pub(super) struct Last {
    /// Who; nobody for a text in which nobody wrote.
    pub(super) authors: BTreeSet<PublicKey>,
    /// How many strikes come after that.
    pub(super) strikes: usize,
}

/// A change in the package whose actor belongs to its author, with a seal that fits if it has one.
struct Known<'r> {
    header: ChangeHeader,
    chunk: &'r [u8],
    author: PublicKey,
    seal: Option<&'r Seal>,
}

type Changes<'r> = BTreeMap<ChangeHash, Known<'r>>;

/// What later changes vouch for.
#[derive(Default)]
struct Vouching<'c> {
    /// Every change by its place, those that show who wrote last before the later ones.
    by_place: BTreeMap<(ActorId, u64), Vec<&'c Known<'c>>>,
    /// Changes that are vouched for.
    vouched: BTreeSet<ChangeHash>,
}

pub(super) fn form(words: &str) -> PackageError {
    PackageError::Form(words.to_owned())
}

/// Who wrote last by the rule of [`crate::last`], shown by the bytes and seals in the package; what only takes
/// back, by the history in it. `view` is the text.
pub(super) fn last_authors(raw: &Raw, roster: &Roster, view: &View) -> Result<Last, PackageError> {
    if !raw.heads.is_sorted_by(|a, b| a < b) {
        return Err(form("its heads are not in order"));
    }
    let changes = read(raw, &raw.changes)?;
    let later = match &raw.later {
        Some(later) if later.is_empty() => return Err(form("its later changes are none")),
        Some(later) => read(raw, later)?,
        None => Changes::new(),
    };
    if let Some(stranger) = (changes.values()).find(|one| !is_of_council(roster, &one.author)) {
        return Err(PackageError::Stranger(stranger.author));
    }
    let struck = match &raw.history {
        Some(history) => {
            let sealed = changes.values().chain(later.values());
            let sealed = sealed.map(|one| (one.header.clone(), one.chunk));
            let history = History::read(history, sealed.collect())?;
            history.check_actors(&raw.council, roster)?;
            Some(history.strikes(&raw.heads, view)?)
        }
        None => None,
    };
    let mut vouching = Vouching::default();
    for change in changes.values().chain(later.values()) {
        let place = (change.header.actor, change.header.sequence);
        vouching.by_place.entry(place).or_default().push(change);
    }
    let genesis = genesis_hash(view.kind());
    let takes_back = |hash: &ChangeHash| struck.as_ref().is_some_and(|one| one.contains(hash));
    let last = walk::Last::find(
        &raw.heads,
        |hash| {
            if *hash == genesis {
                return Ok(None);
            }
            let Some(change) = changes.get(hash) else {
                return Err(form("a change that shows who wrote last is missing"));
            };
            vouching.follow(change)?;
            let header = &change.header;
            let does = match () {
                () if takes_back(hash) => Does::TakesBack,
                () if header.operations == 0 || only_archives(change)? => Does::Nothing,
                () => Does::Writes,
            };
            Ok(Some(walk::Looked {
                author: Some(change.author),
                before: header.dependencies.clone(),
                does,
            }))
        },
        |strike, change| struck.as_ref().is_some_and(|one| one.took(strike, change)),
    )?;
    let strikes = last.strikes().count();
    // Nothing is in it that shows nothing: such bytes could be exchanged unnoticed.
    let mut later = later.keys();
    let is_needed =
        later.all(|hash| !changes.contains_key(hash) && vouching.vouched.contains(hash));
    let is_history_needed = raw.history.is_none() || strikes > 0;
    match last.met.len() == changes.len() && is_needed && is_history_needed {
        true => Ok(Last {
            authors: last.authors(),
            strikes,
        }),
        false => Err(form("changes that do not belong in it")),
    }
}

/// Whether a change archives or brings back and writes nothing.
fn only_archives(change: &Known<'_>) -> Result<bool, PackageError> {
    let header = &change.header;
    if header.operations != 1 {
        return Ok(false);
    }
    let decoded = decode_change(change.chunk.to_vec(), &header.hash, header.operations);
    let decoded = decoded.map_err(|why| form(&why.to_string()))?;
    Ok(is_only_archiving(&decoded))
}

/// Whether somebody belongs to the council, or did: nobody else's changes make a text of it.
pub(super) fn is_of_council(roster: &Roster, key: &PublicKey) -> bool {
    let member = roster.members.get(key);
    member
        .is_some_and(|member| matches!(member.membership, Membership::Counts | Membership::Revoked))
}

/// Reads changes, strictly ascending by hash, each of an actor of its author, and checks their seals.
fn read<'r>(raw: &Raw, all: &'r [RawChange]) -> Result<Changes<'r>, PackageError> {
    if all.len() > MAX_CHANGES {
        return Err(form("its changes are too many"));
    }
    let mut changes = Changes::new();
    for change in all {
        let header =
            ChangeHeader::parse(&change.chunk).map_err(|error| form(&error.to_string()))?;
        let is_own = change.author.owns(&raw.council, &header.actor);
        let seal = change.seal.as_ref();
        let is_sealed = seal.is_none_or(|seal| {
            seal.verifies(&change.author, &raw.council, &raw.document, &header.hash)
        });
        if !is_own || !is_sealed {
            return Err(PackageError::Seal);
        }
        if changes
            .last_key_value()
            .is_some_and(|(last, _)| *last >= header.hash)
        {
            return Err(form("its changes are not in order"));
        }
        let known = Known {
            chunk: &change.chunk,
            author: change.author,
            seal,
            header,
        };
        changes.insert(known.header.hash, known);
    }
    Ok(changes)
}

impl<'c> Vouching<'c> {
    /// Follows the writer's own changes from this one up to the first with a seal, which vouches for all
    /// before it. Each change names its writer's change before it among those it was made on, by hash.
    fn follow(&mut self, change: &'c Known<'c>) -> Result<(), PackageError> {
        let mut at = change;
        while self.vouched.insert(at.header.hash) && at.seal.is_none() {
            let place = (at.header.actor, at.header.sequence + 1);
            let next = self.by_place.get(&place).into_iter().flatten().copied();
            let mut next = next.filter(|next| {
                next.author == at.author && next.header.dependencies.contains(&at.header.hash)
            });
            at = next.next().ok_or(PackageError::Seal)?;
        }
        Ok(())
    }
}
