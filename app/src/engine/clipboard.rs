//! The clipboard of the system, as far as the toolkit does not read it: the HTML beside the plain text, files,
//! and pictures.

use std::sync::Arc;

use tracing::debug;

use crate::core::attachments::{Copied, Picture};

/// More HTML than this is not read, in bytes: a paste of it would be an import.
const MOST_BYTES: usize = 8 << 20;

/// The clipboard of the system. Connects when it is first asked.
#[derive(Default)]
pub struct Clipboard(Option<arboard::Clipboard>);

impl Clipboard {
    /// The HTML that lies on the clipboard; `None` where there is none, or it cannot be read. Waits for the
    /// program that put it there.
    pub fn html(&mut self) -> Option<String> {
        let html = self
            .read()
            .inspect_err(|error| debug!(%error, "the clipboard has no HTML, or it cannot be read"));
        html.ok().filter(|html| html.len() <= MOST_BYTES)
    }

    /// The files that lie on the clipboard, else the picture. Waits for the program that put it there.
    pub fn copied(&mut self) -> Copied {
        let files = self.get().and_then(|get| get.file_list());
        let files = files.inspect_err(
            |error| debug!(%error, "the clipboard has no files, or it cannot be read"),
        );
        if let Some(files) = files.ok().filter(|files| !files.is_empty()) {
            return Copied::Files(files);
        }
        let picture = self.get().and_then(|get| get.image());
        let picture = picture.inspect_err(
            |error| debug!(%error, "the clipboard has no picture, or it cannot be read"),
        );
        match picture {
            Ok(picture) => Copied::Picture(Arc::new(Picture {
                size: [picture.width, picture.height],
                rgba: picture.bytes.into_owned(),
            })),
            Err(_) => Copied::Nothing,
        }
    }

    fn read(&mut self) -> Result<String, arboard::Error> {
        self.get()?.html()
    }

    fn get(&mut self) -> Result<arboard::Get<'_>, arboard::Error> {
        let clipboard = match &mut self.0 {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new()?),
        };
        Ok(clipboard.get())
    }
}
