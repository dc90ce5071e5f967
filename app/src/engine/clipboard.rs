//! The clipboard of the system, as far as the toolkit does not read it: the HTML beside the plain text.

use tracing::debug;

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

    fn read(&mut self) -> Result<String, arboard::Error> {
        let clipboard = match &mut self.0 {
            Some(clipboard) => clipboard,
            none => none.insert(arboard::Clipboard::new()?),
        };
        clipboard.get().html()
    }
}
