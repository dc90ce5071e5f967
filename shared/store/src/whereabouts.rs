//! Where documents are: what of them is held here, who is known to hold that, who has read it. Asked for
//! all documents at once, because lists show it.

use std::collections::{BTreeMap, HashMap, HashSet};

use format::{ChangeHash, DocumentId, PublicKey};
use rusqlite::params;

use crate::columns::{id, number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::receipts::{Known, covers};

/// What a holder's receipt says about what is held here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Who signed it. Whether that one's word counts, the roster says.
    pub holder: PublicKey,
    /// When, by the holder's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// Whether the holder holds everything that is held here. It may hold more.
    pub covers: bool,
}

/// How far somebody has read what shows here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBy {
    /// Who says so. Whether that one's word counts, the roster says.
    pub reader: PublicKey,
    /// When, by the reader's clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// Whether everything was read that shows here.
    pub covers: bool,
}

/// What is known of where one document is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts {
    /// Whether anything was written in it, as far as is known here.
    pub is_written: bool,
    /// By holder.
    pub holdings: Vec<Holding>,
    /// By reader.
    pub readings: Vec<ReadBy>,
}

impl Reader {
    /// When each device was heard of last, ascending by device: the newest act, change or receipt it
    /// signed, by its own clock, in milliseconds since 1970 (UTC). Goes through all acts and receipts.
    ///
    /// # Errors
    /// What the disk says.
    pub fn last_heard(&self) -> Result<Vec<(PublicKey, i64)>> {
        self.view.all(
            "SELECT device, MAX(time_millis) FROM (
                 SELECT author AS device, time_millis FROM acts WHERE council = ?1
                 UNION ALL
                 SELECT holder, time_millis FROM receipts WHERE council = ?1
                 UNION ALL
                 SELECT actors.author, changes.time_seconds * 1000 FROM actors JOIN changes
                 ON changes.actor = actors.key AND changes.sequence = actors.sequence
                 WHERE actors.council = ?1)
             GROUP BY device ORDER BY device",
            [self.view.key],
            |row| Ok((id(row, 0)?, row.get(1)?)),
        )
    }

    /// Where every document is that was created, as far as is known here. A few queries, however many
    /// documents there are.
    ///
    /// # Errors
    /// What the disk says.
    pub fn whereabouts(&self) -> Result<BTreeMap<DocumentId, Whereabouts>> {
        let view = &self.view;
        let heads: HashMap<DocumentId, Vec<ChangeHash>> =
            view.held_heads_after(None)?.into_iter().collect();
        let mut found: BTreeMap<DocumentId, Whereabouts> = heads
            .iter()
            .map(|(document, heads)| (*document, Whereabouts::of(heads)))
            .collect();
        for known in view.known_to_be_held(None)? {
            if let (Some(heads), Some(whereabouts)) =
                (heads.get(&known.document), found.get_mut(&known.document))
            {
                whereabouts.note(&known, heads);
            }
        }
        let sifted = self.not_shown_as_held()?;
        let readings = view.all(
            "SELECT documents.id, documents.key, reader, time_millis, heads FROM readings
             JOIN documents ON documents.key = readings.document
             WHERE readings.council = ?1",
            [view.key],
            |row| {
                Ok((
                    id::<DocumentId>(row, 0)?,
                    row.get::<_, i64>(1)?,
                    id::<PublicKey>(row, 2)?,
                    row.get::<_, i64>(3)?,
                    row.get::<_, Vec<u8>>(4)?,
                ))
            },
        )?;
        for (document, key, reader, time_millis, named) in readings {
            let (Some(held), Some(whereabouts)) = (heads.get(&document), found.get_mut(&document))
            else {
                continue;
            };
            let covers = match sifted.contains(&key) {
                true => covers(&named, &self.shown_heads(key)?),
                false => covers(&named, held),
            };
            whereabouts.readings.push(ReadBy {
                reader,
                time_millis,
                covers,
            });
        }
        for whereabouts in found.values_mut() {
            whereabouts.holdings.sort_by_key(|holding| holding.holder);
            whereabouts.readings.sort_by_key(|reading| reading.reader);
        }
        Ok(found)
    }

    /// Where one document is, as far as is known here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn whereabouts_of(&self, document: &DocumentId) -> Result<Whereabouts> {
        let view = &self.view;
        let Some(key) = view.document_key(document)? else {
            return Ok(Whereabouts::default());
        };
        let heads = view.heads_of(key)?;
        let mut whereabouts = Whereabouts::of(&heads);
        let known = view.all(
            "SELECT document, holder, time_millis, heads FROM receipts
             WHERE council = ?1 AND document = ?2 ORDER BY holder",
            params![view.key, document.as_bytes()],
            Known::read,
        )?;
        for known in known {
            whereabouts.note(&known, &heads);
        }
        for (reader, reading) in crate::readings::kept(view, key)? {
            whereabouts.readings.push(ReadBy {
                reader,
                time_millis: reading.time_millis,
                covers: reading.covers(&self.shown_heads(key)?),
            });
        }
        Ok(whereabouts)
    }

    /// How far `reader` says to have read a document, as far as is known here.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reading_by(
        &self,
        reader: &PublicKey,
        document: &DocumentId,
    ) -> Result<Option<council::seen::Reading>> {
        let Some(key) = self.view.document_key(document)? else {
            return Ok(None);
        };
        let mut kept = crate::readings::kept(&self.view, key)?.into_iter();
        Ok(kept.find_map(|(by, reading)| (by == *reader).then_some(reading)))
    }

    /// Per document, how many changes `peer` has not acknowledged, whoever brought them. Costs what is
    /// not acknowledged, not what exists.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unsent_by_document(&self, peer: &PublicKey) -> Result<HashMap<DocumentId, u64>> {
        let from = self.acknowledged(peer)?.map_or(0, |position| position.n);
        let counts = self.view.all(
            "SELECT documents.id, count(*) FROM log
             JOIN changes ON changes.key = log.change
             JOIN documents ON documents.key = changes.document
             WHERE log.council = ?1 AND log.n > ?2 GROUP BY changes.document",
            params![self.view.key, sql(from)],
            |row| Ok((id(row, 0)?, number(row, 1)?)),
        )?;
        Ok(counts.into_iter().collect())
    }

    /// The heads of what shows of a document.
    fn shown_heads(&self, document: i64) -> Result<Vec<ChangeHash>> {
        let roster = self.view.roster()?;
        let content = self.view.sift(document, &roster)?;
        Ok(content.heads)
    }

    /// Documents of which something is held inside the frontier that may not show: a writer does not
    /// count, or a change is void.
    fn not_shown_as_held(&self) -> Result<HashSet<i64>> {
        let view = &self.view;
        let roster = view.roster()?;
        let void = view.all(
            "SELECT DISTINCT document FROM voids WHERE council = ?1",
            [view.key],
            |row| row.get(0),
        )?;
        let mut documents: HashSet<i64> = void.into_iter().collect();
        let writers: Vec<PublicKey> = view.all(
            "SELECT DISTINCT author FROM actors WHERE council = ?1",
            [view.key],
            |row| id(row, 0),
        )?;
        for writer in writers.iter().filter(|writer| !roster.counts(writer)) {
            documents.extend(view.all(
                "SELECT DISTINCT document FROM actors WHERE council = ?1 AND author = ?2",
                params![view.key, writer.as_bytes()],
                |row| row.get::<_, i64>(0),
            )?);
        }
        Ok(documents)
    }
}

impl Whereabouts {
    fn of(heads: &[ChangeHash]) -> Self {
        Self {
            is_written: !heads.is_empty(),
            ..Self::default()
        }
    }

    fn note(&mut self, known: &Known, heads: &[ChangeHash]) {
        self.holdings.push(Holding {
            holder: known.holder,
            time_millis: known.time_millis,
            covers: covers(&known.heads, heads),
        });
    }
}
