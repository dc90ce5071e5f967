//! Styled text as inline Markdown.
//!
//! As few backslashes as can be, because people read and edit the source. What was written is read
//! again and compared; where that does not give the same text, everything that could mean something is
//! escaped.

use super::from_markdown::from_markdown;
use super::{Block, Run, Style, tidied};

/// Where the text will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Paragraph,
    Heading,
    Cell,
}

/// Runs as Markdown; tidy runs only.
pub(super) fn inline(runs: &[Run], place: Place) -> String {
    let runs = match place {
        // One line; a cell has a word for a line break.
        Place::Heading => tidied(
            runs.iter()
                .map(|run| Run {
                    text: run.text.replace('\n', " "),
                    style: run.style.clone(),
                })
                .collect(),
        ),
        _ => runs.to_vec(),
    };
    let plain: Vec<Run> = tidied(runs.iter().map(|run| Run::plain(&*run.text)).collect());
    let eased = eased(&runs);
    let attempts = [
        (&runs, Escape::Needed),
        (&eased, Escape::Needed),
        (&runs, Escape::All),
        (&eased, Escape::All),
        (&plain, Escape::Needed),
        (&plain, Escape::All),
    ];
    let mut last = String::new();
    for (runs, escape) in attempts {
        last = written(runs, place, escape);
        if reads_as(&last, runs, place) {
            break;
        }
    }
    last
}

/// Marks that stand between a word and punctuation do not end: in `**Label:**value` the colon goes
/// outside.
fn eased(runs: &[Run]) -> Vec<Run> {
    let mut eased: Vec<Run> = Vec::new();
    for (n, run) in runs.iter().enumerate() {
        let inner = run.text.trim_matches(|c: char| c.is_ascii_punctuation());
        let start = run.text.find(inner).unwrap_or_default();
        if inner.is_empty() || run.style.code || run.style.link.is_some() {
            eased.push(run.clone());
            continue;
        }
        let word = |run: Option<&Run>, last: bool| {
            run.and_then(|run| {
                let mut chars = run.text.chars();
                if last {
                    chars.next_back()
                } else {
                    chars.next()
                }
            })
            .is_some_and(char::is_alphanumeric)
        };
        let (mut from, mut to) = (0, run.text.len());
        if n > 0 && word(runs.get(n - 1), true) {
            from = start;
        }
        if word(runs.get(n + 1), false) {
            to = start + inner.len();
        }
        for (text, style) in [
            (&run.text[..from], Style::default()),
            (&run.text[from..to], run.style.clone()),
            (&run.text[to..], Style::default()),
        ] {
            eased.push(Run {
                text: text.to_owned(),
                style,
            });
        }
    }
    tidied(eased)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    Needed,
    All,
}

fn written(runs: &[Run], place: Place, escape: Escape) -> String {
    let mut out = String::new();
    for (link, group) in groups(runs, |style| style.link.clone()) {
        let text = bold(group, place, escape, link.is_none());
        match link {
            None => out.push_str(&text),
            Some(link) if super::text_of(group) == *link && group.iter().all(|r| !r.style.code) => {
                out.push_str(&format!("<{link}>"));
            }
            Some(link) => {
                let (text, after) = split_end(&text);
                let link = link
                    .replace('(', "%28")
                    .replace(')', "%29")
                    .replace('\\', "%5C");
                out.push_str(&format!("[{text}]({link}){after}"));
            }
        }
    }
    match place {
        Place::Paragraph => begun_safely(&out),
        Place::Heading => out,
        Place::Cell => out.replace('\n', "<br>"),
    }
}

fn bold(runs: &[Run], place: Place, escape: Escape, outside: bool) -> String {
    let mut out = String::new();
    for (bold, group) in groups(runs, |style| style.bold) {
        let text = italic(group, place, escape, outside);
        out.push_str(&if bold { wrapped(&text, "**") } else { text });
    }
    out
}

fn italic(runs: &[Run], place: Place, escape: Escape, outside: bool) -> String {
    let mut out = String::new();
    for (italic, group) in groups(runs, |style| style.italic) {
        let mut text = String::new();
        for run in group {
            if run.style.code {
                text.push_str(&code(&run.text, place));
            } else {
                text.push_str(&escaped(&run.text, place, escape, outside));
            }
        }
        out.push_str(&if italic { wrapped(&text, "*") } else { text });
    }
    out
}

