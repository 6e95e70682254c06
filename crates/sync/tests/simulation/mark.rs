//! The mark beside a node's store, in memory.

use cunbang_replica::HighWaterKeeper;
use std::io;
use std::sync::Mutex;

/// A mark that outlives processes and stores.
#[derive(Debug, Default)]
pub struct Mark(Mutex<Option<String>>);

impl HighWaterKeeper for Mark {
    fn read(&self) -> io::Result<Option<String>> {
        Ok(self.0.lock().unwrap().clone())
    }

    fn update(&self, change: &dyn Fn(Option<&str>) -> io::Result<Option<String>>) -> io::Result<()> {
        let mut kept = self.0.lock().unwrap();
        if let Some(changed) = change(kept.as_deref())? {
            *kept = Some(changed);
        }
        Ok(())
    }
}
