//! Whether a document started over as another one: what the `restart` acts about it say, seen with the
//! roster.
//!
//! Only the chair restarts. It cannot be taken back, for the text may be gone where it was removed; of
//! several restarts that count the first one leads on: the one with the shortest past, then the one with the
//! lower id. All others are shown.

use format::{Act, ActId, ChangeHash, DocumentId, Fingerprint, PublicKey};

use crate::act::Body;
use crate::chair::{Said, Uncounted};
use crate::roster::Roster;

/// One restart that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restart {
    /// The act.
    pub act: ActId,
    /// The document it goes on as.
    pub document: DocumentId,
    /// The text with which that one begins.
    pub fingerprint: Fingerprint,
    /// Who said so.
    pub by: PublicKey,
    /// Why.
    pub reason: String,
    /// The last changes that whoever said so held, where they are named.
    pub held: Option<Vec<ChangeHash>>,
    /// When, by its author's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

/// The restarts of one document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Restarts {
    first_first: Vec<Restart>,
    not_counted: Vec<(ActId, Uncounted)>,
}

impl Restarts {
    /// Folds the restarts among the acts about one document.
    pub fn of<'a>(roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        let said = Said::of(roster, acts, "restart", |act, body| {
            let Body::Restart(restart) = body else {
                return None;
            };
            let statement = act.statement();
            Some(Restart {
                act: act.id(),
                document: restart.document,
                fingerprint: restart.fingerprint,
                by: statement.author,
                reason: restart.reason,
                held: restart.held,
                time_millis: statement.time_millis,
            })
        });
        Self {
            first_first: said.counted,
            not_counted: said.not_counted,
        }
    }

    /// The restart that leads on; `None` while the document was not restarted.
    pub fn first(&self) -> Option<&Restart> {
        self.first_first.first()
    }

    /// The restarts that count, the one that leads on first.
    pub fn all(&self) -> &[Restart] {
        &self.first_first
    }

    /// Restarts that count for nothing, and why; ascending.
    pub fn not_counted(&self) -> &[(ActId, Uncounted)] {
        &self.not_counted
    }
}

/// Whether a document that was restarted takes acts of this kind no more: those that say something about
/// its text. Who may hold it, what of a revoked device is accepted, and what follows from the version in
/// force is said on.
pub fn is_over_for(kind: &str) -> bool {
    matches!(
        kind,
        "comment"
            | "submit"
            | "pull-back"
            | "opinion"
            | "return"
            | "decide"
            | "publish"
            | "circulate"
            | "correct"
            | "confirm-minutes"
            | "ask"
            | "answer"
            | "close"
            | "choose-branch"
            | "restart"
    )
}
