//! The promises over all forms: what is written reads back.

use std::collections::BTreeMap;
use std::path::Path;

use council::text::markdown::{read_minutes, write_minutes, write_policy};
use council::text::table::read_matrix;
use council::view::{Clause, Column, Kind, Matrix, Minutes, Policy, Row, View};
use proptest::prelude::*;

use crate::blocks::{flattened, from_markdown, text_of, to_markdown};
use crate::read::{ReadError, read};
use crate::words::Words;
use crate::write::{Form, WriteError, write};

fn words() -> Words {
    Words {
        language: "id".to_owned(),
        terms: [("unit", "Satuan kerja"), ("number", "Nomor")]
            .map(|(term, word)| (term.to_owned(), word.to_owned()))
            .into(),
        ..Words::default()
    }
}

fn through(view: &View, form: Form) -> View {
    let bytes = write(view, form, &words()).unwrap();
    let name = format!("berkas.{}", form.ending());
    read(&bytes, &name, None, None).unwrap()
}

/// Words as they stand in sentences, with characters that mean something in Markdown and XML.
fn phrase() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[a-zA-Zé]{1,8}",
        1 => prop::sample::select(vec![
            "*", "_", "a_b", "a*b", "<b>", "&amp;", "&", "[x]", "[ ]", "](", "`", "\\", "#", "|", "1.", "-", ">", "~~",
            "http://x.example", "5\"", "日本", "Keputusan:", "=", "+", "!", "$", "'",
        ]).prop_map(str::to_owned),
    ];
    ("[A-Za-z]{1,6}", prop::collection::vec(word, 0..6))
        .prop_map(|(first, rest)| [vec![first], rest].concat().join(" "))
}

/// Markdown as people write it, or nearly.
fn body() -> impl Strategy<Value = String> {
    let block = prop_oneof![
        4 => phrase(),
        1 => (phrase(), phrase(), phrase()).prop_map(|(a, b, c)| format!("{a} **{b}** *{c}*")),
        1 => (phrase(), phrase()).prop_map(|(a, b)| format!("- {a}\n- {b}\n  - {a}\n- {b}")),
        1 => (phrase(), phrase()).prop_map(|(a, b)| format!("3. {a}\n4. {b}\n\n   {a}")),
        1 => (phrase(), phrase()).prop_map(|(a, b)| format!("| {} | x |\n|---|---|\n| y | {} |", a.replace('|', ""), b.replace('|', ""))),
        1 => phrase().prop_map(|a| format!("> {a}")),
        1 => phrase().prop_map(|a| format!("```\n{a}\n\n  {a}\n```")),
        1 => (phrase(), phrase()).prop_map(|(a, b)| format!("{a}\\\n{b} [tautan](https://x.example/a?b=c&d)")),
        1 => Just("***".to_owned()),
    ];
    prop::collection::vec(block, 0..5).prop_map(|blocks| blocks.join("\n\n"))
}

fn policy() -> impl Strategy<Value = Policy> {
    let clause = (1_u8..5, phrase(), body()).prop_map(|(level, heading, body)| Clause {
        id: String::new(),
        level,
        heading,
        body,
    });
    (
        phrase(),
        prop::collection::vec(clause, 0..5),
        prop::option::of("[A-Z]{1,3}/[0-9]{1,3}"),
        prop::bool::ANY,
    )
        .prop_map(|(title, clauses, number, long)| {
            let mut meta = BTreeMap::new();
            if let Some(number) = number {
                meta.insert("number".to_owned(), number);
                meta.insert("tinjau ulang".to_owned(), "12 bulan".to_owned());
            }
            if long {
                meta.insert("unit".to_owned(), "Kantor & Cabang".to_owned());
            }
            Policy {
                title,
                meta,
                clauses,
            }
        })
}

/// Every letter and digit in order.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a person reads of Markdown, letters and digits only.
fn seen(markdown: &str) -> String {
    letters(&text_of(&flattened(&from_markdown(markdown))))
}

