//! How much is kept at most for a council, of a member, of an office and of a document, and how much is.
//!
//! What does not fit is refused as "not yet". When a quota is raised, what was refused becomes a gap of this
//! store: the next session with whoever holds it fetches it.

use std::collections::BTreeSet;
use std::ops::Deref;

use council::roster::Roster;
use council::roster::room::{FREE_KINDS, MAX_FREE_BYTES};
use format::{CouncilId, DocumentId, PublicKey};
use rusqlite::{Connection, params};
use sync::holdings::{MAX_GAPS, Weight};
use sync::intake::Reason;

use super::Desk;
use super::counts::Kept;
use crate::columns::{id, number, sql, text};
use crate::error::Result;
use crate::notes::setting;
use crate::reader::Reader;
use crate::view::View;

/// The setting of a council that says how often its quotas were changed: 8 bytes, big endian.
const CHANGES: &str = "quota-changes";

/// The setting of a council that says up to which document was asked again for what a quota had refused: its
/// id; not there once all was asked for.
const ASKED: &str = "quota-asked";

/// So many documents that a quota had refused are gaps at a time; others may come beside them.
const ASKED_AT_ONCE: u64 = MAX_GAPS as u64 / 2;

/// What a quota is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Everything of the council.
    Council,
    /// What a person wrote, on whatever device, by the name in the roster.
    Member,
    /// What the members of an office wrote, by the name in the roster.
    Office,
    /// What is kept of a document, by its id.
    Document,
}

impl About {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Council, Self::Member, Self::Office, Self::Document];

    /// As it is kept and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Council => "council",
            Self::Member => "member",
            Self::Office => "office",
            Self::Document => "document",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.name() == name)
    }
}

/// The most that is kept of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// Of what kind of thing.
    pub about: About,
    /// Of which; empty: of each that has no quota of its own, and of the council.
    pub name: String,
    /// Bytes of acts, changes and files; `None`: any number. Small acts about who belongs to the council and
    /// who may do what are not weighed ([`council::roster::room::is_free`]).
    pub bytes: Option<u64>,
    /// Acts and changes, without the same; `None`: any number.
    pub items: Option<u64>,
}

impl Quota {
    /// Whether so much more can be kept beside what is kept.
    fn fits(&self, kept: Kept, weight: Weight) -> bool {
        let within = |most: Option<u64>, kept: u64, more: u64| {
            most.is_none_or(|most| kept.saturating_add(more) <= most)
        };
        within(self.bytes, kept.bytes, weight.bytes) && within(self.items, kept.items, weight.items)
    }
}

impl Desk<'_> {
    /// Keeps no more than this from now on. What is kept already stays.
    ///
    /// # Errors
    /// [`UnknownCouncil`](crate::StoreError::UnknownCouncil) and what the disk says.
    pub fn set_quota(&self, council: CouncilId, quota: &Quota) -> Result<()> {
        let view = self.view(council)?;
        let counted = view.has_quotas()?;
        self.conn.execute(
            "INSERT OR REPLACE INTO quotas (council, about, name, bytes, items)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                view.key,
                quota.about.name(),
                quota.name,
                quota.bytes.map(sql),
                quota.items.map(sql)
            ],
        )?;
        if !counted {
            view.recount_usage()?;
        }
        changed(&view, self.now_millis)
    }

    /// Keeps any number again. Returns whether there was such a quota.
    ///
    /// # Errors
    /// As [`Desk::set_quota`].
    pub fn drop_quota(&self, council: CouncilId, about: About, name: &str) -> Result<bool> {
        let view = self.view(council)?;
        let removed = self.conn.execute(
            "DELETE FROM quotas WHERE council = ?1 AND about = ?2 AND name = ?3",
            params![view.key, about.name(), name],
        )?;
        if !view.has_quotas()? {
            self.conn
                .execute("DELETE FROM usage WHERE council = ?1", [view.key])?;
        }
        changed(&view, self.now_millis)?;
        Ok(removed > 0)
    }
}

