//! Where the door of a home is, for everybody who knows the home and for nobody else.
//!
//! On Unix it is the socket file `HOME/window.sock`. Where that path is too long for a socket, or the
//! file system has none, it is a short name made from the home's path, in a folder of this user alone
//! below the folder for running programs (`XDG_RUNTIME_DIR`) or temporary files. On Windows it is a named
//! pipe with a random name that stands in `HOME/window.pipe`.

#[cfg(unix)]
pub(super) use unix::{Own, connect, listen};
#[cfg(windows)]
pub(super) use windows::{Own, connect, listen};

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use interprocess::local_socket::tokio::{Listener, Stream};
    use interprocess::local_socket::traits::StreamCommon as _;
    use interprocess::local_socket::traits::tokio::Stream as _;
    use interprocess::local_socket::{GenericFilePath, ListenerOptions, ToFsName as _};
    use sha2::{Digest as _, Sha256};

    use crate::engine::home::Home;

    /// The socket's name in the home folder.
    const NAME: &str = "window.sock";
    /// The longest path of a socket, in bytes, on every Unix: macOS has room for 103.
    const LONGEST: usize = 103;
    /// How long a name that somebody else makes at the same moment is fought for.
    const CONTENTION: Duration = Duration::from_secs(1);

    /// The user this program runs for.
    #[derive(Debug, Clone, Copy)]
    pub(in crate::engine::handover) struct Own(u32);

    impl Own {
        /// Asks the system. Needs a tokio runtime.
        pub(in crate::engine::handover) fn user() -> io::Result<Self> {
            // A socket that has this program at both ends tells who that is.
            let (one, _other) = tokio::net::UnixStream::pair()?;
            Ok(Self(one.peer_cred()?.uid()))
        }

        /// Whether the program at the other end runs for the same user.
        pub(in crate::engine::handover) fn is_at(self, stream: &Stream) -> bool {
            let theirs = stream.peer_creds().ok().and_then(|peer| peer.euid());
            theirs == Some(self.0)
        }
    }

    /// Where the door may be, best first.
    fn places(home: &Path, own: Own) -> io::Result<Vec<PathBuf>> {
        let home = home.canonicalize()?;
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(home.as_os_str().as_bytes()));
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let short = format!("dewan-{}/{}.sock", own.0, &hash[..16]);
        let elsewhere = runtime
            .filter(|folder| folder.is_absolute())
            .into_iter()
            .chain([std::env::temp_dir(), PathBuf::from("/tmp")])
            .map(|folder| folder.join(&short));
        Ok(std::iter::once(home.join(NAME))
            .chain(elsewhere)
            .filter(|place| place.as_os_str().len() <= LONGEST)
            .collect())
    }

    /// Whether a place is in the home itself, whose owner decided who may look into it.
    fn is_at_home(place: &Path) -> bool {
        place.file_name().is_some_and(|name| name == NAME)
    }

    /// Insists that a folder is this user's own and nobody else's.
    fn require_private(folder: &Path, own: Own) -> io::Result<()> {
        // Not followed: a link could lead to a folder that somebody else empties.
        let found = fs::symlink_metadata(folder)?;
        if found.is_dir() && found.uid() == own.0 && found.permissions().mode() & 0o077 == 0 {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("{} is not a folder of this user alone", folder.display()),
        ))
    }

    /// Makes the door. What stands there is of a program that ended without cleaning up: whoever calls
    /// this holds the store.
    pub(in crate::engine::handover) fn listen(home: &Home, own: Own) -> io::Result<Listener> {
        let mut reason = io::Error::from(io::ErrorKind::NotFound);
        for place in places(home.folder(), own)? {
            match listen_at(&place, own) {
                Ok(listener) => return Ok(listener),
                Err(error) => reason = error,
            }
        }
        Err(reason)
    }

    fn listen_at(place: &Path, own: Own) -> io::Result<Listener> {
        if let (false, Some(folder)) = (is_at_home(place), place.parent()) {
            let made = fs::DirBuilder::new().mode(0o700).create(folder);
            made.or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })?;
            require_private(folder, own)?;
        }
        let listener = ListenerOptions::new()
            .name(place.to_fs_name::<GenericFilePath>()?)
            .try_overwrite(true)
            .max_spin_time(CONTENTION)
            .create_tokio()?;
        // Whoever slips in before is turned away by name.
        fs::set_permissions(place, fs::Permissions::from_mode(0o600))?;
        Ok(listener)
    }

    /// Knocks.
    pub(in crate::engine::handover) async fn connect(home: &Home) -> io::Result<Stream> {
        let own = Own::user()?;
        let mut reason = io::Error::from(io::ErrorKind::NotFound);
        for place in places(home.folder(), own)? {
            match connect_to(&place, own).await {
                Ok(stream) => return Ok(stream),
                Err(error) => reason = error,
            }
        }
        Err(reason)
    }

    async fn connect_to(place: &Path, own: Own) -> io::Result<Stream> {
        if let (false, Some(folder)) = (is_at_home(place), place.parent()) {
            require_private(folder, own)?;
        }
        let stream = Stream::connect(place.to_fs_name::<GenericFilePath>()?).await?;
        match own.is_at(&stream) {
            true => Ok(stream),
            false => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[tokio::test]
        async fn a_home_with_a_long_path_has_its_door_in_a_private_folder() {
            let folder = tempfile::tempdir().unwrap();
            let long = folder.path().join("kantor-cabang-".repeat(8));
            fs::create_dir(&long).unwrap();
            let home = Home::find(Some(long.clone())).unwrap();
            let own = Own::user().unwrap();
            let listener = listen(&home, own).unwrap();
            assert!(!long.join(NAME).exists());
            let place = places(&long, own).unwrap();
            let place = place.iter().find(|place| place.exists()).unwrap();
            require_private(place.parent().unwrap(), own).unwrap();
            assert_eq!(
                fs::metadata(place).unwrap().permissions().mode() & 0o777,
                0o600
            );
            let stream = connect(&home).await.unwrap();
            assert!(own.is_at(&stream) && !Own(own.0 + 1).is_at(&stream));
            drop(listener);
            assert!(!place.exists(), "a door is removed when it is closed");
            connect(&home).await.unwrap_err();
        }

        #[tokio::test]
        async fn two_ways_to_one_home_lead_to_one_door() {
            let folder = tempfile::tempdir().unwrap();
            let own = Own::user().unwrap();
            let (home, link) = (folder.path().join("home"), folder.path().join("link"));
            fs::create_dir(&home).unwrap();
            std::os::unix::fs::symlink(&home, &link).unwrap();
            assert_eq!(places(&home, own).unwrap(), places(&link, own).unwrap());
        }

        #[test]
        fn a_folder_that_others_may_enter_is_no_place_for_a_door() {
            let folder = tempfile::tempdir().unwrap();
            let own = Own(fs::metadata(folder.path()).unwrap().uid());
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
            let (open, link) = (folder.path().join("open"), folder.path().join("link"));
            fs::create_dir(&open).unwrap();
            fs::set_permissions(&open, fs::Permissions::from_mode(0o770)).unwrap();
            std::os::unix::fs::symlink(folder.path(), &link).unwrap();
            require_private(folder.path(), own).unwrap();
            require_private(&open, own).unwrap_err();
            require_private(&link, own).unwrap_err();
            require_private(folder.path(), Own(own.0 + 1)).unwrap_err();
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::fs;
    use std::io::{self, Read as _};
    use std::path::PathBuf;

    use interprocess::local_socket::tokio::{Listener, Stream};
    use interprocess::local_socket::traits::tokio::Stream as _;
    use interprocess::local_socket::{GenericNamespaced, ListenerOptions, ToNsName as _};

    use crate::engine::home::Home;

    /// Names are all of this form, so that a damaged file leads nowhere else.
    const NAME_CHARS: usize = 32;

    /// The user this program runs for. A pipe can be opened for reading and writing by its maker's
    /// user only, unless told otherwise, and its name cannot be guessed: nothing is left to check.
    #[derive(Debug, Clone, Copy)]
    pub(in crate::engine::handover) struct Own;

    impl Own {
        pub(in crate::engine::handover) fn user() -> io::Result<Self> {
            Ok(Self)
        }

        pub(in crate::engine::handover) fn is_at(self, _: &Stream) -> bool {
            true
        }
    }

    fn file(home: &Home) -> PathBuf {
        home.folder().join("window.pipe")
    }

    /// Makes the door. Its name is new each time: nobody can be waiting there under an old one.
    pub(in crate::engine::handover) fn listen(home: &Home, _: Own) -> io::Result<Listener> {
        let name = uuid::Uuid::new_v4().simple().to_string();
        let listener = ListenerOptions::new()
            .name(pipe(&name).to_ns_name::<GenericNamespaced>()?)
            .create_tokio()?;
        store::replace_private(&file(home), name.as_bytes())?;
        Ok(listener)
    }

    /// Knocks.
    pub(in crate::engine::handover) async fn connect(home: &Home) -> io::Result<Stream> {
        let mut name = String::new();
        let file = fs::File::open(file(home))?;
        file.take(NAME_CHARS as u64 + 1).read_to_string(&mut name)?;
        if name.len() != NAME_CHARS || !name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Stream::connect(pipe(&name).to_ns_name::<GenericNamespaced>()?).await
    }

    fn pipe(name: &str) -> String {
        format!("dewan-{name}")
    }
}
