//! Submitting, judging, deciding, publishing, adopting: signed acts about a document's text.
//!
//! Whether an act counts is decided in [`council::lifecycle`], for what is said here as for what comes
//! from others. So nothing is said that would not count: the act is signed, judged with everything that is
//! here, and kept only then.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use council::act::Body;
use council::act::day::Day;
use council::act::decision::Text;
use council::authorship::Index;
use council::document::Document;
use council::last::Last;
use council::lifecycle::exemption::{self, AlreadyOver};
use council::lifecycle::{Lifecycle, Reason, Setting, TextFacts, Texts, Waits};
use council::matrix::{Gap, Known as KnownNames, gaps};
use council::meeting::{Circulars, Confirmed, Proceedings};
use council::numbering::{Improper, check};
use council::restart::Restarts;
use council::review::{Strike, TakenBack, strikes};
use council::roster::{Roster, document_heads};
use council::seats::{Ability, ChairError, Extent, Seat};
use council::view::View;
use format::{Act, ChangeHash, DocumentId, PublicKey};
use store::{Reader, StoreError};

use crate::core::clocks::Marks;
use crate::core::deciding::deadlock::Deadlock;
use crate::core::deciding::superseded::{SupersededBy, Unshared};
use crate::core::deciding::{Decisions, Person};
use crate::engine::clocks;
use crate::engine::files::{self, RenderError};
use crate::engine::office::{Office, OfficeError};
use crate::engine::open::{OpenError, Opened, acts, open};
use crate::engine::{numbering, superseding};
use crate::words::Language;
use crate::words::official::Paper;

mod beside;
mod bodies;
pub mod meeting;

