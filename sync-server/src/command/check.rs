//! `dewan-relay check`: every hash, seal, digest and row, and the file itself.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use store::check::{Finding, Findings};
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
    /// Waits no more for acts about a council that are lost, and serves whom the others admit; the relay must
    /// not be serving.
    #[arg(long)]
    give_up: bool,
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
    /// Acts about councils that were set aside and have not come back.
    lost_council_acts: u64,
    #[serde(skip_serializing_if = "is_none_given_up")]
    given_up: u64,
    findings: Vec<Found>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mended: Option<Mended>,
}

fn is_none_given_up(count: &u64) -> bool {
    *count == 0
}

/// What `--mend` did.
#[derive(Debug, Default, Serialize)]
struct Mended {
    set_aside: u64,
    waiting: u64,
    put_right: u64,
    /// What a check finds afterwards.
    left: Vec<Found>,
    /// Whether anything of that is not over by itself.
    #[serde(skip)]
    is_in_part: bool,
}

impl Mended {
    fn has_changed_nothing(&self) -> bool {
        self.set_aside + self.waiting + self.put_right == 0
    }
}

#[derive(Debug, Serialize)]
struct Found {
    council: Option<String>,
    what: &'static str,
    detail: String,
}

impl Check {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let writing = match self.mend || self.give_up {
            true => Some(Store::open(self.file.there()?, Options::new(PROGRAM))?.0),
            false => None,
        };
        let store = match &writing {
            Some(store) => store.to_read(),
            None => self.file.open()?,
        };
        let mut answer = Answer::default();
        let mut findings = Findings {
            file: store.check_file()?,
            ..Findings::default()
        };
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
            findings.councils.insert(council, report.findings);
        }
        answer.findings = all(&findings);
        answer.clean = answer.findings.is_empty() && answer.quarantined == 0;
        if let Some(store) = writing.as_ref().filter(|_| self.mend) {
            let done = store.mend(findings, None)?;
            answer.mended = Some(Mended {
                set_aside: done.rows,
                waiting: done.stranded,
                put_right: done.restored,
                is_in_part: done.left.is_serious(),
                left: all(&done.left),
            });
        }
        for council in store.councils()? {
            let lost = match &writing {
                Some(store) if self.give_up => {
                    answer.given_up +=
                        store.write(move |write| write.give_up_council_acts(council))?;
                    0
                }
                _ => store.reader(council)?.lost_council_acts()?,
            };
            answer.lost_council_acts += lost;
        }
        if self.json {
            json(&answer)?;
        } else {
            print(language, &answer);
        }
        let is_mended = |mended: &Mended| !mended.is_in_part;
        let is_done = answer.clean || answer.mended.as_ref().is_some_and(is_mended);
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
    list(language, &answer.findings);
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
        Some(mended) if mended.has_changed_nothing() && mended.left.iter().any(is_of_the_file) => {
            "check-damaged-file"
        }
        Some(mended) if mended.is_in_part => "check-mended-in-part",
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
    if let Some(mended) = answer
        .mended
        .as_ref()
        .filter(|_| name == "check-mended-in-part")
    {
        list(language, &mended.left);
        println!("{}", say(language, "check-left", &[]));
    }
    tell_lost(language, answer);
}

/// Which acts about councils are awaited, or are not any more.
fn tell_lost(language: Language, answer: &Answer) {
    for (name, count) in [
        ("check-lost", answer.lost_council_acts),
        ("check-given-up", answer.given_up),
    ] {
        if count > 0 {
            println!("{}", say(language, name, &[("count", &count.to_string())]));
        }
    }
}

fn list(language: Language, findings: &[Found]) {
    for finding in findings {
        let what = say(language, &format!("check-{}", finding.what), &[]);
        let council = finding.council.as_deref().unwrap_or("—");
        println!("  {what} · {} · {council}", finding.detail);
    }
}

fn all(findings: &Findings) -> Vec<Found> {
    let all = findings.all();
    all.map(|(council, finding)| found(council.map(|id| id.to_string()), finding))
        .collect()
}

fn found(council: Option<String>, finding: &Finding) -> Found {
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
        Finding::Council(key) => ("council", key.to_string()),
        Finding::Roster => ("roster", String::new()),
        Finding::Nameless(key) => ("nameless", key.to_string()),
        Finding::Digest(document) => ("digest", document.to_string()),
        Finding::Naming => ("naming", String::new()),
        Finding::Summary(document) => ("summary", document.to_string()),
    };
    Found {
        council,
        what,
        detail,
    }
}
