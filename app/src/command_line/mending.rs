//! `dewan choose-branch`, `rewrite`, `restart` and `forget`: mending a document.

use std::path::Path;

use council::view::Kind;
use serde::Serialize;

use super::Context;
use super::arguments::MendingCommand;
use super::confirming::ask_first;
use super::documents::{Desk, hashes, labelled, title_or_none};
use super::import::refused;
use super::moments::moment;
use super::refusal::Refusal;
use super::rights::listed;
use crate::core::held_work::ForkedWork;
use crate::engine::branches::{self, BranchError, WrittenAgain};
use crate::engine::import::{self, Wanted};
use crate::engine::indexing::timestamp;
use crate::engine::open::open;
use crate::engine::restarting::{self, RestartError};
use crate::say;
use crate::words::Language;
use crate::words::mending::left_behind;

/// Runs the command.
///
/// # Errors
/// Why nothing was said or written.
pub(super) fn run(context: &Context, command: &MendingCommand) -> Result<(), Refusal> {
    match command {
        MendingCommand::ChooseBranch {
            document,
            change,
            reason,
        } => choose(context, &document.document, change, reason),
        MendingCommand::Rewrite(the) => rewrite(context, &the.document),
        MendingCommand::Restart {
            document,
            reason,
            from_text,
            yes,
        } => restart(
            context,
            &document.document,
            (reason.as_str(), from_text.as_deref()),
            *yes,
        ),
        MendingCommand::Forget {
            document,
            with_mine,
            yes,
        } => forget(context, &document.document, *with_mine, *yes),
    }
}

fn restart(
    context: &Context,
    wanted: &str,
    (reason, from_text): (&str, Option<&Path>),
    yes: bool,
) -> Result<(), Refusal> {
    let language = context.language;
    let desk = Desk::open(context)?;
    let summary = desk.find(wanted)?.clone();
    drop(desk);
    let title = title_or_none(language, &summary.title);
    let text = match from_text {
        None => None,
        Some(file) => {
            let wanted = Wanted {
                kind: Kind::from_name(&summary.kind),
                sheet: None,
            };
            let files = import::read_at(&|path| context.path(path), &[file.to_owned()], wanted);
            let mut files = files.map_err(refused)?;
            files.pop().map(|file| file.view)
        }
    };
    ask_first(
        context,
        yes,
        &say!(language, "confirm-restart", title = title.as_str()),
    )?;
    let office = context.office()?;
    let done = restarting::restart(&office, &summary.document, text, reason)?;
    crate::engine::indexing::catch_up(&office)?;
    context.output.json(&serde_json::json!({
        "id": done.saved.id.to_string(),
        "restarts": summary.document.to_string(),
        "act": done.act.id().to_string(),
        "heads": hashes(&done.saved.heads),
        "comments_left": done.comments,
    }));
    context.output.line(say!(
        language,
        "document-restarted",
        title = title.as_str(),
        id = done.saved.id.short(),
        old = summary.document.short()
    ));
    if done.comments > 0 {
        let count = done.comments as u64;
        context
            .output
            .line(say!(language, "restart-comments-stay", count = count));
    }
    Ok(())
}

fn forget(context: &Context, wanted: &str, with_mine: bool, yes: bool) -> Result<(), Refusal> {
    let language = context.language;
    let desk = Desk::open(context)?;
    let summary = desk.find(wanted)?.clone();
    if desk.reader.restarts(&summary.document)?.first().is_none() {
        return Err(RestartError::GoesOn.into());
    }
    let me = desk.office.me()?;
    let left_behind = me.map_or(Ok(0), |me| desk.reader.left_behind(&summary.document, &me))?;
    drop(desk);
    if left_behind > 0 && !with_mine {
        let id = summary.document.short();
        return Err(Refusal::say(move |language| {
            let id = id.as_str();
            say!(
                language,
                "refused-forget-mine",
                count = left_behind,
                id = id
            )
        }));
    }
    let title = title_or_none(language, &summary.title);
    ask_first(
        context,
        yes,
        &say!(
            language,
            "confirm-forget",
            title = title.as_str(),
            id = summary.document.short()
        ),
    )?;
    let office = context.office()?;
    let forgotten = restarting::forget(&office, &summary.document)?;
    crate::engine::indexing::catch_up(&office)?;
    context.output.json(&serde_json::json!({
        "id": summary.document.to_string(),
        "changes": forgotten.changes,
        "files": forgotten.blobs.len(),
        "bytes": forgotten.bytes,
    }));
    context.output.line(say!(
        language,
        "document-forgotten",
        title = title.as_str(),
        changes = forgotten.changes,
        files = forgotten.blobs.len() as u64
    ));
    Ok(())
}

impl From<RestartError> for Refusal {
    fn from(error: RestartError) -> Self {
        let name = match error {
            RestartError::Office(error) => return error.into(),
            RestartError::Store(error) => return error.into(),
            RestartError::Write(error) => return error.into(),
            RestartError::Say(error) => return error.into(),
            RestartError::NotChair => "refused-restart-not-chair",
            RestartError::TooWide => "refused-scope-size",
            RestartError::NoText => "refused-restart-no-text",
            RestartError::OtherKind => "refused-restart-other-kind",
            RestartError::GoesOn => "refused-forget-goes-on",
            RestartError::Gone => "refused-forget-gone",
        };
        Self::say(move |language| language.say(name))
    }
}

