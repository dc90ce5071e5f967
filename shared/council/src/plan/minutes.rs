//! Minutes: one batch for each agenda item, decision and action, and one for the attendance.

use std::collections::BTreeMap;

use super::matching::Signature;
use super::sequence::steps;
use super::{Batch, in_parts, put, put_map, put_text};
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Action, AgendaItem, Attendance, Decision, Minutes};

pub(super) fn plan(
    current: &Minutes,
    wanted: &Minutes,
    new_id: &mut impl FnMut() -> String,
) -> Vec<Batch> {
    let mut header = Batch::new();
    put(&mut header, Place::Title, &current.title, &wanted.title);
    put_map(&mut header, Place::Meta, &current.meta, &wanted.meta);
    put_map(
        &mut header,
        Place::Meeting,
        &current.meeting,
        &wanted.meeting,
    );
    put_facts(
        &mut header,
        Place::Meeting,
        &current.carried,
        &wanted.carried,
    );
    let mut batches = vec![header, attendance(&current.attendance, &wanted.attendance)];
    let items = agenda(&mut batches, current, wanted, new_id);
    // An item of the wanted minutes by number or id, as an id of the document.
    let item_id = |agenda: &str| -> String {
        let number = agenda
            .strip_prefix('#')
            .and_then(|n| n.parse::<usize>().ok());
        let by_id = || {
            wanted
                .agenda
                .iter()
                .position(|a| !a.id.is_empty() && a.id == agenda)
        };
        let at = number.or_else(by_id).filter(|_| !agenda.is_empty());
        at.and_then(|at| items.get(at)).cloned().unwrap_or_default()
    };
    let decisions: Vec<Decision> = wanted
        .decisions
        .iter()
        .map(|d| Decision {
            agenda: item_id(&d.agenda),
            ..d.clone()
        })
        .collect();
    let actions: Vec<Action> = wanted
        .actions
        .iter()
        .map(|a| Action {
            agenda: item_id(&a.agenda),
            ..a.clone()
        })
        .collect();
    plan_decisions(&mut batches, &current.decisions, &decisions, new_id);
    plan_actions(&mut batches, &current.actions, &actions, new_id);
    batches
}

/// Writes the facts that differ. Most files have no room for facts: what they do not say stays.
fn put_facts(
    batch: &mut Batch,
    place: impl Fn(String) -> Place,
    current: &BTreeMap<String, String>,
    wanted: &BTreeMap<String, String>,
) {
    for (name, value) in wanted {
        let old = current.get(name).map_or("", String::as_str);
        put(batch, place(name.clone()), old, value);
    }
}

fn attendance(current: &[Attendance], wanted: &[Attendance]) -> Batch {
    let of = |people: &[Attendance], name: &str| people.iter().find(|a| a.person == name).cloned();
    let reads_so = |old: &Attendance, new: &Attendance| {
        let says = |(name, value): (&String, &String)| old.facts.get(name) == Some(value);
        old.status == new.status && old.note == new.note && new.facts.iter().all(says)
    };
    let new = wanted
        .iter()
        .filter(|a| !of(current, &a.person).is_some_and(|old| reads_so(&old, a)));
    let gone = current.iter().filter(|a| of(wanted, &a.person).is_none());
    new.map(|a| Edit::Attend(a.clone()))
        .chain(gone.map(|a| remove(Collection::Attendance, &a.person)))
        .collect()
}

/// Plans the agenda; returns the ids of the wanted items.
fn agenda(
    batches: &mut Vec<Batch>,
    current: &Minutes,
    wanted: &Minutes,
    new_id: &mut impl FnMut() -> String,
) -> Vec<String> {
    let signatures = |items: &[AgendaItem]| {
        let signature = |a: &AgendaItem| Signature {
            id: a.id.clone(),
            name: if a.topic.is_empty() {
                String::new()
            } else {
                format!("{} {}", a.level, a.topic)
            },
            text: format!(
                "{}\n{}\n{}",
                a.topic,
                a.presenter,
                a.notes.trim_matches('\n')
            ),
        };
        items.iter().map(signature).collect::<Vec<_>>()
    };
    let (steps, gone) = steps(
        &signatures(&current.agenda),
        &signatures(&wanted.agenda),
        new_id,
    );
    for (step, item) in steps.iter().zip(&wanted.agenda) {
        let id = || step.id.clone();
        let mut batch = Batch::from_iter(step.moving(Collection::Agenda));
        let Some(old) = step.current.map(|at| &current.agenda[at]) else {
            let (notes, more) = in_parts(&item.notes, || Place::AgendaNotes(id()));
            batch.push(insert(
                New::Agenda(AgendaItem {
                    id: id(),
                    notes,
                    ..item.clone()
                }),
                &step.after,
            ));
            batches.push(batch);
            batches.extend(more);
            continue;
        };
        let level = |item: &AgendaItem| item.level.to_string();
        put(
            &mut batch,
            Place::AgendaLevel(id()),
            &level(old),
            &level(item),
        );
        put(
            &mut batch,
            Place::AgendaTopic(id()),
            &old.topic,
            &item.topic,
        );
        put(
            &mut batch,
            Place::AgendaPresenter(id()),
            &old.presenter,
            &item.presenter,
        );
        put_text(
            &mut batch,
            Place::AgendaNotes(id()),
            &old.notes,
            &item.notes,
        );
        put_facts(
            &mut batch,
            |name| Place::Fact(Collection::Agenda, id(), name),
            &old.facts,
            &item.facts,
        );
        batches.push(batch);
    }
    batches.extend(
        gone.iter()
            .map(|at| vec![remove(Collection::Agenda, &current.agenda[*at].id)]),
    );
    steps.into_iter().map(|s| s.id).collect()
}

