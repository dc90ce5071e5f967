//! The words documents have of their own when they are written for Word, Excel or paper.

use std::collections::BTreeMap;

use export::words::Words;

use super::Language;

impl Language {
    /// The words of this language for files that are written on this day (`YYYY-MM-DD`, or empty).
    pub fn of_documents(self, today: &str) -> Words {
        let terms: BTreeMap<String, String> = Words::TERMS
            .iter()
            .map(|term| ((*term).to_owned(), self.term(term)))
            .collect();
        Words {
            language: self.identifier().to_string(),
            months: self.months().map(str::to_owned).to_vec(),
            today: today.to_owned(),
            quorum: BTreeMap::new(),
            code: None,
            terms,
        }
    }

    fn term(self, term: &str) -> String {
        let name = term.replace(' ', "-");
        let (group, label) = match term {
            "policy" | "minutes" | "matrix" => ("kind", true),
            "type" | "date" | "zone" | "place" | "chair" | "minute-taker" => ("meeting", true),
            "present" | "excused" | "absent" | "observer" => ("status", false),
            "for" | "against" | "abstain" => ("vote", false),
            "open" | "in progress" | "blocked" | "postponed" | "done" | "verified" => {
                ("state", false)
            }
            "no owner" | "of" | "information" | "discussion" | "for decision" | "consensus"
            | "majority" | "circular" => ("document", false),
            _ => ("document", true),
        };
        let said = self.say(&format!("{group}-{name}"));
        if label { capitalised(&said) } else { said }
    }
}

/// A word as it stands at the head of a column.
fn capitalised(word: &str) -> String {
    let mut rest = word.chars();
    rest.next()
        .map(|first| first.to_uppercase().chain(rest).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_word_in_both_languages() {
        for language in [Language::Indonesian, Language::English] {
            let words = language.of_documents("2026-11-23");
            for term in Words::TERMS {
                let said = words.say(term);
                assert!(
                    !said.is_empty() && !said.contains("Unknown"),
                    "{term}: {said}"
                );
            }
            assert_eq!(words.months.len(), 12);
        }
        let words = Language::Indonesian.of_documents("");
        assert_eq!(words.terms["matrix"], "Matriks");
        assert_eq!(words.terms["in progress"], "dikerjakan");
        assert_eq!(words.date("2012-12-17"), "17 Desember 2012");
    }
}
