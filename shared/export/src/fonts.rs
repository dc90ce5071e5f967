//! The letters of the program, on paper as in its window. Nothing is taken from the system, so that a
//! page looks the same, and is the same bytes, in every office.

/// Inter, upright, variable in weight (a TrueType file).
pub const INTER: &[u8] = include_bytes!("../fonts/Inter.ttf");
/// Inter, italic, variable in weight (a TrueType file).
pub const INTER_ITALIC: &[u8] = include_bytes!("../fonts/Inter-Italic.ttf");
