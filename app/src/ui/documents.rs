//! The list of documents: find, narrow, order, begin new ones, bring files in.

use ::council::view::Kind;
use egui::{Frame, Layout, Margin, RichText, Sense, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ADD, ICON_ALTERNATE_EMAIL, ICON_ARCHIVE, ICON_ARTICLE, ICON_CLOSE, ICON_CLOUD_DONE,
    ICON_CLOUD_UPLOAD, ICON_COMMENT, ICON_DESCRIPTION, ICON_EVENT_NOTE, ICON_FILTER_LIST,
    ICON_GRID_ON, ICON_MORE_VERT, ICON_SEARCH, ICON_UPLOAD_FILE, ICON_WARNING,
};
use format::DocumentId;

use super::theme::{self, GAP, GRID};
use super::{Scene, room, standing, widgets};
use crate::command_line::moments::moment;
use crate::core::documents::{Action as ListAction, Filter, Hit, Order, Row, Template};
use crate::core::pick::Pick;
use crate::core::{Action, Screen};
use crate::say;
use crate::words::lifecycle::{STATUSES, status_word};

/// The height of a row, in points.
const ROW: f32 = 44.0;
/// Its height where office, date and author stand below the title.
const TWO_LINES: f32 = 56.0;
/// The height of the line of column names.
const HEADING: f32 = 28.0;
/// The width of the columns after the title, in points: unit, changed, by, signs, menu, where it stands.
const COLUMNS: [f32; 6] = [124.0, 216.0, 130.0, 96.0, 40.0, 160.0];
/// Which of them says where a document stands.
const STATUS: usize = 5;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    query: String,
    /// The document that gets another title, and what is typed.
    renaming: Option<(DocumentId, String)>,
}

/// The title of a row, or the words for having none.
pub fn title(scene: &Scene<'_>, row: &Row) -> String {
    match row.title.trim() {
        "" => scene.word("untitled").to_owned(),
        title => title.to_owned(),
    }
}

/// The sign of a kind, and the name of its word.
pub fn kind_sign(kind: Kind) -> (MaterialIcon, &'static str) {
    match kind {
        Kind::Policy => (ICON_ARTICLE, "documents-policy"),
        Kind::Minutes => (ICON_EVENT_NOTE, "documents-minutes"),
        Kind::Matrix => (ICON_GRID_ON, "documents-matrix"),
    }
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground).inner_margin(
            match room::is_narrow(ui.ctx()) {
                true => Margin::symmetric(12, 8),
                false => Margin::symmetric(24, 16),
            },
        ))
        .show(ui, |ui| {
            widgets::page_heading(ui, scene.word("menu-documents"), |ui| {
                new_ui(ui, scene);
                if widgets::button(ui, ICON_UPLOAD_FILE, scene.word("documents-import")).clicked() {
                    scene.wish(Action::Pick(Pick::Import));
                }
            });
            importing_ui(ui, scene);
            narrow_ui(ui, scene, memory);
            ui.add_space(GAP);
            let state = scene.state;
            match &state.documents.hits {
                Some((query, hits)) if *query == memory.query && !query.trim().is_empty() => {
                    hits_ui(ui, scene, hits);
                }
                _ => list_ui(ui, scene, memory),
            }
        });
    renaming_ui(ui, scene, memory);
}

fn new_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if !scene.state.may_write() {
        return;
    }
    let palette = theme::palette(ui);
    let word = scene.word("documents-new");
    let label = RichText::new(format!("{} {word}", ICON_ADD.codepoint))
        .color(palette.on_accent)
        .family(super::fonts::bold());
    let button = egui::Button::new(label).fill(palette.accent);
    let menu = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        for command in crate::core::menu::commands(scene.state) {
            if command.label.starts_with("menu-new-")
                && ui.button(scene.word(command.label)).clicked()
            {
                scene.wish(command.action);
                ui.close();
            }
        }
    });
    menu.0
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
}

