//! `dewan sync`: sends and receives over the council's relays.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ::sync::CloseReason;
use format::DocumentId;
use link::clock;
use serde::Serialize;
use store::blobs::BlobsWaiting;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::arguments::Budget;
use super::files::{FilesAnswer, waiting_in_words};
use super::moments::moment;
use super::refusal::Refusal;
use super::refusal::syncing::{closing, no_link};
use super::{Context, run_handed};
use crate::core::settings::Thrift;
use crate::engine::desk::settings;
use crate::engine::find::{FindError, find};
use crate::engine::handover::{Door, HandoverError, Holder};
use crate::engine::office::Office;
use crate::engine::standing;
use crate::engine::syncing::{Items, Progress, Shortfall, Synced, Syncing};
use crate::engine::thrift::Allowance;
use crate::say;
use crate::words::belonging::{gone, rivals};
use crate::words::clocks::beside_relay;
use crate::words::files::bytes_in_words;
use crate::words::{Language, causes};

/// What `sync --once` answers. The fields stay.
#[derive(Serialize)]
struct Answer<'a> {
    relay: &'a str,
    relay_key: Option<String>,
    complete: bool,
    missing: Vec<&'static str>,
    sent: Moved,
    received: Moved,
    bytes_sent: u64,
    bytes_received: u64,
    sessions: u64,
    documents: usize,
    documents_at_relay: usize,
    refused_here: u64,
    confirmed: Vec<String>,
    reports: &'a [i64],
    log_renewed: bool,
    /// Files of publications that are not here, or not all of them.
    files_waiting: FilesAnswer,
    /// Things that were told of and left, because what is large waits until somebody asks.
    left: u64,
}

#[derive(Serialize)]
struct Moved {
    acts: u64,
    changes: u64,
    receipts: u64,
    files: u64,
    file_bytes: u64,
}

impl From<Items> for Moved {
    fn from(items: Items) -> Self {
        Self {
            acts: items.acts,
            changes: items.changes,
            receipts: items.receipts,
            files: items.files,
            file_bytes: items.file_bytes,
        }
    }
}

/// How to synchronise.
pub struct How {
    /// Ends as soon as both sides have everything.
    pub once: bool,
    /// This relay instead of those the council names.
    pub relay: Option<String>,
    /// Gives up when nothing moved for so many seconds.
    pub timeout: u64,
    /// Runs the commands of others meanwhile.
    pub take_commands: bool,
    /// Whether the line is paid for; `None`: as is set on this device.
    pub metered: Option<bool>,
    /// How much may go over in an hour; `None`: as is set on this device.
    pub budget: Option<Budget>,
    /// Documents that come first.
    pub first: Vec<String>,
}

/// How often whoever watches is told how much is left.
const EVERY_MILLIS: i64 = 10_000;

impl How {
    /// What may be spent.
    fn thrift(&self, context: &Context) -> Thrift {
        let kept = settings::read(&context.home).unwrap_or_default().thrift;
        Thrift {
            metered: self.metered.unwrap_or(kept.metered),
            bytes_per_hour: match self.budget {
                Some(Budget(budget)) => budget,
                None => kept.bytes_per_hour,
            },
            files_up_to: kept.files_up_to,
        }
    }

    /// The documents that come first.
    fn wanted(&self, office: &Office) -> Result<Vec<DocumentId>, Refusal> {
        let summaries = office.reader()?.summaries()?;
        let found = self.first.iter().map(|wanted| find(&summaries, wanted));
        let found = found.map(|found| Ok(found?.document));
        found
            .collect::<Result<_, FindError>>()
            .map_err(Refusal::from)
    }
}

/// Has no window, and needs not be told what was written: the link follows the log.
struct Linked;

impl Holder for Linked {
    fn on_show(&self) -> bool {
        false
    }

    fn on_wrote(&self, _: &[DocumentId]) {}
}

