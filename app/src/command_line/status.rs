//! `dewan status`: where the work is.

use format::chain::LoggedItem;
use serde::Serialize;
use store::StoreError;
use store::peers::Refusal as RefusedItem;
use sync::intake::Reason;

use super::Context;
use super::documents::Desk;
use super::files::{FilesAnswer, waiting_in_words};
use super::mending::{ForkAnswer, forks_in_words};
use super::moments::moment;
use super::refusal::Refusal;
use crate::core::held_work::ForkedWork;
use crate::engine::branches;
use crate::engine::clocks::{self, BesideRelay};
use crate::engine::indexing::timestamp;
use crate::engine::membership::open_joins;
use crate::engine::opening::shut;
use crate::engine::standing::{self, DocumentStanding};
use crate::say;
use crate::words::belonging::gone;
use crate::words::causes;
use crate::words::clocks::beside_relay;
use crate::words::files::bytes_in_words;
use council::roster::Membership;
use facts::DocumentAnswer;

mod facts;

/// The answer. The fields stay.
#[derive(Serialize)]
struct Answer {
    council: String,
    name: String,
    device: Option<String>,
    office: Option<String>,
    /// `counts`, `waits`, `superseded`, or absent for a device that never joined.
    membership: Option<&'static str>,
    relays: Vec<RelayAnswer>,
    documents: Vec<DocumentAnswer>,
    gaps: Vec<GapAnswer>,
    refused_here: Vec<RefusedAnswer>,
    refused_by_peers: Vec<RefusedAnswer>,
    forks: Vec<ForkAnswer>,
    /// Documents that are kept shut because the program ended while it opened them.
    shut: Vec<String>,
    waiting_acts: usize,
    /// Files of publications that are not here, or not all of them.
    files_waiting: FilesAnswer,
    open_joins: usize,
    unseen_reports: u64,
    notes: Vec<NoteAnswer>,
}

#[derive(Serialize)]
struct RelayAnswer {
    address: Option<String>,
    key: Option<String>,
    acknowledged: Option<u64>,
    waiting_acts: u64,
    waiting_changes: u64,
    waiting_bytes: u64,
    /// How this machine's clock stood beside the relay's when it was linked last, where the relay told the time.
    clock: Option<ClockAnswer>,
}

#[derive(Serialize)]
struct ClockAnswer {
    /// By how much this machine's is ahead; below zero: behind.
    ahead_seconds: i64,
    /// Whether that is more than clocks may differ, so that one of them is wrong.
    is_wrong: bool,
    /// When it was seen.
    time: Option<String>,
    #[serde(skip)]
    ahead_millis: i64,
}

impl From<BesideRelay> for ClockAnswer {
    fn from(beside: BesideRelay) -> Self {
        Self {
            ahead_seconds: beside.ahead_millis / 1000,
            is_wrong: beside.is_wrong(),
            time: timestamp(beside.time_millis),
            ahead_millis: beside.ahead_millis,
        }
    }
}

#[derive(Serialize)]
struct GapAnswer {
    item: String,
    missing: Vec<String>,
    asked: String,
    since: Option<String>,
}

#[derive(Serialize)]
struct RefusedAnswer {
    item: String,
    peer: String,
    never: bool,
    /// In English: scripts read it.
    reason: String,
    #[serde(skip)]
    why: Reason,
    time: Option<String>,
}

#[derive(Serialize)]
struct NoteAnswer {
    time: Option<String>,
    why: String,
}

/// An item as lists name it.
pub(super) fn item(item: &LoggedItem) -> String {
    match item {
        LoggedItem::Act(act) => format!("act {act}"),
        LoggedItem::Change(document, change) => format!("change {change} of {document}"),
    }
}

