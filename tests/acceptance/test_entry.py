"""What a clerk enters is right, or is asked about, where it is entered."""

from browser import chromium, desk
from place import PERIOD, VILLAGES
from test_pages import county_with

VILLAGE = VILLAGES[0]
MEMBERS = """姓名,身份
陈建国,正式党员
沈阿妹,正式党员
顾小兰,积极分子
"""
DEEDS = "言行编号,党员姓名,时间,类别,言行内容,书记点评时间,点评人\n"


def keep(clerk, path):
    """Sends a file and keeps it."""
    clerk.go(f"/{PERIOD}/import")
    clerk.upload(path)
    clerk.page.click("button:has-text('保存')")
    clerk.wait_for("新增或更改")


def file(place, name, text):
    path = place.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_import_shows_what_is_new_and_what_changes(place):
    """Before it is kept, a file is told apart from what stands: new, changed with old and new, the same."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        keep(clerk, file(place, "名册.csv", MEMBERS))
        first = "d1,陈建国,7月3日,服务群众,修路,7月20日,沈阿妹\nd2,沈阿妹,7月4日,服务群众,送水,7月20日,陈建国\n"
        keep(clerk, file(place, "闪光言行.csv", DEEDS + first))
        again = "d1,陈建国,7月5日,服务群众,修路,7月20日,沈阿妹\nd2,沈阿妹,7月4日,服务群众,送水,7月20日,陈建国\n"
        clerk.go(f"/{PERIOD}/import")
        more = "d3,沈阿妹,7月6日,服务群众,扫雪,7月20日,沈阿妹\n"
        clerk.upload(file(place, "改后.csv", DEEDS + again + more))
        clerk.wait_for("新增 1 条，有改动 1 条，相同 1 条")
        assert "日期 2026-07-03 → 2026-07-05" in clerk.text(), clerk.text()
        assert "由本人自己确认" in clerk.text() and "扫雪" in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        done = terminal.run("import", place.folder / "改后.csv", "--dry-run")
        assert "新增 1 条，有改动 1 条，相同 1 条" in done.out + done.said, done.said
        clerk.page.click("button:has-text('保存')")
        clerk.wait_for("新增或更改 2 条")
        assert not clerk.faults, clerk.faults


def test_who_does_not_count_sits_in_and_a_meeting_takes_its_marks_along(place):
    """An activist is not expected; a meeting that is withdrawn takes its marks along, and undoing brings them back."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        keep(clerk, file(place, "名册.csv", MEMBERS))
        page = clerk.page
        clerk.go(f"/{PERIOD}/meetings")
        page.fill("#date", "2026-08-15")
        page.fill("#title", "八月主题党日")
        page.click("main form[action$='/meetings'] button")
        page.wait_for_url("**/meetings/*")
        assert "应到 2 · 到 2" in clerk.text("#turnout"), clerk.text("#turnout")
        assert "列席" in clerk.text("table.marks"), clerk.text("table.marks")
        # The keys lead there too.
        page.focus("table.marks tbody:first-of-type tr:last-child input:checked")
        clerk.press("ArrowDown", "1")
        page.wait_for_selector("table.marks tbody:last-of-type td.saved")
        assert "应到 2 · 到 2" in clerk.text("#turnout"), clerk.text("#turnout")
        assert not clerk.accessibility(), clerk.accessibility()
        meeting = page.url.split("/")[-1]
        clerk.go(f"/{PERIOD}/tables/meetings/{meeting}")
        assert "其 3 条考勤一并撤回" in clerk.text(), clerk.text()
        page.fill("#reason", "重复登记")
        page.click("form[action$='/withdraw'] button")
        clerk.wait_for("重复登记")
        clerk.go(f"/{PERIOD}/tables/attendance")
        assert "陈建国" not in clerk.text("table"), clerk.text("table")
        terminal.run("undo")
        clerk.go(f"/{PERIOD}/tables/attendance")
        assert "陈建国" in clerk.text("table"), clerk.text("table")
        assert not clerk.faults, clerk.faults
