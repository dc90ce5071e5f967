//! From blocks to the screen.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Pos2, Rect, Sense, Stroke, Ui, pos2, vec2};

use super::parse::{Align, Block, BlockKind, Run};
use super::tint::{Tint, append};
use crate::ui::{fonts, theme};

/// How text is set.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The size of the letters, in points.
    pub size: f32,
    /// From one line to the next, in points.
    pub line_height: f32,
}

impl Look {
    /// The body of a document.
    pub const BODY: Self = Self {
        size: 15.0,
        line_height: 22.0,
    };
    /// Beside a document.
    pub const SMALL: Self = Self {
        size: 13.0,
        line_height: 18.0,
    };
}

/// What was drawn.
pub struct Shown {
    /// How high it is.
    pub height: f32,
    lines: Vec<Line>,
    links: Vec<(Rect, Arc<str>)>,
}

impl Shown {
    /// The character of the source that stands nearest to a point on the screen.
    pub fn char_at(&self, point: Pos2) -> Option<usize> {
        let distance = |line: &Line| {
            let rect = Rect::from_min_size(line.at, line.galley.size());
            rect.distance_sq_to_pos(point)
        };
        let nearest = self
            .lines
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let cursor = nearest.galley.cursor_from_pos(point - nearest.at);
        Some(nearest.source_of(cursor.index.0))
    }

    /// Where the link leads that is drawn at a point on the screen.
    pub fn link_at(&self, point: Pos2) -> Option<&str> {
        let link = self.links.iter().find(|(rect, _)| rect.contains(point))?;
        Some(&link.1)
    }

    /// Where a character of the source is drawn, on the screen.
    pub fn rect_of(&self, source: usize) -> Option<Rect> {
        let line = self
            .lines
            .iter()
            .rev()
            .find(|line| {
                line.pieces
                    .first()
                    .is_some_and(|piece| piece.source.start <= source)
            })
            .or(self.lines.first())?;
        let at = line.char_of(source);
        let cursor = egui::text::CCursor::new(at);
        let rect = line.galley.pos_from_cursor(cursor);
        Some(rect.translate(line.at.to_vec2()))
    }
}

/// One galley on the screen.
struct Line {
    galley: Arc<Galley>,
    at: Pos2,
    pieces: Vec<Piece>,
}

/// Characters of a galley and those of the source they stand for.
struct Piece {
    shown: Range<usize>,
    source: Range<usize>,
}

impl Line {
    fn source_of(&self, shown: usize) -> usize {
        let Some(piece) = self
            .pieces
            .iter()
            .find(|piece| shown < piece.shown.end)
            .or(self.pieces.last())
        else {
            return 0;
        };
        let inside = shown.saturating_sub(piece.shown.start);
        piece.source.start + inside.min(piece.source.len())
    }

    fn char_of(&self, source: usize) -> usize {
        let Some(piece) = self
            .pieces
            .iter()
            .find(|piece| source <= piece.source.end)
            .or(self.pieces.last())
        else {
            return 0;
        };
        let inside = source.saturating_sub(piece.source.start);
        piece.shown.start + inside.min(piece.shown.len())
    }
}

/// Draws blocks in the width that is there. What is clicked in it is for the caller to find out.
pub fn show(ui: &mut Ui, blocks: &[Block], look: Look, tints: &[Tint]) -> Shown {
    let width = ui.available_width();
    let origin = ui.cursor().min;
    let mut drawing = Drawing {
        ui,
        look,
        tints,
        top: origin.y,
        shown: Shown {
            height: 0.0,
            lines: Vec::new(),
            links: Vec::new(),
        },
    };
    for (number, block) in blocks.iter().enumerate() {
        if number > 0 {
            drawing.top += match (block.is_close, &block.kind) {
                (true, _) => look.size * 0.2,
                (false, BlockKind::Heading(..)) => look.size,
                (false, _) => look.size * 0.6,
            };
        }
        drawing.block(block, origin.x, width);
    }
    drawing.shown.height = drawing.top - origin.y;
    let shown = drawing.shown;
    ui.allocate_exact_size(vec2(width, shown.height), Sense::hover());
    shown
}

