//! What members and relays of released versions said to each other, message by message: it is read and written
//! the same by this program, and everything in it is still taken.
//!
//! The form of the recorded sessions is told in `tests/recorded/README.md` at the top of the repository.

use std::collections::BTreeSet;
use std::path::Path;

use format::{Act, ActId, CouncilId, DocumentId, PublicKey, Receipt, Run, cbor};
use link::message;
use minicbor::Decoder;
use store::{From, Options, Reader, Store};
use sync::frame::{Frame, Items, Packed, VERSION};
use sync::{Holdings as _, Item, LogPosition, Outcome};

/// What is recorded of one version of the wire, by the programs of that time. It never changes.
struct Release {
    /// The version of the protocol.
    version: u8,
    /// Every session that the relay had, in order.
    sessions: &'static str,
    /// The store of the relay after the last of them.
    relay: &'static str,
    /// The store of the member that called last, likewise, and under which name it stands in the sessions.
    member: (&'static str, &'static str),
}

const RELEASES: &[Release] = &[Release {
    version: 1,
    sessions: "0001-sessions.cbor.zst",
    relay: "0014-relay.sqlite.zst",
    member: ("chair", "0014-office.sqlite.zst"),
}];

const SESSIONS: &str = "../../tests/recorded";
const STORES: &str = "../store/tests/recorded";

fn unpack(folder: &str, name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    zstd::decode_all(&std::fs::read(folder.join(name)).unwrap()[..]).unwrap()
}

/// One message, and whether the relay said it.
struct Message {
    by_relay: bool,
    bytes: Vec<u8>,
}

/// One connection, and who called.
struct Session {
    caller: String,
    messages: Vec<Message>,
}

fn length(d: &mut Decoder<'_>) -> u64 {
    d.array().unwrap().expect("a definite length")
}

impl Release {
    fn sessions(&self) -> Vec<Session> {
        let bytes = unpack(SESSIONS, self.sessions);
        let mut d = Decoder::new(&bytes);
        let sessions = (0..length(&mut d)).map(|_| {
            assert_eq!(length(&mut d), 2);
            let caller = d.str().unwrap().to_owned();
            let messages = (0..length(&mut d)).map(|_| {
                assert_eq!(length(&mut d), 2);
                Message {
                    by_relay: d.u8().unwrap() == 1,
                    bytes: d.bytes().unwrap().to_vec(),
                }
            });
            let messages = messages.collect();
            Session { caller, messages }
        });
        sessions.collect()
    }
}

/// The frame that a message carries.
fn frame(message: &Message) -> Frame {
    let bytes = message::unwrap(&message.bytes).expect("it is whole");
    Frame::decode(&bytes).expect("it is a frame")
}

#[test]
fn every_captured_message_is_still_read_and_written_the_same() {
    for release in RELEASES {
        assert!(release.version <= VERSION);
        let mut kinds = [BTreeSet::new(), BTreeSet::new()];
        for session in release.sessions() {
            for (at, message) in session.messages.iter().enumerate() {
                let written = frame(message).encode();
                kinds[usize::from(message.by_relay)].insert(written[1]);
                assert!(
                    message::wrap(written) == message.bytes,
                    "message {at} of a session of {}",
                    session.caller
                );
            }
        }
        // Hello, proof, goodbye; items and what is durable; comparing and asking; files.
        for kinds in kinds {
            for said in [1, 2, 3, 4, 7, 6, 12, 5, 13, 9, 16] {
                assert!(kinds.contains(&said), "{said} of {kinds:?}");
            }
        }
    }
}

/// What one side of a session says, taken by the other as it came.
#[derive(Default)]
struct Side {
    from: Option<From>,
    /// The beginning of a run that comes in parts.
    begun: Vec<u8>,
}

impl Side {
    fn take(&mut self, frame: Frame, store: &Store, council: CouncilId) {
        match frame {
            Frame::Hello(hello) => {
                self.from = Some(From {
                    peer: hello.key,
                    log: hello.log,
                });
            }
            Frame::Prove(prove) => {
                let acts = Items {
                    items: prove.acts.into_iter().map(Packed::Act).collect(),
                    ..Items::default()
                };
                self.items(acts, store, council);
            }
            Frame::Items(items) => self.items(items, store, council),
            _ => {}
        }
    }

    fn items(&mut self, packed: Items, store: &Store, council: CouncilId) {
        let from = self.from.expect("a hello comes first");
        let cursor = packed.upto.map(|(n, chain)| LogPosition {
            log: from.log,
            n,
            chain,
        });
        let opened = packed.items.into_iter();
        let items: Vec<Item> = opened
            .filter_map(|packed| self.open(packed, from.peer, council))
            .collect();
        let outcomes = store
            .write(move |write| write.take(council, from, &items, cursor))
            .unwrap();
        let is_kept = |outcome: &Outcome| matches!(outcome, Outcome::Taken | Outcome::Held);
        assert!(outcomes.iter().all(is_kept), "{outcomes:?}");
    }

