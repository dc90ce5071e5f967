//! Commands that another program runs in place of the one that was started for them, because it has
//! the office open; see [`crate::engine::handover`].

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser as _;

use super::arguments::{
    Arguments, CarryCommand, Command, CouncilCommand, MeetingCommand, RightsCommand, SeatsCommand,
};
use super::context::Context;
use super::dispatch;
use super::output::Output;
use super::refusal::Refusal;
use crate::engine::handover::{self, Handed, Outcome, Printer, Reason, Said};
use crate::engine::office::Office;
use crate::say;

/// Hands a command over that found another program writing. `None` if nobody takes it: the refusal
/// stands.
pub(super) fn hand_over(context: &Context, arguments: &[OsString]) -> Option<Result<u8, Refusal>> {
    let handed = Handed {
        arguments: arguments.to_vec(),
        folder: std::env::current_dir().ok()?.into(),
        typed: context.typed().cloned(),
        language: context.language,
        json: context.output.is_json(),
    };
    let print = |said: Said<'_>| match said {
        Said::Out(text) => context.output.pass_on(text),
        Said::Err(text) => context.output.pass_on_complaint(text),
    };
    match handover::hand_over(&context.home, handed, &print) {
        Outcome::Ran(code) => Some(Ok(code)),
        Outcome::NotTaken => None,
        Outcome::Lost => Some(Err(Refusal::say(|language| {
            say!(language, "refused-handover-lost")
        }))),
    }
}

/// Runs a command that another program handed over: what a
/// [`Door`](crate::engine::handover::Door) needs.
///
/// # Errors
/// Why it is not run; nothing was done then.
pub fn run_handed(office: &Arc<Office>, handed: Handed, printer: &Printer) -> Result<u8, Reason> {
    let name = OsString::from("dewan");
    let arguments = Arguments::try_parse_from(std::iter::once(name).chain(handed.arguments))
        .map_err(|_| Reason::NotForOthers)?;
    let command = arguments
        .command
        .filter(is_for_others)
        .ok_or(Reason::NotForOthers)?;
    // Standard input is not here: what was read from it must have come along.
    if matches!(command, Command::Edit(_)) && handed.typed.is_none() {
        return Err(Reason::Unreadable);
    }
    let folder = PathBuf::from(handed.folder);
    if !folder.is_absolute() {
        return Err(Reason::Unreadable);
    }
    let output = Output::to(handed.json, printer.out(), printer.err()).verbose(arguments.verbose);
    let context = Context::handed(
        Arc::clone(office),
        handed.language,
        output,
        folder,
        handed.typed,
    );
    Ok(exit_code(&context, dispatch(&context, command)))
}

/// The exit code of a command; tells why, if it was refused.
pub(super) fn exit_code(context: &Context, result: Result<(), Refusal>) -> u8 {
    match result {
        Ok(()) => 0,
        Err(refusal) => {
            context.output.refuse(&refusal, context.language);
            1
        }
    }
}

/// Whether a command writes with the office, and with nothing else of the program it was started in.
fn is_for_others(command: &Command) -> bool {
    match command {
        Command::New { .. }
        | Command::Attach { .. }
        | Command::Detach { .. }
        | Command::Edit(_)
        | Command::Set { .. }
        | Command::Choose { .. }
        | Command::Strike { .. }
        | Command::ProposeAgain { .. }
        | Command::Comment { .. }
        | Command::Undo(_)
        | Command::Redo(_)
        | Command::Rename { .. }
        | Command::Archive { .. }
        | Command::Move { .. }
        | Command::Remove { .. }
        | Command::Import { .. }
        | Command::Seen(_)
        | Command::Lifecycle(_)
        | Command::Meeting(
            MeetingCommand::Circulate { .. }
            | MeetingCommand::Correct { .. }
            | MeetingCommand::ConfirmMinutes { .. }
            | MeetingCommand::Vote { .. }
            | MeetingCommand::Raise { .. }
            | MeetingCommand::CarryOver { .. }
            | MeetingCommand::Circular(_),
        )
        | Command::Seating(
            SeatsCommand::Appoint { .. }
            | SeatsCommand::EndSeat { .. }
            | SeatsCommand::Charter { .. },
        )
        | Command::Rights(
            RightsCommand::Unit { .. }
            | RightsCommand::Grant { .. }
            | RightsCommand::Revoke { .. }
            | RightsCommand::Release { .. }
            | RightsCommand::Recover { .. },
        )
        | Command::Mending(_)
        | Command::Notices { seen: true, .. }
        | Command::Check { mend: true }
        | Command::Carry(CarryCommand::Write { .. } | CarryCommand::Read { .. })
        | Command::Council(
            CouncilCommand::Relay { .. }
            | CouncilCommand::Invite { .. }
            | CouncilCommand::Confirm { .. },
        ) => true,
        // They read beside whoever writes, make an office of their own, or take long.
        Command::Council(
            CouncilCommand::Found { .. }
            | CouncilCommand::Join { .. }
            | CouncilCommand::RecoveryKey { .. }
            | CouncilCommand::Show,
        )
        | Command::Rights(RightsCommand::Units | RightsCommand::Scope(_))
        | Command::Attachments { .. }
        | Command::List { .. }
        | Command::Show { .. }
        | Command::Export { .. }
        | Command::Reopen(_)
        | Command::OpenApart(_)
        | Command::Blame(_)
        | Command::Conflicts { .. }
        | Command::History(_)
        | Command::Search { .. }
        | Command::Sync { .. }
        | Command::Report { .. }
        | Command::Notices { seen: false, .. }
        | Command::Meeting(MeetingCommand::Meeting { .. })
        | Command::Seating(SeatsCommand::Seats)
        | Command::Review(_)
        | Command::Log { .. }
        | Command::Prove { .. }
        | Command::Verify { .. }
        | Command::Carry(CarryCommand::Show { .. })
        | Command::Status
        | Command::Check { mend: false }
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::Demo { .. } => false,
    }
}
