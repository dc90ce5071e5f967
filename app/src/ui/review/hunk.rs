//! One change on the review page: before and after, who wrote it, what was said about it, what was struck
//! of it, and what can be done with it.

use council::comment::SaidComment;
use council::edit::Place;
use council::review::Strike;
use egui::{Frame, Key, Margin, Modifiers, RichText, Stroke, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_COMMENT, ICON_CONTENT_CUT, ICON_DESCRIPTION, ICON_ERROR, ICON_GROUP,
    ICON_PERSON,
};
use format::ActId;

use super::changes::{Deed, Memory};
use crate::command_line::moments::moment;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor, NewComment};
use crate::core::review::{Changes, Hunk};
use crate::say;
use crate::ui::document::{past, struck, writers};
use crate::ui::{Scene, theme, widgets};
use crate::words::place;

/// A comment that is typed.
#[derive(Debug)]
pub(super) struct Saying {
    /// The number of the change it is about.
    pub(super) at: usize,
    pub(super) text: String,
    /// The comment it answers.
    pub(super) answers: Option<ActId>,
    pub(super) takes_focus: bool,
}

/// A strike of which the reason is typed.
#[derive(Debug)]
pub(super) struct Striking {
    /// The number of the change.
    pub(super) at: usize,
    /// Which part of it; 0: all of it.
    part: usize,
    reason: String,
    is_tried: bool,
    takes_focus: bool,
}

impl Striking {
    pub(super) fn new(at: usize) -> Self {
        Self {
            at,
            part: 0,
            reason: String::new(),
            is_tried: false,
            takes_focus: true,
        }
    }
}

/// Whether this person may strike here.
pub(super) fn may_strike(editor: &Editor) -> bool {
    let decisions = editor.judged.decisions.as_ref();
    editor.read_only.is_none() && decisions.is_some_and(|decisions| decisions.may_strike())
}

/// Draws a frame around what the person is at.
fn framed(ui: &mut Ui, is_here: bool, content: impl FnOnce(&mut Ui)) {
    let line = match is_here {
        true => Stroke::new(2.0, theme::palette(ui).accent),
        false => Stroke::NONE,
    };
    Frame::NONE
        .stroke(line)
        .corner_radius(10)
        .inner_margin(Margin::same(3))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GRID;
            content(ui);
        });
}

/// One change. Returns what is to be done with it.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    changes: &Changes,
    at: usize,
) -> Option<Deed> {
    let hunk = changes.hunks.get(at)?;
    let mut deed = None;
    framed(ui, memory.at == at, |ui| {
        past::compared_ui(ui, scene, &hunk.passage);
        ui.horizontal_wrapped(|ui| {
            ui.add_space(theme::GAP);
            authors_ui(ui, scene, hunk);
        });
        for strike in &hunk.strikes {
            let names = strike.place != hunk.place;
            ui.push_id(strike.change, |ui| {
                struck::strike_ui(ui, scene, editor, strike, names);
            });
        }
        ui.horizontal_wrapped(|ui| {
            ui.add_space(theme::GAP);
            let mut buttons = vec![
                (ICON_DESCRIPTION, "review-open-place", Deed::Open),
                (ICON_COMMENT, "review-comment-key", Deed::Comment),
            ];
            if may_strike(editor) && !hunk.is_struck() {
                buttons.push((ICON_CONTENT_CUT, "review-strike-key", Deed::Strike));
            }
            for (icon, word, what) in buttons {
                if widgets::button(ui, icon, scene.word(word)).clicked() {
                    memory.at = at;
                    deed = Some(what);
                }
            }
        });
        striking_ui(ui, scene, memory, editor, changes, at);
        threads_ui(ui, scene, memory, editor, (&hunk.place, &hunk.strikes), at);
        saying_ui(ui, scene, memory, editor, &hunk.place, at);
    });
    deed
}

/// Something that was struck and reads as before now.
pub(super) fn struck_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    strike: &Strike,
    at: usize,
) {
    framed(ui, memory.at == at, |ui| {
        struck::strike_ui(ui, scene, editor, strike, true);
        let own = std::slice::from_ref(strike);
        threads_ui(ui, scene, memory, editor, (&strike.place, own), at);
        saying_ui(ui, scene, memory, editor, &strike.place, at);
    });
}

