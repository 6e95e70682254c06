"""What clerks met while they worked at the pages: two at one row, names for ids, the keyboard, findings and objections."""

import io
import re
import zipfile

from at_work import at_work
from browser import OPERATOR, PASSWORD, chromium, desk
from place import PERIOD, wait_until
from test_pages import VILLAGE, Visitor, county_with, with_roster

TASKS = f"/{PERIOD}/tables/tasks"
TASK = ("record", "tasks", "task=t1", "title=收缴党费", "due=2026-09-30")


def test_the_later_of_two_windows_writes_over_nothing(place):
    """Two windows change one row: the second is shown both values and chooses, in a form, without scripts, in the grid."""
    with at_work(place) as (terminal, clerk, page):
        terminal.run(*TASK)
        page = clerk.page
        # A form.
        clerk.go(f"{TASKS}/t1")
        terminal.run(*TASK, "done_on=2026-09-20")
        page.fill("#in-done_on", "2026-09-25")
        page.click("form[data-keep] button")
        clerk.wait_for("别处刚改过")
        assert "2026-09-20" in clerk.text("table.clash") and "2026-09-25" in clerk.text("table.clash"), clerk.text()
        assert OPERATOR in clerk.text(".trouble") and "收缴党费" in clerk.text(".trouble"), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        page.click("a:has-text('保留现有的')")
        assert page.input_value("#in-done_on") == "2026-09-20"
        # What was typed is taken where somebody says so.
        terminal.run(*TASK, "done_on=2026-09-21")
        page.fill("#in-done_on", "2026-09-26")
        page.click("form[data-keep] button")
        page.click("button:has-text('改为这里填的')")
        clerk.wait_for("2026-09-26", "table.grid")
        # A draft that was kept in the browser does not pass as made from what stands now.
        clerk.go(f"{TASKS}/t1")
        page.fill("#in-done_on", "2026-09-27")
        terminal.run(*TASK, "done_on=2026-09-22")
        clerk.go(f"{TASKS}/t1")
        assert page.input_value("#in-done_on") == "2026-09-27"
        page.click("form[data-keep] button")
        clerk.wait_for("别处刚改过")
        page.click("a:has-text('保留现有的')")
        assert page.input_value("#in-done_on") == "2026-09-22"
        # Without the script it is the same.
        plain = page.context.browser.new_context(java_script_enabled=False).new_page()
        plain.goto(clerk.base + f"{TASKS}/t1")
        plain.fill("#operator", OPERATOR)
        plain.fill("#password", PASSWORD)
        plain.click("form[action='/login'] button")
        terminal.run(*TASK, "done_on=2026-09-23")
        plain.fill("#in-done_on", "2026-09-28")
        plain.click("form[data-keep] button")
        assert "2026-09-23" in plain.inner_text("table.clash"), plain.inner_text("main")
        # The grid: what stands is taken, or what was typed; the saves of one's own window are no clash.
        clerk.go(TASKS)
        terminal.run(*TASK, "done_on=2026-09-24")
        row = "table.grid tr[data-id=t1]"
        title, due, done = (f"{row} td:nth-child({number})" for number in (1, 2, 3))
        page.focus(done)
        clerk.type("2026-09-29")
        clerk.press("Enter")
        clerk.wait_for("没有保存", "#told")
        assert "2026-09-24" in clerk.text("#told") and "2026-09-29" in clerk.text("#told"), clerk.text("#told")
        page.click("#told button:has-text('保留现有的')")
        assert page.input_value(f"{done} input") == "2026-09-24"
        terminal.run(*TASK, "done_on=2026-09-25")
        clerk.type("2026-09-29")
        clerk.press("Enter")
        page.click("#told button:has-text('改为这里填的')")
        page.wait_for_selector(f"{done}.saved")
        for cell, text in ((title, "收缴三季度党费"), (due, "2026-09-28")):
            page.focus(cell)
            clerk.type(text)
            clerk.press("Tab")
        page.wait_for_selector(f"{due}.saved")
        assert page.is_hidden("#told"), clerk.text("#told")
        listed = terminal.run("list", "tasks", "--format", "json").json()["rows"][0]
        assert "收缴三季度党费" in str(listed) and "2026-09-29" in str(listed) and "2026-09-28" in str(listed), listed
        # Nothing is withdrawn that somebody changed since it was looked at.
        clerk.go(f"{TASKS}/t1")
        terminal.run(*TASK, "done_on=2026-09-26")
        page.fill("#reason", "重复")
        page.click("button:has-text('撤回')")
        clerk.wait_for("又有人改过")
        # A new row with the key of one that came meanwhile writes over nothing either.
        clerk.go(f"/{PERIOD}/tables/visits")
        terminal.run("record", "visits", "month=2026-07", "households=120", "visited=96")
        page.focus("table.grid tr.new td")
        clerk.row("2026-07", "120", "118", "")
        clerk.wait_for("现为「96」", "#told")


