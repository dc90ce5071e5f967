//! What the kinds of act say.
//!
//! [`format::Act`] is the signed envelope; here its body gets a meaning. A body is one deterministic
//! CBOR map with integer keys and is refused in any other spelling. An act of a kind this program does
//! not know is kept and passed on, and counts for nothing here.

use format::id::{Origin, Scope};
use format::{
    Act, ActId, ChangeHash, CouncilId, DeviceKey, DocumentId, Nonce, PublicKey, Signature,
    Statement, Subject,
};
use minicbor::{Decode, Encode};

use self::fault::Fault;
use crate::mention::MAX_MENTIONS;
use crate::view::Kind;

pub mod attach;
pub mod branch;
pub mod day;
pub mod decision;
pub mod fault;
pub mod file;
pub mod meeting;
pub mod restart;
pub mod revocation;
pub mod scope;
pub mod seat;

use attach::Attach;
use branch::ChooseBranch;
use decision::{
    Acknowledge, Adopt, Adoption, Decide, Exempt, Opinion, Outcome, Publish, PullBack, Reinstate,
    Return, Submit, Supersede, Text, Verdict, Withdraw,
};
use file::File;
use meeting::{Answer, Ask, Circulate, Close, ConfirmMinutes, Correct};
use restart::Restart;
use revocation::{Release, Revoke};
use scope::{Grant, Label, Unit, UnitCode};
use seat::{Appoint, Charter, EndSeat};

/// Why an act says nothing that counts here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// A newer program may know it.
    #[error("acts of kind \"{0}\" are not known to this program")]
    UnknownKind(String),
    /// The body is not what its kind asks for.
    #[error("the body of this {kind} act is damaged: {reason}")]
    Form {
        /// The kind the act claims.
        kind: String,
        /// What is wrong.
        reason: String,
    },
    /// It does not say what its kind has to say.
    #[error("the {kind} act cannot be said: {fault}")]
    Fault {
        /// The kind of the act.
        kind: String,
        /// What is missing.
        fault: Fault,
    },
    /// The act is about something its kind is not about.
    #[error("a {0} act cannot be about this subject")]
    Subject(String),
    /// The document id is not the one the statement leads to.
    #[error("the document id does not follow from what the create act states")]
    DocumentId,
}

/// Founds a council. The id of this act is the id of the council.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Found {
    /// What the council is called.
    #[n(0)]
    pub name: String,
    /// Who founds it.
    #[n(1)]
    pub person: String,
    /// The founder's office.
    #[n(2)]
    pub office: String,
    /// Keeps two councils of one name and founder apart.
    #[n(3)]
    pub nonce: Nonce,
    /// The public half of the recovery key, which revokes devices and names a chair when nobody else
    /// can. Councils founded by older programs have none.
    #[n(4)]
    pub recovery: Option<PublicKey>,
}

/// One relay as an act names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(map)]
pub struct RelayEntry {
    /// Where it is reached, such as `ws://relay.example:8443`.
    #[n(0)]
    pub address: String,
    /// Its key. Absent until the founder's program has met the relay for the first time: until then
    /// members accept whoever answers at the address.
    #[n(1)]
    pub key: Option<PublicKey>,
    /// The units it serves, with those below them: it is given what they may hold and nothing else.
    /// Absent: it serves the whole council.
    #[n(2)]
    pub serves: Option<Vec<String>>,
}

/// Names the relays and who is head office. Said by the founder; replaces what was said before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Relay {
    /// The relays, in order of preference.
    #[n(0)]
    pub relays: Vec<RelayEntry>,
    /// The office that is head office.
    #[n(1)]
    pub head_office: String,
}

impl Relay {
    fn check(&self) -> Result<(), &'static str> {
        let units = self.relays.iter().filter_map(|entry| entry.serves.as_ref());
        for units in units {
            if units.is_empty() || !units.is_sorted_by(|a, b| a < b) {
                return Err("the units that a relay serves are none or not in order");
            }
        }
        Ok(())
    }
}

