//! `dewan export`: writes a document to a file.

use std::path::Path;

use council::act::file::Media;
use council::lifecycle::{Publication, Version};
use serde::Serialize;

use super::Context;
use super::documents::{Desk, hashes};
use super::moments::today;
use super::refusal::Refusal;
use crate::core::deciding::holding::Holding;
use crate::engine::deciding::{self, Case};
use crate::engine::export;
use crate::engine::files::{self, FileError};
use crate::engine::paper::{self, Named};
use crate::engine::superseding;
use crate::engine::version::{self, Looker, Which};
use crate::say;

#[derive(Serialize)]
struct Answer {
    id: String,
    file: String,
    bytes: usize,
    heads: Vec<String>,
    /// The number of the published version that was written; absent for the text as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<usize>,
}

/// How a document is written.
pub struct How<'a> {
    /// Where to; `-` is standard output.
    pub to: &'a Path,
    /// Whether a file that is there is overwritten.
    pub force: bool,
    /// `in-force`, a number or a day; without it the text as it is, a draft.
    pub version: Option<&'a str>,
    /// Whether it is the file that was published with that version, as it was signed.
    pub published_file: bool,
}

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, document: &str, how: &How<'_>) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    if let (Some(version), true) = (how.version, how.published_file) {
        return published_file(context, &desk, document, version, how);
    }
    let id = desk.find(document)?.document;
    let mut case = Case::read(&desk.reader, &id)?;
    case.look_at_clocks(&desk.reader)?;
    let meant = match how.version {
        Some(version) => Some(meant(&desk, &case, version)?),
        None => None,
    };
    let at = match &meant {
        Some(meant) => Some(version::text_of(
            &desk.reader,
            &id,
            (meant.text(), number_of(meant)),
        )?),
        None => None,
    };
    let opened = at.as_ref().unwrap_or(&case.opened);
    let me = desk.office.me()?;
    let superseded = match deciding::today() {
        Some(day) => superseding::of(&desk.reader, &case, me.as_ref(), day)?,
        None => None,
    };
    let stands = paper::stands(
        context.language,
        &desk.roster,
        &case,
        meant.as_ref(),
        superseded.as_ref(),
    );
    let to = how.to;
    if to == Path::new("-") {
        let text = export::everyday(&opened.view);
        return context.output.bytes(text.as_bytes()).map_err(|source| {
            let file = to.to_owned();
            export::ExportError::Disk { file, source }.into()
        });
    }
    let codes = desk.codes_of(&id);
    let named = Named::of(meant.as_ref(), &codes);
    let words = paper::words(context.language, &case, &opened.view, named, &today());
    let bytes = export::bytes(opened, to, &words, stands.as_deref())?;
    export::write(to, &bytes, how.force)?;
    context.output.line(say!(
        context.language,
        "exported",
        file = to.display().to_string(),
        bytes = bytes.len()
    ));
    context.output.json(&Answer {
        id: opened.id.to_string(),
        file: to.display().to_string(),
        bytes: bytes.len(),
        heads: hashes(&opened.heads()),
        version: meant.as_ref().map(number_of),
    });
    Ok(())
}

/// The published version that is meant: `in-force`, its number, or the day on which it was in force.
///
/// # Errors
/// When that names none.
pub fn published<'a>(
    desk: &Desk,
    case: &'a Case,
    wanted: &str,
) -> Result<(&'a Version, &'a Publication), Refusal> {
    let which = Which::read(wanted).ok_or_else(|| no_version(wanted))?;
    let day = deciding::today()
        .ok_or_else(|| Refusal::say(|language| say!(language, "export-no-day")))?;
    let me = desk.office.me()?;
    let looker = Looker {
        reader: &desk.reader,
        me: me.as_ref(),
    };
    Ok(version::published(looker, case, which, day)?)
}

/// The text that is meant: a version, published or where its number is said not; of minutes those that were
/// confirmed.
///
/// # Errors
/// When that names none.
pub fn holding<'a>(desk: &Desk, case: &'a Case, wanted: &str) -> Result<Holding<'a>, Refusal> {
    let which = Which::read(wanted).ok_or_else(|| no_version(wanted))?;
    let day = deciding::today()
        .ok_or_else(|| Refusal::say(|language| say!(language, "export-no-day")))?;
    let me = desk.office.me()?;
    let looker = Looker {
        reader: &desk.reader,
        me: me.as_ref(),
    };
    Ok(version::holding(looker, case, which, day)?)
}

/// The same to be written as it counts: a version that nobody published is a draft still.
fn meant<'a>(desk: &Desk, case: &'a Case, wanted: &str) -> Result<Holding<'a>, Refusal> {
    match holding(desk, case, wanted)? {
        Holding::Version(_) => Ok(Holding::Version(published(desk, case, wanted)?.0)),
        minutes @ Holding::Minutes(_) => Ok(minutes),
    }
}

/// The number of the version; confirmed minutes are the first.
fn number_of(holding: &Holding<'_>) -> usize {
    match holding {
        Holding::Version(version) => version.number,
        Holding::Minutes(_) => 1,
    }
}

/// What was written names no version at all.
pub fn no_version(wanted: &str) -> Refusal {
    let wanted = wanted.to_owned();
    Refusal::say(move |language| say!(language, "export-which", version = wanted.as_str()))
}

/// Writes the file of a published version as it was signed. One that is not here and large is wished for.
fn published_file(
    context: &Context,
    desk: &Desk,
    document: &str,
    wanted: &str,
    how: &How<'_>,
) -> Result<(), Refusal> {
    let ending = how.to.extension().unwrap_or_default().to_string_lossy();
    let media = Media::from_ending(&ending).ok_or_else(|| {
        let file = how.to.display().to_string();
        Refusal::say(move |language| say!(language, "export-file-form", file = file.as_str()))
    })?;
    let id = desk.find(document)?.document;
    let case = Case::read(&desk.reader, &id)?;
    let (version, publication) = published(desk, &case, wanted)?;
    let number = version.number;
    let read = files::published_file(
        &desk.reader,
        publication,
        number,
        media,
        (context.language, context.files_up_to()),
    );
    let bytes = read.map_err(|error| wish_for(context, error))?;
    export::write(how.to, &bytes, how.force)?;
    context.output.line(say!(
        context.language,
        "exported",
        file = how.to.display().to_string(),
        bytes = bytes.len()
    ));
    context.output.json(&Answer {
        id: id.to_string(),
        file: how.to.display().to_string(),
        bytes: bytes.len(),
        heads: hashes(&version.text.heads),
        version: Some(number),
    });
    Ok(())
}

/// Has a large file that is not here fetched from now on, unless another program writes in the office; why
/// it was not written.
fn wish_for(context: &Context, mut error: FileError) -> FileError {
    if let FileError::NotHere {
        blob, is_coming, ..
    } = &mut error
        && !*is_coming
        && let Ok(office) = context.office()
    {
        let (council, blob) = (office.council(), *blob);
        let wished = office
            .store()
            .write(move |write| write.wish_for_blob(council, &blob));
        *is_coming = matches!(wished, Ok(true));
    }
    error
}