/// Runs the command.
///
/// # Errors
/// Why not everything was said and taken. Everything written here stays saved.
pub fn run(context: &Context, how: &How) -> Result<(), Refusal> {
    let office = context.own_office()?;
    let (stop, stopping) = watch::channel(false);
    let thrift = watch::channel(how.thrift(context)).1;
    let syncing = Syncing::new(
        Arc::clone(&office),
        how.relay.as_deref(),
        Duration::from_secs(how.timeout.max(1)),
        stopping.clone(),
    )?
    .with_allowance(Allowance::read(thrift, office.store()))
    .with_wanted(watch::channel(how.wanted(&office)?).1);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Refusal::technical(&error))?;
    let language = context.language;
    let told = AtomicI64::new(clock::now_millis());
    let tell = |progress: &Progress<'_>| {
        if let Progress::Moved { to_come, .. } = progress
            && !context.output.is_json()
            && is_time(&told)
            && let Some(line) = left(language, &office, *to_come)
        {
            context.output.line(line);
        }
        // With --json the answer alone goes to standard output.
        if !context.output.is_json()
            && let Some(line) = in_words(language, progress)
        {
            context.output.line(line);
        }
    };
    let synced = runtime.block_on(async {
        let stop_by_signal = stop.clone();
        tokio::spawn(async move {
            stop_signal().await;
            stop_by_signal.send_replace(true);
        });
        if how.once {
            return syncing.once(&tell).await;
        }
        let door = how
            .take_commands
            .then(|| open_door(context, &office, stopping))
            .flatten();
        let synced = syncing.stay(&tell).await;
        // The door is closed before the office is.
        stop.send_replace(true);
        if let Some(door) = door
            && let Err(error) = door.await
        {
            tracing::warn!(%error, "commands of others ended unexpectedly");
        }
        synced
    })?;
    // Links that hang in a system call must not hold the end up.
    runtime.shutdown_timeout(Duration::from_secs(1));
    summary(context, &office, &synced)?;
    if synced.shortfalls.is_empty() {
        return Ok(());
    }
    let revoked = Shortfall::Ended(CloseReason::Revoked);
    let told = |language| {
        let roster = office.roster().ok()?;
        let told = gone(language, &roster, &office.me());
        // The relay may know of a revocation that never reached this device.
        let is_revoked = synced.shortfalls.contains(&revoked);
        let told = told.or_else(|| is_revoked.then(|| say!(language, "gone-revoked")));
        // The relay may know which of two joins counts, and says no more than that this one does not.
        let waits = [
            Shortfall::NotSettled,
            Shortfall::Ended(CloseReason::UnknownKey),
        ];
        let is_waiting = waits.iter().any(|one| synced.shortfalls.contains(one));
        let told = told.or_else(|| {
            is_waiting
                .then(|| rivals(language, &roster, &office.me()))
                .flatten()
        });
        let is_unknown = synced.shortfalls.contains(&waits[1]);
        told.or_else(|| is_unknown.then(|| say!(language, "gone-unknown")))
    };
    if let Some(told) = told(context.language) {
        // Syncing again would not help.
        return Err(Refusal::say(move |_| told.clone()));
    }
    let shortfalls = synced.shortfalls.clone();
    Err(Refusal::say(move |language| {
        let reasons: Vec<String> = shortfalls
            .iter()
            .map(|shortfall| reason(language, shortfall))
            .collect();
        say!(language, "sync-incomplete", reasons = reasons.join("; "))
    }))
}

/// Takes commands until `stopping` says true. Without a door all else goes on.
fn open_door(
    context: &Context,
    office: &Arc<Office>,
    mut stopping: watch::Receiver<bool>,
) -> Option<JoinHandle<()>> {
    match Door::open(Arc::clone(office), run_handed, Arc::new(Linked)) {
        Ok(door) => Some(tokio::spawn(door.serve(async move {
            // An end of whoever could say so is an end as well.
            drop(stopping.wait_for(|stop| *stop).await);
        }))),
        Err(HandoverError::Socket(error)) => {
            let language = context.language;
            let note = say!(
                language,
                "sync-no-door",
                reason = causes::io(language, &error)
            );
            context.output.complain(&note);
            None
        }
    }
}

