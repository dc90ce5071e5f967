//! The documents shipped with the program for its demonstration.

use crate::text::import::import;
use crate::text::markdown::{write_minutes, write_policy};
use crate::text::table::write_csv;
use crate::view::View;

macro_rules! sample {
    ($name:literal) => {
        (
            $name,
            include_str!(concat!("../../../../../app/samples/", $name)),
        )
    };
}

fn read((name, text): (&str, &str)) -> View {
    import(text.as_bytes(), name, None).unwrap()
}

#[test]
fn sample_policies_are_recognised_and_come_out_as_they_are() {
    for (sample, clauses) in [
        (sample!("kebijakan-media-sosial.md"), 17),
        (sample!("panduan-akun-resmi.md"), 9),
    ] {
        let View::Policy(policy) = read(sample) else {
            panic!("{}", sample.0);
        };
        assert_eq!(policy.clauses.len(), clauses, "{}", sample.0);
        assert_eq!(policy.meta["language"], "id");
        assert_eq!(
            write_policy(&policy).matches('\n').count(),
            sample.1.matches('\n').count()
        );
    }
}

#[test]
fn sample_minutes_are_recognised_whole() {
    let sample = sample!("notulen-rapat-2026-03-12.md");
    let View::Minutes(minutes) = read(sample) else {
        panic!("no minutes");
    };
    assert_eq!(minutes.meeting.len(), 7);
    assert_eq!(minutes.meeting["date"], "2026-03-12");
    assert_eq!(minutes.attendance.len(), 10);
    assert_eq!(minutes.agenda.len(), 9);
    assert_eq!(minutes.decisions.len(), 5);
    assert_eq!(minutes.actions.len(), 6);
    assert_eq!(minutes.decisions[1].votes.len(), 6);
    assert_eq!(write_minutes(&minutes), sample.1);
}

#[test]
fn the_sample_matrix_names_all_fixed_columns() {
    let sample = sample!("matriks-kepemilikan.csv");
    let View::Matrix(matrix) = read(sample) else {
        panic!("no matrix");
    };
    let ids: Vec<_> = matrix.columns.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, crate::text::table::FIXED_COLUMNS.map(|(id, _)| id));
    assert_eq!(matrix.rows.len(), 30);
    assert!(matrix.rows.iter().filter(|r| r.cells[1].is_empty()).count() >= 5);
    assert_eq!(matrix.title, "Matriks kepemilikan");
    assert_eq!(write_csv(&matrix), sample.1);
}
