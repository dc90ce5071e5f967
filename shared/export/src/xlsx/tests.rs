use std::io::Write as _;

use council::text::table::{read_matrix as read_csv, write_csv};
use council::view::{Column, Matrix, Row};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;
use crate::package::PackageError;
use crate::words::Words;

fn words() -> Words {
    Words {
        language: "id".to_owned(),
        terms: [
            ("matrix", "Matriks"),
            ("about", "Keterangan"),
            ("unit", "Satuan kerja"),
        ]
        .map(|(term, word)| (term.to_owned(), word.to_owned()))
        .into(),
        ..Words::default()
    }
}

fn round_trip(matrix: &Matrix) -> Matrix {
    read_matrix(&write_matrix(matrix, &words()).unwrap(), None).unwrap()
}

fn matrix(csv: &str) -> Matrix {
    read_csv(csv).unwrap()
}

/// Text as cells hold it: no other line ends than LF, and something to see.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        5 => "[ -~]{0,12}",
        2 => "=?[0-9]{1,4}[-/.,]?[0-9]{0,4}%?",
        2 => "[\u{20}-\u{7e}\n\ta-z\u{e9}\u{65e5}\u{1f600}\"'_x0D&<>]{0,20}",
    ]
    .prop_map(|text| {
        if text.trim().is_empty() {
            String::new()
        } else {
            text
        }
    })
}

prop_compose! {
    fn any_matrix()(width in 1_usize..6, height in 0_usize..8)(
        names in prop::collection::vec("[a-zA-Z][ -~]{0,10}", width),
        owner in prop::option::of(0..width),
        rows in prop::collection::vec(prop::collection::vec(cell(), width), height),
        title in "[ -~]{0,50}",
        meta in prop::collection::btree_map("[a-z]{1,8}", "[!-~][ -~\n]{0,30}[!-~]", 0..3),
    ) -> Matrix {
        let mut columns: Vec<Column> = names
            .into_iter()
            .map(|name| Column { id: String::new(), name: format!("{name}!") })
            .collect();
        if let Some(owner) = owner {
            columns[owner] = Column { id: "owner".to_owned(), name: "Penanggung jawab".to_owned() };
        }
        let rows = rows
            .into_iter()
            .filter(|cells| cells.iter().any(|cell| !cell.is_empty()))
            .map(|cells| Row { id: String::new(), cells })
            .collect();
        let mut meta = meta;
        meta.remove("title");
        Matrix { title: title.trim().to_owned(), meta, columns, rows }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_matrix_reads_back_as_it_was(matrix in any_matrix()) {
        prop_assert_eq!(round_trip(&matrix), matrix);
    }

    #[test]
    fn a_damaged_workbook_is_an_error_or_a_matrix(at in 0_usize..10_000, byte in any::<u8>(), cut in prop::bool::ANY) {
        let mut bytes = write_matrix(&matrix("Aktivitas,Pemilik\na,b\nc,\n"), &words()).unwrap();
        let at = at % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        drop(read_matrix(&bytes, None));
    }
}

#[test]
fn equal_matrices_give_equal_files() {
    let matrix = matrix("Aktivitas,Pemilik\na,b\n");
    assert!(write_matrix(&matrix, &words()).unwrap() == write_matrix(&matrix, &words()).unwrap());
}

#[test]
fn a_long_title_and_the_header_fields_come_back() {
    let mut matrix = matrix("Aktivitas;Pemilik\r\nUnggah;Rina\r\n");
    matrix.title = "Matriks: siapa/apa? [edisi ke-dua belas] tahun 2026".to_owned();
    matrix.meta.insert("unit".to_owned(), "Surabaya".to_owned());
    let bytes = write_matrix(&matrix, &words()).unwrap();
    assert_eq!(
        sheet_names(&bytes).unwrap(),
        ["Matriks siapa apa edisi ke-dua", "Keterangan"]
    );
    assert_eq!(read_matrix(&bytes, None).unwrap(), matrix);
    // Asked for by name, the second sheet is a table like any other.
    let about = read_matrix(&bytes, Some("keterangan")).unwrap();
    assert_eq!(about.title, "Keterangan");
    assert_eq!(about.rows[1].cells[1], "Surabaya");
}

#[test]
fn a_sheet_is_read_as_a_person_sees_it() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Kosong").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Sheet1").unwrap();
    let form = |code: &str| Format::new().set_num_format(code);
    sheet
        .merge_range(1, 1, 1, 5, "Matriks Kepemilikan", &form("@"))
        .unwrap();
    sheet.write(2, 1, "Kantor Surabaya").unwrap();
    for (n, name) in ["Kegiatan", "PIC", "Pemilik", "Mulai", "Porsi"]
        .iter()
        .enumerate()
    {
        sheet
            .write(4, u16::try_from(n).unwrap() + 1, *name)
            .unwrap();
    }
    sheet.merge_range(5, 1, 6, 1, "Unggah", &form("@")).unwrap();
    sheet.write(5, 2, 42.0).unwrap();
    sheet.write(5, 3, "Rina\r\nSari").unwrap();
    let day = ExcelDateTime::from_ymd(2012, 12, 17).unwrap();
    sheet
        .write_with_format(5, 4, &day, &form("dd/mm/yyyy"))
        .unwrap();
    sheet.write_with_format(5, 5, 0.15, &form("0%")).unwrap();
    sheet
        .write_with_format(6, 2, 1_250_000, &form("[$Rp-421]#,##0"))
        .unwrap();
    sheet.write(6, 5, true).unwrap();
    sheet.write(9, 1, "Pantau").unwrap();
    sheet.write_blank(900, 60, &form("0")).unwrap();
    let read = read_matrix(&workbook.save_to_buffer().unwrap(), None).unwrap();
    assert_eq!(read.title, "Matriks Kepemilikan");
    assert_eq!(read.meta["above the table"], "Kantor Surabaya");
    assert_eq!(
        write_csv(&read),
        "Kegiatan,PIC,Pemilik,Mulai,Porsi\n\
         Unggah,42,\"Rina\nSari\",2012-12-17,15%\n\
         Unggah,Rp1.250.000,,,TRUE\n\
         Pantau,,,,\n"
    );
    let ids: Vec<&str> = read.columns.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(ids, ["activity", "", "owner", "", ""]);
}

