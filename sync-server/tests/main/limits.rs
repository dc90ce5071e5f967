//! How much one address and one connection may use.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use futures_util::StreamExt as _;
use sync::CloseReason;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use super::{COUNCIL, Relay, command, get, said_in};

/// The status and the words with which a connection was refused.
fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> (u16, String) {
    match answer {
        Err(Error::Http(answer)) => {
            let words = answer.body().as_deref().unwrap_or_default();
            (
                answer.status().as_u16(),
                String::from_utf8_lossy(words).into_owned(),
            )
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whoever_finds_a_full_relay_is_told_so_until_there_is_room() {
    let relay = Relay::start(&["--open", "--max-connections", "1"]);
    let first = relay.connect(COUNCIL).await.unwrap();
    let told = refusal(relay.connect(COUNCIL).await);
    assert_eq!(told, (503, CloseReason::Busy.to_string()));
    drop(first);
    while relay.connect(COUNCIL).await.is_err() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn behind_a_proxy_addresses_are_those_the_proxy_names() {
    let relay = Relay::start(&["--open", "--behind-proxy", "--max-per-address", "1"]);
    let connect = |forwarded: &'static str| {
        let url = format!("ws://{}/council/{COUNCIL}", relay.address);
        async move {
            let mut request = url.into_client_request().unwrap();
            let value = forwarded.parse().unwrap();
            request.headers_mut().insert("x-forwarded-for", value);
            let connected = tokio_tungstenite::connect_async(request).await;
            connected.map(|(socket, _)| socket)
        }
    };
    let _one = connect("192.0.2.1").await.unwrap();
    let told = refusal(connect("192.0.2.1").await);
    assert_eq!(told, (503, CloseReason::Busy.to_string()));
    // What the caller itself said before the proxy is not believed.
    let told = refusal(connect("192.0.2.9, 192.0.2.1").await);
    assert_eq!(told.0, 503);
    let _two = connect("192.0.2.1, 192.0.2.2").await.unwrap();
}

#[test]
fn new_connections_of_one_address_come_no_faster_than_may() {
    let relay = Relay::start(&["--arrivals", "1"]);
    let cut_off = (0..60)
        .filter(|_| {
            let mut stream = TcpStream::connect(relay.address).unwrap();
            // Cut off while it is written or read.
            write!(
                stream,
                "GET /health HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n\r\n"
            )
            .ok();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).ok();
            !answer.contains("200 OK")
        })
        .count();
    // Twenty at once, and one more for every second this test needs.
    assert!((1..=40).contains(&cut_off), "{cut_off}");
}

#[test]
fn a_request_that_does_not_come_to_an_end_is_given_up() {
    let relay = Relay::start(&["--patience", "1"]);
    let mut slow = TcpStream::connect(relay.address).unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: relay\r\nX-Slow: ")
        .unwrap();
    let mut answer = Vec::new();
    // Ends because the relay ends it.
    slow.read_to_end(&mut answer).ok();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    assert!(relay.get("/health").0.contains("200"));
    let mut large = TcpStream::connect(relay.address).unwrap();
    large
        .write_all(b"GET /health HTTP/1.1\r\nX-Large: ")
        .unwrap();
    let block = [b'a'; 4096];
    for _ in 0..64 {
        if large.write_all(&block).is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    large.read_to_end(&mut answer).ok();
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
}

#[tokio::test]
async fn what_comes_too_fast_waits_and_is_not_lost() {
    use futures_util::SinkExt as _;
    use tokio_tungstenite::tungstenite::Message;
    // The first frame is out of protocol, so the relay ends the session; before it was read, it says nothing.
    let relay = Relay::start(&["--open", "--frames", "1"]);
    let mut peer = relay.connect(COUNCIL).await.unwrap();
    peer.send(Message::Binary(vec![1; 64].into()))
        .await
        .unwrap();
    let mut ended = false;
    while let Some(message) = peer.next().await {
        if let Ok(Message::Binary(bytes)) = message {
            ended |= super::farewell(&bytes) == Some(CloseReason::Protocol);
        }
    }
    assert!(ended);
}

#[test]
fn a_pace_at_which_nothing_would_ever_arrive_is_refused() {
    for language in ["id", "en"] {
        let (code, _, words) = said_in(language, &["serve", "--data", "r", "--bytes", "0"]);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains("1.0 kB"), "{words}");
    }
}

#[test]
fn plain_connections_from_elsewhere_have_to_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay.sqlite");
    let file = data.to_str().unwrap();
    let serve = ["serve", "--data", file, "--listen", "0.0.0.0:0"];
    for language in ["id", "en"] {
        let (code, _, words) = said_in(language, &serve);
        assert_eq!(code, Some(1), "{words}");
        assert!(
            words.contains("--plain") && words.contains("0.0.0.0:0"),
            "{words}"
        );
    }
    assert!(!data.exists(), "nothing was made");
    let relay = Relay::start_at("0.0.0.0:0", &["--plain"]);
    let here = ([127, 0, 0, 1], relay.address.port()).into();
    assert!(get(here, "/health", "").0.contains("200"));
    let contradiction = command()
        .args(serve)
        .args(["--plain", "--tls-certificate", "a", "--tls-key", "b"])
        .output()
        .unwrap();
    assert_eq!(contradiction.status.code(), Some(2));
}
