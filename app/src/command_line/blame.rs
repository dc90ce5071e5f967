//! `dewan blame`: who wrote what.

use council::authorship::{Index, Span, Written, blame};
use format::PublicKey;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment_of_seconds;
use super::refusal::Refusal;
use crate::engine::header::head_of;
use crate::engine::indexing::timestamp;
use crate::say;

#[derive(Serialize)]
struct Blamed {
    path: String,
    place: String,
    spans: Vec<Wrote>,
}

#[derive(Serialize)]
struct Wrote {
    text: String,
    author: Writer,
    time: Option<String>,
    change: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    restored_by: Option<Writer>,
}

/// Runs the command.
///
/// # Errors
/// Why the document cannot be read.
pub fn run(context: &Context, document: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let opened = desk.opened(document)?;
    let (language, output) = (context.language, &context.output);
    let index = Index::read(opened.document.automerge());
    // Of values in conflict the one that shows; `conflicts` lists all.
    let blamed: Vec<(_, Vec<Span>)> = blame(&opened.document, &index)
        .into_iter()
        .map(|blamed| {
            let shown = blamed.values.into_iter().take(1).map(|value| Span {
                text: value.value,
                written: value.written,
                restored: None,
            });
            (
                blamed.place,
                blamed.spans.into_iter().chain(shown).collect(),
            )
        })
        .collect();
    if output.is_json() {
        let author =
            |written: &Option<Written>| written.as_ref().and_then(|written| written.author);
        let wrote = |span: &Span| Wrote {
            text: span.text.clone(),
            author: Writer::of(&desk.roster, author(&span.written).as_ref()),
            time: span
                .written
                .as_ref()
                .and_then(|written| timestamp(written.time_seconds.saturating_mul(1000))),
            change: span
                .written
                .as_ref()
                .map(|written| written.change.to_string()),
            restored_by: span
                .restored
                .as_ref()
                .map(|restored| Writer::of(&desk.roster, restored.author.as_ref())),
        };
        let answer: Vec<Blamed> = blamed
            .iter()
            .map(|(place, spans)| Blamed {
                path: place.path(&opened.view),
                place: place.key(),
                spans: spans.iter().map(wrote).collect(),
            })
            .collect();
        output.json(&answer);
        return Ok(());
    }
    output.line(labelled(language, &opened.id, head_of(&opened.view).0));
    for (place, spans) in &blamed {
        output.line(format!("{}:", place.path(&opened.view)));
        for (who, when, text) in by_author(spans) {
            let name = desk.name(language, who.as_ref());
            output.line(format!("  {name}, {}", moment_of_seconds(language, when)));
            for line in text.lines() {
                output.line(format!("    │ {line}"));
            }
        }
    }
    if blamed.is_empty() {
        output.line(say!(language, "nothing-written"));
    }
    Ok(())
}

/// Stretches of one author joined, with the latest time.
fn by_author(spans: &[Span]) -> Vec<(Option<PublicKey>, i64, String)> {
    let mut joined: Vec<(Option<PublicKey>, i64, String)> = Vec::new();
    for piece in spans {
        let author = piece.written.as_ref().and_then(|written| written.author);
        let time = piece
            .written
            .as_ref()
            .map_or(0, |written| written.time_seconds);
        match joined.last_mut() {
            Some((last, latest, text)) if *last == author => {
                *latest = (*latest).max(time);
                text.push_str(&piece.text);
            }
            _ => joined.push((author, time, piece.text.clone())),
        }
    }
    joined
}
