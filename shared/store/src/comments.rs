//! Which comments this person has still to see: noted once as they come, and never looked for again.

use format::{Act, ActId, CouncilId};
use rusqlite::params;

use crate::columns::{id, number, sql};
use crate::error::Result;
use crate::reader::Reader;
use crate::writer::Write;

/// Comments that came since the last time comments were noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComments {
    /// Those that can be read, in the order in which they came.
    pub acts: Vec<Act>,
    /// Up to which row of the log this looked: for [`Write::note_comments`].
    pub upto: u64,
    /// Whether more may have come than were asked for.
    pub is_more: bool,
}

/// A comment that was noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedComment {
    /// The act that says it.
    pub act: Act,
    /// When this person saw it, in milliseconds since 1970 (UTC); `None` while it is to be seen.
    pub seen_millis: Option<i64>,
}

/// How a comment is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// It is to be seen.
    ToSee,
    /// It was there before this person came, and counts as seen.
    Past,
}

impl Write<'_> {
    /// Notes comments that came, up to this row of the log. What was noted before stays as it is, so
    /// nothing that was seen comes back.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_comments(
        &mut self,
        council: CouncilId,
        comments: &[(ActId, Noted)],
        upto: u64,
    ) -> Result<()> {
        let key = self.view(council)?.key;
        let mut note = self.conn.prepare_cached(
            "INSERT OR IGNORE INTO comments_to_see (council, act, seen_millis) VALUES (?1, ?2, ?3)",
        )?;
        for (act, noted) in comments {
            let seen_millis = (*noted == Noted::Past).then_some(0);
            note.execute(params![key, act.as_bytes(), seen_millis])?;
        }
        self.conn.execute(
            "UPDATE councils SET comments_noted = max(comments_noted, ?2) WHERE key = ?1",
            params![key, sql(upto)],
        )?;
        Ok(())
    }

    /// Notes that this person saw these comments. One that was seen before stays seen as it was.
    ///
    /// # Errors
    /// What the disk says.
    pub fn mark_comments_seen(&mut self, council: CouncilId, comments: &[ActId]) -> Result<()> {
        let key = self.view(council)?.key;
        let mut mark = self.conn.prepare_cached(
            "INSERT INTO comments_to_see (council, act, seen_millis) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET seen_millis = ifnull(seen_millis, excluded.seen_millis)",
        )?;
        for act in comments {
            mark.execute(params![key, act.as_bytes(), self.now_millis])?;
        }
        Ok(())
    }
}

impl Reader {
    /// At most `limit` of the comments that came since comments were noted, without those that were noted
    /// by themselves. Costs next to nothing when
    /// none did.
    ///
    /// # Errors
    /// What the disk says.
    pub fn new_comments(&self, limit: usize) -> Result<NewComments> {
        let view = &self.view;
        let (noted, end) = view
            .one(
                "SELECT comments_noted, end_n FROM councils WHERE key = ?1",
                [view.key],
                |row| Ok((number(row, 0)?, number(row, 1)?)),
            )?
            .unwrap_or_default();
        let rows = view.all(
            "SELECT n, hash, bytes FROM acts
             WHERE council = ?1 AND kind = 'comment' AND n > ?2
               AND NOT EXISTS (SELECT 1 FROM comments_to_see AS noted
                               WHERE noted.council = ?1 AND noted.act = acts.hash)
             ORDER BY n LIMIT ?3",
            params![view.key, sql(noted), sql(limit as u64)],
            |row| Ok((number(row, 0)?, id(row, 1)?, row.get::<_, Vec<u8>>(2)?)),
        )?;
        let is_more = rows.len() >= limit;
        let upto = match rows.last() {
            Some((n, ..)) if is_more => *n,
            _ => end,
        };
        // What is damaged is left to the check, and is new again once it is back.
        let acts = rows.iter();
        let acts = acts.filter_map(|(_, act, bytes)| view.read_act(act, bytes).ok());
        Ok(NewComments {
            acts: acts.collect(),
            upto,
            is_more,
        })
    }

    /// The comments that are to be seen, and at most `seen` of those that were, the last ones.
    ///
    /// # Errors
    /// What the disk says.
    pub fn noted_comments(&self, seen: usize) -> Result<Vec<NotedComment>> {
        let view = &self.view;
        let rows = view.all(
            "SELECT acts.hash, acts.bytes, noted.seen_millis
             FROM (SELECT act, seen_millis FROM comments_to_see
                   WHERE council = ?1 AND seen_millis IS NULL
                   UNION ALL
                   SELECT * FROM (SELECT act, seen_millis FROM comments_to_see
                                  WHERE council = ?1 AND seen_millis > 0
                                  ORDER BY seen_millis DESC, act LIMIT ?2)) AS noted
             JOIN acts ON acts.council = ?1 AND acts.hash = noted.act",
            params![view.key, sql(seen as u64)],
            |row| Ok((id(row, 0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)),
        )?;
        let noted = rows.iter().filter_map(|(act, bytes, seen_millis)| {
            Some(NotedComment {
                act: view.read_act(act, bytes).ok()?,
                seen_millis: *seen_millis,
            })
        });
        Ok(noted.collect())
    }
}
