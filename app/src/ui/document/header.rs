//! The header of an open document: its title, what it is and where it belongs, who is in it, what can be
//! done with it.

use council::edit::{Edit, Place};
use council::lifecycle::Draft;
use council::numbering::numbers_of;
use council::view::Kind;
use egui::containers::menu::MenuButton;
use egui::{Align, Frame, Key, Layout, Margin, Modifiers, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ARCHIVE, ICON_ARTICLE, ICON_ATTACH_FILE, ICON_CALL_SPLIT, ICON_CLOSE, ICON_CORPORATE_FARE,
    ICON_DELETE_FOREVER, ICON_DOWNLOAD, ICON_EDIT_NOTE, ICON_FILE_COPY, ICON_GAVEL, ICON_GROUP,
    ICON_HOURGLASS_EMPTY, ICON_LOCK, ICON_MORE_VERT, ICON_PALETTE, ICON_PRINT, ICON_RESTART_ALT,
    ICON_SAVE, ICON_TABLE_CHART, ICON_TAG, ICON_UNARCHIVE, ICON_VERIFIED, ICON_VISIBILITY_LOCK,
    ICON_WARNING,
};
use format::ChangeHash;

use super::{panel, writers};
use crate::core::deciding::superseded::{SUPERSEDED, SupersededBy};
use crate::core::documents::Action as ListAction;
use crate::core::editor::{Action as EditorAction, Editor, ReadOnly, Restarting};
use crate::core::header::{is_archived, title_place};
use crate::core::panel::Panel;
use crate::core::pick::Pick;
use crate::core::settings::Action as SettingsAction;
use crate::core::{Action, Screen};
use crate::say;
use crate::ui::text_field::{Extras, TextField};
use crate::ui::{Scene, fonts, room, standing, theme, widgets};
use crate::words::Language;
use crate::words::codes::code;
use crate::words::holding;
use crate::words::rights::{may_hold, shared_short};
use crate::words::superseded::sentence as superseded_words;

/// The size of the title, in points, and where there is little room.
const TITLE: f32 = 24.0;
const SMALL_TITLE: f32 = 18.0;
/// The room at the right of the title.
const TOOLS: f32 = 290.0;
/// The least room the title needs to stand beside the tools, in points.
const TITLE_ROOM: f32 = 160.0;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    /// The title of a meeting while it is typed: it is set as a whole.
    typed: Option<String>,
    /// The place to which the person wants to go.
    go_to: Option<Place>,
}

impl Memory {
    /// Where the person wants to go, once.
    pub fn takes_place(&mut self) -> Option<Place> {
        self.go_to.take()
    }
}

/// Draws it above the editor. With `takes_title` the caret comes up into the title. Returns whether it
/// wants to go down out of it.
pub fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    takes_title: bool,
) -> bool {
    let mut goes_down = false;
    let (is_narrow, is_low) = (room::is_narrow(ui.ctx()), room::is_low(ui.ctx()));
    egui::Panel::top("document header")
        .frame(
            Frame::NONE
                .fill(theme::palette(ui).surface)
                .inner_margin(Margin {
                    left: if is_narrow { 12 } else { 24 },
                    right: 12,
                    top: if is_low { 4 } else { 10 },
                    bottom: if is_low { 4 } else { 10 },
                }),
        )
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = theme::GRID;
            let beside = ui.available_width() - TOOLS;
            if beside < TITLE_ROOM {
                // The tools above, the title has the whole line.
                ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
                    tools_ui(ui, scene, editor);
                });
                goes_down = title_ui(ui, scene, memory, editor, takes_title);
            } else {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(egui::vec2(beside, title_size(ui) * 1.4), |ui| {
                        ui.set_width(beside);
                        goes_down = title_ui(ui, scene, memory, editor, takes_title);
                    });
                    ui.with_layout(Layout::right_to_left(Align::TOP), |ui| {
                        tools_ui(ui, scene, editor);
                    });
                });
            }
            ui.spacing_mut().interact_size.y = 18.0;
            widgets::strip(ui, "facts", |ui| facts_ui(ui, scene, memory, editor));
        });
    goes_down
}

