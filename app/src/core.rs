//! Decides: what the window shows and what follows from what people do and from what happens. Plain
//! data and plain functions; no toolkit, no disk, no socket, no clock.
//!
//! The loop, run by [`crate::app`]:
//!
//! 1. [`ui`](crate::ui) draws [`State`] and returns [`Action`]s: what the person wants.
//! 2. [`State::act`] changes the state and returns [`Effect`]s: what is to be done outside.
//! 3. [`engine::desk`](crate::engine::desk) performs them and answers with [`Event`]s.
//! 4. [`State::happened`] takes an event in, and may return further effects.
//!
//! Each area has one file here with its part of the state and its actions, effects and events:
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`attachments`] | what is attached to an open document |
//! | [`carry_file`] | files that bring what a link would: looked at, taken, written |
//! | [`clocks`] | times that do not fit others |
//! | [`council`] | who we are, members, invitations; founding and joining |
//! | [`deciding`] | decisions: where a document stands, what this person may do, what waits |
//! | [`documents`] | the list of documents: filter, order, search, new ones |
//! | [`editor`] | one open document: bursts of typing, saving, what others wrote |
//! | [`held_work`] | what revoked devices wrote and nobody accepted yet |
//! | [`header`] | title, header fields, archived |
//! | [`digest`] | what lists and search know of a document, kept in step with it |
//! | [`editors`] | the open documents, and which of them are kept |
//! | [`link`](mod@link) | the relay: linked or not, what waits |
//! | [`matrix`] | a matrix on the screen: checks, sort and filters, selection, edits |
//! | [`storage`] | trouble with the disk, until it is over |
//! | [`reports`] | what merges brought, until it was seen |
//! | [`review`] | the review queue, and what changed in one document |
//! | [`inbox`] | what others said, until this person saw it |
//! | [`seating`] | who is what in the council, and its rules |
//! | [`sharing`] | who may hold a document |
//! | [`units`] | the unit tree |
//! | [`settings`] | language, theme, size of the text |
//! | [`notices`] | short messages that go away by themselves |
//! | [`pick`] | files and folders that are picked or dropped |
//! | [`panel`] | what the panel beside a document shows |
//! | [`minutes`] | minutes while they are taken: what is typed becomes facts, and what they say |
//! | [`menu`] | every command with its name and shortcut: for menus, keys and the palette |

pub mod action;
pub mod attachments;
pub mod carry_file;
pub mod clocks;
pub mod council;
pub mod deciding;
pub mod digest;
pub mod documents;
pub mod editor;
pub mod editors;
pub mod effect;
pub mod event;
pub mod freshness;
pub mod header;
pub mod held_work;
pub mod inbox;
pub mod link;
pub mod matrix;
pub mod menu;
pub mod minutes;
pub mod notices;
pub mod panel;
pub mod pick;
pub mod reports;
pub mod review;
pub mod screen;
pub mod seating;
pub mod settings;
pub mod sharing;
pub mod state;
pub mod storage;
pub mod units;

pub use action::Action;
pub use effect::Effect;
pub use event::Event;
pub use screen::Screen;
pub use state::{Phase, State};
