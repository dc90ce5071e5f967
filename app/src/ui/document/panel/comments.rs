//! What people said about a document: threads, in the order of the document.

use std::collections::BTreeMap;
use std::ops::Range;

use council::comment::SaidComment;
use council::edit::Place;
use egui::{Frame, Key, Margin, Modifiers, RichText, ScrollArea, Stroke, TextEdit, Ui};
use egui_material_icons::icons::{
    ICON_ADD_COMMENT, ICON_CLOSE, ICON_COMMENT, ICON_FIBER_MANUAL_RECORD, ICON_REPLY, ICON_RESTORE,
    ICON_SEND,
};
use format::{ActId, DocumentId};

use super::seeing::Seeing;
use super::{GoTo, mentions};
use crate::command_line::moments::moment;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, COMMENT_CHARS, Editor, NewComment, TextSplice};
use crate::core::inbox::Action as InboxAction;
use crate::core::settings::{Action as SettingsAction, Unsent};
use crate::ui::document::words::Words;
use crate::ui::document::writers;
use crate::ui::{Scene, theme, widgets};
use crate::words::place;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    /// What is typed, by document.
    typed: BTreeMap<DocumentId, Typed>,
    /// The thread that is to come onto the screen.
    shown: Option<ActId>,
    /// The thread that was gone to last.
    chosen: Option<ActId>,
    /// The visit for which a notice was gone to last.
    gone_to: Option<u64>,
    seeing: Seeing,
    document: Option<DocumentId>,
    threads: Vec<Thread>,
    made_for: Option<(DocumentId, u64)>,
}

/// What is typed about one document.
#[derive(Debug, Default)]
struct Typed {
    draft: Option<Draft>,
    words: Words,
    answering: Option<ActId>,
    answer: Words,
    wants_focus: bool,
    /// Whether what was kept when the program ended last was looked for.
    is_read: bool,
}

/// What a new comment is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Draft {
    /// `None`: the whole document.
    place: Option<Place>,
    /// Which characters; `None`: the whole place.
    range: Option<Range<usize>>,
}

impl Draft {
    /// The comment, without words yet.
    fn about(&self) -> NewComment {
        NewComment {
            place: self.place.clone(),
            range: self.range.clone(),
            text: String::new(),
            answers: None,
        }
    }
}

/// A comment and its answers, as numbers of the document's comments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Thread {
    first: usize,
    answers: Vec<usize>,
    place: Option<Place>,
}

impl Typed {
    /// Takes in how what was sent fares.
    fn follow(&mut self, editor: &Editor) {
        if self.words.follow(editor) {
            self.draft = None;
        }
        if self.answer.follow(editor) {
            self.answering = None;
        }
    }

    /// What is kept when the program ends.
    fn unsent(&self, editor: &Editor) -> Option<Unsent> {
        if let Some(draft) = self.draft.as_ref().filter(|_| self.words.is_typed()) {
            let (_, quote) = editor.anchor_of(&draft.about());
            let range = draft.range.as_ref();
            return Some(Unsent {
                place: draft.place.as_ref().map(Place::key).unwrap_or_default(),
                range: range.map(|range| (range.start, range.end)),
                quote,
                answers: None,
                text: self.words.text.clone(),
            });
        }
        let answers = self.answering.filter(|_| self.answer.is_typed())?;
        Some(Unsent {
            answers: Some(answers.to_string()),
            text: self.answer.text.clone(),
            ..Unsent::default()
        })
    }

    /// Goes on with what was kept. Words that read otherwise by now are not meant any more: the comment
    /// is about the whole place then. Where another comment was begun meanwhile, the words are about what that
    /// one is about.
    fn go_on_with(&mut self, unsent: &Unsent, editor: &Editor) {
        if let Some(answers) = &unsent.answers {
            self.answering = answers.parse().ok();
            self.answer = Words::of(unsent.text.clone());
            return;
        }
        if self.draft.is_none() {
            let mut draft = Draft {
                place: Place::from_key(&unsent.place),
                range: unsent.range.map(|(from, to)| from..to),
            };
            if editor.anchor_of(&draft.about()).1 != unsent.quote {
                draft.range = None;
            }
            self.draft = Some(draft);
        }
        self.words = Words::of(unsent.text.clone());
    }
}