fn importing_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some((done, of)) = scene.state.importing else {
        return;
    };
    ui.horizontal(|ui| {
        ui.spinner();
        let text = say!(
            scene.language(),
            "documents-importing",
            done = done as u64,
            of = of as u64
        );
        ui.label(text);
        if ui.button(scene.word("cancel")).clicked() {
            scene.wish(Action::Documents(ListAction::CancelImport));
        }
    });
}

fn narrow_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let state = scene.state;
    let mut filter = state.documents.filter.clone();
    let is_narrow = room::is_narrow(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        ui.label(ICON_SEARCH.rich_text());
        let name = scene.word("documents-search");
        let field = ui.add(
            egui::TextEdit::singleline(&mut memory.query)
                .hint_text(name.to_owned())
                .margin(Margin::symmetric(8, 6))
                .desired_width(if room::is_tight(ui.ctx()) {
                    168.0
                } else {
                    280.0
                }),
        );
        ui.ctx()
            .accesskit_node_builder(field.id, |node| node.set_label(name));
        if field.changed() {
            scene.wish(Action::Documents(ListAction::Search(memory.query.clone())));
        }
        if !memory.query.is_empty()
            && widgets::icon_button(ui, ICON_CLOSE, scene.word("documents-search-clear")).clicked()
        {
            memory.query.clear();
            scene.wish(Action::Documents(ListAction::Search(String::new())));
        }
        if is_narrow {
            filter_menu_ui(ui, scene, &mut filter);
        } else {
            ui.add_space(GAP);
            kinds_ui(ui, scene, &mut filter);
        }
    });
    if !is_narrow {
        ui.horizontal_wrapped(|ui| {
            units_ui(ui, scene, &mut filter);
            statuses_ui(ui, scene, &mut filter);
            marks_ui(ui, scene, &mut filter);
        });
    }
    if filter != state.documents.filter {
        scene.wish(Action::Documents(ListAction::Filter(filter)));
    }
}

/// All that narrows the list behind one button, where there is no room for it.
fn filter_menu_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    use egui::containers::menu::{MenuButton, MenuConfig};
    let word = scene.word("documents-filter");
    let is_on = *filter != Filter::default();
    let button =
        egui::Button::new(format!("{} {word}", ICON_FILTER_LIST.codepoint)).selected(is_on);
    let stays = MenuConfig::new()
        .style(egui::style::StyleModifier::default())
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let (response, _) = MenuButton::from_button(button).config(stays).ui(ui, |ui| {
        widgets::menu(ui, |ui| {
            kinds_ui(ui, scene, filter);
            ui.separator();
            units_ui(ui, scene, filter);
            statuses_ui(ui, scene, filter);
            marks_ui(ui, scene, filter);
        });
    });
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_on, word));
}

fn kinds_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-kinds");
    if ui.selectable_label(filter.kind.is_none(), all).clicked() {
        filter.kind = None;
    }
    for kind in Kind::ALL {
        let (icon, word) = kind_sign(kind);
        let label = format!("{} {}", icon.codepoint, scene.word(word));
        let response = ui.selectable_label(filter.kind == Some(kind), label);
        let is_chosen = filter.kind == Some(kind);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, scene.word(word))
        });
        if response.clicked() {
            filter.kind = Some(kind);
        }
    }
}

fn marks_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let conflicts = scene.word("documents-only-conflicts");
    ui.checkbox(&mut filter.only_conflicts, conflicts);
    let waiting = scene.word("documents-only-waiting");
    ui.checkbox(&mut filter.only_waiting, waiting);
    ui.checkbox(&mut filter.archived, scene.word("documents-archived"));
}

