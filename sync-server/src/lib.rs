//! The relay: carries everybody's changes to everybody entitled to them.
//!
//! It checks headers, hashes, seals and membership, keeps what passes in one SQLite file and sends it
//! on. It holds no document in memory and decodes no operation. It is trusted to be there, not for who
//! wrote what or what was decided: every device verifies those itself.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`arguments`] | what can be typed after `dewan-relay` |
//! | [`command`] | the commands, one file each |
//! | [`relay`] | the relay's state and how it is opened |
//! | [`serve`](mod@serve) | the HTTP server: routes, shutdown |
//! | [`link`](self::connection) | one WebSocket connection |
//! | [`words`] | what it prints, in Indonesian and English |
//! | `links` | links to other relays |
//! | `presence` | who is where, for everybody who is linked |
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let relay = sync_server::Relay::open("relay.sqlite".as_ref(), false)?;
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! sync_server::serve(listener, relay, async { tokio::signal::ctrl_c().await.ok(); }).await?;
//! # Ok(()) }
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod arguments;
pub mod command;
pub mod connection;
mod links;
mod log;
mod presence;
pub mod relay;
pub mod serve;
mod stop;
pub mod words;

pub use relay::{Relay, RelayError, host};
pub use serve::serve;
