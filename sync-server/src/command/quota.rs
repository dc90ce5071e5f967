//! `dewan-relay quota`: how much is kept at most, and how much is.

use std::process::ExitCode;

use clap::Args;
use format::DocumentId;
use serde::Serialize;
use store::hosting::quotas::{About, Quota as Kept};
use terminal::{BadValue, Language};

use crate::hosted::{File, council};
use crate::relay::RelayError;
use crate::size;
use crate::words::{json, say};

/// What can be typed after `dewan-relay quota`.
#[derive(Debug, Args)]
pub struct Quota {
    /// The council: its id, or the beginning of it. Can be left out where only one is hosted.
    council: Option<String>,
    /// What a person may keep here on all devices: the name as `dewan-relay members` prints it.
    #[arg(long, value_name = "NAME", group = "about")]
    member: Option<String>,
    /// What the members of an office may keep here: its name likewise.
    #[arg(long, value_name = "NAME", group = "about")]
    office: Option<String>,
    /// What may be kept here of a document: its id.
    #[arg(long, value_name = "DOCUMENT", group = "about", value_parser = document)]
    document: Option<DocumentId>,
    /// What each person may keep here who has no quota of their own.
    #[arg(long, group = "about")]
    each_member: bool,
    /// What each office may keep here that has no quota of its own.
    #[arg(long, group = "about")]
    each_office: bool,
    /// What may be kept here of each document that has no quota of its own.
    #[arg(long, group = "about")]
    each_document: bool,
    /// The most bytes of acts, changes and files, such as 500MB.
    #[arg(long, value_name = "SIZE", value_parser = size::parse)]
    bytes: Option<u64>,
    /// The most acts and changes.
    #[arg(long, value_name = "NUMBER", value_parser = terminal::value::whole::<u64>(0..=u64::from(u32::MAX)))]
    items: Option<u64>,
    /// Keeps any number again; without any of the words above, of the council.
    #[arg(long, conflicts_with_all = ["bytes", "items"])]
    remove: bool,
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

fn document(typed: &str) -> Result<DocumentId, BadValue> {
    let read = typed.trim().parse();
    read.map_err(|_| BadValue::new(|language| say(language, "not-a-document", &[])))
}

/// A quota, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct Line {
    about: &'static str,
    /// Of which; absent: of each, or of the council.
    name: Option<String>,
    bytes: Option<u64>,
    items: Option<u64>,
    bytes_kept: Option<u64>,
    items_kept: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Answer {
    council: String,
    quotas: Vec<Line>,
}

impl Quota {
    fn about(&self) -> (About, String) {
        let each = String::new;
        if let Some(name) = &self.member {
            (About::Member, name.trim().to_owned())
        } else if let Some(name) = &self.office {
            (About::Office, name.trim().to_owned())
        } else if let Some(document) = &self.document {
            (About::Document, document.to_string())
        } else if self.each_member {
            (About::Member, each())
        } else if self.each_office {
            (About::Office, each())
        } else if self.each_document {
            (About::Document, each())
        } else {
            (About::Council, each())
        }
    }

    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        let council = council(&self.file.open()?, self.council.as_deref())?;
        let (about, name) = self.about();
        let data = self.file.there()?;
        if self.remove {
            let removed = store::administer(data, "dewan-relay quota", |desk| {
                desk.drop_quota(council, about, &name)
            })?;
            if !removed {
                eprintln!("{}", say(language, "quota-none-of", &[]));
            }
        } else if self.bytes.is_some() || self.items.is_some() {
            let reader = self.file.open()?.reader(council)?;
            let roster = reader.roster()?;
            let mut members = roster.members.values();
            // A mistyped name would be a quota for nobody.
            let known = match about {
                _ if name.is_empty() => true,
                About::Member => members.any(|member| member.person == name),
                About::Office => members.any(|member| member.office == name),
                About::Document | About::Council => true,
            };
            if !known {
                return Err(RelayError::NobodyCalled(name));
            }
            let quotas = reader.quotas()?;
            let before = quotas
                .iter()
                .find(|quota| quota.about == about && quota.name == name);
            let quota = Kept {
                bytes: self.bytes.or(before.and_then(|before| before.bytes)),
                items: self.items.or(before.and_then(|before| before.items)),
                about,
                name,
            };
            drop(reader);
            store::administer(data, "dewan-relay quota", |desk| {
                desk.set_quota(council, &quota)
            })?;
        }
        let reader = self.file.open()?.reader(council)?;
        let mut quotas = Vec::new();
        for quota in reader.quotas()? {
            let kept = reader.usage_of(&quota)?;
            quotas.push(Line {
                about: quota.about.name(),
                name: Some(quota.name).filter(|name| !name.is_empty()),
                bytes: quota.bytes,
                items: quota.items,
                bytes_kept: kept.map(|kept| kept.bytes),
                items_kept: kept.map(|kept| kept.items),
            });
        }
        let answer = Answer {
            council: council.to_string(),
            quotas,
        };
        if self.json {
            json(&answer)?;
            return Ok(ExitCode::SUCCESS);
        }
        for line in &answer.quotas {
            print(language, line);
        }
        if answer.quotas.is_empty() {
            println!("{}", say(language, "quota-none", &[]));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(language: Language, line: &Line) {
    let about = match &line.name {
        Some(name) => say(
            language,
            &format!("quota-{}", line.about),
            &[("name", name)],
        ),
        None => say(language, &format!("quota-each-{}", line.about), &[]),
    };
    let any = || say(language, "quota-any", &[]);
    let of = |kept: Option<String>, most: Option<String>| match kept {
        Some(kept) => format!("{kept} / {}", most.unwrap_or_else(any)),
        None => most.unwrap_or_else(any),
    };
    let bytes = of(line.bytes_kept.map(size::told), line.bytes.map(size::told));
    let items = of(
        line.items_kept.map(|items| items.to_string()),
        line.items.map(|items| items.to_string()),
    );
    let most = say(
        language,
        "quota-most",
        &[("bytes", &bytes), ("items", &items)],
    );
    println!("{about}: {most}");
}
