//! The editor of the minutes of a meeting: keyboard first, because a secretary in a meeting types faster
//! than anyone reads.
//!
//! | file | what it draws |
//! | --- | --- |
//! | `overview` | the strip above: counts, quorum, the running item; and the keys below |
//! | `head` | when, where, who chairs |
//! | `attendance` | who is there |
//! | `carried` | open actions of earlier meetings, by link |
//! | `quorum` | who counts for an item, and who takes no part |
//! | `agenda` | items with notes, each with its clock |
//! | `records` | decisions and actions under their item |
//! | `votes` | who voted how |
//! | `fields` | the fields all of these are made of |
//! | `keys` | keys that work everywhere on the page |

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use council::document::Conflict;
use council::edit::{Edit, Place};
use council::view::Minutes;
use egui::Ui;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::core::Action;
use crate::core::deciding::meeting::MeetingCase;
use crate::core::editor::{Action as EditorAction, Editor, TextSplice};
use crate::core::minutes::board::{Board, known_people};
use crate::core::minutes::clock::Clock;
use crate::engine::header::MEETING_TITLE;
use crate::ui::{Scene, completed_field, theme, widgets};

mod agenda;
mod attendance;
mod carried;
mod fields;
mod head;
mod keys;
mod overview;
mod quorum;
mod records;
mod votes;

use fields::Typing;

/// The widest the page is set: attendance and votes stand in two columns.
const PAGE_WIDTH: f32 = 960.0;

/// The narrowest a field is, in points.
const NARROWEST: f32 = 64.0;

/// What is to have the keyboard is drawn within so many frames, or it is not there.
const LONGEST_WAIT: u8 = 8;

/// Something on the page that can have the keyboard.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Spot {
    /// The field or row of a place.
    At(Place),
    /// The field in which people are added to the attendance.
    AddPeople,
    /// The button that adds the first agenda item.
    AddItem,
}

/// What minutes say, looked at once per change.
#[derive(Debug)]
struct Digest {
    minutes: Minutes,
    /// What it was judged by.
    meeting: Box<MeetingCase>,
    members: usize,
    board: Board,
    known: Vec<String>,
}

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    digest: Option<Rc<Digest>>,
    /// What is typed in a field of one value and not written yet.
    typing: Option<Typing>,
    /// What is typed in the field that adds people.
    new_people: String,
    /// What has the keyboard, and the agenda item it belongs to.
    focused: Option<Spot>,
    at_item: Option<String>,
    /// What shall have the keyboard once it is drawn.
    wanted: Option<Spot>,
    /// For how many frames: what is not drawn in the next ones is not there (any more).
    waited: u8,
    /// The place the screen was asked to show, and the place that is marked because of it.
    shown: Option<Place>,
    marked: Option<Place>,
    clock: Clock,
    /// How high each agenda item was when it was drawn last, at this width.
    heights: BTreeMap<String, f32>,
    width: f32,
    /// The decisions whose votes are open.
    open_votes: BTreeSet<String>,
    is_begun: bool,
    /// Whether the keyboard goes on to the next field.
    goes_on: bool,
}

impl Memory {
    fn digest(&mut self, editor: &Editor, minutes: &Minutes, scene: &Scene<'_>) -> Rc<Digest> {
        let judged = editor.judged.decisions.as_ref();
        let meeting = judged.map(|decisions| &decisions.meeting);
        let members = scene.state.council().map(|council| &council.members);
        let count = members.map_or(0, BTreeMap::len);
        if let Some(digest) = &self.digest
            && digest.members == count
            && digest.minutes == *minutes
            && meeting.is_none_or(|meeting| digest.meeting == *meeting)
        {
            return Rc::clone(digest);
        }
        let names = members.into_iter().flat_map(BTreeMap::values);
        let meeting = meeting.cloned().unwrap_or_else(|| {
            Box::new(MeetingCase {
                // Not read yet: nothing is said about a unit that is missing.
                unit: "…".to_owned(),
                ..MeetingCase::default()
            })
        });
        let digest = Rc::new(Digest {
            minutes: minutes.clone(),
            members: count,
            board: Board::of(minutes, &meeting),
            meeting,
            known: known_people(minutes, names.map(|member| member.person.as_str())),
        });
        self.digest = Some(Rc::clone(&digest));
        digest
    }
}

/// What every part of the page is drawn with.
struct Sheet<'a, 's> {
    scene: &'a mut Scene<'s>,
    memory: &'a mut Memory,
    editor: &'a Editor,
    minutes: &'a Minutes,
    digest: Rc<Digest>,
    carets: BTreeMap<&'a Place, &'a [TextSplice]>,
    conflicts: BTreeMap<&'a Place, &'a Conflict>,
    today: Date,
    now_millis: i64,
    /// The agenda item that is being drawn.
    item: Option<String>,
    /// What has the keyboard in this frame, and its agenda item.
    focus: Option<(Spot, Option<String>)>,
}

