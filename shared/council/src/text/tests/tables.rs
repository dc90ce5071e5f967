use super::data;
use crate::text::table::{TableError, matrix_of_cells, read_matrix, write_csv, write_tsv};

#[test]
fn the_real_matrix_comes_out_byte_by_byte() {
    let text = std::fs::read_to_string(data().join("kubernetes-sigs/ownership.csv")).unwrap();
    let matrix = read_matrix(&text).unwrap();
    assert!(write_csv(&matrix) == text);
    let ids: Vec<_> = matrix.columns.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "activity",
            "",
            "",
            "owner",
            "executors",
            "consulted",
            "cadence",
            ""
        ]
    );
    assert_eq!(matrix.rows.len(), 260);
    let again = read_matrix(&write_tsv(&matrix)).unwrap();
    assert_eq!(again, matrix);
}

#[test]
fn delimiters_marks_quotes_and_ragged_rows() {
    let comma = read_matrix(
        "\u{feff}Aktivitas,Penanggung jawab\r\n\"a, \"\"b\"\"\r\nc\",\r\nd\r\n,\r\ne,f,g\r\n",
    )
    .unwrap();
    assert_eq!(comma.columns.len(), 3);
    assert_eq!(comma.rows.len(), 3);
    assert_eq!(comma.rows[0].cells, ["a, \"b\"\nc", "", ""]);
    assert_eq!(comma.rows[2].cells, ["e", "f", "g"]);
    let written = write_csv(&comma);
    assert_eq!(read_matrix(&written).unwrap(), comma);
    let semicolon = read_matrix("aktivitas;pelaksana\nUnggah, balas;Sari; \nx;y\n").unwrap();
    assert_eq!(semicolon.rows[0].cells[0], "Unggah, balas");
    let tab = read_matrix("What, who\tOwner\na;b\tc\n").unwrap();
    assert_eq!(tab.rows[0].cells, ["a;b", "c"]);
    let named = read_matrix("sep=;\naktivitas;a,b,c\nd;e\n").unwrap();
    assert_eq!(named.columns.len(), 2);
    let one = read_matrix("kegiatan\nx\n").unwrap();
    assert_eq!(write_csv(&one), "kegiatan\nx\n");
    let twice = read_matrix("owner,pemilik\na,b\n").unwrap();
    assert_eq!(twice.columns[1].id, "");
}

#[test]
fn cells_read_elsewhere_are_recognised_like_a_file() {
    let cells = |rows: &[&[&str]]| {
        let owned = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        matrix_of_cells(rows.iter().map(owned).collect())
    };
    let matrix = cells(&[
        &["Kegiatan", "PIC", "pemilik"],
        &["a"],
        &["", " "],
        &["b", "", "c"],
    ]);
    let file = read_matrix("Kegiatan,PIC,pemilik\na\n,\u{20}\nb,,c\n");
    assert_eq!(matrix, file);
    assert_eq!(cells(&[]), Err(TableError::Empty));
    assert!(matches!(
        cells(&[&["a"], &[""; 501]]),
        Err(TableError::TooWide {
            row: 2,
            columns: 501
        })
    ));
}

#[test]
fn tables_that_are_none_are_refused() {
    assert_eq!(read_matrix("\n\n"), Err(TableError::Empty));
    let wide = ",".repeat(600);
    assert!(matches!(
        read_matrix(&wide),
        Err(TableError::TooWide {
            row: 1,
            columns: 601
        })
    ));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_refused_with_its_line() {
    for (text, line) in [
        ("a,b\n\"1,2\n", 2),
        ("a,b\nx,\"unclosed\nsecond,row\n", 2),
        ("a;b\n\"one\ntwo\";c\n\"three;d\n", 4),
    ] {
        assert_eq!(read_matrix(text), Err(TableError::OpenQuote { line }));
    }
    // Closed, doubled and inner ones are what they say.
    let matrix = read_matrix("a,b\n\"x \"\"y\"\"\nz\",5\" pipe\n").unwrap();
    assert_eq!(matrix.rows[0].cells, ["x \"y\"\nz", "5\" pipe"]);
}
