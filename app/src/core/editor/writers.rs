//! Who wrote which stretch of a text, with what is being typed right now.

use council::authorship::Span;
use council::edit::{Edit, Place};
use format::PublicKey;

/// A stretch of text by one writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// How many characters, in code points; never 0.
    pub chars: usize,
    /// Who wrote it; `None` if nobody knows.
    pub author: Option<PublicKey>,
    /// The writer's clock, in seconds since 1970; `None`: just now.
    pub time_seconds: Option<i64>,
}

/// The stretches of the text at `place`: of the document, then changed by what `me` typed since.
pub(super) fn stretches(
    spans: &[Span],
    typed: &[Edit],
    place: &Place,
    me: PublicKey,
) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = spans
        .iter()
        .map(|span| Stretch {
            chars: span.text.chars().count(),
            author: span.written.as_ref().and_then(|written| written.author),
            time_seconds: span.written.as_ref().map(|written| written.time_seconds),
        })
        .collect();
    for edit in typed {
        if let Edit::Splice {
            place: at_place,
            at,
            delete,
            insert,
        } = edit
            && at_place == place
        {
            let from = split(&mut found, *at);
            let to = split(&mut found, at + delete);
            let new = Stretch {
                chars: insert.chars().count(),
                author: Some(me),
                time_seconds: None,
            };
            found.splice(from..to, (new.chars > 0).then_some(new));
        }
    }
    joined(found)
}

/// Makes a border between two stretches at this character. Returns the number of the one after it.
fn split(stretches: &mut Vec<Stretch>, at: usize) -> usize {
    let mut before = 0;
    for number in 0..stretches.len() {
        let chars = stretches[number].chars;
        if at <= before {
            return number;
        }
        if at < before + chars {
            let mut rest = stretches[number].clone();
            rest.chars = before + chars - at;
            stretches[number].chars = at - before;
            stretches.insert(number + 1, rest);
            return number + 1;
        }
        before += chars;
    }
    stretches.len()
}

/// Neighbours by one writer within one change become one.
fn joined(stretches: Vec<Stretch>) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last)
                if last.author == stretch.author && last.time_seconds == stretch.time_seconds =>
            {
                last.chars += stretch.chars;
            }
            _ => joined.push(stretch),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_belongs_to_me_at_once() {
        let span = |text: &str| Span {
            text: text.into(),
            written: None,
            restored: None,
        };
        let me = PublicKey::from_bytes([1; 32]);
        let splice = |place, at, delete, insert: &str| Edit::Splice {
            place,
            at,
            delete,
            insert: insert.into(),
        };
        let typed = [
            splice(Place::Title, 3, 2, "ABC"),
            splice(Place::Title, 6, 0, "D"),
            splice(Place::ClauseBody("x".into()), 0, 0, "elsewhere"),
        ];
        let found: Vec<_> = stretches(&[span("0123"), span("4567")], &typed, &Place::Title, me)
            .into_iter()
            .map(|stretch| (stretch.chars, stretch.author))
            .collect();
        assert_eq!(found, [(3, None), (4, Some(me)), (3, None)]);
        assert_eq!(
            stretches(&[], &[splice(Place::Title, 0, 0, "a")], &Place::Title, me).len(),
            1
        );
    }
}
