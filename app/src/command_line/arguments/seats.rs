//! What can be typed about seats and the charter.

use clap::Subcommand;
use council::seats::Role;
use terminal::value::whole;

use crate::words::vocabulary::{ROLES, YES_NO};

/// Who is what in the council.
#[derive(Debug, Subcommand)]
pub enum SeatsCommand {
    /// Lists who holds which seat, and whether there is exactly one chair.
    Seats,
    /// Gives somebody a seat.
    Appoint {
        /// The member: the name, or the start of the device's key.
        person: String,
        /// The role.
        #[arg(value_parser = ROLES)]
        role: Role,
        /// The unit the seat is for; none: the whole organisation.
        #[arg(long)]
        unit: Option<String>,
        /// The department a member or reviewer speaks for, such as legal.
        #[arg(long)]
        department: Option<String>,
        /// The first day, YYYY-MM-DD.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day; an acting chair needs one.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// For a new chair: ends the seat of the present one.
        #[arg(long)]
        instead_of_chair: bool,
    },
    /// Ends a seat.
    EndSeat {
        /// The start of the seat's id, as `dewan seats` lists it.
        seat: String,
        /// Why.
        reason: Option<String>,
    },
    /// Shows the rules the council decides by, or changes them.
    Charter {
        /// The opinions a kind of document needs, such as policy=legal,it; policy= for none.
        #[arg(long, value_name = "KIND=DEPARTMENTS")]
        needs: Vec<String>,
        /// Whether somebody may approve what they submitted or wrote last.
        #[arg(long, value_name = "YES", value_parser = YES_NO)]
        self_approval: Option<bool>,
        /// How many days a unit has to adopt a publication.
        #[arg(long, value_name = "DAYS", value_parser = whole::<u32>(0..=3650))]
        adoption_days: Option<u32>,
        /// More than this share of those who vote must be there, such as 1/2 or 2/3.
        #[arg(long, value_name = "FRACTION")]
        quorum: Option<String>,
        /// For how many others one person may stand in at a meeting.
        #[arg(long, value_name = "N", value_parser = whole::<u32>(0..=999))]
        proxies: Option<u32>,
        /// How many days before a meeting people are invited; 0 for no such rule.
        #[arg(long, value_name = "DAYS", value_parser = whole::<u32>(0..=3650))]
        notice_days: Option<u32>,
    },
}
