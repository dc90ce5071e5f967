//! Blocks as the paragraphs, lists and tables of a Word document.

use super::{RULE_STYLE, TABLE_STYLE};
use crate::blocks::{Block, List, Run, is_blank, text_of};
use crate::xml::escaped;

/// The deepest level of lists Word has.
const MAX_LEVEL: usize = 8;
/// Lengths in twentieths of a point: the narrowest column, a character of a table, the margin beside it,
/// and the longest word a column is widened for.
const MIN_COLUMN: usize = 500;
const CHARACTER: usize = 125;
const MARGIN: usize = 85;
const MAX_WORD: usize = 2400;

/// The body of a document as it grows, and what it refers to.
pub(super) struct Body {
    /// The XML so far.
    pub(super) xml: String,
    /// Addresses of links; the n-th is relation `link<n>`.
    pub(super) links: Vec<String>,
    /// Lists; the n-th is numbering n + 1.
    pub(super) lists: Vec<ListOf>,
    /// How much a heading's level is above that of its Word style.
    shift: u8,
    /// The width between the margins, in twentieths of a point.
    width: usize,
}

/// A list that is used.
pub(super) struct ListOf {
    /// The first number; none for bullets.
    pub(super) start: Option<u64>,
    pub(super) level: usize,
}

impl Body {
    pub(super) fn new(shift: u8, width: usize) -> Self {
        Self {
            xml: String::new(),
            links: Vec::new(),
            lists: Vec::new(),
            shift,
            width,
        }
    }

