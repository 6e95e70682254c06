"""What a county's and a township's desks say of lists, notices, units and seals, in a browser."""

import io
import re
import time

from browser import chromium, desk
from department import decides
from place import PAGES, PERIOD, VILLAGES, send_quarter, wait_until, write_table
from test_above import says_yes

YEAR = time.strftime("%Y")


def pdf_pages(person, path):
    """The pages of a printed page, as texts without white space."""
    from pypdf import PdfReader

    person.go(path)
    pdf = person.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def shown(person, path, selector="main"):
    """What a page shows there."""
    person.go(path)
    return person.text(selector)


def publish(person, run=""):
    person.go(f"/{PERIOD}/publication?run={run}")
    if person.page.query_selector("#confirm"):
        person.page.fill("#confirm", person.text(".frame strong"))
    person.page.click("form[action$='/publish'] button")
    says_yes(person)
    person.wait_for("已发布，通报新增")


def test_a_township_sees_the_other_townships(place):
    """The ranking of townships at a township's node, of the first period that was ever published and with several townships."""
    county = place.county(units="changxing", more=PAGES)
    township = place.township(county, unit="330522103", more=PAGES)
    terminal = place.terminal(county, township.address, "330522103202")
    send_quarter(terminal, "330522103202", 3)
    wait_until("the county has it", lambda: "ledger/330522103202/" + PERIOD in county.documents())
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    township.run("sync")
    with chromium() as browser:
        person = desk(browser, township).begin("督查组")
        page = person.page
        person.go(f"/{PERIOD}/ranking")
        page.click("a[href*='level=township']")
        page.wait_for_load_state()
        rows = page.locator("main tbody tr")
        assert rows.count() == 14, person.text()
        assert "洪桥镇" in person.text("main tbody") and "夹浦镇" in person.text("main tbody"), person.text()
        # Its own has a page here, the others have none.
        assert page.locator("main tbody th a").count() == 1, page.content()
        assert not person.faults, person.faults


def test_what_comes_after_a_list_says_who_would_move(place):
    """Supplements after the list: the notice's page and the publication's say which places would move, and the list stays."""
    county, township, terminals = place.desks(VILLAGES[:2])
    for number, terminal in enumerate(terminals):
        send_quarter(terminal, VILLAGES[number], 6 - 4 * number)
    wait_until("the county has both", lambda: all(f"ledger/{one}/{PERIOD}" in county.documents() for one in VILLAGES[:2]))
    county.run("run", PERIOD)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        publish(person)
        person.go(f"/{PERIOD}/notice")
        assert not person.page.query_selector("#after-list"), person.text()
        more = [
            {"unit": VILLAGES[1], "deed": f"late{number}", "member": "m1", "date": "2026-09-20", "kind": "serving_others",
             "text": f"清理河道{number}", "confirmed_on": "2026-09-25", "confirmed_by": "m2"}
            for number in range(12)
        ]
        write_table(place.folder / "more", "deeds", more)
        terminals[1].run("import", place.folder / "more", "--period", PERIOD)
        terminals[1].run("sync")

        def is_told():
            person.go(f"/{PERIOD}/notice")
            return person.page.query_selector("#after-list")

        wait_until("what came is told", is_told)
        assert "未计入名单" in person.text("#after-list") and "12" in person.text("#after-list"), person.text()
        assert "第 2 名 → 第 1 名" in person.text("#after-list") or "名次和后进候选都不变" in person.text("#after-list"), person.text()
        person.go(f"/{PERIOD}/publication")
        assert "未计入名单" in person.text("#after-list"), person.text()
        assert not person.accessibility(), person.accessibility()
        assert not person.faults, person.faults


