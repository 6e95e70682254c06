//! Worlds that once failed, by what was wrong.

use crate::network::Line;
use crate::plan::{COUNTY_NODE, Paced, Step, TOWNSHIP_NODE};
use crate::play;
use crate::world::How;

/// Plays steps one by one, in memory and over SQLite.
fn check(steps: &[Step]) {
    let paced: Vec<Paced> = steps.iter().flat_map(|step| [(0, *step), (0, Step::Rest)]).collect();
    let backups: Vec<Paced> = (0..=COUNTY_NODE).map(|who| (0, Step::BackUp(who))).collect();
    let paced = [backups, paced].concat();
    for seed in [0, 1] {
        play(seed, &paced, How::InMemory);
    }
    play(0, &paced, How::OverSqlite);
}

/// Plays steps that go on while others do, as a seed does.
fn check_paced(seed: u64, steps: &[Paced]) {
    play(seed, steps, How::InMemory);
    play(seed, steps, How::OverSqlite);
}

fn write(who: usize) -> Step {
    Step::Write(who)
}

fn sync(below: usize, above: usize) -> Step {
    Step::Exchange { below, above, line: Line::WELL, stay: false }
}

/// An exchange over a line that ends after some messages up or down.
fn cut(below: usize, above: usize, up_ends_after: Option<u64>, down_ends_after: Option<u64>, stay: bool) -> Step {
    Step::Exchange { below, above, line: Line { up_ends_after, down_ends_after, ..Line::WELL }, stay }
}

/// Restores the state in which the world began.
fn restore(who: usize) -> Step {
    Step::Restore { who, copy: 0, told: true, then_writes: false }
}

fn put_back(who: usize) -> Step {
    Step::Restore { who, copy: 0, told: false, then_writes: false }
}

#[test]
fn a_receipt_for_another_copys_entries_acknowledges_none() {
    let to_township = sync(1, TOWNSHIP_NODE);
    check(&[write(1), to_township, put_back(1), write(1), to_township, write(1), to_township, write(1)]);
}

#[test]
fn a_receipt_for_more_than_a_copy_has_acknowledges_none() {
    let to_township = sync(2, TOWNSHIP_NODE);
    check(&[write(2), write(2), to_township, put_back(2), write(2), to_township]);
}

#[test]
fn what_came_down_goes_up_again_to_a_restored_county() {
    let up = sync(TOWNSHIP_NODE, COUNTY_NODE);
    check(&[write(0), sync(0, COUNTY_NODE), up, restore(COUNTY_NODE), up]);
}

#[test]
fn a_restored_township_gives_back_to_a_restored_county() {
    check(&[
        write(2),
        sync(2, COUNTY_NODE),
        sync(TOWNSHIP_NODE, COUNTY_NODE),
        Step::BackUp(TOWNSHIP_NODE),
        restore(COUNTY_NODE),
        Step::Restore { who: TOWNSHIP_NODE, copy: 2, told: true, then_writes: false },
        restore(2),
    ]);
}

#[test]
fn the_other_terminal_gives_back_what_writer_and_township_lost() {
    let township = TOWNSHIP_NODE;
    check(&[write(0), sync(0, township), sync(1, township), restore(0), restore(township), sync(0, township)]);
}

#[test]
fn a_terminal_gets_back_what_it_gave_back_itself() {
    let township = TOWNSHIP_NODE;
    check(&[
        write(1),
        sync(1, township),
        sync(0, township),
        restore(township),
        sync(0, township),
        restore(1),
        restore(0),
    ]);
}

/// A terminal that bypasses its township brings along what its entries build on.
#[test]
fn what_builds_on_anothers_entries_reaches_a_county_that_lacks_them() {
    check(&[write(1), sync(1, TOWNSHIP_NODE), sync(0, TOWNSHIP_NODE), write(0), sync(0, COUNTY_NODE)]);
}

#[test]
fn terminals_that_wrote_in_turns_give_a_restored_township_everything_back() {
    let (first, second) = (sync(0, TOWNSHIP_NODE), sync(1, TOWNSHIP_NODE));
    check(&[write(1), second, first, write(0), first, second, write(1), second, first, restore(TOWNSHIP_NODE)]);
}

