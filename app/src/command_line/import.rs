//! `dewan import`: files into documents.

use std::path::PathBuf;

use council::view::Kind;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, SavedAnswer, kind_word, tell_saved, title_or_none};
use super::refusal::Refusal;
use crate::engine::import::{FileError, Place, Wanted, is_of_kind, read_at};
use crate::say;

#[derive(Serialize)]
struct Answer<'a> {
    file: String,
    kind: &'static str,
    #[serde(flatten)]
    saved: SavedAnswer<'a>,
}

/// Runs the command.
///
/// # Errors
/// Names every file that cannot be imported; nothing was imported then.
pub fn run(
    context: &Context,
    paths: &[PathBuf],
    kind: Option<Kind>,
    sheet: Option<&str>,
    into: Option<&str>,
) -> Result<(), Refusal> {
    let language = context.language;
    let place: Place<'_> = &|path| context.path(path);
    if let Some(wanted) = into {
        let desk = Desk::open(context)?;
        let opened = desk.opened(wanted)?;
        drop(desk);
        let kind = Some(opened.creation.create.kind);
        let files = read_at(place, paths, Wanted { kind, sheet }).map_err(refused)?;
        let [file] = files.as_slice() else {
            return Err(Refusal::say(|language| say!(language, "import-into-one")));
        };
        if !is_of_kind(&opened, &file.view) {
            return Err(Refusal::say(|language| say!(language, "import-into-one")));
        }
        let office = context.office()?;
        let saved = office.import_into(&opened.id, &file.view)?;
        tell_saved(context, &saved, None);
        return Ok(());
    }
    let files = read_at(place, paths, Wanted { kind, sheet }).map_err(refused)?;
    let office = context.office()?;
    let imported = office.import(files)?;
    for imported in &imported {
        context.output.line(say!(
            language,
            "imported",
            file = imported.file.display().to_string(),
            kind = kind_word(language, imported.kind.name()),
            title = title_or_none(language, &imported.saved.title),
            id = imported.saved.id.short()
        ));
    }
    context
        .output
        .line(say!(language, "imported-total", count = imported.len()));
    let answer: Vec<Answer<'_>> = imported
        .iter()
        .map(|imported| Answer {
            file: imported.file.display().to_string(),
            kind: imported.kind.name(),
            saved: SavedAnswer::of(&imported.saved, None),
        })
        .collect();
    context.output.json(&answer);
    Ok(())
}

pub(super) fn refused(errors: Vec<FileError>) -> Refusal {
    let refusals: Vec<Refusal> = errors.into_iter().map(Refusal::from).collect();
    Refusal::say(move |language| {
        let mut lines: Vec<String> = refusals
            .iter()
            .map(|refusal| refusal.sentence(language))
            .collect();
        lines.push(say!(language, "import-nothing-changed"));
        lines.join("\n       ")
    })
}
