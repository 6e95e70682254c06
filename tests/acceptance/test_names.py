"""Names of persons stay with the village and its township; the county knows ids."""

import json

from browser import OPERATOR, chromium, desk
from place import PERIOD, VILLAGES, ledger

VILLAGE = VILLAGES[0]
# Who works with the command line until there is an operator of the pages, and is no member.
CLERK = "李文书"
MEMBERS = {"m1": "陈建国", "m2": "沈阿妹"}


def record(terminal, table, *cells, code=0):
    return terminal.run("record", table, *cells, "--quarter", PERIOD, code=code)


def test_no_name_is_known_above_the_township(place):
    """Typed at the pages and at the command line, as who records, who chairs and who confirms: the county has ids."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGE)
    terminal.environment["CUNBANG_OPERATOR"] = CLERK
    terminal.serve()
    for member, name in MEMBERS.items():
        record(terminal, "members", f"member={member}", f"name={name}", "status=full")
    with chromium() as browser:
        operator = desk(browser, terminal).begin(OPERATOR)
        page = operator.page
        operator.go(f"/{PERIOD}/meetings")
        page.fill("#date", "2026-08-15")
        page.fill("#title", "八月主题党日")
        page.click("main form[action$='/meetings'] button")
        page.wait_for_url("**/meetings/*")
        operator.go(f"/{PERIOD}/tables/meetings/theme_day-2026-08-15")
        offered = page.locator("#list-persons option").evaluate_all("(all) => all.map((one) => one.value)")
        assert {OPERATOR, CLERK, *MEMBERS.values()} <= set(offered), offered
        page.fill("#in-chair", "镇党委李书记")
        page.click("form:has(#in-chair) button")
        operator.wait_for("先加入名册")
        operator.go(f"/{PERIOD}/tables/meetings/theme_day-2026-08-15")
        page.fill("#in-chair", OPERATOR)
        page.click("form:has(#in-chair) button")
        operator.wait_for(OPERATOR)
    deed = ["member=m1", "date=2026-08-02", "kind=serving_others", "text=清理村口河道", "confirmed_on=2026-08-15"]
    refused = record(terminal, "deeds", "deed=d1", *deed, "confirmed_by=赵某", code=2)
    assert "加入名册" in refused.said and "add the person" in refused.said, refused.said
    record(terminal, "deeds", "deed=d1", *deed, f"confirmed_by={OPERATOR}")
    record(terminal, "deeds", "deed=d2", *deed, f"confirmed_by={CLERK}")
    terminal.run("seal", PERIOD, "--yes")
    terminal.sync()
    terminal.sync()

    ids = {one["name"]: one["id"] for one in terminal.run("operator", "list", "--format", "json").json()}
    assert ids[OPERATOR].startswith("op-"), ids
    for node in (terminal, township):
        unit = ["--unit", VILLAGE]
        shown = node.run("history", "deeds", "d1", *unit).out + node.run("list", "meetings", *unit, "--period", PERIOD, "--wide").out
        assert OPERATOR in shown, shown
        # Who wrote before anybody was an operator of the pages.
        first = node.run("history", "members", "m1", *unit).out
        assert CLERK in first, first
        here = node.run("show", "deeds", "d2", *unit).out
        assert f"{CLERK}" in here, here

    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", "--yes")
    evidence = place.folder / "evidence.jsonl"
    county.run("evidence", run, "--out", evidence)
    unit = ["--unit", VILLAGE]
    at_county = [
        evidence.read_text(encoding="utf-8"),
        county.run("export", ledger(VILLAGE), "--format", "json").out,
        *(county.run("history", "deeds", one, *unit, "--format", "json").out for one in ("d1", "d2")),
        county.run("history", "meetings", "theme_day-2026-08-15", *unit, "--format", "json").out,
        county.run("list", "deeds", *unit, "--period", PERIOD, "--format", "json").out,
        county.run("status", "--format", "json", "--documents").out,
    ]
    assert ids[OPERATOR] in at_county[0] and "清理村口河道" in at_county[0], "the evidence says who signed"
    kept = [path.read_bytes().decode(errors="ignore") for path in county.folder.rglob("*") if path.is_file()]
    for name in (OPERATOR, CLERK, *MEMBERS.values()):
        spelt = json.dumps(name)[1:-1]
        assert not any(name in text or spelt in text for text in at_county + kept), name
