//! Numbers and dates as the person who typed them sees them.
//!
//! A workbook keeps `0.15` and, apart from it, that it is shown as `15%`. Dates are written
//! `2012-12-17`: how a date was shown depends on the machine it was shown on. The same goes for points and
//! commas in numbers, so thousands are parted only where the form itself says how (rupiah).

use calamine::ExcelDateTime;

/// A number in this form of Excel's (`0.00%`, `"Rp"#,##0`, `General` ...).
pub(super) fn number(value: f64, form: &str) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if form.trim().is_empty() {
        return general(value);
    }
    let sections = sections(form);
    let (section, value) = match sections.as_slice() {
        [_, negative, ..] if value < 0.0 => (negative, -value),
        [_, _, zero, ..] if value == 0.0 => (zero, value),
        [first, ..] => (first, value),
        [] => return general(value),
    };
    match Form::of(section) {
        Some(form) => form.write(value),
        None => general(value),
    }
}

/// As Excel shows a number without a form, but never shortened: at most 15 digits count.
fn general(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    if rounded != 0.0 && !(1e-9..1e21).contains(&rounded.abs()) {
        return format!("{rounded:E}");
    }
    // Also for -0.
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        format!("{rounded}")
    }
}

/// What a form says about positive numbers, negative ones, zero and text.
fn sections(form: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in form.chars() {
        match c {
            ';' if !quoted && !escaped => {
                sections.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = !escaped && !quoted && c == '\\';
        if let Some(section) = sections.last_mut() {
            section.push(c);
        }
    }
    sections
}

/// One section, taken apart.
#[derive(Default)]
struct Form {
    before: String,
    after: String,
    /// Digits before the point at least.
    whole: usize,
    /// Digits after the point at most and at least.
    decimals: usize,
    fixed_decimals: usize,
    grouped: bool,
    percent: bool,
    /// Commas at the end: each divides by a thousand.
    thousands: i32,
    indonesian: bool,
    has_digits: bool,
}

impl Form {
    /// `None` for forms that are shown like any number: fractions, powers of ten, `General`.
    fn of(section: &str) -> Option<Self> {
        let mut form = Self::default();
        let mut chars = section.chars().peekable();
        let (mut point, mut commas) = (false, 0);
        while let Some(c) = chars.next() {
            let mut literal = None;
            match c {
                '0' | '#' | '?' => {
                    form.has_digits = true;
                    if commas > 0 {
                        form.grouped = true;
                        commas = 0;
                    }
                    if point {
                        form.decimals += 1;
                        if c == '0' {
                            form.fixed_decimals = form.decimals;
                        }
                    } else if c == '0' {
                        form.whole += 1;
                    }
                }
                ',' if form.has_digits => commas += 1,
                '.' if form.has_digits || matches!(chars.peek(), Some('0' | '#' | '?')) => {
                    point = true;
                }
                '%' => {
                    form.percent = true;
                    literal = Some("%".to_owned());
                }
                'E' | 'e' | '/' if form.has_digits => return None,
                'G' | 'g' => return None,
                '@' => return None,
                '"' => literal = Some(chars.by_ref().take_while(|c| *c != '"').collect()),
                '\\' => literal = chars.next().map(String::from),
                '_' | '*' => {
                    chars.next();
                }
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    if let Some(currency) = inside.strip_prefix('$') {
                        let (sign, place) = currency.split_once('-').unwrap_or((currency, ""));
                        let place = place.to_ascii_lowercase();
                        form.indonesian |=
                            place == "id-id" || place.trim_start_matches('0') == "421";
                        literal = Some(sign.to_owned());
                    }
                }
                c => literal = Some(c.to_string()),
            }
            if let Some(literal) = literal {
                form.indonesian |= literal.trim() == "Rp";
                let side = if form.has_digits {
                    &mut form.after
                } else {
                    &mut form.before
                };
                side.push_str(&literal);
            }
        }
        form.thousands = commas;
        Some(form).filter(|form| form.decimals <= 30 && form.whole <= 30)
    }

    fn write(&self, value: f64) -> String {
        let sign = if value < 0.0 { "-" } else { "" };
        let mut digits = String::new();
        if self.has_digits {
            let scaled = value.abs() * if self.percent { 100.0 } else { 1.0 };
            let scaled = scaled / 1000_f64.powi(self.thousands);
            // A nudge, because 2.675 is kept as a little less and shown as 2.68.
            let text = format!("{:.*}", self.decimals, scaled * (1.0 + 4e-16));
            let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
            let cut = decimals
                .trim_end_matches('0')
                .len()
                .max(self.fixed_decimals);
            let whole = format!("{whole:0>width$}", width = self.whole);
            let (group, point) = if self.indonesian {
                (".", ',')
            } else {
                ("", '.')
            };
            digits = if self.grouped {
                grouped(&whole, group)
            } else {
                whole
            };
            if cut > 0 {
                digits.push(point);
                digits.push_str(&decimals[..cut]);
            }
        }
        let text = format!("{sign}{}{digits}{}", self.before, self.after);
        text.trim().to_owned()
    }
}

fn grouped(digits: &str, mark: &str) -> String {
    let mut out = String::new();
    for (n, c) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(c);
    }
    out
}

