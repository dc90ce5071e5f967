//! What can be typed about meetings, their minutes, and questions in writing.

use clap::Subcommand;
use council::act::meeting::{Reply, Signer};
use council::meeting::Vote;

use super::AtPlace;
use crate::words::vocabulary::{REPLIES, SIGNERS, VOTES};

/// About meetings.
#[derive(Debug, Subcommand)]
pub enum MeetingCommand {
    /// Tells the quorum of each agenda item, what came of each decision, and what is wrong with minutes.
    Meeting {
        /// The minutes: their id, the start of it, or the title.
        document: String,
    },
    /// Circulates minutes as they are now, so that whoever was there may ask for corrections.
    Circulate {
        /// The minutes.
        document: String,
        /// What people should know.
        #[arg(long)]
        note: Option<String>,
    },
    /// Asks for a correction of circulated minutes; adds an annex to confirmed ones.
    Correct {
        /// The minutes.
        document: String,
        /// What is to be corrected or added.
        words: String,
        /// The place it is about, such as decision/2/text.
        #[arg(long, value_name = "PLACE")]
        at: Option<String>,
    },
    /// Confirms the minutes that were circulated. In force once the chair and one attendee did.
    ConfirmMinutes {
        /// The minutes.
        document: String,
        /// As what; needed where both are possible.
        #[arg(long = "as", value_name = "ROLE", value_parser = SIGNERS)]
        signer: Option<Signer>,
    },
    /// Notes a vote on a decision in the minutes.
    Vote {
        /// The minutes.
        document: String,
        /// The decision, such as 2 or decision/2.
        decision: String,
        /// The vote.
        #[arg(value_parser = VOTES)]
        vote: Vote,
        /// Whose; yours, unless told otherwise.
        #[arg(long, value_name = "NAME")]
        person: Option<String>,
    },
    /// Puts what is open at a place of a document on the agenda: its conflicting values with their writers.
    Raise {
        /// Where it is open.
        #[command(flatten)]
        at: AtPlace,
        /// The minutes of the meeting.
        #[arg(long = "in", value_name = "MINUTES")]
        minutes: String,
    },
    /// Puts the open actions of earlier meetings of the same unit and type on the agenda, by link.
    CarryOver {
        /// The minutes.
        document: String,
    },
    /// Asks the members in writing, answers, closes.
    #[command(subcommand)]
    Circular(CircularCommand),
}

/// A decision outside a meeting.
#[derive(Debug, Subcommand)]
pub enum CircularCommand {
    /// Asks everybody who holds a seat that votes. Carried when all say yes by the last day.
    Ask {
        /// The document it is about.
        document: String,
        /// What is asked.
        question: String,
        /// The last day for an answer, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        until: String,
        /// The decision of these minutes that is left to it, such as decision/2.
        #[arg(long, value_name = "PLACE")]
        decision: Option<String>,
    },
    /// Answers; can be changed until it is closed.
    Answer {
        /// The document it is about.
        document: String,
        /// The answer.
        #[arg(value_parser = REPLIES)]
        reply: Reply,
        /// In words.
        words: Option<String>,
        /// The start of the question's id, where there are several.
        #[arg(long, value_name = "ID")]
        question: Option<String>,
    },
    /// Closes: counts the answers.
    Close {
        /// The document it is about.
        document: String,
        /// What not everybody said yes to is taken up by the next meeting.
        #[arg(long)]
        to_meeting: bool,
        /// In words.
        words: Option<String>,
        /// The start of the question's id, where there are several.
        #[arg(long, value_name = "ID")]
        question: Option<String>,
    },
}