def test_a_village_that_comes_after_a_list_is_told_of_everywhere(place):
    """A village that was received after the list was published: every page says so, and no two pages contradict."""
    county, _, terminals = place.desks(VILLAGES[:2])
    send_quarter(terminals[0], VILLAGES[0], 6)
    wait_until("the county has it", lambda: f"ledger/{VILLAGES[0]}/{PERIOD}" in county.documents())
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        publish(person)
        # One village is ranked, and too little is received for a list: nothing is said of candidates that there are not.
        overview = shown(person, f"/{PERIOD}")
        assert "已排名 1 个村，得分" in overview and "后进候选（可能变动）" not in overview, overview
        ranking = shown(person, f"/{PERIOD}/ranking?search={VILLAGES[1]}")
        assert "未收到" in ranking and "排名作出后" not in ranking, ranking
        send_quarter(terminals[1], VILLAGES[1], 2)
        wait_until("the county has it", lambda: f"ledger/{VILLAGES[1]}/{PERIOD}" in county.documents())
        ranking = shown(person, f"/{PERIOD}/ranking?search={VILLAGES[1]}")
        assert "未收到（排名作出后已收到）" in ranking and "又收到 1 个村的上报" in ranking, ranking
        unit = shown(person, f"/{PERIOD}/units/{VILLAGES[1]}")
        assert "这份排名作出时还没有收到本村的上报" in unit and "县里没有收到" not in unit, unit
        assert "重新测算后再发布" in shown(person, f"/{PERIOD}/publication", "#after-list"), person.text()
        # Whose villages are ranked is in the heat map; the others are named.
        assert "没有排名，不在表内" in shown(person, f"/{PERIOD}/heat"), person.text()
        # What was taken back has its notice without being asked for by its id.
        county.run("publish", run, "--withdraw", "漏计一村")
        notice = shown(person, f"/{PERIOD}/notice")
        assert "漏计一村" in notice and person.page.query_selector("form[action$='/notice/html']"), notice
        assert not person.faults, person.faults


def test_what_came_is_taken_only_of_who_sent_something(place):
    """Taking what came is offered for a village of which something did; its township then says how many were decided on."""
    county, _, terminals = place.desks(VILLAGES[:1])
    sends, silent = VILLAGES[:2]
    terminals[0].run("record", "meetings", "meeting=t08", "kind=theme_day", f"date={PERIOD[:4]}-08-15")
    terminals[0].sync()
    wait_until("the county has it", lambda: f"ledger/{sends}/{PERIOD}" in county.documents())
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/publication")
        take = page.locator("#decide-decision option[value=take]")
        page.select_option("#decide-unit", sends)
        assert take.is_enabled()
        page.select_option("#decide-decision", "take")
        page.select_option("#decide-unit", silent)
        assert take.is_disabled() and page.input_value("#decide-decision") == ""
        decides(person, sends, "take", "断网，经乡镇核实")
        says_yes(person, "按已收到", "断网，经乡镇核实")
        page.wait_for_url("**#decisions")
        county.run("run", PERIOD)
        person.go(f"/{PERIOD}/ranking?level=township")
        assert page.locator("table.ranking tbody tr", has_text="收到 0 个村，认定 1 个").count() == 1, person.text()
        assert not person.faults, person.faults