/// Invites one device into an office. Any member may say it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Invite {
    /// The public half of the key that travels in the invitation and signs the joining key.
    #[n(0)]
    pub one_time_key: PublicKey,
    /// The office the invited device writes for.
    #[n(1)]
    pub office: String,
    /// When the invitation ends, in milliseconds since 1970 (UTC). Checked by the program that joins
    /// and by the one that confirms, never by the fold: clocks do not decide who is a member.
    #[n(2)]
    pub expires_millis: Option<i64>,
    /// A device of the person who is invited: the new one may hold all that this one might. Counts
    /// where the inviter may edit the roster.
    #[n(3)]
    pub replaces: Option<PublicKey>,
}

/// Joins by an invitation. Signed by the joining device; carries the one-time key's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Join {
    /// The invite act.
    #[n(0)]
    pub invite: ActId,
    /// Who joins.
    #[n(1)]
    pub person: String,
    /// The one-time key's signature over [`Join::proof_bytes`].
    #[n(2)]
    pub proof: Signature,
}

impl Join {
    /// What the one-time key signs: the deterministic CBOR array
    /// `["dewan-join-1", council, invite act, joining key]`.
    pub fn proof_bytes(council: &CouncilId, invite: &ActId, joining: &PublicKey) -> Vec<u8> {
        let mut e = format::cbor::Encoder::new();
        e.array(4)
            .str("dewan-join-1")
            .value(council)
            .value(invite)
            .value(joining);
        e.into_bytes()
    }
}

/// Says which join of an invitation is the right one. Said by the inviter or the founder.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Confirm {
    /// The join act.
    #[n(0)]
    pub join: ActId,
}

/// Creates a document. Nothing of a document is accepted before one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// What kind of document.
    pub kind: Kind,
    /// Who may hold it.
    pub scope: Scope,
    /// What makes its id different from all others.
    pub origin: Origin,
    /// How confidential it is, as its creator says; no part of its id. Acts of older programs say
    /// nothing.
    pub label: Option<Label>,
}

impl Create {
    /// The id that follows from this statement.
    pub fn document(&self, council: &CouncilId) -> DocumentId {
        DocumentId::derive(council, self.kind.name(), &self.scope, &self.origin)
    }
}

/// Comments on a place of a document. Moves none of the document's heads, so readers may comment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Comment {
    /// The place, as [`Place::key`](crate::edit::Place::key); empty for the whole document.
    #[n(0)]
    pub place: String,
    /// Automerge cursors of the first and last character meant; absent for the whole place.
    #[n(1)]
    pub anchor: Option<Anchor>,
    /// The text as it read when the comment was made; may be empty.
    #[n(2)]
    pub quote: String,
    /// What is said.
    #[n(3)]
    pub text: String,
    /// The comment this one answers.
    #[n(4)]
    pub answers: Option<ActId>,
    /// The devices of everybody whom the text mentions: strictly ascending, at most [`MAX_MENTIONS`], and
    /// absent rather than empty. Names may be shared and may change, keys do not.
    #[n(5)]
    pub mentions: Option<Vec<PublicKey>>,
}

/// A range in a text that moves along with the text.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Anchor {
    /// Cursor of the first character.
    #[n(0)]
    pub from: String,
    /// Cursor of the last character.
    #[n(1)]
    pub to: String,
}

/// The most heads a [`Seen`] may name.
pub const MAX_SEEN_HEADS: usize = 256;

/// "I had this document open up to these heads, and read it." Counts only where the chair says it, see
/// [`crate::seen`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Seen {
    /// Changes that were read with everything they are built on: strictly ascending, at most
    /// [`MAX_SEEN_HEADS`]; none for a document nobody has written in.
    #[n(0)]
    pub heads: Vec<ChangeHash>,
}

