//! What the play cost the machine.

/// The most memory that this process has had, in MiB, where the system tells.
pub(crate) fn peak_memory_mebibytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes.div_ceil(1024))
}
