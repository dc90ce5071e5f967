//! `dewan export`: writes a document to a file.

use std::io::Write as _;
use std::path::Path;

use serde::Serialize;

use super::Context;
use super::documents::{Desk, hashes};
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
        let mut out = std::io::stdout().lock();
        return match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(export::ExportError::Disk {
                    file: to.to_owned(),
                    source: error,
                }
                .into())
            }
            _ => Ok(()),
        };
    }
    let bytes = export::bytes(&opened, to)?;
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
