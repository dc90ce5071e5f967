//! What others said and this person has not seen: mentions first, each with the way to its place.

use egui::{Frame, Margin, RichText, Sense, Ui, UiBuilder};
use egui_material_icons::icons::{
    ICON_ALTERNATE_EMAIL, ICON_COMMENT, ICON_DONE_ALL, ICON_NOTIFICATIONS,
};

use super::theme::{self, GAP, GRID};
use super::{Scene, documents, forked_work, held_work, widgets};
use crate::command_line::moments::moment;
use crate::core::Action;
use crate::core::inbox::{Action as InboxAction, Item};
use crate::say;

/// How many are shown at once; the next ones follow once these are seen.
const SHOWN: usize = 100;
/// How many characters of a comment are shown.
const CHARS: usize = 200;
/// How wide a sign before a line is, in points.
const SIGN: f32 = 16.0;

/// Draws it.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let state = scene.state;
    let items = state.inbox.items();
    widgets::page(ui, 900.0, |ui| {
        widgets::page_heading(ui, scene.word("menu-inbox"), |ui| {
            let word = scene.word("inbox-seen-all");
            if !items.is_empty() && widgets::primary_button(ui, ICON_DONE_ALL, word).clicked() {
                scene.wish(Action::Inbox(InboxAction::SawAll));
            }
        });
        held_work::card_ui(ui, scene);
        forked_work::card_ui(ui, scene);
        if items.is_empty() && state.held_work.is_empty() && state.forked_work.is_empty() {
            let (title, text) = (scene.word("inbox-empty"), scene.word("inbox-empty-hint"));
            widgets::empty_state(ui, ICON_NOTIFICATIONS, title, text);
            return;
        }
        let shown = &items[..items.len().min(SHOWN)];
        let (mentions, comments): (Vec<&Item>, Vec<&Item>) =
            shown.iter().partition(|item| item.is_mention);
        for (heading, items) in [("inbox-mentions", mentions), ("inbox-comments", comments)] {
            if items.is_empty() {
                continue;
            }
            widgets::card(ui, |ui| {
                ui.spacing_mut().item_spacing.y = GRID;
                ui.label(theme::bold(scene.word(heading)).size(16.0));
                for item in items {
                    item_ui(ui, scene, item);
                }
            });
            ui.add_space(GAP);
        }
        let more = items.len() - shown.len();
        if more > 0 {
            let text = say!(scene.language(), "inbox-more", count = more as u64);
            ui.label(theme::weak(ui, text));
        }
    });
}

/// One comment: a button as wide as the card.
fn item_ui(ui: &mut Ui, scene: &mut Scene<'_>, item: &Item) {
    let lines = Lines::of(scene, item);
    let area = UiBuilder::new().id_salt(item.comment).sense(Sense::click());
    let response = ui
        .scope_builder(area, |ui| {
            let palette = theme::palette(ui);
            let before = ui.response();
            let is_marked = before.hovered() || before.has_focus();
            ui.style_mut().interaction.selectable_labels = false;
            Frame::NONE
                .fill(if is_marked {
                    palette.hover
                } else {
                    palette.surface
                })
                .corner_radius(6)
                .inner_margin(Margin::symmetric(8, 6))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.spacing_mut().item_spacing.y = 2.0;
                    lines.ui(ui, item);
                });
        })
        .response
        .on_hover_cursor(egui::CursorIcon::PointingHand);
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, lines.name.as_str()));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    if response.clicked() {
        scene.wish(Action::Inbox(InboxAction::Open(item.comment)));
    }
}

/// What is written about a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Lines {
    /// Who did what.
    who: String,
    /// From which office, and when.
    when: String,
    /// The document and the place in it.
    place: String,
    /// The first words.
    words: String,
    /// What the button is called.
    name: String,
}

impl Lines {
    fn of(scene: &Scene<'_>, item: &Item) -> Self {
        let language = scene.language();
        let name = super::document::writers::name(scene, Some(&item.author));
        let who = match item.is_mention {
            true => say!(language, "inbox-mentioned", name = name.as_str()),
            false => say!(language, "inbox-commented", name = name.as_str()),
        };
        let title = match item.title.trim() {
            "" => scene.word("untitled"),
            title => title,
        };
        let place = match item.label.as_str() {
            "" if item.place.is_none() => scene.word("inbox-whole-document"),
            label => label,
        };
        let place = match place {
            "" => title.to_owned(),
            place => format!("{title} · {place}"),
        };
        let words = first_words(&item.text);
        Self {
            name: say!(
                language,
                "inbox-open",
                name = name.as_str(),
                text = words.as_str()
            ),
            who,
            when: match scene.state.council() {
                Some(council) if council.members.contains_key(&item.author) => {
                    let office = &council.members[&item.author].office;
                    format!("{office} · {}", moment(language, item.time_millis))
                }
                _ => moment(language, item.time_millis),
            },
            place,
            words,
        }
    }

    fn ui(&self, ui: &mut Ui, item: &Item) {
        let palette = theme::palette(ui);
        ui.spacing_mut().interact_size.y = 20.0;
        ui.horizontal_wrapped(|ui| {
            let icon = match item.is_mention {
                true => ICON_ALTERNATE_EMAIL.rich_text().color(palette.warn),
                false => ICON_COMMENT.rich_text().color(palette.accent),
            };
            ui.label(icon.size(SIGN));
            ui.label(theme::bold(self.who.as_str()));
            ui.label(theme::small(ui, self.when.as_str()));
        });
        ui.horizontal(|ui| {
            if let Some(kind) = item.kind {
                let (icon, _) = documents::kind_sign(kind);
                ui.label(icon.rich_text().color(palette.weak).size(SIGN));
            }
            let place = RichText::new(self.place.as_str()).color(palette.accent);
            ui.add(egui::Label::new(place).truncate());
        });
        // Under the words, not under the signs before them.
        ui.horizontal_top(|ui| {
            ui.add_space(SIGN + GAP);
            ui.add(egui::Label::new(self.words.as_str()).wrap());
        });
    }
}

/// The beginning of a comment on one line.
fn first_words(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() > CHARS {
        true => line.chars().take(CHARS - 1).chain(['…']).collect(),
        false => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_comment_is_cut_and_stands_on_one_line() {
        assert_eq!(first_words("Tolong\n  periksa. "), "Tolong periksa.");
        let long = first_words(&"é ".repeat(500));
        assert_eq!(long.chars().count(), CHARS);
        assert!(long.ends_with('…'));
    }
}
