//! `dewan carry write`, `carry show` and `carry read`: what a link would bring, in a file.

use std::path::Path;

use format::PublicKey;
use serde::Serialize;
use sync::Holdings as _;

use super::Context;
use super::arguments::CarryCommand;
use super::documents::{Writer, title_or_none};
use super::moments::{moment, typed_beginning};
use super::refusal::Refusal;
use super::rights::device;
use crate::engine::carry_file::{self as carry, BLOBS_UP_TO_BYTES, Checked, Order, Taken, Written};
use crate::engine::indexing::timestamp;
use crate::engine::office::ReadingOffice;
use crate::say;
use crate::words::carry_file::{for_whom, taken_in_words, written_in_words};
use crate::words::files::bytes_in_words;
use council::roster::Roster;

/// What was written, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct WrittenAnswer {
    file: String,
    bytes: u64,
    recipients: Vec<Writer>,
    locked: bool,
    goes_on: bool,
    documents: Vec<String>,
    acts: u64,
    changes: u64,
    receipts: u64,
    files: u64,
    left_out: Vec<String>,
    large_files: Vec<LargeFile>,
}

/// A published file or an attachment that stayed out.
#[derive(Debug, Serialize)]
struct LargeFile {
    blob: String,
    bytes: u64,
}

/// What is in a file, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct ShownAnswer {
    file: String,
    bytes: u64,
    from: Writer,
    recipients: Vec<Writer>,
    time: Option<String>,
    since: Option<String>,
    locked: bool,
    follows_on: bool,
    new_roster_acts: usize,
    documents: Vec<ShownDocument>,
    receipts: u64,
    files: usize,
}

#[derive(Debug, Serialize)]
struct ShownDocument {
    id: String,
    title: Option<String>,
    is_new: bool,
    new: u64,
    held: u64,
}

/// What came, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct TakenAnswer {
    from: Writer,
    acts: u64,
    changes: u64,
    files: u64,
    documents: Vec<String>,
    held: u64,
    receipts: u64,
    waiting: u64,
    refused: u64,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was written or taken.
pub fn run(context: &Context, command: &CarryCommand) -> Result<(), Refusal> {
    match command {
        CarryCommand::Write {
            file,
            recipients,
            since,
            open,
            files_up_to,
            force,
        } => {
            let office = context.office()?;
            let roster = office.roster()?;
            let recipients = resolve(&roster, recipients, &office.me())?;
            let order = Order {
                recipients,
                since_millis: since.as_deref().map(typed_beginning).transpose()?,
                is_locked: !open,
                blobs_up_to_bytes: files_up_to
                    .map_or(BLOBS_UP_TO_BYTES, |mib| mib.saturating_mul(1024 * 1024)),
            };
            let written = carry::write(&office, &order, &context.path(file), *force)
                .map_err(|error| Refusal::carry_file(error, file, &roster))?;
            tell_written(context, &roster, file, &order, &written);
            Ok(())
        }
        CarryCommand::Show { file } => show(context, file),
        CarryCommand::Read { file } => read(context, file),
    }
}

