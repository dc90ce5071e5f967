//! A long list of which only what is on the screen is built.
//!
//! Every item keeps the height it had when it was drawn last; one that was never drawn has an estimate.
//! When the estimate turns out wrong above the upper edge, the list scrolls by the difference, so that
//! nothing jumps before the reader's eyes.

use std::collections::HashMap;

use egui::{Pos2, Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::ui::theme::GROUP;

/// Between two items, in points.
const GAP: f32 = 8.0;

/// Where the items of a list are, and how far it is scrolled.
#[derive(Debug, Default)]
pub struct VirtualList {
    keys: Vec<String>,
    heights: Vec<f32>,
    /// Whether a height was measured at this width.
    is_exact: Vec<bool>,
    /// The upper edges, from 0; valid up to `valid_tops`.
    tops: Vec<f32>,
    valid_tops: usize,
    width: f32,
    /// How far it is scrolled, and how much of it is on the screen.
    offset: f32,
    room: f32,
    /// Where to scroll in the next pass.
    forced: Option<f32>,
    /// Where the first item begins, on the screen.
    origin: Pos2,
}

impl VirtualList {
    /// Takes in which items there are. `estimate` says how high the item with a number is about, if it
    /// is this wide.
    pub fn sync<'a>(
        &mut self,
        keys: impl ExactSizeIterator<Item = &'a str>,
        estimate: impl Fn(usize, f32) -> f32,
    ) {
        let known: HashMap<String, (f32, bool)> = self
            .keys
            .drain(..)
            .zip(self.heights.drain(..).zip(self.is_exact.drain(..)))
            .collect();
        let width = if self.width > 0.0 { self.width } else { 700.0 };
        for (number, key) in keys.enumerate() {
            let (height, is_exact) = match known.get(key) {
                Some(known) => *known,
                None => (estimate(number, width), false),
            };
            self.keys.push(key.to_owned());
            self.heights.push(height);
            self.is_exact.push(is_exact);
        }
        self.tops.resize(self.heights.len() + 1, 0.0);
        self.valid_tops = 0;
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.heights.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heights.is_empty()
    }

    /// Scrolls an item to the upper edge in the next pass.
    pub fn scroll_to(&mut self, item: usize) {
        self.forced = Some(self.top(item.min(self.heights.len())));
    }

    /// Scrolls by so much in the next pass.
    pub fn scroll_by(&mut self, points: f32) {
        let from = self.forced.unwrap_or(self.offset);
        self.forced = Some((from + points).max(0.0));
    }

    /// How much of it is on the screen, in points.
    pub fn room(&self) -> f32 {
        self.room
    }

    /// Whether an item is on the screen, all of it or a good part.
    pub fn is_on_screen(&mut self, item: usize) -> bool {
        let (top, height) = (
            self.top(item),
            self.heights.get(item).copied().unwrap_or(0.0),
        );
        let shown = (top + height).min(self.offset + self.room) - top.max(self.offset);
        shown >= height.min(self.room * 0.3)
    }

    /// Before which item a point on the screen is: for dropping something there.
    pub fn gap_at(&mut self, y: f32) -> usize {
        let inside = y - self.origin.y;
        (0..self.heights.len())
            .find(|item| inside < self.top(*item) + self.heights[*item] / 2.0)
            .unwrap_or(self.heights.len())
    }

    /// Where the gap before an item is, on the screen.
    pub fn gap_y(&mut self, item: usize) -> f32 {
        self.origin.y + self.top(item) - GAP / 2.0
    }

    /// The item that is at the upper edge of the screen.
    pub fn first_on_screen(&mut self) -> usize {
        self.at(self.offset + 1.0)
    }

    /// Draws it: whatever is on the screen, and the items in `kept` wherever they are. The column is at
    /// most `column` wide. `item` draws one into what it is given; `after` draws what stands below all.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        column: f32,
        kept: &[usize],
        mut item: impl FnMut(&mut Ui, usize),
        after: impl FnOnce(&mut Ui),
    ) {
        let mut area = ScrollArea::vertical().id_salt("list").auto_shrink(false);
        if let Some(offset) = self.forced.take() {
            area = area.vertical_scroll_offset(offset);
        }
        let mut shift = 0.0;
        let output = area.show_viewport(ui, |ui, viewport| {
            let room = ui.available_width();
            let width = column.min(room - 2.0 * GROUP).max(120.0);
            let left = ui.max_rect().left() + ((room - width) / 2.0).max(GROUP);
            self.set_width(width);
            self.origin = pos2(left, ui.max_rect().top() + GROUP);
            let origin = self.origin;
            let place = |top: f32| {
                let at = pos2(left, origin.y + top);
                Rect::from_min_size(at, vec2(width, f32::INFINITY))
            };
            let upper = viewport.min.y - GROUP;
            let mut number = self.at(upper);
            let mut top = self.top(number);
            let first = number;
            let mut draw = |ui: &mut Ui, number: usize, key: &str, top: f32| {
                let builder = UiBuilder::new().id_salt(("item", key)).max_rect(place(top));
                let mut child = ui.new_child(builder);
                item(&mut child, number);
                child.min_rect().height()
            };
            let mut measured = Vec::new();
            while number < self.heights.len() && top < viewport.max.y {
                let height = draw(ui, number, &self.keys[number], top);
                measured.push((number, height));
                top += height + GAP;
                number += 1;
            }
            for kept in kept
                .iter()
                .copied()
                .filter(|kept| *kept < self.heights.len())
            {
                if !(first..number).contains(&kept) {
                    let top = self.tops.get(kept).copied().unwrap_or_default();
                    let height = draw(ui, kept, &self.keys[kept], top);
                    measured.push((kept, height));
                }
            }
            for (number, height) in measured {
                let difference = height - self.heights[number];
                if difference.abs() > 0.5 {
                    if !self.is_exact[number] && self.top(number) < upper {
                        shift += difference;
                    }
                    self.heights[number] = height;
                    self.valid_tops = self.valid_tops.min(number);
                    ui.ctx().request_repaint();
                }
                self.is_exact[number] = true;
            }
            let below = self.top(self.heights.len());
            let builder = UiBuilder::new()
                .id_salt("after")
                .max_rect(Rect::from_min_size(
                    pos2(left, self.origin.y + below),
                    vec2(width, f32::INFINITY),
                ));
            let mut child = ui.new_child(builder);
            if below < viewport.max.y {
                after(&mut child);
            }
            let end = below + child.min_rect().height() + 3.0 * GROUP;
            ui.set_width(room);
            ui.set_height(end);
        });
        self.offset = output.state.clamped_offset().y;
        self.room = output.inner_rect.height();
        if shift.abs() > 0.5 && self.forced.is_none() {
            self.forced = Some((self.offset + shift).max(0.0));
            ui.ctx()
                .request_discard("an item above is higher than it was thought to be");
        }
    }

    fn set_width(&mut self, width: f32) {
        if (self.width - width).abs() < 0.5 {
            return;
        }
        if self.width > 0.0 {
            let by = self.width / width;
            for height in &mut self.heights {
                *height *= by;
            }
        }
        self.width = width;
        self.is_exact.fill(false);
        self.valid_tops = 0;
    }

    /// The upper edge of an item, from the first one's; of the number after the last: the lower end.
    fn top(&mut self, item: usize) -> f32 {
        while self.valid_tops < item {
            let at = self.valid_tops;
            self.tops[at + 1] = self.tops[at] + self.heights[at] + GAP;
            self.valid_tops += 1;
        }
        self.tops.get(item).copied().unwrap_or_default()
    }

    /// The item at this distance from the first one's upper edge.
    fn at(&mut self, y: f32) -> usize {
        let count = self.heights.len();
        self.top(count);
        let after = self.tops[..count].partition_point(|top| *top <= y);
        let item = after.saturating_sub(1);
        // In the gap below it, the next one is what is seen.
        match self.heights.get(item) {
            Some(height) if self.tops[item] + height < y && item + 1 < count => item + 1,
            _ => item,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(keys: &[&str]) -> VirtualList {
        let mut list = VirtualList::default();
        list.sync(keys.iter().copied(), |_, _| 100.0);
        list
    }

    #[test]
    fn items_keep_their_height_wherever_they_go() {
        let mut list = list(&["a", "b", "c"]);
        list.heights[1] = 40.0;
        list.is_exact[1] = true;
        list.valid_tops = 0;
        assert_eq!(list.top(2), 100.0 + GAP + 40.0 + GAP);
        list.sync(["b", "d", "a", "c"].into_iter(), |_, _| 70.0);
        assert_eq!(list.heights, [40.0, 70.0, 100.0, 100.0]);
        assert_eq!(list.top(1), 40.0 + GAP);
        assert_eq!(list.top(4), 310.0 + 4.0 * GAP);
    }

    #[test]
    fn a_point_falls_on_the_item_it_is_in() {
        let mut list = list(&["a", "b", "c"]);
        assert_eq!(list.at(-5.0), 0);
        assert_eq!(list.at(99.0), 0);
        assert_eq!(
            list.at(100.0 + GAP / 2.0),
            1,
            "in a gap the next one begins"
        );
        assert_eq!(list.at(9_999.0), 2);
        assert_eq!(list.gap_at(20.0), 0);
        assert_eq!(list.gap_at(70.0), 1);
        assert_eq!(list.gap_at(9_999.0), 3);
        assert_eq!(VirtualList::default().at(3.0), 0);
    }
}
