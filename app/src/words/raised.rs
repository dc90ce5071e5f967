//! A question that a document leaves open, as an item of an agenda: what it is about, and the claims with who
//! made them.

use ::council::edit::Place;
use ::council::roster::Roster;
use ::council::view::View;
use format::PublicKey;

use super::place;
use crate::say;
use crate::words::Language;

/// How many characters of a claim stand on an agenda. Whoever wants the rest opens the document.
const CLAIM_CHARS: usize = 400;

/// A claim: what somebody wrote at the place.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// What, in words.
    pub text: &'a str,
    /// Who; `None` where it is not known.
    pub author: Option<&'a PublicKey>,
}

/// What an agenda says of an open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// The topic of the item; one line.
    pub topic: String,
    /// Its notes, as Markdown.
    pub notes: String,
}

impl Raised {
    /// Puts into words what is open at `place` in the document `title`, which reads as `view`. One claim is
    /// what stands there; several are an overlap.
    pub fn of(
        language: Language,
        roster: &Roster,
        (title, view): (&str, &View),
        place: &Place,
        claims: &[Claim<'_>],
    ) -> Self {
        let about =
            place::heading(view, place).unwrap_or_else(|| place::words(language, view, place));
        let topic = match claims {
            [] | [_] => say!(language, "raised-topic", about = about, title = title),
            _ => say!(language, "raised-overlap", about = about, title = title),
        };
        let mut notes = vec![say!(
            language,
            "raised-where",
            title = title,
            place = place::words(language, view, place)
        )];
        notes.extend(claims.iter().map(|claim| {
            let text = one_line(claim.text);
            match claim.author {
                Some(author) => say!(
                    language,
                    "raised-claim",
                    text = text,
                    name = roster.name_of(author)
                ),
                None => say!(language, "raised-text", text = text),
            }
        }));
        Self {
            topic: one_line(&topic),
            notes: notes.join("\n"),
        }
    }
}

/// Words of a document in one line, so that no line of theirs becomes a heading of the minutes.
fn one_line(text: &str) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(CLAIM_CHARS) {
        words.truncate(end);
        words.push('…');
    }
    words
}

#[cfg(test)]
mod tests {
    use ::council::view::{Clause, Policy};

    use super::*;

    fn policy() -> View {
        View::Policy(Policy {
            clauses: vec![Clause {
                id: "a".into(),
                heading: "Tujuan".into(),
                body: "Isi.".into(),
                level: 1,
            }],
            ..Policy::default()
        })
    }

    #[test]
    fn claims_stay_in_their_line_whatever_they_hold() {
        let place = Place::ClauseBody("a".into());
        let long = "kata ".repeat(200);
        let claims = [
            Claim {
                text: "satu\n# Bukan judul\n- bukan butir",
                author: None,
            },
            Claim {
                text: &long,
                author: Some(&PublicKey::from_bytes([7; 32])),
            },
        ];
        for language in [Language::Indonesian, Language::English] {
            let roster = Roster::default();
            let raised = Raised::of(language, &roster, ("Pedoman", &policy()), &place, &claims);
            assert_eq!(raised.topic.lines().count(), 1);
            assert!(raised.topic.contains("Tujuan") && raised.topic.contains("Pedoman"));
            let lines: Vec<&str> = raised.notes.lines().collect();
            assert_eq!(lines.len(), 3, "{lines:?}");
            assert!(lines[1].starts_with("- ") && lines[1].contains("# Bukan judul"));
            assert!(lines[2].chars().count() < 500 && lines[2].contains('…'));
        }
    }
}
