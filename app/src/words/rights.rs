//! Who may hold what, in words.

use council::act::scope::{Label, UnitKind};

use super::Language;
use crate::core::sharing::Shared;
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
pub fn may_hold(language: Language, shared: &Shared) -> String {
    if shared.everybody {
        return say!(language, "scope-everybody");
    }
    let named: Vec<&str> = (shared.units.iter())
        .chain(&shared.people)
        .map(String::as_str)
        .collect();
    let named = named.join(", ");
    match shared.units.is_empty() {
        false => say!(language, "scope-units", named = named),
        true => say!(language, "scope-people", named = named),
    }
}

/// The same in a word or two: the label, or that it is not for everybody; `None` where it is.
pub fn shared_short(language: Language, shared: &Shared) -> Option<String> {
    if shared.everybody {
        return None;
    }
    Some(match shared.label {
        Some(said @ (Label::Confidential | Label::Secret)) => label(language, said),
        _ => say!(language, "scope-some"),
    })
}