fn authors_ui(ui: &mut Ui, scene: &Scene<'_>, hunk: &Hunk) {
    let palette = theme::palette(ui);
    if hunk.is_of_several {
        let colours = (palette.warn, palette.warn_soft);
        widgets::chip(ui, ICON_GROUP, scene.word("review-several"), colours);
    }
    for author in &hunk.authors {
        let colour = writers::colour(ui, scene, Some(author));
        let name = writers::name_and_office(scene, Some(author));
        widgets::chip(ui, ICON_PERSON, &name, (colour, writers::behind(colour)));
    }
}

/// Why something is struck, and how much of it. Ctrl+Enter or the button strikes, Escape puts it away.
fn striking_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    changes: &Changes,
    at: usize,
) {
    let Some(striking) = memory
        .striking
        .as_mut()
        .filter(|striking| striking.at == at)
    else {
        return;
    };
    let Some(hunk) = changes.hunks.get(at) else {
        return;
    };
    let palette = theme::palette(ui);
    let escapes = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let mut is_done = escapes;
    Frame::NONE
        .fill(palette.bar)
        .corner_radius(8)
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.add(egui::Label::new(theme::bold(scene.word("strike-heading"))).wrap());
            ui.add(egui::Label::new(theme::weak(ui, scene.word("strike-hint"))).wrap());
            if !hunk.parts.is_empty() {
                ui.radio_value(&mut striking.part, 0, scene.word("strike-all"));
                for (number, part) in hunk.parts.iter().enumerate() {
                    let name = place::words(scene.language(), &editor.view, part);
                    ui.radio_value(&mut striking.part, number + 1, name);
                }
            }
            let label = scene.word("strike-reason");
            let field = widgets::labelled_field(ui, label, &mut striking.reason, "");
            if std::mem::take(&mut striking.takes_focus) {
                field.request_focus();
            }
            let is_entered = widgets::is_entered(ui, &field);
            if striking.is_tried && striking.reason.trim().is_empty() {
                let text = scene.word("strike-no-reason");
                widgets::banner(ui, ICON_ERROR, text, (palette.bad, palette.bad_soft));
            }
            ui.horizontal_wrapped(|ui| {
                let word = scene.word("strike-do");
                let strikes = widgets::primary_button(ui, ICON_CONTENT_CUT, word).clicked();
                if strikes || is_entered {
                    striking.is_tried = true;
                    if !striking.reason.trim().is_empty() {
                        let part = striking.part.checked_sub(1);
                        let part = part.and_then(|part| hunk.parts.get(part));
                        let action = EditorAction::Strike {
                            place: part.unwrap_or(&hunk.place).clone(),
                            reviewed: changes.span.reviewed(),
                            reason: striking.reason.trim().to_owned(),
                        };
                        scene.wish(Action::Editor(editor.id, action));
                        is_done = true;
                    } else if is_entered {
                        striking.takes_focus = true;
                    }
                }
                is_done |= widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked();
            });
        });
    if is_done {
        memory.striking = None;
    }
}

/// What was said about a thing, oldest first, answers below what they answer.
fn threads_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    (of, strikes): (&Place, &[Strike]),
    at: usize,
) {
    let Some(numbers) = memory.threads.of(editor, of) else {
        return;
    };
    let palette = theme::palette(ui);
    for number in numbers {
        let Some(said) = editor.comments.get(number) else {
            continue;
        };
        let is_answer = said.comment.answers.is_some();
        // Why something was struck stands with the strike already.
        let is_told = strikes
            .iter()
            .any(|strike| strike.by == Some(said.author) && strike.reason == said.comment.text);
        if is_told && !is_answer {
            continue;
        }
        ui.push_id(said.id, |ui| {
            Frame::NONE
                .fill(palette.surface)
                .stroke(Stroke::new(1.0, palette.line))
                .corner_radius(8)
                .inner_margin(Margin::symmetric(12, 8))
                .outer_margin(Margin {
                    left: if is_answer { 32 } else { 8 },
                    right: 8,
                    top: 0,
                    bottom: 0,
                })
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.horizontal_wrapped(|ui| {
                        ui.label(theme::bold(writers::name_and_office(
                            scene,
                            Some(&said.author),
                        )));
                        let when = moment(scene.language(), said.time_millis);
                        ui.label(theme::small(ui, when));
                    });
                    ui.add(egui::Label::new(said.comment.text.as_str()).wrap());
                    let answer = RichText::new(scene.word("comment-answer")).color(palette.accent);
                    if scene.state.may_write() && ui.link(answer).clicked() {
                        memory.at = at;
                        memory.saying = Some(Saying {
                            at,
                            text: String::new(),
                            answers: Some(said.id),
                            takes_focus: true,
                        });
                    }
                });
        });
    }
}

