//! Roles, and who may do what: the table of `domain.md` C2.

use minicbor::{Decode, Encode};

/// What somebody is in the council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Decides and signs.
    Chair,
    /// Decides in the chair's place, by a mandate with a date.
    ActingChair,
    /// Numbers and publishes.
    Secretary,
    /// Speaks for a department.
    Member,
    /// Must be asked: human resources, IT, legal, marketing communication, public relations.
    Reviewer,
    /// Answers for a branch office or subsidiary.
    Coordinator,
    /// Submits drafts of their own. Everybody who counts is one, without a seat.
    Drafter,
    /// Runs accounts and conversations.
    CommunityManager,
    /// Stands for the council among the executives, and settles who the chair is.
    Sponsor,
    /// Looks at everything and decides nothing.
    Auditor,
    /// Trains.
    Trainer,
    /// Is trained.
    Participant,
    /// Reads.
    Reader,
}

impl Role {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 13] = [
        Self::Chair,
        Self::ActingChair,
        Self::Secretary,
        Self::Member,
        Self::Reviewer,
        Self::Coordinator,
        Self::Drafter,
        Self::CommunityManager,
        Self::Sponsor,
        Self::Auditor,
        Self::Trainer,
        Self::Participant,
        Self::Reader,
    ];

    /// Its name in acts and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::ActingChair => "acting-chair",
            Self::Secretary => "secretary",
            Self::Member => "member",
            Self::Reviewer => "reviewer",
            Self::Coordinator => "coordinator",
            Self::Drafter => "drafter",
            Self::CommunityManager => "community-manager",
            Self::Sponsor => "sponsor",
            Self::Auditor => "auditor",
            Self::Trainer => "trainer",
            Self::Participant => "participant",
            Self::Reader => "reader",
        }
    }

    /// The role with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it decides as the chair.
    pub fn is_presiding(self) -> bool {
        matches!(self, Self::Chair | Self::ActingChair)
    }

    /// How far this role may do this.
    pub fn may(self, ability: Ability) -> Extent {
        use Ability as A;
        use Extent::{Everywhere, Never, Own, Unit};
        match (ability, self) {
            (A::Submit, Self::Drafter | Self::CommunityManager) => Own,
            (A::Submit, Self::Coordinator) => Unit,
            (A::Submit, Self::Member | Self::Secretary | Self::Chair | Self::ActingChair) => {
                Everywhere
            }
            (A::GiveOpinion, Self::Member | Self::Reviewer) => Everywhere,
            (A::Return, Self::Reviewer | Self::Secretary | Self::Chair | Self::ActingChair) => {
                Everywhere
            }
            (A::Publish, Self::Secretary | Self::Chair | Self::ActingChair) => Everywhere,
            (
                A::Decide | A::Withdraw | A::Waive | A::GrantExemption | A::EditRoster,
                Self::Chair | Self::ActingChair,
            ) => Everywhere,
            // What chair and acting chair decided apart is settled by the chair (E5).
            (A::SettleConflict, Self::Chair) => Everywhere,
            (A::AppointChair, Self::Chair | Self::Sponsor) => Everywhere,
            (A::Vote, Self::Chair | Self::Member) => Everywhere,
            (A::AskInWriting, Self::Chair | Self::ActingChair | Self::Secretary) => Everywhere,
            (A::Grant, Self::Secretary | Self::Chair | Self::ActingChair) => Everywhere,
            (A::Grant, Self::Coordinator) => Unit,
            (A::Grant, Self::Member | Self::Reviewer | Self::Drafter | Self::CommunityManager) => {
                Own
            }
            (A::Revoke, Self::Chair) => Everywhere,
            (A::Adopt, Self::Coordinator) => Unit,
            (A::Verify, Self::Coordinator | Self::Member) => Unit,
            (A::Verify, Self::Secretary | Self::Chair | Self::ActingChair | Self::Auditor) => {
                Everywhere
            }
            _ => Never,
        }
    }
}

