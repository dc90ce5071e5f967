//! Decisions outside a meeting: the chair or the secretary asks everybody who votes, in writing, and closes
//! the question when all answered or the last day is over.
//!
//! N10: it is carried when every one of them answered yes by the last day; else it lapses, or the next
//! meeting takes it up. Who is asked is fixed when it is asked, by the seats its author knew. Whoever takes
//! no part in an agenda item has no voice in what the meeting leaves to writing either: they are not asked,
//! by the minutes as they read when the question was put. A question that asks them all the same counts,
//! too: it was put by a program that knew of no recusals, and one more yes that it needs lets nothing through
//! that would fail otherwise. Whoever closes names the answers that were counted: everybody can check that
//! these are the newest of each member that were known then.

use std::collections::{BTreeMap, BTreeSet};

use format::{Act, ActId, PublicKey, Subject};

use super::MinutesTexts;
use super::voters::{plain, votes};
use crate::act::Body;
use crate::act::day::Day;
use crate::act::meeting::{Answer, Ask, CircularResult, Close, Reply};
use crate::edit::{Collection, Place};
use crate::lifecycle::{NotCounted, Reason, Refused, Said, Setting, Texts, Waits, no_earlier};
use crate::past::Past;
use crate::revocation::Released;
use crate::roster::Roster;
use crate::seats::{Ability, Author, Seen};
use crate::view::{AgendaItem, Kind, Minutes};

/// Whether a kind of act is about a question that is answered in writing.
pub fn is_of_circulars(kind: &str) -> bool {
    ["ask", "answer", "close"].contains(&kind)
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circular {
    /// Who asked, and when.
    pub said: Said,
    /// What was asked, whom, about what and until when.
    pub ask: Ask,
    /// The newest answer of each member, by the device that was asked: those in time.
    pub answers: BTreeMap<PublicKey, GivenAnswer>,
    /// What whoever closed it said came of it. Several, where people closed it apart and say different
    /// things.
    pub closes: Vec<(Said, Close)>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// Who, and when.
    pub said: Said,
    /// The answer.
    pub reply: Reply,
    /// In words.
    pub words: String,
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CircularStand {
    /// Answers are waited for.
    Open,
    /// Everybody answered, or the last day is over: it is to be closed, and this is what comes of it.
    ToClose(CircularResult),
    /// It was closed.
    Closed(CircularResult),
    /// It was closed apart, with different results.
    Conflict,
}

impl CircularStand {
    /// Its name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ToClose(_) => "to-close",
            Self::Closed(CircularResult::Carried) => "carried",
            Self::Closed(CircularResult::Lapsed) => "lapsed",
            Self::Closed(CircularResult::ToMeeting) => "to-meeting",
            Self::Conflict => "conflict",
        }
    }
}

impl Circular {
    /// Where it stands on this day, by the answers that are here.
    pub fn stand(&self, day: Day) -> CircularStand {
        let results: BTreeSet<CircularResult> =
            self.closes.iter().map(|(_, close)| close.result).collect();
        match results.len() {
            0 => {}
            1 => return CircularStand::Closed(self.closes[0].1.result),
            _ => return CircularStand::Conflict,
        }
        let is_over = self.answers.len() == self.ask.voters.len() || self.ask.until < day;
        match is_over {
            true => CircularStand::ToClose(self.result()),
            false => CircularStand::Open,
        }
    }

    /// What comes of it by the answers that are here, if it is not left to a meeting.
    pub fn result(&self) -> CircularResult {
        let is_yes = |one: &GivenAnswer| one.reply == Reply::Yes;
        let all = self.answers.len() == self.ask.voters.len() && self.answers.values().all(is_yes);
        match all {
            true => CircularResult::Carried,
            false => CircularResult::Lapsed,
        }
    }

    /// Who was asked and did not answer.
    pub fn silent(&self) -> impl Iterator<Item = &PublicKey> {
        let voters = self.ask.voters.iter();
        voters.filter(|voter| !self.answers.contains_key(*voter))
    }

    /// The answers that whoever closes it now counts.
    pub fn counted(&self) -> Vec<ActId> {
        let mut counted: Vec<ActId> = self.answers.values().map(|one| one.said.act).collect();
        counted.sort_unstable();
        counted
    }
}

/// The questions about a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Circulars {
    /// Those that count, each after what its author had seen.
    pub all: Vec<Circular>,
    /// Acts that do not count, ascending.
    pub not_counted: Vec<NotCounted>,
    /// Acts that wait for something, ascending.
    pub waiting: Vec<(Said, Waits)>,
}

/// The names of those who take no part in what minutes leave to be decided in writing, as names are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recused(BTreeSet<String>);

