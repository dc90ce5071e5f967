#![allow(clippy::unwrap_used)]

mod interpreter;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::{PlanError, keep_unsaid, plan};
use crate::document::Document;
use crate::edit::{Edit, New, Place};
use crate::text::markdown::{read_minutes, read_policy, recognise, write_minutes, write_policy};
use crate::text::table::{read_matrix, write_csv};
use crate::view::{
    Action, AgendaItem, Attendance, Clause, Column, Decision, Kind, Matrix, Minutes, Policy, Row,
    View,
};
use interpreter::{apply, without_ids};

fn ids() -> impl FnMut() -> String {
    let mut n = 0_u64;
    move || {
        n += 1;
        format!("00000000-0000-4000-8000-{n:012x}")
    }
}

const WORDS: &[&str] = &[
    "akun", "resmi", "kantor", "cabang", "risiko", "Sari", "é", "unggah", "komentar", "😀",
];

fn text(rng: &mut ChaCha8Rng, most: usize) -> String {
    let words = (0..rng.random_range(0..most + 1)).map(|_| WORDS[rng.random_range(0..WORDS.len())]);
    words.collect::<Vec<_>>().join(" ")
}

/// Changes a list as people do: drops, copies, moves, adds, rewrites.
fn shuffled<T: Clone>(
    rng: &mut ChaCha8Rng,
    things: &[T],
    new: &mut impl FnMut(&mut ChaCha8Rng) -> T,
    rewrite: impl Fn(&mut ChaCha8Rng, &mut T),
) -> Vec<T> {
    let mut out = things.to_vec();
    for _ in 0..rng.random_range(0..8) {
        let len = out.len();
        let at = rng.random_range(0..len + 1);
        match rng.random_range(0..5) {
            0 if at < len => drop(out.remove(at)),
            1 if at < len => {
                let moved = out.remove(at);
                let to = rng.random_range(0..len);
                out.insert(to, moved);
            }
            2 | 3 if at < len => rewrite(rng, &mut out[at]),
            _ => {
                let new = new(rng);
                out.insert(at, new);
            }
        }
    }
    out
}

fn policy(rng: &mut ChaCha8Rng, from: &Policy) -> Policy {
    let mut new = |rng: &mut ChaCha8Rng| Clause {
        level: rng.random_range(0..5),
        heading: text(rng, 2),
        body: text(rng, 12),
        ..Clause::default()
    };
    Policy {
        title: text(rng, 3),
        meta: [("unit", text(rng, 1)), ("number", text(rng, 1))]
            .into_iter()
            .filter(|(_, v)| !v.is_empty())
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
        clauses: shuffled(rng, &from.clauses, &mut new, |rng, c| {
            match rng.random_range(0..3) {
                0 => c.heading = text(rng, 2),
                1 => c.level = rng.random_range(0..5),
                _ => c.body = format!("{} {}", c.body, text(rng, 3)).trim().to_owned(),
            }
        }),
    }
}

fn minutes(rng: &mut ChaCha8Rng, from: &Minutes) -> Minutes {
    let people = ["Ani", "Budi", "Citra", "Dewi"];
    let mut new = |rng: &mut ChaCha8Rng| AgendaItem {
        level: rng.random_range(0..5),
        topic: text(rng, 2),
        presenter: text(rng, 1),
        notes: text(rng, 12),
        ..AgendaItem::default()
    };
    let agenda = shuffled(rng, &from.agenda, &mut new, |rng, a| {
        a.notes = text(rng, 12)
    });
    let count = agenda.len();
    let place = |rng: &mut ChaCha8Rng| match rng.random_range(0..count + 1) {
        0 => String::new(),
        n => format!("#{}", n - 1),
    };
    let mut decision = |rng: &mut ChaCha8Rng| Decision {
        text: text(rng, 8),
        owner: text(rng, 1),
        votes: [(people[rng.random_range(0..4)].to_owned(), "for".to_owned())].into(),
        ..Decision::default()
    };
    let mut action = |rng: &mut ChaCha8Rng| Action {
        title: text(rng, 8),
        owner: text(rng, 1),
        state: "open".to_owned(),
        ..Action::default()
    };
    let mut decisions = shuffled(rng, &from.decisions, &mut decision, |rng, d| {
        d.text = text(rng, 8)
    });
    let mut actions = shuffled(rng, &from.actions, &mut action, |_, a| {
        a.state = "done".to_owned()
    });
    decisions.iter_mut().for_each(|d| d.agenda = place(rng));
    actions.iter_mut().for_each(|a| a.agenda = place(rng));
    let here: Vec<&str> = people
        .into_iter()
        .filter(|_| rng.random_bool(0.6))
        .collect();
    Minutes {
        title: text(rng, 3),
        meeting: [(
            "date".to_owned(),
            format!("2026-01-{:02}", rng.random_range(1..29)),
        )]
        .into(),
        attendance: here
            .into_iter()
            .map(|p| Attendance {
                person: p.to_owned(),
                status: ["present", "excused"][rng.random_range(0..2)].to_owned(),
                note: String::new(),
                ..Attendance::default()
            })
            .collect(),
        agenda,
        decisions,
        actions,
        ..Minutes::default()
    }
}