struct Drawing<'a, 'b> {
    ui: &'a mut Ui,
    look: Look,
    tints: &'b [Tint],
    top: f32,
    shown: Shown,
}

impl Drawing<'_, '_> {
    fn block(&mut self, block: &Block, left: f32, width: f32) {
        let palette = theme::palette(self.ui);
        let step = self.look.size * 1.6;
        #[expect(clippy::cast_precision_loss, reason = "a depth of a few")]
        let indent = step * block.lists as f32 + self.look.size * block.quotes as f32;
        let indent = indent.min(width * 0.6);
        let (from, room) = (left + indent, (width - indent).max(40.0));
        let began = self.top;
        match &block.kind {
            BlockKind::Paragraph(runs) => {
                self.text(runs, None, pos2(from, began), room);
                if runs.is_empty() {
                    self.top += self.look.line_height;
                }
            }
            BlockKind::Heading(level, runs) => {
                let size =
                    self.look.size * [1.5, 1.35, 1.2, 1.1, 1.05, 1.0][usize::from(*level - 1)];
                self.text(runs, Some(size), pos2(from, began), room);
            }
            BlockKind::Code(runs) => {
                let pad = self.look.size * 0.5;
                let background = self.ui.painter().add(egui::Shape::Noop);
                self.top += pad;
                self.text(runs, None, pos2(from + pad, self.top), room - 2.0 * pad);
                self.top += pad;
                let rect = Rect::from_min_max(pos2(from, began), pos2(from + room, self.top));
                let shape = egui::Shape::rect_filled(rect, 4.0, palette.bar);
                self.ui.painter().set(background, shape);
            }
            BlockKind::Rule => {
                self.top += self.look.size * 0.5;
                let line = Stroke::new(1.0, palette.line);
                self.ui.painter().hline(from..=from + room, self.top, line);
                self.top += self.look.size * 0.5;
            }
            BlockKind::Table(rows, aligns) => self.table(rows, aligns, from, room),
        }
        if let Some(marker) = &block.marker {
            let format = self.format(false, false, palette.text, None);
            let mut job = LayoutJob::default();
            job.append(marker, 0.0, format);
            let galley = self.ui.fonts_mut(|fonts| fonts.layout_job(job));
            let at = pos2(from - galley.size().x - self.look.size * 0.45, began);
            self.ui.painter().galley(at, galley, palette.text);
        }
        for quote in 0..block.quotes {
            #[expect(clippy::cast_precision_loss, reason = "a depth of a few")]
            let x = left + self.look.size * (quote as f32 + 0.2);
            let stroke = Stroke::new(3.0, palette.line);
            self.ui.painter().vline(x, began..=self.top, stroke);
        }
    }

    fn format(
        &self,
        is_bold: bool,
        is_italic: bool,
        color: Color32,
        size: Option<f32>,
    ) -> TextFormat {
        let family = match (is_bold, is_italic) {
            (true, true) => fonts::bold_italic(),
            (true, false) => fonts::bold(),
            (false, true) => fonts::italic(),
            (false, false) => egui::FontFamily::Proportional,
        };
        TextFormat {
            font_id: FontId::new(size.unwrap_or(self.look.size), family),
            line_height: Some(size.map_or(self.look.line_height, |size| size * 1.35)),
            color,
            ..TextFormat::default()
        }
    }