fn title_size(ui: &Ui) -> f32 {
    match room::is_tight(ui.ctx()) || room::is_low(ui.ctx()) {
        true => SMALL_TITLE,
        false => TITLE,
    }
}

fn title_id(editor: &Editor) -> egui::Id {
    egui::Id::unique(("title", editor.id))
}

fn title_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    takes_title: bool,
) -> bool {
    let place = title_place(&editor.view);
    if place != Place::Title {
        let goes_down = goes_down(ui, editor, takes_title);
        whole_title_ui(ui, scene, memory, editor, &place);
        return goes_down;
    }
    let id = title_id(editor);
    let goes_down = goes_down(ui, editor, takes_title);
    let carets: Vec<_> = editor
        .carets()
        .find(|(at, _)| **at == place)
        .map(|(_, splices)| splices.to_vec())
        .unwrap_or_default();
    let edited = TextField {
        id,
        text: editor.value(&place),
        label: scene.word("field-title"),
        hint: scene.word("untitled"),
        is_single_line: true,
        is_enabled: editor.read_only.is_none(),
        carets: &carets,
        font: egui::FontId::new(title_size(ui), fonts::bold()),
    }
    .show_with(
        ui,
        Extras {
            line_height: Some(title_size(ui) * 1.3),
            wraps: true,
            ..Extras::default()
        },
    );
    for splice in edited.splices {
        let action = EditorAction::Splice(place.clone(), splice);
        scene.wish(Action::Editor(editor.id, action));
    }
    if edited.response.lost_focus() {
        scene.wish(Action::Editor(editor.id, EditorAction::Pause));
    }
    if edited.selection.is_some() && editor.at.as_ref() != Some(&place) {
        scene.wish(Action::Editor(editor.id, EditorAction::At(Some(place))));
    }
    goes_down
}

/// Gives the title the keyboard, if it is wanted there. Returns whether a key leads down out of it.
fn goes_down(ui: &Ui, editor: &Editor, takes_title: bool) -> bool {
    let id = title_id(editor);
    if takes_title {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|input| {
            input.consume_key(Modifiers::NONE, Key::Enter)
                || input.consume_key(Modifiers::NONE, Key::ArrowDown)
        })
}

/// The title of a meeting that two people may start apart is one value, set when it is left.
fn whole_title_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    place: &Place,
) {
    let value = editor.value(place);
    let mut text = memory.typed.clone().unwrap_or_else(|| value.to_owned());
    let label = scene.word("field-title");
    let response = ui.add_enabled(
        editor.read_only.is_none(),
        // Of several lines on the screen where it is long, though it has none itself.
        egui::TextEdit::multiline(&mut text)
            .id(title_id(editor))
            .desired_rows(1)
            .return_key(None)
            .margin(Margin::ZERO)
            .font(egui::FontId::new(title_size(ui), fonts::bold()))
            .hint_text(theme::bold(scene.word("untitled")).size(title_size(ui)))
            .frame(Frame::NONE)
            .desired_width(f32::INFINITY),
    );
    ui.ctx()
        .accesskit_node_builder(title_id(editor), |node| node.set_label(label));
    if response.has_focus() {
        memory.typed = Some(text.replace(['\n', '\r'], " "));
    }
    if response.has_focus() && !scene.leaves(editor.id) {
        return;
    }
    if let Some(typed) = memory.typed.take()
        && typed.trim() != value
    {
        let put = Edit::Put {
            place: place.clone(),
            value: typed.trim().to_owned(),
        };
        let edit = Action::Editor(editor.id, EditorAction::Edit(vec![put]));
        scene.first(|scene| scene.wish(edit));
    }
}

