"""Documents are Automerge documents, which other implementations open."""

import json
import os
import pathlib
import shutil
import subprocess

from place import ROOT, VILLAGES, Missing, deeds, ledger, write_quarter, write_table

MODULES = pathlib.Path(os.environ.get("CUNBANG_TEST_NODE", ROOT / "target" / "tests" / "node"))


def opened_by_javascript(file):
    if not shutil.which("node") or not (MODULES / "node_modules" / "@automerge").exists():
        raise Missing(f"node with @automerge/automerge under {MODULES}: tests/run installs it")
    script = ROOT / "tests" / "acceptance" / "documents.mjs"
    done = subprocess.run(["node", str(script), str(file), str(MODULES)], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def in_one_order(rows):
    return {key: sorted(values, key=json.dumps) for key, values in rows.items()}


def test_an_exported_document_opens_in_javascript(place):
    """Rows, both values of a conflict, and the operators as messages of the changes."""
    county = place.county()
    unit = VILLAGES[0]
    first = place.terminal(county, county.address, unit, "first")
    second = place.terminal(county, county.address, unit, "second")
    write_quarter(place.folder / "quarter", unit)
    first.run("import", place.folder / "quarter", "--operator", "王会计")
    first.run("sync")
    second.run("sync")
    for terminal, operator in [(first, "王会计"), (second, "李书记")]:
        write_table(place.folder / "more", "deeds", deeds(unit, ["d1"], f"{operator}改写"))
        terminal.run("import", place.folder / "more", "--operator", operator)
    second.run("sync")
    first.run("sync")
    for node in [first, county]:
        file = node.folder / "ledger.automerge"
        node.run("export", ledger(unit), "--out", file)
        seen = opened_by_javascript(file)
        rows = node.export(ledger(unit))
        assert in_one_order(seen["rows"]) == in_one_order(rows)
        assert len(rows["deeds/d1"]) == 2, rows["deeds/d1"]
        writers = {one["operator"] for one in seen["history"]}
        assert len(writers) == 2 and all(one.startswith("op-") for one in writers), writers
        assert len({one["actor"] for one in seen["history"]}) == 2, "one actor for each device"
        assert sum(one["operations"] for one in seen["history"]) == len(rows) + 2
        assert len(seen["history"]) == node.documents()[ledger(unit)]["entries"]
        assert seen["same"]
    county.run("export", ledger(VILLAGES[5]), code=2)
