//! The palette: documents, text and commands by name (Ctrl+K), by keyboard alone.

use egui::{Align2, Context, Key, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_CHEVRON_RIGHT, ICON_SEARCH};
use format::DocumentId;

use super::theme::{self, GRID};
use super::{Scene, documents, room, widgets};
use crate::core::documents::Action as ListAction;
use crate::core::{Action, Screen, State, menu};
use crate::words::Language;
use crate::words::codes::code;

/// The longest part of what is said beside a title, in characters.
const MORE: usize = 40;
/// How many entries are shown of each kind.
const MOST: usize = 8;

/// How wide it is, in points, if the screen is wide enough; how high its list; how far from the upper edge;
/// how high the field is.
const WIDTH: f32 = 600.0;
const HEIGHT: f32 = 420.0;
const TOP: f32 = 72.0;
const FIELD: f32 = 96.0;

/// What is typed in the palette.
#[derive(Debug, Default)]
pub struct Memory {
    query: String,
    chosen: usize,
    is_open: bool,
    /// What had the keyboard when the palette opened, unless something was chosen that goes elsewhere.
    focused: Option<egui::Id>,
}

impl Memory {
    /// The palette is not open: the keyboard goes back to where it was, and the next time it begins empty.
    pub fn closed(&mut self, ctx: &Context) {
        let before = std::mem::take(self);
        if let Some(focused) = before.focused.filter(|_| before.is_open) {
            ctx.memory_mut(|memory| memory.request_focus(focused));
        }
    }
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    kind: EntryKind,
    text: String,
    more: String,
    action: Action,
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    Document(::council::view::Kind),
    Text,
    Command,
}

impl EntryKind {
    fn icon(self) -> MaterialIcon {
        match self {
            Self::Document(kind) => documents::kind_sign(kind).0,
            Self::Text => ICON_SEARCH,
            Self::Command => ICON_CHEVRON_RIGHT,
        }
    }
}

/// What fits: documents by title or code, documents by what they say, commands.
fn entries(state: &State, language: Language, query: &str) -> Vec<Entry> {
    let wanted = query.trim().to_lowercase();
    let fits = |text: &str| {
        let text = text.to_lowercase();
        wanted.split_whitespace().all(|word| text.contains(word))
    };
    let mut found = Vec::new();
    let rows = state.documents.rows.as_deref().unwrap_or_default();
    let shown = |title: &str| match title.trim() {
        "" => language.say("untitled"),
        title => title.to_owned(),
    };
    let code_of =
        |id: &DocumentId| code(language, state.documents.codes(id), false).unwrap_or_default();
    let is_named = |id: &DocumentId, title: &str| fits(title) || fits(&code_of(id));
    let titled = rows
        .iter()
        .filter(|row| !row.is_archived)
        .map(|row| (row, shown(&row.title)))
        .filter(|(row, title)| is_named(&row.id, title))
        .take(MOST);
    found.extend(titled.map(|(row, title)| {
        let more = [code_of(&row.id), row.unit.clone()];
        let more = more.into_iter().filter(|part| !part.is_empty());
        Entry {
            kind: EntryKind::Document(row.kind),
            text: title,
            more: more.collect::<Vec<_>>().join(" · "),
            action: Screen::Document(row.id, None).into(),
        }
    }));
    if let Some((searched, hits)) = &state.documents.hits
        && searched == query
        && !wanted.is_empty()
    {
        let others = hits
            .iter()
            .map(|hit| (hit, shown(&hit.title)))
            .filter(|(hit, title)| !is_named(&hit.id, title))
            .take(MOST);
        found.extend(others.map(|(hit, title)| {
            Entry {
                kind: EntryKind::Text,
                text: title,
                more: hit
                    .snippet
                    .replace(['\u{2}', '\u{3}'], "")
                    .replace('\n', " "),
                action: Screen::Document(hit.id, None).into(),
            }
        }));
    }
    let commands = menu::commands(state).into_iter().filter_map(|command| {
        let text = language.word(command.label);
        (command.action != Action::TogglePalette && fits(text)).then(|| Entry {
            kind: EntryKind::Command,
            text: text.to_owned(),
            more: command
                .shortcut
                .map(|shortcut| shortcut.to_string())
                .unwrap_or_default(),
            action: command.action,
        })
    });
    found.extend(commands);
    found
}

