//! Tests of rules, scores and ranks, in one program: each of its own would have to be linked with everything.

mod any;
mod bounds;
mod consequences;
mod engine;
mod exact;
mod fair;
mod faults;
mod kinds;
mod laws;
mod levels;
mod member_stars;
mod offices;
mod owed;
mod packs;
mod past;
mod played;
mod quarters;
mod ranking;
mod rules;
mod scores;
mod settled;
mod silence;
mod steps;
mod tabulated;
mod weights;
mod wrong;
