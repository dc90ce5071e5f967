//! `dewan-relay invite`: what an administrator hands to a council that may use this relay.

use std::process::ExitCode;

use clap::Args;
use format::Nonce;
use link::clock;
use serde::Serialize;
use store::hosting::offers::{Offer, OfferHash};
use terminal::{BadValue, Language};

use crate::hosted::File;
use crate::offer;
use crate::relay::{RelayError, key_file};
use crate::words::{json, say, time, utc};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How many hexadecimal digits of the hash name an offer in a list.
const NAME_DIGITS: usize = 12;

/// What can be typed after `dewan-relay invite`.
#[derive(Debug, Args)]
pub struct Invite {
    /// Where the relay is reached from outside, such as wss://relay.example:8443.
    #[arg(value_name = "ADDRESS", value_parser = relay_address, required_unless_present_any = ["list", "withdraw"])]
    address: Option<String>,
    /// For how many days the invitation can be used.
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = terminal::value::whole::<u16>(1..=3650))]
    days: u16,
    /// For whom it is, for the list.
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    note: String,
    /// Lists the invitations instead.
    #[arg(long, conflicts_with = "address")]
    list: bool,
    /// Takes an invitation back that nobody used: its name in the list.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["address", "list"])]
    withdraw: Option<String>,
    #[command(flatten)]
    file: File,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

fn relay_address(typed: &str) -> Result<String, BadValue> {
    let wrong = || BadValue::new(|language| say(language, "not-a-relay-address", &[]));
    let typed = typed.trim().trim_end_matches('/');
    let host = ["wss://", "ws://"]
        .iter()
        .find_map(|scheme| typed.strip_prefix(scheme))
        .ok_or_else(wrong)?;
    let plain =
        !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "#@?".contains(c));
    plain.then(|| typed.to_owned()).ok_or_else(wrong)
}

/// An invitation that was made, as it is answered. The fields stay.
#[derive(Debug, Serialize)]
struct Made {
    address: String,
    name: String,
    until: String,
}

/// An invitation in the list. The fields stay.
#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    note: String,
    made: String,
    until: String,
    council: Option<String>,
}

impl Invite {
    pub(super) fn perform(self, language: Language) -> Result<ExitCode, RelayError> {
        if self.list {
            return self.print_list(language);
        }
        if let Some(name) = &self.withdraw {
            return self.take_back(language, name);
        }
        let data = self.file.there()?;
        let key = key_file(data)
            .read()?
            .ok_or_else(|| RelayError::NoKey(key_file(data).path().to_owned()))?;
        let secret = Nonce::random().map_err(RelayError::Randomness)?;
        let hash = offer::hash(&secret);
        let until = clock::now_millis() + i64::from(self.days) * DAY_MILLIS;
        store::administer(data, "dewan-relay invite", |desk| {
            desk.offer(&hash, &self.note, until)
        })?;
        let relay = self.address.unwrap_or_default();
        let made = Made {
            address: offer::address(&relay, &secret, &key.public()),
            name: name_of(&hash),
            until: utc(until),
        };
        if self.json {
            json(&made)?;
            return Ok(ExitCode::SUCCESS);
        }
        // The address alone stands on the output, so that it can be sent on; the rest is for people.
        println!("{}", made.address);
        let until = time(until);
        eprintln!("{}", say(language, "invited", &[("until", &until)]));
        Ok(ExitCode::SUCCESS)
    }

    fn print_list(&self, language: Language) -> Result<ExitCode, RelayError> {
        let offers = self.file.open()?.offers()?;
        if self.json {
            let listed: Vec<Listed> = offers.iter().map(listed).collect();
            json(&listed)?;
            return Ok(ExitCode::SUCCESS);
        }
        let now = clock::now_millis();
        for offer in &offers {
            let name = name_of(&offer.hash);
            let state = match &offer.council {
                Some(council) => say(
                    language,
                    "invitation-used",
                    &[("council", &council.to_string())],
                ),
                None if offer.until_millis < now => say(
                    language,
                    "invitation-ended",
                    &[("time", &time(offer.until_millis))],
                ),
                None => say(
                    language,
                    "invitation-open",
                    &[("time", &time(offer.until_millis))],
                ),
            };
            println!("{name} · {state} · {}", offer.note);
        }
        if offers.is_empty() {
            println!("{}", say(language, "invitations-none", &[]));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn take_back(&self, language: Language, name: &str) -> Result<ExitCode, RelayError> {
        let name = name.trim().to_lowercase();
        let offers = self.file.open()?.offers()?;
        let mut fitting = offers
            .iter()
            .filter(|offer| !name.is_empty() && hex(&offer.hash).starts_with(&name));
        let (Some(offer), None) = (fitting.next(), fitting.next()) else {
            return Err(RelayError::NoSuchInvitation(name));
        };
        let taken_back = store::administer(self.file.there()?, "dewan-relay invite", |desk| {
            desk.withdraw_offer(&offer.hash)
        })?;
        if !taken_back {
            return Err(RelayError::NoSuchInvitation(name));
        }
        println!("{}", say(language, "invitation-withdrawn", &[]));
        Ok(ExitCode::SUCCESS)
    }
}

fn listed(offer: &Offer) -> Listed {
    Listed {
        name: name_of(&offer.hash),
        note: offer.note.clone(),
        made: utc(offer.made_millis),
        until: utc(offer.until_millis),
        council: offer.council.map(|council| council.to_string()),
    }
}

fn hex(hash: &OfferHash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn name_of(hash: &OfferHash) -> String {
    hex(hash).chars().take(NAME_DIGITS).collect()
}
