//! Stays linked to the relay, tells how the link is, and reads where the work is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use format::chain::LoggedItem;
use format::{DocumentId, PublicKey};
use link::ConnectError;
use store::summary::Summary;
use store::{Reader, StoreError};
use sync::CloseReason;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::{Outbox, Reading, Running as Desk, cause};
use crate::command_line::refusal::Refusal;
use crate::command_line::refusal::syncing::no_link;
use crate::core::Event;
use crate::core::link::{
    Effect, Event as LinkEvent, Fact, Facts, Files, LinkState, Relay, Trouble, TroubleKind,
};
use crate::engine::indexing::known_held_back;
use crate::engine::office::Office;
use crate::engine::standing::{AtHeadOffice, SeenByChair};
use crate::engine::syncing::{NoLink, Progress, SyncError, Syncing, Whereabouts};
use crate::engine::thrift::Allowance;
use crate::engine::{clocks, contacts, standing};
use crate::say;
use crate::words::{Language, causes};

/// How long whoever waits for the end of a sync would be told nothing; nobody waits here.
const PATIENCE: Duration = Duration::from_secs(60);

/// A link under way.
pub(super) struct Running {
    /// Whether it is kept up, as opposed to one that ends when both sides have everything.
    stays: bool,
    stop: watch::Sender<bool>,
    nudge: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Desk {
    pub(super) fn perform_on_link(&mut self, effect: Effect) {
        match effect {
            Effect::Stay => self.link_up(true),
            Effect::Leave => {
                let (ended, outbox) = (self.stop_link(), self.outbox.clone());
                self.ending = Some(self.runtime.spawn(async move {
                    ended.await;
                    outbox.tell(Event::Link(LinkEvent::State(LinkState::Offline)));
                }));
            }
            Effect::Now { stays } => match &self.link {
                Some(link) if !link.task.is_finished() => link.nudge.notify_one(),
                _ => self.link_up(stays),
            },
            Effect::LoadStanding => {
                let Some(office) = self.office.clone() else {
                    return;
                };
                let (language, allowance) = (self.language, self.allowance.clone());
                self.read_beside(Reading::Standing, move || {
                    let read = office
                        .reader()
                        .and_then(|reader| standing(&reader, &office.me(), language, &allowance));
                    read.inspect_err(|error| {
                        tracing::warn!(%error, "where the work is, is not read");
                    })
                    .ok()
                    .map(Event::Link)
                });
            }
            Effect::SayPresence(here) => {
                let open = here.iter().map(|(document, _)| *document).collect();
                self.wanted.send_if_modified(|known| {
                    let is_news = *known != open;
                    *known = open;
                    is_news
                });
                let here = here.map(|(document, place)| Whereabouts::open(document, place));
                self.presence.send_if_modified(|known| {
                    let is_news = *known != here;
                    *known = here;
                    is_news
                });
            }
        }
    }

    /// Begins the link anew: the relays are others now.
    pub(super) fn link_again(&mut self) {
        if let Some(link) = &self.link
            && link.stays
        {
            self.link_up(true);
        }
    }

    /// Links up; with `stays` the link is kept up, else it ends when both sides have everything.
    fn link_up(&mut self, stays: bool) {
        let Some(office) = self.office.clone() else {
            return;
        };
        let ended = self.stop_link();
        let (stop, stopped) = watch::channel(false);
        let nudge = Arc::new(Notify::new());
        let (outbox, language) = (self.outbox.clone(), self.language);
        let nudged = Arc::clone(&nudge);
        let here = self.presence.subscribe();
        let (allowance, wanted) = (self.allowance.clone(), self.wanted.subscribe());
        let task = self.runtime.spawn(async move {
            // A relay serves a device once. Ending in good order takes seconds, and whatever is written
            // meanwhile is saved without waiting for it.
            ended.await;
            match Syncing::new(Arc::clone(&office), None, PATIENCE, stopped) {
                Ok(syncing) => {
                    let syncing = syncing
                        .nudged_by(nudged)
                        .with_presence(here)
                        .with_allowance(allowance)
                        .with_wanted(wanted);
                    run(&office, syncing, stays, &outbox, language).await;
                }
                Err(error) => refused(&outbox, language, error),
            }
        });
        self.link = Some(Running {
            stays,
            stop,
            nudge,
            task,
        });
    }

    /// Ends the link in good order, and waits for that: the store is given up then.
    pub(super) fn end_link(&mut self) {
        let ended = self.stop_link();
        self.runtime.block_on(ended);
    }

    /// Has the link end in good order. What comes back is over once it has, and those before it.
    fn stop_link(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let before = self.ending.take();
        let last = self.link.take().map(|link| {
            link.stop.send_replace(true);
            link.task
        });
        async move {
            for task in [before, last].into_iter().flatten() {
                if let Err(error) = task.await {
                    tracing::error!(%error, "BUG: a link ended unexpectedly");
                }
            }
        }
    }
}

async fn run(office: &Office, syncing: Syncing, stays: bool, outbox: &Outbox, language: Language) {
    let state = |state| outbox.tell(Event::Link(LinkEvent::State(state)));
    state(LinkState::Calling);
    let told = |progress: &Progress<'_>| {
        if let Progress::Linked { address, .. }
        | Progress::NoLink {
            address,
            reason: NoLink::Ended(_) | NoLink::Broke,
            ..
        } = progress
        {
            contacts::note(office, address, link::clock::now_millis());
        }
        tell(outbox, language, progress);
    };
    let ended = match stays {
        true => syncing.stay(&told).await,
        false => syncing.once(&told).await,
    };
    match ended {
        Ok(_) if stays => {}
        Ok(_) => state(LinkState::Offline),
        Err(SyncError::NoRelay) => state(LinkState::NoRelay),
        Err(error) => refused(outbox, language, error),
    }
}

