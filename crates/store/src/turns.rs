//! Turns: what one at a time does, of all processes and replicas that share a store.

use crate::error::StoreError;
use async_trait::async_trait;
use std::any::Any;
use std::fmt;

/// Gives turns.
#[async_trait]
pub trait Turns: Send + Sync {
    /// Waits for the turn. Nobody else who opened this store has it until it is dropped, or its process ends, or
    /// its connection to the database.
    async fn turn(&self) -> Result<Turn, StoreError>;
}

/// A turn; it ends when it is dropped.
pub struct Turn(#[allow(dead_code)] Box<dyn Any + Send + Sync>); // held, not read

impl Turn {
    /// The turn of whoever holds this.
    pub(crate) fn of(held: impl Any + Send + Sync) -> Self {
        Self(Box::new(held))
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Turn")
    }
}
