//! The editor of a policy: its clauses as cards in one scroll.
//!
//! Only the cards on the screen are built, and whatever follows from the whole document is made again
//! only when something other than typing happened: a long policy is typed in as quickly as a short one.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `rows` | what cards show besides the texts |
//! | `card` | one clause |
//! | `field` | its heading and body: read as Markdown, written in place |
//! | `keys` | keys across fields, and on whole clauses |
//! | `find` | looking for words |
//! | `bars` | what is offered below: clauses that were chosen, removed, pasted |
//! | `conflict` | values and texts of which one is to be chosen |

use std::collections::BTreeSet;
use std::ops::Range;

use council::edit::{Collection, Edit, New, Place};
use council::view::{Clause, Policy};
use egui::{Frame, Ui};
use egui_material_icons::icons::{ICON_ADD, ICON_ARTICLE};

use super::virtual_list::VirtualList;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor, RemovedClause, TextSplice};
use crate::ui::text_field::Caret;
use crate::ui::{Scene, theme, widgets};

mod bars;
mod card;
mod conflict;
mod field;
mod find;
mod keys;
pub(crate) mod rows;

pub(in crate::ui::document) use field::field_id;
use rows::Rows;

/// How long a place that was jumped to stays marked, in seconds.
const MARKED_SECONDS: f64 = 2.0;
/// Beside the cards: their numbers and handles, in points.
const GUTTER: f32 = 56.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    is_begun: bool,
    /// Whether Enter in the title asks for a first clause.
    adds_first: bool,
    rows: Rows,
    list: VirtualList,
    kept: field::Kept,
    /// The field in which the person is, or was last.
    here: Option<Here>,
    /// The field that gets the focus as soon as it is there.
    wanted: Option<Wanted>,
    jump: Option<Jump>,
    /// Where the jump leads, once it is drawn.
    jump_rect: Option<egui::Rect>,
    /// A clause that must come onto the screen if it is not.
    seen: Option<usize>,
    /// A clause that was moved: the screen follows it.
    follow: Option<String>,
    /// A clause that is marked for a moment, until then by the toolkit's clock.
    marked: Option<(String, f64)>,
    /// The visit to a place that was followed last.
    visit: u64,
    find: find::Memory,
    /// Clauses that are chosen together.
    chosen: BTreeSet<String>,
    chosen_last: Option<usize>,
    /// Clauses that were removed just now.
    removed: Option<Vec<String>>,
    removed_list: Option<(u64, Vec<RemovedClause>)>,
    is_removed_open: bool,
    pasted: Option<bars::Pasted>,
    /// The clause that is dragged, and where the pointer is.
    dragged: Option<(String, f32)>,
    /// A comment whose words were clicked.
    shown_comment: Option<format::ActId>,
}

/// The field in which the person is.
#[derive(Debug, Clone, PartialEq)]
struct Here {
    place: Place,
    selection: Range<usize>,
    caret: Option<Caret>,
    is_composing: bool,
}

/// A field that is to get the focus.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    place: Place,
    caret: CaretWish,
}

/// Where the caret is to be.
#[derive(Debug, Clone, PartialEq)]
enum CaretWish {
    Start,
    End,
    /// On the first line, so far from the left.
    FirstLineAt(f32),
    /// On the last line, so far from the left.
    LastLineAt(f32),
}

/// A place to scroll to.
#[derive(Debug, Clone, PartialEq)]
struct Jump {
    place: Place,
    range: Option<Range<usize>>,
    /// Whether it is marked for a moment.
    is_marked: bool,
    /// Whether it goes to the upper edge even if it is on the screen.
    is_forced: bool,
}

/// What the person asks for that is not in the editor itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// To say something about these characters, or about the whole place.
    Comment(Place, Option<Range<usize>>),
    /// To read what was said there.
    ShowComments(Place),
    /// To read this comment.
    ShowComment(format::ActId),
}

impl Memory {
    /// Scrolls to a place, and marks it for a moment.
    pub fn go_to(&mut self, place: Place, range: Option<Range<usize>>) {
        self.jump = Some(Jump {
            place,
            range,
            is_marked: true,
            is_forced: true,
        });
    }

    /// What is selected, for a comment: the place and the characters.
    pub fn selection(&self) -> Option<(&Place, &Range<usize>)> {
        let here = self.here.as_ref()?;
        Some((&here.place, &here.selection))
    }

    /// Whether the caret wants to go up into the title. A policy without a name and without clauses is new:
    /// it begins there.
    pub fn takes_title(&mut self, editor: &Editor, policy: &Policy) -> bool {
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let is_empty = policy.title.is_empty() && policy.clauses.is_empty();
        if is_first && is_empty && editor.read_only.is_none() {
            return true;
        }
        let is_title = |wanted: &mut Wanted| wanted.place == Place::Title;
        self.wanted.take_if(is_title).is_some()
    }

