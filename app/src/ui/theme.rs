//! Colours, type scale and spacing: their one home. Light and dark, text at least 4.5 : 1 on its ground.

use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, RichText, Stroke, TextStyle, Theme, Visuals,
};

use super::fonts;

/// The grid everything sits on, in points.
pub const GRID: f32 = 4.0;
/// The gap between things that belong together.
pub const GAP: f32 = 2.0 * GRID;
/// The gap between groups.
pub const GROUP: f32 = 4.0 * GRID;
/// The widest a text is set: longer lines are hard to read.
pub const TEXT_WIDTH: f32 = 760.0;

/// The colours of one theme, named by what they are for.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// Behind everything.
    pub ground: Color32,
    /// Cards, fields, tables.
    pub surface: Color32,
    /// The rail and the bars.
    pub bar: Color32,
    /// Under the pointer.
    pub hover: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text that matters less.
    pub weak: Color32,
    /// What can be clicked first, what is chosen.
    pub accent: Color32,
    /// Behind what is chosen.
    pub accent_soft: Color32,
    /// On `accent`.
    pub on_accent: Color32,
    /// Done, safe.
    pub good: Color32,
    /// Behind `good`.
    pub good_soft: Color32,
    /// Worth a look.
    pub warn: Color32,
    /// Behind `warn`.
    pub warn_soft: Color32,
    /// Wrong.
    pub bad: Color32,
    /// Behind `bad`.
    pub bad_soft: Color32,
}

const LIGHT: Palette = Palette {
    ground: Color32::from_rgb(0xf5, 0xf6, 0xf8),
    surface: Color32::from_rgb(0xff, 0xff, 0xff),
    bar: Color32::from_rgb(0xea, 0xed, 0xf2),
    hover: Color32::from_rgb(0xdf, 0xe4, 0xec),
    line: Color32::from_rgb(0xd3, 0xd9, 0xe2),
    text: Color32::from_rgb(0x1b, 0x22, 0x2e),
    weak: Color32::from_rgb(0x55, 0x60, 0x70),
    accent: Color32::from_rgb(0x1f, 0x5f, 0x8b),
    accent_soft: Color32::from_rgb(0xd6, 0xe6, 0xf2),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    good: Color32::from_rgb(0x1d, 0x6b, 0x43),
    good_soft: Color32::from_rgb(0xd9, 0xef, 0xe2),
    warn: Color32::from_rgb(0x7e, 0x51, 0x00),
    warn_soft: Color32::from_rgb(0xfb, 0xeb, 0xc8),
    bad: Color32::from_rgb(0xa6, 0x26, 0x26),
    bad_soft: Color32::from_rgb(0xf9, 0xdd, 0xdb),
};

const DARK: Palette = Palette {
    ground: Color32::from_rgb(0x15, 0x19, 0x20),
    surface: Color32::from_rgb(0x1e, 0x24, 0x2d),
    bar: Color32::from_rgb(0x10, 0x14, 0x1a),
    hover: Color32::from_rgb(0x2a, 0x32, 0x3e),
    line: Color32::from_rgb(0x36, 0x40, 0x4e),
    text: Color32::from_rgb(0xe4, 0xe9, 0xf0),
    weak: Color32::from_rgb(0xa2, 0xad, 0xbc),
    accent: Color32::from_rgb(0x7c, 0xbc, 0xe6),
    accent_soft: Color32::from_rgb(0x1f, 0x3d, 0x54),
    on_accent: Color32::from_rgb(0x0c, 0x1c, 0x28),
    good: Color32::from_rgb(0x7f, 0xd3, 0xa3),
    good_soft: Color32::from_rgb(0x1b, 0x3b, 0x2a),
    warn: Color32::from_rgb(0xf2, 0xc1, 0x66),
    warn_soft: Color32::from_rgb(0x42, 0x33, 0x12),
    bad: Color32::from_rgb(0xf5, 0x9a, 0x93),
    bad_soft: Color32::from_rgb(0x4a, 0x22, 0x21),
};

/// Colours of writers: told apart in both themes, used as a line beside the text and behind it.
const WRITERS_LIGHT: [Color32; 8] = [
    Color32::from_rgb(0x1f, 0x5f, 0x8b),
    Color32::from_rgb(0x9a, 0x4a, 0x00),
    Color32::from_rgb(0x1d, 0x6b, 0x43),
    Color32::from_rgb(0x8a, 0x2c, 0x6e),
    Color32::from_rgb(0x5b, 0x4b, 0xb5),
    Color32::from_rgb(0x7a, 0x5c, 0x00),
    Color32::from_rgb(0x00, 0x6d, 0x75),
    Color32::from_rgb(0xa6, 0x26, 0x26),
];
const WRITERS_DARK: [Color32; 8] = [
    Color32::from_rgb(0x7c, 0xbc, 0xe6),
    Color32::from_rgb(0xf0, 0xa8, 0x66),
    Color32::from_rgb(0x7f, 0xd3, 0xa3),
    Color32::from_rgb(0xe6, 0x96, 0xcd),
    Color32::from_rgb(0xb5, 0xaa, 0xf5),
    Color32::from_rgb(0xe0, 0xc8, 0x62),
    Color32::from_rgb(0x6f, 0xd0, 0xd6),
    Color32::from_rgb(0xf5, 0x9a, 0x93),
];

