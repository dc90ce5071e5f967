//! Minutes while they are taken: what a secretary types becomes facts, and what the facts say.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`attendance`] | who is there, names as they are typed |
//! | [`board`] | decisions and actions under their agenda items, and what is missing |
//! | [`clock`] | how long each agenda item has been talked about |
//! | [`days`] | dates as people type them |
//! | [`hours`] | from when to when, and in which zone |
//! | [`meeting`] | naming a meeting, so that two minute-takers share its minutes |
//! | [`slash`] | lines of the notes that become decisions and actions |
//! | [`states`] | how a follow-up action stands |
//! | [`votes`] | votes and their keys |

pub mod attendance;
pub mod board;
pub mod clock;
pub mod days;
pub mod hours;
pub mod meeting;
pub mod slash;
pub mod states;
pub mod votes;