/// What somebody may be allowed to do, by a seat. Writing drafts and suggesting changes is none of it: every
/// member who counts does, in every document they hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ability {
    /// Submit for review, and pull back.
    Submit,
    /// Say what a member or a mandatory reviewer thinks of a submission.
    GiveOpinion,
    /// Send a submission back for revision.
    Return,
    /// Approve or reject.
    Decide,
    /// Number, publish and archive.
    Publish,
    /// End a version that is in force.
    Withdraw,
    /// Settle a conflict of decisions.
    SettleConflict,
    /// Do without a mandatory opinion.
    Waive,
    /// Appoint and end seats other than the chair's.
    EditRoster,
    /// Say who the chair is.
    AppointChair,
    /// Adopt a published version for a unit, or ask for an exemption.
    Adopt,
    /// Grant an exemption.
    GrantExemption,
    /// Verify that an action is done: somebody else's. Whoever verifies their own is told so whatever they are.
    Verify,
    /// Vote, in a meeting and in writing. Who acts for the chair votes by a seat of their own, if at all.
    Vote,
    /// Ask the members in writing, and count their answers.
    AskInWriting,
    /// Widen who may hold a document.
    Grant,
    /// Revoke a device, and say what of its work is accepted.
    Revoke,
}

impl Ability {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 17] = [
        Self::Submit,
        Self::GiveOpinion,
        Self::Return,
        Self::Decide,
        Self::Publish,
        Self::Withdraw,
        Self::SettleConflict,
        Self::Waive,
        Self::EditRoster,
        Self::AppointChair,
        Self::Adopt,
        Self::GrantExemption,
        Self::Verify,
        Self::Vote,
        Self::AskInWriting,
        Self::Grant,
        Self::Revoke,
    ];
}

/// How far an ability reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// Not at all.
    Never,
    /// Documents that the person began.
    Own,
    /// Documents of the seat's unit.
    Unit,
    /// Every document.
    Everywhere,
}

impl<C> Encode<C> for Role {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(self.name())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Role {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_name(d.str()?).ok_or_else(|| minicbor::decode::Error::message("unknown role"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of `domain.md` C2, cell by cell: `-` never, `o` own, `u` unit, `x` everywhere. Columns
    /// in the order of [`Role::ALL`]: chair, acting chair, secretary, member, reviewer, coordinator,
    /// drafter, community manager, sponsor, auditor, trainer, participant, reader.
    const TABLE: [(Ability, &str); 17] = [
        (Ability::Submit, "xxxx-uoo-----"),
        (Ability::GiveOpinion, "---xx--------"),
        (Ability::Return, "xxx-x--------"),
        (Ability::Decide, "xx-----------"),
        (Ability::Publish, "xxx----------"),
        (Ability::Withdraw, "xx-----------"),
        (Ability::SettleConflict, "x------------"),
        (Ability::Waive, "xx-----------"),
        (Ability::EditRoster, "xx-----------"),
        (Ability::AppointChair, "x-------x----"),
        (Ability::Adopt, "-----u-------"),
        (Ability::GrantExemption, "xx-----------"),
        (Ability::Verify, "xxxu-u---x---"),
        (Ability::Vote, "x--x---------"),
        (Ability::AskInWriting, "xxx----------"),
        (Ability::Grant, "xxxoouoo-----"),
        (Ability::Revoke, "x------------"),
    ];

    #[test]
    fn every_role_may_do_what_the_table_says_and_nothing_else() {
        for (ability, row) in TABLE {
            assert_eq!(row.len(), Role::ALL.len(), "{ability:?}");
            for (role, cell) in Role::ALL.into_iter().zip(row.chars()) {
                let wanted = match cell {
                    '-' => Extent::Never,
                    'o' => Extent::Own,
                    'u' => Extent::Unit,
                    _ => Extent::Everywhere,
                };
                assert_eq!(role.may(ability), wanted, "{role:?} {ability:?}");
            }
        }
        let told: Vec<Ability> = TABLE.iter().map(|(ability, _)| *ability).collect();
        assert_eq!(told, Ability::ALL);
    }

    #[test]
    fn every_role_has_a_name_of_its_own() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
    }
}
