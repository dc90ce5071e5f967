//! Decisions and follow-up actions among the notes.
//!
//! A record is a paragraph, a line of a paragraph or a list item at the outermost level that says what
//! it is: `Decision: ...`, `**Keputusan:** ...`, `- [ ] ...`, `Action: Budi: ...`. One that is nested
//! in a discussion stays where it is, because away from there it could not be understood. In a
//! section of decisions or actions, and in a list right under such a label, every item is one.

use std::collections::BTreeMap;

use super::super::date;
use super::super::outline::{self, BLANK, blank, one_line, trim_blank_lines};
use super::blocks::{Block, Kind, blocks};
use super::cuts::{Cut, without};
use super::line::{Labelled, labelled};
use super::people::{bracketed, is_capital_name, is_name, names};
use super::table;
use super::words::{self, ACTION, CASTINGS, DECISION, DETAILS, Language, RULES, STATES, Word};
use crate::view::{Action, Decision, fact};

/// One recognised record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Record {
    Decision(Decision),
    Action(Action),
}

/// What an item without a label is in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Decision,
    Action,
}

/// The facts that stand in the brackets after a decision and after an action, in the order they are written.
const FACTS_OF_DECISION: [&str; 4] = [fact::RULE, fact::CASTING, fact::DISSENT, fact::LOOK_AGAIN];
const FACTS_OF_ACTION: [&str; 3] = [fact::EXECUTORS, fact::UNIT, fact::EVIDENCE];

/// All that may stand there.
const DETAILS_OF_DECISION: [&str; 8] = [
    "owner",
    "for",
    "against",
    "abstain",
    fact::RULE,
    fact::CASTING,
    fact::DISSENT,
    fact::LOOK_AGAIN,
];
const DETAILS_OF_ACTION: [&str; 6] = [
    "owner",
    "due",
    "state",
    fact::EXECUTORS,
    fact::UNIT,
    fact::EVIDENCE,
];

/// Takes the records out of a text: the rest of the text and the records in order.
pub(super) fn take(body: &str) -> (String, Vec<Record>) {
    let (mut rest, mut records) = take_once(body);
    // What goes may bring a label and a list together. Each round makes the text shorter.
    while !records.is_empty() {
        let (shorter, more) = take_once(&rest);
        if more.is_empty() {
            break;
        }
        rest = shorter;
        records.extend(more);
    }
    (rest, records)
}

fn take_once(body: &str) -> (String, Vec<Record>) {
    let mut records = Vec::new();
    let mut cuts: Vec<Cut> = Vec::new();
    let blocks = blocks(body);
    let mut n = 0;
    while let Some(block) = blocks.get(n) {
        match &block.kind {
            Kind::Paragraph => {
                let next = blocks.get(n + 1);
                if let Some(found) = list_under_label(body, block, next) {
                    let end = next.map_or(block.range.end, |b| b.range.end);
                    cuts.push(Cut::alone(block.range.start..end));
                    records.extend(found);
                    n += 1;
                } else if let Some((from, found)) = paragraph(body, block) {
                    cuts.push(Cut::alone(from..block.range.end));
                    records.extend(found);
                }
            }
            Kind::List(items) => {
                let mut kept = false;
                for (at, range) in items.iter().enumerate() {
                    let record = item_text(&body[range.clone()]).and_then(|t| item(&t, None));
                    if let Some(record) = record {
                        cuts.push(Cut {
                            range: range.clone(),
                            inside_list: kept && at + 1 < items.len(),
                        });
                        records.push(record);
                    } else {
                        kept = true;
                    }
                }
            }
            Kind::Table | Kind::Other => {}
        }
        n += 1;
    }
    let rest = without(body, &cuts);
    // What stood in a code block or comment must not come out of it.
    if outline::has_headings(&rest) {
        return (body.to_owned(), Vec::new());
    }
    (rest, records)
}

