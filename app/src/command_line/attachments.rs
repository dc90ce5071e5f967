//! `dewan attach`, `attachments`, `attachments get` and `detach`: files that belong to a document.

use std::path::{Path, PathBuf};

use council::attachment::{self, Attachment, neutral};
use council::edit::{Collection, Edit, Place};
use council::view::View;
use serde::Serialize;

use super::Context;
use super::arguments::AttachmentsCommand;
use super::documents::{Desk, Writer, tell_saved};
use super::moments::moment_of_seconds;
use super::placing::thing_at;
use super::refusal::Refusal;
use crate::engine::attaching::{self, AttachError};
use crate::engine::export;
use crate::engine::indexing::timestamp;
use crate::say;
use crate::words::files::bytes_in_words;

/// An attachment, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    name: String,
    media: String,
    bytes: u64,
    blob: String,
    to: Option<String>,
    by: Writer,
    time: Option<String>,
    here: u64,
    is_here: bool,
    comes: bool,
    at_relay: bool,
}

/// What a document has, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Answer {
    id: String,
    attachments: Vec<Shown>,
    bytes: u64,
}

/// What was put on the disk, for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Put {
    id: String,
    attachment: String,
    file: String,
    bytes: u64,
}

/// `dewan attach`.
///
/// # Errors
/// Why nothing was attached.
pub fn attach(
    context: &Context,
    document: &str,
    files: &[PathBuf],
    to: Option<&str>,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    drop(desk);
    let to = to.map(|path| thing(&opened.view, path)).transpose()?;
    let office = context.office()?;
    let present = attachment::attachments(&opened.view);
    let files: Vec<PathBuf> = files.iter().map(|file| context.path(file)).collect();
    let id = opened.id;
    // Whether it can be written at all is asked before anything is kept.
    let mut draft = office.draft_from(opened)?;
    let attached = attaching::keep(&office, &id, &present, &files, to.as_ref())?;
    let edits: Vec<Edit> = attached.iter().map(Attachment::attach).collect();
    draft.edit(&edits)?;
    let saved = office.save_one(draft)?;
    let language = context.language;
    for one in &attached {
        let bytes = bytes_in_words(language, one.blob.bytes);
        let name = one.name.as_str();
        let line = say!(language, "attached", name = name, bytes = bytes);
        context.output.line(line);
    }
    tell_saved(context, &saved, None);
    Ok(())
}

/// The thing at a path, if files can be attached to it.
fn thing(view: &View, path: &str) -> Result<(Collection, String), Refusal> {
    let (collection, id) = thing_at(view, path)?;
    let mark = Place::Mark(collection, id);
    crate::core::attachments::thing_of(&mark)
        .ok_or_else(|| Refusal::say(|language| say!(language, "refused-attach-there")))
}

/// `dewan attachments`.
///
/// # Errors
/// Why nothing is listed or put on the disk.
pub fn run(
    context: &Context,
    document: Option<&str>,
    command: Option<&AttachmentsCommand>,
) -> Result<(), Refusal> {
    match (command, document) {
        (
            Some(AttachmentsCommand::Get {
                document,
                attachment,
                to,
                force,
            }),
            _,
        ) => get(context, document, attachment, to.as_deref(), *force),
        (None, document) => list(context, document.unwrap_or_default()),
    }
}

