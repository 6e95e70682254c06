"""What hangs on the wall and is filed: as it comes out of the printer."""

import datetime
import io
import re

from browser import chromium, desk
from place import PERIOD, TOWNSHIP, VILLAGES, publish_quarter, write_table
from pypdf import PdfReader

UNIT = VILLAGES[0]
MEMBERS = 45
DAYS = {"t07": "2026-07-15", "t08": "2026-08-15", "t09": "2026-09-15", "q09": "2026-09-25"}


def quarter(folder):
    """A village of usual size: 45 members, and two activists who sit in."""
    kinds = ["full"] * (MEMBERS - 2) + ["probationary"] * 2 + ["activist"] * 2
    members = [
        {"unit": UNIT, "member": f"m{number}", "name": f"党员{number:02}" if number <= MEMBERS else f"列席{number}", "status": status}
        for number, status in enumerate(kinds, 1)
    ]
    write_table(folder, "members", members)
    write_table(folder, "meetings", [
        {"unit": UNIT, "meeting": one, "kind": "quarterly_review" if one == "q09" else "theme_day", "date": day, "title": f"{day}的会"}
        for one, day in DAYS.items()
    ])
    write_table(folder, "attendance", [
        {"unit": UNIT, "meeting": one, "member": f"m{number}", "mark": "absent" if number == 7 else "present"}
        for one in DAYS for number in range(1, MEMBERS)
    ])
    write_table(folder, "deeds", [
        {"unit": UNIT, "deed": f"d{number}", "member": f"m{number}", "date": "2026-08-03", "kind": "serving_others",
         "text": f"清理河道{number}", "confirmed_on": "2026-09-25", "confirmed_by": "m40"}
        for number in range(1, 12)
    ])
    write_table(folder, "awards", [{"unit": UNIT, "period": PERIOD, "member": f"m{number}", "stars": 5} for number in range(1, 11)])


