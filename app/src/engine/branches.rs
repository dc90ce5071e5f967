//! Forks of copied devices: what stands on which branch, the chair's choice, and writing again what lost.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Change;
use council::act::branch::ChooseBranch;
use council::act::{Body, SayError};
use council::branches::Branches;
use council::document::Document;
use council::edit::Edit;
use council::rewrite::{RewriteError, written_again};
use format::{Act, ActId, ActorId, ChangeHash, CouncilId, DocumentId, PublicKey};
use store::branches::Fork;
use store::content::{HeldBack, Shown};
use store::{Reader, StoreError};
use sync::Holdings as _;

use crate::core::held_work::{ForkedWork, WorkBranch};
use crate::engine::guard::guarded;
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{Opened, acts, decode, open};
use crate::engine::write::{Draft, WriteError};

/// Why no branch was chosen, or nothing written again. Nothing was said or written then.
#[derive(Debug, thiserror::Error)]
pub enum BranchError {
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The document does not open, or nothing can be written in it.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// It does not fit the document.
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
    /// It cannot be said at all.
    #[error(transparent)]
    Say(#[from] SayError),
    /// The document has no fork.
    #[error("no device was used twice in this document")]
    NoFork,
    /// No branch of a fork begins with or holds this change.
    #[error("no branch has this change")]
    NoSuchBranch,
    /// Several branches match.
    #[error("several branches have changes that begin so")]
    Ambiguous,
    /// That branch counts already.
    #[error("this branch counts already")]
    Already,
    /// Only the chair chooses.
    #[error("only the chair chooses which branch counts")]
    NotChair,
    /// Nothing of this device stands on a branch that lost, or all of it was written again.
    #[error("nothing of this device waits to be written again")]
    NothingLost,
    /// What was lost cannot be read.
    #[error("what stands on the other branch cannot be read here")]
    Unreadable,
}

/// The forks of a document, or of all by title. `me` is who asks; `None` on a machine that never joined.
///
/// # Errors
/// What the disk says.
pub fn forked_work(
    reader: &Reader,
    me: Option<&PublicKey>,
    of: Option<&DocumentId>,
) -> Result<Vec<ForkedWork>, StoreError> {
    let roster = reader.roster()?;
    let me = me.filter(|me| roster.counts(me));
    let mut found = Vec::new();
    let mut lost_in: BTreeMap<DocumentId, usize> = BTreeMap::new();
    let forks = reader.fork_records()?.into_iter();
    for fork in forks.filter(|fork| of.is_none_or(|of| fork.document == *of)) {
        // What this device wrote on somebody else's lost branch is lost with it.
        let lost = match (me, lost_in.get(&fork.document)) {
            (_, Some(lost)) => *lost,
            (None, None) => 0,
            (Some(me), None) => {
                let opened = open(reader, &fork.document).ok();
                let lost = opened.map(|opened| own_lost(&opened, &reader.council(), me).len());
                *lost_in.entry(fork.document).or_insert(lost.unwrap_or(0))
            }
        };
        let member = roster.members.get(&fork.author);
        let summary = reader.summary(&fork.document)?;
        found.push(ForkedWork {
            document: fork.document,
            title: summary.map(|summary| summary.title).unwrap_or_default(),
            device: fork.author,
            person: member.map(|one| one.person.clone()).unwrap_or_default(),
            branches: (fork.branches.iter())
                .map(|branch| WorkBranch {
                    change: branch.change,
                    time_millis: branch.time_seconds.saturating_mul(1000),
                    built_on: branch.built_on,
                    counts: branch.counts,
                })
                .collect(),
            found_millis: fork.found_millis,
            is_mine_to_choose: me.is_some_and(|me| roster.is_chair(me)),
            mine_to_write_again: lost,
        });
    }
    found.sort_by_cached_key(|one| (one.title.to_lowercase(), one.document));
    Ok(found)
}

/// Chooses, as the chair, the branch that begins with or holds the change of this name: a hash or the start
/// of one. Where that branch stands on another one's lost branch, that one is chosen, too. Saved when this
/// returns.
///
/// # Errors
/// [`BranchError`]; nothing was said then.
pub fn choose(
    office: &Office,
    document: &DocumentId,
    change: &str,
    reason: &str,
) -> Result<Vec<Act>, BranchError> {
    let reader = office.reader()?;
    let roster = reader.roster()?;
    let forks = reader.fork_records()?;
    let forks: Vec<Fork> = (forks.into_iter())
        .filter(|fork| fork.document == *document)
        .collect();
    let change = named_change(&reader, document, &forks, change)?;
    let mut beginnings = lost_beginnings(&reader, document, &forks, change)?;
    if beginnings.is_empty() {
        // Chosen by nobody yet, it counts by its hash: the chair may still say that this is right.
        let begins = |fork: &&Fork| fork.branches.iter().any(|one| one.change == change);
        let chosen = reader.branches(document)?.chosen();
        match forks.iter().find(begins) {
            Some(_) if !chosen.contains(&change) => beginnings.push(change),
            _ => return Err(BranchError::Already),
        }
    }
    let about = acts(&reader, document)?;
    let mut cites = council::roster::document_heads(&about);
    let mut said: Vec<Act> = Vec::new();
    for change in beginnings {
        let body = Body::ChooseBranch(ChooseBranch {
            change,
            reason: reason.trim().to_owned(),
        });
        let act = office.sign_about(*document, cites, &body)?;
        cites = vec![act.id()];
        said.push(act);
    }
    let after = Branches::of(&roster, about.iter().chain(&said));
    let refused: BTreeSet<ActId> = after.not_counted().iter().map(|(act, _)| *act).collect();
    if said.iter().any(|act| refused.contains(&act.id())) {
        return Err(BranchError::NotChair);
    }
    drop(reader);
    let (council, kept) = (office.council(), said.clone());
    office.store().write(move |write| {
        for act in &kept {
            write.append_act(council, act)?;
        }
        Ok(())
    })?;
    Ok(said)
}

/// The change that is meant: the beginning of a branch, or one that is built on such.
fn named_change(
    reader: &Reader,
    document: &DocumentId,
    forks: &[Fork],
    name: &str,
) -> Result<ChangeHash, BranchError> {
    if forks.is_empty() {
        return Err(BranchError::NoFork);
    }
    let name = name.trim().to_lowercase();
    let branches = forks.iter().flat_map(|fork| &fork.branches);
    let mut meant: BTreeSet<ChangeHash> = branches
        .map(|branch| branch.change)
        .filter(|change| !name.is_empty() && change.to_string().starts_with(&name))
        .collect();
    if meant.is_empty() && !name.is_empty() {
        let lost = reader.forks(document).map_err(StoreError::from)?;
        meant.extend((lost.into_iter()).filter(|change| change.to_string().starts_with(&name)));
    }
    match (meant.pop_first(), meant.is_empty()) {
        (None, _) => Err(BranchError::NoSuchBranch),
        (Some(change), true) => Ok(change),
        (Some(_), false) => Err(BranchError::Ambiguous),
    }
}

/// The beginnings of lost branches among this change and all it is built on, the first one first.
fn lost_beginnings(
    reader: &Reader,
    document: &DocumentId,
    forks: &[Fork],
    change: ChangeHash,
) -> Result<Vec<ChangeHash>, BranchError> {
    let lost: BTreeSet<ChangeHash> = (forks.iter())
        .flat_map(|fork| &fork.branches)
        .filter(|branch| !branch.counts)
        .map(|branch| branch.change)
        .collect();
    let (mut open, mut seen, mut found) = (vec![change], BTreeSet::new(), Vec::new());
    while let Some(change) = open.pop() {
        if !seen.insert(change) {
            continue;
        }
        // Below a change that counts nothing is lost.
        let Some(held) = reader.change(document, &change).map_err(StoreError::from)? else {
            continue;
        };
        if !held.fork {
            continue;
        }
        if lost.contains(&change) {
            found.push(change);
        }
        open.extend(held.change.header.dependencies);
    }
    found.reverse();
    Ok(found)
}

/// What came of writing again.
#[derive(Debug, Clone, Default)]
pub struct WrittenAgain {
    /// How many lost changes were written again.
    pub lost: usize,
    /// The changes that do so, oldest first.
    pub changes: Vec<ChangeHash>,
    /// What had nothing to stand on any more.
    pub left: Vec<Edit>,
}

/// Writes again what this device wrote on branches that lost, under a fresh actor, as far as it still fits.
/// Saved when this returns.
///
/// # Errors
/// [`BranchError`]; what stands on that branch is offered again then.
pub fn write_again(office: &Office, document: &DocumentId) -> Result<WrittenAgain, BranchError> {
    let opened = open(&office.reader()?, document).map_err(WriteError::from)?;
    let own = own_lost(&opened, &office.council(), &office.me());
    if own.is_empty() {
        return Err(BranchError::NothingLost);
    }
    let lost = Lost::read(&office.reader()?, &opened)?;
    let mut done = WrittenAgain::default();
    for branch in lost.branches_of(&own) {
        let (draft, left) = lost.write_again(office, &opened, &branch)?;
        let saved = office.save_one(draft)?;
        done.lost += branch.len();
        done.changes.extend(saved.changes);
        done.left.extend(left);
    }
    match done.lost {
        0 => Err(BranchError::Unreadable),
        _ => Ok(done),
    }
}

/// The changes of this device that stand on a branch that lost and were not written again, oldest first.
fn own_lost(opened: &Opened, council: &CouncilId, me: &PublicKey) -> Vec<ChangeHash> {
    let held = opened.held_back.iter();
    let mut lost: Vec<ChangeHash> = held
        .filter(|held| held.author == *me && held.why == HeldBack::Fork)
        .map(|held| held.change)
        .collect();
    if lost.is_empty() {
        return lost;
    }
    // Messages are believed only of the device itself.
    let is_mine = |actor: &automerge::ActorId| {
        let actor = <[u8; ActorId::LEN]>::try_from(actor.to_bytes());
        actor.is_ok_and(|actor| me.owns(council, &ActorId::from_bytes(actor)))
    };
    let shown = opened.document.automerge().get_changes_meta(&[]);
    let again: BTreeSet<ChangeHash> = (shown.iter())
        .filter(|meta| is_mine(&meta.actor))
        .filter_map(|meta| meta.message.as_deref())
        .flat_map(written_again)
        .collect();
    lost.retain(|change| !again.contains(change));
    lost
}

/// Everything readable of a document, with what stands on branches that lost.
struct Lost {
    changes: BTreeMap<ChangeHash, Change>,
    /// Those that do not show, each after what it is built on.
    lost: Vec<ChangeHash>,
    /// Those that show, likewise.
    shown: Vec<ChangeHash>,
}

impl Lost {
    fn read(reader: &Reader, opened: &Opened) -> Result<Self, BranchError> {
        let mut all = Self {
            changes: BTreeMap::new(),
            lost: Vec::new(),
            shown: Vec::new(),
        };
        let genesis = Document::genesis(opened.document.kind()).heads();
        for change in opened.document.automerge().get_changes(&[]) {
            let hash = ChangeHash::from_bytes(change.hash().0);
            if !genesis.contains(&hash) {
                all.shown.push(hash);
                all.changes.insert(hash, change);
            }
        }
        for held in opened
            .held_back
            .iter()
            .filter(|one| one.why == HeldBack::Fork)
        {
            let change = reader
                .change(&opened.id, &held.change)
                .map_err(StoreError::from)?;
            let change = change.and_then(|one| {
                let shown = Shown {
                    hash: held.change,
                    author: held.author,
                    operations: one.change.header.operations,
                    n: 0,
                    chunk: one.change.chunk,
                };
                decode(&shown).ok()
            });
            let Some(change) = change else { continue };
            let is_based = (change.deps().iter()).all(|dep| {
                let dep = ChangeHash::from_bytes(dep.0);
                genesis.contains(&dep) || all.changes.contains_key(&dep)
            });
            // What is built on something unreadable is unreadable, too.
            if is_based {
                all.lost.push(held.change);
                all.changes.insert(held.change, change);
            }
        }
        Ok(all)
    }