impl Recused {
    /// Of a place of minutes: of the agenda item that it is, or that its decision stands under. Of any
    /// other place nobody is.
    pub fn at(minutes: &Minutes, place: &str) -> Self {
        let item = match Place::from_key(place) {
            Some(Place::Mark(Collection::Agenda, id)) => Some(id),
            Some(Place::Mark(Collection::Decisions, id)) => {
                let mut decisions = minutes.decisions.iter();
                let found = decisions.find(|one| one.id == id);
                found.map(|decision| decision.agenda.clone())
            }
            _ => None,
        };
        let mut agenda = minutes.agenda.iter();
        let item = item.and_then(|id| agenda.find(|item| item.id == id));
        let recused = item.into_iter().flat_map(AgendaItem::recused);
        Self(recused.map(|(person, _)| plain(person)).collect())
    }

    /// Whether it names the holder of a seat: by the name alone, as in the count of a meeting, or with the
    /// office, as in `Citra (Surabaya)`.
    fn names(&self, roster: &Roster, holder: &PublicKey) -> bool {
        let member = roster.members.get(holder);
        let (name, with_office) = match member {
            Some(one) => (
                plain(&one.person),
                plain(&format!("{} ({})", one.person, one.office)),
            ),
            None => (plain(&holder.short()), String::new()),
        };
        self.0.contains(&name) || self.0.contains(&with_office)
    }
}

/// Who is asked by whoever knows all that is here: everybody who holds a seat that votes in this unit on
/// this day, each person once, without those who take no part in it.
pub fn voters_in_writing(
    roster: &Roster,
    unit: &str,
    day: Day,
    recused: &Recused,
) -> Vec<PublicKey> {
    let all = voters(roster, roster.seats.all_seen(), unit, day);
    without(all, roster, recused)
}

fn without(mut voters: Vec<PublicKey>, roster: &Roster, recused: &Recused) -> Vec<PublicKey> {
    voters.retain(|voter| !recused.names(roster, voter));
    voters
}

fn voters(roster: &Roster, seen: &Seen, unit: &str, day: Day) -> Vec<PublicKey> {
    let standing = roster.seats.standing(seen);
    let seats = standing.filter(|seat| votes(seat, unit, day));
    let seats = roster.seats.one_each(seats, seen);
    let mut keys: Vec<PublicKey> = (seats.into_iter())
        .map(|seat| roster.seats.named_holder(seat, seen))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    // Somebody with seats on two devices has one vote.
    let mut people = BTreeSet::new();
    keys.retain(|key| match roster.members.get(key) {
        Some(member) => people.insert((plain(&member.person), plain(&member.office))),
        None => true,
    });
    keys
}

/// The acts that count.
#[derive(Debug, Default)]
struct Counted {
    asks: BTreeMap<ActId, (Said, Ask)>,
    answers: BTreeMap<ActId, (Said, Answer)>,
    /// For whom of those who were asked each of these answers was given.
    answers_of: BTreeMap<ActId, PublicKey>,
    closes: BTreeMap<ActId, (Said, Close)>,
    order: Vec<ActId>,
}

struct Judge<'a> {
    setting: &'a Setting<'a>,
    texts: &'a dyn Texts,
    minutes: &'a dyn MinutesTexts,
    past: &'a Past,
    released: Released,
    seen: BTreeMap<ActId, Seen>,
    /// When each act was said at the earliest.
    times: BTreeMap<ActId, i64>,
    counted: Counted,
}

