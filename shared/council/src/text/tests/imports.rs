use crate::text::import::{ImportError, import, title_from_file_name};
use crate::view::{Kind, View};

#[test]
fn a_file_is_read_as_what_it_is() {
    let kinds = [
        (
            "a/matriks-kepemilikan.csv",
            "aktivitas,pelaksana\nx,y\n",
            Kind::Matrix,
            "Matriks kepemilikan",
        ),
        ("tabel", "a;b;c\n1;2;3\n", Kind::Matrix, "Tabel"),
        (
            "notulen-rapat-2026-03-12.md",
            "Notulis: Sari\n\n## Hadir\n\nSari, Budi\n",
            Kind::Minutes,
            "Notulen rapat 2026-03-12",
        ),
        (
            "kebijakan.md",
            "# Kebijakan Media Sosial\n",
            Kind::Policy,
            "Kebijakan Media Sosial",
        ),
        (".md", "", Kind::Policy, ".md"),
    ];
    for (file, text, kind, title) in kinds {
        let view = import(text.as_bytes(), file, None).unwrap();
        let (found, name) = match &view {
            View::Policy(p) => (Kind::Policy, &p.title),
            View::Minutes(m) => {
                assert_eq!(m.meeting["date"], "2026-03-12");
                (Kind::Minutes, &m.title)
            }
            View::Matrix(m) => (Kind::Matrix, &m.title),
        };
        assert_eq!((found, name.as_str()), (kind, title), "{file}");
    }
    assert!(matches!(
        import(b"# x", "x.md", Some(Kind::Minutes)),
        Ok(View::Minutes(_))
    ));
    assert_eq!(
        title_from_file_name(r"C:\x\daftar_hadir-2026.tsv"),
        "Daftar hadir 2026"
    );
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    for bytes in [&b"\xff\xfea\0"[..], b"a\0b"] {
        let refused = import(bytes, "dir/x.md", None).unwrap_err();
        assert_eq!(
            refused,
            ImportError::NotText {
                file: "x.md".to_owned()
            }
        );
    }
    let refused = import(b"", "x.csv", None).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "x.csv: the table is empty: its first row must name the columns"
    );
    let refused = import(&vec![b' '; (16 << 20) + 1], "x.md", None).unwrap_err();
    assert!(matches!(refused, ImportError::TooLarge { .. }));
}

#[test]
fn json_has_the_documented_fields_in_order() {
    let view = import(b"# T\n\n## A\n\nx\n", "x.md", None).unwrap();
    let json = crate::text::json::write_json(&view);
    let expected = r###"{
  "kind": "policy",
  "title": "T",
  "meta": {},
  "clauses": [
    {
      "id": "",
      "level": 2,
      "heading": "A",
      "body": "x"
    }
  ]
}
"###;
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<View>(&json).unwrap(), view);
}
