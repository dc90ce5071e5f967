//! `dewan search`: finds words in the current text of all documents.

use serde::Serialize;

use super::Context;
use super::documents::{Desk, kind_word, title_or_none};
use super::refusal::Refusal;
use crate::say;

/// How many documents are shown.
const LIMIT: usize = 50;

#[derive(Serialize)]
struct Found<'a> {
    id: String,
    kind: &'a str,
    title: &'a str,
    unit: &'a str,
    /// Text around the first place, plain.
    snippet: String,
}

/// Runs the command.
///
/// # Errors
/// Why the store cannot be read, or that no word was given.
pub fn run(context: &Context, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::say(|language| say!(language, "search-nothing")));
    }
    let desk = Desk::open(context)?;
    let hits = desk.reader.search(text, LIMIT)?;
    let (language, output) = (context.language, &context.output);
    let plain = |snippet: &str| snippet.replace(['\u{2}', '\u{3}'], "");
    output.json(
        &hits
            .iter()
            .map(|hit| Found {
                id: hit.document.to_string(),
                kind: &hit.kind,
                title: &hit.title,
                unit: &hit.unit,
                snippet: plain(&hit.snippet),
            })
            .collect::<Vec<_>>(),
    );
    // Bold where a terminal shows it.
    let (on, off) = match output.is_terminal() {
        true => ("\u{1b}[1m", "\u{1b}[0m"),
        false => ("", ""),
    };
    for hit in &hits {
        output.line(format!(
            "{}  {}  {}",
            hit.document.short(),
            kind_word(language, &hit.kind),
            title_or_none(language, &hit.title)
        ));
        let snippet = hit.snippet.replace('\u{2}', on).replace('\u{3}', off);
        output.line(format!("          {snippet}"));
    }
    output.line(if hits.is_empty() {
        say!(language, "search-none", text = text)
    } else {
        say!(language, "search-total", count = hits.len())
    });
    Ok(())
}
