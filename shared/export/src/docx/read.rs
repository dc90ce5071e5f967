//! Documents in.

use std::collections::BTreeMap;

use super::numbering::{Number, Numberings};
use super::styles::{self, Role, Styles};
use super::tables::MAX_CELLS;
use super::text::Text;
use super::{FIELD, MARK};
use crate::blocks::{
    Block, Builder, ListLine, Run, Style, flattened, is_blank, is_sound_link, text_of, tidied,
};
use crate::package::{Package, PackageError};
use crate::properties::Properties;
use crate::tree::Element;

/// The longest name of a header field, in bytes.
const MAX_KEY: usize = 200;

/// Why a document was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocxError {
    /// The file as such.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// More than the memory is meant for.
    #[error("its tables have too many cells (at most {MAX_CELLS})")]
    TooManyCells,
}

/// What a document says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// Header fields.
    pub(crate) fields: BTreeMap<String, String>,
    /// The kind the file says it is, by name; only ours do.
    pub(crate) kind: Option<String>,
    /// Whether it has a title in the style of that name.
    pub(crate) titled: bool,
    /// Its text; a heading of level 1 is the title.
    pub(crate) blocks: Vec<Block>,
}

/// Reads a document.
///
/// Not read: headers and footers, comments, pictures, tables of contents, hidden text, and what was deleted
/// while changes were tracked.
pub(crate) fn read(bytes: &[u8]) -> Result<Document, DocxError> {
    let mut package = Package::open(bytes)?;
    let properties = Properties::read(&mut package)?;
    let main = main_part(&mut package)?;
    let folder = main
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder)
        .to_owned();
    let mut beside = |name: &str| package.tree(&format!("{folder}/{name}"));
    let styles = beside("styles.xml")?
        .map(|root| Styles::read(&root))
        .unwrap_or_default();
    let numbers = beside("numbering.xml")?
        .map(|root| Numberings::read(&root))
        .unwrap_or_default();
    let file = main.rsplit('/').next().unwrap_or_default();
    let links = beside(&format!("_rels/{file}.rels"))?
        .map(|root| links(&root))
        .unwrap_or_default();
    let footnotes = beside("footnotes.xml")?;
    let endnotes = beside("endnotes.xml")?;
    let root = package
        .tree(&main)?
        .ok_or_else(|| PackageError::Missing(main.clone()))?;
    let body = root
        .child("document")
        .and_then(|document| document.child("body"))
        .ok_or_else(|| PackageError::Damaged {
            part: main,
            why: "it has no body".to_owned(),
        })?;
    let mut reader = Reader {
        text: Text::new(&styles, &links),
        numbers,
        fields: BTreeMap::new(),
        titled: false,
        cells: 0,
        repeated: 0,
    };
    let mut out = Builder::default();
    reader.blocks(body, &mut out)?;
    reader.notes(&[("footnote", footnotes), ("endnote", endnotes)], &mut out)?;
    let mut document = Document {
        blocks: out.finish(),
        titled: reader.titled,
        ..Document::default()
    };
    let mark = properties
        .custom(MARK)
        .and_then(|mark| mark.split_once(' '));
    let shift = mark.and_then(|(_, shift)| shift.parse().ok());
    document.kind = mark.map(|(kind, _)| kind.to_owned());
    if mark.is_some() {
        for (name, value) in &properties.custom {
            if let Some(key) = name.strip_prefix(FIELD) {
                document.fields.insert(key.to_owned(), value.clone());
            }
        }
    }
    // What stands in the text is what people see and correct.
    document.fields.extend(reader.fields);
    document.fields.retain(|key, value| {
        let sound = !key.is_empty() && key.len() <= MAX_KEY && !key.chars().any(char::is_control);
        sound && !value.is_empty()
    });
    set_levels(&mut document.blocks, reader.titled, shift);
    Ok(document)
}

