//! What differs between two states of a document, piece by piece: the head, the people, the columns, and
//! every clause, row, agenda item, decision and action.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use council::codes::is_code;
use council::edit::{Collection, Place};
use council::review::Between;
use council::view::{Matrix, View};

use super::{Changes, Hunk, Span};
use crate::core::editor::compare::{
    ComparedPassage, Fate, Passage, PassageFate, compare, passages, words,
};
use crate::core::editor::texts::value;
use crate::core::minutes::attendance::Status;
use crate::words::{Language, attachment, column, place};

/// What differs between how a document read before and after; `None`: nobody had written in it.
pub fn between_views(
    language: Language,
    span: Span,
    before: Option<&View>,
    after: Option<&View>,
    found: Between,
) -> Changes {
    let aligned = aligned(before, after);
    let read = |view: Option<&View>, of_rows: Option<&View>| {
        view.map_or_else(Vec::new, |view| {
            pieces(language, view, of_rows.unwrap_or(view))
        })
    };
    let (old, new) = (read(before, aligned.as_ref()), read(after, None));
    let moved = moved(&old, &new, &found.reordered);
    let mut hunks: Vec<Hunk> = fields(language, before, after);
    let mut same = 0;
    for mut passage in compare(&old, &new) {
        let Some(collection) = passage.collection else {
            continue;
        };
        passage.is_moved = moved.contains(&(collection, passage.id.clone()));
        if passage.fate == PassageFate::Same && !passage.is_moved {
            same += 1;
            continue;
        }
        hunks.push(Hunk {
            place: Place::Mark(collection, passage.id.clone()),
            parts: match (passage.fate, before, after) {
                (PassageFate::Changed, Some(before), Some(after)) => {
                    parts(before, after, collection, &passage.id)
                }
                _ => vec![],
            },
            passage,
            authors: vec![],
            is_of_several: false,
            strikes: vec![],
        });
    }
    let apart: BTreeSet<Place> = found.apart.iter().map(whole).collect();
    for hunk in &mut hunks {
        let authors = found.authors.get(&hunk.place);
        hunk.authors = authors.into_iter().flatten().copied().collect();
        hunk.is_of_several = hunk.authors.len() > 1 || apart.contains(&hunk.place);
        let since = found.struck_since.iter();
        let of_hunk = since.filter(|strike| whole(&strike.place) == hunk.place);
        hunk.strikes = of_hunk.cloned().collect();
    }
    let places: BTreeSet<&Place> = hunks.iter().map(|hunk| &hunk.place).collect();
    let since = found.struck_since.into_iter();
    let struck = since
        .filter(|strike| !places.contains(&whole(&strike.place)))
        .chain(found.struck)
        .collect();
    hunks.sort_by_key(|hunk| !hunk.is_of_several);
    Changes {
        span,
        hunks,
        same,
        struck,
    }
}

/// The thing a place is in, or the place itself where it is in none.
pub fn whole(place: &Place) -> Place {
    match place.thing() {
        Some((collection, id)) => Place::Mark(collection, id.to_owned()),
        None => place.clone(),
    }
}

/// The rows of the state before, with the columns called and ordered as they are after: a column that was
/// renamed or moved is one change and not one of every row.
fn aligned(before: Option<&View>, after: Option<&View>) -> Option<View> {
    let (Some(View::Matrix(before)), Some(View::Matrix(after))) = (before, after) else {
        return None;
    };
    let at: HashMap<&str, usize> = after
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| (column.id.as_str(), at))
        .collect();
    let mut order: Vec<usize> = (0..before.columns.len()).collect();
    order.sort_by_key(|from| {
        let at = at.get(before.columns[*from].id.as_str());
        (at.is_none(), at.copied().unwrap_or(*from))
    });
    let columns = order.iter().map(|from| {
        let column = &before.columns[*from];
        let now = at.get(column.id.as_str()).map(|at| &after.columns[*at]);
        now.unwrap_or(column).clone()
    });
    let rows = before.rows.iter().map(|row| {
        let cell = |at: &usize| row.cells.get(*at).cloned().unwrap_or_default();
        council::view::Row {
            id: row.id.clone(),
            cells: order.iter().map(cell).collect(),
        }
    });
    Some(View::Matrix(Matrix {
        title: before.title.clone(),
        meta: before.meta.clone(),
        rows: rows.collect(),
        columns: columns.collect(),
    }))
}

