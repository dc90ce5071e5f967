//! What monitoring reads.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use super::{COUNCIL, Relay, get, host};

/// The value of a line of `/metrics`.
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("{name} is not in\n{text}"));
    line.trim().parse().unwrap()
}

#[tokio::test]
async fn metrics_count_what_happens() {
    let relay = Relay::start(&[]);
    assert!(relay.connect(COUNCIL).await.is_err());
    assert!(host(&relay.data(), COUNCIL).status.success());
    let peer = relay.connect(COUNCIL).await.unwrap();
    let (status, text) = relay.get("/metrics");
    assert!(status.contains("200"), "{status}");
    for (name, at_least) in [
        ("dewan_relay_connections ", 1.0),
        ("dewan_relay_councils ", 1.0),
        ("dewan_relay_store_bytes ", 4096.0),
        ("dewan_relay_disk_free_bytes ", 1.0),
        ("dewan_relay_commit_seconds_count ", 1.0),
        (
            "dewan_relay_connections_refused_total{why=\"not_hosted\"} ",
            1.0,
        ),
    ] {
        assert!(value(&text, name) >= at_least, "{name} in\n{text}");
    }
    assert!(text.ends_with("# EOF\n"));
    assert!(
        !text.contains(COUNCIL) && !text.contains(&relay.key),
        "{text}"
    );
    drop(peer);
    let broke = "dewan_relay_sessions_ended_total{result=\"broke\"} ";
    while !relay.get("/metrics").1.contains(broke) {
        tokio::task::yield_now().await;
    }
}

#[test]
fn monitoring_can_have_an_address_of_its_own() {
    let relay = Relay::start(&["--metrics", "127.0.0.1:0"]);
    assert!(relay.get("/metrics").0.contains("404"));
    let own: SocketAddr = relay.monitoring.unwrap();
    for path in ["/metrics", "/health", "/ready"] {
        assert!(get(own, path, "").0.contains("200"), "{path}");
    }
    assert!(
        get(own, &format!("/council/{COUNCIL}"), "")
            .0
            .contains("404")
    );
    assert!(relay.get("/ready").0.contains("200"));
}

#[test]
fn whoever_asks_again_and_again_whether_it_is_ready_costs_no_writes() {
    const TIMES: usize = 300;
    let relay = Relay::start(&[]);
    let commits = || {
        let (_, text) = relay.get("/metrics");
        value(&text, "dewan_relay_commit_seconds_count ")
    };
    let before = commits();
    let mut stream = TcpStream::connect(relay.address).unwrap();
    for n in 1..=TIMES {
        let last = if n == TIMES {
            "Connection: close\r\n"
        } else {
            ""
        };
        let request = format!("GET /ready HTTP/1.1\r\nHost: relay\r\n{last}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
    }
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("200 OK").count(), TIMES);
    // One for every second that this takes.
    let written = commits() - before;
    assert!((1.0..60.0).contains(&written), "{written}");
}

#[test]
fn behind_a_proxy_only_this_machine_reads_metrics() {
    let relay = Relay::start(&["--behind-proxy"]);
    let from = |header: &str| get(relay.address, "/metrics", header).0;
    assert!(from("X-Forwarded-For: 192.0.2.7\r\n").contains("404"));
    assert!(from("X-Forwarded-For: 127.0.0.1, 192.0.2.7\r\n").contains("404"));
    assert!(from("").contains("200"));
}

#[cfg(unix)]
#[tokio::test]
async fn a_relay_that_stops_is_not_ready_and_takes_nobody_in() {
    let relay = Relay::start(&["--open"]);
    assert_eq!(relay.get("/ready").1, "ready\n");
    relay.signal("-TERM");
    while std::net::TcpStream::connect(relay.address).is_ok() {
        tokio::task::yield_now().await;
    }
}
