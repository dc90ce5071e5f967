//! Sums, toolbar and menus.

use council::document::genesis::FIXED_COLUMNS;
use egui::{Button, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ADD_COLUMN_RIGHT, ICON_ADD_ROW_ABOVE, ICON_ADD_ROW_BELOW, ICON_ARROW_BACK,
    ICON_ARROW_DOWNWARD, ICON_ARROW_FORWARD, ICON_ARROW_UPWARD, ICON_AUTORENEW, ICON_CHECK_CIRCLE,
    ICON_COMPARE_ARROWS, ICON_CONTACT_SUPPORT, ICON_CONTENT_COPY, ICON_CONTENT_CUT,
    ICON_CONTENT_PASTE, ICON_DELETE, ICON_EDIT, ICON_FILTER_ALT_OFF, ICON_GROUP,
    ICON_KEYBOARD_ARROW_DOWN, ICON_PERSON_OFF, ICON_RESTORE_FROM_TRASH, ICON_SORT, ICON_TABLE_ROWS,
    ICON_VIEW_COLUMN, ICON_VISIBILITY, ICON_VISIBILITY_OFF,
};

use super::command::{Command, perform};
use super::{Stage, keys};
use crate::core::matrix::arrange::{Only, Sort};
use crate::core::panel::Panel;
use crate::say;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{room, widgets};
use crate::words::column;

/// Draws sums and toolbar.
pub(super) fn ui(ui: &mut Ui, stage: &mut Stage<'_, '_>) {
    let mut chosen = None;
    widgets::strip(ui, "matrix bar", |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(GAP, GRID);
        toolbar_ui(ui, stage, &mut chosen);
        ui.separator();
        sums_ui(ui, stage, &mut chosen);
    });
    if let Some(note) = &stage.hands.note {
        ui.label(RichText::new(note).color(theme::palette(ui).warn));
    }
    if stage.matrix.rows.is_empty() && stage.can_write && !room::is_low(ui.ctx()) {
        ui.label(theme::weak(ui, stage.word("matrix-empty-hint")));
    }
    if let Some(command) = chosen {
        perform(ui.ctx(), stage, command);
    }
}

fn toolbar_ui(ui: &mut Ui, stage: &mut Stage<'_, '_>, chosen: &mut Option<Command>) {
    let label = |icon: MaterialIcon, word: &str| {
        format!(
            "{} {word} {}",
            icon.codepoint, ICON_KEYBOARD_ARROW_DOWN.codepoint
        )
    };
    let word = stage.word("matrix-menu-row");
    let response = ui.menu_button(label(ICON_TABLE_ROWS, word), |ui| {
        widgets::menu(ui, |ui| row_items(ui, stage, chosen));
    });
    name(&response.response, word);
    // F6 leads here from the cells.
    let toolbar = keys::toolbar_id(stage);
    if ui.memory(|memory| memory.has_focus(toolbar)) {
        response.response.request_focus();
    }
    ui.interact(
        response.response.rect,
        toolbar,
        egui::Sense::focusable_noninteractive(),
    );
    let word = stage.word("matrix-menu-column");
    let column = stage.hands.selection.active.column;
    let response = ui.menu_button(label(ICON_VIEW_COLUMN, word), |ui| {
        widgets::menu(ui, |ui| column_items(ui, stage, column, chosen));
    });
    name(&response.response, word);
}

fn name(response: &egui::Response, word: &str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
}

