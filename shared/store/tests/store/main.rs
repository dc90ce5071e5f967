//! What the store promises, from outside.

#![allow(clippy::unwrap_used)]

mod carried;
mod comments;
mod content;
mod council_acts;
mod crash;
mod damage;
mod derived;
mod files;
mod first_receipts;
mod fixture;
mod forks;
mod health;
mod hosting;
mod links;
mod measuring;
mod meeting;
mod opening;
mod power;
mod recorded;
mod restarts;
mod taking;
mod trouble;
mod whereabouts;
mod writing;
