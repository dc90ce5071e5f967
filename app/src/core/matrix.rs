//! An ownership matrix as its editor needs it. Pure: which rows are shown in which order, where the
//! selection goes, and which edits a wish means. Who answers for a row is told by [`council::matrix`].
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`arrange`] | sort and filters: the order and choice of rows on the screen, never the document's |
//! | [`sheet`] | the matrix as it is shown, by row and column of the screen |
//! | [`selection`] | where keys and the pointer take the selection |
//! | [`edits`] | what filling, pasting, clearing, inserting and moving write: one change each |

pub mod arrange;
pub mod edits;
pub mod selection;
pub mod sheet;

#[cfg(test)]
mod testing;
