//! Decisions in signs and words: what several screens say about where a document stands.

use council::lifecycle::Status;
use egui::{Color32, RichText, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_BLOCK, ICON_CALL_SPLIT, ICON_CHECK_CIRCLE, ICON_EDIT_NOTE, ICON_EVENT, ICON_EVENT_REPEAT,
    ICON_FACT_CHECK, ICON_FORWARD_TO_INBOX, ICON_GROUPS, ICON_RATE_REVIEW, ICON_TASK_ALT,
    ICON_UNDO, ICON_VERIFIED,
};

use super::{Scene, theme};
use crate::core::Screen;
use crate::core::deciding::Decisions;
use crate::core::deciding::standing::Standing;
use crate::core::deciding::superseded::{SUPERSEDED, SupersededBy};
use crate::words::Language;
use crate::words::lifecycle::{standing_word, status_name};
use crate::words::superseded::{self as superseded_words, sentence};

/// How a standing looks: its sign, and the colours of its words and its ground.
pub fn look(ui: &Ui, status: &Status<'_>) -> (MaterialIcon, (Color32, Color32)) {
    look_of(ui, status_name(status))
}

/// Where a document stands: the name of it, a word or two, and a sentence. Both say what readers go by, where
/// the name is about a draft.
pub fn told(language: Language, decisions: &Decisions) -> (&'static str, String, String) {
    let Standing { name, readers } = decisions.standing();
    let word = standing_word(language, name, readers);
    let superseded = decisions.superseded.as_ref();
    let sentence = match superseded {
        Some(by) if name == SUPERSEDED => sentence(language, by),
        _ if status_name(&decisions.status()) == name => {
            superseded_words::status(language, &decisions.lifecycle, decisions.day, superseded).1
        }
        _ => word.clone(),
    };
    (name, word, sentence)
}

/// Whether a status is that of a decided version, or of confirmed minutes, and so says nothing of a text
/// that was changed since.
pub fn is_about_what_counts(name: &str) -> bool {
    let names = [
        "approved",
        "published",
        "in-force",
        "due-for-review",
        "confirmed",
    ];
    names.contains(&name)
}

/// The same for the status with this name.
pub fn look_of(ui: &Ui, name: &str) -> (MaterialIcon, (Color32, Color32)) {
    let palette = theme::palette(ui);
    let quiet = (palette.weak, palette.bar);
    let warn = (palette.warn, palette.warn_soft);
    let good = (palette.good, palette.good_soft);
    let bad = (palette.bad, palette.bad_soft);
    let accent = (palette.accent, palette.accent_soft);
    match name {
        "conflict" | "minutes-conflict" => (ICON_CALL_SPLIT, bad),
        "in-review" => (ICON_RATE_REVIEW, accent),
        "ready" => (ICON_FACT_CHECK, accent),
        "returned" => (ICON_UNDO, warn),
        "rejected" => (ICON_BLOCK, bad),
        "approved" => (ICON_TASK_ALT, good),
        "published" => (ICON_EVENT, good),
        "planned" => (ICON_EVENT, quiet),
        "invited" => (ICON_FORWARD_TO_INBOX, quiet),
        "in-session" => (ICON_GROUPS, accent),
        "circulated" => (ICON_RATE_REVIEW, accent),
        "corrected" => (ICON_UNDO, warn),
        "confirmed" => (ICON_VERIFIED, good),
        "in-force" => (ICON_VERIFIED, good),
        "due-for-review" => (ICON_EVENT_REPEAT, warn),
        "superseded" | "withdrawn" => (ICON_BLOCK, quiet),
        _ => (ICON_EDIT_NOTE, quiet),
    }
}

/// The way to the document that took the place of one, where this person may see it.
pub fn replacement_ui(ui: &mut Ui, scene: &mut Scene<'_>, superseded: &SupersededBy) {
    let Some(by) = &superseded.by else {
        return;
    };
    let ink = theme::palette(ui).accent;
    let link = RichText::new(scene.word("superseded-go")).color(ink);
    if ui.link(link).clicked() {
        scene.wish(Screen::Document(by.document, None));
    }
}

/// The sign of something that counts.
pub const COUNTS: MaterialIcon = ICON_CHECK_CIRCLE;
