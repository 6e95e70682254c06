"""What a clerk enters is right, or is asked about, where it is entered."""

import re

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
    clerk.wait_for("读到")


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
        clerk.wait_for("新增 1 条，更改 1 条，原已登记 1 条")
        assert "日期 2026-07-03 → 2026-07-05" in clerk.text(), clerk.text()
        assert "由本人确认" in clerk.text() and "扫雪" in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        done = terminal.run("import", place.folder / "改后.csv", "--dry-run")
        assert "新增 1 条，更改 1 条，原已登记 1 条" in done.out + done.said, done.said
        clerk.page.click("button:has-text('保存')")
        clerk.wait_for("更改 1 条")
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


def test_what_counts_for_nothing_is_said_where_it_is_typed(place):
    """A deed of an activist is kept and told not to count: on the meeting's page, in the grid, before the seal, on the
    slip. Undoing the roster says first what else rests on it."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        clerk.go(f"/{PERIOD}")
        assert "名册" in page.locator("section ul.plain li").first.inner_text(), clerk.text()
        keep(clerk, file(place, "名册.csv", MEMBERS))
        keep(clerk, file(place, "会议.csv", "会议编号,会议类型,日期,主题,主持人\nt08,主题党日,2026-08-15,八月主题党日,陈建国\n"))
        clerk.go(f"/{PERIOD}/meetings/t08")
        for who, what in (("顾小兰", "清理村口河道"), ("陈建国", "夜里抢修水泵"), ("沈阿妹", "帮独居老人收稻")):
            page.fill("#member", who)
            page.select_option("#kind", "serving_others")
            page.fill("#text", what)
            page.click("main form[action$='/deeds'] button")
            clerk.wait_for(what, "table.told")
        lines = page.locator("table.told tbody tr")
        told = {"顾小兰": "清理村口河道", "陈建国": "夜里抢修水泵", "沈阿妹": "帮独居老人收稻"}
        said = {who: lines.filter(has_text=what).inner_text() for who, what in told.items()}
        assert "不计入" in said["顾小兰"] and "不计入" in said["陈建国"] and "☑" in said["沈阿妹"], said
        assert "积极分子" in clerk.text() and re.search("由本人确认.*少 [0-9.]+ 分", clerk.text()), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        for path in ("", "/seal"):
            clerk.go(f"/{PERIOD}{path}")
            assert "积极分子" in clerk.text() and "由本人确认" in clerk.text(), (path, clerk.text())
        clerk.go(f"/{PERIOD}/tables/deeds")
        received = clerk.text("#saved")
        page.focus("table.grid tr.new td")
        clerk.row("顾小兰", "2026-08-16", "7", "劝和邻里", "", "")
        clerk.is_saved("化解矛盾")
        clerk.wait_for("积极分子", "#told")
        # The frame counts it at once.
        page.wait_for_function("(text) => document.getElementById('saved').innerText !== text", arg=received)
        clerk.go(f"/{PERIOD}/tables/members")
        page.locator("tr", has_text="顾小兰").locator("a", has_text="考评表").click()
        clerk.wait_for("考评表")
        assert "考评办法不给计分" in clerk.text() and "不作要求" in clerk.text(), clerk.text()
        assert "不给党员个人计分" not in clerk.text(), clerk.text()
        # The roster is not taken back at one click.
        roster = page.locator("table.operations tr", has_text="名册.csv").locator("button")
        clerk.go(f"/{PERIOD}/tables")
        roster.click()
        clerk.wait_for("言行 4", "#rests")
        assert not clerk.accessibility(), clerk.accessibility()
        page.click("main a:has-text('返回')")
        clerk.go(f"/{PERIOD}/tables/members")
        assert "顾小兰" in clerk.text("table"), clerk.text()
        clerk.go(f"/{PERIOD}/tables")
        roster.click()
        page.click("button:has-text('仍要撤销')")
        clerk.wait_for("已撤销")
        clerk.go(f"/{PERIOD}/tables")
        page.locator("table.operations tr", has_text="撤销 导入 名册.csv").locator("button").click()
        clerk.wait_for("恢复原样。")
        # Every column that is typed is kept, whatever it is called.
        clerk.go(f"/{PERIOD}/tables/members")
        page.focus("table.grid tr.new td")
        clerk.row("周小娥", "5", "2010-07-01", "第二党小组", "")
        clerk.is_saved("周小娥")
        clerk.go(f"/{PERIOD}/tables/members")
        typed = page.locator("table.grid tr", has_text="周小娥").inner_text()
        assert "第二党小组" in typed and "2010-07-01" in typed, typed
        assert not clerk.faults, clerk.faults


def test_a_meeting_on_another_day_takes_its_deeds_along(place):
    """What was told at a meeting that moved is asked about once, on its page, and moves all at once; what lies in
    another quarter is refused, and rows of others are told whose they are."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        keep(clerk, file(place, "名册.csv", MEMBERS))
        keep(clerk, file(place, "会议.csv", "会议编号,会议类型,日期,主题\nt08,主题党日,2026-08-15,八月主题党日\n"))
        told = "d1,陈建国,8月15日,服务群众,修路,8月15日,沈阿妹\nd2,沈阿妹,8月2日,服务群众,送水,8月15日,陈建国\n"
        keep(clerk, file(place, "闪光言行.csv", DEEDS + told))
        page = clerk.page
        clerk.go(f"/{PERIOD}/tables/meetings/t08")
        page.fill("#in-date", "2026-08-16")
        page.click("form[action$='/tables/meetings'] button")
        clerk.wait_for("8月16日", "h1")
        clerk.go(f"/{PERIOD}/meetings/t08")
        assert "2 条言行还记在 8月15日" in clerk.text() and "修路" in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        page.click("button:has-text('一并改')")
        page.wait_for_url("**/meetings/t08#deeds")
        assert "还记在" not in clerk.text(), clerk.text()
        assert "修路" in clerk.text("table.told") and "送水" in clerk.text("table.told"), clerk.text()
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(file(place, "将来.csv", DEEDS + "d9,陈建国,2199-01-03,服务群众,修井,,\n"))
        clerk.wait_for("属于2199年第一季度，不是本页的2026年第三季度")
        ahead = "月份,户数,已走访\n2027-01,10,10\n"
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(file(place, "走访.csv", ahead))
        clerk.wait_for("属于2027年第一季度，不是本页的2026年第三季度")
        clerk.go(f"/{PERIOD}/import")
        other = "单位,会议编号,会议类型,日期\n" + f"{VILLAGES[1]},t09,主题党日,2026-09-15\n"
        clerk.upload(file(place, "别村会议.csv", other))
        clerk.wait_for(f"本机只能登记 {VILLAGE}")
        assert not clerk.faults, clerk.faults
