use council::text::markdown::{read_minutes, read_policy};
use council::text::table::read_matrix;
use council::view::{Clause, Policy, View};
use proptest::prelude::*;
use typst::layout::{Frame, FrameItem};

use super::*;
use crate::blocks::{Block, from_markdown};
use crate::official::Official;

fn words() -> Words {
    Words {
        language: "id".to_owned(),
        terms: [("draft", "Rancangan"), ("page", "Halaman"), ("of", "dari")]
            .map(|(term, word)| (term.to_owned(), word.to_owned()))
            .into(),
        ..Words::default()
    }
}

fn official() -> Official {
    Official {
        number: "012/DMS/2026".to_owned(),
        version: 3,
        effective: "2026-04-01".to_owned(),
        fingerprint: "0123456789abcdef".repeat(4),
        outcome: "disetujui".to_owned(),
        verify: "jalankan: dewan log".to_owned(),
        ..Official::default()
    }
}

fn policy(text: &str) -> View {
    View::Policy(read_policy(text))
}

fn each_kind() -> [View; 3] {
    [
        policy(
            "# Judul\n\n## Pasal\n\n1. *a*\n   - **b**\n\n> `c`\n\n| d | e |\n|--|--|\n| f | g |\n\n---\n\n    h\n",
        ),
        View::Minutes(read_minutes(
            "# Notulen\n\n- Tanggal: 17 Desember 2012\n\n## Hadir\n\n- Hadir: Sari, Budi\n\n## 1. Akun\n\nCatatan.\n\n\
             - **Keputusan:** Satu akun. (setuju: Sari)\n- **Tindak lanjut:** Daftar (penanggung jawab: Budi)\n",
        )),
        View::Matrix(read_matrix("Aktivitas,Pemilik\n\"a\nb\",Rina\nc,\n").unwrap()),
    ]
}

/// The pages with all that is shown on each; the typesetter has nothing to complain about.
fn pages(view: &View, official: Option<&Official>) -> Vec<String> {
    let stands = official.map(|one| one as &dyn Stands);
    let sheet = sheet::sheet(view, &words(), stands).unwrap();
    let warned = typst::compile::<PagedDocument>(&Press::new(sheet));
    assert!(warned.warnings.is_empty(), "{:?}", warned.warnings);
    let document = warned.output.unwrap();
    let mut pages = Vec::new();
    for page in document.pages() {
        let mut text = String::new();
        gather(&page.frame, &mut text);
        pages.push(text);
    }
    pages
}

fn gather(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => gather(&group.frame, text),
            FrameItem::Text(item) => {
                text.push_str(&item.text);
                text.push(' ');
            }
            _ => {}
        }
    }
}

/// Without blanks, and without the marks where long words may be broken.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{200b}')
        .collect()
}

#[test]
fn each_kind_is_a_pdf_and_the_same_bytes_again() {
    for view in each_kind() {
        for official in [None, Some(official())] {
            let first = write(
                &view,
                &words(),
                official.as_ref().map(|one| one as &dyn Stands),
            )
            .unwrap();
            assert!(first.starts_with(b"%PDF-"));
            assert!(
                first
                    == write(
                        &view,
                        &words(),
                        official.as_ref().map(|one| one as &dyn Stands)
                    )
                    .unwrap()
            );
        }
    }
}

#[test]
fn a_long_policy_says_on_each_page_what_it_is() {
    let mut text = String::from("# Kebijakan\n\n");
    for n in 1..=120 {
        text.push_str(&format!(
            "## Pasal {n}\n\n{}\n\n",
            "Setiap unit menjaga akunnya. ".repeat(12)
        ));
    }
    let view = policy(&text);
    let draft = pages(&view, None);
    assert!((15..=25).contains(&draft.len()), "{}", draft.len());
    for (n, page) in draft.iter().enumerate() {
        let page = bare(page);
        assert!(page.contains("RANCANGAN"), "{page}");
        let foot = format!("Halaman{}dari{}", n + 1, draft.len());
        assert!(page.contains(&foot), "{page}");
    }
    for n in 1..=120 {
        assert!(
            draft
                .iter()
                .any(|page| bare(page).contains(&format!("Pasal{n}")))
        );
    }
    let published = pages(&view, Some(&official()));
    for page in &published {
        let page = bare(page);
        assert!(!page.contains("RANCANGAN"), "{page}");
        assert!(
            page.contains("012/DMS/2026·version3·0123456789abcdef"),
            "{page}"
        );
    }
    let last = published.last().unwrap();
    assert!(last.contains(&official().fingerprint), "{last}");
    assert!(bare(last).contains("jalankan:dewanlog"), "{last}");
}

#[test]
fn a_withdrawn_version_says_so_on_each_page() {
    let withdrawn = Official {
        withdrawn: Some((Default::default(), "Salah hitung".to_owned())),
        ..official()
    };
    let [page] = &pages(&policy("# A\n\nb\n"), Some(&withdrawn))[..] else {
        panic!("one page");
    };
    assert!(
        page.contains("WITHDRAWN") && page.contains("Salah"),
        "{page}"
    );
}

