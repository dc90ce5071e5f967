//! The relay as whoever runs it meets it: the real program, real sockets.
#![allow(clippy::unwrap_used)]

#[path = "main/limits.rs"]
mod limits;
#[path = "main/monitoring.rs"]
mod monitoring;
#[path = "main/restore.rs"]
mod restore;
#[path = "main/tls.rs"]
mod tls;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use futures_util::{SinkExt as _, StreamExt as _};
use sync::CloseReason;
use sync::frame::Frame;
use tokio_tungstenite::MaybeTlsStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Error, Message};

const COUNCIL: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A relay under way; it is killed when this is dropped.
struct Relay {
    folder: tempfile::TempDir,
    child: Child,
    address: SocketAddr,
    key: String,
    /// Where monitoring is answered, if it has an address of its own.
    monitoring: Option<SocketAddr>,
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dewan-relay"));
    command.env_remove("DEWAN_LANGUAGE");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DEWAN_RELAY_") {
            command.env_remove(name);
        }
    }
    command
}

impl Relay {
    fn start(flags: &[&str]) -> Self {
        Self::start_at("127.0.0.1:0", flags)
    }

    fn start_at(listen: &str, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = command()
            .args(["serve", "--listen", listen, "--data"])
            .arg(folder.path().join("relay.sqlite"))
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = |prefix: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(prefix).unwrap().to_owned()
        };
        let address = said("listening on ").parse().unwrap();
        let key = said("relay key ");
        let monitoring = flags.contains(&"--metrics");
        let monitoring = monitoring.then(|| said("monitoring on ").parse().unwrap());
        Self {
            folder,
            child,
            address,
            key,
            monitoring,
        }
    }

    /// Sends it a signal.
    #[cfg(unix)]
    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status().unwrap();
        assert!(sent.success());
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("relay.sqlite")
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Answers a plain request: status line and body.
    fn get(&self, path: &str) -> (String, String) {
        get(self.address, path, "")
    }

    fn health(&self) -> serde_json::Value {
        let (status, body) = self.get("/health");
        assert!(status.contains("200"), "{status}");
        serde_json::from_str(&body).unwrap()
    }

    async fn connect(
        &self,
        council: &str,
    ) -> Result<WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>, Error> {
        let url = format!("ws://{}/council/{council}", self.address);
        tokio_tungstenite::connect_async(url)
            .await
            .map(|(socket, _)| socket)
    }

    /// Sends a message and gives the reason with which the relay closes.
    async fn closed_for(&self, message: Message) -> CloseReason {
        let mut socket = self.connect(COUNCIL).await.unwrap();
        socket.send(message).await.unwrap();
        loop {
            match socket.next().await {
                Some(Ok(Message::Binary(bytes))) => {
                    if let Some(reason) = farewell(&bytes) {
                        return reason;
                    }
                }
                Some(Ok(_)) => {}
                other => panic!("closed without a reason: {other:?}"),
            }
        }
    }
}

/// The status line and the body that a plain request is answered with.
fn get(address: SocketAddr, path: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: relay\r\nConnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

/// The reason a message says goodbye with.
fn farewell(message: &[u8]) -> Option<CloseReason> {
    match Frame::decode(&link::message::unwrap(message)?) {
        Ok(Frame::Bye(reason)) => Some(reason),
        _ => None,
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn host(data: &Path, council: &str) -> Output {
    command()
        .args(["host", council, "--data"])
        .arg(data)
        .output()
        .unwrap()
}

#[test]
fn health_tells_key_version_and_counts() {
    let relay = Relay::start(&[]);
    let health = relay.health();
    assert_eq!(health["status"], "ok");
    assert_eq!(health["key"], relay.key.as_str());
    assert_eq!(health["councils"], 0);
    assert_eq!(health["connections"], 0);
    assert!(health["version"].is_string());
}

#[tokio::test]
async fn unknown_councils_are_refused_until_somebody_hosts_them_beside_the_running_relay() {
    let relay = Relay::start(&[]);
    for council in [COUNCIL, "no-council-id"] {
        match relay.connect(council).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status(), 404),
            other => panic!("{other:?}"),
        }
    }
    assert!(host(&relay.data(), COUNCIL).status.success());
    relay.connect(COUNCIL).await.unwrap();
    assert_eq!(relay.health()["councils"], 1);
    let wrong = host(&relay.data(), "not-hexadecimal");
    assert_eq!(wrong.status.code(), Some(2));
}

#[tokio::test]
async fn an_open_relay_hosts_every_council() {
    let relay = Relay::start(&["--open"]);
    relay.connect(COUNCIL).await.unwrap();
    assert_eq!(relay.health()["councils"], 1);
}

#[tokio::test]
async fn what_is_out_of_protocol_closes_that_peer_with_a_reason_and_nobody_else() {
    let relay = Relay::start(&["--open"]);
    let mut bystander = relay.connect(COUNCIL).await.unwrap();
    let damaged = Message::Binary(vec![0xff; 100].into());
    assert_eq!(relay.closed_for(damaged).await, CloseReason::Protocol);
    let garbage = Message::Binary(link::message::wrap(vec![0xff; 100]));
    assert_eq!(relay.closed_for(garbage).await, CloseReason::Protocol);
    let text = Message::Text("selamat pagi".into());
    assert_eq!(relay.closed_for(text).await, CloseReason::Protocol);
    let oversize = Message::Binary(vec![0; 70_000].into());
    assert_eq!(relay.closed_for(oversize).await, CloseReason::TooLarge);
    // A frame that may come only later.
    let early = Message::Binary(link::message::wrap(Frame::Compare.encode()));
    assert_eq!(relay.closed_for(early).await, CloseReason::Protocol);
    bystander.send(Message::Ping(vec![7].into())).await.unwrap();
    loop {
        match bystander.next().await.unwrap().unwrap() {
            Message::Pong(bytes) => break assert_eq!(&bytes[..], &[7]),
            _ => continue,
        }
    }
    assert_eq!(relay.health()["status"], "ok");
}

#[cfg(unix)]
#[tokio::test]
async fn told_to_end_it_says_so_to_every_peer_and_ends_with_zero() {
    let mut relay = Relay::start(&["--open"]);
    let mut peer = relay.connect(COUNCIL).await.unwrap();
    let id = relay.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    let reason = loop {
        match peer.next().await {
            Some(Ok(Message::Binary(bytes))) => {
                if let Some(reason) = farewell(&bytes) {
                    break reason;
                }
            }
            Some(Ok(_)) => {}
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(reason, CloseReason::ShuttingDown);
    drop(peer);
    assert_eq!(relay.child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_store_of_an_office_is_no_relays_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("device.key"), "").unwrap();
    let data = folder.path().join("council.sqlite");
    let refused = command()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(!data.exists());
}

#[test]
fn a_second_relay_on_one_file_is_refused_and_names_the_first() {
    let relay = Relay::start(&[]);
    let second = command()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(relay.data())
        .output()
        .unwrap();
    let words = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(1), "{words}");
    assert!(words.contains("dewan-relay"), "{words}");
    assert!(words.contains(&relay.child.id().to_string()), "{words}");
    assert_eq!(relay.health()["status"], "ok");
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("surat.txt");
    std::fs::write(&file, "Ini bukan penyimpanan.").unwrap();
    let output = command()
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&file)
        .output()
        .unwrap();
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("surat.txt"), "{words}");
    assert_eq!(std::fs::read(&file).unwrap(), b"Ini bukan penyimpanan.");
}

