//! Blocks of text as the values the template shows.

use typst::foundations::{Array, Dict, IntoValue as _, Value};

use crate::blocks::{Block, List, Run, flattened, is_blank, text_of};

/// How deep lists and quotes stand in each other; what is deeper is shown as lines. The typesetter ends
/// at some depth of its own.
const MAX_DEPTH: usize = 6;
/// The longest word that is not broken, in characters: in running text and in cells.
const MAX_WORD: usize = 60;
const MAX_CELL_WORD: usize = 22;
/// A row with at most this many bytes of text stands on one page.
const KEPT_ROW: usize = 1_500;
/// A table whose head is longer than this, in bytes, shows it once only: repeated, it would fill each page.
const REPEATED_HEAD: usize = 1_500;

/// A dictionary of the template.
pub(super) fn dict<const N: usize>(entries: [(&str, Value); N]) -> Dict {
    entries
        .into_iter()
        .map(|(key, value)| (key.into(), value))
        .collect()
}

/// Blocks; headings are `shift` levels above what they are in the text.
pub(super) fn blocks(blocks: &[Block], shift: u8) -> Array {
    within(blocks, shift, 0)
}

fn within(blocks: &[Block], shift: u8, depth: usize) -> Array {
    if depth > MAX_DEPTH {
        return lines(flattened(blocks));
    }
    let mut out = Array::new();
    for block in blocks {
        match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) if is_blank(runs) => {}
            // A heading inside a list or a quote is none of the document's.
            Block::Heading(_, runs) if depth > 0 => out.push(paragraph(&bold(runs))),
            Block::Heading(level, runs) => {
                let level = level.saturating_sub(shift).clamp(1, 6);
                out.push(heading(level, runs));
            }
            Block::Paragraph(runs) => out.push(paragraph(runs)),
            Block::List(one) => out.push(list(one, depth)),
            Block::Table(rows) => {
                let (head, rows) = rows
                    .split_first()
                    .map_or((&[][..], &[][..]), |(h, r)| (h, r));
                let rows: Vec<Row<'_>> = rows.iter().map(|cells| Row::plain(cells)).collect();
                out.extend(table(head, &rows));
            }
            Block::Quote(inner) => out.push(
                dict([
                    ("kind", "quote".into_value()),
                    ("blocks", within(inner, shift, depth + 1).into_value()),
                ])
                .into_value(),
            ),
            Block::Code(text) => out.push(
                dict([
                    ("kind", "code".into_value()),
                    ("text", shown(text, MAX_WORD).into_value()),
                ])
                .into_value(),
            ),
            Block::Rule => out.push(dict([("kind", "rule".into_value())]).into_value()),
        }
    }
    out
}

/// A heading of the paper.
pub(super) fn heading(level: u8, runs: &[Run]) -> Value {
    dict([
        ("kind", "heading".into_value()),
        ("level", i64::from(level).into_value()),
        ("runs", self::runs(runs, MAX_WORD).into_value()),
    ])
    .into_value()
}

/// A paragraph.
pub(super) fn paragraph(runs: &[Run]) -> Value {
    with_runs("paragraph", runs)
}

/// A small grey paragraph.
pub(super) fn detail(runs: &[Run]) -> Value {
    with_runs("detail", runs)
}

fn with_runs(kind: &str, runs: &[Run]) -> Value {
    dict([
        ("kind", kind.into_value()),
        ("runs", self::runs(runs, MAX_WORD).into_value()),
    ])
    .into_value()
}

fn bold(runs: &[Run]) -> Vec<Run> {
    let mut runs = runs.to_vec();
    for run in &mut runs {
        run.style.bold = true;
    }
    runs
}

fn lines(runs: Vec<Run>) -> Array {
    [paragraph(&runs)].into_iter().collect()
}

fn list(list: &List, depth: usize) -> Value {
    let items: Array = list
        .items
        .iter()
        .map(|item| within(item, 0, depth + 1).into_value())
        .collect();
    // Items of several paragraphs stand apart.
    let tight = list.items.iter().all(|item| {
        let paragraphs = item.iter().filter(|one| !matches!(one, Block::List(_)));
        paragraphs.count() <= 1
    });
    let mut out = dict([
        ("kind", "bullets".into_value()),
        ("items", items.into_value()),
        ("tight", tight.into_value()),
    ]);
    if let Some(start) = list.start {
        out.insert("kind".into(), "numbers".into_value());
        let start = i64::try_from(start).unwrap_or(i64::from(u32::MAX));
        out.insert("start".into(), start.into_value());
    }
    out.into_value()
}