impl Seen {
    /// What was read up to these heads. More than can be named are left out: that says less, and stays
    /// true.
    pub fn of(mut heads: Vec<ChangeHash>) -> Self {
        heads.sort_unstable();
        heads.dedup();
        heads.truncate(MAX_SEEN_HEADS);
        Self { heads }
    }
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// See [`Found`].
    Found(Found),
    /// See [`Relay`].
    Relay(Relay),
    /// See [`Invite`].
    Invite(Invite),
    /// See [`Join`].
    Join(Join),
    /// See [`Confirm`].
    Confirm(Confirm),
    /// See [`Create`].
    Create(Create),
    /// See [`Comment`].
    Comment(Comment),
    /// See [`Seen`].
    Seen(Seen),
    /// See [`Appoint`].
    Appoint(Appoint),
    /// See [`EndSeat`].
    EndSeat(EndSeat),
    /// See [`Charter`].
    Charter(Charter),
    /// See [`Unit`].
    Unit(Unit),
    /// See [`UnitCode`].
    UnitCode(UnitCode),
    /// See [`Revoke`].
    Revoke(Revoke),
    /// See [`Grant`].
    Grant(Grant),
    /// See [`Release`].
    Release(Release),
    /// See [`Attach`].
    Attach(Attach),
    /// See [`ChooseBranch`].
    ChooseBranch(ChooseBranch),
    /// See [`Restart`].
    Restart(Restart),
    /// See [`Submit`].
    Submit(Submit),
    /// See [`PullBack`].
    PullBack(PullBack),
    /// See [`Opinion`].
    Opinion(Opinion),
    /// See [`Return`].
    Return(Return),
    /// See [`Decide`].
    Decide(Decide),
    /// See [`Publish`].
    Publish(Publish),
    /// See [`Withdraw`].
    Withdraw(Withdraw),
    /// See [`Supersede`].
    Supersede(Supersede),
    /// See [`Reinstate`].
    Reinstate(Reinstate),
    /// See [`Adopt`].
    Adopt(Adopt),
    /// See [`Exempt`].
    Exempt(Exempt),
    /// See [`Acknowledge`].
    Acknowledge(Acknowledge),
    /// See [`Circulate`].
    Circulate(Circulate),
    /// See [`Correct`].
    Correct(Correct),
    /// See [`ConfirmMinutes`].
    ConfirmMinutes(ConfirmMinutes),
    /// See [`Ask`].
    Ask(Ask),
    /// See [`Answer`].
    Answer(Answer),
    /// See [`Close`].
    Close(Close),
}

impl Body {
    /// The act that this one answers, decides on, publishes or ends.
    pub fn about(&self) -> Option<ActId> {
        Some(match self {
            Self::PullBack(body) => body.submission,
            Self::Opinion(body) => body.submission,
            Self::Return(body) => body.submission,
            Self::Decide(body) => body.submission,
            Self::Publish(body) => body.decision,
            Self::Withdraw(body) => body.publication,
            Self::Adopt(body) => body.publication,
            Self::Exempt(body) => body.request,
            Self::Acknowledge(body) => body.publication,
            Self::Correct(body) => body.circulation,
            Self::ConfirmMinutes(body) => body.circulation,
            Self::Answer(body) => body.question,
            Self::Close(body) => body.question,
            _ => return None,
        })
    }

