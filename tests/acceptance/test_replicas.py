"""Two replicas of the county's node over one PostgreSQL, and the same content in SQLite."""

import shutil
import time

from place import (
    COUNTY,
    PERIOD,
    VILLAGES,
    deeds,
    free_port,
    health,
    in_background,
    ledger,
    send_quarter,
    set_upstreams,
    wait_until,
    write_table,
)

TERMINALS = 4
TURNS = 5


def replicas(place):
    """Two nodes of the county with one identity and one database, both serving."""
    first = place.county("county-a", store=place.database())
    second = place.node("county-b")
    shutil.copytree(first.folder / "identity", second.folder / "identity")
    text = (first.folder / "cunbang.toml").read_text()
    (second.folder / "cunbang.toml").write_text(text.replace(first.address, f"127.0.0.1:{free_port()}"))
    return first, second.serve()


def test_terminals_sync_through_both_and_no_reader_skips_anything(place):
    """Terminals change replicas from sync to sync while a reader pulls; the run is the same from all, and the
    evidence from both replicas. An inspector's laptop answers for no list."""
    first, second = replicas(place)
    both = [first.address, second.address]
    terminals = [place.terminal(first, both[number % 2], unit) for number, unit in enumerate(VILLAGES[:TERMINALS])]
    # An inspector of the county holds what the county holds, in SQLite.
    inspector = place.terminal(second, both[1], COUNTY, "inspector", role="inspector")

    def write(number):
        terminal, unit = terminals[number], VILLAGES[number]
        set_upstreams(terminal, [both[number % 2]])
        send_quarter(terminal, unit, number + 1)
        for turn in range(TURNS):
            folder = place.folder / f"more-{unit}"
            write_table(folder, "deeds", deeds(unit, [f"t{turn}n{one}" for one in range(5)]))
            terminal.run("import", folder)
            set_upstreams(terminal, [both[(number + turn) % 2]])
            terminal.run("sync")
        terminal.run("seal", PERIOD, "--yes")
        terminal.run("sync")

    writing = [in_background(write, number) for number in range(TERMINALS)]
    for turn in range(TURNS * 2):
        set_upstreams(inspector, [both[turn % 2]])
        inspector.run("sync")
    for join in writing:
        join()
    for terminal, unit in zip(terminals, VILLAGES):
        assert terminal.documents()[ledger(unit)]["mark"] == "✓✓✓", unit
        # Asking the other replica brings nothing that was missing.
        set_upstreams(terminal, [both[0]])
        assert terminal.sync().json()[0]["sent_entries"] == 0
    inspector.run("sync")
    set_upstreams(inspector, [both[1]])
    inspector.run("sync")
    here = {name: one["entries"] for name, one in first.documents().items()}
    assert here == {name: one["entries"] for name, one in second.documents().items()}
    there = {name: one["entries"] for name, one in inspector.documents().items()}
    assert {name for name in here if name.startswith("ledger/")} == {ledger(unit) for unit in VILLAGES[:TERMINALS]}
    assert there == here
    for unit, terminal in zip(VILLAGES, terminals):
        rows = terminal.export(ledger(unit))
        assert first.export(ledger(unit)) == rows
        assert second.export(ledger(unit)) == rows
        assert inspector.export(ledger(unit)) == rows

    runs, files = [], []
    for node in [first, second, inspector]:
        ranking = node.run("run", PERIOD, "--format", "json").out
        run = node.run("run", PERIOD, "--format", "json").json()["run"]
        runs.append((run, ranking))
        if node is inspector:
            refused = node.run("evidence", run, "--out", node.folder / "evidence.jsonl", code=3)
            assert "不能出具" in refused.said, refused.said
            continue
        node.run("evidence", run, "--out", node.folder / "evidence.jsonl")
        files.append((node.folder / "evidence.jsonl").read_bytes())
    assert runs[0] == runs[1], "two replicas, two runs"
    assert files[0] == files[1], "two replicas, two files"
    assert runs[0][0] == runs[2][0], "PostgreSQL and SQLite: two runs"
    assert runs[0][1] == runs[2][1], "PostgreSQL and SQLite: two rankings"
    verified = place.run("verify", second.folder / "evidence.jsonl", "--format", "json").json()
    assert verified["run"] == runs[0][0]
    assert verified["stated_by"]["unit"] == COUNTY
    first.run("doctor")
    inspector.run("doctor")


def test_one_replica_may_die(place):
    """Killed while a township and a terminal sync with both: all goes on through the other, and nothing is lost."""
    first, second = replicas(place)
    both = ("--second-upstream", f"{second.address}={COUNTY}")
    township = place.township(first, more=both)
    terminals = [place.terminal(first, township.address, unit) for unit in VILLAGES[:2]]
    terminals.append(place.terminal(first, first.address, VILLAGES[2], more=both))

    def write(terminal, unit):
        for turn in range(4):
            folder = place.folder / f"more-{unit}"
            write_table(folder, "deeds", deeds(unit, [f"t{turn}n{one}" for one in range(5)]))
            terminal.run("import", folder)
            terminal.run("sync")

    writing = [in_background(write, terminal, unit) for terminal, unit in zip(terminals, VILLAGES)]
    time.sleep(0.7)
    first.kill()
    for join in writing:
        join()
    for terminal, unit in zip(terminals, VILLAGES):

        def arrived(terminal=terminal, unit=unit):
            terminal.run("sync")
            return terminal.documents()[ledger(unit)]["mark"] == "✓✓✓"

        wait_until(f"{unit} has arrived", arrived)
        assert second.export(ledger(unit)) == terminal.export(ledger(unit))
        assert len(terminal.export(ledger(unit))) == 20
    first.serve()
    for terminal in terminals:
        assert sum(one["sent_entries"] for one in terminal.sync().json()) == 0
    for node in [first, township, *terminals]:
        node.run("doctor")


def test_a_revocation_at_one_takes_effect_at_the_other(place):
    """Within a minute, on a stream that is open too."""
    first, second = replicas(place)
    staying = place.terminal(first, second.address, VILLAGES[0])
    coming = place.terminal(first, second.address, VILLAGES[1])
    staying.serve()
    wait_until("the stream is open", lambda: "connected" in health(staying)[1].lower())
    began = time.monotonic()
    for node in [staying, coming]:
        first.run("enrol", "revoke", node.status()["device"], "--reason", "电脑被盗")
    wait_until("a new stream is refused", lambda: coming.sync(code=None).code == 3)
    wait_until("the open stream is closed", lambda: "revoked" in health(staying)[1])
    assert time.monotonic() - began < 60
    # The county itself has nobody above it.
    first.sync(code=2)
