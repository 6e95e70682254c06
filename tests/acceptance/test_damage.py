"""A disk that gives back other bytes than it was given: nodes find it out by themselves, say so, and mend it."""

import sqlite3

from place import VILLAGES, health, ledger, send_quarter, wait_until


def flip(node, table, column, condition="1"):
    """Flips a bit in the middle of a column. Gives how many rows that were."""
    with sqlite3.connect(node.folder / "data.sqlite", timeout=10) as store:
        rows = store.execute(f"SELECT rowid, {column} FROM {table} WHERE {condition}").fetchall()
        for row, stored in rows:
            changed = bytearray(stored)
            changed[len(changed) // 2] ^= 1
            store.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(changed), row))
    store.close()
    return len(rows)


def line(place):
    """A county, its township and a village's terminal, and all three have the village's quarter."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    send_quarter(terminal, VILLAGES[0])
    wait_until("the county has it", lambda: ledger(VILLAGES[0]) in county.documents())
    return county, township, terminal


def is_whole(node):
    return not node.status()["damaged"] and health(node)[0] == 200


def test_a_township_finds_damage_that_nobody_reads_and_gets_it_back(place):
    """Every entry from the village, with nobody asking for anything. The roster only the village has."""
    _, township, terminal = line(place)
    whole = township.export(ledger(VILLAGES[0]))
    township.kill()
    assert flip(township, "segments", "frame", "log_id IN (SELECT id FROM logs WHERE kind >= 300)")
    township.serve()
    wait_until("it is mended", lambda: "mended" in {one["kind"] for one in township.status()["incidents"]})
    left = township.status()["damaged"]
    assert len(left) == 1 and "roster/" in left[0], left
    assert health(township)[0] == 503
    terminal.serve()
    wait_until("it is well", lambda: is_whole(township))
    assert "damaged" in {one["kind"] for one in township.status()["incidents"]}
    assert township.export(ledger(VILLAGES[0])) == whole
    township.run("doctor")
    assert "cunbang_faults 0" in health(township, "metrics")[1]
    wait_until("the round is complete", lambda: township.status()["looked_through_at"])


def test_a_county_that_nobody_can_help_says_so_after_a_restart(place):
    county = place.county()
    county.kill()
    assert flip(county, "segments", "frame", "log_id IN (SELECT id FROM logs WHERE kind < 200)")
    for _ in range(2):
        county.serve()
        code, page = wait_until("it is unwell", lambda: health(county)[0] == 503 and health(county))
        assert "org/" in page, page
        assert county.status()["damaged"]
        county.run("doctor", code=1)
        county.kill()


def test_a_terminal_mends_itself_with_one_sync(place):
    """And one that cannot be mended does not say that all went well."""
    _, _, terminal = line(place)
    whole = terminal.export(ledger(VILLAGES[0]))
    assert flip(terminal, "segments", "frame")
    assert "came back from above" in terminal.run("sync").said
    assert "came back" not in terminal.run("sync").said
    assert terminal.export(ledger(VILLAGES[0])) == whole
    terminal.run("doctor")
    assert flip(terminal, "logs", "entry_hash", "kind >= 300")
    assert "ledger/" in terminal.run("sync", code=1).said
    terminal.run("doctor", code=1)
    terminal.serve()
    wait_until("it is unwell", lambda: health(terminal)[0] == 503)


def test_rows_taken_out_of_a_terminals_store_are_named_and_come_back_with_one_sync(place):
    """By command, with nothing that serves: whichever command comes first finds it."""
    _, _, terminal = line(place)
    whole = terminal.export(ledger(VILLAGES[0]))
    for first in ("status", "doctor", "sync"):
        with sqlite3.connect(terminal.folder / "data.sqlite", timeout=10) as store:
            first_row = (
                "SELECT s.rowid FROM segments s JOIN logs l ON l.id = s.log_id "
                "WHERE l.kind = 401 ORDER BY s.last_entry LIMIT 1"
            )
            gone = store.execute(f"DELETE FROM segments WHERE rowid = ({first_row})")
            assert gone.rowcount == 1, first
            store.execute("DELETE FROM projections")
        store.close()
        if first == "status":
            assert "ledger/" in str(terminal.status()["damaged"])
        if first == "doctor":
            said = terminal.run("doctor", code=1).said
            assert "ledger/" in said and "cunbang restore" not in said, said
        assert "came back from above" in terminal.run("sync").said, first
        assert terminal.export(ledger(VILLAGES[0])) == whole
        assert not terminal.status()["damaged"]
        terminal.run("doctor")
