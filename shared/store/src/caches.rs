//! What is dear to compute and asked for often, kept in memory while it is right.
//!
//! The writer and all readers share these, though they look at different states of the file, some of
//! which are undone again. So nothing is kept under a name that says *when* it was true: each entry
//! goes by what it was computed from.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use format::act::ActError;
use format::{Act, ActId, CouncilId, PublicKey};
use sync::holdings::LogPosition;

use crate::access::Accesses;
use crate::error::Result;
use crate::roster::Rosters;

/// Everything one program keeps of one store.
#[derive(Debug, Default)]
pub(crate) struct Caches {
    pub(crate) rosters: Rosters,
    pub(crate) verified: Verified,
    pub(crate) overall: Overall,
    pub(crate) accesses: Accesses,
}

impl Caches {
    /// Forgets what was computed: rows changed without anything that tells it.
    pub(crate) fn forget(&self) {
        self.rosters.forget();
        lock(&self.overall.0).clear();
        self.accesses.forget();
    }
}

/// A panic while one of these was locked leaves at worst an entry less.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many act ids are remembered before the older half is forgotten; 32 bytes each.
const GENERATION: usize = 1 << 15;

/// Acts whose signature was verified since this program started. An id is a hash of the signed
/// bytes, so what is remembered is true of the act whether it is in the file or not. The file itself
/// is not believed: somebody else may have written it.
#[derive(Debug, Default)]
pub(crate) struct Verified(Mutex<[HashSet<ActId>; 2]>);

impl Verified {
    /// Reads an act from the row that keeps it under this id; verifies its signature unless that was
    /// done before.
    pub(crate) fn read(&self, bytes: &[u8], id: &ActId) -> std::result::Result<Act, ActError> {
        let known = lock(&self.0)
            .iter()
            .any(|generation| generation.contains(id));
        if known {
            return Act::parse_again(bytes, id);
        }
        let act = Act::parse(bytes)?;
        if act.id() != *id {
            return Err(ActError::Changed);
        }
        self.note(&act);
        Ok(act)
    }

    /// Remembers an act that was just parsed or signed.
    pub(crate) fn note(&self, act: &Act) {
        let mut generations = lock(&self.0);
        if generations[0].len() >= GENERATION {
            generations.swap(0, 1);
            generations[0].clear();
        }
        generations[0].insert(act.id());
    }
}

/// How many overall digests are kept before all are forgotten.
const OVERALLS: usize = 1 << 10;

/// The overall digest per council and peer it is for, by the log it belongs to: the chain names every
/// item taken in, and setting rows aside gives the log a new id.
#[derive(Debug, Default)]
pub(crate) struct Overall(Mutex<HashMap<(CouncilId, Option<PublicKey>), OverallEntry>>);

/// The log's end and the roster digest, and the overall digest made of them.
type OverallEntry = ((LogPosition, [u8; 16]), [u8; 16]);

impl Overall {
    pub(crate) fn get(
        &self,
        council: CouncilId,
        peer: Option<PublicKey>,
        at: (LogPosition, [u8; 16]),
        compute: impl FnOnce() -> Result<[u8; 16]>,
    ) -> Result<[u8; 16]> {
        if let Some((known, digest)) = lock(&self.0).get(&(council, peer))
            && *known == at
        {
            return Ok(*digest);
        }
        let digest = compute()?;
        let mut kept = lock(&self.0);
        if kept.len() >= OVERALLS {
            kept.clear();
        }
        kept.insert((council, peer), (at, digest));
        Ok(digest)
    }

    /// Forgets what was computed of a council: something changed that the log does not tell.
    pub(crate) fn forget(&self, council: CouncilId) {
        lock(&self.0).retain(|(of, _), _| *of != council);
    }
}

#[cfg(test)]
mod tests {
    use format::{Act, DeviceKey, Statement, Subject};

    use format::act::ActError;

    use super::{GENERATION, Verified, lock};

    fn act(time_millis: i64) -> Act {
        let key = DeviceKey::from_secret(&[7; 32]);
        let statement = Statement {
            council: None,
            author: key.public(),
            kind: "found".into(),
            subject: Subject::Council,
            cites: vec![],
            roster: vec![],
            time_millis,
            body: vec![0xa0],
        };
        Act::sign(statement, &key).unwrap()
    }

    #[test]
    fn an_act_is_read_only_from_its_own_bytes_known_or_not() {
        let (one, two) = (act(1), act(2));
        let verified = Verified::default();
        for _ in 0..2 {
            assert_eq!(verified.read(one.bytes(), &one.id()).unwrap(), one);
            assert!(verified.read(two.bytes(), &one.id()).is_err());
            for at in 0..one.bytes().len() {
                let mut spoilt = one.bytes().to_vec();
                spoilt[at] ^= 1;
                assert!(verified.read(&spoilt, &one.id()).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_forged_row_with_the_right_hash_is_not_read() {
        use sha2::Digest as _;
        let mut forged = act(1).bytes().to_vec();
        *forged.last_mut().unwrap() ^= 1;
        let id = format::ActId::from_bytes(sha2::Sha256::digest(&forged).into());
        let verified = Verified::default();
        for _ in 0..2 {
            assert_eq!(verified.read(&forged, &id), Err(ActError::Signature));
        }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_newest_stays() {
        let verified = Verified::default();
        for generation in lock(&verified.0).iter_mut() {
            for number in 0..GENERATION as u64 {
                let mut id = [0; 32];
                id[..8].copy_from_slice(&number.to_le_bytes());
                generation.insert(format::ActId::from_bytes(id));
            }
        }
        let newest = act(1);
        verified.note(&newest);
        let generations = lock(&verified.0);
        assert!(generations.iter().any(|known| known.contains(&newest.id())));
        assert!(generations.iter().map(|known| known.len()).sum::<usize>() <= 2 * GENERATION);
    }
}
