//! Provisional codes, in words.

use super::Language;
use crate::say;

/// What stands between several codes of one document.
const BETWEEN: &str = " / ";

/// The codes of a document as they stand in place of its number, or, once it has one, beside it: "JKT-R-014",
/// "formerly JKT-R-014". `None` where it has none.
pub fn code(language: Language, codes: &[String], has_number: bool) -> Option<String> {
    let codes = Some(codes).filter(|codes| !codes.is_empty())?.join(BETWEEN);
    Some(match has_number {
        true => say!(language, "code-formerly", code = codes),
        false => codes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stands_for_the_number_and_then_beside_it() {
        let codes = ["JKT-R-003".to_owned(), "JKT-R-014".to_owned()];
        let said = |codes: &[String], has_number| code(Language::Indonesian, codes, has_number);
        assert_eq!(said(&codes[..1], false).as_deref(), Some("JKT-R-003"));
        assert_eq!(
            said(&codes, true).as_deref(),
            Some("semula JKT-R-003 / JKT-R-014")
        );
        assert_eq!(said(&[], true), None);
    }
}
