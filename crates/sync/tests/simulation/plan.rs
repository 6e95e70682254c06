//! What happens in a world: its steps, drawn from a seed.

use crate::network::Line;
use cunbang_world::Chance;

/// The players by number: terminals, two of them in one village; the township; the county; a terminal that is
/// enrolled on the way; and another computer with a copy of a terminal.
pub const TERMINALS: [usize; 3] = [0, 1, 2];
pub const TOWNSHIP_NODE: usize = 3;
pub const COUNTY_NODE: usize = 4;
pub const NEWCOMER: usize = 5;
pub const CLONE: usize = 6;

/// A step.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// Somebody at the player's writes: a village's clerk a deed, a node's inspector a finding.
    Write(usize),
    /// A village's secretary seals the quarter.
    Seal(usize),
    /// `cunbang sync` from a lower player to an upper one, or the service's link.
    Exchange { below: usize, above: usize, line: Line, stay: bool },
    /// A copy of the store is made and kept.
    BackUp(usize),
    /// The store is replaced by one of its copies; `told`, like `cunbang restore`, otherwise by hand. Somebody may
    /// write there before anything is heard.
    Restore { who: usize, copy: usize, told: bool, then_writes: bool },
    /// The process is killed and started again.
    Crash(usize),
    /// A copy of the terminal's store goes on on another computer.
    Clone(usize),
    /// The player's clock is off by this much.
    ClockOff { who: usize, seconds: i64 },
    /// The county revokes the player's device.
    Revoke(usize),
    /// The county enrols one more terminal.
    Enrol,
    /// Nothing else happens until everything under way has come to its end.
    Rest,
}

/// A step, and how long nothing happens before it.
pub type Paced = (u64, Step);

/// What may happen in a world: a few kinds of trouble each, so that they meet in all combinations.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "all combinations occur")]
struct Mood {
    lines_break: bool,
    one_way: bool,
    slow: bool,
    crashes: bool,
    restores: bool,
    puts_back: bool,
    clones: bool,
    clocks: bool,
    revokes: bool,
    enrols: bool,
    direct: bool,
    stays: bool,
}

impl Mood {
    fn of(chance: &mut Chance) -> Self {
        let mut often = |per_cent| chance.happens(per_cent);
        Self {
            lines_break: often(50),
            one_way: often(40),
            slow: often(50),
            crashes: often(40),
            restores: often(40),
            puts_back: often(30),
            clones: often(20),
            clocks: often(30),
            revokes: often(30),
            enrols: often(30),
            direct: often(40),
            stays: often(40),
        }
    }
}

/// The steps of a seed's world.
pub fn steps(seed: u64) -> Vec<Paced> {
    let chance = &mut Chance::of(seed, &["plan"]);
    let mood = Mood::of(chance);
    let count = chance.between(10, 60);
    (0..count).map(|_| (pause_ms(chance), step(chance, mood))).collect()
}

fn pause_ms(chance: &mut Chance) -> u64 {
    match chance.below(4) {
        0 => 0,
        1 => chance.below(100),
        _ => chance.below(3_000),
    }
}

fn step(chance: &mut Chance, mood: Mood) -> Step {
    loop {
        let (player, terminal) = (chance.place(CLONE + 1), lower(chance));
        let step = match chance.below(40) {
            0..=9 => Step::Write(player),
            10 => Step::Seal(terminal),
            11..=17 => exchange(chance, mood, terminal, TOWNSHIP_NODE),
            18..=21 => exchange(chance, mood, TOWNSHIP_NODE, COUNTY_NODE),
            22 | 23 if mood.direct => exchange(chance, mood, terminal, COUNTY_NODE),
            24 | 25 if mood.restores || mood.puts_back || mood.clones => Step::BackUp(player),
            26 | 27 if mood.restores => {
                Step::Restore { who: player, copy: chance.place(4), told: true, then_writes: chance.happens(40) }
            }
            28 | 29 if mood.puts_back => {
                let node = chance.happens(30);
                let who = if node { TOWNSHIP_NODE + chance.place(2) } else { terminal };
                Step::Restore { who, copy: chance.place(4), told: false, then_writes: chance.happens(40) }
            }
            30 | 31 if mood.crashes => Step::Crash(player),
            32 if mood.clones => Step::Clone(TERMINALS[chance.place(3)]),
            33 | 34 if mood.clocks => Step::ClockOff { who: player, seconds: seconds_off(chance) },
            35 if mood.revokes => Step::Revoke(terminal),
            36 if mood.enrols => Step::Enrol,
            37 if chance.happens(30) => Step::Rest,
            _ => continue,
        };
        return step;
    }
}

/// A terminal, mostly one of those that are always there.
fn lower(chance: &mut Chance) -> usize {
    match chance.below(12) {
        0 => NEWCOMER,
        1 => CLONE,
        any => TERMINALS[usize::try_from(any % 3).unwrap()],
    }
}

fn exchange(chance: &mut Chance, mood: Mood, below: usize, above: usize) -> Step {
    const LONGEST_MS: u64 = 4_000;
    let slowest_ms = if mood.slow { chance.between(10, LONGEST_MS) } else { chance.between(1, 100) };
    let mut line = Line { slowest_ms, up_ends_after: None, down_ends_after: None };
    if mood.lines_break && chance.happens(30) {
        (line.up_ends_after, line.down_ends_after) = (Some(chance.below(4)), Some(chance.below(4)));
    } else if mood.one_way && chance.happens(30) {
        let ends_after = Some(chance.below(3));
        if chance.happens(60) { line.down_ends_after = ends_after } else { line.up_ends_after = ends_after }
    }
    Step::Exchange { below, above, line, stay: mood.stays && chance.happens(40) }
}

fn seconds_off(chance: &mut Chance) -> i64 {
    const HOUR: i64 = 3600;
    const YEAR: i64 = 365 * 24 * HOUR;
    let size = if chance.happens(50) { HOUR } else { YEAR };
    let times = i64::try_from(chance.between(1, 9)).unwrap();
    match chance.below(5) {
        0 => 0,
        1 | 2 => times * size,
        _ => -times * size,
    }
}
