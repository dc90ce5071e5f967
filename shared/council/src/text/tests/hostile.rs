//! Generated hostile texts: nothing panics, nothing is dropped, everything is stable after one round.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::text::markdown::{read_minutes, read_policy, write_minutes, write_policy};
use crate::text::table::{read_matrix, write_csv, write_tsv};

/// Pieces of Markdown that meet badly.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "    ",
    "\t",
    "# ",
    "## ",
    "### ",
    "#### ",
    "##### ",
    "#",
    "##",
    " #",
    "===\n",
    "---\n",
    "---",
    "***\n",
    "...\n",
    "- ",
    "* ",
    "1. ",
    "12) ",
    "> ",
    "```\n",
    "~~~\n",
    "````",
    "`",
    "<!--",
    "-->",
    "<div>\n",
    "</div>",
    "<script>",
    "</script>\n",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<!D",
    "| a | b |\n|---|---|\n| c | d |\n",
    "|",
    "[x]: /u\n",
    "[x]: <",
    "\\",
    "\\\n",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "\u{c}",
    "\u{b}",
    "&amp;",
    "**",
    "_",
    "[ ] ",
    "[x] ",
    ":",
    ": ",
    "key: value\n",
    "\"",
    "é",
    "日本",
    "\u{301}",
    "$",
    "[^1]: ",
    "\n\n\n",
    "   ",
    "(",
    ")",
    ";",
    ",",
];

pub(super) fn text(rng: &mut ChaCha8Rng, extra: &[&str]) -> String {
    let mut text = String::new();
    if rng.random_ratio(1, 8) {
        text.push_str("---\n");
    }
    for n in 0..rng.random_range(0..60) {
        match rng.random_range(0..10) {
            0..=2 => text.push_str(&format!("word{n}x")),
            3..=4 if !extra.is_empty() => {
                if rng.random_bool(0.7) {
                    text.push('\n');
                }
                text.push_str(extra[rng.random_range(0..extra.len())]);
            }
            _ => text.push_str(PIECES[rng.random_range(0..PIECES.len())]),
        }
    }
    text
}

/// The seeds to try: `DEWAN_SEEDS` for a longer hunt.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    let asked = std::env::var("DEWAN_SEEDS")
        .ok()
        .and_then(|n| n.parse().ok());
    0..asked.unwrap_or(usual)
}

/// How often each word of the generator occurs.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split("word")
        .skip(1)
        .filter_map(|rest| rest.split_once('x').map(|(number, _)| number.to_owned()))
        .collect();
    words.sort();
    words
}

#[test]
fn no_policy_text_is_dropped_or_unstable() {
    for seed in seeds(20_000) {
        let text = text(&mut ChaCha8Rng::seed_from_u64(seed), &[]);
        let read = read_policy(&text);
        let written = write_policy(&read);
        assert_eq!(
            words(&written),
            words(&text),
            "seed {seed}: {text:?} -> {written:?}"
        );
        let again = read_policy(&written);
        assert_eq!(again, read, "seed {seed}: {text:?} -> {written:?}");
        assert_eq!(write_policy(&again), written, "seed {seed}: {text:?}");
    }
}

#[test]
fn no_cell_is_dropped_or_unstable() {
    const CELLS: &[&str] = &[
        "\"", ",", ";", "\t", "\n", "\r\n", "a", "b c", "\"\"", "\u{feff}", "'", " ", ",,",
        "sep=;\n",
    ];
    for seed in seeds(5_000) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut text = String::new();
        for n in 0..rng.random_range(0..40) {
            if rng.random_bool(0.4) {
                text.push_str(&format!("word{n}x"));
            } else {
                text.push_str(CELLS[rng.random_range(0..CELLS.len())]);
            }
        }
        let Ok(read) = read_matrix(&text) else {
            continue;
        };
        assert_eq!(
            words(&write_csv(&read)),
            words(&text),
            "seed {seed}: {text:?}"
        );
        for written in [write_csv(&read), write_tsv(&read)] {
            let again = read_matrix(&written).unwrap();
            assert_eq!(again, read, "seed {seed}: {text:?} -> {written:?}");
        }
    }
}

