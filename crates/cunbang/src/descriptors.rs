//! File descriptors 文件描述符: each connection takes one, and most systems give a process few unless it asks.

/// Kept for the store, the pages and the links to the nodes above.
const KEPT: u64 = 256;

/// Asks the system for as many as `wanted` connections take, and returns how many there may be.
pub(crate) fn connections(wanted: usize) -> usize {
    let needed = (wanted as u64).saturating_add(KEPT);
    let allowed = rlimit::increase_nofile_limit(needed).unwrap_or_else(|error| {
        tracing::warn!(%error, "the system does not say how many files may be open");
        needed
    });
    let connections = connections_of(allowed).min(wanted);
    if connections < wanted {
        tracing::warn!(
            connections,
            "the system allows {allowed} open files: more devices than this at once are turned away; raise the limit (LimitNOFILE= of the service, or `ulimit -Hn`)"
        );
    }
    connections
}

fn connections_of(allowed: u64) -> usize {
    usize::try_from(allowed.saturating_sub(KEPT.min(allowed / 2))).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_keeps_its_files() {
        assert_eq!(connections_of(65536), 65280);
        assert_eq!(connections_of(1024), 768);
        assert_eq!(connections_of(100), 50);
    }

    #[test]
    fn the_system_is_asked_for_what_is_needed() {
        assert_eq!(connections(10), 10);
        assert!(connections(usize::MAX) >= 10);
    }
}
