//! `dewan prove` writes a decision with its proof; `dewan verify` checks one, with no store and no network.

use std::io::Read as _;
use std::path::Path;

use council::act::file::File;
use council::act::meeting::Signer;
use council::clocks::Timed;
use council::lifecycle::{Decision, Publication, Said};
use council::package::{Held, Holder, MAX_BYTES, PackageError, Proved, Verified, verify};
use format::{BlobId, DeviceKey, PublicKey};
use sha2::{Digest as _, Sha256};

use super::Context;
use super::clocks::ClockMark;
use super::documents::{Desk, Writer, title_or_none};
use super::export::holding;
use super::moments::{day, moment};
use super::refusal::Refusal;
use crate::core::clocks::Mark;
use crate::core::deciding::holding::Holding;
use crate::engine::clocks;
use crate::engine::deciding::{Case, DecidingError};
use crate::engine::export;
use crate::engine::guard::guarded;
use crate::engine::header::{head_of, title_of};
use crate::engine::indexing::timestamp;
use crate::engine::office::OfficeError;
use crate::engine::proving::{Means, ProvingError, package};
use crate::engine::version::Which;
use crate::say;
use crate::words::clocks::behind;
use crate::words::files::{file as file_words, media};
use crate::words::lifecycle::{department, outcome, reason, role};
use crate::words::meeting::signer as signer_word;
use crate::words::{Language, causes};

/// How a proof is written.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// Over a file that is there.
    pub force: bool,
    /// With changes that were made after the version, where they are needed.
    pub with_later: bool,
    /// With everything that was written before the version, where it is needed.
    pub with_history: bool,
}

/// Runs `prove`.
///
/// # Errors
/// Why nothing was written.
pub fn prove(
    context: &Context,
    document: &str,
    wanted: Option<&str>,
    to: &Path,
    how: How,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id).map_err(DecidingError::from)?;
    let newest = || case.lifecycle.versions.last().map(Holding::Version);
    // A version is proved whether it was published or not.
    let proved = match wanted {
        Some(wanted) => match holding(&desk, &case, wanted) {
            Err(_) if matches!(Which::read(wanted), Some(Which::Number(_))) => None,
            other => Some(other?),
        },
        None => holding(&desk, &case, "in-force").ok().or_else(newest),
    };
    let proved = proved.ok_or(ProvingError::NoVersion)?;
    let write = |key: Option<&DeviceKey>| {
        let means = Means {
            key,
            with_later: how.with_later,
            with_history: how.with_history,
        };
        package(&desk.reader, desk.office.council(), &case, &proved, &means)
    };
    // The key is asked for only where this device may seal its own change again.
    let proof = match write(None) {
        Err(ProvingError::NoSeal { by, .. } | ProvingError::NothingVouches(by)) => {
            let key = context.home.read_key().map_err(OfficeError::from)?;
            write(key.as_ref().filter(|key| key.public() == by))
        }
        other => other,
    };
    let proof = proof.map_err(|error| match error {
        ProvingError::NoSeal { by, later } => no_seal(desk.roster.name_of(&by), later),
        ProvingError::NothingVouches(by) => nothing_vouches(desk.roster.name_of(&by)),
        ProvingError::NeedsHistory { by, changes } => {
            needs_history(desk.roster.name_of(&by), changes)
        }
        other => other.into(),
    })?;
    export::write(to, &proof.bytes, how.force)?;
    let language = context.language;
    let title = title_or_none(language, head_of(&case.opened.view).0);
    let file = to.display().to_string();
    context.output.line(match &proved {
        Holding::Version(version) => say!(
            language,
            "proof-written",
            version = version.number as u64,
            title = title,
            file = file
        ),
        Holding::Minutes(_) => {
            say!(
                language,
                "proof-written-minutes",
                title = title,
                file = file
            )
        }
    });
    context.output.line(say!(
        language,
        "proof-written-held",
        count = proof.receipts as u64
    ));
    if proof.later > 0 {
        context
            .output
            .line(say!(language, "proof-later", count = proof.later as u64));
    }
    if proof.history > 0 {
        context.output.line(say!(
            language,
            "proof-history",
            count = proof.history as u64
        ));
    }
    context.output.json(&serde_json::json!({
        "document": id.to_string(),
        "version": match &proved {
            Holding::Version(version) => Some(version.number),
            Holding::Minutes(_) => None,
        },
        "fingerprint": proved.text().fingerprint.to_string(),
        "file": to.display().to_string(),
        "bytes": proof.bytes.len(),
        "receipts": proof.receipts,
        "later": proof.later,
        "history": proof.history,
    }));
    Ok(())
}

