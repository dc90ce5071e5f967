//! The headings of a document.

use council::edit::{Collection, Place};
use council::view::View;
use egui::{RichText, ScrollArea, Ui};
use egui_material_icons::icons::ICON_TOC;

use super::GoTo;
use crate::core::editor::Editor;
use crate::ui::document::policy::rows::numbers;
use crate::ui::{Scene, widgets};

/// How high one line is, in points.
const LINE: f32 = 28.0;
/// How far a level goes in, in points.
const STEP: f32 = 14.0;

/// The numbers, made again when something other than typing happened.
#[derive(Debug, Default)]
pub struct Memory {
    made_for: Option<(format::DocumentId, u64)>,
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    number: String,
    depth: usize,
    place: Place,
}

fn entries(view: &View) -> Vec<Entry> {
    let levels: Vec<u8> = match view {
        View::Policy(policy) => policy.clauses.iter().map(|clause| clause.level).collect(),
        View::Minutes(minutes) => minutes.agenda.iter().map(|item| item.level).collect(),
        View::Matrix(matrix) => vec![1; matrix.rows.len()],
    };
    let place = |at: usize| match view {
        View::Policy(policy) => match policy.clauses[at].level {
            0 => Place::ClauseBody(policy.clauses[at].id.clone()),
            _ => Place::ClauseHeading(policy.clauses[at].id.clone()),
        },
        View::Minutes(minutes) => Place::AgendaTopic(minutes.agenda[at].id.clone()),
        View::Matrix(matrix) => Place::Mark(Collection::Rows, matrix.rows[at].id.clone()),
    };
    numbers(levels.into_iter())
        .into_iter()
        .enumerate()
        .map(|(at, (number, depth))| Entry {
            number,
            depth,
            place: place(at),
        })
        .collect()
}

/// What a line says: a heading, or the beginning of a text without one.
fn line(view: &View, at: usize) -> &str {
    let text = match view {
        View::Policy(policy) => {
            let clause = &policy.clauses[at];
            match clause.heading.trim() {
                "" => clause.body.lines().next().unwrap_or_default(),
                heading => heading,
            }
        }
        View::Minutes(minutes) => minutes.agenda[at].topic.trim(),
        View::Matrix(matrix) => {
            let cells = &matrix.rows[at].cells;
            cells
                .iter()
                .find(|cell| !cell.is_empty())
                .map_or("", |cell| cell.as_str())
        }
    };
    text.lines().next().unwrap_or_default()
}

/// Draws it. Returns where the person wants to go.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    current: Option<usize>,
) -> Option<GoTo> {
    let made_for = Some((editor.id, editor.revision().shape));
    if memory.made_for != made_for {
        memory.made_for = made_for;
        memory.entries = entries(&editor.view);
    }
    if memory.entries.is_empty() {
        let (title, text) = (
            scene.word("outline-empty"),
            scene.word("outline-empty-hint"),
        );
        widgets::empty_state(ui, ICON_TOC, title, text);
        return None;
    }
    let mut go_to = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(
        ui,
        LINE,
        memory.entries.len(),
        |ui, shown| {
            for at in shown {
                let entry = &memory.entries[at];
                let text = match line(&editor.view, at) {
                    "" => scene.word("untitled"),
                    text => text,
                };
                // Whoever numbers by hand has numbers already.
                let name = match text.starts_with(|c: char| c.is_ascii_digit()) {
                    true => text.to_owned(),
                    false => format!("{}  {text}", entry.number),
                };
                let mut rich = RichText::new(name.trim()).size(13.0);
                if entry.depth == 0 {
                    rich = rich.family(crate::ui::fonts::bold());
                }
                ui.horizontal(|ui| {
                    #[expect(clippy::cast_precision_loss, reason = "a depth of a few")]
                    ui.add_space(STEP * entry.depth.min(5) as f32);
                    let is_here = current == Some(at);
                    let button = egui::Button::new(rich)
                        .selected(is_here)
                        .frame_when_inactive(is_here)
                        .truncate()
                        .right_text("")
                        .min_size(egui::vec2(ui.available_width(), LINE - 2.0));
                    let response = ui.add(button);
                    response.widget_info(|| {
                        egui::WidgetInfo::selected(egui::Role::ListItem, true, is_here, name.trim())
                    });
                    if response.clicked() {
                        go_to = Some((entry.place.clone(), None));
                    }
                });
            }
        },
    );
    go_to
}

#[cfg(test)]
mod tests {
    use council::view::{Clause, Policy};

    use super::*;

    #[test]
    fn a_clause_without_a_heading_is_called_by_its_first_line() {
        let clause = |level, heading: &str, body: &str| Clause {
            id: heading.into(),
            level,
            heading: heading.into(),
            body: body.into(),
        };
        let view = View::Policy(Policy {
            clauses: vec![
                clause(0, "", "Mula-mula.\nLalu."),
                clause(1, "Tujuan", ""),
                clause(2, "Rinci", ""),
            ],
            ..Policy::default()
        });
        let found: Vec<_> = entries(&view)
            .into_iter()
            .enumerate()
            .map(|(at, entry)| (entry.number, line(&view, at).to_owned()))
            .collect();
        let own = |number: &str, line: &str| (number.to_owned(), line.to_owned());
        assert_eq!(
            found,
            [
                own("", "Mula-mula."),
                own("1", "Tujuan"),
                own("1.1", "Rinci")
            ]
        );
    }
}
