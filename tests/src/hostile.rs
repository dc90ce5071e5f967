//! Changes with exactly one flaw, as a dishonest member with a modified program would send them:
//! everything else, checksum, hash and the member's own seal included, is right.

use std::collections::BTreeMap;

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{AutoCommit, ObjType, ROOT};
use format::run::PlainChange;
use format::{ActId, ChangeHash, ChangeHeader, CouncilId, DeviceKey, DocumentId, Run, Seal};

use crate::chunk::{self, Change};

/// A bundle chunk with a right checksum that automerge 0.12 loads for ever, without growing. Found by
/// changing bytes of an honest bundle.
pub const HANGING_BUNDLE: &[u8] = include_bytes!("../fixtures/hanging-bundle.automerge");

/// The one thing that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// The first operation is numbered 1 though operations before it are held.
    StartOpTooLow,
    /// The first operation has the number of the last one it builds on.
    StartOpEqual,
    /// A number is left out before the first operation.
    StartOpTooHigh,
    /// The numbers run out of 32 bits within the change.
    StartOpNearLimit,
    /// The numbers run out of 64 bits within the change.
    StartOpOverflows,
    /// The first operation is numbered 0, which no operation is.
    StartOpZero,
    /// The action column lists one operation more than there is.
    OneOperationTooMany,
    /// The action column lists one operation less than there is.
    OneOperationTooFew,
    /// The action column claims 2^62 operations in a few bytes.
    OperationsWithoutEnd,
    /// A sequence number is left out.
    SequenceGap,
    /// The sequence number is taken: another content stands at the same position.
    PositionTaken,
    /// The writer's own previous change is not among the dependencies.
    OwnDependencyMissing,
    /// A dependency that nobody has.
    DependencyUnknown,
    /// The dependencies are not ascending.
    DependenciesUnsorted,
    /// One dependency is named twice.
    DependencyTwice,
    /// The actor belongs to another key.
    ForeignActor,
    /// The actor is the one genesis was written by.
    GenesisActor,
    /// An actor's first change names no author.
    FooterMissing,
    /// An actor's first change names another author.
    FooterForeign,
    /// A later change names an author again.
    FooterLate,
    /// The checksum is another change's.
    ChecksumWrong,
    /// The chunk is a deflated change (type 2).
    CompressedChunk,
    /// A column is deflated.
    CompressedColumn,
    /// The chunk is a whole document (type 0).
    DocumentChunk,
    /// The chunk is a bundle (type 3): [`HANGING_BUNDLE`].
    BundleChunk,
    /// The chunk has a type that does not exist.
    UnknownChunk,
    /// A byte follows the chunk.
    ByteTooMany,
    /// The last byte of the chunk is missing.
    ByteTooFew,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::StartOpTooLow,
        Self::StartOpEqual,
        Self::StartOpTooHigh,
        Self::StartOpNearLimit,
        Self::StartOpOverflows,
        Self::StartOpZero,
        Self::OneOperationTooMany,
        Self::OneOperationTooFew,
        Self::OperationsWithoutEnd,
        Self::SequenceGap,
        Self::PositionTaken,
        Self::OwnDependencyMissing,
        Self::DependencyUnknown,
        Self::DependenciesUnsorted,
        Self::DependencyTwice,
        Self::ForeignActor,
        Self::GenesisActor,
        Self::FooterMissing,
        Self::FooterForeign,
        Self::FooterLate,
        Self::ChecksumWrong,
        Self::CompressedChunk,
        Self::CompressedColumn,
        Self::DocumentChunk,
        Self::BundleChunk,
        Self::UnknownChunk,
        Self::ByteTooMany,
        Self::ByteTooFew,
    ];

    /// Whether the bytes alone show it, with nothing known of member, document or council.
    pub fn shows_in_bytes(self) -> bool {
        matches!(
            self,
            Self::StartOpNearLimit
                | Self::StartOpOverflows
                | Self::StartOpZero
                | Self::OperationsWithoutEnd
                | Self::DependenciesUnsorted
                | Self::DependencyTwice
                | Self::GenesisActor
                | Self::ChecksumWrong
                | Self::CompressedChunk
                | Self::CompressedColumn
                | Self::DocumentChunk
                | Self::BundleChunk
                | Self::UnknownChunk
                | Self::ByteTooMany
                | Self::ByteTooFew
        )
    }

    /// Whether it is about an actor's first change; all others spoil a later one.
    pub fn is_of_first_change(self) -> bool {
        matches!(self, Self::FooterMissing | Self::FooterForeign)
    }
}

