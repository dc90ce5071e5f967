//! The fixed first change of each kind of document.
//!
//! The bytes are shipped in the program and never rebuilt at run time: two copies of a document that
//! were started apart then share their first objects and merge without a conflict. They are one plain
//! Automerge change each, by the actor of 16 zero bytes at time 0.

use std::sync::LazyLock;

use automerge::Change;
use format::ChangeHash;

use crate::view::Kind;

/// The schema version these bytes state. A document that states more is opened read-only.
pub const SCHEMA_VERSION: u64 = 1;

/// The actor that wrote genesis and nothing else.
pub const GENESIS_ACTOR: [u8; 16] = [0; 16];

/// The ids of the columns every matrix has, in order: who (owner, contact, consulted, informed), what
/// (activity, objective) and execution (mode, executors, cadence, hours). In genesis a column's name is
/// its id; a screen shows its own word while that is so.
pub const FIXED_COLUMNS: [&str; 10] = [
    "activity",
    "owner",
    "mode",
    "contact",
    "executors",
    "consulted",
    "informed",
    "cadence",
    "hours",
    "objective",
];

/// The word for a kind in ids, files and commands.
pub const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Policy => "policy",
        Kind::Minutes => "minutes",
        Kind::Matrix => "matrix",
    }
}

/// The kind with that word.
pub fn kind_from_word(word: &str) -> Option<Kind> {
    [Kind::Policy, Kind::Minutes, Kind::Matrix]
        .into_iter()
        .find(|kind| kind_word(*kind) == word)
}

/// The genesis change of a kind, as a plain Automerge change chunk.
pub const fn genesis_bytes(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::Policy => include_bytes!("genesis/policy.change"),
        Kind::Minutes => include_bytes!("genesis/minutes.change"),
        Kind::Matrix => include_bytes!("genesis/matrix.change"),
    }
}

/// The genesis change of a kind.
pub(crate) fn genesis_change(kind: Kind) -> Change {
    Change::from_bytes(genesis_bytes(kind).to_vec())
        .expect("BUG: the shipped genesis bytes are a change; a test reads all of them")
}

/// The hash of the genesis change of a kind: the heads of a document nobody has written in.
pub fn genesis_hash(kind: Kind) -> ChangeHash {
    static HASHES: LazyLock<[ChangeHash; 3]> = LazyLock::new(|| {
        Kind::ALL.map(|kind| ChangeHash::from_bytes(genesis_change(kind).hash().0))
    });
    HASHES[kind as usize]
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable as _};
    use automerge::{ActorId, Automerge, ObjType, ROOT, TextEncoding};

    use super::*;
    use crate::document::ord;

    /// Writes the genesis change of `kind` from the schema.
    fn generate(kind: Kind) -> Vec<u8> {
        let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
            .with_actor(ActorId::from(GENESIS_ACTOR));
        let mut tx = doc.transaction();
        tx.put(ROOT, "v", SCHEMA_VERSION as i64).unwrap();
        tx.put(ROOT, "kind", kind_word(kind)).unwrap();
        tx.put_object(ROOT, "title", ObjType::Text).unwrap();
        let maps: &[&str] = match kind {
            Kind::Policy => &["meta", "ext", "clauses"],
            Kind::Minutes => &[
                "meta",
                "ext",
                "meeting",
                "attendance",
                "agenda",
                "decisions",
                "actions",
            ],
            Kind::Matrix => &["meta", "ext", "columns", "rows"],
        };
        for map in maps {
            let map_id = tx.put_object(ROOT, *map, ObjType::Map).unwrap();
            if *map == "columns" {
                let mut last: Option<String> = None;
                for id in FIXED_COLUMNS {
                    let column = tx.put_object(&map_id, id, ObjType::Map).unwrap();
                    let key = ord::between(last.as_deref(), None, id);
                    tx.put(&column, "ord", key.as_str()).unwrap();
                    tx.put(&column, "name", id).unwrap();
                    tx.put(&column, "type", "text").unwrap();
                    last = Some(key);
                }
            }
        }
        tx.commit_with(CommitOptions::default().with_time(0));
        doc.get_last_local_change().unwrap().raw_bytes().to_vec()
    }

    #[test]
    fn shipped_genesis_is_what_the_schema_says() {
        for kind in [Kind::Policy, Kind::Minutes, Kind::Matrix] {
            assert_eq!(
                genesis_bytes(kind),
                generate(kind),
                "{kind:?}: genesis is frozen; a schema step needs no new genesis, use `ext`"
            );
        }
    }

    #[test]
    fn genesis_hashes_never_change() {
        let hashes =
            [Kind::Policy, Kind::Minutes, Kind::Matrix].map(|kind| genesis_hash(kind).to_string());
        assert_eq!(
            hashes,
            [
                "95852739fd4aebaa298ae9eebe7453c36f14133d85ce8350597c4d1c9c042352",
                "1bfeb971fb118f83d1112623f281780bd867ed3f316acd453e19dfb315bc769b",
                "d1d75972236c032503e98c312cfdc89a5aed98b7671ef002026f3fe51b55afef",
            ]
        );
    }

    /// Ran once, before the first release, to make the shipped files.
    #[test]
    #[ignore = "writes the shipped files; only for a kind that no release has had"]
    fn write_genesis_of_a_new_kind() {
        for kind in [Kind::Policy, Kind::Minutes, Kind::Matrix] {
            let path = format!(
                "{}/src/document/genesis/{}.change",
                env!("CARGO_MANIFEST_DIR"),
                kind_word(kind)
            );
            std::fs::write(path, generate(kind)).unwrap();
        }
    }
}
