//! The heading and the body of a clause: read as Markdown, written in place.

use std::ops::Range;
use std::sync::Arc;

use council::edit::Place;
use egui::{FontId, Id, Rect, Sense, Stroke, Ui, vec2};

use super::{CaretWish, Here, Page};
use crate::command_line::moments::moment_of_seconds;
use crate::core::editor::{Action as EditorAction, Stretch};
use crate::ui::document::writers;
use crate::ui::markdown::{self, Block, Look, Tint};
use crate::ui::text_field::{self, Edited, Extras, TextField};
use crate::ui::{fonts, theme};

/// Names a field from frame to frame, whether it is read or written in.
pub(in crate::ui::document) fn field_id(document: format::DocumentId, place: &Place) -> Id {
    Id::unique((document, place))
}

/// More parsed texts than this are forgotten.
const MOST_PARSED: usize = 400;

/// What follows from texts and costs too much to be made in every frame.
#[derive(Debug, Default)]
pub(super) struct Kept {
    parsed: std::collections::HashMap<Place, (u64, Arc<Vec<Block>>)>,
    stretches: std::collections::HashMap<Place, (u64, u64, Arc<Vec<Stretch>>)>,
}

/// One text of a clause.
pub(super) struct Text<'a> {
    pub(super) clause: usize,
    pub(super) place: Place,
    pub(super) text: &'a str,
    /// How deep the clause stands, for the size of its heading.
    pub(super) depth: usize,
}

impl Page<'_, '_> {
    /// The heading of a clause.
    pub(super) fn heading_ui(&mut self, ui: &mut Ui, of: &Text<'_>) {
        let size = match of.depth {
            0 => 19.0,
            1 => 17.0,
            _ => 15.5,
        };
        let font = FontId::new(size, fonts::bold());
        self.written_ui(ui, of, self.scene.word("policy-heading"), font, false);
    }

    /// The body of a clause.
    pub(super) fn body_ui(&mut self, ui: &mut Ui, of: &Text<'_>) {
        let id = field_id(self.editor.id, &of.place);
        let is_wanted = self
            .memory
            .wanted
            .as_ref()
            .is_some_and(|wanted| wanted.place == of.place);
        let has_focus = is_wanted || ui.memory(|memory| memory.has_focus(id));
        if self.can_write() && (has_focus || of.text.is_empty()) {
            let font = FontId::new(Look::BODY.size, egui::FontFamily::Proportional);
            self.written_ui(ui, of, self.scene.word("policy-body"), font, true);
        } else {
            self.read_ui(ui, of, id);
        }
    }

    /// A text that is written in.
    fn written_ui(&mut self, ui: &mut Ui, of: &Text<'_>, label: &str, font: FontId, is_body: bool) {
        let id = field_id(self.editor.id, &of.place);
        let wanted = self
            .memory
            .wanted
            .take_if(|wanted| wanted.place == of.place)
            .map(|wanted| wanted.caret);
        if let Some(caret) = &wanted {
            ui.memory_mut(|memory| memory.request_focus(id));
            let selection = match caret {
                CaretWish::Start | CaretWish::FirstLineAt(_) => 0..0,
                CaretWish::End | CaretWish::LastLineAt(_) => {
                    let end = of.text.chars().count();
                    end..end
                }
            };
            text_field::select(ui.ctx(), id, &selection);
        }
        let carets: Vec<_> = self
            .editor
            .carets()
            .find(|(at, _)| **at == of.place)
            .map(|(_, splices)| splices.to_vec())
            .unwrap_or_default();
        let tints = self.tints(ui, of, is_body);
        let line_height = match is_body {
            true => Look::BODY.line_height,
            false => (font.size * 1.35).round(),
        };
        let edited = TextField {
            id,
            text: of.text,
            label,
            hint: label,
            is_single_line: !is_body,
            is_enabled: self.can_write(),
            carets: &carets,
            font,
        }
        .show_with(
            ui,
            Extras {
                tints: &tints,
                line_height: Some(line_height),
                is_markdown: is_body,
                wraps: !is_body,
            },
        );
        self.place_on_line(ui, id, wanted.as_ref(), &edited);
        self.note_here(of, &edited);
        if let Some(range) = self.jump_range(of) {
            let (galley, at) = &edited.galley;
            let cursor = egui::text::CCursor::new(range.start);
            let rect = galley.pos_from_cursor(cursor);
            self.memory.jump_rect = Some(rect.translate(at.to_vec2()));
        }
        self.hover_ui(of, &edited.response, |point| {
            let (galley, at) = &edited.galley;
            Some(galley.cursor_from_pos(point - *at).index.0)
        });
        if is_body {
            self.note_paste(ui, of, &edited);
        }
        let lost = edited.response.lost_focus();
        for splice in edited.splices {
            self.splice(&of.place, splice);
        }
        if lost {
            self.tell(EditorAction::Pause);
        }
    }

