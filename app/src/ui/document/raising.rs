//! What is open at a place, onto the agenda of a meeting.

use council::edit::Place;
use council::view::Kind;
use egui::Ui;
use egui::containers::menu::MenuButton;
use egui_material_icons::icons::ICON_GAVEL;

use crate::core::Action;
use crate::core::documents::Row;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::say;
use crate::ui::{Scene, widgets};

/// The most meetings that are offered.
const MOST: usize = 12;

/// A button that offers the meetings whose minutes are not circulated yet, those that changed last first.
/// Nothing where there is none.
pub fn button_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor, place: &Place) {
    if !scene.state.may_write() {
        return;
    }
    let is_open = |row: &&Row| {
        let open = ["planned", "invited", "in-session", "minutes-draft"];
        row.kind == Kind::Minutes
            && row.id != editor.id
            && !row.is_archived
            && open.contains(&row.status.as_str())
    };
    let state = scene.state;
    let rows = state.documents.rows.iter().flatten();
    let mut rows: Vec<&Row> = rows.filter(is_open).collect();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.changed_millis));
    let word = scene.word("raise-to-meeting");
    let button = egui::Button::new(format!("{}  {word}", ICON_GAVEL.codepoint));
    let (menu, _) = MenuButton::from_button(button).ui(ui, |ui| {
        widgets::menu(ui, |ui| {
            ui.set_min_width(240.0);
            for row in rows.iter().take(MOST) {
                let title = crate::ui::documents::title(scene, row);
                let name = say!(scene.language(), "raise-into", title = title.as_str());
                let entry = ui.add(egui::Button::new(&title));
                entry.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::MenuItem, true, name.as_str())
                });
                if entry.clicked() {
                    let raise = EditorAction::Raise(place.clone(), row.id);
                    scene.wish(Action::Editor(editor.id, raise));
                    ui.close();
                }
            }
        });
    });
    menu.on_hover_text(scene.word("raise-hint"))
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, word));
}
