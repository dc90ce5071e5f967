//! A small council in which most of what can be said is said once.

use council::act::{Body, Create};
use council::document::Document;
use council::edit::{Edit, Place};
use council::view::Kind;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan_tests::council::{HEAD_OFFICE, NORTH, SOUTH, joined};
use dewan_tests::office::Office;
use format::id::Origin;
use format::scope::Scope;
use format::{Nonce, Seal};

/// The policy that is submitted and decided.
const POLICY: &str = "Pedoman Kanal";
/// What the first branch writes by itself, and goes on with in carry files.
const GUIDE: &str = "Panduan Surabaya";
/// What is for some offices only.
const BUDGET: &str = "Anggaran Surabaya";
const MINUTES: &str = "Rapat Rutin";
/// A matrix; the name of its file.
const TABLE: &str = "Pemilik Kegiatan";
/// Letters that do not shrink below what goes into one frame.
const LARGE: usize = 66_000;

/// Who is there.
pub(crate) struct Story {
    /// Founded the council; head office.
    pub(crate) chair: Office,
    /// A branch that writes.
    pub(crate) north: Office,
    /// A branch that only reads.
    south: Office,
    /// A branch whose device is revoked.
    east: Office,
}

impl Story {
    /// Founds the council at this relay, given as `ADDRESS#KEY`; the others join without a link.
    pub(crate) fn begin(relay: &str) -> Self {
        let chair = Office::new("chair");
        chair.ok([
            "council",
            "found",
            "Dewan Media Sosial",
            "--office",
            HEAD_OFFICE,
            "--person",
            "Ratna",
            "--relay",
            relay,
        ]);
        Self {
            north: joined(&chair, "north", NORTH, "Budi"),
            south: joined(&chair, "south", SOUTH, "Sinta"),
            east: joined(&chair, "east", "Makassar", "Dewi"),
            chair,
        }
    }

    /// All of them.
    pub(crate) fn offices(&self) -> [&Office; 4] {
        [&self.chair, &self.north, &self.south, &self.east]
    }

    /// What everybody does while there is a relay. The chair's sync is the last one.
    pub(crate) fn tell(&self) {
        let Self {
            chair,
            north,
            south,
            east,
        } = self;
        self.write_at_head_office();
        writes(north, GUIDE, &[], "Akun dijaga dua orang.");
        carries(north, chair, "halo", "Ratna");
        chair.ok(["appoint", "Budi", "member", "--department", "it"]);
        chair.ok(["unit", NORTH, "--kind", "branch"]);
        chair.ok(["comment", POLICY, "clause/1", "@Budi, mohon diperiksa."]);
        // So the branch holds something when it meets the relay, and the two compare.
        carries(chair, north, "balasan", NORTH);
        chair.sync();

        chair.ok(["set", TABLE, "row/1/owner", "Humas"]);
        north.ok(["set", TABLE, "row/1/owner", "Pemasaran"]);
        north.ok(["set", POLICY, "clause/1", "Dua kanal resmi."]);
        writes(north, BUDGET, &["--label", "confidential"], "Sepuluh juta.");
        north.sync();
        south.sync();
        east.sync();
        east.ok(["set", POLICY, "clause/+", "# Pasal 3\n\nDilaporkan."]);
        east.sync();
        chair.sync();

        chair.ok(["appoint", "Sinta", "reader", "--unit", SOUTH]);
        chair.ok(["unit", SOUTH, "--kind", "branch"]);
        chair.sync();
        north.sync();
        north.ok(["grant", BUDGET, "--unit", SOUTH, "--reason", "ikut membaca"]);
        north.ok(["submit", POLICY, "--note", "siap diputuskan"]);
        north.sync();
        south.sync();
        chair.sync();

        chair.ok(["decide", POLICY, "approve"]);
        chair.ok(["revoke", "Dewi", "perangkat hilang"]);
        chair.ok(["seen", GUIDE]);
        chair.sync();
        // It is told why, and nothing else.
        east.run(["sync", "--once"]).expect_code(1);
        north.sync();
        chair.sync();
    }

