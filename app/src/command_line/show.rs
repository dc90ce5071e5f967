//! `dewan show`: a document as a person reads it, with the numbers that paths are typed with.

use std::collections::{BTreeMap, BTreeSet};

use council::act::day::Day;
use council::attachment::{attachments, is_attachment};
use council::authorship::Index;
use council::codes::is_code;
use council::document::conflicts::Conflict;
use council::edit::Place;
use council::history::resolve_heads;
use council::numbering::numbers_of;
use council::roster::Roster;
use council::text::table::LINE_ENDS;
use council::view::{Matrix, Minutes, Policy, View, fact};
use format::PublicKey;
use serde::Serialize;
use store::content::HeldBack;

use super::Context;
use super::clocks::ClockMark;
use super::comment::comments_on;
use super::conflicts::value_in_words;
use super::documents::{Desk, Writer, hashes, kind_word, title_or_none};
use super::export::holding;
use super::mending::{ForkAnswer, forks_in_words};
use super::moments::{moment, written_day};
use super::refusal::Refusal;
use crate::core::clocks::Mark;
use crate::core::deciding::TextNow;
use crate::core::deciding::holding::Holding;
use crate::core::deciding::superseded::{SUPERSEDED, SupersededBy};
use crate::core::held_work::ForkedWork;
use crate::engine::archiving::is_marked_in_vain;
use crate::engine::branches;
use crate::engine::deciding::{Case, today};
use crate::engine::header::{ARCHIVED, MEETING_TITLE, head_of, is_archived, titled};
use crate::engine::indexing::timestamp;
use crate::engine::open::Held;
use crate::engine::{numbering, superseding};
use crate::say;
use crate::words::Language;
use crate::words::clocks::mark as words_of_mark;
use crate::words::codes::code;
use crate::words::holding::{beside as words_beside, named};
use crate::words::lifecycle::{self as words, status_name};
use crate::words::superseded::{self as superseded_words, sentence};

mod adopting;

use adopting::{Taken, TakenAnswer};

#[derive(Serialize)]
struct Answer<'a> {
    id: String,
    kind: &'static str,
    title: &'a str,
    unit: &'a str,
    /// Its provisional codes as they are shown.
    codes: Vec<String>,
    heads: Vec<String>,
    /// Whether it is hidden.
    archived: bool,
    /// Whether somebody marked it so who may not.
    archived_in_vain: bool,
    /// What the document is by what was decided: `draft`, `in-review`, `in-force`, ...
    status: Option<&'static str>,
    /// The number of the version that readers go by, whatever the status says of a draft.
    in_force: Option<usize>,
    /// What took its place, whatever else it is.
    superseded: Option<SupersededAnswer>,
    /// How the units take the publication that is in force, or that is shown, and who confirmed reading it.
    adoption: Option<TakenAnswer>,
    /// The decided version that is shown, where one was asked for.
    version: Option<VersionAnswer>,
    /// The text that counts, where the one shown is a draft beside it.
    beside: Option<VersionAnswer>,
    /// The document itself, as `export` writes it to `.json`.
    view: &'a View,
    conflicts: Vec<String>,
    comments: usize,
    held_back: Vec<HeldAnswer>,
    forks: Vec<ForkAnswer>,
    /// The document as which this one started over.
    restarted_as: Option<String>,
    /// Changes of this device that did not come along then.
    left_behind: u64,
    /// The schema version, where a newer program wrote the document: it cannot be edited here.
    newer_version: Option<u64>,
}

/// That another document took the place of this one.
#[derive(Serialize)]
struct SupersededAnswer {
    since: String,
    /// Null where it is not shared with this device.
    by: Option<ReplacementAnswer>,
}

#[derive(Serialize)]
struct ReplacementAnswer {
    id: String,
    title: String,
    number: String,
}

impl SupersededAnswer {
    fn of(superseded: &SupersededBy) -> Self {
        Self {
            since: superseded.since.to_string(),
            by: superseded.by.as_ref().map(|by| ReplacementAnswer {
                id: by.document.to_string(),
                title: by.title.clone(),
                number: by.number.clone(),
            }),
        }
    }
}

