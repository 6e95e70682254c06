"""A county on PostgreSQL whose synchronous standby is gone: whoever waits for it says so, and loses nothing."""

import threading

from cluster import Cluster
from place import VILLAGES, health, wait_until

SAID = "take it out of synchronous_standby_names"


def lines_of(pipe):
    """What a process says, as it comes."""
    lines = []

    def read():
        for line in pipe:
            lines.append(line.decode())

    threading.Thread(target=read, daemon=True).start()
    return lines


def test_who_waits_for_a_standby_says_so(place):
    """A command and the service go on waiting, as what they write is on the primary already."""
    cluster = Cluster(place)
    county = place.county(store=cluster.url)
    cluster.standby.stop("immediate")
    command = county.start("enrol", "code", "--unit", VILLAGES[0])
    said = lines_of(command.stderr)
    wait_until("the command says what it waits for", lambda: SAID in "".join(said))
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    before = int(cluster.primary.sql(waiting))
    for _ in range(5):
        assert health(county)[0] == 503
    assert int(cluster.primary.sql(waiting)) <= before + 1, "asking for the health leaves sessions behind"
    log = county.folder / "serve.log"
    wait_until("the service says it", lambda: SAID in log.read_text())
    assert command.poll() is None, "".join(said)
    cluster.go_on_alone()
    assert command.wait(60) == 0
    assert "the wait for the database is over" in "".join(said)
    wait_until("the service says that it is over", lambda: "the wait for the database is over" in log.read_text())
    wait_until("it is well", lambda: health(county)[0] == 200)
    assert log.read_text().count(SAID) == 1
    assert len(county.run("enrol", "codes", "--format", "json").json()) == 1
