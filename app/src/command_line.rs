//! What can be done from a terminal. One command per file.
//!
//! A command reads or writes through [`crate::engine`] and prints through [`output::Output`]: text in
//! the chosen language, or with `--json` the stable fields of `docs/command-line.md`. It ends with exit
//! code 0, or 1 with one sentence that says what happened, what is safe and what to do; wrong usage
//! ends with 2.

use std::ffi::OsString;
use std::process::ExitCode;

use ::council::undo::Direction;
use terminal::language::{environment, system};
use terminal::usage::parse;

use crate::engine::home::Home;
use crate::engine::opening::{Trial, try_with};
use crate::words::Language;
use arguments::{Arguments, Command, help};
use link::Trust;

pub mod archive;
pub mod arguments;
pub mod attachments;
pub mod backup;
pub mod blame;
pub mod carry_file;
pub mod check;
pub mod choose;
mod clocks;
pub mod comment;
mod confirming;
pub mod conflicts;
pub mod context;
pub mod council;
pub mod demo;
pub mod documents;
pub mod edit;
pub mod export;
mod files;
pub mod handing_over;
pub mod history;
pub mod import;
pub mod lifecycle;
pub mod list;
pub mod log;
pub mod meeting;
mod mending;
pub mod moments;
pub mod new;
pub mod notices;
pub mod output;
pub mod placing;
pub mod proof;
pub mod raise;
pub mod refusal;
pub mod remove;
pub mod rename;
pub mod reopen;
pub mod reorder;
pub mod report;
pub mod review;
mod rights;
pub mod search;
pub mod seats;
pub mod seen;
pub mod set;
pub mod show;
pub mod spot;
pub mod status;
pub mod strike;
pub mod sync;
pub mod undo;

pub use context::Context;
pub use handing_over::run_handed;
use handing_over::{exit_code, hand_over};
use output::Output;
use refusal::Refusal;

/// Runs the program with these arguments, the program's name first.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = arguments.into_iter().collect();
    // Help and usage errors are said before anything is parsed.
    let asked = terminal::Language::of(&typed, environment);
    let arguments: Arguments = match parse(&typed, asked, &help()) {
        Ok(arguments) => arguments,
        Err(told) => return ExitCode::from(told.print()),
    };
    let language = Language::choose(arguments.language, system(environment).as_deref());
    let output = Output::new(arguments.json).verbose(arguments.verbose);
    let home = match Home::find(arguments.home) {
        Ok(home) => home.with_trust(Trust {
            authority: arguments.relay_ca,
            allows_plain: arguments.allow_plain,
        }),
        Err(error) => {
            output.refuse(&Refusal::from(error), language);
            return ExitCode::from(1);
        }
    };
    match Trial::with_this_program() {
        Ok(trial) => try_with(trial),
        Err(error) => tracing::warn!(%error, "no document can be tried apart"),
    }
    let context = Context::own(home, language, output);
    let mut result = match arguments.command {
        None => crate::app::run(context.home.clone(), language).map_err(Refusal::from),
        Some(command) => dispatch(&context, command),
    };
    // Whoever writes there may do it in place of this program.
    if result.is_err()
        && context.met_a_writer()
        && let Some(elsewhere) = hand_over(&context, typed.get(1..).unwrap_or_default())
    {
        match elsewhere {
            Ok(code) => return ExitCode::from(code),
            Err(refusal) => result = Err(refusal),
        }
    }
    ExitCode::from(exit_code(&context, result))
}

