"""What a county does to its list of units and to its rules when villages have sealed: asked about, audited, and told
wherever one reads of the ranking."""

from browser import chromium, desk
from department import says_yes
from place import PERIOD, ROOT, VILLAGES, send_quarter, wait_until


def received(county, count):
    """Whether the county has that many villages' seals."""
    said = county.run("report", "coverage", "--period", PERIOD, "--format", "json").json()
    return sum(one["status"] == "received" for one in said) == count


def test_a_village_that_is_withdrawn_stays_and_everyone_reads_why(place):
    county, township, terminals = place.desks(VILLAGES[:2])
    for terminal, village, strength in zip(terminals, VILLAGES, (6, 2)):
        send_quarter(terminal, village, strength)
    wait_until("the county has both", lambda: received(county, 2))
    first = county.run("run", PERIOD, "--format", "json").json()
    county.run("publish", "--yes")
    gone = VILLAGES[1]
    asked = county.run("withdraw", "units", gone, "--unit", gone, "--reason", "合并", code=2).said
    assert f"已经发布的 {PERIOD}" in asked and "本期仍参加考评" in asked, asked
    county.run("withdraw", "units", gone, "--unit", gone, "--reason", "合并", "--yes")
    second = county.run("run", PERIOD, "--format", "json").json()
    assert second["levels"] == first["levels"]
    assert "撤出单位名单（理由：合并）" in county.run("run", PERIOD).said
    county.run("publish", code=2)
    assert "撤出单位名单" in county.run("publish", "--yes").said
    table = place.folder / "units.csv"
    table.write_text(f"code,name,kind\n{VILLAGES[0]},改了类型的,enterprise\n")
    assert "类型由" in county.run("import", table, code=2).said
    county.run("import", table, "--yes")
    assert "change_units" in county.run("audit", "--format", "json").out

    page = place.folder / "list.html"
    county.run("run", PERIOD, "--format", "html", "--out", page)
    assert "名单和办法变动情况" in page.read_text() and "撤出单位名单（理由：合并）" in page.read_text()
    notice = place.folder / "notice.html"
    county.run("notice", PERIOD, "--out", notice)
    assert "撤出单位名单（理由：合并）" in notice.read_text()
    file = place.folder / "evidence.jsonl"
    county.run("evidence", second["run"], "--out", file)
    assert "撤出单位名单（理由：合并）" in county.run("verify", file).out

    def told():
        terminals[1].run("sync", code=None)
        return "撤出单位名单，理由：合并" in terminals[1].run("status").out

    wait_until("the village is told", told)
    assert gone in terminals[1].run("bulletin").out
    with chromium() as browser:
        village = desk(browser, terminals[1].serve()).begin()
        village.go(f"/{PERIOD}")
        assert "撤出单位名单，理由：合并" in village.text(), village.text()
        assert not village.faults, village.faults


def test_rules_that_are_put_over_sealed_villages_are_told_everywhere(place):
    county, township, terminals = place.desks(VILLAGES[:1])
    send_quarter(terminals[0], VILLAGES[0], 6)
    wait_until("the county has it", lambda: received(county, 1))
    rules = place.folder / "other.toml"
    standard = (ROOT / "crates" / "scheme" / "packs" / "standard.toml").read_text()
    rules.write_text(standard.replace("share = 0.05", "share = 0.4"))
    assert rules.read_text() != standard
    county.run("scheme", "put", rules, "--from", PERIOD, "--yes")
    told = f"{PERIOD}的考评办法由"
    assert "此前已有1个村上报" in county.run("run", PERIOD).said
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        for path in ("", "/ranking", "/publication", "/scheme"):
            person.go(f"/{PERIOD}{path}")
            assert told in person.text() and "此前已有1个村上报" in person.text(), (path, person.text())
        person.go(f"/{PERIOD}/publication")
        person.page.fill("#confirm", person.text(".frame strong"))
        person.page.click("form[action$='/publish'] button")
        says_yes(person, told)
        person.wait_for("已发布，通报新增")
        assert not person.faults, person.faults
    notice = place.folder / "notice.html"
    county.run("notice", PERIOD, "--out", notice)
    assert told in notice.read_text()
    assert told in county.run("bulletin").out

    def came(node):
        node.run("sync", code=None)
        return told in node.run("bulletin", code=None).out

    wait_until("it came down", lambda: came(township) and came(terminals[0]))
    assert told in terminals[0].run("status").out
    with chromium() as browser:
        for node in (township, terminals[0].serve()):
            person = desk(browser, node).begin()
            person.go(f"/{PERIOD}")
            assert told in person.text(), person.text()
