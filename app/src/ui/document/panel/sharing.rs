//! Who may hold the document: its label, who holds it and through what, who opened it to whom, and
//! sharing it with more.

use egui::{Label, RichText, ScrollArea, Ui};
use egui_material_icons::icons::{
    ICON_DNS, ICON_GROUP_ADD, ICON_LOCK_OPEN, ICON_PERSON, ICON_WARNING,
};
use format::DocumentId;
use format::scope::Scope;

use crate::command_line::moments::moment;
use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::core::sharing::{Ground, Holder, Opened, Shared};
use crate::say;
use crate::ui::scope_picker::Picker;
use crate::ui::theme::{self, GAP, GRID};
use crate::ui::{Scene, widgets};
use crate::words::column::capitalised;
use crate::words::lifecycle::role;
use crate::words::rights::{label, may_hold};

/// How many holders are listed before the person asks for all of them.
const LISTED: usize = 30;

/// What belongs to the screen alone.
#[derive(Debug, Default)]
pub struct Memory {
    /// The document it is about.
    of: Option<DocumentId>,
    picker: Picker,
    everybody: bool,
    reason: String,
    lists_all: bool,
}

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    if memory.of != Some(editor.id) {
        *memory = Memory {
            of: Some(editor.id),
            ..Memory::default()
        };
    }
    let language = scene.language();
    let shared = &editor.shared;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let said = match shared.label {
            Some(said) => label(language, said),
            None => scene.word("sharing-no-label").to_owned(),
        };
        ui.label(theme::bold(say!(language, "scope-label", label = said)));
        ui.add(Label::new(may_hold(language, shared)).wrap());
        if !shared.everybody {
            holders_ui(ui, scene, memory, shared);
        }
        for address in &shared.relays {
            line_ui(ui, ICON_DNS, address, scene.word("sharing-relay"));
        }
        ui.add_space(GAP);
        ui.label(theme::bold(scene.word("sharing-openings")));
        for one in &shared.openings {
            opening_ui(ui, scene, one);
        }
        ui.add_space(GAP);
        ui.separator();
        ui.label(theme::bold(scene.word("sharing-share")));
        share_ui(ui, scene, memory, editor);
        ui.add_space(GAP);
    });
}

fn holders_ui(ui: &mut Ui, scene: &Scene<'_>, memory: &mut Memory, shared: &Shared) {
    let count = shared.holders.len();
    ui.add_space(GAP);
    let text = say!(scene.language(), "sharing-holders", count = count as u64);
    ui.label(theme::bold(text));
    let listed = match memory.lists_all {
        true => count,
        false => count.min(LISTED),
    };
    for holder in &shared.holders[..listed] {
        let name = match scene.state.council() {
            Some(council) if council.my_place().map(|me| me.first) == Some(holder.first) => {
                let person = holder.person.as_str();
                say!(scene.language(), "people-me", person = person)
            }
            _ => holder.person.clone(),
        };
        let name = format!("{name} · {}", holder.office);
        line_ui(ui, ICON_PERSON, &name, &ground(scene, holder));
    }
    if listed < count {
        let text = say!(
            scene.language(),
            "sharing-all-holders",
            count = count as u64
        );
        if ui.button(text).clicked() {
            memory.lists_all = true;
        }
    }
}

/// Why somebody holds it, in words.
fn ground(scene: &Scene<'_>, holder: &Holder) -> String {
    let language = scene.language();
    match &holder.by {
        Ground::Creator => scene.word("sharing-by-creator").to_owned(),
        Ground::Named => scene.word("sharing-by-name").to_owned(),
        Ground::Unit(unit) => say!(language, "sharing-by-unit", unit = unit.as_str()),
        Ground::Seat(seat, unit) => {
            let role = role(language, *seat);
            match unit.as_str() {
                "" => say!(language, "sharing-by-seat", role = role),
                unit => say!(language, "sharing-by-seat-of", role = role, unit = unit),
            }
        }
    }
}

/// A sign, what it is about, and below it why.
fn line_ui(ui: &mut Ui, icon: egui_material_icons::MaterialIcon, name: &str, why: &str) {
    let palette = theme::palette(ui);
    ui.horizontal_top(|ui| {
        ui.label(icon.rich_text().color(palette.weak).size(16.0));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 0.0;
            ui.add(Label::new(name).wrap());
            ui.add(Label::new(theme::small(ui, why)).wrap());
        });
    });
}

fn opening_ui(ui: &mut Ui, scene: &Scene<'_>, one: &Opened) {
    let language = scene.language();
    let when = moment(language, one.time_millis);
    let whom = match (one.everybody, one.named.is_empty()) {
        (true, _) => scene.word("sharing-everybody").to_owned(),
        (false, true) => scene.word("sharing-nobody-else").to_owned(),
        (false, false) => one.named.join(", "),
    };
    let text = match one.is_creation {
        true => say!(
            language,
            "sharing-created",
            name = one.by.as_str(),
            whom = whom
        ),
        false => say!(
            language,
            "sharing-granted",
            name = one.by.as_str(),
            whom = whom
        ),
    };
    let more = match one.reason.as_str() {
        "" => when,
        reason => format!("{when} · {reason}"),
    };
    line_ui(ui, ICON_LOCK_OPEN, &text, &more);
}

/// The form that shares it with more, or why there is none.
fn share_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let why_not = if editor.shared.everybody {
        Some("sharing-all-have-it")
    } else if !editor.shared.may_widen {
        Some("sharing-who-may")
    } else {
        None
    };
    if let Some(why) = why_not {
        ui.add(Label::new(theme::weak(ui, scene.word(why))).wrap());
        return;
    }
    let Some(council) = scene.state.council() else {
        return;
    };
    ui.spacing_mut().item_spacing.y = GRID;
    ui.checkbox(&mut memory.everybody, scene.word("sharing-with-everybody"));
    if !memory.everybody {
        let label = scene.word("sharing-with");
        memory.picker.ui(ui, scene, label, true);
    }
    let label = scene.word("sharing-reason");
    widgets::labelled_field(ui, label, &mut memory.reason, "");
    let (scope, whom) = match memory.everybody {
        true => (
            Some(Scope::Council),
            scene.word("sharing-everybody").to_owned(),
        ),
        false => (
            memory.picker.scope(),
            memory.picker.names(council).join(", "),
        ),
    };
    if scope.is_some() {
        let text = say!(scene.language(), "sharing-for-good", whom = whom);
        let palette = theme::palette(ui);
        widgets::banner(ui, ICON_WARNING, &text, (palette.warn, palette.warn_soft));
    } else if !memory.picker.is_empty() {
        let text = RichText::new(scene.word("sharing-too-many"));
        ui.label(text.color(theme::palette(ui).bad));
    }
    ui.add_enabled_ui(scope.is_some(), |ui| {
        let word = scene.word("sharing-do");
        let is_clicked = widgets::primary_button(ui, ICON_GROUP_ADD, &capitalised(word)).clicked();
        if let Some(scope) = scope.filter(|_| is_clicked) {
            let reason = std::mem::take(&mut memory.reason).trim().to_owned();
            let share = EditorAction::Share { scope, reason };
            scene.wish(Action::Editor(editor.id, share));
            memory.picker = Picker::default();
            memory.everybody = false;
        }
    });
}
