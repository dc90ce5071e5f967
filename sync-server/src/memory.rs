//! How a relay that runs for years takes memory from the system and gives it back.
//!
//! The allocator of the GNU C library keeps what many threads freed for the next time, per thread, and gives
//! back next to nothing. It reads what is wanted of it when a program starts, from the environment, and from
//! nowhere else that needs no unsafe code: so the relay starts itself again with that, once, before it does
//! anything. Whoever set something there already knows better.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) use gnu::settle;

/// Other allocators give back what is free by themselves.
///
/// # Errors
/// None.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn settle() -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod gnu {
    use std::ffi::{OsStr, OsString};
    use std::os::unix::process::CommandExt as _;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    /// What is wanted: few heaps, large pieces apart from them, and what is free at their ends given back. The
    /// unit in `packaging/` says the same, so that the installed relay need not start twice.
    const WANTED: &str = "glibc.malloc.arena_max=4:glibc.malloc.mmap_threshold=16384:glibc.malloc.trim_threshold=65536";
    /// The variables by which the allocator is told something.
    const TUNABLES: &str = "GLIBC_TUNABLES";
    const MOST_HEAPS: &str = "MALLOC_ARENA_MAX";
    /// Says that the relay was started again. The loader takes the tunables from the environment of programs
    /// with capabilities of their own, so these alone do not tell.
    const AGAIN: &str = "DEWAN_RELAY_STARTED_AGAIN";

    /// Starts this program again in its own place with what is wanted of the allocator, unless something is
    /// said there already. Returns where there is nothing to do.
    ///
    /// # Errors
    /// What the system says. The relay keeps more memory than it needs then, and that is all.
    pub(crate) fn settle() -> std::io::Result<()> {
        let is_said = |name: &str| std::env::var_os(name).is_some();
        let mut typed = std::env::args_os();
        let Some(name) = typed.next() else {
            return Ok(());
        };
        match program(is_said, &name, std::env::current_exe().ok()) {
            None => Ok(()),
            Some(program) => Err(Command::new(program)
                .arg0(name)
                .args(typed)
                .env(TUNABLES, WANTED)
                .env(AGAIN, "1")
                .exec()),
        }
    }

    /// What is to be started, if anything: this program under the name it was called by, and not a loader or an
    /// emulator that runs it.
    fn program(
        is_said: impl Fn(&str) -> bool,
        name: &OsString,
        running: Option<PathBuf>,
    ) -> Option<PathBuf> {
        if [TUNABLES, MOST_HEAPS, AGAIN].into_iter().any(is_said) {
            return None;
        }
        let called = Path::new(name).file_name().map(OsStr::to_owned);
        running.filter(|program| program.file_name().map(OsStr::to_owned) == called)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_relay_is_started_again_once_and_only_by_its_own_name() {
            let running = || Some(PathBuf::from("/usr/bin/dewan-relay"));
            let starts = |said: &[&str], name: &str, running: Option<PathBuf>| {
                program(|one| said.contains(&one), &name.into(), running).is_some()
            };
            assert!(starts(&[], "dewan-relay", running()));
            assert!(starts(&[], "/usr/bin/dewan-relay", running()));
            // The loader may have taken away what was said to the allocator.
            assert!(!starts(&[AGAIN], "dewan-relay", running()));
            assert!(!starts(&[TUNABLES], "dewan-relay", running()));
            assert!(!starts(&[MOST_HEAPS], "dewan-relay", running()));
            let loader = Some(PathBuf::from("/lib64/ld-linux-x86-64.so.2"));
            assert!(!starts(&[], "dewan-relay", loader));
            assert!(!starts(&[], "dewan-relay", None));
        }
    }
}
