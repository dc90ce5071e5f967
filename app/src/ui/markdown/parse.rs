//! From Markdown to blocks.

use std::ops::Range;
use std::sync::Arc;

use egui_material_icons::icons::{ICON_CHECK_BOX, ICON_CHECK_BOX_OUTLINE_BLANK};
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// How letters look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Bold.
    pub is_bold: bool,
    /// Italic.
    pub is_italic: bool,
    /// Struck through.
    pub is_struck: bool,
    /// Code.
    pub is_code: bool,
}

/// A stretch of text of one look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text as it reads.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it leads, if it is a link.
    pub link: Option<Arc<str>>,
    /// The characters of the source it stands for, in code points. As many as the text has, or the text
    /// stands for all of them together.
    pub source: Range<usize>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockKind {
    /// Text.
    Paragraph(Vec<Run>),
    /// A heading, 1 to 6.
    Heading(u8, Vec<Run>),
    /// Code, as it stands.
    Code(Vec<Run>),
    /// A line across.
    Rule,
    /// A table: rows of cells, the first one the heading.
    Table(Vec<Vec<Vec<Run>>>, Vec<Align>),
}

/// How a column of a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// A block of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// In how many lists it stands.
    pub lists: usize,
    /// In how many quotes it stands.
    pub quotes: usize,
    /// What stands before it, if it begins an item: a bullet, a number, a box.
    pub marker: Option<String>,
    /// Whether it follows the one before closely, as items of a list do.
    pub is_close: bool,
    /// Where it begins in the source, in code points.
    pub at: usize,
}

/// Parses a text. Everything in it shows; what this does not know shows as it is written.
pub fn parse(text: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut parsing = Parsing::new(text);
    for (event, bytes) in Parser::new_ext(text, options).into_offset_iter() {
        parsing.event(event, bytes);
    }
    parsing.end_block();
    parsing.blocks
}

struct Parsing<'a> {
    source: &'a str,
    /// For every byte the number of the character it belongs to.
    chars: Vec<u32>,
    blocks: Vec<Block>,
    runs: Vec<Run>,
    style: Style,
    /// Bold and italic within each other, counted.
    bold: usize,
    italic: usize,
    struck: usize,
    link: Vec<Arc<str>>,
    /// The number of the next item, per list around; `None`: bullets.
    lists: Vec<Option<u64>>,
    quotes: usize,
    marker: Option<String>,
    heading: Option<u8>,
    is_code: bool,
    table: Vec<Vec<Vec<Run>>>,
    aligns: Vec<Align>,
    begin: Option<usize>,
    is_close: bool,
}

impl<'a> Parsing<'a> {
    fn new(source: &'a str) -> Self {
        let mut chars = Vec::with_capacity(source.len() + 1);
        let mut count = 0_u32;
        for byte in 0..source.len() {
            if byte > 0 && source.is_char_boundary(byte) {
                count += 1;
            }
            chars.push(count);
        }
        chars.push(count + u32::from(!source.is_empty()));
        Self {
            source,
            chars,
            blocks: Vec::new(),
            runs: Vec::new(),
            style: Style::default(),
            bold: 0,
            italic: 0,
            struck: 0,
            link: Vec::new(),
            lists: Vec::new(),
            quotes: 0,
            marker: None,
            heading: None,
            is_code: false,
            table: Vec::new(),
            aligns: Vec::new(),
            begin: None,
            is_close: false,
        }
    }

    fn char_at(&self, byte: usize) -> usize {
        self.chars[byte.min(self.source.len())] as usize
    }

