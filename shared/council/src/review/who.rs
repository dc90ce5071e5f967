//! Who wrote where between two states, what several wrote apart, what was put elsewhere, and what was struck.

use std::collections::{BTreeMap, BTreeSet};

use format::{ChangeHash, PublicKey};

use crate::authorship::{Index, Paths, Unreadable, decode_each};
use crate::document::Document;
use crate::document::genesis::genesis_hash;
use crate::document::schema::ORD;
use crate::edit::{Collection, Place};
use crate::merge::{settled_place, unseen};

use super::{Reviewed, Strike, strikes};

/// What is known of the changes between two states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Between {
    /// Who wrote in each thing, and in each value that is in none. A thing stands under its
    /// [`Place::Mark`].
    pub authors: BTreeMap<Place, BTreeSet<PublicKey>>,
    /// The texts that several changed without knowing of each other, and that nobody who saw all of it
    /// has written in or settled since.
    pub apart: BTreeSet<Place>,
    /// The things that were given another place in the order.
    pub reordered: BTreeSet<(Collection, String)>,
    /// What was struck between them and is not over, the newest first.
    pub struck: Vec<Strike>,
    /// What was struck beyond what is reviewed and is not over, the newest first.
    pub struck_since: Vec<Strike>,
}

/// Looks through the changes between two states. `index` must be up to date with `document`.
///
/// # Errors
/// [`Unreadable`] when the history cannot be taken apart.
pub fn between(
    document: &Document,
    index: &Index,
    reviewed: &Reviewed,
) -> Result<Between, Unreadable> {
    let mut found = Between::default();
    let before = match reviewed.before.as_slice() {
        [] => vec![genesis_hash(document.kind())],
        before => before.to_vec(),
    };
    let Ok(heads) = document.known(&before) else {
        return Ok(found);
    };
    let numbers = |heads: &[ChangeHash]| -> Vec<u32> {
        heads.iter().filter_map(|head| index.number(head)).collect()
    };
    let read = index.ancestors(numbers(&reviewed.after));
    let was = index.ancestors(numbers(&before));
    for strike in strikes(document.automerge(), index) {
        match index.number(&strike.change) {
            Some(number) if strike.is_over || was[number as usize] => {}
            Some(number) if read[number as usize] => found.struck.push(strike),
            _ => found.struck_since.push(strike),
        }
    }
    let mut paths = Paths::of_all(document.automerge());
    let mut touching: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
    decode_each(document.automerge(), &heads, |change| {
        let Some(number) = index.number(&change.hash) else {
            return;
        };
        if !read[number as usize] {
            return;
        }
        let author = index.changes()[number as usize].author;
        let mut texts: BTreeSet<Place> = BTreeSet::new();
        for touched in paths.touched(change).into_keys() {
            let of = match (&touched.place, touched.path.as_slice()) {
                (Some(place), _) => {
                    if place.is_text() {
                        texts.insert(place.clone());
                    }
                    whole(place)
                }
                (None, [root, id, key]) if key == ORD => {
                    let Some(collection) = Collection::from_root_key(root) else {
                        continue;
                    };
                    found.reordered.insert((collection, id.clone()));
                    Place::Mark(collection, id.clone())
                }
                (None, _) => continue,
            };
            if let Some(author) = author {
                found.authors.entry(of).or_default().insert(author);
            }
        }
        let message = change.inner.message.as_deref().unwrap_or_default();
        texts.extend(settled_place(message));
        for place in texts {
            touching.entry(place).or_default().push(number);
        }
    })?;
    for (place, mut changes) in touching {
        let writer = |number: &u32| index.changes()[*number as usize].author;
        let writers: BTreeSet<_> = changes.iter().map(writer).collect();
        if writers.len() < 2 {
            continue;
        }
        changes.sort_unstable();
        let newest: BTreeSet<_> = unseen(index, &changes).iter().map(writer).collect();
        if newest.len() > 1 {
            found.apart.insert(place);
        }
    }
    Ok(found)
}

/// The thing a place is in, or the place itself where it is in none.
fn whole(place: &Place) -> Place {
    match place.thing() {
        Some((collection, id)) => Place::Mark(collection, id.to_owned()),
        None => place.clone(),
    }
}
