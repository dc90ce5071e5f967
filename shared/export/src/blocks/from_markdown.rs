//! Markdown into blocks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{Block, List, Run, Style, is_blank, is_sound_link, tidied};

/// As the council's own reading: tables and nothing else beyond the standard.
const OPTIONS: Options = Options::ENABLE_TABLES;
/// How deep quotes and lists nest before the rest stays flat; more is nobody's text.
const MAX_DEPTH: usize = 40;

/// Reads Markdown. HTML in it is text, but for the line breaks of table cells.
pub(crate) fn from_markdown(text: &str) -> Vec<Block> {
    let mut reader = Reader {
        open: vec![Open::Blocks(Vec::new())],
        ..Reader::default()
    };
    for event in Parser::new_ext(text, OPTIONS) {
        reader.take(event);
    }
    while reader.open.len() > 1 {
        reader.close();
    }
    reader.end_text();
    match reader.open.pop() {
        Some(Open::Blocks(blocks)) => blocks,
        _ => Vec::new(),
    }
}

/// A container that is not finished.
enum Open {
    Blocks(Vec<Block>),
    Quote(Vec<Block>),
    List(List),
    Item(Vec<Block>),
    Table(Vec<Vec<Vec<Run>>>),
    Row(Vec<Vec<Run>>),
}

#[derive(Default)]
struct Reader {
    open: Vec<Open>,
    /// Containers that were too deep to open.
    passed_over: usize,
    runs: Vec<Run>,
    style: Style,
    bold: usize,
    italic: usize,
    heading: Option<u8>,
    code: Option<String>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(text) => {
                let style = self.style.clone();
                self.style.code = true;
                self.text(&text);
                self.style = style;
            }
            Event::InlineHtml(html) if is_line_break(&html) => self.text("\n"),
            Event::Html(html) | Event::InlineHtml(html) => self.text(&html),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => self.push(Block::Rule),
            // Of extensions that are not asked for.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_text();
                self.heading = Some(level as u8);
            }
            Tag::Paragraph | Tag::HtmlBlock => self.end_text(),
            Tag::CodeBlock(_) => {
                self.end_text();
                self.code = Some(String::new());
            }
            Tag::BlockQuote(_) => self.open(Open::Quote(Vec::new())),
            Tag::List(start) => self.open(Open::List(List {
                start,
                items: Vec::new(),
            })),
            Tag::Item => self.open(Open::Item(Vec::new())),
            Tag::Table(_) => self.open(Open::Table(Vec::new())),
            Tag::TableHead | Tag::TableRow => self.open(Open::Row(Vec::new())),
            Tag::Strong => {
                self.bold += 1;
                self.style.bold = true;
            }
            Tag::Emphasis => {
                self.italic += 1;
                self.style.italic = true;
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.style.link = Some(dest_url.to_string()).filter(|link| is_sound_link(link));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_text(),
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    let code = code.strip_suffix('\n').unwrap_or(&code);
                    self.push(Block::Code(code.to_owned()));
                }
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow => self.close(),
            TagEnd::TableCell => {
                let cell = tidied(std::mem::take(&mut self.runs));
                if let Some(Open::Row(cells)) = self.open.last_mut() {
                    cells.push(cell);
                }
            }
            TagEnd::Strong => {
                self.bold = self.bold.saturating_sub(1);
                self.style.bold = self.bold > 0;
            }
            TagEnd::Emphasis => {
                self.italic = self.italic.saturating_sub(1);
                self.style.italic = self.italic > 0;
            }
            TagEnd::Link | TagEnd::Image => self.style.link = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.runs.push(Run {
            text: text.to_owned(),
            style: self.style.clone(),
        });
    }

    /// Ends a paragraph or heading, if one is open.
    fn end_text(&mut self) {
        let runs = tidied(std::mem::take(&mut self.runs));
        match self.heading.take() {
            Some(level) => self.push(Block::Heading(level, runs)),
            None if is_blank(&runs) => {}
            None => self.push(Block::Paragraph(runs)),
        }
    }

    fn open(&mut self, container: Open) {
        self.end_text();
        if self.open.len() < MAX_DEPTH {
            self.open.push(container);
        } else {
            self.passed_over += 1;
        }
    }

    fn close(&mut self) {
        self.end_text();
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        match self.open.pop() {
            Some(Open::Quote(blocks)) => self.push(Block::Quote(blocks)),
            Some(Open::List(list)) => self.push(Block::List(list)),
            Some(Open::Table(rows)) => self.push(Block::Table(rows)),
            Some(Open::Item(blocks)) => match self.open.last_mut() {
                Some(Open::List(list)) => list.items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.push(block)),
            },
            Some(Open::Row(cells)) => {
                if let Some(Open::Table(rows)) = self.open.last_mut() {
                    rows.push(cells);
                }
            }
            Some(Open::Blocks(blocks)) => self.open.push(Open::Blocks(blocks)),
            None => {}
        }
    }

    fn push(&mut self, block: Block) {
        match self.open.last_mut() {
            Some(Open::Blocks(blocks) | Open::Quote(blocks) | Open::Item(blocks)) => {
                blocks.push(block);
            }
            // Only where nesting went too deep.
            Some(Open::List(list)) => list.items.push(vec![block]),
            _ => {}
        }
    }
}

/// `<br>` as people write it in the cells of tables.
pub(crate) fn is_line_break(html: &str) -> bool {
    let bare: String = html.chars().filter(|c| !c.is_whitespace()).collect();
    ["<br>", "<br/>"].contains(&bare.to_ascii_lowercase().as_str())
}
