//! The help of a command in a language.

use std::ffi::{OsStr, OsString};

use clap::builder::{Resettable, StyledStr};
use clap::{Arg, ArgAction, Command};

use crate::sentences::say;
use crate::{Language, Translations};

/// The command with every text of its help in this language: what it does, its arguments, options, their
/// values, headings, and the commands below it. Nothing changes of what can be typed, but that `help
/// COMMAND` has to be spelt out first, see [`spelt_out`].
pub fn localized(command: Command, language: Language, translations: &Translations) -> Command {
    let words = Words {
        language,
        translations,
    };
    words.command(command, true)
}

/// What was typed, with `help council invite` as `council invite --help`: the parser's own command for it
/// speaks English only.
pub fn spelt_out(command: &Command, typed: &[OsString]) -> Vec<OsString> {
    let reached = reach(command, typed);
    let mut typed = typed.to_vec();
    let is_help = typed.get(reached.next).is_some_and(|word| word == "help");
    if is_help && reached.command.has_subcommands() {
        typed.remove(reached.next);
        typed.push("--help".into());
    }
    typed
}

/// The command that typed words lead to.
pub(crate) struct Reached<'a> {
    /// The command.
    pub(crate) command: &'a Command,
    /// Its whole name: `dewan council invite`.
    pub(crate) name: String,
    /// Where the word stands that is not looked at yet.
    next: usize,
}

/// Follows the words as far as they name commands.
pub(crate) fn reach<'a>(root: &'a Command, typed: &[OsString]) -> Reached<'a> {
    let mut reached = Reached {
        command: root,
        name: root.get_name().to_owned(),
        next: typed.len().min(1),
    };
    while let Some(word) = typed.get(reached.next) {
        let text = word.to_string_lossy();
        if text.starts_with('-') {
            let has_value = takes_value(root, &text) || takes_value(reached.command, &text);
            reached.next += if has_value { 2 } else { 1 };
            continue;
        }
        match reached.command.find_subcommand(OsStr::new(&*text)) {
            Some(below) if below.get_name() != "help" => {
                reached.name = format!("{} {}", reached.name, below.get_name());
                reached.command = below;
                reached.next += 1;
            }
            _ => break,
        }
    }
    reached
}

/// Whether the option that was typed has its value in the next word.
fn takes_value(command: &Command, typed: &str) -> bool {
    let mut options = command.get_arguments();
    let name = typed.strip_prefix("--");
    name.is_some_and(|name| {
        options.any(|option| option.get_long() == Some(name) && option.get_action().takes_values())
    })
}

struct Words<'a> {
    language: Language,
    translations: &'a Translations,
}

