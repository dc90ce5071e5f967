//! The files that belong to the document: what they are, whose, where their bytes are, and adding more.

use std::collections::HashMap;

use council::attachment::{Attachment, MAX_BYTES, MAX_COUNT, MAX_TOTAL_BYTES, total_bytes};
use council::edit::{Collection, Place};
use council::view::View;
use egui::{Event, Frame, Label, RichText, ScrollArea, TextureHandle, Ui};
use egui_material_icons::MaterialIcon;
use egui_material_icons::icons::{
    ICON_ATTACH_FILE, ICON_CLOSE, ICON_CLOUD_DONE, ICON_CONTENT_PASTE, ICON_DELETE, ICON_DOWNLOAD,
    ICON_DRAFT, ICON_IMAGE, ICON_MOVIE, ICON_OPEN_IN_NEW, ICON_PICTURE_AS_PDF, ICON_SAVE_AS,
    ICON_TABLE,
};
use format::{Blob, DocumentId};

use crate::command_line::moments::moment_of_seconds;
use crate::core::Action;
use crate::core::attachments::{Thing, Thumbnail, is_shown};
use crate::core::deciding::FileState;
use crate::core::editor::{Action as EditorAction, Editor};
use crate::core::pick::Pick;
use crate::say;
use crate::ui::theme::{self, GRID};
use crate::ui::{Scene, widgets};
use crate::words::column::capitalised;
use crate::words::files::bytes_in_words;
use crate::words::place;

/// The room of a picture, in points.
const PICTURE: egui::Vec2 = egui::vec2(56.0, 56.0);
/// The narrowest panel with room for both buttons beside each other, in points.
const SIDE_BY_SIDE: f32 = 280.0;

/// What belongs to the screen alone.
#[derive(Default)]
pub struct Memory {
    /// The document it is about.
    of: Option<DocumentId>,
    /// The last asking for what belongs to a thing that was followed.
    gone_to: u64,
    /// The thing whose attachments are marked.
    marked: Option<Thing>,
    /// Whether the first of them is still to be brought into view.
    scrolls: bool,
    /// How high each was when it was drawn last, by its id.
    heights: HashMap<String, f32>,
    /// The pictures that were shown.
    pictures: HashMap<Blob, TextureHandle>,
}

impl std::fmt::Debug for Memory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Memory")
            .field("of", &self.of)
            .field("marked", &self.marked)
            .finish_non_exhaustive()
    }
}

/// Draws it. Returns where the person wants to go.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
) -> Option<Place> {
    if memory.of != Some(editor.id) {
        *memory = Memory {
            of: Some(editor.id),
            ..Memory::default()
        };
    }
    if let Some((thing, asking)) = &editor.attached.going_to
        && memory.gone_to != *asking
    {
        memory.gone_to = *asking;
        memory.marked = Some(thing.clone());
        memory.scrolls = true;
    }
    let all = editor.attachments();
    let mut go_to = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        if editor.read_only.is_none() {
            add_ui(ui, scene, editor);
            ui.add_space(GRID);
            ui.separator();
        }
        if all.is_empty() {
            let (title, text) = (
                scene.word("attachments-empty"),
                scene.word("attachments-hint"),
            );
            widgets::empty_state(ui, ICON_ATTACH_FILE, title, text);
        }
        for one in all {
            let is_marked = one.to.is_some() && one.to == memory.marked;
            let goes_there = is_marked && std::mem::take(&mut memory.scrolls);
            if let Some(height) = memory.heights.get(&one.id).copied()
                && !goes_there
                && is_off_screen(ui, height)
            {
                ui.allocate_space(egui::vec2(1.0, height));
                continue;
            }
            let top = ui.cursor().top();
            let fill = match is_marked {
                true => theme::palette(ui).accent_soft,
                false => egui::Color32::TRANSPARENT,
            };
            let frame = Frame::NONE.fill(fill).corner_radius(6).inner_margin(GRID);
            let shown = frame.show(ui, |ui| {
                ui.set_width(ui.available_width());
                attachment_ui(ui, scene, memory, editor, one)
            });
            go_to = shown.inner.or(go_to.take());
            if goes_there {
                shown.response.scroll_to_me(Some(egui::Align::TOP));
            }
            ui.separator();
            // What is between it and the next one is added by the next one.
            let height = ui.cursor().top() - top - ui.spacing().item_spacing.y;
            memory.heights.insert(one.id.clone(), height);
        }
        let more = editor.attached.more() as u64;
        if more > 0 {
            let text = say!(
                scene.language(),
                "attachments-more",
                count = more,
                most = MAX_COUNT as u64
            );
            ui.add(Label::new(theme::weak(ui, text)).wrap());
        }
    });
    go_to
}

