//! One frame as a message of a connection: its bytes, then the beginning of their SHA-256.
//!
//! A line that damages a byte must not look like a peer that lies. A damaged item would be refused for
//! good, and its honest sender would never offer it again; a damaged message ends the session, and the
//! next one goes on where everything was still right. It keeps out accidents only: what a peer says is
//! proved by signatures and hashes inside.

use bytes::Bytes;
use sync::frame::MAX_FRAME_BYTES;

/// How many bytes follow the frame.
const CHECK_BYTES: usize = 4;

/// The most bytes one message may have; longer ones end the session.
pub const MAX_MESSAGE_BYTES: usize = MAX_FRAME_BYTES + CHECK_BYTES;

/// The message that carries a frame.
pub fn wrap(mut frame: Vec<u8>) -> Bytes {
    let check = format::chain::short_hash(&frame);
    frame.extend_from_slice(&check[..CHECK_BYTES]);
    frame.into()
}

/// The frame that a message carries; `None` if it was damaged on the way.
pub fn unwrap(message: &[u8]) -> Option<Vec<u8>> {
    let (frame, check) = message.split_at_checked(message.len().checked_sub(CHECK_BYTES)?)?;
    format::chain::short_hash(frame)
        .starts_with(check)
        .then(|| frame.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_brings_its_frame_and_no_damaged_one() {
        for frame in [vec![], vec![0], (0..=255).collect::<Vec<u8>>()] {
            let message = wrap(frame.clone());
            assert_eq!(unwrap(&message), Some(frame));
            for at in 0..message.len() {
                for bit in 0..8 {
                    let mut damaged = message.to_vec();
                    damaged[at] ^= 1 << bit;
                    assert_eq!(unwrap(&damaged), None, "bit {bit} of byte {at}");
                }
                assert_eq!(unwrap(&message[..at]), None, "cut at {at}");
            }
        }
        assert_eq!(unwrap(b"not a message"), None);
    }
}
