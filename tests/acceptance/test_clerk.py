"""What two clerks who had not read the code met: a seal by command, blanks of a sheet, rows by command, days as people
type them, and a score sheet on paper."""

import os
import pty
import re
import subprocess

from browser import chromium, desk
from place import BINARY, PERIOD, VILLAGES, publish_quarter, write_quarter
from test_entry import MEMBERS, file, keep
from test_pages import county_with, with_roster
from test_paper import texts

VILLAGE = VILLAGES[0]


def at_a_terminal(node, answer, *arguments):
    """A command whose person sits at a terminal and types an answer: its exit code, and what it said."""
    leader, follower = pty.openpty()
    command = [str(BINARY), *arguments, "--language", "zh", "--dir", str(node.folder)]
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("CUNBANG_")}
    surroundings |= {"NO_COLOR": "1"} | node.environment
    process = subprocess.Popen(command, env=surroundings, stdin=follower, stdout=subprocess.PIPE, stderr=follower)
    node.place.processes.append(process)
    os.close(follower)
    os.write(leader, answer.encode())
    out = process.stdout.read().decode()
    said = b""
    try:
        while piece := os.read(leader, 65536):
            said += piece
    except OSError:
        pass
    os.close(leader)
    return process.wait(60), out, said.decode()


def test_a_seal_by_command_shows_the_checklist_of_the_page_and_asks(place):
    """What is done, missing and what it costs, what is not for us and who said so; then a question, and until when it can
    be corrected. Scripts say yes beforehand, and read the same as JSON."""
    _, _, [terminal] = county_with(place, VILLAGE)
    write_quarter(place.folder / "quarter", VILLAGE)
    terminal.run("import", place.folder / "quarter", "--period", PERIOD, "--operator", "王会计")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        refused = terminal.run("seal", PERIOD, "--language", "zh", "--wide", code=2)
        assert "没有上报" in refused.said and "--yes" in refused.said, refused.said
        assert "上报前核对" in refused.out and "✓ 已齐" in refused.out and "不计此项" in refused.out, refused.out
        assert re.search(r"「任务」还没有记录.*分", refused.out), refused.out
        asked = terminal.run("seal", PERIOD, "--format", "json", code=2).json()
        assert asked["question"] and asked["sealed"] == [], asked
        code, out, said = at_a_terminal(terminal, "\n", "seal", PERIOD)
        assert (code, "仍要上报" in said) == (2, True), said
        # The page says the same.
        clerk.go(f"/{PERIOD}/seal")
        lines = [" ".join(line.split()) for line in clerk.text("#checked").splitlines()]
        assert any("✓ 已齐" in line for line in lines) and any("不计此项" in line for line in lines), lines
        for gap in clerk.page.locator("main ul.plain li span").all_inner_texts():
            assert gap.split("，")[0] in refused.out.replace("\n", ""), (gap, refused.out)
        assert "以上级收到的时间为准" in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        assert not terminal.export(f"ledger/{VILLAGE}/{PERIOD}").keys() & {"seals"}, "nothing was sealed"
        code, out, said = at_a_terminal(terminal, "y\n", "seal", PERIOD)
        assert code == 0 and "已上报 ✓" in said and "重新上报" in said, (code, out, said)
        again = terminal.run("seal", PERIOD, "--format", "json").json()
        assert again["question"] is None and [one["new"] for one in again["sealed"]] == [False], again
        assert {one["check"] for one in again["checklist"]["outlook"]["indicators"]} >= {"done", "short", "not_for_us"}
        assert not clerk.faults, clerk.faults


def test_blanks_of_an_attendance_sheet_are_told_before_it_is_kept(place):
    """How many cells are blank, whose, and what that costs."""
    _, _, [terminal] = county_with(place, VILLAGE)
    sheet = file(place, "考勤.csv", "姓名,7月15日主题党日,8月15日主题党日\n陈建国,√,\n沈阿妹,,√\n钱小毛,√,√\n")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(sheet)
        told = clerk.text("#blanks")
        assert "有 2 格空白" in told and re.search(r"最多少 [0-9.]+ 分", told), told
        assert "7月15日 主题党日：沈阿妹（1 人）" in told and "8月15日 主题党日：陈建国（1 人）" in told, told
        assert not clerk.accessibility(), clerk.accessibility()
        done = terminal.run("import", sheet, "--period", PERIOD, "--dry-run", "--language", "zh")
        assert "有 2 格空白" in done.said and "沈阿妹（1 人）" in done.said, done.said
        summary = terminal.run("import", sheet, "--period", PERIOD, "--dry-run", "--format", "json").json()
        assert summary["blanks"]["cells"] == 2 and float(summary["blanks"]["points"]) > 0, summary["blanks"]
        clerk.page.click("button:has-text('保存')")
        clerk.wait_for("读到")
        assert not clerk.faults, clerk.faults