def test_a_mark_changed_elsewhere_is_shown(place):
    """A mark that somebody else changed is shown and stays, until whoever sees it presses again."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        clerk.go(f"/{PERIOD}/meetings/t08")
        terminal.run("record", "attendance", "meeting=t08", "member=陈建国", "mark=leave")
        terminal.run("record", "attendance", "meeting=t08", "member=沈阿妹", "mark=late")
        row = page.locator("table.marks tr", has_text="陈建国")
        # The answer may come before the browser has looked at what was pressed.
        row.locator("input[type=radio][value=present]").click()
        clerk.wait_for("陈建国：别处已改记为「假」")
        assert row.locator("input[type=radio][value=leave]").is_checked()
        # What else was changed shows too.
        assert page.locator("table.marks tr", has_text="沈阿妹").locator("input[type=radio][value=late]").is_checked()
        row.locator("input[type=radio][value=present]").check()
        clerk.wait_for("到 1", "#turnout")
        assert page.is_hidden("#told")
        # Without the script, marks that were not touched are not written over.
        visitor = Visitor(terminal).log_in()
        status, text, _ = visitor.ask("GET", f"/{PERIOD}/meetings/t08")
        marks = dict(re.findall(r'name="(was\.[^"]+)" value="([^"]*)"', text))
        terminal.run("record", "attendance", "meeting=t08", "member=沈阿妹", "mark=absent")
        sent = marks | {name.replace("was.", "mark."): mark for name, mark in marks.items() if mark}
        status, text, _ = visitor.ask("POST", f"/{PERIOD}/meetings/t08/attendance", sent | {"token": visitor.token})
        assert status == 303, text
        clerk.go(f"/{PERIOD}/meetings/t08")
        assert page.locator("table.marks tr", has_text="沈阿妹").locator("input[type=radio][value=absent]").is_checked()


def test_marks_wait_for_the_program_and_the_session(place):
    """Marks pressed while nothing answers, or while nobody is logged in, stay, say so wherever one is, and are saved later."""
    with at_work(place, meeting=True, passed_over="ERR_FAILED") as (terminal, clerk, page):
        page.set_viewport_size({"width": 1366, "height": 360})
        meeting = f"/{PERIOD}/meetings/t08"
        clerk.go(meeting)

        def row(name):
            return page.locator("table.marks tr", has_text=name)

        def is_marked(name, mark):
            return row(name).locator(f"input[type=radio][value={mark}]").is_checked()

        # What the program is asked for while it does not answer; the address would be another after a restart.
        unanswered = "**/attendance"
        page.route(unanswered, lambda route: route.abort())
        for name, key in (("陈建国", "3"), ("沈阿妹", "6"), ("钱小毛", "2")):
            row(name).locator("input[type=radio][value=present]").focus()
            clerk.press(key)
        clerk.wait_for("有 3 个考勤记号没有保存", "#told")
        assert is_marked("陈建国", "leave") and is_marked("沈阿妹", "absent") and is_marked("钱小毛", "remote")
        assert page.locator("table.marks [data-unsaved]").count() == 3, clerk.text("table.marks")
        assert page.locator(".telling").get_attribute("role") == "status"
        # In view from the page's end too.
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function("document.getElementById('told').getBoundingClientRect().top >= 0 && window.scrollY > 0")
        assert not clerk.accessibility(), clerk.accessibility()
        # Other pages lead there; the page itself has them again.
        clerk.go(f"/{PERIOD}")
        page.click("a:has-text('有考勤记号还没有保存')")
        clerk.wait_for("有 3 个考勤记号没有保存", "#told")
        assert is_marked("沈阿妹", "absent")
        # Somebody else has marked one of the three meanwhile: that stays, and the others are saved by themselves.
        terminal.run("record", "attendance", "meeting=t08", "member=钱小毛", "mark=late")
        page.unroute(unanswered)
        clerk.wait_for("请假 1", "#turnout")
        clerk.wait_for("钱小毛：别处已改记为", "#told")
        assert is_marked("钱小毛", "late") and not page.locator("table.marks [data-unsaved]").count()
        kept = str(terminal.run("list", "attendance", "--format", "json").json())
        assert "absent" in kept and "leave" in kept and "late" in kept and "remote" not in kept, kept
        # Logged out in another window: the mark stays, and is saved after the log-in.
        other = page.context.new_page()
        other.goto(clerk.base + "/settings")
        other.click("form[action='/logout'] button")
        row("陈建国").locator("input[type=radio][value=present]").click()
        clerk.wait_for("登录已失效", "#told")
        assert is_marked("陈建国", "present")
        page.click("#told a")
        clerk.log_in()
        clerk.wait_for("请假 0", "#turnout")
        assert is_marked("陈建国", "present") and page.is_hidden("#told")
        assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('marks '))")


def test_what_two_windows_hold_is_both_kept(place):
    """A deed typed in each of two windows: neither writes over the other, each window shows the other's, and takes it."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        meeting = f"/{PERIOD}/meetings/t08"
        clerk.go(meeting)
        other = page.context.new_page()
        other.goto(clerk.base + meeting)
        page.fill("#text", "甲窗口写的")
        other.fill("#text", "乙窗口写的")
        page.wait_for_selector("[data-left]:has-text('乙窗口写的')")
        other.wait_for_selector("[data-left]:has-text('甲窗口写的')")
        page.reload()
        other.reload()
        assert (page.input_value("#text"), other.input_value("#text")) == ("甲窗口写的", "乙窗口写的")
        assert not clerk.accessibility(), clerk.accessibility()
        # Taken, the two change places; nothing is lost.
        page.click("[data-left] button:has-text('取到这里')")
        assert page.input_value("#text") == "乙窗口写的" and "甲窗口写的" in clerk.text("[data-left]:visible")
        page.click("[data-left] button:has-text('丢弃')")
        assert page.is_hidden("[data-left]:has-text('窗口写的')")
        page.fill("#member", "沈阿妹")
        page.select_option("#kind", "serving_others")
        page.click("form[action$='/deeds'] button")
        clerk.wait_for("乙窗口写的", "table.told")