fn main_part(package: &mut Package<'_>) -> Result<String, DocxError> {
    let relations = package.tree("_rels/.rels")?;
    let target = relations.as_ref().and_then(|root| {
        let all = root.child("Relationships")?;
        let main = all.elements().find(|relation| {
            relation
                .attribute("Type")
                .is_some_and(|kind| kind.ends_with("/officeDocument"))
        })?;
        Some(main.attribute("Target")?.trim_start_matches('/').to_owned())
    });
    Ok(target.unwrap_or_else(|| "word/document.xml".to_owned()))
}

fn links(root: &Element) -> BTreeMap<String, String> {
    let all = root
        .child("Relationships")
        .into_iter()
        .flat_map(Element::elements);
    all.filter_map(|relation| {
        let kind = relation.attribute("Type")?;
        let target = relation.attribute("Target")?;
        (kind.ends_with("/hyperlink") && is_sound_link(target)).then_some((
            relation.attribute("Id")?.to_owned(),
            target.trim().to_owned(),
        ))
    })
    .collect()
}

/// Makes a document's headings those of a text with a title: `#` is the title alone.
///
/// `shift` is what a file of ours says. In others the title is what has that style, or the only heading
/// of level 1 if it comes first; else the file has none and its headings begin at `##`.
pub(crate) fn set_levels(blocks: &mut [Block], titled: bool, shift: Option<u8>) {
    let levels = || blocks.iter().filter_map(heading_level);
    let first_alone =
        levels().next() == Some(1) && levels().filter(|level| *level == 1).count() == 1;
    let top = levels().any(|level| level == 1);
    let shift = shift.unwrap_or(u8::from(titled || (top && !first_alone)));
    for block in blocks {
        if let Block::Heading(level, _) = block {
            // 0 is the title.
            *level = if *level == 0 {
                1
            } else {
                level.saturating_add(shift).min(6)
            };
        }
    }
}

fn heading_level(block: &Block) -> Option<u8> {
    match block {
        Block::Heading(level, _) if *level > 0 => Some(*level),
        _ => None,
    }
}

/// Reads the body of a document; what it knows of tables stands in `tables`.
pub(super) struct Reader<'a> {
    pub(super) text: Text<'a>,
    numbers: Numberings,
    pub(super) fields: BTreeMap<String, String>,
    titled: bool,
    /// How many cells there were, and how much text was said again.
    pub(super) cells: usize,
    pub(super) repeated: usize,
}

