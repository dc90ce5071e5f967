//! `dewan backup` and `dewan restore`: the store as one file to put away, and back again. The device
//! key is in neither.

use std::path::Path;

use serde::Serialize;

use super::Context;
use super::refusal::Refusal;
use crate::say;

#[derive(Serialize)]
struct BackedUp {
    file: String,
    bytes: u64,
}

/// Writes a verified copy of the store to a new file, while others write.
///
/// # Errors
/// Why not; nothing is left behind then.
pub fn backup(context: &Context, file: &Path) -> Result<(), Refusal> {
    let office = context.reading_office()?;
    office.store().backup(file)?;
    let answer = BackedUp {
        file: file.display().to_string(),
        bytes: std::fs::metadata(file).map_or(0, |found| found.len()),
    };
    context.output.json(&answer);
    context.output.line(say!(
        context.language,
        "backed-up",
        file = answer.file.as_str(),
        bytes = answer.bytes
    ));
    Ok(())
}

#[derive(Serialize)]
struct PutBack {
    file: String,
    kept_aside: Option<String>,
    councils: usize,
    has_key: bool,
}

/// Puts a backup in the place of the store; the present one is kept beside it.
///
/// # Errors
/// Why not; the store is as it was then.
pub fn restore(context: &Context, file: &Path) -> Result<(), Refusal> {
    context.home.make_folder()?;
    let restored = store::restore(file, &context.home.store(), "dewan")?;
    let language = context.language;
    let answer = PutBack {
        file: file.display().to_string(),
        kept_aside: restored
            .kept_aside
            .as_ref()
            .map(|path| path.display().to_string()),
        councils: restored.councils,
        has_key: context.home.public_key()?.is_some(),
    };
    let output = &context.output;
    output.json(&answer);
    output.line(say!(language, "restored", file = answer.file.as_str()));
    if let Some(aside) = &answer.kept_aside {
        output.line(say!(language, "restored-aside", file = aside.as_str()));
    }
    output.line(say!(language, "restored-sync"));
    if !answer.has_key {
        output.line(say!(language, "restored-no-key"));
    }
    Ok(())
}
