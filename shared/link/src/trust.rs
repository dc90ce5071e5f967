//! Which connections to a relay are good enough: TLS with a certificate that this machine or the organisation
//! vouches for, or plain to this machine itself.
//!
//! What is signed and sealed stays so over any connection. TLS keeps others from reading along, and from
//! learning who writes when.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_tungstenite::Connector;
use tokio_tungstenite::tungstenite::http::Uri;

/// Whom this program trusts besides those the machine does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    /// A file with certificates in PEM: of the organisation's own authority, or of a relay itself.
    pub authority: Option<PathBuf>,
    /// Whether plain connections to other machines are good enough.
    pub allows_plain: bool,
}

/// Why no connection is even tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// The address says `ws://` and is not this machine.
    #[error("a plain connection to another machine was not allowed")]
    Plain,
    /// The file of the authority cannot be used.
    #[error("{} holds no certificates that can be used: {}", .0.display(), .1)]
    Authority(PathBuf, String),
    /// Neither this machine nor a file vouches for anybody.
    #[error("this machine trusts no certificate authority, and no file names one")]
    Nobody,
    /// The library refuses its own settings.
    #[error("TLS cannot be set up: {0}")]
    Setup(String),
}

/// Why a certificate is not believed, or there is no TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Nobody who is trusted here vouches for it.
    #[error("its certificate is by nobody who is trusted here")]
    UnknownIssuer,
    /// It is no longer valid, or not yet.
    #[error("its certificate is not valid at this time")]
    Expired,
    /// It is for another name.
    #[error("its certificate is for another name")]
    OtherName,
    /// Anything else is wrong with it, or the two agree on no TLS.
    #[error("it speaks no TLS that can be believed")]
    NoTls,
}

impl Trust {
    /// How to connect to an address.
    ///
    /// # Errors
    /// [`TrustError`].
    pub fn connector(&self, address: &Uri) -> Result<Connector, TrustError> {
        if address.scheme_str() != Some("wss") {
            return match self.allows_plain || is_this_machine(address) {
                true => Ok(Connector::Plain),
                false => Err(TrustError::Plain),
            };
        }
        let mut roots = RootCertStore::empty();
        // What cannot be read of the machine's own store may be one odd file among many.
        let (_, ignored) =
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if ignored > 0 {
            tracing::debug!(
                ignored,
                "certificates of this machine are of an unknown form"
            );
        }
        if let Some(file) = &self.authority {
            add(&mut roots, file)?;
        }
        if roots.is_empty() {
            return Err(TrustError::Nobody);
        }
        let setup = |error: rustls::Error| TrustError::Setup(error.to_string());
        let config =
            rustls::ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_protocol_versions(&[&rustls::version::TLS13])
                .map_err(setup)?
                .with_root_certificates(roots)
                .with_no_client_auth();
        Ok(Connector::Rustls(Arc::new(config)))
    }
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), TrustError> {
    let wrong = |words: String| TrustError::Authority(file.to_owned(), words);
    let bytes = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let mut any = false;
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots
            .add(certificate)
            .map_err(|error| wrong(error.to_string()))?;
        any = true;
    }
    match any {
        true => Ok(()),
        false => Err(wrong("there is no certificate in it".to_owned())),
    }
}

/// Whether an address can only be this machine, without asking anybody what a name means.
fn is_this_machine(address: &Uri) -> bool {
    let host = address.host().unwrap_or_default();
    let unbracketed = host.trim_start_matches('[').trim_end_matches(']');
    match unbracketed.parse::<std::net::IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

impl Distrust {
    /// What an error while connecting says about TLS; `None` if it is not about TLS.
    pub fn of(error: &std::io::Error) -> Option<Self> {
        use rustls::CertificateError as Certificate;
        let error = error.get_ref()?.downcast_ref::<rustls::Error>()?;
        Some(match error {
            rustls::Error::InvalidCertificate(reason) => match reason {
                Certificate::UnknownIssuer => Self::UnknownIssuer,
                Certificate::Expired
                | Certificate::ExpiredContext { .. }
                | Certificate::NotValidYet
                | Certificate::NotValidYetContext { .. } => Self::Expired,
                Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                    Self::OtherName
                }
                _ => Self::NoTls,
            },
            _ => Self::NoTls,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn plain_connections_lead_to_this_machine_only_unless_told() {
        let trust = Trust::default();
        for here in [
            "ws://127.0.0.1:8443/council/a",
            "ws://localhost:1/",
            "ws://[::1]:8443/",
            "ws://127.8.9.1/",
        ] {
            assert!(trust.connector(&uri(here)).is_ok(), "{here}");
        }
        let told = Trust {
            allows_plain: true,
            ..Trust::default()
        };
        for elsewhere in [
            "ws://relay.example:8443/",
            "ws://10.0.0.1/",
            "ws://localhost.example/",
            "ws://[2001:db8::1]/",
            "ws://0.0.0.0/",
        ] {
            let refused = trust.connector(&uri(elsewhere)).err();
            assert_eq!(refused, Some(TrustError::Plain), "{elsewhere}");
            assert!(told.connector(&uri(elsewhere)).is_ok(), "{elsewhere}");
        }
    }

    #[test]
    fn an_authority_that_cannot_be_used_is_named_and_nothing_is_tried() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("authority.pem");
        let trust = Trust {
            authority: Some(file.clone()),
            ..Trust::default()
        };
        let refused = || trust.connector(&uri("wss://relay.example/")).err();
        for content in [
            None,
            Some("no certificate"),
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ] {
            if let Some(content) = content {
                std::fs::write(&file, content).unwrap();
            }
            match refused() {
                Some(TrustError::Authority(named, _)) => assert_eq!(named, file),
                other => panic!("{content:?}: {other:?}"),
            }
        }
    }
}