/// Pieces of minutes that meet badly.
const MINUTES: &[&str] = &[
    "# Council meeting 2025-01-31\n",
    "## Attendance\n",
    "## Meeting roles\n",
    "## Minutes\n",
    "### Keputusan\n",
    "## Keputusan\n",
    "## Action items\n",
    "### Hadir\n",
    "## 3. Tindak lanjut\n",
    "## Rapat\n",
    "Decision: word900x",
    "**Keputusan:** word901x",
    "- **Decision**: ",
    "- Decision: word902x\n",
    "* [ ] word903x",
    "1. [x] Budi: word904x",
    "Action: ",
    "Tindak lanjut: Sari Dewi: word905x",
    "**Keputusan:**\n",
    "Keputusan:\n\n- ",
    "(owner: Budi; due: 2026-01-31)",
    "(penanggung jawab: Sari)",
    "(setuju: A, B; abstain: C)",
    "(state: done)",
    "- Council members: Mara, TC (sub)\n",
    "    - Oli not attending\n",
    "- Observers: None.\n",
    "Attendees: A, B\n",
    "- Facilitator: TC\n",
    "Notulis : Budi\n",
    "**Tanggal:** 17 Desember 2012\n",
    "Hari/tanggal: Kamis, 17 Desember 2012\n",
    "- Meeting date: 2026-07-31\n",
    "**Presenter:** Sari\n",
    "Penyaji: word906x\n",
    "- Budi\n",
    "- Sari, S.E.\n",
    "1. Ani (izin)\n",
    "| No | Tindak lanjut | PIC |\n|--|--|--|\n| 1 | word907x | Budi |\n",
    "\n  word908x",
    "\n    word909x",
    "\n- ",
    "\n\n",
    "?",
    "- a\n",
    "language: id\n",
    "Budi: hadir\n",
    "Mara absent\n",
    "Decision: Decision: word910x\n",
    "Action: word911x (pic: B) (owner: C)\n",
];

#[test]
fn no_minutes_are_dropped_or_unstable() {
    for seed in seeds(20_000) {
        let text = text(&mut ChaCha8Rng::seed_from_u64(seed), MINUTES);
        let read = std::panic::catch_unwind(|| read_minutes(&text))
            .unwrap_or_else(|_| panic!("seed {seed}: {text:?}"));
        let written = write_minutes(&read);
        assert_eq!(
            words(&written),
            words(&text),
            "seed {seed}: {text:?} -> {written:?}"
        );
        let again = read_minutes(&written);
        assert_eq!(again, read, "seed {seed}: {text:?} -> {written:?}");
        assert_eq!(write_minutes(&again), written, "seed {seed}: {text:?}");
    }
}

/// What once broke the reading of minutes.
const BROKE: &[&str] = &[
    "a\n\n## Attendance\n\n### Keputusan\n\n1. Ani (izin)\n",
    "word0x\n# Council meeting 2025-01-31\nx\n### \n**Keputusan:** y\n",
    "## A\n\n### B\nKeputusan:\n\n- x\n- **Decision**: - (\n1. Ani (izin)\n",
    "### Keputusan\n\nPenyaji: a\nAction: b\n",
    "* [ ] a\n\nAttendees: A, B\n##\n",
    "## Action items\n\nKeputusan:\n\n- a\n",
    "## Action items\n### Keputusan\n\n- a\n",
    "- Decision: a\n\u{2028}\n?> b\n",
    "**Keputusan:**\n1. [x] Budi: a\nKeputusan:\n\n- b\nc\n",
    "a\n## Keputusan\nx\n- **Decision**: ;\n- **Decision**: b\n- \n\n\n",
    "- Facilitator: TC\nDecision: Decision: a\n",
    "1. Ani\na\n# M 2025-01-31\n   </div>\n- Observers: None.\n---* \n## Action items\n",
    "a\n### Keputusan\n   - Sari, S.E.\n\nKeputusan:\n\n- b\n",
    "- Meeting date: 2026-07-31\n\n**Tanggal:** 17 Desember 2012\n**Tanggal:** 17 Desember 2012\na\n",
    "## A\n\n- a\n\nDecision: b\n   ````\n## B\n````\n",
    "Attendees: A, B\n12) [x] a\n(penanggung jawab: Sari)\n",
    "## Action items\n\nDecision: a\n\n- [ ]   \n- b\n### Keputusan\n\nDecision: c\n",
    "---\n* a]]>\"b- Decision: c\nd#### e(<script>fBudi: hadir\n````\n</div>- a\n#### <script>\n\n\n\ng\n1. [x] Budi: h\nMara absent\n#i\n\n Action: j (pic: B) (owner: C)\n**-->- Observers: None.\n[x]: /u\nkey: value\nk\\\nl",
];

#[test]
fn what_once_broke_it_is_stable() {
    for text in BROKE {
        let read = read_minutes(text);
        let written = write_minutes(&read);
        assert_eq!(read_minutes(&written), read, "{text:?} -> {written:?}");
    }
}
