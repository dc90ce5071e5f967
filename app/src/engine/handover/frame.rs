//! Messages as bytes: a length, and JSON. What comes is checked before it is believed.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side went away, or the system refuses.
    #[error("the connection ended: {0}")]
    Io(#[from] io::Error),
    /// It is longer than it may be.
    #[error("a message of {bytes} bytes came, and {limit} are the most")]
    TooLarge {
        /// How long it is.
        bytes: u64,
        /// How long it may be.
        limit: u32,
    },
    /// It is no message.
    #[error("what came is no message")]
    Unreadable,
}

/// Reads one message of at most `limit` bytes.
///
/// # Errors
/// [`FrameError`]. Nothing beyond the message was read then.
pub async fn read<T: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    limit: u32,
) -> Result<T, FrameError> {
    let length = from.read_u32().await?;
    if length > limit {
        return Err(FrameError::TooLarge {
            bytes: length.into(),
            limit,
        });
    }
    // Room is made as bytes come, not as they are announced.
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes).await?;
    if bytes.len() < length as usize {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    serde_json::from_slice(&bytes).map_err(|_| FrameError::Unreadable)
}

/// Writes one message of at most `limit` bytes.
///
/// # Errors
/// [`FrameError`]; of a message that is too large nothing was written.
pub async fn write<T: Serialize>(
    to: &mut (impl AsyncWrite + Unpin),
    message: &T,
    limit: u32,
) -> Result<(), FrameError> {
    let json = serde_json::to_vec(message).map_err(|_| FrameError::Unreadable)?;
    let length = u32::try_from(json.len()).ok().filter(|it| *it <= limit);
    let Some(length) = length else {
        return Err(FrameError::TooLarge {
            bytes: json.len() as u64,
            limit,
        });
    };
    let mut frame = Vec::with_capacity(json.len() + 4);
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&json);
    to.write_all(&frame).await?;
    to.flush().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_bytes(mut bytes: &[u8]) -> Result<Vec<String>, FrameError> {
        read(&mut bytes, 64).await
    }

    #[tokio::test]
    async fn a_message_comes_back_and_every_cut_of_it_is_refused() {
        let message = vec!["satu".to_owned(), "dua".to_owned()];
        let mut bytes = Vec::new();
        write(&mut bytes, &message, 64).await.unwrap();
        assert_eq!(read_bytes(&bytes).await.unwrap(), message);
        for end in 0..bytes.len() {
            let cut = read_bytes(&bytes[..end]).await;
            assert!(matches!(cut, Err(FrameError::Io(_))), "cut at {end}");
        }
    }

    #[tokio::test]
    async fn what_is_too_large_or_no_message_is_refused_unread() {
        for length in [65, u32::MAX] {
            let refused = read_bytes(&length.to_be_bytes()).await;
            assert!(matches!(refused, Err(FrameError::TooLarge { .. })));
        }
        for body in ["", "{", "{}", "[1]", "[\"satu\"] ", "\u{0}"] {
            let mut bytes = (body.len() as u32).to_be_bytes().to_vec();
            bytes.extend_from_slice(body.as_bytes());
            let read = read_bytes(&bytes).await;
            assert_eq!(read.is_ok(), body == "[\"satu\"] ", "{body:?}");
        }
        let long = vec!["x".repeat(64)];
        let mut bytes = Vec::new();
        let refused = write(&mut bytes, &long, 64).await;
        assert!(matches!(refused, Err(FrameError::TooLarge { .. })));
        assert!(bytes.is_empty());
    }
}