impl Memory {
    /// Begins a comment on these characters of a place, on all of it, or on the whole document. One that is typed
    /// already is about that from now on, unless it is on its way.
    pub fn begin(
        &mut self,
        document: DocumentId,
        place: Option<Place>,
        range: Option<Range<usize>>,
    ) {
        let typed = self.typed.entry(document).or_default();
        if !typed.words.is_under_way() {
            typed.draft = Some(Draft { place, range });
        }
        typed.wants_focus = true;
    }

    /// Shows the threads at a place.
    pub fn show_at(&mut self, editor: &Editor, place: &Place) {
        let said = editor.comments.iter().find(|said| {
            let of = Place::from_key(&said.comment.place);
            said.comment.answers.is_none() && of.is_some_and(|of| is_same_thing(&of, place))
        });
        self.shown = said.map(|said| said.id);
        self.chosen = self.shown;
    }

    /// Shows one comment.
    pub fn show_one(&mut self, id: ActId) {
        self.shown = Some(id);
        self.chosen = Some(id);
    }

    /// The words that a new comment is about move along with the text.
    fn follow(&mut self, document: &DocumentId, place: &Place, splice: &TextSplice) {
        let typed = self.typed.get_mut(document);
        if let Some(Draft {
            place: Some(of),
            range: Some(range),
        }) = typed.and_then(|typed| typed.draft.as_mut())
            && of == place
        {
            *range = splice.move_range(range);
        }
    }

    /// Shows the comment whose notice the person opened, once it is here.
    fn follow_notice(&mut self, scene: &Scene<'_>, editor: &Editor) {
        let Some(going_to) = &scene.state.inbox.going_to else {
            return;
        };
        let is_here = going_to.document == editor.id
            && editor
                .comments
                .iter()
                .any(|said| said.id == going_to.comment);
        if is_here && self.gone_to != Some(going_to.visit) {
            self.gone_to = Some(going_to.visit);
            self.show_one(going_to.comment);
        }
    }

    /// Takes in how what was sent fares. To be called before anything is drawn.
    pub(in crate::ui::document) fn follow_sent(&mut self, scene: &Scene<'_>) {
        for (id, typed) in &mut self.typed {
            if let Some(editor) = scene.state.editors.get(id) {
                typed.follow(editor);
            }
        }
    }

    /// What was begun and not sent is kept when the person leaves, by whatever way, and forgotten once it was
    /// saved or dropped.
    pub(in crate::ui::document) fn keep_unsent(&mut self, scene: &mut Scene<'_>) {
        let mut told = Vec::new();
        for (id, typed) in &self.typed {
            let Some(editor) = scene.state.editors.get(id).filter(|_| typed.is_read) else {
                continue;
            };
            let kept = scene.state.settings.unsent.get(&id.to_string());
            let unsent = typed.unsent(editor);
            if kept == unsent.as_ref() {
                continue;
            }
            let is_left = scene.state.shown_document() != Some(*id) || scene.leaves(*id);
            if unsent.is_none() || is_left {
                told.push(Action::Settings(SettingsAction::Unsent(*id, unsent)));
            }
        }
        scene.first(|scene| scene.actions.extend(told));
        let shown = scene.state.shown_document();
        let is_typed = |typed: &Typed| typed.words.is_typed() || typed.answer.is_typed();
        self.typed
            .retain(|id, typed| shown == Some(*id) || is_typed(typed));
    }

    /// Another document is on the screen: what was begun there is gone on with.
    pub(super) fn turn_to(&mut self, scene: &Scene<'_>, editor: &Editor) {
        if self.document != Some(editor.id) {
            *self = Self {
                typed: std::mem::take(&mut self.typed),
                document: Some(editor.id),
                gone_to: self.gone_to,
                ..Self::default()
            };
        }
        let typed = self.typed.entry(editor.id).or_default();
        if !std::mem::replace(&mut typed.is_read, true) {
            let unsent = scene.state.settings.unsent.get(&editor.id.to_string());
            if let Some(unsent) = unsent {
                typed.go_on_with(unsent, editor);
            }
        }
    }

    /// Puts the threads in the order of the document. Looks through all of it: only while they are shown,
    /// and after something changed.
    fn sync(&mut self, editor: &Editor) {
        let made_for = Some((editor.id, editor.revision().shape));
        if std::mem::replace(&mut self.made_for, made_for) == made_for {
            return;
        }
        self.threads = threads(&editor.comments);
        let order = order(editor);
        self.threads.sort_by_key(|thread| {
            let at = thread.place.as_ref().and_then(thing_of);
            let at = at.map_or(0, |id| order.get(id).map_or(usize::MAX, |at| at + 1));
            let said = &editor.comments[thread.first];
            let mark = editor.marks().iter().find(|mark| mark.comment == said.id);
            (
                at,
                mark.map_or(0, |mark| mark.range.start),
                said.time_millis,
                said.id,
            )
        });
    }
}