/// Title and clauses as a person reads them.
fn said(policy: &Policy) -> Vec<(u8, String, String)> {
    let line = |text: &str| seen(&format!("# {text}"));
    let clauses = policy.clauses.iter();
    std::iter::once((0, line(&policy.title), String::new()))
        .chain(clauses.map(|c| (c.level, line(&c.heading), seen(&c.body))))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_written_from_blocks_reads_as_the_same_blocks(text in body()) {
        let blocks = from_markdown(&text);
        let written = to_markdown(&blocks);
        let again = to_markdown(&from_markdown(&written));
        prop_assert_eq!(&again, &written, "{}", text);
        prop_assert_eq!(seen(&written), seen(&text), "{}\n{}", text, written);
    }

    #[test]
    fn a_policy_in_word_keeps_headings_and_words(policy in policy()) {
        let View::Policy(back) = through(&View::Policy(policy.clone()), Form::Docx) else {
            panic!("no policy");
        };
        prop_assert_eq!(&back.meta, &policy.meta);
        prop_assert_eq!(said(&back), said(&policy));
        // The second time nothing changes any more.
        let view = View::Policy(back);
        prop_assert_eq!(through(&view, Form::Docx), view);
    }
}

fn sample(name: &str) -> View {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../app/samples")
        .join(name);
    read(&std::fs::read(file).unwrap(), name, None, None).unwrap()
}

#[test]
fn sample_minutes_come_back_from_word_as_they_were() {
    let view = sample("notulen-rapat-2026-03-12.md");
    assert_eq!(through(&view, Form::Docx), view);
}

#[test]
fn sample_policies_come_back_from_word_with_their_clauses() {
    for name in ["kebijakan-media-sosial.md", "panduan-akun-resmi.md"] {
        let View::Policy(policy) = sample(name) else {
            panic!("{name}");
        };
        let View::Policy(back) = through(&View::Policy(policy.clone()), Form::Docx) else {
            panic!("{name}");
        };
        assert_eq!(back.meta, policy.meta);
        assert_eq!(said(&back), said(&policy), "{name}");
    }
}

#[test]
fn the_sample_matrix_comes_back_from_excel_and_word_as_it_was() {
    let mut view = sample("matriks-kepemilikan.csv");
    if let View::Matrix(matrix) = &mut view {
        matrix.meta.insert("unit".to_owned(), "Surabaya".to_owned());
        matrix
            .meta
            .insert("line ends".to_owned(), "CRLF".to_owned());
    }
    assert_eq!(through(&view, Form::Xlsx), view);
    assert_eq!(through(&view, Form::Docx), view);
}