fn tools_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    ui.spacing_mut().item_spacing.x = 2.0;
    ui.spacing_mut().button_padding = egui::vec2(6.0, 4.0);
    let name = scene.word("document-menu");
    let more = egui::Button::new(ICON_MORE_VERT.rich_text().size(20.0)).frame_when_inactive(false);
    let (menu, _) = MenuButton::from_button(more)
        .ui(ui, |ui| widgets::menu(ui, |ui| menu_ui(ui, scene, editor)));
    menu.on_hover_text(name)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    ui.add_space(theme::GRID);
    for panel in Panel::ALL.into_iter().rev() {
        let (icon, word, keys) = panel::sign(panel);
        let is_open = scene.state.panel == Some(panel);
        let name = scene.word(word);
        let button = egui::Button::new(icon.rich_text().size(20.0))
            .selected(is_open)
            .frame_when_inactive(is_open);
        let response = ui.add(button).on_hover_text(format!("{name}  {keys}"));
        response
            .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, name));
        if response.clicked() {
            scene.wish(Action::Panel(panel));
        }
    }
}

fn menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    ui.set_min_width(240.0);
    let id = editor.id;
    let list = Action::Documents;
    let row = scene.state.documents.row(&id);
    let is_in_vain = row.is_some_and(|row| row.is_archived_in_vain);
    let is_archived = is_archived(&editor.view) && !is_in_vain;
    let may_archive = row.is_some_and(|row| row.may_archive);
    let colours = scene.state.settings.author_colours;
    let mut entries: Vec<(MaterialIcon, &'static str, &'static str, Action)> = vec![(
        ICON_PALETTE,
        match colours {
            true => "changes-hide-colours",
            false => "changes-colours",
        },
        "",
        Action::Settings(SettingsAction::AuthorColours(!colours)),
    )];
    if scene.state.may_write() {
        entries.push((
            ICON_FILE_COPY,
            "document-duplicate",
            "",
            list(ListAction::Duplicate(id)),
        ));
    }
    if editor.read_only.is_none() && may_archive {
        entries.push((
            if is_archived {
                ICON_UNARCHIVE
            } else {
                ICON_ARCHIVE
            },
            if is_archived {
                "document-unarchive"
            } else {
                "document-archive"
            },
            "",
            list(ListAction::Archive(id, !is_archived)),
        ));
    }
    let restarting = |asked| Action::Editor(id, EditorAction::AskToRestart(Some(asked)));
    if scene.state.may_restart(editor) {
        let ask = restarting(Restarting::Asked);
        entries.push((ICON_RESTART_ALT, "menu-restart", "", ask));
    }
    if editor.has_restarted() && !editor.is_forgotten() {
        let ask = restarting(Restarting::AskedToForget);
        entries.push((ICON_DELETE_FOREVER, "menu-forget", "", ask));
    }
    entries.extend([
        (
            ICON_DOWNLOAD,
            "document-export",
            "",
            Action::Pick(Pick::Export(id)),
        ),
        (
            ICON_PRINT,
            "menu-print",
            "Ctrl+P",
            list(ListAction::Print(id)),
        ),
        (
            ICON_CLOSE,
            "menu-close",
            "Ctrl+W",
            Action::Editor(id, EditorAction::Close),
        ),
    ]);
    for (icon, word, keys, action) in entries {
        let word = scene.word(word);
        let button = egui::Button::new(format!("{}  {word}", icon.codepoint)).shortcut_text(keys);
        let response = ui.add(button);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::MenuItem, true, word));
        if response.clicked() {
            scene.wish(action);
            ui.close();
        }
    }
}