fn thing_of(place: &Place) -> Option<&str> {
    place.thing().map(|(_, id)| id)
}

fn is_same_thing(a: &Place, b: &Place) -> bool {
    a == b || (a.thing().is_some() && a.thing() == b.thing())
}

/// Where things stand in the document.
fn order(editor: &Editor) -> std::collections::HashMap<String, usize> {
    let passages = crate::core::editor::compare::passages(&editor.view, |_| String::new());
    let numbered = passages.into_iter().enumerate();
    numbered.map(|(at, passage)| (passage.id, at)).collect()
}

/// Comments with their answers; an answer to an answer stands in the same thread, one whose comment is
/// not here stands by itself.
fn threads(comments: &[SaidComment]) -> Vec<Thread> {
    let mut of: std::collections::HashMap<ActId, usize> = std::collections::HashMap::new();
    let mut threads: Vec<Thread> = Vec::new();
    for (number, said) in comments.iter().enumerate() {
        let thread = said.comment.answers.and_then(|id| of.get(&id).copied());
        let thread = match thread {
            Some(thread) => {
                threads[thread].answers.push(number);
                thread
            }
            None => {
                threads.push(Thread {
                    first: number,
                    answers: Vec::new(),
                    place: Place::from_key(&said.comment.place),
                });
                threads.len() - 1
            }
        };
        of.insert(said.id, thread);
    }
    threads
}

/// Draws it. Returns where the person wants to go.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
) -> Option<GoTo> {
    memory.sync(editor);
    memory.follow_notice(scene, editor);
    for (place, splices) in editor.carets() {
        for splice in splices {
            memory.follow(&editor.id, place, splice);
        }
    }
    let has_draft = (memory.typed.get(&editor.id)).is_some_and(|typed| typed.draft.is_some());
    if has_draft {
        draft_ui(ui, scene, memory, editor);
        ui.add_space(theme::GAP);
    } else if scene.state.may_write() && !editor.has_restarted() {
        let word = scene.word("comment-document");
        if widgets::button(ui, ICON_ADD_COMMENT, word).clicked() {
            memory.begin(editor.id, None, None);
        }
        ui.add_space(theme::GRID);
    }
    if memory.threads.is_empty() && !has_draft {
        let (title, text) = (
            scene.word("comments-empty"),
            scene.word("comments-empty-hint"),
        );
        widgets::empty_state(ui, ICON_COMMENT, title, text);
        return None;
    }
    let mut go_to = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let threads = std::mem::take(&mut memory.threads);
        for thread in &threads {
            if let Some(wanted) = thread_ui(ui, scene, memory, editor, thread) {
                go_to = Some(wanted);
            }
        }
        memory.threads = threads;
    });
    let saw = memory.seeing.saw(ui.ctx());
    if !saw.is_empty() {
        scene.wish(Action::Inbox(InboxAction::Saw(saw)));
    }
    go_to
}

/// A new comment.
fn draft_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let Some(typed) = memory.typed.get_mut(&editor.id) else {
        return;
    };
    let Some(draft) = typed.draft.clone() else {
        return;
    };
    let palette = theme::palette(ui);
    let frame = Frame::NONE
        .fill(palette.accent_soft)
        .corner_radius(8)
        .inner_margin(Margin::same(10));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let about = draft.about();
        let (_, quote) = editor.anchor_of(&about);
        match (&draft.place, quote.is_empty()) {
            (None, _) => {
                ui.label(theme::small(ui, scene.word("comment-on-document")));
            }
            (Some(place), true) => {
                let label = place::words(scene.language(), &editor.view, place);
                ui.label(theme::small(ui, label));
            }
            (Some(_), false) => quote_ui(ui, &quote, false),
        }
        let word = scene.word("comment-text");
        let (send, cancel) = entry_ui(ui, scene, &mut typed.words, word, &mut typed.wants_focus);
        if send {
            typed.words.send(scene, editor, about);
        } else if cancel {
            typed.draft = None;
            typed.words = Words::default();
        }
    });
}

