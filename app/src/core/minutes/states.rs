//! How a follow-up action stands.

/// One state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionState {
    /// Nobody began.
    Open,
    /// Somebody works on it.
    InProgress,
    /// It cannot go on.
    Blocked,
    /// Put off.
    Postponed,
    /// Done, says its owner.
    Done,
    /// Done, says somebody else who looked.
    Verified,
}

impl ActionState {
    /// All of them, in the order of work.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::InProgress,
        Self::Blocked,
        Self::Postponed,
        Self::Done,
        Self::Verified,
    ];

    /// The word in the document.
    pub fn kept(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in progress",
            Self::Blocked => "blocked",
            Self::Postponed => "postponed",
            Self::Done => "done",
            Self::Verified => "verified",
        }
    }

    /// The state a document's word means; no word means open.
    pub fn from_kept(word: &str) -> Option<Self> {
        match word {
            "" => Some(Self::Open),
            word => Self::ALL.into_iter().find(|state| state.kept() == word),
        }
    }

    /// The name of its word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "minutes-open",
            Self::InProgress => "minutes-in-progress",
            Self::Blocked => "minutes-blocked",
            Self::Postponed => "minutes-postponed",
            Self::Done => "minutes-done",
            Self::Verified => "minutes-verified",
        }
    }

    /// Whether nothing is left to do.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Verified)
    }

    /// The state beside the one that stands.
    pub fn beside(kept: &str, right: bool) -> Self {
        let count = Self::ALL.len();
        let now = Self::from_kept(kept).unwrap_or(Self::Open);
        let at = Self::ALL.iter().position(|one| *one == now).unwrap_or(0);
        let step = if right { 1 } else { count - 1 };
        Self::ALL[(at + step) % count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_go_through_all_states_and_back() {
        let mut kept = "";
        for _ in ActionState::ALL {
            let next = ActionState::beside(kept, true);
            assert_eq!(
                ActionState::beside(next.kept(), false),
                ActionState::from_kept(kept).unwrap()
            );
            kept = next.kept();
        }
        assert_eq!(kept, "open");
    }
}
