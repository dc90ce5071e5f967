//! The facts about each document: saved here, at the relay, at head office, seen by the chair.

use council::roster::Roster;
use format::PublicKey;
use serde::Serialize;

use crate::command_line::documents::{Writer, title_or_none};
use crate::command_line::moments::moment;
use crate::engine::indexing::timestamp;
use crate::engine::standing::{AtHeadOffice, AtRelay, DocumentStanding, Facts, SeenByChair};
use crate::say;
use crate::words::Language;
use crate::words::codes::code;

/// One document for scripts. The fields stay.
#[derive(Serialize)]
pub(super) struct DocumentAnswer {
    id: String,
    kind: String,
    title: String,
    unit: String,
    /// Its provisional codes as they are shown.
    codes: Vec<String>,
    saved_here: bool,
    at_relay: bool,
    at_head_office: bool,
    /// The receipt that says so.
    head_office: Option<SaidAnswer>,
    seen_by_chair: bool,
    /// The chair's last word, whether it is about the document as it is here or not.
    seen: Option<SaidAnswer>,
    changed_since_seen: bool,
    held_back: u64,
    relays: Vec<AtAnswer>,
}

/// Who said something, and when.
#[derive(Serialize)]
struct SaidAnswer {
    by: Writer,
    time: Option<String>,
}

#[derive(Serialize)]
struct AtAnswer {
    key: String,
    holds_all: bool,
    waiting: u64,
    refused: u64,
    receipt: Option<String>,
    receipt_is_current: bool,
}

impl DocumentAnswer {
    pub(super) fn of(roster: &Roster, document: &DocumentStanding, codes: Vec<String>) -> Self {
        let (summary, facts) = (&document.summary, &document.facts);
        let said = |by: &PublicKey, time_millis: i64| SaidAnswer {
            by: Writer::of(roster, Some(by)),
            time: timestamp(time_millis),
        };
        Self {
            id: summary.document.to_string(),
            kind: summary.kind.clone(),
            title: summary.title.clone(),
            unit: summary.unit.clone(),
            codes,
            // What is in the store is durable: nothing else is listed.
            saved_here: true,
            at_relay: facts.at_relay().is_some(),
            at_head_office: facts.head_office.holds_all(),
            head_office: match &facts.head_office {
                AtHeadOffice::No | AtHeadOffice::Before { .. } | AtHeadOffice::Here => None,
                AtHeadOffice::There {
                    holder,
                    time_millis,
                } => Some(said(holder, *time_millis)),
            },
            seen_by_chair: matches!(facts.seen, SeenByChair::AsItIs { .. }),
            seen: match &facts.seen {
                SeenByChair::Never => None,
                SeenByChair::AsItIs {
                    reader,
                    time_millis,
                }
                | SeenByChair::ChangedSince {
                    reader,
                    time_millis,
                } => Some(said(reader, *time_millis)),
            },
            changed_since_seen: matches!(facts.seen, SeenByChair::ChangedSince { .. }),
            held_back: summary.more["held_back"].as_u64().unwrap_or(0),
            relays: facts
                .at
                .iter()
                .map(|at| AtAnswer {
                    key: at.relay.to_string(),
                    holds_all: at.holds_all,
                    waiting: at.waiting,
                    refused: at.refused,
                    receipt: at.receipt_millis.and_then(timestamp),
                    receipt_is_current: at.receipt_is_current,
                })
                .collect(),
        }
    }
}

/// One document as a line: what is true of it, and what waits.
pub(super) fn line(language: Language, document: &DocumentStanding, codes: &[String]) -> String {
    let (summary, facts) = (&document.summary, &document.facts);
    let mut said = vec![
        say!(language, "status-saved-here"),
        at_relay(language, facts),
    ];
    said.extend(match facts.head_office {
        AtHeadOffice::No | AtHeadOffice::Before { .. } => None,
        AtHeadOffice::Here => Some(say!(language, "status-at-head-office")),
        AtHeadOffice::There { time_millis, .. } => Some(say!(
            language,
            "status-at-head-office-since",
            moment = moment(language, time_millis)
        )),
    });
    said.extend(match facts.seen {
        SeenByChair::Never => None,
        SeenByChair::AsItIs { time_millis, .. } => Some(say!(
            language,
            "status-seen",
            moment = moment(language, time_millis)
        )),
        SeenByChair::ChangedSince { time_millis, .. } => Some(say!(
            language,
            "status-seen-before",
            moment = moment(language, time_millis)
        )),
    });
    let code = code(language, codes, false);
    let code = code.map_or_else(String::new, |code| format!("{code}  "));
    format!(
        "{}  {code}{}  ·  {}",
        summary.document.short(),
        title_or_none(language, &summary.title),
        said.join(" · ")
    )
}

fn at_relay(language: Language, facts: &Facts) -> String {
    match facts.at_relay() {
        Some(AtRelay {
            receipt_millis: Some(time),
            receipt_is_current: true,
            ..
        }) => say!(
            language,
            "status-at-relay-since",
            moment = moment(language, *time)
        ),
        Some(_) => say!(language, "status-at-relay"),
        None => match facts.at.iter().map(|at| at.waiting).min() {
            Some(waiting) if waiting > 0 => {
                say!(language, "status-waits-some", count = waiting)
            }
            _ => say!(language, "status-waits"),
        },
    }
}