fn refused(outbox: &Outbox, language: Language, error: impl Into<Refusal>) {
    outbox.tell(Event::Link(LinkEvent::State(LinkState::Broken {
        why: error.into().sentence(language),
        is_refused: false,
        again_millis: None,
    })));
}

fn tell(outbox: &Outbox, language: Language, progress: &Progress<'_>) {
    let event = match progress {
        Progress::Linked { address, .. } => LinkEvent::State(LinkState::Linked {
            address: (*address).to_owned(),
            caught_up: false,
        }),
        Progress::Took => LinkEvent::Took,
        Progress::Acknowledged => LinkEvent::Acknowledged,
        Progress::Files => LinkEvent::Files,
        Progress::Came {
            documents,
            new_reports,
        } => LinkEvent::Came {
            documents: documents.to_vec(),
            new_reports: *new_reports,
        },
        Progress::Comments(_) => LinkEvent::CommentsCame,
        Progress::CaughtUp => LinkEvent::CaughtUp,
        Progress::Moved {
            sent,
            received,
            to_come,
        } => LinkEvent::Moved {
            sent: *sent,
            received: *received,
            to_come: *to_come,
        },
        Progress::Presence {
            device,
            document,
            place,
            ..
        } => LinkEvent::Presence {
            device: *device,
            document: *document,
            place: (*place).to_owned(),
        },
        Progress::Trouble(error) => LinkEvent::StorageTrouble(cause(error)),
        Progress::NoLink {
            reason, again_in, ..
        } => LinkEvent::State(LinkState::Broken {
            why: no_link(language, *reason),
            is_refused: is_refusal(*reason),
            again_millis: again_in.map(|pause| {
                let millis = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
                link::clock::now_millis().saturating_add(millis)
            }),
        }),
        Progress::Pinned { .. } | Progress::Confirmed(_) => {
            return outbox.tell(Event::Grew);
        }
        // Read with everything else that is known of the relays.
        Progress::LogRenewed | Progress::WrongClock { .. } => return,
    };
    outbox.tell(Event::Link(event));
}

/// Whether the relay answers and does not serve this device, as opposed to a link that is down.
fn is_refusal(reason: NoLink<'_>) -> bool {
    match reason {
        NoLink::Failed(error) => matches!(error, ConnectError::Refused { .. }),
        NoLink::Ended(reason) => matches!(
            reason,
            CloseReason::NotHosted
                | CloseReason::UnknownKey
                | CloseReason::Proof
                | CloseReason::WrongPeer
                | CloseReason::Version
                | CloseReason::StandingChanged
                | CloseReason::Revoked
                | CloseReason::Blocked
        ),
        NoLink::Broke => false,
    }
}

