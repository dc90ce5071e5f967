//! Runs that unpack to thousands of times their size, and what carries them: frames and carry files.

use format::{
    ChangeHash, CouncilId, DeviceKey, DocumentId, LogId, PlainChange, PublicKey, Run, Seal,
};
use sync::carry_file::{self, MAGIC, Order};
use sync::frame::{Frame, Items, MAX_FRAME_BYTES, Packed};
use sync::memory::Memory;

use crate::chunk::{Change, author_footer};

/// So many runs of somebody who belongs to the council are in a bomb: each has to be unpacked.
const OF_A_MEMBER: u8 = 16;

/// Changes that are nothing but a message, as many as a run may have: some hundred bytes.
fn wide(key: &DeviceKey, council: &CouncilId, suffix: u8, message: usize) -> Vec<u8> {
    // Of a document that nobody created: what counts is what it takes to find that out.
    let document = DocumentId::from_bytes([3; 16]);
    let actor = key.public().actor_with(council, [suffix; 8]);
    let mut before = ChangeHash::from_bytes([4; 32]);
    let mut changes = Vec::new();
    for sequence in 1..=format::run::MAX_RUN_CHANGES as u64 {
        let footer = match sequence {
            1 => author_footer(key.public().as_bytes()),
            _ => vec![],
        };
        let change = Change {
            dependencies: vec![before],
            actor: actor.as_bytes().to_vec(),
            sequence,
            start_op: 1,
            time_seconds: 0,
            message: vec![b'a'; message],
            other_actors: vec![],
            columns: vec![],
            footer,
        };
        before = change.hash();
        changes.push(PlainChange::parse(change.write()).expect("a change of ours"));
    }
    let seal = Seal::sign(key, council, &document, &before, vec![]);
    let run = Run::new(council, document, key.public(), changes, seal).expect("a run of ours");
    run.pack().expect("a run of ours")
}

/// A frame of these runs, as many as it has room for.
fn frame(runs: &[Vec<u8>]) -> Vec<u8> {
    let (mut items, mut bytes) = (Vec::new(), 64);
    for run in runs {
        bytes += run.len() + 8;
        if bytes <= MAX_FRAME_BYTES {
            items.push(Packed::Run(run.clone()));
        }
    }
    Frame::Items(Items { upto: None, items }).encode()
}

/// Frames of runs by a stranger, copies of one of them, and runs by somebody who belongs to the council.
pub(super) fn frames(member: &DeviceKey, council: &CouncilId) -> Vec<Vec<u8>> {
    let stranger = DeviceKey::from_secret(&[5; 32]);
    let by_stranger = wide(&stranger, council, 1, 880);
    let by_member = (0..OF_A_MEMBER).map(|suffix| wide(member, council, suffix, 880));
    let by_member: Vec<_> = by_member.collect();
    vec![
        frame(&vec![by_stranger; 200]),
        frame(&vec![by_member[0].clone(); 200]),
        frame(&by_member),
    ]
}

/// Carry files for `recipient` with the same runs, one of a stranger and others of somebody who belongs to the
/// council, whose file begins like `genuine`. None of them has an end.
pub(super) fn files(
    member: &DeviceKey,
    council: &CouncilId,
    recipient: PublicKey,
    genuine: &[u8],
) -> Vec<Vec<u8>> {
    let stranger = DeviceKey::from_secret(&[5; 32]);
    let nothing = Memory::new(
        *council,
        (ChangeHash::from_bytes([4; 32]), 1),
        LogId::from_bytes([5; 16]),
    );
    let order = Order {
        recipients: [(recipient, carry_file::KnownThere::default())].into(),
        ..Order::default()
    };
    let mut by_stranger = Vec::new();
    carry_file::write(&nothing, &stranger, &order, &mut by_stranger)
        .expect("a file can be written");
    let run = wide(&stranger, council, 1, 880);
    let mut bombs = vec![[blocks(&by_stranger, 1), &block(&[vec![run; 200]])].concat()];
    // Behind the acts that place its writer.
    let begun = blocks(genuine, 2);
    let runs = (0..OF_A_MEMBER).map(|suffix| wide(member, council, suffix, 880));
    bombs.push([begun, &block(&[runs.collect()])].concat());
    let empty = wide(member, council, 1, 0);
    bombs.push([begun, &block(&vec![vec![empty; 200]; 5])].concat());
    bombs
}

/// The beginning of a carry file, up to the end of so many blocks.
fn blocks(file: &[u8], count: usize) -> &[u8] {
    let mut end = MAGIC.len();
    for _ in 0..count {
        let length: [u8; 4] = file[end..end + 4].try_into().expect("four bytes");
        end += 4 + u32::from_be_bytes(length) as usize;
    }
    &file[..end]
}

/// Blocks of a carry file with these runs.
fn block(of: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for runs in of {
        let frame = frame(runs);
        bytes.extend((frame.len() as u32).to_be_bytes());
        bytes.extend(frame);
    }
    bytes
}