/// A member's honest work in one document: the raw material.
#[derive(Clone)]
pub struct Work {
    /// The council.
    pub council: CouncilId,
    /// The document.
    pub document: DocumentId,
    /// The member's key.
    pub key: DeviceKey,
    /// The newest roster acts, for the seal.
    pub roster: Vec<ActId>,
    /// Plain chunks of everything the work stands on, genesis first, in causal order.
    pub ground: Vec<Vec<u8>>,
    /// Plain chunks of one actor of the member, from its first change on; at least two.
    pub own: Vec<Vec<u8>>,
}

/// A chunk with one flaw.
#[derive(Debug, Clone)]
pub struct Hostile {
    /// What is wrong with it.
    pub flaw: Flaw,
    /// The honest changes of the same actor that must be sent before, so that nothing else is wrong.
    pub before: Vec<Vec<u8>>,
    /// The bytes.
    pub chunk: Vec<u8>,
    /// The fields of the bytes, where they still are a change.
    pub change: Option<Change>,
    /// The hash of the chunk's type, length and body, whatever its checksum says.
    pub hash: ChangeHash,
    /// The member's seal over that hash.
    pub seal: Seal,
}

impl Work {
    /// Three changes of a member on a document that another member made two changes to before.
    /// Genesis is one change with one text in it.
    pub fn example() -> Self {
        let council = CouncilId::from_bytes([1; 32]);
        let key = DeviceKey::from_secret(&[5; 32]);
        let other = DeviceKey::from_secret(&[6; 32]);
        let mut genesis = AutoCommit::new().with_actor(automerge::ActorId::from([0; 16]));
        let text = genesis
            .put_object(ROOT, "text", ObjType::Text)
            .expect("made");
        genesis.commit();
        let write = |from: &AutoCommit, key: &DeviceKey, words: &[&str]| {
            let mut document = from.clone();
            document.set_author(Some(automerge::Author::from(
                key.public().as_bytes().to_vec(),
            )));
            let actor = key.public().actor_with(&council, [3; 8]);
            document.set_actor(automerge::ActorId::from(*actor.as_bytes()));
            for (at, word) in words.iter().enumerate() {
                document.splice_text(&text, at, 0, word).expect("spliced");
                document.commit_with(CommitOptions::default().with_time(1_700_000_000));
            }
            document
        };
        let mut theirs = write(&genesis, &other, &["before ", "us"]);
        let mut ours = write(&theirs, &key, &["first ", "second ", "third "]);
        let chunks = |changes: Vec<automerge::Change>| -> Vec<Vec<u8>> {
            changes.iter().map(|c| c.raw_bytes().to_vec()).collect()
        };
        Work {
            council,
            document: DocumentId::from_bytes([2; 16]),
            roster: vec![ActId::from_bytes([4; 32])],
            ground: chunks(theirs.get_changes(&[])),
            own: chunks(ours.get_changes(&theirs.get_heads())),
            key,
        }
    }

    /// Plain chunks of an honest run of this work: all of it, or what must stand before a flaw.
    pub fn run(&self, chunks: &[Vec<u8>]) -> Run {
        let changes: Vec<_> = chunks
            .iter()
            .map(|chunk| {
                plain(
                    chunk,
                    &Change::read(chunk).expect("BUG: honest work is plain"),
                )
            })
            .collect();
        let last = changes.last().expect("a run has a change").header.hash;
        Run {
            document: self.document,
            author: self.key.public(),
            changes,
            seal: self.seal(&last),
        }
    }

    /// The member's seal over a change.
    pub fn seal(&self, change: &ChangeHash) -> Seal {
        let roster = self.roster.clone();
        Seal::sign(&self.key, &self.council, &self.document, change, roster)
    }

