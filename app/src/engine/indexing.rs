//! Keeps the index in step with the documents, and tells what a merge brought.
//!
//! The index remembers for each document which content it was made from. A document whose content is
//! another one now got foreign changes: it is opened, its merge report goes from the heads the index
//! had to the heads there are now, and report and index row are kept in one transaction. A crash at any
//! moment leaves the old row, so the same report is made again.

use std::collections::{BTreeSet, HashMap};

use council::act::day::Day;
use council::archiving::{Mark, marks};
use council::authorship::Index;
use council::document::Document;
use council::document::genesis::genesis_hash;
use council::meeting::Stage;
use council::roster::Roster;
use council::view::Kind;
use format::{ChangeHash, DocumentId, PublicKey};
use store::summary::Summary;
use store::{Reader, StoreError};

use crate::core::deciding::standing::{Readers, Standing};
use crate::core::digest::Digest;
use crate::engine::archiving::{self, ARCHIVED_BY, CREATED_BY};
use crate::engine::office::Office;
use crate::engine::open::{Creation, OpenError, Opened, creation, open};
use crate::words::lifecycle::stage_name;

mod joining;

/// How many documents are brought up to date in one transaction at most.
const GROUP: usize = 256;

/// In a summary's further facts: how many texts several people changed apart.
const OVERLAPS: &str = "overlaps";
/// In a summary's further facts: who changed the document last.
const CHANGED_BY: &str = "changed_by";

/// In a summary's further facts: where the document stands, as the decisions about it were read last. It
/// follows from acts and not from the text.
const STATUS: &str = "status";
/// Beside it the version that readers go by meanwhile.
const READERS: &str = "readers";

/// In a summary's further facts, of minutes: the day of the meeting, and whether people were invited.
const MEETS_ON: &str = "meets_on";
const INVITED: &str = "invited";

/// In a summary's further facts: its provisional codes.
const CODES: &str = "codes";

/// Why the index is not up to date.
#[derive(Debug, thiserror::Error)]
pub enum IndexingError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// What the index keeps of a document.
#[derive(Debug, Clone)]
pub struct IndexRow {
    /// What lists show.
    pub summary: Summary,
    /// What search looks through.
    pub text: String,
}

impl IndexRow {
    /// The same row, saying what the one before it said of where the document stands.
    #[must_use]
    pub fn standing_as(mut self, before: Option<&Summary>) -> Self {
        for noted in [STATUS, READERS] {
            if let Some(known) = before.and_then(|before| before.more.get(noted)) {
                self.summary.more[noted] = known.clone();
            }
        }
        self
    }
}

/// Where a row says as what its document started over.
const RESTARTED_AS: &str = "restarted_as";

impl IndexRow {
    /// The same row, of a document that started over as this one: it is archived.
    #[must_use]
    pub fn restarted_as(mut self, into: Option<DocumentId>) -> Self {
        if let Some(into) = into {
            self.summary.archived = true;
            self.summary.basis = store::restarts::basis(&self.summary.heads);
            self.summary.more[RESTARTED_AS] = into.to_string().into();
        }
        self
    }
}

/// The document as which this one started over.
pub fn restarted_as(summary: &Summary) -> Option<DocumentId> {
    summary.more[RESTARTED_AS].as_str()?.parse().ok()
}

/// What was brought up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaughtUp {
    /// The documents that had other content than the index.
    pub documents: Vec<DocumentId>,
    /// The merge reports that tell of it.
    pub reports: Vec<i64>,
    /// How many of them are new, as opposed to one that goes on.
    pub new_reports: usize,
}

/// Brings the index up to date with all documents. Costs next to nothing when it is.
///
/// # Errors
/// [`IndexingError`]; what was done before stays done, the rest is done the next time.
pub fn catch_up(office: &Office) -> Result<CaughtUp, IndexingError> {
    catch_up_going_on(office, None)
}

/// The same while a link lasts: what came is told in the report with this key, until somebody has seen it.
///
/// # Errors
/// As [`catch_up`].
pub fn catch_up_going_on(office: &Office, report: Option<i64>) -> Result<CaughtUp, IndexingError> {
    let _turn = office.turn();
    catch_up_with(office, report)
}

/// [`catch_up`] for whoever has the turn already; see [`Office::turn`].
pub(crate) fn catch_up_in_turn(office: &Office) -> Result<CaughtUp, IndexingError> {
    catch_up_with(office, None)
}