    /// The caret comes down from the title.
    pub fn enter_from_title(&mut self, policy: &Policy) {
        self.adds_first = policy.clauses.is_empty();
        if let Some(clause) = policy.clauses.first() {
            let has_heading = clause.level > 0 || !clause.heading.is_empty();
            let place = match has_heading {
                true => Place::ClauseHeading(clause.id.clone()),
                false => Place::ClauseBody(clause.id.clone()),
            };
            self.wanted = Some(Wanted {
                place,
                caret: CaretWish::Start,
            });
        }
    }

    /// The clause at the upper edge of the screen.
    pub fn first_on_screen(&mut self) -> usize {
        self.list.first_on_screen()
    }
}

/// What the parts of the page work with.
struct Page<'a, 's> {
    scene: &'a mut Scene<'s>,
    memory: &'a mut Memory,
    editor: &'a Editor,
    policy: &'a Policy,
    asked: Vec<Asked>,
}

/// Draws it. Returns what is asked for besides.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    policy: &Policy,
    place: Option<&Place>,
) -> Vec<Asked> {
    let mut page = Page {
        scene,
        memory,
        editor,
        policy,
        asked: Vec::new(),
    };
    page.sync(place);
    page.take_keys(ui);
    page.find_ui(ui);
    page.bars_ui(ui);
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| page.list_ui(ui));
    if let Some(comment) = page.memory.shown_comment.take() {
        page.asked.push(Asked::ShowComment(comment));
    }
    page.asked
}

impl Page<'_, '_> {
    fn can_write(&self) -> bool {
        self.editor.read_only.is_none()
    }

    fn tell(&mut self, action: EditorAction) {
        self.scene.wish(Action::Editor(self.editor.id, action));
    }

    fn edit(&mut self, edits: Vec<Edit>) {
        self.tell(EditorAction::Edit(edits));
    }

    fn splice(&mut self, place: &Place, splice: TextSplice) {
        self.tell(EditorAction::Splice(place.clone(), splice));
    }

    /// Takes in what happened since the last frame.
    fn sync(&mut self, place: Option<&Place>) {
        if self.memory.rows.sync(self.editor, self.policy) {
            let clauses = &self.policy.clauses;
            let ids = clauses.iter().map(|clause| clause.id.as_str());
            let estimate = |at: usize, width: f32| estimated_height(&clauses[at], width);
            self.memory.list.sync(ids, estimate);
            let rows = &self.memory.rows;
            self.memory.chosen.retain(|id| rows.at(id).is_some());
            let removed = self.memory.removed.iter().flatten();
            if removed.clone().count() > 0 && removed.clone().any(|id| rows.at(id).is_some()) {
                // Somebody brought it back.
                self.memory.removed = None;
            }
        }
        let visits = self.scene.state.visits;
        if self.memory.visit != visits {
            self.memory.visit = visits;
            if let Some(place) = place {
                self.memory.go_to(place.clone(), None);
            }
        }
        for (place, splices) in self.editor.carets() {
            if let Some(here) = self
                .memory
                .here
                .as_mut()
                .filter(|here| here.place == *place)
            {
                for splice in splices {
                    here.selection = splice.move_range(&here.selection);
                }
            }
        }
        if let Some(id) = self
            .memory
            .follow
            .take_if(|id| self.memory.rows.at(id).is_some())
        {
            self.memory.seen = self.memory.rows.at(&id);
        }
    }

    fn list_ui(&mut self, ui: &mut Ui) {
        if self.policy.clauses.is_empty() && !self.can_write() {
            let (title, text) = (self.scene.word("policy-empty"), "");
            widgets::empty_state(ui, ICON_ARTICLE, title, text);
            return;
        }
        self.page_keys(ui);
        let mut list = std::mem::take(&mut self.memory.list);
        self.scroll(ui, &mut list);
        let kept = self.kept(ui);
        // One closure draws cards, another what stands below them: both need the page.
        let page = std::cell::RefCell::new(&mut *self);
        list.show(
            ui,
            theme::TEXT_WIDTH + GUTTER,
            &kept,
            |ui, at| page.borrow_mut().card_ui(ui, at),
            |ui| page.borrow_mut().end_ui(ui),
        );
        self.drop_dragged(ui, &mut list);
        self.memory.list = list;
    }

    /// Cards that must be drawn wherever they are: one with the focus would lose it otherwise.
    fn kept(&self, ui: &Ui) -> Vec<usize> {
        let here = self.memory.here.as_ref().filter(|here| {
            let id = field_id(self.editor.id, &here.place);
            ui.memory(|memory| memory.has_focus(id))
        });
        let places = here
            .map(|here| &here.place)
            .into_iter()
            .chain(self.memory.wanted.as_ref().map(|wanted| &wanted.place));
        let mut kept: Vec<usize> = places
            .filter_map(|place| self.memory.rows.clause_of(place))
            .collect();
        kept.dedup();
        kept
    }

    /// Page Up and Page Down turn pages, also while somebody writes.
    fn page_keys(&mut self, ui: &Ui) {
        let mut by = 0.0;
        ui.input_mut(|input| {
            for (key, direction) in [(egui::Key::PageUp, -1.0), (egui::Key::PageDown, 1.0)] {
                if input.consume_key(egui::Modifiers::NONE, key) {
                    by += direction;
                }
            }
        });
        if by != 0.0 {
            let room = self.memory.list.room();
            self.memory.list.scroll_by(by * room * 0.9);
        }
    }

