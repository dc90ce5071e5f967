//! Meetings: who may vote, whether enough are there, what came of the votes, and what is wrong with the
//! minutes; how minutes come into force, and how members decide in writing.
//!
//! The arithmetic is a pure function of the minutes as they read, the charter and the seats. The rules are
//! N1 to N10 of `domain.md` C6 and the default meeting rules below its table.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `voters` | who may vote: those who hold a seat, or those on the list |
//! | `count` | quorum per agenda item, proxies, recusals, votes, the casting vote |
//! | `findings` | what is wrong with minutes, and where |
//! | `alike` | actions that two minute-takers may both have written down |
//! | `confirming` | from a draft of minutes to minutes in force, folded from acts |
//! | `circular` | questions that the members answer in writing, folded from acts |
//! | `verified` | follow-up actions that were verified by who may not |
//! | `waiting` | follow-up actions that wait too long |
//! | `carried` | open actions of earlier minutes that stand on the next agenda |

mod alike;
mod carried;
mod circular;
mod confirming;
mod count;
mod findings;
#[cfg(test)]
mod tests;
mod verified;
mod voters;
mod waiting;

pub use carried::{Earlier, open_actions};
pub use circular::{
    Circular, CircularStand, Circulars, GivenAnswer, Recused, is_of_circulars, voters_in_writing,
};
pub use confirming::{
    Circulation, Confirmation, Confirmed, Correction, MinutesDraft, MinutesText, MinutesTexts,
    Proceedings, Stage, is_of_proceedings,
};
pub use count::{Ballot, Count, ItemCount, NoCasting, Result, Void, VoidProxy, Vote};
pub use findings::{Finding, Rule, Severity, What, errors, findings, same_name};
pub use verified::{Verifier, verified, verifiers};
pub use voters::{Basis, Meeting, seated, stand_in};
pub use waiting::{ActionPast, action_pasts, waiting};

/// The kinds of act that put a document into the review queue because of a meeting.
pub const KINDS: [&str; 6] = [
    "circulate",
    "correct",
    "confirm-minutes",
    "ask",
    "answer",
    "close",
];
