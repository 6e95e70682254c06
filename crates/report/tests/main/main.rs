//! Tests of spreadsheets in and out, in one program: each of its own would have to be linked with everything.

mod anew;
mod clerk;
mod counted;
mod forgiving;
mod import;
mod looked_at;
mod namesakes;
mod report;
mod round_trip;
mod wide;
