//! Times that do not fit others, in words.

use super::Language;
use crate::core::clocks::{Mark, Whose};
use crate::say;

/// What is wrong with a time, in words that follow it.
pub fn mark(language: Language, mark: &Mark) -> String {
    let off = lapse(language, mark.off_millis);
    match &mark.whose {
        Whose::Its if mark.off_millis > 0 => say!(language, "clock-ahead", off = off),
        Whose::Its => say!(language, "clock-behind", off = off),
        Whose::ItsAtSomeTime => say!(language, "clock-changed", off = off),
        Whose::OrMembers { name, .. } => {
            say!(language, "clock-or-other", off = off, name = name.as_str())
        }
        Whose::OrRelays { address } => {
            say!(
                language,
                "clock-or-relay",
                off = off,
                relay = address.as_str()
            )
        }
    }
}

/// The same behind a time.
pub fn behind(language: Language, found: Option<&Mark>) -> String {
    found.map_or_else(String::new, |found| {
        format!("  ⚠ {}", mark(language, found))
    })
}

/// How this machine's clock stands beside a relay's.
pub fn beside_relay(language: Language, relay: &str, ahead_millis: i64) -> String {
    let off = lapse(language, ahead_millis);
    match ahead_millis > 0 {
        true => say!(language, "clock-ahead-of-relay", off = off, relay = relay),
        false => say!(language, "clock-behind-relay", off = off, relay = relay),
    }
}

/// How long something is, in whole minutes, hours or days: what is cut off makes it shorter, never longer.
fn lapse(language: Language, millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    match minutes {
        0..120 => say!(language, "lapse-minutes", count = minutes),
        120..2_880 => say!(language, "lapse-hours", count = minutes / 60),
        _ => say!(language, "lapse-days", count = minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_reads_as_people_say_it() {
        for (minutes, indonesian, english) in [
            (11, "11 menit", "11 minutes"),
            (-23, "23 menit", "23 minutes"),
            (119, "119 menit", "119 minutes"),
            (180, "3 jam", "3 hours"),
            (4_320, "3 hari", "3 days"),
        ] {
            let millis = minutes * 60_000;
            assert_eq!(lapse(Language::Indonesian, millis), indonesian);
            assert_eq!(lapse(Language::English, millis), english);
        }
        let mark = |off_millis, whose| Mark { off_millis, whose };
        let ahead = mark(1_380_000, Whose::Its);
        assert_eq!(
            super::mark(Language::Indonesian, &ahead),
            "jam perangkatnya salah: 23 menit terlalu cepat"
        );
        let relay = Whose::OrRelays {
            address: "wss://relai.contoh:8443".into(),
        };
        let either = super::mark(Language::English, &mark(1_380_000, relay));
        assert!(either.contains("wss://relai.contoh:8443"), "{either}");
    }
}
