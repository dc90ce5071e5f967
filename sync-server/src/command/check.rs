//! `dewan-relay check`: every hash, seal, digest and row, and the file itself.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use store::check::Finding;
use store::{Options, Store};
use terminal::Language;

use crate::hosted::File;
use crate::relay::RelayError;
use crate::words::{json, say};

/// What can be typed after `dewan-relay check`.
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    file: File,
    /// Sets aside what is damaged, so that the offices send it again; the relay must not be serving.
    #[arg(long)]
    mend: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// Who holds the file meanwhile, as others are told.
const PROGRAM: &str = "dewan-relay check";

/// What was found, as it is answered. The fields stay.
#[derive(Debug, Default, Serialize)]
struct Answer {
    clean: bool,
    councils: u64,
    documents: u64,
    acts: u64,
    changes: u64,
    seals: u64,
    files: u64,
    rows: u64,
    quarantined: u64,
    findings: Vec<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<Mended>,
}

/// What `--mend` did.
#[derive(Debug, Default, Serialize)]
struct Mended {
    set_aside: u64,
    waiting: u64,
    put_right: u64,
}

#[derive(Debug, Serialize)]
struct Found {
    council: Option<String>,
    what: &'static str,
    detail: String,
}

impl Check {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let mending = match self.mend {
            true => Some(Store::open(self.file.there()?, Options::new(PROGRAM))?.0),
            false => None,
        };
        let store = match &mending {
            Some(store) => store.to_read(),
            None => self.file.open()?,
        };
        let mut answer = Answer::default();
        let file = store.check_file()?;
        let is_mendable = !file
            .iter()
            .any(|finding| matches!(finding, Finding::File(_)));
        answer
            .findings
            .extend(file.iter().map(|finding| found(None, finding)));
        let mut mended = Mended::default();
        for council in store.councils()? {
            let report = store.reader(council)?.check(false)?;
            answer.councils += 1;
            answer.documents += report.looked_at.documents;
            answer.acts += report.looked_at.acts;
            answer.changes += report.looked_at.changes;
            answer.seals += report.looked_at.seals;
            answer.files += report.looked_at.blobs;
            answer.rows += report.looked_at.rows;
            answer.quarantined += report.quarantined;
            if let Some(store) = mending.as_ref().filter(|_| is_mendable) {
                let all = file.iter().chain(&report.findings).cloned().collect();
                let done = store.mend(council, all, None)?;
                mended.set_aside += done.rows;
                mended.waiting += done.stranded;
                mended.put_right += done.restored;
            }
            let council = council.to_string();
            let all = report.findings.iter();
            answer
                .findings
                .extend(all.map(|finding| found(Some(&council), finding)));
        }
        answer.clean = answer.findings.is_empty() && answer.quarantined == 0;
        answer.mended = mending.is_some().then_some(mended);
        if self.json {
            json(&answer)?;
        } else {
            print(language, &answer);
        }
        let is_done = answer.clean || mending.is_some() && is_mendable;
        Ok(ExitCode::from(u8::from(!is_done)))
    }
}

fn print(language: Language, answer: &Answer) {
    let numbers = [
        ("councils", answer.councils),
        ("documents", answer.documents),
        ("acts", answer.acts),
        ("changes", answer.changes),
        ("seals", answer.seals),
        ("files", answer.files),
        ("rows", answer.rows),
    ]
    .map(|(name, number)| (name, number.to_string()));
    let numbers: Vec<(&'static str, &str)> = numbers
        .iter()
        .map(|(name, number)| (*name, number.as_str()))
        .collect();
    println!("{}", say(language, "check-looked", &numbers));
    for finding in &answer.findings {
        let what = say(language, &format!("check-{}", finding.what), &[]);
        let council = finding.council.as_deref().unwrap_or("—");
        println!("  {what} · {} · {council}", finding.detail);
    }
    if answer.quarantined > 0 {
        let count = answer.quarantined.to_string();
        println!(
            "{}",
            say(language, "check-quarantined", &[("count", &count)])
        );
    }
    let is_of_the_file = |found: &Found| found.what == "file";
    let name = match &answer.mended {
        _ if answer.clean => "check-clean",
        None => "check-damaged",
        Some(_) if answer.findings.iter().any(is_of_the_file) => "check-damaged-file",
        Some(_) => "check-mended",
    };
    let counts = answer.mended.as_ref().map(|mended| {
        [mended.set_aside, mended.waiting, mended.put_right].map(|count| count.to_string())
    });
    let counts = counts.unwrap_or_default();
    let names = ["rows", "waiting", "right"];
    let values: Vec<(&'static str, &str)> = names
        .into_iter()
        .zip(counts.iter().map(String::as_str))
        .collect();
    println!("{}", say(language, name, &values));
}

fn found(council: Option<&str>, finding: &Finding) -> Found {
    let (what, detail) = match finding {
        Finding::File(words) => ("file", words.clone()),
        Finding::Index(words) => ("index", words.clone()),
        Finding::Stray(table, rows) => ("stray", format!("{table}: {rows}")),
        Finding::Act(act) => ("act", act.to_string()),
        Finding::Change(document, change, _) => ("change", format!("{document} {change}")),
        Finding::Seal(document, change) => ("seal", format!("{document} {change}")),
        Finding::Unsealed(document, change) => ("unsealed", format!("{document} {change}")),
        Finding::Dangling(document, change) => ("dangling", format!("{document} {change}")),
        Finding::Receipt(document, holder) => ("receipt", format!("{document} {holder}")),
        Finding::Blob(blob) => ("published-file", blob.id.to_string()),
        Finding::Chain(row) => ("chain", row.to_string()),
        Finding::Frontier(document) => ("frontier", document.to_string()),
        Finding::Digest(document) => (
            "digest",
            document.map_or_else(String::new, |document| document.to_string()),
        ),
        Finding::Summary(document) => ("summary", document.to_string()),
    };
    Found {
        council: council.map(str::to_owned),
        what,
        detail,
    }
}
