"""Two rankings compared, candidates certain and possible, and what each role may open: in a browser, on real nodes."""

import csv
import io
import re
import zipfile

from browser import PASSWORD, chromium, desk
from place import PERIOD, TOWNSHIP, VILLAGES, send_quarter, wait_until, write_quarter

ONE, OTHER = VILLAGES[:2]


def receive(county, terminals):
    """Waits until the county has all that the terminals sent."""
    wait_until(
        "the county has everything",
        lambda: all(one.sync() and one.documents()[f"ledger/{one.name}/{PERIOD}"]["mark"] == "✓✓✓" for one in terminals),
    )


def test_two_runs_are_compared_down_to_the_rows(place):
    """A push between two runs: who moved, by which indicators, and which rows are new, gone or different; CSV; at the
    township from the bulletins alone."""
    county, township, terminals = place.desks([ONE, OTHER])
    for terminal, strength in zip(terminals, (2, 4)):
        send_quarter(terminal, terminal.name, strength)
    receive(county, terminals)
    first = county.run("run", PERIOD, "--format", "json").json()
    county.run("publish", "--yes")
    deed = ("kind=serving_others", "date=2026-08-03", "confirmed_on=2026-08-15", "confirmed_by=支部")
    for number in range(5):
        terminals[0].run("record", "deeds", f"deed=n{number}", f"member=m{number + 1}", f"text=夜里巡查粮站{number}", *deed)
    terminals[0].run("record", "attendance", "meeting=t8", "member=m2", "mark=absent")
    terminals[0].run("withdraw", "deeds", "d0", "--reason", "重复登记")
    terminals[0].run("seal", PERIOD, "--yes")
    receive(county, terminals)
    second = county.run("run", PERIOD, "--format", "json").json()
    assert first["run"] != second["run"]
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/ranking")
        page.click("a:has-text('两次排名对比')")
        page.wait_for_url("**/changes")
        # The newest with the one before it.
        assert "个单位有变化" in person.text("p.lead"), person.text()
        line = page.locator("main tbody tr", has=page.locator(f"a[href*='/changes/units/{ONE}']"))
        assert line.count() == 1 and "→" in line.inner_text(), person.text()
        exported = page.request.get(person.base + page.get_attribute("a:has-text('CSV')", "href")).body()
        lines = list(csv.DictReader(io.StringIO(exported.decode("utf-8-sig"))))
        own = next(one for one in lines if one["unit 代码"] == ONE)
        assert len(lines) == len(VILLAGES) and own["score_before 前次得分"] != own["score_after 后次得分"] and own["because 变化的指标"], own
        assert person.accessibility() == []
        line.locator("a").first.click()
        page.wait_for_url("**/changes/units/**")
        told = person.text()
        assert "夜里巡查粮站" in told and "新增" in told and "已无" in told and "已改" in told, told
        assert page.locator("main tr", has_text="已改").first.locator("td").nth(2).inner_text() != "", told
        assert person.accessibility() == []
        # Each row leads to its page.
        for kind in ("新增", "已无", "已改"):
            address = page.locator("main tr", has_text=kind).first.locator("a").get_attribute("href")
            opened = browser.contexts[0].request.get(person.base + address)
            assert opened.status == 200 and "ol reversed" in opened.text(), address
        # Withdrawn rows say why.
        page.locator("main tr", has_text="已无").first.locator("a").click()
        assert "重复登记" in person.text(), person.text()
        assert "✓✓✓ 县里已收到" in person.text() and "党员只显示编号" in person.text(), person.text()
        # Whose status it is stands in every row of such a list.
        person.go(f"/{PERIOD}/units/{ONE}/tables/standing")
        members = page.locator("main tbody tr td:first-child").all_inner_texts()
        assert members and all(members) and len(set(members)) == len(members), members
        assert not person.faults, person.faults
    # The command says the same, and takes a period as well.
    told = county.run("changes", first["run"][:12], second["run"][:12], "--format", "csv").out
    assert ONE in told, told
    rows = county.run("changes", first["run"], second["run"], "--unit", ONE, "--format", "json").json()
    assert {"new", "gone", "different"} <= {one["change"] for one in rows}, rows
    assert any(one["row"] == "deeds/d0" and one["change"] == "gone" for one in rows), rows
    county.run("publish", "--yes")
    county.run("changes", f"{PERIOD}:{first['run'][:12]}", PERIOD)

    def is_told():
        told = township.run("changes", f"{PERIOD}:{first['run'][:12]}", f"{PERIOD}:{second['run'][:12]}", "--unit", ONE, "--format", "json", code=None)
        return told.code == 0 and told.json()

    at_township = wait_until("the township has both bulletins", is_told)
    assert {one["row"] for one in at_township} == {one["row"] for one in rows}
    # The notice of the replaced publication, as files.
    county.run("notice", PERIOD, "--run", first["run"], "--out", "old.html")
    county.run("notice", PERIOD, "--run", first["run"], "--out", "old.docx")
    said = f"已被替代：本通报所依据的排名（编号 {first['run'][:12]}）"
    assert said in (place.folder / "old.html").read_text(encoding="utf-8")
    document = zipfile.ZipFile(place.folder / "old.docx").read("word/document.xml").decode()
    assert said in document and second["run"][:12] in document
    county.run("notice", PERIOD, "--out", "new.html")
    assert "已被替代" not in (place.folder / "new.html").read_text(encoding="utf-8")