/// Everything of a document that is a thing, as passages; the rows of a matrix as `of_rows` has them.
fn pieces(language: Language, view: &View, of_rows: &View) -> Vec<Passage> {
    let mut pieces = Vec::new();
    match view {
        View::Minutes(minutes) => {
            for entry in &minutes.attendance {
                let status = Status::from_kept(&entry.status);
                let status =
                    status.map_or(entry.status.as_str(), |status| language.word(status.word()));
                let body = [status, entry.note.as_str()];
                let body: Vec<&str> = body.into_iter().filter(|part| !part.is_empty()).collect();
                pieces.push(Passage {
                    collection: Some(Collection::Attendance),
                    id: entry.person.clone(),
                    level: 0,
                    heading: entry.person.clone(),
                    body: body.join(" · "),
                });
            }
        }
        View::Matrix(matrix) => {
            for one in &matrix.columns {
                pieces.push(Passage {
                    collection: Some(Collection::Columns),
                    id: one.id.clone(),
                    level: 0,
                    heading: column::capitalised(&column::name(language, one)),
                    body: String::new(),
                });
            }
        }
        View::Policy(_) => {}
    }
    pieces.extend(passages(of_rows, |id| {
        column::fixed(id).map_or_else(|| id.to_owned(), |word| language.say(word))
    }));
    pieces
}

/// The title, the fields of the head and the facts of a meeting that differ.
fn fields(language: Language, before: Option<&View>, after: Option<&View>) -> Vec<Hunk> {
    let read = |view: Option<&View>| -> BTreeMap<Place, String> {
        let Some(view) = view else {
            return BTreeMap::new();
        };
        let (title, meta, meeting) = match view {
            View::Policy(one) => (&one.title, &one.meta, None),
            View::Minutes(one) => (&one.title, &one.meta, Some(&one.meeting)),
            View::Matrix(one) => (&one.title, &one.meta, None),
        };
        // A code is never changed and cannot be struck: there is nothing to judge.
        let meta = meta
            .iter()
            .filter(|(name, _)| !is_code(name))
            .map(|(name, value)| (Place::Meta(name.clone()), value));
        let meeting = meeting.into_iter().flatten();
        let meeting = meeting.map(|(name, value)| (Place::Meeting(name.clone()), value));
        let all = std::iter::once((Place::Title, title))
            .chain(meta)
            .chain(meeting);
        all.map(|(place, value)| (place, value.clone())).collect()
    };
    // What is attached is told by its name and size, not by its hash.
    let shown = |place: &Place, value: &str| {
        match place {
            Place::Meta(field) => attachment::of_field(language, field, value),
            _ => None,
        }
        .unwrap_or_else(|| value.to_owned())
    };
    let (old, new) = (read(before), read(after));
    let places: BTreeSet<&Place> = old.keys().chain(new.keys()).collect();
    let view = after.or(before);
    let mut hunks = Vec::new();
    for place in places {
        let (was, is) = (
            old.get(place).map_or("", String::as_str),
            new.get(place).map_or("", String::as_str),
        );
        let Some(view) = view.filter(|_| was != is) else {
            continue;
        };
        let fate = match (was.is_empty(), is.is_empty()) {
            (true, _) => PassageFate::Came,
            (_, true) => PassageFate::Went,
            _ => PassageFate::Changed,
        };
        let name = column::capitalised(&place::words(language, view, place));
        hunks.push(Hunk {
            passage: ComparedPassage {
                collection: None,
                id: place.key(),
                fate,
                is_moved: false,
                level: (0, 0),
                heading: vec![(Fate::Stayed, name)],
                body: words(&shown(place, was), &shown(place, is)),
            },
            place: place.clone(),
            authors: vec![],
            is_of_several: false,
            parts: vec![],
            strikes: vec![],
        });
    }
    hunks
}

