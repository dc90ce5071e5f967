//! A Markdown text as a title and sections: the headings found, everything else kept.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::front_matter;
use crate::text::normalised;

/// The deepest heading that makes a section of its own; deeper ones are text.
const DEEPEST: u8 = 4;

/// A text, taken apart at its headings.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The header fields.
    pub(super) meta: BTreeMap<String, String>,
    /// The first `#` heading if no other heading stands before it, else empty.
    pub(super) title: String,
    /// The sections in order; only the first one may have level 0.
    pub(super) sections: Vec<Section>,
}

/// A heading and the text up to the next one.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// 0: text before the first heading.
    pub(super) level: u8,
    /// The heading's inline Markdown, one line.
    pub(super) heading: String,
    /// The text, without blank lines at either end.
    pub(super) body: String,
}

/// A real heading: not one in a code block, a quote or a list.
struct Heading {
    level: u8,
    text: String,
    start: usize,
    /// Just past its last line.
    end: usize,
}

/// What Markdown takes for blank within a line.
pub(super) const BLANK: [char; 4] = [' ', '\t', '\u{b}', '\u{c}'];

/// The options of every parse here: tables, because a table row is not an underlined heading.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES;

/// Takes a text apart.
pub(super) fn read(text: &str) -> Outline {
    let text = normalised(text);
    let (meta, text) = front_matter::split(&text);
    let mut outline = Outline {
        meta,
        ..Outline::default()
    };
    let headings = headings(text);
    let end_of = |n: usize| headings.get(n).map_or(text.len(), |h| h.start);
    let mut before = trim_blank_lines(&text[..end_of(0)]).to_owned();
    for (n, heading) in headings.iter().enumerate() {
        let body = trim_blank_lines(&text[heading.end..end_of(n + 1)]);
        if n == 0
            && heading.level == 1
            && let Some(joined) = joined(&before, body)
        {
            outline.title.clone_from(&heading.text);
            before = joined;
            continue;
        }
        outline.sections.push(Section {
            level: heading.level,
            heading: heading.text.clone(),
            body: body.to_owned(),
        });
    }
    if !before.is_empty() {
        outline.sections.insert(
            0,
            Section {
                level: 0,
                heading: String::new(),
                body: before,
            },
        );
    }
    // Only at the end of a file can something stand open; closed here, it reads the same for ever.
    if let Some(last) = outline.sections.last_mut() {
        last.body = closed(&last.body);
    }
    outline
}

/// A letterhead above the title moves below it; not when the text there begins indented, because it
/// would become part of a list or paragraph of the letterhead.
fn joined(above: &str, below: &str) -> Option<String> {
    if above.is_empty() || below.is_empty() {
        return Some(format!("{above}{below}"));
    }
    let indent = below.len() - below.trim_start_matches(' ').len();
    let below = &below[indent..];
    (indent < 4 && !below.starts_with(BLANK)).then(|| format!("{above}\n\n{below}"))
}

