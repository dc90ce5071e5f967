//! Minutes and questions in writing, read from the store; and the bodies of the acts about them.

use std::collections::BTreeMap;
use std::sync::Arc;

use council::act::Body;
use council::act::day::Day;
use council::act::meeting::{
    Answer, Ask, CircularResult, Circulate, Close, ConfirmMinutes, Correct, MeetingRules,
};
use council::lifecycle::Setting;
use council::meeting::{
    ActionPast, Circular, CircularStand, Circulars, Circulation, Count, ItemCount, Meeting,
    MinutesText, MinutesTexts, Proceedings, Recused, action_pasts, seated, verifiers,
    voters_in_writing,
};
use council::view::fact::Link;
use council::view::{Kind, Minutes, View};
use format::{Act, ActId, ChangeHash, PublicKey};
use store::{Reader, StoreError};

use super::{Case, DecidingError, Readings, today};
use crate::core::deciding::Wish;
use crate::core::deciding::meeting::{CarriedAction, MeetingCase, MeetingDeed};
use crate::core::header::title_of;
use crate::engine::guard::guarded;
use crate::engine::open::open;

/// Earlier minutes that one agenda may name: more are not opened.
const MOST_LINKED_DOCUMENTS: usize = 64;

impl MinutesTexts for Readings<'_> {
    fn minutes_at(&self, heads: &[ChangeHash]) -> Option<MinutesText> {
        let (document, creation) = (&self.opened.document, &self.opened.creation);
        let is_here = heads.iter().all(|head| document.contains(head));
        let view = is_here.then(|| document.view_at(heads).ok()).flatten()?;
        let fingerprint = view.fingerprint();
        let unit = self
            .roster
            .unit_of(&creation.create, &creation.author, view.unit());
        let View::Minutes(minutes) = view else {
            return None;
        };
        Some(MinutesText {
            fingerprint,
            last_authors: self.last(heads).authors(),
            unit,
            minutes: Arc::new(minutes),
        })
    }
}