fn facts_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let palette = theme::palette(ui);
    let quiet = (palette.weak, palette.bar);
    ui.spacing_mut().item_spacing.x = 6.0;
    let (icon, word) = match editor.kind() {
        Kind::Policy => (ICON_ARTICLE, "kind-policy"),
        Kind::Minutes => (ICON_GAVEL, "kind-minutes"),
        Kind::Matrix => (ICON_TABLE_CHART, "kind-matrix"),
    };
    widgets::chip(ui, icon, &capitalised(scene.word(word)), quiet);
    let codes = scene.state.documents.codes(&editor.id);
    let decisions = editor.judged.decisions.as_ref();
    let has_number = decisions.is_some_and(|one| !numbers_of(&one.lifecycle).is_empty());
    let code = code(scene.language(), codes, has_number);
    if let Some(code) = widgets::if_there(ui, code) {
        widgets::chip(ui, ICON_TAG, &code, quiet).on_hover_text(scene.word("code-hint"));
    }
    if let Some(unit) = widgets::if_there(ui, Some(&editor.unit).filter(|unit| !unit.is_empty())) {
        widgets::chip(ui, ICON_CORPORATE_FARE, unit, quiet);
    }
    // Before what is read beside, which may come while somebody is about to press it.
    unwritable_ui(ui, scene, editor);
    let forgotten = editor
        .is_forgotten()
        .then(|| scene.word("document-forgotten-short"));
    if let Some(word) = widgets::if_there(ui, forgotten) {
        widgets::chip(ui, ICON_DELETE_FOREVER, word, quiet);
    }
    let shared = shared_short(scene.language(), &editor.shared);
    if let Some(word) = widgets::if_there(ui, shared) {
        let hover = may_hold(scene.language(), &editor.shared);
        let name = capitalised(&word);
        if widgets::chip_button(ui, ICON_VISIBILITY_LOCK, &name, quiet)
            .on_hover_text(hover)
            .clicked()
        {
            scene.wish(Action::Panel(Panel::Sharing));
        }
    }
    let attached = (editor.attachments().len() + editor.attached.more()) as u64;
    if let Some(attached) = widgets::if_there(ui, Some(attached).filter(|count| *count > 0)) {
        let text = say!(scene.language(), "show-attachments", count = attached);
        let name = capitalised(&text);
        if widgets::chip_button(ui, ICON_ATTACH_FILE, &name, quiet).clicked() {
            scene.wish(Action::Panel(Panel::Attachments));
        }
    }
    standing_ui(ui, scene, editor);
    // A mark that hides nothing is no archiving; the list says whose it is.
    let row = scene.state.documents.row(&editor.id);
    let is_in_vain = row.is_some_and(|row| row.is_archived_in_vain);
    let is_archived = is_archived(&editor.view) && !is_in_vain;
    let archived = is_archived.then(|| scene.word("document-archived"));
    if let Some(word) = widgets::if_there(ui, archived) {
        widgets::chip(ui, ICON_ARCHIVE, word, quiet);
    }
    let language = scene.language();
    if let Some((text, place)) = widgets::if_there(ui, open_questions(language, editor)) {
        let palette = theme::palette(ui);
        let colours = (palette.warn, palette.warn_soft);
        let button = widgets::chip_button(ui, ICON_CALL_SPLIT, &text, colours)
            .on_hover_text(scene.word("conflict-go"));
        if button.clicked() {
            if scene.state.panel != Some(Panel::Changes) {
                scene.wish(Action::Panel(Panel::Changes));
            }
            memory.go_to = Some(place);
        }
    }
    let held_back = Some(editor.held_back as u64).filter(|count| *count > 0);
    if let Some(count) = widgets::if_there(ui, held_back) {
        let text = say!(language, "list-held-back", count = count);
        let state = &scene.state;
        let mut revoked = state.held_work.iter().map(|held| held.document);
        let mut forked = state.forked_work.iter().map(|fork| fork.document);
        let is_told = revoked.any(|one| one == editor.id) || forked.any(|one| one == editor.id);
        if !is_told {
            widgets::chip(ui, ICON_HOURGLASS_EMPTY, &text, quiet);
        } else if widgets::chip_button(ui, ICON_HOURGLASS_EMPTY, &text, quiet).clicked() {
            scene.wish(Screen::Inbox);
        }
    }
    saved_ui(ui, scene, editor);
    present_ui(ui, scene, editor);
}

