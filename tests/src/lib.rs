//! The test house: what the promises in `tests/promises.rs` are tested with.
//!
//! Everything here sees the product from outside: programs as somebody starts them, sockets as a bad
//! link carries them, changes as a dishonest member would write them. A failure panics with all that
//! is known about it, because the only reader is a failed test. What is random takes a seed.
//!
//! | module | what it gives |
//! | --- | --- |
//! | [`program`] | finds and runs the built programs, with their output and a limit on patience |
//! | [`office`] | one office: a home folder of its own and `dewan` run in it |
//! | [`council`] | a council as it stands on its first day: chair, two offices, relay |
//! | [`relay`] | a relay that can be killed and started again on its port and file |
//! | [`moment`] | when to kill: after a while, or after so many lines |
//! | [`link`] | a link that cuts, delays, throttles, stalls and corrupts, and counts bytes |
//! | [`small_disk`] | a disk of a few megabytes that can be filled and made read-only |
//! | [`data`] | the real documents beside the repository |
//! | [`disk`] | whether words stand anywhere on a disk |
//! | [`editing`] | offline editing sessions with tokens that must survive |
//! | [`chunk`] | Automerge chunks, read and written byte by byte |
//! | [`foreign`] | genuine, damaged and malicious bytes of every form, and what is done with them |
//! | [`crowd`] | many members linked to one relay at once |
//! | [`hostile`] | changes with exactly one flaw, sealed by a member |
//! | [`member`] | a session with a relay that then sends what it is told |
//! | [`memory`] | what a process has in memory |

pub mod chunk;
pub mod council;
pub mod crowd;
pub mod data;
pub mod disk;
pub mod editing;
pub mod foreign;
pub mod hostile;
pub mod link;
pub mod member;
pub mod memory;
pub mod moment;
pub mod office;
pub mod program;
pub mod relay;
pub mod small_disk;