    /// The name of its kind, as it stands in the act.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Found(_) => "found",
            Self::Relay(_) => "relay",
            Self::Invite(_) => "invite",
            Self::Join(_) => "join",
            Self::Confirm(_) => "confirm",
            Self::Create(_) => "create",
            Self::Comment(_) => "comment",
            Self::Seen(_) => "seen",
            Self::Appoint(_) => "appoint",
            Self::EndSeat(_) => "end-seat",
            Self::Charter(_) => "charter",
            Self::Unit(_) => "unit",
            Self::UnitCode(_) => "unit-code",
            Self::Revoke(_) => "revoke",
            Self::Grant(_) => "grant",
            Self::Release(_) => "release",
            Self::Attach(_) => "attach",
            Self::ChooseBranch(_) => "choose-branch",
            Self::Restart(_) => "restart",
            Self::Submit(_) => "submit",
            Self::PullBack(_) => "pull-back",
            Self::Opinion(_) => "opinion",
            Self::Return(_) => "return",
            Self::Decide(_) => "decide",
            Self::Publish(_) => "publish",
            Self::Withdraw(_) => "withdraw",
            Self::Supersede(_) => "supersede",
            Self::Reinstate(_) => "reinstate",
            Self::Adopt(_) => "adopt",
            Self::Exempt(_) => "exempt",
            Self::Acknowledge(_) => "acknowledge",
            Self::Circulate(_) => "circulate",
            Self::Correct(_) => "correct",
            Self::ConfirmMinutes(_) => "confirm-minutes",
            Self::Ask(_) => "ask",
            Self::Answer(_) => "answer",
            Self::Close(_) => "close",
        }
    }

    /// Reads what an act says.
    ///
    /// # Errors
    /// [`BodyError`]; such an act is kept and shown, and counts for nothing.
    pub fn read(act: &Act) -> Result<Self, BodyError> {
        fn exact<T: for<'b> Decode<'b, ()> + Encode<()>>(
            statement: &Statement,
        ) -> Result<T, BodyError> {
            format::cbor::decode_exact(&statement.body).map_err(|error| BodyError::Form {
                kind: statement.kind.clone(),
                reason: error.to_string(),
            })
        }
        let statement = act.statement();
        let body = match statement.kind.as_str() {
            "found" => Self::Found(exact(statement)?),
            "relay" => Self::Relay(exact(statement)?),
            "invite" => Self::Invite(exact(statement)?),
            "join" => Self::Join(exact(statement)?),
            "confirm" => Self::Confirm(exact(statement)?),
            "create" => Self::Create(exact(statement)?),
            "comment" => Self::Comment(exact(statement)?),
            "seen" => Self::Seen(exact(statement)?),
            "appoint" => Self::Appoint(exact(statement)?),
            "end-seat" => Self::EndSeat(exact(statement)?),
            "charter" => Self::Charter(exact(statement)?),
            "unit" => Self::Unit(exact(statement)?),
            "unit-code" => Self::UnitCode(exact(statement)?),
            "revoke" => Self::Revoke(exact(statement)?),
            "grant" => Self::Grant(exact(statement)?),
            "release" => Self::Release(exact(statement)?),
            "attach" => Self::Attach(exact(statement)?),
            "choose-branch" => Self::ChooseBranch(exact(statement)?),
            "restart" => Self::Restart(exact(statement)?),
            "submit" => Self::Submit(exact(statement)?),
            "pull-back" => Self::PullBack(exact(statement)?),
            "opinion" => Self::Opinion(exact(statement)?),
            "return" => Self::Return(exact(statement)?),
            "decide" => Self::Decide(exact(statement)?),
            "publish" => Self::Publish(exact(statement)?),
            "withdraw" => Self::Withdraw(exact(statement)?),
            "supersede" => Self::Supersede(exact(statement)?),
            "reinstate" => Self::Reinstate(exact(statement)?),
            "adopt" => Self::Adopt(exact(statement)?),
            "exempt" => Self::Exempt(exact(statement)?),
            "acknowledge" => Self::Acknowledge(exact(statement)?),
            "circulate" => Self::Circulate(exact(statement)?),
            "correct" => Self::Correct(exact(statement)?),
            "confirm-minutes" => Self::ConfirmMinutes(exact(statement)?),
            "ask" => Self::Ask(exact(statement)?),
            "answer" => Self::Answer(exact(statement)?),
            "close" => Self::Close(exact(statement)?),
            other => return Err(BodyError::UnknownKind(other.to_owned())),
        };
        let wrong_subject = || BodyError::Subject(statement.kind.clone());
        if body.is_about_document() != matches!(statement.subject, Subject::Document(_)) {
            return Err(wrong_subject());
        }
        if let (Self::Create(create), Subject::Document(document)) = (&body, &statement.subject)
            && create.document(&act.council()) != *document
        {
            return Err(BodyError::DocumentId);
        }
        body.check().map_err(|fault| {
            let kind = statement.kind.clone();
            match fault {
                Fault::Form(reason) => BodyError::Form {
                    kind,
                    reason: reason.to_owned(),
                },
                fault => BodyError::Fault { kind, fault },
            }
        })?;
        // Only the founding act names no council, because its own id becomes the council's.
        if matches!(body, Self::Found(_)) != statement.council.is_none() {
            return Err(wrong_subject());
        }
        Ok(body)
    }

    /// Whether it is about a document, as opposed to the council itself.
    fn is_about_document(&self) -> bool {
        match self {
            Self::Found(_)
            | Self::Relay(_)
            | Self::Invite(_)
            | Self::Join(_)
            | Self::Confirm(_)
            | Self::Appoint(_)
            | Self::EndSeat(_)
            | Self::Charter(_)
            | Self::Unit(_)
            | Self::UnitCode(_)
            | Self::Revoke(_) => false,
            Self::Create(_)
            | Self::Comment(_)
            | Self::Seen(_)
            | Self::Grant(_)
            | Self::Release(_)
            | Self::Attach(_)
            | Self::ChooseBranch(_)
            | Self::Restart(_)
            | Self::Submit(_)
            | Self::PullBack(_)
            | Self::Opinion(_)
            | Self::Return(_)
            | Self::Decide(_)
            | Self::Publish(_)
            | Self::Withdraw(_)
            | Self::Supersede(_)
            | Self::Reinstate(_)
            | Self::Adopt(_)
            | Self::Exempt(_)
            | Self::Acknowledge(_)
            | Self::Circulate(_)
            | Self::Correct(_)
            | Self::ConfirmMinutes(_)
            | Self::Ask(_)
            | Self::Answer(_)
            | Self::Close(_) => true,
        }
    }

    /// What every act of its kind must say, whoever says it.
    fn check(&self) -> Result<(), Fault> {
        let heads = |heads: &[ChangeHash]| match heads {
            _ if heads.len() > MAX_SEEN_HEADS || !heads.is_sorted_by(|a, b| a < b) => {
                Err(Fault::Form("its heads are too many or not in order"))
            }
            _ => Ok(()),
        };
        let text = |text: &Text| match text.heads[..] {
            [] => Err(Fault::Form("it names no text")),
            _ => heads(&text.heads),
        };
        let said = |words: &str| match words.trim() {
            "" => Err(Fault::NoReason),
            _ => Ok(()),
        };
        match self {
            Self::Comment(comment) => match &comment.mentions {
                Some(keys)
                    if keys.is_empty()
                        || keys.len() > MAX_MENTIONS
                        || !keys.is_sorted_by(|a, b| a < b) =>
                {
                    Err("those it mentions are none, too many or not in order".into())
                }
                _ => Ok(()),
            },
            Self::Seen(seen) => heads(&seen.heads),
            Self::Release(release) => heads(&release.heads),
            Self::Revoke(revoke) => said(&revoke.reason),
            Self::ChooseBranch(choice) => said(&choice.reason),
            Self::Restart(restart) => {
                heads(restart.held.as_deref().unwrap_or_default())?;
                said(&restart.reason)
            }
            Self::Unit(unit) => Ok(unit.check()?),
            Self::UnitCode(code) => Ok(code.check()?),
            Self::Relay(relay) => Ok(relay.check()?),
            Self::Attach(attach) => Ok(attach.check()?),
            Self::Submit(submit) => text(&submit.text),
            Self::Opinion(opinion) if opinion.verdict == Verdict::Objects => said(&opinion.words),
            Self::Return(returned) => said(&returned.reason),
            Self::Decide(decide) => {
                text(&decide.text)?;
                if decide.outcome != Outcome::Approved {
                    said(&decide.words)?;
                }
                let mut waivers = decide.waivers.iter();
                match waivers.any(|one| one.reason.trim().is_empty()) {
                    true => Err(Fault::NoWaiverReason),
                    false => Ok(()),
                }
            }
            Self::Publish(publish) => match publish.number.trim() {
                "" => Err(Fault::NoNumber),
                _ => Ok(File::check_all(&publish.files)?),
            },
            Self::Withdraw(withdraw) => said(&withdraw.reason),
            Self::Adopt(adopt) => {
                if let Some(of_addendum) = &adopt.addendum_text {
                    text(of_addendum)?;
                    if adopt.addendum.is_none() {
                        return Err(Fault::Form("it tells the text of no addendum"));
                    }
                }
                match adopt.adoption {
                    Adoption::AsksExemption => said(&adopt.reason),
                    Adoption::WithAddendum if adopt.addendum.is_none() => Err(Fault::NoAddendum),
                    Adoption::WithAddendum | Adoption::AsItIs => Ok(()),
                }
            }
            Self::Circulate(circulate) => text(&circulate.text),
            Self::Correct(correct) => said(&correct.words),
            Self::Ask(ask) => {
                text(&ask.text)?;
                said(&ask.question)?;
                match ask.voters.len() {
                    0 => Err(Fault::Form("it asks nobody")),
                    1..=meeting::MAX_VOTERS if ask.voters.is_sorted_by(|a, b| a < b) => Ok(()),
                    _ => Err(Fault::Form("those it asks are too many or not in order")),
                }
            }
            Self::Close(close) => match close.counted.len() <= meeting::MAX_VOTERS
                && close.counted.is_sorted_by(|a, b| a < b)
            {
                true => Ok(()),
                false => Err("the answers it counts are too many or not in order".into()),
            },
            Self::Charter(charter) => match &charter.meetings {
                Some(rules) => rules.check(),
                None => Ok(()),
            },
            Self::Appoint(appoint) => match (appoint.from, appoint.until) {
                (Some(from), Some(until)) if until < from => Err(Fault::EndsBeforeItBegins),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn encode(&self) -> Vec<u8> {
        use format::cbor::encode;
        match self {
            Self::Found(body) => encode(body),
            Self::Relay(body) => encode(body),
            Self::Invite(body) => encode(body),
            Self::Join(body) => encode(body),
            Self::Confirm(body) => encode(body),
            Self::Create(body) => encode(body),
            Self::Comment(body) => encode(body),
            Self::Seen(body) => encode(body),
            Self::Appoint(body) => encode(body),
            Self::EndSeat(body) => encode(body),
            Self::Charter(body) => encode(body),
            Self::Unit(body) => encode(body),
            Self::UnitCode(body) => encode(body),
            Self::Revoke(body) => encode(body),
            Self::Grant(body) => encode(body),
            Self::Release(body) => encode(body),
            Self::Attach(body) => encode(body),
            Self::ChooseBranch(body) => encode(body),
            Self::Restart(body) => encode(body),
            Self::Submit(body) => encode(body),
            Self::PullBack(body) => encode(body),
            Self::Opinion(body) => encode(body),
            Self::Return(body) => encode(body),
            Self::Decide(body) => encode(body),
            Self::Publish(body) => encode(body),
            Self::Withdraw(body) => encode(body),
            Self::Supersede(body) => encode(body),
            Self::Reinstate(body) => encode(body),
            Self::Adopt(body) => encode(body),
            Self::Exempt(body) => encode(body),
            Self::Acknowledge(body) => encode(body),
            Self::Circulate(body) => encode(body),
            Self::Correct(body) => encode(body),
            Self::ConfirmMinutes(body) => encode(body),
            Self::Ask(body) => encode(body),
            Self::Answer(body) => encode(body),
            Self::Close(body) => encode(body),
        }
    }
}

/// Why something cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SayError {
    /// The envelope refuses it, for its size mostly.
    #[error(transparent)]
    Act(#[from] format::act::ActError),
    /// The body does not fit its subject.
    #[error(transparent)]
    Body(#[from] BodyError),
}

/// Who speaks, and what they have seen. Signs acts.
#[derive(Debug, Clone)]
pub struct Speaker<'a> {
    /// The device's key.
    pub key: &'a DeviceKey,
    /// The council; `None` only to found one.
    pub council: Option<CouncilId>,
    /// What the speaker has seen of the roster, see [`crate::roster::Roster::cites_for`].
    pub roster: Vec<ActId>,
    /// The clock, in milliseconds since 1970 (UTC).
    pub time_millis: i64,
}

impl Speaker<'_> {
    /// Says something about the council itself.
    ///
    /// # Errors
    /// [`SayError`] when no reader would accept the act.
    pub fn say(&self, body: &Body) -> Result<Act, SayError> {
        self.sign(body, Subject::Council, self.roster.clone(), Vec::new())
    }

    /// Says something about a document, citing the newest acts about it.
    ///
    /// # Errors
    /// [`SayError`] when no reader would accept the act.
    pub fn say_about(
        &self,
        document: DocumentId,
        cites: Vec<ActId>,
        body: &Body,
    ) -> Result<Act, SayError> {
        self.sign(
            body,
            Subject::Document(document),
            cites,
            self.roster.clone(),
        )
    }

    fn sign(
        &self,
        body: &Body,
        subject: Subject,
        mut cites: Vec<ActId>,
        mut roster: Vec<ActId>,
    ) -> Result<Act, SayError> {
        // Many offices that joined offline leave more heads than one act may cite. The lowest are
        // cited; later acts cite the rest. Of the roster no more are given by whoever is placed in it.
        for heads in [&mut cites, &mut roster] {
            heads.sort_unstable();
            heads.truncate(format::act::MAX_CITES);
        }
        let act = Act::sign(
            Statement {
                council: self.council,
                author: self.key.public(),
                kind: body.kind().to_owned(),
                subject,
                cites,
                roster,
                time_millis: self.time_millis,
                body: body.encode(),
            },
            self.key,
        )?;
        Body::read(&act)?;
        Ok(act)
    }
}

impl<C> Encode<C> for Create {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let fields = if self.label.is_some() { 4 } else { 3 };
        e.map(fields)?.u8(0)?.str(self.kind.name())?.u8(1)?;
        self.scope.encode(e, ctx)?;
        e.u8(2)?;
        match &self.origin {
            Origin::Nonce(nonce, creator) => {
                e.array(3)?.u8(0)?;
                nonce.encode(e, ctx)?;
                creator.encode(e, ctx)?;
            }
            Origin::Meeting {
                unit,
                meeting_type,
                date,
                ordinal,
            } => e
                .array(5)?
                .u8(1)?
                .str(unit)?
                .str(meeting_type)?
                .str(date)?
                .u32(*ordinal)?
                .ok()?,
        }
        if let Some(label) = &self.label {
            e.u8(3)?;
            label.encode(e, ctx)?;
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Create {
    fn decode(d: &mut minicbor::Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        let wrong = minicbor::decode::Error::message;
        let fields = d.map()?;
        if !matches!(fields, Some(3 | 4)) || d.u8()? != 0 {
            return Err(wrong("a create act has three or four fields"));
        }
        let kind = Kind::from_name(d.str()?).ok_or_else(|| wrong("unknown kind of document"))?;
        if d.u8()? != 1 {
            return Err(wrong("scope is missing"));
        }
        let scope = Scope::decode(d, ctx)?;
        if d.u8()? != 2 {
            return Err(wrong("origin is missing"));
        }
        let origin = match (d.array()?, d.u8()?) {
            (Some(3), 0) => Origin::Nonce(Nonce::decode(d, ctx)?, PublicKey::decode(d, ctx)?),
            (Some(5), 1) => Origin::Meeting {
                unit: d.str()?.to_owned(),
                meeting_type: d.str()?.to_owned(),
                date: d.str()?.to_owned(),
                ordinal: d.u32()?,
            },
            _ => return Err(wrong("unknown origin")),
        };
        let label = match fields {
            Some(4) if d.u8()? == 3 => Some(Label::decode(d, ctx)?),
            Some(4) => return Err(wrong("label is missing")),
            _ => None,
        };
        Ok(Self {
            kind,
            scope,
            origin,
            label,
        })
    }
}
