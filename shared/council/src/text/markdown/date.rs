//! Dates as people write them, in English and Indonesian.

use jiff::civil::{Date, Weekday};

/// English and Indonesian month names, by their first letters in lower case, January first.
const MONTHS: [&[&str]; 12] = [
    &["january", "januari", "jan"],
    &["february", "februari", "feb", "pebruari"],
    &["march", "maret", "mar"],
    &["april", "apr"],
    &["may", "mei"],
    &["june", "juni", "jun"],
    &["july", "juli", "jul"],
    &["august", "agustus", "aug", "agt", "agu"],
    &["september", "sept", "sep"],
    &["october", "oktober", "oct", "okt"],
    &["november", "nov", "nopember"],
    &["december", "desember", "dec", "des"],
];

const INDONESIAN_MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

const WEEKDAYS: [(Weekday, &[&str], &str); 7] = [
    (Weekday::Monday, &["monday", "senin", "mon"], "Senin"),
    (Weekday::Tuesday, &["tuesday", "selasa", "tue"], "Selasa"),
    (Weekday::Wednesday, &["wednesday", "rabu", "wed"], "Rabu"),
    (Weekday::Thursday, &["thursday", "kamis", "thu"], "Kamis"),
    (Weekday::Friday, &["friday", "jumat", "fri"], "Jumat"),
    (Weekday::Saturday, &["saturday", "sabtu", "sat"], "Sabtu"),
    (
        Weekday::Sunday,
        &["sunday", "minggu", "ahad", "sun"],
        "Minggu",
    ),
];

/// The first date in a text, as `YYYY-MM-DD`: `2026-07-31`, `2024 08 30`, `17 Desember 2012`,
/// `December 17, 2012`. Dates of digits alone count only with the year first; others are ambiguous.
#[must_use]
pub fn date_in(text: &str) -> Option<String> {
    let tokens = tokens(text);
    tokens.windows(3).find_map(date).map(|d| d.to_string())
}

/// The date a text is, with or without its (right) day of the week, and nothing else.
pub(super) fn whole_date(text: &str) -> Option<String> {
    if !text
        .chars()
        .all(|c| c.is_alphanumeric() || " ,-/.'".contains(c))
    {
        return None;
    }
    let tokens = tokens(&text.replace('\'', ""));
    match tokens.as_slice() {
        [_, _, _] => date(&tokens).map(|d| d.to_string()),
        [weekday, rest @ ..] if rest.len() == 3 => {
            let date = date(rest)?;
            let (named, ..) = WEEKDAYS
                .iter()
                .find(|(_, names, _)| names.contains(&weekday.as_str()))?;
            (date.weekday() == *named).then(|| date.to_string())
        }
        _ => None,
    }
}

/// `Kamis, 17 Desember 2012` (or without the day of the week) for a `YYYY-MM-DD`; anything else as it
/// stands.
pub(super) fn indonesian(iso: &str, with_weekday: bool) -> String {
    let Ok(date) = iso.parse::<Date>() else {
        return iso.to_owned();
    };
    let month = INDONESIAN_MONTHS[usize::from(date.month().unsigned_abs() - 1)];
    let text = format!("{} {month} {}", date.day(), date.year());
    let weekday = WEEKDAYS.iter().find(|(day, ..)| *day == date.weekday());
    match weekday {
        Some((_, _, name)) if with_weekday => format!("{name}, {text}"),
        _ => text,
    }
}

fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|t| !t.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn date(tokens: &[String]) -> Option<Date> {
    let [a, b, c] = tokens else { return None };
    let (year, month, day) = match (month(a), month(b)) {
        (None, None) if a.len() == 4 && b.len() == 2 && c.len() == 2 => (a, b.parse().ok()?, c),
        (None, Some(month)) => (c, month, a),
        (Some(month), None) => (c, month, b),
        _ => return None,
    };
    if year.len() != 4 || day.len() > 2 {
        return None;
    }
    let year = year.parse().ok().filter(|y| (1900..2200).contains(y))?;
    Date::new(year, month, day.parse().ok()?).ok()
}

fn month(token: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&token))?;
    i8::try_from(at + 1).ok()
}