impl Sheet<'_, '_> {
    fn word(&self, name: &'static str) -> &'static str {
        self.scene.word(name)
    }

    fn is_writable(&self) -> bool {
        self.editor.read_only.is_none()
    }

    fn wish(&mut self, action: EditorAction) {
        self.scene.wish(Action::Editor(self.editor.id, action));
    }

    /// Edits that become one change.
    fn edit(&mut self, edits: Vec<Edit>) {
        if self.is_writable() && !edits.is_empty() {
            self.wish(EditorAction::Edit(edits));
        }
    }

    fn put(&mut self, place: Place, value: &str) {
        let value = value.to_owned();
        self.edit(vec![Edit::Put { place, value }]);
    }
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    minutes: &Minutes,
    place: Option<&Place>,
) {
    let digest = memory.digest(editor, minutes, scene);
    let now_millis = scene.state.now_millis();
    let mut sheet = Sheet {
        carets: editor.carets().collect(),
        conflicts: (editor.conflicts.iter())
            .map(|conflict| (&conflict.place, conflict))
            .collect(),
        scene,
        memory,
        editor,
        minutes,
        digest,
        today: day_of(now_millis),
        now_millis,
        item: None,
        focus: None,
    };
    completed_field::go_on(ui.ctx(), &mut sheet.memory.goes_on);
    sheet.begin();
    sheet.show(place);
    sheet.write_what_was_typed(ui.ctx());
    sheet.add_typed_people();
    sheet.take_keys(ui.ctx());
    sheet.overview_ui(ui);
    sheet.keys_ui(ui);
    widgets::page(ui, PAGE_WIDTH, |ui| {
        ui.spacing_mut().item_spacing.y = theme::GAP;
        sheet.head_ui(ui);
        sheet.attendance_ui(ui);
        sheet.carried_ui(ui);
        sheet.agenda_ui(ui);
    });
    sheet.end(ui.ctx());
}

impl Memory {
    /// Whether the caret shall go to the title, which the header draws.
    pub fn takes_title(&mut self) -> bool {
        let is_title = |wanted: &mut Spot| match wanted {
            Spot::At(Place::Title) => true,
            Spot::At(Place::Meeting(fact)) => fact == MEETING_TITLE,
            _ => false,
        };
        self.wanted.take_if(is_title).is_some()
    }

    /// The caret comes down from the title.
    pub fn enter_from_title(&mut self) {
        let first = head::facts().next();
        self.wanted = first.map(|fact| Spot::At(Place::Meeting(fact.to_owned())));
    }
}

fn day_of(millis: i64) -> Date {
    let moment = Timestamp::from_millisecond(millis).unwrap_or_default();
    TimeZone::system().to_datetime(moment).date()
}

impl Sheet<'_, '_> {
    /// New minutes: the first empty field of the head has the keyboard.
    fn begin(&mut self) {
        if std::mem::replace(&mut self.memory.is_begun, true) {
            return;
        }
        let is_new = self.minutes.agenda.is_empty() && self.minutes.attendance.is_empty();
        if is_new && self.is_writable() {
            let empty = head::facts().find(|fact| !self.minutes.meeting.contains_key(*fact));
            self.memory.wanted = empty.map(|fact| Spot::At(Place::Meeting(fact.to_owned())));
        }
    }

    /// Goes to the place the screen was asked to show, and marks it.
    fn show(&mut self, place: Option<&Place>) {
        if self.memory.shown.as_ref() == place {
            return;
        }
        self.memory.shown = place.cloned();
        self.memory.marked = place.cloned();
        if let Some(place) = place {
            if let Place::DecisionVote(decision, _) = place {
                self.memory.open_votes.insert(decision.clone());
            }
            self.memory.wanted = Some(Spot::At(place.clone()));
        }
    }

    /// Notes where the person is.
    fn end(self, ctx: &egui::Context) {
        let now_millis = self.now_millis;
        let (spot, item) = self
            .focus
            .map_or((None, None), |(spot, item)| (Some(spot), item));
        if spot != self.memory.focused {
            let place = match &spot {
                Some(Spot::At(place)) => Some(place.clone()),
                _ => None,
            };
            if place.is_some() && place != self.memory.marked {
                self.memory.marked = None;
            }
            let at = EditorAction::At(place);
            self.scene.wish(Action::Editor(self.editor.id, at));
            self.memory.focused = spot;
        }
        if let Some(item) = item {
            if self.memory.at_item.as_ref() != Some(&item) {
                self.memory.clock.enter(&item, now_millis);
            }
            self.memory.at_item = Some(item);
        }
        if self.memory.clock.running().is_some() {
            ctx.request_repaint_after(std::time::Duration::from_secs(1));
        }
        match self.memory.wanted {
            Some(_) if self.memory.waited < LONGEST_WAIT => {
                self.memory.waited += 1;
                ctx.request_repaint();
            }
            _ => {
                self.memory.wanted = None;
                self.memory.waited = 0;
            }
        }
    }
}