/// Why something about a text was not said. Nothing was kept then.
#[derive(Debug, thiserror::Error)]
pub enum DecidingError {
    /// The document does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The office.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// Nobody has written in it: there is no text to be submitted.
    #[error("nothing is written in the document yet")]
    Empty,
    /// Places hold several values: what is to be decided is not one text.
    #[error("{0} places hold several values: choose first")]
    OpenConflicts(usize),
    /// Rows of a matrix that do not have exactly one owner, or nobody who can be asked about them.
    #[error("{} rows lack an owner or a contact", .0.len())]
    Gaps(Vec<Gap>),
    /// What was submitted still holds what was struck since.
    #[error(
        "{0} changes were struck since it was submitted: submit the text as it is now, or return it"
    )]
    Struck(usize),
    /// What was read is not what would be judged: something was submitted or decided since.
    #[error("another text is to be judged than the one that was read")]
    OtherText,
    /// Nothing is submitted, decided or published that this could be about.
    #[error("nothing submitted or published in document {} fits that", .0.short())]
    Nothing(DocumentId),
    /// It would not count.
    #[error(transparent)]
    NotValid(#[from] Reason),
    /// It would wait.
    #[error(transparent)]
    Waits(#[from] Waits),
    /// No files could be made of what is to be published.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// What is to be published has no number, or days that do not fit each other.
    #[error(transparent)]
    Improper(#[from] Improper),
    /// The exemption would be over already.
    #[error(transparent)]
    AlreadyOver(#[from] AlreadyOver),
    /// Another document has the official number.
    #[error("the document \"{title}\" ({}) has the number {number}", .document.short())]
    NumberTaken {
        /// The number.
        number: String,
        /// The document that has it.
        document: DocumentId,
        /// What it is called.
        title: String,
    },
    /// Another document has taken its place: nobody goes by it.
    #[error("the document is superseded since {}", .0.since)]
    Superseded(Box<SupersededBy>),
    /// The version would be published under a document that another one has taken the place of.
    #[error("the document stays superseded, since {}", .0.since)]
    StaysSuperseded(Box<SupersededBy>),
    /// It would replace itself.
    #[error("a document does not replace itself")]
    ReplacesItself,
    /// The document itself is named as its addendum.
    #[error("a document is no addendum to itself")]
    OwnAddendum,
    /// The addendum is not here.
    #[error("the addendum {} is not here", .0.short())]
    AddendumNotHere(DocumentId),
    /// Nothing is written in the addendum.
    #[error("nothing is written in the addendum {} yet", .0.short())]
    EmptyAddendum(DocumentId),
    /// The text is a version already that counts: nothing would come of deciding on it again.
    #[error("nothing was changed since version {version}")]
    Unchanged {
        /// The number of the version.
        version: usize,
    },
    /// Minutes are circulated and confirmed, not submitted.
    #[error("minutes are circulated and confirmed, not submitted for review")]
    Minutes,
    /// Nobody votes on it: nobody holds a seat that does, or all who do take no part in it.
    #[error("there is nobody who could be asked in writing")]
    NobodyToAsk,
}

/// A document with everything that was said about its texts.
#[derive(Debug)]
pub struct Case {
    /// The document.
    pub opened: Arc<Opened>,
    /// The acts about it, ascending.
    pub acts: Vec<Act>,
    /// What they make of it.
    pub lifecycle: Lifecycle,
    /// What they make of minutes.
    pub proceedings: Proceedings,
    /// The questions in writing among them.
    pub circulars: Circulars,
    /// The unit it belongs to.
    pub unit: String,
    /// The times of the acts that do not fit others; none before [`Case::look_at_clocks`].
    pub marks: Marks,
    /// The council as it was then.
    roster: Arc<Roster>,
    known: Known,
}

impl Case {
    /// Reads it as it is at this moment of the store.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn read(reader: &Reader, document: &DocumentId) -> Result<Self, OpenError> {
        Ok(Self::of(reader, Arc::new(open(reader, document)?))?)
    }

    /// The same of a document that was opened at this moment of the store.
    ///
    /// # Errors
    /// What the disk says.
    pub fn of(reader: &Reader, opened: Arc<Opened>) -> Result<Self, StoreError> {
        let acts = acts(reader, &opened.id)?;
        let roster = reader.roster()?;
        let creation = &opened.creation;
        let unit = roster.unit_of(&creation.create, &creation.author, opened.view.unit());
        let mut case = Self {
            opened,
            acts,
            lifecycle: Lifecycle::default(),
            proceedings: Proceedings::default(),
            circulars: Circulars::default(),
            unit,
            marks: Marks::new(),
            roster,
            known: Known::default(),
        };
        case.lifecycle = case.fold(&case.roster, &case.acts);
        let setting = case.setting(&case.roster);
        let (proceedings, circulars) = case.fold_meeting(&setting, &case.acts);
        (case.proceedings, case.circulars) = (proceedings, circulars);
        Ok(case)
    }

    /// Looks which times of the acts do not fit others. Reads every change, so only for whoever shows the times.
    ///
    /// # Errors
    /// What the disk says.
    pub fn look_at_clocks(&mut self, reader: &Reader) -> Result<(), StoreError> {
        self.marks = clocks::of_document(reader, &self.opened, &self.acts)?.acts;
        Ok(())
    }

    /// What this device has to do with it on this day.
    pub fn decisions(&self, me: PublicKey, day: Day) -> Decisions {
        let seats = &self.roster.seats;
        let member = self.roster.members.get(&me);
        let chairs = match seats.chair(day) {
            Ok(_) => 1,
            Err(ChairError::Vacant) => 0,
            Err(ChairError::Several(chairs)) => chairs.len(),
        };
        let decides = |seat: &&Seat| {
            let is_open = chairs <= 1 || !seat.role.is_presiding();
            let counts = |holder: &PublicKey| self.roster.counts(holder);
            is_open
                && seat.may(Ability::Decide, &self.unit, false)
                && seats.holders_now(seat).iter().any(counts)
        };
        let deciders = seats.on(day).filter(decides);
        let deciders = deciders.map(|seat| self.roster.person(&seat.holder));
        let deciders: BTreeSet<PublicKey> = deciders.collect();
        let earlier = self.roster.members.values();
        let first_devices = earlier
            .filter(|member| member.replaces.is_some())
            .map(|member| (member.key, self.roster.person(&member.key)));
        let mut decisions = Decisions {
            lifecycle: self.lifecycle.clone(),
            day,
            kind: self.opened.creation.create.kind,
            unit: self.unit.clone(),
            creator: self.opened.creation.author,
            last_authors: self.last(&self.opened.heads()).authors(),
            hands: BTreeSet::new(),
            person: Person {
                key: me,
                office: member.map(|one| one.office.clone()).unwrap_or_default(),
                counts: self.roster.counts(&me),
                seats: seats
                    .on(day)
                    .filter(|seat| seats.is_held_with(seat, &me))
                    .cloned()
                    .collect(),
                answers_for: seats.stands_for_now(&me),
            },
            charter: seats.charter_now(),
            chairs,
            deciders: deciders.into_iter().collect(),
            first_devices: first_devices.collect(),
            struck: 0,
            files: std::collections::BTreeMap::new(),
            restarted_as: Restarts::of(&self.roster, &self.acts)
                .first()
                .map(|restart| restart.document),
            number_shared: vec![],
            marks: self.marks.clone(),
            superseded: None,
            unshared: Unshared::default(),
            addenda: std::collections::BTreeMap::new(),
            meeting: Box::new(self.meeting(&me, day)),
        };
        if let Some(submission) = decisions.to_be_decided() {
            let heads = submission.text.heads.clone();
            decisions.hands = self.last(&heads).authors();
            decisions.struck = self.struck_since(&heads).len();
        }
        decisions
    }

    /// Whether any version of it was decided, or minutes were confirmed.
    pub fn is_decided(&self) -> bool {
        !self.lifecycle.versions.is_empty() || self.proceedings.confirmed.is_some()
    }

    /// The document as it stands on paper.
    pub fn paper(&self) -> Paper<'_> {
        Paper {
            document: &self.opened.id,
            unit: &self.unit,
            label: self.opened.creation.create.label,
            marks: &self.marks,
        }
    }

    /// The minutes in force, if the document is some and they were confirmed.
    pub fn confirmed(&self) -> Option<&Confirmed> {
        self.proceedings.confirmed.as_ref()
    }

    /// Why nobody may decide on what waits for a decision, on this day.
    pub fn deadlock(&self, day: Day) -> Option<Deadlock> {
        self.decisions(self.opened.creation.author, day).deadlock()
    }

    /// What those who decide struck since the text with these heads, and what was neither taken back nor
    /// proposed again. What anybody else calls a strike keeps nobody from deciding.
    pub fn struck_since(&self, heads: &[ChangeHash]) -> Vec<Strike> {
        let automerge = self.opened.document.automerge();
        let index = Index::read(automerge);
        let mut found = strikes(automerge, &index);
        found.retain(|strike| {
            let is_known =
                |head: &ChangeHash| *head == strike.change || index.knew(head, &strike.change);
            let is_reviewer = strike.by.is_some_and(|by| self.reviews(&by));
            !strike.is_over && is_reviewer && !heads.iter().any(is_known)
        });
        found
    }

    /// Whether somebody holds a seat that decides on texts or sends them back.
    fn reviews(&self, member: &PublicKey) -> bool {
        let Some(day) = today() else { return false };
        let seats = self.roster.seats.on(day);
        // A strike stays one of whoever might, also where their device was lost since.
        let mut held = seats.filter(|seat| self.roster.seats.was_of(seat, member));
        held.any(|seat| {
            [Ability::Decide, Ability::Return]
                .into_iter()
                .any(|ability| seat.role.may(ability) != Extent::Never)
        })
    }

    /// Who wrote last in the text with these heads, with the changes that show it.
    pub fn last(&self, heads: &[ChangeHash]) -> Last {
        self.readings().last(heads)
    }

    /// The text as it read at these heads; `None` if not all of it is here.
    fn facts_at(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        self.readings().at(heads)
    }

    fn setting<'a>(&self, roster: &'a Roster) -> Setting<'a> {
        Setting {
            document: self.opened.id,
            kind: self.opened.creation.create.kind,
            creator: self.opened.creation.author,
            roster,
        }
    }

    fn fold<'a>(&self, roster: &Roster, acts: impl IntoIterator<Item = &'a Act>) -> Lifecycle {
        Lifecycle::fold(&self.setting(roster), &self.readings(), acts)
    }

    fn readings(&self) -> Readings<'_> {
        Readings {
            opened: &self.opened,
            roster: &self.roster,
            known: &self.known,
        }
    }

    /// The text as it reads now.
    ///
    /// # Errors
    /// [`DecidingError::Empty`].
    pub fn text(&self) -> Result<Text, DecidingError> {
        let heads = self.opened.heads();
        match heads[..] {
            [] => Err(DecidingError::Empty),
            _ => Ok(Text {
                fingerprint: self.opened.document.view().fingerprint(),
                heads,
            }),
        }
    }

    /// Refuses a text that reads like the version that counts, letter for letter.
    ///
    /// # Errors
    /// [`DecidingError::Unchanged`].
    fn check_changed(&self, text: &Text) -> Result<(), DecidingError> {
        let same = |day| self.lifecycle.unchanged_since(&text.fingerprint, day);
        match today().and_then(same) {
            Some(version) => Err(DecidingError::Unchanged {
                version: version.number,
            }),
            None => Ok(()),
        }
    }

    /// Refuses while places hold several values.
    ///
    /// # Errors
    /// [`DecidingError::OpenConflicts`].
    pub fn check_conflicts(&self) -> Result<(), DecidingError> {
        match self.opened.document.conflicts().len() {
            0 => Ok(()),
            count => Err(DecidingError::OpenConflicts(count)),
        }
    }

    /// Refuses a matrix, as it reads at these heads, whose rows do not have one owner each: M1, M2 and M6.
    fn check_gaps(&self, heads: &[ChangeHash]) -> Result<(), DecidingError> {
        let read = match heads == self.opened.heads() {
            true => None,
            false => self.opened.document.view_at(heads).ok(),
        };
        let View::Matrix(matrix) = read.as_ref().unwrap_or(&self.opened.view) else {
            return Ok(());
        };
        let gaps = gaps(matrix, &KnownNames::of(&self.roster));
        match gaps.is_empty() {
            true => Ok(()),
            false => Err(DecidingError::Gaps(gaps)),
        }
    }
}