def test_names_stand_where_ids_do(place):
    """No id is to be seen or typed, in tables, forms, histories and lists, until somebody asks for ids."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        terminal.run("record", "deeds", "deed=d1", "member=沈阿妹", "date=2026-08-15", "kind=服务群众", "text=修路")
        members = terminal.run("list", "members", "--format", "json").json()["rows"]
        ids = [row["id"] for row in members]
        # The chair is chosen by name, and kept by id.
        clerk.go(f"/{PERIOD}/tables/meetings/t08")
        assert page.get_attribute("#in-chair", "list") == "list-persons"
        page.fill("#in-chair", "陈建国")
        page.click("form[data-keep] button")
        clerk.wait_for("主持人：陈建国", "ol")
        kept = str(terminal.run("list", "meetings", "--format", "json").json())
        chair = next(row["id"] for row in members if "陈建国" in str(row))
        assert f"'{chair}'" in kept or f'"{chair}"' in kept, kept
        clerk.go(f"/{PERIOD}/tables/deeds/d1")
        page.fill("#in-confirmed_by", "cjg")
        page.fill("#in-confirmed_on", "8月15日")
        page.click("form[data-keep] button")
        clerk.wait_for("确认人：陈建国", "ol")
        seen = []
        for path in ("", "/meetings/t08", "/tables/members", "/tables/meetings", "/tables/deeds", "/tables/deeds/d1",
                     "/tables/attendance", "/tables/meetings/t08", "/tables", "/seal"):
            clerk.go(f"/{PERIOD}{path}")
            text = clerk.text()
            seen += [f"{path}: {one}" for one in [*ids, "t08", "deeds/d1"] if one in text]
            seen += [f"{path}: 编号 is a column" for _ in [1] if page.locator("th:has-text('编号')").count()]
            values = page.eval_on_selector_all("main input:not([type=hidden])", "all => all.map((one) => one.value)")
            seen += [f"{path}: {one} in a form" for one in [*ids, "t08", "d1"] if one in values]
        assert not seen, "\n".join(seen)
        # A member is still changed, not doubled, though the id is not in the grid.
        clerk.go(f"/{PERIOD}/tables/members")
        page.focus("table.grid tbody tr:first-child td:first-child")
        clerk.type("陈建国之")
        clerk.press("Enter")
        page.wait_for_selector("table.grid td.saved")
        assert len(terminal.run("list", "members", "--format", "json").json()["rows"]) == 3
        # Whoever wants ids sees them everywhere.
        page.click("button:has-text('显示编号')")
        assert page.locator("th:has-text('党员编号')").count() == 1 and ids[0] in clerk.text("table.grid")
        clerk.go(f"/{PERIOD}/tables/deeds/d1")
        assert page.input_value("#in-deed") == "d1"


def test_a_meeting_is_worked_without_a_mouse(place):
    """Behind the skip link the grid of marks comes first; after a deed the next one is typed at once; digits choose."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        at = "document.activeElement.name"
        clerk.go(f"/{PERIOD}/meetings/t08")
        clerk.press("Tab", "Enter", "Tab")
        assert page.evaluate(at).startswith("mark."), page.evaluate(at)
        clerk.press("1", "3")
        clerk.wait_for("到 1 · 请假 1", "#turnout")
        for who, kind, what in (("sam", "5", "清理村口河道"), ("cjg", "5", "帮独居老人收稻"), ("qxm", "2", "夜里抢修水泵")):
            page.wait_for_function(f"() => {at} === 'member'") if what != "清理村口河道" else page.focus("#member")
            clerk.type(who)
            clerk.press("Tab")
            assert page.input_value("#kind") == "", "nobody chose one"
            clerk.press(kind, "Tab")
            clerk.type(what)
            clerk.press("Enter")
            clerk.wait_for(what, "table.told")
        told = clerk.text("table.told")
        assert re.search("沈阿妹\\s+服务群众", told) and re.search("陈建国\\s+服务群众", told), told
        assert re.search("钱小毛\\s+艰苦创业", told), told
        # A digit is the choice of that number, though 10 begins with a 1 too; two that follow at once are one number.
        chosen = lambda: page.evaluate("() => document.getElementById('kind').selectedOptions[0].textContent")
        page.select_option("#kind", index=0)
        page.focus("#kind")
        for keys, begins in (("1", "1 "), ("3", "3 "), ("1", "1 ")):
            clerk.press(*keys)
            assert chosen().startswith(begins), (keys, chosen())
        clerk.press("1", "0")
        assert chosen().startswith("10 "), chosen()
        # In the grid and in a form, a digit chooses a kind from the list.
        clerk.go(f"/{PERIOD}/tables/deeds")
        page.focus("table.grid tr.new td")
        clerk.row("沈阿妹", "2026-08-16", "7", "劝和邻里", "", "")
        clerk.is_saved("化解矛盾")
        clerk.go(f"/{PERIOD}/tables/deeds")
        page.click("summary:has-text('用表单新增')")
        assert page.input_value("#in-date") == "2026-08-15" and page.input_value("#in-kind") == "化解矛盾"
        page.fill("#in-kind", "")
        page.focus("#in-kind")
        clerk.press("0")
        assert page.input_value("#in-kind") == "弘扬正气"


