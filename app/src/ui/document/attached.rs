//! What is attached to one thing of a document, in a line where that thing stands.

use council::edit::Collection;
use egui::Ui;
use egui_material_icons::icons::ICON_ATTACH_FILE;

use crate::core::Action;
use crate::core::editor::Editor;
use crate::core::panel::Panel;
use crate::ui::{Scene, theme, widgets};

/// A chip for each file, by its name; a click leads to the panel in which all of them are.
pub(super) fn chips(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    collection: Collection,
    id: &str,
) {
    let is_of = |to: &(Collection, String)| to.0 == collection && to.1 == id;
    let mut all = editor.attachments();
    all.retain(|one| one.to.as_ref().is_some_and(is_of));
    if all.is_empty() {
        return;
    }
    let palette = theme::palette(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        for one in &all {
            let colours = (palette.accent, palette.accent_soft);
            let chip = widgets::chip_button(ui, ICON_ATTACH_FILE, &one.name, colours);
            if chip.clicked() && scene.state.panel != Some(Panel::Attachments) {
                scene.wish(Action::Panel(Panel::Attachments));
            }
        }
    });
}
