//! One cell: what it shows and how it looks. Plain data, decided without the toolkit's help.

use council::matrix::{OWNER, Ownership};
use council::view::Matrix;
use egui::Color32;

use super::shown::Shown;
use crate::core::matrix::sheet::{Sheet, Spot};
use crate::say;
use crate::ui::theme::Palette;
use crate::words::Language;

/// The longest part of a cell that is painted, in bytes; the rest shows under edit.
const MOST_BYTES: usize = 600;

/// What is worth a look in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Look {
    /// Nothing.
    #[default]
    Plain,
    /// An owner is missing.
    Nobody,
    /// Several owners.
    Several,
    /// Several values.
    Conflict,
}

impl Look {
    /// The colours of letters and ground; `None`: those of every cell.
    pub(super) fn colours(self, palette: &Palette) -> Option<(Color32, Color32)> {
        match self {
            Self::Plain => None,
            Self::Nobody => Some((palette.bad, palette.bad_soft)),
            Self::Several => Some((palette.text, palette.warn_soft)),
            Self::Conflict => Some((palette.warn, palette.warn_soft)),
        }
    }
}

/// What a cell shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Face<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// What is worth a look.
    pub(super) look: Look,
}

/// What the cell at a spot shows.
pub(super) fn face<'a>(
    shown: &'a Shown,
    matrix: &'a Matrix,
    spot: Spot,
    language: Language,
) -> Face<'a> {
    let sheet = shown.sheet(matrix);
    let text = |text: &'a str| cut(text, MOST_BYTES);
    let Some(row) = shown.rows.get(spot.row).copied() else {
        return Face {
            text: "",
            look: Look::Plain,
        };
    };
    if !shown.conflict_texts.is_empty()
        && let Some(values) = shown.conflict_texts.get(&(row, spot.column))
    {
        return Face {
            text: text(values),
            look: Look::Conflict,
        };
    }
    let is_owner = matrix
        .columns
        .get(spot.column)
        .is_some_and(|column| column.id == OWNER);
    let look = match shown.facts.ownership.get(row) {
        Some(Ownership::Nobody) if is_owner => {
            return Face {
                text: language.word("matrix-no-owner"),
                look: Look::Nobody,
            };
        }
        Some(Ownership::Several) if is_owner => Look::Several,
        _ => Look::Plain,
    };
    Face {
        text: text(cell(sheet, spot)),
        look,
    }
}

fn cell<'a>(sheet: Sheet<'a>, spot: Spot) -> &'a str {
    sheet.cell(spot)
}

/// What a tip says of a cell: all of it, and what is worth a look.
pub(super) fn tip(
    shown: &Shown,
    matrix: &Matrix,
    spot: Spot,
    language: Language,
) -> Option<String> {
    let row = *shown.rows.get(spot.row)?;
    let face = face(shown, matrix, spot, language);
    match face.look {
        Look::Conflict => Some(format!(
            "{}\n{}",
            face.text,
            language.word("matrix-conflict-hint")
        )),
        Look::Several => Some(say!(
            language,
            "matrix-overlap-of",
            names = shown.facts.claims.get(&row)?.join(" · ")
        )),
        Look::Nobody => None,
        Look::Plain => {
            let text = shown.sheet(matrix).cell(spot);
            (!text.is_empty()).then(|| cut(text, 4 * MOST_BYTES).to_owned())
        }
    }
}

/// At most so many bytes of a text, whole letters.
pub(super) fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or_default()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_keeps_letters_whole() {
        assert_eq!(cut("satu", 10), "satu");
        assert_eq!(cut("é⟷", 2), "é");
        assert_eq!(cut("é⟷", 4), "é");
        assert_eq!(cut("⟷", 1), "");
    }
}
