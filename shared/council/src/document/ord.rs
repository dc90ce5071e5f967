//! Order keys: short strings that sort between two others.
//!
//! Things in a document are ordered by (key, id). A key is a sequence of components; each component is
//! a whole number of varying length, written so that text order is number order, and three characters of
//! jitter taken from the id of the thing that gets the key. Two offices that add at the same place apart
//! so get different keys, and something can later be put between the two. Adding many things one after
//! another at one place counts the last number up, so keys stay short; only going back and forth between
//! two neighbours makes them grow, by one component at a time.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Characters of jitter in each component: 238,328 different values.
const JITTER_CHARS: usize = 3;

/// A key that sorts after `before` and before `after`, for the thing called `id`.
///
/// `None` is the beginning or the end. Keys that this module did not make (a foreign program wrote
/// them) are taken for the beginning or the end; if `before` is not smaller than `after`, the key sorts
/// after `before`.
pub fn between(before: Option<&str>, after: Option<&str>, id: &str) -> String {
    let jitter = jitter(id);
    let before = before.and_then(Key::parse);
    let after = after.and_then(Key::parse);
    match (before, after) {
        (None, None) => component(0, &jitter),
        (Some(before), None) => before.stepped(1, &jitter),
        (None, Some(after)) => after.stepped(-1, &jitter),
        (Some(before), Some(after)) => {
            let next = before.stepped(1, &jitter);
            if next.as_str() < after.text {
                return next;
            }
            let previous = after.stepped(-1, &jitter);
            if before.text < previous.as_str() && before.text < after.text {
                return previous;
            }
            format!("{}{}", before.text, component(0, &jitter))
        }
    }
}

/// A well-formed key, taken apart.
struct Key<'a> {
    text: &'a str,
    /// Everything before the last component.
    stem: &'a str,
    /// The number of the last component.
    last: i64,
}

impl<'a> Key<'a> {
    /// `None` if this module cannot have made `text`.
    fn parse(text: &'a str) -> Option<Self> {
        let mut at = 0;
        let mut last = None;
        while at < text.len() {
            let (number, len) = parse_number(text.as_bytes().get(at..)?)?;
            let jitter = text.as_bytes().get(at + len..at + len + JITTER_CHARS)?;
            if !jitter.iter().all(u8::is_ascii_alphanumeric) {
                return None;
            }
            last = Some((at, number));
            at += len + JITTER_CHARS;
        }
        let (start, last) = last?;
        Some(Self {
            text,
            stem: text.get(..start)?,
            last,
        })
    }

    /// The key whose last number is `by` greater.
    fn stepped(&self, by: i64, jitter: &str) -> String {
        format!("{}{}", self.stem, component(self.last + by, jitter))
    }
}

fn component(number: i64, jitter: &str) -> String {
    let mut text = number_text(number);
    text.push_str(jitter);
    text
}

/// Digits a number may have; far more than anybody will count.
const MAX_DIGITS: usize = 9;

/// Writes a number so that text order is number order: a letter that says sign and number of digits
/// (`a` one digit, `b` two, ...; `Z` one digit below zero, `Y` two, ...), then the digits, below zero
/// counted from the top.
fn number_text(number: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = if number < 0 { -(number + 1) } else { number }.unsigned_abs();
    loop {
        let digit = (rest % 62) as usize;
        digits.push(DIGITS[if number < 0 { 61 - digit } else { digit }]);
        rest /= 62;
        if rest == 0 || digits.len() == MAX_DIGITS {
            break;
        }
    }
    let count = digits.len() as u8 - 1;
    digits.push(if number < 0 {
        b'Z' - count
    } else {
        b'a' + count
    });
    digits.reverse();
    String::from_utf8(digits).expect("BUG: all digits are ASCII")
}

/// Reads [`number_text`]; also says how many bytes it took.
fn parse_number(bytes: &[u8]) -> Option<(i64, usize)> {
    let head = *bytes.first()?;
    let (count, negative) = match head {
        b'a'..=b'z' => (usize::from(head - b'a') + 1, false),
        b'A'..=b'Z' => (usize::from(b'Z' - head) + 1, true),
        _ => return None,
    };
    if count > MAX_DIGITS {
        return None;
    }
    let mut value: i64 = 0;
    for byte in bytes.get(1..=count)? {
        let digit = DIGITS.binary_search(byte).ok()? as i64;
        value = value * 62 + if negative { 61 - digit } else { digit };
    }
    // Room for a step on either side.
    if value >= 62_i64.pow(MAX_DIGITS as u32) - 2 {
        return None;
    }
    Some((if negative { -value - 1 } else { value }, count + 1))
}

/// Three characters from an id (FNV-1a, 64 bits).
fn jitter(id: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in id.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (0..JITTER_CHARS)
        .map(|_| {
            let digit = DIGITS[(hash % 62) as usize];
            hash /= 62;
            char::from(digit)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn number_order_is_text_order() {
        let numbers = [
            -300_000, -3845, -3844, -63, -62, -61, -2, -1, 0, 1, 61, 62, 63, 3843, 3844, 300_000,
        ];
        for pair in numbers.windows(2) {
            assert!(number_text(pair[0]) < number_text(pair[1]), "{pair:?}");
        }
        for number in numbers {
            let text = number_text(number);
            assert_eq!(parse_number(text.as_bytes()), Some((number, text.len())));
        }
    }

    proptest! {
        #[test]
        fn any_insertions_keep_their_place(places in prop::collection::vec(0usize..1000, 1..300)) {
            let mut keys: Vec<String> = Vec::new();
            for (n, place) in places.into_iter().enumerate() {
                let at = place % (keys.len() + 1);
                let before = at.checked_sub(1).map(|i| keys[i].as_str());
                let key = between(before, keys.get(at).map(String::as_str), &format!("id{n}"));
                keys.insert(at, key);
            }
            for pair in keys.windows(2) {
                prop_assert!(pair[0] < pair[1], "{:?}", pair);
            }
        }

        #[test]
        fn foreign_keys_do_no_harm(a in ".{0,12}", b in ".{0,12}") {
            let key = between(Some(&a), Some(&b), "id");
            prop_assert!(Key::parse(&key).is_some());
        }
    }

    #[test]
    fn adding_in_a_row_keeps_keys_short() {
        let (first, last) = (between(None, None, "a"), {
            let a = between(None, None, "a");
            between(Some(&a), None, "b")
        });
        let (mut down, mut up) = (first.clone(), last.clone());
        for n in 0..5000 {
            down = between(Some(&down), Some(&last), &format!("d{n}"));
            up = between(Some(&first), Some(&up), &format!("u{n}"));
        }
        assert!(down.len() <= 16 && up.len() <= 16, "{down} {up}");
    }

    #[test]
    fn two_offices_at_one_place_leave_room_between() {
        let before = between(None, None, "x");
        let after = between(Some(&before), None, "y");
        let one = between(
            Some(&before),
            Some(&after),
            "0c9b3e1e-5a3a-4d0e-9d4b-111111111111",
        );
        let two = between(
            Some(&before),
            Some(&after),
            "0c9b3e1e-5a3a-4d0e-9d4b-222222222222",
        );
        assert_ne!(one, two);
        let (low, high) = if one < two { (one, two) } else { (two, one) };
        let middle = between(Some(&low), Some(&high), "m");
        assert!(low < middle && middle < high);
    }
}