#[tokio::test]
async fn the_log_has_neither_secrets_nor_what_peers_sent() {
    const CANARY: &str = "burung-kenari-7261";
    let relay = Relay::start(&["--open", "--log", "trace"]);
    relay.closed_for(Message::Text(CANARY.into())).await;
    let binary = Message::Binary(CANARY.as_bytes().to_vec().into());
    relay.closed_for(binary).await;
    let mut name = relay.data().into_os_string();
    name.push(".key");
    let secret = std::fs::read(name).unwrap();
    let log = loop {
        let log = relay.log();
        if log.matches("a link ended").count() == 2 {
            break log;
        }
        tokio::task::yield_now().await;
    };
    assert!(!log.contains(CANARY), "{log}");
    // Whatever form the key file has, none of its longer words stand in the log.
    let secret = String::from_utf8_lossy(&secret);
    let words = secret.split(|c: char| !c.is_ascii_alphanumeric());
    for word in words.filter(|word| word.len() >= 32 && *word != relay.key) {
        assert!(!log.contains(word), "the log has a secret");
    }
}

fn said_in(language: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = command()
        .args(["--language", language])
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn a_mistyped_path_makes_no_file_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("relay.sqlte");
    let file = data.to_str().unwrap();
    for language in ["id", "en"] {
        let (code, _, words) = said_in(language, &["host", COUNCIL, "--data", file]);
        assert_eq!(code, Some(1), "{words}");
        assert!(words.contains(file) && words.contains("serve"), "{words}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_relay_that_begins_says_so_once() {
    let relay = Relay::start(&["--language", "en"]);
    assert!(
        relay.log().contains("a new relay begins"),
        "{}",
        relay.log()
    );
    let (_, said, _) = said_in(
        "en",
        &["host", COUNCIL, "--data", relay.data().to_str().unwrap()],
    );
    assert!(said.contains("is hosted now"), "{said}");
}

#[test]
fn help_and_wrong_usage_are_in_both_languages() {
    let (code, help, _) = said_in("id", &["serve", "--help"]);
    assert_eq!(code, Some(0));
    assert!(help.contains("Pemakaian: dewan-relay serve"), "{help}");
    assert!(help.contains("[bawaan: 127.0.0.1:8443]"), "{help}");
    assert!(
        !help.contains("Options") && !help.contains("Usage"),
        "{help}"
    );
    let (_, same, _) = said_in("id", &["help", "serve"]);
    assert_eq!(same, help);
    let (_, help, _) = said_in("en", &["serve", "--help"]);
    assert!(help.contains("Usage: dewan-relay serve"), "{help}");
    for (language, part) in [
        ("id", "64 angka heksadesimal"),
        ("en", "64 hexadecimal digits"),
    ] {
        let (code, _, words) = said_in(language, &["host", "xyz", "--data", "relay.sqlite"]);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains(part), "{words}");
        let (code, _, words) = said_in(language, &["serve", "--data", "r", "--listen", "8443"]);
        assert_eq!(code, Some(2), "{words}");
        assert!(words.contains("127.0.0.1:8443"), "{words}");
    }
    let (code, _, words) = said_in("id", &[]);
    assert_eq!(code, Some(2));
    assert!(
        words.contains("Perintahnya belum disebut: serve, host, invite, members"),
        "{words}"
    );
}
