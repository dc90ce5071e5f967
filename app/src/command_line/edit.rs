//! `dewan edit`: replaces a text by standard input, or by what an editor leaves.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::Command;

use council::path::{Path, Target};

use super::Context;
use super::arguments::AtPlace;
use super::documents::{Desk, tell_saved};
use super::placing::{place_of_new, value_at};
use super::refusal::Refusal;
use crate::engine::handover::Typed;
use crate::engine::open::open_at;
use crate::say;

/// The largest text that is read.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;

/// Runs the command.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, at: &AtPlace) -> Result<(), Refusal> {
    // The store stays open to others while a person writes. What they write meanwhile merges: the text
    // takes the place of what stood there when the person began.
    let desk = Desk::open(context)?;
    let opened = match context.typed() {
        Some(typed) => open_at(&desk.reader, &typed.document, &typed.heads)?,
        None => desk.opened(&at.document)?,
    };
    drop(desk);
    let target = Path::parse(&at.path, &opened.view)?;
    let before = match &target {
        Target::Place(place) => value_at(&opened.view, place),
        Target::New(_) | Target::NewPerson(_) => String::new(),
    };
    let text = match context.typed() {
        Some(typed) => typed.text.clone(),
        None => {
            let text = text(context, &before)?;
            context.keep_typed(Typed {
                document: opened.id,
                heads: opened.heads(),
                text: text.clone(),
            });
            text
        }
    };
    let edits = target.edits(&text, &opened.view)?;
    let office = context.office()?;
    let mut draft = office.draft_from(opened)?;
    draft.edit(&edits)?;
    let new = place_of_new(&draft.view(), &edits);
    let saved = office.save_one(draft)?;
    tell_saved(context, &saved, new.as_deref());
    Ok(())
}

/// Standard input, or what the person's editor leaves.
fn text(context: &Context, before: &str) -> Result<String, Refusal> {
    if std::io::stdin().is_terminal() {
        return from_editor(context, before);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_TEXT_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Refusal::io("stdin-unreadable", "-", &error))?;
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        return Err(Refusal::say(|language| say!(language, "text-too-large")));
    }
    String::from_utf8(bytes).map_err(|_| Refusal::say(|language| say!(language, "stdin-not-text")))
}

fn from_editor(context: &Context, before: &str) -> Result<String, Refusal> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        })
        .ok_or_else(|| Refusal::say(|language| say!(language, "no-editor")))?;
    let failed = |error: std::io::Error| Refusal::io("editor-failed", "", &error);
    let mut file = tempfile::Builder::new()
        .prefix("dewan-")
        .suffix(".md")
        .tempfile()
        .map_err(failed)?;
    file.write_all(before.as_bytes()).map_err(failed)?;
    if !before.is_empty() && !before.ends_with('\n') {
        file.write_all(b"\n").map_err(failed)?;
    }
    file.flush().map_err(failed)?;
    let path = file.into_temp_path();
    context
        .output
        .line(say!(context.language, "editing", editor = editor.as_str()));
    // An editor may be given with arguments: `code --wait`.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program)
        .args(words)
        .arg(&path)
        .status()
        .map_err(|error| does_not_start(program, &error))?;
    if !status.success() {
        let refusal = Refusal::say(|language| {
            let reason = language.say("cause-editor-status");
            say!(language, "editor-failed", reason = reason)
        });
        return Err(refusal.because_of(&status));
    }
    let bytes = std::fs::read(&path).map_err(failed)?;
    String::from_utf8(bytes).map_err(|_| Refusal::say(|language| say!(language, "stdin-not-text")))
}

fn does_not_start(program: &str, error: &std::io::Error) -> Refusal {
    let (program, kind) = (program.to_owned(), error.kind());
    let refusal = Refusal::say(move |language| {
        let reason = say!(
            language,
            "cause-editor-start",
            program = program.as_str(),
            reason = terminal::cause::of_kind(language.on_terminal(), kind)
        );
        say!(language, "editor-failed", reason = reason)
    });
    refusal.because_of(error)
}
