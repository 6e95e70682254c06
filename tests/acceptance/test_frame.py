"""What stands in every page's frame, and in the list of what was done."""

from at_work import at_work
from browser import chromium, desk
from place import PERIOD
from test_pages import VILLAGE


def test_the_frame_follows_what_arrives(place):
    """That the township and the county have received something is said on the open page, and whoever types goes on typing."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGE)
    township.kill()
    with chromium() as browser:
        clerk = desk(browser, terminal.serve()).begin()
        page = clerk.page
        clerk.go(f"/{PERIOD}/tables/tasks")
        assert "尚无登记" in clerk.text("#saved"), clerk.text(".frame")
        page.evaluate("window.isTheSame = true")
        page.focus("table.grid tr.new td")
        clerk.row("收缴党费", "2026-09-30", "")
        clerk.press("Enter")
        clerk.is_saved("收缴党费")
        # Saved here, and nowhere else yet.
        clerk.wait_for("✓", "#saved")
        assert "✓✓" not in clerk.text("#saved"), clerk.text("#saved")
        # A row is half typed, and a list stands open.
        page.focus("table.grid tr.new td")
        page.keyboard.type("没有打完的一")
        before = page.evaluate("[document.activeElement.value, document.activeElement.selectionStart]")
        assert before == ["没有打完的一", 6], before
        township.serve()
        clerk.wait_for("✓✓✓", "#saved")
        clerk.wait_for("已联网", ".frame a.good")
        assert page.evaluate("window.isTheSame"), "it was loaded anew"
        assert page.evaluate("[document.activeElement.value, document.activeElement.selectionStart]") == before
        page.keyboard.type("条")
        assert page.evaluate("document.activeElement.value") == "没有打完的一条"
        # A window that nobody sees holds no connection, and knows the news once it is looked at.
        page.evaluate(
            "() => { Object.defineProperty(document, 'hidden', { get: () => window.unseen, configurable: true });"
            " window.unseen = true; document.dispatchEvent(new Event('visibilitychange')); }"
        )
        terminal.run("record", "tasks", "task=t9", "title=换届", "due=2026-09-30")
        with page.expect_response("**/frame?*"):
            page.evaluate("window.unseen = false; document.dispatchEvent(new Event('visibilitychange'))")
        clerk.wait_for("本机 2 条", "#saved")
        faults = [fault for fault in clerk.faults if "ERR_" not in fault]
        assert not faults, faults


def test_marks_of_a_sitting_go_back_as_one(place):
    """What is pressed at one meeting, mark by mark, is one line of the list, and one button takes it back."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        clerk.go(f"/{PERIOD}/meetings/t08")
        for name, key in (("陈建国", "1"), ("沈阿妹", "3"), ("钱小毛", "1"), ("沈阿妹", "6")):
            page.locator("table.marks tr", has_text=name).locator("input[type=radio]").first.focus()
            clerk.press(key)
        clerk.wait_for("到 2", "#turnout")
        clerk.wait_for("缺席 1", "#turnout")
        clerk.go(f"/{PERIOD}/tables")
        lines = page.locator("table.operations tbody tr")
        first = lines.first.inner_text()
        assert "登记 8月15日 主题党日考勤" in first and "考勤 3" in first, first
        assert "会议" in lines.nth(1).inner_text() and "考勤" not in lines.nth(1).inner_text(), lines.all_inner_texts()
        lines.first.locator("button").click()
        clerk.wait_for("已撤销")
        clerk.go(f"/{PERIOD}/meetings/t08")
        assert page.locator("table.marks input:checked").count() == 0
        clerk.wait_for("未登记 3", "#turnout")
