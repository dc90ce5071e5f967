//! One open document: its header, its editor, and one side panel.

use std::collections::HashMap;

use council::edit::{Collection, Place};
use council::view::View;
use egui::{Key, Modifiers, Ui};
use format::DocumentId;

use self::panel::decisions;
use super::{Scene, widgets};
use crate::core::editor::Editor;
use crate::core::editors::Slot;
use crate::core::panel::Panel;
use crate::core::{Action, Screen};

mod attached;
pub mod conflict;
pub mod header;
pub mod matrix;
pub mod minutes;
pub mod overlap;
pub mod panel;
pub mod past;
pub mod policy;
pub mod raising;
mod restarting;
pub mod struck;
pub mod virtual_list;
pub mod words;
pub mod writers;

/// What belongs to the screen alone, per document.
#[derive(Debug, Default)]
pub struct Memory {
    header: HashMap<DocumentId, header::Memory>,
    policies: HashMap<DocumentId, policy::Memory>,
    minutes: HashMap<DocumentId, minutes::Memory>,
    matrices: HashMap<DocumentId, matrix::Memory>,
    panel: panel::Memory,
    past: past::Memory,
    restarting: restarting::Memory,
}

impl Memory {
    /// Takes in how comments fare that were sent. To be called before anything is drawn.
    pub fn follow_sent(&mut self, scene: &Scene<'_>) {
        self.panel.comments.follow_sent(scene);
    }

    /// Comments that were begun and not sent are kept also when the program ends.
    pub fn keep_unsent(&mut self, scene: &mut Scene<'_>) {
        self.panel.comments.keep_unsent(scene);
    }

    /// Forgets the documents whose editors are gone: theirs would be in memory for nothing.
    fn forget_closed(&mut self, scene: &Scene<'_>) {
        let editors = &scene.state.editors;
        let is_there = |id: &DocumentId| editors.slot(id).is_some();
        self.header.retain(|id, _| is_there(id));
        self.policies.retain(|id, _| is_there(id));
        self.minutes.retain(|id, _| is_there(id));
        self.matrices.retain(|id, _| is_there(id));
    }
}

/// Draws it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: (&mut Memory, &mut decisions::Memory),
    id: DocumentId,
    place: Option<&Place>,
) {
    let state = scene.state;
    match state.editors.slot(&id) {
        Some(Slot::Open(editor)) => open_ui(ui, scene, memory, editor, place),
        Some(Slot::Failed(why)) => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::problem(ui, scene.word("document-unopened"), why);
            });
        }
        Some(Slot::Opening) | None => {
            egui::CentralPanel::default().show(ui, |ui| {
                widgets::centred_note(ui, scene.word("document-opening"));
            });
        }
    }
}

fn open_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    (memory, decisions): (&mut Memory, &mut decisions::Memory),
    editor: &Editor,
    place: Option<&Place>,
) {
    let id = editor.id;
    comment_key(ui, scene, memory, editor);
    memory.forget_closed(scene);
    let of_policy = memory.policies.entry(id).or_default();
    let takes_title = match &editor.view {
        View::Policy(policy) => of_policy.takes_title(editor, policy),
        View::Minutes(_) => memory.minutes.entry(id).or_default().takes_title(),
        View::Matrix(matrix) => {
            let of_matrix = memory.matrices.entry(id).or_default();
            of_matrix.takes_title(editor, matrix)
        }
    };
    let of_policy = memory.policies.entry(id).or_default();
    let current = matches!(editor.view, View::Policy(_)).then(|| of_policy.first_on_screen());
    let header = memory.header.entry(id).or_default();
    let goes_down = header::ui(ui, scene, header, editor, takes_title);
    if !past::is_shown(editor) {
        header::beside_ui(ui, scene, editor);
    }
    match &editor.view {
        View::Policy(policy) if goes_down => of_policy.enter_from_title(policy),
        View::Minutes(_) if goes_down => {
            memory.minutes.entry(id).or_default().enter_from_title();
        }
        View::Matrix(_) if goes_down => {
            let of_matrix = memory.matrices.entry(id).or_default();
            of_matrix.enter_from_title(ui.ctx());
        }
        _ => {}
    }
    restarting::ui(ui, scene, &mut memory.restarting, editor);
    let asked = header.takes_place().map(|place| (place, None));
    let panel = (&mut memory.panel, decisions);
    let go_to = panel::ui(ui, scene, panel, editor, current);
    if past::is_shown(editor) {
        past::ui(ui, scene, &mut memory.past, editor);
    } else {
        match &editor.view {
            View::Policy(policy) => {
                let of_policy = memory.policies.entry(id).or_default();
                let asked = policy::ui(ui, scene, of_policy, editor, policy, place);
                for asked in asked {
                    answer(scene, &mut memory.panel, editor, asked);
                }
            }
            View::Minutes(minutes) => {
                let memory = memory.minutes.entry(id).or_default();
                minutes::ui(ui, scene, memory, editor, minutes, place);
            }
            View::Matrix(matrix) => {
                let memory = memory.matrices.entry(id).or_default();
                matrix::ui(ui, scene, memory, editor, matrix, place);
            }
        }
    }
    if let Some((place, range)) = asked.or(go_to) {
        match &editor.view {
            View::Policy(_) => memory.policies.entry(id).or_default().go_to(place, range),
            View::Matrix(_) => memory.matrices.entry(id).or_default().go_to(place),
            View::Minutes(_) => scene.wish(Screen::Document(id, Some(place))),
        }
    }
}

/// What the editor asks for outside itself.
fn answer(scene: &mut Scene<'_>, panel: &mut panel::Memory, editor: &Editor, asked: policy::Asked) {
    if scene.state.panel != Some(Panel::Comments) {
        scene.wish(Action::Panel(Panel::Comments));
    }
    match asked {
        policy::Asked::Comment(place, range) => {
            panel.comments.begin(editor.id, Some(place), range);
        }
        policy::Asked::ShowComments(place) => panel.comments.show_at(editor, &place),
        policy::Asked::ShowComment(comment) => panel.comments.show_one(comment),
    }
}

/// Ctrl+Alt+M: a comment on what is selected, else on the thing in which the person is, else on the
/// whole document.
fn comment_key(ui: &Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let keys = Modifiers::COMMAND | Modifiers::ALT;
    if !ui.input_mut(|input| input.consume_key(keys, Key::M)) {
        return;
    }
    let selected = memory
        .policies
        .get(&editor.id)
        .and_then(policy::Memory::selection);
    let (place, range) = match selected {
        Some((place, range)) if !range.is_empty() => (Some(place.clone()), Some(range.clone())),
        _ => (editor.at.clone().map(whole_of), None),
    };
    if scene.state.panel != Some(Panel::Comments) {
        scene.wish(Action::Panel(Panel::Comments));
    }
    memory.panel.comments.begin(editor.id, place, range);
}

/// The whole clause of one of its texts; other places as they are.
fn whole_of(place: Place) -> Place {
    match place.thing() {
        Some((Collection::Clauses, id)) => Place::Mark(Collection::Clauses, id.to_owned()),
        _ => place,
    }
}