    /// A change with all it is built on, but for genesis.
    fn past_of(&self, change: &ChangeHash) -> BTreeSet<ChangeHash> {
        let (mut open, mut past) = (vec![*change], BTreeSet::new());
        while let Some(hash) = open.pop() {
            if let Some(change) = self.changes.get(&hash)
                && past.insert(hash)
            {
                let below = change.deps().iter();
                open.extend(below.map(|dep| ChangeHash::from_bytes(dep.0)));
            }
        }
        past
    }

    /// These changes by branch: those of one can stand in one document together.
    fn branches_of(&self, own: &[ChangeHash]) -> Vec<Vec<ChangeHash>> {
        type Places = BTreeMap<(Vec<u8>, u64), ChangeHash>;
        let mut branches: Vec<(Places, Vec<ChangeHash>)> = Vec::new();
        for change in own.iter().filter(|own| self.changes.contains_key(*own)) {
            let places: Places = (self.past_of(change).into_iter())
                .filter_map(|hash| {
                    let change = self.changes.get(&hash)?;
                    Some(((change.actor_id().to_bytes().to_vec(), change.seq()), hash))
                })
                .collect();
            let fits = |there: &Places| {
                let mut places = places.iter();
                places.all(|(place, hash)| there.get(place).is_none_or(|one| one == hash))
            };
            match branches.iter_mut().find(|(there, _)| fits(there)) {
                Some((there, changes)) => {
                    there.extend(places);
                    changes.push(*change);
                }
                None => branches.push((places, vec![*change])),
            }
        }
        branches.into_iter().map(|(_, changes)| changes).collect()
    }

