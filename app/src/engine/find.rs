//! Which document a person means: by id, start of an id, code, or title.

use council::codes::is_named;
use format::DocumentId;
use store::summary::Summary;

use crate::engine::indexing::known_codes;

/// The fewest characters of an id that may stand for it.
const MIN_ID_CHARS: usize = 4;
/// How many documents a refusal names.
const SHOWN: usize = 8;

/// Why no document is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// Nothing fits.
    #[error("there is no document \"{wanted}\" here")]
    Missing {
        /// What was given.
        wanted: String,
        /// Titles that come near, with ids.
        near: Vec<Candidate>,
    },
    /// Several fit.
    #[error("\"{wanted}\" fits {count} documents; name one by its id")]
    Ambiguous {
        /// What was given.
        wanted: String,
        /// How many.
        count: usize,
        /// The first of them.
        candidates: Vec<Candidate>,
    },
}

/// A document that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
}

/// The one document that `wanted` names: by its id, its title exactly, its title whatever the case, its
/// provisional code, the start of its id, or a part of its title that no other has. Archived documents count only where no
/// other fits.
///
/// # Errors
/// [`FindError`].
pub fn find<'a>(summaries: &'a [Summary], wanted: &str) -> Result<&'a Summary, FindError> {
    let wanted = wanted.trim();
    let lower = wanted.to_lowercase();
    if let Ok(id) = wanted.parse::<DocumentId>() {
        return summaries
            .iter()
            .find(|summary| summary.document == id)
            .ok_or_else(|| missing(summaries, wanted));
    }
    let is_id_start = wanted.len() >= MIN_ID_CHARS && lower.bytes().all(|b| b.is_ascii_hexdigit());
    let fits: [&dyn Fn(&Summary) -> bool; 5] = [
        &|summary| summary.title.trim() == wanted,
        &|summary| summary.title.trim().to_lowercase() == lower,
        &|summary| is_named(wanted, &summary.document, &known_codes(summary)),
        &|summary| is_id_start && summary.document.to_string().starts_with(&lower),
        &|summary| !lower.is_empty() && summary.title.to_lowercase().contains(&lower),
    ];
    for fits in fits {
        for archived in [false, true] {
            let found: Vec<&Summary> = summaries
                .iter()
                .filter(|summary| summary.archived == archived && fits(summary))
                .collect();
            match found.as_slice() {
                [] => {}
                [only] => return Ok(only),
                several => {
                    return Err(FindError::Ambiguous {
                        wanted: wanted.to_owned(),
                        count: several.len(),
                        candidates: several.iter().take(SHOWN).map(|s| candidate(s)).collect(),
                    });
                }
            }
        }
    }
    Err(missing(summaries, wanted))
}

fn candidate(summary: &Summary) -> Candidate {
    Candidate {
        id: summary.document,
        title: summary.title.clone(),
    }
}

/// Titles that share a word with what was given.
fn missing(summaries: &[Summary], wanted: &str) -> FindError {
    let words: Vec<String> = wanted
        .to_lowercase()
        .split_whitespace()
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_owned)
        .collect();
    let mut near: Vec<(usize, &Summary)> = summaries
        .iter()
        .filter(|summary| !summary.archived)
        .filter_map(|summary| {
            let title = summary.title.to_lowercase();
            let shared = words.iter().filter(|word| title.contains(*word)).count();
            (shared > 0).then_some((shared, summary))
        })
        .collect();
    near.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    FindError::Missing {
        wanted: wanted.to_owned(),
        near: near.iter().take(SHOWN).map(|(_, s)| candidate(s)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(id: u8, title: &str, archived: bool) -> Summary {
        Summary {
            document: DocumentId::from_bytes([id; 16]),
            kind: "policy".into(),
            title: title.into(),
            unit: String::new(),
            archived,
            created: None,
            changed: None,
            open_actions: 0,
            conflicts: 0,
            heads: vec![],
            basis: [0; 16],
            more: serde_json::Value::Null,
        }
    }

    #[test]
    fn a_code_names_its_document_and_where_several_have_it_asks_which() {
        let coded = |id: u8, title: &str, code: &str| Summary {
            more: serde_json::json!({ "codes": [code] }),
            ..summary(id, title, false)
        };
        let all = [
            coded(0xab, "Pedoman", "JKT-R-014"),
            coded(0xac, "Risiko", "JKT-R-014"),
            coded(0xad, "Matriks", "JKT-R-015"),
        ];
        let id = |wanted: &str| find(&all, wanted).map(|found| found.document.as_bytes()[0]);
        assert_eq!(id("jkt-r-015"), Ok(0xad));
        assert_eq!(id("JKT-R-014-acac"), Ok(0xac));
        let several = id("JKT-R-014");
        assert!(matches!(
            several,
            Err(FindError::Ambiguous { count: 2, .. })
        ));
    }

    #[test]
    fn a_title_goes_before_a_part_of_one_and_an_id_before_all() {
        let all = [
            summary(0xab, "Pedoman media sosial", false),
            summary(0xac, "Pedoman media sosial cabang", false),
            summary(0xad, "Risiko", false),
            summary(0xae, "Risiko", true),
        ];
        let id = |wanted: &str| find(&all, wanted).map(|found| found.document.as_bytes()[0]);
        assert_eq!(id("Pedoman media sosial"), Ok(0xab));
        assert_eq!(id("pedoman MEDIA sosial "), Ok(0xab));
        assert_eq!(id("cabang"), Ok(0xac));
        assert_eq!(id("acac"), Ok(0xac));
        assert_eq!(id("risiko"), Ok(0xad));
        assert_eq!(id(&"ae".repeat(16)), Ok(0xae));
        assert!(matches!(
            id("pedoman"),
            Err(FindError::Ambiguous { count: 2, .. })
        ));
        let Err(FindError::Missing { near, .. }) = id("media cetak") else {
            panic!("nothing is called so");
        };
        assert_eq!(near.len(), 2);
        assert!(matches!(id(""), Err(FindError::Missing { .. })));
        assert!(matches!(id("ac"), Err(FindError::Missing { .. })));
    }
}
