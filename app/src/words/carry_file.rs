//! Carry files in words.

use std::collections::BTreeMap;
use std::path::Path;

use council::roster::Roster;
use format::PublicKey;
use sync::Reason;

use crate::engine::carry_file::{Order, Taken, Written};
use crate::say;
use crate::words::files::bytes_in_words;
use crate::words::{Language, causes};

/// For whom a file is: offices of which all devices that count are among the recipients by their name, the
/// others one by one.
pub fn for_whom(language: Language, roster: &Roster, recipients: &[PublicKey]) -> String {
    let mut offices: BTreeMap<&str, Vec<&PublicKey>> = BTreeMap::new();
    let mut names = Vec::new();
    for key in recipients {
        match roster.members.get(key) {
            Some(member) => offices.entry(&member.office).or_default().push(key),
            None => names.push(key.short()),
        }
    }
    let mut said = Vec::new();
    for (office, keys) in offices {
        let members = roster.members.values();
        let all = members.filter(|member| member.office == office && roster.counts(&member.key));
        if keys.len() > 1 && all.count() == keys.len() {
            said.push(say!(language, "carry-for-office", office = office));
        } else {
            said.extend(keys.into_iter().map(|key| roster.name_of(key)));
        }
    }
    said.extend(names);
    said.join(", ")
}

/// What was written into a file, a line each.
pub fn written_in_words(
    language: Language,
    roster: &Roster,
    file: &Path,
    order: &Order,
    written: &Written,
) -> Vec<String> {
    let contents = &written.contents;
    let mut lines = vec![
        say!(
            language,
            "carry-written",
            file = file.display().to_string(),
            whom = for_whom(language, roster, &order.recipients),
            bytes = bytes_in_words(language, written.bytes)
        ),
        say!(
            language,
            "carry-written-what",
            documents = contents.documents.len() as u64,
            changes = contents.changes,
            acts = contents.acts,
            files = contents.blobs
        ),
        match (order.since_millis, written.goes_on) {
            (Some(_), _) => language.say("carry-written-since"),
            (None, true) => language.say("carry-written-goes-on"),
            (None, false) => language.say("carry-written-everything"),
        },
        match order.is_locked {
            true => language.say("carry-written-locked"),
            false => language.say("carry-written-open"),
        },
    ];
    if !contents.left_out.is_empty() {
        let count = contents.left_out.len() as u64;
        lines.push(say!(language, "carry-left-out", count = count));
    }
    if !contents.large_blobs.is_empty() {
        let count = contents.large_blobs.len() as u64;
        lines.push(say!(language, "carry-large-files", count = count));
    }
    lines
}

/// What reading a file brought, a line each.
pub fn taken_in_words(language: Language, taken: &Taken) -> Vec<String> {
    let mut lines = vec![match taken.is_nothing() {
        true => language.say("carry-taken-nothing"),
        false => say!(
            language,
            "carry-taken",
            changes = taken.changes,
            acts = taken.acts,
            files = taken.blobs,
            documents = taken.documents.len() as u64
        ),
    }];
    if taken.receipts > 0 {
        let count = taken.receipts;
        lines.push(say!(language, "carry-taken-receipts", count = count));
    }
    if taken.held > 0 {
        lines.push(say!(language, "carry-held", count = taken.held));
    }
    if taken.waiting > 0 {
        lines.push(say!(language, "carry-waiting", count = taken.waiting));
    }
    lines.extend(refused_items(language, &taken.refused));
    lines
}

/// What was refused and why, a line each.
fn refused_items(language: Language, refused: &BTreeMap<Reason, u64>) -> Vec<String> {
    let lines = refused.iter().map(|(reason, count)| {
        say!(
            language,
            "carry-refused",
            count = *count,
            why = causes::intake(language, *reason)
        )
    });
    lines.collect()
}