/// An entry reached the county by a terminal's own link, whose answers were lost, and the township from above. The
/// township's exchange ended before the county's receipt for it came, so that ✓✓ never became ✓✓✓.
#[test]
fn what_came_by_another_way_gets_the_countys_receipt() {
    let steps = [
        (0, cut(2, COUNTY_NODE, Some(3), Some(0), true)),
        (1_000, write(2)),
        (500, put_back(2)),
        (100, Step::Clone(2)),
    ];
    check_paced(63, &steps);
}

/// Of the county's receipts for what a terminal had sent it directly, the township got only the newest, and ranked
/// by its own later receipt for the seal.
#[test]
fn a_township_gets_every_receipt_for_what_it_did_not_push() {
    let steps = [
        (0, write(0)),
        (500, sync(0, COUNTY_NODE)),
        (500, sync(TOWNSHIP_NODE, COUNTY_NODE)),
        (500, sync(1, COUNTY_NODE)),
        (500, Step::Seal(1)),
        (500, sync(1, COUNTY_NODE)),
        (500, write(1)),
        (500, sync(1, COUNTY_NODE)),
        (500, sync(TOWNSHIP_NODE, COUNTY_NODE)),
    ];
    check_paced(3, &steps);
}

/// The county was restored to a state before a revocation. The line broke after the township had heard so, and before
/// the county had the revocation back: it never got it, and the revoked device was served again.
#[test]
fn a_restored_county_gets_a_revocation_back_although_the_line_breaks() {
    for seed in [0, 1] {
        let steps = [
            (0, Step::Revoke(1)),
            (500, sync(TOWNSHIP_NODE, COUNTY_NODE)),
            (500, Step::Restore { who: COUNTY_NODE, copy: 0, told: true, then_writes: true }),
            (500, cut(TOWNSHIP_NODE, COUNTY_NODE, Some(1), None, false)),
        ];
        check_paced(seed, &steps);
    }
}

/// A terminal reached its township, and then the county directly. The county's receipt was at the township before
/// the township had pushed: it took the entries for pushed, and its own earlier receipt never went up.
#[test]
fn the_townships_receipts_go_up_although_the_entries_came_another_way() {
    let steps = [
        (0, Step::Seal(0)),
        (500, cut(TOWNSHIP_NODE, COUNTY_NODE, Some(1), None, true)),
        (500, sync(0, TOWNSHIP_NODE)),
        (500, sync(0, COUNTY_NODE)),
        (2_000, Step::Rest),
    ];
    check_paced(3, &steps);
}

/// County and township were restored to states before a revocation. Only a terminal had it: it gave back nothing but
/// its own village's documents, so that the revoked device was served again.
#[test]
fn a_revocation_that_only_a_terminal_has_comes_back() {
    let up = sync(TOWNSHIP_NODE, COUNTY_NODE);
    let lost = [Step::Revoke(0), up, sync(2, TOWNSHIP_NODE), restore(COUNTY_NODE), restore(TOWNSHIP_NODE)];
    check(&lost);
    // The township has already told the restored county that it has nothing for it.
    check(&[lost.as_slice(), &[up]].concat());
}

/// A terminal's link refused a newcomer's entries, then heard of the newcomer, and did not ask for the entries again
/// until the line broke.
#[test]
fn a_link_asks_again_for_what_it_refused_too_early() {
    check(&[Step::Enrol, restore(COUNTY_NODE), write(5)]);
}

/// A terminal gave another one's entries back to a restored township. Its own copy on another computer never got them.
#[test]
fn what_a_terminal_gave_back_its_copy_gets_too() {
    let township = TOWNSHIP_NODE;
    check(&[write(1), Step::Clone(0), sync(1, township), sync(0, township), restore(township)]);
}

/// A terminal wrote on top of another one's entry. Then the township was restored and the other one revoked: its
/// entry was taken back from nobody, and so the honest terminal's never reached the county.
#[test]
fn what_was_received_of_a_revoked_device_can_be_given_back() {
    let township = TOWNSHIP_NODE;
    check(&[write(1), sync(1, township), sync(0, township), restore(township), write(0), Step::Revoke(1)]);
}
