//! What several screens use: chips, page headings, empty states, problems.

use egui::{Align, Color32, Frame, Layout, Margin, Response, RichText, Ui, UiBuilder, Vec2};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_ERROR, ICON_INFO};

use super::theme::{self, GAP, GRID, GROUP};

/// A word in a coloured shape. The word says it, the colour helps.
pub fn chip(ui: &mut Ui, icon: MaterialIcon, text: &str, colours: (Color32, Color32)) -> Response {
    let (ink, ground) = colours;
    Frame::NONE
        .fill(ground)
        .corner_radius(10)
        .inner_margin(Margin::symmetric(8, 2))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = GRID;
            ui.label(icon.rich_text().color(ink).size(14.0));
            ui.label(RichText::new(text).color(ink).size(12.0));
        })
        .response
}

/// The heading of a screen, with what stands at its right end.
pub fn page_heading(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).text_style(theme::title_style()));
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
    ui.add_space(GAP);
}

/// What stands where nothing is yet: a sign, what it is, and what to do first.
pub fn empty_state(ui: &mut Ui, icon: MaterialIcon, title: &str, text: &str) {
    ui.add_space(3.0 * GROUP);
    ui.vertical_centered(|ui| {
        let weak = theme::palette(ui).weak;
        ui.label(icon.rich_text().size(48.0).color(weak));
        ui.label(theme::bold(title).size(18.0));
        ui.add(egui::Label::new(theme::weak(ui, text)).wrap());
    });
    ui.add_space(GROUP);
}

/// One line in the middle of an empty page.
pub fn centred_note(ui: &mut Ui, text: &str) {
    ui.centered_and_justified(|ui| {
        ui.label(theme::weak(ui, text));
    });
}

/// A problem that fills a page: what happened, what is safe, what to do.
pub fn problem(ui: &mut Ui, title: &str, text: &str) {
    ui.add_space(3.0 * GROUP);
    ui.vertical_centered(|ui| {
        let bad = theme::palette(ui).bad;
        ui.label(ICON_ERROR.rich_text().size(48.0).color(bad));
        ui.label(theme::bold(title).size(18.0));
        ui.set_max_width(theme::TEXT_WIDTH);
        ui.add(egui::Label::new(text).wrap());
    });
}

/// A line in a coloured frame across the page.
pub fn banner(
    ui: &mut Ui,
    icon: MaterialIcon,
    text: &str,
    colours: (Color32, Color32),
) -> Response {
    let (ink, ground) = colours;
    Frame::NONE
        .fill(ground)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_wrapped(|ui| {
                ui.label(icon.rich_text().color(ink));
                ui.label(RichText::new(text).color(ink));
            });
        })
        .response
}

/// A hint in a quiet frame.
pub fn hint(ui: &mut Ui, text: &str) -> Response {
    let palette = theme::palette(ui);
    banner(ui, ICON_INFO, text, (palette.weak, palette.bar))
}

/// A button with a sign only; `name` is what it is called.
pub fn icon_button(ui: &mut Ui, icon: MaterialIcon, name: &str) -> Response {
    let response = ui
        .add(egui::Button::new(icon.rich_text().size(18.0)).frame(false))
        .on_hover_text(name);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    response
}

/// The first thing to click on a page.
pub fn primary_button(ui: &mut Ui, icon: MaterialIcon, text: &str) -> Response {
    let palette = theme::palette(ui);
    let label = format!("{} {text}", icon.codepoint);
    let button = egui::Button::new(
        RichText::new(label)
            .color(palette.on_accent)
            .family(super::fonts::bold()),
    )
    .fill(palette.accent);
    let response = ui.add(button);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), text));
    response
}

/// A button with a sign and a word, called by the word.
pub fn button(ui: &mut Ui, icon: MaterialIcon, text: &str) -> Response {
    let response = ui.button(format!("{} {text}", icon.codepoint));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), text));
    response
}

/// A field with its name above it. Returns the field.
pub fn labelled_field(ui: &mut Ui, label: &str, text: &mut String, hint: &str) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GRID;
        let name = ui.label(theme::small(ui, label));
        ui.add(
            egui::TextEdit::singleline(text)
                .hint_text(hint.to_owned())
                .margin(Margin::symmetric(8, 6))
                .desired_width(f32::INFINITY),
        )
        .labelled_by(name.id)
    })
    .inner
}

/// A card: content on a surface of its own.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = theme::palette(ui);
    Frame::NONE
        .fill(palette.surface)
        .stroke(egui::Stroke::new(1.0, palette.line))
        .corner_radius(8)
        .inner_margin(Margin::same(16))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
        .inner
}

/// A column of at most this width in the middle of the page, scrolled.
pub fn page<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| {
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    let room = ui.available_width();
                    let width = width.min(room - 2.0 * GROUP);
                    let left = ((room - width) / 2.0).max(GROUP);
                    let top = ui.cursor().min + Vec2::new(left, GROUP);
                    let area = egui::Rect::from_min_size(top, Vec2::new(width, f32::INFINITY));
                    let mut inner = ui.new_child(UiBuilder::new().max_rect(area));
                    let result = content(&mut inner);
                    inner.add_space(GROUP);
                    ui.advance_cursor_after_rect(inner.min_rect());
                    result
                })
                .inner
        })
        .inner
}
