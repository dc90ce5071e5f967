//! `dewan demo`: the main job on this machine, step by step, in both languages.

use std::cell::{Cell, RefCell};
use std::path::Path;

use link::clock::moment;
use serde::Serialize;

use super::refusal::Refusal;
use super::{Context, report};
use crate::app;
use crate::demo::{self, DemoError, Step};
use crate::engine::home::Home;
use crate::say;
use crate::words::Language;

/// The answer for scripts. The fields stay.
#[derive(Serialize)]
struct Answer {
    agreed: bool,
    documents: usize,
    conflicts: usize,
    bytes_first_sync: u64,
    bytes_merge: u64,
    steps: Vec<Timed>,
    folder: Option<String>,
}

#[derive(Serialize)]
struct Timed {
    step: &'static str,
    milliseconds: u128,
}

/// Runs the command, and opens the chair's window afterwards unless `headless`. The folders are removed
/// at the end unless `keep` names one for them.
///
/// # Errors
/// What did not come out as it must.
pub fn run(context: &Context, keep: Option<&Path>, headless: bool) -> Result<(), Refusal> {
    let (language, output) = (context.language, &context.output);
    let temporary;
    let folder = match keep {
        Some(folder) => folder,
        None => {
            temporary = tempfile::Builder::new()
                .prefix("dewan-demo-")
                .tempdir()
                .map_err(|error| Refusal::technical(&error))?;
            temporary.path()
        }
    };
    let answer = RefCell::new(Answer {
        agreed: false,
        documents: 0,
        conflicts: 0,
        bytes_first_sync: 0,
        bytes_merge: 0,
        steps: Vec::new(),
        folder: keep.map(|folder| folder.display().to_string()),
    });
    let last = Cell::new(moment());
    let begun = last.get();
    let number = Cell::new(0);
    let tell = |step: Step<'_>| {
        if let Step::Report { office, home } = step {
            if !output.is_json() {
                output.line(format!("     ── {office} ──"));
                let context = Context::own(home.clone(), language, output.as_text());
                // Read from its store; a report that cannot be shown is told by the checks below.
                if let Err(refusal) = report::run(&context, false) {
                    output.line(refusal.sentence(language));
                }
            }
            last.set(moment());
            return;
        }
        let took = moment().duration_since(last.get()).as_millis();
        number.set(number.get() + 1);
        let mut answer = answer.borrow_mut();
        answer.steps.push(Timed {
            step: name(&step),
            milliseconds: took,
        });
        match step {
            Step::FirstSync { bytes } => answer.bytes_first_sync = bytes,
            Step::Merged { bytes } => answer.bytes_merge = bytes,
            Step::Agreed {
                documents,
                conflicts,
            } => (answer.documents, answer.conflicts) = (documents, conflicts),
            _ => {}
        }
        let other = match language {
            Language::Indonesian => Language::English,
            Language::English => Language::Indonesian,
        };
        output.line(format!(
            "{:>3}. {}  [{took} ms]",
            number.get(),
            in_words(language, &step)
        ));
        output.line(format!("     {}", in_words(other, &step)));
        last.set(moment());
    };
    let mut window = None;
    let done = |chair: Home| {
        let seconds = format!("{:.1}", moment().duration_since(begun).as_secs_f64());
        let seconds = match language {
            Language::Indonesian => seconds.replace('.', ","),
            Language::English => seconds,
        };
        output.line(say!(language, "demo-done", seconds = seconds));
        if headless || output.is_json() {
            return;
        }
        if app::has_display() {
            output.line(say!(language, "demo-window"));
            window = Some(app::run(chair, language));
        } else {
            output.line(say!(language, "demo-no-display"));
        }
    };
    demo::run_then(folder, &tell, done)?;
    window.transpose()?;
    let mut answer = answer.into_inner();
    answer.agreed = true;
    output.json(&answer);
    if let Some(folder) = &answer.folder {
        output.line(say!(language, "demo-kept", folder = folder.as_str()));
    }
    Ok(())
}

fn name(step: &Step<'_>) -> &'static str {
    match step {
        Step::Relay { .. } => "relay",
        Step::Joined => "joined",
        Step::Imported { .. } => "imported",
        Step::FirstSync { .. } => "first-sync",
        Step::WroteOffline { .. } => "wrote-offline",
        Step::Merged { .. } => "merged",
        Step::Report { .. } => "report",
        Step::Agreed { .. } => "agreed",
        Step::Clean => "clean",
    }
}

fn in_words(language: Language, step: &Step<'_>) -> String {
    match step {
        Step::Relay { address } => say!(language, "demo-relay", address = *address),
        Step::Joined => say!(language, "demo-joined"),
        Step::Imported { titles } => say!(
            language,
            "demo-imported",
            count = titles.len(),
            titles = titles.join("; ")
        ),
        Step::FirstSync { bytes } => say!(language, "demo-first-sync", bytes = *bytes),
        Step::WroteOffline { changes } => say!(language, "demo-wrote", count = *changes),
        Step::Merged { bytes } => say!(language, "demo-merged", bytes = *bytes),
        Step::Report { office, .. } => (*office).to_owned(),
        Step::Agreed {
            documents,
            conflicts,
        } => say!(
            language,
            "demo-agreed",
            documents = *documents,
            conflicts = *conflicts
        ),
        Step::Clean => say!(language, "demo-clean"),
    }
}

impl From<DemoError> for Refusal {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::NotEmpty(folder) => {
                let folder = folder.display().to_string();
                Self::say(move |language| {
                    say!(language, "refused-demo-folder", folder = folder.as_str())
                })
            }
            error => Self::say(|language| say!(language, "refused-demo")).because_of(&error),
        }
    }
}
