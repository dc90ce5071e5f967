//! Further facts about the things of minutes, each under a name of its own: who stands in for whom, who
//! takes no part in an item, how a decision was reached.
//!
//! In the document each is one flat entry of its thing, so that two minute-takers who note different facts,
//! or the same fact about different people, never touch each other's. A fact that is not said is not there;
//! one that is taken back is empty.

use std::collections::BTreeMap;

use format::DocumentId;

use super::{Action, AgendaItem, Attendance, Decision};
use crate::edit::Collection;

/// Of a person in the attendance: who stands in for them.
pub const PROXY: &str = "proxy";
/// Of a person in the attendance: where the letter is that says so.
pub const LETTER: &str = "letter";
/// Of an agenda item: for how many minutes it is planned, as digits.
pub const PLANNED: &str = "minutes";
/// Of an agenda item: `information`, `discussion` or `decision`.
pub const ITEM_KIND: &str = "kind";
/// Of an agenda item: the name of a person follows, who takes no part in it; the value says why, or
/// [`SAID`].
pub const RECUSED: &str = "recused:";
/// Of a decision: [`CONSENSUS`], [`MAJORITY`] or [`CIRCULAR`].
pub const RULE: &str = "rule";
/// Of a decision whose votes are equal: how the chair's casting vote goes, `for` or `against`.
pub const CASTING: &str = "casting";
/// Of a decision: who thinks otherwise, and why.
pub const DISSENT: &str = "dissent";
/// Of a decision: the day on which somebody looks at it again.
pub const LOOK_AGAIN: &str = "look-again";
/// Of an action: the unit that carries it out.
pub const UNIT: &str = "unit";
/// Of an action: who helps, by commas.
pub const EXECUTORS: &str = "executors";
/// Of an action: where it can be seen that it is done.
pub const EVIDENCE: &str = "evidence";

/// A [`RULE`]: all agreed, nobody counted.
pub const CONSENSUS: &str = "consensus";
/// A [`RULE`]: more were for it than against.
pub const MAJORITY: &str = "majority";
/// A [`RULE`]: not decided in the meeting; the members are asked in writing.
pub const CIRCULAR: &str = "circular";
/// The value of a fact that needs none.
pub const SAID: &str = "yes";

/// Of the meeting: whether those vote who hold a seat ([`BY_SEATS`]) or those on the list ([`BY_LIST`]).
pub const VOTERS: &str = "voters";
/// A value of [`VOTERS`].
pub const BY_SEATS: &str = "seats";
/// A value of [`VOTERS`].
pub const BY_LIST: &str = "list";
/// Of the meeting: how many minutes it has, as digits.
pub const LENGTH: &str = "minutes";
/// Of the meeting: the day on which people were invited.
pub const INVITED: &str = "invited";

/// Whether things of this collection have a fact with this name.
pub fn is_fact(collection: Collection, name: &str) -> bool {
    match collection {
        Collection::Attendance => [PROXY, LETTER].contains(&name),
        Collection::Agenda => {
            [PLANNED, ITEM_KIND].contains(&name)
                || name
                    .strip_prefix(RECUSED)
                    .is_some_and(|person| !person.trim().is_empty())
        }
        Collection::Decisions => [RULE, CASTING, DISSENT, LOOK_AGAIN].contains(&name),
        Collection::Actions => [UNIT, EXECUTORS, EVIDENCE].contains(&name),
        Collection::Clauses | Collection::Columns | Collection::Rows => false,
    }
}

/// The name of the fact that `person` takes no part in an item.
pub fn recused(person: &str) -> String {
    format!("{RECUSED}{person}")
}

fn said<'a>(facts: &'a BTreeMap<String, String>, name: &str) -> &'a str {
    facts.get(name).map_or("", |value| value.trim())
}

impl Attendance {
    /// Who stands in for this person, as far as the fact says; may be empty.
    pub fn proxy(&self) -> &str {
        said(&self.facts, PROXY)
    }

    /// Where the letter is that says so; may be empty.
    pub fn letter(&self) -> &str {
        said(&self.facts, LETTER)
    }
}

impl AgendaItem {
    /// Who takes no part in it, and why, by name.
    pub fn recused(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.iter().filter_map(|(name, why)| {
            let person = name.strip_prefix(RECUSED)?;
            (!why.trim().is_empty()).then_some((person, why.trim()))
        })
    }

    /// For how many minutes it is planned, if that is said.
    pub fn planned_minutes(&self) -> Option<u32> {
        said(&self.facts, PLANNED).parse().ok()
    }
}

impl Decision {
    /// How it was reached, as far as that is said.
    pub fn rule(&self) -> &str {
        said(&self.facts, RULE)
    }

    /// How the chair's casting vote goes, as far as that is said.
    pub fn casting(&self) -> &str {
        said(&self.facts, CASTING)
    }

    /// Whether it is left to a circular decision.
    pub fn is_circular(&self) -> bool {
        self.rule() == CIRCULAR
    }
}

impl Action {
    /// The unit that carries it out; may be empty.
    pub fn unit(&self) -> &str {
        said(&self.facts, UNIT)
    }

    /// Whether it is done, or somebody else verified that it is: nothing is left to do.
    pub fn is_over(&self) -> bool {
        matches!(self.state.as_str(), "done" | "verified")
    }
}

/// An action of earlier minutes that stands on an agenda: where it is, never what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// The minutes it is in.
    pub document: DocumentId,
    /// The action there.
    pub action: String,
}

/// What the names of links begin with, among the facts about the meeting.
const CARRIED: &str = "carried:";

impl Link {
    /// The name of the fact about the meeting that says it.
    pub fn fact(&self) -> String {
        format!("{CARRIED}{}:{}", self.document, self.action)
    }

    /// The link that a fact about the meeting is; `None` if it is none.
    pub fn from_fact(name: &str) -> Option<Self> {
        let (document, action) = name.strip_prefix(CARRIED)?.split_once(':')?;
        let link = Self {
            document: document.parse().ok()?,
            action: action.to_owned(),
        };
        (!action.trim().is_empty() && link.fact() == name).then_some(link)
    }
}

impl super::Minutes {
    /// The actions of earlier minutes that stand on this agenda.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        self.carried.keys().filter_map(|name| Link::from_fact(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_one_name_and_what_is_none_is_no_link() {
        let link = Link {
            document: DocumentId::from_bytes([0xab; 16]),
            action: "6f1c8a5e-0000-4000-8000-000000000001".into(),
        };
        assert_eq!(Link::from_fact(&link.fact()), Some(link.clone()));
        let upper = link.fact().replace("abab", "ABAB");
        for name in ["carried", "carried:", "carried:zz:a", "date", &upper] {
            assert_eq!(Link::from_fact(name), None, "{name}");
        }
        let empty = format!("{CARRIED}{}:", link.document);
        assert_eq!(Link::from_fact(&empty), None);
    }

    #[test]
    fn a_recusal_that_was_taken_back_is_none() {
        let item = AgendaItem {
            facts: BTreeMap::from([
                (recused("Budi"), "keluarga pemilik vendor".into()),
                (recused("Citra"), String::new()),
                (PLANNED.into(), "20".into()),
            ]),
            ..AgendaItem::default()
        };
        let recused: Vec<_> = item.recused().collect();
        assert_eq!(recused, [("Budi", "keluarga pemilik vendor")]);
        assert_eq!(item.planned_minutes(), Some(20));
    }
}
