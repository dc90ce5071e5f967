//! From a draft of minutes to minutes in force: what the signed acts about them make of them.
//!
//! Somebody circulates the minutes as they read; whoever was there may ask for corrections, which are made
//! as edits and circulated again; the chair and one attendee confirm the text that was circulated, each by
//! an act over its fingerprint. Minutes with errors are neither circulated nor confirmed. After that only
//! an annex can be added: a correction said by somebody who knew that they were confirmed.
//!
//! Whether an act counts is judged by what its author had seen, as in [`crate::lifecycle`]. Where two
//! different texts were confirmed by people who did not know of each other, both stand until the chair,
//! knowing of both, confirms one of them again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use format::{Act, ActId, ChangeHash, Fingerprint, PublicKey, Subject};
use jiff::civil::{Date, Weekday};

use super::voters::{is_present, plain, seated_as_seen};
use super::{Basis, Count, Finding, Meeting, Rule, Severity, What, errors, findings};
use crate::act::Body;
use crate::act::day::Day;
use crate::act::decision::Text;
use crate::act::meeting::{Circulate, ConfirmMinutes, Correct, Signer};
use crate::lifecycle::{NotCounted, Reason, Refused, Said, Setting, Waits, no_earlier};
use crate::past::Past;
use crate::revocation::Released;
use crate::roster::{Member, Membership, Roster};
use crate::seats::{Ability, Author, Seen};
use crate::view::{Kind, Minutes, fact};

/// How many working days minutes may wait before they are circulated.
const CIRCULATE_WORKING_DAYS: u32 = 3;
/// How many days they have to be confirmed, once they were circulated.
const CONFIRM_DAYS: i64 = 14;

/// Whether a kind of act is about the confirmation of minutes.
pub fn is_of_proceedings(kind: &str) -> bool {
    ["circulate", "correct", "confirm-minutes"].contains(&kind)
}

/// Minutes as they read at some heads.
#[derive(Debug, Clone)]
pub struct MinutesText {
    /// What they say.
    pub fingerprint: Fingerprint,
    /// Who wrote in them last, as [`crate::last`] has it.
    pub last_authors: BTreeSet<PublicKey>,
    /// The unit that meets.
    pub unit: String,
    /// The text.
    pub minutes: Arc<Minutes>,
}

/// Reads minutes at heads.
pub trait MinutesTexts {
    /// The text at these heads; `None` if not all of it is here.
    fn minutes_at(&self, heads: &[ChangeHash]) -> Option<MinutesText>;
}

/// Minutes that were circulated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circulation {
    /// Who, and when.
    pub said: Said,
    /// What was circulated.
    pub text: Text,
    /// What people should know.
    pub note: String,
    /// What was asked to be corrected, or added later.
    pub corrections: Vec<Correction>,
    /// Who confirmed it.
    pub confirmations: Vec<Confirmation>,
    /// Whether a later circulation, whose author knew of this one, stands in its place.
    pub is_replaced: bool,
}

/// A correction somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Who, and when.
    pub said: Said,
    /// The key of the place; empty for all of it.
    pub place: String,
    /// What is wrong, or to be added.
    pub words: String,
    /// Whether its author knew that the minutes were confirmed: it is an annex.
    pub is_annex: bool,
}

/// One person's confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// Who, and when.
    pub said: Said,
    /// As what.
    pub signer: Signer,
}

/// Minutes in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// What they say, and where they can be read.
    pub text: Text,
    /// How they were circulated.
    pub circulation: ActId,
    /// Who confirmed them as chair.
    pub chair: Said,
    /// Who confirmed them as one of those who were there.
    pub attendee: Said,
}

/// What the acts make of minutes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proceedings {
    /// Every circulation that counts, each after what its author had seen.
    pub circulations: Vec<Circulation>,
    /// The minutes in force; `None` until they are, and while two texts stand against each other.
    pub confirmed: Option<Confirmed>,
    /// Texts that were confirmed apart: at least two, or none.
    pub conflict: Vec<Confirmed>,
    /// Acts that do not count, ascending.
    pub not_counted: Vec<NotCounted>,
    /// Acts that wait for something, ascending.
    pub waiting: Vec<(Said, Waits)>,
}

