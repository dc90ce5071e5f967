//! What several screens use: chips, page headings, empty states, problems.

use egui::{Align, Color32, Frame, Layout, Margin, Response, RichText, Ui, UiBuilder, Vec2};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{ICON_ERROR, ICON_INFO};

use super::room;
use super::theme::{self, GAP, GRID, GROUP};

/// The widest a chip is, in points, and how much room it takes even where there is none.
pub const CHIP_WIDTH: f32 = 360.0;
const CHIP_NARROW: f32 = 64.0;
/// The widest a strip becomes when it scrolls, in points.
const STRIP_WIDTH: f32 = 4_000.0;
/// The narrowest a page is laid out, in points: in a window narrower than that it scrolls sideways.
const PAGE_WIDTH: f32 = 200.0;

/// A word in a coloured shape. The word says it, the colour helps. It is never broken: it goes to the next
/// line as a whole, and a word longer than the line ends with dots.
pub fn chip(ui: &mut Ui, icon: MaterialIcon, text: &str, colours: (Color32, Color32)) -> Response {
    let widest = ui.available_width().clamp(CHIP_NARROW, CHIP_WIDTH);
    chip_within(ui, icon, text, colours, widest)
}

/// A chip that is at most so wide: for places that take their width from it, such as the cells of a table.
pub fn chip_within(
    ui: &mut Ui,
    icon: MaterialIcon,
    text: &str,
    colours: (Color32, Color32),
    widest: f32,
) -> Response {
    const PAD: Vec2 = Vec2::new(8.0, 2.0);
    let (ink, ground) = colours;
    let sign = icon.rich_text().color(ink).size(14.0);
    let (wrap, style) = (egui::TextWrapMode::Truncate, egui::TextStyle::Small);
    let sign = egui::WidgetText::from(sign).into_galley(ui, Some(wrap), widest, style.clone());
    let room = widest - sign.size().x - GRID - 2.0 * PAD.x;
    let words = egui::WidgetText::from(RichText::new(text).color(ink).size(12.0));
    let words = words.into_galley(ui, Some(wrap), room, style);
    let height = sign.size().y.max(words.size().y);
    let size = Vec2::new(sign.size().x + GRID + words.size().x, height) + 2.0 * PAD;
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text));
    if ui.is_rect_visible(rect) {
        ui.painter().rect_filled(rect, 10.0, ground);
        let mut left = rect.left() + PAD.x;
        for galley in [&sign, &words] {
            let at = egui::pos2(left, rect.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley.clone(), ink);
            left += galley.size().x + GRID;
        }
    }
    match words.elided {
        true => response.on_hover_text(text),
        false => response,
    }
}

/// A chip that can be clicked, as high as the chips beside it.
pub fn chip_button(
    ui: &mut Ui,
    icon: MaterialIcon,
    text: &str,
    colours: (Color32, Color32),
) -> Response {
    let (ink, ground) = colours;
    let words = RichText::new(format!("{} {text}", icon.codepoint));
    let button = egui::Button::new(words.size(12.0).color(ink))
        .fill(ground)
        .corner_radius(10);
    // A scope of its own would take all the room there is in the line, and break the word.
    let padding = std::mem::replace(&mut ui.spacing_mut().button_padding, Vec2::new(8.0, 2.0));
    let response = ui.add(button.wrap_mode(egui::TextWrapMode::Extend));
    ui.spacing_mut().button_padding = padding;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, text));
    response
}

/// What is drawn as one chip, if it is there. What comes after it is the same for the toolkit either way: a
/// press that began on one chip does not end on another because a third came meanwhile.
pub fn if_there<T>(ui: &mut Ui, what: Option<T>) -> Option<T> {
    if what.is_none() {
        ui.skip_ahead_auto_ids(1);
    }
    what
}

/// The heading of a screen, with what stands at its right end; below it where there is no room beside it.
pub fn page_heading(ui: &mut Ui, title: &str, right: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with(("page heading", title));
    let words = egui::WidgetText::from(RichText::new(title).text_style(theme::title_style()));
    let line = words.clone().into_galley(
        ui,
        Some(egui::TextWrapMode::Extend),
        f32::INFINITY,
        theme::title_style(),
    );
    // As wide as it was when it was drawn last.
    let needed: Option<f32> = ui.data(|data| data.get_temp(id));
    let room = ui.available_width() - line.size().x - 2.0 * GROUP;
    let mut content = None;
    let mut right = Some(right);
    let is_beside = needed.unwrap_or_default() <= room;
    if is_beside {
        ui.horizontal(|ui| {
            ui.add(egui::Label::new(words).extend());
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(right) = right.take() {
                    right(ui);
                }
                content = Some(ui.min_rect().width());
            });
        });
    } else {
        ui.add(egui::Label::new(words).wrap());
        let line = Vec2::new(ui.available_width(), 0.0);
        let layout = Layout::left_to_right(Align::Center).with_main_wrap(true);
        ui.allocate_ui_with_layout(line, layout, |ui| {
            if let Some(right) = right.take() {
                right(ui);
            }
        });
    }
    if let Some(content) = content
        && needed != Some(content)
    {
        ui.data_mut(|data| data.insert_temp(id, content));
        if content > room {
            ui.ctx().request_discard("the heading needs two lines");
        }
    }
    ui.add_space(GAP);
}