fn units_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-units");
    let chosen = filter.unit.clone().unwrap_or_else(|| all.to_owned());
    let offices = scene
        .state
        .council()
        .map(crate::core::council::Council::offices)
        .unwrap_or_default();
    let response = egui::ComboBox::from_id_salt("unit")
        .selected_text(chosen)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut filter.unit, None, all);
            for office in offices {
                let value = Some(office.clone());
                ui.selectable_value(&mut filter.unit, value, office);
            }
        })
        .response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(scene.word("documents-unit"));
    });
}

fn statuses_ui(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let all = scene.word("documents-all-statuses");
    let word = |name: &str| status_word(scene.language(), name);
    let chosen = filter.status.map_or_else(|| all.to_owned(), word);
    let response = egui::ComboBox::from_id_salt("status")
        .selected_text(chosen)
        .height(f32::INFINITY)
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut filter.status, None, all);
            for name in STATUSES {
                ui.selectable_value(&mut filter.status, Some(name), word(name));
            }
        })
        .response;
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(scene.word("documents-status"));
    });
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let documents = &scene.state.documents;
    let Some(rows) = &documents.rows else {
        return widgets::centred_note(ui, scene.word("starting"));
    };
    let count = documents.shown().len();
    if count == 0 {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                if rows.iter().all(|row| row.is_archived) && !documents.filter.archived {
                    empty_ui(ui, scene);
                    return;
                }
                let (title, text) = (
                    scene.word("documents-none-fit"),
                    scene.word("documents-none-fit-hint"),
                );
                let empty = (ICON_DESCRIPTION, title, text);
                let all = (ICON_CLOSE, scene.word("documents-show-all"));
                if widgets::empty_state_with(ui, empty, all) {
                    scene.wish(Action::Documents(ListAction::Filter(Filter::default())));
                }
            });
        return;
    }
    heading_ui(ui, scene);
    let row_height = row_height(&widths(ui.available_width()).1);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().auto_shrink(false).show_rows(
        ui,
        row_height,
        count,
        |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let shown: Vec<&Row> = scene
                .state
                .documents
                .shown()
                .skip(range.start)
                .take(range.len())
                .collect();
            for row in shown {
                row_ui(ui, scene, memory, row);
            }
        },
    );
}

/// No document yet: what to begin with.
pub fn empty_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (title, text) = (
        scene.word("documents-empty"),
        scene.word("documents-empty-hint"),
    );
    widgets::empty_state(ui, ICON_DESCRIPTION, title, text);
    ui.vertical_centered(|ui| {
        let commands = crate::core::menu::commands(scene.state);
        let new = commands
            .into_iter()
            .filter(|command| command.label.starts_with("menu-new-"));
        for (number, command) in new.enumerate() {
            let word = scene.word(command.label);
            let clicked = match number {
                0 => widgets::primary_button(ui, ICON_ADD, word).clicked(),
                _ => widgets::button(ui, ICON_ADD, word).clicked(),
            };
            if clicked {
                scene.wish(command.action);
            }
        }
    });
    ui.add_space(theme::GROUP);
}

/// Widths of title and the other columns in this room. On a narrow window office and author go first; on a
/// tight one the date too, and all three stand below the title.
fn widths(room: f32) -> (f32, [f32; 6]) {
    const TITLE: f32 = 240.0;
    let mut widths = COLUMNS;
    for column in [2, 0, STATUS, 1] {
        if room - widths.iter().sum::<f32>() < TITLE {
            widths[column] = 0.0;
        }
    }
    let rest = room - widths.iter().sum::<f32>();
    (rest.max(0.0), widths)
}

/// How high a row is where so many columns have room.
fn row_height(widths: &[f32; 6]) -> f32 {
    if widths[1] > 0.0 { ROW } else { TWO_LINES }
}

