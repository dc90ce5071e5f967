//! What the store promises, from outside.

#![allow(clippy::unwrap_used)]

mod comments;
mod content;
mod crash;
mod derived;
mod files;
mod first_receipts;
mod fixture;
mod forks;
mod health;
mod measuring;
mod opening;
mod restarts;
mod taking;
mod whereabouts;
mod writing;
