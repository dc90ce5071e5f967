//! Foreign bytes of every form a program of ours reads: genuine ones, damaged ones, and bombs.
//!
//! The same functions serve the seeded test (`tests/tests/foreign_bytes.rs`) and the coverage-guided
//! targets in `fuzz/`: [`Scene::read`] does with some bytes what relay and client do with them, up to
//! judging and taking them, and undoes what was taken.

mod bombs;
mod conversation;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use council::act::{Body, Create, Found, Invite, Join, Speaker};
use council::document::Document;
use council::edit::{Edit, Place};
use council::view::Kind;
use data_encoding::BASE32_NOPAD;
use format::id::{Origin, Scope};
use format::invitation::Invitation;
use format::{
    Act, Blob, CouncilId, DeviceKey, DocumentId, LogId, Nonce, PlainChange, Receipt, Run, Seal,
    cbor,
};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};
use store::{From, Options, Store, StoreError};
use sync::blob::{BlobPart, PART_BYTES};
use sync::carry_file::{self, Order, ReadError};
use sync::frame::{Frame, Items, MAX_FRAME_BYTES, Packed};
use sync::{
    Carry, CloseReason, Event, Expected, Holdings as _, Item, Role, Session, Setup, Standing,
};
use tempfile::TempDir;

use crate::hostile::HANGING_BUNDLE;

/// A form of foreign bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A frame of a session.
    Frame,
    /// A packed run of changes.
    Run,
    /// One change chunk.
    Change,
    /// A signed act.
    Act,
    /// A receipt.
    Receipt,
    /// A part of a file, in its frame.
    Part,
    /// A decision package.
    Package,
    /// A carry file.
    CarryFile,
    /// An invitation.
    Invitation,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 9] = [
        Self::Frame,
        Self::Run,
        Self::Change,
        Self::Act,
        Self::Receipt,
        Self::Part,
        Self::Package,
        Self::CarryFile,
        Self::Invitation,
    ];

    /// Its name, which is that of its folder in the corpus, too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Run => "run",
            Self::Change => "change",
            Self::Act => "act",
            Self::Receipt => "receipt",
            Self::Part => "part",
            Self::Package => "package",
            Self::CarryFile => "carry-file",
            Self::Invitation => "invitation",
        }
    }

    /// The form of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// What stands inside the wrapping that a mutation would only break: compression and checksums.
    /// `None` where there is no wrapping, or these bytes have none.
    fn unwrapped(self, bytes: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Change => bytes.get(8..).map(<[u8]>::to_vec),
            Self::Run => {
                let [codec, payload] = run_payload(bytes)?;
                match *bytes.get(codec.start)? {
                    0 => Some(bytes[payload].to_vec()),
                    _ => zstd::stream::decode_all(&bytes[payload]).ok(),
                }
            }
            Self::Invitation => {
                let text = std::str::from_utf8(bytes).ok()?;
                let packed = BASE32_NOPAD
                    .decode(
                        text.strip_prefix(INVITATION_MARK)?
                            .to_ascii_uppercase()
                            .as_bytes(),
                    )
                    .ok()?;
                let body = packed.get(10..packed.len().checked_sub(8)?)?;
                match packed[1] {
                    0 => Some(body.to_vec()),
                    _ => zstd::stream::decode_all(body).ok(),
                }
            }
            _ => None,
        }
    }

    /// Puts changed contents back into the wrapping of `bytes`.
    fn wrapped(self, bytes: &[u8], inner: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Change => {
                let sum = Sha256::digest(inner);
                Some([bytes.get(..4)?, &sum[..4], inner].concat())
            }
            Self::Run => {
                let [codec, payload] = run_payload(bytes)?;
                let mut packed = bytes[..codec.start].to_vec();
                packed.push(1);
                packed.extend(&bytes[codec.end..payload_head(bytes, &payload)?]);
                let body = zstd::bulk::compress(inner, 3).ok()?;
                let mut head = cbor::Encoder::new();
                head.bytes(&body);
                packed.extend(head.into_bytes());
                packed.extend(&bytes[payload.end..]);
                Some(packed)
            }
            Self::Invitation => Some(invitation_of(0, inner)),
            _ => None,
        }
    }
}

