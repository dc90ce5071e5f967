//! The unit tree: head office, branches, subsidiaries and their parts, with whoever writes for each.

use std::collections::BTreeSet;

use council::act::scope::{UnitCode, UnitKind};
use council::codes::derived;
use council::seats::{Ability, Seat};
use egui::{Align, Label, Layout, Rect, RichText, Ui, UiBuilder, Vec2};
use egui_material_icons::icons::{
    ICON_ADD, ICON_CHEVRON_RIGHT, ICON_CLOSE, ICON_EDIT, ICON_EXPAND_MORE, ICON_SAVE,
};
use format::PublicKey;

use crate::core::Action;
use crate::core::council::{Action as CouncilAction, Council};
use crate::core::minutes::attendance::offered;
use crate::core::seating::Change;
use crate::core::units::{Typed, UnitRow, read, read_code, shown};
use crate::say;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, completed_field, room, widgets};
use crate::words::column::capitalised;
use crate::words::lifecycle::role;
use crate::words::rights::unit_kind;

/// The height of a row, in points.
const ROW: f32 = 46.0;
/// How far a part stands to the right of its unit, in points; less in a tight window.
const STEP: f32 = 20.0;
const TIGHT_STEP: f32 = 10.0;
/// The room for the buttons at the right of a row, in points.
const TOOLS: f32 = 72.0;
/// The room for the sign that folds a unit, in points.
const FOLD: f32 = 28.0;
/// With more units than this the tree begins folded.
const OPEN_AT_FIRST: usize = 40;
/// How far beyond the screen rows are drawn, in points, so that the keyboard finds the next one.
const BEYOND: f32 = 3.0 * ROW;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub(super) struct Form {
    query: String,
    /// Units that the person folded or unfolded: the other way than they begin.
    toggled: BTreeSet<String>,
    /// What is being typed.
    typed: Option<Typed>,
    /// Whether the form was opened just now.
    is_new: bool,
    goes_on: bool,
}

impl Form {
    fn begin(&mut self, typed: Typed) {
        self.typed = Some(typed);
        self.is_new = true;
    }
}

fn new_unit(parent: &str) -> Typed {
    Typed {
        changes: None,
        name: String::new(),
        kind: UnitKind::Branch,
        parent: parent.to_owned(),
        is_closed: false,
        code: String::new(),
    }
}

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    completed_field::go_on(ui.ctx(), &mut form.goes_on);
    let may_change = council.may(Ability::EditRoster);
    let rows = &council.units;
    ui.horizontal_wrapped(|ui| {
        ui.label(theme::bold(scene.word("units-heading")).size(16.0));
        let text = say!(scene.language(), "units-count", count = rows.len() as u64);
        ui.label(theme::weak(ui, text));
    });
    if rows.len() > OPEN_AT_FIRST / 4 {
        widgets::labelled_field(ui, scene.word("units-search"), &mut form.query, "");
    }
    let begins_open = rows.len() <= OPEN_AT_FIRST;
    let is_open = |row: &UnitRow| begins_open != form.toggled.contains(&row.name);
    let visible = shown(rows, &form.query, is_open);
    if visible.is_empty() {
        ui.label(theme::weak(ui, scene.word("units-none-fit")));
    }
    let mut wish = None;
    let is_searching = !form.query.trim().is_empty();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for row in visible {
            let is_folded = row.has_parts && !is_searching;
            let fold = is_folded.then(|| is_open(row));
            wish = row_ui(ui, scene, council, row, (fold, may_change)).or(wish.take());
        }
    });
    match wish {
        // What was toggled before is as it was at first.
        Some(Wish::Toggle(name)) if form.toggled.remove(&name) => {}
        Some(Wish::Toggle(name)) => {
            form.toggled.insert(name);
        }
        Some(Wish::Type(typed)) => form.begin(typed),
        None => {}
    }
    ui.add_space(GAP);
    if !may_change {
        ui.add(Label::new(theme::small(ui, scene.word("units-only-chair"))).wrap());
        return;
    }
    if form.typed.is_some() {
        form_ui(ui, scene, form, council);
    } else if widgets::button(ui, ICON_ADD, scene.word("units-add")).clicked() {
        form.begin(new_unit(""));
    }
}

/// What the person wants of a row.
enum Wish {
    Toggle(String),
    Type(Typed),
}

