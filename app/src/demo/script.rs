//! Who writes what in the demo.

/// The documents the chair imports: file name and text, in the order of import.
pub(super) const SAMPLES: [(&str, &str); 4] = [
    (
        POLICY,
        include_str!("../../samples/kebijakan-media-sosial.md"),
    ),
    (GUIDE, include_str!("../../samples/panduan-akun-resmi.md")),
    (
        MINUTES,
        include_str!("../../samples/notulen-rapat-2026-03-12.md"),
    ),
    (
        MATRIX,
        include_str!("../../samples/matriks-kepemilikan.csv"),
    ),
];

const POLICY: &str = "kebijakan-media-sosial.md";
const GUIDE: &str = "panduan-akun-resmi.md";
const MINUTES: &str = "notulen-rapat-2026-03-12.md";
const MATRIX: &str = "matriks-kepemilikan.csv";

/// What is written at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Words {
    /// Before what stands there.
    Before(&'static str),
    /// After what stands there.
    After(&'static str),
    /// In its place.
    Instead(&'static str),
}

impl Words {
    /// The words themselves.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Before(words) | Self::After(words) | Self::Instead(words) => words,
        }
    }

    /// What stands at the place afterwards.
    pub(super) fn value(self, present: &str) -> String {
        match self {
            Self::Before(words) => format!("{words} {present}"),
            Self::After(words) => format!("{present} {words}"),
            Self::Instead(words) => words.to_owned(),
        }
    }
}

/// One office's edits: document, place, words.
pub(super) type Edits = &'static [(&'static str, &'static str, Words)];

/// What chair, Surabaya and Medan write with no link: different clauses and cells, the same clause at
/// different ends, and one cell with two answers.
pub(super) const EDITS: [Edits; 3] = [
    &[
        (
            GUIDE,
            "clause/2/body",
            Words::After("Panduan ini juga berlaku bagi peserta magang."),
        ),
        (
            MATRIX,
            "row/5/owner",
            Words::Instead("Nadia Kusuma dan Rizky Aditya"),
        ),
    ],
    &[
        (
            POLICY,
            "clause/1/body",
            Words::Before("Disusun bersama cabang Surabaya."),
        ),
        (
            POLICY,
            "clause/10/body",
            Words::After("Cabang Surabaya meninjau akses setiap bulan."),
        ),
        (MATRIX, "row/12/owner", Words::Instead("Bayu Hartono")),
        (MATRIX, "row/6/hours", Words::Instead("6")),
        (MINUTES, "action/1/owner", Words::Instead("Sekar Ayu")),
    ],
    &[
        (
            POLICY,
            "clause/1/body",
            Words::After("Cabang Medan ikut menetapkannya."),
        ),
        (
            POLICY,
            "clause/2/body",
            Words::After("Agensi di Medan termasuk di dalamnya."),
        ),
        (MATRIX, "row/12/owner", Words::Instead("Maruli Siregar")),
        (
            MATRIX,
            "row/7/executors",
            Words::Instead("Togar Simanjuntak; Lestari Ginting"),
        ),
        (
            GUIDE,
            "clause/3/body",
            Words::After("Pertanyaan dapat diajukan kepada kantor Medan."),
        ),
    ],
];

/// How many places hold more than one value afterwards.
pub(super) const CONFLICTS: usize = 1;