fn heading_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (title, widths) = widths(ui.available_width());
    // Without columns the names stand in a line, to order by.
    let is_table = widths[1] > 0.0;
    let documents = &scene.state.documents;
    let (order, reversed) = (documents.order, documents.is_reversed);
    let columns = [
        (title, "documents-title", Order::Title),
        (widths[STATUS], "documents-status", Order::Status),
        (widths[0], "documents-unit", Order::Unit),
        (widths[1], "documents-changed", Order::Changed),
        (widths[2], "documents-changed-by", Order::ChangedBy),
    ];
    let line = ui
        .available_rect_before_wrap()
        .with_max_y(ui.cursor().top() + HEADING);
    let mut left = line.left();
    let mut inner = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(line)
            .layout(Layout::left_to_right(egui::Align::Center)),
    );
    if !is_table {
        inner.spacing_mut().item_spacing.x = theme::GROUP;
        inner.add_space(GAP);
    }
    for (width, word, by) in columns {
        let is_hidden_below = matches!(by, Order::ChangedBy | Order::Status);
        if is_table && width <= 0.0 || !is_table && is_hidden_below {
            continue;
        }
        let mark = match (order == by, reversed) {
            (false, _) => "",
            (true, false) => " ↓",
            (true, true) => " ↑",
        };
        let word = scene.word(word);
        let text = RichText::new(format!("{word}{mark}")).size(12.0);
        let button = egui::Button::new(text).frame(false).truncate();
        let response = if is_table {
            let cell = egui::Rect::from_min_size(
                egui::pos2(left + GAP, line.top()),
                egui::vec2((width - GAP).max(0.0), HEADING),
            );
            left += width;
            let cell = egui::UiBuilder::new()
                .max_rect(cell)
                .layout(Layout::left_to_right(egui::Align::Center));
            inner
                .scope_builder(cell, |ui| {
                    ui.spacing_mut().button_padding.x = 0.0;
                    ui.add(button)
                })
                .inner
        } else {
            inner.spacing_mut().button_padding.x = 0.0;
            inner.add(button)
        };
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
        if response.clicked() {
            scene.wish(Action::Documents(ListAction::Order(by)));
        }
    }
    ui.advance_cursor_after_rect(line);
}

fn row_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let palette = theme::palette(ui);
    let room = ui.available_width();
    let (title_width, widths) = widths(room);
    let height = row_height(&widths);
    let (rect, response) = ui.allocate_exact_size(egui::vec2(room, height), Sense::click());
    let shown_title = title(scene, row);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, shown_title.as_str()));
    let fill = if response.hovered() || response.has_focus() {
        palette.hover
    } else {
        palette.surface
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, (1.0, palette.line));
    let mut left = rect.left();
    let mut cell = |ui: &mut Ui, width: f32, content: &mut dyn FnMut(&mut Ui)| {
        if width <= 0.0 {
            return;
        }
        let area = egui::Rect::from_min_size(
            egui::pos2(left + GAP, rect.top()),
            egui::vec2((width - GAP).max(0.0), height),
        );
        left += width;
        let mut inner = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(area)
                .layout(Layout::left_to_right(egui::Align::Center)),
        );
        inner.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        inner.style_mut().interaction.selectable_labels = false;
        content(&mut inner);
    };
    let (icon, kind) = kind_sign(row.kind);
    let changed = row
        .changed_millis
        .map(|millis| moment(scene.language(), millis))
        .unwrap_or_default();
    cell(ui, title_width, &mut |ui| {
        ui.label(icon.rich_text().size(20.0).color(palette.weak))
            .on_hover_text(scene.word(kind));
        if widths[1] > 0.0 {
            ui.label(theme::bold(shown_title.as_str()));
            return;
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 0.0;
            ui.add_space(GAP);
            ui.label(theme::bold(shown_title.as_str()));
            let status = status_word(scene.language(), &row.status);
            let parts = [
                status.as_str(),
                row.unit.as_str(),
                changed.as_str(),
                row.changed_by.as_str(),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            ui.label(theme::small(ui, parts.join(" · ")));
        });
    });
    cell(ui, widths[STATUS], &mut |ui| {
        let word = status_word(scene.language(), &row.status);
        let (icon, colours) = standing::look_of(ui, &row.status);
        let widest = widths[STATUS] - GAP;
        widgets::chip_within(ui, icon, &word, colours, widest);
    });
    cell(ui, widths[0], &mut |ui| {
        ui.label(row.unit.as_str());
    });
    cell(ui, widths[1], &mut |ui| {
        ui.label(theme::weak(ui, changed.as_str()));
    });
    cell(ui, widths[2], &mut |ui| {
        ui.label(theme::weak(ui, row.changed_by.as_str()));
    });
    cell(ui, widths[3], &mut |ui| signs_ui(ui, scene, row));
    cell(ui, widths[4], &mut |ui| row_menu_ui(ui, scene, memory, row));
    response.context_menu(|ui| {
        widgets::menu(ui, |ui| menu_entries_ui(ui, scene, memory, row));
    });
    if response.clicked() {
        scene.wish(Screen::Document(row.id, None));
    }
}