fn plan_decisions(
    batches: &mut Vec<Batch>,
    current: &[Decision],
    wanted: &[Decision],
    new_id: &mut impl FnMut() -> String,
) {
    let signatures = |decisions: &[Decision]| {
        let signature = |d: &Decision| Signature {
            id: d.id.clone(),
            name: d.text.clone(),
            text: format!("{}\n{}", d.text, d.agenda),
        };
        decisions.iter().map(signature).collect::<Vec<_>>()
    };
    let (steps, gone) = steps(&signatures(current), &signatures(wanted), new_id);
    for (step, decision) in steps.iter().zip(wanted) {
        let id = || step.id.clone();
        let mut batch = Batch::from_iter(step.moving(Collection::Decisions));
        let Some(old) = step.current.map(|at| &current[at]) else {
            batch.push(insert(
                New::Decision(Decision {
                    id: id(),
                    ..decision.clone()
                }),
                &step.after,
            ));
            batches.push(batch);
            continue;
        };
        put(
            &mut batch,
            Place::DecisionAgenda(id()),
            &old.agenda,
            &decision.agenda,
        );
        put_text(
            &mut batch,
            Place::DecisionText(id()),
            &old.text,
            &decision.text,
        );
        put(
            &mut batch,
            Place::DecisionOwner(id()),
            &old.owner,
            &decision.owner,
        );
        put_map(
            &mut batch,
            |p| Place::DecisionVote(id(), p),
            &old.votes,
            &decision.votes,
        );
        put_facts(
            &mut batch,
            |name| Place::Fact(Collection::Decisions, id(), name),
            &old.facts,
            &decision.facts,
        );
        batches.push(batch);
    }
    batches.extend(
        gone.iter()
            .map(|at| vec![remove(Collection::Decisions, &current[*at].id)]),
    );
}

fn plan_actions(
    batches: &mut Vec<Batch>,
    current: &[Action],
    wanted: &[Action],
    new_id: &mut impl FnMut() -> String,
) {
    let signatures = |actions: &[Action]| {
        let signature = |a: &Action| Signature {
            id: a.id.clone(),
            name: a.title.clone(),
            text: format!("{}\n{}\n{}", a.title, a.agenda, a.owner),
        };
        actions.iter().map(signature).collect::<Vec<_>>()
    };
    let (steps, gone) = steps(&signatures(current), &signatures(wanted), new_id);
    for (step, action) in steps.iter().zip(wanted) {
        let id = || step.id.clone();
        let mut batch = Batch::from_iter(step.moving(Collection::Actions));
        let Some(old) = step.current.map(|at| &current[at]) else {
            batch.push(insert(
                New::Action(Action {
                    id: id(),
                    ..action.clone()
                }),
                &step.after,
            ));
            batches.push(batch);
            continue;
        };
        put(
            &mut batch,
            Place::ActionAgenda(id()),
            &old.agenda,
            &action.agenda,
        );
        put_text(
            &mut batch,
            Place::ActionTitle(id()),
            &old.title,
            &action.title,
        );
        put(
            &mut batch,
            Place::ActionOwner(id()),
            &old.owner,
            &action.owner,
        );
        put(&mut batch, Place::ActionDue(id()), &old.due, &action.due);
        put(
            &mut batch,
            Place::ActionState(id()),
            &old.state,
            &action.state,
        );
        put_facts(
            &mut batch,
            |name| Place::Fact(Collection::Actions, id(), name),
            &old.facts,
            &action.facts,
        );
        batches.push(batch);
    }
    batches.extend(
        gone.iter()
            .map(|at| vec![remove(Collection::Actions, &current[*at].id)]),
    );
}

fn insert(new: New, after: &Option<String>) -> Edit {
    let after = after.clone();
    Edit::Insert { new, after }
}

fn remove(collection: Collection, id: &str) -> Edit {
    let id = id.to_owned();
    Edit::Remove { collection, id }
}