    fn event(&mut self, event: Event<'_>, bytes: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, &bytes),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, bytes),
            Event::Code(text) => {
                self.style.is_code = true;
                let inner = inner(self.source, &bytes, &text);
                self.push(&text, inner);
                self.style.is_code = false;
            }
            // What is typed on a line of its own reads so.
            Event::SoftBreak | Event::HardBreak => {
                let at = bytes.start;
                self.push("\n", at..at + 1);
            }
            Event::Html(text) | Event::InlineHtml(text) => self.push(&text, bytes),
            Event::TaskListMarker(done) => {
                let icon = if done {
                    ICON_CHECK_BOX
                } else {
                    ICON_CHECK_BOX_OUTLINE_BLANK
                };
                self.marker = Some(icon.codepoint.to_owned());
            }
            Event::Rule => {
                self.end_block();
                self.begin = Some(self.char_at(bytes.start));
                self.block(BlockKind::Rule);
            }
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text, bytes);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, bytes: &Range<usize>) {
        match tag {
            Tag::Emphasis => self.italic += 1,
            Tag::Strong => self.bold += 1,
            Tag::Strikethrough => self.struck += 1,
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.link.push(Arc::from(&*dest_url));
            }
            Tag::Heading { level, .. } => {
                self.open_block(bytes);
                self.heading = Some(match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    HeadingLevel::H4 => 4,
                    HeadingLevel::H5 => 5,
                    HeadingLevel::H6 => 6,
                });
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.end_block();
                self.lists.push(first);
            }
            Tag::Item => {
                self.end_block();
                self.is_close = true;
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}.");
                        *number += 1;
                        marker
                    }
                    _ => "•".to_owned(),
                });
                self.begin = Some(self.char_at(bytes.start));
            }
            Tag::CodeBlock(_) => {
                self.open_block(bytes);
                self.is_code = true;
            }
            Tag::Table(aligns) => {
                self.open_block(bytes);
                self.aligns = aligns
                    .into_iter()
                    .map(|align| match align {
                        Alignment::Center => Align::Centre,
                        Alignment::Right => Align::Right,
                        Alignment::None | Alignment::Left => Align::Left,
                    })
                    .collect();
            }
            Tag::TableHead | Tag::TableRow => self.table.push(Vec::new()),
            Tag::TableCell => self.runs.clear(),
            Tag::Paragraph | Tag::HtmlBlock => self.open_block(bytes),
            _ => {}
        }
        self.styled();
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.italic = self.italic.saturating_sub(1),
            TagEnd::Strong => self.bold = self.bold.saturating_sub(1),
            TagEnd::Strikethrough => self.struck = self.struck.saturating_sub(1),
            TagEnd::Link | TagEnd::Image => {
                self.link.pop();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.end_block();
            }
            TagEnd::Item => {
                self.end_block();
                if self.marker.is_some() {
                    // An item in which nothing stands yet.
                    self.block(BlockKind::Paragraph(Vec::new()));
                }
            }
            TagEnd::List(_) => {
                self.end_block();
                self.lists.pop();
            }
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.runs);
                if let Some(row) = self.table.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let (table, aligns) = (
                    std::mem::take(&mut self.table),
                    std::mem::take(&mut self.aligns),
                );
                self.block(BlockKind::Table(table, aligns));
            }
            _ => {}
        }
        self.styled();
    }

    fn styled(&mut self) {
        self.style = Style {
            is_bold: self.bold > 0,
            is_italic: self.italic > 0,
            is_struck: self.struck > 0,
            is_code: self.is_code,
        };
    }

    fn push(&mut self, text: &str, bytes: Range<usize>) {
        let source = self.char_at(bytes.start)..self.char_at(bytes.end);
        self.begin.get_or_insert(source.start);
        let link = self.link.last().cloned();
        if let Some(last) = self.runs.last_mut()
            && last.style == self.style
            && last.link == link
            && last.source.end == source.start
            && last.source.len() == last.text.chars().count()
            && source.len() == text.chars().count()
        {
            last.text.push_str(text);
            last.source.end = source.end;
            return;
        }
        self.runs.push(Run {
            text: text.to_owned(),
            style: self.style,
            link,
            source,
        });
    }

    /// A block begins: what stood before it without one of its own ends.
    fn open_block(&mut self, bytes: &Range<usize>) {
        self.end_block();
        if self.begin.is_none() {
            self.begin = Some(self.char_at(bytes.start));
        }
    }

    fn end_block(&mut self) {
        let mut runs = std::mem::take(&mut self.runs);
        let heading = self.heading.take();
        if std::mem::take(&mut self.is_code) {
            if let Some(last) = runs.last_mut()
                && last.text.ends_with('\n')
            {
                last.text.pop();
                last.source.end -= 1;
            }
            self.block(BlockKind::Code(runs));
        } else if !runs.is_empty() {
            self.block(match heading {
                Some(level) => BlockKind::Heading(level, runs),
                None => BlockKind::Paragraph(runs),
            });
        }
    }

    fn block(&mut self, kind: BlockKind) {
        self.blocks.push(Block {
            kind,
            lists: self.lists.len(),
            quotes: self.quotes,
            marker: self.marker.take(),
            is_close: std::mem::take(&mut self.is_close),
            at: self.begin.take().unwrap_or_default(),
        });
    }
}