def test_forms_know_what_is_usual(place):
    """A new meeting is the next theme day; a period is the page's and need not be typed."""
    with at_work(place) as (terminal, clerk, page):
        clerk.go(f"/{PERIOD}/meetings")
        assert page.input_value("#date") == "", "a day that nobody gave"
        terminal.run("record", "meetings", "meeting=t07", "kind=theme_day", "date=2026-07-10", "title=七月主题党日")
        clerk.go(f"/{PERIOD}/meetings")
        assert (page.input_value("#kind"), page.input_value("#date")) == ("theme_day", "2026-08-10")
        # Enter picks who is meant by initials and goes on; nothing is sent before the last field.
        page.focus("#chair")
        clerk.type("sam")
        clerk.wait_for("沈阿妹", "output.meant")
        clerk.press("Enter")
        assert page.input_value("#chair") == "沈阿妹" and page.evaluate("document.activeElement.id") == "title"
        assert len(terminal.run("list", "meetings", "--format", "json").json()["rows"]) == 1
        clerk.press("Enter")
        page.wait_for_url("**/meetings/*")
        clerk.go(f"/{PERIOD}/meetings")
        assert page.input_value("#date") == "2026-09-10"
        # In the row below which there is none, Enter takes who is meant and goes to the next cell.
        clerk.go(f"/{PERIOD}/tables/deeds")
        page.focus("table.grid tr.new td")
        clerk.type("sam")
        clerk.press("Enter")
        assert "沈阿妹" in clerk.text("table.grid tr.new") and page.evaluate("document.activeElement.parentElement.cellIndex") == 1
        # Stars: the period stands there already, and goes along.
        clerk.go(f"/{PERIOD}/tables/awards")
        page.focus("table.grid tr.new td:nth-child(2)")
        clerk.row("陈建国", "5")
        clerk.press("Enter")
        clerk.is_saved("陈建国")
        assert PERIOD in str(terminal.run("list", "awards", "--format", "json").json())
        page.click("summary:has-text('用表单新增')")
        assert page.input_value("#in-period") == PERIOD
        # An untouched new row is no row.
        clerk.press("Tab", "Tab", "Tab", "Tab")
        assert len(terminal.run("list", "awards", "--format", "json").json()["rows"]) == 1