#[test]
fn a_sheet_that_is_not_there_or_empty_says_so() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Satu").unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    assert_eq!(
        read_matrix(&bytes, Some("Dua")),
        Err(XlsxError::NoSheet {
            wanted: "Dua".to_owned(),
            there: vec!["Satu".to_owned()]
        })
    );
    assert_eq!(
        read_matrix(&bytes, None).unwrap_err().to_string(),
        "the table is empty: its first row must name the columns"
    );
}

#[test]
fn what_excel_cannot_hold_is_refused_with_its_place() {
    let mut long = matrix("a,b\nc,d\n");
    long.rows[0].cells[1] = "x".repeat(32_768);
    assert_eq!(
        write_matrix(&long, &words()),
        Err(WorkbookError::LongCell { row: 1, column: 2 })
    );
    long.rows[0].cells[1].pop();
    assert_eq!(
        round_trip(&long),
        Matrix {
            title: String::new(),
            ..long
        }
    );
}

/// A workbook with this sheet and these shared strings and styles, as somebody wrote it by hand.
fn by_hand(sheet: &str, strings: &str, styles: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id='r' Type='http://x/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r='http://x'><sheets><sheet name='S' sheetId='1' r:id='s'/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id='s' Type='http://x/relationships/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ];
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_meant_to_exhaust_or_to_crash_is_refused() {
    let good = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c></row></sheetData></worksheet>";
    let strings = "<sst uniqueCount='1'><si><t>x</t></si></sst>";
    let styles = "<styleSheet><cellXfs><xf numFmtId='0'/></cellXfs></styleSheet>";
    let read = |sheet: &str, strings: &str, styles: &str| {
        read_matrix(&by_hand(sheet, strings, styles), None)
    };
    assert_eq!(read(good, strings, styles).unwrap().columns[0].name, "x");
    // Room for four thousand million strings.
    let boast = strings.replace("'1'", "'4000000000'");
    assert_eq!(
        read(good, &boast, styles),
        Err(XlsxError::Package(PackageError::TooMuch))
    );
    // Two cells in the far corners are two cells; a million columns are refused.
    let corners = "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>\
                   <row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData></worksheet>";
    assert!(matches!(
        read(corners, strings, styles),
        Err(XlsxError::Table(
            council::text::table::TableError::TooWide { row: 1_048_576, .. }
        ))
    ));
    let below = corners.replace("XFD1048576", "A1048576");
    assert_eq!(read(&below, strings, styles).unwrap().rows[0].cells, ["2"]);
    // Merged cells over the whole sheet, a thousand times.
    let merged = "<mergeCell ref='A1:XFD1048576'/>".repeat(1000);
    let merged = below.replace(
        "</worksheet>",
        &format!("<mergeCells>{merged}</mergeCells></worksheet>"),
    );
    assert_eq!(read(&merged, strings, styles), Err(XlsxError::TooManyCells));
    // A form of numbers with more brackets than the library counts.
    let brackets = format!(
        "<styleSheet><numFmts><numFmt numFmtId='200' formatCode='{}'/></numFmts>\
         <cellXfs><xf numFmtId='200'/></cellXfs></styleSheet>",
        "[".repeat(300)
    );
    drop(read(good, strings, &brackets));
    // Strings, styles and positions that are not there.
    for broken in [
        good.replace("<v>0", "<v>7"),
        good.replace("<v>0", "<v>-1"),
        good.replace("A1", "ZZZZZZZZZZ99999999999999"),
        good.replace("r='A1'", "r='A1' s='99'"),
        good.replace("<v>0</v>", "<q/>"),
        good.replace("</sheetData>", ""),
        String::new(),
    ] {
        drop(read(&broken, strings, styles));
    }
    let deep = format!("<worksheet>{}", "<a>".repeat(10_000));
    assert!(matches!(
        read(&deep, strings, styles),
        Err(XlsxError::Package(PackageError::Damaged { .. }))
    ));
}

#[test]
fn a_zip_bomb_is_refused() {
    let sheet = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        " ".repeat(crate::package::MAX_UNZIPPED)
    );
    let bomb = by_hand(&sheet, "<sst/>", "<styleSheet/>");
    assert!(bomb.len() < 1 << 20);
    assert_eq!(
        read_matrix(&bomb, None),
        Err(XlsxError::Package(PackageError::TooMuch))
    );
}