def texts(page):
    """The pages of an open page's print, as texts without white space; nothing of it stands outside of its paper."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    pages = []
    for one in PdfReader(io.BytesIO(pdf)).pages:
        width, height = float(one.mediabox.width), float(one.mediabox.height)
        assert [round(side / 72 * 25.4) for side in (width, height)] == [210, 297], (width, height)
        placed = []

        def place_of(text, matrix, text_matrix, font, size):
            if text.strip():
                x, y = text_matrix[4], text_matrix[5]
                placed.append((matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5], text))

        pages.append("".join(one.extract_text(visitor_text=place_of).split()))
        outside = [(x, y, text) for x, y, text in placed if not (0 < x < width - 12 and 12 < y < height - 12)]
        assert placed and not outside, outside
    return pages


def printed(clerk, path):
    """The pages of a printed page."""
    clerk.go(f"/{PERIOD}{path}")
    return texts(clerk.page)


def cut(clerk, path, selector):
    """What a print cuts off at the right: cells that end beyond the text area of an A4 page, 180 mm wide."""
    page = clerk.page
    clerk.go(f"/{PERIOD}{path}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(180 / 25.4 * 96), "height": 1000})
    over = page.evaluate(
        "(selector) => [...document.querySelectorAll(selector)].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
        ".map((one) => one.textContent)", selector)
    page.emulate_media(media="null")
    page.set_viewport_size({"width": 1366, "height": 768})
    return over


def test_what_is_printed_is_what_hangs_on_the_wall(place):
    """The wall of 45 members is one page of those who count; a slip is one page with points, reasons and signatures; a
    score sheet has its reasons open, and says who sealed it and when."""
    county, township, [terminal] = place.desks([UNIT])
    quarter(place.folder / "quarter")
    publish_quarter(county, township, terminal, place.folder / "quarter", "李书记")
    terminal.serve()
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        [wall] = printed(clerk, "/wall")
        assert all(f"党员{number:02}" in wall for number in range(1, MEMBERS + 1)), wall
        assert "列席" not in wall and "盖章" in wall and "未登记" in wall, wall
        [slip] = printed(clerk, "/members/m7")
        for part in ["党员07", "2026年第三季度", "得分理由", "合计", "★★★★★", "缺", "本人签字", "书记签字", "公布的排名所据的记录"]:
            assert part in slip, (part, slip)
        whole = "".join(printed(clerk, "/score"))
        for part in ["清理河道11", "上报人：李书记", "上级收到："]:
            assert part in whole, (part, whole)
        # What came after the seal is on no paper as if it counted.
        terminal.run("record", "attendance", "meeting=t07", "member=m7", "mark=present", "--operator", "王会计")
        [now] = printed(clerk, "/members/m7")
        assert "没有计入公布的结果" in now and "7月15日缺" in now and "没有计入公布的结果" not in slip, now
        assert "上报后另有登记，未上报、未计分" in "".join(printed(clerk, "/score"))
        # On the screen they are folded again.
        assert not clerk.page.locator("table.score details[open]").count()
        for path in ("/wall", "/members/m7", "/score"):
            clerk.go(f"/{PERIOD}{path}")
            assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults


LONG = "古丽巴哈尔·阿不都热合曼"


def large_village(folder, members, meetings):
    """A village of many members, one of them with a long name, and many meetings with long titles; one member did much."""
    ids = [f"m{number}" for number in range(1, members + 1)]
    names = [LONG if number == 5 else f"党员{number:03}" for number in range(1, members + 1)]
    write_table(folder, "members", [
        {"unit": UNIT, "member": one, "name": name, "status": "full"} for one, name in zip(ids, names)
    ])
    days = [datetime.date(2026, 7, 2) + datetime.timedelta(days=4 * number) for number in range(meetings)]
    write_table(folder, "meetings", [
        {"unit": UNIT, "meeting": f"t{number}", "kind": "theme_day", "date": day.isoformat(), "title": "学习贯彻全会精神专题党课暨警示教育大会"}
        for number, day in enumerate(days)
    ])
    write_table(folder, "attendance", [
        {"unit": UNIT, "meeting": f"t{number}", "member": one, "mark": "present"} for number in range(meetings) for one in ids
    ])
    write_table(folder, "deeds", [
        {"unit": UNIT, "deed": f"d{number}", "member": "m1", "date": (days[0] + datetime.timedelta(days=number)).isoformat(),
         "kind": "serving_others", "text": f"第{number:02}次清理村口河道，组织群众十余人把淤泥和漂浮物运到镇里的处理点，前后用了三天",
         "confirmed_on": "2026-09-25", "confirmed_by": "m2"}
        for number in range(60)
    ])
    write_table(folder, "awards", [
        {"unit": UNIT, "period": PERIOD, "member": one, "stars": 5 if number < members // 4 else 4 if number < members // 2 else 3}
        for number, one in enumerate(ids)
    ])
    return names


def test_paper_of_many_pages_has_its_heading_on_each(place):
    """Of a village of 120 members: wall, honours list and slip go over pages, each with its heading; nothing is cut, and
    no seal or signature stands alone. Of one of 37 the honours list is one page."""
    _, _, [terminal, small] = place.desks([UNIT, VILLAGES[1]])
    names = large_village(place.folder / "large", 120, 16)
    terminal.run("import", place.folder / "large", "--period", PERIOD)
    terminal.serve()
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        walls = printed(clerk, "/wall")
        assert len(walls) == 3, walls
        for number, wall in enumerate(walls):
            assert "考勤公示" in wall.split("姓名")[0] and "盖章" in wall and "7月2日" in wall, wall
            assert wall.count("√") == 16 * 40 + 1, (number, wall.count("√"))
        assert all("".join(walls).count(name) == 1 for name in names)
        assert cut(clerk, "/wall", "table.wall th, table.wall td") == []

        lists = printed(clerk, "/honours")
        assert len(lists) == 2, lists
        for one in lists:
            title, rest = one.split("光荣榜")
            assert "2026年第三季度" in title and rest.startswith("★★★"), one
            assert any(name in one for name in names), "no seal alone"
        assert all("".join(lists).count(name) == 1 for name in names)
        assert "盖章" in lists[-1] and "盖章" not in lists[0], lists

        slips = printed(clerk, "/members/m1")
        assert len(slips) > 1, slips
        for number, slip in enumerate(slips, 1):
            assert "党员考评表·2026年第三季度·党员001" in slip and f"—{number}—" in slip, slip
            assert len(re.sub("本人签字.*", "", slip)) > 100, slip
        assert "本人签字" in slips[-1] and sum("确认" in slip for slip in slips) > 1, "headers repeat"
        # What would help is for the desk, and not for the wall.
        clerk.go(f"/{PERIOD}/score")
        assert "申辩" in clerk.text()
        assert "申辩" not in "".join(texts(clerk.page))
        assert not clerk.faults, clerk.faults

        few = [{"unit": VILLAGES[1], "member": f"m{number}", "name": f"党员{number}", "status": "full"} for number in range(1, 38)]
        write_table(place.folder / "few", "members", few)
        write_table(place.folder / "few", "awards", [
            {"unit": VILLAGES[1], "period": PERIOD, "member": one["member"], "stars": 5 - number % 3} for number, one in enumerate(few)
        ])
        small.run("import", place.folder / "few", "--period", PERIOD)
        [one] = printed(desk(browser, small.serve()).begin(), "/honours")
        assert "盖章" in one and all(member["name"] in one for member in few), one


def lines_at(page, height):
    """The lines of each page of an open page's print, on paper of a height in millimetres."""
    pdf = page.pdf(width="210mm", height=f"{height}mm", prefer_css_page_size=False, print_background=True)
    lines = [one.extract_text().splitlines() for one in PdfReader(io.BytesIO(pdf)).pages]
    return [[text for text in ("".join(line.split()) for line in one) if text] for one in lines]


