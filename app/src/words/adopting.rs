//! How units take a publication, in words.

use std::collections::BTreeMap;

use council::act::day::Day;
use council::act::decision::Adoption;
use council::lifecycle::GivenAdoption;
use format::DocumentId;

use super::Language;
use super::lifecycle::adoption as how;
use crate::command_line::moments::day as day_in_words;
use crate::core::deciding::adopting::AddendumNow;
use crate::say;

/// The word of a unit about a publication, the chair's answer to it, and what became of its addendum.
/// `title_of` names a document.
pub fn adoption(
    language: Language,
    (unit, word): (&str, &GivenAdoption),
    now: Option<AddendumNow>,
    today: Day,
    title_of: impl Fn(&DocumentId) -> String,
) -> String {
    let mut text = format!("{unit}: {}", how(language, word.adoption));
    if let Some(addendum) = &word.addendum {
        text = format!("{text} (“{}”)", title_of(addendum));
    }
    if let Some(now) = now.and_then(|now| addendum_now(language, now)) {
        text = format!("{text}; {now}");
    }
    let Some(answer) = &word.answer else {
        return text;
    };
    text = format!(
        "{text}; {}",
        language.say(match answer.is_granted {
            true => "told-granted",
            false => "told-refused",
        })
    );
    // The last day of what was refused is none.
    if let Some(until) = answer.until.filter(|_| answer.is_granted) {
        let until = day_in_words(language, until.0);
        let until = say!(language, "seat-until", day = until);
        text = format!("{text} {until}");
    }
    let is_over = answer.is_granted && !word.is_settled(today);
    match is_over {
        true => format!("{text}, {}", language.say("exemption-over")),
        false => text,
    }
}

/// What is to be said of an addendum as it reads now; `None`: nothing.
pub fn addendum_now(language: Language, now: AddendumNow) -> Option<String> {
    match now {
        AddendumNow::Changed => Some(language.say("addendum-changed")),
        AddendumNow::NotHere => Some(language.say("addendum-not-here")),
        AddendumNow::Same | AddendumNow::Unsaid => None,
    }
}

/// The units that have not adopted, a line for each day until which they have to.
pub fn not_adopted(
    language: Language,
    open: &BTreeMap<Option<Day>, Vec<String>>,
) -> Vec<(Option<Day>, String)> {
    let line = |(due, units): (&Option<Day>, &Vec<String>)| {
        let units = units.join(", ");
        let text = match due {
            Some(due) => {
                let due = day_in_words(language, due.0);
                say!(language, "told-silent", units = units, day = due)
            }
            None => say!(language, "told-silent-open", units = units),
        };
        (*due, text)
    };
    open.iter().map(line).collect()
}

/// The stable name of how a unit takes a publication, for scripts.
pub fn adoption_name(adoption: Adoption) -> &'static str {
    match adoption {
        Adoption::AsItIs => "as-it-is",
        Adoption::WithAddendum => "with-addendum",
        Adoption::AsksExemption => "asks-exemption",
    }
}

/// The stable name of how an addendum reads now, for scripts.
pub fn addendum_name(now: AddendumNow) -> &'static str {
    match now {
        AddendumNow::Same => "same",
        AddendumNow::Changed => "changed",
        AddendumNow::NotHere => "not-here",
        AddendumNow::Unsaid => "unsaid",
    }
}
