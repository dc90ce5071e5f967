//! A council as it stands on its first day: a chair who founded it, two branch offices that joined by
//! invitation, and a relay. Each is a real program on a folder of its own.

use std::collections::BTreeMap;
use std::path::Path;

use crate::office::Office;
use crate::program::Output;
use crate::relay::Relay;

/// The chair's office.
pub const HEAD_OFFICE: &str = "Kantor Pusat";
/// The first branch office.
pub const NORTH: &str = "Surabaya";
/// The second branch office.
pub const SOUTH: &str = "Medan";

/// A council with its relay.
pub struct Council {
    /// The relay, which hosts it.
    pub relay: Relay,
    /// Founded it; head office.
    pub chair: Office,
    /// Joined first.
    pub north: Office,
    /// Joined second.
    pub south: Office,
    /// Its id.
    pub id: String,
}

impl Council {
    /// Founds a council at a fresh relay that hosts any, and lets two offices join with no link.
    #[track_caller]
    pub fn found() -> Self {
        Self::found_at(Relay::start())
    }

    /// Founds a council at this relay.
    #[track_caller]
    pub fn found_at(relay: Relay) -> Self {
        let chair = Office::new("chair");
        let founded = chair.json([
            "council",
            "found",
            "Dewan Media Sosial",
            "--office",
            HEAD_OFFICE,
            "--person",
            "Ratna",
            "--relay",
            &relay.url(),
        ]);
        let id = founded["council"].as_str().expect("the council has an id");
        let north = joined(&chair, "north", NORTH, "Budi");
        let south = joined(&chair, "south", SOUTH, "Sinta");
        Self {
            id: id.to_owned(),
            relay,
            chair,
            north,
            south,
        }
    }

    /// All offices, the chair last.
    pub fn offices(&self) -> [&Office; 3] {
        [&self.north, &self.south, &self.chair]
    }

    /// Lets everybody synchronise, twice in turn: the second time brings the first ones what the later
    /// ones sent.
    #[track_caller]
    pub fn sync_all(&self) {
        for _ in 0..2 {
            for office in self.offices() {
                office.sync();
            }
        }
    }

    /// Insists that all offices list and export the same, and that `check` finds nothing anywhere.
    /// Gives what they export.
    ///
    /// # Panics
    /// With the first difference.
    #[track_caller]
    pub fn agree(&self, circumstances: &str) -> BTreeMap<String, Vec<u8>> {
        agree(&self.offices(), circumstances)
    }
}

/// Invites a device and lets it join, with no link.
#[track_caller]
pub fn joined(inviter: &Office, name: &str, office: &str, person: &str) -> Office {
    let member = Office::new(name);
    let invitation = inviter.beside(&format!("{name}.invitation"));
    let path = invitation.to_str().expect("a path of ours is text");
    inviter.ok(["council", "invite", "--office", office, "--to", path]);
    member.ok(["council", "join", path, "--person", person]);
    member
}

/// What an office lists, and what it exports.
type Holdings = (Vec<Listed>, BTreeMap<String, Vec<u8>>);

/// Insists that these offices list and export the same, and that `check` finds nothing at any of
/// them. Gives what they export.
///
/// # Panics
/// With the first difference.
#[track_caller]
pub fn agree(offices: &[&Office], circumstances: &str) -> BTreeMap<String, Vec<u8>> {
    let mut first: Option<Holdings> = None;
    for office in offices {
        let name = office.name();
        office.check();
        let (listed, exports) = (office.listed(), office.exports());
        let Some((first_listed, first_exports)) = &first else {
            first = Some((listed, exports));
            continue;
        };
        assert_eq!(
            &listed, first_listed,
            "{name} lists other than the first office; {circumstances}"
        );
        for (id, bytes) in &exports {
            assert!(
                first_exports.get(id) == Some(bytes),
                "{name} exports document {id} other than the first office; {circumstances}\n--- \
                 {name}\n{}\n--- first\n{}",
                String::from_utf8_lossy(bytes),
                String::from_utf8_lossy(first_exports.get(id).map_or(&[][..], Vec::as_slice)),
            );
        }
    }
    first.map(|(_, exports)| exports).unwrap_or_default()
}

/// What `list --json` says of a document, of what must be equal everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// policy, minutes or matrix.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// The office it belongs to.
    pub unit: String,
    /// Its heads, ascending.
    pub heads: Vec<String>,
    /// How many places have several values.
    pub conflicts: u64,
}

impl Office {
    /// `sync --once`, which must succeed.
    #[track_caller]
    pub fn sync(&self) -> Output {
        self.run(["sync", "--once"]).expect_code(0)
    }

    /// `sync --once` over another address than the council names, such as a bad link. May fail.
    #[track_caller]
    pub fn sync_over(&self, url: &str) -> Output {
        self.run(["sync", "--once", "--relay", url])
    }

    /// `check`, which must find nothing.
    #[track_caller]
    pub fn check(&self) {
        self.run(["check"]).expect_code(0);
    }

    /// `list --json --archived`, ascending by id.
    #[track_caller]
    pub fn listed(&self) -> Vec<Listed> {
        let answer = self.json(["list", "--archived"]);
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        let mut listed: Vec<Listed> = answer
            .as_array()
            .expect("an array of documents")
            .iter()
            .map(|document| Listed {
                id: text(&document["id"]),
                kind: text(&document["kind"]),
                title: text(&document["title"]),
                unit: text(&document["unit"]),
                heads: document["heads"]
                    .as_array()
                    .expect("an array of heads")
                    .iter()
                    .map(text)
                    .collect(),
                conflicts: document["conflicts"].as_u64().expect("a number"),
            })
            .collect();
        listed.sort_unstable();
        listed
    }

    /// Every document as `export` writes it in its everyday form, by id.
    #[track_caller]
    pub fn exports(&self) -> BTreeMap<String, Vec<u8>> {
        self.listed()
            .into_iter()
            .map(|listed| {
                let ending = match listed.kind.as_str() {
                    "matrix" => "csv",
                    _ => "md",
                };
                let file = self.beside(&format!("export-{}.{ending}", listed.id));
                (listed.id.clone(), self.export(&listed.id, &file))
            })
            .collect()
    }

    /// One document as `export` writes it to a file of this name.
    #[track_caller]
    pub fn export(&self, document: &str, file: &Path) -> Vec<u8> {
        let path = file.to_str().expect("a path of ours is text");
        self.ok(["export", document, "--to", path, "--force"]);
        std::fs::read(file).expect("what was exported can be read")
    }

    /// One document as `export --to -` prints it.
    #[track_caller]
    pub fn read(&self, document: &str) -> String {
        self.ok(["export", document, "--to", "-"])
    }

    /// Writes a file beside the home folder and gives its path.
    #[track_caller]
    pub fn file(&self, name: &str, content: &str) -> String {
        let path = self.beside(name);
        std::fs::write(&path, content).expect("a file of ours can be written");
        path.to_str().expect("a path of ours is text").to_owned()
    }
}

/// A number from the environment; `usual` unless it is set.
///
/// # Panics
/// When it is set to something else than a number.
#[track_caller]
pub fn figure(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).map_or(usual, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is \"{text}\", which is no number"))
    })
}
