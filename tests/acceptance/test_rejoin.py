"""Two copies of one terminal's store that both went on writing."""

import shutil
import subprocess

from place import COUNTY, VILLAGES, deeds, ledger, send_quarter, wait_until, write_table


def test_a_copied_store_finds_back(place):
    """The upstream keeps the first copy's entries and refuses the second's as evidence; `cunbang rejoin` takes
    up the first's and records the second's again, so that nothing is lost and no number is used twice."""
    county = place.county()
    township = place.township(county)
    unit = VILLAGES[0]
    terminal = place.terminal(county, township.address, unit)

    def record(node, ids, text):
        write_table(place.folder / "more", "deeds", deeds(unit, ids, text))
        node.run("import", place.folder / "more")

    record(terminal, ["d1"], "清理河道")
    terminal.run("sync")
    copy = place.node("copy")
    shutil.rmtree(copy.folder, ignore_errors=True)
    shutil.copytree(terminal.folder, copy.folder)
    record(terminal, ["d2"], "修路灯")
    record(copy, ["d3"], "送药上门")
    terminal.run("sync")
    assert "cunbang rejoin" in copy.run("sync", code=3).said
    assert "own_fork" in {one["kind"] for one in copy.status()["incidents"]}
    assert sorted(township.export(ledger(unit))) == ["deeds/d1", "deeds/d2"]
    # Above it is seen as well that there is a copy.
    assert terminal.status()["device"] in township.run("doctor").said

    done = copy.run("rejoin")
    assert "deeds/d3" in done.out and "recorded again" in done.out, done.out
    everything = ["deeds/d1", "deeds/d2", "deeds/d3"]
    assert sorted(copy.export(ledger(unit))) == everything
    assert sorted(township.export(ledger(unit))) == everything
    terminal.run("sync")
    assert terminal.export(ledger(unit)) == copy.export(ledger(unit))
    for node in [terminal, copy, township]:
        node.run("doctor")


def test_a_rejoin_can_be_killed_at_any_step(place):
    """Whatever was done when the power went, the next `cunbang rejoin` finishes it, and no row is lost."""
    county = place.county()
    township = place.township(county)
    unit = VILLAGES[0]
    terminal = place.terminal(county, township.address, unit)
    expected = set()

    def record(node, name):
        write_table(place.folder / "more", "deeds", deeds(unit, [name], "清理河道"))
        node.run("import", place.folder / "more")
        expected.add(f"deeds/{name}")

    kills = 0
    copy = place.node("copy")
    for number, milliseconds in enumerate([5, 20, 40, 60, 80, 110, 150, 200]):
        terminal.run("sync")
        shutil.rmtree(copy.folder, ignore_errors=True)
        shutil.copytree(terminal.folder, copy.folder)
        record(terminal, f"a{number}")
        record(copy, f"b{number}")
        terminal.run("sync")
        copy.run("sync", code=3)
        rejoining = copy.start("rejoin")
        try:
            rejoining.wait(milliseconds / 1000)
        except subprocess.TimeoutExpired:
            rejoining.kill()
            rejoining.wait()
            kills += 1
        copy.run("rejoin")
        copy.run("sync")
        copy.run("doctor")
        assert set(copy.export(ledger(unit))) == expected, milliseconds
        assert not list(copy.folder.glob("rejoining*"))
        terminal.run("sync")
        assert set(township.export(ledger(unit))) == expected, milliseconds
    assert kills > 0


def test_a_node_that_has_no_fork_does_not_rejoin(place):
    """It alone has its villages' rosters: they must not go with its store."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    send_quarter(terminal, VILLAGES[0])
    roster = f"roster/{VILLAGES[0]}"
    rows = township.export(roster)
    assert rows
    township.stop()
    assert "nothing here calls for a rejoin" in township.run("rejoin", code=2).said
    assert township.export(roster) == rows


def test_what_a_revoked_terminal_did_not_send_comes_along(place):
    """A new folder with a new code takes it over: each row stays with whoever wrote it. One that works takes nothing over."""
    county = place.county()
    township = place.township(county)
    unit = VILLAGES[0]
    old = place.terminal(county, township.address, unit, "old")
    other = place.terminal(county, township.address, unit, "other")

    def record(node, ids):
        write_table(place.folder / "more", "deeds", deeds(unit, ids))
        node.run("import", place.folder / "more")

    record(old, ["d1"])
    old.run("sync")
    record(old, ["d2", "d3"])
    county.run("enrol", "revoke", old.status()["device"], "--reason", "电脑曾丢失，已找回")
    revoked = f"revocations/{old.status()['device']}"
    wait_until("the township has heard of it", lambda: revoked in township.export(f"org/{COUNTY}"))
    for told in [old.run("sync", code=3).said, old.run("status").out]:
        assert "rejoin --from" in told and "init terminal" in told, told
    new = place.terminal(county, township.address, unit, "new")
    assert "was revoked" in new.run("rejoin", "--from", other.folder / "data.sqlite", code=2).said
    done = new.run("rejoin", "--from", old.folder / "data.sqlite")
    assert "deeds/d2" in done.out and "deeds/d3" in done.out and "deeds/d1" not in done.out, done.out
    new.run("sync")
    assert sorted(township.export(ledger(unit))) == ["deeds/d1", "deeds/d2", "deeds/d3"]
    assert "no node had" in new.run("rejoin", "--from", old.folder / "data.sqlite").said
    assert len(township.export(ledger(unit))) == 3