/// Of the things that were put elsewhere, those that stand on another side of something that stayed.
fn moved(
    old: &[Passage],
    new: &[Passage],
    reordered: &BTreeSet<(Collection, String)>,
) -> BTreeSet<(Collection, String)> {
    if reordered.is_empty() {
        return BTreeSet::new();
    }
    let new_at: HashMap<&str, usize> = new
        .iter()
        .enumerate()
        .map(|(at, passage)| (passage.id.as_str(), at))
        .collect();
    // Where each thing that both have stands, in the order of the older state.
    let both: Vec<(&Passage, usize)> = old
        .iter()
        .filter_map(|passage| Some((passage, *new_at.get(passage.id.as_str())?)))
        .collect();
    let mut moved = BTreeSet::new();
    for (number, (passage, at)) in both.iter().enumerate() {
        let Some(collection) = passage.collection else {
            continue;
        };
        let key = (collection, passage.id.clone());
        let crosses = |(other, (beside, beside_at)): (usize, &(&Passage, usize))| {
            beside.collection == passage.collection
                && other != number
                && (other < number) != (beside_at < at)
        };
        if reordered.contains(&key) && both.iter().enumerate().any(crosses) {
            moved.insert(key);
        }
    }
    moved
}

/// What differs within a thing, if it is more than one value.
fn parts(before: &View, after: &View, collection: Collection, id: &str) -> Vec<Place> {
    let own = || id.to_owned();
    let candidates = match collection {
        Collection::Clauses => vec![
            Place::ClauseHeading(own()),
            Place::ClauseBody(own()),
            Place::ClauseLevel(own()),
        ],
        Collection::Agenda => vec![
            Place::AgendaTopic(own()),
            Place::AgendaPresenter(own()),
            Place::AgendaNotes(own()),
            Place::AgendaLevel(own()),
        ],
        Collection::Decisions => vec![Place::DecisionText(own()), Place::DecisionOwner(own())],
        Collection::Actions => vec![
            Place::ActionTitle(own()),
            Place::ActionOwner(own()),
            Place::ActionDue(own()),
            Place::ActionState(own()),
        ],
        Collection::Attendance => {
            vec![Place::AttendanceStatus(own()), Place::AttendanceNote(own())]
        }
        Collection::Columns => vec![],
        Collection::Rows => {
            let columns = |view: &View| match view {
                View::Matrix(matrix) => matrix.columns.iter().map(|one| one.id.clone()).collect(),
                _ => Vec::new(),
            };
            let mut all = columns(after);
            all.extend(columns(before));
            let mut seen = BTreeSet::new();
            all.retain(|column| seen.insert(column.clone()));
            let cell = |column| Place::Cell(own(), column);
            all.into_iter().map(cell).collect()
        }
    };
    let level = |view: &View, place: &Place| match (view, place) {
        (View::Policy(policy), Place::ClauseLevel(id)) => {
            let mut clauses = policy.clauses.iter();
            clauses
                .find(|clause| clause.id == *id)
                .map(|clause| clause.level)
        }
        (View::Minutes(minutes), Place::AgendaLevel(id)) => {
            let mut items = minutes.agenda.iter();
            items.find(|item| item.id == *id).map(|item| item.level)
        }
        _ => None,
    };
    let differs = |place: &Place| {
        value(before, place).unwrap_or_default() != value(after, place).unwrap_or_default()
            || level(before, place) != level(after, place)
    };
    let parts: Vec<Place> = candidates.into_iter().filter(differs).collect();
    match parts.len() {
        0 | 1 => vec![],
        _ => parts,
    }
}

#[cfg(test)]
mod tests {
    use council::view::{Attendance, Clause, Column, Minutes, Policy, Row};
    use format::DocumentId;

    use super::*;

    const LANGUAGE: Language = Language::English;

    fn span() -> Span {
        Span {
            document: DocumentId::from_bytes([1; 16]),
            before: vec![],
            after: vec![],
            now: vec![],
        }
    }

    fn look(before: &View, after: &View, found: Between) -> Changes {
        between_views(LANGUAGE, span(), Some(before), Some(after), found)
    }

    fn keys(changes: &Changes) -> Vec<String> {
        changes.hunks.iter().map(|hunk| hunk.place.key()).collect()
    }

