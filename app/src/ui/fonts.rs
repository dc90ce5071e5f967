//! The bundled fonts: Inter in real regular, bold and italic, and one icon font. Nothing is taken from
//! the system, so that every office sees the same signs.

use std::sync::Arc;

use egui::epaint::text::VariationCoords;
use egui::{FontData, FontDefinitions, FontFamily};

const ROMAN: &[u8] = include_bytes!("../../assets/fonts/Inter.ttf");
const ITALIC: &[u8] = include_bytes!("../../assets/fonts/Inter-Italic.ttf");
/// How heavy bold is, on the scale of the font (regular is 400).
const BOLD: f32 = 660.0;

/// The family of bold text.
pub fn bold() -> FontFamily {
    FontFamily::Name("bold".into())
}

/// The family of italic text.
pub fn italic() -> FontFamily {
    FontFamily::Name("italic".into())
}

/// The family of text that is bold and italic.
pub fn bold_italic() -> FontFamily {
    FontFamily::Name("bold-italic".into())
}

/// Puts the fonts in.
pub fn install(ctx: &egui::Context) {
    let mut fonts = FontDefinitions::empty();
    let mut add = |name: &str, bytes: &'static [u8], weight: Option<f32>| {
        let mut data = FontData::from_static(bytes);
        if let Some(weight) = weight {
            data.tweak.coords = VariationCoords::new([(b"wght", weight)]);
        }
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    };
    add("regular", ROMAN, None);
    add("bold", ROMAN, Some(BOLD));
    add("italic", ITALIC, None);
    add("bold-italic", ITALIC, Some(BOLD));
    let icons = egui_material_icons::font_insert();
    fonts
        .font_data
        .insert(icons.name.clone(), Arc::new(icons.data));
    let families = [
        (FontFamily::Proportional, "regular"),
        (FontFamily::Monospace, "regular"),
        (bold(), "bold"),
        (italic(), "italic"),
        (bold_italic(), "bold-italic"),
    ];
    for (family, font) in families {
        let names = vec![font.to_owned(), icons.name.clone()];
        fonts.families.insert(family, names);
    }
    fonts.families.insert(
        FontFamily::Name(egui_material_icons::FONT_FAMILY.into()),
        vec![icons.name],
    );
    ctx.set_fonts(fonts);
}
