//! Performs: the only place with disk, tasks and sockets.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`desk`] | performs what the window decides |
//! | [`home`] | the folder of one device: its key and its store |
//! | [`archiving`] | which mark hides a document, and who sets it |
//! | [`branches`] | forks of copied devices: choosing a branch, writing again what lost |
//! | [`clipboard`] | what programs put beside plain text |
//! | [`deciding`] | submitting, deciding, publishing, adopting |
//! | [`key_ring`] | the operating system's place for secrets |
//! | [`office`] | one device's place in a council, and what it says |
//! | [`open`] | a document out of the store, foreign bytes not trusted |
//! | [`mod@write`] | drafts: edits, seals, one transaction |
//! | [`saving`] | changes of an open document, into one transaction |
//! | [`indexing`] | the derived index, and the merge report |
//! | [`find`] | which document a person means |
//! | [`import`] | files into documents, by the smallest edits |
//! | [`export`] | documents into files |
//! | [`guard`] | panics on foreign bytes end there |
//! | [`membership`] | founding, inviting, joining, confirming |
//! | [`attaching`] | files that are attached to documents |
//! | [`thumbnail`] | small pictures of images |
//! | [`carry_file`] | what a link would bring, in a file |
//! | [`handover`] | commands of a second program, run in the one that holds the office |
//! | [`syncing`] | sending and receiving: which relay, how long, what follows |
//! | [`thrift`] | what may be spent on a link |
//! | [`standing`] | where the work is |
//! | [`clocks`] | which times do not fit others, and how this clock stands beside relays' |
//! | [`contacts`] | when each relay was linked last |
//! | [`comments`] | saying a comment, and naming whom it mentions |
//! | [`inbox`] | what others said, until this person saw it |
//! | [`held_text`] | what of a revoked device is held back, read |
//! | [`addenda`] | how addenda read when a unit adopted with them, and now |
//! | [`coding`] | provisional codes of new documents |
//! | [`numbering`] | which documents hold an official number |
//! | [`superseding`] | which documents another one has taken the place of |
//! | [`paper`] | what stands on pages beside the text |
//! | [`proving`] | a decision with its proof, for others |
//! | [`recovery`] | the key that helps when the chair's device is lost |
//! | [`restarting`] | letting a document start over, removing what its text left |
//! | [`revoking`] | taking a device its rights, accepting what is held back |
//! | [`seating`] | appointing, ending seats, the charter |
//! | [`seen`] | what the chair has read |
//! | [`sharing`] | who may hold a document |
//! | [`checking`] | checks everything that is held |

pub mod addenda;
pub mod archiving;
pub mod attaching;
pub mod branches;
pub mod carry_file;
pub mod carrying;
pub mod checking;
pub mod clipboard;
pub mod clocks;
pub mod coding;
pub mod comments;
pub mod contacts;
pub mod copies;
pub mod deciding;
pub mod desk;
pub mod disk;
pub mod export;
pub mod files;
pub mod find;
pub mod guard;
pub mod handover;
pub mod held_text;
pub mod home;
pub mod import;
pub mod inbox;
pub mod indexing;
pub mod key_ring;
pub mod membership;
pub mod numbering;
pub mod office;
pub mod open;
pub mod opening;
pub mod paper;
pub mod proving;
pub mod raising;
pub mod recovery;
pub mod restarting;
pub mod reviewing;
pub mod revoking;
pub mod saving;
pub mod seating;
pub mod seen;
pub mod sharing;
pub mod standing;
pub mod superseding;
pub mod syncing;
pub mod thrift;
pub mod thumbnail;
pub mod units;
pub mod version;
pub mod write;

pub use crate::core::header;