/// A field for words, with what sends and what drops them. Returns whether either was wanted.
fn entry_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    words: &mut Words,
    label: &str,
    wants_focus: &mut bool,
) -> (bool, bool) {
    let is_under_way = words.is_under_way();
    words.refused_ui(ui);
    let text = &mut words.text;
    let id = ui.scope_id().with("words of a comment");
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let sends =
        has_focus && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    let edit = TextEdit::multiline(text)
        .hint_text(label.to_owned())
        .margin(Margin::symmetric(8, 6))
        .char_limit(COMMENT_CHARS)
        .interactive(!is_under_way)
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    let field = mentions::field_ui(ui, scene, id, edit);
    ui.ctx()
        .accesskit_node_builder(id, |node| node.set_label(label));
    if std::mem::take(wants_focus) {
        field.request_focus();
    }
    // The toolkit takes the focus away before anybody else sees the key.
    let drops = field.lost_focus()
        && !scene.state.is_palette_open
        && ui.input(|input| input.key_pressed(Key::Escape));
    let can_send = !text.trim().is_empty() && !is_under_way;
    mentions::told_ui(ui, scene, text);
    let (send, cancel) = ui
        .horizontal(|ui| {
            let send = ui
                .add_enabled_ui(can_send, |ui| {
                    widgets::button(ui, ICON_SEND, scene.word("comment-send"))
                        .on_hover_text("Ctrl+Enter")
                        .clicked()
                })
                .inner;
            // What is on its way cannot be called back.
            let cancel = ui.add_enabled_ui(!is_under_way, |ui| {
                widgets::icon_button(ui, ICON_CLOSE, scene.word("comment-cancel")).clicked()
            });
            (send, cancel.inner)
        })
        .inner;
    (
        (send || sends) && can_send,
        (cancel || drops) && !is_under_way,
    )
}

fn quote_ui(ui: &mut Ui, quote: &str, is_gone: bool) {
    const MOST: usize = 160;
    let palette = theme::palette(ui);
    let mut shown: String = quote.chars().take(MOST).collect();
    if shown.len() < quote.len() {
        shown.push('…');
    }
    let mut text = RichText::new(format!("“{shown}”"))
        .family(crate::ui::fonts::italic())
        .size(13.0)
        .color(palette.weak);
    if is_gone {
        text = text.strikethrough();
    }
    let response = ui
        .horizontal(|ui| {
            ui.add_space(10.0);
            ui.add(egui::Label::new(text).wrap())
        })
        .response;
    let line = Stroke::new(3.0, palette.warn);
    let rect = response.rect;
    ui.painter().vline(rect.left() + 2.0, rect.y_range(), line);
}

fn thread_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    thread: &Thread,
) -> Option<GoTo> {
    let first = editor.comments.get(thread.first)?;
    let palette = theme::palette(ui);
    let is_chosen = memory.chosen == Some(first.id);
    let mark = editor.marks().iter().find(|mark| mark.comment == first.id);
    let is_gone = first.comment.anchor.is_some() && mark.is_none_or(|mark| mark.range.is_empty());
    let frame = Frame::NONE
        .fill(palette.ground)
        .stroke(Stroke::new(
            1.0,
            if is_chosen {
                palette.accent
            } else {
                palette.line
            },
        ))
        .corner_radius(8)
        .inner_margin(Margin::same(10));
    let mut go_to = None;
    let shown = ui.push_id(first.id, |ui| {
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = theme::GRID;
            ui.spacing_mut().interact_size.y = 20.0;
            let about = match &thread.place {
                None => scene.word("comment-on-document").to_owned(),
                Some(place) => place::words(scene.language(), &editor.view, place),
            };
            let link = ui.add(
                egui::Button::new(RichText::new(&about).size(12.0).color(palette.accent))
                    .frame(false)
                    .truncate(),
            );
            link.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Link, true, &about));
            if link
                .on_hover_cursor(egui::CursorIcon::PointingHand)
                .clicked()
                && let Some(place) = &thread.place
            {
                let range = mark.map(|mark| mark.range.clone());
                go_to = Some((place.clone(), range.filter(|range| !range.is_empty())));
                memory.chosen = Some(first.id);
            }
            if !first.comment.quote.is_empty() {
                quote_ui(ui, &first.comment.quote, is_gone);
                if is_gone {
                    ui.label(theme::small(ui, scene.word("comment-orphan")));
                }
            }
            said_ui(ui, scene, &mut memory.seeing, first);
            for answer in &thread.answers {
                ui.separator();
                said_ui(ui, scene, &mut memory.seeing, &editor.comments[*answer]);
            }
            let typed = memory.typed.entry(editor.id).or_default();
            if typed.answering == Some(first.id) {
                let word = scene.word("comment-answer");
                let (send, cancel) =
                    entry_ui(ui, scene, &mut typed.answer, word, &mut typed.wants_focus);
                if send {
                    let about = NewComment {
                        place: thread.place.clone(),
                        range: None,
                        text: String::new(),
                        answers: Some(first.id),
                    };
                    typed.answer.send(scene, editor, about);
                } else if cancel {
                    typed.answering = None;
                    typed.answer = Words::default();
                }
            } else if scene.state.may_write() && !editor.has_restarted() {
                let word = scene.word("comment-answer");
                let text = RichText::new(format!("{} {word}", ICON_REPLY.codepoint)).size(12.0);
                let response = ui.add(egui::Button::new(text).frame(false));
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
                // Words that are typed for another thread are meant for this one then.
                if response.clicked() && !typed.answer.is_under_way() {
                    typed.answering = Some(first.id);
                    typed.wants_focus = true;
                }
            }
        })
    });
    let ids = std::iter::once(&thread.first).chain(&thread.answers);
    if let Some(wanted) = memory.shown
        && ids
            .clone()
            .any(|number| editor.comments[*number].id == wanted)
    {
        ui.scroll_to_rect(shown.response.rect, Some(egui::Align::Center));
        memory.shown = None;
        memory.chosen = Some(first.id);
    }
    go_to
}

