//! How much of this relay one address, one device and one connection may use.

use std::time::Duration;

/// The limits of a relay that is serving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections in all.
    pub connections: usize,
    /// Connections from one address; an IPv6 address stands for its network of 64 bits. A whole office may
    /// come from one.
    pub connections_per_address: usize,
    /// New connections per second from one address, in the long run.
    pub arrivals_per_second: u32,
    /// New connections from one address at once.
    pub arrivals_at_once: u32,
    /// Sessions of one device of one council; a newer one takes the place of the oldest.
    pub sessions_per_device: usize,
    /// Frames per second that are read from one connection, in the long run. What comes faster waits.
    pub frames_per_second: u32,
    /// Bytes per second that are read from one connection, likewise.
    pub bytes_per_second: u32,
    /// How long a TLS handshake may take, and how long the head of a request.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 5_000,
            connections_per_address: 2_000,
            arrivals_per_second: 50,
            arrivals_at_once: 1_000,
            sessions_per_device: 4,
            frames_per_second: 2_000,
            bytes_per_second: 32 << 20,
            patience: Duration::from_secs(10),
        }
    }
}