/// The devices that these words name.
fn resolve(roster: &Roster, wanted: &[String], me: &PublicKey) -> Result<Vec<PublicKey>, Refusal> {
    let mut keys = Vec::new();
    for word in wanted {
        let lower = word.trim().to_lowercase();
        let units = roster.units.all().map(|(name, _)| name);
        let office = units.into_iter().find(|name| name.to_lowercase() == lower);
        let devices = office.map(|office| carry::devices_of(roster, office, me));
        match devices.filter(|devices| !devices.is_empty()) {
            Some(devices) => keys.extend(devices),
            None => keys.push(device(roster, word)?),
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| key != me);
    if keys.is_empty() {
        return Err(Refusal::say(|language| {
            say!(language, "refused-carry-nobody")
        }));
    }
    Ok(keys)
}

fn writers(roster: &Roster, keys: &[PublicKey]) -> Vec<Writer> {
    let keys = keys.iter();
    keys.map(|key| Writer::of(roster, Some(key))).collect()
}

fn tell_written(context: &Context, roster: &Roster, file: &Path, order: &Order, written: &Written) {
    let (language, output) = (context.language, &context.output);
    let contents = &written.contents;
    for line in written_in_words(language, roster, file, order, written) {
        output.line(line);
    }
    let ids = |ids: &std::collections::BTreeSet<format::DocumentId>| {
        ids.iter().map(ToString::to_string).collect()
    };
    let large = contents.large_blobs.iter().map(|blob| LargeFile {
        blob: blob.id.to_string(),
        bytes: blob.bytes,
    });
    output.json(&WrittenAnswer {
        file: file.display().to_string(),
        bytes: written.bytes,
        recipients: writers(roster, &order.recipients),
        locked: order.is_locked,
        goes_on: written.goes_on,
        documents: ids(&contents.documents),
        acts: contents.acts,
        changes: contents.changes,
        receipts: contents.receipts,
        files: contents.blobs,
        left_out: ids(&contents.left_out),
        large_files: large.collect(),
    });
}

fn show(context: &Context, file: &Path) -> Result<(), Refusal> {
    let home = &context.home;
    let office = ReadingOffice::open(home.clone())?;
    let key = home.read_key()?;
    let key = key.ok_or(crate::engine::office::OfficeError::NoKey)?;
    let reader = office.reader()?;
    let folder = home.folder();
    let roster = reader.roster()?;
    let checked = carry::check(&reader, &key, folder, file)
        .map_err(|error| Refusal::carry_file(error, file, &roster))?;
    let known = carry::roster_with(&roster, reader.council(), checked.contents());
    tell_contents(context, &known, file, &checked);
    let titles = reader.summaries()?;
    let (language, output) = (context.language, &context.output);
    let mut documents = Vec::new();
    for (id, news) in &checked.documents {
        let summary = titles.iter().find(|summary| summary.document == *id);
        let title = summary.map(|summary| summary.title.clone());
        let in_file = Some(&news.title).filter(|title| !title.is_empty());
        let named = match (&title, news.title.as_str()) {
            (Some(title), _) => title_or_none(language, title),
            (None, "") => say!(language, "carry-new-document", id = id.short()),
            (None, title) => say!(language, "carry-new-titled", title = title),
        };
        output.line(say!(
            language,
            "carry-document",
            title = named,
            new = news.count(),
            held = news.held
        ));
        documents.push(ShownDocument {
            id: id.to_string(),
            title: title.or_else(|| in_file.cloned()),
            is_new: news.is_unknown,
            new: news.count(),
            held: news.held,
        });
    }
    let contents = checked.contents();
    let header = &contents.header;
    output.json(&ShownAnswer {
        file: file.display().to_string(),
        bytes: contents.bytes,
        from: Writer::of(&known, Some(&header.from)),
        recipients: writers(&known, &header.recipients),
        time: timestamp(header.time_millis),
        since: header.since_millis.and_then(timestamp),
        locked: checked.was_locked,
        follows_on: checked.follows_on,
        new_roster_acts: checked.new_roster_acts,
        documents,
        receipts: contents.receipts,
        files: contents.blobs.len(),
    });
    Ok(())
}

fn tell_contents(context: &Context, roster: &Roster, file: &Path, checked: &Checked) {
    let (language, output) = (context.language, &context.output);
    let contents = checked.contents();
    let header = &contents.header;
    output.line(say!(
        language,
        "carry-from",
        file = file.display().to_string(),
        name = roster.name_of(&header.from),
        whom = for_whom(language, roster, &header.recipients),
        moment = moment(language, header.time_millis)
    ));
    output.line(say!(
        language,
        "carry-what",
        documents = contents.documents.len() as u64,
        files = contents.blobs.len() as u64,
        bytes = bytes_in_words(language, contents.bytes)
    ));
    if contents.receipts > 0 {
        output.line(say!(language, "carry-receipts", count = contents.receipts));
    }
    if checked.new_roster_acts > 0 {
        let count = checked.new_roster_acts as u64;
        output.line(say!(language, "carry-roster", count = count));
    }
    if checked.lacks_earlier() {
        output.line(say!(language, "carry-earlier-missing"));
    }
}

fn read(context: &Context, file: &Path) -> Result<(), Refusal> {
    let office = context.office()?;
    let reader = office.reader()?;
    let folder = context.home.folder();
    let roster = office.roster()?;
    let refused = |error| Refusal::carry_file(error, file, &roster);
    let mut checked =
        carry::check(&reader, office.key(), folder, &context.path(file)).map_err(refused)?;
    drop(reader);
    let taken = carry::take(&office, &mut checked).map_err(refused)?;
    let roster = office.roster()?;
    tell_contents(context, &roster, file, &checked);
    tell_taken(context, &roster, &checked, &taken);
    Ok(())
}

fn tell_taken(context: &Context, roster: &Roster, checked: &Checked, taken: &Taken) {
    let (language, output) = (context.language, &context.output);
    for line in taken_in_words(language, taken) {
        output.line(line);
    }
    if !taken.documents.is_empty() {
        output.line(say!(language, "carry-see-report"));
    }
    output.json(&TakenAnswer {
        from: Writer::of(roster, Some(&checked.contents().header.from)),
        acts: taken.acts,
        changes: taken.changes,
        files: taken.blobs,
        documents: taken.documents.iter().map(ToString::to_string).collect(),
        held: taken.held,
        receipts: taken.receipts,
        waiting: taken.waiting,
        refused: taken.refused.values().sum(),
    });
}
