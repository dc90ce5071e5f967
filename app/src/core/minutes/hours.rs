//! From when to when a meeting lasts, as people type it: `9-11.30`, `14.00 – 16.00 WIB`, `2 pm`.

use crate::words::Language;

/// The time zones of Indonesia, from west to east.
pub const ZONES: [&str; 3] = ["WIB", "WITA", "WIT"];

/// The time that is kept (`09.00–11.30`), and the zone if one was typed after it. `None` where the text
/// is no time: it is kept as it stands then.
pub fn read(text: &str) -> Option<(String, Option<&'static str>)> {
    let lower = text.to_lowercase();
    let mut rest = lower.trim();
    let mut found = None;
    for zone in ZONES {
        // The longest first would do, but the end of a word decides: `wita` does not end in ` wit`.
        if let Some(before) = rest.strip_suffix(&format!(" {}", zone.to_lowercase())) {
            found = Some(zone);
            rest = before.trim_end();
            break;
        }
    }
    for word in ["pukul ", "jam ", "from ", "at ", "dari "] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
    }
    let mut rest = rest.replace(['–', '—'], "-");
    for word in [" sampai ", " s.d. ", " s/d ", " hingga ", " until ", " to "] {
        rest = rest.replace(word, "-");
    }
    let read = match rest.split_once('-') {
        None => time(&rest)?,
        Some((from, to)) => {
            let until = match to.trim() {
                "selesai" | "end" => "selesai".to_owned(),
                to => time(to)?,
            };
            format!("{}–{until}", time(from)?)
        }
    };
    Some((read, found))
}

/// The zone a person means; `None` where it is none of them.
pub fn zone(text: &str) -> Option<&'static str> {
    let text = text.trim();
    ZONES
        .into_iter()
        .find(|zone| zone.eq_ignore_ascii_case(text))
}

/// A kept time in the words of the language: `14.00–16.00`, `14:00–16:00`.
pub fn shown(language: Language, kept: &str) -> String {
    match language {
        Language::English if read(kept).is_some() => {
            kept.replace('.', ":").replace("selesai", "end")
        }
        _ => kept.to_owned(),
    }
}

/// `HH.MM` of `9`, `9.30`, `9:30`, `0930`, `9 am`.
fn time(text: &str) -> Option<String> {
    let text = text.trim();
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim_end(), Some(0)),
        (_, Some(rest)) => (rest.trim_end(), Some(12)),
        _ => (text, None),
    };
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | ':'))
    {
        return None;
    }
    let (hour, minute) = match text.split_once(['.', ':']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return None,
        None if text.len() == 4 => text.split_at(2),
        None => (text, "0"),
    };
    let hour: u32 = hour.parse().ok()?;
    let minute: u32 = minute.parse().ok().filter(|minute| *minute < 60)?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (hour < 24).then(|| format!("{hour:02}.{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_kept_in_one_form() {
        for (text, time, zone) in [
            ("9-11.30", "09.00–11.30", None),
            ("14.00 – 16.00 WIB", "14.00–16.00", Some("WIB")),
            ("pukul 14:00 sampai 16:00 wita", "14.00–16.00", Some("WITA")),
            ("2 pm to 3.30 pm", "14.00–15.30", None),
            ("0900-1100 wit", "09.00–11.00", Some("WIT")),
            ("13.00 s.d. selesai", "13.00–selesai", None),
            ("9", "09.00", None),
            ("12 am", "00.00", None),
        ] {
            assert_eq!(read(text), Some((time.to_owned(), zone)), "{text}");
        }
        for text in ["", "pagi", "25", "9.75", "9-", "13 pm", "9.3"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_is_shown_in_the_words_of_the_language_and_read_again() {
        assert_eq!(shown(Language::English, "14.00–selesai"), "14:00–end");
        assert_eq!(shown(Language::Indonesian, "14.00–16.00"), "14.00–16.00");
        assert_eq!(shown(Language::English, "after lunch."), "after lunch.");
        let shown = shown(Language::English, "14.00–16.00");
        assert_eq!(read(&shown), Some(("14.00–16.00".to_owned(), None)));
        assert_eq!(zone(" wita"), Some("WITA"));
        assert_eq!(zone("UTC"), None);
    }
}
