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
//! | [`hosted`] | which file, council and device a command is about |
//! | [`relay`] | the relay's state and how it is opened |
//! | [`serve`](mod@serve) | the HTTP server: routes, monitoring, shutdown |
//! | [`tls`] | the certificate, read anew when it changes |
//! | [`limits`] | how much one address, device and connection may use |
//! | `gate`, `door` | who is let in, and how connections are taken |
//! | `guest` | whoever is at the other end of a session |
//! | `sessions`, `rules` | ending sessions as the administrator decides |
//! | `memory`, `rest` | how memory is taken and given back |
//! | `metrics` | what is counted for monitoring |
//! | `notices` | what sessions tell, for the log and the counts |
//! | `ready` | whether the store can be written, however often it is asked |
//! | `offer` | permissions to host a council, as addresses |
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
mod disk;
mod door;
mod gate;
mod guest;
pub mod hosted;
pub mod limits;
mod links;
mod log;
mod memory;
mod metrics;
mod notices;
mod offer;
mod pace;
mod presence;
mod ready;
pub mod relay;
mod rest;
mod rules;
pub mod serve;
mod sessions;
mod size;
mod stop;
pub mod tls;
pub mod words;

pub use limits::Limits;
pub use relay::{Relay, RelayError, host};
pub use serve::{Manner, serve, serve_as};