fn sums_ui(ui: &mut Ui, stage: &Stage<'_, '_>, chosen: &mut Option<Command>) {
    let palette = theme::palette(ui);
    let language = stage.scene.language();
    let (shown, count) = (stage.shown.rows.len(), stage.matrix.rows.len());
    let text = match shown == count {
        true => say!(language, "matrix-rows", count = count as u64),
        false => say!(
            language,
            "matrix-rows-shown",
            shown = shown as u64,
            count = count as u64
        ),
    };
    ui.label(theme::weak(ui, text));
    let summary = stage.shown.facts.summary;
    let only = stage.hands.arrangement.only;
    let bad = (palette.bad, palette.bad_soft);
    let warn = (palette.warn, palette.warn_soft);
    let sums = [
        (
            summary.without_owner,
            Only::WithoutOwner,
            say!(
                language,
                "matrix-sum-no-owner",
                count = summary.without_owner as u64
            ),
            ICON_PERSON_OFF,
            bad,
        ),
        (
            summary.overlapping,
            Only::Overlapping,
            say!(
                language,
                "matrix-sum-overlap",
                count = summary.overlapping as u64
            ),
            ICON_GROUP,
            warn,
        ),
        (
            summary.without_contact,
            Only::WithoutContact,
            say!(
                language,
                "matrix-sum-no-contact",
                count = summary.without_contact as u64
            ),
            ICON_CONTACT_SUPPORT,
            bad,
        ),
        (
            summary.conflicts,
            Only::Conflicting,
            say!(
                language,
                "matrix-sum-conflicts",
                count = summary.conflicts as u64
            ),
            ICON_COMPARE_ARROWS,
            warn,
        ),
    ];
    let mut is_fine = count > 0;
    for (count, this, text, icon, colours) in sums {
        let is_on = only == Some(this);
        if count == 0 && !is_on {
            continue;
        }
        is_fine = false;
        if sum_ui(ui, icon, &text, is_on, colours) {
            *chosen = Some(Command::Only(this));
        }
    }
    if is_fine {
        let text = RichText::new(format!(
            "{} {}",
            ICON_CHECK_CIRCLE.codepoint,
            stage.word("matrix-sum-fine")
        ));
        ui.label(text.color(palette.good).size(12.0));
    }
    if summary.conflicts > 0 {
        let is_open = stage.scene.state.panel == Some(Panel::Changes);
        let word = stage.word("conflicts-title");
        if ui.add(Button::selectable(is_open, word)).clicked() {
            *chosen = Some(Command::ShowConflicts);
        }
    }
    let word = stage.word("matrix-apply-again");
    if stage.shown.is_stale && button(ui, ICON_AUTORENEW, word).clicked() {
        *chosen = Some(Command::Again);
    }
    let is_arranged = !stage.hands.arrangement.is_plain();
    let word = stage.word("matrix-clear-filters");
    if is_arranged && button(ui, ICON_FILTER_ALT_OFF, word).clicked() {
        *chosen = Some(Command::ShowAll);
    }
}

/// A sum in its colours, that filters when it is clicked.
fn sum_ui(
    ui: &mut Ui,
    icon: MaterialIcon,
    text: &str,
    is_on: bool,
    (ink, ground): (egui::Color32, egui::Color32),
) -> bool {
    let rich = RichText::new(with(icon, text)).color(ink).size(12.0);
    let mut chip = Button::new(rich).fill(ground).corner_radius(10);
    if is_on {
        chip = chip.stroke(egui::Stroke::new(2.0, ink));
    }
    let response = ui.add(chip);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, text));
    response.clicked()
}

fn with(icon: MaterialIcon, word: &str) -> String {
    format!("{} {word}", icon.codepoint)
}

fn button(ui: &mut Ui, icon: MaterialIcon, word: &str) -> egui::Response {
    let response = ui.button(with(icon, word));
    name(&response, word);
    response
}

/// One line of a menu.
struct Item {
    icon: MaterialIcon,
    word: &'static str,
    keys: &'static str,
    is_enabled: bool,
    command: Command,
}

impl Item {
    fn new(icon: MaterialIcon, word: &'static str, keys: &'static str, command: Command) -> Self {
        Self {
            icon,
            word,
            keys,
            is_enabled: true,
            command,
        }
    }

    fn only_if(self, is_enabled: bool) -> Self {
        Self { is_enabled, ..self }
    }

    fn ui(self, ui: &mut Ui, stage: &Stage<'_, '_>, chosen: &mut Option<Command>) {
        let word = stage.word(self.word);
        let is_enabled = self.is_enabled && (stage.can_write || !self.command.writes());
        let line = Button::new(with(self.icon, word)).shortcut_text(self.keys);
        let response = ui.add_enabled(is_enabled, line);
        name(&response, word);
        if response.clicked() {
            *chosen = Some(self.command);
            ui.close();
        }
    }
}

/// What can be done with the selected rows.
fn row_items(ui: &mut Ui, stage: &Stage<'_, '_>, chosen: &mut Option<Command>) {
    let is_ordered = stage.hands.arrangement.sort.is_none();
    let has_rows = stage.sheet().height() > 0;
    let items = [
        Item::new(
            ICON_ADD_ROW_ABOVE,
            "matrix-row-above",
            "",
            Command::InsertRows(false),
        ),
        Item::new(
            ICON_ADD_ROW_BELOW,
            "matrix-row-below",
            "",
            Command::InsertRows(true),
        ),
        Item::new(
            ICON_CONTENT_COPY,
            "matrix-row-duplicate",
            "",
            Command::Duplicate,
        )
        .only_if(has_rows),
        Item::new(
            ICON_ARROW_UPWARD,
            "matrix-row-up",
            "Alt+↑",
            Command::MoveRows(true),
        )
        .only_if(is_ordered && has_rows),
        Item::new(
            ICON_ARROW_DOWNWARD,
            "matrix-row-down",
            "Alt+↓",
            Command::MoveRows(false),
        )
        .only_if(is_ordered && has_rows),
        Item::new(ICON_DELETE, "matrix-row-remove", "", Command::RemoveRows).only_if(has_rows),
    ];
    for item in items {
        item.ui(ui, stage, chosen);
    }
    ui.separator();
    let removed = Command::ToggleRemoved;
    Item::new(ICON_RESTORE_FROM_TRASH, "matrix-rows-removed", "", removed).ui(ui, stage, chosen);
}

