//! The outermost blocks of a Markdown text, by whole lines.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::super::outline::OPTIONS;

/// One block and the lines it takes, line ends included.
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a block is.
pub(super) enum Kind {
    Paragraph,
    /// A list: the lines of each item.
    List(Vec<Range<usize>>),
    Table,
    /// A quote, code, HTML, a rule, a deep heading.
    Other,
}

/// The outermost blocks of a text in order. A link definition is in none of them.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |n| n + 1);
    let line_end = |at: usize| {
        let last = text[..at].trim_end_matches('\n').len();
        text[last..].find('\n').map_or(text.len(), |n| last + n + 1)
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        let lines = line_start(range.start)..line_end(range.end);
        match event {
            Event::Start(tag) => {
                match (&tag, depth) {
                    (Tag::Item, 1) => {
                        if let Some(Block {
                            kind: Kind::List(items),
                            ..
                        }) = blocks.last_mut()
                        {
                            items.push(lines);
                        }
                    }
                    (_, 0) => blocks.push(Block {
                        kind: match tag {
                            Tag::Paragraph => Kind::Paragraph,
                            Tag::List(_) => Kind::List(Vec::new()),
                            Tag::Table(_) => Kind::Table,
                            _ => Kind::Other,
                        },
                        range: lines,
                    }),
                    _ => {}
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ if depth == 0 => blocks.push(Block {
                kind: Kind::Other,
                range: lines,
            }),
            _ => {}
        }
    }
    apart(&mut blocks);
    for block in &mut blocks {
        let end = block.range.end;
        if let Kind::List(items) = &mut block.kind {
            // An item reaches to the next one, blank lines included.
            let starts: Vec<usize> = items.iter().map(|i| i.start).skip(1).chain([end]).collect();
            for (item, next) in items.iter_mut().zip(starts) {
                item.end = next;
            }
        }
    }
    blocks
}

/// Makes one block of those that share a line: such lines cannot be taken apart.
fn apart(blocks: &mut Vec<Block>) {
    blocks.dedup_by(|later, earlier| {
        let shared = later.range.start < earlier.range.end;
        if shared {
            earlier.kind = Kind::Other;
            earlier.range.end = earlier.range.end.max(later.range.end);
        }
        shared
    });
}
