"""An evidence file, checked by a program that has nothing of cunbang's but what README.md says."""

import json
import re

import independent
from place import BINARY, ROOT

PERIOD = "2010Q2"
# The last week all of whose days lie in it.
WEEK = "2010W25"


def told():
    """The kinds of document with their numbers, and the key columns of each table, as README.md has them."""
    section = (ROOT / "README.md").read_text().split("## How to check it with your own program\n")[1].split("\n## ")[0]
    kinds = re.search(r"Kinds: ([^.]+)\.", section)[1]
    numbers = {kind: int(number) for kind, number in (one.split(" ") for one in kinds.split(", "))}
    keys = re.search(r"Key columns: ([^.]+)\.", section)[1]
    tables = dict(re.fullmatch(r"`(\w+)` (.+)", one).groups() for one in keys.split("; "))
    return numbers, {table: columns.split(", ") for table, columns in tables.items()}


def refused(raw, of, to):
    """Whether a file is refused in which this was altered."""
    assert of in raw, of
    try:
        independent.check(raw.replace(of, to, 1), *told())
    except (independent.Wrong, ValueError):
        return True
    return False


def evidence_of(place, period, *more):
    """The evidence file of a period's run in a demo."""
    units = place.folder / "units.csv"
    units.write_text("\n".join((ROOT / "crates/world/data/gaotai.csv").read_text().splitlines()[: 3 + 8]))
    folder = place.folder / "demo"
    demo = [str(BINARY), "demo", "--once", "--units", str(units), "--dir", str(folder), *more]
    place.finish(place.start(demo, {}), ["demo"], 0)
    county = next(path for path in folder.rglob("county") if path.is_dir())
    ran = place.finish(place.start([str(BINARY), "run", period, "--dir", str(county), "--format", "json"], {}), ["run"], 0)
    run = json.loads(ran.out)["run"]
    file = place.folder / "evidence.jsonl"
    made = [str(BINARY), "evidence", run, "--dir", str(county), "--out", str(file)]
    place.finish(place.start(made, {}), ["evidence"], 0)
    return file.read_bytes()


def test_a_week(place):
    """A run of a week is checked as one of a quarter is: its period is text like any other."""
    raw = evidence_of(place, WEEK, "--scheme", "caota-week")
    assert json.loads(raw.splitlines()[0])["record"]["period"] == WEEK
    found = independent.check(raw, *told())
    assert found["entries"] > 30 and found["receipts"] > 3 and found["checkpoints"] > 0, found
    assert refused(raw, f'"{WEEK}"'.encode(), b'"2010W24"')


def test_every_hash_and_signature(place):
    """Chains, heads, receipts, run id, the public log's root, checkpoint and statement are worked out again in Python."""
    raw = evidence_of(place, PERIOD)
    found = independent.check(raw, *told())
    assert found["entries"] > 50 and found["pieces"] > 8 and found["receipts"] > 3, found
    assert found["checkpoints"] > 0, found
    # What it checks, it refuses when it is altered.
    record = json.loads(raw.splitlines()[0])["record"]
    assert refused(raw, record["authority"].encode(), b"0" * 64)
    assert refused(raw, b'"operator":"', b'"operator":"x')
    entry_hash = next(json.loads(line)["entry_hash"] for line in raw.splitlines() if line.startswith(b'{"kind":"receipt"'))
    assert refused(raw, f'"entry_hash":"{entry_hash}"'.encode(), f'"entry_hash":"{"0" * 64}"'.encode())
    lines = raw.splitlines(keepends=True)
    receipts = [place for place, line in enumerate(lines) if line.startswith(b'{"kind":"receipt"')]
    without = b"".join(line for place, line in enumerate(lines) if place != receipts[0])
    try:
        independent.check(without, *told())
    except independent.Wrong as wrong:
        assert str(wrong) == "statement", wrong
    else:
        raise AssertionError("a receipt was taken out and nobody noticed")