/// Neighbouring runs that agree in one thing.
fn groups<T: PartialEq>(
    runs: &[Run],
    of: impl Fn(&Style) -> T,
) -> impl Iterator<Item = (T, &[Run])> {
    let mut rest = runs;
    std::iter::from_fn(move || {
        let value = of(&rest.first()?.style);
        let count = rest.iter().take_while(|r| of(&r.style) == value).count();
        let (group, others) = rest.split_at(count);
        rest = others;
        Some((value, group))
    })
}

/// Marks around a text, with the blanks at its ends outside.
fn wrapped(text: &str, mark: &str) -> String {
    let bare = text.trim_start_matches([' ', '\n']);
    let before = &text[..text.len() - bare.len()];
    let (bare, after) = split_end(bare);
    if bare.is_empty() {
        return text.to_owned();
    }
    format!("{before}{mark}{bare}{mark}{after}")
}

/// A text and the blanks it ends with.
fn split_end(text: &str) -> (&str, &str) {
    text.split_at(text.trim_end_matches([' ', '\n']).len())
}

fn code(text: &str, place: Place) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    let text = text.replace('\n', " ");
    let text = if place == Place::Cell {
        text.replace('|', "\\|")
    } else {
        text
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn escaped(text: &str, place: Place, escape: Escape, outside_link: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|n| chars.get(n)).copied();
        let after = chars.get(at + 1).copied();
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let needed = match c {
            '\\' => after.is_none_or(|c| c.is_ascii_punctuation() || c == '\n'),
            '`' => true,
            '*' => !(blank(before) && blank(after)),
            '_' => {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                !((blank(before) && blank(after)) || (word(before) && word(after)))
            }
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '&' => {
                after.is_some_and(|c| c == '#' || c.is_ascii_alphabetic()) && {
                    chars[at..].iter().take(40).any(|c| *c == ';')
                }
            }
            ']' => !outside_link || after == Some('('),
            '[' => !outside_link,
            '|' => place == Place::Cell,
            _ => false,
        };
        if needed || (escape == Escape::All && c.is_ascii_punctuation()) {
            out.push('\\');
        }
        if c == '\n' && place == Place::Paragraph {
            // Two blanks: a line of its own in the source as well as on paper.
            out.push_str("  ");
        }
        out.push(c);
    }
    out
}

/// Lines that would begin something else than text: a list, a quote, a rule.
fn begun_safely(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(safe_line).collect();
    lines.join("\n")
}

fn safe_line(line: &str) -> String {
    let bare = line.trim_end();
    let Some(first) = bare.chars().next() else {
        return line.to_owned();
    };
    let after_run = bare.trim_start_matches(first);
    let then_blank = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let at = match first {
        '#' => then_blank(after_run).then_some(0),
        '>' => Some(0),
        '-' | '+' | '*' if then_blank(&bare[1..]) => Some(0),
        '-' | '=' | '_' | '*' if bare.chars().all(|c| c == first || c == ' ') => Some(0),
        '~' if bare.starts_with("~~~") => Some(0),
        '|' => Some(0),
        '[' if bare.contains("]:") => Some(0),
        _ if (1..=9).contains(&digits) => {
            let rest = &bare[digits..];
            (rest.starts_with(['.', ')']) && then_blank(&rest[1..])).then_some(digits)
        }
        _ => None,
    };
    match at {
        Some(at) => format!("{}\\{}", &line[..at], &line[at..]),
        None => line.to_owned(),
    }
}

/// Whether the Markdown says these runs and nothing else.
fn reads_as(markdown: &str, runs: &[Run], place: Place) -> bool {
    let wrapped = match place {
        Place::Paragraph => markdown.to_owned(),
        Place::Heading => format!("## {markdown}"),
        Place::Cell => format!("| x |\n|---|\n| {markdown} |\n"),
    };
    let blocks = from_markdown(&wrapped);
    let read = match (place, blocks.as_slice()) {
        (Place::Paragraph, [Block::Paragraph(runs)]) => runs.as_slice(),
        (Place::Heading, [Block::Heading(2, runs)]) => runs.as_slice(),
        (Place::Cell, [Block::Table(rows)]) => match rows.as_slice() {
            [_, row] if row.len() == 1 => row[0].as_slice(),
            _ => return false,
        },
        (_, []) => &[],
        _ => return false,
    };
    visible(read).eq(visible(runs))
}

/// Every character, and the style of those whose style can be seen in any case.
fn visible(runs: &[Run]) -> impl Iterator<Item = (char, Option<&Style>)> {
    runs.iter().flat_map(|run| {
        run.text
            .chars()
            .map(|c| (c, c.is_alphanumeric().then_some(&run.style)))
    })
}
