//! `@Name` in comments: offered while typing, and shown in what was said.

use council::mention::{self, Person};
use egui::text::LayoutJob;
use egui::{FontSelection, Id, Response, TextEdit, TextFormat, Ui};
use format::PublicKey;

use crate::say;
use crate::ui::{Scene, completed_field, fonts, theme};

/// How many names are offered.
const OFFERED: usize = 8;

/// Draws a field for a comment that offers names after an `@`.
pub(super) fn field_ui(ui: &mut Ui, scene: &Scene<'_>, id: Id, edit: TextEdit<'_>) -> Response {
    let ends_word = |c: char| c.is_whitespace() || "([{\"'“‘".contains(c);
    let offer = |word: &str| match scene.state.council() {
        Some(council) => offered(word, &council.people, &council.me),
        None => vec![],
    };
    completed_field::show(ui, id, edit, ends_word, offer).response
}

/// Whom the words typed last may mean, as they are written.
fn offered(word: &str, people: &[Person], me: &PublicKey) -> Vec<String> {
    let Some(begun) = word.strip_prefix('@') else {
        return vec![];
    };
    let begun = begun.to_lowercase();
    let fits = |person: &&Person| {
        let name = person.name.to_lowercase();
        !person.keys.contains(me)
            && (name.starts_with(&begun)
                || name.split_whitespace().any(|part| part.starts_with(&begun)))
    };
    people
        .iter()
        .filter(fits)
        .take(OFFERED)
        .map(|person| format!("{} ", mention::written(person, people)))
        .collect()
}

/// Says who will be told of what is typed.
pub(super) fn told_ui(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    let Some(council) = scene.state.council() else {
        return;
    };
    let mut told: Vec<usize> = mention::find(text, &council.people)
        .into_iter()
        .flat_map(|mention| mention.people)
        .filter(|number| !council.people[*number].keys.contains(&council.me))
        .collect();
    told.sort_unstable();
    told.dedup();
    if told.is_empty() {
        return;
    }
    let names: Vec<String> = told
        .into_iter()
        .map(|number| {
            let person = &council.people[number];
            format!("{} · {}", person.name, person.office)
        })
        .collect();
    let text = say!(
        scene.language(),
        "comment-will-tell",
        names = names.join(", ")
    );
    ui.add(egui::Label::new(theme::small(ui, text)).wrap());
}

/// What was said, with the names of whom it mentions standing out; the person's own most of all.
pub(super) fn said_ui(ui: &mut Ui, scene: &Scene<'_>, text: &str) {
    let (people, me): (&[Person], _) = match scene.state.council() {
        Some(council) => (&council.people, Some(council.me)),
        None => (&[], None),
    };
    let palette = theme::palette(ui);
    let plain = TextFormat {
        font_id: FontSelection::Default.resolve(ui.style()),
        color: palette.text,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    let mut from = 0;
    for found in mention::find(text, people) {
        let is_me = me.is_some_and(|me| {
            let mut meant = found.people.iter();
            meant.any(|number| people[*number].keys.contains(&me))
        });
        let mut format = plain.clone();
        format.font_id.family = fonts::bold();
        format.color = palette.accent;
        if is_me {
            format.background = palette.accent_soft;
        }
        job.append(&text[from..found.range.start], 0.0, plain.clone());
        job.append(&text[found.range.clone()], 0.0, format);
        from = found.range.end;
    }
    job.append(&text[from..], 0.0, plain);
    ui.add(egui::Label::new(job).wrap());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_offered_by_any_of_their_words_and_namesakes_with_their_office() {
        let key = |n: u8| PublicKey::from_bytes([n; 32]);
        let people = mention::gather([
            (key(1), "Ratna", "Kantor Pusat"),
            (key(2), "Budi", "Surabaya"),
            (key(3), "Budi", "Medan"),
            (key(4), "Siti Bulan", "Medan"),
        ]);
        let offered = |word: &str| offered(word, &people, &key(1));
        assert_eq!(
            offered("@bu"),
            ["@Budi (Medan) ", "@Budi (Surabaya) ", "@Siti Bulan "]
        );
        assert_eq!(offered("@"), offered("@bu"));
        assert!(offered("@ratna").is_empty(), "nobody tells themselves");
        assert!(offered("budi").is_empty() && offered("a@budi").is_empty());
    }
}
