"""What a township published of its own beside the county's list, and what whoever publishes is told of returned seals."""

from browser import chromium, desk
from department import makes_a_run, names_the_county_and_publishes, says_yes
from place import PERIOD, VILLAGES, send_quarter, wait_until

RETURNED = "上报已退回、还没有重新上报的有 1 个村，仍按已收到计入排名"


def test_a_townships_own_list_stands_beside_the_countys(place):
    """The county is told by name of a returned seal; its list stays the one that counts, and the township's leads there and back."""
    county, township, terminals = place.desks(VILLAGES[:2])
    for terminal, strength in zip(terminals, (6, 2)):
        send_quarter(terminal, terminal.name, strength)
    with chromium() as browser:
        inspector = desk(browser, township).begin("党建办")
        inspector.go(f"/{PERIOD}/units/{VILLAGES[0]}")
        name = inspector.text("h1").split()[0]
        inspector.page.click("summary:has-text('审核上报')")
        inspector.page.fill("#reason", "八月考勤与会议记录不符")
        inspector.page.click("button:has-text('退回')")
        says_yes(inspector, "须改正后重新上报")
        inspector.wait_for("退回上报：")
        person = desk(browser, county).begin("组织部")

        def has_come():
            person.go(f"/{PERIOD}/coverage")
            return "已退回" in person.text() and sum(one.startswith("ledger/") for one in county.documents()) == 2

        wait_until("the county knows of it", has_come)
        person.go(f"/{PERIOD}/publication")
        makes_a_run(person)
        for page in ("/publication", "/notice", ""):
            person.go(f"/{PERIOD}{page}")
            assert f"{RETURNED}：{name}" in person.text().replace("\n", ""), (page, person.text())
        person.go(f"/{PERIOD}/publication")
        names_the_county_and_publishes(person)
        says_yes(person, RETURNED, "全县各级看到", "前一名、后一名的得分")
        person.wait_for("已发布，通报新增")

        def is_told():
            inspector.go(f"/{PERIOD}/ranking")
            return "已发布" in inspector.text("main")

        wait_until("the township has the list", is_told)
        listed = inspector.text("main p.quiet")
        inspector.go(f"/{PERIOD}/publication")
        makes_a_run(inspector)
        assert "这是本级自己的测算" in inspector.text() and "全县各级看到" not in inspector.text(), inspector.text()
        names_the_county_and_publishes(inspector)
        says_yes(inspector, "县里发布名单的，各村页面以县里的名单为准", "后进份额不分到乡镇")
        inspector.wait_for("已发布，通报新增")
        # What the county published is what counts, and each leads to the other.
        inspector.go(f"/{PERIOD}")
        assert "另有自己的测算" in inspector.text(), inspector.text()
        inspector.go(f"/{PERIOD}/ranking")
        assert inspector.text("main p.quiet") == listed, (inspector.text(), listed)
        inspector.page.click("main a:has-text('另有自己的测算')")
        inspector.wait_for("自己的测算，已发布；不是全部村的名单")
        assert "现行名单（排名编号" not in inspector.text(), inspector.text()
        assert inspector.accessibility() == []
        inspector.page.click("main a:has-text('发布的名单为准')")
        inspector.wait_for("另有自己的测算")
        assert inspector.text("main p.quiet") == listed, inspector.text()
        assert not person.faults and not inspector.faults, (person.faults, inspector.faults)