    /// The caret comes from a line above or below: it stays in its column.
    fn place_on_line(&self, ui: &Ui, id: Id, wanted: Option<&CaretWish>, edited: &Edited) {
        let (galley, _) = &edited.galley;
        let point = match wanted {
            Some(CaretWish::FirstLineAt(x)) => vec2(*x, 1.0),
            Some(CaretWish::LastLineAt(x)) => vec2(*x, galley.size().y - 1.0),
            _ => return,
        };
        let at = galley.cursor_from_pos(point).index.0;
        text_field::select(ui.ctx(), id, &(at..at));
        ui.ctx().request_repaint();
    }

    fn note_here(&mut self, of: &Text<'_>, edited: &Edited) {
        let Some(selection) = edited.selection.clone() else {
            return;
        };
        let is_elsewhere = self.editor.at.as_ref() != Some(&of.place);
        let has_moved = self
            .memory
            .here
            .as_ref()
            .is_none_or(|here| here.place != of.place || here.selection != selection);
        if !edited.splices.is_empty() || has_moved {
            // Whoever types sees what is typed, however far the page was scrolled.
            self.memory.seen.get_or_insert(of.clause);
        }
        self.memory.here = Some(Here {
            place: of.place.clone(),
            selection,
            caret: edited.caret,
            is_composing: edited.is_composing,
        });
        if is_elsewhere {
            self.tell(EditorAction::At(Some(of.place.clone())));
        }
    }

