//! What the styles of a document mean.
//!
//! Word keeps the names of its own styles in English whatever its language; their ids it translates
//! (`Judul1`). Other programs translate the names too.

use std::collections::BTreeMap;

use super::RULE_STYLE;
use crate::tree::Element;

/// How far styles are followed to what they are based on.
const MAX_CHAIN: usize = 10;

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    Title,
    /// 1 to 9.
    Heading(u8),
    Quote,
    Code,
    Rule,
    /// Goes on with a list item; how deep, from 0.
    GoesOn(u8),
    /// A line of a table of contents: made by Word, not written.
    Contents,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    numbering: Option<(String, Option<u8>)>,
    bold: Option<bool>,
    italic: Option<bool>,
}

/// The styles of a document, by id.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, Style>);

impl Styles {
    /// Reads the part `word/styles.xml`.
    pub(super) fn read(root: &Element) -> Self {
        let mut styles = BTreeMap::new();
        let all = root.child("styles").into_iter().flat_map(Element::elements);
        for element in all.filter(|element| element.name == "style") {
            let Some(id) = element.attribute("styleId") else {
                continue;
            };
            let value = |name: &str| element.child(name).and_then(|e| e.attribute("val"));
            let paragraph = element.child("pPr");
            let run = element.child("rPr");
            let style = Style {
                name: value("name").unwrap_or(id).to_lowercase(),
                based_on: value("basedOn").map(str::to_owned),
                outline: paragraph.and_then(outline),
                numbering: paragraph.and_then(numbering),
                bold: run.and_then(|run| toggle(run, "b")),
                italic: run.and_then(|run| toggle(run, "i")),
            };
            styles.insert(id.to_owned(), style);
        }
        Self(styles)
    }

    /// What a paragraph of this style is.
    pub(super) fn role(&self, id: &str) -> Role {
        let mut outline = None;
        let mut at = Some(id);
        for _ in 0..MAX_CHAIN {
            let Some(id) = at else { break };
            let style = self.0.get(id);
            let name = style.map_or_else(|| id.to_lowercase(), |style| style.name.clone());
            if let Some(role) = by_name(&name).or_else(|| by_name(&id.to_lowercase())) {
                return role;
            }
            outline = outline.or(style.and_then(|style| style.outline));
            at = style.and_then(|style| style.based_on.as_deref());
        }
        outline.map_or(Role::Body, Role::Heading)
    }

    /// The numbering a style brings along: its id and how deep, where the style says it.
    pub(super) fn numbering<'a>(&'a self, id: &'a str) -> Option<(&'a str, Option<u8>)> {
        self.first(id, |style| {
            style
                .numbering
                .as_ref()
                .map(|(id, level)| (id.as_str(), *level))
        })
    }

    /// Whether text of this style is bold, and whether it is in italics, where the style says so.
    pub(super) fn emphasis(&self, id: &str) -> (Option<bool>, Option<bool>) {
        (
            self.first(id, |style| style.bold),
            self.first(id, |style| style.italic),
        )
    }

    /// Whether this is the style of code within a line.
    pub(super) fn is_code(&self, id: &str) -> bool {
        let name = self.0.get(id).map_or(id, |style| style.name.as_str());
        [
            "html code",
            "htmlcode",
            "source text",
            "verbatim char",
            "code",
        ]
        .contains(&name.to_lowercase().as_str())
    }

    fn first<'a, T>(&'a self, id: &'a str, of: impl Fn(&'a Style) -> Option<T>) -> Option<T> {
        let mut at = Some(id);
        for _ in 0..MAX_CHAIN {
            let style = self.0.get(at?)?;
            if let Some(found) = of(style) {
                return Some(found);
            }
            at = style.based_on.as_deref();
        }
        None
    }
}

/// The outline level of paragraph properties, from 1; none for body text.
pub(super) fn outline(properties: &Element) -> Option<u8> {
    let level: u8 = properties
        .child("outlineLvl")?
        .attribute("val")?
        .parse()
        .ok()?;
    (level < 9).then_some(level + 1)
}

/// The numbering of paragraph properties: its id and how deep, where they say it.
pub(super) fn numbering(properties: &Element) -> Option<(String, Option<u8>)> {
    let numbering = properties.child("numPr")?;
    let id = numbering.child("numId")?.attribute("val")?.to_owned();
    let level = numbering
        .child("ilvl")
        .and_then(|level| level.attribute("val")?.parse().ok());
    Some((id, level))
}

/// A property that is there, or there and says no.
pub(super) fn toggle(properties: &Element, name: &str) -> Option<bool> {
    let value = properties.child(name)?.attribute("val");
    Some(!matches!(value, Some("0" | "false" | "off" | "none")))
}

/// What a style's name, in lower case, says.
fn by_name(name: &str) -> Option<Role> {
    let digit = |rest: &str| {
        let rest = rest.trim();
        (rest.len() == 1).then(|| rest.parse::<u8>().ok().filter(|n| *n > 0))?
    };
    for word in [
        "heading",
        "judul",
        "titre",
        "überschrift",
        "encabezado",
        "kop",
        "título",
    ] {
        if let Some(level) = name.strip_prefix(word).and_then(digit) {
            return Some(Role::Heading(level));
        }
    }
    if name
        .strip_prefix("toc")
        .is_some_and(|rest| digit(rest).is_some())
        || [
            "toc heading",
            "tocheading",
            "table of figures",
            "tableoffigures",
        ]
        .contains(&name)
    {
        return Some(Role::Contents);
    }
    if let Some(rest) = name
        .strip_prefix("list continue")
        .or_else(|| name.strip_prefix("listcontinue"))
    {
        return Some(Role::GoesOn(digit(rest).unwrap_or(1) - 1));
    }
    match name {
        "title" | "judul" => Some(Role::Title),
        "quote" | "intense quote" | "intensequote" | "kutipan" | "kutipan intens"
        | "block text" => Some(Role::Quote),
        "html preformatted" | "htmlpreformatted" | "preformatted text" | "source code" => {
            Some(Role::Code)
        }
        name if name == RULE_STYLE.to_lowercase() => Some(Role::Rule),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(xml: &str) -> Styles {
        Styles::read(&crate::xml::parse(format!("<styles>{xml}</styles>").as_bytes()).unwrap())
    }

    #[test]
    fn headings_are_found_by_name_id_base_and_outline() {
        let styles = styles(
            "<style styleId='Judul1'><name val='heading 1'/></style>\
             <style styleId='x'><name val='Judul 2'/></style>\
             <style styleId='bab'><name val='BAB'/><basedOn val='Judul1'/></style>\
             <style styleId='pasal'><name val='Pasal'/><pPr><outlineLvl val='2'/></pPr></style>\
             <style styleId='isi'><name val='Isi'/><pPr><outlineLvl val='9'/></pPr></style>\
             <style styleId='putar'><name val='Putar'/><basedOn val='putar'/></style>\
             <style styleId='TOC1'><name val='toc 1'/></style>",
        );
        for (id, role) in [
            ("Judul1", Role::Heading(1)),
            ("x", Role::Heading(2)),
            ("bab", Role::Heading(1)),
            ("pasal", Role::Heading(3)),
            ("isi", Role::Body),
            ("putar", Role::Body),
            ("Heading4", Role::Heading(4)),
            ("Judul", Role::Title),
            ("TOC1", Role::Contents),
            ("ListContinue3", Role::GoesOn(2)),
            ("Heading0", Role::Body),
        ] {
            assert_eq!(styles.role(id), role, "{id}");
        }
    }
}