/// Counts that quotas changed, and asks for what there may be room for now.
fn changed(view: &View<&Connection>, now_millis: i64) -> Result<()> {
    count_change(view.conn, view.key)?;
    ask_again(view, now_millis, &[])
}

fn count_change(conn: &Connection, council: i64) -> Result<()> {
    let changes = count_of_changes(conn, council)? + 1;
    keep_setting(conn, council, CHANGES, &changes.to_be_bytes())
}

fn keep_setting(conn: &Connection, council: i64, name: &str, value: &[u8]) -> Result<()> {
    conn.execute(
        "INSERT OR REPLACE INTO settings (council, name, version, value) VALUES (?1, ?2, 1, ?3)",
        params![council, name, value],
    )?;
    Ok(())
}

fn count_of_changes(conn: &Connection, council: i64) -> Result<u64> {
    let kept = setting(conn, council, CHANGES)?;
    let bytes: Option<[u8; 8]> = kept.and_then(|kept| kept.value.try_into().ok());
    Ok(bytes.map_or(0, u64::from_be_bytes))
}

/// What was refused for want of room is missed from now on: of each document the last item, because fetching
/// the document brings all of it. The changes of a document of which not even its creation had room were
/// refused because it is not created. Goes on after the document with the id `after`, as far as there is room
/// among the gaps; [`ask_further`] does the rest.
fn ask_again(view: &View<&Connection>, now_millis: i64, after: &[u8]) -> Result<()> {
    let room = ASKED_AT_ONCE.saturating_sub(looked_for(view)?);
    let mut found = view.conn.prepare_cached(
        "SELECT document, item, peer, act, max(time_millis) FROM refused
         WHERE council = ?1 AND never = 0 AND (reason IN (?2, ?3) AND document > ?4
             OR reason = ?2 AND document IS NULL AND ?4 = x'')
         GROUP BY document ORDER BY document LIMIT ?5",
    )?;
    let asked = params![
        view.key,
        Reason::Quota.code(),
        Reason::NotCreated.code(),
        after,
        sql(room)
    ];
    type Refused = (Option<Vec<u8>>, Vec<u8>, Vec<u8>, bool);
    let refused = found.query_map(asked, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?;
    let refused = refused.collect::<rusqlite::Result<Vec<Refused>>>()?;
    for (document, item, peer, is_act) in &refused {
        view.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO gaps (council, item, asked, act, document, missing, since_millis)
                 VALUES (?1, ?2, ?3, ?4, ?5, x'', ?6)",
            )?
            .execute(params![view.key, item, peer, is_act, document, now_millis])?;
    }
    if (refused.len() as u64) < room {
        view.conn.execute(
            "DELETE FROM settings WHERE council = ?1 AND name = ?2",
            params![view.key, ASKED],
        )?;
        return Ok(());
    }
    let last = refused
        .last()
        .and_then(|(document, ..)| document.as_deref())
        .unwrap_or(after);
    keep_setting(view.conn, view.key, ASKED, last)
}

/// How many gaps nobody looked for in vain yet.
fn looked_for(view: &View<&Connection>) -> Result<u64> {
    Ok(view.conn.query_row(
        "SELECT count(*) FROM gaps WHERE council = ?1 AND unfound = 0",
        [view.key],
        |row| number(row, 0),
    )?)
}

/// Asks for more of what a quota had refused, once most of what was asked for before has come. Counts as a
/// change of the quotas, by which sessions begin anew and fetch it.
pub(crate) fn ask_further(view: &View<&Connection>, now_millis: i64) -> Result<()> {
    let Some(asked) = setting(view.conn, view.key, ASKED)? else {
        return Ok(());
    };
    if looked_for(view)? > ASKED_AT_ONCE / 4 {
        return Ok(());
    }
    ask_again(view, now_millis, &asked.value)?;
    count_change(view.conn, view.key)
}

