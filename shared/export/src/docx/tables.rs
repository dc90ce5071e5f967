//! Tables in.

use super::read::{DocxError, Reader};
use super::{INFO_BOOKMARK, INFO_STYLE};
use crate::blocks::{Block, Builder, Run, Style, flattened, is_blank, text_of, tidied};
use crate::tree::Element;

/// The widest table that is read.
const MAX_COLUMNS: usize = 500;
/// The most cells of all tables, with the empty ones that wide cells leave.
pub(super) const MAX_CELLS: usize = 500_000;
/// How much text may be said again because it stands in cells merged downwards, in bytes.
const MAX_REPEATED: usize = 8 << 20;

impl Reader<'_> {
    /// Reads a table. One of a single cell is a frame around text.
    pub(super) fn table(&mut self, table: &Element, out: &mut Builder) -> Result<(), DocxError> {
        let mut rows = Vec::new();
        parts(table, "tr", &mut rows);
        let style = table
            .child("tblPr")
            .and_then(|p| p.child("tblStyle")?.attribute("val"));
        if style == Some(INFO_STYLE) && rows.iter().all(|row| self.info(row)) {
            return Ok(());
        }
        let mut only = Vec::new();
        if let [row] = rows.as_slice() {
            parts(row, "tc", &mut only);
        }
        if let [cell] = only.as_slice() {
            // A frame around text, not a table.
            return self.blocks(cell, out);
        }
        let mut grid: Vec<Vec<Vec<Run>>> = Vec::new();
        for row in rows {
            let properties = row.child("trPr");
            if properties.is_some_and(|p| p.child("del").is_some()) {
                continue;
            }
            let row = self.row(row, properties, grid.last())?;
            grid.push(row);
        }
        grid.retain(|row| row.iter().any(|cell| !is_blank(cell)));
        if !grid.is_empty() {
            out.block(Block::Table(grid));
        }
        Ok(())
    }

    fn row(
        &mut self,
        row: &Element,
        properties: Option<&Element>,
        above: Option<&Vec<Vec<Run>>>,
    ) -> Result<Vec<Vec<Run>>, DocxError> {
        let count = |element: Option<&Element>, name: &str| {
            element
                .and_then(|e| e.child(name)?.attribute("val")?.parse::<usize>().ok())
                .unwrap_or(0)
                .min(MAX_COLUMNS)
        };
        let mut cells: Vec<Vec<Run>> = vec![Vec::new(); count(properties, "gridBefore")];
        let mut found = Vec::new();
        parts(row, "tc", &mut found);
        for cell in found {
            let properties = cell.child("tcPr");
            let merged = properties.and_then(|p| p.child("vMerge"));
            let goes_on = merged.is_some_and(|m| m.attribute("val") != Some("restart"));
            let runs = match above
                .and_then(|row| row.get(cells.len()))
                .filter(|_| goes_on)
            {
                Some(above) if self.repeated < MAX_REPEATED => {
                    self.repeated += text_of(above).len();
                    above.clone()
                }
                Some(_) => Vec::new(),
                None => {
                    let mut inner = Builder::default();
                    self.blocks(cell, &mut inner)?;
                    flattened(&inner.finish())
                }
            };
            cells.push(runs);
            let wide = count(properties, "gridSpan").saturating_sub(1);
            cells.resize(cells.len() + wide, Vec::new());
            self.cells += wide + 1;
            if self.cells > MAX_CELLS || cells.len() > MAX_COLUMNS {
                return Err(DocxError::TooManyCells);
            }
        }
        Ok(cells)
    }

    /// Takes a row of header fields as we write them; false when it is anything else.
    fn info(&mut self, row: &Element) -> bool {
        let mut marks = Vec::new();
        row.find_all("bookmarkStart", &mut marks);
        let key = marks
            .iter()
            .find_map(|mark| mark.attribute("name")?.strip_prefix(INFO_BOOKMARK));
        let mut cells = Vec::new();
        parts(row, "tc", &mut cells);
        let (Some(key), [_, value]) = (key, cells.as_slice()) else {
            return false;
        };
        let mut paragraphs = Vec::new();
        value.find_all("p", &mut paragraphs);
        let lines: Vec<String> = paragraphs
            .iter()
            .map(|p| text_of(&tidied(self.text.paragraph(p, &Style::default()).runs)))
            .collect();
        self.fields
            .insert(key.to_owned(), lines.join(" ").trim().to_owned());
        true
    }
}

/// The rows of a table or the cells of a row, wherever content controls have wrapped them.
fn parts<'e>(parent: &'e Element, name: &str, found: &mut Vec<&'e Element>) {
    for element in parent.elements() {
        match element.name.as_str() {
            other if other == name => found.push(element),
            "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" => parts(element, name, found),
            _ => {}
        }
    }
}
