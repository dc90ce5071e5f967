//! Tags into a tree.
//!
//! The tokens are the standard's (html5gum). The tree is simpler than a browser's: what is on a clipboard
//! was written by programs that close what they open, or leave out the ends the standard lets them.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::tree::{Element, MAX_DEPTH, Node};

/// The largest page that is read, in bytes. A sheet of ten thousand cells takes about two megabytes.
pub(super) const MAX_BYTES: usize = 16 << 20;
/// The most elements of one page.
const MAX_ELEMENTS: usize = 500_000;

/// Why a page was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HtmlError {
    /// Larger than `MAX_BYTES`.
    #[error("it is too large ({0} bytes, at most {MAX_BYTES}): split it")]
    TooLarge(usize),
    /// More elements than `MAX_ELEMENTS`.
    #[error("it holds more than {MAX_ELEMENTS} elements: split it")]
    TooMany,
}

/// Elements that never hold anything.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements whose content nobody sees.
const UNSEEN: [&str; 8] = [
    "script", "style", "title", "template", "noscript", "textarea", "select", "svg",
];

/// Reads a page into a tree; the root is nameless. Comments are left out, conditional ones too.
pub(crate) fn parse(html: &str) -> Result<Element, HtmlError> {
    if html.len() > MAX_BYTES {
        return Err(HtmlError::TooLarge(html.len()));
    }
    let mut tree = Tree {
        open: vec![Element::default()],
        elements: 0,
        too_deep: Vec::new(),
    };
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(from_first_tag(html), emitter) {
        // Reading from memory never fails.
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = lossy(&tag.name);
                let attributes = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| (lossy(name), lossy(&value.value)))
                    .collect();
                tree.start(name, attributes, tag.self_closing)?;
            }
            Token::EndTag(tag) => tree.end(&lossy(&tag.name)),
            Token::String(text) => tree.text(&lossy(&text.value)),
            _ => {}
        }
    }
    Ok(tree.finish())
}

/// Without the lines Windows puts before a page on its clipboard (`Version:1.0`, `StartHTML:...`).
fn from_first_tag(html: &str) -> &str {
    let from = html.find('<').filter(|_| html.starts_with("Version:"));
    &html[from.unwrap_or(0)..]
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

struct Tree {
    open: Vec<Element>,
    elements: usize,
    /// The names of elements that were too deep to open: what they hold stays where they stand.
    too_deep: Vec<String>,
}

impl Tree {
    fn start(
        &mut self,
        name: String,
        attributes: Vec<(String, String)>,
        closed: bool,
    ) -> Result<(), HtmlError> {
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(HtmlError::TooMany);
        }
        self.end_what_cannot_hold(&name);
        let element = Element {
            name,
            attributes,
            children: Vec::new(),
        };
        // `<o:p/>` is of Office; a browser would leave it open.
        let closed = closed && element.name.contains(':');
        if closed || VOID.contains(&element.name.as_str()) {
            self.add(element);
        } else if self.open.len() < MAX_DEPTH {
            self.open.push(element);
        } else if self.too_deep.len() < MAX_ELEMENTS {
            self.too_deep.push(element.name);
        }
        Ok(())
    }

    /// Ends elements whose end tag may be left out before this one.
    fn end_what_cannot_hold(&mut self, name: &str) {
        let (ended, within): (&[&str], &[&str]) = match name {
            "p" | "div" | "ul" | "ol" | "table" | "blockquote" | "pre" | "hr" | "h1" | "h2"
            | "h3" | "h4" | "h5" | "h6" => (&["p"], &["td", "th", "li", "div", "table"]),
            "li" => (&["li"], &["ul", "ol"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["tr"], &["table"]),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            _ => return,
        };
        let found = self.open.iter().rposition(|open| {
            ended.contains(&open.name.as_str()) || within.contains(&open.name.as_str())
        });
        if let Some(at) = found
            && ended.contains(&self.open[at].name.as_str())
        {
            self.close_down_to(at);
        }
    }

    fn end(&mut self, name: &str) {
        if self.too_deep.last().is_some_and(|deep| deep == name) {
            self.too_deep.pop();
            return;
        }
        // An end of something outside does not end the table it stands in.
        let inner = self.open.iter().rposition(|open| open.name == name);
        let table = self.open.iter().rposition(|open| open.name == "table");
        if let Some(at) = inner
            && (at >= table.unwrap_or(0) || name == "table")
        {
            self.close_down_to(at);
        }
    }

    fn close_down_to(&mut self, at: usize) {
        self.too_deep.clear();
        while self.open.len() > at.max(1) {
            if let Some(closed) = self.open.pop() {
                self.add(closed);
            }
        }
    }

    fn add(&mut self, element: Element) {
        if UNSEEN.contains(&element.name.as_str()) {
            return;
        }
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(Node::Element(element));
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(parent) = self.open.last_mut() {
            parent.push_text(text);
        }
    }

    fn finish(mut self) -> Element {
        self.close_down_to(1);
        self.open.swap_remove(0)
    }
}