/// Runs the command.
///
/// # Errors
/// Why the store cannot be read.
pub fn run(context: &Context) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let reader = &desk.reader;
    let me = desk.office.me()?;
    let member = me.and_then(|me| desk.roster.members.get(&me));
    let relays = standing::relays(reader)?;
    let documents = standing::documents(reader, me.as_ref(), desk.summaries.clone(), &relays)?;
    let refused = |list: Vec<RefusedItem>| -> Vec<RefusedAnswer> {
        list.iter()
            .map(|refused| RefusedAnswer {
                item: item(&refused.item),
                peer: refused.peer.to_string(),
                never: refused.never,
                reason: refused.reason.to_string(),
                why: refused.reason,
                time: timestamp(refused.time_millis),
            })
            .collect()
    };
    let forks = branches::forked_work(reader, me.as_ref(), None)?;
    let codes = desk.codes();
    let answer = Answer {
        council: desk.office.council().to_string(),
        name: desk.roster.name.clone(),
        device: me.map(|me| me.to_string()),
        office: member.map(|member| member.office.clone()),
        membership: member.map(|member| match member.membership {
            Membership::Counts => "counts",
            Membership::Waits => "waits",
            Membership::Superseded => "superseded",
            Membership::Revoked => "revoked",
        }),
        relays: relays
            .iter()
            .map(|relay| {
                let address = relay.address.as_deref();
                let beside = address.map(|address| clocks::beside(reader, address));
                Ok(RelayAnswer {
                    address: relay.address.clone(),
                    key: relay.key.map(|key| key.to_string()),
                    acknowledged: relay.acknowledged,
                    waiting_acts: relay.waiting_acts,
                    waiting_changes: relay.waiting_changes,
                    waiting_bytes: relay.waiting_bytes,
                    clock: beside.transpose()?.flatten().map(ClockAnswer::from),
                })
            })
            .collect::<Result<_, StoreError>>()?,
        documents: documents
            .iter()
            .map(|document| {
                let codes = codes.get(&document.summary.document);
                let codes = codes.cloned().unwrap_or_default();
                DocumentAnswer::of(&desk.roster, document, codes)
            })
            .collect(),
        gaps: reader
            .open_gaps()?
            .iter()
            .map(|gap| GapAnswer {
                item: item(&gap.wanted),
                missing: gap.missing.iter().map(ToString::to_string).collect(),
                asked: gap.asked.to_string(),
                since: timestamp(gap.since_millis),
            })
            .collect(),
        refused_here: refused(reader.refused()?),
        refused_by_peers: refused(reader.refused_by_peers()?),
        forks: forks.iter().map(ForkAnswer::from).collect(),
        shut: shut(reader.file())
            .iter()
            .map(ToString::to_string)
            .collect(),
        waiting_acts: reader.waiting_acts()?.len(),
        files_waiting: reader.blobs_waiting(context.files_up_to())?.into(),
        open_joins: open_joins(&desk.roster)
            .iter()
            .filter(|join| join.rivals > 1)
            .count(),
        unseen_reports: reader.unseen_reports()?,
        notes: reader
            .renewals()?
            .into_iter()
            .map(|(millis, why)| NoteAnswer {
                time: timestamp(millis),
                why,
            })
            .collect(),
    };
    context.output.json(&answer);
    if !context.output.is_json() {
        print(context, &desk, &answer, &documents, &forks)?;
    }
    Ok(())
}

fn print(
    context: &Context,
    desk: &Desk,
    answer: &Answer,
    documents: &[DocumentStanding],
    forks: &[ForkedWork],
) -> Result<(), Refusal> {
    let (language, output) = (context.language, &context.output);
    output.line(&answer.name);
    match answer.membership {
        Some("counts") => {}
        Some("revoked" | "superseded") => {
            let me = desk.office.me()?;
            let told = me.and_then(|me| gone(language, &desk.roster, &me));
            output.line(told.unwrap_or_default());
        }
        _ => output.line(say!(language, "sync-not-settled")),
    }
    for relay in &answer.relays {
        let name = relay.address.clone().or_else(|| relay.key.clone());
        let name = name.unwrap_or_default();
        output.line(match relay.acknowledged {
            None => say!(language, "status-relay-never", relay = name.as_str()),
            Some(_) if relay.waiting_acts + relay.waiting_changes == 0 => {
                say!(language, "status-relay-all", relay = name.as_str())
            }
            Some(_) => say!(
                language,
                "status-relay-waiting",
                relay = name.as_str(),
                changes = relay.waiting_changes,
                acts = relay.waiting_acts,
                bytes = bytes_in_words(language, relay.waiting_bytes)
            ),
        });
        if let Some(clock) = relay.clock.as_ref().filter(|clock| clock.is_wrong) {
            output.line(beside_relay(language, &name, clock.ahead_millis));
        }
    }
    let codes = desk.codes();
    for document in documents {
        let codes = codes.get(&document.summary.document);
        output.line(facts::line(
            language,
            document,
            codes.map_or(&[], Vec::as_slice),
        ));
        let held_back = document.summary.more["held_back"].as_u64().unwrap_or(0);
        if held_back > 0 {
            output.line(format!(
                "    {}",
                say!(language, "list-held-back", count = held_back)
            ));
        }
    }
    if documents.is_empty() {
        output.line(say!(language, "no-documents"));
    }
    let waiting = desk.reader.blobs_waiting(context.files_up_to())?;
    for line in waiting_in_words(language, &waiting) {
        output.line(line);
    }
    for gap in &answer.gaps {
        output.line(say!(language, "sync-gap", item = gap.item.as_str()));
    }
    let lists = [
        (&answer.refused_here, true),
        (&answer.refused_by_peers, false),
    ];
    for (refused, here) in lists {
        for refused in refused {
            let (item, reason) = (refused.item.as_str(), causes::intake(language, refused.why));
            let peer = refused.peer.get(..8).unwrap_or_default();
            output.line(match here {
                true => say!(
                    language,
                    "status-refused-here",
                    item = item,
                    peer = peer,
                    reason = reason
                ),
                false => say!(
                    language,
                    "status-refused-there",
                    item = item,
                    peer = peer,
                    reason = reason
                ),
            });
        }
    }
    for line in forks_in_words(language, forks) {
        output.line(line);
    }
    for document in shut(desk.reader.file()) {
        output.line(say!(language, "status-shut", id = document.short()));
    }
    for note in desk.reader.renewals()? {
        output.line(say!(
            language,
            "status-note",
            moment = moment(language, note.0),
            why = causes::renewal(language, &note.1)
        ));
    }
    if answer.waiting_acts > 0 {
        output.line(say!(
            language,
            "status-waiting-acts",
            count = answer.waiting_acts
        ));
    }
    if answer.open_joins > 0 {
        output.line(say!(
            language,
            "status-open-joins",
            count = answer.open_joins
        ));
    }
    if answer.unseen_reports > 0 {
        output.line(say!(
            language,
            "status-reports",
            count = answer.unseen_reports
        ));
    }
    Ok(())
}