impl Office {
    /// Says something about a document's texts, if it counts by everything that is here. Saved when this
    /// returns. A publication is said with its files, made in this language before it is signed, and kept
    /// together with them.
    ///
    /// # Errors
    /// [`DecidingError`]; nothing was said then.
    pub fn say_of(
        &self,
        case: &Case,
        body: &Body,
        language: Language,
    ) -> Result<Act, DecidingError> {
        let reader = self.reader()?;
        if let Body::Publish(publish) = body {
            check(publish)?;
            let holders = numbering::holders(&reader, &case.opened.id, &publish.number)?;
            if let Some((document, title)) = holders.into_iter().next() {
                return Err(DecidingError::NumberTaken {
                    number: publish.number.trim().to_owned(),
                    document,
                    title,
                });
            }
        }
        if let (Body::Exempt(exempt), Some(day)) = (body, today()) {
            exemption::check(exempt, day)?;
        }
        let completed = beside::completed(&reader, case, body)?;
        let body = completed.as_ref();
        let roster = self.roster()?;
        let sign = |body: &Body| -> Result<(Act, Lifecycle), DecidingError> {
            let cites = document_heads(&case.acts);
            let act = self.sign_about(case.opened.id, cites, body)?;
            let lifecycle = judged(case, &roster, &act)?;
            Ok((act, lifecycle))
        };
        let (mut act, mut lifecycle) = sign(body)?;
        beside::check(&reader, case, (body, &lifecycle), &self.me())?;
        let mut contents = Vec::new();
        if let Body::Publish(publish) = body {
            // What stands on the pages is who publishes it when: as it would be without files.
            let id = act.id();
            let told = (&roster, &lifecycle, &id);
            let made = files::render(&reader, case, told, language)?;
            let mut publish = publish.clone();
            (publish.files, contents) = made.into_iter().unzip();
            (act, lifecycle) = sign(&Body::Publish(publish))?;
        }
        let said = (case, body, &act);
        let words = superseding::words(self, &reader, &roster, said, &lifecycle)?;
        // The writer cannot tidy its log while a snapshot is looked at.
        drop(reader);
        let council = self.council();
        Ok(self.store().write(move |write| {
            write.append_act_with_files(council, &act, &contents)?;
            // One transaction: nobody publishes what replaces a document, and fails to say so about that one.
            for word in &words {
                write.append_act(council, word)?;
            }
            Ok(act)
        })?)
    }
}

