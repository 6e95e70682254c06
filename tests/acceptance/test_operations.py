"""What those see who run nodes: metrics, logs, the audit trail, the manual."""

import json
import pathlib
import re
import sqlite3
import subprocess
import urllib.request

from place import COUNTY, PERIOD, ROOT, TOWNSHIP, VILLAGES, Missing, health, ledger, postgres, send_quarter, wait_until

# The metrics that a node with nodes and terminals below has once something was exchanged and stored.
SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


def scrape(node):
    """The samples of a node's /metrics: (name, labels) → value."""
    with urllib.request.urlopen(f"http://{node.health}/metrics", timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = answer.read().decode()
    samples = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = SAMPLE.match(line).groups()
            labels = frozenset(re.findall(r'(\w+)="([^"]*)"', labels or ""))
            samples[name, labels] = float(value)
    return samples, text


def sample(samples, name, **labels):
    return samples.get((name, frozenset(labels.items())))


def test_prometheus_scrapes_a_township(place):
    """Exchanges, entries, receipts, transactions and refusals are counted where they happen."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    send_quarter(terminal, VILLAGES[0])
    wait_until("✓✓✓", lambda: terminal.sync() and terminal.documents()[ledger(VILLAGES[0])]["mark"] == "✓✓✓")

    samples, text = scrape(township)
    village = VILLAGES[0]
    assert sample(samples, "cunbang_well") == 1
    assert ("cunbang_info" in text) and f'unit="{TOWNSHIP}"' in text
    assert sample(samples, "cunbang_exchanges_total", outcome="done") >= 2
    assert sample(samples, "cunbang_entries_total", **{"from": "below"}) > 0
    assert sample(samples, "cunbang_connected", side="below", unit=village) == 0
    assert sample(samples, "cunbang_connected", side="above", unit=COUNTY) == 1
    at = sample(samples, "cunbang_last_sync_timestamp_seconds", side="below", unit=village)
    received = sample(samples, "cunbang_received_timestamp_seconds", unit=village)
    assert at >= received > 1.7e9, (at, received)
    assert sample(samples, "cunbang_receipt_seconds_count") > 0
    assert sample(samples, "cunbang_receipt_seconds_bucket", le="+Inf") == sample(
        samples, "cunbang_receipt_seconds_count"
    )
    # The county received the village's entries through its township.
    above, _ = scrape(county)
    assert sample(above, "cunbang_received_timestamp_seconds", unit=village) > 1.7e9
    assert sample(above, "cunbang_connected", side="below", unit=TOWNSHIP) == 1
    # A node that starts knows what it had received before.
    township.stop()
    township.serve()
    wait_until(
        "the time of the village's receipt is back",
        lambda: sample(scrape(township)[0], "cunbang_received_timestamp_seconds", unit=village) == received,
    )

    # Every name on the page is in the README, and a node shows no others.
    told = set(re.findall(r"^\| `(cunbang_\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.M))
    shown = {name for name in re.findall(r"^# TYPE (\w+) ", text, re.M) if name.startswith("cunbang_")}
    assert len(shown) > 10 and shown <= told, shown - told


def test_health_answers_though_the_store_does_not(place):
    """Another process holds the store's lock: nothing can be acknowledged, and health says so at once."""
    county = place.county()
    assert health(county)[0] == 200
    store = sqlite3.connect(county.folder / "data.sqlite", isolation_level=None)
    store.execute("BEGIN IMMEDIATE")
    code, said = health(county)
    assert code == 503 and "did not write within" in said, said
    assert sample(scrape(county)[0], "cunbang_well") == 0
    store.execute("ROLLBACK")
    wait_until("all is well again", lambda: health(county)[0] == 200)


def test_a_service_logs_json(place):
    """Each line is an object; the first is the service's own, and none is a notice of the database."""
    county = place.county(store=place.database(), serve=False)
    path = county.folder / "cunbang.toml"
    settings = '[log]\nformat = "json"\nfilter = "info"\n'
    path.write_text(f"{path.read_text()}\n{settings}")
    county.serve()
    county.stop()
    lines = [json.loads(line) for line in (county.folder / "serve.log").read_text().splitlines()]
    assert lines[0]["message"] == "starting" and lines[0]["level"] == "INFO", lines[0]
    assert lines[0]["span"] == {"name": "command", "given": "serve"}, lines[0]
    assert lines[-1]["message"] == "stopping", lines[-1]
    assert not [line for line in lines if line["target"].startswith("sqlx")], lines
    # The command line has the last word, and a failure is told in the same way.
    path.write_text(path.read_text().replace("root =", "rot ="))
    done = county.run("status", "--log-format", "json", code=2)
    told = json.loads(done.said)
    assert told["level"] == "ERROR" and "rot" in told["error"], told
    assert "cunbang:" in county.run("status", code=2).said


def test_the_manual_and_completions_are_whole(place):
    """A page for each command, and completions that the shell can read."""
    pages = place.folder / "man"
    place.run("man", "--out", pages)
    names = {page.name for page in pages.iterdir()}
    assert {"cunbang.1", "cunbang-serve.1", "cunbang-enrol-code.1", "cunbang-audit.1"} <= names, names
    main = place.run("man").out
    assert ".SH NAME" in main and "cunbang" in main and main == (pages / "cunbang.1").read_text()
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"]:
        assert "enrol" in place.run("completions", shell).out, shell
    script = place.folder / "completions"
    script.write_text(place.run("completions", "bash").out)
    question = f'. {script}; COMP_WORDS=(cunbang enr); COMP_CWORD=1; _cunbang cunbang enr cunbang; echo "${{COMPREPLY[*]}}"'
    answer = subprocess.run(["bash", "-c", question], capture_output=True, text=True, timeout=30)
    assert answer.stdout.split() == ["enrol"], answer
