//! Records what the programs of this version keep on disk and say over the wire, for the tests of all later
//! ones: stores of an office and of a relay, everything that members and the relay said to each other, carry
//! files and an invitation.
//!
//! `cargo build --workspace && cargo run -p dewan-tests --example record`, once for each version of a form that
//! is released. What is recorded never changes, so nothing is overwritten; `tests/recorded/README.md` says what
//! stands where. With the name of a folder everything goes there, for a look.
//!
//! Every key in it was made for the recording, is in nobody's hands, and signs nothing else.

mod story;
mod tap;

use std::path::{Path, PathBuf};

use dewan::engine::home::Home;
use dewan_tests::office::Office;
use dewan_tests::relay::Relay;
use format::PublicKey;
use store::Store;
use sync::frame::Frame;

use story::Story;
use tap::{Session, Tap};

/// Slow to pack, and nobody waits for it.
const ZSTD_LEVEL: i32 = 19;

/// Where everything goes.
struct Places {
    office: PathBuf,
    office_key: PathBuf,
    relay: PathBuf,
    sessions: PathBuf,
    locked: PathBuf,
    open: PathBuf,
    invitation: PathBuf,
}

impl Places {
    fn find(named: Option<PathBuf>) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (stores, wire) = match named {
            Some(folder) => {
                let folder = std::path::absolute(folder).expect("the name of a folder");
                (folder.clone(), folder)
            }
            None => (
                tests.join("../shared/store/tests/recorded"),
                tests.join("recorded"),
            ),
        };
        let schema = format!("{:04}", store::SCHEMA);
        let version = format!("{:04}", sync::frame::VERSION);
        Self {
            office: stores.join(format!("{schema}-office.sqlite.zst")),
            office_key: stores.join(format!("{schema}-office.key")),
            relay: stores.join(format!("{schema}-relay.sqlite.zst")),
            sessions: wire.join(format!("{version}-sessions.cbor.zst")),
            locked: wire.join(format!("{version}-locked.dewan-carry")),
            open: wire.join(format!("{version}-open.dewan-carry")),
            invitation: wire.join(format!("{version}.invitation")),
        }
    }

    fn insist_that_nothing_is_there(&self) {
        for path in [
            &self.office,
            &self.office_key,
            &self.relay,
            &self.sessions,
            &self.locked,
            &self.open,
            &self.invitation,
        ] {
            assert!(
                !path.exists(),
                "{} is recorded, and what is recorded never changes",
                path.display()
            );
        }
    }
}

fn main() {
    let places = Places::find(std::env::args_os().nth(1).map(PathBuf::from));
    places.insist_that_nothing_is_there();
    let mut relay = Relay::start();
    let tap = Tap::to(relay.address());
    let story = Story::begin(&format!("{}#{}", tap.url(), relay.key()));
    story.invite(text(&places.invitation));
    story.tell();
    relay.stop();
    let chair = home(&story.chair);
    keep_store(&relay.data(), &places.relay);
    keep_store(&chair.store(), &places.office);
    std::fs::copy(chair.folder().join("device.key"), &places.office_key)
        .expect("the key is there and can be copied");
    keep_sessions(&story, &tap.finish(), &places.sessions);
    story.carry(text(&places.locked), text(&places.open));
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of ours is text")
}

fn home(office: &Office) -> Home {
    Home::find(Some(office.home())).expect("the office has a home")
}

/// A copy of a store that says nothing of the machine it was made on.
fn keep_store(from: &Path, to: &Path) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let copy = folder.path().join("copy.sqlite");
    let kept = Store::open_read_only(from).expect("the store can be read");
    kept.backup(&copy).expect("it can be copied");
    let conn = rusqlite::Connection::open(&copy).expect("the copy opens");
    conn.execute(
        "UPDATE store SET machine = 'recorded', path = '/recorded', inode = 'recorded'",
        [],
    )
    .and_then(|_| conn.execute_batch("VACUUM"))
    .expect("the copy can be written");
    conn.close()
        .map_err(|(_, error)| error)
        .expect("the copy closes");
    keep_packed(&std::fs::read(&copy).expect("it can be read"), to);
    for council in kept.councils().expect("it can be read") {
        let reader = kept.reader(council).expect("it can be read");
        let counts = reader.counts().expect("it can be counted");
        println!(
            "  {} documents, {} acts, {} changes, {} files",
            counts.documents, counts.acts.items, counts.changes.items, counts.files.items
        );
    }
}

/// All sessions, each with whose it was, in the form that `tests/recorded/README.md` describes.
fn keep_sessions(story: &Story, sessions: &[Session], to: &Path) {
    let mut e = format::cbor::Encoder::new();
    e.array(sessions.len() as u64);
    for session in sessions {
        let who = story.offices().into_iter().find(|office| {
            let key = home(office).public_key().expect("the key can be read");
            key == caller(session)
        });
        let who = who.expect("somebody of the story called").name();
        e.array(2).str(who).array(session.len() as u64);
        for message in session {
            e.array(2).u8(message.by_relay.into()).bytes(&message.bytes);
        }
        println!("  {who}: {} messages", session.len());
    }
    keep_packed(&e.into_bytes(), to);
}

/// Who called, by the hello.
fn caller(session: &Session) -> Option<PublicKey> {
    let frame = link::message::unwrap(&session.first()?.bytes)?;
    match Frame::decode(&frame) {
        Ok(Frame::Hello(hello)) => Some(hello.key),
        _ => None,
    }
}

fn keep_packed(bytes: &[u8], to: &Path) {
    let packed = zstd::encode_all(bytes, ZSTD_LEVEL).expect("memory can be packed");
    std::fs::write(to, &packed).expect("the file can be written");
    println!("{}: {} bytes", to.display(), packed.len());
}
