//! TLS 1.3 for whoever connects, with a certificate that can be replaced while the relay serves.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{} cannot be read: {}", .0.display(), .1)]
    Read(PathBuf, std::io::Error),
    /// The file holds no certificate, or one in another form.
    #[error("{} holds no certificate in PEM: {}", .0.display(), .1)]
    Certificate(PathBuf, String),
    /// The file holds no private key, or one in another form.
    #[error("{} holds no private key in PEM: {}", .0.display(), .1)]
    Key(PathBuf, String),
    /// The key is not that of the certificate, or of a kind that cannot be used.
    #[error("the key in {} does not fit the certificate in {}: {}", .1.display(), .0.display(), .2)]
    Mismatch(PathBuf, PathBuf, String),
    /// The library refuses its own settings.
    #[error("TLS cannot be set up: {0}")]
    Setup(rustls::Error),
}

/// What came of looking at the files again.
#[derive(Debug)]
pub enum Renewed {
    /// They are as they were.
    Same,
    /// New connections get the new certificate; those that are up go on.
    New,
    /// They cannot be used; everybody still gets the certificate from before.
    Kept(TlsError),
}

/// A certificate with its key, as two files say.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    current: Arc<Current>,
    acceptor: TlsAcceptor,
    looked_at: Mutex<Looked>,
}

/// The certificate that new connections get.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current))
    }
}

/// By what a changed file is noticed.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// How the files were when they were looked at.
#[derive(Debug, Clone, Copy, Default)]
struct Looked {
    /// Of the last time that they could be read.
    read: Stamp,
    /// Of the last time that they could not be; `None` once they were read again.
    unread: Option<Stamp>,
}

impl Tls {
    /// The certificate chain (the relay's own first) and the private key of these files, both in PEM.
    ///
    /// # Errors
    /// [`TlsError`].
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let provider = Arc::new(ring::default_provider());
        let stamp = stamp(certificate, key);
        let first = load(certificate, key, &provider)?;
        let current = Arc::new(Current(RwLock::new(Arc::new(first))));
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(TlsError::Setup)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            current,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            looked_at: Mutex::new(Looked {
                read: stamp,
                unread: None,
            }),
        })
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// Reads the files again if they changed since they were looked at last, or if asked to. Those that could
    /// not be read are tried again every time: nothing of their size and time changes when they may be.
    pub fn renew(&self, asked: bool) -> Renewed {
        let stamp = stamp(&self.certificate, &self.key);
        self.renew_from(asked, stamp, || {
            load(&self.certificate, &self.key, &ring::default_provider())
        })
    }

    fn renew_from(
        &self,
        asked: bool,
        stamp: Stamp,
        load: impl FnOnce() -> Result<CertifiedKey, TlsError>,
    ) -> Renewed {
        let mut looked_at = (self.looked_at.lock()).unwrap_or_else(PoisonError::into_inner);
        let before = *looked_at;
        if before.unread.is_none() && before.read == stamp && !asked {
            return Renewed::Same;
        }
        let loaded = load();
        if let Err(TlsError::Read(..)) = &loaded {
            looked_at.unread = Some(stamp);
        } else {
            *looked_at = Looked {
                read: stamp,
                unread: None,
            };
        }
        match loaded {
            Ok(renewed) => {
                let mut current = (self.current.0)
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                *current = Arc::new(renewed);
                Renewed::New
            }
            // Told of once, not every time.
            Err(TlsError::Read(..)) if before.unread == Some(stamp) && !asked => Renewed::Same,
            Err(error) => Renewed::Kept(error),
        }
    }
}

fn stamp(certificate: &Path, key: &Path) -> Stamp {
    [certificate, key].map(|file| {
        let about = std::fs::metadata(file).ok()?;
        Some((about.modified().ok()?, about.len()))
    })
}

