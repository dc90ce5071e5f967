//! Stretches of a text that look otherwise.

use std::ops::Range;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Stroke};

/// A stretch of a text that looks otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Tint {
    /// Which characters, in code points.
    pub range: Range<usize>,
    /// Behind them; transparent: as it is.
    pub background: Color32,
    /// Under them; none: as it is.
    pub underline: Stroke,
    /// Whether they are struck through.
    pub is_struck: bool,
}

impl Tint {
    /// A stretch with this colour behind it.
    pub fn behind(range: Range<usize>, background: Color32) -> Self {
        Self {
            range,
            background,
            underline: Stroke::NONE,
            is_struck: false,
        }
    }

    /// The same with a line under it.
    #[must_use]
    pub fn underlined(self, underline: Stroke) -> Self {
        Self { underline, ..self }
    }
}

/// Appends `text`, whose characters are those of the source from number `at` on. Of tints that overlap,
/// the later ones in the list win.
pub fn append(job: &mut LayoutJob, text: &str, at: usize, format: &TextFormat, tints: &[Tint]) {
    let length = text.chars().count();
    let touching: Vec<&Tint> = tints
        .iter()
        .filter(|tint| tint.range.start < at + length && tint.range.end > at)
        .collect();
    if touching.is_empty() {
        job.append(text, 0.0, format.clone());
        return;
    }
    let mut borders: Vec<usize> = touching
        .iter()
        .flat_map(|tint| [tint.range.start, tint.range.end])
        .map(|border| border.clamp(at, at + length) - at)
        .chain([0, length])
        .collect();
    borders.sort_unstable();
    borders.dedup();
    let mut chars = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()]);
    let mut passed = 0;
    let mut byte_of = |border: usize| {
        let byte = chars.nth(border - passed).unwrap_or(text.len());
        passed = border + 1;
        byte
    };
    let bytes: Vec<usize> = borders.iter().map(|border| byte_of(*border)).collect();
    for (border, byte) in borders.windows(2).zip(bytes.windows(2)) {
        let mut format = format.clone();
        let from = at + border[0];
        for tint in touching.iter().filter(|tint| tint.range.contains(&from)) {
            if tint.background != Color32::TRANSPARENT {
                format.background = tint.background;
                // Lines of one colour would show where they overlap.
                format.expand_bg = 0.0;
            }
            if tint.underline != Stroke::NONE {
                format.underline = tint.underline;
            }
            if tint.is_struck {
                format.strikethrough = Stroke::new(1.0, format.color);
            }
        }
        job.append(&text[byte[0]..byte[1]], 0.0, format);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_divide_a_text_at_their_ends_and_lose_nothing() {
        let (red, blue) = (Color32::RED, Color32::BLUE);
        let tints = [Tint::behind(12..15, red), Tint::behind(14..99, blue)];
        let mut job = LayoutJob::default();
        append(&mut job, "séribu", 10, &TextFormat::default(), &tints);
        let parts: Vec<_> = job
            .sections
            .iter()
            .map(|section| {
                let range = section.byte_range.start.0..section.byte_range.end.0;
                (&job.text[range], section.format.background)
            })
            .collect();
        assert_eq!(
            parts,
            [("sé", Color32::TRANSPARENT), ("ri", red), ("bu", blue)]
        );
    }
}
