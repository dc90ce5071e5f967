//! Runs too large for one frame, put together from their parts: over a link, and out of a carry file.

use format::run::MAX_RUN_BYTES;

use crate::frame::{Part, Short};

/// The beginning of a run too large for one frame, kept when the link is cut in the middle of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial {
    id: Short,
    total: usize,
    bytes: Vec<u8>,
}

/// Why a part does not go on with what came before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// The run would be larger than any may be.
    TooLarge,
    /// It belongs elsewhere, is empty, or makes a whole whose hash is another.
    Other,
}

impl Partial {
    /// The run's id, and where to go on.
    pub(crate) fn position(&self) -> (Short, u32) {
        (self.id, self.bytes.len() as u32)
    }

    /// How many bytes are here.
    pub(crate) fn here(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a part to what came before; the whole run once it is complete. A part that does not fit changes
    /// nothing.
    pub(crate) fn add(begun: &mut Option<Self>, part: Part) -> Result<Option<Vec<u8>>, Misfit> {
        let total = part.total as usize;
        if total > MAX_RUN_BYTES {
            return Err(Misfit::TooLarge);
        }
        let assembly = begun.get_or_insert_with(|| Self {
            id: part.id,
            total,
            bytes: vec![],
        });
        let fits = assembly.id == part.id
            && assembly.total == total
            && assembly.bytes.len() == part.offset as usize
            && !part.bytes.is_empty()
            && assembly.bytes.len() + part.bytes.len() <= total;
        if !fits {
            return Err(Misfit::Other);
        }
        assembly.bytes.extend_from_slice(&part.bytes);
        if assembly.bytes.len() < total {
            return Ok(None);
        }
        let whole = begun.take().map(|assembly| assembly.bytes);
        match whole {
            Some(whole) if format::chain::short_hash(&whole) == part.id => Ok(Some(whole)),
            _ => Err(Misfit::Other),
        }
    }
}