/// One unit. `fold` says whether its parts show; `None` where it has none.
fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    council: &Council,
    row: &UnitRow,
    (fold, may_change): (Option<bool>, bool),
) -> Option<Wish> {
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    if !ui.clip_rect().expand(BEYOND).intersects(rect) {
        return None;
    }
    let palette = theme::palette(ui);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, (1.0, palette.line));
    let step = if room::is_tight(ui.ctx()) {
        TIGHT_STEP
    } else {
        STEP
    };
    let most = rect.width() * 0.4;
    let left = rect.left() + (row.depth as f32 * step).min(most);
    let tools = if may_change { TOOLS } else { 0.0 };
    let area = Rect::from_min_max(
        egui::pos2(left, rect.top()),
        egui::pos2(rect.right() - tools, rect.bottom()),
    );
    let mut wish = None;
    let line = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(area).layout(line), |ui| {
        ui.spacing_mut().item_spacing.x = GRID;
        let slot = Vec2::new(FOLD, ROW);
        ui.allocate_ui_with_layout(slot, line, |ui| {
            ui.set_min_width(FOLD);
            let Some(is_open) = fold else { return };
            let unit = row.name.as_str();
            let (icon, name) = match is_open {
                true => (
                    ICON_EXPAND_MORE,
                    say!(scene.language(), "units-fold", unit = unit),
                ),
                false => (
                    ICON_CHEVRON_RIGHT,
                    say!(scene.language(), "units-unfold", unit = unit),
                ),
            };
            ui.spacing_mut().button_padding.x = GRID;
            if widgets::icon_button(ui, icon, &name).clicked() {
                wish = Some(Wish::Toggle(row.name.clone()));
            }
        });
        ui.vertical(|ui| names_ui(ui, scene, council, row));
    });
    if may_change {
        let area = Rect::from_min_max(egui::pos2(rect.right() - tools, rect.top()), rect.max);
        let ends = Layout::right_to_left(Align::Center);
        ui.scope_builder(UiBuilder::new().max_rect(area).layout(ends), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            wish = tools_ui(ui, scene, row).or(wish.take());
        });
    }
    wish
}

fn tools_ui(ui: &mut Ui, scene: &Scene<'_>, row: &UnitRow) -> Option<Wish> {
    let unit = row.name.as_str();
    let mut wish = None;
    // From the right edge.
    let word = say!(scene.language(), "units-add-part", unit = unit);
    if widgets::icon_button(ui, ICON_ADD, &word).clicked() {
        wish = Some(Wish::Type(new_unit(unit)));
    }
    let word = say!(scene.language(), "units-edit", unit = unit);
    if widgets::icon_button(ui, ICON_EDIT, &word).clicked() {
        wish = Some(Wish::Type(Typed {
            changes: Some(row.name.clone()),
            name: row.name.clone(),
            kind: row.kind.unwrap_or(UnitKind::Branch),
            parent: row.parent.clone().unwrap_or_default(),
            is_closed: row.is_closed,
            code: row.code.clone(),
        }));
    }
    wish
}

/// The unit and what it is; below it, who has a seat for it and who writes for it.
fn names_ui(ui: &mut Ui, scene: &Scene<'_>, council: &Council, row: &UnitRow) {
    let language = scene.language();
    let palette = theme::palette(ui);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().interact_size.y = 0.0;
    ui.add_space(GRID + 2.0);
    let ink = match row.is_closed {
        true => palette.weak,
        false => palette.text,
    };
    let kind = match row.kind {
        Some(kind) => unit_kind(language, kind),
        None => scene.word("unit-not-placed").to_owned(),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        ui.label(theme::bold(row.name.as_str()).color(ink));
        ui.label(theme::small(ui, kind));
        let code = say!(language, "units-code-of", code = row.code.as_str());
        ui.label(theme::small(ui, format!("· {code}")));
        if row.is_closed {
            ui.label(theme::small(ui, format!("· {}", scene.word("unit-closed"))));
        }
    });
    let text = who(scene, council, row);
    ui.add(Label::new(theme::small(ui, text)).truncate());
}