/// What every invitation begins with.
const INVITATION_MARK: &str = "dewan1-";

/// An invitation with this body, its checksums right.
fn invitation_of(form: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![1, form];
    bytes.extend((body.len() as u32).to_be_bytes());
    let check = Sha256::digest(&bytes);
    bytes.extend(&check[..4]);
    bytes.extend(body);
    let sum = Sha256::digest(&bytes);
    bytes.extend(&sum[..8]);
    let text = BASE32_NOPAD.encode(&bytes).to_ascii_lowercase();
    format!("{INVITATION_MARK}{text}").into_bytes()
}

/// Where a packed run names its codec and where its payload stands.
fn run_payload(bytes: &[u8]) -> Option<[std::ops::Range<usize>; 2]> {
    let mut d = minicbor::Decoder::new(bytes);
    if d.array().ok()? != Some(7) {
        return None;
    }
    let codec = d.position();
    d.u8().ok()?;
    let after_codec = d.position();
    for _ in 0..3 {
        d.bytes().ok()?;
    }
    d.u64().ok()?;
    let payload = d.bytes().ok()?.len();
    let end = d.position();
    Some([codec..after_codec, end - payload..end])
}

/// Where the head of the payload's byte string begins.
fn payload_head(bytes: &[u8], payload: &std::ops::Range<usize>) -> Option<usize> {
    let mut d = minicbor::Decoder::new(bytes);
    d.array().ok()?;
    d.u8().ok()?;
    for _ in 0..3 {
        d.bytes().ok()?;
    }
    d.u64().ok()?;
    (d.position() < payload.start).then_some(d.position())
}

/// A council in a store, which foreign bytes are offered to.
pub struct Scene {
    council: CouncilId,
    document: DocumentId,
    relay: DeviceKey,
    founder: DeviceKey,
    peer: DeviceKey,
    store: Store,
    /// The relay's side of a session with `peer` that has begun.
    session: Session,
    samples: Vec<(Form, Vec<u8>)>,
    _folder: TempDir,
}

impl Scene {
    /// Makes the council and genuine bytes of every form.
    ///
    /// # Panics
    /// When something of ours does not work.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("store.dewan");
        let (store, _) = Store::open(&path, Options::new("test")).expect("the store opens");
        let key = |n| DeviceKey::from_secret(&[n; 32]);
        let (rina, budi, relay, one_time) = (key(1), key(2), key(4), key(3));
        let mut roster = Vec::new();
        let say = |by: &DeviceKey, council, roster: &[Act], body: &Body| {
            Speaker {
                key: by,
                council,
                roster: roster.last().map(Act::id).into_iter().collect(),
                time_millis: 1_000,
            }
            .say(body)
            .expect("an act of ours can be said")
        };
        let found = Body::Found(Found {
            name: "Dewan".into(),
            person: "Rina".into(),
            office: "Pusat".into(),
            nonce: Nonce::from_bytes([9; 16]),
            recovery: None,
        });
        roster.push(say(&rina, None, &[], &found));
        let council = roster[0].council();
        let invite = Body::Invite(Invite {
            office: "Surabaya".into(),
            one_time_key: one_time.public(),
            expires_millis: None,
            replaces: None,
        });
        roster.push(say(&rina, Some(council), &roster, &invite));
        let invitation = Invitation {
            acts: roster.clone(),
            one_time_key: one_time.clone(),
        };
        let invite = roster[1].id();
        let join = Body::Join(Join {
            person: "Budi".into(),
            invite,
            proof: one_time.sign(&Join::proof_bytes(&council, &invite, &budi.public())),
        });
        roster.push(say(&budi, Some(council), &roster, &join));
        let create = Create {
            kind: Kind::Policy,
            scope: Scope::Council,
            label: None,
            origin: Origin::Nonce(Nonce::from_bytes([1; 16]), rina.public()),
        };
        let document = create.document(&council);
        let create = Speaker {
            key: &rina,
            council: Some(council),
            roster: vec![roster[2].id()],
            time_millis: 2_000,
        }
        .say_about(document, vec![], &Body::Create(create))
        .expect("an act of ours can be said");