/// The field for a comment. Enter says it, Escape puts it away.
fn saying_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    of: &Place,
    at: usize,
) {
    let Some(saying) = memory.saying.as_mut().filter(|saying| saying.at == at) else {
        return;
    };
    let escapes = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let answered = saying.answers.and_then(|id| {
        let mut comments = editor.comments.iter();
        comments.find(|said| said.id == id)
    });
    let label = match answered {
        Some(said) => {
            let name = writers::name(scene, Some(&said.author));
            say!(scene.language(), "review-answer-field", name = name)
        }
        None => scene.word("review-comment-field").to_owned(),
    };
    let field = widgets::labelled_field(ui, &label, &mut saying.text, "");
    if std::mem::take(&mut saying.takes_focus) {
        field.request_focus();
    }
    let is_entered = widgets::is_entered(ui, &field);
    if is_entered && !saying.text.trim().is_empty() {
        let comment = NewComment {
            place: Some(of.clone()),
            range: None,
            text: saying.text.trim().to_owned(),
            answers: saying.answers,
        };
        scene.wish(Action::Editor(editor.id, EditorAction::Comment(comment)));
    }
    if escapes || is_entered {
        memory.saying = None;
    }
}

/// The comments at each thing, as numbers of the document's comments.
#[derive(Debug, Default)]
pub(super) struct Threads {
    made_for: Option<(format::DocumentId, u64)>,
    of: std::collections::BTreeMap<Place, Vec<usize>>,
}

impl Threads {
    /// The comments at a thing: threads by their first comments, each followed by its answers.
    fn of(&mut self, editor: &Editor, place: &Place) -> Option<Vec<usize>> {
        let made_for = Some((editor.id, editor.revision().shape));
        if self.made_for != made_for {
            self.made_for = made_for;
            self.of = by_thing(&editor.comments);
        }
        self.of.get(&crate::core::review::whole(place)).cloned()
    }

    /// The comment that an answer at a thing would answer: the first of the thread that was begun last.
    pub(super) fn last(&mut self, editor: &Editor, place: &Place) -> Option<ActId> {
        let numbers = self.of(editor, place)?;
        let comments = numbers
            .iter()
            .filter_map(|number| editor.comments.get(*number));
        let mut firsts = comments.filter(|said| said.comment.answers.is_none());
        firsts.next_back().map(|said| said.id)
    }
}

fn by_thing(comments: &[SaidComment]) -> std::collections::BTreeMap<Place, Vec<usize>> {
    // Of each comment, the first of its thread.
    let mut first_of: std::collections::HashMap<ActId, usize> = std::collections::HashMap::new();
    let mut threads: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
    for (number, said) in comments.iter().enumerate() {
        let first = said.comment.answers.and_then(|of| first_of.get(&of));
        let first = first.copied().unwrap_or(number);
        first_of.insert(said.id, first);
        threads.entry(first).or_default().push(number);
    }
    let mut found: std::collections::BTreeMap<Place, Vec<usize>> = Default::default();
    for (first, numbers) in threads {
        if let Some(place) = Place::from_key(&comments[first].comment.place) {
            let whole = crate::core::review::whole(&place);
            found.entry(whole).or_default().extend(numbers);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use council::act::Comment;
    use council::edit::Collection;
    use format::PublicKey;

    use super::*;

    #[test]
    fn answers_stand_below_what_they_answer_at_the_thing_it_is_about() {
        let said = |id: u8, place: &str, answers: Option<u8>| SaidComment {
            id: ActId::from_bytes([id; 32]),
            author: PublicKey::from_bytes([1; 32]),
            time_millis: i64::from(id),
            comment: Comment {
                place: place.to_owned(),
                anchor: None,
                quote: String::new(),
                text: id.to_string(),
                answers: answers.map(|id| ActId::from_bytes([id; 32])),
                mentions: None,
            },
        };
        let comments = [
            said(1, "clause/a/body", None),
            said(2, "clause/a/deleted", None),
            said(3, "clause/a/body", Some(1)),
            said(4, "title", None),
            said(5, "", Some(3)),
        ];
        let found = by_thing(&comments);
        let clause = Place::Mark(Collection::Clauses, "a".to_owned());
        assert_eq!(found[&clause], [0, 2, 4, 1]);
        assert_eq!(found[&Place::Title], [3]);
    }
}