def test_a_candidate_is_certain_or_possible_wherever_it_is_published(place):
    """The bulletin, the township's ranking and the village's pages say how certain a candidate is."""
    county, township, terminals = place.desks(VILLAGES[:16])
    for number, terminal in enumerate(terminals):
        send_quarter(terminal, terminal.name, number // 2 + 1)
    receive(county, terminals)
    run = county.run("run", PERIOD, "--format", "json").json()
    last = [one for one in run["levels"]["village"] if one["candidate"]]
    assert last, run["candidates"]
    county.run("publish", "--yes")
    candidate = next(one for one in terminals if one.name == last[0]["unit"])

    def is_published():
        candidate.sync()
        return candidate.run("bulletin", code=None).code == 0

    wait_until("the bulletin is in the village", is_published)
    lines = candidate.run("bulletin", "--format", "json").json()
    own = next(one for one in lines if one["subject"] == candidate.name)
    assert own["candidate"] is True and own["prospect"] in ("certain", "possible"), own
    assert re.search("确定|可能", candidate.run("bulletin").out)
    word = {"certain": "确定", "possible": "可能变动"}[own["prospect"]]
    with chromium() as browser:
        clerk = desk(browser, candidate.serve()).begin("王会计")
        clerk.go(f"/{PERIOD}")
        assert f"列入后进候选（{word}" in clerk.text(), clerk.text()
        clerk.go(f"/{PERIOD}/score")
        assert f"列入后进候选（{word}" in clerk.text("#candidacy"), clerk.text()
        inspector = desk(browser, township).begin("党建办")

        def is_told():
            inspector.go(f"/{PERIOD}/ranking?search={candidate.name}")
            return f"后进候选（{word}）" in inspector.text()

        wait_until("the township's ranking says so", is_told)
        inspector.go(f"/{PERIOD}/units/{candidate.name}")
        assert f"后进候选（{word}）" in inspector.text("p.lead"), inspector.text()
        assert not clerk.faults and not inspector.faults, (clerk.faults, inspector.faults)


def test_a_score_with_provisional_parts_is_the_same_on_every_page(place):
    """A township of which a part is provisional: ranking, unit page and comparison say one score and one range."""
    county = place.county(units="changxing", more=("--pages", "127.0.0.1:0"))
    villages = [f"330522103{number}" for number in (202, 203)]
    terminals = [place.terminal(county, county.address, village) for village in villages]
    send_quarter(terminals[0], villages[0], 6)
    # What is written and not sealed is provisional.
    folder = place.folder / "part"
    write_quarter(folder, villages[1], 3)
    terminals[1].run("import", folder)
    terminals[1].run("sync")
    wait_until("the county has both", lambda: len([one for one in county.documents() if one.startswith("ledger/")]) == 2)
    county.run("run", PERIOD)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/ranking?level=township&search=330522103")
        said = page.locator("main tbody tr td.number").nth(1).inner_text()
        rank = page.locator("main tbody tr td.number").nth(0).inner_text()
        assert re.fullmatch(r"[\d.]+（暂定，[\d.]+–[\d.]+）", said), said
        person.go(f"/{PERIOD}/units/330522103")
        assert person.text("p.big") == f"{said} · 名次在 {rank} 之间", person.text("p.big")
        person.go(f"/{PERIOD}/ranking?search={villages[1]}")
        village = page.locator("main tbody tr td.number").nth(1).inner_text()
        person.go(f"/{PERIOD}/units/{villages[1]}")
        assert person.text("p.big").startswith(village + " · "), (village, person.text("p.big"))
        person.go(f"/{PERIOD}/units/330522103")
        assert village in person.text("main table >> nth=0"), person.text()
        # Charts have a scale.
        person.go(f"/{PERIOD}")
        for panel in ("coverage", "scores"):
            marks = page.locator(f"#{panel} svg text.mark").count()
            assert marks > 1 and page.locator(f"#{panel} svg line.axis").count() == marks + 1, panel
        assert person.accessibility() == []
        # 221 villages stand on pages of forty, with the townships above them.
        answer = person.go(f"/{PERIOD}/coverage")
        assert len(answer.body()) < 100_000, len(answer.body())
        assert page.locator("table.matrix tbody tr").count() == 40 and page.locator("table.townships tbody tr").count() == 15
        page.click("table.townships a[href*='under=330522103']")
        page.wait_for_url("**under=330522103*")
        names = page.locator("table.matrix tbody th a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert names and all("/units/330522103" in name for name in names), names
        cell = page.locator("table.matrix td.cell a").first
        cell.click()
        page.wait_for_url("**/tables/**")
        assert page.locator("main tbody tr").count() > 0
        person.go(f"/{PERIOD}/coverage?start=200")
        assert page.locator("table.matrix tbody tr").count() == 21 and "第 201–221 个" in person.text(), person.text()
        assert not person.faults, person.faults


# What stands only on the pages of who may see it.
PERSON = "党员m1"


def walked(person, begin):
    """Opens every page that links lead to from one on, a row of each table alone; gives addresses with their text."""
    seen, waiting = {}, [begin]
    shapes = {}
    while waiting and len(seen) < 150:
        path = waiting.pop(0)
        if re.match(r"/\d{4}Q\d", path) and not path.startswith(begin):
            continue
        shape = re.sub(r"/(units|tables|changes/units)/[^/?]+", r"/\1/*", path.split("?")[0])
        shape = re.sub(r"(/\*/)[^/]+$", r"\1*", shape)
        if path in seen or shapes.get(shape, 0) > 2:
            continue
        shapes[shape] = shapes.get(shape, 0) + 1
        answer = person.page.request.get(person.base + path, max_redirects=0)
        seen[path] = answer
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        text = answer.text()
        for address in re.findall(r'<a [^>]*?href="([^"#]+)', text):
            address = address.replace("&amp;", "&")
            if address.startswith("?"):
                address = path.split("?")[0] + address
            elif not address.startswith("/"):
                address = path.split("?")[0].rsplit("/", 1)[0] + "/" + address
            waiting.append(address)
    return seen


def test_each_role_walks_all_that_it_is_shown(place):
    """Head, inspector and viewer at a county and a township: every link opens, no form stands there that the role may not
    send, and what it may not see is nowhere in the bytes."""
    county, township, terminals = place.desks([ONE, OTHER])
    for terminal, strength in zip(terminals, (6, 2)):
        send_quarter(terminal, terminal.name, strength)
    receive(county, terminals)
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    terminals[0].run("record", "attendance", "meeting=t8", "member=m1", "mark=leave")
    terminals[0].run("seal", PERIOD, "--yes")
    receive(county, terminals)
    # A list that was published and taken back is named where its runs are, to who may not open it as well.
    taken_back = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", taken_back, "--yes")
    county.run("publish", taken_back, "--withdraw", "漏计", "--former-stands")
    secret = place.folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    head_alone = ["/publication/run", "/publication/publish", "/publication/withdraw", "/publication/decide", "/devices/codes", "/devices/revoke",
                  "/settings/operators", "/display"]
    with chromium() as browser:
        for node in (county, township):
            head = desk(browser, node).begin("负责人甲")
            for role in ("inspector", "viewer"):
                node.run("operator", "add", role, "--role", role, "--password-file", secret)
            for role in ("head", "inspector", "viewer"):
                person = head
                if role != "head":
                    person = desk(browser, node)
                    person.go("/login")
                    person.log_in(role)
                seen = walked(person, f"/{PERIOD}")
                bad = {path: answer.status for path, answer in seen.items() if answer.status not in (200, 303, 307)}
                assert not bad, (node.name, role, bad)
                assert len(seen) > 25, (node.name, role, sorted(seen))
                pages = {path: answer.text() for path, answer in seen.items() if "text/html" in answer.headers.get("content-type", "")}
                named = [path for path, text in pages.items() if PERSON in text]
                if node is county or role == "viewer":
                    assert not named, (node.name, role, named)
                else:
                    assert named, (node.name, role)
                sent = {action for text in pages.values() for action in re.findall(r'<form [^>]*method="post"[^>]*action="([^"]+)"', text)}
                if role != "head":
                    assert not [action for action in sent if any(word in action for word in head_alone)], (node.name, role, sent)
                if role == "viewer":
                    # Trying other rules changes nothing; putting them in force is not offered.
                    harmless = ("/preferences", "/logout", "/settings/password", "/sync", f"/{PERIOD}/scheme")
                    assert all(action.startswith(harmless) for action in sent), (node.name, sent)
                    assert not [path for path, text in pages.items() if 'name="put"' in text]
                assert not person.faults, person.faults