impl Reader<'_> {
    pub(super) fn blocks(&mut self, parent: &Element, out: &mut Builder) -> Result<(), DocxError> {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, out)?,
                "tbl" => self.table(element, out)?,
                "sdt" if is_contents(element) => {}
                "AlternateContent" => {
                    let choice = element
                        .child("Choice")
                        .or_else(|| element.child("Fallback"));
                    if let Some(choice) = choice {
                        self.blocks(choice, out)?;
                    }
                }
                "sectPr" | "sdtPr" | "tcPr" | "del" | "moveFrom" => {}
                _ => self.blocks(element, out)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: &Element, out: &mut Builder) -> Result<(), DocxError> {
        let properties = paragraph.child("pPr");
        let style = properties
            .and_then(|p| p.child("pStyle")?.attribute("val"))
            .unwrap_or("Normal");
        let role = match (
            self.text.styles.role(style),
            properties.and_then(styles::outline),
        ) {
            (Role::Body, Some(level)) => Role::Heading(level),
            (role, _) => role,
        };
        let emphasis = match role {
            // A heading is bold as it is.
            Role::Heading(_) | Role::Title => Style::default(),
            _ => {
                let (bold, italic) = self.text.styles.emphasis(style);
                Style {
                    bold: bold == Some(true),
                    // A quote is in italics as it is.
                    italic: italic == Some(true) && role != Role::Quote,
                    ..Style::default()
                }
            }
        };
        let read = self.text.paragraph(paragraph, &emphasis);
        let runs = if role == Role::Code {
            read.runs
        } else {
            tidied(read.runs)
        };
        if !is_blank(&runs) || matches!(role, Role::Rule | Role::Code) {
            self.place(role, style, properties, runs, out);
        }
        for inner in read.boxes {
            self.blocks(inner, out)?;
        }
        Ok(())
    }

    fn place(
        &mut self,
        role: Role,
        style: &str,
        properties: Option<&Element>,
        runs: Vec<Run>,
        out: &mut Builder,
    ) {
        let numbering = properties.and_then(styles::numbering).or_else(|| {
            let (id, level) = self.text.styles.numbering(style)?;
            Some((id.to_owned(), level))
        });
        let number = numbering.and_then(|(id, level)| {
            let level = level
                .or_else(|| self.numbers.level_of_style(&id, style))
                .unwrap_or(0);
            Some((self.numbers.count(&id, level)?, level, id))
        });
        match (role, number) {
            (Role::Contents, _) => {}
            (Role::Rule, _) => out.block(Block::Rule),
            (Role::Code, _) => out.block(Block::Code(text_of(&runs))),
            (Role::Quote, _) => out.block(Block::Quote(vec![Block::Paragraph(runs)])),
            (Role::Title, _) => {
                // A second one is no title.
                let level = if self.titled { 1 } else { 0 };
                self.titled = true;
                out.block(Block::Heading(level, unbold(runs)));
            }
            (Role::Heading(level), number) => {
                let mut runs = unbold(runs);
                if let Some((Number::Counted(_, label), ..)) = number
                    && !label.is_empty()
                {
                    runs.insert(0, Run::plain(format!("{label} ")));
                }
                out.block(Block::Heading(level, tidied(runs)));
            }
            (Role::GoesOn(level), None) => out.item(line(level, None, "", true), runs),
            (_, Some((Number::Bullet, level, id))) => out.item(line(level, None, &id, false), runs),
            (_, Some((Number::Counted(n, _), level, id))) => {
                out.item(line(level, Some(n), &id, false), runs);
            }
            (Role::Body, None) => out.paragraph(runs),
        }
    }

    /// Footnotes and endnotes that were referred to, after the text.
    fn notes(
        &mut self,
        parts: &[(&str, Option<Element>)],
        out: &mut Builder,
    ) -> Result<(), DocxError> {
        let wanted = self.text.notes.clone();
        let mut there: BTreeMap<(&str, &str), &Element> = BTreeMap::new();
        for (kind, root) in parts {
            let all = root
                .iter()
                .flat_map(Element::elements)
                .flat_map(Element::elements);
            for note in all {
                if let Some(id) = note.attribute("id") {
                    there.insert((kind, id), note);
                }
            }
        }
        let mut wanted: Vec<_> = wanted.into_iter().map(|(note, n)| (n, note)).collect();
        wanted.sort();
        for (n, (kind, id)) in &wanted {
            let note = there.get(&(*kind, id.as_str()));
            let Some(note) = note else { continue };
            let mut inner = Builder::default();
            self.blocks(note, &mut inner)?;
            let mut runs = vec![Run::plain(format!("[{}] ", n + 1))];
            runs.extend(flattened(&inner.finish()));
            out.paragraph(runs);
        }
        Ok(())
    }
}

fn line(level: u8, number: Option<u64>, list: &str, goes_on: bool) -> ListLine {
    ListLine {
        level,
        number,
        list: list.to_owned(),
        goes_on,
    }
}

/// Whether a content control is a table of contents.
fn is_contents(control: &Element) -> bool {
    let mut found = Vec::new();
    if let Some(properties) = control.child("sdtPr") {
        properties.find_all("docPartGallery", &mut found);
    }
    found
        .iter()
        .any(|gallery| gallery.attribute("val") == Some("Table of Contents"))
}

/// A heading that is bold throughout says nothing by it.
fn unbold(mut runs: Vec<Run>) -> Vec<Run> {
    let bold = |run: &Run| run.style.bold || run.text.trim().is_empty();
    if runs.iter().all(bold) {
        for run in &mut runs {
            run.style.bold = false;
        }
    }
    tidied(runs)
}
