//! LEB128 integers, as Automerge writes them: always the shortest spelling.

/// Bytes that are read from the front and refuse to be read past their end.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Why the next thing cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The bytes end before it does.
    CutOff,
    /// An integer is too large or not in its shortest spelling.
    Integer,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes were read so far.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The bytes from position `start` to where the reader stands.
    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        &self.bytes[start..self.at]
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// The next `len` bytes. `len` may be any claim: nothing is allocated for it.
    pub(crate) fn take(&mut self, len: u64) -> Result<&'a [u8], Unread> {
        let len = usize::try_from(len).map_err(|_| Unread::CutOff)?;
        let taken = self.rest().get(..len).ok_or(Unread::CutOff)?;
        self.at += len;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Unread> {
        let (taken, _) = self.rest().split_first_chunk().ok_or(Unread::CutOff)?;
        self.at += N;
        Ok(*taken)
    }

    /// An unsigned integer below 2^64.
    pub(crate) fn u64(&mut self) -> Result<u64, Unread> {
        // One byte is by far the most frequent case.
        if let Some(&byte @ 0..0x80) = self.rest().first() {
            self.at += 1;
            return Ok(u64::from(byte));
        }
        let (value, len, _) = self.groups()?;
        let value = u64::try_from(value).map_err(|_| Unread::Integer)?;
        if len != unsigned_len(value) {
            return Err(Unread::Integer);
        }
        Ok(value)
    }

    /// A signed integer of 64 bits.
    pub(crate) fn i64(&mut self) -> Result<i64, Unread> {
        let (bits, len, last) = self.groups()?;
        // At most 70 bits were read, so the wider type holds them and their sign.
        let mut value = i128::try_from(bits).map_err(|_| Unread::Integer)?;
        if last & 0x40 != 0 {
            value -= 1 << (7 * len);
        }
        let value = i64::try_from(value).map_err(|_| Unread::Integer)?;
        if len != signed_len(value) {
            return Err(Unread::Integer);
        }
        Ok(value)
    }

    /// The groups of seven bits of the next integer put together, how many there were, and the last.
    fn groups(&mut self) -> Result<(u128, usize, u8), Unread> {
        let mut value = 0_u128;
        for len in 1..=10 {
            let [byte] = self.array()?;
            value |= u128::from(byte & 0x7f) << (7 * (len - 1));
            if byte & 0x80 == 0 {
                return Ok((value, len, byte));
            }
        }
        Err(Unread::Integer)
    }
}

/// How many bytes [`write_unsigned`] takes.
pub(crate) fn unsigned_len(value: u64) -> usize {
    (u64::BITS - (value | 1).leading_zeros()).div_ceil(7) as usize
}

fn signed_len(value: i64) -> usize {
    let magnitude = if value < 0 { !value } else { value };
    // One bit more for the sign.
    (i64::BITS - magnitude.leading_zeros() + 1).div_ceil(7) as usize
}

/// Appends the shortest spelling of `value`.
pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends the shortest spelling of `value`.
pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_integer_comes_back(unsigned: u64, signed: i64, shift in 0_u32..64) {
            for value in [unsigned >> shift, u64::MAX >> shift, 0] {
                let mut bytes = Vec::new();
                write_unsigned(&mut bytes, value);
                prop_assert_eq!(bytes.len(), unsigned_len(value));
                let mut reader = Reader::new(&bytes);
                prop_assert_eq!(reader.u64(), Ok(value));
                prop_assert!(reader.is_at_end());
            }
            for value in [signed >> shift, i64::MIN >> shift, i64::MAX >> shift] {
                let mut bytes = Vec::new();
                write_signed(&mut bytes, value);
                prop_assert_eq!(bytes.len(), signed_len(value));
                let mut reader = Reader::new(&bytes);
                prop_assert_eq!(reader.i64(), Ok(value));
                prop_assert!(reader.is_at_end());
            }
        }

        #[test]
        fn only_the_shortest_spelling_is_read(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.u64() {
                let mut again = Vec::new();
                write_unsigned(&mut again, value);
                prop_assert_eq!(&again[..], reader.since(0));
            }
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.i64() {
                let mut again = Vec::new();
                write_signed(&mut again, value);
                prop_assert_eq!(&again[..], reader.since(0));
            }
        }
    }

    #[test]
    fn long_and_cut_spellings_are_refused() {
        for (bytes, error) in [
            (&[0x81, 0x00][..], Unread::Integer),
            (&[0x80; 11], Unread::Integer),
            (
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
                Unread::Integer,
            ),
            (&[0xff], Unread::CutOff),
            (&[], Unread::CutOff),
        ] {
            assert_eq!(Reader::new(bytes).u64(), Err(error), "{bytes:?}");
        }
        for (bytes, error) in [
            (&[0xff, 0x7f][..], Unread::Integer),
            (&[0x80, 0x00], Unread::Integer),
            (
                &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
                Unread::Integer,
            ),
            (&[0x80], Unread::CutOff),
        ] {
            assert_eq!(Reader::new(bytes).i64(), Err(error), "{bytes:?}");
        }
    }
}