/// Runs `verify`.
///
/// # Errors
/// Why the file proves nothing.
pub fn run(context: &Context, file: &Path, published: Option<&Path>) -> Result<(), Refusal> {
    let size = std::fs::metadata(file).map_err(|error| unreadable(file, &error))?;
    if size.len() > MAX_BYTES as u64 {
        return Err(
            PackageError::TooLarge(usize::try_from(size.len()).unwrap_or(usize::MAX)).into(),
        );
    }
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
    // A history in it is read by the document engine, which fails on some bytes with a panic.
    let verified = guarded(|| verify(&bytes));
    let failed = || PackageError::Form("it makes the document engine fail".to_owned());
    let verified = verified.unwrap_or_else(|| Err(failed()))?;
    let compared = match published {
        Some(published) => Some(compare(&verified, published)?),
        None => None,
    };
    tell(context, &verified, compared.as_ref());
    match compared {
        Some(Compared {
            file,
            is: None,
            hash,
        }) => Err(is_not(&verified, file, hash)),
        _ => Ok(()),
    }
}

/// A file beside the proof.
struct Compared {
    /// As it was named.
    file: String,
    /// SHA-256 of its bytes.
    hash: BlobId,
    /// The published file it is, byte for byte.
    is: Option<File>,
}

/// How the version was published; minutes are not.
fn publication_of(verified: &Verified) -> Option<&Publication> {
    match &verified.proved {
        Proved::Version(version) => version.publication.as_ref(),
        Proved::Minutes(_) => None,
    }
}

fn files_of(verified: &Verified) -> &[File] {
    let publication = publication_of(verified);
    publication.map_or(&[], |publication| publication.files.as_slice())
}

fn compare(verified: &Verified, path: &Path) -> Result<Compared, Refusal> {
    let (hash, bytes) = hash_of(path).map_err(|error| unreadable(path, &error))?;
    let mut files = files_of(verified).iter();
    Ok(Compared {
        file: path.display().to_string(),
        hash,
        is: files
            .find(|one| one.blob == hash && one.bytes == bytes)
            .copied(),
    })
}

/// SHA-256 of a file of any size, and how many bytes it has.
fn hash_of(path: &Path) -> std::io::Result<(BlobId, u64)> {
    let mut file = std::fs::File::open(path)?;
    let (mut hash, mut length) = (Sha256::new(), 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((BlobId::from_bytes(hash.finalize().into()), length)),
            read => {
                hash.update(&buffer[..read]);
                length += read as u64;
            }
        }
    }
}

fn is_not(verified: &Verified, file: String, hash: BlobId) -> Refusal {
    let has_files = !files_of(verified).is_empty();
    Refusal::say(move |language| match has_files {
        true => say!(
            language,
            "refused-proof-file-is-not",
            file = file.as_str(),
            hash = hash.to_string()
        ),
        false => say!(language, "refused-proof-no-files", file = file.as_str()),
    })
}

