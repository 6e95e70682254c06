"""Power cuts: nodes and terminals that are killed in the middle of their work."""

import random
import time

from place import VILLAGES, deeds, in_background, ledger, wait_until, write_table

ROUNDS = 8
TERMINALS = 4


def acknowledged(terminals):
    """By document, how many entries the township has acknowledged."""
    found = {}
    for terminal in terminals:
        for name, one in terminal.documents().items():
            found[name] = max(found.get(name, 0), one["township"])
    return found


def test_what_is_acknowledged_outlives_kill_9_of_the_township(place):
    """The township is killed while terminals sync; nothing that a terminal holds a receipt for is ever missing."""
    moments = random.Random(20261121)
    county = place.county()
    township = place.township(county)
    terminals = [place.terminal(county, township.address, unit) for unit in VILLAGES[:TERMINALS]]
    cut_off = 0

    def work(terminal, unit, turn):
        folder = place.folder / f"more-{unit}"
        refused = 0
        for part in range(3):
            write_table(folder, "deeds", deeds(unit, [f"r{turn}p{part}n{number}" for number in range(6)]))
            terminal.run("import", folder)
            # 4: the township was gone before or in the middle.
            done = terminal.sync(code=None)
            assert done.code in (0, 4), (done.code, done.out, done.said)
            refused += done.code == 4
        return refused

    for turn in range(ROUNDS):
        syncing = [in_background(work, terminal, unit, turn) for terminal, unit in zip(terminals, VILLAGES)]
        time.sleep(moments.uniform(0.05, 1.2))
        township.kill()
        cut_off += sum(join() for join in syncing)
        held = acknowledged(terminals)
        here = township.documents()
        for name, number in held.items():
            entries = here[name]["entries"] if name in here else 0
            assert entries >= number, f"round {turn}: {name}: {number} entries acknowledged, {entries} here"
        township.serve()
    assert cut_off > 0, "no sync was cut off: the moments are badly chosen"
    for terminal, unit in zip(terminals, VILLAGES):

        def arrived(terminal=terminal, unit=unit):
            terminal.run("sync")
            return terminal.documents()[ledger(unit)]["mark"] == "✓✓✓"

        wait_until(f"{unit} has arrived", arrived)
        rows = terminal.export(ledger(unit))
        assert len(rows) == ROUNDS * 3 * 6, len(rows)
        assert township.export(ledger(unit)) == rows
        assert county.export(ledger(unit)) == rows
    assert township.status()["forks"] == [] and township.status()["refused"] == []
    for node in [*terminals, township, county]:
        node.run("doctor")


def test_a_terminal_that_is_killed_keeps_what_it_said_was_saved(place):
    """Killed while it imports and syncs: an import is there whole or not at all, and goes up in the end."""
    moments = random.Random(330522)
    county = place.county()
    unit = VILLAGES[0]
    terminal = place.terminal(county, county.address, unit)
    saved = set()
    killed = 0
    for turn in range(16):
        ids = [f"r{turn}n{number}" for number in range(40)]
        write_table(place.folder / "more", "deeds", deeds(unit, ids))
        command = ["import", place.folder / "more"] if turn % 2 == 0 else ["sync"]
        if command == ["sync"]:
            terminal.run("import", place.folder / "more")
            saved.update(ids)
        process = terminal.start(*command)
        time.sleep(moments.uniform(0.0, 0.12))
        process.kill()
        said = process.communicate()[1].decode()
        killed += process.returncode != 0
        if "recorded ✓" in said:
            saved.update(ids)
        stored = {key.removeprefix("deeds/") for key in (terminal.export(ledger(unit)) if saved else {})}
        assert saved <= stored, f"turn {turn}: saved, and gone: {sorted(saved - stored)[:5]}"
        assert stored.issuperset(ids) or stored.isdisjoint(ids), f"turn {turn}: half of an import is here"
        saved = stored
    assert killed > 4, "hardly a command was cut off: the moments are badly chosen"
    terminal.run("doctor")
    terminal.run("sync")
    assert {key.removeprefix("deeds/") for key in county.export(ledger(unit))} == saved
    assert terminal.documents()[ledger(unit)]["mark"] == "✓✓✓"
    assert county.status()["forks"] == []
    county.run("doctor")