    /// Spoils one change of the work: the first or the last one.
    ///
    /// # Panics
    /// When the work is not what [`Work`] asks for.
    pub fn spoil(&self, flaw: Flaw) -> Hostile {
        let (index, honest) = if flaw.is_of_first_change() {
            (0, &self.own[0])
        } else {
            (self.own.len() - 1, self.own.last().expect("own changes"))
        };
        assert!(self.own.len() >= 2, "one honest change must stand before");
        let mut change = Change::read(honest).expect("honest work is plain");
        let before = match flaw {
            Flaw::PositionTaken => self.own.clone(),
            _ => self.own[..index].to_vec(),
        };
        let (kind, bytes) = self.spoiled(flaw, &mut change);
        let change = (kind == chunk::CHANGE).then_some(change);
        let hash = match &change {
            Some(change) => change.hash(),
            None => chunk::open(&bytes).map_or_else(
                || chunk::hash(kind, &bytes),
                |(kind, body)| chunk::hash(kind, body),
            ),
        };
        Hostile {
            flaw,
            before,
            chunk: bytes,
            change,
            hash,
            seal: self.seal(&hash),
        }
    }

    /// Every hostile change this work can be made into.
    pub fn spoil_all(&self) -> Vec<Hostile> {
        Flaw::ALL.into_iter().map(|flaw| self.spoil(flaw)).collect()
    }

    fn spoiled(&self, flaw: Flaw, change: &mut Change) -> (u8, Vec<u8>) {
        let last_ops = self.last_ops();
        let own_previous = self
            .own
            .len()
            .checked_sub(2)
            .map(|at| Change::read(&self.own[at]).expect("honest work is plain"));
        let other_key = DeviceKey::from_secret(&[0xee; 32]).public();
        match flaw {
            Flaw::StartOpTooLow => change.start_op = 1,
            Flaw::StartOpEqual => change.start_op -= 1,
            Flaw::StartOpTooHigh => change.start_op += 1,
            Flaw::StartOpNearLimit => change.start_op = u64::from(u32::MAX),
            Flaw::StartOpOverflows => change.start_op = u64::MAX,
            Flaw::StartOpZero => change.start_op = 0,
            Flaw::OneOperationTooMany => edit_actions(change, |actions| {
                actions.push(*actions.last().expect("an operation"));
            }),
            Flaw::OneOperationTooFew => edit_actions(change, |actions| {
                actions.pop();
            }),
            Flaw::OperationsWithoutEnd => {
                let column = change.column(chunk::ACTION_COLUMN).expect("actions");
                column.clear();
                chunk::put_signed(column, 1 << 62);
                chunk::put_unsigned(column, 1);
            }
            Flaw::SequenceGap => change.sequence += 1,
            Flaw::PositionTaken => change_content(change),
            Flaw::OwnDependencyMissing => {
                let previous = own_previous.expect("a change before");
                let gone = previous.hash();
                change.dependencies.retain(|hash| *hash != gone);
                // What it stood on stays, so that nothing else is missing; the numbering follows.
                change.dependencies.extend(&previous.dependencies);
                change.dependencies.sort_unstable();
                change.dependencies.dedup();
                let last = change.dependencies.iter().map(|hash| last_ops[hash]).max();
                change.start_op = 1 + last.unwrap_or(0);
            }
            Flaw::DependencyUnknown => {
                change.dependencies.push(ChangeHash::from_bytes([0xee; 32]));
                change.dependencies.sort_unstable();
            }
            Flaw::DependenciesUnsorted => {
                // Another change that is held, so that the order is all that is wrong.
                let held = last_ops
                    .keys()
                    .find(|hash| !change.dependencies.contains(hash));
                change
                    .dependencies
                    .push(*held.expect("more than one change is held"));
                change.dependencies.sort_unstable();
                change.dependencies.reverse();
            }
            Flaw::DependencyTwice => {
                let first = change.dependencies[0];
                change.dependencies.insert(0, first);
            }
            Flaw::ForeignActor => {
                change.actor = other_key
                    .actor_with(&self.council, [7; 8])
                    .as_bytes()
                    .to_vec();
            }
            Flaw::GenesisActor => change.actor = vec![0; 16],
            Flaw::FooterMissing => change.footer.clear(),
            Flaw::FooterForeign => change.footer = chunk::author_footer(other_key.as_bytes()),
            Flaw::FooterLate => {
                change.footer = chunk::author_footer(self.key.public().as_bytes());
            }
            Flaw::ChecksumWrong => {
                let other = ChangeHash::from_bytes([0xee; 32]);
                return (
                    chunk::CHANGE,
                    chunk::chunk(chunk::CHANGE, &change.body(), &other),
                );
            }
            Flaw::CompressedChunk => {
                let body = change.body();
                let hash = chunk::hash(chunk::CHANGE, &body);
                let kind = chunk::COMPRESSED_CHANGE;
                return (
                    kind,
                    chunk::chunk(kind, &chunk::deflate_stored(&body), &hash),
                );
            }
            Flaw::CompressedColumn => {
                for column in &mut change.columns {
                    if column.specification == chunk::ACTION_COLUMN {
                        column.specification |= chunk::DEFLATED;
                        column.data = chunk::deflate_stored(&column.data);
                    }
                }
            }
            Flaw::DocumentChunk => return (chunk::DOCUMENT, self.document().save()),
            Flaw::BundleChunk => return (chunk::BUNDLE, HANGING_BUNDLE.to_vec()),
            Flaw::UnknownChunk => return (9, chunk::seal_chunk(9, &change.body())),
            Flaw::ByteTooMany => {
                let mut bytes = change.write();
                bytes.push(0);
                return (chunk::CHANGE, bytes);
            }
            Flaw::ByteTooFew => {
                let mut bytes = change.write();
                bytes.pop();
                return (chunk::CHANGE, bytes);
            }
        }
        (chunk::CHANGE, change.write())
    }

