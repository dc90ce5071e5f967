//! A page into blocks.

use super::marks::marker;
use super::style::{self, has_class, is_hidden};
use crate::blocks::{
    Block, Builder, ListLine, Run, Style, flattened, is_blank, is_sound_link, text_of, tidied,
};
use crate::tree::{Element, Node};

/// Reads a page. A title in Word's style of that name is level 1, and headings are then one deeper.
pub(crate) fn blocks(root: &Element) -> Vec<Block> {
    let mut reader = Reader::default();
    reader.inside(root, &Context::default());
    reader.end_paragraph();
    let titled = reader.titled;
    let mut blocks = reader.out.finish();
    for block in &mut blocks {
        if let Block::Heading(level, _) = block {
            *level = match *level {
                0 => 1,
                level if titled => (level + 1).min(6),
                level => level,
            };
        }
    }
    blocks
}

/// The runs of a cell: its paragraphs below each other.
pub(super) fn cell(element: &Element) -> Vec<Run> {
    let mut reader = Reader {
        verbatim: true,
        ..Reader::default()
    };
    reader.inside(element, &Context::default());
    reader.end_paragraph();
    flattened(&reader.out.finish())
}

/// What holds within an element.
#[derive(Default, Clone)]
struct Context {
    style: Style,
    /// How many lists of HTML are around.
    lists: u8,
    quote: bool,
    /// Blanks and line ends count.
    pre: bool,
}

/// What the paragraph that is being read will be.
#[derive(Default, Clone)]
enum Kind {
    #[default]
    Paragraph,
    /// 0 is the title.
    Heading(u8),
    Item(ListLine),
    Quote,
    Code,
    /// Made by Word, not written.
    Contents,
}

#[derive(Default)]
struct Reader {
    out: Builder,
    runs: Vec<Run>,
    kind: Kind,
    titled: bool,
    /// Lists that have begun, so that each has a name of its own.
    begun: usize,
    /// Whether numbers that somebody typed stay as they are.
    verbatim: bool,
}

impl Reader {
    fn inside(&mut self, element: &Element, context: &Context) {
        for node in &element.children {
            match node {
                Node::Text(text) => self.text(text, context),
                Node::Element(element) => self.element(element, context),
            }
        }
    }

    fn element(&mut self, element: &Element, context: &Context) {
        if is_hidden(element) {
            return;
        }
        let mut context = context.clone();
        match element.name.as_str() {
            "b" | "strong" => context.style.bold = true,
            "i" | "em" | "cite" | "dfn" => context.style.italic = true,
            "code" | "tt" | "kbd" | "samp" => context.style.code = true,
            "a" => {
                let link = element.attribute("href").map(str::trim);
                context.style.link = link.filter(|link| is_sound_link(link)).map(str::to_owned);
            }
            _ => {}
        }
        if !element.name.starts_with('h') {
            context.style.bold = style::bold(element).unwrap_or(context.style.bold);
            context.style.italic = style::italic(element).unwrap_or(context.style.italic);
        }
        match element.name.as_str() {
            "head" | "del" | "colgroup" => {}
            "br" => self.push("\n", &context),
            "hr" => {
                self.end_paragraph();
                self.out.block(Block::Rule);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.as_bytes()[1] - b'0';
                self.paragraph(element, &context, Kind::Heading(level));
            }
            "p" => {
                let kind = self.kind_of(element, &context);
                self.paragraph(element, &context, kind);
            }
            "ul" | "ol" => self.list(element, &context),
            "pre" => {
                context.pre = true;
                self.paragraph(element, &context, Kind::Code);
            }
            "blockquote" => {
                self.end_paragraph();
                context.quote = true;
                self.inside(element, &context);
                self.end_paragraph();
            }
            "table" => self.table(element),
            "span" | "b" | "i" | "em" | "strong"
                if style::property(element, "mso-list").is_some_and(|v| v == "ignore") => {}
            "div" | "section" | "article" | "header" | "footer" | "main" | "address" | "dl"
            | "dt" | "dd" | "figure" | "figcaption" | "body" | "html" | "center" | "li" | "tr"
            | "td" | "th" | "caption" => {
                self.end_paragraph();
                self.inside(element, &context);
                self.end_paragraph();
            }
            _ => self.inside(element, &context),
        }
    }

    /// What a paragraph of Word's is.
    fn kind_of(&mut self, element: &Element, context: &Context) -> Kind {
        if has_class(element, "MsoTitle") {
            let level = u8::from(std::mem::replace(&mut self.titled, true));
            return Kind::Heading(level);
        }
        if has_class(element, "MsoToc") {
            return Kind::Contents;
        }
        if has_class(element, "MsoQuote") || has_class(element, "MsoIntenseQuote") {
            return Kind::Quote;
        }
        let Some((level, list)) = style::word_list(element).or_else(|| {
            has_class(element, "MsoListParagraph")
                .then(|| (style::indent_level(element), "typed".to_owned()))
        }) else {
            return self.kind_in(context);
        };
        // The mark stands in the text, as Word shows it.
        let text = text_of(&tidied(vec![Run::plain(element.text())]));
        match marker(&text) {
            Some((number, _)) => Kind::Item(ListLine {
                level,
                number,
                list,
                goes_on: false,
            }),
            None => Kind::Item(ListLine {
                level,
                number: None,
                list,
                goes_on: true,
            }),
        }
    }

