"""The soak, for half a minute. `tests/run soak SECONDS [SEED]` plays it for hours, and every fault in every world."""

import collections

import soak_faults as faults
from soak import IN_EVERY_WORLD, ON_POSTGRES, WITH_DISKS, soak_world
from soak_world import MAY_MOUNT


def check(seed, kinds):
    """Plays each of these faults once."""
    counts = collections.Counter()
    soak_world(seed, counts, kinds, steps=0)
    assert counts["rows received and there"] > 0, counts


def test_nothing_is_lost_by_what_breaks_on_sqlite(_place):
    """Kills, destroyed, copied and restored nodes, stores put back by hand, and full disks where root plays."""
    if not MAY_MOUNT:
        print("full disks are left out: only root may mount a small one")
    check(1, IN_EVERY_WORLD + (WITH_DISKS if MAY_MOUNT else []))


def test_nothing_is_lost_by_what_breaks_on_postgresql(_place):
    """A PostgreSQL with a standby that is restarted, cut off, left alone and failed over, and a county that is killed."""
    check(2, ON_POSTGRES + [one for one in IN_EVERY_WORLD if one[1] is faults.kill_county])