/// Why it cannot be written, if it cannot; of one that started over, the way to where it goes on.
fn unwritable_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let Some(why) = widgets::if_there(ui, editor.read_only) else {
        return;
    };
    let palette = theme::palette(ui);
    let colours = (palette.warn, palette.warn_soft);
    let why = match why {
        ReadOnly::NotAMember => "document-not-a-member",
        ReadOnly::NewerVersion => "document-newer-version",
        ReadOnly::Restarted(into) => {
            let id = into.short();
            let text = say!(scene.language(), "document-restarted-short", id = id);
            let chip = widgets::chip_button(ui, ICON_LOCK, &text, colours)
                .on_hover_text(scene.word("restarted-go"));
            if chip.clicked() {
                scene.wish(Screen::Document(into, None));
            }
            let left_behind = scene.state.facts(&editor.id).left_behind;
            if left_behind > 0 {
                let text = say!(
                    scene.language(),
                    "document-left-behind",
                    count = left_behind
                );
                widgets::chip(ui, ICON_WARNING, &text, colours)
                    .on_hover_text(scene.word("document-left-behind-hint"));
            }
            return;
        }
    };
    widgets::chip(ui, ICON_LOCK, scene.word("document-read-only"), colours)
        .on_hover_text(scene.word(why));
}

/// Where it stands: a chip that opens the decisions.
fn standing_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let Some(decisions) = widgets::if_there(ui, editor.judged.decisions.as_ref()) else {
        // Nor the three below.
        ui.skip_ahead_auto_ids(3);
        return;
    };
    let (name, mut word, mut sentence) = standing::told(scene.language(), decisions);
    let (mut icon, mut colours) = standing::look_of(ui, name);
    // What was decided is not what is on the screen: the sign of it would be taken for that of this text.
    let is_over = standing::is_about_what_counts(name);
    let beside = decisions.holding_beside(&editor.text_now());
    // While what was decided is read, it is its own.
    let is_read = |heads: &[ChangeHash]| {
        let past = editor.version.as_ref();
        past.is_some_and(|past| past.heads == heads)
    };
    if is_over
        && let Some((holding, next)) = beside
        && !is_read(&holding.text().heads)
    {
        let palette = theme::palette(ui);
        word = holding::beside_short(scene.language(), &holding, next);
        sentence = holding::beside(scene.language(), &holding, next);
        (icon, colours) = (ICON_EDIT_NOTE, (palette.warn, palette.warn_soft));
    }
    let button = widgets::chip_button(ui, icon, &word, colours).on_hover_text(sentence);
    let superseded = decisions.superseded.as_ref();
    if button.clicked() {
        scene.wish(match superseded.filter(|_| name == SUPERSEDED) {
            Some(by) => toward(by),
            None => Action::Panel(Panel::Decisions),
        });
    }
    // Whatever else it is.
    let also = superseded.filter(|_| name != SUPERSEDED);
    if let Some(by) = widgets::if_there(ui, also) {
        let (icon, colours) = standing::look_of(ui, SUPERSEDED);
        let word = scene.word("document-stands-superseded");
        let button = widgets::chip_button(ui, icon, word, colours);
        if button
            .on_hover_text(superseded_words(scene.language(), by))
            .clicked()
        {
            scene.wish(toward(by));
        }
    }
    let is_shared = !decisions.number_shared.is_empty();
    let word = is_shared.then(|| scene.word("number-shared-short"));
    if let Some(word) = widgets::if_there(ui, word) {
        let palette = theme::palette(ui);
        let colours = (palette.bad, palette.bad_soft);
        if widgets::chip_button(ui, ICON_WARNING, word, colours).clicked() {
            scene.wish(Action::Panel(Panel::Decisions));
        }
    }
    let draft = decisions.draft(&editor.text_now());
    let is_changed = matches!(draft, Some(Draft::ChangedAfterSubmission(_)));
    let text = is_changed.then(|| scene.word("draft-changed-short"));
    if let Some(text) = widgets::if_there(ui, text) {
        let palette = theme::palette(ui);
        let colours = (palette.warn, palette.warn_soft);
        widgets::chip(ui, ICON_WARNING, text, colours)
            .on_hover_text(scene.word("draft-changed-after"));
    }
}