/// What a published file is called: by its number, as exports call it.
fn name_of_file(verified: &Verified, file: &File) -> String {
    let publication = publication_of(verified);
    let number = publication.map_or("", |publication| publication.number.as_str());
    let plain = |c: char| {
        if c.is_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    let number: String = number.chars().map(plain).collect();
    format!("{number}.{}", media(file.media).to_lowercase())
}

fn tell(context: &Context, verified: &Verified, compared: Option<&Compared>) {
    let (language, output) = (context.language, &context.output);
    let roster = &verified.roster;
    let version = match &verified.proved {
        Proved::Version(version) => Some(version),
        Proved::Minutes(_) => None,
    };
    let confirmed = match &verified.proved {
        Proved::Version(_) => None,
        Proved::Minutes(confirmed) => Some(confirmed),
    };
    let decision = version.map(|version| &version.decision);
    let publication = version.and_then(|version| version.publication.as_ref());
    let marks = clocks::of_acts(roster, &verified.doubts);
    let clock = |said: &Said| ClockMark::of(roster, marks.get(&said.act));
    let marked = |said: &Said| behind(language, marks.get(&said.act));
    let signed = |said: &Said| {
        serde_json::json!({
            "who": Writer::of(roster, Some(&said.by)),
            "at": timestamp(said.time_millis),
            "clock": clock(said),
        })
    };
    output.json(&serde_json::json!({
        "council": verified.council.to_string(),
        "council_name": roster.name,
        "document": verified.document.to_string(),
        "title": head_of(&verified.view).0,
        "version": version.map(|version| version.number),
        "fingerprint": verified.view.fingerprint().to_string(),
        "outcome": decision.map(|decision| outcome_name(decision.outcome)),
        "decided_by": decision.map(|decision| Writer::of(roster, Some(&decision.said.by))),
        "decided_at": decision.map(|decision| timestamp(decision.said.time_millis)),
        "decided_clock": decision.and_then(|decision| clock(&decision.said)),
        "confirmed": confirmed.map(|confirmed| serde_json::json!({
            "chair": signed(&confirmed.chair),
            "attendee": signed(&confirmed.attendee),
        })),
        "last_authors": verified.last_authors.iter()
            .map(|author| Writer::of(roster, Some(author)))
            .collect::<Vec<_>>(),
        "number": publication.map(|one| one.number.clone()),
        "published_clock": publication.and_then(|one| clock(&one.said)),
        "effective": publication.map(|one| one.effective.to_string()),
        "withdrawn": publication.is_some_and(|one| one.withdrawn.is_some()),
        "replaced": verified.replaced.iter().map(|word| serde_json::json!({
            "since": word.since.to_string(),
            "until_before": word.back.as_ref().and_then(|back| back.from).map(|day| day.to_string()),
            "who": Writer::of(roster, Some(&word.said.by)),
        })).collect::<Vec<_>>(),
        "invalid": verified.not_counted.len(),
        "held": verified.held.iter().map(|held| serde_json::json!({
            "holder": Writer::of(roster, Some(&held.holder)),
            "relay": match &held.by {
                Holder::Relay(address) => Some(address),
                Holder::HeadOffice(_) => None,
            },
            "since": timestamp(held.since_millis),
            "clock": ClockMark::of(roster, mark_of_holder(verified, &held.holder).as_ref()),
        })).collect::<Vec<_>>(),
        "later": verified.later,
        "strikes": verified.strikes,
        "history": verified.history,
        "files": files_of(verified).iter().map(|file| serde_json::json!({
            "name": name_of_file(verified, file),
            "media": media(file.media).to_lowercase(),
            "bytes": file.bytes,
            "sha256": file.blob.to_string(),
        })).collect::<Vec<_>>(),
        "file": compared.map(|compared| serde_json::json!({
            "path": compared.file,
            "sha256": compared.hash.to_string(),
            "published": compared.is.map(|file| name_of_file(verified, &file)),
        })),
        "view": verified.view,
    }));
    let by = |key: &PublicKey| roster.name_of(key);
    let title = title_or_none(language, title_of(&verified.view));
    output.line(match version {
        Some(version) => say!(
            language,
            "proof-holds",
            title = title,
            version = version.number as u64
        ),
        None => say!(language, "proof-holds-minutes", title = title),
    });
    output.line(say!(
        language,
        "proof-council",
        name = roster.name.as_str(),
        id = verified.council.to_string()
    ));
    output.line(say!(
        language,
        "proof-fingerprint",
        fingerprint = verified.view.fingerprint().to_string()
    ));
    if let Some(decision) = decision {
        tell_decision(context, verified, decision, &marked(&decision.said));
    }
    for (signer, said) in confirmed.into_iter().flat_map(|confirmed| {
        [
            (Signer::Chair, &confirmed.chair),
            (Signer::Attendee, &confirmed.attendee),
        ]
    }) {
        let line = say!(
            language,
            "proof-confirmed",
            name = by(&said.by),
            role = signer_word(language, signer),
            moment = moment(language, said.time_millis)
        );
        output.line(line + &marked(said));
    }
    for author in &verified.last_authors {
        output.line(say!(language, "proof-author", name = by(author)));
    }
    if verified.strikes > 0 {
        output.line(say!(
            language,
            "proof-strikes",
            count = verified.strikes as u64
        ));
    }
    if let Some(publication) = publication {
        let line = say!(
            language,
            "proof-published",
            number = publication.number.as_str(),
            day = day(language, publication.effective.0),
            name = by(&publication.said.by)
        );
        output.line(line + &marked(&publication.said));
        if let Some((said, why)) = &publication.withdrawn {
            output.line(say!(
                language,
                "proof-withdrawn",
                name = by(&said.by),
                why = why.as_str()
            ));
        }
    }
    for word in &verified.replaced {
        let (since, name) = (day(language, word.since.0), by(&word.said.by));
        output.line(match word.back.as_ref().and_then(|back| back.from) {
            None => say!(language, "proof-superseded", day = since, name = name),
            Some(back) => say!(
                language,
                "proof-superseded-until",
                day = since,
                back = day(language, back.0),
                name = name
            ),
        });
    }
    if !files_of(verified).is_empty() {
        output.line(say!(language, "proof-files"));
    }
    for file in files_of(verified) {
        let line = say!(
            language,
            "proof-file",
            name = name_of_file(verified, file),
            what = file_words(language, file),
            hash = file.blob.to_string()
        );
        output.line(format!("    {line}"));
    }
    if let Some(Compared {
        file, is: Some(is), ..
    }) = compared
    {
        output.line(say!(
            language,
            "proof-file-is",
            file = file.as_str(),
            name = name_of_file(verified, is)
        ));
    }
    for held in &verified.held {
        let mark = mark_of_holder(verified, &held.holder);
        output.line(held_words(language, verified, held) + &behind(language, mark.as_ref()));
    }
    if verified.held.is_empty() {
        output.line(say!(language, "proof-held-nowhere"));
    }
    if verified.later > 0 {
        output.line(say!(language, "proof-later", count = verified.later as u64));
    }
    if verified.history > 0 {
        output.line(say!(
            language,
            "proof-history",
            count = verified.history as u64
        ));
    }
    for one in &verified.not_counted {
        output.line(say!(
            language,
            "proof-invalid",
            name = by(&one.said.by),
            why = reason(language, &one.reason)
        ));
    }
    output.line(say!(language, "proof-hint"));
}

/// What is wrong with the time at which a holder says to have the text, if anything is.
fn mark_of_holder(verified: &Verified, holder: &PublicKey) -> Option<Mark> {
    let mut doubts = verified.doubts.iter();
    let is_its = |timed: &Timed| matches!(timed, Timed::Receipt(by, _) if by == holder);
    let (_, doubt) = doubts.find(|(timed, _)| is_its(timed))?;
    Some(clocks::mark(&verified.roster, doubt))
}

/// Tells the decision, with what is wrong with its time behind it.
fn tell_decision(context: &Context, verified: &Verified, decision: &Decision, mark: &str) {
    let (language, output) = (context.language, &context.output);
    let line = say!(
        language,
        "proof-decided",
        outcome = outcome(language, decision.outcome),
        name = verified.roster.name_of(&decision.said.by),
        role = roles_of(language, verified, &decision.said.by),
        moment = moment(language, decision.said.time_millis)
    );
    output.line(line + mark);
    if !decision.words.is_empty() {
        output.line(format!("    {}", decision.words));
    }
    for (field, why) in &decision.waivers {
        let department = department(language, field);
        output.line(say!(
            language,
            "proof-waived",
            department = department,
            why = why.as_str()
        ));
    }
}

/// Where the text is held since when, as its holder says.
fn held_words(language: Language, verified: &Verified, held: &Held) -> String {
    let since = moment(language, held.since_millis);
    match &held.by {
        Holder::Relay(address) => say!(
            language,
            "proof-held-relay",
            address = address.as_str(),
            moment = since
        ),
        Holder::HeadOffice(_) => say!(
            language,
            "proof-held-head-office",
            name = verified.roster.name_of(&held.holder),
            moment = since
        ),
    }
}

fn outcome_name(outcome: council::act::decision::Outcome) -> &'static str {
    use council::act::decision::Outcome;
    match outcome {
        Outcome::Approved => "approved",
        Outcome::ApprovedWithNotes => "approved-with-notes",
        Outcome::Rejected => "rejected",
    }
}