        let chunks = written(&rina, &council);
        let changes: Vec<PlainChange> = chunks
            .iter()
            .map(|chunk| PlainChange::parse(chunk.clone()).expect("a change of ours"))
            .collect();
        let last = changes[changes.len() - 1].header.hash;
        let seal = Seal::sign(&rina, &council, &document, &last, vec![roster[2].id()]);
        let run =
            Run::new(&council, document, rina.public(), changes, seal).expect("a run of ours");
        let receipt = Receipt::sign(&relay, council, document, vec![last], 3_000, 7);
        let contents = vec![5; PART_BYTES + 9];
        let part = BlobPart {
            blob: Blob::of(&contents),
            offset: 0,
            bytes: contents[..PART_BYTES].to_vec(),
        };

        let acts = [roster.clone(), vec![create.clone()]].concat();
        let (kept, brought) = (acts.clone(), vec![Item::Run(run.clone())]);
        let from = From {
            peer: relay.public(),
            log: LogId::from_bytes([1; 16]),
        };
        store
            .write(move |write| {
                write.hold_council(council)?;
                for act in &kept {
                    write.append_act(council, act)?;
                }
                write.take(council, from, &brought, None).map(drop)
            })
            .expect("the store takes what is ours");

        let (other, _) = Store::open(&folder.path().join("other.dewan"), Options::new("test"))
            .expect("the store opens");
        let kept = roster.clone();
        other
            .write(move |write| {
                write.hold_council(council)?;
                for act in &kept {
                    write.append_act(council, act)?;
                }
                Ok(())
            })
            .expect("the store takes what is ours");
        let session = conversation::begun(council, (&relay, &store), (&budi, &other));

        let mut carried = Vec::new();
        let order = Order {
            recipients: [(budi.public(), carry_file::KnownThere::default())].into(),
            blobs_up_to_bytes: 1 << 20,
            ..Order::default()
        };
        let reader = store.reader(council).expect("the store can be read");
        carry_file::write(&reader, &rina, &order, &mut carried).expect("a file can be written");
        let greetings = greetings(council, &budi, &reader);
        drop(reader);

