//! The window as a person uses it: found by role and label, typed into, read. The engine, its store and
//! its links are the real ones; only the screen is drawn nowhere.

mod archiving;
mod attachments;
mod carry_files;
mod deciding;
mod disk;
mod first_steps;
mod forms;
mod harness;
mod keeping;
mod keyboard;
mod matrix;
mod meetings;
mod mending;
mod minutes;
mod notices;
mod policy;
mod publications;
mod rights;
mod second_program;
mod sizes;
mod striking;
mod two_offices;
