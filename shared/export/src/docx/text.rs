//! The runs of a paragraph: what a person sees of it, whatever it is wrapped in.

use std::collections::BTreeMap;

use super::styles::{Styles, toggle};
use crate::blocks::{Run, Style, is_sound_link};
use crate::tree::Element;

/// What is needed to understand a paragraph, and what goes on from one to the next.
pub(super) struct Text<'a> {
    pub(super) styles: &'a Styles,
    /// Addresses of links by the id of their relation.
    pub(super) links: &'a BTreeMap<String, String>,
    /// Fields that have begun: what each is told to show, and whether it is being shown.
    fields: Vec<Field>,
    /// Notes that were referred to: their kind and id, and how many came before.
    pub(super) notes: BTreeMap<(&'static str, String), usize>,
}

struct Field {
    order: String,
    shown: bool,
}

/// A paragraph, read.
#[derive(Default)]
pub(super) struct Read<'e> {
    pub(super) runs: Vec<Run>,
    /// Text boxes that hang on it.
    pub(super) boxes: Vec<&'e Element>,
}

impl<'a> Text<'a> {
    pub(super) fn new(styles: &'a Styles, links: &'a BTreeMap<String, String>) -> Self {
        Self {
            styles,
            links,
            fields: Vec::new(),
            notes: BTreeMap::new(),
        }
    }

    /// Reads the runs of a paragraph; `style` is what its own style says.
    pub(super) fn paragraph<'e>(&mut self, paragraph: &'e Element, style: &Style) -> Read<'e> {
        let mut read = Read::default();
        self.inside(paragraph, style, &mut read);
        read
    }

    fn inside<'e>(&mut self, parent: &'e Element, style: &Style, read: &mut Read<'e>) {
        for element in parent.elements() {
            match element.name.as_str() {
                "r" => self.run(element, style, read),
                "hyperlink" => {
                    let target = element.attribute("id").and_then(|id| self.links.get(id));
                    let style = Style {
                        link: target.cloned().or_else(|| style.link.clone()),
                        ..style.clone()
                    };
                    self.inside(element, &style, read);
                }
                "AlternateContent" => self.alternative(element, style, read),
                // Deleted while changes were tracked: no longer part of the text.
                "del" | "moveFrom" | "pPr" | "sdtPr" | "sdtEndPr" => {}
                // Of a run, and looked at there.
                "drawing" | "pict" | "object" => {}
                "oMath" | "oMathPara" => push(read, element.text(), style),
                _ => self.inside(element, style, read),
            }
        }
    }

    fn alternative<'e>(&mut self, element: &'e Element, style: &Style, read: &mut Read<'e>) {
        // The same thing twice, for newer and for older programs.
        if let Some(choice) = element
            .child("Choice")
            .or_else(|| element.child("Fallback"))
        {
            self.in_run(choice, style, read);
            self.inside(choice, style, read);
        }
    }

    fn run<'e>(&mut self, run: &'e Element, outer: &Style, read: &mut Read<'e>) {
        let mut style = outer.clone();
        if let Some(properties) = run.child("rPr") {
            if toggle(properties, "vanish") == Some(true) {
                return;
            }
            let named = properties.child("rStyle").and_then(|s| s.attribute("val"));
            if let Some(named) = named {
                let (bold, italic) = self.styles.emphasis(named);
                style.bold = bold.unwrap_or(style.bold);
                style.italic = italic.unwrap_or(style.italic);
                style.code = self.styles.is_code(named);
            }
            style.bold = toggle(properties, "b").unwrap_or(style.bold);
            style.italic = toggle(properties, "i").unwrap_or(style.italic);
        }
        if style.link.is_none() {
            style.link = self.link_of_field();
        }
        self.in_run(run, &style, read);
    }

    fn in_run<'e>(&mut self, run: &'e Element, style: &Style, read: &mut Read<'e>) {
        for element in run.elements() {
            match element.name.as_str() {
                "t" => push(read, element.text(), style),
                "tab" | "ptab" => push(read, " ".to_owned(), style),
                "br" if matches!(element.attribute("type"), Some("page" | "column")) => {}
                "br" | "cr" => push(read, "\n".to_owned(), style),
                "noBreakHyphen" => push(read, "-".to_owned(), style),
                "ruby" => {
                    if let Some(base) = element.child("rubyBase") {
                        self.inside(base, style, read);
                    }
                }
                "footnoteReference" => self.note("footnote", element, read),
                "endnoteReference" => self.note("endnote", element, read),
                "instrText" => {
                    if let Some(field) = self.fields.last_mut() {
                        field.order.push_str(&element.text());
                    }
                }
                "fldChar" => match element.attribute("fldCharType") {
                    Some("begin") => self.fields.push(Field {
                        order: String::new(),
                        shown: false,
                    }),
                    Some("separate") => {
                        if let Some(field) = self.fields.last_mut() {
                            field.shown = true;
                        }
                    }
                    Some("end") => drop(self.fields.pop()),
                    _ => {}
                },
                "drawing" | "pict" | "object" => {
                    element.find_all("txbxContent", &mut read.boxes);
                }
                "AlternateContent" => self.alternative(element, style, read),
                _ => {}
            }
        }
    }

    fn note(&mut self, kind: &'static str, element: &Element, read: &mut Read<'_>) {
        if let Some(id) = element.attribute("id") {
            let next = self.notes.len();
            let n = *self.notes.entry((kind, id.to_owned())).or_insert(next);
            let text = format!("[{}]", n + 1);
            push(read, text, &Style::default());
        }
    }

    /// Where the text of a field leads: `HYPERLINK "https://..."`.
    fn link_of_field(&self) -> Option<String> {
        let field = self.fields.iter().rev().find(|field| field.shown)?;
        let order = field.order.trim().strip_prefix("HYPERLINK")?.trim();
        let address = order.strip_prefix('"')?.split('"').next()?;
        Some(address.to_owned()).filter(|address| is_sound_link(address))
    }
}

fn push(read: &mut Read<'_>, text: String, style: &Style) {
    read.runs.push(Run {
        text,
        style: style.clone(),
    });
}
