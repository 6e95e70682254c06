//! Tests of the program as people start it, in one program: each of its own would have to be linked with everything.

#![allow(clippy::unwrap_used, clippy::expect_used)] // what the helpers here meet is made by the tests

mod county;
mod demo;
mod fuzz;
mod hostile_evidence;
mod hostile_texts;
mod layers;
mod notice;
mod operator;
mod operators;
mod program;
mod rank;
mod records;
mod renewal;
mod result_sheet;
mod unread;
mod vectors;
mod verify;
