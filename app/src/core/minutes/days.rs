//! Dates as people type them: `17/12/2012`, `17 des`, `besok`, `next Monday`, `3 hari lagi`.
//!
//! Both languages are read whatever the language of the interface: a secretary types what was said.

use council::act::day::Day;
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan as _};

/// Which year is meant where none is typed, and which Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// The next one from today on: something is due.
    Coming,
    /// The one closest to today: something was, or will be.
    Nearest,
}

/// How many words a date has at most.
pub const MOST_WORDS: usize = 4;

const MONTHS: [&[&str]; 12] = [
    &["jan", "januari", "january"],
    &["feb", "februari", "pebruari", "february"],
    &["mar", "maret", "march"],
    &["apr", "april"],
    &["mei", "may"],
    &["jun", "juni", "june"],
    &["jul", "juli", "july"],
    &["agu", "agt", "agustus", "aug", "august"],
    &["sep", "sept", "september"],
    &["okt", "oktober", "oct", "october"],
    &["nov", "nopember", "november"],
    &["des", "desember", "dec", "december"],
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["senin", "monday", "mon"]),
    (Weekday::Tuesday, &["selasa", "sel", "tuesday", "tue"]),
    (Weekday::Wednesday, &["rabu", "rab", "wednesday", "wed"]),
    (Weekday::Thursday, &["kamis", "kam", "thursday", "thu"]),
    (Weekday::Friday, &["jumat", "jum", "friday", "fri"]),
    (Weekday::Saturday, &["sabtu", "sab", "saturday", "sat"]),
    (Weekday::Sunday, &["minggu", "ahad", "sunday", "sun"]),
];

/// The day that a text is, and nothing else; `None` where it is none. Numbers alone are day, month,
/// year, as both languages of the council write them.
pub fn day(text: &str, today: Date, toward: Toward) -> Option<Date> {
    let is_plain = |c: char| c.is_alphanumeric() || " ,-/.'".contains(c);
    if text.len() > 40 || !text.chars().all(is_plain) {
        return None;
    }
    let text = text.to_lowercase().replace('\'', "");
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    relative(&words, today)
        .or_else(|| by_weekday(&words, today, toward))
        .or_else(|| by_date(&words, today, toward))
}

/// A day that somebody fills in, as every field reads it: `2026-12-31`, `31-12-2026`, `31 Desember 2026`,
/// `besok`. Where no year is typed, the next such day is meant.
pub fn filled_in(text: &str, today: Day) -> Option<Day> {
    let text = text.trim();
    let written = || day(text, today.0, Toward::Coming).map(Day);
    text.parse().ok().or_else(written)
}