/// Where minutes stand (`domain.md` C3, L2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The meeting is on a later day.
    Planned,
    /// It is on a later day, and people were invited.
    Invited,
    /// It is today.
    InSession,
    /// It was; the minutes are a draft.
    Draft,
    /// They were circulated.
    Circulated,
    /// They are in force.
    Confirmed,
    /// Two texts were confirmed apart.
    Conflict,
}

impl Stage {
    /// Its name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Invited => "invited",
            Self::InSession => "in-session",
            Self::Draft => "draft",
            Self::Circulated => "circulated",
            Self::Confirmed => "confirmed",
            Self::Conflict => "conflict",
        }
    }
}

/// How the text on the screen stands to what was circulated and confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MinutesDraft {
    /// Nothing was circulated.
    New,
    /// It is what was circulated last.
    IsCirculated,
    /// It was changed since it was circulated.
    ChangedSinceCirculated,
    /// It is what is in force.
    IsConfirmed,
    /// It was changed since it was confirmed: what is in force says something else.
    ChangedSinceConfirmed,
}

impl Proceedings {
    /// Folds the acts about one document; acts of other kinds and about other things are passed over.
    pub fn fold<'a>(
        setting: &Setting<'_>,
        texts: &dyn MinutesTexts,
        acts: impl IntoIterator<Item = &'a Act>,
    ) -> Self {
        let acts: BTreeMap<ActId, &Act> = acts
            .into_iter()
            .filter(|act| act.statement().subject == Subject::Document(setting.document))
            .map(|act| (act.id(), act))
            .collect();
        let past = Past::of(&acts, |act| is_of_proceedings(&act.statement().kind));
        let mut proceedings = Self::default();
        let mut judge = Judge {
            setting,
            texts,
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
            if !is_of_proceedings(&statement.kind) {
                continue;
            }
            let said = Said {
                act: *id,
                by: statement.author,
                time_millis: statement.time_millis,
            };
            let taken = judge.take(act, said);
            match taken.map_err(|refused| refused.or_waits(act, &proceedings.waiting)) {
                Ok(()) => {}
                Err(Refused::Waits(waits)) => proceedings.waiting.push((said, waits)),
                Err(Refused::Reason(reason)) => proceedings.not_counted.push(NotCounted {
                    said,
                    kind: statement.kind.clone(),
                    reason,
                }),
            }
        }
        let counted = judge.counted;
        proceedings.not_counted.sort_by_key(|one| one.said.act);
        proceedings.waiting.sort_by_key(|(said, _)| said.act);
        proceedings.assemble(setting.roster, &past, &counted);
        proceedings
    }

    fn assemble(&mut self, roster: &Roster, past: &Past, counted: &Counted) {
        for id in &counted.order {
            let Some((said, circulate)) = counted.circulates.get(id) else {
                continue;
            };
            let corrections = counted.corrects.iter();
            let confirms = counted.confirms.iter();
            self.circulations.push(Circulation {
                said: *said,
                text: circulate.text.clone(),
                note: circulate.note.clone(),
                corrections: corrections
                    .filter(|(_, correct, _)| correct.circulation == *id)
                    .map(|(said, correct, is_annex)| Correction {
                        said: *said,
                        place: correct.place.clone(),
                        words: correct.words.clone(),
                        is_annex: *is_annex,
                    })
                    .collect(),
                confirmations: confirms
                    .filter(|(_, confirm)| confirm.circulation == *id)
                    .map(|(said, confirm)| Confirmation {
                        said: *said,
                        signer: confirm.signer,
                    })
                    .collect(),
                is_replaced: counted.circulates.keys().any(|later| past.saw(later, id)),
            });
        }
        let mut standing = confirmed(roster, past, counted);
        match standing.len() {
            0 | 1 => self.confirmed = standing.pop(),
            _ => self.conflict = standing,
        }
    }

    /// The circulation that is to be confirmed: the newest that nothing stands in the place of.
    pub fn open(&self) -> Option<&Circulation> {
        let mut newest = self.circulations.iter().rev();
        newest.find(|one| !one.is_replaced)
    }

    /// Where the minutes stand on this day.
    pub fn stage(&self, minutes: &Minutes, day: Day) -> Stage {
        if !self.conflict.is_empty() {
            return Stage::Conflict;
        }
        if self.confirmed.is_some() {
            return Stage::Confirmed;
        }
        if !self.circulations.is_empty() {
            return Stage::Circulated;
        }
        let held = held_on(minutes);
        match held {
            Some(held) if held > day.0 => {
                let is_invited = minutes.meeting.contains_key(fact::INVITED);
                match is_invited {
                    true => Stage::Invited,
                    false => Stage::Planned,
                }
            }
            Some(held) if held == day.0 => Stage::InSession,
            _ => Stage::Draft,
        }
    }

    /// How a text stands to what was circulated and confirmed.
    pub fn draft(&self, text: &Fingerprint) -> MinutesDraft {
        if let Some(confirmed) = &self.confirmed {
            return match confirmed.text.fingerprint == *text {
                true => MinutesDraft::IsConfirmed,
                false => MinutesDraft::ChangedSinceConfirmed,
            };
        }
        match self.open() {
            None => MinutesDraft::New,
            Some(open) if open.text.fingerprint == *text => MinutesDraft::IsCirculated,
            Some(_) => MinutesDraft::ChangedSinceCirculated,
        }
    }

    /// N5: what waits too long.
    pub fn delays(&self, minutes: &Minutes, day: Day) -> Option<Finding> {
        let late = |what| Finding {
            rule: Rule::N5,
            severity: Severity::Warning,
            what,
            places: vec![],
        };
        if self.confirmed.is_some() || !self.conflict.is_empty() {
            return None;
        }
        let (by, what) = match self.waiting_since() {
            Some(since) => {
                let days = jiff::Span::new().days(CONFIRM_DAYS);
                (since.0.checked_add(days).ok()?, What::NotConfirmed)
            }
            None => {
                let by = working_days_after(held_on(minutes)?, CIRCULATE_WORKING_DAYS)?;
                (by, What::NotCirculated)
            }
        };
        (by < day.0).then(|| late(what))
    }

    /// The day on which the text that is to be confirmed was circulated, by the clock of whoever did. To
    /// circulate it once more, letter for letter, puts nothing off.
    fn waiting_since(&self) -> Option<Day> {
        let open = self.open()?;
        let newest_first = self.circulations.iter().rev();
        let from_open = newest_first.skip_while(|one| one.said.act != open.said.act);
        let same = from_open.take_while(|one| one.text.fingerprint == open.text.fingerprint);
        same.filter_map(|one| Day::of_millis(one.said.time_millis))
            .min()
    }
}