/// A date, a time of the day or both, as far as the form shows them; a length of time in hours.
pub(super) fn date(value: &ExcelDateTime, form: &str) -> String {
    let serial = value.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return general(serial);
    }
    if value.is_duration() {
        let seconds = (serial * 86_400.0).round() as u64;
        return clock(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let shown = |letters: &[char]| {
        let mut quoted = false;
        form.chars().any(|c| {
            quoted ^= c == '"';
            !quoted && letters.contains(&c.to_ascii_lowercase())
        })
    };
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = clock(hour.into(), minute.into(), second.into());
    let has_day = serial >= 1.0;
    let has_time = (hour, minute, second) != (0, 0, 0);
    let shows_day = shown(&['y', 'd']);
    let shows_time = shown(&['h', 's']);
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (
        has_day && (shows_day || !shows_time),
        has_time && (shows_time || !shows_day),
    ) {
        (true, true) => format!("{date} {time}"),
        (true, false) => date,
        (false, _) => time,
    }
}

fn clock(hours: u64, minutes: u64, seconds: u64) -> String {
    if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_look_as_they_did() {
        for (value, form, seen) in [
            (3.0, "General", "3"),
            (0.1 + 0.2, "General", "0.3"),
            (-0.0, "General", "0"),
            (1_250_000.0, "General", "1250000"),
            (3_174_051_234_567_890.0, "General", "3174051234567890"),
            (1e300, "General", "1E300"),
            (0.15, "0%", "15%"),
            (0.155, "0.0%", "15.5%"),
            (2.675, "0.00", "2.68"),
            (2.0, "0.00", "2.00"),
            (2.5, "0.###", "2.5"),
            (2.0, "#.##", "2"),
            (1_250_000.0, "#,##0", "1250000"),
            (1_250_000.0, "\"Rp\"#,##0", "Rp1.250.000"),
            (-1250.5, "[$Rp-421]#,##0.00", "-Rp1.250,50"),
            (
                1250.0,
                "_-[$Rp-0421]* #,##0_-;-[$Rp-421]* #,##0_-",
                "Rp1.250",
            ),
            (-7.0, "0;[Red](0)", "(7)"),
            (0.0, "0;-0;\"-\"", "-"),
            (42.0, "00000", "00042"),
            (1.0, "\"Ya\";;\"Tidak\"", "Ya"),
            (5.0, "0\" jam\"", "5 jam"),
            (5.0, "0\\ \\j", "5 j"),
            (12_345.0, "0,", "12"),
            (0.5, "# ?/?", "0.5"),
            (1234.0, "0.00E+00", "1234"),
            (7.0, "@", "7"),
            (7.0, "", "7"),
            (f64::NAN, "0", ""),
        ] {
            assert_eq!(number(value, form), seen, "{value} {form}");
        }
    }

    #[test]
    fn dates_and_times_are_as_far_as_they_are_shown() {
        let moment = |value| ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
        for (value, form, seen) in [
            (41260.0, "dd/mm/yyyy", "2012-12-17"),
            (
                41_260.604_166_666_664,
                "dd/mm/yyyy hh:mm",
                "2012-12-17 14:30",
            ),
            (41_260.604_166_666_664, "dd/mm/yyyy", "2012-12-17"),
            (41_260.604_166_666_664, "hh:mm", "14:30"),
            (0.5, "hh:mm:ss", "12:00"),
            (41260.0, "mmmm", "2012-12-17"),
            (1e9, "dd/mm/yyyy", "1000000000"),
        ] {
            assert_eq!(date(&moment(value), form), seen, "{value} {form}");
        }
        let length =
            ExcelDateTime::new(1.104_166_666_666_666_7, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(date(&length, "[h]:mm"), "26:30");
    }
}
