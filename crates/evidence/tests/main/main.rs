//! Tests of evidence files, in one program: each of its own would have to be linked with everything.

mod absences;
mod vectors;