/// A decided version, or confirmed minutes.
#[derive(Serialize)]
struct VersionAnswer {
    /// The version; null for minutes.
    version: Option<usize>,
    /// The official number.
    number: Option<String>,
    /// When it was decided, or confirmed.
    decided: Option<String>,
    /// What is wrong with that time, if anything is.
    clock: Option<ClockMark>,
    fingerprint: String,
}

impl VersionAnswer {
    fn of(roster: &Roster, case: &Case, holding: &Holding<'_>) -> Self {
        let clock = ClockMark::of(roster, mark_of(case, holding));
        let fingerprint = holding.text().fingerprint.to_string();
        match holding {
            Holding::Version(version) => Self {
                version: Some(version.number),
                number: version.publication.as_ref().map(|one| one.number.clone()),
                decided: timestamp(version.decision.said.time_millis),
                clock,
                fingerprint,
            },
            Holding::Minutes(minutes) => Self {
                version: None,
                number: None,
                decided: timestamp(minutes.chair.time_millis.max(minutes.attendee.time_millis)),
                clock,
                fingerprint,
            },
        }
    }
}

/// What is wrong with the time at which a text was decided or confirmed, if anything is.
fn mark_of<'c>(case: &'c Case, holding: &Holding<'_>) -> Option<&'c Mark> {
    match holding {
        Holding::Version(version) => case.marks.get(&version.decision.said.act),
        Holding::Minutes(minutes) => {
            let mut signed = [&minutes.chair, &minutes.attendee].into_iter();
            signed.find_map(|said| case.marks.get(&said.act))
        }
    }
}

#[derive(Serialize)]
struct HeldAnswer {
    change: String,
    author: Writer,
    reason: &'static str,
    detail: Option<String>,
}