/// The seats from which somebody may have decided.
fn roles_of(language: Language, verified: &Verified, key: &PublicKey) -> String {
    let seats = &verified.roster.seats;
    let mut roles: Vec<_> = seats
        .all()
        .filter(|(seat, _)| seats.was_of(seat, key) && seat.role.is_presiding())
        .map(|(seat, _)| role(language, seat.role))
        .collect();
    roles.sort();
    roles.dedup();
    roles.join(", ")
}

fn unreadable(file: &Path, error: &std::io::Error) -> Refusal {
    Refusal::io("refused-proof-unreadable", file.display(), error)
}

impl From<ProvingError> for Refusal {
    fn from(error: ProvingError) -> Self {
        match error {
            ProvingError::Store(error) => error.into(),
            ProvingError::NoVersion => Self::say(|language| say!(language, "refused-no-version")),
            ProvingError::NoText => Self::say(|language| say!(language, "refused-no-text")),
            ProvingError::Unprovable(why) => Self::say(move |language| {
                let why = causes::proof(language, &why);
                say!(language, "refused-unprovable", why = why)
            }),
            ProvingError::NeedsHistory { by, changes } => needs_history(by.short(), changes),
            ProvingError::NoSeal { by, later } => no_seal(by.short(), later),
            ProvingError::NothingVouches(by) => nothing_vouches(by.short()),
        }
    }
}

