"""A village a release ahead of its township reaches the county; the township counts it after its update."""

import os
import pathlib

from place import COUNTY, PERIOD, ROOT, VILLAGES, Missing, free_port, ledger, wait_until, write_quarter, write_table

# The program as the baseline release was: without the table `objections`, its kind of document, the column
# `services` of visits and the meeting kind `evening_study`. tests/run builds it.
EARLIER = pathlib.Path(os.environ.get("CUNBANG_EARLIER", ROOT / "target" / "tests" / "cunbang-earlier"))
VILLAGE = VILLAGES[0]


def county_that_counts_evening_study(place):
    """A county whose scheme counts what only the newer program knows."""
    text = (ROOT / "crates/scheme/packs/standard.toml").read_text(encoding="utf-8")
    scheme = place.folder / "scheme.toml"
    scheme.write_text(text.replace("kind = theme_day", "kind = evening_study"), encoding="utf-8")
    node = place.node("county")
    arguments = ["--unit", COUNTY, "--units", "gaotai", "--scheme", scheme, "--from", PERIOD]
    node.run("init", "county", *arguments, "--listen", f"127.0.0.1:{free_port()}", "--health", "127.0.0.1:0")
    return node.serve()


def write_newer_quarter(folder):
    write_quarter(folder, VILLAGE)
    meetings = [
        {"unit": VILLAGE, "meeting": f"s{month}", "kind": "evening_study", "date": f"2026-0{month}-20"}
        for month in (7, 8, 9)
    ]
    write_table(folder, "meetings", meetings)
    marks = [
        {"unit": VILLAGE, "meeting": one["meeting"], "member": f"m{number}", "mark": "present"}
        for one in meetings
        for number in range(1, 7)
    ]
    write_table(folder, "attendance", marks)
    visit = {"unit": VILLAGE, "month": "2026-07", "households": "120", "visited": "96", "services": "3"}
    write_table(folder, "visits", [visit])
    objection = {
        "unit": VILLAGE,
        "objection": "o1",
        "period": PERIOD,
        "text": "八月夜学已补记",
        "filed_on": "2026-10-12",
    }
    write_table(folder, "objections", [objection])


def score(node):
    """The village's line of a ranking by this node."""
    ranking = node.run("run", PERIOD, "--format", "json").json()
    text = str(ranking)
    assert VILLAGE in text
    rows = ranking["levels"]["village"] if "levels" in ranking else ranking["village"]
    return next(row for row in rows if row["unit"] == VILLAGE)


def test_a_village_a_release_ahead_of_its_township_reaches_the_county(place):
    """What the township does not know it verifies, keeps and passes on; after its update it counts it."""
    if not EARLIER.exists():
        raise Missing(f"{EARLIER}: tests/run builds it, with the feature cunbang-model/earlier")
    county = county_that_counts_evening_study(place)
    township = place.township(county, binary=EARLIER)
    village = place.terminal(county, township.address, VILLAGE)
    records = place.folder / "records"
    write_newer_quarter(records)
    village.run("import", records)
    village.run("seal", PERIOD, "--yes")
    village.run("sync")
    appeal = f"appeal/{VILLAGE}/{PERIOD}"

    def is_received():
        village.run("sync")
        documents = village.documents()
        return all(documents[name]["mark"] == "✓✓✓" for name in (ledger(VILLAGE), appeal))

    wait_until("everything is received by township and county", is_received)
    written = village.export(ledger(VILLAGE))
    assert written["visits/2026-07"][0]["services"] == "3"
    assert county.export(ledger(VILLAGE)) == written
    assert county.export(appeal) == village.export(appeal)
    # The township calls the document by its kind's number, and holds the same.
    township.stop()
    assert township.export(ledger(VILLAGE)) == written
    assert township.export(f"kind-402/{VILLAGE}/{PERIOD}") == village.export(appeal)
    assert appeal not in township.documents()
    # What it does not know it names, and an older program says so in both languages.
    kept = {one["document"]: one["rows"] for one in township.status()["unread"]}
    # The county's public log is among it: it goes down past an older township too.
    published = kept.pop("kind-203/620724")
    assert published >= 2, kept
    # The roster says whose an operator's id is, in a table that the older program does not know.
    assert kept == {f"roster/{VILLAGE}": 1, ledger(VILLAGE): 3, f"kind-402/{VILLAGE}/{PERIOD}": 1}, kept
    total = 5 + published
    said = township.run("status").out
    assert f"{total} rows of a newer program are kept and relayed" in said and "程序更新后计入" in said, said
    examined = township.run("doctor", "--format", "json")
    assert examined.json()["unread_rows"] == total and f"{total} rows of a newer program" in examined.said, examined.said
    # It can't count by a scheme whose words it does not know, and says so.
    said = township.run("run", PERIOD, code=None)
    assert said.code != 0, said.out

    # The update: the same store under the newer program.
    township.binary = None
    assert township.export(appeal) == village.export(appeal)
    at_county, at_township = score(county), score(township)
    assert at_county["indicators"] == at_township["indicators"]
    held = next(one for one in at_township["indicators"] if one["id"] == "theme_days_held")
    assert float(held["points"]) == 15, held
    assert township.run("doctor").code == 0
    assert township.status()["unread"] == []
