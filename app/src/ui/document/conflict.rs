//! Settles conflicts: every value with who wrote it and when, a choice per value, and a way to write
//! another one. For all editors.
//!
//! A [`Question`] is plain data, built from a conflict; [`chooser`] draws one, [`chip`] one that opens
//! where the conflict is, [`section`] draws all of a document in a side panel.

use council::document::Conflict;
use council::edit::Place;
use council::view::View;
use egui::containers::PopupCloseBehavior;
use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Frame, Margin, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_CALL_SPLIT, ICON_CHECK, ICON_COMPARE_ARROWS, ICON_EDIT};
use format::{ChangeHash, DocumentId};

use crate::command_line::conflicts::value_in_words;
use crate::command_line::moments::{moment_of_seconds, written_day};
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::core::minutes::{
    attendance::Status,
    states::ActionState,
    votes::{self, Vote},
};
use crate::say;
use crate::ui::document::{raising, writers};
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, room, widgets};
use crate::words::{Language, place};

/// The most questions a panel shows at once.
const MOST_SHOWN: usize = 100;
/// The longest value in the name of a button, in characters.
const NAME_CHARS: usize = 60;
/// How wide a question is, in points.
pub const CHOOSER_WIDTH: f32 = 340.0;
/// How high it may become before it scrolls, in points.
pub const CHOOSER_HEIGHT: f32 = 360.0;

/// A place with several values, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Where.
    pub place: Place,
    /// Where, in words.
    pub title: String,
    /// The values; the first is the one that shows until somebody chooses.
    pub choices: Vec<Choice>,
    /// Whether any other value can be written, as opposed to choosing between two.
    pub is_open: bool,
}

/// One of the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The value in words.
    pub value: String,
    /// Who wrote it, for which office, and when.
    pub written: String,
}

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The value with this number, from 0.
    Choose(usize),
    /// Another value, to be written in its place.
    WriteAnother,
}

impl Question {
    /// A conflict in words.
    pub fn of(scene: &Scene<'_>, conflict: &Conflict, view: &View) -> Self {
        let language = scene.language();
        let choices = conflict.values.iter().map(|value| Choice {
            value: in_words(language, &conflict.place, &value.value),
            written: say!(
                language,
                "conflict-by",
                name = writers::name_and_office(scene, value.author.as_ref()),
                moment = moment_of_seconds(language, value.time_seconds)
            ),
        });
        Self {
            title: place::words(language, view, &conflict.place),
            choices: choices.collect(),
            is_open: !matches!(conflict.place, Place::Mark(..)),
            place: conflict.place.clone(),
        }
    }
}

/// A value as people read it.
fn in_words(language: Language, place: &Place, value: &str) -> String {
    let word = match place {
        Place::AttendanceStatus(_) => Status::from_kept(value).map(Status::word),
        Place::ActionState(_) => ActionState::from_kept(value).map(ActionState::word),
        Place::DecisionVote(..) => Vote::from_kept(value).map(votes::word),
        Place::ActionDue(_) => return day_in_words(language, place, value),
        Place::Meeting(fact) if fact == "date" => return day_in_words(language, place, value),
        _ => None,
    };
    word.map_or_else(
        || value_in_words(language, place, value),
        |word| language.word(word).to_owned(),
    )
}

fn day_in_words(language: Language, place: &Place, value: &str) -> String {
    match value {
        "" => value_in_words(language, place, value),
        day => written_day(language, day),
    }
}

/// A chip where the conflict is; it opens the question. Gives the number of the value that was chosen.
/// Another value is written in the field beside it.
pub fn chip(ui: &mut Ui, scene: &Scene<'_>, conflict: &Conflict, view: &View) -> Option<usize> {
    let word = scene.word("conflict-chip");
    let place = place::words(scene.language(), view, &conflict.place);
    let name = format!("{word}: {place}");
    let answer = chip_menu(ui, ICON_CALL_SPLIT, word, &name, |ui| {
        ui.set_width(room::floating_width(ui.ctx(), CHOOSER_WIDTH));
        let question = Question {
            is_open: false,
            ..Question::of(scene, conflict, view)
        };
        let scroll = egui::ScrollArea::vertical().max_height(CHOOSER_HEIGHT);
        let answer = scroll.show(ui, |ui| chooser(ui, scene, &question)).inner;
        if answer.is_some() {
            ui.close();
        }
        answer
    });
    match answer.flatten() {
        Some(Answer::Choose(number)) => Some(number),
        Some(Answer::WriteAnother) | None => None,
    }
}