def test_a_row_by_command_is_explained_for_its_table(place):
    """The columns with their Chinese names, which are needed, what may stand there, and a row as it is typed."""
    for table in ("meetings", "会议"):
        told = place.run("record", table, "--help", "--language", "zh").out
        for part in ("会议类型 kind ★", "主题党日", "日期 date ★", "9月1日", "cunbang record 会议 会议类型=主题党日"):
            assert part in told, (part, told)
    told = place.run("record", "attendance", "--help", "--language", "en").out
    assert "mark ★: one of: present" in told and "cunbang record attendance meeting=" in told, told
    assert "record 表名 --help" in place.run("record", "--help", "--language", "zh").out
    _, _, [terminal] = county_with(place, VILLAGE)
    wrong = terminal.run("record", "meetings", "地点=会议室", "日期=8月15日", "--language", "zh", code=2)
    assert "没有「地点」列" in wrong.said and "会议类型 kind★" in wrong.said, wrong.said
    empty = terminal.run("record", "meetings", "--language", "zh", code=2)
    assert "会议类型 kind ★" in empty.said, empty.said
    terminal.run("record", "会议", "会议类型=主题党日", "日期=2026-08-15", "主题=八月主题党日")
    assert "八月主题党日" in str(terminal.export(f"ledger/{VILLAGE}/{PERIOD}"))


def test_of_a_row_that_is_here_only_what_changes_is_typed(place):
    """`record` with the key of a row and one column keeps all its others; a row that is not here needs them."""
    _, _, [terminal] = county_with(place, VILLAGE)
    ledger = f"ledger/{VILLAGE}/{PERIOD}"
    terminal.run("import", file(place, "名册.csv", MEMBERS), "--period", PERIOD)
    terminal.run("record", "meetings", "meeting=t08", "kind=theme_day", "date=2026-08-15", "title=八月主题党日")
    terminal.run("record", "会议", "会议编号=t08", "主持人=陈建国", "--language", "zh")
    terminal.run("record", "attendance", "meeting=t08", "member=陈建国", "mark=leave")
    deed = ("deed=d1", "member=沈阿妹", "date=2026-08-15", "kind=服务群众", "text=修路", "confirmed_on=2026-08-15")
    terminal.run("record", "deeds", *deed)
    said = terminal.run("record", "deeds", "deed=d1", "text=修村口路", "--language", "zh").said
    assert "deeds/d1 已登记" in said, said
    rows = {key: one[0] for key, one in terminal.export(ledger).items()}
    meeting = rows["meetings/t08"]
    assert (meeting["title"], meeting["date"], bool(meeting["chair"])) == ("八月主题党日", "2026-08-15", True), meeting
    kept = rows["deeds/d1"]
    assert (kept["text"], kept["kind"], kept["confirmed_on"]) == ("修村口路", "serving_others", "2026-08-15"), kept
    # A day of another quarter would be another row, and what is not here has nothing that stays.
    for cells in (("deed=d1", "date=2026-10-05"), ("deed=d9", "text=修路")):
        refused = terminal.run("record", "deeds", *cells, "--language", "zh", code=2)
        assert "缺少" in refused.said, (cells, refused.said)