/// A row of a table.
pub(super) struct Row<'a> {
    cells: &'a [Vec<Run>],
    /// Whether it stands out because something is missing in it.
    pub(super) alert: bool,
}

impl<'a> Row<'a> {
    pub(super) fn plain(cells: &'a [Vec<Run>]) -> Self {
        Self {
            cells,
            alert: false,
        }
    }
}

/// A table; nothing where there are no columns.
pub(super) fn table(head: &[Vec<Run>], rows: &[Row<'_>]) -> Option<Value> {
    let columns = rows
        .iter()
        .map(|row| row.cells.len())
        .chain([head.len()])
        .max()
        .filter(|count| *count > 0)?;
    let cells = |cells: &[Vec<Run>]| -> Array {
        (0..columns)
            .map(|n| match cells.get(n) {
                Some(cell) => runs(cell, MAX_CELL_WORD).into_value(),
                None => Array::new().into_value(),
            })
            .collect()
    };
    let bytes = |cells: &[Vec<Run>]| {
        cells
            .iter()
            .flatten()
            .map(|run| run.text.len())
            .sum::<usize>()
    };
    let body: Array = rows
        .iter()
        .map(|row| {
            dict([
                ("cells", cells(row.cells).into_value()),
                ("keep", (bytes(row.cells) <= KEPT_ROW).into_value()),
                ("alert", row.alert.into_value()),
            ])
            .into_value()
        })
        .collect();
    let widths: Array = widths(head, rows, columns)
        .into_iter()
        .map(|width| (width as f64).into_value())
        .collect();
    Some(
        dict([
            ("kind", "table".into_value()),
            ("widths", widths.into_value()),
            ("head", cells(head).into_value()),
            ("repeat", (bytes(head) <= REPEATED_HEAD).into_value()),
            ("rows", body.into_value()),
        ])
        .into_value(),
    )
}

/// The narrowest each column can be, in characters: its longest word that is not broken.
pub(super) fn narrowest(head: &[Vec<Run>], rows: &[Row<'_>], columns: usize) -> Vec<usize> {
    let mut widths = vec![4; columns];
    for cells in rows.iter().map(|row| row.cells).chain([head]) {
        for (width, cell) in widths.iter_mut().zip(cells) {
            let text = text_of(cell);
            let words = text.split_whitespace().map(|word| word.chars().count());
            // The margins beside the text are as wide as two characters.
            let longest = words.max().unwrap_or_default().min(MAX_CELL_WORD) + 2;
            *width = (*width).max(longest);
        }
    }
    widths
}

/// How wide the columns are to each other: the longest word, and more for columns with long texts.
fn widths(head: &[Vec<Run>], rows: &[Row<'_>], columns: usize) -> Vec<usize> {
    let mut text = vec![0_usize; columns];
    for cells in rows.iter().map(|row| row.cells).chain([head]) {
        for (width, cell) in text.iter_mut().zip(cells) {
            let chars = text_of(cell).chars().count();
            *width = (*width).max(chars.min(160));
        }
    }
    narrowest(head, rows, columns)
        .into_iter()
        .zip(text)
        .map(|(narrowest, text)| narrowest * 2 + text / 3)
        .collect()
}

/// Runs; words longer than `longest` may be broken.
pub(super) fn runs(runs: &[Run], longest: usize) -> Array {
    runs.iter()
        .map(|run| {
            let mut out = dict([("text", shown(&run.text, longest).into_value())]);
            for (key, is) in [
                ("bold", run.style.bold),
                ("italic", run.style.italic),
                ("code", run.style.code),
            ] {
                if is {
                    out.insert(key.into(), Value::Bool(true));
                }
            }
            if let Some(link) = &run.style.link {
                out.insert("link".into(), link.as_str().into_value());
            }
            out.into_value()
        })
        .collect()
}

/// A text as it is shown: without control characters and marks that turn the direction around, and with
/// places where words longer than `longest` characters may be broken.
pub(super) fn shown(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = 0;
    for c in text.chars() {
        match c {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            '\t' => {
                out.push_str("    ");
                word = 0;
                continue;
            }
            '\n' => word = 0,
            c if c.is_control() => continue,
            c if c.is_whitespace() => word = 0,
            _ => {
                if word == longest {
                    out.push('\u{200b}');
                    word = 0;
                }
                word += 1;
            }
        }
        out.push(c);
    }
    out
}