impl Words<'_> {
    fn say(&self, name: &str) -> String {
        say(self.language, name, &[])
    }

    /// A text of the source in this language. Where it has no translation the English one stands.
    fn text(&self, english: &StyledStr) -> String {
        let english = english.to_string();
        match self.language {
            Language::English => english,
            Language::Indonesian => match self.translations.indonesian(&english) {
                Some(indonesian) => indonesian.to_owned(),
                None => english,
            },
        }
    }

    fn command(&self, command: Command, is_root: bool) -> Command {
        let about = command.get_about().map(|about| self.text(about));
        let (arguments, options) = self.headings();
        let template = format!(
            "{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}",
            self.say("help-usage")
        );
        let (commands, a_command) = match self.language {
            Language::Indonesian => ("Perintah", "PERINTAH"),
            Language::English => ("Commands", "COMMAND"),
        };
        let has_commands = command.has_subcommands();
        let mut command = command
            .about(about.map_or(Resettable::Reset, |about| Resettable::Value(about.into())))
            .long_about(Resettable::Reset)
            .help_template(template)
            .subcommand_help_heading(commands)
            .subcommand_value_name(a_command)
            .disable_help_flag(true)
            .disable_help_subcommand(true)
            .disable_version_flag(true)
            .mut_args(|arg| self.arg(arg))
            .mut_subcommands(|below| self.command(below, false))
            .arg(
                Arg::new("help")
                    .short('h')
                    .long("help")
                    .action(ArgAction::Help)
                    .help(self.say("help-help"))
                    .help_heading(options),
            );
        if is_root {
            command = command.arg(
                Arg::new("version")
                    .short('V')
                    .long("version")
                    .action(ArgAction::Version)
                    .help(self.say("help-version"))
                    .help_heading(options),
            );
        }
        if has_commands {
            // It is only listed: whoever types it has it spelt out before the parser sees it.
            command = command.subcommand(
                Command::new("help")
                    .about(self.say("help-command"))
                    .disable_help_flag(true)
                    .arg(
                        Arg::new("command")
                            .value_name(a_command)
                            .num_args(0..)
                            .help(self.say("help-of-which"))
                            .help_heading(arguments),
                    ),
            );
        }
        command
    }

    /// The headings of arguments and options.
    fn headings(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::Indonesian => ("Argumen", "Opsi"),
            Language::English => ("Arguments", "Options"),
        }
    }

    fn arg(&self, arg: Arg) -> Arg {
        let (arguments, options) = self.headings();
        let heading = if arg.is_positional() {
            arguments
        } else {
            options
        };
        let mut help = arg
            .get_help()
            .map(|help| self.text(help))
            .unwrap_or_default();
        for tail in self.tails(&arg) {
            help.push_str(&format!(" [{tail}]"));
        }
        let takes_values = arg.get_action().takes_values();
        let names: Vec<&'static str> = match (takes_values, self.language) {
            (true, Language::Indonesian) => (arg.get_value_names().unwrap_or_default().iter())
                .filter_map(|name| self.translations.indonesian(name))
                .collect(),
            _ => Vec::new(),
        };
        let mut arg = arg
            .help(help)
            .long_help(Resettable::Reset)
            .help_heading(heading);
        if takes_values {
            arg = arg
                .hide_possible_values(true)
                .hide_default_value(true)
                .hide_env(true);
        }
        if names.is_empty() {
            arg
        } else {
            arg.value_names(names)
        }
    }

    /// What stands in brackets after the help of an argument: values, default, variable.
    fn tails(&self, arg: &Arg) -> Vec<String> {
        let mut tails = Vec::new();
        // A flag has the values true and false, which nobody types.
        if !arg.get_action().takes_values() {
            return tails;
        }
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .map(|value| {
                let mut names = value.get_name_and_aliases();
                let english = names.next().unwrap_or_default();
                match self.language {
                    Language::English => english.to_owned(),
                    Language::Indonesian => names.next().unwrap_or(english).to_owned(),
                }
            })
            .collect();
        if !values.is_empty() {
            let values = values.join(", ");
            tails.push(say(self.language, "help-values", &[("values", &values)]));
        }
        let defaults = arg.get_default_values().iter();
        let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
        if !defaults.is_empty() {
            let value = defaults.join(" ");
            tails.push(say(self.language, "help-default", &[("value", &value)]));
        }
        if let Some(name) = arg.get_env() {
            let name = name.to_string_lossy();
            tails.push(say(self.language, "help-variable", &[("name", &name)]));
        }
        tails
    }
}

/// The English texts of a command's help that lack a translation, with where they stand; and the
/// translations that translate nothing. For the tests of the programs.
pub fn untranslated(command: &Command, translations: &Translations) -> Vec<String> {
    let mut used = Vec::new();
    let mut wrong = Vec::new();
    gather(
        command,
        command.get_name(),
        translations,
        &mut used,
        &mut wrong,
    );
    for english in translations.english() {
        if !used.iter().any(|text| text == english) {
            wrong.push(format!("translates nothing: {english}"));
        }
    }
    wrong
}

fn gather(
    command: &Command,
    name: &str,
    translations: &Translations,
    used: &mut Vec<String>,
    wrong: &mut Vec<String>,
) {
    let mut take = |place: String, english: Option<String>| match english {
        Some(english) if translations.indonesian(&english).is_some() => used.push(english),
        Some(english) => wrong.push(format!("{place} has no Indonesian: {english}")),
        None => wrong.push(format!("{place} has no English")),
    };
    take(
        name.to_owned(),
        command.get_about().map(ToString::to_string),
    );
    for arg in command.get_arguments() {
        let place = format!("{name} {}", arg.get_id());
        take(place.clone(), arg.get_help().map(ToString::to_string));
        if arg.get_action().takes_values() {
            for value_name in arg.get_value_names().unwrap_or_default() {
                take(place.clone(), Some(value_name.to_string()));
            }
        }
    }
    for below in command.get_subcommands() {
        let name = format!("{name} {}", below.get_name());
        gather(below, &name, translations, used, wrong);
    }
}
