//! Minutes in the order in which they are read: each item of the agenda with what was decided there and
//! what follows from it.

use council::view::{Action, AgendaItem, Decision, Minutes};

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
