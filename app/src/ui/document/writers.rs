//! The colours of writers, and their names.

use egui::{Color32, Ui};
use format::PublicKey;

use crate::core::council::Council;
use crate::ui::{Scene, theme};

/// The number of a writer among the members: the same in every document of this council.
pub fn number_of(council: Option<&Council>, key: &PublicKey) -> Option<usize> {
    council?.members.keys().position(|member| member == key)
}

/// The colour of a writer; quiet for somebody nobody knows.
pub fn colour(ui: &Ui, scene: &Scene<'_>, key: Option<&PublicKey>) -> Color32 {
    let number = key.and_then(|key| number_of(scene.state.council(), key));
    number.map_or(theme::palette(ui).weak, |number| theme::writer(ui, number))
}

/// The same behind text: text on it can be read as without it.
pub fn behind(colour: Color32) -> Color32 {
    colour.gamma_multiply(0.15)
}

/// The name of a writer.
pub fn name(scene: &Scene<'_>, key: Option<&PublicKey>) -> String {
    match (key, scene.state.council()) {
        (Some(key), Some(council)) => council.name_of(key),
        _ => scene.word("nobody-known").to_owned(),
    }
}

/// The name of a writer with the office, where two may have one name.
pub fn name_and_office(scene: &Scene<'_>, key: Option<&PublicKey>) -> String {
    let member = key.and_then(|key| scene.state.council()?.members.get(key));
    match member {
        Some(member) if !member.office.is_empty() => {
            format!("{} · {}", member.person, member.office)
        }
        _ => name(scene, key),
    }
}