impl Case {
    /// Folds what was said about the meeting and in writing.
    pub(super) fn fold_meeting<'a>(
        &self,
        setting: &Setting<'_>,
        acts: impl IntoIterator<Item = &'a Act> + Clone,
    ) -> (Proceedings, Circulars) {
        let readings = self.readings();
        let proceedings = Proceedings::fold(setting, &readings, acts.clone());
        let circulars = Circulars::fold(setting, &readings, &readings, acts);
        (proceedings, circulars)
    }

    /// What this device has to do with the meeting on this day; links are not followed yet.
    pub(super) fn meeting(&self, me: &PublicKey, day: Day) -> MeetingCase {
        let minutes = self.minutes();
        let held = minutes
            .and_then(|minutes| minutes.meeting.get("date")?.trim().parse().ok())
            .unwrap_or(day);
        let member = self.roster.members.get(me);
        let open = self.proceedings.open();
        let circulated = open.and_then(|open| self.readings().minutes_at(&open.text.heads));
        MeetingCase {
            proceedings: self.proceedings.clone(),
            circulars: self.circulars.clone(),
            rules: self.rules(),
            seated: seated(&self.roster, &self.unit, held),
            unit: self.unit.clone(),
            name: member.map(|one| one.person.clone()).unwrap_or_default(),
            minutes: minutes.cloned().map(Arc::new),
            circulated: circulated.map(|read| read.minutes),
            pasts: self.action_pasts(),
            verifiers: minutes
                .map(|minutes| verifiers(&self.opened.document, minutes, &self.roster, &self.unit))
                .unwrap_or_default(),
            carried: vec![],
        }
    }

    /// Who is there for each item of these minutes' agenda, in words, by its id; nothing before anybody is on
    /// the list of those who were there.
    pub fn quorum_of(
        &self,
        minutes: &Minutes,
        in_words: impl Fn(&ItemCount) -> String,
    ) -> BTreeMap<String, String> {
        let held = minutes
            .meeting
            .get("date")
            .and_then(|day| day.trim().parse().ok());
        let (rules, held) = (self.rules(), held.or_else(today));
        let seated = held.map(|held| seated(&self.roster, &self.unit, held));
        let seated = seated.unwrap_or_default();
        let meeting = Meeting {
            minutes,
            rules: &rules,
            seated: &seated,
            unit: &self.unit,
        };
        if minutes.attendance.is_empty() {
            return BTreeMap::new();
        }
        let count = Count::of(&meeting);
        let items = minutes.agenda.iter().filter(|item| !item.id.is_empty());
        items
            .map(|item| (item.id.clone(), in_words(count.item_of(minutes, &item.id))))
            .collect()
    }

    /// What became of the actions over time; read only where one is not over.
    fn action_pasts(&self) -> BTreeMap<String, ActionPast> {
        let waits = |minutes: &Minutes| minutes.actions.iter().any(|action| !action.is_over());
        if !self.minutes().is_some_and(waits) {
            return BTreeMap::new();
        }
        let read = action_pasts(&self.opened.document);
        read.unwrap_or_else(|error| {
            tracing::warn!(%error, "how long actions wait is not told");
            BTreeMap::new()
        })
    }

    /// How meetings go.
    pub fn rules(&self) -> MeetingRules {
        self.roster.seats.charter_now().meeting_rules()
    }

    /// The minutes, where the document is some.
    pub fn minutes(&self) -> Option<&Minutes> {
        match &self.opened.view {
            View::Minutes(minutes) => Some(minutes),
            View::Policy(_) | View::Matrix(_) => None,
        }
    }

    /// The body of the act that says this.
    pub(super) fn meeting_body(
        &self,
        wish: &Wish,
        deed: &MeetingDeed,
    ) -> Result<Body, DecidingError> {
        let about = wish.about.as_ref();
        Ok(match deed {
            MeetingDeed::Circulate { note } => {
                self.check_conflicts()?;
                Body::Circulate(Circulate {
                    text: match &wish.shown {
                        Some(heads) => self.text_at(heads)?,
                        None => self.text()?,
                    },
                    note: note.clone(),
                })
            }
            MeetingDeed::Correct { place, words } => Body::Correct(Correct {
                circulation: self.circulation(about)?.said.act,
                place: place.clone(),
                words: words.clone(),
            }),
            MeetingDeed::Confirm { signer } => {
                let circulation = self.circulation(about)?;
                Body::ConfirmMinutes(ConfirmMinutes {
                    circulation: circulation.said.act,
                    fingerprint: circulation.text.fingerprint,
                    signer: *signer,
                })
            }
            MeetingDeed::Ask {
                place,
                question,
                until,
            } => {
                self.check_conflicts()?;
                let day = today().ok_or_else(|| self.nothing())?;
                let recused = self.minutes().map(|minutes| Recused::at(minutes, place));
                let recused = recused.unwrap_or_default();
                let voters = voters_in_writing(&self.roster, &self.unit, day, &recused);
                if voters.is_empty() {
                    return Err(DecidingError::NobodyToAsk);
                }
                Body::Ask(Ask {
                    text: self.text()?,
                    place: place.clone(),
                    question: question.clone(),
                    voters,
                    until: *until,
                })
            }
            MeetingDeed::Answer { reply, words } => Body::Answer(Answer {
                question: self.circular(about)?.said.act,
                reply: *reply,
                words: words.clone(),
            }),
            MeetingDeed::Close { to_meeting, words } => {
                let circular = self.circular(about)?;
                let result = match (circular.result(), to_meeting) {
                    (CircularResult::Lapsed, true) => CircularResult::ToMeeting,
                    (result, _) => result,
                };
                Body::Close(Close {
                    question: circular.said.act,
                    counted: circular.counted(),
                    result,
                    words: words.clone(),
                })
            }
        })
    }

    /// This circulation, or the one that is to be confirmed.
    fn circulation(&self, about: Option<&ActId>) -> Result<&Circulation, DecidingError> {
        let found = match about {
            Some(act) => {
                let mut all = self.proceedings.circulations.iter();
                all.find(|one| one.said.act == *act)
            }
            None => self.proceedings.open(),
        };
        found.ok_or_else(|| self.nothing())
    }

    /// This question, or the newest that is not closed, or that was closed in two ways, or the newest.
    fn circular(&self, about: Option<&ActId>) -> Result<&Circular, DecidingError> {
        let in_conflict = |one: &&Circular| {
            let day = today();
            day.is_some_and(|day| one.stand(day) == CircularStand::Conflict)
        };
        let mut all = self.circulars.all.iter();
        let found = match about {
            Some(_) => None,
            None => self.circulars.open().or_else(|| all.find(in_conflict)),
        };
        found
            .or_else(|| self.circulars.find(about))
            .ok_or_else(|| self.nothing())
    }
}

