//! The main job from nothing, on one machine: a relay with an empty file, a chair and two branch
//! offices, real stores, real sockets. Nothing is pretended: the offices are those of the program, and
//! the demo fails unless all three agree in the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use council::path::{Path as PlacePath, PathError, Target, ValueError};
use council::text::import::{ImportError, import};
use council::view::View;
use format::DocumentId;
use store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::engine::checking::check;
use crate::engine::export::everyday;
use crate::engine::home::Home;
use crate::engine::import::ReadFile;
use crate::engine::membership::{self, MembershipError};
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{OpenError, Opened, open};
use crate::engine::syncing::{SyncError, Syncing};
use crate::engine::write::WriteError;

mod script;

use script::{Edits, SAMPLES};

/// The folder of the chair's office.
pub const CHAIR: &str = "kantor-pusat";

/// How long a link may stand still. On loopback nothing takes long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why the demo failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A folder or a socket.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The folder that should be kept is in use.
    #[error("{} is not empty; name a new folder", .0.display())]
    NotEmpty(PathBuf),
    /// The relay.
    #[error(transparent)]
    Relay(#[from] sync_server::RelayError),
    /// Founding and joining.
    #[error(transparent)]
    Membership(#[from] MembershipError),
    /// An office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Writing.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A sample does not read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A place of the script is not in the sample.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A value of the script does not fit its place.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// A link.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// A link that left something unsaid.
    #[error("{office} could not say and take everything: {missing}")]
    Unsaid {
        /// Whose.
        office: &'static str,
        /// What is missing.
        missing: String,
    },
    /// Two offices hold different things.
    #[error("{office} does not hold what the chair holds: {what}")]
    Disagree {
        /// Which one.
        office: &'static str,
        /// What differs.
        what: String,
    },
    /// Something that was written is not there.
    #[error("{office} does not show what was written: {what}")]
    Lost {
        /// Where.
        office: &'static str,
        /// What is missing.
        what: String,
    },
    /// A check found something.
    #[error("the check of {office} is not clean: {findings}")]
    Unclean {
        /// Whose.
        office: &'static str,
        /// What it found.
        findings: String,
    },
}

/// What the demo did, one after the other.
#[derive(Debug)]
pub enum Step<'a> {
    /// The relay serves an empty file.
    Relay {
        /// Where.
        address: &'a str,
    },
    /// The council was founded and both branches joined, with no link.
    Joined,
    /// The chair imported the samples.
    Imported {
        /// Their titles.
        titles: &'a [String],
    },
    /// Everybody has them.
    FirstSync {
        /// Bytes over all links.
        bytes: u64,
    },
    /// Everybody wrote with no link.
    WroteOffline {
        /// How many changes.
        changes: usize,
    },
    /// The links came up and everybody has everything.
    Merged {
        /// Bytes over all links.
        bytes: u64,
    },
    /// The merge reports of this office can be shown now.
    Report {
        /// Whose.
        office: &'a str,
        /// Its folder.
        home: &'a Home,
    },
    /// All three agree.
    Agreed {
        /// How many documents.
        documents: usize,
        /// How many conflicting values wait for a person, everywhere the same.
        conflicts: usize,
    },
    /// Every check is clean.
    Clean,
}

/// An office of the demo.
struct Place {
    name: &'static str,
    office: Arc<Office>,
}

