//! What can be typed after `dewan-relay`. Every flag can be given in the environment, too.

use std::net::SocketAddr;

use clap::Parser;
use format::CouncilId;
use terminal::{BadValue, Language, Translations};

use crate::command::Command;
use crate::words::say;

/// What the help of every command and option says in Indonesian.
pub fn help() -> Translations {
    Translations::read(include_str!("../locales/id/help.txt"))
}

/// The relay of Dewan: carries a council's changes between its offices.
#[derive(Debug, Parser)]
#[command(
    name = "dewan-relay",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
pub struct Arguments {
    /// The language of what is printed; the log is in English.
    #[arg(
        long,
        env = "DEWAN_LANGUAGE",
        value_name = "LANGUAGE",
        global = true,
        value_parser = language()
    )]
    pub language: Option<Language>,
    /// Adds the technical words of an error to its sentence.
    #[arg(long, global = true)]
    pub verbose: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Reads `id` and `en`.
fn language() -> impl clap::builder::TypedValueParser<Value = Language> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    let codes = Language::ALL.map(Language::code);
    PossibleValuesParser::new(codes).map(|code| Language::from_code(&code).unwrap_or_default())
}

/// Reads an address to listen at.
pub(crate) fn address(typed: &str) -> Result<SocketAddr, BadValue> {
    let read = typed.trim().parse();
    read.map_err(|_| BadValue::new(|language| say(language, "not-an-address", &[])))
}

/// Reads a council's id.
pub(crate) fn council(typed: &str) -> Result<CouncilId, BadValue> {
    let read = typed.trim().parse();
    read.map_err(|_| BadValue::new(|language| say(language, "not-an-id", &[])))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_and_option_has_its_help_in_both_languages() {
        let wrong = terminal::help::untranslated(&Arguments::command(), &help());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