        let packed = run.pack().expect("a run of ours");
        let bytes_of_receipt = cbor::encode(&receipt);
        let bytes_of_part = Frame::Items(Items {
            upto: None,
            items: vec![Packed::BlobPart(part)],
        })
        .encode();
        let items = Frame::Items(Items {
            upto: None,
            items: vec![
                Packed::Run(packed.clone()),
                Packed::Act(create.bytes().to_vec()),
                Packed::Receipt(bytes_of_receipt.clone()),
            ],
        });
        let mut samples = vec![
            (Form::Frame, items.encode()),
            (Form::Frame, Frame::Bye(CloseReason::Done).encode()),
            (Form::Frame, Frame::Ping.encode()),
            (Form::Run, packed),
            (Form::Receipt, bytes_of_receipt),
            (Form::Part, bytes_of_part),
            (
                Form::Package,
                include_bytes!("../../shared/council/tests/packages/decision-1.dewan-proof")
                    .to_vec(),
            ),
            (Form::CarryFile, carried),
            (
                Form::Invitation,
                invitation
                    .to_text()
                    .expect("an invitation of ours")
                    .into_bytes(),
            ),
        ];
        samples.extend(greetings.into_iter().map(|frame| (Form::Frame, frame)));
        samples.extend(chunks.into_iter().map(|chunk| (Form::Change, chunk)));
        samples.extend(acts.iter().map(|act| (Form::Act, act.bytes().to_vec())));
        Self {
            council,
            document,
            relay,
            founder: rina,
            peer: budi,
            store,
            session,
            samples,
            _folder: folder,
        }
    }

    /// Genuine bytes of a form.
    pub fn samples(&self, form: Form) -> Vec<&[u8]> {
        let of_form = self.samples.iter().filter(|(of, _)| *of == form);
        of_form.map(|(_, bytes)| &bytes[..]).collect()
    }

    /// The `number`th mutant of a form. Equal seeds give equal mutants.
    pub fn mutant(&self, form: Form, seed: u64, number: u64) -> Vec<u8> {
        let mut random =
            ChaCha8Rng::seed_from_u64(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let samples = self.samples(form);
        let sample = samples[random.random_range(0..samples.len())];
        let inner = form.unwrapped(sample).filter(|_| random.random_bool(0.6));
        match inner {
            Some(mut inner) => {
                mutate(&mut inner, samples[0], &mut random);
                form.wrapped(sample, &inner).unwrap_or(inner)
            }
            None => {
                let mut bytes = sample.to_vec();
                let other = samples[random.random_range(0..samples.len())];
                mutate(&mut bytes, other, &mut random);
                bytes
            }
        }
    }

    /// Bytes made to hang, crash or bloat whoever reads them: nesting, claims of huge lengths, compressed
    /// emptiness, and an Automerge chunk that its own library never finishes reading.
    pub fn bombs(&self, form: Form) -> Vec<Vec<u8>> {
        let mut bombs = vec![vec![], vec![0], HANGING_BUNDLE.to_vec()];
        for filler in [0x81, 0x9f, 0xa1, 0xbf, 0xc0, 0xd8, 0x5f, 0x7f, 0xff, 0x00] {
            for len in [64, MAX_FRAME_BYTES - 1, MAX_FRAME_BYTES, 4 << 20] {
                bombs.push(vec![filler; len]);
            }
        }
        for head in [0x3b, 0x5b, 0x7b, 0x9b, 0xbb, 0xdb, 0xfb] {
            for claim in [u64::MAX, 1 << 62, 1 << 40, 1 << 32, u64::from(u32::MAX)] {
                for before in [&[][..], &[0x82], &[0x87, 0x01], &[0x88, 0x00]] {
                    bombs.push([before, &[head], &claim.to_be_bytes(), &[0; 40]].concat());
                }
            }
        }
        // Truncation anywhere, and a huge number in place of any eight bytes.
        for sample in self.samples(form) {
            let step = (sample.len() / 200).max(1);
            for at in (0..sample.len()).step_by(step) {
                bombs.push(sample[..at].to_vec());
                let mut huge = sample.to_vec();
                let to = huge.len().min(at + 8);
                huge[at..to].fill(0xff);
                bombs.push(huge);
            }
        }
        let emptiness = emptiness().unwrap_or_default();
        match form {
            Form::Run => {
                if let Some(sample) = self.samples(form).first()
                    && let Some([codec, payload]) = run_payload(sample)
                    && let Some(head) = payload_head(sample, &payload)
                {
                    let mut body = cbor::Encoder::new();
                    body.bytes(&emptiness);
                    let mut bomb = sample[..codec.start].to_vec();
                    bomb.push(1);
                    bomb.extend(&sample[codec.end..head]);
                    bomb.extend(body.into_bytes());
                    bomb.extend(&sample[payload.end..]);
                    bombs.push(bomb);
                }
            }
            Form::Invitation => {
                bombs.push(invitation_of(1, &emptiness));
                bombs.push([INVITATION_MARK.as_bytes(), &[b'a'; 8 << 20]].concat());
            }
            Form::Frame => bombs.extend(bombs::frames(&self.founder, &self.council)),
            Form::CarryFile => {
                let (me, genuine) = (self.peer.public(), self.samples(form)[0]);
                bombs.extend(bombs::files(&self.founder, &self.council, me, genuine));
            }
            _ => {}
        }
        bombs.push(emptiness);
        bombs
    }

    /// Reads these bytes as this form, as far as relay and client do with what a peer sends: parse, judge,
    /// take, and for a change decode. What was taken is undone. True if they were readable.
    pub fn read(&self, form: Form, bytes: &[u8]) -> bool {
        match form {
            Form::Frame => {
                let frame = Frame::decode(bytes);
                if let Ok(Frame::Items(items)) = &frame {
                    // More of them are of the same kind, and the session below has them all.
                    for item in items.items.iter().take(8) {
                        self.read_packed(item);
                    }
                }
                self.greet(bytes);
                let session = self.session.clone();
                conversation::say(session, &self.store, self.council, bytes);
                frame.is_ok()
            }
            Form::Run => self.read_packed(&Packed::Run(bytes.to_vec())),
            Form::Act => self.read_packed(&Packed::Act(bytes.to_vec())),
            Form::Receipt => self.read_packed(&Packed::Receipt(bytes.to_vec())),
            // Parts have no form of their own outside a frame.
            Form::Part => Frame::decode(bytes).is_ok_and(|frame| match frame {
                Frame::Items(items) => items.items.iter().all(|item| self.read_packed(item)),
                _ => true,
            }),
            Form::Change => PlainChange::parse(bytes.to_vec()).is_ok_and(|change| {
                decode(&change);
                true
            }),
            Form::Package => council::package::verify(bytes).is_ok(),
            Form::CarryFile => self.read_carried(bytes).is_ok(),
            Form::Invitation => Invitation::from_text(&String::from_utf8_lossy(bytes)).is_ok(),
        }
    }

    /// Whoever wrote it comes first, as at a client; then all of it.
    fn read_carried(&self, bytes: &[u8]) -> Result<(), ReadError> {
        let mut begun = carry_file::read(bytes, &self.council)?;
        let front = begun.front()?;
        let reader = self
            .store
            .reader(self.council)
            .expect("the store can be read");
        let standing = reader.standing(&begun.header().from, &front);
        match standing.expect("the store answers") {
            Standing::Unknown => Err(ReadError::Foreign),
            _ => carry_file::verify(bytes, &self.council).map(drop),
        }
    }

    fn read_packed(&self, packed: &Packed) -> bool {
        let item = match packed {
            Packed::Run(bytes) => Run::unpack(bytes, &self.council).ok().map(Item::Run),
            Packed::Act(bytes) => Act::parse(bytes).ok().map(|act| {
                // Whatever it says, everybody who shows it reads it.
                drop(Body::read(&act));
                Item::Act(act)
            }),
            Packed::Receipt(bytes) => cbor::decode_exact::<Receipt>(bytes).ok().map(Item::Receipt),
            Packed::BlobPart(part) => Some(Item::BlobPart(part.clone(), self.peer.public())),
            _ => None,
        };
        let is_readable = item.is_some();
        if let Some(item) = item {
            if let Item::Run(run) = &item {
                run.changes.iter().for_each(decode);
            }
            self.offer(item);
        }
        is_readable
    }

    /// Offers an item to the store, and undoes what came of it.
    fn offer(&self, item: Item) {
        let council = self.council;
        let from = From {
            peer: self.peer.public(),
            log: LogId::from_bytes([2; 16]),
        };
        let undone: Result<(), StoreError> = self.store.write(move |write| {
            write.take(council, from, &[item], None)?;
            Err(StoreError::Misplaced("undone".to_owned()))
        });
        assert!(
            matches!(
                undone,
                Err(StoreError::Misplaced(_) | StoreError::TooManyGaps)
            ),
            "taking ended with {undone:?}"
        );
    }

    /// Gives bytes to a relay's session that has just begun.
    fn greet(&self, bytes: &[u8]) {
        let mut session = Session::new(Setup {
            role: Role::Host,
            expected: Expected::Anybody,
            key: self.relay.clone(),
            nonce: Nonce::from_bytes([3; 16]),
            signs_receipts: true,
            now_millis: 0,
            carry: Carry::default(),
        });
        let reader = self
            .store
            .reader(self.council)
            .expect("the store can be read");
        for event in [Event::Opened, Event::Frame(bytes.to_vec())] {
            session.handle(event, &reader).expect("the store answers");
        }
    }

    /// The document of the council.
    pub fn document(&self) -> DocumentId {
        self.document
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

/// A quarter of a gigabyte of nothing, compressed.
fn emptiness() -> std::io::Result<Vec<u8>> {
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3)?;
    for _ in 0..4096 {
        encoder.write_all(&[0; 65_536])?;
    }
    encoder.finish()
}

/// Decodes a change as a client does, which expects the library to fail on some.
fn decode(change: &PlainChange) {
    drop(catch_unwind(AssertUnwindSafe(|| {
        automerge::Change::from_bytes(change.chunk.clone()).map(|change| change.len())
    })));
}

/// A policy as somebody writes it: a few changes of different sizes.
fn written(key: &DeviceKey, council: &CouncilId) -> Vec<Vec<u8>> {
    let mut document = Document::genesis(Kind::Policy);
    document.set_writer(key.public(), key.public().actor_with(council, [6; 8]));
    let mut chunks = Vec::new();
    let mut write = |edit: Edit| {
        let change = document.edit(&[edit], 1_700_000_000, None);
        let change = change
            .expect("an edit of ours")
            .expect("it changes something");
        chunks.push(change.bytes);
    };
    for title in ["Kebijakan", "Kebijakan media", "Kebijakan media sosial"] {
        write(Edit::Put {
            place: Place::Title,
            value: title.to_owned(),
        });
    }
    write(Edit::Put {
        place: Place::Title,
        value: "isi ".repeat(500),
    });
    chunks
}

/// How a member greets a relay: its first frames.
fn greetings(council: CouncilId, key: &DeviceKey, reader: &store::Reader) -> Vec<Vec<u8>> {
    let mut session = Session::new(Setup {
        role: Role::Caller,
        expected: Expected::Unpinned,
        key: key.clone(),
        nonce: Nonce::from_bytes([5; 16]),
        signs_receipts: false,
        now_millis: 0,
        carry: Carry::default(),
    });
    let effects = session
        .handle(Event::Opened, reader)
        .unwrap_or_else(|error| panic!("{council}: {error:?}"));
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            sync::Effect::Send(frame) => Some(frame),
            _ => None,
        })
        .collect()
}

/// Changes some bytes: bits, bytes, holes, repetitions, parts of another sample, huge numbers.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut ChaCha8Rng) {
    for _ in 0..random.random_range(1..5) {
        if bytes.is_empty() {
            bytes.push(random.random());
        }
        let at = random.random_range(0..bytes.len());
        let end = bytes.len().min(at + random.random_range(1..40));
        match random.random_range(0..9) {
            0 | 1 => bytes[at] ^= 1 << random.random_range(0..8),
            2 => bytes[at] = random.random(),
            3 => drop(bytes.drain(at..end)),
            4 => bytes.insert(at, random.random()),
            5 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            6 if !other.is_empty() => {
                let from = random.random_range(0..other.len());
                let to = other.len().min(from + random.random_range(1..200));
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            7 => bytes.truncate(at),
            _ => {
                let huge = [0xff, 0x7f, 0x80, 0x9b, 0x5b, 0x1b][random.random_range(0..6)];
                bytes[at..end].fill(huge);
            }
        }
    }
}
