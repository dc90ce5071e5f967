//! One change on the review page: before and after, who wrote it, what was said about it, what was struck
//! of it, and what can be done with it.

use council::comment::SaidComment;
use council::edit::Place;
use council::review::{MAX_REASON_BYTES, Strike};
use egui::{Frame, Margin, RichText, Stroke, Ui};
use egui_material_icons::icons::{
    ICON_CLOSE, ICON_COMMENT, ICON_CONTENT_CUT, ICON_DESCRIPTION, ICON_ERROR, ICON_GROUP,
    ICON_PERSON, ICON_SEND,
};
use format::ActId;

use super::changes::{About, Deed, Memory};
use crate::command_line::moments::moment;
use crate::core::Action;
use crate::core::deciding::Saying as Done;
use crate::core::editor::{Action as EditorAction, COMMENT_CHARS, Editor, NewComment};
use crate::core::review::{Changes, Hunk};
use crate::say;
use crate::ui::document::words::Words;
use crate::ui::document::{past, struck, writers};
use crate::ui::keys::FormKeys;
use crate::ui::{Scene, theme, widgets};
use crate::words::place;

/// A comment that is typed.
#[derive(Debug)]
pub(super) struct Saying {
    /// The change it is about.
    pub(super) about: About,
    /// Its number; `None`: it is not among the changes any more.
    pub(super) at: Option<usize>,
    words: Words,
    /// The comment it answers.
    answers: Option<ActId>,
    takes_focus: bool,
    keys: FormKeys,
}

impl Saying {
    pub(super) fn is_typed(&self) -> bool {
        self.words.is_typed()
    }
}

/// A comment on the change the person is at. One that is typed already is about that from now on, unless it is
/// on its way.
pub(super) fn say(memory: &mut Memory, about: About, answers: Option<ActId>) {
    let at = Some(memory.at);
    match &mut memory.saying {
        Some(saying) if saying.words.is_under_way() => {}
        Some(saying) => {
            (saying.about, saying.at, saying.answers) = (about, at, answers);
            saying.takes_focus = true;
        }
        None => {
            memory.saying = Some(Saying {
                about,
                at,
                words: Words::default(),
                answers,
                takes_focus: true,
                keys: FormKeys::default(),
            });
        }
    }
}

/// A strike of which the reason is typed.
#[derive(Debug)]
pub(super) struct Striking {
    /// The change.
    pub(super) about: About,
    /// Its number; `None`: it is not among the changes any more.
    pub(super) at: Option<usize>,
    /// Which part of it; `None`: all of it.
    part: Option<Place>,
    reason: String,
    is_tried: bool,
    /// Whether it is wanted, and nobody looked yet whether it was done.
    is_sent: bool,
    /// Why nothing was struck.
    refused: Option<String>,
    takes_focus: bool,
    keys: FormKeys,
}

impl Striking {
    /// Begins to strike a change. What was typed for another one stays.
    pub(super) fn begin(before: Option<Self>, about: About, at: usize) -> Self {
        Self {
            about,
            at: Some(at),
            part: None,
            reason: before.map(|before| before.reason).unwrap_or_default(),
            is_tried: false,
            is_sent: false,
            refused: None,
            takes_focus: true,
            keys: FormKeys::default(),
        }
    }

    pub(super) fn is_typed(&self) -> bool {
        !self.reason.trim().is_empty()
    }
}

/// Takes in how what was said and struck fares.
pub(super) fn follow(memory: &mut Memory, editor: &Editor) {
    let saying = memory.saying.as_mut();
    if saying.is_some_and(|saying| saying.words.follow(editor)) {
        memory.saying = None;
    }
    let Some(striking) = memory.striking.as_mut().filter(|one| one.is_sent) else {
        return;
    };
    match &editor.judged.striking {
        Done::Refused(why) => {
            striking.is_sent = false;
            striking.refused = Some(why.clone());
            striking.takes_focus = true;
        }
        Done::Nothing | Done::UnderWay => memory.striking = None,
    }
}