/// Completes when the person or the system asks the program to end.
pub(super) async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Nobody can ask: only being killed ends it, which loses nothing either.
        std::future::pending::<()>().await;
    }
}

/// What is worth a line; `None` for what happens all the time.
fn in_words(language: Language, progress: &Progress<'_>) -> Option<String> {
    Some(match progress {
        Progress::Took
        | Progress::Acknowledged
        | Progress::Files
        | Progress::Moved { .. }
        | Progress::Presence { .. } => return None,
        Progress::Linked { address, relay } => say!(
            language,
            "sync-linked",
            address = *address,
            key = relay.short()
        ),
        Progress::Pinned { relay, .. } => say!(language, "sync-pinned", key = relay.short()),
        Progress::Comments(count) => say!(language, "sync-comments", count = *count),
        Progress::Came { documents: [], .. } => return None,
        Progress::Came {
            documents,
            new_reports: 1..,
        } => {
            say!(language, "sync-came-report", count = documents.len() as u64)
        }
        Progress::Came { documents, .. } => {
            say!(language, "sync-came", count = documents.len() as u64)
        }
        Progress::Confirmed(join) => say!(
            language,
            "council-confirmed",
            person = join.person.as_str(),
            office = join.office.as_str()
        ),
        Progress::CaughtUp => say!(language, "sync-caught-up"),
        Progress::WrongClock {
            address,
            ahead_millis,
        } => beside_relay(language, address, *ahead_millis),
        Progress::LogRenewed => say!(language, "sync-log-renewed"),
        Progress::Trouble(error) => {
            say!(
                language,
                "sync-trouble",
                reason = causes::store(language, error)
            )
        }
        Progress::NoLink {
            address,
            reason,
            again_in,
        } => {
            let reason = no_link(language, *reason);
            match again_in {
                Some(pause) => say!(
                    language,
                    "sync-no-link-again",
                    address = *address,
                    reason = reason,
                    seconds = pause.as_secs().max(1)
                ),
                None => say!(
                    language,
                    "sync-no-link",
                    address = *address,
                    reason = reason
                ),
            }
        }
    })
}

/// Whether it is time to tell again how much is left.
fn is_time(told: &AtomicI64) -> bool {
    let (now, before) = (clock::now_millis(), told.load(Ordering::Relaxed));
    let is_time = !(0..EVERY_MILLIS).contains(&now.saturating_sub(before));
    if is_time {
        told.store(now, Ordering::Relaxed);
    }
    is_time
}

/// How much is left both ways, in words.
fn left(language: Language, office: &Office, to_come: Option<u64>) -> Option<String> {
    let relays = standing::relays(&office.reader().ok()?).ok()?;
    let relays = relays.iter().filter(|relay| relay.key.is_some());
    let to_send = relays.map(|relay| relay.waiting_bytes).min();
    let (to_send, to_come) = (to_send.unwrap_or(0), to_come.unwrap_or(0));
    (to_send + to_come > 0).then(|| {
        say!(
            language,
            "sync-left",
            send = bytes_in_words(language, to_send),
            come = bytes_in_words(language, to_come)
        )
    })
}

