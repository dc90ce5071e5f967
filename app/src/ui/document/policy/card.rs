//! One clause as a card: its number and handle at the left, heading and body, what can be done with it.

use council::edit::{Collection, Place};
use egui::containers::menu::MenuButton;
use egui::{Frame, Margin, RichText, Sense, Stroke, Ui, UiBuilder, vec2};
use egui_material_icons::icons::{
    ICON_ADD, ICON_ADD_COMMENT, ICON_ARROW_DOWNWARD, ICON_ARROW_UPWARD, ICON_COMMENT,
    ICON_CONTENT_COPY, ICON_DELETE, ICON_DRAG_INDICATOR, ICON_FORMAT_INDENT_DECREASE,
    ICON_FORMAT_INDENT_INCREASE, ICON_MORE_VERT,
};

use super::field::Text;
use super::keys::Deed;
use super::rows::Row;
use super::{Asked, GUTTER, Page, field_id};
use crate::core::Action;
use crate::core::effect::Window;
use crate::say;
use crate::ui::document::attached;
use crate::ui::{theme, widgets};

/// The room at the right of a heading for what can be clicked there.
const TOOLS: f32 = 84.0;
/// What files that are attached take there besides.
const ATTACHED: f32 = 40.0;
/// The least room a heading needs beside them, in points.
const HEADING: f32 = 112.0;
/// How far a level goes in, in points.
const STEP: f32 = 20.0;

