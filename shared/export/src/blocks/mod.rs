//! A text as blocks of styled runs: what Word, a pasted page and Markdown have in common. Every form is
//! read into it and written from it, so there is one place that knows how each writes a list.
//!
//! | file | what it knows |
//! | --- | --- |
//! | `build` | lines of lists, as Word keeps them, nested into lists |
//! | `from_markdown` | Markdown into blocks |
//! | `to_markdown`, `inline` | blocks into Markdown |

mod build;
mod from_markdown;
mod inline;
mod to_markdown;

pub(crate) use build::{Builder, ListLine, without_start};
pub(crate) use from_markdown::{from_markdown, is_line_break};
pub(crate) use to_markdown::to_markdown;

/// Text of one style. A line end in it is a line break the writer made.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
}

/// How text stands out.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) code: bool,
    /// Where it leads; only addresses that [`is_sound_link`] lets through.
    pub(crate) link: Option<String>,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// The level is 1 to 6.
    Heading(u8, Vec<Run>),
    Paragraph(Vec<Run>),
    List(List),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Run>>>),
    Quote(Vec<Block>),
    /// Lines, without the last line end.
    Code(String),
    Rule,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// The first number; `None` for bullets.
    pub(crate) start: Option<u64>,
    pub(crate) items: Vec<Vec<Block>>,
}

impl Style {
    /// Whether blanks at its ends are as good as blanks beside it.
    fn holds_blanks(&self) -> bool {
        !self.code && self.link.is_none()
    }
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            style: Style::default(),
        }
    }
}

/// The text of runs, without their style.
pub(crate) fn text_of(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// Whether nothing of it can be seen.
pub(crate) fn is_blank(runs: &[Run]) -> bool {
    runs.iter().all(|run| run.text.trim().is_empty())
}

/// Runs without blanks at either end, at line breaks or twice in a row, and neighbours of one style joined.
pub(crate) fn tidied(runs: Vec<Run>) -> Vec<Run> {
    let mut tidy: Vec<Run> = Vec::new();
    // What the next visible character has to be parted by.
    let mut gap: Option<char> = None;
    let mut begun = false;
    for run in runs {
        for c in run.text.chars() {
            // Characters that only Word sees: soft hyphens, zero-width marks.
            if matches!(
                c,
                '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
            ) || (c.is_control() && !c.is_whitespace())
            {
                continue;
            }
            let kind = match c {
                '\n' | '\u{b}' | '\u{2028}' | '\u{2029}' | '\r' => Some('\n'),
                c if c.is_whitespace() => Some(' '),
                _ => None,
            };
            if let Some(kind) = kind {
                gap = Some(if gap == Some('\n') { '\n' } else { kind });
                continue;
            }
            let between = gap.take().filter(|_| begun);
            begun = true;
            match tidy.last_mut() {
                Some(last) if last.style == run.style => {
                    last.text.extend(between);
                    last.text.push(c);
                }
                last => {
                    let mut text = String::new();
                    if let Some(blank) = between {
                        // Not into code, and not into the words of a link.
                        match last {
                            Some(last) if last.style.holds_blanks() => last.text.push(blank),
                            _ if run.style.holds_blanks() => text.push(blank),
                            _ => tidy.push(Run::plain(blank)),
                        }
                    }
                    text.push(c);
                    tidy.push(Run {
                        text,
                        style: run.style.clone(),
                    });
                }
            }
        }
    }
    tidy
}

/// Whether an address leads to a page or a mailbox and not into this machine or a program.
pub(crate) fn is_sound_link(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    ["http://", "https://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme) && lower.len() > scheme.len())
        && !address
            .trim()
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>".contains(c))
        && address.len() <= 2_000
}

/// Blocks as the lines of one cell: paragraphs below each other, items with a bullet or number.
pub(crate) fn flattened(blocks: &[Block]) -> Vec<Run> {
    fn add(blocks: &[Block], lead: &str, out: &mut Vec<Run>) {
        for block in blocks {
            match block {
                Block::Heading(_, runs) | Block::Paragraph(runs) => line(out, lead, runs),
                Block::List(list) => {
                    for (n, item) in list.items.iter().enumerate() {
                        let mark = match list.start {
                            Some(start) => format!("{lead}{}. ", start.saturating_add(n as u64)),
                            None => format!("{lead}• "),
                        };
                        let (first, rest) = item.split_at(item.len().min(1));
                        add(first, &mark, out);
                        add(rest, lead, out);
                    }
                }
                Block::Table(rows) => {
                    for row in rows {
                        let cells: Vec<String> = row.iter().map(|cell| text_of(cell)).collect();
                        line(out, lead, &[Run::plain(cells.join(" | "))]);
                    }
                }
                Block::Quote(blocks) => add(blocks, lead, out),
                Block::Code(text) => line(out, lead, &[Run::plain(text.as_str())]),
                Block::Rule => {}
            }
        }
    }
    fn line(out: &mut Vec<Run>, lead: &str, runs: &[Run]) {
        if is_blank(runs) {
            return;
        }
        if !out.is_empty() {
            out.push(Run::plain("\n"));
        }
        if !lead.is_empty() {
            out.push(Run::plain(lead));
        }
        out.extend(runs.iter().cloned());
    }
    let mut out = Vec::new();
    add(blocks, "", &mut out);
    tidied(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_tidied_without_losing_a_word() {
        let bold = |text: &str| Run {
            text: text.to_owned(),
            style: Style {
                bold: true,
                ..Style::default()
            },
        };
        let tidy = tidied(vec![
            Run::plain("  a\u{a0} "),
            Run::plain("b"),
            bold(" c \n"),
            bold(" d"),
            Run::plain("\u{ad} \n "),
        ]);
        assert_eq!(tidy, [Run::plain("a b "), bold("c\nd")]);
        assert!(tidied(vec![bold(" \t\n")]).is_empty());
    }

    #[test]
    fn only_addresses_of_pages_and_mailboxes_are_links() {
        for sound in [
            "https://dewan.example/a(b)",
            "mailto:a@b.example",
            "HTTP://x",
        ] {
            assert!(is_sound_link(sound), "{sound}");
        }
        for not in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "data:x",
            "http://a b",
            "#x",
            "",
        ] {
            assert!(!is_sound_link(not), "{not}");
        }
    }
}