fn matrix(rng: &mut ChaCha8Rng, from: &Matrix) -> Matrix {
    let pool = ["activity", "owner", "executors", "Catatan", "Lokasi"];
    let mut columns: Vec<Column> = Vec::new();
    for name in pool {
        if columns.is_empty() || rng.random_bool(0.6) {
            let fixed = crate::text::table::fixed_column(name).unwrap_or_default();
            let at = rng.random_range(0..columns.len() + 1);
            columns.insert(
                at,
                Column {
                    id: fixed.to_owned(),
                    name: name.to_owned(),
                },
            );
        }
    }
    let count = columns.len();
    let mut new = |rng: &mut ChaCha8Rng| Row {
        cells: (0..count)
            .map(|n| {
                if n == 0 {
                    format!("{} x", text(rng, 3))
                } else {
                    text(rng, 3)
                }
            })
            .collect(),
        ..Row::default()
    };
    let before: Vec<Row> = from
        .rows
        .iter()
        .map(|r| {
            let mut cells = r.cells.clone();
            cells.resize(count, String::new());
            if cells.iter().all(String::is_empty) {
                cells[0] = "x".to_owned();
            }
            Row {
                cells,
                ..Row::default()
            }
        })
        .collect();
    Matrix {
        title: text(rng, 3),
        rows: shuffled(rng, &before, &mut new, |rng, r| {
            r.cells[count - 1] = text(rng, 3) + "y"
        }),
        columns,
        ..Matrix::default()
    }
}

fn next(rng: &mut ChaCha8Rng, from: &View) -> View {
    match without_ids(from) {
        View::Policy(p) => View::Policy(policy(rng, &p)),
        View::Minutes(m) => View::Minutes(minutes(rng, &m)),
        View::Matrix(m) => View::Matrix(matrix(rng, &m)),
    }
}

fn empty(kind: Kind) -> View {
    match kind {
        Kind::Policy => View::Policy(Policy::default()),
        Kind::Minutes => View::Minutes(Minutes::default()),
        Kind::Matrix => View::Matrix(Matrix::default()),
    }
}

#[test]
fn any_version_leads_to_any_other() {
    for seed in 0..1_500_u64 {
        for kind in Kind::ALL {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut ids = ids();
            let mut current = empty(kind);
            for _ in 0..4 {
                let wanted = next(&mut rng, &current);
                for batch in plan(&current, &wanted, &mut ids).unwrap() {
                    batch.iter().for_each(|edit| apply(&mut current, edit));
                }
                assert_eq!(
                    without_ids(&current),
                    without_ids(&wanted),
                    "seed {seed} {kind:?}"
                );
                let again = plan(&current, &wanted, &mut ids).unwrap();
                assert!(again.is_empty(), "seed {seed} {kind:?}: {again:?}");
            }
        }
    }
}

fn document(kind: Kind) -> Document {
    let mut document = Document::genesis(kind);
    document.set_writer(
        format::PublicKey::from_bytes([1; 32]),
        format::ActorId::from_bytes([1; format::ActorId::LEN]),
    );
    document
}

fn import(document: &mut Document, wanted: &View, ids: &mut impl FnMut() -> String) -> usize {
    let batches = plan(&document.view(), wanted, ids).unwrap();
    for batch in &batches {
        document.edit(batch, 1_000, None).unwrap();
    }
    batches.len()
}

#[test]
fn a_real_document_reads_as_what_was_imported() {
    for seed in 0..60_u64 {
        for kind in Kind::ALL {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let mut ids = ids();
            let mut document = document(kind);
            for _ in 0..3 {
                let wanted = next(&mut rng, &document.view());
                import(&mut document, &wanted, &mut ids);
                assert_eq!(
                    without_ids(&document.view()),
                    without_ids(&wanted),
                    "seed {seed} {kind:?}"
                );
                assert_eq!(
                    import(&mut document, &wanted, &mut ids),
                    0,
                    "seed {seed} {kind:?}"
                );
            }
        }
    }
}

#[test]
fn every_real_file_goes_through_a_document_and_back() {
    for (path, text) in crate::text::tests::markdown_files() {
        let mut ids = ids();
        let kind = recognise(&text, &path);
        let read = |text: &str| match kind {
            Kind::Policy => View::Policy(read_policy(text)),
            _ => View::Minutes(read_minutes(text)),
        };
        let write = |view: &View| match view {
            View::Policy(policy) => write_policy(policy),
            View::Minutes(minutes) => write_minutes(minutes),
            View::Matrix(matrix) => write_csv(matrix),
        };
        let mut document = document(kind);
        import(&mut document, &read(&text), &mut ids);
        let written = write(&document.view());
        assert_eq!(import(&mut document, &read(&text), &mut ids), 0, "{path}");
        assert_eq!(
            import(&mut document, &read(&written), &mut ids),
            0,
            "{path}"
        );
        assert_eq!(write(&document.view()), written, "{path}");
    }
}

