//! The program as a person or a script meets it: the real binary against folders of its own.
#![allow(clippy::unwrap_used)]

mod archiving;
mod clocks;
mod codes;
mod council;
mod demo;
mod documents;
mod handover;
mod key_ring;
mod lifecycle;
mod lifecycle_again;
mod meetings;
mod merging;
mod notices;
mod office;
mod people;
mod presence;
mod program;
mod proof;
mod publications;
mod recorded;
mod relay;
mod safety;
mod striking;
mod sync;
mod window;
mod words;
