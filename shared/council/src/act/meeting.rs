//! Acts about meetings: minutes circulated, corrected and confirmed, and questions that the members answer
//! in writing.
//!
//! Votes in a meeting are content of its minutes; votes in writing are acts.

use format::{ActId, Fingerprint, PublicKey};
use minicbor::{Decode, Encode};

use super::day::Day;
use super::decision::Text;
use super::fault::Fault;

/// The most people who may be asked in writing.
pub const MAX_VOTERS: usize = 256;
/// The most proxies that a charter may let one person hold.
pub const MAX_PROXIES: u32 = 10;

/// How meetings go, as the charter has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct MeetingRules {
    /// More than this share must be there: the upper number of the fraction.
    #[n(0)]
    pub quorum: u32,
    /// The lower number.
    #[n(1)]
    pub quorum_of: u32,
    /// For how many others one person may stand in.
    #[n(2)]
    pub proxies: u32,
    /// How many days before a meeting people are invited; 0: no such rule.
    #[n(3)]
    pub notice_days: u32,
}

impl Default for MeetingRules {
    /// More than half; one proxy each; no rule about invitations.
    fn default() -> Self {
        Self {
            quorum: 1,
            quorum_of: 2,
            proxies: 1,
            notice_days: 0,
        }
    }
}

impl MeetingRules {
    /// Whether a charter may say this.
    pub fn is_acceptable(&self) -> bool {
        self.check().is_ok()
    }

    /// Whether a charter may say this: a quorum is at least half, and never asks for more than there are.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let is_half = u64::from(self.quorum) * 2 >= u64::from(self.quorum_of);
        if self.quorum_of == 0 || self.quorum >= self.quorum_of || !is_half {
            return Err(Fault::Quorum);
        }
        match self.proxies > MAX_PROXIES {
            true => Err(Fault::Proxies),
            false => Ok(()),
        }
    }
}

/// Circulates minutes: whoever was there may ask for corrections.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Circulate {
    /// The minutes as they are circulated.
    #[n(0)]
    pub text: Text,
    /// What people should know; may be empty.
    #[n(1)]
    pub note: String,
}

/// Asks for a correction of circulated minutes; after they were confirmed, an annex to them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Correct {
    /// The circulate act.
    #[n(0)]
    pub circulation: ActId,
    /// The place it is about, as [`Place::key`](crate::edit::Place::key); empty for all of it.
    #[n(1)]
    pub place: String,
    /// What is wrong, or to be added.
    #[n(2)]
    pub words: String,
}

/// As what somebody confirms minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Signer {
    /// As whoever presides.
    #[n(0)]
    Chair,
    /// As one of those who were there.
    #[n(1)]
    Attendee,
}

/// Confirms that circulated minutes are right. In force once the chair and one attendee did.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ConfirmMinutes {
    /// The circulate act.
    #[n(0)]
    pub circulation: ActId,
    /// What is confirmed; must be what was circulated.
    #[n(1)]
    pub fingerprint: Fingerprint,
    /// As what.
    #[n(2)]
    pub signer: Signer,
}

/// Asks the members in writing. It is carried when every one of them says yes by the last day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Ask {
    /// The text that is asked about, as it reads now.
    #[n(0)]
    pub text: Text,
    /// The decision or agenda item of minutes that is left to it, as the key of its mark; empty for the
    /// whole document.
    #[n(1)]
    pub place: String,
    /// What is asked.
    #[n(2)]
    pub question: String,
    /// Who is asked: everybody who holds a seat that votes, as far as the author knew, less those who take
    /// no part in the agenda item that `place` is of. Strictly ascending, 1 to [`MAX_VOTERS`].
    #[n(3)]
    pub voters: Vec<PublicKey>,
    /// The last day for an answer.
    #[n(4)]
    pub until: Day,
}

/// What somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Reply {
    /// Yes.
    #[n(0)]
    Yes,
    /// No.
    #[n(1)]
    No,
    /// Neither.
    #[n(2)]
    Abstain,
}

/// Answers a question. Later answers replace those of the same person that they have seen.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// The ask act.
    #[n(0)]
    pub question: ActId,
    /// The answer.
    #[n(1)]
    pub reply: Reply,
    /// In words; may be empty.
    #[n(2)]
    pub words: String,
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum CircularResult {
    /// Every member said yes.
    #[n(0)]
    Carried,
    /// Not every member did.
    #[n(1)]
    Lapsed,
    /// Not every member did, and the next meeting takes it up.
    #[n(2)]
    ToMeeting,
}

/// Closes a question: counts the answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Close {
    /// The ask act.
    #[n(0)]
    pub question: ActId,
    /// The answers that were counted, the newest of each member: strictly ascending.
    #[n(1)]
    pub counted: Vec<ActId>,
    /// What came of it.
    #[n(2)]
    pub result: CircularResult,
    /// In words; may be empty.
    #[n(3)]
    pub words: String,
}

