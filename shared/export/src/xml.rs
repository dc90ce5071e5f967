//! The XML of office files, read under limits.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::tree::{Element, MAX_DEPTH, Node};

/// The most elements of a part that becomes a tree. A document of a thousand pages has about a half of it.
const MAX_ELEMENTS: usize = 1_000_000;
/// The most elements of a part that is only looked through: a large sheet.
const MAX_CHECKED: usize = 4_000_000;
/// The longest start tag, in bytes: attributes are looked through one by one.
const MAX_TAG: usize = 64 << 10;

/// Why a part is no XML to be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum XmlError {
    #[error("its text is not UTF-8")]
    NotUtf8,
    #[error("{0}")]
    Malformed(String),
    #[error("elements nest more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("it holds too many elements")]
    TooMany,
    #[error("a tag is longer than {MAX_TAG} bytes")]
    LongTag,
}

/// Reads a part into a tree; the root is nameless and holds the part's one element.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let mut open = vec![Element::default()];
    walk(bytes, MAX_ELEMENTS, |step| match step {
        Step::Open(tag) => open.push(Element {
            name: tag.local_name().as_ref().to_owned(),
            attributes: attributes(tag),
            children: Vec::new(),
        }),
        Step::Close => {
            if let Some(closed) = open.pop()
                && let Some(parent) = open.last_mut()
            {
                parent.children.push(Node::Element(closed));
            }
        }
        Step::Text(text) => {
            if let Some(parent) = open.last_mut() {
                parent.push_text(text);
            }
        }
    })?;
    Ok(open.swap_remove(0))
}

/// Whether a part keeps to the limits and is well-formed, and what its outermost elements say about its
/// size: for parts that a library reads, which would trust them.
pub(crate) fn check(bytes: &[u8]) -> Result<(), XmlError> {
    let limit = bytes.len();
    let mut boast = false;
    walk(bytes, MAX_CHECKED, |step| {
        if let Step::Open(tag) = step
            && tag.local_name().as_ref() == "sst"
        {
            // A table of shared strings says how many there are, and the reader makes room for them.
            boast |= attributes(tag).iter().any(|(name, n)| {
                name == "uniqueCount" && n.parse::<usize>().is_ok_and(|n| n > limit)
            });
        }
    })?;
    if boast {
        Err(XmlError::TooMany)
    } else {
        Ok(())
    }
}

enum Step<'a> {
    Open(&'a BytesStart<'a>),
    Close,
    Text(&'a str),
}

fn walk(bytes: &[u8], most: usize, mut visit: impl FnMut(Step<'_>)) -> Result<(), XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut elements) = (0_usize, 0_usize);
    loop {
        let event = reader
            .read_event()
            .map_err(|error| XmlError::Malformed(error.to_string()))?;
        match event {
            Event::Start(tag) => {
                if tag.len() > MAX_TAG {
                    return Err(XmlError::LongTag);
                }
                depth += 1;
                elements += 1;
                if depth > MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                if elements > most {
                    return Err(XmlError::TooMany);
                }
                visit(Step::Open(&tag));
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close);
            }
            Event::Text(text) => visit(Step::Text(&text.xml10_content())),
            Event::CData(text) => visit(Step::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                let named = match &*reference {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    // Entities of a document type are not expanded: no office file has them.
                    _ => reference.resolve_char_ref().unwrap_or_default(),
                };
                if let Some(c) = named {
                    visit(Step::Text(c.encode_utf8(&mut [0; 4])));
                }
            }
            Event::Eof if depth > 0 => {
                return Err(XmlError::Malformed("it ends in the middle".to_owned()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut found = tag.attributes();
    found
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned());
            (attribute.key.local_name().as_ref().to_owned(), value)
        })
        .collect()
}

/// Text as XML content: what XML cannot hold is left out (control characters nobody sees).
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\r' => out.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_ascii_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_becomes_a_tree_with_references_resolved() {
        let root = parse(
            b"<?xml version=\"1.0\"?><a:x v=\"1 &amp; 2\"><b/>t &lt;&#233;<![CDATA[<z>]]></a:x>",
        )
        .unwrap();
        let x = root.child("x").unwrap();
        assert_eq!(x.attribute("v"), Some("1 & 2"));
        assert_eq!(x.text(), "t <é<z>");
        assert!(x.child("b").is_some());
    }

    #[test]
    fn what_is_spoiled_or_meant_to_exhaust_is_refused() {
        assert_eq!(parse(b"<a>\xff</a>"), Err(XmlError::NotUtf8));
        for spoiled in ["<a><b></a>", "<a>", "<a", "</a>"] {
            assert!(
                matches!(parse(spoiled.as_bytes()), Err(XmlError::Malformed(_))),
                "{spoiled}"
            );
        }
        assert_eq!(
            parse("<a>".repeat(5_000).as_bytes()),
            Err(XmlError::TooDeep)
        );
        let long = format!("<a {}/>", "b='1' ".repeat(20_000));
        assert_eq!(parse(long.as_bytes()), Err(XmlError::LongTag));
        let boast = b"<sst uniqueCount=\"4000000000\"><si/></sst>";
        assert_eq!(check(boast), Err(XmlError::TooMany));
        assert_eq!(check(b"<sst uniqueCount=\"1\"><si/></sst>"), Ok(()));
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let bomb = b"<!DOCTYPE a [<!ENTITY x \"yyyy\">]><a>1&x;2</a>";
        assert_eq!(parse(bomb).unwrap().text(), "12");
    }

    #[test]
    fn escaped_text_reads_back() {
        let text = "a < b & \"c\" > d\r\n\te";
        let xml = format!("<a>{}</a>", escaped(&format!("{text}\u{1}\u{ffff}")));
        assert_eq!(parse(xml.as_bytes()).unwrap().text(), text);
    }
}