/// A writer's last change has no seal, and what was written later would have to go along.
fn no_seal(name: String, later: usize) -> Refusal {
    Refusal::say(move |language| {
        say!(
            language,
            "refused-no-seal",
            name = name.as_str(),
            count = later as u64
        )
    })
}

/// The version ends with a strike, and what was written before it would have to go along.
fn needs_history(name: String, changes: usize) -> Refusal {
    Refusal::say(move |language| {
        say!(
            language,
            "refused-needs-history",
            name = name.as_str(),
            count = changes as u64
        )
    })
}

/// A writer's last change has no seal, and nothing here vouches for it.
fn nothing_vouches(name: String) -> Refusal {
    Refusal::say(move |language| say!(language, "refused-nothing-vouches", name = name.as_str()))
}

impl From<PackageError> for Refusal {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::NotDecided(why) => Self::say(move |language| {
                let why = why.iter().map(|one| reason(language, &one.reason));
                let why: Vec<String> = why.collect();
                say!(language, "refused-not-decided", why = why.join("; "))
            }),
            other => {
                let words = other.to_string();
                let refusal = Self::say(move |language| {
                    let why = causes::proof(language, &other);
                    say!(language, "refused-proof", why = why)
                });
                refusal.because_of(&words)
            }
        }
    }
}
