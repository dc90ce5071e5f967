//! What two offices decided differently is shown to everybody: no value wins in silence.
//!
//! `DEWAN_CONFLICTS` says how many cases to make (60 unless told), `DEWAN_SEED` which ones.

use std::collections::{BTreeMap, BTreeSet};

use council::edit::{Collection, Edit, Place};
use council::view::View;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan::engine::open::open;
use dewan_tests::council::{Council, NORTH, SOUTH, figure};
use dewan_tests::office::Office;
use format::DocumentId;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// What must be listed for one place: each value with the office that wrote it.
type Values = BTreeSet<(String, String)>;

/// Concurrent work of two offices on one place, and what everybody must see of it.
struct Case {
    what: &'static str,
    place: Place,
    north: Edit,
    south: Edit,
    expected: Values,
}

fn put(place: &Place, value: &str) -> Edit {
    Edit::Put {
        place: place.clone(),
        value: value.to_owned(),
    }
}

/// Both set one scalar, to different values. Clearing is a value, too.
fn set_apart(what: &'static str, place: Place, values: [String; 2]) -> Case {
    let expected = values
        .iter()
        .zip([NORTH, SOUTH])
        .map(|(value, office)| (value.clone(), office.to_owned()))
        .collect();
    Case {
        what,
        north: put(&place, &values[0]),
        south: put(&place, &values[1]),
        place,
        expected,
    }
}

/// One removes what the other writes in.
fn removed_and_edited(
    what: &'static str,
    collection: Collection,
    id: &str,
    written: Edit,
    north_removes: bool,
) -> Case {
    let remove = Edit::Remove {
        collection,
        id: id.to_owned(),
    };
    let (north, south) = if north_removes {
        (remove, written)
    } else {
        (written, remove)
    };
    let (removed, kept) = if north_removes {
        (NORTH, SOUTH)
    } else {
        (SOUTH, NORTH)
    };
    Case {
        what,
        place: Place::Mark(collection, id.to_owned()),
        north,
        south,
        expected: [("deleted", removed), ("", kept)]
            .map(|(value, office)| (value.to_owned(), office.to_owned()))
            .into(),
    }
}

/// Both write in one text: it merges, and everybody is told that both wrote.
fn written_by_both(what: &'static str, place: Place, texts: [String; 2]) -> Case {
    let splice = |text: &String| Edit::Splice {
        place: place.clone(),
        at: 0,
        delete: 0,
        insert: text.clone(),
    };
    Case {
        what,
        north: splice(&texts[0]),
        south: splice(&texts[1]),
        place: place.clone(),
        expected: Values::new(),
    }
}

/// The cases of a matrix: every row is used once.
fn in_matrix(view: &View, random: &mut ChaCha8Rng) -> Vec<Case> {
    let View::Matrix(matrix) = view else {
        panic!("the table became no matrix")
    };
    let cell = |row: usize, column: usize| {
        Place::Cell(
            matrix.rows[row].id.clone(),
            matrix.columns[column].id.clone(),
        )
    };
    (0..matrix.rows.len())
        .map(|row| {
            let column = random.random_range(0..matrix.columns.len());
            match random.random_range(0..5) {
                0 => set_apart(
                    "cell cleared and set",
                    cell(row, column),
                    [String::new(), format!("Medan {row}")],
                ),
                1 | 2 => set_apart(
                    "cell",
                    cell(row, column),
                    [format!("Surabaya {row}"), format!("Medan {row}")],
                ),
                which => removed_and_edited(
                    "row mark",
                    Collection::Rows,
                    &matrix.rows[row].id,
                    put(&cell(row, column), &format!("tetap {row}")),
                    which == 3,
                ),
            }
        })
        .collect()
}

/// The cases of a policy: every clause is used once.
fn in_policy(view: &View, random: &mut ChaCha8Rng) -> Vec<Case> {
    let View::Policy(policy) = view else {
        panic!("the Markdown became no policy")
    };
    policy
        .clauses
        .iter()
        .enumerate()
        .map(|(number, clause)| {
            let body = Place::ClauseBody(clause.id.clone());
            match random.random_range(0..5) {
                0 => set_apart(
                    "clause level",
                    Place::ClauseLevel(clause.id.clone()),
                    ["3".to_owned(), "4".to_owned()],
                ),
                1 | 2 => written_by_both(
                    "clause",
                    body,
                    [format!("Surabaya {number}. "), format!("Medan {number}. ")],
                ),
                which => removed_and_edited(
                    "clause mark",
                    Collection::Clauses,
                    &clause.id,
                    Edit::Splice {
                        place: body,
                        at: 0,
                        delete: 0,
                        insert: format!("Tetap {number}. "),
                    },
                    which == 3,
                ),
            }
        })
        .collect()
}

fn writing(office: &Office) -> Writing {
    Writing::open(Home::find(Some(office.home())).unwrap()).unwrap()
}

/// Does one side of every case, a change each.
fn write(office: &Office, document: &DocumentId, edits: impl Iterator<Item = Edit>) {
    let office = writing(office);
    let mut draft = office.draft(document).unwrap();
    for edit in edits {
        assert!(draft.edit(std::slice::from_ref(&edit)).unwrap(), "{edit:?}");
    }
    office.save_one(draft).unwrap();
}