/// Draws it.
pub fn ui(ctx: &Context, scene: &mut Scene<'_>, memory: &mut Memory) {
    if !std::mem::replace(&mut memory.is_open, true) {
        memory.focused = ctx.memory(egui::Memory::focused);
    }
    let entries = entries(scene.state, scene.language(), &memory.query);
    let (down, up, enter, escape) = ctx.input_mut(|input| {
        (
            input.consume_key(egui::Modifiers::NONE, Key::ArrowDown),
            input.consume_key(egui::Modifiers::NONE, Key::ArrowUp),
            input.consume_key(egui::Modifiers::NONE, Key::Enter),
            input.consume_key(egui::Modifiers::NONE, Key::Escape),
        )
    });
    let last = entries.len().saturating_sub(1);
    if down {
        memory.chosen = (memory.chosen + 1).min(last);
    }
    if up {
        memory.chosen = memory.chosen.saturating_sub(1);
    }
    memory.chosen = memory.chosen.min(last);
    let mut taken = enter.then(|| entries.get(memory.chosen)).flatten().cloned();
    let title = scene.word("menu-palette");
    let top = if room::is_low(ctx) { 8.0 } else { TOP };
    let modal = egui::Modal::new(egui::Id::unique("palette"))
        .area(
            egui::Modal::default_area(egui::Id::unique("palette"))
                .anchor(Align2::CENTER_TOP, egui::vec2(0.0, top)),
        )
        .show(ctx, |ui| {
            ui.set_width(room::floating_width(ctx, WIDTH));
            let field =
                widgets::labelled_field(ui, title, &mut memory.query, scene.word("palette-hint"));
            field.request_focus();
            if field.changed() {
                memory.chosen = 0;
                scene.wish(Action::Documents(ListAction::Search(memory.query.clone())));
            }
            egui::ScrollArea::vertical()
                .max_height(room::floating_height(ctx, HEIGHT, top + FIELD))
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = GRID / 2.0;
                    for (number, entry) in entries.iter().enumerate() {
                        let is_chosen = number == memory.chosen;
                        if entry_ui(ui, entry, is_chosen, (down || up) && is_chosen) {
                            taken = Some(entry.clone());
                        }
                    }
                    if entries.is_empty() {
                        ui.label(theme::weak(ui, scene.word("documents-nothing-found")));
                    }
                });
        });
    if let Some(entry) = taken {
        // What stays where the person is leaves them the keyboard too.
        if !matches!(entry.action, Action::Editor(..) | Action::Settings(_)) {
            memory.focused = None;
        }
        scene.wish(Action::TogglePalette);
        scene.wish(entry.action);
    } else if escape || modal.should_close() {
        scene.wish(Action::TogglePalette);
    }
}

/// Draws one line; whether it was clicked.
fn entry_ui(ui: &mut Ui, entry: &Entry, is_chosen: bool, scroll: bool) -> bool {
    let text = format!("{}  {}", entry.kind.icon().codepoint, entry.text);
    // The title comes first.
    let most = if room::is_tight(ui.ctx()) { 20 } else { MORE };
    let more: String = entry.more.chars().take(most).collect();
    let button = egui::Button::new(text)
        .selected(is_chosen)
        .frame_when_inactive(false)
        .truncate()
        .right_text(RichText::new(more).size(12.0))
        .min_size(egui::vec2(ui.available_width(), 32.0));
    let response = ui.add(button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, &entry.text)
    });
    if scroll {
        response.scroll_to_me(None);
    }
    response.clicked()
}
