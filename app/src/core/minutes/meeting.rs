//! Naming a meeting. Two minute-takers who name the same one share its minutes, so what is typed is
//! brought into one form first.

use council::act::Create;
use council::view::Kind;
use format::id::{Origin, Scope};
use format::{CouncilId, DocumentId};
use jiff::civil::Date;

use super::attendance::same_name;
use super::days::{self, Toward};
use crate::core::documents::Template;

/// What a meeting is named by, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// What kind of meeting.
    pub meeting: String,
    /// The unit that meets.
    pub unit: String,
    /// The day.
    pub date: String,
    /// Which meeting of that kind on that day.
    pub ordinal: String,
}

/// What is missing in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The kind of meeting.
    Meeting,
    /// The unit.
    Unit,
    /// A day that can be read.
    Date,
    /// A number from 1 to 99.
    Ordinal,
}

impl Missing {
    /// The name of its sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Meeting => "new-minutes-no-meeting",
            Self::Unit => "new-minutes-no-unit",
            Self::Date => "new-minutes-no-date",
            Self::Ordinal => "new-minutes-no-ordinal",
        }
    }
}

/// A meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// What kind of meeting, in lower case.
    pub meeting: String,
    /// The unit that meets.
    pub unit: String,
    /// The day.
    pub date: Date,
    /// Which meeting of that kind on that day, from 1.
    pub ordinal: u32,
}

impl Meeting {
    /// The meeting that is meant. Offices are spelt as the council knows them.
    ///
    /// # Errors
    /// The first thing that is missing.
    pub fn read(typed: &Typed, offices: &[String], today: Date) -> Result<Self, Missing> {
        let meeting = one_line(&typed.meeting).to_lowercase();
        if meeting.is_empty() {
            return Err(Missing::Meeting);
        }
        let unit = one_line(&typed.unit);
        if unit.is_empty() {
            return Err(Missing::Unit);
        }
        let unit = (offices.iter())
            .find(|office| same_name(office, &unit))
            .cloned()
            .unwrap_or(unit);
        let date = days::day(&typed.date, today, Toward::Nearest).ok_or(Missing::Date)?;
        let ordinal = match typed.ordinal.trim() {
            "" => 1,
            ordinal => ordinal.parse().map_err(|_| Missing::Ordinal)?,
        };
        if !(1..=99).contains(&ordinal) {
            return Err(Missing::Ordinal);
        }
        Ok(Self {
            meeting,
            unit,
            date,
            ordinal,
        })
    }

    /// What its minutes begin as.
    pub fn template(&self) -> Template {
        Template::Minutes {
            unit: self.unit.clone(),
            meeting: self.meeting.clone(),
            date: self.date.to_string(),
            ordinal: self.ordinal,
        }
    }

    /// The document that holds its minutes for those in `scope`, whoever begins them.
    pub fn document(&self, council: &CouncilId, scope: Scope) -> DocumentId {
        let origin = Origin::Meeting {
            unit: self.unit.clone(),
            meeting_type: self.meeting.clone(),
            date: self.date.to_string(),
            ordinal: self.ordinal,
        };
        let create = Create {
            kind: Kind::Minutes,
            scope,
            label: None,
            origin,
        };
        create.document(council)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(meeting: &str, unit: &str, date: &str, ordinal: &str) -> Typed {
        Typed {
            meeting: meeting.into(),
            unit: unit.into(),
            date: date.into(),
            ordinal: ordinal.into(),
        }
    }

    fn read(typed: &Typed) -> Result<Meeting, Missing> {
        let offices = ["Kantor Pusat".to_owned()];
        Meeting::read(typed, &offices, jiff::civil::date(2012, 12, 13))
    }

    #[test]
    fn two_people_who_name_one_meeting_name_one_document() {
        let one = read(&typed("Rapat Rutin", "kantor pusat", "17 des", "")).unwrap();
        let other = read(&typed(" rapat  rutin ", "Kantor Pusat", "17/12/2012", "1")).unwrap();
        assert_eq!(one, other);
        let council = CouncilId::from_bytes([7; 32]);
        assert_eq!(
            one.document(&council, Scope::Council),
            other.document(&council, Scope::Council)
        );
        let second = read(&typed("rapat rutin", "Kantor Pusat", "17 des", "2")).unwrap();
        assert_ne!(
            second.document(&council, Scope::Council),
            one.document(&council, Scope::Council)
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        for (typed, missing) in [
            (typed("", "a", "17/12", ""), Missing::Meeting),
            (typed("a", " ", "17/12", ""), Missing::Unit),
            (typed("a", "b", "kapan", ""), Missing::Date),
            (typed("a", "b", "17/12", "0"), Missing::Ordinal),
            (typed("a", "b", "17/12", "dua"), Missing::Ordinal),
        ] {
            assert_eq!(read(&typed), Err(missing));
        }
    }
}
