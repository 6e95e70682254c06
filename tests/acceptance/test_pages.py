"""The pages at which a clerk works, in a browser, on real nodes."""

import http.client
import json
import re
import urllib.parse

from browser import OPERATOR, PASSWORD, chromium, desk, pages_of
from place import PERIOD, VILLAGES, wait_until

VILLAGE = VILLAGES[0]
MEMBERS = """胥仓村2026年党员花名册,,,
序号,姓名,身份,电话
1,陈建国,正式党员,13800000000
2,沈阿妹,正式党员,
3,钱小毛,预备党员,
合计,3,,
"""
PATHS = [
    "",
    "/meetings",
    "/tables",
    "/tables/members",
    "/tables/deeds",
    "/tables/visits",
    "/tables/findings",
    "/development",
    "/findings",
    "/import",
    "/conflicts",
    "/seal",
    "/score",
    "/wall",
    "/honours",
    "/rules",
]


def county_with(place, *villages):
    """A county, its township, and terminals that serve."""
    county = place.county()
    township = place.township(county)
    return county, township, [place.terminal(county, township.address, one).serve() for one in villages]


def with_roster(place, clerk):
    """The members, from a list as villages keep it."""
    roster = place.folder / "名册.csv"
    roster.write_text(MEMBERS, encoding="gb18030")
    clerk.go(f"/{PERIOD}/import")
    clerk.upload(roster)
    clerk.page.click("button:has-text('保存')")
    clerk.wait_for("读到")


def test_a_clerk_keeps_and_seals_a_quarter_with_the_keyboard(place):
    """From the first start to the score: roster from a list, meetings by keys, deeds by initials, seal, bulletin."""
    county, township, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        page = clerk.page
        for month, title in (("07", "七一主题党日"), ("08", "八月主题党日"), ("09", "九月主题党日")):
            clerk.go(f"/{PERIOD}/meetings")
            page.fill("#date", f"2026-{month}-15")
            page.fill("#title", title)
            page.click("main form[action$='/meetings'] button")
            page.wait_for_url("**/meetings/*")
        assert "应到 3 · 到 3" in clerk.text("#turnout")
        # One key marks, and goes on to the next.
        page.focus("table.marks input:checked")
        clerk.press("3", "4")
        clerk.wait_for("请假 1 · 迟到早退 1", "#turnout")
        # A mark can be taken back, and set again.
        page.focus("table.marks tbody tr:last-child input:checked")
        clerk.press("0")
        clerk.wait_for("未登记 1", "#turnout")
        clerk.press("1")
        clerk.wait_for("未登记 0", "#turnout")
        # A meeting that is there already is not written over.
        clerk.go(f"/{PERIOD}/meetings")
        page.fill("#date", "2026-09-15")
        page.fill("#title", "又登一次")
        page.click("main form[action$='/meetings'] button")
        clerk.wait_for("已登记过")
        page.go_back()
        page.goto(page.url + "/theme_day-2026-09-15")
        # A member is found by initials: the list offers them, and they are enough by themselves.
        assert page.locator("#people option[label^='sam ']").get_attribute("value") == "沈阿妹"
        for who, what in (("sam", "清理村口河道"), ("陈建国", "帮独居老人收稻")):
            page.fill("#member", who)
            page.select_option("#kind", "serving_others")
            page.fill("#text", what)
            page.click("form[action$='/deeds'] button")
            clerk.wait_for(what)
        # The grid: a row of visits typed from left to right.
        clerk.go(f"/{PERIOD}/tables/visits")
        page.focus("table.grid tbody td")
        clerk.row("2026-07", "120", "96", "")
        clerk.row("2026-08", "120", "120", "")
        clerk.is_saved("2026-08")
        clerk.go(f"/{PERIOD}/seal")
        page.click("main form button")
        clerk.wait_for("已上报")
        assert "上报后又有登记" not in clerk.text()
        assert "现在上报，各项得分" in clerk.text() and "强村富民" in clerk.text()
        clerk.go("/sync")
        page.click("main form button")
        clerk.wait_for("已与")
        wait_until("the county has it", lambda: terminal.documents()[f"ledger/{VILLAGE}/{PERIOD}"]["mark"] == "✓✓✓")
        county.run("run", PERIOD)
        county.run("publish", "--yes")

        def is_ranked():
            clerk.go(f"/{PERIOD}")
            return "第 1 名 / 1" in clerk.text()

        wait_until("the bulletin is here", is_ranked)
        # What came down is there without a network.
        township.kill()
        county.kill()
        clerk.go(f"/{PERIOD}")
        assert "第 1 名 / 1" in clerk.text(), clerk.text()
        clerk.go(f"/{PERIOD}/score")
        page.click("summary >> nth=1")
        assert "满分" in clerk.text() and "沈阿妹" in page.content(), clerk.text()
        clerk.go(f"/{PERIOD}/wall")
        assert clerk.text("table.wall").count("假") == 1
        # A member's slip is one sheet of paper.
        clerk.go(f"/{PERIOD}/meetings")
        page.click("main table a >> nth=0")
        page.click("table.marks a[aria-label^='沈阿妹']")
        clerk.wait_for("清理村口河道")
        assert "正式党员" in clerk.text() and "帮独居老人收稻" not in clerk.text(), clerk.text()
        assert len(re.findall(rb"/Type /Page\b(?!s)", page.pdf(prefer_css_page_size=True))) == 1
        # Recorded later, it is a supplement, and the page says so.
        clerk.go(f"/{PERIOD}/tables/visits")
        page.focus("table.grid tr.new td")
        clerk.row("2026-09", "120", "118", "")
        clerk.is_saved("2026-09")
        clerk.go(f"/{PERIOD}")
        assert "重新上报" in clerk.text()
        assert not clerk.faults, clerk.faults


