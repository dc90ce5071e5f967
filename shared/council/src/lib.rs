//! What a council writes and decides: documents on Automerge, signed acts and their folds, text in
//! and out. Pure: nothing here touches disk, network, screen or clock.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`access`] | who may hold a document, folded from acts |
//! | [`act`] | what the kinds of act say |
//! | [`archiving`] | who archives what, and which mark hides a document |
//! | [`attachment`] | files that belong to a document or to a thing in it |
//! | [`authorship`] | who wrote what, and who deleted it |
//! | [`blobs`] | which files an act names, and whose acts may name any |
//! | [`branches`] | which branches of forks the chair chose, folded from acts |
//! | [`chair`] | whether what the chair alone may say counts |
//! | [`clocks`] | which times are certainly from a wrong clock |
//! | [`codes`] | what a document is called by while it has no official number |
//! | [`comment`] | the comments on a document, folded from acts |
//! | [`document`] | one document on Automerge: load, edit, read, conflicts |
//! | [`edit`] | targeted edits and the places they name |
//! | [`fingerprint`] | what a decision is bound to |
//! | [`history`] | the changes of a document, and versions by name |
//! | [`inbox`] | which comments concern a person |
//! | [`last`] | who wrote a text last |
//! | [`matrix`] | who answers for the rows of a matrix, and what keeps it from being submitted |
//! | [`meeting`] | quorum and votes, minutes in force, decisions in writing |
//! | [`mention`] | who is meant by `@Name` |
//! | [`lifecycle`] | from a draft to a version in force, folded from acts |
//! | [`merge`] | what a merge brought, and what both sides touched |
//! | [`numbering`] | official numbers, one document each |
//! | [`package`] | a decision with its proof, in one file |
//! | [`path`] | what a person types to name a place, and how a place prints |
//! | [`plan`](mod@plan) | the smallest edits that lead from one view to another |
//! | [`restart`] | whether a document started over as another one, folded from acts |
//! | [`review`] | striking what was reviewed, and proposing it again |
//! | [`revocation`] | which devices were revoked, and what of their work is accepted |
//! | [`rewrite`] | writing again what stands on a branch that lost |
//! | [`roster`] | who belongs to the council, folded from acts |
//! | [`seats`] | who holds which seat and may do what, folded from acts |
//! | [`seen`] | what the chair has read, folded from acts |
//! | [`standing`] | whether an act counts, and why, in one answer |
//! | [`text`] | documents in and out as Markdown, CSV, TSV and JSON |
//! | [`undo`] | undo and redo of one's own edits, from the history |
//! | [`units`] | the unit tree, folded from acts |
//! | [`view`] | documents as plain data: what is shown, imported and exported |

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod access;
pub mod act;
pub mod archiving;
pub mod attachment;
pub mod authorship;
pub mod blobs;
pub mod branches;
pub mod chair;
pub mod clocks;
pub mod codes;
pub mod comment;
pub mod document;
pub mod edit;
pub mod fingerprint;
pub mod history;
pub mod inbox;
pub mod last;
pub mod lifecycle;
pub mod matrix;
pub mod meeting;
pub mod mention;
pub mod merge;
pub mod numbering;
pub mod package;
mod past;
pub mod path;
pub mod plan;
pub mod restart;
pub mod review;
pub mod revocation;
pub mod rewrite;
pub mod roster;
pub mod seats;
pub mod seen;
pub mod standing;
pub mod superseding;
pub mod text;
pub mod undo;
pub mod units;
pub mod view;
