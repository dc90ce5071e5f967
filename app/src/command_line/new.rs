//! `dewan new`: creates a document.

use council::act::scope::Label;
use council::edit::{Edit, Place};
use council::view::Kind;
use format::id::Origin;

use super::Context;
use super::documents::{kind_word, tell_saved, title_or_none};
use super::moments::typed_day;
use super::refusal::Refusal;
use super::rights;
use crate::core::minutes::days::Toward;
use crate::engine::carrying::carrying;
use crate::engine::coding::code_of_new;
use crate::engine::header::{MEETING_TITLE, head_of};
use crate::engine::units::known;
use crate::say;

/// What to create.
pub struct New {
    /// The kind.
    pub kind: Kind,
    /// The title.
    pub title: String,
    /// The office it belongs to; the writer's, unless told otherwise.
    pub unit: Option<String>,
    /// Type, day and ordinal of the meeting whose minutes these are.
    pub meeting: Option<(String, String, u32)>,
    /// How confidential it is.
    pub label: Option<Label>,
    /// The only units it is for.
    pub for_units: Vec<String>,
    /// The only people it is for, with whoever creates it.
    pub for_people: Vec<String>,
}

/// Creates it.
///
/// # Errors
/// Why not; nothing exists then.
pub fn run(context: &Context, new: New) -> Result<(), Refusal> {
    let kind = new.kind;
    let title = new.title.trim().to_owned();
    if title.is_empty() {
        return Err(Refusal::say(|language| say!(language, "title-missing")));
    }
    let unit = new
        .unit
        .map(|unit| unit.trim().to_owned())
        .filter(|unit| !unit.is_empty());
    let put = |place, value: &str| Edit::Put {
        place,
        value: value.to_owned(),
    };
    let meeting = match new.meeting {
        Some(_) if kind != Kind::Minutes => {
            return Err(Refusal::say(|language| {
                say!(language, "meeting-needs-minutes")
            }));
        }
        Some((kind, date, ordinal)) => Some((
            kind,
            typed_day(&date, Toward::Nearest)?.to_string(),
            ordinal,
        )),
        None => None,
    };
    let office = context.office()?;
    let unit = match unit {
        Some(unit) => Some(known(&office.roster()?, &unit)?),
        None => None,
    };
    let scope = match new.for_units.is_empty() && new.for_people.is_empty() {
        true => {
            let own = own_office(&office)?;
            let unit = unit.as_deref().unwrap_or(&own);
            let label = new.label.unwrap_or_default();
            label.scope(unit, &office.me())
        }
        false => rights::scope(&office.roster()?, &new.for_units, &new.for_people)?,
    };
    let mut edits = Vec::new();
    let mut draft = match meeting {
        None => {
            edits.push(put(Place::Title, &title));
            if let Some(unit) = &unit {
                edits.push(put(Place::Meta("unit".into()), unit));
            }
            edits.push(code_of_new(&office, unit.as_deref().unwrap_or_default())?);
            office.draft_new_for(kind, new.label, scope)?
        }
        Some((meeting_type, date, ordinal)) => {
            // Two minute-takers who start apart must spell the meeting alike, so spelling is
            // levelled; and they must not write the same title twice into one text, so the title is
            // a value.
            let meeting_type = meeting_type.trim().to_lowercase();
            let unit = match unit {
                Some(unit) => unit,
                None => own_office(&office)?,
            };
            let meeting = Origin::Meeting {
                unit: unit.clone(),
                meeting_type: meeting_type.clone(),
                date: date.clone(),
                ordinal,
            };
            let mut draft = office.draft_of_meeting_for(meeting, new.label, scope)?;
            if draft.is_new() {
                edits.push(put(Place::Meeting(MEETING_TITLE.into()), &title));
                edits.push(put(Place::Meeting("type".into()), &meeting_type));
                edits.push(put(Place::Meeting("date".into()), &date));
                edits.push(code_of_new(&office, &unit)?);
                draft.edit(&edits)?;
                edits = carrying(&office, &draft, &unit)?;
            }
            draft
        }
    };
    if !draft.is_new() {
        let language = context.language;
        let view = draft.view();
        let title = title_or_none(language, head_of(&view).0);
        context.output.line(say!(
            language,
            "meeting-is-here",
            title = title,
            id = draft.id().short()
        ));
    }
    draft.edit(&edits)?;
    let created = draft.is_new();
    let saved = office.save_one(draft)?;
    if created {
        let language = context.language;
        context.output.line(say!(
            language,
            "created",
            kind = kind_word(language, kind.name()),
            title = saved.title.as_str(),
            id = saved.id.to_string()
        ));
    }
    tell_saved(context, &saved, None);
    Ok(())
}

fn own_office(office: &crate::engine::office::Office) -> Result<String, Refusal> {
    let roster = office.roster()?;
    Ok(roster
        .members
        .get(&office.me())
        .map(|member| member.office.clone())
        .unwrap_or_default())
}