def test_findings_and_objections_have_their_place(place):
    """What an inspection found, until when; what the village says against its score, and what the county answers."""
    county, township, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        page = clerk.page
        found = ("record", "findings", f"unit={VILLAGE}", "finding=f1", "date=2026-08-12", "clause=主题党日")
        township.run(*found, "text=会议记录不全", "points=1", "due=2026-08-31", "told_on=2026-08-12", "--yes")
        terminal.run("seal", PERIOD, "--yes")
        terminal.run("sync")
        clerk.go(f"/{PERIOD}")
        page.locator("li", has_text="会议记录不全").locator("a").click()
        assert "2026年8月31日" in clerk.text("table") and "告知日期 2026年8月12日" in clerk.text("table") and "待整改，已到期" in clerk.text("table"), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        township.run(*found, "text=会议记录不全", "points=1", "due=2026-08-31", "told_on=2026-08-12", "fixed_on=2026-08-30", "result=fixed", "--yes")
        terminal.run("sync")
        clerk.go(f"/{PERIOD}/findings")
        assert "2026年8月30日已整改 · 回访认可" in clerk.text("table"), clerk.text()
        # The score, once it is published: what does not apply says so, and by whose word, and loses nothing.
        wait_until("the county has it", lambda: terminal.documents()[f"ledger/{VILLAGE}/{PERIOD}"]["mark"] == "✓✓✓")
        county.run("run", PERIOD)
        county.run("publish", "--yes")
        township.run("sync")
        terminal.run("sync")
        for language in ("zh", "en"):
            page.context.add_cookies([{"name": "language", "value": language, "url": clerk.base}])
            clerk.go(f"/{PERIOD}/score")
            lines = page.locator("table.score tbody tr")
            text = clerk.text("table.score")
            states = {
                # What does not apply loses nothing; where nothing written is nothing done, it does.
                "强村富民" if language == "zh" else "Income": ("0.00", "10.00", ("考评办法不得分", "by the scheme that gives no points")),
                "加分" if language == "zh" else "Bonus": ("—", "", ("不加分也不扣分", "nothing is added or taken")),
                "督查扣分" if language == "zh" else "Inspection": ("−1.00", "1.00", ("会议记录不全",)),
            }
            for title, (points, lost, words) in states.items():
                line = lines.filter(has_text=re.compile(title, re.IGNORECASE)).first
                cells = [cell.strip() for cell in line.locator("td.number").all_inner_texts()]
                assert (cells[0], cells[2]) == (points, lost), (title, cells)
                # The rows behind it stand under it.
                said = line.locator("xpath=ancestor::tbody[1]").text_content()
                assert any(word in said for word in words), said
            if language == "zh":
                assert not re.search("[a-z]{4,} [a-z]+", text), text
            assert not clerk.accessibility(), clerk.accessibility()
        page.context.add_cookies([{"name": "language", "value": "zh", "url": clerk.base}])
        clerk.go(f"/{PERIOD}/score")
        page.fill("#objection", "八月主题党日记录已补齐，请核对")
        page.click("button:has-text('提出申辩')")
        clerk.wait_for("请核对", "ul.said")
        assert "还没有答复" in clerk.text("ul.said")
        terminal.run("sync")
        township.run("sync")
        made = county.export(f"appeal/{VILLAGE}/{PERIOD}")
        objection = next(iter(made)).split("/")[1]
        county.run("answer", PERIOD, VILLAGE, objection, "partly_upheld", "--text", "退回一分")
        township.run("sync")
        terminal.run("sync")
        clerk.go(f"/{PERIOD}/score")
        assert "部分采纳。退回一分" in clerk.text("ul.said"), clerk.text("ul.said")
        county.run("answer", PERIOD, VILLAGE, "none", "upheld", "--text", "x", code=2)
        assert not clerk.faults, clerk.faults


