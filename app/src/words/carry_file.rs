//! Carry files in words.

use std::collections::BTreeMap;

use council::roster::Roster;
use format::PublicKey;
use sync::Reason;

use crate::say;
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

/// What was refused and why, a line each.
pub fn refused_items(language: Language, refused: &BTreeMap<Reason, u64>) -> Vec<String> {
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