/// Where the real documents are, if this clone has them: beside the repository, or where `DEWAN_DATA` points.
fn data() -> Option<std::path::PathBuf> {
    if let Some(folder) = std::env::var_os("DEWAN_DATA") {
        let folder = std::path::PathBuf::from(folder);
        assert!(
            folder.is_dir(),
            "DEWAN_DATA names {}, which is no folder",
            folder.display()
        );
        return Some(folder);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !folder.is_dir() {
        eprintln!(
            "NOTHING CHECKED: there are no real documents beside the repository; set DEWAN_DATA"
        );
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, ending: &str, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

#[test]
fn the_real_matrix_comes_back_from_excel_as_it_was() {
    let Some(data) = data() else { return };
    let text = std::fs::read_to_string(data.join("kubernetes-sigs/ownership.csv")).unwrap();
    let matrix = Matrix {
        title: "Kepemilikan".to_owned(),
        ..read_matrix(&text).unwrap()
    };
    assert_eq!(matrix.rows.len(), 260);
    let view = View::Matrix(matrix);
    assert_eq!(through(&view, Form::Xlsx), view);
}

#[test]
fn real_documents_come_back_from_word_with_headings_and_words() {
    let Some(data) = data() else { return };
    let mut paths = Vec::new();
    files(&data, "md", &mut paths);
    assert!(paths.len() >= 79);
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut policy = council::text::markdown::read_policy(&text);
        policy.meta.clear();
        let bytes = write(&View::Policy(policy.clone()), Form::Docx, &words()).unwrap();
        let back = read(&bytes, "x.docx", Some(Kind::Policy), None).unwrap();
        let View::Policy(mut back) = back else {
            panic!("{}", path.display());
        };
        if policy.title.is_empty() {
            back.title.clear();
        }
        // Not clause by clause: the addresses of links stand at the end of some of these.
        let whole = |policy: &Policy| {
            let levels: Vec<u8> = policy.clauses.iter().map(|clause| clause.level).collect();
            (levels, seen(&write_policy(policy)))
        };
        assert!(whole(&back) == whole(&policy), "{}", path.display());
    }
}

#[test]
fn real_minutes_come_back_from_word_with_what_was_recognised() {
    let Some(data) = data() else { return };
    let mut paths = Vec::new();
    files(&data.join("leadership-council/minutes"), "md", &mut paths);
    assert!(paths.len() >= 60);
    for path in paths {
        let minutes = read_minutes(&std::fs::read_to_string(&path).unwrap());
        let bytes = write(&View::Minutes(minutes.clone()), Form::Docx, &words()).unwrap();
        let View::Minutes(back) = read(&bytes, "x.docx", None, None).unwrap() else {
            panic!("{}", path.display());
        };
        let people = |minutes: &Minutes| -> Vec<(String, String)> {
            let people = minutes.attendance.iter();
            people
                .map(|p| (p.person.clone(), p.status.clone()))
                .collect()
        };
        assert_eq!(people(&back), people(&minutes), "{}", path.display());
        assert_eq!(back.meeting, minutes.meeting, "{}", path.display());
        let counted = |minutes: &Minutes| {
            let levels: Vec<u8> = minutes.agenda.iter().map(|item| item.level).collect();
            (levels, minutes.decisions.len(), minutes.actions.len())
        };
        assert_eq!(counted(&back), counted(&minutes), "{}", path.display());
        assert!(
            seen(&write_minutes(&back)) == seen(&write_minutes(&minutes)),
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_policy_without_a_title_does_not_take_its_first_heading_for_one() {
    let clause = |level, heading: &str| Clause {
        id: String::new(),
        level,
        heading: heading.to_owned(),
        body: "isi".to_owned(),
    };
    for levels in [[1, 2], [2, 1], [3, 3]] {
        let policy = Policy {
            clauses: vec![clause(levels[0], "A"), clause(levels[1], "B")],
            ..Policy::default()
        };
        let View::Policy(back) = through(&View::Policy(policy.clone()), Form::Docx) else {
            panic!("no policy");
        };
        assert_eq!(back.title, "Berkas");
        assert_eq!(back.clauses, policy.clauses);
    }
}

#[test]
fn every_form_says_what_it_cannot_hold() {
    let policy = View::Policy(Policy::default());
    let matrix = View::Matrix(Matrix {
        columns: vec![Column {
            id: String::new(),
            name: "a".to_owned(),
        }],
        rows: vec![Row::default()],
        ..Matrix::default()
    });
    for (view, form) in [
        (&policy, Form::Xlsx),
        (&policy, Form::Csv),
        (&matrix, Form::Markdown),
    ] {
        assert_eq!(
            write(view, form, &words()),
            Err(WriteError::Form {
                kind: view.kind(),
                form
            })
        );
    }
    for kind in Kind::ALL {
        for form in Form::of(kind) {
            assert_eq!(
                Form::from_ending(&form.ending().to_uppercase()),
                Some(*form)
            );
        }
    }
    for view in [&policy, &matrix] {
        for form in Form::of(view.kind()) {
            assert!(!write(view, *form, &words()).unwrap().is_empty() || *form == Form::Markdown);
        }
    }
    let workbook = write(&matrix, Form::Xlsx, &words()).unwrap();
    assert_eq!(
        read(&workbook, "x.xlsx", Some(Kind::Policy), None),
        Err(ReadError::NotAMatrix)
    );
}

#[test]
fn pages_are_read_as_what_they_are() {
    let page = "<h1>Kebijakan</h1><h2>Tujuan</h2><p>Isi <b>tebal</b></p>";
    let View::Policy(policy) = read(page.as_bytes(), "x.html", None, None).unwrap() else {
        panic!("no policy");
    };
    assert_eq!(policy.title, "Kebijakan");
    assert_eq!(policy.clauses[0].body, "Isi **tebal**");
    let page = "<table><tr><th>Aktivitas<th>Pemilik<tr><td>Unggah<td>Rina</table>";
    let View::Matrix(matrix) = read(page.as_bytes(), "matriks.HTM", None, None).unwrap() else {
        panic!("no matrix");
    };
    assert_eq!(matrix.title, "Matriks");
    assert_eq!(matrix.rows[0].cells, ["Unggah", "Rina"]);
    let minutes = "<h1>Notulen Rapat 17 Desember 2012</h1><h2>Hadir</h2><ul><li>Sari<li>Budi</ul>";
    let View::Minutes(minutes) = read(minutes.as_bytes(), "x.html", None, None).unwrap() else {
        panic!("no minutes");
    };
    assert_eq!(minutes.meeting["date"], "2012-12-17");
    assert_eq!(minutes.attendance.len(), 2);
}

#[test]
fn any_byte_of_a_file_may_be_wrong() {
    let policy = sample("panduan-akun-resmi.md");
    let matrix = sample("matriks-kepemilikan.csv");
    let files = [
        (write(&policy, Form::Docx, &words()).unwrap(), "x.docx"),
        (write(&matrix, Form::Xlsx, &words()).unwrap(), "x.xlsx"),
    ];
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(which in 0_usize..2, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in prop::option::of(any::<prop::sample::Index>()))| {
        let (bytes, name) = &files[which];
        let mut bytes = bytes.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        drop(read(&bytes, name, None, None));
    });
}

/// Minutes with every fact that two minute-takers may note, and the words that a reader must find.
pub(crate) mod facts {
    use std::collections::BTreeMap;

    use council::text::markdown::read_minutes;
    use council::view::{View, fact};

    pub(crate) const SHOWN: [&str; 12] = [
        "proxy: Ani",
        "letter: S-12",
        "item kind: for decision",
        "recused: Budi (keluarga pemilik vendor); Dewi",
        "rule: majority",
        "casting: against",
        "dissent: Citra menilai terlalu mahal",
        "look again: 2027-01-15",
        "executors: Eka, Fajar",
        "unit: Kantor Surabaya",
        "evidence: laporan 7",
        "for: Sari",
    ];

    pub(crate) fn minutes() -> View {
        let mut minutes = read_minutes(
            "# Notulen\n\n## Hadir\n\n- Hadir: Sari\n- Izin: Citra\n\n## Vendor\n\nCatatan.\n\n\
             - **Keputusan:** Ganti vendor. (setuju: Sari)\n- **Tindak lanjut:** Tender (penanggung jawab: Budi)\n",
        );
        let said = |facts: &[(&str, &str)]| -> BTreeMap<String, String> {
            let facts = facts.iter();
            facts
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect()
        };
        minutes.attendance[1].facts = said(&[(fact::PROXY, "Ani"), (fact::LETTER, "S-12")]);
        minutes.agenda[0].facts = said(&[
            (fact::ITEM_KIND, "decision"),
            (&fact::recused("Budi"), "keluarga pemilik vendor"),
            (&fact::recused("Dewi"), fact::SAID),
            (&fact::recused("Gita"), ""),
        ]);
        minutes.decisions[0].facts = said(&[
            (fact::RULE, fact::MAJORITY),
            (fact::CASTING, "against"),
            (fact::DISSENT, "Citra menilai terlalu mahal"),
            (fact::LOOK_AGAIN, "2027-01-15"),
        ]);
        minutes.actions[0].facts = said(&[
            (fact::EXECUTORS, "Eka, Fajar"),
            (fact::UNIT, "Kantor Surabaya"),
            (fact::EVIDENCE, "laporan 7"),
        ]);
        View::Minutes(minutes)
    }
}