/// The actions of earlier minutes that stand on an agenda, as they read now.
///
/// # Errors
/// What the disk says.
pub fn carried(reader: &Reader, minutes: &Minutes) -> Result<Vec<CarriedAction>, StoreError> {
    let mut read: Vec<(format::DocumentId, Option<View>)> = Vec::new();
    let mut found = Vec::new();
    for link in minutes.links() {
        let known = read.iter().position(|(id, _)| *id == link.document);
        let at = match known {
            Some(at) => at,
            None if read.len() >= MOST_LINKED_DOCUMENTS => {
                found.push(CarriedAction {
                    link,
                    minutes: String::new(),
                    action: None,
                });
                continue;
            }
            None => {
                let view = match reader.summary(&link.document)? {
                    Some(_) => guarded(|| open(reader, &link.document)).and_then(|opened| {
                        opened
                            .inspect_err(|error| {
                                tracing::warn!(%error, "linked minutes are not read");
                            })
                            .ok()
                            .map(|opened| opened.view)
                    }),
                    None => None,
                };
                read.push((link.document, view));
                read.len() - 1
            }
        };
        let view = read[at].1.as_ref();
        let action = match view {
            Some(View::Minutes(earlier)) => {
                let mut actions = earlier.actions.iter();
                actions.find(|action| action.id == link.action).cloned()
            }
            _ => None,
        };
        found.push(CarriedAction {
            minutes: view
                .map(|view| title_of(view).to_owned())
                .unwrap_or_default(),
            link,
            action,
        });
    }
    Ok(found)
}

/// The open actions of earlier meetings of the same unit and type that `minutes` does not link yet, oldest
/// meeting first. Minutes that say no day or type have none.
///
/// # Errors
/// What the disk says.
pub fn to_be_carried(
    reader: &Reader,
    document: &format::DocumentId,
    unit: &str,
    minutes: &Minutes,
) -> Result<Vec<Link>, StoreError> {
    let fact = |minutes: &Minutes, name: &str| {
        let value = minutes
            .meeting
            .get(name)
            .map(|value| value.trim().to_lowercase());
        value.unwrap_or_default()
    };
    let (kind, day) = (fact(minutes, "type"), fact(minutes, "date"));
    if kind.is_empty() || day.is_empty() {
        return Ok(vec![]);
    }
    let roster = reader.roster()?;
    let mut earlier: Vec<(String, format::DocumentId, Minutes)> = Vec::new();
    for summary in reader.summaries()? {
        if summary.document == *document || summary.kind != Kind::Minutes.name() {
            continue;
        }
        let Some(Ok(opened)) = guarded(|| open(reader, &summary.document)) else {
            continue;
        };
        let creation = &opened.creation;
        let its_unit = roster.unit_of(&creation.create, &creation.author, opened.view.unit());
        let View::Minutes(other) = opened.view else {
            continue;
        };
        let its_day = fact(&other, "date");
        let is_earlier = !its_day.is_empty() && its_day < day;
        if is_earlier && fact(&other, "type") == kind && its_unit == unit {
            earlier.push((its_day, summary.document, other));
        }
    }
    earlier.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let all = earlier
        .iter()
        .map(|(_, document, minutes)| council::meeting::Earlier {
            document: *document,
            minutes,
        });
    Ok(council::meeting::open_actions(minutes, all))
}
