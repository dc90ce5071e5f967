//! What can be typed about the text of a document: submitting, judging, deciding, publishing.

use clap::Subcommand;
use council::act::decision::{Outcome, Verdict};

use crate::words::vocabulary::{OUTCOMES, VERDICTS};

/// What is said about the text of a document.
#[derive(Debug, Subcommand)]
pub enum LifecycleCommand {
    /// Submits the text as it is now for review.
    Submit {
        /// The document: its id, the start of its id, or its title.
        document: String,
        /// What reviewers should know.
        #[arg(long)]
        note: Option<String>,
    },
    /// Takes a submission back.
    PullBack {
        /// The document.
        document: String,
        /// Why.
        reason: Option<String>,
    },
    /// Says what you think of a submission, as a member or a mandatory reviewer.
    Opinion {
        /// The document.
        document: String,
        /// Whether you agree.
        #[arg(value_parser = VERDICTS)]
        verdict: Verdict,
        /// In words; an objection needs some.
        words: Option<String>,
        /// The department you speak for, such as legal.
        #[arg(long = "for", value_name = "DEPARTMENT")]
        department: Option<String>,
        /// The submission it is about, by the start of its act's id, as `log` shows it; else the newest.
        #[arg(long, value_name = "ACT")]
        submission: Option<String>,
    },
    /// Sends a submission back for revision.
    Return {
        /// The document.
        document: String,
        /// What is to be revised.
        reason: String,
        /// The submission it is about, by the start of its act's id, as `log` shows it; else the newest.
        #[arg(long, value_name = "ACT")]
        submission: Option<String>,
    },
    /// Decides on a submission, as the chair. The signature stands for exactly that text.
    Decide {
        /// The document.
        document: String,
        /// The decision.
        #[arg(value_parser = OUTCOMES)]
        outcome: Outcome,
        /// In words; notes and rejections need some.
        words: Option<String>,
        /// Does without a mandatory opinion: DEPARTMENT=REASON. May be given several times.
        #[arg(long, value_name = "DEPARTMENT=REASON")]
        waive: Vec<String>,
        /// The submission it is about, by the start of its act's id, as `log` shows it; else the newest.
        #[arg(long, value_name = "ACT")]
        submission: Option<String>,
    },
    /// Publishes the approved text: its number, and the day from which it is in force.
    Publish {
        /// The document.
        document: String,
        /// The official number.
        #[arg(long)]
        number: String,
        /// The first day in force, YYYY-MM-DD; today unless told otherwise.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The day by which it is looked at again.
        #[arg(long, value_name = "DATE")]
        review: Option<String>,
        /// Another document that this one replaces. May be given several times.
        #[arg(long, value_name = "DOC")]
        replaces: Vec<String>,
        /// The decision that approved it, by the start of its act's id, as `log` shows it; else the newest.
        #[arg(long, value_name = "ACT")]
        decision: Option<String>,
    },
    /// Ends a published version before another takes its place, as the chair. The version before it does not
    /// come back into force.
    Withdraw {
        /// The document.
        document: String,
        /// Why.
        reason: String,
    },
    /// Adopts a published version for a unit, or asks for an exemption.
    Adopt {
        /// The document.
        document: String,
        /// The unit; yours, unless told otherwise.
        #[arg(long)]
        unit: Option<String>,
        /// With an addendum of the unit: the document that holds it.
        #[arg(long, value_name = "DOC")]
        addendum: Option<String>,
        /// Not adopted: asks for an exemption, for this reason.
        #[arg(long, value_name = "REASON", conflicts_with = "addendum")]
        ask_exemption: Option<String>,
    },
    /// Answers a unit that asked for an exemption, as the chair.
    Exempt {
        /// The document.
        document: String,
        /// The unit that asked.
        unit: String,
        /// The exemption is not granted.
        #[arg(long)]
        refuse: bool,
        /// The last day of the exemption.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// Why.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Confirms that you have read the version in force.
    Acknowledge {
        /// The document.
        document: String,
    },
}
