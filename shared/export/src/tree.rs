//! A small tree of elements and text: what both an XML part and a pasted page become before they are
//! understood. Its depth and size are bounded where it is built, so walking it by recursion is safe.

/// How deep elements may nest. Word nests about 30 deep in the worst documents people have.
pub(crate) const MAX_DEPTH: usize = 200;

/// An element.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// The local name, without a namespace prefix; lower case in HTML.
    pub(crate) name: String,
    /// Attributes by local name.
    pub(crate) attributes: Vec<(String, String)>,
    /// What it holds, in order.
    pub(crate) children: Vec<Node>,
}

/// One thing in an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The elements it holds, without the text between them.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of this name it holds.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// All elements of this name anywhere in it, outermost first; those within a found one are not
    /// looked for.
    pub(crate) fn find_all<'a>(&'a self, name: &str, found: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.name == name {
                found.push(element);
            } else {
                element.find_all(name, found);
            }
        }
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        fn add(element: &Element, text: &mut String) {
            for node in &element.children {
                match node {
                    Node::Element(element) => add(element, text),
                    Node::Text(more) => text.push_str(more),
                }
            }
        }
        let mut text = String::new();
        add(self, &mut text);
        text
    }

    /// Adds text, joined to text that stands last.
    pub(crate) fn push_text(&mut self, more: &str) {
        match self.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(more),
            _ if more.is_empty() => {}
            _ => self.children.push(Node::Text(more.to_owned())),
        }
    }
}
