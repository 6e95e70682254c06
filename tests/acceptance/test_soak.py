"""The soak, for half a minute. `tests/run soak SECONDS [SEED]` plays it for hours."""

from soak import soak

SECONDS = 30


def test_nothing_that_was_received_is_lost_whatever_breaks(_place):
    """Worlds of kills, destroyed terminals, restored nodes, databases put back by hand and cut off."""
    counts = soak(SECONDS, seed=1)
    assert counts["worlds"] > 0 and counts["rows received and there"] > 0, counts