/// Whether the next `height` points are above or below what is on the screen.
fn is_off_screen(ui: &Ui, height: f32) -> bool {
    let next = ui.cursor();
    let clip = ui.clip_rect();
    next.top() + height < clip.top() || next.top() > clip.bottom()
}

/// Adding files: to what, and how much there is already.
fn add_ui(ui: &mut Ui, scene: &mut Scene<'_>, editor: &Editor) {
    let language = scene.language();
    let all = editor.attachments();
    let here = editor.thing_here();
    let was_to_thing = editor.attached.to_thing;
    if let Some((collection, id)) = &here {
        let mut to_thing = was_to_thing;
        ui.label(theme::small(ui, scene.word("attachments-to")));
        let whole = scene.word("attachments-to-document");
        ui.radio_value(&mut to_thing, false, whole);
        let mark = Place::Mark(*collection, id.clone());
        let name = place::words(language, &editor.view, &mark);
        ui.radio_value(&mut to_thing, true, name);
        if to_thing != was_to_thing {
            let choose = EditorAction::AttachToThing(to_thing);
            scene.wish(Action::Editor(editor.id, choose));
        }
    }
    let to = here.filter(|_| was_to_thing);
    let buttons = |ui: &mut Ui| {
        let word = scene.word("attachments-add");
        if widgets::primary_button(ui, ICON_ATTACH_FILE, word).clicked() {
            scene.wish(Action::Pick(Pick::Attach(editor.id, to.clone())));
        }
        let word = scene.word("attachments-paste");
        let paste = widgets::button(ui, ICON_CONTENT_PASTE, word).on_hover_text("Ctrl+V");
        if paste.clicked() || takes_paste(ui) {
            let paste = EditorAction::PasteAttachment(to);
            scene.wish(Action::Editor(editor.id, paste));
        }
        if editor.attached.is_busy() {
            ui.spinner();
            ui.label(scene.word("attachments-busy"));
        }
    };
    // In a narrow panel a button beside another would break its word.
    if ui.available_width() < SIDE_BY_SIDE {
        ui.vertical(buttons);
    } else {
        ui.horizontal(buttons);
    }
    let text = say!(
        language,
        "attachments-limit",
        bytes = bytes_in_words(language, total_bytes(all)),
        most = bytes_in_words(language, MAX_TOTAL_BYTES),
        each = bytes_in_words(language, MAX_BYTES)
    );
    ui.add(Label::new(theme::small(ui, text)).wrap());
    if !all.is_empty() {
        let hint = scene.word("attachments-hint");
        ui.add(Label::new(theme::small(ui, hint)).wrap());
    }
}

/// Whether something is pasted in this frame that is for the panel: a picture, which no field takes, or
/// anything while no field has the keyboard.
fn takes_paste(ui: &Ui) -> bool {
    let is_writing = ui.ctx().text_edit_focused();
    let mut is_taken = false;
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let is_it = match event {
                Event::PasteImage(_) => true,
                Event::Paste(text) => !is_writing && may_be_files(text),
                _ => false,
            };
            is_taken |= is_it;
            !is_it
        });
    });
    is_taken
}

/// Whether a text is what file managers put beside files that were copied: paths or addresses of files, one a
/// line. Anything else is for the document.
fn may_be_files(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.is_empty()).peekable();
    lines.peek().is_some()
        && lines.all(|line| line.starts_with("file://") || std::path::Path::new(line).is_absolute())
}

