//! The promises of the product, one module each, in one binary.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod acceptance;
mod bad_links;
mod carry_files;
mod conflicts_everywhere;
mod copied_home;
mod files;
mod first_start;
mod four_facts;
mod handover;
mod hostile_changes;
mod hostile_member;
mod house;
mod kill_nine;
mod proof;
mod readme;
mod real_documents;
mod real_stores;
mod restarted;
mod rights;
mod same_policies;
mod scope_matrix;