/// Writes front matter, title and sections in canonical form: one blank line around headings, one
/// line end at the end.
pub(super) fn write<'a>(
    meta: &BTreeMap<String, String>,
    title: &str,
    sections: impl Iterator<Item = (u8, &'a str, &'a str)>,
) -> String {
    let mut parts = Vec::new();
    let mut heading_seen = false;
    let mut body = Vec::new();
    for (level, heading, text) in sections {
        if level > 0 {
            // Without a title, a first section of level 1 would be read as the title.
            if level == 1 && !heading_seen && blank(title) {
                parts.push(String::from("#"));
            }
            heading_seen = true;
            body.push(heading_line(level.min(DEEPEST), heading));
        } else if !blank(heading) {
            body.push(one_line(heading));
        }
        let text = trim_blank_lines(text);
        if !text.is_empty() {
            body.push(closed(text));
        }
    }
    if !blank(title) {
        parts.push(heading_line(1, title));
    }
    parts.append(&mut body);
    let mut out = front_matter::write(meta);
    let first = parts.join("\n\n");
    if !out.is_empty() && !first.is_empty() {
        out.push('\n');
    } else if first.starts_with("---") {
        // Keeps a rule at the very start from being read as a front matter.
        out.push('\n');
    }
    out.push_str(&first);
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Whether nothing can be seen on the line.
pub(super) fn blank(line: &str) -> bool {
    line.chars().all(|c| BLANK.contains(&c))
}

/// Cuts lines of spaces and tabs off both ends, and the last line end. Spaces within a line stay:
/// they mean something in Markdown.
pub(super) fn trim_blank_lines(text: &str) -> &str {
    let mut text = text;
    while let Some((first, rest)) = text.split_once('\n') {
        if !blank(first) {
            break;
        }
        text = rest;
    }
    while let Some((rest, last)) = text.rsplit_once('\n') {
        if !blank(last) {
            break;
        }
        text = rest;
    }
    if blank(text) { "" } else { text }
}

/// One line: line ends become spaces.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .map(|l| l.trim_matches(BLANK))
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn heading_line(level: u8, heading: &str) -> String {
    let marks = "#".repeat(usize::from(level));
    let heading = one_line(heading);
    let run = heading.trim_end_matches('#');
    // A heading that ends in its own `#`s needs closing ones, or it loses them.
    if run.len() < heading.len() && (run.is_empty() || run.ends_with(BLANK)) {
        format!("{marks} {heading} #")
    } else if heading.is_empty() {
        marks
    } else {
        format!("{marks} {heading}")
    }
}

/// Whether a text would be taken apart.
pub(super) fn has_headings(text: &str) -> bool {
    !headings(text).is_empty()
}

fn headings(text: &str) -> Vec<Heading> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0
                    && let Tag::Heading { level, .. } = tag
                    && level_number(level) <= DEEPEST
                {
                    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
                    let last = range.start + text[range.clone()].trim_end_matches('\n').len();
                    let end = text[last..]
                        .find('\n')
                        .map_or(text.len(), |at| last + at + 1);
                    found.push(Heading {
                        level: level_number(level),
                        text: heading_text(&text[start..end]),
                        start,
                        end,
                    });
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

fn level_number(level: HeadingLevel) -> u8 {
    level as u8
}

/// The inline Markdown of a heading's source lines.
fn heading_text(source: &str) -> String {
    let lines: Vec<&str> = source.trim_end_matches('\n').lines().collect();
    match lines.as_slice() {
        [line] => {
            let bare = line.trim_matches(BLANK).trim_start_matches('#');
            let bare = bare.trim_matches(BLANK);
            let open = bare.trim_end_matches('#');
            let closing = open.len() < bare.len() && (open.is_empty() || open.ends_with(BLANK));
            let text = if closing { open } else { bare };
            text.trim_matches(BLANK).to_owned()
        }
        // Underlined: the last line is the underline.
        [text @ .., _] => one_line(&text.join("\n")),
        [] => String::new(),
    }
}

/// The text with what it leaves open closed: a code fence, a comment. Else whatever is written after
/// it would be swallowed.
pub(super) fn closed(body: &str) -> String {
    if !body.contains(['`', '~', '<']) || !leaves_open(body) {
        return body.to_owned();
    }
    closers(body)
        .into_iter()
        .map(|closer| format!("{body}\n{closer}"))
        .find(|candidate| !leaves_open(candidate))
        .unwrap_or_else(|| body.to_owned())
}

fn leaves_open(body: &str) -> bool {
    let probed = format!("{body}\n\n# x\n");
    headings(&probed)
        .last()
        .is_none_or(|h| h.start < body.len())
}

fn closers(body: &str) -> Vec<String> {
    let mut closers = Vec::new();
    for (event, range) in Parser::new_ext(body, OPTIONS).into_offset_iter() {
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) = event {
            let opening = body[range].trim_start_matches(BLANK);
            let mark = if opening.starts_with('~') { '~' } else { '`' };
            let fence: String = opening.chars().take_while(|c| *c == mark).collect();
            closers = vec![fence];
        }
    }
    let html = [
        "-->",
        "?>",
        "]]>",
        "</script>",
        "</pre>",
        "</style>",
        "</textarea>",
        ">",
    ];
    closers.extend(html.map(str::to_owned));
    closers
}