    fn write_at_head_office(&self) {
        let chair = &self.chair;
        writes(chair, POLICY, &[], "Satu kanal resmi.");
        chair.ok(["set", POLICY, "clause/+", "# Pasal 2\n\nSandi diganti."]);
        let table = "activity,owner\nBalas komentar,\nSiaran pers,Humas\n";
        let file = format!("{TABLE}.csv");
        chair.ok(["import", &chair.file(&file, table), "--kind", "matrix"]);
        let minutes = ["new", "minutes", MINUTES, "--meeting", "rapat rutin"];
        let when = ["--date", "2026-03-02", "--unit", HEAD_OFFICE];
        chair.ok([&minutes[..], &when].concat());
        for (place, value) in [
            ("attendance/Ratna", "hadir"),
            ("attendance/Budi", "izin"),
            ("agenda/+", "## Kanal baru\n\nDibahas."),
            ("decision/+", "Kanal baru dibuka."),
            ("action/+", "Siapkan draf panduan\tBudi\t2026-12-01"),
        ] {
            chair.ok(["set", MINUTES, place, value]);
        }
        // Two parts on the way, and little when packed.
        let notes: String = (0..4_000).map(|line| format!("baris {line}\n")).collect();
        let notes = chair.file("catatan rapat.txt", &notes);
        chair.ok(["attach", POLICY, &notes, "--to", "clause/1"]);
        draft(chair);
    }

    /// What the first branch goes on to write is carried to the chair, locked and then open, into these
    /// files.
    pub(crate) fn carry(&self, locked: &str, open: &str) {
        for (text, file, how) in [
            ("Kata dari berkas terkunci.", locked, &[][..]),
            ("Kata dari berkas terbuka.", open, &["--open"][..]),
        ] {
            let clause = format!("# Pasal\n\n{text}");
            self.north.ok(["set", GUIDE, "clause/+", &clause]);
            let write = ["carry", "write", file, "--for", "Ratna"];
            self.north.ok([&write[..], how].concat());
        }
    }

    /// An invitation of the chair, into this file.
    pub(crate) fn invite(&self, file: &str) {
        let invite = ["council", "invite", "--office", SOUTH, "--to", file];
        self.chair.ok(invite);
    }
}

/// A policy with one clause.
fn writes(office: &Office, title: &str, how: &[&str], clause: &str) {
    office.ok([&["new", "policy", title][..], how].concat());
    let clause = format!("# Pasal 1\n\n{clause}");
    office.ok(["set", title, "clause/+", &clause]);
}

fn carries(from: &Office, to: &Office, file: &str, who: &str) {
    let path = from.beside(file);
    let path = path.to_str().expect("a path of ours is text");
    from.ok(["carry", "write", path, "--for", who]);
    to.ok(["carry", "read", path]);
}

/// A document of this office alone with a run too large for one frame. What makes it large is taken out again,
/// so that no index of words holds it.
fn draft(office: &Office) {
    let home = Home::find(Some(office.home())).expect("the office has a home");
    let office = Writing::open(home).expect("it is an office");
    let (council, me) = (office.council(), office.me());
    let create = Create {
        kind: Kind::Policy,
        scope: Scope::named([], [me]).expect("one person is a scope"),
        label: None,
        origin: Origin::Nonce(Nonce::random().expect("randomness"), me),
    };
    let document = create.document(&council);
    office
        .say_about(document, vec![], &Body::Create(create))
        .expect("it can be created");
    let mut state = 7_u64;
    let letters: String = (0..LARGE)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b'!' + u8::try_from((state >> 33) % 90).expect("below 90"))
        })
        .collect();
    let mut text = Document::genesis(Kind::Policy);
    text.set_writer(me, me.new_actor(&council).expect("randomness"));
    let title = |at: usize, delete: usize, insert: &str| Edit::Splice {
        place: Place::Title,
        at,
        delete,
        insert: insert.to_owned(),
    };
    let edits = [title(0, 0, &letters), title(0, LARGE, "Rancangan")];
    let sealed: Vec<_> = (1_790_000_000..)
        .zip(edits)
        .map(|(seconds, edit)| {
            let change = text.edit(&[edit], seconds, None);
            let change = change.expect("it fits").expect("it changes something");
            let seal = Seal::sign(office.key(), &council, &document, &change.hash, vec![]);
            (change.bytes, seal)
        })
        .collect();
    let written = office.store().write(move |write| {
        for (bytes, seal) in &sealed {
            write.append_local(council, document, &me, bytes, seal)?;
        }
        Ok(())
    });
    written.expect("it can be written");
}
