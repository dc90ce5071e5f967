//! What lies on the clipboard beside the plain text, while a paste is drawn.
//!
//! The toolkit's paste is plain text. Word and Excel put HTML beside it: the program reads that before the
//! frame and leaves it here; fields that are read as Markdown and the cells of a matrix make of it what
//! they can hold. Every other field takes the plain text.

use std::sync::Arc;

use egui::{Context, Event, Id, Ui};
use export::paste::{cells_of_clipboard, markdown_of_clipboard};

#[derive(Clone)]
struct Html(Arc<str>);

fn id() -> Id {
    Id::unique("html of the clipboard")
}

/// Leaves the HTML of the clipboard for the frame in which its plain text is pasted; `None`: there is none,
/// or it is not wanted.
pub fn put(ctx: &Context, html: Option<String>) {
    ctx.data_mut(|data| match html {
        Some(html) => {
            data.insert_temp(id(), Html(html.into()));
        }
        None => data.remove::<Html>(id()),
    });
}

fn html(ctx: &Context) -> Option<Arc<str>> {
    ctx.data(|data| data.get_temp::<Html>(id()))
        .map(|Html(html)| html)
}

/// Makes what is pasted in this frame into Markdown, for the field that has the focus.
pub fn as_markdown(ui: &Ui) {
    let Some(html) = html(ui.ctx()) else {
        return;
    };
    ui.input_mut(|input| {
        for event in &mut input.events {
            if let Event::Paste(text) = event {
                *text = markdown_of_clipboard(Some(&html), text);
            }
        }
    });
    // Done: another field of the same frame, and the next frame, see the plain text.
    put(ui.ctx(), None);
}

/// The cells of what is pasted in this frame, whose plain text is `plain`.
pub fn as_cells(ctx: &Context, plain: &str) -> Vec<Vec<String>> {
    cells_of_clipboard(html(ctx).as_deref(), plain)
}