fn catch_up_with(office: &Office, going_on: Option<i64>) -> Result<CaughtUp, IndexingError> {
    let mut done = CaughtUp::default();
    let stale = office.reader()?.stale_summaries()?;
    for group in stale.chunks(GROUP) {
        let reader = office.reader()?;
        let roster = reader.roster()?;
        let mut rows = Vec::with_capacity(group.len());
        let mut void = Vec::new();
        let mut merged = Vec::new();
        for id in group {
            let before = reader.summary(id)?;
            let opened = match open(&reader, id) {
                Err(OpenError::Shut(shut)) => {
                    tracing::warn!("{shut}");
                    if before.is_none() {
                        rows.extend(shut_row(&reader, &roster, id)?);
                    }
                    continue;
                }
                opened => opened?,
            };
            let restarts = reader.restarts(id)?;
            let into = restarts.first().map(|restart| restart.document);
            let row = row(&opened, &roster, overlaps(&opened))
                .standing_as(before.as_ref())
                .restarted_as(into);
            void.extend(
                opened
                    .found_void
                    .iter()
                    .map(|(change, why)| (*id, *change, why.clone())),
            );
            // Of what is left behind nothing is told: it may be gone.
            if into.is_none() {
                merged.extend(report_on(&opened, before.as_ref(), &row, &office.me()));
            }
            rows.push(row);
        }
        drop(reader);
        done.documents.extend(group);
        let council = office.council();
        let report = (!merged.is_empty()).then(|| serde_json::json!({ "documents": merged }));
        let kept = office.store().write(move |write| {
            for (document, change, why) in &void {
                write.void_change(council, document, change, why)?;
            }
            for row in &rows {
                write.put_summary(council, &row.summary, &row.text)?;
            }
            let Some(report) = report else {
                return Ok(None);
            };
            let older = match going_on {
                Some(key) => write.unseen_report(council, key)?.map(|body| (key, body)),
                None => None,
            };
            let joined =
                older.and_then(|(key, body)| Some((key, joining::joined(&body, &report)?)));
            Ok(Some(match joined {
                Some((key, joined)) => {
                    write.replace_report(council, key, &joined)?;
                    (key, false)
                }
                None => (write.save_report(council, &report)?, true),
            }))
        })?;
        if let Some((key, is_new)) = kept {
            done.reports.push(key);
            done.new_reports += usize::from(is_new);
        }
    }
    Ok(done)
}