/// What `conflicts --json` lists, by document and place.
fn listed(office: &Office) -> BTreeMap<(String, String), serde_json::Value> {
    let answer = office.json(["conflicts"]);
    let all = answer.as_array().unwrap().iter();
    all.map(|conflict| {
        let text = |name: &str| conflict[name].as_str().unwrap().to_owned();
        ((text("document"), text("place")), conflict.clone())
    })
    .collect()
}

#[test]
fn what_two_offices_set_differently_everybody_sees() {
    let (wanted, seed) = (figure("DEWAN_CONFLICTS", 60), figure("DEWAN_SEED", 1));
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let council = Council::found();
    let rows = wanted / 2;
    let mut table = "activity,owner,contact,cadence\n".to_owned();
    for row in 0..rows {
        table.push_str(&format!(
            "Kegiatan {row},Penanggung {row},Kontak {row},mingguan\n"
        ));
    }
    let mut text = "# Kebijakan Bersama\n\n".to_owned();
    for clause in rows..wanted {
        text.push_str(&format!(
            "## Pasal {clause}\n\nIsi pasal nomor {clause}.\n\n"
        ));
    }
    let chair = &council.chair;
    let files = [
        chair.file("Matriks.csv", &table),
        chair.file("kebijakan.md", &text),
    ];
    let imported = chair.json(["import", &files[0], &files[1]]);
    let documents: Vec<DocumentId> = imported
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["id"].as_str().unwrap().parse().unwrap())
        .collect();
    chair.sync();
    council.sync_all();

    let view = |document| {
        let office = writing(chair);
        let reader = office.reader().unwrap();
        open(&reader, document).unwrap().view
    };
    let cases = [
        (documents[0], in_matrix(&view(&documents[0]), &mut random)),
        (documents[1], in_policy(&view(&documents[1]), &mut random)),
    ];
    for (document, cases) in &cases {
        write(
            &council.north,
            document,
            cases.iter().map(|case| case.north.clone()),
        );
        write(
            &council.south,
            document,
            cases.iter().map(|case| case.south.clone()),
        );
    }
    council.sync_all();

    let circumstances = format!("seed {seed}");
    council.agree(&circumstances);
    let mut counts = BTreeMap::new();
    for office in council.offices() {
        let listed = listed(office);
        for (document, cases) in &cases {
            for case in cases {
                *counts.entry((office.name(), case.what)).or_insert(0) += 1;
                let key = (document.to_string(), case.place.key());
                let Some(conflict) = listed.get(&key) else {
                    panic!(
                        "{circumstances}: {} does not list {} {key:?}; it lists {:?}",
                        office.name(),
                        case.what,
                        listed.keys()
                    );
                };
                if case.expected.is_empty() {
                    assert_eq!(conflict["kind"], "text", "{circumstances}: {conflict}");
                    let said = conflict.to_string();
                    assert!(
                        said.contains(NORTH) && said.contains(SOUTH),
                        "{circumstances}: both must be named: {conflict}"
                    );
                    continue;
                }
                let values: Values = conflict["values"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|value| {
                        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
                        (text(&value["value"]), text(&value["author"]["office"]))
                    })
                    .collect();
                assert_eq!(
                    values,
                    case.expected,
                    "{circumstances}: {} shows {} otherwise: {conflict}",
                    office.name(),
                    case.what
                );
            }
        }
        let made: usize = cases.iter().map(|(_, cases)| cases.len()).sum();
        assert_eq!(
            listed.len(),
            made,
            "{circumstances}: {} lists something else, too",
            office.name()
        );
    }
    println!("seed {seed}, cases per office: {counts:#?}");
}

/// Whoever chooses ends the conflict everywhere.
#[test]
fn a_chosen_value_settles_the_conflict_for_everybody() {
    let council = Council::found();
    let chair = &council.chair;
    let file = chair.file("Matriks.csv", "activity,owner\nKalender konten,Budi\n");
    chair.ok(["import", &file]);
    chair.sync();
    council.sync_all();
    council.north.ok(["set", "Matriks", "row/1/owner", "Rina"]);
    council.south.ok(["set", "Matriks", "row/1/owner", "Sari"]);
    council.sync_all();
    for office in council.offices() {
        let said = office.ok(["conflicts"]);
        assert!(said.contains("Rina") && said.contains("Sari"), "{said}");
        assert_eq!(office.listed()[0].conflicts, 1);
    }
    let conflicts = chair.json(["conflicts", "Matriks"]);
    let values = conflicts[0]["values"].as_array().unwrap();
    let sari = values
        .iter()
        .find(|value| value["value"] == "Sari")
        .unwrap();
    chair.ok(["choose", "Matriks", "row/1/owner", &sari["n"].to_string()]);
    council.sync_all();
    for office in council.offices() {
        assert_eq!(office.listed()[0].conflicts, 0);
        assert!(office.read("Matriks").contains("Sari"));
    }
    council.agree("after choosing");
}
