//! The bytes of a page into text. Word saves pages in the character set of the machine, not in UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// How far into a page its character set is named.
const NAMED_WITHIN: usize = 2_048;

/// The text of a page: UTF-8 where it is valid, else what the page says, else Windows' western set.
pub(crate) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, marks)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[marks..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => named(bytes).unwrap_or(WINDOWS_1252).decode(bytes).0,
    }
}

/// The character set a page names: `<meta ... charset=windows-1252">`.
fn named(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(NAMED_WITHIN)]);
    let (_, rest) = start.split_once("charset=")?;
    let rest = rest.trim_start_matches(['"', '\'']);
    let label = rest
        .split(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c)))
        .next()?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_in_the_character_set_they_were_saved_in() {
        assert_eq!(decoded("é “x”".as_bytes()), "é “x”");
        assert_eq!(decoded(b"\xef\xbb\xbfx"), "x");
        assert_eq!(decoded(b"\x93x\x94 \xe9"), "“x” é");
        assert_eq!(
            decoded(b"<meta charset=\"iso-8859-5\">\xd0"),
            "<meta charset=\"iso-8859-5\">а"
        );
        assert_eq!(decoded(b"\xff\xfea\0b\0"), "ab");
        assert_eq!(decoded(b"charset=bogus \xe9"), "charset=bogus é");
    }
}