    /// Writes again the own changes of one branch, on what the branch was built on, so that it merges with
    /// what was written since. Gives what is to be saved, and what had nothing to stand on.
    fn write_again(
        &self,
        office: &Office,
        opened: &Opened,
        own: &[ChangeHash],
    ) -> Result<(Draft, Vec<Edit>), BranchError> {
        let past: BTreeSet<ChangeHash> = own.iter().flat_map(|one| self.past_of(one)).collect();
        let base = || {
            let shown = self.shown.iter().filter(|hash| past.contains(*hash));
            let shown = shown.filter_map(|hash| self.changes.get(hash)).cloned();
            let shown: Vec<Change> = shown.collect();
            let load = || Document::load(opened.document.kind(), shown).ok();
            guarded(load).flatten().ok_or(BranchError::Unreadable)
        };
        let mut branch = base()?;
        let document = base()?;
        let mut draft = office.draft_from(Opened {
            id: opened.id,
            creation: opened.creation.clone(),
            view: document.view(),
            document,
            held_back: opened.held_back.clone(),
            found_void: Vec::new(),
        })?;
        let lost = self.lost.iter().filter(|hash| past.contains(*hash));
        let lost: Vec<ChangeHash> = lost.copied().collect();
        let mut left = Vec::new();
        // What others built on it in between is theirs to write again.
        for stretch in lost.chunk_by(|one, next| own.contains(one) == own.contains(next)) {
            let before = branch.view();
            let changes = stretch.iter().filter_map(|hash| self.changes.get(hash));
            let changes: Vec<Change> = changes.cloned().collect();
            guarded(|| branch.apply(changes).is_ok())
                .filter(|applied| *applied)
                .ok_or(BranchError::Unreadable)?;
            if stretch.first().is_some_and(|first| own.contains(first)) {
                left.extend(draft.write_again((&before, &branch.view()), stretch)?);
            }
        }
        Ok((draft, left))
    }
}
