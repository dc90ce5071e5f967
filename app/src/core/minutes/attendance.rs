//! Who is there: statuses and their keys, and names as they are typed.

pub use council::meeting::same_name;

use crate::words::Language;

/// How a person attends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Is there and may vote.
    Present,
    /// Is not there and said so.
    Excused,
    /// Is not there and did not say so.
    Absent,
    /// Is there and does not count.
    Observer,
}

impl Status {
    /// All of them, in the order in which the arrows go through them.
    pub const ALL: [Self; 4] = [Self::Present, Self::Excused, Self::Absent, Self::Observer];

    /// The word in the document.
    pub fn kept(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Excused => "excused",
            Self::Absent => "absent",
            Self::Observer => "observer",
        }
    }

    /// The status a document's word means.
    pub fn from_kept(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.kept() == word)
    }

    /// The name of its word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Present => "minutes-present",
            Self::Excused => "minutes-excused",
            Self::Absent => "minutes-absent",
            Self::Observer => "minutes-observer",
        }
    }

    /// The key that sets it: the first letter of its word, as far as that is free.
    pub fn key(self, language: Language) -> char {
        match (language, self) {
            (Language::Indonesian, Self::Present) => 'H',
            (Language::Indonesian, Self::Excused) => 'I',
            (Language::Indonesian, Self::Absent) => 'T',
            (Language::Indonesian, Self::Observer) => 'P',
            (Language::English, Self::Present) => 'P',
            (Language::English, Self::Excused) => 'E',
            (Language::English, Self::Absent) => 'A',
            (Language::English, Self::Observer) => 'O',
        }
    }

    /// The status beside the one that stands, to the right or to the left.
    pub fn beside(kept: &str, right: bool) -> Self {
        let count = Self::ALL.len();
        let at = Self::from_kept(kept).and_then(|now| Self::ALL.iter().position(|one| *one == now));
        match (at, right) {
            (None, true) => Self::ALL[0],
            (None, false) => Self::ALL[count - 1],
            (Some(at), true) => Self::ALL[(at + 1) % count],
            (Some(at), false) => Self::ALL[(at + count - 1) % count],
        }
    }
}

/// Names as they are typed into the attendance, several by comma, each with a status if one stands in
/// brackets: `Budi Santoso, Citra (izin)`. Known people are spelt as they are known.
pub fn people(text: &str, known: &[String]) -> Vec<(String, Status)> {
    let mut people: Vec<(String, Status)> = Vec::new();
    for part in text.split([',', ';', '\n']) {
        let (name, status) = match part
            .trim()
            .strip_suffix(')')
            .and_then(|p| p.rsplit_once('('))
        {
            Some((name, word)) => match status_in_words(word) {
                Some(status) => (name, status),
                None => (part, Status::Present),
            },
            None => (part, Status::Present),
        };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            continue;
        }
        let known = known.iter().find(|known| same_name(known, &name));
        let name = known.cloned().unwrap_or(name);
        if !people.iter().any(|(other, _)| same_name(other, &name)) {
            people.push((name, status));
        }
    }
    people
}

fn status_in_words(word: &str) -> Option<Status> {
    Some(match word.trim().to_lowercase().as_str() {
        "hadir" | "present" => Status::Present,
        "izin" | "excused" => Status::Excused,
        "tanpa keterangan" | "absent" => Status::Absent,
        "peninjau" | "observer" => Status::Observer,
        _ => return None,
    })
}

/// The one known person whose name, or a word of it, begins so; else the name as it was typed.
pub fn person_meant(typed: &str, known: &[String]) -> String {
    if let Some(exact) = known.iter().find(|name| same_name(name, typed)) {
        return exact.clone();
    }
    let mut found = known.iter().filter(|name| begins_so(name, typed));
    match (found.next(), found.next()) {
        (Some(only), None) => only.clone(),
        _ => typed.to_owned(),
    }
}

/// How many names are offered at once.
const MOST_OFFERED: usize = 8;

/// The known names that may be meant by what is typed so far, without those that are `taken`, and without
/// the one that is typed already.
pub fn offered(typed: &str, known: &[String], is_taken: impl Fn(&str) -> bool) -> Vec<String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Vec::new();
    }
    known
        .iter()
        .filter(|name| begins_so(name, typed) && !same_name(name, typed) && !is_taken(name))
        .take(MOST_OFFERED)
        .cloned()
        .collect()
}

fn begins_so(name: &str, typed: &str) -> bool {
    let (name, typed) = (name.to_lowercase(), typed.to_lowercase());
    name.match_indices(&typed)
        .any(|(at, _)| at == 0 || name[..at].ends_with([' ', '-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        ["Budi Santoso", "Citra Dewi", "Bambang Budiman"]
            .map(String::from)
            .into()
    }

    #[test]
    fn names_are_typed_several_at_once() {
        let people = people(
            "budi santoso,  Eka   Putra (izin); Citra, budi Santoso,, X (Jr)",
            &known(),
        );
        let expected = [
            ("Budi Santoso", Status::Present),
            ("Eka Putra", Status::Excused),
            ("Citra", Status::Present),
            ("X (Jr)", Status::Present),
        ];
        assert_eq!(
            people,
            expected.map(|(name, status)| (name.to_owned(), status))
        );
    }

    #[test]
    fn a_name_is_completed_where_only_one_is_meant() {
        assert_eq!(person_meant("citra", &known()), "Citra Dewi");
        assert_eq!(person_meant("santoso", &known()), "Budi Santoso");
        assert_eq!(person_meant("budi", &known()), "budi", "two are meant");
        assert_eq!(person_meant("Zaki", &known()), "Zaki");
        assert_eq!(
            offered("bu", &known(), |_| false),
            ["Budi Santoso", "Bambang Budiman"]
        );
        assert_eq!(
            offered("bu", &known(), |name| name == "Budi Santoso"),
            ["Bambang Budiman"]
        );
        assert!(offered("citra dewi", &known(), |_| false).is_empty());
    }

    #[test]
    fn every_status_has_a_key_of_its_own_and_the_arrows_reach_all() {
        for language in [Language::Indonesian, Language::English] {
            let mut keys = Status::ALL.map(|status| status.key(language));
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
        }
        let mut status = Status::beside("", true);
        for expected in Status::ALL {
            assert_eq!(status, expected);
            status = Status::beside(status.kept(), true);
        }
        assert_eq!(Status::beside("present", false), Status::Observer);
    }
}
