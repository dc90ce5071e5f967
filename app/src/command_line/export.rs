//! `dewan export`: writes a document to a file.

use std::path::Path;

use serde::Serialize;

use super::Context;
use super::documents::{Desk, hashes};
use super::moments::today;
use super::refusal::Refusal;
use crate::engine::export;
use crate::say;

#[derive(Serialize)]
struct Answer {
    id: String,
    file: String,
    bytes: usize,
    heads: Vec<String>,
}

/// Runs the command; `-` is standard output.
///
/// # Errors
/// Why nothing was written.
pub fn run(context: &Context, document: &str, to: &Path, force: bool) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    if to == Path::new("-") {
        let text = export::everyday(&opened.view);
        return context.output.bytes(text.as_bytes()).map_err(|source| {
            let file = to.to_owned();
            export::ExportError::Disk { file, source }.into()
        });
    }
    let words = context.language.of_documents(&today());
    let bytes = export::bytes(&opened, to, &words)?;
    export::write(to, &bytes, force)?;
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
    });
    Ok(())
}
