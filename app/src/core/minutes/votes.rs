//! Who voted how on a decision, and what came of it.

use std::collections::BTreeMap;

use council::view::Attendance;

use super::attendance::voters;
use crate::words::Language;

/// One person's vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vote {
    /// In favour.
    For,
    /// Opposed.
    Against,
    /// Neither.
    Abstain,
}

impl Vote {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Abstain];

    /// The word in the document.
    pub fn kept(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
            Self::Abstain => "abstain",
        }
    }

    /// The vote a document's word means.
    pub fn from_kept(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|vote| vote.kept() == word)
    }

    /// The name of its word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::For => "minutes-for",
            Self::Against => "minutes-against",
            Self::Abstain => "minutes-abstain",
        }
    }

    /// The key that sets it.
    pub fn key(self, language: Language) -> char {
        match (language, self) {
            (Language::Indonesian, Self::For) => 'S',
            (Language::Indonesian, Self::Against) => 'T',
            (Language::English, Self::For) => 'Y',
            (Language::English, Self::Against) => 'N',
            (_, Self::Abstain) => 'A',
        }
    }
}

/// What came of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody voted.
    NoVote,
    /// More for than against.
    Carried,
    /// More against than for.
    Rejected,
    /// As many for as against: the chair's vote decides.
    Tied,
}

impl Outcome {
    /// The name of its word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoVote => "minutes-no-vote",
            Self::Carried => "minutes-carried",
            Self::Rejected => "minutes-rejected",
            Self::Tied => "minutes-tied",
        }
    }
}

/// The votes on one decision, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// In favour.
    pub in_favour: usize,
    /// Opposed.
    pub against: usize,
    /// Neither.
    pub abstain: usize,
    /// Whose votes do not count, because they are neither present nor stood in for.
    pub void: Vec<String>,
}

impl Tally {
    /// Counts. Where no attendance was taken, every vote counts.
    pub fn of(votes: &BTreeMap<String, String>, attendance: &[Attendance]) -> Self {
        let mut tally = Self::default();
        let voters: Vec<&str> = voters(attendance).collect();
        for (person, vote) in votes {
            let Some(vote) = Vote::from_kept(vote) else {
                continue;
            };
            if !attendance.is_empty() && !voters.contains(&person.as_str()) {
                tally.void.push(person.clone());
                continue;
            }
            *match vote {
                Vote::For => &mut tally.in_favour,
                Vote::Against => &mut tally.against,
                Vote::Abstain => &mut tally.abstain,
            } += 1;
        }
        tally
    }

    /// What came of it: by majority of those for and against.
    pub fn outcome(&self) -> Outcome {
        match self.in_favour.cmp(&self.against) {
            std::cmp::Ordering::Greater => Outcome::Carried,
            std::cmp::Ordering::Less => Outcome::Rejected,
            std::cmp::Ordering::Equal if self.in_favour + self.abstain == 0 => Outcome::NoVote,
            std::cmp::Ordering::Equal => Outcome::Tied,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(votes: &[(&str, &str)], present: &[&str]) -> Tally {
        let votes = votes
            .iter()
            .map(|(person, vote)| ((*person).to_owned(), (*vote).to_owned()))
            .collect();
        let attendance: Vec<Attendance> = present
            .iter()
            .map(|person| Attendance {
                person: (*person).into(),
                status: "present".into(),
                note: String::new(),
            })
            .collect();
        Tally::of(&votes, &attendance)
    }

    #[test]
    fn the_majority_of_those_present_decides() {
        let people = ["A", "B", "C"];
        let carried = tally(&[("A", "for"), ("B", "against"), ("C", "for")], &people);
        assert_eq!(carried.outcome(), Outcome::Carried);
        let tied = tally(&[("A", "for"), ("B", "against"), ("C", "abstain")], &people);
        assert_eq!((tied.outcome(), tied.abstain), (Outcome::Tied, 1));
        assert_eq!(
            tally(&[("B", "against")], &people).outcome(),
            Outcome::Rejected
        );
        assert_eq!(tally(&[("A", "")], &people).outcome(), Outcome::NoVote);
        assert_eq!(tally(&[("A", "abstain")], &people).outcome(), Outcome::Tied);
    }

    #[test]
    fn votes_of_people_who_are_not_there_are_named_and_do_not_count() {
        let counted = tally(&[("A", "against"), ("X", "for"), ("Y", "for")], &["A"]);
        assert_eq!(counted.void, ["X", "Y"]);
        assert_eq!(counted.outcome(), Outcome::Rejected);
        let no_list = tally(&[("X", "for")], &[]);
        assert_eq!(no_list.outcome(), Outcome::Carried);
        assert!(no_list.void.is_empty());
    }
}