/// A chip that opens something below it, until a click elsewhere or Escape. `name` is what assistive
/// technology calls it.
pub fn chip_menu<R>(
    ui: &mut Ui,
    icon: MaterialIcon,
    text: &str,
    name: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let palette = theme::palette(ui);
    let words = egui::RichText::new(format!("{} {text}", icon.codepoint))
        .size(12.0)
        .color(palette.warn);
    let button = egui::Button::new(words)
        .fill(palette.warn_soft)
        .corner_radius(10);
    // It is no menu: its buttons look like buttons.
    let config = MenuConfig::new()
        .style(egui::style::StyleModifier::default())
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (response, inner) = MenuButton::from_button(button)
        .config(config)
        .ui(ui, content);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    inner.map(|inner| inner.inner)
}

/// Draws one question, for a popup or a panel. Gives the answer; nothing is done yet.
pub fn chooser(ui: &mut Ui, scene: &Scene<'_>, question: &Question) -> Option<Answer> {
    let mut answer = None;
    ui.label(theme::bold(&question.title));
    ui.label(theme::small(ui, scene.word("conflict-question")));
    for (number, choice) in question.choices.iter().enumerate() {
        if choice_ui(ui, scene, choice, number == 0) {
            answer = Some(Answer::Choose(number));
        }
    }
    if question.is_open && widgets::button(ui, ICON_EDIT, scene.word("conflict-write")).clicked() {
        answer = Some(Answer::WriteAnother);
    }
    answer
}

fn choice_ui(ui: &mut Ui, scene: &Scene<'_>, choice: &Choice, is_shown: bool) -> bool {
    let palette = theme::palette(ui);
    Frame::NONE
        .fill(palette.warn_soft)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = GRID;
            let value = egui::RichText::new(&choice.value).color(palette.text);
            ui.add(egui::Label::new(value).wrap());
            let written = match is_shown {
                true => format!("{} · {}", choice.written, scene.word("conflict-shown")),
                false => choice.written.clone(),
            };
            let written = egui::RichText::new(written).size(12.0).color(palette.text);
            ui.add(egui::Label::new(written).wrap());
            let button = ui.button(format!(
                "{} {}",
                ICON_CHECK.codepoint,
                scene.word("conflict-use")
            ));
            let short: String = choice.value.chars().take(NAME_CHARS).collect();
            let name = say!(scene.language(), "conflict-use-of", value = short);
            button.widget_info(|| {
                egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), &name)
            });
            button.clicked()
        })
        .inner
}

/// The questions of a document, kept while it stays as it is.
#[derive(Debug, Default)]
pub struct Questions {
    of: Option<(DocumentId, Vec<ChangeHash>, Language, usize)>,
    all: Vec<Question>,
}

impl Questions {
    /// The questions of a document, in its order, the first hundred of them.
    pub fn of(&mut self, scene: &Scene<'_>, editor: &Editor) -> &[Question] {
        // Names of writers may come after what they wrote.
        let members = scene.state.council().map_or(0, |one| one.members.len());
        let language = scene.language();
        let key = (editor.id, editor.document().heads(), language, members);
        if self.of.as_ref() != Some(&key) {
            let conflicts = editor.conflicts.iter().take(MOST_SHOWN);
            self.all = conflicts
                .map(|conflict| Question::of(scene, conflict, &editor.view))
                .collect();
            self.of = Some(key);
        }
        &self.all
    }
}

/// Draws all conflicts of a document, for a side panel. Choices are wished for at once; gives the place
/// to which the person wants to go, if any.
pub fn section(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    questions: &mut Questions,
    editor: &Editor,
) -> Option<Place> {
    let mut wanted = None;
    ui.label(theme::bold(scene.word("conflicts-title")).size(15.0));
    let all = questions.of(scene, editor);
    if all.is_empty() {
        ui.label(theme::weak(ui, scene.word("conflicts-none")));
        return None;
    }
    let mut answers = Vec::new();
    for question in all {
        ui.push_id(&question.place, |ui| {
            if let Some(answer) = chooser(ui, scene, question) {
                answers.push((question.place.clone(), answer));
            }
            let go = widgets::button(ui, ICON_COMPARE_ARROWS, scene.word("conflict-go"));
            if go.clicked() {
                wanted = Some(question.place.clone());
            }
            raising::button_ui(ui, scene, editor, &question.place);
        });
        ui.add_space(GAP);
        ui.separator();
    }
    let more = editor.conflicts.len().saturating_sub(all.len());
    if more > 0 {
        let text = say!(scene.language(), "conflicts-more", count = more as u64);
        ui.label(theme::weak(ui, text));
    }
    for (place, answer) in answers {
        match answer {
            Answer::Choose(number) => scene.wish(Action::Editor(
                editor.id,
                EditorAction::Choose(place, number),
            )),
            Answer::WriteAnother => wanted = Some(place),
        }
    }
    wanted
}
