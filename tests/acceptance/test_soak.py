"""The soak, for half a minute: two worlds of known seeds, in which nearly every fault happens once.

`tests/run soak SECONDS [SEED]` plays all faults in every world, again and again, for hours.
"""

import collections

import soak_faults as faults
from disk import may_mount
from soak import IN_EVERY_WORLD, ON_POSTGRES, WITH_DISKS, soak_world

# The first may last ten seconds, until the county finds that nobody answers any more; the other is half of a failover.
LEFT_OUT = [faults.fail_over_without_a_word, faults.restart_immediate]


def check(seed, kinds):
    """Plays each of these faults once."""
    counts = collections.Counter()
    soak_world(seed, counts, kinds, steps=0)
    assert counts["rows received and there"] > 0, counts


def test_nothing_is_lost_by_what_breaks_on_sqlite(_place):
    """Killed, destroyed, copied and restored nodes, stores put back by hand, and full disks."""
    if not may_mount():
        print("full disks are left out: no small disk may be mounted here")
    check(1, IN_EVERY_WORLD + (WITH_DISKS if may_mount() else []))


def test_nothing_is_lost_by_what_breaks_on_postgresql(_place):
    """A database with a standby that is restarted, cut off, left alone and failed over, and a county that is killed."""
    of_the_county = [one for one in IN_EVERY_WORLD if one[1] is faults.kill_county]
    check(2, [one for one in ON_POSTGRES if one[1] not in LEFT_OUT] + of_the_county)
