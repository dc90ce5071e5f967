//! Settings and merge reports: what a program wants to find again.

use format::{CouncilId, DocumentId};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::columns::text;
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::store::Store;
use crate::view::View;
use crate::writer::Write;

/// How many reports that somebody has seen are kept.
const SEEN_REPORTS: i64 = 100;

/// A small fact of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Which form of value this is; the program that reads it decides what it knows.
    pub version: u32,
    /// The value.
    pub value: Vec<u8>,
}

/// A merge report as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedReport {
    /// Names it among the reports of this store.
    pub key: i64,
    /// When it was made, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
    /// When somebody saw it.
    pub seen_millis: Option<i64>,
    /// The report.
    pub body: serde_json::Value,
}

impl Write<'_> {
    /// Sets a fact of a council, or of the whole store.
    ///
    /// # Errors
    /// What the disk says.
    pub fn set(
        &mut self,
        council: Option<CouncilId>,
        name: &str,
        setting: Option<&Setting>,
    ) -> Result<()> {
        let key = council.map_or(Ok(0), |council| {
            Ok::<_, StoreError>(self.view(council)?.key)
        })?;
        match setting {
            Some(setting) => self.conn.execute(
                "INSERT OR REPLACE INTO settings (council, name, version, value)
                 VALUES (?1, ?2, ?3, ?4)",
                params![key, name, setting.version, setting.value],
            )?,
            None => self.conn.execute(
                "DELETE FROM settings WHERE council = ?1 AND name = ?2",
                params![key, name],
            )?,
        };
        Ok(())
    }

    /// Keeps a merge report until somebody has seen it. Returns its key.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save_report(&mut self, council: CouncilId, body: &serde_json::Value) -> Result<i64> {
        let key = self.view(council)?.key;
        self.conn.execute(
            "INSERT INTO reports (council, time_millis, body) VALUES (?1, ?2, ?3)",
            params![key, self.now_millis, body.to_string()],
        )?;
        Ok(self.conn.last_insert_rowid())
    }

    /// A merge report that nobody has seen yet.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unseen_report(
        &mut self,
        council: CouncilId,
        report: i64,
    ) -> Result<Option<serde_json::Value>> {
        let key = self.view(council)?.key;
        let body = self
            .conn
            .prepare_cached(
                "SELECT body FROM reports WHERE council = ?1 AND key = ?2 AND seen_millis IS NULL",
            )?
            .query_row(params![key, report], |row| Ok(text(row, 0)))
            .optional()?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// Puts another report in the place of one that goes on. When it was made stays.
    ///
    /// # Errors
    /// What the disk says.
    pub fn replace_report(
        &mut self,
        council: CouncilId,
        report: i64,
        body: &serde_json::Value,
    ) -> Result<()> {
        let key = self.view(council)?.key;
        self.conn.execute(
            "UPDATE reports SET body = ?3 WHERE council = ?1 AND key = ?2",
            params![key, report, body.to_string()],
        )?;
        Ok(())
    }

    /// Notes that somebody saw these reports. The newest hundred seen ones stay.
    ///
    /// # Errors
    /// What the disk says.
    pub fn mark_reports_seen(&mut self, council: CouncilId, reports: &[i64]) -> Result<()> {
        let key = self.view(council)?.key;
        for report in reports {
            self.conn.execute(
                "UPDATE reports SET seen_millis = ?3
                 WHERE council = ?1 AND key = ?2 AND seen_millis IS NULL",
                params![key, report, self.now_millis],
            )?;
        }
        self.conn.execute(
            "DELETE FROM reports WHERE key IN (
                 SELECT key FROM reports WHERE council = ?1 AND seen_millis IS NOT NULL
                 ORDER BY key DESC LIMIT -1 OFFSET ?2)",
            params![key, SEEN_REPORTS],
        )?;
        Ok(())
    }
}

/// Takes out of all merge reports what they tell of one document.
pub(crate) fn drop_from_reports(view: &View<&Connection>, document: &DocumentId) -> Result<()> {
    let name = document.to_string();
    let reports: Vec<(i64, String)> = view.all(
        "SELECT key, body FROM reports WHERE council = ?1 AND instr(body, ?2) > 0",
        params![view.key, name],
        |row| Ok((row.get(0)?, text(row, 1))),
    )?;
    for (report, body) in reports {
        let mut body: serde_json::Value = serde_json::from_str(&body).unwrap_or_default();
        if let Some(parts) = body["documents"].as_array_mut() {
            parts.retain(|part| part["id"].as_str() != Some(&name));
        }
        let body = body.to_string();
        // A report of another form is given up as a whole: what it says cannot be told apart.
        let changed = match body.contains(&name) {
            false => "UPDATE reports SET body = ?2 WHERE key = ?1",
            true => "DELETE FROM reports WHERE key = ?1 AND ?2 IS NOT NULL",
        };
        view.conn.execute(changed, params![report, body])?;
    }
    Ok(())
}

impl Reader {
    /// A fact of this council.
    ///
    /// # Errors
    /// What the disk says.
    pub fn setting(&self, name: &str) -> Result<Option<Setting>> {
        setting(&self.view.conn, self.view.key, name)
    }

    /// When and why this council's log was given up for a new one, newest first: the store was copied,
    /// moved, restored or mended. In milliseconds since 1970 (UTC), and in words.
    ///
    /// # Errors
    /// What the disk says.
    pub fn renewals(&self) -> Result<Vec<(i64, String)>> {
        self.view.all(
            "SELECT until_millis, why FROM old_logs WHERE council = ?1
             ORDER BY until_millis DESC, log",
            [self.view.key],
            |row| Ok((row.get(0)?, text(row, 1))),
        )
    }

    /// How many merge reports nobody has seen.
    ///
    /// # Errors
    /// What the disk says.
    pub fn unseen_reports(&self) -> Result<u64> {
        let count: i64 = self.view.conn.query_row(
            "SELECT count(*) FROM reports WHERE council = ?1 AND seen_millis IS NULL",
            [self.view.key],
            |row| row.get(0),
        )?;
        Ok(count.try_into().unwrap_or(0))
    }

    /// The merge reports kept, newest first, at most so many; with `unseen`, only those nobody has seen.
    ///
    /// # Errors
    /// What the disk says.
    pub fn reports(&self, unseen: bool, most: usize) -> Result<Vec<SavedReport>> {
        self.view.all(
            "SELECT key, time_millis, seen_millis, body FROM reports
             WHERE council = ?1 AND (NOT ?2 OR seen_millis IS NULL) ORDER BY key DESC LIMIT ?3",
            params![
                self.view.key,
                unseen,
                i64::try_from(most).unwrap_or(i64::MAX)
            ],
            |row| {
                Ok(SavedReport {
                    key: row.get(0)?,
                    time_millis: row.get(1)?,
                    seen_millis: row.get(2)?,
                    body: serde_json::from_str(&text(row, 3)).unwrap_or_default(),
                })
            },
        )
    }
}

impl Store {
    /// A fact of the whole store.
    ///
    /// # Errors
    /// What the disk says.
    pub fn setting(&self, name: &str) -> Result<Option<Setting>> {
        setting(&*self.pool().lend()?, 0, name)
    }
}

pub(crate) fn setting(
    conn: &rusqlite::Connection,
    council: i64,
    name: &str,
) -> Result<Option<Setting>> {
    Ok(conn
        .prepare_cached("SELECT version, value FROM settings WHERE council = ?1 AND name = ?2")?
        .query_row(params![council, name], |row| {
            Ok(Setting {
                version: row.get(0)?,
                value: row.get(1)?,
            })
        })
        .optional()?)
}
