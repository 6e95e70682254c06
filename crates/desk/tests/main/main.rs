//! Tests of what people do at a node and see of it, in one program: each of its own would have to be linked with everything.

mod authority;
mod changes;
mod codes;
mod damage;
mod disk;
mod doctor;
mod doubts;
mod entry_rules;
mod evidence;
mod high_water;
mod history;
mod notice;
mod operators;
mod org;
mod rounds;
mod rows;
mod rules;
mod runs;
mod score_sheet;
mod second_thoughts;
mod slip;
mod standing;
mod times;
mod undo;
mod upon;
mod village_home;