    fn kind_in(&self, context: &Context) -> Kind {
        match &self.kind {
            Kind::Item(line) if context.lists > 0 => Kind::Item(line.clone()),
            _ if context.quote => Kind::Quote,
            _ => Kind::Paragraph,
        }
    }

    fn paragraph(&mut self, element: &Element, context: &Context, kind: Kind) {
        self.end_paragraph();
        let before = std::mem::replace(&mut self.kind, kind);
        self.inside(element, context);
        self.end_paragraph();
        // Within an item of HTML, what follows goes on with it.
        self.kind = match (before, &self.kind) {
            (Kind::Item(_), Kind::Item(line)) if context.lists > 0 => Kind::Item(line.clone()),
            (before, _) => before,
        };
    }

    fn list(&mut self, list: &Element, context: &Context) {
        self.end_paragraph();
        let before = std::mem::take(&mut self.kind);
        self.begun += 1;
        let name = format!("html {}", self.begun);
        let start = list.attribute("start").and_then(|n| n.trim().parse().ok());
        let mut number: u64 = start.unwrap_or(1);
        let mut inner = context.clone();
        inner.lists = context.lists.saturating_add(1);
        for element in list.elements() {
            if element.name != "li" {
                // A list right in a list is the deeper one.
                self.element(element, &inner);
                continue;
            }
            if let Some(value) = element
                .attribute("value")
                .and_then(|n| n.trim().parse().ok())
            {
                number = value;
            }
            // Word in a browser makes a list of each item and says apart from it where it belongs.
            let level = element
                .attribute("data-aria-level")
                .and_then(|n| n.parse::<u8>().ok()?.checked_sub(1));
            let own = element.attribute("data-listid").filter(|_| level.is_some());
            self.kind = Kind::Item(ListLine {
                level: level.unwrap_or(context.lists),
                number: (list.name == "ol").then_some(number),
                list: own.map_or_else(|| name.clone(), |own| format!("word {own}")),
                goes_on: false,
            });
            number = number.saturating_add(1);
            self.inside(element, &inner);
            self.end_paragraph();
        }
        self.kind = before;
    }

    fn table(&mut self, table: &Element) {
        self.end_paragraph();
        if let Some(caption) = table.child("caption") {
            self.element(caption, &Context::default());
        }
        let rows = super::cells::grid(table, cell);
        // A frame around text, not a table.
        let single = rows.len() == 1 && rows.first().is_some_and(|row| row.len() == 1);
        if single {
            let mut cells = Vec::new();
            table.find_all("td", &mut cells);
            for cell in cells {
                self.inside(cell, &Context::default());
                self.end_paragraph();
            }
            return;
        }
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| row.iter().any(|cell| !is_blank(cell)))
            .collect();
        if !rows.is_empty() {
            self.out.block(Block::Table(rows));
        }
    }

    fn text(&mut self, text: &str, context: &Context) {
        if context.pre {
            self.push(text, context);
        } else {
            // A line end of the source is a blank.
            self.push(&text.replace(['\n', '\r'], " "), context);
        }
    }

    fn push(&mut self, text: &str, context: &Context) {
        self.runs.push(Run {
            text: text.to_owned(),
            style: context.style.clone(),
        });
    }

    fn end_paragraph(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        if let Kind::Code = self.kind {
            let text = text_of(&runs);
            let text = text.trim_matches('\n');
            if !text.trim().is_empty() {
                self.out.block(Block::Code(text.to_owned()));
            }
            return;
        }
        let runs = tidied(runs);
        if is_blank(&runs) {
            return;
        }
        match &mut self.kind {
            Kind::Paragraph if self.verbatim => self.out.block(Block::Paragraph(runs)),
            Kind::Paragraph => self.out.paragraph(runs),
            Kind::Heading(level) => {
                let plain = runs.into_iter().map(|mut run| {
                    run.style.bold = false;
                    run
                });
                let level = *level;
                self.out
                    .block(Block::Heading(level, tidied(plain.collect())));
            }
            Kind::Item(line) => {
                let typed = line.list == "typed" && !line.goes_on;
                let runs = match marker(&text_of(&runs)).filter(|_| typed) {
                    Some((_, length)) => crate::blocks::without_start(runs, length),
                    None => runs,
                };
                let item = line.clone();
                line.goes_on = true;
                self.out.item(item, runs);
            }
            Kind::Quote => self.out.block(Block::Quote(vec![Block::Paragraph(runs)])),
            Kind::Code | Kind::Contents => {}
        }
    }
}