/// One document's part of a saved report: `id`, `kind`, `title`, `unit`, `is_new` (nothing of it was here
/// before), under `report` the [`MergeReport`](council::merge::MergeReport), and under `overlaps` the texts that
/// several people changed apart (`place`, `authors`), whoever of them came now. `None` where nothing of
/// others came: a document of mine found on a restored store, or content that only shows less.
fn report_on(
    opened: &Opened,
    before: Option<&Summary>,
    row: &IndexRow,
    me: &PublicKey,
) -> Option<serde_json::Value> {
    let summary = &row.summary;
    let known = |heads: &[ChangeHash]| heads.iter().all(|head| opened.document.contains(head));
    // Heads that do not show any more: what was known is told from what is left of it.
    let beginning = || vec![genesis_hash(opened.creation.create.kind)];
    let from = before
        .map(|before| before.heads.clone())
        .filter(|heads| known(heads))
        .unwrap_or_else(beginning);
    let index = Index::read(opened.document.automerge());
    let report = council::merge::report(opened.id, &opened.document, &index, &from, &summary.heads);
    let Ok(report) = report else {
        tracing::warn!(document = %opened.id.short(), "the history cannot be told");
        return None;
    };
    let overlaps: Vec<serde_json::Value> = council::merge::overlaps(&opened.document, &index)
        .unwrap_or_default()
        .into_iter()
        .map(|overlap| {
            let authors: BTreeSet<_> = overlap
                .sides
                .iter()
                .filter_map(|side| side.author)
                .collect();
            serde_json::json!({
                "place": overlap.place.key(),
                "authors": authors.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        })
        .collect();
    let by_others = report.came.iter().any(|part| part.author != Some(*me));
    let created_by_others = before.is_none() && opened.creation.author != *me;
    (by_others || created_by_others).then(|| {
        serde_json::json!({
            "id": opened.id.to_string(),
            "kind": summary.kind,
            "title": summary.title,
            "unit": summary.unit,
            "is_new": before.is_none(),
            "report": report,
            "overlaps": overlaps,
        })
    })
}

/// How many texts of a document several people changed apart. Reads the whole history of a document
/// that was ever merged.
pub fn overlaps(opened: &Opened) -> u32 {
    let index = Index::read(opened.document.automerge());
    council::merge::overlaps(&opened.document, &index).map_or(0, |found| count(found.len()))
}

/// How many there are after a change of one's own: it was made with everything in sight, so it ends
/// overlaps and never begins one.
pub fn overlaps_after_own_change(opened: &Opened, before: Option<&Summary>) -> u32 {
    let known = before.and_then(|summary| summary.more[OVERLAPS].as_u64());
    match (before, known) {
        (None, _) | (_, Some(0)) => 0,
        _ => overlaps(opened),
    }
}

/// What a row of the index is made of.
pub struct Indexed<'a> {
    /// The document.
    pub document: DocumentId,
    /// How it came to be.
    pub creation: &'a Creation,
    /// What is known of how it reads.
    pub digest: &'a Digest,
    /// Its heads, ascending; none where nobody has written.
    pub heads: Vec<ChangeHash>,
    /// When it was changed last, in milliseconds since 1970 (UTC), and by whom; `None` where nobody has
    /// written.
    pub changed: Option<(i64, Option<PublicKey>)>,
    /// Places with several values.
    pub conflicts: usize,
    /// Texts that several people changed apart.
    pub overlaps: u32,
    /// Changes that are held and do not show.
    pub held_back: usize,
    /// Who says that it is archived; `None` where that is not known.
    pub archived_by: Option<Vec<Mark>>,
}

/// What the index keeps of a document as it is now.
pub fn row(opened: &Opened, roster: &Roster, overlaps: u32) -> IndexRow {
    let heads = opened.heads();
    let newest = heads
        .iter()
        .filter_map(|head| {
            let hash = automerge::ChangeHash(*head.as_bytes());
            opened.document.automerge().get_change_meta_by_hash(&hash)
        })
        .max_by_key(|change| change.timestamp);
    let changed = newest.map(|change| {
        let author = change
            .author
            .and_then(|author| author.as_bytes().try_into().ok())
            .map(PublicKey::from_bytes);
        (change.timestamp.saturating_mul(1000), author)
    });
    row_of(
        Indexed {
            document: opened.id,
            creation: &opened.creation,
            digest: &Digest::of(&opened.view),
            heads,
            changed,
            conflicts: opened.document.conflicts().len(),
            overlaps,
            held_back: opened.held_back.len(),
            archived_by: Some(marks(&opened.document)),
        },
        roster,
    )
}

/// The row of a document that is kept shut: what its create act says. It stays out of date, so that the
/// document is read as soon as it opens. `None` while that act is not here.
///
/// # Errors
/// What the disk says.
pub fn shut_row(
    reader: &Reader,
    roster: &Roster,
    id: &DocumentId,
) -> Result<Option<IndexRow>, StoreError> {
    let creation = creation(reader, id)?;
    Ok(creation.map(|creation| {
        let empty = Document::genesis(creation.create.kind).view();
        let indexed = Indexed {
            document: *id,
            creation: &creation,
            digest: &Digest::of(&empty),
            heads: Vec::new(),
            changed: None,
            conflicts: 0,
            overlaps: 0,
            held_back: 0,
            archived_by: None,
        };
        row_of(indexed, roster)
    }))
}

/// The row of a document of which these facts are known.
pub fn row_of(indexed: Indexed<'_>, roster: &Roster) -> IndexRow {
    let digest = indexed.digest;
    let creation = indexed.creation;
    let (changed, by) = indexed
        .changed
        .unwrap_or((creation.time_millis, Some(creation.author)));
    let overlaps = indexed.overlaps;
    IndexRow {
        text: digest.text(),
        summary: Summary {
            document: indexed.document,
            kind: creation.create.kind.name().to_owned(),
            title: digest.title.clone(),
            unit: roster.unit_of(&creation.create, &creation.author, &digest.unit),
            archived: digest.is_archived,
            created: timestamp(creation.time_millis),
            changed: timestamp(changed).or_else(|| timestamp(creation.time_millis)),
            open_actions: count(digest.open_actions),
            conflicts: count(indexed.conflicts).saturating_add(overlaps),
            basis: basis(&indexed.heads),
            heads: indexed.heads,
            more: serde_json::json!({
                "held_back": indexed.held_back,
                OVERLAPS: overlaps,
                CHANGED_BY: by.map(|by| by.to_string()),
                CREATED_BY: creation.author.to_string(),
                ARCHIVED_BY: indexed.archived_by.as_deref().map(archiving::kept),
                MEETS_ON: digest.meets_on,
                INVITED: digest.is_invited,
                CODES: digest.codes,
            }),
        },
    }
}

/// The provisional codes of a document, ascending.
pub fn known_codes(summary: &Summary) -> Vec<String> {
    let codes = summary.more[CODES].as_array().into_iter().flatten();
    codes
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect()
}

/// The day of the meeting, of minutes that say it.
pub fn meets_on(summary: &Summary) -> Option<Day> {
    summary.more[MEETS_ON].as_str()?.parse().ok()
}

/// How many texts of a document several people changed apart, as the index last counted.
pub fn known_overlaps(summary: &Summary) -> u32 {
    let known = summary.more[OVERLAPS].as_u64().unwrap_or_default();
    u32::try_from(known).unwrap_or(u32::MAX)
}

/// How many changes of a document are held and do not show, as the index last counted.
pub fn known_held_back(summary: &Summary) -> u32 {
    let known = summary.more["held_back"].as_u64().unwrap_or_default();
    u32::try_from(known).unwrap_or(u32::MAX)
}

/// How many changes do not show of each document in which a device wrote that was revoked. A summary is made
/// anew where a text reads otherwise, and that may not be so where something is held back or let through.
///
/// # Errors
/// What the disk says.
pub fn held_back_now(reader: &Reader) -> Result<HashMap<DocumentId, u32>, StoreError> {
    let roster = reader.roster()?;
    let mut found = HashMap::new();
    for (device, _) in roster.revocations.all() {
        for document in reader.documents_by(device)? {
            if found.contains_key(&document) {
                continue;
            }
            match reader.outline(&document) {
                Ok(content) => {
                    let count = u32::try_from(content.held_back.len()).unwrap_or(u32::MAX);
                    found.insert(document, count);
                }
                Err(StoreError::UnknownDocument(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(found)
}

/// Where a document stands on this day, as the decisions about it were read last; a draft where nobody
/// said anything about its text, and for minutes what follows from the day of the meeting. See
/// [`STATUSES`](crate::words::lifecycle::STATUSES).
pub fn known_status(summary: &Summary, day: Option<Day>) -> &str {
    let more = &summary.more;
    let known = more[STATUS].as_str().unwrap_or("draft");
    let follows_from_day = ["draft", "planned", "invited", "in-session", "minutes-draft"];
    if summary.kind != Kind::Minutes.name() || !follows_from_day.contains(&known) {
        return known;
    }
    let meets_on: Option<Day> = more[MEETS_ON].as_str().and_then(|day| day.parse().ok());
    let stage = match (meets_on, day) {
        (Some(meets_on), Some(day)) if meets_on > day => match more[INVITED] == true {
            true => Stage::Invited,
            false => Stage::Planned,
        },
        (Some(meets_on), Some(day)) if meets_on == day => Stage::InSession,
        _ => Stage::Draft,
    };
    stage_name(stage, false)
}

/// The version that readers go by, as the decisions about the document were read last.
pub fn known_readers(summary: &Summary) -> Option<Readers> {
    let known = &summary.more[READERS];
    Some(Readers {
        version: usize::try_from(known["version"].as_u64()?).ok()?,
        is_due: known["is_due"] == true,
    })
}

fn noted_readers(readers: Option<Readers>) -> serde_json::Value {
    readers.map_or(
        serde_json::Value::Null,
        |readers| serde_json::json!({ "version": readers.version, "is_due": readers.is_due }),
    )
}

/// Notes where documents stand. Writes only what is known otherwise.
///
/// # Errors
/// What the disk says.
pub fn note_standings(
    office: &Office,
    standings: &[(DocumentId, Standing)],
) -> Result<(), StoreError> {
    let _turn = office.turn();
    let reader = office.reader()?;
    let mut changed = Vec::new();
    for (document, standing) in standings {
        let Some(summary) = reader.summary(document)? else {
            continue;
        };
        let status = summary.more[STATUS].as_str().unwrap_or("draft");
        if status != standing.name || known_readers(&summary) != standing.readers {
            let mut more = summary.more;
            more[STATUS] = standing.name.into();
            more[READERS] = noted_readers(standing.readers);
            changed.push((*document, more));
        }
    }
    drop(reader);
    if changed.is_empty() {
        return Ok(());
    }
    let council = office.council();
    office.store().write(move |write| {
        for (document, more) in &changed {
            write.put_facts(council, document, more)?;
        }
        Ok(())
    })
}

/// Who changed a document last, as the index last saw.
pub fn changed_by(summary: &Summary) -> Option<PublicKey> {
    summary.more[CHANGED_BY].as_str()?.parse().ok()
}

/// What the store computes for content with these heads.
fn basis(heads: &[ChangeHash]) -> [u8; 16] {
    let joined: Vec<u8> = heads.iter().flat_map(|head| *head.as_bytes()).collect();
    format::chain::short_hash(&joined)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A moment as ISO 8601 in UTC; `None` for a clock beyond all calendars.
pub fn timestamp(millis: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(millis)
        .ok()
        .map(|moment| moment.to_string())
}