    /// Scrolls to where somebody wants to be.
    fn scroll(&mut self, ui: &Ui, list: &mut VirtualList) {
        if let Some(seen) = self.memory.seen.take()
            && !list.is_on_screen(seen)
        {
            list.scroll_to(seen);
        }
        // Drawn in the last pass: now it is known where exactly.
        if let Some(rect) = self.memory.jump_rect.take() {
            self.memory.jump = None;
            let shown = ui.max_rect().shrink2(egui::vec2(0.0, 48.0));
            if rect.max.y > shown.max.y || rect.min.y < shown.min.y {
                list.scroll_by(rect.center().y - shown.center().y);
            }
        }
        let Some(jump) = &mut self.memory.jump else {
            return;
        };
        let Some(at) = self.memory.rows.clause_of(&jump.place) else {
            // The header's, or gone.
            self.memory.jump = None;
            return;
        };
        if std::mem::take(&mut jump.is_forced) || !list.is_on_screen(at) {
            list.scroll_to(at);
        }
        if std::mem::take(&mut jump.is_marked) {
            let until = ui.input(|input| input.time) + MARKED_SECONDS;
            self.memory.marked = Some((self.policy.clauses[at].id.clone(), until));
        }
        if jump.range.is_none() {
            self.memory.jump = None;
        }
        ui.ctx().request_repaint();
    }

    /// What stands below the clauses: a new one, and those that were removed.
    fn end_ui(&mut self, ui: &mut Ui) {
        let adds_first = std::mem::take(&mut self.memory.adds_first);
        if !self.can_write() {
            return;
        }
        ui.add_space(theme::GAP);
        if self.policy.clauses.is_empty() {
            let (title, text) = (
                self.scene.word("policy-empty"),
                self.scene.word("policy-empty-hint"),
            );
            let add = (ICON_ADD, self.scene.word("policy-add-clause"));
            if widgets::empty_state_with(ui, (ICON_ARTICLE, title, text), add) || adds_first {
                self.add_clause();
            }
        } else {
            ui.horizontal(|ui| {
                ui.add_space(GUTTER);
                if widgets::button(ui, ICON_ADD, self.scene.word("policy-add-clause")).clicked() {
                    self.add_clause();
                }
            });
        }
        self.removed_ui(ui);
    }

    fn add_clause(&mut self) {
        let last = self.policy.clauses.last();
        let new = Clause {
            id: uuid::Uuid::new_v4().to_string(),
            level: last.map_or(1, |last| last.level.max(1)),
            ..Clause::default()
        };
        self.memory.wanted = Some(Wanted {
            place: Place::ClauseHeading(new.id.clone()),
            caret: CaretWish::Start,
        });
        self.memory.follow = Some(new.id.clone());
        self.edit(vec![Edit::Insert {
            new: New::Clause(new),
            after: last.map(|last| last.id.clone()),
        }]);
    }

    /// The line where a dragged clause would go, and the move once it is let go.
    fn drop_dragged(&mut self, ui: &mut Ui, list: &mut VirtualList) {
        let Some((id, y)) = self.memory.dragged.clone() else {
            return;
        };
        let Some(from) = self.memory.rows.at(&id) else {
            self.memory.dragged = None;
            return;
        };
        let gap = list.gap_at(y);
        let is_elsewhere = gap != from && gap != from + 1;
        if is_elsewhere {
            let room = ui.max_rect();
            let stroke = egui::Stroke::new(3.0, theme::palette(ui).accent);
            let inside = room.shrink2(egui::vec2(theme::GROUP, 0.0));
            let line = list.gap_y(gap);
            ui.painter()
                .with_clip_rect(room)
                .hline(inside.x_range(), line, stroke);
        }
        // Near an edge the list goes along.
        let room = ui.max_rect();
        if y < room.top() + 40.0 {
            list.scroll_by(-12.0);
        } else if y > room.bottom() - 40.0 {
            list.scroll_by(12.0);
        }
        ui.ctx().request_repaint();
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.memory.dragged = None;
        } else if ui.input(|input| input.pointer.any_released() || !input.pointer.any_down()) {
            self.memory.dragged = None;
            if is_elsewhere {
                let after = gap.checked_sub(1);
                let after = after.map(|at| self.policy.clauses[at].id.clone());
                self.edit(vec![Edit::Move {
                    collection: Collection::Clauses,
                    id,
                    after,
                }]);
            }
        }
    }
}

/// About how high a card is, before it was drawn.
fn estimated_height(clause: &Clause, width: f32) -> f32 {
    const LETTER: f32 = 7.4;
    const LINE: f32 = 22.0;
    let letters = ((width - GUTTER - 32.0) / LETTER).max(10.0);
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let lines = clause.body.len() as f32 / letters + clause.body.matches('\n').count() as f32 * 0.7;
    64.0 + (lines.ceil() + 1.0) * LINE
}
