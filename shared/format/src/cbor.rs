//! Deterministic CBOR (RFC 8949, section 4.2): shortest integers, definite lengths, ascending keys.
//!
//! [`Encoder`] cannot fail, because it writes to memory. [`decode_exact`] accepts only the one byte
//! string that the encoder would have written, so equal meaning is equal bytes is equal hash.
//! [`is_deterministic`] says the same of content whose meaning is not known here.

use std::convert::Infallible;

/// A CBOR encoder that writes to memory and therefore cannot fail.
#[derive(Debug, Default)]
pub struct Encoder(Vec<u8>);

macro_rules! forward {
    ($($(#[$doc:meta])* $name:ident($arg:ident: $ty:ty)),* $(,)?) => {$(
        $(#[$doc])*
        pub fn $name(&mut self, $arg: $ty) -> &mut Self {
            self.write(|e| e.$name($arg).map(|_| ()))
        }
    )*};
}

impl Encoder {
    /// An empty encoder.
    pub fn new() -> Self {
        Self::default()
    }

    fn write(
        &mut self,
        f: impl FnOnce(
            &mut minicbor::Encoder<&mut Vec<u8>>,
        ) -> Result<(), minicbor::encode::Error<Infallible>>,
    ) -> &mut Self {
        let mut e = minicbor::Encoder::new(&mut self.0);
        f(&mut e).expect("BUG: writing CBOR to memory cannot fail");
        self
    }

    forward! {
        /// Starts an array of `len` elements.
        array(len: u64),
        /// Starts a map of `len` pairs; the caller writes keys in ascending order.
        map(len: u64),
        /// Writes a byte string.
        bytes(value: &[u8]),
        /// Writes a text string.
        str(value: &str),
        /// Writes an unsigned integer.
        u8(value: u8),
        /// Writes an unsigned integer.
        u32(value: u32),
        /// Writes an unsigned integer.
        u64(value: u64),
        /// Writes a signed integer.
        i64(value: i64),
        /// Writes true or false.
        bool(value: bool),
    }

    /// Writes null.
    pub fn null(&mut self) -> &mut Self {
        self.write(|e| e.null().map(|_| ()))
    }

    /// Writes a value of ours.
    pub fn value<T: minicbor::Encode<()>>(&mut self, value: &T) -> &mut Self {
        self.write(|e| e.encode(value).map(|_| ()))
    }

    /// Appends bytes that are CBOR already.
    pub fn raw(&mut self, cbor: &[u8]) -> &mut Self {
        self.0.extend_from_slice(cbor);
        self
    }

    /// The bytes written so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Encodes one value.
pub fn encode<T: minicbor::Encode<()>>(value: &T) -> Vec<u8> {
    let mut e = Encoder::new();
    e.value(value);
    e.into_bytes()
}

/// Decodes one value from exactly these bytes and refuses any other spelling of the same value.
///
/// # Errors
/// When the bytes are no such value, are followed by others, or are not the shortest spelling.
pub fn decode_exact<T>(bytes: &[u8]) -> Result<T, minicbor::decode::Error>
where
    T: for<'b> minicbor::Decode<'b, ()> + minicbor::Encode<()>,
{
    let mut d = minicbor::Decoder::new(bytes);
    let value: T = d.decode()?;
    if d.position() != bytes.len() {
        return Err(minicbor::decode::Error::message("bytes follow the value"));
    }
    if encode(&value) != bytes {
        return Err(minicbor::decode::Error::message(
            "not the deterministic spelling of this value",
        ));
    }
    Ok(value)
}

/// How deep arrays and maps may stand inside one another.
const MAX_DEPTH: usize = 16;

/// Whether the bytes are exactly one CBOR item in its only allowed spelling.
///
/// Allowed are integers, byte and text strings, arrays, maps, false, true and null: everything in its
/// shortest form, definite lengths, map keys strictly ascending by their bytes, at most 16 levels
/// deep. Tags, floating-point numbers and other simple values are refused; nothing we sign needs
/// them, and numbers with several spellings have no place under a hash.
pub fn is_deterministic(bytes: &[u8]) -> bool {
    matches!(skip_item(bytes, MAX_DEPTH), Some([]))
}

/// Steps over one deterministic item and returns what follows it.
fn skip_item(bytes: &[u8], depth: usize) -> Option<&[u8]> {
    let (&first, rest) = bytes.split_first()?;
    let (major, info) = (first >> 5, first & 0x1f);
    if major == 7 {
        return matches!(info, 20..=22).then_some(rest);
    }
    // Each wider spelling must be needed for its value.
    let width = match info {
        0..=23 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        27 => 8,
        _ => return None,
    };
    let (argument, mut rest) = rest.split_at_checked(width)?;
    let value = match width {
        0 => u64::from(info),
        _ => argument
            .iter()
            .fold(0, |value, byte| value << 8 | u64::from(*byte)),
    };
    let smallest = match width {
        0 => 0,
        1 => 24,
        _ => 1 << (4 * width),
    };
    if value < smallest {
        return None;
    }
    match major {
        0 | 1 => Some(rest),
        2 | 3 => {
            let (string, rest) = rest.split_at_checked(usize::try_from(value).ok()?)?;
            (major == 2 || std::str::from_utf8(string).is_ok()).then_some(rest)
        }
        4 | 5 => {
            let depth = depth.checked_sub(1)?;
            let mut key_before: Option<&[u8]> = None;
            // Every item takes at least one byte, so a false claim ends soon.
            for _ in 0..value {
                let after = skip_item(rest, depth)?;
                if major == 5 {
                    let key = &rest[..rest.len() - after.len()];
                    if key_before.is_some_and(|before| before >= key) {
                        return None;
                    }
                    key_before = Some(key);
                    rest = skip_item(after, depth)?;
                } else {
                    rest = after;
                }
            }
            Some(rest)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item() -> impl Strategy<Value = Vec<u8>> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(|n| Encoder::new().i64(n).0.clone()),
            any::<u64>().prop_map(|n| Encoder::new().u64(n).0.clone()),
            ".{0,30}".prop_map(|text| Encoder::new().str(&text).0.clone()),
            proptest::collection::vec(any::<u8>(), 0..300)
                .prop_map(|bytes| Encoder::new().bytes(&bytes).0.clone()),
            any::<bool>().prop_map(|value| Encoder::new().bool(value).0.clone()),
            Just(Encoder::new().null().0.clone()),
        ];
        leaf.prop_recursive(4, 40, 8, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..8).prop_map(|items| {
                    let mut e = Encoder::new();
                    e.array(items.len() as u64);
                    items.iter().for_each(|item| {
                        e.raw(item);
                    });
                    e.0
                }),
                proptest::collection::btree_map(inner.clone(), inner, 0..8).prop_map(|pairs| {
                    let mut e = Encoder::new();
                    e.map(pairs.len() as u64);
                    pairs.iter().for_each(|(key, value)| {
                        e.raw(key).raw(value);
                    });
                    e.0
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_the_encoder_writes_is_deterministic(item in item(), more: u8) {
            prop_assert!(is_deterministic(&item));
            for len in 0..item.len() {
                prop_assert!(!is_deterministic(&item[..len]));
            }
            let mut longer = item;
            longer.push(more);
            prop_assert!(!is_deterministic(&longer));
        }

        #[test]
        fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            // Whatever is accepted reads as one item for the ordinary decoder too.
            if is_deterministic(&bytes) {
                let mut d = minicbor::Decoder::new(&bytes);
                prop_assert!(d.skip().is_ok());
                prop_assert_eq!(d.position(), bytes.len());
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for (bytes, what) in [
            (&[0x18, 23][..], "a long small integer"),
            (&[0x19, 0, 255], "a long integer of one byte"),
            (&[0x1a, 0, 0, 255, 255], "a long integer of two bytes"),
            (
                &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
                "a long integer of four bytes",
            ),
            (&[0x58, 1, 0], "a long length"),
            (&[0x9f, 0xff], "an indefinite array"),
            (&[0x5f, 0xff], "an indefinite string"),
            (&[0xa2, 1, 0, 0, 0], "keys descending"),
            (&[0xa2, 1, 0, 1, 0], "a key twice"),
            (&[0x61, 0xff], "text that is not UTF-8"),
            (&[0xc1, 0], "a tag"),
            (&[0xf9, 0, 0], "a half float"),
            (&[0xfb, 0, 0, 0, 0, 0, 0, 0, 0], "a float"),
            (&[0xf7], "undefined"),
            (&[0xf8, 32], "a simple value"),
            (&[0x1c], "a reserved length"),
            (
                &[0x9b, 255, 255, 255, 255, 255, 255, 255, 255],
                "a false length",
            ),
            (&[], "nothing"),
        ] {
            assert!(!is_deterministic(bytes), "{what}");
        }
        let nested = |levels: usize| [vec![0x81; levels], vec![0]].concat();
        assert!(is_deterministic(&nested(16)));
        assert!(!is_deterministic(&nested(17)));
        assert!(!is_deterministic(&nested(1_000_000)));
    }
}
