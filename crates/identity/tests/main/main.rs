//! Tests of keys, certificates and connections, in one program: each of its own would have to be linked with everything.

mod authorities;
mod certificates;
mod handshakes;
mod vectors;
mod wire;