#[test]
fn minutes_show_people_decisions_votes_and_actions() {
    let [_, minutes, _] = each_kind();
    let shown = pages(&minutes, None).concat();
    for part in [
        "Sari",
        "present",
        "1. Akun",
        "Catatan.",
        "Satu akun.",
        "for: Sari",
        "Daftar",
        "Budi",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_head_is_repeated_and_a_wide_matrix_stands_on_wider_paper() {
    let tall = format!("Aktivitas,Pemilik\n{}", "a,b\n".repeat(200));
    let tall = View::Matrix(read_matrix(&tall).unwrap());
    let tall = pages(&tall, None);
    assert!(tall.len() > 2);
    assert!(tall.iter().all(|page| page.contains("Aktivitas")));
    let row = |cell: &str| vec![cell; 60].join(",");
    let wide = format!(
        "{}\n{}\n",
        row("Penanggungjawabkegiatan"),
        row(&"x".repeat(300))
    );
    let wide = View::Matrix(read_matrix(&wide).unwrap());
    let sheet = sheet::sheet(&wide, &words(), None).unwrap();
    let document = set(sheet).unwrap();
    assert!(document.pages()[0].frame.width().to_mm() > 1000.0);
}

#[test]
fn deep_nesting_becomes_lines_and_loses_no_word() {
    let mut lists = String::new();
    for n in 0..60 {
        lists.push_str(&format!("{}- butir{n}\n", "  ".repeat(n)));
    }
    let quotes = format!("{} kutipan\n", ">".repeat(100));
    let mixed = format!("{}dalam\n", "> - 1. ".repeat(30));
    let shown = pages(
        &policy(&format!("# A\n\n{lists}\n\n{quotes}\n\n{mixed}")),
        None,
    )
    .concat();
    for word in ["butir0", "butir59", "kutipan", "dalam"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
}

#[test]
fn more_text_than_paper_holds_is_refused() {
    let view = View::Policy(Policy {
        clauses: vec![Clause {
            body: "a ".repeat(MAX_TEXT_BYTES / 2 + 10),
            ..Clause::default()
        }],
        ..Policy::default()
    });
    assert!(matches!(
        write(&view, &words(), None),
        Err(PdfError::TooLarge { bytes }) if bytes > MAX_TEXT_BYTES
    ));
}

/// What means something to a typesetter, among words.
fn hostile() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("#"),
        Just("$"),
        Just("`"),
        Just("```"),
        Just("["),
        Just("]"),
        Just("@"),
        Just("\\"),
        Just("*"),
        Just("_"),
        Just("<a>"),
        Just("{"),
        Just("}"),
        Just("("),
        Just(")"),
        Just("\""),
        Just("//"),
        Just("/*"),
        Just("*/"),
        Just("="),
        Just("~"),
        Just("--"),
        Just("..."),
        Just("-?"),
        Just("#panic(1)"),
        Just("#import \"x\""),
        Just("#eval(\"1\")"),
        Just("#set page(width: 1pt)"),
        Just("\\u{41}"),
        Just("$ x^2 $"),
        Just("@ref"),
        Just("https://x.example"),
        Just("'"),
        Just(" "),
        Just("kata"),
        Just("é"),
        Just("1."),
        Just("- "),
        Just("+ "),
        Just("/ a: b"),
    ];
    proptest::collection::vec(part, 1..14).prop_map(|parts| parts.concat())
}

fn shown_of(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) => {
                out.push(crate::blocks::text_of(runs));
            }
            Block::List(list) => list
                .items
                .iter()
                .for_each(|item| out.extend(shown_of(item))),
            Block::Quote(blocks) => out.extend(shown_of(blocks)),
            Block::Table(rows) => {
                out.extend(
                    rows.iter()
                        .flatten()
                        .map(|cell| crate::blocks::text_of(cell)),
                );
            }
            Block::Code(text) => out.push(text.clone()),
            Block::Rule => {}
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Foreign text is shown letter for letter and does nothing, wherever it stands.
    #[test]
    fn hostile_text_is_only_ever_shown(text in hostile()) {
        let matrix = read_matrix(&format!("Kolom,Lain\n\"{}\",x\n", text.replace('"', "\"\""))).unwrap();
        let cell = matrix.rows[0].cells[0].clone();
        let shown = bare(&pages(&View::Matrix(matrix), None).concat());
        prop_assert!(shown.contains(&bare(&cell)), "{cell:?}: {shown}");

        let view = View::Policy(Policy {
            title: text.clone(),
            clauses: vec![Clause { body: text.clone(), ..Clause::default() }],
            ..Policy::default()
        });
        let said = Official { number: text.clone(), words: text.clone(), ..official() };
        let shown = bare(&pages(&view, Some(&said)).concat());
        for part in shown_of(&from_markdown(&text)).iter().chain([&text]) {
            prop_assert!(shown.contains(&bare(part)), "{part:?}: {shown}");
        }
    }
}

#[test]
fn every_fact_of_minutes_stands_on_the_page() {
    let view = crate::tests::facts::minutes();
    let sheet = sheet::sheet(&view, &Words::default(), None).unwrap();
    let warned = typst::compile::<PagedDocument>(&Press::new(sheet));
    let document = warned.output.unwrap();
    let mut text = String::new();
    for page in document.pages() {
        gather(&page.frame, &mut text);
    }
    // Lines break where they are full, so only the blanks differ.
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    for words in crate::tests::facts::SHOWN {
        assert!(plain(&text).contains(&plain(words)), "{words}: {text}");
    }
}