/// What is worth a sign: conflicts, waiting, held back.
fn signs_ui(ui: &mut Ui, scene: &Scene<'_>, row: &Row) {
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.x = GRID;
    let said = scene.state.inbox.count_of(&row.id);
    if said.comments > 0 {
        let (count, mentions) = (said.comments as u64, said.mentions as u64);
        let (icon, ink, text) = match mentions {
            0 => (
                ICON_COMMENT,
                palette.accent,
                say!(scene.language(), "documents-new-comments", count = count),
            ),
            mentions => (
                ICON_ALTERNATE_EMAIL,
                palette.warn,
                say!(
                    scene.language(),
                    "documents-new-mentions",
                    count = count,
                    mentions = mentions
                ),
            ),
        };
        ui.label(RichText::new(format!("{} {count}", icon.codepoint)).color(ink))
            .on_hover_text(text);
    }
    if row.conflicts > 0 {
        let text = say!(scene.language(), "list-conflicts", count = row.conflicts);
        ui.label(
            RichText::new(format!("{} {}", ICON_WARNING.codepoint, row.conflicts))
                .color(palette.warn),
        )
        .on_hover_text(text);
    }
    let (icon, ink, text) = match scene.state.facts(&row.id).at_relay.is_true() {
        true => (ICON_CLOUD_DONE, palette.good, scene.word("fact-at-relay")),
        false => (
            ICON_CLOUD_UPLOAD,
            palette.weak,
            scene.word("documents-not-at-relay"),
        ),
    };
    ui.label(icon.rich_text().color(ink)).on_hover_text(text);
    if row.open_actions > 0 {
        let text = say!(
            scene.language(),
            "list-open-actions",
            count = row.open_actions
        );
        ui.label(theme::small(ui, row.open_actions.to_string()))
            .on_hover_text(text);
    }
}

fn row_menu_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let button = egui::Button::new(ICON_MORE_VERT.rich_text()).frame(false);
    let menu = egui::containers::menu::MenuButton::from_button(button).ui(ui, |ui| {
        widgets::menu(ui, |ui| menu_entries_ui(ui, scene, memory, row));
    });
    let name = say!(
        scene.language(),
        "documents-menu-of",
        title = title(scene, row)
    );
    menu.0
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
}

fn menu_entries_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, row: &Row) {
    let mut wish = None;
    if ui.button(scene.word("documents-open")).clicked() {
        wish = Some(Screen::Document(row.id, None).into());
    }
    if scene.state.may_write() {
        if ui.button(scene.word("documents-rename")).clicked() {
            memory.renaming = Some((row.id, row.title.clone()));
            ui.close();
        }
        if ui.button(scene.word("documents-duplicate")).clicked() {
            wish = Some(Action::Documents(ListAction::Duplicate(row.id)));
        }
    }
    if ui.button(scene.word("documents-export")).clicked() {
        wish = Some(Action::Pick(Pick::Export(row.id)));
    }
    if ui.button(scene.word("documents-print")).clicked() {
        wish = Some(Action::Documents(ListAction::Print(row.id)));
    }
    if scene.state.may_write() {
        let word = if row.is_archived {
            "documents-restore"
        } else {
            "documents-archive"
        };
        if ui.button(scene.word(word)).clicked() {
            wish = Some(Action::Documents(ListAction::Archive(
                row.id,
                !row.is_archived,
            )));
        }
    }
    if let Some(wish) = wish {
        scene.wish(wish);
        ui.close();
    }
}