    /// The galley of runs, and what its characters stand for.
    fn layout(&self, runs: &[Run], size: Option<f32>, wrap: f32) -> (Arc<Galley>, Vec<Piece>) {
        let palette = theme::palette(self.ui);
        let mut job = LayoutJob::default();
        job.wrap.max_width = wrap;
        let mut pieces = Vec::with_capacity(runs.len());
        let mut shown = 0;
        for run in runs {
            let is_link = run.link.is_some();
            let color = if is_link {
                palette.accent
            } else {
                palette.text
            };
            let is_bold = run.style.is_bold || size.is_some();
            let mut format = self.format(is_bold, run.style.is_italic, color, size);
            if run.style.is_code {
                format.background = palette.bar;
            }
            if run.style.is_struck {
                format.strikethrough = Stroke::new(1.0, color);
            }
            append(&mut job, &run.text, run.source.start, &format, self.tints);
            let length = run.text.chars().count();
            pieces.push(Piece {
                shown: shown..shown + length,
                source: run.source.clone(),
            });
            shown += length;
        }
        let galley = self.ui.fonts_mut(|fonts| fonts.layout_job(job));
        (galley, pieces)
    }

    /// Draws runs at a point, and goes on below them.
    fn text(&mut self, runs: &[Run], size: Option<f32>, at: Pos2, room: f32) {
        if runs.is_empty() {
            return;
        }
        let (galley, pieces) = self.layout(runs, size, room);
        self.top = at.y + galley.size().y;
        self.put(runs, galley, pieces, at);
    }

    fn put(&mut self, runs: &[Run], galley: Arc<Galley>, pieces: Vec<Piece>, at: Pos2) {
        let text = theme::palette(self.ui).text;
        self.ui.painter().galley(at, Arc::clone(&galley), text);
        for (run, piece) in runs.iter().zip(&pieces) {
            if let Some(link) = &run.link {
                self.link(link, &galley, &piece.shown, at);
            }
        }
        self.shown.lines.push(Line { galley, at, pieces });
    }

    /// Notes where the characters of a link are.
    fn link(&mut self, link: &Arc<str>, galley: &Galley, shown: &Range<usize>, at: Pos2) {
        let place = |at: usize| galley.pos_from_cursor(egui::text::CCursor::new(at));
        let (first, last) = (place(shown.start), place(shown.end));
        let rects = if (first.min.y - last.min.y).abs() < 1.0 {
            vec![first.union(last)]
        } else {
            let right = galley.rect.right();
            let (first, last) = (
                Rect::from_min_max(first.min, pos2(right, first.max.y)),
                Rect::from_min_max(pos2(galley.rect.left(), last.min.y), last.max),
            );
            let between = Rect::from_min_max(first.left_bottom(), last.right_top());
            match between.height() > 1.0 {
                true => vec![
                    first,
                    Rect::from_min_max(
                        pos2(galley.rect.left(), between.min.y),
                        pos2(right, between.max.y),
                    ),
                    last,
                ],
                false => vec![first, last],
            }
        };
        let colour = theme::palette(self.ui).accent;
        for rect in rects {
            let rect = rect.translate(at.to_vec2());
            // Close under the letters, whatever the distance of the lines.
            let below = rect.center().y + self.look.size * 0.5;
            let line = Stroke::new(1.0, colour);
            self.ui.painter().hline(rect.x_range(), below, line);
            self.shown.links.push((rect, Arc::clone(link)));
        }
    }