/// One attachment. Returns where the person wants to go.
fn attachment_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    memory: &mut Memory,
    editor: &Editor,
    one: &Attachment,
) -> Option<Place> {
    let language = scene.language();
    let mut go_to = None;
    ui.horizontal_top(|ui| {
        picture_ui(ui, memory, editor, one);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.add(Label::new(theme::bold(&one.name)).truncate())
                .on_hover_text(&one.name);
            let mut size = bytes_in_words(language, one.blob.bytes);
            if let Some(small) = editor.attached.thumbnail(&one.blob) {
                let [width, height] = small.full_size;
                size.push_str(&format!(" · {width} × {height}"));
            }
            ui.label(theme::small(ui, size));
            if let Some((collection, id)) = &one.to {
                go_to = to_ui(ui, scene, &editor.view, *collection, id);
            }
            if let Some((by, seconds)) = editor.attached.standings.said.get(&one.id) {
                let name = by.and_then(|by| Some(scene.state.council()?.name_of(&by)));
                let text = say!(
                    language,
                    "attachment-by",
                    name = name.unwrap_or_default(),
                    moment = moment_of_seconds(language, *seconds)
                );
                ui.add(Label::new(theme::small(ui, text)).truncate());
            }
        });
    });
    let state = editor.attached.standings.files.get(&one.blob).copied();
    if let Some(state) = state {
        state_ui(ui, scene, editor, one, state);
    }
    if editor.read_only.is_none() {
        let word = scene.word("attachment-remove");
        let label = format!("{word}: {}", one.name);
        let button = ui.small_button(format!("{} {word}", ICON_DELETE.codepoint));
        button.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), label.as_str())
        });
        if button.clicked() {
            let detach = EditorAction::Detach(one.id.clone());
            scene.wish(Action::Editor(editor.id, detach));
        }
    }
    go_to
}

/// The thing it belongs to, and the way there.
fn to_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    view: &View,
    collection: Collection,
    id: &str,
) -> Option<Place> {
    if !is_shown(view, &(collection, id.to_owned())) {
        ui.label(theme::small(ui, scene.word("attachment-gone")));
        return None;
    }
    let mark = Place::Mark(collection, id.to_owned());
    let name = capitalised(&place::words(scene.language(), view, &mark));
    let link = egui::Link::new(RichText::new(name).size(12.0));
    ui.add(link)
        .clicked()
        .then(|| first_place(view, collection, id))
}

/// Where somebody who goes to a thing comes to stand.
fn first_place(view: &View, collection: Collection, id: &str) -> Place {
    let id = id.to_owned();
    match (collection, view) {
        (Collection::Clauses, _) => Place::ClauseHeading(id),
        (Collection::Agenda, _) => Place::AgendaTopic(id),
        (Collection::Decisions, _) => Place::DecisionText(id),
        (Collection::Actions, _) => Place::ActionTitle(id),
        (Collection::Rows, View::Matrix(matrix)) => {
            let column = matrix.columns.first().map(|column| column.id.clone());
            Place::Cell(id, column.unwrap_or_default())
        }
        (collection, _) => Place::Mark(collection, id),
    }
}