    /// A text that is read: a click begins to write where it was clicked.
    fn read_ui(&mut self, ui: &mut Ui, of: &Text<'_>, id: Id) {
        if let Some(splice) = text_field::take_composed(ui.ctx(), id) {
            self.splice(&of.place, splice);
        }
        let tints = self.tints(ui, of, true);
        let blocks = self.parsed(of);
        let top = ui.cursor().min;
        let width = ui.available_width();
        let shown = markdown::show(ui, &blocks, Look::BODY, &tints);
        let rect = Rect::from_min_size(top, vec2(width, shown.height.max(Look::BODY.line_height)));
        let sense = match self.can_write() {
            true => Sense::click_and_drag(),
            false => Sense::click(),
        };
        let response = ui.interact(rect, id, sense);
        let label = self.scene.word("policy-body");
        let can_write = self.can_write();
        response.widget_info(|| egui::WidgetInfo::text_edit(can_write, of.text, of.text, ""));
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_label(label);
            node.set_role(egui::accesskit::Role::MultilineTextInput);
            if !can_write {
                node.set_read_only();
            }
        });
        if response.lost_focus() {
            self.tell(EditorAction::Pause);
        }
        if let Some(range) = self.jump_range(of) {
            self.memory.jump_rect = shown.rect_of(range.start);
        }
        let link = response.hover_pos().and_then(|point| shown.link_at(point));
        if let Some(link) = link {
            if response.clicked() && is_harmless(link) {
                ui.ctx().open_url(egui::OpenUrl::new_tab(link));
            }
            response
                .clone()
                .on_hover_cursor(egui::CursorIcon::PointingHand)
                .on_hover_text_at_pointer(link);
            return;
        }
        self.hover_ui(of, &response, |point| shown.char_at(point));
        // A quick click is pressed and let go within one frame.
        let is_pressed = response.clicked()
            || response.is_pointer_button_down_on()
                && ui.input(|input| input.pointer.primary_pressed());
        if is_pressed && let Some(point) = response.interact_pointer_pos() {
            let at = shown.char_at(point).unwrap_or_default();
            if let Some(mark) = self.mark_at(of, at) {
                self.memory.shown_comment = Some(mark);
            }
            if can_write {
                ui.memory_mut(|memory| memory.request_focus(id));
                text_field::select(ui.ctx(), id, &(at..at));
                ui.ctx().request_repaint();
            }
        }
        if can_write {
            response.on_hover_cursor(egui::CursorIcon::Text);
        }
    }

    fn parsed(&mut self, of: &Text<'_>) -> Arc<Vec<Block>> {
        let hash = hash(of.text);
        let parsed = &mut self.memory.kept.parsed;
        if let Some((known, blocks)) = parsed.get(&of.place)
            && *known == hash
        {
            return Arc::clone(blocks);
        }
        if parsed.len() > MOST_PARSED {
            parsed.clear();
        }
        let blocks = Arc::new(markdown::parse(of.text));
        parsed.insert(of.place.clone(), (hash, Arc::clone(&blocks)));
        blocks
    }

    fn stretches(&mut self, of: &Text<'_>) -> Arc<Vec<Stretch>> {
        let (hash, shape) = (hash(of.text), self.editor.revision().shape);
        let kept = &mut self.memory.kept.stretches;
        if let Some((known, of_shape, stretches)) = kept.get(&of.place)
            && (*known, *of_shape) == (hash, shape)
        {
            return Arc::clone(stretches);
        }
        if kept.len() > MOST_PARSED {
            kept.clear();
        }
        let me = self.scene.state.council().map(|council| council.me);
        let stretches = me.map(|me| self.editor.stretches(&of.place, me));
        let stretches = Arc::new(stretches.unwrap_or_default());
        kept.insert(of.place.clone(), (hash, shape, Arc::clone(&stretches)));
        stretches
    }

    /// Stretches that look otherwise: writers, comments, what was found, the place of a link.
    fn tints(&mut self, ui: &Ui, of: &Text<'_>, is_body: bool) -> Vec<Tint> {
        let palette = theme::palette(ui);
        let mut tints = Vec::new();
        if self.scene.state.settings.author_colours {
            let mut at = 0;
            for stretch in self.stretches(of).iter() {
                let colour = writers::colour(ui, self.scene, stretch.author.as_ref());
                let range = at..at + stretch.chars;
                at = range.end;
                tints.push(Tint::behind(range, writers::behind(colour)));
            }
        }
        for mark in self
            .editor
            .marks()
            .iter()
            .filter(|mark| mark.place == of.place)
        {
            let line = Stroke::new(1.5, palette.warn);
            tints.push(Tint::behind(mark.range.clone(), palette.warn_soft).underlined(line));
        }
        for (range, is_current) in self.memory.find.in_text(of.clause, is_body) {
            let tint = Tint::behind(range, palette.accent_soft);
            tints.push(match is_current {
                true => tint.underlined(Stroke::new(2.0, palette.accent)),
                false => tint,
            });
        }
        tints
    }

    /// Who wrote what is under the pointer, while the colours of writers show.
    fn hover_ui(
        &mut self,
        of: &Text<'_>,
        response: &egui::Response,
        char_at: impl FnOnce(egui::Pos2) -> Option<usize>,
    ) {
        if !self.scene.state.settings.author_colours {
            return;
        }
        let Some(at) = response.hover_pos().and_then(char_at) else {
            return;
        };
        let mut end = 0;
        let stretches = self.stretches(of);
        let found = stretches.iter().find(|stretch| {
            end += stretch.chars;
            at < end
        });
        if let Some(stretch) = found {
            let who = writers::name_and_office(self.scene, stretch.author.as_ref());
            let when = stretch.time_seconds.map_or_else(
                || self.scene.word("writer-just-now").to_owned(),
                |seconds| moment_of_seconds(self.scene.language(), seconds),
            );
            response
                .clone()
                .on_hover_text_at_pointer(format!("{who}\n{when}"));
        }
    }

    fn mark_at(&self, of: &Text<'_>, at: usize) -> Option<format::ActId> {
        let mut marks = self.editor.marks().iter();
        let mark = marks.find(|mark| mark.place == of.place && mark.range.contains(&at))?;
        Some(mark.comment)
    }

    fn jump_range(&self, of: &Text<'_>) -> Option<Range<usize>> {
        let jump = self.memory.jump.as_ref()?;
        (jump.place == of.place)
            .then(|| jump.range.clone())
            .flatten()
    }
}

/// Whether a link that somebody wrote may be opened by a click.
fn is_harmless(link: &str) -> bool {
    let scheme = link
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

fn hash(text: &str) -> u64 {
    egui::util::hash(text)
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn only_links_to_pages_and_people_are_opened() {
        assert!(is_harmless("https://example.org") && is_harmless("mailto:a@example.org"));
        for link in ["file:///etc/passwd", "javascript:alert(1)", "../a", ""] {
            assert!(!is_harmless(link), "{link}");
        }
    }
}
