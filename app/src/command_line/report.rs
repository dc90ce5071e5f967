//! `dewan report`: what merges brought, and what both sides touched.

use council::edit::{Collection, Place};
use format::PublicKey;
use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::conflicts::value_in_words;
use super::documents::{Desk, Writer, kind_word, title_or_none};
use super::moments::moment;
use super::refusal::Refusal;
use super::spot::Spot;
use crate::engine::indexing::timestamp;
use crate::engine::open::open;
use crate::say;
use council::view::View;

/// One merge report for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Report {
    report: i64,
    time: Option<String>,
    seen: Option<String>,
    documents: Vec<Part>,
}

/// What a merge brought into one document.
#[derive(Debug, Serialize)]
struct Part {
    id: String,
    kind: String,
    title: String,
    unit: String,
    is_new: bool,
    came: Vec<Came>,
    both_touched: Vec<Both>,
    conflicts: Vec<Open>,
    kept_aside: Vec<Aside>,
    shown_again: Vec<Spot>,
    overlaps: Vec<Overlap>,
}

/// A text that several people changed apart; it was merged.
#[derive(Debug, Serialize)]
struct Overlap {
    path: Spot,
    authors: Vec<Writer>,
}

#[derive(Debug, Serialize)]
struct Came {
    #[serde(flatten)]
    author: Writer,
    changes: u64,
    from: Option<String>,
    to: Option<String>,
    touched: Vec<Spot>,
}

#[derive(Debug, Serialize)]
struct Both {
    path: Spot,
    mine: Vec<Writer>,
    theirs: Vec<Writer>,
}

#[derive(Debug, Serialize)]
struct Open {
    path: Spot,
    /// Says in words what a removal mark says by being there or not.
    #[serde(skip)]
    place: Option<Place>,
    values: Vec<OpenValue>,
}

#[derive(Debug, Serialize)]
struct OpenValue {
    value: String,
    #[serde(flatten)]
    author: Writer,
    time: Option<String>,
    change: String,
    came: bool,
}

#[derive(Debug, Serialize)]
struct Aside {
    path: Spot,
    content: Vec<String>,
    #[serde(flatten)]
    author: Writer,
    change: String,
}

/// Runs the command: the reports nobody has seen, or all. Those shown count as seen afterwards, unless
/// another program is writing here.
///
/// # Errors
/// Why the store cannot be read.
pub fn run(context: &Context, all: bool) -> Result<(), Refusal> {
    let shown = show(context, all)?;
    if shown.is_empty() {
        return Ok(());
    }
    match context.office() {
        Ok(office) => {
            let council = office.council();
            office
                .store()
                .write(move |write| write.mark_reports_seen(council, &shown))?;
        }
        // Shown again the next time: better twice than never.
        Err(refusal) => tracing::debug!(?refusal, "the reports stay unseen"),
    }
    Ok(())
}