#[cfg(test)]
mod tests {
    use format::{ChangeHash, CouncilId, DeviceKey, DocumentId};

    use super::*;
    use crate::act::seat::Charter;
    use crate::act::{Body, SayError, Speaker};

    fn say(body: &Body) -> Result<Body, SayError> {
        let key = DeviceKey::from_secret(&[1; 32]);
        let speaker = Speaker {
            key: &key,
            council: Some(CouncilId::from_bytes([2; 32])),
            roster: vec![],
            time_millis: 0,
        };
        let act = match body {
            Body::Charter(_) => speaker.say(body)?,
            _ => speaker.say_about(DocumentId::from_bytes([3; 16]), vec![], body)?,
        };
        Ok(Body::read(&act)?)
    }

    fn text() -> Text {
        Text {
            fingerprint: Fingerprint::from_bytes([4; 32]),
            heads: vec![ChangeHash::from_bytes([5; 32])],
        }
    }

    fn id(n: u8) -> ActId {
        ActId::from_bytes([n; 32])
    }

    fn ask(question: &str, voters: Vec<PublicKey>) -> Body {
        Body::Ask(Ask {
            text: text(),
            place: "decision/a/deleted".into(),
            question: question.into(),
            voters,
            until: "2026-12-31".parse().unwrap(),
        })
    }

    fn key(n: u8) -> PublicKey {
        PublicKey::from_bytes([n; 32])
    }

    fn close(counted: Vec<ActId>) -> Body {
        Body::Close(Close {
            question: id(1),
            counted,
            result: CircularResult::ToMeeting,
            words: "Dibahas lagi.".into(),
        })
    }

    fn correct(words: &str) -> Body {
        Body::Correct(Correct {
            circulation: id(1),
            place: String::new(),
            words: words.into(),
        })
    }

    fn charter(meetings: Option<MeetingRules>) -> Body {
        Body::Charter(Charter {
            meetings,
            ..Charter::default()
        })
    }

    fn rules(quorum: u32, quorum_of: u32, proxies: u32) -> Body {
        charter(Some(MeetingRules {
            quorum,
            quorum_of,
            proxies,
            notice_days: 7,
        }))
    }

    #[test]
    fn what_is_said_is_read_back() {
        let circulate = |heads| {
            let text = Text { heads, ..text() };
            let note = "Mohon dikoreksi.".into();
            Body::Circulate(Circulate { text, note })
        };
        let confirm = |signer| {
            Body::ConfirmMinutes(ConfirmMinutes {
                circulation: id(1),
                fingerprint: Fingerprint::from_bytes([4; 32]),
                signer,
            })
        };
        let answer = |reply| {
            Body::Answer(Answer {
                question: id(1),
                reply,
                words: String::new(),
            })
        };
        for body in [
            circulate(text().heads),
            correct("Bukan itu."),
            confirm(Signer::Chair),
            confirm(Signer::Attendee),
            ask("Setuju?", vec![key(1), key(2)]),
            answer(Reply::Yes),
            answer(Reply::No),
            answer(Reply::Abstain),
            close(vec![]),
            close(vec![id(1), id(2)]),
            charter(None),
            rules(2, 3, 2),
        ] {
            assert_eq!(say(&body).unwrap(), body);
        }
    }

    #[test]
    fn what_says_nothing_is_refused() {
        let no_heads = Text {
            heads: vec![],
            ..text()
        };
        let many: Vec<PublicKey> = (0..=MAX_VOTERS)
            .map(|n| {
                let mut bytes = [0; 32];
                bytes[..8].copy_from_slice(&(n as u64).to_be_bytes());
                PublicKey::from_bytes(bytes)
            })
            .collect();
        let bodies = [
            Body::Circulate(Circulate {
                text: no_heads,
                note: String::new(),
            }),
            correct(" "),
            ask(" ", vec![key(1)]),
            ask("Setuju?", vec![]),
            ask("Setuju?", vec![key(2), key(1)]),
            ask("Setuju?", vec![key(1), key(1)]),
            ask("Setuju?", many),
            close(vec![id(2), id(1)]),
            close(vec![id(1), id(1)]),
            rules(1, 0, 1),
            rules(1, 3, 1),
            rules(2, 2, 1),
            rules(1, 2, MAX_PROXIES + 1),
        ];
        for body in bodies {
            assert!(say(&body).is_err(), "{body:?}");
        }
    }

    /// A charter that says nothing of meetings keeps the bytes that older programs read.
    #[test]
    fn a_charter_without_rules_of_meetings_has_three_fields() {
        let bytes = format::cbor::encode(&Charter::default());
        assert_eq!(bytes[0], 0xa3);
    }
}