fn load(
    certificate: &Path,
    key: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, TlsError> {
    let read =
        |file: &Path| std::fs::read(file).map_err(|error| TlsError::Read(file.to_owned(), error));
    let (chain, secret) = (read(certificate)?, read(key)?);
    let chain = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<Vec<_>, pem::Error>>()
        .map_err(|error| TlsError::Certificate(certificate.to_owned(), error.to_string()))?;
    if chain.is_empty() {
        let words = pem::Error::NoItemsFound.to_string();
        return Err(TlsError::Certificate(certificate.to_owned(), words));
    }
    let secret = PrivateKeyDer::from_pem_slice(&secret)
        .map_err(|error| TlsError::Key(key.to_owned(), error.to_string()))?;
    CertifiedKey::from_der(chain, secret, provider).map_err(|error| {
        TlsError::Mismatch(certificate.to_owned(), key.to_owned(), error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use rcgen::generate_simple_self_signed;

    use super::*;

    fn write(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
        let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("chain.pem"), folder.join("key.pem"));
        std::fs::write(&certificate, format!("{name}\n{}", made.cert.pem())).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        (certificate, key)
    }

    fn served(tls: &Tls) -> Vec<u8> {
        tls.current.0.read().unwrap().cert[0].to_vec()
    }

    #[test]
    fn a_new_certificate_takes_the_place_of_the_old_one_and_a_bad_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "first");
        let tls = Tls::read(&certificate, &key).unwrap();
        let first = served(&tls);
        assert!(matches!(tls.renew(false), Renewed::Same));
        write(folder.path(), "the second, so that the size is another");
        assert!(matches!(tls.renew(false), Renewed::New));
        let second = served(&tls);
        assert_ne!(first, second);
        std::fs::write(&certificate, "not a certificate").unwrap();
        let Renewed::Kept(TlsError::Certificate(file, _)) = tls.renew(false) else {
            panic!("it was taken");
        };
        assert_eq!((file, served(&tls)), (certificate.clone(), second.clone()));
        // Not told of again and again.
        assert!(matches!(tls.renew(false), Renewed::Same));
        write(folder.path(), "the third");
        let other = rcgen::KeyPair::generate().unwrap();
        std::fs::write(&key, other.serialize_pem()).unwrap();
        let Renewed::Kept(TlsError::Mismatch(..)) = tls.renew(true) else {
            panic!("a key of another certificate was taken");
        };
        assert_eq!(served(&tls), second);
    }

    #[test]
    fn a_certificate_that_could_not_be_read_once_is_tried_again_and_told_of_once() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "first");
        let tls = Tls::read(&certificate, &key).unwrap();
        let first = served(&tls);
        write(folder.path(), "the second, so that the size is another");
        // What another user's file says: its size and its time, and nothing more.
        let stamp = stamp(&certificate, &key);
        let closed = || {
            let why = std::io::ErrorKind::PermissionDenied;
            Err(TlsError::Read(certificate.clone(), why.into()))
        };
        assert!(matches!(
            tls.renew_from(false, stamp, closed),
            Renewed::Kept(TlsError::Read(..))
        ));
        assert!(matches!(
            tls.renew_from(false, stamp, closed),
            Renewed::Same
        ));
        assert!(matches!(
            tls.renew_from(true, stamp, closed),
            Renewed::Kept(_)
        ));
        assert_eq!(served(&tls), first);
        assert!(matches!(tls.renew(false), Renewed::New));
        assert_ne!(served(&tls), first);
        assert!(matches!(tls.renew(false), Renewed::Same));
    }

    #[test]
    fn what_is_missing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = write(folder.path(), "");
        let nowhere = folder.path().join("nowhere.pem");
        let named = |error: Option<TlsError>, file: &Path| {
            let words = error.unwrap().to_string();
            assert!(words.contains(&file.display().to_string()), "{words}");
        };
        named(Tls::read(&nowhere, &key).err(), &nowhere);
        named(Tls::read(&certificate, &nowhere).err(), &nowhere);
        named(Tls::read(&certificate, &certificate).err(), &certificate);
    }
}