/// Tells what was sent, what came, and where it is now.
fn summary(context: &Context, office: &Office, synced: &Synced) -> Result<(), Refusal> {
    let reader = office.reader()?;
    let relays = standing::relays(&reader)?;
    let me = office.me();
    let documents = standing::documents(&reader, Some(&me), reader.summaries()?, &relays)?;
    let there = documents
        .iter()
        .filter(|document| {
            (document.facts.at)
                .iter()
                .any(|at| Some(at.relay) == synced.relay && at.holds_all)
        })
        .count();
    let tally = &synced.tally;
    let waiting = reader.blobs_waiting(context.files_up_to())?;
    let (language, output) = (context.language, &context.output);
    output.json(&Answer {
        relay: &synced.address,
        relay_key: synced.relay.map(|key| key.to_string()),
        complete: synced.shortfalls.is_empty(),
        missing: synced.shortfalls.iter().map(name).collect(),
        sent: tally.sent.into(),
        received: tally.received.into(),
        bytes_sent: tally.bytes_sent,
        bytes_received: tally.bytes_received,
        sessions: tally.sessions,
        documents: documents.len(),
        documents_at_relay: there,
        refused_here: synced.refused,
        confirmed: synced
            .confirmed
            .iter()
            .map(|join| join.join.to_string())
            .collect(),
        reports: &synced.reports,
        log_renewed: synced.log_renewed,
        files_waiting: waiting.into(),
        left: synced.left,
    });
    if output.is_json() {
        return Ok(());
    }
    output.line(say!(
        language,
        "sync-sent",
        changes = tally.sent.changes,
        acts = tally.sent.acts,
        bytes = tally.bytes_sent
    ));
    output.line(say!(
        language,
        "sync-received",
        changes = tally.received.changes,
        acts = tally.received.acts,
        bytes = tally.bytes_received
    ));
    let last_receipt = documents
        .iter()
        .flat_map(|document| &document.facts.at)
        .filter(|at| Some(at.relay) == synced.relay)
        .filter_map(|at| at.receipt_millis)
        .max();
    output.line(match last_receipt {
        Some(time) => say!(
            language,
            "sync-stored-receipt",
            there = there,
            all = documents.len(),
            moment = moment(language, time)
        ),
        None => say!(
            language,
            "sync-stored",
            there = there,
            all = documents.len()
        ),
    });
    for line in files_in_words(language, tally.sent, tally.received, &waiting) {
        output.line(line);
    }
    if synced.left > 0 {
        output.line(say!(language, "sync-saved", count = synced.left));
        return Ok(());
    }
    for gap in reader.open_gaps()? {
        output.line(say!(
            language,
            "sync-gap",
            item = super::status::item(&gap.wanted)
        ));
    }
    Ok(())
}

/// What went of files, and what is still to come; nothing where there is nothing to say.
fn files_in_words(
    language: Language,
    sent: Items,
    received: Items,
    waiting: &BlobsWaiting,
) -> Vec<String> {
    let mut lines = Vec::new();
    if sent.file_bytes + received.file_bytes > 0 {
        lines.push(say!(
            language,
            "sync-files",
            sent = bytes_in_words(language, sent.file_bytes),
            received = bytes_in_words(language, received.file_bytes)
        ));
    }
    lines.extend(waiting_in_words(language, waiting));
    lines
}

/// The name of a shortfall for scripts. It stays.
fn name(shortfall: &Shortfall) -> &'static str {
    match shortfall {
        Shortfall::Ended(_) => "ended",
        Shortfall::Broken => "broken",
        Shortfall::Silence => "silence",
        Shortfall::Stopped => "stopped",
        Shortfall::NotSettled => "membership",
        Shortfall::RefusedThere(_) => "refused-there",
        Shortfall::RefusedHere(_) => "refused-here",
        Shortfall::Gaps(_) => "gaps",
    }
}

fn reason(language: Language, shortfall: &Shortfall) -> String {
    match shortfall {
        Shortfall::Ended(reason) => {
            say!(language, "sync-ended", reason = closing(language, *reason))
        }
        Shortfall::Broken => say!(language, "sync-broken"),
        Shortfall::Silence => say!(language, "sync-silence"),
        Shortfall::Stopped => say!(language, "sync-stopped"),
        Shortfall::NotSettled => say!(language, "sync-not-settled"),
        Shortfall::RefusedThere(items) => say!(language, "sync-refused-there", count = *items),
        Shortfall::RefusedHere(items) => say!(language, "sync-refused-here", count = *items),
        Shortfall::Gaps(items) => say!(language, "sync-gaps", count = *items),
    }
}
