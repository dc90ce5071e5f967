//! Open actions of earlier minutes that stand on the next agenda: by a link, never as text that could say
//! something else than the action does.

use format::DocumentId;

use crate::view::Minutes;
use crate::view::fact::Link;

/// Minutes of an earlier meeting.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// Which document.
    pub document: DocumentId,
    /// What it says.
    pub minutes: &'a Minutes,
}

/// The actions of earlier minutes that are neither done nor verified, and not linked by `now` yet; in the
/// order of the minutes given, then as they stand there.
pub fn open_actions<'a>(
    now: &Minutes,
    earlier: impl IntoIterator<Item = Earlier<'a>>,
) -> Vec<Link> {
    let mut links = Vec::new();
    for one in earlier {
        let open = one
            .minutes
            .actions
            .iter()
            .filter(|action| !action.is_over());
        for action in open.filter(|action| !action.title.trim().is_empty()) {
            let link = Link {
                document: one.document,
                action: action.id.clone(),
            };
            if !now.carried.contains_key(&link.fact()) && !links.contains(&link) {
                links.push(link);
            }
        }
    }
    links
}
