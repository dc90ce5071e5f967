//! Cells in and out of spreadsheets: rows end with a line break, cells with a tab; a cell with one of
//! those in it stands in quotation marks, and quotation marks inside are doubled.

/// The most rows that are taken from a clipboard.
pub const MOST_ROWS: usize = 20_000;
/// The most cells of a row that are taken from a clipboard.
pub const MOST_COLUMNS: usize = 500;

/// Reads cells as spreadsheets copy them. The last line break ends the last row and begins no other.
/// A quotation mark that nothing closes, or with text after its end, stands for itself.
pub fn cells_from_tsv(text: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && rows.len() < MOST_ROWS {
        let (cell, after) = quoted(rest).unwrap_or_else(|| plain(rest));
        if row.len() < MOST_COLUMNS {
            row.push(cell);
        }
        if let Some(next) = after.strip_prefix('\t') {
            rest = next;
            // The cell after a tab at the very end is empty.
            if rest.is_empty() {
                row.push(String::new());
            }
            continue;
        }
        rows.push(std::mem::take(&mut row));
        rest = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\n', '\r']))
            .unwrap_or(after);
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// A cell up to the next tab or line break, and what follows.
fn plain(text: &str) -> (String, &str) {
    let end = text.find(['\t', '\n', '\r']).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// A cell in quotation marks, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let end = rest.find('"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => break,
        }
    }
    let ends = rest.is_empty() || rest.starts_with(['\t', '\n', '\r']);
    // Documents hold line breaks as one character.
    ends.then(|| (cell.replace("\r\n", "\n").replace('\r', "\n"), rest))
}

/// Writes cells as spreadsheets take them.
pub fn cells_to_tsv<'a, R>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = &'a str>,
{
    let mut text = String::new();
    for row in rows {
        for (at, cell) in row.into_iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            if cell.starts_with('"') || cell.contains(['\t', '\n', '\r']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_spreadsheets_copy_is_read() {
        for (text, wanted) in [
            ("", vec![]),
            ("a", vec![vec!["a"]]),
            ("a\tb\r\nc\td\r\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a\t\n\tb", vec![vec!["a", ""], vec!["", "b"]]),
            ("a\t", vec![vec!["a", ""]]),
            ("\"satu\r\ndua\"\tb\n", vec![vec!["satu\ndua", "b"]]),
            (
                "\"kata \"\"satu suara\"\"\"\n",
                vec![vec!["kata \"satu suara\""]],
            ),
            // Typed by people, not written by a spreadsheet.
            ("\"terbuka\tb\n", vec![vec!["\"terbuka", "b"]]),
            ("\"dua\" kata\tb", vec![vec!["\"dua\" kata", "b"]]),
            ("layar 5\" lebar", vec![vec!["layar 5\" lebar"]]),
            ("a\n\nb\n", vec![vec!["a"], vec![""], vec!["b"]]),
        ] {
            assert_eq!(cells_from_tsv(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn a_clipboard_of_any_size_is_cut() {
        let tall = "\n".repeat(MOST_ROWS + 5);
        assert_eq!(cells_from_tsv(&tall).len(), MOST_ROWS);
        let wide = "\t".repeat(MOST_COLUMNS * 3);
        let rows = cells_from_tsv(&wide);
        assert!(rows.len() == 1 && rows[0].len() <= MOST_COLUMNS + 1);
    }

    proptest! {
        #[test]
        fn cells_come_back_as_they_were_copied(
            cells in prop::collection::vec(
                prop::collection::vec("[a-c\"\t\n ,é]{0,6}", 3), 1..5,
            ),
        ) {
            let text = cells_to_tsv(cells.iter().map(|row| row.iter().map(String::as_str)));
            prop_assert_eq!(cells_from_tsv(&text), cells);
        }

        #[test]
        fn nothing_on_a_clipboard_does_harm(text in "[\"\t\n\ra]{0,40}") {
            cells_from_tsv(&text);
        }
    }
}
