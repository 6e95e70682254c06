"""Consequences of a published ranking: proposed by the rules, decided by a person at the county, read at the village."""

import csv
import io
import re
import zipfile

from browser import chromium, desk
from place import COUNTY, PAGES, PERIOD, ROOT, VILLAGES, send_quarter, wait_until, write_table

ONE, OTHER = VILLAGES[:2]
PROPOSED = """
[[village.consequences]]
id = "talk"
title = "约谈书记 talk with the secretary"
when = ["rank last 1"]
of = ["secretary"]

[[village.consequences]]
id = "grant"
title = "工作补助 grant"
when = ["deeds >= 0.1"]
amount = 100
unit = "元"
"""


def test_a_person_confirms_what_the_rules_propose(place):
    """The published run proposes; the department confirms one on its page after a question and waives another by command;
    village and township read both, by name; the notice's annex says so; evidence is the same file before and after."""
    standard = (ROOT / "crates/scheme/packs/standard.toml").read_text()
    # Two of seventeen villages are enough here: what rests on ranks is proposed where candidates are listed.
    assert "\ncoverage = 0.8" in standard
    scheme = standard.replace("\ncoverage = 0.8", "\ncoverage = 0.1") + PROPOSED
    rules = place.folder / "rules.toml"
    rules.write_text(scheme)
    county = place.county(scheme=rules, more=PAGES)
    offices = [{"unit": OTHER, "office": "o1", "person": "m1", "role": "secretary", "from": "2020-01-01"}]
    write_table(place.folder / "offices", "offices", offices)
    county.run("import", place.folder / "offices", "--operator", "组织部")
    township = place.township(county, more=PAGES)
    terminals = [place.terminal(county, township.address, one) for one in (ONE, OTHER)]
    for terminal, strength in zip(terminals, (6, 2)):
        send_quarter(terminal, terminal.name, strength)
    wait_until(
        "the county has everything",
        lambda: all(one.sync() and one.documents()[f"ledger/{one.name}/{PERIOD}"]["mark"] == "✓✓✓" for one in terminals),
    )
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    # Nothing is decided before it is published.
    refused = county.run("consequences", "confirm", PERIOD, ONE, "grant", "--operator", "组织部", code=2)
    assert "先发布" in refused.said, refused.said
    county.run("publish", "--yes", "--operator", "组织部")
    before, after = place.folder / "before.zst", place.folder / "after.zst"
    county.run("evidence", run[:12], "--out", before)
    listed = county.run("consequences", "list", PERIOD, "--format", "json").json()
    assert {(one["unit"], one["consequence"], one["verdict"]) for one in listed} == {
        (ONE, "grant", "proposed"),
        (OTHER, "grant", "proposed"),
        (OTHER, "talk", "proposed"),
    }, listed
    assert all(one["person_name"] is None and one["rows"] != "" for one in listed), listed
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/publication")
        page.click("a:has-text('结果运用')")
        page.wait_for_url("**/consequences")
        assert "共 3 项结果运用建议，其中 3 项待认定" in person.text("p.lead"), person.text()
        assert person.accessibility() == []
        line = page.locator("main tbody tr", has_text="书记 m1")
        # Who does not apply it says why; a question stands before every decision.
        line.locator("summary").click()
        line.locator("button[value=not_applied]").click()
        person.wait_for("不予执行要写明理由")
        person.go(f"/{PERIOD}/consequences")
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("经核实，末位属实")
        line.locator("button[value=confirmed]").click()
        assert "经核实，末位属实" in person.text("#question") and "约谈书记" in person.text("#question"), person.text()
        page.click("a:has-text('不办理，返回')")
        assert "其中 3 项待认定" in person.text("p.lead"), person.text()
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("经核实，末位属实")
        line.locator("button[value=confirmed]").click()
        page.click("main form button")
        page.wait_for_url("**/consequences")
        person.wait_for("其中 2 项待认定")
        assert "已认定" in line.inner_text() and "经核实，末位属实" in line.inner_text(), line.inner_text()
        # Each row behind it is one click away.
        grant = page.locator("main tbody tr", has=page.locator(f"a[href$='/units/{ONE}']"))
        grant.locator("td a").first.click()
        page.wait_for_url("**/tables/deeds/**")
        # By command: not applied, and carried out.
        county.run("consequences", "waive", PERIOD, ONE, "grant", "--reason", "已另行发放", "--operator", "组织部")
        county.run("consequences", "done", PERIOD, OTHER, "talk", "--office", "o1", "--operator", "组织部")
        county.run("consequences", "done", PERIOD, OTHER, "grant", "--operator", "组织部", code=2)
        exported = page.request.get(person.base + f"/{PERIOD}/consequences/csv").body().decode("utf-8-sig")
        kept = {(one["unit 代码"], one["consequence 结果运用"]): one for one in csv.DictReader(io.StringIO(exported))}
        assert kept[OTHER, "talk"]["verdict 认定"] == "carried_out" and kept[ONE, "grant"]["reason 理由"] == "已另行发放", kept
        # Keys and words of programs stand beside what they mean.
        assert kept[OTHER, "talk"]["state_in_words 状态说明"] == "已执行", kept
        assert kept[ONE, "grant"]["rows 依据"].startswith("deeds/") and "闪光言行" in kept[ONE, "grant"]["rows_in_words 依据说明"], kept
        assert "已执行" in person.go(f"/{PERIOD}/units/{OTHER}").text(), person.text()
        assert "认定结果运用" in person.go("/audit").text(), person.text()
        assert not person.faults, person.faults
    told = county.run("consequences", "list", PERIOD).out
    assert "不予执行" in told and "已执行" in told and "待认定" in told, told
    county.run("notice", PERIOD, "--out", place.folder / "notice.docx")
    document = zipfile.ZipFile(place.folder / "notice.docx").read("word/document.xml").decode()
    words = re.sub("<[^>]+>", " ", document)
    assert "结果运用建议及认定" in words and "书记已执行" in words and "不予执行：已另行发放" in words, words
    # It goes down, to those whom it concerns, and names come back where the roster is.
    township.run("sync")
    for terminal in terminals:
        terminal.run("sync")
    status = terminals[1].run("status").out
    assert "结果运用" in status and "约谈书记" in status and "党员m1" in status and "已执行" in status, status
    first = terminals[0].run("consequences", "list", PERIOD, "--format", "json").json()
    assert [(one["consequence"], one["verdict"], one["decider"]) for one in first] == [("grant", "not_applied", COUNTY)], first
    at_township = township.run("consequences", "list", PERIOD, "--format", "json").json()
    assert {(one["unit"], one["verdict"], one["person_name"]) for one in at_township} == {
        (ONE, "not_applied", None),
        (OTHER, "carried_out", "党员m1"),
    }, at_township
    terminals[1].serve()
    with chromium() as browser:
        clerk = desk(browser, terminals[1]).begin()
        clerk.go(f"/{PERIOD}/score")
        section = clerk.text("#consequences + ul")
        assert "党员m1" in section and "约谈书记" in section and "经核实，末位属实" in section, section
        assert "已执行" in clerk.go(f"/{PERIOD}").text(), clerk.text()
        assert clerk.accessibility() == []
    # The decision is no part of what the run rests on.
    county.run("evidence", run[:12], "--out", after)
    assert before.read_bytes() == after.read_bytes()
    county.run("verify", after)
