//! Markdown in and out, for policies and minutes.
//!
//! Only headings give a file its structure: `#` the title, `##` and so on a clause or an agenda item.
//! What stands between two headings is kept byte for byte, without the blank lines at either end.
//! What the reading changes, and nothing else: line ends become LF, a byte order mark goes, underlined
//! headings become `#` headings, blank lines around headings become one, and a code block or
//! comment that is never closed is closed at the end of the file.

mod date;
mod front_matter;
mod minutes;
mod outline;
mod policy;
mod recognise;

pub use date::date_in;
pub use minutes::{read_minutes, write_minutes};
pub use policy::{read_policy, write_policy};
pub use recognise::recognise;
