//! Blocks into Markdown, as a person would have typed it.

use super::inline::{Place, inline};
use super::{Block, List, Run, is_blank, tidied};

/// Writes blocks; one blank line between them, one line end at the end, nothing for nothing.
pub(crate) fn to_markdown(blocks: &[Block]) -> String {
    let text = written(blocks);
    if text.is_empty() { text } else { text + "\n" }
}

fn written(blocks: &[Block]) -> String {
    let mut parts: Vec<String> = Vec::new();
    // Two lists that follow each other are told apart by their marks.
    let mut before: Option<(bool, bool)> = None;
    for block in blocks {
        let mut kind = None;
        let part = match block {
            Block::Heading(level, runs) => heading(*level, runs),
            Block::Paragraph(runs) => inline(&tidied(runs.clone()), Place::Paragraph),
            Block::List(list) => {
                let numbered = list.start.is_some();
                let other = before == Some((numbered, false));
                kind = Some((numbered, other));
                self::list(list, other)
            }
            Block::Table(rows) => table(rows),
            Block::Quote(blocks) => prefixed(&written(blocks), "> ", "> "),
            Block::Code(text) => code(text),
            Block::Rule => "***".to_owned(),
        };
        if !part.is_empty() {
            parts.push(part);
            before = kind;
        }
    }
    parts.join("\n\n")
}

fn heading(level: u8, runs: &[Run]) -> String {
    let text = inline(&tidied(runs.to_vec()), Place::Heading);
    if text.is_empty() {
        return text;
    }
    let marks = "#".repeat(usize::from(level.clamp(1, 6)));
    // Marks at its end would be taken for closing ones.
    match text.strip_suffix('#') {
        Some(rest) if !rest.ends_with('\\') => format!("{marks} {rest}\\#"),
        _ => format!("{marks} {text}"),
    }
}

fn list(list: &List, other: bool) -> String {
    let tight = list.items.iter().all(|item| {
        matches!(
            item.as_slice(),
            [] | [Block::Paragraph(_)] | [Block::Paragraph(_), Block::List(_)]
        )
    }) && list.items.iter().flatten().all(|block| match block {
        Block::List(inner) => is_tight(inner),
        _ => true,
    });
    let items: Vec<String> = list
        .items
        .iter()
        .enumerate()
        .map(|(n, item)| {
            let mark = match (list.start, other) {
                (Some(start), false) => format!("{}. ", number(start, n)),
                (Some(start), true) => format!("{}) ", number(start, n)),
                (None, false) => "- ".to_owned(),
                (None, true) => "* ".to_owned(),
            };
            let text = match item.as_slice() {
                [first, Block::List(inner)] if tight => {
                    let first = written(std::slice::from_ref(first));
                    format!("{first}\n{}", self::list(inner, false))
                }
                blocks => written(blocks),
            };
            prefixed(&text, &mark, &" ".repeat(mark.len()))
        })
        .collect();
    items.join(if tight { "\n" } else { "\n\n" })
}

fn is_tight(list: &List) -> bool {
    list.items.iter().all(|item| {
        matches!(item.as_slice(), [] | [Block::Paragraph(_)])
            || matches!(item.as_slice(), [Block::Paragraph(_), Block::List(inner)] if is_tight(inner))
    })
}

/// Markdown knows numbers of at most nine digits.
fn number(start: u64, n: usize) -> u64 {
    start.saturating_add(n as u64).min(999_999_999)
}

fn table(rows: &[Vec<Vec<Run>>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if width == 0 || rows.iter().flatten().all(|cell| is_blank(cell)) {
        return String::new();
    }
    let line = |cells: &[Vec<Run>]| {
        let mut line = String::from("|");
        for n in 0..width {
            let cell = cells.get(n).cloned().unwrap_or_default();
            let cell = inline(&tidied(cell), Place::Cell);
            line.push_str(&format!(" {cell} |"));
        }
        line
    };
    let mut lines: Vec<String> = rows.iter().map(|row| line(row)).collect();
    lines.insert(1.min(lines.len()), format!("|{}", "---|".repeat(width)));
    lines.join("\n")
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default().max(2) + 1);
    format!("{fence}\n{text}\n{fence}")
}

/// The first line with one start, the others with another; blank lines stay blank.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut out = String::new();
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push('\n');
        }
        let start = if n == 0 { first } else { rest };
        let start = if line.is_empty() {
            start.trim_end()
        } else {
            start
        };
        out.push_str(start);
        out.push_str(line);
    }
    out
}
