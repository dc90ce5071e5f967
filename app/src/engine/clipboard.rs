//! The clipboard of the system, as far as the toolkit does not read it: the HTML beside the plain text, files,
//! and pictures.
//!
//! Reading it waits for the program that put something there, which may be slow or hang.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use tracing::{debug, warn};

use crate::core::attachments::{Copied, Picture};

/// More HTML than this is not read, in bytes: a paste of it would be an import.
const MOST_BYTES: usize = 8 << 20;
/// How long the window waits for HTML. Without it, the plain text is pasted.
const PATIENCE: Duration = Duration::from_millis(250);

/// Where the HTML goes that was asked for.
type Answer = SyncSender<Option<String>>;

/// Reads the HTML on the clipboard of the system, on a thread of its own that begins when it is first asked.
#[derive(Default)]
pub struct Clipboard(Option<SyncSender<Answer>>);

impl Clipboard {
    /// The HTML that lies on the clipboard; `None` where there is none, or it cannot be read within a moment.
    pub fn html(&mut self) -> Option<String> {
        let asks = match &self.0 {
            Some(asks) => asks,
            None => self.0.insert(reader()?),
        };
        let (answer, answered) = sync_channel(1);
        // While earlier pastes hang, nobody waits again.
        asks.try_send(answer).ok()?;
        answered.recv_timeout(PATIENCE).ok().flatten()
    }
}

/// A thread that reads HTML whenever it is asked.
fn reader() -> Option<SyncSender<Answer>> {
    let (asks, asked): (_, Receiver<Answer>) = sync_channel(1);
    let thread = std::thread::Builder::new().name("clipboard".to_owned());
    let begun = thread.spawn(move || {
        let mut clipboard = None;
        for answer in asked {
            // Nobody waits for it any more if it took long.
            answer.try_send(html(&mut clipboard)).ok();
        }
    });
    let begun = begun.inspect_err(|error| warn!(%error, "there is no thread for the clipboard"));
    begun.ok().map(|_| asks)
}

fn html(clipboard: &mut Option<arboard::Clipboard>) -> Option<String> {
    let html = get(clipboard).and_then(|get| get.html());
    let html =
        html.inspect_err(|error| debug!(%error, "the clipboard has no HTML, or it cannot be read"));
    html.ok().filter(|html| html.len() <= MOST_BYTES)
}

/// The files that lie on the clipboard, else the picture. Waits for the program that put it there.
pub fn copied() -> Copied {
    let mut clipboard = None;
    let files = get(&mut clipboard).and_then(|get| get.file_list());
    let files = files
        .inspect_err(|error| debug!(%error, "the clipboard has no files, or it cannot be read"));
    if let Some(files) = files.ok().filter(|files| !files.is_empty()) {
        return Copied::Files(files);
    }
    let picture = get(&mut clipboard).and_then(|get| get.image());
    let picture = picture
        .inspect_err(|error| debug!(%error, "the clipboard has no picture, or it cannot be read"));
    match picture {
        Ok(picture) => Copied::Picture(Arc::new(Picture {
            size: [picture.width, picture.height],
            rgba: picture.bytes.into_owned(),
        })),
        Err(_) => Copied::Nothing,
    }
}

/// Connects to the clipboard when it is first asked.
fn get(clipboard: &mut Option<arboard::Clipboard>) -> Result<arboard::Get<'_>, arboard::Error> {
    let clipboard = match clipboard {
        Some(clipboard) => clipboard,
        none => none.insert(arboard::Clipboard::new()?),
    };
    Ok(clipboard.get())
}