/// Where the bytes are, and what can be done with them.
fn state_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    editor: &Editor,
    one: &Attachment,
    state: FileState,
) {
    let language = scene.language();
    let of = |action| Action::Editor(editor.id, action);
    if !state.is_held {
        let text = say!(
            language,
            "attachment-waits",
            here = bytes_in_words(language, state.here),
            all = bytes_in_words(language, one.blob.bytes)
        );
        if state.is_coming {
            #[expect(clippy::cast_precision_loss, reason = "a bar on a screen")]
            let part = state.here as f32 / one.blob.bytes.max(1) as f32;
            ui.add(egui::ProgressBar::new(part).desired_height(6.0));
        }
        ui.label(theme::small(ui, text));
        // What comes by itself now waits where the link is to be spared later.
        let (icon, word, wish) = match state.is_wished {
            false => (
                ICON_DOWNLOAD,
                "attachment-get",
                EditorAction::WishForAttachment(one.blob),
            ),
            true => (
                ICON_CLOSE,
                "attachment-leave",
                EditorAction::TakeBackWish(one.blob),
            ),
        };
        if widgets::button(ui, icon, scene.word(word)).clicked() {
            scene.wish(of(wish));
        }
        return;
    }
    ui.horizontal_wrapped(|ui| {
        if is_looked_at(&one.media) {
            let word = scene.word("attachment-open");
            if widgets::button(ui, ICON_OPEN_IN_NEW, word).clicked() {
                scene.wish(of(EditorAction::OpenAttachment(one.id.clone())));
            }
        }
        let word = scene.word("attachment-save");
        if widgets::button(ui, ICON_SAVE_AS, word).clicked() {
            scene.wish(Action::Pick(Pick::SaveAttachment(
                editor.id,
                one.id.clone(),
            )));
        }
        let (word, ink) = match state.at_relay {
            true => ("attachment-is-at-relay", theme::palette(ui).good),
            false => ("attachment-is-here", theme::palette(ui).weak),
        };
        let word = scene.word(word);
        ui.label(ICON_CLOUD_DONE.rich_text().color(ink).size(16.0))
            .on_hover_text(word)
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, word));
    });
}

/// Whether opening it is offered: the content is looked at before it is done.
fn is_looked_at(media: &str) -> bool {
    matches!(
        media,
        "image/png" | "image/jpeg" | "image/webp" | "application/pdf"
    ) || media.starts_with("text/")
}

/// The picture, or a sign for what it is.
fn picture_ui(ui: &mut Ui, memory: &mut Memory, editor: &Editor, one: &Attachment) {
    let small = editor.attached.thumbnail(&one.blob);
    let (rect, response) = ui.allocate_exact_size(PICTURE, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, one.name.as_str()));
    let palette = theme::palette(ui);
    ui.painter().rect_filled(rect, 4.0, palette.bar);
    let Some(small) = small else {
        let icon = sign(&one.media);
        let font = egui::FontId::new(28.0, icon.font_family());
        let centre = egui::Align2::CENTER_CENTER;
        ui.painter()
            .text(rect.center(), centre, icon.codepoint, font, palette.weak);
        return;
    };
    let texture = memory
        .pictures
        .entry(one.blob)
        .or_insert_with(|| load(ui, small));
    let full = texture.size_vec2();
    let scale = (PICTURE.x / full.x).min(PICTURE.y / full.y).min(1.0);
    let at = egui::Rect::from_center_size(rect.center(), full * scale);
    egui::Image::from_texture(&*texture).paint_at(ui, at);
}

fn load(ui: &Ui, small: &Thumbnail) -> TextureHandle {
    let image = egui::ColorImage::from_rgba_unmultiplied(small.size, &small.rgba);
    ui.ctx()
        .load_texture("attachment", image, egui::TextureOptions::LINEAR)
}

fn sign(media: &str) -> MaterialIcon {
    match media {
        "application/pdf" => ICON_PICTURE_AS_PDF,
        "text/csv" | "text/tab-separated-values" => ICON_TABLE,
        media if media.contains("spreadsheet") => ICON_TABLE,
        media if media.starts_with("image/") => ICON_IMAGE,
        media if media.starts_with("video/") => ICON_MOVIE,
        _ => ICON_DRAFT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_file_managers_copy_is_taken_from_the_document() {
        for (text, is_files) in [
            ("file:///home/budi/Foto%20rapat.png", true),
            ("/home/budi/foto.png\n/home/budi/naskah.pdf", cfg!(unix)),
            ("Satu kanal resmi.", false),
            ("/home/budi/foto.png\nSatu kanal resmi.", false),
            ("", false),
            ("\n", false),
        ] {
            assert_eq!(may_be_files(text), is_files, "{text:?}");
        }
    }
}
