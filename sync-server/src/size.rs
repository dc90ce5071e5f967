//! Numbers of bytes as people type and read them.

use terminal::BadValue;

use crate::words::say;

/// The units and how many bytes each has, the largest first of its kind.
const UNITS: [(&str, u64); 9] = [
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

/// Reads `500MB`, `2 GiB` or a plain number of bytes, in any case.
pub(crate) fn parse(typed: &str) -> Result<u64, BadValue> {
    let wrong = || BadValue::new(|language| say(language, "not-a-size", &[]));
    let typed = typed.trim();
    let digits = typed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &typed[digits.len()..];
    let times = match unit {
        "" => Some(1),
        unit => UNITS
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(unit))
            .map(|(_, bytes)| *bytes),
    };
    let number: Option<u64> = digits.trim().parse().ok();
    number
        .zip(times)
        .and_then(|(number, times)| number.checked_mul(times))
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(wrong)
}

/// Reads a number of bytes, as [`parse`] does, that may not be smaller than this.
pub(crate) fn at_least(
    least: u64,
) -> impl Fn(&str) -> Result<u64, BadValue> + Clone + Send + Sync + 'static {
    move |typed: &str| match parse(typed)? {
        bytes if bytes >= least => Ok(bytes),
        _ => Err(BadValue::new(move |language| {
            say(language, "size-too-small", &[("least", &told(least))])
        })),
    }
}

/// Says a number of bytes in the largest unit of thousands that it fills, with one digit behind the point.
pub(crate) fn told(bytes: u64) -> String {
    let unit = UNITS[..4].iter().find(|(_, size)| bytes >= *size);
    match unit {
        Some((name, size)) => {
            let tenths = u128::from(bytes) * 10 / u128::from(*size);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_in_every_unit_and_told_in_thousands() {
        for (typed, bytes) in [
            ("0", 0),
            ("1234", 1234),
            ("500MB", 500_000_000),
            ("500 mb", 500_000_000),
            ("2GiB", 2 << 30),
            ("7 kib", 7 << 10),
            ("12 B", 12),
        ] {
            assert_eq!(parse(typed).ok(), Some(bytes), "{typed}");
        }
        for wrong in [
            "",
            "MB",
            "-1",
            "1.5GB",
            "5 parsec",
            "99999999999TB",
            "1 MB 2",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        let pace = at_least(1_000);
        assert_eq!(pace("1kB").ok(), Some(1_000));
        assert!(pace("0").is_err() && pace("999").is_err() && pace("kB").is_err());
        assert_eq!(told(999), "999 B");
        assert_eq!(told(1_000), "1.0 kB");
        assert_eq!(told(1_999_999), "1.9 MB");
        assert_eq!(told(u64::MAX), "18446744.0 TB");
    }
}