fn said_ui(ui: &mut Ui, scene: &mut Scene<'_>, seeing: &mut Seeing, said: &SaidComment) {
    let is_to_see = scene.state.inbox.is_to_see(&said.id);
    let is_new = is_to_see || seeing.is_fresh(&said.id);
    let shown = ui.scope(|ui| {
        let colour = writers::colour(ui, scene, Some(&said.author));
        let name = writers::name_and_office(scene, Some(&said.author));
        ui.add(egui::Label::new(theme::bold(name).size(13.0).color(colour)).truncate());
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::small(ui, moment(scene.language(), said.time_millis)));
            if is_new {
                let palette = theme::palette(ui);
                let colours = (palette.accent, palette.accent_soft);
                widgets::chip(
                    ui,
                    ICON_FIBER_MANUAL_RECORD,
                    scene.word("comment-new"),
                    colours,
                );
            }
        });
        mentions::said_ui(ui, scene, &said.comment.text);
        propose_ui(ui, scene, said);
    });
    if is_to_see {
        seeing.drawn(ui, said.id, shown.response.rect);
    }
}

/// Where a comment says why something was struck that is not over: the way to propose it again.
fn propose_ui(ui: &mut Ui, scene: &mut Scene<'_>, said: &SaidComment) {
    let state = scene.state;
    let Some(editor) = state.shown_editor() else {
        return;
    };
    let place = Place::from_key(&said.comment.place);
    let mut strikes = editor.strikes().iter();
    let strike = strikes.find(|strike| {
        strike.by == Some(said.author)
            && Some(&strike.place) == place.as_ref()
            && said.comment.text.starts_with(&strike.reason)
    });
    if let Some(strike) = strike
        && editor.read_only.is_none()
    {
        let word = scene.word("struck-propose-again");
        if widgets::button(ui, ICON_RESTORE, word).clicked() {
            let action = EditorAction::ProposeAgain(strike.change);
            scene.wish(Action::Editor(editor.id, action));
        }
    }
}

#[cfg(test)]
mod tests {
    use council::act::Comment;
    use format::PublicKey;

    use super::*;

    fn said(number: u8, answers: Option<u8>) -> SaidComment {
        SaidComment {
            id: ActId::from_bytes([number; 32]),
            author: PublicKey::from_bytes([1; 32]),
            time_millis: i64::from(number),
            comment: Comment {
                place: String::new(),
                anchor: None,
                quote: String::new(),
                text: number.to_string(),
                answers: answers.map(|number| ActId::from_bytes([number; 32])),
                mentions: None,
            },
        }
    }

    #[test]
    fn answers_stand_under_what_they_answer() {
        let comments = [
            said(1, None),
            said(2, Some(1)),
            said(3, None),
            said(4, Some(2)),
            said(5, Some(99)),
        ];
        let found: Vec<_> = threads(&comments)
            .into_iter()
            .map(|thread| (thread.first, thread.answers))
            .collect();
        assert_eq!(found, [(0, vec![1, 3]), (2, vec![]), (4, vec![])]);
    }
}
