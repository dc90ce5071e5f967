//! Moments as people read them: "23 November 2026 14.30 WIB", "23 November 2026, 14:30 WIB".

use council::act::day::Day;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};

use super::refusal::Refusal;
use crate::core::minutes::days::{self, Toward};
use crate::say;
use crate::words::Language;

/// A moment given in milliseconds since 1970 (UTC), in this machine's zone.
pub fn moment(language: Language, millis: i64) -> String {
    in_zone(language, millis, TimeZone::system())
}

/// A moment given in milliseconds since 1970 (UTC), in this machine's zone, as names of files can have it:
/// `2026-11-23 14.30.05`.
pub fn file_moment(millis: i64) -> String {
    let moment = Timestamp::from_millisecond(millis).unwrap_or_default();
    let moment = moment.to_zoned_datetime(TimeZone::system());
    moment.strftime("%Y-%m-%d %H.%M.%S").to_string()
}

/// A moment given in seconds since 1970 (UTC), in this machine's zone.
pub fn moment_of_seconds(language: Language, seconds: i64) -> String {
    moment(language, seconds.saturating_mul(1000))
}

/// A day as it is typed: `2026-11-23`, `23/11/2026`, `23 November 2026`, `besok`, in either language.
///
/// # Errors
/// It is none of any calendar.
pub fn typed_day(text: &str, toward: Toward) -> Result<Day, Refusal> {
    read_day(text, toward).ok_or_else(|| {
        let text = text.to_owned();
        Refusal::say(move |language| say!(language, "refused-day", text = text.as_str()))
    })
}

/// The same; `None` for what is none.
pub fn read_day(text: &str, toward: Toward) -> Option<Day> {
    let text = text.trim();
    let is_in_its_spelling = |day: &Day| day.to_string() == text;
    let spelt = text.parse().ok().filter(is_in_its_spelling);
    spelt.or_else(|| {
        let now = Timestamp::from_millisecond(link::clock::now_millis()).ok()?;
        let today = now.to_zoned_datetime(TimeZone::system()).date();
        days::day(text, today, toward).map(Day)
    })
}

/// When a day that is typed begins by this machine's clock, in milliseconds since 1970.
///
/// # Errors
/// It is none of any calendar.
pub fn typed_beginning(text: &str) -> Result<i64, Refusal> {
    beginning(typed_day(text, Toward::Nearest)?).map_err(|error| Refusal::technical(&error))
}

/// When a day begins by this machine's clock, in milliseconds since 1970.
///
/// # Errors
/// The day lies beyond every clock.
pub fn beginning(day: Day) -> Result<i64, jiff::Error> {
    let midnight = day.0.at(0, 0, 0, 0).to_zoned_datetime(TimeZone::system())?;
    Ok(midnight.timestamp().as_millisecond())
}

/// The day it is in this machine's zone, `YYYY-MM-DD`.
pub fn today() -> String {
    Timestamp::from_millisecond(link::clock::now_millis()).map_or_else(
        |_| String::new(),
        |now| now.to_zoned_datetime(TimeZone::system()).date().to_string(),
    )
}

/// A day: "23 November 2026".
pub fn day(language: Language, date: Date) -> String {
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    format!(
        "{} {} {}",
        date.day(),
        language.months()[month],
        date.year()
    )
}

/// A day that stands in a document as `YYYY-MM-DD`; other words as they are.
pub fn written_day(language: Language, written: &str) -> String {
    written
        .parse::<Date>()
        .map_or_else(|_| written.to_owned(), |date| day(language, date))
}

fn in_zone(language: Language, millis: i64, zone: TimeZone) -> String {
    let Ok(moment) = Timestamp::from_millisecond(millis) else {
        // A clock far beyond every calendar.
        return "?".to_owned();
    };
    let moment = moment.to_zoned_datetime(zone);
    let day = day(language, moment.date());
    let zone = moment.strftime("%Z");
    let (hour, minute) = (moment.hour(), moment.minute());
    match language {
        Language::Indonesian => format!("{day} {hour:02}.{minute:02} {zone}"),
        Language::English => format!("{day}, {hour:02}:{minute:02} {zone}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_people_write_them() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        let millis = 1_795_419_000_000;
        assert_eq!(
            in_zone(Language::Indonesian, millis, zone.clone()),
            "23 November 2026 14.30 WIB"
        );
        assert_eq!(
            in_zone(Language::English, millis, zone),
            "23 November 2026, 14:30 WIB"
        );
        assert_eq!(moment(Language::English, i64::MAX), "?");
        assert_eq!(
            written_day(Language::Indonesian, "2026-08-01"),
            "1 Agustus 2026"
        );
        assert_eq!(written_day(Language::Indonesian, "besok"), "besok");
    }
}
