//! A day in an act.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use minicbor::{Decode, Encode};

/// A day of the calendar. In acts: text, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// The day on which a moment falls by the clocks of western Indonesia (WIB, UTC+7), where head
    /// offices are: a day in an act must be the same day for every reader.
    pub fn of_millis(millis: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_millisecond(millis).ok()?;
        let zone = TimeZone::fixed(Offset::constant(7));
        Some(Self(zone.to_datetime(moment).date()))
    }

    /// How many days from this one to another: negative where that was before.
    pub fn days_until(self, other: Self) -> i64 {
        let span = self.0.until(other.0);
        // Whole days between two days of the calendar always fit.
        span.map_or(0, |span| i64::from(span.get_days()))
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl<C> Encode<C> for Day {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Day {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let wrong = || minicbor::decode::Error::message("a day is written YYYY-MM-DD");
        let text = d.str()?;
        let day: Self = text.parse().map_err(|_| wrong())?;
        // One spelling only: the parser would take others.
        match day.to_string() == text {
            true => Ok(day),
            false => Err(wrong()),
        }
    }
}
