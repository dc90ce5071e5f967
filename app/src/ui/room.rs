//! How much room there is, and what changes when there is little of it: a small window, or a large zoom.

use egui::Context;

/// Narrower than this, in points: the rail shows signs without words, bars shorten what they say.
const NARROW: f32 = 900.0;
/// Narrower than this there is one column, and only the shortest words.
const TIGHT: f32 = 640.0;
/// Lower than this, in points: what only explains gives its room to the document.
const LOW: f32 = 480.0;
/// The room between a window that floats and the edge of the screen, in points.
const EDGE: f32 = 16.0;

/// Whether words must give way to signs.
pub fn is_narrow(ctx: &Context) -> bool {
    ctx.content_rect().width() < NARROW
}

/// Whether there is room for one column only.
pub fn is_tight(ctx: &Context) -> bool {
    ctx.content_rect().width() < TIGHT
}

/// Whether there is little height.
pub fn is_low(ctx: &Context) -> bool {
    ctx.content_rect().height() < LOW
}

/// The width of something that floats: the wanted one, or as much as the screen has.
pub fn floating_width(ctx: &Context, wanted: f32) -> f32 {
    // Its own frame needs as much again.
    let room = ctx.content_rect().width() - 4.0 * EDGE;
    wanted.min(room).max(120.0)
}

/// The height of something that floats and begins so far from the upper edge.
pub fn floating_height(ctx: &Context, wanted: f32, top: f32) -> f32 {
    let room = ctx.content_rect().height() - top - 2.0 * EDGE;
    wanted.min(room).max(80.0)
}
