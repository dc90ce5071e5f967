//! The merge report: what came, from whom, and what both sides touched.

mod concurrent;
mod overlap;
mod report;

pub use overlap::{Overlap, Side, overlaps};
pub(crate) use overlap::{settled_place, unseen};
pub use report::{
    BothTouched, Contribution, MergeReport, OpenConflict, OpenValue, ReportError, SetAside, report,
};

#[cfg(test)]
mod tests;