    /// The counter of the last operation of everything held before the last own change.
    fn last_ops(&self) -> BTreeMap<ChangeHash, u64> {
        let own = &self.own[..self.own.len() - 1];
        self.ground
            .iter()
            .chain(own)
            .map(|chunk| {
                let change = Change::read(chunk).expect("honest work is plain");
                (change.hash(), change.last_op().expect("honest work counts"))
            })
            .collect()
    }

    fn document(&self) -> AutoCommit {
        let mut document = AutoCommit::new();
        let changes = self.ground.iter().chain(&self.own).map(|chunk| {
            automerge::Change::from_bytes(chunk.clone()).expect("honest work is a change")
        });
        document
            .apply_changes(changes)
            .expect("honest work applies");
        document
    }
}

impl Hostile {
    /// The run that carries it, with its seal; `None` where the bytes are no change that a run could
    /// carry.
    pub fn run(&self, work: &Work) -> Option<Run> {
        let change = self.change.as_ref()?;
        format::ActorId::from_slice(&change.actor)?;
        Some(Run {
            document: work.document,
            author: work.key.public(),
            changes: vec![plain(&self.chunk, change)],
            seal: self.seal.clone(),
        })
    }
}

/// What a node that trusted the bytes would take the change for.
fn plain(chunk: &[u8], change: &Change) -> PlainChange {
    let author = change
        .footer
        .get(2..)
        .and_then(format::PublicKey::from_slice);
    PlainChange {
        header: ChangeHeader {
            hash: change.hash(),
            dependencies: change.dependencies.clone(),
            actor: format::ActorId::from_slice(&change.actor).expect("an actor of 24 bytes"),
            sequence: change.sequence,
            start_op: change.start_op,
            time_seconds: change.time_seconds,
            message: (!change.message.is_empty())
                .then(|| String::from_utf8_lossy(&change.message).into_owned()),
            author,
            operations: claimed_operations(change),
        },
        chunk: chunk.to_vec(),
    }
}

/// How many operations the action column claims, without unpacking an endless claim.
fn claimed_operations(change: &Change) -> u64 {
    let endless = change.columns.iter().any(|column| {
        let mut claim = Vec::new();
        chunk::put_signed(&mut claim, 1 << 62);
        column.specification == chunk::ACTION_COLUMN && column.data.starts_with(&claim)
    });
    if endless {
        return 1 << 62;
    }
    change.actions().map_or(0, |actions| actions.len() as u64)
}

fn edit_actions(change: &mut Change, edit: impl FnOnce(&mut Vec<Option<u64>>)) {
    let mut actions = change.actions().expect("actions");
    edit(&mut actions);
    *change.column(chunk::ACTION_COLUMN).expect("actions") = chunk::write_runs(&actions);
}

/// Gives a change other content of the same shape: one letter of what it writes is another one, or
/// its time where it writes none.
fn change_content(change: &mut Change) {
    let letter = change.column(chunk::VALUE_COLUMN).and_then(|data| {
        data.iter_mut()
            .rev()
            .find(|byte| byte.is_ascii_alphabetic())
    });
    match letter {
        Some(letter) => *letter = if *letter == b'z' { b'a' } else { *letter + 1 },
        None => change.time_seconds += 1,
    }
}

#[cfg(test)]
#[path = "hostile_tests.rs"]
mod tests;
