//! How long to wait before calling again.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

/// The first pause after a failure while staying linked; each further one is twice as long.
pub const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause while staying linked.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// The longest pause after a session that was good.
const SOON: Duration = Duration::from_millis(500);

/// How long to wait after so many failures in a row while staying linked. Without jitter: for whoever says
/// when the next try is.
pub fn pause(failures: u32) -> Duration {
    doubled(FIRST_PAUSE, LONGEST_PAUSE, failures)
}

/// How long to wait after a session that was good and broke: no longer than it takes so that not everybody
/// is back in one moment.
pub fn soon() -> Duration {
    jittered(SOON)
}

/// `first` after one failure, twice that after the next, up to `longest`.
pub fn doubled(first: Duration, longest: Duration, failures: u32) -> Duration {
    let times = 1u32 << failures.saturating_sub(1).min(16);
    (first * times).min(longest)
}

/// Half of it to all of it, so that a hundred offices do not come back in one moment.
pub fn jittered(pause: Duration) -> Duration {
    let random = getrandom::u32().unwrap_or(u32::MAX);
    pause.mul_f64(0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0)
}

/// How often is looked whether there is another network.
const LOOK: Duration = Duration::from_secs(2);
/// Addresses that stand for everywhere else; nothing is ever sent to them (RFC 5737, RFC 3849).
const ELSEWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// From which addresses this machine would reach others at this moment; none without a network. Asks the
/// system for its routes and sends nothing.
fn own_addresses() -> [Option<IpAddr>; 2] {
    ELSEWHERE.map(|there| {
        let any = match there {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        };
        let socket = UdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
        socket.connect(SocketAddr::new(there, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}

/// Completes when this machine comes into another network, or into one after it was in none: whoever waits
/// before calling again need not wait any longer.
pub async fn another_network() {
    let mut before = own_addresses();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = own_addresses();
        if now != before && now.iter().any(Option::is_some) {
            return;
        }
        before = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_second_to_five_minutes() {
        assert_eq!(pause(1), Duration::from_secs(1));
        assert_eq!(pause(2), Duration::from_secs(2));
        assert_eq!(pause(9), Duration::from_secs(256));
        for failures in 10..100 {
            assert_eq!(pause(failures), Duration::from_secs(300));
            let jittered = jittered(pause(failures));
            assert!((Duration::from_secs(150)..=Duration::from_secs(300)).contains(&jittered));
        }
    }

    #[test]
    fn a_good_session_that_broke_is_begun_again_within_half_a_second() {
        for _ in 0..100 {
            assert!((Duration::from_millis(250)..=SOON).contains(&soon()));
        }
    }
}
