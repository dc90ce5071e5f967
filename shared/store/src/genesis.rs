//! Genesis changes: implied by a document's kind, never kept or sent, and yet built on.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use council::document::genesis::genesis_bytes;
use council::view::Kind;
use format::ChangeHash;

/// The genesis change of a kind and the counter of its last operation.
pub(crate) fn of(kind: Kind) -> (ChangeHash, u64) {
    static KNOWN: OnceLock<BTreeMap<Kind, (ChangeHash, u64)>> = OnceLock::new();
    let read = |kind| {
        // Shipped with the program, so the one place of this crate where operations are decoded.
        let change = automerge::Change::from_bytes(genesis_bytes(kind).to_vec())
            .expect("BUG: the shipped genesis bytes are a change; council tests read all of them");
        (ChangeHash::from_bytes(change.hash().0), change.max_op())
    };
    KNOWN.get_or_init(|| Kind::ALL.map(|kind| (kind, read(kind))).into())[&kind]
}