def test_paper_says_until_when_and_by_whom(place):
    """The wall's sheets have a button, the day until which they hold, and a line for the seal."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        terminal.run("record", "attendance", "meeting=t08", "member=陈建国", "mark=present")
        terminal.run("record", "awards", f"period={PERIOD}", "member=陈建国", "stars=5")
        page = clerk.page
        for path in ("wall", "honours"):
            clerk.go(f"/{PERIOD}/{path}")
            unit = clerk.text("header strong")
            assert "截至 2026年9月30日" in clerk.text(".sealed") and f"{unit}（盖章）" in clerk.text(".sealed")
            page.evaluate("window.print = () => (document.title = 'printed')")
            page.click("button:has-text('打印')")
            assert page.title() == "printed"
            page.emulate_media(media="print")
            assert page.is_hidden("button:has-text('打印')") and page.is_visible(".sealed")
            page.emulate_media(media="screen")
        # Without the script there is only the hint.
        status, text, _ = Visitor(terminal).log_in().ask("GET", f"/{PERIOD}/wall")
        assert "data-print hidden" in text and "Ctrl+P" in text


def test_the_template_lists_its_own_members(place):
    """From the import and from a table one downloads the workbook to fill in, with the members of the village."""
    with at_work(place) as (terminal, clerk, page):
        for path in ("/import", "/tables/deeds"):
            clerk.go(f"/{PERIOD}{path}")
            with clerk.page.expect_download() as downloading:
                clerk.page.click("a:has-text('下载填报模板')")
            assert downloading.value.suggested_filename == f"台账-{PERIOD}.xlsx"
            with open(downloading.value.path(), "rb") as file:
                book = zipfile.ZipFile(io.BytesIO(file.read()))
            texts = "".join(book.read(name).decode(errors="replace") for name in book.namelist() if name.endswith(".xml"))
            assert "陈建国" in texts and "沈阿妹" in texts


def test_a_long_text_leaves_names_their_room(place):
    """A deed of two thousand characters wraps; the name and the kind beside it stand on one line."""
    with at_work(place, meeting=True) as (terminal, clerk, page):
        text = "带领群众清理河道、修补道路、疏通沟渠。" * 60
        terminal.run("record", "deeds", "deed=d1", "member=沈阿妹", "date=2026-08-15", "kind=服务群众", f"text={text}")
        for path, cell in (("/meetings/t08", "table.told td.name >> nth=0"), ("/tables/deeds", "table.grid td.name >> nth=0")):
            clerk.go(f"/{PERIOD}{path}")
            lines = clerk.page.evaluate(
                "(cell) => { const range = document.createRange(); range.selectNodeContents(cell); return range.getClientRects().length }",
                clerk.page.query_selector(cell),
            )
            assert lines == 1, f"{path}: the name stands on {lines} lines"
            assert not clerk.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
        assert not clerk.faults, clerk.faults


NAMESAKES = """序号,姓名,身份,党小组,入党日期
1,陈建国,正式党员,第二党小组,1998-07-01
2,沈阿妹,正式党员,第一党小组,2001-07-01
3,陈建国,正式党员,第一党小组,2010-07-01
"""


def test_a_pasted_block_is_one_thing(place):
    """Header and totals of a block are no rows; it is undone as one, and of two people of one name a digit takes one."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        roster = place.folder / "名册.csv"
        roster.write_text(NAMESAKES, encoding="utf-8")
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(roster)
        assert "陈建国 有 2 人，按不同的人登记" in clerk.text("#look"), clerk.text()
        assert "如果有意这样写" not in clerk.text(), clerk.text()
        assert "党员状况 3 条" in clerk.text() and "撤回" not in clerk.text(), clerk.text()
        page.click("button:has-text('保存')")
        clerk.wait_for("读到")
        # The roster stands in the order in which it came.
        clerk.go(f"/{PERIOD}/tables/members")
        groups = page.locator("table.grid tbody tr:not(.new)").all_inner_texts()
        assert [("第一" in row, "陈建国" in row) for row in groups] == [(False, True), (True, False), (True, True)], groups

        clerk.go(f"/{PERIOD}/tables/visits")
        page.focus("table.grid tr.new td")
        block = "所属月份\t户数\t已走访\n2026-07\t60\t45\n2026-08\t60\t50\n合计\t120\t95\n"
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("(text) => navigator.clipboard.writeText(text)", block)
        page.focus("table.grid tr.new td input")
        page.keyboard.press("Control+V")
        clerk.is_saved("2026-08")
        assert page.evaluate("document.activeElement.closest('td')?.cellIndex") == 0, "the focus is where it was"
        assert not page.locator("#told").is_visible(), page.inner_text("#told")
        assert page.inner_text("#count") == "2"
        # A change shows at once that nobody else has it yet.
        page.focus("table.grid tbody tr:first-child td:nth-child(3)")
        clerk.type("46")
        clerk.press("Enter")
        page.wait_for_selector("table.grid td.saved")
        assert page.locator("table.grid tbody tr:first-child td").nth(-3).inner_text() == "✓"
        # Somebody else's wrong row can be taken away by a key.
        page.focus("table.grid tr.new td")
        clerk.row("没有这个月", "", "", "")
        clerk.wait_for("没有填写内容", "#told")
        page.focus("table.grid tbody tr:nth-last-child(2) td")
        page.focus("table.grid td input")
        clerk.press("Control+Delete")
        page.wait_for_function("document.getElementById('told').hidden")
        clerk.go(f"/{PERIOD}/tables")
        lines = page.locator("table.operations tbody tr").all_inner_texts()
        assert "已走访 46" in lines[0] and "2" in lines[1] and "走访 2" in lines[1], lines
        page.click("a:has-text('只看导入')")
        lines = page.locator("table.operations tbody tr").all_inner_texts()
        assert len(lines) == 1 and "名册.csv" in lines[0], lines

        # Initials that two people have: both are shown, and Enter waits for a digit.
        clerk.go(f"/{PERIOD}/tables/deeds")
        page.focus("table.grid tr.new td")
        page.focus("table.grid td input")
        page.keyboard.type("cjg")
        clerk.wait_for("1 陈建国", "output.meant")
        clerk.press("Enter")
        assert page.evaluate("document.activeElement.value") == "cjg"
        clerk.press("2")
        assert page.evaluate("document.activeElement.value").startswith("陈建国（"), page.evaluate("document.activeElement.value")
        assert not clerk.faults, clerk.faults