def breaks_well(page, rows):
    """A page's print on paper of several heights, so that it is parted in other places each time: no heading ends a page,
    headers of tables stand on each, and no row is parted."""
    headings = page.locator("main h1, main h2").all_text_contents()
    # What stands before its reasons, and these before their rows; behind it are figures alone.
    headings += page.evaluate("[...document.querySelectorAll('table.score tr.headed > td:first-child')].map((one) => one.firstChild.textContent)")
    headings = ["".join(text.split()) for text in headings]
    ends_with_heading = re.compile(f"({'|'.join(map(re.escape, headings))})[0-9.+−—]*(最多扣[0-9]+)?[0-9.]*")
    counts = set()
    for height in (297, 285, 270, 260, 245, 230, 215):
        pages = lines_at(page, height)
        counts.add(len(pages))
        whole = ["".join(one) for one in pages]
        for number, one in enumerate(pages, 1):
            last = [line for line in one if line != f"—{number}—"][-1]
            assert not ends_with_heading.fullmatch(last) and "指标" not in last and "失分" not in last, (height, number, last)
            first = min((whole[number - 1].find(row) for row in rows if row in whole[number - 1]), default=None)
            assert first is None or "指标" in whole[number - 1][:first], (height, number, one)
        for row in rows:
            assert sum(row in text for text in whole) == 1, (height, row, whole)
    assert max(counts) > 1, counts


def test_a_village_s_page_and_its_score_sheet_break_where_they_may(place):
    """At the county, at the township and in the village: each page of paper says what it is of."""
    county, township, [terminal] = place.desks([UNIT])
    large_village(place.folder / "large", 24, 10)
    publish_quarter(county, township, terminal, place.folder / "large", "李书记")
    terminal.serve()
    rows = [f"第{number:02}次清理村口河道，组织群众十余人把淤泥和漂浮物运到镇里的处理点，前后用了三天" for number in range(20)]
    with chromium() as browser:
        for node, operator, path in (
            (county, "组织部", f"/units/{UNIT}"),
            (township, "督查员", f"/units/{UNIT}"),
            (terminal, "王会计", "/score"),
        ):
            person = desk(browser, node).begin(operator)
            pages = printed(person, path)
            for number, one in enumerate(pages, 1):
                assert f"—{number}—" in one and "利丰村" in one and "2026年第三季度" in one, (path, number, one)
            breaks_well(person.page, rows)
            assert not person.accessibility(), person.accessibility()
            assert not person.faults, person.faults


def test_enrolment_sheets_are_a_page_each(place):
    """Also with the longest address that people write."""
    county = place.county()
    sheet = place.folder / "邀请.html"
    address = "xuanhua-township.dangjian.gaotai.zhangye.gov.cn:17443"
    county.run("enrol", "code", "--under", TOWNSHIP, "--upstream", address, "--sheet", sheet)
    with chromium() as browser:
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(sheet.as_uri())
        pages = texts(page)
    assert len(pages) == len(VILLAGES), len(pages)
    for one in pages:
        assert "设备注册单" in one and "取消" in one and address in one, one
