//! What is attached to one thing of a document, where that thing stands.

use council::edit::Collection;
use egui::{RichText, Ui};
use egui_material_icons::icons::ICON_ATTACH_FILE;

use crate::core::Action;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::say;
use crate::ui::{Scene, theme, widgets};

/// A chip for each file, by its name; a click leads to the panel in which all of them are.
pub(super) fn chips(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    collection: Collection,
    id: &str,
) {
    if editor.attached.count(collection, id) == 0 {
        return;
    }
    let palette = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        for one in editor.attached.of(collection, id) {
            let colours = (palette.accent, palette.accent_soft);
            let chip = widgets::chip_button(ui, ICON_ATTACH_FILE, &one.name, colours);
            if chip.clicked() {
                show(scene, editor, collection, id);
            }
        }
    });
}

/// A paper-clip with how many there are; a click leads to them.
pub(super) fn count_button(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    (collection, id): (Collection, &str),
    count: usize,
) {
    let name = say!(scene.language(), "attachments-here", count = count as u64);
    let text = format!("{} {count}", ICON_ATTACH_FILE.codepoint);
    let text = RichText::new(text).size(14.0);
    let button = egui::Button::new(text.color(theme::palette(ui).accent));
    let response = ui
        .add(button.frame_when_inactive(false))
        .on_hover_text(&name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.clicked() {
        show(scene, editor, collection, id);
    }
}

/// Leads to what is attached to a thing.
pub(super) fn show(scene: &mut Scene<'_>, editor: &Editor, collection: Collection, id: &str) {
    let action = EditorAction::ShowAttachments(collection, id.to_owned());
    scene.wish(Action::Editor(editor.id, action));
}