impl Circulars {
    /// Folds the acts about one document; acts of other kinds and about other things are passed over.
    /// `minutes` reads the same document where it is minutes.
    pub fn fold<'a>(
        setting: &Setting<'_>,
        texts: &dyn Texts,
        minutes: &dyn MinutesTexts,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts
            .into_iter()
            .filter(|act| act.statement().subject == Subject::Document(setting.document))
            .map(|act| (act.id(), act))
            .collect();
        let past = Past::of(&acts, |act| is_of_circulars(&act.statement().kind));
        let mut circulars = Self::default();
        let mut judge = Judge {
            setting,
            texts,
            minutes,
            past: &past,
            released: Released::of(setting.roster, acts.values().copied()),
            seen: BTreeMap::new(),
            times: BTreeMap::new(),
            counted: Counted::default(),
        };
        for id in past.order() {
            let act = acts[id];
            judge.note_what_was_seen(act);
            let statement = act.statement();
            if !is_of_circulars(&statement.kind) {
                continue;
            }
            let said = Said {
                act: *id,
                by: statement.author,
                time_millis: statement.time_millis,
            };
            let taken = judge.take(act, said);
            match taken.map_err(|refused| refused.or_waits(act, &circulars.waiting)) {
                Ok(()) => {}
                Err(Refused::Waits(waits)) => circulars.waiting.push((said, waits)),
                Err(Refused::Reason(reason)) => circulars.not_counted.push(NotCounted {
                    said,
                    kind: statement.kind.clone(),
                    reason,
                }),
            }
        }
        let counted = judge.counted;
        circulars.not_counted.sort_by_key(|one| one.said.act);
        circulars.waiting.sort_by_key(|(said, _)| said.act);
        for id in &counted.order {
            let Some((said, ask)) = counted.asks.get(id) else {
                continue;
            };
            let newest = newest_answers(&past, &counted, id, |_| true);
            let answers = newest.into_iter().map(|(voter, (said, answer))| {
                let given = GivenAnswer {
                    said: *said,
                    reply: answer.reply,
                    words: answer.words.clone(),
                };
                (voter, given)
            });
            circulars.all.push(Circular {
                said: *said,
                ask: ask.clone(),
                answers: answers.collect(),
                closes: standing_closes(&past, &counted, id, |_| true)
                    .into_iter()
                    .cloned()
                    .collect(),
            });
        }
        circulars
    }

    /// The question with this act, or the newest that is not closed; where all are, the newest, of which
    /// whoever answers is then told that it is closed.
    pub fn find(&self, about: Option<&ActId>) -> Option<&Circular> {
        let mut all = self.all.iter().rev();
        match about {
            Some(act) => all.find(|one| one.said.act == *act),
            None => {
                let open = all.find(|one| one.closes.is_empty());
                open.or_else(|| self.all.last())
            }
        }
    }

    /// The newest question that is not closed.
    pub fn open(&self) -> Option<&Circular> {
        self.all.iter().rev().find(|one| one.closes.is_empty())
    }

    /// The newest question about a place of the document.
    pub fn about_place(&self, place: &str) -> Option<&Circular> {
        self.all.iter().rev().find(|one| one.ask.place == place)
    }
}

/// The newest answer of each member, of the answers that are known: no other answer of theirs has seen it;
/// of two given apart the one with the greater id.
fn newest_answers<'c>(
    past: &Past,
    counted: &'c Counted,
    question: &ActId,
    is_known: impl Fn(&ActId) -> bool,
) -> BTreeMap<PublicKey, &'c (Said, Answer)> {
    let all = counted.answers.iter();
    let known: Vec<_> = all
        .filter(|(id, (_, answer))| answer.question == *question && is_known(id))
        .collect();
    let mut newest = BTreeMap::new();
    // Ascending, so that the greatest of several stays.
    for (id, one) in &known {
        let Some(voter) = counted.answers_of.get(*id) else {
            continue;
        };
        let is_replaced = known
            .iter()
            .any(|(later, _)| counted.answers_of.get(*later) == Some(voter) && past.saw(later, id));
        if !is_replaced {
            newest.insert(*voter, *one);
        }
    }
    newest
}

/// The closes that no later one has seen; of those that agree, the lowest.
fn standing_closes<'c>(
    past: &Past,
    counted: &'c Counted,
    question: &ActId,
    is_known: impl Fn(&ActId) -> bool,
) -> Vec<&'c (Said, Close)> {
    let all = counted.closes.iter();
    let known: Vec<_> = all
        .filter(|(id, (_, close))| close.question == *question && is_known(id))
        .collect();
    let mut results = BTreeSet::new();
    known
        .iter()
        .filter(|(id, _)| !known.iter().any(|(later, _)| past.saw(later, id)))
        .filter(|(_, (_, close))| results.insert(close.result))
        .map(|(_, one)| *one)
        .collect()
}