/// Which text of a document.
pub enum Which<'a> {
    /// As it is.
    Now,
    /// As it read at these heads.
    At(&'a str),
    /// A published version: `in-force`, its number, or a day.
    Version(&'a str),
}

/// Runs the command.
///
/// # Errors
/// Why it cannot be shown.
pub fn run(context: &Context, document: &str, which: Which<'_>) -> Result<(), Refusal> {
    let desk = Desk::open(context)?;
    let summary = desk.find(document)?;
    let mut case = Case::read(&desk.reader, &summary.document)?;
    case.look_at_clocks(&desk.reader)?;
    let opened = &case.opened;
    let language = context.language;
    let day = today().unwrap_or(Day(jiff::civil::Date::MIN));
    let me = desk.office.me()?;
    let mut decisions = case.decisions(opened.creation.author, day);
    decisions.superseded = superseding::of(&desk.reader, &case, me.as_ref(), day)?;
    let standing = decisions.standing();
    let text = TextNow {
        is_written: !opened.heads().is_empty(),
        fingerprint: Some(opened.document.view().fingerprint()),
        conflicts: 0,
    };
    let mut version = None;
    let heads = match which {
        Which::Now => None,
        Which::At(heads) => {
            let index = Index::read(opened.document.automerge());
            Some(resolve_heads(&index, heads)?)
        }
        Which::Version(wanted) => {
            let meant = version.insert(holding(&desk, &case, wanted)?);
            Some(meant.text().heads.clone())
        }
    };
    let told = match (&heads, &version) {
        (None, _) => decisions.publication().map(|(version, _)| version),
        (Some(_), Some(Holding::Version(version))) => Some(*version),
        _ => None,
    };
    let taken = match told {
        Some(version) => Taken::of(&desk, &case, &decisions, version)?,
        None => None,
    };
    // What stands above a text that was changed since is about another text.
    let beside = match heads {
        None => decisions.holding_beside(&text),
        Some(_) => None,
    };
    let (view, heads, conflicts) = match heads {
        None => {
            let heads = opened.heads();
            (opened.view.clone(), heads, opened.document.conflicts())
        }
        Some(heads) => {
            let view = titled(opened.document.view_at(&heads)?);
            let conflicts = opened.document.conflicts_at(&heads)?;
            (view, heads, conflicts)
        }
    };
    let comments = comments_on(&desk, opened)?;
    let (title, _) = head_of(&view);
    let creation = &opened.creation;
    let unit = desk
        .roster
        .unit_of(&creation.create, &creation.author, view.unit());
    let codes = desk.codes_of(&opened.id);
    let restarts = desk.reader.restarts(&opened.id)?;
    let is_in_vain = restarts.first().is_none() && is_marked_in_vain(&desk.reader, opened)?;
    let left_behind = me.map_or(Ok(0), |me| desk.reader.left_behind(&opened.id, &me))?;
    let forks = branches::forked_work(&desk.reader, me.as_ref(), Some(&opened.id))?;
    if context.output.is_json() {
        context.output.json(&Answer {
            id: opened.id.to_string(),
            kind: opened.creation.create.kind.name(),
            title,
            unit: &unit,
            codes: codes.clone(),
            heads: hashes(&heads),
            archived: is_archived(&view) && !is_in_vain,
            archived_in_vain: is_archived(&view) && is_in_vain,
            status: Some(standing.name),
            in_force: standing.readers.map(|readers| readers.version),
            superseded: decisions.superseded.as_ref().map(SupersededAnswer::of),
            adoption: taken.as_ref().map(|taken| taken.answer(&desk.roster)),
            version: (version.as_ref())
                .map(|counts| VersionAnswer::of(&desk.roster, &case, counts)),
            beside: (beside.as_ref())
                .map(|(counts, _)| VersionAnswer::of(&desk.roster, &case, counts)),
            view: &view,
            conflicts: conflicts
                .iter()
                .map(|conflict| conflict.place.path(&view))
                .collect(),
            comments: comments.len(),
            held_back: opened
                .held_back
                .iter()
                .map(|held| held_answer(&desk, held))
                .collect(),
            forks: forks.iter().map(ForkAnswer::from).collect(),
            restarted_as: (restarts.first()).map(|restart| restart.document.to_string()),
            left_behind,
            newer_version: opened.document.newer_version(),
        });
        return Ok(());
    }
    let mut page = Page {
        language,
        lines: Vec::new(),
        conflicts: conflicts
            .iter()
            .map(|conflict| (conflict.place.key(), conflict))
            .collect(),
        commented: BTreeMap::new(),
        is_in_vain,
    };
    for said in &comments {
        // `clause/ID/body` and `clause/ID/deleted` are both about that clause.
        let thing: Vec<&str> = said.comment.place.splitn(3, '/').take(2).collect();
        *page.commented.entry(thing.join("/")).or_default() += 1;
    }
    let has_number = !numbers_of(&case.lifecycle).is_empty();
    let called = [code(language, &codes, has_number), Some(opened.id.short())];
    let called: Vec<String> = called.into_iter().flatten().collect();
    page.head(&view, &called.join(" · "), &unit, comments.len());
    if let Some(version) = opened.document.newer_version() {
        page.add(say!(language, "show-newer", version = version));
    }
    if let Some(restart) = restarts.first() {
        let next = Case::read(&desk.reader, &restart.document).ok();
        let title = next.as_ref().map(|next| head_of(&next.opened.view).0);
        page.add(say!(
            language,
            "show-restarted",
            id = restart.document.short(),
            title = title_or_none(language, title.unwrap_or_default()),
            reason = restart.reason.as_str(),
            decided = match next.is_some_and(|next| next.is_decided()) {
                true => "yes",
                false => "no",
            }
        ));
    }
    if left_behind > 0 {
        page.add(say!(language, "show-left-behind", count = left_behind));
    }
    if let Some(millis) = desk.reader.forgotten(&opened.id)? {
        page.add(say!(
            language,
            "show-forgotten",
            when = moment(language, millis)
        ));
    }
    let status = match standing.name {
        "draft" => None,
        SUPERSEDED => (decisions.superseded.as_ref()).map(|by| sentence(language, by)),
        name if name == status_name(&decisions.status()) => {
            let superseded = decisions.superseded.as_ref();
            let (_, told) =
                superseded_words::status(language, &decisions.lifecycle, day, superseded);
            Some(told)
        }
        name => Some(words::status_word(language, name)),
    };
    if let Some(status) = status {
        page.add(say!(language, "show-status", status = status));
    }
    // What is in review is that above all, and superseded all the same.
    if let Some(by) = &decisions.superseded
        && decisions.superseded_above_all().is_none()
    {
        page.add(sentence(language, by));
    }
    for (other, title) in numbering::shared(&desk.reader, &case)? {
        let title = title_or_none(language, &title);
        page.add(say!(
            language,
            "show-number-shared",
            title = title,
            id = other.short()
        ));
    }
    if let Some(deadlock) = decisions.deadlock() {
        let name_of = |key: &PublicKey| desk.roster.name_of(key);
        page.add(words::deadlock(language, &deadlock, false, name_of));
    }
    if let Some(version) = &version {
        let what = named(language, version);
        page.add(say!(language, "show-as-version", what = what));
    }
    if let Some(mark) = version.as_ref().and_then(|version| mark_of(&case, version)) {
        page.add(say!(
            language,
            "show-clock",
            what = words_of_mark(language, mark)
        ));
    }
    if let Some((counts, next)) = &beside {
        page.add(words_beside(language, counts, *next));
        if let Some(mark) = mark_of(&case, counts) {
            page.add(say!(
                language,
                "show-clock",
                what = words_of_mark(language, mark)
            ));
        }
        let version = match counts {
            Holding::Version(version) => version.number.to_string(),
            Holding::Minutes(_) => "confirmed".to_owned(),
        };
        let id = opened.id.short();
        page.add(say!(language, "show-holding", id = id, version = version));
    }
    let unshared = superseding::unshared(&desk.reader, &case)?;
    let names = |keys: &[PublicKey]| {
        let names = keys.iter().map(|key| desk.roster.name_of(key));
        names.collect::<Vec<String>>().join(", ")
    };
    if !unshared.unaware.is_empty() {
        let names = names(&unshared.unaware);
        page.add(say!(language, "replaces-unaware", names = names));
    }
    if !unshared.told.is_empty() {
        let names = names(&unshared.told);
        page.add(say!(language, "replaces-told", names = names));
    }
    if let Some(taken) = &taken {
        taken
            .lines(language, &desk)
            .into_iter()
            .for_each(|line| page.add(line));
    }
    page.held_back(&desk, &opened.held_back);
    page.forks(&forks);
    match &view {
        View::Policy(policy) => page.policy(policy),
        View::Minutes(minutes) => page.minutes(minutes),
        View::Matrix(matrix) => page.matrix(matrix),
    }
    page.other_conflicts(&view);
    context.output.line(page.lines.join("\n"));
    Ok(())
}

/// The lines of a document.
struct Page<'a> {
    language: Language,
    lines: Vec<String>,
    /// Conflicts that are not shown yet, by the key of their place.
    conflicts: BTreeMap<String, &'a Conflict>,
    /// How many comments a thing has, by the start of its places' keys.
    commented: BTreeMap<String, usize>,
    /// Whether the document is marked as archived by nobody whose word counts.
    is_in_vain: bool,
}

