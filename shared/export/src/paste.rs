//! The clipboard: what Word, Excel and browsers put there, and what they take from it.

use crate::blocks::to_markdown;
use crate::html;

/// The largest text of cells that is read, in bytes.
const MAX_TSV: usize = 16 << 20;
/// The most cells that are read.
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

/// What a paste puts into a text that is read as Markdown: the Markdown of the clipboard's HTML where that
/// says more than the plain text beside it (headings, lists, bold, links, tables), else the plain text.
///
/// Programs that colour what they copy bring HTML, too, and lose indentation in it: with nothing but the
/// same words in it, the plain text is the better one.
///
/// ```
/// let html = "<p>Isi <b>tebal</b></p>";
/// assert_eq!(export::paste::markdown_of_clipboard(Some(html), "Isi tebal"), "Isi **tebal**");
/// let code = "<div style='color: red'>a</div><div>b</div>";
/// assert_eq!(export::paste::markdown_of_clipboard(Some(code), "a\n  b"), "a\n  b");
/// ```
#[must_use]
pub fn markdown_of_clipboard(html: Option<&str>, plain: &str) -> String {
    let markdown = html.map(paste_as_markdown).unwrap_or_default();
    let is_more = !markdown.is_empty() && !signs(&markdown).eq(signs(plain));
    match is_more {
        true => markdown.trim_end().to_owned(),
        false => plain.to_owned(),
    }
}

/// The cells a paste puts into a grid: those of the table in the clipboard's HTML where all words of the
/// plain text are in it, else those of the plain text.
///
/// Word processors put a line for each cell into the plain text; only their HTML says which cells stand
/// beside each other.
#[must_use]
pub fn cells_of_clipboard(html: Option<&str>, plain: &str) -> Vec<Vec<String>> {
    let table = html.and_then(paste_as_cells).filter(|cells| {
        let in_cells: usize = cells.iter().flatten().map(|cell| signs(cell).count()).sum();
        in_cells >= signs(plain).count()
    });
    table.unwrap_or_else(|| cells_from_tsv(plain))
}

/// The signs of a text that show, without those that Markdown puts before others.
fn signs(text: &str) -> impl Iterator<Item = char> + '_ {
    let shows = |sign: &char| {
        !sign.is_whitespace() && !matches!(sign, '\\' | '"' | '\u{200b}' | '\u{feff}')
    };
    text.chars().filter(shows)
}

/// Cells of plain text as spreadsheets put it on the clipboard: tabs between cells, a line for each row,
/// quotes around cells with line breaks. Rows are as long as they were written; line breaks in cells are
/// LF.
///
/// Nothing is refused: quotation marks that close nothing are text.
#[must_use]
pub fn cells_from_tsv(text: &str) -> Vec<Vec<String>> {
    let cut = text.floor_char_boundary(MAX_TSV);
    let text = text[..cut].replace("\r\n", "\n").replace('\r', "\n");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = Vec::new();
    let mut rest = text.as_str();
    let mut count = 0_usize;
    while !rest.is_empty() && count < MAX_CELLS {
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
            // The cell after a tab at the very end is empty.
            if rest.is_empty() {
                row.push(String::new());
            }
        } else {
            rest = after.strip_prefix('\n').unwrap_or(after);
            rows.push(std::mem::take(&mut row));
        }
    }
    if !row.is_empty() {
        rows.push(row);
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
pub fn cells_to_tsv<'a, R>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = &'a str>,
{
    let mut out = String::new();
    for row in rows {
        for (n, cell) in row.into_iter().enumerate() {
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
        for (text, wanted) in [
            ("", vec![]),
            ("a", vec![vec!["a"]]),
            ("a\tb\r\nc\td\r\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a\tb\nc", vec![vec!["a", "b"], vec!["c"]]),
            ("a\t\n\tb", vec![vec!["a", ""], vec!["", "b"]]),
            ("a\t", vec![vec!["a", ""]]),
            ("\n", vec![vec![""]]),
            ("a\n\nb\n", vec![vec!["a"], vec![""], vec!["b"]]),
            ("\"satu\r\ndua\"\tb\n", vec![vec!["satu\ndua", "b"]]),
            (
                "\"kata \"\"satu suara\"\"\"\n",
                vec![vec!["kata \"satu suara\""]],
            ),
        ] {
            assert_eq!(rows(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn quotation_marks_that_close_nothing_are_text() {
        assert_eq!(
            rows("5\" pipa\t\"kutip\" dulu\n"),
            [["5\" pipa", "\"kutip\" dulu"]]
        );
        assert_eq!(rows("\"buka\tb\nc\n"), [vec!["\"buka", "b"], vec!["c"]]);
        assert_eq!(rows("\"a \"\"b\"\"\"\t1\n"), [["a \"b\"", "1"]]);
    }

    #[test]
    fn a_clipboard_of_any_size_is_cut() {
        let cells: usize = rows(&"\n".repeat(MAX_CELLS + 5)).iter().map(Vec::len).sum();
        assert_eq!(cells, MAX_CELLS);
    }

    #[test]
    fn html_is_taken_only_where_it_says_more() {
        let same = "<div><span style='color:red'>let a = 1 * 2;</span></div><div>  b</div>";
        let plain = "let a = 1 * 2;\n  b";
        assert_eq!(markdown_of_clipboard(Some(same), plain), plain);
        assert_eq!(markdown_of_clipboard(None, plain), plain);
        assert_eq!(markdown_of_clipboard(Some(""), plain), plain);
        let list = "<ul><li>satu<li>dua</ul>";
        assert_eq!(
            markdown_of_clipboard(Some(list), "• satu\n• dua\n"),
            "- satu\n- dua"
        );
    }

    #[test]
    fn a_table_keeps_its_cells_and_nothing_beside_it_is_lost() {
        let table = "<table><tr><td>a<td>b<tr><td>c<td>d</table>";
        let wanted = [["a", "b"], ["c", "d"]];
        assert_eq!(cells_of_clipboard(Some(table), "a\nb\nc\nd\n"), wanted);
        let more = format!("<p>Di atasnya.</p>{table}");
        assert_eq!(
            cells_of_clipboard(Some(&more), "Di atasnya.\na\nb"),
            [["Di atasnya."], ["a"], ["b"]]
        );
        assert_eq!(cells_of_clipboard(None, "a\tb"), [["a", "b"]]);
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
            let text = cells_to_tsv(cells.iter().map(|row| row.iter().map(String::as_str)));
            prop_assert_eq!(cells_from_tsv(&text), cells);
        }

        #[test]
        fn any_text_is_cells(text in "[a\"\t\r\n]{0,40}", html in "(<table>|<tr>|<td>|</table>|a|\t){0,12}") {
            let rows = cells_of_clipboard(Some(&html), &text);
            prop_assert!(rows.iter().all(|row| !row.is_empty()));
        }
    }
}
