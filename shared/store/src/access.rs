//! Who may hold which document, folded from the acts held; kept until another act about it or about the
//! roster lands.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use council::access::Access;
use council::act::Body;
use council::roster::Roster;
use format::scope::Scope;
use format::{Act, ActId, DocumentId, LogId, PublicKey};
use rusqlite::{Connection, params};
use sync::holdings::Standing;

use crate::caches::lock;
use crate::columns::{id, sql};
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::roster::standing_in;
use crate::view::View;

/// Acts that may change who may hold something. The partial index `acts_of_rights` names the same.
const KINDS_OF_RIGHTS: &str = "('found', 'relay', 'join', 'confirm', 'appoint', 'end-seat', 'unit', 'revoke', 'create', 'grant', 'release')";

/// How many answers are kept before all are forgotten.
const KEPT: usize = 1 << 14;

/// The newest fold per document, named by what it was made from: the roster's digest, the log, which gets a new
/// id when items are mended, and the row of the newest act that may widen it.
#[derive(Debug, Default)]
pub(crate) struct Accesses(Mutex<HashMap<i64, (Basis, Arc<Access>)>>);

impl Accesses {
    pub(crate) fn forget(&self) {
        lock(&self.0).clear();
    }
}

/// What an answer was folded from.
type Basis = ([u8; 16], LogId, i64);

/// Whether this act makes a document for the whole council, whatever else is said.
pub(crate) fn opens(act: &Act) -> bool {
    act.statement().kind == "create"
        && matches!(
            Body::read(act),
            Ok(Body::Create(create)) if create.scope == Scope::Council
        )
}

/// Whether this act may widen who may hold the document it is about.
pub(crate) fn may_widen(act: &Act) -> bool {
    matches!(
        act.statement().kind.as_str(),
        "create" | "grant" | "release"
    )
}

impl Reader {
    /// Who may hold a document, by the roster held here.
    ///
    /// # Errors
    /// What the disk says. Of a document never heard of: nobody may.
    pub fn access(&self, document: &DocumentId) -> Result<Access> {
        let Some(key) = self.view.document_key(document)? else {
            return Ok(Access::default());
        };
        let roster = self.view.roster()?;
        let acts = self.view.readable_acts(key)?;
        Ok(Access::of(&roster, &acts))
    }
}

impl<C: Deref<Target = Connection>> View<C> {
    /// Whether `peer`, who stands so that it may read, may hold this document.
    pub(crate) fn is_for(&self, peer: &PublicKey, document: &DocumentId) -> Result<bool> {
        let Some((key, is_open, access_n)) = self.openness(document)? else {
            return Ok(false);
        };
        if is_open {
            return Ok(true);
        }
        let roster = self.roster()?;
        Ok(self.folded(&roster, key, access_n)?.admits(&roster, peer))
    }

    /// Whether the document is, or was, for whoever signs with `writer`.
    pub(crate) fn was_for(&self, writer: &PublicKey, document: &DocumentId) -> Result<bool> {
        let Some((key, is_open, access_n)) = self.openness(document)? else {
            return Ok(true);
        };
        if is_open {
            return Ok(true);
        }
        let roster = self.roster()?;
        let access = self.folded(&roster, key, access_n)?;
        Ok(access.may_have_been_written_by(&roster, writer))
    }

    /// Whether no document is kept from anybody.
    pub(crate) fn has_only_open(&self) -> Result<bool> {
        let closed = self.one(
            "SELECT 1 FROM documents WHERE council = ?1 AND open = 0 LIMIT 1",
            [self.key],
            |_| Ok(()),
        )?;
        Ok(closed.is_none())
    }

    /// What [`sync::holdings::Holdings::opened_since`] asks for.
    pub(crate) fn opened_after(
        &self,
        peer: &PublicKey,
        n: u64,
    ) -> Result<Vec<(DocumentId, ActId)>> {
        let said = self.one(
            &format!(
                "SELECT 1 FROM acts WHERE council = ?1 AND n > ?2 AND kind IN {KINDS_OF_RIGHTS} LIMIT 1"
            ),
            params![self.key, sql(n)],
            |_| Ok(()),
        )?;
        if said.is_none() {
            return Ok(Vec::new());
        }
        // Open documents whose create act came after something else of them, and all that are not open.
        let candidates: Vec<(i64, DocumentId, bool)> = self.all(
            "SELECT key, id, open FROM documents
             WHERE council = ?1 AND (open = 0 OR access_n > ?2)
             AND (EXISTS (SELECT 1 FROM acts WHERE acts.council = ?1
                          AND acts.document = documents.key AND acts.n <= ?2)
                  OR EXISTS (SELECT 1 FROM changes WHERE changes.document = documents.key
                             AND changes.n <= ?2))
             ORDER BY id",
            params![self.key, sql(n)],
            |row| Ok((row.get(0)?, id(row, 1)?, row.get(2)?)),
        )?;
        let mut before: Option<Roster> = None;
        let mut opened = Vec::new();
        for (key, document, is_open) in candidates {
            if !self.is_for(peer, &document)? {
                continue;
            }
            let acts: Vec<Act> = self.readable_acts(key)?;
            let early = self.acts_upto(Some(key), n)?;
            let was_for = match is_open && early.iter().any(opens) {
                true => true,
                false => {
                    if before.is_none() {
                        before = Some(Roster::fold(&self.id, &self.acts_upto(None, n)?));
                    }
                    before.as_ref().is_some_and(|roster| {
                        let may_read = standing_in(roster, peer) != Standing::Unknown;
                        let access = Access::of(roster, &early);
                        may_read && (access.is_for_everybody() || access.admits(roster, peer))
                    })
                }
            };
            let create = acts.iter().find(|act| act.statement().kind == "create");
            if let Some(create) = create.filter(|_| !was_for) {
                opened.push((document, create.id()));
            }
        }
        Ok(opened)
    }

    /// The acts of the roster or of one document up to a row of the log.
    fn acts_upto(&self, document: Option<i64>, n: u64) -> Result<Vec<Act>> {
        let rows = self.all(
            "SELECT hash, bytes FROM acts
             WHERE council = ?1 AND document IS ?2 AND n <= ?3 ORDER BY n",
            params![self.key, document, sql(n)],
            |row| Ok((id::<ActId>(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
        )?;
        let acts = rows.iter();
        Ok(acts
            .filter_map(|(act, bytes)| self.read_act(act, bytes).ok())
            .collect())
    }

    /// The document's key, whether it is for the whole council, and the row of the newest act about who
    /// may hold it.
    fn openness(&self, document: &DocumentId) -> Result<Option<(i64, bool, i64)>> {
        self.one(
            "SELECT key, open, access_n FROM documents WHERE council = ?1 AND id = ?2",
            params![self.key, document.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    fn folded(&self, roster: &Roster, document: i64, access_n: i64) -> Result<Arc<Access>> {
        let basis = self
            .one(
                "SELECT roster_digest, log FROM councils WHERE key = ?1",
                [self.key],
                |row| Ok((row.get(0)?, id(row, 1)?, access_n)),
            )?
            .ok_or(StoreError::UnknownCouncil(self.id))?;
        let accesses = &self.caches.accesses.0;
        if let Some((known, access)) = lock(accesses).get(&document)
            && *known == basis
        {
            return Ok(Arc::clone(access));
        }
        let access = Arc::new(Access::of(roster, &self.readable_acts(document)?));
        let mut kept = lock(accesses);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(document, (basis, Arc::clone(&access)));
        Ok(access)
    }
}
