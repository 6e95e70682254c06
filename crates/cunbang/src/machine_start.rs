//! Which machine this is, and since when it has been running, as far as the system tells.

use std::fs;

/// The machine's id and that of its present start. Only Linux tells them; in a container, the id may be missing.
pub(crate) fn machine_and_start() -> Option<(String, String)> {
    let read = |path| fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let machine = read("/etc/machine-id").or_else(|| read("/proc/sys/kernel/hostname"))?;
    Some((machine, read("/proc/sys/kernel/random/boot_id")?))
}