impl Page<'_> {
    fn add(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The first lines; `called` is by what it goes besides its title.
    fn head(&mut self, view: &View, called: &str, unit: &str, comments: usize) {
        let language = self.language;
        let (title, meta) = head_of(view);
        let mut facts = vec![kind_word(language, view.kind().name()).into_owned()];
        if !unit.is_empty() {
            facts.push(unit.to_owned());
        }
        facts.push(called.to_owned());
        if comments > 0 {
            facts.push(say!(language, "show-comments", count = comments));
        }
        if !self.conflicts.is_empty() {
            facts.push(say!(
                language,
                "list-conflicts",
                count = self.conflicts.len()
            ));
        }
        let attached = attachments(view).len();
        if attached > 0 {
            facts.push(say!(language, "show-attachments", count = attached as u64));
        }
        if is_archived(view) {
            facts.push(language.say(match self.is_in_vain {
                true => "list-archived-in-vain",
                false => "list-archived",
            }));
        }
        self.add(title_or_none(language, title));
        self.add(facts.join(" · "));
        for (name, value) in meta {
            let is_told = matches!(name.as_str(), "unit" | ARCHIVED | LINE_ENDS);
            if !value.is_empty() && !is_told && !is_attachment(name) && !is_code(name) {
                self.value(&Place::Meta(name.clone()), name, value, "");
            }
        }
    }

    /// A labelled value with its conflict, if it has one.
    fn value(&mut self, place: &Place, label: &str, value: &str, indent: &str) {
        let Some(conflict) = self.conflicts.remove(&place.key()) else {
            if !value.is_empty() {
                self.add(format!("{indent}{label}: {}", hanging(value, indent)));
            }
            return;
        };
        let values: Vec<String> = conflict
            .values
            .iter()
            .enumerate()
            .map(|(n, one)| {
                format!(
                    "({}) {}",
                    n + 1,
                    value_in_words(self.language, &conflict.place, &one.value)
                )
            })
            .collect();
        self.add(format!("{indent}! {label}: {}", values.join("  ≠  ")));
    }

    /// What stands after the heading of a thing: comments, whether its removal is in conflict.
    fn marks(&mut self, collection: council::edit::Collection, id: &str) -> String {
        let mut marks = String::new();
        let key = Place::Mark(collection, id.to_owned()).key();
        if self.conflicts.remove(&key).is_some() {
            marks.push_str(&format!(
                "  ! {}",
                say!(self.language, "show-removal-conflict")
            ));
        }
        let thing: Vec<&str> = key.splitn(3, '/').take(2).collect();
        if let Some(count) = self.commented.get(&thing.join("/")) {
            marks.push_str(&format!(
                "  ({})",
                say!(self.language, "show-comments", count = *count)
            ));
        }
        marks
    }

    fn held_back(&mut self, desk: &Desk, held: &[Held]) {
        if held.is_empty() {
            return;
        }
        let language = self.language;
        self.add(String::new());
        self.add(say!(language, "show-held-back", count = held.len()));
        for held in held {
            let author = desk.name(language, Some(&held.author));
            let why = match &held.why {
                HeldBack::Fork => say!(language, "held-fork"),
                HeldBack::Author => say!(language, "held-author"),
                HeldBack::Revoked => say!(language, "held-revoked"),
                HeldBack::Void(detail) => say!(language, "held-void", detail = detail.as_str()),
                HeldBack::BuiltOn(change) => {
                    say!(language, "held-built-on", change = change.short())
                }
            };
            self.add(format!("  {}  {author}: {why}", held.change.short()));
        }
    }

    fn forks(&mut self, forks: &[ForkedWork]) {
        for line in forks_in_words(self.language, forks) {
            self.add(line);
        }
    }

    /// Numbered sections: clauses and agenda items.
    fn section(&mut self, number: usize, level: u8, heading: &str, body: &str, marks: &str) {
        self.add(String::new());
        let depth = "  ".repeat(usize::from(level.max(1) - 1).min(3));
        let heading = match heading.is_empty() {
            true => String::new(),
            false => format!(" {heading}"),
        };
        self.add(format!("{depth}[{number}]{heading}{marks}"));
        for line in body.lines() {
            let line = format!("{depth}    {line}");
            self.add(line.trim_end());
        }
    }

    fn policy(&mut self, policy: &Policy) {
        for (at, clause) in policy.clauses.iter().enumerate() {
            let marks = self.marks(council::edit::Collection::Clauses, &clause.id);
            self.section(at + 1, clause.level, &clause.heading, &clause.body, &marks);
        }
        if policy.clauses.is_empty() {
            self.add(String::new());
            self.add(say!(self.language, "show-no-clauses"));
        }
    }

    fn minutes(&mut self, minutes: &Minutes) {
        use council::edit::Collection;
        let language = self.language;
        for (name, value) in &minutes.meeting {
            if name == MEETING_TITLE && *value == minutes.title {
                self.conflicts_of_title();
                continue;
            }
            let place = Place::Meeting(name.clone());
            let value = match name.as_str() {
                "date" | fact::INVITED => written_day(language, value),
                fact::VOTERS => voters_word(language, value),
                _ => value.clone(),
            };
            self.value(&place, &meeting_word(language, name), &value, "");
        }
        if !minutes.attendance.is_empty() {
            self.add(String::new());
            self.add(say!(language, "show-attendance"));
            for person in &minutes.attendance {
                let marks = self.marks(Collection::Attendance, &person.person);
                let status = Place::AttendanceStatus(person.person.clone());
                self.value(
                    &status,
                    &person.person,
                    &status_word(language, &person.status),
                    "  ",
                );
                let note = Place::AttendanceNote(person.person.clone());
                self.value(&note, &say!(language, "show-note"), &person.note, "      ");
                if !marks.is_empty() {
                    self.add(format!("    {marks}"));
                }
            }
        }
        if !minutes.agenda.is_empty() {
            self.add(String::new());
            self.add(say!(language, "show-agenda"));
        }
        for (at, item) in minutes.agenda.iter().enumerate() {
            let marks = self.marks(Collection::Agenda, &item.id);
            self.section(at + 1, 1, &item.topic, "", &marks);
            let presenter = Place::AgendaPresenter(item.id.clone());
            self.value(
                &presenter,
                &say!(language, "show-presenter"),
                &item.presenter,
                "    ",
            );
            for line in item.notes.lines() {
                self.add(format!("    {line}").trim_end());
            }
        }
        let item_number = |id: &str| minutes.agenda.iter().position(|item| item.id == id);
        let from = |id: &str| match item_number(id) {
            Some(at) => format!("  (agenda/{})", at + 1),
            None => String::new(),
        };
        if !minutes.decisions.is_empty() {
            self.add(String::new());
            self.add(say!(language, "show-decisions"));
        }
        for (at, decision) in minutes.decisions.iter().enumerate() {
            let marks = self.marks(Collection::Decisions, &decision.id);
            let text = hanging(&decision.text, "        ");
            self.add(format!(
                "  [{}] {text}{}{marks}",
                at + 1,
                from(&decision.agenda)
            ));
            let owner = Place::DecisionOwner(decision.id.clone());
            self.value(
                &owner,
                &say!(language, "show-owner"),
                &decision.owner,
                "      ",
            );
            for (person, vote) in &decision.votes {
                let place = Place::DecisionVote(decision.id.clone(), person.clone());
                self.value(&place, person, &vote_word(language, vote), "      ");
            }
        }
        if !minutes.actions.is_empty() {
            self.add(String::new());
            self.add(say!(language, "show-actions"));
        }
        for (at, action) in minutes.actions.iter().enumerate() {
            let marks = self.marks(Collection::Actions, &action.id);
            let title = hanging(&action.title, "        ");
            self.add(format!(
                "  [{}] {title}{}{marks}",
                at + 1,
                from(&action.agenda)
            ));
            let id = || action.id.clone();
            let due = written_day(language, &action.due);
            let state = state_word(language, &action.state);
            for (place, label, value) in [
                (
                    Place::ActionOwner(id()),
                    say!(language, "show-owner"),
                    &action.owner,
                ),
                (Place::ActionDue(id()), say!(language, "show-due"), &due),
                (
                    Place::ActionState(id()),
                    say!(language, "show-state"),
                    &state,
                ),
            ] {
                self.value(&place, &label, value, "      ");
            }
        }
    }

    fn conflicts_of_title(&mut self) {
        let place = Place::Meeting(MEETING_TITLE.to_owned());
        if self.conflicts.contains_key(&place.key()) {
            let label = say!(self.language, "show-title");
            self.value(&place, &label, "", "");
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        use council::edit::Collection;
        let language = self.language;
        let names: Vec<String> = matrix
            .columns
            .iter()
            .map(|column| match column.name == column.id {
                true => column_word(language, &column.name),
                false => column.name.clone(),
            })
            .collect();
        self.add(String::new());
        let numbered: Vec<String> = names
            .iter()
            .enumerate()
            .map(|(at, name)| format!("[{}] {name}", at + 1))
            .collect();
        self.add(say!(
            language,
            "show-columns",
            columns = numbered.join(" · ")
        ));
        for (at, row) in matrix.rows.iter().enumerate() {
            let marks = self.marks(Collection::Rows, &row.id);
            let before = self.lines.len();
            let mut first = true;
            for ((column, name), cell) in matrix.columns.iter().zip(&names).zip(&row.cells) {
                let place = Place::Cell(row.id.clone(), column.id.clone());
                let written = self.lines.len();
                self.value(&place, name, cell, "      ");
                // The first cell that says something stands beside the number.
                if first && self.lines.len() > written {
                    first = false;
                    let line = self.lines[written].trim_start().to_owned();
                    self.lines[written] = format!("  [{}] {line}{marks}", at + 1);
                }
            }
            if self.lines.len() == before {
                self.add(format!("  [{}]{marks}", at + 1));
            }
        }
    }

    /// Conflicts at places that the page does not show, such as levels.
    fn other_conflicts(&mut self, view: &View) {
        let rest: Vec<&Conflict> = std::mem::take(&mut self.conflicts).into_values().collect();
        let mut seen = BTreeSet::new();
        for conflict in rest {
            let path = conflict.place.path(view);
            if seen.insert(path.clone()) {
                let values: Vec<String> = conflict
                    .values
                    .iter()
                    .enumerate()
                    .map(|(n, one)| {
                        format!(
                            "({}) {}",
                            n + 1,
                            value_in_words(self.language, &conflict.place, &one.value)
                        )
                    })
                    .collect();
                self.add(format!("! {path}: {}", values.join("  ≠  ")));
            }
        }
    }
}

/// Further lines of a value stand under the first.
fn hanging(value: &str, indent: &str) -> String {
    value.replace('\n', &format!("\n{indent}  "))
}

fn held_answer(desk: &Desk, held: &Held) -> HeldAnswer {
    let (reason, detail) = match &held.why {
        HeldBack::Fork => ("fork", None),
        HeldBack::Author => ("author", None),
        HeldBack::Revoked => ("revoked", None),
        HeldBack::Void(detail) => ("void", Some(detail.clone())),
        HeldBack::BuiltOn(change) => ("built-on", Some(change.to_string())),
    };
    HeldAnswer {
        change: held.change.to_string(),
        author: Writer::of(&desk.roster, Some(&held.author)),
        reason,
        detail,
    }
}

fn meeting_word(language: Language, name: &str) -> String {
    match name {
        "type" => say!(language, "meeting-type"),
        "date" => say!(language, "meeting-date"),
        "zone" => say!(language, "meeting-zone"),
        "place" => say!(language, "meeting-place"),
        "chair" => say!(language, "meeting-chair"),
        "minute-taker" => say!(language, "meeting-minute-taker"),
        fact::VOTERS => say!(language, "meeting-voters"),
        fact::LENGTH => say!(language, "meeting-length"),
        fact::INVITED => say!(language, "meeting-invited"),
        other => other.to_owned(),
    }
}

/// Who votes in a meeting.
fn voters_word(language: Language, voters: &str) -> String {
    match voters {
        fact::BY_SEATS => say!(language, "voters-by-seats"),
        fact::BY_LIST => say!(language, "voters-by-list"),
        other => other.to_owned(),
    }
}

fn status_word(language: Language, status: &str) -> String {
    match status {
        "present" => say!(language, "status-present"),
        "excused" => say!(language, "status-excused"),
        "absent" => say!(language, "status-absent"),
        "observer" => say!(language, "status-observer"),
        "" => say!(language, "status-not-recorded"),
        other => other.to_owned(),
    }
}

fn vote_word(language: Language, vote: &str) -> String {
    match vote {
        "for" => say!(language, "vote-for"),
        "against" => say!(language, "vote-against"),
        "abstain" => say!(language, "vote-abstain"),
        other => other.to_owned(),
    }
}

fn state_word(language: Language, state: &str) -> String {
    match state {
        "open" => say!(language, "state-open"),
        "in progress" => say!(language, "state-in-progress"),
        "blocked" => say!(language, "state-blocked"),
        "postponed" => say!(language, "state-postponed"),
        "done" => say!(language, "state-done"),
        "verified" => say!(language, "state-verified"),
        other => other.to_owned(),
    }
}

fn column_word(language: Language, column: &str) -> String {
    match column {
        "activity" => say!(language, "column-activity"),
        "owner" => say!(language, "column-owner"),
        "mode" => say!(language, "column-mode"),
        "contact" => say!(language, "column-contact"),
        "executors" => say!(language, "column-executors"),
        "consulted" => say!(language, "column-consulted"),
        "informed" => say!(language, "column-informed"),
        "cadence" => say!(language, "column-cadence"),
        "hours" => say!(language, "column-hours"),
        "objective" => say!(language, "column-objective"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_meeting_is_worded_in_both_languages() {
        for name in [fact::VOTERS, fact::LENGTH, fact::INVITED] {
            let [indonesian, english] =
                [Language::Indonesian, Language::English].map(|one| meeting_word(one, name));
            assert_ne!(indonesian, english, "{name}");
            assert_ne!(english, name);
        }
        assert_eq!(
            voters_word(Language::Indonesian, fact::BY_SEATS),
            "pemegang jabatan"
        );
        assert_eq!(
            voters_word(Language::English, fact::BY_LIST),
            "everybody on the attendance list"
        );
    }
}