    fn table(&mut self, rows: &[Vec<Vec<Run>>], aligns: &[Align], left: f32, room: f32) {
        let palette = theme::palette(self.ui);
        let pad = vec2(self.look.size * 0.6, self.look.size * 0.35);
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let size = self.look.size;
        let heading = move |row: usize| (row == 0).then_some(size);
        let mut natural = vec![0.0_f32; columns];
        for (number, row) in rows.iter().enumerate() {
            for (cell, width) in row.iter().zip(&mut natural) {
                let (galley, _) = self.layout(cell, heading(number), f32::INFINITY);
                *width = width.max(galley.size().x);
            }
        }
        let widths = share(
            &natural,
            room - 2.0 * pad.x * columns_f32(columns),
            self.look.size * 4.0,
        );
        let whole: f32 = widths.iter().map(|width| width + 2.0 * pad.x).sum();
        let line = Stroke::new(1.0, palette.line);
        let began = self.top;
        for (number, row) in rows.iter().enumerate() {
            let top = self.top;
            let cells: Vec<_> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| self.layout(cell, heading(number), *width))
                .collect();
            let highest = cells
                .iter()
                .map(|(galley, _)| galley.size().y)
                .fold(self.look.line_height, f32::max);
            let bottom = top + highest + 2.0 * pad.y;
            if number == 0 {
                let rect = Rect::from_min_max(pos2(left, top), pos2(left + whole, bottom));
                self.ui.painter().rect_filled(rect, 0.0, palette.bar);
            }
            let mut x = left;
            for (column, (galley, pieces)) in cells.into_iter().enumerate() {
                let spare = widths[column] - galley.size().x;
                let shift = match aligns.get(column) {
                    Some(Align::Right) => spare,
                    Some(Align::Centre) => spare / 2.0,
                    Some(Align::Left) | None => 0.0,
                };
                let at = pos2(x + pad.x + shift.max(0.0), top + pad.y);
                self.put(&row[column], galley, pieces, at);
                x += widths[column] + 2.0 * pad.x;
            }
            self.top = bottom;
            self.ui.painter().hline(left..=left + whole, top, line);
        }
        self.ui.painter().hline(left..=left + whole, self.top, line);
        let mut x = left;
        for width in widths.iter().map(|width| width + 2.0 * pad.x).chain([0.0]) {
            self.ui.painter().vline(x, began..=self.top, line);
            x += width;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few columns")]
fn columns_f32(columns: usize) -> f32 {
    columns as f32
}

/// Shares the room among columns: each gets what it needs if all of it fits; else the narrow ones do,
/// and the others share the rest by what they need.
fn share(natural: &[f32], room: f32, least: f32) -> Vec<f32> {
    let whole: f32 = natural.iter().sum();
    if whole <= room {
        return natural.iter().map(|width| width.ceil()).collect();
    }
    let equal = (room / columns_f32(natural.len())).max(least);
    let narrow: f32 = natural.iter().filter(|width| **width <= equal).sum();
    let wide: f32 = natural.iter().filter(|width| **width > equal).sum();
    let rest = (room - narrow).max(least);
    natural
        .iter()
        .map(|width| match *width <= equal {
            true => width.ceil(),
            false => (width / wide * rest).max(least),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use egui::Vec2;

    use super::*;

    #[test]
    fn narrow_columns_keep_their_width_and_wide_ones_share_the_rest() {
        assert_eq!(share(&[10.0, 20.0], 100.0, 5.0), [10.0, 20.0]);
        let shared = share(&[10.0, 300.0, 100.0], 110.0, 5.0);
        assert_eq!(shared[0], 10.0);
        assert!(
            (shared[1] - 75.0).abs() < 0.1 && (shared[2] - 25.0).abs() < 0.1,
            "{shared:?}"
        );
    }

    #[test]
    fn a_click_leads_to_the_character_of_the_source() {
        let source = "Semua **kantor** memakai\n\n- satu\n- *suara*";
        let blocks = super::super::parse(source);
        let ctx = egui::Context::default();
        crate::ui::fonts::install(&ctx);
        let mut checked = 0;
        // Twice: fonts are there from the second pass on.
        for _ in 0..2 {
            let input = egui::RawInput {
                screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::splat(600.0))),
                ..egui::RawInput::default()
            };
            let mut output = ctx.run_ui(input, |ui| {
                let shown = show(ui, &blocks, Look::BODY, &[]);
                for word in ["kantor", "memakai", "satu", "suara"] {
                    let at = source.find(word).unwrap();
                    let rect = shown.rect_of(at).unwrap();
                    let found = shown.char_at(rect.center() + vec2(1.0, 0.0)).unwrap();
                    assert!(found.abs_diff(at) <= 1, "{word}: {found} is not {at}");
                    checked += 1;
                }
            });
            // Nothing is painted here.
            output.textures_delta.clear();
        }
        assert_eq!(checked, 8);
    }
}