    #[test]
    fn people_facts_and_the_head_are_shown_besides_what_was_talked_about() {
        let person = |name: &str, status: &str| Attendance {
            person: name.into(),
            status: status.into(),
            note: String::new(),
            facts: Default::default(),
        };
        let before = Minutes {
            title: "Rapat".into(),
            meeting: [("place".into(), "Jakarta".into())].into(),
            attendance: vec![person("Budi", "present"), person("Rina", "present")],
            ..Minutes::default()
        };
        let after = Minutes {
            title: "Rapat".into(),
            meta: [("number".into(), "1".into())].into(),
            meeting: [("place".into(), "Surabaya".into())].into(),
            attendance: vec![person("Rina", "absent"), person("Sari", "present")],
            ..before.clone()
        };
        let (before, after) = (View::Minutes(before), View::Minutes(after));
        let changes = look(&before, &after, Between::default());
        assert_eq!(
            keys(&changes),
            [
                "meta/number",
                "meeting/place",
                "attendance/Budi/deleted",
                "attendance/Rina/deleted",
                "attendance/Sari/deleted",
            ]
        );
        let rina = &changes.hunks[3].passage;
        let absent = LANGUAGE.word("minutes-absent");
        assert!(rina.body.iter().any(|(_, text)| text.contains(absent)));
    }

    #[test]
    fn a_renamed_or_moved_column_is_one_change_and_not_one_of_every_row() {
        let column = |id: &str, name: &str| Column {
            id: id.into(),
            name: name.into(),
        };
        let row = |id: &str, cells: [&str; 2]| Row {
            id: id.into(),
            cells: cells.map(str::to_owned).to_vec(),
        };
        let before = Matrix {
            columns: vec![column("a", "Kanal"), column("b", "Akun")],
            rows: vec![row("1", ["x", "y"]), row("2", ["z", "w"])],
            ..Matrix::default()
        };
        let after = Matrix {
            columns: vec![column("b", "Akun"), column("a", "Saluran")],
            rows: vec![row("1", ["y", "x"]), row("2", ["w", "Z"])],
            ..Matrix::default()
        };
        let found = Between {
            reordered: [(Collection::Columns, "a".to_owned())].into(),
            ..Between::default()
        };
        let changes = look(&View::Matrix(before), &View::Matrix(after), found);
        assert_eq!(keys(&changes), ["column/a/deleted", "row/2/deleted"]);
        assert!(changes.hunks[0].passage.is_moved);
        assert_eq!(changes.same, 2, "the other column and the other row");
    }

    #[test]
    fn only_what_somebody_moved_is_called_moved() {
        let clause = |id: &str| Clause {
            id: id.into(),
            level: 1,
            heading: id.into(),
            body: String::new(),
        };
        let policy = |ids: [&str; 3]| {
            View::Policy(Policy {
                clauses: ids.map(clause).to_vec(),
                ..Policy::default()
            })
        };
        let found = Between {
            reordered: [(Collection::Clauses, "c".to_owned())].into(),
            ..Between::default()
        };
        let changes = look(&policy(["a", "b", "c"]), &policy(["a", "c", "b"]), found);
        assert_eq!(keys(&changes), ["clause/c/deleted"]);
    }

    #[test]
    fn what_differs_within_a_thing_can_be_named_if_it_is_several_things() {
        let policy = |heading: &str, level, body: &str| {
            View::Policy(Policy {
                clauses: vec![Clause {
                    id: "a".into(),
                    level,
                    heading: heading.into(),
                    body: body.into(),
                }],
                ..Policy::default()
            })
        };
        let before = policy("A", 1, "x");
        let one = look(&before, &policy("A", 1, "y"), Between::default());
        assert_eq!(one.hunks[0].parts, []);
        let two = look(&before, &policy("A", 2, "y"), Between::default());
        assert_eq!(
            two.hunks[0].parts,
            [
                Place::ClauseBody("a".into()),
                Place::ClauseLevel("a".into())
            ]
        );
        assert_eq!(whole(&two.hunks[0].parts[0]), two.hunks[0].place);
    }
}