/// Reads a section of nothing but decisions or actions.
pub(super) fn take_all(body: &str, sort: Sort) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    for block in blocks(body) {
        match &block.kind {
            Kind::Paragraph => {
                let (from, found) = paragraph(body, &block)?;
                if from != block.range.start {
                    return None;
                }
                records.extend(found);
            }
            Kind::List(items) => {
                for range in items {
                    records.push(item(&item_text(&body[range.clone()])?, Some(sort))?);
                }
            }
            Kind::Table if sort == Sort::Action => {
                let actions = table::actions(&body[block.range])?;
                let actions: Vec<Record> = actions.into_iter().map(Record::Action).collect();
                if !actions.iter().all(reads_back) {
                    return None;
                }
                records.extend(actions);
            }
            Kind::Table | Kind::Other => return None,
        }
    }
    // What no block covers (a link definition, a comment) would be lost.
    let covered: usize = blocks(body)
        .iter()
        .map(|b| ink(&body[b.range.clone()]))
        .sum();
    (!records.is_empty() && covered == ink(body)).then_some(records)
}

fn ink(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// A label alone on a line, and the list after it whose items all are records.
fn list_under_label(body: &str, block: &Block, next: Option<&Block>) -> Option<Vec<Record>> {
    let label = label_of(labelled(
        body[block.range.clone()].trim_matches(['\n', ' ', '\t']),
    )?)?;
    let (sort, "") = label else { return None };
    let Kind::List(items) = &next?.kind else {
        return None;
    };
    let between = &body[block.range.end..next?.range.start];
    let texts: Vec<String> = items
        .iter()
        .map(|i| item_text(&body[i.clone()]))
        .collect::<Option<_>>()?;
    // Items that all say themselves what they are need no label above, so it stays.
    if texts.iter().all(|t| item(t, None).is_some()) {
        return None;
    }
    let found: Option<Vec<Record>> = texts.iter().map(|t| item(t, Some(sort))).collect();
    found.filter(|_| between.chars().all(char::is_whitespace))
}

/// The records of a paragraph from the first line with a label on, and where that line starts.
fn paragraph(body: &str, block: &Block) -> Option<(usize, Vec<Record>)> {
    let mut at = block.range.start;
    let mut parts: Vec<(usize, Vec<&str>)> = Vec::new();
    for line in body[block.range.clone()].split_inclusive('\n') {
        let text = line.trim_end_matches('\n').trim_matches(BLANK);
        if labelled(text).and_then(label_of).is_some() {
            parts.push((at, vec![text]));
        } else if let Some((_, lines)) = parts.last_mut() {
            lines.push(text);
        }
        at += line.len();
    }
    let records: Option<Vec<Record>> = parts
        .iter()
        .map(|(_, lines)| item(lines.join("\n").trim_end_matches('\n'), None))
        .collect();
    Some((parts.first()?.0, records?))
}

/// The text of a list item without its marker and indent; `None` with tabs in its indents, which
/// cannot be taken apart safely.
fn item_text(source: &str) -> Option<String> {
    let mut lines = source.trim_end_matches(['\n', ' ', '\t']).lines();
    let first = lines.next()?;
    let text = first.trim_start_matches(' ');
    let after = super::line::after_marker(text)?;
    let content = after.trim_start_matches(' ');
    if content.is_empty() || content.starts_with('\t') {
        return None;
    }
    let spaces = after.len() - content.len();
    if spaces > 4 {
        return None;
    }
    let offset = first.len() - content.len();
    let mut out = content.trim_end_matches(BLANK).to_owned();
    for line in lines {
        out.push('\n');
        if blank(line) {
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = &line[indent.min(offset)..];
        if rest.starts_with('\t') {
            return None;
        }
        out.push_str(rest);
    }
    Some(out)
}

/// Reads an item, if what is written for it reads back to the same.
fn item(text: &str, within: Option<Sort>) -> Option<Record> {
    parsed(text, within).filter(reads_back)
}

fn reads_back(record: &Record) -> bool {
    parsed(&write(record, Language::English), None).as_ref() == Some(record)
}

/// Reads an item: by its box or label, or by the section it stands in.
fn parsed(text: &str, within: Option<Sort>) -> Option<Record> {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    // A box alone is a form nobody filled in.
    if matches!(first.trim_end_matches(BLANK), "[ ]" | "[x]" | "[X]") {
        return None;
    }
    let (done, line) = match first.get(..4) {
        Some("[ ] ") => (Some(false), first[4..].trim_matches(BLANK)),
        Some("[x] " | "[X] ") => (Some(true), first[4..].trim_matches(BLANK)),
        _ => (None, first.trim_matches(BLANK)),
    };
    let label = labelled(line);
    let bold = label.is_some_and(|l| l.emphasised);
    let (sort, line) = match label.and_then(label_of) {
        Some((Sort::Decision, _)) if done.is_some() => (Sort::Action, line),
        Some((sort, line)) => (sort, line),
        None if done.is_some() => (Sort::Action, line),
        None => (within?, line),
    };
    let rest = if trim_blank_lines(rest).is_empty() {
        ""
    } else {
        rest
    };
    let whole = |line: &str| {
        if rest.is_empty() {
            line.to_owned()
        } else {
            format!("{line}\n{rest}")
        }
    };
    match sort {
        Sort::Decision => {
            let (line, details) = details(line, &DETAILS_OF_DECISION);
            // A question is not a decision, unless it is put in bold as one.
            if line.is_empty() || (line.ends_with('?') && !bold) {
                return None;
            }
            let mut votes = BTreeMap::new();
            for vote in ["for", "against", "abstain"] {
                for name in names(details.get(vote).map_or("", String::as_str)) {
                    if !name.is_empty() {
                        votes.insert(name.trim().to_owned(), vote.to_owned());
                    }
                }
            }
            Some(Record::Decision(Decision {
                text: whole(line),
                votes,
                owner: details.get("owner").cloned().unwrap_or_default(),
                facts: facts_in(&details, &FACTS_OF_DECISION),
                ..Decision::default()
            }))
        }
        Sort::Action => {
            let (line, details) = details(line, &DETAILS_OF_ACTION);
            let (owner, line) = match (details.get("owner"), line.split_once(": ")) {
                (Some(owner), _) => (owner.clone(), line),
                (None, Some((name, rest))) if is_owner(name) => {
                    (name.to_owned(), rest.trim_matches(BLANK))
                }
                _ => (String::new(), line),
            };
            let state = match (details.get("state"), done) {
                (Some(state), _) => state.as_str(),
                (None, Some(true)) => "done",
                (None, _) => "open",
            };
            (!line.is_empty()).then(|| {
                Record::Action(Action {
                    title: whole(line),
                    owner,
                    due: details.get("due").cloned().unwrap_or_default(),
                    state: state.to_owned(),
                    facts: facts_in(&details, &FACTS_OF_ACTION),
                    ..Action::default()
                })
            })
        }
    }
}

/// Writes a record for a section of its sort, where it needs no label unless its text could be taken for
/// something else there.
pub(super) fn write_in_section(record: &Record, language: Language) -> String {
    let labelled = write(record, language);
    let (label, sort) = match record {
        Record::Decision(_) => (DECISION.label(language), Sort::Decision),
        Record::Action(_) => (ACTION.label(language), Sort::Action),
    };
    let plain = labelled.replacen(&format!("**{label}:** "), "", 1);
    let text = plain.trim_start_matches("[ ] ").trim_start_matches("[x] ");
    let sure = text.starts_with(char::is_alphabetic)
        && parsed(&plain, Some(sort)).as_ref() == Some(record);
    if sure { plain } else { labelled }
}

/// Which sort of record a label announces, and what follows it.
pub(super) fn label_of(found: Labelled<'_>) -> Option<(Sort, &str)> {
    let capital = found.label.starts_with(char::is_uppercase);
    let sort = if words::is(&DECISION, found.label) {
        Sort::Decision
    } else if words::is(&ACTION, found.label) {
        Sort::Action
    } else {
        return None;
    };
    (capital || found.emphasised).then_some((sort, found.value))
}

/// Splits the details off: `... (owner: Sari; due: 2026-01-31)`. Brackets with anything else in them
/// are part of the text.
fn details<'a>(line: &'a str, allowed: &[&str]) -> (&'a str, BTreeMap<&'static str, String>) {
    let none = (line, BTreeMap::new());
    let Some((text, inside)) = bracketed(line) else {
        return none;
    };
    let mut details = BTreeMap::new();
    for part in inside.split(';') {
        let Some((label, value)) = part.split_once(':') else {
            return none;
        };
        let Some(word) = words::find(&DETAILS, label).filter(|w| allowed.contains(&w.name)) else {
            return none;
        };
        let value = value.trim_matches(BLANK);
        let value = match word.name {
            "due" => date::whole_date(value).unwrap_or_else(|| value.to_owned()),
            "state" => match words::find(&STATES, value) {
                Some(state) => state.name.to_owned(),
                None => return none,
            },
            fact::LOOK_AGAIN => date::whole_date(value).unwrap_or_else(|| value.to_owned()),
            fact::RULE => named(&RULES, value),
            fact::CASTING => named(&CASTINGS, value),
            "owner" | fact::DISSENT | fact::UNIT | fact::EXECUTORS | fact::EVIDENCE => {
                value.to_owned()
            }
            _ if names(value).into_iter().all(is_name) => value.to_owned(),
            _ => return none,
        };
        if value.is_empty()
            || value.contains(['(', ')'])
            || details.insert(word.name, value).is_some()
        {
            return none;
        }
    }
    if text.is_empty() {
        none
    } else {
        (text, details)
    }
}

/// The name of an idea in a list, or the words as they are.
fn named(words: &[Word], value: &str) -> String {
    words::find(words, value).map_or_else(|| value.to_owned(), |word| word.name.to_owned())
}

/// The facts among the details in the brackets.
fn facts_in(details: &BTreeMap<&'static str, String>, names: &[&str]) -> BTreeMap<String, String> {
    let facts = names.iter().filter_map(|name| details.get_key_value(*name));
    facts
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

fn is_owner(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "note",
        "update",
        "todo",
        "re",
        "goal",
        "proposal",
        "usulan",
        "latar belakang",
    ];
    is_capital_name(name)
        && !OTHERS.contains(&name.to_lowercase().as_str())
        && words::find(&DETAILS, name).is_none()
        && !words::is(&DECISION, name)
        && !words::is(&ACTION, name)
}

/// Writes a record as the text of a list item, in the form that reads back to it.
pub(super) fn write(record: &Record, language: Language) -> String {
    let mut details: Vec<String> = Vec::new();
    let mut add = |name: &str, value: &str| {
        let value = one_line(&value.replace(['(', ')', ';'], " "));
        if !value.is_empty() {
            details.push(format!(
                "{}: {value}",
                words::label_of(&DETAILS, name, language)
            ));
        }
    };
    let (mark, text) = match record {
        Record::Decision(decision) => {
            add("owner", &decision.owner);
            for vote in ["for", "against", "abstain"] {
                let voters = decision.votes.iter().filter(|(_, v)| *v == vote);
                let voters: Vec<String> = voters.map(|(name, _)| name.replace(',', " ")).collect();
                add(vote, &voters.join(", "));
            }
            for name in FACTS_OF_DECISION {
                let value = decision.facts.get(name).map_or("", String::as_str).trim();
                let said = match (name, language) {
                    (fact::RULE, _) => words::label_of(&RULES, value, language),
                    (fact::CASTING, _) => words::label_of(&CASTINGS, value, language),
                    (fact::LOOK_AGAIN, Language::Indonesian) => date::indonesian(value, false),
                    _ => value.to_owned(),
                };
                add(name, &said);
            }
            (format!("**{}:**", DECISION.label(language)), &decision.text)
        }
        Record::Action(action) => {
            add("owner", &action.owner);
            let due = match language {
                Language::English => action.due.clone(),
                Language::Indonesian => date::indonesian(&action.due, false),
            };
            add("due", &due);
            if !matches!(action.state.as_str(), "" | "open" | "done") {
                add("state", &words::label_of(&STATES, &action.state, language));
            }
            for name in FACTS_OF_ACTION {
                add(name, action.facts.get(name).map_or("", String::as_str));
            }
            let done = matches!(action.state.as_str(), "done" | "verified");
            let mark = format!(
                "[{}] **{}:**",
                if done { 'x' } else { ' ' },
                ACTION.label(language)
            );
            (mark, &action.title)
        }
    };
    let text = trim_blank_lines(text).trim_end_matches(BLANK);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut out = format!("{mark} {first}");
    if !details.is_empty() {
        out.push_str(&format!(" ({})", details.join("; ")));
    }
    if !rest.is_empty() {
        out.push('\n');
        out.push_str(rest);
    }
    out
}
