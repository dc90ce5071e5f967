//! Opens one document in a program of its own, with limits, to see whether that program lives.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use format::DocumentId;

/// The command by which the program tries one document and ends.
pub const COMMAND: &str = "open-apart";
/// How long a trial may take in all. Ten times what the largest documents need on a small machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// The memory a trial may take, in MiB, unless the environment says otherwise.
#[cfg(unix)]
const USUAL_MEMORY: u64 = 4096;
/// The environment's word for it.
#[cfg(unix)]
const MEMORY: &str = "DEWAN_TRIAL_MEMORY";

/// How a document is tried.
#[derive(Debug, Clone)]
pub struct Trial {
    program: PathBuf,
}

impl Trial {
    /// With this program itself.
    ///
    /// # Errors
    /// The system does not say where it is.
    pub fn with_this_program() -> io::Result<Self> {
        Ok(Self {
            program: std::env::current_exe()?,
        })
    }

    /// Whether a program that opens this document lives. One that does not start says nothing good.
    pub(super) fn opens(&self, store: &Path, document: &DocumentId) -> bool {
        let Some(home) = store.parent() else {
            return false;
        };
        let started = Command::new(&self.program)
            .arg("--home")
            .arg(home)
            .args([COMMAND, &document.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let ended = started.and_then(|mut trial| {
            if !ends(&mut trial)? {
                trial.kill()?;
            }
            trial.wait()
        });
        match ended {
            Ok(status) => status.success(),
            Err(error) => {
                tracing::warn!(%error, "a document cannot be tried");
                false
            }
        }
    }
}

/// Whether the trial ends in time: its output does then. It prints nothing.
fn ends(trial: &mut Child) -> io::Result<bool> {
    let Some(mut output) = trial.stdout.take() else {
        return Ok(true);
    };
    let (ended, end) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("trial".to_owned())
        .spawn(move || {
            drop(output.read_to_end(&mut Vec::new()));
            ended.send(()).ok();
        })?;
    Ok(end.recv_timeout(PATIENCE).is_ok())
}

/// Limits the memory and the computing time of this program, which is a trial, as far as the system can.
///
/// # Errors
/// The system refuses.
pub fn limit_this_program() -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let said = std::env::var(MEMORY).ok();
        let memory = said.and_then(|said| said.parse().ok());
        let limit = |most: u64| Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        let bytes = memory.unwrap_or(USUAL_MEMORY).saturating_mul(1 << 20);
        setrlimit(Resource::As, limit(bytes))?;
        setrlimit(Resource::Cpu, limit(PATIENCE.as_secs()))?;
    }
    Ok(())
}
