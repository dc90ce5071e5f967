//! A question before something that cannot be taken back.

use std::io::{BufRead as _, IsTerminal as _};

use super::Context;
use super::refusal::Refusal;
use crate::say;
use crate::words::vocabulary::YES_NO;

/// Asks before going on. `yes` says so beforehand, as scripts must: with `--json`, and where nobody sits at
/// the input.
///
/// # Errors
/// The person says no, or nobody can be asked. Nothing was done then.
pub(super) fn ask_first(context: &Context, yes: bool, question: &str) -> Result<(), Refusal> {
    // Where another program runs the command in place of this one, this one asked already.
    if yes || !context.is_own() {
        return Ok(());
    }
    let nobody = || Refusal::say(|language| say!(language, "refused-without-yes"));
    let input = std::io::stdin();
    if context.output.is_json() || !input.is_terminal() {
        return Err(nobody());
    }
    let language = context.language;
    context.output.line(question);
    context.output.line(say!(language, "confirm-how"));
    let mut answer = String::new();
    let read = input.lock().read_line(&mut answer);
    match read.is_ok().then(|| YES_NO.read(&answer)).flatten() {
        Some(true) => Ok(()),
        _ => Err(Refusal::say(|language| say!(language, "refused-by-answer"))),
    }
}