fn held_on(minutes: &Minutes) -> Option<Date> {
    minutes.meeting.get("date")?.trim().parse().ok()
}

/// The day so many working days, Monday to Friday, after another.
fn working_days_after(day: Date, count: u32) -> Option<Date> {
    let mut day = day;
    let mut left = count;
    while left > 0 {
        day = day.tomorrow().ok()?;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    Some(day)
}

/// The acts that count, by what they say.
#[derive(Debug, Default)]
struct Counted {
    circulates: BTreeMap<ActId, (Said, Circulate)>,
    /// And whether it is an annex.
    corrects: Vec<(Said, Correct, bool)>,
    confirms: Vec<(Said, ConfirmMinutes)>,
    /// In the order in which they were judged.
    order: Vec<ActId>,
}

struct Judge<'a> {
    setting: &'a Setting<'a>,
    texts: &'a dyn MinutesTexts,
    past: &'a Past,
    released: Released,
    /// What the author of each act knew of seats, through all acts it is built on.
    seen: BTreeMap<ActId, Seen>,
    /// When each act was said at the earliest.
    times: BTreeMap<ActId, i64>,
    counted: Counted,
}

/// How well a name in the minutes names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// It is another name.
    Not,
    /// And somebody else, too.
    WithOthers,
    /// And nobody else.
    Alone,
}