/// The colours of the theme that is shown.
pub fn palette(ui: &egui::Ui) -> &'static Palette {
    of(ui.visuals().dark_mode)
}

/// The colours of the theme that is shown in this context.
pub fn palette_of(ctx: &egui::Context) -> &'static Palette {
    of(ctx.theme() == Theme::Dark)
}

fn of(is_dark: bool) -> &'static Palette {
    if is_dark { &DARK } else { &LIGHT }
}

/// The colour of the writer with this number.
pub fn writer(ui: &egui::Ui, number: usize) -> Color32 {
    let colours = if ui.visuals().dark_mode {
        &WRITERS_DARK
    } else {
        &WRITERS_LIGHT
    };
    colours[number % colours.len()]
}

/// The style of a document's title.
pub fn title_style() -> TextStyle {
    TextStyle::Name("title".into())
}

/// Bold text: a heavier cut, not another colour.
pub fn bold(text: impl Into<String>) -> RichText {
    RichText::new(text).family(fonts::bold())
}

/// Text that matters less.
pub fn weak(ui: &egui::Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(palette(ui).weak)
}

/// Small text that matters less.
pub fn small(ui: &egui::Ui, text: impl Into<String>) -> RichText {
    weak(ui, text).text_style(TextStyle::Small)
}

/// Puts our look in, for light and dark.
pub fn install(ctx: &egui::Context) {
    for (theme, palette) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| {
            style.text_styles = [
                (
                    TextStyle::Small,
                    FontId::new(12.0, FontFamily::Proportional),
                ),
                (TextStyle::Body, FontId::new(14.0, FontFamily::Proportional)),
                (
                    TextStyle::Monospace,
                    FontId::new(14.0, FontFamily::Monospace),
                ),
                (
                    TextStyle::Button,
                    FontId::new(14.0, FontFamily::Proportional),
                ),
                (TextStyle::Heading, FontId::new(18.0, fonts::bold())),
                (title_style(), FontId::new(24.0, fonts::bold())),
            ]
            .into();
            let spacing = &mut style.spacing;
            spacing.item_spacing = egui::vec2(GAP, GAP);
            spacing.button_padding = egui::vec2(3.0 * GRID, 1.5 * GRID);
            spacing.interact_size.y = 8.0 * GRID;
            spacing.window_margin = Margin::same(16);
            spacing.menu_margin = Margin::same(8);
            style.interaction.selectable_labels = true;
            style.animation_time = 0.08;
            style.visuals = visuals(theme, palette);
        });
    }
}

fn visuals(theme: Theme, palette: &Palette) -> Visuals {
    let mut visuals = match theme {
        Theme::Light => Visuals::light(),
        Theme::Dark => Visuals::dark(),
    };
    let radius = CornerRadius::same(6);
    visuals.panel_fill = palette.ground;
    visuals.window_fill = palette.surface;
    visuals.extreme_bg_color = palette.surface;
    visuals.faint_bg_color = palette.bar;
    visuals.code_bg_color = palette.bar;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warn;
    visuals.error_fg_color = palette.bad;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, palette.accent);
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(palette.weak);
    let widgets = &mut visuals.widgets;
    for (widget, fill, line, text) in [
        (
            &mut widgets.noninteractive,
            palette.surface,
            palette.line,
            palette.text,
        ),
        (
            &mut widgets.inactive,
            palette.bar,
            palette.line,
            palette.text,
        ),
        (
            &mut widgets.hovered,
            palette.hover,
            palette.accent,
            palette.text,
        ),
        (
            &mut widgets.active,
            palette.accent_soft,
            palette.accent,
            palette.text,
        ),
        (&mut widgets.open, palette.hover, palette.line, palette.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, line);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as WCAG 2 defines it.
    fn luminance(colour: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_can_be_read_on_its_ground() {
        for (palette, writers) in [(&LIGHT, &WRITERS_LIGHT), (&DARK, &WRITERS_DARK)] {
            let mut pairs = vec![
                (palette.on_accent, palette.accent),
                (palette.good, palette.good_soft),
                (palette.warn, palette.warn_soft),
                (palette.bad, palette.bad_soft),
                (palette.accent, palette.accent_soft),
                (palette.text, palette.accent_soft),
                (palette.text, palette.hover),
            ];
            for ground in [palette.ground, palette.surface, palette.bar] {
                for text in [
                    palette.text,
                    palette.weak,
                    palette.accent,
                    palette.good,
                    palette.warn,
                    palette.bad,
                ] {
                    pairs.push((text, ground));
                }
            }
            pairs.extend(writers.iter().map(|writer| (*writer, palette.surface)));
            for (text, ground) in pairs {
                let ratio = contrast(text, ground);
                assert!(ratio >= 4.5, "{text:?} on {ground:?} is {ratio:.2} : 1");
            }
        }
    }
}
