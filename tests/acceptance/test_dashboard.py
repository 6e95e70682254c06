"""The views on PostgreSQL for dashboards, and the dashboard in `deploy/grafana`: every query of it, by a role that only
reads."""

import csv
import io
import json
import re
import subprocess

from place import COUNTY, PERIOD, ROOT, VILLAGES, postgres, send_quarter

GRAFANA = ROOT / "deploy" / "grafana"


def ask(url, statement, fails=False):
    """The rows that a statement gives the dashboards' role, as objects."""
    command = ["psql", "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-d", url]
    done = subprocess.run(
        [*command, "-c", "SET ROLE cunbang_dashboard", "-c", statement], capture_output=True, text=True, timeout=60
    )
    if fails:
        assert done.returncode != 0 and "permission denied" in done.stderr, (statement, done.stderr)
        return None
    assert done.returncode == 0, f"{statement}\n{done.stderr}"
    return list(csv.DictReader(io.StringIO(done.stdout)))


def make_views(url):
    file = GRAFANA / "views.sql"
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", file], check=True, timeout=60)


def queries():
    """The dashboard's queries by the title of their panel or variable, as Grafana would send them for this county."""
    board = json.loads((GRAFANA / "dashboard.json").read_text(encoding="utf-8"))
    assert board["uid"] and board["panels"], board.keys()
    kinds = {variable["type"] for variable in board["templating"]["list"]}
    assert kinds == {"datasource", "query"}, kinds
    asked = {one["name"]: one["query"] for one in board["templating"]["list"] if one["type"] == "query"}
    for panel in board["panels"]:
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == "${datasource}", panel["title"]
            asked[panel["title"]] = target["rawSql"]

    def sent(statement):
        statement = re.sub(r"\$__timeFilter\((\w+)\)", r"\1 BETWEEN NOW() - INTERVAL '90 days' AND NOW()", statement)
        statement = statement.replace("${period}", PERIOD).replace("${publisher}", COUNTY)
        assert "$" not in statement, statement
        return statement

    return {title: sent(statement) for title, statement in asked.items()}


def test_every_query_of_the_dashboard(place):
    """On a county's store with a published list: what the views show is what the run says, drafts are not shown, nor what
    was withdrawn, and the role sees nothing else."""
    postgres()
    url = place.database()
    county = place.county(store=url)
    make_views(url)
    asked = queries()
    assert len(asked) > 12
    # Before anything was published, every query works and no list is there.
    for title, statement in asked.items():
        ask(url, statement)
    terminals = [place.terminal(county, county.address, unit) for unit in VILLAGES[:3]]
    for number, (unit, terminal) in enumerate(zip(VILLAGES, terminals)):
        send_quarter(terminal, unit, number + 1)
    run = county.run("run", PERIOD, "--format", "json").json()
    assert ask(url, "SELECT * FROM report.results") == [], "a draft is nobody's business"
    county.run("publish", "--yes")

    answers = {title: ask(url, statement) for title, statement in asked.items()}
    assert [row["published_by"] for row in answers["publisher"]] == [COUNTY]
    assert [row["period"] for row in answers["period"]] == [PERIOD]
    # Nothing was refused, and contacts are written down now and then only.
    may_be_empty = {"拒收和异常 refusals and incidents", "联网 contacts"}
    assert not [title for title, rows in answers.items() if not rows and title not in may_be_empty]
    expected = run["levels"]["village"]
    shown = answers["名次 ranks"]
    assert [row["村"] for row in shown] == [row["name"] for row in expected]
    for row, known in zip(shown, expected):
        assert row["名次"] == str(known["rank"] or "") and row["得分"] == (known["score"] or ""), (row, known)
        assert (row["备注"] == "后进候选") == bool(known["candidate"])
    coverage = ask(url, "SELECT * FROM report.coverage")
    assert [(row["villages"], row["received"], row["not_received"]) for row in coverage] == [("17", "3", "14")]
    told = {row["subject"]: row["prospect"] or "" for row in county.run("bulletin", "--format", "json").json()}
    kept = {row["unit"]: row["prospect"] for row in ask(url, "SELECT unit, prospect FROM report.results WHERE level = 'village'")}
    assert kept == {unit: told[unit] for unit in kept} and any(kept.values()), kept
    [cut] = ask(url, "SELECT * FROM report.cuts")
    assert int(cut["possible"]) == list(kept.values()).count("possible"), cut
    assert int(cut["listed"]) == sum(bool(row["candidate"]) for row in expected), cut
    ledgers = {row["unit"]: row for row in ask(url, f"SELECT * FROM report.ledgers WHERE period = '{PERIOD}'")}
    assert set(ledgers) == set(VILLAGES[:3]) and all(row["last_received_at"] for row in ledgers.values())
    devices = {row["unit"] for row in ask(url, "SELECT unit FROM report.devices")}
    assert set(VILLAGES[:3]) <= devices
    received = sum(int(row["条目"]) for row in answers["每小时收到的条目 entries received"])
    assert received >= sum(int(row["entries"]) for row in ledgers.values())

    for table in ("operators", "sessions", "settings", "enrolment_codes", "runs", "published_results", "segments"):
        ask(url, f"SELECT * FROM {table}", fails=True)
    ask(url, "DELETE FROM report.contacts", fails=True)

    county.run("publish", run["run"], "--withdraw", "漏计一村")
    assert ask(url, "SELECT * FROM report.results") == []
    published = ask(url, "SELECT * FROM report.published_runs")
    assert [(row["withdrawn_reason"], row["stands"]) for row in published] == [("漏计一村", "f")]
    # The views are made anew over a store in use.
    make_views(url)
    assert ask(url, "SELECT * FROM report.published_runs") == published