/// To the document that took the place of this one, or, where that is not for this person, to what is said of
/// it.
fn toward(superseded: &SupersededBy) -> Action {
    match &superseded.by {
        Some(by) => Screen::Document(by.document, None).into(),
        None => Action::Panel(Panel::Decisions),
    }
}

/// Below the header, where the text on the screen is not the one that counts: which one does, and the way
/// to read it.
pub fn beside_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let Some(decisions) = &editor.judged.decisions else {
        return;
    };
    let Some((holding, next)) = decisions.holding_beside(&editor.text_now()) else {
        return;
    };
    let palette = theme::palette(ui);
    let frame = Frame::NONE
        .fill(palette.warn_soft)
        .inner_margin(Margin::symmetric(24, 6));
    egui::Panel::top("what counts").frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(ICON_EDIT_NOTE.rich_text().color(palette.warn).size(18.0));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let word = scene.word("read-holding");
                let keys = "Ctrl+Shift+R";
                let button = widgets::button(ui, ICON_VERIFIED, word);
                if button.on_hover_text(keys).clicked() {
                    let heads = holding.text().heads.clone();
                    let show = EditorAction::ShowVersion(Some(heads));
                    scene.wish(Action::Editor(editor.id, show));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let text = holding::beside(scene.language(), &holding, next);
                    let text = RichText::new(text).color(palette.warn);
                    ui.add(egui::Label::new(text).wrap());
                });
            });
        });
    });
}

/// How many values are to be chosen, or, when there are none, how many texts to be read; and where the first
/// of them is.
fn open_questions(language: Language, editor: &Editor) -> Option<(String, Place)> {
    let (values, texts) = (editor.conflicts.first(), editor.overlaps.first());
    let open = editor.conflicts.len() + editor.overlaps.len();
    match (values, texts) {
        (Some(first), _) => {
            let text = say!(language, "document-conflicts", count = open as u64);
            Some((text, first.place.clone()))
        }
        (None, Some(first)) => {
            let text = say!(language, "document-texts-to-read", count = open as u64);
            Some((text, first.place.clone()))
        }
        (None, None) => None,
    }
}

fn saved_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &Editor) {
    let palette = theme::palette(ui);
    let (word, colour) = match editor.is_saved() {
        true => ("status-saved", palette.good),
        false => ("document-unsaved", palette.warn),
    };
    ui.label(ICON_SAVE.rich_text().color(colour).size(14.0));
    ui.label(RichText::new(scene.word(word)).size(12.0).color(colour));
}

/// Who else has it open, and where they are.
fn present_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &Editor) {
    let Some(present) = scene.state.links.present.get(&editor.id) else {
        return;
    };
    for one in present {
        let colour = writers::colour(ui, scene, Some(&one.device));
        let name = writers::name(scene, Some(&one.device));
        let chip = widgets::chip(ui, ICON_GROUP, &name, (colour, writers::behind(colour)));
        let office = writers::name_and_office(scene, Some(&one.device));
        let place = Place::from_key(&one.place)
            .and_then(|place| crate::words::place::heading(&editor.view, &place));
        let text = match place {
            Some(place) => say!(
                scene.language(),
                "document-present-at",
                who = office,
                place = place
            ),
            None => say!(scene.language(), "document-present", who = office),
        };
        chip.on_hover_text(text);
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
