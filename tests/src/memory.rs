//! What a process has in memory, as Linux tells it.

/// Of one process, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// What it made itself and has in memory now: pages that belong to no file.
    pub own: u64,
    /// The most it had in memory at any time, pages of files included.
    pub peak: u64,
}

/// What a process has in memory; `None` where the system does not tell or the process is gone.
pub fn of(process: u32) -> Option<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let bytes = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kib: u64 = line
            .trim_start_matches(':')
            .split_whitespace()
            .next()?
            .parse()
            .ok()?;
        Some(kib * 1024)
    };
    Some(Memory {
        own: bytes("RssAnon")?,
        peak: bytes("VmHWM")?,
    })
}
