//! Decisions in signs and words: what several screens say about where a document stands.

use council::lifecycle::Status;
use egui::{Color32, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CALL_SPLIT, ICON_CHECK_CIRCLE, ICON_EDIT_NOTE, ICON_EVENT, ICON_EVENT_REPEAT,
    ICON_FACT_CHECK, ICON_RATE_REVIEW, ICON_TASK_ALT, ICON_UNDO, ICON_VERIFIED,
};

use super::theme;

/// How a standing looks: its sign, and the colours of its words and its ground.
pub fn look(ui: &Ui, status: &Status<'_>) -> (MaterialIcon, (Color32, Color32)) {
    let palette = theme::palette(ui);
    let quiet = (palette.weak, palette.bar);
    let warn = (palette.warn, palette.warn_soft);
    let good = (palette.good, palette.good_soft);
    let bad = (palette.bad, palette.bad_soft);
    let accent = (palette.accent, palette.accent_soft);
    match status {
        Status::Draft => (ICON_EDIT_NOTE, quiet),
        Status::Conflict(_) => (ICON_CALL_SPLIT, bad),
        Status::InReview(_) => (ICON_RATE_REVIEW, accent),
        Status::Ready(_) => (ICON_FACT_CHECK, accent),
        Status::Returned(_) => (ICON_UNDO, warn),
        Status::Rejected(..) => (ICON_BLOCK, bad),
        Status::Approved(_) => (ICON_TASK_ALT, good),
        Status::Published(_) => (ICON_EVENT, good),
        Status::InForce(_) => (ICON_VERIFIED, good),
        Status::DueForReview(_) => (ICON_EVENT_REPEAT, warn),
        Status::Withdrawn(_) => (ICON_BLOCK, quiet),
    }
}

/// The sign of something that counts.
pub const COUNTS: MaterialIcon = ICON_CHECK_CIRCLE;