/// How one more act about a document stands.
#[derive(Debug)]
pub enum Judged {
    /// It counts: what the acts come to with it.
    Counts(Box<Lifecycle>),
    /// It waits.
    Waits(Waits),
    /// It does not count.
    Refused(Reason),
}

impl Case {
    /// How an act would stand that is said now, with everything that is here.
    pub fn judge(&self, roster: &Roster, act: &Act) -> Judged {
        let all = self.acts.iter().chain([act]);
        let lifecycle = self.fold(roster, all.clone());
        let (proceedings, circulars) = self.fold_meeting(&self.setting(roster), all);
        let id = act.id();
        let mut not_counted = (lifecycle.not_counted.iter())
            .chain(&proceedings.not_counted)
            .chain(&circulars.not_counted);
        if let Some(one) = not_counted.find(|one| one.said.act == id) {
            return Judged::Refused(one.reason.clone());
        }
        let mut waiting = (lifecycle.waiting.iter())
            .chain(&proceedings.waiting)
            .chain(&circulars.waiting);
        if let Some((_, waits)) = waiting.find(|(said, _)| said.act == id) {
            return Judged::Waits(waits.clone());
        }
        Judged::Counts(Box::new(lifecycle))
    }
}

/// What a document's acts come to with one more, if that one counts.
fn judged(case: &Case, roster: &Roster, act: &Act) -> Result<Lifecycle, DecidingError> {
    match case.judge(roster, act) {
        Judged::Counts(lifecycle) => Ok(*lifecycle),
        Judged::Waits(waits) => Err(waits.into()),
        Judged::Refused(reason) => Err(reason.into()),
    }
}

