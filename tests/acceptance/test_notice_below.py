"""What each level is shown of a list before it is published, and the notice 通报 as the township and the village read it."""

import re

from browser import chromium, desk
from department import says_yes
from place import PERIOD, VILLAGES, send_quarter, wait_until
from test_standing import publish


def main_part(person, address):
    """The notice's own text of a page."""
    answer = person.page.request.get(person.base + address)
    assert answer.status == 200, (address, answer.status, answer.text())
    return re.search(r"<main>(.*?)</main>", answer.text(), re.S)[1]


def test_a_notice_is_read_at_the_township_and_in_the_village(place):
    """Before it is published, the county looks at what each will see; then all three read one text, by links."""
    county, township, terminals = place.desks(VILLAGES[:2])
    for terminal, strength in zip(terminals, (6, 2)):
        send_quarter(terminal, terminal.name, strength)
    wait_until("the county has both", lambda: sum(one.startswith("ledger/") for one in county.documents()) == 2)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        county.run("run", PERIOD)
        person.go(f"/{PERIOD}/publication")
        links = person.page.locator("#previews li a")
        previews = [link.get_attribute("href") for link in links.all()]
        of_village = next(one for one in previews if f"/preview/{VILLAGES[0]}" in one)
        of_township = next(one for one in previews if f"/preview/{VILLAGES[0][:9]}?" in one)
        for address in (of_township, of_village):
            person.go(address)
            said = person.text("#preview")
            assert "草稿：排名" in said and "这是发布后" in said, said
            assert person.page.locator("main form").count() == 0, "nothing is done on a page that only shows"
            assert person.accessibility() == []
        # Two villages of seventeen are too few for a list: nobody is told that it may be on it.
        nobody = "不列后进候选：收到 2/17 个村的上报"
        for address in (of_village, f"/{PERIOD}/units/{VILLAGES[0]}"):
            person.go(address)
            assert nobody in person.text() and "可能列入" not in person.text(), person.text()
        # What the village will see is in the words that it will see.
        parts = ("p.big", "p.big ~ p:has-text('排名编号')", "#may-change", "#candidacy")
        person.go(of_village)
        # What is so only once it is published is said to be.
        previewed = [person.text(part) for part in parts]
        assert "发布后：与" in previewed[1], previewed
        previewed[1] = previewed[1].replace("发布后：", "")
        assert "的通报一致" in previewed[1], previewed
        inspector = desk(browser, township).begin("党建办")
        # The village's device comes to the township itself; at the county is known when something of it arrived.
        for reader, expected in ((inspector, "最近联系："), (person, "记录最近送到：")):
            reader.go(f"/{PERIOD}/units/{VILLAGES[0]}")
            assert expected in reader.text(), reader.text()
        inspector.go(f"/{PERIOD}/ranking")
        assert inspector.page.locator("main a[href*='/notice']").count() == 0, "there is no notice yet"
        run = publish(person)
        at_the_county = main_part(person, f"/{PERIOD}/notice/html")
        assert "征求意见稿" not in at_the_county and run[:8] in at_the_county

        def link_of(reader, page):
            def found():
                reader.go(page)
                links = reader.page.locator("main a[href*='/notice']")
                return links.count() > 0 and links.first.get_attribute("href")

            return wait_until(f"{reader.base} has a link to the notice", found)

        inspector.go(link_of(inspector, f"/{PERIOD}/ranking"))
        assert "组织部" in inspector.text() and inspector.page.locator("#issuer").count() == 0, inspector.text()
        assert inspector.accessibility() == []
        assert main_part(inspector, f"/{PERIOD}/notice/html?run={run[:12]}") == at_the_county
        document = inspector.page.request.get(inspector.base + f"/{PERIOD}/notice/docx?run={run[:12]}")
        assert document.status == 200 and document.body().startswith(b"PK")
        refused = inspector.page.request.get(inspector.base + f"/{PERIOD}/notice/html?run={run[:12]}&issuer=x")
        assert refused.status == 403, refused.status

        terminals[0].sync()
        clerk = desk(browser, terminals[0].serve()).begin("王会计")
        for page in (f"/{PERIOD}/score", f"/{PERIOD}"):
            assert main_part(clerk, link_of(clerk, page)) == at_the_county
        clerk.go(f"/{PERIOD}/score")
        assert [clerk.text(part) for part in parts] == previewed, (clerk.text(), previewed)
        # Taken back, it says so below as well.
        person.go(f"/{PERIOD}/publication?run={run}")
        person.page.fill("#withdraw-reason", "漏计走访")
        person.page.click("form[action$='/withdraw'] button")
        says_yes(person, "漏计走访", "没有有效名单")
        person.wait_for("已撤回发布")

        def says_so():
            answer = inspector.page.request.get(inspector.base + f"/{PERIOD}/notice/html?run={run[:12]}")
            return "已撤回" in answer.text() and "漏计走访" in answer.text()

        wait_until("the township's notice says that it was taken back", says_so)
        assert not person.faults and not inspector.faults and not clerk.faults, (person.faults, inspector.faults)
