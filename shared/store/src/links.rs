//! Links of a relay to other relays: kept in its store, so that it calls them again after a restart.
//!
//! Two programs write here: the operator's command says which links there are, the serving relay how each
//! went. Each has entries of its own among the settings of the whole store, so that neither undoes what
//! the other said.

use std::path::Path;

use format::{CouncilId, PublicKey};
use rusqlite::{Connection, TransactionBehavior, params};
use serde_json::{Value, json};

use crate::error::Result;
use crate::hosting::beside;
use crate::reader::Reader;
use crate::store::{ReadStore, Store};
use crate::writer::Write;

/// Settings whose names begin so say which links there are.
const LINK: &str = "relay-link/";
/// Those that say how they went.
const COURSE: &str = "relay-link-course/";
/// The form both are written in.
const VERSION: u32 = 1;

/// A link to keep up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayLink {
    /// The other relay's address, such as `ws://relay.example:8443`.
    pub address: String,
    /// The councils it carries; empty: every one that is hosted.
    pub councils: Vec<CouncilId>,
    /// When somebody asked for it last, in milliseconds since 1970 (UTC). Whoever asks again wants it to be
    /// tried at once.
    pub asked_millis: i64,
}

/// How a link went for one council. Times are in milliseconds since 1970 (UTC).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// The other relay's key, from the first time it was met there.
    pub key: Option<PublicKey>,
    /// When it came up last.
    pub linked_millis: Option<i64>,
    /// When both relays held all that the other held, in the session that came so far last.
    pub caught_up_millis: Option<i64>,
    /// Why it is down, by a name that the serving program gave it, and since when; `None` while it is up.
    pub down: Option<(String, i64)>,
}

impl RelayLink {
    /// Whether it carries this council.
    pub fn carries(&self, council: &CouncilId) -> bool {
        self.councils.is_empty() || self.councils.contains(council)
    }
}

/// Adds a link, or asks for one that is there again. Councils that are named are added to those named
/// before; naming none means every one. Works beside the program that serves the file.
///
/// # Errors
/// As [`host`](crate::host).
pub fn link(path: &Path, address: &str, councils: &[CouncilId]) -> Result<()> {
    let (_lock, mut conn) = beside(path, "dewan-relay link")?;
    // What is read here must still be so when it is written.
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = (listed(&tx)?.into_iter()).find(|link| link.address == address);
    let mut all: Vec<CouncilId> = match before {
        Some(before) if !councils.is_empty() => before.councils,
        _ => vec![],
    };
    all.extend(councils);
    all.sort_unstable();
    all.dedup();
    let names = all.iter().map(ToString::to_string);
    let value = json!({
        "councils": names.collect::<Vec<_>>(),
        "asked": crate::clock::now_millis(),
    });
    put(&tx, 0, &format!("{LINK}{address}"), &value)?;
    Ok(tx.commit()?)
}

/// Ends a link and forgets how it went, the other relay's key included; whether there was one. Works beside
/// the program that serves the file.
///
/// # Errors
/// As [`host`](crate::host).
pub fn unlink(path: &Path, address: &str) -> Result<bool> {
    let (_lock, mut conn) = beside(path, "dewan-relay link")?;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let remove = |name: String| tx.execute("DELETE FROM settings WHERE name = ?1", [name]);
    let removed = remove(format!("{LINK}{address}"))?;
    // Of every council.
    remove(format!("{COURSE}{address}"))?;
    tx.commit()?;
    Ok(removed > 0)
}

impl Store {
    /// The links to keep up, by address.
    ///
    /// # Errors
    /// What the disk says.
    pub fn links(&self) -> Result<Vec<RelayLink>> {
        listed(&*self.pool().lend()?)
    }
}

impl ReadStore {
    /// The links to keep up, by address.
    ///
    /// # Errors
    /// What the disk says.
    pub fn links(&self) -> Result<Vec<RelayLink>> {
        listed(&*self.pool().lend()?)
    }
}

impl Reader {
    /// How the link to this address went for this council.
    ///
    /// # Errors
    /// What the disk says.
    pub fn course(&self, address: &str) -> Result<Course> {
        let view = &self.view;
        let said = value(&view.conn, view.key, &format!("{COURSE}{address}"))?;
        Ok(said.map(|said| Course::read(&said)).unwrap_or_default())
    }
}

impl Write<'_> {
    /// Notes how a link went for a council, unless it was removed meanwhile.
    ///
    /// # Errors
    /// What the disk says.
    pub fn note_course(
        &mut self,
        council: CouncilId,
        address: &str,
        change: impl FnOnce(&mut Course),
    ) -> Result<()> {
        if value(self.conn, 0, &format!("{LINK}{address}"))?.is_none() {
            return Ok(());
        }
        let key = self.view(council)?.key;
        let name = format!("{COURSE}{address}");
        let said = value(self.conn, key, &name)?;
        let mut course = said.map(|said| Course::read(&said)).unwrap_or_default();
        change(&mut course);
        put(self.conn, key, &name, &course.written())
    }
}

fn put(conn: &Connection, council: i64, name: &str, value: &Value) -> Result<()> {
    conn.execute(
        "INSERT OR REPLACE INTO settings (council, name, version, value) VALUES (?1, ?2, ?3, ?4)",
        params![council, name, VERSION, value.to_string().into_bytes()],
    )?;
    Ok(())
}

/// What stands under this name, if it is in the form known here.
fn value(conn: &Connection, council: i64, name: &str) -> Result<Option<Value>> {
    let setting = crate::notes::setting(conn, council, name)?;
    let setting = setting.filter(|setting| setting.version == VERSION);
    Ok(setting.and_then(|setting| serde_json::from_slice(&setting.value).ok()))
}

fn listed(conn: &Connection) -> Result<Vec<RelayLink>> {
    let mut statement = conn.prepare_cached(
        "SELECT substr(name, length(?1) + 1) FROM settings
         WHERE council = 0 AND substr(name, 1, length(?1)) = ?1 ORDER BY name",
    )?;
    let addresses = statement.query_map([LINK], |row| Ok(crate::columns::text(row, 0)))?;
    let addresses: Vec<String> = addresses.collect::<rusqlite::Result<_>>()?;
    let mut links = Vec::with_capacity(addresses.len());
    for address in addresses {
        // One of a newer form is left to the program that knows it.
        let Some(said) = value(conn, 0, &format!("{LINK}{address}"))? else {
            continue;
        };
        let councils = said["councils"].as_array().into_iter().flatten();
        links.push(RelayLink {
            councils: councils
                .filter_map(|council| council.as_str()?.parse().ok())
                .collect(),
            asked_millis: said["asked"].as_i64().unwrap_or(0),
            address,
        });
    }
    Ok(links)
}

impl Course {
    fn read(value: &Value) -> Self {
        let text = |name: &str| value[name].as_str();
        let millis = |name: &str| value[name].as_i64();
        Self {
            key: text("key").and_then(|key| key.parse().ok()),
            linked_millis: millis("linked"),
            caught_up_millis: millis("caught-up"),
            down: text("down").map(|why| (why.to_owned(), millis("since").unwrap_or(0))),
        }
    }

    fn written(&self) -> Value {
        let down = self.down.as_ref();
        json!({
            "key": self.key.map(|key| key.to_string()),
            "linked": self.linked_millis,
            "caught-up": self.caught_up_millis,
            "down": down.map(|(why, _)| why),
            "since": down.map(|(_, millis)| millis),
        })
    }
}