impl<C: Deref<Target = Connection>> View<C> {
    pub(crate) fn has_quotas(&self) -> Result<bool> {
        let found = self.one(
            "SELECT 1 FROM quotas WHERE council = ?1 LIMIT 1",
            [self.key],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn kept_quotas(&self) -> Result<Vec<Quota>> {
        let rows = self.all(
            "SELECT about, name, bytes, items FROM quotas WHERE council = ?1 ORDER BY about, name",
            [self.key],
            |row| {
                let most = |column: usize| -> rusqlite::Result<Option<u64>> {
                    match row.get_ref(column)? {
                        rusqlite::types::ValueRef::Null => Ok(None),
                        _ => number(row, column).map(Some),
                    }
                };
                Ok((text(row, 0), text(row, 1), most(2)?, most(3)?))
            },
        )?;
        // A newer program may know quotas about other things.
        let known = rows.into_iter().filter_map(|(about, name, bytes, items)| {
            Some(Quota {
                about: About::from_name(&about)?,
                name,
                bytes,
                items,
            })
        });
        Ok(known.collect())
    }

    /// Whether `writer` may add so much to a document, or to what is said about the council itself. Asked for
    /// every foreign item, so it reads a few counted rows only.
    pub(crate) fn has_room(
        &self,
        writer: &PublicKey,
        document: Option<&DocumentId>,
        weight: Weight,
    ) -> Result<bool> {
        let quotas = self.kept_quotas()?;
        if quotas.is_empty() {
            return Ok(true);
        }
        let roster = self.roster()?;
        for about in About::ALL {
            let name = match about {
                About::Council => Some(String::new()),
                About::Document => document.map(DocumentId::to_string),
                About::Member => member(&roster, writer).map(|(person, _)| person.to_owned()),
                About::Office => member(&roster, writer).map(|(_, office)| office.to_owned()),
            };
            let Some(name) = name else { continue };
            let of = |name: &str| {
                let mut quotas = quotas.iter();
                quotas.find(|quota| quota.about == about && quota.name == name)
            };
            let Some(quota) = of(&name).or_else(|| of("")) else {
                continue;
            };
            if !quota.fits(self.usage(about, &name, &roster)?, weight) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether there is room for a file of which so many bytes are still to come: in any of the documents
    /// that name it, for whoever did.
    pub(crate) fn has_room_for_blob(&self, blob: i64, bytes: u64) -> Result<bool> {
        if !self.has_quotas()? {
            return Ok(true);
        }
        let names: Vec<(PublicKey, DocumentId)> = self.all(
            "SELECT blob_names.author, documents.id FROM blob_names
             JOIN documents ON documents.key = blob_names.document WHERE blob = ?1",
            [blob],
            |row| Ok((id(row, 0)?, id(row, 1)?)),
        )?;
        for (author, document) in names {
            if self.has_room(&author, Some(&document), Weight { items: 0, bytes })? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How much is kept of what a quota is about.
    fn usage(&self, about: About, name: &str, roster: &Roster) -> Result<Kept> {
        match about {
            About::Council => {
                let files = "SELECT coalesce(sum(here), 0) FROM blobs WHERE council = ?1";
                let files = self.one(files, [self.key], |row| number(row, 0))?;
                Ok(self.kept(0, &[])?.with(files))
            }
            About::Document => {
                let key = match name.parse::<DocumentId>() {
                    Ok(document) => self.document_key(&document)?,
                    Err(_) => None,
                };
                let Some(key) = key else {
                    return Ok(Kept::default());
                };
                let files = "SELECT coalesce(sum(here), 0) FROM blobs WHERE key IN
                    (SELECT blob FROM blob_names WHERE document = ?1)";
                let files = self.one(files, [key], |row| number(row, 0))?;
                Ok(self.kept(key, &[])?.with(files))
            }
            About::Member | About::Office => {
                let writers: BTreeSet<PublicKey> = roster
                    .members
                    .values()
                    .filter(|member| match about {
                        About::Member => member.person == name,
                        _ => member.office == name,
                    })
                    .map(|member| member.key)
                    .collect();
                let mut kept = Kept::default();
                for writer in writers {
                    let files = "SELECT coalesce(sum(here), 0) FROM blobs WHERE council = ?1
                        AND key IN (SELECT blob FROM blob_names WHERE author = ?2)";
                    let files = self.one(files, params![self.key, writer.as_bytes()], |row| {
                        number(row, 0)
                    })?;
                    let one = self.kept(0, writer.as_bytes())?.with(files);
                    kept.items += one.items;
                    kept.bytes += one.bytes;
                }
                Ok(kept)
            }
        }
    }

    /// A counted row; nothing where there is none.
    fn kept(&self, document: i64, author: &[u8]) -> Result<Kept> {
        let kept = self.one(
            "SELECT items, bytes FROM usage WHERE council = ?1 AND document = ?2 AND author = ?3",
            params![self.key, document, author],
            |row| {
                Ok(Kept {
                    items: number(row, 0)?,
                    bytes: number(row, 1)?,
                })
            },
        )?;
        Ok(kept.unwrap_or_default())
    }

    /// Counts an item that was just kept, of a document or about the council itself.
    pub(crate) fn count_usage(
        &self,
        document: Option<i64>,
        author: &PublicKey,
        bytes: usize,
    ) -> Result<()> {
        let mut count = self.conn.prepare_cached(
            "INSERT INTO usage (council, document, author, items, bytes) VALUES (?1, ?2, ?3, 1, ?4)
             ON CONFLICT DO UPDATE SET items = items + 1, bytes = bytes + excluded.bytes",
        )?;
        for document in [0].into_iter().chain(document) {
            for author in [&[] as &[u8], author.as_bytes()] {
                count.execute(params![self.key, document, author, sql(bytes as u64)])?;
            }
        }
        Ok(())
    }

    /// Counts everything anew, if there are quotas.
    pub(crate) fn recount_usage(&self) -> Result<()> {
        self.conn
            .execute("DELETE FROM usage WHERE council = ?1", [self.key])?;
        if !self.has_quotas()? {
            return Ok(());
        }
        let free = FREE_KINDS.map(|kind| format!("'{kind}'")).join(", ");
        for (document, author, only) in [
            ("document", "author", "WHERE document IS NOT NULL"),
            ("0", "author", ""),
            ("document", "x''", "WHERE document IS NOT NULL"),
            ("0", "x''", ""),
        ] {
            self.conn.execute(
                &format!(
                    "INSERT INTO usage (council, document, author, items, bytes)
                     SELECT ?1, {document}, {author}, count(*), sum(bytes) FROM (
                         SELECT document, author, length(bytes) AS bytes FROM acts
                         WHERE council = ?1
                             AND (document IS NOT NULL OR length(bytes) > ?2 OR kind NOT IN ({free}))
                         UNION ALL
                         SELECT changes.document, actors.author, length(changes.chunk) FROM changes
                         JOIN actors ON actors.key = changes.actor WHERE changes.council = ?1)
                     {only} GROUP BY 2, 3"
                ),
                params![self.key, sql(MAX_FREE_BYTES as u64)],
            )?;
        }
        Ok(())
    }
}

/// The person and the office of a device.
fn member<'a>(roster: &'a Roster, device: &PublicKey) -> Option<(&'a str, &'a str)> {
    let member = roster.members.get(device)?;
    Some((&member.person, &member.office))
}

impl Kept {
    /// The same and the bytes of files.
    fn with(self, files: Option<u64>) -> Self {
        Self {
            bytes: self.bytes.saturating_add(files.unwrap_or(0)),
            ..self
        }
    }
}

impl Reader {
    /// The quotas, by what they are about and by name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn quotas(&self) -> Result<Vec<Quota>> {
        self.view.kept_quotas()
    }

    /// How often the quotas were changed, whether or not they are now what they were before.
    ///
    /// # Errors
    /// What the disk says.
    pub fn quota_changes(&self) -> Result<u64> {
        count_of_changes(&self.view.conn, self.view.key)
    }

    /// How much is kept of what this quota is about; `None` for one that is about each of many.
    ///
    /// # Errors
    /// What the disk says.
    pub fn usage_of(&self, quota: &Quota) -> Result<Option<Kept>> {
        if quota.name.is_empty() && quota.about != About::Council {
            return Ok(None);
        }
        let roster = self.view.roster()?;
        self.view.usage(quota.about, &quota.name, &roster).map(Some)
    }
}