/// Whether two keys are one person: by who replaces whom, or by one name in one office.
fn is_same_person(roster: &Roster, a: &PublicKey, b: &PublicKey) -> bool {
    let who = |key: &PublicKey| {
        let member = roster.members.get(key)?;
        Some((plain(&member.person), plain(&member.office)))
    };
    roster.person(a) == roster.person(b) || who(a).is_some_and(|name| who(b) == Some(name))
}

/// Whether whoever invited `later` had seen that `member` was there.
fn was_there_before(roster: &Roster, member: &Member, later: &Member) -> bool {
    let mut given = roster.invitations.values();
    let invite = given.find(|one| one.joins.contains(&later.act));
    invite.is_some_and(|invite| roster.seats.saw(&invite.act, &member.act))
}

/// The texts that the chair and an attendee confirmed and no confirmation by the chair that knew of both
/// set aside.
fn confirmed(roster: &Roster, past: &Past, counted: &Counted) -> Vec<Confirmed> {
    let fingerprint = |confirm: &ConfirmMinutes| confirm.fingerprint;
    let mut texts: Vec<Fingerprint> = counted
        .confirms
        .iter()
        .map(|(_, c)| fingerprint(c))
        .collect();
    texts.sort_unstable();
    texts.dedup();
    let of = |text: &Fingerprint, signer: Signer| {
        let text = *text;
        counted
            .confirms
            .iter()
            .filter(move |(_, confirm)| confirm.fingerprint == text && confirm.signer == signer)
    };
    let pair = |text: &Fingerprint| {
        let mut pairs = of(text, Signer::Chair).flat_map(|chair| {
            of(text, Signer::Attendee)
                .filter(|attendee| !is_same_person(roster, &chair.0.by, &attendee.0.by))
                .map(move |attendee| (chair, attendee))
        });
        // Of several the lowest, so that everybody names the same.
        let first = pairs.next()?;
        Some(pairs.fold(first, |best, one| {
            match (one.0.0.act, one.1.0.act) < (best.0.0.act, best.1.0.act) {
                true => one,
                false => best,
            }
        }))
    };
    let full: Vec<_> = texts
        .iter()
        .filter_map(|text| Some((*text, pair(text)?)))
        .collect();
    let is_set_aside = |text: &Fingerprint| {
        full.iter()
            .filter(|(other, _)| other != text)
            .any(|(other, _)| {
                of(other, Signer::Chair).any(|(later, _)| {
                    let knows =
                        |signer| of(text, signer).any(|(said, _)| past.saw(&later.act, &said.act));
                    knows(Signer::Chair) && knows(Signer::Attendee)
                })
            })
    };
    full.iter()
        .filter(|(text, _)| !is_set_aside(text))
        .filter_map(|(_, (chair, attendee))| {
            let (_, circulate) = counted.circulates.get(&chair.1.circulation)?;
            Some(Confirmed {
                text: circulate.text.clone(),
                circulation: chair.1.circulation,
                chair: chair.0,
                attendee: attendee.0,
            })
        })
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
        if self.setting.kind != Kind::Minutes {
            return Err(Reason::NoMinutes.into());
        }
        if !self.released.admits(roster, act) {
            return Err(match roster.is_revoked(&said.by) {
                true => Reason::Revoked.into(),
                false => Reason::Stranger.into(),
            });
        }
        let seen = self.seen.get(&said.act).cloned().unwrap_or_default();
        // The days of seats are asked of no day before that of what the act is about.
        let seat_day = Day::of_millis(time_millis).ok_or(Reason::NoTime)?;
        let author = roster.seats.author(&said.by, &seen, seat_day);
        match body {
            Body::Circulate(circulate) => self.circulate(&author, &seen, said, circulate)?,
            Body::Correct(correct) => self.correct(&author, &seen, said, correct)?,
            Body::ConfirmMinutes(confirm) => self.confirm(&author, &seen, said, confirm)?,
            _ => {}
        }
        self.counted.order.push(said.act);
        Ok(())
    }

    fn text(&self, text: &Text) -> Result<MinutesText, Refused> {
        let read = self.texts.minutes_at(&text.heads).ok_or(Waits::Text)?;
        match read.fingerprint == text.fingerprint {
            true => Ok(read),
            false => Err(Reason::OtherText.into()),
        }
    }

    /// The texts in force as far as this act has seen.
    fn known_confirmed(&self, act: &ActId) -> Vec<Confirmed> {
        let known = Counted {
            circulates: self.counted.circulates.clone(),
            confirms: self
                .counted
                .confirms
                .iter()
                .filter(|(said, _)| self.past.saw(act, &said.act))
                .cloned()
                .collect(),
            ..Counted::default()
        };
        confirmed(self.setting.roster, self.past, &known)
    }

    fn seated(&self, text: &MinutesText, seen: &Seen, day: Day) -> Vec<String> {
        // The seats of the day of the meeting, as far as the author knew them.
        let held = held_on(&text.minutes).map_or(day, Day);
        seated_as_seen(self.setting.roster, seen, &text.unit, held)
    }

    fn check_errors(&self, text: &MinutesText, seen: &Seen, day: Day) -> Result<Basis, Reason> {
        let rules = self.setting.roster.seats.charter(seen).meeting_rules();
        let seated = self.seated(text, seen, day);
        let meeting = Meeting {
            minutes: &text.minutes,
            rules: &rules,
            seated: &seated,
            unit: &text.unit,
        };
        let broken = errors(&findings(&meeting, &Count::of(&meeting)));
        match broken.is_empty() {
            true => Ok(meeting.basis()),
            false => Err(Reason::Errors(broken)),
        }
    }

    /// How well `written`, a name in the minutes, names whoever signs with `key`. Whoever joins chooses a name,
    /// so one that two people had, as far as was seen, names neither of them; with the office, as in
    /// `Citra (Surabaya)`, it may. Nobody can write two of one office apart: there it names whoever was there
    /// when the other was invited. Devices that were revoked, as far as was seen, take no name from anybody.
    fn is_named(&self, key: &PublicKey, written: &str, seen: &Seen) -> Named {
        let roster = self.setting.roster;
        let written = plain(written);
        let fits = |member: &Member| {
            plain(&member.person) == written
                || plain(&format!("{} ({})", member.person, member.office)) == written
        };
        let Some(member) = roster.members.get(key).filter(|member| fits(member)) else {
            return Named::Not;
        };
        let person = roster.person(&member.key);
        let mut others = roster.members.values().filter(|other| {
            let belongs = matches!(other.membership, Membership::Counts | Membership::Revoked);
            belongs && fits(other) && roster.seats.knew_of(seen, &other.act)
        });
        let is_later = |other: &Member| {
            plain(&other.person) == plain(&member.person)
                && plain(&other.office) == plain(&member.office)
                && was_there_before(roster, member, other)
        };
        match others.any(|other| {
            roster.person(&other.key) != person
                && !roster.seats.is_revoked(&other.key, seen)
                && !is_later(other)
        }) {
            true => Named::WithOthers,
            false => Named::Alone,
        }
    }

    fn circulate(
        &mut self,
        author: &Author<'_>,
        seen: &Seen,
        said: Said,
        circulate: Circulate,
    ) -> Result<(), Refused> {
        let text = self.text(&circulate.text)?;
        let taker = text.minutes.meeting.get("minute-taker");
        let is_taker =
            taker.is_some_and(|name| self.is_named(&said.by, name, seen) == Named::Alone);
        let roster = self.setting.roster;
        let is_mine = |key: &PublicKey| roster.person(key) == roster.person(&author.key);
        let is_own =
            is_mine(&self.setting.creator) || text.last_authors.iter().any(is_mine) || is_taker;
        author
            .may(Ability::Submit, &text.unit, is_own)
            .map_err(Reason::from)?;
        if !self.known_confirmed(&said.act).is_empty() {
            return Err(Reason::Closed.into());
        }
        let day = Day::of_millis(said.time_millis).ok_or(Reason::NoTime)?;
        self.check_errors(&text, seen, day)?;
        self.counted.circulates.insert(said.act, (said, circulate));
        Ok(())
    }

    /// A circulation that this act has seen and that counts.
    fn circulation(&self, act: &ActId, circulation: &ActId) -> Result<&(Said, Circulate), Reason> {
        let found = self.counted.circulates.get(circulation);
        found
            .filter(|_| self.past.saw(act, circulation))
            .ok_or(Reason::NoSuchAct)
    }

    fn correct(
        &mut self,
        author: &Author<'_>,
        seen: &Seen,
        said: Said,
        correct: Correct,
    ) -> Result<(), Refused> {
        let (_, circulate) = self.circulation(&said.act, &correct.circulation)?;
        let text = self.text(&circulate.text)?;
        let is_me = |name: &str| self.is_named(&said.by, name, seen) == Named::Alone;
        let is_listed = (text.minutes.attendance.iter()).any(|entry| is_me(&entry.person));
        let day = Day::of_millis(said.time_millis).ok_or(Reason::NoTime)?;
        let is_seated = (self.seated(&text, seen, day).iter()).any(|one| is_me(one));
        let presides = author.may(Ability::Decide, &text.unit, false).is_ok();
        if !is_listed && !is_seated && !presides {
            return Err(Reason::NotThere.into());
        }
        let is_annex = !self.known_confirmed(&said.act).is_empty();
        self.counted.corrects.push((said, correct, is_annex));
        Ok(())
    }

    fn confirm(
        &mut self,
        author: &Author<'_>,
        seen: &Seen,
        said: Said,
        confirm: ConfirmMinutes,
    ) -> Result<(), Refused> {
        let (_, circulate) = self.circulation(&said.act, &confirm.circulation)?;
        if circulate.text.fingerprint != confirm.fingerprint {
            return Err(Reason::OtherText.into());
        }
        let text = self.text(&circulate.text)?;
        let day = Day::of_millis(said.time_millis).ok_or(Reason::NoTime)?;
        let known = self.known_confirmed(&said.act);
        let may_settle = author.may(Ability::SettleConflict, &text.unit, false);
        let settles = known.len() > 1 && may_settle.is_ok() && confirm.signer == Signer::Chair;
        if !known.is_empty() && !settles {
            return Err(Reason::Closed.into());
        }
        let is_replaced = self.counted.circulates.iter().any(|(later, (_, other))| {
            self.past.saw(&said.act, later)
                && self.past.saw(later, &confirm.circulation)
                && other.text.fingerprint != confirm.fingerprint
        });
        if is_replaced && !settles {
            return Err(Reason::Replaced.into());
        }
        let basis = self.check_errors(&text, seen, day)?;
        match confirm.signer {
            Signer::Chair => {
                // A meeting of people who hold no seats is chaired by whom its minutes name.
                let chair = text.minutes.meeting.get("chair");
                let is_named =
                    chair.is_some_and(|chair| self.is_named(&said.by, chair, seen) == Named::Alone);
                if !(basis == Basis::List && is_named) {
                    author
                        .may(Ability::Decide, &text.unit, false)
                        .map_err(Reason::from)?;
                }
            }
            Signer::Attendee => {
                let present = text.minutes.attendance.iter().filter(|one| is_present(one));
                let named = present.map(|entry| self.is_named(&said.by, &entry.person, seen));
                match named.max() {
                    Some(Named::Alone) => {}
                    Some(Named::WithOthers) => return Err(Reason::Namesake.into()),
                    Some(Named::Not) | None => return Err(Reason::NotThere.into()),
                }
            }
        }
        // Nobody confirms the same text twice, be it as chair and as one of those who were there.
        let roster = self.setting.roster;
        let is_twice = self.counted.confirms.iter().any(|(before, other)| {
            other.fingerprint == confirm.fingerprint
                && is_same_person(roster, &before.by, &said.by)
                && self.past.saw(&said.act, &before.act)
        });
        if is_twice && !settles {
            return Err(Reason::Twice.into());
        }
        self.counted.confirms.push((said, confirm));
        Ok(())
    }
}