/// Where everything is.
fn standing(
    reader: &Reader,
    me: &PublicKey,
    language: Language,
    allowance: &Allowance,
) -> Result<LinkEvent, StoreError> {
    let saving = allowance.saving();
    let relays = standing::relays(reader)?;
    let summaries = reader.summaries()?;
    let held_back = held_back(&summaries, language);
    let mut facts = BTreeMap::new();
    for document in standing::documents(reader, Some(me), summaries, &relays)? {
        facts.insert(document.summary.document, shown(&document.facts));
    }
    let mut troubles = Vec::new();
    for (refusals, kind) in [
        (reader.refused()?, TroubleKind::RefusedHere),
        (reader.refused_by_peers()?, TroubleKind::RefusedThere),
    ] {
        troubles.extend(refusals.into_iter().map(|refusal| Trouble {
            kind,
            document: document_of(&refusal.item),
            text: causes::intake(language, refusal.reason),
            since_millis: Some(refusal.time_millis),
        }));
    }
    troubles.extend(gaps(reader, language, saving.is_some())?);
    troubles.extend(held_back);
    // The relay that has most: what it holds need not be sent.
    let bytes_left = relays.iter().map(|relay| relay.waiting_bytes).min();
    let waiting = reader.blobs_waiting(allowance.files_up_to())?;
    Ok(LinkEvent::Standing {
        bytes_left: bytes_left.unwrap_or_default(),
        files: Files {
            coming: waiting.coming,
            coming_bytes: waiting.coming_bytes,
            left: waiting.left,
            left_bytes: waiting.left_bytes,
        },
        saving,
        relays: relays
            .into_iter()
            .map(|relay| {
                let address = relay.address;
                let last = address
                    .as_deref()
                    .map(|address| contacts::last(reader, address));
                let beside = address
                    .as_deref()
                    .map(|address| clocks::beside(reader, address));
                let beside = beside.transpose()?.flatten();
                Ok(Relay {
                    last_contact_millis: last.transpose()?.flatten(),
                    address,
                    key: relay.key.map(|key| key.to_string()[..8].to_owned()),
                    waiting_acts: relay.waiting_acts,
                    waiting_changes: relay.waiting_changes,
                    ahead_millis: beside
                        .filter(|beside| beside.is_wrong())
                        .map(|beside| beside.ahead_millis),
                })
            })
            .collect::<Result<_, StoreError>>()?,
        facts,
        troubles,
    })
}

/// The facts about one document as the window shows them.
fn shown(facts: &standing::Facts) -> Facts {
    let at = &facts.at;
    Facts {
        at_relay: match facts.at_relay() {
            Some(at) => Fact::Yes(at.receipt_millis),
            None => (at.iter().find_map(|at| at.receipt_millis))
                .map_or(Fact::No, |at| Fact::Before(Some(at))),
        },
        at_head_office: match facts.head_office {
            AtHeadOffice::Here => Fact::Yes(None),
            AtHeadOffice::There { time_millis, .. } => Fact::Yes(Some(time_millis)),
            AtHeadOffice::Before { time_millis } => Fact::Before(Some(time_millis)),
            AtHeadOffice::No => Fact::No,
        },
        seen_by_chair: match facts.seen {
            SeenByChair::AsItIs { time_millis, .. } => Fact::Yes(Some(time_millis)),
            SeenByChair::ChangedSince { time_millis, .. } => Fact::Before(Some(time_millis)),
            SeenByChair::Never => Fact::No,
        },
        waiting: at.iter().map(|at| at.waiting).max().unwrap_or(0),
        refused: at.iter().map(|at| at.refused).sum(),
        left_behind: facts.left_behind,
    }
}

/// What is known to exist and is not here. While what is large has to wait, it was left on purpose.
fn gaps(reader: &Reader, language: Language, saving: bool) -> Result<Vec<Trouble>, StoreError> {
    let gaps = reader.open_gaps()?.into_iter().map(|gap| {
        let count = gap.missing.len().max(1) as u64;
        let (kind, text) = match saving {
            true => (
                TroubleKind::Left,
                say!(language, "trouble-left-text", count = count),
            ),
            false => (
                TroubleKind::Gap,
                say!(language, "trouble-gap-text", count = count),
            ),
        };
        Trouble {
            kind,
            document: document_of(&gap.wanted),
            text,
            since_millis: Some(gap.since_millis),
        }
    });
    Ok(gaps.collect())
}

/// Documents with changes that are held and do not show.
fn held_back(summaries: &[Summary], language: Language) -> Vec<Trouble> {
    let held = summaries.iter().filter_map(|summary| {
        let count = known_held_back(summary);
        (count > 0).then(|| Trouble {
            kind: TroubleKind::HeldBack,
            document: Some(summary.document),
            text: say!(language, "list-held-back", count = count),
            since_millis: None,
        })
    });
    held.collect()
}

fn document_of(item: &LoggedItem) -> Option<DocumentId> {
    match item {
        LoggedItem::Change(document, _) => Some(*document),
        LoggedItem::Act(_) => None,
    }
}
