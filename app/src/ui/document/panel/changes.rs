//! What needs a choice, and who wrote how much, in which colour.

use std::collections::BTreeMap;

use council::edit::Place;
use egui::{ScrollArea, Ui};
use egui_material_icons::icons::ICON_DIFFERENCE;
use format::PublicKey;

use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::editor::{Editor, Moment};
use crate::core::settings::Action as SettingsAction;
use crate::say;
use crate::ui::document::conflict::{self, Questions};
use crate::ui::document::{overlap, struck, writers};
use crate::ui::{Scene, theme, widgets};

/// The sums, made again when the history was read again.
#[derive(Debug, Default)]
pub struct Memory {
    made_for: Option<(format::DocumentId, usize)>,
    shares: Vec<Share>,
    questions: Questions,
}

/// What one writer did.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Share {
    author: Option<PublicKey>,
    changes: usize,
    last_seconds: i64,
}

/// What each writer did, the busiest first.
fn shares(moments: &[Moment]) -> Vec<Share> {
    let mut by_author: BTreeMap<Option<PublicKey>, Share> = BTreeMap::new();
    for moment in moments {
        let entry = &moment.entry;
        let share = by_author.entry(entry.author).or_insert(Share {
            author: entry.author,
            changes: 0,
            last_seconds: entry.time_seconds,
        });
        share.changes += 1;
        share.last_seconds = share.last_seconds.max(entry.time_seconds);
    }
    let mut shares: Vec<Share> = by_author.into_values().collect();
    shares.sort_by_key(|share| (std::cmp::Reverse(share.changes), share.author));
    shares
}

/// Draws it. Returns the place to which the person wants to go.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
) -> Option<Place> {
    ScrollArea::vertical()
        .auto_shrink(false)
        .show(ui, |ui| {
            let mut go_to = overlap::section(ui, scene, editor);
            if editor.overlaps.is_empty() || !editor.conflicts.is_empty() {
                go_to = conflict::section(ui, scene, &mut memory.questions, editor).or(go_to);
            }
            ui.add_space(theme::GROUP);
            struck::section(ui, scene, editor);
            writers_ui(ui, scene, memory, editor);
            go_to
        })
        .inner
}

fn writers_ui(ui: &mut Ui, scene: &mut Scene<'_>, memory: &mut Memory, editor: &Editor) {
    let mut is_shown = scene.state.settings.author_colours;
    if ui
        .checkbox(&mut is_shown, scene.word("changes-colours"))
        .changed()
    {
        scene.wish(Action::Settings(SettingsAction::AuthorColours(is_shown)));
    }
    ui.add_space(theme::GRID);
    let Some(history) = &editor.history else {
        ui.label(theme::weak(ui, scene.word("history-reading")));
        return;
    };
    let made_for = Some((editor.id, history.len()));
    if memory.made_for != made_for {
        memory.made_for = made_for;
        memory.shares = shares(history);
    }
    if memory.shares.is_empty() {
        let (title, text) = (
            scene.word("history-empty"),
            scene.word("history-empty-hint"),
        );
        widgets::empty_state(ui, ICON_DIFFERENCE, title, text);
        return;
    }
    let most = memory.shares.first().map_or(1, |share| share.changes);
    let language = scene.language();
    for share in &memory.shares {
        let colour = writers::colour(ui, scene, share.author.as_ref());
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(14.0, 14.0), egui::Sense::hover());
            ui.painter().rect_filled(rect, 4.0, colour);
            ui.add(
                egui::Label::new(theme::bold(writers::name_and_office(
                    scene,
                    share.author.as_ref(),
                )))
                .truncate(),
            );
        });
        let (rect, _) =
            ui.allocate_exact_size(egui::vec2(ui.available_width(), 4.0), egui::Sense::hover());
        ui.painter().rect_filled(rect, 2.0, theme::palette(ui).bar);
        #[expect(clippy::cast_precision_loss, reason = "a share on the screen")]
        let part = share.changes as f32 / most as f32;
        let bar = egui::Rect::from_min_size(rect.min, egui::vec2(rect.width() * part, 4.0));
        ui.painter().rect_filled(bar, 2.0, colour);
        let text = say!(
            language,
            "changes-share",
            count = share.changes as u64,
            when = moment_of_seconds(language, share.last_seconds)
        );
        ui.add(egui::Label::new(theme::small(ui, text)).wrap());
        ui.add_space(theme::GAP);
    }
}

#[cfg(test)]
mod tests {
    use council::history::Entry;
    use format::ChangeHash;

    use super::*;

    #[test]
    fn the_busiest_writer_stands_first() {
        let moment = |author: u8, time_seconds| Moment {
            entry: Entry {
                hash: ChangeHash::from_bytes([0; 32]),
                author: Some(PublicKey::from_bytes([author; 32])),
                time_seconds,
                message: None,
                undoes: None,
                redoes: None,
                operations: 1,
                touched: vec![],
            },
            heads: vec![],
            mark: None,
        };
        let found: Vec<_> = shares(&[moment(2, 30), moment(1, 20), moment(2, 40)])
            .into_iter()
            .map(|share| (share.changes, share.last_seconds))
            .collect();
        assert_eq!(found, [(2, 40), (1, 20)]);
    }
}
