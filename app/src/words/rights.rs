//! Who may hold what, in words.

use council::access::Access;
use council::act::scope::{Label, UnitKind};
use council::roster::Roster;

use super::Language;
use crate::say;

/// What a unit is called by its kind.
pub fn unit_kind(language: Language, kind: UnitKind) -> String {
    language.say(match kind {
        UnitKind::HeadOffice => "unit-head-office",
        UnitKind::Branch => "unit-branch",
        UnitKind::Subsidiary => "unit-subsidiary",
        UnitKind::Affiliate => "unit-affiliate",
        UnitKind::BusinessUnit => "unit-business-unit",
        UnitKind::Division => "unit-division",
        UnitKind::Department => "unit-department",
    })
}

/// The confidentiality level.
pub fn label(language: Language, label: Label) -> String {
    language.say(match label {
        Label::Public => "label-public",
        Label::Internal => "label-internal",
        Label::Confidential => "label-confidential",
        Label::Secret => "label-secret",
    })
}

/// Who may hold a document, as one sentence.
pub fn may_hold(language: Language, roster: &Roster, access: &Access) -> String {
    if access.is_for_everybody() {
        return say!(language, "scope-everybody");
    }
    let mut named: Vec<String> = access.units().map(str::to_owned).collect();
    let has_units = !named.is_empty();
    let mut people: Vec<String> = access
        .people()
        .chain(access.creators())
        .map(|key| roster.name_of(key))
        .collect();
    people.sort();
    people.dedup();
    named.extend(people);
    let named = named.join(", ");
    match has_units {
        true => say!(language, "scope-units", named = named),
        false => say!(language, "scope-people", named = named),
    }
}
