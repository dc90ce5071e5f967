//! Where a document stands: how far its draft has come, and what readers go by meanwhile.
//!
//! Both are told where both are there. A version stays in force while the next one is reviewed, sent back or
//! rejected, and whoever looks for what is in force must find it.

use super::Decisions;
use super::superseded::SUPERSEDED;
use crate::words::lifecycle::{stage_name, status_name};

/// Where a document stands, by the stable names of
/// [`STATUSES`](crate::words::lifecycle::STATUSES).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How far what was submitted last has come, else what readers go by, else that it is a draft; of
    /// minutes their circulation and confirmation.
    pub name: &'static str,
    /// What readers go by, whatever is being drafted; `None` where no version is in force, and of minutes.
    pub readers: Option<Readers>,
}

impl Standing {
    /// What is to be told beside the name: what readers go by, where that is not what the name says.
    pub fn beside(&self) -> Option<Readers> {
        self.readers.filter(|readers| readers.name() != self.name)
    }
}

/// The version that readers go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readers {
    /// Its number.
    pub version: usize,
    /// Whether somebody should look at it again.
    pub is_due: bool,
}

impl Readers {
    /// The stable name of it.
    pub fn name(&self) -> &'static str {
        match self.is_due {
            true => "due-for-review",
            false => "in-force",
        }
    }
}

impl Decisions {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        let stage = self.meeting.stage(self.day);
        let readers = self.lifecycle.in_force(self.day).map(|version| Readers {
            version: version.number,
            is_due: version.is_due(self.day),
        });
        Standing {
            name: self.standing_name(),
            // By what another document took the place of nobody goes any more.
            readers: readers.filter(|_| stage.is_none() && self.superseded.is_none()),
        }
    }

    /// The name of where it stands: minutes by their circulation and confirmation, everything else by
    /// what was submitted and decided.
    pub fn standing_name(&self) -> &'static str {
        let Some(stage) = self.meeting.stage(self.day) else {
            return match self.superseded_above_all() {
                Some(_) => SUPERSEDED,
                None => status_name(&self.status()),
            };
        };
        let open = self.meeting.proceedings.open();
        let is_corrected = open.is_some_and(|one| !one.corrections.is_empty());
        stage_name(stage, is_corrected)
    }
}