impl Judge<'_> {
    fn note_what_was_seen(&mut self, act: &Act) {
        let statement = act.statement();
        let mut seen = self.setting.roster.seats.seen(&statement.roster);
        for cited in &statement.cites {
            if let Some(before) = self.seen.get(cited) {
                seen.add(before);
            }
        }
        self.seen.insert(act.id(), seen);
    }

    fn take(&mut self, act: &Act, said: Said) -> Result<(), Refused> {
        let body = Body::read(act).map_err(Reason::Body)?;
        let time_millis = no_earlier(&mut self.times, &said, &body);
        let roster = self.setting.roster;
        if !self.past.is_complete(&said.act) || !roster.seats.knows(&act.statement().roster) {
            return Err(Waits::Acts.into());
        }
        if !self.released.admits(roster, act) {
            return Err(match roster.is_revoked(&said.by) {
                true => Reason::Revoked.into(),
                false => Reason::Stranger.into(),
            });
        }
        let day = Day::of_millis(said.time_millis).ok_or(Reason::NoTime)?;
        let seen = self.seen.get(&said.act).cloned().unwrap_or_default();
        // The days of seats are asked of no day before that of what the act is about.
        let seat_day = Day::of_millis(time_millis).ok_or(Reason::NoTime)?;
        let author = roster.seats.author(&said.by, &seen, seat_day);
        match body {
            Body::Ask(ask) => self.ask(&author, &seen, said, day, ask)?,
            Body::Answer(answer) => self.answer(&seen, said, day, answer)?,
            Body::Close(close) => self.close(&author, said, day, close)?,
            _ => {}
        }
        self.counted.order.push(said.act);
        Ok(())
    }

    fn ask(
        &mut self,
        author: &Author<'_>,
        seen: &Seen,
        said: Said,
        day: Day,
        ask: Ask,
    ) -> Result<(), Refused> {
        let facts = self.texts.at(&ask.text.heads).ok_or(Waits::Text)?;
        if facts.fingerprint != ask.text.fingerprint {
            return Err(Reason::OtherText.into());
        }
        author
            .may(Ability::AskInWriting, &facts.unit, false)
            .map_err(Reason::from)?;
        if ask.until < day {
            return Err(Reason::Late.into());
        }
        let roster = self.setting.roster;
        let wanted = voters(roster, seen, &facts.unit, day);
        if wanted != ask.voters {
            let recused = self.recused(&ask)?;
            if without(wanted, roster, &recused) != ask.voters {
                return Err(Reason::OtherVoters.into());
            }
        }
        self.counted.asks.insert(said.act, (said, ask));
        Ok(())
    }

    /// Who takes no part in what is asked, by the text that it is asked about.
    fn recused(&self, ask: &Ask) -> Result<Recused, Refused> {
        if self.setting.kind != Kind::Minutes {
            return Ok(Recused::default());
        }
        let text = self.minutes.minutes_at(&ask.text.heads);
        let text = text.ok_or(Waits::Text)?;
        Ok(Recused::at(&text.minutes, &ask.place))
    }

    /// A question that this act has seen and that counts.
    fn question(&self, act: &ActId, question: &ActId) -> Result<&Ask, Reason> {
        let found = self.counted.asks.get(question);
        found
            .filter(|_| self.past.saw(act, question))
            .map(|(_, ask)| ask)
            .ok_or(Reason::NoSuchAct)
    }

    fn known_closes(&self, act: &ActId, question: &ActId) -> Vec<&(Said, Close)> {
        standing_closes(self.past, &self.counted, question, |id| {
            self.past.saw(act, id)
        })
    }

    fn answer(&mut self, seen: &Seen, said: Said, day: Day, answer: Answer) -> Result<(), Refused> {
        let ask = self.question(&said.act, &answer.question)?;
        // A person is asked, by one of their devices, and answers with whichever they have.
        let seats = &self.setting.roster.seats;
        let is_for = |voter: &&PublicKey| seats.stands_for(&said.by, voter, seen);
        let asked = ask.voters.iter().find(|voter| **voter == said.by);
        let asked = asked.or_else(|| ask.voters.iter().find(is_for));
        let voter = *asked.ok_or(Reason::NoVoter)?;
        if ask.until < day {
            return Err(Reason::Late.into());
        }
        if !self.known_closes(&said.act, &answer.question).is_empty() {
            return Err(Reason::Closed.into());
        }
        self.counted.answers_of.insert(said.act, voter);
        self.counted.answers.insert(said.act, (said, answer));
        Ok(())
    }

    fn close(
        &mut self,
        author: &Author<'_>,
        said: Said,
        day: Day,
        close: Close,
    ) -> Result<(), Refused> {
        let ask = self.question(&said.act, &close.question)?;
        author
            .may(Ability::AskInWriting, "", false)
            .map_err(Reason::from)?;
        // Closed before: only who settles closes again, and only where those before differ.
        let before = self.known_closes(&said.act, &close.question);
        let settles = || author.may(Ability::SettleConflict, "", false).is_ok();
        if !before.is_empty() && (before.len() < 2 || !settles()) {
            return Err(Reason::Closed.into());
        }
        let newest = newest_answers(self.past, &self.counted, &close.question, |id| {
            self.past.saw(&said.act, id)
        });
        let mut counted: Vec<ActId> = newest.values().map(|(said, _)| said.act).collect();
        counted.sort_unstable();
        let all_said = newest.len() == ask.voters.len();
        let all_yes = all_said && newest.values().all(|(_, one)| one.reply == Reply::Yes);
        let is_carried = close.result == CircularResult::Carried;
        if counted != close.counted || is_carried != all_yes {
            return Err(Reason::Miscounted.into());
        }
        if !all_said && day <= ask.until {
            return Err(Reason::TooEarly.into());
        }
        self.counted.closes.insert(said.act, (said, close));
        Ok(())
    }
}
