//! Merge reports: read from the store, marked as seen.

use std::collections::{BTreeSet, HashMap};

use ::council::edit::Place;
use ::council::view::View;
use format::{DocumentId, PublicKey};
use serde_json::Value;
use store::StoreError;
use store::notes::SavedReport;

use super::{Reading, Running};
use crate::core::Event;
use crate::core::reports::{self, Effect, Part, Report, Spot, SpotKind};
use crate::engine::office::Office;
use crate::engine::open::open;
use crate::words::{Language, place};

/// How many reports are shown.
const SHOWN: usize = 50;

impl Running {
    pub(super) fn perform_on_reports(&mut self, effect: Effect) {
        let Some(office) = self.office.clone() else {
            return;
        };
        match effect {
            Effect::Load => {
                let language = self.language;
                self.read_beside(Reading::Reports, move || {
                    load(&office, language)
                        .inspect_err(|error| tracing::warn!(%error, "the reports are not read"))
                        .ok()
                        .map(Event::Reports)
                });
            }
            Effect::MarkSeen(keys) => {
                let council = office.council();
                let marked = office
                    .store()
                    .write(move |write| write.mark_reports_seen(council, &keys));
                if let Err(error) = marked {
                    // Shown again the next time: better twice than never.
                    tracing::warn!(%error, "the reports stay unseen");
                }
            }
        }
    }
}

/// The newest reports. Places are called by what stands there now.
fn load(office: &Office, language: Language) -> Result<reports::Event, StoreError> {
    let reader = office.reader()?;
    let mut reports: Vec<Report> = reader.reports(false, SHOWN)?.iter().map(report).collect();
    let unseen = reports.iter().filter(|report| !report.is_seen).count() as u64;
    let older_unseen = reader.unseen_reports()?.saturating_sub(unseen);
    let mut views: HashMap<DocumentId, Option<View>> = HashMap::new();
    for part in reports.iter_mut().flat_map(|report| &mut report.documents) {
        for spot in &mut part.spots {
            let Some(place) = &spot.place else { continue };
            // Most reports name few documents; each is opened once.
            let view = views
                .entry(part.document)
                .or_insert_with(|| open(&reader, &part.document).ok().map(|opened| opened.view));
            if let Some(view) = view {
                spot.label = place::words(language, view, place);
            }
        }
    }
    Ok(reports::Event::Loaded(reports, older_unseen))
}

/// A report as it was kept; what is not of the expected form is left out.
fn report(saved: &SavedReport) -> Report {
    let parts = saved.body["documents"].as_array();
    Report {
        key: saved.key,
        time_millis: saved.time_millis,
        is_seen: saved.seen_millis.is_some(),
        documents: parts.into_iter().flatten().filter_map(part).collect(),
    }
}

fn part(value: &Value) -> Option<Part> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let report = &value["report"];
    let mut spots = Vec::new();
    let array = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    for conflict in array(&report["conflicts"]) {
        let authors = array(&conflict["values"]);
        let people = authors.iter().filter_map(|value| key(&value["author"]));
        spots.push(spot(SpotKind::Conflict, place(&conflict["place"]), people));
    }
    for overlap in array(&value["overlaps"]) {
        let place = overlap["place"].as_str().and_then(Place::from_key);
        let people = array(&overlap["authors"]);
        spots.push(spot(SpotKind::Merged, place, people.iter().filter_map(key)));
    }
    for both in array(&report["both_touched"]) {
        let (mine, theirs) = (array(&both["mine"]), array(&both["theirs"]));
        let people = mine.iter().chain(&theirs).filter_map(key);
        spots.push(spot(SpotKind::BothTouched, place(&both["place"]), people));
    }
    for shown in array(&report["shown_again"]) {
        spots.push(spot(SpotKind::ShownAgain, place(&shown), []));
    }
    for aside in array(&report["kept_aside"]) {
        let mut spot = spot(SpotKind::KeptAside, None, key(&aside["author"]));
        let content = array(&aside["content"]);
        spot.label = content.iter().map(text).collect::<Vec<_>>().join(" · ");
        spots.push(spot);
    }
    // One place is told once, by what matters most there.
    spots.sort_by_key(|spot| spot.kind);
    let mut told = BTreeSet::new();
    spots.retain(|spot| match &spot.place {
        Some(place) => told.insert(place.clone()),
        None => true,
    });
    Some(Part {
        document: value["id"].as_str()?.parse::<DocumentId>().ok()?,
        kind: text(&value["kind"]),
        title: text(&value["title"]),
        is_new: value["is_new"].as_bool().unwrap_or_default(),
        came: array(&report["came"])
            .iter()
            .map(|came| (key(&came["author"]), came["changes"].as_u64().unwrap_or(0)))
            .collect(),
        spots,
    })
}

fn spot(kind: SpotKind, place: Option<Place>, people: impl IntoIterator<Item = PublicKey>) -> Spot {
    let mut people: Vec<PublicKey> = people.into_iter().collect();
    people.sort_unstable();
    people.dedup();
    Spot {
        kind,
        place,
        label: String::new(),
        people,
    }
}

fn place(value: &Value) -> Option<Place> {
    serde_json::from_value(value.clone()).ok()
}

fn key(value: &Value) -> Option<PublicKey> {
    value.as_str()?.parse().ok()
}
