//! Policies: one batch for each clause.

use super::matching::Signature;
use super::sequence::steps;
use super::{Batch, in_parts, put, put_map, put_text};
use crate::edit::{Collection, Edit, New, Place};
use crate::view::{Clause, Policy};

pub(super) fn plan(
    current: &Policy,
    wanted: &Policy,
    new_id: &mut impl FnMut() -> String,
) -> Vec<Batch> {
    let mut header = Batch::new();
    put(&mut header, Place::Title, &current.title, &wanted.title);
    put_map(&mut header, Place::Meta, &current.meta, &wanted.meta);
    let mut batches = vec![header];
    let signatures = |clauses: &[Clause]| clauses.iter().map(signature).collect::<Vec<_>>();
    let (steps, gone) = steps(
        &signatures(&current.clauses),
        &signatures(&wanted.clauses),
        new_id,
    );
    for (step, clause) in steps.iter().zip(&wanted.clauses) {
        let id = || step.id.clone();
        let mut batch = Batch::from_iter(step.moving(Collection::Clauses));
        let Some(old) = step.current.map(|at| &current.clauses[at]) else {
            let (body, more) = in_parts(&clause.body, || Place::ClauseBody(id()));
            let new = New::Clause(Clause {
                id: id(),
                body,
                ..clause.clone()
            });
            batch.push(Edit::Insert {
                new,
                after: step.after.clone(),
            });
            batches.push(batch);
            batches.extend(more);
            continue;
        };
        let level = |clause: &Clause| clause.level.to_string();
        put(
            &mut batch,
            Place::ClauseLevel(id()),
            &level(old),
            &level(clause),
        );
        put(
            &mut batch,
            Place::ClauseHeading(id()),
            &old.heading,
            &clause.heading,
        );
        put_text(&mut batch, Place::ClauseBody(id()), &old.body, &clause.body);
        batches.push(batch);
    }
    batches.extend(gone.into_iter().map(|at| {
        vec![Edit::Remove {
            collection: Collection::Clauses,
            id: current.clauses[at].id.clone(),
        }]
    }));
    batches
}

fn signature(clause: &Clause) -> Signature {
    Signature {
        id: clause.id.clone(),
        name: if clause.heading.is_empty() {
            String::new()
        } else {
            format!("{} {}", clause.level, clause.heading)
        },
        text: format!("{}\n{}", clause.heading, clause.body.trim_matches('\n')),
    }
}
