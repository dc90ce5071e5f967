//! The promises of the product, one module each, in one binary.

#![allow(clippy::unwrap_used, unreachable_pub)]

mod acceptance;
mod attachments;
mod bad_links;
mod canaries;
mod carry_files;
mod chains;
mod conflicts_everywhere;
mod copied_home;
mod crowd;
mod files;
mod first_start;
mod foreign_bytes;
mod four_facts;
mod full_disk;
mod handover;
mod hostile_changes;
mod hostile_member;
mod house;
mod kill_nine;
mod old_and_new;
mod opening;
mod proof;
mod readme;
mod real_documents;
mod real_stores;
mod relay_memory;
mod relay_operation;
mod replaced;
mod restarted;
mod restored_backups;
mod rights;
mod same_policies;
mod scope_matrix;
mod second_instance;
