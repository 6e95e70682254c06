"""What health page, status, doctor and log say of a node is so, at once and not only after a restart."""

import contextlib
import shutil
import sqlite3

from disk import Disk, may_mount
from place import PERIOD, TOWNSHIP, VILLAGES, deeds, health, ledger, off_by, send_quarter, set_upstreams, wait_until, write_table


def lose_runs(county):
    """As a store that was put back from before they were made."""
    with contextlib.closing(sqlite3.connect(county.folder / "data.sqlite", timeout=10)) as store, store:
        store.execute("DELETE FROM runs")


def test_a_lost_run_is_told_by_all_until_it_is_back_or_given_up(place):
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    send_quarter(terminal, VILLAGES[0])
    wait_until("the county has it", lambda: ledger(VILLAGES[0]) in county.documents())
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", "--yes")
    assert health(county)[0] == 200
    lose_runs(county)
    code, page = health(county)
    assert code == 503 and run in page, page
    assert run in county.run("status").out
    assert run in county.run("doctor", "--wide", code=1).out
    county.run("run", PERIOD)
    assert health(county)[0] == 200
    county.run("doctor")

    # Its data have changed: it cannot be made again. A person says that it is lost, and that is on record.
    write_table(place.folder / "more", "deeds", deeds(VILLAGES[0], ["late"]))
    terminal.run("import", place.folder / "more")
    terminal.run("seal", PERIOD, "--yes")
    terminal.run("sync")
    wait_until("the county has it", lambda: "deeds/late" in county.export(ledger(VILLAGES[0])))
    lose_runs(county)
    county.run("run", PERIOD)
    assert health(county)[0] == 503
    assert "cunbang doctor" in county.run("resume", "--run", "0000", "--reason", "无", code=2).said
    assert run in county.run("resume", "--run", run[:12], "--reason", "备份缺失", "--yes").said
    assert health(county)[0] == 200
    county.run("doctor")
    assert county.status()["faults"] == []
    assert run in county.run("audit", "--wide").out
    assert "given_up" in {one["kind"] for one in county.status()["incidents"]}


def test_a_terminal_that_was_revoked_knows(place):
    """Though nobody gives it the document in which it could read so, and until it is served again."""
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    assert terminal.status()["troubles"] == []
    county.run("enrol", "revoke", terminal.status()["device"], "--reason", "电脑被盗")
    wait_until("it is refused", lambda: terminal.run("sync", code=None).code == 3)
    assert "revoked" in terminal.run("status").out
    assert "revoked" in terminal.run("doctor", code=1).out
    terminal.serve()
    code, page = health(terminal)
    assert code == 503 and "revoked" in page, page


def test_a_clock_below_that_is_off_is_told_above(place):
    """A township dates by its clock what it receives in time."""
    county = place.county()
    township = place.township(county)
    township.stop()
    right = township.environment
    township.environment = right | off_by("-20m")
    township.serve()
    wait_until("the county knows", lambda: "behind this computer's" in health(county)[1])
    code, page = health(county)
    assert code == 503 and TOWNSHIP in page and "minutes behind" in page, page
    township.stop()
    township.environment = right
    township.serve()
    wait_until("it is right again", lambda: health(county)[0] == 200)


def test_a_terminal_is_told_that_the_clock_above_is_far_off(place):
    """The node above takes no certificate of a time to come, and cannot say so before it has let the device in."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    township.stop()
    right = township.environment
    township.environment = right | off_by("-300d")
    township.serve()
    said = terminal.run("sync", code=4).said
    assert "by the node's clock" in said and "按对方节点的时间" in said, said
    township.stop()
    township.environment = right
    township.serve()
    terminal.run("sync")


def test_a_terminal_with_two_branches_is_not_well(place):
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    copy = place.node("copy")
    shutil.copytree(terminal.folder, copy.folder)
    for node in [terminal, copy]:
        write_table(place.folder / "more", "deeds", deeds(VILLAGES[0], [f"of-{node.name}"]))
        node.run("import", place.folder / "more")
    terminal.run("sync")
    copy.run("sync", code=3)
    assert "cunbang rejoin" in copy.run("status").out
    assert "cunbang rejoin" in copy.run("doctor", code=1).out
    copy.run("rejoin")
    copy.run("doctor")
    assert copy.status()["troubles"] == []


def test_a_full_disk_is_told_by_commands_too(place):
    if not may_mount():
        print("no disk can be mounted here: not shown")
        return
    disk = Disk(place, "terminal")
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0], "terminal")
    terminal.run("doctor")
    terminal.serve()
    disk.fill()
    assert "the disk is full" in terminal.run("status").out
    assert "the disk is full" in terminal.run("doctor", code=1).out
    disk.free()
    assert terminal.status()["troubles"] == []
    terminal.run("doctor")


def test_a_countys_folder_is_looked_at_while_it_serves(place):
    """A replaced authority is no trouble, a lost key is one."""
    county = place.county()
    (county.folder / "identity" / "ca-key.pem").unlink()
    assert health(county)[0] == 503
    county.run("authority", "replace", "--reason", "县节点硬盘损坏，私钥无备份")
    assert health(county)[0] == 200, health(county)
    key = county.folder / "identity" / "key.pem"
    key.rename(place.folder / "key")
    code, page = health(county)
    assert code == 503 and "key.pem" in page, page
    log = county.folder / "serve.log"
    wait_until("the log says so", lambda: "key.pem" in log.read_text())
    (place.folder / "key").rename(key)
    assert health(county)[0] == 200


def test_a_node_that_the_county_does_not_take_is_not_well(place):
    """It was reached, and no network that comes back mends that: it is told at once."""
    county, other = place.county(), place.county("other")
    township = place.township(county)
    assert health(township)[0] == 200
    township.stop()
    set_upstreams(township, [other.address])
    township.serve()
    wait_until("it is told", lambda: health(township)[0] == 503)
    assert "do not exchange" in health(township)[1], health(township)
    # Nobody there is a matter of the network.
    township.stop()
    set_upstreams(township, ["127.0.0.1:1"])
    township.serve()
    assert health(township)[0] == 200
