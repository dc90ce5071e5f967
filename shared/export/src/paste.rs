//! The clipboard: what Word, Excel and browsers put there, and what they take from it.

use crate::blocks::to_markdown;
use crate::html;

/// The largest text of cells that is read, in bytes.
const MAX_TSV: usize = 16 << 20;
/// The most cells, with those that fill up short rows.
const MAX_CELLS: usize = 2_000_000;

/// HTML of the clipboard as Markdown: headings, lists, bold, italics, links and tables stay.
///
/// Empty where there is nothing to be read, or more than a person pastes: take the clipboard's plain text
/// then.
///
/// ```
/// let html = "<p class=MsoNormal>Isi <b>tebal</b><o:p></o:p></p>";
/// assert_eq!(export::paste::paste_as_markdown(html), "Isi **tebal**\n");
/// ```
#[must_use]
pub fn paste_as_markdown(html: &str) -> String {
    html::parse(html)
        .map(|root| to_markdown(&html::blocks(&root)))
        .unwrap_or_default()
}

/// The cells of the first table in HTML of the clipboard, in rows of equal length; `None` if there is no
/// table. What reaches over several rows stands in each of them; line breaks in cells are LF.
#[must_use]
pub fn paste_as_cells(html: &str) -> Option<Vec<Vec<String>>> {
    html::first_table(&html::parse(html).ok()?)
}

/// Cells of plain text as spreadsheets put it on the clipboard: tabs between cells, a line for each row,
/// quotes around cells with line breaks. Rows of equal length; line breaks in cells are LF.
///
/// Nothing is refused: quotation marks that close nothing are text.
#[must_use]
pub fn cells_from_tsv(text: &str) -> Vec<Vec<String>> {
    let cut = text.floor_char_boundary(MAX_TSV);
    let text = text[..cut].replace("\r\n", "\n").replace('\r', "\n");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut rest = text.as_str();
    let (mut count, mut width) = (0_usize, 0);
    while !rest.is_empty() {
        let (cell, after) = match quoted(rest) {
            Some(found) => found,
            None => {
                let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        row.push(cell);
        count += 1;
        if let Some(more) = after.strip_prefix('\t') {
            rest = more;
            if rest.is_empty() {
                row.push(String::new());
            }
        } else {
            rest = after.strip_prefix('\n').unwrap_or(after);
            width = width.max(row.len());
            rows.push(std::mem::take(&mut row));
        }
        if count > MAX_CELLS || width.saturating_mul(rows.len()) > MAX_CELLS {
            break;
        }
    }
    if !row.is_empty() {
        width = width.max(row.len());
        rows.push(row);
    }
    if width.saturating_mul(rows.len()) <= MAX_CELLS * 2 {
        for row in &mut rows {
            row.resize(width, String::new());
        }
    }
    rows
}

/// A quoted cell and what follows it, if the quotes are closed right before the next cell.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        if let Some(more) = rest.strip_prefix('"') {
            cell.push('"');
            rest = more;
        } else if rest.is_empty() || rest.starts_with(['\t', '\n']) {
            return Some((cell, rest));
        } else {
            return None;
        }
    }
}

/// Cells as spreadsheets take them from the clipboard; [`cells_from_tsv`] reads them back.
#[must_use]
pub fn cells_to_tsv(cells: &[Vec<String>]) -> String {
    let mut out = String::new();
    for row in cells {
        for (n, cell) in row.iter().enumerate() {
            if n > 0 {
                out.push('\t');
            }
            if cell.contains(['\t', '\n', '\r']) || cell.starts_with('"') {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(cell);
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        cells_from_tsv(text)
    }

    #[test]
    fn cells_of_a_spreadsheet_are_read() {
        assert_eq!(
            rows("Aktivitas\tPemilik\r\n\"Unggah\nvideo\"\tRina\r\n\t\r\n"),
            [
                ["Aktivitas", "Pemilik"],
                ["Unggah\nvideo", "Rina"],
                ["", ""]
            ]
        );
        assert_eq!(rows("a\tb\nc"), [["a", "b"], ["c", ""]]);
        assert_eq!(rows("a\t"), [["a", ""]]);
        assert_eq!(rows("\n"), [[""]]);
        assert!(rows("").is_empty());
    }

    #[test]
    fn quotation_marks_that_close_nothing_are_text() {
        assert_eq!(
            rows("5\" pipa\t\"kutip\" dulu\n"),
            [["5\" pipa", "\"kutip\" dulu"]]
        );
        assert_eq!(rows("\"buka\tb\nc\n"), [["\"buka", "b"], ["c", ""]]);
        assert_eq!(rows("\"a \"\"b\"\"\"\t1\n"), [["a \"b\"", "1"]]);
    }

    #[test]
    fn a_wide_row_above_many_short_ones_does_not_fill_the_memory() {
        let text = format!("{}\n{}", "\t".repeat(100_000), "a\n".repeat(1_000_000));
        let cells: usize = rows(&text).iter().map(Vec::len).sum();
        assert!(cells <= MAX_CELLS * 2, "{cells}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn cells_come_back(
            cells in (1_usize..5).prop_flat_map(|width| {
                let cell = "[a\"\t\n ,é]{0,6}";
                prop::collection::vec(prop::collection::vec(cell, width), 0..6)
            })
        ) {
            prop_assert_eq!(cells_from_tsv(&cells_to_tsv(&cells)), cells);
        }

        #[test]
        fn any_text_is_cells(text in "[a\"\t\r\n]{0,40}") {
            let rows = cells_from_tsv(&text);
            let width = rows.first().map_or(0, Vec::len);
            prop_assert!(rows.iter().all(|row| row.len() == width && width > 0));
        }
    }
}