def test_an_import_is_undone_as_a_whole(place):
    """An import goes back with all of its rows; what somebody changed since stays, and is named."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        tasks = place.folder / "任务.csv"
        tasks.write_text("任务编号,任务,期限\nt1,收缴党费,2026-09-30\nt2,走访慰问,2026-09-20\n", encoding="utf-8")
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(tasks)
        clerk.page.click("button:has-text('保存')")
        clerk.wait_for("读到 2 条")
        terminal.run("record", "tasks", "task=t1", "title=收缴党费", "due=2026-09-30", "done_on=2026-09-20")
        clerk.go(f"/{PERIOD}/tables")
        imported = clerk.page.locator("table.operations tr", has_text="任务.csv")
        assert OPERATOR in imported.inner_text(), imported.inner_text()
        imported.locator("button").click()
        clerk.wait_for("1 条恢复原样，其中 1 条原先没有，已撤回")
        assert "其后已改动" in clerk.text("table") and "收缴党费" in clerk.text("table"), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        clerk.go(f"/{PERIOD}/tables/tasks")
        assert "收缴党费" in clerk.text() and "走访慰问" not in clerk.text("table"), clerk.text()
        clerk.page.check("#withdrawn")
        clerk.page.click("form[method='get'] button")
        clerk.wait_for("走访慰问", "tr.withdrawn")
        assert "任务.csv" in clerk.text("tr.withdrawn"), clerk.text("tr.withdrawn")
        # The undoing is an operation too, and is undone like any other.
        clerk.go(f"/{PERIOD}/tables")
        undoing = clerk.page.locator("table.operations tr", has_text="撤销 导入 任务.csv")
        undoing.locator("button").click()
        clerk.wait_for("已撤销")
        clerk.go(f"/{PERIOD}/tables/tasks")
        assert "走访慰问" in clerk.text("table"), clerk.text()
        # Nothing else is undone.
        visitor = Visitor(terminal).log_in()
        assert visitor.ask("POST", f"/{PERIOD}/undo", {"token": visitor.token, "operation": "nope"})[0] == 422
        assert not clerk.faults, clerk.faults


def test_two_terminals_disagree_and_the_clerk_chooses(place):
    """Two computers of one village change one row; both values stand side by side, and the other stays in the history."""
    county = place.county()
    township = place.township(county)
    first = place.terminal(county, township.address, VILLAGE, name="first").serve()
    second = place.terminal(county, township.address, VILLAGE, name="second")
    first.run("record", "tasks", "task=t1", "title=收缴党费", "due=2026-09-30")
    first.run("sync")
    second.run("sync")
    second.run("record", "tasks", "task=t1", "title=收缴党费", "due=2026-09-30", "done_on=2026-09-20")
    first.run("record", "tasks", "task=t1", "title=收缴党费", "due=2026-09-30", "done_on=2026-09-25")
    second.run("sync")
    first.run("sync")
    with chromium() as browser:
        clerk = desk(browser, first).begin()
        clerk.go(f"/{PERIOD}")
        clerk.page.click("text=有冲突未处理")
        assert "2026-09-20" in clerk.text() and "2026-09-25" in clerk.text()
        column = clerk.page.locator("td.bad").all_inner_texts().index("2026-09-20")
        clerk.page.locator("button:has-text('以此为准')").nth(column).click()
        clerk.wait_for("没有冲突")
        clerk.go(f"/{PERIOD}/tables/tasks/t1")
        assert clerk.page.input_value("#in-done_on") == "2026-09-20"
        assert "2026-09-25" in clerk.text("ol")
        assert not clerk.faults, clerk.faults


def test_what_is_typed_outlives_session_program_and_window(place):
    """A session that ended, a program that was restarted and a second window lose nothing that was typed."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        # A restart: the session goes on.
        terminal.stop()
        terminal.serve()
        clerk.go(f"/{PERIOD}/tables/tasks")
        assert "任务" in clerk.text("h1")
        # Somebody logs out in another window while a task is typed here.
        clerk.page.click("summary:has-text('用表单新增')")
        clerk.page.fill("#in-title", "收缴党费")
        clerk.page.fill("#in-due", "9月30日")
        other = clerk.page.context.new_page()
        other.goto(clerk.base + "/settings")
        other.click("form[action='/logout'] button")
        clerk.page.click("details form[data-keep] button")
        clerk.wait_for("登录已失效")
        assert clerk.page.input_value("#in-title") == "收缴党费"
        clerk.go(f"/{PERIOD}/tables/tasks")
        clerk.log_in()
        clerk.page.click("summary:has-text('用表单新增')")
        assert clerk.page.input_value("#in-title") == "收缴党费"
        clerk.page.click("details form[data-keep] button")
        clerk.is_saved("收缴党费")
        # Rows of a grid, too: the message leads to the log-in and back here, where they stand again.
        clerk.page.focus("table.grid tr.new td")
        clerk.row("修桥", "9月25日")
        other.goto(clerk.base + "/settings")
        other.click("form[action='/logout'] button")
        clerk.page.keyboard.press("Enter")
        clerk.wait_for("登录已失效", "#told")
        clerk.page.click("#told a")
        clerk.log_in()
        clerk.wait_for("已恢复到表中", "#draft")
        assert clerk.page.url.endswith("/tables/tasks"), clerk.page.url
        # Another window is told of them, and does not have them unasked.
        other.goto(clerk.base + f"/{PERIOD}/tables/tasks")
        assert "另一个窗口里还有 1 行" in other.inner_text("#draft")
        assert "修桥" not in other.inner_text("table.grid")
        clerk.page.click("#draft button:has-text('保存')")
        clerk.is_saved("修桥")
        other.reload()
        assert other.is_hidden("#draft")
        # Without the script, the form itself is kept and sent again after logging in.
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(clerk.base + f"/{PERIOD}/tables/tasks")
        plain.fill("#operator", OPERATOR)
        plain.fill("#password", PASSWORD)
        plain.click("form[action='/login'] button")
        plain.click("summary:has-text('用表单新增')")
        plain.fill("#in-title", "走访慰问")
        plain.fill("#in-due", "2026-09-20")
        leaves = plain.context.new_page()
        leaves.goto(clerk.base + "/settings")
        leaves.click("form[action='/logout'] button")
        plain.click("details form[data-keep] button")
        plain.fill("#operator", OPERATOR)
        plain.fill("#password", PASSWORD)
        plain.click("form[action='/login'] button")
        assert "走访慰问" in plain.inner_text("main")
        plain.click("main form button")
        clerk.go(f"/{PERIOD}/tables/tasks")
        clerk.is_saved("走访慰问")
        assert not clerk.faults, clerk.faults