/// Plays it in `folder`, which must be empty or absent.
///
/// # Errors
/// [`DemoError`]; anything but complete agreement is one.
pub fn run(folder: &Path, tell: &dyn Fn(Step<'_>)) -> Result<(), DemoError> {
    run_then(folder, tell, |_| {})
}

/// Plays it as [`run`] does, and then does something with the chair's folder while the relay still
/// serves.
///
/// # Errors
/// As [`run`]; nothing is done with the folder then.
pub fn run_then(
    folder: &Path,
    tell: &dyn Fn(Step<'_>),
    then: impl FnOnce(Home),
) -> Result<(), DemoError> {
    std::fs::create_dir_all(folder)?;
    if std::fs::read_dir(folder)?.next().is_some() {
        return Err(DemoError::NotEmpty(folder.to_owned()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let relay = runtime.block_on(async {
        let relay = sync_server::Relay::open(&folder.join("relai.sqlite"), true)?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("ws://{}", listener.local_addr()?);
        let serving = tokio::spawn(sync_server::serve(listener, relay, async {
            stopped.await.ok();
        }));
        Ok::<_, DemoError>((address, serving))
    });
    let (address, serving) = relay?;
    tell(Step::Relay { address: &address });
    let played = play(folder, &address, &runtime, tell).and_then(|()| {
        let chair = Home::find(Some(folder.join(CHAIR))).map_err(OfficeError::from)?;
        then(chair);
        Ok(())
    });
    drop(stop);
    match runtime.block_on(serving) {
        Ok(served) => played.and(served.map_err(DemoError::from)),
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

fn play(
    folder: &Path,
    relay: &str,
    runtime: &tokio::runtime::Runtime,
    tell: &dyn Fn(Step<'_>),
) -> Result<(), DemoError> {
    let home = |name: &str| Home::find(Some(folder.join(name))).map_err(OfficeError::from);
    let chair = membership::found(
        home(CHAIR)?,
        "Dewan Media Sosial",
        "Kantor Pusat",
        "Ratna Wulandari",
        &[relay.to_owned()],
    )?;
    let join = |name: &str, office: &str, person: &str| {
        let invitation = membership::invite(&chair, office, 14)?;
        Ok::<_, DemoError>(membership::join(home(name)?, &invitation, person)?)
    };
    let surabaya = join("surabaya", "Surabaya", "Bayu Hartono")?;
    let medan = join("medan", "Medan", "Maruli Siregar")?;
    let places = [
        ("Kantor Pusat", chair),
        ("Surabaya", surabaya),
        ("Medan", medan),
    ];
    let places = places.map(|(name, office)| Place {
        name,
        office: Arc::new(office),
    });
    tell(Step::Joined);

    let mut files = Vec::with_capacity(SAMPLES.len());
    for (name, text) in SAMPLES {
        files.push(ReadFile {
            file: PathBuf::from(name),
            view: import(text.as_bytes(), name, None)?,
        });
    }
    let imported = places[0].office.import(files)?;
    let ids: BTreeMap<&str, DocumentId> = SAMPLES
        .iter()
        .zip(&imported)
        .map(|((name, _), imported)| (*name, imported.saved.id))
        .collect();
    let titles: Vec<String> = imported.iter().map(|one| one.saved.title.clone()).collect();
    tell(Step::Imported { titles: &titles });

    let bytes = sync_all(runtime, &places)?;
    tell(Step::FirstSync { bytes });
    // What the first sync brought was told; the reports to come are those of the merge.
    for Place { office, .. } in &places {
        let (council, seen) = (
            office.council(),
            office.reader()?.reports(true, usize::MAX)?,
        );
        let seen: Vec<i64> = seen.iter().map(|report| report.key).collect();
        office
            .store()
            .write(move |write| write.mark_reports_seen(council, &seen))?;
    }

    let mut changes = 0;
    for (place, edits) in places.iter().zip(script::EDITS) {
        changes += write(&place.office, &ids, edits)?;
    }
    tell(Step::WroteOffline { changes });

    let bytes = sync_all(runtime, &places)?;
    tell(Step::Merged { bytes });
    for place in &places {
        tell(Step::Report {
            office: place.name,
            home: place.office.home(),
        });
    }
    let (documents, conflicts) = agree(&places, &ids)?;
    tell(Step::Agreed {
        documents,
        conflicts,
    });
    for place in &places {
        let store = Store::open_read_only(&place.office.home().store())?;
        let checked = check(&store, &store.reader(place.office.council())?)?;
        if !checked.is_clean() {
            return Err(DemoError::Unclean {
                office: place.name,
                findings: format!("{:?} {:?}", checked.findings, checked.unopened),
            });
        }
    }
    tell(Step::Clean);
    Ok(())
}

/// Links everybody up, one after the other, twice: what the later ones say reaches the earlier ones.
fn sync_all(runtime: &tokio::runtime::Runtime, places: &[Place]) -> Result<u64, DemoError> {
    let (_going_on, stop) = watch::channel(false);
    let mut bytes = 0;
    for place in places.iter().chain(places).chain(places.first()) {
        let syncing = Syncing::new(Arc::clone(&place.office), None, PATIENCE, stop.clone())?;
        let synced = runtime.block_on(syncing.once(&|_| {}))?;
        bytes += synced.tally.bytes_sent + synced.tally.bytes_received;
        if !synced.shortfalls.is_empty() {
            return Err(DemoError::Unsaid {
                office: place.name,
                missing: format!("{:?}", synced.shortfalls),
            });
        }
    }
    Ok(bytes)
}

fn write(
    office: &Office,
    ids: &BTreeMap<&str, DocumentId>,
    edits: Edits,
) -> Result<usize, DemoError> {
    let mut changes = 0;
    for (document, path, write) in edits {
        let mut draft = office.draft(&ids[document])?;
        let view = draft.view();
        let target = PlacePath::parse(path, &view)?;
        let present = match &target {
            Target::Place(place) => present_text(&view, place),
            Target::New(_) | Target::NewPerson(_) => String::new(),
        };
        draft
            .edit(&target.edits(&write.value(&present), &view)?)
            .map_err(WriteError::from)?;
        changes += office.save_one(draft)?.changes.len();
    }
    Ok(changes)
}

/// The text that stands at a place of a clause; empty for other places, which are replaced whole.
fn present_text(view: &View, place: &council::edit::Place) -> String {
    match (view, place) {
        (View::Policy(policy), council::edit::Place::ClauseBody(id)) => policy
            .clauses
            .iter()
            .find(|clause| clause.id == *id)
            .map(|clause| clause.body.clone())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Insists that all hold the same documents, and that everything that was written shows everywhere.
/// Gives the number of documents and of conflicts.
fn agree(places: &[Place], ids: &BTreeMap<&str, DocumentId>) -> Result<(usize, usize), DemoError> {
    let mut first: Option<BTreeMap<DocumentId, (Opened, String)>> = None;
    let mut conflicts = 0;
    for place in places {
        let reader = place.office.reader()?;
        let mut held = BTreeMap::new();
        for id in reader.documents()? {
            let opened = open(&reader, &id)?;
            let text = everyday(&opened.view);
            held.insert(id, (opened, text));
        }
        let lost = |what: &str| DemoError::Lost {
            office: place.name,
            what: what.to_owned(),
        };
        conflicts = 0;
        for (opened, _) in held.values() {
            conflicts += opened.document.conflicts().len();
        }
        for (document, path, write) in script::EDITS.iter().copied().flatten() {
            let (opened, text) = held.get(&ids[document]).ok_or_else(|| lost(document))?;
            let found = opened.document.conflicts();
            let in_conflict = found
                .iter()
                .flat_map(|conflict| &conflict.values)
                .any(|value| value.value == write.words());
            if !in_conflict && !text.contains(write.words()) {
                return Err(lost(&format!("{document} {path}: {}", write.words())));
            }
        }
        match &first {
            None => first = Some(held),
            Some(first) => compare(place.name, first, &held)?,
        }
    }
    if conflicts != script::CONFLICTS {
        return Err(DemoError::Lost {
            office: "everybody",
            what: format!("{conflicts} conflicts instead of {}", script::CONFLICTS),
        });
    }
    Ok((first.map_or(0, |first| first.len()), conflicts))
}

fn compare(
    office: &'static str,
    first: &BTreeMap<DocumentId, (Opened, String)>,
    other: &BTreeMap<DocumentId, (Opened, String)>,
) -> Result<(), DemoError> {
    let differs = |what: String| Err(DemoError::Disagree { office, what });
    if first.len() != other.len() {
        return differs(format!("{} and {} documents", first.len(), other.len()));
    }
    for (id, (opened, text)) in first {
        match other.get(id) {
            None => return differs(format!("document {}", id.short())),
            Some((theirs, _)) if theirs.heads() != opened.heads() => {
                return differs(format!("the heads of {}", id.short()));
            }
            Some((_, written)) if written != text => {
                return differs(format!("the export of {}", id.short()));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
