//! Two offices write in the same policies with no link: letters are neither lost nor taken for
//! somebody else's.
//!
//! `DEWAN_EDITS` says how many edits each office makes (500 unless told), `DEWAN_SEED` which ones.

use council::edit::{Edit, Place};
use council::view::View;
use dewan::engine::home::Home;
use dewan::engine::office::Office as Writing;
use dewan::engine::open::open;
use dewan_tests::council::{Council, HEAD_OFFICE, NORTH, SOUTH, figure};
use dewan_tests::editing::{Edit as Typed, Plan, Session, blame_faults, faults, session};
use dewan_tests::office::Office;
use format::DocumentId;

const POLICIES: usize = 20;
const CLAUSES: usize = 6;
/// Each office writes in four of six clauses: the middle two are common.
const NORTH_CLAUSES: std::ops::Range<usize> = 0..4;
const SOUTH_CLAUSES: std::ops::Range<usize> = 2..6;

/// A policy as a branch would write one.
fn policy(number: usize) -> String {
    let mut text = format!("# Kebijakan {number}\n\n");
    for clause in 1..=CLAUSES {
        text.push_str(&format!(
            "## Pasal {clause}\n\nPetugas unit {number} menanggapi pesan pada hari kerja — paling \
             lambat {clause} jam setelah pesan diterima.\n\n* Akun dikelola bersama; sandi tidak \
             dibagikan.\n* Laporan bulanan disampaikan kepada pimpinan.\n\nHal yang tidak diatur di \
             sini diputuskan dalam rapat.\n\n"
        ));
    }
    text
}

/// The clauses of all policies, clause by clause: which document, which place, and its text.
fn texts(office: &Writing, policies: &[DocumentId]) -> Vec<(DocumentId, Place, String)> {
    let reader = office.reader().unwrap();
    let views: Vec<_> = policies
        .iter()
        .map(|id| match open(&reader, id).unwrap().view {
            View::Policy(policy) => policy,
            other => panic!("no policy: {other:?}"),
        })
        .collect();
    (0..CLAUSES)
        .flat_map(|clause| {
            let of = move |view: &council::view::Policy| view.clauses[clause].clone();
            policies.iter().zip(&views).map(move |(id, view)| {
                let clause = of(view);
                (*id, Place::ClauseBody(clause.id), clause.body)
            })
        })
        .collect()
}

fn writing(office: &Office) -> Writing {
    Writing::open(Home::find(Some(office.home())).unwrap()).unwrap()
}

/// Makes the edits of a session exactly as told, each a change of its own, saved at once.
fn type_in(office: &Office, at: &[(DocumentId, Place, String)], edits: &[Typed]) {
    let office = writing(office);
    for typed in edits {
        let (id, place, _) = &at[typed.text];
        let mut draft = office.draft(id).unwrap();
        let edit = Edit::Splice {
            place: place.clone(),
            at: typed.at,
            delete: typed.delete,
            insert: typed.insert.clone(),
        };
        assert!(draft.edit(&[edit]).unwrap());
        office.save_one(draft).unwrap();
    }
}

#[test]
fn two_offices_edit_the_same_policies_offline_and_nothing_is_lost_or_misnamed() {
    let (edits, seed) = (figure("DEWAN_EDITS", 500), figure("DEWAN_SEED", 1));
    let council = Council::found();
    let files: Vec<String> = (1..=POLICIES)
        .map(|number| {
            council
                .chair
                .file(&format!("policy-{number}.md"), &policy(number))
        })
        .collect();
    council
        .chair
        .ok(std::iter::once("import").chain(files.iter().map(String::as_str)));
    council.chair.sync();
    council.sync_all();
    let policies: Vec<DocumentId> = council
        .chair
        .listed()
        .iter()
        .map(|listed| listed.id.parse().unwrap())
        .collect();
    assert_eq!(policies.len(), POLICIES);

    let at = texts(&writing(&council.chair), &policies);
    let base: Vec<String> = at.iter().map(|(_, _, text)| text.clone()).collect();
    let of = |office: usize, clauses: std::ops::Range<usize>| {
        let plan = Plan {
            edits: edits as usize,
            texts: clauses.start * POLICIES..clauses.end * POLICIES,
            ..Plan::default()
        };
        session(seed.wrapping_add(office as u64), office, &base, &plan)
    };
    let sessions: [Session; 2] = [of(0, NORTH_CLAUSES), of(1, SOUTH_CLAUSES)];
    type_in(&council.north, &at, &sessions[0].edits);
    type_in(&council.south, &at, &sessions[1].edits);
    let both = (0..base.len())
        .filter(|&text| {
            sessions
                .iter()
                .all(|s| s.edits.iter().any(|e| e.text == text))
        })
        .count();

    council.sync_all();
    council.agree(&format!("seed {seed}"));
    let sessions: Vec<&Session> = sessions.iter().collect();
    for office in council.offices() {
        let merged: Vec<String> = texts(&writing(office), &policies)
            .into_iter()
            .map(|(_, _, text)| text)
            .collect();
        let faults = faults(&base, &sessions, &merged);
        assert!(
            faults.is_empty(),
            "seed {seed}, {}: {faults:#?}",
            office.name()
        );
        let spans = blamed(office, &at, &merged, seed);
        println!("{}: {spans} spans named rightly", office.name());
    }
    let tokens: usize = sessions.iter().map(|session| session.tokens.len()).sum();
    println!(
        "seed {seed}: {edits} edits each in {POLICIES} policies, {both} clauses written by both, \
         {tokens} tokens all there"
    );
}

/// Insists that `blame --json` names the right office for every letter of every clause; says how many
/// spans there are.
fn blamed(
    office: &Office,
    at: &[(DocumentId, Place, String)],
    merged: &[String],
    seed: u64,
) -> usize {
    let mut count = 0;
    let mut documents: Vec<DocumentId> = at.iter().map(|(id, ..)| *id).collect();
    documents.sort_unstable();
    documents.dedup();
    for document in documents {
        let answer = office.json(["blame", &document.to_string()]);
        let places = answer.as_array().unwrap();
        for ((_, place, _), text) in at
            .iter()
            .zip(merged)
            .filter(|((id, ..), _)| *id == document)
        {
            let key = place.key();
            let found = places.iter().find(|blamed| blamed["place"] == key.as_str());
            let spans: Vec<(String, Option<usize>)> = found
                .map(|blamed| blamed["spans"].as_array().unwrap().clone())
                .unwrap_or_default()
                .iter()
                .map(|span| {
                    let named = match span["author"]["office"].as_str() {
                        Some(HEAD_OFFICE) => None,
                        Some(NORTH) => Some(0),
                        Some(SOUTH) => Some(1),
                        other => panic!("{key} is said to be by {other:?}"),
                    };
                    (span["text"].as_str().unwrap().to_owned(), named)
                })
                .collect();
            let together: String = spans.iter().map(|(piece, _)| piece.as_str()).collect();
            assert_eq!(
                &together, text,
                "the spans of {key} are not its text, seed {seed}"
            );
            let faults = blame_faults(&spans);
            assert!(
                faults.is_empty(),
                "seed {seed}, {}, {key}: {faults:#?}",
                office.name()
            );
            count += spans.len();
        }
    }
    count
}