fn renaming_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory) {
    let Some((id, mut text)) = memory.renaming.take() else {
        return;
    };
    let mut is_open = true;
    let mut is_done = false;
    let modal = egui::Modal::new(egui::Id::unique("rename")).show(ui.ctx(), |ui| {
        ui.set_width(room::floating_width(ui.ctx(), 420.0));
        ui.label(theme::bold(scene.word("documents-rename")).size(16.0));
        let field = widgets::labelled_field(ui, scene.word("field-title"), &mut text, "");
        if !field.has_focus() && !field.lost_focus() {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        ui.horizontal(|ui| {
            let save = widgets::primary_button(ui, ICON_ARCHIVE, scene.word("save"));
            is_done = entered || save.clicked();
            if ui.button(scene.word("cancel")).clicked() {
                is_open = false;
            }
        });
    });
    if is_done {
        scene.wish(Action::Documents(ListAction::Rename(
            id,
            text.trim().to_owned(),
        )));
    } else if is_open && !modal.should_close() {
        memory.renaming = Some((id, text));
    }
}

/// What search found, with the words around it.
fn hits_ui(ui: &mut Ui, scene: &mut Scene<'_>, hits: &[Hit]) {
    if hits.is_empty() {
        let (title, text) = (
            scene.word("documents-nothing-found"),
            scene.word("documents-nothing-found-hint"),
        );
        widgets::empty_state(ui, ICON_SEARCH, title, text);
        return;
    }
    egui::ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            for hit in hits {
                hit_ui(ui, scene, hit);
            }
        });
}

/// One document that search found; what was found is bold.
pub fn hit_ui(ui: &mut Ui, scene: &mut Scene<'_>, hit: &Hit) {
    widgets::card(ui, |ui| {
        let (icon, _) = kind_sign(hit.kind);
        let title = match hit.title.trim() {
            "" => scene.word("untitled"),
            title => title,
        };
        ui.horizontal(|ui| {
            ui.label(icon.rich_text());
            if ui.link(theme::bold(title)).clicked() {
                scene.wish(Screen::Document(hit.id, None));
            }
            ui.label(theme::weak(ui, hit.unit.as_str()));
        });
        ui.add(egui::Label::new(snippet(ui, &hit.snippet)).wrap());
    });
}

/// Text with what stands between U+0002 and U+0003 in bold.
fn snippet(ui: &Ui, text: &str) -> egui::text::LayoutJob {
    let palette = theme::palette(ui);
    let mut job = egui::text::LayoutJob::default();
    let mut is_found = false;
    for piece in text.split_inclusive(['\u{2}', '\u{3}']) {
        let words = piece.trim_end_matches(['\u{2}', '\u{3}']);
        let (family, color) = if is_found {
            (super::fonts::bold(), palette.text)
        } else {
            (egui::FontFamily::Proportional, palette.weak)
        };
        let font = egui::FontId::new(13.0, family);
        job.append(
            &words.replace('\n', " "),
            0.0,
            egui::TextFormat::simple(font, color),
        );
        is_found = piece.ends_with('\u{2}');
    }
    job
}

/// The wish for a new document of this template.
pub fn create(template: Template) -> Action {
    Action::Documents(ListAction::Create {
        template,
        title: String::new(),
        unit: String::new(),
    })
}
