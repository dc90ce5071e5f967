//! What the caller knows and this crate does not: the words of the reader's language, and the day.

use std::collections::BTreeMap;

/// The words that pages, Word and Excel documents say of their own. The rest is the document's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The language, as in `id` or `en`.
    pub language: String,
    /// The names of the months, January first; dates are then written `17 Desember 2012`. With fewer
    /// than twelve they are written `2012-12-17`.
    pub months: Vec<String>,
    /// The day the file is written, `YYYY-MM-DD`; may be empty.
    pub today: String,
    /// Who was there for each item of an agenda, in words, by its id. Empty where nobody counted.
    pub quorum: BTreeMap<String, String>,
    /// What the document is called by while it has no number, or was before: a term of these words, and the
    /// code. `None` where it never had one.
    pub code: Option<(&'static str, String)>,
    /// What [`Words::say`] knows.
    pub terms: BTreeMap<String, String>,
}

impl Words {
    /// The names of every term that is asked for. What is not in [`Words::terms`] stands as its name.
    ///
    /// Kinds, header fields, facts about a meeting, parts of minutes, statuses and states are called as in
    /// [`council::view`].
    pub const TERMS: [&'static str; 85] = [
        "policy",
        "minutes",
        "matrix",
        "about",
        "no owner",
        "unit",
        "number",
        "provisional code",
        "formerly",
        "attachments",
        "language",
        "title",
        "printed",
        "date",
        "time",
        "zone",
        "place",
        "chair",
        "minute-taker",
        "type",
        "attendance",
        "person",
        "status",
        "note",
        "present",
        "excused",
        "absent",
        "observer",
        "presenter",
        "decision",
        "decisions",
        "votes",
        "for",
        "against",
        "abstain",
        "owner",
        "action",
        "actions",
        "due",
        "state",
        "open",
        "in progress",
        "blocked",
        "postponed",
        "done",
        "verified",
        "draft",
        "version",
        "in force from",
        "fingerprint",
        "approval",
        "decided by",
        "opinion",
        "not heard",
        "published by",
        "withdrawn",
        "superseded",
        "verify",
        "council",
        "confidentiality",
        "next review",
        "confirmation",
        "confirmed",
        "confirmed as chair",
        "confirmed as attendee",
        "annex",
        "quorum",
        "page",
        "of",
        "proxy",
        "letter",
        "item kind",
        "information",
        "discussion",
        "for decision",
        "recused",
        "rule",
        "consensus",
        "majority",
        "circular",
        "casting",
        "dissent",
        "look again",
        "executors",
        "evidence",
    ];

    /// The word for a term, or the term itself.
    pub fn say<'a>(&'a self, term: &'a str) -> &'a str {
        self.terms.get(term).map_or(term, String::as_str)
    }

    /// A day as people read it; what is no day stays as it is.
    pub fn date(&self, day: &str) -> String {
        let parts: Vec<&str> = day.split('-').collect();
        let digits = |part: &str, count: usize| {
            part.len() == count && part.bytes().all(|b| b.is_ascii_digit())
        };
        if let [year, month, date] = parts.as_slice()
            && digits(year, 4)
            && digits(month, 2)
            && digits(date, 2)
            && self.months.len() == 12
            && let Some(name) = month
                .parse::<usize>()
                .ok()
                .and_then(|month| self.months.get(month.checked_sub(1)?))
        {
            return format!("{} {name} {year}", date.trim_start_matches('0'));
        }
        day.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_out_and_other_words_stay() {
        let mut words = Words {
            months: (1..=12).map(|n| format!("M{n}")).collect(),
            ..Words::default()
        };
        assert_eq!(words.date("2012-12-07"), "7 M12 2012");
        for other in [
            "2012-13-01",
            "2012-00-01",
            "besok",
            "",
            "12-12-2012",
            "2012-12-07-1",
        ] {
            assert_eq!(words.date(other), other);
        }
        words.months.pop();
        assert_eq!(words.date("2012-12-07"), "2012-12-07");
        assert_eq!(words.say("unit"), "unit");
    }
}
