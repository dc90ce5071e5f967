//! `dewan-relay members`: who a council has, as far as this relay knows, and what each keeps here.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use council::roster::{Membership, Roster};
use format::PublicKey;
use serde::Serialize;
use store::Reader;
use store::hosting::blocks::Blocked;
use store::hosting::counts::Kept;
use store::hosting::seen::Seen;
use terminal::Language;

use crate::hosted::{File, council};
use crate::relay::RelayError;
use crate::size;
use crate::words::{json, say, time, utc};

/// What can be typed after `dewan-relay members`.
#[derive(Debug, Args)]
pub struct Members {
    /// The council: its id, or the beginning of it. Can be left out where only one is hosted.
    council: Option<String>,
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// A device, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct Device {
    device: String,
    person: Option<String>,
    office: Option<String>,
    standing: &'static str,
    /// Whether it is linked now; says nothing while no relay serves the file.
    linked: bool,
    last_seen: Option<String>,
    sessions: u64,
    bytes_received: u64,
    bytes_sent: u64,
    items_kept: u64,
    bytes_kept: u64,
    blocked: bool,
    why_blocked: Option<String>,
    #[serde(skip)]
    last_millis: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Answer {
    council: String,
    name: String,
    devices: Vec<Device>,
}

impl Members {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let store = self.file.open()?;
        let council = council(&store, self.council.as_deref())?;
        let serves = store::holder(self.file.there()?)?.is_some();
        let reader = store.reader(council)?;
        let roster = reader.roster()?;
        let answer = Answer {
            council: council.to_string(),
            name: roster.name.clone(),
            devices: devices(&reader, &roster, serves)?,
        };
        if self.json {
            json(&answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        for device in &answer.devices {
            print(language, device);
        }
        if answer.devices.is_empty() {
            println!("{}", say(language, "members-none", &[]));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn devices(reader: &Reader, roster: &Roster, serves: bool) -> Result<Vec<Device>, RelayError> {
    let kept = reader.kept_by_writer()?;
    let seen: BTreeMap<PublicKey, Seen> = reader
        .seen()?
        .into_iter()
        .map(|seen| (seen.device, seen))
        .collect();
    let blocked: BTreeMap<PublicKey, Blocked> = reader
        .blocked()?
        .into_iter()
        .map(|blocked| (blocked.device, blocked))
        .collect();
    let mut keys: Vec<PublicKey> = roster.members.keys().copied().collect();
    keys.extend(roster.relays.iter().filter_map(|relay| relay.key));
    keys.extend(seen.keys().chain(blocked.keys()));
    keys.sort();
    keys.dedup();
    let mut devices: Vec<Device> = keys
        .into_iter()
        .map(|key| {
            let member = roster.members.get(&key);
            let seen = seen.get(&key);
            let blocked = blocked.get(&key);
            let Kept { items, bytes } = kept.get(&key).copied().unwrap_or_default();
            Device {
                device: key.to_string(),
                person: member.map(|member| member.person.clone()),
                office: member.map(|member| member.office.clone()),
                standing: standing(roster, &key),
                linked: serves && seen.is_some_and(|seen| seen.linked > 0),
                last_seen: seen.map(|seen| utc(seen.last_millis)),
                sessions: seen.map_or(0, |seen| seen.sessions),
                bytes_received: seen.map_or(0, |seen| seen.bytes_received),
                bytes_sent: seen.map_or(0, |seen| seen.bytes_sent),
                items_kept: items,
                bytes_kept: bytes,
                blocked: blocked.is_some(),
                why_blocked: blocked.map(|blocked| blocked.why.clone()),
                last_millis: seen.map(|seen| seen.last_millis),
            }
        })
        .collect();
    devices.sort_by(|one, other| {
        (&one.office, &one.person, &one.device).cmp(&(&other.office, &other.person, &other.device))
    });
    Ok(devices)
}

/// How a device stands in the council, in the word that is answered.
fn standing(roster: &Roster, key: &PublicKey) -> &'static str {
    match roster.members.get(key).map(|member| member.membership) {
        _ if roster.is_relay(key) => "relay",
        Some(Membership::Counts) => "counts",
        Some(Membership::Waits) => "waits",
        Some(Membership::Superseded) => "superseded",
        Some(Membership::Revoked) => "revoked",
        None => "unknown",
    }
}

fn print(language: Language, device: &Device) {
    let who = match (&device.person, &device.office) {
        (Some(person), Some(office)) => format!("{person} · {office}"),
        _ => "—".to_owned(),
    };
    let standing = say(language, &format!("standing-{}", device.standing), &[]);
    println!("{} · {who} · {standing}", device.device);
    let last = match (device.linked, device.last_millis) {
        (true, _) => say(language, "members-linked", &[]),
        (false, Some(last)) => say(language, "members-last", &[("time", &time(last))]),
        (false, None) => say(language, "members-never", &[]),
    };
    let kept = say(
        language,
        "members-kept",
        &[
            ("items", &device.items_kept.to_string()),
            ("bytes", &size::told(device.bytes_kept)),
        ],
    );
    println!("    {last} · {kept}");
    if let Some(why) = &device.why_blocked {
        println!("    {}", say(language, "members-blocked", &[("why", why)]));
    }
}
