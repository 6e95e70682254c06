"""The public log as files: whoever has them works its root out with a few lines of their own."""

import base64
import hashlib

from place import PERIOD, VILLAGES, send_quarter, wait_until

UNIT = VILLAGES[0]


def root_of(leaves):
    """The root of the tree over some leaves, as RFC 6962 has it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def bundled(content):
    """The leaves of a bundle: each with its length before it, in two bytes."""
    leaves = []
    while content:
        length = int.from_bytes(content[:2], "big")
        leaves.append(content[2 : 2 + length])
        content = content[2 + length :]
    return leaves


def test_its_files_have_the_root_that_was_signed(place):
    """A village, a township and the county hold the same log; its files bear out the signed checkpoint."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, UNIT)
    send_quarter(terminal, UNIT)
    terminal.sync()
    county.run("run", PERIOD)
    county.run("publish", "--yes")

    def is_whole():
        terminal.sync()
        logs = terminal.run("log", "--format", "json").json()
        leaves = [leaf["document"] for log in logs for leaf in log["leaves"]]
        return f"bulletin/620724/{PERIOD}" in leaves and logs[0]["checkpoint"] and logs[0]["witnesses"]

    wait_until("the bulletin in the village's log, countersigned", is_whole)
    assert terminal.status()["public_log_troubles"] == []
    assert terminal.status()["left_out"] == []

    roots = set()
    for node in (county, township, terminal):
        folder = place.folder / f"log-{node.name}"
        node.run("log", "--unit", "620724", "--out", folder)
        note = (folder / "checkpoint").read_text()
        origin, size, root, at = note.split("\n\n")[0].splitlines()
        bundle = folder / "tile/entries" / f"000.p/{size}"
        leaves = bundled(bundle.read_bytes())
        assert (origin, len(leaves)) == ("cunbang/620724", int(size)), note
        assert base64.b64decode(root) == root_of(leaves), note
        assert at.startswith("at 20") and note.count("\n— cunbang/620724") >= 1, note
        hashes = (folder / f"tile/0/000.p/{size}").read_bytes()
        assert hashes == b"".join(hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves)
        roots.add((size, root))
    assert len(roots) == 1, roots
    # Whoever asks for several logs in one folder is asked which.
    assert "--unit" in terminal.run("log", "--out", place.folder / "x", "--unit", "999999", code=2).said