/// What is typed about changes that are not there any more, above all others.
pub(super) fn loose_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let palette = theme::palette(ui);
    let colours = (palette.warn, palette.warn_soft);
    if let Some(saying) = memory.saying.as_ref().filter(|one| one.at.is_none()) {
        let what = place::words(scene.language(), &editor.view, &saying.about.place);
        let text = say!(scene.language(), "review-said-of-gone", what = what);
        widgets::banner(ui, ICON_COMMENT, &text, colours);
        saying_ui(ui, scene, memory, editor, None);
    }
    if let Some(striking) = memory.striking.as_ref().filter(|one| one.at.is_none()) {
        let what = place::words(scene.language(), &editor.view, &striking.about.place);
        let text = say!(
            scene.language(),
            "review-strike-of-gone",
            what = what,
            reason = striking.reason.as_str()
        );
        widgets::banner(ui, ICON_CONTENT_CUT, &text, colours);
        if widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked() {
            memory.striking = None;
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
        let of = (&hunk.place, hunk.strikes.as_slice());
        if let Some(answered) = threads_ui(ui, scene, memory, editor, of)
            && let Some(about) = About::at(changes, at)
        {
            memory.at = at;
            say(memory, about, Some(answered));
        }
        saying_ui(ui, scene, memory, editor, Some(at));
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
        if let Some(answered) = threads_ui(ui, scene, memory, editor, (&strike.place, own)) {
            memory.at = at;
            say(memory, About::of_strike(strike), Some(answered));
        }
        saying_ui(ui, scene, memory, editor, Some(at));
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

/// Why something is struck, and how much of it. Enter in the field or the button strikes, Escape puts it away.
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
        .filter(|striking| striking.at == Some(at))
    else {
        return;
    };
    let Some(hunk) = changes.hunks.get(at) else {
        return;
    };
    let palette = theme::palette(ui);
    let mut is_done = striking.keys.escapes(ui, scene);
    let shown = Frame::NONE
        .fill(palette.bar)
        .corner_radius(8)
        .inner_margin(Margin::same(12))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.add(egui::Label::new(theme::bold(scene.word("strike-heading"))).wrap());
            ui.add(egui::Label::new(theme::weak(ui, scene.word("strike-hint"))).wrap());
            if !hunk.parts.is_empty() {
                ui.radio_value(&mut striking.part, None, scene.word("strike-all"));
                for part in &hunk.parts {
                    let name = place::words(scene.language(), &editor.view, part);
                    ui.radio_value(&mut striking.part, Some(part.clone()), name);
                }
            }
            let label = scene.word("strike-reason");
            let field =
                widgets::limited_field(ui, label, &mut striking.reason, "", MAX_REASON_BYTES);
            if std::mem::take(&mut striking.takes_focus) {
                field.request_focus();
            }
            let is_entered = widgets::is_entered(ui, &field);
            if striking.is_tried && striking.reason.trim().is_empty() {
                let text = scene.word("strike-no-reason");
                widgets::banner(ui, ICON_ERROR, text, (palette.bad, palette.bad_soft));
            }
            if let Some(why) = &striking.refused {
                widgets::banner(ui, ICON_ERROR, why, (palette.bad, palette.bad_soft));
            }
            ui.horizontal_wrapped(|ui| {
                let word = scene.word("strike-do");
                let strikes = widgets::primary_button(ui, ICON_CONTENT_CUT, word).clicked();
                if strikes || is_entered {
                    striking.is_tried = true;
                    if !striking.reason.trim().is_empty() {
                        let place = striking.part.as_ref().unwrap_or(&hunk.place);
                        let action = EditorAction::Strike {
                            place: place.clone(),
                            reviewed: changes.span.reviewed(),
                            reason: striking.reason.trim().to_owned(),
                        };
                        scene.wish(Action::Editor(editor.id, action));
                        striking.is_sent = true;
                    } else if is_entered {
                        striking.takes_focus = true;
                    }
                }
                is_done |= widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked();
            });
        });
    striking.keys.drawn(ui, shown.response.rect);
    if is_done {
        memory.striking = None;
    }
}

/// What was said about a thing, oldest first, answers below what they answer. Returns what the person wants to
/// answer.
fn threads_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    (of, strikes): (&Place, &[Strike]),
) -> Option<ActId> {
    let numbers = memory.threads.of(editor, of)?;
    let palette = theme::palette(ui);
    let mut answered = None;
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
                        answered = Some(said.id);
                    }
                });
        });
    }
    answered
}

/// The field for a comment. Enter says it, Escape puts it away.
fn saying_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    at: Option<usize>,
) {
    let Some(saying) = memory.saying.as_mut().filter(|saying| saying.at == at) else {
        return;
    };
    let is_under_way = saying.words.is_under_way();
    let mut is_over = saying.keys.escapes(ui, scene) && !is_under_way;
    saying.words.refused_ui(ui);
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
    let top = ui.cursor().min;
    let field = ui.add_enabled_ui(!is_under_way, |ui| {
        widgets::limited_field(ui, &label, &mut saying.words.text, "", COMMENT_CHARS)
    });
    let field = field.inner;
    if std::mem::take(&mut saying.takes_focus) {
        field.request_focus();
    }
    let mut sends = widgets::is_entered(ui, &field);
    ui.add_enabled_ui(!is_under_way, |ui| {
        ui.horizontal_wrapped(|ui| {
            sends |= widgets::button(ui, ICON_SEND, scene.word("comment-send")).clicked();
            is_over |= widgets::button(ui, ICON_CLOSE, scene.word("comment-cancel")).clicked();
        });
    });
    let area = ui.min_rect().with_min_y(top.y);
    saying.keys.drawn(ui, area);
    if is_over || sends && !saying.is_typed() {
        memory.saying = None;
    } else if sends && !is_under_way {
        let about = NewComment {
            place: Some(saying.about.place.clone()),
            range: None,
            text: String::new(),
            answers: saying.answers,
        };
        saying.words.send(scene, editor, about);
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
