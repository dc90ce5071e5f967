//! A usage error as one sentence, with how it is used.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error, Parser};

use crate::help::{localized, reach, spelt_out};
use crate::sentences::say;
use crate::value::BadValue;
use crate::{Language, Translations};

/// What is said instead of running a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Help or the version was asked for: for standard output.
    Asked(String),
    /// What was typed is not understood: for standard error, and exit code [`WRONG_USAGE`].
    Wrong(String),
}

/// The exit code after wrong usage.
pub const WRONG_USAGE: u8 = 2;

impl Told {
    /// Prints it where it belongs; the exit code.
    pub fn print(&self) -> u8 {
        match self {
            // Whoever does not listen any more misses nothing.
            Self::Asked(text) => {
                drop(std::io::Write::write_all(
                    &mut std::io::stdout(),
                    text.as_bytes(),
                ));
                0
            }
            Self::Wrong(text) => {
                drop(std::io::Write::write_all(
                    &mut std::io::stderr(),
                    text.as_bytes(),
                ));
                WRONG_USAGE
            }
        }
    }
}

/// Parses what was typed, the program's name first.
///
/// # Errors
/// What to tell instead, in this language.
pub fn parse<P: Parser>(
    typed: &[OsString],
    language: Language,
    translations: &Translations,
) -> Result<P, Told> {
    let command = localized(P::command(), language, translations);
    let typed = spelt_out(&command, typed);
    let told = |error: Error| told(&error, &command, &typed, language);
    let mut matches = command.clone().try_get_matches_from(&typed).map_err(told)?;
    P::from_arg_matches_mut(&mut matches).map_err(told)
}

fn told(error: &Error, command: &Command, typed: &[OsString], language: Language) -> Told {
    let rendered = || in_words(language, &error.render().to_string());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Told::Asked(rendered()),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Told::Wrong(rendered()),
        _ => {
            let reached = reach(command, typed);
            // The parser's own line shows what was typed as if it were required, options too.
            let mut command_here = reached.command.clone().bin_name(&reached.name);
            let usage = command_here.render_usage().to_string();
            let usage = usage.trim().trim_start_matches("Usage:").trim();
            Told::Wrong(format!(
                "{}: {}\n\n{}: {}\n{}\n",
                command.get_name(),
                sentence(error, language),
                say(language, "help-usage", &[]),
                in_words(language, usage),
                say(language, "usage-more", &[("command", &reached.name)]),
            ))
        }
    }
}

/// The one word the parser puts into usage lines by itself.
fn in_words(language: Language, usage: &str) -> String {
    usage.replace("[OPTIONS]", &say(language, "usage-options", &[]))
}

/// What is wrong, in one sentence.
fn sentence(error: &Error, language: Language) -> String {
    let one = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let with = |name: &str, values: &[(&'static str, &str)]| say(language, name, values);
    let arg = one(ContextKind::InvalidArg);
    let value = one(ContextKind::InvalidValue);
    let near = |kind: ContextKind, said: String| match one(kind) {
        near if near.is_empty() => said,
        near => format!("{said} {}", with("usage-near", &[("near", &near)])),
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = one(ContextKind::InvalidSubcommand);
            let said = with("usage-no-command", &[("word", &word)]);
            near(ContextKind::SuggestedSubcommand, said)
        }
        ErrorKind::UnknownArgument => {
            let said = match arg.starts_with('-') {
                true => with("usage-no-option", &[("option", &arg)]),
                false => with("usage-too-much", &[("word", &arg)]),
            };
            near(ContextKind::SuggestedArg, said)
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            with("usage-missing-value", &[("arg", &arg)])
        }
        ErrorKind::InvalidValue => {
            let known = one(ContextKind::ValidValue);
            let said = with(
                "usage-bad-value-of",
                &[("arg", &arg), ("value", &value), ("known", &known)],
            );
            near(ContextKind::SuggestedValue, said)
        }
        ErrorKind::ValueValidation => {
            let source = std::error::Error::source(error);
            let why = match source.and_then(|source| source.downcast_ref::<BadValue>()) {
                Some(bad) => bad.sentence(language),
                None => with("usage-does-not-fit", &[]),
            };
            let values = [("arg", arg.as_str()), ("value", &value), ("why", &why)];
            with("usage-bad-value", &values)
        }
        ErrorKind::MissingRequiredArgument => with("usage-missing", &[("args", &arg)]),
        ErrorKind::MissingSubcommand => {
            let known = one(ContextKind::ValidSubcommand);
            with("usage-missing-command", &[("known", &known)])
        }
        ErrorKind::ArgumentConflict => {
            let prior = one(ContextKind::PriorArg);
            match prior == arg || prior.is_empty() {
                true => with("usage-twice", &[("arg", &arg)]),
                false => with("usage-not-together", &[("arg", &arg), ("other", &prior)]),
            }
        }
        ErrorKind::NoEquals => with("usage-no-equals", &[("arg", &arg)]),
        ErrorKind::TooManyValues => {
            with("usage-too-many-values", &[("arg", &arg), ("value", &value)])
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            with("usage-too-few-values", &[("arg", &arg)])
        }
        ErrorKind::InvalidUtf8 => with("usage-not-text", &[]),
        _ => with("usage-not-understood", &[]),
    }
}
