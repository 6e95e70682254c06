"""An inspector's laptop: a terminal of a township that works where there is no network."""

import re

from browser import chromium, desk
from place import PERIOD, TOWNSHIP, VILLAGES, send_quarter, wait_until

VILLAGE, OTHER, SILENT = VILLAGES[:3]


def test_an_inspector_works_where_there_is_no_network(place):
    """Coverage, rows, ranking and score sheets are on the laptop; a finding is recorded there with what it costs, outlives a
    restart, and reaches the village once the network is back."""
    county, township, terminals = place.desks([VILLAGE, OTHER])
    for terminal, strength in zip(terminals, (6, 2)):
        send_quarter(terminal, terminal.name, strength)
    wait_until(
        "the county has both",
        lambda: all(one.sync() and one.documents()[f"ledger/{one.name}/{PERIOD}"]["mark"] == "✓✓✓" for one in terminals),
    )
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    wait_until("the bulletin is at the village", lambda: terminals[0].sync() and terminals[0].run("bulletin", code=None).code == 0)
    laptop = place.terminal(county, township.address, TOWNSHIP, "laptop", role="inspector")
    county.kill()
    township.kill()
    laptop.serve()
    with chromium() as browser:
        person = desk(browser, laptop).begin("督查员甲")
        page = person.page
        # It was in step before it was opened, says since when, and has no door to what is done at a node.
        person.go(f"/{PERIOD}")
        assert "上次联网" in person.text(".frame") and "尚未联网" not in person.text(".frame"), person.text(".frame")
        assert "测算与发布" not in person.text(".frame nav"), person.text(".frame nav")
        assert person.go(f"/{PERIOD}/publication").status == 404 and "服务器上办理" in page.content()
        person.go("/sync")
        assert "未联网" not in person.text(), person.text()
        for shown in ("notice", "scheme", "objections", "ranking"):
            person.go(f"/{PERIOD}/{shown}")
            assert page.locator("main a[href*='/publication']").count() == 0, shown
        # How the township stands.
        person.go(f"/{PERIOD}")
        assert page.locator("[data-live]").count() > 0 and not page.locator(".trouble").count(), person.text()
        person.go(f"/{PERIOD}/coverage")
        lines = page.locator("table.matrix tbody tr").all_inner_texts()
        assert len(lines) == len(VILLAGES), lines
        assert sum("已收到" in line for line in lines) == 2, lines
        # What is not known as of now is said to be.
        assert "上次与" in person.text("#known-as-of"), person.text()
        assert "上次与" in laptop.run("list", "deeds", "--period", PERIOD, "--unit", VILLAGE).said
        # A village as it sees itself, its members by their names.
        person.go(f"/{PERIOD}/units/{VILLAGE}")
        page.click("main a[href$='/tables/deeds']")
        page.wait_for_url("**/tables/deeds")
        assert page.locator("main tbody tr").count() == 6 and "党员m1" in page.content(), person.text()
        page.click("main tbody a >> nth=0")
        assert "✓✓✓" in person.text("ol"), person.text()
        # The ranking as it was published, and each village's score with what stands behind it.
        person.go(f"/{PERIOD}/ranking")
        assert page.locator("main tbody tr").count() == len(VILLAGES), person.text()
        person.go(f"/{PERIOD}/units/{VILLAGE}")
        assert "第 1 名" in person.text(), person.text()
        # A finding, and what it costs.
        page.click("a:has-text('登记问题')")
        fields = {"date": "2026-09-10", "clause": "主题党日", "text": "会议记录不全", "points": "2", "due": "2026-12-20"}
        for name, value in fields.items():
            page.fill(f"#{name}", value)
        page.click("main form[action*='/findings'] button:has-text('看对得分的影响')")
        person.wait_for("保存后，该村得分由")
        cost = re.search(r"由 ([\d.]+) 变为 ([\d.]+)", person.text())
        assert float(cost[1]) - float(cost[2]) == 2, person.text()
        page.click("button:has-text('保存问题')")
        person.wait_for("整改中 1 件")
        # A flat battery.
        laptop.kill()
        laptop.serve()
        person.go(f"/{PERIOD}/findings")
        if page.locator("form[action='/login']").count():
            person.log_in("督查员甲")
            person.go(f"/{PERIOD}/findings")
        assert "会议记录不全" in person.text() and "整改中 1 件" in person.text(), person.text()
        assert person.go(f"/{PERIOD}/units/{VILLAGE}/tables/deeds").status == 200
        assert not person.faults, person.faults
    # The network is back.
    county.serve()
    township.serve()
    wait_until("the township has the finding", lambda: "会议记录不全" in findings(township))
    terminals[0].sync()
    assert "会议记录不全" in findings(terminals[0])
    assert "会议记录不全" not in findings(terminals[1])


def findings(node):
    return node.run("list", "findings", "--period", PERIOD, "--unit", VILLAGE, "--format", "csv", code=None).out