    fn open(&mut self, packed: Packed, peer: PublicKey, council: CouncilId) -> Option<Item> {
        let run = |bytes: &[u8]| Item::Run(Run::unpack(bytes, &council).unwrap());
        Some(match packed {
            Packed::Act(bytes) => Item::Act(Act::parse(&bytes).unwrap()),
            Packed::Run(bytes) => run(&bytes),
            Packed::Receipt(bytes) => Item::Receipt(cbor::decode_exact(&bytes).unwrap()),
            Packed::Part(part) => {
                assert_eq!(part.offset as usize, self.begun.len());
                self.begun.extend(part.bytes);
                if self.begun.len() < part.total as usize {
                    return None;
                }
                run(&std::mem::take(&mut self.begun))
            }
            Packed::Named(named) => Item::Named(named),
            Packed::ReceiptsUpto(number) => Item::ReceiptsUpto(number),
            Packed::BlobPart(part) => Item::BlobPart(part, peer),
        })
    }
}

/// Everything in a store that others can have brought.
#[derive(Debug, PartialEq)]
struct Holding {
    overall: [u8; 16],
    roster: Vec<ActId>,
    documents: Vec<(DocumentId, [u8; 16])>,
    receipts: Vec<Receipt>,
    files: u64,
}

impl Holding {
    /// Receipts of `but` are left out.
    fn of(reader: &Reader, but: Option<PublicKey>) -> Self {
        assert_eq!(reader.check(false).unwrap().findings, []);
        let documents = reader.digests_after(None, 1_000).unwrap();
        let mut receipts = Vec::new();
        for (document, _) in &documents {
            receipts.extend(reader.receipts_of(document).unwrap());
        }
        receipts.retain(|receipt| Some(receipt.holder) != but);
        receipts.sort_by_key(|receipt| (receipt.document, receipt.holder));
        Self {
            overall: reader.overall_digest().unwrap(),
            roster: reader.roster_acts().unwrap(),
            files: reader.counts().unwrap().files.items,
            documents,
            receipts,
        }
    }
}

fn opened(bytes: &[u8]) -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    std::fs::write(&path, bytes).unwrap();
    let (store, _) = Store::open(&path, Options::new("test")).unwrap();
    (store, folder)
}

/// A store in a folder that goes with it.
struct Kept {
    store: Store,
    council: CouncilId,
    _folder: tempfile::TempDir,
}

impl Kept {
    /// As it was recorded.
    fn recorded(name: &str) -> Self {
        let (store, folder) = opened(&unpack(STORES, name));
        Self {
            council: store.councils().unwrap()[0],
            store,
            _folder: folder,
        }
    }

    /// One that only knows which council it is to hold.
    fn empty(council: CouncilId) -> Self {
        let (store, folder) = opened(&[]);
        let hold = store.write(move |write| write.hold_council(council));
        hold.unwrap();
        Self {
            store,
            council,
            _folder: folder,
        }
    }

    fn holding(&self, but: Option<PublicKey>) -> Holding {
        Holding::of(&self.store.reader(self.council).unwrap(), but)
    }
}

#[test]
fn what_a_captured_member_sent_is_still_taken() {
    for release in RELEASES {
        let recorded = Kept::recorded(release.relay);
        let relay = Kept::empty(recorded.council);
        let mut own_key = None;
        for session in release.sessions() {
            let mut member = Side::default();
            for message in &session.messages {
                match frame(message) {
                    Frame::Hello(hello) if message.by_relay => own_key = Some(hello.key),
                    _ if message.by_relay => {}
                    frame => member.take(frame, &relay.store, relay.council),
                }
            }
        }
        // Nobody sends a relay its own receipts.
        let holding = relay.holding(own_key);
        assert!(!holding.receipts.is_empty() && holding.files > 0);
        assert_eq!(holding, recorded.holding(own_key));
    }
}

/// What the member wrote itself and what came back from the relay is all it holds: a device whose disk was
/// lost would have it again.
#[test]
fn what_a_captured_relay_said_is_still_taken() {
    for release in RELEASES {
        let (caller, store) = release.member;
        let recorded = Kept::recorded(store);
        let member = Kept::empty(recorded.council);
        for session in release.sessions() {
            if session.caller != caller {
                continue;
            }
            let mut sides = [Side::default(), Side::default()];
            for message in &session.messages {
                let side = &mut sides[usize::from(message.by_relay)];
                side.take(frame(message), &member.store, member.council);
            }
        }
        assert_eq!(member.holding(None), recorded.holding(None));
    }
}
