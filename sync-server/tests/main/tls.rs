//! TLS by the relay itself.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::Message;

use super::{COUNCIL, Relay, command};

/// A folder with a certificate and its key, which can be replaced.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.replace();
        files
    }

    fn certificate(&self) -> PathBuf {
        self.0.path().join("relay.pem")
    }

    fn key(&self) -> PathBuf {
        self.0.path().join("relay-key.pem")
    }

    fn replace(&self) -> CertificateDer<'static> {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.key(), made.signing_key.serialize_pem()).unwrap();
        std::fs::write(self.certificate(), made.cert.pem()).unwrap();
        made.cert.der().clone()
    }

    fn serve(&self) -> Relay {
        let (certificate, key) = (self.certificate(), self.key());
        Relay::start(&[
            "--open",
            "--tls-certificate",
            certificate.to_str().unwrap(),
            "--tls-key",
            key.to_str().unwrap(),
        ])
    }
}

/// Shakes hands as whoever trusts exactly this certificate.
async fn handshake(
    relay: &Relay,
    trusted: &CertificateDer<'static>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(relay.address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_certificate_is_taken_up_while_sessions_go_on_and_a_bad_one_is_not() {
    let files = Files::new();
    let first = CertificateDer::from_pem_file(files.certificate()).unwrap();
    let relay = files.serve();
    let stream = handshake(&relay, &first).await.unwrap();
    let version = stream.get_ref().1.protocol_version();
    assert_eq!(version, Some(rustls::ProtocolVersion::TLSv1_3));
    let url = format!("wss://localhost/council/{COUNCIL}");
    let (mut peer, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();

    let second = files.replace();
    relay.signal("-HUP");
    while handshake(&relay, &second).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(handshake(&relay, &first).await.is_err());
    peer.send(Message::Ping(vec![7].into())).await.unwrap();
    loop {
        match peer.next().await.unwrap().unwrap() {
            Message::Pong(bytes) => break assert_eq!(&bytes[..], &[7]),
            _ => continue,
        }
    }

    std::fs::write(files.certificate(), "no certificate").unwrap();
    relay.signal("-HUP");
    while !relay.log().contains("the one before is kept") {
        tokio::task::yield_now().await;
    }
    assert!(handshake(&relay, &second).await.is_ok());
}

#[tokio::test]
async fn whoever_says_nothing_in_a_handshake_is_given_up_and_holds_nobody_up() {
    use tokio::io::AsyncReadExt as _;
    let files = Files::new();
    let first = CertificateDer::from_pem_file(files.certificate()).unwrap();
    let (certificate, key) = (files.certificate(), files.key());
    let relay = Relay::start(&[
        "--patience",
        "1",
        "--tls-certificate",
        certificate.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
    ]);
    let mut silent = TcpStream::connect(relay.address).await.unwrap();
    assert!(handshake(&relay, &first).await.is_ok());
    let mut answer = Vec::new();
    silent.read_to_end(&mut answer).await.ok();
    assert_eq!(answer, Vec::<u8>::new());
}

#[test]
fn files_that_cannot_be_used_are_named_before_anything_is_made() {
    let files = Files::new();
    let data = files.0.path().join("relay.sqlite");
    let nowhere = files.0.path().join("nowhere.pem");
    let serve = |certificate: &PathBuf, key: &PathBuf| {
        let said = command()
            .args([
                "--language",
                "en",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(&data)
            .arg("--tls-certificate")
            .arg(certificate)
            .arg("--tls-key")
            .arg(key)
            .output()
            .unwrap();
        let words = String::from_utf8(said.stderr).unwrap();
        assert_eq!(said.status.code(), Some(1), "{words}");
        words
    };
    let (certificate, key) = (files.certificate(), files.key());
    assert!(serve(&nowhere, &key).contains("nowhere.pem"));
    assert!(serve(&certificate, &nowhere).contains("nowhere.pem"));
    assert!(serve(&key, &key).contains("holds no certificate"));
    assert!(serve(&certificate, &certificate).contains("holds no private key"));
    let other = Files::new();
    assert!(serve(&certificate, &other.key()).contains("does not fit"));
    assert!(!data.exists());
    let alone = command()
        .args(["serve", "--data"])
        .arg(&data)
        .arg("--tls-key")
        .arg(&key)
        .output()
        .unwrap();
    assert_eq!(alone.status.code(), Some(2));
}
