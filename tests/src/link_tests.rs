use std::io::{Read as _, Write as _};
use std::net::Shutdown;

use super::*;

/// A server that says back what it hears, on threads that end with their connections.
fn echo() -> SocketAddr {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut reads = stream.try_clone().expect("a second handle");
                std::io::copy(&mut reads, &mut &stream).ok();
                stream.shutdown(Shutdown::Write).ok();
            });
        }
    });
    address
}

fn connect(link: &Link) -> std::net::TcpStream {
    let stream = std::net::TcpStream::connect(link.address()).expect("the link is up");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    stream
}

/// Sends all of `bytes` from a thread, closes, and gives what came back until the end.
fn send(link: &Link, bytes: Vec<u8>) -> (Vec<u8>, io::Result<()>) {
    let stream = connect(link);
    let mut writes = stream.try_clone().expect("a second handle");
    let writer = std::thread::spawn(move || {
        writes.write_all(&bytes).ok();
        writes.shutdown(Shutdown::Write).ok();
    });
    let mut back = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        match (&stream).read(&mut buffer) {
            Ok(0) => break Ok(()),
            Ok(n) => back.extend_from_slice(&buffer[..n]),
            Err(error) => break Err(error),
        }
    };
    writer.join().expect("the writer ends");
    (back, end)
}

fn noise(bytes: usize) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(42);
    (0..bytes).map(|_| random.random()).collect()
}

#[test]
fn a_perfect_link_carries_everything_and_counts_it() {
    let link = Link::to(echo(), 1);
    let bytes = noise(1_000_000);
    for round in 1..=2 {
        let (back, end) = send(&link, bytes.clone());
        assert!(back == bytes && end.is_ok());
        assert_eq!(link.connections().len(), round);
    }
    let one = Traffic {
        there: 1_000_000,
        back: 1_000_000,
    };
    assert_eq!(link.connections(), [one, one]);
    assert_eq!(link.traffic().total(), 4_000_000);
    assert_eq!(link.traffic().since(one), one);
}

#[test]
fn a_cut_after_bytes_falls_at_the_same_byte_for_the_same_seed() {
    let carried = |seed| {
        let link = Link::to(echo(), seed);
        link.set(|now| now.cut_after_bytes = Some(10_000..=20_000));
        (0..4)
            .map(|_| {
                let (back, end) = send(&link, noise(1_000_000));
                assert!(end.is_err() && back.len() < 20_000, "seed {seed}");
                link.connections().last().expect("one").total()
            })
            .collect::<Vec<_>>()
    };
    let first = carried(3);
    assert!(first.iter().all(|bytes| (10_000..=20_000).contains(bytes)));
    assert_eq!(first, carried(3));
    assert_ne!(first, carried(4));
}

#[test]
fn a_cut_after_time_and_a_cut_at_once_end_silent_connections() {
    let link = Link::to(echo(), 1);
    link.set(|now| now.cut_after_millis = Some(20..=40));
    assert!((&connect(&link)).read(&mut [0]).is_err());
    link.set(|now| now.cut_after_millis = None);
    let mut stream = connect(&link);
    stream.write_all(b"x").expect("sent");
    stream.read_exact(&mut [0]).expect("echoed");
    link.cut();
    assert!(stream.read(&mut [0]).is_err());
    assert!(
        send(&link, noise(10)).1.is_ok(),
        "new connections are taken"
    );
}

#[test]
fn a_link_that_is_down_refuses_and_comes_back_on_its_port() {
    let link = Link::to(echo(), 1);
    let mut present = connect(&link);
    present.write_all(b"x").expect("sent");
    present.read_exact(&mut [0]).expect("echoed");
    link.set(|now| now.up = false);
    assert!(present.read(&mut [0]).is_err(), "present ones are cut");
    assert!(std::net::TcpStream::connect(link.address()).is_err());
    link.set(|now| now.up = true);
    assert!(send(&link, noise(10)).1.is_ok());
}

#[test]
fn delay_and_rate_take_their_time_and_lose_nothing() {
    let link = Link::to(echo(), 1);
    link.set(|now| {
        now.there.delay = Duration::from_millis(60);
        now.back.delay = Duration::from_millis(60);
    });
    let began = Instant::now();
    let bytes = noise(100_000);
    assert!(send(&link, bytes.clone()).0 == bytes);
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(120), "{took:?}");
    assert!(
        took < Duration::from_secs(20),
        "delay is not paid per piece: {took:?}"
    );

    link.set(|now| {
        *now = Conditions::default();
        now.there.bytes_per_second = Some(200_000);
    });
    let began = Instant::now();
    assert!(send(&link, bytes.clone()).0 == bytes);
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(400), "{took:?}");
}

#[test]
fn a_stalled_link_goes_on_where_it_stopped() {
    let link = Link::to(echo(), 1);
    link.set(|now| now.back.stalled = true);
    let mut stream = connect(&link);
    stream.write_all(b"hello").expect("sent");
    stream
        .set_read_timeout(Some(Duration::from_millis(50)))
        .expect("set");
    assert!(stream.read(&mut [0; 5]).is_err(), "nothing comes");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    link.set(|now| now.back.stalled = false);
    let mut heard = [0; 5];
    stream.read_exact(&mut heard).expect("it comes");
    assert_eq!(&heard, b"hello");
}

#[test]
fn exactly_the_named_byte_is_damaged() {
    let link = Link::to(echo(), 1);
    link.set(|now| now.back.corrupt_at = Some(70_001));
    let bytes = noise(100_000);
    let (back, _) = send(&link, bytes.clone());
    let damaged = (0..bytes.len()).filter(|&at| bytes[at] != back[at]);
    assert_eq!(damaged.collect::<Vec<_>>(), [70_001]);
}

#[test]
fn a_target_that_is_not_there_resets_and_another_can_be_aimed_at() {
    let nobody = {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        listener.local_addr().expect("an address")
    };
    let link = Link::to(nobody, 1);
    assert!((&connect(&link)).read(&mut [0]).is_err());
    link.aim(echo());
    assert!(send(&link, noise(10)).1.is_ok());
}
