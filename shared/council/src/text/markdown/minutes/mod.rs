//! The minutes of a meeting.
//!
//! Recognised, in English and Indonesian, and written back in one form each: facts about the meeting
//! (date, place, chair, minute-taker), who attended, agenda items (headings), decisions and follow-up
//! actions. Recognition is careful: a section of which one word would have no place stays whole, as
//! notes.
//!
//! | file | what it knows |
//! | --- | --- |
//! | `words` | the labels of both languages |
//! | `line`, `people`, `blocks`, `cuts` | a labelled line, a name, a block of Markdown, taking one out |
//! | `facts`, `attendance`, `records`, `table` | one kind of recognised thing each |
//! | `read`, `write` | the whole |

mod attendance;
mod blocks;
mod cuts;
mod facts;
mod line;
mod people;
mod read;
mod records;
mod table;
mod words;
mod write;

pub(super) use read::has_attendance_section;
pub use read::read_minutes;
pub use write::write_minutes;