def test_a_notice_has_a_number_of_its_own_in_the_register(place):
    """The number and the imprint are registered once; no other notice bears the number; the register tells what was taken back."""
    county, _, terminals = place.desks(VILLAGES[:1])
    send_quarter(terminals[0], VILLAGES[0], 3)
    wait_until("the county has it", lambda: f"ledger/{VILLAGES[0]}/{PERIOD}" in county.documents())
    county.run("run", PERIOD)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        publish(person)
        person.go(f"/{PERIOD}/notice")
        assert YEAR in person.text("#register"), person.text()
        page.fill("#registered-number", f"长组通[{YEAR}]第07号")
        page.fill("#copied_to", "县纪委监委,县委办公室")
        page.fill("#printed_by", "组织部办公室")
        page.click("form[action$='/notice/register'] button")
        # What was saved is said.
        person.wait_for("已登记")
        assert f"发文字号 长组通〔{YEAR}〕7号；抄送 县纪委监委" in person.text("p.notice"), person.text()
        assert f"长组通〔{YEAR}〕7号" in person.text("#register + table"), person.text()
        notice = page.request.get(person.base + f"/{PERIOD}/notice/html").text()
        assert f"长组通〔{YEAR}〕7号" in notice and "抄送：县纪委监委，县委办公室。" in notice and "日印发" in notice
        # What went out bears the number of the register.
        assert page.request.get(person.base + f"/{PERIOD}/notice/html?number=长组通〔{YEAR}〕8号").status == 409
        # The next one is offered the next number, goes to the same, and may not bear this one.
        terminals[0].run("record", "attendance", "meeting=t8", "member=m1", "mark=leave")
        terminals[0].run("seal", PERIOD, "--yes")
        terminals[0].run("sync")
        wait_until("the county has it", lambda: county.run("run", PERIOD, "--format", "json").json()["run"] not in notice)
        run = county.run("run", PERIOD, "--format", "json").json()["run"]
        person.go(f"/{PERIOD}/notice?run={run}")
        assert page.input_value("#number") == f"长组通〔{YEAR}〕8号" and page.input_value("#copied_to").startswith("县纪委监委")
        taken = page.request.get(person.base + f"/{PERIOD}/notice/html?run={run}&number=长组通〔{YEAR}〕7号")
        assert taken.status >= 400 and "已用于" in taken.text(), taken.status
        publish(person, run)
        person.go(f"/{PERIOD}/notice")
        # Who registers the imprint alone registers it under the number that follows.
        said = county.run("notice", PERIOD, "--printed-by", "组织部办公室", "--out", place.folder / "imprint.html").said
        assert f"长组通〔{YEAR}〕8号" in said, said
        person.go(f"/{PERIOD}/notice")
        assert page.input_value("#registered-number") == f"长组通〔{YEAR}〕8号"
        for refused, why in ((f"长组通〔{YEAR}〕7号", "已用于"), (f"长组通〔{int(YEAR) + 3}〕7号", YEAR), ("七号文", "七号文"), ("", "请填写发文字号")):
            person.go(f"/{PERIOD}/notice")
            page.fill("#registered-number", refused)
            page.fill("#copied_to", "县纪委监委,县政府办公室")
            page.evaluate("document.querySelector('#registered-number').required = false")
            page.click("form[action$='/notice/register'] button")
            # What was typed stands in the form, with what is wrong with it.
            assert why in person.text("p.trouble[role=alert]"), page.content()
            assert page.input_value("#registered-number") == refused and "县政府办公室" in page.input_value("#copied_to")
        county.run("publish", run, "--withdraw", "漏计")
        person.go(f"/{PERIOD}/notice?run={run}")
        assert "撤回：漏计" in person.text("#register + table"), person.text()
        assert not person.faults, person.faults


def test_a_change_of_the_list_of_units_is_said_and_taken_back(place):
    """What an import does to the list is said before it is kept, and the file that takes it back does so."""
    county = place.county(more=PAGES)
    before = county.run("list", "units", "--format", "json").out
    header = county.run("list", "units", "--format", "csv").out.lstrip("\ufeff").splitlines()[0].split(",")
    assert len(set(header)) == len(header) and "members" in header, header
    file = place.folder / "units.csv"
    file.write_text(f"code,name,kind\n620724101299,新村,village\n{VILLAGES[0]},改名村,village\n", encoding="utf-8-sig")
    said = county.run("import", file, "--dry-run").said
    assert "新增 1 个：新村 620724101299" in said and "改名 1 个" in said and "--way-back" in said, said
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go("/devices")
        page.click("a:has-text('导入单位名单')")
        page.set_input_files("#file", file)
        page.click("form[enctype] button")
        page.wait_for_selector("#list-change")
        assert "新增 1 个：新村" in person.text("#list-change") and "→ 改名村" in person.text("#list-change"), person.text()
        assert "不受影响" in person.text("#list-change"), person.text()
        assert not person.accessibility(), person.accessibility()
        if page.query_selector("#units"):
            page.check("#units")
        page.click("form[action$='/import/keep'] button >> nth=-1")
        page.wait_for_selector("#way-back")
        with page.expect_download() as download:
            page.click("#way-back a")
        back = place.folder / "back.csv"
        download.value.save_as(back)
        assert "改名村" in county.run("list", "units").out
        county.run("import", back, "--yes")
        assert not person.faults, person.faults

    def listed(text):
        return sorted(re.findall(r'"(?:code|name|kind)": "[^"]*"', text))

    assert listed(county.run("list", "units", "--format", "json").out) == listed(before)


def test_the_printed_coverage_has_every_village_once(place):
    """Of 221 villages: each once, the headers on every page, and none of what is worked on the screen."""
    county = place.county(units="changxing", more=PAGES)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        pages = pdf_pages(person, f"/{PERIOD}/coverage")
        assert len(pages) > 2, len(pages)
        names = person.page.locator("#paper tbody th").all_text_contents()
        assert len(names) == 221, len(names)
        header = "".join(person.page.locator("#paper thead th").first.text_content().split())
        status = "".join(person.page.locator("#paper thead th >> nth=2").text_content().split())
        tables = [one for one in pages if "未收到" in one]
        assert all(header in one and status in one for one in tables), tables[0][:200]
        text = "".join(pages)
        county_name, quarter = "".join(person.text(".frame strong").split()), f"{PERIOD[:4]}年第三季度"
        assert county_name + quarter + "·截至" in pages[0], pages[0][:200]
        for name in set(names):
            assert text.count(name) >= names.count(name), name
        assert "查找" not in text and "CSV" not in text, text[:400]
        # On the screen it is a part, and the paper is not there.
        assert not person.page.locator("#paper").is_visible()
        assert not person.faults, person.faults


