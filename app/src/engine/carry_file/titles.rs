//! What documents are called of which only a carry file has something yet.

use std::collections::BTreeMap;
use std::io::{self, Seek as _, SeekFrom};

use council::act::Body;
use council::view::Kind;
use format::{DocumentId, Subject};
use store::content::Shown;
use sync::carry_file as form;
use sync::holdings::Item;

use super::{CarryFileError, Checked};
use crate::engine::open::title_from;

/// At most so many documents are read for their title, and so many bytes of changes of all of them.
const MOST_DOCUMENTS: usize = 200;
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// A new document, as far as the file has it.
#[derive(Default)]
struct Begun {
    kind: Option<Kind>,
    changes: Vec<Shown>,
}

/// Gives the documents of which nothing is held the titles that they have in the file. Where that cannot be told
/// from the file alone, or would take too much room, a title stays empty.
pub(super) fn find(checked: &mut Checked) -> Result<(), CarryFileError> {
    let unknown = checked.documents.iter().filter(|(_, news)| news.is_unknown);
    let mut begun: BTreeMap<DocumentId, Begun> = unknown
        .take(MOST_DOCUMENTS)
        .map(|(document, _)| (*document, Begun::default()))
        .collect();
    if begun.is_empty() {
        return Ok(());
    }
    let council = checked.contents.header.council;
    checked.copy.seek(SeekFrom::Start(0))?;
    let mut reading = form::read(io::BufReader::new(&checked.copy), &council)?;
    let mut bytes = 0;
    while bytes <= MOST_BYTES
        && let Some(item) = reading.next_item()?
    {
        bytes += note(&mut begun, item);
    }
    for (document, begun) in begun {
        if let (Some(kind), Some(news)) = (begun.kind, checked.documents.get_mut(&document)) {
            news.title = title_from(kind, &begun.changes);
        }
    }
    Ok(())
}

/// Notes what an item says of a new document; how many bytes that takes.
fn note(begun: &mut BTreeMap<DocumentId, Begun>, item: Item) -> usize {
    let bytes = item.weight();
    match item {
        Item::Act(act) => {
            if let Subject::Document(document) = act.statement().subject
                && let Some(begun) = begun.get_mut(&document)
                && let Ok(Body::Create(create)) = Body::read(&act)
            {
                begun.kind = Some(create.kind);
            }
            0
        }
        Item::Run(run) => {
            let Some(begun) = begun.get_mut(&run.document) else {
                return 0;
            };
            for change in run.changes {
                begun.changes.push(Shown {
                    hash: change.header.hash,
                    author: run.author,
                    operations: change.header.operations,
                    n: 0,
                    chunk: change.chunk,
                });
            }
            bytes
        }
        _ => 0,
    }
}
