use council::text::markdown::{read_minutes, read_policy};
use council::text::table::read_matrix;
use council::view::View;

use super::page;
use crate::official::{Official, Signer};
use crate::words::Words;

fn words() -> Words {
    Words {
        language: "id".to_owned(),
        months: (1..=12).map(|n| format!("Bulan{n}")).collect(),
        today: "2026-03-01".to_owned(),
        terms: [
            ("policy", "Kebijakan"),
            ("unit", "Satuan kerja"),
            ("for", "setuju"),
            ("no owner", "tanpa pemilik"),
            ("printed", "Dicetak"),
            ("present", "hadir"),
        ]
        .map(|(term, word)| (term.to_owned(), word.to_owned()))
        .into(),
        ..Words::default()
    }
}

#[test]
fn nothing_in_a_text_becomes_part_of_the_page() {
    let evil = "<script>alert(1)</script>";
    let policy = read_policy(&format!(
        "---\nunit: {evil}\nnumber: \"'\\\" x\"\n---\n# Judul {evil} *x*\n\n## Bab {evil}\n\n{evil}\n\nbaris <img src=x onerror=y> \
         ![g](http://x/y.png) [a](javascript:alert(1)) [b](https://x.example/?a=1&b=2)<br>\n\n<iframe src=x></iframe>\n\n| a | b |\n|--|--|\n| c<br>d | {evil} |\n\n\
         - x\n\n```\n{evil}\n```\n"
    ));
    let html = page(&View::Policy(policy), &words(), None);
    assert_eq!(html.matches("<script").count(), 0, "{html}");
    assert_eq!(
        html.matches("<img").count() + html.matches("<iframe").count(),
        0,
        "{html}"
    );
    assert!(!html.contains("javascript:"), "{html}");
    assert!(
        html.contains("<h1>Judul &lt;script&gt;alert(1)&lt;/script&gt; <em>x</em></h1>"),
        "{html}"
    );
    assert!(
        html.contains("<a href=\"https://x.example/?a=1&amp;b=2\">b</a><br"),
        "{html}"
    );
    assert!(html.contains("<td>c<br />\nd</td>"), "{html}");
    assert!(
        html.contains("<th scope=\"row\">Satuan kerja</th><td>&lt;script&gt;"),
        "{html}"
    );
    assert!(
        html.contains("<footer>Dicetak 1 Bulan3 2026</footer>"),
        "{html}"
    );
}

#[test]
fn minutes_show_facts_people_decisions_and_actions() {
    let minutes = read_minutes(
        "# Notulen\n\n- Tanggal: 17 Desember 2012\n- Tempat: Aula\n\n## Hadir\n\n- Hadir: Sari (wakil <b>), Budi\n\n## 1. Akun\n\nCatatan **tebal**.\n\n\
         - **Keputusan:** Satu akun. (setuju: Sari, Budi)\n- **Tindak lanjut:** Daftar (penanggung jawab: Budi; tenggat: 2026-01-31)\n\n## Keputusan\n\n- Lain <i>.\n",
    );
    assert_eq!((minutes.decisions.len(), minutes.actions.len()), (2, 1));
    let html = page(&View::Minutes(minutes), &words(), None);
    for part in [
        "<td>17 Bulan12 2012</td>",
        "<td>Sari</td><td>hadir</td>",
        "<p>Catatan <strong>tebal</strong>.</p>",
        "votes: setuju: Budi, Sari",
        "<td>Budi</td><td>31 Bulan1 2026</td><td>open</td>",
        "<h2>1. Akun</h2>",
        "<h2>decisions</h2>",
        "Lain &lt;i&gt;.",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn a_matrix_says_who_is_missing_in_words() {
    let matrix = read_matrix("Aktivitas,Pemilik\n\"a\n<b>\",Rina\nc,\n").unwrap();
    let html = page(&View::Matrix(matrix), &words(), None);
    assert!(
        html.contains("<tr><td>a<br>&lt;b&gt;</td><td>Rina</td></tr>"),
        "{html}"
    );
    assert!(
        html.contains("<tr class=\"nobody\"><td>c</td><td>tanpa pemilik</td></tr>"),
        "{html}"
    );
    assert!(
        html.contains("<thead><tr><th scope=\"col\">Aktivitas</th>"),
        "{html}"
    );
}

#[test]
fn a_published_page_says_who_decided_and_a_draft_says_that_it_is_one() {
    let view = View::Policy(read_policy("---\nnumber: konsep\n---\n# Judul\n\nIsi.\n"));
    let official = Official {
        number: "012/<DGM>/2026".to_owned(),
        version: 2,
        effective: "2026-04-01".to_owned(),
        fingerprint: "0123456789abcdef".repeat(4),
        outcome: "disetujui".to_owned(),
        words: "<b>Laksanakan".to_owned(),
        decided: Signer {
            name: "Sari".to_owned(),
            role: "ketua dewan".to_owned(),
            day: "2026-03-02".to_owned(),
            doubt: String::new(),
        },
        ..Official::default()
    };
    let draft = page(&view, &words(), None);
    let published = page(&view, &words(), Some(&official));
    assert!(draft.contains("<p class=\"mark\">draft</p>"), "{draft}");
    assert!(!published.contains("class=\"mark\""), "{published}");
    assert!(!published.contains("konsep"), "{published}");
    for part in [
        "<td>012/&lt;DGM&gt;/2026</td>",
        "<td>1 Bulan4 2026</td>",
        "<td>disetujui: &lt;b&gt;Laksanakan</td>",
        "<td>Sari, ketua dewan, 2 Bulan3 2026</td>",
        "<footer>012/&lt;DGM&gt;/2026 · version 2 · 0123456789abcdef</footer>",
        official.fingerprint.as_str(),
    ] {
        assert!(published.contains(part), "{part}\n{published}");
    }
    let withdrawn = Official {
        withdrawn: Some((Signer::default(), "Salah hitung".to_owned())),
        ..official
    };
    let withdrawn = page(&view, &words(), Some(&withdrawn));
    assert!(withdrawn.contains("<p class=\"mark\">withdrawn</p>"));
    assert!(withdrawn.contains("Salah hitung"), "{withdrawn}");
}

#[test]
fn nothing_of_a_page_is_fetched() {
    let view = View::Policy(read_policy(
        "# J\n\n![p](https://x.example/p.png) <link rel=stylesheet href=https://x.example/a.css> [a](https://x.example)\n",
    ));
    for html in [
        page(&view, &words(), None),
        page(&view, &words(), Some(&Official::default())),
    ] {
        for fetched in ["src=", "<link", "@import", "url(", "<script", "<img"] {
            assert!(!html.contains(fetched), "{fetched}\n{html}");
        }
        assert_eq!(html.matches("href=\"").count(), 1, "{html}");
        assert!(html.contains("<a href=\"https://x.example\">a</a>"));
    }
}

#[test]
fn every_fact_of_minutes_stands_where_it_belongs() {
    use crate::tests::facts::{SHOWN, minutes};
    let html = page(&minutes(), &Words::default(), None);
    for words in SHOWN {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(!html.contains("Gita"), "taken back: {html}");
}