def test_a_day_is_typed_as_people_write_it_and_read_aloud_before_it_is_kept(place):
    """One field for a meeting's day, in every form of a spreadsheet; how it is read stands beside it, and what cannot be
    read is said there; a calendar writes it too. Days in other forms likewise."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        page = clerk.page
        clerk.go(f"/{PERIOD}/meetings")
        for typed in ("8月15日", "8.15", "8/15", "2026/8/15", "２０２６．８．１５"):
            page.fill("#date", typed)
            clerk.wait_for("→ 2026年8月15日 星期六", "output.read")
            assert page.input_value("input.calendar") == "2026-08-15"
            page.fill("#date", "")
        page.fill("#date", "26.8.15")
        clerk.wait_for("26.8.15", "output.read.bad")
        page.fill("input.calendar", "2026-08-16")
        clerk.wait_for("→ 2026年8月16日 星期日", "output.read")
        assert page.input_value("#date") == "2026-08-16"
        assert not clerk.accessibility(), clerk.accessibility()
        page.fill("#date", "8月15日")
        page.fill("#title", "八月主题党日")
        page.click("main form[action$='/meetings'] button")
        page.wait_for_url("**/meetings/*")
        assert clerk.text("h1") == "8月15日 八月主题党日", clerk.text("h1")
        # What is refused stays as it was typed, with the reason.
        clerk.go(f"/{PERIOD}/meetings")
        page.fill("#date", "26.8.15")
        page.click("main form[action$='/meetings'] button")
        clerk.wait_for("26.8.15", "#refused")
        assert page.input_value("#date") == "26.8.15"
        clerk.go(f"/{PERIOD}/tables/tasks")
        page.click("summary:has-text('用表单新增')")
        page.fill("#in-due", "9.30")
        clerk.wait_for("→ 2026年9月30日 星期三", "output.read")
        assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults


def test_our_score_sheet_is_a_table_on_paper_with_losses_on_the_scores_scale(place):
    """Every point with its rows; headings on each page; no row is parted. What is lost and kept after scaling is the full
    mark, and what is lost is what the home page says."""
    county, township, [terminal] = county_with(place, VILLAGE)
    write_quarter(place.folder / "quarter", VILLAGE, 90)
    publish_quarter(county, township, terminal, place.folder / "quarter")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        clerk.go(f"/{PERIOD}/score")
        assert "折算前" in clerk.text("table.score thead") and "计入总分" in clerk.text("table.score thead")
        bodies = page.locator("table.score tbody")
        lost = {}
        for body in bodies.all():
            cells = [cell.strip() for cell in body.locator("tr").first.locator("td.number").all_inner_texts()]
            title = body.locator("td").first.inner_text().split("\n")[0]
            if cells[1] and re.match("[0-9.]+$", cells[1]) and cells[3]:
                kept, gone = float(cells[3]), float(cells[4] or 0)
                assert kept + gone > float(cells[1]) and gone >= float(cells[2] or 0), (title, cells)
                lost[title] = gone
        assert lost, clerk.text("table.score")
        # Closed until somebody opens it, or prints.
        rows = bodies.filter(has_text="清理河道")
        assert not rows.locator("tr.item").first.is_visible()
        rows.locator("summary").first.click()
        assert rows.locator("tr.item").first.is_visible()
        assert not clerk.accessibility(), clerk.accessibility()
        clerk.go(f"/{PERIOD}/score")
        pages = texts(page)
        assert len(pages) > 1, "ninety deeds do not stand on one page"
        whole = "".join(pages)
        assert all(f"清理河道d{number}" in whole for number in range(60)), whole
        for number, one in enumerate(pages):
            has_rows = "清理河道" in one
            assert not has_rows or "指标" in one.split("清理河道")[0], (number, one)
        clerk.go(f"/{PERIOD}")
        home = clerk.text()
        said = re.findall(r"」还没有[^\n（]*（([^）、]+)），(?:折算后)?最多 ([0-9.]+) 分", home)
        assert said, home
        for title, points in said:
            assert lost[title] == float(points), (title, points, lost)
        assert not clerk.faults, clerk.faults


def test_the_second_of_one_name_is_another_person_where_somebody_says_so(place):
    """After the good rows were kept, the other of that name is asked about and never guessed: on the page by a box, by
    command with an option, and both times as somebody of their own."""
    _, _, [terminal, other] = county_with(place, *VILLAGES[:2])
    faulty = "姓名,身份,入党日期,党小组\n李 明,正式党员,2001-07-01,第一党小组\n李明,正式党员,2010年7月,第二党小组\n"
    right = faulty.replace("2010年7月", "2010年7月15日")
    first, second = file(place, "名册.csv", faulty), file(place, "名册改.csv", right)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(first)
        clerk.page.click("button:has-text('先保存无误的')")
        clerk.wait_for("没有保存")
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(second)
        told = clerk.text("table")
        assert "名册上已有 李 明（m-" in told and "另一个人" in told, told
        assert not clerk.accessibility(), clerk.accessibility()
        clerk.page.check("#new_members")
        clerk.page.click("button:has-text('按此再看')")
        clerk.page.click("button:has-text('保存 2')")
        clerk.wait_for("读到")
        assert not clerk.faults, clerk.faults
    other.run("import", first, "--period", PERIOD, "--take-good", place.folder / "待改.xlsx", "--operator", "王会计")
    asked = other.run("import", second, "--period", PERIOD, "--operator", "王会计", "--language", "zh", code=2)
    assert "名册上已有" in asked.said and "--new-members" in asked.said, asked.said
    other.run("import", second, "--period", PERIOD, "--operator", "王会计", "--new-members")
    for node in (terminal, other):
        rows = [one["row"] for one in node.run("list", "members", "--format", "json").json()["rows"]]
        assert sorted((one["group"], one["joined"]) for one in rows) == [("第一党小组", "2001-07-01"), ("第二党小组", "2010-07-15")], rows


def test_a_faulty_cell_of_the_roster_is_one_fault(place):
    """What hangs on it waits and is told in a line, by name; a kind that does not exist is told with it, although another
    cell of its row is asked about."""
    _, _, [terminal] = county_with(place, VILLAGE)
    folder = place.folder / "台账"
    folder.mkdir()
    for name, text in {
        "党员": "编号,姓名,身份,入党日期\n1,沈根法,正式党员,1990.7\n2,朱美英,正式党员,1985-07-01\n",
        "会议": "类型,日期,主题,主持人\n主题党日,2026-08-12,清洁,沈根法\n主题党日,2026-09-12,学习,朱美英\n",
        "考勤": "姓名,2026-08-12主题党日,2026-09-12主题党日\n沈根法,√,√\n朱美英,√,√\n",
        "言行": "日期,类别,内容,姓名,确认日期\n2026-09-01,服务群众,修路,沈根法,\n2026-09-02,打麻将,送水,朱美英,是\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    told = terminal.run("import", folder, "--period", PERIOD, "--dry-run", "--operator", "王会计", "--language", "zh", code=2)
    summary = terminal.run("import", folder, "--period", PERIOD, "--dry-run", "--operator", "王会计", "--format", "json", code=2).json()
    faults = [(one["header"], one["value"]) for one in summary["faults"]]
    assert faults == [("入党日期", "1990.7"), ("类别", "打麻将"), ("确认日期", "是")], faults
    waits = [one for one in summary["passed_over"] if one["what"] == "waits"]
    assert len(waits) == 5 and {one["named"] for one in waits} >= {"沈根法"}, waits
    assert "另有 5 行本身没有错" in told.said and "沈根法" in told.said and "「1」" not in told.said, told.said


def test_paper_tells_what_was_published_from_what_came_since(place):
    """A slip is of what the list rests on, and prints what came since as a remark; the wall marks what no seal covers."""
    county, township, [terminal] = county_with(place, VILLAGE)
    write_quarter(place.folder / "quarter", VILLAGE)
    publish_quarter(county, township, terminal, place.folder / "quarter")
    marks = [one["row"] for one in terminal.run("list", "attendance", "--format", "json").json()["rows"]]
    one = next(row for row in marks if row["mark"] == "present")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        clerk.go(f"/{PERIOD}/members/{one['member']}")
        before = clerk.text("table.points")
        assert "公布的排名所据的记录" in clerk.text("#basis") and not clerk.page.locator("#since").count(), clerk.text()
        terminal.run("record", "attendance", f"meeting={one['meeting']}", f"member={one['member']}", "mark=absent", "--operator", "王会计")
        clerk.go(f"/{PERIOD}/members/{one['member']}")
        assert clerk.text("table.points") == before, clerk.text()
        paper = "".join(texts(clerk.page))
        assert "没有计入公布的结果" in paper and "公布的排名所据的记录" in paper, paper
        clerk.go(f"/{PERIOD}/wall")
        assert clerk.page.locator("table.wall td:has-text('※')").count() == 1, clerk.text()
        assert "未上报、未计分" in "".join(texts(clerk.page))
        # What was published rests on the first seal, however often it is sealed afterwards.
        clerk.go(f"/{PERIOD}/score")
        first = re.search("上报时间（本机时钟）：([^　（]+)", clerk.text("#sealed"))[1]
        assert "不计入公布的结果" not in clerk.text("#sealed"), clerk.text("#sealed")
        terminal.run("seal", PERIOD, "--yes", "--operator", "王会计")
        clerk.go(f"/{PERIOD}/score")
        assert f"：{first}（公布的结果以此次上报为据；" in clerk.text("#sealed"), clerk.text("#sealed")
        # Eight villages of ten are asked for before anybody is listed.
        clerk.go(f"/{PERIOD}")
        assert "不列后进候选" in clerk.text() and "可能列入" not in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults


def test_a_tick_at_a_meeting_says_who_confirmed(place):
    """A meeting without a chair: who confirms is asked where one ticks; where nobody is named that is said, and one's own
    deed counts as in a table."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        page = clerk.page
        clerk.go(f"/{PERIOD}/meetings")
        page.fill("#date", "8月15日")
        page.click("main form[action$='/meetings'] button")
        page.wait_for_url("**/meetings/*")
        for name, by in (("陈建国", ""), ("沈阿妹", "陈建国"), ("陈建国", "陈建国")):
            page.fill("#member", name)
            page.fill("#confirmed_by", by)
            page.select_option("#kind", "serving_others")
            page.fill("#text", f"{name}{by}的言行")
            page.click("form[data-steps] button")
            clerk.wait_for(f"{name}{by}的言行", "table.told")
        told = [" ".join(line.split()) for line in page.locator("table.told tbody tr").all_inner_texts()]
        assert "没有写确认人" in told[0] and "☑ 陈建国" in told[1] and "☑" not in told[2], told
        assert page.input_value("#confirmed_by") == "陈建国", "who confirmed the last one most likely confirms the next"
        assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults


