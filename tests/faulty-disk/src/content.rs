//! One file as the operating system knows it and as the disk does.

use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

/// What a disk writes at once: the least that is torn apart when the power goes.
const SECTOR: u64 = 512;

/// Something that was done to a file since it was last synced.
#[derive(Debug)]
enum Pending {
    Write(u64, Vec<u8>),
    Truncate(u64),
}

/// A file: what is surely on the disk, and what is only promised.
#[derive(Debug, Default)]
pub(crate) struct Content {
    durable: Vec<u8>,
    pending: Vec<Pending>,
    /// How long the file is for whoever has it open, in bytes.
    pub(crate) len: u64,
    /// Whether the folder that names the file was synced since the file was made.
    pub(crate) is_entered: bool,
}

impl Content {
    /// A file as it is found, all of it on the disk.
    pub(crate) fn found(durable: Vec<u8>, is_entered: bool) -> Self {
        Self {
            len: durable.len() as u64,
            durable,
            pending: Vec::new(),
            is_entered,
        }
    }

    pub(crate) fn write(&mut self, at: u64, bytes: &[u8]) {
        self.len = self.len.max(at + bytes.len() as u64);
        self.pending.push(Pending::Write(at, bytes.to_vec()));
    }

    pub(crate) fn truncate(&mut self, len: u64) {
        self.len = len;
        self.pending.push(Pending::Truncate(len));
    }

    /// Everything done so far is on the disk.
    pub(crate) fn sync(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            match pending {
                Pending::Write(at, bytes) => put(&mut self.durable, at, &bytes),
                Pending::Truncate(len) => self.durable.resize(to_usize(len), 0),
            }
        }
    }

    /// How many bytes were written and not synced.
    pub(crate) fn unsynced(&self) -> u64 {
        let bytes = self.pending.iter().map(|pending| match pending {
            Pending::Write(_, bytes) => bytes.len() as u64,
            Pending::Truncate(_) => 0,
        });
        bytes.sum()
    }

    /// What is left of the file when the power goes now. Of what was not synced each sector may be on the
    /// disk, not be on it, or be there in part, whatever was written before or after it; `kept` is how
    /// likely it is there.
    pub(crate) fn after_power_cut(&self, kept: f64, random: &mut ChaCha8Rng) -> Vec<u8> {
        let mut left = self.durable.clone();
        for pending in &self.pending {
            match pending {
                Pending::Truncate(len) => {
                    if random.random_bool(kept) {
                        left.resize(to_usize(*len), 0);
                    }
                }
                Pending::Write(at, bytes) => {
                    let mut from = 0;
                    while from < bytes.len() {
                        let place = at + from as u64;
                        let in_sector = to_usize(SECTOR - place % SECTOR);
                        let to = bytes.len().min(from + in_sector);
                        let piece = &bytes[from..to];
                        if random.random_bool(0.05) {
                            let torn = random.random_range(0..=piece.len());
                            put(&mut left, place, &piece[..torn]);
                        } else if random.random_bool(kept) {
                            put(&mut left, place, piece);
                        }
                        from = to;
                    }
                }
            }
        }
        left
    }
}

fn put(bytes: &mut Vec<u8>, at: u64, piece: &[u8]) {
    if piece.is_empty() {
        return;
    }
    let (from, to) = (to_usize(at), to_usize(at) + piece.len());
    if bytes.len() < to {
        bytes.resize(to, 0);
    }
    bytes[from..to].copy_from_slice(piece);
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).expect("a test's file fits into memory")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn what_was_synced_stays_and_the_rest_is_lost_kept_or_torn() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut content = Content::found(vec![1; 2048], true);
        content.write(0, &[2; 1024]);
        content.sync();
        content.write(1024, &[3; 1024]);
        let (mut lost, mut kept, mut torn) = (0, 0, 0);
        for _ in 0..1000 {
            let left = content.after_power_cut(0.5, &mut random);
            assert_eq!(left.len(), 2048);
            assert!(left[..1024].iter().all(|byte| *byte == 2));
            for sector in left[1024..].chunks(512) {
                let new = sector.iter().filter(|byte| **byte == 3).count();
                match new {
                    0 => lost += 1,
                    512 => kept += 1,
                    _ => torn += 1,
                }
            }
        }
        assert!(
            lost > 500 && kept > 500 && torn > 20,
            "{lost} {kept} {torn}"
        );
        assert_eq!(content.unsynced(), 1024);
    }

    #[test]
    fn a_later_write_can_survive_an_earlier_one() {
        let mut random = ChaCha8Rng::seed_from_u64(2);
        let mut content = Content::default();
        content.write(0, &[1; 512]);
        content.write(512, &[2; 512]);
        let reordered = (0..100).any(|_| {
            let left = content.after_power_cut(0.5, &mut random);
            left.len() == 1024 && left[0] == 0 && left[1023] == 2
        });
        assert!(reordered);
    }
}
