//! The file that gives English texts their Indonesian.
//!
//! ```text
//! # A remark.
//! Lists the documents
//!     Mendaftar dokumen
//! ```
//!
//! A line is the English text as it stands in the source, without the full stop at its end; the next,
//! indented, is the Indonesian one.

use std::collections::BTreeMap;

/// Indonesian by English.
#[derive(Debug, Clone, Default)]
pub struct Translations(BTreeMap<&'static str, &'static str>);

impl Translations {
    /// Reads the file. A line that has no partner is left out; tests of the programs find it.
    pub fn read(text: &'static str) -> Self {
        let mut found = BTreeMap::new();
        let mut english = None;
        for line in text.lines() {
            let is_indented = line.starts_with([' ', '\t']);
            let trimmed = line.trim();
            match (is_indented, english) {
                _ if trimmed.is_empty() || trimmed.starts_with('#') => {}
                (true, Some(known)) => {
                    found.insert(known, trimmed);
                    english = None;
                }
                (true, None) => {}
                (false, _) => english = Some(trimmed),
            }
        }
        Self(found)
    }

    /// The Indonesian for this English text.
    pub fn indonesian(&self, english: &str) -> Option<&'static str> {
        self.0.get(english).copied()
    }

    /// Every English text.
    pub fn english(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_with_its_translation_below_it() {
        let read = Translations::read("# Note\n\nYes\n    Ya\nAlone\nNo\n    Tidak\n    Bukan\n");
        assert_eq!(read.indonesian("Yes"), Some("Ya"));
        assert_eq!(read.indonesian("No"), Some("Tidak"));
        assert_eq!(read.indonesian("Alone"), None);
        assert_eq!(read.english().collect::<Vec<_>>(), ["No", "Yes"]);
    }
}
