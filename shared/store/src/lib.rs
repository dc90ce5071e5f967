//! One SQLite file: items, log, documents, index, search.
//!
//! A member's program keeps one council in it, a relay several. What is kept grows only: acts,
//! changes and receipts in the terms of [`sync`]; everything else follows from them or can be made
//! anew.
//!
//! # Writing
//! One program writes, guarded by a lock of the operating system; inside it one thread writes.
//! [`Store::write`] runs a closure in the writer's transaction and returns once it is durable;
//! [`Store::submit`] does the same without waiting and calls back. Jobs that wait together share one
//! commit. A failing job changes nothing and reports a [`StoreError`]; so does everything that was
//! in a transaction whose commit failed. Nothing that was reported as saved is ever lost, and a full
//! disk is over as soon as there is room.
//!
//! ```
//! use council::act::{Body, Found, Speaker};
//! use format::{DeviceKey, Nonce};
//! use store::{Options, Store};
//! use sync::holdings::Holdings as _;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("council.dewan");
//! let (store, notes) = Store::open(&path, Options::new("dewan"))?;
//! assert!(notes.created);
//!
//! let key = DeviceKey::from_secret(&[7; 32]);
//! let founder = Speaker { key: &key, council: None, roster: vec![], time_millis: 0 };
//! let found = founder.say(&Body::Found(Found {
//!     name: "Dewan".into(),
//!     person: "Rina".into(),
//!     office: "Pusat".into(),
//!     nonce: Nonce::from_bytes([1; 16]),
//!     recovery: None,
//! }))?;
//! let council = found.council();
//! store.write(move |write| {
//!     write.hold_council(council)?;
//!     write.append_act(council, &found)
//! })?;
//!
//! let reader = store.reader(council)?;
//! assert_eq!(reader.roster_acts()?.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Reading
//! [`Store::reader`] gives one council as it is at that moment, beside the writer and any number of
//! other readers. A [`Reader`] is a [`sync::holdings::Holdings`] and answers the questions of lists,
//! search and status besides. Take one, ask what belongs together, drop it.
//! [`Store::open_read_only`] needs no lock and works beside the program that writes.
//!
//! # What a session's effects become
//! | effect | call inside [`Store::submit`] |
//! | --- | --- |
//! | `Take` | [`Write::take`] |
//! | `RenewLog` | [`Write::renew_log`] |
//! | `RecordAck` | [`Write::record_ack`] |
//! | `RecordRejects` | [`Write::record_rejects`] |
//! | `RecordAccepted` | [`Write::record_accepted`] |
//! | `RecordUnfound` | [`Write::record_unfound`] |
//! | `RecordBlobs` | [`Write::record_blobs`] |
//! | `VerifyBlob` | [`Write::verify_blob`] |
//! | `SignReceipts` | sign over [`Reader::heads_to_sign_for`], then [`Write::append_receipts`] |
//!
//! `Event::Grew` follows [`Options::after_commit`].
//!
//! # Opening a document
//! [`Reader::content`] gives the changes that show, in an order in which they can be applied after
//! genesis, and those held back with the reason. A change that cannot be decoded goes to
//! [`Write::void_change`]. What lists and search show is derived: make a [`summary::Summary`] for
//! each of [`Reader::stale_summaries`] and give it to [`Write::put_summary`].
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`intake`] | taking items in: foreign ones after they were judged, our own as they are written |
//! | [`content`] | which changes a document is made of |
//! | [`restarts`] | documents that started over, and removing their text |
//! | [`summary`] | lists and search |
//! | [`comments`] | which comments this person has still to see |
//! | [`branches`] | forks, their branches, and which of these the chair chose |
//! | [`peers`] | what peers have, what was refused, what is missing |
//! | [`blobs`] | the bytes of files that acts name |
//! | [`whereabouts`] | who is known to hold and to have read the documents |
//! | [`links`] | links of a relay to other relays |
//! | [`notes`] | settings and merge reports |
//! | [`check`](mod@check) | checking everything that is held against itself |
//! | [`quarantine`] | setting damaged rows aside, so that the rest stays usable |
//! | [`hosting`] | what the administrator of a relay decides and asks |
//! | [`backup`] | a store as one file to put away, and back again |
//! | [`compare`](mod@compare) | whether two stores hold the same |
//! | [`compact`](mod@compact) | giving back the room that nothing needs any more |

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod access;
pub mod backup;
pub mod blobs;
pub mod branches;
mod caches;
pub mod carried;
pub mod check;
mod clock;
mod columns;
pub mod comments;
pub mod compact;
pub mod compare;
pub mod content;
pub mod error;
mod first_receipts;
mod forks;
mod genesis;
mod holdings;
mod home;
pub mod hosting;
mod identity;
pub mod intake;
pub mod key_file;
mod ledger;
mod left_out;
pub mod links;
mod lock;
mod mending;
pub mod notes;
pub mod peers;
pub mod quarantine;
mod reader;
mod readings;
mod receipts;
pub mod restarts;
mod room;
mod roster;
mod schema;
mod settled;
mod store;
pub mod summary;
mod told;
mod view;
pub mod whereabouts;
mod writer;

pub use backup::restore;
pub use compact::{bytes, compact};
pub use compare::compare;
pub use error::{Result, StoreError};
pub use home::Renewal;
pub use hosting::{administer, host};
pub use intake::From;
pub use key_file::{KeyFile, KeyFileError, make_private_folder, replace_private, write_private};
pub use lock::holder;
pub use reader::Reader;
pub use schema::SCHEMA;
pub use store::{OpenNotes, Options, ReadStore, Stats, Store};
pub use writer::{AfterCommit, CommitTime, Write};