/// Who has a seat for a unit, how many people write for it, and who.
fn who(scene: &Scene<'_>, council: &Council, row: &UnitRow) -> String {
    let language = scene.language();
    let own = row.people.len();
    let mut parts = vec![match row.people_with_parts > own {
        true => say!(
            language,
            "units-people-with-parts",
            count = own as u64,
            all = row.people_with_parts as u64
        ),
        false => say!(language, "units-people", count = own as u64),
    }];
    let seats = council.seating.on_duty();
    for seat in seats.filter(|seat| seat.unit == row.name) {
        let role = capitalised(&role(language, seat.role));
        parts.push(format!(
            "{role}: {}",
            council.name_of(&council.seating.holder(seat))
        ));
    }
    // Who has a seat for the unit was named with it.
    let first = |key: &PublicKey| council.members.get(key).map(|member| member.first);
    let seats: Vec<&Seat> = (council.seating.on_duty())
        .filter(|seat| seat.unit == row.name)
        .collect();
    let is_named = |key: &PublicKey| {
        let mut holders = seats.iter().map(|seat| council.seating.holder(seat));
        holders.any(|holder| first(&holder) == first(key))
    };
    let people = row.people.iter().filter(|key| !is_named(key));
    let people: Vec<String> = people.map(|key| council.name_of(key)).collect();
    if !people.is_empty() {
        parts.push(people.join(", "));
    }
    parts.join(" · ")
}

fn form_ui(ui: &mut Ui, scene: &mut Scene<'_>, form: &mut Form, council: &Council) {
    let Some(typed) = &mut form.typed else { return };
    let language = scene.language();
    ui.separator();
    let mut is_entered = false;
    match &typed.changes {
        Some(unit) => {
            let text = say!(language, "units-edit", unit = unit.as_str());
            ui.label(theme::bold(text));
        }
        None => {
            ui.label(theme::bold(scene.word("units-add")));
            let field = widgets::labelled_field(
                ui,
                scene.word("units-name"),
                &mut typed.name,
                scene.word("units-name-hint"),
            );
            if form.is_new {
                field.request_focus();
                field.scroll_to_me(None);
            }
            is_entered |= widgets::is_entered(ui, &field);
        }
    }
    ui.horizontal_wrapped(|ui| {
        let label = scene.word("units-kind");
        ui.label(label);
        let choice = egui::ComboBox::from_id_salt("unit kind")
            .selected_text(capitalised(&unit_kind(language, typed.kind)))
            .width(200.0)
            .height(f32::INFINITY)
            .show_ui(ui, |ui| {
                for kind in UnitKind::ALL {
                    let word = capitalised(&unit_kind(language, kind));
                    ui.selectable_value(&mut typed.kind, kind, word);
                }
            });
        ui.ctx()
            .accesskit_node_builder(choice.response.id, |node| node.set_label(label));
        if form.is_new && typed.changes.is_some() {
            choice.response.request_focus();
            choice.response.scroll_to_me(None);
        }
    });
    form.is_new = false;
    let names: Vec<String> = council.units.iter().map(|row| row.name.clone()).collect();
    let offer = |text: &str| offered(text, &names, |_| false);
    let field = completed_field::labelled(
        ui,
        scene.word("units-part-of"),
        &mut typed.parent,
        scene.word("units-top"),
        offer,
        &mut form.goes_on,
    );
    is_entered |= widgets::is_entered(ui, &field);
    let hint = derived(typed.changes.as_deref().unwrap_or(&typed.name));
    let field = widgets::labelled_field(ui, scene.word("units-code"), &mut typed.code, &hint);
    is_entered |= widgets::is_entered(ui, &field);
    if typed.changes.is_some() {
        ui.checkbox(&mut typed.is_closed, scene.word("units-closed"))
            .on_hover_text(scene.word("units-closed-hint"));
        if typed.is_closed {
            ui.add(Label::new(theme::small(ui, scene.word("units-closed-hint"))).wrap());
        }
    }
    let unit = read(&council.units, typed).and_then(|unit| {
        let code = read_code(&council.units, &unit.name, &typed.code)?;
        Ok((unit, code))
    });
    if let Err(lacks) = &unit {
        let text = RichText::new(scene.word(lacks.sentence()));
        ui.label(text.color(theme::palette(ui).weak));
    }
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        let saves = ui.add_enabled_ui(unit.is_ok(), |ui| {
            widgets::primary_button(ui, ICON_SAVE, scene.word("units-save")).clicked()
        });
        if let Ok((unit, code)) = unit
            && (saves.inner || is_entered)
        {
            let name = unit.name.clone();
            scene.wish(Action::Council(CouncilAction::Seat(Change::Unit(unit))));
            if let Some(code) = code {
                let given = Change::UnitCode(UnitCode { unit: name, code });
                scene.wish(Action::Council(CouncilAction::Seat(given)));
            }
            is_done = true;
        }
        is_done |= widgets::button(ui, ICON_CLOSE, scene.word("form-cancel")).clicked();
    });
    let is_typing = ui.ctx().memory(|memory| memory.focused().is_some());
    is_done |= !is_typing && ui.input(|input| input.key_pressed(egui::Key::Escape));
    if is_done {
        form.typed = None;
    }
}