fn dispatch(context: &Context, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Council(command) => council::run(context, command),
        Command::Carry(command) => carry_file::run(context, &command),
        Command::Attach {
            document,
            files,
            to,
        } => attachments::attach(context, &document, &files, to.as_deref()),
        Command::Attachments { document, command } => {
            attachments::run(context, document.as_deref(), command.as_ref())
        }
        Command::Detach {
            document,
            attachment,
        } => attachments::detach(context, &document, &attachment),
        Command::New {
            kind,
            title,
            unit,
            meeting,
            label,
            for_unit,
            for_person,
            date,
            ordinal,
        } => new::run(
            context,
            new::New {
                kind,
                title,
                unit,
                meeting: meeting.zip(date).map(|(kind, date)| (kind, date, ordinal)),
                label,
                for_units: for_unit,
                for_people: for_person,
            },
        ),
        Command::Edit(at) => edit::run(context, &at),
        Command::Set { at, value } => set::run(context, &at, &value),
        Command::Choose { at, n } => choose::run(context, &at, n),
        Command::Comment {
            document,
            path,
            text,
            quote,
            answers,
        } => comment::run(
            context,
            &comment::Said {
                document,
                path,
                text,
                quote,
                answers,
            },
        ),
        Command::Undo(the) => undo::run(context, &the.document, Direction::Undo),
        Command::Redo(the) => undo::run(context, &the.document, Direction::Redo),
        Command::Rename { document, title } => rename::run(context, &document.document, &title),
        Command::Archive { document, restore } => {
            archive::run(context, &document.document, restore)
        }
        Command::Move { at, after, .. } => reorder::run(context, &at, after.as_deref()),
        Command::Remove { at, restore } => remove::run(context, &at, restore),
        Command::Import {
            paths,
            kind,
            sheet,
            into,
        } => import::run(context, &paths, kind, sheet.as_deref(), into.as_deref()),
        Command::List {
            archived,
            kind,
            unit,
            status,
        } => list::run(
            context,
            &list::Filter {
                archived,
                kind,
                unit,
                status,
            },
        ),
        Command::Show {
            document,
            at,
            version,
        } => {
            let which = match (&at, &version) {
                (Some(heads), _) => show::Which::At(heads),
                (None, Some(version)) => show::Which::Version(version),
                (None, None) => show::Which::Now,
            };
            show::run(context, &document.document, which)
        }
        Command::Export {
            document,
            to,
            version,
            published_file,
            force,
        } => export::run(
            context,
            &document.document,
            &export::How {
                to: &to,
                force,
                version: version.as_deref(),
                published_file,
            },
        ),
        Command::Blame(the) => blame::run(context, &the.document),
        Command::Conflicts { document } => conflicts::run(context, document.as_deref()),
        Command::History(the) => history::run(context, &the.document),
        Command::Search { text } => search::run(context, &text),
        Command::Sync {
            once,
            relay,
            timeout,
            take_commands,
            metered,
            unmetered,
            budget,
            first,
        } => sync::run(
            context,
            &sync::How {
                once,
                relay,
                timeout,
                take_commands,
                metered: match (metered, unmetered) {
                    (false, false) => None,
                    (metered, _) => Some(metered),
                },
                budget,
                first,
            },
        ),
        Command::Report { all } => report::run(context, all),
        Command::Notices { all, seen } => notices::run(context, &notices::Wanted { all, seen }),
        Command::Status => status::run(context),
        Command::Seen(the) => seen::run(context, &the.document),
        Command::Review(the) => review::run(context, &the.document),
        Command::Strike {
            document,
            change,
            reason,
        } => strike::strike(context, &document, &change, &reason),
        Command::ProposeAgain { document, strike } => {
            strike::propose_again(context, &document, &strike)
        }
        Command::Lifecycle(command) => lifecycle::run(context, &command),
        Command::Meeting(command) => meeting::run(context, &command),
        Command::Seating(command) => seats::run(context, &command),
        Command::Rights(command) => rights::run(context, &command),
        Command::Mending(command) => mending::run(context, &command),
        Command::Log { subject } => log::run(context, &subject),
        Command::Prove {
            document,
            version,
            to,
            force,
            with_later,
            with_history,
        } => {
            let how = proof::How {
                force,
                with_later,
                with_history,
            };
            proof::prove(context, &document.document, version.as_deref(), &to, how)
        }
        Command::Verify { file, published } => proof::run(context, &file, published.as_deref()),
        Command::Check { mend } => check::run(context, mend),
        Command::Reopen(the) => reopen::run(context, &the.document),
        Command::OpenApart(the) => reopen::run_apart(context, &the.document),
        Command::Backup { file } => backup::backup(context, &file),
        Command::Restore { file } => backup::restore(context, &file),
        Command::Demo { keep, headless } => demo::run(context, keep.as_deref(), headless),
    }
}
