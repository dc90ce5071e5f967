//! The bundled fonts: Inter in real regular, bold and italic, and one icon font. Nothing is taken from
//! the system, so that every office sees the same signs. The family "monospace" is Inter too, letter for
//! letter: for codes.

use std::sync::Arc;

use egui::epaint::text::VariationCoords;
use egui::{FontData, FontDefinitions, FontFamily};

const ROMAN: &[u8] = export::fonts::INTER;
const ITALIC: &[u8] = export::fonts::INTER_ITALIC;
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

/// The regular font without its substitutions: a letter stays what it is beside any other, so that a code
/// reads as it is written (Inter makes a sign of multiplication of an x between digits).
fn literal() -> Vec<u8> {
    const RECORDS: usize = 12;
    const RECORD: usize = 16;
    let mut bytes = ROMAN.to_vec();
    let count = usize::from(u16::from_be_bytes([ROMAN[4], ROMAN[5]]));
    let records = bytes[RECORDS..].chunks_exact_mut(RECORD).take(count);
    for record in records {
        if record.starts_with(b"GSUB") {
            // Nobody looks for a table of this name; the order of the tables stays.
            record[3] = b'A';
        }
    }
    bytes
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
    let literal = FontData::from_owned(literal());
    let name = "literal".to_owned();
    fonts.font_data.insert(name, Arc::new(literal));
    let icons = egui_material_icons::font_insert();
    fonts
        .font_data
        .insert(icons.name.clone(), Arc::new(icons.data));
    let families = [
        (FontFamily::Proportional, "regular"),
        (FontFamily::Monospace, "literal"),
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

#[cfg(test)]
mod tests {
    use egui::FontId;

    use super::*;

    #[test]
    fn a_code_reads_as_it_is_written() {
        let ctx = egui::Context::default();
        install(&ctx);
        let shape_of_x = |text: &str, family: FontFamily| {
            let mut shape = None;
            let at = text.find('x').unwrap();
            let input = egui::RawInput::default();
            let mut output = ctx.run_ui(input, |ui| {
                let font = FontId::new(14.0, family.clone());
                let ink = egui::Color32::BLACK;
                let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
                let uv = galley.rows[0].glyphs[at].uv_rect;
                shape = Some((uv.min, uv.max));
            });
            output.textures_delta.clear();
            shape.unwrap()
        };
        // What makes the promise necessary: in text the letter becomes another sign.
        let text = FontFamily::Proportional;
        assert_ne!(shape_of_x("2x6", text.clone()), shape_of_x("2xa", text));
        let code = FontFamily::Monospace;
        assert_eq!(shape_of_x("2x6", code.clone()), shape_of_x("2xa", code));
    }
}