/// The bytes of the text inside the signs around it.
fn inner(source: &str, bytes: &Range<usize>, text: &str) -> Range<usize> {
    match source[bytes.clone()].find(text) {
        Some(at) => bytes.start + at..bytes.start + at + text.len(),
        None => bytes.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(runs: &[Run]) -> String {
        runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Every run reads in the source as it says.
    fn check_sources(source: &str, runs: &[Run]) {
        for run in runs {
            let written: String = source
                .chars()
                .skip(run.source.start)
                .take(run.source.len())
                .collect();
            if written.chars().count() == run.text.chars().count() {
                assert_eq!(written, run.text);
            }
        }
    }

    #[test]
    fn bold_italic_and_links_know_their_place_in_the_text() {
        let source = "Semua **kantor** memakai *satu* [suara](https://example.org), « é ».";
        let [block] = &parse(source)[..] else {
            panic!("{:?}", parse(source));
        };
        let BlockKind::Paragraph(runs) = &block.kind else {
            panic!("{block:?}");
        };
        assert_eq!(text(runs), "Semua kantor memakai satu suara, « é ».");
        check_sources(source, runs);
        assert!(runs[1].style.is_bold && runs[3].style.is_italic);
        assert_eq!(runs[1].source, 8..14);
        assert_eq!(runs[5].link.as_deref(), Some("https://example.org"));
    }

    #[test]
    fn lists_keep_their_numbers_and_depth() {
        let source = "3. satu\n4. dua\n   - dalam\n\nSesudahnya\n\n- [x] beres\n-\n";
        let found: Vec<_> = parse(source)
            .into_iter()
            .map(|block| {
                let BlockKind::Paragraph(runs) = block.kind else {
                    panic!();
                };
                (block.marker, block.lists, text(&runs))
            })
            .collect();
        let own = |marker: &str| Some(marker.to_owned());
        assert_eq!(
            found,
            [
                (own("3."), 1, "satu".to_owned()),
                (own("4."), 1, "dua".to_owned()),
                (own("•"), 2, "dalam".to_owned()),
                (None, 0, "Sesudahnya".to_owned()),
                (own(ICON_CHECK_BOX.codepoint), 1, "beres".to_owned()),
                (own("•"), 1, String::new()),
            ]
        );
    }

    #[test]
    fn tables_headings_quotes_and_code_are_told_apart() {
        let source = "### Tabel\n\n| a | b |\n| --- | ---: |\n| **1** | 2 |\n\n> kutipan\n\n```\nlet x;\n```\n\n---\n";
        let blocks = parse(source);
        assert!(matches!(&blocks[0].kind, BlockKind::Heading(3, runs) if text(runs) == "Tabel"));
        let BlockKind::Table(rows, aligns) = &blocks[1].kind else {
            panic!("{blocks:?}");
        };
        assert_eq!(aligns, &[Align::Left, Align::Right]);
        assert_eq!(rows.len(), 2);
        assert_eq!(text(&rows[1][0]), "1");
        assert!(rows[1][0][0].style.is_bold);
        assert_eq!(blocks[2].quotes, 1);
        assert!(matches!(&blocks[3].kind, BlockKind::Code(runs) if text(runs) == "let x;"));
        assert!(matches!(blocks[4].kind, BlockKind::Rule));
    }

    #[test]
    fn whatever_is_written_is_parsed_without_a_panic() {
        for source in [
            "",
            " ",
            "\n\n",
            "* ",
            "**",
            "[a](",
            "`",
            "| a |",
            "<b>é</b>",
            "&amp; é",
            "1. \n2. ",
            "> > - a\n> > b",
            "\u{0}é\u{301}",
            "- [ ]",
            "```\n",
            "***a**b*",
        ] {
            for block in parse(source) {
                if let BlockKind::Paragraph(runs) = &block.kind {
                    check_sources(source, runs);
                }
            }
        }
    }
}