def test_what_does_not_count_is_not_printed_as_if_it_did(place):
    """Awards of more than the rules let: the list, the slip and the seal say that none counts, and show what does. A slip
    names the meetings that cost something, each once, and none to which the member need not come."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        for member in ("陈建国", "沈阿妹"):
            terminal.run("record", "awards", f"period={PERIOD}", f"member={member}", "stars=5")
        for meeting, kind, day in (("t08", "theme_day", "08-15"), ("s08", "theme_day", "08-20"), ("g08", "group", "08-05"), ("g09", "group", "09-05")):
            terminal.run("record", "meetings", f"meeting={meeting}", f"kind={kind}", f"date=2026-{day}", f"title={meeting}")
        for meeting in ("t08", "g08"):
            terminal.run("record", "attendance", f"meeting={meeting}", "member=沈阿妹", "mark=present")
        clerk.go(f"/{PERIOD}/honours")
        assert "5 星有 2 人，超过按考评办法最多 1 人的上限，评定都不作数" in clerk.text("#void"), clerk.text()
        assert "★★★★★" not in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        assert "评定都不作数" in "".join(texts(clerk.page))
        clerk.go(f"/{PERIOD}/seal")
        assert "超过上限，会议评定都不作数" in clerk.text(), clerk.text()
        clerk.go(f"/{PERIOD}/tables/members")
        clerk.page.locator("tr", has_text="陈建国").locator("a", has_text="考评表").click()
        clerk.page.wait_for_url("**/members/*")
        assert "超过上限，评定不作数" in clerk.text("#honours"), clerk.text()
        assert "★★★★★" not in clerk.text("table.points"), clerk.text()
        reasons = clerk.text("table.points")
        assert "8月15日未登记" in reasons and "8月20日未登记" in reasons and "不失分" not in reasons, reasons
        assert "8月5日" not in reasons and "9月5日" not in reasons, reasons
        # Of a group's meeting at which nobody was marked, blanks say nothing.
        clerk.go(f"/{PERIOD}/wall")
        assert "9月5日的会议没有登记考勤" in clerk.text("p.legend") and "8月5日、" not in clerk.text("p.legend"), clerk.text("p.legend")
        # Within the limit the award counts.
        terminal.run("record", "awards", f"period={PERIOD}", "member=沈阿妹", "stars=4")
        clerk.go(f"/{PERIOD}/honours")
        assert not clerk.page.locator("#void").count() and "★★★★★" in clerk.text(), clerk.text()
        assert not clerk.faults, clerk.faults


NAMESAKES = """党员编号,姓名,身份,党小组
m1,李建华,正式党员,第一党小组
m2,李建华,正式党员,第二党小组
m3,沈阿妹,正式党员,第一党小组
"""


def test_who_is_meant_what_costs_nothing_and_what_a_mark_means_are_said(place):
    """Of two of one name a digit takes one at the meeting; a meeting tells of its own deeds alone; an absence that costs
    nothing says why; the roster's marks and the blanks of the wall are explained; what cannot count is on the score sheet."""
    _, _, [terminal] = county_with(place, VILLAGE)
    roster = file(place, "名册.csv", NAMESAKES)
    terminal.run("import", roster, "--period", PERIOD)
    for meeting, kind, day in (("t08", "theme_day", "2026-08-15"), ("t8b", "theme_day", "2026-08-20"), ("g09", "group", "2026-09-10")):
        terminal.run("record", "meetings", f"meeting={meeting}", f"kind={kind}", f"date={day}", f"title={meeting}")
    for meeting, member, mark in (("t08", "m1", "present"), ("t8b", "m1", "absent"), ("t08", "m3", "present"), ("g09", "m1", "present")):
        terminal.run("record", "attendance", f"meeting={meeting}", f"member={member}", f"mark={mark}")
    for deed, day in (("d1", "2026-08-15"), ("d2", "2026-08-20")):
        own = ("member=m3", "kind=服务群众", f"confirmed_on={day}", "confirmed_by=m3")
        terminal.run("record", "deeds", f"deed={deed}", f"date={day}", f"text=修路{deed}", *own)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        clerk.go(f"/{PERIOD}/meetings/t08")
        assert "1 条「闪光言行」由本人确认" in clerk.text() and "2 条「闪光言行」" not in clerk.text(), clerk.text()
        page.focus("#member")
        page.keyboard.type("ljh")
        clerk.wait_for("1 李建华（第一党小组） · 2 李建华（第二党小组）", "output.meant")
        clerk.press("Enter")
        assert page.evaluate("document.activeElement.id") == "member"
        clerk.press("2")
        assert page.input_value("#member") == "李建华（第二党小组）"
        page.select_option("#kind", "serving_others")
        page.fill("#text", "清理河道")
        page.click("form[action$='/deeds'] button")
        clerk.wait_for("清理河道", "table.told")
        assert "李建华（第二党小组）" in clerk.text("table.told"), clerk.text("table.told")
        assert not clerk.accessibility(), clerk.accessibility()
        clerk.go(f"/{PERIOD}")
        assert re.search("2 条「闪光言行」由本人确认.*少 [0-9.]+ 分", clerk.text()), clerk.text()
        clerk.go(f"/{PERIOD}/members/m1")
        assert "8月20日缺不失分" in clerk.text("table.points"), clerk.text("table.points")
        clerk.go(f"/{PERIOD}/tables/members")
        assert "名册只送到乡镇" in clerk.text("#marks"), clerk.text("#marks")
        clerk.go(f"/{PERIOD}/tables/deeds")
        assert "县里已收到" in clerk.text("#marks") and "名册" not in clerk.text("#marks"), clerk.text("#marks")
        clerk.go(f"/{PERIOD}/wall")
        assert "空白为不需参加" in clerk.text("p.legend"), clerk.text("p.legend")
        assert not clerk.accessibility(), clerk.accessibility()
        # A form calls the column as it does itself.
        clerk.go(f"/{PERIOD}/tables/deeds")
        page.click("summary:has-text('新')")
        for name, value in (("member", "王五"), ("date", "2026-08-15"), ("text", "修路")):
            page.fill(f"#in-{name}", value)
        page.click("details form button")
        clerk.wait_for("王五")
        assert "党员「王五」" in clerk.text() and "党员编号" not in clerk.text(), clerk.text()
        assert not clerk.faults, clerk.faults


def test_a_file_that_is_no_text_has_one_fault_and_no_copy_to_correct(place):
    """Bytes under a wrong name are one fault, and of a text that is no table no marked copy is offered."""
    _, _, [terminal] = county_with(place, VILLAGE)
    binary = place.folder / "名册.csv"
    binary.write_bytes(bytes(byte for byte in range(1, 128)) * 20 + b"\n" * 20)
    note = file(place, "通知.txt", "请各位党员于周五到会。\n地点：村委会。\n")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        for path, part in ((binary, "读不出文字的文件"), (note, "没有找到")):
            clerk.go(f"/{PERIOD}/import")
            clerk.upload(path)
            clerk.wait_for(part)
            assert clerk.page.locator("main table tbody tr").count() == 1, clerk.text()
            assert "下载标出问题的表格" not in clerk.text(), clerk.text()
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(file(place, "党员.csv", "姓名,身份\n陈建国,正式党员\n沈阿妹,神仙\n"))
        clerk.wait_for("下载标出问题的表格")
        assert not clerk.faults, clerk.faults