/// What can be done with a column.
fn column_items(ui: &mut Ui, stage: &Stage<'_, '_>, column: usize, chosen: &mut Option<Command>) {
    let sheet = stage.sheet();
    let id = sheet.column_id(column).unwrap_or_default();
    let is_fixed = FIXED_COLUMNS.contains(&id);
    let sort = |is_descending| {
        let column = id.to_owned();
        Command::Sort(Some(Sort {
            column,
            is_descending,
        }))
    };
    let is_sorted = stage.hands.arrangement.sort.is_some();
    let remove = match is_fixed {
        true => Item::new(
            ICON_VISIBILITY_OFF,
            "matrix-column-hide",
            "",
            Command::RemoveColumn(column),
        ),
        false => Item::new(
            ICON_DELETE,
            "matrix-column-remove",
            "",
            Command::RemoveColumn(column),
        ),
    };
    let name = Command::NameColumn(id.to_owned());
    let items = [
        Item::new(ICON_ARROW_UPWARD, "matrix-sort-up", "", sort(false)),
        Item::new(ICON_ARROW_DOWNWARD, "matrix-sort-down", "", sort(true)),
        Item::new(ICON_SORT, "matrix-sort-off", "", Command::Sort(None)).only_if(is_sorted),
        Item::new(
            ICON_FILTER_ALT_OFF,
            "matrix-filter",
            "Ctrl+Shift+L",
            Command::OpenFilter(column),
        ),
    ];
    for item in items {
        item.ui(ui, stage, chosen);
    }
    ui.separator();
    let has_right = column + 1 < sheet.width();
    let items = [
        Item::new(
            ICON_ADD_COLUMN_RIGHT,
            "matrix-column-add",
            "",
            Command::AddColumn(column),
        ),
        Item::new(ICON_EDIT, "matrix-column-rename", "", name),
        Item::new(
            ICON_ARROW_BACK,
            "matrix-column-left",
            "",
            Command::MoveColumn(column, false),
        )
        .only_if(column > 0),
        Item::new(
            ICON_ARROW_FORWARD,
            "matrix-column-right",
            "",
            Command::MoveColumn(column, true),
        )
        .only_if(has_right),
        remove,
    ];
    for item in items {
        item.ui(ui, stage, chosen);
    }
    hidden_items(ui, stage, chosen);
}

/// Fixed columns that are hidden, to be shown again.
fn hidden_items(ui: &mut Ui, stage: &Stage<'_, '_>, chosen: &mut Option<Command>) {
    let is_shown = |id: &str| stage.matrix.columns.iter().any(|column| column.id == id);
    let hidden: Vec<&str> = FIXED_COLUMNS
        .into_iter()
        .filter(|id| !is_shown(id))
        .collect();
    if hidden.is_empty() || !stage.can_write {
        return;
    }
    ui.separator();
    ui.label(theme::small(ui, stage.word("matrix-column-show")));
    for id in hidden {
        let word = column::fixed(id).map_or("", |word| stage.word(word));
        if button(ui, ICON_VISIBILITY, &column::capitalised(word)).clicked() {
            *chosen = Some(Command::ShowColumn(id.to_owned()));
            ui.close();
        }
    }
}

/// The menu of cells.
pub(super) fn cell_menu(ui: &mut Ui, stage: &Stage<'_, '_>) -> Option<Command> {
    let mut chosen = None;
    let has_conflict = stage
        .sheet()
        .conflict(stage.hands.selection.active)
        .is_some();
    let items = [
        Item::new(
            ICON_COMPARE_ARROWS,
            "conflict-question",
            "Enter",
            Command::Choose,
        ),
        Item::new(ICON_EDIT, "matrix-edit", "F2", Command::Begin(None)),
        Item::new(ICON_CONTENT_CUT, "matrix-cut", "Ctrl+X", Command::Cut),
        Item::new(ICON_CONTENT_COPY, "matrix-copy", "Ctrl+C", Command::Copy),
        Item::new(
            ICON_CONTENT_PASTE,
            "matrix-paste",
            "Ctrl+V",
            Command::AskPaste,
        ),
        Item::new(
            ICON_ARROW_DOWNWARD,
            "matrix-fill-down",
            "Ctrl+D",
            Command::FillDown,
        ),
        Item::new(ICON_DELETE, "matrix-clear", "Delete", Command::Clear),
    ];
    for item in items {
        if item.command != Command::Choose || has_conflict {
            item.ui(ui, stage, &mut chosen);
        }
    }
    ui.separator();
    row_items(ui, stage, &mut chosen);
    chosen
}

/// The menu of a column.
pub(super) fn column_menu(ui: &mut Ui, stage: &Stage<'_, '_>, column: usize) -> Option<Command> {
    let mut chosen = None;
    column_items(ui, stage, column, &mut chosen);
    chosen
}