impl Page<'_, '_> {
    pub(super) fn card_ui(&mut self, ui: &mut Ui, at: usize) {
        let (policy, editor) = (self.policy, self.editor);
        let Some(clause) = policy.clauses.get(at) else {
            return;
        };
        let row = self.memory.rows.rows.get(at).cloned().unwrap_or_default();
        let heading = Place::ClauseHeading(clause.id.clone());
        let body = Place::ClauseBody(clause.id.clone());
        let has_focus = [&heading, &body].into_iter().any(|place| {
            let id = field_id(editor.id, place);
            ui.memory(|memory| memory.has_focus(id))
        });
        let is_chosen = self.memory.chosen.contains(&clause.id);
        let is_dragged = self
            .memory
            .dragged
            .as_ref()
            .is_some_and(|(id, _)| *id == clause.id);
        let is_marked = self.is_marked(ui, &clause.id);
        let palette = theme::palette(ui);
        #[expect(clippy::cast_precision_loss, reason = "a depth of a few")]
        let indent = STEP * row.depth.min(3) as f32;
        let whole = ui.max_rect();
        let left = whole.left() + GUTTER + indent;
        let frame = Frame::NONE
            .fill(match (is_chosen || is_marked, is_dragged) {
                (true, _) => palette.accent_soft,
                (false, true) => palette.hover,
                (false, false) => palette.surface,
            })
            .stroke(match has_focus || is_chosen || is_marked {
                true => Stroke::new(1.0, palette.accent),
                false => Stroke::new(1.0, palette.line),
            })
            .corner_radius(8)
            .inner_margin(Margin::symmetric(16, 12));
        let gutter = egui::Rect::from_min_size(
            egui::pos2(whole.left() + indent, whole.top()),
            vec2(GUTTER, 48.0),
        );
        self.gutter_ui(ui, gutter, at, &row.number, is_chosen);
        let area = egui::Rect::from_min_max(egui::pos2(left, whole.top()), whole.max);
        let mut child = ui.new_child(UiBuilder::new().id_salt("card").max_rect(area));
        frame.show(&mut child, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            // A line is as high whether it is read or written in.
            ui.spacing_mut().interact_size.y = 20.0;
            let width = match row.attached {
                0 => TOOLS,
                _ => TOOLS + ATTACHED,
            };
            let tools = egui::Rect::from_min_size(
                egui::pos2(ui.max_rect().right() - width, ui.cursor().top() - 4.0),
                vec2(width, 32.0),
            );
            let beside = ui.available_width() - width;
            let room = if beside < HEADING {
                // A heading needs the line to itself.
                ui.add_space(tools.height());
                ui.available_width()
            } else {
                beside
            };
            if self.has_heading(at) {
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    self.heading_ui(
                        ui,
                        &Text {
                            clause: at,
                            place: heading,
                            text: &clause.heading,
                            depth: row.depth,
                        },
                    );
                });
                self.body_of(ui, at, body, &clause.body, row.depth);
            } else {
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    self.body_of(ui, at, body, &clause.body, row.depth);
                });
            }
            self.conflicts_ui(ui, &row);
            // Behind heading and body in the order of the Tab key, at the upper right on the screen.
            let builder = UiBuilder::new()
                .id_salt("tools")
                .max_rect(tools)
                .layout(egui::Layout::right_to_left(egui::Align::Center));
            let mut child = ui.new_child(builder);
            self.tools_ui(&mut child, at, &row);
        });
        ui.advance_cursor_after_rect(child.min_rect());
    }

    fn body_of(&mut self, ui: &mut Ui, clause: usize, place: Place, text: &str, depth: usize) {
        let of = Text {
            clause,
            place,
            text,
            depth,
        };
        self.body_ui(ui, &of);
    }

    fn is_marked(&mut self, ui: &Ui, id: &str) -> bool {
        let Some((marked, until)) = &self.memory.marked else {
            return false;
        };
        let now = ui.input(|input| input.time);
        if now >= *until {
            self.memory.marked = None;
            return false;
        }
        let left = std::time::Duration::from_secs_f64(until - now);
        ui.ctx().request_repaint_after(left);
        marked == id
    }

    /// The number, which chooses the clause, and the handle, which moves it.
    fn gutter_ui(
        &mut self,
        ui: &mut Ui,
        rect: egui::Rect,
        at: usize,
        number: &str,
        is_chosen: bool,
    ) {
        let id = &self.policy.clauses[at].id;
        let palette = theme::palette(ui);
        let builder = UiBuilder::new()
            .id_salt("gutter")
            .max_rect(rect)
            .layout(egui::Layout::right_to_left(egui::Align::Center));
        let mut child = ui.new_child(builder);
        let ui = &mut child;
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding = vec2(4.0, 4.0);
        ui.add_space(6.0);
        let shown = if number.is_empty() { "–" } else { number };
        let text = RichText::new(shown).size(13.0).color(palette.weak);
        let button = egui::Button::new(text)
            .selected(is_chosen)
            .frame(true)
            .frame_when_inactive(false);
        let response = ui
            .add(button)
            .on_hover_text(self.scene.word("policy-choose"));
        let name = say!(
            self.scene.language(),
            "policy-choose-number",
            number = shown
        );
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_chosen, &name)
        });
        if response.clicked() {
            let is_range = ui.input(|input| input.modifiers.shift);
            self.choose_clause(at, is_range);
        }
        if self.can_write() {
            let icon = ICON_DRAG_INDICATOR
                .rich_text()
                .size(16.0)
                .color(palette.line);
            let handle = ui
                .add(
                    egui::Label::new(icon)
                        .sense(Sense::drag())
                        .selectable(false),
                )
                .on_hover_cursor(egui::CursorIcon::Grab)
                .on_hover_text(self.scene.word("policy-drag"));
            if let Some(pointer) = handle.interact_pointer_pos()
                && handle.dragged()
            {
                self.memory.dragged = Some((id.clone(), pointer.y));
            }
        }
    }

    fn choose_clause(&mut self, at: usize, is_range: bool) {
        let clauses = &self.policy.clauses;
        let from = self.memory.chosen_last.filter(|_| is_range).unwrap_or(at);
        let (from, to) = (
            from.min(at),
            from.max(at).min(clauses.len().saturating_sub(1)),
        );
        if from == to {
            let id = &clauses[at].id;
            if !self.memory.chosen.remove(id) {
                self.memory.chosen.insert(id.clone());
            }
        } else {
            let ids = clauses[from..=to].iter().map(|clause| clause.id.clone());
            self.memory.chosen.extend(ids);
        }
        self.memory.chosen_last = Some(at);
    }

    fn tools_ui(&mut self, ui: &mut Ui, at: usize, row: &Row) {
        let comments = row.comments;
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.spacing_mut().button_padding = vec2(4.0, 4.0);
        let weak = theme::palette(ui).weak;
        let number = at as u64 + 1;
        let name = say!(self.scene.language(), "policy-clause-menu", n = number);
        let more = egui::Button::new(ICON_MORE_VERT.rich_text().size(18.0).color(weak));
        let more = more.frame_when_inactive(false);
        let (menu, _) =
            MenuButton::from_button(more).ui(ui, |ui| widgets::menu(ui, |ui| self.menu_ui(ui, at)));
        menu.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
        let id = &self.policy.clauses[at].id;
        if comments > 0 {
            let name = say!(
                self.scene.language(),
                "policy-comments",
                count = comments as u64
            );
            let text = format!("{} {comments}", ICON_COMMENT.codepoint);
            let button = egui::Button::new(
                RichText::new(text)
                    .size(14.0)
                    .color(theme::palette(ui).warn),
            );
            let response = ui
                .add(button.frame_when_inactive(false))
                .on_hover_text(&name);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
            if response.clicked() {
                let place = Place::Mark(Collection::Clauses, id.clone());
                self.asked.push(Asked::ShowComments(place));
            }
        } else {
            let icon = ICON_ADD_COMMENT.rich_text().size(18.0).color(weak);
            let name = self.scene.word("comment-here");
            let button = egui::Button::new(icon).frame_when_inactive(false);
            let response = ui.add(button).on_hover_text(format!("{name}  Ctrl+Alt+M"));
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
            if response.clicked() {
                self.ask_comment(at);
            }
        }
        if row.attached > 0 {
            let thing = (Collection::Clauses, self.policy.clauses[at].id.as_str());
            attached::count_button(ui, self.scene, self.editor, thing, row.attached);
        }
    }

    /// A comment on the selected words of this clause, or on all of it.
    fn ask_comment(&mut self, at: usize) {
        let id = &self.policy.clauses[at].id;
        let selected = self.memory.here.as_ref().filter(|here| {
            !here.selection.is_empty() && self.memory.rows.clause_of(&here.place) == Some(at)
        });
        self.asked.push(match selected {
            Some(here) => Asked::Comment(here.place.clone(), Some(here.selection.clone())),
            None => {
                let whole = Place::Mark(Collection::Clauses, id.clone());
                Asked::Comment(whole, None)
            }
        });
    }

    fn menu_ui(&mut self, ui: &mut Ui, at: usize) {
        ui.set_min_width(240.0);
        let entry =
            |ui: &mut Ui, icon: egui_material_icons::MaterialIcon, word: &str, keys: &str| {
                let button =
                    egui::Button::new(format!("{}  {word}", icon.codepoint)).shortcut_text(keys);
                let response = ui.add(button);
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::MenuItem, true, word));
                response.clicked()
            };
        if self.can_write() {
            for (icon, word, keys, deed) in [
                (
                    ICON_ADD,
                    "policy-insert-after",
                    "Ctrl+Enter",
                    Deed::InsertAfter,
                ),
                (ICON_ARROW_UPWARD, "policy-move-up", "Alt+↑", Deed::Up),
                (ICON_ARROW_DOWNWARD, "policy-move-down", "Alt+↓", Deed::Down),
                (
                    ICON_FORMAT_INDENT_INCREASE,
                    "policy-deeper",
                    "Alt+→",
                    Deed::Deeper,
                ),
                (
                    ICON_FORMAT_INDENT_DECREASE,
                    "policy-shallower",
                    "Alt+←",
                    Deed::Shallower,
                ),
            ] {
                if entry(ui, icon, self.scene.word(word), keys) {
                    self.do_to(at, deed);
                    ui.close();
                }
            }
            ui.separator();
        }
        if entry(
            ui,
            ICON_ADD_COMMENT,
            self.scene.word("comment-here"),
            "Ctrl+Alt+M",
        ) {
            self.ask_comment(at);
            ui.close();
        }
        if entry(ui, ICON_CONTENT_COPY, self.scene.word("policy-copy"), "") {
            self.copy(&[at]);
            ui.close();
        }
        if self.can_write() {
            ui.separator();
            if entry(ui, ICON_DELETE, self.scene.word("policy-remove"), "") {
                self.do_to(at, Deed::Remove);
                ui.close();
            }
        }
    }

    pub(super) fn copy(&mut self, clauses: &[usize]) {
        let policy = council::view::Policy {
            clauses: clauses
                .iter()
                .filter_map(|at| self.policy.clauses.get(*at).cloned())
                .collect(),
            ..council::view::Policy::default()
        };
        let text = council::text::markdown::write_policy(&policy);
        let text = text.trim_start().to_owned();
        self.scene.wish(Action::Window(Window::Copy(text)));
    }

    /// The words for how many clauses these are.
    pub(super) fn counted(&self, name: &'static str, count: usize) -> String {
        let values = std::collections::HashMap::from([(
            std::borrow::Cow::Borrowed("count"),
            fluent_templates::fluent_bundle::FluentValue::from(count as u64),
        )]);
        self.scene.language().say_with(name, &values)
    }

    /// A small button in a bar.
    pub(super) fn bar_button(
        ui: &mut Ui,
        icon: egui_material_icons::MaterialIcon,
        word: &str,
    ) -> bool {
        widgets::button(ui, icon, word).clicked()
    }
}