/// `besok`, `in 3 days`, `akhir bulan`.
fn relative(words: &[&str], today: Date) -> Option<Date> {
    let later = |span: Span| today.checked_add(span).ok();
    match words {
        ["hari", "ini"] | ["today"] => Some(today),
        ["besok" | "esok" | "tomorrow"] => later(1.day()),
        ["lusa"] | ["day", "after", "tomorrow"] => later(2.days()),
        ["kemarin" | "yesterday"] => later(-1.days()),
        ["minggu" | "pekan", "depan"] | ["next", "week"] => later(1.week()),
        ["bulan", "depan"] | ["next", "month"] => later(1.month()),
        ["akhir", "bulan"] | ["akhir", "bulan", "ini"] | ["end", "of", "month"] => {
            Some(today.last_of_month())
        }
        ["dalam" | "in", count, unit] | [count, unit, "lagi"] | ["dalam", count, unit, "lagi"] => {
            let count: i64 = count.parse().ok().filter(|count| *count <= 1_000)?;
            match *unit {
                "hari" | "day" | "days" => later(count.days()),
                "minggu" | "pekan" | "week" | "weeks" => later(count.weeks()),
                "bulan" | "month" | "months" => later(count.months()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `Senin`, `next Monday`, `Senin, 17 Desember 2012` (and then the weekday must be right).
fn by_weekday(words: &[&str], today: Date, toward: Toward) -> Option<Date> {
    match words {
        ["hari", rest @ ..] | ["next", rest @ ..] | [rest @ .., "depan"] if rest.len() == 1 => {
            coming(weekday(rest[0])?, today)
        }
        [name] => {
            let coming = coming(weekday(name)?, today)?;
            let before = coming.checked_sub(1.week()).ok()?;
            Some(match toward {
                Toward::Nearest if distance(today, before) < distance(today, coming) => before,
                _ => coming,
            })
        }
        [name, rest @ ..] => {
            let wanted = weekday(name)?;
            by_date(rest, today, toward).filter(|date| date.weekday() == wanted)
        }
        [] => None,
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS
        .iter()
        .find(|(_, names)| names.contains(&word))
        .map(|(weekday, _)| *weekday)
}

/// The next such day after today.
fn coming(wanted: Weekday, today: Date) -> Option<Date> {
    let days = match today.weekday().until(wanted) {
        0 => 7,
        days => days,
    };
    today.checked_add(i64::from(days).days()).ok()
}

fn by_date(words: &[&str], today: Date, toward: Toward) -> Option<Date> {
    match words {
        [day] => {
            let day = number(day, 31)?;
            let (from, until) = match toward {
                Toward::Coming => (0, 2),
                Toward::Nearest => (-1, 1),
            };
            let candidates = (from..=until).filter_map(|months: i64| {
                let month = today.first_of_month().checked_add(months.months()).ok()?;
                Date::new(month.year(), month.month(), day).ok()
            });
            closest(candidates, today, toward)
        }
        [a, b] => {
            let (day, month) = day_and_month(a, b)?;
            // Eight years always hold a 29th of February.
            let candidates = (-8..=8).filter_map(|years| {
                let year = today.year().checked_add(years)?;
                Date::new(year, month, day).ok()
            });
            closest(candidates, today, toward)
        }
        [year, month, day] if year.len() == 4 && month_name(day).is_none() => {
            let month = month_name(month).or_else(|| number(month, 12))?;
            Date::new(year_of(year)?, month, number(day, 31)?).ok()
        }
        [a, b, year] => {
            let (day, month) = day_and_month(a, b)?;
            Date::new(year_of(year)?, month, day).ok()
        }
        _ => None,
    }
}

/// Day and month in either order where only one order is possible.
fn day_and_month(a: &str, b: &str) -> Option<(i8, i8)> {
    match (month_name(a), month_name(b)) {
        (None, Some(month)) => Some((number(a, 31)?, month)),
        (Some(month), None) => Some((number(b, 31)?, month)),
        (None, None) => match (number(a, 31)?, number(b, 31)?) {
            (day, month) if month <= 12 => Some((day, month)),
            (month, day) if month <= 12 => Some((day, month)),
            _ => None,
        },
        (Some(_), Some(_)) => None,
    }
}

fn month_name(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

fn number(word: &str, most: i8) -> Option<i8> {
    let word = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    if word.len() > 2 {
        return None;
    }
    let number = word.parse().ok()?;
    (1..=most).contains(&number).then_some(number)
}

fn year_of(word: &str) -> Option<i16> {
    let year: i16 = word.parse().ok()?;
    match word.len() {
        2 => Some(2000 + year),
        4 => Some(year).filter(|year| (1900..2200).contains(year)),
        _ => None,
    }
}

fn closest(candidates: impl Iterator<Item = Date>, today: Date, toward: Toward) -> Option<Date> {
    match toward {
        Toward::Coming => candidates.filter(|date| *date >= today).min(),
        Toward::Nearest => candidates.min_by_key(|date| distance(today, *date)),
    }
}

fn distance(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, toward: Toward) -> String {
        // A Thursday.
        let today = jiff::civil::date(2012, 12, 13);
        day(text, today, toward).map_or_else(|| "-".to_owned(), |day| day.to_string())
    }

    #[test]
    fn a_field_reads_a_day_in_every_way_people_write_it() {
        let today: Day = "2012-12-01".parse().unwrap();
        for text in [
            "2012-12-17",
            "17-12-2012",
            "17/12/2012",
            "17.12.2012",
            " 17 Desember 2012 ",
            "17 December 2012",
            "17 des 2012",
            "Senin, 17 Desember 2012",
            "17-12",
        ] {
            let found = filled_in(text, today).map(|day| day.to_string());
            assert_eq!(found.as_deref(), Some("2012-12-17"), "{text}");
        }
        for text in ["", "17-13-2012", "31-02-2012", "besok lusa", "2012"] {
            assert_eq!(filled_in(text, today), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_as_people_type_them_in_both_languages() {
        for (text, expected) in [
            ("17/12/2012", "2012-12-17"),
            ("17-12-12", "2012-12-17"),
            ("17.12.2012", "2012-12-17"),
            ("2012-12-17", "2012-12-17"),
            ("12/17/2012", "2012-12-17"),
            ("17 des", "2012-12-17"),
            ("17 Desember 2012", "2012-12-17"),
            ("December 17, 2012", "2012-12-17"),
            ("17 December", "2012-12-17"),
            ("Senin, 17 Desember 2012", "2012-12-17"),
            ("Monday 17 dec", "2012-12-17"),
            ("December 17th", "2012-12-17"),
            ("17", "2012-12-17"),
            ("12", "2013-01-12"),
            ("5/1", "2013-01-05"),
            ("29/2", "2016-02-29"),
            ("hari ini", "2012-12-13"),
            ("today", "2012-12-13"),
            ("besok", "2012-12-14"),
            ("Tomorrow", "2012-12-14"),
            ("lusa", "2012-12-15"),
            ("senin", "2012-12-17"),
            ("Jumat depan", "2012-12-14"),
            ("next monday", "2012-12-17"),
            ("kamis", "2012-12-20"),
            ("minggu", "2012-12-16"),
            ("minggu depan", "2012-12-20"),
            ("3 hari lagi", "2012-12-16"),
            ("in 2 weeks", "2012-12-27"),
            ("akhir bulan", "2012-12-31"),
            ("end of month", "2012-12-31"),
        ] {
            assert_eq!(read(text, Toward::Coming), expected, "{text}");
        }
    }

    #[test]
    fn a_day_that_was_is_meant_where_it_is_nearer() {
        for (text, expected) in [
            ("10/12", "2012-12-10"),
            ("12", "2012-12-12"),
            ("rabu", "2012-12-12"),
            ("senin", "2012-12-10"),
            ("minggu", "2012-12-16"),
            ("5/1", "2013-01-05"),
            ("kemarin", "2012-12-12"),
        ] {
            assert_eq!(read(text, Toward::Nearest), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "segera",
            "31/2/2012",
            "2 hari",
            "32",
            "13/13",
            "Selasa, 17 Desember 2012",
            "17 des (tentatif)",
            "des mei 2012",
            "0/1",
            "99999999999999999999 hari",
            "17/12/99999",
        ] {
            assert_eq!(read(text, Toward::Coming), "-", "{text}");
        }
    }
}