    /// Adds blocks.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(_, runs) if is_blank(runs) => {}
                Block::Heading(level, runs) => {
                    let level = level.saturating_sub(self.shift).clamp(1, 6);
                    self.styled(&format!("Heading{level}"), runs);
                }
                Block::Paragraph(runs) => self.paragraph("", runs),
                Block::List(list) => self.list(list, 0),
                Block::Table(rows) => self.table(rows, |_| false),
                Block::Quote(blocks) => self.quote(blocks),
                Block::Code(text) => {
                    for line in text.split('\n') {
                        self.styled("HTMLPreformatted", &[Run::plain(line)]);
                    }
                }
                Block::Rule => self.styled(RULE_STYLE, &[]),
            }
        }
    }

    /// Adds a paragraph of a style.
    pub(super) fn styled(&mut self, style: &str, runs: &[Run]) {
        self.paragraph(&format!("<w:pStyle w:val=\"{style}\"/>"), runs);
    }

    fn paragraph(&mut self, properties: &str, runs: &[Run]) {
        self.xml.push_str("<w:p>");
        if !properties.is_empty() {
            self.xml.push_str(&format!("<w:pPr>{properties}</w:pPr>"));
        }
        self.runs(runs, "");
        self.xml.push_str("</w:p>");
    }

    fn quote(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(runs) | Block::Heading(_, runs) => self.styled("Quote", runs),
                other => self.blocks(std::slice::from_ref(other)),
            }
        }
    }

    fn list(&mut self, list: &List, level: usize) {
        let level = level.min(MAX_LEVEL);
        self.lists.push(ListOf {
            start: list.start,
            level,
        });
        let id = self.lists.len();
        for item in &list.items {
            let mut begun = false;
            for block in item {
                match block {
                    Block::Paragraph(runs) | Block::Heading(_, runs) if !begun => self.paragraph(
                        &format!(
                            "<w:pStyle w:val=\"ListParagraph\"/><w:numPr><w:ilvl w:val=\"{level}\"/>\
                             <w:numId w:val=\"{id}\"/></w:numPr>"
                        ),
                        runs,
                    ),
                    Block::Paragraph(runs) | Block::Heading(_, runs) => {
                        let style = match level {
                            0 => "ListContinue".to_owned(),
                            level => format!("ListContinue{}", (level + 1).min(5)),
                        };
                        self.styled(&style, runs);
                    }
                    Block::List(inner) => self.list(inner, level + 1),
                    other => self.blocks(std::slice::from_ref(other)),
                }
                begun = true;
            }
        }
    }

    /// Adds a table whose first row is repeated on every page; `marked` says which rows stand out.
    pub(super) fn table(&mut self, rows: &[Vec<Vec<Run>>], marked: impl Fn(usize) -> bool) {
        let count = rows.iter().map(Vec::len).max().unwrap_or_default();
        if count == 0 {
            return;
        }
        let widths = widths(rows, count, self.width);
        self.begin_table(TABLE_STYLE, &widths);
        for (n, row) in rows.iter().enumerate() {
            let head = if n == 0 { "<w:tblHeader/>" } else { "" };
            self.xml
                .push_str(&format!("<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"));
            let shade = if marked(n) {
                "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F8D7DA\"/>"
            } else {
                ""
            };
            for (column, width) in widths.iter().enumerate() {
                let runs = row.get(column).map_or(&[][..], Vec::as_slice);
                self.cell(*width, shade, "", |body| body.runs(runs, ""));
            }
            self.xml.push_str("</w:tr>");
        }
        self.end_table();
    }

    /// Opens a table.
    pub(super) fn begin_table(&mut self, style: &str, widths: &[usize]) {
        self.xml.push_str(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"{style}\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>\
             <w:tblLook w:val=\"0420\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" \
             w:lastColumn=\"0\" w:noHBand=\"0\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>",
            widths.iter().sum::<usize>()
        ));
        for width in widths {
            self.xml.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
        }
        self.xml.push_str("</w:tblGrid>");
    }

    /// Adds a cell of one paragraph.
    pub(super) fn cell(
        &mut self,
        width: usize,
        properties: &str,
        style: &str,
        text: impl FnOnce(&mut Self),
    ) {
        self.xml.push_str(&format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}</w:tcPr><w:p>"
        ));
        if !style.is_empty() {
            self.xml
                .push_str(&format!("<w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"));
        }
        text(self);
        self.xml.push_str("</w:p></w:tc>");
    }

    /// Closes a table. The empty paragraph keeps it apart from a table that may follow.
    pub(super) fn end_table(&mut self) {
        self.xml.push_str("</w:tbl>");
        self.paragraph("", &[]);
    }

    /// Adds runs; `more` stands in the properties of each.
    pub(super) fn runs(&mut self, runs: &[Run], more: &str) {
        for run in runs {
            let style = &run.style;
            let mut properties = String::new();
            // In the order the format's schema wants.
            if style.code {
                properties.push_str("<w:rStyle w:val=\"HTMLCode\"/>");
            } else if style.link.is_some() {
                properties.push_str("<w:rStyle w:val=\"Hyperlink\"/>");
            }
            if style.bold {
                properties.push_str("<w:b/><w:bCs/>");
            }
            if style.italic {
                properties.push_str("<w:i/><w:iCs/>");
            }
            properties.push_str(more);
            if let Some(link) = &style.link {
                self.links.push(link.clone());
                self.xml.push_str(&format!(
                    "<w:hyperlink r:id=\"link{}\" w:history=\"1\">",
                    self.links.len()
                ));
            }
            self.xml.push_str("<w:r>");
            if !properties.is_empty() {
                self.xml.push_str(&format!("<w:rPr>{properties}</w:rPr>"));
            }
            for (n, line) in run.text.split('\n').enumerate() {
                if n > 0 {
                    self.xml.push_str("<w:br/>");
                }
                self.xml.push_str(&format!(
                    "<w:t xml:space=\"preserve\">{}</w:t>",
                    escaped(line)
                ));
            }
            self.xml.push_str("</w:r>");
            if style.link.is_some() {
                self.xml.push_str("</w:hyperlink>");
            }
        }
    }
}

/// How wide each column is: room for its longest word where there is, the rest after its longest line, and
/// all of them as wide as the page.
fn widths(rows: &[Vec<Vec<Run>>], count: usize, whole: usize) -> Vec<usize> {
    let mut words = vec![MIN_COLUMN; count];
    let mut lines = vec![4_usize; count];
    for row in rows {
        for (n, cell) in row.iter().enumerate() {
            let text = text_of(cell);
            let longest = |parts: &mut dyn Iterator<Item = &str>| {
                parts
                    .map(|part| part.chars().count())
                    .max()
                    .unwrap_or_default()
            };
            let word = longest(&mut text.split_whitespace()) * CHARACTER + 2 * MARGIN;
            words[n] = words[n].max(word.min(MAX_WORD));
            lines[n] = lines[n].max(longest(&mut text.lines()).min(40));
        }
    }
    let needed: usize = words.iter().sum();
    if needed >= whole {
        return words.iter().map(|word| whole * word / needed).collect();
    }
    let sum: usize = lines.iter().sum();
    let rest = whole - needed;
    words
        .iter()
        .zip(&lines)
        .map(|(word, line)| word + rest * line / sum)
        .collect()
}