fn show(context: &Context, all: bool) -> Result<Vec<i64>, Refusal> {
    let desk = Desk::open(context)?;
    let (language, output) = (context.language, &context.output);
    let saved = desk.reader.reports(!all, usize::MAX)?;
    // Oldest first, as things happened.
    let reports: Vec<Report> = saved
        .iter()
        .rev()
        .map(|saved| Report {
            report: saved.key,
            time: timestamp(saved.time_millis),
            seen: saved.seen_millis.and_then(timestamp),
            documents: list(&saved.body["documents"])
                .iter()
                .map(|part| part_of(&desk, part))
                .collect(),
        })
        .collect();
    output.json(&reports);
    if !output.is_json() {
        if reports.is_empty() {
            output.line(say!(language, "report-none"));
        }
        for (report, saved) in reports.iter().zip(saved.iter().rev()) {
            output.line(say!(
                language,
                "report-of",
                moment = moment(language, saved.time_millis),
                count = report.documents.len()
            ));
            report
                .documents
                .iter()
                .for_each(|part| print(context, part));
        }
    }
    let unseen = saved.iter().filter(|saved| saved.seen_millis.is_none());
    Ok(unseen.map(|saved| saved.key).collect())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Reads one document's part. Reports are kept as they were written, by this program or an older one:
/// what is not there stays empty.
fn part_of(desk: &Desk, part: &Value) -> Part {
    let opened = part["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .and_then(|id| open(&desk.reader, &id).ok());
    let view = opened.as_ref().map(|opened| &opened.view);
    let who = |key: &Value| {
        let key: Option<PublicKey> = key.as_str().and_then(|key| key.parse().ok());
        Writer::of(&desk.roster, key.as_ref())
    };
    let writers = |keys: &Value| list(keys).iter().map(who).collect();
    let seconds = |value: &Value| timestamp(value.as_i64().unwrap_or(0).saturating_mul(1000));
    let report = &part["report"];
    Part {
        id: text(&part["id"]),
        kind: text(&part["kind"]),
        title: opened.as_ref().map_or_else(
            || text(&part["title"]),
            |opened| crate::engine::header::head_of(&opened.view).0.to_owned(),
        ),
        unit: text(&part["unit"]),
        is_new: part["is_new"].as_bool().unwrap_or(false),
        // A document's fixed beginning has no author and is nobody's contribution.
        came: list(&report["came"])
            .iter()
            .filter(|came| !came["author"].is_null())
            .map(|came| {
                let mut touched: Vec<Spot> = list(&came["touched"])
                    .iter()
                    .filter(|touched| !touched["place"].is_null())
                    .map(|touched| path(view, &touched["place"], &touched["path"]))
                    .collect();
                touched.dedup();
                Came {
                    author: who(&came["author"]),
                    changes: came["changes"].as_u64().unwrap_or(0),
                    from: seconds(&came["from_seconds"]),
                    to: seconds(&came["to_seconds"]),
                    touched,
                }
            })
            .collect(),
        both_touched: list(&report["both_touched"])
            .iter()
            .filter(|both| !both["place"].is_null())
            .map(|both| Both {
                path: path(view, &both["place"], &both["path"]),
                mine: writers(&both["mine"]),
                theirs: writers(&both["theirs"]),
            })
            .collect(),
        conflicts: list(&report["conflicts"])
            .iter()
            .map(|conflict| Open {
                path: path(view, &conflict["place"], &Value::Null),
                place: serde_json::from_value(conflict["place"].clone()).ok(),
                values: list(&conflict["values"])
                    .iter()
                    .map(|value| OpenValue {
                        value: text(&value["value"]),
                        author: who(&value["author"]),
                        time: seconds(&value["time_seconds"]),
                        change: text(&value["change"]),
                        came: value["came"].as_bool().unwrap_or(false),
                    })
                    .collect(),
            })
            .collect(),
        kept_aside: list(&report["kept_aside"])
            .iter()
            .map(|aside| Aside {
                path: thing_at(view, &aside["path"]),
                content: list(&aside["content"]).iter().map(text).collect(),
                author: who(&aside["author"]),
                change: text(&aside["change"]),
            })
            .collect(),
        shown_again: list(&report["shown_again"])
            .iter()
            .map(|place| path(view, place, &Value::Null))
            .collect(),
        overlaps: list(&part["overlaps"])
            .iter()
            .filter_map(|overlap| {
                let place = Place::from_key(overlap["place"].as_str()?)?;
                Some(Overlap {
                    path: spot(view, &place),
                    authors: writers(&overlap["authors"]),
                })
            })
            .collect(),
    }
}

/// A place in the document as it reads now; by its keys where this program does not know the place.
fn path(view: Option<&View>, place: &Value, raw: &Value) -> Spot {
    match serde_json::from_value::<Place>(place.clone()) {
        Ok(place) => spot(view, &place),
        Err(_) => Spot::unnamed(keys(raw)),
    }
}

fn spot(view: Option<&View>, place: &Place) -> Spot {
    match view {
        Some(view) => Spot::of(place, view),
        None => Spot::unnamed(place.key()),
    }
}

/// The thing that something landed in, from the keys to it.
fn thing_at(view: Option<&View>, raw: &Value) -> Spot {
    let path: Vec<String> = list(raw).iter().map(text).collect();
    let place = match path.as_slice() {
        [root, id, ..] => Collection::from_root_key(root).map(|of| Place::Mark(of, id.clone())),
        _ => None,
    };
    match place {
        Some(place) => {
            let mut spot = spot(view, &place);
            // The mark names the thing: what is meant is the thing itself.
            if let Some(thing) = spot.path.strip_suffix("/deleted") {
                spot.path = thing.to_owned();
            }
            spot
        }
        None => Spot::unnamed(keys(raw)),
    }
}

fn keys(path: &Value) -> String {
    list(path).iter().map(text).collect::<Vec<_>>().join("/")
}

/// The longest list of paths printed for a person; scripts get all.
const PATHS: usize = 12;

fn paths(context: &Context, paths: &[Spot]) -> String {
    let shown = paths.len().min(PATHS);
    let named: Vec<String> = paths[..shown].iter().map(ToString::to_string).collect();
    let mut line = named.join(", ");
    if paths.len() > shown {
        line.push_str(", ");
        line.push_str(&say!(
            context.language,
            "and-more",
            count = paths.len() - shown
        ));
    }
    line
}

fn named(context: &Context, writer: &Writer) -> String {
    match (&writer.person, &writer.office, &writer.key) {
        (Some(person), Some(office), _) => format!("{person} ({office})"),
        (_, _, Some(key)) => key.chars().take(8).collect(),
        _ => say!(context.language, "nobody-known"),
    }
}

fn print(context: &Context, part: &Part) {
    let (language, output) = (context.language, &context.output);
    let title = title_or_none(language, &part.title);
    let kind = kind_word(language, &part.kind);
    let heading = format!("{}  {kind}  {title}", part.id.get(..8).unwrap_or_default());
    output.line(match part.is_new {
        true => format!("{heading}  ({})", say!(language, "report-new")),
        false => heading,
    });
    for came in &part.came {
        let line = say!(
            language,
            "report-came",
            name = named(context, &came.author),
            count = came.changes
        );
        // Of a new document everything was touched.
        output.line(match part.is_new || came.touched.is_empty() {
            true => format!("  {line}"),
            false => format!("  {line}: {}", paths(context, &came.touched)),
        });
    }
    for both in &part.both_touched {
        let names = |writers: &[Writer]| {
            let names: Vec<String> = writers.iter().map(|one| named(context, one)).collect();
            names.join(", ")
        };
        output.line(format!(
            "  {}",
            say!(
                language,
                "report-both",
                path = both.path.to_string(),
                mine = names(&both.mine),
                theirs = names(&both.theirs)
            )
        ));
    }
    for overlap in &part.overlaps {
        // Told already where this office was one of the sides.
        if part
            .both_touched
            .iter()
            .any(|both| both.path == overlap.path)
        {
            continue;
        }
        let names: Vec<String> = overlap
            .authors
            .iter()
            .map(|one| named(context, one))
            .collect();
        output.line(format!(
            "  {}",
            say!(
                language,
                "report-overlap",
                path = overlap.path.to_string(),
                names = names.join(", ")
            )
        ));
    }
    for conflict in &part.conflicts {
        output.line(format!(
            "  {}",
            say!(
                language,
                "report-conflict",
                path = conflict.path.to_string()
            )
        ));
        for value in &conflict.values {
            output.line(format!(
                "    - {} · {}",
                match &conflict.place {
                    Some(place) => value_in_words(language, place, &value.value),
                    None => value.value.clone(),
                },
                named(context, &value.author)
            ));
        }
    }
    for aside in &part.kept_aside {
        output.line(format!(
            "  {}",
            say!(
                language,
                "report-aside",
                path = aside.path.to_string(),
                name = named(context, &aside.author),
                content = aside.content.join(" / ")
            )
        ));
    }
    for path in &part.shown_again {
        output.line(format!(
            "  {}",
            say!(language, "report-shown-again", path = path.to_string())
        ));
    }
}
