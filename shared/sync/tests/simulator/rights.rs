//! Who may hold what, and who may not any more, as acts say it in a simulated council.

use format::{DocumentId, Subject};
use rand_chacha::ChaCha8Rng;
use sync::Holdings as _;
use sync::memory::naming;

use crate::node::act;
use crate::world::World;

impl World {
    /// Creates a document for its author and one other.
    pub fn create_for(&mut self, author: usize, other: usize, rng: &mut ChaCha8Rng) -> DocumentId {
        let other = naming(&self.nodes[other].key.public());
        self.nodes[author].create_with(other, rng)
    }

    /// Somebody opens a document to somebody else.
    pub fn grant(&mut self, author: usize, document: DocumentId, to: usize) {
        let body = naming(&self.nodes[to].key.public());
        let subject = Subject::Document(document);
        let author_node = &mut self.nodes[author];
        let council = Some(author_node.store.council());
        let said = act(&author_node.key, council, "grant", subject, vec![], body);
        author_node.store.write_act(said);
        self.grew(author);
    }

    /// The founder revokes a device.
    pub fn revoke(&mut self, device: usize) {
        let body = naming(&self.nodes[device].key.public());
        let founder = self.relays();
        let node = &mut self.nodes[founder];
        let council = Some(node.store.council());
        let cites = node.store.roster_acts().unwrap().into_iter().take(8);
        let said = act(
            &node.key,
            council,
            "revoke",
            Subject::Council,
            cites.collect(),
            body,
        );
        node.store.write_act(said);
        self.grew(founder);
    }

    /// Whether a node may hold a document, as far as everything that is known anywhere says. Relays hold
    /// all there is.
    pub fn may_hold(&self, node: usize, document: &DocumentId) -> bool {
        let key = self.nodes[node].key.public();
        self.nodes[0].store.in_scope(&key, document).unwrap()
    }
}