/// The day it is now, as acts count days.
pub fn today() -> Option<Day> {
    Day::of_millis(link::clock::now_millis())
}

/// Texts as the document read at some heads. A submission and all that is said about it name the same
/// one: each is read once.
#[derive(Debug, Default)]
struct Known {
    texts: RefCell<HashMap<Vec<ChangeHash>, Option<TextFacts>>>,
    /// The strikes that do nothing else, once somebody asked.
    strikes: OnceCell<TakenBack>,
}

impl Known {
    fn strikes(&self, document: &Document) -> &TakenBack {
        let read = || TakenBack::read(document, &Index::read(document.automerge()));
        self.strikes.get_or_init(read)
    }
}

struct Readings<'a> {
    opened: &'a Opened,
    roster: &'a Roster,
    known: &'a Known,
}

impl Texts for Readings<'_> {
    fn at(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        if let Some(facts) = self.known.texts.borrow().get(heads) {
            return facts.clone();
        }
        let facts = self.read(heads);
        let mut known = self.known.texts.borrow_mut();
        known.insert(heads.to_vec(), facts.clone());
        facts
    }
}

impl Readings<'_> {
    fn last(&self, heads: &[ChangeHash]) -> Last {
        let document = &self.opened.document;
        Last::of(document, heads, || self.known.strikes(document))
    }

    fn read(&self, heads: &[ChangeHash]) -> Option<TextFacts> {
        let (document, creation) = (&self.opened.document, &self.opened.creation);
        let is_here = heads.iter().all(|head| document.contains(head));
        let view = is_here.then(|| document.view_at(heads).ok()).flatten()?;
        Some(TextFacts {
            fingerprint: view.fingerprint(),
            last_authors: self.last(heads).authors(),
            unit: self
                .roster
                .unit_of(&creation.create, &creation.author, view.unit()),
        })
    }
}