fn choose(context: &Context, wanted: &str, change: &str, reason: &str) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let id = desk.find(wanted)?.document;
    drop(desk);
    let acts = branches::choose(&*context.office()?, &id, change, reason)?;
    let acts: Vec<_> = acts.iter().collect();
    context
        .output
        .json(&serde_json::json!({ "acts": listed(&acts) }));
    context.output.line(say!(context.language, "branch-chosen"));
    Ok(())
}

fn rewrite(context: &Context, wanted: &str) -> Result<(), Refusal> {
    let language = context.language;
    let desk = Desk::open(context)?;
    let id = desk.find(wanted)?.document;
    drop(desk);
    let office = context.office()?;
    let WrittenAgain {
        lost,
        changes,
        left,
    } = branches::write_again(&office, &id)?;
    let view = open(&office.reader()?, &id)?.view;
    let left: Vec<_> = left
        .iter()
        .map(|edit| left_behind(language, &view, edit))
        .collect();
    context.output.json(&serde_json::json!({
        "id": id.to_string(),
        "lost": lost,
        "changes": changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left": left.iter().map(|(place, text)| serde_json::json!({
            "place": place,
            "text": text,
        })).collect::<Vec<_>>(),
    }));
    context
        .output
        .line(say!(language, "written-again", count = lost as u64));
    if !left.is_empty() {
        let count = left.len() as u64;
        context
            .output
            .line(say!(language, "not-written-again", count = count));
    }
    for (place, text) in left {
        context.output.line(format!("  {place}"));
        for line in text.lines() {
            context.output.line(format!("      {line}"));
        }
    }
    Ok(())
}

/// One fork for scripts. The fields stay.
#[derive(Serialize)]
pub(super) struct ForkAnswer {
    document: String,
    author: String,
    /// The changes with which the branches begin.
    changes: Vec<String>,
    branches: Vec<BranchAnswer>,
    /// How many changes of this very device wait to be written again.
    mine_to_write_again: usize,
    found: Option<String>,
}

#[derive(Serialize)]
struct BranchAnswer {
    change: String,
    time: Option<String>,
    built_on: u64,
    counts: bool,
}

impl From<&ForkedWork> for ForkAnswer {
    fn from(fork: &ForkedWork) -> Self {
        let branches = fork.branches.iter();
        Self {
            document: fork.document.to_string(),
            author: fork.device.to_string(),
            changes: branches.clone().map(|one| one.change.to_string()).collect(),
            branches: branches
                .map(|one| BranchAnswer {
                    change: one.change.to_string(),
                    time: timestamp(one.time_millis),
                    built_on: one.built_on,
                    counts: one.counts,
                })
                .collect(),
            mine_to_write_again: fork.mine_to_write_again,
            found: timestamp(fork.found_millis),
        }
    }
}

/// The forks in words: who wrote twice where, and the branches.
pub(super) fn forks_in_words(language: Language, forks: &[ForkedWork]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, fork) in forks.iter().enumerate() {
        lines.push(say!(
            language,
            "status-fork",
            document = labelled(language, &fork.document, &fork.title),
            name = match fork.person.as_str() {
                "" => fork.device.short(),
                person => person.to_owned(),
            }
        ));
        for branch in &fork.branches {
            lines.push(format!(
                "    {}",
                say!(
                    language,
                    "fork-branch",
                    change = branch.change.short(),
                    when = moment(language, branch.time_millis),
                    count = branch.built_on,
                    counts = if branch.counts { "yes" } else { "no" }
                )
            ));
        }
        // Once for each document, below its last fork.
        let is_last = forks
            .get(at + 1)
            .is_none_or(|next| next.document != fork.document);
        if fork.mine_to_write_again > 0 && is_last {
            let count = fork.mine_to_write_again as u64;
            lines.push(format!(
                "    {}",
                say!(language, "fork-write-again", count = count)
            ));
        }
    }
    lines
}

impl From<BranchError> for Refusal {
    fn from(error: BranchError) -> Self {
        let name = match error {
            BranchError::Office(error) => return error.into(),
            BranchError::Store(error) => return error.into(),
            BranchError::Write(error) => return error.into(),
            BranchError::Say(error) => return error.into(),
            BranchError::Rewrite(error) => return Self::technical(&error),
            BranchError::NoFork => "refused-no-fork",
            BranchError::NoSuchBranch => "refused-no-such-branch",
            BranchError::Ambiguous => "refused-ambiguous-branch",
            BranchError::Already => "refused-branch-counts",
            BranchError::NotChair => "refused-choose-not-chair",
            BranchError::NothingLost => "refused-nothing-lost",
            BranchError::Unreadable => "refused-lost-unreadable",
        };
        Self::say(move |language| language.say(name))
    }
}