/// A strip of chips: as many lines as it needs, or one that is scrolled sideways where the window is low.
pub fn strip<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    match room::is_low(ui.ctx()) {
        true => sideways(ui, name, |ui| {
            // Nothing in it is shortened.
            ui.set_max_width(STRIP_WIDTH);
            ui.horizontal(content).inner
        }),
        false => ui.horizontal_wrapped(content).inner,
    }
}

/// The content of a menu: scrolled where the window is lower than the menu would be.
pub fn menu<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    if !room::is_low(ui.ctx()) {
        return content(ui);
    }
    let height = room::floating_height(ui.ctx(), f32::INFINITY, 0.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GRID;
            ui.spacing_mut().interact_size.y = 6.0 * GRID;
            content(ui)
        })
        .inner
}

/// What may be wider than there is room: scrolled sideways then.
pub fn sideways<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().accessibility_role(egui::Role::ScrollView);
    ui.scope_builder(builder, |ui| {
        // The bar stands below the content, not on it.
        let bar = &mut ui.spacing_mut().scroll;
        bar.bar_width = GRID;
        bar.floating_allocated_width = GRID;
        egui::ScrollArea::horizontal()
            .id_salt(name)
            .auto_shrink([false, true])
            .show(ui, content)
            .inner
    })
    .inner
}

/// What stands where nothing is yet: a sign, what it is, and what to do first.
pub fn empty_state(ui: &mut Ui, icon: MaterialIcon, title: &str, text: &str) {
    ui.add_space(if room::is_low(ui.ctx()) {
        GAP
    } else {
        3.0 * GROUP
    });
    ui.vertical_centered(|ui| {
        let weak = theme::palette(ui).weak;
        ui.label(icon.rich_text().size(48.0).color(weak));
        ui.label(theme::bold(title).size(18.0));
        ui.add(egui::Label::new(theme::weak(ui, text)).wrap());
    });
    ui.add_space(GROUP);
}

/// What stands where nothing is yet, and the button that begins something, below it. Whether it was
/// clicked.
pub fn empty_state_with(
    ui: &mut Ui,
    (icon, title, text): (MaterialIcon, &str, &str),
    (sign, action): (MaterialIcon, &str),
) -> bool {
    empty_state(ui, icon, title, text);
    let clicked = ui.vertical_centered(|ui| primary_button(ui, sign, action).clicked());
    ui.add_space(GROUP);
    clicked.inner
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
            // The lines stand below each other, beside the sign.
            ui.horizontal_top(|ui| {
                ui.label(icon.rich_text().color(ink));
                ui.add(egui::Label::new(RichText::new(text).color(ink)).wrap());
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
    limited_field(ui, label, text, hint, usize::MAX)
}

/// The same for at most so many characters.
pub fn limited_field(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    most: usize,
) -> Response {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = GRID;
        let name = ui.label(theme::small(ui, label));
        ui.add(
            egui::TextEdit::singleline(text)
                .hint_text(hint.to_owned())
                .char_limit(most)
                .margin(Margin::symmetric(8, 6))
                .desired_width(f32::INFINITY),
        )
        .labelled_by(name.id)
    })
    .inner
}

/// Whether a field of one line was left by Enter just now.
pub fn is_entered(ui: &Ui, field: &Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter))
}

/// A card: content on a surface of its own.
pub fn card<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let palette = theme::palette(ui);
    Frame::NONE
        .fill(palette.surface)
        .stroke(egui::Stroke::new(1.0, palette.line))
        .corner_radius(8)
        .inner_margin(Margin::same(if room::is_tight(ui.ctx()) { 10 } else { 16 }))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            content(ui)
        })
        .inner
}

/// A column of at most this width in the middle of the page, scrolled; sideways too where something is
/// wider than the window.
pub fn page<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    egui::CentralPanel::default()
        .frame(Frame::NONE.fill(theme::palette(ui).ground))
        .show(ui, |ui| {
            egui::ScrollArea::both()
                .auto_shrink(false)
                .show(ui, |ui| {
                    let room = ui.available_width();
                    let edge = if room::is_tight(ui.ctx()) { GAP } else { GROUP };
                    let width = width.min(room - 2.0 * edge).max(PAGE_WIDTH);
                    let left = ((room - width) / 2.0).max(edge);
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
