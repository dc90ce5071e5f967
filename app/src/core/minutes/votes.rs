//! Votes, and the keys that set them.

pub use council::meeting::Vote;

use crate::words::Language;

/// The name of a vote's word on the screen.
pub fn word(vote: Vote) -> &'static str {
    match vote {
        Vote::For => "minutes-for",
        Vote::Against => "minutes-against",
        Vote::Abstain => "minutes-abstain",
    }
}

/// The key that sets a vote.
pub fn key(vote: Vote, language: Language) -> char {
    match (language, vote) {
        (Language::Indonesian, Vote::For) => 'S',
        (Language::Indonesian, Vote::Against) => 'T',
        (Language::English, Vote::For) => 'Y',
        (Language::English, Vote::Against) => 'N',
        (_, Vote::Abstain) => 'A',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vote_has_a_key_of_its_own() {
        for language in [Language::Indonesian, Language::English] {
            let mut keys = Vote::ALL.map(|vote| key(vote, language));
            keys.sort_unstable();
            assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
        }
    }
}