def test_the_day_on_which_a_village_was_told_is_seen_and_corrected(place):
    """An inspector says when the village was told of a finding, corrects the day, and the village reads it."""
    _, township, terminals = place.desks(VILLAGES[:1])
    village, terminal = VILLAGES[0], terminals[0].serve()
    with chromium() as browser:
        inspector = desk(browser, township).begin("督查组")
        page = inspector.page
        inspector.go(f"/{PERIOD}/findings?unit={village}")
        typed = {"date": "2026-09-10", "clause": "主题党日", "text": "会议记录不全", "points": "1", "due": "2026-09-20", "told_on": "2026-09-11"}
        for name, value in typed.items():
            page.fill(f"#{name}", value)
        page.click("main form[action*='#new'] button")
        page.click("button:has-text('保存问题')")
        line = page.locator("main tbody tr", has_text="会议记录不全")
        line.wait_for()
        assert "告知日期 9月11日" in line.inner_text(), line.inner_text()
        line.locator("summary").click()
        assert line.locator("input[name=told_on]").input_value() == "2026-09-11"
        line.locator("input[name=told_on]").fill("2026-09-12")
        line.locator("form >> nth=0").locator("button").click()
        inspector.wait_for("告知日期 9月12日")
        clerk = desk(browser, terminal).begin("王会计")

        def is_told():
            clerk.go(f"/{PERIOD}/findings")
            return "会议记录不全" in clerk.text() and "2026年9月12日" in clerk.text()

        wait_until("the village is told", is_told)
        assert "告知日期 2026年9月12日" in clerk.text(), clerk.text()
        assert not inspector.faults and not clerk.faults, (inspector.faults, clerk.faults)


def test_a_corrected_seal_keeps_its_time_where_it_is_read(place):
    """A seal is returned with a day, corrected and sealed again before it: the village, the township and the county read that
    it keeps the time of the first."""
    rules = place.run("scheme", "show", "standard", "--text").out
    longer = re.sub(r"^deadline_days = \d+", "deadline_days = 120", rules, flags=re.M)
    assert longer != rules
    (place.folder / "rules.toml").write_text(longer, encoding="utf-8")
    county = place.county(scheme=place.folder / "rules.toml", more=PAGES)
    township = place.township(county, more=PAGES)
    village = VILLAGES[0]
    terminal = place.terminal(county, township.address, village)
    send_quarter(terminal, village, 6)
    with chromium() as browser:
        inspector = desk(browser, township).begin("督查组")
        page = inspector.page
        inspector.go(f"/{PERIOD}/units/{village}")
        page.click("summary:has-text('审核上报')")
        page.fill("#reason", "八月考勤与会议记录不符")
        assert page.input_value("#correct_by"), page.content()
        page.click("button:has-text('退回')")
        says_yes(inspector, "八月考勤与会议记录不符")
        inspector.wait_for("退回上报：八月考勤与会议记录不符")
        terminal.run("sync")
        terminal.run("record", "attendance", "meeting=t8", "member=m1", "mark=leave")
        terminal.run("seal", PERIOD, "--yes")
        terminal.run("sync")
        kept = "重新收到，按原上报时间计"

        def is_corrected(person):
            person.go(f"/{PERIOD}/units/{village}")
            return kept in person.text()

        wait_until("the township reads it", lambda: is_corrected(inspector))
        department = desk(browser, county).begin("组织部")
        wait_until("the county reads it", lambda: is_corrected(department))
        department.go(f"/{PERIOD}/coverage?search={village}")
        assert "逾期" not in department.text("table.matrix tbody"), department.text()
        clerk = desk(browser, terminal.serve()).begin("王会计")
        clerk.go(f"/{PERIOD}/seal")
        assert "第一次" in clerk.text() and "退回改正后" in clerk.text(), clerk.text()
        for person in (inspector, department, clerk):
            assert not person.faults, person.faults
