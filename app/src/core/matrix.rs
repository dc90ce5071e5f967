//! An ownership matrix as its editor needs it. Pure: what is wrong with a row, which rows are shown in
//! which order, where the selection goes, and which edits a wish means.
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`checks`] | who answers for a row; rows nobody or several answer for; conflicting cells |
//! | [`arrange`] | sort and filters: the order and choice of rows on the screen, never the document's |
//! | [`sheet`] | the matrix as it is shown, by row and column of the screen |
//! | [`selection`] | where keys and the pointer take the selection |
//! | [`edits`] | what filling, pasting, clearing, inserting and moving write: one change each |

pub mod arrange;
pub mod checks;
pub mod edits;
pub mod selection;
pub mod sheet;

#[cfg(test)]
mod testing;