fn list(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    let (language, output) = (context.language, &context.output);
    let standings = attaching::standings(&desk.reader, &opened, (true, context.files_up_to()))?;
    let all = attachment::attachments(&opened.view);
    let total = attachment::total_bytes(&all);
    if all.is_empty() {
        output.line(say!(language, "attachments-none"));
    }
    let mut shown = Vec::new();
    for (number, one) in all.iter().enumerate() {
        let state = standings.files.get(&one.blob).copied();
        let (by, seconds) = standings.said.get(&one.id).copied().unzip();
        let place = one
            .to
            .clone()
            .map(|(collection, id)| Place::Mark(collection, id));
        let path = place.map(|place| thing_path(&place, &opened.view));
        let mut facts = vec![bytes_in_words(language, one.blob.bytes)];
        facts.extend(path.clone());
        if let Some(seconds) = seconds {
            let name = desk.name(language, by.flatten().as_ref());
            facts.push(format!("{name}, {}", moment_of_seconds(language, seconds)));
        }
        facts.push(match state {
            Some(state) if state.is_held && state.at_relay => language.say("attachment-at-relay"),
            Some(state) if state.is_held => language.say("attachment-here"),
            Some(state) if state.is_coming => say!(
                language,
                "attachment-coming",
                here = bytes_in_words(language, state.here)
            ),
            _ => language.say("attachment-large"),
        });
        output.line(format!("{:>3}  {}", number + 1, one.name));
        output.line(format!("     {}", facts.join(" · ")));
        shown.push(Shown {
            id: one.id.clone(),
            name: one.name.clone(),
            media: one.media.clone(),
            bytes: one.blob.bytes,
            blob: one.blob.id.to_string(),
            to: path,
            by: Writer::of(&desk.roster, by.flatten().as_ref()),
            time: seconds.and_then(|seconds| timestamp(seconds.saturating_mul(1000))),
            here: state.map_or(0, |state| state.here),
            is_here: state.is_some_and(|state| state.is_held),
            comes: state.is_some_and(|state| state.is_coming),
            at_relay: state.is_some_and(|state| state.at_relay),
        });
    }
    if !all.is_empty() {
        let total = bytes_in_words(language, total);
        output.line(say!(
            language,
            "attachments-total",
            count = all.len() as u64,
            bytes = total
        ));
    }
    output.json(&Answer {
        id: opened.id.to_string(),
        attachments: shown,
        bytes: total,
    });
    Ok(())
}

/// The path of a thing: that of its mark, without the last word.
fn thing_path(mark: &Place, view: &View) -> String {
    let path = mark.path(view);
    path.rsplit_once('/')
        .map_or(path.clone(), |(thing, _)| thing.to_owned())
}

fn get(
    context: &Context,
    document: &str,
    word: &str,
    to: Option<&Path>,
    force: bool,
) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    let one = attaching::find(&opened.view, word)?;
    let bytes = attaching::contents(&desk.reader, &one, context.files_up_to());
    let bytes = bytes.map_err(|error| wish_for(context, error))?;
    let file = match to {
        Some(file) => file.to_owned(),
        None => PathBuf::from(neutral(&one.name)),
    };
    export::write(&context.path(&file), &bytes, force)?;
    context.output.line(say!(
        context.language,
        "attachment-saved",
        name = one.name.as_str(),
        file = file.display().to_string(),
        bytes = bytes_in_words(context.language, one.blob.bytes)
    ));
    context.output.json(&Put {
        id: opened.id.to_string(),
        attachment: one.id,
        file: file.display().to_string(),
        bytes: one.blob.bytes,
    });
    Ok(())
}

/// Has a large attachment that is not here fetched from now on, unless another program writes in the office; why
/// it was not put on the disk.
fn wish_for(context: &Context, mut error: AttachError) -> AttachError {
    if let AttachError::NotHere {
        attachment,
        is_coming,
        ..
    } = &mut error
        && !*is_coming
        && let Ok(office) = context.office()
    {
        *is_coming = matches!(attaching::wish_for(&office, attachment.blob), Ok(true));
    }
    error
}

/// `dewan detach`.
///
/// # Errors
/// Why nothing was taken off.
pub fn detach(context: &Context, document: &str, word: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    drop(desk);
    let one = attaching::find(&opened.view, word)?;
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&[one.detach()])?;
    let saved = office.save_one(draft)?;
    let name = one.name.as_str();
    context
        .output
        .line(say!(context.language, "detached", name = name));
    tell_saved(context, &saved, None);
    Ok(())
}
