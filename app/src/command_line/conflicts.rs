//! `dewan conflicts`: places with more than one value.

use council::authorship::Index;
use council::edit::Place;
use format::{ChangeHash, PublicKey};
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, labelled, title_or_none};
use super::moments::moment_of_seconds;
use super::refusal::Refusal;
use super::spot::Spot;
use crate::engine::indexing::timestamp;
use crate::engine::open::{Opened, open};
use crate::say;
use crate::words::{Language, attachment};

#[derive(Serialize)]
struct OpenConflict {
    document: String,
    title: String,
    path: String,
    place: String,
    /// `value`, or `text` for a text that several people changed apart.
    kind: &'static str,
    values: Vec<OpenValue>,
}

#[derive(Serialize)]
struct OpenValue {
    n: usize,
    value: String,
    /// Null for the merged text, which nobody wrote alone.
    author: Option<Writer>,
    time: Option<String>,
    change: Option<String>,
}

/// One value as it is listed.
struct Shown<'a> {
    value: &'a str,
    /// Who wrote it, when (in seconds since 1970), by which change.
    written: Option<(Option<PublicKey>, i64, ChangeHash)>,
}

/// Runs the command, for one document or for all.
///
/// # Errors
/// Why the store cannot be read.
pub fn run(context: &Context, document: Option<&str>) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let (language, output) = (context.language, &context.output);
    let opened: Vec<Opened> = match document {
        Some(wanted) => vec![desk.opened(wanted)?],
        None => {
            let with_some = desk
                .summaries
                .iter()
                .filter(|summary| summary.conflicts > 0);
            with_some
                .map(|summary| open(&desk.reader, &summary.document))
                .collect::<Result<_, _>>()?
        }
    };
    let mut answer = Vec::new();
    let mut count = 0;
    for opened in &opened {
        let index = Index::read(opened.document.automerge());
        let mut open: Vec<(Place, &'static str, Vec<Shown<'_>>)> = Vec::new();
        let conflicts = opened.document.conflicts();
        for conflict in &conflicts {
            let values = conflict.values.iter().map(|value| Shown {
                value: &value.value,
                written: Some((value.author, value.time_seconds, value.change)),
            });
            open.push((conflict.place.clone(), "value", values.collect()));
        }
        let overlaps = council::merge::overlaps(&opened.document, &index)?;
        for overlap in &overlaps {
            let merged = Shown {
                value: &overlap.merged,
                written: None,
            };
            let sides = overlap.sides.iter().map(|side| Shown {
                value: &side.text,
                written: Some((side.author, side.time_seconds, side.change)),
            });
            let values = std::iter::once(merged).chain(sides).collect();
            open.push((overlap.place.clone(), "text", values));
        }
        let Some((first, _, _)) = open.first() else {
            continue;
        };
        let first = first.path(&opened.view);
        let (title, _) = crate::engine::header::head_of(&opened.view);
        output.line(labelled(language, &opened.id, title));
        for (place, kind, values) in open {
            count += 1;
            let spot = Spot::of(&place, &opened.view);
            let path = spot.path.clone();
            output.line(match kind {
                "text" => format!("  {spot} · {}", say!(language, "conflict-text")),
                _ => format!("  {spot}"),
            });
            for (n, shown) in values.iter().enumerate() {
                let value = value_in_words(language, &place, shown.value);
                let line = match &shown.written {
                    Some((author, time_seconds, _)) => say!(
                        language,
                        "conflict-value",
                        n = n + 1,
                        value = value,
                        name = desk.name(language, author.as_ref()),
                        moment = moment_of_seconds(language, *time_seconds)
                    ),
                    None => say!(language, "conflict-merged", n = n + 1, value = value),
                };
                // Further lines of a value stand under the first.
                output.line(format!("    {}", line.replace('\n', "\n       ")));
            }
            answer.push(OpenConflict {
                document: opened.id.to_string(),
                title: title_or_none(language, title),
                path,
                place: place.key(),
                kind,
                values: values
                    .iter()
                    .enumerate()
                    .map(|(n, shown)| OpenValue {
                        n: n + 1,
                        value: shown.value.to_owned(),
                        author: shown
                            .written
                            .map(|(author, _, _)| Writer::of(&desk.roster, author.as_ref())),
                        time: shown
                            .written
                            .and_then(|(_, seconds, _)| timestamp(seconds.saturating_mul(1000))),
                        change: shown.written.map(|(_, _, change)| change.to_string()),
                    })
                    .collect(),
            });
        }
        output.line(say!(
            language,
            "conflict-choose",
            command = format!("dewan choose {} {} N", opened.id.short(), quoted(&first))
        ));
    }
    output.json(&answer);
    if count == 0 {
        output.line(say!(language, "no-conflicts"));
    }
    Ok(())
}

/// A value of a conflict; a removal mark in words.
pub fn value_in_words(language: Language, place: &Place, value: &str) -> String {
    match (place, value) {
        (Place::Mark(..), "") => say!(language, "value-stays"),
        (Place::Mark(..), _) => say!(language, "value-deleted"),
        (_, "") => say!(language, "value-empty"),
        (Place::Meta(field), value) => {
            attachment::of_field(language, field, value).unwrap_or_else(|| value.to_owned())
        }
        (_, value) => value.to_owned(),
    }
}

/// An argument as it must be typed.
pub fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/-_.+%".contains(c);
    if argument.chars().all(plain) {
        argument.to_owned()
    } else {
        format!("'{}'", argument.replace('\'', r"'\''"))
    }
}