#[test]
fn the_real_matrix_goes_through_a_document_and_back() {
    let file = crate::text::tests::data().join("kubernetes-sigs/ownership.csv");
    let text = std::fs::read_to_string(file).unwrap();
    let mut document = document(Kind::Matrix);
    let wanted = View::Matrix(read_matrix(&text).unwrap());
    let mut ids = ids();
    assert_eq!(import(&mut document, &wanted, &mut ids), 5);
    let View::Matrix(matrix) = document.view() else {
        panic!()
    };
    assert!(write_csv(&matrix) == text);
    assert_eq!(import(&mut document, &wanted, &mut ids), 0);
}

fn clauses(list: &[(&str, &str)]) -> View {
    let clause = |(n, (heading, body)): (usize, &(&str, &str))| Clause {
        id: format!("c{n}"),
        level: 2,
        heading: (*heading).to_owned(),
        body: (*body).to_owned(),
    };
    View::Policy(Policy {
        clauses: list.iter().enumerate().map(clause).collect(),
        ..Policy::default()
    })
}

#[test]
fn only_what_changed_is_written() {
    let current = clauses(&[
        ("Tujuan", "a"),
        ("Ruang lingkup", "b"),
        ("Akun", "c"),
        ("Risiko", "d"),
    ]);
    let wanted = without_ids(&clauses(&[
        ("Tujuan", "a"),
        ("Akun", "c"),
        ("Ruang lingkup", "b"),
        ("Risiko", "d e"),
    ]));
    let batches = plan(&current, &wanted, &mut ids()).unwrap();
    assert_eq!(batches.len(), 2, "{batches:?}");
    assert!(matches!(&batches[0][..], [Edit::Move { .. }]));
    assert_eq!(
        batches[1],
        [Edit::Put {
            place: Place::ClauseBody("c3".to_owned()),
            value: "d e".to_owned()
        }]
    );
}

#[test]
fn a_renamed_clause_is_the_same_clause() {
    let body = "Setiap kantor cabang memakai satu akun resmi yang didaftarkan di kantor pusat.";
    let current = clauses(&[("Akun", body), ("Lain", "x")]);
    let wanted = without_ids(&clauses(&[
        ("Lain", "x"),
        ("Akun resmi kantor cabang", body),
    ]));
    let batches = plan(&current, &wanted, &mut ids()).unwrap();
    let edits: Vec<_> = batches.concat();
    assert!(
        !edits
            .iter()
            .any(|e| matches!(e, Edit::Insert { .. } | Edit::Remove { .. })),
        "{edits:?}"
    );
}

#[test]
fn a_very_long_text_comes_in_parts() {
    let wanted = View::Policy(read_policy(&format!("# T\n\n{}", "é kata ".repeat(35_000))));
    let batches = plan(&empty(Kind::Policy), &wanted, &mut ids()).unwrap();
    assert!(batches.len() > 2);
    let mut document = document(Kind::Policy);
    import(&mut document, &wanted, &mut ids());
    assert_eq!(without_ids(&document.view()), wanted);
}

#[test]
fn thousands_of_new_rows_are_planned_quickly_and_in_batches() {
    let rows = |word: &str| {
        let lines: Vec<String> = (0..5_000)
            .map(|n| format!("{word} {n} kegiatan,Sari"))
            .collect();
        View::Matrix(read_matrix(&format!("activity,owner\n{}\n", lines.join("\n"))).unwrap())
    };
    let mut ids = ids();
    let mut current = rows("satu");
    if let View::Matrix(m) = &mut current {
        m.rows.iter_mut().for_each(|r| r.id = ids());
    }
    let batches = plan(&current, &rows("dua"), &mut ids).unwrap();
    assert!(batches.iter().all(|b| b.len() <= 400), "{}", batches.len());
    let inserted = |e: &&Edit| {
        matches!(
            e,
            Edit::Insert {
                new: New::Row { .. },
                ..
            }
        )
    };
    assert!(batches.concat().iter().filter(inserted).count() <= 5_000);
}

#[test]
fn kinds_do_not_mix_and_what_a_file_cannot_say_stays() {
    let refused = plan(&empty(Kind::Policy), &empty(Kind::Matrix), &mut ids());
    assert!(matches!(refused, Err(PlanError::KindsDiffer { .. })));
    let mut current = empty(Kind::Matrix);
    if let View::Matrix(m) = &mut current {
        m.title = "Matriks".to_owned();
        m.meta.insert("unit".to_owned(), "Medan".to_owned());
    }
    let mut wanted = View::Matrix(read_matrix("activity\r\nx\r\n").unwrap());
    keep_unsaid(&current, &mut wanted);
    let View::Matrix(m) = wanted else { panic!() };
    assert_eq!((m.title.as_str(), m.meta.len()), ("Matriks", 2));
}