def test_every_page_can_be_used_by_everyone(place):
    """On every page, in both languages and large print: axe finds nothing, it is small, and one script runs."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        terminal.run("record", "meetings", "meeting=t08", "kind=theme_day", "date=2026-08-15", "title=八月主题党日")
        terminal.run("record", "deeds", "deed=d1", "member=陈建国", "date=2026-08-15", "kind=serving_others", "text=修路")
        paths = [f"/{PERIOD}{path}" for path in PATHS]
        clerk.go(f"/{PERIOD}/tables/members")
        slip = clerk.page.locator("a[href*='/members/']", has_text="考评表").first.get_attribute("href")
        paths += [f"/{PERIOD}/meetings/t08", f"/{PERIOD}/tables/deeds/d1", slip, "/sync", "/settings"]
        found = []
        for language, print_ in (("zh", "usual"), ("en", "large")):
            clerk.go("/settings")
            clerk.page.evaluate(
                "([language, print]) => fetch('/preferences', { method: 'POST', headers: {'content-type': 'application/x-www-form-urlencoded'}, body: `language=${language}&print=${print}` })",
                [language, print_],
            )
            for path in paths:
                answer = clerk.go(path)
                assert answer.status == 200, (path, answer.status, clerk.text("body"))
                size = len(answer.body())
                assert size < 100_000, f"{path}: {size} bytes"
                found += [f"{path} ({language}): {fault}" for fault in clerk.accessibility()]
                wide = clerk.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                if wide:
                    found.append(f"{path} ({language}): wider than the window")
        assert not found, "\n".join(found)
        assert not clerk.faults, clerk.faults


def test_steps_of_developing_members_have_lights(place):
    """Rules that state steps: what was written down from a list has its lights, on a page, at home and before a seal."""
    county, township, [terminal] = county_with(place, VILLAGE)
    year = PERIOD[:4]
    county.run("scheme", "put", "suqian", "--from", year, "--yes")
    steps = place.folder / "发展党员步骤.csv"
    steps.write_text(
        "姓名,步骤,完成日期,上一步日期\n"
        "陈建国,1,2026-07-01,\n陈建国,2,2026-07-10,\n沈阿妹,2,2026-07-10,\n钱小毛,25,2026-08-01,2025-08-01\n"
    )
    materials = place.folder / "发展党员材料.csv"
    materials.write_text(
        "姓名,步骤,材料,提交日期\n陈建国,1,入党申请书,2026-07-01\n钱小毛,25,预备党员考察表,2026-08-20\n"
    )
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        clerk.go("/sync")
        clerk.page.click("main form button")
        clerk.wait_for("已与")
        for sheet in (steps, materials):
            clerk.go(f"/{PERIOD}/import")
            clerk.upload(sheet)
            clerk.page.click("button:has-text('保存')")
            clerk.wait_for("读到")
        clerk.go(f"/{PERIOD}/tables")
        clerk.page.click("main a:has-text('发展党员'):not([href*='tables'])")
        clerk.page.wait_for_url("**/development")
        lights = clerk.page.locator("main table tbody tr")
        rows = [lights.nth(number).inner_text() for number in range(lights.count())]
        assert len(rows) == 3, rows
        # Who is stopped stands first. What is only claimed of a step before anything was written down here passes as
        # yellow, until a unit above states what it has seen.
        assert "沈阿妹" in rows[0] and "红灯" in rows[0] and "上一步“1 递交入党申请书”没有登记" in rows[0], rows
        [talked] = [row for row in rows if "陈建国" in row]
        assert "黄灯" in talked and "谈话记录" in talked and "3 推荐入党积极分子" in talked, rows
        [claimed] = [row for row in rows if "钱小毛" in row]
        assert "黄灯" in claimed and "请上级核实" in claimed and "26 本人提出转正申请" in claimed, rows
        clerk.page.click("summary:has-text('考评办法规定的步骤')")
        assert "31 上级党委审批转正并归档" in clerk.text()
        assert not clerk.accessibility()
        wide = clerk.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert not wide, "wider than the window"
        # A material that is written down changes the light.
        terminal.run("record", "materials", "member=陈建国", "step=2", "material=谈话记录", "handed_in=2026-08-01")
        clerk.go(f"/{PERIOD}/development")
        assert "绿灯" in clerk.text("main table tbody tr:has-text('陈建国')")
        # What is red is said before a seal, and on the command line.
        clerk.go(f"/{PERIOD}/seal")
        assert "红灯" in clerk.text()
        assert "红灯" in terminal.run("status").out
        assert not clerk.faults, clerk.faults


class Visitor:
    """Speaks HTTP by itself, without what a browser forbids."""

    def __init__(self, node):
        self.address = pages_of(node)[0].removeprefix("http://")
        self.cookie = ""
        self.token = ""

    def ask(self, method, path, fields=None, headers=None, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=20)
        sent = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"} | (headers or {})
        body = urllib.parse.urlencode(fields or {}).encode() if body is None else body
        connection.request(method, path, body if method == "POST" else None, sent)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session-"):
                self.cookie = value.split(";")[0]
        return answer.status, text, dict(answer.getheaders())

    def log_in(self):
        status, text, _ = self.ask("POST", "/login", {"operator": OPERATOR, "password": PASSWORD})
        assert status == 303, (status, text)
        self.token = re.search(r'data-token="([^"]+)"', self.ask("GET", f"/{PERIOD}")[1])[1]
        return self


HOSTILE = [
    "",
    "x" * 5000,
    "<script>document.title='hit'</script>",
    '"><img src=x onerror=alert(1)>',
    "=HYPERLINK(\"http://x\")",
    "a\u0000b",
    "\u202egnp.exe",
    "'; DROP TABLE rows; --",
    "../../etc/passwd",
    "💥" * 50,
]


def test_forms_take_anything_and_keep_nothing_bad(place):
    """Every form with missing, overlong, hostile and stale input: an error in words, never a failure, nothing runs."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        visitor = Visitor(terminal).log_in()
        tables = ["members", "posts", "meetings", "attendance", "deeds", "commitments", "tasks", "visits", "reviews"]
        tables += ["nominations", "awards", "measures"]
        columns = "member name status joined group floating post title claimed meeting kind date chair reason_not_held mark deed text confirmed_on confirmed_by commitment due kept_on task done_on month households visited period stage reviewer points votes stars indicator value".split()
        forms = [(f"/{PERIOD}/tables/{table}", columns) for table in tables]
        forms += [
            (f"/{PERIOD}/meetings", ["kind", "date", "title", "everyone", "reason_not_held"]),
            (f"/{PERIOD}/meetings/nope/attendance", ["mark.m1", "everyone"]),
            (f"/{PERIOD}/meetings/nope/deeds", ["member", "kind", "text", "confirmed"]),
            (f"/{PERIOD}/tables/deeds/nope/withdraw", ["reason"]),
            (f"/{PERIOD}/tables/deeds/nope/restore", []),
            (f"/{PERIOD}/conflicts", ["table", "id", "version"]),
            (f"/{PERIOD}/undo", ["operation"]),
            (f"/{PERIOD}/objections", ["text"]),
            (f"/{PERIOD}/import/keep", ["file", "good", "again"]),
            ("/settings/password", ["present", "password", "repeated"]),
            ("/settings/operators", ["operator", "password", "repeated"]),
            ("/settings/operators/disable", ["operator"]),
            ("/preferences", ["language", "print", "ids", "back"]),
        ]
        for path, fields in forms:
            for value in HOSTILE:
                status, text, headers = visitor.ask("POST", path, {one: value for one in fields} | {"token": visitor.token})
                assert status < 500, (path, value[:40], status, text[:500])
                assert "<script>document" not in text and "<img src=x" not in text, (path, text[:500])
                location = headers.get("location", "/")
                assert location.startswith("/") and not location.startswith("//"), (path, location)
        # Stale and foreign forms.
        deed = {"title": "x", "due": "2026-09-30"}
        tasks = f"/{PERIOD}/tables/tasks"
        assert visitor.ask("POST", tasks, deed)[0] == 403
        assert visitor.ask("POST", tasks, deed | {"token": "0" * 43})[0] == 403
        with_token = deed | {"token": visitor.token}
        assert visitor.ask("POST", tasks, with_token, {"Origin": "http://evil.example"})[0] == 403
        assert visitor.ask("POST", tasks, with_token, {"Sec-Fetch-Site": "cross-site"})[0] == 403
        assert visitor.ask("GET", f"/{PERIOD}", headers={"Host": "evil.example"})[0] == 421
        assert visitor.ask("GET", "/2026Q9")[0] == 404
        assert visitor.ask("GET", f"/{PERIOD}/tables/devices")[0] == 404
        # Nobody who has not logged in sees or does anything.
        stranger = Visitor(terminal)
        for path in [f"/{PERIOD}{path}" for path in PATHS] + ["/settings", "/sync"]:
            status, text, headers = stranger.ask("GET", path)
            assert (status, headers["location"].split("?")[0]) == (303, "/login"), (path, status)
        status, text, _ = stranger.ask("POST", tasks, deed)
        assert status == 200 and "没有保存，也没有执行" in text and 'name="again"' not in text, (status, text)
        # Whoever sits here may choose among who works here; whoever comes by a proxy is told nobody's name, whether a form
        # came along or not, and by wrong passwords keeps nobody out who sits here.
        assert OPERATOR in stranger.ask("GET", "/login")[1]
        elsewhere = {"X-Forwarded-For": "10.0.0.1, 203.0.113.7"}
        for method, path, fields in (("GET", "/login", None), ("POST", tasks, deed)):
            assert OPERATOR not in stranger.ask(method, path, fields, elsewhere)[1], path
        # The hostile forms have tried wrong passwords of the first operator's here.
        other = {"operator": "李会计", "password": PASSWORD}
        made = visitor.ask("POST", "/settings/operators", other | {"repeated": PASSWORD, "token": visitor.token})
        assert made[0] == 303, made
        for _ in range(5):
            text = stranger.ask("POST", "/login", other | {"password": "x" * 20}, elsewhere)[1]
        assert "秒后再试" in stranger.ask("POST", "/login", other, elsewhere)[1], text
        assert Visitor(terminal).ask("POST", "/login", other)[0] == 303
        # What was kept of all this is what a village might write, and none of it runs on a page.
        for table in tables:
            clerk.go(f"/{PERIOD}/tables/{table}?withdrawn=yes")
            assert clerk.page.title() != "hit"
        rows = terminal.run("list", "tasks", "--period", PERIOD, "--format", "json").json()
        assert all("\u0000" not in json.dumps(row) for row in rows["rows"])
        assert not clerk.faults, clerk.faults


def test_a_wrong_password_is_paused_for(place):
    """Five wrong passwords, and nobody gets in by that name for a while; the page says so in the reader's language."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        visitor = Visitor(terminal)
        for _ in range(5):
            assert visitor.ask("POST", "/login", {"operator": OPERATOR, "password": "不是这个口令呀"})[0] == 200
        status, text, _ = visitor.ask("POST", "/login", {"operator": OPERATOR, "password": PASSWORD})
        assert status == 200 and "session-" not in visitor.cookie, text
        # Who is in stays in.
        clerk.go(f"/{PERIOD}")
        assert "要做什么" in clerk.text()
