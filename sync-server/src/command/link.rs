//! `dewan-relay link`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use format::CouncilId;
use store::Store;
use store::links::Course;
use terminal::{BadValue, Language};

use crate::arguments::council;
use crate::relay::{self, RelayError};
use crate::words::{say, time as moment};

/// What can be typed after `dewan-relay link`.
#[derive(Debug, Args)]
pub struct Link {
    /// The other relay's address, such as ws://relay.example:8443. Without one, the links are listed.
    #[arg(value_name = "URL", value_parser = address)]
    url: Option<String>,
    /// A council it carries; may be given more than once. Without it, every hosted one.
    #[arg(long, value_name = "COUNCIL", value_parser = council, requires = "url", conflicts_with = "remove")]
    council: Vec<CouncilId>,
    /// Ends the link and forgets the other relay's key.
    #[arg(long, requires = "url")]
    remove: bool,
    /// Prints one JSON value.
    #[arg(long)]
    json: bool,
    /// The relay's file; it must be there.
    #[arg(long, env = "DEWAN_RELAY_DATA", value_name = "FILE")]
    data: PathBuf,
}

/// Reads the address of a relay.
fn address(typed: &str) -> Result<String, BadValue> {
    link::call::address(typed)
        .ok_or_else(|| BadValue::new(|language| say(language, "not-a-relay", &[])))
}

/// A link as it is listed: for one council, or for none as long as none is hosted.
struct Listed {
    address: String,
    course: Option<(CouncilId, Course)>,
}

impl Link {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        relay::check(&self.data)?;
        if let Some(url) = &self.url {
            if self.remove {
                return self.remove(language, url);
            }
            store::links::link(&self.data, url, &self.council)?;
            if !self.json {
                let values = [("address", url.as_str())];
                println!("{}", say(language, "link-kept", &values));
            }
        }
        let listed = self.listed()?;
        match self.json {
            true => println!("{}", as_json(&listed)),
            false if listed.is_empty() => println!("{}", say(language, "link-none", &[])),
            false => listed.iter().for_each(|one| one.print(language)),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn remove(&self, language: Language, url: &str) -> Result<ExitCode, RelayError> {
        let was_there = store::links::unlink(&self.data, url)?;
        let name = match was_there {
            true => "link-removed",
            false => "link-unknown",
        };
        let said = say(language, name, &[("address", url)]);
        match (self.json, was_there) {
            (true, _) => println!("{}", serde_json::json!({ "removed": was_there })),
            (false, true) => println!("{said}"),
            (false, false) => eprintln!("dewan-relay: {said}"),
        }
        Ok(ExitCode::from(u8::from(!was_there)))
    }

    /// The links, or the one that is named.
    fn listed(&self) -> Result<Vec<Listed>, RelayError> {
        let store = Store::open_read_only(&self.data)?;
        let councils = store.councils()?;
        let mut listed = Vec::new();
        for link in store.links()? {
            if self.url.as_ref().is_some_and(|url| *url != link.address) {
                continue;
            }
            let carried: Vec<_> = councils.iter().filter(|one| link.carries(one)).collect();
            for council in &carried {
                let course = store.reader(**council)?.course(&link.address)?;
                listed.push(Listed {
                    address: link.address.clone(),
                    course: Some((**council, course)),
                });
            }
            if carried.is_empty() {
                listed.push(Listed {
                    address: link.address,
                    course: None,
                });
            }
        }
        Ok(listed)
    }
}

impl Listed {
    fn print(&self, language: Language) {
        let Some((council, course)) = &self.course else {
            let values = [("address", self.address.as_str())];
            println!("{}", say(language, "link-idle", &values));
            return;
        };
        let council = council.short();
        let time = |millis: Option<i64>| millis.map_or_else(|| "-".to_owned(), moment);
        let key = course.key.map_or_else(|| "-".to_owned(), |key| key.short());
        let (linked, caught_up) = (time(course.linked_millis), time(course.caught_up_millis));
        let state = match &course.down {
            _ if course.linked_millis.is_none() && course.down.is_none() => {
                say(language, "link-not-yet", &[])
            }
            None => say(language, "link-up", &[("since", &linked)]),
            Some((why, since)) => {
                let why = say(language, &format!("link-down-{why}"), &[]);
                let since = moment(*since);
                say(language, "link-down", &[("since", &since), ("why", &why)])
            }
        };
        let values = [
            ("address", self.address.as_str()),
            ("council", &council),
            ("key", &key),
            ("caught-up", &caught_up),
            ("state", &state),
        ];
        println!("{}", say(language, "link-line", &values));
    }
}

fn as_json(listed: &[Listed]) -> serde_json::Value {
    // To the millisecond: whoever asks again at once sees that another session caught up.
    let time = |millis: Option<i64>| {
        let time = millis.and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
        time.map(|time| time.to_string())
    };
    let one = |listed: &Listed| {
        let nothing = Course::default();
        let course = listed
            .course
            .as_ref()
            .map_or(&nothing, |(_, course)| course);
        serde_json::json!({
            "address": listed.address,
            "council": listed.course.as_ref().map(|(council, _)| council.to_string()),
            "key": course.key.map(|key| key.to_string()),
            "linked": time(course.linked_millis),
            "caught_up": time(course.caught_up_millis),
            "down": course.down.as_ref().map(|(why, _)| why),
            "down_since": time(course.down.as_ref().map(|(_, since)| *since)),
        })
    };
    listed.iter().map(one).collect()
}
