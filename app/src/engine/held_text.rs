//! What a revoked device wrote and nobody accepted yet, read without letting it through.

use std::collections::BTreeSet;

use council::act::Body;
use council::review::Between;
use council::revocation::Released;
use format::{ChangeHash, DocumentId, PublicKey};
use store::content::{HeldBack, Shown};
use sync::Holdings as _;

use crate::core::held_work::HeldText;
use crate::core::review::{Span, between_views};
use crate::engine::guard::guarded;
use crate::engine::office::Office;
use crate::engine::open::{OpenError, decode, open};
use crate::words::Language;
use crate::words::lifecycle::act_word;

/// How a document would read with the work of a revoked device that is held back in it, and what else of
/// the device would count. Nothing is let through by looking at it.
///
/// # Errors
/// The document does not open.
pub fn read(
    office: &Office,
    document: &DocumentId,
    device: &PublicKey,
    language: Language,
) -> Result<HeldText, OpenError> {
    let reader = office.reader()?;
    let opened = open(&reader, document)?;
    let roster = reader.roster()?;
    let mut with = opened.document.clone();
    let held = opened.held_back.iter();
    // What others built on it comes with it.
    let mut open: Vec<_> = held
        .filter(|held| match held.why {
            HeldBack::Revoked => held.author == *device,
            HeldBack::BuiltOn(_) => true,
            HeldBack::Fork | HeldBack::Author | HeldBack::Void(_) => false,
        })
        .collect();
    let mut came: BTreeSet<ChangeHash> = BTreeSet::new();
    // Each only after what it is built on; what never fits stays.
    loop {
        let before = open.len();
        let mut left = Vec::new();
        for held in open {
            let change = reader.change(document, &held.change).ok().flatten();
            let change = change.and_then(|one| {
                decode(&Shown {
                    hash: held.change,
                    author: held.author,
                    operations: one.change.header.operations,
                    n: 0,
                    chunk: one.change.chunk,
                })
                .ok()
            });
            let applied = change.and_then(|change| guarded(|| with.apply([change]).is_ok()));
            match applied {
                Some(true) => {
                    came.insert(held.change);
                }
                _ => left.push(held),
            }
        }
        open = left;
        if open.len() == before || open.is_empty() {
            break;
        }
    }
    let views = guarded(|| (opened.document.view(), with.view()));
    let changes = views.filter(|_| !came.is_empty()).map(|(before, after)| {
        let span = Span {
            document: *document,
            before: opened.heads(),
            after: with.heads(),
            now: with.heads(),
        };
        let found = Between::default();
        between_views(language, span, Some(&before), Some(&after), found)
    });
    let acts = crate::engine::open::acts(&reader, document)?;
    let released = Released::of(&roster, &acts);
    let statements = acts.iter().filter(|act| {
        let statement = act.statement();
        statement.author == *device
            && !["create", "seen"].contains(&statement.kind.as_str())
            && !released.admits(&roster, act)
    });
    let mut statements: Vec<(String, i64, String)> = statements
        .map(|act| {
            let statement = act.statement();
            let words = match Body::read(act) {
                Ok(Body::Comment(comment)) => comment.text,
                Ok(Body::Opinion(opinion)) => opinion.words,
                Ok(Body::Correct(correct)) => correct.words,
                Ok(Body::Decide(decide)) => decide.words,
                _ => String::new(),
            };
            let what = act_word(language, &statement.kind);
            (what, statement.time_millis, words)
        })
        .collect();
    statements.sort_by_key(|(_, time_millis, _)| *time_millis);
    let own = |held: &&&crate::engine::open::Held| held.author == *device;
    Ok(HeldText {
        document: *document,
        device: *device,
        changes,
        statements,
        unreadable: open.iter().filter(own).count(),
    })
}
