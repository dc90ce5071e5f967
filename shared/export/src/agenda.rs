//! Minutes in the order in which they are read: each item of the agenda with what was decided there and
//! what follows from it.

use council::view::{Action, AgendaItem, Attendance, Decision, Minutes, fact};

use crate::words::Words;

/// An item of the agenda and what came of it.
pub(crate) struct Item<'a> {
    pub(crate) item: &'a AgendaItem,
    pub(crate) decisions: Vec<&'a Decision>,
    pub(crate) actions: Vec<&'a Action>,
}

/// What stands under no item.
#[derive(Default)]
pub(crate) struct Rest<'a> {
    pub(crate) decisions: Vec<&'a Decision>,
    pub(crate) actions: Vec<&'a Action>,
}

/// Every decision and every action once, under its item or in the rest.
pub(crate) fn by_item(minutes: &Minutes) -> (Vec<Item<'_>>, Rest<'_>) {
    let mut items: Vec<Item<'_>> = minutes
        .agenda
        .iter()
        .map(|item| Item {
            item,
            decisions: Vec::new(),
            actions: Vec::new(),
        })
        .collect();
    let mut rest = Rest::default();
    let place = |agenda: &str| {
        let by_number = agenda
            .strip_prefix('#')
            .and_then(|n| n.parse::<usize>().ok())
            .filter(|n| *n < minutes.agenda.len());
        let by_id = |item: &AgendaItem| !item.id.is_empty() && item.id == agenda;
        by_number.or_else(|| minutes.agenda.iter().position(by_id))
    };
    for decision in &minutes.decisions {
        match place(&decision.agenda).and_then(|at| items.get_mut(at)) {
            Some(item) => item.decisions.push(decision),
            None => rest.decisions.push(decision),
        }
    }
    for action in &minutes.actions {
        match place(&action.agenda).and_then(|at| items.get_mut(at)) {
            Some(item) => item.actions.push(action),
            None => rest.actions.push(action),
        }
    }
    (items, rest)
}

/// Who voted how, in words; empty where nobody did.
pub(crate) fn votes(decision: &Decision, words: &Words) -> String {
    let votes: Vec<String> = ["for", "against", "abstain"]
        .into_iter()
        .filter_map(|vote| {
            let who = decision.votes.iter().filter(|(_, v)| *v == vote);
            let names: Vec<&str> = who.map(|(person, _)| person.as_str()).collect();
            (!names.is_empty()).then(|| format!("{}: {}", words.say(vote), names.join(", ")))
        })
        .collect();
    votes.join("; ")
}

/// What stands beside a person on the list: the note, who stands in, and where the letter is.
pub(crate) fn note(person: &Attendance, words: &Words) -> String {
    let mut parts = vec![person.note.trim().to_owned()];
    for (term, value) in [("proxy", person.proxy()), ("letter", person.letter())] {
        if !value.is_empty() {
            parts.push(format!("{}: {value}", words.say(term)));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// What stands under an item of the agenda besides its notes, as terms and values that say something.
pub(crate) fn under_item(item: &AgendaItem, words: &Words) -> Vec<(&'static str, String)> {
    let recused: Vec<String> = item
        .recused()
        .map(|(person, why)| match why {
            fact::SAID => person.to_owned(),
            why => format!("{person} ({why})"),
        })
        .collect();
    let kind = item
        .facts
        .get(fact::ITEM_KIND)
        .map_or("", |kind| kind.trim());
    said([
        ("presenter", item.presenter.clone()),
        ("item kind", kind_of_item(kind, words)),
        ("recused", recused.join("; ")),
        (
            "quorum",
            words.quorum.get(&item.id).cloned().unwrap_or_default(),
        ),
    ])
}

fn kind_of_item(kind: &str, words: &Words) -> String {
    match kind {
        "information" | "discussion" => words.say(kind).to_owned(),
        // The word for what was decided is another than that for what an item is about.
        "decision" => words.say("for decision").to_owned(),
        other => other.to_owned(),
    }
}

/// What stands under a decision, as terms and values that say something.
pub(crate) fn under_decision(decision: &Decision, words: &Words) -> Vec<(&'static str, String)> {
    let fact = |name: &str| decision.facts.get(name).map_or("", |value| value.trim());
    let known = |value: &str, known: &[&str]| match known.contains(&value) {
        true => words.say(value).to_owned(),
        false => value.to_owned(),
    };
    let rules = [fact::CONSENSUS, fact::MAJORITY, fact::CIRCULAR];
    said([
        ("rule", known(decision.rule(), &rules)),
        ("votes", votes(decision, words)),
        ("casting", known(decision.casting(), &["for", "against"])),
        ("dissent", fact(fact::DISSENT).to_owned()),
        ("owner", decision.owner.clone()),
        ("look again", words.date(fact(fact::LOOK_AGAIN))),
    ])
}

/// Who carries an action out: the owner, who helps, and the unit, one below the other.
pub(crate) fn carried_out_by(action: &Action, words: &Words) -> Vec<String> {
    let helps = action.facts.get(fact::EXECUTORS);
    let facts = said([
        ("executors", helps.cloned().unwrap_or_default()),
        ("unit", action.unit().to_owned()),
    ]);
    let owner = std::iter::once(action.owner.clone());
    let more = facts.into_iter();
    owner
        .chain(more.map(|(term, value)| format!("{}: {value}", words.say(term))))
        .filter(|line| !line.trim().is_empty())
        .collect()
}

/// How an action stands, and where that can be seen.
pub(crate) fn standing(action: &Action, words: &Words) -> Vec<String> {
    let evidence = action
        .facts
        .get(fact::EVIDENCE)
        .map_or("", |value| value.trim());
    let mut lines = vec![words.say(&action.state).to_owned()];
    if !evidence.is_empty() {
        lines.push(format!("{}: {evidence}", words.say("evidence")));
    }
    lines
}

fn said<const N: usize>(facts: [(&'static str, String); N]) -> Vec<(&'static str, String)> {
    let mut facts = facts.to_vec();
    facts.retain(|(_, value)| !value.trim().is_empty());
    facts
}
