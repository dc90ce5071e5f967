//! `dewan notices`: what others said and this person has not seen, mentions first.

use std::collections::BTreeMap;

use council::edit::Place;
use council::view::View;
use format::DocumentId;
use serde::Serialize;

use super::Context;
use super::documents::{Desk, Writer, labelled};
use super::moments::moment;
use super::refusal::Refusal;
use super::spot::Spot;
use crate::engine::inbox::{Notice, notices};
use crate::engine::indexing::timestamp;
use crate::engine::open::open;
use crate::say;

/// How many of those that were seen are listed with `--all`.
const SEEN: usize = 100;

/// Which notices, and what becomes of them.
pub struct Wanted {
    /// Those that were seen, too.
    pub all: bool,
    /// Those shown count as seen afterwards.
    pub seen: bool,
}

/// One notice for scripts. The fields stay.
#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    document: String,
    title: String,
    path: Option<Spot>,
    place: String,
    author: Writer,
    time: Option<String>,
    mention: bool,
    quote: String,
    text: String,
    answers: Option<String>,
    seen: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// Why the store cannot be read, or why nothing was marked as seen.
pub fn run(context: &Context, wanted: &Wanted) -> Result<(), Refusal> {
    // Whoever may not write shall not be shown first and refused then.
    let office = wanted.seen.then(|| context.office()).transpose()?;
    let desk = Desk::open(context)?;
    let found = match desk.office.me()? {
        Some(me) => notices(&desk.reader, me, if wanted.all { SEEN } else { 0 })?,
        None => vec![],
    };
    tell(context, &desk, &found);
    drop(desk);
    if let Some(office) = office {
        let shown = found
            .iter()
            .filter(|notice| notice.seen_millis.is_none())
            .map(|notice| notice.said.id);
        office.mark_comments_seen(shown.collect())?;
    }
    Ok(())
}

fn tell(context: &Context, desk: &Desk, found: &[Notice]) {
    let (language, output) = (context.language, &context.output);
    let mut views: BTreeMap<DocumentId, Option<View>> = BTreeMap::new();
    let listed: Vec<Listed> = found
        .iter()
        .map(|notice| {
            let view = views.entry(notice.document).or_insert_with(|| {
                open(&desk.reader, &notice.document)
                    .ok()
                    .map(|one| one.view)
            });
            listed(desk, notice, view.as_ref())
        })
        .collect();
    output.json(&listed);
    if output.is_json() {
        return;
    }
    if listed.is_empty() {
        output.line(say!(language, "notices-none"));
    }
    for (one, notice) in listed.iter().zip(found) {
        let name = desk.roster.name_of(&notice.said.author);
        let when = moment(language, notice.said.time_millis);
        output.line(match notice.is_mention {
            true => say!(language, "notices-mention", name = name, moment = when),
            false => say!(language, "notices-comment", name = name, moment = when),
        });
        let mut place = labelled(language, &notice.document, &one.title);
        if let Some(path) = &one.path {
            place.push_str(&format!("  {path}"));
        }
        output.line(format!("  {place}"));
        for line in one.text.lines() {
            output.line(format!("      {line}"));
        }
    }
}

fn listed(desk: &Desk, notice: &Notice, view: Option<&View>) -> Listed {
    let said = &notice.said;
    let summary = desk
        .summaries
        .iter()
        .find(|summary| summary.document == notice.document);
    let path = Place::from_key(&said.comment.place).map(|place| {
        let mut spot = match view {
            Some(view) => Spot::of(&place, view),
            None => Spot::unnamed(place.key()),
        };
        // The mark names the thing: what is meant is the thing itself.
        if let Some(thing) = spot.path.strip_suffix("/deleted") {
            spot.path = thing.to_owned();
        }
        spot
    });
    Listed {
        id: said.id.to_string(),
        document: notice.document.to_string(),
        title: summary.map_or_else(String::new, |summary| summary.title.clone()),
        path,
        place: said.comment.place.clone(),
        author: Writer::of(&desk.roster, Some(&said.author)),
        time: timestamp(said.time_millis),
        mention: notice.is_mention,
        quote: said.comment.quote.clone(),
        text: said.comment.text.clone(),
        answers: said.comment.answers.map(|id| id.to_string()),
        seen: notice.seen_millis.and_then(timestamp),
    }
}
